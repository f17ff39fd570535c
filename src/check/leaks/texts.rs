//! The texts of a wiki that `spoiler-leak` compares, each with its scopes and its place.

use std::borrow::Cow;
use std::ops::Range;

use super::super::{Checking, Reader};
use super::words::{Word, words};
use crate::config::Config;
use crate::labels::{Labelled, Scopes};
use crate::page::body::Fill;
use crate::page::node::YamlPath;
use crate::page::value::{FieldValue, Value};
use crate::page::{Page, PlainText};
use crate::text::{Place, Source};
use crate::wiki::{SourceRecord, Wiki};

/// A text with its scopes and its place.
pub(super) struct Text<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) labels: Labels<'t>,
    pub(super) kind: Kind,
    pub(super) spot: Spot,
}

/// The scopes of a text.
pub(super) enum Labels<'t> {
    Whole(Scopes),
    Parts(&'t PlainText),
}

/// Role of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Sentences.
    Prose,
    /// One whole sentence.
    Sentence,
    /// A value, a heading or a category, which tells something of the page.
    Value,
    /// A name of the page.
    Name,
}

/// Location of a text in its file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spot {
    /// The body of a page.
    Body,
    /// The front matter of a page.
    Matter,
    /// The title of a page.
    Title,
    /// A value of the front matter.
    Value(YamlPath),
    /// A link of the body, by index.
    Link(u32),
    /// A query of the body, by index.
    Query(usize),
    /// A range of the file.
    Range(u32, u32),
    /// A source in a file of sources, or the whole of any other file.
    File,
}

/// A file with its texts.
pub(super) enum Document<'w> {
    Page(&'w Page),
    Source(&'w SourceRecord),
    Settings(&'w Source, &'w Config),
    Template(&'w Source),
}

/// All files of a wiki with texts, pages first and in their order.
pub(super) fn documents<'w>(wiki: &'w Wiki, files: &'w [Source]) -> Vec<Document<'w>> {
    let pages = wiki.pages.iter().map(|page| Document::Page(page));
    let sources = wiki.sources.iter().map(|(_, source)| source);
    let sources = sources.filter(|source| source.page.is_none()).map(Document::Source);
    let others = files.iter().map(|file| match file.path.ends_with(".toml") {
        true => Document::Settings(file, &wiki.config),
        false => Document::Template(file),
    });
    pages.chain(sources).chain(others).collect()
}

impl<'w> Document<'w> {
    /// The texts of the file.
    pub(super) fn texts(&self) -> Vec<Text<'w>> {
        match self {
            Self::Page(page) => of_page(page),
            Self::Source(record) => of_source(record),
            Self::Settings(_, config) => of_settings(config),
            Self::Template(file) => {
                vec![open(without_tags(&file.text), Kind::Prose, Spot::File)]
            }
        }
    }

    /// The page that the file describes.
    pub(super) const fn page(&self) -> Option<&'w Page> {
        match self {
            Self::Page(page) => Some(page),
            _ => None,
        }
    }

    /// The place of a run of words of a text; if it cannot be found there, the place of the text.
    pub(super) fn place(&self, text: &Text<'_>, run: &[Word]) -> Place {
        let (source, region) = self.region(text.spot);
        let part = source.text.get(region.clone()).unwrap_or_default();
        let is_run = |found: &[Word]| found.iter().zip(run).all(|(one, other)| one.hash == other.hash);
        // The same words may stand elsewhere in the text, with another label.
        let earlier: Vec<Word> = words(&text.text[..run[0].start]).collect();
        let nth = earlier.windows(run.len()).filter(|found| is_run(found)).count();
        let all: Vec<Word> = words(part).collect();
        let mut places = all.windows(run.len()).filter(|found| is_run(found));
        let found = places.nth(nth).or_else(|| all.windows(run.len()).find(|found| is_run(found)));
        match found {
            Some(found) => {
                source.place(region.start + found[0].start..region.start + found[found.len() - 1].end)
            }
            None => match (text.spot, self) {
                (Spot::Body | Spot::Matter, Self::Page(page)) => page.title_place(),
                _ => source.place(region),
            },
        }
    }

    fn region(&self, spot: Spot) -> (&'w Source, Range<usize>) {
        let source = match self {
            Self::Page(page) => &page.source,
            Self::Source(record) => &record.file,
            Self::Settings(file, _) | Self::Template(file) => file,
        };
        let of_place = |place: Place| place.range.start..place.range.end;
        let region = match (self, spot) {
            (Self::Page(page), Spot::Body) => page.body_start..source.text.len(),
            (Self::Page(page), Spot::Matter) => 0..page.body_start,
            (Self::Page(page), Spot::Title) => of_place(page.title_place()),
            (Self::Page(page), Spot::Value(at)) => of_place(page.place(at)),
            (Self::Page(page), Spot::Query(number)) => of_place(page.query_place(number)),
            (Self::Page(page), Spot::Link(number)) => {
                of_place(page.link_place(page.body.links[number as usize].ignoring_label(Checking)))
            }
            (Self::Page(_), Spot::Range(start, end)) => start as usize..end as usize,
            (Self::Source(record), _) => record.place.range.start..source.text.len(),
            _ => 0..source.text.len(),
        };
        (source, region)
    }
}

impl Text<'_> {
    /// The scopes of a byte of the text.
    pub(super) fn scopes_at(&self, at: usize) -> Scopes {
        match self.labels {
            Labels::Whole(scopes) => scopes,
            Labels::Parts(text) => text.scopes_at(at),
        }
    }

    /// The byte ranges that a reader may not see, each with its scopes. Ranges of the same scopes without a word between them are one.
    pub(super) fn hidden_parts(&self, reader: Reader<'_>) -> Vec<(Range<usize>, Scopes)> {
        let text = match self.labels {
            Labels::Whole(scopes) if reader.sees(scopes) => return Vec::new(),
            Labels::Whole(scopes) => return vec![(0..self.text.len(), scopes)],
            Labels::Parts(text) => text,
        };
        let mut parts: Vec<(Range<usize>, Scopes)> = Vec::new();
        for (range, scopes) in text.spoilers().filter(|(_, scopes)| !reader.sees(*scopes)) {
            let has_words = |between: Range<usize>| {
                self.text.get(between).is_some_and(|text| text.contains(char::is_alphanumeric))
            };
            match parts
                .last_mut()
                .filter(|(last, known)| *known == scopes && !has_words(last.end..range.start))
            {
                Some((last, _)) => last.end = range.end,
                None => parts.push((range, scopes)),
            }
        }
        parts
    }

    /// True if a reader may see all of it.
    pub(super) fn is_open(&self, reader: Reader<'_>) -> bool {
        match self.labels {
            Labels::Whole(scopes) => reader.sees(scopes),
            Labels::Parts(text) => text.spoilers().all(|(_, scopes)| reader.sees(scopes)),
        }
    }
}

fn open(text: impl Into<Cow<'static, str>>, kind: Kind, spot: Spot) -> Text<'static> {
    Text { text: text.into(), labels: Labels::Whole(Scopes::NONE), kind, spot }
}

fn of_page<'p>(page: &'p Page) -> Vec<Text<'p>> {
    let body = &page.body.text;
    let text = Cow::Borrowed(body.ignoring_labels(Checking));
    let mut texts = vec![Text { text, labels: Labels::Parts(body), kind: Kind::Prose, spot: Spot::Body }];
    let title = Cow::Borrowed(page.title.as_str());
    texts.push(Text {
        text: title,
        labels: Labels::Whole(Scopes::NONE),
        kind: Kind::Name,
        spot: Spot::Title,
    });
    let mut add = |text: Labelled<&'p str>, kind: Kind, spot: Spot| texts.push(labelled(text, kind, spot));
    of_matter(page, &mut add);
    of_values(page, &mut add);
    of_body(page, &mut add);
    texts.extend(years(page));
    texts
}

/// The years of labelled dates.
fn years(page: &Page) -> impl Iterator<Item = Text<'_>> {
    let of_value = |value: Labelled<&FieldValue>| {
        let FieldValue { value: Value::Date(date), at, .. } = value.ignoring_label(Checking) else {
            return None;
        };
        Some((Labelled::new(*date, value.scopes()), Spot::Value(*at)))
    };
    let values = page.matter.all_values().into_iter().filter_map(of_value);
    let dates = values.chain(page.matter.date.map(|date| (date, Spot::Matter)));
    dates.filter(|(date, _)| !date.is_open()).map(|(date, spot)| {
        let year = date.ignoring_label(Checking).iso().split('-').next().unwrap_or_default().to_owned();
        Text { text: Cow::Owned(year), labels: Labels::Whole(date.scopes()), kind: Kind::Value, spot }
    })
}

fn labelled<'t>(text: Labelled<&'t str>, kind: Kind, spot: Spot) -> Text<'t> {
    let labels = Labels::Whole(text.scopes());
    Text { text: Cow::Borrowed(text.ignoring_label(Checking)), labels, kind, spot }
}

/// Takes a text.
type Add<'a, 'p> = &'a mut dyn FnMut(Labelled<&'p str>, Kind, Spot);

/// Names, descriptions, categories and claims.
fn of_matter<'p>(page: &'p Page, add: Add<'_, 'p>) {
    let matter = &page.matter;
    if let Some(description) = &matter.description {
        add(description.as_ref().map(|text| text.plain.as_str()), Kind::Prose, Spot::Matter);
    }
    for (names, kind) in [(&matter.aliases, Kind::Name), (&matter.categories, Kind::Value)] {
        for name in names {
            let name = name.as_ref();
            let at = name.ignoring_label(Checking).at;
            add(name.map(|name| name.text.as_str()), kind, Spot::Value(at));
        }
    }
    for claim in &matter.claims {
        let claim = claim.as_ref();
        let whole = claim.ignoring_label(Checking);
        add(claim.map(|claim| claim.value.text.as_str()), Kind::Value, Spot::Value(whole.value.at));
        for text in
            [claim.filter_map(|it| it.note.as_deref()), claim.filter_map(|it| Some(&*it.by.as_ref()?.text))]
        {
            text.into_iter().for_each(|text| add(text, Kind::Prose, Spot::Value(whole.at)));
        }
    }
}

/// Values of fields and infobox rows, and texts of images.
fn of_values<'p>(page: &'p Page, add: Add<'_, 'p>) {
    for value in page.matter.all_values() {
        let spot = Spot::Value(value.ignoring_label(Checking).at);
        let text = value.filter_map(|value| match &value.value {
            Value::Text(text) | Value::Number(_, text) | Value::Url(text) => Some(text.as_str()),
            Value::Reference(name) => Some(name.text.as_str()),
            _ => None,
        });
        text.into_iter().for_each(|text| add(text, Kind::Value, spot));
    }
    for row in page.matter.info.iter().filter(|row| !row.label.is_open()) {
        add(row.label.as_ref().map(|label| label.plain.as_str()), Kind::Value, Spot::Matter);
    }
    if let Some(query) = &page.matter.query {
        for text in [&query.caption, &query.empty].into_iter().flatten() {
            add(Labelled::new(text.as_str(), query.spoiler), Kind::Prose, Spot::Matter);
        }
    }
    for image in page.matter.images() {
        let (_, at) = *image.ignoring_label(Checking);
        let texts = image.map(|(image, _)| image.texts().collect::<Vec<_>>());
        texts.each().for_each(|text| add(text, Kind::Prose, Spot::Value(at)));
    }
}

/// Texts in the body that are not part of its plain text: headings as a whole, pictures, captions of lists.
fn of_body<'p>(page: &'p Page, add: Add<'_, 'p>) {
    let body = &page.body;
    for heading in body.headings.iter().filter(|heading| !heading.is_open()) {
        let heading = heading.as_ref();
        let (start, end) = heading.ignoring_label(Checking).range;
        let spot = Spot::Range(start, end);
        add(heading.map(|heading| heading.text.as_str()), Kind::Value, spot);
    }
    for hole in &body.holes {
        let Fill::File(number, text) = hole.fill else { continue };
        let (link, text) = (&body.links[number as usize], &body.images[text as usize]);
        for text in [&text.alt, &text.title] {
            add(Labelled::new(text.as_str(), link.scopes()), Kind::Prose, Spot::Link(number));
        }
    }
    for (number, query) in body.queries.iter().enumerate() {
        let query = query.as_ref();
        let texts =
            query.map(|query| [&query.caption, &query.empty].into_iter().flatten().collect::<Vec<_>>());
        texts.each().for_each(|text| add(text.map(String::as_str), Kind::Prose, Spot::Query(number)));
    }
}

fn of_source(record: &SourceRecord) -> Vec<Text<'_>> {
    let entry = record.entry.as_ref();
    let texts = entry.map(|entry| {
        [Some(&entry.title), entry.author.as_ref(), entry.note.as_ref(), entry.quote.as_ref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    });
    texts.each().map(|text| labelled(text.map(String::as_str), Kind::Prose, Spot::File)).collect()
}

/// Texts of the settings that readers see.
fn of_settings(config: &Config) -> Vec<Text<'static>> {
    let own = [Some(&config.title), Some(&config.description), Some(&config.tagline), config.footer.as_ref()];
    let nav = config.nav.iter().map(|item| &item.title);
    let scopes = config.spoilers.iter().map(|scope| &scope.label);
    let types = config.types.iter().map(|(_, page_type)| &page_type.label);
    let texts = own.into_iter().flatten().chain(nav).chain(scopes).chain(types);
    texts.map(|text| open(text.clone(), Kind::Prose, Spot::File)).collect()
}

/// A template with spaces in place of its tags.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end: Option<&str> = None;
    for (at, character) in text.char_indices() {
        let starts = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<", ">")];
        if end.is_none() {
            end = starts.iter().find(|(start, _)| text[at..].starts_with(start)).map(|(_, end)| *end);
        }
        match end {
            None => out.push(character),
            Some(mark) => {
                out.extend(std::iter::repeat_n(
                    if character == '\n' { '\n' } else { ' ' },
                    character.len_utf8(),
                ));
                let behind = at + character.len_utf8();
                if text[..behind].ends_with(mark) {
                    out.pop();
                    out.push('\n');
                    end = None;
                }
            }
        }
    }
    out
}
