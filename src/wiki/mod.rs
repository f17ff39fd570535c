//! Pages to a [`Wiki`]: names looked up, links resolved, relations turned round.
//!
//! All pages and the settings enter; the wiki and diagnostics leave. It is made at every change, so it must be fast;
//! when only texts have changed, it is made of the one before ([`again`]). It knows no HTML and no templates.

mod addresses;
mod again;
mod backlinks;
mod categories;
mod claims;
mod disambiguation;
mod events;
mod grouped;
mod mentions;
mod names;
mod order;
mod queries;
mod relations;
mod resolve;
mod sources;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::date::PartialDate;
use crate::diag::Diagnostic;
use crate::inputs::{Asset, ByPath};
use crate::page::{Page, data::SourceEntry};
use crate::text::Source;

pub use addresses::{Addresses, Owner, Section, redirect_place};
pub use again::Linked;
pub use backlinks::{Backlink, Backlinks, LinkPlace};
pub use categories::{Categories, Category};
pub use claims::{ClaimState, Claims, Statement};
pub use disambiguation::{Disambiguation, Group, base_name};
pub use events::{Event, Events};
pub use mentions::unlinked_mentions;
pub use names::{Assets, Called, Lookup, Names};
pub use order::TitleOrder;
pub use queries::{Cell, Labelled, QueryKind, QueryResult, ResolvedQuery, Row, View};
pub use relations::{Relation, Relations};
pub use resolve::Target;
pub use sources::{SourceRecord, Sources};

use again::Again;
use texts::Texts;

/// Index of a page in [`Wiki::pages`].
pub type PageId = u32;

/// What the pages of a wiki are linked from.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Settings.
    pub config: Arc<Config>,
    /// Pages, in the order of their paths.
    pub pages: Vec<Arc<Page>>,
    /// Sources that files declare, with those files.
    pub sources: Vec<(Source, Arc<Vec<SourceEntry>>)>,
    /// Files that are published as they are, by path from `content/`.
    pub assets: ByPath<Asset>,
    /// Today's date.
    pub today: PartialDate,
}

/// A linked wiki. What only changes when more changes than the texts of pages is shared with the wiki that it came of.
#[derive(Debug)]
pub struct Wiki {
    /// Settings.
    pub config: Arc<Config>,
    /// Today's date.
    pub today: PartialDate,
    /// Pages, in the order of their paths.
    pub pages: Vec<Arc<Page>>,
    /// Files that are published as they are.
    pub assets: Arc<Assets>,
    /// Pages by title.
    pub order: Arc<TitleOrder>,
    /// Who is called what.
    pub names: Arc<Names>,
    /// What each link of each page leads to.
    pub targets: Arc<Vec<Arc<[Target]>>>,
    /// Who links to whom.
    pub backlinks: Arc<Backlinks>,
    /// Typed relations, seen from the other end.
    pub relations: Arc<Relations>,
    /// Categories.
    pub categories: Arc<Categories>,
    /// Pages that tell apart others of one name.
    pub disambiguation: Arc<Disambiguation>,
    /// Sources.
    pub sources: Arc<Sources>,
    /// Claims.
    pub claims: Arc<Claims>,
    /// Events, by date.
    pub events: Arc<Events>,
    /// Who has which address.
    pub addresses: Arc<Addresses>,
    /// Queries of the pages that ask any.
    queries: Arc<BTreeMap<PageId, Vec<ResolvedQuery>>>,
}

/// Links pages into a wiki. What an earlier one has in common with it is taken from there.
pub fn link(parts: Parts, before: Option<&Linked>) -> Linked {
    match before.and_then(|before| Again::of(&parts, before)) {
        Some(again) => again.link(parts),
        None => anew(parts),
    }
}

/// Links all pages.
fn anew(parts: Parts) -> Linked {
    let Parts { config, pages, sources: files, assets: asset_files, today } = parts;
    let mut faults = Vec::new();
    let Known { names, disambiguation, assets, categories, order } =
        Known::of(&pages, &asset_files, &mut faults);
    let scene = resolve::Scene {
        config: &config,
        pages: &pages,
        names: &names,
        assets: &assets,
        categories: &categories,
        disambiguation: &disambiguation,
    };
    // Addresses and texts on the one hand, what the front matter says on the other: neither looks at the other.
    let ground = addresses::Ground { config: &config, pages: &pages, names: &names, order: &order };
    let (linked, stated) = rayon::join(
        || {
            gathered(|faults| {
                let addresses = Addresses::new(&ground, &categories, &disambiguation, &assets, faults);
                let texts = Texts::all(&resolve::Paths { scene: &scene, addresses: &addresses });
                (addresses, texts)
            })
        },
        || {
            gathered(|faults| {
                let relations = Relations::new(&scene, faults);
                let (sources, uncertain) = Sources::new(&config, &pages, &files, faults);
                let claims = Claims::new(&scene, &sources, today, faults);
                (relations, sources, uncertain, claims)
            })
        },
    );
    let (((addresses, mut texts), address_faults), ((relations, sources, uncertain, claims), stated_faults)) =
        (linked, stated);
    let (backlinks, (events, event_faults)) = rayon::join(
        || Backlinks::new(&texts.targets, &relations, &claims),
        || gathered(|faults| Events::new(&scene, &relations, today, faults)),
    );
    texts.report_unknown_sources(&uncertain, &pages, &sources);
    for found in [address_faults, stated_faults, event_faults] {
        faults.extend(found);
    }
    let wiki = Wiki {
        config,
        today,
        assets: Arc::new(assets),
        order: Arc::new(order),
        names: Arc::new(names),
        targets: Arc::new(texts.targets),
        backlinks: Arc::new(backlinks),
        relations: Arc::new(relations),
        categories: Arc::new(categories),
        disambiguation: Arc::new(disambiguation),
        sources: Arc::new(sources),
        claims: Arc::new(claims),
        events: Arc::new(events),
        addresses: Arc::new(addresses),
        queries: Arc::new(texts.queries),
        pages,
    };
    Linked {
        wiki: Arc::new(wiki),
        sources: files,
        assets: asset_files,
        faults: Arc::new(faults),
        of_texts: Arc::new(texts.faults),
    }
}

/// What can be told before any name is looked up.
struct Known {
    names: Names,
    disambiguation: Disambiguation,
    assets: Assets,
    categories: Categories,
    order: TitleOrder,
}

impl Known {
    fn of(pages: &[Arc<Page>], assets: &ByPath<Asset>, faults: &mut Vec<Diagnostic>) -> Self {
        let ((names, disambiguation, assets, order), mut categories) = rayon::join(
            || {
                let names = Names::new(pages);
                let disambiguation = Disambiguation::new(pages, &names);
                (names, disambiguation, Assets::new(assets), TitleOrder::new(pages))
            },
            || Categories::new(pages),
        );
        categories.arrange(pages, &order, faults);
        Self { names, disambiguation, assets, categories, order }
    }
}

/// Runs a part of linking with a list of faults of its own.
fn gathered<T>(part: impl FnOnce(&mut Vec<Diagnostic>) -> T) -> (T, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let value = part(&mut faults);
    (value, faults)
}

impl Wiki {
    /// Queries of a page, in the order of its query blocks; that of the front matter last.
    pub fn queries_of(&self, id: PageId) -> &[ResolvedQuery] {
        self.queries.get(&id).map_or(&[], Vec::as_slice)
    }

    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id as usize]
    }

    /// Pages that a page names: in its text first, then in fields and claims. Some may come several times.
    pub fn linked_from(&self, id: PageId) -> impl Iterator<Item = PageId> {
        let in_text = self.targets[id as usize].iter().filter_map(|target| match target {
            Target::Page(to, _) => Some(*to),
            _ => None,
        });
        let in_fields = self.relations.outgoing(id).iter().map(|relation| relation.to);
        in_text.chain(in_fields).chain(self.claims.pages_named_by(id)).filter(move |to| *to != id)
    }

    /// All pages with their ids, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(id, page)| (id as PageId, page.as_ref()))
    }

    /// Whether the wiki was made of an earlier one, from which only texts of pages differ.
    pub fn differs_in_texts_alone(&self, earlier: &Self) -> bool {
        Arc::ptr_eq(&self.addresses, &earlier.addresses)
    }

    /// Pages that readers look for: all but those of categories and of sources.
    pub fn articles(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.iter().filter(|(id, _)| self.is_article(*id))
    }

    /// Whether readers look for a page.
    pub fn is_article(&self, id: PageId) -> bool {
        !self.page(id).address.is_empty() && !self.categories.is_category_page(id)
    }
}
