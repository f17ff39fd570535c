//! Queries: lists of pages or claims that a page requests, as data.
//!
//! A query is resolved and checked during linking; [`Wiki::answer`] returns the rows when it is rendered.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::name_resolver::{Meaning, NameResolver};
use super::{ClaimDetails, ClaimState, Linking, NameRef, PageId, Wiki};
use crate::config::{Field, Operand, TypeId};
use crate::date::PartialDate;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Known, Labelled};
use crate::page::node::{self, Part};
use crate::page::query::{Comparison, Filter, Query};
use crate::page::value::{FieldValue, FieldValues, Name, Status, Value, inner_values};
use crate::page::{Page, links};
use crate::text::{choose, closest, did_you_mean, fold_name, number, truth, yes_or_no};

/// Maximum number of queries per page: each of them scans all pages.
const MAX_QUERIES: usize = 100;
/// Maximum number of rows of a query without a limit.
const ROWS: usize = 500;
/// Fields that every page has in queries.
const COMMON: [&str; 11] = [
    "title",
    "type",
    "category",
    "categories",
    "tags",
    "date",
    "updated",
    "description",
    "words",
    "folder",
    "links",
];
/// Fields of claims.
const CLAIM_FIELDS: [&str; 8] = ["subject", "property", "value", "said", "by", "status", "state", "page"];

/// A query with resolved names.
#[derive(Debug, Clone, Default)]
pub struct ResolvedQuery {
    /// Kind of rows.
    pub kind: QueryKind,
    /// View in which to show them.
    pub view: View,
    filters: Vec<ResolvedFilter>,
    sort: Option<(String, bool)>,
    limit: Option<usize>,
    group: Option<String>,
    /// Fields to show.
    pub show: Vec<String>,
    /// Caption above the list.
    pub caption: Option<String>,
    /// Text to show if the result is empty.
    pub empty: Option<String>,
}

/// Kind of rows of a query.
#[derive(Debug, Clone, Default)]
pub enum QueryKind {
    /// Pages of these types; of any when the list is empty.
    Pages(Vec<TypeId>),
    /// Claims.
    Claims,
    /// Nothing: the query has a fault.
    #[default]
    Nothing,
}

/// View of a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// A list of links.
    #[default]
    List,
    /// A table with the selected fields.
    Table,
    /// Cards with images and descriptions.
    Cards,
    /// A timeline by date.
    Timeline,
    /// Images with captions.
    Gallery,
}

impl View {
    /// All views.
    pub const ALL: [Self; 5] = [Self::List, Self::Table, Self::Cards, Self::Timeline, Self::Gallery];

    /// Spelling in queries; also the name of the view's template.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Table => "table",
            Self::Cards => "cards",
            Self::Timeline => "timeline",
            Self::Gallery => "gallery",
        }
    }
}

#[derive(Debug, Clone)]
struct ResolvedFilter {
    field: String,
    values: Vec<Wanted>,
}

#[derive(Debug, Clone)]
struct Wanted {
    comparison: Comparison,
    /// The folded text.
    text: String,
    number: Option<f64>,
    date: Option<PartialDate>,
    page: Option<PageId>,
}

/// The rows of a query in groups; one group without a name if the query does not group.
#[derive(Debug, Clone, Default)]
pub struct QueryResult {
    /// Name and rows of each group.
    pub groups: Vec<(String, Vec<Row>)>,
}

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A page.
    Page(PageId),
    /// A claim, by index.
    Claim(u32),
}

/// A value of a row, for comparison and display.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number, with its spelling.
    Number(f64, String),
    /// A date.
    Date(PartialDate),
    /// A page.
    Page(PageId),
}

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

/// A value with its field.
#[derive(Debug, Clone, Copy)]
pub struct TypedValue<'w> {
    /// The field.
    pub field: &'w Field,
    /// The value.
    pub value: &'w FieldValue,
}

/// The values of some fields.
fn values_in<'w>(
    values: &'w [FieldValues],
    fields: &'w [Field],
) -> impl Iterator<Item = Labelled<TypedValue<'w>>> {
    values.iter().flat_map(move |values| {
        let field = &fields[usize::from(values.field)];
        values.values.iter().map(move |value| value.as_ref().map(|value| TypedValue { field, value }))
    })
}

/// The values of a record.
fn values_of_record(record: Labelled<TypedValue<'_>>) -> impl Iterator<Item = Labelled<TypedValue<'_>>> {
    let TypedValue { field, .. } = *record.ignoring_label(Linking);
    inner_values(record.map(|record| record.value)).map(|(index, value)| {
        value.map(|value| TypedValue { field: &field.inner()[usize::from(index)], value })
    })
}

/// Queries of a page: blocks in order, then the query in the front matter.
pub(super) fn resolve_all(
    resolver: &NameResolver<'_>,
    page: &Page,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ResolvedQuery> {
    let in_text = page.body.queries.iter().map(|query| query.ignoring_label(Linking));
    let queries = in_text.chain(page.matter.query.as_deref());
    let resolve = |(at, query)| {
        if at >= MAX_QUERIES {
            report_many(page, at, faults);
            return ResolvedQuery::default();
        }
        let places = node::Places::default();
        Resolver { resolver, page, query, places, faults }.resolve()
    };
    queries.enumerate().map(resolve).collect()
}

/// Reports the first query of a page beyond the maximum.
fn report_many(page: &Page, at: usize, faults: &mut Vec<Diagnostic>) {
    if at == MAX_QUERIES {
        let message = format!("the page has more than {MAX_QUERIES} queries");
        let fault = Diagnostic::new(&codes::QUERY, page.query_place(at), message);
        faults.push(fault.help("split the page, or combine several lists into one query with `group`"));
    }
}

struct Resolver<'r, 's> {
    resolver: &'r NameResolver<'s>,
    page: &'r Page,
    query: &'r Query,
    /// Positions of its values.
    places: node::Places,
    faults: &'r mut Vec<Diagnostic>,
}

impl Resolver<'_, '_> {
    fn resolve(mut self) -> ResolvedQuery {
        let kind = self.kind();
        let fields = self.known_fields(&kind);
        let named = |name: &Name| name.text.clone();
        // The fields are known once the kind of rows is.
        if !matches!(kind, QueryKind::Nothing) {
            self.check_fields(&fields);
            self.check_values(&kind, &fields);
        }
        ResolvedQuery {
            view: self.view(),
            filters: self.filters(&kind),
            sort: self.query.sort.as_ref().map(|(name, descending)| (named(name), *descending)),
            limit: self.query.limit,
            group: self.query.group.as_ref().map(named),
            show: self.query.show.iter().map(named).collect(),
            caption: self.query.caption.clone(),
            empty: self.query.empty.clone(),
            kind,
        }
    }

    fn fault(&mut self, name: &Name, part: Part, message: String) -> &mut Diagnostic {
        let range = self.places.find(&self.query.yaml, name.at, part);
        let place = self.page.source.place(self.query.origin.in_file(range));
        self.faults.push(Diagnostic::new(&codes::QUERY, place, message));
        self.faults.last_mut().expect("a fault was just pushed")
    }

    fn kind(&mut self) -> QueryKind {
        let mut types = Vec::new();
        for name in &self.query.types {
            if name.text == "claim" && self.resolver.config.types.named("claim").is_none() {
                return QueryKind::Claims;
            }
            match self.resolver.config.types.named(&name.text) {
                Some(id) if types.contains(&id) => {}
                Some(id) => types.push(id),
                None => {
                    let known: Vec<&str> = self
                        .resolver
                        .config
                        .types
                        .iter()
                        .map(|(_, page_type)| page_type.id.as_str())
                        .chain(["claim"])
                        .collect();
                    let fault = self.fault(name, Part::Value, format!("unknown type `{}`", name.text));
                    fault.help.push(choose(&name.text, known));
                    return QueryKind::Nothing;
                }
            }
        }
        QueryKind::Pages(types)
    }

    fn check_fields(&mut self, known: &[String]) {
        let query = self.query;
        for filter in &query.filters {
            self.check_field(&filter.field, Part::Key, known);
        }
        let sort = query.sort.iter().map(|(name, _)| name);
        for name in query.show.iter().chain(&query.group).chain(sort) {
            self.check_field(name, Part::Value, known);
        }
    }

    /// Names of the fields of a kind of rows; fields of records with a dot.
    fn known_fields(&self, kind: &QueryKind) -> Vec<String> {
        let types = &self.resolver.config.types;
        let mut known: Vec<String> = match kind {
            QueryKind::Claims => CLAIM_FIELDS.iter().map(|&name| name.to_owned()).collect(),
            _ => COMMON.iter().map(|&name| name.to_owned()).collect(),
        };
        let QueryKind::Pages(wanted) = kind else { return known };
        for (id, page_type) in types.iter() {
            let asked = wanted.is_empty() || wanted.iter().any(|wanted| types.is_a(id, *wanted));
            for field in &page_type.fields {
                if asked {
                    known.push(field.name.clone());
                    known.extend(field.inner().iter().map(|inner| format!("{}.{}", field.name, inner.name)));
                }
            }
        }
        known.extend(types.inverses().map(|inverse| inverse.name.clone()));
        known
    }

    fn check_field(&mut self, name: &Name, part: Part, known: &[String]) {
        if known.contains(&name.text) {
            return;
        }
        let suggestion = closest(&name.text, known.iter().map(String::as_str));
        let keys = ["type", "sort", "limit", "group", "view", "show", "caption", "empty"];
        let suggestion = suggestion.or_else(|| closest(&name.text, keys)).map(did_you_mean);
        let fault = self.fault(name, part, format!("unknown field `{}`", name.text));
        fault.help.extend(suggestion);
    }

    fn view(&mut self) -> View {
        let Some(name) = &self.query.view else { return View::default() };
        match View::ALL.into_iter().find(|view| view.name() == name.text) {
            Some(view) => view,
            None => {
                let names = View::ALL.map(View::name);
                let fault = self.fault(name, Part::Value, format!("unknown view `{}`", name.text));
                fault.help.push(choose(&name.text, names));
                View::default()
            }
        }
    }

    /// Reports values that no row can have: these are mistakes, not requests for an empty list.
    fn check_values(&mut self, kind: &QueryKind, known: &[String]) {
        let query = self.query;
        for filter in &query.filters {
            let field = &filter.field.text;
            let Some(accepted) = self.accepted(kind, field).filter(|_| known.contains(field)) else {
                continue;
            };
            for (_, value) in &filter.values {
                self.check_value(field, &accepted, value);
            }
        }
    }

    /// The values accepted by a field of the rows. `None` if it accepts any text.
    fn accepted(&self, kind: &QueryKind, field: &str) -> Option<Operand> {
        match (kind, field) {
            (QueryKind::Nothing, _) => None,
            (QueryKind::Claims, "said") => Some(Operand::Date),
            (QueryKind::Claims, "subject") => Some(Operand::Page),
            (QueryKind::Claims, "status") => Some(Operand::one_of(Status::ALL.map(Status::name))),
            (QueryKind::Claims, "state") => Some(Operand::one_of(ClaimState::ALL.map(ClaimState::name))),
            (QueryKind::Claims, "property") => {
                let properties = self.resolver.config.properties.iter();
                Some(Operand::OneOf(
                    properties.flat_map(|(id, property)| [id.clone(), property.label.clone()]).collect(),
                ))
            }
            (QueryKind::Claims, _) => None,
            (QueryKind::Pages(wanted), _) => match self.declared(wanted, field).as_slice() {
                [accepted] => accepted.clone(),
                // The types disagree about the name.
                [_, ..] => None,
                [] => match field {
                    "date" | "updated" => Some(Operand::Date),
                    "words" | "links" => Some(Operand::Number),
                    "folder" => Some(Operand::Folder),
                    field if COMMON.contains(&field) => None,
                    // The inverse of a relation.
                    _ => Some(Operand::Page),
                },
            },
        }
    }

    /// The distinct meanings of a field name among types.
    fn declared(&self, wanted: &[TypeId], name: &str) -> Vec<Option<Operand>> {
        let types = &self.resolver.config.types;
        let mut meanings = Vec::new();
        for (id, page_type) in types.iter() {
            let asked = wanted.is_empty() || wanted.iter().any(|wanted| types.is_a(id, *wanted));
            let Some(field) = page_type.field_at(name).filter(|_| asked) else { continue };
            let meaning = field.kind.operand();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
        meanings
    }

    fn check_value(&mut self, field: &str, accepted: &Operand, value: &Name) {
        let text = &value.text;
        let (message, help) = match accepted {
            Operand::Date if PartialDate::parse(text).is_none() => (
                format!("`{field}` expects a date, found `{text}`"),
                Some("write a day, a month or a year: `1995-12-15`, `1995-12` or `1995`".to_owned()),
            ),
            Operand::Number if number(text).is_none() => {
                (format!("`{field}` expects a number, found `{text}`"), None)
            }
            Operand::Boolean if truth(text).is_none() => {
                (format!("`{field}` expects `true` or `false`, found `{text}`"), None)
            }
            Operand::OneOf(choices) if !choices.contains(text) => {
                let help = choose(text, choices.iter().map(String::as_str));
                (format!("`{text}` is not one of the choices of `{field}`"), Some(help))
            }
            Operand::Folder if !self.resolver.pages.iter().any(|page| page.folder() == text) => {
                let folders = self.resolver.pages.iter().map(|page| page.folder());
                let help = closest(text, folders).map(did_you_mean);
                (format!("no page is in a folder `{text}`"), help)
            }
            Operand::Page
                if matches!(self.resolver.meaning(NameRef::new(text), self.page), Meaning::Nobody) =>
            {
                let suggestion = self.resolver.names.closest_title(text, self.resolver.pages);
                let help = suggestion.map(did_you_mean);
                (format!("no page named `{text}`"), help)
            }
            _ => return,
        };
        self.fault(value, Part::Value, message).help.extend(help);
    }

    fn filters(&self, kind: &QueryKind) -> Vec<ResolvedFilter> {
        let filters = self.query.filters.iter().map(|filter| ResolvedFilter {
            field: filter.field.text.clone(),
            values: filter
                .values
                .iter()
                .map(|(comparison, name)| self.wanted(kind, filter, *comparison, &name.text))
                .collect(),
        });
        filters.collect()
    }

    fn wanted(&self, kind: &QueryKind, filter: &Filter, comparison: Comparison, text: &str) -> Wanted {
        let field = filter.field.text.as_str();
        let spoken = match kind {
            QueryKind::Claims if field == "property" => {
                self.resolver.config.properties.get(text).map(|property| property.label.as_str())
            }
            QueryKind::Pages(_) if self.accepted(kind, field) == Some(Operand::Boolean) => {
                truth(text).map(yes_or_no)
            }
            _ => None,
        };
        Wanted {
            comparison,
            text: fold_name(spoken.unwrap_or(text)),
            number: number(text),
            date: PartialDate::parse(text),
            page: match self.resolver.meaning(NameRef::new(text), self.page) {
                Meaning::Page(id) => Some(id),
                _ => None,
            },
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

    fn sort(&self, rows: &mut [Row], query: &ResolvedQuery, known: Known<'_>) {
        let natural = if query.view == View::Timeline { "date" } else { "title" };
        let (field, descending) = query.sort.clone().unwrap_or((natural.to_owned(), false));
        let field =
            if matches!(query.kind, QueryKind::Claims) && query.sort.is_none() { "said" } else { &field };
        // A type may have a field of this name.
        let by_title =
            field == "title" && !self.config.types.iter().any(|(_, of)| of.field("title").is_some());
        let key = |row| match row {
            Row::Page(id) if by_title => Some(SortKey::Title(self.order.rank(id))),
            row => self.sort_key(row, field, known),
        };
        let mut keyed: Vec<(Option<SortKey>, Row)> = rows.iter().map(|row| (key(*row), *row)).collect();
        keyed.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if descending => b.compare(a),
            (Some(a), Some(b)) => a.compare(b),
            // Rows without the field come last in either direction.
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        for (slot, (_, row)) in rows.iter_mut().zip(keyed) {
            *slot = row;
        }
    }

    /// Sort key of a row; `None` if it lacks the field.
    fn sort_key(&self, row: Row, field: &str, known: Known<'_>) -> Option<SortKey> {
        Some(match self.known_cells(row, field, known).into_iter().next()? {
            Cell::Number(number, _) => SortKey::Number(number),
            Cell::Date(date) => SortKey::Date(date),
            Cell::Page(id) => self.text_key(self.page(id).title.clone()),
            Cell::Text(text) => self.text_key(text),
        })
    }

    fn text_key(&self, text: String) -> SortKey {
        SortKey::Text(self.config.collation.sort_key(&text), text)
    }

    fn group(&self, rows: Vec<Row>, field: Option<&str>, known: Known<'_>) -> Vec<(String, Vec<Row>)> {
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
        let ordered = |accept: fn(Ordering) -> bool| compare_to(cell, wanted).is_some_and(accept);
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

    /// A cell as plain text.
    pub fn cell_text(&self, cell: &Cell) -> String {
        match cell {
            Cell::Text(text) | Cell::Number(_, text) => text.clone(),
            Cell::Date(date) => date.to_string(),
            Cell::Page(id) => self.page(*id).title.clone(),
        }
    }

    fn known_cells(&self, row: Row, field: &str, known: Known<'_>) -> Vec<Cell> {
        let cells = self.cells(row, field);
        cells.into_iter().filter_map(|cell| cell.open_to(known).cloned()).collect()
    }

    /// The values of a field of a row: its own fields, common fields, and inverse relations.
    pub fn cells(&self, row: Row, field: &str) -> Vec<Labelled<Cell>> {
        let id = match row {
            Row::Page(id) => id,
            Row::Claim(number) => return self.claim_cells(number, field),
        };
        let own = self.field_cells(id, field);
        if !own.is_empty() {
            return own;
        }
        let common = self.common_cells(id, field);
        if !common.is_empty() || COMMON.contains(&field) {
            return common;
        }
        self.inverse_pages(id, field).into_iter().map(|page| page.map(Cell::Page)).collect()
    }

    fn common_cells(&self, id: PageId, field: &str) -> Vec<Labelled<Cell>> {
        let page = self.page(id);
        let open = |cell| vec![Labelled::unlabelled(cell)];
        let number = |number: u32| open(Cell::Number(f64::from(number), number.to_string()));
        match field {
            "title" => open(Cell::Text(page.title.clone())),
            "type" => match page.page_type {
                Some(id) => open(Cell::Text(self.config.types.get(id).id.clone())),
                None => Vec::new(),
            },
            "category" | "categories" | "tags" => {
                let names = page.matter.categories.iter().map(Labelled::as_ref);
                names.map(|name| name.map(|name| Cell::Text(name.text.clone()))).collect()
            }
            "date" => page.matter.date.iter().map(|date| date.map(Cell::Date)).collect(),
            "updated" => page.matter.updated.map(Cell::Date).map(Labelled::unlabelled).into_iter().collect(),
            "description" => open(Cell::Text(page.summary().into_inner())),
            "words" => number(page.body.words),
            "folder" => open(Cell::Text(page.folder().to_owned())),
            "links" => number(self.texts.backlinks.count(id) as u32),
            _ => Vec::new(),
        }
    }

    /// The values of a page for a field of its type, or for a field of its records (`cast.actor`).
    pub fn values_of(&self, id: PageId, path: &str) -> Vec<Labelled<TypedValue<'_>>> {
        let page = self.page(id);
        let Some(page_type) = page.page_type else { return Vec::new() };
        let fields = &self.config.types.get(page_type).fields;
        let (name, inner) = path.split_once('.').map_or((path, None), |(name, inner)| (name, Some(inner)));
        let is_of =
            |value: &Labelled<TypedValue<'_>>, name: &str| value.ignoring_label(Linking).field.name == name;
        let values = values_in(&page.matter.fields, fields).filter(|value| is_of(value, name));
        match inner {
            None => values.collect(),
            Some(inner) => values.flat_map(values_of_record).filter(|value| is_of(value, inner)).collect(),
        }
    }

    fn field_cells(&self, id: PageId, path: &str) -> Vec<Labelled<Cell>> {
        let cell = |value: Labelled<TypedValue<'_>>| {
            value.filter_map(|TypedValue { value, .. }| self.cell(id, &value.value, value.at))
        };
        let mut cells = Vec::new();
        for value in self.values_of(id, path) {
            match cell(value) {
                Some(cell) => cells.push(cell),
                // A record matches by any of its values.
                None => cells.extend(values_of_record(value).filter_map(cell)),
            }
        }
        cells
    }

    fn cell(&self, id: PageId, value: &Value, at: crate::page::node::YamlPath) -> Option<Cell> {
        Some(match value {
            Value::Text(text) => Cell::Text(links::without_links(text).into_owned()),
            Value::Url(url) => Cell::Text(url.clone()),
            Value::Number(number, text) => Cell::Number(*number, text.clone()),
            Value::Boolean(value) => Cell::Text(yes_or_no(*value).to_owned()),
            Value::Date(date) => Cell::Date(*date),
            Value::Image(image) => Cell::Text(image.path.clone()),
            Value::Reference(name) => match self.relations.target(id, at) {
                Some(page) => Cell::Page(page),
                None => Cell::Text(name.text.clone()),
            },
            Value::Record(_) => return None,
        })
    }

    /// Pages whose fields refer to a page, by the relation's inverse name.
    pub fn inverse_pages(&self, id: PageId, name: &str) -> Vec<Labelled<PageId>> {
        let relations = self.relations.incoming(id).filter(|relation| {
            let inverse = relation.ignoring_label(Linking).field(&self.config.types).inverse();
            inverse.is_some_and(|inverse| inverse.name == name)
        });
        let mut pages: Vec<_> = relations.map(|relation| relation.map(|relation| relation.from)).collect();
        pages.dedup();
        pages
    }

    /// Pages that a field of a page refers to.
    pub fn field_pages(&self, id: PageId, name: &str) -> Vec<Labelled<PageId>> {
        let page = |cell: Cell| if let Cell::Page(id) = cell { Some(id) } else { None };
        self.field_cells(id, name).into_iter().filter_map(|cell| cell.filter_map(page)).collect()
    }

    /// The values of a field of a claim. Its subject and property are labelled by the list that contains it.
    fn claim_cells(&self, number: u32, field: &str) -> Vec<Labelled<Cell>> {
        let statement = self.claims.get(number);
        let told = self.claims.told(number, &self.pages);
        let open = |cell| vec![Labelled::unlabelled(cell)];
        let text = |text: &str| Cell::Text(text.to_owned());
        let cell =
            |make: &dyn Fn(ClaimDetails<'_>) -> Option<Cell>| told.filter_map(make).into_iter().collect();
        match field {
            "subject" => open(Cell::Page(statement.subject)),
            "page" => open(Cell::Page(statement.page)),
            // Declared properties are public.
            "property" => match self.config.properties.get(&told.ignoring_label(Linking).claim.property.text)
            {
                Some(property) => open(text(&property.label)),
                None => cell(&|told| Some(text(&told.claim.property.text))),
            },
            "value" => cell(&|told| Some(told.value_page.map_or(text(&told.claim.value.text), Cell::Page))),
            "said" => cell(&|told| told.claim.said.map(|(date, _)| Cell::Date(date))),
            "by" => cell(&|told| match (told.by_page, &told.claim.by) {
                (Some(page), _) => Some(Cell::Page(page)),
                (None, by) => by.as_ref().map(|by| text(&by.text)),
            }),
            "status" => cell(&|told| Some(text(told.claim.status.name()))),
            "state" => cell(&|_| Some(text(statement.state.name()))),
            _ => Vec::new(),
        }
    }

    /// True if a claim has not been superseded.
    pub fn stands(&self, number: u32) -> bool {
        self.claims.get(number).state != ClaimState::Superseded
    }
}

fn compare_to(cell: &Cell, wanted: &Wanted) -> Option<Ordering> {
    match cell {
        Cell::Number(number, _) => number.partial_cmp(&wanted.number?),
        Cell::Date(date) => {
            // A comparison with a year compares years only.
            let wanted = wanted.date?;
            let length = wanted.iso().len();
            Some(date.iso()[..date.iso().len().min(length)].cmp(&wanted.iso()))
        }
        Cell::Text(text) => Some(fold_name(text).cmp(&wanted.text)),
        Cell::Page(_) => None,
    }
}
