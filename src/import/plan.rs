//! Decides which pages are written, to which files, and under which names links find them.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::component::Components;
use super::dump::{Names, Title};
use super::free::Free;
use super::pages::{Pages, redirect_target};
use super::sources::Sources;
use crate::inputs::Hash;
use crate::page::{page_address, path_slug, spelt_slug, unsafe_alias};
use crate::text::fold_name;

/// Path segments reserved by Lorekeep.
const RESERVED: [&str; 17] = [
    "index",
    "readme",
    "404",
    "api",
    "assets",
    "categories",
    "search",
    "special",
    "history",
    "sources",
    "static",
    "feed",
    "sitemap",
    "public",
    "content",
    "templates",
    "previews",
];
/// Names of devices, which Windows reserves; those of ports are followed by a digit.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const PORTS: [&str; 2] = ["com", "lpt"];
/// Maximum length of a file name without its extension, and of a folder, in bytes. Eight folders and a file are an address
/// that any host accepts.
const MAX_FILE: usize = 200;
const MAX_FOLDER: usize = 60;

/// An alias of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The other name.
    pub name: String,
    /// Target section.
    pub section: Option<String>,
}

/// Files and names of pages.
pub struct Plan<'a> {
    /// Names of namespaces.
    pub names: &'a Names,
    /// Files below `content/`, by title.
    pub files: FxHashMap<Title, String>,
    /// Other names, by title.
    pub aliases: FxHashMap<Title, Vec<Alias>>,
    /// Redirects with a missing target.
    pub dead: Vec<String>,
    /// Redirects whose names cannot be addresses. Links by these names lead to their targets.
    pub unsafe_names: Vec<String>,
    /// Number of redirects that differ from their target only in case and punctuation.
    pub dropped: usize,
    /// Targets of redirects.
    redirects: FxHashMap<Title, Title>,
    /// Folded headings, by title.
    sections: FxHashMap<Title, FxHashSet<String>>,
    /// Number of pages that share a name.
    claims: FxHashMap<String, usize>,
    pictures: &'a BTreeMap<String, String>,
    /// Sources that references lead to.
    pub(super) sources: Sources,
    /// Components that templates became.
    pub(super) components: Components,
}

impl<'a> Plan<'a> {
    /// Plans the pages of `titles`, which are sorted. Folders are assigned before file names.
    pub fn new(
        pages: &'a Pages<'_>,
        titles: &[(Title, String)],
        pictures: &'a BTreeMap<String, String>,
    ) -> Self {
        let mut plan = Self {
            names: pages.names,
            files: FxHashMap::default(),
            aliases: FxHashMap::default(),
            dead: Vec::new(),
            unsafe_names: Vec::new(),
            dropped: 0,
            redirects: FxHashMap::default(),
            sections: FxHashMap::default(),
            claims: FxHashMap::default(),
            pictures,
            sources: Sources::default(),
            components: Components::default(),
        };
        let main = main_page(pages);
        plan.place(titles, main.as_ref());
        for (title, path) in titles.iter().filter_map(|(title, _)| plan.files.get_key_value(title)) {
            let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
            let (name, stem) = (fold_name(&title.name), fold_name(stem));
            if title.namespace != 14 {
                *plan.claims.entry(name.clone()).or_default() += 1;
                if stem != name {
                    *plan.claims.entry(stem).or_default() += 1;
                }
            }
        }
        plan.redirect(pages);
        plan
    }

    fn place(&mut self, titles: &[(Title, String)], main: Option<&Title>) {
        let mut order: Vec<&(Title, String)> = titles.iter().collect();
        // Among titles with the same address, the one with the least punctuation gets it.
        order.sort_by_key(|(title, _)| (title.name.chars().count(), title.clone()));
        let mut taken = Free::default();
        for (title, folder) in order {
            let path = if Some(title) == main {
                "index.md".to_owned()
            } else {
                free_path(title, folder, &mut taken)
            };
            self.files.insert(title.clone(), path);
        }
    }

    fn redirect(&mut self, pages: &Pages<'_>) {
        let mut all: Vec<(Title, Title, Option<String>)> = Vec::new();
        for page in &pages.dump.pages {
            if let Some(target) = redirect_target(&page.text) {
                let (name, section) =
                    target.split_once('#').map_or((target, None), |(name, section)| (name, Some(section)));
                let section = section.map(|section| section.replace('_', " "));
                all.push((pages.names.title(&page.title, 0), pages.names.title(name, 0), section));
            }
        }
        let direct: FxHashMap<&Title, (&Title, Option<&String>)> =
            all.iter().map(|(from, to, section)| (from, (to, section.as_ref()))).collect();
        for (from, to, section) in all.iter().filter(|(from, ..)| from.namespace == 0) {
            let (mut target, mut section) = (to, section.as_ref());
            for _ in 0..10 {
                let Some((next, further)) = direct.get(target) else { break };
                (target, section) = (next, further.or(section));
            }
            if !self.files.contains_key(target) {
                self.dead.push(from.name.clone());
                continue;
            }
            self.redirects.insert(from.clone(), target.clone());
            if unsafe_alias(&from.name).is_some() {
                self.unsafe_names.push(from.name.clone());
                continue;
            }
            if *self.claims.entry(fold_name(&from.name)).or_default() > 0 {
                self.dropped += 1;
                continue;
            }
            self.claims.insert(fold_name(&from.name), 1);
            let alias = Alias { name: from.name.clone(), section: section.cloned() };
            self.aliases.entry(target.clone()).or_default().push(alias);
        }
    }

    /// Records the headings of a page.
    pub fn note_sections(&mut self, title: &Title, headings: &[String]) {
        let folded = headings.iter().map(|heading| fold_name(heading)).collect();
        self.sections.insert(title.clone(), folded);
    }

    /// The page that a title or redirect refers to.
    pub fn resolve<'t>(&'t self, title: &'t Title) -> Option<&'t Title> {
        let title = self.redirects.get(title).unwrap_or(title);
        self.files.contains_key(title).then_some(title)
    }

    /// Returns whether a page has a heading.
    pub fn has_section(&self, title: &Title, section: &str) -> bool {
        let title = self.redirects.get(title).unwrap_or(title);
        self.sections.get(title).is_some_and(|known| known.contains(&fold_name(section)))
    }

    /// The name by which a link finds a page; `None` for pages of excluded namespaces.
    pub fn link_name(&self, title: &Title) -> Option<String> {
        match title.namespace {
            14 => return Some(format!("Category:{}", title.name)),
            0 => {}
            _ => return None,
        }
        let claims = self.claims.get(&fold_name(&title.name)).copied().unwrap_or_default();
        match self.resolve(title) {
            Some(target) if claims > 1 || target != title && claims == 0 => {
                self.files.get(target).map(|path| path.trim_end_matches(".md").to_owned())
            }
            _ => Some(title.name.clone()),
        }
    }

    /// The file of an image.
    pub fn picture(&self, name: &str) -> Option<&str> {
        self.pictures.get(&fold_name(name)).map(String::as_str)
    }
}

/// The main page.
pub fn main_page(pages: &Pages<'_>) -> Option<Title> {
    let name = pages.dump.base.rsplit('/').next().unwrap_or_default();
    let decoded = crate::text::escape::decode_percent(name);
    let mut title = pages.names.title(&decoded, 0);
    if let Some(page) = pages.get(&title)
        && let Some(target) = redirect_target(&page.text)
    {
        title = pages.names.title(target, 0);
    }
    pages.by_title.contains_key(&title).then_some(title)
}

fn free_path(title: &Title, folder: &str, taken: &mut Free) -> String {
    let parts: Vec<&str> = match title.namespace {
        14 => vec![title.name.as_str()],
        _ => title.name.split('/').filter(|part| !part.trim().is_empty()).take(8).collect(),
    };
    let folders = parts.iter().take(parts.len().saturating_sub(1));
    let folders: Vec<String> = folders.map(|part| self::folder(part)).collect();
    let last = parts.last().copied().unwrap_or("page");
    let folder: String = std::iter::once(folder.to_owned())
        .filter(|part| !part.is_empty())
        .chain(folders)
        .map(|part| part + "/")
        .collect();
    let stem = safe(&path_slug(last));
    let spelled = |number| match number {
        1 => format!("{folder}{stem}.md"),
        2 => format!("{folder}{}.md", safe(&spelt_slug(last))),
        number => format!("{folder}{stem}-{}.md", number - 1),
    };
    taken.name(spelled, page_address)
}

/// A path segment that is not reserved.
pub(super) fn safe(slug: &str) -> String {
    let is_port = |port: &&str| {
        slug.strip_prefix(*port).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    let is_reserved = RESERVED.contains(&slug) || DEVICES.contains(&slug) || PORTS.iter().any(is_port);
    match is_reserved {
        true => format!("{slug}-page"),
        false => bounded(slug, MAX_FILE),
    }
}

/// The folder for a name.
pub(super) fn folder(name: &str) -> String {
    bounded(&safe(&path_slug(name)), MAX_FOLDER)
}

/// A path segment with at most `most` bytes. The end of a longer one is replaced by a hash of it.
fn bounded(slug: &str, most: usize) -> String {
    if slug.len() <= most {
        return slug.to_owned();
    }
    let hash = &Hash::of(slug.as_bytes()).long()[..8];
    let start = &slug[..slug.floor_char_boundary(most - hash.len() - 1)];
    format!("{}-{hash}", start.trim_end_matches('-'))
}
