//! Categories: their members and their hierarchy.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Linking, PageId, TitleOrder, cycles};
use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Open};
use crate::page::{CATEGORIES, Page, path_slug, spelt_slug};
use crate::text::{NameKey, fold_name};
use crate::words::without_article;

/// All categories, by folded name.
#[derive(Debug, Default)]
pub struct Categories {
    map: BTreeMap<String, Category>,
    /// Categories by the folded aliases of their pages, with the titles that public ones replace.
    aliases: BTreeMap<String, String>,
    keys: FxHashSet<NameKey>,
    pages: Vec<PageId>,
    /// Folded names of all categories, in the order of lists.
    listed: Vec<String>,
}

/// A category.
#[derive(Debug, Default, Clone)]
pub struct Category {
    /// Its name.
    pub title: String,
    /// Address, with a trailing slash.
    pub address: String,
    /// The page that describes it.
    pub page: Option<PageId>,
    /// Its members by title. Members in spoilers are kept apart, and do not create a category on their own.
    pub members: Vec<PageId>,
    /// Members whose membership is a spoiler, by title.
    pub labelled_members: Vec<Labelled<PageId>>,
    /// Folded names of its parent categories.
    pub parents: Vec<String>,
    /// Folded names of its subcategories, by title.
    pub children: Vec<String>,
    /// Number of distinct pages in it and in all of its subcategories.
    pub total: usize,
}

impl Categories {
    /// Collects the categories and their members.
    pub(super) fn new(pages: &[Arc<Page>]) -> Self {
        let mut categories = Self::default();
        categories.take_pages(pages);
        categories.take_members(pages);
        categories.take_labelled_members(pages);
        categories.tell_addresses_apart();
        let names = categories.map.keys().chain(categories.aliases.keys());
        categories.keys = names.map(|key| NameKey::of_folded(key)).collect();
        categories
    }

    /// Sorts categories and their members, and removes cycles from the hierarchy.
    pub(super) fn arrange(
        &mut self,
        config: &Config,
        pages: &[Arc<Page>],
        order: &TitleOrder,
        faults: &mut Vec<Diagnostic>,
    ) {
        self.sort(order);
        self.listed = self.sorted(config, pages);
        self.break_cycles(pages, faults);
        self.count();
    }

    /// Folded names of all categories, sorted as titles of pages are.
    fn sorted(&self, config: &Config, pages: &[Arc<Page>]) -> Vec<String> {
        let articles = config.words.articles_in(&config.language);
        let mut sorted: Vec<(&String, &Category)> = self.map.iter().collect();
        sorted.sort_by_cached_key(|(_, category)| {
            let by_title = || without_article(&category.title, articles);
            let name = category.page.map_or_else(by_title, |id| pages[id as usize].sort_name());
            config.collation.sort_key(name)
        });
        sorted.into_iter().map(|(key, _)| key.clone()).collect()
    }

    fn take_pages(&mut self, pages: &[Arc<Page>]) {
        for (id, page) in pages.iter().enumerate() {
            if page.brief.is_category {
                self.pages.push(id as PageId);
                let category = Category {
                    title: page.title.clone(),
                    address: page.address.clone(),
                    page: Some(id as PageId),
                    ..Category::default()
                };
                self.map.entry(fold_name(&page.title)).or_insert(category);
            }
        }
        for page in self.pages.iter().map(|id| &pages[*id as usize]) {
            for alias in page.matter.aliases.iter().map(|alias| alias.ignoring_label(Linking)) {
                let alias = fold_name(&alias.text);
                if !self.map.contains_key(&alias) {
                    self.aliases.entry(alias).or_insert_with(|| fold_name(&page.title));
                }
            }
        }
    }

    /// The folded name of the category that a name means: its title, or an alias of its page.
    fn key(&self, name: &str) -> String {
        let name = fold_name(name);
        self.aliases.get(&name).cloned().unwrap_or(name)
    }

    /// Adds pages to their categories. Most names are spelled the same again and again, so each spelling is looked up once.
    fn take_members<'p>(&mut self, pages: &'p [Arc<Page>]) {
        let mut spellings: FxHashMap<&'p str, usize> = FxHashMap::default();
        let mut members: Vec<(String, Vec<PageId>)> = Vec::new();
        for (id, page) in pages.iter().enumerate() {
            let id = id as PageId;
            let is_category = self.is_category_page(id);
            let is_member = !is_category && !page.matter.unlisted;
            for name in page.open_categories().map(Open::into_inner) {
                let at = *spellings.entry(name).or_insert_with(|| {
                    members.push((self.ensure(name), Vec::new()));
                    members.len() - 1
                });
                if is_category {
                    self.nest(&page.sort_title, &members[at].0);
                } else if is_member {
                    members[at].1.push(id);
                }
            }
        }
        for (key, ids) in members {
            if let Some(category) = self.map.get_mut(&key) {
                category.members.extend(ids);
            }
        }
    }

    /// Adds pages to categories whose membership is a spoiler.
    fn take_labelled_members(&mut self, pages: &[Arc<Page>]) {
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| !page.matter.unlisted) {
            let id = id as PageId;
            for name in page.matter.categories.iter().filter(|name| !name.is_open()) {
                let key = self.key(&name.ignoring_label(Linking).text);
                let is_category = self.is_category_page(id);
                if let Some(category) = self.map.get_mut(&key).filter(|_| !is_category) {
                    category.labelled_members.push(Labelled::new(id, name.scopes()));
                }
            }
        }
    }

    fn ensure(&mut self, name: &str) -> String {
        let key = self.key(name);
        let title = name.trim();
        self.map.entry(key.clone()).or_insert_with(|| Category {
            title: title.to_owned(),
            address: address(&path_slug(title)),
            ..Category::default()
        });
        key
    }

    /// Makes addresses unique. Names such as `C++` and `C#` have the same letters; if two categories would have the same address, the signs
    /// in their names are spelled out.
    fn tell_addresses_apart(&mut self) {
        let mut wanted: FxHashMap<String, usize> = FxHashMap::default();
        for category in self.map.values() {
            *wanted.entry(category.address.clone()).or_default() += 1;
        }
        for category in self.map.values_mut() {
            if category.page.is_none() && wanted.get(&category.address).is_some_and(|&count| count > 1) {
                category.address = address(&spelt_slug(&category.title));
            }
        }
    }

    fn nest(&mut self, child: &str, parent: &str) {
        if let Some(category) = self.map.get_mut(child) {
            category.parents.push(parent.to_owned());
        }
        if let Some(category) = self.map.get_mut(parent) {
            category.children.push(child.to_owned());
        }
    }

    fn sort(&mut self, order: &TitleOrder) {
        for category in self.map.values_mut() {
            category.members.sort_unstable_by_key(|id| order.rank(*id));
            category.members.dedup();
            let id = |member: &Labelled<PageId>| *member.ignoring_label(Linking);
            category
                .labelled_members
                .sort_unstable_by_key(|member| (order.rank(id(member)), member.scopes()));
            category.labelled_members.dedup_by_key(|member| id(member));
            let members = &category.members;
            let is_open =
                |id: PageId| members.binary_search_by_key(&order.rank(id), |id| order.rank(*id)).is_ok();
            category.labelled_members.retain(|member| !is_open(id(member)));
            category.children.sort();
            category.children.dedup();
            let mut known = FxHashSet::default();
            category.parents.retain(|parent| known.insert(parent.clone()));
        }
    }

    /// Reports cycles in the hierarchy, and breaks all of them so that every walk upwards ends.
    fn break_cycles(&mut self, pages: &[Arc<Page>], faults: &mut Vec<Diagnostic>) {
        let keys: Vec<String> = self.map.keys().cloned().collect();
        let numbers: FxHashMap<&str, u32> = keys.iter().map(String::as_str).zip(0..).collect();
        let parents = |category: &Category| -> Vec<u32> {
            category.parents.iter().filter_map(|parent| numbers.get(parent.as_str()).copied()).collect()
        };
        let parents: Vec<Vec<u32>> = self.map.values().map(parents).collect();
        let found = cycles::of(keys.len(), |number| &parents[number as usize]);
        for cycle in &found.cycles {
            let names: Vec<&str> = cycle.iter().map(|number| keys[*number as usize].as_str()).collect();
            faults.extend(self.circle_fault(&names, pages));
        }
        self.part(
            found.closing.iter().map(|(child, parent)| (&keys[*child as usize], &keys[*parent as usize])),
        );
    }

    /// Counts the pages in each category and below it, bottom-up.
    fn count(&mut self) {
        let categories: Vec<&Category> = self.map.values().collect();
        let numbers: FxHashMap<&str, usize> = self.map.keys().map(String::as_str).zip(0..).collect();
        let mut counter = Counter::new(&categories, &numbers);
        while let Some(number) = counter.ready.pop() {
            counter.count(number);
        }
        let totals = counter.totals;
        for (category, total) in self.map.values_mut().zip(totals) {
            category.total = total;
        }
    }

    /// The diagnostic for a cycle of names, each a child of the next; reported where the last one names the first.
    fn circle_fault(&self, cycle: &[&str], pages: &[Arc<Page>]) -> Option<Diagnostic> {
        let (first, last) = (*cycle.first()?, *cycle.last()?);
        let titles = cycle.iter().chain([&first]).map(|key| self.map[*key].title.as_str());
        let path = titles.collect::<Vec<_>>().join(" → ");
        let page = &pages[self.map[last].page? as usize];
        let mut names = page.matter.categories.iter().map(|name| name.ignoring_label(Linking));
        let name = names.find(|name| self.key(&name.text) == first);
        let place = name.map_or(page.title_place(), |name| page.place(name.at));
        let message = format!("these categories form a cycle of parents: {path}");
        Some(Diagnostic::new(&codes::CATEGORY_CYCLE, place, message))
    }

    /// Removes categories from parents.
    fn part<'k>(&mut self, pairs: impl Iterator<Item = (&'k String, &'k String)>) {
        let (mut above, mut below): (BTreeMap<_, FxHashSet<_>>, BTreeMap<_, FxHashSet<_>>) =
            Default::default();
        for (child, parent) in pairs {
            above.entry(child).or_default().insert(parent);
            below.entry(parent).or_default().insert(child);
        }
        for (child, parents) in above {
            self.map.entry(child.clone()).and_modify(|c| c.parents.retain(|known| !parents.contains(known)));
        }
        for (parent, children) in below {
            self.map
                .entry(parent.clone())
                .and_modify(|c| c.children.retain(|known| !children.contains(known)));
        }
    }

    /// The category with the given name.
    pub fn named(&self, name: &str) -> Option<&Category> {
        self.get(&fold_name(name))
    }

    /// The title of the category with the given name; the name itself if there is none.
    pub fn title(&self, name: &str) -> String {
        self.named(name).map_or(name, |category| &category.title).to_owned()
    }

    /// The category with the given folded name or alias.
    pub fn get(&self, key: &str) -> Option<&Category> {
        self.map.get(self.aliases.get(key).map_or(key, String::as_str))
    }

    /// True if there is a category with the given name.
    pub(super) fn has_key(&self, name: NameKey) -> bool {
        self.keys.contains(&name)
    }

    /// Folded names of all categories, in the order of lists.
    pub fn listed(&self) -> &[String] {
        &self.listed
    }

    /// All categories, by folded name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Category)> {
        self.map.iter().map(|(key, category)| (key.as_str(), category))
    }

    /// True if a page describes a category.
    pub fn is_category_page(&self, id: PageId) -> bool {
        self.pages.binary_search(&id).is_ok()
    }
}

/// Counts pages, each once however many paths lead down to it.
struct Counter<'c> {
    categories: &'c [&'c Category],
    children: Vec<Vec<usize>>,
    parents: Vec<Vec<usize>>,
    /// Number of children of each category still to be counted.
    open: Vec<usize>,
    /// Categories whose children have been counted.
    ready: Vec<usize>,
    /// For each counted category, its pages while any parent still needs them, and the number of such parents.
    pages: Vec<(FxHashSet<PageId>, usize)>,
    totals: Vec<usize>,
}

impl<'c> Counter<'c> {
    fn new(categories: &'c [&'c Category], numbers: &FxHashMap<&str, usize>) -> Self {
        let known = |names: &[String]| -> Vec<usize> {
            names.iter().filter_map(|name| numbers.get(name.as_str()).copied()).collect()
        };
        let children: Vec<Vec<usize>> = categories.iter().map(|c| known(&c.children)).collect();
        let mut parents = vec![Vec::new(); children.len()];
        for (parent, children) in children.iter().enumerate() {
            children.iter().for_each(|child| parents[*child].push(parent));
        }
        Self {
            categories,
            open: children.iter().map(Vec::len).collect(),
            ready: (0..children.len()).filter(|number| children[*number].is_empty()).collect(),
            pages: parents.iter().map(|parents| (FxHashSet::default(), parents.len())).collect(),
            totals: vec![0; children.len()],
            children,
            parents,
        }
    }

    fn count(&mut self, number: usize) {
        let members = &self.categories[number].members;
        self.totals[number] = members.len();
        if self.children[number].is_empty() && self.parents[number].is_empty() {
            return;
        }
        let mut pages: FxHashSet<PageId> = members.iter().copied().collect();
        for child in std::mem::take(&mut self.children[number]) {
            let (below, uses) = &mut self.pages[child];
            *uses -= 1;
            let below = if *uses == 0 { std::mem::take(below) } else { below.clone() };
            pages = united(pages, below);
        }
        self.totals[number] = pages.len();
        if !self.parents[number].is_empty() {
            self.pages[number].0 = pages;
        }
        for &parent in &self.parents[number] {
            self.open[parent] -= 1;
            if self.open[parent] == 0 {
                self.ready.push(parent);
            }
        }
    }
}

/// The union of two sets; merges the smaller into the larger.
fn united(one: FxHashSet<PageId>, other: FxHashSet<PageId>) -> FxHashSet<PageId> {
    let (mut large, small) = if one.len() < other.len() { (other, one) } else { (one, other) };
    large.extend(small);
    large
}

fn address(slug: &str) -> String {
    format!("{CATEGORIES}/{slug}/")
}
