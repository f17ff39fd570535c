//! Spoiler labels, and the types that make every view respect them.
//!
//! A fact in a [`Labelled`] can be shown in one of two ways: with [`Labelled::open`], by views that may only show what is open to all
//! readers, or with [`Labelled::folded`], in a closed `<details>` that names its scopes. Texts that cannot carry a label (descriptions,
//! feeds, the search index) take an [`Open`], which only the first way can create. A view that forgets the label therefore does not
//! compile.

use std::fmt;
use std::num::NonZeroU16;
use std::ops::Deref;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::text::escape::Html;
use crate::words::Words;

pub use scopes::{Known, SpoilerScope, SpoilerScopes};

mod scopes;

/// A spoiler scope, as an index into [`SpoilerScopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ScopeId(NonZeroU16);

impl ScopeId {
    /// The scope of a spoiler that names none, or an undeclared one. No reader can know it, so its content stays folded.
    pub const UNKNOWN: Self = Self(NonZeroU16::MAX);

    /// The scope at an index of the list of scopes.
    fn at(index: usize) -> Option<Self> {
        NonZeroU16::new(u16::try_from(index + 1).ok()?).map(Self)
    }

    fn index(self) -> usize {
        usize::from(self.0.get()) - 1
    }
}

/// Maximum number of scopes per fact.
const MAX: usize = 4;

/// The scopes that a reader must know, all of them, to see a fact without a fold. Most facts have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scopes([Option<ScopeId>; MAX]);

impl Scopes {
    /// No scope: open to all readers.
    pub const NONE: Self = Self([None; MAX]);

    /// One scope.
    pub const fn of(id: ScopeId) -> Self {
        Self([Some(id), None, None, None])
    }

    /// True if open to all readers.
    pub const fn is_empty(self) -> bool {
        self.0[0].is_none()
    }

    /// The scopes in order, without duplicates.
    pub fn iter(self) -> impl Iterator<Item = ScopeId> {
        self.0.into_iter().flatten()
    }

    /// Number of scopes.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// The union with other scopes. If it exceeds the maximum, [`ScopeId::UNKNOWN`] takes its place.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        if others.is_empty() || self == others {
            return self;
        }
        if self.is_empty() {
            return others;
        }
        let mut all: Vec<ScopeId> = self.iter().chain(others.iter()).collect();
        all.sort_unstable();
        all.dedup();
        if all.len() > MAX {
            all.truncate(MAX - 1);
            all.push(ScopeId::UNKNOWN);
        }
        all.into_iter().collect()
    }

    /// The scopes in both sets.
    #[must_use]
    pub fn common(self, others: Self) -> Self {
        self.iter().filter(|id| others.iter().any(|other| other == *id)).collect()
    }

    /// The scopes not in `others`.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        self.iter().filter(|id| others.iter().all(|other| other != *id)).collect()
    }

    /// The smaller of two sets of scopes.
    #[must_use]
    pub fn fewest(self, others: Self) -> Self {
        std::cmp::min_by_key(self, others, |scopes| (scopes.len(), *scopes))
    }

    /// True if a reader with some knowledge knows all of these scopes.
    pub fn is_within(self, known: Known<'_>) -> bool {
        self.iter().all(|id| known.has(id))
    }

    /// A reader who knows exactly these scopes, ignoring their order.
    pub const fn alone(self) -> Known<'static> {
        Known::unordered(self)
    }
}

/// Collects scopes; see [`Scopes::and`] for the maximum.
impl FromIterator<ScopeId> for Scopes {
    fn from_iter<I: IntoIterator<Item = ScopeId>>(ids: I) -> Self {
        let mut scopes = Self::NONE;
        scopes.0.iter_mut().zip(ids).for_each(|(slot, id)| *slot = Some(id));
        scopes
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ids;
        impl<'de> Visitor<'de> for Ids {
            type Value = Scopes;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of scopes")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut ids: A) -> Result<Scopes, A::Error> {
                let mut scopes = Scopes::NONE;
                while let Some(id) = ids.next_element::<ScopeId>()? {
                    scopes = scopes.and(Scopes::of(id));
                }
                Ok(scopes)
            }
        }
        deserializer.deserialize_seq(Ids)
    }
}

/// A stage that shows nothing to readers, and may therefore read facts whatever their labels. `render` has none.
pub trait ShowsNothing {}

/// A fact with its scopes. The fact cannot be accessed otherwise:
///
/// ```compile_fail
/// # use lorekeep::labels::{Labelled, Scopes};
/// let fate = Labelled::new("dies at the airport", Scopes::NONE);
/// println!("{}", fate.value);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Labelled<T> {
    value: T,
    scopes: Scopes,
}

impl<T> Labelled<T> {
    /// Creates a fact with scopes.
    pub const fn new(value: T, scopes: Scopes) -> Self {
        Self { value, scopes }
    }

    /// Creates a fact that is open to all readers.
    pub const fn unlabelled(value: T) -> Self {
        Self { value, scopes: Scopes::NONE }
    }

    /// The scopes of the fact.
    pub const fn scopes(&self) -> Scopes {
        self.scopes
    }

    /// True if it is open to all readers.
    pub const fn is_open(&self) -> bool {
        self.scopes.is_empty()
    }

    /// The fact, if it is open to all readers.
    pub fn open(&self) -> Option<&T> {
        self.is_open().then_some(&self.value)
    }

    /// The same, for texts that cannot carry a label.
    pub fn as_open(&self) -> Option<Open<&T>> {
        self.open().map(Open)
    }

    /// The fact by value, if it is open to all readers.
    pub fn into_open(self) -> Option<T> {
        self.is_open().then_some(self.value)
    }

    /// The same by value, for texts that cannot carry a label.
    pub fn into_as_open(self) -> Option<Open<T>> {
        self.into_open().map(Open)
    }

    /// The fact, if readers with some knowledge may see it: for content inside a fold of these scopes.
    pub fn open_to(&self, known: Known<'_>) -> Option<&T> {
        self.scopes.is_within(known).then_some(&self.value)
    }

    /// The fact as HTML. If it has scopes that are not open around it, it is in a closed fold that names them.
    pub fn folded(&self, folds: Folds<'_>, show: impl FnOnce(&T) -> Html) -> Html {
        self.folded_under(folds, None, show)
    }

    /// The same, with a title in the summary of the fold.
    pub fn folded_under(
        &self,
        folds: Folds<'_>,
        title: Option<&Html>,
        show: impl FnOnce(&T) -> Html,
    ) -> Html {
        let html = show(&self.value);
        let scopes: Scopes = self.scopes.iter().filter(|id| !folds.around().has(*id)).collect();
        if scopes.is_empty() { html } else { folds.fold(scopes, title, &html) }
    }

    /// The fact as JSON: if it has scopes, in an object that names them under `spoiler`.
    pub fn wrapped(&self, scopes: &SpoilerScopes, show: impl FnOnce(&T) -> Json) -> Json {
        let value = show(&self.value);
        if self.is_open() {
            return value;
        }
        json!({ "spoiler": scopes.json(self.scopes), "value": value })
    }

    /// The fact as a JSON object that names its scopes, if any, under `spoiler`.
    pub fn named(&self, scopes: &SpoilerScopes, show: impl FnOnce(&T) -> Json) -> Json {
        let mut object = show(&self.value);
        if !self.is_open() {
            object["spoiler"] = scopes.json(self.scopes);
        }
        object
    }

    /// Converts the fact, keeping its scopes.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Labelled<U> {
        Labelled { value: make(self.value), scopes: self.scopes }
    }

    /// Converts the fact to an optional one, keeping its scopes.
    pub fn filter_map<U>(self, make: impl FnOnce(T) -> Option<U>) -> Option<Labelled<U>> {
        Some(Labelled { value: make(self.value)?, scopes: self.scopes })
    }

    /// A reference to the fact, with the same scopes.
    pub const fn as_ref(&self) -> Labelled<&T> {
        Labelled { value: &self.value, scopes: self.scopes }
    }

    /// Adds the scopes of an enclosing item.
    #[must_use]
    pub fn within(self, scopes: Scopes) -> Self {
        Self { scopes: self.scopes.and(scopes), ..self }
    }

    /// The same in place.
    pub fn put_within(&mut self, scopes: Scopes) {
        self.scopes = self.scopes.and(scopes);
    }

    /// The fact, for stages that show nothing to readers.
    pub fn ignoring_label(&self, _: impl ShowsNothing) -> &T {
        &self.value
    }

    /// The same, mutably.
    pub fn ignoring_label_mut(&mut self, _: impl ShowsNothing) -> &mut T {
        &mut self.value
    }
}

impl Labelled<String> {
    /// The text as attributes of an element, `data-scope` and `data-title`. Nobody sees it until a script shows it to readers who
    /// know the scopes. `after` is HTML that follows the text.
    pub fn in_attributes(&self, scopes: &SpoilerScopes, after: &str) -> String {
        let mut html = Html::new();
        html.attribute("data-scope", &scopes.names(self.scopes)).attribute("data-title", &self.value);
        let mut tag = html.into_string();
        tag.insert_str(tag.len() - 1, after);
        tag
    }
}

impl<T> Labelled<Labelled<T>> {
    /// A fact inside another: it has the scopes of both.
    pub fn flatten(self) -> Labelled<T> {
        self.value.within(self.scopes)
    }
}

impl<T> Labelled<Vec<T>> {
    /// The facts of a list, each with the scopes of the list.
    pub fn each(self) -> impl Iterator<Item = Labelled<T>> {
        self.value.into_iter().map(move |value| Labelled { value, scopes: self.scopes })
    }
}

/// The folds around a position in the HTML, with the scopes of the wiki.
#[derive(Debug, Clone, Copy)]
pub struct Folds<'s> {
    scopes: &'s SpoilerScopes,
    words: &'s Words,
    around: Scopes,
}

impl<'s> Folds<'s> {
    /// A position outside all folds.
    pub const fn outside(scopes: &'s SpoilerScopes, words: &'s Words) -> Self {
        Self { scopes, words, around: Scopes::NONE }
    }

    /// A closed fold around something.
    fn fold(self, scopes: Scopes, title: Option<&Html>, inner: &Html) -> Html {
        let mut html = Html::new();
        html.tag("<details class=\"spoiler\"").attribute("data-scope", &self.scopes.names(scopes));
        html.tag("><summary>").html(&self.scopes.summary(self.words, scopes, title)).tag("</summary>");
        html.html(inner).tag("</details>");
        html
    }

    /// A position inside an additional fold of these scopes.
    #[must_use]
    pub fn inside(self, scopes: Scopes) -> Self {
        Self { around: self.around.and(scopes), ..self }
    }

    /// The scopes of the folds around the position.
    pub const fn scopes_around(self) -> Scopes {
        self.around
    }

    /// The knowledge of a reader who has opened the folds around the position.
    pub const fn around(self) -> Known<'s> {
        self.scopes.known(self.around)
    }
}

/// A value that is open to all readers, for anything that cannot carry a label. [`Labelled::as_open`] creates it.
///
/// ```compile_fail
/// # use lorekeep::labels::Open;
/// let description: Open<String> = String::from("about the end").into();
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open<T>(T);

impl<T> Open<T> {
    /// A value that never has a label: words of the program and the settings, titles and addresses of pages.
    pub const fn unlabelled(value: T) -> Self {
        Self(value)
    }

    /// Converts the value alone.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Open<U> {
        Open(make(self.0))
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Open<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl From<Open<&String>> for Open<String> {
    fn from(text: Open<&String>) -> Self {
        text.map(Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(count: u16) -> Vec<Scopes> {
        (1..=count).map(|number| Scopes::of(ScopeId(NonZeroU16::new(number).unwrap()))).collect()
    }

    #[test]
    fn labels_add_up_and_what_needs_too_many_scopes_stays_folded_for_all() {
        let [a, b, c, d, e] = scopes(5)[..] else { unreachable!() };
        let ab = Labelled::unlabelled("fact").within(b).within(a);
        assert_eq!(ab.scopes(), a.and(b));
        assert_eq!((ab.open(), ab.open_to(a.alone())), (None, None));
        assert_eq!(ab.open_to(b.and(a).alone()), Some(&"fact"));
        let all = a.and(b).and(c).and(d).and(e);
        assert_eq!(all.len(), 4);
        assert!(all.iter().any(|id| id == ScopeId::UNKNOWN));
        assert!(!all.is_within(a.and(b).and(c).and(d).alone()));
    }

    #[test]
    fn a_fold_names_only_what_is_not_open_around_it() {
        let scope = |id: &str| SpoilerScope::new(id, id.to_uppercase());
        let wiki = SpoilerScopes::new(vec![scope("a"), scope("b")]);
        let [a, b] = ["a", "b"].map(|name| Scopes::of(wiki.named(name).unwrap()));
        let fact = Labelled::new("x", a.and(b));
        let shown = |folds: Folds<'_>| fact.folded(folds, |text| Html::from_text(text)).into_string();
        let words = Words::load("en", None).0;
        let outside = Folds::outside(&wiki, &words);
        assert_eq!(shown(outside.inside(a).inside(b)), "x");
        assert_eq!(
            shown(outside.inside(a)),
            "<details class=\"spoiler\" data-scope=\"b\"><summary>Spoiler: B</summary>x</details>"
        );
        assert!(shown(outside).contains("data-scope=\"a b\"><summary>Spoiler: A + B<"));
    }

    #[test]
    fn scopes_survive_the_cache() {
        let [a, b] = scopes(2)[..] else { unreachable!() };
        for scopes in [Scopes::NONE, a, a.and(b).and(Scopes::of(ScopeId::UNKNOWN))] {
            let bytes = postcard::to_allocvec(&scopes).unwrap();
            assert_eq!(postcard::from_bytes::<Scopes>(&bytes).unwrap(), scopes);
        }
    }
}
