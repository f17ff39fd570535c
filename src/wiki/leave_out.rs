//! A wiki without what belongs to spoiler scopes that are left out of the site.
//!
//! Reduces a linked wiki, because only linking determines which page a name refers to. The result has to be linked
//! again. Pages of the excluded scopes are dropped, and so are sources and files that only they, or labelled facts,
//! use.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Linking, PageId, Parts, PictureFiles, SiteAddress, Target, Wiki};
use crate::config::{Config, NavItem};
use crate::inputs::{Asset, ByPath};
use crate::labels::{ScopeId, Scopes, SpoilerScopes};
use crate::page::data::SourceEntry;
use crate::page::links::{LinkKind, split_address};
use crate::page::picture_facts::PictureEntry;
use crate::page::{LeftOut, Page};
use crate::text::Source;

impl Wiki {
    /// The parts of the same wiki without what belongs to some scopes, or to any where the list is empty.
    pub fn without_spoilers(&self, scopes: &[ScopeId]) -> Parts {
        let scopes = self.config.spoilers.leaving_out(scopes);
        let ids = (0..self.pages.len() as PageId).into_par_iter().with_min_len(64);
        let pages = ids.filter_map(|id| self.page_without(id, &scopes)).collect();
        Parts {
            pages,
            unpublished: Vec::new(),
            sources: self.sources_without(&scopes),
            pictures: self.pictures_without(&scopes),
            assets: self.assets_without(&scopes),
            today: self.today,
            config: Arc::new(Config {
                nav: self.nav_without(&scopes),
                spoilers: scopes,
                ..Config::clone(&self.config)
            }),
        }
    }

    fn is_left_out(&self, id: PageId, scopes: &SpoilerScopes) -> bool {
        scopes.leaves_out(self.page(id).matter.spoiler)
    }

    /// A page without what is left out; `None` where it is left out itself.
    fn page_without(&self, id: PageId, scopes: &SpoilerScopes) -> Option<Arc<Page>> {
        if self.is_left_out(id, scopes) {
            return None;
        }
        let leads_nowhere = |target: &Target| target.page().is_some_and(|to| self.is_left_out(to, scopes));
        let targets = (0..).zip(&*self.texts.targets[id as usize]);
        let links = targets.filter(|(_, target)| leads_nowhere(target)).map(|(number, _)| number).collect();
        let relations = self.relations.outgoing(id).iter().map(|relation| relation.ignoring_label(Linking));
        let references = relations.filter(|relation| self.is_left_out(relation.to, scopes));
        let left_out =
            LeftOut { scopes, links, references: references.map(|relation| relation.at).collect() };
        let page = &self.pages[id as usize];
        Some(page.without(&left_out).map_or_else(|| Arc::clone(page), Arc::new))
    }

    /// The sources in files, but for those that only spoilers cite.
    fn sources_without(&self, scopes: &SpoilerScopes) -> Vec<(Source, Arc<Vec<SourceEntry>>)> {
        let is_held = |entry: &&SourceEntry| {
            self.sources.get(&entry.id).is_none_or(|known| !scopes.leaves_out(known.entry.scopes()))
        };
        let held = |(file, entries): &(Source, Arc<Vec<SourceEntry>>)| {
            (file.clone(), Arc::new(entries.iter().filter(is_held).cloned().collect()))
        };
        self.source_files().iter().map(held).collect()
    }

    /// The facts about pictures, but for those that are left out.
    fn pictures_without(&self, scopes: &SpoilerScopes) -> PictureFiles {
        let is_held = |entry: &&PictureEntry| {
            let named = entry.spoiler.iter().map(|name| scopes.named(&name.text).unwrap_or(ScopeId::UNKNOWN));
            !scopes.leaves_out(named.map(Scopes::of).fold(Scopes::NONE, Scopes::and))
        };
        let held = |(file, entries): &(Source, Arc<Vec<PictureEntry>>)| {
            (file.clone(), Arc::new(entries.iter().filter(is_held).cloned().collect()))
        };
        self.picture_files.iter().map(held).collect()
    }

    /// The files of the wiki, but for those that only spoilers show or link to.
    fn assets_without(&self, scopes: &SpoilerScopes) -> ByPath<Asset> {
        let (mut shown, mut left_out) = (FxHashSet::default(), FxHashSet::default());
        let logos = [&self.config.theme.logo, &self.config.theme.favicon, &self.config.theme.card];
        shown.extend(logos.into_iter().flatten().filter_map(|path| self.assets.at(path)));
        for (id, page) in self.iter() {
            let declared =
                page.matter.images().into_iter().filter_map(|image| {
                    image.filter_map(|(image, _)| self.assets.declared(page, &image.path))
                });
            let linked = self.targets(id).filter_map(|target| target.filter_map(asset));
            for used in linked.chain(declared) {
                let is_left_out = scopes.leaves_out(used.scopes().and(page.matter.spoiler));
                let list = if is_left_out { &mut left_out } else { &mut shown };
                list.insert(*used.ignoring_label(Linking));
            }
        }
        let mut assets = self.asset_files().clone();
        for index in left_out.difference(&shown) {
            assets.remove(self.assets.get(*index).0);
        }
        assets
    }

    /// The links of the header, but for those to pages that are left out.
    fn nav_without(&self, scopes: &SpoilerScopes) -> Vec<NavItem> {
        let is_held = |item: &&NavItem| {
            let link = split_address(&item.url);
            let path = link.target.trim_start_matches('/');
            let target = (link.kind == LinkKind::Markdown).then(|| self.site_address(path, &self.pages));
            !matches!(target.flatten(), Some(SiteAddress::Page(id)) if self.is_left_out(id, scopes))
        };
        self.config.nav.iter().filter(is_held).cloned().collect()
    }
}

const fn asset(target: &Target) -> Option<u32> {
    match target {
        Target::Asset(index, _) => Some(*index),
        _ => None,
    }
}
