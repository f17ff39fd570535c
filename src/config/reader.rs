//! Reads TOML tables with positions. Every key that was not requested is reported.

use std::fmt;
use std::ops::Range;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::misplaced;
use crate::diag::{Diagnostic, codes};
use crate::inputs::SITE_TOML;
use crate::text::{Place, Source, find_forbidden};

/// A value with its byte range in `site.toml`.
#[derive(Debug, Clone)]
pub(super) struct Spanned<T> {
    pub(super) value: T,
    pub(super) range: Range<usize>,
}

/// Byte range in `site.toml`. All spans compare and hash as equal, because moving an entry does not change the
/// settings.
#[derive(Clone, Default)]
pub struct Span(pub Range<usize>);

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl fmt::Debug for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Span")
    }
}

impl Span {
    /// Its position.
    pub fn place(&self) -> Place {
        Place { path: SITE_TOML.into(), range: self.0.clone().into() }
    }
}

/// A table being read. Keys are taken out one by one; [`TableReader::finish`] reports the rest.
pub(super) struct TableReader<'t> {
    table: &'t DeTable<'t>,
    source: &'t Source,
    taken: Vec<&'static str>,
    /// True if the table may contain keys of the wiki's own choice.
    open: bool,
}

impl<'t> TableReader<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, source: &'t Source) -> Self {
        Self { table, source, taken: Vec::new(), open: false }
    }

    fn get(&mut self, key: &'static str) -> Option<&'t TomlSpanned<DeValue<'t>>> {
        self.taken.push(key);
        self.table.get(key)
    }

    pub(super) fn text(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Spanned<String>> {
        let value = self.get(key)?;
        self.as_text(key, value, faults)
    }

    /// A string, or a number, a date, or `true` or `false` as written.
    pub(super) fn value(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Spanned<String>> {
        let value = self.get(key)?;
        self.as_value(key, value, faults)
    }

    /// A list of such values; a single one counts as a list of one.
    pub(super) fn values(&mut self, key: &'static str, faults: &mut Vec<Diagnostic>) -> Vec<Spanned<String>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.as_value(key, item, faults)).collect()
            }
            _ => self.as_value(key, value, faults).into_iter().collect(),
        }
    }

    fn as_value(
        &self,
        key: &str,
        value: &'t TomlSpanned<DeValue<'t>>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Spanned<String>> {
        match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
                // The underscores of numbers separate digits; no other of these has any.
                let written = self.source.text[value.span()].replace('_', "");
                Some(Spanned { value: written, range: value.span() })
            }
            _ => self.as_text(key, value, faults),
        }
    }

    pub(super) fn boolean(&mut self, key: &'static str, faults: &mut Vec<Diagnostic>) -> Option<bool> {
        let value = self.get(key)?;
        let found = value.get_ref().as_bool();
        if found.is_none() {
            faults.push(wrong_type(self.source, key, "`true` or `false`", value));
        }
        found
    }

    pub(super) fn number(&mut self, key: &'static str, faults: &mut Vec<Diagnostic>) -> Option<usize> {
        let value = self.get(key)?;
        let found = whole_number(value);
        if found.is_none() {
            faults.push(wrong_type(self.source, key, "an integer", value));
        }
        found
    }

    /// An integer with its position.
    pub(super) fn number_at(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Spanned<usize>> {
        let range = self.table.get(key)?.span();
        Some(Spanned { value: self.number(key, faults)?, range })
    }

    /// A list of integers with their positions. `None` if there is no such list.
    pub(super) fn numbers(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Spanned<usize>>> {
        let value = self.get(key)?;
        let Some(items) = value.get_ref().as_array() else {
            faults.push(wrong_type(self.source, key, "a list of integers", value));
            return None;
        };
        let mut numbers = Vec::new();
        for item in items {
            match whole_number(item) {
                Some(value) => numbers.push(Spanned { value, range: item.span() }),
                None => faults.push(wrong_type(self.source, key, "integers", item)),
            }
        }
        Some(numbers)
    }

    /// The position of a key, if present.
    pub(super) fn place_of(&self, key: &str) -> Option<Range<usize>> {
        self.table.get_key_value(key).map(|(key, _)| key.span())
    }

    /// A list of strings; a single string counts as a list of one.
    pub(super) fn texts(&mut self, key: &'static str, faults: &mut Vec<Diagnostic>) -> Vec<Spanned<String>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        self.as_texts(key, value, faults)
    }

    /// A list of strings; `None` if the key is missing.
    pub(super) fn texts_if_any(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Vec<Spanned<String>>> {
        let value = self.get(key)?;
        Some(self.as_texts(key, value, faults))
    }

    /// A value as a list of strings.
    pub(super) fn as_texts(
        &self,
        key: &str,
        value: &'t TomlSpanned<DeValue<'t>>,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<Spanned<String>> {
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.as_text(key, item, faults)).collect()
            }
            DeValue::String(_) => self.as_text(key, value, faults).into_iter().collect(),
            _ => {
                faults.push(wrong_type(self.source, key, "a list of text", value));
                Vec::new()
            }
        }
    }

    /// A list whose items are names or tables. `read` gets the one or the other.
    pub(super) fn texts_or_tables<T>(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
        read: impl Fn(Option<Spanned<String>>, Option<&'t DeTable<'t>>, &mut Vec<Diagnostic>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            faults.push(wrong_type(self.source, key, "a list of names or tables", value));
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in items {
            let table = item.get_ref().as_table();
            let text = if table.is_none() { self.as_text(key, item, faults) } else { None };
            list.extend(read(text, table, faults));
        }
        list
    }

    pub(super) fn table(
        &mut self,
        key: &'static str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<&'t DeTable<'t>> {
        let value = self.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            faults.push(wrong_type(self.source, key, "a table", value));
        }
        table
    }

    /// The tables of an array of tables.
    pub(super) fn tables(&mut self, key: &'static str, faults: &mut Vec<Diagnostic>) -> Vec<&'t DeTable<'t>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            faults.push(wrong_type(self.source, key, "a list of tables", value));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(table) => tables.push(table),
                None => faults.push(wrong_type(self.source, key, "a table", item)),
            }
        }
        tables
    }

    /// All entries of a table with a name and keys of the wiki's own choice. Each must be a table.
    pub(super) fn named_tables(
        &self,
        name: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(Spanned<String>, &'t DeTable<'t>)> {
        let mut tables = Vec::new();
        for (key, value) in self.table {
            match value.get_ref().as_table() {
                Some(table) => tables.push((spanned(key), table)),
                None => {
                    let mut fault = wrong_type(self.source, key.get_ref(), "a table", value);
                    fault.help = vec![misplaced::help_for_entry(name, key.get_ref(), value.get_ref())];
                    faults.push(fault);
                }
            }
        }
        tables
    }

    /// All entries of a table with keys of the wiki's own choice. Each must be a string.
    pub(super) fn named_texts(
        &self,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        self.named_texts_but(&[], faults)
    }

    /// All entries of a table with keys of the wiki's own choice.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Spanned<String>, &'t TomlSpanned<DeValue<'t>>)> {
        self.table.iter().map(|(key, value)| (spanned(key), value))
    }

    fn named_texts_but(
        &self,
        taken: &[&'static str],
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut texts = Vec::new();
        for (key, value) in self.table.iter().filter(|(key, _)| !taken.contains(&key.get_ref().as_ref())) {
            if let Some(text) = self.as_text(key.get_ref(), value, faults) {
                texts.push((spanned(key), text));
            }
        }
        texts
    }

    /// The entries that have not been requested yet. Each must be a string.
    pub(super) fn other_texts(
        &mut self,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        let texts = self.named_texts_but(&self.taken, faults);
        self.open = true;
        texts
    }

    /// A value as a string.
    pub(super) fn as_text(
        &self,
        key: &str,
        value: &'t TomlSpanned<DeValue<'t>>,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Spanned<String>> {
        let Some(text) = value.get_ref().as_str() else {
            faults.push(wrong_type(self.source, key, "text", value));
            return None;
        };
        if find_forbidden(text).is_some() {
            let message = format!("`{key}` contains a control character");
            faults.push(Diagnostic::new(&codes::INVALID_CONFIG, self.source.place(value.span()), message));
            return None;
        }
        Some(Spanned { value: text.to_owned(), range: value.span() })
    }

    /// Reports the keys that were not requested.
    pub(super) fn finish(self, faults: &mut Vec<Diagnostic>) {
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !self.open && !self.taken.contains(&name) {
                let place = self.source.place(key.span());
                let fault = Diagnostic::new(&codes::UNKNOWN_KEY, place, format!("unknown key `{name}`"));
                faults.push(fault.help(misplaced::help_for_key(name, self.taken.iter().copied())));
            }
        }
    }
}

fn whole_number(value: &TomlSpanned<DeValue<'_>>) -> Option<usize> {
    let integer = value.get_ref().as_integer()?;
    usize::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn spanned(key: &TomlSpanned<toml::de::DeString<'_>>) -> Spanned<String> {
    Spanned { value: key.get_ref().to_string(), range: key.span() }
}

fn wrong_type(source: &Source, key: &str, wanted: &str, value: &TomlSpanned<DeValue<'_>>) -> Diagnostic {
    let found = match value.get_ref() {
        DeValue::Integer(number) if wanted.contains("integer") => number.as_str(),
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let message = format!("`{key}` expects {wanted}, found {found}");
    let mut fault = Diagnostic::new(&codes::INVALID_CONFIG, source.place(value.span()), message);
    fault.help.extend(misplaced::form(key, wanted));
    fault
}
