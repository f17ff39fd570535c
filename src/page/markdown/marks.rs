//! Spoiler labels of blocks: `{spoiler=novel}` at the end of a heading, a paragraph, an item, a row or a cell.
//!
//! They are found before the text is parsed, since a fold opens in front of what its label follows, and become spaces.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::markers::{Marker, is_like_spoiler, without_titles};
use super::triggers::is_escaped;
use crate::labels::Scopes;

/// Longest label, in bytes.
const MAX_MARK: usize = 300;

/// The label of a block, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the text, with the braces.
    pub(super) range: Range<usize>,
    /// Names of the scopes, and their bytes of the text.
    pub(super) names: Vec<(String, Range<usize>)>,
    pub(super) title: Option<String>,
    id: Option<String>,
    /// True if the word is not `spoiler`, or something else is wrong with it.
    pub(super) mistyped: bool,
}

/// A part of a text that can have a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A paragraph or a block of code.
    Block,
    Heading,
    Item,
    Table,
    Row,
    Cell,
    Term,
    Definition,
    Footnote,
}

/// The labels of a text, by the kind of their parts and the bytes at which these start.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) of_parts: BTreeMap<(Part, usize), Mark>,
    /// Labels that stand at the end of nothing.
    pub(super) misplaced: Vec<Mark>,
}

/// A label as it is applied.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) scopes: Scopes,
    /// The author's title of the fold, shown after the scopes.
    pub(super) title: Option<String>,
}

/// Finds the labels in a text, and puts spaces in their place; `None` if there are none. `signed` is the text with hidden characters.
pub(super) fn take(
    text: &str,
    (signed, callouts): (&str, &BTreeMap<usize, Marker>),
    options: Options,
) -> (Option<String>, Marks) {
    let found = candidates(text);
    if found.is_empty() {
        return (None, Marks::default());
    }
    let parsed = without_titles(signed, callouts);
    let (found, in_titles) = found.into_iter().partition(|mark| !is_in_title(mark, callouts));
    let mut finder = Finder {
        text,
        found,
        next: 0,
        of_row: None,
        stack: Vec::new(),
        pending: None,
        marks: Marks { misplaced: in_titles, ..Marks::default() },
    };
    for (event, range) in Parser::new_ext(&parsed, options).into_offset_iter() {
        finder.event(&event, range);
    }
    finder.settle();
    let marks = finder.marks;
    let mut out = text.to_string();
    for mark in marks.of_parts.values() {
        let id = mark.id.as_ref().map(|id| format!("{{#{id}}}")).unwrap_or_default();
        let spaces = " ".repeat(mark.range.len().saturating_sub(id.len()));
        out.replace_range(mark.range.clone(), &(id + &spaces));
    }
    (Some(out), marks)
}

/// True if a label is in the title of a callout, where it labels nothing.
fn is_in_title(mark: &Mark, callouts: &BTreeMap<usize, Marker>) -> bool {
    let before = callouts.range(..mark.range.start).next_back();
    before.is_some_and(|(_, marker)| mark.range.start < marker.line_end)
}

/// Everything in braces that is like a label.
fn candidates(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut end = 0;
    for (at, _) in text.match_indices('{') {
        if at < end || is_escaped(text, at) {
            continue;
        }
        // Two braces begin a call of a component.
        if text[at + 1..].starts_with('{') {
            end = at + 2;
            continue;
        }
        let limit = text.floor_char_boundary((at + MAX_MARK).min(text.len()));
        let Some(length) =
            text[at..limit].find(['}', '\n']).filter(|length| text[at + length..].starts_with('}'))
        else {
            continue;
        };
        if let Some(mark) = parse(&text[at + 1..at + length], at) {
            end = mark.range.end;
            found.push(mark);
        }
    }
    found
}

/// True if a text in braces is a label, or is like one.
pub(in crate::page) fn is_mark(inside: &str) -> bool {
    parse(inside, 0).is_some()
}

/// Reads what stands between braces.
fn parse(inside: &str, at: usize) -> Option<Mark> {
    let mut mark =
        Mark { range: at..at + inside.len() + 2, names: Vec::new(), title: None, id: None, mistyped: false };
    let (mut is_label, mut wants_name) = (false, false);
    let names = |value: &str| names(inside, value, at + 1);
    for token in tokens(inside) {
        let (key, value) =
            token.split_once(['=', ':']).map_or((token, None), |(key, value)| (key, Some(value)));
        if wants_name {
            wants_name = token.ends_with(',');
            mark.names.extend(names(token));
        } else if let Some(id) = token.strip_prefix('#') {
            mark.id = Some(id.to_owned());
        } else if key == "title" && value.is_some() {
            mark.title = value.map(|value| unquoted(value).to_owned());
        } else if !is_label && is_key(key, token) {
            is_label = true;
            mark.mistyped = key != "spoiler" || !token.starts_with("spoiler=");
            mark.names.extend(names(value.unwrap_or_default()));
            wants_name = mark.names.is_empty() || token.ends_with(',');
        } else {
            mark.mistyped = true;
        }
    }
    is_label.then_some(mark)
}

/// True for the key of a label, rightly spelled or not.
fn is_key(key: &str, token: &str) -> bool {
    let is_scope = ["scope", "scopes", "data-scope"].contains(&key) && token[key.len()..].starts_with('=');
    is_scope || is_word(key) && is_like_spoiler(&key.trim_start_matches('.').to_lowercase())
}

/// True for what can be the word `spoiler`, rightly spelled or not.
fn is_word(key: &str) -> bool {
    let word = key.trim_start_matches('.');
    (5..=12).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
}

/// Parts between spaces that do not stand in quotes.
fn tokens(inside: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    let parts = inside.split(move |c: char| {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c.is_whitespace()
    });
    parts.filter(|part| !part.is_empty())
}

fn unquoted(value: &str) -> &str {
    value.trim_matches(['"', '\''])
}

/// The names in a part of what stands between braces, and their places. `inside` starts at the byte `start` of the text.
fn names(inside: &str, value: &str, start: usize) -> Vec<(String, Range<usize>)> {
    let names = unquoted(value).split(',').map(|name| unquoted(name.trim()));
    let place = |name: &str| {
        let at = start + name.as_ptr().addr() - inside.as_ptr().addr();
        (name.to_owned(), at..at + name.len())
    };
    names.filter(|name| !name.is_empty()).map(place).collect()
}

/// A block that is open while labels are looked for.
#[derive(Debug, Clone, Copy)]
struct Open {
    part: Option<Part>,
    start: usize,
    /// True if a block stands in it already.
    has_child: bool,
    is_inline: bool,
}

/// Finds the parts of a text that labels belong to.
struct Finder<'f> {
    text: &'f str,
    found: Vec<Mark>,
    /// The first of them that has not been met.
    next: usize,
    /// The one that labels the row or the table that is open.
    of_row: Option<usize>,
    stack: Vec<Open>,
    /// The label that has just been met, and the part that it belongs to if nothing of the text follows.
    pending: Option<(Mark, Option<(Part, usize)>)>,
    marks: Marks,
}

impl Finder<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        if let Some((mark, _)) = &self.pending {
            let is_within = matches!(event, Event::Text(_)) && range.end <= mark.range.end;
            if is_within {
                return;
            }
            if continues(event) && !self.is_blank(event, &range) {
                self.misplace();
            } else if !continues(event) {
                self.settle();
            }
        }
        self.pass_to(range.start);
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => drop(self.stack.pop()),
            Event::Text(_) => self.text(&range),
            // What is code or markup is no label.
            _ => {}
        }
    }

    /// True for white space behind a label.
    fn is_blank(&self, event: &Event<'_>, range: &Range<usize>) -> bool {
        matches!(event, Event::Text(_))
            && self.pending.as_ref().is_some_and(|(mark, _)| {
                self.text
                    .get(mark.range.end.min(range.end)..range.end)
                    .is_some_and(|rest| rest.trim().is_empty())
            })
    }

    /// Leaves out labels that stand before a byte and were met in no text.
    fn pass_to(&mut self, at: usize) {
        while self.found.get(self.next).is_some_and(|mark| mark.range.start < at) {
            self.next += 1;
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let part = match tag {
            Tag::Paragraph => Some(Part::Block),
            Tag::Heading { .. } => Some(Part::Heading),
            Tag::Item => Some(Part::Item),
            Tag::TableCell => Some(Part::Cell),
            Tag::DefinitionListTitle => Some(Part::Term),
            Tag::DefinitionListDefinition => Some(Part::Definition),
            Tag::FootnoteDefinition(_) => Some(Part::Footnote),
            _ => None,
        };
        match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.label_code(&range),
            Tag::HtmlBlock => self.misplace_all(&range),
            Tag::TableRow => self.label_row((Part::Row, range.start), range.start),
            Tag::TableHead => self.label_row((Part::Table, range.start), range.start),
            _ => {}
        }
        if let Some(around) = self.stack.last_mut().filter(|_| !is_inline(tag)) {
            around.has_child |= part != Some(Part::Block);
        }
        self.stack.push(Open { part, start: range.start, has_child: false, is_inline: is_inline(tag) });
    }

    /// A label behind the language of a block of code.
    fn label_code(&mut self, range: &Range<usize>) {
        let line = self.end_of_line(range.start);
        let last = self.found.get(self.next).filter(|mark| mark.range.end <= line).cloned();
        self.marks.of_parts.extend(last.map(|mark| ((Part::Block, range.start), mark)));
        self.pass_to(range.end);
    }

    fn misplace_all(&mut self, range: &Range<usize>) {
        let from = self.next;
        self.pass_to(range.end);
        self.marks.misplaced.extend_from_slice(&self.found[from..self.next]);
    }

    /// A label at the end of the line of a row, in its last cell or behind it.
    fn label_row(&mut self, owner: (Part, usize), start: usize) {
        let end = self.end_of_line(start);
        let of_row = self.found[self.next..].partition_point(|mark| mark.range.start < end);
        let Some(index) = of_row.checked_sub(1).map(|last| self.next + last) else { return };
        let behind = self.text[self.found[index].range.end..end].trim_matches(['|', ' ', '\t', '\r']);
        if behind.is_empty() {
            self.marks.of_parts.insert(owner, self.found[index].clone());
            self.of_row = Some(index);
        }
    }

    fn end_of_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length)
    }

    fn text(&mut self, range: &Range<usize>) {
        while let Some(mark) = self.found.get(self.next).filter(|mark| mark.range.start < range.end).cloned()
        {
            self.next += 1;
            if self.of_row == Some(self.next - 1) {
                continue;
            }
            if self.stack.last().is_some_and(|open| !open.is_inline && open.part.is_none()) {
                // The text of a block of code.
                continue;
            }
            self.misplace();
            let owner = self.owner(&mark);
            let is_last = self.text[mark.range.end.min(range.end)..range.end].trim().is_empty();
            self.pending = Some((mark, owner.filter(|_| is_last)));
        }
    }

    /// The part at whose end a label stands, if nothing follows it.
    fn owner(&self, mark: &Mark) -> Option<(Part, usize)> {
        let (open, around) = self.stack.split_last()?;
        let part = open.part?;
        if self.text[open.start..mark.range.start].trim().is_empty() {
            return None;
        }
        match (part, around.last()) {
            (Part::Block, Some(Open { part: Some(part), start, has_child: false, .. }))
                if matches!(part, Part::Item | Part::Definition | Part::Footnote)
                    && self.is_first(*start, open.start) =>
            {
                Some((*part, *start))
            }
            _ => Some((part, open.start)),
        }
    }

    /// True if a paragraph is the first thing in the part around it.
    fn is_first(&self, around: usize, paragraph: usize) -> bool {
        self.text[around..paragraph].lines().count() <= 1
    }

    fn misplace(&mut self) {
        self.marks.misplaced.extend(self.pending.take().map(|(mark, _)| mark));
    }

    fn settle(&mut self) {
        match self.pending.take() {
            Some((mark, Some(owner))) if !self.marks.of_parts.contains_key(&owner) => {
                self.marks.of_parts.insert(owner, mark);
            }
            other => self.marks.misplaced.extend(other.map(|(mark, _)| mark)),
        }
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// True for what continues the text of a block.
fn continues(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => is_inline(tag),
        Event::End(tag) => {
            use pulldown_cmark::TagEnd::{
                Emphasis, Image, Link, Strikethrough, Strong, Subscript, Superscript,
            };
            matches!(tag, Emphasis | Strong | Strikethrough | Superscript | Subscript | Link | Image)
        }
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::signs;
    use super::*;

    fn owners(text: &str) -> (String, Vec<(Part, usize)>, usize) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH;
        let signed = signs::hide(Cow::Borrowed(text), true);
        let (blank, marks) = take(text, (&signed, &BTreeMap::new()), options);
        let blank = blank.unwrap_or_else(|| text.to_owned());
        assert_eq!(blank.len(), text.len());
        (blank, marks.of_parts.into_keys().collect(), marks.misplaced.len())
    }

    #[test]
    fn labels_are_read_in_full() {
        let mark = parse("#end spoiler=b1, b2 title=\"How it ends\"", 0).unwrap();
        let names: Vec<_> = mark.names.iter().map(|(name, range)| (name.as_str(), range.clone())).collect();
        assert_eq!((names, mark.id.as_deref()), (vec![("b1", 14..16), ("b2", 18..20)], Some("end")));
        assert_eq!((mark.title.as_deref(), mark.mistyped), (Some("How it ends"), false));
        for inside in [
            "spoilers=b1",
            "spoiler: b1",
            "spoiler:b1",
            "spoiler b1",
            "spolier=b1",
            ".spoiler",
            "spoiler=b1 x",
            "scope=b1",
            "data-scope=b1",
        ] {
            assert!(parse(inside, 0).is_some_and(|mark| mark.mistyped), "{inside}");
        }
        for inside in ["#spoiler", "x", "", ".note", "name=b1", "title=spoiler", "scope: b1", "scope"] {
            assert_eq!(parse(inside, 0), None, "{inside}");
        }
    }

    #[test]
    fn labels_apply_to_the_preceding_element() {
        for (text, owner) in [
            ("one {spoiler=a}\n\ntwo", (Part::Block, 0)),
            ("one\ntwo {spoiler=a}", (Part::Block, 0)),
            ("one\n{spoiler=a}", (Part::Block, 0)),
            ("# one {spoiler=a}\n\ntwo", (Part::Heading, 0)),
            ("one {spoiler=a}\n===\n", (Part::Heading, 0)),
            ("- one {spoiler=a}\n- two", (Part::Item, 0)),
            ("- one {spoiler=a}\n  - two", (Part::Item, 0)),
            ("- one {spoiler=a}\n\n  two", (Part::Item, 0)),
            ("- one\n\n  two {spoiler=a}", (Part::Block, 9)),
            ("[^1]: one {spoiler=a}\n", (Part::Footnote, 0)),
            ("a | b\n--|--\nc | d {spoiler=a}\n", (Part::Row, 12)),
            ("a | b\n--|--\n| c | d | {spoiler=a}\n", (Part::Row, 12)),
            ("a | b\n--|--\n| c {spoiler=a} | d |\n", (Part::Cell, 13)),
            ("a | b {spoiler=a}\n--|--\nc | d\n", (Part::Table, 0)),
            ("```js {spoiler=a}\none\n```\n", (Part::Block, 0)),
        ] {
            let (blank, found, misplaced) = owners(text);
            let is_at = found.iter().any(|(part, start)| *part == owner.0 && start.abs_diff(owner.1) <= 1);
            assert!(is_at && found.len() == 1 && misplaced == 0, "{text}: {found:?} {misplaced}");
            assert!(!blank.contains("spoiler"), "{blank}");
        }
    }

    #[test]
    fn labels_in_code_are_text_and_others_are_misplaced() {
        for text in
            ["`{spoiler=a}`", "```\n{spoiler=a}\n```", "    {spoiler=a}", "\\{spoiler=a}", "$x_{spoiler=a}$"]
        {
            assert_eq!(owners(text), (text.to_owned(), vec![], 0), "{text}");
        }
        for text in ["one {spoiler=a} two", "{spoiler=a}", "*one {spoiler=a}*", "one {spoiler=a}\ntwo"] {
            let (_, found, misplaced) = owners(text);
            assert_eq!((found.len(), misplaced), (0, 1), "{text}");
        }
    }
}
