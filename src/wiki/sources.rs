//! Sources and the pages that cite them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Linking, PageId};
use crate::config::{Config, Role};
use crate::date::PartialDate;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, ScopeId, Scopes};
use crate::page::Page;
use crate::page::data::SourceEntry;
use crate::page::node::{self, Part, YamlPath};
use crate::page::scope_named;
use crate::page::value::{FieldValue, Name, Value};
use crate::text::{NameKey, Place, Source, Suggestions};

/// All sources, by id.
#[derive(Debug, Default)]
pub struct Sources {
    by_id: BTreeMap<String, SourceRecord>,
    /// Ids of the sources open to all readers, by position.
    listed: Vec<String>,
    /// Index of each source by id.
    numbers: FxHashMap<NameKey, u32>,
    /// All ids, for suggestions; built on first use.
    ids: OnceLock<Suggestions>,
}

/// A source and its use in the wiki.
#[derive(Debug, Clone)]
pub struct SourceRecord {
    /// The source's data. It carries the scopes of the page that describes it and, if no citation is open, those of the citation with the
    /// fewest.
    pub entry: Labelled<Arc<SourceEntry>>,
    /// The file that declares it.
    pub file: Source,
    /// The place of its declaration.
    pub place: Place,
    /// The page that describes it, if it has one.
    pub page: Option<PageId>,
    /// Pages that cite it, without duplicates.
    pub cited_by: Vec<Labelled<PageId>>,
    /// Its index in the list of sources open to all readers, the newest first. `None` for other sources.
    pub position: Option<u32>,
}

impl SourceRecord {
    /// The place of a value in the source's declaration.
    pub fn value_place(&self, at: YamlPath, pages: &[Arc<Page>]) -> Place {
        match self.page {
            Some(page) => pages[page as usize].place(at),
            None => self.file.place(node::Places::default().find(&self.file.text, at, Part::Value)),
        }
    }
}

impl Sources {
    /// Collects the sources, and returns the pages that cite undeclared ones.
    pub(super) fn new(
        config: &Config,
        pages: &[Arc<Page>],
        files: &[(Source, Arc<Vec<SourceEntry>>)],
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut sources = Self::default();
        for (file, entries) in files {
            for entry in entries.iter() {
                let place = file.place(entry.range.0 as usize..entry.range.1 as usize);
                let scopes = scopes_named(&entry.spoiler, file, config, faults);
                let entry = Labelled::new(Arc::new(in_print(entry, config)), scopes);
                let record = SourceRecord {
                    entry,
                    file: file.clone(),
                    place,
                    page: None,
                    cited_by: Vec::new(),
                    position: None,
                };
                sources.declare(record, faults);
            }
        }
        for (id, page) in pages.iter().enumerate() {
            if page.page_type.is_some_and(|id| config.types.get(id).role == Role::Source) {
                let (entry, place) = (Arc::new(entry_of_page(page, config)), page.title_place());
                let entry = Labelled::new(entry, page.matter.spoiler);
                let (file, page) = (page.source.clone(), Some(id as PageId));
                let cited_by = Vec::new();
                sources.declare(SourceRecord { entry, file, place, page, cited_by, position: None }, faults);
            }
        }
        sources.cite_all(pages);
        sources.number();
        sources.report_unused(faults);
        sources
    }

    fn declare(&mut self, source: SourceRecord, faults: &mut Vec<Diagnostic>) {
        let (entry, place) = (source.entry.ignoring_label(Linking), &source.place);
        if let Some(known) = self.by_id.get(&entry.id) {
            let message = format!("the source `{}` is declared twice", entry.id);
            let fault = Diagnostic::new(&codes::DUPLICATE_SOURCE, place.clone(), message);
            faults.push(fault.related(known.place.clone(), "it is declared here"));
            return;
        }
        if entry.url.is_some() && entry.archive.is_none() {
            let message = format!("the source `{}` has no archived copy", entry.id);
            faults.push(Diagnostic::new(&codes::SOURCE_ARCHIVE, place.clone(), message));
        }
        let id = entry.id.clone();
        self.by_id.insert(id, source);
    }

    fn cite_all(&mut self, pages: &[Arc<Page>]) {
        let ids = self.by_id.keys().enumerate();
        self.numbers = ids.map(|(number, id)| (NameKey::of_folded(id), number as u32)).collect();
        let cited: Vec<Vec<Labelled<u32>>> =
            pages.par_iter().with_min_len(64).map(|page| self.cited(page)).collect();
        let mut cited_by: Vec<Vec<Labelled<PageId>>> = vec![Vec::new(); self.numbers.len()];
        for (id, numbers) in (0..).zip(cited) {
            for number in numbers {
                cited_by[*number.ignoring_label(Linking) as usize].push(number.map(|_| id));
            }
        }
        for (source, cited_by) in self.by_id.values_mut().zip(cited_by) {
            let fewest = cited_by.iter().map(Labelled::scopes).reduce(Scopes::fewest);
            source.entry.put_within(fewest.unwrap_or(Scopes::NONE));
            source.cited_by = cited_by;
        }
    }

    /// Sets the positions in the list of sources.
    fn number(&mut self) {
        let records = self.by_id.iter().filter_map(|(id, record)| Some((record.entry.open()?.date, id)));
        let mut listed: Vec<(Option<PartialDate>, String)> =
            records.map(|(date, id)| (date, id.clone())).collect();
        listed.sort_by(|(a, a_id), (b, b_id)| (b, a_id).cmp(&(a, b_id)));
        self.listed = listed.into_iter().map(|(_, id)| id).collect();
        for (position, id) in (0..).zip(&self.listed) {
            if let Some(record) = self.by_id.get_mut(id) {
                record.position = Some(position);
            }
        }
    }

    /// Indices of the sources that a page cites, without duplicates.
    fn cited(&self, page: &Page) -> Vec<Labelled<u32>> {
        let number = |key: &NameKey| self.numbers.get(key).copied();
        page.cites.iter().filter_map(|key| key.as_ref().filter_map(number)).collect()
    }

    /// Reports every use of an undeclared source id on a page.
    pub(super) fn report_unknown(&self, page: &Page, faults: &mut Vec<Diagnostic>) {
        if page.cites.iter().all(|key| self.numbers.contains_key(key.ignoring_label(Linking))) {
            return;
        }
        let is_unknown = |id: &str| !self.numbers.contains_key(&NameKey::of_folded(id));
        let citations = page.body.citations.iter().map(|citation| citation.ignoring_label(Linking));
        let items = citations.flat_map(|citation| &citation.items);
        let in_text = items
            .filter(|item| is_unknown(&item.id))
            .map(|item| (&item.id, page.source.place(item.range.0 as usize..item.range.1 as usize)));
        let names = page.matter.citations().into_iter().map(|name| *name.ignoring_label(Linking));
        let names = names.filter(|name| is_unknown(&name.text));
        for (id, place) in in_text.chain(names.map(|name| (&name.text, page.place(name.at)))) {
            let fault = Diagnostic::new(&codes::UNKNOWN_SOURCE, place, format!("unknown source `{id}`"));
            faults.push(fault.suggest(self.closest_id(id)));
        }
    }

    fn closest_id(&self, typed: &str) -> Option<&str> {
        let ids = || Suggestions::new(self.by_id.keys().map(String::as_str));
        self.ids.get_or_init(ids).closest(typed)
    }

    fn report_unused(&self, faults: &mut Vec<Diagnostic>) {
        for (id, source) in self.by_id.iter().filter(|(_, source)| source.cited_by.is_empty()) {
            let message = format!("the source `{id}` is never cited");
            faults.push(Diagnostic::new(&codes::UNUSED_SOURCE, source.place.clone(), message));
        }
    }

    /// The source with the given id.
    pub fn get(&self, id: &str) -> Option<&SourceRecord> {
        self.by_id.get(id)
    }

    /// All sources, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SourceRecord)> {
        self.by_id.iter().map(|(id, source)| (id.as_str(), source))
    }

    /// Ids of the sources open to all readers, by position.
    pub fn listed(&self) -> &[String] {
        &self.listed
    }

    /// Number of sources.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

/// Reads a page of a source type: the file name is the id, the fields are the rest.
fn entry_of_page(page: &Page, config: &Config) -> SourceEntry {
    let fields = page.page_type.map_or(&[][..], |id| &config.types.get(id).fields);
    let known = config.spoilers.known(page.matter.spoiler);
    let value = |name: &str| -> Option<&FieldValue> {
        let values =
            page.matter.fields.iter().find(|values| fields[usize::from(values.field)].name == name)?;
        // A value with its own label is not part of the entry.
        values.values.first()?.open_to(known)
    };
    let text = |name: &str| match &value(name)?.value {
        Value::Text(text) | Value::Url(text) => Some(text.clone()),
        Value::Reference(name) => Some(name.text.clone()),
        _ => None,
    };
    let at = |name: &str| value(name).map_or(YamlPath::ROOT, |value| value.at);
    let date = |name: &str| if let Value::Date(date) = value(name)?.value { Some(date) } else { None };
    SourceEntry {
        id: page.stem().to_owned(),
        title: page.title.clone(),
        author: text("author"),
        publisher: text("publisher"),
        reprinted_by: text("reprinted_by"),
        date: date("date").or(page.matter.date.and_then(|date| date.open_to(known).copied())),
        url: text("url"),
        url_at: at("url"),
        archive: text("archive"),
        archive_at: at("archive"),
        accessed: date("accessed"),
        language: page.matter.language.clone(),
        kind: text("kind"),
        reliability: text("reliability"),
        note: page
            .matter
            .description
            .as_ref()
            .and_then(|text| text.open_to(known))
            .map(|text| text.plain.clone()),
        quote: text("quote"),
        dead: value("dead").is_some_and(|value| value.value == Value::Boolean(true)),
        range: (0, 0),
        spoiler: Vec::new(),
    }
}

/// A source with typographic quotation marks in its texts.
fn in_print(entry: &SourceEntry, config: &Config) -> SourceEntry {
    let mut entry = entry.clone();
    if config.content.smart_punctuation {
        entry.set_in_print(&config.quotes(entry.language.as_deref()));
    }
    entry
}

/// The scopes that a data file names. Those that the wiki does not declare are reported.
pub(super) fn scopes_named(
    names: &[Name],
    file: &Source,
    config: &Config,
    faults: &mut Vec<Diagnostic>,
) -> Scopes {
    let scope = |name: &Name| {
        let known = scope_named(&name.text, &config.spoilers);
        Scopes::of(known.unwrap_or_else(|[message, help]| {
            let place = file.place(node::Places::default().find(&file.text, name.at, Part::Value));
            faults.push(Diagnostic::new(&codes::UNKNOWN_SPOILER, place, message).help(help));
            ScopeId::UNKNOWN
        }))
    };
    names.iter().map(scope).fold(Scopes::NONE, Scopes::and)
}
