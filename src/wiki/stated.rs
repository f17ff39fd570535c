//! The part of a wiki that follows from settings, file names and front matter.
//!
//! Nothing in it depends on the text of a page below its front matter, except the title given by a first heading and the sources that a
//! text cites: [`Page::differs_in_text_alone`] compares these as well.

use std::sync::Arc;

use super::addresses::{AddressInputs, Addresses};
use super::name_resolver::NameResolver;
use super::queries::TypeQueries;
use super::unpublished::Unpublished;
use super::{
    Assets, Categories, Claims, Disambiguation, Events, Names, Parts, PictureFiles, Pictures, Relations,
    Sources, TitleOrder, claim_checks,
};
use crate::config::Config;
use crate::date::PartialDate;
use crate::diag::Diagnostic;
use crate::inputs::{Asset, ByPath};
use crate::page::Page;
use crate::page::data::SourceEntry;
use crate::text::Source;

/// Facts from settings, names and front matter. Reused or rebuilt as a whole.
#[derive(Debug)]
pub struct Stated {
    /// Settings.
    pub config: Arc<Config>,
    /// Today's date.
    pub today: PartialDate,
    /// Files published unchanged.
    pub assets: Assets,
    /// Pages by title.
    pub order: TitleOrder,
    /// Pages by name.
    pub names: Names,
    /// Typed relations, in both directions.
    pub relations: Relations,
    /// Categories.
    pub categories: Categories,
    /// Disambiguation pages.
    pub disambiguation: Disambiguation,
    pub(super) unpublished: Unpublished,
    pub(super) type_queries: TypeQueries,
    /// Sources.
    pub sources: Sources,
    /// Claims.
    pub claims: Claims,
    /// Events, by date.
    pub events: Events,
    /// The owner of each address.
    pub addresses: Addresses,
    pub(super) faults: Vec<Diagnostic>,
    /// The source files that it was made from.
    source_files: Vec<(Source, Arc<Vec<SourceEntry>>)>,
    /// Credits and licences of pictures.
    pub pictures: Pictures,
    /// The files about pictures that it was made from.
    pub(super) picture_files: PictureFiles,
    /// The published files that it was made from.
    asset_files: ByPath<Asset>,
}

impl Stated {
    pub(super) fn new(parts: &Parts) -> Self {
        let Parts { config, pages, unpublished, sources: source_files, assets: asset_files, today, .. } =
            parts;
        let unpublished = Unpublished::new(unpublished);
        let mut faults = Vec::new();
        let Named { names, disambiguation, assets, categories, order } = Named::new(parts, &mut faults);
        let type_queries = TypeQueries::new(config, pages, &mut faults);
        let resolver = NameResolver {
            config,
            pages,
            names: &names,
            assets: &assets,
            categories: &categories,
            disambiguation: &disambiguation,
            unpublished: &unpublished,
            type_queries: &type_queries,
        };
        let ground = AddressInputs { config, pages, names: &names, order: &order };
        // Addresses do not depend on facts, nor facts on addresses.
        let ((addresses, address_faults), (facts, fact_faults)) = rayon::join(
            || gathered(|faults| Addresses::new(&ground, &categories, &disambiguation, &assets, faults)),
            || gathered(|faults| Facts::new(&resolver, parts, faults)),
        );
        faults.extend(address_faults);
        faults.extend(fact_faults);
        let pictures = Pictures::new(config, &assets, &parts.pictures, &mut faults);
        let Facts { relations, sources, claims, events } = facts;
        Self {
            config: Arc::clone(config),
            today: *today,
            assets,
            order,
            names,
            relations,
            categories,
            disambiguation,
            unpublished,
            type_queries,
            sources,
            claims,
            events,
            addresses,
            faults,
            source_files: source_files.clone(),
            pictures,
            picture_files: parts.pictures.clone(),
            asset_files: asset_files.clone(),
        }
    }

    /// True if the parts equal those it was made from, pages aside.
    pub(super) fn is_of(&self, parts: &Parts) -> bool {
        Arc::ptr_eq(&parts.config, &self.config)
            && parts.today == self.today
            && self.unpublished.is_of(&parts.unpublished)
            && are_same(&parts.sources, &self.source_files)
            && are_same(&parts.pictures, &self.picture_files)
            && self.asset_files.differences(&parts.assets).is_empty()
    }

    /// The files of sources that it was made from.
    pub(super) fn source_files(&self) -> &[(Source, Arc<Vec<SourceEntry>>)] {
        &self.source_files
    }

    /// The files that it was made from and that are published as they are.
    pub(super) const fn asset_files(&self) -> &ByPath<Asset> {
        &self.asset_files
    }

    /// The resolver for resolving names on these pages.
    pub(super) fn resolver<'s>(&'s self, pages: &'s [Arc<Page>]) -> NameResolver<'s> {
        NameResolver {
            config: &self.config,
            pages,
            names: &self.names,
            assets: &self.assets,
            categories: &self.categories,
            disambiguation: &self.disambiguation,
            unpublished: &self.unpublished,
            type_queries: &self.type_queries,
        }
    }
}

/// The indexes needed before any name can be looked up.
struct Named {
    names: Names,
    disambiguation: Disambiguation,
    assets: Assets,
    categories: Categories,
    order: TitleOrder,
}

impl Named {
    fn new(Parts { config, pages, assets, .. }: &Parts, faults: &mut Vec<Diagnostic>) -> Self {
        let ((names, disambiguation, assets, order), mut categories) = rayon::join(
            || {
                let names = Names::new(pages);
                let disambiguation = Disambiguation::new(pages, &names);
                (names, disambiguation, Assets::new(assets), TitleOrder::new(pages, &config.collation))
            },
            || Categories::new(pages),
        );
        categories.arrange(config, pages, &order, faults);
        Self { names, disambiguation, assets, categories, order }
    }
}

/// Facts stated in front matter.
struct Facts {
    relations: Relations,
    sources: Sources,
    claims: Claims,
    events: Events,
}

impl Facts {
    fn new(resolver: &NameResolver<'_>, parts: &Parts, faults: &mut Vec<Diagnostic>) -> Self {
        let relations = || {
            let (relations, of_relations) = gathered(|faults| Relations::new(resolver, faults));
            let (events, of_events) =
                gathered(|faults| Events::new(resolver, &relations, parts.today, faults));
            (relations, of_relations, events, of_events)
        };
        let claims = |faults: &mut Vec<Diagnostic>| {
            let sources = Sources::new(resolver.config, resolver.pages, &parts.sources, faults);
            let claims = Claims::new(resolver, parts.today, faults);
            claim_checks::check(&claims, resolver, &sources, parts.today, faults);
            (sources, claims)
        };
        // Relations do not depend on claims, nor claims on relations.
        let ((relations, of_relations, events, of_events), ((sources, claims), of_claims)) =
            rayon::join(relations, || gathered(claims));
        faults.extend(of_relations.into_iter().chain(of_claims).chain(of_events));
        Self { relations, sources, claims, events }
    }
}

/// True if two lists of files have the same content.
fn are_same<T>(now: &[(Source, Arc<T>)], before: &[(Source, Arc<T>)]) -> bool {
    let mut pairs = now.iter().zip(before);
    now.len() == before.len()
        && pairs.all(|((file, list), (earlier, old))| Arc::ptr_eq(list, old) && file == earlier)
}

/// Runs a step of linking with its own list of diagnostics.
fn gathered<T>(part: impl FnOnce(&mut Vec<Diagnostic>) -> T) -> (T, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let value = part(&mut faults);
    (value, faults)
}
