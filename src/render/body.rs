//! Fills the holes of a parsed body from the wiki, giving finished HTML.

use std::ops::Range;

use tera::{Context, Value};

use super::markup::red_link;
use super::references::References;
use super::values::ValueWriter;
use super::{Renderer, query};
use crate::diag::{Diagnostic, codes};
use crate::labels::{Folds, Labelled, Scopes};
use crate::page::Page;
use crate::page::body::{Fill, Hole, UrlAttribute};
use crate::page::links::{Link, LinkKind};
use crate::text::Place;
use crate::text::escape::Html;
use crate::wiki::{PageId, Target};

/// Maximum depth of embeds.
const MAX_EMBEDS: usize = 8;
/// Maximum number of bytes on a page that come from other pages: embeds, query results, addresses of links.
const MAX_BORROWED: usize = 8 * 1024 * 1024;
/// Bytes of the markup around an embed.
const EMBED_FRAME: usize = 128;
/// Start of a link within a page.
const OWN_FRAGMENT: &str = " href=\"#";

/// Fills bodies for one page.
pub(super) struct BodyWriter<'b, 'r> {
    pub(super) renderer: &'b Renderer<'r>,
    /// The page that is being rendered.
    pub(super) host: PageId,
    pub(super) references: &'b mut References,
    pub(super) faults: &'b mut Vec<Diagnostic>,
    /// The folds open around the current position.
    pub(super) folds: Folds<'b>,
    /// Pages being embedded, from the host inwards.
    stack: Vec<Level>,
    /// Bytes written so far that come from other pages.
    borrowed: usize,
    /// True once an omission due to size has been reported.
    is_cut: bool,
}

/// A page of which a part is being written.
struct Level {
    page: PageId,
    /// Level of the last heading found in the output.
    heading: u8,
    /// Number of bytes searched for it.
    searched: usize,
}

impl Level {
    const fn of(page: PageId) -> Self {
        Self { page, heading: 1, searched: 0 }
    }
}

impl<'b, 'r> BodyWriter<'b, 'r> {
    pub(super) fn new(
        renderer: &'b Renderer<'r>,
        host: PageId,
        references: &'b mut References,
        faults: &'b mut Vec<Diagnostic>,
    ) -> Self {
        let folds = renderer.folds();
        let stack = vec![Level::of(host)];
        Self { renderer, host, references, faults, folds, stack, borrowed: 0, is_cut: false }
    }

    /// The whole body of the host. If the page is a spoiler, it is folded and names its scopes.
    pub(super) fn whole(&mut self) -> Html {
        let page = self.renderer.wiki.page(self.host);
        let words = self.renderer.words();
        let whole = page.body.whole();
        let (scopes, folds) = (whole.scopes(), self.folds);
        let title = Html::from_text(words.show_the_page());
        let mut out = Html::new();
        let text = whole.folded_under(folds, Some(&title), |range| {
            let mut text = Html::with_capacity(range.len() + page.body.holes.len() * 64);
            self.folds = folds.inside(scopes);
            text.html(&self.labelled_head(page));
            self.bytes(self.host, range.clone(), &mut text);
            if page.matter.query.is_some() {
                let scopes = page.matter.query.as_ref().map(|query| query.spoiler).unwrap_or_default();
                self.labelled_query(scopes, page.body.queries.len(), &mut text);
            }
            for (number, query) in (own_queries(page)..).zip(self.renderer.wiki.type_queries_of(self.host)) {
                self.labelled_query(query.spoiler, number, &mut text);
            }
            self.folds = folds;
            text
        });
        if !scopes.is_empty() {
            let labels = self.renderer.wiki.config.spoilers.labels(scopes);
            let notice = words.page_gives_away(&labels);
            let notice = if labels.is_empty() { words.page_gives_the_story_away() } else { &notice };
            out.tag("<p class=\"spoiler-notice\">").text(notice).tag("</p>\n");
        }
        out.html(&text);
        out
    }

    /// The title of the host, if it has marks or links. Those of a page that is a spoiler, or has another title for some
    /// readers, are left out.
    pub(super) fn title(&mut self) -> Option<Html> {
        let page = self.renderer.wiki.page(self.host);
        if !page.matter.spoiler.is_empty() || page.matter.real_title.is_some() {
            return None;
        }
        if let Some(title) = &page.matter.marked_title {
            return ValueWriter::new(self.renderer, self.host, self.folds).marked(title);
        }
        let title = page.body.title.as_deref()?;
        let (mut out, mut at) = (Html::new(), 0);
        for hole in &title.holes {
            out.html_part(&title.html, at..hole.at as usize);
            at = hole.at as usize;
            self.fill(self.host, hole.fill, &mut out);
        }
        out.html_part(&title.html, at..title.html.len());
        Some(out)
    }

    /// The result of a query of the front matter or of the type, in a fold where it has a label.
    fn labelled_query(&mut self, scopes: Scopes, number: usize, out: &mut Html) {
        let folds = self.folds;
        out.html(&Labelled::new((), scopes).folded(folds, |()| {
            let mut list = Html::new();
            self.folds = folds.inside(scopes);
            self.fill(self.host, Fill::Query(number as u32), &mut list);
            self.folds = folds;
            list
        }));
    }

    /// The description of the page, shown only inside its fold.
    fn labelled_head(&self, page: &Page) -> Html {
        let mut html = Html::new();
        if let Some(description) = page.matter.description.as_ref().filter(|text| !text.is_open()) {
            let text = description.folded(self.folds, |text| {
                let folds = self.folds.inside(description.scopes());
                let marked = ValueWriter::new(self.renderer, self.host, folds).marked(text);
                marked.unwrap_or_else(|| Html::from_text(&text.plain))
            });
            html.tag("<div class=\"lede\">").html(&text).tag("</div>\n");
        }
        html
    }

    /// Writes a part of a page's body with its holes filled, in a fold if it has scopes that are not open around it.
    fn part(&mut self, id: PageId, range: &Labelled<Range<usize>>, out: &mut Html) {
        let folds = self.folds;
        out.html(&range.folded(folds, |bytes| {
            let mut inner = Html::new();
            self.folds = folds.inside(range.scopes());
            self.bytes(id, bytes.clone(), &mut inner);
            self.folds = folds;
            inner
        }));
    }

    fn bytes(&mut self, id: PageId, range: Range<usize>, out: &mut Html) {
        let page = self.renderer.wiki.page(id);
        let holes: &[Hole] = &page.body.holes;
        let first = holes.partition_point(|hole| (hole.at as usize) < range.start);
        let mut at = range.start;
        let folds = self.folds;
        let inside = holes[first..].iter().take_while(|hole| (hole.at as usize) <= range.end);
        for (number, hole) in (first..).zip(inside) {
            out.html_part(&page.body.html, at..hole.at as usize);
            at = hole.at as usize;
            self.folds = folds.inside(page.body.scopes_around(number));
            self.fill(id, hole.fill, out);
        }
        self.folds = folds;
        out.html_part(&page.body.html, at..range.end);
    }

    /// A link of a body with its target, both of which are inside the folds open here.
    fn known_link(&self, id: PageId, index: u32) -> Option<(&'r Link, &'r Target)> {
        let wiki = self.renderer.wiki;
        let around = self.folds.around();
        let link = wiki.page(id).body.links[index as usize].open_to(around)?;
        Some((link, wiki.target(id, index).open_to(around).copied()?))
    }

    fn fill(&mut self, id: PageId, fill: Fill, out: &mut Html) {
        if self.borrowed > MAX_BORROWED {
            return self.leave_out(id, fill, out);
        }
        let before = out.len();
        self.filled(id, fill, out);
        let is_counted = match fill {
            // It counts its own size.
            Fill::Embed(_) => false,
            Fill::Fragment(_) => self.stack.len() > 1,
            _ => true,
        };
        if is_counted {
            self.borrowed += out.len() - before;
        }
    }

    /// Fills a hole once the page has reached the limit of bytes from other pages.
    fn leave_out(&mut self, id: PageId, fill: Fill, out: &mut Html) {
        match fill {
            // Its end tag is in the body.
            Fill::Link(_) => drop(out.tag("<a>")),
            // The classes of its tag are in the body.
            Fill::Url(_, attribute) if attribute.is_classed() => drop(out.tag(" class=\"")),
            Fill::Fragment(_) => return self.filled(id, fill, out),
            _ => {}
        }
        self.report_cut(id, fill);
    }

    /// Reports once that the page exceeds the limit of bytes from other pages.
    fn report_cut(&mut self, id: PageId, fill: Fill) {
        if !std::mem::replace(&mut self.is_cut, true) {
            let page = self.renderer.wiki.page(id);
            let message = format!(
                "`{}` would include more than {} MiB from other pages through embeds, queries and links",
                self.renderer.wiki.page(self.host).title,
                MAX_BORROWED >> 20
            );
            let code = if matches!(fill, Fill::Embed(_)) { &codes::EMBED_DEPTH } else { &codes::OUTPUT_SIZE };
            let fault = Diagnostic::new(code, page.hole_place(fill), message);
            self.faults.push(fault.label("the limit is exceeded here"));
        }
    }

    fn filled(&mut self, id: PageId, fill: Fill, out: &mut Html) {
        let body = &self.renderer.wiki.page(id).body;
        match fill {
            Fill::Link(index) => self.link(id, index, out),
            Fill::Url(index, attribute) => self.url(id, index, attribute, out),
            Fill::File(link, text) => {
                if let Some((link, target)) = self.known_link(id, link) {
                    self.file(target, link, &body.images[text as usize], out);
                }
            }
            Fill::Credit(link) => {
                let target = self.known_link(id, link).map(|(_, target)| target);
                out.html(&target.and_then(|target| self.credit(target)).unwrap_or_default());
            }
            Fill::Embed(index) => {
                if let Some((link, _)) = self.known_link(id, index) {
                    self.embed(id, link, index, out);
                }
            }
            Fill::Citation(index) => {
                let around = self.folds.around();
                for item in body.citations[index as usize].open_to(around).iter().flat_map(|it| &it.items) {
                    let source = Labelled::new(item.id.as_str(), self.folds.scopes_around());
                    out.html(&self.references.cite(source, &item.locator, &self.renderer.wiki.sources));
                }
            }
            Fill::Query(index) => {
                self.query_for_each(id, index as usize, out);
            }
            Fill::Fragment(index) => {
                out.html(&body.fragments[index as usize]);
            }
        }
    }

    /// An address in raw HTML. A tag whose target is missing is red.
    fn url(&self, id: PageId, index: u32, attribute: UrlAttribute, out: &mut Html) {
        let target = self.known_link(id, index).map(|(_, target)| target);
        let url = target.and_then(|target| self.renderer.target_url(target));
        // A link without an address leads nowhere; one with an empty address would lead to its own page.
        let is_red = url.is_none() && target != Some(&Target::Absent) && attribute != UrlAttribute::Cite;
        if let Some(url) = url {
            out.attribute(attribute.name(), &url);
        }
        match (attribute.is_classed(), is_red) {
            (true, true) => drop(out.tag(" class=\"red-link ")),
            (true, false) => drop(out.tag(" class=\"")),
            (false, true) => drop(out.tag(" class=\"red-link\"")),
            (false, false) => {}
        }
    }

    /// The opening tag of a link.
    fn link(&self, id: PageId, index: u32, out: &mut Html) {
        let Some((link, target)) = self.known_link(id, index) else {
            out.tag("<a>");
            return;
        };
        match self.renderer.target_url(target) {
            Some(url) => {
                let own =
                    matches!(target, Target::Page(page, Some(_)) if *page == self.host && id == self.host);
                let start = url.rfind('#').filter(|_| own).unwrap_or(0);
                let is_external = matches!(target, Target::Interwiki(_));
                out.tag(if is_external { "<a class=\"external\"" } else { "<a" });
                out.attribute("href", &url[start..]);
                if self.renderer.is_right_to_left(self.host) {
                    out.tag(" dir=\"auto\"");
                }
                if let Some(title) = link.title.as_ref().filter(|_| link.kind != LinkKind::Embed) {
                    out.attribute("title", title);
                }
                out.tag(">");
                self.name_fold(target, out);
            }
            None if *target == Target::Absent => drop(out.tag("<a>")),
            None if link.kind == LinkKind::Wiki => {
                red_link(&link.target, self.renderer.words().no_page_yet(), out);
            }
            None => red_link(&link.target, self.renderer.words().not_found(), out),
        }
    }

    /// Names the scopes of the fold that a link to a fragment leads to, unless they are open around the link.
    fn name_fold(&self, target: &Target, out: &mut Html) {
        let Target::Page(page, Some(anchor)) = target else { return };
        let scopes = self.renderer.wiki.page(*page).body.scopes_of_id(anchor);
        let scopes: Scopes = scopes.iter().filter(|id| !self.folds.around().has(*id)).collect();
        if !scopes.is_empty() {
            let known = &self.renderer.wiki.config.spoilers;
            out.tag("<span class=\"opens\">").html(&known.summary(self.renderer.words(), scopes, None));
            out.tag(" · </span>");
        }
    }

    /// The rows of a query, after those for readers whom labels give other rows. `css/reach.css` shows the first list that a reader may
    /// know, and none of the others.
    fn query_for_each(&mut self, id: PageId, index: usize, out: &mut Html) {
        let (folds, start) = (self.folds, self.borrowed);
        let open = self.query(id, index);
        let wiki = self.renderer.wiki;
        let states = wiki.query_states(&wiki.queries_of(id)[index], folds.scopes_around());
        if states.is_empty() {
            out.html(&open);
            return;
        }
        out.tag("<div class=\"spoiler-states\">\n");
        for scopes in states {
            self.folds = folds.inside(scopes);
            let list = self.query(id, index);
            self.borrowed += list.len();
            out.html(&Labelled::new(list, scopes).folded(folds, Html::clone)).tag("\n");
        }
        (self.folds, self.borrowed) = (folds, start);
        out.html(&open).tag("</div>\n");
    }

    fn query(&mut self, id: PageId, index: usize) -> Html {
        let renderer = self.renderer;
        let resolved = &renderer.wiki.queries_of(id)[index];
        let room = MAX_BORROWED.saturating_sub(self.borrowed);
        let (context, is_cut) = query::context(
            renderer,
            resolved,
            self.references,
            (self.folds, room),
            renderer.is_right_to_left(self.host),
        );
        let has_drawing = !context.drawing.is_empty() || !context.matrix.rows.is_empty();
        let is_empty = context.groups.is_empty() && context.lines.is_empty() && !has_drawing;
        if is_empty && resolved.empty.is_none() && index >= own_queries(renderer.wiki.page(id)) {
            return Html::new();
        }
        if is_cut {
            self.report_cut(id, Fill::Query(index as u32));
        }
        let mut tera = Context::new();
        let template = format!("views/{}.html", resolved.view.name());
        tera.insert_value("query", Value::from(context));
        tera.insert_value("site", renderer.site.clone());
        match renderer.theme.render(
            &template,
            &tera,
            Some(Place::file(renderer.wiki.page(id).source.path.as_ref())),
        ) {
            Ok(html) => Html::from_trusted(html),
            Err(fault) => {
                self.faults.push(*fault);
                Html::new()
            }
        }
    }

    /// Writes another page's text, or a part of it.
    fn embed(&mut self, id: PageId, link: &Link, index: u32, out: &mut Html) {
        let wiki = self.renderer.wiki;
        let Some((_, target)) = self.known_link(id, index).filter(|(_, target)| **target != Target::Absent)
        else {
            return;
        };
        let Target::Page(page, anchor) = target else {
            let name = match target {
                Target::Asset(..) => link.target.rsplit('/').next().unwrap_or_default(),
                _ => &link.target,
            };
            out.tag("<p>");
            self.link(id, index, out);
            out.text(link.title.as_deref().unwrap_or(name)).tag("</a></p>\n");
            return;
        };
        if let Some(fault) = self.refuse(id, *page, anchor.as_deref(), link) {
            self.borrowed += fault.message.len();
            self.faults.push(fault);
            return;
        }
        let embedded = wiki.page(*page);
        let bytes = match anchor {
            Some(anchor) => self.renderer.outline(*page).part(&embedded.body, anchor),
            None => 0..embedded.body.html.len(),
        };
        let url = self.renderer.page_url(*page);
        self.borrowed += bytes.len() + EMBED_FRAME + url.len();
        let range = embedded.body.part(bytes);
        if self.borrowed > MAX_BORROWED {
            return self.report_cut(id, Fill::Embed(index));
        }
        let base = self.last_level(out);
        self.stack.push(Level::of(*page));
        let mut inner = Html::new();
        self.part(*page, &range, &mut inner);
        self.stack.pop();
        self.borrowed += inner.as_str().matches(OWN_FRAGMENT).count() * url.len();
        if self.borrowed > MAX_BORROWED {
            return self.report_cut(id, Fill::Embed(index));
        }
        out.tag("<div class=\"embed\">\n");
        out.html(&without_ids(&below_headings(base, inner), &url));
        // A heading's id reveals its text.
        let source =
            self.renderer.target_url(target).filter(|_| range.scopes().is_within(self.folds.around()));
        out.tag("<p><a class=\"embed-source\"").attribute("href", &source.unwrap_or(url));
        out.tag(">").text(&embedded.title).tag("</a></p>\n</div>\n");
        // The headings of an embed rank below those of the page, and are not headings of the page itself.
        if let Some(level) = self.stack.last_mut() {
            level.searched = out.len();
        }
    }

    /// Level of the last heading written for the innermost page; 1 if there is none.
    fn last_level(&mut self, out: &Html) -> u8 {
        let Some(level) = self.stack.last_mut() else { return 1 };
        // Output scanned by an earlier embed is not scanned again.
        let new = &out.as_str()[level.searched..];
        if let Some(last) = new.rfind("</h").and_then(|at| heading_level(new, at + 3)) {
            level.heading = last;
        }
        level.searched = out.len();
        level.heading
    }

    fn refuse(&self, id: PageId, page: PageId, anchor: Option<&str>, link: &Link) -> Option<Diagnostic> {
        let source = &self.renderer.wiki.page(id).source;
        let place = source.place(link.range.0 as usize..link.range.1 as usize);
        // A page may embed a part of itself, but not all of itself.
        let own_part = page == id && anchor.is_some() && self.stack.len() == 1;
        if self.stack.iter().any(|level| level.page == page) && !own_part {
            let titles = self
                .stack
                .iter()
                .map(|level| level.page)
                .chain([page])
                .map(|id| self.renderer.wiki.page(id).title.as_str());
            let path = titles.collect::<Vec<_>>().join(" → ");
            return Some(Diagnostic::new(
                &codes::EMBED_CYCLE,
                place,
                format!("pages embed each other in a cycle: {path}"),
            ));
        }
        if self.stack.len() > MAX_EMBEDS {
            let message = format!("embeds are nested deeper than {MAX_EMBEDS} pages");
            return Some(Diagnostic::new(&codes::EMBED_DEPTH, place, message));
        }
        None
    }
}

/// The digit of a heading's tag at an offset.
fn heading_level(html: &str, at: usize) -> Option<u8> {
    html.as_bytes().get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0')
}

/// Sets the levels of headings that follow one of level `base`: below it, without skipping a level.
fn below_headings(base: u8, inner: Html) -> Html {
    let mut html = inner;
    let mut open: Vec<u8> = Vec::new();
    let places: Vec<usize> = html.as_str().match_indices("<h").map(|(at, found)| at + found.len()).collect();
    for at in places {
        let Some(level) = heading_level(html.as_str(), at) else { continue };
        while open.last().is_some_and(|&open| open >= level) {
            open.pop();
        }
        open.push(level);
        let level = (base + open.len() as u8).min(6);
        html.replace_digit(at, level);
        if let Some(length) = html.as_str()[at..].find("</h") {
            html.replace_digit(at + length + 3, level);
        }
    }
    html
}

/// Replaces fragment ids of an embedded page by links to that page, since they might not be unique here. Citation markers belong to the
/// host and lead to its references.
fn without_ids(html: &Html, url: &str) -> Html {
    let text = html.as_str();
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, found) in text.match_indices(" id=\"") {
        let Some(length) = text[at + found.len()..].find('"') else { break };
        let of_citation = text[at + found.len()..].starts_with("cite-");
        if at < rest || of_citation || !in_tag(text, at) {
            continue;
        }
        out.push_str(&text[rest..at]);
        rest = at + found.len() + length + 1;
    }
    out.push_str(&text[rest..]);
    let address = Html::from_text(url);
    let led_back = out.replace(OWN_FRAGMENT, &format!(" href=\"{address}#"));
    Html::from_trusted(led_back.replace(&format!(" href=\"{address}#ref-"), " href=\"#ref-"))
}

/// True if an offset is between `<` and `>`.
fn in_tag(html: &str, at: usize) -> bool {
    let before = &html[..at];
    before.rfind('<') > before.rfind('>')
}

/// Number of queries on a page itself, which come before those of its type.
fn own_queries(page: &Page) -> usize {
    page.body.queries.len() + usize::from(page.matter.query.is_some())
}
