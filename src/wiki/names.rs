//! Who is called what: pages by name, files by name.

use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::PageId;
use crate::inputs::{Asset, ByPath};
use crate::lock::lock;
use crate::page::Page;
use crate::page::links::{Link, PageName, name_key};
use crate::text::{NameKey, Suggestions, fold_name};

/// A name as a page uses it.
#[derive(Debug, Clone, Copy)]
pub struct Called<'n> {
    text: &'n str,
    key: NameKey,
}

impl<'n> Called<'n> {
    /// A name as written.
    pub fn new(text: &'n str) -> Self {
        Self { text, key: NameKey::of_folded(&name_key(text)) }
    }

    /// A name that the parser has folded.
    pub fn of(name: &'n PageName) -> Self {
        Self { text: &name.text, key: name.key }
    }

    /// A text with its key.
    pub fn keyed(text: &'n str, key: NameKey) -> Self {
        Self { text, key }
    }

    /// The name that a link uses.
    pub fn of_link(link: &'n Link) -> Self {
        Self { text: &link.target, key: link.key }
    }

    /// Whether the name may have a namespace in front, as `Category:Crew` has.
    pub fn may_have_namespace(self) -> bool {
        self.text.contains(':')
    }

    /// The name as names are compared, as a number.
    pub const fn key(self) -> NameKey {
        self.key
    }

    /// The name as names are compared.
    pub fn folded(self) -> String {
        name_key(self.text)
    }
}

/// Pages by the names they bear.
#[derive(Debug, Default)]
pub struct Names {
    bearers: FxHashMap<NameKey, Bearers>,
    /// Pages of folders by the names of these folders, which give way to all other names.
    folders: FxHashMap<NameKey, Bearers>,
    /// Pages that share a name.
    shared: Vec<Shared>,
    /// All titles, for mistyped names; prepared when first asked for.
    titles: OnceLock<Suggestions>,
    /// All paths, likewise.
    paths: OnceLock<Suggestions>,
    /// The titles that mistyped names may mean, as far as they were asked for.
    suggested: Mutex<FxHashMap<NameKey, Option<PageId>>>,
}

/// Kept small, for the table is walked through once for every link.
#[derive(Debug, Clone, Copy)]
enum Bearers {
    One(PageId),
    /// Index in `shared`.
    Many(u32),
}

/// Pages that share a name.
#[derive(Debug, Default)]
struct Shared {
    /// In the order of their paths.
    ids: Vec<PageId>,
    /// Which of them is meant from where; worked out when first asked for.
    choice: OnceLock<Choice>,
}

/// Which of several pages of one name is meant from where.
#[derive(Debug)]
struct Choice {
    /// The only one of them in a folder.
    in_folder: FxHashMap<NameKey, Option<PageId>>,
    /// The one whose whole path is the name.
    exact: Option<PageId>,
    /// The best guess elsewhere.
    best: PageId,
}

/// What a name means to a page that uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'n> {
    /// This page.
    Page(PageId),
    /// Several.
    Ambiguous(Several<'n>),
    /// Nobody bears it.
    Nobody,
}

/// Several pages that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Several<'n> {
    /// The best guess.
    pub best: PageId,
    /// All of them, in the order of their paths.
    pub all: &'n [PageId],
}

impl Names {
    /// Collects the names of all pages. Category pages are called `Category:Title` and by their path.
    pub(super) fn new(pages: &[Arc<Page>]) -> Self {
        let mut names = Self::default();
        names.bearers.reserve(pages.len() * 3);
        for (id, page) in pages.iter().enumerate() {
            let id = id as PageId;
            if page.brief.is_category {
                let name = NameKey::of_folded(&name_key(page.path()));
                bear(&mut names.bearers, &mut names.shared, name, id);
            } else {
                page.names.iter().for_each(|name| bear(&mut names.bearers, &mut names.shared, *name, id));
            }
            page.folder_names.iter().for_each(|name| bear(&mut names.folders, &mut names.shared, *name, id));
        }
        names
    }

    /// What a name means in a page; without one, to the wiki as a whole.
    pub fn look_up(&self, name: Called<'_>, from: Option<&Page>, pages: &[Arc<Page>]) -> Lookup<'_> {
        match self.bearers.get(&name.key).or_else(|| self.folders.get(&name.key)) {
            None => Lookup::Nobody,
            Some(Bearers::One(id)) => Lookup::Page(*id),
            Some(Bearers::Many(at)) => {
                let folder = from.map_or_else(|| NameKey::of_folded(""), |page| page.brief.folder);
                self.shared[*at as usize].choose(name, folder, pages)
            }
        }
    }

    /// All pages that bear a name, but for the pages of folders of this name.
    pub fn bearers(&self, name: Called<'_>) -> &[PageId] {
        match self.bearers.get(&name.key) {
            None => &[],
            Some(Bearers::One(id)) => std::slice::from_ref(id),
            Some(Bearers::Many(at)) => &self.shared[*at as usize].ids,
        }
    }

    /// The title that a mistyped name may mean. A name that many pages mistype alike is looked for once.
    pub fn closest_title<'p>(&self, typed: &str, pages: &'p [Arc<Page>]) -> Option<&'p str> {
        let key = NameKey::of_folded(typed);
        let known = lock(&self.suggested).get(&key).copied();
        let found = known.unwrap_or_else(|| {
            let found = self.look_for_title(typed, pages);
            lock(&self.suggested).insert(key, found);
            found
        });
        found.map(|id| pages[id as usize].title.as_str())
    }

    fn look_for_title(&self, typed: &str, pages: &[Arc<Page>]) -> Option<PageId> {
        self.titles(pages).closest_of(typed, |_| true)
    }

    /// The title of a page that a mistyped name may mean, of those that fit.
    pub fn closest_title_of<'p>(
        &self,
        typed: &str,
        pages: &'p [Arc<Page>],
        fits: impl Fn(PageId) -> bool,
    ) -> Option<&'p str> {
        let found = self.titles(pages).closest_of(typed, fits);
        found.map(|id| pages[id as usize].title.as_str())
    }

    fn titles(&self, pages: &[Arc<Page>]) -> &Suggestions {
        self.titles.get_or_init(|| Suggestions::new(pages.iter().map(|page| page.title.as_str())))
    }

    /// The path of a page that a mistyped path may mean.
    pub fn closest_path(&self, typed: &str, pages: &[Arc<Page>]) -> Option<&str> {
        self.paths.get_or_init(|| Suggestions::new(pages.iter().map(|page| page.path()))).closest(typed)
    }
}

/// Notes that a page bears a name. Pages come in their order.
fn bear(bearers: &mut FxHashMap<NameKey, Bearers>, shared: &mut Vec<Shared>, name: NameKey, id: PageId) {
    match bearers.entry(name) {
        Entry::Vacant(entry) => drop(entry.insert(Bearers::One(id))),
        Entry::Occupied(mut entry) => match *entry.get() {
            Bearers::One(first) if first == id => {}
            Bearers::One(first) => {
                entry.insert(Bearers::Many(shared.len() as u32));
                shared.push(Shared { ids: vec![first, id], choice: OnceLock::new() });
            }
            Bearers::Many(at) if shared[at as usize].ids.last() == Some(&id) => {}
            Bearers::Many(at) => shared[at as usize].ids.push(id),
        },
    }
}

impl Shared {
    /// The page in the linking page's own folder, or the one whose whole path is written, else nobody in particular.
    fn choose(&self, name: Called<'_>, folder: NameKey, pages: &[Arc<Page>]) -> Lookup<'_> {
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

/// Files that are published as they are, by path and by name.
#[derive(Debug, Default)]
pub struct Assets {
    list: Vec<(Arc<str>, Arc<Asset>)>,
    by_path: FxHashMap<String, u32>,
    by_name: FxHashMap<String, Vec<u32>>,
    /// Folded names of the files that may not be published.
    refused: FxHashSet<String>,
    /// Names of all files, for mistyped ones; prepared when first asked for.
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

    /// A file's path from `content/`, and the file.
    pub fn get(&self, index: u32) -> (&str, &Asset) {
        let (path, asset) = &self.list[index as usize];
        (path, asset)
    }

    /// A file.
    pub fn asset(&self, index: u32) -> &Arc<Asset> {
        &self.list[index as usize].1
    }

    /// All files in the order of their paths, those that may not be published included.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str, &Arc<Asset>)> {
        self.list.iter().enumerate().map(|(index, (path, asset))| (index as u32, path.as_ref(), asset))
    }

    /// The file at a path from `content/`: spelt so, else the first that differs in letter case, spaces or underscores.
    pub fn at(&self, path: &str) -> Option<u32> {
        let found = *self.by_path.get(&fold_name(path))?;
        let exact = self.list.binary_search_by(|(known, _)| known.as_ref().cmp(path));
        let exact = exact.ok().filter(|index| !self.list[*index].1.is_refused());
        Some(exact.map_or(found, |index| index as u32))
    }

    /// The file that a page in a folder means by a name or the end of a path: one that is spelt so, and the nearest.
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

    /// The name of a published file that a mistyped one may mean.
    pub fn closest_name(&self, typed: &str) -> Option<&str> {
        let names = || Suggestions::new(self.published().map(|(path, _)| last_part(path)));
        self.names.get_or_init(names).closest(typed)
    }

    /// The files that are published, in the order of their paths.
    pub fn published(&self) -> impl Iterator<Item = (&str, &Arc<Asset>)> {
        self.list.iter().map(|(path, asset)| (path.as_ref(), asset)).filter(|(_, asset)| !asset.is_refused())
    }

    /// Whether a name or path means a file that may not be published, as far as its last part tells.
    pub fn is_refused(&self, path: &str) -> bool {
        !self.refused.is_empty() && self.refused.contains(last_part(&fold_name(path)))
    }

    /// The file that a page's `image:` means.
    pub fn declared(&self, page: &Page, path: &str) -> Option<u32> {
        let relative = format!("{}/{path}", page.folder());
        let by_path =
            self.at(relative.trim_start_matches('/')).or_else(|| self.at(path.trim_start_matches('/')));
        by_path.or_else(|| self.named(path, page.folder()))
    }
}

/// A path without a slash and steps in front.
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
