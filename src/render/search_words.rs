//! The phrases that the search shows, as a file of the theme. They are loaded with its script, and by no other page view.

use serde_json::{Map, Value, json};

use crate::words::{Phrase, Words};

/// Path of the file in `static/`.
pub(super) const PATH: &str = "js/search-words.json";

/// Keys of the catalogue that `static/js/search.js` uses.
const KEYS: [&str; 16] = [
    "suggestions",
    "no_results",
    "results",
    "all_results",
    "suggestions_count",
    "results_filtered",
    "loading",
    "search_failed",
    "also_called",
    "found_in",
    "superseded",
    "more_results",
    "type_label",
    "category_label",
    "any",
    "all_pages",
];

/// The file: phrases by key, those with a number by plural category, and the language whose plurals these are.
pub(super) fn json(words: &Words, language: &str) -> String {
    let phrases = words.iter().filter(|(key, _)| KEYS.contains(key));
    let mut file: Map<String, Value> = phrases.map(|(key, phrase)| (key.to_owned(), value(phrase))).collect();
    file.insert("language".to_owned(), json!(language));
    Value::Object(file).to_string()
}

fn value(phrase: &Phrase) -> Value {
    if phrase.is_counted() {
        phrase
            .forms()
            .map(|(category, text)| (category.to_owned(), json!(text)))
            .collect::<Map<_, _>>()
            .into()
    } else {
        json!(phrase.text())
    }
}
