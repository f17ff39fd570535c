//! The first stage: splits wikitext into text, templates, parameters and extension tags.
//!
//! A single pass with a stack, so that time is linear however many braces are left open. An unclosed element is text.

use std::borrow::Cow;

/// Maximum nesting of templates, parameters and links; deeper braces are text.
const MAX_OPEN: usize = 60;

/// Tags whose content is not wikitext of the page or belongs to an extension.
pub const EXTENSIONS: [&str; 25] = [
    "nowiki",
    "pre",
    "ref",
    "references",
    "gallery",
    "math",
    "poem",
    "source",
    "syntaxhighlight",
    "infobox",
    "tabber",
    "tabview",
    "imagemap",
    "inputbox",
    "youtube",
    "templatestyles",
    "templatedata",
    "score",
    "timeline",
    "dpl",
    "categorytree",
    "verbatim",
    "section",
    "mainpage-leftcolumn-start",
    "mainpage-endcolumn",
];

/// A piece of wikitext.
#[derive(Debug, Clone)]
pub enum Piece<'t> {
    /// Plain text.
    Text(&'t str),
    /// `{{name|…}}`.
    Call(Box<Call<'t>>),
    /// `{{{name|default}}}`.
    Parameter(Box<Call<'t>>),
    /// An extension tag.
    Tag(Tag<'t>),
}

/// The content of braces.
#[derive(Debug, Clone)]
pub struct Call<'t> {
    /// The name, which may itself contain templates.
    pub name: Vec<Piece<'t>>,
    /// The arguments, separated by `|`.
    pub arguments: Vec<Argument<'t>>,
    /// True at the start of a line.
    pub line_start: bool,
    /// The source of the call.
    pub source: &'t str,
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub struct Argument<'t> {
    /// All pieces, including the name and the `=`.
    pub pieces: Vec<Piece<'t>>,
    /// Index of the piece with the `=` after the name.
    pub equals: Option<usize>,
}

/// `<name attributes>inner</name>`.
#[derive(Debug, Clone)]
pub struct Tag<'t> {
    /// Name in lower case.
    pub name: &'static str,
    /// The attributes as written.
    pub attributes: &'t str,
    /// The content.
    pub inner: &'t str,
}

/// The way in which a page is included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// As a page.
    Page,
    /// As a template in another page.
    Transcluded,
}

/// The text of a page without comments and without parts excluded from this view.
pub fn prepare(text: &str, view: View) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let lower = text.to_ascii_lowercase();
    if view == View::Transcluded && lower.contains("<onlyinclude>") {
        return Cow::Owned(only_included(text, &lower));
    }
    let mut out = String::with_capacity(text.len());
    let mut closers = Closers::default();
    let mut at = 0;
    while let Some(found) = lower[at..].find('<') {
        let start = at + found;
        out.push_str(&text[at..start]);
        at = match comment_or_switch(&lower, start, view, &mut closers) {
            Some(Skip::Comment(end)) => without_lonely_line(&mut out, text, end),
            Some(Skip::To(end)) => end,
            Some(Skip::Keep(end)) => {
                out.push_str(&text[start..end]);
                end
            }
            None => {
                out.push('<');
                start + 1
            }
        };
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Text without closed comments.
#[cfg(feature = "lua")]
pub(super) fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((start, end)) = text[at..].find("<!--").and_then(|start| {
        let start = at + start;
        text[start + 4..].find("-->").map(|end| (start, start + 4 + end + 3))
    }) {
        out.push_str(&text[at..start]);
        at = without_lonely_line(&mut out, text, end);
    }
    out.push_str(&text[at..]);
    out
}

enum Skip {
    Comment(usize),
    To(usize),
    Keep(usize),
}

fn comment_or_switch(lower: &str, start: usize, view: View, closers: &mut Closers) -> Option<Skip> {
    let rest = &lower[start..];
    if rest.starts_with("<!--") {
        return Some(Skip::Comment(closers.find(lower, start + 4, "-->").map_or(lower.len(), |at| at + 3)));
    }
    for name in ["nowiki", "pre", "math", "syntaxhighlight", "source"] {
        if is_open_tag(rest, name) {
            let open = tag_end(lower, start)?;
            if lower[..open].ends_with("/>") {
                return Some(Skip::Keep(open));
            }
            let close = closers.find(lower, open, closing(name))?;
            return Some(Skip::Keep(close));
        }
    }
    let (dropped, ignored) = match view {
        View::Page => ("includeonly", ["noinclude", "onlyinclude"]),
        View::Transcluded => ("noinclude", ["includeonly", "onlyinclude"]),
    };
    if is_open_tag(rest, dropped) {
        let open = tag_end(lower, start)?;
        let close = closers.find(lower, open, closing(dropped));
        return Some(Skip::To(close.map_or(lower.len(), |at| tag_end(lower, at).unwrap_or(lower.len()))));
    }
    let is_ignored = |name: &&str| {
        is_open_tag(rest, name) || rest[1..].strip_prefix('/').is_some_and(|rest| rest.starts_with(*name))
    };
    ignored.iter().find(|name| is_ignored(name)).and_then(|_| tag_end(lower, start)).map(Skip::To)
}

/// `</name` for the tags handled here.
fn closing(name: &str) -> &'static str {
    match name {
        "nowiki" => "</nowiki",
        "pre" => "</pre",
        "math" => "</math",
        "source" => "</source",
        "syntaxhighlight" => "</syntaxhighlight",
        "includeonly" => "</includeonly",
        _ => "</noinclude",
    }
}

fn is_open_tag(rest: &str, name: &str) -> bool {
    rest[1..]
        .strip_prefix(name)
        .is_some_and(|rest| rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()))
}

/// The end of the tag that starts at a `<`: the offset after its `>`.
fn tag_end(text: &str, start: usize) -> Option<usize> {
    let limit = text.floor_char_boundary((start + 4096).min(text.len()));
    text[start..limit].find('>').map(|at| start + at + 1)
}

/// Removes the whole line of a comment that is alone on it.
fn without_lonely_line(out: &mut String, text: &str, end: usize) -> usize {
    let before = out.trim_end_matches([' ', '\t']);
    let after = text[end..].trim_start_matches([' ', '\t']);
    if before.ends_with('\n') && after.starts_with('\n') {
        out.truncate(before.len());
        return text.len() - after.len() + 1;
    }
    end
}

fn only_included(text: &str, lower: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find("<onlyinclude>") {
        let start = at + open + "<onlyinclude>".len();
        let end = lower[start..].find("</onlyinclude>").map_or(lower.len(), |close| start + close);
        out.push_str(&prepare(&text[start..end], View::Transcluded));
        at = (end + "</onlyinclude>".len()).min(lower.len());
    }
    out
}

/// Positions of closing tags. A failed search is not repeated, so that all searches together take linear time.
#[derive(Default)]
struct Closers {
    found: Vec<(&'static str, Option<usize>)>,
}

impl Closers {
    fn find(&mut self, text: &str, from: usize, closer: &'static str) -> Option<usize> {
        let known = self.found.iter_mut().find(|(name, _)| *name == closer);
        if let Some((_, place)) = &known
            && place.is_none_or(|place| place >= from)
        {
            return *place;
        }
        let place = find_ignoring_case(text, from, closer);
        match known {
            Some(entry) => entry.1 = place,
            None => self.found.push((closer, place)),
        }
        place
    }
}

fn find_ignoring_case(text: &str, from: usize, wanted: &str) -> Option<usize> {
    let (bytes, wanted) = (text.as_bytes(), wanted.as_bytes());
    (from..(bytes.len() + 1).saturating_sub(wanted.len()))
        .find(|at| bytes[*at] == wanted[0] && bytes[*at..*at + wanted.len()].eq_ignore_ascii_case(wanted))
}

/// An open `{{` or `[[`.
struct Open<'t> {
    is_link: bool,
    count: usize,
    start: usize,
    parts: Vec<Argument<'t>>,
}

/// Splits a prepared text into pieces.
pub fn parse(text: &str) -> Vec<Piece<'_>> {
    let mut scanner = Scanner {
        text,
        stack: Vec::new(),
        root: Vec::new(),
        begun: 0,
        closers: Closers::default(),
        heading_end: 0,
    };
    scanner.run();
    scanner.finish()
}

struct Scanner<'t> {
    text: &'t str,
    stack: Vec<Open<'t>>,
    root: Vec<Piece<'t>>,
    /// Start of the text that is not part of a piece yet.
    begun: usize,
    closers: Closers,
    /// End of the heading, in which `=` is text.
    heading_end: usize,
}

impl<'t> Scanner<'t> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let run = |most| bytes[at..].iter().take(most).take_while(|byte| **byte == bytes[at]).count();
            at = match bytes[at] {
                b'{' | b'[' if bytes.get(at + 1) == Some(&bytes[at]) => self.open(at, run(usize::MAX)),
                b'}' | b']' if bytes.get(at + 1) == Some(&bytes[at]) => self.close(at, run(3)),
                b'|' if self.in_braces() => self.bar(at),
                b'=' if self.in_braces() && at >= self.heading_end => self.equals(at, run(2)),
                b'<' => self.tag(at),
                _ => at + 1,
            };
        }
    }

    fn in_braces(&self) -> bool {
        self.stack.last().is_some_and(|open| !open.is_link)
    }

    fn sink(&mut self) -> &mut Vec<Piece<'t>> {
        match self.stack.last_mut().and_then(|open| open.parts.last_mut()) {
            Some(part) => &mut part.pieces,
            None => &mut self.root,
        }
    }

    /// Adds the text before an offset as a piece, and continues at `next`.
    fn flush(&mut self, to: usize, next: usize) {
        let piece = &self.text[self.begun..to];
        if !piece.is_empty() {
            self.sink().push(Piece::Text(piece));
        }
        self.begun = next;
    }

    fn open(&mut self, at: usize, count: usize) -> usize {
        let levels: usize = self.stack.iter().map(|open| open.count.div_ceil(2)).sum();
        if levels + count.div_ceil(2) > MAX_OPEN {
            return at + count;
        }
        self.flush(at, at + count);
        let is_link = self.text.as_bytes()[at] == b'[';
        self.stack.push(Open {
            is_link,
            count,
            start: at,
            parts: vec![Argument { pieces: Vec::new(), equals: None }],
        });
        at + count
    }

    fn close(&mut self, at: usize, run: usize) -> usize {
        let is_link = self.text.as_bytes()[at] == b']';
        let Some(open) = self.stack.last().filter(|open| open.is_link == is_link) else { return at + run };
        let available = open.count.min(run);
        if available < 2 {
            return at + run;
        }
        let width = if !is_link && available >= 3 { 3 } else { 2 };
        self.flush(at, at + width);
        let Some(mut open) = self.stack.pop() else { return at + run };
        open.count -= width;
        let parts = std::mem::take(&mut open.parts);
        let start = open.start + open.count;
        let piece = self.element(is_link, width, parts, start..at + width);
        if open.count >= 2 {
            open.parts = vec![Argument { pieces: piece, equals: None }];
            self.stack.push(open);
        } else {
            let left = &self.text[open.start..open.start + open.count];
            let sink = self.sink();
            if !left.is_empty() {
                sink.push(Piece::Text(left));
            }
            sink.extend(piece);
        }
        at + width
    }

    /// The piece for closed braces or brackets.
    fn element(
        &self,
        is_link: bool,
        width: usize,
        mut parts: Vec<Argument<'t>>,
        range: std::ops::Range<usize>,
    ) -> Vec<Piece<'t>> {
        if is_link {
            let mut pieces = vec![Piece::Text(&self.text[range.start..range.start + 2])];
            pieces.extend(parts.into_iter().flat_map(|part| part.pieces));
            pieces.push(Piece::Text(&self.text[range.end - 2..range.end]));
            return pieces;
        }
        let line_start = range.start == 0 || self.text.as_bytes()[range.start - 1] == b'\n';
        let arguments = parts.split_off(1);
        let name = parts.pop().map(|part| part.pieces).unwrap_or_default();
        let call = Box::new(Call { name, arguments, line_start, source: &self.text[range] });
        vec![if width == 3 { Piece::Parameter(call) } else { Piece::Call(call) }]
    }

    fn bar(&mut self, at: usize) -> usize {
        self.flush(at, at + 1);
        if let Some(open) = self.stack.last_mut() {
            open.parts.push(Argument { pieces: Vec::new(), equals: None });
        }
        at + 1
    }

    fn equals(&mut self, at: usize, run: usize) -> usize {
        let line_start = at == 0 || self.text.as_bytes()[at - 1] == b'\n';
        if line_start && run > 1 {
            let line = self.text[at..].split('\n').next().unwrap_or_default();
            if line.trim_end().ends_with("==") {
                self.heading_end = at + line.len();
                return at + run;
            }
        }
        let is_first = self.stack.last().is_some_and(|open| {
            open.parts.len() > 1 && open.parts.last().is_some_and(|part| part.equals.is_none())
        });
        if is_first {
            self.flush(at, at + 1);
            let text = &self.text[at..=at];
            if let Some(part) = self.stack.last_mut().and_then(|open| open.parts.last_mut()) {
                part.equals = Some(part.pieces.len());
                part.pieces.push(Piece::Text(text));
            }
        }
        at + 1
    }

    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.text[at + 1..];
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-').count();
        let Some(name) = EXTENSIONS.iter().find(|name| name.eq_ignore_ascii_case(&rest[..length])) else {
            return at + 1;
        };
        let Some(open) = tag_end(self.text, at) else { return at + 1 };
        let attributes = &self.text[at + 1 + length..open - 1];
        if *name == "section" && !attributes.ends_with('/') {
            // Only marks the beginning or the end of a section. With content, it is HTML.
            return at + 1;
        }
        let (attributes, inner, end) = match attributes.strip_suffix('/') {
            Some(attributes) => (attributes, "", open),
            None => match self.closers.find(self.text, open, closing_of(name)) {
                Some(close) => (
                    attributes,
                    &self.text[open..close],
                    tag_end(self.text, close).unwrap_or(self.text.len()),
                ),
                None => return at + 1,
            },
        };
        self.flush(at, end);
        self.sink().push(Piece::Tag(Tag { name, attributes, inner }));
        end
    }

    /// Turns everything that is still open into text.
    fn finish(mut self) -> Vec<Piece<'t>> {
        self.flush(self.text.len(), self.text.len());
        for open in std::mem::take(&mut self.stack) {
            self.root.push(Piece::Text(&self.text[open.start..open.start + open.count]));
            for (number, part) in open.parts.into_iter().enumerate() {
                if number > 0 && !open.is_link {
                    self.root.push(Piece::Text("|"));
                }
                self.root.extend(part.pieces);
            }
        }
        self.root
    }
}

/// `</name` of an extension tag.
fn closing_of(name: &str) -> &'static str {
    const CLOSERS: [&str; 26] = [
        "</nowiki",
        "</pre",
        "</ref",
        "</references",
        "</gallery",
        "</math",
        "</poem",
        "</source",
        "</syntaxhighlight",
        "</infobox",
        "</tabber",
        "</tabview",
        "</imagemap",
        "</inputbox",
        "</youtube",
        "</templatestyles",
        "</templatedata",
        "</score",
        "</timeline",
        "</dpl",
        "</categorytree",
        "</verbatim",
        "</html",
        "</section",
        "</mainpage-leftcolumn-start",
        "</mainpage-endcolumn",
    ];
    EXTENSIONS.iter().position(|known| *known == name).map_or("</nowiki", |at| CLOSERS[at])
}
