//! Expansion: replaces templates, parameters and parser functions by the wikitext that they produce.
//!
//! Depth, number of calls and size are limited per page. Calls that cannot be expanded are recorded as unconverted.

use std::rc::Rc;

use super::action::Action;
use super::built_in;
use super::component::Components;
use super::dump::Title;
use super::expansion::{Arguments, COMPONENT, Expanded, Expander, Frame, MARK, PageCall, Stripped, is_tabs};
use super::functions;
use super::infobox;
use super::pages::Pages;
use super::preprocess::{self, Argument, Call, Piece, View};
use super::references;
use super::unknown_tags;

/// Maximum depth of template calls.
const MAX_DEPTH: usize = 40;
/// Maximum number of calls per page.
const MAX_CALLS: usize = 200_000;
/// Maximum total size of a page's expanded text, including intermediate results, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// Maximum length of the source of a call that could not be expanded, in bytes.
const MAX_SOURCE: usize = 10_000;
/// Maximum nesting of calls.
const MAX_NESTING: usize = 300;

/// Expands a page, except the calls of components.
pub(super) fn expand(
    pages: &Pages<'_>,
    components: Option<&Components>,
    title: &Title,
    text: &str,
) -> Expanded {
    let prepared = preprocess::prepare(text, View::Page);
    let pieces = preprocess::parse(&prepared);
    let mut expander = Expander::new(pages, components, title);
    let frame = Frame { title: title.clone(), arguments: None, depth: 0 };
    let mut out = String::with_capacity(prepared.len());
    expander.pieces(&pieces, &frame, &mut out);
    expander.result.text = out;
    references::resolve(&mut expander.result.tags);
    let mut result = expander.result;
    result.unconverted.extend(unknown_tags::find(&result));
    result.changed.extend(references::renumbered(&result.tags));
    result
}

/// Expands a single call, with the values of its arguments.
pub(super) fn call(
    pages: &Pages<'_>,
    page: &Title,
    template: &str,
    arguments: &[(String, String)],
) -> Expanded {
    let mut expander = Expander::new(pages, None, page);
    if let Some((title, pieces)) = pages.template(&Title { namespace: 10, name: template.to_owned() }) {
        let arguments = Some(Rc::new(Arguments::new(arguments.to_vec())));
        let mut out = String::new();
        expander.pieces(pieces, &Frame { title, arguments, depth: 1 }, &mut out);
        expander.result.text = out;
    }
    expander.result
}

impl Expander<'_, '_> {
    /// Appends the expansion of pieces.
    pub(super) fn pieces(&mut self, pieces: &[Piece<'_>], frame: &Frame, out: &mut String) {
        for piece in pieces {
            if self.is_full() {
                return;
            }
            let before = out.len();
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Call(call) => self.call(call, frame, out),
                Piece::Parameter(call) => self.parameter(call, frame, out),
                Piece::Tag(tag) => self.tag(tag, frame, out),
            }
            self.bytes += out.len() - before;
        }
        self.is_full();
    }

    /// Returns whether the page is expanded no further, and reports it the first time.
    fn is_full(&mut self) -> bool {
        if self.bytes > MAX_BYTES && !std::mem::replace(&mut self.is_full, true) {
            let problem = "the rest of the page: its templates produce too much text";
            self.result.unconverted.push(problem.to_owned());
        }
        self.is_full
    }

    /// The expansion of pieces.
    pub(super) fn text(&mut self, pieces: &[Piece<'_>], frame: &Frame) -> String {
        let mut out = String::new();
        self.pieces(pieces, frame, &mut out);
        out
    }

    /// The expansion of an argument, trimmed.
    pub(super) fn argument(&mut self, argument: Option<&Argument<'_>>, frame: &Frame) -> String {
        let text = argument.map(|argument| self.text(&argument.pieces, frame)).unwrap_or_default();
        text.trim().to_owned()
    }

    /// Records source that could not be expanded, and leaves a marker.
    pub(super) fn unconverted(&mut self, source: &str, out: &mut String) {
        self.result.unconverted.push(source.chars().take(300).collect());
        let source = &source[..source.floor_char_boundary(MAX_SOURCE)];
        self.strip("unconverted", String::new(), source.to_owned(), out);
    }

    /// Records a value that the dump does not contain, once for the page.
    pub(super) fn unknown(&mut self, of: &str) {
        let of: String = of.chars().take(300).collect();
        let problem = format!("{of} is not in the dump");
        if !self.result.unconverted.contains(&problem) {
            self.result.unconverted.push(problem);
        }
    }

    /// Records what the page shows in another form, once.
    pub(super) fn changed(&mut self, what: &str) {
        let what: String = what.chars().filter(|c| *c != MARK).take(200).collect();
        if !self.result.changed.contains(&what) {
            self.result.changed.push(what);
        }
    }

    /// Records a call of a module that failed, with the reason.
    pub(super) fn failed(&mut self, source: &str, problem: Option<&str>, out: &mut String) {
        self.unconverted(source, out);
        if let (Some(problem), Some(last)) = (problem, self.result.unconverted.last_mut()) {
            let problem: String = problem.chars().take(300).collect();
            *last = format!("{problem} in {last}");
        }
    }

    /// Returns whether a text is, or contains, a call that could not be expanded.
    pub(super) fn has_failed(&self, text: &str) -> bool {
        let markers = text.split(MARK).skip(1).step_by(2).filter_map(|number| number.parse::<usize>().ok());
        let mut tags = markers.filter_map(|number| self.result.tags.get(number));
        tags.any(|tag| tag.name == "unconverted")
    }

    /// Replaces a tag by a marker.
    pub(super) fn strip(&mut self, name: &'static str, attributes: String, inner: String, out: &mut String) {
        self.bytes += attributes.len() + inner.len();
        out.push(MARK);
        out.push_str(&self.result.tags.len().to_string());
        out.push(MARK);
        self.result.tags.push(Stripped { name, attributes, inner, cite: Vec::new(), stated: None });
    }

    fn parameter(&mut self, call: &Call<'_>, frame: &Frame, out: &mut String) {
        let name = self.text(&call.name, frame);
        let known = frame.arguments.as_ref().and_then(|arguments| arguments.value(name.trim()));
        match (known, call.arguments.first()) {
            (Some(value), _) => out.push_str(value),
            (None, Some(default)) => self.pieces(&default.pieces, frame, out),
            (None, None) => out.push_str(call.source),
        }
    }

    /// Replaces a tag by a marker, and expands wikitext in it.
    pub(super) fn tag(&mut self, tag: &preprocess::Tag<'_>, frame: &Frame, out: &mut String) {
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
                    if let Some(call) = cited(tag.name, &pieces) {
                        return self.cite(tag, call, &deeper, out);
                    }
                    let is_of_page = frame.arguments.is_none() && frame.depth == 0 && self.nesting == 0;
                    let is_of_tabs = is_of_page && is_tabs(tag.name);
                    let around = std::mem::replace(&mut self.in_tabs, is_of_tabs);
                    let inner = self.text(&pieces, &deeper);
                    self.in_tabs = around;
                    inner
                } else {
                    self.result.unconverted.push(format!("<{}>: it is nested too deeply", tag.name));
                    tag.inner.to_owned()
                }
            }
            _ => tag.inner.to_owned(),
        };
        self.strip(tag.name, tag.attributes.to_owned(), inner, out);
    }

    /// A reference that only consists of a template for sources. Its parameters are enough.
    fn cite(&mut self, tag: &preprocess::Tag<'_>, call: &Call<'_>, frame: &Frame, out: &mut String) {
        let cite = self.arguments(&call.arguments, frame);
        let states = |wanted: &str| {
            cite.iter().any(|(name, value)| name.eq_ignore_ascii_case(wanted) && !value.trim().is_empty())
        };
        let is_enough = states("title") && states("url");
        let inner = match is_enough {
            true => call.source.to_owned(),
            false => {
                let mut inner = String::new();
                self.call(call, frame, &mut inner);
                inner
            }
        };
        self.strip(tag.name, tag.attributes.to_owned(), inner, out);
        if let Some(last) = self.result.tags.last_mut().filter(|_| is_enough) {
            last.cite = cite;
        }
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
        let is_title =
            !name.starts_with('#') && !name.contains(['[', ']', '{', '}', '<', '>', '|', '\n', MARK]);
        if name.is_empty() || !is_title {
            if let Some((function, _)) = name.split_once(':').filter(|_| name.starts_with('#')) {
                let problem = format!("{{{{{}:}}}}: unknown function, shown as text", function.trim());
                self.result.unconverted.push(problem);
            }
            return self.literal(call, frame, out);
        }
        let pages = self.pages;
        let Some((title, pieces)) = pages.template(&title) else {
            let full = pages.names.full(&title);
            self.result.unconverted.push(format!("{{{{{name}}}}}: page `{full}` not found"));
            out.push_str(&format!("[[:{full}]]"));
            return;
        };
        if let Some(first) = self.open.iter().position(|open| *open == title) {
            let chain = self.open[first..].iter().chain([&title]).map(|title| title.name.as_str());
            let chain: Vec<&str> = chain.collect();
            self.result.unconverted.push(format!("template loop: {}", chain.join(" → ")));
            let full = pages.names.full(&title);
            return out
                .push_str(&format!("<span class=\"error\">Template loop detected: [[:{full}]]</span>"));
        }
        let action = pages.actions.get(&title.name).filter(|_| title.namespace == 10);
        let is_kept = !matches!(action, Some(Action::Drop | Action::Unconverted));
        let arguments = if is_kept { self.arguments(&call.arguments, frame) } else { Vec::new() };
        let is_of_page = frame.arguments.is_none() && title.namespace == 10;
        // Not in the arguments of another call, whose template may read them.
        let is_direct = is_of_page && frame.depth == usize::from(self.in_tabs) && self.nesting == 1;
        let at = self.result.calls.len();
        if is_of_page {
            let arguments = arguments.clone();
            self.result.calls.push(PageCall { name: title.name.clone(), arguments, makes_infobox: false });
        }
        match action {
            Some(Action::Drop) => return,
            Some(Action::Unconverted) => return self.unconverted(call.source, out),
            Some(Action::Fields | Action::Expand | Action::Component) | None => {}
        }
        let component = self.components.filter(|_| is_direct);
        let component = component.and_then(|known| known.of_call(&title.name, &arguments));
        let may_be = !matches!(action, Some(Action::Fields | Action::Expand)) && title.namespace == 10;
        let arguments = Some(Rc::new(Arguments::new(arguments)));
        let frame = Frame { title: title.clone(), arguments, depth: frame.depth + 1 };
        self.open.push(title);
        self.pieces(pieces, &frame, out);
        self.open.pop();
        match component {
            Some(index) => self.call_of_component(index, &frame, out),
            None if may_be => self.component(&frame, out),
            None => {}
        }
        if is_of_page {
            self.result.calls[at].makes_infobox = infobox::makes_infobox(out);
        }
    }

    /// Braces without a name that a template can have are text, as are the bars in them.
    fn literal(&mut self, call: &Call<'_>, frame: &Frame, out: &mut String) {
        out.push_str("{{");
        self.pieces(&call.name, frame, out);
        for argument in &call.arguments {
            out.push('|');
            self.pieces(&argument.pieces, frame, out);
        }
        out.push_str("}}");
    }

    /// Calls a parser function whose name is expanded. Returns false if there is no such function.
    #[cfg(feature = "lua")]
    pub(super) fn function(&mut self, name: &str, call: &Call<'_>, frame: &Frame, out: &mut String) -> bool {
        self.calls += 1;
        self.calls <= MAX_CALLS && functions::call(self, name, call, frame, out)
    }

    /// Appends a template with given arguments. Returns false if there is no such template.
    #[cfg(feature = "lua")]
    pub(super) fn transclude(
        &mut self,
        title: &Title,
        arguments: Vec<(String, String)>,
        frame: &Frame,
        out: &mut String,
    ) -> bool {
        let pages = self.pages;
        let Some((title, pieces)) = pages.template(title) else { return false };
        self.calls += 1;
        let source = format!("{{{{{}}}}}", pages.names.full(&title));
        let action = pages.actions.get(&title.name).filter(|_| title.namespace == 10);
        match action {
            Some(Action::Drop) => {}
            Some(Action::Unconverted) => self.unconverted(&source, out),
            _ if self.calls > MAX_CALLS || frame.depth >= MAX_DEPTH || self.nesting >= MAX_NESTING => {
                self.unconverted(&source, out);
            }
            _ => {
                let arguments = Some(Rc::new(Arguments::new(arguments)));
                self.nesting += 1;
                self.pieces(pieces, &Frame { title, arguments, depth: frame.depth + 1 }, out);
                self.nesting -= 1;
            }
        }
        true
    }

    /// Replaces what a call has produced by a component that shows the same.
    fn component(&mut self, frame: &Frame, out: &mut String) {
        let arguments =
            frame.arguments.as_ref().map(|arguments| arguments.list.as_slice()).unwrap_or_default();
        let found = built_in::component(&frame.title.name, arguments, out, self.pages.names);
        let Some(component) = found else { return };
        let inner = std::mem::replace(out, "\n".to_owned());
        self.strip(component.name, String::new(), inner, out);
        if let Some(last) = self.result.tags.last_mut() {
            last.cite = component.arguments;
        }
        out.push_str(&component.categories);
        out.push('\n');
        self.result.components.push(frame.title.name.clone());
    }

    /// Replaces what a call has produced by the call of a component. Categories remain.
    fn call_of_component(&mut self, index: usize, frame: &Frame, out: &mut String) {
        let inner = std::mem::take(out);
        let categories = built_in::categories(&inner, self.pages.names);
        let is_inline = self.components.is_some_and(|known| known.list[index].inline);
        let space = if is_inline { "" } else { "\n" };
        out.push_str(space);
        self.strip(COMPONENT, index.to_string(), inner, out);
        let arguments = frame.arguments.as_ref().map(|arguments| arguments.list.clone());
        if let Some(last) = self.result.tags.last_mut() {
            last.cite = arguments.unwrap_or_default();
        }
        out.push_str(&categories);
        out.push_str(space);
    }

    /// Names and values of arguments. Unnamed ones are numbered and keep their white space.
    pub(super) fn arguments(&mut self, written: &[Argument<'_>], frame: &Frame) -> Vec<(String, String)> {
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

/// The call of a template for sources, such as `{{cite web|…}}`, if a reference has no other content.
fn cited<'p, 't>(tag: &str, pieces: &'p [Piece<'t>]) -> Option<&'p Call<'t>> {
    let mut pieces =
        pieces.iter().filter(|piece| !matches!(piece, Piece::Text(text) if text.trim().is_empty()));
    let (Some(Piece::Call(call)), None) = (pieces.next(), pieces.next()) else { return None };
    let [Piece::Text(name)] = call.name.as_slice() else { return None };
    let is_cite = name.trim().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("cite"));
    (is_cite && tag == "ref").then_some(call)
}

/// A name without modifiers such as `subst:`.
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
