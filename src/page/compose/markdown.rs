//! Writes text, links and citations as Markdown.
//!
//! The output parses back to the same text. Only characters that Markdown would interpret as markup are escaped.

use std::fmt::Write as _;

use crate::page::links::{split_address, split_wikilink, wikilink_parts};
use crate::text::escape::encode_url_path;

/// Writes plain text as Markdown. Line breaks are kept, without the white space around them; a blank line ends a paragraph.
///
/// One thing cannot be expressed in Lorekeep's Markdown: `{#word}` at the end of a heading.
pub fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + words.len() / 16);
    for (number, line) in words.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        line_of(&mut out, line.trim());
    }
    out
}

fn line_of(out: &mut String, line: &str) {
    let marker = list_marker(line);
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        let rest = &line[at + character.len_utf8()..];
        let at_start = at == 0 && starts_block(character, rest) || Some(at) == marker;
        if at_start || is_mark(before, character, rest) {
            out.push('\\');
        }
        out.push(character);
        before = character;
    }
}

/// Offset of the `.` or `)` that would make a line an item of a numbered list.
fn list_marker(line: &str) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    ((1..=9).contains(&digits) && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(digits)
}

/// True if a character at the start of a line would begin a heading, quote, list, thematic break or definition.
fn starts_block(sign: char, rest: &str) -> bool {
    match sign {
        '#' | '>' | '=' | ':' => true,
        '-' | '+' => rest.is_empty() || rest.starts_with([' ', '\t', '-', '|', ':']),
        _ => false,
    }
}

/// True if a character would be interpreted as markup in its position.
fn is_mark(before: char, sign: char, rest: &str) -> bool {
    let next = rest.chars().next();
    match sign {
        '*' | '`' | '[' | ']' | '~' | '$' | '|' => true,
        '_' => !(before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)),
        '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
        '&' => rest.split_once(';').is_some_and(|(name, _)| is_entity(name)),
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        // The id of a block.
        '^' => {
            before.is_whitespace()
                && !rest.is_empty()
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        }
        // Highlights and comments: the same character twice.
        '=' | '%' => before == sign,
        '{' if is_call(rest) => true,
        // The label of a spoiler.
        '{' => {
            let line = &rest[..rest.floor_char_boundary(300)];
            line.split_once('}').is_some_and(|(inside, _)| crate::page::markdown::is_mark(inside))
        }
        _ => false,
    }
}

/// True if a text after a brace would call a component, were there one with its name.
fn is_call(rest: &str) -> bool {
    let Some(inside) = rest.strip_prefix('{') else { return false };
    let inside = inside.trim_start();
    let is_of_name = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
    let rest = inside.trim_start_matches(is_of_name);
    rest.len() < inside.len() && rest.trim_start().starts_with(['|', '}'])
}

fn is_entity(name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A heading of level 2 to 6 with a line ending; its text is kept on one line.
pub fn heading(level: usize, words: &str) -> String {
    let line: Vec<&str> = words.split_whitespace().collect();
    format!("{} {}\n", "#".repeat(level.clamp(2, 6)), text(&line.join(" ")))
}

/// `[[Name#heading|label]]`. `None` if the name or the heading contains characters that a wikilink cannot express, such as `#`.
pub fn wikilink(name: &str, heading: Option<&str>, label: Option<&str>) -> Option<String> {
    let target = match heading {
        Some(heading) => format!("{name}#{heading}"),
        None => name.to_owned(),
    };
    let is_whole = split_wikilink(&target) == (name.to_owned(), heading.map(str::to_owned));
    let is_plain = !target.contains(['[', ']', '|', '\n', '`', '<', '$']) && !target.contains("%%");
    if !is_whole || !is_plain || wikilink_parts(&target).0.len() != name.len() {
        return None;
    }
    let label = label.filter(|label| *label != name || heading.is_some());
    Some(match label {
        Some(label) => format!("[[{target}|{}]]", text(&label.replace('\n', " "))),
        None => format!("[[{target}]]"),
    })
}

/// `[label](address)`, for a path or an absolute address. `None` for an address with an unsafe scheme.
pub fn link(label: &str, address: &str) -> Option<String> {
    use crate::page::links::LinkKind::{External, Markdown};
    let mut written = String::new();
    match split_address(address).kind {
        External
            if !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\\".contains(c)) =>
        {
            written.push_str(address);
        }
        Markdown => {
            let (path, fragment) =
                address.split_once('#').map_or((address, None), |(path, rest)| (path, Some(rest)));
            encode_url_path(&mut written, path);
            if let Some(fragment) = fragment {
                written.push('#');
                encode_url_path(&mut written, fragment);
            }
            // `&copy;` would be read as a character reference.
            written = written.replace('&', "%26").replace('\'', "%27");
        }
        _ => return None,
    }
    let written = written.replace('(', "%28").replace(')', "%29");
    Some(format!("[{}]({written})", text(&label.replace('\n', " "))))
}

/// `[@id, place; @id]`, from ids and places in the sources, which may be empty. `None` if an id or place contains characters that a
/// citation cannot express.
pub fn citation(sources: &[(&str, &str)]) -> Option<String> {
    let is_id = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.:/".contains(c));
    let mut out = String::from("[");
    for (number, (id, place)) in sources.iter().enumerate() {
        if !is_id(id) || place.contains([';', ']', '\n']) {
            return None;
        }
        let _ = write!(out, "{}@{id}", if number == 0 { "" } else { "; " });
        if !place.trim().is_empty() {
            let _ = write!(out, ", {}", place.trim());
        }
    }
    (!sources.is_empty()).then(|| out + "]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_marks_are_escaped() {
        assert_eq!(
            text("1995. Heat, 5 * 3 - 2, snake_case & R&D (C:\\dir)"),
            "1995\\. Heat, 5 \\* 3 - 2, snake_case & R&D (C:\\dir)"
        );
        assert_eq!(
            text("# one\n- two\n-3 degrees\n a_ [b] &amp; <c>\n"),
            "\\# one\n\\- two\n-3 degrees\na\\_ \\[b\\] \\&amp; \\<c>"
        );
        assert_eq!(text("a == b, 100%% and \\*"), "a =\\= b, 100%\\% and \\\\\\*");
        assert_eq!(heading(1, "A\n*b*"), "## A \\*b\\*\n");
    }

    #[test]
    fn links_and_citations_are_written_where_they_can_be() {
        assert_eq!(
            wikilink("Heat", Some("Plot"), Some("the *plot*")).unwrap(),
            "[[Heat#Plot|the \\*plot\\*]]"
        );
        assert_eq!(wikilink("Heat", None, Some("Heat")).unwrap(), "[[Heat]]");
        assert_eq!(wikilink("C#", None, None), None);
        assert_eq!(wikilink("a|b", None, None), None);
        assert_eq!(link("a]b", "x y(1).md#c d").unwrap(), "[a\\]b](x%20y%281%29.md#c%20d)");
        assert_eq!(link("x", "javascript:alert(1)"), None);
        assert_eq!(link("x", "https://example.org/a_(b)").unwrap(), "[x](https://example.org/a_%28b%29)");
        assert_eq!(citation(&[("a", "p. 3"), ("b", "")]).unwrap(), "[@a, p. 3; @b]");
        assert_eq!(citation(&[("a b", "")]), None);
    }
}
