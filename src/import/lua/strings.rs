//! Implements functions of `string` and `mw.ustring`: searches with patterns, and those on code points.

use std::cell::Cell;
use std::rc::Rc;

use mlua::{Error, Function, Lua, LuaString, MultiValue, Result, Table, Value};
use unicode_normalization::UnicodeNormalization;

use super::limits::{Limits, MEMORY};
use super::pattern::{Capture, Found, Matcher, Symbol, is_plain};

/// A text of Lua as symbols.
pub(super) trait Text: Symbol + 'static {
    /// The symbols of a text.
    fn read(text: &LuaString) -> Result<Vec<Self>>;
    /// The bytes of symbols.
    fn bytes(symbols: &[Self]) -> Vec<u8>;
    /// The number of symbols in bytes.
    fn count(bytes: &[u8]) -> usize;
}

impl Text for u8 {
    fn read(text: &LuaString) -> Result<Vec<Self>> {
        Ok(text.as_bytes().to_vec())
    }

    fn bytes(symbols: &[Self]) -> Vec<u8> {
        symbols.to_vec()
    }

    fn count(bytes: &[u8]) -> usize {
        bytes.len()
    }
}

impl Text for char {
    fn read(text: &LuaString) -> Result<Vec<Self>> {
        Ok(utf8(text)?.chars().collect())
    }

    fn bytes(symbols: &[Self]) -> Vec<u8> {
        symbols.iter().collect::<String>().into_bytes()
    }

    fn count(bytes: &[u8]) -> usize {
        bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
    }
}

/// Maximum length of a text for `mw.ustring`, in bytes, as in Scribunto: `mw.ustring.maxStringLength`.
const MAX_LENGTH: usize = 2 << 20;

/// A text of Lua, which must be UTF-8 and not too long.
pub(super) fn utf8(text: &LuaString) -> Result<String> {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_LENGTH {
        return Err(error(format!("bad argument #1 (string is longer than {MAX_LENGTH} bytes)")));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(error("bad argument #1 (string is not UTF-8)")),
    }
}

/// An error that a module may catch.
pub(super) fn error(message: impl std::fmt::Display) -> Error {
    Error::RuntimeError(message.to_string())
}

/// Registers a function.
macro_rules! set {
    ($lua:expr, $table:expr, $name:expr, $function:expr) => {
        $table.set($name, $lua.create_function($function)?)?
    };
}
pub(super) use set;

/// Adds the functions that search with patterns.
pub(super) fn search<S: Text>(lua: &Lua, table: &Table, limits: &Rc<Limits>) -> Result<()> {
    let own = Rc::clone(limits);
    set!(lua, table, "find", move |lua, arguments: (LuaString, LuaString, Option<f64>, Option<bool>)| {
        let (text, pattern, init, plain) = arguments;
        find::<S>(lua, &own, (&text, &pattern), (init, plain == Some(true)))
    });
    let own = Rc::clone(limits);
    set!(lua, table, "match", move |lua, arguments: (LuaString, LuaString, Option<f64>)| {
        let (text, pattern, init) = arguments;
        let (text, pattern) = (S::read(&text)?, S::read(&pattern)?);
        own.spend(text.len() as u64 / 64).map_err(error)?;
        match next(&own, (&text, &pattern), start(init, text.len()), true)? {
            Some(found) => captures(lua, &text, &found, true),
            None => one(Value::Nil),
        }
    });
    let own = Rc::clone(limits);
    set!(lua, table, "gmatch", move |lua, (text, pattern): (LuaString, LuaString)| {
        let (text, pattern) = (S::read(&text)?, S::read(&pattern)?);
        own.spend(text.len() as u64 / 64).map_err(error)?;
        let (own, at) = (Rc::clone(&own), Cell::new(0usize));
        lua.create_function(move |lua, _: MultiValue| {
            let found = match at.get() <= text.len() {
                true => next(&own, (&text, &pattern), at.get(), false)?,
                false => None,
            };
            let Some(found) = found else { return one(Value::Nil) };
            at.set(if found.end == found.start { found.end + 1 } else { found.end });
            captures(lua, &text, &found, true)
        })
    });
    let own = Rc::clone(limits);
    set!(lua, table, "gsub", move |lua, arguments: (LuaString, LuaString, Value, Option<f64>)| {
        let (text, pattern, replacement, most) = arguments;
        let (text, pattern) = (S::read(&text)?, S::read(&pattern)?);
        own.spend(text.len() as u64 / 64).map_err(error)?;
        replace(lua, &own, (&text, &pattern), &Replacement::new(lua, replacement, most)?)
    });
    Ok(())
}

fn one(value: Value) -> Result<MultiValue> {
    Ok(MultiValue::from_iter([value]))
}

/// The offset of a first index, which counts from 1, or from the end if it is negative. Beyond the text it is the end.
fn start(init: Option<f64>, length: usize) -> usize {
    let (init, length) = (init.unwrap_or(1.0) as i64, length as i64);
    let from = if init < 0 { length + init } else { init - 1 };
    from.clamp(0, length) as usize
}

fn next<S: Text>(
    limits: &Limits,
    (text, pattern): (&[S], &[S]),
    from: usize,
    may_anchor: bool,
) -> Result<Option<Found>> {
    let mut matcher = Matcher::new(text, pattern, limits.left());
    let found = matcher.find(from, may_anchor);
    limits.spend(matcher.steps + 1).map_err(error)?;
    found.map_err(error)
}

fn find<S: Text>(
    lua: &Lua,
    limits: &Limits,
    (text, pattern): (&LuaString, &LuaString),
    (init, plain): (Option<f64>, bool),
) -> Result<MultiValue> {
    let (text, pattern) = (S::read(text)?, S::read(pattern)?);
    limits.spend(text.len() as u64 / 64).map_err(error)?;
    let from = start(init, text.len());
    let found = match plain || is_plain(&pattern) {
        true => plain_find(&text, &pattern, from),
        false => next(limits, (&text, &pattern), from, true)?,
    };
    let Some(found) = found else { return one(Value::Nil) };
    let range = [(found.start + 1) as f64, found.end as f64];
    let mut values: Vec<Value> = range.into_iter().map(Value::Number).collect();
    values.extend(captures(lua, &text, &found, false)?);
    Ok(MultiValue::from_vec(values))
}

/// The first place of a text without meaning as a pattern.
fn plain_find<S: Text>(text: &[S], wanted: &[S], from: usize) -> Option<Found> {
    let bytes = S::bytes(&text[from..]);
    let offset = memchr::memmem::find(&bytes, &S::bytes(wanted))?;
    let start = from + S::count(&bytes[..offset]);
    Some(Found { start, end: start + wanted.len(), captures: Vec::new() })
}

/// The values of captures; the whole match if there are none and it `counts`.
fn captures<S: Text>(lua: &Lua, text: &[S], found: &Found, counts: bool) -> Result<MultiValue> {
    let range = |start: usize, end: usize| lua.create_string(S::bytes(&text[start..end])).map(Value::String);
    if found.captures.is_empty() && counts {
        return one(range(found.start, found.end)?);
    }
    let value = |capture: &Capture| match *capture {
        Capture::Range(start, end) => range(start, end),
        Capture::Place(place) | Capture::Open(place) => Ok(Value::Number((place + 1) as f64)),
    };
    found.captures.iter().map(value).collect()
}

/// The replacement of matches in `gsub`.
struct Replacement {
    by: By,
    most: usize,
}

enum By {
    Text(Vec<u8>),
    Table(Table),
    Function(Function),
}

impl Replacement {
    fn new(lua: &Lua, value: Value, most: Option<f64>) -> Result<Self> {
        let by = match value {
            Value::String(text) => By::Text(text.as_bytes().to_vec()),
            Value::Number(_) | Value::Integer(_) => By::Text(plain(lua, &value)?.unwrap_or_default()),
            Value::Table(table) => By::Table(table),
            Value::Function(function) => By::Function(function),
            other => {
                let name = other.type_name();
                return Err(error(format!(
                    "bad argument #3 to 'gsub' (string/function/table expected, got {name})"
                )));
            }
        };
        Ok(Self { by, most: most.map_or(usize::MAX, |most| most.max(0.0) as usize) })
    }
}

fn replace<S: Text>(
    lua: &Lua,
    limits: &Limits,
    (text, pattern): (&[S], &[S]),
    replacement: &Replacement,
) -> Result<(LuaString, f64)> {
    let mut out: Vec<u8> = Vec::new();
    let (mut at, mut count) = (0, 0usize);
    let is_anchored = pattern.first().is_some_and(|sign| sign.code() == u32::from(b'^'));
    while count < replacement.most && at <= text.len() {
        let Some(found) = next(limits, (text, pattern), at, true)? else { break };
        count += 1;
        out.extend(S::bytes(&text[at..found.start]));
        substitute(lua, text, &found, (&replacement.by, &mut out))?;
        limits.spend(1).map_err(error)?;
        if out.len() > MEMORY {
            return Err(error("not enough memory"));
        }
        at = found.end;
        if found.end == found.start {
            out.extend(S::bytes(text.get(at..=at).unwrap_or_default()));
            at += 1;
        }
        if is_anchored {
            break;
        }
    }
    out.extend(S::bytes(text.get(at..).unwrap_or_default()));
    Ok((lua.create_string(out)?, count as f64))
}

/// Appends the replacement of a match.
fn substitute<S: Text>(lua: &Lua, text: &[S], found: &Found, (by, out): (&By, &mut Vec<u8>)) -> Result<()> {
    let whole = || S::bytes(&text[found.start..found.end]);
    let made = match by {
        By::Text(by) => {
            let mut signs = by.iter();
            while let Some(sign) = signs.next() {
                match (*sign, signs.clone().next()) {
                    (b'%', Some(b'0')) => out.extend(whole()),
                    (b'%', Some(digit @ b'1'..=b'9')) => {
                        let at = usize::from(digit - b'1');
                        let values = captures(lua, text, found, true)?;
                        let value = values.get(at).ok_or_else(|| error("invalid capture index"))?;
                        out.extend(plain(lua, value)?.unwrap_or_default());
                    }
                    (b'%', Some(other)) => out.push(*other),
                    (other, _) => {
                        out.push(other);
                        continue;
                    }
                }
                signs.next();
            }
            return Ok(());
        }
        By::Table(table) => {
            let key = captures(lua, text, found, true)?.pop_front().unwrap_or(Value::Nil);
            table.get::<Value>(key)?
        }
        By::Function(function) => function.call::<Value>(captures(lua, text, found, true)?)?,
    };
    match plain(lua, &made)? {
        Some(made) => out.extend(made),
        None if matches!(made, Value::Nil | Value::Boolean(false)) => out.extend(whole()),
        None => return Err(error(format!("invalid replacement value (a {})", made.type_name()))),
    }
    Ok(())
}

/// The bytes of a text or a number.
fn plain(lua: &Lua, value: &Value) -> Result<Option<Vec<u8>>> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Integer(_) => {
            Ok(lua.coerce_string(value.clone())?.map(|text| text.as_bytes().to_vec()))
        }
        _ => Ok(None),
    }
}

/// Adds `rep`, whose result is limited, and counts its work.
pub(super) fn repeat(lua: &Lua, table: &Table, limits: &Rc<Limits>) -> Result<()> {
    let own = Rc::clone(limits);
    set!(lua, table, "rep", move |lua, (text, count): (LuaString, f64)| {
        let bytes = text.as_bytes();
        let count = if bytes.is_empty() { 0 } else { count.max(0.0) as usize };
        let length = bytes.len().saturating_mul(count);
        if length > MEMORY / 2 {
            return Err(error("not enough memory"));
        }
        own.spend(length as u64 / 64).map_err(error)?;
        lua.create_string(bytes.repeat(count))
    });
    Ok(())
}

/// Adds the functions on code points.
pub(super) fn code_points(lua: &Lua, table: &Table, limits: &Rc<Limits>) -> Result<()> {
    let own = Rc::clone(limits);
    let text = move |text: &LuaString| {
        own.spend(text.as_bytes().len() as u64 / 64).map_err(error)?;
        utf8(text)
    };
    let text = Rc::new(text);
    let own = Rc::clone(&text);
    set!(lua, table, "sub", move |lua, arguments: (LuaString, Option<f64>, Option<f64>)| {
        let text = own(&arguments.0)?;
        let (from, to) = range(&text, arguments.1.unwrap_or(1.0), arguments.2.unwrap_or(-1.0));
        lua.create_string(&text[from..to])
    });
    let own = Rc::clone(&text);
    set!(lua, table, "codepoint", move |_, arguments: (LuaString, Option<f64>, Option<f64>)| {
        let text = own(&arguments.0)?;
        let first = arguments.1.unwrap_or(1.0);
        let (from, to) = range(&text, first, arguments.2.unwrap_or(first));
        if to - from > 30_000 {
            return Err(error("string slice too long"));
        }
        Ok(text[from..to]
            .chars()
            .map(|sign| Value::Number(f64::from(u32::from(sign))))
            .collect::<MultiValue>())
    });
    let own = Rc::clone(&text);
    set!(lua, table, "codes", move |lua, (text, from, to): (LuaString, f64, f64)| {
        let text = own(&text)?;
        let (from, to) = range(&text, from, to);
        lua.create_sequence_from(text[from..to].chars().map(|sign| f64::from(u32::from(sign))))
    });
    let own = Rc::clone(&text);
    set!(lua, table, "byteoffset", move |_, arguments: (LuaString, Option<f64>, Option<f64>)| {
        let text = own(&arguments.0)?;
        Ok(byte_offset(&text, arguments.1.unwrap_or(1.0) as i64, arguments.2.unwrap_or(1.0) as i64))
    });
    set!(lua, table, "len", |_, text: LuaString| {
        let bytes = text.as_bytes();
        Ok(std::str::from_utf8(&bytes).ok().map(|text| text.chars().count() as f64))
    });
    set!(lua, table, "isutf8", |_, text: LuaString| Ok(std::str::from_utf8(&text.as_bytes()).is_ok()));
    set!(lua, table, "char", |lua, codes: mlua::Variadic<f64>| {
        let signs = codes.iter().map(|code| char::from_u32(*code as u32));
        let signs: Option<String> = signs.collect();
        lua.create_string(signs.ok_or_else(|| error("bad argument to 'char' (value out of range)"))?)
    });
    changes(lua, table, &text)
}

/// Adds functions that change a whole text.
fn changes<F>(lua: &Lua, table: &Table, text: &Rc<F>) -> Result<()>
where
    F: Fn(&LuaString) -> Result<String> + 'static,
{
    type Change = (&'static str, fn(&str) -> String);
    let functions: [Change; 6] = [
        ("upper", str::to_uppercase),
        ("lower", str::to_lowercase),
        ("toNFC", |text| text.nfc().collect()),
        ("toNFD", |text| text.nfd().collect()),
        ("toNFKC", |text| text.nfkc().collect()),
        ("toNFKD", |text| text.nfkd().collect()),
    ];
    for (name, function) in functions {
        let own = Rc::clone(text);
        set!(lua, table, name, move |lua, text: LuaString| lua.create_string(function(&own(&text)?)));
    }
    Ok(())
}

/// The range of bytes of a range of code points, whose indices count from 1, or from the end if they are negative.
fn range(text: &str, first: f64, last: f64) -> (usize, usize) {
    let count = text.chars().count() as i64;
    let index = |index: f64| {
        let index = index as i64;
        if index < 0 { count + index + 1 } else { index }
    };
    let (first, last) = (index(first).max(1), index(last).min(count));
    if first > last {
        return (0, 0);
    }
    let offset = |index: i64| match text.is_ascii() {
        true => index as usize,
        false => text.char_indices().nth(index as usize).map_or(text.len(), |(at, _)| at),
    };
    (offset(first - 1), offset(last))
}

/// The offset of the byte at which a code point begins, counted from the one that contains a byte.
fn byte_offset(text: &str, points: i64, byte: i64) -> Option<f64> {
    let byte = if byte < 0 { text.len() as i64 + byte + 1 } else { byte };
    let at = usize::try_from(byte - 1).ok().filter(|at| *at <= text.len())?;
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let within = starts.partition_point(|start| *start <= at).checked_sub(1)? as i64;
    let is_start = starts.binary_search(&at).is_ok();
    let wanted = match points {
        points if points > 0 && is_start => within + points - 1,
        points if points > 0 => within + points,
        points => within + points,
    };
    usize::try_from(wanted).ok().and_then(|at| starts.get(at)).map(|at| (at + 1) as f64)
}
