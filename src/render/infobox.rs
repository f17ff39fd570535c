//! The facts beside a page's text: its fields, the relations that others have with it, its claims.

use super::markup::{guarded, join};
use super::pictures::{declared_image, image, image_of};
use super::references::References;
use super::values::{MAX_VALUES, guarded_value, shown_value};
use super::{Renderer, claims, context};
use crate::config::{Field, FieldKind};
use crate::page::Page;
use crate::page::value::{FieldValue, Value};
use crate::text::escape::Html;
use crate::wiki::{PageId, Relation};

/// Longest rest of a record that the pages named in it show, in bytes.
const MAX_INVERSE: usize = 2000;

/// The infobox of a page; none when there is nothing to show in it.
pub(super) fn infobox(
    renderer: &Renderer<'_>,
    id: PageId,
    references: &mut References,
) -> Option<context::Infobox> {
    let page = renderer.wiki.page(id);
    let mut rows = own_rows(renderer, id, page, references);
    rows.extend(inverse_rows(renderer, id));
    rows.extend(free_rows(renderer, id, page, references));
    let claims = claims::current(renderer, id, references);
    let image = image(renderer, page);
    let typed = page.page_type.is_some() && image.is_some();
    (!rows.is_empty() || !claims.is_empty() || typed).then(|| context::Infobox {
        title: page.title.clone(),
        image,
        rows,
        claims,
    })
}

fn own_rows(
    renderer: &Renderer<'_>,
    id: PageId,
    page: &Page,
    references: &mut References,
) -> Vec<context::InfoboxRow> {
    let Some(page_type) = page.page_type else { return Vec::new() };
    let fields = &renderer.wiki.config.types.get(page_type).fields;
    let claimed: Vec<String> =
        renderer.wiki.claims.about(id).map(|(property, _)| property.replace('-', "_")).collect();
    let above = declared_image(page);
    let is_above = |value: &FieldValue| {
        image_of(value).is_some_and(|image| above.is_some_and(|above| std::ptr::eq(above, image)))
    };
    let mut rows = Vec::new();
    for values in &page.matter.fields {
        let field = &fields[usize::from(values.field)];
        // What claims say of a property stands in the place of a plain field of the same name.
        if field.hidden || claimed.contains(&field.name) {
            continue;
        }
        let shown: Vec<Html> = values
            .values
            .iter()
            .filter(|value| !is_above(value))
            .take(MAX_VALUES)
            .map(|value| shown_value(renderer, id, field, value, references))
            .collect();
        if !shown.is_empty() {
            rows.push(context::InfoboxRow {
                key: field.name.clone(),
                label: field.label.clone(),
                values: shown,
                note: None,
            });
        }
    }
    rows
}

/// What others say of this page in fields that declare what the other end shows.
fn inverse_rows(renderer: &Renderer<'_>, id: PageId) -> Vec<context::InfoboxRow> {
    let wiki = renderer.wiki;
    let own = own_field_names(renderer, wiki.page(id));
    let mut keyed = Vec::new();
    for relation in wiki.relations.incoming(id) {
        if let Some(inverse) = relation.field(&wiki.config.types).inverse()
            && !own.contains(&inverse.name)
        {
            let order = (relation.page_type.0, relation.field, relation.record.map_or(0, |(_, inner)| inner));
            keyed.push((order, inverse.name.clone(), inverse.label.clone(), relation));
        }
    }
    keyed.sort_by_key(|(order, ..)| *order);
    let mut rows: Vec<context::InfoboxRow> = Vec::new();
    for (_, key, label, relation) in keyed {
        let value = inverse_value(renderer, relation);
        match rows.iter_mut().find(|row| row.key == key) {
            Some(row) if row.values.contains(&value) => {}
            Some(row) if row.values.len() < MAX_VALUES => row.values.push(value),
            Some(row) => row.note = Some(renderer.words().and_more().to_owned()),
            None => rows.push(context::InfoboxRow { key, label, values: vec![value], note: None }),
        }
    }
    rows
}

fn own_field_names(renderer: &Renderer<'_>, page: &Page) -> Vec<String> {
    let Some(page_type) = page.page_type else { return Vec::new() };
    let fields = &renderer.wiki.config.types.get(page_type).fields;
    page.matter.fields.iter().map(|values| fields[usize::from(values.field)].name.clone()).collect()
}

/// One relation seen from the other end: the page that has the field, or the rest of the record with that page.
fn inverse_value(renderer: &Renderer<'_>, relation: &Relation) -> Html {
    let wiki = renderer.wiki;
    let page = wiki.page(relation.from);
    let field = &wiki.config.types.get(relation.page_type).fields[usize::from(relation.field)];
    let owner = renderer.page_anchor(relation.from);
    let scope = wiki.scope_of(relation);
    let (Some((ordinal, inner)), FieldKind::Record(fields)) = (relation.record, &field.kind) else {
        return guarded(renderer, scope, owner);
    };
    let values = page.matter.fields.iter().find(|values| values.field == relation.field);
    let value = values.and_then(|values| values.values.get(usize::from(ordinal)));
    let Some(FieldValue { value: Value::Record(record_values), .. }) = value else {
        return guarded(renderer, scope, owner);
    };
    if record_values.iter().map(|values| values.values.len()).sum::<usize>() > MAX_VALUES {
        return guarded(renderer, scope, owner);
    }
    let others: Vec<Html> = record_values
        .iter()
        .filter(|values| values.field != inner)
        .filter(|values| matches!(fields[usize::from(values.field)].kind, FieldKind::Reference { .. }))
        .flat_map(|values| {
            let field = &fields[usize::from(values.field)];
            values.values.iter().map(|value| guarded_value(renderer, relation.from, field, value))
        })
        .take(MAX_VALUES)
        .collect();
    let texts: Vec<Html> = record_values
        .iter()
        .filter(|values| !matches!(fields[usize::from(values.field)].kind, FieldKind::Reference { .. }))
        .flat_map(|values| {
            let field = &fields[usize::from(values.field)];
            values.values.iter().map(|value| guarded_value(renderer, relation.from, field, value))
        })
        .take(MAX_VALUES)
        .collect();
    let mut html = Html::new();
    join(&[others, vec![owner.clone()]].concat(), " – ", &mut html);
    if !texts.is_empty() {
        html.tag(": ");
        join(&texts, ", ", &mut html);
    }
    // It stands on every page that the record names.
    guarded(renderer, scope, if html.len() > MAX_INVERSE + owner.len() { owner } else { html })
}

/// Rows of `info:`, which no type declares. A value in `[[ ]]`, or one that is all a page's name, becomes a link.
fn free_rows(
    renderer: &Renderer<'_>,
    id: PageId,
    page: &Page,
    references: &mut References,
) -> Vec<context::InfoboxRow> {
    let field = Field::text();
    page.matter
        .info
        .iter()
        .map(|(label, values)| context::InfoboxRow {
            key: "info".to_owned(),
            label: label.clone(),
            values: values
                .iter()
                .take(MAX_VALUES)
                .map(|value| shown_value(renderer, id, &field, value, references))
                .collect(),
            note: None,
        })
        .collect()
}
