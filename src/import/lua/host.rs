//! Connects modules with the page that is expanded: frames, templates, functions and tags.

use std::cell::RefCell;
use std::rc::Rc;

use mlua::{IntoLuaMulti, Lua, LuaString, MultiValue, Result, Table, Value};

use super::super::expansion::{Arguments, Expander, Frame, MARK};
use super::super::preprocess::{self, Argument, Call, Piece, Tag, View};
use super::limits::Limits;
use super::machine::lossy;
use super::strings::error;
use super::{clock, facts};

/// Work of an expansion and of any other question, in instructions.
const EXPANSION: u64 = 1000;
const QUESTION: u64 = 100;

/// The way from a call of a module to the page.
pub(super) struct Host<'a, 'p, 'd> {
    pub(super) x: RefCell<&'a mut Expander<'p, 'd>>,
    /// The frame of the call, that of its caller, and those that the module has made.
    pub(super) frames: RefCell<Vec<Rc<Frame>>>,
    pub(super) limits: Rc<Limits>,
}

impl Host<'_, '_, '_> {
    /// Answers a module.
    pub(super) fn call(&self, lua: &Lua, (name, mut values): (String, MultiValue)) -> Result<MultiValue> {
        self.limits.spend(QUESTION).map_err(error)?;
        match name.as_str() {
            "preprocess" | "template" | "function" | "tag" => {
                self.limits.spend(EXPANSION).map_err(error)?;
                self.expand(lua, &name, values)
            }
            "arguments" | "frame" | "child" => {
                let id = number(values.pop_front().as_ref());
                let frame = self.frame(id)?;
                match name.as_str() {
                    "arguments" => arguments(lua, &frame)?.into_lua_multi(lua),
                    "frame" => self.x.borrow().pages.names.full(&frame.title).into_lua_multi(lua),
                    _ => self.child(&frame, values)?.into_lua_multi(lua),
                }
            }
            "date" | "clock" | "time" => {
                let (answer, is_now) = clock::answer(lua, &name, values, self.x.borrow().pages.newest)?;
                if is_now {
                    self.x
                        .borrow_mut()
                        .changed("the current time, which a Lua module reads, stays that of the dump");
                }
                Ok(answer)
            }
            "nowiki" | "unmarked" => {
                let text = lossy(&lua.unpack_multi::<LuaString>(values)?);
                let text = if name == "nowiki" { self.nowiki(&text) } else { unmarked(&text) };
                text.into_lua_multi(lua)
            }
            "number" => {
                let (number, is_plain): (String, bool) = lua.unpack_multi(values)?;
                let text = if is_plain {
                    number
                } else {
                    self.function(0, &format!("formatnum:{number}"), &[])?.unwrap_or(number)
                };
                text.into_lua_multi(lua)
            }
            "category" | "group" => {
                let of: String = lua.unpack_multi(values)?;
                self.x.borrow_mut().unknown(&format!("{name} `{of}`: the number of its members"));
                0.0.into_lua_multi(lua)
            }
            _ => facts::answer(lua, &name, values, &self.x.borrow()),
        }
    }

    fn frame(&self, id: usize) -> Result<Rc<Frame>> {
        self.frames.borrow().get(id).cloned().ok_or_else(|| error("unknown frame"))
    }

    fn child(&self, parent: &Frame, values: MultiValue) -> Result<f64> {
        let mut values = values.into_iter();
        let title = match values.next() {
            Some(Value::String(title)) => self.x.borrow().pages.names.title(&lossy(&title), 0),
            _ => parent.title.clone(),
        };
        let list = self.list(values.next())?;
        let size: usize = list.iter().map(|(name, value)| 2 * name.len() + value.len() + 100).sum();
        self.limits.keep(size + title.name.len() + 100).map_err(error)?;
        let arguments = Some(Rc::new(Arguments::new(list)));
        let mut frames = self.frames.borrow_mut();
        frames.push(Rc::new(Frame { title, arguments, depth: parent.depth + 1 }));
        Ok((frames.len() - 1) as f64)
    }

    /// Names and values from a module.
    fn list(&self, value: Option<Value>) -> Result<Vec<(String, String)>> {
        let Some(Value::Table(table)) = value else { return Ok(Vec::new()) };
        let values: Vec<LuaString> = table.sequence_values().collect::<Result<_>>()?;
        let tags = self.x.borrow().result.tags.len();
        let text = |value: &LuaString| clean(&lossy(value), tags);
        Ok(values.chunks_exact(2).map(|pair| (text(&pair[0]), text(&pair[1]))).collect())
    }

    fn text(&self, value: Option<Value>) -> String {
        let tags = self.x.borrow().result.tags.len();
        match value {
            Some(Value::String(text)) => clean(&lossy(&text), tags),
            _ => String::new(),
        }
    }

    fn expand(&self, lua: &Lua, name: &str, values: MultiValue) -> Result<MultiValue> {
        let mut values = values.into_iter();
        let id = number(values.next().as_ref());
        let frame = self.frame(id)?;
        let first = self.text(values.next());
        // The names of variables stay until the page ends.
        self.limits.keep(if name == "function" { first.len() } else { 0 }).map_err(error)?;
        let mut out = String::new();
        match name {
            "preprocess" => {
                let prepared = preprocess::prepare(&first, View::Page);
                let pieces = preprocess::parse(&prepared);
                self.x.borrow_mut().pieces(&pieces, &frame, &mut out);
            }
            "template" => {
                let list = self.list(values.next())?;
                let mut x = self.x.borrow_mut();
                let title = x.pages.names.title(&first, 10);
                if !x.transclude(&title, list, &frame, &mut out) {
                    return (Value::Nil, format!("template \"{first}\" does not exist")).into_lua_multi(lua);
                }
            }
            "function" => {
                let list = self.list(values.next())?;
                match self.function(id, &first, &list)? {
                    Some(made) => out = made,
                    None => {
                        // The module may go on without it.
                        let problem = format!("frame:callParserFunction: unknown function `{first}`");
                        self.x.borrow_mut().result.unconverted.push(problem);
                        let message = format!("function \"{first}\" was not found");
                        return (Value::Nil, message).into_lua_multi(lua);
                    }
                }
            }
            _ => {
                let (inner, attributes) = (self.text(values.next()), self.text(values.next()));
                self.limits.keep(inner.len() + attributes.len()).map_err(error)?;
                match preprocess::EXTENSIONS.iter().find(|known| known.eq_ignore_ascii_case(&first)) {
                    Some(name) => {
                        let tag = Tag { name, attributes: &attributes, inner: &inner };
                        self.x.borrow_mut().tag(&tag, &frame, &mut out);
                    }
                    None => out = format!("<{first}{attributes}>{inner}</{first}>"),
                }
            }
        }
        self.limits.spend(out.len() as u64 / 64).map_err(error)?;
        out.into_lua_multi(lua)
    }

    /// Calls a parser function, whose first argument may be a part of its name. Names of arguments may be empty.
    fn function(&self, id: usize, name: &str, list: &[(String, String)]) -> Result<Option<String>> {
        let frame = self.frame(id)?;
        let (first, rest) = match list.split_first() {
            Some(((key, value), rest)) if !name.contains(':') && key.is_empty() => (Some(value), rest),
            _ => (None, list),
        };
        let name = first.map_or_else(|| name.to_owned(), |first| format!("{name}:{first}"));
        let arguments = rest.iter().map(|(key, value)| match key.is_empty() {
            true => Argument { pieces: vec![Piece::Text(value)], equals: None },
            false => Argument {
                pieces: vec![Piece::Text(key), Piece::Text("="), Piece::Text(value)],
                equals: Some(1),
            },
        });
        let call = Call { name: Vec::new(), arguments: arguments.collect(), line_start: true, source: &name };
        let mut out = String::new();
        let is_known = self.x.borrow_mut().function(&name, &call, &frame, &mut out);
        Ok(is_known.then_some(out))
    }

    /// Text with the content of `<nowiki>` in place of its markers.
    fn nowiki(&self, text: &str) -> String {
        let x = self.x.borrow();
        let mut out = String::new();
        for (at, part) in text.split(MARK).enumerate() {
            let tag = part.parse::<usize>().ok().filter(|_| at % 2 == 1).and_then(|at| x.result.tags.get(at));
            match tag {
                Some(tag) if tag.name == "nowiki" => out.push_str(&tag.inner),
                _ if at % 2 == 1 => out.extend([MARK.to_string().as_str(), part, MARK.to_string().as_str()]),
                _ => out.push_str(part),
            }
        }
        out
    }
}

/// Text without the markers of tags.
fn unmarked(text: &str) -> String {
    text.split(MARK).step_by(2).collect()
}

/// The arguments of a frame, in the order in which MediaWiki sets them: unnamed ones first.
fn arguments(lua: &Lua, frame: &Frame) -> Result<Table> {
    let list = frame.arguments.as_ref().map(|arguments| arguments.list.as_slice()).unwrap_or_default();
    let list = in_order(list);
    // The order of a table in Lua depends on its size at the start.
    let table = lua.create_table_with_capacity(0, list.len())?;
    for (name, value) in list {
        let number = name.parse::<u32>().ok().filter(|number| *number > 0 && number.to_string() == name);
        match number {
            Some(number) => table.raw_set(f64::from(number), value)?,
            None => table.raw_set(name, value)?,
        }
    }
    Ok(table)
}

/// Arguments, unnamed ones first. Of several with one name, the last one counts.
fn in_order(list: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut unnamed: Vec<(&str, &str)> = Vec::new();
    let mut named: Vec<(&str, &str)> = Vec::new();
    let mut count = 0usize;
    for (name, value) in list {
        let known = named.iter_mut().find(|(known, _)| known == name);
        if *name == (count + 1).to_string() {
            count += 1;
            named.retain(|(known, _)| known != name);
            unnamed.push((name, value));
        } else if let Some(known) = known {
            known.1 = value;
        } else {
            unnamed.retain(|(known, _)| known != name);
            named.push((name, value));
        }
    }
    unnamed.extend(named);
    unnamed
}

/// A number from a module.
fn number(value: Option<&Value>) -> usize {
    match value {
        Some(Value::Integer(number)) => usize::try_from(*number).unwrap_or_default(),
        Some(Value::Number(number)) => *number as usize,
        _ => 0,
    }
}

/// Text from a module without what a page cannot contain, and with markers of tags that exist.
pub(super) fn clean(text: &str, tags: usize) -> String {
    let is_forbidden =
        |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.contains(is_forbidden) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(character) = rest.chars().next() {
        match marker(rest, tags) {
            Some(length) => {
                let (marker, after) = rest.split_at(length);
                out.push_str(marker);
                rest = after;
            }
            None => {
                out.push(if is_forbidden(character) { '\u{fffd}' } else { character });
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    out
}

/// Bytes of the marker of a tag at the start of a text.
fn marker(text: &str, tags: usize) -> Option<usize> {
    let (number, _) = text.strip_prefix(MARK)?.split_once(MARK)?;
    let is_number = number.len() < 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_known = is_number && number.parse::<usize>().is_ok_and(|at| at < tags);
    is_known.then_some(number.len() + 2 * MARK.len_utf8())
}
