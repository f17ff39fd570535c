//! Every place where a file of a wiki names something: a page, heading, category, file, source or type.
//!
//! Returns a list of [`Reference`]s, with the byte ranges of name, heading and label as spelled. It is computed on demand by reading the
//! file again, so that normal parsing pays nothing for it. [`rewrite()`] replaces names. Resolving a name is left to the linker.

mod body;
mod parts;
mod rewrite;
mod settings;
mod values;

use std::ops::Range;
use std::sync::Arc;

use super::node::{Origin, YamlPath};
use crate::config::Config;
use crate::inputs::SITE_TOML;
use crate::text::Source;
use crate::text::escape::decode_percent;

pub use super::mentions::Referent;
pub use rewrite::{Change, Part, Unwritable, rewrite};

use super::decoded::Decoded;
use parts::{Parts, Syntax};

/// A name in a file.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The kind of thing named.
    pub referent: Referent,
    /// True if the name is declared here, like a page's by its title and aliases.
    pub declares: bool,
    /// The name as looked up: unescaped, not folded yet. Empty for a link to a heading of the same page.
    pub text: String,
    /// The heading as looked up.
    pub heading: Option<String>,
    /// Byte range of the name in the file, counted from after the byte order mark, if there is one.
    pub name: Range<usize>,
    /// Byte range of the heading, without the `#`.
    pub fragment: Option<Range<usize>>,
    /// Byte range of a link's label, or of the place in a cited source.
    pub label: Option<Range<usize>>,
    /// Index in [`super::Body::links`], for names that are links.
    pub link: Option<usize>,
    /// Location of the value, for names in front matter; used to find relations and claims.
    pub at: Option<YamlPath>,
    held: Arc<Held>,
    /// Index of the name in the text that contains it.
    number: usize,
}

/// A text that contains names, with its spelling.
#[derive(Debug)]
struct Held {
    decoded: Decoded,
    /// Maps the source ranges of `decoded` to the file.
    origin: Origin,
    /// Byte range in the file to replace if the text has to be rewritten as a whole.
    whole: Range<usize>,
    syntax: Syntax,
    holder: Holder,
}

/// The syntax around a text, which determines how it is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Markdown, unescaped.
    Text,
    /// The address of a Markdown link; true if between `<` and `>`.
    Address(bool),
    /// The value of an HTML attribute, with its quotation mark, if any.
    Attribute(Option<char>),
    /// A scalar of YAML.
    Yaml(super::node::spelling::Style, super::compose::Setting),
    /// `[[Name]]` without quotes, which YAML reads as a list within a list.
    Unquoted,
    /// A string of TOML.
    Toml,
}

/// Every name in a file, in order: in a page, a file of sources, or `site.toml`.
///
/// Names in faulty values are included; addresses of other sites are not. For a value given by `*alias`, the range is that of the anchored
/// value, so two references can have the same range. Text that cannot be parsed has no names.
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
    found.extend(values::of_components(&page, config));
    found.extend(body::references(&page, config));
    if !page.body.components.is_empty() {
        // A block in the text of another one is read twice.
        found.sort_by_key(|found| (found.name.start, found.name.end));
        found.dedup_by(|next, kept| next.name == kept.name && next.referent == kept.referent);
    }
    found
}

impl Held {
    /// The byte range in the file of a part of the text.
    fn in_file(&self, range: Range<usize>) -> Range<usize> {
        self.origin.in_file(self.decoded.source(range))
    }

    /// The names in the text.
    fn references(self, referent: Referent, declares: bool) -> Vec<Reference> {
        let held = Arc::new(self);
        let parts = held.syntax.parts(&held.decoded.text).into_iter().enumerate();
        parts.map(|(number, parts)| Held::reference(&held, number, &parts, (referent, declares))).collect()
    }

    fn reference(held: &Arc<Self>, number: usize, parts: &Parts, of: (Referent, bool)) -> Reference {
        let text = &held.decoded.text;
        let in_file = |range: &Range<usize>| held.in_file(range.clone());
        let decoded = |range: Range<usize>| decode_percent(&text[range]).into_owned();
        Reference {
            referent: if parts.is_path { Referent::Path } else { of.0 },
            declares: of.1,
            text: match parts.is_path {
                true => decoded(parts.name.clone()),
                false => held.syntax.name(&text[parts.name.clone()]),
            },
            heading: parts.fragment.clone().map(|fragment| match parts.is_path {
                true => decoded(fragment),
                false => held.syntax.fragment(&text[fragment]),
            }),
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
