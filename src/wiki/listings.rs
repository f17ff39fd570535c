//! Lists on the pages of folders and categories whose front matter sets an order or groups.

use std::collections::BTreeMap;

use super::{PageId, Row, Wiki};
use crate::labels::Scopes;

/// The pages that a page lists, in groups; one group without a name if the page does not group.
pub type Listing = Vec<(String, Vec<PageId>)>;

/// All lists with an order or groups of their own.
pub(super) fn all(wiki: &Wiki) -> BTreeMap<PageId, Listing> {
    let own = wiki.texts.queries.keys().filter(|id| wiki.page(**id).matter.listing.query.is_some());
    own.filter_map(|id| Some((*id, listing(wiki, *id)?))).collect()
}

fn listing(wiki: &Wiki, id: PageId) -> Option<Listing> {
    // It is the last query of the page.
    let query = wiki.queries_of(id).last()?;
    let everybody = Scopes::default().alone();
    let mut rows: Vec<Row> = wiki.listed_by(id).iter().map(|id| Row::Page(*id)).collect();
    if query.is_sorted() {
        wiki.sort(&mut rows, query, everybody);
    }
    let page = |row| match row {
        Row::Page(id) => Some(id),
        Row::Claim(_) => None,
    };
    let groups = wiki.group(rows, query, everybody).into_iter();
    Some(groups.map(|(name, rows)| (name, rows.into_iter().filter_map(page).collect())).collect())
}

impl Wiki {
    /// The pages that a page lists below its text: those of its folder or category, in their usual order. Empty if the list is switched off.
    pub fn listed_by(&self, id: PageId) -> &[PageId] {
        let page = self.page(id);
        if page.matter.listing.hidden {
            return &[];
        }
        if self.categories.is_category_page(id) {
            return self.categories.named(&page.title).map_or(&[], |category| &category.members);
        }
        let section = || self.addresses.sections().get(page.folder());
        let section = (page.is_index() && !page.address.is_empty()).then(section).flatten();
        section.map_or(&[], |section| &section.members)
    }

    /// The list of a page in the order and the groups that it sets. `None` if it sets none.
    pub fn listing(&self, id: PageId) -> Option<&Listing> {
        self.listings.get(&id)
    }
}
