//! `site.toml`, in two steps: as written ([`written`], with positions) and as meant ([`Config`], resolved).
//!
//! Text enters, a [`Config`] and diagnostics leave. A fault in the file never stops the reading: the key falls back to
//! its default. This module touches neither the disk nor the clock.

pub mod host;
mod named;
mod output;
mod reader;
mod resolve;
mod spoilers;
#[cfg(test)]
mod tests;
mod types;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;

use crate::diag::{Diagnostic, Levels};
use crate::inputs::Hash;
use crate::labels::SpoilerScopes;
use crate::text::{Place, Source};
use crate::words::{Collation, Words};

pub use named::{Named, NamedKind, named};
pub use resolve::is_right_to_left;
pub use types::{Field, FieldKind, Inverse, PageType, Property, Role, Span, TypeId, Types};

/// The settings of a wiki, as meant.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of the wiki.
    pub title: String,
    /// A line under the name; may be empty.
    pub tagline: String,
    /// What the wiki is, for search engines; may be empty.
    pub description: String,
    /// Where the site will be served.
    pub base_url: BaseUrl,
    /// BCP 47 tag of the language of the pages.
    pub language: String,
    /// Whether the language is written from right to left.
    pub right_to_left: bool,
    /// Who writes the wiki, for feeds and metadata.
    pub author: Option<String>,
    /// Address that a page's path is appended to for "edit this page".
    pub edit_url: Option<String>,
    /// A line at the foot of every page, plain text.
    pub footer: Option<String>,
    /// Links in the header.
    pub nav: Vec<NavItem>,
    /// What is read from `content/`, and how Markdown is meant.
    pub content: Content,
    /// The words that readers see.
    pub words: Arc<Words>,
    /// The order of names.
    pub collation: Arc<Collation>,
    /// Levels of diagnostics.
    pub levels: Levels,
    /// Types of pages.
    pub types: Types,
    /// Properties that claims are about, by name.
    pub properties: BTreeMap<String, Property>,
    /// Labels that can sit on what gives a story away.
    pub spoilers: SpoilerScopes,
    /// Look of the default theme.
    pub theme: Theme,
    /// What is written besides the pages.
    pub output: Output,
    /// Smaller variants of pictures; `None` where there are none.
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
    /// A hash of everything that the parsing of a page sees of the settings.
    pub fn parse_fingerprint(&self) -> Hash {
        // Which files are read is seen before anything is parsed.
        let Content { ignore: _, active: _, smart_punctuation, math, inline_tags, drafts } = &self.content;
        let content = (smart_punctuation, math, inline_tags, drafts, &self.language, &self.words);
        Hash::of(format!("{content:?}{:?}{:?}", self.types, self.spoilers).as_bytes())
    }
}

/// The address of a site, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Scheme and host, such as `https://example.org`, without a slash at the end.
    pub origin: String,
    /// Path, with a slash at both ends; `/` for a site at the root of its host.
    pub path: String,
}

impl BaseUrl {
    /// Takes an `http` or `https` address apart. `None` if it is not one.
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

    /// Address of the site's root, with a slash at the end.
    pub fn root(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }
}

/// A link in the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// What it says.
    pub title: String,
    /// A path in the site, such as `/history/`, or a whole address.
    pub url: String,
    /// Where the address stands.
    pub place: Place,
}

/// How content is read.
#[derive(Debug, Clone)]
pub struct Content {
    /// Files that are left out, by glob from `content/`.
    pub ignore: GlobSet,
    /// Files that are published whatever their kind, by glob from `content/`.
    pub active: GlobSet,
    /// Whether straight quotes, hyphens and dots become typographic ones.
    pub smart_punctuation: bool,
    /// Whether `$…$` is a formula.
    pub math: bool,
    /// Whether `#tags` in texts are categories.
    pub inline_tags: bool,
    /// Whether pages marked as drafts are part of the wiki.
    pub drafts: bool,
}

/// The look of the default theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    /// A picture beside the name, a path below `static/`.
    pub logo: Option<String>,
    /// The icon of the site, a path below `static/`.
    pub favicon: Option<String>,
    /// The picture for shared links when a page has none, a path below `static/`.
    pub card: Option<String>,
    /// CSS custom properties for both schemes: name without `--`, value.
    pub both: Vec<(String, String)>,
    /// CSS custom properties of the light scheme.
    pub light: Vec<(String, String)>,
    /// CSS custom properties of the dark scheme.
    pub dark: Vec<(String, String)>,
}

/// What is written besides the pages.
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
    /// Number of entries in the feed of pages.
    pub feed_entries: usize,
    /// Whether every page carries the Content-Security-Policy in a `meta` element.
    pub csp: bool,
    /// Whether a file `_headers`, which several static hosts read, carries the Content-Security-Policy.
    pub headers: bool,
    /// Where the site is published.
    pub host: host::Host,
    /// The value of `host` in `site.toml`.
    pub host_at: Span,
    /// Domain for a `CNAME` file.
    pub cname: Option<String>,
    /// Most bytes of all generated files; a multiple of the sources where it is not set.
    pub max_size: Option<u64>,
}

/// Smaller variants of pictures, as WebP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// Widths of the variants in pixels, each once, smallest first; never empty.
    pub widths: Vec<u32>,
    /// Quality of the encoder, from 0 to 100.
    pub quality: u8,
}

/// A resolved configuration shared by all stages.
pub type SharedConfig = Arc<Config>;
