//! Implements functions of `mw.text` that do not need a page: character references and JSON.

use std::rc::Rc;

use mlua::{Lua, LuaString, Result, Table, Value};
use serde_json::Value as Json;

use super::super::entity;
use super::limits::Limits;
use super::strings::{error, set, utf8};

/// Maximum depth of JSON.
const DEPTH: usize = 100;
/// Maximum size of a value for `mw.text.jsonEncode`, in bytes; parts that occur twice count twice.
const MAX_JSON: usize = 32 << 20;
/// Bytes that a value counts beside its text.
const VALUE: usize = 64;
/// `mw.text.JSON_PRESERVE_KEYS`, `mw.text.JSON_TRY_FIXING` and `mw.text.JSON_PRETTY`.
const PRESERVE_KEYS: u32 = 1;
const TRY_FIXING: u32 = 2;
const PRETTY: u32 = 4;

/// Adds the functions.
pub(super) fn functions(lua: &Lua, table: &Table, limits: &Rc<Limits>) -> Result<()> {
    let own = Rc::clone(limits);
    set!(lua, table, "decode", move |lua, (text, named): (LuaString, Option<bool>)| {
        own.spend(text.as_bytes().len() as u64 / 64).map_err(error)?;
        lua.create_string(decoded(&String::from_utf8_lossy(&text.as_bytes()), named == Some(true)))
    });
    let own = Rc::clone(limits);
    set!(lua, table, "jsonDecode", move |lua, (text, flags): (LuaString, Option<f64>)| {
        own.spend(text.as_bytes().len() as u64 / 16).map_err(error)?;
        let (text, flags) = (utf8(&text)?, flags.unwrap_or_default() as u32);
        let mut json = serde_json::from_str(&text);
        if json.is_err() && flags & TRY_FIXING != 0 {
            json = serde_json::from_str(&without_last_commas(&text));
        }
        let json: Json = json.map_err(|found| error(format!("mw.text.jsonDecode: Syntax error: {found}")))?;
        of_json(lua, &json, flags & PRESERVE_KEYS == 0)
    });
    let own = Rc::clone(limits);
    set!(lua, table, "jsonEncode", move |_, (value, flags): (Value, Option<f64>)| {
        let flags = flags.unwrap_or_default() as u32;
        let mut encoder = Encoder { shifts: flags & PRESERVE_KEYS == 0, left: MAX_JSON };
        let json = encoder.json(&value, 0)?;
        own.spend((MAX_JSON - encoder.left) as u64 / 64).map_err(error)?;
        let text = match flags & PRETTY {
            0 => serde_json::to_string(&json),
            _ => serde_json::to_string_pretty(&json),
        };
        text.map_err(error)
    });
    set!(lua, table, "languageName", |_, code: String| Ok(language(&code)));
    Ok(())
}

/// Text with its character references replaced: all of them, or the usual ones and those with numbers.
fn decoded(text: &str, all: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_usual = rest.starts_with("&#")
            || ["&lt;", "&gt;", "&amp;", "&quot;", "&nbsp;"].iter().any(|known| rest.starts_with(known));
        match entity::at_start(rest).filter(|_| all || is_usual) {
            Some((meaning, length)) => {
                out.push_str(&meaning);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// JSON without commas before the end of a list or an object.
fn without_last_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for (at, sign) in text.char_indices() {
        if sign == ',' && !in_string && text[at + 1..].trim_start().starts_with([']', '}']) {
            continue;
        }
        in_string ^= sign == '"' && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        out.push(sign);
    }
    out
}

/// A value of Lua for JSON. Arrays begin at 1 if `shifts`.
fn of_json(lua: &Lua, json: &Json, shifts: bool) -> Result<Value> {
    Ok(match json {
        Json::Null => Value::Nil,
        Json::Bool(value) => Value::Boolean(*value),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
        Json::String(text) => Value::String(lua.create_string(text)?),
        Json::Array(list) => {
            let table = lua.create_table()?;
            for (at, value) in list.iter().enumerate() {
                table.raw_set((at + usize::from(shifts)) as f64, of_json(lua, value, shifts)?)?;
            }
            Value::Table(table)
        }
        Json::Object(map) => {
            let table = lua.create_table()?;
            for (name, value) in map {
                let value = of_json(lua, value, shifts)?;
                match name.parse::<i64>().ok().filter(|number| number.to_string() == *name) {
                    Some(number) => table.raw_set(number as f64, value)?,
                    None => table.raw_set(name.as_str(), value)?,
                }
            }
            Value::Table(table)
        }
    })
}

/// Writes values as JSON.
struct Encoder {
    /// True if arrays begin at 1.
    shifts: bool,
    /// Bytes that are left.
    left: usize,
}

impl Encoder {
    fn json(&mut self, value: &Value, depth: usize) -> Result<Json> {
        if depth > DEPTH {
            return Err(error("mw.text.jsonEncode: the value is nested too deeply"));
        }
        let text = if let Value::String(text) = value { text.as_bytes().len() } else { 0 };
        self.take(VALUE + text)?;
        Ok(match value {
            Value::Nil => Json::Null,
            Value::Boolean(value) => Json::Bool(*value),
            Value::Integer(number) => Json::from(*number),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Json::from(*number as i64)
            }
            Value::Number(number) => Json::from(*number),
            Value::String(text) => Json::String(utf8(text)?),
            Value::Table(table) => self.table(table, depth)?,
            other => {
                let name = other.type_name();
                return Err(error(format!("mw.text.jsonEncode: cannot encode type '{name}'")));
            }
        })
    }

    /// A table with the keys 1, 2 and so on is an array; any other one is an object with sorted keys.
    fn table(&mut self, table: &Table, depth: usize) -> Result<Json> {
        let mut entries: Vec<(String, Option<i64>, Json)> = Vec::new();
        for pair in table.clone().pairs::<Value, Value>() {
            let (key, value) = pair?;
            let number = match &key {
                Value::Integer(number) => Some(*number),
                Value::Number(number) if number.fract() == 0.0 => Some(*number as i64),
                _ => None,
            };
            let name = match &key {
                Value::String(text) => utf8(text)?,
                _ => number.map(|number| number.to_string()).unwrap_or_default(),
            };
            self.take(name.len())?;
            entries.push((name, number, self.json(&value, depth + 1)?));
        }
        entries.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        let first = i64::from(self.shifts);
        let is_list = entries.iter().zip(first..).all(|(entry, at)| entry.1 == Some(at));
        Ok(match is_list {
            true => Json::Array(entries.into_iter().map(|(.., value)| value).collect()),
            false => Json::Object(entries.into_iter().map(|(name, _, value)| (name, value)).collect()),
        })
    }

    fn take(&mut self, bytes: usize) -> Result<()> {
        self.left = self
            .left
            .checked_sub(bytes)
            .ok_or_else(|| error("mw.text.jsonEncode: the value is too large"))?;
        Ok(())
    }
}

/// Codes of languages with their names in these languages.
const LANGUAGES: [(&str, &str); 26] = [
    ("ar", "العربية"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("he", "עברית"),
    ("hu", "magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ru", "русский"),
    ("sv", "svenska"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// The name of a language in itself.
fn language(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}
