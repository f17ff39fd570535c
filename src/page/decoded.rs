//! Decodes spelled text, keeping the byte ranges of its parts in the source.
//!
//! Decoders read YAML scalars, TOML strings, Markdown addresses and HTML attributes a second time. Each result is compared with the
//! parser's; if they differ, only the range of the whole text is known.

use std::ops::Range;

use crate::page::markdown::attribute_text;
use crate::page::node::spelling::{Form, Spelling, Style};

/// A text, with the positions of its parts in the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::page) struct Decoded {
    pub(in crate::page) text: String,
    units: Vec<Unit>,
    /// True if only the range of the whole text is known.
    is_whole: bool,
}

/// A part of the text with its range in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unit {
    /// Offset of its start in the text.
    start: usize,
    source: Range<usize>,
    /// True if the source has the same bytes, so that it can be divided.
    verbatim: bool,
}

impl Decoded {
    /// A text spelled verbatim in the source.
    pub(in crate::page) fn verbatim(text: &str, source: usize) -> Self {
        let mut decoded = Self::default();
        decoded.same(text, source);
        decoded
    }

    /// A text with only its whole range known.
    pub(in crate::page) fn whole(text: &str, source: Range<usize>) -> Self {
        let mut decoded = Self { is_whole: true, ..Self::default() };
        decoded.other(text, source);
        decoded
    }

    /// Appends a text spelled verbatim in the source.
    pub(in crate::page) fn same(&mut self, text: &str, source: usize) {
        let end = source + text.len();
        match self.units.last_mut() {
            Some(last) if last.verbatim && last.source.end == source => last.source.end = end,
            _ => self.units.push(Unit { start: self.text.len(), source: source..end, verbatim: true }),
        }
        self.text.push_str(text);
    }

    /// Appends a text spelled differently in the source.
    pub(in crate::page) fn other(&mut self, text: &str, source: Range<usize>) {
        self.units.push(Unit { start: self.text.len(), source, verbatim: false });
        self.text.push_str(text);
    }

    /// Adds another decoded text.
    pub(in crate::page) fn append(&mut self, other: Self) {
        let shift = self.text.len();
        self.is_whole |= other.is_whole;
        self.units.extend(other.units.into_iter().map(|unit| Unit { start: unit.start + shift, ..unit }));
        self.text.push_str(&other.text);
    }

    /// The same text with its source ranges shifted.
    pub(in crate::page) fn shifted(mut self, by: usize) -> Self {
        for unit in &mut self.units {
            unit.source = unit.source.start + by..unit.source.end + by;
        }
        self
    }

    /// Returns this text if it equals the parser's; otherwise the parser's, with only its whole range.
    pub(in crate::page) fn or_whole(self, read: &str, source: Range<usize>) -> Self {
        if self.text == read { self } else { Self::whole(read, source) }
    }

    /// True if only the range of the whole text is known.
    pub(in crate::page) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// True if the source has the text in one piece, byte for byte.
    pub(in crate::page) fn is_verbatim(&self) -> bool {
        !self.is_whole && matches!(self.units.as_slice(), [] | [Unit { verbatim: true, .. }])
    }

    /// The source range of a part of the text, extended to whole units that cannot be divided.
    pub(in crate::page) fn source(&self, range: Range<usize>) -> Range<usize> {
        let unit_at = |at: usize| {
            let number = self.units.partition_point(|unit| unit.start <= at).checked_sub(1)?;
            self.units.get(number)
        };
        let Some(first) = unit_at(range.start) else { return 0..0 };
        let start = match first.verbatim {
            true => (first.source.start + range.start - first.start).min(first.source.end),
            false if range.start >= self.text.len() && range.is_empty() => first.source.end,
            false => first.source.start,
        };
        if range.is_empty() {
            return start..start;
        }
        let last = unit_at(range.end - 1).unwrap_or(first);
        let end = if last.verbatim { last.source.start + range.end - last.start } else { last.source.end };
        start..end.max(start)
    }
}

/// Decodes a scalar of a YAML text that is not empty.
pub(in crate::page) fn scalar(text: &str, spelling: &Spelling, index: usize) -> Option<Decoded> {
    let spelled = spelling.get(spelling.resolve(index));
    let Form::Scalar(style, read) = &spelled.form else { return None };
    let is_null = matches!(read.as_str(), "" | "~" | "null" | "Null" | "NULL");
    if *style == Style::Plain && is_null {
        return None;
    }
    let start = spelled.range.start;
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let written = &text[spelled.range.clone()];
    Some(yaml(written, *style, start - line, read).shifted(start))
}

/// Decodes a YAML scalar with the spelling `source`; `indent` is that of the lines of a block.
pub(in crate::page) fn yaml(source: &str, style: Style, indent: usize, read: &str) -> Decoded {
    let decoded = match style {
        Style::Plain => flow(source, 0..source.len(), style),
        Style::Single | Style::Double if source.len() >= 2 => flow(source, 1..source.len() - 1, style),
        Style::Single | Style::Double => Decoded::default(),
        Style::Literal => literal(source, indent, read),
        Style::Folded => folded(source, indent, read),
    };
    decoded.or_whole(read, 0..source.len())
}

/// Decodes plain and quoted scalars, whose lines are folded (YAML 1.2, section 6.5).
fn flow(source: &str, inside: Range<usize>, style: Style) -> Decoded {
    let mut decoded = Decoded::default();
    let mut at = inside.start;
    while let Some(next) = source[at..inside.end].chars().next() {
        let rest = &source[at..inside.end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        at += match next {
            '\'' if style == Style::Single => {
                decoded.other("'", at..at + 2);
                2
            }
            '\\' if style == Style::Double => escape(&mut decoded, rest, at),
            _ if rest[blank..].starts_with(['\n', '\r']) => {
                let length = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
                decoded.other(&folded_breaks(&rest[..length]), at..at + length);
                length
            }
            next => {
                decoded.same(&rest[..next.len_utf8()], at);
                next.len_utf8()
            }
        };
    }
    decoded
}

/// Folds line breaks: the first becomes a space, or nothing if blank lines follow.
fn folded_breaks(breaks: &str) -> String {
    match breaks.matches('\n').count() {
        0 | 1 => " ".to_owned(),
        count => "\n".repeat(count - 1),
    }
}

/// Decodes an escape in a double-quoted scalar (YAML 1.2, section 5.7); returns its length.
fn escape(decoded: &mut Decoded, rest: &str, at: usize) -> usize {
    let sign = rest[1..].chars().next().unwrap_or_default();
    let hex = |digits: usize| {
        let value = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (value.and_then(char::from_u32).map(String::from).unwrap_or_default(), 2 + digits)
    };
    let (text, length) = match sign {
        '\n' | '\r' => {
            let line = rest[1..].find('\n').map_or(rest.len(), |end| end + 2);
            let blank =
                &rest[line..rest.len() - rest[line..].trim_start_matches([' ', '\t', '\n', '\r']).len()];
            ("\n".repeat(blank.matches('\n').count()), line + blank.len())
        }
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        _ => (escaped(sign).into(), 1 + sign.len_utf8()),
    };
    decoded.other(&text, at..at + length.min(rest.len()));
    length.min(rest.len())
}

fn escaped(sign: char) -> char {
    match sign {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        sign => sign,
    }
}

/// The lines of a block without indentation, with their positions. The first line is already without.
fn block_lines(source: &str, indent: usize) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in source.split('\n') {
        let stripped =
            if start == 0 { 0 } else { indent.min(line.len() - line.trim_start_matches(' ').len()) };
        lines.push((start + stripped, line[stripped..].trim_end_matches('\r')));
        start += line.len() + 1;
    }
    lines
}

/// Decodes a literal block. The number of line breaks kept at its end is taken from the parser.
fn literal(source: &str, indent: usize, read: &str) -> Decoded {
    let mut decoded = Decoded::default();
    for (number, (at, line)) in block_lines(source.trim_end(), indent).into_iter().enumerate() {
        if number > 0 {
            decoded.other("\n", at..at);
        }
        decoded.same(line, at);
    }
    end_of_block(decoded, source, read)
}

/// Decodes a folded block (YAML 1.2, section 8.1.3), which does not fold around more indented lines.
fn folded(source: &str, indent: usize, read: &str) -> Decoded {
    let mut decoded = Decoded::default();
    let is_further = |line: &str| line.starts_with([' ', '\t']);
    let mut before: Option<&str> = None;
    let mut breaks = 0;
    for (at, line) in block_lines(source.trim_end(), indent) {
        if let Some(before) = before {
            breaks += 1;
            if line.is_empty() {
                continue;
            }
            let kept = is_further(before) || is_further(line);
            let text = match breaks {
                1 if !kept => " ".to_owned(),
                count => "\n".repeat(if kept { count } else { count - 1 }),
            };
            decoded.other(&text, at..at);
        }
        decoded.same(line, at);
        (before, breaks) = (Some(line), 0);
    }
    end_of_block(decoded, source, read)
}

fn end_of_block(mut decoded: Decoded, source: &str, read: &str) -> Decoded {
    if let Some(rest) = read.strip_prefix(decoded.text.as_str()).filter(|rest| rest.trim().is_empty()) {
        decoded.other(rest, source.len()..source.len());
    }
    decoded
}

/// Decodes a TOML string with its quotes, or a bare key.
pub(in crate::page) fn toml(source: &str, read: &str) -> Decoded {
    let quote =
        ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| source.starts_with(quote)).unwrap_or("");
    if source.len() < 2 * quote.len() {
        return Decoded::whole(read, 0..source.len());
    }
    let mut at = quote.len();
    let end = source.len() - quote.len();
    if quote.len() == 3 {
        // A line break right after the opening quotes is dropped.
        at += source[at..end]
            .strip_prefix("\r\n")
            .map_or(usize::from(source[at..end].starts_with('\n')), |_| 2);
    }
    let decoded = if quote.starts_with('"') {
        flow_of_toml(source, at..end)
    } else {
        Decoded::verbatim(&source[at..end], at)
    };
    decoded.or_whole(read, 0..source.len())
}

fn flow_of_toml(source: &str, inside: Range<usize>) -> Decoded {
    let mut decoded = Decoded::default();
    let mut at = inside.start;
    while let Some(next) = source[at..inside.end].chars().next() {
        let rest = &source[at..inside.end];
        at += if next == '\\' {
            escape(&mut decoded, rest, at)
        } else {
            decoded.same(&rest[..next.len_utf8()], at);
            next.len_utf8()
        };
    }
    decoded
}

/// Decodes a Markdown address: escapes and entities.
pub(in crate::page) fn markdown(source: &str, read: &str) -> Decoded {
    entities(source, true).or_whole(read, 0..source.len())
}

/// Decodes the value of an HTML attribute, without its quotes.
pub(in crate::page) fn attribute(source: &str) -> Decoded {
    let read = attribute_text(source);
    entities(source, false).or_whole(&read, 0..source.len())
}

fn entities(source: &str, escapes: bool) -> Decoded {
    let mut decoded = Decoded::default();
    let mut at = 0;
    while let Some(next) = source[at..].chars().next() {
        let rest = &source[at..];
        let escaped =
            rest.as_bytes().get(1).filter(|byte| escapes && next == '\\' && byte.is_ascii_punctuation());
        let entity = rest.find(';').filter(|&end| next == '&' && end <= 40).map(|end| &rest[..=end]);
        let entity = entity.map(|entity| (entity, attribute_text(entity))).filter(|(raw, text)| raw != text);
        at += match (escaped, entity) {
            (Some(_), _) => {
                decoded.other(&rest[1..2], at..at + 2);
                2
            }
            (_, Some((raw, text))) => {
                decoded.other(&text, at..at + raw.len());
                raw.len()
            }
            _ => {
                decoded.same(&rest[..next.len_utf8()], at);
                next.len_utf8()
            }
        };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source of a part of the decoded text.
    fn source_of<'s>(source: &'s str, decoded: &Decoded, part: &str) -> &'s str {
        let start = decoded.text.find(part).unwrap_or_else(|| panic!("{decoded:?} says no {part}"));
        &source[decoded.source(start..start + part.len())]
    }

    #[test]
    fn parts_of_scalars_are_found_in_every_style() {
        for (source, style, read, part, expected) in [
            ("a b\n   c", Style::Plain, "a b c", "b c", "b\n   c"),
            ("'it''s  me'", Style::Single, "it's  me", "'s", "''s"),
            ("\"a\\u00e9\\\n  b\\\"c\"", Style::Double, "aéb\"c", "éb", "\\u00e9\\\n  b"),
            ("\"a\n\n b\"", Style::Double, "a\nb", "b", "b"),
            ("one\n  two\n\n  three\n", Style::Literal, "one\ntwo\n\nthree\n", "two", "two"),
            (
                "one\n  two\n\n  three\n    four\n",
                Style::Folded,
                "one two\nthree\n  four\n",
                "two\nthree",
                "two\n\n  three",
            ),
        ] {
            let decoded = yaml(source, style, 2, read);
            assert!(decoded.units.iter().any(|unit| unit.verbatim), "{source:?} is known only as a whole");
            assert_eq!(source_of(source, &decoded, part), expected);
        }
    }

    #[test]
    fn parts_of_addresses_and_strings_are_found() {
        let source = "a\\_b&amp;c%20&bogus;";
        let decoded = markdown(source, "a_b&c%20&bogus;");
        assert_eq!(source_of(source, &decoded, "_b&"), "\\_b&amp;");
        assert_eq!(source_of(source, &decoded, "&bogus"), "&bogus");
        assert_eq!(source_of("x&#35;y", &attribute("x&#35;y"), "#"), "&#35;");
        for (source, read, part, expected) in [
            ("\"a\\\"b\"", "a\"b", "\"b", "\\\"b"),
            ("'a\\b'", "a\\b", "\\b", "\\b"),
            ("\"\"\"\na\\u00e9\"\"\"", "aé", "é", "\\u00e9"),
            ("bare", "bare", "are", "are"),
        ] {
            assert_eq!(source_of(source, &toml(source, read), part), expected);
        }
    }

    #[test]
    fn undecodable_text_is_kept_as_one_piece() {
        let decoded = yaml("'a b'", Style::Single, 0, "something else");
        assert_eq!(decoded.source(2..5), 0..5);
    }
}
