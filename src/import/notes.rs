//! Writes references: citations of sources, and footnotes for all others.

use super::references;
use super::tree::Node;
use super::write::{Block, Writer};

/// Stands for the list of references until the page is written.
pub(super) const LIST: &str = "\u{2}";

impl Writer<'_> {
    /// The Markdown of a complete page.
    pub(super) fn page(&mut self, nodes: &[Node]) -> String {
        let blocks = self.block_list(nodes);
        let mut kept: Vec<String> = Vec::with_capacity(blocks.len());
        let mut blocks = blocks.into_iter().map(|block: Block| block.text).peekable();
        while let Some(text) = blocks.next() {
            if text != LIST {
                kept.push(text);
                continue;
            }
            // The theme lists citations under a heading of its own.
            let is_end = blocks.peek().is_none_or(|next| next.starts_with("## "));
            let is_heading = kept.last().is_some_and(|last| last.starts_with("## "));
            if is_end && is_heading && self.met.citations > 0 {
                kept.pop();
            }
        }
        let mut text = kept.join("\n\n");
        for number in 0..self.notes.len() {
            let note = self.notes[number].trim();
            let note = if note.is_empty() { "…" } else { note };
            text.push_str(&format!("\n\n[^{}]: {note}", number + 1));
        }
        let text = text.replace(LIST, "");
        let text = text.trim();
        if text.is_empty() { String::new() } else { format!("{text}\n") }
    }

    /// Appends a reference: a citation of its source, or the mark of a footnote.
    pub(super) fn reference(&mut self, number: usize, out: &mut String) {
        let Some(tag) = self.stripped(number) else { return };
        self.met.references += 1;
        let text = references::stated(tag, self.tags).map(|tag| tag.inner.as_str()).unwrap_or_default();
        if references::group(tag).is_empty()
            && let Some(id) = self.plan.sources.id(text)
        {
            self.met.citations += 1;
            return out.push_str(&format!("[@{id}]"));
        }
        let key = references::key(tag);
        let known = key.as_ref().and_then(|key| self.named.get(key).copied());
        let number = known.unwrap_or_else(|| {
            // Added first, because the text may contain references.
            self.notes.push(String::new());
            let number = self.notes.len() - 1;
            self.named.extend(key.map(|key| (key, number)));
            self.notes[number] = self.inner_line(text);
            number
        });
        out.push_str(&format!("[^{}]", number + 1));
    }
}
