//! The view `tree`: pages and the pages below them, by a relation. A nested list, which style sheets draw as a tree.
//!
//! Like a drawing, it has only what is open to readers inside the folds around the query.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::values::ValueWriter;
use super::{Renderer, markup, query_text};
use crate::config::FieldKind;
use crate::labels::{Folds, Labelled};
use crate::page::value::{Value, inner_values};
use crate::text::escape::Html;
use crate::wiki::{PageId, QueryResult, ResolvedQuery, Row, TypedValue};

/// Maximum number of entries.
const MAX_ENTRIES: usize = 200;
/// Maximum number of levels.
const MAX_LEVELS: usize = 12;
/// Maximum number of levels that fit side by side.
const MAX_COLUMNS: usize = 4;
/// Bytes of the markup around an entry.
const FRAME: usize = 80;

/// Grows the trees of a query.
pub(super) struct Grower<'p, 'r> {
    pub(super) renderer: &'p Renderer<'r>,
    pub(super) query: &'p ResolvedQuery,
    /// The folds open around the query.
    pub(super) folds: Folds<'p>,
    /// Bytes left for entries.
    pub(super) room: usize,
}

/// A page below another.
struct Branch {
    /// The page; `None` if it is not written yet.
    page: Option<PageId>,
    link: Html,
    /// What the relation says besides.
    note: Html,
}

/// An entry of a tree.
struct Entry {
    branch: Branch,
    parent: Option<usize>,
    level: usize,
    below: Vec<usize>,
    /// True if the page has another entry, with the pages below it.
    is_repeated: bool,
}

/// The entries so far.
#[derive(Default)]
struct Trees {
    entries: Vec<Entry>,
    /// The entry of each page.
    of: FxHashMap<PageId, usize>,
    roots: Vec<usize>,
}

impl Grower<'_, '_> {
    /// The trees as a nested list, and true if entries were left out to stay below `room` bytes.
    pub(super) fn grow(mut self, result: &QueryResult) -> (Html, bool) {
        let rows = result.groups.iter().flat_map(|(_, rows)| rows);
        let rows = rows.filter_map(|row| if let Row::Page(id) = row { Some(*id) } else { None });
        let rows = self.query.around.map_or_else(|| rows.collect(), |page| self.first_above(page));
        let rows = rows.into_iter().map(|id| (id, self.pages_below(id)));
        let rows: Vec<(PageId, Vec<PageId>)> = rows.collect();
        let named: FxHashSet<PageId> = rows.iter().flat_map(|(_, below)| below).copied().collect();
        let mut trees = Trees::default();
        let mut fits = true;
        // Pages that name each other in a circle have no first; the first row that is left begins.
        for is_top in [true, false] {
            for (id, below) in &rows {
                if fits && !below.is_empty() && named.contains(id) != is_top && !trees.of.contains_key(id) {
                    fits = self.plant(*id, &mut trees);
                }
            }
        }
        (write(&trees), !fits)
    }

    /// Adds a page with all that is below it, level by level. False if there is no more room.
    fn plant(&mut self, root: PageId, trees: &mut Trees) -> bool {
        let link = self.renderer.page_anchor(root);
        let mut fits = self.add(Branch { page: Some(root), link, note: Html::new() }, None, trees);
        let mut open: VecDeque<usize> = trees.of.get(&root).copied().into_iter().collect();
        while let Some(at) = open.pop_front().filter(|_| fits) {
            let (Some(page), level) = (trees.entries[at].branch.page, trees.entries[at].level) else {
                continue;
            };
            if level + 1 == MAX_LEVELS {
                continue;
            }
            for branch in self.branches(page) {
                if branch.page.is_some_and(|page| trees.is_near(at, page)) {
                    continue;
                }
                fits = fits && self.add(branch, Some(at), trees);
            }
            let below = trees.entries[at].below.iter().copied();
            open.extend(below.filter(|below| !trees.entries[*below].is_repeated));
        }
        fits
    }

    /// Adds an entry. False if there is no room for it.
    fn add(&mut self, branch: Branch, parent: Option<usize>, trees: &mut Trees) -> bool {
        let size = FRAME + branch.link.len() + branch.note.len();
        let Some(room) = self.room.checked_sub(size) else { return false };
        let at = trees.entries.len();
        if at == MAX_ENTRIES {
            return true;
        }
        self.room = room;
        let is_repeated = branch.page.is_some_and(|page| trees.of.contains_key(&page));
        if let Some(page) = branch.page.filter(|_| !is_repeated) {
            trees.of.insert(page, at);
        }
        let level = parent.map_or(0, |parent| trees.entries[parent].level + 1);
        match parent {
            Some(parent) => trees.entries[parent].below.push(at),
            None => trees.roots.push(at),
        }
        trees.entries.push(Entry { branch, parent, level, below: Vec::new(), is_repeated });
        true
    }

    /// The pages from which the relation leads down to a page, and to which none leads; the page itself if it is one, or in a circle.
    fn first_above(&self, page: PageId) -> Vec<PageId> {
        let (mut first, mut open, mut seen) = (Vec::new(), vec![page], FxHashSet::default());
        seen.insert(page);
        while let Some(at) = open.pop().filter(|_| seen.len() < MAX_ENTRIES) {
            let above = self.pages_above(at);
            if above.is_empty() {
                first.push(at);
            }
            open.extend(above.into_iter().filter(|above| seen.insert(*above)));
        }
        if first.is_empty() {
            first.push(page);
        }
        first.sort_unstable();
        first
    }

    /// The pages that a page is below.
    fn pages_above(&self, id: PageId) -> Vec<PageId> {
        let wiki = self.renderer.wiki;
        let (types, known) = (&wiki.config.types, self.folds.around());
        let shows = |name: &str| {
            let mut shown = self.query.show.iter();
            shown.any(|field| field.split('.').next() == Some(name))
        };
        let incoming = wiki.relations.incoming(id).filter_map(|relation| {
            let relation = *relation.open_to(known)?;
            let field = &types.get(relation.page_type).fields[usize::from(relation.field)];
            shows(&field.name).then_some(relation.from)
        });
        let outgoing = wiki.relations.outgoing(id).iter().filter_map(|relation| {
            let relation = relation.open_to(known)?;
            relation.field(types).inverse().filter(|inverse| shows(&inverse.name)).map(|_| relation.to)
        });
        incoming.chain(outgoing).filter(|page| *page != id).collect()
    }

    /// The written pages below a page.
    fn pages_below(&self, id: PageId) -> Vec<PageId> {
        let pages = self.branches(id).into_iter().filter_map(|branch| branch.page);
        pages.filter(|page| *page != id).collect()
    }

    /// What the fields shown name on a page, or the pages whose fields name it.
    fn branches(&self, id: PageId) -> Vec<Branch> {
        let wiki = self.renderer.wiki;
        let known = self.folds.around();
        let mut branches = Vec::new();
        for field in &self.query.show {
            let note = || self.label(field);
            let own = wiki.values_of(id, field);
            if own.is_empty() {
                let pages = wiki.inverse_pages(id, field).into_iter();
                let pages = pages.filter_map(|page| page.open_to(known).copied());
                branches.extend(pages.map(|page| self.branch(page, note())));
            }
            for value in own.into_iter().filter(|value| value.open_to(known).is_some()).take(MAX_ENTRIES) {
                self.of_value(id, value, note(), &mut branches);
            }
        }
        branches.truncate(MAX_ENTRIES);
        branches
    }

    /// The pages that a value names. In a record, its other values are the note.
    fn of_value(&self, id: PageId, value: Labelled<TypedValue<'_>>, note: Html, branches: &mut Vec<Branch>) {
        let known = self.folds.around();
        let Some(typed) = value.open_to(known) else { return };
        if !matches!(typed.value.value, Value::Record(_)) {
            branches.extend(self.reference(id, typed, note));
            return;
        }
        let mut writer = ValueWriter::new(self.renderer, id, self.folds);
        let (mut named, mut notes) = (Vec::new(), Vec::new());
        for (index, inner) in inner_values(value.map(|typed| typed.value)) {
            let Some(&written) = inner.open_to(known) else { continue };
            let field = &typed.field.inner()[usize::from(index)];
            match field.kind {
                FieldKind::Reference { .. } => named.push(TypedValue { field, value: written }),
                _ => notes.push(writer.value(field, inner)),
            }
        }
        if notes.is_empty() {
            notes.push(note);
        }
        let mut note = Html::new();
        markup::join(&notes, ", ", &mut note);
        branches.extend(named.iter().filter_map(|named| self.reference(id, named, note.clone())));
    }

    fn reference(&self, id: PageId, named: &TypedValue<'_>, note: Html) -> Option<Branch> {
        let Value::Reference(name) = &named.value.value else { return None };
        let Some(page) = self.renderer.wiki.relations.target(id, named.value.at) else {
            let mut link = Html::new();
            self.renderer.unwritten(&name.text, self.renderer.folder_of(named.field), &mut link);
            link.text(&name.text).tag("</a>");
            return Some(Branch { page: None, link, note });
        };
        Some(self.branch(page, note))
    }

    fn branch(&self, page: PageId, note: Html) -> Branch {
        Branch { page: Some(page), link: self.renderer.page_anchor(page), note }
    }

    /// The name of a relation, if several are shown.
    fn label(&self, field: &str) -> Html {
        if self.query.show.len() < 2 {
            return Html::new();
        }
        Html::from_text(&query_text::label(self.renderer, self.query, field))
    }
}

impl Trees {
    /// True if a page is the one at an entry, the one above it, or beside it.
    fn is_near(&self, at: usize, page: PageId) -> bool {
        let is = |entry: usize| self.entries[entry].branch.page == Some(page);
        let parent = self.entries[at].parent;
        let mut beside = parent.map_or(&[][..], |parent| &self.entries[parent].below).iter();
        let mut below = self.entries[at].below.iter();
        is(at) || parent.is_some_and(is) || beside.any(|entry| is(*entry)) || below.any(|entry| is(*entry))
    }
}

fn write(trees: &Trees) -> Html {
    let mut html = Html::new();
    let levels = trees.entries.iter().map(|entry| entry.level + 1).max().unwrap_or_default();
    if levels > 0 {
        html.tag(if levels > MAX_COLUMNS { "<ul class=\"query-deep\">\n" } else { "<ul>\n" });
        trees.roots.iter().for_each(|root| write_entry(trees, *root, &mut html));
        html.tag("</ul>\n");
    }
    html
}

fn write_entry(trees: &Trees, at: usize, html: &mut Html) {
    let Entry { branch, below, is_repeated, .. } = &trees.entries[at];
    html.tag(if *is_repeated { "<li><div class=\"query-again\">" } else { "<li><div>" }).html(&branch.link);
    if !branch.note.is_empty() {
        html.tag(" <small>").html(&branch.note).tag("</small>");
    }
    html.tag("</div>");
    if !below.is_empty() {
        html.tag("\n<ul>\n");
        below.iter().for_each(|entry| write_entry(trees, *entry, html));
        html.tag("</ul>");
    }
    html.tag("</li>\n");
}
