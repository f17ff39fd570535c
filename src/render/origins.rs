//! The origins of pages that were copied from another site: a line under the page, and the list of credits.

use super::Renderer;
use super::markup::{join, time};
use crate::labels::Labelled;
use crate::page::origin::Origin;
use crate::text::escape::Html;
use crate::text::licence_address;
use crate::wiki::{PageId, Wiki};
use crate::words::Words;

/// Maximum number of authors named under a page; the list of credits names all.
const SHOWN: usize = 8;

/// Pages with an origin that all readers may know, by title.
pub(super) fn credited(wiki: &Wiki) -> impl Iterator<Item = (PageId, &Origin)> {
    let pages = wiki.order.pages().iter().copied();
    pages.filter_map(|id| Some((id, wiki.page(id).matter.origin.as_ref()?.open()?)))
}

impl Renderer<'_> {
    /// The line under a page.
    pub(super) fn origin(&self, id: PageId) -> Option<Html> {
        let origin = self.wiki.page(id).matter.origin.as_ref()?;
        let html = origin.as_ref().folded(self.folds(), |origin| self.origin_line(origin));
        Some(html).filter(|html| !html.is_empty())
    }

    fn origin_line(&self, origin: &Origin) -> Html {
        let words = self.words();
        let mut parts: Vec<Html> = Vec::new();
        if let (Some(url), Some(host)) = (&origin.url, origin.host()) {
            let mut link = Html::new();
            link.tag("<a class=\"external\"").attribute("href", url).tag(">").text(host).tag("</a>");
            parts.push(words.based_on(&link));
        }
        parts.extend(origin.date.map(|date| words.revision_of(&time(words, date))));
        parts.extend(names(&origin.authors, SHOWN, words).map(|names| Html::from_text(&names)));
        if let Some(licence) = &origin.licence {
            let mut html = Html::new();
            match licence_address(licence) {
                Some(url) => {
                    html.tag("<a class=\"external\" rel=\"license\"").attribute("href", &url).tag(">");
                    html.text(licence).tag("</a>");
                }
                None => drop(html.text(licence)),
            }
            parts.push(html);
        }
        let mut html = Html::new();
        join(&parts, " · ", &mut html);
        html
    }
}

/// The line in the list of credits.
pub(super) fn note(origin: &Origin, words: &Words) -> String {
    let parts = [
        origin.host().map(str::to_owned),
        origin.date.map(|date| words.date(date)),
        names(&origin.authors, usize::MAX, words),
        origin.licence.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn names(authors: &[String], most: usize, words: &Words) -> Option<String> {
    let mut shown: Vec<String> = authors.iter().take(most).cloned().collect();
    let rest = authors.len() - shown.len();
    shown.extend((rest > 0).then(|| words.more(rest)));
    (!shown.is_empty()).then(|| words.by_authors(&shown.join(", ")))
}

/// The origin of a page, if all readers may know it.
pub(super) fn open(matter: &Option<Box<Labelled<Origin>>>) -> Option<&Origin> {
    matter.as_ref()?.open()
}
