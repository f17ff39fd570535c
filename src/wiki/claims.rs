//! Claims: who said what about which page, with the claims that supersede or dispute them.

use std::cell::OnceCell;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::name_resolver::{Meaning, NameResolver};
use super::{Linking, NameRef, PageId, Sources, Wiki, cycles};
use crate::config::Property;
use crate::date::PartialDate;
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::page::Page;
use crate::page::node::YamlPath;
use crate::page::value::{Claim, Name, Status};
use crate::text::{NameKey, Place, Suggestions, closest, fold_name};

/// All claims of a wiki.
#[derive(Debug, Default)]
pub struct Claims {
    list: Vec<Statement>,
    /// Claims without a subject, as page and index there. They are checked on their own, and not shown.
    lost: Vec<(PageId, u32)>,
    /// Indices of claims, by subject, property and age, oldest first.
    sorted: Vec<u32>,
    /// Groups of claims about one property of one subject, in the same order.
    groups: Vec<Group>,
}

/// Claims about one property of one subject.
#[derive(Debug)]
struct Group {
    subject: PageId,
    property: String,
    /// Range in the sorted list.
    range: Range<usize>,
}

/// A claim with its state relative to the others.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The page that contains it.
    pub page: PageId,
    /// Index among the claims of that page.
    pub index: u32,
    /// The page that it is about.
    pub subject: PageId,
    /// The pages that it refers to.
    named: Labelled<Named>,
    /// Its state for readers who may know this claim, computed from the claims that they may then know too.
    pub state: ClaimState,
    /// Claims that supersede it.
    pub superseded_by: Vec<u32>,
    /// Claims that it supersedes.
    pub supersedes: Vec<u32>,
    /// Claims that dispute it, or that it disputes.
    pub disputes: Vec<u32>,
}

/// The pages that a claim refers to.
#[derive(Debug, Clone, Copy)]
struct Named {
    /// The page that is its value.
    value: Option<PageId>,
    /// The page of its author.
    by: Option<PageId>,
}

/// The contents of a claim.
#[derive(Debug, Clone, Copy)]
pub struct ClaimDetails<'w> {
    /// The claim as written on its page.
    pub claim: &'w Claim,
    /// The page that its value refers to, if any.
    pub value_page: Option<PageId>,
    /// The page of its author, if any.
    pub by_page: Option<PageId>,
}

/// State of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// Neither superseded nor disputed.
    Current,
    /// Superseded by another claim.
    Superseded,
    /// Disputed by another claim that has not been superseded.
    Disputed,
}

impl ClaimState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Current, Self::Superseded, Self::Disputed];

    /// Name in templates and data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Disputed => "disputed",
        }
    }
}

/// True if a text outside `[[ ]]` is a title or alias of a page, and not only its file name.
fn is_name_of(text: &str, page: &Page) -> bool {
    let name = fold_name(text);
    *page.sort_title == *name || page.aliases.binary_search(&NameKey::of_folded(&name)).is_ok()
}

impl Claims {
    pub(super) fn new(
        resolver: &NameResolver<'_>,
        sources: &Sources,
        today: PartialDate,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let (list, lost) = statements(resolver, faults);
        let mut claims = Self { list, lost, ..Self::default() };
        let ids = claims.ids(resolver, faults);
        claims.join(resolver, &ids, faults);
        claims.judge(resolver);
        claims.sort(resolver);
        Checker { claims: &claims, resolver, sources, today, faults }.check();
        claims
    }

    /// Indices of the claims by id; of two with the same id, the later one is reported.
    fn ids<'s>(
        &self,
        resolver: &'s NameResolver<'_>,
        faults: &mut Vec<Diagnostic>,
    ) -> FxHashMap<&'s str, u32> {
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        ids.reserve(self.list.len());
        for (number, statement) in self.list.iter().enumerate() {
            let Some(name) = &claim_of(resolver, statement).id else { continue };
            let Some(first) = ids.insert(&name.text, number as u32) else { continue };
            let place = |statement: &Statement| {
                let id = claim_of(resolver, statement).id.as_ref()?;
                Some(resolver.pages[statement.page as usize].place(id.at))
            };
            let message = format!("duplicate claim id `{}`", name.text);
            let here = place(statement).unwrap_or_else(|| Place::file(""));
            let fault = Diagnostic::new(&codes::DUPLICATE_CLAIM, here, message);
            faults.push(match place(&self.list[first as usize]) {
                Some(place) => fault.related(place, "the other claim"),
                None => fault,
            });
        }
        ids
    }

    /// Resolves the ids in `supersedes` and `disputes` to links in both directions.
    fn join(
        &mut self,
        resolver: &NameResolver<'_>,
        ids: &FxHashMap<&str, u32>,
        faults: &mut Vec<Diagnostic>,
    ) {
        let lost = self.lost.iter().map(|&(page, index)| claim_at(resolver, page, index));
        let lost: FxHashSet<&str> = lost.filter_map(|claim| Some(claim.id.as_ref()?.text.as_str())).collect();
        let known = OnceCell::new();
        let prepare = || {
            let mut known: Vec<&str> = ids.keys().copied().collect();
            known.sort_unstable();
            Suggestions::new(known)
        };
        for number in 0..self.list.len() {
            let page = &resolver.pages[self.list[number].page as usize];
            let claim = claim_of(resolver, &self.list[number]);
            let mut find = |name: &Name| {
                let found = ids.get(name.text.as_str()).copied();
                if found.is_none() && !lost.contains(name.text.as_str()) {
                    let message = format!("unknown claim `{}`", name.text);
                    let fault = Diagnostic::new(&codes::UNKNOWN_CLAIM, page.place(name.at), message);
                    faults.push(fault.suggest(known.get_or_init(prepare).closest(&name.text)));
                }
                found
            };
            let supersedes: Vec<u32> = claim.supersedes.iter().filter_map(&mut find).collect();
            let disputes: Vec<u32> = claim.disputes.iter().filter_map(&mut find).collect();
            for &old in &supersedes {
                self.list[old as usize].superseded_by.push(number as u32);
            }
            for &other in &disputes {
                self.list[other as usize].disputes.push(number as u32);
            }
            self.list[number].supersedes = supersedes;
            self.list[number].disputes.extend(disputes);
        }
    }

    fn judge(&mut self, resolver: &NameResolver<'_>) {
        let scopes = |number: u32| self.list[number as usize].named.scopes();
        let is_known =
            |number: u32, to: u32| scopes(number).is_within(resolver.config.spoilers.known(scopes(to)));
        let stands_for = |number: u32| {
            let later = &self.list[number as usize].superseded_by;
            !later.iter().any(|later| is_known(*later, number))
        };
        let numbers = 0..self.list.len() as u32;
        let stands: Vec<bool> = numbers.clone().map(stands_for).collect();
        let values: Vec<NameKey> =
            self.list.iter().map(|statement| value_key(claim_of(resolver, statement))).collect();
        let contradicts = |number: u32| {
            let is_other = |other: &u32| values[*other as usize] != values[number as usize];
            let others = &self.list[number as usize].disputes;
            others.iter().any(|other| stands[*other as usize] && is_known(*other, number) && is_other(other))
        };
        let contradicted: Vec<bool> = numbers.map(contradicts).collect();
        for (number, contradicted) in contradicted.into_iter().enumerate() {
            self.list[number].state = match (stands[number], contradicted) {
                (false, _) => ClaimState::Superseded,
                (true, true) => ClaimState::Disputed,
                (true, false) => ClaimState::Current,
            };
        }
    }

    fn sort(&mut self, resolver: &NameResolver<'_>) {
        let property = |number: u32| {
            let statement = &self.list[number as usize];
            (statement.subject, claim_of(resolver, statement).property.text.as_str())
        };
        let mut sorted: Vec<((PageId, &str), u32)> =
            (0..self.list.len() as u32).map(|number| (property(number), number)).collect();
        sorted.sort_unstable();
        let depths = self.depths();
        let age = |number: u32| {
            let claim = claim_of(resolver, &self.list[number as usize]);
            (claim.said.map(|(date, _)| date), depths[number as usize], number)
        };
        let (mut groups, mut start) = (Vec::new(), 0);
        for group in sorted.chunk_by_mut(|a, b| a.0 == b.0) {
            group.sort_by_cached_key(|(_, number)| age(*number));
            let (subject, property) = group[0].0;
            let range = start..start + group.len();
            start = range.end;
            groups.push(Group { subject, property: property.to_owned(), range });
        }
        self.sorted = sorted.into_iter().map(|(_, number)| number).collect();
        self.groups = groups;
    }

    /// Length of the longest chain that ends in each claim, so that claims of the same day keep their order. A cycle counts as starting at
    /// the claim where it is entered.
    fn depths(&self) -> Vec<u32> {
        let mut depths = vec![0; self.list.len()];
        let mut is_open = vec![false; self.list.len()];
        for start in 0..self.list.len() {
            let mut path = vec![(start, 0)];
            while let Some((node, next)) = path.last_mut().filter(|(node, _)| depths[*node] == 0) {
                is_open[*node] = true;
                let node = *node;
                let older = &self.list[node].supersedes;
                let unknown = older[*next..]
                    .iter()
                    .position(|&old| depths[old as usize] == 0 && !is_open[old as usize]);
                match unknown {
                    Some(at) => {
                        *next += at + 1;
                        let old = older[*next - 1] as usize;
                        path.push((old, 0));
                    }
                    None => {
                        depths[node] = 1 + older.iter().map(|&old| depths[old as usize]).max().unwrap_or(0);
                        is_open[node] = false;
                        path.pop();
                    }
                }
            }
        }
        depths
    }

    /// A claim by index.
    pub fn get(&self, number: u32) -> &Statement {
        &self.list[number as usize]
    }

    /// All claims, in order of their pages.
    pub fn iter(&self) -> impl Iterator<Item = &Statement> {
        self.list.iter()
    }

    /// Claims about a page, by property, oldest first.
    pub fn about(&self, subject: PageId) -> impl Iterator<Item = (&str, &[u32])> {
        let start = self.groups.partition_point(|group| group.subject < subject);
        self.groups[start..]
            .iter()
            .take_while(move |group| group.subject == subject)
            .map(|group| (group.property.as_str(), &self.sorted[group.range.clone()]))
    }

    /// The contents of a claim.
    pub fn told<'p>(&self, number: u32, pages: &'p [std::sync::Arc<Page>]) -> Labelled<ClaimDetails<'p>> {
        let statement = self.get(number);
        let claim = &pages[statement.page as usize].matter.claims[statement.index as usize];
        let Named { value, by } = *statement.named.ignoring_label(Linking);
        claim.as_ref().map(|claim| ClaimDetails { claim, value_page: value, by_page: by })
    }

    /// Pages that the claims of a page refer to: subjects, values, authors.
    pub fn pages_named_by(&self, page: PageId) -> impl Iterator<Item = Labelled<PageId>> {
        let start = self.list.partition_point(|statement| statement.page < page);
        self.list[start..].iter().take_while(move |statement| statement.page == page).flat_map(|statement| {
            let Named { value, by } = *statement.named.ignoring_label(Linking);
            let pages = [Some(statement.subject), value, by].into_iter().flatten();
            pages.map(|page| Labelled::new(page, statement.named.scopes()))
        })
    }
}

fn claim_of<'s>(resolver: &'s NameResolver<'_>, statement: &Statement) -> &'s Claim {
    claim_at(resolver, statement.page, statement.index)
}

fn claim_at<'s>(resolver: &'s NameResolver<'_>, page: PageId, index: u32) -> &'s Claim {
    resolver.pages[page as usize].matter.claims[index as usize].ignoring_label(Linking)
}

/// Key by which the values of claims are compared.
fn value_key(claim: &Claim) -> NameKey {
    NameKey::of_folded(&fold_name(&claim.value.text))
}

/// The claims of all pages in order, with the pages they refer to; and those without a subject.
fn statements(
    resolver: &NameResolver<'_>,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<Statement>, Vec<(PageId, u32)>) {
    type Found = (Vec<Statement>, Vec<(PageId, u32)>, Vec<Diagnostic>);
    let found: Vec<Found> = (0..resolver.pages.len())
        .into_par_iter()
        .with_min_len(64)
        .map(|id| {
            let (mut list, mut lost, mut faults) = Found::default();
            for (index, claim) in (0..).zip(&resolver.pages[id].matter.claims) {
                match statement(resolver, id as PageId, index, claim, &mut faults) {
                    Some(statement) => list.push(statement),
                    None => lost.push((id as PageId, index)),
                }
            }
            (list, lost, faults)
        })
        .collect();
    let (mut list, mut lost) = (Vec::new(), Vec::new());
    for (statements, of_nobody, page_faults) in found {
        list.extend(statements);
        lost.extend(of_nobody);
        faults.extend(page_faults);
    }
    (list, lost)
}

fn statement(
    resolver: &NameResolver<'_>,
    id: PageId,
    index: u32,
    labelled: &Labelled<Claim>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Statement> {
    let claim = labelled.ignoring_label(Linking);
    let page = &resolver.pages[id as usize];
    let named = |name: NameRef<'_>| match resolver.meaning(name, page) {
        Meaning::Page(id) => Some(id),
        Meaning::Ambiguous(several) => Some(several.best),
        Meaning::Address(_) | Meaning::Nobody => None,
    };
    let subject = match &claim.subject {
        None => Some(id),
        Some((name, at)) => {
            let found = named(NameRef::of(name));
            if found.is_none() {
                let message = format!("the subject `{}` is not a page", name.text);
                let fault = Diagnostic::new(&codes::UNKNOWN_SUBJECT, page.place(*at), message);
                faults.push(fault.suggest(resolver.names.closest_title(&name.text, resolver.pages)));
            }
            found
        }
    };
    let text = &claim.value.text;
    let value = named(NameRef::keyed(text, claim.value_key))
        .filter(|&id| claim.value_is_link || is_name_of(text, &resolver.pages[id as usize]));
    let by = claim.by.as_ref().and_then(|by| named(NameRef::of(by)));
    Some(Statement {
        page: id,
        index,
        subject: subject?,
        named: labelled.as_ref().map(|_| Named { value, by }),
        state: ClaimState::Current,
        superseded_by: Vec::new(),
        supersedes: Vec::new(),
        disputes: Vec::new(),
    })
}

struct Checker<'c, 's> {
    claims: &'c Claims,
    resolver: &'c NameResolver<'s>,
    sources: &'c Sources,
    today: PartialDate,
    faults: &'c mut Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn check(&mut self) {
        for (number, statement) in self.claims.list.iter().enumerate() {
            let page = &self.resolver.pages[statement.page as usize];
            let claim = claim_of(self.resolver, statement);
            self.alone(page, claim, statement.superseded_by.is_empty());
            self.standing(page, claim, number);
        }
        for &(page, index) in &self.claims.lost {
            let claim = claim_at(self.resolver, page, index);
            self.alone(&self.resolver.pages[page as usize], claim, true);
        }
        let found = cycles::of(self.claims.list.len(), |n| &self.claims.list[n as usize].supersedes);
        for cycle in found.cycles {
            let place = self.place_of(cycle[0], |claim| claim.supersedes.first().map(|name| name.at));
            let message = match cycle.len() {
                1 => "this claim supersedes itself".to_owned(),
                claims => format!("{claims} claims supersede each other in a cycle"),
            };
            let mut fault = Diagnostic::new(&codes::SUPERSESSION_CYCLE, place, message);
            for &other in &cycle[1..] {
                fault = fault.related(self.place_of(other, |_| None), "and this one");
            }
            self.faults.push(fault);
        }
        for group in &self.claims.groups {
            self.conflicts(&group.property, &self.claims.sorted[group.range.clone()]);
        }
    }

    fn place_of(&self, number: u32, part: impl Fn(&Claim) -> Option<YamlPath>) -> Place {
        let statement = &self.claims.list[number as usize];
        let claim = claim_of(self.resolver, statement);
        self.resolver.pages[statement.page as usize].place(part(claim).unwrap_or(claim.at))
    }

    /// Checks a claim on its own.
    fn alone(&mut self, page: &Page, claim: &Claim, stands: bool) {
        self.property(page, claim);
        if claim.sources.is_empty() {
            let place = page.place(claim.at);
            self.faults.push(Diagnostic::new(&codes::UNSOURCED, place, "this claim has no source"));
        }
        self.dates(page, claim, stands);
    }

    fn property(&mut self, page: &Page, claim: &Claim) {
        if !self.resolver.config.properties.contains_key(&claim.property.text) {
            let place = page.place(claim.property.at);
            let message = format!("unknown property `{}`", claim.property.text);
            let known = self.resolver.config.properties.keys().map(String::as_str);
            let fault = Diagnostic::new(&codes::UNKNOWN_PROPERTY, place, message);
            self.faults.push(fault.suggest(closest(&claim.property.text, known)));
        }
    }

    fn standing(&mut self, page: &Page, claim: &Claim, number: usize) {
        let names = claim.supersedes.iter().rev().map(|name| (name.text.as_str(), name));
        let names: FxHashMap<&str, &Name> = names.collect();
        for &old in &self.claims.list[number].supersedes {
            let older = claim_of(self.resolver, &self.claims.list[old as usize]);
            let name = older.id.as_ref().and_then(|id| names.get(id.text.as_str()));
            if let (Some((new_date, _)), Some((old_date, _))) = (claim.said, older.said)
                && new_date.is_surely_before(old_date)
                && let Some(name) = name
            {
                let message =
                    format!("this claim of {new_date} cannot supersede `{}` of {old_date}", name.text);
                self.faults.push(Diagnostic::new(&codes::SUPERSEDED_BY_OLDER, page.place(name.at), message));
            }
        }
    }

    fn dates(&mut self, page: &Page, claim: &Claim, stands: bool) {
        if let Some((date, at)) = claim.recheck
            && date.is_surely_before(self.today)
            && stands
        {
            let message = format!("this claim was due for a recheck by {date}");
            self.faults.push(Diagnostic::new(&codes::RECHECK, page.place(at), message));
        }
        let value_date = || PartialDate::parse(&claim.value.text).filter(|_| claim.value.text.len() > 4);
        if claim.status == Status::Released && value_date().is_some_and(|date| date.is_after(self.today)) {
            let message = "the status is `released`, but the date is in the future".to_owned();
            self.faults.push(Diagnostic::new(&codes::PREMATURE_STATUS, page.place(claim.value.at), message));
        }
        let Some((said, _)) = claim.said else { return };
        for name in &claim.sources {
            let date =
                self.sources.get(&name.text).and_then(|source| source.entry.ignoring_label(Linking).date);
            if let Some(date) = date.filter(|date| date.is_surely_before(said)) {
                let message =
                    format!("the source `{}` is from {date}, but this was said later, on {said}", name.text);
                self.faults.push(Diagnostic::new(&codes::SOURCE_DATE, page.place(name.at), message));
            }
        }
    }

    /// Reports two current claims for a single-valued property with no declared order between them.
    fn conflicts(&mut self, property: &str, numbers: &[u32]) {
        if self.resolver.config.properties.get(property).is_some_and(|property| property.many) {
            return;
        }
        let current: Vec<u32> = numbers
            .iter()
            .copied()
            .filter(|&number| self.claims.list[number as usize].superseded_by.is_empty())
            .collect();
        let values: Vec<NameKey> = current
            .iter()
            .map(|&number| value_key(claim_of(self.resolver, &self.claims.list[number as usize])))
            .collect();
        let next_other = next_other(&values);
        for (at, &later) in current.iter().enumerate() {
            let disputes = self.claims.list[later as usize].disputes.iter().copied();
            let disputes: FxHashSet<u32> = disputes.collect();
            let mut earlier = 0;
            while earlier < at && (values[earlier] == values[at] || disputes.contains(&current[earlier])) {
                earlier = if values[earlier] == values[at] { next_other[earlier] } else { earlier + 1 };
            }
            if earlier < at {
                self.report_conflict(property, current[earlier], later);
            }
        }
    }

    fn report_conflict(&mut self, property: &str, earlier: u32, later: u32) {
        let text = |number: u32| &claim_of(self.resolver, &self.claims.list[number as usize]).value.text;
        let subject = &self.resolver.pages[self.claims.list[later as usize].subject as usize].title;
        let message = format!(
            "`{property}` of `{subject}` is both `{}` and `{}`, and neither claim supersedes or disputes \
             the other",
            text(earlier),
            text(later)
        );
        let place = self.place_of(later, |claim| Some(claim.value.at));
        let other = self.place_of(earlier, |claim| Some(claim.value.at));
        let fault =
            Diagnostic::new(&codes::CONFLICTING_CLAIMS, place, message).related(other, "the other value");
        self.faults.push(fault.help("add `supersedes:` to the newer one, or connect them with `disputes:`"));
    }
}

/// For each value, the index of the next different one.
fn next_other(values: &[NameKey]) -> Vec<usize> {
    let mut next: Vec<usize> = (1..=values.len()).collect();
    for at in (0..values.len().saturating_sub(1)).rev() {
        if values[at] == values[at + 1] {
            next[at] = next[at + 1];
        }
    }
    next
}

impl Wiki {
    /// The property of a claim, as open to all readers: an undeclared property's name is labelled like its claim.
    pub fn property(&self, number: u32) -> Property {
        let told = self.claims.told(number, &self.pages);
        let name = &told.ignoring_label(Linking).claim.property.text;
        match self.config.properties.get(name) {
            Some(property) => property.clone(),
            None if told.is_open() => Property::undeclared(name),
            None => Property::undeclared(self.config.words.callout_spoiler()),
        }
    }
}

impl Property {
    /// An undeclared property.
    pub fn undeclared(name: &str) -> Self {
        Self { name: name.to_owned(), label: name.replace(['-', '_'], " "), many: false, unit: None }
    }
}
