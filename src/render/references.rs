//! The numbered references of a page: markers in the text, and the list at its end.

use rustc_hash::FxHashMap;

use super::{Renderer, context};
use crate::labels::{Labelled, Scopes};
use crate::page::data::SourceEntry;
use crate::text::escape::Html;
use crate::text::{letters, shortened};
use crate::wiki::Sources;
use crate::words::Words;

/// Maximum length of a title, author or publisher, in characters: a source's data is repeated on every page that cites it.
const MAX_NAME: usize = 500;
/// Maximum length of a quotation, in characters.
const MAX_QUOTE: usize = 1000;

/// Sources cited so far, in order.
#[derive(Debug, Default)]
pub(super) struct References {
    cited: Vec<Cited>,
    /// Indices by id.
    numbers: FxHashMap<String, usize>,
}

#[derive(Debug)]
struct Cited {
    id: String,
    marks: usize,
    /// The scopes of the citation with the fewest.
    scopes: Scopes,
}

impl References {
    /// A citation marker, for readers who may know that the source is cited. Empty for an undeclared source.
    pub(super) fn cite(&mut self, source: Labelled<&str>, locator: &str, sources: &Sources) -> Html {
        let mut mark = Html::new();
        let Some(number) = self.list(source, sources) else { return mark };
        let cited = &mut self.cited[number - 1];
        cited.marks += 1;
        let own_id = format!("cite-{number}-{}", cited.marks);
        let target = format!("#ref-{number}");
        mark.tag("<sup class=\"cite\"><a").attribute("id", &own_id).attribute("href", &target).tag(">[");
        mark.number(number as u64);
        if !locator.is_empty() {
            mark.tag(", ").text(locator);
        }
        mark.tag("]</a></sup>");
        mark
    }

    /// Lists a source without a marker in the text, and returns its number.
    pub(super) fn list(&mut self, source: Labelled<&str>, sources: &Sources) -> Option<usize> {
        let scopes = source.scopes();
        let id = *source.open_to(scopes.alone())?;
        sources.get(id)?;
        if let Some(number) = self.numbers.get(id) {
            let cited = &mut self.cited[number - 1];
            cited.scopes = cited.scopes.fewest(scopes);
            return Some(*number);
        }
        self.cited.push(Cited { id: id.to_owned(), marks: 0, scopes });
        self.numbers.insert(id.to_owned(), self.cited.len());
        Some(self.cited.len())
    }

    /// The list at the page's end.
    pub(super) fn entries(&self, renderer: &Renderer<'_>) -> Vec<context::Reference> {
        let sources = &renderer.wiki.sources;
        let mut entries = Vec::with_capacity(self.cited.len());
        for (at, cited) in self.cited.iter().enumerate() {
            let Some(source) = sources.get(&cited.id) else { continue };
            let number = at + 1;
            let backrefs = (1..=cited.marks)
                .map(|mark| context::Backref { id: format!("cite-{number}-{mark}"), label: letters(mark) });
            let page = source.page.map(|page| renderer.page_url(page));
            let known = source.entry.as_ref().within(cited.scopes);
            entries.push(context::Reference {
                number,
                id: format!("ref-{number}"),
                html: known.folded(renderer.folds(), |known| {
                    let mut html = entry(known, page.as_deref(), renderer.words());
                    if let Some(url) = renderer.source_url(source) {
                        html.tag(" <a class=\"about-source\"").attribute("href", &url).tag(">");
                        html.text(renderer.words().about_this_source()).tag("</a>");
                    }
                    html
                }),
                backrefs: backrefs.collect(),
            });
        }
        entries
    }
}

/// Author, title, publisher and date, with links; for a dead source, the archived copy comes first.
pub(super) fn entry(source: &SourceEntry, page: Option<&str>, words: &Words) -> Html {
    let mut html = Html::new();
    let title = shortened(&source.title, MAX_NAME);
    if let Some(author) = &source.author {
        html.text(&shortened(author, MAX_NAME)).tag(". ");
    }
    let (main, other) = match (&source.url, &source.archive) {
        (url, Some(archive)) if source.dead => (Some(archive), url.as_ref()),
        (Some(url), archive) => (Some(url), archive.as_ref()),
        (None, archive) => (archive.as_ref(), None),
    };
    match (main, page) {
        (main, Some(page)) => {
            html.tag("<a").attribute("href", page).tag("><cite>").text(&title).tag("</cite></a>.");
            if let Some(url) = main {
                html.tag(" <a class=\"external\"")
                    .attribute("href", url)
                    .tag(">")
                    .text(words.on_the_web())
                    .tag("</a>.");
            }
        }
        (Some(url), None) => {
            html.tag("<a class=\"external\"").attribute("href", url);
            if let Some(language) = &source.language {
                html.attribute("hreflang", language);
            }
            html.tag("><cite>").text(&title).tag("</cite></a>.");
        }
        (None, None) => {
            html.tag("<cite>").text(&title).tag("</cite>.");
        }
    }
    let reprint = source.reprinted_by.as_ref().map(|name| words.as_reprinted_by(&shortened(name, MAX_NAME)));
    let publisher = source.publisher.as_ref().map(|name| shortened(name, MAX_NAME).into_owned());
    let publishers: Vec<String> = publisher.into_iter().chain(reprint).collect();
    if !publishers.is_empty() {
        let end = if source.date.is_some() { "," } else { "." };
        html.tag(" ").text(&publishers.join(", ")).tag(end);
    }
    if let Some(date) = source.date {
        html.tag(" ").html(&super::markup::time(words, date)).tag(".");
    }
    if let Some(url) = other {
        let label = if source.dead { words.original_address() } else { words.archived_copy() };
        html.tag(" <a class=\"external\"").attribute("href", url).tag(">(").text(label).tag(")</a>.");
    }
    if let Some(quote) = &source.quote {
        html.tag(" <q>").text(&shortened(quote, MAX_QUOTE)).tag("</q>");
    }
    html
}
