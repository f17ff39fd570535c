//! Faults of YAML in plain words, at the place where the mistake begins.

use std::ops::Range;

use super::YamlFault;
use crate::diag::{Code, Diagnostic};
use crate::text::Source;

use super::Origin;

impl YamlFault {
    /// The fault as a diagnostic, with a remedy. `yaml` is the text that was parsed.
    pub(in crate::page) fn diagnostic(
        &self,
        code: &'static Code,
        source: &Source,
        (yaml, origin): (&str, &Origin),
    ) -> Diagnostic {
        let Told { message, help, range } = self.told(yaml);
        let range = range.unwrap_or_else(|| self.range.clone());
        Diagnostic::new(code, source.place(origin.in_file(range)), message).help(help)
    }

    fn told(&self, yaml: &str) -> Told {
        let rest = yaml.get(self.range.start..).unwrap_or_default();
        let end = yaml.len() - rest.len() + rest.find('\n').unwrap_or(rest.len());
        if yaml[..end].lines().any(|line| line.trim_start_matches(' ').starts_with('\t')) {
            return Told::new(self.message.clone(), "indent with spaces: YAML allows no tabs");
        }
        let is_of_structure =
            ["did not find expected", "could not find expected", "unexpected end", "end of stream"];
        if is_of_structure.iter().any(|part| self.message.contains(part))
            && let Some(told) = unbalanced(yaml, self.range.start)
        {
            return told;
        }
        self.by_message(yaml)
    }

    fn by_message(&self, yaml: &str) -> Told {
        let message = self.message.as_str();
        let here = yaml.get(self.range.start..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        if message.contains("mapping values are not allowed") {
            let help = "quote a value that contains `: `, as in `title: \"Heat 2: The Novel\"`";
            Told::new("a `:` cannot follow here".to_owned(), help)
        } else if message.contains("cannot start any token") {
            Told::new(format!("a value cannot begin with `{here}`"), "put the value in quotes")
        } else if message.contains("comment or line break") {
            self.block_sign(yaml)
        } else if message.contains("alphabetic or numeric")
            || message.contains("anchor")
            || message.contains("alias")
        {
            let help = "quote a value that begins with `*` or `&`";
            Told::new("a value that begins with `*` or `&` refers to another value in YAML".to_owned(), help)
        } else if message.contains("escape") {
            let help = "write `\\\\` for a backslash, or put the text in single quotes";
            Told::new(
                "a backslash in double quotes begins a sign such as `\\n`, and this is none".to_owned(),
                help,
            )
        } else if message.contains("could not find expected ':'") {
            Told::new(
                "this line is not `key: value`".to_owned(),
                "add a key, or indent the line below its key",
            )
        } else if message.contains("'-' indicator") || message.contains("expected key") {
            let help = "give the entries of a list or map the same indentation, and quote values with special characters";
            Told::new("this line does not continue the list or map above".to_owned(), help)
        } else {
            let help = "check the quotes, brackets and indentation here and on the line above";
            Told::new(message.to_owned(), help)
        }
    }

    /// A `>` or `|` at the start of a value, which begins a text of several lines.
    fn block_sign(&self, yaml: &str) -> Told {
        let start = yaml[..self.range.start].rfind('\n').map_or(0, |at| at + 1);
        let line = yaml[start..].lines().next().unwrap_or_default();
        let (key, value) = line.split_once(": ").unwrap_or(("", line));
        let message = "`>` and `|` begin a text of several lines in YAML".to_owned();
        let help =
            format!("put a value that begins with a sign in quotes: `{}: \"{}\"`", key.trim(), value.trim());
        let at = start + line.find(": ").map_or(0, |at| at + 2);
        Told { range: Some(at..start + line.trim_end().len()), ..Told::new(message, &help) }
    }
}

/// A fault in plain words.
struct Told {
    message: String,
    help: String,
    /// Start of the mistake, if the parser found it elsewhere.
    range: Option<Range<usize>>,
}

impl Told {
    fn new(message: String, help: &str) -> Self {
        Self { message, help: help.to_owned(), range: None }
    }
}

/// A text in quotes or a bracket that is not closed, or ends too early. Looks no further than the line where the parser failed.
fn unbalanced(yaml: &str, failed: usize) -> Option<Told> {
    let end = yaml[failed..].find('\n').map_or(yaml.len(), |at| failed + at);
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut at = 0;
    let mut starts_value = true;
    while let Some(character) = yaml[at..].chars().next().filter(|_| at < end) {
        let next = at + character.len_utf8();
        match character {
            '"' | '\'' if starts_value => {
                let Some(close) = closing_quote(yaml, next, character) else {
                    return Some(open_quote(yaml, at, character));
                };
                if let Some(told) = after_quote(yaml, at, close, character) {
                    return Some(told);
                }
                (at, starts_value) = (close + 1, false);
                continue;
            }
            '[' | '{' if starts_value => open.push((at, character)),
            ']' | '}' => drop(open.pop()),
            '#' if yaml[..at].ends_with([' ', '\n']) || at == 0 => {
                at = yaml[at..].find('\n').map_or(yaml.len(), |length| at + length);
                continue;
            }
            _ => {}
        }
        starts_value = match character {
            ' ' | '\t' => starts_value,
            '\n' | '[' | '{' | ',' => true,
            ':' | '-' => yaml[next..].starts_with([' ', '\n']) && (character == ':' || starts_value),
            _ => false,
        };
        at = next;
    }
    let (start, bracket) = open.pop()?;
    let close = if bracket == '[' { ']' } else { '}' };
    let help = format!("add the `{close}`, or put the value in quotes");
    Some(Told {
        range: Some(start..start + 1),
        ..Told::new(format!("the `{bracket}` that opens here is not closed"), &help)
    })
}

/// The quote that ends a text: not doubled in single quotes, and not behind a backslash in double ones.
fn closing_quote(yaml: &str, from: usize, quote: char) -> Option<usize> {
    let bytes = yaml.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match (bytes[at] as char, quote) {
            ('\\', '"') => at += 1,
            ('\'', '\'') if bytes.get(at + 1) == Some(&b'\'') => at += 1,
            (found, _) if found == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn open_quote(yaml: &str, start: usize, quote: char) -> Told {
    let end = yaml[start..].find('\n').map_or(yaml.len(), |length| start + length);
    let message = format!("the text in quotes that begins here has no closing `{quote}`");
    let help = format!("end it with `{quote}`, or leave the quotes out");
    Told { range: Some(start..end), ..Told::new(message, &help) }
}

/// More text behind the quote that ends a text.
fn after_quote(yaml: &str, start: usize, close: usize, quote: char) -> Option<Told> {
    let rest = yaml[close + 1..].lines().next().unwrap_or_default();
    let follows = rest.trim_start();
    if follows.is_empty()
        || follows.starts_with([',', ']', '}', ':'])
        || (follows.starts_with('#') && follows.len() < rest.len())
    {
        return None;
    }
    if yaml[start..close].contains('\n') {
        return Some(open_quote(yaml, start, quote));
    }
    let help = match quote {
        '\'' => "write an apostrophe in single quotes twice, `''`, or put the whole text in double quotes",
        _ => "write a quotation mark in double quotes as `\\\"`, or put the whole text in single quotes",
    };
    let end = close + 1 + rest.trim_end().len();
    let message = format!("the text in quotes ends at this `{quote}`, and more follows");
    Some(Told { range: Some(close..end), ..Told::new(message, help) })
}
