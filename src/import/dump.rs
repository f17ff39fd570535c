//! Reads MediaWiki XML dumps.
//!
//! A truncated or damaged dump yields its complete pages. Invalid UTF-8 and characters that a page cannot contain are
//! replaced.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use rustc_hash::FxHashMap;

use super::magic_words;
use super::repair::Repaired;
use crate::text::fold_name;

/// Maximum number of authors recorded per page.
const MAX_AUTHORS: usize = 500;

/// A dump.
#[derive(Debug, Default)]
pub struct Dump {
    /// Name of the wiki.
    pub name: String,
    /// URL of its main page.
    pub base: String,
    /// Name of its database, by which Fandom's file server names wikis.
    pub database: String,
    /// Language tag.
    pub language: String,
    /// True if titles may begin with a lower-case letter.
    pub case_sensitive: bool,
    /// Numbers and names of namespaces, in dump order.
    pub namespaces: Vec<(i32, String)>,
    /// All pages, each with its last revision.
    pub pages: Vec<DumpPage>,
    /// The reason why pages are missing, if the dump is damaged.
    pub damage: Option<String>,
    /// Pages of the dump that cannot be imported, with the reason.
    pub problems: Vec<String>,
    /// Number of places where the XML was repaired.
    pub repairs: usize,
}

/// A page in its last revision.
#[derive(Debug, Default, Clone)]
pub struct DumpPage {
    /// Title with namespace.
    pub title: String,
    /// Number of its namespace.
    pub namespace: i32,
    /// Target of a redirect according to the dump.
    pub redirect: Option<String>,
    /// ID of the last revision.
    pub revision: String,
    /// Time of the last revision.
    pub timestamp: String,
    /// Content model, such as `wikitext`.
    pub model: String,
    /// Names of its authors, without IP addresses.
    pub authors: Vec<String>,
    /// The wikitext.
    pub text: String,
    /// True if the text was deleted from the dump.
    pub deleted: bool,
}

/// Reads a dump up to its last complete page.
///
/// # Errors If the input is not a MediaWiki dump.
pub fn read(input: impl BufRead) -> Result<Dump, String> {
    let mut reader = Reader::from_reader(Repaired::new(input));
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => state.open(&tag),
            Ok(Event::Empty(tag)) => {
                state.open(&tag);
                state.close_last();
            }
            Ok(Event::End(tag)) => state.close(&String::from_utf8_lossy(tag.name().0.as_ref())),
            Ok(Event::Text(text)) => state.text.push_str(&String::from_utf8_lossy(text.as_ref().as_ref())),
            Ok(Event::CData(text)) => state.text.push_str(&String::from_utf8_lossy(text.as_ref().as_ref())),
            Ok(Event::GeneralRef(reference)) => state.reference(&reference),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                state.dump.damage = Some(error.to_string());
                break;
            }
        }
        if !state.seen_root && !state.path.is_empty() {
            return Err(format!("the root element `<{}>` is not that of a MediaWiki dump", state.path[0]));
        }
    }
    state.dump.repairs = reader.get_ref().repairs;
    state.finish()
}

#[derive(Default)]
struct State {
    dump: Dump,
    /// Names of the open elements.
    path: Vec<String>,
    text: String,
    page: DumpPage,
    namespace: i32,
    seen_root: bool,
    /// Indices of pages, by title.
    by_title: FxHashMap<String, usize>,
}

impl State {
    fn open(&mut self, tag: &BytesStart<'_>) {
        let name = String::from_utf8_lossy(tag.name().0.as_ref()).into_owned();
        self.text.clear();
        match name.as_str() {
            "mediawiki" => {
                self.seen_root = true;
                self.dump.language = attribute(tag, "xml:lang").unwrap_or_default();
            }
            "page" => self.begin_page(),
            "namespace" => {
                self.namespace = attribute(tag, "key").and_then(|key| key.parse().ok()).unwrap_or_default();
            }
            "redirect" => self.page.redirect = attribute(tag, "title"),
            "text" => self.page.deleted = attribute(tag, "deleted").is_some(),
            _ => {}
        }
        self.path.push(name);
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return self.text.push(character);
        }
        let name = reference.as_ref().to_owned();
        match name.as_str() {
            "lt" => self.text.push('<'),
            "gt" => self.text.push('>'),
            "amp" => self.text.push('&'),
            "quot" => self.text.push('"'),
            "apos" => self.text.push('\''),
            _ => {
                self.text.push('&');
                self.text.push_str(&name);
                self.text.push(';');
            }
        }
    }

    /// Begins a page. The one before it is incomplete if it is still open.
    fn begin_page(&mut self) {
        if let Some(at) = self.path.iter().position(|name| name == "page") {
            self.path.truncate(at);
            let title = std::mem::take(&mut self.page.title);
            self.dump.damage.get_or_insert_with(|| format!("the page `{title}` has no end"));
        }
        self.page = DumpPage::default();
    }

    /// Closes an element, and those that are still open in it. An end without a start is skipped.
    fn close(&mut self, name: &str) {
        if let Some(at) = self.path.iter().rposition(|open| open == name) {
            while self.path.len() > at {
                self.close_last();
            }
        }
    }

    fn end_page(&mut self) {
        let page = std::mem::take(&mut self.page);
        if page.title.trim().is_empty() {
            let revision = page.revision;
            return self.dump.problems.push(format!("a page without a title (revision {revision})"));
        }
        let known = self.by_title.get(&page.title).and_then(|at| self.dump.pages.get_mut(*at));
        match known {
            None => {
                self.by_title.insert(page.title.clone(), self.dump.pages.len());
                self.dump.pages.push(page);
            }
            Some(known) => {
                let title = &page.title;
                self.dump
                    .problems
                    .push(format!("`{title}` is in the dump twice; only its newest text is kept"));
                if page.timestamp >= known.timestamp {
                    *known = page;
                }
            }
        }
    }

    fn close_last(&mut self) {
        let Some(name) = self.path.pop() else { return };
        let text = clean(std::mem::take(&mut self.text));
        let parent = self.path.last().map(String::as_str).unwrap_or_default();
        match (parent, name.as_str()) {
            ("siteinfo", "sitename") => self.dump.name = text,
            ("siteinfo", "dbname") => self.dump.database = text,
            ("siteinfo", "base") => self.dump.base = text,
            ("siteinfo", "case") => self.dump.case_sensitive = text == "case-sensitive",
            ("namespaces", "namespace") => self.dump.namespaces.push((self.namespace, text)),
            ("page", "title") => self.page.title = text.replace(['\n', '\t'], " "),
            ("page", "ns") => self.page.namespace = text.trim().parse().unwrap_or_default(),
            ("revision", "id") => self.page.revision = text,
            ("revision", "timestamp") => self.page.timestamp = text,
            ("revision", "model") => self.page.model = text,
            ("revision", "text") => self.page.text = text,
            ("contributor", "username") => {
                let name = text.trim().to_owned();
                if !name.is_empty()
                    && self.page.authors.len() < MAX_AUTHORS
                    && !self.page.authors.contains(&name)
                {
                    self.page.authors.push(name);
                }
            }
            (_, "page") => self.end_page(),
            _ => {}
        }
    }

    fn finish(mut self) -> Result<Dump, String> {
        if !self.seen_root {
            return Err("the file is not a MediaWiki dump: it has no `<mediawiki>` element".to_owned());
        }
        if !self.path.is_empty() && self.dump.damage.is_none() {
            self.dump.damage = Some("the dump ends before `</mediawiki>`".to_owned());
        }
        self.name_wiki();
        Ok(self.dump)
    }

    /// Without a name of its own, the wiki is called like the page to which its main page redirects.
    fn name_wiki(&mut self) {
        if !matches!(self.dump.name.trim(), "" | "Wiki" | "MediaWiki") {
            return;
        }
        let main = self.dump.base.rsplit('/').next().unwrap_or_default();
        let main = crate::text::escape::decode_percent(main).replace('_', " ");
        let page = self.dump.pages.iter().find(|page| page.title == main);
        let target = page.and_then(|page| {
            let named = page.redirect.as_deref().or_else(|| page.text.split_once("[[")?.1.split("]]").next());
            named.filter(|_| page.text.trim_start().starts_with('#'))
        });
        if let Some(target) = target.filter(|target| target.to_lowercase().contains("wiki")) {
            self.dump.name = target.to_owned();
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| AsRef::<[u8]>::as_ref(&attribute.key.0) == name.as_bytes())?;
    let raw = String::from_utf8_lossy(found.value.as_ref().as_ref()).into_owned();
    Some(clean(super::entity::decode(&raw).into_owned()))
}

/// Normalizes line ends and removes characters that a page cannot contain.
fn clean(text: String) -> String {
    let is_forbidden = |c: char| {
        c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}')
    };
    if !text.contains(is_forbidden) {
        return text;
    }
    text.replace("\r\n", "\n").chars().map(|c| if is_forbidden(c) { '\u{fffd}' } else { c }).collect()
}

/// A page title: namespace number and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Title {
    /// Number of the namespace.
    pub namespace: i32,
    /// Name without the namespace.
    pub name: String,
}

/// Canonical namespace names, which every MediaWiki accepts in any language.
const CANONICAL: [(&str, i32); 14] = [
    ("media", -2),
    ("special", -1),
    ("talk", 1),
    ("user", 2),
    ("user talk", 3),
    ("project", 4),
    ("file", 6),
    ("image", 6),
    ("mediawiki", 8),
    ("template", 10),
    ("help", 12),
    ("category", 14),
    ("module", 828),
    ("template talk", 11),
];

/// A wiki's namespace names and its rule for comparing titles.
#[derive(Debug, Default)]
pub struct Names {
    by_name: FxHashMap<String, i32>,
    by_number: FxHashMap<i32, String>,
    case_sensitive: bool,
    language: String,
}

impl Names {
    /// The English name of a function, a variable or a switch of the wiki's language.
    pub(super) fn english(&self, word: &str) -> Option<&'static str> {
        magic_words::english(&self.language, word)
    }

    /// The namespaces of a dump.
    pub fn new(dump: &Dump) -> Self {
        let mut names = Self { case_sensitive: dump.case_sensitive, ..Self::default() };
        for (name, number) in CANONICAL {
            names.by_name.insert(name.to_owned(), number);
        }
        for (number, name) in &dump.namespaces {
            names.by_name.insert(fold_name(name), *number);
            names.by_number.entry(*number).or_insert_with(|| name.clone());
        }
        for name in magic_words::files(&dump.language) {
            names.by_name.entry(fold_name(name)).or_insert(6);
        }
        names.by_name.remove("");
        names.language.clone_from(&dump.language);
        names
    }

    /// The number of a namespace.
    pub fn number(&self, name: &str) -> Option<i32> {
        self.by_name.get(&fold_name(name)).copied()
    }

    /// The name of a namespace in the wiki's language.
    pub fn name(&self, number: i32) -> &str {
        self.by_number.get(&number).map_or_else(
            || {
                CANONICAL
                    .iter()
                    .find(|(_, known)| *known == number)
                    .map(|(name, _)| *name)
                    .unwrap_or_default()
            },
            String::as_str,
        )
    }

    /// Parses a title. Without a namespace of its own it belongs to `namespace`.
    pub fn title(&self, text: &str, namespace: i32) -> Title {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '_');
        let (text, namespace) = match text.strip_prefix(':') {
            Some(rest) => (rest.trim_start(), 0),
            None => (text, namespace),
        };
        if let Some((prefix, rest)) = text.split_once(':')
            && let Some(number) = self.number(prefix)
        {
            return Title { namespace: number, name: self.normal(rest) };
        }
        Title { namespace, name: self.normal(text) }
    }

    /// The full title, with namespace.
    pub fn full(&self, title: &Title) -> String {
        match title.namespace {
            0 => title.name.clone(),
            number => format!("{}:{}", self.name(number), title.name),
        }
    }

    fn normal(&self, text: &str) -> String {
        let text = text.replace(is_direction, "");
        let mut name = String::with_capacity(text.len());
        for word in text.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty()) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        if self.case_sensitive { name } else { upper_first(&name) }
    }
}

/// Returns whether a character only marks the direction of text; titles do not contain any.
const fn is_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
}

/// A text with its first letter capitalized.
pub fn upper_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if !first.is_uppercase() && first.to_uppercase().count() == 1 => {
            first.to_uppercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}
