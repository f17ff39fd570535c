//! The part of `site.toml` that describes a vault of Obsidian: what is left out, and the properties of its notes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::quoted;
use crate::date::PartialDate;
use crate::text::slug;

/// Maximum number of folders whose properties are listed.
const MAX_FOLDERS: usize = 20;
/// Maximum number of properties listed for a folder.
const MAX_PROPERTIES: usize = 20;
/// Properties that Obsidian and its publishing services use themselves.
const OF_OBSIDIAN: [&str; 3] = ["cssclass", "cssclasses", "cover"];
/// Daily notes in the top folder, by Obsidian's own format of their names.
const DAILY: &str = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].md";

/// The end of the names of notes that the plugin Excalidraw draws.
const DRAWING: &str = ".excalidraw.md";

/// A note of the vault.
#[derive(Debug, Clone)]
pub struct Note {
    /// Path in the vault.
    pub path: String,
    /// Its address, unless it sets its own.
    pub address: Option<String>,
    /// Keys and values of its properties.
    pub properties: Vec<(String, Value)>,
}

/// A vault: settings of Obsidian and of plugins, `Null` if they do not exist, and notes.
#[derive(Debug, Clone, Default)]
pub struct Vault {
    /// `app.json`.
    pub app: Value,
    /// `templates.json`.
    pub templates: Value,
    /// `daily-notes.json`.
    pub daily_notes: Value,
    /// `types.json`: the types of properties.
    pub types: Value,
    /// The settings of the plugin Templater.
    pub templater: Value,
    /// True if a link leads to it, so that its files cannot be edited at the address of `content/`.
    pub linked: bool,
    /// All notes.
    pub notes: Vec<Note>,
    /// Patterns of files that are not published.
    pub refused: Vec<String>,
    /// Keys that mean something to Lorekeep and cannot be fields.
    pub known_keys: Vec<String>,
}

impl Vault {
    /// The lines of `[content]` with the files that are left out.
    pub(super) fn ignored(&self) -> String {
        let patterns = self.patterns();
        if patterns.is_empty() {
            return String::new();
        }
        let lines = patterns.iter().map(|(pattern, reason)| format!("  {}, # {reason}\n", quoted(pattern)));
        format!("# Not published:\nignore = [\n{}]\n", lines.collect::<String>())
    }

    /// Patterns with their reasons, each pattern once.
    fn patterns(&self) -> Vec<(String, String)> {
        const DAILY_NOTES: &str = "daily notes; remove this line to publish them";
        let escaped = |folder: String| globset::escape(&folder);
        let drawings = self.notes.iter().any(|note| note.path.ends_with(DRAWING));
        let daily = match folder(&self.daily_notes, "folder") {
            None if self.daily_notes.is_object() => Some(DAILY.to_owned()),
            folder => folder.map(escaped),
        };
        let known = [
            (folder(&self.templates, "folder").map(escaped), "templates"),
            (folder(&self.templater, "templates_folder").map(escaped), "templates"),
            (daily, DAILY_NOTES),
            (drawings.then(|| format!("*{DRAWING}")), "drawings"),
        ];
        let known = known.into_iter().filter_map(|(pattern, reason)| Some((pattern?, reason.to_owned())));
        let refused = self
            .refused
            .iter()
            .map(|pattern| (pattern.clone(), "of a kind that is not published".to_owned()));
        let mut patterns: Vec<(String, String)> = Vec::new();
        for (pattern, reason) in known.chain(refused).chain(self.namesakes()) {
            if patterns.iter().all(|(known, _)| *known != pattern) {
                patterns.push((pattern, reason));
            }
        }
        patterns
    }

    /// Notes whose address another note has already, such as `C#.md` beside `C.md`.
    fn namesakes(&self) -> Vec<(String, String)> {
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        let mut namesakes = Vec::new();
        for note in &self.notes {
            let Some(address) = note.address.as_deref() else { continue };
            if let Some(other) = taken.get(address) {
                let reason =
                    format!("has the address of {}; give it a `slug:` and remove this line", quoted(other));
                namesakes.push((globset::escape(&note.path), reason));
            } else {
                taken.insert(address, &note.path);
            }
        }
        namesakes
    }

    /// The folder for new attachments, if it is one for all notes.
    pub(super) fn attachments(&self) -> Option<String> {
        folder(&self.app, "attachmentFolderPath").filter(|folder| !folder.starts_with('.'))
    }

    /// Declarations of types with the properties of each folder, as comments.
    pub(super) fn suggestions(&self) -> String {
        let folders = self.folders();
        if folders.is_empty() {
            return String::new();
        }
        let mut text = "\n# Properties of the notes. Remove `# ` in front of a type and its fields to check them and to show\n\
                        # them in an infobox; change the names, and the kinds of values, as you like.\n"
            .to_owned();
        let mut ids = Vec::new();
        for (folder, properties) in &folders {
            let id = free_id(folder, &ids);
            text.push_str(&self.declaration(folder, &id, properties));
            ids.push(id);
        }
        text
    }

    fn declaration(&self, folder: &str, id: &str, properties: &Properties<'_>) -> String {
        let id = key(id);
        let mut text = format!("#\n# [types.{id}]\n");
        if folder.is_empty() {
            text.push_str("# # For notes with the property `type: note`.\n");
        } else {
            let _ = writeln!(text, "# folder = {}\n# plural = {}", quoted(folder), quoted(folder));
        }
        let _ = writeln!(text, "#\n# [types.{id}.fields]");
        let mut sorted: Vec<_> = properties.iter().collect();
        sorted.sort_by_key(|(name, values)| (std::cmp::Reverse(values.len()), **name));
        for (name, values) in sorted.into_iter().take(MAX_PROPERTIES) {
            let _ = writeln!(text, "# {} = {}", key(name), self.field(name, values));
        }
        text
    }

    /// The properties of each top folder with notes, by name, with all their values. Notes outside folders come first.
    fn folders(&self) -> BTreeMap<&str, Properties<'_>> {
        let ignored: Vec<String> = [&self.templates, &self.daily_notes]
            .iter()
            .filter_map(|settings| folder(settings, "folder"))
            .collect();
        let mut folders: BTreeMap<&str, Properties<'_>> = BTreeMap::new();
        let is_shown = |note: &&Note| {
            !note.path.ends_with(DRAWING) && !ignored.iter().any(|folder| is_in(&note.path, folder))
        };
        for note in self.notes.iter().filter(is_shown) {
            let top = note.path.split_once('/').map_or("", |(top, _)| top);
            for (name, value) in note.properties.iter().filter(|(name, _)| self.is_own(name)) {
                folders.entry(top).or_default().entry(name).or_default().push(value);
            }
        }
        folders.into_iter().take(MAX_FOLDERS).collect()
    }

    /// True for a property that can be a field.
    fn is_own(&self, name: &str) -> bool {
        let is_plain = !name.trim().is_empty() && !name.chars().any(char::is_control);
        is_plain && !OF_OBSIDIAN.contains(&name) && !self.known_keys.iter().any(|known| known == name)
    }

    /// The declaration of a field with these values.
    fn field(&self, name: &str, values: &[&Value]) -> String {
        let declared = self.types.get("types").and_then(|types| types.get(name)).and_then(Value::as_str);
        let single: Vec<&Value> = values.iter().flat_map(|value| items(value)).collect();
        let is_record = single.iter().any(|value| value.is_object());
        let kind = match declared {
            _ if is_record => "text",
            Some("number") if is_each(&single, is_number) => "number",
            Some("checkbox") if is_each(&single, is_truth) => "boolean",
            _ => kind(&single),
        };
        let is_many = declared == Some("multitext") || values.iter().any(|value| value.is_array());
        let many = if is_many { ", many = true" } else { "" };
        format!("{{ type = \"{kind}\"{many} }}")
    }
}

/// The values of each property.
type Properties<'v> = BTreeMap<&'v str, Vec<&'v Value>>;

/// A folder in the settings. `None` if it is not set or is the top folder.
fn folder(settings: &Value, key: &str) -> Option<String> {
    let folder = settings.get(key)?.as_str()?.trim().trim_matches('/');
    (!folder.is_empty()).then(|| folder.to_owned())
}

fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The values of a list, or the value itself; empty ones are left out.
fn items(value: &Value) -> Vec<&Value> {
    let all = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
    all.into_iter().filter(|value| !value.is_null() && value.as_str() != Some("")).collect()
}

/// A test of a value.
type Accepts = fn(&Value) -> bool;

/// The kind of field that accepts all values.
fn kind(values: &[&Value]) -> &'static str {
    let kinds: [(&str, Accepts); 5] = [
        ("boolean", is_truth),
        ("number", is_number),
        ("date", is_date),
        ("url", is_address),
        ("page", is_link),
    ];
    kinds.into_iter().find(|(_, accepts)| is_each(values, *accepts)).map_or("text", |(kind, _)| kind)
}

fn is_each(values: &[&Value], accepts: Accepts) -> bool {
    !values.is_empty() && values.iter().all(|value| accepts(value))
}

fn is_truth(value: &Value) -> bool {
    value.is_boolean()
}

fn is_number(value: &Value) -> bool {
    value.is_number()
}

fn is_date(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 10 && PartialDate::parse(text).is_some())
}

fn is_address(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://"))
}

fn is_link(value: &Value) -> bool {
    let inner = value.as_str().and_then(|text| text.strip_prefix("[[")?.strip_suffix("]]"));
    inner.is_some_and(|name| !name.is_empty() && !name.contains(['[', ']']))
}

/// A key of TOML.
fn key(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// A name for the type of a folder that no other type has.
fn free_id(folder: &str, taken: &[String]) -> String {
    let id = Some(slug(folder)).filter(|id| !id.is_empty()).unwrap_or_else(|| "note".to_owned());
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    let mut names = std::iter::once(id.clone()).chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or(id)
}
