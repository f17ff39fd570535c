//! Writes the terms spelled backwards, `endings-*.txt`, as sorted, front-coded lines.
//!
//! Files of terms are found by the first letters of a word, so a word with a typo there leads to the wrong one; most such words have the
//! right ending. Nothing here knows pages.

use super::fold::{Class, class};
use super::format::{Cut, FrontCoder};
use super::manifest::Files;
use super::postings::{Postings, Term};

/// Minimum length of words that the search corrects, in characters.
const SHORTEST: usize = 4;

/// Writes all files of endings.
pub(super) fn write(postings: &Postings, files: &mut Files) {
    let mut words: Vec<String> =
        postings.terms().filter(is_correction).map(|term| term.term.chars().rev().collect()).collect();
    words.sort_unstable();
    let cut = Cut { at_least: files.limits.endings, one_in: 64 };
    let mut coder = FrontCoder::default();
    let mut first = "";
    let mut out = Vec::new();
    for word in &words {
        if cut.before(word, out.len()) {
            files.add_endings(first, std::mem::take(&mut out));
            coder.restart();
        }
        if out.is_empty() {
            first = word;
        }
        coder.push(&mut out, word);
        out.push(b'\n');
    }
    if !out.is_empty() {
        files.add_endings(first, out);
    }
}

/// True if a term may be a correction. A term found in the text of one page only is as likely to be a typo itself, and numbers are not
/// corrected.
fn is_correction(term: &Term<'_>) -> bool {
    (term.named || term.pages() > 1)
        && term.term.chars().count() >= SHORTEST
        && term.term.chars().all(|character| class(character) == Class::Spaced && !character.is_numeric())
}
