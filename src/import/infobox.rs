//! Infoboxes in the tree of a page: finds the table, and reads its rows.

use rustc_hash::FxHashSet;

use super::tree::{Element, Node, is_inline, plain};
use super::{files, tables};

/// Maximum length of a label, in bytes.
const MAX_LABEL: usize = 100;

/// A row of an infobox.
#[derive(Debug)]
pub(super) enum Row {
    /// A heading over the rows below it, or the title.
    Heading(String),
    /// A label and its value.
    Pair {
        /// The label.
        label: String,
        /// The value.
        value: Vec<Node>,
        /// The parameter that the value comes from, if the template says so.
        source: Option<String>,
    },
    /// Images without text.
    Images(Vec<Node>),
    /// Anything else, which stays in the text.
    Other(Vec<Node>),
}

/// A parameter of an infobox on a page.
#[derive(Debug)]
pub(super) struct Argument {
    /// Its name.
    pub name: String,
    /// Its value.
    pub nodes: Vec<Node>,
    /// Letters and digits of its value.
    pub norm: String,
}

impl Argument {
    /// Returns whether it is one of the images, whose names are normalized.
    pub(super) fn is_image(&self, images: &FxHashSet<String>) -> bool {
        let mut files = Vec::new();
        files::collect(&self.nodes, &mut files);
        match files.first() {
            Some(file) => self.norm.is_empty() && images.contains(&norm(&file.name)),
            None => images.contains(self.norm.strip_prefix("file").unwrap_or(&self.norm)),
        }
    }
}

/// The infobox of a page.
#[derive(Debug)]
pub(super) struct Infobox {
    /// The template.
    pub template: String,
    /// Its parameters with a value.
    pub arguments: Vec<Argument>,
    /// The rows that it shows.
    pub rows: Vec<Row>,
}

impl Infobox {
    /// The headings, normalized.
    pub(super) fn headings(&self) -> FxHashSet<String> {
        let headings = self.rows.iter().filter_map(|row| match row {
            Row::Heading(text) => Some(norm(text)),
            _ => None,
        });
        headings.filter(|text| !text.is_empty()).collect()
    }

    /// The normalized names of the images that it shows without text beside them.
    pub(super) fn images(&self) -> FxHashSet<String> {
        let mut found = Vec::new();
        for row in &self.rows {
            if let Row::Images(nodes) = row {
                files::collect(nodes, &mut found);
            }
        }
        found.iter().map(|file| norm(&file.name)).collect()
    }
}

/// Lower-case letters and digits of a text.
pub(super) fn norm(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Lower-case letters and digits of nodes.
pub(super) fn norm_of(nodes: &[Node]) -> String {
    norm(&plain(nodes))
}

/// Returns whether the attributes are those of an infobox.
pub(super) fn is_infobox(attributes: &[(String, String)]) -> bool {
    attributes.iter().any(|(name, value)| {
        let value = value.to_lowercase();
        match name.as_str() {
            "class" => {
                value.contains("infobox")
                    || value.contains("taxobox")
                    || value.split_whitespace().any(|class| class.starts_with("pi-"))
            }
            "style" => value.split_whitespace().collect::<String>().contains("float:right"),
            "align" => value.trim() == "right",
            _ => false,
        }
    })
}

/// Returns whether expanded wikitext begins a table that is an infobox.
pub(super) fn makes_infobox(wikitext: &str) -> bool {
    let mut is_around = false;
    for (at, _) in wikitext.match_indices(['{', '<']).take(200) {
        let rest = &wikitext[at + 1..];
        let (attributes, end) = match rest.strip_prefix('|') {
            Some(rest) => (rest, '\n'),
            None => match ["table", "aside", "div"].iter().find_map(|name| rest.strip_prefix(name)) {
                Some(rest) => (rest, '>'),
                None => continue,
            },
        };
        let attributes = &attributes[..attributes.find(end).unwrap_or(attributes.len())];
        let is_table = rest.starts_with(['|', 't']);
        is_around |= is_infobox(&super::inline::attributes(attributes));
        if is_table {
            return is_around;
        }
    }
    false
}

/// Removes the first infobox from a tree and returns it.
pub(super) fn take(nodes: &mut Vec<Node>) -> Option<Element> {
    take_inside(nodes, false)
}

fn take_inside(nodes: &mut Vec<Node>, is_around: bool) -> Option<Element> {
    for at in 0..nodes.len() {
        let Node::Element(element) = &mut nodes[at] else { continue };
        let is_box = is_around || is_infobox(&element.attributes);
        if element.name != "table" {
            if let Some(found) = take_inside(&mut element.children, is_box) {
                return Some(found);
            }
        } else if is_box {
            let Node::Element(found) = nodes.remove(at) else { return None };
            return Some(*found);
        }
    }
    None
}

/// The rows of an infobox.
pub(super) fn rows(table: &Element) -> Vec<Row> {
    let mut found = Vec::new();
    for child in &table.children {
        match child {
            Node::Element(row) if row.name == "tr" => found.extend(row_of(row)),
            Node::Element(caption) if caption.name == "caption" => {
                found.push(Row::Heading(plain(&caption.children).trim().to_owned()));
            }
            Node::Text(text) if text.trim().is_empty() => {}
            node => found.push(Row::Other(vec![node.clone()])),
        }
    }
    pair_headings(found)
}

/// Makes a heading the label of the text below it, if that is one line in the full width.
fn pair_headings(rows: Vec<Row>) -> Vec<Row> {
    let mut found: Vec<Row> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        match (row, found.last()) {
            (Row::Other(value), Some(Row::Heading(label)))
                if found.len() > 1
                    && value.iter().all(is_text)
                    && matches!(rows.peek(), None | Some(Row::Heading(_))) =>
            {
                let label = label.clone();
                found.pop();
                found.push(Row::Pair { label, value, source: None });
            }
            (row, _) => found.push(row),
        }
    }
    found
}

fn is_text(node: &Node) -> bool {
    match node {
        Node::Text(_) | Node::Link(_) | Node::External(..) => true,
        Node::Element(element) => {
            (is_inline(&element.name) || element.name == "p") && element.children.iter().all(is_text)
        }
        Node::File(_) | Node::Tag(_) => false,
    }
}

fn row_of(row: &Element) -> Vec<Row> {
    let mut found = Vec::new();
    let cells = tables::cells(row);
    let loose = row.children.iter().filter(|node| !tables::is_cell(node));
    let loose: Vec<Node> =
        loose.filter(|node| !matches!(node, Node::Text(text) if text.trim().is_empty())).cloned().collect();
    if !loose.is_empty() {
        found.push(Row::Other(loose));
    }
    match cells.as_slice() {
        [] => {}
        [cell] => found.extend(wide(cell)),
        [label, value] if is_label(label) => found.push(Row::Pair {
            label: one_line(&plain(&label.children)).trim_end_matches(':').trim_end().to_owned(),
            value: value.children.clone(),
            source: row.attribute("data-source").map(str::to_owned),
        }),
        _ => {
            let mut table = Element::new("table", Vec::new());
            table.children.push(Node::Element(Box::new(row.clone())));
            found.push(Row::Other(vec![Node::Element(Box::new(table))]));
        }
    }
    found
}

fn wide(cell: &Element) -> Option<Row> {
    let text = one_line(&plain(&cell.children));
    match (has_files(&cell.children), text.is_empty()) {
        (true, true) => Some(Row::Images(cell.children.clone())),
        (false, true) if !has_tags(&cell.children) => None,
        (false, false) if cell.name == "th" && text.len() <= MAX_LABEL && !has_tags(&cell.children) => {
            Some(Row::Heading(text))
        }
        _ => Some(Row::Other(cell.children.clone())),
    }
}

fn is_label(cell: &Element) -> bool {
    let text = one_line(&plain(&cell.children));
    !text.is_empty() && text.len() <= MAX_LABEL && !has_files(&cell.children) && !has_tags(&cell.children)
}

fn has_files(nodes: &[Node]) -> bool {
    any(nodes, &|node| matches!(node, Node::File(_)))
}

fn has_tags(nodes: &[Node]) -> bool {
    any(nodes, &|node| matches!(node, Node::Tag(_)))
}

fn any(nodes: &[Node], is_wanted: &dyn Fn(&Node) -> bool) -> bool {
    nodes.iter().any(|node| {
        let inside: &[Node] = match node {
            Node::Element(element) => &element.children,
            Node::Link(link) => &link.label,
            Node::External(_, label) => label,
            _ => &[],
        };
        is_wanted(node) || any(inside, is_wanted)
    })
}

/// A text with single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
