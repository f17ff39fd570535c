//! What the rendering of a path can see, as a hash: as long as it is the same, so is what is rendered.
//!
//! A linked wiki and a hash of what all paths see enter; hashes leave. They are made of values that a rendering looks
//! at, or of more than these: what is left out here makes a site wrong, what is too much only costs time. So whoever
//! lets a rendering look at something new lets its hash look at that first. Paths that look at the whole wiki (queries,
//! special pages, timelines, feeds) have no hash and are rendered every time.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::lists::part;
use super::special::{Place, Special};
use super::{Artifact, Renderer, pictures};
use crate::inputs::{Fingerprint, Hash};
use crate::page::Page;
use crate::page::body::Fill;
use crate::page::data::SourceEntry;
use crate::page::node::At;
use crate::text::{NameKey, folders_above};
use crate::wiki::{Backlink, Category, Group, LinkPlace, PageId, Relation, Section, Target, Wiki};

/// Most entries of a list that a page shows of its relations and backlinks, on its own or for machines.
const SHOWN: usize = 100;
/// Most pages that are looked through for what a page embeds; one that has more is rendered every time.
const MAX_EMBEDDED: usize = 200;

/// What the paths of a site see.
pub struct Sights<'s> {
    renderer: &'s Renderer<'s>,
    /// What all paths see.
    ground: Hash,
    /// What others show of each page when they name it.
    faces: Vec<Hash>,
    /// Each page's file.
    files: Vec<Hash>,
    /// What each page says of others in its fields: its file, and which pages are meant.
    stated: Vec<Hash>,
    /// What each page's text and fields are made of, without what other pages embed or say of it. `None` for pages
    /// that ask queries.
    own: Vec<Option<Hash>>,
    /// What each page cites.
    cited: Vec<Hash>,
    /// Pages before and after each event.
    events: FxHashMap<PageId, [Option<PageId>; 2]>,
    /// What each page of the wiki sees when it is rendered.
    pages: Vec<Option<Hash>>,
}

impl<'s> Sights<'s> {
    /// Looks at everything once. `ground` is a hash of settings, theme and options.
    pub fn new(renderer: &'s Renderer<'s>, ground: Hash) -> Self {
        let mut all = Fingerprint::default();
        all.hash(&ground);
        all.text(&format!("{:?}", renderer.site));
        let mut sights = Self {
            renderer,
            ground: all.finish(),
            faces: Vec::new(),
            files: Vec::new(),
            stated: Vec::new(),
            own: Vec::new(),
            cited: Vec::new(),
            events: event_neighbours(renderer.wiki),
            pages: Vec::new(),
        };
        let sources = sources(renderer.wiki, &|id| face(renderer.wiki.page(id)));
        sights.faces = sights.of_each(|_, page| face(page));
        sights.files = sights.of_each(|_, page| file(page));
        sights.stated = sights.of_each(|id, _| sights.stated(id));
        sights.cited = sights.of_each(|_, page| cited(page, &sources));
        sights.own = sights.of_each(|id, _| sights.own(id));
        sights.pages = sights.of_each(|id, page| sights.page(id, page));
        sights
    }

    /// What the rendering of a path sees. `None` when it has to be rendered to know what comes of it.
    pub fn of(&self, artifact: &Artifact) -> Option<Hash> {
        let mut seen = Fingerprint::default();
        seen.hash(&self.ground);
        let wiki = self.renderer.wiki;
        match artifact {
            Artifact::Page(id, number) => {
                seen.text("page");
                seen.hash(&self.pages[*id as usize]?);
                self.members(&mut seen, *id, *number);
            }
            Artifact::ApiPage(id) => {
                seen.text("page for machines");
                seen.hash(&self.pages[*id as usize]?);
            }
            Artifact::Redirect(id) => {
                seen.text("redirect");
                seen.hash(&self.faces[*id as usize]);
            }
            Artifact::Section(folder, number) if folder != "categories" => {
                seen.text("section");
                self.folders_above(&mut seen, folder);
                self.section(&mut seen, wiki.addresses.sections().get(folder)?, *number);
            }
            Artifact::Category(key, number) => {
                seen.text("category");
                self.category(&mut seen, wiki.categories.get(key)?, *number);
            }
            Artifact::Disambiguation(key) => {
                seen.text("disambiguation");
                self.group(&mut seen, wiki.disambiguation.generated(key)?);
            }
            Artifact::Special(Place::LinksTo(id, number)) => {
                seen.text("what links here");
                seen.hash(&self.faces[*id as usize]);
                let links = wiki.texts.backlinks.to(*id);
                self.backlinks(&mut seen, links.len(), part(links, *number));
                seen.count(*number);
            }
            Artifact::Special(Place::Special(Special::Random, _)) => seen.text("random"),
            Artifact::SearchPage => seen.text("search"),
            Artifact::NotFound => seen.text("not found"),
            _ => return None,
        }
        Some(seen.finish())
    }

    fn of_each<T: Send>(&self, look: impl Fn(PageId, &Page) -> T + Sync) -> Vec<T> {
        let pages = self.renderer.wiki.pages.par_iter().enumerate().with_min_len(64);
        pages.map(|(id, page)| look(id as PageId, page)).collect()
    }

    fn stated(&self, id: PageId) -> Hash {
        let relations = self.renderer.wiki.relations.outgoing(id);
        let mut seen = Fingerprint::default();
        seen.hash(&self.files[id as usize]);
        seen.count(relations.len());
        for relation in relations {
            seen.text(&format!("{:?}", relation.at));
            self.relation(&mut seen, relation);
            seen.hash(&self.faces[relation.to as usize]);
        }
        for picture in pictures::pictures(self.renderer, self.renderer.wiki.page(id)) {
            seen.text(&format!("{picture:?}"));
        }
        seen.finish()
    }

    fn relation(&self, seen: &mut Fingerprint, relation: &Relation) {
        let (value, inner) = relation.record.map_or((0, 0), |(value, inner)| (value + 1, inner + 1));
        let numbers = [relation.page_type.0, relation.field, value, inner];
        numbers.into_iter().for_each(|number| seen.count(usize::from(number)));
    }

    fn own(&self, id: PageId) -> Option<Hash> {
        let wiki = self.renderer.wiki;
        if !wiki.queries_of(id).is_empty() {
            return None;
        }
        let mut seen = Fingerprint::default();
        seen.hash(&self.stated[id as usize]);
        seen.hash(&self.cited[id as usize]);
        let targets = &wiki.texts.targets[id as usize];
        seen.count(targets.len());
        targets.iter().for_each(|target| self.target(&mut seen, target));
        wiki.claims.pages_named_by(id).for_each(|page| seen.hash(&self.faces[page as usize]));
        Some(seen.finish())
    }

    fn target(&self, seen: &mut Fingerprint, target: &Target) {
        match target {
            Target::Page(id, fragment) => {
                seen.count(0);
                seen.hash(&self.faces[*id as usize]);
                seen.count(usize::from(fragment.is_some()));
                seen.text(fragment.as_deref().unwrap_or_default());
            }
            Target::Address(address) => {
                seen.count(1);
                seen.text(address);
            }
            Target::Asset(index) => {
                let (path, asset) = self.renderer.wiki.assets.get(*index);
                seen.count(2);
                seen.text(path);
                seen.hash(&asset.hash);
                let variants = pictures::variants(self.renderer.wiki, *index);
                seen.count(variants.len());
                variants.iter().for_each(|variant| seen.text(&variant.address));
            }
            Target::Elsewhere => seen.count(3),
            Target::Missing => seen.count(4),
        }
    }

    /// Everything but the lists of members.
    fn page(&self, id: PageId, page: &Page) -> Option<Hash> {
        let wiki = self.renderer.wiki;
        let mut seen = Fingerprint::default();
        seen.hash(self.own[id as usize].as_ref()?);
        self.embedded(&mut seen, id)?;
        self.said_by_others(&mut seen, id);
        let links = wiki.texts.backlinks.to(id);
        self.backlinks(&mut seen, links.len(), &links[..links.len().min(SHOWN)]);
        self.folders_above(&mut seen, page.folder());
        let page_type = page.page_type.map(|id| wiki.config.types.get(id));
        self.folder(&mut seen, page_type.and_then(|page_type| page_type.folder.as_deref()));
        for name in &page.matter.categories {
            self.category_name(&mut seen, wiki.categories.named(&name.text));
        }
        self.series(&mut seen, id, page);
        match wiki.disambiguation.of(id) {
            Some(group) => self.group(&mut seen, group),
            None => seen.count(0),
        }
        Some(seen.finish())
    }

    /// The pages that a page embeds, and those that they embed. `None` when one of them looks at the whole wiki.
    fn embedded(&self, seen: &mut Fingerprint, id: PageId) -> Option<()> {
        let wiki = self.renderer.wiki;
        let mut met = BTreeSet::from([id]);
        let mut next = vec![id];
        while let Some(id) = next.pop() {
            for hole in &wiki.page(id).body.holes {
                if let Fill::Embed(index) = hole.fill
                    && let Target::Page(embedded, _) = wiki.texts.targets[id as usize][index as usize]
                    && met.insert(embedded)
                {
                    seen.hash(self.own[embedded as usize].as_ref()?);
                    next.push(embedded);
                }
            }
            if met.len() > MAX_EMBEDDED {
                return None;
            }
        }
        Some(())
    }

    /// Relations that lead to a page, and the claims about it.
    fn said_by_others(&self, seen: &mut Fingerprint, id: PageId) {
        let wiki = self.renderer.wiki;
        for relation in wiki.relations.incoming(id) {
            self.relation(seen, relation);
            seen.hash(&self.stated[relation.from as usize]);
        }
        seen.text("claims");
        for (property, numbers) in wiki.claims.about(id) {
            seen.text(property);
            seen.count(numbers.len());
            numbers.iter().for_each(|number| self.claim(seen, *number));
        }
    }

    fn claim(&self, seen: &mut Fingerprint, number: u32) {
        let claims = &self.renderer.wiki.claims;
        let statement = claims.get(number);
        let standing = |seen: &mut Fingerprint, number: u32| {
            let statement = claims.get(number);
            seen.hash(&self.files[statement.page as usize]);
            seen.count(statement.index as usize);
        };
        standing(seen, number);
        seen.text(statement.state.name());
        seen.hash(&self.cited[statement.page as usize]);
        for page in [Some(statement.subject), statement.value_page, statement.by_page] {
            self.face(seen, page);
        }
        seen.count(statement.superseded_by.len());
        statement.superseded_by.iter().for_each(|next| standing(seen, *next));
    }

    /// Some of the pages that link to a page.
    fn backlinks(&self, seen: &mut Fingerprint, total: usize, shown: &[Backlink]) {
        seen.count(total);
        for link in shown {
            seen.hash(&self.files[link.from as usize]);
            seen.count(match link.place {
                LinkPlace::Field => 0,
                LinkPlace::Text(index) => index as usize + 1,
            });
        }
    }

    /// The folders that a folder of `content/` lies in, and itself.
    fn folders_above(&self, seen: &mut Fingerprint, folder: &str) {
        for folder in folders_above(folder).chain([folder]) {
            self.folder(seen, Some(folder));
        }
    }

    fn folder(&self, seen: &mut Fingerprint, folder: Option<&str>) {
        let section = folder.and_then(|folder| self.renderer.wiki.addresses.sections().get(folder));
        seen.count(usize::from(section.is_some()));
        if let Some(section) = section {
            seen.text(&section.title);
            seen.text(&section.address);
        }
    }

    /// The pages before and after a page.
    fn series(&self, seen: &mut Fingerprint, id: PageId, page: &Page) {
        let wiki = self.renderer.wiki;
        if let Some(neighbours) = self.events.get(&id) {
            neighbours.iter().for_each(|page| self.face(seen, *page));
        } else if page.matter.order.is_some()
            && let Some(section) = wiki.addresses.sections().get(page.folder())
        {
            let ordered = section.members.iter().filter(|id| wiki.page(**id).matter.order.is_some());
            ordered.for_each(|id| self.face(seen, Some(*id)));
        }
    }

    /// What a page lists below its text.
    fn members(&self, seen: &mut Fingerprint, id: PageId, number: usize) {
        let wiki = self.renderer.wiki;
        let page = wiki.page(id);
        seen.count(number);
        if wiki.categories.is_category_page(id) {
            if let Some(category) = wiki.categories.named(&page.title) {
                self.category(seen, category, number);
            }
        } else if page.is_index()
            && let Some(section) = wiki.addresses.sections().get(page.folder())
        {
            self.section(seen, section, number);
        }
    }

    fn section(&self, seen: &mut Fingerprint, section: &Section, number: usize) {
        seen.text(&section.title);
        seen.text(&section.address);
        self.list(seen, &section.members, number);
        for folder in &section.folders {
            self.folder(seen, Some(folder));
            let below = self.renderer.wiki.addresses.sections().get(folder);
            seen.count(below.map_or(0, |section| section.members.len()));
        }
    }

    fn category(&self, seen: &mut Fingerprint, category: &Category, number: usize) {
        let categories = &self.renderer.wiki.categories;
        self.category_name(seen, Some(category));
        self.list(seen, &category.members, number);
        seen.count(category.parents.len());
        category.parents.iter().for_each(|parent| self.category_name(seen, categories.get(parent)));
        for child in &category.children {
            let child = categories.get(child);
            self.category_name(seen, child);
            seen.count(child.map_or(0, |child| self.renderer.count_members(child)));
        }
    }

    fn category_name(&self, seen: &mut Fingerprint, category: Option<&Category>) {
        seen.count(usize::from(category.is_some()));
        if let Some(category) = category {
            seen.text(&category.title);
            seen.text(&category.address);
        }
    }

    /// A page of a long list.
    fn list(&self, seen: &mut Fingerprint, pages: &[PageId], number: usize) {
        seen.count(number);
        seen.count(pages.len());
        let shown = part(pages, number);
        seen.count(shown.len());
        shown.iter().for_each(|id| self.face(seen, Some(*id)));
    }

    fn group(&self, seen: &mut Fingerprint, group: &Group) {
        seen.text(&group.title);
        seen.text(group.address.as_deref().unwrap_or_default());
        self.face(seen, group.primary);
        group.members.iter().for_each(|id| self.face(seen, Some(*id)));
    }

    fn face(&self, seen: &mut Fingerprint, page: Option<PageId>) {
        seen.count(usize::from(page.is_some()));
        if let Some(id) = page {
            seen.hash(&self.faces[id as usize]);
        }
    }
}

/// What others show of a page when they name it.
fn face(page: &Page) -> Hash {
    let mut seen = Fingerprint::default();
    [&page.source.path, page.title.as_str(), &page.address].into_iter().for_each(|text| seen.text(text));
    seen.count(page.page_type.map_or(0, |id| usize::from(id.0) + 1));
    seen.count(usize::from(page.matter.description.is_some()));
    seen.text(page.matter.description.as_deref().unwrap_or_default());
    seen.finish()
}

/// All that a page is made of, for the settings are part of the ground.
fn file(page: &Page) -> Hash {
    let mut seen = Fingerprint::default();
    seen.text(&page.source.path);
    seen.hash(&page.hash);
    seen.finish()
}

/// What readers see of each source.
fn sources(wiki: &Wiki, face: &dyn Fn(PageId) -> Hash) -> FxHashMap<NameKey, Hash> {
    let mut hashes = FxHashMap::default();
    for (id, source) in wiki.sources.iter() {
        let entry =
            SourceEntry { range: (0, 0), url_at: At::ROOT, archive_at: At::ROOT, ..(*source.entry).clone() };
        let mut seen = Fingerprint::default();
        seen.text(&format!("{entry:?}"));
        source.page.iter().for_each(|page| seen.hash(&face(*page)));
        hashes.insert(NameKey::of_folded(id), seen.finish());
    }
    hashes
}

fn cited(page: &Page, sources: &FxHashMap<NameKey, Hash>) -> Hash {
    let mut seen = Fingerprint::default();
    for key in &page.cites {
        match sources.get(key) {
            Some(source) => seen.hash(source),
            None => seen.count(0),
        }
    }
    seen.finish()
}

fn event_neighbours(wiki: &Wiki) -> FxHashMap<PageId, [Option<PageId>; 2]> {
    let events: Vec<PageId> = wiki.events.iter().map(|event| event.page).collect();
    let neighbours = |at: usize| [at.checked_sub(1).map(|at| events[at]), events.get(at + 1).copied()];
    events.iter().enumerate().map(|(at, id)| (*id, neighbours(at))).collect()
}
