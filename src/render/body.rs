//! A parsed body to finished HTML: its holes filled from the wiki.

use std::ops::Range;

use tera::{Context, Value};

use super::markup::red_link;
use super::references::References;
use super::{Renderer, files, query};
use crate::diag::{Diagnostic, codes};
use crate::page::body::{Fill, Heading, Hole};
use crate::page::links::{Link, LinkKind};
use crate::page::{Body, Page};
use crate::text::Place;
use crate::text::escape::Html;
use crate::wiki::{PageId, Target};

/// Deepest chain of embeds.
const MAX_EMBEDS: usize = 8;
/// Most bytes that embeds may add to a page.
const MAX_EMBEDDED: usize = 4 * 1024 * 1024;

/// Fills bodies for one page.
pub(super) struct BodyWriter<'b, 'r> {
    pub(super) renderer: &'b Renderer<'r>,
    /// The page whose address is being rendered.
    pub(super) host: PageId,
    pub(super) references: &'b mut References,
    pub(super) faults: &'b mut Vec<Diagnostic>,
    /// Pages that are being embedded, from the host inwards.
    stack: Vec<PageId>,
    embedded: usize,
}

impl<'b, 'r> BodyWriter<'b, 'r> {
    pub(super) fn new(
        renderer: &'b Renderer<'r>,
        host: PageId,
        references: &'b mut References,
        faults: &'b mut Vec<Diagnostic>,
    ) -> Self {
        Self { renderer, host, references, faults, stack: vec![host], embedded: 0 }
    }

    /// The whole body of the host.
    pub(super) fn whole(&mut self) -> Html {
        let page = self.renderer.wiki.page(self.host);
        let mut out = Html::with_capacity(page.body.html.len() + page.body.holes.len() * 64);
        self.part(self.host, 0..page.body.html.len(), &mut out);
        if let Some(query) = self.front_query(page) {
            out.html(&query);
        }
        out
    }

    /// The list that the front matter asks for.
    fn front_query(&mut self, page: &Page) -> Option<Html> {
        page.matter.query.as_ref()?;
        Some(self.query(self.host, page.body.queries.len()))
    }

    /// A part of a page's body, holes filled.
    fn part(&mut self, id: PageId, range: Range<usize>, out: &mut Html) {
        let page = self.renderer.wiki.page(id);
        let holes: &[Hole] = &page.body.holes;
        let first = holes.partition_point(|hole| (hole.at as usize) < range.start);
        let mut at = range.start;
        for hole in holes[first..].iter().take_while(|hole| (hole.at as usize) <= range.end) {
            out.html_part(&page.body.html, at..hole.at as usize);
            at = hole.at as usize;
            self.fill(id, &page.body, hole.fill, out);
        }
        out.html_part(&page.body.html, at..range.end);
    }

    fn fill(&mut self, id: PageId, body: &Body, fill: Fill, out: &mut Html) {
        match fill {
            Fill::Link(index) => self.link(id, index, out),
            Fill::Url(index) => {
                let target = &self.renderer.wiki.texts.targets[id as usize][index as usize];
                if let Some(url) = self.renderer.target_url(target) {
                    out.text(&url);
                }
            }
            Fill::File(link, text) => {
                let target = &self.renderer.wiki.texts.targets[id as usize][link as usize];
                files::file(
                    self.renderer,
                    target,
                    &body.links[link as usize],
                    &body.images[text as usize],
                    out,
                );
            }
            Fill::Embed(index) => self.embed(id, &body.links[index as usize], index, out),
            Fill::Citation(index) => {
                for item in &body.citations[index as usize].items {
                    out.html(&self.references.cite(&item.id, &item.locator, &self.renderer.wiki.sources));
                }
            }
            Fill::Query(index) => {
                let list = self.query(id, index as usize);
                out.html(&list);
            }
            Fill::Fragment(index) => {
                out.html(&body.fragments[index as usize]);
            }
        }
    }

    /// The opening tag of a link.
    fn link(&self, id: PageId, index: u32, out: &mut Html) {
        let wiki = self.renderer.wiki;
        let link = &wiki.page(id).body.links[index as usize];
        let target = &wiki.texts.targets[id as usize][index as usize];
        match self.renderer.target_url(target) {
            Some(url) => {
                let own =
                    matches!(target, Target::Page(page, Some(_)) if *page == self.host && id == self.host);
                let start = url.rfind('#').filter(|_| own).unwrap_or(0);
                out.tag("<a").attribute("href", &url[start..]);
                if let Some(title) = &link.title {
                    out.attribute("title", title);
                }
                out.tag(">");
            }
            None if link.kind == LinkKind::Wiki => {
                red_link(&link.target, self.renderer.words().no_page_yet(), out)
            }
            None => red_link(&link.target, self.renderer.words().not_found(), out),
        }
    }

    fn query(&mut self, id: PageId, index: usize) -> Html {
        let renderer = self.renderer;
        let resolved = &renderer.wiki.queries_of(id)[index];
        let context = query::context(renderer, resolved, self.references);
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

    /// Another page's text, or a part of it.
    fn embed(&mut self, id: PageId, link: &Link, index: u32, out: &mut Html) {
        let wiki = self.renderer.wiki;
        let target = &wiki.texts.targets[id as usize][index as usize];
        let Target::Page(page, anchor) = target else {
            out.tag("<p>");
            self.link(id, index, out);
            out.text(&link.target).tag("</a></p>\n");
            return;
        };
        if let Some(fault) = self.refuse(id, *page, anchor.as_deref(), link) {
            self.faults.push(fault);
            return;
        }
        let embedded = wiki.page(*page);
        let range = match anchor {
            Some(anchor) => section(&embedded.body, anchor),
            None => 0..embedded.body.html.len(),
        };
        self.stack.push(*page);
        let mut inner = Html::new();
        self.part(*page, range, &mut inner);
        self.stack.pop();
        self.embedded += inner.len();
        let url = self.renderer.page_url(*page);
        out.tag("<div class=\"embed\">\n");
        out.html(&without_ids(&below_headings(out, inner), &url));
        out.tag("<p><a class=\"embed-source\"")
            .attribute("href", &self.renderer.target_url(target).unwrap_or(url));
        out.tag(">").text(&embedded.title).tag("</a></p>\n</div>\n");
    }

    fn refuse(&self, id: PageId, page: PageId, anchor: Option<&str>, link: &Link) -> Option<Diagnostic> {
        let source = &self.renderer.wiki.page(id).source;
        let place = source.place(link.range.0 as usize..link.range.1 as usize);
        // A page may show a part of itself again, but not all of itself inside itself.
        let own_part = page == id && anchor.is_some() && self.stack.len() == 1;
        if self.stack.contains(&page) && !own_part {
            let titles =
                self.stack.iter().chain([&page]).map(|id| self.renderer.wiki.page(*id).title.as_str());
            let path = titles.collect::<Vec<_>>().join(" → ");
            return Some(Diagnostic::new(
                &codes::EMBED_CYCLE,
                place,
                format!("pages embed each other in a circle: {path}"),
            ));
        }
        if self.stack.len() > MAX_EMBEDS || self.embedded > MAX_EMBEDDED {
            let message =
                format!("embeds are nested deeper than {MAX_EMBEDS} pages, or add too much to one page");
            return Some(Diagnostic::new(&codes::EMBED_DEPTH, place, message));
        }
        None
    }
}

/// The bytes of a heading's section, of the block with a block id, or of the element with an id.
fn section(body: &Body, anchor: &str) -> Range<usize> {
    let headings = &body.headings;
    if let Some(at) = headings.iter().position(|heading| heading.id == anchor) {
        let ends = |heading: &&Heading| heading.level <= headings[at].level;
        let stops = headings[at + 1..].iter().filter(ends).map(|heading| heading.html_start as usize);
        let start = headings[at].html_start as usize;
        return start..end_of_siblings(body, start, &stops.collect::<Vec<_>>());
    }
    block(body, anchor).unwrap_or(0..body.html.len())
}

fn block(body: &Body, anchor: &str) -> Option<Range<usize>> {
    let html = body.html.as_str();
    let mark = html.find(&format!(" id=\"{}\"", Html::from_text(anchor)))?;
    let own = html[..mark].rfind('<')?;
    if !html[own..].starts_with("<span class=\"block-anchor\"") {
        return Some(own..end_of_element(body, own));
    }
    let mut around = Vec::new();
    for tag in tags(body, 0).take_while(|tag| tag.at < own) {
        match tag.kind {
            TagKind::Opens => around.push(tag.at),
            TagKind::Closes => drop(around.pop()),
            TagKind::Stands => {}
        }
    }
    let is_block = |at: &usize| html[*at..].starts_with("<p") || html[*at..].starts_with("<li");
    let start = around.into_iter().rfind(is_block)?;
    if html[start..].starts_with("<p") {
        return Some(start..end_of_element(body, start));
    }
    let inside = start + html[start..].find('>')? + 1;
    Some(inside..end_of_siblings(body, inside, &[]))
}

/// The byte behind the element that starts at a byte.
fn end_of_element(body: &Body, start: usize) -> usize {
    let html = body.html.as_str();
    let mut inside = tags(body, start);
    let Some(first) = inside.next() else { return html.len() };
    let after = |at: usize| html[at..].find('>').map_or(html.len(), |length| at + length + 1);
    match first.kind {
        TagKind::Opens => after(end_of_siblings(body, start + 1, &[])),
        TagKind::Closes | TagKind::Stands => after(start),
    }
}

/// Where the element ends in which a byte lies, or the first of some bytes that lie directly in it.
fn end_of_siblings(body: &Body, start: usize, stops: &[usize]) -> usize {
    let mut depth = 0;
    for tag in tags(body, start) {
        match tag.kind {
            _ if depth == 0 && stops.binary_search(&tag.at).is_ok() => return tag.at,
            TagKind::Closes if depth == 0 => return tag.at,
            TagKind::Closes => depth -= 1,
            TagKind::Opens => depth += 1,
            TagKind::Stands => {}
        }
    }
    body.html.len()
}

#[derive(Debug, Clone, Copy)]
struct BodyTag {
    at: usize,
    kind: TagKind,
}

#[derive(Debug, Clone, Copy)]
enum TagKind {
    Opens,
    Closes,
    /// It has no end tag.
    Stands,
}

/// The tags of a body from a byte on; links are opened by holes.
fn tags(body: &Body, start: usize) -> impl Iterator<Item = BodyTag> {
    let html = body.html.as_str();
    let first = body.holes.partition_point(|hole| (hole.at as usize) < start);
    let links = body.holes[first..].iter().filter(|hole| matches!(hole.fill, Fill::Link(_)));
    let mut links = links.map(|hole| hole.at as usize).peekable();
    let mut written = html[start..].match_indices('<').map(move |(at, _)| start + at).peekable();
    std::iter::from_fn(move || {
        let next = written.peek().copied();
        if let Some(at) = links.next_if(|&link| next.is_none_or(|next| link <= next)) {
            return Some(BodyTag { at, kind: TagKind::Opens });
        }
        let at = written.next()?;
        let name = html[at + 1..].split([' ', '>']).next().unwrap_or_default();
        let kind = match name {
            "br" | "col" | "hr" | "img" | "input" | "wbr" => TagKind::Stands,
            name if name.starts_with('/') => TagKind::Closes,
            _ => TagKind::Opens,
        };
        Some(BodyTag { at, kind })
    })
}

/// Sets the levels of headings that follow another text: below its last one, and without a step left out.
fn below_headings(before: &Html, inner: Html) -> Html {
    let heading = |html: &str, at: usize| {
        html.as_bytes().get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0')
    };
    let last = before.as_str().rfind("</h").and_then(|at| heading(before.as_str(), at + 3));
    let base = last.unwrap_or(1);
    let mut html = inner;
    let mut open: Vec<u8> = Vec::new();
    let places: Vec<usize> = html.as_str().match_indices("<h").map(|(at, found)| at + found.len()).collect();
    for at in places {
        let Some(level) = heading(html.as_str(), at) else { continue };
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

/// Fragment ids of an embedded page stay on that page: here they could stand twice. Marks of citations are the host's
/// own, and lead to its references.
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
    let led_back = out.replace(" href=\"#", &format!(" href=\"{address}#"));
    Html::from_trusted(led_back.replace(&format!(" href=\"{address}#ref-"), " href=\"#ref-"))
}

/// Whether a byte lies between `<` and `>`.
fn in_tag(html: &str, at: usize) -> bool {
    let before = &html[..at];
    before.rfind('<') > before.rfind('>')
}
