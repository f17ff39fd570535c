//! Every name in the files of a wiki is found with its exact range, and can be replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use lorekeep::config::{self, Config};
use lorekeep::date::PartialDate;
use lorekeep::inputs::{Hash, Inputs, Options, TextFile};
use lorekeep::labels::{Labelled, ShowsNothing};
use lorekeep::page::Page;
use lorekeep::page::links::LinkKind;
use lorekeep::page::query::Query;
use lorekeep::page::references::{Change, Part, Reference, Referent, references, rewrite};
use lorekeep::page::value::{FieldValues, Value};
use lorekeep::pipeline::{Memo, evaluate};
use lorekeep::text::{Edit, Source, fold_name};
use lorekeep::wiki::{Target, Wiki};
use proptest::prelude::*;
use proptest::test_runner;

const SETTINGS: &str = r#"
title = "A"
nav = [{ title = "Heat", url = "/works/heat/" }, { title = "Away", url = "https://wiki.test/" }]

[content]
smart_punctuation = false

[properties]
start = { label = "Start" }

[types.person]
folder = "people"
sort_by = "note"
template = 'person.html'

[types.work]
folder = """
works"""
base = "person"

[types.work.fields]
directed_by = { type = "page", to = ["person"], many = true, inverse = "directed", default = "Michael \"M\" Mann" }
follows = { type = "page" }
still = { type = "image" }
note = { type = "text", many = true }

[types.work.fields.cast]
type = "record"
many = true

[types.work.fields.cast.fields]
actor = { type = "page", to = "person", inverse = "roles" }
note = { type = "text" }

[components.box.parameters]
text = { type = "markdown" }
page = { type = "page", to = ["work"] }
file = { type = "image" }
rows = { type = "query" }

[components.card]
markdown = """
A card of [[Heat#Cards|Heat]], [[{{ fields.kind }} cards]] and [the list](list.md).[@paper]
"""

[theme]
logo = "logo.svg"
"#;

fn settings() -> Config {
    config::load(&Source::new("site.toml", SETTINGS)).0
}

/// The references in a file, one line each: kind, name, heading and label as spelled.
fn spelled(path: &str, text: &str) -> Vec<String> {
    let source = Source::new(path, text);
    let line = |found: &Reference| {
        let part = |sign: &str, range: &Option<std::ops::Range<usize>>| {
            range.clone().map_or_else(String::new, |range| format!("{sign}{}", &text[range]))
        };
        format!(
            "{:?}{} {}{}{}",
            found.referent,
            if found.declares { "!" } else { "" },
            &text[found.name.clone()],
            part(" # ", &found.fragment),
            part(" | ", &found.label)
        )
    };
    references(&source, &settings()).iter().map(line).collect()
}

fn page(text: &str) -> Vec<String> {
    spelled("content/works/page.md", text)
}

#[test]
fn names_in_a_text_are_found_with_their_parts() {
    assert_eq!(
        page(
            "[[Heat]] [[ Heat_2 # Plot |the *film*]] ![[a b.png|300]] ![[Heat#^block]]\n\n[[#Here]] [[:Category:Crew|]]\n"
        ),
        [
            "Page Heat",
            "Page Heat_2 # Plot | the *film*",
            "Page a b.png | 300",
            "Page Heat # ^block",
            "Page  # Here",
            "Page Category:Crew | "
        ]
    );
    assert_eq!(
        page(
            "| a | b |\n|---|---|\n| [[Heat\\|x]] | [y](heat.md#Pl%20ot \"t\") |\n\n> [!note] [[In a title]] and [z][r]\n> [[Over\n> lines]]\n\n[r]: <a b.md>\n"
        ),
        [
            "Page Heat | x",
            "Path heat.md # Pl%20ot | y",
            "Page In a title",
            "Page Over\n> lines",
            "Path a b.md"
        ]
    );
    assert_eq!(
        page(
            "![alt](/img/x.png) <https://wiki.test> [out](https://wiki.test/x) said[@paper, p. 3; @other].\n\n<p title=\"x.md\"><a href='x.md#a&amp;b'>x</a></p>\n\n<!-- <a href=\"no.md\"> --> <img src=y.png>\n"
        ),
        ["File /img/x.png | alt", "Source paper | p. 3", "Source other", "Path x.md # a&amp;b", "Path y.png"]
    );
    assert_eq!(page("`[[code]]` \\[[text]] [[a %%gone%% b]] %%[[comment]]%%\n"), ["Page a %%gone%% b"]);
    assert_eq!(
        page(
            "> ```query\n> type: work, person\n> where: {directed_by: \"!=[[Al]]\", note: x}\n> sort: -released\n> ```\n"
        ),
        ["Type work", "Type person", "Field directed_by", "Page Al", "Field note", "Field released"]
    );
    let index = "---\ntype: none\nsort: [note, -follows]\ngroup: directed_by\n---\n";
    assert_eq!(
        spelled("content/works/index.md", index),
        ["Field note", "Field follows", "Field directed_by"],
        "`none` is no type, and the list of a folder names fields"
    );
    assert_eq!(page("```query\nsort: note, -follows\n```\n"), ["Field note", "Field follows"]);
}

#[test]
fn names_in_the_markdown_of_a_component_stand_in_the_settings_and_not_at_its_calls() {
    assert_eq!(page("[[Al]]\n\n{{card}}\n\n[[Bo]]\n"), ["Page Al", "Page Bo"]);
    let settings = spelled("site.toml", SETTINGS);
    assert!(settings.contains(&"Page Heat # Cards | Heat".to_owned()), "{settings:?}");
    assert!(!settings.iter().any(|name| name.contains("fields.kind")), "{settings:?}");
}

#[test]
fn names_in_arguments_of_components_are_found() {
    assert_eq!(
        page(concat!(
            "{{box|See [[Heat#Plot|it]]|Heat 2|x.png}} {{box|page=[[Thief]]}}\n\n",
            "> ```box\n> text: |\n>   To [[Al]] and [b](b.md)\n>   [[Bo]]\n> page: [[Cy]]\n> file: y.png\n> rows: {type: work, directed_by: Di}\n> ```\n\n",
            "```box\npage: \"Ed\"\ntext: 'Of [[Fi]]'\n```\n"
        )),
        [
            "Page Heat # Plot | it",
            "Page Heat 2",
            "File x.png",
            "Page Thief",
            "Page Al",
            "Path b.md",
            "Page Bo",
            "Page Cy",
            "File y.png",
            "Type work",
            "Field directed_by",
            "Page Di",
            "Page Ed",
            "Page Fi"
        ]
    );
}

#[test]
fn names_in_front_matter_are_found_in_every_style() {
    assert_eq!(
        page(concat!(
            "---\r\ntitle: \"H\\u00e9at\"\r\naliases: [One, 'It''s']\r\ntags: '#a #b'\r\ntype: work\r\ntemplate: film\r\n",
            "directed_by: [[Mann, Michael|him]]\r\nfollows: \"[[Thief\\u0023End|x]]\"\r\nstill: {src: a.png, alt: b.png}\r\n",
            "cast:\r\n- {actor: Al, note: 'to [[Bo]] and [[Cy]]', source: paper}\r\nnote:\r\n  - >-\r\n    long\r\n    [[Folded\r\n    name]] [[Di#e|f]]\r\n",
            "info:\r\n  Row: {value: [x, '[[Ed]]'], sources: [s1, s2]}\r\nsources:\r\n  - s3\r\nanchors: {old: '#new'}\r\n",
            "claims:\r\n  - {id: c1, subject: Fi, property: start, value: '[[Gus]]', by: Hal, sources: s4, supersedes: c0}\r\n---\r\n"
        )),
        [
            "Page! H\\u00e9at",
            "Page! One",
            "Page! It''s",
            "Category a",
            "Category b",
            "Type work",
            "Template film",
            "Page Mann, Michael | him",
            "Page Thief # End | x",
            "File a.png",
            "Page Al",
            "Page Bo",
            "Page Cy",
            "Source paper",
            "Page Folded\r\n    name",
            "Page Di # e | f",
            "Page Ed",
            "Source s1",
            "Source s2",
            "Source s3",
            "Heading new",
            "Claim! c1",
            "Page Fi",
            "Property start",
            "Page Gus",
            "Page Hal",
            "Source s4",
            "Claim c0"
        ]
    );
    // The section that an alias leads to is a heading of the page.
    assert_eq!(
        page(
            "---\naliases: [{name: Crew, section: '#The crew'}, {value: {name: Ship, section: Hull}, spoiler: x}]\n---\n"
        ),
        ["Page! Crew", "Heading The crew", "Page! Ship", "Heading Hull"]
    );
    // Lines of quoted strings may be indented less than the standard requires.
    assert_eq!(
        page("---\nclaims:\n  - value: \"One\n  [[Two]]\"\n    by: 'a\nb'\n---\n"),
        ["Page One\n  [[Two]]", "Page a\nb"]
    );
    // A reference through a YAML alias is located at the anchor.
    assert_eq!(
        page("---\nfollows: &a Heat\ndirected_by: [*a]\nbase: &b {still: x.png}\n<<: *b\n---\n"),
        ["Page Heat", "Page Heat", "File x.png"]
    );
}

#[test]
fn names_in_settings_and_in_sources_are_found() {
    assert_eq!(
        spelled("site.toml", SETTINGS),
        [
            "Path /works/heat/",
            "Folder people",
            "Field note",
            "Template person.html",
            "Folder works",
            "Type person",
            "Type person",
            "Page Michael \\\"M\\\" Mann",
            "Type person",
            "Type work",
            "Page Heat # Cards | Heat",
            "Path list.md",
            "File logo.svg"
        ]
    );
    assert_eq!(
        spelled("content/sources/a.yaml", "paper: {title: The Paper}\n\"o\\x74her\": {title: '[[x]]'}\n"),
        ["Source! paper", "Source! o\\x74her"]
    );
    assert_eq!(spelled("content/sources/a.yml", "- id: 'a'\n  title: A\n"), ["Source! a"]);
}

/// Settings in which types and categories have queries and texts for all of their pages.
const FOR_ALL_PAGES: &str = r#"
footer = "By [us](/about/)"

[spoilers]
film = { label = "The film", work = 'Heat' }

[components.box.parameters]
page = { type = "page" }

[types.person]
before = '''
See [[Crew#Actors|the crew]], [all](/people/) and ![[still.png]].

```query
type: person
where: {category: Actors}
```

```box
page: Vincent
```
'''
after = "box"
foot = "A \"quoted\" [[Neil]]"

[[types.person.queries]]
empty = "None"
type = "person"
where = { friend = "[[Ma\u00EBl]]", category = ["Cops", 'Robbers'] }
sort = "-born"

[types.person.fields]
friend = { type = "page" }
born = { type = "date" }

[categories."Cast members"]
after = '[[Al]]'
"#;

#[test]
fn names_in_queries_and_texts_for_all_pages_are_found() {
    assert_eq!(
        spelled("site.toml", FOR_ALL_PAGES),
        [
            "Path /about/",
            "Page Heat",
            "Page Crew # Actors | the crew",
            "Path /people/ | all",
            "Page still.png",
            "Type person",
            "Field category",
            "Category Actors",
            "Page Vincent",
            "Page Neil",
            "Type person",
            "Field friend",
            "Page Ma\\u00EBl",
            "Field category",
            "Category Cops",
            "Category Robbers",
            "Field born",
            "Category Cast members",
            "Page Al"
        ]
    );
}

#[test]
fn names_in_queries_and_texts_for_all_pages_can_be_replaced() {
    let (source, config) = (Source::new("site.toml", FOR_ALL_PAGES), settings());
    let renamed = |old: &str, new: &str| {
        let found = references(&source, &config);
        let named = found.iter().filter(|found| found.text == old);
        let changes: Vec<Change<'_>> =
            named.map(|reference| Change { reference, part: Part::Name, to: new }).collect();
        assert!(!changes.is_empty(), "{old} is not in {found:#?}");
        rewrite(&source, &config, &changes).map(|edits| Edit::apply(FOR_ALL_PAGES, &edits))
    };
    for (old, new, before, after) in [
        ("Crew", "The \"crew\"", "[[Crew#Actors|", "[[The \"crew\"#Actors|"),
        ("Actors", "Players", "category: Actors", "category: Players"),
        ("Vincent", "Vincent: x", "page: Vincent", "page: \"Vincent: x\""),
        ("Cops", "The \\ \"cops\"", r#""Cops""#, r#""The \\ \"cops\"""#),
        ("Robbers", "Thieves", "'Robbers'", "\"Thieves\""),
        ("Maël", "Maël O", r#""[[Ma\u00EBl]]""#, "\"[[Maël O]]\""),
        ("Neil", "Neil \"M\"", r#"\"quoted\" [[Neil]]"#, r#"\"quoted\" [[Neil \"M\"]]"#),
        ("Cast members", "Cast", "\"Cast members\"", "\"Cast\""),
        ("Heat", "Heat 2", "work = 'Heat'", "work = \"Heat 2\""),
    ] {
        assert_eq!(renamed(old, new).unwrap(), FOR_ALL_PAGES.replace(before, after), "{old}");
    }
    assert!(renamed("Crew", "The '''crew").is_err(), "the name would end the string");
}

/// A file with one name replaced, or the reason why that is impossible.
fn replaced(text: &str, old: &str, new: &str) -> String {
    let (source, config) = (Source::new("content/works/page.md", text), settings());
    let found = references(&source, &config);
    let is_old = |found: &&Reference| found.text == old;
    let changes: Vec<Change<'_>> = found
        .iter()
        .filter(is_old)
        .map(|reference| Change { reference, part: Part::Name, to: new })
        .collect();
    assert!(!changes.is_empty(), "{old} is not in {found:#?}");
    rewrite(&source, &config, &changes)
        .map_or_else(|fault| fault.to_string(), |edits| Edit::apply(text, &edits))
}

#[test]
fn another_name_is_written_as_its_place_needs() {
    for (text, new, expected) in [
        ("[[Old#a|b]]", "New: \"one\"", "[[New: \"one\"#a|b]]"),
        ("![[Old]] and [[ Old ]]", "New", "![[New]] and [[ New ]]"),
        ("[[Old]]", ":New", "[[::New]]"),
        ("[a](Old)", "b (c)/%.md", "[a](b%20(c)/%25.md)"),
        ("[a](Old)", "b)(.md", "[a](b%29%28.md)"),
        ("[a](<Old> 't')", "b <c>.md", "[a](<b%20%3Cc%3E.md> 't')"),
        ("<a href='Old'>x</a>", "it's & that.md", "<a href='it%27s%20%26%20that.md'>x</a>"),
        ("---\nfollows: Old\n---\n", "New: the \"Novel\"", "---\nfollows: 'New: the \"Novel\"'\n---\n"),
        ("---\nfollows: Old # c\n---\n", "1995", "---\nfollows: \"1995\" # c\n---\n"),
        ("---\nfollows: 'Old'\n---\n", "It's", "---\nfollows: 'It''s'\n---\n"),
        ("---\nfollows: \"[[Old]]\"\n---\n", "a \"b\" \\", "---\nfollows: \"[[a \\\"b\\\" \\\\]]\"\n---\n"),
        ("---\nfollows: [[Old|x]]\n---\n", "New", "---\nfollows: [[New|x]]\n---\n"),
        ("---\nfollows: [[Old|x]]\n---\n", "Boston, M", "---\nfollows: \"[[Boston, M|x]]\"\n---\n"),
        (
            "---\nfollows: &a Old\ndirected_by: [*a]\n---\n",
            "New",
            "---\nfollows: &a New\ndirected_by: [*a]\n---\n",
        ),
        ("---\naliases: [Old, b]\n---\n", "a, b", "---\naliases: [\"a, b\", b]\n---\n"),
        (
            "---\nnote: see [[Old]] or [[Old|x]].\n---\n",
            "A: b",
            "---\nnote: \"see [[A: b]] or [[A: b|x]].\"\n---\n",
        ),
        ("---\nnote: |\n  see\n  [[Old]]: #\n---\n", "A: b #", "`A: b #` cannot be written here"),
        ("---\nnote: |\n  see\n  [[Old]]: #\n---\n", "A: b", "---\nnote: |\n  see\n  [[A: b]]: #\n---\n"),
        ("---\ntags: a, Old\n---\n", "b, c", "`b, c` cannot be written here"),
        ("x[@Old, p. 3]", "new-id", "x[@new-id, p. 3]"),
        ("x[@Old]", "new id", "`new id` cannot be written here"),
        ("[[Old]] `x`", "C#", "`C#` cannot be written here"),
        ("[[Old]]", "a|b", "`a|b` cannot be written here"),
        ("`x [[a` [[Old]]", "a ` b", "`x [[a` [[a ` b]]"),
        ("[[Old]] ` [[x]]", "a ` b", "`a ` b` cannot be written here"),
    ] {
        assert_eq!(replaced(text, "Old", new), expected, "{text}");
    }
}

/// Names that need quoting or escaping.
const NAMES: [&str; 14] = [
    "Heat",
    "Heat 2: The Novel",
    "It's \"Al\"",
    "Boston, Massachusetts",
    "Café ☕",
    "1995",
    "a  \"b' c",
    "- dash",
    "yes",
    "people/al",
    "C:\\dir",
    "x & y; <z>",
    "*star*",
    "100%",
];
const IDS: [&str; 4] = ["paper", "other", "2001-01-02", "a.b:c/d"];

/// A string in one of the YAML styles. `indent` is that of continuation lines.
fn styled(text: &str, style: usize, indent: usize) -> String {
    let gap = " ".repeat(indent);
    let double = || text.replace('\\', "\\\\").replace('"', "\\\"");
    match style {
        0 => format!("'{}'", text.replace('\'', "''")),
        1 => format!("\"{}\"", double()),
        2 => format!("\"{}\"", text.chars().map(|c| format!("\\U{:08x}", c as u32)).collect::<String>()),
        3 => format!("|-\n{gap}{text}"),
        4 => format!(">\n{gap}{text}\n"),
        5 => format!("\"{}\"", double().replacen(' ', &format!("\n{gap}"), 1)),
        6 => format!(
            "'{}'",
            text.replace('\'', "''").replacen(' ', &format!("\n\n{gap}").replace("\n\n", "\n"), 1)
        ),
        _ if text.chars().all(|c| c.is_alphabetic() || c == ' ') && !text.contains("yes") => {
            text.replacen(' ', &format!("\n{gap}"), style % 2)
        }
        _ => format!("\"{}\"", double()),
    }
}

/// A part of a page: its kind, and numbers of names and styles.
type Piece = (usize, usize, usize, usize);

fn matter(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for (number, &(kind, first, second, style)) in pieces.iter().enumerate() {
        let (name, other) = (NAMES[first % NAMES.len()], NAMES[second % NAMES.len()]);
        let (id, value) = (IDS[second % IDS.len()], |text: &str| styled(text, style % 9, 4));
        let flow = |text: &str| styled(text, [0, 1, 2, 5][style % 4], 4);
        let key = [
            "title",
            "aliases",
            "categories",
            "directed_by",
            "follows",
            "cast",
            "note",
            "info",
            "sources",
            "claims",
            "image",
            "tags",
            "query",
            "template",
            "anchors",
        ][kind % 15];
        if pieces[..number].iter().any(|piece| piece.0 % 15 == kind % 15) {
            continue;
        }
        let written = match key {
            "title" => value(name),
            "follows" if style % 3 == 0 => value(&format!("[[{name}#a|b]]")),
            "follows" if name.chars().all(char::is_alphabetic) => format!("[[{name}, {name}|x]]"),
            "follows" | "template" | "image" => value(name),
            "note" => value(&format!("To [[{name}]] and [[{other}#x|y]], {name}.")),
            "info" => format!("\n  Row: {{value: {}, source: {id}}}", flow(&format!("a [[{name}]]"))),
            "cast" => format!(
                "\n- {{actor: {}, note: {}}}\n- actor: {}\n  sources: [{id}]",
                flow(name),
                flow(&format!("[[{other}]]")),
                value(other)
            ),
            "claims" => format!(
                "\n  - id: {id}\n    property: start\n    value: {}\n    by: {}\n    {}: [{id}]\n    subject: {}",
                flow(&format!("[[{name}]]")),
                flow(other),
                ["supersedes", "corrects", "confirms", "refines", "disputes"][first % 5],
                flow(name)
            ),
            "sources" => format!("[{id}, {}]", flow(IDS[first % IDS.len()])),
            "tags" => value(&format!("{id}, b")),
            "query" => format!(
                "\n  type: work\n  where: {{directed_by: {}, title: x}}\n  sort: -title",
                flow(&format!("!={name}"))
            ),
            "anchors" => format!("{{old: {}}}", flow(id)),
            _ if style % 2 == 0 => format!("\n  - {}\n  - {}", styled(name, style % 9, 6), flow(other)),
            _ => format!("[{}, {}] # c", flow(name), flow(other)),
        };
        out.push_str(&format!("{key}: {written}\n"));
    }
    out
}

fn body(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for &(kind, first, second, style) in pieces {
        let wiki = |number: usize| {
            let name = NAMES[number % NAMES.len()];
            if name.contains(['<', '*']) { "Heat" } else { name }
        };
        let (name, other, id) = (wiki(first), wiki(second), IDS[second % IDS.len()]);
        let path = ["al.md", "a%20b.md", "/works/heat/", "x.png", "../a.md", "%C3%A9.md"][first % 6];
        let heading = ["", "#Plot", "#a b"][style % 3];
        out.push_str(&match kind % 17 {
            0 => format!("A [[{name}{heading}]], ![[{other}]].\n\n![[{other}{heading}]]\n"),
            1 => format!("A [[ {name} {heading}|the *label* of]] it. \\[[no]] `[[no]]`\n"),
            2 => format!("| a | b |\n|---|---|\n| [[{name}\\|x]] | [y]({path}#z) |\n"),
            3 => format!("> [!note]- On [[{name}]] and [t]({path})\n> The [[{other}]] [u](\n> <{path}> 't').\n"),
            4 => format!("[one][r{style}] and [r{style}] ![x][r{style}]\n\n[r{style}]: <{path}> 'title'\n"),
            5 => format!("Said[@{id}, p. 3; @{}] and [@not an id].\n", IDS[first % IDS.len()]),
            6 => format!("<p title=\"{path}\"><a title=x href=\"{path}?q#a&amp;b\">x</a> <img src={path} alt=''></p>\n"),
            7 => format!("Text <a href='{path}'>x</a> [[{name}]] <q cite=\"/q\">y</q>.\n"),
            8 => format!("> ```query\n> type: work\n> directed_by: {}\n> show: title, links\n> ```\n", styled(name, [0, 1, 2][style % 3], 2)),
            9 => format!("- [a [b]](<{path}>) ![c [[{name}]]]({path})\n  - **[[{other}|x]]**[^n{first}]\n\n[^n{first}]: [[{name}]]\n"),
            10 => format!("## Head [[{name}]]\n\nTerm\n: [[{other}]] %%[[no]]%% ==[[{name}]]==\n"),
            16 => format!("Costs $5 [x]({path}), ^[a note with [[{name}]] and [y](<{path}>)] $9.\n:[z]({path}) [r:$]\n\n[r:$]: {path}\n"),
            13 => format!("<!-- <a href=\"no.md\"> --><a title='href=x' HREF = '{path}'>x</a><!-->[[{name}]] <b><img alt=\">\" src='{path}'></b>\n"),
            14 => format!("> [!spoiler] The [[{name}]] and [t]({path})\n> <details class=\"spoiler\"><summary>[[{other}]]</summary>Said[@{id}].</details>\n"),
            15 => format!("<div>\n\n> [!quote|x] [r{style}] and [[{name}]]\n> [x]({path}) ||[[{other}]]||\n\n</div>\n\n[r{style}]: {path}\n"),
            11 => "<https://wiki.test> [x](https://wiki.test/y.md) [js](javascript:x) [[no\n".to_owned(),
            _ => format!("[x]({path}\"no) [[{name}|]] <script><a href=\"{path}\"></script> ![](<{path}>)\n"),
        });
        out.push('\n');
    }
    out
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    proptest::collection::vec((0..60_usize, 0..60_usize, 0..60_usize, 0..60_usize), 0..6)
}

prop_compose! {
    fn page_text()(front in pieces(), text in pieces(), crlf in proptest::bool::weighted(0.2)) -> String {
        let page = format!("---\n{}---\n{}", matter(&front), body(&text));
        if crlf { page.replace('\n', "\r\n") } else { page }
    }
}

/// These tests look at facts with every label.
#[derive(Clone, Copy)]
struct Looking;

impl ShowsNothing for Looking {}

fn shown<T>(facts: &[Labelled<T>]) -> impl Iterator<Item = &T> {
    facts.iter().map(|fact| fact.ignoring_label(Looking))
}

/// The number of references by kind and name.
type Names = BTreeMap<(Referent, bool, String), usize>;

fn count(names: &mut Names, referent: Referent, declares: bool, text: &str) {
    *names.entry((referent, declares, text.to_owned())).or_default() += 1;
}

/// The same names with each category once. The parser keeps a category once, however often and in whatever spelling it is written.
fn categories_once(names: Names) -> Names {
    let once = |((referent, declares, text), times): ((Referent, bool, String), usize)| match referent {
        Referent::Category => ((referent, declares, fold_name(&text)), 1),
        _ => ((referent, declares, text), times),
    };
    names.into_iter().map(once).collect()
}

/// The references of a page as the linker sees them.
fn named_by(page: &Page) -> Names {
    let mut names = Names::new();
    let matter = &page.matter;
    let mut add = |referent, text: &str| count(&mut names, referent, false, text);
    shown(&matter.categories).for_each(|name| add(Referent::Category, &name.text));
    matter.citations().iter().for_each(|name| add(Referent::Source, &name.ignoring_label(Looking).text));
    let items = shown(&page.body.citations).flat_map(|cited| &cited.items);
    items.for_each(|item| add(Referent::Source, &item.id));
    matter.images().iter().for_each(|image| add(Referent::File, &image.ignoring_label(Looking).0.path));
    matter.type_name.iter().for_each(|name| add(Referent::Type, &name.text));
    matter.template.iter().for_each(|name| add(Referent::Template, &name.text));
    for claim in shown(&matter.claims) {
        add(Referent::Property, &claim.property.text);
        claim.subject.iter().for_each(|(name, _)| add(Referent::Page, &name.text));
        claim.by.iter().for_each(|name| add(Referent::Page, &name.text));
        add(Referent::Page, &claim.value.text);
        claim.connections.iter().for_each(|(_, name)| add(Referent::Claim, &name.text));
    }
    for query in shown(&page.body.queries).chain(matter.query.as_deref()) {
        of_query(query, &mut add);
    }
    if page.page_type.is_some() {
        of_fields(&matter.fields, &mut add);
    }
    matter
        .title
        .iter()
        .chain(shown(&matter.aliases))
        .for_each(|name| count(&mut names, Referent::Page, true, &name.text));
    let ids = shown(&matter.claims).flat_map(|claim| &claim.id);
    ids.for_each(|id| count(&mut names, Referent::Claim, true, &id.text));
    names
}

fn of_query(query: &Query, add: &mut impl FnMut(Referent, &str)) {
    query.types.iter().for_each(|name| add(Referent::Type, &name.text));
    query.sort.iter().for_each(|(name, _)| add(Referent::Field, &name.text));
    query.show.iter().chain(&query.group).for_each(|name| add(Referent::Field, &name.text));
    for filter in &query.filters {
        add(Referent::Field, &filter.field.text);
        if filter.field.text == "directed_by" {
            filter.values.iter().for_each(|(_, name)| add(Referent::Page, &name.text));
        }
    }
}

fn of_fields(fields: &[FieldValues], add: &mut impl FnMut(Referent, &str)) {
    for value in fields
        .iter()
        .filter(|values| values.at != lorekeep::page::node::YamlPath::ROOT)
        .flat_map(|values| shown(&values.values))
    {
        match &value.value {
            Value::Reference(name) => add(Referent::Page, &name.text),
            Value::Record(inner) => of_fields(inner, add),
            _ => {}
        }
    }
}

/// Checks that the list contains each link that the linker resolved, with the same parts, and no other.
fn links_are_those_of(wiki: &Wiki, id: u32, found: &[Reference]) -> Result<(), TestCaseError> {
    let page = wiki.page(id);
    let mut of_links: BTreeMap<usize, &Reference> = BTreeMap::new();
    for reference in found {
        if let Some(link) = reference.link {
            prop_assert!(of_links.insert(link, reference).is_none(), "{link} is in the list twice");
        }
    }
    for (index, (link, target)) in shown(&page.body.links).zip(wiki.targets(id)).enumerate() {
        let reference = of_links.remove(&index);
        if **target.ignoring_label(Looking) == Target::Elsewhere {
            prop_assert!(reference.is_none(), "{link:?} leads elsewhere");
            continue;
        }
        let Some(reference) = reference else {
            return Err(TestCaseError::fail(format!("{link:?} is not in the list of\n{}", page.source.text)));
        };
        prop_assert_eq!(&reference.text, &link.target);
        let is_claim = link.kind == LinkKind::Stated && link.fragment.is_none();
        prop_assert!(reference.heading == link.fragment || is_claim, "{:?} {:?}", reference, link);
    }
    prop_assert!(of_links.is_empty(), "{of_links:#?} are no links");
    Ok(())
}

fn wiki_of(pages: &[(String, String)]) -> Arc<Wiki> {
    let today = PartialDate::parse("2026-11-21").expect("a date");
    let mut inputs =
        Inputs::empty(Options { today, drafts: true, base_url: None, strict: false, without_spoilers: None });
    inputs.settings = Source::new("site.toml", SETTINGS);
    for (path, text) in pages {
        let source = Source::new(format!("content/{path}"), text.as_str());
        let file = TextFile { source, hash: Hash::of(text.as_bytes()), diagnostics: Vec::new() };
        inputs.pages.insert(path.as_str().into(), Arc::new(file));
    }
    evaluate(&inputs, &mut Memo::default()).wiki
}

proptest! {
    #![proptest_config(test_runner::Config { cases: 150, failure_persistence: None, ..test_runner::Config::default() })]

    #[test]
    fn the_list_has_what_the_linker_looks_up_and_nothing_else(texts in proptest::collection::vec(page_text(), 1..4)) {
        let path = |number| format!("works/p{number}.md");
        let pages: Vec<(String, String)> = texts.into_iter().enumerate().map(|(number, text)| (path(number), text)).collect();
        let wiki = wiki_of(&pages);
        for (id, page) in wiki.iter() {
            let found = references(&page.source, &wiki.config);
            links_are_those_of(&wiki, id, &found)?;
            for relation in shown(wiki.relations.outgoing(id)) {
                let is_named = found.iter().any(|named| named.at == Some(relation.at) && named.referent == Referent::Page);
                prop_assert!(is_named, "{relation:?}");
            }
            let mut names = Names::new();
            for named in found.iter().filter(|named| {
                let in_text = named.link.is_some() && (named.at.is_none() || !is_name(&page.source.text, named));
                !in_text && named.referent != Referent::Heading
            }) {
                count(&mut names, named.referent, named.declares, &named.text);
            }
            prop_assert_eq!(categories_once(names), categories_once(named_by(page)), "{}", &page.source.text);
        }
    }

    #[test]
    fn each_name_can_be_replaced_and_put_back(text in page_text(), to in proptest::sample::select(NAMES.to_vec())) {
        let (source, config) = (Source::new("content/works/p.md", text.as_str()), settings());
        let found = references(&source, &config);
        let same: Vec<Change<'_>> = found.iter().map(|reference| Change { reference, part: Part::Name, to: &reference.text }).collect();
        prop_assert_eq!(rewrite(&source, &config, &same), Ok(Vec::new()));
        for reference in &found {
            // A plain word is valid everywhere.
            for (to, must) in [("new", true), (to, false)] {
                let change = Change { reference, part: Part::Name, to };
                let edits = match rewrite(&source, &config, &[change]) {
                    Ok(edits) => edits,
                    Err(fault) => {
                        prop_assert!(!must, "{fault} {reference:?}\n{text}");
                        continue;
                    }
                };
                let after = Source::new(source.path.clone(), Edit::apply(&text, &edits));
                let again = references(&after, &config);
                let changed = again.iter().zip(&found).find(|(new, old)| old.name == reference.name && new.referent == reference.referent);
                let Some((changed, _)) = changed else { continue };
                let back = Change { reference: changed, part: Part::Name, to: &reference.text };
                let edits = match rewrite(&after, &config, &[back]) {
                    Ok(edits) => edits,
                    Err(fault) => return Err(TestCaseError::fail(format!("{fault} {changed:?}\n{}", after.text))),
                };
                let back = Source::new(source.path.clone(), Edit::apply(&after.text, &edits));
                let texts = |list: &[Reference]| list.iter().map(|named| (named.referent, named.text.clone(), named.heading.clone())).collect::<Vec<_>>();
                prop_assert_eq!(texts(&references(&back, &config)), texts(&found), "{}", &back.text);
            }
        }
    }
}

/// Returns whether a link in front matter is the whole of its value, like that of a claim.
fn is_name(text: &str, named: &Reference) -> bool {
    let line = text[..named.name.start].rfind('\n').map_or(0, |end| end + 1);
    let before = text[line..named.name.start].trim_start();
    before.starts_with("value:") || before.starts_with("by:")
}
