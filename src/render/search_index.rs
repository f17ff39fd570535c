//! Builds the search index of a wiki.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::labels::{Labelled, Open};
use crate::page::{Page, body::Heading};
use crate::search::{Document, Limits, Section, excerpt_sections, merge, tokens};
use crate::text::escape::encode_url_path;
use crate::wiki::{PageId, Wiki};

/// Files of the index by name, to be published below `search/`.
pub fn search_index(wiki: &Wiki) -> BTreeMap<String, Vec<u8>> {
    let texts: Vec<Text<'_>> = wiki.iter().map(|(id, page)| Text::new(wiki, id, page)).collect::<Vec<_>>();
    let documents: Vec<Document<'_>> = texts.iter().map(Text::document).collect();
    let terms: Vec<_> = documents.par_iter().with_min_len(16).map(tokens).collect();
    merge(&documents, &terms.iter().collect::<Vec<_>>(), Limits::default())
}

/// The text from which the search shows excerpts: id, heading and text of each section.
pub(super) fn excerpts(wiki: &Wiki, id: PageId) -> serde_json::Value {
    let text = Text::new(wiki, id, wiki.page(id));
    serde_json::json!(excerpt_sections(&text.document()))
}

/// The open text of a page, for the index.
struct Text<'w> {
    title: &'w str,
    url: String,
    kind: &'w str,
    links: usize,
    aliases: Vec<Open<&'w str>>,
    categories: Vec<Open<&'w str>>,
    description: Option<Open<&'w String>>,
    sections: Vec<(Option<Open<&'w Heading>>, Open<String>)>,
}

impl<'w> Text<'w> {
    fn new(wiki: &'w Wiki, id: PageId, page: &'w Page) -> Self {
        let mut url = wiki.config.base_url.path.clone();
        encode_url_path(&mut url, &page.address);
        Self {
            title: &page.title,
            url,
            kind: page.page_type.map_or("", |id| &wiki.config.types.get(id).label),
            links: wiki.texts.backlinks.count(id),
            aliases: page.open_aliases().collect(),
            categories: page.open_categories().collect(),
            description: page.matter.description.as_ref().and_then(Labelled::as_open),
            sections: page.body.open_sections().collect(),
        }
    }

    fn document(&self) -> Document<'_> {
        Document {
            url: &self.url,
            title: self.title,
            aliases: self.aliases.iter().map(|alias| **alias).collect(),
            kind: self.kind,
            categories: self.categories.iter().map(|name| **name).collect(),
            links: self.links,
            description: self.description.map_or("", |text| text.into_inner()),
            sections: self.sections.iter().map(section).collect(),
        }
    }
}

fn section<'s>((heading, text): &'s (Option<Open<&Heading>>, Open<String>)) -> Section<'s> {
    let heading = heading.as_deref();
    Section {
        id: heading.map_or("", |heading| &heading.id),
        heading: heading.map_or("", |heading| &heading.text),
        text,
    }
}
