//! Parses expanded wikitext: inline markup.

use std::borrow::Cow;

use super::entity;
use super::expansion::MARK;
use super::parser::Parser;
use super::tree::{Element, File, Link, Node, is_inline, is_known};
use super::url::{address_length, begins_scheme, scheme, without_punctuation};
use crate::text::escape::decode_percent;

/// Maximum nesting of links.
const MAX_LINKS: usize = 8;
/// Maximum length of a tag, in bytes.
const MAX_TAG: usize = 4096;
/// Maximum length of a switch, in bytes.
const MAX_SWITCH: usize = 80;
/// Switches whose case does not matter.
const SWITCHES: [&str; 8] = [
    "NOTOC",
    "FORCETOC",
    "TOC",
    "NOEDITSECTION",
    "NOGALLERY",
    "NOTITLECONVERT",
    "NOCONTENTCONVERT",
    "NEWSECTIONLINK",
];
/// Other switches of MediaWiki and Fandom.
const CASED_SWITCHES: [&str; 19] = [
    "NONEWSECTIONLINK",
    "HIDDENCAT",
    "EXPECTUNUSEDCATEGORY",
    "EXPECTUNUSEDTEMPLATE",
    "INDEX",
    "NOINDEX",
    "STATICREDIRECT",
    "DISAMBIG",
    "NOGLOBAL",
    "NOTC",
    "NOCC",
    "START",
    "END",
    "NORICHTEXT",
    "NOWYSIWYG",
    "NOBLOGEDITSECTION",
    "NOEXTERNALLANGLINKS",
    "NOCACHE",
    "ARCHIVEDTALK",
];

/// The attributes of a tag or of a table.
pub(super) fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && found.len() < 40 {
        let length = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..length].trim_matches(['"', '\'', '/']).to_ascii_lowercase();
        rest = rest[length..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            rest = after.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let end = match quote {
                Some(quote) => rest[1..].find(quote).map(|at| at + 1),
                None => rest.find(char::is_whitespace),
            };
            let end = end.unwrap_or(rest.len());
            let from = usize::from(quote.is_some()).min(end);
            value = &rest[from..end];
            rest = rest[end..].trim_start_matches(['"', '\'']).trim_start();
        }
        if !name.is_empty() && !value.contains(MARK) {
            found.push((name, entity::decode(value).into_owned()));
        }
    }
    found
}

impl<'t> Parser<'t> {
    /// Parses inline text up to the end of the line or to `end`, and returns the offset after it. An indivisible
    /// element such as a link may extend past the end of a line.
    pub(super) fn inline(&mut self, start: usize, end: usize, to_line_end: bool) -> usize {
        let bytes = self.text.as_bytes();
        let (mut at, mut begun) = (start, start);
        while at < end {
            let next = match bytes[at] {
                b'\n' if to_line_end => {
                    self.words(begun, at);
                    if self.builder.has_line() {
                        self.builder
                            .push(Node::Text(if self.builder.is_open("pre") { "" } else { " " }.to_owned()));
                    }
                    return at + 1;
                }
                b'\'' if bytes.get(at + 1) == Some(&b'\'') => self.quote(begun, at, end),
                b'[' => self.bracket(begun, at, end),
                b'<' => self.html(begun, at, end),
                b'&' => self.entity(begun, at),
                b'_' if bytes.get(at + 1) == Some(&b'_') => self.switch(begun, at),
                letter
                    if letter.is_ascii_alphabetic()
                        && (at == start || !is_word_byte(bytes[at - 1]))
                        && begins_scheme(&bytes[at..end]) =>
                {
                    self.bare(begun, at, end)
                }
                1 => self.marked(begun, at),
                _ => None,
            };
            match next {
                Some(next) => {
                    at = next.max(at + 1);
                    begun = at;
                }
                None => at += 1,
            }
        }
        self.words(begun, end.max(begun));
        end.max(at)
    }

    /// Appends text, in a new paragraph if none is open.
    fn words(&mut self, start: usize, end: usize) {
        let text = &self.text[start..end];
        if text.is_empty() {
            return;
        }
        if text.trim().is_empty() && self.depth == 0 && !self.builder.has_line() {
            return;
        }
        self.node(Node::Text(text.replace('\n', " ")));
    }

    fn node(&mut self, node: Node) {
        self.line();
        self.builder.push(node);
    }

    /// Opens a paragraph if no element is open for text.
    fn line(&mut self) {
        if !self.builder.has_line() && self.depth == 0 {
            self.builder.open(Element::new("p", Vec::new()));
        }
    }

    fn quote(&mut self, begun: usize, at: usize, end: usize) -> Option<usize> {
        let run = self.text.as_bytes()[at..end].iter().take_while(|byte| **byte == b'\'').count();
        let marks = match run {
            3 | 4 if self.odd_quote == Some(at) => 2,
            2 | 3 | 5 => run,
            4 => 3,
            _ if run > 5 => 5,
            _ => return None,
        };
        self.words(begun, at + run - marks);
        self.line();
        match marks {
            2 => self.toggle_italic(),
            3 => self.toggle_bold(),
            _ if self.quotes.0 && !self.quotes.1 => {
                self.toggle_bold();
                self.toggle_italic();
            }
            _ => {
                self.toggle_italic();
                self.toggle_bold();
            }
        }
        Some(at + run)
    }

    fn toggle_bold(&mut self) {
        self.quotes.0 = !self.quotes.0;
        match self.quotes.0 {
            true => self.builder.open(Element::new("b", Vec::new())),
            false => self.builder.close("b"),
        }
    }

    fn toggle_italic(&mut self) {
        self.quotes.1 = !self.quotes.1;
        match self.quotes.1 {
            true => self.builder.open(Element::new("i", Vec::new())),
            false => self.builder.close("i"),
        }
    }

    /// Closes the bold and italic text of a line.
    pub(super) fn end_quotes(&mut self) {
        if self.quotes.0 {
            self.toggle_bold();
        }
        if self.quotes.1 {
            self.toggle_italic();
        }
    }

    fn entity(&mut self, begun: usize, at: usize) -> Option<usize> {
        let (meaning, length) = entity::at_start(&self.text[at..])?;
        self.words(begun, at);
        self.node(Node::Text(meaning));
        Some(at + length)
    }

    /// `__NOTOC__` and similar switches.
    fn switch(&mut self, begun: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at + 2..];
        let length = rest[..rest.floor_char_boundary(MAX_SWITCH)].find("__")?;
        let word = &rest[..length];
        let word = self.names.english(word).unwrap_or(word);
        let is_switch =
            CASED_SWITCHES.contains(&word) || SWITCHES.iter().any(|switch| switch.eq_ignore_ascii_case(word));
        if !is_switch {
            return None;
        }
        self.words(begun, at);
        Some(at + 2 + length + 2)
    }

    fn bare(&mut self, begun: usize, at: usize, end: usize) -> Option<usize> {
        if self.depth > 0 {
            return None;
        }
        let rest = &self.text[at..end];
        let scheme = scheme(rest).filter(|length| *length > 2)?;
        // Bold and italic text may begin right behind it.
        let length = address_length(rest);
        let length = rest[..length].find("''").unwrap_or(length);
        let address = without_punctuation(&rest[..length]);
        if address.len() <= scheme {
            return None;
        }
        self.words(begun, at);
        let shown = entity::decode(address).into_owned();
        self.node(Node::External(shown.clone(), vec![Node::Text(shown)]));
        Some(at + address.len())
    }

    /// The number of a replaced tag.
    fn marked(&mut self, begun: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at + 1..];
        let length = rest.find(MARK)?;
        let number = rest[..length].parse().ok()?;
        self.words(begun, at);
        self.line();
        self.builder.push(Node::Tag(number));
        Some(at + 1 + length + 1)
    }

    fn html(&mut self, begun: usize, at: usize, end: usize) -> Option<usize> {
        let limit = self.text.floor_char_boundary((at + MAX_TAG).min(self.text.len()));
        let rest = &self.text[at + 1..limit];
        let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let length = rest.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[..length].to_ascii_lowercase();
        let is_data = !closes && matches!(name.as_str(), "meta" | "link");
        if !(is_known(&name) || is_data)
            || !rest[length..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/')
        {
            return None;
        }
        // A `<` before it belongs to another tag.
        let stop = rest.find(['>', '<']).filter(|stop| rest[*stop..].starts_with('>'))?;
        let _ = end;
        let attributes = attributes(rest[length..stop].trim_end_matches('/'));
        // Data of the page without text.
        if is_data && !attributes.iter().any(|(name, _)| name == "itemprop") {
            return None;
        }
        self.words(begun, at);
        if is_data {
            return Some(at + 1 + stop + 1);
        }
        self.tag(&name, closes, attributes);
        Some(at + 1 + usize::from(closes) + stop + 1)
    }

    fn tag(&mut self, name: &str, closes: bool, attributes: Vec<(String, String)>) {
        match name {
            "br" | "wbr" => self.node(Node::Element(Box::new(Element::new("br", Vec::new())))),
            "hr" | "col" => {
                self.builder.close_paragraph();
                self.builder.push(Node::Element(Box::new(Element::new(name, attributes))));
            }
            "tbody" | "thead" | "tfoot" | "colgroup" => {}
            _ if closes => {
                // One that closes nothing divides nothing.
                if !is_inline(name) && (name == "p" || self.builder.can_close(name)) {
                    self.builder.close_paragraph();
                }
                self.builder.close(name);
            }
            "tr" | "td" | "th" | "caption" => {
                self.builder.close_paragraph();
                self.builder.open_part(Element::new(name, attributes));
            }
            _ if is_inline(name) => {
                self.line();
                self.builder.open(Element::new(name, attributes));
            }
            "li" => {
                self.builder.close("li");
                self.builder.open(Element::new(name, attributes));
            }
            "dt" | "dd" => {
                self.builder.close("dt");
                self.builder.close("dd");
                self.builder.open(Element::new(name, attributes));
            }
            _ => {
                if self.builder.is_open("p") {
                    self.builder.close_paragraph();
                }
                self.builder.open(Element::new(name, attributes));
            }
        }
    }

    fn bracket(&mut self, begun: usize, at: usize, end: usize) -> Option<usize> {
        if self.text[at + 1..].strip_prefix('[').is_some_and(|rest| scheme(rest).is_some()) {
            return None;
        }
        if let Some(close) = self.brackets.close_of(at)
            && close < self.text.len().min(end.max(close + usize::from(end == self.text.len())))
        {
            return self.link(begun, at, close);
        }
        if self.in_link || self.text[at..].starts_with("[[") {
            return None;
        }
        self.external(begun, at, end)
    }

    fn external(&mut self, begun: usize, at: usize, end: usize) -> Option<usize> {
        let rest = &self.text[at + 1..end];
        let scheme = scheme(rest)?;
        if self.next_bracket <= at {
            self.next_bracket = self.text[at..].find([']', '\n']).map_or(self.text.len(), |found| at + found);
        }
        let length = self.next_bracket.checked_sub(at + 1)?;
        if !rest.get(length..)?.starts_with(']') {
            return None;
        }
        // A link in its text has brackets of its own.
        let inner = rest[..length].find("[[").and_then(|open| self.brackets.close_of(at + 1 + open));
        let length = match inner.and_then(|close| Some((close, self.text.get(close + 2..end)?.find(']')?))) {
            Some((close, after)) => close + 2 + after - (at + 1),
            None => length,
        };
        let inside = &rest[..length];
        if inside.contains('\n') {
            return None;
        }
        let split = address_length(inside);
        if split <= scheme {
            return None;
        }
        let address = entity::decode(&inside[..split]);
        let address = match address.strip_prefix("//") {
            Some(rest) => format!("https://{rest}"),
            None => address.into_owned(),
        };
        self.words(begun, at);
        // Without a text, it is shown as its number.
        let label = match inside[split..].trim() {
            "" => Vec::new(),
            _ => self.nested(at + 1 + split, at + 1 + length),
        };
        self.node(Node::External(address, label));
        Some(at + 1 + length + 1)
    }

    /// Parses a part of the text as a separate tree.
    fn nested(&mut self, start: usize, end: usize) -> Vec<Node> {
        let builder = std::mem::take(&mut self.builder);
        let quotes = std::mem::take(&mut self.quotes);
        self.depth += 1;
        self.inline(start, end, false);
        self.end_quotes();
        self.depth -= 1;
        self.quotes = quotes;
        std::mem::replace(&mut self.builder, builder).finish()
    }

    fn link(&mut self, begun: usize, at: usize, close: usize) -> Option<usize> {
        let inside = &self.text[at + 2..close];
        let (written, bar) = written_target(inside)?;
        let target = entity::decode(written);
        let target = decoded(target.trim());
        let target = target.trim();
        if !is_title(target) || self.depth >= MAX_LINKS {
            return None;
        }
        let (name, fragment) = target
            .split_once('#')
            .map_or((target, None), |(name, part)| (name, Some(part.trim().replace('_', " "))));
        let title = self.names.title(name, 0);
        if title.name.is_empty() && title.namespace != 0 {
            return None;
        }
        let leading_colon = target.starts_with(':');
        // Only the text under a picture may contain links.
        if (leading_colon || !matches!(title.namespace, 6 | 14)) && inside.contains("[[") {
            return None;
        }
        let label_start = bar.map(|bar| at + 2 + bar + 1);
        match title.namespace {
            6 | -2 if !leading_colon && title.namespace == 6 => {
                self.words(begun, at);
                let file = self.file(title.name, label_start.unwrap_or(close), close);
                self.node(Node::File(Box::new(file)));
                return Some(close + 2);
            }
            14 if !leading_colon => {
                // The space before it belongs to it.
                self.words(begun, begun + self.text[begun..at].trim_end().len());
                let key =
                    label_start.map(|start| self.text[start..close].trim().to_owned()).unwrap_or_default();
                self.found.categories.push((title.name, key));
                return Some(close + 2);
            }
            _ => {}
        }
        self.words(begun, at);
        let interwiki = super::interwiki::split(name, self.names);
        if interwiki
            .as_ref()
            .is_some_and(|(prefix, _)| !leading_colon && super::interwiki::is_language(prefix))
        {
            self.found.languages += 1;
            return Some(close + 2);
        }
        let mut label = match label_start {
            Some(start) if self.text[start..close].trim().is_empty() => vec![Node::Text(piped(name))],
            Some(start) => self.label(start, close),
            None => vec![Node::Text(target.strip_prefix(':').unwrap_or(target).to_owned())],
        };
        let rest = &self.text[close + 2..];
        let trail: &str = &rest[..rest.find(|c: char| !c.is_lowercase()).unwrap_or(rest.len())];
        if !trail.is_empty() {
            label.push(Node::Text(trail.to_owned()));
        }
        let (interwiki, target) = match interwiki {
            Some((prefix, rest)) => (Some(prefix), super::dump::Title { namespace: 0, name: rest }),
            None => (None, title),
        };
        self.node(Node::Link(Box::new(Link { target, fragment, interwiki, label })));
        Some(close + 2 + trail.len())
    }

    /// The text of a link to a page.
    fn label(&mut self, start: usize, close: usize) -> Vec<Node> {
        self.in_link = true;
        let label = self.nested(start, close);
        self.in_link = false;
        label
    }

    fn file(&mut self, name: String, start: usize, close: usize) -> File {
        let mut file = File { name, ..File::default() };
        let mut at = start;
        while at < close {
            let end = self.option_end(at, close);
            let option = self.text[at..end].trim();
            if !super::files::option(&mut file, option) {
                file.caption = self.nested(at, end);
            }
            at = end + 1;
        }
        file
    }

    /// The `|` that ends an image option, outside links.
    fn option_end(&self, start: usize, close: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < close {
            match bytes[at] {
                b'|' => return at,
                // URLs may have bars.
                b'[' if scheme(&self.text[at + 1..close]).is_some() => {
                    let url = &bytes[at..close.min(at + MAX_TAG)];
                    at += url.iter().position(|byte| *byte == b']').unwrap_or(1);
                }
                b'[' => {
                    at = self.brackets.close_of(at).filter(|end| *end < close).map_or(at + 1, |end| end + 2);
                }
                _ => at += 1,
            }
        }
        close
    }
}

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The target of a link as written, and the offset of the `|` behind it.
fn written_target(inside: &str) -> Option<(&str, Option<usize>)> {
    let bar = inside.find(['|', '[', ']', '{', '}', '<', '>', '\n', MARK]);
    match bar {
        Some(bar) => inside[bar..].starts_with('|').then_some((&inside[..bar], Some(bar))),
        None => Some((inside, None)),
    }
}

/// Returns whether a text can be a title, with a section.
fn is_title(text: &str) -> bool {
    let name = text.split('#').next().unwrap_or(text);
    let is_relative = |part: &str| matches!(part, "." | "..");
    // One that begins with `../` is a page beside this one.
    let from_above = name.trim_start_matches("../");
    !text.is_empty()
        && !text.contains(['[', ']', '{', '}', '<', '>', '\n', MARK, '\u{fffd}'])
        && !name.contains("~~~")
        && decode_percent(name) == name
        && !from_above.split('/').any(is_relative)
}

/// A title with its percent-encoded signs decoded.
fn decoded(title: &str) -> Cow<'_, str> {
    if !title.contains('%') {
        return Cow::Borrowed(title);
    }
    let decoded = decode_percent(title);
    if decoded.contains(char::is_control) { Cow::Borrowed(title) } else { decoded }
}

/// The pipe trick: a name without namespace and disambiguation.
fn piped(name: &str) -> String {
    let name = name.trim_start_matches(':');
    let name = name.split_once(':').map_or(name, |(_, rest)| rest);
    let name = name.split_once(" (").map_or(name, |(start, _)| start);
    name.split(", ").next().unwrap_or(name).trim().to_owned()
}

/// The quotes of a line that are an apostrophe and two quotes instead of three, as in `l'''amour''`: if bold and italic text are both
/// left open, those behind a word of one letter, otherwise the first ones behind a word, otherwise the first ones.
pub(super) fn odd_quote(line: &str, start: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut bold, mut italic, mut at) = (0, 0, 0);
    let (mut of_letter, mut of_word, mut of_space) = (None, None, None);
    while at + 1 < bytes.len() {
        let run = bytes[at..].iter().take_while(|byte| **byte == b'\'').count();
        match run {
            0 | 1 => {
                at += 1;
                continue;
            }
            2 => italic += 1,
            3 | 4 => {
                bold += 1;
                let before = |back: usize| match run {
                    4 if back == 1 => Some(b'\''),
                    4 => at.checked_sub(back - 1).map(|at| bytes[at]),
                    _ => at.checked_sub(back).map(|at| bytes[at]),
                };
                let place = match (before(1), before(2)) {
                    (Some(b' '), _) => &mut of_space,
                    (_, Some(b' ')) => &mut of_letter,
                    _ => &mut of_word,
                };
                place.get_or_insert(start + at);
            }
            _ => {
                bold += 1;
                italic += 1;
            }
        }
        at += run;
    }
    (bold % 2 == 1 && italic % 2 == 1).then(|| of_letter.or(of_word).or(of_space)).flatten()
}
