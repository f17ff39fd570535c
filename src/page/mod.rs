//! Parses one source file into a [`Page`], using nothing but the file and the settings.
//!
//! Parsing cannot fail: it returns a value and diagnostics. Nothing here knows another page, the disk or the clock.

mod aliases;
mod anchors;
pub mod body;
mod brackets;
mod claims;
pub mod component;
pub mod compose;
pub mod data;
mod dates;
mod decoded;
pub mod extent;
mod fields;
mod fragments;
mod front;
pub mod front_matter;
pub mod inline_text;
mod labelled;
mod leave_out;
pub mod links;
pub mod markdown;
mod mentions;
mod names;
pub mod node;
pub mod origin;
mod path;
pub mod picture_facts;
mod plain_text;
mod print;
mod properties;
pub mod query;
pub mod references;
mod remedies;
mod schema;
mod shared_text;
mod sort_name;
#[cfg(test)]
mod tests;
mod type_categories;
pub mod value;
pub mod video;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::{Config, Field, TypeId};
use crate::diag::{Diagnostic, codes, limit};
use crate::inputs::Hash;
use crate::labels::{Labelled, Open, ShowsNothing, SpoilerScopes};
use crate::text::{NameKey, Place, Source, fold_name, shortened};
use crate::words::Collation;

pub use anchors::OldAnchor;
pub use body::Body;
use body::Fill;
pub use front_matter::{FrontMatter, KEYS};
pub use path::{
    TOO_LONG, address_key, alias_address, is_too_long, page_address, path_slug, spelt_slug, unsafe_address,
    unsafe_alias,
};
pub use plain_text::PlainText;
pub use properties::properties;
pub use schema::schema;
pub use shared_text::shared_text;

pub use leave_out::LeftOut;

use fields::Reader;
pub(crate) use fields::{default_value, scope_named};
use links::{Link, LinkKind};
use node::{Node, Part, Places, YamlPath};
use path::{MAX_FOLDERS, MAX_PART};

/// Marks code that shows nothing to readers, for access to labelled values.
#[derive(Debug, Clone, Copy)]
struct Parsing;

impl ShowsNothing for Parsing {}

/// Folder of `content/` whose pages describe categories; its case is ignored.
pub const CATEGORIES: &str = "categories";

/// Maximum number of links in front matter.
const MAX_STATED: usize = 10_000;
/// Maximum length of a description as shown by other pages, in characters.
const MAX_DESCRIPTION: usize = 500;

/// A parsed page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// The file. Not stored in the cache.
    #[serde(skip)]
    pub source: Source,
    /// Hash of the file.
    #[serde(skip)]
    pub hash: Hash,
    /// Size of the file in bytes.
    pub size: usize,
    /// Title: from the front matter, otherwise from the first `#` heading, otherwise from the file name.
    pub title: String,
    /// The sort key of the title.
    pub sort_title: Arc<str>,
    /// The name by which lists sort it, if that is not the title.
    sort_name: Option<Box<str>>,
    /// Names by which links can refer to it: title, file name, path suffixes, aliases. No duplicates.
    pub names: Vec<NameKey>,
    /// Names of its folder, if it is the folder's index page. Links use them if no page has the name itself.
    pub folder_names: Vec<NameKey>,
    /// Keys of its aliases, sorted.
    pub aliases: Vec<NameKey>,
    /// Address on the site, without a leading slash and with a trailing one; empty for the home page.
    pub address: String,
    /// The data that linking reads for every page.
    pub brief: Brief,
    /// Keys of the sources cited in the text or front matter, without duplicates. Each carries the fewest scopes of any of its citations.
    pub cites: Vec<Labelled<NameKey>>,
    /// Its type.
    pub page_type: Option<TypeId>,
    /// The front matter.
    pub matter: FrontMatter,
    /// Offset in the file at which the body starts.
    pub body_start: usize,
    /// Byte range of the YAML in the file.
    yaml: Range<usize>,
    /// Positions of the values in the YAML.
    #[serde(skip)]
    places: Places,
    /// The body.
    pub body: Body,
    /// Diagnostics found while parsing this file.
    pub diagnostics: Vec<Diagnostic>,
}

/// The data that linking reads for every page of a wiki, stored together for locality.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Brief {
    /// The first bytes of the sort key of its name in lists, as a number in the same order.
    pub title: u128,
    /// The address, normalized for comparison.
    pub address: NameKey,
    /// The folder in `content/`.
    pub folder: NameKey,
    /// True if it is the index page of its folder.
    pub is_index: bool,
    /// True if it describes a category.
    pub is_category: bool,
    /// True if the title ends in parentheses, as in `Heat (novel)`, and the page does not describe a category.
    pub is_qualified: bool,
    /// True if an alias leads to one of its sections.
    pub has_alias_sections: bool,
}

impl Brief {
    fn of(page: &Page, collation: &Collation) -> Self {
        let is_index = path::is_index(page.path());
        let in_categories = page.folder().eq_ignore_ascii_case(CATEGORIES);
        Self {
            title: beginning(&collation.sort_key(page.sort_name())),
            address: address_key(&page.address),
            folder: NameKey::of_folded(page.folder()),
            is_index,
            is_category: in_categories && !is_index,
            is_qualified: page.title.ends_with(')') && !in_categories,
            has_alias_sections: !page.matter.alias_sections.is_empty(),
        }
    }
}

/// The first bytes of a sort key, as a number in the same order.
fn beginning(key: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let length = key.len().min(bytes.len());
    bytes[..length].copy_from_slice(&key[..length]);
    u128::from_be_bytes(bytes)
}

/// Parses a file of `content/`. `path` is relative to that folder, such as `cast/al-pacino.md`.
pub fn parse(source: &Source, path: &str, config: &Config) -> Page {
    let mut faults = Vec::new();
    let (yaml, body_start) = front::split(source, &mut faults);
    let yaml = yaml.unwrap_or(0..0);
    markdown::report_idle_bars(source, yaml.clone(), &config.spoilers, &mut faults);
    let (mut matter, page_type, links) = read_matter(source, yaml.clone(), config, path, &mut faults);
    let mut file_title = path::title_of(path);
    let quotes = config.quotes(matter.language.as_deref());
    let fields: &[Field] = page_type.map_or(&[], |id| &config.types.get(id).fields);
    if config.content.smart_punctuation {
        matter.set_in_print(fields, &quotes);
        print::set_in_print(&mut file_title, &quotes);
    }
    let request = markdown::Request {
        start: body_start,
        title: matter.title.as_ref().map(|title| title.text.as_str()),
        content: &config.content,
        scopes: &config.spoilers,
        components: &config.components,
        words: &config.words,
        quotes: &quotes,
        cites: !matter.citations().is_empty(),
        facts: Some(facts(&matter, &file_title, fields)),
    };
    let parsed = markdown::parse(source, request, &mut faults);
    let title = matter.title.as_ref().map(|title| title.text.clone()).or(parsed.title);
    let has_title = title.is_some();
    file_title.truncate(file_title.floor_char_boundary(MAX_PART));
    let mut page = Page {
        source: source.clone(),
        hash: Hash::default(),
        size: source.text.len(),
        title: title.unwrap_or(file_title),
        sort_title: Arc::default(),
        sort_name: None,
        names: Vec::new(),
        folder_names: Vec::new(),
        aliases: Vec::new(),
        address: String::new(),
        brief: Brief::default(),
        cites: Vec::new(),
        page_type,
        matter,
        body_start,
        yaml,
        places: Places::default(),
        body: parsed.body.with_stated(links),
        diagnostics: Vec::new(),
    };
    page.matter.add_tags(parsed.tags);
    page.matter.label();
    page.body.label(page.matter.spoiler);
    page.address = address(&page, path, &mut faults);
    settle_anchors(&mut page, &mut faults);
    aliases::settle_sections(&mut page, &mut faults);
    page.cites = cites(&page);
    page.sort_title = fold_name(&page.title).into();
    page.sort_name = sort_name::of(&page, config);
    page.brief = Brief::of(&page, &config.collation);
    let aliases = page.matter.aliases.iter().map(|alias| alias.ignoring_label(Parsing));
    page.aliases = aliases.map(|alias| NameKey::of_folded(&fold_name(&alias.text))).collect();
    page.aliases.sort_unstable();
    (page.names, page.folder_names) = names::of(&page, path::without_ending(path), has_title);
    limit(&mut faults);
    page.diagnostics = faults;
    page
}

/// What components with Markdown read of a page.
fn facts<'m>(matter: &'m FrontMatter, file_title: &'m str, fields: &'m [Field]) -> markdown::Facts<'m> {
    let title = matter.title.as_ref().map_or(file_title, |title| title.text.as_str());
    markdown::Facts { title, fields, values: &matter.fields }
}

impl Page {
    /// Drops the source after the front matter: once a page is parsed, only excerpts in diagnostics need it.
    pub fn forget_body_source(&mut self) {
        self.source.text = self.front().into();
    }

    /// The place of a value in the front matter.
    pub fn place(&self, at: YamlPath) -> Place {
        self.part_place(at, Part::Value)
    }

    /// The place of a key in the front matter.
    pub fn key_place(&self, at: YamlPath) -> Place {
        self.part_place(at, Part::Key)
    }

    fn part_place(&self, at: YamlPath, part: Part) -> Place {
        let range = self.places.find(&self.source.text[self.yaml.clone()], at, part);
        self.source.place(self.yaml.start + range.start..self.yaml.start + range.end)
    }

    /// The place of a link on the page.
    pub fn link_place(&self, link: &Link) -> Place {
        match link.kind {
            LinkKind::Stated | LinkKind::StatedPath => {
                let at = self.body.stated[link.range.0 as usize];
                at.entry_of_key().map_or_else(|| self.place(at), |entry| self.key_place(entry))
            }
            _ => self.source.place(link.range.0 as usize..link.range.1 as usize),
        }
    }

    /// The place of the title: its line in the front matter, else the start of the file.
    pub fn title_place(&self) -> Place {
        match &self.matter.title {
            Some(title) => self.place(title.at),
            None => self.source.place(0..0),
        }
    }

    /// The place of the key that sets the page's address; otherwise the start of its file.
    pub fn address_place(&self) -> Place {
        match self.matter.permalink.as_ref().or(self.matter.slug.as_ref()) {
            Some(name) => self.place(name.at),
            None => self.source.place(0..0),
        }
    }

    /// True if its address follows from its file, or it is the home page: neither `slug:` nor `permalink:` moves it.
    pub fn stands_by_its_file(&self) -> bool {
        self.address.is_empty() || self.address == page_address(self.path())
    }

    /// The place of a query by index: blocks in order, then the query in the front matter.
    pub fn query_place(&self, index: usize) -> Place {
        let query = self
            .body
            .queries
            .get(index)
            .map(|query| query.ignoring_label(Parsing))
            .or(self.matter.query.as_deref());
        let range = query.map_or(0..0, |query| query.origin.in_file(0..query.yaml.trim_end().len()));
        self.source.place(range)
    }

    /// The name by which lists sort it: `sort_title:`, what the type sorts by, or the title without its article.
    pub fn sort_name(&self) -> &str {
        self.sort_name.as_deref().unwrap_or(&self.title)
    }

    /// Path relative to `content/`, such as `cast/al-pacino.md`.
    pub fn path(&self) -> &str {
        self.source.path.strip_prefix("content/").unwrap_or(&self.source.path)
    }

    /// Folder in `content/`; empty at the top.
    pub fn folder(&self) -> &str {
        self.path().rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The place in the file of whatever fills a hole of the body.
    pub fn hole_place(&self, fill: Fill) -> Place {
        let range = |(start, end): (u32, u32)| self.source.place(start as usize..end as usize);
        match fill {
            Fill::Link(link)
            | Fill::Url(link, _)
            | Fill::File(link, _)
            | Fill::Credit(link)
            | Fill::Embed(link) => range(self.body.links[link as usize].ignoring_label(Parsing).range),
            Fill::Citation(index) => {
                let first = self.body.citations[index as usize].ignoring_label(Parsing).items.first();
                range(first.map_or((0, 0), |cite| cite.range))
            }
            Fill::Query(index) => self.query_place(index as usize),
            Fill::Component(index) => {
                range(self.body.components[index as usize].ignoring_label(Parsing).range)
            }
            Fill::Fragment(_) | Fill::EndOfArgument => self.source.place(0..0),
        }
    }

    /// True if it is nested in more folders than allowed, and is therefore left out.
    pub fn is_too_deep(&self) -> bool {
        self.path().matches('/').count() > MAX_FOLDERS
    }

    /// File name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.path().rsplit('/').next().unwrap_or_default();
        path::without_ending(name)
    }

    /// Rank of its file name among those of the page of a folder: `index`, `README` and `_index`. `None` for other names.
    pub fn folder_page_rank(&self) -> Option<usize> {
        path::folder_page_rank(self.stem())
    }

    /// True if it is the index page of its folder.
    pub const fn is_index(&self) -> bool {
        self.brief.is_index
    }

    /// True if nothing but the text differs from an earlier version of the file: same names, same front matter, same citations.
    pub fn differs_in_text_alone(&self, earlier: &Self) -> bool {
        self.front() == earlier.front()
            && self.title == earlier.title
            && self.cites == earlier.cites
            && self.matter.categories == earlier.matter.categories
            && self.body.citations.is_empty() == earlier.body.citations.is_empty()
    }

    /// True if the same fragment ids lead to the same headings as in an earlier version.
    pub fn has_anchors_of(&self, earlier: &Self) -> bool {
        let (now, before) = (&self.body.headings, &earlier.body.headings);
        self.body.anchors == earlier.body.anchors
            && now.len() == before.len()
            && now.iter().zip(before).all(|(now, before)| {
                let [now, before] = [now, before].map(|heading| heading.ignoring_label(Parsing));
                now.id == before.id && now.text == before.text
            })
    }

    /// The part of the file before the body.
    fn front(&self) -> &str {
        &self.source.text[..self.body_start]
    }

    /// Its description as shown on other pages, if it is open to all readers.
    pub fn description(&self) -> Option<Open<Cow<'_, str>>> {
        let description = self.matter.description.as_ref()?.as_open()?;
        Some(description.map(|text| shortened(&text.plain, MAX_DESCRIPTION)))
    }

    /// A summary open to all readers: its description, otherwise the start of its text.
    pub fn summary(&self) -> Open<String> {
        match self.description() {
            Some(description) => description.map(Cow::into_owned),
            None => self.excerpt(160),
        }
    }

    /// The aliases that are open to all readers.
    pub fn open_aliases(&self) -> impl Iterator<Item = Open<&str>> {
        self.matter.aliases.iter().filter_map(|alias| Some(alias.as_open()?.map(|alias| alias.text.as_str())))
    }

    /// The categories that are open to all readers.
    pub fn open_categories(&self) -> impl Iterator<Item = Open<&str>> {
        self.matter.categories.iter().filter_map(|name| Some(name.as_open()?.map(|name| name.text.as_str())))
    }

    /// Its date, if it is open to all readers.
    pub fn open_date(&self) -> Option<crate::date::PartialDate> {
        self.matter.date.and_then(Labelled::into_open)
    }

    /// The start of its text without spoilers, cut between words after at most `length` characters; empty if the whole page is a spoiler.
    pub fn excerpt(&self, length: usize) -> Open<String> {
        self.first_paragraph().map(|paragraph| shortened(&paragraph, length).into_owned())
    }

    /// The start of the text of a page that belongs to scopes as a whole; `None` for other pages.
    pub fn labelled_excerpt(&self, order: &SpoilerScopes, length: usize) -> Option<Labelled<String>> {
        let scopes = self.matter.spoiler;
        let parts = self.body.labelled_sections(order).map(|(_, part)| part);
        let of_page = parts.filter(|part| !scopes.is_empty() && part.scopes() == scopes);
        of_page.into_iter().find_map(|part| {
            part.filter_map(|text| {
                let line = text.lines().map(str::trim).find(|line| is_sentence(line))?;
                Some(shortened(line, length).into_owned())
            })
        })
    }

    /// The first line of text that is a sentence rather than a heading; otherwise the first line that is not empty.
    fn first_paragraph(&self) -> Open<String> {
        fn line(text: &Open<String>, is_wanted: impl Fn(&str) -> bool) -> Option<Open<&str>> {
            let lines = text.lines().map(str::trim);
            lines.map(Open::unlabelled).find(|line| is_wanted(line))
        }
        for (_, text) in self.body.open_sections() {
            if let Some(line) = line(&text, is_sentence) {
                return line.map(str::to_owned);
            }
        }
        let text = self.body.text.open(0..self.body.text.len());
        line(&text, |line| !line.is_empty()).map(|line| line.map(str::to_owned)).unwrap_or_default()
    }
}

/// True if a line reads as a sentence, judged by its ending and length, and not as an entry of a table or list.
fn is_sentence(line: &str) -> bool {
    line.len() > 20
        || line.len() > 1 && line.ends_with(['.', '!', '?', '…', '”', '»', '。', '！', '？', '؟', '।'])
}

/// True for fragment ids that rendering adds to those of the body.
pub fn is_generated_anchor(fragment: &str) -> bool {
    matches!(fragment, "references" | "top" | "main" | "backlinks" | "history")
}

impl Page {
    /// True if a fragment is an id on the page or means one of its headings, including renamed ones.
    pub fn has_anchor(&self, fragment: &str) -> bool {
        self.body.anchor(fragment).is_some()
            || self.matter.anchors.called(fragment).is_some()
            || is_generated_anchor(fragment)
    }
}

/// Resolves the old fragment ids of a page.
fn settle_anchors(page: &mut Page, faults: &mut Vec<Diagnostic>) {
    let body = &page.body;
    let id = |name: &str| {
        let generated = is_generated_anchor(name).then_some(name);
        body.anchor(name).or(generated).map(str::to_owned)
    };
    let lost = page.matter.anchors.settle(id);
    for anchor in lost {
        let message = format!("this page has no heading `{}`", anchor.new);
        let fault = Diagnostic::new(&codes::BROKEN_LINK, page.place(anchor.at), message);
        faults.push(fault.suggest(page.body.closest_heading(&anchor.new)));
    }
}

fn cites(page: &Page) -> Vec<Labelled<NameKey>> {
    let in_text = page.body.citations.iter().flat_map(|citation| {
        let items = citation.as_ref().map(|citation| citation.items.iter().collect());
        items.each().map(|item| item.map(|item| NameKey::of_folded(&item.id)))
    });
    let in_matter = page.matter.citations().into_iter();
    let in_matter = in_matter.map(|name| name.map(|name| NameKey::of_folded(&name.text)));
    let mut keys: Vec<Labelled<NameKey>> = in_text.chain(in_matter).collect();
    let order = |key: &Labelled<NameKey>| (*key.ignoring_label(Parsing), key.scopes().len(), key.scopes());
    keys.sort_unstable_by_key(order);
    keys.dedup_by_key(|key| *key.ignoring_label(Parsing));
    keys
}

/// Links in the front matter, with the values that contain them.
type StatedLinks = Vec<(Labelled<Link>, YamlPath)>;

fn read_matter(
    source: &Source,
    range: Range<usize>,
    config: &Config,
    path: &str,
    faults: &mut Vec<Diagnostic>,
) -> (FrontMatter, Option<TypeId>, StatedLinks) {
    let yaml = &source.text[range.clone()];
    let document = node::parse(yaml);
    if let Err(fault) = &document {
        let origin = node::Origin::at(range.start);
        faults.push(fault.diagnostic(&codes::FRONT_MATTER, source, (yaml, &origin)));
    }
    let is_read = document.is_ok();
    let document = document.unwrap_or_default();
    let origin = node::Origin::at(range.start);
    let places = Places::default();
    let mut reader = Reader::new(source, (yaml, origin), &places, faults);
    reader.scopes = &config.spoilers;
    reader.controls(&document.controls);
    reader.duplicates(&document.duplicates, |_| &codes::DUPLICATE_KEY);
    let entries = match document.root {
        Node::Map(entries) => Some(entries),
        Node::Null => is_read.then(Vec::new),
        other => {
            let message = format!("front matter must be a map of `key: value` lines, found {}", other.kind());
            reader.fault(&codes::FRONT_MATTER, YamlPath::ROOT, Part::Value, message);
            None
        }
    };
    let (matter, page_type) = front_matter::read(&mut reader, entries.as_deref(), config, path);
    if let Some((_, at)) = reader.links.get(MAX_STATED).cloned() {
        let message = format!("the front matter has more than {MAX_STATED} links");
        reader.fault(&codes::FRONT_MATTER, at, Part::Value, message);
        reader.links.truncate(MAX_STATED);
    }
    (matter, page_type, reader.links)
}

/// Computes the address of a page, and reports its faults.
fn address(page: &Page, path: &str, faults: &mut Vec<Diagnostic>) -> String {
    let by_path = page_address(path);
    if page.is_too_deep() {
        let message = format!("this file is nested in more than {MAX_FOLDERS} folders");
        faults.push(Diagnostic::new(&codes::UNSAFE_PATH, page.source.place(0..0), message));
    }
    let (name, address) = match (&page.matter.permalink, &page.matter.slug) {
        (Some(permalink), _) => (permalink, path::permalink(&permalink.text)),
        (None, slug) => {
            if path::path_is_too_long(path, slug.is_some()) {
                faults.push(too_long_path(page));
            }
            let Some(slug) = slug else { return by_path };
            (slug, path::with_slug(&by_path, &slug.text))
        }
    };
    address.unwrap_or_else(|reason| {
        faults.push(unsafe_address(page.place(name.at), &name.text, reason));
        by_path
    })
}

fn too_long_path(page: &Page) -> Diagnostic {
    let fault = Diagnostic::new(&codes::UNSAFE_PATH, page.source.place(0..0), TOO_LONG);
    fault.help("rename the file, or give it a short `slug:`")
}
