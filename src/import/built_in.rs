//! Templates that most wikis have, by name: quotations, notices, and lines that lead to other pages. A call becomes a
//! component of the theme if that shows the same words.

use std::collections::BTreeMap;

use super::dump::Names;
use super::infobox::one_line;
use super::parse;
use super::tree::{Node, plain};

/// Names of templates in lower case, and their components.
const NAMES: [(&str, &str); 24] = [
    ("quote", "quote"),
    ("quotation", "quote"),
    ("quote box", "quote"),
    ("cquote", "quote"),
    ("q", "quote"),
    ("zitat", "quote"),
    ("citation", "quote"),
    ("cita", "quote"),
    ("цитата", "quote"),
    ("cytat", "quote"),
    ("main", "main"),
    ("main article", "main"),
    ("mainarticle", "main"),
    ("hauptartikel", "main"),
    ("article détaillé", "main"),
    ("artículo principal", "main"),
    ("vedi anche", "see-also"),
    ("main page", "main"),
    ("see also", "see-also"),
    ("seealso", "see-also"),
    ("see", "see-also"),
    ("siehe auch", "see-also"),
    ("véase también", "see-also"),
    ("voir aussi", "see-also"),
];
/// Names of templates for notices in lower case, and the kinds of these notices.
const NOTICES: [(&str, &str); 22] = [
    ("stub", "stub"),
    ("article stub", "stub"),
    ("stummel", "stub"),
    ("ébauche", "stub"),
    ("esbozo", "stub"),
    ("abbozzo", "stub"),
    ("esboço", "stub"),
    ("заготовка", "stub"),
    ("cleanup", "cleanup"),
    ("clean up", "cleanup"),
    ("überarbeiten", "cleanup"),
    ("à wikifier", "cleanup"),
    ("outdated", "outdated"),
    ("update", "outdated"),
    ("veraltet", "outdated"),
    ("obsolète", "outdated"),
    ("unsourced", "unsourced"),
    ("unreferenced", "unsourced"),
    ("belege fehlen", "unsourced"),
    ("in-universe", "in-universe"),
    ("disputed", "disputed"),
    ("neutralität", "disputed"),
];
/// Maximum length of the text of a notice, in bytes; a longer one is a part of the page.
const MAX_NOTICE: usize = 2000;
/// Maximum number of words around the pages of a line, such as `Main article:`.
const MAX_PHRASE: usize = 4;

/// A component in place of a call.
pub(super) struct Component {
    /// Its name.
    pub name: &'static str,
    /// Wikitext of its arguments.
    pub arguments: Vec<(String, String)>,
    /// Categories that the call adds, as wikitext.
    pub categories: String,
}

/// Returns whether a template may become a component of the theme.
pub(super) fn has(template: &str) -> bool {
    let template = template.to_lowercase();
    NAMES.iter().chain(&NOTICES).any(|(known, _)| *known == template)
}

/// The component that shows what a call produces.
pub(super) fn component(
    template: &str,
    arguments: &[(String, String)],
    made: &str,
    names: &Names,
) -> Option<Component> {
    let template = template.to_lowercase();
    let name = NAMES.iter().find(|(known, _)| *known == template).map(|(_, name)| *name);
    let kind = NOTICES.iter().find(|(known, _)| *known == template).map(|(_, kind)| *kind);
    let name = name.or(kind.map(|_| "notice"))?;
    let parsed = parse::parse(made, names);
    // Notices have icons.
    if !has_only_text(&parsed.nodes, name == "notice") {
        return None;
    }
    let arguments = match name {
        "notice" => notice(kind?, made, &parsed.nodes)?,
        "quote" => quote(arguments, &parsed.nodes, names)?,
        _ => pages(&parsed.nodes, names)?,
    };
    Some(Component { name, arguments, categories: written(&parsed.categories, names) })
}

/// The categories in wikitext, as wikitext.
pub(super) fn categories(text: &str, names: &Names) -> String {
    written(&parse::parse(text, names).categories, names)
}

fn written(categories: &[(String, String)], names: &Names) -> String {
    let categories = categories.iter().map(|(category, key)| {
        let bar = if key.is_empty() { "" } else { "|" };
        format!("[[{}:{category}{bar}{key}]]", names.name(14))
    });
    categories.collect()
}

fn has_only_text(nodes: &[Node], or_icons: bool) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(_) | Node::Link(_) | Node::External(..) => true,
        Node::Element(element) => has_only_text(&element.children, or_icons),
        Node::File(file) => or_icons && !file.framed && file.place.is_none(),
        Node::Tag(_) => false,
    })
}

/// The words of a text and their numbers.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *found.entry(word.to_lowercase()).or_default() += 1;
    }
    found
}

/// The arguments of a quotation that together have the words of its expansion.
fn quote(arguments: &[(String, String)], nodes: &[Node], names: &Names) -> Option<Vec<(String, String)>> {
    let value = |wanted: &[&str]| {
        let mut found = wanted.iter().filter_map(|name| {
            let known = arguments.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name));
            known.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
        });
        found.next()
    };
    let mut found = vec![("text".to_owned(), value(&["text", "quote", "1"])?)];
    found.extend(value(&["by", "speaker", "author", "attribution", "2"]).map(|by| ("by".to_owned(), by)));
    found.extend(value(&["source", "work", "3"]).map(|source| ("source".to_owned(), source)));
    let joined: Vec<String> =
        found.iter().map(|(_, value)| plain(&parse::parse(value, names).nodes)).collect();
    (words(&joined.join(" ")) == words(&plain(nodes))).then_some(found)
}

/// The kind and the text of a notice.
fn notice(kind: &str, made: &str, nodes: &[Node]) -> Option<Vec<(String, String)>> {
    let is_short = made.len() <= MAX_NOTICE && !words(&plain(nodes)).is_empty();
    is_short.then(|| vec![("kind".to_owned(), kind.to_owned()), ("text".to_owned(), made.trim().to_owned())])
}

/// The pages that a line leads to, if it has hardly any other words.
fn pages(nodes: &[Node], names: &Names) -> Option<Vec<(String, String)>> {
    let (mut found, mut rest) = (Vec::new(), String::new());
    collect(nodes, names, &mut found, &mut rest)?;
    let is_phrase = words(&rest).values().sum::<usize>() <= MAX_PHRASE;
    (is_phrase && !found.is_empty()).then_some(found)
}

fn collect(
    nodes: &[Node],
    names: &Names,
    found: &mut Vec<(String, String)>,
    rest: &mut String,
) -> Option<()> {
    for node in nodes {
        match node {
            Node::Text(text) => rest.push_str(text),
            Node::Element(element) => {
                rest.push(' ');
                collect(&element.children, names, found, rest)?;
            }
            Node::Link(link) => {
                let label = one_line(&plain(&link.label));
                let is_whole = link.fragment.is_none() && link.interwiki.is_none();
                let is_title = names.title(&label, 0) == link.target && link.target.namespace == 0;
                found.push(("page".to_owned(), Some(label).filter(|_| is_whole && is_title)?));
            }
            _ => return None,
        }
    }
    Some(())
}
