//! A page without what belongs to spoiler scopes that are left out of the site.
//!
//! Removes labelled content from a parsed page as if it had never been written, so that later stages need not know
//! about it and cannot show it.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::body::{Body, Citation, Fill, Hole};
use super::component::Component;
use super::front_matter::{FrontMatter, InfoRow};
use super::links::{ImageText, Link, LinkKind, PageName};
use super::markdown::count_words;
use super::node::YamlPath;
use super::query::Query;
use super::value::{Claim, FieldValue, FieldValues, Value};
use super::{Page, Parsing, cites, is_generated_anchor, names, path};
use crate::labels::{Labelled, Scopes, SpoilerScopes};
use crate::text::escape::Html;
use crate::text::{NameKey, fold_name, letters};

/// The parts of a page that are excluded.
#[derive(Debug)]
pub struct LeftOut<'s> {
    /// The scopes of the wiki, some of which are left out.
    pub scopes: &'s SpoilerScopes,
    /// Numbers of the links to pages that are left out.
    pub links: FxHashSet<u32>,
    /// Paths of the front matter values that name excluded pages.
    pub references: FxHashSet<YamlPath>,
    /// The titles of pages for everybody, by those of their names that are left out.
    pub titles: &'s FxHashMap<NameKey, String>,
}

impl LeftOut<'_> {
    fn has(&self, scopes: Scopes) -> bool {
        self.scopes.leaves_out(scopes)
    }

    /// Names a page by its title if the name is left out.
    fn rename(&self, name: &mut PageName) {
        if let Some(title) = self.titles.get(&name.key) {
            *name = PageName::new(title.clone());
        }
    }

    fn rename_in_claim(&self, claim: &mut Claim) {
        let by = claim.by.iter_mut();
        by.chain(claim.subject.iter_mut().map(|(name, _)| name)).for_each(|name| self.rename(name));
        if let Some(title) = self.titles.get(&claim.value_key) {
            claim.value.text.clone_from(title);
            claim.value_key = PageName::new(title.clone()).key;
        }
    }

    fn rename_in_link(&self, link: &mut Link) {
        if let Some(title) = self.titles.get(&link.key) {
            let name = PageName::new(title.clone());
            (link.target, link.key) = (name.text, name.key);
        }
    }
}

impl Page {
    /// The page without what is left out; `None` where that is nothing.
    #[must_use]
    pub fn without(&self, left_out: &LeftOut<'_>) -> Option<Self> {
        let has = |scopes| left_out.has(scopes);
        let touches_matter = !left_out.references.is_empty() || self.matter.scopes().any(has);
        let touches_body = !left_out.links.is_empty() || self.body.scopes_inside().any(has);
        if !touches_matter && !touches_body && left_out.titles.is_empty() {
            return None;
        }
        let mut page = self.clone();
        page.matter.leave_out(left_out);
        page.body.leave_out(left_out);
        let body = &page.body;
        page.matter.anchors.keep(|id| body.anchor(id).is_some() || is_generated_anchor(id));
        page.cites = cites(&page);
        page.forget_names_left_out();
        Some(page)
    }

    /// Forgets the names of aliases that are left out, unless something else gives the page the same name.
    fn forget_names_left_out(&mut self) {
        let aliases = self.matter.aliases.iter().map(|alias| alias.ignoring_label(Parsing));
        self.aliases = aliases.map(|alias| NameKey::of_folded(&fold_name(&alias.text))).collect();
        self.aliases.sort_unstable();
        let (kept, _) = names::of(self, path::without_ending(self.path()), true);
        let kept: FxHashSet<NameKey> = kept.into_iter().collect();
        self.names.retain(|name| kept.contains(name));
    }
}

impl FrontMatter {
    /// The scopes of everything that it says.
    fn scopes(&self) -> impl Iterator<Item = Scopes> {
        fn each<T>(list: &[Labelled<T>]) -> impl Iterator<Item = Scopes> {
            list.iter().map(Labelled::scopes)
        }
        let names = each(&self.aliases).chain(each(&self.categories)).chain(each(&self.sources));
        let single = self.description.iter().map(Labelled::scopes);
        let single = single.chain(self.real_title.iter().map(|title| title.scopes()));
        let single = single.chain(self.date.iter().map(Labelled::scopes));
        let single = single.chain(self.origin.iter().map(|origin| origin.scopes()));
        let single = single.chain(self.image.iter().map(|image| image.scopes())).chain(each(&self.versions));
        let values = self.all_values().into_iter().map(|value| value.scopes());
        let query = self.query.iter().map(|query| query.spoiler);
        names.chain(single).chain(each(&self.claims)).chain(values).chain(query)
    }

    fn leave_out(&mut self, left_out: &LeftOut<'_>) {
        let Self {
            real_title,
            description,
            aliases,
            categories,
            date,
            image,
            versions,
            origin,
            info,
            sources,
            claims,
            fields,
            query,
            ..
        } = self;
        real_title.take_if(|title| left_out.has(title.scopes()));
        query.take_if(|query| left_out.has(query.spoiler));
        description.take_if(|text| left_out.has(text.scopes()));
        date.take_if(|date| left_out.has(date.scopes()));
        image.take_if(|image| left_out.has(image.scopes()));
        origin.take_if(|origin| left_out.has(origin.scopes()));
        versions.retain(|image| !left_out.has(image.scopes()));
        for names in [aliases, categories, sources] {
            names.retain(|name| !left_out.has(name.scopes()));
        }
        claims.retain(|claim| !left_out.has(claim.scopes()));
        claims.iter_mut().for_each(|claim| left_out.rename_in_claim(claim.ignoring_label_mut(Parsing)));
        keep_fields(fields, left_out);
        info.iter_mut().for_each(|row| keep_values(&mut row.values, left_out));
        info.retain(|row| !row.values.is_empty());
        info.iter_mut().for_each(InfoRow::settle_label);
    }
}

fn keep_fields(fields: &mut Vec<FieldValues>, left_out: &LeftOut<'_>) {
    fields.iter_mut().for_each(|field| keep_values(&mut field.values, left_out));
    fields.retain(|field| !field.values.is_empty());
}

fn keep_values(values: &mut Vec<Labelled<FieldValue>>, left_out: &LeftOut<'_>) {
    values.retain(|value| !left_out.has(value.scopes()));
    for value in values.iter_mut() {
        let FieldValue { value, at, .. } = value.ignoring_label_mut(Parsing);
        if let Value::Reference(name) = value {
            left_out.rename(name);
        }
        match value {
            Value::Record(fields) => keep_fields(fields, left_out),
            // The name stands in the open, so it stays; but it leads nowhere.
            Value::Reference(name) if left_out.references.contains(at) => {
                *value = Value::Text(std::mem::take(&mut name.text));
            }
            _ => {}
        }
    }
    values.retain(
        |value| !matches!(&value.ignoring_label(Parsing).value, Value::Record(fields) if fields.is_empty()),
    );
}

impl Body {
    /// The scopes of everything in it.
    fn scopes_inside(&self) -> impl Iterator<Item = Scopes> {
        let folds = self.folds.iter().map(|fold| fold.scopes);
        let links = self.links.iter().map(Labelled::scopes);
        folds.chain(links).chain(self.text.spoilers().map(|(_, scopes)| scopes)).chain([self.scopes])
    }

    fn leave_out(&mut self, left_out: &LeftOut<'_>) {
        for (number, link) in (0..).zip(&mut self.links) {
            if left_out.has(link.scopes()) || left_out.links.contains(&number) {
                link.ignoring_label_mut(Parsing).forget();
            }
            left_out.rename_in_link(link.ignoring_label_mut(Parsing));
        }
        let none = Citation { items: Vec::new(), text_at: 0 };
        forget(&mut self.citations, left_out, &none);
        forget(&mut self.queries, left_out, &Query::default());
        forget(&mut self.components, left_out, &Component::default());
        self.headings.retain(|heading| !left_out.has(heading.scopes()));
        self.cut_html(left_out);
        self.cut_text(left_out);
        self.forget_unused();
        self.index = Default::default();
    }

    /// Cuts the folds out of the HTML that are left out, and what would be empty without them.
    fn cut_html(&mut self, left_out: &LeftOut<'_>) {
        let folds = self.folds.iter().filter(|fold| left_out.has(fold.scopes));
        let cuts =
            Cuts::new(&self.html, &self.holes, folds.map(|fold| fold.start as usize..fold.end as usize));
        if cuts.parts.is_empty() {
            return;
        }
        let mut html = Html::with_capacity(self.html.len());
        cuts.kept(self.html.len()).for_each(|part| {
            html.html_part(&self.html, part);
        });
        self.html = html;
        self.holes.retain(|hole| !cuts.holds(hole.at as usize));
        self.folds.retain(|fold| !cuts.holds(fold.start as usize + 1));
        self.move_in_html(&cuts);
        self.number_footnotes();
        let ids: FxHashSet<&str> = ids(self.html.as_str()).collect();
        self.anchors.retain(|id| ids.contains(id.ignoring_label(Parsing).as_str()));
        self.blocks.retain(|(_, id)| ids.contains(&**id));
    }

    /// Moves all places of the HTML to where they are once everything is cut.
    fn move_in_html(&mut self, cuts: &Cuts) {
        self.holes.iter_mut().for_each(|hole| hole.at = cuts.moved(hole.at));
        let mut folds = std::mem::take(&mut self.folds);
        for fold in &mut folds {
            (fold.start, fold.end) = (cuts.moved(fold.start), cuts.moved(fold.end));
        }
        self.set_folds(folds);
        for heading in &mut self.headings {
            let heading = heading.ignoring_label_mut(Parsing);
            heading.html_start = cuts.moved(heading.html_start);
        }
    }

    /// Numbers the footnotes that are left without a gap.
    fn number_footnotes(&mut self) {
        let text = self.html.as_str();
        let notes = ids(text).filter_map(|id| id.strip_prefix("fn-"));
        let mut numbers: FxHashMap<String, String> = (1..)
            .zip(notes)
            .map(|(number, old): (usize, &str)| (old.to_owned(), number.to_string()))
            .collect();
        if numbers.iter().all(|(old, new)| old == new) {
            return;
        }
        let lettered = |number: &str| number.parse().map(letters).unwrap_or_default();
        let marks: Vec<_> = numbers.iter().map(|(old, new)| (lettered(old), lettered(new))).collect();
        numbers.extend(marks);
        let (mut html, mut done, mut ends) = (Html::with_capacity(text.len()), 0, Vec::new());
        for range in footnote_numbers(text) {
            let Some(number) = numbers.get(&text[range.clone()]) else { continue };
            html.html_part(&self.html, done..range.start).text(number);
            done = range.end;
            // No number grows.
            ends.push((done, range.len() - number.len()));
        }
        html.html_part(&self.html, done..text.len());
        let cuts = Cuts::from(ends.into_iter().map(|(end, less)| end - less..end).collect::<Vec<_>>());
        self.html = html;
        self.move_in_html(&cuts);
    }

    /// Cuts what is left out of the plain text.
    fn cut_text(&mut self, left_out: &LeftOut<'_>) {
        let cuts = Cuts::from(self.text.leave_out(|scopes| left_out.has(scopes)));
        if cuts.parts.is_empty() {
            return;
        }
        for link in &mut self.links {
            let label = &mut link.ignoring_label_mut(Parsing).label;
            *label = (cuts.moved(label.0), cuts.moved(label.1));
        }
        for citation in &mut self.citations {
            let citation = citation.ignoring_label_mut(Parsing);
            citation.text_at = cuts.moved(citation.text_at);
        }
        for heading in &mut self.headings {
            let heading = heading.ignoring_label_mut(Parsing);
            heading.text_start = cuts.moved(heading.text_start);
        }
        for (start, end) in &mut self.code {
            (*start, *end) = (cuts.moved(*start), cuts.moved(*end));
        }
        self.code.retain(|(start, end)| start < end);
        self.words = count_words(&self.text.open(0..self.text.len()));
    }

    /// Forgets the texts of images and the pieces that no hole shows any more.
    fn forget_unused(&mut self) {
        let (mut images, mut fragments) = (FxHashSet::default(), FxHashSet::default());
        for hole in self.holes.iter().chain(self.title.iter().flat_map(|title| &title.holes)) {
            match hole.fill {
                Fill::File(_, image) => drop(images.insert(image)),
                Fill::Fragment(fragment) => drop(fragments.insert(fragment)),
                _ => {}
            }
        }
        let images = (0..).zip(&mut self.images).filter(|(number, _)| !images.contains(number));
        images.for_each(|(_, image)| *image = ImageText::default());
        let fragments = (0..).zip(&mut self.fragments).filter(|(number, _)| !fragments.contains(number));
        fragments.for_each(|(_, fragment)| *fragment = Html::new());
    }
}

impl Link {
    /// Leaves nothing but that there is a link, so that the others keep their numbers.
    fn forget(&mut self) {
        *self = Self { label: self.label, ..Self::new(LinkKind::Absent, String::new(), None, self.range) };
    }
}

/// Puts something empty in the place of what is left out, so that the rest keeps its numbers.
fn forget<T: Clone>(list: &mut [Labelled<T>], left_out: &LeftOut<'_>, nothing: &T) {
    for item in list.iter_mut().filter(|item| left_out.has(item.scopes())) {
        nothing.clone_into(item.ignoring_label_mut(Parsing));
    }
}

/// Parts that are cut out of a text, in order and apart from each other.
#[derive(Debug, Default)]
struct Cuts {
    parts: Vec<Range<usize>>,
    /// Bytes that the parts in front of each one take.
    before: Vec<usize>,
}

/// Elements that are nothing without what they hold.
const WRAPPERS: [&str; 16] = [
    "p",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "div",
    "section",
    "sup",
    "tr",
    "tbody",
    "thead",
    "table",
    "figure",
];

impl From<Vec<Range<usize>>> for Cuts {
    fn from(parts: Vec<Range<usize>>) -> Self {
        let mut gone = 0;
        let before = parts
            .iter()
            .map(|part| {
                gone += part.len();
                gone - part.len()
            })
            .collect();
        Self { parts, before }
    }
}

impl Cuts {
    /// The parts of the HTML that go with some folds: elements that would be empty, and links between the text and
    /// footnotes one end of which is cut.
    fn new(html: &Html, holes: &[Hole], folds: impl Iterator<Item = Range<usize>>) -> Self {
        let text = html.as_str();
        let mut parts = Vec::new();
        folds.for_each(|fold| cut(text, holes, &mut parts, fold));
        let gone: FxHashSet<&str> = parts.iter().flat_map(|part| ids(&text[part.clone()])).collect();
        if gone.iter().any(|id| id.starts_with("fn")) {
            let mut all: Vec<Range<usize>> = footnote_links(text, &gone).chain(parts).collect();
            all.sort_by_key(|part| (part.start, std::cmp::Reverse(part.end)));
            parts = Vec::new();
            all.into_iter().for_each(|part| cut(text, holes, &mut parts, part));
        }
        parts.into()
    }

    /// The parts of a text of this length that are not cut.
    fn kept(&self, length: usize) -> impl Iterator<Item = Range<usize>> {
        let starts = [0].into_iter().chain(self.parts.iter().map(|cut| cut.end));
        let ends = self.parts.iter().map(|cut| cut.start).chain([length]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    /// Returns whether an offset is inside a cut.
    fn holds(&self, at: usize) -> bool {
        let next = self.parts.partition_point(|cut| cut.end <= at);
        self.parts.get(next).is_some_and(|cut| cut.start < at)
    }

    /// The offset after all cuts.
    fn moved(&self, at: u32) -> u32 {
        let number = self.parts.partition_point(|cut| cut.start < at as usize);
        let Some(last) = number.checked_sub(1) else { return at };
        let part = &self.parts[last];
        at - (self.before[last] + part.end.min(at as usize) - part.start) as u32
    }
}

/// Cuts a part that does not begin before the others.
fn cut(html: &str, holes: &[Hole], parts: &mut Vec<Range<usize>>, part: Range<usize>) {
    if parts.last().is_some_and(|last| part.start < last.end) {
        return;
    }
    let mut part = widened(html, holes, part);
    while let Some(last) = parts.pop() {
        let between = html.get(last.end..part.start);
        if between.is_some_and(|text| !is_blank(text, holes, last.end)) {
            parts.push(last);
            break;
        }
        part = widened(html, holes, last.start.min(part.start)..part.end.max(last.end));
    }
    parts.push(part);
}

/// A part of HTML with the elements around it that hold nothing else.
fn widened(html: &str, holes: &[Hole], mut part: Range<usize>) -> Range<usize> {
    loop {
        let before = html[..part.start].trim_end();
        let after = html[part.end..].trim_start();
        let after_start = html.len() - after.len();
        let around = before.len()..after_start;
        let is_bare = is_blank(&html[around.start..part.start], holes, around.start)
            && is_blank(&html[part.end..around.end], holes, part.end);
        let Some(open) = before.rfind('<').filter(|_| is_bare && before.ends_with('>')) else { return part };
        let name = before[open + 1..].split([' ', '>']).next().unwrap_or_default();
        let end = after.strip_prefix("</").and_then(|rest| rest.strip_prefix(name)?.strip_prefix('>'));
        match end {
            Some(rest) if WRAPPERS.contains(&name) => part = open..html.len() - rest.len(),
            _ => return part,
        }
    }
}

/// Returns whether a piece of HTML at an offset is white space without a hole.
fn is_blank(piece: &str, holes: &[Hole], start: usize) -> bool {
    let next = holes.partition_point(|hole| (hole.at as usize) < start);
    let is_filled = holes.get(next).is_some_and(|hole| (hole.at as usize) <= start + piece.len());
    piece.trim().is_empty() && !is_filled
}

/// The ids in HTML, in which attributes are written in one way.
fn ids(html: &str) -> impl Iterator<Item = &str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

/// The positions of footnote numbers in HTML: in ids, in links, and as link text, where they may be letters.
fn footnote_numbers(html: &str) -> impl Iterator<Item = Range<usize>> {
    const STARTS: [&str; 4] = [" id=\"fn-", " id=\"fnref-", " href=\"#fn-", " href=\"#fnref-"];
    let digits = |at: usize| {
        let length = html[at..].bytes().take_while(u8::is_ascii_digit).count();
        (length > 0).then_some(at..at + length)
    };
    let mark_at = |at: usize| {
        let length = html[at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        (length > 0).then_some(at..at + length)
    };
    html.match_indices("=\"").flat_map(move |(at, _)| {
        let name = html[..at].rfind(' ').unwrap_or(at);
        let start = STARTS.into_iter().find(|start| html[name..].starts_with(start));
        let number = start.and_then(|start| digits(name + start.len()));
        let mark = number.clone().filter(|_| start == Some(STARTS[2]));
        let mark = mark
            .and_then(|number| html[number.end..].starts_with("\">[").then(|| mark_at(number.end + 3))?);
        number.into_iter().chain(mark)
    })
}

/// Links between the text and footnotes that lead to what is gone.
fn footnote_links<'h>(html: &'h str, gone: &'h FxHashSet<&str>) -> impl Iterator<Item = Range<usize>> + 'h {
    html.match_indices(" href=\"#fn").filter_map(move |(at, start)| {
        let id = html[at + start.len() - 2..].split('"').next()?;
        let open = html[..at].rfind("<a ").filter(|_| gone.contains(id))?;
        let close = at + html[at..].find("</a>")? + "</a>".len();
        Some(open..close)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(html: &str, parts: &[&str], hole: Option<usize>) -> String {
        let holes: Vec<Hole> =
            hole.map(|at| Hole { at: at as u32, fill: Fill::Link(0) }).into_iter().collect();
        let parts = parts.iter().map(|part| {
            let start = html.find(part).unwrap();
            start..start + part.len()
        });
        let cuts = Cuts::new(&Html::from_trusted(html.to_owned()), &holes, parts);
        cuts.kept(html.len()).map(|part| &html[part]).collect()
    }

    #[test]
    fn elements_left_empty_are_removed() {
        assert_eq!(without("<p>a</p>\n<p><i>x</i></p>\n", &["<i>x</i>"], None), "<p>a</p>\n\n");
        assert_eq!(without("<ul>\n<li><p>A</p></li>\n<li>B</li>\n</ul>", &["A", "B"], None), "");
        assert_eq!(without("<ul>\n<li>A</li>\n<li>B</li>\n</ul>", &["A"], None), "<ul>\n\n<li>B</li>\n</ul>");
        assert_eq!(without("<p>A B c</p>", &["A", "B"], None), "<p> c</p>");
        assert_eq!(without("<tr><td>x</td><td>A</td></tr>", &["A"], None), "<tr><td>x</td><td></td></tr>");
    }

    #[test]
    fn elements_with_holes_are_not_empty() {
        assert_eq!(without("<p>A</p>", &["A"], Some(3)), "<p></p>");
        assert_eq!(without("<p>A</p>", &["A"], Some(4)), "<p></p>");
        assert_eq!(without("<p>A</p>b", &["A"], Some(9)), "b");
    }

    #[test]
    fn links_to_and_from_removed_footnotes_are_removed() {
        let html = "<p>a<sup><a id=\"fnref-1\" href=\"#fn-1\">[1]</a></sup></p><ol><li id=\"fn-1\"><s>n</s></li></ol>";
        assert_eq!(without(html, &["<s>n</s>"], None), "<p>a</p>");
    }
}
