//! Versions of pages: a fingerprint of a page's HTML.
//!
//! A browser that shows another version must reload the page, unless only style sheets differ: those can be replaced
//! in place.

use std::ops::Range;

use crate::inputs::Hash;

/// Maximum length of a parsed tag, in bytes.
const LONGEST_TAG: usize = 8192;

/// The fingerprint of a page, in two parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PageVersion {
    /// A hash of the page and the files that it shows, except style sheets.
    pub body: String,
    /// The addresses of its style sheets, each with a hash of its content.
    pub styles: Vec<Style>,
}

/// A style sheet of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// Its address as written in the page.
    pub address: String,
    /// A hash of its content; empty if it is not part of this site.
    pub tag: String,
}

impl PageVersion {
    /// The version of a page. `tag_at` gives the hash of the file at an address.
    pub(super) fn of(html: &str, tag_at: impl Fn(&str) -> Option<String>) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut styles = Vec::new();
        let mut from = 0;
        for found in tags(html) {
            if let Some(place) = found.style_sheet() {
                hasher.update(&html.as_bytes()[from..place.start]);
                from = place.end;
                let address = unescape(&html[place]);
                styles.push(Style { tag: tag_at(&address).unwrap_or_default(), address });
            } else if let Some(tag) = found.attribute("src").and_then(|place| tag_at(&unescape(&html[place])))
            {
                hasher.update(tag.as_bytes());
            }
        }
        hasher.update(&html.as_bytes()[from..]);
        Self { body: Hash::cut(&hasher.finalize()).long(), styles }
    }

    /// The version as one word, stored in the page's HTML.
    pub(super) fn label(&self) -> String {
        let styles: String =
            self.styles.iter().map(|style| format!("{} {}\n", style.address, style.tag)).collect();
        format!("{}-{}", self.body, Hash::of(styles.as_bytes()).short())
    }
}

/// A start tag.
struct Tag<'h> {
    html: &'h str,
    /// Name and attributes, without the brackets.
    inner: Range<usize>,
}

/// The start tags of a page. Precise enough to find addresses in the output of templates.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let starts = html.match_indices('<').map(|(at, _)| at + 1);
    let starts = starts.filter(|&at| html[at..].starts_with(|c: char| c.is_ascii_alphabetic()));
    starts.map(|at| Tag { html, inner: at..tag_end(html, at) })
}

/// The end of a tag: the first `>` outside quotes. An unclosed or overlong tag counts as empty.
fn tag_end(html: &str, start: usize) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate().skip(start).take(LONGEST_TAG) {
        match quote {
            None if byte == b'>' => return at,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            Some(open) if byte == open => quote = None,
            _ => {}
        }
    }
    start
}

impl Tag<'_> {
    /// The range of a style sheet's address, if the tag links one.
    fn style_sheet(&self) -> Option<Range<usize>> {
        let text = &self.html[self.inner.clone()];
        let is_link = text.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("link"));
        let rel =
            self.attribute("rel").filter(|_| is_link).map(|place| self.html[place].to_ascii_lowercase())?;
        rel.split_ascii_whitespace()
            .any(|word| word == "stylesheet")
            .then(|| self.attribute("href"))
            .flatten()
    }

    /// The range of an attribute's value.
    fn attribute(&self, name: &str) -> Option<Range<usize>> {
        let text = &self.html[self.inner.clone()];
        let mut from = 0;
        loop {
            let at = from + text[from..].find(name)?;
            let after = at + name.len();
            let starts = text[..at].ends_with(|c: char| c.is_ascii_whitespace());
            if starts && let Some(value) = text[after..].strip_prefix('=') {
                let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'');
                let start = after + 1 + usize::from(quote.is_some());
                let end = match quote {
                    Some(quote) => text[start..].find(quote),
                    None => text[start..].find(|c: char| c.is_ascii_whitespace()),
                };
                let end = end.map_or(text.len(), |length| start + length);
                return Some(self.inner.start + start..self.inner.start + end);
            }
            from = after;
        }
    }
}

/// Undoes the escapes that `Html` writes into addresses.
fn unescape(address: &str) -> String {
    address
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><link rel="icon" href="/i.svg"><link href='/css/a.1.css' rel="stylesheet"></head><img alt="a > b" src="/cat.jpg"> text"#;

    fn version(html: &str, picture: &str) -> PageVersion {
        PageVersion::of(html, |address| (address == "/cat.jpg").then(|| picture.to_owned()))
    }

    #[test]
    fn style_sheets_are_versioned_separately() {
        let before = version(PAGE, "cat");
        assert_eq!(before.styles, [Style { address: "/css/a.1.css".into(), tag: String::new() }]);
        let restyled = version(&PAGE.replace("a.1.css", "a.22.css"), "cat");
        assert_eq!(before.body, restyled.body);
        assert_ne!(before.label(), restyled.label());
    }

    #[test]
    fn text_and_pictures_are_the_page() {
        assert_eq!(version(PAGE, "cat").label(), version(PAGE, "cat").label());
        assert_ne!(version(PAGE, "cat").body, version(PAGE, "dog").body);
        assert_ne!(version(PAGE, "cat").body, version(&PAGE.replace("text", "words"), "cat").body);
        assert_ne!(version(PAGE, "cat").body, version(&PAGE.replace("/i.svg", "/j.svg"), "cat").body);
    }

    #[test]
    fn malformed_html_is_tolerated() {
        for html in [
            "",
            "<",
            "<link",
            "<link rel=stylesheet href",
            "<link rel=stylesheet href=/a.css",
            "<é \"",
            "< a>b<",
        ] {
            version(html, "");
        }
        assert_eq!(version("<link rel=stylesheet href=/a.css>", "").styles.len(), 1);
    }
}
