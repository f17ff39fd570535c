//! Addresses at which a page that is not written yet can be written, by the pattern `new_url` of the settings.

use super::Renderer;
use crate::config::Field;
use crate::labels::Labelled;
use crate::page::path_slug;
use crate::page::value::{FieldValue, Value, inner_values};
use crate::text::escape::{Html, encode_url_value};
use crate::wiki::PageId;

impl Renderer<'_> {
    /// Opening tag of a link to an unwritten page: to where it can be written, if the settings say so.
    pub(super) fn unwritten(&self, name: &str, folder: &str, out: &mut Html) {
        let url = self.new_page_url(name, folder);
        let note = if url.is_some() { self.words().create_this_page() } else { self.words().no_page_yet() };
        out.tag("<a class=\"red-link\"").attribute("title", &format!("{name} ({note})"));
        if let Some(url) = url {
            out.attribute("href", &url).tag(" rel=\"nofollow\"");
        }
        out.tag(">");
    }

    /// The address at which a page can be written that a page names.
    pub(super) fn wanted_url(&self, name: &str, from: PageId) -> Option<String> {
        self.wiki.config.new_url.as_deref()?;
        let page = self.wiki.page(from);
        let fields = page.page_type.map(|id| &self.wiki.config.types.get(id).fields[..]).unwrap_or_default();
        let named = page.matter.fields.iter().find_map(|values| {
            let field = &fields[usize::from(values.field)];
            values.values.iter().find_map(|value| field_naming(name, field, value.as_ref()))
        });
        self.new_page_url(name, named.map_or(page.folder(), |field| self.folder_of(field)))
    }

    /// The folder of the pages that a field names.
    pub(super) fn folder_of(&self, field: &Field) -> &str {
        let wanted = field.targets().first();
        wanted.and_then(|id| self.wiki.config.types.get(*id).folder.as_deref()).unwrap_or_default()
    }

    /// The address at which a page with a name can be written.
    pub(super) fn new_page_url(&self, name: &str, folder: &str) -> Option<String> {
        let pattern = self.wiki.config.new_url.as_deref()?;
        let name = name.split('#').next().unwrap_or(name).trim_matches([' ', '/']);
        let (folder, title) = name.rsplit_once('/').unwrap_or((folder, name));
        if title.is_empty() {
            return None;
        }
        let segments = folder.split('/').filter(|part| !part.is_empty()).map(path_slug);
        let folder: Vec<String> = std::iter::once("content".to_owned()).chain(segments).collect();
        let (folder, file) = (folder.join("/"), format!("{}.md", path_slug(title)));
        let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
        let values = [
            ("{path}", format!("{folder}/{file}")),
            ("{text}", format!("---\ntitle: \"{quoted}\"\n---\n")),
            ("{folder}", folder),
            ("{file}", file),
            ("{title}", title.to_owned()),
        ];
        Some(filled(pattern, &values))
    }
}

/// The field, or the field of a record in it, whose value is a name.
fn field_naming<'f>(name: &str, field: &'f Field, value: Labelled<&FieldValue>) -> Option<&'f Field> {
    let is_name = |value: &FieldValue| matches!(&value.value, Value::Reference(named) if named.text == name);
    if value.open().is_some_and(|value| is_name(value)) {
        return Some(field);
    }
    let (index, _) =
        inner_values(value).find(|(_, value)| value.open().is_some_and(|value| is_name(value)))?;
    field.inner().get(usize::from(index))
}

/// A pattern with the values of its placeholders, which may contain what looks like a placeholder.
fn filled(pattern: &str, values: &[(&str, String)]) -> String {
    let mut url = String::with_capacity(pattern.len() + 64);
    let mut rest = pattern;
    while let Some(at) = rest.find('{') {
        url.push_str(&rest[..at]);
        rest = &rest[at..];
        match values.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, value)) => {
                encode_url_value(&mut url, value);
                rest = &rest[name.len()..];
            }
            None => {
                url.push('{');
                rest = &rest[1..];
            }
        }
    }
    url.push_str(rest);
    url
}
