//! Renders a linked wiki to bytes, path by path.
//!
//! Paths are independent of each other and can be rendered in any order, on any thread. Nothing here touches the disk.

mod api;
mod api_claims;
mod artifact;
mod body;
mod chart;
mod claim_text;
mod claims;
mod components;
mod connections;
pub mod context;
mod contrast;
mod drawing;
mod event_chart;
mod extras;
mod feeds;
mod figures;
mod files;
mod filters;
mod fold_ids;
mod fonts;
mod generated;
mod history;
mod infobox;
mod json_ld;
mod lists;
mod markup;
mod matrix;
mod new_pages;
mod origins;
mod outline;
mod page;
mod palette;
mod pictures;
mod placed_events;
pub mod plan;
mod query;
mod query_text;
mod real_titles;
mod redirects;
mod references;
mod scripts;
mod search_facts;
mod search_index;
mod search_words;
mod shared_texts;
mod sheets;
mod special;
mod special_lists;
mod spoiler_control;
mod template_tags;
#[cfg(test)]
mod tests;
mod theme;
mod tree;
mod values;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;
use tera::{Context, Value};

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::labels::SpoilerScope;
use crate::page::inline_text;
use crate::page::links::{LinkKind, split_address};
use crate::text::Place;
use crate::text::escape::{Html, encode_url_path, fragment_url};
use crate::wiki::{NameRef, PageId, Target, Wiki};
use crate::words::Words;

pub use artifact::Artifact;
pub use plan::Plan;
use real_titles::RealTitles;
pub use search_index::search_index;
pub use theme::{Theme, default_files};

/// Content-Security-Policy of every page of the default theme.
const POLICY: &str = "default-src 'self'";

/// Content-Security-Policy sent by hosts: adds directives that a `meta` element cannot set.
const HOST_POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// Content-Security-Policy of SVG images, which browsers run as documents when opened directly.
pub const SVG_POLICY: &str = "sandbox; script-src 'none'";

/// Values of a site for all templates. Clones share them.
#[derive(Debug, Clone)]
pub struct SiteValues(Value, Arc<RealTitles>);

impl SiteValues {
    /// Computes them, reading every page once.
    pub fn new(wiki: &Wiki, theme: &Theme) -> Self {
        Self(Value::from(site(wiki, theme)), Arc::new(RealTitles::new(wiki)))
    }
}

/// The state shared by all paths: the wiki, the theme, and values for every template.
pub struct Renderer<'r> {
    wiki: &'r Wiki,
    theme: &'r Theme,
    site: Value,
    /// Titles that are spoilers.
    real_titles: Arc<RealTitles>,
    /// Diagnostics of pages that were rendered nevertheless.
    found: Mutex<Vec<Diagnostic>>,
    /// Outlines of pages that are partly embedded.
    outlines: Mutex<FxHashMap<PageId, Arc<outline::Outline>>>,
    /// Entries of special lists, each of which may be split over many pages.
    special_lists: Mutex<BTreeMap<special_lists::Special, Arc<Vec<special_lists::Entry>>>>,
}

impl<'r> Renderer<'r> {
    /// Creates a renderer with the values of a site. Cheap enough for each request.
    pub fn new(wiki: &'r Wiki, theme: &'r Theme, site: SiteValues) -> Self {
        Self {
            wiki,
            theme,
            site: site.0,
            real_titles: site.1,
            found: Mutex::default(),
            outlines: Mutex::default(),
            special_lists: Mutex::default(),
        }
    }

    /// Takes the diagnostics found so far in paths that were rendered nevertheless.
    pub fn take_faults(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut *crate::lock::lock(&self.found))
    }

    /// The words that readers see.
    fn words(&self) -> &'r Words {
        &self.wiki.config.words
    }

    /// The URL path of an address on the site.
    fn url(&self, address: &str) -> String {
        let base = &self.wiki.config.base_url.path;
        let mut url = String::with_capacity(base.len() + address.len() + 8);
        url.push_str(base);
        encode_url_path(&mut url, address);
        url
    }

    fn page_url(&self, id: PageId) -> String {
        self.url(&self.wiki.page(id).address)
    }

    /// The absolute URL of an address on the site.
    fn absolute(&self, address: &str) -> String {
        format!("{}{}", self.wiki.config.base_url.origin, self.url(address))
    }

    /// The address of a target; `None` for a red link.
    fn target_url(&self, target: &Target) -> Option<String> {
        match target {
            Target::Page(id, None) => Some(self.page_url(*id)),
            Target::Page(id, Some(fragment)) => {
                let mut url = self.page_url(*id);
                url.push('#');
                encode_url_path(&mut url, fragment);
                Some(url)
            }
            Target::Address(address, suffix) => {
                Some(self.url(address) + suffix.as_deref().unwrap_or_default())
            }
            Target::Asset(index, suffix) => {
                let url = self.url(self.wiki.assets.get(*index).0);
                Some(url + suffix.as_deref().unwrap_or_default())
            }
            Target::Interwiki(address) => Some(address.to_string()),
            Target::Elsewhere | Target::Missing | Target::Absent => None,
        }
    }

    fn page_link(&self, id: PageId) -> context::Link {
        context::Link { title: self.wiki.page(id).title.clone(), url: self.page_url(id) }
    }

    /// A link to a page as HTML.
    fn page_anchor(&self, id: PageId) -> Html {
        let mut html = Html::new();
        html.tag("<a")
            .attribute("href", &self.page_url(id))
            .tag(if self.wiki.config.right_to_left { " dir=\"auto\">" } else { ">" })
            .text(&self.wiki.page(id).title)
            .tag("</a>");
        html
    }

    /// Renders the template of a page; `file` is the source file if it has exactly one.
    fn template(
        &self,
        name: &str,
        page: context::Page,
        subject: Option<Place>,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let url = page.url.clone();
        let (page, has_folds) = spoiler_control::page_value(page);
        let mut html = self.filled(name, page.clone(), subject.clone())?;
        if let Some(titled) = self.real_titles.shown(&html, &url) {
            html = titled;
            // Only the finished page tells that it needs the control.
            if !has_folds {
                let again = self.filled(name, spoiler_control::with_folds(page), subject)?;
                html = self.real_titles.shown(&again, &url).unwrap_or(again);
            }
        }
        Ok(fold_ids::moved(html).into_bytes())
    }

    fn filled(&self, name: &str, page: Value, subject: Option<Place>) -> Result<String, Vec<Diagnostic>> {
        let mut tera = Context::new();
        tera.insert_value("site", self.site.clone());
        tera.insert_value("page", page);
        self.theme.render(name, &tera, subject).map_err(|fault| vec![*fault])
    }
}

fn site(wiki: &Wiki, theme: &Theme) -> context::Site {
    let config = &wiki.config;
    let base = &config.base_url.path;
    let at = |path: &str| format!("{base}{path}");
    let file = |name: &Option<String>| {
        let name = name.as_deref()?;
        let own = wiki.assets.at(name).map(|index| wiki.assets.get(index).0);
        own.or_else(|| theme.published(name)).map(at)
    };
    let search = config.output.search;
    let scopes: Vec<context::Scope> =
        config.spoilers.published().map(|scope| spoiler_scope(wiki, scope)).collect();
    context::Site {
        title: config.title.clone(),
        tagline: config.tagline.clone(),
        description: config.description.clone(),
        url: config.base_url.root().trim_end_matches('/').to_owned(),
        base_path: base.clone(),
        language: config.language.clone(),
        direction: direction(config.right_to_left),
        nav: config.nav.iter().map(|item| nav_link(wiki, &item.title, &item.url)).collect(),
        nav_is_long: nav_width(config) > MAX_NAV,
        logo: file(&config.theme.logo),
        favicon: file(&config.theme.favicon),
        fonts: fonts::early(&config.theme).filter_map(|path| theme.published(&path).map(at)).collect(),
        feed_url: feeds::has_feed(wiki).then(|| at("feed.xml")),
        edit_base: config.edit_url.clone(),
        footer: config.footer.as_deref().map(|footer| footer_html(wiki, footer)),
        search,
        search_index: search.then(|| at("search/index.json")),
        api: config.output.api.then(|| at("api/")),
        api_shards: api::shards(wiki.pages.len()),
        csp: config.output.csp.then(|| POLICY.to_owned() + &frame_policy(wiki)),
        counts: context::Counts {
            pages: wiki.page_count(),
            sources: wiki.sources.len(),
            events: wiki.events.iter().len(),
        },
        links: site_links(wiki, &at),
        spoiler_series: spoiler_control::series(&scopes),
        spoiler_scopes: scopes,
        generator: format!("Lorekeep {}", env!("CARGO_PKG_VERSION")),
    }
}

/// The directive that allows the frames of videos, where there are any.
fn frame_policy(wiki: &Wiki) -> String {
    let origins: Vec<&str> = wiki.frame_origins().into_iter().collect();
    if origins.is_empty() { String::new() } else { format!("; frame-src {}", origins.join(" ")) }
}

fn spoiler_scope(wiki: &Wiki, scope: &SpoilerScope) -> context::Scope {
    let scopes = &wiki.config.spoilers;
    context::Scope {
        id: scope.id.clone(),
        label: scope.label.clone(),
        series: scope.series.clone(),
        work: scope.work.as_ref().and_then(|(name, _)| work_link(wiki, name)),
        after: scope.after.iter().map(|id| scopes.name(*id).to_owned()).collect(),
    }
}

/// The page of a work, by any of its names.
fn work_link(wiki: &Wiki, name: &str) -> Option<context::Link> {
    let id = wiki.named_in_settings(NameRef::new(name))?;
    let page = wiki.page(id);
    let mut url = wiki.config.base_url.path.clone();
    encode_url_path(&mut url, &page.address);
    Some(context::Link { title: page.title.clone(), url })
}

/// Maximum width of the menu in the header's row on wide screens, in letters.
const MAX_NAV: usize = 110;

/// The approximate width of the menu, in letters with the gaps between items.
fn nav_width(config: &Config) -> usize {
    let letters = config.nav.iter().flat_map(|item| item.title.chars());
    let width: usize = letters.map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum();
    width + 3 * config.nav.len()
}

fn site_links(wiki: &Wiki, at: &dyn Fn(&str) -> String) -> context::SiteLinks {
    let special = wiki.config.output.special;
    context::SiteLinks {
        home: at(""),
        history: (!wiki.events.is_empty()).then(|| at("history/")),
        sources: (!wiki.sources.is_empty()).then(|| at("sources/")),
        special: special.then(|| at("special/")),
        all_pages: special.then(|| at("special/all-pages/")),
        random: (special && wiki.config.output.api).then(|| at("special/random/")),
        search: wiki.config.output.search.then(|| at("search/")),
    }
}

/// A link of the header: a path on the site, or an absolute address.
fn nav_link(wiki: &Wiki, title: &str, url: &str) -> context::Link {
    let link = split_address(url);
    let url = match link.kind {
        LinkKind::Markdown => {
            let mut encoded = wiki.config.base_url.path.clone();
            encode_url_path(&mut encoded, &wiki.spelt_address(&link.target));
            encoded + link.suffix().as_deref().unwrap_or_default()
        }
        _ => url.to_owned(),
    };
    context::Link { title: title.to_owned(), url }
}

/// The footer with its marks and links.
fn footer_html(wiki: &Wiki, footer: &str) -> Html {
    inline_text::html(footer, |_, found, html| {
        let url = match found.link.kind {
            LinkKind::External => return markup::external_link(found, html),
            LinkKind::Stated => wiki.named_in_settings(NameRef::of_link(&found.link)).map(|id| {
                let mut url = wiki.config.base_url.path.clone();
                encode_url_path(&mut url, &wiki.page(id).address);
                let heading = found.link.fragment.as_deref().and_then(|name| wiki.page(id).body.anchor(name));
                url + &heading.map(fragment_url).unwrap_or_default()
            }),
            LinkKind::StatedPath => Some(nav_link(wiki, "", &footer[found.inside.clone()]).url),
            _ => None,
        };
        match url {
            Some(url) => drop(html.tag("<a").attribute("href", &url).tag(">").text(&found.label).tag("</a>")),
            None => drop(html.text(&found.label)),
        }
    })
}

fn direction(right_to_left: bool) -> String {
    if right_to_left { "rtl" } else { "ltr" }.to_owned()
}
