//! The plan: every path of the site, and what stands there.
//!
//! A wiki and its theme enter, a map from output paths to [`Artifact`]s leaves. [`Renderer::render`] evaluates one of
//! them.

use std::collections::BTreeMap;

use super::history::{self, Filter};
use super::lists::page_count;
use super::special::{self, Place};
use super::{Rendered, Renderer, Theme, api};
use crate::diag::Diagnostic;
use crate::inputs::AssetData;
use crate::wiki::{Owner, PageId, Wiki};

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Artifact {
    /// A page of `content/`; a page of its list of members, from 1.
    Page(PageId, usize),
    /// A section that nobody wrote a page for.
    Section(String, usize),
    /// A category that nobody wrote a page for.
    Category(String, usize),
    /// A generated disambiguation page.
    Disambiguation(String),
    /// A page that leads to another.
    Redirect(PageId),
    /// A file of `content/`.
    Asset(u32),
    /// A file of the theme.
    ThemeFile,
    /// A special page.
    Special(Place),
    /// The timeline.
    Timeline(Filter, usize),
    /// The list of sources.
    Sources(usize),
    /// The search page.
    SearchPage,
    /// A file of the search index.
    SearchFile,
    /// The page for what is not there.
    NotFound,
    /// The feed of pages.
    Feed,
    /// The feed of events and claims.
    HistoryFeed,
    /// The sitemap; a part of it, from 1.
    Sitemap(usize),
    /// `robots.txt`.
    Robots,
    /// The list of all pages for machines.
    ApiIndex,
    /// A page for machines.
    ApiPage(PageId),
    /// A file with this text.
    Text(String),
}

/// Every path of the site.
#[derive(Debug, Default)]
pub struct Plan {
    paths: BTreeMap<String, Artifact>,
}

impl Plan {
    /// Plans a site.
    pub fn new(wiki: &Wiki, theme: &Theme) -> Self {
        let mut plan = Self::default();
        plan.files(wiki, theme);
        plan.owners(wiki);
        plan.lists(wiki);
        plan.machines(wiki, theme);
        plan
    }

    /// What stands at a path.
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.paths.get(path)
    }

    /// All paths with what stands there, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.paths.iter().map(|(path, artifact)| (path.as_str(), artifact))
    }

    /// Number of paths.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there is no path.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Adds files that are known only once they are made, such as those of the search index.
    pub fn add(&mut self, path: String, artifact: Artifact) {
        self.paths.entry(path).or_insert(artifact);
    }

    /// Adds a page that is shown as a folder's `index.html`, unless the wiki has something of its own there.
    fn page(&mut self, address: &str, artifact: Artifact) {
        self.add(format!("{address}index.html"), artifact);
    }

    fn files(&mut self, wiki: &Wiki, theme: &Theme) {
        for (index, path, _) in wiki.assets.iter() {
            self.add(path.to_owned(), Artifact::Asset(index));
        }
        for (path, _) in theme.files() {
            self.add(path.to_owned(), Artifact::ThemeFile);
        }
    }

    fn owners(&mut self, wiki: &Wiki) {
        let sections = wiki.addresses.sections();
        for (address, owner) in wiki.addresses.iter() {
            match owner {
                Owner::Page(id) => {
                    for number in 1..=page_count(members_of(wiki, *id)) {
                        self.page(&super::lists::numbered(address, number), Artifact::Page(*id, number));
                    }
                }
                Owner::Redirect(id) => self.page(address, Artifact::Redirect(*id)),
                Owner::Category(key) => {
                    let members = wiki.categories.get(key).map_or(0, |category| category.members.len());
                    for number in 1..=page_count(members) {
                        let artifact = Artifact::Category(key.clone(), number);
                        self.page(&super::lists::numbered(address, number), artifact);
                    }
                }
                Owner::Section(folder) => {
                    let members = match folder.as_str() {
                        "categories" => wiki.categories.iter().count(),
                        _ => sections.get(folder).map_or(0, |section| section.members.len()),
                    };
                    for number in 1..=page_count(members) {
                        let artifact = Artifact::Section(folder.clone(), number);
                        self.page(&super::lists::numbered(address, number), artifact);
                    }
                }
                Owner::Disambiguation(key) => self.page(address, Artifact::Disambiguation(key.clone())),
                Owner::Asset(_) => {}
            }
        }
    }

    fn lists(&mut self, wiki: &Wiki) {
        if wiki.config.output.special {
            for (address, place) in special::addresses(wiki) {
                self.page(&address, Artifact::Special(place));
            }
        }
        if !wiki.events.is_empty() {
            for (filter, count) in history::filters(wiki) {
                if filter == Filter::All && history::is_taken(wiki) {
                    continue;
                }
                let address = history::address(wiki, &filter);
                for number in 1..=history::pages_of(count) {
                    let artifact = Artifact::Timeline(filter.clone(), number);
                    self.page(&super::lists::numbered(&address, number), artifact);
                }
            }
            self.add("history/feed.xml".to_owned(), Artifact::HistoryFeed);
        }
        for number in 1..=page_count(wiki.sources.len()) {
            if !wiki.sources.is_empty() {
                self.page(&super::lists::numbered("sources/", number), Artifact::Sources(number));
            }
        }
    }

    fn machines(&mut self, wiki: &Wiki, theme: &Theme) {
        let output = &wiki.config.output;
        self.add("404.html".to_owned(), Artifact::NotFound);
        self.add("sitemap.xml".to_owned(), Artifact::Sitemap(0));
        for number in 1..=Renderer::new(wiki, theme).further_sitemaps() {
            self.add(format!("sitemap-{number}.xml"), Artifact::Sitemap(number));
        }
        self.add("robots.txt".to_owned(), Artifact::Robots);
        self.add(".nojekyll".to_owned(), Artifact::Text(String::new()));
        if output.headers {
            let text = format!(
                "/*\n  Content-Security-Policy: {}\n  X-Content-Type-Options: nosniff\n",
                super::POLICY
            );
            self.add("_headers".to_owned(), Artifact::Text(text));
        }
        if let Some(domain) = &output.cname {
            self.add("CNAME".to_owned(), Artifact::Text(format!("{domain}\n")));
        }
        if output.feed_entries > 0 {
            self.add("feed.xml".to_owned(), Artifact::Feed);
        }
        if output.search {
            self.page("search/", Artifact::SearchPage);
        }
        if output.api {
            self.add("api/pages.json".to_owned(), Artifact::ApiIndex);
            for (id, page) in wiki.iter() {
                self.add(api::address(page), Artifact::ApiPage(id));
            }
        }
    }
}

/// Number of members that a page lists below its text.
fn members_of(wiki: &Wiki, id: PageId) -> usize {
    let page = wiki.page(id);
    if wiki.categories.is_category_page(id) {
        wiki.categories.named(&page.title).map_or(0, |category| category.members.len())
    } else if page.is_index() && !page.address.is_empty() {
        wiki.addresses.sections().get(page.folder()).map_or(0, |section| section.members.len())
    } else {
        0
    }
}

impl Renderer<'_> {
    /// What stands at a path.
    ///
    /// # Errors
    /// When a template fails, with the line of the template and the page.
    pub fn render(&self, path: &str, artifact: &Artifact) -> Result<Rendered, Vec<Diagnostic>> {
        let bytes = match artifact {
            Artifact::Page(id, number) => self.page(*id, *number)?,
            Artifact::Section(folder, number) => self.section(folder, *number)?,
            Artifact::Category(key, number) => self.category(key, *number)?,
            Artifact::Disambiguation(key) => self.disambiguation(key)?,
            Artifact::Redirect(id) => self.redirect(*id)?,
            Artifact::Asset(index) => return Ok(file(self.wiki.assets.asset(*index))),
            Artifact::ThemeFile => match self.theme.file(path) {
                Some(asset) => return Ok(file(asset)),
                None => Vec::new(),
            },
            Artifact::Special(place) => self.special(place)?,
            Artifact::Timeline(filter, number) => self.timeline(filter, *number)?,
            Artifact::Sources(number) => self.sources(*number)?,
            Artifact::SearchPage => self.search_page()?,
            Artifact::SearchFile => Vec::new(),
            Artifact::NotFound => self.not_found()?,
            Artifact::Feed => self.feed(),
            Artifact::HistoryFeed => self.history_feed(),
            Artifact::Sitemap(number) => self.sitemap(*number),
            Artifact::Robots => self.robots(),
            Artifact::ApiIndex => self.api_index(),
            Artifact::ApiPage(id) => self.api_page(*id),
            Artifact::Text(text) => text.clone().into_bytes(),
        };
        Ok(Rendered::Bytes(bytes))
    }
}

fn file(asset: &std::sync::Arc<crate::inputs::Asset>) -> Rendered {
    match &asset.data {
        AssetData::Memory(bytes) => Rendered::Bytes(bytes.to_vec()),
        AssetData::File(_) => Rendered::File(std::sync::Arc::clone(asset)),
    }
}
