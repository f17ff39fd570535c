//! Relations between statements, in words: at both ends of each, for claims and for events.

use super::{Renderer, claim_text};
use crate::date::PartialDate;
use crate::labels::{Labelled, Open};
use crate::page::value::Connection;
use crate::text::escape::Html;
use crate::text::{capitalised, shortened};
use crate::wiki::{ClaimDetails, ClaimState, Event, PageId, Wiki};
use crate::words::Words;

/// Maximum number of connected statements shown for one statement.
pub(super) const MAX_CONNECTIONS: usize = 20;
/// Maximum length of a connected claim's text, in characters.
const MAX_TEXT: usize = 200;

/// The end of a relation at which a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The statement refers to the other one.
    From,
    /// The other one refers to it.
    To,
}

impl End {
    /// Key of a relation in data.
    pub(super) const fn key(self, connection: Connection) -> &'static str {
        match self {
            Self::From => connection.name(),
            Self::To => connection.inverse(),
        }
    }
}

/// A relation in words, such as `superseded by 2024`.
pub(super) fn phrase(words: &Words, connection: Connection, end: End, value: &str) -> String {
    match (connection, end) {
        (Connection::Supersedes, End::From) => words.supersedes(value),
        (Connection::Supersedes, End::To) => words.superseded_by(value),
        (Connection::Corrects, End::From) => words.corrects(value),
        (Connection::Corrects, End::To) => words.corrected_by(value),
        (Connection::Confirms, End::From) => words.confirms(value),
        (Connection::Confirms, End::To) => words.confirmed_by(value),
        (Connection::Refines, End::From) => words.refines(value),
        (Connection::Refines, End::To) => words.refined_by(value),
        (Connection::Disputes, End::From) => words.disputes(value),
        (Connection::Disputes, End::To) => words.disputed_by(value),
        (Connection::Denies, End::From) => words.denies(value),
        (Connection::Denies, End::To) => words.denied_by(value),
    }
}

/// The name of a state. Empty if the statement stands undisputed.
pub(super) fn state_label(words: &Words, state: ClaimState) -> &str {
    match state {
        ClaimState::Current => "",
        ClaimState::Disputed => words.disputed(),
        ClaimState::Refined => words.refined(),
        ClaimState::Superseded => words.superseded(),
        ClaimState::Denied => words.denied_state(),
        ClaimState::Mistaken => words.mistaken(),
    }
}

/// The speaker and the date of a statement, such as `Michael Mann, December 2025`. Empty if neither is known.
pub(super) fn attribution(words: &Words, told: &ClaimDetails<'_>) -> String {
    let by = told.claim.by.as_ref().map(|by| by.text.clone());
    let date = told.claim.said.map(|(date, _)| words.date(date));
    by.into_iter().chain(date).collect::<Vec<_>>().join(", ")
}

impl Renderer<'_> {
    /// The statements connected with a claim, the newer ones first, as links with their relation in words. Each is labelled.
    pub(super) fn claim_connections(&self, number: u32) -> Vec<Labelled<Html>> {
        let link = |connection, end, other: u32| {
            let told = self.told(other);
            told.map(|known| {
                let text = self.connected_text(number, &known);
                let mut html = Html::new();
                let subject = self.wiki.claims.get(other).subject;
                let url = format!("{}#{}", self.page_url(subject), claim_text::fragment(self, other));
                html.tag("<a").attribute("href", &url).tag(">");
                html.text(&phrase(self.words(), connection, end, &text)).tag("</a>");
                html
            })
        };
        let connected = self.connected_claims(number);
        connected.map(|(connection, end, other)| link(connection, end, other)).collect()
    }

    /// The claims connected with a claim, those that refer to it first.
    pub(super) fn connected_claims(&self, number: u32) -> impl Iterator<Item = (Connection, End, u32)> {
        let statement = self.wiki.claims.get(number);
        let later = statement.referred_by.iter().map(|(by, other)| (*by, End::To, *other));
        let earlier = statement.refers_to.iter().map(|(by, other)| (*by, End::From, *other));
        later.chain(earlier).take(MAX_CONNECTIONS)
    }

    /// The text that stands for a connected claim: its value, or who said it and when if both have the same value.
    pub(super) fn connected_text(&self, number: u32, other: &ClaimDetails<'_>) -> String {
        let words = self.words();
        let is_same = self.told(number).map(|told| told.value_key() == other.value_key());
        let is_same = is_same.open_to(is_same.scopes().alone()).is_some_and(|same| *same);
        let who = if is_same { attribution(words, other) } else { String::new() };
        let text = if who.is_empty() { claim_text::value_text(words, other.claim) } else { who };
        shortened(&text, MAX_TEXT).into_owned()
    }

    /// The events connected with an event, the newer ones first, as links with their relation in words. Those in spoilers are in folds.
    pub(super) fn event_connections(&self, event: &Event) -> Vec<Html> {
        let link = |connection, end, page: &Labelled<PageId>| {
            page.folded(self.folds(), |page| {
                let text = phrase(self.words(), connection, end, &self.wiki.page(*page).title);
                let mut html = Html::new();
                html.tag("<a").attribute("href", &self.page_url(*page)).tag(">");
                html.text(&capitalised(&text)).tag("</a>");
                html
            })
        };
        let connected = connected_events(event).take(MAX_CONNECTIONS);
        connected.map(|(connection, end, page)| link(connection, end, page)).collect()
    }

    /// The events that have replaced an event, as links with their relation in words. Empty if it stands for all readers.
    pub(super) fn replaced_by(&self, event: &Event) -> Vec<Html> {
        let links = replacements(self.wiki, event).map(|(page, text)| {
            let mut html = Html::new();
            html.tag("<a").attribute("href", &self.page_url(page)).tag(">").text(&text).tag("</a>");
            html
        });
        links.collect()
    }

    /// A summary of a page open to all readers, which says first if the page is an event that has been replaced.
    pub(super) fn summary(&self, id: PageId) -> Open<String> {
        let summary = self.wiki.page(id).summary();
        match replaced(self.wiki, id) {
            Some(state) => summary.map(|text| format!("{state} {text}")),
            None => summary,
        }
    }
}

/// The replacements of an event, as sentences. `None` for other pages, and for events that stand for all readers.
pub(super) fn replaced(wiki: &Wiki, page: PageId) -> Option<String> {
    let sentences: Vec<String> =
        replacements(wiki, wiki.events.of(page)?).map(|(_, text)| format!("{text}.")).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The events known to all readers that have replaced an event, each with a text such as `Superseded by The target on 3 August 2026`.
fn replacements(wiki: &Wiki, event: &Event) -> impl Iterator<Item = (PageId, String)> {
    let words = &wiki.config.words;
    let replacing = |(connection, page): &(Connection, Labelled<PageId>)| {
        ClaimState::after(*connection)?;
        let page = *page.open()?;
        let title = &wiki.page(page).title;
        let date = wiki.events.of(page).and_then(Event::open_date);
        let title = date.map_or_else(|| title.clone(), |date| dated(words, title, date));
        Some((page, capitalised(&phrase(words, *connection, End::To, &title))))
    };
    event.referred_by.iter().filter_map(replacing).take(MAX_CONNECTIONS)
}

/// A title with a date, such as `The target on 3 August 2026`.
fn dated(words: &Words, title: &str, date: PartialDate) -> String {
    let text = words.date(date);
    if date.day().is_some() { words.on_day(title, &text) } else { words.in_period(title, &text) }
}

/// The events connected with an event, those that refer to it first.
pub(super) fn connected_events(event: &Event) -> impl Iterator<Item = (Connection, End, &Labelled<PageId>)> {
    let later = event.referred_by.iter().map(|(by, page)| (*by, End::To, page));
    later.chain(event.refers_to.iter().map(|(by, page)| (*by, End::From, page)))
}
