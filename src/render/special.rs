//! Special pages: lists for editors, made from the whole wiki.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lists::{TITLES_PER_PAGE, numbered, pages_of, part_of};
use super::special_lists::{Entry, Special, SpecialPath, entries, letter_address, letters};
use super::{Renderer, context};
use crate::diag::Diagnostic;
use crate::labels::{Labelled, Open};
use crate::page::path_slug;
use crate::wiki::{Backlink, PageId, Target, unlinked_mentions};

/// Maximum number of places shown per item.
const MAX_DETAILS: usize = 8;
/// Maximum number of names on the page of unlinked mentions.
const MAX_MENTIONS: usize = 200;
impl Renderer<'_> {
    pub(super) fn special(&self, place: &SpecialPath) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match place {
            SpecialPath::Special(Special::Random, _) => {
                let page = self.special_context(Special::Random, 1);
                self.template("random.html", page, None)
            }
            SpecialPath::Special(special, number) => self.special_page(*special, *number),
            SpecialPath::Letter(letter, number) => self.letter(letter, *number),
            SpecialPath::LinksTo(id, number) => self.links_to(*id, *number),
        }
    }

    /// A special page without its list.
    pub(super) fn special_head(&self, place: &SpecialPath) -> context::Page {
        match place {
            SpecialPath::Special(special, number) => self.special_context(*special, *number),
            SpecialPath::Letter(letter, number) => self.letter_head(letter, *number),
            SpecialPath::LinksTo(id, number) => self.links_to_head(*id, *number),
        }
    }

    fn special_context(&self, special: Special, number: usize) -> context::Page {
        let mut page =
            self.generated("special", special.title(self.words()), &numbered(special.address(), number));
        let about = special.about(self.words());
        page.description = Open::unlabelled(self.words().about_on_site(about, &self.wiki.config.title));
        page.lede = Open::unlabelled(about.to_owned());
        page.noindex = special != Special::AllPages;
        if special != Special::Index {
            page.breadcrumbs.push(context::Link {
                title: self.words().special_pages().to_owned(),
                url: self.url("special/"),
            });
        }
        page
    }

    fn special_page(&self, special: Special, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut page = self.special_context(special, number);
        let mut list = context::Special::default();
        match special {
            Special::Index => list.links = self.special_links(),
            Special::AllPages => self.all_pages(&mut list, &mut page),
            Special::Types => list.sections = self.types(),
            Special::Mentions => {
                list.sections = section(self.words().names_without_a_link(), self.mentions());
            }
            Special::Statistics => list.stats = self.statistics(),
            _ => {
                let all = self.special_entries(special);
                let shown = part_of(&all, number, special.per_page());
                list.sections = section(
                    special.title(self.words()),
                    shown.iter().map(|entry| self.item(entry)).collect(),
                );
                page.pagination =
                    self.pagination(special.address(), number, pages_of(all.len(), special.per_page()));
            }
        }
        page.special = Some(list);
        self.template("special.html", page, None)
    }

    /// The entries of a list, made once for all of its pages.
    fn special_entries(&self, special: Special) -> Arc<Vec<Entry>> {
        if let Some(known) = crate::lock::lock(&self.special_lists).get(&special) {
            return Arc::clone(known);
        }
        let made = Arc::new(entries(self.wiki, special));
        Arc::clone(crate::lock::lock(&self.special_lists).entry(special).or_insert(made))
    }

    fn special_links(&self) -> Vec<context::SpecialLink> {
        let shown =
            Special::ALL.into_iter().filter(|special| *special != Special::Index && special.is_of(self.wiki));
        shown
            .map(|special| context::SpecialLink {
                title: special.title(self.words()).to_owned(),
                url: self.url(special.address()),
                description: special.about(self.words()).to_owned(),
            })
            .collect()
    }

    fn item(&self, entry: &Entry) -> context::SpecialItem {
        let detail = |id: &PageId| context::SpecialDetail {
            title: self.wiki.page(*id).title.clone(),
            url: Some(self.page_url(*id)),
            text: Open::default(),
        };
        let wanted = || {
            let url = self.wanted_url(&entry.title, *entry.from.first()?)?;
            Some((url, format!("{} ({})", entry.title, self.words().create_this_page())))
        };
        let url = match (entry.page, entry.file) {
            (Some(id), _) => Some(self.page_url(id)),
            (None, Some(index)) => Some(self.url(self.wiki.assets.get(index).0)),
            (None, None) => None,
        };
        let (url, create) = match url {
            Some(url) => (Some(url), None),
            None => wanted().unzip(),
        };
        context::SpecialItem {
            title: entry.title.clone(),
            url,
            create,
            note: entry.note.clone(),
            details: entry.from.iter().take(MAX_DETAILS).map(detail).collect(),
        }
    }

    /// All pages at once if they are few; otherwise the letters, each with its own page.
    fn all_pages(&self, list: &mut context::Special, page: &mut context::Page) {
        let letters = letters(self.wiki);
        let total: usize = letters.iter().map(|(_, pages)| pages.len()).sum();
        page.noindex = false;
        if total > TITLES_PER_PAGE {
            let items = letters.iter().map(|(letter, pages)| context::SpecialItem {
                title: letter.clone(),
                url: Some(self.url(&letter_address(letter))),
                note: self.words().pages_count(pages.len()),
                ..context::SpecialItem::default()
            });
            list.sections = section(self.words().by_first_letter(), items.collect());
            return;
        }
        for (letter, pages) in letters {
            let id =
                if letter == "#" { "other".to_owned() } else { format!("letter-{}", path_slug(&letter)) };
            let items = pages.iter().map(|id| self.page_item(*id)).collect();
            list.sections.push(context::SpecialSection { title: letter, id, items });
        }
    }

    fn page_item(&self, id: PageId) -> context::SpecialItem {
        let page = self.wiki.page(id);
        let page_type = page.page_type.map(|id| self.wiki.config.types.get(id).label.clone());
        context::SpecialItem {
            title: page.title.clone(),
            url: Some(self.page_url(id)),
            note: page_type.unwrap_or_default(),
            ..context::SpecialItem::default()
        }
    }

    fn letter_head(&self, letter: &str, number: usize) -> context::Page {
        let address = letter_address(letter);
        let title = self.words().all_pages_of_letter(letter);
        let mut page = self.generated("special", &title, &numbered(&address, number));
        let description = self.words().pages_of_letter_about(letter, &self.wiki.config.title);
        page.description = Open::unlabelled(description);
        page.breadcrumbs.push(context::Link {
            title: self.words().all_pages().to_owned(),
            url: self.url(Special::AllPages.address()),
        });
        page
    }

    fn letter(&self, letter: &str, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let pages = letters(self.wiki)
            .into_iter()
            .find(|(known, _)| known == letter)
            .map(|(_, pages)| pages)
            .unwrap_or_default();
        let mut page = self.letter_head(letter, number);
        let total = pages_of(pages.len(), TITLES_PER_PAGE);
        page.pagination = self.pagination(&letter_address(letter), number, total);
        let items = part_of(&pages, number, TITLES_PER_PAGE).iter().map(|id| self.page_item(*id)).collect();
        page.special =
            Some(context::Special { sections: section(letter, items), ..context::Special::default() });
        self.template("special.html", page, None)
    }

    fn links_to_head(&self, id: PageId, number: usize) -> context::Page {
        let target = self.wiki.page(id);
        let count = self.wiki.texts.backlinks.count(id);
        let address = super::page::backlinks_address(target);
        let title = self.words().what_links_to(&target.title);
        let mut page = self.generated("special", &title, &numbered(&address, number));
        page.description = Open::unlabelled(self.words().pages_that_link_to(count, &target.title));
        page.noindex = true;
        page.breadcrumbs.push(self.page_link(id));
        page
    }

    fn links_to(&self, id: PageId, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let links: Vec<&Backlink> = self.wiki.texts.backlinks.open_to(id).collect();
        let address = super::page::backlinks_address(self.wiki.page(id));
        let mut page = self.links_to_head(id, number);
        page.pagination = self.pagination(&address, number, pages_of(links.len(), TITLES_PER_PAGE));
        let groups = self.backlink_groups(id, part_of(&links, number, TITLES_PER_PAGE).iter().copied());
        let sections = groups.into_iter().map(|group| context::SpecialSection {
            id: path_slug(&group.label),
            title: group.label,
            items: group
                .items
                .into_iter()
                .map(|item| context::SpecialItem {
                    title: item.title,
                    url: Some(item.url),
                    ..context::SpecialItem::default()
                })
                .collect(),
        });
        page.special = Some(context::Special { sections: sections.collect(), ..context::Special::default() });
        self.template("special.html", page, None)
    }

    fn types(&self) -> Vec<context::SpecialSection> {
        let mut counts: BTreeMap<Option<u16>, Vec<PageId>> = BTreeMap::new();
        for (id, page) in self.wiki.listed_pages() {
            counts.entry(page.page_type.map(|id| id.0)).or_default().push(id);
        }
        let items = counts.into_iter().map(|(page_type, pages)| {
            let declared = page_type.map(|id| self.wiki.config.types.get(crate::config::TypeId(id)));
            let section = declared
                .and_then(|page_type| page_type.folder.as_ref())
                .and_then(|folder| self.wiki.addresses.sections().get(folder));
            context::SpecialItem {
                title: declared
                    .map_or(self.words().without_a_type(), |page_type| &page_type.plural)
                    .to_owned(),
                url: section.map(|section| self.url(&section.address)),
                note: self.words().pages_count(pages.len()),
                ..context::SpecialItem::default()
            }
        });
        section(self.words().types(), items.collect())
    }

    fn statistics(&self) -> Vec<context::Stat> {
        let (wiki, text) = (self.wiki, self.words());
        let words: u64 = wiki.listed_pages().map(|(_, page)| u64::from(page.body.words)).sum();
        let targets = || wiki.iter().flat_map(|(id, _)| wiki.targets(id)).filter_map(Labelled::into_open);
        let links = targets().filter(|target| target.page().is_some()).count();
        let in_fields = wiki.iter().flat_map(|(id, _)| wiki.relations.missing(id)).filter(Labelled::is_open);
        let red = targets().filter(|target| **target == Target::Missing).count() + in_fields.count();
        let stat = |label: &str, value: u64| context::Stat {
            label: label.to_owned(),
            value: self.words().number(value),
        };
        vec![
            stat(text.stat_pages(), wiki.page_count() as u64),
            stat(text.stat_words(), words),
            stat(text.stat_links(), links as u64),
            stat(text.stat_red_links(), red as u64),
            stat(text.stat_relations(), wiki.relations.iter().count() as u64),
            stat(text.stat_categories(), wiki.categories.iter().count() as u64),
            stat(text.stat_sources(), wiki.sources.len() as u64),
            stat(text.stat_claims(), wiki.claims.iter().count() as u64),
            stat(text.stat_events(), wiki.events.iter().len() as u64),
            stat(text.stat_files(), wiki.assets.published().count() as u64),
        ]
    }

    /// Titles mentioned on pages that do not link to them, most frequent first.
    fn mentions(&self) -> Vec<context::SpecialItem> {
        let mut found: Vec<(PageId, Vec<(PageId, usize)>)> =
            unlinked_mentions(self.wiki).into_iter().collect();
        found.sort_by_key(|(id, places)| (std::cmp::Reverse(places.len()), *id));
        found
            .into_iter()
            .take(MAX_MENTIONS)
            .map(|(id, places)| context::SpecialItem {
                title: self.wiki.page(id).title.clone(),
                url: Some(self.page_url(id)),
                note: self.words().named_without_a_link(places.len()),
                details: places
                    .iter()
                    .take(MAX_DETAILS)
                    .map(|(from, at)| self.mention(id, *from, *at))
                    .collect(),
                ..context::SpecialItem::default()
            })
            .collect()
    }

    fn mention(&self, of: PageId, from: PageId, at: usize) -> context::SpecialDetail {
        let page = self.wiki.page(from);
        let length = self.wiki.page(of).title.len();
        let text = page.body.text.open_around(at..at + length);
        let line = text.map(|(start, text)| text.map(|text| line_around(text, at - start, length)));
        let url = Some(self.page_url(from));
        context::SpecialDetail { title: page.title.clone(), url, text: line.unwrap_or_default() }
    }
}

fn section(title: &str, items: Vec<context::SpecialItem>) -> Vec<context::SpecialSection> {
    vec![context::SpecialSection { title: title.to_owned(), id: "list".to_owned(), items }]
}

fn line_around(text: &str, at: usize, length: usize) -> String {
    let start = text[..at].rfind(['\n', '.']).map_or(0, |at| at + 1);
    let end = text[at + length..].find(['\n', '.']).map_or(text.len(), |end| at + length + end);
    let line: Vec<&str> = text[start..end].split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(200) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
