//! Time, memory and output grow at most in proportion to the sources: each case of [`cases`] is measured at two
//! sizes.
//!
//! `GROWTH_SCALE=10` makes all wikis ten times as large, to find problems that small ones hide.

mod cases;
#[path = "../in_memory/mod.rs"]
mod in_memory;
mod measure;

use std::sync::{Mutex, OnceLock};

use cases::Case;
use measure::{Cost, cost};

/// Size of the second wiki relative to the first.
const GROWTH: usize = 4;
/// Maximum cost of a wiki [`GROWTH`] times as large, relative to the smaller one.
const MOST: f64 = 6.0;
/// Number of measurements before the time of a case counts as too long.
const TRIES: usize = 8;

/// The cost of an almost empty wiki.
fn least() -> Cost {
    static LEAST: OnceLock<Cost> = OnceLock::new();
    *LEAST.get_or_init(|| {
        let files = cases::smallest();
        cost(&files).or_less(cost(&files)).or_less(cost(&files))
    })
}

/// The growth of each measure for a wiki [`GROWTH`] times as large, after subtracting the cost of an almost empty
/// wiki.
fn growth(sizes: f64, small: &Cost, large: &Cost) -> [(&'static str, f64); 4] {
    let mut growth = large.measures();
    let both = small.measures().into_iter().zip(least().measures());
    for ((what, large), ((_, small), (_, least))) in growth.iter_mut().zip(both) {
        // Peak memory does not add up, and time varies between measurements.
        let (shared, floor) = match *what {
            "peak" => (0.0, least),
            "time" => (least, least),
            _ => (least, least / 2.0),
        };
        *large = (*large - shared).max(0.0) / (small - shared).max(floor) * GROWTH as f64 / sizes;
    }
    growth
}

/// Total size of all files.
fn size(files: &in_memory::Files) -> f64 {
    files.iter().map(|(path, text)| path.len() + text.len()).sum::<usize>() as f64
}

/// The measures of a case that grow too fast. Cases are measured one at a time, so that tests do not slow each other
/// down.
fn excess(case: &Case) -> Vec<String> {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let scale: usize = std::env::var("GROWTH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let (small, large) = (case.wiki(case.size * scale), case.wiki(case.size * scale * GROWTH));
    // The sources of some cases grow with the square of their size.
    let sizes = (size(&large) / size(&small)).max(GROWTH as f64);
    let (mut cost_of_small, mut cost_of_large) = (cost(&small), cost(&large));
    for _ in 1..TRIES {
        if growth(sizes, &cost_of_small, &cost_of_large)[0].1 < MOST {
            break;
        }
        cost_of_small = cost_of_small.or_less(cost(&small));
        cost_of_large = cost_of_large.or_less(cost(&large));
    }
    let too_much =
        growth(sizes, &cost_of_small, &cost_of_large).into_iter().filter(|(_, times)| *times >= MOST);
    too_much
        .map(|(what, times)| format!("{}: {what} ×{times:.1} {cost_of_small:?} {cost_of_large:?}", case.name))
        .collect()
}

#[track_caller]
fn grow_no_faster(cases: impl IntoIterator<Item = Case>) {
    let only = std::env::var("GROWTH_ONLY").unwrap_or_default();
    let cases = cases.into_iter().filter(|case| case.name.contains(&only));
    let found: Vec<String> = cases.flat_map(|case| excess(&case)).collect();
    assert!(found.is_empty(), "a wiki {GROWTH} times as large:\n{}", found.join("\n"));
}

#[test]
fn titles() {
    grow_no_faster(cases::titles());
}

#[test]
fn front_matter() {
    grow_no_faster(cases::front_matter());
}

#[test]
fn delimiters() {
    grow_no_faster(cases::delimiters());
}

#[test]
fn markdown() {
    grow_no_faster(cases::markdown());
}

#[test]
fn links() {
    grow_no_faster(cases::links());
}

#[test]
fn many_pages() {
    grow_no_faster(cases::many_pages());
}

#[test]
fn settings() {
    grow_no_faster(cases::settings());
}

#[test]
fn claims_and_sources() {
    grow_no_faster(cases::claims_and_sources());
}
