//! A value of the front matter as HTML, and as JSON for the API.

use std::ops::Range;

use serde_json::{Value as Json, json};

use super::markup::{external_link, join, time};
use super::pictures::file_of;
use super::references::References;
use super::{Renderer, files};
use crate::asset::media;
use crate::config::{Field, FieldKind};
use crate::labels::{Folds, Labelled, Scopes};
use crate::page::inline_text;
use crate::page::links::{self, ImageText, LinkKind, TextLink};
use crate::page::node::YamlPath;
use crate::page::value::{FieldValue, FieldValues, ImageValue, MarkedText, Value};
use crate::text::escape::Html;
use crate::wiki::{PageId, Target, TypedValue};

/// Maximum number of values in a row.
pub(super) const MAX_VALUES: usize = 60;

/// Writes the values of a page.
pub(super) struct ValueWriter<'v, 'r> {
    renderer: &'v Renderer<'r>,
    page: PageId,
    /// List of the page's references. Without it, values have no citation markers.
    references: Option<&'v mut References>,
    /// The folds open around the values.
    folds: Folds<'v>,
}

impl<'v, 'r> ValueWriter<'v, 'r> {
    pub(super) fn new(renderer: &'v Renderer<'r>, page: PageId, folds: Folds<'v>) -> Self {
        Self { renderer, page, references: None, folds }
    }

    /// Adds citation markers to the values.
    pub(super) fn citing(self, references: &'v mut References) -> Self {
        Self { references: Some(references), ..self }
    }

    /// A value in a fold for its scopes, followed by its citation markers.
    pub(super) fn value(&mut self, field: &Field, value: Labelled<&FieldValue>) -> Html {
        value.folded(self.folds, |written| {
            let mut inside = self.inside(value.scopes());
            let mut html = inside.plain(field, written);
            if let Some(references) = inside.references {
                for source in &written.sources {
                    let source = Labelled::new(source.text.as_str(), inside.folds.scopes_around());
                    html.html(&references.cite(source, "", &inside.renderer.wiki.sources));
                }
            }
            html
        })
    }

    /// Values in one fold for the scopes that they all have.
    pub(super) fn together(&mut self, field: &Field, values: &[&Labelled<FieldValue>]) -> Html {
        let [first, ..] = values else { return Html::new() };
        first.folded(self.folds, |_| {
            let mut inside = self.inside(first.scopes());
            let values: Vec<Html> = values.iter().map(|&value| inside.value(field, value.as_ref())).collect();
            let mut html = Html::new();
            join(&values, "; ", &mut html);
            html
        })
    }

    /// A value given with its field.
    pub(super) fn typed(&mut self, value: Labelled<TypedValue<'_>>) -> Html {
        value.folded(self.folds, |typed| self.inside(value.scopes()).plain(typed.field, typed.value))
    }

    fn inside(&mut self, scopes: Scopes) -> ValueWriter<'_, 'r> {
        ValueWriter {
            renderer: self.renderer,
            page: self.page,
            references: self.references.as_deref_mut(),
            folds: self.folds.inside(scopes),
        }
    }

    fn plain(&mut self, field: &Field, value: &FieldValue) -> Html {
        let mut html = Html::new();
        match &value.value {
            Value::Text(text) => self.linked_text(text, value.at, &mut html),
            Value::Number(number, spelling) => {
                html.text(&number_text(*number, spelling));
                if let Some(unit) = &field.unit {
                    html.tag(" ").text(unit);
                }
            }
            Value::Boolean(yes) => {
                let words = self.renderer.words();
                html.text(if *yes { words.yes() } else { words.no() });
            }
            Value::Date(date) => drop(html.html(&time(self.renderer.words(), *date))),
            Value::Moment(moment) => {
                // Tables are sorted by the position.
                html.tag("<data").attribute("value", &moment.from.to_string()).tag(">");
                html.text(&self.renderer.words().moment(moment)).tag("</data>");
            }
            Value::Url(url) => web_address(url, &mut html),
            Value::Image(image) => self.thumbnail(image, &mut html),
            Value::Reference(name) => self.reference(field, value.at, &name.text, &mut html),
            Value::Record(values) => drop(html.html(&self.record(field.inner(), values))),
        }
        html
    }

    fn thumbnail(&self, image: &ImageValue, html: &mut Html) {
        let alt = image.alt.clone().unwrap_or_default();
        let text = ImageText {
            alt,
            title: image.caption.as_ref().map(|text| text.plain.clone()).unwrap_or_default(),
            ..ImageText::default()
        };
        match file_of(self.renderer, self.renderer.wiki.page(self.page), image) {
            Some((_, url)) if media::is_recording(&image.path) => files::player(&image.path, &url, html),
            Some((target, url)) => files::picture(self.renderer, &target, &url, &text, html),
            None => drop(html.text(image.alt.as_deref().unwrap_or(&image.path))),
        }
        if let Some(credit) = &image.credit {
            html.tag(" <small class=\"credit\">");
            html.html(&self.marked(credit).unwrap_or_else(|| Html::from_text(&credit.plain)));
            if let Some(licence) = &image.licence {
                html.tag(", ").text(licence);
            }
            html.tag("</small>");
        }
    }

    fn reference(&self, field: &Field, at: YamlPath, name: &str, html: &mut Html) {
        match self.renderer.wiki.relations.target(self.page, at) {
            Some(target) => drop(html.html(&self.renderer.page_anchor(target))),
            None => {
                self.renderer.unwritten(name, self.renderer.folder_of(field), html);
                html.text(name).tag("</a>");
            }
        }
    }

    /// A text of the front matter, in which `[[Page]]` is a link.
    fn linked_text(&self, text: &str, at: YamlPath, html: &mut Html) {
        let mut targets = self.renderer.wiki.page(self.page).body.stated_at(at);
        let mut written = 0;
        for link in links::text_links(text) {
            html.text(&text[written..link.range.start]);
            written = link.range.end;
            self.text_link(&mut targets, &link, html);
        }
        html.text(&text[written..]);
    }

    /// A short text with marks and links, if it has any.
    pub(super) fn marked(&self, text: &MarkedText) -> Option<Html> {
        let mut targets = self.renderer.wiki.page(self.page).body.stated_at(text.at);
        Some(inline_text::html(text.written()?, |_, link, html| self.text_link(&mut targets, link, html)))
    }

    /// A link in a text; those of the site have their targets among `targets`.
    fn text_link(&self, targets: &mut Range<usize>, found: &TextLink<'_>, html: &mut Html) {
        match found.link.kind {
            kind if kind.is_stated() => self.stated_link(targets.next(), &found.label, html),
            LinkKind::External => external_link(found, html),
            _ => drop(html.text(&found.label)),
        }
    }

    /// A whole value in `[[ ]]`: a link, to a category if there is one, otherwise red.
    pub(super) fn named(&self, at: YamlPath, name: &str) -> Html {
        let mut html = Html::new();
        let mut indices = self.renderer.wiki.page(self.page).body.stated_at(at);
        self.stated_link(indices.next(), name, &mut html);
        html
    }

    /// A link of the front matter, by its index on the page.
    fn stated_link(&self, index: Option<usize>, label: &str, html: &mut Html) {
        let target = index.map(|index| self.renderer.wiki.target(self.page, index as u32));
        let target = target.and_then(|target| target.open_to(self.folds.around()).copied());
        match target.and_then(|target| self.renderer.target_url(target)) {
            None if target == Some(&Target::Absent) => {
                html.text(label);
                return;
            }
            Some(url) => {
                let is_external = matches!(target, Some(Target::Interwiki(_)));
                html.tag(if is_external { "<a class=\"external\"" } else { "<a" });
                html.attribute("href", &url).tag(">");
            }
            None => self.renderer.unwritten(label, self.renderer.wiki.page(self.page).folder(), html),
        }
        html.text(label).tag("</a>");
    }

    /// A record in one line: pages and dates joined by dashes, then the rest after a colon.
    fn record(&mut self, fields: &[Field], values: &[FieldValues]) -> Html {
        let mut main: Vec<Html> = Vec::new();
        let mut rest: Vec<Html> = Vec::new();
        for values in values {
            let field = &fields[usize::from(values.field)];
            let list = if matches!(
                field.kind,
                FieldKind::Reference { .. } | FieldKind::Date | FieldKind::StoryDate(_)
            ) {
                &mut main
            } else {
                &mut rest
            };
            list.extend(values.values.iter().take(MAX_VALUES).map(|value| self.value(field, value.as_ref())));
        }
        let mut html = Html::new();
        join(&main, " – ", &mut html);
        if !main.is_empty() && !rest.is_empty() {
            html.tag(": ");
        }
        join(&rest, ", ", &mut html);
        html
    }
}

fn web_address(url: &str, html: &mut Html) {
    let shown = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    html.tag("<a class=\"external\"").attribute("href", url).tag(">").text(shown).tag("</a>");
}

/// A number for readers: digits grouped by three from 10,000 on, otherwise as spelled.
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

/// A value on its own: the name of a page, the file of an image, nothing for a record.
pub(super) fn plain_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(links::without_links(text)),
        Value::Url(url) => json!(url),
        Value::Number(number, _) if number.fract() == 0.0 => json!(*number as i64),
        Value::Number(number, _) => json!(number),
        Value::Boolean(yes) => json!(yes),
        Value::Date(date) => json!(date.iso()),
        Value::Moment(moment) => json!(moment.text),
        Value::Image(image) => json!(image.path),
        Value::Reference(name) => json!(name.text),
        Value::Record(_) => Json::Null,
    }
}
