//! Arbitrary front matter, Markdown, links, queries and file names are processed without a panic and in less than a
//! second: 10,000 documents of each.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::in_memory::{Files, inputs, thread_seconds};
use lorekeep::diag::print::{Format, Style, print};
use lorekeep::pipeline::{Memo, evaluate};
use lorekeep::render::Artifact;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const DOCUMENTS: usize = 10_000;
/// Number of documents per wiki.
const TOGETHER: usize = 100;
/// Maximum time per document, in seconds.
const MOST: f64 = 1.0;

const SETTINGS: &str = r#"
title = "A"
base_url = "https://wiki.test"

[spoilers]
ending = "How it ends"

[properties]
start = { label = "Start" }

[types.work]
folder = "works"

[types.work.fields]
text = { type = "text", many = true }
number = { type = "number" }
day = { type = "date" }
site = { type = "url" }
portrait = { type = "image" }
sort = { type = "choice", values = ["one", "two"] }
based_on = { type = "page", many = true, inverse = "basis_of" }

[types.work.fields.cast]
type = "record"
many = true

[types.work.fields.cast.fields]
actor = { type = "page", inverse = "roles" }
note = { type = "text" }
"#;

/// A page: its path and its content.
type Page = (String, String);

/// Evaluates a wiki of some pages and renders each of them. Returns the problem, if any.
fn trouble(pages: &[Page]) -> Option<String> {
    let run = || {
        let mut files: Files = pages.to_vec();
        files.push(("site.toml".to_owned(), SETTINGS.to_owned()));
        let inputs = inputs(&files);
        let before = thread_seconds();
        let site = evaluate(&inputs, &mut Memo::default());
        let renderer = site.renderer();
        let mut faults = Vec::new();
        for (path, artifact) in site.plan.iter() {
            assert!(is_sound(path), "{path:?} is no path to write to");
            if matches!(artifact, Artifact::Page(..)) {
                faults.extend(site.render(path, &renderer).and_then(Result::err).unwrap_or_default());
            }
        }
        faults.extend(renderer.take_faults());
        let style = Style { format: Format::Short, ..Style::default() };
        let findings = print(&site.findings(faults), &|path| inputs.text(path), style);
        (thread_seconds() - before, findings.contains("[parser-panic]"))
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    match pool.install(|| catch_unwind(AssertUnwindSafe(run))) {
        Err(_) => Some("it panics".to_owned()),
        Ok((_, true)) => Some("the parser of Markdown panics".to_owned()),
        Ok((seconds, _)) if seconds > MOST => Some(format!("it takes {seconds} s")),
        Ok(_) => None,
    }
}

/// Returns whether an output path stays in its folder and is valid on common systems.
fn is_sound(path: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && part.len() <= 255;
    path.split('/').all(is_part) && !path.contains(['\\', '\0'])
}

/// Tests 10,000 documents, many at a time. On failure, the smallest failing document is printed.
#[track_caller]
fn holds_for(document: &BoxedStrategy<Page>) {
    for batch in 0..DOCUMENTS / TOGETHER {
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&batch.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut drawn: Vec<_> =
            (0..TOGETHER).map(|_| document.new_tree(&mut runner).expect("a document can be made")).collect();
        let pages: Vec<Page> = drawn.iter().map(ValueTree::current).collect();
        let Some(together) = trouble(&pages) else { continue };
        for tree in &mut drawn {
            if trouble(&[tree.current()]).is_some() {
                let smallest = smallest(tree);
                panic!("{}: {smallest:?}", trouble(std::slice::from_ref(&smallest)).unwrap_or(together));
            }
        }
        assert!(together.starts_with("it takes"), "{together}, but only together: {pages:?}");
    }
}

/// Shrinks a document to the smallest one that fails.
fn smallest(tree: &mut impl ValueTree<Value = Page>) -> Page {
    let mut smallest = tree.current();
    let mut more = tree.simplify();
    while more {
        more = if trouble(&[tree.current()]).is_some() {
            smallest = tree.current();
            tree.simplify()
        } else {
            tree.complicate()
        };
    }
    smallest
}

/// Some arbitrary characters.
fn characters() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter)
}

/// Text made of fragments with arbitrary characters between them.
fn text_of(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => select(pieces).prop_map(str::to_owned),
        1 => (select(pieces), 2..40_usize).prop_map(|(piece, times)| piece.repeat(times)),
        1 => characters(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A page with a random path: with or without a type, and with a name that others may link to.
fn page_of(text: impl Strategy<Value = String> + 'static) -> BoxedStrategy<Page> {
    let path = (select(["works", "f", "categories"].as_slice()), any::<u32>());
    (path, text).prop_map(|((folder, number), text)| (format!("{folder}/p{number}.md"), text)).boxed()
}

const MARKDOWN: [&str; 96] = [
    "a",
    "word ",
    "Heat",
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\t",
    "\r\n",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "==",
    "`",
    "``",
    "```\n",
    "```rust\n",
    "```query\n",
    "~~~\n",
    "$",
    "$$",
    "\\frac{a}{b}",
    "^",
    "_1",
    "{",
    "}",
    "{#id}",
    "# ",
    "## ",
    "### ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "> ",
    "> > ",
    "> [!note] ",
    "> [!spoiler|ending] ",
    "> [!x]- ",
    "[",
    "]",
    "(",
    ")",
    "[a]",
    "[a](b)",
    "[a](b \"c\")",
    "[a]: /b\n",
    "[^1]",
    "[^1]: ",
    "[^2]",
    "![",
    "![a](b.png)",
    "![[",
    "![[p1]]",
    "![[x.png|3]]",
    "[[",
    "]]",
    "[[p1]]",
    "[[p1|b]]",
    "[[#id]]",
    "[@a]",
    "[@a, p. 1; @b]",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p",
    "<a href=\"b\">",
    "</a>",
    "<details>",
    "<table>",
    "<tr>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "&amp;",
    "&#x41;",
    "%%",
    "| a | b |\n|-|-|\n",
    "|",
    ": ",
    "---\n",
    "===\n",
    "***\n",
    "https://a.example/b",
    "www.a.example",
    "\\",
    "\u{1}",
    "\"",
    " ^id\n",
];

const YAML: [&str; 60] = [
    "title: ",
    "aliases: ",
    "categories: ",
    "tags: ",
    "date: ",
    "draft: ",
    "info:\n  a: ",
    "sources: ",
    "claims:\n  - ",
    "property: start",
    "value: ",
    "anchors:\n  a: ",
    "query:\n  ",
    "type: work",
    "spoiler: ending",
    "image: ",
    "order: ",
    "permalink: ",
    "slug: ",
    "language: ",
    "template: ",
    "text: ",
    "number: ",
    "day: ",
    "site: ",
    "portrait: ",
    "sort: ",
    "based_on: ",
    "cast:\n  - ",
    "actor: ",
    "nope: ",
    "A",
    "[[A]]",
    "\"[[A|b]]\"",
    "1995-12-15",
    "1,000.5",
    "true",
    "~",
    "[a, b]",
    "{a: b}",
    "{value: a, source: b}",
    "[",
    "]",
    "{",
    "}",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    ": ",
    ", ",
    "'",
    "\"",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|\n  a\n",
    ">-\n  a\n",
    "\\0",
];

const LINKS: [&str; 40] = [
    "[[",
    "]]",
    "[[p1",
    "[[P1",
    "[[works/p1",
    "[[../works/p1",
    "[[Heat",
    "[[Category:Heat",
    "[[:Category:Heat",
    "#",
    "#Life",
    "#^id",
    "|",
    "|b",
    "\\|",
    "](",
    "[a](",
    "[a](p1.md)",
    "[a](/works/p1)",
    "[a](<",
    "../",
    "./",
    "//",
    "https:",
    "javascript:",
    "mailto:a@b.c",
    "?",
    "%20",
    "%zz",
    "&amp;",
    ".md",
    ".png",
    "![",
    "![[",
    "![a](",
    " ",
    "\n",
    ")",
    ">",
    "## Life\n\n",
];

const QUERIES: [&str; 44] = [
    "type: ",
    "work",
    "claim",
    "nope",
    "\n",
    "view: ",
    "table",
    "list",
    "cards",
    "timeline",
    "show: ",
    "[title, ",
    "words",
    "]",
    "sort: ",
    "-",
    "date",
    "limit: ",
    "3",
    "group: ",
    "where:\n  ",
    "text: ",
    "number: ",
    "\">3\"",
    "\"<=1995\"",
    "\"!a\"",
    "!a",
    "based_on: ",
    "basis_of: ",
    "[[p1]]",
    "cast.actor: ",
    "category: ",
    "folder: ",
    "caption: ",
    "empty: ",
    "[a, b]",
    "{",
    "}",
    ": ",
    ", ",
    "'",
    "\"",
    "- ",
    "~",
];

const NAMES: [&str; 40] = [
    "a",
    "A",
    "works/",
    "categories/",
    "/",
    "//",
    "index",
    "Index",
    ".",
    "..",
    "/../",
    ".md",
    ".markdown",
    " ",
    "_",
    "-",
    "(film)",
    "C++",
    "C#",
    "%20",
    "%2e",
    "?",
    "#",
    "&",
    "<b>",
    "\"",
    "'",
    "\\",
    ":",
    "*",
    "|",
    "é",
    "e\u{301}",
    "İ",
    "漢",
    "\u{202e}",
    "\u{1}",
    "CON",
    "api",
    "search",
];

#[test]
fn front_matter_is_read() {
    holds_for(&page_of(text_of(&YAML).prop_map(|yaml| format!("---\n{yaml}\n---\nText [[A]].\n"))));
}

#[test]
fn markdown_is_read() {
    holds_for(&page_of(text_of(&MARKDOWN)));
}

#[test]
fn links_are_resolved() {
    let title = select(["A", "Heat", "Heat (film)", "P1", "p1"].as_slice());
    let page = (title, text_of(&LINKS));
    holds_for(&page_of(
        page.prop_map(|(title, text)| format!("---\ntitle: {title}\naliases: [Heat]\n---\n{text}\n")),
    ));
}

#[test]
fn queries_are_answered() {
    let page = text_of(&QUERIES).prop_map(|query| format!("---\ntext: a\n---\n```query\n{query}\n```\n"));
    holds_for(&page_of(page));
}

#[test]
fn names_of_files_become_addresses() {
    let path = text_of(&NAMES).prop_map(|name| format!("{name}.md"));
    holds_for(
        &(path, select(["Text", "---\ntitle: A\n---\n", ""].as_slice()))
            .prop_map(|(path, text)| (path, text.to_owned()))
            .boxed(),
    );
}
