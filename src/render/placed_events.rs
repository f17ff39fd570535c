//! Events at their labelled dates, in the timelines of readers who know these.
//!
//! Everybody finds an event with a labelled date among those without one. A copy of it stands at its date, in a fold that readers see
//! only once they know its scopes, and then they no longer see the other one (`static/css/reach.css`).

use std::collections::{BTreeMap, BTreeSet};

use super::lists::PER_PAGE;
use super::{Renderer, context, event_chart, markup};
use crate::date::PartialDate;
use crate::labels::{Labelled, Scopes};
use crate::page::value::Status;
use crate::text::escape::Html;
use crate::wiki::{Event, PageId};

/// Maximum number of pages shown for one field of an event, which is listed in the timeline of each.
pub(super) const MAX_LINKS: usize = 40;
/// Fields by which the timeline can be filtered, besides status.
pub(super) const FIELDS: [(&str, &str); 3] =
    [("people", "person"), ("characters", "character"), ("works", "work")];

/// Maximum number of readers for whom the drawing of a timeline is made.
const MAX_DRAWINGS: usize = 16;

/// An event at its labelled date.
pub(super) struct Placed<'e> {
    event: &'e Event,
    date: PartialDate,
    scopes: Scopes,
    /// Index of the event with an open date that it is before.
    before: usize,
}

impl Placed<'_> {
    fn year(&self) -> String {
        self.date.year().to_string()
    }
}

/// The events with labelled dates in a timeline of `events`, those on one of its pages, in its order. There are at most as many as
/// other events on a page.
pub(super) fn placed<'e>(events: &[&'e Event], is_newest: bool, number: usize) -> Vec<Placed<'e>> {
    let dated = events.partition_point(|event| event.open_date().is_some());
    let place = |event: &&'e Event| {
        let scopes = event.date.filter(|date| !date.is_open())?.scopes();
        let date = *event.date?.open_to(scopes.alone())?;
        let is_before = |other: &&Event| {
            other.open_date().is_some_and(|other| if is_newest { other >= date } else { other <= date })
        };
        let before = events[..dated].partition_point(is_before);
        let page = before.min(dated.saturating_sub(1)) / PER_PAGE + 1;
        (page == number).then_some(Placed { event, date, scopes, before })
    };
    let mut found: Vec<Placed<'e>> = events[dated..].iter().filter_map(place).collect();
    found.sort_by_key(|placed| placed.date);
    if is_newest {
        found.sort_by_key(|placed| std::cmp::Reverse(placed.date));
    }
    found.truncate(PER_PAGE);
    found
}

/// The years of a timeline under construction.
pub(super) struct Years<'e> {
    list: Vec<context::TimelineYear>,
    placed: std::iter::Peekable<std::vec::IntoIter<Placed<'e>>>,
}

impl<'e> Years<'e> {
    pub(super) fn new(placed: Vec<Placed<'e>>) -> Self {
        Self { list: Vec::new(), placed: placed.into_iter().peekable() }
    }

    /// Adds the entry of the event at an index among all events.
    pub(super) fn push(
        &mut self,
        renderer: &Renderer<'_>,
        (at, year): (usize, String),
        mut entry: context::TimelineEntry,
    ) {
        let (mut of_year, mut others) = (Vec::new(), Vec::new());
        while let Some(placed) = self.placed.next_if(|placed| placed.before <= at) {
            if placed.year() == year { of_year.push(placed) } else { others.push(placed) }
        }
        let before = self.end_year(renderer, &others);
        entry.before = renderer.placed_items(&of_year);
        match self.list.last_mut() {
            Some(last) if last.year == year => last.entries.push(entry),
            _ => self.list.push(context::TimelineYear {
                before,
                year,
                entries: vec![entry],
                after: Html::new(),
            }),
        }
    }

    /// The years, and what follows them.
    pub(super) fn finish(mut self, renderer: &Renderer<'_>) -> (Vec<context::TimelineYear>, Html) {
        let rest: Vec<Placed<'_>> = self.placed.by_ref().collect();
        let after = self.end_year(renderer, &rest);
        (self.list, after)
    }

    /// Adds those of the last year to it, and returns the sections of the others.
    fn end_year(&mut self, renderer: &Renderer<'_>, placed: &[Placed<'_>]) -> Html {
        let of_last = self
            .list
            .last()
            .map_or(0, |last| placed.iter().take_while(|placed| placed.year() == last.year).count());
        if let Some(last) = self.list.last_mut().filter(|_| of_last > 0) {
            last.after = renderer.placed_items(&placed[..of_last]);
        }
        let mut sections = Html::new();
        for year in placed[of_last..].chunk_by(|a, b| a.date.year() == b.date.year()) {
            sections.html(&renderer.placed_year(year));
        }
        sections
    }
}

impl Renderer<'_> {
    /// The mark of an event that readers who know its date see there instead.
    pub(super) fn undated_for_others(&self, event: &Event) -> Html {
        let mut html = Html::new();
        if let Some(date) = event.date.filter(|date| !date.is_open()) {
            let names = self.wiki.config.spoilers.names(date.scopes());
            html.tag("<span class=\"spoiler\"").attribute("data-scope", &names).tag("></span>");
        }
        html
    }

    /// A year in which all events are placed.
    fn placed_year(&self, placed: &[Placed<'_>]) -> Html {
        let all: BTreeSet<Scopes> = placed.iter().map(|placed| placed.scopes).collect();
        let mut html = Html::new();
        html.tag("<section class=\"placed\"><div class=\"spoiler-states\">");
        for scopes in all {
            let heading = Labelled::new(placed[0].year(), scopes).folded(self.folds(), |year| {
                let mut html = Html::new();
                html.tag("<h2>").text(year).tag("</h2>");
                html
            });
            html.html(&heading);
        }
        html.tag("</div>\n<ol>\n").html(&self.placed_items(placed)).tag("</ol></section>\n");
        html
    }

    fn placed_items(&self, placed: &[Placed<'_>]) -> Html {
        let mut html = Html::new();
        for placed in placed {
            let superseded = if placed.event.stands() { "" } else { " superseded" };
            html.tag("<li class=\"spoiler-states placed").tag(superseded).tag("\">");
            let folded =
                Labelled::new(placed, placed.scopes).folded(self.folds(), |it| self.placed_entry(it));
            html.html(&folded).tag("</li>\n");
        }
        html
    }

    /// What readers who know the scopes of its date may know of an event.
    fn placed_entry(&self, placed: &Placed<'_>) -> Html {
        let (event, words) = (placed.event, self.words());
        let known = self.wiki.config.spoilers.known(placed.scopes);
        let mut html = Html::new();
        html.tag("<p class=\"when\">").html(&markup::time(words, placed.date));
        if let Some(status) = event.status.as_ref().and_then(|status| status.open_to(known)) {
            html.tag(" <span class=\"status\"").attribute("data-status", status.name()).tag(">");
            html.text(words.event_status(status.name())).tag("</span>");
        }
        html.tag("</p>\n<h3>").html(&self.page_anchor(event.page)).tag("</h3>\n");
        let summary = self.summary(event.page);
        if !summary.is_empty() {
            html.tag("<p>").text(&summary).tag("</p>\n");
        }
        let pages = self.pages_of_event(event);
        let (known_pages, others): (Vec<_>, Vec<_>) =
            pages.into_iter().partition(|page| page.open_to(known).is_some());
        if !known_pages.is_empty() {
            let links: Vec<Html> = known_pages
                .iter()
                .filter_map(|page| page.open_to(known))
                .map(|id| self.page_anchor(*id))
                .collect();
            html.tag("<p class=\"about\">");
            markup::join(&links, ", ", &mut html);
            html.tag("</p>\n");
        }
        let status = event.status.filter(|status| status.open_to(known).is_none());
        for fold in self.folded_event_facts(None, status, others) {
            html.html(&fold);
        }
        html
    }

    /// The drawing of a timeline, behind those for readers who know labelled dates.
    pub(super) fn drawings(&self, events: &[&Event]) -> Html {
        let order = &self.wiki.config.spoilers;
        let dates = || events.iter().filter_map(|event| Some((event, event.date?)));
        let sets: BTreeSet<Scopes> =
            dates().filter(|(_, date)| !date.is_open()).map(|(_, date)| order.last(date.scopes())).collect();
        let drawing = |reader: Scopes, ids: usize| {
            let mut years: BTreeMap<i16, (usize, usize)> = BTreeMap::new();
            for (event, date) in dates() {
                let Some(date) = date.open_to(order.known(reader)).copied() else { continue };
                let (standing, superseded) = years.entry(date.year()).or_default();
                *if event.stands() { standing } else { superseded } += 1;
            }
            event_chart::draw(&years, ids, self.words())
        };
        let open = drawing(Scopes::NONE, 0);
        if sets.is_empty() {
            return open;
        }
        let mut html = Html::new();
        html.tag("<div class=\"spoiler-states\">");
        let readers = order.readers(sets, MAX_DRAWINGS);
        for (ids, reader) in readers.into_iter().enumerate().rev() {
            let fold = Labelled::new((), reader).folded(self.folds(), |()| drawing(reader, ids + 1));
            html.html(&fold);
        }
        html.tag("<div>").html(&open).tag("</div></div>");
        html
    }

    /// The pages in the fields of an event by which the timeline can be filtered.
    pub(super) fn pages_of_event(&self, event: &Event) -> Vec<Labelled<PageId>> {
        FIELDS.iter().flat_map(|(field, _)| self.wiki.field_pages(event.page, field)).collect()
    }

    /// Facts of an event that are spoilers, in folds.
    pub(super) fn folded_event_facts(
        &self,
        date: Option<Labelled<PartialDate>>,
        status: Option<Labelled<Status>>,
        pages: Vec<Labelled<PageId>>,
    ) -> Vec<Html> {
        let words = self.words();
        let date = date.into_iter().map(|date| date.map(|date| markup::time(words, date)));
        let status =
            status.into_iter().map(|status| status.map(|it| Html::from_text(words.event_status(it.name()))));
        let pages = pages.into_iter().map(|page| page.map(|id| self.page_anchor(id)));
        self.folded_lists(date.chain(status).chain(pages).take(MAX_LINKS), Html::clone)
    }
}
