//! The rows of a query, as templates see them.

use super::references::References;
use super::{Renderer, claims, context, markup, pictures, values};
use crate::config::Property;
use crate::text::capitalised;
use crate::text::escape::Html;
use crate::wiki::{Cell, Labelled, QueryKind, ResolvedQuery, Row, View};

/// What the template of a view sees.
pub(super) fn context(
    renderer: &Renderer<'_>,
    query: &ResolvedQuery,
    references: &mut References,
) -> context::Query {
    let result = renderer.wiki.answer(query);
    let show = shown_fields(query);
    let groups = result.groups.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(label, rows)| {
        context::QueryGroup {
            label,
            items: rows.into_iter().map(|row| item(renderer, row, &show, references)).collect(),
        }
    });
    context::Query {
        view: query.view.name().to_owned(),
        of_claims: matches!(query.kind, QueryKind::Claims),
        caption: query.caption.clone(),
        groups: groups.collect(),
        columns: show.iter().map(|name| label(renderer, name)).collect(),
        empty_text: query.empty.clone().unwrap_or_else(|| renderer.words().nothing_here_yet().to_owned()),
    }
}

fn shown_fields(query: &ResolvedQuery) -> Vec<String> {
    let by_default: &[&str] = match (&query.kind, query.view) {
        _ if !query.show.is_empty() => return query.show.clone(),
        (QueryKind::Claims, _) => &["value", "said", "status", "by"],
        (_, View::Table) => &["description"],
        _ => &[],
    };
    by_default.iter().map(|&name| name.to_owned()).collect()
}

/// The label of a field: that of the first type that declares it, or of the relation that it turns round.
fn label(renderer: &Renderer<'_>, name: &str) -> String {
    let types = &renderer.wiki.config.types;
    let field = types.iter().find_map(|(_, page_type)| page_type.field_at(name)).map(|field| &field.label);
    let inverse = || types.inverses().find(|inverse| inverse.name == name).map(|inverse| &inverse.label);
    field.or_else(inverse).cloned().unwrap_or_else(|| capitalised(name))
}

fn item(
    renderer: &Renderer<'_>,
    row: Row,
    show: &[String],
    references: &mut References,
) -> context::QueryItem {
    match row {
        Row::Page(id) => page_item(renderer, id, show),
        Row::Claim(number) => claim_item(renderer, number, show, references),
    }
}

fn page_item(renderer: &Renderer<'_>, id: u32, show: &[String]) -> context::QueryItem {
    let wiki = renderer.wiki;
    let page = wiki.page(id);
    let event = wiki.events.of(id);
    let date = event.and_then(|event| event.date).or(page.matter.date);
    let status = event.and_then(|event| event.status).map_or("", |status| status.name());
    context::QueryItem {
        title: page.title.clone(),
        url: renderer.page_url(id),
        description: page.summary(),
        image: pictures::image(renderer, page),
        type_label: page.page_type.map(|id| wiki.config.types.get(id).label.clone()).unwrap_or_default(),
        date_text: date.map(|date| renderer.words().date(date)).unwrap_or_default(),
        date: date.map(crate::date::PartialDate::iso).unwrap_or_default(),
        status: status.to_owned(),
        status_label: capitalised(status),
        superseded: event.is_some_and(|event| !event.superseded_by.is_empty()),
        cells: cells(renderer, Row::Page(id), show),
    }
}

fn claim_item(
    renderer: &Renderer<'_>,
    number: u32,
    show: &[String],
    references: &mut References,
) -> context::QueryItem {
    let wiki = renderer.wiki;
    let statement = wiki.claims.get(number);
    let claim = wiki.claims.claim(statement, &wiki.pages);
    let property = wiki.config.properties.get(&claim.property.text);
    let property = property.cloned().unwrap_or_else(|| Property::undeclared(&claim.property.text));
    let mut cells = cells(renderer, Row::Claim(number), show);
    for (cell, name) in cells.iter_mut().zip(show) {
        if name == "value" {
            cell.html = claims::value(renderer, statement, claim, &property);
            for source in &claim.sources {
                cell.html.html(&references.cite(&source.text, "", &wiki.sources));
            }
        }
    }
    context::QueryItem {
        title: property.label,
        url: format!("{}#{}", renderer.page_url(statement.subject), claims::fragment(renderer, number)),
        description: if claim.value.spoiler.is_some() { String::new() } else { claims::value_text(claim) },
        image: None,
        type_label: renderer.words().claim().to_owned(),
        date_text: claim.said.map(|(date, _)| renderer.words().date(date)).unwrap_or_default(),
        date: claim.said.map(|(date, _)| date.iso()).unwrap_or_default(),
        status: claim.status.name().to_owned(),
        status_label: renderer.words().status_name(claim.status.name()).to_owned(),
        superseded: !wiki.stands(number),
        cells,
    }
}

fn cells(renderer: &Renderer<'_>, row: Row, show: &[String]) -> Vec<context::QueryCell> {
    let cell = |name: &String| {
        let mut html = Html::new();
        markup::join(&values(renderer, row, name), ", ", &mut html);
        context::QueryCell { label: label(renderer, name), html }
    };
    show.iter().map(cell).collect()
}

/// The values of a field of a row: those that the page has itself look as they do in its infobox.
fn values(renderer: &Renderer<'_>, row: Row, name: &str) -> Vec<Html> {
    if let Row::Page(id) = row {
        let own = renderer.wiki.values_of(id, name);
        if !own.is_empty() {
            let shown = |value: Labelled<'_>| {
                let html = values::plain_value(renderer, id, value.field, value.value);
                markup::guarded(renderer, value.spoiler, html)
            };
            return own.into_iter().map(shown).collect();
        }
    }
    let cells = renderer.wiki.labelled_cells(row, name);
    cells.iter().map(|(cell, scope)| markup::guarded(renderer, *scope, plain(renderer, cell))).collect()
}

fn plain(renderer: &Renderer<'_>, cell: &Cell) -> Html {
    match cell {
        Cell::Page(id) => renderer.page_anchor(*id),
        Cell::Number(number, spelling) => Html::from_text(&values::number_text(*number, spelling)),
        Cell::Date(date) => markup::time(renderer.words(), *date),
        Cell::Text(text) => Html::from_text(text),
    }
}
