//! Reads the pages of files: the creators, licences and originals of images, which templates there state.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::dump::{DumpPage, Title};
use super::expansion::{Expander, Frame};
use super::infobox::one_line;
use super::licence;
use super::pages::{Pages, redirect_target};
use super::parse;
use super::plan::Plan;
use super::preprocess::{self, Call, Piece, View};
use super::tree::{Node, plain};
use crate::page::compose::{FrontMatterBuilder, Yaml};
use crate::page::links::is_file_name;
use crate::text::is_web_address;

/// Parameters that name the creator, in the languages of large wikis.
const CREATOR: [&str; 16] = [
    "author",
    "artist",
    "creator",
    "photographer",
    "credit",
    "urheber",
    "autor",
    "auteur",
    "autore",
    "автор",
    "作者",
    "作成者",
    "제작자",
    "makers",
    "maker",
    "author(s)",
];
/// Parameters that name the licence.
const LICENCE: [&str; 12] = [
    "licence",
    "license",
    "licensing",
    "permission",
    "copyright",
    "lizenz",
    "genehmigung",
    "licencia",
    "licença",
    "licenza",
    "лицензия",
    "ライセンス",
];
/// Parameters that name the original.
const ORIGINAL: [&str; 8] = ["source", "url", "quelle", "fuente", "fonte", "источник", "źródło", "出典"];
/// Maximum length of a statement, in characters; longer ones are no names.
const MAX_NAME: usize = 300;
/// Maximum length of a licence that is not known by name, in characters.
const MAX_LICENCE: usize = 60;

/// What the page of a file states.
#[derive(Debug, Default, PartialEq)]
struct Stated {
    credit: Option<String>,
    licences: Vec<String>,
    source: Option<String>,
}

/// The facts about images.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Number of pages of files that state any.
    pub found: usize,
    /// Facts by file name, for the images that pages show.
    entries: BTreeMap<String, Yaml>,
}

impl Facts {
    /// Number of images with facts.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The file that states them.
    pub(super) fn file(&self) -> Option<(String, String)> {
        let mut file = FrontMatterBuilder::default();
        for (name, facts) in &self.entries {
            file.set(name, facts.clone());
        }
        (!self.entries.is_empty()).then(|| ("content/pictures.yaml".to_owned(), file.yaml()))
    }
}

/// Reads all pages of files. Only available images and those that pages show, `missing` ones, have facts: Lorekeep reports
/// facts about others.
pub(super) fn read(pages: &Pages<'_>, plan: &Plan<'_>, missing: &BTreeSet<&str>) -> Facts {
    let files: Vec<&DumpPage> = pages.dump.pages.iter().filter(|page| page.namespace == 6).collect();
    let stated: Vec<(String, Stated)> = files
        .par_iter()
        .filter(|page| !page.deleted && redirect_target(&page.text).is_none())
        .map(|page| {
            let title = pages.names.title(&page.title, 6);
            let stated = stated(pages, &title, &page.text);
            (title.name, stated)
        })
        .filter(|(_, stated)| *stated != Stated::default())
        .collect();
    let mut facts = Facts { found: stated.len(), ..Facts::default() };
    for (name, stated) in stated {
        let known = plan.picture(&name).or_else(|| missing.get(name.as_str()).copied());
        if let Some(name) = known.filter(|name| is_file_name(name)) {
            facts.entries.insert(name.to_owned(), stated.yaml());
        }
    }
    facts
}

impl Stated {
    fn yaml(self) -> Yaml {
        let licence = (!self.licences.is_empty()).then(|| self.licences.join(", "));
        let keys = [("credit", self.credit), ("licence", licence), ("source", self.source)];
        let keys = keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Yaml::from(value?))));
        Yaml::Map(keys.collect())
    }

    fn add_licence(&mut self, licence: String) {
        if !self.licences.contains(&licence) {
            self.licences.push(licence);
        }
    }
}

/// What the page of a file states.
fn stated(pages: &Pages<'_>, title: &Title, text: &str) -> Stated {
    let prepared = preprocess::prepare(text, View::Page);
    let pieces = preprocess::parse(&prepared);
    let mut x = Expander::new(pages, None, title);
    let frame = Frame { title: title.clone(), arguments: None, depth: 0 };
    let mut stated = Stated::default();
    collect(&pieces, &mut x, &frame, &mut stated);
    stated
}

fn collect(pieces: &[Piece<'_>], x: &mut Expander<'_, '_>, frame: &Frame, stated: &mut Stated) {
    for piece in pieces {
        if let Piece::Call(call) = piece {
            template(call, x, frame, stated);
            for argument in &call.arguments {
                collect(&argument.pieces, x, frame, stated);
            }
        }
    }
}

/// Reads the call of a template: its name may be a licence, and its parameters may name the creator and the licence.
fn template(call: &Call<'_>, x: &mut Expander<'_, '_>, frame: &Frame, stated: &mut Stated) {
    let [Piece::Text(name)] = call.name.as_slice() else { return };
    let title = x.pages.names.title(name, 10);
    let target = x.pages.template(&title).map_or_else(|| title.name.clone(), |(title, _)| title.name);
    let arguments = x.arguments(&call.arguments, frame);
    let unnamed = arguments.iter().filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_digit()));
    let unnamed: Vec<String> = unnamed.map(|(_, value)| text(value, x)).collect();
    let own = licence::of_template(&title.name, &unnamed);
    let own = if own.is_empty() { licence::of_template(&target, &unnamed) } else { own };
    own.into_iter().for_each(|licence| stated.add_licence(licence));
    for (name, value) in &arguments {
        let name = name.to_lowercase();
        let is_one_of = |names: &[&str]| names.contains(&name.as_str());
        if is_one_of(&CREATOR) && stated.credit.is_none() {
            stated.credit = credit(value, x);
        } else if is_one_of(&LICENCE) {
            add_stated_licence(text(value, x), stated);
        } else if is_one_of(&ORIGINAL) && stated.source.is_none() {
            stated.source = address(&parse::parse(value, x.pages.names).nodes);
        }
    }
}

/// Adds a licence that is known by its name, or else the first one that a page states.
fn add_stated_licence(name: String, stated: &mut Stated) {
    let is_name = !name.is_empty() && name.chars().count() <= MAX_LICENCE && stated.licences.is_empty();
    let licence = licence::by_name(&name).or_else(|| is_name.then_some(name));
    licence.into_iter().for_each(|licence| stated.add_licence(licence));
}

/// Plain text of wikitext.
fn text(value: &str, x: &Expander<'_, '_>) -> String {
    let text = plain(&parse::parse(value, x.pages.names).nodes);
    one_line(&text.split(super::expansion::MARK).step_by(2).collect::<String>())
}

/// A creator with links to other sites, as Markdown.
fn credit(value: &str, x: &Expander<'_, '_>) -> Option<String> {
    let mut out = String::new();
    written(&parse::parse(value, x.pages.names).nodes, &mut out);
    let credit = one_line(&out);
    (!credit.is_empty() && credit.chars().count() <= MAX_NAME).then_some(credit)
}

fn written(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            // Credits have no escapes.
            Node::Text(text) => out.push_str(&text.replace("[[", "[ [").replace("](", "] (")),
            Node::Element(element) => {
                let space = if super::tree::is_inline(&element.name) { "" } else { " " };
                out.push_str(space);
                written(&element.children, out);
                out.push_str(space);
            }
            Node::Link(link) => written(&link.label, out),
            Node::External(address, label) => {
                let label = if label.is_empty() { address.clone() } else { one_line(&plain(label)) };
                let label = label.replace(['[', ']'], "");
                match is_web_address(address) {
                    true => {
                        let address = address.replace('(', "%28").replace(')', "%29");
                        out.push_str(&format!("[{label}]({address})"));
                    }
                    false => out.push_str(&label),
                }
            }
            Node::File(_) | Node::Tag(_) => {}
        }
    }
}

/// The first web address in nodes.
fn address(nodes: &[Node]) -> Option<String> {
    nodes.iter().find_map(|node| match node {
        Node::External(found, _) => is_web_address(found).then(|| found.clone()),
        Node::Element(element) => address(&element.children),
        Node::Text(_) | Node::Link(_) | Node::File(_) | Node::Tag(_) => None,
    })
}
