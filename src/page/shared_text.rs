//! Texts of `site.toml` that many pages show, parsed like the text of a page.

use super::decoded::{Decoded, toml};
use super::{LeftOut, Page, markdown, parse};
use rustc_hash::FxHashMap;

use crate::config::{Config, SharedText};
use crate::text::Source;

/// Parses a text as a page without a name, whose diagnostics have their places in `site.toml`. A text that is only the name of a component
/// calls it.
pub fn shared_text(text: &SharedText, config: &Config) -> Page {
    let source = &config.source;
    let range = text.range();
    let name = text.text.trim();
    let decoded = match config.components.named(name) {
        Some(_) => Decoded::whole(&format!("{{{{{name}}}}}"), range),
        None => toml(&source.text[range.clone()], &text.text).shifted(range.start),
    };
    let mut faults = Vec::new();
    let quotes = config.quotes(None);
    let request = markdown::Request {
        start: 0,
        title: Some(""),
        content: &config.content,
        scopes: &config.spoilers,
        components: &config.components,
        words: &config.words,
        quotes: &quotes,
        cites: false,
        facts: None,
    };
    let parsed = markdown::parse_string(source, request, decoded, &mut faults);
    let mut page = parse(&Source::new("content/shared.md", ""), "shared.md", config);
    (page.source, page.body, page.diagnostics) = (source.clone(), parsed.body, faults);
    let left_out = LeftOut {
        scopes: &config.spoilers,
        links: Default::default(),
        references: Default::default(),
        titles: &FxHashMap::default(),
    };
    page.without(&left_out).unwrap_or(page)
}
