//! Calls of components in running text: `{{name|argument|key=argument}}`; in a table with `\|`.
//!
//! The arguments are inline Markdown of the text around them, so whatever works there works in them. Fenced blocks are in
//! [`super::component_blocks`].

use std::ops::Range;

use super::frames::{Frame, OpenArgument, OpenCall, Output};
use super::triggers::is_escaped;
use super::writer::Writer;
use crate::config::{self, Components, Parameter};
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::page::Parsing;
use crate::page::body::Fill;
use crate::page::component::{Argument, ArgumentValue, Component};
use crate::text::{choose, closest, did_you_mean};

/// Maximum nesting depth of components.
pub(super) const MAX_NESTED: usize = 4;
/// Maximum length of a name, in bytes.
const MAX_NAME: usize = 100;

/// The name at the start of a text: its byte range.
fn name(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let length = text[start..].find(|c: char| !is_of_name(c)).unwrap_or(text.len() - start);
    (length > 0 && start + length <= MAX_NAME).then_some(start..start + length)
}

/// True if a text that begins with `{{` calls a component, perhaps by a misspelled name.
pub(super) fn is_call(known: &Components, text: &str) -> bool {
    let Some(inside) = text.strip_prefix("{{") else { return false };
    name(inside).is_some_and(|range| {
        let (name, rest) = (&inside[range.clone()], inside[range.end..].trim_start());
        let is_whole = rest.starts_with(['|', '\\']) || rest.starts_with("}}");
        known.named(name).is_some() || misspelled(known, name).is_some() || is_whole && known.lacks(name)
    })
}

/// The component that a name may mean.
fn misspelled<'k>(known: &'k Components, name: &str) -> Option<&'k str> {
    closest(name, known.iter().map(|component| component.name.as_str()))
}

/// The message on a component of the theme that the wiki does not declare, and the help.
pub(super) fn undeclared(name: &str) -> [String; 2] {
    let message = format!("the component `{name}` is not declared, so this stays text");
    [message, format!("write `[components.{name}]` in `site.toml`")]
}

/// Length of the space at the start of a text, with one line break if the paragraph goes on after it.
fn space_before_text(text: &str) -> usize {
    let spaces = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let before = spaces(text);
    let rest = &text[before..];
    let Some(line) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) else { return before };
    let goes_on = |line: &str| {
        !line.trim_start_matches([' ', '\t']).starts_with(['\r', '\n']) && !line.trim().is_empty()
    };
    if goes_on(line) { text.len() - line.len() + spaces(line) } else { before }
}

/// The fault of a call that cannot write the Markdown of its component, and the remedy.
pub(super) fn misplaced(declared: &config::Component) -> Option<(String, String)> {
    declared.markdown.as_ref()?;
    let message = format!("the component `{}` writes Markdown and cannot be called here", declared.name);
    let help = format!(
        "write `{{{{{}}}}}` on a line of its own in the text of a page, outside of lists, boxes and other components",
        declared.name
    );
    Some((message, help))
}

impl<'w> Writer<'w> {
    /// True if `{{` at an offset can begin a call.
    pub(super) fn may_call(&self, at: usize) -> bool {
        !is_escaped(self.text, at)
    }

    /// True if a bar separates two arguments of the innermost call.
    pub(super) fn separates_arguments(&self, at: usize) -> bool {
        self.is_between_arguments() && is_escaped(self.text, at) == self.in_cell()
    }

    /// True if `}}` ends the innermost call.
    pub(super) fn ends_call(&self, at: usize) -> bool {
        self.is_between_arguments() && !is_escaped(self.text, at)
    }

    /// True if nothing is open in the argument that is being read.
    fn is_between_arguments(&self) -> bool {
        let depth = self.frames.len();
        !self.calls.is_empty()
            && matches!(self.frames.last(), Some(Frame::Argument))
            && self.highlight.is_none_or(|open| open < depth)
            && self.bars.as_ref().is_none_or(|open| open.depth < depth)
            && self.note.as_ref().is_none_or(|open| open.frames < depth)
    }

    fn in_cell(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame, Frame::Cell(..)))
    }

    /// Opens a call, and gives the offset at which its first argument begins. `None` where it is text.
    pub(super) fn call(&mut self, at: usize) -> Option<usize> {
        let inside = at + "{{".len();
        let found = name(&self.text[inside..])?;
        let name = &self.text[inside + found.start..inside + found.end];
        let behind = inside + found.end;
        let rest = self.text[behind..].trim_start();
        let bar = if self.in_cell() { "\\|" } else { "|" };
        if !rest.starts_with("}}") && !rest.starts_with('|') && !rest.starts_with("\\|") {
            return None;
        }
        let Some(component) = self.request.components.named(name) else {
            return self.unknown_component(name, inside + found.start..behind);
        };
        let declared = self.request.components.get(component);
        let refusal = self.refusal(declared, at).or_else(|| misplaced(declared));
        if let Some((message, help)) = refusal {
            self.fault(&codes::COMPONENT, at..behind, message);
            self.help(help);
            return None;
        }
        let start = self.text.len() - rest.len();
        self.open_call(component, at);
        if let Some(after) = rest.strip_prefix(bar) {
            let first = self.text.len() - after.len();
            return Some(self.begin_argument(first));
        }
        if rest.starts_with("}}") {
            self.leave_argument();
            return Some(self.close_call(start + "}}".len()));
        }
        let first = start + rest.find('|').map_or(0, |bar| bar + 1);
        Some(self.begin_argument(first))
    }

    /// The reason for which a component cannot be called here, and the remedy.
    fn refusal(&mut self, declared: &config::Component, at: usize) -> Option<(String, String)> {
        let name = &declared.name;
        if self.ahead.end_of_component(self.text, at).is_none() {
            let message = format!("this call of `{name}` has no end in its paragraph");
            return Some((
                message,
                format!("write `}}}}` behind its last argument, or `\\{{{{{name}` for text"),
            ));
        }
        if self.note.is_some() {
            let message = format!("the component `{name}` cannot be used in an inline footnote");
            return Some((message, "write a footnote `[^1]`, with its text in a paragraph".to_owned()));
        }
        if self.calls.len() + self.nesting >= MAX_NESTED {
            let message = format!("components are nested deeper than {MAX_NESTED} levels");
            return Some((message, "call it outside of the others".to_owned()));
        }
        let may_stand =
            declared.inline || matches!(self.frames.last(), Some(Frame::Cell(..))) || self.leave_paragraph();
        (!may_stand).then(|| {
            let message = format!("the component `{name}` is a block and cannot be used within a line");
            let help = format!(
                "write it in a paragraph of its own, or `inline = true` in `[components.{name}]` for a part of a sentence"
            );
            (message, help)
        })
    }

    /// Reports a name that is like that of a component, or one of the theme's that the wiki does not declare.
    fn unknown_component(&mut self, name: &str, range: Range<usize>) -> Option<usize> {
        if self.request.components.lacks(name) {
            let [message, help] = undeclared(name);
            self.fault(&codes::UNKNOWN_COMPONENT, range, message);
            self.help(help);
            return None;
        }
        let meant = misspelled(self.request.components, name)?.to_owned();
        self.fault(&codes::UNKNOWN_COMPONENT, range, format!("unknown component `{name}`, which stays text"));
        self.help(did_you_mean(&meant));
        None
    }

    fn open_call(&mut self, component: u16, at: usize) {
        if self.request.components.get(component).inline {
            self.open_paragraph();
        }
        let index = self.body.components.len();
        let call = Component { component, ..Component::default() };
        self.body.components.push(Labelled::new(call, self.scopes()));
        self.hole(Fill::Component(index as u32));
        self.frames.push(Frame::Argument);
        let argument = OpenArgument { text: self.plain_text.len(), ..OpenArgument::default() };
        let (faults, arguments) = (self.faults.len(), Vec::new());
        self.calls.push(OpenCall { index, start: at, faults, positional: 0, arguments, argument });
        self.outer.push(std::mem::take(&mut self.out));
    }

    /// Begins the argument at an offset, and gives the offset at which its value begins.
    fn begin_argument(&mut self, at: usize) -> usize {
        let rest = self.text[at..].trim_start();
        let start = self.text.len() - rest.len();
        let (parameter, start) = match self.key(start) {
            Some((key, value)) => (self.named_parameter(key), value),
            None => (self.positional_parameter(start), start),
        };
        let argument =
            OpenArgument { parameter, start, links: self.body.links.len(), text: self.plain_text.len() };
        if let Some(call) = self.calls.last_mut() {
            call.argument = argument;
        }
        self.skip_until = self.skip_until.max(start);
        start
    }

    /// The key at an offset, `key=`: its byte range, and the offset of its value.
    fn key(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let text = &self.text[at..];
        let range = name(text).filter(|range| range.start == 0)?;
        let rest = &text[range.end..];
        let value = rest.trim_start_matches([' ', '\t']).strip_prefix('=')?;
        let is_key = text.starts_with(char::is_lowercase) && !value.starts_with('=');
        let value = value.trim_start();
        is_key.then(|| (at..at + range.end, self.text.len() - value.len()))
    }

    fn called(&self) -> Option<(&OpenCall, &'w config::Component)> {
        let call = self.calls.last()?;
        let component = self.body.components[call.index].ignoring_label(Parsing).component;
        Some((call, self.request.components.get(component)))
    }

    fn named_parameter(&mut self, key: Range<usize>) -> Option<usize> {
        let name = &self.text[key.clone()];
        let (_, component) = self.called()?;
        let Some(index) = component.parameter(name) else {
            let message = format!("the component `{}` has no parameter `{name}`", component.name);
            let names = component.parameters.iter().map(|parameter| parameter.field.name.as_str());
            let help = choose(name, names);
            self.fault(&codes::COMPONENT, key, message);
            if !component.parameters.is_empty() {
                self.help(help);
            }
            self.help(format!("for text that begins like this, write `{name}\\=`"));
            return None;
        };
        self.once(index, key)
    }

    /// The parameter, unless it has a value already and accepts only one.
    fn once(&mut self, index: usize, place: Range<usize>) -> Option<usize> {
        let (call, component) = self.called()?;
        let is_given = call.arguments.iter().any(|argument| usize::from(argument.parameter) == index);
        let field = &component.parameters[index].field;
        if is_given && !field.many {
            let message = format!("`{}` of the component `{}` is given twice", field.name, component.name);
            self.fault(&codes::COMPONENT, place, message);
            return None;
        }
        Some(index)
    }

    fn positional_parameter(&mut self, at: usize) -> Option<usize> {
        let (call, component) = self.called()?;
        let index = call.positional;
        let Some(parameter) = component.parameters.get(index) else {
            let count = component.parameters.len();
            let message = format!("the component `{}` has only {count} parameters", component.name);
            let end = self.text[at..].find(['|', '}']).map_or(at, |length| at + length);
            let message = if count == 0 {
                format!("the component `{}` has no parameters", component.name)
            } else {
                message
            };
            self.fault(&codes::COMPONENT, at..end, message);
            return None;
        };
        if !parameter.field.many {
            self.calls.last_mut()?.positional += 1;
        }
        self.once(index, at..at)
    }

    /// Ends an argument at a bar, and begins the next one.
    pub(super) fn next_argument(&mut self, at: usize) -> usize {
        let end = if is_escaped(self.text, at) { at - 1 } else { at };
        self.end_argument(end);
        self.outer.push(std::mem::take(&mut self.out));
        self.begin_argument(at + 1)
    }

    /// Ends a call at `}}`.
    pub(super) fn end_call(&mut self, at: usize) -> usize {
        self.end_argument(at);
        self.close_call(at + "}}".len())
    }

    /// Ends a call in front of its end, and reports it.
    pub(super) fn break_call(&mut self) {
        let Some(start) = self.calls.last().map(|call| call.start) else {
            self.frames.pop();
            self.end_bars();
            self.end_highlight();
            return self.end_note();
        };
        let depth = self.frames.len();
        if self.highlight.is_some_and(|open| open >= depth) {
            self.out.html.tag("</mark>");
            self.highlight = None;
        }
        if self.bars.as_ref().is_some_and(|open| open.depth >= depth) {
            self.break_bars();
        }
        self.frames.pop();
        self.end_note();
        self.frames.push(Frame::Argument);
        let end = start + "{{".len();
        let message = "this call of a component has no end in the text around it";
        self.fault(&codes::COMPONENT, start..end, message);
        self.help("write `}}` behind its last argument; in a table, write `\\|` between arguments");
        let argument_start = self.calls.last().map_or(end, |call| call.argument.start);
        self.end_argument(argument_start.max(end));
        self.close_call(end);
    }

    /// Ends the argument whose value ends at an offset. Afterwards output goes where the component is.
    fn end_argument(&mut self, end: usize) {
        self.out.trim_end(0);
        let output = self.leave_argument();
        let Some((call, component)) = self.called() else { return };
        let argument = call.argument.clone();
        let parameter = argument.parameter.map(|index| &component.parameters[index]);
        let is_text = parameter.is_some_and(Parameter::is_text);
        let value = if is_text {
            self.out.append(output);
            self.hole(Fill::EndOfArgument);
            self.separate_words();
            Some(ArgumentValue::Text)
        } else {
            self.forget_text(argument.text);
            let end = end.max(argument.start);
            let spelt = self.text[argument.start..end].trim();
            let start = argument.start + self.text[argument.start..end].find(spelt).unwrap_or(0);
            parameter
                .and_then(|parameter| self.value_of(parameter, start..start + spelt.len(), argument.links))
        };
        if let (Some(value), Some(index), Some(call)) = (value, argument.parameter, self.calls.last_mut()) {
            call.arguments.push(Argument { parameter: index as u16, value });
        }
    }

    /// Lets output go to where the component is, and gives that of the argument.
    fn leave_argument(&mut self) -> Output {
        let outer = self.outer.pop().unwrap_or_default();
        std::mem::replace(&mut self.out, outer)
    }

    /// Separates the words of two arguments in the plain text.
    pub(super) fn separate_words(&mut self) {
        if !self.plain_text.ends_with(char::is_whitespace) {
            self.plain_text.push(' ');
        }
    }

    /// Removes the plain text from an offset on: it is data and not words.
    fn forget_text(&mut self, from: usize) {
        self.plain_text.truncate(from);
        self.spoilers.retain(|part| part.ignoring_label(Parsing).end <= from);
        self.body.code.retain(|(_, end)| *end as usize <= from);
    }

    /// The value of an argument that is not a text, as written in a range of the body. Links from `first` on are in it.
    fn value_of(
        &mut self,
        parameter: &Parameter,
        range: Range<usize>,
        first: usize,
    ) -> Option<ArgumentValue> {
        let at = self.plain_text.len() as u32;
        for link in &mut self.body.links[first..] {
            link.ignoring_label_mut(Parsing).label = (at, at);
        }
        if range.is_empty() {
            return None;
        }
        self.data(parameter, range, first)
    }

    /// Writes the arguments of a call into the body, and gives the offset behind it, and behind the space after a block.
    fn close_call(&mut self, end: usize) -> usize {
        self.frames.pop();
        let mut end = end;
        if let Some(call) = self.calls.pop() {
            let range = self.file_span(call.start..end);
            let component = self.body.components[call.index].ignoring_label_mut(Parsing);
            (component.arguments, component.range) = (call.arguments, range);
            self.report_missing(call.index, call.faults);
            self.end_component(call.index);
            if self.is_block(call.index) {
                end += space_before_text(&self.text[end..]);
            }
        }
        self.skip_until = self.skip_until.max(end);
        end
    }

    /// Ends a component. The next block must not begin where the hole of a block is.
    pub(super) fn end_component(&mut self, index: usize) {
        if self.is_block(index) {
            self.out.html.tag("\n");
            self.text_break();
        }
    }

    /// True if a component that has ended is a block, and not an argument of another.
    fn is_block(&self, index: usize) -> bool {
        let component = self.body.components[index].ignoring_label(Parsing).component;
        !self.request.components.get(component).inline && self.calls.is_empty()
    }

    /// Reports required parameters without a value, unless the call has other faults: since there were `before` of them.
    pub(super) fn report_missing(&mut self, index: usize, before: usize) {
        if self.faults.len() > before {
            return;
        }
        let call = self.body.components[index].ignoring_label(Parsing);
        let (component, range) = (self.request.components.get(call.component), call.range);
        let is_given = |at: usize| call.arguments.iter().any(|given| usize::from(given.parameter) == at);
        let is_missing = |(at, parameter): &(usize, &Parameter)| {
            parameter.field.required && parameter.field.default.is_none() && !is_given(*at)
        };
        let missing: Vec<&str> = component
            .parameters
            .iter()
            .enumerate()
            .filter(is_missing)
            .map(|(_, parameter)| parameter.field.name.as_str())
            .collect();
        for name in missing {
            let message = format!("the component `{}` needs `{name}`", component.name);
            let place = self.source.place(range.0 as usize..range.1 as usize);
            let fault = Diagnostic::new(&codes::MISSING_FIELD, place, message);
            self.faults.push(
                fault.help(format!(
                    "write a value for it: `{name}=…` in a call, `{name}: …` in a fenced block"
                )),
            );
        }
    }
}
