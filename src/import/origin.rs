//! Credits: the origin of each page, and the licence of the wiki.

use super::dump::{Dump, DumpPage};
use super::toml_text::quoted;
use super::{escape, interwiki};
use crate::date::PartialDate;
use crate::page::compose::Yaml;
use crate::text::{is_web_address, licence_address};

/// Licences of hosts, unless a wiki states another.
const LICENCES: [(&str, &str); 7] = [
    ("gamepedia.com", "CC BY-NC-SA 3.0"),
    ("fandom.com", "CC BY-SA 3.0"),
    ("wikia.org", "CC BY-SA 3.0"),
    ("wikia.com", "CC BY-SA 3.0"),
    ("wiki.gg", "CC BY-SA 4.0"),
    ("miraheze.org", "CC BY-SA 4.0"),
    ("wikipedia.org", "CC BY-SA 4.0"),
];

/// The usual licence of the host of a dump.
pub fn usual_licence(dump: &Dump) -> Option<&'static str> {
    let (_, rest) = dump.base.split_once("://")?;
    let host = rest.split('/').next()?;
    let is_of =
        |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    LICENCES.iter().find(|(name, _)| is_of(name)).map(|(_, licence)| *licence)
}

/// The date of the last revision of a page.
pub(super) fn date(page: &DumpPage) -> Option<PartialDate> {
    page.timestamp.get(..10).and_then(PartialDate::parse)
}

/// The settings that the origins of all pages have in common.
pub(super) fn settings(dump: &Dump, licence: Option<&str>) -> String {
    let folder = folder(dump).filter(|folder| is_web_address(folder));
    let url = folder
        .map(|folder| format!("url = {}\n", quoted(&format!("{folder}/Special:PermanentLink/{{revision}}"))));
    let licence = licence.map(|licence| format!("licence = {}\n", quoted(licence)));
    let keys: String = url.into_iter().chain(licence).collect();
    if keys.is_empty() { keys } else { format!("\n[origin]\n{keys}") }
}

/// The origin of a page as front matter.
pub(super) fn of(dump: &Dump, page: &DumpPage) -> Yaml {
    let mut entries: Vec<(String, Yaml)> = Vec::new();
    let mut add = |key: &str, value: Yaml| entries.push((key.to_owned(), value));
    match (page.revision.trim().parse(), folder(dump)) {
        (Ok(revision), _) => add("revision", Yaml::Integer(revision)),
        (Err(_), Some(folder)) => add("url", format!("{folder}/{}", interwiki::encoded(&page.title)).into()),
        (Err(_), None) => {}
    }
    if let Some(date) = date(page) {
        add("date", Yaml::Date(date));
    }
    if !page.authors.is_empty() {
        add("authors", Yaml::List(page.authors.iter().map(|name| name.as_str().into()).collect()));
    }
    Yaml::Map(entries)
}

/// The address of the folder of all pages.
pub(super) fn folder(dump: &Dump) -> Option<&str> {
    let (folder, _) = dump.base.rsplit_once('/')?;
    dump.base.starts_with("http").then_some(folder)
}

/// The line at the foot of every page.
pub(super) fn footer(dump: &Dump, licence: Option<&str>) -> String {
    let name = if dump.name.is_empty() { "the old wiki" } else { &dump.name };
    let wiki = match dump.base.starts_with("http") {
        true => link(name, &dump.base),
        false => escaped(name),
    };
    match licence {
        Some(licence) => {
            let licence =
                licence_address(licence).map_or_else(|| escaped(licence), |url| link(licence, &url));
            format!("Text: {licence}, by the authors of {wiki}.")
        }
        None => format!("Text by the authors of {wiki}."),
    }
}

fn link(text: &str, address: &str) -> String {
    format!("[{}]({})", escaped(text), escape::address(address))
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape::text(&mut out, text);
    out
}
