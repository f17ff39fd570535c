//! Atom feeds (RFC 4287), the sitemap (sitemaps.org, protocol 0.9), `robots.txt`.

use std::fmt::Write;

use super::Renderer;
use crate::date::PartialDate;
use crate::labels::Open;
use crate::page::Page;
use crate::text::escape::escape_xml;
use crate::wiki::{Owner, Wiki};

/// Maximum number of addresses in a sitemap, set by the protocol.
const SITEMAP_LIMIT: usize = 50_000;

/// An entry of a feed.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Permanent id.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) url: String,
    /// Date of its last change.
    pub(super) date: PartialDate,
    pub(super) summary: Open<String>,
}

/// Returns whether the site has a feed: if it is switched on, and something has a date.
pub(super) fn has_feed(wiki: &Wiki) -> bool {
    let is_dated = |page: &Page| page.matter.updated.or(page.open_date()).is_some();
    let has_entry = || wiki.listed_articles().any(|(_, page)| is_dated(page)) || !wiki.events.is_empty();
    wiki.config.output.feed_entries > 0 && (has_entry() || wiki.claims.iter().next().is_some())
}

impl Renderer<'_> {
    /// The feed of pages, most recently changed first. Undated pages are left out, unless all are undated.
    pub(super) fn feed(&self) -> Vec<u8> {
        let mut dated: Vec<Entry> = Vec::new();
        for (id, page) in self.wiki.listed_articles() {
            if let Some(date) = page.matter.updated.or(page.open_date()) {
                dated.push(Entry {
                    id: self.absolute(&page.address),
                    title: page.title.clone(),
                    url: self.absolute(&page.address),
                    date,
                    summary: self.summary(id),
                });
            }
        }
        if dated.is_empty() {
            dated = self.history_entries();
        }
        dated.sort_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
        dated.truncate(self.wiki.config.output.feed_entries);
        self.atom("feed.xml", &self.wiki.config.title, &dated)
    }

    /// The feed of events and claims.
    pub(super) fn history_feed(&self) -> Vec<u8> {
        let title = format!("{}: history", self.wiki.config.title);
        self.atom("history/feed.xml", &title, &self.history_entries())
    }

    fn atom(&self, path: &str, title: &str, entries: &[Entry]) -> Vec<u8> {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"",
        );
        attribute(&mut xml, "xml:lang", &self.wiki.config.language);
        xml.push_str(">\n");
        element(&mut xml, "title", title);
        element(&mut xml, "id", &self.absolute(path));
        link(&mut xml, "self", &self.absolute(path));
        link(&mut xml, "alternate", &self.absolute(""));
        let updated = entries.iter().map(|entry| entry.date.first_day()).max();
        let updated = updated.unwrap_or_else(|| self.wiki.today.first_day());
        element(&mut xml, "updated", &format!("{updated}T00:00:00Z"));
        let author = self.wiki.config.author.as_deref().unwrap_or(&self.wiki.config.title);
        xml.push_str("<author>");
        element(&mut xml, "name", author);
        xml.push_str("</author>\n");
        for entry in entries {
            xml.push_str("<entry>\n");
            element(&mut xml, "title", &entry.title);
            element(&mut xml, "id", &entry.id);
            link(&mut xml, "alternate", &entry.url);
            element(&mut xml, "updated", &format!("{}T00:00:00Z", entry.date.first_day()));
            element(&mut xml, "summary", &entry.summary);
            xml.push_str("</entry>\n");
        }
        xml.push_str("</feed>\n");
        xml.into_bytes()
    }

    /// The sitemap of all pages meant for search engines.
    pub(super) fn sitemap(&self, number: usize) -> Vec<u8> {
        let addresses = sitemap_addresses(self.wiki);
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        if number == 0 && addresses.len() > SITEMAP_LIMIT {
            xml.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
            for at in 1..=addresses.len().div_ceil(SITEMAP_LIMIT) {
                xml.push_str("<sitemap>");
                element(&mut xml, "loc", &self.absolute(&format!("sitemap-{at}.xml")));
                xml.push_str("</sitemap>\n");
            }
            xml.push_str("</sitemapindex>\n");
            return xml.into_bytes();
        }
        let part = number.saturating_sub(1) * SITEMAP_LIMIT;
        xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for (address, updated) in addresses.iter().skip(part).take(SITEMAP_LIMIT) {
            xml.push_str("<url>");
            element(&mut xml, "loc", &self.absolute(address));
            if let Some(date) = updated {
                element(&mut xml, "lastmod", date);
            }
            xml.push_str("</url>\n");
        }
        xml.push_str("</urlset>\n");
        xml.into_bytes()
    }

    pub(super) fn robots(&self) -> Vec<u8> {
        format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", self.absolute("sitemap.xml")).into_bytes()
    }
}

fn sitemap_addresses(wiki: &Wiki) -> Vec<(&str, Option<String>)> {
    let mut addresses = Vec::new();
    for (address, owner) in wiki.addresses.iter(&wiki.pages) {
        match owner {
            Owner::Page(id) if wiki.page(*id).matter.unindexed => {}
            Owner::Page(id) => {
                let page = wiki.page(*id);
                let updated =
                    page.matter.updated.or(page.open_date()).filter(|_| wiki.events.of(*id).is_none());
                addresses.push((address, updated.map(PartialDate::iso)));
            }
            Owner::Category(_) | Owner::Section(_) | Owner::Disambiguation(_) => {
                addresses.push((address, None));
            }
            Owner::Redirect(_) | Owner::Asset(_) => {}
        }
    }
    for (address, shown) in [("history/", !wiki.events.is_empty()), ("sources/", !wiki.sources.is_empty())] {
        if shown && wiki.addresses.at(address).is_none() {
            addresses.push((address, None));
        }
    }
    addresses.sort_unstable();
    addresses
}

/// Number of additional sitemaps; 0 if one is enough.
pub(super) fn further_sitemaps(wiki: &Wiki) -> usize {
    // An upper bound: enough to tell that most wikis need only one.
    let most = wiki.addresses.len() + 2;
    let count = if most > SITEMAP_LIMIT { sitemap_addresses(wiki).len() } else { most };
    if count > SITEMAP_LIMIT { count.div_ceil(SITEMAP_LIMIT) } else { 0 }
}

fn element(xml: &mut String, name: &str, text: &str) {
    let _ = write!(xml, "<{name}>");
    escape_xml(xml, text);
    let _ = writeln!(xml, "</{name}>");
}

fn attribute(xml: &mut String, name: &str, value: &str) {
    let _ = write!(xml, " {name}=\"");
    escape_xml(xml, value);
    xml.push('"');
}

fn link(xml: &mut String, relation: &str, url: &str) {
    let _ = write!(xml, "<link rel=\"{relation}\"");
    attribute(xml, "href", url);
    xml.push_str("/>\n");
}
