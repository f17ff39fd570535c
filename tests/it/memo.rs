//! Warm equals cold, over random edits of a wiki that uses every feature: an evaluation that reuses results in
//! memory, or results that an earlier build stored on disk, gives the same files and findings as one from scratch.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::seen::Seen;
use lorekeep::cache;
use lorekeep::date::PartialDate;
use lorekeep::diag::print::{Format, Style, print};
use lorekeep::inputs::{Asset, AssetData, Hash, Inputs, Options, TextFile};
use lorekeep::pipeline::{Memo, evaluate};
use lorekeep::text::Source;

const PAGES: [&str; 24] = [
    "index.md",
    "people/al.md",
    "people/bo.md",
    "people/cy.md",
    "people/index.md",
    "works/heat.md",
    "works/heat-novel.md",
    "works/third.md",
    "works/index.md",
    "works/more/index.md",
    "works/more/fourth.md",
    "notes/deep/heat.md",
    "notes/deep/one.md",
    "notes/two.md",
    "events/start.md",
    "events/middle.md",
    "events/end.md",
    "papers/paper-page.md",
    "categories/crew.md",
    "categories/crime.md",
    "categories/index.md",
    "parts/1.md",
    "parts/2.md",
    "parts/3.md",
];
const TITLES: [&str; 12] = [
    "Al",
    "Bo",
    "Cy",
    "Heat",
    "Heat (novel)",
    "Heat (film)",
    "Crew",
    "Crime",
    "Start",
    "End",
    "Part 1",
    "One & <only>",
];
const NAMES: [&str; 24] = [
    "Al",
    "Bo",
    "Cy",
    "Heat",
    "Heat (novel)",
    "Heat (film)",
    "al",
    "bo",
    "cy",
    "people/al",
    "third",
    "fourth",
    "One",
    "Alfredo",
    "Category:Crew",
    "Crime",
    "Start",
    "start",
    "middle",
    "end",
    "Nobody",
    "paper-page",
    "two",
    "Part 1",
];
const CATEGORIES: [&str; 6] = ["Crew", "Crime", "crime", "C++", "C#", "Films"];
const SOURCES: [&str; 5] = ["paper", "other", "paper-page", "third", "gone"];
const FRAGMENTS: [&str; 6] = ["", "", "", "#Life", "#Plot", "#old"];

const SETTINGS: &str = r#"
title = "A"
base_url = "https://wiki.test"
nav = [{ title = "People", url = "/people/" }, { title = "Heat", url = "/works/heat" }]

[output]
headers = true

[spoilers]
ending = "How it ends"

[properties]
start = { label = "Start" }
budget = { label = "Budget", unit = "dollars", many = true }

[types.person]
folder = "people"
label = "Person"
plural = "People"
schema = "Person"

[types.person.fields]
born = { type = "date", label = "Born", schema = "birthDate" }
portrait = { type = "image" }
mentor = { type = "page", to = "person", label = "Mentor", inverse = "students", schema = "knows" }

[types.work]
folder = "works"
label = "Work"
schema = "CreativeWork"

[types.work.fields]
directed_by = { type = "page", to = "person", many = true, label = "Directed by", inverse = "directed", schema = "director" }
based_on = { type = "page", many = true, inverse = "basis_of" }
follows = { type = "page", to = "work", inverse = "followed_by" }
minutes = { type = "number", unit = "minutes" }

[types.work.fields.cast]
type = "record"
many = true
schema = "actor"

[types.work.fields.cast.fields]
actor = { type = "page", to = "person", inverse = "roles", inverse_label = "Roles" }
with = { type = "page", inverse = "played_with" }
note = { type = "text" }
still = { type = "image" }

[types.event]
folder = "events"
label = "Event"
role = "event"

[types.event.fields]
date = { type = "date" }
status = { type = "choice", values = ["reported", "confirmed", "released"] }
people = { type = "page", to = "person", many = true, inverse = "events" }
works = { type = "page", to = "work", many = true, inverse = "history" }
supersedes = { type = "page", to = "event", many = true, inverse = "superseded_by" }

[types.paper]
folder = "papers"
role = "source"

[types.paper.fields]
author = { type = "text" }
url = { type = "url" }
"#;

/// Additional settings.
const CHANGES: [(&str, &str); 10] = [
    ("", ""),
    ("title = \"A\"", "title = \"B\""),
    ("https://wiki.test", "https://wiki.test/sub"),
    ("headers = true", "backlinks = false"),
    ("headers = true", "search = false"),
    ("headers = true", "special = false\napi = false"),
    ("headers = true", "headers = true\n\n[images]\nwidths = [500, 900]"),
    ("label = \"Person\"", "label = \"Human\""),
    ("inverse_label = \"Roles\"", "inverse_label = \"Parts\""),
    ("How it ends", "The end"),
];

const TEMPLATES: [(&str, &str); 5] = [
    ("page.html", "<!DOCTYPE html><title>{{ page.title }}</title>{{ page }}"),
    ("person.html", "{% extends \"default/page.html\" %}"),
    ("category.html", "<main>{{ page }}</main>"),
    ("views/table.html", "<p>{{ query }}</p>"),
    ("work.html", "<main>{{ page.title }} {{ page.infobox.rows[0].label }}</main>"),
];

/// Pseudo-random numbers, the same for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn of<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices[self.roll(choices.len())]
    }

    fn date(&mut self) -> String {
        format!("{}-0{}-1{}", 1990 + self.roll(3), 1 + self.roll(3), self.roll(3))
    }

    /// A value for a front matter key, as YAML; most pages have few keys.
    fn value(&mut self, key: &str) -> String {
        let name = |dice: &mut Self| format!("\"{}\"", dice.of(&NAMES));
        match key {
            "title" => format!("\"{}\"", self.of(&TITLES)),
            "type" => self.of(&["person", "work", "event", "paper"]).to_owned(),
            "description" => self.of(&["Said of it.", "Something \"else\"", "A third line"]).to_owned(),
            "aliases" => format!("[{}]", self.of(&["Alfredo", "Al", "/old/place", "Another", "C"])),
            "categories" => format!("[\"{}\", \"{}\"]", self.of(&CATEGORIES), self.of(&CATEGORIES)),
            "origin" => format!(
                "{{url: 'https://example.org/{}', date: {}, authors: [A, B]}}",
                self.roll(9),
                self.date()
            ),
            "date" | "updated" | "born" => self.date(),
            "image" => {
                self.of(&["dot.svg", "people/face.svg", "none.png", "https://example.com/a.png"]).to_owned()
            }
            "portrait" => {
                format!("{{src: {}, alt: \"{}\"}}", self.of(&["dot.svg", "face.svg"]), self.of(&TITLES))
            }
            "info" => format!(
                "{{Row: \"[[{}]]\", Other: [a, {{value: b, sources: [{}]}}]}}",
                self.of(&NAMES),
                self.of(&SOURCES)
            ),
            "slug" => self.of(&["moved", "heat", "al"]).to_owned(),
            "sources" => format!("[{}]", self.of(&SOURCES)),
            "anchors" => "{old: life}".to_owned(),
            "order" => self.roll(4).to_string(),
            "language" => self.of(&["he", "de"]).to_owned(),
            "spoiler" => "ending".to_owned(),
            "template" => self.of(&["person", "work", "nope"]).to_owned(),
            "draft" => "true".to_owned(),
            "query" => "{type: work, view: table, show: [directed_by, links]}".to_owned(),
            "status" => self.of(&["reported", "confirmed", "released"]).to_owned(),
            "minutes" => self.of(&["90", "12000"]).to_owned(),
            "mentor" | "follows" => name(self),
            "cast" => {
                let row = |dice: &mut Self| {
                    let (actor, with, note) = (name(dice), name(dice), dice.of(&["lead", "small"]));
                    format!(
                        "{{actor: {actor}, with: {with}, note: {note}, still: {}, sources: [{}]}}",
                        dice.of(&["dot.svg", "none.png"]),
                        dice.of(&SOURCES)
                    )
                };
                let (first, second) = (row(self), row(self));
                format!("[{first}, {second}]")
            }
            "claims" => {
                let first = self.claim("a");
                let second = self.claim("b");
                format!("[{first}, {second}]")
            }
            _ => format!("[{}, {}]", name(self), name(self)),
        }
    }

    fn claim(&mut self, id: &str) -> String {
        let id = format!("{id}{}", self.roll(4));
        let mut claim = format!(
            "{{id: {id}, property: {}, value: \"{}\", said: {}",
            self.of(&["start", "budget", "unknown"]),
            self.of(&["1995", "Al", "Heat", "20000", "Bo"]),
            self.date()
        );
        let more = [
            format!(", subject: \"{}\"", self.of(&NAMES)),
            format!(", by: \"{}\"", self.of(&NAMES)),
            format!(", sources: [{}]", self.of(&SOURCES)),
            format!(", supersedes: [{}{}]", self.of(&["a", "b"]), self.roll(4)),
            format!(
                ", {}: [{}{}]",
                self.of(&["disputes", "corrects", "confirms", "refines"]),
                self.of(&["a", "b"]),
                self.roll(4)
            ),
            format!(", status: {}", self.of(&["denied", "announced"])),
            format!(", read: {}", self.date()),
            ", spoiler: ending".to_owned(),
            format!(", note: {}", self.of(&["one", "two"])),
        ];
        for part in more {
            claim.push_str(if self.chance(45) { &part } else { "" });
        }
        claim + "}"
    }

    /// A fragment of a page's text.
    fn piece(&mut self) -> String {
        let (name, fragment, word) =
            (self.of(&NAMES), self.of(&FRAGMENTS), self.of(&["early", "late", "never"]));
        match self.roll(25) {
            22..=23 => "## Life".to_owned(),
            24 => "## Plot".to_owned(),
            0..=8 => format!(
                "So {word} came [[{name}{fragment}]] and left. Nobody saw [[{}|it]].",
                self.of(&NAMES)
            ),
            9..=12 => format!("![[{name}{fragment}]]"),
            13 => "![[dot.svg|A dot]]".to_owned(),
            14 => "![A face](/people/face.svg \"Title\")".to_owned(),
            15 => format!("As was said {word}.[@{}, p. 3; @{}]", self.of(&SOURCES), self.of(&SOURCES)),
            16 => format!("[a path](/{}) and [an address](/works/heat/)", self.of(&PAGES)),
            17 => format!("Words {word} of a note.[^1]\n\n[^1]: The note, with [[{name}]]."),
            18 => format!("> [!note] {word}\n> Of [[{name}]]."),
            19 => format!("A block {word}. ^mark"),
            20 if self.chance(30) => "```query\ntype: work\nview: table\nshow: [directed_by]\n```".to_owned(),
            _ => format!("Plain {word} words, long enough to be a sentence of their own."),
        }
    }
}

const KEYS: [(&str, usize); 32] = [
    ("title", 55),
    ("type", 8),
    ("description", 30),
    ("aliases", 25),
    ("categories", 45),
    ("date", 20),
    ("updated", 20),
    ("origin", 10),
    ("image", 15),
    ("info", 15),
    ("slug", 3),
    ("sources", 30),
    ("claims", 30),
    ("anchors", 8),
    ("query", 2),
    ("language", 5),
    ("order", 30),
    ("spoiler", 5),
    ("template", 4),
    ("draft", 3),
    ("born", 20),
    ("portrait", 15),
    ("mentor", 40),
    ("directed_by", 50),
    ("based_on", 30),
    ("follows", 40),
    ("minutes", 20),
    ("cast", 50),
    ("status", 50),
    ("people", 40),
    ("works", 40),
    ("supersedes", 30),
];

/// Returns whether a page in a folder may have a key besides those of all pages.
fn fits(key: &str, path: &str) -> bool {
    match key {
        "born" | "portrait" | "mentor" => path.starts_with("people/"),
        "directed_by" | "based_on" | "follows" | "minutes" | "cast" => path.starts_with("works/"),
        "status" | "people" | "works" | "supersedes" => path.starts_with("events/"),
        _ => true,
    }
}

#[derive(Clone, Default)]
struct Draft {
    matter: BTreeMap<&'static str, String>,
    body: Vec<String>,
}

impl Draft {
    fn random(dice: &mut Dice, path: &str) -> Self {
        let mut draft = Self::default();
        for (key, percent) in KEYS {
            if fits(key, path) && dice.chance(percent) {
                draft.matter.insert(key, dice.value(key));
            }
        }
        draft.body = (0..dice.roll(6)).map(|_| dice.piece()).collect();
        draft
    }

    /// Applies one change.
    fn edit(&mut self, dice: &mut Dice, path: &str) {
        if dice.chance(40) {
            let at = dice.roll(self.body.len() + 1);
            match dice.roll(3) {
                0 if at < self.body.len() => drop(self.body.remove(at)),
                1 if at < self.body.len() => self.body[at] = dice.piece(),
                _ => self.body.insert(at, dice.piece()),
            }
            return;
        }
        let (key, _) = KEYS[dice.roll(KEYS.len())];
        if fits(key, path) && self.matter.remove(key).is_none_or(|_| dice.chance(70)) {
            self.matter.insert(key, dice.value(key));
        }
    }

    fn text(&self) -> String {
        let lines: String = self.matter.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        format!("---\n{lines}---\n{}\n", self.body.join("\n\n"))
    }
}

/// The files of a wiki.
struct Wiki {
    dice: Dice,
    pages: BTreeMap<String, Draft>,
    settings: String,
    templates: BTreeMap<&'static str, &'static str>,
    assets: BTreeMap<&'static str, String>,
    sources: String,
    drafts: bool,
    /// Day of the month.
    today: usize,
}

impl Wiki {
    fn random(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut pages = BTreeMap::new();
        for path in PAGES {
            if dice.chance(85) {
                pages.insert(path.to_owned(), Draft::random(&mut dice, path));
            }
        }
        // Occasionally more pages link to one page than are shown on it or listed in the JSON.
        let crowd = [0, 0, 0, 0, 0, 0, 45, 110][dice.roll(8)];
        for at in 0..crowd {
            let body = vec![format!("Number {at} knows [[al]] and [[heat]].")];
            pages.insert(format!("crowd/{at}.md"), Draft { body, ..Draft::default() });
        }
        let mut wiki = Self {
            dice,
            pages,
            settings: SETTINGS.to_owned(),
            templates: BTreeMap::new(),
            assets: BTreeMap::new(),
            sources: String::new(),
            drafts: false,
            today: 21,
        };
        wiki.new_assets();
        wiki.new_sources();
        wiki
    }

    fn new_assets(&mut self) {
        for path in ["dot.svg", "people/face.svg", "works/dot.svg"] {
            if self.dice.chance(25) {
                self.assets.remove(path);
            } else {
                let (width, height) = (400 * (1 + self.dice.roll(3)), 300 + self.dice.roll(3));
                self.assets.insert(path, format!("<svg width=\"{width}\" height=\"{height}\"/>"));
            }
        }
    }

    fn new_sources(&mut self) {
        self.sources.clear();
        for id in ["paper", "other", "third"] {
            if self.dice.chance(75) {
                let (title, date) = (self.dice.of(&["The Paper", "Another", "Third"]), self.dice.date());
                let dead = self.dice.chance(30);
                self.sources.push_str(&format!(
                    "- id: {id}\n  title: {title}\n  date: {date}\n  dead: {dead}\n  url: https://example.com/{id}\n"
                ));
            }
        }
    }

    fn any_page(&mut self) -> String {
        let at = self.dice.roll(self.pages.len().max(1));
        self.pages.keys().nth(at).cloned().unwrap_or_else(|| "index.md".to_owned())
    }

    /// Applies one change to the files.
    fn edit(&mut self) {
        match self.dice.roll(100) {
            0..=69 => {
                let path = self.any_page();
                let mut draft = self.pages.remove(&path).unwrap_or_default();
                draft.edit(&mut self.dice, &path);
                self.pages.insert(path, draft);
            }
            70..=75 => {
                let path = self.any_page();
                self.pages.remove(&path);
            }
            76..=81 => {
                let path = self.dice.of(&PAGES);
                let draft = Draft::random(&mut self.dice, path);
                self.pages.insert(path.to_owned(), draft);
            }
            82..=86 => {
                let (from, to) = (self.any_page(), self.dice.of(&PAGES));
                if let Some(draft) = self.pages.remove(&from) {
                    self.pages.insert(to.to_owned(), draft);
                }
            }
            87..=90 => self.new_assets(),
            91..=94 => self.new_sources(),
            95 => {
                let (from, to) = CHANGES[self.dice.roll(CHANGES.len())];
                self.settings = SETTINGS.replacen(from, to, 1);
            }
            96 => {
                let (name, text) = TEMPLATES[self.dice.roll(TEMPLATES.len())];
                if self.templates.remove(name).is_none() {
                    self.templates.insert(name, text);
                }
            }
            97 if self.dice.chance(50) => self.today = 10 + self.dice.roll(20),
            97 => self.drafts = !self.drafts,
            _ => {
                let path = self.any_page();
                let draft = Draft::random(&mut self.dice, &path);
                self.pages.insert(path, draft);
            }
        }
    }

    fn inputs(&self) -> Inputs {
        let text = |path: String, text: String| {
            let hash = Hash::of(text.as_bytes());
            Arc::new(TextFile { source: Source::new(path, text), hash, diagnostics: Vec::new() })
        };
        let today = PartialDate::parse(&format!("2026-11-{}", self.today)).expect("a date");
        let mut inputs = Inputs::empty(Options {
            today,
            drafts: self.drafts,
            base_url: None,
            strict: false,
            without_spoilers: None,
        });
        inputs.settings = Source::new("site.toml", self.settings.as_str());
        for (path, draft) in &self.pages {
            inputs.pages.insert(path.as_str().into(), text(format!("content/{path}"), draft.text()));
        }
        let sources = "sources/all.yaml";
        inputs.sources.insert(sources.into(), text(format!("content/{sources}"), self.sources.clone()));
        for (name, template) in &self.templates {
            inputs
                .templates
                .insert((*name).into(), text(format!("templates/{name}"), (*template).to_owned()));
        }
        for (path, svg) in &self.assets {
            let number = |at: usize| svg.split('"').nth(at).and_then(|number| number.parse().ok());
            let asset = Asset {
                path: format!("content/{path}").into(),
                data: AssetData::Memory(svg.as_bytes().into()),
                hash: Hash::of(svg.as_bytes()),
                size: number(1).zip(number(3)),
                still: true,
                // For some of these, no variant is smaller than the original.
                variants: svg.contains("\"301\"").then(Arc::default),
            };
            inputs.assets.insert((*path).into(), Arc::new(asset));
        }
        inputs
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn the_wiki_of_this_test_is_valid() {
    let wiki = Wiki::random(1);
    let inputs = wiki.inputs();
    let site = evaluate(&inputs, &mut Memo::default());
    let findings = print(
        &site.findings(Vec::new()),
        &|path| inputs.text(path),
        Style { format: Format::Short, ..Style::default() },
    );
    assert!(!findings.contains("[front-matter]"), "{findings}");
    // The menu refers to a page that some of the wikis do not have.
    let mut settings = findings.lines().filter(|line| line.starts_with("site.toml"));
    assert!(settings.all(|line| line.contains("[broken-link]")), "{findings}");
}

#[test]
fn kept_pages_equal_parsed_pages() {
    let program = Hash::of(b"this one");
    let (first, count) = (number("MEMO_SEED", 0), number("MEMO_CASES", 12) / 4);
    for seed in first..first + count {
        let mut wiki = Wiki::random(seed);
        let mut kept: Vec<Vec<u8>> = Vec::new();
        for step in 0..8 {
            let inputs = wiki.inputs();
            let mut warm = Memo::default();
            for bytes in &kept {
                let part: cache::Parsed = cache::open(bytes, program).expect("it was sealed whole");
                warm.take_in(part.settings.expect("settings"), part.pages, &inputs);
            }
            let mut cold = Memo::default();
            Seen::of(&inputs, &mut warm)
                .is_that_of(&Seen::of(&inputs, &mut cold), &format!("seed {seed}, step {step}"));
            let settings = warm.settings().expect("pages were parsed");
            let shards = cache::shards(settings, warm.parsed());
            kept =
                shards.iter().map(|shard| cache::seal(shard, program).expect("pages have bytes")).collect();
            wiki.edit();
        }
    }
}

#[test]
fn a_relinked_site_equals_one_from_scratch() {
    let (first, count) = (number("MEMO_SEED", 0), number("MEMO_CASES", 12));
    for seed in first..first + count {
        let mut wiki = Wiki::random(seed);
        let mut memo = Memo::default();
        for step in 0..16 {
            let inputs = wiki.inputs();
            let warm = Seen::of(&inputs, &mut memo);
            warm.is_that_of(&Seen::of(&inputs, &mut Memo::default()), &format!("seed {seed}, step {step}"));
            wiki.edit();
        }
    }
}
