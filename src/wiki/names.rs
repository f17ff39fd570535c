//! Who is called what: pages by name, files by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Categories, PageId};
use crate::inputs::Asset;
use crate::page::Page;
use crate::text::fold_name;

/// Pages by the names they bear.
#[derive(Debug, Default)]
pub struct Names {
    bearers: FxHashMap<Arc<str>, Bearers>,
    /// Names for "did you mean": titles, by their folded form.
    titles: BTreeMap<Arc<str>, String>,
}

#[derive(Debug)]
enum Bearers {
    One(PageId),
    Many(Vec<PageId>),
}

/// What a name means to a page that uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// This page.
    Page(PageId),
    /// Several; the best guess comes first.
    Ambiguous(Vec<PageId>),
    /// Nobody bears it.
    Nobody,
}

impl Names {
    /// Collects the names of all pages. Category pages are called `Category:Title` and by their path.
    pub(super) fn new(pages: &[Arc<Page>], categories: &Categories) -> Self {
        let mut bearers: FxHashMap<Arc<str>, Bearers> = FxHashMap::default();
        bearers.reserve(pages.len() * 3);
        for (id, page) in pages.iter().enumerate() {
            let id = id as PageId;
            let skip = usize::from(categories.is_category_page(id));
            for name in page.names.iter().skip(skip).filter(|name| skip == 0 || name.contains('/')) {
                bearers
                    .entry(Arc::clone(name))
                    .and_modify(|bearers| bearers.add(id))
                    .or_insert(Bearers::One(id));
            }
        }
        let titles = pages.iter().map(|page| (Arc::clone(&page.names[0]), page.title.clone())).collect();
        Self { bearers, titles }
    }

    /// What a folded name means in a page of a folder.
    pub fn look_up(&self, key: &str, folder: &str, pages: &[Arc<Page>]) -> Lookup {
        match self.bearers.get(key) {
            None => Lookup::Nobody,
            Some(Bearers::One(id)) => Lookup::Page(*id),
            Some(Bearers::Many(ids)) => choose(ids, key, folder, pages),
        }
    }

    /// All pages that bear a folded name.
    pub fn bearers(&self, key: &str) -> &[PageId] {
        match self.bearers.get(key) {
            None => &[],
            Some(Bearers::One(id)) => std::slice::from_ref(id),
            Some(Bearers::Many(ids)) => ids,
        }
    }

    /// Whether anybody bears a folded name.
    pub fn is_taken(&self, key: &str) -> bool {
        self.bearers.contains_key(key)
    }

    /// Titles of all pages, for "did you mean".
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.titles.values().map(String::as_str)
    }
}

impl Bearers {
    fn add(&mut self, id: PageId) {
        match self {
            Self::One(first) if *first == id => {}
            Self::One(first) => *self = Self::Many(vec![*first, id]),
            Self::Many(ids) if ids.contains(&id) => {}
            Self::Many(ids) => ids.push(id),
        }
    }
}

/// The page in the linking page's own folder, or the one whose whole path is written, else nobody in particular.
fn choose(ids: &[PageId], key: &str, folder: &str, pages: &[Arc<Page>]) -> Lookup {
    let page = |id: &PageId| &pages[*id as usize];
    let mut own = ids.iter().filter(|id| page(id).folder() == folder);
    if let (Some(only), None) = (own.next(), own.next()) {
        return Lookup::Page(*only);
    }
    let is_whole_path = |id: &&PageId| fold_name(page(id).path().trim_end_matches(".md")) == key;
    if key.contains('/')
        && let Some(exact) = ids.iter().find(is_whole_path)
    {
        return Lookup::Page(*exact);
    }
    let mut sorted = ids.to_vec();
    sorted.sort_by_key(|id| {
        let by_file = fold_name(page(id).stem()) != key && !is_whole_path(&id);
        (by_file, page(id).path().matches('/').count(), page(id).path().len(), page(id).path().to_owned())
    });
    Lookup::Ambiguous(sorted)
}

/// Files that are published as they are, by path and by name.
#[derive(Debug, Default)]
pub struct Assets {
    list: Vec<(Arc<str>, Arc<Asset>)>,
    by_path: FxHashMap<String, u32>,
    by_name: FxHashMap<String, Vec<u32>>,
}

impl Assets {
    pub(super) fn new(assets: BTreeMap<Arc<str>, Arc<Asset>>) -> Self {
        let list: Vec<_> = assets.into_iter().collect();
        let mut by_path = FxHashMap::default();
        let mut by_name: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (index, (path, _)) in list.iter().enumerate() {
            let index = index as u32;
            let folded = fold_name(path);
            for (at, _) in folded.match_indices('/') {
                by_name.entry(folded[at + 1..].to_owned()).or_default().push(index);
            }
            by_name.entry(folded.clone()).or_default().push(index);
            by_path.entry(folded).or_insert(index);
        }
        Self { list, by_path, by_name }
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

    /// All files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str, &Arc<Asset>)> {
        self.list.iter().enumerate().map(|(index, (path, asset))| (index as u32, path.as_ref(), asset))
    }

    /// The file at a path from `content/`.
    pub fn at(&self, path: &str) -> Option<u32> {
        self.by_path.get(&fold_name(path)).copied()
    }

    /// The file that a page in a folder means by a name or the end of a path: the nearest one.
    pub fn named(&self, key: &str, folder: &str) -> Option<u32> {
        let candidates = self.by_name.get(key)?;
        let in_folder = |index: &&u32| self.get(**index).0.rsplit_once('/').map_or("", |(f, _)| f) == folder;
        candidates
            .iter()
            .find(in_folder)
            .or_else(|| candidates.iter().min_by_key(|index| self.get(**index).0.len()))
            .copied()
    }

    /// Names of all files, for "did you mean".
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(path, _)| path.rsplit('/').next().unwrap_or(path))
    }
}
