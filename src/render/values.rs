//! One value of the front matter as HTML, and as JSON for machines.

use serde_json::{Value as Json, json};

use super::markup::{guarded, join, red_link, time};
use super::pictures::file_of;
use super::references::References;
use super::{Renderer, files};
use crate::config::{Field, FieldKind};
use crate::page::links::{self, ImageText};
use crate::page::node::At;
use crate::page::value::{FieldValue, FieldValues, ImageValue, Value};
use crate::text::escape::Html;
use crate::wiki::PageId;

/// Most values of one row.
pub(super) const MAX_VALUES: usize = 60;

/// A value with what sits on it: its spoiler scope around it, the marks of its sources behind it.
pub(super) fn shown_value(
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
pub(super) fn guarded_value(renderer: &Renderer<'_>, id: PageId, field: &Field, value: &FieldValue) -> Html {
    guarded(renderer, value.spoiler.as_deref(), plain_value(renderer, id, field, value))
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
            html.text(if *yes { renderer.words().yes() } else { renderer.words().no() });
        }
        Value::Date(date) => {
            html.html(&time(renderer.words(), *date));
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
            red_link(name, renderer.words().no_page_yet(), html);
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
    let target = index.map(|index| &renderer.wiki.texts.targets[id as usize][index]);
    match target.and_then(|target| renderer.target_url(target)) {
        Some(url) => drop(html.tag("<a").attribute("href", &url).tag(">")),
        None => red_link(label, renderer.words().no_page_yet(), html),
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
        list.extend(values.values.iter().take(MAX_VALUES).map(|value| match references.as_deref_mut() {
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

/// A value by itself: of a page the name, of a picture the file, of a record nothing.
pub(super) fn plain_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(links::without_links(text)),
        Value::Url(url) => json!(url),
        Value::Number(number, _) if number.fract() == 0.0 => json!(*number as i64),
        Value::Number(number, _) => json!(number),
        Value::Boolean(yes) => json!(yes),
        Value::Date(date) => json!(date.iso()),
        Value::Image(image) => json!(image.path),
        Value::Reference(name) => json!(name.text),
        Value::Record(_) => Json::Null,
    }
}
