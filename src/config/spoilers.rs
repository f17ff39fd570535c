//! Resolves `[spoilers]` into ordered spoiler scopes.

use super::reader::{Span, Spanned};
use super::resolver::{Resolver, text};
use super::written::{Allowed, SpoilerScope as Written, Spoilers};
use crate::diag::codes;
use crate::labels::{ScopeId, SpoilerScope, SpoilerScopes};
use crate::text::capitalised;

/// Maximum number of scopes in a wiki.
const MAX: usize = 1_000;
/// The scope name in pages for spoilers that stay folded for every reader.
const NOBODY: &str = "all";

/// A phrase that may be told openly although it has a spoiler label elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedPhrase {
    /// The phrase.
    pub phrase: String,
    /// Location of its entry.
    pub at: Span,
}

/// Resolves `allow`. An entry without a phrase or a reason is reported.
pub(super) fn allowed(resolver: &mut Resolver<'_>, written: Vec<Allowed>) -> Vec<AllowedPhrase> {
    let mut list = Vec::new();
    for Allowed { phrase, reason, at } in written {
        match (text(phrase), text(reason)) {
            (Some(phrase), Some(_)) => list.push(AllowedPhrase { phrase, at: Span(at) }),
            (None, _) => resolver.fault_at(at, "an entry of `allow` needs a `phrase`".to_owned()),
            (_, None) => resolver.fault_at(at, "an entry of `allow` needs a `reason`".to_owned()),
        }
    }
    list
}

/// Resolves `[spoilers]`.
pub(super) fn resolve(resolver: &mut Resolver<'_>, written: &[(Spanned<String>, Spoilers)]) -> SpoilerScopes {
    let mut list: Vec<SpoilerScope> = Vec::new();
    for (name, entry) in written {
        match entry {
            Spoilers::Scope(scope) => {
                add(resolver, &mut list, &scope.parts);
                declare(resolver, &mut list, name, scope);
            }
            Spoilers::Series(members) => add(resolver, &mut list, members),
        }
    }
    let mut scopes = SpoilerScopes::new(list);
    for (name, entry) in written {
        match entry {
            Spoilers::Series(members) if members.is_empty() => empty_series(resolver, name),
            Spoilers::Series(members) => chain(resolver, &mut scopes, members, &title_of(&name.value)),
            Spoilers::Scope(_) => {}
        }
    }
    for (name, entry) in written {
        if let Spoilers::Scope(scope) = entry {
            order(resolver, &mut scopes, name, scope);
        }
    }
    scopes
}

fn empty_series(resolver: &mut Resolver<'_>, name: &Spanned<String>) {
    let message = format!("the series `{}` has no scopes", name.value);
    let fault = resolver.fault(&codes::INVALID_CONFIG, name, message);
    fault.help.push("name its parts in order, as in `[\"book-1\", \"book-2\"]`".into());
}

/// Adds the scopes in a list that do not exist yet.
fn add(resolver: &mut Resolver<'_>, list: &mut Vec<SpoilerScope>, names: &[Spanned<String>]) {
    for name in names {
        if !list.iter().any(|scope| scope.id == name.value) {
            push(resolver, list, name, SpoilerScope::new(&name.value, title_of(&name.value)));
        }
    }
}

/// Declares a scope with its own entry; a list may have named it before.
fn declare(
    resolver: &mut Resolver<'_>,
    list: &mut Vec<SpoilerScope>,
    name: &Spanned<String>,
    scope: &Written,
) {
    let label = scope.label.as_ref().map_or_else(|| title_of(&name.value), |label| label.value.clone());
    let work = scope.work.as_ref().map(|work| (work.value.clone(), Span(work.range.clone()).place()));
    match list.iter_mut().find(|other| other.id == name.value) {
        Some(known) => (known.label, known.work) = (label, work),
        None => {
            push(resolver, list, name, SpoilerScope { work, ..SpoilerScope::new(&name.value, label) });
        }
    }
}

fn push(
    resolver: &mut Resolver<'_>,
    list: &mut Vec<SpoilerScope>,
    name: &Spanned<String>,
    scope: SpoilerScope,
) {
    let is_letter = |c: char| c.is_alphanumeric() || "-_.".contains(c) || !c.is_ascii() && !c.is_whitespace();
    let is_plain = |name: &str| !name.is_empty() && name.chars().all(is_letter);
    let message = match name.value.as_str() {
        NOBODY => format!("`{NOBODY}` is reserved for spoilers that stay folded for every reader"),
        name if !is_plain(name) => format!("invalid name of a spoiler scope: `{name}`"),
        _ if list.len() == MAX => "more than 1,000 spoiler scopes".to_owned(),
        _ => return list.push(scope),
    };
    let fault = resolver.fault(&codes::INVALID_CONFIG, name, message);
    fault.help.push("use letters, digits and hyphens, as in `book-1`".into());
}

/// Orders each scope of a series after the one before it.
fn chain(resolver: &mut Resolver<'_>, scopes: &mut SpoilerScopes, members: &[Spanned<String>], series: &str) {
    let mut last = None;
    for member in members {
        let Some(id) = scopes.named(&member.value) else { continue };
        if let Some(last) = last {
            put_after(resolver, scopes, (id, last), member);
        }
        scopes.put_in_series(id, series);
        last = Some(id);
    }
}

/// Applies the order in a scope's entry: it comes after other scopes and after its own parts.
fn order(resolver: &mut Resolver<'_>, scopes: &mut SpoilerScopes, name: &Spanned<String>, scope: &Written) {
    let Some(id) = scopes.named(&name.value) else { return };
    for other in &scope.after {
        match scopes.named(&other.value) {
            Some(earlier) => put_after(resolver, scopes, (id, earlier), other),
            None => {
                let names = scopes.iter().map(|scope| scope.id.as_str());
                resolver.not_one_of("spoiler scope", other, names);
            }
        }
    }
    let first = scope.parts.first().and_then(|part| Some((scopes.named(&part.value)?, part)));
    if let (Some((first, at)), Some(known)) = (first, scopes.scope(id).cloned()) {
        for earlier in known.after {
            put_after(resolver, scopes, (first, earlier), at);
        }
        let series = known.series.unwrap_or(known.label);
        let members: Vec<Spanned<String>> = scope.parts.iter().chain([name]).cloned().collect();
        chain(resolver, scopes, &members, &series);
    }
}

fn put_after(
    resolver: &mut Resolver<'_>,
    scopes: &mut SpoilerScopes,
    (later, earlier): (ScopeId, ScopeId),
    at: &Spanned<String>,
) {
    if !scopes.put_after(later, earlier) {
        let (later, earlier) = (scopes.name(later), scopes.name(earlier));
        let message = format!("`{later}` cannot come after `{earlier}`, which comes after it");
        resolver
            .fault(&codes::INVALID_CONFIG, at, message)
            .help
            .push("remove one of the two, so that the order has no cycle".into());
    }
}

/// Turns `start-of-filming` into `Start of filming`.
pub(super) fn title_of(name: &str) -> String {
    capitalised(&name.replace(['-', '_'], " "))
}
