//! Which addresses a wiki leads to, and where each is written. A wiki enters, mentions leave; nothing is asked here.

use std::ops::Range;

use url::Url;

use crate::config::Role;
use crate::labels::{Labelled, ShowsNothing};
use crate::page::Page;
use crate::page::data::SourceEntry;
use crate::page::links::LinkKind;
use crate::page::node::At;
use crate::page::value::{FieldValue, FieldValues, Value};
use crate::text::Place;
use crate::wiki::{PageId, SourceRecord, Wiki};

/// Asking shows nothing to readers.
#[derive(Debug, Clone, Copy)]
struct Asking;

impl ShowsNothing for Asking {}

/// An address and where it is written.
pub(super) struct Mention<'w> {
    /// As written.
    pub(super) text: &'w str,
    /// What stands there, without a fragment, which no host is told. `None` when it cannot be asked.
    pub(super) url: Option<Url>,
    /// Who mentions it.
    pub(super) by: By<'w>,
}

/// Who mentions an address.
pub(super) enum By<'w> {
    /// A source says where it is to be had.
    Source(&'w SourceRecord),
    /// A source says where a copy of it is kept.
    Archive(&'w SourceRecord),
    /// The text of a page, at these bytes of its file.
    Text(PageId, Range<usize>),
    /// A value in the front matter of a page.
    Matter(PageId, At),
}

impl Mention<'_> {
    /// Where the address stands. Looked for only when there is something to report.
    pub(super) fn place(&self, wiki: &Wiki) -> Place {
        match &self.by {
            By::Source(source) => source.value_place(entry(source).url_at, &wiki.pages),
            By::Archive(source) => source.value_place(entry(source).archive_at, &wiki.pages),
            By::Text(page, range) => wiki.pages[*page as usize].source.place(range.clone()),
            By::Matter(page, at) => wiki.pages[*page as usize].place(*at),
        }
    }
}

/// What is known of a source, for messages to its editors.
pub(super) fn entry(source: &SourceRecord) -> &SourceEntry {
    source.entry.ignoring_label(Asking)
}

/// Everything that a wiki leads to: by sources, in their order, then by pages, in theirs.
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
        for (url, at) in matter_addresses(wiki, page) {
            add(&mut mentions, Some(url), By::Matter(id, at));
        }
    }
    mentions
}

fn add<'w>(mentions: &mut Vec<Mention<'w>>, text: Option<&'w str>, by: By<'w>) {
    let Some(text) = text.filter(|text| is_of_the_web(text)) else { return };
    // Mail, telephones and the like are no business of ours; what stands here has the scheme of the web, or none.
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

/// The part of a link that is its address; the whole link when it is spelt otherwise there.
fn narrow(page: &Page, link: Range<usize>, address: &str) -> Range<usize> {
    let written = page.source.text.get(link.clone()).and_then(|text| text.rfind(address));
    written.map_or(link.clone(), |at| link.start + at..link.start + at + address.len())
}

/// Addresses in front matter. Those by which a page describes a source are that source's.
fn matter_addresses<'w>(wiki: &Wiki, page: &'w Page) -> Vec<(&'w str, At)> {
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

fn from_fields<'w>(values: &'w FieldValues, found: &mut Vec<(&'w str, At)>) {
    // A default stands in the settings, once for all pages.
    if values.at != At::ROOT {
        values.values.iter().for_each(|value| from_value(value, found));
    }
}

fn from_value<'w>(value: &'w Labelled<FieldValue>, found: &mut Vec<(&'w str, At)>) {
    let value = value.ignoring_label(Asking);
    match &value.value {
        Value::Url(url) => found.push((url, value.at)),
        Value::Record(fields) => fields.iter().for_each(|values| from_fields(values, found)),
        _ => {}
    }
}
