//! Events: dated pages in chronological order, including superseded ones.

use std::collections::BTreeMap;

use super::name_resolver::NameResolver;
use super::{ClaimState, Linking, PageId, Relations, cycles};
use crate::config::{Role, TypeId};
use crate::date::PartialDate;
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::page::Page;
use crate::page::node::YamlPath;
use crate::page::value::{Connection, FieldValue, FieldValues, Status, Value};

/// All events, oldest first.
#[derive(Debug, Default)]
pub struct Events {
    list: Vec<Event>,
    by_page: BTreeMap<PageId, u32>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its page.
    pub page: PageId,
    /// Its date. `None` when the page has none.
    pub date: Option<Labelled<PartialDate>>,
    /// Certainty.
    pub status: Option<Labelled<Status>>,
    /// Events that it refers to, with its relation to each.
    pub refers_to: Vec<(Connection, Labelled<PageId>)>,
    /// Events that refer to it, with the relation of each to it.
    pub referred_by: Vec<(Connection, Labelled<PageId>)>,
}

impl Event {
    /// Its date, if it is open to all readers.
    pub fn open_date(&self) -> Option<PartialDate> {
        self.date.and_then(Labelled::into_open)
    }

    /// Its certainty, if it is open to all readers.
    pub fn open_status(&self) -> Option<Status> {
        self.status.and_then(Labelled::into_open)
    }

    /// Its state, considering only events open to all readers.
    pub fn state(&self) -> ClaimState {
        let open = self.referred_by.iter().filter(|(_, later)| later.is_open());
        open.filter_map(|(by, _)| ClaimState::after(*by)).max().unwrap_or(ClaimState::Current)
    }

    /// True if no event known to all readers has replaced it.
    pub fn stands(&self) -> bool {
        self.state().stands()
    }

    fn any_date(&self) -> Option<PartialDate> {
        self.date.map(|date| *date.ignoring_label(Linking))
    }

    /// The events that it follows, with its relation to each.
    fn followed(&self) -> impl Iterator<Item = (Connection, PageId)> {
        let followed = self.refers_to.iter().filter(|(by, _)| *by != Connection::Disputes);
        followed.map(|(by, old)| (*by, *old.ignoring_label(Linking)))
    }
}

impl Events {
    pub(super) fn new(
        resolver: &NameResolver<'_>,
        relations: &Relations,
        today: PartialDate,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut events = Self::default();
        for (id, page) in resolver.pages.iter().enumerate() {
            let is_event = |id: &TypeId| resolver.config.types.get(*id).role == Role::Event;
            if let Some(page_type) = page.page_type.filter(is_event) {
                events.list.push(event(resolver, relations, id as PageId, page_type));
            }
        }
        // The position in the list reveals the date.
        events.list.sort_by_key(|event| {
            let date = event.open_date();
            (date.is_none(), date, event.page)
        });
        events.by_page = events.list.iter().enumerate().map(|(at, event)| (event.page, at as u32)).collect();
        events.turn_round();
        events.check(resolver, today, faults);
        events
    }

    fn turn_round(&mut self) {
        let mut pairs = Vec::new();
        for event in &self.list {
            let pair = |(by, old): &(Connection, Labelled<PageId>)| {
                (*old.ignoring_label(Linking), (*by, old.map(|_| event.page)))
            };
            pairs.extend(event.refers_to.iter().map(pair));
        }
        for (old, new) in pairs {
            if let Some(&at) = self.by_page.get(&old) {
                self.list[at as usize].referred_by.push(new);
            }
        }
    }

    fn check(&self, resolver: &NameResolver<'_>, today: PartialDate, faults: &mut Vec<Diagnostic>) {
        for event in &self.list {
            let page = &resolver.pages[event.page as usize];
            let has_source = !page.matter.sources.is_empty() || !page.body.citations.is_empty();
            if !has_source {
                faults.push(Diagnostic::new(
                    &codes::UNSOURCED,
                    page.title_place(),
                    "this event has no source",
                ));
            }
            let date_place =
                || field(resolver, page, "date").map_or(page.title_place(), |values| page.place(values.at));
            let is_released = event.status.is_some_and(|it| *it.ignoring_label(Linking) == Status::Released);
            if is_released && event.any_date().is_some_and(|date| date.is_after(today)) {
                let message = "the status of this event is `released`, but its date is in the future";
                faults.push(Diagnostic::new(&codes::PREMATURE_STATUS, date_place(), message));
            }
            self.check_order(resolver, event, faults);
        }
        let next: Vec<Vec<u32>> = self
            .list
            .iter()
            .map(|event| event.followed().filter_map(|(_, page)| self.by_page.get(&page).copied()).collect())
            .collect();
        for cycle in cycles::of(self.list.len(), |n| &next[n as usize]).cycles {
            let pages: Vec<&Page> =
                cycle.iter().map(|n| resolver.pages[self.list[*n as usize].page as usize].as_ref()).collect();
            let place = |page: &Page| {
                let fields = Connection::WRITTEN.into_iter().filter(|by| *by != Connection::Disputes);
                let field = fields.filter_map(|by| field(resolver, page, by.name())).next();
                field.map_or(page.title_place(), |values| page.place(values.at))
            };
            let message = format!("{} events supersede each other in a cycle", pages.len());
            let mut fault = Diagnostic::new(&codes::SUPERSESSION_CYCLE, place(pages[0]), message);
            for page in &pages[1..] {
                fault = fault.related(place(page), "and this one");
            }
            faults.push(fault);
        }
    }

    fn check_order(&self, resolver: &NameResolver<'_>, event: &Event, faults: &mut Vec<Diagnostic>) {
        for (connection, old) in event.followed().filter(|(by, _)| by.is_later()) {
            let dates = self.of(old).and_then(Event::any_date).zip(event.any_date());
            if let Some((old_date, date)) = dates.filter(|(old, new)| new.is_surely_before(*old)) {
                let page = &resolver.pages[event.page as usize];
                let old = &resolver.pages[old as usize].title;
                let verb = if connection == Connection::Confirms { "confirm" } else { "supersede" };
                let message = format!("this event of {date} cannot {verb} `{old}`, of {old_date}");
                let at = field(resolver, page, connection.name()).map_or(YamlPath::ROOT, |values| values.at);
                faults.push(Diagnostic::new(&codes::SUPERSEDED_BY_OLDER, page.place(at), message));
            }
        }
    }

    /// All events, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.list.iter()
    }

    /// The event of a page.
    pub fn of(&self, page: PageId) -> Option<&Event> {
        self.by_page.get(&page).map(|&at| &self.list[at as usize])
    }

    /// True if the wiki has no events.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

fn field<'p>(resolver: &NameResolver<'_>, page: &'p Page, name: &str) -> Option<&'p FieldValues> {
    let fields = &resolver.config.types.get(page.page_type?).fields;
    page.matter.fields.iter().find(|values| fields[usize::from(values.field)].name == name)
}

fn event(resolver: &NameResolver<'_>, relations: &Relations, id: PageId, _: TypeId) -> Event {
    let page = &resolver.pages[id as usize];
    let first = |name: &str| field(resolver, page, name)?.values.first().map(Labelled::as_ref);
    let date = first("date").and_then(|value| {
        value.filter_map(|value| match value.value {
            Value::Date(date) => Some(date),
            Value::Moment(ref moment) => moment.date(),
            _ => None,
        })
    });
    let status = first("status").and_then(|value| {
        value.filter_map(|value| match &value.value {
            Value::Text(text) => Status::named(text),
            _ => None,
        })
    });
    let date = date.or(page.matter.date);
    let mut refers_to = Vec::new();
    for connection in Connection::WRITTEN {
        let values = field(resolver, page, connection.name()).into_iter().flat_map(|values| &values.values);
        let target = |value: &FieldValue| relations.target(id, value.at);
        let targets = values.filter_map(|value| value.as_ref().filter_map(target));
        refers_to.extend(targets.map(|target| (connection, target)));
    }
    Event { page: id, date, status, refers_to, referred_by: Vec::new() }
}
