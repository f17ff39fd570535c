//! HTML shared by several parts of a page: red links, dates, joined lists, folded lists.

use super::Renderer;
use crate::date::PartialDate;
use crate::labels::{Folds, Labelled, Scopes};
use crate::page::links::TextLink;
use crate::text::escape::Html;
use crate::wiki::PageId;
use crate::words::Words;

/// Opening tag of a link without a target.
pub(super) fn red_link(name: &str, why: &str, out: &mut Html) {
    out.tag("<a class=\"red-link\"").attribute("title", &format!("{name} ({why})")).tag(">");
}

/// A link of a text to another site.
pub(super) fn external_link(found: &TextLink<'_>, html: &mut Html) {
    html.tag("<a class=\"external\"").attribute("href", &found.link.target).tag(">");
    html.text(&found.label).tag("</a>");
}

/// A date for people and machines.
pub(super) fn time(words: &Words, date: PartialDate) -> Html {
    let mut html = Html::new();
    html.tag("<time").attribute("datetime", &date.iso()).tag(">").text(&words.date(date)).tag("</time>");
    html
}

/// Joins parts with a separator. Beside a fold, which is a line of its own, it shows only to readers who know what is in it.
pub(super) fn join(parts: &[Html], with: &'static str, html: &mut Html) {
    let is_fold = |part: &Html| part.as_str().starts_with("<details class=\"spoiler");
    for (at, part) in parts.iter().enumerate() {
        match at.checked_sub(1).map(|before| &parts[before]) {
            None => {}
            Some(before) if is_fold(before) || is_fold(part) => {
                html.tag("<span class=\"spoiler-between\">").tag(with).tag("</span>");
            }
            Some(_) => drop(html.tag(with)),
        }
        html.html(part);
    }
}

impl Renderer<'_> {
    /// The state outside all folds.
    pub(super) fn folds(&self) -> Folds<'_> {
        Folds::outside(&self.wiki.config.spoilers, self.words())
    }

    /// Lists of spoilers, with one fold per set of scopes.
    pub(super) fn folded_lists<T>(
        &self,
        items: impl IntoIterator<Item = Labelled<T>>,
        show: impl Fn(&T) -> Html,
    ) -> Vec<Html> {
        let mut lists: Vec<(Scopes, Vec<Labelled<T>>)> = Vec::new();
        for item in items.into_iter().filter(|item| !item.is_open()) {
            match lists.iter_mut().find(|(scopes, _)| *scopes == item.scopes()) {
                Some((_, list)) => list.push(item),
                None => lists.push((item.scopes(), vec![item])),
            }
        }
        lists.sort_by_key(|(scopes, _)| *scopes);
        let fold = |(scopes, items): (Scopes, Vec<Labelled<T>>)| {
            let inside = self.folds().inside(scopes);
            Labelled::new(items, scopes).folded(self.folds(), |items| {
                let mut html = Html::new();
                html.tag("<ul>");
                for item in items {
                    html.tag("<li>").html(&item.folded(inside, &show)).tag("</li>");
                }
                html.tag("</ul>");
                html
            })
        };
        lists.into_iter().map(fold).collect()
    }

    /// Pages whose membership is a spoiler, as folded lists of links.
    pub(super) fn folded_pages(&self, pages: impl IntoIterator<Item = Labelled<PageId>>) -> Vec<Html> {
        self.folded_lists(pages, |id| self.page_anchor(*id))
    }
}
