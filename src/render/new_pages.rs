//! Addresses at which a page that is not written yet can be written, by the pattern `new_url` of the settings.

use super::Renderer;
use crate::config::Field;
use crate::page::path_slug;
use crate::text::escape::{Html, encode_url_value};

impl Renderer<'_> {
    /// Opening tag of a link to an unwritten page: to where it can be written, if the settings say so.
    pub(super) fn unwritten(&self, name: &str, folder: &str, out: &mut Html) {
        let title = format!("{name} ({})", self.words().no_page_yet());
        out.tag("<a class=\"red-link\"").attribute("title", &title);
        if let Some(url) = self.new_page_url(name, folder) {
            out.attribute("href", &url).tag(" rel=\"nofollow\"");
        }
        out.tag(">");
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
