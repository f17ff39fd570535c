//! The external addresses of a wiki and the places where they are written. No request is made here.

use std::ops::Range;

use url::Url;

use crate::config::Role;
use crate::labels::{Labelled, ShowsNothing};
use crate::page::Page;
use crate::page::data::SourceEntry;
use crate::page::links::LinkKind;
use crate::page::node::YamlPath;
use crate::page::value::{FieldValue, FieldValues, Value};
use crate::text::Place;
use crate::wiki::{PageId, SourceRecord, Target, Wiki};

/// Nothing is shown to readers.
#[derive(Debug, Clone, Copy)]
struct Asking;

impl ShowsNothing for Asking {}

/// An address and its place.
pub(super) struct Mention<'w> {
    /// The address as written.
    pub(super) text: &'w str,
    /// The address to request, without its fragment, which is never sent. `None` if it cannot be requested.
    pub(super) url: Option<Url>,
    /// The mentioning source or page.
    pub(super) by: By<'w>,
}

/// The source or page that mentions an address.
pub(super) enum By<'w> {
    /// The `url` of a source.
    Source(&'w SourceRecord),
    /// The archived copy of a source.
    Archive(&'w SourceRecord),
    /// The text of a page, with the byte range in its file.
    Text(PageId, Range<usize>),
    /// A value in the front matter of a page.
    FrontMatter(PageId, YamlPath),
}

impl Mention<'_> {
    /// The position of the address. Computed only for a report.
    pub(super) fn place(&self, wiki: &Wiki) -> Place {
        match &self.by {
            By::Source(source) => source.value_place(entry(source).url_at, &wiki.pages),
            By::Archive(source) => source.value_place(entry(source).archive_at, &wiki.pages),
            By::Text(page, range) => wiki.pages[*page as usize].source.place(range.clone()),
            By::FrontMatter(page, at) => wiki.pages[*page as usize].place(*at),
        }
    }
}

/// The description of a source, for messages to editors.
pub(super) fn entry(source: &SourceRecord) -> &SourceEntry {
    source.entry.ignoring_label(Asking)
}

/// All external addresses of a wiki: those of sources first, then those of pages, each in order.
pub(super) fn gather(wiki: &Wiki) -> Vec<Mention<'_>> {
    let mut mentions = Vec::new();
    for (_, source) in wiki.sources.iter() {
        let entry = entry(source);
        add(&mut mentions, entry.url.as_deref(), By::Source(source));
        add(&mut mentions, entry.archive.as_deref(), By::Archive(source));
    }
    for (id, page) in wiki.pages.iter().enumerate() {
        let id = id as PageId;
        let links = page.body.links.iter().map(|link| link.ignoring_label(Asking));
        for link in links.filter(|link| link.kind == LinkKind::External) {
            let range = narrow(page, link.range.0 as usize..link.range.1 as usize, &link.target);
            add(&mut mentions, Some(&link.target), By::Text(id, range));
        }
        let links = page.body.links.iter().map(|link| link.ignoring_label(Asking));
        for (link, target) in links.zip(wiki.targets(id)) {
            if let (Target::Interwiki(url), LinkKind::Wiki) = (target.ignoring_label(Asking), link.kind) {
                let range = link.range.0 as usize..link.range.1 as usize;
                add(&mut mentions, Some(url), By::Text(id, range));
            }
        }
        for (url, at) in matter_addresses(wiki, page) {
            add(&mut mentions, Some(url), By::FrontMatter(id, at));
        }
    }
    mentions
}

fn add<'w>(mentions: &mut Vec<Mention<'w>>, text: Option<&'w str>, by: By<'w>) {
    let Some(text) = text.filter(|text| is_of_the_web(text)) else { return };
    // Other schemes such as `mailto:` and `tel:` are not checked.
    let whole = if text.starts_with("//") { format!("https:{text}") } else { text.to_owned() };
    let url = Url::parse(&whole).ok().map(|mut url| {
        url.set_fragment(None);
        url
    });
    mentions.push(Mention { text, url, by });
}

fn is_of_the_web(text: &str) -> bool {
    let starts =
        |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    starts("http://") || starts("https://") || text.starts_with("//")
}

/// The part of a link that is its address; the whole link if the address is spelled differently there.
fn narrow(page: &Page, link: Range<usize>, address: &str) -> Range<usize> {
    let written = page.source.text.get(link.clone()).and_then(|text| text.rfind(address));
    written.map_or(link.clone(), |at| link.start + at..link.start + at + address.len())
}

/// Addresses in front matter. Those that describe a source belong to that source.
fn matter_addresses<'w>(wiki: &Wiki, page: &'w Page) -> Vec<(&'w str, YamlPath)> {
    let mut found = Vec::new();
    let page_type = page.page_type.map(|id| wiki.config.types.get(id));
    for values in &page.matter.fields {
        let of_source = page_type.is_some_and(|page_type| {
            let name = page_type.fields[usize::from(values.field)].name.as_str();
            page_type.role == Role::Source && matches!(name, "url" | "archive")
        });
        if !of_source {
            from_fields(values, &mut found);
        }
    }
    for value in page.matter.info.iter().flat_map(|row| &row.values) {
        from_value(value, &mut found);
    }
    found
}

fn from_fields<'w>(values: &'w FieldValues, found: &mut Vec<(&'w str, YamlPath)>) {
    // A default is in the settings, once for all pages.
    if values.at != YamlPath::ROOT {
        values.values.iter().for_each(|value| from_value(value, found));
    }
}

fn from_value<'w>(value: &'w Labelled<FieldValue>, found: &mut Vec<(&'w str, YamlPath)>) {
    let value = value.ignoring_label(Asking);
    match &value.value {
        Value::Url(url) => found.push((url, value.at)),
        Value::Record(fields) => fields.iter().for_each(|values| from_fields(values, found)),
        _ => {}
    }
}
