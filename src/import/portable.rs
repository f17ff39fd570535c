//! Portable infoboxes: converts the XML of `<infobox>` to a table of labels and values.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::expansion::{Expander, Frame};
use super::preprocess;

/// A `<data>`, `<title>` or `<image>` being read.
#[derive(Default)]
struct Item {
    source: String,
    label: String,
    default: String,
    format: String,
}

/// Appends the table for an infobox.
pub(super) fn expand(expander: &mut Expander<'_, '_>, xml: &str, frame: &Frame, out: &mut String) {
    out.push_str("\n{| class=\"portable-infobox\"\n");
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut item = Item::default();
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = String::from_utf8_lossy(tag.name().0.as_ref()).into_owned();
                if matches!(name.as_str(), "data" | "title" | "image") {
                    item = Item { source: source(&tag), ..Item::default() };
                }
                if matches!(
                    name.as_str(),
                    "data" | "title" | "image" | "label" | "default" | "format" | "header" | "navigation"
                ) {
                    text.clear();
                } else {
                    text.push_str(&format!("<{}>", AsRef::<str>::as_ref(&tag)));
                }
            }
            Ok(Event::Empty(tag)) => {
                let name = String::from_utf8_lossy(tag.name().0.as_ref()).into_owned();
                if matches!(name.as_str(), "data" | "title" | "image") {
                    item = Item { source: source(&tag), ..Item::default() };
                    row(expander, &name, &item, frame, out);
                } else {
                    text.push_str(&format!("<{}/>", AsRef::<str>::as_ref(&tag)));
                }
            }
            Ok(Event::Text(words)) => text.push_str(&String::from_utf8_lossy(words.as_ref().as_ref())),
            Ok(Event::GeneralRef(reference)) => {
                text.push_str(&format!("&{};", AsRef::<str>::as_ref(&reference)));
            }
            Ok(Event::End(tag)) => {
                let name = String::from_utf8_lossy(tag.name().0.as_ref()).into_owned();
                let said = std::mem::take(&mut text);
                match name.as_str() {
                    "label" => item.label = said,
                    "default" => item.default = said,
                    "format" => item.format = said,
                    "data" | "title" | "image" => row(expander, &name, &item, frame, out),
                    "header" => header(expander, &said, frame, out),
                    "navigation" => wide(&wikitext(expander, &said, frame), '|', out),
                    "group" | "section" | "panel" => {}
                    _ => text = format!("{said}</{name}>"),
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    out.push_str("|}\n");
}

fn source(tag: &quick_xml::events::BytesStart<'_>) -> String {
    let found =
        tag.attributes().flatten().find(|attribute| AsRef::<[u8]>::as_ref(&attribute.key.0) == b"source");
    found
        .map(|attribute| String::from_utf8_lossy(attribute.value.as_ref().as_ref()).into_owned())
        .unwrap_or_default()
}

fn wikitext(expander: &mut Expander<'_, '_>, text: &str, frame: &Frame) -> String {
    let pieces = preprocess::parse(text);
    expander.text(&pieces, frame).trim().to_owned()
}

fn header(expander: &mut Expander<'_, '_>, text: &str, frame: &Frame, out: &mut String) {
    let text = wikitext(expander, text, frame);
    wide(&text, '!', out);
}

fn wide(text: &str, mark: char, out: &mut String) {
    if !text.is_empty() {
        out.push_str(&format!("|-\n{mark} colspan=\"2\" |\n{text}\n"));
    }
}

fn row(expander: &mut Expander<'_, '_>, kind: &str, item: &Item, frame: &Frame, out: &mut String) {
    let value = frame.arguments.as_ref().and_then(|arguments| arguments.value(&item.source));
    let value = value.map(|value| value.trim().to_owned());
    let value = match value.filter(|value| !value.is_empty()) {
        Some(_) if !item.format.is_empty() => wikitext(expander, &item.format, frame),
        Some(value) => value,
        None => wikitext(expander, &item.default, frame),
    };
    if value.is_empty() {
        return;
    }
    match kind {
        "title" => wide(&value, '!', out),
        "image" if value.starts_with("[[") || value.contains('\u{1}') => wide(&value, '|', out),
        "image" => wide(&format!("[[File:{}]]", value.trim_start_matches("File:")), '|', out),
        _ => {
            let label = wikitext(expander, &item.label, frame);
            if label.is_empty() {
                return wide(&value, '|', out);
            }
            let source = item.source.replace(['"', '\n'], "");
            out.push_str(&format!("|- data-source=\"{source}\"\n! {label}\n|\n{value}\n"));
        }
    }
}
