//! Linking again after a save.
//!
//! Most saves change what a page says, and neither what it is called nor what its front matter states. Then everything
//! that is made of names and statements stays, and only texts are resolved again: those that changed, and those that
//! link to a page whose headings changed. Whatever else has changed, all is linked anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::resolve::{Paths, Scene, Target};
use super::texts::Text;
use super::{LinkPlace, PageId, Parts, Wiki};
use crate::diag::Diagnostic;
use crate::inputs::{Asset, ByPath};
use crate::page::data::SourceEntry;
use crate::text::Source;

/// A linked wiki with what was found, and with what it was linked from.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The wiki.
    pub wiki: Arc<Wiki>,
    /// Sources that files declare, with those files.
    pub(super) sources: Vec<(Source, Arc<Vec<SourceEntry>>)>,
    /// Files that are published as they are.
    pub(super) assets: ByPath<Asset>,
    /// Faults of all but texts.
    pub(super) faults: Arc<Vec<Diagnostic>>,
    /// Faults of texts, by page.
    pub(super) of_texts: Arc<BTreeMap<PageId, Vec<Diagnostic>>>,
}

impl Linked {
    /// What was found.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.faults.iter().chain(self.of_texts.values().flatten())
    }
}

/// What a linked wiki has in common with a later one, of which only texts are other.
pub(super) struct Again<'b> {
    before: &'b Linked,
    /// Pages whose texts are resolved again.
    texts: BTreeSet<PageId>,
}

impl<'b> Again<'b> {
    /// `None` when more than texts has changed.
    pub(super) fn of(parts: &Parts, before: &'b Linked) -> Option<Self> {
        let wiki = &before.wiki;
        let is_same_source = |(now, before): (&(Source, Arc<_>), &(Source, Arc<_>))| {
            Arc::ptr_eq(&now.1, &before.1) && now.0 == before.0
        };
        let are_alike = Arc::ptr_eq(&parts.config, &wiki.config)
            && parts.today == wiki.today
            && parts.pages.len() == wiki.pages.len()
            && parts.sources.len() == before.sources.len()
            && parts.sources.iter().zip(&before.sources).all(is_same_source)
            && before.assets.differences(&parts.assets).is_empty();
        if !are_alike {
            return None;
        }
        let mut texts = BTreeSet::new();
        for (id, (now, earlier)) in parts.pages.iter().zip(&wiki.pages).enumerate() {
            if Arc::ptr_eq(now, earlier) {
                continue;
            }
            if now.source.path != earlier.source.path || !now.differs_in_text_alone(earlier) {
                return None;
            }
            texts.insert(id as PageId);
            if !now.has_anchors_of(earlier) {
                let links = wiki.backlinks.to(id as PageId).iter();
                let in_texts = links.filter(|link| matches!(link.place, LinkPlace::Text(_)));
                texts.extend(in_texts.map(|link| link.from));
            }
        }
        Some(Self { before, texts })
    }

    pub(super) fn link(self, parts: Parts) -> Linked {
        let wiki = &*self.before.wiki;
        let scene = Scene {
            config: &parts.config,
            pages: &parts.pages,
            names: &wiki.names,
            assets: &wiki.assets,
            categories: &wiki.categories,
            disambiguation: &wiki.disambiguation,
        };
        let paths = Paths { scene: &scene, addresses: &wiki.addresses };
        let (mut targets, mut backlinks) = (Arc::clone(&wiki.targets), Arc::clone(&wiki.backlinks));
        let (mut queries, mut of_texts) = (Arc::clone(&wiki.queries), Arc::clone(&self.before.of_texts));
        for id in self.texts {
            let text = Text::whole(id, &paths, &wiki.sources);
            if text.targets != targets[id as usize] {
                if !lead_to_the_same_pages(&text.targets, &targets[id as usize]) {
                    let links = [&*targets[id as usize], &*text.targets];
                    Arc::make_mut(&mut backlinks).replace(id, links, &wiki.relations, &wiki.claims);
                }
                Arc::make_mut(&mut targets)[id as usize] = text.targets;
            }
            replace(&mut queries, id, text.queries);
            replace(&mut of_texts, id, text.faults);
        }
        let linked = Wiki {
            today: parts.today,
            assets: Arc::clone(&wiki.assets),
            order: Arc::clone(&wiki.order),
            names: Arc::clone(&wiki.names),
            targets,
            backlinks,
            relations: Arc::clone(&wiki.relations),
            categories: Arc::clone(&wiki.categories),
            disambiguation: Arc::clone(&wiki.disambiguation),
            sources: Arc::clone(&wiki.sources),
            claims: Arc::clone(&wiki.claims),
            events: Arc::clone(&wiki.events),
            addresses: Arc::clone(&wiki.addresses),
            queries,
            config: parts.config,
            pages: parts.pages,
        };
        Linked {
            wiki: Arc::new(linked),
            sources: parts.sources,
            assets: parts.assets,
            faults: Arc::clone(&self.before.faults),
            of_texts,
        }
    }
}

/// Puts a list in the place of that of a page. Pages with nothing on it have none.
fn replace<T: Clone>(lists: &mut Arc<BTreeMap<PageId, Vec<T>>>, id: PageId, list: Vec<T>) {
    if !list.is_empty() {
        Arc::make_mut(lists).insert(id, list);
    } else if lists.contains_key(&id) {
        Arc::make_mut(lists).remove(&id);
    }
}

/// Whether two lists of links make the same backlinks.
fn lead_to_the_same_pages(one: &[Target], other: &[Target]) -> bool {
    let page = |target: &Target| if let Target::Page(id, _) = target { Some(*id) } else { None };
    one.iter().map(page).eq(other.iter().map(page))
}
