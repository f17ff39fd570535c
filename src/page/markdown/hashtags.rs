//! `#tags` in texts, if enabled in the settings: each is a category, and a link to it.

use super::writer::Writer;
use crate::labels::Labelled;
use crate::page::body::Fill;
use crate::page::links::{Link, LinkKind};
use crate::page::node::YamlPath;
use crate::page::path_slug;
use crate::page::value::Name;

/// Maximum number of tags in a text that become categories.
const MAX_TAGS: usize = 1_000;

impl Writer<'_> {
    /// Writes the tag that begins with the `#` at `at`, and returns the offset after it. As in Obsidian, a tag begins at the start of a
    /// word and contains a letter.
    pub(super) fn tag(&mut self, at: usize) -> Option<usize> {
        let before = self.text[..at].chars().next_back();
        if before.is_some_and(|sign| !sign.is_whitespace() && !"([{\"“‘«,;".contains(sign)) {
            return None;
        }
        let rest = &self.text[at + 1..];
        let is_of_tag = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '/');
        let length = rest.find(|sign| !is_of_tag(sign)).unwrap_or(rest.len());
        let name = rest[..length].trim_end_matches('/');
        let is_tag = name.chars().any(|sign| !sign.is_ascii_digit() && !matches!(sign, '/' | '-' | '_'));
        if !is_tag || name.len() > 200 || self.tags.len() >= MAX_TAGS {
            return None;
        }
        let end = at + 1 + name.len();
        self.open_paragraph();
        let target = format!("/categories/{}/", path_slug(name));
        self.hole(Fill::Link(self.body.links.len() as u32));
        let start = self.plain_text.len() as u32;
        let shown = format!("#{name}");
        self.out.html.text(&shown).tag("</a>");
        self.plain_text.push_str(&shown);
        let mut link = Link::new(LinkKind::Markdown, target, None, self.file_span(at..end));
        link.label = (start, self.plain_text.len() as u32);
        let scopes = self.scopes();
        self.body.links.push(Labelled::new(link, scopes));
        self.tags.push(Labelled::new(Name { text: name.to_owned(), at: YamlPath::ROOT }, scopes));
        Some(end)
    }
}
