//! Phrases: text with placeholders, in one form or in the plural forms of a language.

use std::collections::BTreeMap;

use crate::text::escape::Html;

/// The plural categories of CLDR.
pub(super) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Values by name, for the placeholders of a phrase.
pub type Values<'v, T> = [(&'static str, &'v T)];

/// The declaration of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// Its key in word files.
    pub key: &'static str,
    pub(super) kind: Kind,
    /// Names of its parameters; a phrase with a number also takes `n`.
    pub values: &'static [&'static str],
}

impl Spec {
    /// True if a phrase may use a value.
    pub(super) fn takes(&self, value: &str) -> bool {
        self.values.contains(&value) || (self.kind == Kind::Count && value == "n")
    }
}

/// The kind of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One form; values are text.
    Text,
    /// One form; values are HTML.
    Markup,
    /// Plural forms.
    Count,
}

/// A phrase in all of its forms. Without plural forms, it only has the form `other`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    forms: BTreeMap<&'static str, Form>,
    counted: bool,
}

/// A text with placeholders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    text: String,
    /// Ranges of the placeholders in the text, including braces.
    places: Vec<(usize, usize)>,
}

impl Phrase {
    pub(super) fn of(text: &str) -> Self {
        Self { forms: BTreeMap::from([("other", Form::new(text))]), counted: false }
    }

    pub(super) fn set(&mut self, category: &'static str, text: &str) {
        self.forms.insert(category, Form::new(text));
        self.counted = true;
    }

    /// True if a plural category has its own form rather than `other`.
    pub fn has_form(&self, category: &str) -> bool {
        self.forms.contains_key(category) || self.forms.len() == 1 || category == "many" || category == "zero"
    }

    /// The form for a plural category, otherwise the form `other`.
    pub fn form(&self, category: &str) -> &Form {
        static EMPTY: Form = Form { text: String::new(), places: Vec::new() };
        self.forms.get(category).or_else(|| self.forms.get("other")).unwrap_or(&EMPTY)
    }

    /// All forms by plural category.
    pub fn forms(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.forms.iter().map(|(category, form)| (*category, form.text.as_str()))
    }

    /// True if the phrase takes a number.
    pub fn is_counted(&self) -> bool {
        self.counted
    }

    /// The phrase without values.
    pub fn text(&self) -> &str {
        &self.form("other").text
    }

    pub(super) fn fill(&self, values: &Values<'_, str>) -> String {
        self.form("other").fill(values)
    }

    pub(super) fn fill_html(&self, values: &Values<'_, Html>) -> Html {
        let mut html = Html::new();
        self.form("other").pieces(|text, name| {
            html.text(text);
            if let Some((_, value)) = values.iter().find(|(known, _)| Some(*known) == name) {
                html.html(value);
            }
        });
        html
    }
}

impl Form {
    /// Parses a phrase; `{name}` is a placeholder.
    pub fn new(text: &str) -> Self {
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(start) = text[from..].find('{').map(|at| from + at) {
            let Some(end) = text[start..].find('}').map(|at| start + at + 1) else { break };
            if text[start + 1..end - 1].bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                places.push((start, end));
            }
            from = end;
        }
        Self { text: text.to_owned(), places }
    }

    /// Names of the values used by the form.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|&(start, end)| &self.text[start + 1..end - 1])
    }

    /// The text with placeholders replaced by values. Placeholders without a value are left empty.
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let mut out = String::with_capacity(self.text.len() + 16);
        self.pieces(|text, name| {
            out.push_str(text);
            let value = values.iter().find(|(known, _)| Some(*known) == name);
            out.push_str(value.map_or("", |(_, value)| value));
        });
        out
    }

    /// Calls `each` with every piece of text and the name of the value that follows it.
    pub fn pieces(&self, mut each: impl FnMut(&str, Option<&str>)) {
        let mut from = 0;
        for &(start, end) in &self.places {
            each(&self.text[from..start], Some(&self.text[start + 1..end - 1]));
            from = end;
        }
        each(&self.text[from..], None);
    }
}
