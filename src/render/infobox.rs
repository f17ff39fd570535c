//! The facts beside a page's text: its fields, the relations that others have with it, its claims.

use super::body::red_link;
use super::references::References;
use super::{Renderer, claims, context, files, pictures};
use crate::config::{Field, FieldKind};
use crate::page::Page;
use crate::page::links::{self, ImageText};
use crate::page::node::At;
use crate::page::value::{FieldValue, FieldValues, ImageValue, Value};
use crate::text::escape::Html;
use crate::text::yes_or_no;
use crate::wiki::{PageId, Relation, Target};

/// Most values of one row.
const MAX_VALUES: usize = 60;

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

/// The picture of a page.
pub(super) fn image(renderer: &Renderer<'_>, page: &Page) -> Option<context::Image> {
    picture(renderer, page, declared_image(page)?)
}

/// The picture that a page declares, by `image:` or by the first field that is a picture.
fn declared_image(page: &Page) -> Option<&ImageValue> {
    let by_field = || page.matter.fields.iter().flat_map(|values| &values.values).find_map(image_of);
    page.matter.image.as_ref().map(|declared| &declared.0).or_else(by_field)
}

/// All pictures that a page declares, those in its records as well; `None` for one whose file is not there.
pub(super) fn pictures(renderer: &Renderer<'_>, page: &Page) -> Vec<Option<context::Image>> {
    page.matter.images().into_iter().map(|(image, _)| picture(renderer, page, image)).collect()
}

fn image_of(value: &FieldValue) -> Option<&ImageValue> {
    match &value.value {
        Value::Image(image) => Some(image),
        _ => None,
    }
}

/// A picture that a page declares. `None` when its file is not there.
pub(super) fn picture(renderer: &Renderer<'_>, page: &Page, image: &ImageValue) -> Option<context::Image> {
    let (target, url) = file_of(renderer, page, image)?;
    let (size, variants) = match target {
        Target::Asset(index) => {
            (renderer.wiki.assets.get(index).1.size, pictures::variants(renderer.wiki, index))
        }
        _ => (None, Vec::new()),
    };
    Some(context::Image {
        url,
        width: size.map(|size| size.0),
        height: size.map(|size| size.1),
        alt: image.alt.clone().unwrap_or_default(),
        caption: image.caption.clone(),
        credit: image.credit.clone(),
        licence: image.licence.clone(),
        srcset: renderer.srcset(&variants),
        small: variants.first().map(|variant| renderer.url(&variant.address)),
    })
}

/// Where the file of a picture is, and its address. `None` when it is not there.
fn file_of(renderer: &Renderer<'_>, page: &Page, image: &ImageValue) -> Option<(Target, String)> {
    if links::is_web_address(&image.path) {
        return Some((Target::Elsewhere, image.path.clone()));
    }
    let index = super::page::find_asset(renderer.wiki, page, &image.path)?;
    Some((Target::Asset(index), renderer.url(renderer.wiki.assets.get(index).0)))
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

/// A value with what sits on it: its spoiler scope around it, the marks of its sources behind it.
fn shown_value(
    renderer: &Renderer<'_>,
    id: PageId,
    field: &Field,
    value: &FieldValue,
    references: &mut References,
) -> Html {
    let mut inner = match &value.value {
        Value::Record(values) => record(renderer, id, field.inner(), values, Some(references)),
        _ => plain_value(renderer, id, field, value),
    };
    for source in &value.sources {
        inner.html(&references.cite(&source.text, "", &renderer.wiki.sources));
    }
    guarded(renderer, value.spoiler.as_deref(), inner)
}

/// A value with its spoiler scope around it.
fn guarded_value(renderer: &Renderer<'_>, id: PageId, field: &Field, value: &FieldValue) -> Html {
    guarded(renderer, value.spoiler.as_deref(), plain_value(renderer, id, field, value))
}

/// What belongs to a spoiler scope, folded away under its name.
pub(super) fn guarded(renderer: &Renderer<'_>, scope: Option<&str>, inner: Html) -> Html {
    match scope {
        Some(scope) => hidden(renderer, scope, &inner),
        None => inner,
    }
}

/// Something folded away under the name of its spoiler scope.
pub(super) fn hidden(renderer: &Renderer<'_>, scope: &str, inner: &Html) -> Html {
    let known = renderer.wiki.config.spoilers.iter().find(|known| known.id == scope);
    let label = known.map_or(scope, |known| known.label.as_str());
    let mut html = Html::new();
    html.tag("<details class=\"spoiler\"")
        .attribute("data-scope", scope)
        .tag("><summary>Spoiler: ")
        .text(label);
    html.tag("</summary>").html(inner).tag("</details>");
    html
}

/// A value as HTML.
pub(super) fn plain_value(renderer: &Renderer<'_>, id: PageId, field: &Field, value: &FieldValue) -> Html {
    let mut html = Html::new();
    match &value.value {
        Value::Text(text) => linked_text(renderer, id, text, value.at, &mut html),
        Value::Number(number, spelling) => {
            html.text(&number_text(*number, spelling));
            if let Some(unit) = &field.unit {
                html.tag(" ").text(unit);
            }
        }
        Value::Boolean(yes) => {
            html.tag(yes_or_no(*yes));
        }
        Value::Date(date) => {
            html.html(&time(*date));
        }
        Value::Url(url) => {
            let shown =
                url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
            html.tag("<a class=\"external\"").attribute("href", url).tag(">").text(shown).tag("</a>");
        }
        Value::Image(image) => {
            thumbnail(renderer, id, image, &mut html);
        }
        Value::Reference(name) => reference(renderer, id, value, &name.text, &mut html),
        Value::Record(values) => {
            html.html(&record(renderer, id, field.inner(), values, None));
        }
    }
    html
}

fn thumbnail(renderer: &Renderer<'_>, id: PageId, image: &ImageValue, html: &mut Html) {
    let alt = image.alt.clone().unwrap_or_default();
    let text = ImageText { alt, title: image.caption.clone().unwrap_or_default(), ..ImageText::default() };
    match file_of(renderer, renderer.wiki.page(id), image) {
        Some((target, url)) => files::picture(renderer, &target, &url, &text, html),
        None => drop(html.text(image.alt.as_deref().unwrap_or(&image.path))),
    }
}

fn reference(renderer: &Renderer<'_>, id: PageId, value: &FieldValue, name: &str, html: &mut Html) {
    match renderer.wiki.relations.target(id, value.at) {
        Some(target) => {
            html.html(&renderer.page_anchor(target));
        }
        None => {
            red_link(name, "no page yet", html);
            html.text(name).tag("</a>");
        }
    }
}

/// A text of the front matter, in which `[[Page]]` is a link.
fn linked_text(renderer: &Renderer<'_>, id: PageId, text: &str, at: At, html: &mut Html) {
    let mut targets = renderer.wiki.page(id).body.stated_at(at);
    let mut written = 0;
    for link in links::wikilinks(text) {
        html.text(&text[written..link.range.start]);
        written = link.range.end;
        stated_link(renderer, id, targets.next(), &link.label, html);
    }
    html.text(&text[written..]);
}

/// A link of the front matter, by its index among those of the page.
pub(super) fn stated_link(
    renderer: &Renderer<'_>,
    id: PageId,
    index: Option<usize>,
    label: &str,
    html: &mut Html,
) {
    let target = index.map(|index| &renderer.wiki.targets[id as usize][index]);
    match target.and_then(|target| renderer.target_url(target)) {
        Some(url) => drop(html.tag("<a").attribute("href", &url).tag(">")),
        None => red_link(label, "no page yet", html),
    }
    html.text(label).tag("</a>");
}

/// A record in one line: pages and dates joined by dashes, then the rest behind a colon.
fn record(
    renderer: &Renderer<'_>,
    id: PageId,
    fields: &[Field],
    values: &[FieldValues],
    mut references: Option<&mut References>,
) -> Html {
    let mut main: Vec<Html> = Vec::new();
    let mut rest: Vec<Html> = Vec::new();
    for values in values {
        let field = &fields[usize::from(values.field)];
        let list = if matches!(field.kind, FieldKind::Reference { .. } | FieldKind::Date) {
            &mut main
        } else {
            &mut rest
        };
        list.extend(values.values.iter().map(|value| match references.as_deref_mut() {
            Some(references) => shown_value(renderer, id, field, value, references),
            None => guarded_value(renderer, id, field, value),
        }));
    }
    let mut html = Html::new();
    join(&main, " – ", &mut html);
    if !main.is_empty() && !rest.is_empty() {
        html.tag(": ");
    }
    join(&rest, ", ", &mut html);
    html
}

/// Parts with something between them.
pub(super) fn join(parts: &[Html], with: &'static str, html: &mut Html) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            html.tag(with);
        }
        html.html(part);
    }
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
            Some(row) => row.note = Some("and more; see what links here".to_owned()),
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
    let others: Vec<Html> = record_values
        .iter()
        .filter(|values| values.field != inner)
        .filter(|values| matches!(fields[usize::from(values.field)].kind, FieldKind::Reference { .. }))
        .flat_map(|values| {
            let field = &fields[usize::from(values.field)];
            values.values.iter().map(|value| guarded_value(renderer, relation.from, field, value))
        })
        .collect();
    let texts: Vec<Html> = record_values
        .iter()
        .filter(|values| !matches!(fields[usize::from(values.field)].kind, FieldKind::Reference { .. }))
        .flat_map(|values| {
            let field = &fields[usize::from(values.field)];
            values.values.iter().map(|value| guarded_value(renderer, relation.from, field, value))
        })
        .collect();
    let mut html = Html::new();
    join(&[others, vec![owner]].concat(), " – ", &mut html);
    if !texts.is_empty() {
        html.tag(": ");
        join(&texts, ", ", &mut html);
    }
    guarded(renderer, scope, html)
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
            values: values.iter().map(|value| shown_value(renderer, id, &field, value, references)).collect(),
            note: None,
        })
        .collect()
}

/// A date for people and for machines.
pub(super) fn time(date: crate::date::PartialDate) -> Html {
    let mut html = Html::new();
    html.tag("<time").attribute("datetime", &date.iso()).tag(">").text(&date.to_string()).tag("</time>");
    html
}

/// A number as people write it: groups of three from 10,000 on, otherwise as spelt.
pub(super) fn number_text(number: f64, spelling: &str) -> String {
    let digits = spelling.trim();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain && number >= 10_000.0 { grouped(digits) } else { digits.to_owned() }
}

/// Digits in groups of three.
pub(super) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
