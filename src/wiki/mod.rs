//! Pages to a [`Wiki`]: names looked up, links resolved, relations turned round.
//!
//! All pages and the settings enter; the wiki and diagnostics leave. It is made anew at every change and never
//! memoised, so it must stay fast. It knows no HTML and no templates.

mod addresses;
mod backlinks;
mod categories;
mod claims;
mod disambiguation;
mod events;
mod names;
mod order;
mod queries;
mod relations;
mod resolve;
mod sources;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::inputs::Asset;
use crate::page::{Page, PartialDate, data::SourceEntry};
use crate::text::Source;

pub use addresses::{Addresses, Owner, Section};
pub use backlinks::{Backlink, Backlinks, LinkPlace};
pub use categories::{Categories, Category};
pub use claims::{ClaimState, Claims, Statement};
pub use disambiguation::{Disambiguation, Group, base_name};
pub use events::{Event, Events};
pub use names::{Assets, Called, Lookup, Names};
pub use order::TitleOrder;
pub use queries::{Cell, QueryKind, QueryResult, ResolvedQuery, Row, View};
pub use relations::{Relation, Relations};
pub use resolve::Target;
pub use sources::{SourceRecord, Sources};

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
    pub assets: BTreeMap<Arc<str>, Arc<Asset>>,
    /// Today's date.
    pub today: PartialDate,
}

/// A linked wiki.
#[derive(Debug)]
pub struct Wiki {
    /// Settings.
    pub config: Arc<Config>,
    /// Today's date.
    pub today: PartialDate,
    /// Pages, in the order of their paths.
    pub pages: Vec<Arc<Page>>,
    /// Files that are published as they are.
    pub assets: Assets,
    /// Pages by title.
    pub order: TitleOrder,
    /// Who is called what.
    pub names: Names,
    /// What each link of each page leads to.
    pub targets: Vec<Vec<Target>>,
    /// Who links to whom.
    pub backlinks: Backlinks,
    /// Typed relations, seen from the other end.
    pub relations: Relations,
    /// Categories.
    pub categories: Categories,
    /// Pages that tell apart others of one name.
    pub disambiguation: Disambiguation,
    /// Sources.
    pub sources: Sources,
    /// Claims.
    pub claims: Claims,
    /// Events, by date.
    pub events: Events,
    /// Queries of each page, in the order of its query blocks; that of the front matter last.
    pub queries: Vec<Vec<ResolvedQuery>>,
    /// Who has which address.
    pub addresses: Addresses,
}

/// Links pages into a wiki.
pub fn link(parts: Parts) -> (Wiki, Vec<Diagnostic>) {
    let Parts { config, pages, sources, assets, today } = parts;
    let mut faults = Vec::new();
    let Known { names, disambiguation, assets, categories, order } = Known::of(&pages, assets, &mut faults);
    let scene = resolve::Scene {
        config: &config,
        pages: &pages,
        names: &names,
        assets: &assets,
        categories: &categories,
        disambiguation: &disambiguation,
    };
    // Addresses and links on the one hand, what the front matter says on the other: neither looks at the other.
    let ground = addresses::Ground { config: &config, pages: &pages, names: &names, order: &order };
    let (linked, stated) = rayon::join(
        || {
            gathered(|faults| {
                let addresses = Addresses::new(&ground, &categories, &disambiguation, &assets, faults);
                let targets = resolve::Paths { scene: &scene, addresses: &addresses }.links(faults);
                (addresses, targets)
            })
        },
        || {
            gathered(|faults| {
                let relations = Relations::new(&scene, faults);
                let sources = Sources::new(&config, &pages, &sources, faults);
                let claims = Claims::new(&scene, &sources, today, faults);
                (relations, sources, claims)
            })
        },
    );
    let (((addresses, targets), link_faults), ((relations, sources, claims), stated_faults)) =
        (linked, stated);
    let (backlinks, listed) = rayon::join(
        || Backlinks::new(&targets, &relations, &claims),
        || {
            gathered(|faults| {
                (Events::new(&scene, &relations, today, faults), queries::resolve_all(&scene, faults))
            })
        },
    );
    let ((events, queries), listed_faults) = listed;
    for found in [link_faults, stated_faults, listed_faults] {
        faults.extend(found);
    }
    let wiki = Wiki {
        config,
        today,
        pages,
        assets,
        order,
        names,
        targets,
        backlinks,
        relations,
        categories,
        disambiguation,
        sources,
        claims,
        events,
        queries,
        addresses,
    };
    (wiki, faults)
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
    fn of(pages: &[Arc<Page>], assets: BTreeMap<Arc<str>, Arc<Asset>>, faults: &mut Vec<Diagnostic>) -> Self {
        let ((disambiguation, assets, names), (categories, order)) = rayon::join(
            || {
                let names = Names::new(pages);
                (Disambiguation::new(pages, &names), Assets::new(assets), names)
            },
            || {
                let order = TitleOrder::new(pages);
                (Categories::new(pages, &order, faults), order)
            },
        );
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
    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id as usize]
    }

    /// All pages with their ids, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(id, page)| (id as PageId, page.as_ref()))
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
