//! Parses expanded wikitext: lines and blocks.

use super::builder::Builder;
use super::dump::Names;
use super::inline;
use super::parser::{Parsed, Parser, brackets};
use super::tree::{Element, Node, is_inline, is_known};

/// Parses expanded wikitext.
pub fn parse(text: &str, names: &Names) -> Parsed {
    let brackets = brackets(text);
    let mut parser = Parser {
        text,
        names,
        brackets: &brackets,
        builder: Builder::default(),
        found: Parsed::default(),
        quotes: (false, false),
        odd_quote: None,
        depth: 0,
        in_link: false,
        next_bracket: 0,
    };
    parser.run();
    parser.found.nodes = parser.builder.finish();
    parser.found
}

impl<'t> Parser<'t> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            let line = self.rest_of_line(at);
            self.odd_quote = line.contains("''").then(|| inline::odd_quote(line, at)).flatten();
            let start = self.line_start(at);
            at = self.inline(start, self.text.len(), true);
            self.end_quotes();
        }
    }

    /// The rest of the line from an offset.
    fn rest_of_line(&self, at: usize) -> &'t str {
        let rest = &self.text[at..];
        &rest[..rest.find('\n').unwrap_or(rest.len())]
    }

    /// Parses the start of a line, and returns the offset where its inline text begins.
    fn line_start(&mut self, at: usize) -> usize {
        let line = self.rest_of_line(at);
        if !line.starts_with(' ') && self.builder.is_open("pre") {
            self.builder.close("pre");
        }
        if let Some(next) = self.table_line(at, line) {
            return next;
        }
        let marks = line.bytes().take_while(|byte| b"*#:;".contains(byte)).count().min(20);
        if marks > 0 {
            return self.list_line(at, &line[..marks]);
        }
        if !self.builder.list().is_empty() {
            self.builder.close_items(0);
        }
        if let Some(next) = self.heading(at, line) {
            return next;
        }
        if line.starts_with("----") {
            self.builder.close_paragraph();
            self.builder.push(Node::Element(Box::new(Element::new("hr", Vec::new()))));
            return at + line.len() - line.trim_start_matches('-').len();
        }
        if line.trim().is_empty() {
            self.builder.close_paragraph();
            return at + line.len();
        }
        let may_begin = !self.builder.has_line() || self.builder.is_open("p");
        if line.starts_with(' ') && may_begin && !has_block(line) && self.is_plain_scope() {
            self.builder.close_paragraph();
            self.builder.open(Element::new("pre", Vec::new()));
            return at + 1;
        }
        if self.builder.is_open("pre") {
            self.builder.push(Node::Text("\n".to_owned()));
            return at + 1;
        }
        at
    }

    fn is_plain_scope(&self) -> bool {
        !self.builder.in_wikitable()
    }

    fn heading(&mut self, at: usize, line: &'t str) -> Option<usize> {
        let trimmed = line.trim_end();
        let level = trimmed.bytes().take_while(|byte| *byte == b'=').count();
        let closing = trimmed.bytes().rev().take_while(|byte| *byte == b'=').count();
        if level == 0 || trimmed.len() < 3 {
            return None;
        }
        let level = level.min(closing).min(6).min((trimmed.len() - 1) / 2);
        if level == 0 {
            return None;
        }
        self.builder.close_paragraph();
        self.builder.open(Element::new(["h1", "h2", "h3", "h4", "h5", "h6"][level - 1], Vec::new()));
        self.inline(at + level, at + trimmed.len() - level, false);
        self.end_quotes();
        self.builder.close(["h1", "h2", "h3", "h4", "h5", "h6"][level - 1]);
        Some(at + line.len())
    }

    fn list_line(&mut self, at: usize, marks: &str) -> usize {
        self.builder.close_paragraph();
        let open = self.builder.list().to_owned();
        let same =
            |one: char, other: char| one == other || (matches!(one, ':' | ';') && matches!(other, ':' | ';'));
        let common = open.chars().zip(marks.chars()).take_while(|(one, other)| same(*one, *other)).count();
        self.builder.close_items(common);
        if common > 0 && common == marks.len() {
            self.builder.close_item();
            self.open_item(&marks[common - 1..common], marks);
        }
        for depth in common..marks.len() {
            let list = match &marks[depth..=depth] {
                "*" => "ul",
                "#" => "ol",
                _ => "dl",
            };
            self.builder.open(Element::new(list, Vec::new()));
            self.open_item(&marks[depth..=depth], &marks[..=depth]);
        }
        let mut start = at + marks.len();
        if marks.ends_with(';')
            && let Some(colon) = definition(self.rest_of_line(start))
        {
            self.inline(start, start + colon, false);
            self.builder.close_item();
            self.open_item(":", marks);
            start += colon + 1;
        }
        start
    }

    fn open_item(&mut self, mark: &str, marks: &str) {
        let name = match mark {
            "*" | "#" => "li",
            ";" => "dt",
            _ => "dd",
        };
        self.builder.open_item(Element::new(name, Vec::new()), marks);
    }

    /// Parses table markup at the start of a line.
    fn table_line(&mut self, at: usize, line: &'t str) -> Option<usize> {
        let trimmed = line.trim_start();
        let start = at + line.len() - trimmed.len();
        let opening = trimmed.trim_start_matches([':', ' ']);
        if let Some(attributes) = opening.strip_prefix("{|") {
            self.builder.close_items(0);
            self.builder.close_paragraph();
            let attributes = inline::attributes(attributes);
            self.builder.open_as(Element::new("table", attributes), true);
            return Some(at + line.len());
        }
        if !self.builder.in_wikitable() || !trimmed.starts_with(['|', '!']) {
            return None;
        }
        if trimmed.starts_with("|}") {
            self.builder.close_wikitable();
            return Some(start + 2);
        }
        if let Some(rest) = trimmed.strip_prefix("|-") {
            self.builder.return_to_wikitable();
            self.builder.open(Element::new("tr", inline::attributes(rest.trim_start_matches('-'))));
            return Some(at + line.len());
        }
        if trimmed.starts_with("|+") {
            self.builder.return_to_wikitable();
            return Some(self.cell("caption", start + 2, start + trimmed.len()));
        }
        Some(self.cells(start, trimmed))
    }

    fn cells(&mut self, start: usize, line: &'t str) -> usize {
        let name = if line.starts_with('!') { "th" } else { "td" };
        let mut at = start + 1;
        let end = start + line.len();
        loop {
            let rest = &self.text[at..end];
            let is_divider = |pair: &[u8]| pair == b"||" || name == "th" && pair == b"!!";
            let divider = rest.as_bytes().windows(2).position(is_divider);
            self.builder.return_to_row();
            match divider {
                Some(divider) => {
                    let content = self.cell(name, at, at + divider);
                    self.inline(content, at + divider, false);
                    self.end_quotes();
                    at += divider + 2;
                }
                None => return self.cell(name, at, end),
            }
        }
    }

    /// Opens a cell, and returns the offset of its content.
    fn cell(&mut self, name: &str, start: usize, end: usize) -> usize {
        let content = &self.text[start..end];
        let bar = content
            .find('|')
            .filter(|bar| !content[..*bar].contains("[[") && !content[..*bar].contains("-{"));
        let (attributes, skip) = match bar {
            Some(bar) => (inline::attributes(&content[..bar]), bar + 1),
            None => (Vec::new(), 0),
        };
        self.builder.open(Element::new(name, attributes));
        start + skip
    }
}

/// Returns whether a line has a block-level tag, so that its indentation has no meaning.
fn has_block(line: &str) -> bool {
    line.split('<').skip(1).any(|tag| {
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name[..length].to_ascii_lowercase();
        is_known(&name) && !is_inline(&name)
    })
}

/// The `:` that ends a term, outside links and tags.
fn definition(line: &str) -> Option<usize> {
    let mut depth = 0usize;
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            b':' if depth == 0 && !line[at..].starts_with("://") => return Some(at),
            _ => {}
        }
    }
    None
}
