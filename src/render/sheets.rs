//! Prepares the theme's style sheets for publishing: joins parts, removes comments, and replaces file names in
//! addresses by the published ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::inputs::{Asset, AssetData};
use crate::text::join_path;

/// Sheets in this folder are only published as parts of those that import them.
const PARTS: &str = "css/parts/";

/// The style sheets of the theme.
pub(super) struct Sheets<'a, 'p> {
    /// Text of each sheet, without comments, by its path from `static/`.
    texts: BTreeMap<&'a str, String>,
    /// Published path of each file that is not a sheet, by its path from `static/`.
    published: &'p BTreeMap<String, String>,
}

impl<'a, 'p> Sheets<'a, 'p> {
    /// Collects the sheets whose text is in memory.
    pub(super) fn new(all: &[(&'a str, Arc<Asset>)], published: &'p BTreeMap<String, String>) -> Self {
        let texts = all.iter().filter_map(|(path, asset)| match &asset.data {
            AssetData::Memory(bytes) => Some((*path, without_comments(&String::from_utf8_lossy(bytes)))),
            _ => None,
        });
        Self { texts: texts.collect(), published }
    }

    /// The sheets to publish, each including its imports.
    pub(super) fn joined(&self) -> impl Iterator<Item = (&'a str, String)> {
        self.texts.keys().filter(|path| !path.starts_with(PARTS)).map(|path| {
            let mut sheet =
                Joined { path, imports: String::new(), rules: String::new(), seen: BTreeSet::new() };
            self.join(path, &mut sheet);
            (*path, sheet.imports + &sheet.rules)
        })
    }

    /// Adds a sheet after its imports. Each sheet is added once, so import cycles terminate.
    fn join(&self, path: &'a str, into: &mut Joined<'a>) {
        let Some(text) = self.texts.get(path).filter(|_| into.seen.insert(path)) else { return };
        let mut rest = text.as_str();
        while let Some(import) = Import::at_start_of(rest) {
            rest = import.rest;
            into.rules.push_str(import.before);
            match self.part(path, import.address) {
                Some(part) => self.join(part, into),
                // Browsers only accept imports before all rules.
                None => into.imports.push_str(&self.with_addresses(import.statement, path, into.path)),
            }
        }
        into.rules.push_str(&self.with_addresses(rest, path, into.path));
    }

    fn part(&self, path: &str, address: Option<&str>) -> Option<&'a str> {
        let part = relative(folder(path), address?)?;
        self.texts.get_key_value(part.as_str()).map(|(path, _)| *path)
    }

    /// A piece of the sheet at `path` with relative addresses in `url(…)` leading to the published names, as seen from
    /// the sheet into which it is joined.
    fn with_addresses(&self, sheet: &str, path: &str, into: &str) -> String {
        let mut out = String::with_capacity(sheet.len());
        let mut rest = sheet;
        while let Some(at) = rest.find("url(") {
            let (before, after) = rest.split_at(at + 4);
            out.push_str(before);
            let Some(end) = after.find(')') else {
                rest = after;
                break;
            };
            let address = after[..end].trim_matches(['"', '\'', ' ']);
            match relative(folder(path), address).and_then(|path| self.published.get(&path)) {
                Some(name) => {
                    out.push_str(&"../".repeat(into.matches('/').count() + 1));
                    out.push_str(name);
                }
                None => out.push_str(&after[..end]),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    }
}

/// A sheet while others are joined into it.
struct Joined<'a> {
    path: &'a str,
    /// Imports left to the browser.
    imports: String,
    rules: String,
    seen: BTreeSet<&'a str>,
}

/// An `@import` at the start of a sheet.
struct Import<'s> {
    /// Licences and white space before it.
    before: &'s str,
    statement: &'s str,
    /// The address, unless the import has conditions or a layer.
    address: Option<&'s str>,
    rest: &'s str,
}

impl<'s> Import<'s> {
    fn at_start_of(sheet: &'s str) -> Option<Self> {
        let mut start = sheet.trim_start();
        while start.starts_with("/*!") {
            start = start[start.find("*/")? + 2..].trim_start();
        }
        let before = &sheet[..sheet.len() - start.len()];
        let value = start.strip_prefix("@import")?;
        let length = end_of_statement(value)?;
        let statement = start.len() - value.len() + length;
        let rest = start[statement..].trim_start_matches(['\n', '\r']);
        let address = address(value[..length].trim_end_matches(';').trim());
        Some(Self { before, statement: &start[..statement], address, rest })
    }
}

/// The address of an import without conditions: `"a.css"`, `url(a.css)`.
fn address(import: &str) -> Option<&str> {
    let inside = import.strip_prefix("url(").and_then(|inside| inside.strip_suffix(')'));
    let address = inside.unwrap_or(import).trim();
    let quoted = ['"', '\''].iter().find_map(|quote| address.strip_prefix(*quote)?.strip_suffix(*quote));
    let address = quoted.or(inside.and(Some(address)))?;
    (!address.contains(['"', '\'', '(', ')'])).then_some(address)
}

/// Length of a statement including its semicolon, ignoring semicolons in strings.
pub(super) fn end_of_statement(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find([';', '"', '\''])?;
        match text.as_bytes()[at] {
            b';' => return Some(at + 1),
            quote => at += end_of_string(&text[at..], quote),
        }
    }
}

/// Removes comments and needless white space from a style sheet to save bytes. Licences, which begin with `/*!`, are kept.
fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, found) = rest.split_at(at);
        push_rules(before, &mut out);
        let comment = found.starts_with("/*") && !found.starts_with("/*!");
        let length = match found.as_bytes()[0] {
            b'/' if found.starts_with("/*") => found[2..].find("*/").map_or(found.len(), |length| length + 4),
            b'/' => 1,
            quote => end_of_string(found, quote),
        };
        out.push_str(if comment { "" } else { &found[..length] });
        rest = &found[length..];
    }
    push_rules(rest, &mut out);
    out
}

/// Adds a part of a style sheet without strings. White space stays as one space where it may divide two words: not beside brackets,
/// commas and semicolons, and not after a colon, before which it means a descendant.
fn push_rules(rules: &str, out: &mut String) {
    for (index, word) in rules.split([' ', '\t', '\n', '\r', '\u{c}']).enumerate() {
        if index > 0 && !out.is_empty() && !out.ends_with(['{', '}', ';', ',', ':', ' ']) {
            out.push(' ');
        }
        for (index, piece) in word.split_inclusive(['{', '}', ';', ',']).enumerate() {
            if index == 0 && piece.starts_with(['{', '}', ';', ',']) {
                out.truncate(out.trim_end_matches(' ').len());
            }
            if piece == "}" && out.ends_with(';') {
                out.pop();
            }
            out.push_str(piece);
        }
    }
}

/// Length of the string at the start of a text, including its quotes.
fn end_of_string(text: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a relative address in a folder.
fn relative(folder: &str, address: &str) -> Option<String> {
    if address.starts_with('/') || address.contains(':') {
        return None;
    }
    join_path(folder, address)
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn sheets_lose_comments_and_indentation_but_no_meaning() {
        for (sheet, published) in [
            ("a {\n  color: red; /* x */\n  top: 0;\n}\n\nb {}\n", "a{color:red;top:0}b{}"),
            ("a\n  b ,\nc {}", "a b,c{}"),
            ("a { content: \"x\\\n  y\" ; }\n", "a{content:\"x\\\n  y\"}"),
            ("/*! Mine */\n@import\n\"x.css\";\na {}", "/*! Mine */ @import \"x.css\";a{}"),
            ("a { margin:\n    1px\n    calc(2px + 3px) }", "a{margin:1px calc(2px + 3px)}"),
            ("a :is(b, c):hover { & > d { top: 0; } }", "a :is(b,c):hover{& > d{top:0}}"),
            ("@media (min-width: 1px) and print { a {} }", "@media (min-width:1px) and print{a{}}"),
            ("a { font: 1px /* x */ \"Y Z\", serif; }", "a{font:1px \"Y Z\",serif}"),
            ("/* only */", ""),
        ] {
            assert_eq!(without_comments(sheet), published, "{sheet:?}");
        }
    }
}
