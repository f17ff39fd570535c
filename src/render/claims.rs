//! Claims about a page: current values and their history.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::claim_text::{fragment, plain_value, said_text};
use super::markup::{join, time};
use super::references::References;
use super::values::{self, ValueWriter};
use super::{Renderer, connections, context};
use crate::config::Property;
use crate::labels::{Folds, Labelled};
use crate::page::value::{Claim, Connection};
use crate::text::escape::Html;
use crate::wiki::{ClaimDetails, ClaimState, PageId, Statement};
use crate::words::Words;

/// Maximum number of claims shown for one property.
const MAX_ENTRIES: usize = 60;

/// The current values, for the infobox.
pub(super) fn current(
    renderer: &Renderer<'_>,
    subject: PageId,
    references: &mut References,
) -> Vec<context::InfoboxClaim> {
    let groups = in_order(renderer, subject).into_iter();
    groups.filter_map(|(property, numbers)| state(renderer, property, numbers, references)).collect()
}

/// The claims about a page by property, in the order in which the settings declare the properties.
fn in_order<'r>(renderer: &'r Renderer<'_>, subject: PageId) -> Vec<(Property, &'r [u32])> {
    let groups = renderer.wiki.claims.about(subject);
    let mut groups: Vec<_> = groups.map(|(_, numbers)| (property(renderer, numbers), numbers)).collect();
    groups.sort_by_key(|(property, _)| property.order);
    groups
}

/// The current state of a property. `None` if no claim about it stands.
fn state(
    renderer: &Renderer<'_>,
    property: Property,
    numbers: &[u32],
    references: &mut References,
) -> Option<context::InfoboxClaim> {
    let standing = standing(renderer, numbers);
    let (open, folded) = parted(renderer, &standing);
    state_of(renderer, property, (&open, &folded), references)
}

/// The claims that are open, and the folded ones in an order that does not tell their dates.
fn parted(renderer: &Renderer<'_>, numbers: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let is_open = |number: &u32| renderer.told(*number).is_open();
    let (open, mut folded): (Vec<u32>, Vec<u32>) = numbers.iter().copied().partition(is_open);
    folded.sort_unstable();
    (open, folded)
}

/// The state of a property by its open claims, the latest last, and its folded ones.
fn state_of(
    renderer: &Renderer<'_>,
    property: Property,
    (open, folded): (&[u32], &[u32]),
    references: &mut References,
) -> Option<context::InfoboxClaim> {
    let shown = open.iter().rev().chain(folded).take(MAX_ENTRIES);
    let values: Vec<context::ClaimValue> =
        shown.map(|number| standing_value(renderer, *number, &property, references)).collect();
    (!values.is_empty()).then(|| context::InfoboxClaim {
        label: property.label,
        property: property.name,
        disputed: is_disputed(renderer, open),
        values,
    })
}

/// The state of the properties that some claims are about, one line for each, with their other claims as its history. Folded claims stand
/// beside the state even if they do not hold any more: their place would tell.
pub(super) fn states(
    renderer: &Renderer<'_>,
    rows: &[u32],
    references: &mut References,
    mut room: usize,
) -> (Vec<context::StateLine>, bool) {
    let subject = |number: u32| renderer.wiki.claims.get(number).subject;
    let asked: FxHashSet<u32> = rows.iter().copied().collect();
    let subjects: BTreeSet<PageId> = rows.iter().map(|number| subject(*number)).collect();
    let mut lines = Vec::new();
    for &subject in &subjects {
        let groups = in_order(renderer, subject).into_iter();
        for (property, numbers) in groups.filter(|(_, numbers)| numbers.iter().any(|it| asked.contains(it))) {
            let standing = standing(renderer, numbers);
            let (open, folded) = parted(renderer, numbers);
            let (open, earlier): (Vec<u32>, Vec<u32>) =
                open.into_iter().partition(|number| standing.contains(number));
            let Some(state) = state_of(renderer, property.clone(), (&open, &folded), references) else {
                continue;
            };
            let history: Vec<context::ClaimEntry> = earlier
                .into_iter()
                .take(MAX_ENTRIES)
                .map(|number| entry(renderer, number, &property, references))
                .collect();
            let line = context::StateLine {
                subject: (subjects.len() > 1).then(|| renderer.page_link(subject)),
                url: format!("{}#how-this-was-reported", renderer.page_url(subject)),
                history_label: renderer.words().earlier_statements(history.len()),
                state,
                history,
            };
            match room.checked_sub(size(&line)) {
                Some(left) => room = left,
                None => return (lines, true),
            }
            lines.push(line);
        }
    }
    (lines, false)
}

/// Size of a line in bytes, without markup.
fn size(line: &context::StateLine) -> usize {
    let of = |html: &Html, marks: &[Html]| 200 + html.len() + marks.iter().map(Html::len).sum::<usize>();
    let values: usize = line.state.values.iter().map(|value| of(&value.html, &value.sources)).sum();
    let entries = line.history.iter();
    let entries: usize =
        entries.map(|entry| of(&entry.html, &entry.sources) + of(&Html::new(), &entry.connections)).sum();
    200 + values + entries
}

/// The claims about a property that say how things stand, each value once. Where no value is known to stand, the denials that do.
pub(super) fn standing(renderer: &Renderer<'_>, numbers: &[u32]) -> Vec<u32> {
    let state = |number: u32| renderer.wiki.claims.get(number).state;
    let is_stated = |number: u32| state(number).stands() && !is_restated(renderer, number);
    let stated: Vec<u32> = numbers.iter().copied().filter(|number| is_stated(*number)).collect();
    let is_open = |number: &u32| renderer.told(*number).is_open();
    if stated.iter().any(is_open) {
        return stated;
    }
    let is_denial = |number: u32| renderer.told(number).map(|told| told.is_denial());
    let is_shown = |number: u32| {
        let denies = is_denial(number);
        let denies = denies.open_to(denies.scopes().alone()).is_some_and(|denies| *denies);
        is_stated(number) || (denies && state(number) == ClaimState::Denied)
    };
    numbers.iter().copied().filter(|number| is_shown(*number)).collect()
}

/// True if another claim that stands says the same, and is shown instead: a dated one that confirms this one, or, if this one is undated, one
/// that it confirms. Only claims count that readers of this one may know.
fn is_restated(renderer: &Renderer<'_>, number: u32) -> bool {
    let known = renderer.wiki.config.spoilers.known(renderer.told(number).scopes());
    let is_dated = |number: u32| {
        let told = renderer.told(number);
        told.open_to(known).is_some_and(|told| told.claim.said.is_some())
    };
    let same = |list: &[(Connection, u32)], accept: &dyn Fn(u32) -> bool| {
        list.iter().any(|&(connection, other)| {
            connection == Connection::Confirms
                && renderer.wiki.claims.get(other).state.stands()
                && renderer.told(other).open_to(known).is_some()
                && accept(other)
        })
    };
    let statement = renderer.wiki.claims.get(number);
    same(&statement.referred_by, &is_dated) || (!is_dated(number) && same(&statement.refers_to, &|_| true))
}

/// True if claims dispute each other, considering only those open to all readers.
fn is_disputed(renderer: &Renderer<'_>, numbers: &[u32]) -> bool {
    let is_open = |number: &u32| renderer.told(*number).is_open();
    let state = |number: &u32| renderer.wiki.claims.get(*number).state;
    numbers.iter().any(|number| is_open(number) && state(number) == ClaimState::Disputed)
}

fn standing_value(
    renderer: &Renderer<'_>,
    number: u32,
    property: &Property,
    references: &mut References,
) -> context::ClaimValue {
    let told = renderer.told(number);
    let writer = ClaimWriter::new(renderer, number, property);
    match told.open() {
        Some(told) if told.is_denial() => context::ClaimValue {
            html: writer.value(told),
            sources: writer.marks(told.claim, references),
            ..context::ClaimValue::default()
        },
        Some(told) => context::ClaimValue {
            html: writer.value(told),
            as_of: as_of(renderer.words(), told.claim),
            since: since(renderer, number),
            by: writer.by(told),
            status: told.claim.status.name().to_owned(),
            status_label: renderer.words().status_name(told.claim.status.name()).to_owned(),
            sources: writer.marks(told.claim, references),
        },
        None => {
            context::ClaimValue { html: writer.folded(told, references), ..context::ClaimValue::default() }
        }
    }
}

/// The history of claims about a page, by property: the open ones by date, and then the folded ones.
pub(super) fn history(
    renderer: &Renderer<'_>,
    subject: PageId,
    references: &mut References,
) -> Vec<context::ClaimHistory> {
    let mut histories = Vec::new();
    for (property, numbers) in in_order(renderer, subject) {
        let (open, folded) = parted(renderer, numbers);
        let shown = open[open.len().saturating_sub(MAX_ENTRIES)..].iter().chain(&folded).take(MAX_ENTRIES);
        let entries = shown.map(|&number| entry(renderer, number, &property, references)).collect();
        histories.push(context::ClaimHistory {
            label: property.label,
            property: property.name,
            disputed: is_disputed(renderer, numbers),
            entries,
        });
    }
    histories
}

fn entry(
    renderer: &Renderer<'_>,
    number: u32,
    property: &Property,
    references: &mut References,
) -> context::ClaimEntry {
    let statement = renderer.wiki.claims.get(number);
    let told = renderer.told(number);
    let writer = ClaimWriter::new(renderer, number, property);
    let Some(open) = told.open() else {
        return context::ClaimEntry {
            id: fragment(renderer, number),
            html: writer.folded(told, references),
            ..context::ClaimEntry::default()
        };
    };
    let claim = open.claim;
    context::ClaimEntry {
        id: fragment(renderer, number),
        html: writer.value(open),
        said: claim.said.map(|(date, _)| date.iso()),
        said_text: said_text(renderer.words(), claim),
        by: if open.is_denial() { None } else { writer.by(open) },
        status: claim.status.name().to_owned(),
        status_label: renderer.words().status_name(claim.status.name()).to_owned(),
        state: statement.state.name().to_owned(),
        state_label: connections::state_label(renderer.words(), statement.state).to_owned(),
        connections: writer.connections(number),
        sources: writer.marks(claim, references),
        note: claim.note.as_deref().map(|note| renderer.in_print(note)),
    }
}

/// Since when a value has been claimed, if other claims said the same before.
fn since(renderer: &Renderer<'_>, number: u32) -> Option<String> {
    let mut first = number;
    let confirmed = |number: u32| {
        let refers_to = renderer.wiki.claims.get(number).refers_to.iter();
        let mut confirmed = refers_to.filter(|(by, _)| *by == Connection::Confirms).map(|(_, other)| *other);
        confirmed.find(|other| renderer.told(*other).is_open())
    };
    for _ in 0..MAX_ENTRIES {
        let Some(earlier) = confirmed(first).filter(|earlier| *earlier != number) else { break };
        first = earlier;
    }
    let (date, _) = renderer.told(first).open()?.claim.said?;
    (first != number).then(|| renderer.words().since(&renderer.words().date(date)))
}

fn as_of(words: &Words, claim: &Claim) -> Option<String> {
    let text = said_text(words, claim)?;
    Some(if claim.said.is_some() { words.as_of(&text) } else { text })
}

/// The property shared by some claims.
fn property(renderer: &Renderer<'_>, numbers: &[u32]) -> Property {
    let open = numbers.iter().find(|number| renderer.told(**number).is_open());
    renderer.wiki.property(*open.unwrap_or(&numbers[0]))
}

/// Writes the contents of a claim.
#[derive(Clone, Copy)]
pub(super) struct ClaimWriter<'c, 'r> {
    renderer: &'c Renderer<'r>,
    number: u32,
    statement: &'c Statement,
    property: &'c Property,
    /// The folds open around the claim.
    folds: Folds<'c>,
}

impl<'c, 'r> ClaimWriter<'c, 'r> {
    pub(super) fn new(renderer: &'c Renderer<'r>, number: u32, property: &'c Property) -> Self {
        let statement = renderer.wiki.claims.get(number);
        Self { renderer, number, statement, property, folds: renderer.folds() }
    }

    /// The same, for claims inside folds.
    pub(super) fn within(self, folds: Folds<'c>) -> Self {
        Self { folds, ..self }
    }

    /// The whole claim in one fold.
    fn folded(self, told: Labelled<ClaimDetails<'_>>, references: &mut References) -> Html {
        told.folded(self.folds, |known| {
            let inside = Self { folds: self.folds.inside(told.scopes()), ..self };
            let mut html = inside.value(known);
            for mark in inside.marks(known.claim, references) {
                html.html(&mark);
            }
            let words = inside.renderer.words();
            html.tag(" <small class=\"when\">").text(words.status_name(known.claim.status.name()));
            if let Some(by) = inside.by(known).filter(|_| !known.is_denial()) {
                html.tag(" <span>").html(&by).tag("</span>");
            }
            html.html(&inside.when(known.claim));
            html.tag("</small>");
            if let Some(note) = &known.claim.note {
                html.tag(" <span class=\"note\">").text(&inside.renderer.in_print(note)).tag("</span>");
            }
            for connection in inside.connections(self.number) {
                html.tag(" ").html(&connection);
            }
            html
        })
    }

    fn when(&self, claim: &Claim) -> Html {
        let mut html = Html::new();
        let words = self.renderer.words();
        match (claim.said, said_text(words, claim)) {
            (Some((date, _)), _) => html.tag(" ").html(&time(words, date)),
            (None, Some(text)) => html.tag(" <span>").text(&text).tag("</span>"),
            (None, None) => &mut html,
        };
        html
    }

    /// The connected claims with their relation in words, those in spoilers in folds.
    pub(super) fn connections(&self, number: u32) -> Vec<Html> {
        let connections = self.renderer.claim_connections(number).into_iter();
        connections.map(|connection| connection.folded(self.folds, Html::clone)).collect()
    }

    /// The claimed value. If it is denied, with who denies it and when.
    fn value(&self, told: &ClaimDetails<'_>) -> Html {
        let mut value = self.plain(told);
        let words = self.renderer.words();
        if !told.is_denial() {
            if self.statement.passed.is_some() {
                value.tag(" <span class=\"passed\">").text(words.date_passed());
                if let Some(date) = self.renderer.checked(self.number) {
                    value.tag(" (").text(&words.as_of(&words.date(date))).tag(")");
                }
                value.tag("</span>");
            }
            return value;
        }
        let mut html = words.not_value_html(&value);
        let date = told.claim.said.map(|(date, _)| time(words, date));
        let who: Vec<Html> = self.by(told).into_iter().chain(date).collect();
        if !who.is_empty() {
            let mut attribution = Html::new();
            join(&who, ", ", &mut attribution);
            html.tag(" (").html(&words.denied_by_html(&attribution)).tag(")");
        }
        html
    }

    /// The claimed or denied value: a page's name as a link, a number with its unit.
    fn plain(&self, told: &ClaimDetails<'_>) -> Html {
        let text = plain_value(self.renderer.words(), told.claim);
        let mut html = match told.value_page {
            Some(page) if page != self.statement.subject => self.renderer.page_anchor(page),
            None if told.claim.value_is_link => self.values().named(told.claim.value.at, &text),
            _ => match text.parse::<f64>() {
                Ok(number) if self.property.unit.is_some() => {
                    Html::from_text(&values::number_text(number, &text))
                }
                _ => Html::from_text(&text),
            },
        };
        if let (Some(unit), true) = (&self.property.unit, text.bytes().all(|byte| byte.is_ascii_digit())) {
            html.tag(" ").text(unit);
        }
        html
    }

    /// The claimed value with its citation markers, folded if it is a spoiler.
    pub(super) fn cited_value(&self, told: Labelled<ClaimDetails<'_>>, references: &mut References) -> Html {
        told.folded(self.folds, |known| {
            let inside = Self { folds: self.folds.inside(told.scopes()), ..*self };
            let mut html = inside.value(known);
            for mark in inside.marks(known.claim, references) {
                html.html(&mark);
            }
            html
        })
    }

    /// The date of the statement, or the day on which it was read, folded if it is a spoiler.
    pub(super) fn said(&self, told: Labelled<ClaimDetails<'_>>) -> Html {
        told.folded(self.folds, |known| {
            match (known.claim.said, said_text(self.renderer.words(), known.claim)) {
                (Some((date, _)), _) => time(self.renderer.words(), date),
                (None, text) => Html::from_text(&text.unwrap_or_default()),
            }
        })
    }

    fn by(&self, told: &ClaimDetails<'_>) -> Option<Html> {
        match told.by_page {
            Some(page) => Some(self.renderer.page_anchor(page)),
            None => told.claim.by.as_ref().map(|by| match told.claim.by_link {
                Some(at) => self.values().named(at, &by.text),
                None => Html::from_text(&by.text),
            }),
        }
    }

    fn values(&self) -> ValueWriter<'_, 'r> {
        ValueWriter::new(self.renderer, self.statement.page, self.folds)
    }

    fn marks(&self, claim: &Claim, references: &mut References) -> Vec<Html> {
        let around = self.folds.scopes_around();
        let sources = claim.sources.iter().map(|source| Labelled::new(source.text.as_str(), around));
        sources.map(|source| references.cite(source, "", &self.renderer.wiki.sources)).collect()
    }
}
