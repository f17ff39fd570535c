//! Answers queries: selects, sorts and groups rows.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::{Cell, QueryKind, QueryResult, ResolvedFilter, ResolvedQuery, Row, View, Wanted};
use crate::config::TypeId;
use crate::date::PartialDate;
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
    Date(PartialDate),
    /// The rank of a page among all titles.
    Title(u32),
    /// The key of a text in the order of the language, and the text.
    Text(Vec<u8>, String),
}

impl SortKey {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Title(a), Self::Title(b)) => a.cmp(b),
            (Self::Text(a, a_text), Self::Text(b, b_text)) => (a, a_text).cmp(&(b, b_text)),
            (a, b) => a.kind().cmp(&b.kind()),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Date(_) => 1,
            Self::Title(_) => 2,
            Self::Text(..) => 3,
        }
    }
}

impl Wiki {
    /// The rows of a query for readers who know some scopes: facts in any other scope neither select nor sort rows.
    pub fn answer(&self, query: &ResolvedQuery, known: Known<'_>) -> QueryResult {
        let mut rows = match &query.kind {
            QueryKind::Pages(types) => self.page_rows(types),
            QueryKind::Claims => (0..self.claims.iter().count() as u32).map(Row::Claim).collect(),
            QueryKind::Nothing => Vec::new(),
        };
        rows.retain(|row| query.filters.iter().all(|filter| self.passes(*row, filter, known)));
        self.sort(&mut rows, query, known);
        rows.truncate(query.limit.unwrap_or(ROWS));
        QueryResult { groups: self.group(rows, query.group.as_deref(), known) }
    }

    fn page_rows(&self, types: &[TypeId]) -> Vec<Row> {
        let fits = |page: &Page| {
            types.is_empty()
                || page
                    .page_type
                    .is_some_and(|id| types.iter().any(|wanted| self.config.types.is_a(id, *wanted)))
        };
        self.articles().filter(|(_, page)| fits(page)).map(|(id, _)| Row::Page(id)).collect()
    }

    /// Sorts rows by the keys of a query, in turn. Rows without a field come last in either direction.
    pub(in crate::wiki) fn sort(&self, rows: &mut [Row], query: &ResolvedQuery, known: Known<'_>) {
        let natural = match (&query.kind, query.view) {
            (QueryKind::Claims, _) => "said",
            (_, View::Timeline) => "date",
            _ => "title",
        };
        let natural = [(natural.to_owned(), false)];
        let by = if query.sort.is_empty() { natural.as_slice() } else { &query.sort };
        let keys = |row: &Row| by.iter().map(|(field, _)| self.row_key(*row, field, known)).collect();
        let mut keyed: Vec<(Vec<Option<SortKey>>, Row)> = rows.iter().map(|row| (keys(row), *row)).collect();
        keyed.sort_by(|(a, _), (b, _)| {
            let pairs = a.iter().zip(b).zip(by);
            let orders = pairs.map(|((a, b), (_, descending))| match (a, b) {
                (Some(a), Some(b)) if *descending => b.compare(a),
                (Some(a), Some(b)) => a.compare(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
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
        Some(match self.known_cells(row, field, known).into_iter().next()? {
            Cell::Number(number, _) => SortKey::Number(number),
            Cell::Date(date) => SortKey::Date(date),
            Cell::Page(id) => self.text_key(self.page(id).sort_name().to_owned()),
            Cell::Text(text) => self.text_key(text),
        })
    }

    fn text_key(&self, text: String) -> SortKey {
        SortKey::Text(self.config.collation.sort_key(&text), text)
    }

    pub(in crate::wiki) fn group(
        &self,
        rows: Vec<Row>,
        field: Option<&str>,
        known: Known<'_>,
    ) -> Vec<(String, Vec<Row>)> {
        let Some(field) = field else { return vec![(String::new(), rows)] };
        let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for row in rows {
            let name = |cell| match cell {
                Cell::Date(date) => date.year().to_string(),
                cell => self.cell_text(&cell),
            };
            let mut names: Vec<String> = self.known_cells(row, field, known).into_iter().map(name).collect();
            if names.is_empty() {
                names.push(self.config.words.other().to_owned());
            }
            for name in names {
                let at = *places.entry(name).or_insert_with_key(|name| {
                    groups.push((name.clone(), Vec::new()));
                    groups.len() - 1
                });
                let rows = &mut groups[at].1;
                // A row occurs once per group, even if it has the value twice.
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        }
        groups
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
                date.iso() == wanted.text || date.iso().starts_with(&format!("{}-", wanted.text))
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
                let wanted = wanted.date?;
                let length = wanted.iso().len();
                Some(date.iso()[..date.iso().len().min(length)].cmp(&wanted.iso()))
            }
            Cell::Text(text) => {
                let key = |text: &str| self.config.collation.sort_key(text);
                Some(key(&fold_name(text)).cmp(&key(&wanted.text)))
            }
            Cell::Page(_) => None,
        }
    }
}
