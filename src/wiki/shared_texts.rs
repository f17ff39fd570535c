//! Texts that types and categories put on all of their pages.
//!
//! Each is a page without a name or an address. Its number follows those of the pages of the wiki, from [`FIRST`] on.

use std::sync::Arc;

use super::PageId;
use crate::config::{Config, Members, Position, Types};
use crate::diag::{Diagnostic, codes};
use crate::page::query::Query;
use crate::page::{Page, shared_text};
use crate::text::fold_name;

/// The number of the first shared text.
pub(super) const FIRST: PageId = 1 << 31;
/// Maximum number of pages that the queries of a text look at, each for every page that shows it.
const MAX_LOOKS: usize = 25_000_000;

/// The shared texts of a wiki.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    list: Vec<(Members, Position, Arc<Page>)>,
}

impl SharedTexts {
    /// Parses the texts.
    pub(super) fn new(config: &Config, pages: &[Arc<Page>], faults: &mut Vec<Diagnostic>) -> Self {
        let mut list = Vec::new();
        for text in &config.shared_texts {
            let mut page = shared_text(text, config);
            faults.append(&mut page.diagnostics);
            let count = pages.iter().filter(|page| is_member(&text.members, &config.types, page)).count();
            if count * pages.len() * page.body.queries.len() > MAX_LOOKS {
                let message = format!("the queries of this text cost too much for its {count} pages");
                let fault = Diagnostic::new(&codes::QUERY, text.at.place(), message);
                faults.push(fault.help("write the query on the pages that need it"));
                continue;
            }
            list.push((text.members.clone(), text.position, Arc::new(page)));
        }
        Self { list }
    }

    /// The text with a number.
    pub(super) fn get(&self, id: PageId) -> &Arc<Page> {
        &self.list[(id - FIRST) as usize].2
    }

    /// The numbers of all texts.
    pub(super) fn ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (FIRST..).take(self.list.len())
    }

    /// The numbers of the texts on a page, with their positions.
    pub(super) fn of<'s>(
        &'s self,
        types: &'s Types,
        page: &'s Page,
    ) -> impl Iterator<Item = (PageId, Position)> + use<'s> {
        let all = (FIRST..).zip(&self.list);
        all.filter(|(_, (members, ..))| is_member(members, types, page))
            .map(|(id, (_, position, _))| (id, *position))
    }

    /// The queries of the texts on a page, in order, each with the text that it is from.
    pub(super) fn queries_of<'s>(
        &'s self,
        types: &'s Types,
        page: &'s Page,
    ) -> impl Iterator<Item = (&'s Query, &'s Arc<Page>)> {
        self.of(types, page).flat_map(|(id, _)| {
            let text = self.get(id);
            text.body.queries.iter().map(move |query| (query.ignoring_label(super::Linking), text))
        })
    }
}

fn is_member(members: &Members, types: &Types, page: &Page) -> bool {
    match members {
        Members::Type(id) => page.page_type.is_some_and(|of| types.is_a(of, *id)),
        Members::Category(name) => page.open_categories().any(|category| fold_name(&category) == *name),
    }
}
