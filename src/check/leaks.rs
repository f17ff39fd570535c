//! `spoiler-leak`: what has a spoiler label in one place and is told without one in another.
//!
//! Three kinds of labelled words are looked for in open text: whole names and values, runs of words of sentences, and single words that
//! are values. A run tells something if it contains words that are rare in open text, since what is told often is common knowledge. Each
//! text is read twice, so the rule takes time in proportion to the texts.

mod texts;
mod words;

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::AllowedPhrase;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Scopes};
use crate::page::Page;
use crate::page::links::LinkKind;
use crate::text::{Place, Source};
use crate::wiki::{PageId, Target, Wiki, base_name};
use texts::{Document, Kind, Text, documents};
use words::{Break, Word, contains, hash_of, words};

/// Numbers of words of the runs of sentences that are compared.
const RUNS: [usize; 2] = [2, 3];
/// Number of words from which a value needs no context.
const LONG_VALUE: usize = 3;
/// Maximum number of words of a name that are looked at.
const MAX_NAME: usize = 32;
/// Maximum number of words on each side within which a sentence is about a page.
const MAX_SENTENCE: usize = 32;
/// Maximum number of words of a name or a value that is compared as a whole.
const MAX_PHRASE: usize = 6;
/// Files with the label that make a run of two words telling, such as a name and what becomes of it.
const FILES_OF_TWO: u32 = 3;
/// Maximum number of files that tell something openly: what more of them say is common knowledge, or a common phrase.
const MOST_OPEN: u32 = 3;
/// Maximum number of findings in one file.
const MAX_OF_FILE: usize = 100;

/// Words with a label.
#[derive(Debug, Clone, Copy)]
struct Secret {
    /// The file, and the text in it.
    at: (u32, u32),
    kind: Kind,
    scopes: Scopes,
    /// Files in which the words have a label.
    files: u32,
}

impl Secret {
    /// Adds the same words of another text. Those of names and values count more than those of sentences.
    fn join(&mut self, other: Self) {
        let files = self.files + other.files;
        if self.kind < other.kind {
            *self = other;
        }
        self.files = files;
    }
}

/// Words that are told openly and have a label elsewhere.
#[derive(Debug)]
struct Told {
    hash: u64,
    /// The text in the file.
    text: u32,
    run: Vec<Word>,
    /// True if the sentence or the page is about the page of the label.
    in_context: bool,
}

/// All that has a label.
#[derive(Default)]
struct Secrets {
    runs: FxHashMap<u64, Secret>,
    /// For each word, the number of files in which it has a label.
    words: FxHashMap<u64, u32>,
    /// Numbers of words of the runs.
    lengths: BTreeSet<usize>,
}

/// Findings for texts without a label that have one elsewhere, each with the scopes of that label, and for allowed phrases that never occur.
/// `files` are the settings and templates.
pub(super) fn find(wiki: &Wiki, files: &[Source]) -> Vec<(Scopes, Diagnostic)> {
    let documents = documents(wiki, files);
    let secrets = Secrets::of(&documents);
    let allowed = &wiki.config.allowed_phrases;
    let phrases: Vec<Vec<u64>> = allowed.iter().map(|it| hashes(&words(&it.phrase))).collect();
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    if !secrets.runs.is_empty() {
        let names = Names::of(wiki, &documents);
        let open = Open::of(&documents, &secrets, &names);
        let search = Search { wiki, documents: &documents, secrets: &secrets, names: &names, open: &open };
        for file in 0..documents.len() {
            found.extend(search.findings(file, &phrases, &mut used));
        }
    }
    let unused = allowed.iter().enumerate().filter(|(number, _)| !used.contains(number));
    found.extend(unused.map(|(_, allowed)| (Scopes::NONE, never_told(allowed))));
    found
}

fn never_told(allowed: &AllowedPhrase) -> Diagnostic {
    let message = format!("the phrase `{}` is allowed, but no finding contains it", allowed.phrase);
    Diagnostic::new(&codes::SPOILER_LEAK, allowed.at.place(), message).help("remove the entry")
}

fn hashes(run: &[Word]) -> Vec<u64> {
    run.iter().map(|word| word.hash).collect()
}

/// Returns whether a run is within a part of a sentence.
fn is_one_sentence(run: &[Word]) -> bool {
    run[1..].iter().all(|word| word.before == Break::None)
}

/// The names that pages have openly, and those of pages that do not exist yet but have open links.
struct Names {
    words: FxHashSet<u64>,
    /// Parts of names of more than one word.
    phrases: FxHashSet<u64>,
    /// The words of each document.
    of: Vec<FxHashSet<u64>>,
}

impl Names {
    fn of(wiki: &Wiki, documents: &[Document<'_>]) -> Self {
        let texts: Vec<Vec<Vec<Word>>> =
            documents.par_iter().map(|it| it.page().map(open_names).unwrap_or_default()).collect();
        let of: Vec<FxHashSet<u64>> =
            texts.iter().map(|names| names.iter().flatten().map(|word| word.hash).collect()).collect();
        let parts = |name: &Vec<Word>| {
            (2..=MAX_PHRASE).flat_map(|length| name.windows(length).map(hash_of)).collect::<Vec<_>>()
        };
        let red_links: Vec<Vec<Word>> =
            wiki.iter().flat_map(|(id, page)| red_links(wiki, id, page)).collect();
        let phrases = texts.iter().flatten().chain(&red_links).flat_map(parts).collect();
        let wanted = red_links.iter().flatten().map(|word| word.hash);
        Self { words: of.iter().flatten().copied().chain(wanted).collect(), phrases, of }
    }

    /// The words of a run that are not part of a name.
    fn others<'r>(&'r self, run: &'r [Word]) -> impl Iterator<Item = u64> {
        let in_phrase = |at: usize| {
            let pairs = [at.checked_sub(1), Some(at)].into_iter().flatten();
            pairs
                .filter_map(|start| run.get(start..start + 2))
                .any(|pair| self.phrases.contains(&hash_of(pair)))
        };
        let is_name =
            move |at: usize| run[at].is_capital && self.words.contains(&run[at].hash) || in_phrase(at);
        (0..run.len()).filter(move |at| !is_name(*at)).map(|at| run[at].hash)
    }
}

fn open_names(page: &Page) -> Vec<Vec<Word>> {
    let aliases = page.matter.aliases.iter().filter_map(Labelled::open).map(|name| name.text.as_str());
    let mut names: Vec<Vec<Word>> =
        [base_name(&page.title).unwrap_or(&page.title)].into_iter().chain(aliases).map(words).collect();
    names.iter_mut().for_each(|name| name.truncate(MAX_NAME));
    names
}

/// The names of pages that do not exist, in open links of a text.
fn red_links(wiki: &Wiki, id: PageId, page: &Page) -> impl Iterator<Item = Vec<Word>> {
    let links = page.body.links.iter().zip(wiki.targets(id));
    links.filter(|(_, target)| matches!(target.open(), Some(Target::Missing))).filter_map(|(link, _)| {
        let link = link.open().filter(|link| link.kind == LinkKind::Wiki)?;
        let mut name = words(&link.target);
        name.truncate(MAX_NAME);
        Some(name)
    })
}

impl Secrets {
    fn of(documents: &[Document<'_>]) -> Self {
        let each: Vec<Self> = documents
            .par_iter()
            .enumerate()
            .with_min_len(16)
            .map(|(file, it)| Self::of_file(file as u32, it))
            .collect();
        let mut all = Self::default();
        for one in each {
            one.runs.into_iter().for_each(|(hash, secret)| {
                all.runs.entry(hash).and_modify(|known| known.join(secret)).or_insert(secret);
            });
            one.words.into_keys().for_each(|hash| *all.words.entry(hash).or_default() += 1);
            all.lengths.extend(one.lengths);
        }
        all
    }

    fn of_file(file: u32, document: &Document<'_>) -> Self {
        let mut secrets = Self::default();
        for (number, text) in (0..).zip(document.texts()) {
            if !text.is_open() {
                secrets.add(&text, (file, number));
            }
        }
        secrets
    }

    fn add(&mut self, text: &Text<'_>, at: (u32, u32)) {
        let words = words(&text.text);
        let labelled = words.iter().filter(|word| !text.scopes_at(word.start).is_empty());
        self.words.extend(labelled.map(|word| (word.hash, 1)));
        if text.kind != Kind::Prose && (1..=MAX_PHRASE).contains(&words.len()) {
            self.add_run(text, &words, Secret { at, kind: text.kind, scopes: Scopes::NONE, files: 1 });
        }
        for run in
            RUNS.into_iter().flat_map(|length| words.windows(length)).filter(|run| is_one_sentence(run))
        {
            self.add_run(text, run, Secret { at, kind: Kind::Prose, scopes: Scopes::NONE, files: 1 });
        }
    }

    /// Adds a run whose words all have the same scopes.
    fn add_run(&mut self, text: &Text<'_>, run: &[Word], secret: Secret) {
        let scopes = text.scopes_at(run[0].start);
        if !scopes.is_empty() && run.iter().all(|word| text.scopes_at(word.start) == scopes) {
            self.lengths.insert(run.len());
            let secret = Secret { scopes, ..secret };
            let add = |known: &mut Secret| known.join(Secret { files: 0, ..secret });
            self.runs.entry(hash_of(run)).and_modify(add).or_insert(secret);
        }
    }
}

/// Texts without a label.
struct Open {
    /// For each file, the words that have a label elsewhere.
    told: Vec<Vec<Told>>,
    /// For each run with a label, the number of files that tell it.
    runs: FxHashMap<u64, u32>,
    /// The same for each word.
    words: FxHashMap<u64, u32>,
}

impl Open {
    fn of(documents: &[Document<'_>], secrets: &Secrets, names: &Names) -> Self {
        let told_in = |(file, document): (usize, &Document<'_>)| {
            let mut reading = Reading { file, secrets, names, told: Vec::new(), words: FxHashSet::default() };
            for (number, text) in (0..).zip(document.texts()) {
                reading.read(&text, number);
            }
            (reading.told, reading.words)
        };
        let files: Vec<_> = documents.par_iter().enumerate().with_min_len(16).map(told_in).collect();
        let (mut runs, mut words) = (FxHashMap::default(), FxHashMap::default());
        for (told, open) in &files {
            let hashes: FxHashSet<u64> = told.iter().map(|told| told.hash).collect();
            hashes.into_iter().for_each(|hash| *runs.entry(hash).or_default() += 1);
            open.iter().for_each(|hash| *words.entry(*hash).or_default() += 1);
        }
        Self { told: files.into_iter().map(|(told, _)| told).collect(), runs, words }
    }
}

/// A file that is being read.
struct Reading<'s> {
    file: usize,
    secrets: &'s Secrets,
    names: &'s Names,
    told: Vec<Told>,
    words: FxHashSet<u64>,
}

impl Reading<'_> {
    fn read(&mut self, text: &Text<'_>, number: u32) {
        let words = words(&text.text);
        // Open words that have a label elsewhere. All words of a run that tells something are among them.
        let known: Vec<bool> = words
            .iter()
            .map(|word| self.secrets.words.contains_key(&word.hash) && text.scopes_at(word.start).is_empty())
            .collect();
        self.words.extend(words.iter().zip(&known).filter(|(_, known)| **known).map(|(word, _)| word.hash));
        for length in &self.secrets.lengths {
            for (start, run) in words.windows(*length).enumerate() {
                if !known[start..start + length].iter().all(|known| *known) {
                    continue;
                }
                let hash = hash_of(run);
                let Some(secret) = self.secrets.runs.get(&hash) else { continue };
                if is_one_sentence(run) {
                    let in_context =
                        secret.at.0 as usize == self.file || self.is_about(secret, &words, start);
                    self.told.push(Told { hash, text: number, run: run.to_vec(), in_context });
                }
            }
        }
    }

    /// Returns whether the sentence around a word names the page of a label.
    fn is_about(&self, secret: &Secret, words: &[Word], at: usize) -> bool {
        let start = words[..=at]
            .iter()
            .rposition(|word| word.before == Break::Sentence)
            .unwrap_or(0)
            .max(at.saturating_sub(MAX_SENTENCE));
        let end = words[at + 1..]
            .iter()
            .position(|word| word.before == Break::Sentence)
            .map_or(words.len(), |next| at + 1 + next);
        let names = &self.names.of[secret.at.0 as usize];
        words[start..end.min(at + MAX_SENTENCE)].iter().any(|word| names.contains(&word.hash))
    }
}

/// The comparison of what is told with what has a label.
struct Search<'s> {
    wiki: &'s Wiki,
    documents: &'s [Document<'s>],
    secrets: &'s Secrets,
    names: &'s Names,
    open: &'s Open,
}

impl Search<'_> {
    /// The findings in a file, one for each file and scope that it gives away.
    fn findings(
        &self,
        file: usize,
        allowed: &[Vec<u64>],
        used: &mut BTreeSet<usize>,
    ) -> Vec<(Scopes, Diagnostic)> {
        let mut told: Vec<(&Told, &Secret)> = self.open.told[file]
            .iter()
            .filter_map(|told| Some((told, self.secrets.runs.get(&told.hash)?)))
            .filter(|(told, secret)| self.tells(told, secret))
            .collect();
        told.sort_by_key(|(told, _)| (told.text, told.run[0].start, std::cmp::Reverse(told.run.len())));
        told.retain(|(told, _)| {
            let run = hashes(&told.run);
            let is_allowed =
                |phrase: &&(usize, &Vec<u64>)| contains(&run, phrase.1) || contains(phrase.1, &run);
            let phrases: Vec<(usize, &Vec<u64>)> = allowed.iter().enumerate().collect();
            let silencing: Vec<usize> =
                phrases.iter().filter(is_allowed).map(|(number, _)| *number).collect();
            used.extend(&silencing);
            silencing.is_empty()
        });
        let mut known = FxHashSet::default();
        told.retain(|(_, secret)| known.insert((secret.at.0, secret.scopes)));
        if told.is_empty() {
            return Vec::new();
        }
        // Each finding reads two files again.
        told.truncate(MAX_OF_FILE);
        let texts = self.documents[file].texts();
        told.into_iter()
            .map(|(told, secret)| {
                (secret.scopes, self.finding(file, &texts[told.text as usize], told, secret))
            })
            .collect()
    }

    /// Returns whether words tell what has a label.
    fn tells(&self, told: &Told, secret: &Secret) -> bool {
        let open = self.open.runs[&told.hash];
        if open > MOST_OPEN || open > secret.files {
            return false;
        }
        let count = told.run.len();
        let others: Vec<u64> = self.names.others(&told.run).collect();
        let rare = others.iter().filter(|word| self.is_rare(**word)).count();
        let are_capitals = told.run.iter().all(|word| word.is_capital);
        match (secret.kind, others.len()) {
            (Kind::Name, _) if count == 1 => rare == 1 && are_capitals,
            (Kind::Name, _) => (rare > 0 || are_capitals) && !self.names.phrases.contains(&told.hash),
            (Kind::Value, _) if count == 1 => rare == 1 && told.in_context,
            (Kind::Value, others) => rare > 0 && (told.in_context || others >= LONG_VALUE),
            (Kind::Prose, 0) => false,
            (Kind::Prose, 1) => {
                let is_usual = secret.files >= FILES_OF_TWO && open * 3 <= secret.files;
                count > 1 && (is_usual || rare == 1 && self.is_of_labels(others[0]))
            }
            (Kind::Prose, others) => rare > 0 && (others < count || rare == count) && count > 2,
        }
    }

    /// Returns whether a word has a label at least as often as not.
    fn is_rare(&self, word: u64) -> bool {
        let (open, labelled) = self.times(word);
        open <= MOST_OPEN && open <= labelled
    }

    /// Returns whether a word is typical of what has a label.
    fn is_of_labels(&self, word: u64) -> bool {
        let (open, labelled) = self.times(word);
        labelled > 1 && open * 2 <= labelled
    }

    /// Numbers of files in which a word is told openly, and in which it has a label.
    fn times(&self, word: u64) -> (u32, u32) {
        let times = |words: &FxHashMap<u64, u32>| words.get(&word).copied().unwrap_or_default();
        (times(&self.open.words), times(&self.secrets.words))
    }

    fn finding(&self, file: usize, text: &Text<'_>, told: &Told, secret: &Secret) -> Diagnostic {
        let labels = self.wiki.config.spoilers.names(secret.scopes);
        let spelled = &text.text[told.run[0].start..told.run[told.run.len() - 1].end];
        let spelled = spelled.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = format!("`{spelled}` has the spoiler label `{labels}` elsewhere");
        let fault =
            Diagnostic::new(&codes::SPOILER_LEAK, self.documents[file].place(text, &told.run), message);
        let fault = fault.label("everybody reads it here");
        match self.labelled_place(told, secret) {
            Some(place) => fault.related(place, "it has the label here"),
            None => fault,
        }
    }

    /// The place at which words have a label.
    fn labelled_place(&self, told: &Told, secret: &Secret) -> Option<Place> {
        let document = &self.documents[secret.at.0 as usize];
        let text = document.texts().into_iter().nth(secret.at.1 as usize)?;
        let words = words(&text.text);
        let has_label = |run: &&[Word]| run.iter().all(|word| !text.scopes_at(word.start).is_empty());
        let run = words.windows(told.run.len()).filter(|run| hash_of(run) == told.hash).find(has_label)?;
        Some(document.place(&text, run))
    }
}
