//! Template filters that insert values into phrases of the catalogue, `fill` and `count`, `typographic`, which gives a text the
//! punctuation of page texts, and `safe`, which refuses values that do not exist. All are pure.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::config::Config;
use crate::text::escape::Html;
use crate::text::smart;
use crate::words::{Form, Phrase, Words};

/// Registers the filters for a site.
pub(super) fn register(tera: &mut Tera, config: &Config) {
    let words = &config.words;
    tera.register_filter("fill", |phrase: &str, values: Kwargs, _: &State| fill(phrase, &values, None));
    let words = Arc::clone(words);
    tera.register_filter("count", move |phrase: &Value, values: Kwargs, _: &State| {
        let n: usize = values.must_get("n")?;
        let category = words.plural_category(n);
        let form = phrase.get_from_path(category).or_else(|| phrase.get_from_path("other"));
        let form = form.and_then(Value::as_str).ok_or_else(|| {
            Error::message("`count` expects a phrase with plural forms, such as `words.pages_count`")
        })?;
        fill(form, &values, Some(&words.number(n as u64)))
    });
    let quotes = config.content.smart_punctuation.then(|| config.quotes(None));
    tera.register_filter("typographic", move |text: &str, _: Kwargs, _: &State| match &quotes {
        Some(quotes) => smart(text, quotes).into_owned(),
        None => text.to_owned(),
    });
    // Tera's own takes a misspelled `page.contnt` for an empty text, so that the text of all pages would vanish.
    tera.register_filter("safe", |value: &Value, _: Kwargs, _: &State| match value.as_str() {
        Some(text) => Ok(Value::safe_string(text)),
        None if value.is_undefined() => Err(Error::message("the value before `safe` does not exist")),
        None => Ok(Value::safe_string(&value.to_string())),
    });
}

/// The words as a template value: texts, and maps of plural forms.
pub(super) fn value(words: &Words) -> Value {
    let mut map = tera::Map::new();
    for (key, phrase) in words.iter() {
        map.insert(key.into(), phrase_value(phrase));
    }
    Value::from(map)
}

fn phrase_value(phrase: &Phrase) -> Value {
    if !phrase.is_counted() {
        return Value::from(phrase.text());
    }
    let mut forms = tera::Map::new();
    for (category, text) in phrase.forms() {
        forms.insert(category.into(), Value::from(text));
    }
    Value::from(forms)
}

/// Inserts values into a phrase; anything not marked as safe is escaped.
fn fill(phrase: &str, values: &Kwargs, number: Option<&str>) -> TeraResult<Value> {
    let mut html = Html::new();
    let mut missing = None;
    Form::new(phrase).pieces(|text, name| {
        html.text(text);
        match (name, number) {
            (None, _) => {}
            (Some("n"), Some(number)) => drop(html.text(number)),
            (Some(name), _) => match values.get::<Value>(name) {
                Ok(Some(value)) if value.is_safe() => drop(html.html(&Html::from_trusted(value.to_string()))),
                Ok(Some(value)) => drop(html.text(&value.to_string())),
                _ => missing = Some(name.to_owned()),
            },
        }
    });
    match missing {
        Some(name) => Err(Error::message(format!("the phrase `{phrase}` needs a value `{name}`"))),
        None => Ok(Value::from(html)),
    }
}
