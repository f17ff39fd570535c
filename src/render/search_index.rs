//! Builds the search index of a wiki.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::connections::replaced;
use super::search_facts;
use crate::labels::{Labelled, Open, Scopes};
use crate::page::links::name_key;
use crate::page::{Page, body::Heading};
use crate::search::{
    Document, DocumentTerms, Layer, LayerPage, Limits, Section, excerpt_sections, merge, tokens,
};
use crate::text::NameKey;
use crate::text::escape::encode_url_path;
use crate::wiki::{ClaimState, PageId, Wiki};

/// Files of the index by name, to be published below `search/`.
pub fn search_index(wiki: &Wiki) -> BTreeMap<String, Vec<u8>> {
    let indexed: Vec<PageId> =
        wiki.iter().filter(|(_, page)| !page.matter.unindexed).map(|(id, _)| id).collect();
    let mut texts: Vec<Text<'_>> = indexed.iter().map(|id| Text::new(wiki, *id, wiki.page(*id))).collect();
    for (text, id) in texts.iter_mut().zip(&indexed) {
        text.superseded_by =
            superseding(wiki, *id).filter_map(|newer| indexed.binary_search(&newer).ok()).collect();
    }
    let documents: Vec<Document<'_>> = texts.iter().map(Text::document).collect();
    let terms: Vec<_> = documents.par_iter().with_min_len(16).map(tokens).collect();
    let labelled: Vec<_> = indexed.iter().map(|id| labelled(wiki, *id)).collect();
    let documents_of = |texts: &BTreeMap<Scopes, LabelledText<'_>>| -> Vec<DocumentTerms> {
        texts.values().map(|text| tokens(&text.document())).collect()
    };
    let labelled_terms: Vec<_> = labelled.par_iter().with_min_len(16).map(documents_of).collect();
    let mut layers: BTreeMap<Scopes, Vec<LayerPage<'_>>> = BTreeMap::new();
    for (page, (texts, terms)) in labelled.iter().zip(labelled_terms).enumerate() {
        for ((scopes, text), terms) in texts.iter().zip(terms) {
            layers.entry(*scopes).or_default().push(LayerPage {
                page,
                title: text.title,
                document: text.document(),
                terms,
                texts: text.excerpts(),
            });
        }
    }
    let names: Vec<String> = layers.keys().map(|scopes| wiki.config.spoilers.names(*scopes)).collect();
    let layers: Vec<Layer<'_>> =
        names.iter().zip(layers.into_values()).map(|(scopes, pages)| Layer { scopes, pages }).collect();
    merge(&documents, &terms.iter().collect::<Vec<_>>(), &layers, Limits::default())
}

/// The pages that replace an event, as everybody may know.
fn superseding(wiki: &Wiki, id: PageId) -> impl Iterator<Item = PageId> {
    let event = wiki.events.of(id).into_iter();
    let later = event.flat_map(|event| &event.referred_by);
    let replaces = |by| ClaimState::after(by).is_some_and(|state| !state.stands());
    later.filter(move |(by, _)| replaces(*by)).filter_map(|(_, newer)| newer.into_open())
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
    /// For an event that has been replaced, what has replaced it.
    replaced: Option<String>,
    sections: Vec<(Option<Open<&'w Heading>>, Open<String>)>,
    /// The facts of the page, one line each.
    facts: String,
    /// Numbers of the pages that supersede it.
    superseded_by: Vec<usize>,
    /// Aliases of sections, with the fragment ids.
    alias_sections: Vec<(&'w str, Open<&'w str>)>,
}

impl<'w> Text<'w> {
    fn new(wiki: &'w Wiki, id: PageId, page: &'w Page) -> Self {
        let mut url = wiki.config.base_url.path.clone();
        encode_url_path(&mut url, &page.address);
        let led: FxHashMap<NameKey, &str> = page.open_alias_sections().collect();
        let (mut aliases, mut alias_sections) = (Vec::new(), Vec::new());
        for alias in page.open_aliases() {
            match led.get(&NameKey::of_folded(&name_key(alias.into_inner()))) {
                Some(section) => alias_sections.push((*section, alias)),
                None => aliases.push(alias),
            }
        }
        Self {
            title: &page.title,
            url,
            kind: page.page_type.map_or("", |id| &wiki.config.types.get(id).label),
            links: wiki.texts.backlinks.count(id),
            aliases,
            alias_sections,
            categories: page.open_categories().collect(),
            description: page
                .matter
                .description
                .as_ref()
                .and_then(Labelled::as_open)
                .map(|text| text.map(|text| &text.plain)),
            replaced: replaced(wiki, id),
            sections: page.body.open_sections().collect(),
            facts: open_facts(wiki, id),
            superseded_by: Vec::new(),
        }
    }

    fn document(&self) -> Document<'_> {
        let state = self.replaced.iter().map(|text| Section { id: "", heading: "", text });
        let facts = Some(Section { id: "", heading: "", text: &self.facts });
        let facts = facts.filter(|facts| !facts.text.is_empty());
        let alias_sections = self.alias_sections.iter();
        let alias_sections =
            alias_sections.map(|(id, alias)| Section { id, heading: alias.into_inner(), text: "" });
        Document {
            url: &self.url,
            title: self.title,
            aliases: self.aliases.iter().map(|alias| **alias).collect(),
            kind: self.kind,
            categories: self.categories.iter().map(|name| **name).collect(),
            links: self.links,
            description: self.description.map_or("", |text| text.into_inner()),
            sections: state
                .chain(self.sections.iter().map(section))
                .chain(facts)
                .chain(alias_sections)
                .collect(),
            superseded_by: self.superseded_by.clone(),
        }
    }
}

/// The facts that everybody may know.
fn open_facts(wiki: &Wiki, id: PageId) -> String {
    let lines: Vec<String> = search_facts::of(wiki, id).into_iter().filter_map(Labelled::into_open).collect();
    lines.join("\n")
}

fn section<'s>((heading, text): &'s (Option<Open<&Heading>>, Open<String>)) -> Section<'s> {
    let heading = heading.as_deref();
    Section {
        id: heading.map_or("", |heading| &heading.id),
        heading: heading.map_or("", |heading| &heading.text),
        text,
    }
}

/// The text of a page labelled with one set of scopes.
#[derive(Default)]
struct LabelledText<'w> {
    title: &'w str,
    aliases: Vec<&'w str>,
    categories: Vec<&'w str>,
    description: &'w str,
    headings: Vec<&'w Heading>,
    sections: Vec<(Option<&'w Heading>, String)>,
}

impl LabelledText<'_> {
    fn document(&self) -> Document<'_> {
        let headings =
            self.headings.iter().map(|heading| Section { id: &heading.id, heading: &heading.text, text: "" });
        // The headings above these texts need not be labelled.
        let texts = self.sections.iter().map(|(_, text)| Section { id: "", heading: "", text });
        Document {
            aliases: self.aliases.clone(),
            categories: self.categories.clone(),
            description: self.description,
            sections: headings.chain(texts).collect(),
            ..Document::default()
        }
    }

    fn excerpts(&self) -> Vec<[&str; 3]> {
        let described = Some(["", "", self.description]).filter(|_| !self.description.is_empty());
        let sections = self.sections.iter().map(|(heading, text)| {
            [heading.map_or("", |heading| &heading.id), heading.map_or("", |heading| &heading.text), text]
        });
        described.into_iter().chain(sections).collect()
    }
}

/// The labelled texts of a page, by their scopes.
fn labelled(wiki: &Wiki, id: PageId) -> BTreeMap<Scopes, LabelledText<'_>> {
    let page = wiki.page(id);
    let mut sorter = Sorter { wiki, found: BTreeMap::new() };
    if let Some(title) = &page.matter.real_title {
        sorter.sort(&**title, |text, title| text.title = title);
    }
    for alias in &page.matter.aliases {
        sorter.sort(alias, |text, alias| text.aliases.push(&alias.text));
    }
    for category in &page.matter.categories {
        sorter.sort(category, |text, category| text.categories.push(&category.text));
    }
    if let Some(description) = &page.matter.description {
        sorter.sort(description, |text, description| text.description = &description.plain);
    }
    for heading in &page.body.headings {
        sorter.sort(heading, |text, heading| text.headings.push(heading));
    }
    for (heading, part) in page.body.labelled_sections(&wiki.config.spoilers) {
        sorter.sort(&part, |text, part| match text.sections.last_mut() {
            Some((last, whole)) if last.map(|it| &it.id) == heading.map(|it| &it.id) => {
                whole.push('\n');
                whole.push_str(part);
            }
            _ => text.sections.push((heading, (*part).to_owned())),
        });
    }
    for fact in search_facts::of(wiki, id) {
        sorter.sort(&fact, |text, fact| text.sections.push((None, fact.clone())));
    }
    sorter.found
}

/// Facts on their way to what is labelled alike.
struct Sorter<'w> {
    wiki: &'w Wiki,
    found: BTreeMap<Scopes, LabelledText<'w>>,
}

impl<'w> Sorter<'w> {
    /// Puts a fact where those go who know its scopes; one that everybody may know nowhere.
    fn sort<'f, T>(&mut self, fact: &'f Labelled<T>, put: impl FnOnce(&mut LabelledText<'w>, &'f T)) {
        let order = &self.wiki.config.spoilers;
        let scopes = order.last(fact.scopes());
        if let Some(fact) = fact.open_to(order.known(scopes)).filter(|_| !scopes.is_empty()) {
            put(self.found.entry(scopes).or_default(), fact);
        }
    }
}
