//! The timeline: all events by year, and filtered by person, work or status.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{PER_PAGE, numbered, page_count, part};
use super::placed_events::{FIELDS, MAX_LINKS, Years, placed};
use super::references::References;
use super::{Renderer, claim_text, connections, context};
use crate::diag::Diagnostic;
use crate::labels::{Labelled, Open, Scopes};
use crate::page::path_slug;
use crate::page::value::Status;
use crate::text::escape::Html;
use crate::wiki::{ClaimDetails, Event, PageId, Wiki};

/// Maximum number of values of one filter.
const MAX_FILTERS: usize = 40;

/// Maximum number of different numbers for one filter.
const MAX_COUNTS: usize = 16;

/// A filter of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filter {
    /// All events, oldest first.
    All,
    /// All events, newest first.
    Newest,
    /// Events with a page in a field.
    Page(&'static str, PageId),
    /// Events with a status.
    Status(&'static str),
}

/// All filters with at least one event, with the number of events.
pub(super) fn filters(wiki: &Wiki) -> BTreeMap<Filter, usize> {
    let mut counts: BTreeMap<Filter, usize> = BTreeMap::new();
    for event in wiki.events.iter() {
        *counts.entry(Filter::All).or_default() += 1;
        for (field, _) in FIELDS {
            for page in wiki.field_pages(event.page, field).into_iter().filter_map(Labelled::into_open) {
                *counts.entry(Filter::Page(field, page)).or_default() += 1;
            }
        }
        if let Some(status) = event.open_status() {
            *counts.entry(Filter::Status(status.name())).or_default() += 1;
        }
    }
    if let Some(&all) = counts.get(&Filter::All).filter(|count| **count > 1) {
        counts.insert(Filter::Newest, all);
    }
    let mut shown: BTreeMap<Filter, usize> = BTreeMap::new();
    for (field, _) in FIELDS {
        let of_field =
            counts.iter().filter(|(filter, _)| matches!(filter, Filter::Page(name, _) if *name == field));
        let mut of_field: Vec<_> = of_field.map(|(filter, count)| (filter.clone(), *count)).collect();
        of_field.sort_by_key(|(filter, count)| (std::cmp::Reverse(*count), filter.clone()));
        shown.extend(of_field.into_iter().take(MAX_FILTERS));
    }
    shown.extend(counts.into_iter().filter(|(filter, _)| !matches!(filter, Filter::Page(..))));
    shown
}

/// For each filter, the events that pass it by a labelled fact alone.
fn labelled_by_filter(wiki: &Wiki) -> BTreeMap<Filter, Vec<Labelled<PageId>>> {
    let mut found: BTreeMap<Filter, Vec<Labelled<PageId>>> = BTreeMap::new();
    if wiki.config.spoilers.iter().next().is_none() {
        return found;
    }
    for event in wiki.events.iter() {
        for (filter, scopes) in filters_of(wiki, event) {
            if !scopes.is_empty() {
                found.entry(filter).or_default().push(Labelled::new(event.page, scopes));
            }
        }
    }
    found
}

/// The filters that an event passes, each with the fewest scopes by which it does.
fn filters_of(wiki: &Wiki, event: &Event) -> BTreeMap<Filter, Scopes> {
    let mut passed: BTreeMap<Filter, Scopes> = BTreeMap::new();
    let mut add = |filter: Filter, scopes: Scopes| {
        passed.entry(filter).and_modify(|known| *known = known.fewest(scopes)).or_insert(scopes);
    };
    for (field, _) in FIELDS {
        for page in wiki.field_pages(event.page, field) {
            let scopes = page.scopes();
            page.open_to(scopes.alone()).into_iter().for_each(|id| add(Filter::Page(field, *id), scopes));
        }
    }
    if let Some(status) = &event.status {
        let scopes = status.scopes();
        let name = status.open_to(scopes.alone()).map(|status| Filter::Status(status.name()));
        name.into_iter().for_each(|filter| add(filter, scopes));
    }
    passed
}

/// The address of the timeline under a filter.
pub(super) fn address(wiki: &Wiki, filter: &Filter) -> String {
    match filter {
        Filter::All => "history/".to_owned(),
        Filter::Newest => "history/newest/".to_owned(),
        Filter::Status(status) => format!("history/status/{status}/"),
        Filter::Page(field, page) => {
            let name = FIELDS.iter().find(|(known, _)| known == field).map_or(*field, |(_, name)| name);
            let page = wiki.page(*page);
            format!(
                "history/{name}/{}/",
                path_slug(page.address.trim_end_matches('/').rsplit('/').next().unwrap_or("home"))
            )
        }
    }
}

impl Renderer<'_> {
    /// The timeline without its events.
    pub(super) fn timeline_head(&self, filter: &Filter, number: usize) -> context::Page {
        let base = address(self.wiki, filter);
        let label = self.filter_label(filter);
        let title = match &label {
            Some(label) => self.words().history_of(label),
            None => self.words().history().to_owned(),
        };
        let mut page = self.generated("timeline", &title, &numbered(&base, number));
        page.description = Open::unlabelled(match &label {
            Some(label) => self.words().history_about_one(&self.wiki.config.title, label),
            None => self.words().history_about(&self.wiki.config.title),
        });
        if label.is_some() {
            page.breadcrumbs
                .push(context::Link { title: self.words().history().to_owned(), url: self.url("history/") });
        }
        page
    }

    pub(super) fn timeline(&self, filter: &Filter, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut events: Vec<&Event> =
            self.wiki.events.iter().filter(|event| self.passes(event, filter)).collect();
        if *filter == Filter::Newest {
            // Undated events are last in either order.
            events.sort_by_key(|event| (event.open_date().is_none(), std::cmp::Reverse(event.open_date())));
        }
        let base = address(self.wiki, filter);
        let mut page = self.timeline_head(filter, number);
        let mut references = References::default();
        let shown = part(&events, number);
        let (years, after) = self.years(&events, filter, number, &mut references);
        page.timeline = Some(context::Timeline {
            years,
            after,
            count: shown.len(),
            orders: self.orders(filter),
            any_superseded: shown.iter().any(|event| !event.stands()),
            filters: self.filter_lists(filter),
            overview_svg: (shown.len() > 1).then(|| self.drawings(&events)),
            active_filter: self.filter_label(filter),
        });
        page.references = references.entries(self);
        if number == 1 && *filter != Filter::All {
            let labelled = labelled_by_filter(self.wiki).remove(filter).unwrap_or_default();
            page.folded = self.folded_pages(labelled);
        }
        page.pagination = self.pagination(&base, number, page_count(events.len()));
        self.template("timeline.html", page, None)
    }

    fn passes(&self, event: &Event, filter: &Filter) -> bool {
        match filter {
            Filter::All | Filter::Newest => true,
            Filter::Status(status) => event.open_status().is_some_and(|known| known.name() == *status),
            Filter::Page(field, page) => {
                self.wiki.field_pages(event.page, field).contains(&Labelled::unlabelled(*page))
            }
        }
    }

    fn filter_label(&self, filter: &Filter) -> Option<String> {
        match filter {
            Filter::All => None,
            Filter::Newest => Some(self.words().newest_first().to_owned()),
            Filter::Status(status) => Some(self.words().event_status(status).to_owned()),
            Filter::Page(_, page) => Some(self.wiki.page(*page).title.clone()),
        }
    }

    /// Links to all events in either order.
    fn orders(&self, active: &Filter) -> Vec<context::TimelineFilterItem> {
        let count = self.wiki.events.iter().len();
        if count < 2 || !matches!(active, Filter::All | Filter::Newest) {
            return Vec::new();
        }
        let words = self.words();
        let orders = [(Filter::All, words.oldest_first()), (Filter::Newest, words.newest_first())];
        let item = |(filter, label): (Filter, &str)| context::TimelineFilterItem {
            label: label.to_owned(),
            url: self.url(&address(self.wiki, &filter)),
            count,
            known_counts: Html::new(),
            active: filter == *active,
        };
        orders.map(item).into()
    }

    fn filter_lists(&self, active: &Filter) -> Vec<context::TimelineFilter> {
        let counts = filters(self.wiki);
        let labelled = labelled_by_filter(self.wiki);
        let known = |filter: &Filter| labelled.get(filter).map(Vec::as_slice).unwrap_or_default();
        let list = |label: &str, wanted: &dyn Fn(&Filter) -> bool| {
            let mut found: Vec<_> = counts.iter().filter(|(filter, _)| wanted(filter)).collect();
            found.sort_by_key(|(filter, count)| (std::cmp::Reverse(**count), (*filter).clone()));
            context::TimelineFilter {
                label: label.to_owned(),
                items: found
                    .into_iter()
                    .map(|(filter, count)| context::TimelineFilterItem {
                        label: self.filter_label(filter).unwrap_or_default(),
                        url: self.url(&address(self.wiki, filter)),
                        count: *count,
                        known_counts: self.known_counts(*count, known(filter)),
                        active: filter == active,
                    })
                    .collect(),
            }
        };
        let mut lists = vec![list(self.words().status(), &|filter| matches!(filter, Filter::Status(_)))];
        let words = self.words();
        let labels =
            [("people", words.people()), ("characters", words.characters()), ("works", words.works())];
        for (field, label) in labels {
            lists.push(list(
                label,
                &move |filter| matches!(filter, Filter::Page(known, _) if *known == field),
            ));
        }
        lists.retain(|list| !list.items.is_empty());
        lists
    }

    /// The numbers of events for readers who know labels, each in an element behind that for everybody.
    fn known_counts(&self, open: usize, labelled: &[Labelled<PageId>]) -> Html {
        let order = &self.wiki.config.spoilers;
        let sets: BTreeSet<Scopes> = labelled.iter().map(|event| order.last(event.scopes())).collect();
        let mut html = Html::new();
        for reader in order.readers(sets, MAX_COUNTS) {
            let known = order.known(reader);
            let count = open + labelled.iter().filter(|event| event.open_to(known).is_some()).count();
            html.tag("<i class=\"spoiler-title\"").attribute("data-scope", &order.names(reader));
            html.attribute("data-title", &count.to_string()).tag(" hidden></i>");
        }
        html
    }

    /// The years of one page of a timeline, and what follows them.
    fn years(
        &self,
        events: &[&Event],
        filter: &Filter,
        number: usize,
        references: &mut References,
    ) -> (Vec<context::TimelineYear>, Html) {
        let mut years = Years::new(placed(events, *filter == Filter::Newest, number));
        for (at, event) in ((number - 1) * PER_PAGE..).zip(part(events, number)) {
            let undated = || self.words().undated().to_owned();
            let year = event.open_date().map_or_else(undated, |date| date.year().to_string());
            years.push(self, (at, year), self.entry(event, references));
        }
        years.finish(self)
    }

    fn entry(&self, event: &Event, references: &mut References) -> context::TimelineEntry {
        let page = self.wiki.page(event.page);
        let links = |ids: &[Labelled<PageId>]| {
            let open = ids.iter().filter_map(Labelled::open).take(MAX_LINKS);
            open.map(|id| self.page_link(*id)).collect::<Vec<_>>()
        };
        let status = event.open_status().map_or("", Status::name);
        let [people, characters, works] = FIELDS.map(|(field, _)| self.wiki.field_pages(event.page, field));
        context::TimelineEntry {
            before: Html::new(),
            placed_for: self.undated_for_others(event),
            id: format!("event-{}", path_slug(page.stem())),
            title: page.title.clone(),
            url: self.page_url(event.page),
            date: event.open_date().map(crate::date::PartialDate::iso).unwrap_or_default(),
            date_text: event.open_date().map(|date| self.words().date(date)).unwrap_or_default(),
            status: status.to_owned(),
            status_label: self.words().event_status(status).to_owned(),
            state: event.state().name().to_owned(),
            superseded: !event.stands(),
            connections: self.event_connections(event),
            summary: self.summary(event.page),
            folded: self.folded_event_facts(event.date, event.status, self.pages_of_event(event)),
            people: links(&people),
            characters: links(&characters),
            works: links(&works),
            sources: page
                .matter
                .sources
                .iter()
                .filter(|source| source.is_open())
                .map(|source| source.as_ref().map(|source| source.text.as_str()))
                .map(|source| references.cite(source, "", &self.wiki.sources))
                .collect(),
        }
    }

    /// The Atom feed of events and claims, newest first.
    pub(super) fn history_entries(&self) -> Vec<super::feeds::Entry> {
        let mut entries: Vec<super::feeds::Entry> = Vec::new();
        for event in self.wiki.events.iter() {
            let page = self.wiki.page(event.page);
            let Some(date) = event.open_date() else { continue };
            entries.push(super::feeds::Entry {
                id: self.absolute(&page.address),
                title: page.title.clone(),
                url: self.absolute(&page.address),
                date,
                summary: self.summary(event.page),
            });
        }
        for (number, statement) in self.wiki.claims.iter().enumerate() {
            // Spoilers stay out of a feed, which cannot fold them.
            let Some(told) = self.told(number as u32).into_as_open() else { continue };
            let claim = told.claim;
            let Some((said, _)) = claim.said else { continue };
            let subject = self.wiki.page(statement.subject);
            let property = self.wiki.config.properties.get(&claim.property.text);
            let label = property.map_or(claim.property.text.as_str(), |property| property.label.as_str());
            let fragment = claim_text::fragment(self, number as u32);
            entries.push(super::feeds::Entry {
                id: format!("{}#{fragment}", self.absolute(&subject.address)),
                title: format!("{}: {label}", subject.title),
                url: format!("{}#{fragment}", self.absolute(&subject.address)),
                date: said,
                summary: told.map(|told| self.claim_summary(number as u32, &told)),
            });
        }
        entries.sort_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
        entries.truncate(self.wiki.config.output.feed_entries.max(1));
        entries
    }

    /// A claim in a sentence: its value, how firm it is, and the claims connected with it that are open to all readers.
    fn claim_summary(&self, number: u32, told: &ClaimDetails<'_>) -> String {
        let words = self.words();
        let status = words.status_name(told.claim.status.name());
        let mut text = claim_text::value_text(words, told.claim);
        match connections::attribution(words, told) {
            who if told.is_denial() && !who.is_empty() => {
                text.push_str(&format!(" ({})", words.denied_by(&who)));
            }
            _ => text.push_str(&format!(" ({status})")),
        }
        for (connection, end, other) in self.connected_claims(number) {
            if let Some(other) = self.told(other).open() {
                let other = self.connected_text(number, other);
                text.push_str(&format!("; {}", connections::phrase(words, connection, end, &other)));
            }
        }
        text
    }
}

/// Number of pages of a filter's list.
pub(super) fn pages_of(count: usize) -> usize {
    page_count(count)
}
