//! The view `matrix`: a table of rows against the values of a field.
//!
//! Like a drawing, it has only what is open to readers inside the folds around the query.

use rustc_hash::FxHashMap;

use super::infobox::{Rest, rest_of_record};
use super::{Renderer, context};
use crate::date::PartialDate;
use crate::labels::{Folds, Labelled};
use crate::page::value::Value;
use crate::text::escape::Html;
use crate::wiki::{Cell, ClaimState, PageId, QueryKind, QueryResult, Relation, ResolvedQuery, Row};

/// Maximum number of columns.
const MAX_COLUMNS: usize = 24;

/// Makes the matrix of a query.
pub(super) struct Plotter<'p, 'r> {
    pub(super) renderer: &'p Renderer<'r>,
    pub(super) query: &'p ResolvedQuery,
    /// The field whose values are the columns, and the one whose values are in the cells, if any.
    pub(super) show: &'p [String],
    /// The folds open around the query.
    pub(super) folds: Folds<'p>,
}

impl Plotter<'_, '_> {
    /// The matrix, and true if rows were left out to stay below `room` bytes.
    pub(super) fn matrix(&self, result: &QueryResult, mut room: usize) -> (context::Matrix, bool) {
        let rows: Vec<Row> = result.groups.iter().flat_map(|(_, rows)| rows).copied().collect();
        let mut columns = Columns::default();
        let mut lines: Vec<Line> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for row in rows {
            let (key, head) = self.head(row);
            let marks = self.marks(row, &mut columns);
            if marks.is_empty() {
                continue;
            }
            let size = head.len() + marks.iter().map(|(_, html)| html.len() + 40).sum::<usize>();
            let Some(left) = room.checked_sub(size) else { return (finish(columns, lines), true) };
            room = left;
            let at = *places.entry(key).or_insert_with(|| {
                lines.push(Line { head, cells: FxHashMap::default() });
                lines.len() - 1
            });
            lines[at].cells.extend(marks);
        }
        (finish(columns, lines), false)
    }

    /// Key and heading of the line of a row: a page, or the property that a claim is about.
    fn head(&self, row: Row) -> (String, Html) {
        match row {
            Row::Page(id) => (id.to_string(), self.renderer.page_anchor(id)),
            Row::Claim(number) => {
                let property = self.renderer.wiki.property(number);
                (property.label.clone(), Html::from_text(&property.label))
            }
        }
    }

    /// The cells of a row: number of the column, and what it contains.
    fn marks(&self, row: Row, columns: &mut Columns) -> Vec<(usize, Html)> {
        let Some(field) = self.show.first() else { return Vec::new() };
        if let Row::Page(id) = row
            && self.show.len() == 1
            && self.renderer.wiki.values_of(id, field).is_empty()
        {
            return self.records(id, field, columns);
        }
        let content = self.content(row);
        let wanted = self.known(row, field);
        let numbers = wanted.iter().filter_map(|cell| {
            let name = self.renderer.wiki.cell_text(cell);
            columns.number(name, || super::query_text::plain(self.renderer, cell))
        });
        numbers.map(|number| (number, content.clone())).collect()
    }

    /// The cells of pages whose fields name a page: the rest of the record that does, or a mark.
    fn records(&self, id: PageId, name: &str, columns: &mut Columns) -> Vec<(usize, Html)> {
        let mut cells: Vec<(usize, Html)> = Vec::new();
        for relation in self.renderer.wiki.inverse_relations(id, name) {
            let Some(relation) = relation.open_to(self.folds.around()) else { continue };
            let from = relation.from;
            let title = self.renderer.wiki.page(from).title.clone();
            let Some(column) = columns.number(title, || self.renderer.page_anchor(from)) else { continue };
            columns.dates.resize(columns.heads.len(), None);
            columns.dates[column] = self.date(from);
            let content = self.rest(relation).unwrap_or_else(|| self.dot());
            match cells.iter_mut().find(|(at, _)| *at == column) {
                Some((_, cell)) => drop(cell.tag(", ").html(&content)),
                None => cells.push((column, content)),
            }
        }
        cells
    }

    /// The first date of a page that is open to all readers.
    fn date(&self, id: PageId) -> Option<PartialDate> {
        let page = self.renderer.wiki.page(id);
        let values = page.matter.fields.iter().flat_map(|values| &values.values);
        let dates = values.filter_map(Labelled::open).filter_map(|value| match value.value {
            Value::Date(date) => Some(date),
            _ => None,
        });
        dates.chain(page.open_date()).next()
    }

    /// The pages beside one in its record, otherwise the other values. `None` if there are none.
    fn rest(&self, relation: &Relation) -> Option<Html> {
        let Rest { pages, others } = rest_of_record(self.renderer, relation, self.folds)?;
        let parts = if pages.is_empty() { others } else { pages };
        let mut html = Html::new();
        super::markup::join(&parts, ", ", &mut html);
        (!html.is_empty()).then_some(html)
    }

    fn dot(&self) -> Html {
        let mut html = Html::new();
        html.tag("<span class=\"query-dot\" role=\"img\"")
            .attribute("aria-label", self.renderer.words().yes())
            .tag("></span>");
        html
    }

    /// The values of a field that readers may know here.
    fn known(&self, row: Row, field: &str) -> Vec<Cell> {
        let cells = self.renderer.wiki.cells(row, field);
        cells.iter().filter_map(|cell| cell.open_to(self.folds.around()).cloned()).collect()
    }

    /// The content of a row's cells: the values of the second field, or a mark.
    fn content(&self, row: Row) -> Html {
        let Some(field) = self.show.get(1) else { return self.dot() };
        let words = self.renderer.words();
        let mut html = Html::new();
        let parts: Vec<Html> = match (row, field.as_str()) {
            (Row::Claim(_), "status") => {
                let names = self.known(row, field).into_iter();
                names
                    .map(|cell| Html::from_text(words.status_name(&self.renderer.wiki.cell_text(&cell))))
                    .collect()
            }
            _ => self
                .known(row, field)
                .iter()
                .map(|cell| super::query_text::plain(self.renderer, cell))
                .collect(),
        };
        let is_past = matches!(row, Row::Claim(number) if self.is_past(number));
        html.tag(if is_past { "<span class=\"query-past\">" } else { "<span>" });
        super::markup::join(&parts, ", ", &mut html);
        html.tag("</span>");
        html
    }

    /// True if a claim was replaced or never true.
    fn is_past(&self, number: u32) -> bool {
        matches!(self.renderer.wiki.claims.get(number).state, ClaimState::Superseded | ClaimState::Mistaken)
    }

    /// The heading of the first column.
    pub(super) fn corner(&self) -> String {
        let property = self.renderer.words().field("property");
        let usual = || super::query_text::first_column(self.renderer, self.query).unwrap_or_default();
        property.filter(|_| matches!(self.query.kind, QueryKind::Claims)).map_or_else(usual, str::to_owned)
    }
}

/// A line of the matrix.
struct Line {
    head: Html,
    cells: FxHashMap<usize, Html>,
}

/// The columns found so far.
#[derive(Default)]
struct Columns {
    places: FxHashMap<String, usize>,
    heads: Vec<Html>,
    /// Dates by which the columns are ordered; those without a date are last.
    dates: Vec<Option<PartialDate>>,
}

impl Columns {
    /// The number of a column, which is added if it is new. `None` beyond the maximum.
    fn number(&mut self, name: String, head: impl FnOnce() -> Html) -> Option<usize> {
        if let Some(at) = self.places.get(&name) {
            return Some(*at);
        }
        if self.heads.len() == MAX_COLUMNS {
            return None;
        }
        self.places.insert(name, self.heads.len());
        self.heads.push(head());
        Some(self.heads.len() - 1)
    }
}

fn finish(mut columns: Columns, lines: Vec<Line>) -> context::Matrix {
    let mut order: Vec<usize> = (0..columns.heads.len()).collect();
    columns.dates.resize(order.len(), None);
    order.sort_by_key(|at| (columns.dates[*at].is_none(), columns.dates[*at]));
    let row = |mut line: Line| context::MatrixRow {
        cells: order.iter().map(|at| line.cells.remove(at).unwrap_or_default()).collect(),
        head: line.head,
    };
    let rows = lines.into_iter().map(row).collect();
    let columns = order.iter().map(|at| std::mem::take(&mut columns.heads[*at])).collect();
    context::Matrix { columns, rows }
}
