//! The plan: a map from every output path of the site to its [`Artifact`]. [`Renderer::render`] evaluates one of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::artifact::Artifact;
use super::history;
use super::lists::page_count;
use super::special_lists::{self, SpecialPath};
use super::{Renderer, Theme, api, context, pictures, redirects};
use crate::diag::{Diagnostic, codes};
use crate::inputs::AssetData;
use crate::output::Rendered;
use crate::page::CATEGORIES;
use crate::search;
use crate::text::{self, fold_path, folders_above};
use crate::wiki::{Owner, PageId, Wiki, in_the_place_of, written_place};

/// Every path of the site.
#[derive(Debug, Default)]
pub struct Plan {
    paths: FxHashMap<String, Artifact>,
    /// Redirects written as rules for the host. They are not files, but `serve` shows them.
    ruled: FxHashSet<String>,
}

impl Plan {
    /// Plans a site. Paths that conflict with others are left out and reported.
    pub fn new(wiki: &Wiki, theme: &Theme, faults: &mut Vec<Diagnostic>) -> Self {
        let mut plan = Self::default();
        theme.check_types(&wiki.config.types, faults);
        theme.check_components(&wiki.config.components, faults);
        plan.owners(wiki, faults);
        for (path, _) in theme.files() {
            plan.make(wiki, path.to_owned(), Artifact::ThemeFile, faults);
        }
        plan.variants(wiki, faults);
        plan.lists(wiki, faults);
        plan.machines(wiki, faults);
        plan.api(wiki, faults);
        plan.keep_free_for_search(wiki, faults);
        plan.leave_out_refused(wiki, faults);
        plan.redirect_rules(wiki);
        plan
    }

    /// True if a wiki that differs from an earlier one only in texts has the same plan.
    pub fn is_alike(wiki: &Wiki, earlier: &Wiki) -> bool {
        let pages = (0..).zip(wiki.pages.iter().zip(&earlier.pages));
        let changed = pages.filter(|(_, (now, before))| !Arc::ptr_eq(now, before)).map(|(id, _)| id);
        let linked = wiki.texts.backlinks.changed_since(&earlier.texts.backlinks);
        linked.is_some_and(|linked| {
            let affected: Vec<PageId> = changed.chain(linked).collect();
            special_lists::lists_are_alike(wiki, earlier, &affected)
        })
    }

    /// The artifact at a path.
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.paths.get(path)
    }

    /// True if a page or file has an address.
    pub fn has_address(&self, address: &str) -> bool {
        let is_folder = address.is_empty() || address.ends_with('/');
        if is_folder { self.paths.contains_key(&index(address)) } else { self.paths.contains_key(address) }
    }

    /// The place where an author put the artifact of a path, or caused it to exist. `None` for pages that every wiki has.
    pub fn author_place(&self, wiki: &Wiki, path: &str) -> Option<text::Place> {
        match self.get(path)? {
            Artifact::Special(SpecialPath::LinksTo(id, _)) => Some(wiki.page(*id).address_place()),
            Artifact::Category(key, _) => {
                let member = wiki.categories.get(key)?.members.first()?;
                Some(wiki.page(*member).address_place())
            }
            artifact => place_of(wiki, path, artifact),
        }
    }

    /// All paths of files with their artifacts, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        let files = self.paths.iter().filter(|(path, _)| !self.ruled.contains(*path));
        let mut paths: Vec<(&str, &Artifact)> =
            files.map(|(path, artifact)| (path.as_str(), artifact)).collect();
        paths.par_sort_unstable_by_key(|(path, _)| *path);
        paths.into_iter()
    }

    /// Turns redirects into rules for the host. A `_redirects` in `static/` takes precedence and is kept unchanged.
    fn redirect_rules(&mut self, wiki: &Wiki) {
        let Some(rules) = wiki.config.output.host.rules().filter(|_| self.get(redirects::FILE).is_none())
        else {
            return;
        };
        let redirects = self.iter().filter_map(|(path, artifact)| match artifact {
            // The section that an alias leads to can change while the plan stays.
            Artifact::Redirect(to) if wiki.page(*to).matter.alias_sections.is_empty() => {
                Some((path.strip_suffix(redirects::INDEX)?, wiki.page(*to).address.as_ref()))
            }
            _ => None,
        });
        let redirects: BTreeMap<&str, &str> = redirects.collect();
        let (text, ruled) = redirects::file(&redirects, &wiki.config.base_url, rules);
        let ruled: Vec<String> =
            ruled.into_iter().map(|address| format!("{address}{}", redirects::INDEX)).collect();
        if !ruled.is_empty() {
            self.take_as_rules(ruled, (redirects::FILE.to_owned(), Artifact::Text(text)));
        }
    }

    /// Replaces redirect files by a file with rules.
    fn take_as_rules(&mut self, redirects: Vec<String>, (path, rules): (String, Artifact)) {
        self.ruled.extend(redirects);
        self.add(path, rules);
    }

    /// Number of paths.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// True if there are no paths.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    fn add(&mut self, path: String, artifact: Artifact) {
        self.paths.entry(path).or_insert(artifact);
    }

    /// Adds a generated artifact. An author's content at this path is left out and reported; a file of `static/` stays.
    fn make(&mut self, wiki: &Wiki, path: String, artifact: Artifact, faults: &mut Vec<Diagnostic>) {
        match wiki.addresses.entry(&path, &wiki.pages) {
            Some((address, owner)) if owner.is_written() => {
                self.take_back(wiki, (address, owner), &path, faults);
            }
            Some((address, Owner::Section(folder))) if path == index(address) => {
                self.paths.retain(|_, known| !matches!(known, Artifact::Section(name, _) if name == folder));
            }
            _ => {}
        }
        if artifact == Artifact::ThemeFile {
            self.paths.insert(path, artifact);
        } else {
            self.add(path, artifact);
        }
    }

    /// Leaves out an author's content at a reserved path, and reports it once.
    fn take_back(
        &mut self,
        wiki: &Wiki,
        (address, owner): (&str, &Owner),
        path: &str,
        faults: &mut Vec<Diagnostic>,
    ) {
        let taken = if let Owner::Asset(_) = owner { address.to_owned() } else { index(address) };
        if self.paths.get(&taken).is_some_and(Artifact::is_written) {
            self.paths.remove(&taken);
            let place = written_place(owner, address, &wiki.pages, &wiki.assets);
            let shown = path.strip_suffix("index.html").unwrap_or(path);
            faults.extend(place.map(|place| in_the_place_of(owner, place, shown, "generated by Lorekeep")));
        }
    }

    /// Adds the first page of a list that every wiki has, unless a page replaces it. Returns true if it was added.
    fn page(&mut self, wiki: &Wiki, address: &str, artifact: Artifact, faults: &mut Vec<Diagnostic>) -> bool {
        let owner = wiki.addresses.at(address);
        let yields = artifact.gives_way()
            && matches!(owner, Some(Owner::Page(id)) if wiki.page(*id).stands_by_its_file());
        if !yields {
            self.make(wiki, index(address), artifact, faults);
        }
        !yields
    }

    /// Adds a later page of a long list. It cannot be replaced, because its entries are listed nowhere else.
    fn further_page(&mut self, wiki: &Wiki, address: &str, artifact: Artifact, faults: &mut Vec<Diagnostic>) {
        let Some(owner) = wiki.addresses.at(address) else { return self.add(index(address), artifact) };
        let taken_by = owner.place(&wiki.pages, &wiki.assets);
        let message = format!("`{address}` is also the address of a further page of a long list");
        faults.push(collision([taken_by, place_of(wiki, address, &artifact)], message));
    }

    /// Adds all pages of a list that every wiki has.
    fn list_for_all(
        &mut self,
        wiki: &Wiki,
        base: &str,
        pages: usize,
        faults: &mut Vec<Diagnostic>,
        artifact: impl Fn(usize) -> Artifact,
    ) {
        if !self.page(wiki, base, artifact(1), faults) {
            return;
        }
        for number in 2..=pages {
            self.further_page(wiki, &super::lists::numbered(base, number), artifact(number), faults);
        }
    }

    /// Refused files have no path, but their conflicts are reported as for any other file.
    fn leave_out_refused(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        let refused = wiki.assets.iter().filter(|(_, _, asset)| asset.is_refused());
        refused.for_each(|(index, path, _)| self.add(path.to_owned(), Artifact::Asset(index)));
        self.leave_out_blocked(wiki, faults);
        self.paths.retain(|_, artifact| match artifact {
            Artifact::Asset(index) => !wiki.assets.asset(*index).is_refused(),
            _ => true,
        });
    }

    /// Leaves out files at paths that must be folders.
    fn leave_out_blocked(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        // Nearly every file has an extension and nearly no folder has, so most folders can be skipped.
        let is_plain = |path: &str| !path.rsplit('/').next().unwrap_or(path).contains('.');
        let any_plain = self.paths.keys().any(|path| is_plain(path));
        let folders = self
            .paths
            .keys()
            .flat_map(|path| folders_above(path))
            .filter(|folder| any_plain || !is_plain(folder));
        let folders: FxHashSet<Cow<'_, str>> = folders.map(fold_path).collect();
        if folders.is_empty() {
            return;
        }
        let is_blocked = |file: &&String| folders.contains(&fold_path(file));
        let mut blocked: Vec<String> = self.paths.keys().filter(is_blocked).cloned().collect();
        if blocked.is_empty() {
            return;
        }
        blocked.sort_unstable();
        let mut sorted: Vec<(String, String)> =
            self.paths.keys().map(|path| (fold_path(path).into_owned(), path.clone())).collect();
        sorted.sort_unstable();
        for file in blocked {
            let folder = format!("{}/", fold_path(&file));
            let first = sorted.partition_point(|(folded, _)| *folded < folder);
            let below = sorted[first..].iter().take_while(|(folded, _)| folded.starts_with(&folder));
            // Paths below it may have been left out themselves.
            let mut below: Vec<&String> =
                below.map(|(_, path)| path).filter(|path| self.paths.contains_key(*path)).collect();
            let Some(least) = below.first() else { continue };
            // The first one written by an author, because generated content stays.
            let written = |path: &&&String| self.paths[**path].is_written();
            let first = below.iter().find(written).unwrap_or(least);
            faults.push(self.blocked(wiki, &file, first));
            if self.paths[&file].is_written() {
                self.paths.remove(&file);
            } else {
                below.retain(|path| written(&path));
                below.iter().for_each(|path| drop(self.paths.remove(*path)));
            }
        }
    }

    fn blocked(&self, wiki: &Wiki, file: &str, below: &str) -> Diagnostic {
        let message = format!("the file `{file}` is in the way of a folder for `{below}`");
        collision([file, below].map(|path| place_of(wiki, path, &self.paths[path])), message)
    }

    fn owners(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        let sections = wiki.addresses.sections();
        for (address, owner) in wiki.addresses.iter(&wiki.pages) {
            let mut list = |members: usize, artifact: &dyn Fn(usize) -> Artifact| {
                self.add(index(address), artifact(1));
                for number in 2..=page_count(members) {
                    let address = super::lists::numbered(address, number);
                    self.further_page(wiki, &address, artifact(number), faults);
                }
            };
            match owner {
                Owner::Page(id) => list(members_of(wiki, *id), &|number| Artifact::Page(*id, number)),
                Owner::Redirect(id) => list(0, &|_| Artifact::Redirect(*id)),
                Owner::Disambiguation(key) => list(0, &|_| Artifact::Disambiguation(key.clone())),
                Owner::Category(key) => {
                    let members = wiki.categories.get(key).map_or(0, |category| category.members.len());
                    list(members, &|number| Artifact::Category(key.clone(), number));
                }
                Owner::Section(folder) => {
                    let members = match folder.as_str() {
                        CATEGORIES => wiki.categories.iter().count(),
                        _ => sections.get(folder).map_or(0, |section| section.members.len()),
                    };
                    list(members, &|number| Artifact::Section(folder.clone(), number));
                }
                Owner::Asset(index) if wiki.assets.asset(*index).is_refused() => {}
                Owner::Asset(index) => self.add(address.to_owned(), Artifact::Asset(*index)),
            }
        }
    }

    fn variants(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        for (index, ..) in wiki.assets.iter() {
            for variant in pictures::variants(wiki, index) {
                self.make(wiki, variant.address, Artifact::Variant(index, variant.size.0), faults);
            }
        }
    }

    /// Leaves out content named like a file of the search index, which is only made on request.
    fn keep_free_for_search(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        if !wiki.config.output.search {
            return;
        }
        for (address, owner) in wiki.addresses.iter(&wiki.pages).filter(|(_, owner)| owner.is_written()) {
            let Some(name) = search_file(address) else { continue };
            self.take_back(wiki, (address, owner), &format!("search/{name}"), faults);
        }
    }

    fn lists(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        if wiki.config.output.special {
            for list in special_lists::lists(wiki) {
                self.list_for_all(wiki, &list.address, list.pages, faults, |number| {
                    Artifact::Special(list.place.numbered(number))
                });
            }
        }
        if !wiki.events.is_empty() {
            for (filter, count) in history::filters(wiki) {
                let pages = history::pages_of(count);
                self.list_for_all(wiki, &history::address(wiki, &filter), pages, faults, |number| {
                    Artifact::Timeline(filter.clone(), number)
                });
            }
            self.make(wiki, "history/feed.xml".to_owned(), Artifact::HistoryFeed, faults);
        }
        if !wiki.sources.is_empty() {
            let pages = page_count(wiki.sources.listed().len());
            self.list_for_all(wiki, "sources/", pages, faults, Artifact::Sources);
        }
    }

    fn machines(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        let output = &wiki.config.output;
        let mut make = |path: &str, artifact| self.make(wiki, path.to_owned(), artifact, faults);
        make("404.html", Artifact::NotFound);
        make("sitemap.xml", Artifact::Sitemap(0));
        for number in 1..=super::feeds::further_sitemaps(wiki) {
            make(&format!("sitemap-{number}.xml"), Artifact::Sitemap(number));
        }
        make("robots.txt", Artifact::Robots);
        make(".nojekyll", Artifact::Text(String::new()));
        if output.headers {
            make("_headers", Artifact::Text(super::redirects::headers(&super::frame_policy(wiki))));
        }
        if let Some(domain) = &output.cname {
            make("CNAME", Artifact::Text(format!("{domain}\n")));
        }
        if super::feeds::has_feed(wiki) {
            make("feed.xml", Artifact::Feed);
        }
        if output.search {
            self.page(wiki, "search/", Artifact::SearchPage, faults);
        }
    }

    fn api(&mut self, wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
        if !wiki.config.output.api {
            return;
        }
        self.make(wiki, "api/pages.json".to_owned(), Artifact::ApiIndex, faults);
        let pages = wiki.iter().map(|(id, page)| (page.address.clone(), Artifact::Page(id, 1)));
        let count = api::shards(wiki.pages.len());
        let mut shards: Vec<Vec<(String, Artifact)>> = vec![Vec::new(); count];
        let all = self.paths.iter().filter_map(preview).chain(pages);
        all.for_each(|member| shards[api::shard(&member.0, count)].push(member));
        for (number, mut members) in shards.into_iter().enumerate().filter(|(_, it)| !it.is_empty()) {
            // Of members with the same address, the last one.
            members.reverse();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            members.dedup_by(|a, b| a.0 == b.0);
            self.make(wiki, api::file_of_shard(number), Artifact::ApiShard(members.into()), faults);
        }
    }
}

/// The first page of a generated list with its address, for previews of links.
fn preview((path, artifact): (&String, &Artifact)) -> Option<(String, Artifact)> {
    let first = match artifact {
        Artifact::Section(_, number)
        | Artifact::Category(_, number)
        | Artifact::Timeline(_, number)
        | Artifact::Sources(number) => *number == 1,
        Artifact::Special(place) => place.is_first(),
        Artifact::Disambiguation(_) => true,
        _ => false,
    };
    let address = path.strip_suffix("index.html").filter(|_| first)?;
    Some((address.to_owned(), artifact.clone()))
}

fn index(address: &str) -> String {
    format!("{address}index.html")
}

/// A diagnostic at the first known place, which also mentions the second.
fn collision(places: [Option<text::Place>; 2], message: String) -> Diagnostic {
    let mut places = places.into_iter().flatten();
    let fault = match places.next() {
        Some(place) => Diagnostic::new(&codes::URL_COLLISION, place, message),
        None => Diagnostic::of_wiki(&codes::URL_COLLISION, message),
    };
    let fault = match places.next() {
        Some(place) => fault.related(place, "the other one is here"),
        None => fault,
    };
    fault.help("rename one of the two, or set another `slug:`")
}

fn place_of(wiki: &Wiki, path: &str, artifact: &Artifact) -> Option<text::Place> {
    match artifact {
        Artifact::Page(id, _) => Some(wiki.page(*id).address_place()),
        Artifact::Redirect(id) => {
            let address = path.strip_suffix("index.html").unwrap_or(path);
            written_place(&Owner::Redirect(*id), address, &wiki.pages, &wiki.assets)
        }
        Artifact::Asset(index) | Artifact::Variant(index, _) => {
            Some(text::Place::file(wiki.assets.asset(*index).path.as_ref()))
        }
        // Of the pages in it, the one with the longest source.
        Artifact::ApiShard(members) => {
            let pages = members.iter().filter_map(|(_, artifact)| match artifact {
                Artifact::Page(id, _) => Some(wiki.page(*id)),
                _ => None,
            });
            pages.max_by_key(|page| page.size).map(|page| page.address_place())
        }
        _ => None,
    }
}

/// The file of the search index that an address, or a folder above it, would replace.
fn search_file(address: &str) -> Option<String> {
    let folded = fold_path(address);
    let name = folded.strip_prefix("search/")?.split('/').next()?;
    search::is_file(name).then(|| name.to_owned())
}

/// Number of members that a page lists below its text.
fn members_of(wiki: &Wiki, id: PageId) -> usize {
    super::lists::listed_count(wiki, id)
}

impl Renderer<'_> {
    /// Renders the artifact at a path.
    ///
    /// # Errors
    /// If a template fails, with the line of the template and the page.
    pub fn render(&self, path: &str, artifact: &Artifact) -> Result<Rendered, Vec<Diagnostic>> {
        let rendered = self.rendered(path, artifact);
        rendered.map_err(|faults| faults.into_iter().map(|fault| with_path(fault, path)).collect())
    }

    fn rendered(&self, path: &str, artifact: &Artifact) -> Result<Rendered, Vec<Diagnostic>> {
        let bytes = match artifact {
            Artifact::Page(id, number) => self.page(*id, *number)?,
            Artifact::Section(folder, number) => self.section(folder, *number)?,
            Artifact::Category(key, number) => self.category(key, *number)?,
            Artifact::Disambiguation(key) => self.disambiguation(key)?,
            Artifact::Redirect(id) => self.redirect(*id, path)?,
            Artifact::Asset(index) => return Ok(file(self.wiki.assets.asset(*index))),
            Artifact::Variant(index, width) => return Ok(file(self.variant(*index, *width))),
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
            Artifact::ApiShard(members) => self.api_shard(members),
            Artifact::Text(text) => text.clone().into_bytes(),
        };
        Ok(Rendered::Bytes(bytes))
    }

    /// A generated page without its lists.
    pub(super) fn head(&self, artifact: &Artifact) -> Option<context::Page> {
        Some(match artifact {
            Artifact::Section(folder, number) => self.section_head(folder, *number),
            Artifact::Category(key, number) => self.category_head(self.wiki.categories.get(key)?, *number),
            Artifact::Disambiguation(key) => {
                self.disambiguation_head(self.wiki.disambiguation.generated(key)?)
            }
            Artifact::Special(place) => self.special_head(place),
            Artifact::Timeline(filter, number) => self.timeline_head(filter, *number),
            Artifact::Sources(number) => self.sources_head(*number),
            _ => return None,
        })
    }
}

/// Adds the output path to template errors on generated pages.
fn with_path(fault: Diagnostic, path: &str) -> Diagnostic {
    if fault.code.name != codes::TEMPLATE.name || !fault.related.is_empty() {
        return fault;
    }
    fault.label(format!("while `{path}` was rendered"))
}

fn file(asset: &std::sync::Arc<crate::inputs::Asset>) -> Rendered {
    match &asset.data {
        AssetData::Memory(bytes) => Rendered::Bytes(bytes.to_vec()),
        AssetData::File(_) => Rendered::File(std::sync::Arc::clone(asset)),
        AssetData::Refused => Rendered::Bytes(Vec::new()),
    }
}
