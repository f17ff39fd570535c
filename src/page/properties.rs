//! The keys and values of a note's front matter as JSON, whatever they mean, for programs that set up a wiki.

use std::sync::Arc;

use serde_json::Value;

use super::front;
use super::node::{self, Node};
use crate::text::Source;

/// The keys of a text's front matter with their values, in the order of the file. Empty without valid front matter.
pub fn properties(text: &str) -> Vec<(String, Value)> {
    let source = Source::new("note.md", Arc::from(text));
    let Some(range) = front::split(&source, &mut Vec::new()).0 else { return Vec::new() };
    let root = node::parse(&source.text[range]).map(|document| document.root);
    let Ok(Node::Map(entries)) = root else { return Vec::new() };
    entries.into_iter().map(|entry| (entry.key, json(entry.value))).collect()
}

fn json(node: Node) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Bool(value) => value.into(),
        Node::Int(value) => value.into(),
        Node::Float(value) => value.into(),
        Node::Text(value) => value.into(),
        Node::List(items) => items.into_iter().map(json).collect(),
        Node::Map(entries) => Value::Object(entries.into_iter().map(|e| (e.key, json(e.value))).collect()),
    }
}
