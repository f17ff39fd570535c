//! The elements allowed in raw HTML: where each may occur, and what it may contain.
//!
//! Follows the content models of the HTML standard, simplified where the difference is invisible.

/// An element that is allowed on a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Name in lower case.
    pub(super) name: &'static str,
    /// True if it is a block rather than part of a paragraph.
    pub(super) block: bool,
    pub(super) holds: Holds,
    /// The elements that it must be a direct child of, if any.
    pub(super) wholes: &'static [&'static str],
    /// Attributes allowed in addition to the global ones.
    pub(super) attributes: &'static [&'static str],
}

/// Content model of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Void: it has no end tag.
    Nothing,
    /// Inline content.
    Text,
    /// Blocks and inline content.
    Blocks,
    /// The same content as the element around it.
    Same,
    /// Only its parts. Anything else is wrapped in a part with this name.
    Parts(&'static str),
}

/// What to write instead of elements that are not allowed.
const INSTEAD: [(&[&str], &str); 7] = [
    (
        &["iframe", "embed", "object"],
        "show a video by its address: `![Title](https://youtu.be/…)`; link to other pages",
    ),
    (&["script", "style", "link"], "for every page, write it to `templates/parts/head-extra.html`"),
    (
        &["font", "big"],
        "write a class, `<span class=\"…\">`, and its rules to a style sheet in `static/css/`",
    ),
    (
        &["ref", "references"],
        "write a footnote, `[^1]`, or cite a source, `[@id]`; their lists follow the text by themselves",
    ),
    (&["gallery"], "write a block of code with the language `gallery`"),
    (&["nowiki"], "write text between backticks"),
    (&["form", "input", "button", "select", "textarea"], "link to a page with the form"),
];

/// What to write instead of an element.
pub(super) fn instead_of(name: &str) -> Option<&'static str> {
    INSTEAD.iter().find(|(names, _)| names.contains(&name)).map(|(_, help)| *help)
}

impl Element {
    /// The element with the given name, if it is allowed.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ELEMENTS.iter().find(|element| element.name == name)
    }

    /// True if tags inside it may not close elements around it.
    pub(super) fn is_bound(&self) -> bool {
        self.wholes.is_empty() && matches!(self.holds, Holds::Blocks | Holds::Parts(_))
    }

    /// The attribute with the given name, if this element may have it.
    pub(super) fn attribute(&self, name: &str) -> Option<&'static str> {
        ATTRIBUTES.iter().chain(self.attributes).find(|known| **known == name).copied()
    }

    const fn text(name: &'static str) -> Self {
        Self { name, block: false, holds: Holds::Text, wholes: &[], attributes: &[] }
    }

    const fn block(name: &'static str, holds: Holds) -> Self {
        Self { name, block: true, holds, wholes: &[], attributes: &[] }
    }

    const fn holding(self, holds: Holds) -> Self {
        Self { holds, ..self }
    }

    const fn part_of(self, wholes: &'static [&'static str]) -> Self {
        Self { wholes, ..self }
    }

    const fn with(self, attributes: &'static [&'static str]) -> Self {
        Self { attributes, ..self }
    }
}

/// Attributes allowed on every element.
const ATTRIBUTES: [&str; 10] =
    ["class", "dir", "id", "lang", "title", "role", "aria-label", "aria-hidden", "data-scope", "tabindex"];

/// Elements allowed on a page. `h1` is reserved for the page's title.
const ELEMENTS: [Element; 65] = [
    Element::text("a").holding(Holds::Same).with(&["href", "hreflang"]),
    Element::text("abbr"),
    Element::text("audio").with(&["src", "controls", "loop", "muted"]),
    Element::text("b"),
    Element::text("bdi"),
    Element::text("bdo"),
    Element::block("blockquote", Holds::Blocks).with(&["cite"]),
    Element::text("br").holding(Holds::Nothing),
    Element::block("caption", Holds::Blocks).part_of(&["table"]),
    Element::block("center", Holds::Blocks),
    Element::text("cite"),
    Element::text("code"),
    Element::block("col", Holds::Nothing).part_of(&["colgroup"]).with(&["span"]),
    Element::block("colgroup", Holds::Parts("")).part_of(&["table"]).with(&["span"]),
    Element::block("dd", Holds::Blocks).part_of(&["dl"]),
    Element::text("del").holding(Holds::Same),
    Element::block("details", Holds::Blocks).with(&["open"]),
    Element::text("dfn"),
    Element::block("div", Holds::Blocks),
    Element::block("dl", Holds::Parts("dd")),
    Element::block("dt", Holds::Text).part_of(&["dl"]),
    Element::text("em"),
    Element::block("figcaption", Holds::Blocks).part_of(&["figure"]),
    Element::block("figure", Holds::Blocks),
    Element::block("h2", Holds::Text),
    Element::block("h3", Holds::Text),
    Element::block("h4", Holds::Text),
    Element::block("h5", Holds::Text),
    Element::block("h6", Holds::Text),
    Element::block("hr", Holds::Nothing),
    Element::text("i"),
    Element::text("img").holding(Holds::Nothing).with(&["src", "alt", "width", "height", "loading"]),
    Element::text("ins").holding(Holds::Same),
    Element::text("kbd"),
    Element::block("li", Holds::Blocks).part_of(&["ul", "ol"]),
    Element::text("mark"),
    Element::block("ol", Holds::Parts("li")).with(&["start", "reversed", "type"]),
    Element::block("p", Holds::Text),
    Element::block("pre", Holds::Text),
    Element::text("q").with(&["cite"]),
    Element::text("rp").part_of(&["ruby"]),
    Element::text("rt").part_of(&["ruby"]),
    Element::text("ruby"),
    Element::text("s"),
    Element::text("samp"),
    Element::block("section", Holds::Blocks),
    Element::text("small"),
    Element::text("source").holding(Holds::Nothing).part_of(&["audio", "video"]).with(&["src", "type"]),
    Element::text("span"),
    Element::text("strong"),
    Element::text("sub"),
    Element::block("summary", Holds::Text).part_of(&["details"]),
    Element::text("sup"),
    Element::block("table", Holds::Parts("tr")),
    Element::block("tbody", Holds::Parts("tr")).part_of(&["table"]),
    Element::block("td", Holds::Blocks).part_of(&["tr"]).with(&["colspan", "rowspan", "headers"]),
    Element::block("tfoot", Holds::Parts("tr")).part_of(&["table"]),
    Element::block("th", Holds::Blocks).part_of(&["tr"]).with(&["colspan", "rowspan", "headers", "scope"]),
    Element::block("thead", Holds::Parts("tr")).part_of(&["table"]),
    Element::text("time").with(&["datetime"]),
    Element::block("tr", Holds::Parts("td")).part_of(&["table", "thead", "tbody", "tfoot"]),
    Element::text("u"),
    Element::block("ul", Holds::Parts("li")),
    Element::text("video").with(&["src", "width", "height", "controls", "loop", "muted", "playsinline"]),
    Element::text("wbr").holding(Holds::Nothing),
];
