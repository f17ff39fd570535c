//! The elements that raw HTML may bring into a page: where each may stand, and what it may hold.
//!
//! After the content models of the HTML standard, simplified where the difference cannot be seen.

/// An element that may stand in a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name, lower case.
    pub(super) name: &'static str,
    /// Whether it stands among paragraphs and not in them.
    pub(super) block: bool,
    pub(super) holds: Holds,
    /// The elements of which it is a part; it stands directly in one of them and nowhere else.
    pub(super) wholes: &'static [&'static str],
    /// Attributes it may have besides those that all may have.
    pub(super) attributes: &'static [&'static str],
}

/// What an element may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// It has no end tag.
    Nothing,
    /// Text and what stands in text.
    Text,
    /// Blocks and text.
    Blocks,
    /// What the element around it holds.
    Same,
    /// Its parts alone. Anything else goes into a part of this name, which is opened for it.
    Parts(&'static str),
}

impl Element {
    /// The element of a name, if it may stand in a page.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ELEMENTS.iter().find(|element| element.name == name)
    }

    /// Whether tags inside it may not close what stands around it.
    pub(super) fn is_bound(&self) -> bool {
        self.wholes.is_empty() && matches!(self.holds, Holds::Blocks | Holds::Parts(_))
    }

    /// The attribute of a name, if this element may have it.
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

/// Attributes that may stand on any element.
const ATTRIBUTES: [&str; 10] =
    ["class", "dir", "id", "lang", "title", "role", "aria-label", "aria-hidden", "data-scope", "tabindex"];

/// Elements that may stand in a page. `h1` is the page's own.
const ELEMENTS: [Element; 62] = [
    Element::text("a").holding(Holds::Same).with(&["href", "hreflang"]),
    Element::text("abbr"),
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
    Element::text("wbr").holding(Holds::Nothing),
];
