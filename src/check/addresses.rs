//! `broken-link` for addresses in the settings and links to generated pages. Only the plan of the site knows what is
//! generated.

use super::Checking;
use crate::diag::{Diagnostic, codes, limit};
use crate::page::links::{Link, LinkKind, split_address, text_links};
use crate::text::{Place, closest};
use crate::wiki::{NameRef, PageId, SiteAddress, Target, Wiki};

/// Reports links to missing parts of this site. `has` returns whether an address exists.
pub(super) fn check(wiki: &Wiki, has: &dyn Fn(&str) -> bool, faults: &mut Vec<Diagnostic>) {
    let nav = &wiki.config.nav;
    faults.extend(nav.iter().filter_map(|item| dead_item(wiki, has, &item.url, &item.place)));
    dead_in_footer(wiki, has, faults);
    missing_works(wiki, faults);
    for (id, _) in wiki.iter() {
        let mut of_page = dead_links(wiki, id, has);
        limit(&mut of_page);
        faults.append(&mut of_page);
    }
}

/// Reports an item of the menu that leads nowhere.
fn dead_item(wiki: &Wiki, has: &dyn Fn(&str) -> bool, url: &str, place: &Place) -> Option<Diagnostic> {
    let fault = dead_address(wiki, has, url, place)?;
    let folder = url.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    Some(match folder.filter(|folder| !folder.is_empty() && fault.help.is_empty()) {
        Some(folder) => {
            fault.help(format!("write a page in `content/{folder}/`, or remove this item of the menu"))
        }
        None => fault,
    })
}

fn dead_links(wiki: &Wiki, id: PageId, has: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    // Most pages have no such links, and looking at the links of all pages takes time.
    if !wiki.has_links_to_addresses(id) {
        return Vec::new();
    }
    let page = wiki.page(id);
    let links = page.body.links.iter().map(|link| link.ignoring_label(Checking));
    let dead = links.zip(wiki.targets(id)).filter_map(|(link, target)| {
        let Target::Address(address, _) = target.ignoring_label(Checking) else { return None };
        let message = format!("there is no page at `/{address}`");
        (!has(address)).then(|| Diagnostic::new(&codes::BROKEN_LINK, page.link_place(link), message))
    });
    dead.collect()
}

/// Reports links of the footer that lead nowhere.
fn dead_in_footer(wiki: &Wiki, has: &dyn Fn(&str) -> bool, faults: &mut Vec<Diagnostic>) {
    let Some(footer) = &wiki.config.footer else { return };
    for found in text_links(footer) {
        let place = wiki.config.footer_at.place();
        let written = &footer[found.inside.clone()];
        let fault = match found.link.kind {
            LinkKind::Stated => missing_name(wiki, &found.link, &place),
            LinkKind::Unsafe => {
                let message = format!("`{written}` is not a safe address");
                Some(Diagnostic::new(&codes::UNSAFE_URL, place, message))
            }
            _ => dead_address(wiki, has, written, &place),
        };
        faults.extend(fault);
    }
}

/// Reports the works of spoiler scopes that have no page. One that is left out with its spoilers is not missing.
fn missing_works(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    let scopes = &wiki.config.spoilers;
    if scopes.leaves_something_out() {
        return;
    }
    let works = scopes.iter().filter_map(|scope| scope.work.as_ref());
    let missing = works.filter(|(name, _)| wiki.named_in_settings(NameRef::new(name)).is_none());
    faults.extend(missing.map(|(name, place)| {
        let message = format!("no page named `{name}`");
        let fault = Diagnostic::new(&codes::BROKEN_LINK, place.clone(), message);
        fault.suggest(wiki.names.closest_title(name, &wiki.pages))
    }));
}

/// Reports a name of the footer that no page has.
fn missing_name(wiki: &Wiki, link: &Link, place: &Place) -> Option<Diagnostic> {
    let fault = |message| Some(Diagnostic::new(&codes::BROKEN_LINK, place.clone(), message));
    match wiki.named_in_settings(NameRef::of_link(link)) {
        None => fault(format!("no page named `{}`", link.target)),
        Some(id) => {
            let page = wiki.page(id);
            let name = link.fragment.as_deref().filter(|name| !page.has_anchor(name))?;
            fault(format!("the page `{}` has no heading `{name}`", page.title))
        }
    }
}

/// Reports the files of the theme that the settings name and that do not exist; `known` are those of the theme.
pub(super) fn theme_files(wiki: &Wiki, known: &[&str], faults: &mut Vec<Diagnostic>) {
    for (file, at) in &wiki.config.theme.files {
        if !known.contains(&file.as_str()) && wiki.assets.at(file).is_none() {
            let message = format!("file `{file}` not found below `static/`");
            let fault = Diagnostic::new(&codes::BROKEN_LINK, at.place(), message);
            faults.push(fault.suggest(closest(file, known.iter().copied())));
        }
    }
}

/// Reports an address in the settings that leads nowhere.
fn dead_address(wiki: &Wiki, has: &dyn Fn(&str) -> bool, url: &str, place: &Place) -> Option<Diagnostic> {
    let link = split_address(url);
    if link.kind != LinkKind::Markdown {
        return None;
    }
    let fault = |message| Some(Diagnostic::new(&codes::BROKEN_LINK, place.clone(), message));
    if !has(&wiki.spelt_address(&link.target)) {
        return fault(format!("there is no page or file at `{url}`"));
    }
    let path = link.target.trim_start_matches('/');
    match (wiki.site_address(path, &wiki.pages), &link.fragment) {
        (Some(SiteAddress::Page(id)), Some(name)) if !wiki.page(id).has_anchor(name) => {
            fault(format!("the page `{}` has no heading `{name}`", wiki.page(id).title))
        }
        _ => None,
    }
}
