//! Formats dates for modules. The time is that of the newest revision of the dump.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};
use mlua::{IntoLuaMulti, Lua, LuaString, MultiValue, Result, Table, Value};

use super::super::time;
use super::machine::lossy;
use super::strings::error;

/// Answers a module, and tells if the answer is the current time. `newest` is the time of the dump.
pub(super) fn answer(lua: &Lua, name: &str, values: MultiValue, newest: &str) -> Result<(MultiValue, bool)> {
    let now = newest.parse::<Timestamp>().unwrap_or_default();
    Ok(match name {
        "clock" => match lua.unpack_multi::<Option<Table>>(values)? {
            Some(parts) => ((seconds(&parts)? as f64).into_lua_multi(lua)?, false),
            None => ((now.as_second() as f64).into_lua_multi(lua)?, true),
        },
        "date" => {
            let (format, when): (LuaString, Option<f64>) = lua.unpack_multi(values)?;
            let is_now = when.is_none();
            let when = when.map_or(now, |when| Timestamp::from_second(when as i64).unwrap_or(now));
            (date(lua, lossy(&format).trim_start_matches('!'), when)?, is_now)
        }
        _ => {
            let (format, when): (LuaString, LuaString) = lua.unpack_multi(values)?;
            let when = lossy(&when);
            let text = time::format(&lossy(&format), &when, newest);
            let answer = match text.starts_with("<strong class=\"error\"") {
                true => (Value::Nil, "not a valid timestamp").into_lua_multi(lua)?,
                false => text.into_lua_multi(lua)?,
            };
            (answer, when.is_empty())
        }
    })
}

fn date(lua: &Lua, format: &str, when: Timestamp) -> Result<MultiValue> {
    let zoned = when.to_zoned(TimeZone::UTC);
    if !format.starts_with("*t") {
        let text = strtime::format(in_english(format), &zoned).map_err(error)?;
        return text.into_lua_multi(lua);
    }
    let parts = lua.create_table()?;
    for (name, value) in [
        ("year", i32::from(zoned.year())),
        ("month", i32::from(zoned.month())),
        ("day", i32::from(zoned.day())),
        ("hour", i32::from(zoned.hour())),
        ("min", i32::from(zoned.minute())),
        ("sec", i32::from(zoned.second())),
        ("wday", i32::from(zoned.weekday().to_sunday_one_offset())),
        ("yday", i32::from(zoned.day_of_year())),
    ] {
        parts.set(name, value)?;
    }
    parts.set("isdst", false)?;
    parts.into_lua_multi(lua)
}

/// A format in which the directives that depend on a language are those of English.
fn in_english(format: &str) -> String {
    let mut out = String::with_capacity(format.len());
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        let directive = if sign == '%' { signs.next() } else { None };
        match directive {
            Some('c') => out.push_str("%a %b %e %H:%M:%S %Y"),
            Some('x') => out.push_str("%m/%d/%y"),
            Some('X') => out.push_str("%H:%M:%S"),
            Some(other) => out.extend(['%', other]),
            None => out.push(sign),
        }
    }
    out
}

/// The time of the fields of `os.time`, of which months and days may be out of range.
fn seconds(parts: &Table) -> Result<i64> {
    let part = |name: &str, default: Option<f64>| -> Result<i64> {
        let value = parts.get::<Option<f64>>(name)?.or(default);
        let value = value.ok_or_else(|| error(format!("field '{name}' missing in date table")))?;
        Ok(value.clamp(-1e9, 1e9) as i64)
    };
    let months = part("month", None)? - 1;
    let year = part("year", None)?.saturating_add(months.div_euclid(12)).clamp(-9000, 9000);
    let first =
        DateTime::new(year as i16, (months.rem_euclid(12) + 1) as i8, 1, 0, 0, 0, 0).map_err(error)?;
    let start = first.to_zoned(TimeZone::UTC).map_err(error)?.timestamp().as_second();
    let days = part("day", None)? - 1;
    let (hour, minute, second) =
        (part("hour", Some(12.0))?, part("min", Some(0.0))?, part("sec", Some(0.0))?);
    Ok(start + days * 86_400 + hour * 3600 + minute * 60 + second)
}
