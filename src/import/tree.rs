//! The tree of expanded wikitext.

use super::dump::Title;

/// A node of the tree. The writer matches every kind, so that none is lost silently. Nodes are small, as all pages are in memory.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Plain text.
    Text(String),
    /// An HTML element.
    Element(Box<Element>),
    /// A link to a page.
    Link(Box<Link>),
    /// An image or another file.
    File(Box<File>),
    /// A link to an external URL; without a text it is shown as its number on the page.
    External(String, Vec<Node>),
    /// An extension tag, by number.
    Tag(usize),
}

/// An HTML element.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its children.
    pub children: Vec<Node>,
}

impl Element {
    /// An empty element.
    pub fn new(name: &str, attributes: Vec<(String, String)>) -> Self {
        Self { name: name.to_owned(), attributes, children: Vec::new() }
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A link to a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The page; an empty name means the current page.
    pub target: Title,
    /// The section.
    pub fragment: Option<String>,
    /// Prefix of another wiki.
    pub interwiki: Option<String>,
    /// The link text.
    pub label: Vec<Node>,
}

/// An image or another file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// Its name without namespace.
    pub name: String,
    /// Width and height, if given.
    pub size: Option<String>,
    /// `left`, `right`, `center`, `none`.
    pub place: Option<String>,
    /// True if it is shown in a frame with its caption.
    pub framed: bool,
    /// True if an option says whether it is framed.
    pub has_format: bool,
    /// Its text alternative.
    pub alt: Option<String>,
    /// The page that it leads to.
    pub link: Option<String>,
    /// The text under it.
    pub caption: Vec<Node>,
}

/// The nodes of a text that is only one paragraph, without the paragraph.
pub fn unwrapped(nodes: &[Node]) -> &[Node] {
    match nodes {
        [Node::Element(paragraph)] if paragraph.name == "p" => &paragraph.children,
        nodes => nodes,
    }
}

/// The plain text of nodes.
pub fn plain(nodes: &[Node]) -> String {
    let mut out = String::new();
    collect(nodes, &mut out);
    out
}

fn collect(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => {
                let divides = !is_inline(&element.name);
                out.push_str(if divides || element.name == "br" { " " } else { "" });
                collect(&element.children, out);
                out.push_str(if divides { " " } else { "" });
            }
            Node::Link(link) => collect(&link.label, out),
            Node::External(_, label) => collect(label, out),
            Node::File(_) | Node::Tag(_) => {}
        }
    }
}

/// Returns whether an element is inline.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "b" | "i"
            | "strong"
            | "em"
            | "span"
            | "small"
            | "big"
            | "sup"
            | "sub"
            | "u"
            | "s"
            | "strike"
            | "del"
            | "ins"
            | "code"
            | "tt"
            | "font"
            | "br"
            | "abbr"
            | "cite"
            | "kbd"
            | "samp"
            | "var"
            | "q"
            | "mark"
            | "bdi"
            | "bdo"
            | "time"
            | "wbr"
            | "ruby"
            | "rt"
            | "rb"
            | "rp"
            | "rtc"
            | "dfn"
            | "data"
            | "nobr"
    )
}

/// Returns whether a page may contain an element as a tag.
pub fn is_known(name: &str) -> bool {
    is_inline(name)
        || matches!(
            name,
            "p" | "pre"
                | "div"
                | "center"
                | "blockquote"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "ul"
                | "ol"
                | "li"
                | "dl"
                | "dt"
                | "dd"
                | "table"
                | "tr"
                | "td"
                | "th"
                | "caption"
                | "thead"
                | "tbody"
                | "tfoot"
                | "hr"
                | "section"
                | "aside"
                | "figure"
                | "figcaption"
                | "details"
                | "summary"
                | "col"
                | "colgroup"
                | "article"
                | "header"
                | "footer"
                | "nav"
        )
}
