//! Claims about a page: what stands, and how it came to stand.

use super::references::References;
use super::{Renderer, context, markup, values};
use crate::config::Property;
use crate::page::node::At;
use crate::page::path_slug;
use crate::page::value::{Claim, Value};
use crate::text::escape::Html;
use crate::text::shortened;
use crate::wiki::{ClaimState, PageId, Statement};
use crate::words::Words;

/// Most claims of one property that a page shows.
const MAX_ENTRIES: usize = 60;
/// Longest text of the claim that replaced another one, in characters.
const MAX_SUCCESSOR: usize = 200;

/// The values that stand, for the infobox.
pub(super) fn current(
    renderer: &Renderer<'_>,
    subject: PageId,
    references: &mut References,
) -> Vec<context::InfoboxClaim> {
    let mut rows = Vec::new();
    for (name, numbers) in renderer.wiki.claims.about(subject) {
        let property = property(renderer, name);
        let standing: Vec<&Statement> = numbers
            .iter()
            .map(|&number| renderer.wiki.claims.get(number))
            .filter(|statement| statement.state != ClaimState::Superseded)
            .collect();
        let disputed = standing.iter().any(|statement| statement.state == ClaimState::Disputed);
        let values: Vec<context::ClaimValue> = standing
            .iter()
            .rev()
            .take(MAX_ENTRIES)
            .map(|statement| standing_value(renderer, statement, &property, references))
            .collect();
        if !values.is_empty() {
            rows.push(context::InfoboxClaim {
                label: property.label,
                property: name.to_owned(),
                disputed,
                values,
            });
        }
    }
    rows
}

fn standing_value(
    renderer: &Renderer<'_>,
    statement: &Statement,
    property: &Property,
    references: &mut References,
) -> context::ClaimValue {
    let claim = renderer.wiki.claims.claim(statement, &renderer.wiki.pages);
    context::ClaimValue {
        html: value(renderer, statement, claim, property),
        as_of: claim.said.map(|(date, _)| renderer.words().as_of(&renderer.words().date(date))),
        by: by(renderer, statement, claim),
        status: claim.status.name().to_owned(),
        status_label: renderer.words().status_name(claim.status.name()).to_owned(),
        sources: marks(renderer, claim, references),
    }
}

/// How the claims about a page came and went, property by property.
pub(super) fn history(
    renderer: &Renderer<'_>,
    subject: PageId,
    references: &mut References,
) -> Vec<context::ClaimHistory> {
    let wiki = renderer.wiki;
    let about = wiki.claims.about(subject);
    let mut histories = Vec::new();
    for (name, numbers) in about {
        let property = property(renderer, name);
        let disputed = numbers.iter().any(|&number| wiki.claims.get(number).state == ClaimState::Disputed);
        let shown = &numbers[numbers.len().saturating_sub(MAX_ENTRIES)..];
        let entries = shown.iter().map(|&number| entry(renderer, number, &property, references)).collect();
        histories.push(context::ClaimHistory {
            label: property.label,
            property: name.to_owned(),
            disputed,
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
    let claim = renderer.wiki.claims.claim(statement, &renderer.wiki.pages);
    let successor = statement.superseded_by.last().map(|&next| {
        let next_claim = renderer.wiki.claims.claim(renderer.wiki.claims.get(next), &renderer.wiki.pages);
        context::Successor {
            id: fragment(renderer, next),
            text: shortened(&value_text(renderer.words(), next_claim), MAX_SUCCESSOR).into_owned(),
        }
    });
    context::ClaimEntry {
        id: fragment(renderer, number),
        html: value(renderer, statement, claim, property),
        said: claim.said.map(|(date, _)| date.iso()),
        said_text: claim.said.map(|(date, _)| renderer.words().date(date)),
        by: by(renderer, statement, claim),
        status: claim.status.name().to_owned(),
        status_label: renderer.words().status_name(claim.status.name()).to_owned(),
        state: statement.state.name().to_owned(),
        superseded_by: successor,
        sources: marks(renderer, claim, references),
        note: claim.note.as_deref().map(|note| renderer.in_print(note)),
    }
}

/// The fragment id of a claim: its own id, else its page's name and its place there.
pub(super) fn fragment(renderer: &Renderer<'_>, number: u32) -> String {
    let statement = renderer.wiki.claims.get(number);
    let claim = renderer.wiki.claims.claim(statement, &renderer.wiki.pages);
    match &claim.id {
        Some(id) => format!("claim-{}", path_slug(&id.text)),
        None => {
            let page = renderer.wiki.page(statement.page);
            format!("claim-{}-{}", path_slug(page.stem()), statement.index + 1)
        }
    }
}

fn property(renderer: &Renderer<'_>, name: &str) -> Property {
    renderer.wiki.config.properties.get(name).cloned().unwrap_or_else(|| Property::undeclared(name))
}

/// What is claimed, as text.
pub(super) fn value_text(words: &Words, claim: &Claim) -> String {
    match &claim.value.value {
        Value::Text(text) => match crate::date::PartialDate::parse(text).filter(|_| text.len() > 4) {
            Some(date) => words.date(date),
            None => text.clone(),
        },
        other => format!("{other:?}"),
    }
}

/// What is claimed, as HTML: a page's name is a link, a number has its unit.
pub(super) fn value(
    renderer: &Renderer<'_>,
    statement: &Statement,
    claim: &Claim,
    property: &Property,
) -> Html {
    let text = value_text(renderer.words(), claim);
    let mut html = match statement.value_page {
        Some(page) if page != statement.subject => renderer.page_anchor(page),
        None if claim.value_is_link => named(renderer, statement.page, claim.value.at, &text),
        _ => match text.parse::<f64>() {
            Ok(number) if property.unit.is_some() => Html::from_text(&values::number_text(number, &text)),
            _ => Html::from_text(&text),
        },
    };
    if let (Some(unit), true) = (&property.unit, text.bytes().all(|byte| byte.is_ascii_digit())) {
        html.tag(" ").text(unit);
    }
    match &claim.value.spoiler {
        Some(scope) => markup::hidden(renderer, scope, &html),
        None => html,
    }
}

fn by(renderer: &Renderer<'_>, statement: &Statement, claim: &Claim) -> Option<Html> {
    match statement.by_page {
        Some(page) => Some(renderer.page_anchor(page)),
        None => claim.by.as_ref().map(|by| match claim.by_link {
            Some(at) => named(renderer, statement.page, at, &by.text),
            None => Html::from_text(&by.text),
        }),
    }
}

/// A name in `[[ ]]` that is no page of the wiki: a category perhaps, else a link that is red.
fn named(renderer: &Renderer<'_>, page: PageId, at: At, name: &str) -> Html {
    let mut html = Html::new();
    let mut indices = renderer.wiki.page(page).body.stated_at(at);
    values::stated_link(renderer, page, indices.next(), name, &mut html);
    html
}

fn marks(renderer: &Renderer<'_>, claim: &Claim, references: &mut References) -> Vec<Html> {
    let sources = claim.sources.iter().chain(&claim.value.sources);
    sources.map(|source| references.cite(&source.text, "", &renderer.wiki.sources)).collect()
}
