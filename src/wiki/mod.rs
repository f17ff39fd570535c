//! Links pages into a [`Wiki`]: indexes names, resolves links, inverts relations.
//!
//! A wiki has two parts: [`Stated`] follows from settings, names and front matter, [`Texts`] from the texts of pages. When only texts have
//! changed, the first is reused ([`relink`]). Linking runs after every change, so it must be fast. It knows nothing of HTML or templates.

mod addresses;
mod backlinks;
mod categories;
mod claim_checks;
mod claim_states;
mod claims;
mod components;
mod cycles;
mod disambiguation;
mod events;
mod grouped;
mod leave_out;
mod listings;
mod mentions;
mod name_resolver;
mod names;
mod order;
mod overdue;
mod picture_uses;
mod pictures;
mod queries;
mod relations;
mod relink;
mod resolve;
mod shared_texts;
mod site_address;
mod sources;
mod stated;
mod statement;
#[cfg(test)]
mod tests;
mod texts;
mod unpublished;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use crate::config::{Config, Position};
use crate::date::PartialDate;
use crate::diag::Diagnostic;
use crate::inputs::{Asset, ByPath};
use crate::labels::{Labelled, ShowsNothing};
use crate::page::query::Query;
use crate::page::{Page, data::SourceEntry};
use crate::text::Source;

pub use addresses::{Addresses, Owner, Section, in_the_place_of, redirect_place, written_place};
pub use backlinks::{Backlink, Backlinks, LinkPlace};
pub use categories::{Categories, Category};
pub use claims::Claims;
pub use disambiguation::{Disambiguation, Group, base_name};
pub use events::{Event, Events};
pub use listings::Listing;
pub use mentions::unlinked_mentions;
pub use names::{Assets, Lookup, NameRef, Names, Several};
pub use order::TitleOrder;
pub use pictures::{PictureFiles, Pictures};
pub use queries::{Cell, QueryKind, QueryResult, ResolvedQuery, Row, TypedValue, View};
pub use relations::{Relation, Relations};
pub use resolve::Target;
pub use site_address::SiteAddress;
pub use sources::{SourceRecord, Sources};
pub use stated::Stated;
pub use statement::{ClaimDetails, ClaimState, Statement, ValueKey};
pub use texts::Texts;

use resolve::Paths;
use sources::scopes_named;

/// Marks code that shows nothing to readers, for access to labelled values.
#[derive(Debug, Clone, Copy)]
struct Linking;

impl ShowsNothing for Linking {}

/// Index of a page in [`Wiki::pages`].
pub type PageId = u32;

/// The input to linking.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Settings.
    pub config: Arc<Config>,
    /// Pages, in order of their paths.
    pub pages: Vec<Arc<Page>>,
    /// Pages that are not published: drafts, and those with `publish: false`.
    pub unpublished: Vec<Arc<Page>>,
    /// Source files, with the sources that they declare.
    pub sources: Vec<(Source, Arc<Vec<SourceEntry>>)>,
    /// Files about pictures.
    pub pictures: PictureFiles,
    /// Files published unchanged, by path relative to `content/`.
    pub assets: ByPath<Asset>,
    /// Today's date.
    pub today: PartialDate,
}

/// A linked wiki.
///
/// It dereferences to [`Stated`], so that `wiki.claims` is `wiki.stated.claims`.
#[derive(Debug)]
pub struct Wiki {
    /// Pages, in order of their paths.
    pub pages: Vec<Arc<Page>>,
    /// Facts from settings, names and front matter. Shared with the previous wiki as long as only texts change.
    pub stated: Arc<Stated>,
    /// Facts from the texts of pages.
    pub texts: Texts,
    /// Lists with an order or groups of their own, by the pages that show them.
    listings: BTreeMap<PageId, Listing>,
}

impl Deref for Wiki {
    type Target = Stated;

    fn deref(&self) -> &Stated {
        &self.stated
    }
}

/// Links pages into a wiki. Reuses the parts of the previous wiki that are still valid.
pub fn link(parts: Parts, before: Option<&Wiki>) -> Wiki {
    let mut wiki = link_pages(parts, before);
    wiki.listings = listings::all(&wiki);
    wiki
}

fn link_pages(parts: Parts, before: Option<&Wiki>) -> Wiki {
    let changed = before.and_then(|before| Some((before, relink::texts_to_resolve(&parts, before)?)));
    if let Some((before, changed)) = changed {
        return relink::relink(parts, before, changed);
    }
    let stated = Arc::new(Stated::new(&parts));
    let texts = Texts::new(&Paths::new(&stated, &parts.pages));
    Wiki { pages: parts.pages, stated, texts, listings: BTreeMap::new() }
}

impl Wiki {
    /// The queries that the type of a page declares for all of its pages.
    pub fn type_queries_of(&self, id: PageId) -> Vec<&Query> {
        self.type_queries.of(&self.config.types, self.page(id))
    }

    /// Queries of a page: blocks in order, then the query in the front matter, then those of its type, then that of the
    /// pages that it lists.
    pub fn queries_of(&self, id: PageId) -> &[ResolvedQuery] {
        self.texts.queries.get(&id).map_or(&[], |queries| queries)
    }

    /// The target of a link, labelled with the scopes of the link.
    pub fn target(&self, id: PageId, link: u32) -> Labelled<&Target> {
        let scopes = self.page(id).body.links[link as usize].scopes();
        Labelled::new(&self.all_targets(id)[link as usize], scopes)
    }

    /// Returns whether a page has links to generated pages.
    pub fn has_links_to_addresses(&self, id: PageId) -> bool {
        self.texts.targets[id as usize].iter().any(|target| matches!(target, Target::Address(..)))
    }

    /// The targets of a page's links.
    pub fn targets(&self, id: PageId) -> impl Iterator<Item = Labelled<&Target>> {
        let links = self.page(id).body.links.iter();
        links
            .zip(&*self.texts.targets[id as usize])
            .map(|(link, target)| Labelled::new(target, link.scopes()))
    }

    /// Origins of the videos that pages show in frames.
    pub fn frame_origins(&self) -> BTreeSet<&str> {
        self.pages.iter().flat_map(|page| &page.body.frames).map(String::as_str).collect()
    }

    /// True if each page has the frames that it has in an earlier wiki of the same pages: the policies for browsers name their origins.
    /// Only changed pages are looked at.
    pub fn has_frames_of(&self, earlier: &Self) -> bool {
        let mut pages = self.pages.iter().zip(&earlier.pages);
        pages.all(|(now, before)| Arc::ptr_eq(now, before) || now.body.frames == before.body.frames)
    }

    /// A page, or a text that many pages share.
    pub fn page(&self, id: PageId) -> &Page {
        if id >= shared_texts::FIRST { self.type_queries.shared.get(id) } else { &self.pages[id as usize] }
    }

    /// True for the number of a shared text.
    pub const fn is_shared_text(&self, id: PageId) -> bool {
        id >= shared_texts::FIRST
    }

    /// The shared texts on a page, with their positions.
    pub fn shared_texts_of(&self, id: PageId) -> Vec<(PageId, Position)> {
        self.type_queries.shared.of(&self.config.types, self.page(id)).collect()
    }

    /// The resolved query of a page, or of a shared text as the page `host` shows it.
    pub fn query_of(&self, id: PageId, host: PageId, index: usize) -> &ResolvedQuery {
        if id < shared_texts::FIRST {
            return &self.queries_of(id)[index];
        }
        let page = self.page(host);
        let own = page.body.queries.len() + usize::from(page.matter.query.is_some());
        let before = self.shared_texts_of(host).into_iter().take_while(|(text, _)| *text != id);
        let before: usize = before.map(|(text, _)| self.page(text).body.queries.len()).sum();
        &self.queries_of(host)[own + self.type_queries_of(host).len() + before + index]
    }

    /// The targets of the links of a page or a shared text.
    fn all_targets(&self, id: PageId) -> &[Target] {
        match id.checked_sub(shared_texts::FIRST) {
            Some(text) => &self.texts.shared[text as usize],
            None => &self.texts.targets[id as usize],
        }
    }

    /// Pages that a page refers to: first in its text, then in fields and claims. May contain duplicates.
    pub fn linked_from(&self, id: PageId) -> impl Iterator<Item = Labelled<PageId>> {
        let in_text = self.targets(id).filter_map(|target| target.filter_map(Target::page));
        let in_fields = self.relations.outgoing(id).iter().map(|relation| relation.as_ref().map(|it| it.to));
        let all = in_text.chain(in_fields).chain(self.claims.pages_named_by(id));
        all.filter(move |to| *to.ignoring_label(Linking) != id)
    }

    /// All pages with their ids, in order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(id, page)| (id as PageId, page.as_ref()))
    }

    /// True if only texts of pages differ from an earlier wiki.
    pub fn differs_in_texts_alone(&self, earlier: &Self) -> bool {
        Arc::ptr_eq(&self.stated, &earlier.stated)
    }

    /// Diagnostics for names, links, front matter and queries.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.stated.faults.iter().chain(self.texts.faults.values().flat_map(|faults| faults.iter()))
    }

    /// Pages that lists may show: all except those of categories and those with `listed: false`.
    pub fn listed_pages(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.iter().filter(|(id, _)| self.is_listed_page(*id))
    }

    /// True if lists may show a page: if it does not describe a category, and has no `listed: false`.
    pub fn is_listed_page(&self, id: PageId) -> bool {
        !self.page(id).matter.unlisted && !self.categories.is_category_page(id)
    }

    /// Number of pages, as the program and the site count them: those of the list from A to Z.
    pub fn page_count(&self) -> usize {
        self.listed_pages().count()
    }

    /// Articles that lists may show: all except those with `listed: false`.
    pub fn listed_articles(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.articles().filter(|(_, page)| !page.matter.unlisted)
    }

    /// True if lists and random pages may show a page: an article without `listed: false`.
    pub fn is_listed_article(&self, id: PageId) -> bool {
        self.is_article(id) && !self.page(id).matter.unlisted
    }

    /// Articles: all pages except the home page and those of categories.
    pub fn articles(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.iter().filter(|(id, _)| self.is_article(*id))
    }

    /// True if a page is an article.
    pub fn is_article(&self, id: PageId) -> bool {
        !self.page(id).address.is_empty() && !self.categories.is_category_page(id)
    }
}
