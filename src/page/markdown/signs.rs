//! Characters that would mean something else to the Markdown parser than to the author: hidden before parsing, and restored afterwards.
//!
//! A `:` at the start of a line begins a definition only before a blank, a `$` opens a formula only if another one can close it, `^[`
//! opens a footnote, and `![[…]]` in a link's label or with a layout is a picture. Each hidden character becomes a control character of the same length, which no text contains, so that every byte keeps
//! its offset.

use std::borrow::Cow;

use pulldown_cmark::CowStr;

use super::layout::{MAX_PICTURE, has_layout};
use super::triggers::is_escaped;

/// The characters, and their stand-ins while the parser reads.
const SIGNS: [(u8, u8); 11] = [
    (b':', 1),
    (b'$', 2),
    (b'[', 3),
    (b']', 4),
    (b'_', 5),
    (b'*', 6),
    (b'~', 7),
    (b'|', 8),
    (b'`', 14),
    (b'<', 15),
    (b'\\', 16),
];

/// Maximum number of bytes before a `:` that are read to see if it is the first character of its line.
const MAX_INDENTATION: usize = 256;

/// Hides these characters in a text.
pub(super) fn hide<'t>(text: Cow<'t, str>, math: bool) -> Cow<'t, str> {
    let mut places = colons(&text);
    if math {
        places.extend(prices(&text));
    }
    places.extend(notes(&text));
    places.extend(linked_pictures(&text));
    if places.is_empty() {
        return text;
    }
    let mut bytes = text.as_bytes().to_vec();
    for at in places {
        if let Some((_, hidden)) = SIGNS.iter().find(|(sign, _)| *sign == bytes[at]) {
            bytes[at] = *hidden;
        }
    }
    String::from_utf8(bytes).map_or(text, Cow::Owned)
}

/// The first `:` of every line that begins with one and has no blank after it.
fn colons(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let begins_line = |at: &usize| {
        let before = bytes[..*at].iter().rev().take(MAX_INDENTATION);
        match before.copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'>')) {
            Some(byte) => byte == b'\n',
            None => *at < MAX_INDENTATION,
        }
    };
    let has_word = |at: &usize| bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace());
    memchr::memchr_iter(b':', bytes).filter(has_word).filter(begins_line).collect()
}

/// Every `$` that neither opens nor closes a formula. As in Pandoc's `tex_math_dollars`, a closing one cannot follow a blank or precede a
/// digit, so that prices are left alone.
fn prices(text: &str) -> Vec<usize> {
    let runs = dollars(text);
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(&(start, length)) = runs.get(index) {
        let next = runs.get(index + 1).copied();
        let closed = next.is_some_and(|(end, other)| match length {
            1 => other == 1 && is_formula(text, start, end),
            _ => other > 1,
        });
        if !closed && length == 1 {
            found.push(start);
        }
        index += if closed { 2 } else { 1 };
    }
    found
}

/// Runs of unescaped `$`: offset and length.
fn dollars(text: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in memchr::memchr_iter(b'$', text.as_bytes()) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == at => *length += 1,
            _ if is_escaped(text, at) => {}
            _ => runs.push((at, 1)),
        }
    }
    runs
}

/// True if the `$` at two offsets, with none between them, delimit a formula.
fn is_formula(text: &str, start: usize, end: usize) -> bool {
    let inside = &text[start + 1..end];
    let is_tight = !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace);
    is_tight
        && !text[end + 1..].starts_with(|next: char| next.is_ascii_digit())
        && !inside.split('\n').skip(1).any(|line| begins_block(line.trim_start()))
}

/// True if a line, without its indentation, is blank or begins another block.
fn begins_block(line: &str) -> bool {
    line.is_empty()
        || line.starts_with(['|', '#', '>'])
        || ["- ", "* "].iter().any(|mark| line.starts_with(mark))
}

/// The bracket of every `^[`, which would otherwise open a link.
fn notes(text: &str) -> Vec<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"^[").map(|at| at + 1).collect()
}

/// The characters with a meaning in every `![[…]]` that is in brackets, which the parser would take for a part of another picture, or has a
/// layout, whose caption the parser cannot read.
fn linked_pictures(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for open in memchr::memmem::find_iter(bytes, b"![[") {
        let is_own = |end: &usize| has_layout(&text[open + 3..*end - 2]) || is_in_brackets(text, *end);
        if let Some(end) = end_of_picture(text, open).filter(is_own) {
            let has_meaning = |at: &usize| SIGNS[1..].iter().any(|(sign, _)| *sign == bytes[*at]);
            found.extend((open..end).filter(has_meaning));
        }
    }
    found
}

/// True if a `]` that is not opened behind `at` follows in the same paragraph.
fn is_in_brackets(text: &str, at: usize) -> bool {
    let limit = text.floor_char_boundary((at + MAX_PICTURE).min(text.len()));
    let rest = text[at..limit].split("\n\n").next().unwrap_or_default();
    let mut open = 0_usize;
    rest.bytes().any(|byte| match byte {
        b'[' => {
            open += 1;
            false
        }
        b']' => open.checked_sub(1).map(|left| open = left).is_none(),
        _ => false,
    })
}

/// The end of the `![[…]]` at an offset, which stands in one line. Brackets in it come in pairs.
pub(super) fn end_of_picture(text: &str, open: usize) -> Option<usize> {
    let limit = text.floor_char_boundary((open + MAX_PICTURE).min(text.len()));
    let inside = text.get(open + 3..limit)?;
    let begin = inside.find(['[', ']', '\n', '|']).filter(|&at| at > 0)?;
    let mut nested = 0_usize;
    let close = begin
        + inside[begin..].bytes().position(|byte| match byte {
            b'[' => {
                nested += 1;
                false
            }
            b']' => nested.checked_sub(1).map(|left| nested = left).is_none(),
            byte => byte == b'\n',
        })?;
    let is_whole = inside[close..].starts_with("]]") && !inside[begin..].starts_with('[');
    (is_whole && !is_escaped(text, open)).then_some(open + 3 + close + 2)
}

/// True if characters of a text are hidden.
pub(super) fn has_hidden(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, 1..=8 | 14..=16))
}

/// Restores the hidden characters of a text.
pub(super) fn sign_of(text: CowStr<'_>) -> CowStr<'_> {
    if !has_hidden(&text) {
        return text;
    }
    let signs = text.chars().map(|letter| {
        let sign = SIGNS.iter().find(|(_, hidden)| char::from(*hidden) == letter);
        sign.map_or(letter, |(sign, _)| char::from(*sign))
    });
    signs.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `·` for each hidden character.
    fn hidden(text: &str) -> String {
        hide(text.into(), true).replace(|c: char| c.is_control() && c != '\n' && c != '\t', "·")
    }

    #[test]
    fn a_definition_has_a_blank_behind_its_colon() {
        assert_eq!(hidden("a\n:) b\n> :::note\n\n  :warning: x"), "a\n·) b\n> ·::note\n\n  ·warning: x");
        assert_eq!(
            hidden("Term\n: text\n\nTerm\n:\ttext\nx: y :z"),
            "Term\n: text\n\nTerm\n:\ttext\nx: y :z"
        );
    }

    #[test]
    fn pictures_in_brackets_are_hidden_from_the_parser() {
        assert_eq!(hidden("[![[a_b.png|3]]](x)"), "[!··a·b.png·3··](x)");
        assert_eq!(hidden("[x ![[a]] y](z)"), "[x !··a·· y](z)");
        for text in ["![[a_b]] [x](y)", "![[a]]", "\\![[a]](x)", "[![[a\n]]](x)", "![[a]]\n\n](x)"] {
            assert_eq!(hidden(text), text);
        }
    }

    #[test]
    fn prices_are_not_formulas() {
        for text in
            ["·20-·30", "US·5/·10", "·1,000–·2,000", "(·3)/(·4)", "a ·5 and $x$", "5· or · 6", r"\$5 ·6"]
        {
            assert_eq!(hidden(&text.replace('·', "$")), text, "{text}");
        }
        for text in ["$x$ and $n$th", "$$x$$", "$$\nx $ y\n$$", "cost $5$ is $x\n+ y$.", r"$\$5$"] {
            assert_eq!(hidden(text).replace('·', "$"), text);
            assert!(!hidden(text).starts_with('·'), "{text}");
        }
        assert_eq!(hidden("a $5\n\nb$"), "a ·5\n\nb·");
    }
}
