//! Claims about a page: current values and their history.

use super::markup::time;
use super::references::References;
use super::values::{self, ValueWriter};
use super::{Renderer, context};
use crate::config::Property;
use crate::labels::{Folds, Labelled};
use crate::page::path_slug;
use crate::page::value::Claim;
use crate::text::escape::Html;
use crate::text::shortened;
use crate::wiki::{ClaimDetails, ClaimState, PageId, Statement};
use crate::words::Words;

/// Maximum number of claims shown for one property.
const MAX_ENTRIES: usize = 60;
/// Maximum length of a superseding claim's text, in characters.
const MAX_SUCCESSOR: usize = 200;

/// The current values, for the infobox.
pub(super) fn current(
    renderer: &Renderer<'_>,
    subject: PageId,
    references: &mut References,
) -> Vec<context::InfoboxClaim> {
    let mut rows = Vec::new();
    for (_, numbers) in renderer.wiki.claims.about(subject) {
        let property = property(renderer, numbers);
        let state = |number: &u32| renderer.wiki.claims.get(*number).state;
        let standing: Vec<u32> =
            numbers.iter().copied().filter(|number| state(number) != ClaimState::Superseded).collect();
        let shown = standing.iter().rev().take(MAX_ENTRIES);
        let values: Vec<context::ClaimValue> =
            shown.map(|number| standing_value(renderer, *number, &property, references)).collect();
        if !values.is_empty() {
            rows.push(context::InfoboxClaim {
                label: property.label,
                property: property.name,
                disputed: is_disputed(renderer, &standing),
                values,
            });
        }
    }
    rows
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
        Some(told) => context::ClaimValue {
            html: writer.value(told),
            as_of: told.claim.said.map(|(date, _)| renderer.words().as_of(&renderer.words().date(date))),
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

/// The history of claims about a page, by property.
pub(super) fn history(
    renderer: &Renderer<'_>,
    subject: PageId,
    references: &mut References,
) -> Vec<context::ClaimHistory> {
    let mut histories = Vec::new();
    for (_, numbers) in renderer.wiki.claims.about(subject) {
        let property = property(renderer, numbers);
        let shown = &numbers[numbers.len().saturating_sub(MAX_ENTRIES)..];
        let entries = shown.iter().map(|&number| entry(renderer, number, &property, references)).collect();
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
        said_text: claim.said.map(|(date, _)| renderer.words().date(date)),
        by: writer.by(open),
        status: claim.status.name().to_owned(),
        status_label: renderer.words().status_name(claim.status.name()).to_owned(),
        state: statement.state.name().to_owned(),
        superseded_by: successor(renderer, statement),
        folded: writer.folded_successors(statement),
        sources: writer.marks(claim, references),
        note: claim.note.as_deref().map(|note| renderer.in_print(note)),
    }
}

/// The last superseding claim that is open to all readers.
fn successor(renderer: &Renderer<'_>, statement: &Statement) -> Option<context::Successor> {
    statement.superseded_by.iter().rev().find_map(|&next| {
        let text = value_text(renderer.words(), renderer.told(next).open()?.claim);
        let text = shortened(&text, MAX_SUCCESSOR).into_owned();
        Some(context::Successor { id: fragment(renderer, next), text })
    })
}

impl Renderer<'_> {
    /// The contents of a claim.
    pub(super) fn told(&self, number: u32) -> Labelled<ClaimDetails<'_>> {
        self.wiki.claims.told(number, &self.wiki.pages)
    }
}

/// Fragment id of a claim: its own id if that is open to all readers, otherwise the page's name and its index there.
pub(super) fn fragment(renderer: &Renderer<'_>, number: u32) -> String {
    let statement = renderer.wiki.claims.get(number);
    match renderer.told(number).open().and_then(|told| told.claim.id.as_ref()) {
        Some(id) => format!("claim-{}", path_slug(&id.text)),
        None => {
            let page = renderer.wiki.page(statement.page);
            format!("claim-{}-{}", path_slug(page.stem()), statement.index + 1)
        }
    }
}

/// The property shared by some claims.
fn property(renderer: &Renderer<'_>, numbers: &[u32]) -> Property {
    let open = numbers.iter().find(|number| renderer.told(**number).is_open());
    renderer.wiki.property(*open.unwrap_or(&numbers[0]))
}

/// The claimed value as text.
pub(super) fn value_text(words: &Words, claim: &Claim) -> String {
    let text = &claim.value.text;
    match crate::date::PartialDate::parse(text).filter(|_| text.len() > 4) {
        Some(date) => words.date(date),
        None => text.clone(),
    }
}

/// Writes the contents of a claim.
#[derive(Clone, Copy)]
pub(super) struct ClaimWriter<'c, 'r> {
    renderer: &'c Renderer<'r>,
    statement: &'c Statement,
    property: &'c Property,
    /// The folds open around the claim.
    folds: Folds<'c>,
}

impl<'c, 'r> ClaimWriter<'c, 'r> {
    pub(super) fn new(renderer: &'c Renderer<'r>, number: u32, property: &'c Property) -> Self {
        Self { renderer, statement: renderer.wiki.claims.get(number), property, folds: renderer.folds() }
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
            if let Some(by) = inside.by(known) {
                html.tag(" <span>").html(&by).tag("</span>");
            }
            if let Some((date, _)) = known.claim.said {
                html.tag(" ").html(&time(words, date));
            }
            html.tag("</small>");
            if let Some(note) = &known.claim.note {
                html.tag(" <span class=\"note\">").text(&inside.renderer.in_print(note)).tag("</span>");
            }
            for successor in inside.successors() {
                html.tag(" ").html(&successor);
            }
            html
        })
    }

    /// The superseding claims that are spoilers, each in a fold.
    fn folded_successors(&self, statement: &Statement) -> Vec<Html> {
        let labelled = statement.superseded_by.iter().filter(|next| !self.renderer.told(**next).is_open());
        labelled.map(|next| self.successor(*next)).collect()
    }

    fn successors(&self) -> Vec<Html> {
        self.statement.superseded_by.iter().map(|next| self.successor(*next)).collect()
    }

    fn successor(&self, next: u32) -> Html {
        self.renderer.told(next).folded(self.folds, |told| {
            let mut html = Html::new();
            html.tag("<a").attribute("href", &format!("#{}", fragment(self.renderer, next)));
            let words = self.renderer.words();
            let text = value_text(words, told.claim);
            html.tag(">").text(&words.superseded_by(&shortened(&text, MAX_SUCCESSOR))).tag("</a>");
            html
        })
    }

    /// The claimed value: a page's name as a link, a number with its unit.
    fn value(&self, told: &ClaimDetails<'_>) -> Html {
        let text = value_text(self.renderer.words(), told.claim);
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
