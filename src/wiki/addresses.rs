//! The owner of each address. Everything with an address is added to one table, and conflicts are reported: case and Unicode normalization
//! are ignored, because file systems may ignore them.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Assets, Categories, Category, Disambiguation, Linking, Names, PageId, TitleOrder};
use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::page::node::YamlPath;
use crate::page::value::Name;
use crate::page::{self, CATEGORIES, Page, address_key, is_too_long, path_slug};
use crate::text::{NameKey, Place, fold_name, folders_above};

/// The owner of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A page.
    Page(PageId),
    /// A redirect to a page.
    Redirect(PageId),
    /// A category without a page, by folded name.
    Category(String),
    /// The members of a folder without an index page.
    Section(String),
    /// A generated disambiguation page, by folded name.
    Disambiguation(String),
    /// A file that is published unchanged.
    Asset(u32),
}

impl Owner {
    /// The place where an author put it. `None` for generated pages.
    pub fn place(&self, pages: &[Arc<Page>], assets: &Assets) -> Option<Place> {
        match self {
            Self::Page(id) | Self::Redirect(id) => Some(pages[*id as usize].address_place()),
            Self::Asset(index) => Some(Place::file(assets.asset(*index).path.as_ref())),
            Self::Category(_) | Self::Section(_) | Self::Disambiguation(_) => None,
        }
    }

    /// True if an author put it there, rather than Lorekeep generating it.
    pub const fn is_written(&self) -> bool {
        matches!(self, Self::Page(_) | Self::Redirect(_) | Self::Asset(_))
    }
}

/// All addresses.
#[derive(Debug, Default)]
pub struct Addresses {
    /// In order of insertion. Pages store their addresses themselves.
    list: Vec<(Option<Box<str>>, Owner)>,
    /// Index in the list, by address key: two addresses with the same key cannot coexist.
    table: FxHashMap<NameKey, u32>,
    sections: BTreeMap<String, Section>,
    /// Folders without index pages, by their paths and the suffixes of these; `None` if a suffix is ambiguous.
    folders: FxHashMap<NameKey, Option<Box<str>>>,
}

/// A folder of `content/` as a section of the site.
#[derive(Debug, Default, Clone)]
pub struct Section {
    /// Title for readers.
    pub title: String,
    /// Address.
    pub address: String,
    /// The index page of the folder.
    pub page: Option<PageId>,
    /// Pages in it, in order, except its index page and those that lists leave out.
    pub members: Vec<PageId>,
    /// Subfolders.
    pub folders: Vec<String>,
}

impl Section {
    fn take(&mut self, id: PageId, page: &Page) {
        if page.is_index() {
            self.page = Some(id);
            self.title.clone_from(&page.title);
            self.address.clone_from(&page.address);
        } else if !page.matter.unlisted {
            self.members.push(id);
        }
    }
}

impl Addresses {
    pub(super) fn new(
        ground: &AddressInputs<'_>,
        categories: &Categories,
        disambiguation: &Disambiguation,
        assets: &Assets,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let AddressInputs { config, pages, names, order } = *ground;
        let has_categories = categories.iter().next().is_some();
        let mut builder = Builder {
            addresses: Self::default(),
            pages,
            names,
            assets,
            faults,
            titled: OnceCell::new(),
            aliased: FxHashMap::default(),
            named: OnceCell::new(),
        };
        builder.addresses.table.reserve(pages.len() + assets.iter().count());
        builder.addresses.list.reserve(pages.len() + assets.iter().count());
        for (id, page) in pages.iter().enumerate() {
            builder.page(id as PageId, page);
        }
        for (index, path, asset) in assets.iter() {
            builder.claim(path, &Owner::Asset(index), || Place::file(asset.path.as_ref()));
        }
        builder.redirects();
        for (key, category) in categories.iter().filter(|(_, category)| category.page.is_none()) {
            builder.category(key, category);
        }
        builder.sections(config, order);
        if has_categories {
            builder.category_list(config);
        }
        for (key, group) in disambiguation.iter() {
            let address = group.address.as_deref().unwrap_or_default();
            builder.made(address, &Owner::Disambiguation(key.to_owned()));
        }
        builder.addresses
    }

    /// The owner of an address, ignoring case.
    pub fn at(&self, address: &str) -> Option<&Owner> {
        self.table.get(&address_key(address)).map(|&at| &self.list[at as usize].1)
    }

    /// The owner of an address, ignoring case, with the address as its owner spells it.
    pub fn entry<'a>(&'a self, address: &str, pages: &'a [Arc<Page>]) -> Option<(&'a str, &'a Owner)> {
        self.table.get(&address_key(address)).map(|&at| spelt(&self.list[at as usize], pages))
    }

    /// All addresses with their owners, pages first.
    pub fn iter<'a>(&'a self, pages: &'a [Arc<Page>]) -> impl Iterator<Item = (&'a str, &'a Owner)> {
        self.list.iter().map(|entry| spelt(entry, pages))
    }

    /// The folder without an index page that a folded name refers to: by its path, or by an unambiguous suffix of it.
    pub(super) fn folder_called(&self, name: &str) -> Option<&Section> {
        let folder = self.folders.get(&NameKey::of_folded(name))?.as_deref()?;
        self.sections.get(folder)
    }

    /// Number of addresses.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there are no addresses.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The folders of the site, by path in `content/`.
    pub fn sections(&self) -> &BTreeMap<String, Section> {
        &self.sections
    }
}

fn spelt<'a>(
    (address, owner): &'a (Option<Box<str>>, Owner),
    pages: &'a [Arc<Page>],
) -> (&'a str, &'a Owner) {
    match (address, owner) {
        (None, Owner::Page(id)) => (pages[*id as usize].address.as_str(), owner),
        (address, _) => (address.as_deref().unwrap_or_default(), owner),
    }
}

/// The input from which all addresses are computed.
#[derive(Clone, Copy)]
pub(super) struct AddressInputs<'g> {
    pub(super) config: &'g Config,
    pub(super) pages: &'g [Arc<Page>],
    pub(super) names: &'g Names,
    pub(super) order: &'g TitleOrder,
}

struct Builder<'b> {
    addresses: Addresses,
    pages: &'b [Arc<Page>],
    names: &'b Names,
    assets: &'b Assets,
    faults: &'b mut Vec<Diagnostic>,
    /// The first two pages of each title that may also be an alias.
    titled: OnceCell<FxHashMap<NameKey, Vec<PageId>>>,
    /// The first page of each alias that several pages have.
    aliased: FxHashMap<NameKey, PageId>,
    /// For each category, the first page that names it, with the location.
    named: OnceCell<FxHashMap<NameKey, (PageId, YamlPath)>>,
}

fn first_two_by_title(pages: &[Arc<Page>]) -> FxHashMap<NameKey, Vec<PageId>> {
    let mut titled: FxHashMap<NameKey, Vec<PageId>> = FxHashMap::default();
    for (id, page) in (0..).zip(pages) {
        let ids = titled.entry(NameKey::of_folded(&page.sort_title)).or_default();
        if ids.len() < 2 {
            ids.push(id);
        }
    }
    titled
}

impl Builder<'_> {
    fn page(&mut self, id: PageId, page: &Page) {
        if let Some(first) = self.enter(page.brief.address, None, &Owner::Page(id)) {
            self.report_taken(first, &page.address, page.address_place());
        }
    }

    /// Adds an owner; if the address is taken, reports it at the place of the newcomer.
    fn claim(&mut self, address: &str, owner: &Owner, place: impl Fn() -> Place) {
        if let Some(first) = self.enter(address_key(address), Some(address), owner) {
            self.report_taken(first, address, place());
        }
    }

    fn report_taken(&mut self, first: u32, address: &str, place: Place) {
        let first = &self.addresses.list[first as usize].1;
        let shown = if address.is_empty() { "/" } else { address };
        let message = format!("the address `{shown}` is already used by {}", self.describe(first));
        let fault = Diagnostic::new(&codes::URL_COLLISION, place, message);
        let fault = fault.help("rename one of the two, or set another `slug:`");
        self.faults.push(match first.place(self.pages, self.assets) {
            Some(place) => fault.related(place, "it is used here"),
            None => fault,
        });
    }

    /// Adds an owner if the address is free; otherwise returns the index of its current owner.
    fn enter(&mut self, key: NameKey, address: Option<&str>, owner: &Owner) -> Option<u32> {
        let next = self.addresses.list.len() as u32;
        let at = *self.addresses.table.entry(key).or_insert(next);
        if at == next {
            self.addresses.list.push((address.map(Box::from), owner.clone()));
        }
        (at != next).then_some(at)
    }

    /// Adds a category without a page. It cannot yield to anything, because its members are listed nowhere else.
    fn category(&mut self, key: &str, category: &Category) {
        if is_too_long(&category.title) {
            let place = self.named_first(key);
            self.faults.push(Diagnostic::new(&codes::UNSAFE_PATH, place, page::TOO_LONG));
        }
        let owner = Owner::Category(key.to_owned());
        let Some(at) = self.enter(address_key(&category.address), Some(&category.address), &owner) else {
            return;
        };
        if self.gives_way_to(at) || !self.addresses.list[at as usize].1.is_written() {
            let place = self.named_first(key);
            self.report_taken(at, &category.address, place);
        } else {
            self.take_back(at, &category.address, owner);
        }
    }

    /// The place where a page first names a category.
    fn named_first(&self, key: &str) -> Place {
        let named = self.named.get_or_init(|| {
            let mut named = FxHashMap::default();
            for (id, page) in (0..).zip(self.pages) {
                for name in page.matter.categories.iter().map(|name| name.ignoring_label(Linking)) {
                    named.entry(NameKey::of_folded(&fold_name(&name.text))).or_insert((id, name.at));
                }
            }
            named
        });
        let (page, at) = named[&NameKey::of_folded(key)];
        self.pages[page as usize].place(at)
    }

    /// Adds a generated page, unless an author's page may replace it.
    fn made(&mut self, address: &str, owner: &Owner) {
        let Some(at) = self.enter(address_key(address), Some(address), owner) else { return };
        if self.addresses.list[at as usize].1.is_written() && !self.gives_way_to(at) {
            self.take_back(at, address, owner.clone());
        }
    }

    /// True if a generated page yields to the owner of an address, which must be a page whose address follows from its file.
    fn gives_way_to(&self, at: u32) -> bool {
        matches!(&self.addresses.list[at as usize].1, Owner::Page(id) if self.pages[*id as usize].stands_by_its_file())
    }

    /// Assigns an address to a generated page, and reports its former owner.
    fn take_back(&mut self, at: u32, address: &str, owner: Owner) {
        let (wrongly, by) = spelt(&self.addresses.list[at as usize], self.pages);
        let Some(place) = written_place(by, wrongly, self.pages, self.assets) else { return };
        let what = format!("the address of {}", self.describe(&owner));
        self.faults.push(in_the_place_of(by, place, address, &what));
        self.addresses.list[at as usize] = (Some(address.into()), owner);
    }

    fn describe(&self, owner: &Owner) -> String {
        match owner {
            Owner::Page(id) => format!("the page `{}`", self.pages[*id as usize].title),
            Owner::Redirect(id) => format!("an alias of `{}`", self.pages[*id as usize].title),
            Owner::Category(name) => format!("the category `{name}`"),
            Owner::Section(folder) if folder.is_empty() => "the home page".to_owned(),
            Owner::Section(folder) => format!("the folder `{folder}`"),
            Owner::Disambiguation(name) => format!("the disambiguation page `{name}`"),
            Owner::Asset(_) => "a file".to_owned(),
        }
    }

    /// Adds a redirect beside the page for each alias; an alias that begins with `/` is a complete address.
    fn redirects(&mut self) {
        for (id, page) in self.pages.iter().enumerate() {
            if page.matter.aliases.is_empty() {
                continue;
            }
            let mut seen = FxHashSet::from_iter([page.sort_title.to_string()]);
            for labelled in &page.matter.aliases {
                let alias = labelled.ignoring_label(Linking);
                if !seen.insert(fold_name(&alias.text)) {
                    let message = format!("the alias `{}` is redundant", alias.text);
                    self.faults.push(Diagnostic::new(&codes::ALIAS_SELF, page.place(alias.at), message));
                    continue;
                }
                // The address would reveal a name that is a spoiler.
                match labelled.is_open() {
                    true => self.redirect(id as PageId, page, alias),
                    false => drop(self.report_name_taken(id as PageId, page, alias)),
                }
            }
        }
    }

    fn redirect(&mut self, id: PageId, page: &Page, alias: &Name) {
        let address = match page::alias_address(page, &alias.text) {
            Ok(address) => address,
            Err(reason) => {
                return self.faults.push(page::unsafe_address(page.place(alias.at), &alias.text, reason));
            }
        };
        let name_is_taken = self.report_name_taken(id, page, alias);
        let taken = self.enter(address_key(&address), Some(&address), &Owner::Redirect(id));
        match taken.map(|at| self.addresses.list[at as usize].1.clone()) {
            None => {}
            Some(Owner::Page(other) | Owner::Redirect(other)) if other == id => {}
            // A page with another page's name often has its address as well; one finding is enough.
            Some(_) if name_is_taken => {}
            Some(owner) => {
                let message =
                    format!("the alias `{}` is the address of {}", alias.text, self.describe(&owner));
                let fault = Diagnostic::new(&codes::ALIAS_COLLISION, page.place(alias.at), message);
                self.faults.push(match owner.place(self.pages, self.assets) {
                    Some(place) => fault.related(place, "it is used here"),
                    None => fault,
                });
            }
        }
    }

    /// Reports an alias that is another page's title, which would make every link to that title ambiguous.
    fn report_name_taken(&mut self, id: PageId, page: &Page, alias: &Name) -> bool {
        let called = super::NameRef::new(&alias.text);
        if let [] | [_] = self.names.pages_named(called) {
            return false;
        }
        let key = NameKey::of_folded(&fold_name(&alias.text));
        let titled = self.titled.get_or_init(|| first_two_by_title(self.pages)).get(&key);
        let titled = titled.into_iter().flatten().copied().find(|other| *other != id);
        let alias_of = *self.aliased.entry(key).or_insert(id);
        let other = titled.into_iter().chain((alias_of != id).then_some(alias_of)).min();
        if let Some(other) = other {
            let other = &self.pages[other as usize];
            let message = format!("the alias `{}` also names the page `{}`", alias.text, other.title);
            let fault = Diagnostic::new(&codes::ALIAS_COLLISION, page.place(alias.at), message);
            self.faults.push(fault.related(other.title_place(), "the other page"));
        }
        other.is_some()
    }

    fn sections(&mut self, config: &Config, order: &TitleOrder) {
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        // Neighbours are mostly in the same folder.
        let in_one_folder =
            |(_, a): &(usize, &Arc<Page>), (_, b): &(usize, &Arc<Page>)| a.brief.folder == b.brief.folder;
        let pages: Vec<(usize, &Arc<Page>)> = self.pages.iter().enumerate().collect();
        for neighbours in pages.chunk_by(in_one_folder) {
            let folder = neighbours[0].1.folder();
            for path in folders_above(folder) {
                sections.entry(path.to_owned()).or_insert_with(|| new_section(path, config));
            }
            let section = sections.entry(folder.to_owned()).or_insert_with(|| new_section(folder, config));
            for (id, page) in neighbours {
                section.take(*id as PageId, page);
            }
        }
        nest(&mut sections);
        for (folder, section) in &mut sections {
            sort_members(section, self.pages, order);
            if section.page.is_none() {
                self.made(&section.address, &Owner::Section(folder.clone()));
            }
        }
        if !sections.contains_key("") {
            self.made("", &Owner::Section(String::new()));
            let mut home = new_section("", config);
            home.folders = sections.keys().filter(|folder| !folder.contains('/')).cloned().collect();
            sections.insert(String::new(), home);
        }
        self.addresses.folders = folders_by_name(&sections);
        self.addresses.sections = sections;
    }
}

fn folders_by_name(sections: &BTreeMap<String, Section>) -> FxHashMap<NameKey, Option<Box<str>>> {
    let mut folders: FxHashMap<NameKey, Option<Box<str>>> = FxHashMap::default();
    let without_page =
        || sections.iter().filter(|(path, section)| section.page.is_none() && !path.is_empty());
    for path in without_page().map(|(path, _)| path.as_str()) {
        for (at, _) in path.match_indices('/') {
            let entry = folders.entry(NameKey::of_folded(&fold_name(&path[at + 1..])));
            entry.and_modify(|only| *only = None).or_insert_with(|| Some(path.into()));
        }
    }
    for path in without_page().map(|(path, _)| path.as_str()) {
        folders.insert(NameKey::of_folded(&fold_name(path)), Some(path.into()));
    }
    folders
}

impl Builder<'_> {
    /// Adds the list of all categories, which has an address even if no category has a page.
    fn category_list(&mut self, config: &Config) {
        let section = self
            .addresses
            .sections
            .entry(CATEGORIES.to_owned())
            .or_insert_with(|| new_section(CATEGORIES, config));
        section.title = config.words.categories().to_owned();
        let address = section.address.clone();
        self.made(&address, &Owner::Section(CATEGORIES.to_owned()));
    }
}

/// Reports that an author's content would replace a generated page.
pub fn in_the_place_of(owner: &Owner, place: Place, address: &str, what: &str) -> Diagnostic {
    let (by, help) = match owner {
        Owner::Redirect(_) => ("this alias", "remove the alias, or choose another one"),
        Owner::Asset(_) => ("this file", "rename the file"),
        _ => ("this page", "rename the file, or choose another `slug:` or `permalink:`"),
    };
    let message = format!("{by} cannot use the address `/{address}`, which is {what}");
    Diagnostic::new(&codes::URL_COLLISION, place, message).help(help)
}

/// The place where an author assigns an address.
pub fn written_place(owner: &Owner, address: &str, pages: &[Arc<Page>], assets: &Assets) -> Option<Place> {
    match owner {
        Owner::Redirect(id) => Some(redirect_place(&pages[*id as usize], address)),
        _ => owner.place(pages, assets),
    }
}

/// The place where a page declares a redirect from an address.
pub fn redirect_place(page: &Page, address: &str) -> Place {
    let leads = |alias: &&Name| page::alias_address(page, &alias.text).is_ok_and(|known| known == address);
    let mut aliases = page.matter.aliases.iter().map(|alias| alias.ignoring_label(Linking));
    aliases.find(leads).map_or_else(|| page.address_place(), |alias| page.place(alias.at))
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

/// Sorts by `order:`, then by name.
fn sort_members(section: &mut Section, pages: &[Arc<Page>], order: &TitleOrder) {
    section
        .members
        .sort_by_cached_key(|id| (pages[*id as usize].matter.order.unwrap_or(i64::MAX), order.rank(*id)));
}
