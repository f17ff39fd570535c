//! The claims about a page in its JSON, and the state of an event.

use serde_json::{Map, Value as Json, json};

use super::connections::{End, connected_events};
use super::{Renderer, claim_text};
use crate::date::PartialDate;
use crate::page::node::YamlPath;
use crate::page::value::Connection;
use crate::wiki::{ClaimDetails, Event, PageId};

/// Maximum number of claims about a page.
const MAX_CLAIMS: usize = 100;

impl Renderer<'_> {
    /// The claims about a page, by property, oldest first.
    pub(super) fn api_claims(&self, subject: PageId) -> Vec<Json> {
        let numbers = self.wiki.claims.about(subject).flat_map(|(_, numbers)| numbers).copied();
        let order = &self.wiki.config.spoilers;
        let claim = |number| self.told(number).wrapped(order, |told| self.api_claim(number, told));
        numbers.take(MAX_CLAIMS).map(claim).collect()
    }

    /// The id of a claim, which is public if the claim is.
    fn claim_id(&self, number: u32) -> Option<String> {
        self.told(number).open()?.claim.id.as_ref().map(|id| id.text.clone())
    }

    fn api_claim(&self, number: u32, told: &ClaimDetails<'_>) -> Json {
        let claim = told.claim;
        let statement = self.wiki.claims.get(number);
        let property = self.wiki.property(number);
        let url = |page: Option<PageId>| page.map(|page| self.page_url(page));
        let date = |date: Option<(PartialDate, YamlPath)>| date.map(|(date, _)| date.iso());
        let mut object = json!({
            "id": self.claim_id(number),
            "url": format!("{}#{}", self.page_url(statement.subject), claim_text::fragment(self, number)),
            "property": property.name,
            "label": property.label,
            "value": claim.value.text,
            "value_url": url(told.value_page),
            "said": date(claim.said),
            "read": date(claim.read),
            "by": claim.by.as_ref().map(|by| &by.text),
            "by_url": url(told.by_page),
            "status": claim.status.name(),
            "state": statement.state.name(),
            "passed": statement.passed.is_some(),
            "sources": claim.sources.iter().map(|source| &source.text).collect::<Vec<_>>(),
            "note": claim.note,
        });
        for (connection, end, other) in self.connected_claims(number) {
            let id = self.claim_id(other);
            let other = self.told(other).wrapped(
                &self.wiki.config.spoilers,
                |told| json!({ "id": id, "value": told.claim.value.text }),
            );
            push(&mut object, connection, end, other);
        }
        object
    }

    /// The state of an event and the events connected with it.
    pub(super) fn api_event(&self, event: &Event) -> Json {
        let mut object = json!({
            "date": event.open_date().map(PartialDate::iso),
            "status": event.open_status().map(crate::page::value::Status::name),
            "state": event.state().name(),
        });
        for (connection, end, page) in connected_events(event).take(MAX_CLAIMS) {
            let other = page.named(
                &self.wiki.config.spoilers,
                |page| json!({ "title": self.wiki.page(*page).title, "url": self.page_url(*page) }),
            );
            push(&mut object, connection, end, other);
        }
        object
    }
}

fn push(object: &mut Json, connection: Connection, end: End, other: Json) {
    let Json::Object(object) = object else { return };
    let list = Map::entry(object, end.key(connection)).or_insert_with(|| json!([]));
    if let Json::Array(list) = list {
        list.push(other);
    }
}
