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
pub use disambiguation::{Disambiguation, base_name};
pub use events::{Event, Events};
pub use names::{Assets, Called, Lookup, Names};
pub use queries::{Cell, QueryKind, QueryResult, ResolvedQuery, Row, View};
pub use relations::{Relation, Relations};
pub use resolve::Target;
pub use sources::{SourceRecord, Sources, matter_citations};

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
    let mut faults = Vec::new();
    let Parts { config, pages, sources, assets, today } = parts;
    let assets = Assets::new(assets);
    let categories = Categories::new(&pages, &mut faults);
    let names = Names::new(&pages, &categories);
    let disambiguation = Disambiguation::new(&pages, &names);
    let scene = resolve::Scene {
        config: &config,
        pages: &pages,
        names: &names,
        assets: &assets,
        categories: &categories,
        disambiguation: &disambiguation,
    };
    // Each of these looks only at what is known by now, so that they can be worked out side by side.
    let ground = addresses::Ground { config: &config, pages: &pages, names: &names };
    let (addressed, related) = rayon::join(
        || gathered(|faults| Addresses::new(&ground, &categories, &disambiguation, &assets, faults)),
        || {
            gathered(|faults| {
                (Relations::new(&scene, faults), Sources::new(&config, &pages, &sources, faults))
            })
        },
    );
    let ((addresses, address_faults), ((relations, sources), related_faults)) = (addressed, related);
    faults.extend(address_faults);
    faults.extend(related_faults);
    let (linked, claimed) = rayon::join(
        || gathered(|faults| resolve::Paths { scene: &scene, addresses: &addresses }.links(faults)),
        || gathered(|faults| Claims::new(&scene, &sources, today, faults)),
    );
    let ((targets, link_faults), (claims, claim_faults)) = (linked, claimed);
    faults.extend(link_faults);
    faults.extend(claim_faults);
    let events = Events::new(&scene, &relations, today, &mut faults);
    let queries = queries::resolve_all(&scene, &mut faults);
    let backlinks = Backlinks::new(&pages, &targets, &relations, &claims);
    let wiki = Wiki {
        config,
        today,
        pages,
        assets,
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
        self.iter().filter(|(id, page)| !page.address.is_empty() && !self.categories.is_category_page(*id))
    }
}
