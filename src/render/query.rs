//! The template values of a query's rows.

use super::claims::{self, ClaimWriter};
use super::query_text::{first_column, label, plain};
use super::references::References;
use super::values::ValueWriter;
use super::{Renderer, chart, claim_text, connections, context, markup, matrix, pictures};
use crate::config::Field;
use crate::date::PartialDate;
use crate::labels::Folds;
use crate::page::value::{FieldValue, Status, Value};
use crate::text::escape::Html;
use crate::wiki::{Cell, Event, PageId, QueryKind, QueryResult, ResolvedQuery, Row, View};

/// Bytes of the markup around a row.
const ROW_FRAME: usize = 64;

/// The values for the template of a view within some folds, and true if rows were left out to stay below `room` bytes.
pub(super) fn context(
    renderer: &Renderer<'_>,
    query: &ResolvedQuery,
    references: &mut References,
    (folds, room): (Folds<'_>, usize),
    right_to_left: bool,
) -> (context::Query, bool) {
    let result = renderer.wiki.answer(query, folds.around());
    if query.view == View::Matrix {
        return matrix(renderer, query, (&result, folds, room));
    }
    if query.view == View::State {
        return state(renderer, query, references, (result, room));
    }
    let show = shown_fields(query);
    let drawing = match query.view {
        View::Chart | View::Bands => {
            chart::Painter { renderer, query, show: &show, folds, right_to_left }.draw(&result)
        }
        _ => Html::new(),
    };
    let room = room.saturating_sub(drawing.len());
    let mut table = Table { renderer, query, show: &show, references, folds, room: Some(room) };
    let groups = result.groups.into_iter().filter(|(_, rows)| !rows.is_empty());
    let groups = groups
        .map_while(|(label, rows)| Some(context::QueryGroup { items: table.items(rows)?, label }))
        .collect();
    let is_cut = table.room.is_none();
    let context = context::Query {
        view: query.view.name().to_owned(),
        of_claims: matches!(query.kind, QueryKind::Claims),
        caption: query.caption.clone(),
        sortable: query.sortable,
        groups,
        drawing,
        first_column: first_column(renderer, query),
        columns: show.iter().map(|name| label(renderer, query, name)).collect(),
        empty_text: query.empty.clone().unwrap_or_else(|| renderer.words().nothing_here_yet().to_owned()),
        ..context::Query::default()
    };
    (context, is_cut)
}

/// The values for the view `matrix`.
fn matrix(
    renderer: &Renderer<'_>,
    query: &ResolvedQuery,
    (result, folds, room): (&QueryResult, Folds<'_>, usize),
) -> (context::Query, bool) {
    let plotter = matrix::Plotter { renderer, query, show: &query.show, folds };
    let (matrix, is_cut) = plotter.matrix(result, room);
    let context = context::Query {
        view: query.view.name().to_owned(),
        of_claims: matches!(query.kind, QueryKind::Claims),
        caption: query.caption.clone(),
        matrix,
        first_column: Some(plotter.corner()),
        empty_text: query.empty.clone().unwrap_or_else(|| renderer.words().nothing_here_yet().to_owned()),
        ..context::Query::default()
    };
    (context, is_cut)
}

/// The values for the view `state`.
fn state(
    renderer: &Renderer<'_>,
    query: &ResolvedQuery,
    references: &mut References,
    (result, room): (QueryResult, usize),
) -> (context::Query, bool) {
    let rows = result.groups.into_iter().flat_map(|(_, rows)| rows);
    let claims = rows.filter_map(|row| if let Row::Claim(number) = row { Some(number) } else { None });
    let (lines, is_cut) = claims::states(renderer, &claims.collect::<Vec<_>>(), references, room);
    let context = context::Query {
        view: query.view.name().to_owned(),
        of_claims: true,
        caption: query.caption.clone(),
        lines,
        empty_text: query.empty.clone().unwrap_or_else(|| renderer.words().nothing_here_yet().to_owned()),
        ..context::Query::default()
    };
    (context, is_cut)
}

/// The rows of a query under construction.
struct Table<'t, 'r> {
    renderer: &'t Renderer<'r>,
    query: &'t ResolvedQuery,
    show: &'t [String],
    references: &'t mut References,
    /// The folds open around the query.
    folds: Folds<'t>,
    /// Bytes left for further rows; `None` once a row was too large.
    room: Option<usize>,
}

impl Table<'_, '_> {
    /// The rows of a group that fit. `None` if none do.
    fn items(&mut self, rows: Vec<Row>) -> Option<Vec<context::QueryItem>> {
        let items: Vec<_> = rows.into_iter().map_while(|row| self.item(row)).collect();
        (!items.is_empty()).then_some(items)
    }

    fn item(&mut self, row: Row) -> Option<context::QueryItem> {
        let room = self.room?;
        let item = match row {
            Row::Page(id) => self.page_item(id),
            Row::Claim(number) => self.claim_item(number),
        };
        self.room = room.checked_sub(size(&item));
        self.room.map(|_| item)
    }

    fn page_item(&self, id: PageId) -> context::QueryItem {
        page_item(self.renderer, id, self.date(id), self.cells(Row::Page(id)))
    }

    /// The date of a row: that of the field which a timeline uses, otherwise that of the event or the page.
    fn date(&self, id: PageId) -> When {
        let wiki = self.renderer.wiki;
        let field = self.query.date_field.as_deref().filter(|_| self.query.view == View::Timeline);
        let Some(field) = field else {
            let event = wiki.events.of(id);
            let date = event.map_or_else(|| wiki.page(id).open_date(), Event::open_date);
            return date.map(|date| When::exact(self.renderer, date)).unwrap_or_default();
        };
        let cells = wiki.cells(Row::Page(id), field);
        let when = cells.iter().find_map(|cell| match cell.open_to(self.folds.around())? {
            Cell::Date(date) => Some(When::exact(self.renderer, *date)),
            Cell::Moment(moment) => {
                Some(When { text: self.renderer.words().moment(moment), iso: String::new() })
            }
            _ => None,
        });
        when.unwrap_or_default()
    }

    fn cells(&self, row: Row) -> Vec<context::QueryCell> {
        let mut room = self.room.unwrap_or_default();
        let cell = |name: &String| {
            let html = if room > 0 { self.cell(row, name) } else { Html::new() };
            room = room.saturating_sub(html.len());
            context::QueryCell { label: label(self.renderer, self.query, name), html }
        };
        self.show.iter().map(cell).collect()
    }
}

/// The date of a row as text, and in ISO form if it is exact.
#[derive(Default)]
struct When {
    text: String,
    iso: String,
}

impl When {
    fn exact(renderer: &Renderer<'_>, date: PartialDate) -> Self {
        Self { text: renderer.words().date(date), iso: date.iso() }
    }
}

/// Size of a row in bytes, without markup.
fn size(item: &context::QueryItem) -> usize {
    let picture = item
        .image
        .as_ref()
        .map_or(0, |image| image.url.len() + image.alt.len() + image.srcset.as_ref().map_or(0, String::len));
    let cells: usize = item.cells.iter().map(|cell| cell.html.len()).sum();
    let cells: usize = cells + item.connections.iter().map(Html::len).sum::<usize>();
    ROW_FRAME + item.title.len() + item.url.len() + item.description.len() + picture + cells
}

fn shown_fields(query: &ResolvedQuery) -> Vec<String> {
    let by_default: &[&str] = match (&query.kind, query.view) {
        _ if !query.show.is_empty() => return query.show.clone(),
        (QueryKind::Claims, _) => &["value", "said", "status", "by"],
        (_, View::Table) => &["description"],
        (_, View::Bands) => return vec![query.date_field.clone().unwrap_or_else(|| "date".to_owned())],
        _ => &[],
    };
    by_default.iter().map(|&name| name.to_owned()).collect()
}

fn page_item(
    renderer: &Renderer<'_>,
    id: PageId,
    when: When,
    cells: Vec<context::QueryCell>,
) -> context::QueryItem {
    let wiki = renderer.wiki;
    let page = wiki.page(id);
    let event = wiki.events.of(id);
    let status = event.and_then(Event::open_status).map_or("", Status::name);
    context::QueryItem {
        title: page.title.clone(),
        url: renderer.page_url(id),
        description: renderer.summary(id),
        image: pictures::image(renderer, page),
        type_label: page.page_type.map(|id| wiki.config.types.get(id).label.clone()).unwrap_or_default(),
        date_text: when.text,
        date: when.iso,
        status: status.to_owned(),
        status_label: renderer.words().event_status(status).to_owned(),
        state: event.map(|event| event.state().name().to_owned()).unwrap_or_default(),
        state_label: event
            .map(|event| connections::state_label(renderer.words(), event.state()).to_owned())
            .unwrap_or_default(),
        superseded: event.is_some_and(|event| !event.stands()),
        connections: event.map(|event| renderer.event_connections(event)).unwrap_or_default(),
        cells,
    }
}

impl Table<'_, '_> {
    fn claim_item(&mut self, number: u32) -> context::QueryItem {
        let renderer = self.renderer;
        let wiki = renderer.wiki;
        let told = renderer.told(number);
        let property = wiki.property(number);
        let mut cells = self.cells(Row::Claim(number));
        let state = wiki.claims.get(number).state;
        let writer = ClaimWriter::new(renderer, number, &property).within(self.folds);
        for (cell, name) in cells.iter_mut().zip(self.show) {
            match name.as_str() {
                "value" => cell.html = writer.cited_value(told, self.references),
                "said" => cell.html = writer.said(told),
                _ => {}
            }
        }
        let subject = wiki.claims.get(number).subject;
        let row = context::QueryItem {
            title: property.label.clone(),
            url: format!("{}#{}", renderer.page_url(subject), claim_text::fragment(renderer, number)),
            type_label: renderer.words().claim().to_owned(),
            cells,
            ..context::QueryItem::default()
        };
        let Some(told) = told.as_open() else { return row };
        context::QueryItem {
            description: told.map(|told| claim_text::value_text(renderer.words(), told.claim)),
            date_text: claim_text::said_text(renderer.words(), told.claim).unwrap_or_default(),
            date: told.claim.said.map(|(date, _)| date.iso()).unwrap_or_default(),
            status: told.claim.status.name().to_owned(),
            status_label: renderer.words().status_name(told.claim.status.name()).to_owned(),
            state: state.name().to_owned(),
            state_label: connections::state_label(renderer.words(), state).to_owned(),
            superseded: !state.stands(),
            connections: writer.connections(number),
            ..row
        }
    }

    /// The values of a field of a row.
    fn cell(&self, row: Row, name: &str) -> Html {
        let mut html = Html::new();
        markup::join(&self.values(row, name), ", ", &mut html);
        html
    }

    /// The values of a field of a row: the page's own values look as in its infobox.
    fn values(&self, row: Row, name: &str) -> Vec<Html> {
        if let Row::Page(id) = row {
            let own = self.renderer.wiki.values_of(id, name);
            if !own.is_empty() {
                let mut writer = ValueWriter::new(self.renderer, id, self.folds);
                return own.into_iter().map(|value| writer.typed(value)).collect();
            }
            match name {
                "image" => return self.image(id).into_iter().collect(),
                "type" => return self.type_label(id).into_iter().collect(),
                _ => {}
            }
        }
        let cells = self.renderer.wiki.cells(row, name);
        cells.iter().map(|cell| cell.folded(self.folds, |cell| plain(self.renderer, cell))).collect()
    }
}

impl Table<'_, '_> {
    /// The picture of a page, as in its infobox.
    fn image(&self, id: PageId) -> Option<Html> {
        let image = self.renderer.wiki.page(id).matter.images().into_iter().next()?;
        let value = image.map(|(image, at)| FieldValue::plain(Value::Image(image.clone().into()), at));
        Some(ValueWriter::new(self.renderer, id, self.folds).value(&Field::text(), value.as_ref()))
    }

    fn type_label(&self, id: PageId) -> Option<Html> {
        let wiki = self.renderer.wiki;
        wiki.page(id).page_type.map(|id| Html::from_text(&wiki.config.types.get(id).label))
    }
}
