//! Answers queries: selects, sorts and groups rows.

use std::borrow::Cow;
use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::{Cell, QueryKind, QueryResult, ResolvedFilter, ResolvedQuery, Row, View, Wanted};
use crate::config::{FieldKind, TypeId};
use crate::date::compare;
use crate::labels::Known;
use crate::page::Page;
use crate::page::query::Comparison;
use crate::text::fold_name;
use crate::wiki::Wiki;

/// Maximum number of rows of a query without a limit.
const ROWS: usize = 500;

/// Sort key of a row. Values of different kinds are sorted by kind.
enum SortKey {
    Number(f64),
    /// First and last position of a date.
    Date(i64, i64),
    /// The rank of a page among all titles.
    Title(u32),
    /// The key of a text in the order of the language, and the text.
    Text(Vec<u8>, String),
}

impl SortKey {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            // Of dates that begin together, the less exact one is first.
            // What is less exact follows what is within it.
            (Self::Date(a, a_end), Self::Date(b, b_end)) => (a_end, b).cmp(&(b_end, a)),
            (Self::Title(a), Self::Title(b)) => a.cmp(b),
            (Self::Text(a, a_text), Self::Text(b, b_text)) => (a, a_text).cmp(&(b, b_text)),
            (a, b) => a.kind().cmp(&b.kind()),
        }
    }

    const fn of_date((from, to): (i64, i64)) -> Self {
        Self::Date(from, to)
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Date(..) => 1,
            Self::Title(_) => 2,
            Self::Text(..) => 3,
        }
    }
}

/// The order of two keys; what has none comes last in either direction.
fn in_order(a: Option<&SortKey>, b: Option<&SortKey>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.compare(a),
        (Some(a), Some(b)) => a.compare(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

impl ResolvedQuery {
    /// Fields by which rows are sorted, each with true if descending.
    pub(super) fn sort_keys(&self) -> Cow<'_, [(String, bool)]> {
        if !self.sort.is_empty() {
            return Cow::Borrowed(&self.sort);
        }
        let natural = match (&self.kind, self.view) {
            (QueryKind::Claims, _) => "said",
            (_, View::Timeline) => self.date_field.as_deref().unwrap_or("date"),
            _ => "title",
        };
        Cow::Owned(vec![(natural.to_owned(), false)])
    }
}

impl Wiki {
    /// The rows of a query for readers who know some scopes: facts in any other scope neither select nor sort rows.
    pub fn answer(&self, query: &ResolvedQuery, known: Known<'_>) -> QueryResult {
        let mut rows = self.candidates(query);
        rows.retain(|row| query.filters.iter().all(|filter| self.passes(*row, filter, known)));
        self.sort(&mut rows, query, known);
        if let Some(rotation) = query.rotate.filter(|_| !rows.is_empty()) {
            let places = rotation.period(self.today) % rows.len();
            rows.rotate_left(places);
        }
        rows.truncate(query.limit.unwrap_or(ROWS));
        QueryResult { groups: self.group(rows, query, known) }
    }

    /// The rows that a query chooses from.
    pub(super) fn candidates(&self, query: &ResolvedQuery) -> Vec<Row> {
        let mut rows = match &query.kind {
            QueryKind::Pages(types) => self.page_rows(types),
            QueryKind::Claims => (0..self.claims.iter().count() as u32).map(Row::Claim).collect(),
            QueryKind::Nothing => Vec::new(),
        };
        rows.retain(|row| query.except.is_none_or(|except| *row != Row::Page(except)));
        rows
    }

    fn page_rows(&self, types: &[TypeId]) -> Vec<Row> {
        let fits = |page: &Page| {
            types.is_empty()
                || page
                    .page_type
                    .is_some_and(|id| types.iter().any(|wanted| self.config.types.is_a(id, *wanted)))
        };
        self.listed_articles().filter(|(_, page)| fits(page)).map(|(id, _)| Row::Page(id)).collect()
    }

    /// Sorts rows by the keys of a query, in turn. Rows without a field come last in either direction.
    pub(in crate::wiki) fn sort(&self, rows: &mut [Row], query: &ResolvedQuery, known: Known<'_>) {
        let by = query.sort_keys();
        let keys = |row: &Row| by.iter().map(|(field, _)| self.row_key(*row, field, known)).collect();
        let mut keyed: Vec<(Vec<Option<SortKey>>, Row)> = rows.iter().map(|row| (keys(row), *row)).collect();
        keyed.sort_by(|(a, _), (b, _)| {
            let pairs = a.iter().zip(b).zip(by.iter());
            let orders = pairs.map(|((a, b), (_, descending))| in_order(a.as_ref(), b.as_ref(), *descending));
            orders.fold(Ordering::Equal, Ordering::then)
        });
        for (slot, (_, row)) in rows.iter_mut().zip(keyed) {
            *slot = row;
        }
    }

    fn row_key(&self, row: Row, field: &str, known: Known<'_>) -> Option<SortKey> {
        // A type may have a field of this name.
        let by_title =
            field == "title" && !self.config.types.iter().any(|(_, of)| of.field("title").is_some());
        match row {
            Row::Page(id) if by_title => Some(SortKey::Title(self.order.rank(id))),
            row => self.sort_key(row, field, known),
        }
    }

    /// Sort key of a row; `None` if it lacks the field.
    fn sort_key(&self, row: Row, field: &str, known: Known<'_>) -> Option<SortKey> {
        self.known_cells(row, field, known).into_iter().next().map(|cell| self.cell_key(cell))
    }

    fn cell_key(&self, cell: Cell) -> SortKey {
        match cell {
            Cell::Number(number, _) => SortKey::Number(number),
            Cell::Date(date) => SortKey::of_date(date.positions()),
            Cell::Moment(moment) => SortKey::of_date((moment.from, moment.to)),
            Cell::Page(id) => self.text_key(self.page(id).sort_name().to_owned()),
            Cell::Text(text) => self.text_key(text),
        }
    }

    fn text_key(&self, text: String) -> SortKey {
        SortKey::Text(self.config.collation.sort_key(&text), text)
    }

    /// Rows in groups, in the order of the groups' values; descending if the query sorts by them so. Rows without the field come last.
    pub(in crate::wiki) fn group(
        &self,
        rows: Vec<Row>,
        query: &ResolvedQuery,
        known: Known<'_>,
    ) -> Vec<(String, Vec<Row>)> {
        let Some(field) = query.group.as_deref() else { return vec![(String::new(), rows)] };
        let mut groups: Vec<(Option<SortKey>, String, Vec<Row>)> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for row in rows {
            let cells = self.known_cells(row, field, known).into_iter();
            let mut values: Vec<_> = cells.map(|cell| Some(self.group_value(row, field, cell))).collect();
            if values.is_empty() {
                values.push(None);
            }
            for value in values {
                let other = || (None, self.config.words.other().to_owned());
                let (key, name) = value.map_or_else(other, |(key, name)| (Some(key), name));
                let at = *places.entry(name).or_insert_with_key(|name| {
                    groups.push((key, name.clone(), Vec::new()));
                    groups.len() - 1
                });
                let rows = &mut groups[at].2;
                // A row occurs once per group, even if it has the value twice.
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        }
        let descending = query.sort.first().is_some_and(|(by, descending)| by == field && *descending);
        groups.sort_by(|(a, ..), (b, ..)| in_order(a.as_ref(), b.as_ref(), descending));
        groups.into_iter().map(|(_, name, rows)| (name, rows)).collect()
    }

    /// Sort key and name of the group of a value. Types and choices are in the order of `site.toml`.
    fn group_value(&self, row: Row, field: &str, cell: Cell) -> (SortKey, String) {
        let text = match &cell {
            Cell::Date(date) => date.year().to_string(),
            cell => self.cell_text(cell),
        };
        let types = &self.config.types;
        let page_type = match row {
            Row::Page(id) => self.page(id).page_type,
            Row::Claim(_) => None,
        };
        let declared = page_type.and_then(|id| types.get(id).field_at(field));
        match (declared.map(|field| &field.kind), page_type) {
            // A number alone is no heading.
            (Some(FieldKind::Number), _) => {
                let (label, unit) =
                    declared.map(|field| (field.label.as_str(), field.unit.as_deref())).unwrap_or_default();
                let name = unit.map_or_else(|| format!("{label} {text}"), |unit| format!("{text} {unit}"));
                (self.cell_key(cell), name)
            }
            (Some(FieldKind::Choice(choices)), _) => {
                let place = choices.iter().position(|choice| *choice == text).unwrap_or(choices.len());
                (SortKey::Number(place as f64), text)
            }
            (None, Some(id)) if field == "type" => {
                (SortKey::Number(f64::from(id.0)), types.get(id).label.clone())
            }
            _ => (self.cell_key(cell), text),
        }
    }

    fn passes(&self, row: Row, filter: &ResolvedFilter, known: Known<'_>) -> bool {
        let cells = self.known_cells(row, &filter.field, known);
        let meets = |wanted: &&Wanted| cells.iter().any(|cell| self.meets(cell, wanted));
        let (excluded, asked): (Vec<&Wanted>, Vec<&Wanted>) =
            filter.values.iter().partition(|wanted| wanted.comparison == Comparison::IsNot);
        let is_asked = asked.iter().any(meets) || (asked.is_empty() && !excluded.is_empty());
        is_asked && !excluded.iter().any(meets)
    }

    /// True if a value satisfies a condition's comparison.
    fn meets(&self, cell: &Cell, wanted: &Wanted) -> bool {
        let ordered = |accept: fn(Ordering) -> bool| self.order(cell, wanted).is_some_and(accept);
        match wanted.comparison {
            Comparison::Is | Comparison::IsNot => self.equals(cell, wanted),
            Comparison::Less => ordered(Ordering::is_lt),
            Comparison::AtMost => ordered(Ordering::is_le),
            Comparison::Greater => ordered(Ordering::is_gt),
            Comparison::AtLeast => ordered(Ordering::is_ge),
        }
    }

    fn equals(&self, cell: &Cell, wanted: &Wanted) -> bool {
        match cell {
            Cell::Page(id) => wanted.page == Some(*id) || fold_name(&self.page(*id).title) == wanted.text,
            Cell::Number(number, _) => wanted.number == Some(*number),
            Cell::Date(date) => {
                let inexact = wanted.positions.filter(|_| wanted.date.is_none());
                date.iso() == wanted.text
                    || date.iso().starts_with(&format!("{}-", wanted.text))
                    || compare(date.positions(), inexact).is_some_and(Ordering::is_eq)
            }
            Cell::Moment(moment) => {
                compare((moment.from, moment.to), wanted.positions).is_some_and(Ordering::is_eq)
            }
            Cell::Text(text) => fold_name(text) == wanted.text,
        }
    }

    /// The order of a value and a condition's; texts are compared as the language sorts them.
    fn order(&self, cell: &Cell, wanted: &Wanted) -> Option<Ordering> {
        match cell {
            Cell::Number(number, _) => number.partial_cmp(&wanted.number?),
            Cell::Date(date) => {
                // A comparison with a year compares years only.
                let Some(wanted) = wanted.date else { return compare(date.positions(), wanted.positions) };
                let length = wanted.iso().len();
                Some(date.iso()[..date.iso().len().min(length)].cmp(&wanted.iso()))
            }
            Cell::Moment(moment) => compare((moment.from, moment.to), wanted.positions),
            Cell::Text(text) => {
                let key = |text: &str| self.config.collation.sort_key(text);
                Some(key(&fold_name(text)).cmp(&key(&wanted.text)))
            }
            Cell::Page(_) => None,
        }
    }
}
