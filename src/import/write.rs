//! Writes the tree as Lorekeep Markdown.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::dump::Title;
use super::escape;
use super::expansion::{COMPONENT, Stripped};
use super::parser::Parsed;
use super::plan::Plan;
use super::shown::MAX_INSIDE;
use super::tree::{Element, Link, Node, is_inline, plain};

/// Statistics of a converted page.
#[derive(Debug, Default, Clone)]
pub struct Met {
    /// Number of links to pages of the wiki.
    pub links: usize,
    /// Number of links to pages that are not imported; their text is kept.
    pub unlinked: usize,
    /// Number of links to sections that the target does not have.
    pub lost_sections: usize,
    /// Names of images that are not available.
    pub missing_files: Vec<String>,
    /// Number of missing images in galleries, where MediaWiki shows their names.
    pub missing_in_galleries: usize,
    /// Number of images shown.
    pub files: usize,
    /// Tags that could not be converted.
    pub unconverted: Vec<String>,
    /// Number of references.
    pub references: usize,
    /// Components of the theme.
    pub components: BTreeSet<&'static str>,
    /// Number of calls of components that templates became.
    pub calls: usize,
    /// Number of references that lead to sources.
    pub citations: usize,
}

/// Writes one page.
pub struct Writer<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) page: &'a Title,
    pub(super) tags: &'a [Stripped],
    /// Texts of the footnotes.
    pub(super) notes: Vec<String>,
    /// Footnotes by the group and name of their references.
    pub(super) named: FxHashMap<(String, String), usize>,
    /// Number of bytes that may still be read inside tags.
    left: usize,
    /// Number of tabs around the text.
    pub(super) tab_depth: usize,
    /// Number of external links without a text so far.
    numbered: usize,
    /// Statistics so far.
    pub met: Met,
}

/// A block of Markdown.
pub(super) struct Block {
    pub(super) text: String,
    is_list: bool,
}

impl<'a> Writer<'a> {
    /// A writer for a page, with the tags replaced in its text.
    pub fn new(plan: &'a Plan<'a>, page: &'a Title, tags: &'a [Stripped]) -> Self {
        Self {
            plan,
            page,
            tags,
            notes: Vec::new(),
            named: FxHashMap::default(),
            left: MAX_INSIDE,
            tab_depth: 0,
            numbered: 0,
            met: Met::default(),
        }
    }

    /// The Markdown of what an infobox shows besides its fields, above the text of the page.
    pub fn rest(&mut self, nodes: &[Node]) -> String {
        let text = self.blocks(nodes);
        if text.is_empty() { text } else { format!("{text}\n\n") }
    }

    /// The Markdown of a front matter value, on one line.
    pub fn line(&mut self, nodes: &[Node]) -> String {
        let mut out = String::new();
        self.inline(nodes, &mut out);
        out.trim().to_owned()
    }

    pub(super) fn blocks(&mut self, nodes: &[Node]) -> String {
        let blocks = self.block_list(nodes);
        blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n")
    }

    pub(super) fn block_list(&mut self, nodes: &[Node]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line = String::new();
        for (at, node) in nodes.iter().enumerate() {
            if let Node::File(file) = node
                && Self::is_placed(file)
            {
                // One beside the text belongs in front of its paragraph.
                if matches!(file.place.as_deref(), Some("center" | "none")) {
                    flush(&mut line, &mut blocks);
                }
                // It divides the words around it.
                line.push_str(if line.is_empty() || line.ends_with(' ') { "" } else { " " });
                let text = self.picture(file);
                push(&mut blocks, text, false);
            } else if self.is_block(node) {
                flush(&mut line, &mut blocks);
                self.block(node, &mut blocks);
            } else {
                self.inline_node(node, first_sign(&nodes[at + 1..]), &mut line);
            }
        }
        flush(&mut line, &mut blocks);
        blocks
    }

    pub(super) fn is_block(&self, node: &Node) -> bool {
        match node {
            Node::Element(element) => {
                !is_inline(&element.name) || element.children.iter().any(|child| self.is_block(child))
            }
            Node::Tag(number) => self.tags.get(*number).is_some_and(|tag| match tag.name {
                COMPONENT => self.is_block_component(tag),
                _ => tag.is_block(),
            }),
            Node::File(file) => Self::is_placed(file),
            Node::Text(_) | Node::Link(_) | Node::External(..) => false,
        }
    }

    fn block(&mut self, node: &Node, blocks: &mut Vec<Block>) {
        let element = match node {
            Node::Element(element) => element,
            Node::Tag(number) => {
                let text = self.block_tag(*number);
                return push(blocks, text, false);
            }
            _ => return,
        };
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name[1..].parse::<usize>().unwrap_or(2).max(2);
                let text = self.line(&element.children);
                if !text.is_empty() {
                    push(blocks, format!("{} {text}", "#".repeat(level)), false);
                }
            }
            "ul" | "ol" => {
                let text = self.list(element);
                push(blocks, text, true);
            }
            "dl" => self.definitions(element, blocks),
            "hr" => push(blocks, "* * *".to_owned(), false),
            "pre" if !element.children.iter().any(|node| self.is_block(node)) => {
                let is_plain = element.children.iter().all(|node| matches!(node, Node::Text(_)));
                let text = match is_plain {
                    true => fenced(&plain(&element.children), ""),
                    false => self.lines(&element.children),
                };
                push(blocks, text, false);
            }
            "table" => {
                let text = self.table(element);
                push(blocks, text, false);
            }
            "blockquote" => {
                let inner = self.blocks(&element.children);
                push(
                    blocks,
                    inner
                        .lines()
                        .map(|line| format!("> {line}").trim_end().to_owned())
                        .collect::<Vec<_>>()
                        .join("\n"),
                    false,
                );
            }
            _ => blocks.extend(self.block_list(&element.children)),
        }
    }

    /// Indented text with marks or links, line by line.
    fn lines(&mut self, nodes: &[Node]) -> String {
        let mut out = String::new();
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Text(text) => {
                    for (number, part) in text.split('\n').enumerate() {
                        out.push_str(if number > 0 { "<br>" } else { "" });
                        escape::text(&mut out, part);
                    }
                }
                node => self.inline_node(node, first_sign(&nodes[at + 1..]), &mut out),
            }
        }
        escape::paragraph(&out)
    }

    fn list(&mut self, element: &Element) -> String {
        let mut items = Vec::new();
        for child in &element.children {
            let children = match child {
                Node::Element(item) => std::slice::from_ref(child)
                    .iter()
                    .find(|_| item.name != "li")
                    .map_or(&item.children[..], std::slice::from_ref),
                Node::Text(text) if text.trim().is_empty() => continue,
                child => std::slice::from_ref(child),
            };
            let marker =
                if element.name == "ol" { format!("{}. ", items.len() + 1) } else { "- ".to_owned() };
            let inner = self.item(children);
            if !inner.is_empty() {
                items.push(indented(&marker, &inner));
            }
        }
        items.join("\n")
    }

    /// The content of an item. A nested list follows without an empty line.
    fn item(&mut self, children: &[Node]) -> String {
        let mut out = String::new();
        for block in self.block_list(children) {
            if !out.is_empty() {
                out.push_str(if block.is_list { "\n" } else { "\n\n" });
            }
            out.push_str(&block.text);
        }
        out
    }

    fn definitions(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let mut term: Option<String> = None;
        for child in &element.children {
            let Node::Element(item) = child else {
                let text = self.blocks(std::slice::from_ref(child));
                push(blocks, text, false);
                continue;
            };
            if item.name == "dt" {
                let line = self.line(&item.children);
                push(blocks, term.replace(line).map(|term| strong(&term)).unwrap_or_default(), false);
                continue;
            }
            let inner = self.block_list(&item.children);
            match (term.take().filter(|term| !term.is_empty()), inner.len()) {
                (Some(term), 1) if !inner[0].text.contains('\n') && !inner[0].is_list => {
                    push(blocks, format!("{term}\n: {}", inner[0].text), false);
                }
                (term, _) => {
                    push(blocks, term.map(|term| strong(&term)).unwrap_or_default(), false);
                    blocks.extend(inner);
                }
            }
        }
        push(blocks, term.map(|term| strong(&term)).unwrap_or_default(), false);
    }

    /// Appends nodes to a line.
    pub(super) fn inline(&mut self, nodes: &[Node], out: &mut String) {
        for (at, node) in nodes.iter().enumerate() {
            self.inline_node(node, first_sign(&nodes[at + 1..]), out);
        }
    }

    /// Appends a node to a line, in which the character `next` follows.
    fn inline_node(&mut self, node: &Node, next: Option<char>, out: &mut String) {
        match node {
            Node::Text(text) => escape::text(out, text),
            Node::Element(element) => self.inline_element(element, next, out),
            Node::Link(link) => self.link(link, out),
            Node::File(file) => self.file(file, out),
            Node::External(address, label) => self.external(address, label, out),
            Node::Tag(number) => self.inline_tag(*number, out),
        }
    }

    fn inline_element(&mut self, element: &Element, next: Option<char>, out: &mut String) {
        let name = match element.name.as_str() {
            "br" => return out.push_str("<br>"),
            "b" | "strong" => return self.emphasis(element, ("**", "b"), next, out),
            "i" | "em" => return self.emphasis(element, ("*", "i"), next, out),
            "strike" => "s",
            // A text that readers see when they point at it.
            "span" if element.attribute("title").is_some_and(|title| !title.trim().is_empty()) => "abbr",
            name @ ("small" | "sup" | "sub" | "u" | "s" | "del" | "ins" | "code" | "abbr" | "cite"
            | "kbd" | "samp" | "var" | "q" | "mark") => name,
            "tt" => "code",
            name => {
                let divides = !is_inline(name) && !out.is_empty() && !out.ends_with(' ');
                out.push_str(if divides { " " } else { "" });
                return self.inline(&element.children, out);
            }
        };
        let mut inner = String::new();
        self.inline(&element.children, &mut inner);
        if inner.trim().is_empty() {
            return out.push_str(&inner);
        }
        match element.attribute("title").filter(|_| name == "abbr") {
            Some(title) => out.push_str(&format!("<abbr title=\"{}\">{inner}</abbr>", attribute(title))),
            None => out.push_str(&format!("<{name}>{inner}</{name}>")),
        }
    }

    fn emphasis(
        &mut self,
        element: &Element,
        (mark, name): (&str, &str),
        next: Option<char>,
        out: &mut String,
    ) {
        let mut inner = String::new();
        self.inline(&element.children, &mut inner);
        let trimmed = inner.trim();
        if trimmed.is_empty() {
            return out.push_str(&inner);
        }
        let (start, end) = (inner.starts_with(' '), inner.ends_with(' '));
        out.push_str(if start { " " } else { "" });
        let next = if end { Some(' ') } else { next };
        // A mark beside punctuation needs a blank or punctuation on its other side.
        let holds = |inner: Option<char>, outer: Option<char>| {
            inner.is_none_or(char::is_alphanumeric)
                || inner != Some('*')
                    && outer.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation() && c != '*')
        };
        let is_safe = holds(trimmed.chars().next(), out.chars().next_back())
            && holds(trimmed.chars().next_back(), next)
            && !out.ends_with('*')
            && next != Some('*');
        match is_safe {
            true => out.push_str(&format!("{mark}{trimmed}{mark}")),
            false => out.push_str(&format!("<{name}>{trimmed}</{name}>")),
        }
        out.push_str(if end { " " } else { "" });
    }

    fn link(&mut self, link: &Link, out: &mut String) {
        let mut label = String::new();
        self.inline(&link.label, &mut label);
        if let Some(prefix) = &link.interwiki {
            return match super::interwiki::address(prefix, &link.target.name) {
                Some(address) => self.markdown_link(&address, &label, out),
                None => out.push_str(&label),
            };
        }
        if label.trim().is_empty() {
            return;
        }
        let is_self = link.target.name.is_empty() || link.target == *self.page;
        if is_self && link.fragment.is_none() {
            return out.push_str(&label);
        }
        let fragment = link.fragment.as_deref().filter(|fragment| !fragment.is_empty());
        let target = if link.target.name.is_empty() { self.page } else { &link.target };
        let found = fragment.is_none_or(|fragment| self.plan.has_section(target, fragment));
        self.met.lost_sections += usize::from(!found);
        let Some(name) = self.plan.link_name(target).filter(|_| found || !is_self) else {
            self.met.unlinked += 1;
            return out.push_str(&label);
        };
        self.met.links += 1;
        let fragment = fragment.filter(|_| found).map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let name = match is_self {
            true => String::new(),
            // Without the colon it would look like a membership.
            false if target.namespace == 14 => format!(":{name}"),
            false => name,
        };
        if out.ends_with('!') {
            out.pop();
            out.push_str("\\!");
        }
        let written = format!("{name}{fragment}");
        // Escaped brackets would end it.
        let label = label.replace("\\[", "&#91;").replace("\\]", "&#93;");
        let is_plain = written == plain(&link.label);
        out.push_str(&if is_plain {
            format!("[[{written}]]")
        } else {
            format!("[[{written}|{}]]", label.trim())
        });
    }

    fn external(&mut self, address: &str, label: &[Node], out: &mut String) {
        let is_bare = matches!(label, [Node::Text(text)] if text == address);
        if is_bare && address.starts_with("http") {
            return out.push_str(&format!("<{}>", escape::address(address).trim_matches(['<', '>'])));
        }
        let mut text = String::new();
        self.inline(label, &mut text);
        if label.is_empty() {
            self.numbered += 1;
            text = format!("\\[{}\\]", self.numbered);
        }
        match ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)) {
            true => self.markdown_link(address, &text, out),
            false => out.push_str(&text),
        }
    }

    fn markdown_link(&self, address: &str, label: &str, out: &mut String) {
        let has_link = label.contains("[[") || label.contains("](");
        match has_link || label.trim().is_empty() {
            true => out.push_str(label),
            false => out.push_str(&format!("[{}]({})", label.trim(), escape::address(address))),
        }
    }

    pub(super) fn stripped(&self, number: usize) -> Option<&'a Stripped> {
        self.tags.get(number)
    }

    /// The Markdown of the wikitext inside a tag.
    pub(super) fn inner_blocks(&mut self, text: &str) -> String {
        let parsed = self.parsed(text);
        self.blocks(&parsed.nodes)
    }

    /// Like `inner_blocks`, on one line.
    pub(super) fn inner_line(&mut self, text: &str) -> String {
        let parsed = self.parsed(text);
        self.line(&parsed.nodes)
    }

    /// The tree of the wikitext inside a tag. Tags can repeat each other, so their total is limited.
    fn parsed(&mut self, text: &str) -> Parsed {
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                super::parse::parse(text, self.plan.names)
            }
            None => {
                let loss = "the rest of the page: its tags contain too much text";
                let is_first = self.met.unconverted.last().is_none_or(|last| last != loss);
                self.met.unconverted.extend(is_first.then(|| loss.to_owned()));
                self.left = 0;
                Parsed::default()
            }
        }
    }

    pub(super) fn cell_blocks(&mut self, nodes: &[Node]) -> String {
        self.blocks(nodes)
    }

    pub(super) fn has_blocks(&self, nodes: &[Node]) -> bool {
        nodes.iter().any(|node| match node {
            Node::Element(element) if element.name == "p" => self.has_blocks(&element.children),
            node => self.is_block(node),
        })
    }
}

fn flush(line: &mut String, blocks: &mut Vec<Block>) {
    let text = std::mem::take(line);
    let mut text = text.trim();
    while let Some(rest) = text.strip_suffix("<br>") {
        text = rest.trim_end();
    }
    while let Some(rest) = text.strip_prefix("<br>") {
        text = rest.trim_start();
    }
    push(blocks, escape::paragraph(text), false);
}

fn push(blocks: &mut Vec<Block>, text: String, is_list: bool) {
    // Two adjacent lists would merge.
    if is_list && !text.is_empty() && blocks.last().is_some_and(|block| block.is_list) {
        blocks.push(Block { text: "<!-- -->".to_owned(), is_list: false });
    }
    if !text.trim().is_empty() {
        blocks.push(Block { text, is_list });
    }
}

fn strong(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<b>{text}</b>") }
}

/// The first character of nodes in a line; `*` for emphasis.
fn first_sign(nodes: &[Node]) -> Option<char> {
    nodes.iter().find_map(|node| match node {
        Node::Text(text) => text.chars().next(),
        Node::Element(element) => match element.name.as_str() {
            "b" | "strong" | "i" | "em" => first_sign(&element.children).map(|_| '*'),
            "br" => Some('<'),
            _ => first_sign(&element.children),
        },
        Node::Link(_) | Node::External(..) | Node::Tag(_) => Some('['),
        Node::File(_) => Some('!'),
    })
}

/// The value of an attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('\n', " ")
}

/// Indents lines after a marker, except the first.
fn indented(marker: &str, text: &str) -> String {
    let mut out = String::from(marker);
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&" ".repeat(marker.len()));
            }
        }
        out.push_str(line);
    }
    out
}

/// A code block with a fence that does not occur in its text.
pub(super) fn fenced(text: &str, language: &str) -> String {
    let text = text.trim_matches('\n').trim_end();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    if text.is_empty() { String::new() } else { format!("{fence}{language}\n{text}\n{fence}") }
}
