//! What follows the text of a page, and the texts of types and categories on the pages that show them.

use super::body::{BodyWriter, without_ids};
use crate::config::Position;
use crate::labels::{Labelled, Scopes};
use crate::page::Page;
use crate::page::body::Fill;
use crate::text::escape::Html;
use crate::wiki::PageId;

/// Start of the link in a heading that leads to the heading itself.
const ANCHOR: &str = "<a class=\"anchor\"";

impl BodyWriter<'_, '_> {
    /// Writes the queries of the front matter and of the type, and the shared texts that follow the text of the host.
    pub(super) fn after_text(&mut self, shared: &[(PageId, Position)], out: &mut Html) {
        let page = self.renderer.wiki.page(self.host);
        if let Some(query) = &page.matter.query {
            self.labelled_query(query.spoiler, page.body.queries.len(), out);
        }
        for (number, query) in (own_queries(page)..).zip(self.renderer.wiki.type_queries_of(self.host)) {
            self.labelled_query(query.spoiler, number, out);
        }
        self.shared_texts(shared, Position::After, out);
        self.shared_texts(shared, Position::Foot, out);
    }

    /// Writes the shared texts of the host at a position. Their ids are left out, since they might not be unique.
    pub(super) fn shared_texts(&mut self, shared: &[(PageId, Position)], at: Position, out: &mut Html) {
        for (id, _) in shared.iter().filter(|(_, position)| *position == at) {
            let mut text = Html::new();
            let length = self.renderer.wiki.page(*id).body.html.len();
            self.bytes(*id, 0..length, &mut text);
            let url = self.renderer.page_url(self.host);
            out.html(&without_ids(&without_anchors(text), &url));
        }
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

    /// True for a query that the page itself does not contain.
    pub(super) fn is_shared(&self, id: PageId, index: usize) -> bool {
        let wiki = self.renderer.wiki;
        wiki.is_shared_text(id) || index >= own_queries(wiki.page(id))
    }
}

/// Number of queries on a page itself, which come before those of its type.
fn own_queries(page: &Page) -> usize {
    page.body.queries.len() + usize::from(page.matter.query.is_some())
}

/// Removes the links of headings to themselves.
fn without_anchors(html: Html) -> Html {
    if !html.as_str().contains(ANCHOR) {
        return html;
    }
    let mut parts = html.as_str().split(ANCHOR);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once("</a>").map_or(part, |(_, rest)| rest));
    }
    Html::from_trusted(out)
}
