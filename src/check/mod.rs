//! Rules that look at the linked wiki and change nothing. One rule a file; a wiki enters, diagnostics leave.
//!
//! Faults that a stage meets while it works are reported by that stage. Here are the rules that need nothing but a look.

mod citations;
mod images;
mod links;
mod made;
#[cfg(test)]
mod tests;

use crate::config::Config;
use crate::diag::{Diagnostic, Level, codes};
use crate::labels::ShowsNothing;
use crate::wiki::Wiki;

/// Checking shows nothing to readers.
#[derive(Debug, Clone, Copy)]
struct Checking;

impl ShowsNothing for Checking {}

/// Rules on the pictures that pages declare in their front matter.
pub fn pictures(wiki: &Wiki) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    images::check(wiki, &mut faults);
    faults
}

/// Rules on what pages say. Those that are switched off are not even tried.
pub fn texts(wiki: &Wiki) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if is_on(wiki, &codes::UNCITED_PAGE) {
        citations::check(wiki, &mut faults);
    }
    links::check(wiki, &mut faults);
    faults
}

/// Rules on addresses that only the plan of the site can tell; `has` says whether something stands at one.
pub fn addresses(wiki: &Wiki, has: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    made::check(wiki, has, &mut faults);
    faults
}

/// The fault of a wiki that publishes neither a page nor a file.
pub fn emptiness(wiki: &Wiki) -> Option<Diagnostic> {
    let is_empty = wiki.pages.is_empty() && wiki.assets.published().next().is_none();
    is_empty.then(|| Diagnostic::of_wiki(&codes::EMPTY_WIKI, "`content/` holds nothing to publish"))
}

/// Whether a rule that is switched on looks at the sources of texts.
pub fn needs_sources(config: &Config) -> bool {
    is_set(config, &codes::FIRST_MENTION)
}

/// Whether a rule that is off by default has been switched on.
fn is_on(wiki: &Wiki, code: &codes::Code) -> bool {
    is_set(&wiki.config, code)
}

fn is_set(config: &Config, code: &codes::Code) -> bool {
    config.levels.single.get(code.name).is_some_and(|level| *level != Level::Off)
}
