//! The only ways in which text gets into HTML, XML, JSON, URLs, terminals and logs.
//!
//! [`Html`] accepts only markup in this program's own code (`&'static str`), text that it escapes, and other
//! [`Html`], so a string from a page cannot reach the output unescaped.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use std::io;

use serde::{Deserialize, Serialize};

use super::find_byte;

/// HTML that is safe to send to a browser.
///
/// Deserialized, it is only as safe as its storage: `cache` seals what it stores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Html(String);

impl Html {
    /// An empty buffer.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// An empty buffer with room for `bytes` bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Releases unused capacity.
    pub(crate) fn fit(&mut self) {
        self.0 = self.0.as_str().to_owned();
    }

    /// Escaped text.
    pub fn from_text(text: &str) -> Self {
        let mut html = Self::new();
        html.text(text);
        html
    }

    /// Wraps the output of a sanitizer or of a template with automatic escaping.
    pub(crate) fn from_trusted(html: String) -> Self {
        Self(html)
    }

    /// Appends markup that is part of this program.
    pub fn tag(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Appends text, escaped for content and for attribute values.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape_html(&mut self.0, text);
        self
    }

    /// Appends ` name="value"` with the value escaped.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        escape_html(&mut self.0, value);
        self.0.push('"');
        self
    }

    /// Appends a number.
    pub fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        let _ = write!(self.0, "{}", number.into());
        self
    }

    /// Appends other HTML.
    pub fn html(&mut self, html: &Html) -> &mut Self {
        self.0.push_str(&html.0);
        self
    }

    /// Appends a part of other HTML. The part must be cut between tags.
    pub fn html_part(&mut self, html: &Html, part: std::ops::Range<usize>) -> &mut Self {
        self.0.push_str(&html.0[part]);
        self
    }

    /// Number of bytes so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether nothing has been appended.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The HTML as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML as a string.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Splits off and returns everything from a byte on, which must lie between tags or characters.
    pub(crate) fn split_off(&mut self, at: usize) -> Html {
        Html(self.0.split_off(at))
    }

    /// Truncates to a length, which must lie between tags or characters.
    pub(crate) fn truncate(&mut self, at: usize) {
        self.0.truncate(at);
    }

    /// Replaces a digit from 1 to 9 with another one.
    pub(crate) fn replace_digit(&mut self, at: usize, digit: u8) {
        let mut buffer = [0; 4];
        let digit = char::from(b'0' + digit).encode_utf8(&mut buffer);
        self.0.replace_range(at..=at, digit);
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Appends text, escaped for HTML content and quoted attribute values. Control characters that are invalid in HTML
/// are dropped.
pub fn escape_html(out: &mut String, text: &str) {
    replace_bytes(out, text, &NOT_IN_HTML, |out, byte| out.push_str(in_html(byte)));
}

/// Like [`escape_html`], for a writer.
///
/// # Errors
/// If the writer fails.
pub fn write_html(out: &mut dyn io::Write, text: &str) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = find_byte(rest.as_bytes(), |byte| NOT_IN_HTML[usize::from(byte)]) {
        out.write_all(&rest.as_bytes()[..at])?;
        out.write_all(in_html(rest.as_bytes()[at]).as_bytes())?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest.as_bytes())
}

/// The escape of a byte that is not in HTML.
const fn in_html(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\'' => "&#39;",
        _ => "",
    }
}

/// For each byte, whether it is replaced.
type ByteSet = [bool; 256];

static NOT_IN_HTML: ByteSet = bytes(b"&<>\"'");
static NOT_IN_URL: ByteSet = bytes(b"\t\n\r \x7f\"#%<>?[\\]^`{|}");

/// The set of the listed ASCII bytes and the control characters that are invalid in HTML.
const fn bytes(listed: &[u8]) -> ByteSet {
    let mut set = [false; 256];
    let mut at = 0;
    while at < listed.len() {
        set[listed[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0;
    while byte < 128 {
        set[byte] |= super::is_forbidden(byte as u8 as char);
        byte += 1;
    }
    set
}

/// Appends text, calling `replace` for each ASCII byte in a set.
fn replace_bytes(out: &mut String, text: &str, set: &ByteSet, replace: impl Fn(&mut String, u8)) {
    let bytes = text.as_bytes();
    let mut rest = 0;
    while let Some(length) = find_byte(&bytes[rest..], |byte| set[usize::from(byte)]) {
        let at = rest + length;
        out.push_str(&text[rest..at]);
        replace(out, bytes[at]);
        rest = at + 1;
    }
    out.push_str(&text[rest..]);
}

/// Appends text, escaped for XML 1.0 content and attribute values. Characters that are invalid in XML 1.0 are dropped
/// (see its production 2, `Char`).
pub fn escape_xml(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(character),
        }
    }
}

/// JSON that can be embedded in a `script` element: `<`, `>`, `&`, U+2028 and U+2029 are escaped.
pub fn json_for_script(value: &serde_json::Value) -> String {
    let json = value.to_string();
    let mut out = String::with_capacity(json.len());
    let mut rest = 0;
    for (at, found) in json.match_indices(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        out.push_str(&json[rest..at]);
        for character in found.chars() {
            let _ = write!(out, "\\u{:04x}", character as u32);
        }
        rest = at + found.len();
    }
    out.push_str(&json[rest..]);
    out
}

/// Returns whether a terminal or a log would interpret or hide a character: control characters, line separators, and
/// format characters that change the text direction or have no width.
///
/// The joiners U+200C and U+200D count as printable: words in several scripts and many emoji need them.
pub const fn is_unprintable(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Escapes text for one line of a terminal or log: [unprintable](is_unprintable) characters become Rust escapes such
/// as `\n` or `\u{202e}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    printable_but(text, &[])
}

/// Like `printable`, for several lines, which may be indented with tabs.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    printable_but(text, &['\n', '\t'])
}

fn printable_but<'t>(text: &'t str, kept: &[char]) -> Cow<'t, str> {
    let is_escaped = |character: char| is_unprintable(character) && !kept.contains(&character);
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_escaped(character) {
            push_escape(&mut out, character);
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Appends a character as a Rust escape.
pub fn push_escape(out: &mut String, character: char) {
    match character {
        '\n' | '\r' | '\t' => out.extend(character.escape_default()),
        _ => out.extend(character.escape_unicode()),
    }
}

/// Escapes [unprintable](is_unprintable) characters in JSON, except its own line ends.
pub fn printable_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !is_unprintable(character) {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// Percent-encodes the characters of a path or fragment that are not valid in a URL (WHATWG URL, path set). Letters
/// of other scripts stay: browsers encode them, and people can read them.
pub fn encode_url_path(out: &mut String, path: &str) {
    replace_bytes(out, path, &NOT_IN_URL, |out, byte| {
        let _ = write!(out, "%{byte:02X}");
    });
}

/// Appends a text as a value in a URL: everything except letters, digits and `-._~` is escaped.
pub fn encode_url_value(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The relative URL of a fragment on the same page: `#…`.
pub fn fragment_url(id: &str) -> String {
    let mut url = "#".to_owned();
    encode_url_path(&mut url, id);
    url
}

/// Decodes percent escapes. Invalid escapes, and those that do not give UTF-8, stay unchanged.
pub fn decode_percent(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(text.into(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let mut html = Html::new();
        html.tag("<a").attribute("title", "\"><script>").tag(">").text("<&'>").tag("</a>");
        assert_eq!(html.as_str(), "<a title=\"&quot;&gt;&lt;script&gt;\">&lt;&amp;&#39;&gt;</a>");
    }

    #[test]
    fn json_in_a_script_cannot_end_it() {
        let json = json_for_script(&serde_json::json!("</script>\u{2028}"));
        assert_eq!(json, "\"\\u003c/script\\u003e\\u2028\"");
    }

    #[test]
    fn terminal_control_sequences_are_escaped() {
        assert_eq!(printable("a\x1b[2J\r\n\u{202e}b\u{9b}c\0"), "a\\u{1b}[2J\\r\\n\\u{202e}b\\u{9b}c\\u{0}");
        assert_eq!(printable_lines("a\n\tb\x07"), "a\n\tb\\u{7}");
        assert_eq!(printable("می\u{200c}خواهم 👩\u{200d}🚒"), "می\u{200c}خواهم 👩\u{200d}🚒");
        let text = "\u{202e}\u{7f}\u{e0041}é\n";
        let json = printable_json(&serde_json::json!([text]).to_string());
        assert_eq!(json, r#"["\u202e\u007f\udb40\udc41é\n"]"#);
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [text]);
    }

    #[test]
    fn percent_signs_survive_a_round_trip() {
        let mut url = String::new();
        encode_url_path(&mut url, "100% é?#");
        assert_eq!(url, "100%25%20é%3F%23");
        assert_eq!(decode_percent(&url), "100% é?#");
        assert_eq!(decode_percent("100%"), "100%");
        assert_eq!(fragment_url("50%-off"), "#50%25-off");
    }
}
