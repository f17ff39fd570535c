//! `site.toml`, in two steps: as written, with positions ([`written`]), and resolved ([`Config`]).
//!
//! An error in the file never stops reading: the key falls back to its default. This module touches neither the disk
//! nor the clock.

mod calendars;
mod colours;
pub mod components;
mod fields;
pub mod host;
mod interwiki;
pub mod languages;
mod markdown_template;
mod misplaced;
mod named;
mod origins;
mod output;
mod reader;
mod resolve;
mod resolver;
mod shared_texts;
mod spoilers;
mod syntax;
#[cfg(test)]
mod tests;
mod type_categories;
mod type_queries;
mod types;
mod video;
mod written;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;

use crate::diag::{Diagnostic, Levels};
use crate::inputs::Hash;
use crate::labels::SpoilerScopes;
use crate::text::{Place, Quotes, Source, smart};
use crate::words::{Collation, Words};

pub use colours::{channels as colour_channels, is_colour, names as colour_names};
pub use components::{
    Component, Components, Parameter, Reading, has_component_letters, is_taken_component_name,
};
pub use fields::{Field, FieldKind, Inverse, Operand, TypeId, as_yaml};
pub use interwiki::Interwiki;
pub use named::{Named, NamedKind, named};
pub use origins::Origins;
pub use reader::Span;
pub use resolve::is_right_to_left;
pub use shared_texts::{Members, Position, SharedText};
pub use spoilers::AllowedPhrase;
pub use type_categories::{MAX_TYPE_CATEGORIES, TypeCategory};
pub use type_queries::TypeQuery;
pub use types::{PageType, Property, Role, SortBy, Types};

/// The resolved settings of a wiki.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of the wiki.
    pub title: String,
    /// A line under the name; may be empty.
    pub tagline: String,
    /// Description of the wiki for search engines; may be empty.
    pub description: String,
    /// Address at which the site is served.
    pub base_url: BaseUrl,
    /// BCP 47 tag of the language of the pages.
    pub language: String,
    /// True if the language is written from right to left.
    pub right_to_left: bool,
    /// Author of the wiki, for feeds and metadata.
    pub author: Option<String>,
    /// Prefix of the "edit this page" links; the page's path is appended.
    pub edit_url: Option<String>,
    /// Pattern of the addresses at which unwritten pages can be written.
    pub new_url: Option<String>,
    /// Line at the foot of every page, with marks and links.
    pub footer: Option<String>,
    /// Position of the footer in `site.toml`.
    pub footer_at: Span,
    /// Links in the header.
    pub nav: Vec<NavItem>,
    /// Other wikis that links may lead to.
    pub interwiki: Interwiki,
    /// Reading of `content/` and dialect of Markdown.
    pub content: Content,
    /// Text shown to readers.
    pub words: Arc<Words>,
    /// Sort order of names.
    pub collation: Arc<Collation>,
    /// Levels of diagnostics.
    pub levels: Levels,
    /// Types of pages.
    pub types: Types,
    /// Boxes and words with parameters that pages call.
    pub components: Components,
    /// Texts for all pages of a type or category.
    pub shared_texts: Vec<SharedText>,
    /// The file itself.
    pub source: Source,
    /// Properties that claims are about, by name.
    pub properties: BTreeMap<String, Property>,
    /// Scopes by which content is labelled as a spoiler.
    pub spoilers: SpoilerScopes,
    /// Phrases that may be told openly although they have a spoiler label elsewhere.
    pub allowed_phrases: Vec<AllowedPhrase>,
    /// Appearance of the default theme.
    pub theme: Theme,
    /// Output besides the pages.
    pub output: Output,
    /// What the origins of copied pages have in common.
    pub origins: Origins,
    /// Smaller variants of images; `None` if switched off.
    pub images: Option<Images>,
}

/// Reads the settings of a wiki.
pub fn load(source: &Source) -> (Config, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let written = written::read(source, &mut diagnostics);
    let config = resolve::resolve(written, source, &mut diagnostics);
    (config, diagnostics)
}

impl Config {
    /// Sets the words of readers and the labels in print, once both are known.
    pub fn take_words(&mut self, words: Words) {
        self.words = Arc::new(words);
        if !self.content.smart_punctuation {
            return;
        }
        let quotes = self.quotes(None);
        let set = |label: &mut String| {
            if let Cow::Owned(printed) = smart(label, &quotes) {
                *label = printed;
            }
        };
        self.types.set_in_print(&set);
        self.properties.values_mut().for_each(|property| set(&mut property.label));
        self.nav.iter_mut().for_each(|item| set(&mut item.title));
        [&mut self.title, &mut self.tagline].into_iter().for_each(set);
    }

    /// The quotation marks of a page, by its own language if it has one.
    pub fn quotes(&self, language: Option<&str>) -> Quotes {
        let own = language.is_none_or(|language| language == self.language);
        let worded = own.then(|| self.words.own_quotes()).flatten().and_then(Quotes::parse);
        worded.unwrap_or_else(|| Quotes::of_language(language.unwrap_or(&self.language)))
    }

    /// A hash of all settings that affect the parsing of a page.
    pub fn parse_fingerprint(&self) -> Hash {
        // The choice of files to read takes effect before parsing.
        let Content { ignore: _, active: _, smart_punctuation, math, inline_tags, video, edit_url, drafts } =
            &self.content;
        let content =
            (smart_punctuation, math, inline_tags, video, edit_url, drafts, &self.language, &self.words);
        let components = (!self.components.is_empty()).then_some(&self.components);
        let declared = (&self.types, &self.spoilers, components);
        Hash::of(format!("{content:?}{declared:?}").as_bytes())
    }
}

/// Hosts at which nobody can publish, with all names below them. Addresses of examples are among them, also that which
/// `init` and `import` write.
const PLACEHOLDERS: [&str; 6] =
    ["example.org", "example.com", "example.net", "localhost", "[::1]", "0.0.0.0"];

/// The parts of a site's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Scheme and host without a trailing slash, such as `https://example.org`.
    pub origin: String,
    /// Path with leading and trailing slash; `/` for a site at the root of its host.
    pub path: String,
}

impl BaseUrl {
    /// The address of a wiki that names none: this computer.
    pub fn local() -> Self {
        Self { origin: "http://localhost".to_owned(), path: "/".to_owned() }
    }

    /// Parses an `http` or `https` address. `None` if it is not one.
    pub fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let host_end = rest.find('/').unwrap_or(rest.len());
        let (host, path) = rest.split_at(host_end);
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || "\"'<>\\^`{|}".contains(c);
        if host.is_empty() || url.contains(forbidden) || path.contains(['?', '#']) || path.contains("//") {
            return None;
        }
        let path = path.trim_matches('/');
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        let origin = url[..url.len() - rest.len() + host_end].to_owned();
        Some(Self { origin, path })
    }

    /// True if nobody can publish at the host: it is reserved for examples, or is this computer.
    pub(super) fn is_placeholder(&self) -> bool {
        let (_, authority) = self.origin.split_once("://").unwrap_or_default();
        let (_, authority) = authority.rsplit_once('@').unwrap_or(("", authority));
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        };
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let is_loopback = host.strip_prefix("127.").is_some_and(|rest| rest.split('.').count() == 3);
        is_loopback || PLACEHOLDERS.iter().any(|name| is_below(&host, name))
    }

    /// Address of the site's root, with a trailing slash.
    pub fn root(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }
}

/// True for a host name and the names below it.
fn is_below(host: &str, name: &str) -> bool {
    host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A link in the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Its text.
    pub title: String,
    /// A path in the site, such as `/history/`, or a full address.
    pub url: String,
    /// Position of the address in `site.toml`.
    pub place: Place,
}

/// Settings for reading content.
#[derive(Debug, Clone)]
pub struct Content {
    /// Files to leave out, as globs relative to `content/`.
    pub ignore: GlobSet,
    /// Files to publish whatever their kind, as globs relative to `content/`.
    pub active: GlobSet,
    /// If true, straight quotes, hyphens and dots are replaced by typographic characters.
    pub smart_punctuation: bool,
    /// If true, `$…$` is a formula.
    pub math: bool,
    /// If true, `#tags` in text are categories.
    pub inline_tags: bool,
    /// The sites whose videos are shown in frames.
    pub video: Vec<String>,
    /// Prefix of the links by headings to where a section can be edited, if there are such links.
    pub edit_url: Option<String>,
    /// If true, draft pages are part of the wiki.
    pub drafts: bool,
}

/// Appearance of the default theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    /// Image beside the name, a path below `static/`.
    pub logo: Option<String>,
    /// The icon of the site, a path below `static/`.
    pub favicon: Option<String>,
    /// Image for shared links to pages that have none, a path below `static/`.
    pub card: Option<String>,
    /// True if the header of the site stays in view.
    pub sticky_header: bool,
    /// True if pages without a picture have no initials in its place.
    pub without_monograms: bool,
    /// True if the infobox is on the side where lines begin.
    pub infobox_first: bool,
    /// True if the infobox repeats the title of the page.
    pub infobox_title: bool,
    /// True if infoboxes without a picture show the type and the title of the page in its place.
    pub title_cards: bool,
    /// The width of the text.
    pub width: Width,
    /// The files that `logo`, `favicon` and `card` name, with their positions in `site.toml`.
    pub files: Vec<(String, Span)>,
    /// Custom properties as written, in order.
    pub variables: Vec<Variable>,
    /// CSS custom properties for both schemes: name without `--`, value.
    pub both: Vec<(String, String)>,
    /// CSS custom properties of the light scheme.
    pub light: Vec<(String, String)>,
    /// CSS custom properties of the dark scheme.
    pub dark: Vec<(String, String)>,
}

/// The width of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Width {
    /// Short lines.
    Narrow,
    /// Lines of about 70 letters.
    #[default]
    Normal,
    /// Long lines.
    Wide,
}

/// A custom property as written in `site.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without `--`.
    pub name: String,
    /// Position of the name.
    pub name_at: Span,
    /// Its value.
    pub value: String,
    /// Position of the value.
    pub value_at: Span,
}

/// Output besides the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Search index and search page.
    pub search: bool,
    /// One JSON per page and `pages.json` below `/api/`; previews need it.
    pub api: bool,
    /// Pages below `/special/`.
    pub special: bool,
    /// Backlinks on pages and their full lists.
    pub backlinks: bool,
    /// Maximum number of entries in the feed of pages.
    pub feed_entries: usize,
    /// If true, every page contains the Content-Security-Policy in a `meta` element.
    pub csp: bool,
    /// If true, the Content-Security-Policy is written to a `_headers` file, which several static hosts read.
    pub headers: bool,
    /// The host that publishes the site.
    pub host: host::Host,
    /// Position of the value of `host` in `site.toml`.
    pub host_at: Span,
    /// Domain for a `CNAME` file.
    pub cname: Option<String>,
    /// Maximum total size of all generated files, in bytes. Default: a multiple of the size of the sources.
    pub max_size: Option<u64>,
}

/// Smaller variants of images, as WebP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// Widths of the variants in pixels, without duplicates, in ascending order; never empty.
    pub widths: Vec<u32>,
    /// Encoder quality, from 0 to 100.
    pub quality: u8,
}
