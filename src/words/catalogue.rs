//! Word files: the built-in languages and a wiki's own `words.toml`, parsed with positions.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::SPECS;
use super::phrase::{CATEGORIES, Form, Kind, Phrase, Spec};
use crate::diag::{Diagnostic, codes};
use crate::text::{Place, Source, closest, one_of};

/// The built-in languages: primary subtag and catalogue.
pub const LANGUAGES: [(&str, &str); 2] = [("en", include_str!("en.toml")), ("de", include_str!("de.toml"))];

/// Phrases by key, while a catalogue is assembled.
pub(super) struct Phrases {
    language: &'static str,
    by_key: BTreeMap<&'static str, Phrase>,
}

impl Phrases {
    /// The phrases of a language; English if it has no catalogue.
    pub(super) fn built_in(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        let known = LANGUAGES.iter().find(|(language, _)| language.eq_ignore_ascii_case(primary));
        let (language, text) = known.unwrap_or(&LANGUAGES[0]);
        let mut phrases = Self { language, by_key: BTreeMap::new() };
        let mut faults = Vec::new();
        phrases.override_with(&Source::new(format!("{language}.toml"), *text), &mut faults);
        debug_assert!(faults.is_empty(), "the catalogue {language}.toml has errors: {faults:?}");
        phrases
    }

    /// Removes the articles if they are those of another language, which begin names in the language of the wiki by chance.
    pub(super) fn forget_foreign_articles(&mut self, tag: &str) {
        if !tag.split('-').next().unwrap_or_default().eq_ignore_ascii_case(self.language) {
            self.by_key.insert("articles", Phrase::of(""));
        }
    }

    /// The language of the built-in phrases.
    pub(super) const fn language(&self) -> &'static str {
        self.language
    }

    /// Removes and returns a phrase; empty if no file has it.
    pub(super) fn take(&mut self, key: &str) -> Phrase {
        let phrase = self.by_key.remove(key);
        debug_assert!(phrase.is_some(), "{}.toml has no `{key}`", self.language);
        phrase.unwrap_or_default()
    }

    /// Overrides phrases with those of a file. Invalid entries are reported and ignored.
    pub(super) fn override_with(&mut self, source: &Source, faults: &mut Vec<Diagnostic>) {
        let table = match DeTable::parse(&source.text) {
            Ok(table) => table,
            Err(error) => {
                let range = error.span().unwrap_or(0..0);
                let place = Place { path: source.path.clone(), range: range.into() };
                return faults.push(Diagnostic::new(&codes::INVALID_CONFIG, place, error.message()));
            }
        };
        for (key, value) in table.get_ref() {
            let entry = Entry { source, key: key.get_ref(), value };
            let Some(spec) = SPECS.iter().find(|spec| spec.key == entry.key) else {
                faults.push(entry.unknown(key));
                continue;
            };
            match entry.phrase(spec, self.by_key.get(spec.key)) {
                Ok(phrase) => drop(self.by_key.insert(spec.key, phrase)),
                Err(fault) => faults.push(*fault),
            }
        }
    }
}

/// A key of a word file.
struct Entry<'e> {
    source: &'e Source,
    key: &'e str,
    value: &'e Spanned<DeValue<'e>>,
}

impl Entry<'_> {
    fn phrase(&self, spec: &Spec, earlier: Option<&Phrase>) -> Result<Phrase, Box<Diagnostic>> {
        match (spec.kind, self.value.get_ref()) {
            (Kind::Text | Kind::Markup, DeValue::String(text)) => {
                self.check(spec, text, self.value)?;
                Ok(Phrase::of(text))
            }
            (Kind::Count, DeValue::Table(forms)) => self.forms(spec, forms, earlier),
            (kind, value) => {
                let wanted = if kind == Kind::Count { "a table of plural forms" } else { "text" };
                let message = format!("`{}` expects {wanted}, found {}", self.key, type_name(value));
                let help = match kind {
                    Kind::Count => "write one form for each plural, such as `{ one = \"…\", other = \"…\" }`",
                    Kind::Text | Kind::Markup => "write the phrase in quotation marks",
                };
                Err(Box::new(self.fault(&codes::INVALID_CONFIG, self.value, message).help(help)))
            }
        }
    }

    /// Reads the plural forms of a table. Missing forms are left unchanged.
    fn forms(
        &self,
        spec: &Spec,
        forms: &DeTable<'_>,
        earlier: Option<&Phrase>,
    ) -> Result<Phrase, Box<Diagnostic>> {
        let mut phrase = earlier.cloned().unwrap_or_default();
        for (category, form) in forms {
            let Some(known) = CATEGORIES.iter().find(|known| *known == category.get_ref()) else {
                let message = format!("unknown plural category `{}`", category.get_ref());
                let fault = self.fault(&codes::UNKNOWN_KEY, category, message);
                return Err(Box::new(fault.help(one_of(CATEGORIES))));
            };
            let DeValue::String(text) = form.get_ref() else {
                let message = format!("`{known}` expects text, found {}", type_name(form.get_ref()));
                return Err(Box::new(self.fault(&codes::INVALID_CONFIG, form, message)));
            };
            self.check(spec, text, form)?;
            phrase.set(known, text);
        }
        Ok(phrase)
    }

    /// Checks that a phrase uses only the values it is given.
    fn check<T>(&self, spec: &Spec, text: &str, at: &Spanned<T>) -> Result<(), Box<Diagnostic>> {
        let form = Form::new(text);
        let Some(unknown) = form.names().find(|name| !spec.takes(name)) else { return Ok(()) };
        let message = format!("`{}` has no value `{unknown}`", self.key);
        let mut values: Vec<String> = spec.values.iter().map(|value| format!("{{{value}}}")).collect();
        if spec.kind == Kind::Count {
            values.push("{n}".to_owned());
        }
        let help = match values.is_empty() {
            true => "this phrase has no values".to_owned(),
            false => format!("use: {}", values.join(", ")),
        };
        Err(Box::new(self.fault(&codes::INVALID_CONFIG, at, message).help(help)))
    }

    fn unknown<T>(&self, key: &Spanned<T>) -> Diagnostic {
        let message = format!("unknown key `{}`", self.key);
        let near = closest(self.key, SPECS.iter().map(|spec| spec.key));
        self.fault(&codes::UNKNOWN_KEY, key, message).suggest(near)
    }

    fn fault<T>(&self, code: &'static crate::diag::Code, at: &Spanned<T>, message: String) -> Diagnostic {
        let place = Place { path: self.source.path.clone(), range: at.span().into() };
        Diagnostic::new(code, place, message)
    }
}

/// Name of a TOML type, with its article.
fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
