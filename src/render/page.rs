//! The template values of a page of `content/`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::body::BodyWriter;
use super::references::References;
use super::values::ValueWriter;
use super::{Renderer, claims, context, direction, infobox, json_ld, lists, markup, pictures};
use crate::date::PartialDate;
use crate::diag::{Diagnostic, Trait};
use crate::labels::{Labelled, Open};
use crate::page::body::Heading;
use crate::page::markdown::is_reserved_id;
use crate::page::value::{ImageValue, MarkedText};
use crate::page::{OldAnchor, Page};
use crate::text::escape::{Html, fragment_url};
use crate::text::{Place, fold_name, folders_above};
use crate::wiki::{Backlink, Event, LinkPlace, PageId, Wiki, base_name};
use crate::words::Words;

/// Maximum number of backlinks of a page that lists all of them; more have a list of their own.
const ALL_BACKLINKS: usize = 100;
/// Maximum size of their titles in bytes, if there are more than are shown of a longer list.
const ALL_TITLES: usize = 8_000;
/// Number of backlinks on a page that has such a list, and of folded ones on any page.
const SHOWN_BACKLINKS: usize = 40;
/// Number of backlinks from which on they are folded, and without sentences.
const FOLDED_BACKLINKS: usize = 12;
/// Maximum length of the sentence around a backlink, in characters.
const EXCERPT: usize = 220;

impl Renderer<'_> {
    /// The HTML of a page.
    pub(super) fn page(&self, id: PageId, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let page = self.wiki.page(id);
        let mut faults = Vec::new();
        let context = self.page_context(id, number, &mut faults);
        let template = self.page_template(id, page, &mut faults);
        let rendered = self.template(&template, context, Some(Place::file(page.source.path.as_ref())));
        match rendered {
            Ok(bytes) if faults.is_empty() => Ok(bytes),
            Ok(bytes) => {
                let fatal = faults.iter().any(|fault| fault.code.is(Trait::Fatal));
                self.soft_faults(faults, bytes, fatal)
            }
            Err(more) => Err([faults, more].concat()),
        }
    }

    /// Collects diagnostics that do not prevent the page from being rendered.
    fn soft_faults(
        &self,
        faults: Vec<Diagnostic>,
        bytes: Vec<u8>,
        fatal: bool,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        if fatal {
            return Err(faults);
        }
        crate::lock::lock(&self.found).extend(faults);
        Ok(bytes)
    }

    fn page_template(&self, id: PageId, page: &Page, faults: &mut Vec<Diagnostic>) -> String {
        if let Some(name) = &page.matter.template {
            let file =
                if name.text.ends_with(".html") { name.text.clone() } else { format!("{}.html", name.text) };
            if self.theme.is_for_pages(&file) {
                return file;
            }
            if !self.theme.is_broken(&file) {
                faults.push(self.theme.not_for_pages(&file, page.place(name.at)));
            }
        }
        let types = &self.wiki.config.types;
        let own = page.page_type.into_iter().flat_map(|id| types.lineage(id)).find_map(|page_type| {
            let named = format!("{}.html", page_type.id);
            let by_name = || self.theme.is_own_for_pages(&named).then(|| named.clone());
            page_type.template.clone().filter(|file| self.theme.has(file)).or_else(by_name)
        });
        if let Some(own) = own {
            return own;
        }
        match self.kind(id, page) {
            "home" => "home.html",
            "section" => "section.html",
            "category" => "category.html",
            _ => "page.html",
        }
        .to_owned()
    }

    fn kind(&self, id: PageId, page: &Page) -> &'static str {
        if page.address.is_empty() {
            "home"
        } else if self.wiki.categories.is_category_page(id) {
            "category"
        } else if page.is_index() {
            "section"
        } else {
            "page"
        }
    }

    fn page_context(&self, id: PageId, number: usize, faults: &mut Vec<Diagnostic>) -> context::Page {
        let page = self.wiki.page(id);
        let mut references = References::default();
        let mut body = BodyWriter::new(self, id, &mut references, faults);
        let content = body.whole();
        let title_html = body.title();
        let content = with_old_anchors(page, content);
        let infobox = infobox::infobox(self, id, &mut references);
        let claims_history = claims::history(self, id, &mut references);
        for name in page.matter.citations() {
            references.list(name.map(|name| name.text.as_str()), &self.wiki.sources);
        }
        let address = lists::numbered(&page.address, number);
        let image = self.captioned_image(id, page);
        let mut context = context::Page {
            title: page.title.clone(),
            title_html,
            kind: self.kind(id, page).to_owned(),
            page_type: self.type_context(page),
            description: self.summary(id),
            lede: page
                .matter
                .description
                .as_ref()
                .and_then(Labelled::as_open)
                .map(|text| text.map(|text| text.plain.clone()))
                .unwrap_or_default(),
            lede_html: self.marked_lede(id, page),
            spoiler: self.page_spoiler(page),
            url: self.url(&address),
            canonical: Some(self.absolute(&address)),
            language: page.matter.language.clone(),
            direction: self.direction_of(page),
            excerpt: page.excerpt(300),
            toc: toc(page.body.headings.iter().filter_map(Labelled::as_open)),
            breadcrumbs: self.breadcrumbs(page),
            og_image: self.og_image(image.as_ref()),
            json_ld: Some(json_ld::page(self, id)),
            image,
            replaced_by: self.wiki.events.of(id).map(|event| self.replaced_by(event)).unwrap_or_default(),
            infobox,
            claims_history,
            categories: self.category_links(page),
            backlinks: self.backlinks(id),
            references: references.entries(self),
            updated: page
                .matter
                .updated
                .or(page.open_date().filter(|_| self.wiki.events.of(id).is_none()))
                .map(|date| time(self.words(), date)),
            origin: self.origin(id),
            edit_url: self.edit_url(page),
            hatnotes: self.hatnotes(id),
            noindex: page.matter.unindexed,
            word_count: page.body.words as usize,
            aliases: page.open_aliases().map(|alias| alias.map(str::to_owned)).collect(),
            content,
            ..context::Page::default()
        };
        self.series(id, page, &mut context);
        self.members(id, page, number, &mut context);
        context
    }

    pub(super) fn type_context(&self, page: &Page) -> Option<context::Type> {
        let page_type = self.wiki.config.types.get(page.page_type?);
        let section = page_type.folder.as_ref().and_then(|folder| self.wiki.addresses.sections().get(folder));
        Some(context::Type {
            id: page_type.id.clone(),
            label: page_type.label.clone(),
            plural: page_type.plural.clone(),
            url: section.map(|section| self.url(&section.address)),
        })
    }

    /// Sections from the home page down to the page's own.
    pub(super) fn breadcrumbs(&self, page: &Page) -> Vec<context::Link> {
        if page.address.is_empty() {
            return Vec::new();
        }
        let mut crumbs = vec![self.home_link()];
        let folder = page.folder();
        for folder in folders_above(folder).chain([folder]) {
            let Some(section) = self.wiki.addresses.sections().get(folder) else { continue };
            if !folder.is_empty() && section.address != page.address {
                crumbs.push(context::Link { title: section.title.clone(), url: self.url(&section.address) });
            }
        }
        crumbs
    }

    /// Shows the number of members in place of a missing description.
    pub(super) fn say_how_many(&self, members: usize, page: &mut context::Page) {
        if page.lede.is_empty() && members > 0 {
            page.lede = Open::unlabelled(self.words().pages_count(members));
        }
    }

    pub(super) fn home_link(&self) -> context::Link {
        context::Link { title: self.words().home().to_owned(), url: self.url("") }
    }

    fn category_links(&self, page: &Page) -> Vec<context::Link> {
        let mut seen = FxHashSet::default();
        let categories = page.open_categories().filter_map(|name| self.wiki.categories.named(&name));
        categories
            .filter(|category| seen.insert(&category.address))
            .map(|category| context::Link { title: category.title.clone(), url: self.url(&category.address) })
            .collect()
    }

    /// The scopes that a page belongs to as a whole.
    fn page_spoiler(&self, page: &Page) -> Option<context::Spoiler> {
        let scopes = page.matter.spoiler;
        let known = &self.wiki.config.spoilers;
        (!scopes.is_empty()).then(|| context::Spoiler {
            scopes: known.names(scopes).split(' ').map(str::to_owned).collect(),
            label: known.labels(scopes),
        })
    }

    /// The name of a category, as a link if it has a page.
    pub(super) fn category_anchor(&self, name: &str) -> Html {
        let Some(category) = self.wiki.categories.named(name) else { return Html::from_text(name) };
        let mut html = Html::new();
        html.tag("<a").attribute("href", &self.url(&category.address)).tag(">").text(&category.title);
        html.tag("</a>");
        html
    }

    /// The image for shared links: the page's own, otherwise that of the wiki.
    pub(super) fn og_image(&self, image: Option<&context::Image>) -> Option<String> {
        if let Some(image) = image.filter(|image| !image.url.ends_with(".svg")) {
            return Some(self.absolute_image(image));
        }
        let card = self.wiki.config.theme.card.as_deref()?;
        let own = self.wiki.assets.at(card).map(|index| self.wiki.assets.get(index).0);
        own.or_else(|| self.theme.published(card)).map(|path| self.absolute(path))
    }

    /// The absolute address of an image.
    pub(super) fn absolute_image(&self, image: &context::Image) -> String {
        let origin = if image.url.starts_with("http") { "" } else { &self.wiki.config.base_url.origin };
        format!("{origin}{}", image.url)
    }

    /// The page's image, with links in its caption and credit.
    pub(super) fn captioned_image(&self, id: PageId, page: &Page) -> Option<context::Image> {
        self.with_marks(id, pictures::declared_image(page)?)
    }

    /// An image that a page declares, with links in its caption and credit.
    pub(super) fn with_marks(&self, id: PageId, declared: &ImageValue) -> Option<context::Image> {
        let image = pictures::declared(self, self.wiki.page(id), declared)?;
        let texts = ValueWriter::new(self, id, self.folds());
        let marked = |text: &Option<MarkedText>| text.as_ref().and_then(|text| texts.marked(text));
        let caption_html = marked(&declared.caption).or(image.caption_html);
        let credit_html = marked(&declared.credit).or(image.credit_html);
        Some(context::Image { caption_html, credit_html, ..image })
    }

    /// The open description of a page, if it has marks or links.
    fn marked_lede(&self, id: PageId, page: &Page) -> Option<Html> {
        let description = page.matter.description.as_ref()?.open()?;
        ValueWriter::new(self, id, self.folds()).marked(description)
    }

    fn edit_url(&self, page: &Page) -> Option<String> {
        let base = self.wiki.config.edit_url.as_deref()?;
        let mut url = base.trim_end_matches('/').to_owned();
        url.push('/');
        crate::text::escape::encode_url_path(&mut url, &page.source.path);
        Some(url)
    }

    /// Notes that lead to pages with the same name.
    fn hatnotes(&self, id: PageId) -> Vec<Html> {
        let Some(group) = self.wiki.disambiguation.of(id) else { return Vec::new() };
        let note = match (&group.address, group.primary) {
            (Some(address), _) => {
                let mut link = Html::new();
                link.tag("<a").attribute("href", &self.url(address)).tag(">").text(&group.title).tag("</a>");
                self.words().for_other_pages(&link)
            }
            (None, Some(primary)) if primary == id => {
                let links: Vec<Html> =
                    group.members.iter().take(5).map(|member| self.page_anchor(*member)).collect();
                let mut joined = Html::new();
                markup::join(&links, ", ", &mut joined);
                self.words().for_other_pages(&joined)
            }
            (None, Some(primary)) => {
                let name = Html::from_text(base_name(&self.wiki.page(id).title).unwrap_or_default());
                self.words().for_the_page(&name, &self.page_anchor(primary))
            }
            (None, None) => return Vec::new(),
        };
        vec![note]
    }

    /// Language tag of a page.
    pub(super) fn language_of<'p>(&'p self, page: &'p Page) -> &'p str {
        page.matter.language.as_deref().unwrap_or(&self.wiki.config.language)
    }

    /// True for a page written from right to left, where names in other scripts keep their own direction.
    pub(super) fn is_right_to_left(&self, id: PageId) -> bool {
        self.direction_of(self.wiki.page(id)) == "rtl"
    }

    /// `ltr` or `rtl`, by the language of a page.
    pub(super) fn direction_of(&self, page: &Page) -> String {
        let language = page.matter.language.as_deref();
        direction(language.map_or(self.wiki.config.right_to_left, crate::config::is_right_to_left))
    }

    /// The backlinks of a page, the first of them grouped by type.
    fn backlinks(&self, id: PageId) -> context::Backlinks {
        if !self.wiki.config.output.backlinks {
            return context::Backlinks::default();
        }
        let all = self.wiki.texts.backlinks.count(id);
        let named = infobox::named(self, id);
        let in_infobox =
            |link: &&Backlink| link.place == LinkPlace::Field && named.inverse.contains(&link.from);
        let links = self.wiki.texts.backlinks.open_to(id).filter(|link| !in_infobox(link));
        // A long list has no sentences, so that it would only repeat the names.
        let is_long = links.clone().nth(FOLDED_BACKLINKS).is_some();
        let repeats = |from| named.inverse.contains(&from) || named.own.contains(&from);
        let links = links.filter(|link| !(is_long && repeats(link.from)));
        let total = links.clone().count();
        let labelled = self.wiki.texts.backlinks.to(id).iter().filter(|link| !link.is_open());
        let has_list = has_more_backlinks(self.wiki, id);
        let shown = if has_list { SHOWN_BACKLINKS } else { total };
        context::Backlinks {
            total,
            all,
            url: (has_list && self.wiki.config.output.special)
                .then(|| self.url(&backlinks_address(self.wiki.page(id)))),
            groups: self.backlink_groups(id, links.take(shown)),
            folded: self.folded_pages(labelled.take(SHOWN_BACKLINKS).map(|link| link.map(|link| link.from))),
        }
    }

    pub(super) fn backlink_groups<'l>(
        &self,
        to: PageId,
        links: impl Iterator<Item = &'l Backlink>,
    ) -> Vec<context::BacklinkGroup> {
        let mut groups: Vec<(usize, context::BacklinkGroup)> = Vec::new();
        for link in links {
            let page = self.wiki.page(link.from);
            let page_type = page.page_type.map(|id| self.wiki.config.types.get(id));
            let order = page.page_type.map_or(usize::MAX, |id| usize::from(id.0));
            let is_foreign = self.language_of(page) != self.language_of(self.wiki.page(to));
            let item = context::Backlink {
                title: page.title.clone(),
                url: self.page_url(link.from),
                excerpt: self.link_excerpt(to, link),
                language: is_foreign.then(|| self.language_of(page).to_owned()),
                direction: is_foreign.then(|| self.direction_of(page)),
            };
            match groups.iter_mut().find(|(known, _)| *known == order) {
                Some((_, group)) => group.items.push(item),
                None => {
                    let label = page_type.map_or_else(
                        || self.words().pages_heading().to_owned(),
                        |page_type| page_type.plural.clone(),
                    );
                    groups.push((order, context::BacklinkGroup { label, items: vec![item] }));
                }
            }
        }
        groups.sort_by_key(|(order, _)| *order);
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// The sentence around a link, with the link's text marked.
    fn link_excerpt(&self, to: PageId, link: &Backlink) -> Html {
        let LinkPlace::Text(index) = link.place else { return Html::new() };
        let page = self.wiki.page(link.from);
        debug_assert!(self.wiki.target(link.from, index).open().is_some_and(|it| it.page() == Some(to)));
        let Some(link) = page.body.links[index as usize].open() else { return Html::new() };
        let label = link.label.0 as usize..link.label.1 as usize;
        match page.body.text.open_around(label.clone()).filter(|_| !link.kind.is_stated()) {
            Some((start, text)) => sentence(&text, label.start - start..label.end - start),
            None => Html::new(),
        }
    }

    /// The previous and next page, for types that form a series.
    fn series(&self, id: PageId, page: &Page, context: &mut context::Page) {
        if let Some(event) = self.wiki.events.of(id) {
            // An event whose date is a spoiler has no public position.
            let is_in_order = |event: &&Event| event.date.is_none_or(|date| date.is_open());
            let events = self.wiki.events.iter().filter(is_in_order);
            let events: Vec<PageId> = events.map(|event| event.page).collect();
            let Some(at) = events.iter().position(|page| *page == event.page) else { return };
            context.previous = at.checked_sub(1).map(|at| self.page_link(events[at]));
            context.next = events.get(at + 1).map(|id| self.page_link(*id));
            return;
        }
        let first = |pages: Vec<Labelled<PageId>>| pages.into_iter().find_map(Labelled::into_open);
        let previous = first(self.wiki.field_pages(id, "follows"));
        context.previous = previous.map(|id| self.page_link(id));
        context.next = first(self.wiki.inverse_pages(id, "followed_by")).map(|id| self.page_link(id));
        if previous.is_none() && context.next.is_none() && page.matter.order.is_some() {
            self.ordered_series(id, page, context);
        }
    }

    fn ordered_series(&self, id: PageId, page: &Page, context: &mut context::Page) {
        let Some(section) = self.wiki.addresses.sections().get(page.folder()) else { return };
        let ordered: Vec<PageId> =
            section.members.iter().copied().filter(|id| self.wiki.page(*id).matter.order.is_some()).collect();
        let Some(at) = ordered.iter().position(|other| *other == id) else { return };
        context.previous = at.checked_sub(1).map(|at| self.page_link(ordered[at]));
        context.next = ordered.get(at + 1).map(|id| self.page_link(*id));
    }

    /// Lists the members of a section or category below its text.
    fn members(&self, id: PageId, page: &Page, number: usize, context: &mut context::Page) {
        self.say_how_many(self.wiki.listed_by(id).len(), context);
        if self.wiki.categories.is_category_page(id) {
            if let Some(category) = self.wiki.categories.get(&fold_name(&page.title)) {
                self.category_members(category, number, context);
            }
        } else if page.is_index()
            && !page.address.is_empty()
            && let Some(section) = self.wiki.addresses.sections().get(page.folder())
        {
            self.section_members(section, number, context);
        }
    }
}

/// Address of the complete list of backlinks.
pub(super) fn backlinks_address(page: &Page) -> String {
    format!("special/links-to/{}", page.address)
}

/// True if a page has a separate list of its backlinks.
pub(super) fn has_backlinks_page(wiki: &Wiki, id: PageId) -> bool {
    wiki.config.output.backlinks && wiki.config.output.special && has_more_backlinks(wiki, id)
}

/// True if a page has more backlinks than it lists itself.
fn has_more_backlinks(wiki: &Wiki, id: PageId) -> bool {
    let links = wiki.texts.backlinks.open_to(id);
    let total = links.clone().count();
    let titles = || links.map(|link| wiki.page(link.from).title.len()).sum::<usize>();
    total > ALL_BACKLINKS || total > SHOWN_BACKLINKS && titles() > ALL_TITLES
}

/// A date for machines and for people.
pub(super) fn time(words: &Words, date: PartialDate) -> context::Time {
    context::Time { iso: date.iso(), text: words.date(date) }
}

/// Adds the old fragment ids to renamed headings.
fn with_old_anchors(page: &Page, content: Html) -> Html {
    if page.matter.anchors.is_empty() {
        return content;
    }
    const MARK: &str = " id=\"";
    let html = content.as_str();
    let ids = || html.match_indices(MARK).map(|(at, mark)| at + mark.len());
    let id = |start: usize| html[start..].split('"').next().unwrap_or_default();
    let mut taken: BTreeSet<String> = ids().map(|at| id(at).to_owned()).collect();
    let mut added: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for OldAnchor { old, new, .. } in page.matter.anchors.iter() {
        let is_id = !old.is_empty() && !old.contains(char::is_whitespace) && !is_reserved_id(old);
        if is_id && taken.insert(Html::from_text(old).into_string()) {
            added.entry(Html::from_text(new).into_string()).or_default().push(old);
        }
    }
    let (mut out, mut written) = (Html::with_capacity(html.len()), 0);
    for start in ids() {
        let end = start + id(start).len();
        if html[end..].starts_with("\">")
            && let Some(old) = added.remove(id(start))
        {
            out.html_part(&content, written..end + 2);
            written = end + 2;
            for old in old {
                out.tag("<span").attribute("id", old).tag("></span>");
            }
        }
    }
    out.html_part(&content, written..html.len());
    out
}

/// Headings, nested by level.
fn toc<'h>(headings: impl Iterator<Item = Open<&'h Heading>>) -> Vec<context::TocEntry> {
    let mut root: Vec<context::TocEntry> = Vec::new();
    for heading in headings {
        let entry = context::TocEntry {
            id: heading.id.clone(),
            url: fragment_url(&heading.id),
            title: Html::from_text(&heading.text),
            level: heading.level,
            children: Vec::new(),
        };
        let mut list = &mut root;
        while list.last().is_some_and(|last| last.level < heading.level) {
            list = &mut list.last_mut().expect("the list has a last entry").children;
        }
        list.push(entry);
    }
    root
}

/// The sentence around a range of text, with the range marked; shortened if it is long.
pub(super) fn sentence(text: &str, words: std::ops::Range<usize>) -> Html {
    let Some(label) = text.get(words.clone()) else { return Html::new() };
    // A sentence is cut off there at the latest, so that many links in a long line take time in proportion to its length.
    let first = text.floor_char_boundary(words.start.saturating_sub(EXCERPT));
    let last = text.ceil_char_boundary(words.end + EXCERPT);
    let before = &text[first..words.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let is_end = |pair: &[u8]| pair == b". ";
    let start = before.as_bytes()[line_start..].windows(2).rposition(is_end);
    let start = first + start.map_or(line_start, |at| line_start + at + 2);
    let after = &text[words.end..last];
    let line_end = after.find('\n').unwrap_or(after.len());
    let end = after.as_bytes()[..line_end].windows(2).position(is_end).map_or(line_end, |at| at + 1);
    let (start, cut_front) = bounded_start(text, start, words.start);
    let (end, cut_back) = bounded_end(text, words.end, words.end + end);
    if text[start..end].trim().is_empty() {
        return Html::new();
    }
    let mut html = Html::with_capacity(end - start + 32);
    html.tag(if cut_front { "… " } else { "" });
    cells_apart(&mut html, text[start..words.start].trim_start());
    if !label.is_empty() {
        html.tag("<b>").text(label).tag("</b>");
    }
    cells_apart(&mut html, text[words.end..end].trim_end());
    html.tag(if cut_back { " …" } else { "" });
    html
}

/// Appends a text with dots between the cells of tables.
fn cells_apart(html: &mut Html, text: &str) {
    for (number, cell) in text.split('\t').enumerate() {
        html.tag(if number > 0 { " · " } else { "" }).text(cell);
    }
}

fn bounded_start(text: &str, start: usize, words: usize) -> (usize, bool) {
    let mut at = words.saturating_sub(EXCERPT / 2);
    if at <= start {
        return (start, false);
    }
    while !text.is_char_boundary(at) {
        at += 1;
    }
    (text[at..words].find(' ').map_or(at, |space| at + space + 1), true)
}

fn bounded_end(text: &str, words: usize, end: usize) -> (usize, bool) {
    let mut at = words + EXCERPT / 2;
    if at >= end {
        return (end, false);
    }
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    (text[words..at].rfind(' ').map_or(at, |space| words + space), true)
}
