//! The words of a text that carry meaning, for comparing texts.

use std::hash::{Hash, Hasher};
use std::str::CharIndices;
use std::sync::LazyLock;

use rustc_hash::{FxHashSet, FxHasher};

/// Words that carry no meaning by themselves. Shorter ones count as such.
const EMPTY: &str = " the and his her him she for was who has had not but are out all its that with from this have they \
    their there which when been were into then than them will would what where about over only also both more most \
    some such very just himself herself while after before one two you your our any can how why see could should may \
    might must did does doing being because between through during against under above again once here these those each \
    few other another same too own now upon until within without near behind around still yet even ever never \
    der die das und ein eine einen einem einer des dem den ist war mit von vom zum zur auf für sich nicht auch als aus \
    bei nach über unter oder aber wie wer was sie ihr ihre sein seine wird wurde hat hatte haben \
    les des une est pour dans par sur que qui avec son ses mais pas los las una del por con que para ";

/// Hashes of these words.
static EMPTY_HASHES: LazyLock<FxHashSet<u64>> =
    LazyLock::new(|| EMPTY.split_whitespace().map(hash_of_word).collect());

/// The end of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    #[default]
    None,
    /// Of a part of a sentence.
    Part,
    /// Of a sentence or a cell.
    Sentence,
}

/// A word with its place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// Hash of the word in lower case.
    pub(super) hash: u64,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// The boundary between the word before and this one.
    pub(super) before: Break,
    /// True if it is written with a capital letter or a digit.
    pub(super) is_capital: bool,
}

/// The words of a text that carry meaning. Digits with separators between them are one word.
pub(super) fn words(text: &str) -> Words<'_> {
    let (word, before) = (WordReader::default(), Break::Sentence);
    Words { text, characters: text.char_indices(), word, before }
}

/// Iterator over the words of a text.
pub(super) struct Words<'t> {
    text: &'t str,
    characters: CharIndices<'t>,
    word: WordReader,
    before: Break,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        for (at, character) in self.characters.by_ref() {
            if character.is_alphanumeric() {
                self.word.add(character, at);
            } else if !is_within_number(self.text.as_bytes(), at) {
                let word = self.word.end(at, &mut self.before);
                self.before = self.before.max(break_at(character));
                if word.is_some() {
                    return word;
                }
            }
        }
        self.word.end(self.text.len(), &mut self.before)
    }
}

/// A word that is being read.
#[derive(Default)]
struct WordReader {
    start: usize,
    /// Number of characters so far.
    length: usize,
    hash: u64,
    starts_numeric: bool,
    is_capital: bool,
}

impl WordReader {
    fn add(&mut self, character: char, at: usize) {
        if self.length == 0 {
            let starts_numeric = character.is_numeric();
            let is_capital = starts_numeric || character.is_uppercase();
            *self = Self { start: at, starts_numeric, is_capital, ..Self::default() };
        }
        self.hash = match character.is_ascii() {
            true => hash_with(self.hash, character.to_ascii_lowercase()),
            false => character.to_lowercase().fold(self.hash, hash_with),
        };
        self.length += 1;
    }

    /// Ends the word before an offset. `None` for one that carries no meaning.
    fn end(&mut self, end: usize, before: &mut Break) -> Option<Word> {
        let length = std::mem::take(&mut self.length);
        let is_long = length > if self.starts_numeric { 1 } else { 2 };
        (is_long && !EMPTY_HASHES.contains(&self.hash)).then(|| Word {
            hash: self.hash,
            start: self.start,
            end,
            before: std::mem::take(before),
            is_capital: self.is_capital,
        })
    }
}

/// True for a separator between two digits.
fn is_within_number(bytes: &[u8], at: usize) -> bool {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    matches!(bytes[at], b',' | b'.') && is_digit(at + 1) && at.checked_sub(1).is_some_and(is_digit)
}

const fn break_at(character: char) -> Break {
    match character {
        '.' | '!' | '?' | '\n' | '|' => Break::Sentence,
        ':' | ';' | ',' | '(' | ')' => Break::Part,
        _ => Break::None,
    }
}

fn hash_of_word(word: &str) -> u64 {
    word.chars().fold(0, hash_with)
}

/// The hash of a word with one more character: the step of `FxHasher` in its first version, without a call for each character.
fn hash_with(hash: u64, character: char) -> u64 {
    (hash.rotate_left(5) ^ u64::from(character)).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// The hash of words that follow each other.
pub(super) fn hash_of(run: &[Word]) -> u64 {
    let mut hasher = FxHasher::default();
    run.iter().for_each(|word| word.hash.hash(&mut hasher));
    hasher.finish()
}

/// Returns whether the words of one run are in the other in the same order, side by side.
pub(super) fn contains(long: &[u64], short: &[u64]) -> bool {
    !short.is_empty() && long.windows(short.len()).any(|run| run == short)
}
