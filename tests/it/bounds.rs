//! Untrusted content cannot make a site many times larger than its sources: the site grows in proportion to them, or
//! it is refused with a location and a remedy.

use std::fmt::Write as _;

use crate::harness::{Run, Wiki};

/// A wiki whose size depends on a number: its settings and its files.
type Sources = (&'static str, Vec<(String, String)>);

/// Maximum bytes of output per byte of the sources, and per page, as in `docs/content/writing.md`.
const PER_BYTE: usize = 64;
const PER_PAGE: usize = 16 * 1024;

fn words(length: usize) -> String {
    "some words of text ".repeat(length / 19 + 1)[..length].trim_end().to_owned()
}

fn pages(count: usize, text: impl Fn(usize) -> String) -> Vec<(String, String)> {
    (0..count).map(|at| (format!("content/p{at}.md"), text(at))).collect()
}

fn names(prefix: &str, count: usize) -> String {
    (0..count).map(|at| format!("{prefix}{at}")).collect::<Vec<_>>().join(", ")
}

fn tables(size: usize) -> Sources {
    let show = ["description"; 12].join(", ");
    let text = |_| {
        let description = words(1000);
        format!(
            "---\ndescription: {description}\n---\n```query\nview: table\nlimit: 100000\nshow: [{show}]\n```\n"
        )
    };
    ("", pages(size, text))
}

fn embeds(size: usize) -> Sources {
    let mut files = pages(size, |_| "![[Large]]\n\n".repeat(50));
    files.push(("content/large.md".to_owned(), words(80_000)));
    ("", files)
}

fn embeds_of_embeds(size: usize) -> Sources {
    let mut files: Vec<(String, String)> = pages(6, |at| format!("![[p{}]]\n\n", at + 1).repeat(size));
    files.push(("content/p6.md".to_owned(), words(1000)));
    ("", files)
}

fn long_description_in_many_categories(size: usize) -> Sources {
    let text = |_| {
        format!("---\ndescription: {}\ncategories: [{}]\n---\nText.\n", words(size * 100), names("c", 40))
    };
    ("", pages(1, text))
}

fn long_source(size: usize) -> Sources {
    let mut files = pages(size, |_| "Said so [@s].\n".to_owned());
    let source = format!("- id: s\n  title: {}\n  quote: {}\n", words(size * 100), words(size * 100));
    files.push(("content/sources/all.yaml".to_owned(), source));
    ("", files)
}

fn record_of_many_pages(size: usize) -> Sources {
    let mut files = pages(size, |_| "---\ntype: person\n---\nText.\n".to_owned());
    let cast = format!("cast:\n  - actor: [{}]\n    note: {}", names("p", size), words(size * 20));
    files.push(("content/work.md".to_owned(), format!("---\ntype: work\n{cast}\n---\nText.\n")));
    let settings = "[types.person]\n[types.work.fields]\ncast = { type = \"record\", many = true, fields = { \
                    actor = { type = \"page\", many = true, inverse = \"roles\" }, note = { type = \"text\" } } }\n";
    (settings, files)
}

fn event_of_many_people(size: usize) -> Sources {
    let mut files = pages(size, |_| "---\ntype: person\n---\nText.\n".to_owned());
    let event = format!("---\ntype: event\ndate: 2001\npeople: [{}]\n---\nText.\n", names("p", size));
    files.push(("content/event.md".to_owned(), event));
    ("[types.person]\n[types.event.fields]\npeople = { type = \"page\", many = true }\n", files)
}

fn long_claim_that_supersedes_many(size: usize) -> Sources {
    let mut text = String::from("---\nclaims:\n");
    for at in 0..size {
        let _ = writeln!(text, "  - {{id: c{at}, property: a, value: x{at}, said: 2010}}");
    }
    let all = names("c", size);
    let _ =
        writeln!(text, "  - {{id: z, property: a, said: 2020, supersedes: [{all}], value: {}}}", words(900));
    (
        "[properties]\na = { label = \"A\" }\n[checks]\nunsourced = \"off\"\n",
        vec![("content/s.md".to_owned(), text + "---\n")],
    )
}

fn folders_beside_pages(size: usize) -> Sources {
    let mut files: Vec<(String, String)> = Vec::new();
    for at in 0..size * 5 {
        files.push((format!("content/s/p{at}.md"), "Text.\n".to_owned()));
        files.push((format!("content/s/f{at}/x.md"), "Text.\n".to_owned()));
    }
    ("", files)
}

fn links_to_a_long_address(size: usize) -> Sources {
    let part = "é".repeat(80);
    let far = (format!("content/{part}/{part}/{part}/x.md"), "---\ntitle: X\n---\n".to_owned());
    ("", vec![far, ("content/p.md".to_owned(), "[[x]] ".repeat(size * 400))])
}

fn links_to_a_long_address_in_fields(size: usize) -> Sources {
    let part = "é".repeat(80);
    let far = (format!("content/{part}/{part}/{part}/x.md"), "---\ntitle: X\n---\n".to_owned());
    let text = format!("---\ninfo:\n  A: \"{}\"\n---\n", "[[x]] ".repeat(size * 400));
    ("", vec![far, ("content/p.md".to_owned(), text)])
}

fn categories(size: usize) -> Sources {
    ("", pages(1, |_| format!("---\ncategories: [{}]\n---\nText.\n", names("c", size * 50))))
}

fn cells_of_a_relation(size: usize) -> Sources {
    let mut files = pages(size * 5, |_| "---\ntype: work\nby: Person\n---\nText.\n".to_owned());
    let show = vec!["works"; 200].join(", ");
    let text = format!("---\ntype: person\n---\n```query\ntype: person\nview: table\nshow: [{show}]\n```\n");
    files.push(("content/person.md".to_owned(), text));
    ("[types.person]\n[types.work.fields]\nby = { type = \"page\", inverse = \"works\" }\n", files)
}

/// A case: its name, its wiki, the initial size, and the expected outcome.
type Case = (&'static str, fn(usize) -> Sources, usize, Outcome);

/// The expected outcome for a wiki four times as large.
enum Outcome {
    /// It is published, at less than six times the size.
    Grows,
    /// It is refused with this code, in a file whose path begins with this.
    Refused(&'static str, &'static str),
}
use Outcome::{Grows, Refused};

const CASES: [Case; 13] = [
    ("tables", tables, 60, Refused("output-size", "content/p")),
    ("embeds", embeds, 15, Refused("output-size", "content/p")),
    ("embeds of embeds", embeds_of_embeds, 5, Refused("embed-depth", "content/p")),
    ("description", long_description_in_many_categories, 60, Refused("text-too-long", "content/p0.md")),
    ("source", long_source, 60, Refused("text-too-long", "content/sources/all.yaml")),
    ("record", record_of_many_pages, 60, Grows),
    ("event", event_of_many_people, 60, Grows),
    ("claim", long_claim_that_supersedes_many, 60, Grows),
    ("folders", folders_beside_pages, 60, Grows),
    ("addresses", links_to_a_long_address, 20, Refused("output-size", "content/p.md")),
    ("addresses in fields", links_to_a_long_address_in_fields, 20, Refused("front-matter", "content/p.md")),
    ("categories", categories, 20, Refused("output-size", "content/p0.md")),
    ("cells", cells_of_a_relation, 60, Refused("query", "content/person.md")),
];

/// Builds a wiki. Returns the run, the size of its sources and the number of its pages.
fn build((settings, files): Sources) -> (Run, usize, usize) {
    let bytes = files.iter().map(|(path, text)| path.len() + text.len()).sum();
    let pages = files.iter().filter(|(path, _)| path.ends_with(".md")).count();
    let wiki =
        files.into_iter().fold(Wiki::new().settings(settings), |wiki, (path, text)| wiki.file(&path, text));
    (wiki.build(), bytes, pages)
}

/// Size of all generated files.
fn output(run: &Run) -> usize {
    let generated = run.site.paths().into_iter().filter(|path| !path.starts_with("assets/"));
    generated.map(|path| run.site.bytes(path).len()).sum()
}

#[test]
fn a_site_grows_with_its_sources_or_is_refused() {
    for (name, sources, size, outcome) in CASES {
        let (small, ..) = build(sources(size));
        let (large, bytes, pages) = build(sources(size * 4));
        large.stays_within(60, 1000);
        match outcome {
            Refused(code, file) => {
                large.is_refused();
                assert!(large.site.is_empty(), "{name}: {large}");
                let found = large.coded(code);
                assert!(found.iter().any(|fault| fault.file.starts_with(file)), "{name}: {large}");
                assert!(found.len() < 10, "{name}: {large}");
            }
            Grows => {
                small.succeeds();
                large.succeeds();
                let (before, after) = (output(&small), output(&large));
                assert!(after < before * 6, "{name}: {before} bytes become {after}");
                let frame = large.site.bytes("404.html").len();
                let limit = bytes * PER_BYTE + (pages + 100) * (PER_PAGE + frame);
                assert!(after <= limit, "{name}: {after} bytes of {bytes} in {pages} pages");
            }
        }
    }
}

#[test]
fn oversized_sites_are_reported_alike_on_all_threads_and_by_check() {
    let (settings, files) = tables(80);
    let wiki =
        files.into_iter().fold(Wiki::new().settings(settings), |wiki, (path, text)| wiki.file(&path, text));
    let first = wiki.build();
    first.is_refused();
    for flags in [&["build", "--threads", "1"][..], &["build", "--no-cache"], &["build"], &["check"]] {
        let run = wiki.run(&[flags, &["--format", "json", "--today", crate::harness::TODAY]].concat());
        assert_eq!((run.status, &run.stdout), (1, &first.stdout), "{flags:?}: {run}");
    }
    let fault = &first.coded("output-size")[0];
    assert!(fault.help.iter().any(|help| help.contains("max_size")), "{first}");
    assert!(!fault.related.is_empty(), "{first}");
}

#[test]
fn a_site_that_is_meant_to_be_large_is_published() {
    let (_, files) = tables(60);
    let settings = "[output]\nmax_size = 500\n";
    let wiki =
        files.into_iter().fold(Wiki::new().settings(settings), |wiki, (path, text)| wiki.file(&path, text));
    wiki.build().is_clean();
}

#[test]
fn one_index_of_all_pages_is_nothing_unusual() {
    let mut files =
        pages(2000, |at| format!("---\ndescription: The page number {at}.\n---\nText of [[p{}]].\n", at / 2));
    let show = "show: [description, words, links, folder]";
    files.push(("content/all.md".to_owned(), format!("```query\nview: table\nlimit: 10000\n{show}\n```\n")));
    let (run, ..) = build(("", files));
    run.is_clean();
    assert_eq!(
        run.site.text("all/index.html").matches("<tr").count(),
        2002,
        "a row for each page and the head"
    );
}

#[test]
fn the_number_of_queries_on_a_page_is_limited() {
    let query = "```query\nlimit: 1\n```\n\n";
    let wiki = |count: usize| Wiki::new().file("content/page.md", query.repeat(count)).build();
    wiki(100).is_clean();
    wiki(120).reports(&[("query", "content/page.md", 402, 1)]);
}

#[test]
fn the_number_of_links_in_front_matter_is_limited() {
    let wiki = |count: usize| {
        let text = format!("---\ninfo:\n  A: \"{}\"\n---\nText.\n", "[[page]] ".repeat(count));
        Wiki::new().file("content/page.md", text).build()
    };
    wiki(10_000).succeeds();
    let run = wiki(10_001);
    run.is_refused();
    assert_eq!(run.coded("front-matter").len(), 1, "{run}");
}

#[test]
fn parts_of_a_page_are_found_however_many_are_embedded() {
    let blocks: String = (0..3000).map(|at| format!("Word {at}. ^b{at}\n\n")).collect();
    let embeds: String = (0..3000).map(|at| format!("![[blocks#^b{at}]]\n\n")).collect();
    let wiki = Wiki::new().file("content/blocks.md", blocks);
    let run = (0..4).fold(wiki, |wiki, at| wiki.file(&format!("content/h{at}.md"), &embeds)).build();
    run.is_clean().stays_within(30, 1000);
    assert!(run.site.text("h0/index.html").contains("Word 2999."));
}

#[test]
fn categories_may_be_nested_as_deep_as_anybody_likes() {
    let text = |at: usize| format!("---\ncategories: [P{}]\n---\nText.\n", at + 1);
    let files = pages(600, text)
        .into_iter()
        .map(|(path, text)| (path.replace("content/", "content/categories/"), text));
    let (run, ..) = build(("", files.collect()));
    run.succeeds().stays_within(40, 1000);
}
