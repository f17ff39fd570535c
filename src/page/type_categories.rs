//! The categories that the type of a page states.

use super::node::YamlPath;
use super::sort_name::text_of;
use super::value::{FieldValues, Name};
use crate::config::PageType;
use crate::labels::Labelled;

/// The categories of a type on a page with the given values. Each value of a field that names one adds it, with the label of the value.
pub(super) fn of(page_type: &PageType, fields: &[FieldValues]) -> Vec<Labelled<Name>> {
    let mut found = Vec::new();
    for category in &page_type.categories {
        let Some(field) = category.field else {
            found.push(Labelled::unlabelled(Name { text: category.name(""), at: YamlPath::ROOT }));
            continue;
        };
        for value in fields.iter().filter(|values| values.field == field).flat_map(|v| &v.values) {
            found.extend(value.as_ref().filter_map(|value| {
                let text = text_of(&value.value).filter(|text| !text.trim().is_empty())?;
                Some(Name { text: category.name(text.trim()), at: value.at })
            }));
        }
    }
    found
}
