//! Lookup of pages and files by name.

use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::PageId;
use crate::diag::codes;
use crate::inputs::{Asset, ByPath};
use crate::lock::lock;
use crate::page::Page;
use crate::page::links::{Link, PageName, name_key};
use crate::text::{NameKey, Suggestions, did_you_mean, fold_name};

/// A name as used on a page.
#[derive(Debug, Clone, Copy)]
pub struct NameRef<'n> {
    text: &'n str,
    key: NameKey,
}

impl<'n> NameRef<'n> {
    /// A name as written.
    pub fn new(text: &'n str) -> Self {
        Self { text, key: NameKey::of_folded(&name_key(text)) }
    }

    /// A name folded by the parser.
    pub fn of(name: &'n PageName) -> Self {
        Self { text: &name.text, key: name.key }
    }

    /// A text with its normalized key.
    pub fn keyed(text: &'n str, key: NameKey) -> Self {
        Self { text, key }
    }

    /// The name used by a link.
    pub fn of_link(link: &'n Link) -> Self {
        Self { text: &link.target, key: link.key }
    }

    /// True if the name may have a namespace, as in `Category:Crew`.
    pub fn may_have_namespace(self) -> bool {
        self.text.contains(':')
    }

    /// Key of the normalized name.
    pub const fn key(self) -> NameKey {
        self.key
    }

    /// The name, normalized for comparison.
    pub fn folded(self) -> String {
        name_key(self.text)
    }
}

/// Pages by name.
#[derive(Debug, Default)]
pub struct Names {
    pages_named: FxHashMap<NameKey, PagesNamed>,
    /// Index pages by the names of their folders, which yield to all other names.
    folders: FxHashMap<NameKey, PagesNamed>,
    /// Pages that share a name.
    shared: Vec<Shared>,
    /// Names that lead to a section of a page.
    sections: FxHashSet<NameKey>,
    /// All titles, for suggestions; built on first use.
    titles: OnceLock<Suggestions>,
    /// All paths, for suggestions; built on first use.
    paths: OnceLock<Suggestions>,
    /// Cached suggestions for unknown names.
    suggested: Mutex<FxHashMap<NameKey, Option<PageId>>>,
}

/// Kept small, because the table is accessed for every link.
#[derive(Debug, Clone, Copy)]
enum PagesNamed {
    One(PageId),
    /// Index in `shared`.
    Many(u32),
}

/// Pages that share a name.
#[derive(Debug, Default)]
struct Shared {
    /// In order of their paths.
    ids: Vec<PageId>,
    /// The page that the name refers to from each folder; computed on first use.
    choice: OnceLock<Choice>,
}

/// The page that a shared name refers to from each folder.
#[derive(Debug)]
struct Choice {
    /// The page in each folder, if it is the only one there.
    in_folder: FxHashMap<NameKey, Option<PageId>>,
    /// The page whose complete path is the name.
    exact: Option<PageId>,
    /// The best guess in other folders.
    best: PageId,
}

/// Result of looking up a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'n> {
    /// This page.
    Page(PageId),
    /// Several pages.
    Ambiguous(Several<'n>),
    /// No page has the name.
    Nobody,
}

/// Several pages that a name may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several<'n> {
    /// The best guess.
    pub best: PageId,
    /// All of them, in order of their paths.
    pub all: &'n [PageId],
}

impl Names {
    /// Collects the names of all pages. Category pages are named `Category:Title`, and by their path.
    pub(super) fn new(pages: &[Arc<Page>]) -> Self {
        let mut names = Self::default();
        names.pages_named.reserve(pages.len() * 3);
        for (id, page) in pages.iter().enumerate() {
            let id = id as PageId;
            if page.brief.is_category {
                let name = NameKey::of_folded(&name_key(page.path()));
                bear(&mut names.pages_named, &mut names.shared, name, id);
            } else {
                page.names.iter().for_each(|name| bear(&mut names.pages_named, &mut names.shared, *name, id));
            }
            if page.brief.has_alias_sections {
                names.sections.extend(page.names_of_sections());
            }
            page.folder_names.iter().for_each(|name| bear(&mut names.folders, &mut names.shared, *name, id));
        }
        names
    }

    /// Returns whether a name leads to a section of a page that has it.
    pub fn may_be_of_section(&self, name: NameKey) -> bool {
        self.sections.contains(&name)
    }

    /// Looks up a name as used on a page, or by the wiki as a whole.
    pub fn look_up(&self, name: NameRef<'_>, from: Option<&Page>, pages: &[Arc<Page>]) -> Lookup<'_> {
        match self.pages_named.get(&name.key).or_else(|| self.folders.get(&name.key)) {
            None => Lookup::Nobody,
            Some(PagesNamed::One(id)) => Lookup::Page(*id),
            Some(PagesNamed::Many(at)) => {
                let folder = from.map_or_else(|| NameKey::of_folded(""), |page| page.brief.folder);
                self.shared[*at as usize].choose(name, folder, pages)
            }
        }
    }

    /// All pages with a name, except index pages of a folder with this name.
    pub fn pages_named(&self, name: NameRef<'_>) -> &[PageId] {
        match self.pages_named.get(&name.key) {
            None => &[],
            Some(PagesNamed::One(id)) => std::slice::from_ref(id),
            Some(PagesNamed::Many(at)) => &self.shared[*at as usize].ids,
        }
    }

    /// The help for an unknown name: the closest title, unless its page has a front matter that cannot be read and so may have
    /// the name.
    pub fn help_for(&self, typed: &str, pages: &[Arc<Page>]) -> Option<String> {
        let page = &pages[self.closest(typed, pages)? as usize];
        let is_unread = page.diagnostics.iter().any(|fault| fault.code == &codes::FRONT_MATTER);
        Some(match is_unread {
            true => {
                format!("correct the front matter of `content/{}` first: it may hold this name", page.path())
            }
            false => did_you_mean(&page.title),
        })
    }

    /// The title closest to an unknown name.
    pub fn closest_title<'p>(&self, typed: &str, pages: &'p [Arc<Page>]) -> Option<&'p str> {
        self.closest(typed, pages).map(|id| pages[id as usize].title.as_str())
    }

    /// The page whose title is closest to an unknown name. A name that many pages misspell is searched for once.
    fn closest(&self, typed: &str, pages: &[Arc<Page>]) -> Option<PageId> {
        let key = NameKey::of_folded(typed);
        let known = lock(&self.suggested).get(&key).copied();
        known.unwrap_or_else(|| {
            let found = self.look_for_title(typed, pages);
            lock(&self.suggested).insert(key, found);
            found
        })
    }

    fn look_for_title(&self, typed: &str, pages: &[Arc<Page>]) -> Option<PageId> {
        self.titles(pages).closest_of(typed, |_| true)
    }

    /// The title closest to an unknown name, among the pages that fit.
    pub fn closest_title_of<'p>(
        &self,
        typed: &str,
        pages: &'p [Arc<Page>],
        fits: impl Fn(PageId) -> bool,
    ) -> Option<&'p str> {
        let found = self.titles(pages).closest_of(typed, fits);
        found.map(|id| pages[id as usize].title.as_str())
    }

    /// Some titles that contain an unknown name as whole words, such as *Tam al'Thor* for *Tam*.
    pub fn titles_with<'p>(&'p self, typed: &str, pages: &[Arc<Page>]) -> Vec<&'p str> {
        self.titles(pages).with_words(typed)
    }

    fn titles(&self, pages: &[Arc<Page>]) -> &Suggestions {
        self.titles.get_or_init(|| Suggestions::new(pages.iter().map(|page| page.title.as_str())))
    }

    /// The path closest to an unknown path.
    pub fn closest_path(&self, typed: &str, pages: &[Arc<Page>]) -> Option<&str> {
        self.paths.get_or_init(|| Suggestions::new(pages.iter().map(|page| page.path()))).closest(typed)
    }
}

/// Adds a name of a page. Call with pages in order.
fn bear(
    pages_named: &mut FxHashMap<NameKey, PagesNamed>,
    shared: &mut Vec<Shared>,
    name: NameKey,
    id: PageId,
) {
    match pages_named.entry(name) {
        Entry::Vacant(entry) => drop(entry.insert(PagesNamed::One(id))),
        Entry::Occupied(mut entry) => match *entry.get() {
            PagesNamed::One(first) if first == id => {}
            PagesNamed::One(first) => {
                entry.insert(PagesNamed::Many(shared.len() as u32));
                shared.push(Shared { ids: vec![first, id], choice: OnceLock::new() });
            }
            PagesNamed::Many(at) if shared[at as usize].ids.last() == Some(&id) => {}
            PagesNamed::Many(at) => shared[at as usize].ids.push(id),
        },
    }
}

impl Shared {
    /// The page in the linking page's own folder, or the one whose complete path is written; otherwise ambiguous.
    fn choose(&self, name: NameRef<'_>, folder: NameKey, pages: &[Arc<Page>]) -> Lookup<'_> {
        let choice = self.choice.get_or_init(|| Choice::of(&self.ids, &name.folded(), pages));
        match choice.in_folder.get(&folder).copied().flatten().or(choice.exact) {
            Some(page) => Lookup::Page(page),
            None => Lookup::Ambiguous(Several { best: choice.best, all: &self.ids }),
        }
    }
}

impl Choice {
    fn of(ids: &[PageId], key: &str, pages: &[Arc<Page>]) -> Self {
        let page = |id: &PageId| &pages[*id as usize];
        let mut in_folder: FxHashMap<NameKey, Option<PageId>> = FxHashMap::default();
        for id in ids {
            in_folder.entry(page(id).brief.folder).and_modify(|only| *only = None).or_insert(Some(*id));
        }
        let is_whole_path = |id: &PageId| {
            let path = name_key(page(id).path());
            path == key || page(id).is_index() && fold_name(page(id).folder()) == key
        };
        let by_path = |id: &PageId| key.contains('/') || page(id).is_index();
        let exact = ids.iter().copied().find(|id| by_path(id) && is_whole_path(id));
        let rank = |id: &PageId| {
            let by_file = fold_name(page(id).stem()) != key && !is_whole_path(id);
            (by_file, page(id).path().matches('/').count(), page(id).path().len(), page(id).path().to_owned())
        };
        let best = ids.iter().copied().min_by_key(rank).unwrap_or_default();
        Self { in_folder, exact, best }
    }
}

/// Files published unchanged, by path and by name.
#[derive(Debug, Default)]
pub struct Assets {
    list: Vec<(Arc<str>, Arc<Asset>)>,
    by_path: FxHashMap<String, u32>,
    by_name: FxHashMap<String, Vec<u32>>,
    /// Folded names of the files that are refused for publishing.
    refused: FxHashSet<String>,
    /// Names of all files, for suggestions; built on first use.
    names: OnceLock<Suggestions>,
}

impl Assets {
    pub(super) fn new(assets: &ByPath<Asset>) -> Self {
        let list: Vec<_> = assets.iter().map(|(path, asset)| (Arc::clone(path), Arc::clone(asset))).collect();
        let mut by_path = FxHashMap::default();
        let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        let mut refused = FxHashSet::default();
        for (index, (path, asset)) in list.iter().enumerate() {
            let index = index as u32;
            let folded = fold_name(path);
            if asset.is_refused() {
                refused.insert(last_part(&folded).to_owned());
                continue;
            }
            for (at, _) in path.match_indices('/') {
                by_name.entry(fold_name(&path[at + 1..])).or_default().push(index);
            }
            by_name.entry(folded.clone()).or_default().push(index);
            by_path.entry(folded).or_insert(index);
        }
        Self { list, by_path, by_name, refused, names: OnceLock::new() }
    }

    /// A file and its path relative to `content/`.
    pub fn get(&self, index: u32) -> (&str, &Asset) {
        let (path, asset) = &self.list[index as usize];
        (path, asset)
    }

    /// A file.
    pub fn asset(&self, index: u32) -> &Arc<Asset> {
        &self.list[index as usize].1
    }

    /// All files in order of their paths, including refused ones.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str, &Arc<Asset>)> {
        self.list.iter().enumerate().map(|(index, (path, asset))| (index as u32, path.as_ref(), asset))
    }

    /// The file at a path relative to `content/`: with this spelling, otherwise the first that differs only in case, spaces or underscores.
    pub fn at(&self, path: &str) -> Option<u32> {
        let found = *self.by_path.get(&fold_name(path))?;
        let exact = self.list.binary_search_by(|(known, _)| known.as_ref().cmp(path));
        let exact = exact.ok().filter(|index| !self.list[*index].1.is_refused());
        Some(exact.map_or(found, |index| index as u32))
    }

    /// The file that a name or path suffix refers to from a page in a folder: exact spelling is preferred, then the nearest file.
    pub fn named(&self, name: &str, folder: &str) -> Option<u32> {
        let name = plain_path(name);
        let candidates = self.by_name.get(&fold_name(name))?;
        let rank = |index: &u32| {
            let path = self.get(*index).0;
            let beside = path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
            (!path.ends_with(name), !beside, path.len())
        };
        candidates.iter().copied().min_by_key(rank)
    }

    /// The name of a published file closest to an unknown name.
    pub fn closest_name(&self, typed: &str) -> Option<&str> {
        let names = || Suggestions::new(self.published().map(|(path, _)| last_part(path)));
        self.names.get_or_init(names).closest(typed)
    }

    /// The published files, in order of their paths.
    pub fn published(&self) -> impl Iterator<Item = (&str, &Arc<Asset>)> {
        self.list.iter().map(|(path, asset)| (path.as_ref(), asset)).filter(|(_, asset)| !asset.is_refused())
    }

    /// True if a name or path refers to a refused file, judged by its last part.
    pub fn is_refused(&self, path: &str) -> bool {
        !self.refused.is_empty() && self.refused.contains(last_part(&fold_name(path)))
    }

    /// The file of a page's `image:`.
    pub fn declared(&self, page: &Page, path: &str) -> Option<u32> {
        let relative = format!("{}/{path}", page.folder());
        let by_path =
            self.at(relative.trim_start_matches('/')).or_else(|| self.at(path.trim_start_matches('/')));
        by_path.or_else(|| self.named(path, page.folder()))
    }
}

/// A path without leading slashes, `./` and `../`.
fn plain_path(path: &str) -> &str {
    let mut path = path.trim_start_matches('/');
    while let Some(rest) = path.strip_prefix("../").or_else(|| path.strip_prefix("./")) {
        path = rest;
    }
    path
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
