//! Queries of a type, converted to the YAML that pages use, with the origin of each value in `site.toml`.

use std::fmt;
use std::ops::Range;

use serde_json::json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A query for all pages of a type.
#[derive(Clone, Default)]
pub struct TypeQuery {
    /// The query as a YAML map.
    pub yaml: String,
    /// Start of each key and value in the YAML, with its byte range in `site.toml`, quotes included.
    pub pieces: Vec<(usize, Range<usize>)>,
}

/// Positions do not change the query.
impl PartialEq for TypeQuery {
    fn eq(&self, other: &Self) -> bool {
        self.yaml == other.yaml
    }
}

impl Eq for TypeQuery {}

impl fmt::Debug for TypeQuery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.yaml)
    }
}

impl TypeQuery {
    /// Converts a table.
    pub(super) fn new(table: &DeTable<'_>) -> Self {
        let mut query = Self::default();
        query.table(table);
        query
    }

    fn table(&mut self, table: &DeTable<'_>) {
        self.yaml.push('{');
        for (number, (key, value)) in table.iter().enumerate() {
            self.yaml.push_str(if number > 0 { ", " } else { "" });
            self.piece(key.span());
            let name: &str = key.get_ref();
            self.yaml.push_str(&json!(name).to_string());
            self.yaml.push_str(": ");
            self.value(value);
        }
        self.yaml.push('}');
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        self.piece(value.span());
        match value.get_ref() {
            DeValue::String(text) => self.yaml.push_str(&json!(text).to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => self.yaml.push_str(&number.to_string()),
                Err(_) => self.yaml.push_str(&json!(number.as_str()).to_string()),
            },
            DeValue::Float(number) => self.yaml.push_str(number.as_str()),
            DeValue::Boolean(truth) => self.yaml.push_str(if *truth { "true" } else { "false" }),
            DeValue::Datetime(date) => self.yaml.push_str(&json!(date.to_string()).to_string()),
            DeValue::Array(items) => {
                self.yaml.push('[');
                for (number, item) in items.iter().enumerate() {
                    self.yaml.push_str(if number > 0 { ", " } else { "" });
                    self.value(item);
                }
                self.yaml.push(']');
            }
            DeValue::Table(table) => self.table(table),
        }
    }

    fn piece(&mut self, range: Range<usize>) {
        self.pieces.push((self.yaml.len(), range));
    }
}
