//! The stages of a build one by one, on a synthetic wiki with all features: `cargo bench -p lorekeep-benchmark`.
//!
//! It has 1,000 pages, or as many as the environment variable `PAGES` says.

use std::sync::{Arc, LazyLock};

use camino::Utf8Path;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use lorekeep::disk::read;
use lorekeep::inputs::{Inputs, Options};
use lorekeep::page::{self, PartialDate};
use lorekeep::pipeline::{self, Memo, Site};
use lorekeep::render::{Plan, search_index};
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
    let root = Utf8Path::from_path(folder.path()).expect("the folder's name is UTF-8");
    let today = PartialDate::parse("2026-01-01").expect("this is a date");
    let options = Options { today, drafts: false, base_url: None, strict: false };
    read::read(root, options).expect("the wiki was just written")
});
static SITE: LazyLock<Site> = LazyLock::new(|| pipeline::evaluate(&INPUTS, &mut Memo::default()));

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
        for (path, file) in &INPUTS.pages {
            divan::black_box(page::parse(&file.source, path, config));
        }
    });
}

/// Names, links, relations, claims, backlinks: all that is worked out anew at every save.
#[divan::bench]
fn link(bencher: Bencher) {
    let parts = parts();
    bencher.counter(ItemsCount::new(*PAGES)).with_inputs(|| parts.clone()).bench_values(wiki::link);
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

/// The reader's index.
#[divan::bench]
fn search(bencher: Bencher) {
    bencher.counter(ItemsCount::new(*PAGES)).bench(|| search_index(&SITE.wiki));
}

fn parts() -> Parts {
    let sources = INPUTS.sources.values().map(|file| {
        let entries = page::data::sources(&file.source, &mut Vec::new());
        (file.source.clone(), Arc::new(entries))
    });
    Parts {
        config: Arc::clone(&SITE.wiki.config),
        pages: SITE.wiki.pages.clone(),
        sources: sources.collect(),
        assets: INPUTS.assets.clone(),
        today: INPUTS.options.today,
    }
}
