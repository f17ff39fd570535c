//! Diagnostics of claims: unknown properties, missing sources, contradictions, cycles, and dates that do not fit.

use rustc_hash::{FxHashMap, FxHashSet};

use super::name_resolver::{Meaning, NameResolver};
use super::statement::{ClaimState, Statement, ValueKey, claim_at, claim_of, value_key};
use super::{Claims, Linking, NameRef, Sources, cycles, overdue};
use crate::date::PartialDate;
use crate::diag::{Diagnostic, codes};
use crate::page::Page;
use crate::page::node::YamlPath;
use crate::page::value::{Claim, Connection, Name, Status};
use crate::text::{Place, closest};

/// Checks all claims.
pub(super) fn check(
    claims: &Claims,
    resolver: &NameResolver<'_>,
    sources: &Sources,
    today: PartialDate,
    faults: &mut Vec<Diagnostic>,
) {
    Checker { claims, resolver, sources, today, faults }.check();
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
        for statement in self.claims.iter() {
            let page = &self.resolver.pages[statement.page as usize];
            let claim = claim_of(self.resolver, statement);
            self.alone(page, claim, !is_replaced(statement));
            self.connections(page, statement);
            self.overdue(page, statement);
        }
        for &(page, index) in self.claims.lost() {
            let claim = claim_at(self.resolver, page, index);
            self.alone(&self.resolver.pages[page as usize], claim, true);
        }
        self.cycles();
        for (property, numbers) in self.claims.groups() {
            self.conflicts(property, numbers);
            self.denials(property, numbers);
        }
    }

    /// Reports a claim whose date has passed, unless an editor has looked for newer ones since, or another claim says the same again.
    fn overdue(&mut self, page: &Page, statement: &Statement) {
        let claim = claim_of(self.resolver, statement);
        let is_restated = statement.referred_by.iter().any(|(by, _)| *by == Connection::Confirms);
        let Some(date) = statement.passed.filter(|_| !is_replaced(statement) && !is_restated) else { return };
        if overdue::checked(claim, date, self.today).is_none() {
            let subject = &self.resolver.pages[statement.subject as usize].title;
            let message =
                format!("`{}` of `{subject}` was expected by {date}, which has passed", claim.property.text);
            let fault = Diagnostic::new(&codes::OVERDUE, page.place(claim.value.at), message);
            self.faults.push(fault.help(
                "add a newer claim, or write the day on which you looked for one and found none: `checked: \"2026-11-21\"`",
            ));
        }
    }

    fn cycles(&mut self) {
        let later = |statement: &Statement| {
            let connected = statement.refers_to.iter();
            connected.filter(|(by, _)| is_ordered(*by)).map(|(_, other)| *other).collect()
        };
        let later: Vec<Vec<u32>> = self.claims.iter().map(later).collect();
        for cycle in cycles::of(later.len(), |number| &later[number as usize]).cycles {
            let first = |claim: &Claim| {
                claim.connections.iter().find(|(by, _)| is_ordered(*by)).map(|(_, name)| name.at)
            };
            let place = self.place_of(cycle[0], first);
            let message = match cycle.len() {
                1 => "this claim refers to itself".to_owned(),
                claims => format!("{claims} claims supersede each other in a cycle"),
            };
            let mut fault = Diagnostic::new(&codes::SUPERSESSION_CYCLE, place, message);
            for &other in &cycle[1..] {
                fault = fault.related(self.place_of(other, |_| None), "and this one");
            }
            self.faults.push(fault);
        }
    }

    fn place_of(&self, number: u32, part: impl Fn(&Claim) -> Option<YamlPath>) -> Place {
        let statement = self.claims.get(number);
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
        let property = self.resolver.config.properties.get(&claim.property.text);
        if property.is_some_and(|property| property.many) {
            self.single_value(page, claim);
        }
        if property.is_none() {
            let place = page.place(claim.property.at);
            let message = format!("unknown property `{}`", claim.property.text);
            let known = self.resolver.config.properties.keys().map(String::as_str);
            let fault = Diagnostic::new(&codes::UNKNOWN_PROPERTY, place, message);
            self.faults.push(fault.suggest(closest(&claim.property.text, known)));
        }
    }

    /// Checks the claims that a claim refers to: those that it follows must be older, and one that it confirms must have its value.
    fn connections(&mut self, page: &Page, statement: &Statement) {
        let claim = claim_of(self.resolver, statement);
        let names = claim.connections.iter().rev().map(|(_, name)| (name.text.as_str(), name));
        let names: FxHashMap<&str, &Name> = names.collect();
        for &(connection, other) in &statement.refers_to {
            let other = self.claims.get(other);
            let old = claim_of(self.resolver, other);
            let Some(name) = old.id.as_ref().and_then(|id| names.get(id.text.as_str())) else { continue };
            let verb = match connection {
                Connection::Confirms => "confirm",
                _ => "supersede",
            };
            if let (Some((new_date, _)), Some((old_date, _))) = (claim.said, old.said)
                && connection.is_later()
                && new_date.is_surely_before(old_date)
            {
                let message = format!("this claim of {new_date} cannot {verb} `{}` of {old_date}", name.text);
                self.faults.push(Diagnostic::new(&codes::SUPERSEDED_BY_OLDER, page.place(name.at), message));
            }
            if connection == Connection::Confirms
                && value_key(self.resolver, statement) != value_key(self.resolver, other)
            {
                let message = format!(
                    "this claim confirms `{}`, but says `{}` instead of `{}`",
                    name.text, claim.value.text, old.value.text
                );
                self.faults.push(Diagnostic::new(&codes::CONFIRMS_OTHER_VALUE, page.place(name.at), message));
            }
        }
    }

    /// Reports a value that names several pages: each of them can be superseded on its own only in a claim of its own.
    fn single_value(&mut self, page: &Page, claim: &Claim) {
        let is_page =
            |text: &str| matches!(self.resolver.meaning(NameRef::new(text), page), Meaning::Page(_));
        let text = &claim.value.text;
        let names = values_named(text, self.resolver.config.words.list_two("", "").trim());
        if names.len() > 1 && !is_page(text) && names.iter().all(|name| is_page(name)) {
            let message = format!("the value `{text}` names {} pages", names.len());
            let fault = Diagnostic::new(&codes::SEVERAL_VALUES, page.place(claim.value.at), message);
            self.faults.push(fault.help("write one claim for each of them"));
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
        if let Some((_, at)) = claim.read {
            let message = "this claim has `read` beside `said`".to_owned();
            self.faults.push(Diagnostic::new(&codes::READ_DATE, page.place(at), message));
        }
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
        let current = numbers.iter().copied().filter(|&number| self.stands(number));
        let current: Vec<u32> = current.collect();
        let values: Vec<ValueKey> =
            current.iter().map(|&number| value_key(self.resolver, self.claims.get(number))).collect();
        let next_other = next_other(&values);
        for (at, &later) in current.iter().enumerate() {
            let connected = connected(self.claims.get(later));
            let mut earlier = 0;
            while earlier < at && (values[earlier] == values[at] || connected.contains(&current[earlier])) {
                earlier = if values[earlier] == values[at] { next_other[earlier] } else { earlier + 1 };
            }
            if earlier < at {
                self.report_conflict(property, current[earlier], later);
            }
        }
    }

    /// Reports claims that state again what an earlier claim denies.
    fn denials(&mut self, property: &str, numbers: &[u32]) {
        let statement = |number: u32| self.claims.get(number);
        let is_denial = |number: u32| claim_of(self.resolver, statement(number)).status == Status::Denied;
        let standing = numbers.iter().copied().filter(|&number| !is_replaced(statement(number)));
        let (denials, others): (Vec<u32>, Vec<u32>) = standing.partition(|&number| is_denial(number));
        let denials = denials.into_iter().map(|number| (value_key(self.resolver, statement(number)), number));
        let denials: FxHashMap<ValueKey, u32> = denials.collect();
        let said = |number: u32| Some(claim_of(self.resolver, statement(number)).said?.0);
        let contradicted = others.into_iter().filter_map(|later| {
            let denial = *denials.get(&value_key(self.resolver, statement(later)))?;
            let is_after = said(denial)?.is_surely_before(said(later)?);
            (is_after && !connected(statement(later)).contains(&denial)).then_some((denial, later))
        });
        for (denial, later) in contradicted.collect::<Vec<_>>() {
            self.report_denied(property, denial, later);
        }
    }

    fn report_denied(&mut self, property: &str, denial: u32, later: u32) {
        let statement = self.claims.get(later);
        let subject = &self.resolver.pages[statement.subject as usize].title;
        let value = &claim_of(self.resolver, statement).value.text;
        let message = format!(
            "`{property}` of `{subject}` is `{value}`, which an earlier claim denies, and neither supersedes or \
             disputes the other"
        );
        let place = self.place_of(later, |claim| Some(claim.value.at));
        let other = self.place_of(denial, |claim| Some(claim.value.at));
        let fault = Diagnostic::new(&codes::CONFLICTING_CLAIMS, place, message).related(other, "the denial");
        self.faults.push(fault.help("add `supersedes:` to the newer one, or connect them with `disputes:`"));
    }

    /// True if a claim stands for readers who know all claims.
    fn stands(&self, number: u32) -> bool {
        let statement = self.claims.get(number);
        !is_replaced(statement) && claim_of(self.resolver, statement).status != Status::Denied
    }

    fn report_conflict(&mut self, property: &str, earlier: u32, later: u32) {
        let text = |number: u32| &claim_of(self.resolver, self.claims.get(number)).value.text;
        let subject = &self.resolver.pages[self.claims.get(later).subject as usize].title;
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

/// True if another claim has replaced a claim, for readers who know all claims.
fn is_replaced(statement: &Statement) -> bool {
    statement.referred_by.iter().any(|(by, _)| ClaimState::after(*by).is_some())
}

/// True if a claim with this relation to another one follows it.
fn is_ordered(connection: Connection) -> bool {
    connection != Connection::Disputes
}

/// The claims that a claim refers to, or that refer to it.
fn connected(statement: &Statement) -> FxHashSet<u32> {
    statement.refers_to.iter().chain(&statement.referred_by).map(|(_, other)| *other).collect()
}

/// The names in a list such as `Ada, Bob and Cleo`, where `and` is the word of the wiki's language.
fn values_named<'t>(text: &'t str, and: &str) -> Vec<&'t str> {
    let and = format!(" {and} ");
    let parts = text
        .split([',', ';', '&', '/'])
        .flat_map(|part| part.split(&and))
        .flat_map(|part| part.split(" and "));
    let names = parts.map(|part| part.trim().trim_start_matches("[[").trim_end_matches("]]").trim());
    names.filter(|name| !name.is_empty()).collect()
}

/// For each value, the index of the next different one.
fn next_other(values: &[ValueKey]) -> Vec<usize> {
    let mut next: Vec<usize> = (1..=values.len()).collect();
    for at in (0..values.len().saturating_sub(1)).rev() {
        if values[at] == values[at + 1] {
            next[at] = next[at + 1];
        }
    }
    next
}
