//! Values for the control by which readers set their progress in the story: the series of the wiki, and true if a page has folds.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use tera::Value;

use super::context::{Page, Scope, SpoilerSeries};
use super::extras;
use crate::text::escape::Html;

/// An attribute that only folds have. Text cannot contain it, because its quotes are escaped.
static MARK: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("data-scope=\""));

/// The series among the scopes of a wiki, in order of their first scopes, earliest first.
pub(super) fn series(scopes: &[Scope]) -> Vec<SpoilerSeries> {
    let mut list: Vec<SpoilerSeries> = Vec::new();
    for scope in scopes {
        let Some(title) = &scope.series else { continue };
        match list.iter_mut().find(|series| series.title == *title) {
            Some(series) => series.scopes.push(scope.clone()),
            None => list.push(SpoilerSeries {
                title: title.clone(),
                scopes: vec![scope.clone()],
                options: Html::new(),
            }),
        }
    }
    for series in &mut list {
        series.scopes.sort_by_key(|scope| scope.after.len());
        series.options = options(&series.scopes);
    }
    list
}

/// The options are made once, since each page with a fold has all of them.
fn options(scopes: &[Scope]) -> Html {
    let mut html = Html::new();
    for scope in scopes {
        html.tag("<option").attribute("value", &scope.id).attribute("data-after", &scope.after.join(" "));
        html.tag(">").text(&scope.label).tag("</option>");
    }
    html
}

/// The values of a page for its template, and whether any of them contains a fold; `has_folds` is among them.
pub(super) fn page_value(mut page: Page) -> (Value, bool) {
    extras::add(&mut page);
    if MARK.find(page.content.as_str().as_bytes()).is_none() {
        let value = Value::from(page);
        return if has_fold(&value) { (with_folds(value), true) } else { (value, false) };
    }
    page.has_folds = true;
    (Value::from(page), true)
}

/// The values of a page that needs the control.
pub(super) fn with_folds(value: Value) -> Value {
    let mut map = value.into_map().unwrap_or_default();
    map.insert("has_folds".into(), true.into());
    map.into()
}

/// True if a value, or an item inside it, contains a fold.
fn has_fold(value: &Value) -> bool {
    if let Some(list) = value.as_array() {
        return list.iter().any(has_fold);
    }
    if let Some(map) = value.as_map() {
        return map.values().any(has_fold);
    }
    value.is_safe() && value.as_str().is_some_and(|html| MARK.find(html.as_bytes()).is_some())
}
