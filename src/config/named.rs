//! The names that `site.toml` refers to, with their byte ranges.

use std::ops::Range;

use super::reader::Spanned;
use super::written::{self, Field, PageType, Spoilers};
use crate::text::Source;

/// A name in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The kind of thing named.
    pub kind: NamedKind,
    /// The name.
    pub text: String,
    /// Its byte range in the file, quotes included.
    pub range: Range<usize>,
}

/// The kind of thing that a name in the settings refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedKind {
    /// An address within the site.
    Address,
    /// A page type.
    Type,
    /// A field of a type.
    Field,
    /// A template.
    Template,
    /// A folder of `content/`.
    Folder,
    /// A page.
    Page,
    /// A file below `static/`.
    File,
    /// A category.
    Category,
    /// Inline Markdown, in which links are names.
    Text,
}

/// Every name in the settings, in no particular order, except those in queries and texts of types. Of keys, only categories are included,
/// of names with a field none.
pub fn named(source: &Source) -> Vec<Named> {
    let site = written::read(source, &mut Vec::new());
    let mut found = Found(Vec::new());
    let inside = site.nav.iter().map(|(_, url)| url).filter(|url| url.value.starts_with('/'));
    inside.for_each(|url| found.add(NamedKind::Address, [url]));
    site.types.iter().for_each(|page_type| found.page_type(page_type));
    found.add(NamedKind::Category, site.categories.iter().map(|(name, _)| name));
    found.add(NamedKind::Text, &site.footer);
    found.add(NamedKind::Text, site.components.iter().filter_map(|component| component.markdown.as_ref()));
    let scopes = site.spoilers.iter().filter_map(|(_, spoilers)| match spoilers {
        Spoilers::Scope(scope) => scope.work.as_ref(),
        Spoilers::Series(_) => None,
    });
    found.add(NamedKind::Page, scopes);
    site.components.iter().flat_map(|component| &component.parameters).for_each(|field| found.field(field));
    found.add(
        NamedKind::File,
        [&site.theme.logo, &site.theme.favicon, &site.theme.card].into_iter().flatten(),
    );
    found.0
}

struct Found(Vec<Named>);

impl Found {
    fn add<'s>(&mut self, kind: NamedKind, spots: impl IntoIterator<Item = &'s Spanned<String>>) {
        let spots = spots.into_iter().filter(|spanned| !spanned.value.trim().is_empty());
        self.0.extend(spots.map(|spanned| Named {
            kind,
            text: spanned.value.clone(),
            range: spanned.range.clone(),
        }));
    }

    fn page_type(&mut self, page_type: &PageType) {
        self.add(NamedKind::Type, &page_type.base);
        self.add(NamedKind::Folder, &page_type.folder);
        self.add(NamedKind::Template, &page_type.template);
        let is_field = |by: &&Spanned<String>| !["title", "last-name"].contains(&by.value.as_str());
        self.add(NamedKind::Field, page_type.sort_by.as_ref().filter(is_field));
        let is_whole = |name: &&Spanned<String>| super::type_categories::parts(&name.value).is_none();
        self.add(NamedKind::Category, page_type.categories.iter().filter(is_whole));
        page_type.fields.iter().for_each(|field| self.field(field));
    }

    fn field(&mut self, field: &Field) {
        self.add(NamedKind::Type, &field.to);
        if field.kind.as_ref().is_some_and(|kind| kind.value == "page") {
            self.add(NamedKind::Page, &field.default);
        }
        field.fields.iter().for_each(|inner| self.field(inner));
    }
}
