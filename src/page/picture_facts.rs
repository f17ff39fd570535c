//! Facts about pictures in data files: `content/pictures.yaml` for all, `quay.jpg.yaml` beside a single one.

use super::data::data_file;
use super::fields::{MAX_NAME, Reader, Split};
use super::mentions::{Form, Naming, Referent};
use super::node::{Entry, Node, Part, YamlPath};
use super::value::Name;
use crate::diag::{Diagnostic, codes};
use crate::inputs::described_picture;
use crate::text::Source;

/// The facts that a file states about a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PictureEntry {
    /// Name or path of the picture.
    pub file: String,
    /// Byte range of the name in the data file; empty for a file about a single picture.
    pub range: (u32, u32),
    /// Its creator, with marks and links to other sites.
    pub credit: Option<String>,
    /// The licence under which it is shown.
    pub licence: Option<String>,
    /// Address of the original.
    pub source: Option<String>,
    /// The point that stays in sight where the picture is cropped: tenths of its width and height, from the left and from the top.
    pub focus: Option<(u8, u8)>,
    /// The names of the spoiler scopes that these facts belong to.
    pub spoiler: Vec<Name>,
}

/// Keys that a picture can have.
const KEYS: [&str; 6] = ["credit", "licence", "license", "source", "focus", "spoiler"];

/// Reads a data file about pictures.
pub fn picture_facts(source: &Source, faults: &mut Vec<Diagnostic>) -> Vec<PictureEntry> {
    let path = source.path.strip_prefix("content/").unwrap_or(&source.path);
    data_file(source, faults, |_| &codes::DUPLICATE_KEY, |reader, root| pictures_of(reader, path, root))
}

/// Reads the pictures of a document, by its path relative to `content/`.
pub(super) fn pictures_of(reader: &mut Reader<'_>, path: &str, root: &Node) -> Vec<PictureEntry> {
    let entries = match root {
        Node::Null => return Vec::new(),
        Node::Map(entries) => entries,
        other => {
            reader.wrong_type("the file", "a map", other, YamlPath::ROOT);
            return Vec::new();
        }
    };
    match described_picture(path) {
        Some(file) => vec![facts(reader, entries, YamlPath::ROOT, (file.to_owned(), (0, 0)))],
        None => entries.iter().filter_map(|entry| picture(reader, entry)).collect(),
    }
}

fn picture(reader: &mut Reader<'_>, entry: &Entry) -> Option<PictureEntry> {
    let at = YamlPath::ROOT.child(entry.ordinal);
    let Node::Map(keys) = &entry.value else {
        reader.wrong_type(&entry.key, "a map", &entry.value, at);
        return None;
    };
    reader.mentions.note_key(Naming::of(Referent::File).form(Form::Bare), entry, at);
    let file = reader.bounded(entry.key.clone(), MAX_NAME, at);
    let range = reader.origin.in_file(reader.places.find(reader.yaml, at, Part::Key));
    Some(facts(reader, keys, at, (file, (range.start as u32, range.end as u32))))
}

fn facts(
    reader: &mut Reader<'_>,
    keys: &[Entry],
    at: YamlPath,
    (file, range): (String, (u32, u32)),
) -> PictureEntry {
    let mut facts = PictureEntry { file, range, ..PictureEntry::default() };
    for entry in keys {
        let at = at.child(entry.ordinal);
        let (key, node) = (entry.key.as_str(), &entry.value);
        match key {
            "credit" => facts.credit = reader.summary(key, node, at),
            "licence" | "license" => facts.licence = reader.short_text(key, node, at),
            "source" => facts.source = super::data::address(reader, key, node, at),
            "focus" => facts.focus = focus(reader, node, at),
            // The settings, which declare the scopes, are not known here.
            "spoiler" => facts.spoiler = reader.names(key, node, at, Split::Never),
            _ => reader.unknown(&codes::UNKNOWN_KEY, entry, at, KEYS),
        }
    }
    facts
}

/// A point by words, `top left`, or by parts from the left and from the top, `30% 20%`.
fn focus(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<(u8, u8)> {
    let text = reader.short_text("focus", node, at)?;
    let point = point(&text);
    if point.is_none() {
        let message = format!("`focus` expects a point of the picture, found `{text}`");
        let fault = reader.fault(&codes::WRONG_TYPE, at, Part::Value, message);
        fault.help.push(
            "write `top`, `bottom left`, `center`, or parts from the left and the top: `30% 20%`".into(),
        );
    }
    point
}

/// Tenths from the left and from the top.
fn point(text: &str) -> Option<(u8, u8)> {
    let (mut across, mut down, mut is_central) = (None, None, false);
    for word in text.split_whitespace() {
        let part = |word: &str| {
            let percent: f64 = word.strip_suffix('%')?.parse().ok()?;
            (0.0..=100.0).contains(&percent).then(|| (percent / 10.0).round() as u8)
        };
        let (place, value) = match word {
            "center" | "centre" => {
                is_central = true;
                continue;
            }
            "left" => (&mut across, 0),
            "right" => (&mut across, 10),
            "top" => (&mut down, 0),
            "bottom" => (&mut down, 10),
            _ if across.is_none() => (&mut across, part(word)?),
            _ => (&mut down, part(word)?),
        };
        if place.replace(value).is_some() {
            return None;
        }
    }
    (is_central || across.is_some() || down.is_some()).then(|| (across.unwrap_or(5), down.unwrap_or(5)))
}

#[cfg(test)]
mod tests {
    use super::point;

    #[test]
    fn points_are_words_or_parts() {
        for (text, expected) in [
            ("top", Some((5, 0))),
            ("bottom left", Some((0, 10))),
            ("center", Some((5, 5))),
            ("center left", Some((0, 5))),
            ("30% 20%", Some((3, 2))),
            ("84%", Some((8, 5))),
            ("right 25%", Some((10, 3))),
            ("top bottom", None),
            ("130%", None),
            ("", None),
            ("face", None),
        ] {
            assert_eq!(point(text), expected, "{text}");
        }
    }
}
