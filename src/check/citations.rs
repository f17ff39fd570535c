//! `uncited-page`: a page with prose cites no source.

use crate::diag::{Diagnostic, codes};
use crate::wiki::Wiki;

/// Minimum number of words that counts as prose.
const PROSE: u32 = 30;

pub(super) fn check(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    for (_, page) in wiki.articles().filter(|(_, page)| page.body.words >= PROSE) {
        if page.cites.is_empty() {
            let message = format!("`{}` has {} words and cites no source", page.title, page.body.words);
            faults.push(Diagnostic::new(&codes::UNCITED_PAGE, page.title_place(), message));
        }
    }
}
