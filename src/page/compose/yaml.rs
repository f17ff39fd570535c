//! Writes values as YAML in the style of a person.
//!
//! Texts are plain where every reader of YAML 1.1 and 1.2 takes them for strings, and quoted otherwise; texts of several lines are literal
//! blocks; short lists and small maps fit on one line. The output is meant for front matter, with the keys of the document at the start of
//! their lines.

use std::fmt::Write as _;

use super::super::node::Node;
use crate::date::PartialDate;

/// Maximum width of a line that holds a whole list or map, in characters.
const LINE: usize = 100;
/// Maximum number of entries of a map on one line.
const SMALL_MAP: usize = 4;
/// Number of spaces per level.
const STEP: usize = 2;

/// A value to write.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Yaml {
    /// An empty value.
    #[default]
    Empty,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A date, written without quotes.
    Date(PartialDate),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Yaml>),
    /// A map, in the order in which it is written.
    Map(Vec<(String, Yaml)>),
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Yaml {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl From<Node> for Yaml {
    fn from(node: Node) -> Self {
        match node {
            Node::Null => Self::Empty,
            Node::Bool(value) => Self::Boolean(value),
            Node::Int(value) => Self::Integer(value),
            Node::Float(value) => Self::Number(value),
            Node::Text(text) => Self::Text(text),
            Node::List(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Node::Map(entries) => {
                Self::Map(entries.into_iter().map(|entry| (entry.key, entry.value.into())).collect())
            }
        }
    }
}

/// Context of a scalar, which determines what it may contain without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Setting {
    /// After `key:` or `-`.
    Block,
    /// Inside brackets or braces.
    Flow,
    /// Before a `:`.
    Key,
}

/// Appends an entry of a map, as whole lines.
pub(super) fn entry(out: &mut String, key: &str, value: &Yaml, indent: usize) {
    spaces(out, indent);
    out.push_str(&scalar(key, Setting::Key));
    out.push(':');
    after_key(out, value, indent);
}

/// Appends the value after `key:`, with the line ending.
pub(super) fn after_key(out: &mut String, value: &Yaml, indent: usize) {
    if let Some(line) = one_line(value).filter(|line| fits(out, line)) {
        let is_wrapper =
            matches!(value, Yaml::Map(entries) if entries[..].first().is_none_or(|(key, _)| key == "value"));
        if !matches!(value, Yaml::Map(_)) || is_wrapper {
            return rest_of_line(out, &line);
        }
    }
    match value {
        Yaml::List(items) => {
            out.push('\n');
            list(out, items, indent + STEP);
        }
        Yaml::Map(entries) => {
            out.push('\n');
            entries.iter().for_each(|(key, value)| entry(out, key, value, indent + STEP));
        }
        scalar => scalar_behind(out, scalar, indent + STEP),
    }
}

/// Appends the items of a block list, as whole lines.
pub(super) fn list(out: &mut String, items: &[Yaml], indent: usize) {
    for item in items {
        spaces(out, indent);
        out.push('-');
        after_dash(out, item, indent);
    }
}

/// Appends the value after `-`, with the line ending.
pub(super) fn after_dash(out: &mut String, value: &Yaml, indent: usize) {
    match value {
        Yaml::List(_) | Yaml::Map(_) => {
            if let Some(line) = one_line(value).filter(|line| fits(out, line)) {
                return rest_of_line(out, &line);
            }
        }
        scalar => return scalar_behind(out, scalar, indent + STEP),
    }
    let mut nested = String::new();
    match value {
        Yaml::List(items) => list(&mut nested, items, indent + STEP),
        Yaml::Map(entries) => {
            entries.iter().for_each(|(key, value)| entry(&mut nested, key, value, indent + STEP));
        }
        _ => {}
    }
    // The first line of a nested value is on the line of the dash.
    out.push(' ');
    out.push_str(&nested[indent + STEP..]);
}

/// Appends a scalar after a key or dash; `indent` is that of the lines of a block.
fn scalar_behind(out: &mut String, value: &Yaml, indent: usize) {
    match value {
        Yaml::Text(text) if is_literal(text) => literal(out, text, indent),
        Yaml::Empty => out.push('\n'),
        value => rest_of_line(out, &one_line(value).unwrap_or_default()),
    }
}

fn rest_of_line(out: &mut String, text: &str) {
    out.push(' ');
    out.push_str(text);
    out.push('\n');
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// True if the current line has room for more.
fn fits(out: &str, more: &str) -> bool {
    let begun = out.rsplit('\n').next().unwrap_or_default();
    begun.chars().count() + 1 + more.chars().count() <= LINE
}

/// A value on one line, if a person would write it so. `None` for larger values and for texts of several lines.
fn one_line(value: &Yaml) -> Option<String> {
    match value {
        Yaml::List(items) if items.iter().all(is_small) => Some(flow(value)),
        Yaml::Map(entries)
            if entries.len() <= SMALL_MAP && entries.iter().all(|(_, value)| is_small(value)) =>
        {
            Some(flow(value))
        }
        Yaml::List(_) | Yaml::Map(_) | Yaml::Empty => None,
        Yaml::Text(text) if is_literal(text) => None,
        value => Some(scalar_of(value, Setting::Block)),
    }
}

/// True if a value is a scalar on one line.
fn is_small(value: &Yaml) -> bool {
    match value {
        Yaml::Text(text) => !text.contains('\n'),
        Yaml::List(_) | Yaml::Map(_) => false,
        _ => true,
    }
}

/// A value on one line, with lists and maps in brackets.
pub(super) fn flow(value: &Yaml) -> String {
    match value {
        Yaml::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Yaml::Map(entries) => {
            let entry =
                |(key, value): &(String, Yaml)| format!("{}: {}", scalar(key, Setting::Flow), flow(value));
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        value => scalar_of(value, Setting::Flow),
    }
}

fn scalar_of(value: &Yaml, setting: Setting) -> String {
    match value {
        Yaml::Boolean(value) => value.to_string(),
        Yaml::Integer(value) => value.to_string(),
        Yaml::Number(value) => number(*value),
        Yaml::Date(date) => date.iso(),
        Yaml::Text(text) => scalar(text, setting),
        Yaml::Empty | Yaml::List(_) | Yaml::Map(_) => "null".to_owned(),
    }
}

/// A number that YAML 1.1 reads as a number too: with a dot, and a sign in the exponent.
fn number(value: f64) -> String {
    if !value.is_finite() {
        let sign = if value == f64::NEG_INFINITY { "-" } else { "" };
        return format!("{sign}{}", if value.is_nan() { ".nan" } else { ".inf" });
    }
    let written = format!("{value:?}");
    let Some((digits, exponent)) = written.split_once('e') else { return written };
    let dot = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{digits}{dot}e{sign}{exponent}")
}

/// A text on one line, quoted only where necessary.
pub(in crate::page) fn scalar(text: &str, setting: Setting) -> String {
    if is_plain(text, setting) { text.to_owned() } else { quoted(text) }
}

/// A text in quotes: in `"`, unless that needs more escapes than `'`.
pub(in crate::page) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(is_printable) {
        return format!("'{text}'");
    }
    format!("\"{}\"", escaped(text))
}

/// The contents of a double-quoted text (YAML 1.2, section 5.7).
pub(in crate::page) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for character in text.chars() {
        let code = character as u32;
        let _ = match character {
            '"' | '\\' => write!(out, "\\{character}"),
            '\n' => out.write_str("\\n"),
            '\t' => out.write_str("\\t"),
            '\r' => out.write_str("\\r"),
            _ if is_printable(character) => out.write_char(character),
            _ if code < 0x100 => write!(out, "\\x{code:02x}"),
            _ if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
            _ => write!(out, "\\U{code:08x}"),
        };
    }
    out
}

/// True if a character may occur unescaped in a line of YAML. The line endings of YAML 1.1 may not.
pub(in crate::page) fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// True if a text needs no quotes to be read as a string by YAML 1.1 and 1.2.
pub(in crate::page) fn is_plain(text: &str, setting: Setting) -> bool {
    let starts = text.starts_with(|c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c) || c.is_whitespace());
    let stops = text.ends_with(|c: char| c == ':' || c.is_whitespace());
    let divides = match setting {
        Setting::Block => text.contains(": "),
        Setting::Key => text.contains(':'),
        Setting::Flow => text.contains([':', ',', '[', ']', '{', '}']),
    };
    let breaks = text.is_empty() || starts || stops || divides;
    let ends = text.contains(" #") || text.starts_with("...");
    !breaks && !ends && text.chars().all(is_printable) && !is_other_type(text)
}

/// True if YAML 1.1 or 1.2 would read a plain scalar as a number, date, boolean or null.
fn is_other_type(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "+.inf", "-.inf", ".nan",
        "<<", "=",
    ];
    let is_word = text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    // Digits of every base, and the separators in numbers, dates and times.
    let of_numbers = |c: char| c.is_ascii_hexdigit() || "+-._:xoXOtTzZ ".contains(c);
    is_word || begins && text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(of_numbers)
}

/// True if a text of several lines can be written as a literal block.
fn is_literal(text: &str) -> bool {
    let is_blank = |line: &str| !line.is_empty() && line.trim().is_empty();
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with(char::is_whitespace)
        && text.chars().all(|character| character == '\n' || is_printable(character))
        && !text.split('\n').any(is_blank)
}

/// Appends a literal block after a key or dash, with its header.
fn literal(out: &mut String, text: &str, indent: usize) {
    let content = text.trim_end_matches('\n');
    out.push_str(match text.len() - content.len() {
        0 => " |-\n",
        1 => " |\n",
        _ => " |+\n",
    });
    for line in
        content.split('\n').chain(std::iter::repeat_n("", (text.len() - content.len()).saturating_sub(1)))
    {
        spaces(out, if line.is_empty() { 0 } else { indent });
        out.push_str(line);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &Yaml) -> String {
        let mut out = String::new();
        entry(&mut out, "key", value, 0);
        out
    }

    #[test]
    fn texts_are_quoted_only_where_they_need_it() {
        for plain in
            ["Heat", "Heat 2 (film)", "2 Fast 2 Furious", "https://example.org/a#b", "L.A. Takedown", "a, b"]
        {
            assert_eq!(scalar(plain, Setting::Block), plain);
        }
        for (text, quotes) in [
            ("Heat 2: The Novel", "\"Heat 2: The Novel\""),
            ("1995", "\"1995\""),
            ("1995-12-15", "\"1995-12-15\""),
            ("0x1F", "\"0x1F\""),
            ("1e3", "\"1e3\""),
            ("yes", "\"yes\""),
            ("Null", "\"Null\""),
            ("", "\"\""),
            ("[[Heat]]", "\"[[Heat]]\""),
            ("say \"hello\" now", "say \"hello\" now"),
            ("\"Heat\"", "'\"Heat\"'"),
            ("\"It's\"", "\"\\\"It's\\\"\""),
            ("no #1", "\"no #1\""),
            ("a\u{85}b", "\"a\\x85b\""),
        ] {
            assert_eq!(scalar(text, Setting::Block), quotes);
        }
        assert_eq!(scalar("Boston, Massachusetts", Setting::Flow), "\"Boston, Massachusetts\"");
        assert_eq!(scalar("C:", Setting::Key), "\"C:\"");
    }

    #[test]
    fn short_lists_are_flow_and_long_ones_block_style() {
        assert_eq!(written(&vec!["Heat", "Thief"].into()), "key: [Heat, Thief]\n");
        let long: Yaml = vec!["The Last of the Mohicans"; 5].into();
        assert_eq!(written(&long), format!("key:\n{}", "  - The Last of the Mohicans\n".repeat(5)));
        assert_eq!(written(&Yaml::List(Vec::new())), "key: []\n");
    }

    #[test]
    fn texts_of_several_lines_are_literal_blocks() {
        assert_eq!(written(&"one\n\ntwo".into()), "key: |-\n  one\n\n  two\n");
        assert_eq!(written(&"one\ntwo\n\n".into()), "key: |+\n  one\n  two\n\n");
        assert_eq!(written(&" one\ntwo".into()), "key: \" one\\ntwo\"\n");
        let nested = Yaml::List(vec![Yaml::Map(vec![("note".into(), "one\ntwo\n".into())])]);
        assert_eq!(written(&nested), "key:\n  - note: |\n      one\n      two\n");
    }

    #[test]
    fn maps_are_small_or_have_a_line_for_each_key() {
        let value = Yaml::Map(vec![
            ("value".into(), Yaml::Date(PartialDate::parse("1995-12-15").unwrap())),
            ("source".into(), "paper".into()),
        ]);
        assert_eq!(written(&value), "key: {value: 1995-12-15, source: paper}\n");
        let row = Yaml::Map(vec![("Status".into(), "In development".into())]);
        assert_eq!(written(&row), "key:\n  Status: In development\n");
        let cast = |count| Yaml::List(vec![Yaml::Map(vec![("actor".into(), "Al".into()); count])]);
        assert_eq!(written(&cast(2)), "key:\n  - {actor: Al, actor: Al}\n");
        assert_eq!(written(&cast(5)), format!("key:\n  - actor: Al\n{}", "    actor: Al\n".repeat(4)));
    }

    #[test]
    fn numbers_are_valid_in_yaml_1_1() {
        assert_eq!(number(1.5), "1.5");
        assert_eq!(number(1e20), "1.0e+20");
        assert_eq!(number(1e-7), "1.0e-7");
        assert_eq!(number(f64::NEG_INFINITY), "-.inf");
    }
}
