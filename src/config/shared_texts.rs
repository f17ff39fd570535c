//! Texts that a type or a category puts before or after the text of all its pages.

use std::ops::Range;

use super::fields::TypeId;
use super::reader::{Span, Spanned};
use super::written::{PageType, Shared};
use crate::text::fold_name;

/// A Markdown text for many pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedText {
    /// The pages that show it.
    pub members: Members,
    /// Its position on each page.
    pub position: Position,
    /// The text.
    pub text: String,
    /// Position of the string in `site.toml`.
    pub at: Span,
}

/// The pages that show a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// Those of a type, and of types based on it.
    Type(TypeId),
    /// Those of a category, by its folded name.
    Category(String),
}

/// Position of a text on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Before the page's own text.
    Before,
    /// After it.
    After,
    /// At the end.
    Foot,
}

impl SharedText {
    /// Byte range of the string in `site.toml`.
    pub fn range(&self) -> Range<usize> {
        self.at.0.clone()
    }
}

/// The texts of all types and categories; of several at one position, those of types are first.
pub(super) fn resolve(types: &[PageType], categories: Vec<(Spanned<String>, Shared)>) -> Vec<SharedText> {
    let of_types = types.iter().enumerate();
    let of_types =
        of_types.map(|(index, written)| (Members::Type(TypeId(index as u16)), written.shared.clone()));
    let of_categories = categories.into_iter();
    let of_categories =
        of_categories.map(|(name, shared)| (Members::Category(fold_name(&name.value)), shared));
    of_types.chain(of_categories).flat_map(|(members, shared)| texts(&members, shared)).collect()
}

fn texts(members: &Members, shared: Shared) -> Vec<SharedText> {
    let lists =
        [(Position::Before, shared.before), (Position::After, shared.after), (Position::Foot, shared.foot)];
    let each = |(position, texts): (Position, Vec<Spanned<String>>)| {
        texts.into_iter().map(move |text| SharedText {
            members: members.clone(),
            position,
            at: Span(text.range),
            text: text.value,
        })
    };
    lists.into_iter().flat_map(each).collect()
}
