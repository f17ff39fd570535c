//! Keys of `site.toml` that are in the wrong table, and entries that are not tables.

use toml::de::DeValue;

use crate::text::{closest, did_you_mean, one_of};

/// Keys that occur in one table only, with the place where they belong.
pub(super) const HOMES: [(&str, &[&str]); 7] = [
    (
        "above the first line in square brackets",
        &["tagline", "description", "base_url", "language", "direction", "edit_url", "new_url", "footer"],
    ),
    (
        "under `[theme]`",
        &[
            "logo",
            "favicon",
            "card",
            "font_text",
            "font_heading",
            "font_ui",
            "font_mono",
            "sticky_header",
            "monograms",
            "edit_sections",
            "infobox",
            "infobox_title",
            "title_cards",
            "width",
        ],
    ),
    ("under `[theme.light]` and `[theme.dark]`", &["accent", "background", "surface", "link"]),
    (
        "under `[output]`",
        &[
            "search",
            "api",
            "special",
            "backlinks",
            "feed_entries",
            "csp",
            "headers",
            "host",
            "cname",
            "max_size",
        ],
    ),
    ("under `[content]`", &["ignore", "active", "smart_punctuation", "math", "inline_tags", "video"]),
    ("under `[images]`", &["widths", "format", "quality"]),
    (
        "under `[types.NAME]`",
        &["plural", "folder", "base", "role", "sort_by", "queries", "before", "after", "foot", "accent_dark"],
    ),
];

/// Keys of a type that may be taken for fields, because they are written below the table of its fields.
const OF_TYPE: [&str; 15] = [
    "label",
    "plural",
    "folder",
    "base",
    "schema",
    "template",
    "role",
    "sort_by",
    "categories",
    "queries",
    "before",
    "after",
    "foot",
    "accent",
    "accent_dark",
];

/// The remedy for an unknown key of a table with some known ones.
pub(super) fn help_for_key<'k>(key: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    if let Some(name) = closest(key, known.clone()) {
        return did_you_mean(name);
    }
    let home = HOMES.iter().find(|(_, keys)| keys.contains(&key));
    home.map_or_else(|| one_of(known), |(place, _)| format!("write it {place}"))
}

/// The remedy for an entry of `[table]` that is not a table, such as a field of a type.
pub(super) fn help_for_entry(table: &str, key: &str, value: &DeValue<'_>) -> String {
    match value.as_str() {
        _ if table == "fields" && OF_TYPE.contains(&key) => {
            format!(
                "`{key}` is a key of the type: write it under `[types.NAME]`, above `[types.NAME.fields]`"
            )
        }
        Some(kind) if matches!(table, "fields" | "parameters") && is_word(kind) => {
            format!("write `{key} = {{ type = \"{kind}\" }}`")
        }
        _ => format!("write `{key} = {{ … }}` with its keys, or `[….{key}]` on a line of its own above them"),
    }
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// The remedy for a value of another type than its key expects.
pub(super) fn form(key: &str, wanted: &str) -> Option<String> {
    Some(match wanted {
        "text" => format!("put the value in quotes: `{key} = \"…\"`"),
        "`true` or `false`" => format!("write `{key} = true` or `{key} = false`, without quotes"),
        "an integer" => format!("write digits without quotes: `{key} = 12`"),
        "a list of integers" | "integers" => format!("write digits in square brackets: `{key} = [480, 960]`"),
        "a list of text" => format!("write `{key} = [\"…\", \"…\"]`"),
        "a list of tables" => {
            format!("begin each entry with a line `[[{key}]]`, or write `{key} = [{{ … }}, {{ … }}]`")
        }
        "a table" => format!("write `[{key}]` on a line of its own, and its keys below it"),
        _ => return None,
    })
}
