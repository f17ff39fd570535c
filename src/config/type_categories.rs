//! Categories of all pages of a type, some of which are named by a field.

use super::fields::Field;
use super::reader::Spanned;
use super::resolver::Resolver;
use crate::diag::codes;

/// Maximum number of categories of a type.
pub const MAX_TYPE_CATEGORIES: usize = 50;

/// The name of a category, as in `{race} characters`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeCategory {
    /// The text before the value, or the whole name.
    pub before: String,
    /// Index of the field whose values it contains.
    pub field: Option<u16>,
    /// The text after the value.
    pub after: String,
}

impl TypeCategory {
    /// The name with a value of the field.
    pub fn name(&self, value: &str) -> String {
        format!("{}{value}{}", self.before, self.after).trim().to_owned()
    }
}

/// Splits a name at the field in braces.
pub(super) fn parts(name: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = name.split_once('{')?;
    let (field, after) = rest.split_once('}')?;
    Some((before, field.trim(), after))
}

impl Resolver<'_> {
    /// The categories of a type with the given fields. `own` is the number of those that it does not inherit, which are first; only their
    /// mistakes are reported.
    pub(super) fn type_categories(
        &mut self,
        written: &[Spanned<String>],
        own: usize,
        fields: &[Field],
    ) -> Vec<TypeCategory> {
        let mut found = Vec::new();
        for (at, name) in written.iter().enumerate().filter(|(_, name)| !name.value.trim().is_empty()) {
            let category = self.type_category(name, at < own, fields);
            found.extend(category.filter(|category| !found.contains(category)));
        }
        if let Some(first) = written.first().filter(|_| found.len() > MAX_TYPE_CATEGORIES && own > 0) {
            let message = format!("a type has more than {MAX_TYPE_CATEGORIES} categories");
            self.fault(&codes::INVALID_CONFIG, first, message);
        }
        found.truncate(MAX_TYPE_CATEGORIES);
        found
    }

    fn type_category(
        &mut self,
        name: &Spanned<String>,
        is_own: bool,
        fields: &[Field],
    ) -> Option<TypeCategory> {
        let Some((before, field, after)) = parts(&name.value) else {
            let before = name.value.trim().to_owned();
            return Some(TypeCategory { before, field: None, after: String::new() });
        };
        let names = fields.iter().filter(|field| field.kind.names_pages()).map(|field| field.name.as_str());
        let index = fields.iter().position(|known| known.name == field && known.kind.names_pages());
        if index.is_none() && is_own {
            let unknown = Spanned { value: field.to_owned(), range: name.range.clone() };
            self.not_one_of("field for a category", &unknown, names);
        } else if is_own && parts(after).is_some() {
            let message = format!("the category `{}` has more than one field", name.value);
            self.fault(&codes::INVALID_CONFIG, name, message);
            return None;
        }
        Some(TypeCategory { before: before.to_owned(), field: Some(index? as u16), after: after.to_owned() })
    }
}
