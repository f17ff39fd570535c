//! Answers questions of modules about the wiki: titles, pages, and the site.

use mlua::{IntoLuaMulti, Lua, LuaString, MultiValue, Result, Value};

use super::super::expansion::Expander;
use super::super::pages::redirect_target;
use super::super::{entity, interwiki, url};
use super::machine::lossy;
use super::strings::error;

/// The namespace of modules.
const MODULE: i32 = 828;
/// Namespaces that every wiki has.
const NAMESPACES: [(i32, &str); 20] = [
    (-2, "Media"),
    (-1, "Special"),
    (0, ""),
    (1, "Talk"),
    (2, "User"),
    (3, "User talk"),
    (4, "Project"),
    (5, "Project talk"),
    (6, "File"),
    (7, "File talk"),
    (8, "MediaWiki"),
    (9, "MediaWiki talk"),
    (10, "Template"),
    (11, "Template talk"),
    (12, "Help"),
    (13, "Help talk"),
    (14, "Category"),
    (15, "Category talk"),
    (MODULE, "Module"),
    (829, "Module talk"),
];

/// Answers a module.
pub(super) fn answer(lua: &Lua, name: &str, values: MultiValue, x: &Expander<'_, '_>) -> Result<MultiValue> {
    match name {
        "current" => (x.page.namespace, x.page.name.as_str()).into_lua_multi(lua),
        "site" => site(lua, x)?.into_lua_multi(lua),
        "count" => {
            let namespace = lua.unpack_multi::<f64>(values)? as i32;
            let pages = x.pages.dump.pages.iter().filter(|page| page.namespace == namespace);
            (pages.count() as f64).into_lua_multi(lua)
        }
        "message" => {
            let key: LuaString = lua.unpack_multi(values)?;
            super::super::messages::message(x.pages, &lossy(&key)).into_lua_multi(lua)
        }
        "title" | "name" => {
            let (text, namespace): (LuaString, f64) = lua.unpack_multi(values)?;
            title(lua, name == "title", &lossy(&text), (namespace as i32, x))
        }
        "page" | "content" | "module" => {
            let text: LuaString = lua.unpack_multi(values)?;
            page(lua, name, &lossy(&text), x)
        }
        _ => Err(error(format!("unknown question `{name}`"))),
    }
}

/// A page: if it exists, its target and model; or its text; or that of a module, after its title.
fn page(lua: &Lua, what: &str, text: &str, x: &Expander<'_, '_>) -> Result<MultiValue> {
    let names = x.pages.names;
    let title = names.title(text, if what == "module" { MODULE } else { 0 });
    let page = x.pages.get(&title).filter(|page| !page.deleted);
    let Some(page) = page else {
        return if what == "page" { false.into_lua_multi(lua) } else { Value::Nil.into_lua_multi(lua) };
    };
    match what {
        "page" => {
            let model = if page.model.is_empty() { "wikitext" } else { &page.model };
            (true, redirect_target(&page.text), model).into_lua_multi(lua)
        }
        "content" => page.text.as_str().into_lua_multi(lua),
        _ if title.namespace != MODULE => Value::Nil.into_lua_multi(lua),
        _ => (names.full(&title), page.text.as_str()).into_lua_multi(lua),
    }
}

/// A title: number of the namespace, name, section, prefix of another wiki; or the name alone.
fn title(
    lua: &Lua,
    is_parsed: bool,
    text: &str,
    (namespace, x): (i32, &Expander<'_, '_>),
) -> Result<MultiValue> {
    let names = x.pages.names;
    let text = entity::decode(text);
    let (name, section) = text.split_once('#').unwrap_or((&text, ""));
    let is_wrong =
        name.contains(['<', '>', '[', ']', '{', '}', '|', '\n']) || name.len() > 500 || has_code(name);
    if is_wrong || name.trim().is_empty() && section.is_empty() {
        return Value::Nil.into_lua_multi(lua);
    }
    if !is_parsed {
        let prefixed = format!("{}:{name}", names.name(namespace));
        let name = if namespace == 0 { names.title(name, 0).name } else { names.title(&prefixed, 0).name };
        return name.into_lua_multi(lua);
    }
    if let Some((prefix, rest)) = interwiki::split(name, names) {
        return (0, rest, section, prefix).into_lua_multi(lua);
    }
    let title = names.title(name, namespace);
    (title.namespace, title.name, section.replace('_', " "), "").into_lua_multi(lua)
}

/// Returns whether a name contains a byte as a percent sign and two digits, which titles must not.
fn has_code(name: &str) -> bool {
    name.as_bytes()
        .windows(3)
        .any(|three| three[0] == b'%' && three[1].is_ascii_hexdigit() && three[2].is_ascii_hexdigit())
}

fn site(lua: &Lua, x: &Expander<'_, '_>) -> Result<mlua::Table> {
    let (dump, names) = (x.pages.dump, x.pages.names);
    let site = lua.create_table()?;
    let path = dump.base.rsplit_once('/').map(|(path, _)| path).unwrap_or_default();
    site.set("siteName", dump.name.as_str())?;
    site.set("server", url::split(path).0)?;
    site.set("path", format!("{path}/"))?;
    site.set("language", if dump.language.is_empty() { "en" } else { &dump.language })?;
    site.set("caseSensitive", dump.case_sensitive)?;
    let mut numbers: Vec<i32> = dump.namespaces.iter().map(|(number, _)| *number).collect();
    numbers.extend(NAMESPACES.iter().map(|(number, _)| *number));
    numbers.sort_unstable();
    numbers.dedup();
    let list = lua.create_table()?;
    for number in numbers {
        let namespace = lua.create_table()?;
        let canonical = NAMESPACES.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
        let is_named = dump.namespaces.iter().any(|(known, _)| *known == number);
        let name = if is_named { names.name(number) } else { canonical.unwrap_or_default() };
        namespace.set("id", number)?;
        namespace.set("name", name)?;
        namespace.set("canonicalName", canonical.unwrap_or(name))?;
        list.raw_push(namespace)?;
    }
    site.set("list", list)?;
    let stats = lua.create_table()?;
    stats.set("pages", dump.pages.len() as f64)?;
    stats.set("articles", x.pages.articles as f64)?;
    for name in ["files", "edits", "users", "activeUsers", "admins"] {
        stats.set(name, 0.0)?;
    }
    site.set("stats", stats)?;
    Ok(site)
}
