//! Queries: lists of pages or claims that a page requests, as data.
//!
//! A query is resolved and checked during linking; [`answer`](super::Wiki::answer) returns the rows when it is rendered.

mod answer;
mod cells;
mod extents;
mod of_types;
mod resolve;
mod states;

use super::PageId;
use crate::config::{TypeId, Types};
use crate::date::{Moment, PartialDate};
use crate::page::query::{Comparison, FirstColumn, Rotation};

pub use cells::TypedValue;
pub(super) use of_types::TypeQueries;
pub(super) use resolve::resolve_all;

/// Fields that every page has in queries.
const COMMON: [&str; 13] = [
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
    "image",
    "language",
];

/// A query with resolved names.
#[derive(Debug, Clone, Default)]
pub struct ResolvedQuery {
    /// Kind of rows.
    pub kind: QueryKind,
    /// View in which to show them.
    pub view: View,
    filters: Vec<ResolvedFilter>,
    sort: Vec<(String, bool)>,
    limit: Option<usize>,
    rotate: Option<Rotation>,
    group: Option<String>,
    /// Date field of a timeline, if not that of events.
    pub date_field: Option<String>,
    /// A page of the tree that is shown; without one, the rows begin trees.
    pub around: Option<PageId>,
    /// First column of a table.
    pub first: FirstColumn,
    /// The page that asks, if it is the page of a folder: such a page does not list itself.
    except: Option<PageId>,
    /// Fields to show.
    pub show: Vec<String>,
    /// Caption above the list.
    pub caption: Option<String>,
    /// True if readers can sort the table.
    pub sortable: bool,
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
    /// One line for each property of claims: its state, with the history folded.
    State,
    /// A drawing with a lane for each row, on a scale of numbers or dates.
    Chart,
    /// A drawing with a lane for each group, in which the rows are spans of dates.
    Bands,
    /// A table of the rows against the values of a field.
    Matrix,
    /// The rows, each with the pages below it.
    Tree,
}

impl ResolvedQuery {
    /// The label of a field of its rows; `None` for a field that no type declares.
    pub fn label<'t>(&self, types: &'t Types, name: &str) -> Option<&'t str> {
        let QueryKind::Pages(wanted) = &self.kind else { return None };
        let is_asked = |id| wanted.iter().any(|wanted| types.is_a(id, *wanted));
        let is_common = COMMON.contains(&name);
        // Without a type, a name that every page has means what it means on every page.
        let mut asked = types.iter().filter(|(id, _)| is_asked(*id) || wanted.is_empty() && !is_common);
        let field = asked.find_map(|(_, page_type)| page_type.field_at(name));
        let inverse = || types.inverses().find(|inverse| inverse.name == name && !is_common);
        field.map(|field| field.label.as_str()).or_else(|| inverse().map(|inverse| inverse.label.as_str()))
    }

    /// True if its rows are in groups.
    pub const fn is_grouped(&self) -> bool {
        self.group.is_some()
    }

    /// True if it sets an order.
    pub(super) const fn is_sorted(&self) -> bool {
        !self.sort.is_empty()
    }
}

impl View {
    /// All views.
    pub const ALL: [Self; 10] = [
        Self::List,
        Self::Table,
        Self::Cards,
        Self::Timeline,
        Self::Gallery,
        Self::State,
        Self::Chart,
        Self::Bands,
        Self::Matrix,
        Self::Tree,
    ];

    /// Spelling in queries; also the name of the view's template.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Table => "table",
            Self::Cards => "cards",
            Self::Timeline => "timeline",
            Self::Gallery => "gallery",
            Self::State => "state",
            Self::Chart => "chart",
            Self::Bands => "bands",
            Self::Matrix => "matrix",
            Self::Tree => "tree",
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
    /// First and last position of a date, exact or not.
    positions: Option<(i64, i64)>,
    page: Option<PageId>,
}

/// The rows of a query in groups; one group without a name if the query does not group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// A date that is not exact, or one in the calendar of a story.
    Moment(Moment),
    /// A page.
    Page(PageId),
}
