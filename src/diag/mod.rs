//! Diagnostics: problems in the content, worded so that the author can fix them.
//!
//! Every stage returns faults as values; printers turn them into text for people and programs. A diagnostic is always
//! for the author to fix: a failure of the machine is a `Result`, and a bug of ours is a panic.

pub mod codes;
pub mod examples;
pub mod print;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::{Place, did_you_mean};
pub use codes::{Code, Level, Trait};

/// The severity of a diagnostic after the wiki's levels have been applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published; the author should look at it.
    Warning,
}

impl Severity {
    /// The word that printers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A problem in the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The broken rule.
    #[serde(with = "codes::by_name")]
    pub code: &'static Code,
    /// One sentence: lower case, no final period, the author's text in backticks.
    pub message: String,
    /// The location. `None` only for problems of the whole wiki.
    pub place: Option<Place>,
    /// A note beside the marked text.
    pub label: Option<String>,
    /// Remedies, in the imperative.
    pub help: Vec<String>,
    /// Related locations.
    pub related: Vec<Related>,
}

/// A location related to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The note at the location.
    pub message: String,
    /// The location.
    pub place: Place,
}

impl Diagnostic {
    /// A diagnostic at a location.
    pub fn new(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: shortened(message.into()),
            place: Some(place),
            label: None,
            help: Vec::new(),
            related: Vec::new(),
        }
    }

    /// A diagnostic for the whole wiki, without a location.
    pub fn of_wiki(code: &'static Code, message: impl Into<String>) -> Self {
        Self { place: None, ..Self::new(code, Place::file(""), message) }
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(shortened(help.into()));
        self
    }

    /// Adds "did you mean" if there is a suggestion.
    #[must_use]
    pub fn suggest(self, suggestion: Option<&str>) -> Self {
        match suggestion {
            Some(name) => self.help(did_you_mean(name)),
            None => self,
        }
    }

    /// Sets the note beside the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { message: message.into(), place });
        self
    }
}

/// Maximum length of a message, in characters. Authors' text may be longer, and occur in many messages.
const MAX_MESSAGE: usize = 1_000;

/// Cuts text that is too long for a message.
fn shortened(mut text: String) -> String {
    let cut = text.char_indices().nth(MAX_MESSAGE).filter(|_| text.len() > MAX_MESSAGE);
    if let Some((cut, _)) = cut {
        text.truncate(cut);
        text.push('…');
    }
    text
}

/// Maximum number of diagnostics with the same code per file.
const MAX_ALIKE: usize = 10_000;

/// Drops diagnostics above the limit per code and file, and adds their number.
pub fn limit(faults: &mut Vec<Diagnostic>) {
    if faults.len() <= MAX_ALIKE {
        return;
    }
    let mut met: BTreeMap<&str, (usize, Option<Diagnostic>)> = BTreeMap::new();
    faults.retain(|fault| {
        let (count, first) = met.entry(fault.code.name).or_default();
        *count += 1;
        if *count > MAX_ALIKE {
            first.get_or_insert_with(|| fault.clone());
        }
        *count <= MAX_ALIKE
    });
    for (count, first) in met.into_values() {
        let Some(mut fault) = first else { continue };
        let message = format!("{}; {} more follow", fault.message, count - MAX_ALIKE);
        fault.message = shortened(message);
        faults.push(fault);
    }
}

/// A diagnostic with its severity in this wiki.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// Its severity here.
    pub severity: Severity,
}

/// All findings of a run: with levels applied, duplicates merged, sorted by location.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Applies levels to diagnostics, drops those that are switched off, merges and sorts. Those without help get the
    /// remedy of their code.
    pub fn new(diagnostics: Vec<Diagnostic>, levels: &Levels) -> Self {
        let mut kept: Vec<Finding> = diagnostics
            .into_iter()
            .filter_map(|mut diagnostic| {
                let severity = levels.severity(diagnostic.code)?;
                if diagnostic.help.is_empty() {
                    diagnostic.help.push(diagnostic.code.help());
                }
                Some(Finding { diagnostic, severity })
            })
            .collect();
        kept.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        Self(merge(kept))
    }

    /// The findings that are not among earlier ones. A finding that only moved within its file is not new.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let key = |finding: &Finding| {
            let file = finding.diagnostic.place.as_ref().map(|place| Arc::clone(&place.path));
            (finding.diagnostic.code.name, finding.diagnostic.message.clone(), file)
        };
        let known: BTreeSet<_> = earlier.iter().map(key).collect();
        Self(self.iter().filter(|finding| !known.contains(&key(finding))).cloned().collect())
    }

    /// These findings and others.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        let mut all = [self.0.as_slice(), &others.0].concat();
        all.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        all.dedup();
        Self(all)
    }

    /// The findings without those of a trait.
    #[must_use]
    pub fn without(mut self, kind: Trait) -> Self {
        self.0.retain(|finding| !finding.diagnostic.code.is(kind));
        self
    }

    /// The findings, sorted.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// Returns whether there are no findings.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of findings with a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Returns whether the site must not be published.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

type SortKey<'d> = (Option<&'d Place>, &'d str, &'d str);

fn sort_key(finding: &Finding) -> SortKey<'_> {
    let diagnostic = &finding.diagnostic;
    (diagnostic.place.as_ref(), diagnostic.code.name, &diagnostic.message)
}

/// Merges findings with the same message, such as those for a missing page that is linked from many places.
fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first_of = rustc_hash::FxHashMap::default();
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let again = merged.last().is_some_and(|last| last.diagnostic == finding.diagnostic);
        if again {
            continue;
        }
        if !finding.diagnostic.code.is(Trait::Merged) {
            merged.push(finding);
            continue;
        }
        let key = (finding.diagnostic.code.name, finding.diagnostic.message.clone());
        match first_of.get(&key) {
            Some(&at) => absorb(&mut merged[at], finding.diagnostic),
            None => {
                first_of.insert(key, merged.len());
                merged.push(finding);
            }
        }
    }
    merged
}

fn absorb(first: &mut Finding, again: Diagnostic) {
    let Some(place) = again.place else { return };
    // Findings are sorted by location.
    let last = first.diagnostic.related.last().map(|related| &related.place);
    let known = first.diagnostic.place.as_ref() == Some(&place) || last == Some(&place);
    if !known {
        first.diagnostic.related.push(Related { message: "also here".into(), place });
    }
}

/// The levels set in `[checks]` in `site.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// The strictness of the whole wiki.
    pub strictness: Strictness,
    /// Levels of individual codes.
    pub single: std::collections::BTreeMap<&'static str, Level>,
}

/// The strictness of a wiki.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Warnings are errors.
    Strict,
    /// Each code has its own level.
    #[default]
    Normal,
    /// Every diagnostic that still lets the page be rendered is a warning.
    Lenient,
}

impl Levels {
    /// The severity of a code in this wiki; `None` if it is switched off.
    pub fn severity(&self, code: &Code) -> Option<Severity> {
        let set = self.single.get(code.name).copied();
        let level = set.unwrap_or(match (self.strictness, code.level) {
            (Strictness::Lenient, Level::Error) if !code.is(Trait::Fatal) => Level::Warning,
            (Strictness::Strict, Level::Warning) => Level::Error,
            (_, level) => level,
        });
        match level {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Off if code.is(Trait::Fatal) => Some(Severity::Error),
            Level::Off => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostics_of_one_code_beyond_the_limit_are_counted() {
        let fault =
            |code: &'static Code, at: usize| Diagnostic::new(code, Place::file("a.md"), at.to_string());
        let mut faults: Vec<Diagnostic> = (0..MAX_ALIKE + 5).map(|at| fault(&codes::RED_LINK, at)).collect();
        faults.push(fault(&codes::MATH, 0));
        limit(&mut faults);
        assert_eq!(faults.len(), MAX_ALIKE + 2);
        assert_eq!(faults[MAX_ALIKE].code, &codes::MATH);
        assert_eq!(faults[MAX_ALIKE + 1].message, "10000; 5 more follow");
    }
}
