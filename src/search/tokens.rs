//! Splits the text of a page into terms and counts them.
//!
//! The terms of a [`Document`] with their weighted counts ([`DocumentTerms`]) depend on nothing else, so they can be
//! computed in parallel and cached. Nothing here knows other pages or files.
//!
//! A term is a folded run of letters and digits. In scripts without spaces, each pair of adjacent characters is a term,
//! and so is the last character, so that any part of a run can be found. Initials such as `L.A.` are one term.

use super::fold::{Class, class, fold};
use super::interner::{Interner, Key};
use super::{Document, Section};
use crate::text::Wide;

/// Maximum length of a term in characters. Longer ones are data rather than words, and are left out.
const LONGEST: usize = 40;

/// Weight of an occurrence, by its location.
const TITLE: u16 = 8;
const ALIAS: u16 = 6;
const HEADING: u16 = 4;
const DESCRIPTION: u16 = 3;
const CATEGORY: u16 = 2;
const TEXT: u16 = 1;

/// The terms of one page, without duplicates.
#[derive(Debug, Clone)]
pub struct DocumentTerms {
    text: Box<[u8]>,
    counted: Box<[(u8, Count)]>,
    /// Number of terms in the page, including repetitions.
    pub(super) length: u32,
}

impl DocumentTerms {
    /// Number of distinct terms.
    pub(super) fn len(&self) -> usize {
        self.counted.len()
    }

    /// The counts of all terms.
    pub(super) fn counts(&self) -> impl Iterator<Item = Count> {
        self.counted.iter().map(|&(_, count)| count)
    }

    /// The terms with their counts, always in the same order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Key<'_>, Count)> {
        self.counted.iter().scan(0, |start, &(length, count)| {
            let end = *start + usize::from(length);
            let key = Key::of(&self.text, *start, end);
            *start = end;
            Some((key, count))
        })
    }
}

/// Weight and flags of a term on a page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count(u16);

impl Count {
    const NAMED: u16 = 1 << 15;

    /// Sum of the weights of its occurrences.
    pub(super) fn weight(self) -> u16 {
        self.0 & !Self::NAMED
    }

    /// True if it is part of a title, alias or heading.
    pub(super) fn is_named(self) -> bool {
        self.0 & Self::NAMED != 0
    }

    fn add(&mut self, weight: u16) {
        let named = self.0 & Self::NAMED | if weight >= HEADING { Self::NAMED } else { 0 };
        self.0 = (self.weight() + weight).min(Self::NAMED - 1) | named;
    }
}

/// Finds and counts the terms of one page.
pub fn tokens(document: &Document<'_>) -> DocumentTerms {
    let bytes: usize = document.sections.iter().map(|section| section.text.len()).sum();
    let mut counter = Counter::with_text(bytes);
    counter.add(document.title, TITLE);
    document.aliases.iter().for_each(|alias| counter.add(alias, ALIAS));
    counter.add(document.description, DESCRIPTION);
    document.categories.iter().for_each(|category| counter.add(category, CATEGORY));
    for Section { heading, text, .. } in &document.sections {
        counter.add(heading, HEADING);
        counter.add(text, TEXT);
    }
    counter.finish()
}

/// The terms of a text, in order.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_term(text, |key| key.with_bytes(|term| words.push(String::from_utf8_lossy(term).into_owned())));
    words
}

/// The words by which a name is found. A name without any, such as `!!!` or one overlong word, counts as a word itself.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let words = words(name);
    if !words.is_empty() {
        return words;
    }
    let whole: String = fold(name).chars().filter(|c| !c.is_whitespace()).take(LONGEST).collect();
    if whole.is_empty() { Vec::new() } else { vec![whole] }
}

struct Counter {
    terms: Interner,
    counts: Vec<Count>,
    length: u32,
}

impl Counter {
    fn with_text(bytes: usize) -> Self {
        let expected = (bytes / 12).clamp(64, 1 << 16);
        Self { terms: Interner::with_capacity(expected), counts: Vec::with_capacity(expected), length: 0 }
    }

    fn add(&mut self, text: &str, weight: u16) {
        each_term(text, |key| {
            let number = self.terms.intern(key);
            if number == self.counts.len() {
                self.counts.push(Count::default());
            }
            self.counts[number].add(weight);
            self.length += 1;
        });
    }

    fn finish(self) -> DocumentTerms {
        let (text, ends) = self.terms.into_parts();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let lengths = ends.iter().zip(starts).map(|(end, start)| (end - start) as u8);
        DocumentTerms { text: text.into(), counted: lengths.zip(self.counts).collect(), length: self.length }
    }
}

/// Calls `each` with every term of a text, in order. ASCII words, most of a page, are cut without folding; any other word is folded first,
/// from its first non-ASCII character to the next white space.
pub(super) fn each_term(text: &str, mut each: impl FnMut(Key<'_>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let wide = Wide::at(bytes, at);
        let end = at + wide.word_length();
        match bytes.get(end) {
            Some(128..) => at = foreign_word(text, at, &mut each),
            Some(b'.') if end - at == 1 => at = initials(text, at, &mut each),
            _ if end == at => at += wide.gap_length().max(1),
            _ if end - at < Wide::BYTES => {
                each(Key::Packed(wide.lower_case(end - at)));
                at = end;
            }
            _ => at = long_word(text, at, &mut each),
        }
    }
}

/// Cuts a word of [`Wide::BYTES`] or more ASCII letters and digits. Returns the offset after it.
fn long_word(text: &str, start: usize, each: &mut impl FnMut(Key<'_>)) -> usize {
    let bytes = &text.as_bytes()[start..];
    let length = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    if bytes.get(length).is_some_and(|byte| !byte.is_ascii()) {
        return foreign_word(text, start, each);
    }
    if length <= LONGEST {
        each(Key::whole(&bytes[..length].to_ascii_lowercase()));
    }
    start + length
}

/// Folds and cuts a text from `start` to the next white space. Returns the offset of that.
fn foreign_word(text: &str, start: usize, each: &mut impl FnMut(Key<'_>)) -> usize {
    let word = until_space(&text[start..]);
    each_folded_term(&fold(word), each);
    start + word.len()
}

/// Cuts a term that begins with one ASCII letter or digit and a full stop. Returns the offset after it.
fn initials(text: &str, start: usize, each: &mut impl FnMut(Key<'_>)) -> usize {
    let bytes = text.as_bytes();
    let mut end = start + 1;
    while bytes[start].is_ascii_alphabetic() && bytes.get(end) == Some(&b'.') {
        let next = bytes.get(end + 1).copied().unwrap_or(b' ');
        let after = bytes.get(end + 2).copied().unwrap_or(b' ');
        if !next.is_ascii() || (next.is_ascii_alphabetic() && !after.is_ascii()) {
            return foreign_word(text, start, each);
        }
        if !next.is_ascii_alphabetic() || after.is_ascii_alphanumeric() {
            break;
        }
        end += 2;
    }
    let letters: Vec<u8> = bytes[start..end].iter().step_by(2).map(u8::to_ascii_lowercase).collect();
    if letters.len() <= LONGEST {
        each(Key::whole(&letters));
    }
    end
}

fn until_space(text: &str) -> &str {
    let end = text.bytes().position(|byte| byte.is_ascii_whitespace());
    &text[..end.unwrap_or(text.len())]
}

fn each_folded_term(folded: &str, each: &mut impl FnMut(Key<'_>)) {
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let kind = class(first);
        let end = rest.find(|character| class(character) != kind).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        match kind {
            Class::Separator => {}
            Class::Unspaced => each_pair(run, each),
            Class::Spaced if run.len() == 1 => {
                let whole = &folded[folded.len() - after.len() - 1..];
                let (letters, length) = join_initials(whole);
                if letters.len() <= LONGEST {
                    each(Key::whole(letters.as_bytes()));
                }
                rest = &whole[length..];
            }
            Class::Spaced if run.chars().count() <= LONGEST => each(Key::whole(run.as_bytes())),
            Class::Spaced => {}
        }
    }
}

/// Joins single ASCII letters separated by full stops. `text` is folded and begins with a term of one character; returns the term and its
/// length in `text`, in bytes.
fn join_initials(text: &str) -> (String, usize) {
    let mut letters = text[..1].to_owned();
    let mut length = 1;
    while letters.as_bytes()[0].is_ascii_lowercase() {
        let mut next = text[length..].chars();
        match (next.next(), next.next(), next.next().map(class)) {
            (Some('.'), Some(letter @ 'a'..='z'), None | Some(Class::Separator)) => letters.push(letter),
            _ => break,
        }
        length += 2;
    }
    (letters, length)
}

fn each_pair(run: &str, each: &mut impl FnMut(Key<'_>)) {
    let mut characters = run.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let end = characters.peek().map_or(start + character.len_utf8(), |&(at, next)| at + next.len_utf8());
        each(Key::of(run.as_bytes(), start, end));
    }
}
