//! Claims: who said what about which page, with the claims that supersede or dispute them.

use std::cell::OnceCell;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::name_resolver::{Meaning, NameResolver};
use super::statement::{ClaimDetails, ClaimState, Named, Statement, claim_at, claim_of};
use super::{Linking, NameRef, PageId, Wiki, claim_states, overdue};
use crate::config::Property;
use crate::date::PartialDate;
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::page::Page;
use crate::page::value::{Claim, Connection, Name};
use crate::text::{NameKey, Place, Suggestions, fold_name};

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

/// True if a text outside `[[ ]]` is a title or alias of a page, and not only its file name.
fn is_name_of(text: &str, page: &Page) -> bool {
    let name = fold_name(text);
    *page.sort_title == *name || page.aliases.binary_search(&NameKey::of_folded(&name)).is_ok()
}

impl Claims {
    pub(super) fn new(resolver: &NameResolver<'_>, today: PartialDate, faults: &mut Vec<Diagnostic>) -> Self {
        let (list, lost) = statements(resolver, faults);
        let mut claims = Self { list, lost, ..Self::default() };
        let ids = claims.ids(resolver, faults);
        claims.join(resolver, &ids, faults);
        claims.sort(resolver);
        let groups = claims.groups.iter().map(|group| &claims.sorted[group.range.clone()]);
        claim_states::judge(&mut claims.list, resolver, groups.clone());
        for group in groups {
            overdue::mark(&mut claims.list, resolver, group, today);
        }
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

    /// Resolves the ids of connected claims to links in both directions.
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
            let connected = claim.connections.iter();
            let connected = connected.filter_map(|(connection, name)| Some((*connection, find(name)?)));
            let connected: Vec<(Connection, u32)> = connected.collect();
            for &(connection, other) in &connected {
                self.list[other as usize].referred_by.push((connection, number as u32));
            }
            self.list[number].refers_to = connected;
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
            (claim_states::age(resolver, &self.list[number as usize]), depths[number as usize], number)
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

    /// Length of the longest chain of claims, each after the next, that begins with each claim, so that claims of the same day keep their order. A cycle counts as starting at
    /// the claim where it is entered.
    fn depths(&self) -> Vec<u32> {
        let mut depths = vec![0; self.list.len()];
        let mut is_open = vec![false; self.list.len()];
        for start in 0..self.list.len() {
            let mut path = vec![(start, 0)];
            while let Some((node, next)) = path.last_mut().filter(|(node, _)| depths[*node] == 0) {
                is_open[*node] = true;
                let node = *node;
                let older = &self.list[node].refers_to;
                let unknown = older[*next..].iter().position(|&(by, old)| {
                    by != Connection::Disputes && depths[old as usize] == 0 && !is_open[old as usize]
                });
                match unknown {
                    Some(at) => {
                        *next += at + 1;
                        let old = older[*next - 1].1 as usize;
                        path.push((old, 0));
                    }
                    None => {
                        let older = older.iter().filter(|(by, _)| *by != Connection::Disputes);
                        depths[node] = 1 + older.map(|&(_, old)| depths[old as usize]).max().unwrap_or(0);
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

    /// The claims about each property of each subject, with the property's name.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &[u32])> {
        self.groups.iter().map(|group| (group.property.as_str(), &self.sorted[group.range.clone()]))
    }

    /// Claims without a subject, as page and index there.
    pub(super) fn lost(&self) -> &[(PageId, u32)] {
        &self.lost
    }

    /// The day up to which nothing newer was found than a claim whose date has passed.
    pub fn checked(
        &self,
        number: u32,
        pages: &[std::sync::Arc<Page>],
        today: PartialDate,
    ) -> Option<PartialDate> {
        let claim = self.told(number, pages);
        overdue::checked(claim.ignoring_label(Linking).claim, self.get(number).passed?, today)
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
                let mut fault = Diagnostic::new(&codes::UNKNOWN_SUBJECT, page.place(*at), message);
                fault.help.extend(resolver.names.help_for(&name.text, resolver.pages));
                faults.push(fault);
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
        passed: None,
        refers_to: Vec::new(),
        referred_by: Vec::new(),
    })
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
        Self {
            name: name.to_owned(),
            label: name.replace(['-', '_'], " "),
            many: false,
            unit: None,
            order: usize::MAX,
        }
    }
}
