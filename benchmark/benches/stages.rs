//! The stages of a build, measured separately on a synthetic wiki with all features:
//! `cargo bench -p lorekeep-benchmark`.
//!
//! The wiki has 1,000 pages, or the number in the environment variable `PAGES`.

use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::{fs, io};

use camino::Utf8Path;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use lorekeep::date::PartialDate;
use lorekeep::disk::read;
use lorekeep::inputs::{Hash, Inputs, Options, TextFile};
use lorekeep::page;
use lorekeep::pipeline::{self, Memo, Site};
use lorekeep::render::{Plan, search_index};
use lorekeep::text::Source;
use lorekeep::wiki::{self, Parts};
use lorekeep_benchmark::generate::{self, Flavour};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

static PAGES: LazyLock<usize> =
    LazyLock::new(|| std::env::var("PAGES").ok().and_then(|pages| pages.parse().ok()).unwrap_or(1000));

static INPUTS: LazyLock<Inputs> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    generate::write(folder.path(), Flavour::Lorekeep, *PAGES).expect("the disk takes the wiki");
    read_wiki(folder.path())
});
/// A wiki with 10,000 claims about 1,000 subjects, each replaced or disputed by the next.
static CLAIMS: LazyLock<(Inputs, Site)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    write_claims(folder.path()).expect("the disk takes the wiki");
    let inputs = read_wiki(folder.path());
    let site = pipeline::evaluate(&inputs, &mut Memo::default());
    (inputs, site)
});
static SITE: LazyLock<Site> = LazyLock::new(|| pipeline::evaluate(&INPUTS, &mut Memo::default()));

fn read_wiki(root: &Path) -> Inputs {
    let root = Utf8Path::from_path(root).expect("the folder's name is UTF-8");
    let today = PartialDate::parse("2026-01-01").expect("this is a date");
    let options = Options { today, drafts: false, base_url: None, strict: false, without_spoilers: None };
    read::read(root, options).expect("the wiki was just written")
}

fn write_claims(root: &Path) -> io::Result<()> {
    const SETTINGS: &str = "title = \"Claims\"\nbase_url = \"https://wiki.test/\"\n\
        [properties.budget]\nlabel = \"Budget\"\n[properties.release]\nlabel = \"Release\"\n";
    fs::create_dir_all(root.join("content/sources"))?;
    fs::write(root.join("site.toml"), SETTINGS)?;
    let mut sources = String::new();
    for year in 2000..2020 {
        writeln!(sources, "- id: s{year}\n  title: Paper of {year}\n  date: {year}-01-01")
            .expect("text grows");
    }
    fs::write(root.join("content/sources/papers.yaml"), sources)?;
    for subject in 0..1000 {
        let mut page = format!("---\ntitle: Subject {subject}\nclaims:\n");
        for claim in 0..10 {
            let (property, year) = (["budget", "release"][claim % 2], 2000 + claim);
            let about = subject * 7 % 1000;
            write!(
                page,
                "  - {{id: c{subject}-{claim}, subject: Subject {about}, property: {property}, value: Value {claim}, \
                 said: {year}-01-01, by: Subject {}, source: s{year}",
                (subject + 1) % 1000
            )
            .expect("text grows");
            if claim > 1 {
                let relation = if claim > 7 { "disputes" } else { "supersedes" };
                write!(page, ", {relation}: c{subject}-{}", claim - 2).expect("text grows");
            }
            page.push_str("}\n");
        }
        page.push_str("---\nA subject.\n");
        fs::write(root.join(format!("content/subject-{subject}.md")), page)?;
    }
    Ok(())
}

fn main() {
    LazyLock::force(&SITE);
    divan::main();
}

/// Front matter and Markdown of all pages, on one thread.
#[divan::bench]
fn parse(bencher: Bencher) {
    let bytes: usize = INPUTS.pages.values().map(|file| file.source.text.len()).sum();
    let config = &SITE.wiki.config;
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for (path, file) in INPUTS.pages.iter() {
            divan::black_box(page::parse(&file.source, path, config));
        }
    });
}

/// Names, links, relations, claims and backlinks: everything recomputed when more than the text of a page has
/// changed.
#[divan::bench]
fn link(bencher: Bencher) {
    let parts = parts(&INPUTS, &SITE);
    bencher
        .counter(ItemsCount::new(*PAGES))
        .with_inputs(|| parts.clone())
        .bench_values(|parts| wiki::link(parts, None));
}

/// Everything that `serve` computes before it can show a page whose text was changed.
#[divan::bench]
fn evaluate_again(bencher: Bencher) {
    evaluate_edited(bencher, |text, number| format!("{text}\nMore: {number}.\n"));
}

/// The same for a page whose title was changed, so that everything is linked and planned anew.
#[divan::bench]
fn evaluate_retitled(bencher: Bencher) {
    evaluate_edited(bencher, |text, number| text.replacen("title: ", &format!("title: {number} "), 1));
}

/// Evaluates the wiki again and again, each time after an edit of its last page; `edit` gives its text for a number.
fn evaluate_edited(bencher: Bencher, edit: impl Fn(&str, usize) -> String) {
    let mut memo = Memo::default();
    pipeline::evaluate(&INPUTS, &mut memo);
    let mut saved = 0;
    bencher.counter(ItemsCount::new(*PAGES)).bench_local(|| {
        saved += 1;
        pipeline::evaluate(&edited(|text| edit(text, saved)), &mut memo)
    });
}

/// The wiki with another text of its last page.
fn edited(edit: impl Fn(&str) -> String) -> Inputs {
    let mut inputs = INPUTS.clone();
    let (path, file) = INPUTS.pages.iter().last().expect("the wiki has pages");
    let source = Source::new(Arc::clone(&file.source.path), edit(&file.source.text));
    let hash = Hash::of(source.text.as_bytes());
    inputs.pages.insert(Arc::clone(path), Arc::new(TextFile { source, hash, diagnostics: Vec::new() }));
    inputs
}

/// Like `link`, for 10,000 claims about 1,000 subjects.
#[divan::bench]
fn link_claims(bencher: Bencher) {
    let (inputs, site) = &*CLAIMS;
    let parts = parts(inputs, site);
    bencher
        .counter(ItemsCount::new(10_000usize))
        .with_inputs(|| parts.clone())
        .bench_values(|parts| wiki::link(parts, None));
}

/// Every path of the site.
#[divan::bench]
fn plan(bencher: Bencher) {
    bencher.bench(|| Plan::new(&SITE.wiki, &SITE.theme, &mut Vec::new()));
}

/// The HTML of all pages, on one thread.
#[divan::bench]
fn render(bencher: Bencher) {
    let paths: Vec<&str> =
        SITE.plan.iter().map(|(path, _)| path).filter(|path| path.ends_with(".html")).collect();
    bencher.counter(ItemsCount::new(paths.len())).bench(|| {
        let renderer = SITE.renderer();
        for path in &paths {
            divan::black_box(SITE.render(path, &renderer));
        }
    });
}

/// The search index.
#[divan::bench]
fn search(bencher: Bencher) {
    bencher.counter(ItemsCount::new(*PAGES)).bench(|| search_index(&SITE.wiki));
}

fn parts(inputs: &Inputs, site: &Site) -> Parts {
    let sources = inputs.sources.values().map(|file| {
        let entries = page::data::sources(&file.source, &mut Vec::new());
        (file.source.clone(), Arc::new(entries))
    });
    Parts {
        config: Arc::clone(&site.wiki.config),
        pages: site.wiki.pages.clone(),
        sources: sources.collect(),
        pictures: Vec::new(),
        assets: inputs.assets.clone(),
        unpublished: Vec::new(),
        today: inputs.options.today,
    }
}
