//! The words of a text that carry meaning, for comparing texts.

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use rustc_hash::{FxHashSet, FxHasher};

use crate::text::Wide;

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

/// Role of a byte of a text.
#[derive(Clone, Copy)]
enum Byte {
    /// A letter or digit.
    Word,
    /// Another ASCII character, with the boundary that it is.
    Gap(Break),
    /// Part of a character that is not ASCII.
    Foreign,
}

static BYTES: [Byte; 256] = {
    let mut table = [Byte::Foreign; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] =
            if byte.is_ascii_alphanumeric() { Byte::Word } else { Byte::Gap(break_at(byte)) };
        byte += 1;
    }
    table
};

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
pub(super) const fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, before: Break::Sentence }
}

/// Iterator over the words of a text.
pub(super) struct Words<'t> {
    text: &'t str,
    /// First byte that is not read yet.
    at: usize,
    /// The boundary that was crossed since the last word.
    before: Break,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            let first = self.skip_to_word()?;
            let start = self.at;
            let (hash, length) = self.read_word();
            let is_numeric = first.is_numeric();
            if length > if is_numeric { 1 } else { 2 } && !EMPTY_HASHES.contains(&hash) {
                let (before, is_capital) =
                    (std::mem::take(&mut self.before), is_numeric || first.is_uppercase());
                return Some(Word { hash, start, end: self.at, before, is_capital });
            }
        }
    }
}

impl Words<'_> {
    /// Goes to the next word, and returns its first character.
    fn skip_to_word(&mut self) -> Option<char> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            match BYTES[usize::from(byte)] {
                Byte::Word => return Some(char::from(byte)),
                Byte::Gap(end) => {
                    self.before = self.before.max(end);
                    self.at += 1;
                }
                Byte::Foreign => {
                    let character = self.text[self.at..].chars().next()?;
                    if character.is_alphanumeric() {
                        return Some(character);
                    }
                    self.at += character.len_utf8();
                }
            }
        }
    }

    /// Goes behind the word, and returns its hash and the number of its characters.
    fn read_word(&mut self) -> (u64, usize) {
        let bytes = self.text.as_bytes();
        let wide = Wide::at(bytes, self.at);
        let length = wide.word_length();
        let end = self.at + length;
        let ends = bytes.get(end).is_none_or(|byte| byte.is_ascii() && !is_within_number(bytes, end));
        if length < Wide::BYTES && ends {
            self.at = end;
            return (hash_of_short(wide.lower_case(length)), length);
        }
        self.read_other_word()
    }

    /// Like `read_word`, for a word that is long, not ASCII, or has separators.
    fn read_other_word(&mut self) -> (u64, usize) {
        let (mut word, mut length) = (String::new(), 0);
        for (at, character) in self.text[self.at..].char_indices() {
            if character.is_alphanumeric() {
                word.extend(character.to_lowercase());
                length += 1;
            } else if !is_within_number(self.text.as_bytes(), self.at + at) {
                self.at += at;
                return (hash_of_word(&word), length);
            }
        }
        self.at = self.text.len();
        (hash_of_word(&word), length)
    }
}

/// True for a separator between two digits.
fn is_within_number(bytes: &[u8], at: usize) -> bool {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    matches!(bytes[at], b',' | b'.') && is_digit(at + 1) && at.checked_sub(1).is_some_and(is_digit)
}

const fn break_at(byte: u8) -> Break {
    match byte {
        b'.' | b'!' | b'?' | b'\n' | b'|' => Break::Sentence,
        b':' | b';' | b',' | b'(' | b')' => Break::Part,
        _ => Break::None,
    }
}

/// The hash of a word in lower case.
fn hash_of_word(word: &str) -> u64 {
    if word.len() < Wide::BYTES {
        let mut bytes = [0; Wide::BYTES];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        return hash_of_short(u128::from_le_bytes(bytes));
    }
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// The hash of a word of few bytes in lower case, in little-endian order.
fn hash_of_short(word: u128) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

/// The hash of words that follow each other.
pub(super) fn hash_of(run: &[Word]) -> u64 {
    let mut hasher = FxHasher::default();
    run.iter().for_each(|word| word.hash.hash(&mut hasher));
    hasher.finish()
}

/// The hash of the words of a whole sentence, which differs from that of the same words within one.
pub(super) fn hash_of_sentence(words: &[Word]) -> u64 {
    !hash_of(words)
}

/// Returns whether the words of one run are in the other in the same order, side by side.
pub(super) fn contains(long: &[u64], short: &[u64]) -> bool {
    !short.is_empty() && long.windows(short.len()).any(|run| run == short)
}

#[cfg(test)]
mod tests {
    use super::{Break, words};

    #[test]
    fn words_of_any_script_and_numbers_are_read() {
        let text = "Éclair's über-cool; 1,234.5 km.\nİstanbul 日本語 a 7 x2, ΣΊΣΥΦΟΣ,und 99";
        let found = words(text).map(|word| (&text[word.start..word.end], word.before));
        let expected = [
            ("Éclair", Break::Sentence),
            ("cool", Break::None),
            ("1,234.5", Break::Part),
            ("İstanbul", Break::Sentence),
            ("日本語", Break::None),
            ("ΣΊΣΥΦΟΣ", Break::Part),
            ("99", Break::Part),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn case_makes_no_difference() {
        let hash = |text| words(text).map(|word| word.hash).collect::<Vec<_>>();
        assert_eq!(hash("ÜBER Lax"), hash("über lax"));
        assert_ne!(hash("über"), hash("uber"));
    }
}
