//! Titles, aliases and headings, which are searched first: `names-*.json`.
//!
//! Writes a record per page, `[number, url, title, type, fame, [alias, …], [[id, heading], …]]`. In a wiki of up to some 700 pages, all
//! records are in one file; otherwise they are split by the first letters of the words in the names. A record is then in the file of each
//! of its words, with the headings that contain the word. Nothing here knows the text of a page.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Document;
use super::format::{Cut, push_array, push_json};
use super::interner::{Interner, Key};
use super::manifest::Files;
use super::pages::push_heading;
use super::tokens::name_words;

/// A heading on more pages than this is too common to be useful ("History", "References").
const COMMON: usize = 8;

/// Maximum number of names kept per word: nobody reads more, and a second word leads to the others.
const MOST_NAMES: usize = 150;

/// Maximum length of a name part that people may write joined to the next, as in `De Niro`.
const SHORT: usize = 3;

/// Kind of name, most relevant first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Title,
    Alias,
    Heading(usize),
}

#[derive(Debug, Clone, Copy)]
struct Name<'a> {
    page: usize,
    role: Role,
    text: &'a str,
}

/// A page with its number.
type Numbered<'p, 'a> = (u32, &'p Document<'a>);

/// Writes the names. Returns true if one file holds them all.
pub(super) fn write(pages: &[Numbered<'_, '_>], files: &mut Files) -> bool {
    let names = names(pages);
    if names.is_empty() {
        return true;
    }
    let size: usize = names.iter().map(|name| record_size(pages[name.page].1, *name)).sum();
    if size > files.limits.all_names {
        write_by_word(pages, &names, files);
    } else {
        files.add_names("", records(pages, &names));
    }
    size <= files.limits.all_names
}

/// All names, in order of the pages.
fn names<'a>(pages: &[Numbered<'_, 'a>]) -> Vec<Name<'a>> {
    let common = common_headings(pages);
    let mut names = Vec::new();
    for (page, (_, document)) in pages.iter().enumerate() {
        // A layer tells more of pages whose titles and addresses the index for everybody has.
        if !document.url.is_empty() {
            names.push(Name { page, role: Role::Title, text: document.title });
        }
        let aliases = document.aliases.iter();
        names.extend(aliases.map(|text| Name { page, role: Role::Alias, text }));
        let headings = document.sections.iter().enumerate();
        names.extend(
            headings
                .filter(|(_, section)| !section.id.is_empty() && !common.contains(section.heading))
                .map(|(n, section)| Name { page, role: Role::Heading(n), text: section.heading }),
        );
    }
    names
}

fn common_headings<'a>(pages: &[Numbered<'_, 'a>]) -> BTreeSet<&'a str> {
    let mut headings: Vec<&str> =
        pages.iter().flat_map(|(_, page)| page.sections.iter().map(|section| section.heading)).collect();
    headings.sort_unstable();
    headings.chunk_by(|a, b| a == b).filter(|equal| equal.len() > COMMON).map(|equal| equal[0]).collect()
}

fn write_by_word(pages: &[Numbered<'_, '_>], names: &[Name<'_>], files: &mut Files) {
    let cut = Cut { at_least: files.limits.names, one_in: 16 };
    let (words, entries) = names_by_word(names);
    let mut first = "";
    let mut bytes = 0;
    let mut chosen = Chosen::new(names);
    for with_word in entries.chunk_by(|a, b| a.word == b.word) {
        let word = &words[with_word[0].word];
        if cut.before(word, bytes) {
            files.add_names(first, records(pages, &chosen.take()));
            bytes = 0;
        }
        if bytes == 0 {
            first = word;
        }
        for entry in best_names(with_word, names).iter().filter(|entry| chosen.add(entry.name)) {
            bytes += record_size(pages[names[entry.name].page].1, names[entry.name]);
        }
    }
    files.add_names(first, records(pages, &chosen.take()));
}

/// The names of the current file, without duplicates.
struct Chosen<'a> {
    names: &'a [Name<'a>],
    is_in: Vec<bool>,
    numbers: Vec<usize>,
}

impl<'a> Chosen<'a> {
    fn new(names: &'a [Name<'a>]) -> Self {
        Self { names, is_in: vec![false; names.len()], numbers: Vec::new() }
    }

    /// Adds a name, and returns true if it is new.
    fn add(&mut self, name: usize) -> bool {
        let is_new = !std::mem::replace(&mut self.is_in[name], true);
        if is_new {
            self.numbers.push(name);
        }
        is_new
    }

    /// Takes the names, sorted by page, and starts over.
    fn take(&mut self) -> Vec<Name<'a>> {
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.sort_unstable();
        numbers.iter().for_each(|&number| self.is_in[number] = false);
        numbers.into_iter().map(|number| self.names[number]).collect()
    }
}

/// Approximate size of a name in a file, in bytes.
fn record_size(page: &Document<'_>, name: Name<'_>) -> usize {
    match name.role {
        Role::Title => page.url.len() + name.text.len() + 24,
        Role::Alias => name.text.len() + 3,
        Role::Heading(_) => page.url.len() + page.title.len() + name.text.len() * 2 + 40,
    }
}

/// A word, as its index among all words, and a name that contains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    word: usize,
    name: usize,
}

/// All words of names, sorted, with the names that contain each, sorted by word.
fn names_by_word(names: &[Name<'_>]) -> (Vec<String>, Vec<Entry>) {
    let mut interner = Interner::with_capacity(1 << 12);
    let mut entries = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let keys = keys(name);
        entries.extend(
            keys.iter().map(|key| Entry { word: interner.intern(Key::whole(key.as_bytes())), name: n }),
        );
    }
    let mut sorted: Vec<usize> = (0..interner.len()).collect();
    sorted.sort_unstable_by_key(|&number| interner.term(number));
    let mut places = vec![0; sorted.len()];
    for (place, &number) in sorted.iter().enumerate() {
        places[number] = place;
    }
    for entry in &mut entries {
        entry.word = places[entry.word];
    }
    entries.sort_unstable();
    entries.dedup();
    let words = sorted.iter().map(|&number| String::from_utf8_lossy(interner.term(number)).into_owned());
    (words.collect(), entries)
}

/// The names with a word, without the least relevant ones if there are too many.
fn best_names<'a>(with_word: &'a [Entry], names: &[Name<'_>]) -> Cow<'a, [Entry]> {
    if with_word.len() <= MOST_NAMES {
        return with_word.into();
    }
    let mut best = with_word.to_vec();
    best.sort_by_key(|entry| (names[entry.name].role, names[entry.name].text.len(), entry.name));
    best.truncate(MOST_NAMES);
    best.into()
}

/// The words by which a name is found; may contain duplicates.
fn keys(name: &Name<'_>) -> Vec<String> {
    let mut keys = name_words(name.text);
    if matches!(name.role, Role::Title | Role::Alias) {
        let pairs = keys.windows(2).filter(|pair| {
            pair.iter().any(|word| word.chars().count() <= SHORT) && pair.iter().all(|word| is_joinable(word))
        });
        let joined: Vec<String> = pairs.map(<[String]>::concat).collect();
        keys.extend(joined);
    }
    keys
}

/// True for words before the first script without spaces, whose terms are pairs of characters.
fn is_joinable(word: &str) -> bool {
    word < "\u{e00}"
}

/// Records of names sorted by page.
fn records(pages: &[Numbered<'_, '_>], names: &[Name<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    push_array(&mut out, names.chunk_by(|a, b| a.page == b.page), |out, of_page| {
        push_record(out, pages[of_page[0].page], of_page);
    });
    out
}

fn push_record(out: &mut Vec<u8>, (number, page): Numbered<'_, '_>, names: &[Name<'_>]) {
    let headings = names.iter().filter_map(|name| match name.role {
        Role::Heading(n) => Some(page.sections[n]),
        Role::Title | Role::Alias => None,
    });
    let headings: Vec<_> = headings.collect();
    out.push(b'[');
    push_heading(out, number, page);
    if !page.aliases.is_empty() || !headings.is_empty() {
        out.push(b',');
        push_array(out, &page.aliases, |out, alias| push_json(out, alias));
    }
    if !headings.is_empty() {
        out.push(b',');
        push_array(out, headings, |out, section| {
            push_array(out, [section.id, section.heading], push_json);
        });
    }
    out.push(b']');
}
