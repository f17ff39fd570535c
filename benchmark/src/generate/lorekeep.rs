//! Writes the wiki for Lorekeep: `site.toml`, pages, sources and templates.

use std::fmt::Write;
use std::io;

use super::Folder;
use super::prose::{self, Dialect, FIRST_HEADING, Form, Link};
use super::random::{Purpose, Random};
use super::world::{Fact, Kind, PageId, Value, World};

/// The features of Lorekeep that a wiki uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Features {
    /// All: the default theme, search, JSON, special pages, claims, citations, spoilers, queries.
    All,
    /// Those that the other generators' wikis have as well.
    Slim,
}

const TYPES: &str = include_str!("../../sites/lorekeep/types.toml");
const SLIM_TEMPLATES: [(&str, &str); 2] = [
    ("templates/base.html", include_str!("../../sites/lorekeep/slim/base.html")),
    ("templates/page.html", include_str!("../../sites/lorekeep/slim/page.html")),
];
const PROPERTIES: [&str; 4] = ["budget", "release-date", "audience", "origin"];

/// Writes the wiki.
pub(super) fn write(folder: &Folder<'_>, world: &World, features: Features) -> io::Result<()> {
    folder.make(&[
        "content/people",
        "content/works",
        "content/characters",
        "content/sources",
        "templates",
    ])?;
    folder.write("site.toml", &settings(features))?;
    if features == Features::All {
        folder.write("content/sources/sources.yaml", &sources(world))?;
    } else {
        SLIM_TEMPLATES.iter().try_for_each(|(path, text)| folder.write(path, text))?;
    }
    folder.write("content/index.md", &home(world, features))?;
    for (id, page) in world.pages.iter().enumerate() {
        let path = format!("content/{}/{}.md", page.kind.folder(), page.slug);
        folder.write(&path, &self::page(world, id, features))?;
    }
    Ok(())
}

fn settings(features: Features) -> String {
    let mut out = String::from(
        "title = \"The Made-up Wiki\"\ndescription = \"A made-up encyclopaedia, for measuring.\"\n\
         base_url = \"https://wiki.example/\"\nlanguage = \"en\"\n",
    );
    for kind in Kind::ALL {
        let (label, folder) = (kind.label(), kind.folder());
        writeln!(out, "\n[[nav]]\ntitle = \"{label}\"\nurl = \"/{folder}/\"").expect(TO_STRING);
    }
    if features == Features::Slim {
        out.push_str("\n[output]\nsearch = false\napi = false\nspecial = false\ncsp = false\n");
    }
    out + "\n" + TYPES
}

/// The reason why writing to a String cannot fail.
const TO_STRING: &str = "a String takes whatever is written";

fn home(world: &World, features: Features) -> String {
    let mut out =
        String::from("---\ntitle: The Made-up Wiki\ndescription: A made-up encyclopaedia.\n---\n\n");
    out += &super::home(world, &Wikilinks { features });
    if features == Features::All {
        out += "\n```query\ntype: work\nsort: released\nlimit: 20\nview: table\nshow: [released, directed_by]\n```\n";
    }
    out
}

fn page(world: &World, id: PageId, features: Features) -> String {
    let page = &world.pages[id];
    let (year, month, day) = page.date;
    let mut out = format!("---\ntitle: {}\n", page.title);
    let [first, second] = page.categories.map(|category| &world.categories[category]);
    let mut line = |line: std::fmt::Arguments<'_>| writeln!(out, "{line}").expect(TO_STRING);
    line(format_args!("description: \"{}\"", prose::description(world, id)));
    if let Some((alias, _)) = &page.alias {
        line(format_args!("aliases: [{alias}]"));
    }
    line(format_args!("categories: [{first}, {second}]"));
    line(format_args!("date: \"{year}-{month:02}-{day:02}\""));
    for fact in world.facts(id) {
        line(format_args!("{}", field(world, &fact)));
    }
    if features == Features::All {
        out += &claims(world, id);
    }
    out += "---\n\n";
    out + &prose::body(world, id, &Wikilinks { features })
}

/// A field in YAML.
fn field(world: &World, fact: &Fact) -> String {
    let title = |page: PageId| &world.pages[page].title;
    let value = |value: &Value| match *value {
        Value::Text(ref text) => format!("\"{text}\""),
        Value::Page(page) => title(page).clone(),
        Value::Role { actor, character } => {
            format!("\n  - {{actor: {}, character: {}}}", title(actor), title(character))
        }
        Value::In(..) => unreachable!("nobody writes the other end of a relation"),
    };
    let values: Vec<String> = fact.values.iter().map(value).collect();
    let key = fact.field.key;
    if key == "cast" { format!("{key}:{}", values.concat()) } else { format!("{key}: {}", values.join(", ")) }
}

/// The claims that every fifth page makes about itself: a thread of two to four, each replacing the one before, and
/// on some pages a dispute.
fn claims(world: &World, id: PageId) -> String {
    if !id.is_multiple_of(5) {
        return String::new();
    }
    let mut random = Random::stream(world.seed, Purpose::Sources, world.sources + id);
    let property = random.pick(&PROPERTIES);
    let mut source = random.below(world.sources);
    let mut out = String::from("claims:\n");
    let steps = random.between(2, 4);
    for step in 0..steps {
        let value = prose::fill("{number} {things}", world, &mut random);
        let (year, month) = (2014 + step * 2, random.between(1, 12));
        write!(
            out,
            "  - id: c{id}-{step}\n    property: {property}\n    value: \"{value}\"\n    said: \"{year}-{month:02}\"\n    \
             by: {}\n    sources: [{}]\n    status: reported\n",
            world.pages[world.popular_page(&mut random)].title,
            source_id(source),
        )
        .expect(TO_STRING);
        if step > 0 {
            let link = if step + 1 == steps && id.is_multiple_of(25) { "disputes" } else { "supersedes" };
            writeln!(out, "    {link}: [c{id}-{}]", step - 1).expect(TO_STRING);
        }
        source = (source + 1) % world.sources;
    }
    out
}

fn source_id(source: usize) -> String {
    format!("src-{source:04}")
}

fn sources(world: &World) -> String {
    let mut out = String::new();
    for source in 0..world.sources {
        let mut random = Random::stream(world.seed, Purpose::Sources, source);
        let title = prose::fill("{Thing} and the {how} {things} of {name}", world, &mut random);
        let publisher = prose::fill("The {Thing} Post", world, &mut random);
        let month = random.between(1, 12);
        let id = source_id(source);
        write!(
            out,
            "{id}:\n  title: \"{title}\"\n  publisher: \"{publisher}\"\n  date: \"2024-{month:02}\"\n  \
             url: \"https://press.example/{id}\"\n  accessed: \"2025-06-01\"\n  kind: news\n\n",
        )
        .expect(TO_STRING);
    }
    out
}

struct Wikilinks {
    features: Features,
}

impl Dialect for Wikilinks {
    fn link(&self, out: &mut String, world: &World, link: &Link<'_>) {
        let page = &world.pages[link.to];
        let title = &page.title;
        match (link.form, &page.alias) {
            (Form::Label, _) => write!(out, "[[{title}|{}]]", link.label),
            (Form::Section, _) => write!(out, "[[{title}#{}|{}]]", FIRST_HEADING.0, link.label),
            (Form::Alias, Some((alias, _))) => write!(out, "[[{alias}]]"),
            (Form::Title | Form::Cell | Form::Alias, _) => write!(out, "[[{title}]]"),
        }
        .expect(TO_STRING);
    }

    fn citation(&self, out: &mut String, source: usize) {
        if self.features == Features::All {
            write!(out, "[@{}]", source_id(source)).expect(TO_STRING);
        }
    }

    fn quote(&self, out: &mut String, ordinal: usize) {
        out.push_str(match (self.features, ordinal % 3) {
            (Features::Slim, _) | (_, 0) => "> ",
            (_, 1) => "> [!note] On the sources\n> ",
            _ => "> [!spoiler|ending]- How it ends\n> ",
        });
    }
}
