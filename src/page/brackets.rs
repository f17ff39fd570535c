//! Names in `[[ ]]` in YAML values, quoted or not.

use super::node::Node;

/// Page name in `[[Name#heading|label]]`, quoted or as YAML reads it unquoted.
pub(super) fn reference(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => in_brackets(text).map(str::to_owned),
        _ => unquoted(node).map(|inside| name_in(&inside).to_owned()),
    }
}

/// The inside of an unquoted `[[Name]]`, which YAML reads as a list within a list.
pub(super) fn unquoted(node: &Node) -> Option<String> {
    let Node::List(outer) = node else { return None };
    let [Node::List(inner)] = outer.as_slice() else { return None };
    let parts: Option<Vec<String>> = inner.iter().map(scalar_text).collect();
    Some(parts?.join(", "))
}

/// The text between the brackets of `[[Name#heading|label]]`.
pub(super) fn inside_brackets(text: &str) -> Option<&str> {
    text.trim().strip_prefix("[[")?.strip_suffix("]]")
}

/// Page name in `[[Name#heading|label]]`.
fn in_brackets(text: &str) -> Option<&str> {
    inside_brackets(text).map(name_in)
}

fn name_in(inside: &str) -> &str {
    inside.split(['|', '#']).next().unwrap_or(inside).trim()
}

/// A page name without its `[[ ]]`, if it has any.
pub(super) fn without_brackets(text: &str) -> &str {
    in_brackets(text).unwrap_or(text)
}

pub(super) fn scalar_text(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone()),
        Node::Int(value) => Some(value.to_string()),
        Node::Float(value) => Some(value.to_string()),
        Node::Bool(value) => Some(value.to_string()),
        // `[[Heat: The Novel]]`
        Node::Map(entries) => match entries.as_slice() {
            [entry] => Some(format!("{}: {}", entry.key, scalar_text(&entry.value)?)),
            _ => None,
        },
        Node::Null | Node::List(_) => None,
    }
}
