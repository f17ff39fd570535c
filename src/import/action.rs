//! The ways to convert a template.

use serde::Deserialize;

/// The result of a template's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    /// Front matter with the fields of a type.
    Fields,
    /// The text that it produces.
    Expand,
    /// A component in calls for which it shows the same words and links, otherwise the text.
    Component,
    /// Nothing.
    Drop,
    /// A comment with its source, counted in the report.
    Unconverted,
}
