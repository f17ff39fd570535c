//! Resolves an address of the site as an author writes it to its owner and exact spelling.
//!
//! Hosts treat addresses as case-sensitive, so only the exact spelling works.

use std::sync::Arc;

use super::{Lookup, NameRef, Owner, PageId, Stated, Wiki};
use crate::page::{Page, path_slug};
use crate::text::fold_path;

/// Target of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SiteAddress {
    /// A page.
    Page(PageId),
    /// A file.
    Asset(u32),
    /// A generated page at this address. Only the plan of the site can tell whether it exists.
    Made(String),
}

impl Stated {
    /// The target of an address without a leading slash, ignoring case. `None` if nothing can be there.
    pub fn site_address(&self, address: &str, pages: &[Arc<Page>]) -> Option<SiteAddress> {
        let address = address.strip_suffix("index.html").unwrap_or(address);
        let (path, number) = numbered(address);
        self.owned(address, pages)
            .or_else(|| made_for_all(address).map(SiteAddress::Made))
            .or_else(|| match (number, self.owned(path, pages)?) {
                (Some(number), SiteAddress::Made(address)) => {
                    Some(SiteAddress::Made(format!("{address}{number}/")))
                }
                (Some(number), SiteAddress::Page(id)) => {
                    Some(SiteAddress::Made(format!("{}{number}/", pages[id as usize].address)))
                }
                _ => None,
            })
            .or_else(|| self.of_folder(address, pages))
    }

    fn owned(&self, address: &str, pages: &[Arc<Page>]) -> Option<SiteAddress> {
        match self.addresses.entry(address, pages)? {
            (_, Owner::Page(id) | Owner::Redirect(id)) => Some(SiteAddress::Page(*id)),
            (_, Owner::Asset(asset)) if self.assets.asset(*asset).is_refused() => None,
            (_, Owner::Asset(asset)) => Some(SiteAddress::Asset(*asset)),
            (address, _) => Some(SiteAddress::Made(address.to_owned())),
        }
    }

    /// The generated page of a folder, given the folder's name on disk.
    fn of_folder(&self, path: &str, pages: &[Arc<Page>]) -> Option<SiteAddress> {
        let slugs: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(path_slug).collect();
        let found = self.owned(&slugs.join("/"), pages)?;
        matches!(found, SiteAddress::Made(_)).then_some(found)
    }
}

impl Wiki {
    /// The page that a name in the settings refers to.
    pub fn named_in_settings(&self, name: NameRef<'_>) -> Option<PageId> {
        match self.names.look_up(name, None, &self.pages) {
            Lookup::Page(id) => Some(id),
            Lookup::Ambiguous(several) => Some(several.best),
            Lookup::Nobody => None,
        }
    }

    /// The exact spelling of a path in the settings. A path without a target is returned unchanged.
    pub fn spelt_address(&self, path: &str) -> String {
        let path = path.strip_prefix('/').unwrap_or(path);
        match self.site_address(path, &self.pages) {
            Some(SiteAddress::Page(id)) => self.page(id).address.clone(),
            Some(SiteAddress::Asset(index)) => self.assets.get(index).0.to_owned(),
            Some(SiteAddress::Made(address)) => address,
            None => path.to_owned(),
        }
    }
}

/// Splits the address of a later page of a list, `ships/2/`, into that of the list and the number.
fn numbered(address: &str) -> (&str, Option<u32>) {
    let address = address.trim_end_matches('/');
    let (list, number) = address.rsplit_once('/').unwrap_or(("", address));
    match number.parse() {
        Ok(number) if number > 1 => (list, Some(number)),
        _ => (address, None),
    }
}

/// The exact spelling of a page that is generated for every wiki.
fn made_for_all(address: &str) -> Option<String> {
    const FILES: [&str; 5] = ["feed.xml", "sitemap.xml", "404.html", "robots.txt", "history/feed.xml"];
    const FOLDERS: [&str; 4] = ["history", "sources", "special", "search"];
    let folded = fold_path(address);
    let address = folded.trim_end_matches('/');
    if FILES.contains(&address) {
        return Some(address.to_owned());
    }
    let folder = address.split('/').next().unwrap_or_default();
    FOLDERS.contains(&folder).then(|| format!("{address}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_lists_keep_their_spelling() {
        assert_eq!(made_for_all("Special/All-Pages").as_deref(), Some("special/all-pages/"));
        assert_eq!(made_for_all("FEED.xml").as_deref(), Some("feed.xml"));
        assert_eq!(made_for_all("specials/x"), None);
        assert_eq!(numbered("categories/ships/2/"), ("categories/ships", Some(2)));
        assert_eq!(numbered("2"), ("", Some(2)));
    }
}
