//! The terms spelt backwards: `endings-*.txt`.
//!
//! What enters: the postings. What leaves: sorted, front-coded lines. Files of terms are found by how a word begins, so
//! a word misspelt in its first letters leads to the wrong one; most such words end as they should. Nothing here
//! knows pages.

use super::fold::{Class, class};
use super::format::{Cut, FrontCoder};
use super::manifest::Files;
use super::postings::{Postings, Term};

/// Words that the reader corrects have at least so many characters.
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

/// What occurs in one page's text only is as likely a mistake itself, and numbers are not corrected.
fn is_correction(term: &Term<'_>) -> bool {
    (term.named || term.pages() > 1)
        && term.term.chars().count() >= SHORTEST
        && term.term.chars().all(|character| class(character) == Class::Spaced && !character.is_numeric())
}
