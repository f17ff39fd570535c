//! Expansion: templates, parameters and parser functions give way to the wikitext that they stand for.
//!
//! Depth, number of calls and size are bounded for each page. What cannot be expanded is noted as unconverted.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::dump::{Dump, DumpPage, Names, Title};
use super::functions;
use super::preprocess::{self, Argument, Call, Piece, View};

/// Most templates that may call each other.
const MAX_DEPTH: usize = 40;
/// Most calls of a page.
const MAX_CALLS: usize = 200_000;
/// Most bytes of the expanded text of a page, all intermediate texts counted.
const MAX_BYTES: usize = 16 << 20;
/// Most calls in each other.
const MAX_NESTING: usize = 300;
/// Stands before and behind the number of a tag that was taken out of the text.
pub const MARK: char = '\u{1}';

/// All pages of a dump, by title.
pub struct Pages<'d> {
    /// The dump.
    pub dump: &'d Dump,
    /// Names of namespaces.
    pub names: &'d Names,
    /// Places in the dump.
    pub by_title: FxHashMap<Title, usize>,
    /// When the newest revision of the dump was written.
    pub newest: &'d str,
    /// Number of pages with text in the main namespace.
    pub articles: usize,
    texts: &'d [OnceLock<String>],
    parsed: Vec<OnceLock<Vec<Piece<'d>>>>,
}

impl<'d> Pages<'d> {
    /// Pages of a dump; `texts` keeps what templates say when they are used.
    pub fn new(dump: &'d Dump, names: &'d Names, texts: &'d [OnceLock<String>]) -> Self {
        let by_title =
            dump.pages.iter().enumerate().map(|(at, page)| (names.title(&page.title, 0), at)).collect();
        let parsed = dump.pages.iter().map(|_| OnceLock::new()).collect();
        let newest = dump.pages.iter().map(|page| page.timestamp.as_str()).max().unwrap_or_default();
        let articles =
            dump.pages.iter().filter(|page| page.namespace == 0 && page.redirect.is_none()).count();
        Self { dump, names, by_title, newest, articles, texts, parsed }
    }

    /// The page of a title.
    pub fn get(&self, title: &Title) -> Option<&'d DumpPage> {
        self.by_title.get(title).map(|at| &self.dump.pages[*at])
    }

    /// A page as a part of others, redirects followed, with its title.
    fn template(&self, title: &Title) -> Option<(Title, &[Piece<'d>])> {
        let mut at = *self.by_title.get(title)?;
        let mut title = title.clone();
        if let Some(target) = redirect_target(&self.dump.pages[at].text) {
            title = self.names.title(target.split('#').next().unwrap_or(target), 0);
            at = *self.by_title.get(&title)?;
        }
        let page = &self.dump.pages[at];
        let is_wikitext = page.model.is_empty() || page.model == "wikitext";
        let pieces = self.parsed[at].get_or_init(|| {
            let text = self.texts[at].get_or_init(|| match is_wikitext {
                true => preprocess::prepare(&page.text, View::Transcluded).into_owned(),
                false => String::new(),
            });
            preprocess::parse(text)
        });
        Some((title, pieces))
    }
}

/// The target of `#REDIRECT [[…]]`, in any language: a page that begins with `#`, a word, and a link.
pub fn redirect_target(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix('#')?;
    let word = rest.find("[[")?;
    let is_word = rest[..word].trim().trim_end_matches(':').trim();
    let fits =
        !is_word.is_empty() && is_word.len() < 60 && is_word.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !fits {
        return None;
    }
    let target = rest[word + 2..].split("]]").next()?;
    Some(target.split('|').next().unwrap_or(target).trim())
}

/// A tag of an extension that was taken out of the text.
#[derive(Debug, Clone)]
pub struct Stripped {
    /// Name of the tag, or `unconverted`.
    pub name: &'static str,
    /// Its attributes as written.
    pub attributes: String,
    /// What stands inside; for wikitext already expanded.
    pub inner: String,
}

/// A call of a template by a page itself.
#[derive(Debug, Clone)]
pub struct PageCall {
    /// Name of the template, redirects not followed.
    pub name: String,
    /// Names and values of its arguments, expanded.
    pub arguments: Vec<(String, String)>,
}

/// What a page says once all is expanded.
#[derive(Debug, Default)]
pub struct Expanded {
    /// The wikitext.
    pub text: String,
    /// The tags that were taken out, by the numbers between [`MARK`]s.
    pub tags: Vec<Stripped>,
    /// Calls of templates by the page itself.
    pub calls: Vec<PageCall>,
    /// Title to show in the place of that of the page.
    pub display_title: Option<String>,
    /// What could not be expanded, as written.
    pub unconverted: Vec<String>,
}

/// Expands a page.
pub fn expand(pages: &Pages<'_>, title: &Title, text: &str) -> Expanded {
    let prepared = preprocess::prepare(text, View::Page);
    let pieces = preprocess::parse(&prepared);
    let mut expander = Expander {
        pages,
        page: title,
        result: Expanded::default(),
        variables: FxHashMap::default(),
        calls: 0,
        bytes: 0,
        nesting: 0,
    };
    let frame = Frame { title: title.clone(), arguments: None, depth: 0 };
    let mut out = String::with_capacity(prepared.len());
    expander.pieces(&pieces, &frame, &mut out);
    expander.result.text = out;
    expander.result
}

/// What is known where a text is expanded.
pub struct Frame {
    /// The template, or the page itself.
    pub title: Title,
    /// Its arguments; the page itself has none.
    pub arguments: Option<Vec<(String, String)>>,
    depth: usize,
}

/// The state of the expansion of a page.
pub struct Expander<'p, 'd> {
    /// All pages.
    pub pages: &'p Pages<'d>,
    /// The page.
    pub page: &'p Title,
    /// What has come of it so far.
    pub result: Expanded,
    /// Variables that the page has defined.
    pub variables: FxHashMap<String, String>,
    calls: usize,
    bytes: usize,
    /// Calls in each other, those of functions and in arguments counted.
    nesting: usize,
}

impl Expander<'_, '_> {
    /// Appends what pieces stand for.
    pub fn pieces(&mut self, pieces: &[Piece<'_>], frame: &Frame, out: &mut String) {
        for piece in pieces {
            if self.bytes > MAX_BYTES {
                return;
            }
            let before = out.len();
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Call(call) => self.call(call, frame, out),
                Piece::Parameter(call) => self.parameter(call, frame, out),
                Piece::Tag(tag) => self.tag(tag, frame, out),
            }
            let was_within = self.bytes <= MAX_BYTES;
            self.bytes += out.len() - before;
            if was_within && self.bytes > MAX_BYTES {
                self.result
                    .unconverted
                    .push("the rest of the page: its templates give too much text".to_owned());
            }
        }
    }

    /// What pieces stand for.
    pub fn text(&mut self, pieces: &[Piece<'_>], frame: &Frame) -> String {
        let mut out = String::new();
        self.pieces(pieces, frame, &mut out);
        out
    }

    /// What an argument stands for, without spaces around it.
    pub fn argument(&mut self, argument: Option<&Argument<'_>>, frame: &Frame) -> String {
        let text = argument.map(|argument| self.text(&argument.pieces, frame)).unwrap_or_default();
        text.trim().to_owned()
    }

    /// Notes that something could not be expanded, and leaves a mark.
    pub fn unconverted(&mut self, source: &str, out: &mut String) {
        self.result.unconverted.push(source.chars().take(300).collect());
        self.strip("unconverted", String::new(), source.to_owned(), out);
    }

    /// Takes a tag out of the text.
    pub fn strip(&mut self, name: &'static str, attributes: String, inner: String, out: &mut String) {
        out.push(MARK);
        out.push_str(&self.result.tags.len().to_string());
        out.push(MARK);
        self.result.tags.push(Stripped { name, attributes, inner });
    }

    fn parameter(&mut self, call: &Call<'_>, frame: &Frame, out: &mut String) {
        let name = self.text(&call.name, frame);
        let known = frame.arguments.as_ref().and_then(|arguments| {
            arguments.iter().rev().find(|(known, _)| known == name.trim()).map(|(_, value)| value.as_str())
        });
        match (known, call.arguments.first()) {
            (Some(value), _) => out.push_str(value),
            (None, Some(default)) => self.pieces(&default.pieces, frame, out),
            (None, None) => out.push_str(call.source),
        }
    }

    fn tag(&mut self, tag: &preprocess::Tag<'_>, frame: &Frame, out: &mut String) {
        let inner = match tag.name {
            "ref" | "references" | "gallery" | "poem" | "tabber" | "tabview" | "infobox" | "youtube" => {
                let prepared = preprocess::prepare(tag.inner, View::Page);
                let pieces = preprocess::parse(&prepared);
                if frame.depth < MAX_DEPTH {
                    let deeper = Frame {
                        title: frame.title.clone(),
                        arguments: frame.arguments.clone(),
                        depth: frame.depth + 1,
                    };
                    if tag.name == "infobox" {
                        return super::portable::expand(self, tag.inner, &deeper, out);
                    }
                    self.text(&pieces, &deeper)
                } else {
                    tag.inner.to_owned()
                }
            }
            _ => tag.inner.to_owned(),
        };
        self.strip(tag.name, tag.attributes.to_owned(), inner, out);
    }

    fn call(&mut self, call: &Call<'_>, frame: &Frame, out: &mut String) {
        self.calls += 1;
        if self.calls > MAX_CALLS || frame.depth >= MAX_DEPTH || self.nesting >= MAX_NESTING {
            return self.unconverted(call.source, out);
        }
        self.nesting += 1;
        let mut made = String::new();
        let name = self.text(&call.name, frame);
        let name = without_modifiers(&name).to_owned();
        if !functions::call(self, &name, call, frame, &mut made) {
            self.template(&name, call, frame, &mut made);
        }
        self.nesting -= 1;
        let is_block = made.starts_with("{|") || made.starts_with([':', ';', '#', '*']);
        if is_block && !call.line_start {
            out.push('\n');
        }
        out.push_str(&made);
    }

    fn template(&mut self, name: &str, call: &Call<'_>, frame: &Frame, out: &mut String) {
        let name = name.trim();
        let title = match name.strip_prefix('/') {
            Some(_) => {
                Title { namespace: frame.title.namespace, name: format!("{}{name}", frame.title.name) }
            }
            None => self.pages.names.title(name.split('#').next().unwrap_or(name), 10),
        };
        if name.is_empty() || name.contains(['[', ']', '{', '}', '<', '>', '\n', MARK]) {
            return out.push_str(call.source);
        }
        let pages = self.pages;
        let Some((title, pieces)) = pages.template(&title) else {
            let full = pages.names.full(&title);
            self.result.unconverted.push(format!("{{{{{name}}}}}: there is no page `{full}`"));
            out.push_str(&format!("[[:{full}]]"));
            return;
        };
        let arguments = self.arguments(&call.arguments, frame);
        if frame.arguments.is_none() && title.namespace == 10 {
            self.result.calls.push(PageCall { name: title.name.clone(), arguments: arguments.clone() });
        }
        let frame = Frame { title, arguments: Some(arguments), depth: frame.depth + 1 };
        self.pieces(pieces, &frame, out);
    }

    /// Names and values of arguments: those without a name are numbered and keep their spaces.
    fn arguments(&mut self, written: &[Argument<'_>], frame: &Frame) -> Vec<(String, String)> {
        let mut number = 0;
        let mut arguments = Vec::with_capacity(written.len());
        for argument in written {
            match argument.equals {
                Some(at) => {
                    let name = self.text(&argument.pieces[..at], frame).trim().to_owned();
                    let value = self.text(&argument.pieces[at + 1..], frame).trim().to_owned();
                    arguments.push((name, value));
                }
                None => {
                    number += 1;
                    arguments.push((number.to_string(), self.text(&argument.pieces, frame)));
                }
            }
        }
        arguments
    }
}

/// A name without the words that say when it is expanded.
fn without_modifiers(name: &str) -> &str {
    let mut name = name.trim();
    loop {
        let modifier = ["subst:", "safesubst:", "msg:", "raw:"]
            .iter()
            .find(|word| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        match modifier {
            Some(word) => name = name[word.len()..].trim_start(),
            None => return name,
        }
    }
}
