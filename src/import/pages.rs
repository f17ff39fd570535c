//! The pages of a dump by title, and as templates.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::action::Action;
use super::dump::{Dump, DumpPage, Names, Title};
use super::preprocess::{self, Piece, View};

/// All pages of a dump, by title.
pub struct Pages<'d> {
    /// The dump.
    pub dump: &'d Dump,
    /// Names of namespaces.
    pub names: &'d Names,
    /// Indices into the dump.
    pub by_title: FxHashMap<Title, usize>,
    /// Time of the newest revision in the dump.
    pub newest: &'d str,
    /// Number of pages with text in the main namespace.
    pub articles: usize,
    /// Decisions about templates, by name.
    pub(super) actions: FxHashMap<String, Action>,
    texts: &'d [OnceLock<String>],
    parsed: Vec<OnceLock<Vec<Piece<'d>>>>,
}

impl<'d> Pages<'d> {
    /// The pages of a dump; `texts` caches templates after their first use.
    pub fn new(dump: &'d Dump, names: &'d Names, texts: &'d [OnceLock<String>]) -> Self {
        let by_title =
            dump.pages.iter().enumerate().map(|(at, page)| (names.title(&page.title, 0), at)).collect();
        let parsed = dump.pages.iter().map(|_| OnceLock::new()).collect();
        let newest = dump.pages.iter().map(|page| page.timestamp.as_str()).max().unwrap_or_default();
        let articles =
            dump.pages.iter().filter(|page| page.namespace == 0 && page.redirect.is_none()).count();
        Self { dump, names, by_title, newest, articles, actions: FxHashMap::default(), texts, parsed }
    }

    /// The page with a title.
    pub fn get(&self, title: &Title) -> Option<&'d DumpPage> {
        self.by_title.get(title).map(|at| &self.dump.pages[*at])
    }

    /// A page as a template, with its title. Redirects are followed.
    pub(super) fn template(&self, title: &Title) -> Option<(Title, &[Piece<'d>])> {
        let mut at = *self.by_title.get(title)?;
        let mut title = title.clone();
        if let Some(target) = redirect_target(&self.dump.pages[at].text) {
            title = self.names.title(target.split('#').next().unwrap_or(target), 0);
            at = *self.by_title.get(&title)?;
        }
        let page = &self.dump.pages[at];
        let is_wikitext = page.model.is_empty() || page.model == "wikitext";
        let pieces = self.parsed[at].get_or_init(|| {
            let text = self.texts[at].get_or_init(|| match is_wikitext {
                true => preprocess::prepare(&page.text, View::Transcluded).into_owned(),
                false => String::new(),
            });
            preprocess::parse(text)
        });
        Some((title, pieces))
    }
}

/// The target of `#REDIRECT [[…]]` in any language: the page begins with `#`, a word, and a link.
pub(super) fn redirect_target(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix('#')?;
    let word = rest.find("[[")?;
    let is_word = rest[..word].trim().trim_end_matches(':').trim();
    let fits =
        !is_word.is_empty() && is_word.len() < 60 && is_word.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !fits {
        return None;
    }
    let target = rest[word + 2..].split("]]").next()?;
    Some(target.split('|').next().unwrap_or(target).trim())
}
