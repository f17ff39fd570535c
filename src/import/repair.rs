//! Repairs the XML of a dump while it is read, so that a fault in one page affects no other page.
//!
//! Invalid UTF-8 is replaced. A `&` that begins no reference and a `<` inside the text of a page are escaped, and a text
//! that is never closed ends with its page.

use std::borrow::Cow;
use std::io::{BufRead, Read, Result};

/// Maximum length of a reference such as `&hellip;`, in bytes.
const LONGEST: usize = 32;

/// Reads a dump, repaired.
#[derive(Debug)]
pub(super) struct Repaired<R> {
    inner: R,
    raw: Vec<u8>,
    line: String,
    /// Number of bytes of the line that were consumed.
    at: usize,
    place: Place,
    /// Number of repairs.
    pub repairs: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside the text of a page.
    Outside,
    /// In the text of a page.
    Text,
    /// In `<![CDATA[…]]>`, in the text of a page.
    Data,
}

impl<R: BufRead> Repaired<R> {
    /// Repairs what a reader returns.
    pub(super) const fn new(inner: R) -> Self {
        Self { inner, raw: Vec::new(), line: String::new(), at: 0, place: Place::Outside, repairs: 0 }
    }

    fn next_line(&mut self) -> Result<bool> {
        self.raw.clear();
        self.line.clear();
        self.at = 0;
        let length = self.inner.read_until(b'\n', &mut self.raw)?;
        let raw = std::mem::take(&mut self.raw);
        let text = String::from_utf8_lossy(&raw);
        self.repairs += usize::from(matches!(text, Cow::Owned(_)));
        self.repair(&text);
        drop(text);
        self.raw = raw;
        Ok(length > 0)
    }

    fn repair(&mut self, mut rest: &str) {
        while !rest.is_empty() {
            let next = match self.place {
                Place::Data => rest.find("]]>"),
                Place::Outside | Place::Text => rest.find(['&', '<']),
            };
            let Some(next) = next else { return self.line.push_str(rest) };
            self.line.push_str(&rest[..next]);
            rest = &rest[next..];
            let length = match (self.place, rest.as_bytes()[0]) {
                (Place::Data, _) => {
                    self.place = Place::Text;
                    3
                }
                (_, b'&') => self.reference(rest),
                (Place::Text, _) => self.tag_in_text(rest),
                (Place::Outside, _) => self.tag(rest),
            };
            self.line.push_str(&rest[..length]);
            // A sign that was escaped is not copied.
            rest = &rest[length.max(1)..];
        }
    }

    /// Replaces the sign at the start of a text. Returns how much of the text is copied: nothing.
    fn escape(&mut self, reference: &str) -> usize {
        self.repairs += 1;
        self.line.push_str(reference);
        0
    }

    fn reference(&mut self, rest: &str) -> usize {
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
        let is_name = |name: &str| {
            let name = name.strip_prefix('#').unwrap_or(name);
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        match end.is_some_and(|end| is_name(&rest[1..end])) {
            true => 1,
            false => self.escape("&amp;"),
        }
    }

    fn tag_in_text(&mut self, rest: &str) -> usize {
        if rest.starts_with("</text>") {
            self.place = Place::Outside;
            return 1;
        }
        if rest.starts_with("<![CDATA[") {
            self.place = Place::Data;
            return "<![CDATA[".len();
        }
        if ["</page>", "<page>", "</mediawiki>"].iter().any(|tag| rest.starts_with(tag)) {
            self.place = Place::Outside;
            self.repairs += 1;
            self.line.push_str("</text></revision>");
            return 1;
        }
        self.escape("&lt;")
    }

    fn tag(&mut self, rest: &str) -> usize {
        if let Some(after) = rest.strip_prefix("<text")
            && after.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace())
            && let Some(end) = after.find('>')
        {
            if !after[..end].ends_with('/') {
                self.place = Place::Text;
            }
            return "<text".len() + end + 1;
        }
        match rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            true => 1,
            false => self.escape("&lt;"),
        }
    }
}

impl<R: BufRead> Read for Repaired<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Repaired<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        while self.at >= self.line.len() {
            if !self.next_line()? {
                break;
            }
        }
        Ok(&self.line.as_bytes()[self.at.min(self.line.len())..])
    }

    fn consume(&mut self, length: usize) {
        self.at += length;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Repaired;

    #[test]
    fn only_faults_are_repaired() {
        for (dump, repaired) in [
            ("<a>x &amp; &#233; &nbsp;</a>\n", None),
            ("<text xml:space=\"preserve\">a &lt; b</text>\n<text/><sha1/>", None),
            ("<text>x<![CDATA[a <b> & c]]></text><b>", None),
            ("<a>AT&T & &;</a>", Some("<a>AT&amp;T &amp; &amp;;</a>")),
            ("<text>a < b <br> <!-- c\nd</text>", Some("<text>a &lt; b &lt;br> &lt;!-- c\nd</text>")),
            ("<text>a\n</page>\n<page>", Some("<text>a\n</text></revision></page>\n<page>")),
            ("<a> < b </a>", Some("<a> &lt; b </a>")),
        ] {
            let mut found = String::new();
            let mut reader = Repaired::new(dump.as_bytes());
            reader.read_to_string(&mut found).expect("a text");
            assert_eq!(found, repaired.unwrap_or(dump));
            assert_eq!(reader.repairs > 0, repaired.is_some(), "{dump}");
        }
    }
}
