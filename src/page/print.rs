//! Typographic quotation marks, apostrophes and dashes in front matter, as in running text. Names are compared without
//! regard to them.

use std::borrow::Cow;

use super::Parsing;
use super::data::SourceEntry;
use super::front_matter::FrontMatter;
use super::links::text_links;
use super::value::{FieldValues, ImageValue, MarkedText, Value};
use crate::config::{Field, FieldKind};
use crate::labels::Labelled;
use crate::text::{Quotes, smart};

/// Stands for a link while quotation marks are set: a character of the private use area.
const LINK: char = '\u{e000}';

/// Sets a text without links in print.
pub(super) fn set_in_print(text: &mut String, quotes: &Quotes) {
    if let Cow::Owned(printed) = smart(text, quotes) {
        *text = printed;
    }
}

/// Sets a text with links in print. Links, and texts with code or addresses, stay as they are.
fn set_linked(text: &mut String, quotes: &Quotes) {
    if text.contains(['`', LINK]) || text.contains("://") {
        return;
    }
    let links: Vec<_> = text_links(text).into_iter().map(|link| link.range).collect();
    if links.is_empty() {
        return set_in_print(text, quotes);
    }
    let (mut masked, mut at) = (String::with_capacity(text.len()), 0);
    for link in &links {
        masked.push_str(&text[at..link.start]);
        masked.push(LINK);
        at = link.end;
    }
    masked.push_str(&text[at..]);
    let Cow::Owned(printed) = smart(&masked, quotes) else { return };
    let mut links = links.into_iter().map(|link| &text[link]);
    let mut whole = String::with_capacity(text.len());
    for (number, part) in printed.split(LINK).enumerate() {
        whole.push_str(links.by_ref().take(usize::from(number > 0)).next().unwrap_or_default());
        whole.push_str(part);
    }
    *text = whole;
}

impl MarkedText {
    fn set_in_print(&mut self, quotes: &Quotes) {
        set_in_print(&mut self.plain, quotes);
        self.written.iter_mut().for_each(|written| {
            let mut text = std::mem::take(written).into_string();
            set_linked(&mut text, quotes);
            *written = text.into();
        });
    }
}

impl ImageValue {
    fn set_in_print(&mut self, quotes: &Quotes) {
        self.caption.iter_mut().chain(&mut self.credit).for_each(|text| text.set_in_print(quotes));
        self.alt.iter_mut().chain(&mut self.label).for_each(|text| set_in_print(text, quotes));
    }
}

impl FrontMatter {
    /// Sets the texts that readers see in print; `fields` are those of the page's type.
    pub(super) fn set_in_print(&mut self, fields: &[Field], quotes: &Quotes) {
        self.title.iter_mut().for_each(|title| set_in_print(&mut title.text, quotes));
        self.real_title.iter_mut().for_each(|title| set_in_print(inner(title), quotes));
        self.marked_title.iter_mut().for_each(|title| title.set_in_print(quotes));
        let description = self.description.iter_mut().map(inner);
        description.for_each(|text| text.set_in_print(quotes));
        self.aliases.iter_mut().for_each(|alias| set_in_print(&mut inner(alias).text, quotes));
        self.image.iter_mut().for_each(|image| inner(image).0.set_in_print(quotes));
        self.versions.iter_mut().for_each(|image| inner(image).0.set_in_print(quotes));
        for row in &mut self.info {
            inner(&mut row.label).set_in_print(quotes);
            row.values
                .iter_mut()
                .for_each(|value| set_value(&mut inner(value).value, &Field::text(), quotes));
        }
        set_fields(&mut self.fields, fields, quotes);
        for claim in self.claims.iter_mut().map(inner) {
            set_linked(&mut claim.value.text, quotes);
            claim.note.iter_mut().for_each(|note| set_linked(note, quotes));
        }
    }
}

fn inner<T>(labelled: &mut Labelled<T>) -> &mut T {
    labelled.ignoring_label_mut(Parsing)
}

fn set_fields(values: &mut [FieldValues], fields: &[Field], quotes: &Quotes) {
    for of_field in values {
        let field = &fields[usize::from(of_field.field)];
        of_field.values.iter_mut().for_each(|value| set_value(&mut inner(value).value, field, quotes));
    }
}

fn set_value(value: &mut Value, field: &Field, quotes: &Quotes) {
    match (value, &field.kind) {
        (Value::Text(text), FieldKind::Text) => set_linked(text, quotes),
        (Value::Image(image), _) => image.set_in_print(quotes),
        (Value::Record(values), FieldKind::Record(fields)) => set_fields(values, fields, quotes),
        _ => {}
    }
}

impl SourceEntry {
    /// Sets the texts that readers see in print.
    pub fn set_in_print(&mut self, quotes: &Quotes) {
        let texts = [&mut self.author, &mut self.publisher, &mut self.note, &mut self.quote];
        let texts = texts.into_iter().flatten().chain([&mut self.title]);
        texts.for_each(|text| set_linked(text, quotes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_addresses_and_code_stay_as_they_are() {
        for (text, expected) in [
            ("Neil's [[O'Neil|\"boat\"]] and 'Heat'", "Neil’s [[O'Neil|\"boat\"]] and ‘Heat’"),
            ("\"[[Heat]]\"", "“[[Heat]]”"),
            ("`it's`", "`it's`"),
            ("https://wiki.test/it's--here", "https://wiki.test/it's--here"),
            ("[a](it's.md)'s", "[a](it's.md)’s"),
        ] {
            let mut text = text.to_owned();
            set_linked(&mut text, &Quotes::default());
            assert_eq!(text, expected);
        }
    }
}
