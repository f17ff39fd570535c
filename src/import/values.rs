//! Values of infobox parameters: splits them into parts, and writes the parts as text of the front matter.

use super::dump::Title;
use super::expansion::Stripped;
use super::infobox::one_line;
use super::plan::Plan;
use super::references;
use super::tree::{Link, Node, is_inline, plain};

/// Signs between the parts of a list on one line.
const DIVIDERS: [char; 4] = [',', ';', '•', '·'];

/// A part of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Part {
    /// Its text for the front matter, with `[[links]]`.
    pub text: String,
    /// Its text without links.
    pub plain: String,
    /// The page, if the part is a link to a whole page, or the title of an imported page.
    pub page: Option<Title>,
    /// True if it has links.
    pub is_linked: bool,
    /// The name of a file, if the part is an image.
    pub file: Option<String>,
    /// The ids of its sources.
    pub sources: Vec<String>,
}

/// A piece of a value.
#[derive(Clone)]
enum Atom {
    Text(String),
    Link { text: String, label: String, page: Option<Title> },
    File(String),
    Source(String),
    Break,
}

/// The parts of a value.
pub(super) fn parts(nodes: &[Node], tags: &[Stripped], plan: &Plan<'_>) -> Vec<Part> {
    let mut atoms = Vec::new();
    flatten(nodes, tags, plan, &mut atoms);
    let lines = atoms.split(|atom| matches!(atom, Atom::Break));
    lines.flat_map(|line| parts_of_line(line, plan)).collect()
}

fn flatten(nodes: &[Node], tags: &[Stripped], plan: &Plan<'_>, atoms: &mut Vec<Atom>) {
    for node in nodes {
        match node {
            Node::Text(text) => atoms.push(Atom::Text(text.replace("[[", "[ [").replace("](", "] ("))),
            Node::Element(element) if element.name == "br" || element.name == "hr" => atoms.push(Atom::Break),
            Node::Element(element) => {
                let divides = !is_inline(&element.name);
                atoms.extend(divides.then_some(Atom::Break));
                flatten(&element.children, tags, plan, atoms);
                atoms.extend(divides.then_some(Atom::Break));
            }
            Node::Link(link) => atoms.push(link_atom(link, plan)),
            Node::External(address, label) => atoms.push(external_atom(address, label)),
            Node::File(file) => atoms.push(Atom::File(file.name.clone())),
            Node::Tag(number) => tag(tags.get(*number), tags, plan, atoms),
        }
    }
}

fn tag(tag: Option<&Stripped>, tags: &[Stripped], plan: &Plan<'_>, atoms: &mut Vec<Atom>) {
    let Some(tag) = tag else { return };
    if tag.name == "ref"
        && let Some(id) = references::stated(tag, tags).and_then(|stated| plan.sources.id(&stated.inner))
    {
        return atoms.push(Atom::Source(id.to_owned()));
    }
    match tag.name {
        "nowiki" | "pre" | "math" => {
            atoms.push(Atom::Text(super::entity::decode(&tag.inner).into_owned()));
        }
        _ => {
            let text = plain(&super::parse::parse(&tag.inner, plan.names).nodes);
            let text = one_line(&text.replace(super::expansion::MARK, " "));
            atoms.extend((!text.is_empty()).then(|| Atom::Text(format!(" ({text})"))));
        }
    }
}

fn link_atom(link: &Link, plan: &Plan<'_>) -> Atom {
    let label = one_line(&plain(&link.label));
    if let Some(prefix) = &link.interwiki {
        return match super::interwiki::address(prefix, &link.target.name) {
            Some(address) => web_link(&address, &label),
            None => Atom::Text(label),
        };
    }
    match plan.link_name(&link.target).filter(|_| !link.target.name.is_empty()) {
        Some(name) => {
            let fragment = link.fragment.as_deref().filter(|section| plan.has_section(&link.target, section));
            let target = format!("{name}{}", fragment.map(|part| format!("#{part}")).unwrap_or_default());
            let text =
                if target == label { format!("[[{target}]]") } else { format!("[[{target}|{label}]]") };
            let is_whole = link.fragment.is_none() && link.target.namespace == 0;
            Atom::Link { text, label, page: is_whole.then(|| link.target.clone()) }
        }
        None => Atom::Text(label),
    }
}

fn external_atom(address: &str, label: &[Node]) -> Atom {
    let label = if label.is_empty() { address.to_owned() } else { one_line(&plain(label)) };
    match address.starts_with("http") {
        true if label == address => Atom::Text(label),
        true => web_link(address, &label),
        false => Atom::Text(label),
    }
}

fn web_link(address: &str, label: &str) -> Atom {
    let address = address.replace('(', "%28").replace(')', "%29").replace(' ', "%20");
    let text = format!("[{}]({address})", label.replace(['[', ']'], ""));
    Atom::Link { text, label: label.to_owned(), page: None }
}

/// The parts of a line: separated by commas if each of them is a page, otherwise the whole line.
fn parts_of_line(line: &[Atom], plan: &Plan<'_>) -> Vec<Part> {
    let mut pieces: Vec<Vec<Atom>> = vec![Vec::new()];
    for atom in line {
        match atom {
            Atom::Text(text) => {
                for (number, piece) in text.split(DIVIDERS).enumerate() {
                    if number > 0 {
                        pieces.push(Vec::new());
                    }
                    pieces.last_mut().into_iter().for_each(|last| last.push(Atom::Text(piece.to_owned())));
                }
            }
            atom => pieces.last_mut().into_iter().for_each(|last| last.push(atom.clone())),
        }
    }
    let whole = part(line, plan);
    let parts: Vec<Part> = pieces.iter().filter_map(|piece| part(piece, plan)).collect();
    let is_list = parts.len() > 1 && parts.iter().all(|part| part.page.is_some());
    if is_list && whole.as_ref().is_some_and(|whole| whole.page.is_none()) {
        return parts;
    }
    whole.into_iter().collect()
}

fn part(atoms: &[Atom], plan: &Plan<'_>) -> Option<Part> {
    let (mut part, mut links, mut loose) = (Part::default(), Vec::new(), String::new());
    for atom in atoms {
        match atom {
            Atom::Text(text) => {
                part.text.push_str(text);
                part.plain.push_str(text);
                loose.push_str(text);
            }
            Atom::Link { text, label, page } => {
                part.text.push_str(text);
                part.plain.push_str(label);
                links.push(page.clone());
            }
            Atom::File(name) => part.file = part.file.take().or(Some(name.clone())),
            Atom::Source(id) => part.sources.push(id.clone()),
            Atom::Break => {}
        }
    }
    part.text = one_line(&part.text);
    part.plain = one_line(&part.plain);
    part.is_linked = !links.is_empty();
    part.page = match links.as_slice() {
        [Some(page)] if loose.trim().is_empty() => Some(page.clone()),
        [] => bare_title(&part.plain, plan),
        _ => None,
    };
    (!part.text.is_empty() || part.file.is_some()).then_some(part)
}

/// The imported page of which a text is the title.
fn bare_title(text: &str, plan: &Plan<'_>) -> Option<Title> {
    if text.is_empty() || text.len() > 200 || text.contains(['[', ']', '|', '#', '<', '{', ':']) {
        return None;
    }
    let title = plan.names.title(text, 0);
    plan.resolve(&title).is_some().then_some(title)
}
