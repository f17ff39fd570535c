//! Source text and positions in it.
//!
//! [`Place`] is a range of a file, [`Position`] a line and a column for people. This module does not interpret the
//! text.

mod counted;
mod edit;
pub mod escape;
mod fold;
mod letters;
mod licence;
mod position;
mod scalar;
mod suggest;
mod typography;
mod wide;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use counted::counted;
pub use edit::Edit;
pub use fold::{NameKey, fold_name, fold_path, is_variation_selector, slug};
pub use letters::letters;
pub use licence::licence_address;
pub use position::{LineIndex, Position};
pub use scalar::{is_web_address, number, truth, yes_or_no};
pub use suggest::{Suggestions, choose, closest, did_you_mean, one_of};
pub use typography::{OpenQuotes, Quotes, smart};
pub use wide::Wide;

/// Returns whether a text contains another. Faster than `str::contains` in long texts.
pub fn contains(text: &str, part: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

/// Returns whether a character is a control character that is invalid in XML 1.0. All but one, the form feed, are
/// also invalid in HTML.
pub const fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0b'..='\x0c' | '\x0e'..='\x1f')
}

/// The byte offset of the first such character.
pub fn find_forbidden(text: &str) -> Option<usize> {
    find_byte(text.as_bytes(), |byte| is_forbidden(char::from(byte)))
}

/// The offset of the first byte that is wanted. Chunks are tested without a branch per byte, because most have none.
#[inline]
pub fn find_byte(bytes: &[u8], is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<32>();
    let has_none =
        |chunk: &&[u8; 32]| chunk.iter().fold(0, |any, byte| any | u8::from(is_wanted(*byte))) == 0;
    let start = chunks.iter().take_while(has_none).count() * 32;
    bytes[start..].iter().position(|byte| is_wanted(*byte)).map(|at| start + at)
}

/// Words with an initial capital.
pub fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Shortens a text to a number of characters. A longer one is cut between words and ends with `…`.
pub fn shortened(text: &str, length: usize) -> Cow<'_, str> {
    // A text has no more characters than bytes.
    let end = if text.len() <= length { None } else { text.char_indices().nth(length) };
    let Some((end, _)) = end else { return Cow::Borrowed(text) };
    let cut = &text[..end];
    let cut = cut.rfind(char::is_whitespace).map_or(cut, |space| &cut[..space]);
    Cow::Owned(format!("{}…", cut.trim_end_matches([',', ';', ':', '.', ' '])))
}

/// The ancestor folders of a path, outermost first.
pub fn folders_above(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The text of a file, and its path for messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Path from the root of the wiki with `/` on every system, such as `content/cast/al-pacino.md`.
    pub path: Arc<str>,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
}

impl Source {
    /// Makes a source of a path and a text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// A byte range of this source.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place { path: Arc::clone(&self.path), range: range.into() }
    }
}

/// A range of bytes in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Path from the root of the wiki.
    pub path: Arc<str>,
    /// First byte and the byte after the last, relative to the start of the text.
    pub range: RangeKey,
}

impl Place {
    /// A whole file, for diagnostics without a narrower location.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), range: (0..0).into() }
    }
}

/// A range that can be compared and sorted by its start, then by its end.
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

/// Joins a path to a folder, resolving `.` and `..`. `None` if it leaves the root.
pub fn join_path(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|part| !part.is_empty()).collect()
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
