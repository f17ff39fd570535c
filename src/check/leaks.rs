//! `spoiler-leak`: what has a spoiler label in one place and is told without one in another.
//!
//! Four kinds of labelled words are looked for in open text: whole names and values, whole sentences that name a page, runs of words of
//! sentences, and single words that are values. A run tells something if it contains words that are rare in open text, since what is told
//! often is common knowledge. Each text is read twice, so the rule takes time in proportion to the texts.

mod texts;
mod words;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Reader;
use crate::config::AllowedPhrase;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Scopes};
use crate::page::Page;
use crate::page::links::LinkKind;
use crate::text::{Place, Source};
use crate::wiki::{PageId, Target, Wiki, base_name};
use texts::{Document, Kind, Text, documents};
use words::{Break, Word, contains, hash_of, hash_of_sentence, words};

/// Numbers of words of the runs of sentences that are compared.
const RUNS: [usize; 2] = [2, 3];
/// Numbers of words of the sentences that are compared as a whole.
const SENTENCE: RangeInclusive<usize> = 2..=MAX_SENTENCE;
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
/// Number of files that are read by one task.
const FILES_OF_TASK: usize = 256;
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
#[derive(Debug, Clone, Copy)]
struct Told {
    /// The words with a label, by index.
    run: u32,
    /// The text in the file.
    text: u32,
    /// First byte in the text.
    start: usize,
    /// Number of words.
    count: usize,
}

/// Words that tell what has a label.
struct Leak<'s> {
    told: Told,
    run: Vec<Word>,
    secret: &'s Secret,
}

/// All that has a label.
#[derive(Default)]
struct Secrets {
    /// For each run of words, by hash, its index in `all`.
    runs: FxHashMap<u64, u32>,
    all: Vec<Secret>,
    /// For each word, by hash, its index in `files`.
    words: FxHashMap<u64, u32>,
    /// For each word, the number of files in which it has a label.
    files: Vec<u32>,
    /// Numbers of words of the runs, in order.
    lengths: Vec<usize>,
}

/// Findings for texts that a reader sees and that have a label elsewhere, of which the reader does not know all scopes, and, if the reader
/// knows none, for allowed phrases that never occur. `files` are the settings and templates.
pub(super) fn find(wiki: &Wiki, files: &[Source], reader: Reader<'_>) -> Vec<Diagnostic> {
    let documents = documents(wiki, files);
    let secrets = Secrets::of(&documents, reader);
    let allowed = &wiki.config.allowed_phrases;
    let phrases: Vec<Vec<u64>> =
        allowed.iter().map(|it| words(&it.phrase).map(|word| word.hash).collect()).collect();
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    if !secrets.runs.is_empty() {
        let names = Names::of(wiki, &documents);
        let open = Open::of(&documents, &secrets, reader);
        let search =
            Search { wiki, documents: &documents, secrets: &secrets, names: &names, open: &open, reader };
        for file in 0..documents.len() {
            found.extend(search.findings(file, &phrases, &mut used));
        }
    }
    if reader.known.is_empty() {
        let unused = allowed.iter().enumerate().filter(|(number, _)| !used.contains(number));
        found.extend(unused.map(|(_, allowed)| never_told(allowed)));
    }
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

    /// Returns whether the sentence around a word names the page of a label.
    fn are_near(&self, secret: &Secret, words: &[Word], at: usize) -> bool {
        let start = words[..=at]
            .iter()
            .rposition(|word| word.before == Break::Sentence)
            .unwrap_or(0)
            .max(at.saturating_sub(MAX_SENTENCE));
        let end = words[at + 1..]
            .iter()
            .position(|word| word.before == Break::Sentence)
            .map_or(words.len(), |next| at + 1 + next);
        let names = &self.of[secret.at.0 as usize];
        words[start..end.min(at + MAX_SENTENCE)].iter().any(|word| names.contains(&word.hash))
    }
}

fn open_names(page: &Page) -> Vec<Vec<Word>> {
    let aliases = page.matter.aliases.iter().filter_map(Labelled::open).map(|name| name.text.as_str());
    let names = [base_name(&page.title).unwrap_or(&page.title)].into_iter().chain(aliases);
    names.map(|name| words(name).take(MAX_NAME).collect()).collect()
}

/// The names of pages that do not exist, in open links of a text.
fn red_links(wiki: &Wiki, id: PageId, page: &Page) -> impl Iterator<Item = Vec<Word>> {
    let links = page.body.links.iter().zip(wiki.targets(id));
    links.filter(|(_, target)| matches!(target.open(), Some(Target::Missing))).filter_map(|(link, _)| {
        let link = link.open().filter(|link| link.kind == LinkKind::Wiki)?;
        Some(words(&link.target).take(MAX_NAME).collect())
    })
}

impl Secrets {
    fn of(documents: &[Document<'_>], reader: Reader<'_>) -> Self {
        let each: Vec<FileSecrets> = documents
            .par_iter()
            .enumerate()
            .with_min_len(16)
            .map(|(file, it)| FileSecrets::of(file as u32, it, reader))
            .collect();
        let mut all = Self::default();
        let lengths: BTreeSet<usize> = each.iter().flat_map(|file| &file.lengths).copied().collect();
        all.lengths.extend(lengths);
        each.into_iter().for_each(|file| all.add(file));
        all
    }

    fn add(&mut self, file: FileSecrets) {
        file.runs.into_iter().for_each(|(hash, secret)| {
            let number = *self.runs.entry(hash).or_insert(self.all.len() as u32);
            match self.all.get_mut(number as usize) {
                Some(known) => known.join(secret),
                None => self.all.push(secret),
            }
        });
        file.words.into_iter().for_each(|hash| {
            let number = *self.words.entry(hash).or_insert(self.files.len() as u32);
            match self.files.get_mut(number as usize) {
                Some(files) => *files += 1,
                None => self.files.push(1),
            }
        });
    }
}

/// What has a label in a file.
#[derive(Default)]
struct FileSecrets {
    runs: FxHashMap<u64, Secret>,
    words: FxHashSet<u64>,
    /// Numbers of words of the runs.
    lengths: BTreeSet<usize>,
}

impl FileSecrets {
    fn of(file: u32, document: &Document<'_>, reader: Reader<'_>) -> Self {
        let mut secrets = Self::default();
        for (number, text) in (0..).zip(document.texts()) {
            secrets.add(&text, (file, number), reader);
        }
        secrets
    }

    fn add(&mut self, text: &Text<'_>, at: (u32, u32), reader: Reader<'_>) {
        for (range, scopes) in text.hidden_parts(reader) {
            let words: Vec<Word> = words(text.text.get(range).unwrap_or_default()).collect();
            self.words.extend(words.iter().map(|word| word.hash));
            let secret = Secret { at, kind: Kind::Prose, scopes, files: 1 };
            if text.kind != Kind::Prose && (1..=MAX_PHRASE).contains(&words.len()) {
                self.add_run(&words, Secret { kind: text.kind, ..secret });
            }
            let runs = RUNS.into_iter().flat_map(|length| words.windows(length));
            runs.filter(|run| is_one_sentence(run)).for_each(|run| self.add_run(run, secret));
            let sentences = words.chunk_by(|_, next| next.before != Break::Sentence);
            for sentence in sentences.filter(|sentence| SENTENCE.contains(&sentence.len())) {
                self.join(hash_of_sentence(sentence), Secret { kind: Kind::Sentence, ..secret });
            }
        }
    }

    fn add_run(&mut self, run: &[Word], secret: Secret) {
        self.lengths.insert(run.len());
        self.join(hash_of(run), secret);
    }

    fn join(&mut self, hash: u64, secret: Secret) {
        let join = |known: &mut Secret| known.join(Secret { files: 0, ..secret });
        self.runs.entry(hash).and_modify(join).or_insert(secret);
    }
}

/// Texts without a label.
struct Open {
    /// For each file, the words that have a label elsewhere. Those that many files tell may be missing.
    told: Vec<Vec<Told>>,
    /// For each run with a label, by index, the number of files that tell it.
    runs: Vec<u32>,
    /// The same for each word.
    words: Vec<u32>,
}

impl Open {
    fn of(documents: &[Document<'_>], secrets: &Secrets, reader: Reader<'_>) -> Self {
        let (runs, words) = (counters(secrets.all.len()), counters(secrets.files.len()));
        let read = |(chunk, documents): (usize, &[Document<'_>])| {
            let mut reading = Reading {
                secrets,
                reader,
                runs: Counted::new(&runs),
                words: Counted::new(&words),
                words_of_text: Vec::new(),
            };
            let files = (chunk * FILES_OF_TASK..).zip(documents);
            files.map(|(file, document)| reading.told_in(file as u32, document)).collect::<Vec<_>>()
        };
        let told: Vec<_> = documents.par_chunks(FILES_OF_TASK).enumerate().flat_map_iter(read).collect();
        let values = |counters: Vec<AtomicU32>| counters.into_iter().map(AtomicU32::into_inner).collect();
        Self { told, runs: values(runs), words: values(words) }
    }
}

fn counters(count: usize) -> Vec<AtomicU32> {
    std::iter::repeat_with(AtomicU32::default).take(count).collect()
}

/// Counts the files in which something is, once for each file.
struct Counted<'c> {
    counts: &'c [AtomicU32],
    /// The file that was counted last, plus one.
    last: Vec<u32>,
}

impl<'c> Counted<'c> {
    fn new(counts: &'c [AtomicU32]) -> Self {
        Self { counts, last: vec![0; counts.len()] }
    }

    /// Counts a file, and returns the number of files so far.
    fn add(&mut self, number: u32, file: u32) -> u32 {
        let number = number as usize;
        match std::mem::replace(&mut self.last[number], file + 1) == file + 1 {
            true => self.counts[number].load(Ordering::Relaxed),
            false => self.counts[number].fetch_add(1, Ordering::Relaxed) + 1,
        }
    }
}

/// Files that are being read.
struct Reading<'s> {
    secrets: &'s Secrets,
    reader: Reader<'s>,
    runs: Counted<'s>,
    words: Counted<'s>,
    /// The words of the text that is being read.
    words_of_text: Vec<Word>,
}

impl Reading<'_> {
    fn told_in(&mut self, file: u32, document: &Document<'_>) -> Vec<Told> {
        let mut told = Vec::new();
        for (number, text) in (0..).zip(document.texts()) {
            self.read(&text, (file, number), &mut told);
        }
        told
    }

    fn read(&mut self, text: &Text<'_>, (file, number): (u32, u32), told: &mut Vec<Told>) {
        let (secrets, reader) = (self.secrets, self.reader);
        let is_open = text.is_open(reader);
        let sees = |word: &Word| is_open || reader.sees(text.scopes_at(word.start));
        let mut all = std::mem::take(&mut self.words_of_text);
        all.clear();
        all.extend(words(&text.text));
        // The first word of the sentence, and the first after which all words are visible and have a label elsewhere: those of the
        // part of the sentence, and those of all of it.
        let (mut sentence, mut part, mut whole) = (0, 0, 0);
        for (last, word) in all.iter().enumerate() {
            if word.before == Break::Sentence {
                (sentence, whole) = (last, last);
            }
            if word.before != Break::None {
                part = last;
            }
            let Some(secret) = secrets.words.get(&word.hash).filter(|_| sees(word)) else {
                (part, whole) = (last + 1, last + 1);
                continue;
            };
            self.words.add(*secret, file);
            let count = last + 1 - part;
            for length in secrets.lengths.iter().take_while(|length| **length <= count) {
                let run = &all[last + 1 - length..=last];
                self.tell(hash_of(run), run, (file, number), told);
            }
            let is_end = all.get(last + 1).is_none_or(|next| next.before == Break::Sentence);
            let run = &all[whole..=last];
            if is_end && whole == sentence && SENTENCE.contains(&run.len()) {
                self.tell(hash_of_sentence(run), run, (file, number), told);
            }
        }
        self.words_of_text = all;
    }

    /// Counts and notes words that have a label elsewhere.
    fn tell(&mut self, hash: u64, run: &[Word], (file, text): (u32, u32), told: &mut Vec<Told>) {
        let Some(&secret) = self.secrets.runs.get(&hash) else { return };
        if self.runs.add(secret, file) <= MOST_OPEN {
            told.push(Told { run: secret, text, start: run[0].start, count: run.len() });
        }
    }
}

/// The comparison of what is told with what has a label.
struct Search<'s> {
    wiki: &'s Wiki,
    documents: &'s [Document<'s>],
    secrets: &'s Secrets,
    names: &'s Names,
    open: &'s Open,
    reader: Reader<'s>,
}

impl Search<'_> {
    /// The findings in a file, one for each file and scope that it gives away.
    fn findings(&self, file: usize, allowed: &[Vec<u64>], used: &mut BTreeSet<usize>) -> Vec<Diagnostic> {
        let mut leaks = self.leaks(file);
        leaks.sort_by_key(|leak| (leak.told.text, leak.told.start, std::cmp::Reverse(leak.told.count)));
        leaks.retain(|leak| {
            let run = hashes(&leak.run);
            let is_allowed =
                |phrase: &&(usize, &Vec<u64>)| contains(&run, phrase.1) || contains(phrase.1, &run);
            let phrases: Vec<(usize, &Vec<u64>)> = allowed.iter().enumerate().collect();
            let silencing: Vec<usize> =
                phrases.iter().filter(is_allowed).map(|(number, _)| *number).collect();
            used.extend(&silencing);
            silencing.is_empty()
        });
        let mut known = FxHashSet::default();
        leaks.retain(|leak| known.insert((leak.secret.at.0, leak.secret.scopes)));
        if leaks.is_empty() {
            return Vec::new();
        }
        // Each finding reads two files again.
        leaks.truncate(MAX_OF_FILE);
        let texts = self.documents[file].texts();
        leaks.iter().map(|leak| self.finding(file, &texts[leak.told.text as usize], leak)).collect()
    }

    /// The words of a file that tell what has a label. Only texts with words that few files tell are read again.
    fn leaks(&self, file: usize) -> Vec<Leak<'_>> {
        let told = self.open.told[file].iter().filter_map(|told| {
            let secret = &self.secrets.all[told.run as usize];
            let open = self.open.runs[told.run as usize];
            (open <= MOST_OPEN && open <= secret.files).then_some((told, secret))
        });
        let mut told = told.peekable();
        let texts = if told.peek().is_some() { self.documents[file].texts() } else { Vec::new() };
        // The words of the last text whose sentences were looked at.
        let mut around: (Option<u32>, Vec<Word>) = (None, Vec::new());
        let mut leaks = Vec::new();
        for (told, secret) in told {
            let text = texts[told.text as usize].text.as_ref();
            let at = |word: Word| Word { start: told.start + word.start, end: told.start + word.end, ..word };
            let run: Vec<Word> = words(&text[told.start..]).take(told.count).map(at).collect();
            let in_context = || {
                if around.0 != Some(told.text) {
                    around = (Some(told.text), words(text).collect());
                }
                let at = around.1.partition_point(|word| word.start < told.start);
                secret.at.0 as usize == file || self.names.are_near(secret, &around.1, at)
            };
            if self.tells(self.open.runs[told.run as usize], &run, secret, in_context) {
                leaks.push(Leak { told: *told, run, secret });
            }
        }
        leaks
    }

    /// Returns whether words that some number of files tell openly tell what has a label; `in_context` says whether the sentence or the
    /// page is about the page of the label.
    fn tells(&self, open: u32, run: &[Word], secret: &Secret, in_context: impl FnOnce() -> bool) -> bool {
        let count = run.len();
        let others: Vec<u64> = self.names.others(run).collect();
        let rare = others.iter().filter(|word| self.is_rare(**word)).count();
        let are_capitals = run.iter().all(|word| word.is_capital);
        match (secret.kind, others.len()) {
            (Kind::Name, _) if count == 1 => rare == 1 && are_capitals,
            (Kind::Name, _) => (rare > 0 || are_capitals) && !self.names.phrases.contains(&hash_of(run)),
            (Kind::Value, _) if count == 1 => rare == 1 && in_context(),
            (Kind::Value, others) => rare > 0 && (others >= LONG_VALUE || in_context()),
            (Kind::Prose | Kind::Sentence, 0) => false,
            (Kind::Sentence, others) => others < count,
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

    /// Numbers of files in which a word with a label is told openly, and in which it has the label. 0 for other words.
    fn times(&self, word: u64) -> (u32, u32) {
        let number = self.secrets.words.get(&word).map(|number| *number as usize);
        number.map_or((0, 0), |number| (self.open.words[number], self.secrets.files[number]))
    }

    fn finding(&self, file: usize, text: &Text<'_>, leak: &Leak<'_>) -> Diagnostic {
        let Leak { run, secret, .. } = leak;
        let labels = self.wiki.config.spoilers.names(secret.scopes);
        let spelled = &text.text[run[0].start..run[run.len() - 1].end];
        let spelled = spelled.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = format!("`{spelled}` has the spoiler label `{labels}` elsewhere");
        let fault = Diagnostic::new(&codes::SPOILER_LEAK, self.documents[file].place(text, run), message);
        let fault = match text.scopes_at(run[0].start) {
            scopes if scopes.is_empty() => fault.label("everybody reads it here"),
            scopes => {
                let scopes = self.wiki.config.spoilers.names(scopes);
                fault.label(format!("readers who know `{scopes}` see it here"))
            }
        };
        match self.labelled_place(leak) {
            Some(place) => fault.related(place, "it has the label here"),
            None => fault,
        }
    }

    /// The place at which words have a label.
    fn labelled_place(&self, leak: &Leak<'_>) -> Option<Place> {
        let Leak { told, secret, .. } = leak;
        let document = &self.documents[secret.at.0 as usize];
        let text = document.texts().into_iter().nth(secret.at.1 as usize)?;
        let words: Vec<Word> = words(&text.text).collect();
        let has_label = |run: &&[Word]| run.iter().all(|word| !self.reader.sees(text.scopes_at(word.start)));
        let hash = hash_of(&leak.run);
        let run = words.windows(told.count).filter(|run| hash_of(run) == hash).find(has_label)?;
        Some(document.place(&text, run))
    }
}
