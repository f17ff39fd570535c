//! Meanings of names on a page, from the indexes that are built first.

use std::sync::Arc;

use super::queries::TypeQueries;
use super::unpublished::Unpublished;
use super::{Assets, Categories, Disambiguation, Lookup, NameRef, Names, PageId, Several};
use crate::config::Config;
use crate::page::Page;

/// The input to resolving names.
pub(super) struct NameResolver<'s> {
    pub(super) config: &'s Config,
    pub(super) pages: &'s [Arc<Page>],
    pub(super) names: &'s Names,
    pub(super) assets: &'s Assets,
    pub(super) categories: &'s Categories,
    pub(super) disambiguation: &'s Disambiguation,
    pub(super) unpublished: &'s Unpublished,
    pub(super) type_queries: &'s TypeQueries,
}

/// Meaning of a name.
pub(super) enum Meaning<'m> {
    Page(PageId),
    Ambiguous(Several<'m>),
    Address(String),
    Nobody,
}

impl NameResolver<'_> {
    /// The meaning of a name on a page.
    pub(super) fn meaning(&self, name: NameRef<'_>, from: &Page) -> Meaning<'_> {
        match self.names.look_up(name, Some(from), self.pages) {
            Lookup::Page(id) => Meaning::Page(id),
            Lookup::Ambiguous(several) => Meaning::Ambiguous(several),
            Lookup::Nobody if !self.is_known_otherwise(name) => Meaning::Nobody,
            Lookup::Nobody => {
                let key = name.folded();
                if let Some(group) = self.disambiguation.generated(&key) {
                    return Meaning::Address(group.address.clone().unwrap_or_default());
                }
                let name = key.strip_prefix("category:").unwrap_or(&key).trim();
                match self.categories.get(name) {
                    Some(category) => match category.page {
                        Some(page) => Meaning::Page(page),
                        None => Meaning::Address(category.address.clone()),
                    },
                    None => Meaning::Nobody,
                }
            }
        }
    }
}

impl NameResolver<'_> {
    /// True if something other than a page may have a name. Only then is the name's text folded.
    fn is_known_otherwise(&self, name: NameRef<'_>) -> bool {
        name.may_have_namespace()
            || self.disambiguation.has_key(name.key())
            || self.categories.has_key(name.key())
    }
}
