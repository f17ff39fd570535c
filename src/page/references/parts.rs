//! Locates names in a text, according to its syntax.

use std::ops::Range;

use crate::page::brackets::inside_brackets;
use crate::page::inline_text::{is_marked_name, plain};
use crate::page::links::{LinkKind, TextLink, address_parts, text_links, wikilink_parts};
use crate::page::mentions::Form;
use crate::page::query::Comparison;
use crate::text::escape::decode_percent;

/// The syntax of a text that contains names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// A value of YAML.
    Value(Form),
    /// The inside of `[[ ]]` in a body.
    Wikilink,
    /// A percent-encoded address.
    Address,
}

/// A name and its parts, as byte ranges of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) name: Range<usize>,
    pub(super) fragment: Option<Range<usize>>,
    pub(super) label: Option<Range<usize>>,
    /// True if the name is an address.
    pub(super) is_path: bool,
}

impl Syntax {
    /// The names in a text, in order.
    pub(super) fn parts(self, text: &str) -> Vec<Parts> {
        let bare =
            |name: &str| Parts { name: range_in(text, name), fragment: None, label: None, is_path: false };
        match self {
            Self::Value(Form::Text) => {
                let links = text_links(text).into_iter().filter(|found| found.link.kind.is_stated());
                links.map(|found| of_text_link(text, &found)).collect()
            }
            Self::Value(form) => {
                named(text, form).into_iter().filter(|parts| !parts.name.is_empty()).collect()
            }
            Self::Wikilink => vec![linked(text, text)],
            Self::Address => {
                let (path, fragment) = address_parts(text);
                vec![Parts { fragment: fragment.map(|fragment| range_in(text, fragment)), ..bare(path) }]
            }
        }
    }

    /// The name as looked up.
    pub(super) fn name(self, written: &str) -> String {
        match self {
            Self::Wikilink | Self::Value(Form::Text) => {
                written.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            Self::Value(Form::Title) if is_marked_name(written) => plain(written).into_owned(),
            _ => self.fragment(written),
        }
    }

    /// The heading as looked up.
    pub(super) fn fragment(self, written: &str) -> String {
        match self {
            Self::Address => decode_percent(written).into_owned(),
            _ => written.to_owned(),
        }
    }
}

/// The byte range of a subslice of a text.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

/// The parts of a link in a text, given the inside of its brackets.
fn linked(text: &str, inside: &str) -> Parts {
    let (name, label) = inside.split_once('|').map_or((inside, None), |(name, label)| (name, Some(label)));
    let (name, fragment) = wikilink_parts(name);
    let range = |part| range_in(text, part);
    Parts { name: range(name), fragment: fragment.map(range), label: label.map(range), is_path: false }
}

/// The parts of a link in a text of the front matter.
fn of_text_link(text: &str, found: &TextLink<'_>) -> Parts {
    let inside = &text[found.inside.clone()];
    if found.link.kind == LinkKind::Stated {
        return linked(text, inside);
    }
    let (path, fragment) = address_parts(inside);
    let fragment = fragment.map(|fragment| range_in(text, fragment));
    Parts { name: range_in(text, path), fragment, label: None, is_path: true }
}

/// The names in a value.
fn named(text: &str, form: Form) -> Vec<Parts> {
    let trimmed = text.trim();
    let bare = |name: &str| Parts { name: range_in(text, name), fragment: None, label: None, is_path: false };
    let between_commas = || trimmed.split(',').map(str::trim).filter(|part| !part.is_empty());
    let without_sign = |parts: Parts| {
        let name = &text[parts.name.clone()];
        Parts { name: range_in(text, name.trim_start_matches('#')), ..parts }
    };
    match form {
        Form::Bare | Form::Title | Form::Text => vec![bare(trimmed)],
        Form::Heading => vec![bare(trimmed.trim_start_matches('#'))],
        Form::Name => vec![name(text, trimmed)],
        Form::Names if trimmed.contains(',') => between_commas().map(bare).collect(),
        Form::Names => vec![name(text, trimmed)],
        Form::Tag => vec![without_sign(name(text, trimmed))],
        Form::Tags => {
            let single = !trimmed.contains(',') || between_commas().count() == 1;
            let tags: Vec<Parts> = if single && trimmed.starts_with('#') {
                trimmed.split_whitespace().map(bare).collect()
            } else if trimmed.contains(',') {
                between_commas().map(bare).collect()
            } else {
                vec![name(text, trimmed)]
            };
            tags.into_iter().map(without_sign).collect()
        }
        Form::Sort => {
            let without_minus = |parts: Parts| {
                let field = &text[parts.name.clone()];
                Parts { name: range_in(text, field.strip_prefix('-').map_or(field, str::trim)), ..parts }
            };
            let keys = if trimmed.contains(',') {
                between_commas().map(bare).collect()
            } else {
                vec![name(text, trimmed)]
            };
            keys.into_iter().map(without_minus).collect()
        }
        Form::Compared => {
            let parts = name(text, trimmed);
            let (_, rest) = Comparison::split(&text[parts.name.clone()]);
            let inner = name(text, rest);
            vec![if inner.name == range_in(text, rest) { Parts { name: inner.name, ..parts } } else { inner }]
        }
    }
}

/// One name, with or without `[[ ]]`.
fn name(text: &str, written: &str) -> Parts {
    let range = |part: &str| range_in(text, part);
    let Some(inside) = inside_brackets(written) else {
        return Parts { name: range(written), fragment: None, label: None, is_path: false };
    };
    let (before, label) = inside.split_once('|').map_or((inside, None), |(name, label)| (name, Some(label)));
    let (name, fragment) =
        before.split_once('#').map_or((before, None), |(name, rest)| (name, Some(rest.trim())));
    Parts { name: range(name.trim()), fragment: fragment.map(range), label: label.map(range), is_path: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(form: Form, text: &str) -> Vec<&str> {
        Syntax::Value(form).parts(text).into_iter().map(|parts| &text[parts.name]).collect()
    }

    #[test]
    fn names_are_found_in_every_form() {
        assert_eq!(names(Form::Name, " [[ Heat # Plot | x ]] "), ["Heat"]);
        assert_eq!(names(Form::Name, " Heat, the "), ["Heat, the"]);
        assert_eq!(names(Form::Names, "film, novel ,"), ["film", "novel"]);
        assert_eq!(names(Form::Tags, "#one #two"), ["one", "two"]);
        assert_eq!(names(Form::Tags, "one, #two"), ["one", "two"]);
        assert_eq!(names(Form::Sort, "-released"), ["released"]);
        assert_eq!(names(Form::Sort, "season, -number"), ["season", "number"]);
        assert_eq!(names(Form::Compared, "!=[[Heat|x]]"), ["Heat"]);
        assert_eq!(names(Form::Compared, ">= 1995"), ["1995"]);
        assert_eq!(names(Form::Text, "see [[Heat#a|b]] and [[ :C ]]"), ["Heat", "C"]);
        assert_eq!(names(Form::Heading, "#plot"), ["plot"]);
    }

    #[test]
    fn links_and_addresses_have_parts() {
        let text = "Heat # Plot\\|the |film";
        let parts = &Syntax::Wikilink.parts(text)[0];
        assert_eq!((&text[parts.name.clone()], &text[parts.fragment.clone().unwrap()]), ("Heat", "Plot"));
        assert_eq!(&text[parts.label.clone().unwrap()], "the |film");
        let text = "a%20b.md?x#y%20z";
        let parts = &Syntax::Address.parts(text)[0];
        assert_eq!(Syntax::Address.name(&text[parts.name.clone()]), "a b.md");
        assert_eq!(Syntax::Address.fragment(&text[parts.fragment.clone().unwrap()]), "y z");
    }
}
