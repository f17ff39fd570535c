//! Creates the virtual machine of a page: Lua 5.1 without access to anything outside, with limits.

use std::rc::Rc;

use mlua::chunk::ChunkMode;

use mlua::{Error, Function, HookTriggers, Lua, LuaOptions, LuaString, Result, StdLib, Table, VmState};

use super::limits::{INTERVAL, Limits, MEMORY};
use super::strings::{self, error, set};
use super::text;

/// The libraries that are written in Lua, by the names under which modules find them. They do not find `own.` ones.
const LIBRARIES: [(&str, &str); 13] = [
    ("bit32", include_str!("bit32.lua")),
    ("libraryUtil", include_str!("library_util.lua")),
    ("mw.html", include_str!("html.lua")),
    ("mw.language", include_str!("language.lua")),
    ("mw.message", include_str!("message.lua")),
    ("mw.site", include_str!("site.lua")),
    ("mw.text", include_str!("text.lua")),
    ("mw.title", include_str!("title.lua")),
    ("mw.uri", include_str!("uri.lua")),
    ("mw.ustring", include_str!("ustring.lua")),
    ("own.frame", include_str!("frame.lua")),
    ("own.tables", include_str!("tables.lua")),
    ("strict", include_str!("strict.lua")),
];

/// A machine.
pub(crate) struct Machine {
    pub(super) lua: Lua,
    /// Calls a function of a module.
    pub(super) run: Function,
    pub(super) limits: Rc<Limits>,
}

impl Machine {
    /// A machine without modules.
    pub(super) fn new() -> Result<Self> {
        let lua = Lua::new_with(StdLib::STRING | StdLib::TABLE | StdLib::MATH, LuaOptions::new())?;
        let limits = Rc::new(Limits::default());
        let libraries = lua.create_table()?;
        for (name, source) in LIBRARIES {
            libraries.set(name, source)?;
        }
        let sandbox = lua.load(include_str!("sandbox.lua")).set_name("=mw").set_mode(ChunkMode::Text);
        let run: Function = sandbox.call((natives(&lua, &limits)?, libraries))?;
        lua.set_memory_limit(MEMORY)?;
        let own = Rc::clone(&limits);
        lua.set_hook(HookTriggers::new().every_nth_instruction(INTERVAL), move |_, debug| {
            match own.spend(u64::from(INTERVAL)) {
                Ok(()) => Ok(VmState::Continue),
                Err(limit) => Err(error(match (debug.source().short_src, debug.current_line()) {
                    (Some(name), Some(line)) if !is_own(&name) => format!("{name}:{line}: {limit}"),
                    _ => limit,
                })),
            }
        })?;
        Ok(Self { lua, run, limits })
    }
}

/// The functions that are written in Rust.
fn natives(lua: &Lua, limits: &Rc<Limits>) -> Result<Table> {
    let table = lua.create_table()?;
    let bytes = lua.create_table()?;
    strings::search::<u8>(lua, &bytes, limits)?;
    strings::repeat(lua, &bytes, limits)?;
    table.set("string", bytes)?;
    let points = lua.create_table()?;
    strings::search::<char>(lua, &points, limits)?;
    strings::repeat(lua, &points, limits)?;
    strings::code_points(lua, &points, limits)?;
    table.set("ustring", points)?;
    let texts = lua.create_table()?;
    text::functions(lua, &texts, limits)?;
    table.set("text", texts)?;
    let own = Rc::clone(limits);
    set!(lua, table, "check", move |_, ()| own.check().map_err(error));
    set!(lua, table, "message", |_, found: Error| Ok(message(&found)));
    Ok(table)
}

/// The message of an error, after the place in the module if it is known.
pub(super) fn message(found: &Error) -> String {
    match found {
        Error::CallbackError { traceback, cause } => {
            let text = message(cause);
            match place_of(traceback).filter(|_| place(&text).is_none()) {
                Some(place) => format!("{place}: {text}"),
                None => text,
            }
        }
        Error::RuntimeError(text) | Error::SyntaxError { message: text, .. } | Error::MemoryError(text) => {
            let (text, traceback) = text.split_once("\nstack traceback:").unwrap_or((text, ""));
            match (place(text), place_of(traceback)) {
                (Some((name, _, whole)), Some(place)) if is_own(name) => {
                    format!("{place}{}", &text[whole.len()..])
                }
                _ => text.to_owned(),
            }
        }
        Error::BadArgument { pos, cause, .. } => format!("bad argument #{pos} ({})", message(cause)),
        Error::FromLuaConversionError { from, to, .. } => {
            let to = if to.contains("tring") {
                "string"
            } else if to == "f64" {
                "number"
            } else {
                to
            };
            format!("{to} expected, got {from}")
        }
        other => other.to_string(),
    }
}

/// Returns whether a chunk is a library and no module.
pub(super) fn is_own(name: &str) -> bool {
    name == "mw" || LIBRARIES.iter().any(|(known, _)| *known == name)
}

/// The innermost place in a module of a traceback, such as `Module:Box:7`.
fn place_of(traceback: &str) -> Option<&str> {
    let lines = traceback.lines().map(str::trim).filter_map(place);
    let mut modules =
        lines.filter(|(name, ..)| *name != "mw" && LIBRARIES.iter().all(|(known, _)| known != name));
    modules.next().map(|(.., whole)| whole)
}

/// Splits a text that begins with a place in a module: its name, its line, both, as they are written.
pub(super) fn place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(colon) = text[from..].find(':').map(|at| from + at) {
        let digits = text[colon + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let end = colon + 1 + digits;
        if colon > 0 && digits > 0 && text[end..].starts_with(':') && !text[..colon].contains('\n') {
            return Some((&text[..colon], &text[colon + 1..end], &text[..end]));
        }
        from = colon + 1;
    }
    None
}

/// Text of a module.
pub(super) fn lossy(text: &LuaString) -> String {
    String::from_utf8_lossy(&text.as_bytes()).into_owned()
}
