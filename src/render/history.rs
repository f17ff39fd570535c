//! The timeline: all events by year, and filtered by person, work or status.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{PER_PAGE, numbered, part};
use super::references::References;
use super::{Renderer, claim_text, connections, context, markup};
use crate::diag::Diagnostic;
use crate::labels::{Labelled, Open, Scopes};
use crate::page::path_slug;
use crate::page::value::Status;
use crate::text::escape::Html;
use crate::wiki::{ClaimDetails, Event, PageId, Wiki};
use crate::words::Words;

/// Maximum number of values of one filter.
const MAX_FILTERS: usize = 40;
/// Maximum number of pages shown for one field of an event, which is listed in the timeline of each.
const MAX_LINKS: usize = 40;
/// Fields by which the timeline can be filtered, besides status.
const FIELDS: [(&str, &str); 3] = [("people", "person"), ("characters", "character"), ("works", "work")];

/// Maximum number of years of which each has a label in the chart.
const MAX_LABELS: u64 = 15;

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
        let years = self.years(shown, &mut references);
        page.timeline = Some(context::Timeline {
            years,
            count: shown.len(),
            orders: self.orders(filter),
            any_superseded: shown.iter().any(|event| !event.stands()),
            filters: self.filter_lists(filter),
            overview_svg: (shown.len() > 1).then(|| self.overview(&events)),
            active_filter: self.filter_label(filter),
        });
        page.references = references.entries(self);
        if number == 1 && *filter != Filter::All {
            let labelled = labelled_by_filter(self.wiki).remove(filter).unwrap_or_default();
            page.folded = self.folded_pages(labelled);
        }
        page.pagination = self.pagination(&base, number, events.len());
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

    fn years(&self, events: &[&Event], references: &mut References) -> Vec<context::TimelineYear> {
        let mut years: Vec<context::TimelineYear> = Vec::new();
        for event in events {
            let undated = || self.words().undated().to_owned();
            let year = event.open_date().map_or_else(undated, |date| date.year().to_string());
            let entry = self.entry(event, references);
            match years.last_mut() {
                Some(last) if last.year == year => last.entries.push(entry),
                _ => years.push(context::TimelineYear { year, entries: vec![entry] }),
            }
        }
        years
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
            folded: self.folded_facts(event, &[people.as_slice(), &characters, &works].concat()),
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

    /// The facts of an event that are spoilers.
    fn folded_facts(&self, event: &Event, pages: &[Labelled<PageId>]) -> Vec<Html> {
        let words = self.words();
        let date = event.date.iter().map(|date| date.map(|date| markup::time(words, date)));
        let status =
            |status: &Labelled<Status>| status.map(|it| Html::from_text(words.event_status(it.name())));
        let status = event.status.iter().map(status);
        let pages = pages.iter().map(|page| page.map(|id| self.page_anchor(id)));
        let all = date.chain(status).chain(pages);
        self.folded_lists(all.take(MAX_LINKS), Html::clone)
    }

    /// A chart of events per year, with superseded ones hatched by a class and a text alternative. It may be stretched, so its years
    /// are text beneath it: each one if there are few, otherwise the first and the last.
    fn overview(&self, events: &[&Event]) -> Html {
        let mut years: BTreeMap<i16, (usize, usize)> = BTreeMap::new();
        for event in events {
            if let Some(date) = event.open_date() {
                let (standing, superseded) = years.entry(date.year()).or_default();
                *if event.stands() { standing } else { superseded } += 1;
            }
        }
        let (Some(first), Some(last)) = (years.keys().next().copied(), years.keys().next_back().copied())
        else {
            return Html::new();
        };
        draw(&years, first, last, self.words())
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

fn draw(years: &BTreeMap<i16, (usize, usize)>, first: i16, last: i16, words: &Words) -> Html {
    const HEIGHT: u64 = 64;
    let span = u64::from(last.abs_diff(first)) + 1;
    let has_labels = span <= MAX_LABELS;
    let step = if has_labels { 48 } else { (720 / span).clamp(6, 16) };
    let most = years.values().map(|(a, b)| a + b).max().unwrap_or(1) as u64;
    let (width, total) = (span * step, years.values().map(|(a, b)| a + b).sum::<usize>());
    let mut svg = Html::new();
    svg.tag("<svg class=\"timeline-overview\" role=\"img\" aria-labelledby=\"overview-title overview-text\" preserveAspectRatio=\"none\" viewBox=\"0 0 ");
    svg.number(width)
        .tag(" ")
        .number(HEIGHT)
        .tag("\"><title id=\"overview-title\">")
        .text(words.events_by_year())
        .tag("</title><desc id=\"overview-text\">");
    svg.text(&words.events_between(total, &first.to_string(), &last.to_string())).tag(": ");
    for (at, (year, (standing, superseded))) in years.iter().enumerate() {
        svg.tag(if at > 0 { "; " } else { "" })
            .text(&year.to_string())
            .tag(": ")
            .number((standing + superseded) as u64);
    }
    svg.tag(".</desc>");
    for (year, (standing, superseded)) in years {
        let x = u64::from(year.abs_diff(first)) * step;
        let mut bar = |class: &'static str, from: usize, count: usize| {
            if count > 0 {
                let height = count as u64 * HEIGHT / most;
                let y = HEIGHT - (from + count) as u64 * HEIGHT / most;
                svg.tag("<rect class=\"").tag(class).tag("\" x=\"").number(x + 1).tag("\" y=\"").number(y);
                svg.tag("\" width=\"").number(step - 2).tag("\" height=\"").number(height.max(1)).tag("\"/>");
            }
        };
        bar("standing", 0, *standing);
        bar("superseded", *standing, *superseded);
    }
    // A year without a bar has no label: it may be the date of an event that not all readers may know.
    let labels: Vec<i16> = if has_labels { (first..=last).collect() } else { vec![first, last] };
    svg.tag("</svg>\n<p class=\"ends").tag(if has_labels { " every" } else { "" }).tag("\">");
    for year in labels {
        let label = if years.contains_key(&year) { year.to_string() } else { String::new() };
        svg.tag("<small>").text(&label).tag("</small> ");
    }
    svg.tag("</p>");
    svg
}

/// Number of pages of a filter's list.
pub(super) fn pages_of(count: usize) -> usize {
    count.div_ceil(PER_PAGE).max(1)
}
