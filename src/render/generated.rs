//! Generated pages: sections, categories, disambiguation, redirects, sources, search and the 404 page.

use super::lists::{PER_PAGE, listed_count, numbered, page_count, part};
use super::{Renderer, context, direction, references};
use crate::diag::Diagnostic;
use crate::labels::{Labelled, Open};
use crate::page::CATEGORIES;
use crate::page::data::SourceEntry;
use crate::page::markdown::is_reserved_id;
use crate::text::escape::{Html, fragment_url};
use crate::text::{Place, folders_above};
use crate::wiki::{Category, Group, PageId, Section, SourceRecord};

type Output = Result<Vec<u8>, Vec<Diagnostic>>;

impl Renderer<'_> {
    /// The values common to all generated pages.
    pub(super) fn generated(&self, kind: &str, title: &str, address: &str) -> context::Page {
        context::Page {
            title: title.to_owned(),
            kind: kind.to_owned(),
            url: self.url(address),
            canonical: Some(self.absolute(address)),
            direction: direction(self.wiki.config.right_to_left),
            breadcrumbs: if address.is_empty() { Vec::new() } else { vec![self.home_link()] },
            og_image: self.og_image(None),
            ..context::Page::default()
        }
    }

    /// Applies the typography of page texts to an author's text.
    pub(super) fn in_print(&self, text: &str) -> String {
        match self.wiki.config.content.smart_punctuation {
            true => crate::text::smart(text, &self.wiki.config.quotes(None)).into_owned(),
            false => text.to_owned(),
        }
    }

    /// A section's page without its list.
    pub(super) fn section_head(&self, folder: &str, number: usize) -> context::Page {
        let section = &self.wiki.addresses.sections()[folder];
        let kind = if folder.is_empty() { "home" } else { "section" };
        let mut page = self.generated(kind, &section.title, &numbered(&section.address, number));
        page.description = Open::unlabelled(match folder {
            "" => self.wiki.config.description.clone(),
            _ => self.words().section_on(&section.title, &self.wiki.config.title),
        });
        page.breadcrumbs = self.section_crumbs(folder);
        match folder {
            "" => page.lede.clone_from(&page.description),
            CATEGORIES => {
                let count = self.words().categories_count(self.wiki.categories.iter().count());
                page.lede = Open::unlabelled(count);
            }
            _ => self.say_how_many(section.members.len(), &mut page),
        }
        page
    }

    pub(super) fn section(&self, folder: &str, number: usize) -> Output {
        let section = &self.wiki.addresses.sections()[folder];
        let mut page = self.section_head(folder, number);
        match folder {
            CATEGORIES => self.all_categories(section, number, &mut page),
            _ => self.section_members(section, number, &mut page),
        }
        self.template("section.html", page, None)
    }

    fn section_crumbs(&self, folder: &str) -> Vec<context::Link> {
        let mut crumbs = if folder.is_empty() { Vec::new() } else { vec![self.home_link()] };
        let sections = folders_above(folder).filter_map(|folder| self.wiki.addresses.sections().get(folder));
        crumbs.extend(
            sections.map(|section| context::Link {
                title: section.title.clone(),
                url: self.url(&section.address),
            }),
        );
        crumbs
    }

    pub(super) fn section_members(&self, section: &Section, number: usize, page: &mut context::Page) {
        let count = self.list_members(section.page, &section.members, number, page);
        page.pagination = self.pagination(&section.address, number, page_count(count));
        // They would be repeated on each page of a long list.
        let is_shown = number == 1 && !self.hides_its_list(section.page);
        let folders = section.folders.iter().filter(|_| is_shown);
        page.subcategories = folders
            .filter_map(|folder| self.wiki.addresses.sections().get(folder))
            .map(|section| context::Subcategory {
                title: section.title.clone(),
                url: self.url(&section.address),
                count: section.members.len(),
            })
            .collect();
    }

    /// Lists members on a page of their list, as the page above the list asks for it. Returns the number of entries of the whole list.
    fn list_members(
        &self,
        on: Option<PageId>,
        members: &[PageId],
        number: usize,
        page: &mut context::Page,
    ) -> usize {
        page.members = match on {
            Some(id) => self.listed(id, number),
            None => self.letters(part(members, number)),
        };
        on.map_or(members.len(), |id| listed_count(self.wiki, id))
    }

    fn hides_its_list(&self, page: Option<PageId>) -> bool {
        page.is_some_and(|id| self.wiki.page(id).matter.listing.hidden)
    }

    fn all_categories(&self, section: &Section, number: usize, page: &mut context::Page) {
        let categories = &self.wiki.categories;
        let shown = part(categories.listed(), number).iter().filter_map(|key| categories.get(key));
        page.subcategories = shown.map(|category| self.subcategory(category)).collect();
        page.pagination = self.pagination(&section.address, number, page_count(categories.listed().len()));
    }

    fn subcategory(&self, category: &Category) -> context::Subcategory {
        context::Subcategory {
            title: category.title.clone(),
            url: self.url(&category.address),
            count: category.total,
        }
    }

    /// A category's page without its list.
    pub(super) fn category_head(&self, category: &Category, number: usize) -> context::Page {
        let mut page = self.generated("category", &category.title, &numbered(&category.address, number));
        page.breadcrumbs.push(context::Link {
            title: self.words().categories().to_owned(),
            url: self.url("categories/"),
        });
        let description = self.words().pages_in_category(&category.title, &self.wiki.config.title);
        page.description = Open::unlabelled(description);
        self.say_how_many(category.members.len(), &mut page);
        page
    }

    pub(super) fn category(&self, key: &str, number: usize) -> Output {
        let Some(category) = self.wiki.categories.get(key) else { return Ok(Vec::new()) };
        let mut page = self.category_head(category, number);
        self.category_members(category, number, &mut page);
        self.template("category.html", page, None)
    }

    pub(super) fn category_members(&self, category: &Category, number: usize, page: &mut context::Page) {
        let count = self.list_members(category.page, &category.members, number, page);
        let is_hidden = self.hides_its_list(category.page);
        if number == 1 && !is_hidden {
            page.folded = self.folded_pages(category.labelled_members.iter().take(PER_PAGE).copied());
        }
        page.pagination = self.pagination(&category.address, number, page_count(count));
        let named = |key: &String| self.wiki.categories.get(key);
        let parents = category.parents.iter().take(PER_PAGE).filter_map(named);
        page.parents = parents
            .map(|category| context::Link { title: category.title.clone(), url: self.url(&category.address) })
            .collect();
        page.subcategories = category
            .children
            .iter()
            .filter_map(named)
            .take(if is_hidden { 0 } else { PER_PAGE })
            .map(|category| self.subcategory(category))
            .collect();
    }

    /// A disambiguation page without its list.
    pub(super) fn disambiguation_head(&self, group: &Group) -> context::Page {
        let address = group.address.clone().unwrap_or_default();
        let mut page = self.generated("disambiguation", &group.title, &address);
        page.description = Open::unlabelled(self.words().pages_called(&group.title, &self.wiki.config.title));
        page
    }

    pub(super) fn disambiguation(&self, key: &str) -> Output {
        let Some(group) = self.wiki.disambiguation.generated(key) else { return Ok(Vec::new()) };
        let mut page = self.disambiguation_head(group);
        let mut content = crate::text::escape::Html::new();
        content.tag("<p>").text(&self.words().can_mean(&group.title)).tag("</p>\n<ul>\n");
        for member in group.members.iter().take(PER_PAGE) {
            content.tag("<li>").html(&self.page_anchor(*member));
            if let Some(description) = self.wiki.page(*member).description() {
                content.tag(": ").text(&description);
            }
            content.tag("</li>\n");
        }
        content.tag("</ul>\n");
        page.content = content;
        self.template("disambiguation.html", page, None)
    }

    pub(super) fn redirect(&self, to: PageId, path: &str) -> Output {
        let target = self.wiki.page(to);
        let mut page = self.generated("redirect", &target.title, &target.address);
        let address = path.strip_suffix("index.html").unwrap_or(path);
        let fragment = target.section_at(address).map(fragment_url).unwrap_or_default();
        page.redirect_to = Some(self.page_url(to) + &fragment);
        page.noindex = true;
        self.template("redirect.html", page, Some(Place::file(target.source.path.as_ref())))
    }

    /// The list of sources without its entries.
    pub(super) fn sources_head(&self, number: usize) -> context::Page {
        let mut page = self.generated("sources", self.words().sources(), &numbered("sources/", number));
        page.description = Open::unlabelled(self.words().sources_about_site(&self.wiki.config.title));
        page.lede = Open::unlabelled(self.words().sources_about().to_owned());
        page
    }

    pub(super) fn sources(&self, number: usize) -> Output {
        let mut page = self.sources_head(number);
        let sources = &self.wiki.sources;
        let shown = part(sources.listed(), number).iter().filter_map(|id| sources.get(id));
        page.sources = shown.filter_map(|source| Some(self.source(source.entry.open()?, source))).collect();
        if number == 1 {
            page.folded = self.folded_sources();
        }
        page.pagination = self.pagination("sources/", number, page_count(sources.listed().len()));
        self.template("sources.html", page, None)
    }

    /// Address of a source in the list of sources. `None` if it is a spoiler, or if another page is at the address of the list.
    pub(super) fn source_url(&self, source: &SourceRecord) -> Option<String> {
        let position = source.position? as usize;
        let list = numbered("sources/", position / PER_PAGE + 1);
        if self.wiki.addresses.at(&list).is_some() {
            return None;
        }
        Some(self.url(&list) + &fragment_url(&own_id(&source.entry.open()?.id)))
    }

    /// The sources that are spoilers.
    fn folded_sources(&self) -> Vec<Html> {
        let entries = self.wiki.sources.iter().map(|(_, source)| {
            let page = source.page.map(|page| self.page_url(page));
            source.entry.as_ref().map(|entry| references::entry(entry, page.as_deref(), self.words()))
        });
        self.folded_lists(entries.take(PER_PAGE), Html::clone)
    }

    fn source(&self, entry: &SourceEntry, source: &SourceRecord) -> context::SourceEntry {
        context::SourceEntry {
            id: own_id(&entry.id),
            title: entry.title.clone(),
            author: entry.author.clone(),
            publisher: entry.publisher.clone(),
            reprinted_by: entry.reprinted_by.as_ref().map(|name| self.words().as_reprinted_by(name)),
            date_text: entry.date.map(|date| self.words().date(date)),
            url: entry.url.clone().or_else(|| source.page.map(|page| self.page_url(page))),
            archive_url: entry.archive.clone(),
            accessed: entry.accessed.map(|date| self.words().date(date)),
            kind: entry.kind.clone(),
            note: entry.note.clone(),
            reliability: entry.reliability.clone(),
            dead: entry.dead,
            cited_by: source
                .cited_by
                .iter()
                .filter_map(Labelled::open)
                .take(50)
                .map(|page| self.page_link(*page))
                .collect(),
        }
    }

    pub(super) fn search_page(&self) -> Output {
        let mut page = self.generated("search", self.words().search(), "search/");
        page.description = Open::unlabelled(self.words().search_site(&self.wiki.config.title));
        page.noindex = true;
        self.template("search.html", page, None)
    }

    /// Size of the theme's frame in bytes: that of a page without text.
    pub fn frame_size(&self) -> u64 {
        self.not_found().map_or(0, |page| page.len() as u64)
    }

    pub(super) fn not_found(&self) -> Output {
        let mut page = self.generated("not-found", self.words().page_not_found(), "404.html");
        page.canonical = None;
        page.noindex = true;
        page.breadcrumbs = Vec::new();
        self.template("404.html", page, None)
    }
}

/// Id of a source's entry, distinct from the ids of the page around it.
fn own_id(source: &str) -> String {
    if is_reserved_id(source) { format!("source-{source}") } else { source.to_owned() }
}
