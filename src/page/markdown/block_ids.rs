//! Block ids, ` ^name` at the end of a block or in a paragraph of their own behind it, as in Obsidian.

use std::ops::Range;

use super::writer::Writer;
use crate::labels::Labelled;

impl Writer<'_> {
    /// Turns a block id at the end of a block into an anchor. If it is a paragraph of its own, it names the block before it; returns true
    /// if that leaves nothing of the paragraph.
    pub(super) fn block_id(&mut self, text_start: usize) -> bool {
        let html = self.out.html.as_str();
        let tail_start = html.rfind(['>', '\n']).map_or(0, |at| at + 1);
        let tail = html[tail_start..].trim_end();
        let before = tail.rfind(' ');
        let Some(id) = block_id(&tail[before.map_or(0, |space| space + 1)..]) else { return false };
        let paragraph = html[..tail_start].strip_suffix("<p>").filter(|_| before.is_none()).map(str::len);
        let (mark, id) = (format!("^{id}"), id.to_owned());
        let text = self.plain_text.trim_end().len();
        if self.blocks.escaped.is_some_and(|at| at + mark.len() == text) {
            return false;
        }
        self.out.shorten(tail_start + before.unwrap_or(0));
        let kept = self.plain_text.trim_end().strip_suffix(mark.as_str()).map(str::len);
        if let Some(length) = kept.filter(|length| *length >= text_start) {
            self.plain_text.truncate(length);
        }
        if paragraph.is_some_and(|start| self.name_last_block(&id, start)) {
            return true;
        }
        let id = self.claim_block_id(&id);
        self.out.html.tag("<span class=\"block-anchor\"");
        self.id_attribute(&id);
        self.out.html.tag("></span>");
        false
    }

    fn claim_block_id(&mut self, written: &str) -> String {
        let id = self.claim_id(written);
        self.body.anchors.push(Labelled::new(id.clone(), self.scopes()));
        self.body.blocks.push((written.to_lowercase().into(), id.as_str().into()));
        id
    }

    /// Sets the id of the block right before the paragraph that starts at `paragraph` in the HTML. False if there is none that can have it.
    fn name_last_block(&mut self, id: &str, paragraph: usize) -> bool {
        let Some(block) = self.blocks.last.take() else { return false };
        let html = self.out.html.as_str();
        let is_right_before = block.end <= paragraph && html[block.end..paragraph].trim().is_empty();
        let tag = &html[block.start..];
        let name = tag.find([' ', '>']).filter(|_| tag.starts_with('<'));
        let Some(name) = name.filter(|_| is_right_before && !has_id(tag) && !self.fills(block.start)) else {
            return false;
        };
        self.out.shorten(paragraph);
        self.insert_id(id, block.start + name);
        true
    }

    /// True if a hole is filled at an offset of the HTML.
    fn fills(&self, at: usize) -> bool {
        self.out
            .holes
            .iter()
            .rev()
            .take_while(|hole| hole.at as usize >= at)
            .any(|hole| hole.at as usize == at)
    }

    /// Writes an id into a tag that has been written already, behind its name.
    fn insert_id(&mut self, id: &str, at: usize) {
        let id = self.claim_block_id(id);
        let rest = self.out.html.split_off(at);
        self.id_attribute(&id);
        let added = self.out.html.len() - at;
        self.out.html.html(&rest);
        let moved = added as u32;
        self.out
            .holes
            .iter_mut()
            .rev()
            .take_while(|hole| hole.at as usize > at)
            .for_each(|it| it.at += moved);
        for fold in self.out.folds.iter_mut().rev().take_while(|fold| fold.end as usize > at) {
            fold.end += moved;
            fold.start += if fold.start as usize > at { moved } else { 0 };
        }
        for digits in self.levels.iter_mut().rev().take_while(|digits| digits.open > at) {
            (digits.open, digits.close) = (digits.open + added, digits.close + added);
            let heading = self.body.headings[digits.heading].ignoring_label_mut(crate::page::Parsing);
            heading.html_start += moved;
        }
    }

    /// Takes a row of a table that has nothing but a block id, which names the table. True if it is one.
    pub(super) fn take_row_of_id(&mut self, row: &Range<usize>) -> bool {
        let cells = self.text[row.clone()].trim().trim_matches('|').trim();
        let Some(id) = block_id(cells) else { return false };
        self.blocks.of_table.get_or_insert_with(|| id.to_owned());
        true
    }

    /// Names the table that has just been written by the id in its last row.
    pub(super) fn name_table(&mut self) {
        if let Some(id) = self.blocks.of_table.take() {
            let end = self.out.html.len();
            self.name_last_block(&id, end);
        }
    }
}

/// The id in `^id`.
fn block_id(text: &str) -> Option<&str> {
    let id = text.strip_prefix('^')?;
    let is_plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_plain.then_some(id)
}

/// True if the first tag of a text has an id.
fn has_id(html: &str) -> bool {
    html.split('>').next().is_some_and(|tag| tag.contains(" id=\""))
}
