//! Who has which address. Every thing with an address is entered in one table, and two that claim the same one are
//! reported: letter case and Unicode form do not tell addresses apart, because file systems may not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Assets, Categories, Disambiguation, Names, PageId};
use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::page::{Page, path_slug};
use crate::text::{Place, fold_name};

/// Longest part of an address, in bytes: the limit of common file systems.
const MAX_PART: usize = 255;
/// Folder of categories.
const CATEGORIES: &str = "categories";

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A page.
    Page(PageId),
    /// A redirect to a page.
    Redirect(PageId),
    /// A category that has no page of its own, by folded name.
    Category(String),
    /// The members of a folder that has no page of its own.
    Section(String),
    /// A generated disambiguation page, by folded name.
    Disambiguation(String),
    /// A file that is published as it is.
    Asset(u32),
}

/// All addresses.
#[derive(Debug, Default)]
pub struct Addresses {
    table: BTreeMap<String, (String, Owner)>,
    sections: BTreeMap<String, Section>,
}

/// A folder of `content/` as a part of the site.
#[derive(Debug, Default, Clone)]
pub struct Section {
    /// For readers.
    pub title: String,
    /// Address.
    pub address: String,
    /// The page of the folder.
    pub page: Option<PageId>,
    /// Pages in it, in order, without its own.
    pub members: Vec<PageId>,
    /// Folders in it.
    pub folders: Vec<String>,
}

impl Addresses {
    pub(super) fn new(
        ground: &Ground<'_>,
        categories: &Categories,
        disambiguation: &Disambiguation,
        assets: &Assets,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let Ground { config, pages, names } = *ground;
        let has_categories = categories.iter().next().is_some();
        let mut builder = Builder { addresses: Self::default(), pages, names, assets, faults };
        for (id, page) in pages.iter().enumerate() {
            builder.page(id as PageId, page);
        }
        for (index, path, asset) in assets.iter() {
            builder.claim(path.to_owned(), Owner::Asset(index), || Place::file(asset.path.as_ref()));
        }
        builder.redirects();
        builder.sections(config);
        if has_categories {
            builder.category_list(config);
        }
        for (key, category) in categories.iter().filter(|(_, category)| category.page.is_none()) {
            builder.yielding(category.address.clone(), Owner::Category(key.to_owned()));
        }
        for (key, group) in disambiguation.iter() {
            let address = group.address.clone().unwrap_or_default();
            builder.yielding(address, Owner::Disambiguation(key.to_owned()));
        }
        builder.addresses
    }

    /// What stands at an address, whatever its letter case.
    pub fn at(&self, address: &str) -> Option<&Owner> {
        self.table.get(&key(address)).map(|(_, owner)| owner)
    }

    /// All addresses with what stands there, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Owner)> {
        self.table.values().map(|(address, owner)| (address.as_str(), owner))
    }

    /// The folders of the site, by path in `content/`.
    pub fn sections(&self) -> &BTreeMap<String, Section> {
        &self.sections
    }
}

/// Where a page says which address it has; the start of its file when it does not.
fn address_place(page: &Page) -> Place {
    match (&page.matter.permalink, &page.matter.slug) {
        (Some(name), _) | (None, Some(name)) => page.place(name.at),
        (None, None) => page.source.place(0..0),
    }
}

fn key(address: &str) -> String {
    fold_name(address.trim_end_matches('/'))
}

/// What all addresses are made from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'g> {
    pub(super) config: &'g Config,
    pub(super) pages: &'g [Arc<Page>],
    pub(super) names: &'g Names,
}

struct Builder<'b> {
    addresses: Addresses,
    pages: &'b [Arc<Page>],
    names: &'b Names,
    assets: &'b Assets,
    faults: &'b mut Vec<Diagnostic>,
}

impl Builder<'_> {
    /// Where the owner of an address stands.
    fn place_of(&self, owner: &Owner) -> Option<Place> {
        match owner {
            Owner::Page(id) | Owner::Redirect(id) => Some(address_place(&self.pages[*id as usize])),
            Owner::Asset(index) => Some(Place::file(self.assets.asset(*index).path.as_ref())),
            Owner::Category(_) | Owner::Section(_) | Owner::Disambiguation(_) => None,
        }
    }

    fn page(&mut self, id: PageId, page: &Page) {
        let place = || address_place(page);
        if page.address.split('/').any(|part| part.len() > MAX_PART) {
            let message = format!("a part of this page's address is longer than {MAX_PART} bytes");
            self.faults
                .push(Diagnostic::new(&codes::UNSAFE_PATH, place(), message).help("give it a short `slug:`"));
            return;
        }
        self.claim(page.address.clone(), Owner::Page(id), place);
    }

    /// Enters an owner; when the address is taken, says so at the place of the newcomer.
    fn claim(&mut self, address: String, owner: Owner, place: impl Fn() -> Place) {
        let key = key(&address);
        if let Some((_, first)) = self.addresses.table.get(&key) {
            let shown = if address.is_empty() { "/" } else { &address };
            let message = format!("the address `{shown}` is taken by {}", self.describe(first));
            let fault = Diagnostic::new(&codes::URL_COLLISION, place(), message);
            let fault = fault.help("rename one of the two, or give it another `slug:`");
            self.faults.push(match self.place_of(first) {
                Some(place) => fault.related(place, "it is taken here"),
                None => fault,
            });
            return;
        }
        self.addresses.table.insert(key, (address, owner));
    }

    /// Enters something generated, unless the wiki has something of its own there.
    fn yielding(&mut self, address: String, owner: Owner) {
        self.addresses.table.entry(key(&address)).or_insert((address, owner));
    }

    fn describe(&self, owner: &Owner) -> String {
        match owner {
            Owner::Page(id) => format!("the page `{}`", self.pages[*id as usize].title),
            Owner::Redirect(id) => format!("an alias of `{}`", self.pages[*id as usize].title),
            Owner::Category(name) => format!("the category `{name}`"),
            Owner::Section(folder) => format!("the folder `{folder}`"),
            Owner::Disambiguation(name) => format!("the disambiguation page `{name}`"),
            Owner::Asset(_) => "a file".to_owned(),
        }
    }

    /// Aliases become redirects beside their page; one that begins with `/` is a whole address.
    fn redirects(&mut self) {
        for (id, page) in self.pages.iter().enumerate() {
            let mut seen = vec![page.sort_title.to_string()];
            for alias in &page.matter.aliases {
                let folded = fold_name(&alias.text);
                if seen.contains(&folded) {
                    let message = format!("the alias `{}` says nothing new", alias.text);
                    self.faults.push(Diagnostic::new(&codes::ALIAS_SELF, page.place(alias.at), message));
                    continue;
                }
                seen.push(folded);
                self.redirect(id as PageId, page, alias);
            }
        }
    }

    fn redirect(&mut self, id: PageId, page: &Page, alias: &crate::page::value::Name) {
        let Some(address) = redirect_address(page, &alias.text) else {
            let message = format!("the alias `{}` is no address inside the site", alias.text);
            self.faults.push(Diagnostic::new(&codes::UNSAFE_PATH, page.place(alias.at), message));
            return;
        };
        let known = self.addresses.table.get(&key(&address)).map(|(_, owner)| owner.clone());
        match known {
            None => {
                self.addresses.table.insert(key(&address), (address, Owner::Redirect(id)));
            }
            Some(Owner::Page(other) | Owner::Redirect(other)) if other == id => {}
            Some(owner) => {
                let message =
                    format!("the alias `{}` is the address of {}", alias.text, self.describe(&owner));
                let fault = Diagnostic::new(&codes::ALIAS_COLLISION, page.place(alias.at), message);
                self.faults.push(match self.place_of(&owner) {
                    Some(place) => fault.related(place, "it is taken here"),
                    None => fault,
                });
            }
        }
        self.report_name_taken(id, page, alias);
    }

    /// An alias that is another page's title would make every link to that title ambiguous.
    fn report_name_taken(&mut self, id: PageId, page: &Page, alias: &crate::page::value::Name) {
        let folded = fold_name(&alias.text);
        let other = self.names.bearers(super::Called::new(&alias.text)).iter().find(|other| {
            let page = &self.pages[**other as usize];
            let is_alias = || page.matter.aliases.iter().any(|alias| fold_name(&alias.text) == folded);
            **other != id && (*page.sort_title == *folded || **other < id && is_alias())
        });
        if let Some(other) = other {
            let other = &self.pages[*other as usize];
            let message = format!("the alias `{}` also names the page `{}`", alias.text, other.title);
            let fault = Diagnostic::new(&codes::ALIAS_COLLISION, page.place(alias.at), message);
            self.faults.push(fault.related(other.title_place(), "the other page"));
        }
    }

    fn sections(&mut self, config: &Config) {
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        for (id, page) in self.pages.iter().enumerate() {
            let folder = page.folder();
            for (at, _) in folder.match_indices('/').chain([(folder.len(), "")]) {
                let path = &folder[..at];
                sections.entry(path.to_owned()).or_insert_with(|| new_section(path, config));
            }
            let section = sections.entry(folder.to_owned()).or_insert_with(|| new_section(folder, config));
            if page.is_index() {
                section.page = Some(id as PageId);
                section.title.clone_from(&page.title);
                section.address.clone_from(&page.address);
            } else {
                section.members.push(id as PageId);
            }
        }
        nest(&mut sections);
        for (folder, section) in &mut sections {
            sort_members(section, self.pages);
            if section.page.is_none() {
                self.yielding(section.address.clone(), Owner::Section(folder.clone()));
            }
        }
        if !sections.contains_key("") {
            self.yielding(String::new(), Owner::Section(String::new()));
            let mut home = new_section("", config);
            home.folders = sections.keys().filter(|folder| !folder.contains('/')).cloned().collect();
            sections.insert(String::new(), home);
        }
        self.addresses.sections = sections;
    }
}

impl Builder<'_> {
    /// The list of all categories has an address even when no category has a page.
    fn category_list(&mut self, config: &Config) {
        let section = self
            .addresses
            .sections
            .entry(CATEGORIES.to_owned())
            .or_insert_with(|| new_section(CATEGORIES, config));
        section.title = "Categories".to_owned();
        let address = section.address.clone();
        self.yielding(address, Owner::Section(CATEGORIES.to_owned()));
    }
}

fn redirect_address(page: &Page, alias: &str) -> Option<String> {
    if let Some(path) = alias.strip_prefix('/') {
        let plain = path.split('/').filter(|part| !part.is_empty()).all(|part| {
            part != "."
                && part != ".."
                && part.len() <= MAX_PART
                && !part.chars().any(|c| c.is_control() || "\\?#%\"<>|:*".contains(c))
        });
        let path = path.trim_matches('/');
        return (plain && !path.is_empty()).then(|| format!("{path}/"));
    }
    let parent = page.address.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    let parent = if page.is_index() { page.address.trim_end_matches('/') } else { parent };
    let slash = if parent.is_empty() { "" } else { "/" };
    let slug = path_slug(alias);
    (slug.len() <= MAX_PART).then(|| format!("{parent}{slash}{slug}/"))
}

fn new_section(folder: &str, config: &Config) -> Section {
    let of_type = config.types.iter().find(|(_, page_type)| page_type.folder.as_deref() == Some(folder));
    let name = folder.rsplit('/').next().unwrap_or_default();
    let title = match of_type {
        Some((_, page_type)) => page_type.plural.clone(),
        None if folder.is_empty() => config.title.clone(),
        None => name.to_owned(),
    };
    let address: String = folder
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| format!("{}/", path_slug(part)))
        .collect();
    Section { title, address, ..Section::default() }
}

fn nest(sections: &mut BTreeMap<String, Section>) {
    let folders: Vec<String> = sections.keys().filter(|folder| !folder.is_empty()).cloned().collect();
    for folder in folders {
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        if let Some(parent) = sections.get_mut(parent) {
            parent.folders.push(folder);
        }
    }
}

/// By `order:`, then by name.
fn sort_members(section: &mut Section, pages: &[Arc<Page>]) {
    let rank = |id: &PageId| {
        let page = pages[*id as usize].as_ref();
        (page.matter.order.unwrap_or(i64::MAX), page.sort_title.as_ref(), *id)
    };
    section.members.sort_unstable_by(|a, b| rank(a).cmp(&rank(b)));
}
