//! A small parser for HTML as this program writes it, enough to find elements, their attributes and their text.
//!
//! It is stricter than a browser: a misnested or unclosed tag is an error.

use std::collections::BTreeSet;
use std::ops::Range;

/// Void elements.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Invalid nestings, including those that browsers repair in surprising ways.
const NEVER_NESTED: [&str; 18] = [
    "a a",
    "p p",
    "p div",
    "p ul",
    "p ol",
    "p table",
    "p h2",
    "p blockquote",
    "p details",
    "b div",
    "b p",
    "em div",
    "em p",
    "mark p",
    "mark div",
    "h2 p",
    "h2 h2",
    "summary p",
];

/// A parsed page.
pub(crate) struct Page {
    name: String,
    source: String,
    elements: Vec<Node>,
    /// Position and content of each text.
    texts: Vec<(usize, String)>,
    faults: Vec<String>,
}

struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    parent: Option<usize>,
    /// Byte offsets of the start tag's `<` and of the content.
    start: usize,
    inner: Range<usize>,
}

impl Page {
    /// Parses a page. `name` is used in messages.
    pub(crate) fn parse(name: &str, source: &str) -> Self {
        let mut page = Self {
            name: name.to_owned(),
            source: source.to_owned(),
            elements: Vec::new(),
            texts: Vec::new(),
            faults: Vec::new(),
        };
        Parser { page: &mut page, source, at: 0, open: Vec::new() }.run();
        page
    }

    /// The path of the page in the site.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The source of the file.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Asserts that the file contains a text.
    #[track_caller]
    pub(crate) fn has(&self, text: &str) -> &Self {
        assert!(self.source.contains(text), "expected `{text}` in {}:\n{}", self.name, self.source);
        self
    }

    /// Asserts that the file does not contain a text.
    #[track_caller]
    pub(crate) fn lacks(&self, text: &str) -> &Self {
        assert!(!self.source.contains(text), "did not expect `{text}` in {}:\n{}", self.name, self.source);
        self
    }

    /// All elements that match a selector: names, `.class`, `#id`, `[attribute]`, `[attribute=value]`, and spaces for
    /// descendants.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element<'_>> {
        let steps: Vec<Compound> = selector.split_whitespace().map(Compound::parse).collect();
        (0..self.elements.len())
            .filter(|&at| self.matches(at, &steps))
            .map(|at| Element { page: self, at })
            .collect()
    }

    /// The first element that matches a selector. Panics if there is none.
    #[track_caller]
    pub(crate) fn find(&self, selector: &str) -> Element<'_> {
        let found = self.all(selector).into_iter().next();
        found.unwrap_or_else(|| panic!("expected `{selector}` in {}:\n{}", self.name, self.source))
    }

    /// Asserts that a selector matches a number of elements.
    #[track_caller]
    pub(crate) fn count(&self, selector: &str, number: usize) -> &Self {
        let found = self.all(selector).len();
        assert_eq!(found, number, "number of `{selector}` in {}:\n{}", self.name, self.source);
        self
    }

    /// The element with the page's own text.
    #[track_caller]
    pub(crate) fn content(&self) -> Element<'_> {
        self.find("article .content")
    }

    /// The link in the article with exactly this text.
    #[track_caller]
    pub(crate) fn link(&self, label: &str) -> Element<'_> {
        let links = self.all("article a");
        let found = links.iter().find(|link| link.text() == label).copied();
        found.unwrap_or_else(|| {
            let labels: Vec<String> = links.iter().map(Element::text).collect();
            panic!("expected a link `{label}` in {}; there are {labels:?}\n{}", self.name, self.source)
        })
    }

    /// The target of the link with exactly this text.
    #[track_caller]
    pub(crate) fn href(&self, label: &str) -> String {
        let link = self.link(label);
        link.attribute("href").unwrap_or_else(|| panic!("`{label}` has no href in {}", self.name)).to_owned()
    }

    /// Returns whether an element has this ID.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.elements.iter().any(|element| element.attribute("id") == Some(id))
    }

    /// All addresses in the page, internal and external.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let of = |node: &Node| {
            ["href", "src", "action"].into_iter().find_map(|name| node.attribute(name).map(str::to_owned))
        };
        self.elements.iter().filter_map(of).collect()
    }

    /// Misnested or unclosed tags, which are also invalid in XML.
    pub(crate) fn not_closed(&self) -> &[String] {
        &self.faults
    }

    /// Problems of the page: unclosed tags, duplicate IDs, no main heading or several.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> =
            self.faults.iter().map(|fault| format!("{}: {fault}", self.name)).collect();
        let mut ids = BTreeSet::new();
        for id in self.elements.iter().filter_map(|element| element.attribute("id")) {
            if !ids.insert(id) {
                faults.push(format!("{}: id `{id}` stands twice", self.name));
            }
        }
        let headings = self.all("h1").len();
        if headings != 1 {
            faults.push(format!("{}: {headings} main headings", self.name));
        }
        for nesting in NEVER_NESTED {
            if let Some(element) = self.all(nesting).first() {
                faults.push(format!("{}: `{nesting}` cannot be: {}", self.name, element.outer()));
            }
        }
        if self.all("html[lang]").is_empty() {
            faults.push(format!("{}: no language", self.name));
        }
        faults
    }

    fn matches(&self, at: usize, steps: &[Compound]) -> bool {
        let Some((last, before)) = steps.split_last() else { return true };
        last.matches(&self.elements[at]) && self.ancestors_match(at, before)
    }

    fn ancestors_match(&self, at: usize, steps: &[Compound]) -> bool {
        let Some((last, before)) = steps.split_last() else { return true };
        let mut parent = self.elements[at].parent;
        while let Some(at) = parent {
            if last.matches(&self.elements[at]) && self.ancestors_match(at, before) {
                return true;
            }
            parent = self.elements[at].parent;
        }
        false
    }
}

impl Node {
    fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|known| known == class))
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An element of a page.
#[derive(Clone, Copy)]
pub(crate) struct Element<'p> {
    page: &'p Page,
    at: usize,
}

impl<'p> Element<'p> {
    fn node(&self) -> &'p Node {
        &self.page.elements[self.at]
    }

    /// The name of the element.
    pub(crate) fn name(&self) -> &'p str {
        &self.node().name
    }

    /// The value of an attribute, with entities decoded.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'p str> {
        self.node().attribute(name)
    }

    /// The value of an attribute. Panics if it is missing.
    #[track_caller]
    pub(crate) fn get(&self, name: &str) -> &'p str {
        self.attribute(name).unwrap_or_else(|| panic!("no `{name}` on {}", self.outer()))
    }

    /// The text content without scripts, with white space collapsed.
    pub(crate) fn text(&self) -> String {
        let inner = &self.node().inner;
        let from = |at: usize| self.page.texts.partition_point(|(start, _)| *start < at);
        let texts = &self.page.texts[from(inner.start)..from(inner.end)];
        let joined: String = texts.iter().map(|(_, text)| text.as_str()).collect();
        joined.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The inner HTML.
    pub(crate) fn inner(&self) -> &'p str {
        &self.page.source[self.node().inner.clone()]
    }

    /// The outer HTML.
    pub(crate) fn outer(&self) -> &'p str {
        &self.page.source[self.node().start..self.node().inner.end]
    }

    /// The position of the element in the file, to compare the order of two elements.
    pub(crate) fn position(&self) -> usize {
        self.node().start
    }

    /// All descendants that match a selector.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element<'p>> {
        let inner = &self.node().inner;
        let mut found = self.page.all(selector);
        found.retain(|element| inner.contains(&element.node().start));
        found
    }

    /// The first descendant that matches a selector. Panics if there is none.
    #[track_caller]
    pub(crate) fn find(&self, selector: &str) -> Element<'p> {
        let found = self.all(selector).into_iter().next();
        found.unwrap_or_else(|| panic!("expected `{selector}` in {}:\n{}", self.page.name, self.outer()))
    }

    /// Asserts that the text content contains a text.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.text().contains(text), "expected `{text}` in {}:\n{}", self.page.name, self.outer());
        self
    }

    /// Asserts that the text content does not contain a text.
    #[track_caller]
    pub(crate) fn omits(&self, text: &str) -> &Self {
        assert!(
            !self.text().contains(text),
            "did not expect `{text}` in {}:\n{}",
            self.page.name,
            self.outer()
        );
        self
    }

    /// The text contents of the descendants that match a selector.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(Element::text).collect()
    }
}

/// A compound selector.
struct Compound {
    name: String,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

impl Compound {
    fn parse(text: &str) -> Self {
        let mut compound = Self { name: String::new(), classes: Vec::new(), attributes: Vec::new() };
        let (simple, attributes) = text.split_at(text.find('[').unwrap_or(text.len()));
        for attribute in attributes.split(['[', ']']).filter(|attribute| !attribute.is_empty()) {
            let (name, value) =
                attribute.split_once('=').map_or((attribute, None), |(n, v)| (n, Some(v.to_owned())));
            compound.attributes.push((name.to_owned(), value));
        }
        let mut start = 0;
        for end in simple.char_indices().map(|(at, _)| at).skip(1).chain([simple.len()]) {
            if end == simple.len() || simple[end..].starts_with(['.', '#']) {
                compound.push(&simple[start..end]);
                start = end;
            }
        }
        compound
    }

    fn push(&mut self, part: &str) {
        if let Some(class) = part.strip_prefix('.') {
            self.classes.push(class.to_owned());
        } else if let Some(id) = part.strip_prefix('#') {
            self.attributes.push(("id".to_owned(), Some(id.to_owned())));
        } else {
            part.clone_into(&mut self.name);
        }
    }

    fn matches(&self, node: &Node) -> bool {
        let named = self.name.is_empty() || self.name == node.name;
        named && self.classes.iter().all(|class| node.has_class(class)) && self.attributes_match(node)
    }

    fn attributes_match(&self, node: &Node) -> bool {
        self.attributes.iter().all(|(name, wanted)| match (node.attribute(name), wanted) {
            (Some(value), Some(wanted)) => value == wanted,
            (found, None) => found.is_some(),
            (None, Some(_)) => false,
        })
    }
}

struct Parser<'p> {
    page: &'p mut Page,
    source: &'p str,
    at: usize,
    open: Vec<usize>,
}

impl Parser<'_> {
    fn run(mut self) {
        while self.at < self.source.len() {
            let rest = &self.source[self.at..];
            if rest.starts_with("<!--") {
                self.skip_to("-->");
            } else if rest.starts_with("<!") {
                self.skip_to(">");
            } else if rest.starts_with("</") {
                self.end_tag();
            } else if rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.start_tag();
            } else {
                self.text();
            }
        }
        while let Some(at) = self.open.pop() {
            self.close(at, self.source.len());
            self.fault("is never closed", at);
        }
    }

    fn skip_to(&mut self, end: &str) {
        self.at = self.source[self.at..].find(end).map_or(self.source.len(), |at| self.at + at + end.len());
    }

    fn text(&mut self) {
        let start = self.at;
        let first = self.source[start..].chars().next().map_or(1, char::len_utf8);
        let length =
            self.source[start + first..].find('<').map_or(self.source.len() - start, |at| at + first);
        self.at = start + length;
        self.page.texts.push((start, decoded(&self.source[start..self.at])));
    }

    fn end_tag(&mut self) {
        let start = self.at;
        self.skip_to(">");
        let name = self.source[start + 2..self.at].trim_end_matches('>').trim().to_ascii_lowercase();
        let Some(depth) = self.open.iter().rposition(|&at| self.page.elements[at].name == name) else {
            self.page.faults.push(format!("`</{name}>` closes nothing"));
            return;
        };
        for at in self.open.split_off(depth).into_iter().rev() {
            self.close(at, start);
            if self.page.elements[at].name != name {
                self.fault("is not closed in its place", at);
            }
        }
    }

    fn start_tag(&mut self) {
        let start = self.at;
        let name_end = self.find_from(start + 1, |c| c.is_whitespace() || c == '>' || c == '/');
        let name = self.source[start + 1..name_end].to_ascii_lowercase();
        self.at = name_end;
        let (attributes, closed) = self.attributes();
        let node =
            Node { attributes, parent: self.open.last().copied(), start, inner: self.at..self.at, name };
        let name = node.name.clone();
        self.page.elements.push(node);
        if closed || VOID.contains(&name.as_str()) {
            return;
        }
        self.open.push(self.page.elements.len() - 1);
        if name == "script" || name == "style" {
            let end = format!("</{name}");
            self.at = self.source[self.at..].find(&end).map_or(self.source.len(), |at| self.at + at);
        }
    }

    /// Parses attributes up to the `>`. Returns whether the tag is self-closing.
    fn attributes(&mut self) -> (Vec<(String, String)>, bool) {
        let mut attributes = Vec::new();
        loop {
            self.at = self.find_from(self.at, |c| !c.is_whitespace());
            let rest = &self.source[self.at..];
            if rest.is_empty() || rest.starts_with('>') {
                self.at = (self.at + 1).min(self.source.len());
                return (attributes, false);
            }
            if rest.starts_with("/>") {
                self.at += 2;
                return (attributes, true);
            }
            attributes.push(self.attribute());
        }
    }

    fn attribute(&mut self) -> (String, String) {
        let name_end = self.find_from(self.at + 1, |c| c.is_whitespace() || "=>/".contains(c));
        let name = self.source[self.at..name_end].to_ascii_lowercase();
        self.at = name_end;
        if !self.source[self.at..].starts_with('=') {
            return (name, String::new());
        }
        self.at += 1;
        let quote = self.source[self.at..].chars().next().filter(|c| "\"'".contains(*c));
        let start = self.at + usize::from(quote.is_some());
        let end = match quote {
            Some(quote) => self.find_from(start, |c| c == quote),
            None => self.find_from(start, |c| c.is_whitespace() || c == '>'),
        };
        self.at = (end + usize::from(quote.is_some())).min(self.source.len());
        (name, decoded(&self.source[start..end]))
    }

    fn find_from(&self, from: usize, wanted: impl Fn(char) -> bool) -> usize {
        self.source[from..].find(wanted).map_or(self.source.len(), |at| from + at)
    }

    fn close(&mut self, at: usize, end: usize) {
        let inner = &mut self.page.elements[at].inner;
        inner.end = end.max(inner.start);
    }

    fn fault(&mut self, what: &str, at: usize) {
        let name = self.page.elements[at].name.clone();
        self.page.faults.push(format!("`<{name}>` {what}"));
    }
}

/// Decodes the entities that this program and its sanitizer write.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end < 10);
        match end.and_then(|end| entity(&rest[1..end])) {
            Some(character) => {
                out.push(character);
                rest = &rest[end.map_or(1, |end| end + 1)..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
