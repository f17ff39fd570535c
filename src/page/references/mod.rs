//! Every place where a file of a wiki names something: a page, a heading, a category, a file, a source, a type.
//!
//! A file's text enters, a list of [`Reference`]s leaves, each with the bytes of the name, the heading and the label as
//! they are spelled. It is made on demand by reading the file again, so that parsing pays nothing for it. [`rewrite()`]
//! writes other names in their places. What a name means is not known here: that is the linker's to say.

mod body;
mod decoded;
mod parts;
mod rewrite;
mod settings;
mod values;

use std::ops::Range;
use std::sync::Arc;

use super::node::{At, Origin};
use crate::config::Config;
use crate::inputs::SITE_TOML;
use crate::text::Source;

pub use super::mentions::Referent;
pub use rewrite::{Change, Part, Unwritable, rewrite};

use decoded::Decoded;
use parts::{Parts, Syntax};

/// A name in a file.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What is named.
    pub referent: Referent,
    /// Whether what is named gets its name here, as a page does by its title and its aliases.
    pub declares: bool,
    /// The name as it is looked up: without escapes, not folded yet. Empty in a link to a heading of the page itself.
    pub text: String,
    /// The heading as it is looked up.
    pub heading: Option<String>,
    /// Bytes of the file that spell the name, counted from the first one behind a byte order mark.
    pub name: Range<usize>,
    /// Bytes that spell the heading, without the `#`.
    pub fragment: Option<Range<usize>>,
    /// Bytes that spell what is shown of a link, or the place in a cited source.
    pub label: Option<Range<usize>>,
    /// The index of the link in [`super::Body::links`], for names that are links.
    pub link: Option<usize>,
    /// Where the value stands, for names in front matter: relations and claims are found by it.
    pub at: Option<At>,
    held: Arc<Held>,
    /// The number of the name among those in the text around it.
    number: usize,
}

/// The text in which names stand, and how it is spelled.
#[derive(Debug)]
struct Held {
    decoded: Decoded,
    /// Where the bytes that `decoded` speaks of stand in the file.
    origin: Origin,
    /// Bytes of the file that give way where the text has to be written anew.
    whole: Range<usize>,
    syntax: Syntax,
    holder: Holder,
}

/// What a text stands in, which decides how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Markdown, as it is.
    Text,
    /// The address of a Markdown link, between `<` and `>` or not.
    Address(bool),
    /// The value of an HTML attribute, in quotes or not.
    Attribute(Option<char>),
    /// A scalar of YAML.
    Yaml(super::node::spelling::Style, super::compose::Setting),
    /// `[[Name]]` without quotes, which YAML reads as a list in a list.
    Unquoted,
    /// A string of TOML.
    Toml,
}

/// Every name in a file, by where it stands: in a page, in a file of sources, or in `site.toml`.
///
/// Names in what is faulty are in the list as well; addresses elsewhere are not. Of what YAML says by `*alias` the name
/// stands where the alias leads, so that two references can have the same bytes. What cannot be read names nothing.
pub fn references(source: &Source, config: &Config) -> Vec<Reference> {
    let mut found = match source.path.as_ref() {
        SITE_TOML => settings::references(source),
        path if path.ends_with(".yaml") || path.ends_with(".yml") => values::of_sources(source, config),
        _ => of_page(source, config),
    };
    found.sort_by_key(|reference| (reference.name.start, reference.name.end));
    found
}

fn of_page(source: &Source, config: &Config) -> Vec<Reference> {
    let path = source.path.strip_prefix("content/").unwrap_or(&source.path);
    let page = super::parse(source, path, config);
    let mut found = values::of_front_matter(&page, config);
    found.extend(values::of_queries(&page, config));
    found.extend(body::references(&page, config));
    found
}

impl Held {
    /// The bytes of the file that spell a part of the text.
    fn in_file(&self, range: Range<usize>) -> Range<usize> {
        self.origin.in_file(self.decoded.source(range))
    }

    /// The names in it.
    fn references(self, referent: Referent, declares: bool) -> Vec<Reference> {
        let held = Arc::new(self);
        let parts = held.syntax.parts(&held.decoded.text).into_iter().enumerate();
        parts.map(|(number, parts)| Held::reference(&held, number, &parts, (referent, declares))).collect()
    }

    fn reference(held: &Arc<Self>, number: usize, parts: &Parts, of: (Referent, bool)) -> Reference {
        let text = &held.decoded.text;
        let in_file = |range: &Range<usize>| held.in_file(range.clone());
        Reference {
            referent: of.0,
            declares: of.1,
            text: held.syntax.name(&text[parts.name.clone()]),
            heading: parts.fragment.clone().map(|fragment| held.syntax.fragment(&text[fragment])),
            name: in_file(&parts.name),
            fragment: parts.fragment.as_ref().map(in_file),
            label: parts.label.as_ref().map(in_file),
            link: None,
            at: None,
            held: Arc::clone(held),
            number,
        }
    }
}
