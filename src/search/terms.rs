//! The full text: `terms-*.txt`, with one line per term, sorted.
//!
//! A line is the front-coded term, a space, and for each level its digit and the gaps between the page numbers: `ckery 7fBc4aaz`. A term on
//! very many pages has only its best ones, preceded by `!` and the true count. Nothing here knows titles or addresses.

use super::format::{Cut, FrontCoder, push_ascending, push_number};
use super::manifest::Files;
use super::postings::{Postings, Term};

/// Writes all files of terms.
pub(super) fn write(postings: &Postings, files: &mut Files) {
    let cut = Cut { at_least: files.limits.terms, one_in: 32 };
    let mut coder = FrontCoder::default();
    let mut first = "";
    let mut out: Vec<u8> = Vec::new();
    for term in postings.terms() {
        if cut.before(term.term, out.len()) {
            files.add_terms(first, std::mem::take(&mut out));
            coder.restart();
        }
        if out.is_empty() {
            first = term.term;
        }
        coder.push(&mut out, term.term);
        push_pages(&mut out, &term, files.limits.pages_of_term);
        out.push(b'\n');
    }
    if !out.is_empty() {
        files.add_terms(first, out);
    }
}

fn push_pages(out: &mut Vec<u8>, term: &Term<'_>, limit: usize) {
    out.push(b' ');
    if term.pages() > limit {
        out.push(b'!');
        push_number(out, term.pages() as u32);
    }
    let best = term.best(limit);
    for pages in best.chunk_by(|a, b| a.0 == b.0) {
        out.push(b'0' + pages[0].0 as u8);
        push_ascending(out, pages.iter().map(|&(_, page)| page));
    }
}
