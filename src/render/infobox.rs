//! The infobox of a page: its fields, inverse relations and claims.

use rustc_hash::{FxHashMap, FxHashSet};

use super::markup::join;
use super::pictures::declared_image;
use super::references::References;
use super::values::{MAX_VALUES, ValueWriter};
use super::{Renderer, claims, context};
use crate::config::{Field, FieldKind};
use crate::labels::{Folds, Labelled};
use crate::page::Page;
use crate::page::front_matter::InfoRow;
use crate::page::value::{FieldValue, Status, Value, inner_values};
use crate::text::escape::Html;
use crate::wiki::{Event, PageId, Relation};

/// Maximum size of the rest of a record shown by the pages named in it, in bytes.
const MAX_INVERSE: usize = 2000;

/// The infobox of a page; `None` if it would be empty.
pub(super) fn infobox(
    renderer: &Renderer<'_>,
    id: PageId,
    references: &mut References,
) -> Option<context::Infobox> {
    let page = renderer.wiki.page(id);
    let mut rows = own_rows(renderer, id, references);
    rows.extend(inverse_rows(renderer, id));
    rows.extend(page.matter.info.iter().map(|row| free_row(renderer, id, row, references)));
    rows.extend(folded_rows(renderer, id));
    let claims = claims::current(renderer, id, references);
    let image = renderer.captioned_image(id, page);
    let typed = page.page_type.is_some() && image.is_some();
    (!rows.is_empty() || !claims.is_empty() || typed).then(|| context::Infobox {
        title: page.title.clone(),
        has_title: renderer.wiki.config.theme.infobox_title,
        title_card: image.is_none().then(|| title_card(renderer, page)).flatten(),
        versions: versions(renderer, id, image.as_ref()),
        image,
        rows,
        claims,
    })
}

/// The label of the type, if infoboxes have cards in the place of pictures.
fn title_card(renderer: &Renderer<'_>, page: &Page) -> Option<String> {
    let page_type = page.page_type.filter(|_| renderer.wiki.config.theme.title_cards)?;
    Some(renderer.wiki.config.types.get(page_type).label.clone())
}

/// The pictures of all versions, if there are several.
fn versions(renderer: &Renderer<'_>, id: PageId, first: Option<&context::Image>) -> Vec<context::Image> {
    let page = renderer.wiki.page(id);
    let others = page.matter.versions.iter().filter_map(Labelled::open);
    let others = others.filter_map(|(image, _)| renderer.with_marks(id, image));
    let all: Vec<context::Image> = first.cloned().into_iter().chain(others).collect();
    if all.len() > 1 || first.is_none() { all } else { Vec::new() }
}

fn own_rows(renderer: &Renderer<'_>, id: PageId, references: &mut References) -> Vec<context::InfoboxRow> {
    let page = renderer.wiki.page(id);
    let Some(page_type) = page.page_type else { return Vec::new() };
    let fields = &renderer.wiki.config.types.get(page_type).fields;
    let claimed: Vec<String> =
        renderer.wiki.claims.about(id).map(|(property, _)| property.replace('-', "_")).collect();
    let above = declared_image(page);
    let is_above = |value: &Labelled<FieldValue>| {
        let image = value.open().and_then(super::pictures::image_of);
        image.is_some_and(|image| above.is_some_and(|above| std::ptr::eq(above, image)))
    };
    let (mut rows, mut before) = (Vec::new(), None);
    for values in &page.matter.fields {
        let field = &fields[usize::from(values.field)];
        // Claims about a property replace a plain field with the same name.
        if field.hidden || claimed.contains(&field.name) {
            continue;
        }
        let mut writer = ValueWriter::new(renderer, id, renderer.folds()).citing(references);
        let shown = values.values.iter().filter(|value| !is_above(value)).take(MAX_VALUES);
        let shown: Vec<&Labelled<FieldValue>> = shown.collect();
        let is_status = field.name == "status" && renderer.wiki.events.of(id).is_some();
        let one = |value: &Labelled<FieldValue>, writer: &mut ValueWriter<'_, '_>| match (
            value.open().map(|value| &value.value),
            is_status,
        ) {
            (Some(Value::Text(status)), true) if Status::named(status).is_some() => {
                Html::from_text(renderer.words().event_status(status))
            }
            _ => writer.value(field, value.as_ref()),
        };
        // Values of the same scopes share a fold.
        let alike = shown.chunk_by(|a, b| !a.is_open() && a.scopes() == b.scopes());
        let show = |alike: &[&Labelled<FieldValue>]| match alike {
            [value] => one(value, &mut writer),
            several => writer.together(field, several),
        };
        let shown: Vec<Html> = alike.map(show).collect();
        if !shown.is_empty() {
            let group = field.group.clone().filter(|_| field.group != before);
            before.clone_from(&field.group);
            rows.push(context::InfoboxRow { group, ..row(&field.name, &field.label, shown) });
        }
    }
    rows
}

fn row(key: &str, label: &str, values: Vec<Html>) -> context::InfoboxRow {
    context::InfoboxRow {
        key: key.to_owned(),
        label: label.to_owned(),
        label_html: None,
        group: None,
        values,
        note: None,
    }
}

/// Rows of inverse relations, for fields that declare one.
fn inverse_rows(renderer: &Renderer<'_>, id: PageId) -> Vec<context::InfoboxRow> {
    let wiki = renderer.wiki;
    let own = own_field_names(renderer, wiki.page(id));
    let mut keyed = Vec::new();
    for relation in wiki.relations.incoming(id) {
        if let Some((order, inverse)) = wiki.relations.inverse(relation, &wiki.config.types)
            && !own.contains(&inverse.name)
        {
            keyed.push((order, inverse, relation));
        }
    }
    // Events are in order of their dates, those that not all readers may know last.
    let date = |relation: &Labelled<&Relation>| {
        let event = relation.open().and_then(|relation| wiki.events.of(relation.from));
        event.and_then(Event::open_date)
    };
    keyed.sort_by_cached_key(|(order, _, relation)| {
        let date = date(relation);
        (*order, date.is_none(), date)
    });
    let mut rows: Vec<context::InfoboxRow> = Vec::new();
    for (_, inverse, relation) in keyed {
        let value = inverse_value(renderer, relation);
        match rows.iter_mut().find(|row| row.key == inverse.name) {
            Some(row) if row.values.contains(&value) => {}
            Some(row) if row.values.len() < MAX_VALUES => row.values.push(value),
            Some(row) => row.note = Some(renderer.words().and_more().to_owned()),
            None => rows.push(row(&inverse.name, &inverse.label, vec![value])),
        }
    }
    rows
}

/// Pages that the infobox names to all readers.
pub(super) struct Named {
    /// By the rows of inverse relations.
    pub(super) inverse: FxHashSet<PageId>,
    /// By the page's own fields.
    pub(super) own: FxHashSet<PageId>,
}

/// The pages that an infobox names, except in rows that do not name all of theirs.
pub(super) fn named(renderer: &Renderer<'_>, id: PageId) -> Named {
    let wiki = renderer.wiki;
    let own = own_field_names(renderer, wiki.page(id));
    let mut rows: FxHashMap<&str, Vec<PageId>> = FxHashMap::default();
    for relation in wiki.relations.incoming(id) {
        if let Some((_, inverse)) = wiki.relations.inverse(relation, &wiki.config.types)
            && !own.contains(&inverse.name)
            && let Some(relation) = relation.into_open()
        {
            rows.entry(inverse.name.as_str()).or_default().push(relation.from);
        }
    }
    let outgoing = wiki.relations.outgoing(id);
    let fields = outgoing.iter().filter_map(Labelled::open);
    let fields = fields.filter(|relation| !relation.field(&wiki.config.types).hidden);
    let own: Vec<PageId> = fields.map(|relation| relation.to).collect();
    let whole = |pages: &Vec<PageId>| pages.len() <= MAX_VALUES;
    Named {
        inverse: rows.into_values().filter(whole).flatten().collect(),
        own: Some(own).filter(whole).into_iter().flatten().collect(),
    }
}

fn own_field_names(renderer: &Renderer<'_>, page: &Page) -> Vec<String> {
    let Some(page_type) = page.page_type else { return Vec::new() };
    let fields = &renderer.wiki.config.types.get(page_type).fields;
    page.matter.fields.iter().map(|values| fields[usize::from(values.field)].name.clone()).collect()
}

/// One inverse relation: the page that has the field, or the rest of the record with that page.
fn inverse_value(renderer: &Renderer<'_>, labelled: Labelled<&Relation>) -> Html {
    labelled.folded(renderer.folds(), |relation| {
        let owner = renderer.page_anchor(relation.from);
        let folds = renderer.folds().inside(labelled.scopes());
        let Some(Rest { mut pages, others }) = rest_of_record(renderer, relation, folds) else {
            return owner;
        };
        pages.push(owner.clone());
        let mut html = Html::new();
        join(&pages, " – ", &mut html);
        if !others.is_empty() {
            html.tag(": ");
            join(&others, ", ", &mut html);
        }
        // It is shown on every page that the record names.
        if html.len() > MAX_INVERSE + owner.len() { owner } else { html }
    })
}

/// The values beside a page in a record.
pub(super) struct Rest {
    pub(super) pages: Vec<Html>,
    pub(super) others: Vec<Html>,
}

/// The rest of the record in which a relation is. `None` if it is in none, or in one with too many values.
pub(super) fn rest_of_record(renderer: &Renderer<'_>, relation: &Relation, folds: Folds<'_>) -> Option<Rest> {
    let page = renderer.wiki.page(relation.from);
    let field = &renderer.wiki.config.types.get(relation.page_type).fields[usize::from(relation.field)];
    let (ordinal, inner) = relation.record?;
    let values = page.matter.fields.iter().find(|values| values.field == relation.field)?;
    let record = values.values.get(usize::from(ordinal))?;
    let values: Vec<_> = inner_values(record.as_ref()).take(MAX_VALUES + 1).collect();
    if values.len() > MAX_VALUES {
        return None;
    }
    let mut writer = ValueWriter::new(renderer, relation.from, folds);
    let mut rest = Rest { pages: Vec::new(), others: Vec::new() };
    for (index, value) in values {
        let field = &field.inner()[usize::from(index)];
        match field.kind {
            FieldKind::Reference { .. } if index == inner => {}
            FieldKind::Reference { .. } => rest.pages.push(writer.value(field, value)),
            _ => rest.others.push(writer.value(field, value)),
        }
    }
    Some(rest)
}

/// A row of `info:`, which no type declares. A value in `[[ ]]`, or one equal to a page's name, becomes a link. The label of a spoiler is
/// inside its fold.
fn free_row(
    renderer: &Renderer<'_>,
    id: PageId,
    free: &InfoRow,
    references: &mut References,
) -> context::InfoboxRow {
    let field = Field::text();
    let folds = renderer.folds().inside(free.label.scopes());
    let mut writer = ValueWriter::new(renderer, id, folds).citing(references);
    let values: Vec<Html> =
        free.values.iter().take(MAX_VALUES).map(|value| writer.value(&field, value.as_ref())).collect();
    if let Some(label) = free.label.open() {
        let label_html = ValueWriter::new(renderer, id, folds).marked(label);
        return context::InfoboxRow { label_html, ..row("info", &label.plain, values) };
    }
    let folded = free.label.folded(renderer.folds(), |label| {
        let marked = ValueWriter::new(renderer, id, folds).marked(label);
        let mut html = marked.unwrap_or_else(|| Html::from_text(&label.plain));
        html.tag(": ");
        join(&values, ", ", &mut html);
        html
    });
    row("info", renderer.words().callout_spoiler(), vec![folded])
}

/// Spoilers that templates would otherwise show elsewhere: image, aliases, categories.
fn folded_rows(renderer: &Renderer<'_>, id: PageId) -> Vec<context::InfoboxRow> {
    let matter = &renderer.wiki.page(id).matter;
    let (folds, words) = (renderer.folds(), renderer.words());
    let pictures = matter.image.iter().map(|image| &**image).chain(&matter.versions);
    let picture = pictures.filter(|image| !image.is_open()).map(|image| {
        let value =
            image.as_ref().map(|(image, at)| FieldValue::plain(Value::Image(image.clone().into()), *at));
        ValueWriter::new(renderer, id, folds).value(&Field::text(), value.as_ref())
    });
    let aliases = matter.aliases.iter().filter(|alias| !alias.is_open());
    let aliases = aliases.map(|alias| alias.folded(folds, |alias| Html::from_text(&alias.text)));
    let categories = matter.categories.iter().filter(|name| !name.is_open());
    let categories = categories.map(|name| name.folded(folds, |name| renderer.category_anchor(&name.text)));
    let rows = [
        row("image", words.image(), picture.collect()),
        row("aliases", words.other_names(), aliases.collect()),
        row("categories", words.categories(), categories.collect()),
    ];
    rows.into_iter().filter(|row| !row.values.is_empty()).collect()
}
