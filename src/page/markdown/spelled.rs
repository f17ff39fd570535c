//! Positions of texts that are arguments of components, which YAML decodes.

use std::ops::Range;

use crate::page::decoded::Decoded;
use crate::page::node::Origin;

/// The spelling in the file of a text that is an argument of a component.
#[derive(Debug)]
pub(super) struct Spelled {
    /// The text, with its positions in the YAML.
    pub(super) decoded: Decoded,
    /// Maps positions in the YAML to the file.
    pub(super) origin: Origin,
    /// Length of what is put before the text.
    pub(super) before: usize,
}

impl Spelled {
    pub(super) const fn new(decoded: Decoded, origin: Origin) -> Self {
        Self { decoded, origin, before: 0 }
    }

    /// Converts a byte range in the text to one in the file.
    pub(super) fn in_file(&self, range: Range<usize>) -> Range<usize> {
        let end = self.decoded.text.len();
        let in_text = |at: usize| at.saturating_sub(self.before).min(end);
        self.origin.in_file(self.decoded.source(in_text(range.start)..in_text(range.end)))
    }
}
