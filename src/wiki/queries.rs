//! Queries: lists of pages or claims that a page asks for, as data.
//!
//! What a query asks for is looked up and checked while linking; [`Wiki::answer`] gives the rows when it is rendered.

use std::cmp::Ordering;

use super::resolve::{Meaning, Scene};
use super::{Called, ClaimState, PageId, Wiki};
use crate::config::{Field, FieldKind, TypeId};
use crate::diag::{Diagnostic, codes};
use crate::page::node::{self, Part};
use crate::page::query::{Comparison, Query};
use crate::page::value::{Name, Value};
use crate::page::{Page, PartialDate};
use crate::text::{closest, fold_name};

/// Fields that every page has, for queries.
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

/// A query whose names are looked up.
#[derive(Debug, Clone, Default)]
pub struct ResolvedQuery {
    /// What the rows are.
    pub kind: QueryKind,
    /// How they are shown.
    pub view: View,
    filters: Vec<ResolvedFilter>,
    sort: Option<(String, bool)>,
    limit: Option<usize>,
    group: Option<String>,
    /// Fields to show.
    pub show: Vec<String>,
    /// A line above the list.
    pub caption: Option<String>,
    /// What to say when nothing is found.
    pub empty: Option<String>,
}

/// What the rows of a query are.
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

/// How the rows of a query are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// A list of links.
    #[default]
    List,
    /// A table with the fields that are shown.
    Table,
    /// Cards with pictures and descriptions.
    Cards,
    /// A timeline by date.
    Timeline,
    /// Pictures with captions.
    Gallery,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::List, Self::Table, Self::Cards, Self::Timeline, Self::Gallery];

    /// As written in queries; also the name of its template.
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
    comparison: Comparison,
    values: Vec<Wanted>,
}

#[derive(Debug, Clone)]
struct Wanted {
    text: String,
    number: Option<f64>,
    date: Option<PartialDate>,
    page: Option<PageId>,
}

/// The rows of a query, in groups; a single group without a name when it asks for none.
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
    /// A claim, by number.
    Claim(u32),
}

/// A value of a row, for comparing and for showing.
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

/// Queries of a page: those of its query blocks in order, that of the front matter last.
pub(super) fn resolve_all(
    scene: &Scene<'_>,
    page: &Page,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ResolvedQuery> {
    let queries = page.body.queries.iter().chain(page.matter.query.as_deref());
    let resolve = |query| {
        let places = node::Places::default();
        Resolver { scene, page, query, places, faults }.resolve()
    };
    queries.map(resolve).collect()
}

struct Resolver<'r, 's> {
    scene: &'r Scene<'s>,
    page: &'r Page,
    query: &'r Query,
    /// Where its values stand.
    places: node::Places,
    faults: &'r mut Vec<Diagnostic>,
}

impl Resolver<'_, '_> {
    fn resolve(mut self) -> ResolvedQuery {
        let kind = self.kind();
        let fields = self.known_fields(&kind);
        let named = |name: &Name| name.text.clone();
        for filter in &self.query.filters {
            self.check_field(&filter.field, Part::Key, &fields);
        }
        let others = self
            .query
            .show
            .iter()
            .chain(&self.query.group)
            .chain(self.query.sort.iter().map(|(name, _)| name));
        for name in others {
            self.check_field(name, Part::Value, &fields);
        }
        self.check_values(&kind);
        ResolvedQuery {
            view: self.view(),
            filters: self.filters(),
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
            if name.text == "claim" && self.scene.config.types.named("claim").is_none() {
                return QueryKind::Claims;
            }
            match self.scene.config.types.named(&name.text) {
                Some(id) => types.push(id),
                None => {
                    let known: Vec<&str> = self
                        .scene
                        .config
                        .types
                        .iter()
                        .map(|(_, page_type)| page_type.id.as_str())
                        .chain(["claim"])
                        .collect();
                    let suggestion = closest(&name.text, known.iter().copied()).map(str::to_owned);
                    let fault = self.fault(name, Part::Value, format!("no type is called `{}`", name.text));
                    fault.help.push(match suggestion {
                        Some(name) => format!("did you mean `{name}`?"),
                        None => format!("use one of: {}", known.join(", ")),
                    });
                    return QueryKind::Nothing;
                }
            }
        }
        QueryKind::Pages(types)
    }

    /// Names of the fields that rows of a kind have.
    fn known_fields(&self, kind: &QueryKind) -> Vec<String> {
        let types = &self.scene.config.types;
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
                }
                push_inverses(field, &mut known);
            }
        }
        known
    }

    fn check_field(&mut self, name: &Name, part: Part, known: &[String]) {
        let simple = name.text.split('.').next().unwrap_or_default();
        if matches!(self.query.types.first(), Some(first) if first.text.is_empty())
            || known.iter().any(|k| k == simple)
        {
            return;
        }
        let suggestion = closest(&name.text, known.iter().map(String::as_str)).map(str::to_owned);
        let keys = ["type", "sort", "limit", "group", "view", "show", "caption", "empty"];
        let suggestion = suggestion.or_else(|| closest(&name.text, keys).map(str::to_owned));
        let fault = self.fault(name, part, format!("there is no field `{}` to ask for", name.text));
        fault.help.extend(suggestion.map(|name| format!("did you mean `{name}`?")));
    }

    fn view(&mut self) -> View {
        let Some(name) = &self.query.view else { return View::default() };
        match View::ALL.into_iter().find(|view| view.name() == name.text) {
            Some(view) => view,
            None => {
                let names = View::ALL.map(View::name);
                let suggestion = closest(&name.text, names).map(str::to_owned);
                let fault = self.fault(name, Part::Value, format!("no view is called `{}`", name.text));
                fault.help.push(match suggestion {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("use one of: {}", names.join(", ")),
                });
                View::default()
            }
        }
    }

    /// A value that no page can have is a slip, and not an empty list.
    fn check_values(&mut self, kind: &QueryKind) {
        let QueryKind::Pages(wanted) = kind else { return };
        let types = &self.scene.config.types;
        for filter in &self.query.filters {
            let declared: Vec<&Field> = types
                .iter()
                .filter(|(id, _)| wanted.is_empty() || wanted.iter().any(|wanted| types.is_a(*id, *wanted)))
                .filter_map(|(_, page_type)| page_type.field(&filter.field.text))
                .collect();
            // Where types mean different things by one name, any of their values may be meant.
            let Some(field) =
                declared.first().filter(|first| declared.iter().all(|field| field.kind == first.kind))
            else {
                continue;
            };
            for value in &filter.values {
                self.check_value(field, value);
            }
        }
    }

    fn check_value(&mut self, field: &Field, value: &Name) {
        match &field.kind {
            FieldKind::Choice(choices) if !choices.contains(&value.text) => {
                let suggestion = closest(&value.text, choices.iter().map(String::as_str)).map(str::to_owned);
                let message = format!("`{}` is none of the choices of `{}`", value.text, field.name);
                let fault = self.fault(value, Part::Value, message);
                fault.help.push(match suggestion {
                    Some(choice) => format!("did you mean `{choice}`?"),
                    None => format!("use one of: {}", choices.join(", ")),
                });
            }
            FieldKind::Reference { .. }
                if matches!(self.scene.meaning(Called::new(&value.text), self.page), Meaning::Nobody) =>
            {
                let suggestion =
                    self.scene.names.closest_title(&value.text, self.scene.pages).map(str::to_owned);
                let fault = self.fault(value, Part::Value, format!("no page named `{}`", value.text));
                fault.help.extend(suggestion.map(|name| format!("did you mean `{name}`?")));
            }
            _ => {}
        }
    }

    fn filters(&mut self) -> Vec<ResolvedFilter> {
        let wanted = |name: &Name| Wanted {
            text: fold_name(&name.text),
            number: name.text.replace(',', "").parse().ok(),
            date: PartialDate::parse(&name.text),
            page: match self.scene.meaning(Called::new(&name.text), self.page) {
                Meaning::Page(id) => Some(id),
                _ => None,
            },
        };
        let filters = self.query.filters.iter().map(|filter| ResolvedFilter {
            field: filter.field.text.clone(),
            comparison: filter.comparison,
            values: filter.values.iter().map(wanted).collect(),
        });
        filters.collect()
    }
}

fn push_inverses(field: &crate::config::Field, known: &mut Vec<String>) {
    match &field.kind {
        FieldKind::Reference { inverse: Some(inverse), .. } => known.push(inverse.name.clone()),
        FieldKind::Record(fields) => fields.iter().for_each(|field| push_inverses(field, known)),
        _ => {}
    }
}

impl Wiki {
    /// The rows that a query asks for.
    pub fn answer(&self, query: &ResolvedQuery) -> QueryResult {
        let mut rows = match &query.kind {
            QueryKind::Pages(types) => self.page_rows(types),
            QueryKind::Claims => (0..self.claims.iter().count() as u32).map(Row::Claim).collect(),
            QueryKind::Nothing => Vec::new(),
        };
        rows.retain(|row| query.filters.iter().all(|filter| self.passes(*row, filter)));
        self.sort(&mut rows, query);
        rows.truncate(query.limit.unwrap_or(500));
        QueryResult { groups: self.group(rows, query.group.as_deref()) }
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

    fn sort(&self, rows: &mut [Row], query: &ResolvedQuery) {
        let natural = if query.view == View::Timeline { "date" } else { "title" };
        let (field, descending) = query.sort.clone().unwrap_or((natural.to_owned(), false));
        let field =
            if matches!(query.kind, QueryKind::Claims) && query.sort.is_none() { "said" } else { &field };
        let mut keyed: Vec<(Option<Cell>, Row)> =
            rows.iter().map(|row| (self.cells(*row, field).into_iter().next(), *row)).collect();
        keyed.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if descending => self.compare(b, a),
            (Some(a), Some(b)) => self.compare(a, b),
            // Rows without the field come last, whichever way it is sorted.
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        for (slot, (_, row)) in rows.iter_mut().zip(keyed) {
            *slot = row;
        }
    }

    fn compare(&self, a: &Cell, b: &Cell) -> Ordering {
        match (a, b) {
            (Cell::Number(a, _), Cell::Number(b, _)) => a.total_cmp(b),
            (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
            _ => fold_name(&self.cell_text(a)).cmp(&fold_name(&self.cell_text(b))),
        }
    }

    fn group(&self, rows: Vec<Row>, field: Option<&str>) -> Vec<(String, Vec<Row>)> {
        let Some(field) = field else { return vec![(String::new(), rows)] };
        let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
        for row in rows {
            let cell = self.cells(row, field).into_iter().next();
            let name = match cell {
                Some(Cell::Date(date)) => date.year().to_string(),
                Some(cell) => self.cell_text(&cell),
                None => "Other".to_owned(),
            };
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((name, vec![row])),
            }
        }
        groups
    }

    fn passes(&self, row: Row, filter: &ResolvedFilter) -> bool {
        let cells = self.cells(row, &filter.field);
        let any = |test: &dyn Fn(&Cell, &Wanted) -> bool| {
            cells.iter().any(|cell| filter.values.iter().any(|wanted| test(cell, wanted)))
        };
        let ordered =
            |accept: fn(Ordering) -> bool| any(&|cell, wanted| compare_to(cell, wanted).is_some_and(accept));
        match filter.comparison {
            Comparison::Is => any(&|cell, wanted| self.equals(cell, wanted)),
            Comparison::IsNot => !any(&|cell, wanted| self.equals(cell, wanted)),
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

    /// The values of a field of a row: own fields, relations seen from the other end, and what every page has.
    pub fn cells(&self, row: Row, field: &str) -> Vec<Cell> {
        match row {
            Row::Page(id) => self.page_cells(id, field),
            Row::Claim(number) => self.claim_cells(number, field),
        }
    }

    fn page_cells(&self, id: PageId, field: &str) -> Vec<Cell> {
        let page = self.page(id);
        let mut cells = self.field_cells(id, page, field);
        if !cells.is_empty() {
            return cells;
        }
        match field {
            "title" => cells.push(Cell::Text(page.title.clone())),
            "type" => cells.extend(page.page_type.map(|id| Cell::Text(self.config.types.get(id).id.clone()))),
            "category" | "categories" | "tags" => {
                cells.extend(page.matter.categories.iter().map(|name| Cell::Text(name.text.clone())));
            }
            "date" => cells.extend(page.matter.date.map(Cell::Date)),
            "updated" => cells.extend(page.matter.updated.map(Cell::Date)),
            "description" => cells.push(Cell::Text(page.summary())),
            "words" => cells.push(Cell::Number(f64::from(page.body.words), page.body.words.to_string())),
            "folder" => cells.push(Cell::Text(page.folder().to_owned())),
            "links" => {
                let links = self.backlinks.to(id).len();
                cells.push(Cell::Number(links as f64, links.to_string()));
            }
            _ => cells.extend(self.inverse_pages(id, field).into_iter().map(Cell::Page)),
        }
        cells
    }

    fn field_cells(&self, id: PageId, page: &Page, name: &str) -> Vec<Cell> {
        let Some(page_type) = page.page_type else { return Vec::new() };
        let fields = &self.config.types.get(page_type).fields;
        let (name, inner) = name.split_once('.').map_or((name, None), |(name, inner)| (name, Some(inner)));
        let values = page.matter.fields.iter().find(|values| fields[usize::from(values.field)].name == name);
        let Some(values) = values else { return Vec::new() };
        let field = &fields[usize::from(values.field)];
        let mut cells = Vec::new();
        for value in &values.values {
            match (&value.value, &field.kind) {
                (Value::Record(inner_values), FieldKind::Record(inner_fields)) => {
                    for values in inner_values {
                        let wanted =
                            inner.is_none_or(|inner| inner_fields[usize::from(values.field)].name == inner);
                        if wanted {
                            cells.extend(
                                values
                                    .values
                                    .iter()
                                    .filter_map(|value| self.cell(id, &value.value, value.at)),
                            );
                        }
                    }
                }
                _ => cells.extend(self.cell(id, &value.value, value.at)),
            }
        }
        cells
    }

    fn cell(&self, id: PageId, value: &Value, at: crate::page::node::At) -> Option<Cell> {
        Some(match value {
            Value::Text(text) | Value::Url(text) => Cell::Text(text.clone()),
            Value::Number(number, text) => Cell::Number(*number, text.clone()),
            Value::Boolean(value) => Cell::Text(if *value { "yes" } else { "no" }.to_owned()),
            Value::Date(date) => Cell::Date(*date),
            Value::Image(image) => Cell::Text(image.path.clone()),
            Value::Reference(name) => match self.relations.target(id, at) {
                Some(page) => Cell::Page(page),
                None => Cell::Text(name.text.clone()),
            },
            Value::Record(_) => return None,
        })
    }

    /// Pages whose fields name a page under a relation's inverse name.
    pub fn inverse_pages(&self, id: PageId, name: &str) -> Vec<PageId> {
        let mut pages: Vec<PageId> = self
            .relations
            .incoming(id)
            .filter(|relation| {
                let field = &self.config.types.get(relation.page_type).fields[usize::from(relation.field)];
                let field = match (relation.record, &field.kind) {
                    (Some((_, inner)), FieldKind::Record(fields)) => &fields[usize::from(inner)],
                    _ => field,
                };
                matches!(&field.kind, FieldKind::Reference { inverse: Some(inverse), .. } if inverse.name == name)
            })
            .map(|relation| relation.from)
            .collect();
        pages.dedup();
        pages
    }

    /// Pages that a field of a page names.
    pub fn field_pages(&self, id: PageId, name: &str) -> Vec<PageId> {
        let cells = self.field_cells(id, self.page(id), name);
        cells.into_iter().filter_map(|cell| if let Cell::Page(id) = cell { Some(id) } else { None }).collect()
    }

    fn claim_cells(&self, number: u32, field: &str) -> Vec<Cell> {
        let statement = self.claims.get(number);
        let claim = self.claims.claim(statement, &self.pages);
        let text = |text: &str| vec![Cell::Text(text.to_owned())];
        let value = match &claim.value.value {
            Value::Text(text) => text.clone(),
            other => format!("{other:?}"),
        };
        match field {
            "subject" => vec![Cell::Page(statement.subject)],
            "property" => {
                let property = self.config.properties.get(&claim.property.text);
                text(property.map_or(&claim.property.text, |property| &property.label))
            }
            "value" => vec![statement.value_page.map_or(Cell::Text(value), Cell::Page)],
            "said" => claim.said.map(|(date, _)| Cell::Date(date)).into_iter().collect(),
            "by" => match (&statement.by_page, &claim.by) {
                (Some(page), _) => vec![Cell::Page(*page)],
                (None, Some(by)) => text(&by.text),
                (None, None) => Vec::new(),
            },
            "status" => text(claim.status.name()),
            "state" => text(statement.state.name()),
            "page" => vec![Cell::Page(statement.page)],
            _ => Vec::new(),
        }
    }

    /// Whether a claim still stands.
    pub fn stands(&self, number: u32) -> bool {
        self.claims.get(number).state != ClaimState::Superseded
    }
}

fn compare_to(cell: &Cell, wanted: &Wanted) -> Option<Ordering> {
    match cell {
        Cell::Number(number, _) => number.partial_cmp(&wanted.number?),
        Cell::Date(date) => {
            // What is compared with a year is compared by its year.
            let wanted = wanted.date?;
            let length = wanted.iso().len();
            Some(date.iso()[..date.iso().len().min(length)].cmp(&wanted.iso()))
        }
        Cell::Text(text) => Some(fold_name(text).cmp(&wanted.text)),
        Cell::Page(_) => None,
    }
}
