//! Marks of other programs, which stay text here: each is reported once a page, with what to write instead.

use std::ops::Range;

use super::inline::is_escaped;
use super::writer::Writer;
use crate::diag::codes;

/// Which marks of other programs may still be met. Those that are nowhere in the text, and those that were reported, are
/// not looked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Foreign([bool; MARKS.len()]);

/// A mark, what it is, and what to write instead.
type Mark = (&'static str, &'static str, &'static str);

/// In the order in which they are looked for: the longer ones first.
const MARKS: [Mark; 5] = [
    (
        "{{<",
        "a shortcode of Hugo",
        "write Markdown: `![[file.mp4]]` for a file, `[text](https://…)` for another site",
    ),
    (
        "{{%",
        "a shortcode of Hugo",
        "write Markdown: `> [!note]` for a box, `![[Page]]` for a text that is reused",
    ),
    (
        "{{",
        "a template of MediaWiki",
        "put facts into the front matter, boxes into callouts: `> [!note]`, and reused texts into pages: `![[Page]]`",
    ),
    ("'''", "bold text of MediaWiki", "write `**bold**`, and `*italic*` for `''italic''`"),
    ("==", "a heading of MediaWiki", "write `## Heading`, with one `#` more for each level"),
];

/// Bytes in which a mark ends.
const MAX_MARK: usize = 200;

/// Classes on headings, `{.class}`, which are no mark of the text.
const CLASSES: &str = "the class of a heading is left out";

impl Foreign {
    /// Those that may be met in a text.
    pub(super) fn of(text: &str) -> Self {
        Self(MARKS.map(|(mark, _, _)| text.contains(mark)))
    }

    fn is_empty(self) -> bool {
        !self.0.contains(&true)
    }
}

impl Writer<'_> {
    /// Reports a mark of another program that begins in a range of the text.
    pub(super) fn report_foreign(&mut self, range: &Range<usize>) {
        if self.foreign.is_empty() {
            return;
        }
        for (index, (mark, name, remedy)) in MARKS.into_iter().enumerate() {
            if !self.foreign.0[index] {
                continue;
            }
            let Some(found) = self.foreign_mark(mark, range) else { continue };
            self.fault(&codes::FOREIGN_SYNTAX, found, format!("this is {name}, and stays text"));
            self.help(remedy);
            self.foreign.0[index] = false;
            if mark.starts_with("{{") {
                return;
            }
        }
    }

    /// Where a mark begins in a range of the text and is meant as one.
    fn foreign_mark(&self, mark: &str, range: &Range<usize>) -> Option<Range<usize>> {
        let limit = self.text.floor_char_boundary((range.end + 2).min(self.text.len()));
        let mut starts =
            self.text.get(range.start..limit)?.match_indices(mark).map(|(at, _)| range.start + at);
        starts.find_map(|start| {
            let end = self.text.floor_char_boundary((start + MAX_MARK).min(self.text.len()));
            let line = self.text[start..end].split(['\n', '\r']).next().unwrap_or_default();
            let length = match mark {
                "==" => self.begins_line(start).then(|| heading(line)).flatten(),
                "'''" => line[3..].find("'''").filter(|length| *length > 0).map(|length| length + 6),
                "{{" => template(line),
                _ => Some(line.find("}}").map_or(line.len(), |end| end + 2)),
            }?;
            (start < range.end && !is_escaped(self.text, start)).then_some(start..start + length)
        })
    }

    fn begins_line(&self, at: usize) -> bool {
        let before = &self.text[..at];
        before.trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|sign| sign == '\n')
    }

    /// Reports the classes of a heading.
    pub(super) fn report_classes(&mut self, range: Range<usize>) {
        self.fault(&codes::FOREIGN_SYNTAX, range, CLASSES);
        self.help("write `{#id}` for an id of its own; how headings look is up to the theme");
    }
}

/// The length of `== Heading ==`. `==text==` is a highlight.
fn heading(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let level = line.len() - line.trim_start_matches('=').len();
    let inside = line[level..].strip_suffix(line.get(..level)?)?;
    let is_spaced = inside.starts_with(' ') && inside.ends_with(' ');
    let is_heading = (2..=6).contains(&level) && !inside.trim().is_empty() && !inside.contains("==");
    (is_heading && (is_spaced || level > 2) && !inside.ends_with('=')).then_some(line.len())
}

/// The length of `{{Name` and what follows it on its line. Code and formulas have other things in braces.
fn template(line: &str) -> Option<usize> {
    let inside = line.strip_prefix("{{")?.trim_start();
    let named = inside.starts_with(|sign: char| sign.is_alphabetic() || matches!(sign, '#' | ':' | '!'));
    named.then(|| line.find("}}").map_or(line.len(), |end| end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_mediawiki_are_told_from_highlights() {
        for line in ["== Life ==", "=== Life ===", "===Life===", "== Life == "] {
            assert!(heading(line).is_some(), "{line}");
        }
        for line in ["==Life==", "====", "== a", "==a== and ==b==", "== a ===", "=="] {
            assert!(heading(line).is_none(), "{line}");
        }
    }
}
