//! The words of a text that carry meaning, for comparing texts.

use std::hash::{Hash, Hasher};
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
    /// What ends between the word before and this one.
    pub(super) before: Break,
    /// True if it is written with a capital letter or a digit.
    pub(super) is_capital: bool,
}

/// The words of a text that carry meaning. Digits with separators between them are one word.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut list = Vec::new();
    let (mut start, mut before, mut folded) = (None, Break::Sentence, String::new());
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character.is_alphanumeric() {
            start.get_or_insert(at);
            if character.is_ascii() {
                folded.push(character.to_ascii_lowercase());
            } else {
                folded.extend(character.to_lowercase());
            }
            continue;
        }
        let is_separator = matches!(character, ',' | '.') && folded.ends_with(|c: char| c.is_ascii_digit());
        if is_separator && characters.peek().is_some_and(|(_, next)| next.is_ascii_digit()) {
            continue;
        }
        push(&mut list, text, start.take(), at, (&mut folded, &mut before));
        before = before.max(break_at(character));
    }
    push(&mut list, text, start, text.len(), (&mut folded, &mut before));
    list
}

fn push(
    list: &mut Vec<Word>,
    text: &str,
    start: Option<usize>,
    end: usize,
    (folded, before): (&mut String, &mut Break),
) {
    let Some(start) = start else { return };
    let hash = hash_of_word(folded);
    if is_long(folded) && !EMPTY_HASHES.contains(&hash) {
        let is_capital = text[start..].starts_with(|first: char| first.is_uppercase() || first.is_numeric());
        list.push(Word { hash, start, end, before: std::mem::take(before), is_capital });
    }
    folded.clear();
}

const fn break_at(character: char) -> Break {
    match character {
        '.' | '!' | '?' | '\n' | '|' => Break::Sentence,
        ':' | ';' | ',' | '(' | ')' => Break::Part,
        _ => Break::None,
    }
}

fn is_long(folded: &str) -> bool {
    let is_number = folded.starts_with(|c: char| c.is_numeric());
    let enough = if is_number { 1 } else { 2 };
    folded.chars().nth(enough).is_some()
}

fn hash_of_word(word: &str) -> u64 {
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

/// Returns whether the words of one run are in the other in the same order, side by side.
pub(super) fn contains(long: &[u64], short: &[u64]) -> bool {
    !short.is_empty() && long.windows(short.len()).any(|run| run == short)
}
