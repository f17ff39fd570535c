//! The spoiler scopes of a wiki, their order, and what a reader who knows some of them knows.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{ScopeId, Scopes};
use crate::text::Place;
use crate::text::escape::Html;
use crate::words::Words;

/// A scope as declared in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpoilerScope {
    /// Id used in pages.
    pub id: String,
    /// For readers.
    pub label: String,
    /// Title of the series that it is part of.
    pub series: Option<String>,
    /// The page about the work, as named by a link, and the position of that name in the settings.
    pub work: Option<(String, Place)>,
    /// All scopes that come before it, in order: a reader who knows it knows them too.
    pub after: Vec<ScopeId>,
}

impl SpoilerScope {
    /// A scope outside any series that comes after no other.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), series: None, work: None, after: Vec::new() }
    }
}

/// The declared scopes of a wiki, in the order of `site.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpoilerScopes {
    list: Vec<SpoilerScope>,
    left_out: LeftOut,
}

/// The scopes whose facts the site does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum LeftOut {
    #[default]
    None,
    /// For each scope of the list, true if it is excluded.
    These(Vec<bool>),
    All,
}

impl SpoilerScopes {
    /// No scopes.
    pub const NONE: Self = Self { list: Vec::new(), left_out: LeftOut::None };

    /// Creates a list of scopes. Scopes beyond the maximum are left out, and their content stays folded.
    pub fn new(mut list: Vec<SpoilerScope>) -> Self {
        list.truncate(usize::from(u16::MAX) - 1);
        Self { list, left_out: LeftOut::None }
    }

    /// Puts a scope after another, and thus after all that come before that. Returns `false` if this would be a cycle.
    pub fn put_after(&mut self, later: ScopeId, earlier: ScopeId) -> bool {
        if later == earlier || self.implies(earlier, later) {
            return false;
        }
        if self.implies(later, earlier) {
            return true;
        }
        let before: Vec<ScopeId> = self
            .scope(earlier)
            .map(|scope| &scope.after)
            .into_iter()
            .flatten()
            .copied()
            .chain([earlier])
            .collect();
        for (index, scope) in self.list.iter_mut().enumerate() {
            if index == later.index() || scope.after.binary_search(&later).is_ok() {
                scope.after.extend(&before);
                scope.after.sort_unstable();
                scope.after.dedup();
            }
        }
        true
    }

    /// The same scopes, with the facts of some left out of the site, or of all of them where the list is empty. With a
    /// scope goes whatever comes after it: whoever does not know the one cannot know the other.
    #[must_use]
    pub fn leaving_out(&self, ids: &[ScopeId]) -> Self {
        let is_left_out = |known: usize| {
            ScopeId::at(known).is_some_and(|known| ids.iter().any(|id| self.implies(known, *id)))
        };
        let left_out = match ids {
            [] => LeftOut::All,
            _ => LeftOut::These((0..self.list.len()).map(is_left_out).collect()),
        };
        Self { list: self.list.clone(), left_out }
    }

    /// Returns whether a fact with these scopes is excluded from the site.
    pub fn leaves_out(&self, scopes: Scopes) -> bool {
        match &self.left_out {
            LeftOut::None => false,
            LeftOut::These(these) => scopes.iter().any(|id| these.get(id.index()) == Some(&true)),
            LeftOut::All => !scopes.is_empty(),
        }
    }

    /// Returns whether anything is excluded from the site.
    pub fn leaves_something_out(&self) -> bool {
        self.left_out != LeftOut::None
    }

    /// The scopes whose facts the site may hold.
    pub fn published(&self) -> impl Iterator<Item = &SpoilerScope> + Clone {
        let is_held = |index: &usize| ScopeId::at(*index).is_some_and(|id| !self.leaves_out(Scopes::of(id)));
        self.list.iter().enumerate().filter(move |(index, _)| is_held(index)).map(|(_, scope)| scope)
    }

    /// Sets the series that a scope is part of.
    pub fn put_in_series(&mut self, id: ScopeId, series: &str) {
        if let Some(scope) = self.list.get_mut(id.index()) {
            scope.series = Some(series.to_owned());
        }
    }

    /// True if a reader who knows one scope knows the other.
    pub fn implies(&self, known: ScopeId, other: ScopeId) -> bool {
        known == other || self.scope(known).is_some_and(|scope| scope.after.binary_search(&other).is_ok())
    }

    /// A reader who knows some scopes, and therefore all that come before them.
    pub const fn known(&self, scopes: Scopes) -> Known<'_> {
        Known { order: Some(self), scopes }
    }

    /// A scope of the list. `None` for [`ScopeId::UNKNOWN`].
    pub fn scope(&self, id: ScopeId) -> Option<&SpoilerScope> {
        self.list.get(id.index())
    }

    /// The scopes not implied by any of the others, to say the same with fewer names.
    #[must_use]
    pub fn last(&self, scopes: Scopes) -> Scopes {
        let is_last = |id: &ScopeId| !scopes.iter().any(|other| other != *id && self.implies(other, *id));
        scopes.iter().filter(is_last).collect()
    }

    /// The scope with the given id.
    pub fn named(&self, name: &str) -> Option<ScopeId> {
        ScopeId::at(self.list.iter().position(|scope| scope.id == name)?)
    }

    /// The id of the scope with the given name in any case.
    pub fn alike(&self, name: &str) -> Option<&str> {
        let is_alike = |id: &&str| *id == name || id.to_lowercase() == name.to_lowercase();
        self.list.iter().map(|scope| scope.id.as_str()).find(is_alike)
    }

    /// All scopes.
    pub fn iter(&self) -> impl Iterator<Item = &SpoilerScope> + Clone {
        self.list.iter()
    }

    /// What readers know for whom facts with these sets of scopes differ: each set, two of them together unless these are more than
    /// `most`, and all of them. Sets that nobody can know are left out; those of readers who know least are first.
    pub fn readers(&self, mut sets: BTreeSet<Scopes>, most: usize) -> Vec<Scopes> {
        let can_be_known = |scopes: &Scopes| scopes.iter().all(|id| id != ScopeId::UNKNOWN);
        sets.retain(can_be_known);
        let all = sets.iter().fold(Scopes::NONE, |all, scopes| self.last(all.and(*scopes)));
        if sets.len() <= most {
            let pairs = sets.iter().flat_map(|a| sets.iter().map(|b| self.last(a.and(*b))));
            let pairs: BTreeSet<Scopes> = pairs.collect();
            if pairs.len() <= most {
                sets = pairs;
            }
        }
        sets.insert(all);
        sets.retain(|scopes| !scopes.is_empty() && can_be_known(scopes));
        let mut readers: Vec<Scopes> = sets.into_iter().collect();
        let ids = || (0..self.list.len()).filter_map(ScopeId::at);
        readers.sort_by_key(|scopes| ids().filter(|id| self.known(*scopes).has(*id)).count());
        readers
    }

    /// Id of a scope; `all` for [`ScopeId::UNKNOWN`].
    pub fn name(&self, id: ScopeId) -> &str {
        self.scope(id).map_or("all", |scope| &scope.id)
    }

    /// The label of a scope for readers. `None` for [`ScopeId::UNKNOWN`].
    fn label(&self, id: ScopeId) -> Option<&str> {
        self.scope(id).map(|scope| scope.label.as_str())
    }

    /// Ids of scopes, for the attribute `data-scope`.
    pub fn names(&self, scopes: Scopes) -> String {
        self.last(scopes).iter().map(|id| self.name(id)).collect::<Vec<_>>().join(" ")
    }

    /// The labels of scopes for readers; empty if none has one.
    pub fn labels(&self, scopes: Scopes) -> String {
        self.last(scopes).iter().filter_map(|id| self.label(id)).collect::<Vec<_>>().join(" + ")
    }

    /// Ids of scopes for JSON: a string, or a list if there are several.
    pub fn json(&self, scopes: Scopes) -> Json {
        match self.last(scopes).iter().collect::<Vec<_>>().as_slice() {
            [id] => json!(self.name(*id)),
            ids => ids.iter().map(|id| self.name(*id)).collect(),
        }
    }

    /// The summary of a fold: its scopes, and its author's title.
    pub fn summary(&self, words: &Words, scopes: Scopes, title: Option<&Html>) -> Html {
        let labels = self.labels(scopes);
        let mut html = Html::new();
        match (labels.is_empty(), title) {
            (true, None) => drop(html.text(words.callout_spoiler())),
            (false, None) => drop(html.text(&words.spoiler(&labels))),
            (true, Some(title)) => drop(html.html(title)),
            (false, Some(title)) => drop(html.text(&labels).tag(" · ").html(title)),
        }
        html
    }
}

/// Knowledge of a reader: some scopes, and all that come before them.
#[derive(Debug, Clone, Copy)]
pub struct Known<'s> {
    order: Option<&'s SpoilerScopes>,
    scopes: Scopes,
}

impl Known<'_> {
    pub(super) const fn unordered(scopes: Scopes) -> Self {
        Self { order: None, scopes }
    }

    /// True if the reader knows a scope.
    pub fn has(self, id: ScopeId) -> bool {
        let is_implied = |known: ScopeId| self.order.is_some_and(|order| order.implies(known, id));
        self.scopes.iter().any(|known| known == id || is_implied(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Labelled;

    /// A series of three, and a separate film.
    fn series() -> (SpoilerScopes, [ScopeId; 4]) {
        let names = ["b1", "b2", "b3", "film"];
        let mut scopes = SpoilerScopes::new(names.map(|name| SpoilerScope::new(name, name)).into());
        let ids = names.map(|name| scopes.named(name).unwrap());
        // The later link comes first: putting scopes in order must be transitive.
        assert!(scopes.put_after(ids[2], ids[1]) && scopes.put_after(ids[1], ids[0]));
        (scopes, ids)
    }

    #[test]
    fn knowing_a_book_implies_the_books_before_it_only() {
        let (scopes, [b1, b2, b3, film]) = series();
        let fact = Labelled::new("x", Scopes::of(b1).and(Scopes::of(b2)));
        let tells = |known: ScopeId| fact.open_to(scopes.known(Scopes::of(known))).is_some();
        assert_eq!([b1, b2, b3, film].map(tells), [false, true, true, false]);
        assert!(!scopes.known(Scopes::of(b3)).has(ScopeId::UNKNOWN));
        assert!(!scopes.known(Scopes::of(ScopeId::UNKNOWN)).has(b1));
    }

    #[test]
    fn leaving_out_a_scope_leaves_out_later_ones() {
        let (scopes, ids) = series();
        let left_out = |some: &[ScopeId]| {
            let scopes = scopes.leaving_out(some);
            ids.map(|id| scopes.leaves_out(Scopes::of(id)))
        };
        assert_eq!(left_out(&ids[1..2]), [false, true, true, false]);
        assert_eq!(left_out(&ids[3..]), [false, false, false, true]);
        assert_eq!(left_out(&[]), [true; 4]);
        assert!(!scopes.leaving_out(&ids).leaves_out(Scopes::of(ScopeId::UNKNOWN)));
        assert!(scopes.leaving_out(&[]).leaves_out(Scopes::of(ScopeId::UNKNOWN)));
        assert_eq!(scopes.leaving_out(&ids[1..2]).published().count(), 2);
    }

    #[test]
    fn a_cycle_is_refused() {
        let (mut scopes, [b1, _, b3, film]) = series();
        let before = scopes.clone();
        assert!(!scopes.put_after(b1, b3) && !scopes.put_after(b1, b1));
        assert_eq!(scopes, before);
        assert!(scopes.put_after(b1, film) && scopes.implies(b3, film));
    }

    #[test]
    fn a_fold_names_the_last_scope_of_a_series_alone() {
        let (scopes, ids) = series();
        let all = ids.into_iter().collect();
        assert_eq!(scopes.names(all), "b3 film");
        assert_eq!(scopes.json(Scopes::of(ids[0]).and(Scopes::of(ids[1]))), json!("b2"));
    }
}
