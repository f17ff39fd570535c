//! Source text and where things stand in it.
//!
//! What enters: a file's text. What leaves: values that name places in it ([`Place`]) and the lines and columns that
//! people read ([`Position`]). This module does not know what the text means.

mod edit;
pub mod escape;
mod fold;
mod position;
mod scalar;
mod suggest;
mod typography;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use edit::Edit;
pub use fold::{NameKey, fold_name, fold_path, is_variation_selector, slug};
pub use position::{LineIndex, Position};
pub use scalar::{number, truth, yes_or_no};
pub use suggest::{Suggestions, closest};
pub use typography::smart;

/// Whether a character is a control character that XML 1.0 cannot hold; HTML can hold only one of them, the form feed.
pub const fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0b'..='\x0c' | '\x0e'..='\x1f')
}

/// The byte at which the first such character stands.
pub fn find_forbidden(text: &str) -> Option<usize> {
    let forbidden = |byte: &u8| is_forbidden(char::from(*byte));
    // Chunks are looked at without a branch for each byte: nearly all texts have none.
    let chunk = text
        .as_bytes()
        .chunks(64)
        .position(|chunk| chunk.iter().fold(false, |any, byte| any | forbidden(byte)))?;
    let start = chunk * 64;
    text.as_bytes()[start..].iter().position(forbidden).map(|at| start + at)
}

/// Words with a capital at their start.
pub fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A text of at most so many characters; a longer one is cut between words and ends with `…`.
pub fn shortened(text: &str, length: usize) -> Cow<'_, str> {
    // No text has more characters than bytes.
    let end = if text.len() <= length { None } else { text.char_indices().nth(length) };
    let Some((end, _)) = end else { return Cow::Borrowed(text) };
    let cut = &text[..end];
    let cut = cut.rfind(char::is_whitespace).map_or(cut, |space| &cut[..space]);
    Cow::Owned(format!("{}…", cut.trim_end_matches([',', ';', ':', '.', ' '])))
}

/// The folders in which a path lies, from the outside.
pub fn folders_above(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// One text file as read, with the path that people know it by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Path from the root of the wiki, with `/` on every system, such as `content/cast/al-pacino.md`.
    pub path: Arc<str>,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
}

impl Source {
    /// Makes a source of a path and a text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Names a range of this source, in bytes from the first byte of its text.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place { path: Arc::clone(&self.path), range: range.into() }
    }
}

/// A range of bytes in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path from the root of the wiki.
    pub path: Arc<str>,
    /// First byte and the byte after the last, counted from the first byte of the text.
    pub range: RangeKey,
}

impl Place {
    /// The whole of a file, for faults that have no narrower place.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), range: (0..0).into() }
    }
}

/// A range that can be compared and sorted, by its start and then by its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RangeKey {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl From<Range<usize>> for RangeKey {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end.max(range.start) }
    }
}

impl From<RangeKey> for Range<usize> {
    fn from(key: RangeKey) -> Self {
        key.start..key.end
    }
}
