//! Resolves links to their targets.

use std::sync::Arc;

use super::name_resolver::{Meaning, NameResolver};
use super::{Linking, NameRef, PageId, SiteAddress, Stated, shared_texts};
use crate::diag::{Diagnostic, codes};
use crate::inputs::is_picture_name;
use crate::page::links::{Link, LinkKind, name_key};
use crate::page::{CATEGORIES, Page, is_generated_anchor, path_slug};
use crate::text::{join_path, slug};

/// Target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page, with a fragment id.
    Page(PageId, Option<Box<str>>),
    /// A generated page: its address on the site, with query and fragment.
    Address(Box<str>, Option<Box<str>>),
    /// A file, with query and fragment.
    Asset(u32, Option<Box<str>>),
    /// A page of another wiki: its address.
    Interwiki(Box<str>),
    /// An external or unpublished address, already written by the parser.
    Elsewhere,
    /// No target: a red link.
    Missing,
    /// Something that is left out of the site, so that there is no link at all.
    Absent,
}

impl Target {
    /// The page, if the target is one.
    pub const fn page(&self) -> Option<PageId> {
        match self {
            Self::Page(id, _) => Some(*id),
            _ => None,
        }
    }
}

/// The input to resolving links: also addresses and sources.
pub(super) struct Paths<'s> {
    resolver: NameResolver<'s>,
    pub(super) stated: &'s Stated,
}

impl<'s> Paths<'s> {
    pub(super) fn new(stated: &'s Stated, pages: &'s [Arc<Page>]) -> Self {
        Self { resolver: stated.resolver(pages), stated }
    }
}

impl<'s> std::ops::Deref for Paths<'s> {
    type Target = NameResolver<'s>;

    fn deref(&self) -> &NameResolver<'s> {
        &self.resolver
    }
}

impl Paths<'_> {
    /// Resolves the links of a page.
    pub(super) fn links(&self, id: PageId, faults: &mut Vec<Diagnostic>) -> Arc<[Target]> {
        let page: &Page = if id >= shared_texts::FIRST {
            self.type_queries.shared.get(id)
        } else {
            &self.pages[id as usize]
        };
        let links = page.body.links.iter().map(|link| link.ignoring_label(Linking));
        links.map(|link| self.link(id, page, link, faults)).collect()
    }

    fn link(&self, id: PageId, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Target {
        match link.kind {
            LinkKind::External | LinkKind::Unsafe => Target::Elsewhere,
            LinkKind::Absent => Target::Absent,
            _ if link.target.is_empty() && id >= shared_texts::FIRST => Target::Absent,
            _ if link.target.is_empty() => self.anchored(id, page, link, faults),
            LinkKind::Wiki | LinkKind::Embed | LinkKind::Stated => self.by_name(page, link, faults),
            LinkKind::WikiFile => self.file(page, link, faults),
            LinkKind::Image => self.picture(page, link, faults),
            LinkKind::Markdown | LinkKind::RawUrl | LinkKind::StatedPath => self.by_path(page, link, faults),
        }
    }

    fn by_name(&self, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Target {
        if let Some(target) = self.by_written_path(page, link, faults) {
            return target;
        }
        match self.meaning(NameRef::of_link(link), page) {
            Meaning::Page(id) => self.anchored(id, page, link, faults),
            Meaning::Address(address) => Target::Address(address.into(), link.suffix()),
            Meaning::Ambiguous(several) => {
                faults.push(self.ambiguous(page, link, several.all));
                self.anchored(several.best, page, link, faults)
            }
            Meaning::Nobody => self.otherwise_called(page, link).unwrap_or_else(|| {
                faults.push(self.red_link(page, link));
                Target::Missing
            }),
        }
    }

    /// Resolves a name written as a path: `./boat`, `../boat` and `guides/` relative to the page's folder, `/boat` and `guides/` from the
    /// root.
    fn by_written_path(&self, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Option<Target> {
        let name = link.target.as_str();
        let relative = name == "." || name == ".." || name.starts_with("./") || name.starts_with("../");
        let folder = name.ends_with('/');
        if !relative && !folder && !name.starts_with('/') {
            return None;
        }
        let from_top = (folder && !relative).then(|| join_path("", name)).flatten();
        let paths = [from_top, join_path(page.folder(), name)];
        paths.into_iter().flatten().find_map(|path| self.at_path(&path, page, link, faults))
    }

    /// Resolves a name that no page has: to a page of another wiki, the generated page of a folder, or a file.
    fn otherwise_called(&self, page: &Page, link: &Link) -> Option<Target> {
        if let Some(address) = self.config.interwiki.address(&link.target, link.fragment.as_deref()) {
            return Some(Target::Interwiki(address.into()));
        }
        let folder = self.stated.addresses.folder_called(&name_key(&link.target));
        if let Some(section) = folder {
            return Some(Target::Address(section.address.as_str().into(), link.suffix()));
        }
        let asset = self.assets.named(&link.target, page.folder())?;
        Some(Target::Asset(asset, link.suffix()))
    }

    fn ambiguous(&self, page: &Page, link: &Link, ids: &[PageId]) -> Diagnostic {
        let message = format!("`{}` is the name of {} pages", link.target, ids.len());
        let mut fault = Diagnostic::new(&codes::AMBIGUOUS_LINK, page.link_place(link), message);
        for id in ids.iter().take(8) {
            let path = self.pages[*id as usize].path().trim_end_matches(".md");
            fault = fault.help(format!("for `content/{path}.md`, write `[[{path}|{}]]`", link.target));
        }
        fault
    }

    fn red_link(&self, page: &Page, link: &Link) -> Diagnostic {
        if let Some((message, help)) = self.unpublished.reason(NameRef::of_link(link)) {
            return Diagnostic::new(&codes::RED_LINK, page.link_place(link), message).help(help);
        }
        let fault = Diagnostic::new(
            &codes::RED_LINK,
            page.link_place(link),
            format!("no page named `{}`", link.target),
        );
        match self.names.help_for(&link.target, self.pages) {
            Some(help) => fault.help(help),
            None => match self.names.titles_with(&link.target, self.pages).as_slice() {
                [] => fault,
                titles => fault.help(format!("pages with such a title: `{}`", titles.join("`, `"))),
            },
        }
    }

    /// A page and, if the link has a heading, its fragment id.
    fn anchored(&self, id: PageId, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Target {
        let target = &self.pages[id as usize];
        let Some(fragment) = &link.fragment else {
            // Nothing of the target is read here for most links, which saves a cache miss for each.
            let may_be_section = self.names.may_be_of_section(link.key);
            let section = may_be_section.then(|| target.section_called(link.key)).flatten();
            return Target::Page(id, section.map(Into::into));
        };
        let old = || target.matter.anchors.called(fragment).map(|anchor| anchor.old.as_str());
        let generated = || is_generated_anchor(fragment).then_some(fragment.as_str());
        if let Some(anchor) = target.body.anchor(fragment).or_else(old).or_else(generated) {
            return Target::Page(id, Some(anchor.into()));
        }
        if slug(fragment) == slug(&target.title) {
            // The first-level heading is the title, and so the page.
            return Target::Page(id, None);
        }
        // A part that is left out of the site is no reason to show the whole page.
        if link.kind == LinkKind::Embed && self.config.spoilers.leaves_something_out() {
            return Target::Absent;
        }
        let message = format!("the page `{}` has no heading `{fragment}`", target.title);
        let fault = Diagnostic::new(&codes::BROKEN_LINK, page.link_place(link), message);
        faults.push(fault.suggest(target.body.closest_heading(fragment)));
        Target::Page(id, None)
    }

    fn file(&self, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Target {
        let from_page = join_path(page.folder(), &link.target).filter(|_| link.target.starts_with('.'));
        let found = from_page.and_then(|path| self.assets.at(&path));
        let found = found.or_else(|| self.assets.named(&link.target, page.folder()));
        if let Some(asset) = found.or_else(|| self.assets.at(&link.target)) {
            return Target::Asset(asset, link.suffix());
        }
        if let Meaning::Page(id) = self.meaning(NameRef::of_link(link), page) {
            return Target::Page(id, None);
        }
        faults.push(self.no_file(page, link));
        Target::Missing
    }

    fn no_file(&self, page: &Page, link: &Link) -> Diagnostic {
        let message = match self.assets.is_refused(&link.target) {
            true => format!("the file `{}` is not published", link.target),
            false => format!("file `{}` not found", link.target),
        };
        let is_missing_picture = is_picture_name(&link.target) && !self.assets.is_refused(&link.target);
        let code = if is_missing_picture { &codes::MISSING_IMAGE } else { &codes::BROKEN_LINK };
        let fault = Diagnostic::new(code, page.link_place(link), message);
        let name = link.target.rsplit('/').next().unwrap_or(&link.target);
        fault.suggest(self.assets.closest_name(name))
    }

    fn picture(&self, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Target {
        let path = join_path(page.folder(), &link.target);
        let found = path.and_then(|path| self.assets.at(&path));
        let found = found.or_else(|| self.assets.named(&link.target, page.folder()));
        match found {
            Some(asset) => Target::Asset(asset, link.suffix()),
            None => {
                faults.push(self.no_file(page, link));
                Target::Missing
            }
        }
    }

    /// Resolves a path: relative to the page's folder in `content/`, from the root if it begins with `/`, or an address of the site.
    fn by_path(&self, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Target {
        let by_folder = join_path(page.folder(), &link.target);
        if let Some(target) = by_folder.and_then(|path| self.at_path(&path, page, link, faults)) {
            return target;
        }
        let address = join_path(page.address.trim_end_matches('/'), &link.target);
        if let Some(target) = address.and_then(|address| self.at_address(&address, page, link, faults)) {
            return target;
        }
        if !link.target.starts_with('/') {
            if let Meaning::Page(id) = self.meaning(NameRef::new(&link.target), page) {
                return self.anchored(id, page, link, faults);
            }
            if let Some(asset) = self.assets.named(&link.target, page.folder()) {
                return Target::Asset(asset, link.suffix());
            }
        }
        if is_folded_category(page, link) {
            return Target::Absent;
        }
        if let Some((message, help)) = self.unpublished.reason(NameRef::new(&link.target)) {
            faults.push(Diagnostic::new(&codes::BROKEN_LINK, page.link_place(link), message).help(help));
            return Target::Missing;
        }
        let message = match self.assets.is_refused(&link.target) {
            true => format!("the file `{}` is not published", link.target),
            false => format!("`{}` is not a page, file or address of this wiki", link.target),
        };
        let fault = Diagnostic::new(&codes::BROKEN_LINK, page.link_place(link), message);
        if link.target.starts_with("www.") {
            faults.push(fault.help(format!("for an external address, write `https://{}`", link.target)));
            return Target::Missing;
        }
        let wanted = join_path(page.folder(), &link.target).unwrap_or_default();
        faults.push(fault.suggest(self.names.closest_path(&wanted, self.pages)));
        Target::Missing
    }

    fn at_path(&self, path: &str, page: &Page, link: &Link, faults: &mut Vec<Diagnostic>) -> Option<Target> {
        if let Some(asset) = self.assets.at(path) {
            return Some(Target::Asset(asset, link.suffix()));
        }
        let is_page = |candidate: &str| self.pages.binary_search_by(|page| page.path().cmp(candidate)).ok();
        let found = is_page(path).or_else(|| is_page(&format!("{path}.md"))).map(|id| id as PageId);
        let section = || self.stated.addresses.sections().get(path);
        if let Some(id) = found.or_else(|| section()?.page) {
            return Some(self.anchored(id, page, link, faults));
        }
        if let Some(section) = section() {
            return Some(Target::Address(section.address.as_str().into(), link.suffix()));
        }
        self.at_address(path, page, link, faults)
    }

    fn at_address(
        &self,
        address: &str,
        page: &Page,
        link: &Link,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Target> {
        match self.stated.site_address(address, self.pages)? {
            SiteAddress::Page(id) => Some(self.anchored(id, page, link, faults)),
            SiteAddress::Asset(asset) => Some(Target::Asset(asset, link.suffix())),
            SiteAddress::Made(address) => Some(Target::Address(address.into(), link.suffix())),
        }
    }
}

/// True for a link, such as a tag, to a category of the page that is a spoiler. The category has no page without open members.
fn is_folded_category(page: &Page, link: &Link) -> bool {
    let slug = link.target.strip_prefix('/').and_then(|path| path.strip_prefix(CATEGORIES));
    let Some(slug) = slug.map(|slug| slug.trim_matches('/')) else { return false };
    let labelled = page.matter.categories.iter().filter(|name| !name.is_open());
    labelled.map(|name| name.ignoring_label(Linking)).any(|name| path_slug(&name.text) == slug)
}
