//! `broken-link` for addresses in the settings and links to generated pages. Only the plan of the site knows what is
//! generated.

use super::Checking;
use crate::config::NavItem;
use crate::diag::{Diagnostic, codes, limit};
use crate::page::links::{LinkKind, split_address};
use crate::wiki::{PageId, SiteAddress, Target, Wiki};

/// Reports links to missing parts of this site. `has` returns whether an address exists.
pub(super) fn check(wiki: &Wiki, has: &dyn Fn(&str) -> bool, faults: &mut Vec<Diagnostic>) {
    faults.extend(wiki.config.nav.iter().filter_map(|item| dead_item(wiki, has, item)));
    for (id, _) in wiki.iter() {
        let mut of_page = dead_links(wiki, id, has);
        limit(&mut of_page);
        faults.append(&mut of_page);
    }
}

fn dead_links(wiki: &Wiki, id: PageId, has: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let page = wiki.page(id);
    let links = page.body.links.iter().map(|link| link.ignoring_label(Checking));
    let dead = links.zip(wiki.targets(id)).filter_map(|(link, target)| {
        let Target::Address(address, _) = target.ignoring_label(Checking) else { return None };
        let message = format!("there is no page at `/{address}`");
        (!has(address)).then(|| Diagnostic::new(&codes::BROKEN_LINK, page.link_place(link), message))
    });
    dead.collect()
}

/// Reports a link of the header that leads nowhere.
fn dead_item(wiki: &Wiki, has: &dyn Fn(&str) -> bool, item: &NavItem) -> Option<Diagnostic> {
    let link = split_address(&item.url);
    if link.kind != LinkKind::Markdown {
        return None;
    }
    let fault = |message| Some(Diagnostic::new(&codes::BROKEN_LINK, item.place.clone(), message));
    if !has(&wiki.spelt_address(&link.target)) {
        return fault(format!("there is no page or file at `{}`", item.url));
    }
    let path = link.target.trim_start_matches('/');
    match (wiki.site_address(path, &wiki.pages), &link.fragment) {
        (Some(SiteAddress::Page(id)), Some(name)) if !wiki.page(id).has_anchor(name) => {
            fault(format!("the page `{}` has no heading `{name}`", wiki.page(id).title))
        }
        _ => None,
    }
}
