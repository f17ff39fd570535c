//! Rules that inspect the linked wiki and change nothing, one rule per file.
//!
//! Each stage reports the problems that it meets itself. The rules here only need to inspect the result.

mod addresses;
mod citations;
mod images;
mod leaks;
mod links;
#[cfg(test)]
mod tests;

use crate::config::Config;
use crate::diag::{Diagnostic, Level, codes};
use crate::labels::{ScopeId, Scopes, ShowsNothing, SpoilerScopes};
use crate::text::Source;
use crate::wiki::Wiki;

/// Nothing is shown to readers.
#[derive(Debug, Clone, Copy)]
struct Checking;

impl ShowsNothing for Checking {}

/// A reader who knows some scopes and those before them.
#[derive(Debug, Clone, Copy)]
struct Reader<'r> {
    spoilers: &'r SpoilerScopes,
    known: &'r [ScopeId],
}

impl Reader<'_> {
    /// True if the reader knows all of some scopes.
    fn sees(self, scopes: Scopes) -> bool {
        let is_known = |id| self.known.iter().any(|known| self.spoilers.implies(*known, id));
        scopes.is_empty() || !self.known.is_empty() && scopes.iter().all(is_known)
    }
}

/// Rules on the images that pages declare in their front matter.
pub fn pictures(wiki: &Wiki) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    images::check(wiki, &mut faults);
    faults
}

/// Rules on the text of pages. Rules that are switched off are skipped.
pub fn texts(wiki: &Wiki) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if is_on(wiki, &codes::UNCITED_PAGE) {
        citations::check(wiki, &mut faults);
    }
    links::check(wiki, &mut faults);
    faults
}

/// Spoilers that are told without their label. `files` are the settings and templates. This compares all texts, so it takes
/// longer than all other rules.
pub fn leaks(wiki: &Wiki, files: &[Source]) -> Vec<Diagnostic> {
    if !is_on(wiki, &codes::SPOILER_LEAK) {
        return Vec::new();
    }
    leaks::find(wiki, files, Reader { spoilers: &wiki.config.spoilers, known: &[] })
}

/// Text of other scopes that is visible to readers who know some scopes and those before them: texts that have a label of
/// others elsewhere, and titles of pages. `files` are the settings and templates.
pub fn visible_beyond(wiki: &Wiki, files: &[Source], known: &[ScopeId]) -> Vec<Diagnostic> {
    let spoilers = &wiki.config.spoilers;
    let reader = Reader { spoilers, known };
    let told = leaks::find(wiki, files, reader).into_iter();
    let pages = wiki.iter().filter(|(_, page)| !reader.sees(page.matter.spoiler));
    let titles = pages.map(|(_, page)| {
        let scopes = spoilers.names(page.matter.spoiler);
        let message =
            format!("the title `{}` and the address of this page of `{scopes}` are visible", page.title);
        let fault = Diagnostic::new(&codes::SPOILER_LEAK, page.title_place(), message);
        fault.help("give the page a neutral title and file name, if these tell anything")
    });
    told.chain(titles).collect()
}

/// Rules on addresses that only the site's plan knows; `has` returns whether an address exists.
pub fn addresses(wiki: &Wiki, has: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    addresses::check(wiki, has, &mut faults);
    faults
}

/// Rules on the files that the settings of the theme name; `known` are those of the theme.
pub fn theme_files(wiki: &Wiki, known: &[&str]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    addresses::theme_files(wiki, known, &mut faults);
    faults
}

/// The diagnostic for a wiki that publishes neither a page nor a file.
pub fn emptiness(wiki: &Wiki) -> Option<Diagnostic> {
    let is_empty = wiki.pages.is_empty() && wiki.assets.published().next().is_none();
    is_empty.then(|| Diagnostic::of_wiki(&codes::EMPTY_WIKI, "`content/` contains nothing to publish"))
}

/// Returns whether an enabled rule needs the sources of texts.
pub fn needs_sources(config: &Config) -> bool {
    let has_spoilers = config.spoilers.iter().next().is_some();
    is_set(config, &codes::FIRST_MENTION) || has_spoilers && is_set(config, &codes::SPOILER_LEAK)
}

/// Returns whether a rule is not switched off.
fn is_on(wiki: &Wiki, code: &codes::Code) -> bool {
    is_set(&wiki.config, code)
}

fn is_set(config: &Config, code: &codes::Code) -> bool {
    *config.levels.single.get(code.name).unwrap_or(&code.level) != Level::Off
}
