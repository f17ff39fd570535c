//! The search index of a wiki: pages to documents, documents to files.

use std::collections::BTreeMap;

use rayon::prelude::*;

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

/// What the reader's search cuts its excerpts from: id, heading and text of each section.
pub(super) fn excerpts(wiki: &Wiki, id: PageId) -> serde_json::Value {
    let text = Text::new(wiki, id, wiki.page(id));
    serde_json::json!(excerpt_sections(&text.document()))
}

/// What of a page goes into the index. What stands in spoilers stays out.
struct Text<'w> {
    page: &'w Page,
    url: String,
    kind: &'w str,
    links: usize,
    lead: String,
    sections: Vec<(&'w Heading, String)>,
}

impl<'w> Text<'w> {
    fn new(wiki: &'w Wiki, id: PageId, page: &'w Page) -> Self {
        let mut url = wiki.config.base_url.path.clone();
        encode_url_path(&mut url, &page.address);
        let headings = &page.body.headings;
        let ends = headings.iter().skip(1).map(Heading::words_start).chain([page.body.text.len()]);
        let sections = headings.iter().zip(ends).map(|(heading, end)| {
            let start = heading.text_start as usize;
            (heading, page.open_text(start..end.max(start)))
        });
        let lead_end = headings.first().map_or(page.body.text.len(), Heading::words_start);
        Self {
            page,
            url,
            kind: page.page_type.map_or("", |id| &wiki.config.types.get(id).label),
            links: wiki.texts.backlinks.to(id).len(),
            lead: page.open_text(0..lead_end),
            sections: sections.collect(),
        }
    }

    fn document(&self) -> Document<'_> {
        let matter = &self.page.matter;
        let lead = Section { id: "", heading: "", text: &self.lead };
        let rest = self.sections.iter().map(|(heading, text)| Section {
            id: &heading.id,
            heading: &heading.text,
            text,
        });
        Document {
            url: &self.url,
            title: &self.page.title,
            aliases: matter.aliases.iter().map(|alias| alias.text.as_str()).collect(),
            kind: self.kind,
            categories: matter.categories.iter().map(|name| name.text.as_str()).collect(),
            links: self.links,
            description: matter.description.as_deref().unwrap_or_default(),
            sections: [lead].into_iter().chain(rest).collect(),
        }
    }
}
