//! Raw HTML in Markdown: kept by allow-list.
//!
//! The whole body goes through the sanitiser once it is written, because an element may open in one block and close in
//! another. What this program wrote itself and must survive, ids and holes, carries a guard: a word derived from the
//! text that no author can have put into that same text.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::Builder;

use super::writer::Writer;
use crate::diag::codes;
use crate::page::body::{Body, Fill, Hole};
use crate::page::links::{self, Link, LinkKind};
use crate::text::escape::Html;

/// A piece of raw HTML and where it stands in the file.
#[derive(Debug)]
pub(super) struct Raw {
    html: String,
    range: (u32, u32),
}

/// Elements that may stand in a page. `h1` is the page's own.
const ELEMENTS: [&str; 62] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "wbr",
];

/// Attributes that may stand on any element. Ids of authors are kept unless they clash.
const ATTRIBUTES: [&str; 10] =
    ["class", "dir", "id", "lang", "title", "role", "aria-label", "aria-hidden", "data-scope", "tabindex"];

/// Attributes that may stand on some elements.
const ELEMENT_ATTRIBUTES: [(&str, &[&str]); 13] = [
    ("a", &["href", "hreflang"]),
    ("bdo", &["dir"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("details", &["open"]),
    ("img", &["src", "alt", "width", "height", "loading"]),
    ("input", &["type", "disabled", "checked"]),
    ("ol", &["start", "reversed", "type"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "headers", "scope"]),
    ("time", &["datetime"]),
];

/// The guard word of a text, when anything in it can be raw HTML.
pub(super) fn guard(text: &str) -> Option<String> {
    let tags = text.match_indices('<').any(|(at, _)| {
        text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
    });
    tags.then(|| format!("g{}-", &blake3::hash(text.as_bytes()).to_hex()[..24]))
}

impl Writer<'_> {
    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>) {
        if self.open_image().is_some() || range.end <= self.skip_until {
            return;
        }
        if html.trim_start().starts_with("<!--") && html.trim_end().ends_with("-->") {
            return;
        }
        self.open_paragraph();
        self.report_removed(html, &range);
        self.out.html.unsanitised(html);
        self.raw.push(Raw { html: html.to_owned(), range: self.file_span(range) });
    }

    /// Says what the sanitiser is going to leave out.
    fn report_removed(&mut self, html: &str, range: &Range<usize>) {
        for (at, tag) in html.match_indices('<') {
            let rest = html[at + tag.len()..].trim_start_matches('/');
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
            let name = rest[..end].to_ascii_lowercase();
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let length = (html.len() - at).min(end + 2);
            let place = range.start + at..range.start + at + length;
            let place = if self.text.get(place.clone()).is_some() { place } else { range.clone() };
            if !ELEMENTS.contains(&name.as_str()) {
                if !html[at..].starts_with("</") {
                    self.fault(&codes::REMOVED_HTML, place, format!("`<{name}>` is not published"));
                }
                continue;
            }
            for attribute in attribute_names(&rest[end..]) {
                if !is_allowed(&name, &attribute) {
                    let message = format!("the attribute `{attribute}` of `<{name}>` is not published");
                    self.fault(&codes::REMOVED_HTML, place.clone(), message);
                }
            }
        }
    }
}

fn is_allowed(element: &str, attribute: &str) -> bool {
    ATTRIBUTES.contains(&attribute)
        || ELEMENT_ATTRIBUTES
            .iter()
            .any(|(name, attributes)| *name == element && attributes.contains(&attribute))
}

/// Names of the attributes of a tag, read loosely: this only feeds a message, the sanitiser decides.
fn attribute_names(rest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut quote = None;
    let mut name = String::new();
    let mut in_value = false;
    for character in rest.chars() {
        match (quote, character) {
            (Some(open), c) if c == open => (quote, in_value) = (None, false),
            (Some(_), _) => {}
            (None, '>') => break,
            (None, '"' | '\'') if in_value => quote = Some(character),
            (None, '=') => in_value = true,
            (None, c) if c.is_whitespace() || c == '/' => {
                in_value = false;
                names.extend((!name.is_empty()).then(|| std::mem::take(&mut name)));
            }
            (None, c) if !in_value => name.push(c.to_ascii_lowercase()),
            (None, _) => {}
        }
    }
    names.extend((!name.is_empty()).then_some(name));
    names
}

/// Sanitises a body that holds raw HTML, and finds its holes again.
pub(super) fn settle(body: &mut Body, guard: &str, ids: Vec<String>, raw: &[Raw]) {
    if raw.is_empty() {
        let html = std::mem::take(&mut body.html).into_string();
        let holes = std::mem::take(&mut body.holes);
        return unguard(body, &html, holes, guard);
    }
    let marked = mark_holes(body, guard);
    let (clean, addresses) = sanitise(&marked, guard, ids.into_iter().collect());
    let first = body.links.len() as u32;
    body.links.extend(addresses.into_iter().map(|address| raw_link(&address, raw)));
    fill_in(body, &clean, guard, first);
}

/// Takes the guard off ids when there turned out to be no raw HTML.
fn unguard(body: &mut Body, html: &str, holes: Vec<Hole>, guard: &str) {
    let mut out = String::with_capacity(html.len());
    let mut rest = 0;
    let mut removed = Vec::new();
    for (at, word) in html.match_indices(guard) {
        out.push_str(&html[rest..at]);
        rest = at + word.len();
        removed.push(at as u32);
    }
    out.push_str(&html[rest..]);
    let length = guard.len() as u32;
    let shift = |at: u32| at - length * removed.partition_point(|&removed| removed < at) as u32;
    body.holes = holes.into_iter().map(|hole| Hole { at: shift(hole.at), fill: hole.fill }).collect();
    for heading in &mut body.headings {
        heading.html_start = shift(heading.html_start);
    }
    body.html = Html::from_trusted(out);
}

/// Writes an element or an attribute that will survive the sanitiser in the place of every hole and heading.
fn mark_holes(body: &Body, guard: &str) -> String {
    use std::fmt::Write;
    let html = body.html.as_str();
    let mut out = String::with_capacity(html.len() + body.holes.len() * 48);
    let mut rest = 0;
    for (index, hole) in body.holes.iter().enumerate() {
        out.push_str(&html[rest..hole.at as usize]);
        rest = hole.at as usize;
        let _ = match hole.fill {
            Fill::Link(_) => write!(out, "<a id=\"{guard}hole{index}\">"),
            _ => write!(out, "<lk-hole id=\"{guard}hole{index}\"></lk-hole>"),
        };
    }
    out.push_str(&html[rest..]);
    out
}

/// Cleans the HTML; addresses that lead into the wiki come out as guarded words, and are returned in order.
fn sanitise(html: &str, guard: &str, taken: BTreeSet<String>) -> (String, Vec<String>) {
    let state = Arc::new(Mutex::new((Vec::new(), taken)));
    let (filter_state, word) = (Arc::clone(&state), guard.to_owned());
    let mut builder = builder();
    builder.attribute_filter(move |element, attribute, value| {
        let mut state = filter_state.lock().unwrap_or_else(PoisonError::into_inner);
        match attribute {
            "id" if value.starts_with(&word) => Some(value.into()),
            "id" => {
                let free = !value.is_empty()
                    && !value.contains(char::is_whitespace)
                    && state.1.insert(value.to_owned());
                free.then(|| format!("{word}own-{value}").into())
            }
            "href" if value.starts_with(&word) => Some(value.into()),
            "href" | "src" | "cite" => match links::split_address(value).0 {
                LinkKind::Markdown => {
                    state.0.push(value.to_owned());
                    Some(format!("{word}url{}", state.0.len() - 1).into())
                }
                LinkKind::External => Some(value.into()),
                _ => None,
            },
            "tabindex" => (value == "0").then(|| value.into()),
            "type" if element == "input" => (value == "checkbox").then(|| value.into()),
            _ => Some(value.into()),
        }
    });
    let clean = builder.clean(html).to_string();
    let addresses = std::mem::take(&mut state.lock().unwrap_or_else(PoisonError::into_inner).0);
    (clean, addresses)
}

fn builder() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .add_tags(ELEMENTS)
        .add_tags(["input", "lk-hole"])
        .add_generic_attributes(ATTRIBUTES)
        .add_clean_content_tags(["script", "style"])
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .set_tag_attribute_value("input", "disabled", "");
    for (element, attributes) in ELEMENT_ATTRIBUTES {
        builder.add_tag_attributes(element, attributes.iter().copied());
    }
    builder.url_schemes(
        ["http", "https", "mailto", "tel", "ftp", "irc", "ircs", "xmpp", "magnet", "geo", "sms"].into(),
    );
    builder
}

fn raw_link(address: &str, raw: &[Raw]) -> Link {
    let (_, target, fragment) = links::split_address(address);
    let place = raw.iter().find(|piece| piece.html.contains(address)).or(raw.first());
    let range = place.map_or((0, 0), |piece| match piece.html.find(address) {
        Some(at) if piece.range.1 - piece.range.0 == piece.html.len() as u32 => {
            let start = piece.range.0 + at as u32;
            (start, start + address.len() as u32)
        }
        _ => piece.range,
    });
    Link::new(LinkKind::RawUrl, target, fragment, range)
}

/// Cuts the guarded marks out again and notes where they stood.
fn fill_in(body: &mut Body, clean: &str, guard: &str, first_url: u32) {
    let old: Vec<Fill> = std::mem::take(&mut body.holes).into_iter().map(|hole| hole.fill).collect();
    let mut out = String::with_capacity(clean.len());
    let mut holes = Vec::new();
    let mut rest = 0;
    for (at, _) in clean.match_indices(guard) {
        if at < rest {
            continue;
        }
        let word_end = at + guard.len() + clean[at + guard.len()..].find('"').unwrap_or(0);
        let word = &clean[at + guard.len()..word_end];
        if let Some(index) = word.strip_prefix("hole").and_then(|number| number.parse::<usize>().ok()) {
            let open = clean[..at].rfind('<').unwrap_or(at);
            let mut end = clean[at..].find('>').map_or(clean.len(), |length| at + length + 1);
            if clean[open..].starts_with("<lk-hole") {
                end += "</lk-hole>".len();
            }
            out.push_str(&clean[rest..open]);
            holes.extend(old.get(index).map(|&fill| Hole { at: out.len() as u32, fill }));
            rest = end.min(clean.len());
        } else if let Some(index) = word.strip_prefix("url").and_then(|number| number.parse::<u32>().ok()) {
            out.push_str(&clean[rest..at]);
            holes.push(Hole { at: out.len() as u32, fill: Fill::Url(first_url + index) });
            rest = word_end;
        } else {
            out.push_str(&clean[rest..at]);
            if let Some(id) = word.strip_prefix("own-") {
                body.anchors.push(id.to_owned());
                rest = at + guard.len() + "own-".len();
            } else {
                rest = at + guard.len();
            }
        }
    }
    out.push_str(&clean[rest..]);
    for heading in &mut body.headings {
        let tag = format!(" id=\"{}\"", crate::text::escape::Html::from_text(&heading.id));
        let found = out.find(&tag).and_then(|at| out[..at].rfind('<'));
        heading.html_start = found.unwrap_or(0) as u32;
    }
    body.holes = holes;
    body.html = Html::from_trusted(out);
}
