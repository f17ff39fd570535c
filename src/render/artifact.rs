//! The content of each output path.

use std::sync::Arc;

use super::history::Filter;
use super::special_lists::SpecialPath;
use crate::wiki::PageId;

/// Content of an output path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Artifact {
    /// A page of `content/`, with the page number of its list of members, from 1.
    Page(PageId, usize),
    /// A section without an index page.
    Section(String, usize),
    /// A category without a page.
    Category(String, usize),
    /// A generated disambiguation page.
    Disambiguation(String),
    /// A redirect to a page.
    Redirect(PageId),
    /// A file of `content/`.
    Asset(u32),
    /// A smaller variant of an image of `content/`, by its width in pixels.
    Variant(u32, u32),
    /// A file of the theme.
    ThemeFile,
    /// A special page.
    Special(SpecialPath),
    /// The timeline.
    Timeline(Filter, usize),
    /// The list of sources.
    Sources(usize),
    /// The search page.
    SearchPage,
    /// A file of the search index.
    SearchFile,
    /// The 404 page.
    NotFound,
    /// The feed of pages.
    Feed,
    /// The feed of events and claims.
    HistoryFeed,
    /// The sitemap; a part of it, from 1.
    Sitemap(usize),
    /// `robots.txt`.
    Robots,
    /// The index of all pages in the API.
    ApiIndex,
    /// Pages in the API, by address.
    ApiShard(Arc<[(String, Artifact)]>),
    /// A file with the given text.
    Text(String),
}

impl Artifact {
    /// True if it is made by a template, so that rendering can fail and report diagnostics.
    pub const fn has_template(&self) -> bool {
        match self {
            Self::Page(..)
            | Self::Section(..)
            | Self::Category(..)
            | Self::Disambiguation(_)
            | Self::Redirect(_)
            | Self::Special(_)
            | Self::Timeline(..)
            | Self::Sources(_)
            | Self::SearchPage
            | Self::NotFound => true,
            Self::Asset(_)
            | Self::Variant(..)
            | Self::ThemeFile
            | Self::SearchFile
            | Self::Feed
            | Self::HistoryFeed
            | Self::Sitemap(_)
            | Self::Robots
            | Self::ApiIndex
            | Self::ApiShard(_)
            | Self::Text(_) => false,
        }
    }
}

impl Artifact {
    /// True if an author put it there, rather than Lorekeep generating it.
    pub(super) const fn is_written(&self) -> bool {
        matches!(self, Self::Page(..) | Self::Redirect(_) | Self::Asset(_))
    }

    /// True if a page of the wiki may replace it: `docs/content/writing.md` lists the addresses.
    pub(super) const fn gives_way(&self) -> bool {
        matches!(
            self,
            Self::SearchPage
                | Self::Sources(_)
                | Self::Timeline(Filter::All | Filter::Newest, _)
                | Self::Special(SpecialPath::Special(..))
        )
    }
}
