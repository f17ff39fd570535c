//! `spoiler-leak`: what has a spoiler label in one place and is told without one in another.
//!
//! Texts are compared by runs of words that carry meaning. Each text is read once, so the rule takes time in proportion
//! to the texts.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Checking;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Scopes};
use crate::page::Page;
use crate::page::value::{FieldValue, Value, inner_values};
use crate::text::Place;
use crate::wiki::{PageId, Wiki};

/// Words of a run.
const RUN: usize = 3;
/// Pages with the label that make a run of two words telling, such as a name and what becomes of it.
const PAGES_OF_TWO: u32 = 3;
/// Maximum number of pages that may tell a run openly: what more of them say is common knowledge, or a common phrase.
const MOST_OPEN: u32 = 3;
/// Words that carry no meaning by themselves. Shorter ones count as such.
const EMPTY: &str = " the and his her him she for was who has had not but are out all its that with from this have they \
    their there which when been were into then than them will would what where about over only also both more most \
    some such very just himself herself while after before one two you your our any can ";

/// Maximum number of findings on one page.
const MAX_OF_PAGE: usize = 100;

/// A word with its place in a text.
struct Word {
    folded: String,
    range: (usize, usize),
    /// True if a sentence ends between the word before and this one.
    begins: bool,
}

/// Location of a run of words that has a label.
#[derive(Clone, Copy)]
struct Secret {
    page: PageId,
    scopes: Scopes,
    pages: u32,
}

/// A run of words in a text that everybody may read.
struct Told {
    hash: u64,
    words: Vec<String>,
}

/// The runs of a page, with and without a label.
#[derive(Default)]
struct Runs {
    labelled: BTreeMap<u64, Scopes>,
    told: Vec<Told>,
}

/// Finds what is told without a label, with the scopes of the label that it has elsewhere.
pub(super) fn find(wiki: &Wiki) -> Vec<(Scopes, Diagnostic)> {
    let names = wiki.iter().flat_map(|(_, page)| words(&page.title)).map(|word| word.folded).collect();
    let ids = (0..wiki.pages.len()).into_par_iter().with_min_len(16);
    let runs: Vec<Runs> = ids.map(|id| runs_of(wiki.page(id as PageId), &names)).collect();
    let mut secrets: FxHashMap<u64, Secret> = FxHashMap::default();
    for (page, runs) in (0..).zip(&runs) {
        for (hash, scopes) in &runs.labelled {
            let secret = secrets.entry(*hash).or_insert(Secret { page, scopes: *scopes, pages: 0 });
            secret.pages += 1;
        }
    }
    let mut open: FxHashMap<u64, u32> = FxHashMap::default();
    for runs in &runs {
        let hashes: FxHashSet<u64> = runs.told.iter().map(|told| told.hash).collect();
        hashes
            .iter()
            .filter(|hash| secrets.contains_key(*hash))
            .for_each(|hash| *open.entry(*hash).or_default() += 1);
    }
    let tells = |told: &&Told| {
        let (secret, open) = (secrets.get(&told.hash)?, open.get(&told.hash)?);
        let is_rare = *open <= MOST_OPEN && *open <= secret.pages;
        let is_telling = told.words.len() == RUN || secret.pages >= PAGES_OF_TWO && open * 3 <= secret.pages;
        (is_rare && is_telling).then_some(*secret)
    };
    let of_page = |(id, runs): (PageId, &Runs)| {
        let found = runs.told.iter().filter_map(|told| Some((told, tells(&told)?)));
        reports(wiki, id, found)
    };
    (0..).zip(&runs).flat_map(of_page).collect()
}

/// The findings of a page, one for each page and scope that it gives away.
fn reports<'t>(
    wiki: &Wiki,
    id: PageId,
    found: impl Iterator<Item = (&'t Told, Secret)>,
) -> Vec<(Scopes, Diagnostic)> {
    let mut known: FxHashSet<(PageId, Scopes)> = FxHashSet::default();
    let mut list = Vec::new();
    let found = found.filter(|(_, secret)| known.insert((secret.page, secret.scopes)));
    // Each finding reads two files again.
    for (told, secret) in found.take(MAX_OF_PAGE) {
        let labels = wiki.config.spoilers.names(secret.scopes);
        let message = format!("`{}` has the spoiler label `{labels}` elsewhere", told.words.join(" "));
        let fault = Diagnostic::new(&codes::SPOILER_LEAK, place_of(wiki.page(id), &told.words), message);
        let other = place_of(wiki.page(secret.page), &told.words);
        let fault = fault.label("everybody reads it here").related(other, "it has the label here");
        list.push((secret.scopes, fault));
    }
    list
}

/// Location of words in the file of a page. The title, if they do not follow each other in the source.
fn place_of(page: &Page, wanted: &[String]) -> Place {
    let text = words(&page.source.text);
    let is_here = |run: &&[Word]| run.iter().map(|word| &word.folded).eq(wanted);
    match text.windows(wanted.len()).find(is_here) {
        Some(run) => page.source.place(run[0].range.0..run[run.len() - 1].range.1),
        None => page.title_place(),
    }
}

/// The runs of words of a page. `names` are the words of all titles.
fn runs_of(page: &Page, names: &FxHashSet<String>) -> Runs {
    let mut runs = Runs::default();
    let body = page.body.text.ignoring_labels(Checking);
    runs.add(body, &|at| page.body.text.scopes_at(at), names);
    runs.add(&page.title, &|_| Scopes::NONE, names);
    let matter = &page.matter;
    let description = matter.description.iter().map(|text| text.as_ref().map(String::as_str));
    let aliases = matter.aliases.iter().map(|name| name.as_ref().map(|name| name.text.as_str()));
    let claims = matter.claims.iter().flat_map(|claim| {
        let claim = claim.as_ref();
        let note = claim.filter_map(|claim| claim.note.as_deref());
        [Some(claim.map(|claim| claim.value.text.as_str())), note].into_iter().flatten()
    });
    let values = matter.fields.iter().flat_map(|values| &values.values);
    let values = values.chain(matter.info.iter().flat_map(|row| &row.values)).flat_map(texts_of);
    for text in description.chain(aliases).chain(claims).chain(values) {
        let scopes = text.scopes();
        runs.add(text.ignoring_label(Checking), &|_| scopes, names);
    }
    runs
}

/// The text of a value, or those of a record.
fn texts_of(value: &Labelled<FieldValue>) -> Vec<Labelled<&str>> {
    let own = [value.as_ref()].into_iter().chain(inner_values(value.as_ref()).map(|(_, inner)| inner));
    own.filter_map(|value| {
        let scopes = value.scopes();
        match &value.ignoring_label(Checking).value {
            Value::Text(text) => Some(Labelled::new(text.as_str(), scopes)),
            _ => None,
        }
    })
    .collect()
}

impl Runs {
    /// Adds the runs of a text, each with the scopes that all of its words have.
    fn add(&mut self, text: &str, scopes_at: &dyn Fn(usize) -> Scopes, names: &FxHashSet<String>) {
        let words = words(text);
        for length in [2, RUN] {
            for run in words.windows(length).filter(|run| run[1..].iter().all(|word| !word.begins)) {
                let named = run.iter().filter(|word| names.contains(&word.folded)).count();
                if named == 0 || named == length {
                    continue;
                }
                let scopes = scopes_at(run[0].range.0);
                if run.iter().any(|word| scopes_at(word.range.0) != scopes) {
                    continue;
                }
                let hash = hash_of(run.iter().map(|word| word.folded.as_str()));
                if scopes.is_empty() {
                    let words = run.iter().map(|word| word.folded.clone()).collect();
                    self.told.push(Told { hash, words });
                } else {
                    self.labelled.entry(hash).or_insert(scopes);
                }
            }
        }
    }
}

fn hash_of<'w>(words: impl Iterator<Item = &'w str>) -> u64 {
    let mut hasher = FxHasher::default();
    words.for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

/// The words of a text that carry meaning.
fn words(text: &str) -> Vec<Word> {
    let mut list = Vec::new();
    let (mut start, mut begins) = (None, true);
    for (at, character) in text.char_indices().chain([(text.len(), '\n')]) {
        match (character.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let folded = text[from..at].to_lowercase();
                if folded.chars().nth(2).is_some() && !EMPTY.contains(&format!(" {folded} ")) {
                    list.push(Word { folded, range: (from, at), begins: std::mem::take(&mut begins) });
                }
            }
            _ => {}
        }
        begins |= ".!?\n".contains(character);
    }
    list
}
