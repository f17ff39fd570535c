//! Headings and values of query rows, for all views.

use super::{Renderer, markup, values};
use crate::page::query::FirstColumn;
use crate::text::capitalised;
use crate::text::escape::Html;
use crate::wiki::{Cell, QueryKind, ResolvedQuery};

/// The label of a field of the rows: from the type that the query asks for, or from the relation that it inverts.
pub(super) fn label(renderer: &Renderer<'_>, query: &ResolvedQuery, name: &str) -> String {
    let label = query.label(&renderer.wiki.config.types, name);
    let common = || renderer.words().field(name);
    label.or_else(common).map_or_else(|| capitalised(name), str::to_owned)
}

/// The heading of the first column of a table; `None` if it is hidden.
pub(super) fn first_column(renderer: &Renderer<'_>, query: &ResolvedQuery) -> Option<String> {
    let usual = if matches!(query.kind, QueryKind::Claims) {
        renderer.words().about()
    } else {
        renderer.words().page()
    };
    match &query.first {
        FirstColumn::Usual => Some(usual.to_owned()),
        FirstColumn::Named(heading) => Some(heading.clone()),
        FirstColumn::Hidden => None,
    }
}

/// A cell as HTML.
pub(super) fn plain(renderer: &Renderer<'_>, cell: &Cell) -> Html {
    match cell {
        Cell::Page(id) => renderer.page_anchor(*id),
        Cell::Number(number, spelling) => Html::from_text(&values::number_text(*number, spelling)),
        Cell::Date(date) => markup::time(renderer.words(), *date),
        Cell::Moment(moment) => Html::from_text(&renderer.words().moment(moment)),
        Cell::Text(text) => Html::from_text(text),
    }
}

impl Renderer<'_> {
    /// A cell as plain text for readers.
    pub(super) fn cell_text(&self, cell: &Cell) -> String {
        match cell {
            Cell::Number(number, spelling) => values::number_text(*number, spelling),
            Cell::Date(date) => self.words().date(*date),
            cell => self.wiki.cell_text(cell),
        }
    }
}
