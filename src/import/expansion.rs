//! The state and the result of expanding a page.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::component::Components;
use super::dump::Title;
use super::pages::Pages;

/// Marker around the number of a tag that was replaced in the text.
pub(super) const MARK: char = '\u{1}';

/// The name of the tag that stands for the call of a component of the wiki. Its attributes are the index of the component.
pub(super) const COMPONENT: &str = "component";

/// An extension tag replaced by a marker in the text.
#[derive(Debug, Clone)]
pub struct Stripped {
    /// Name of the tag, or `unconverted`.
    pub name: &'static str,
    /// Its attributes as written.
    pub attributes: String,
    /// Its content; expanded if it is wikitext.
    pub inner: String,
    /// The parameters of the template for sources that is its only content, or those of a component.
    pub cite: Vec<(String, String)>,
    /// For a reference without content, the number of the tag that states it.
    pub stated: Option<usize>,
}

impl Stripped {
    /// The content of `<pre>` without the tags of closed `<nowiki>`.
    pub(super) fn preformatted(&self) -> Cow<'_, str> {
        let text = self.inner.as_str();
        const OPEN: &str = "<nowiki>";
        const CLOSE: &str = "</nowiki>";
        if !text.contains(OPEN) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut pieces = text.split(CLOSE).peekable();
        while let Some(piece) = pieces.next() {
            let is_closed = pieces.peek().is_some();
            match piece.rsplit_once(OPEN).filter(|_| is_closed) {
                Some((before, inside)) => {
                    out.push_str(before);
                    out.push_str(inside);
                }
                None => {
                    out.push_str(piece);
                    out.push_str(if is_closed { CLOSE } else { "" });
                }
            }
        }
        Cow::Owned(out)
    }

    /// True if it is a block.
    pub(super) fn is_block(&self) -> bool {
        matches!(
            self.name,
            "pre"
                | "gallery"
                | "poem"
                | "tabber"
                | "tabview"
                | "source"
                | "syntaxhighlight"
                | "imagemap"
                | "references"
                | "youtube"
                | "quote"
                | "main"
                | "see-also"
                | "notice"
        )
    }
}

/// A template call in the page itself.
#[derive(Debug, Clone)]
pub(super) struct PageCall {
    /// Name of the template before redirects are followed.
    pub name: String,
    /// Names and values of its arguments, expanded.
    pub arguments: Vec<(String, String)>,
    /// True if its expansion begins with an infobox.
    pub makes_infobox: bool,
}

/// The result of expanding a page.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    /// The wikitext.
    pub text: String,
    /// The replaced tags, indexed by the numbers between [`MARK`]s.
    pub tags: Vec<Stripped>,
    /// Template calls in the page itself.
    pub calls: Vec<PageCall>,
    /// Title to display instead of the page's own.
    pub display_title: Option<String>,
    /// Names of the templates whose calls became components.
    pub components: Vec<String>,
    /// Source of the calls that could not be expanded.
    pub unconverted: Vec<String>,
    /// What the page shows in another form than MediaWiki, with the reason.
    pub changed: Vec<String>,
    /// The calls of Lua modules.
    pub modules: Modules,
}

/// Numbers of calls of Lua modules.
#[derive(Debug, Default, Clone, Copy)]
pub struct Modules {
    /// All calls.
    pub calls: usize,
    /// Those that did not succeed.
    pub failed: usize,
}

/// The context of an expansion.
pub(super) struct Frame {
    /// The template or the page itself.
    pub title: Title,
    /// Its arguments; `None` for the page itself.
    pub arguments: Option<Rc<Arguments>>,
    pub(super) depth: usize,
}

/// The arguments of a call.
#[derive(Default)]
pub(super) struct Arguments {
    /// Names and values as written.
    pub list: Vec<(String, String)>,
    /// Indices of the last value of each name.
    last: FxHashMap<String, usize>,
}

impl Arguments {
    pub(super) fn new(list: Vec<(String, String)>) -> Self {
        let last = list.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        Self { list, last }
    }

    /// The value of a name.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.last.get(name).map(|at| self.list[*at].1.as_str())
    }
}

/// The state of the expansion of a page.
pub(super) struct Expander<'p, 'd> {
    /// All pages.
    pub pages: &'p Pages<'d>,
    /// The components of the wiki, whose calls are not expanded.
    pub components: Option<&'p Components>,
    /// The page.
    pub page: &'p Title,
    /// The result so far.
    pub result: Expanded,
    /// Variables defined by the page.
    pub variables: FxHashMap<String, String>,
    /// The templates that are being expanded, each called by the one before it.
    pub(super) open: Vec<Title>,
    pub(super) calls: usize,
    pub(super) bytes: usize,
    /// True if the report says that there are too many bytes.
    pub(super) is_full: bool,
    /// True in tabs that stand in the page itself.
    pub(super) in_tabs: bool,
    /// Current nesting of calls, including functions and arguments.
    pub(super) nesting: usize,
    /// Runs the page's Lua modules; made for the first call.
    #[cfg(feature = "lua")]
    pub(super) machine: Option<Rc<super::lua::Machine>>,
}

/// True for the name of a tag with tabs.
pub(super) fn is_tabs(tag: &str) -> bool {
    matches!(tag, "tabber" | "tabview")
}

impl<'p, 'd> Expander<'p, 'd> {
    /// An expander for a page.
    pub(super) fn new(pages: &'p Pages<'d>, components: Option<&'p Components>, page: &'p Title) -> Self {
        Self {
            pages,
            components,
            page,
            result: Expanded::default(),
            variables: FxHashMap::default(),
            open: Vec::new(),
            calls: 0,
            bytes: 0,
            is_full: false,
            in_tabs: false,
            nesting: 0,
            #[cfg(feature = "lua")]
            machine: None,
        }
    }
}
