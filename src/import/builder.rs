//! Builds the tree with a stack of open elements, and closes those that wikitext leaves open.

use super::tree::{Element, Node, is_inline};

/// Maximum nesting of elements; the content of deeper ones is added to their ancestor.
const MAX_DEPTH: usize = 48;
/// Maximum number of open elements; further ones are dropped, and their content is kept.
const MAX_OPEN: usize = 200;

/// A tree under construction.
#[derive(Default)]
pub(super) struct Builder {
    root: Vec<Node>,
    stack: Vec<Open>,
}

struct Open {
    element: Element,
    /// True for an element opened by `{|`, which `|}` closes.
    is_wikitable: bool,
    /// Markers of the list items that are open in it.
    list: String,
}

/// Returns whether an element starts a new scope, at which lists and paragraphs end.
fn is_scope(name: &str) -> bool {
    matches!(
        name,
        "td" | "th"
            | "caption"
            | "table"
            | "div"
            | "center"
            | "blockquote"
            | "section"
            | "aside"
            | "details"
            | "figure"
            | "article"
    )
}

/// Frees the memory that nodes have to grow.
fn shrink(nodes: &mut Vec<Node>) {
    nodes.shrink_to_fit();
    for node in nodes {
        if let Node::Text(text) = node {
            text.shrink_to_fit();
        }
    }
}

impl Builder {
    pub(super) fn push(&mut self, node: Node) {
        let sink = match self.stack.last_mut() {
            Some(open) => &mut open.element.children,
            None => &mut self.root,
        };
        if let (Some(Node::Text(last)), Node::Text(text)) = (sink.last_mut(), &node) {
            return last.push_str(text);
        }
        sink.push(node);
    }

    pub(super) fn open(&mut self, element: Element) {
        self.open_as(element, false);
    }

    pub(super) fn open_as(&mut self, element: Element, is_wikitable: bool) {
        if self.stack.len() < MAX_OPEN {
            self.stack.push(Open { element, is_wikitable, list: String::new() });
        }
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) {
        let Some(mut open) = self.stack.pop() else { return };
        if self.stack.len() >= MAX_DEPTH {
            open.element.children.into_iter().for_each(|node| self.push(node));
            return;
        }
        shrink(&mut open.element.children);
        self.push(Node::Element(Box::new(open.element)));
    }

    /// The index of an open element with one of the names, up to the nearest boundary.
    fn find(&self, is_wanted: impl Fn(&Open) -> bool, is_boundary: impl Fn(&str) -> bool) -> Option<usize> {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if is_wanted(open) {
                return Some(at);
            }
            if is_boundary(&open.element.name) {
                return None;
            }
        }
        None
    }

    fn pop_to(&mut self, length: usize) {
        while self.stack.len() > length {
            self.pop();
        }
    }

    /// Closes the nearest element with a name, and everything open in it.
    pub(super) fn close(&mut self, name: &str) {
        if let Some(at) = self.nearest(name) {
            self.pop_to(at);
        }
    }

    /// Returns whether there is an element that the closing tag of a name closes.
    pub(super) fn can_close(&self, name: &str) -> bool {
        self.nearest(name).is_some()
    }

    /// The index of the element that a closing tag closes.
    fn nearest(&self, name: &str) -> Option<usize> {
        let of_table = matches!(name, "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption");
        let is_boundary = |open: &str| match of_table {
            true => open == "table" && name != "table",
            false => matches!(open, "td" | "th" | "caption" | "table"),
        };
        self.find(|open| open.element.name == name, is_boundary)
    }

    /// Closes the open paragraph and everything in it.
    pub(super) fn close_paragraph(&mut self) {
        if let Some(at) = self.find(|open| open.element.name == "p", is_scope) {
            self.pop_to(at);
        } else {
            while self.stack.last().is_some_and(|open| is_inline(&open.element.name)) {
                self.pop();
            }
        }
    }

    /// Returns whether a paragraph, list item or heading is open for text.
    pub(super) fn has_line(&self) -> bool {
        self.find(
            |open| {
                matches!(
                    open.element.name.as_str(),
                    "p" | "li" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre"
                )
            },
            is_scope,
        )
        .is_some()
    }

    /// Returns whether an element is open within the scope.
    pub(super) fn is_open(&self, name: &str) -> bool {
        self.find(|open| open.element.name == name, is_scope).is_some()
    }

    /// Returns whether a `{|` table is open, so that table markup applies.
    pub(super) fn in_wikitable(&self) -> bool {
        self.stack.iter().any(|open| open.is_wikitable)
    }

    /// Closes everything open in the innermost `{|` table.
    pub(super) fn return_to_wikitable(&mut self) {
        if let Some(at) = self.stack.iter().rposition(|open| open.is_wikitable) {
            self.pop_to(at + 1);
        }
    }

    /// Closes the innermost `{|` table.
    pub(super) fn close_wikitable(&mut self) {
        self.return_to_wikitable();
        self.pop();
    }

    /// Closes everything in the innermost `{|` table except the open row.
    pub(super) fn return_to_row(&mut self) {
        if let Some(at) = self.stack.iter().rposition(|open| open.is_wikitable) {
            let is_row = self.stack.get(at + 1).is_some_and(|open| open.element.name == "tr");
            self.pop_to(at + 1 + usize::from(is_row));
            if !is_row {
                self.open(Element::new("tr", Vec::new()));
            }
        }
    }

    /// Opens a part of a table, and closes the parts that cannot contain it.
    pub(super) fn open_part(&mut self, element: Element) {
        let table = self.stack.iter().rposition(|open| open.element.name == "table");
        let Some(table) = table else { return self.open(element) };
        let row = self.stack[table..].iter().position(|open| open.element.name == "tr").map(|at| table + at);
        match (element.name.as_str(), row) {
            ("td" | "th", Some(row)) => self.pop_to(row + 1),
            ("td" | "th", None) => {
                self.pop_to(table + 1);
                self.open(Element::new("tr", Vec::new()));
            }
            _ => self.pop_to(table + 1),
        }
        self.open(element);
    }

    /// Markers of the list items that are open in this scope.
    pub(super) fn list(&self) -> &str {
        let scope = self.stack.iter().rposition(|open| is_scope(&open.element.name));
        let from = scope.map_or(0, |at| at + 1);
        self.stack[from..]
            .iter()
            .rev()
            .find(|open| !open.list.is_empty())
            .map(|open| open.list.as_str())
            .unwrap_or_default()
    }

    /// Opens an item with its own markers and those of the items around it.
    pub(super) fn open_item(&mut self, element: Element, list: &str) {
        self.open(element);
        if let Some(open) = self.stack.last_mut() {
            list.clone_into(&mut open.list);
        }
    }

    /// Closes list items until only `depth` of them are open in this scope.
    pub(super) fn close_items(&mut self, depth: usize) {
        while self.list().len() > depth {
            let Some(at) = self.stack.iter().rposition(|open| !open.list.is_empty()) else { return };
            self.pop_to(at.saturating_sub(1));
        }
    }

    /// Closes the innermost list item of this scope but not its list, to which another item can be added.
    pub(super) fn close_item(&mut self) {
        if let Some(at) = self.stack.iter().rposition(|open| !open.list.is_empty()) {
            self.pop_to(at);
        }
    }

    pub(super) fn finish(mut self) -> Vec<Node> {
        self.pop_to(0);
        self.root
    }
}
