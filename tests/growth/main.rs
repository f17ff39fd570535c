//! Time, memory and output grow at most in proportion to the sources: each case of [`cases`] is measured at two
//! sizes.
//!
//! `GROWTH_SCALE=10` makes all wikis ten times as large, to find problems that small ones hide.

mod cases;
mod dumps;
#[path = "../it/in_memory/mod.rs"]
mod in_memory;
mod measure;

use std::sync::{Mutex, OnceLock, PoisonError};

use cases::{Case, Kind};
use measure::{Cost, cost};

/// Size of the second wiki relative to the first.
const GROWTH: usize = 4;
/// Maximum cost of a wiki [`GROWTH`] times as large, relative to the smaller one.
const MOST: f64 = 6.0;
/// Number of measurements before the time of a case counts as too long.
const TRIES: usize = 8;

/// The costs of an almost empty wiki, of a case, and of the case [`GROWTH`] times as large.
#[derive(Debug, Clone, Copy)]
struct Costs {
    least: Cost,
    small: Cost,
    large: Cost,
}

impl Costs {
    /// Measures all three in a row, so that a slow moment of the machine slows all of them.
    fn measured(files: [&in_memory::Files; 3]) -> Self {
        let [least, small, large] = files.map(cost);
        Self { least, small, large }
    }

    /// The minimum of each.
    fn or_less(self, other: Self) -> Self {
        Self {
            least: self.least.or_less(other.least),
            small: self.small.or_less(other.small),
            large: self.large.or_less(other.large),
        }
    }

    /// The growth of each measure for sources `sizes` times as large, after subtracting the cost of an almost empty
    /// wiki.
    fn growth(&self, sizes: f64) -> [(&'static str, f64); 4] {
        let mut growth = self.large.measures();
        let both = self.small.measures().into_iter().zip(self.least.measures());
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
}

/// Total size of all files.
fn size(files: &in_memory::Files) -> f64 {
    files.iter().map(|(path, text)| path.len() + text.len()).sum::<usize>() as f64
}

/// The measures of a case at `scale` times its size that grow too fast, with the costs.
fn too_fast(case: &Case, scale: usize) -> (Vec<(&'static str, f64)>, Costs) {
    let (small, large) = (case.wiki(case.size * scale), case.wiki(case.size * scale * GROWTH));
    // The sources of some cases grow with the square of their size.
    let sizes = (size(&large) / size(&small)).max(GROWTH as f64);
    let mut costs = Costs { least: least(case), small: cost(&small), large: cost(&large) };
    let mut times = vec![costs.growth(sizes)[0].1];
    while costs.growth(sizes)[0].1 >= MOST && times.len() < TRIES {
        let again = Costs::measured([&case.smallest(), &small, &large]);
        times.push(again.growth(sizes)[0].1);
        costs = costs.or_less(again);
    }
    let mut growth = costs.growth(sizes);
    // A single fast measurement of the small wiki does not make the large one slow.
    growth[0].1 = growth[0].1.min(median(&mut times));
    (growth.into_iter().filter(|(_, times)| *times >= MOST).collect(), costs)
}

/// The cost of an almost empty wiki or dump: the minimum of some measurements. It is measured once for all cases, and
/// again with a case that seems to grow too fast.
fn least(case: &Case) -> Cost {
    static COSTS: [OnceLock<Cost>; 2] = [const { OnceLock::new() }; 2];
    let measured = || {
        let files = case.smallest();
        (0..2).fold(cost(&files), |least, _| least.or_less(cost(&files)))
    };
    *COSTS[usize::from(matches!(case.kind, Kind::Dump(_)))].get_or_init(measured)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The measures of a case that grow too fast. Cases are measured one at a time, so that tests do not slow each other
/// down. Time counts where twice the size shows the same: what grows faster than its sources is clearer there, and
/// noise is not.
fn excess(case: &Case) -> Vec<String> {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let scale: usize = std::env::var("GROWTH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let (mut found, mut costs) = too_fast(case, scale);
    if found.iter().any(|(what, _)| *what == "time") {
        (found, costs) = too_fast(case, scale * 2);
    }
    found.iter().map(|(what, times)| format!("{}: {what} ×{times:.1} {costs:?}", case.name)).collect()
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

#[test]
fn unclosed_wikitext() {
    grow_no_faster(dumps::unclosed());
}

#[test]
fn closed_wikitext() {
    grow_no_faster(dumps::closed());
}

#[test]
fn template_calls() {
    grow_no_faster(dumps::calls());
}

#[test]
fn dumps_of_wikis() {
    grow_no_faster(dumps::dumps());
}
