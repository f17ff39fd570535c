//! Wikis made of strings in memory, and their cost.

use std::sync::Arc;

use lorekeep::date::PartialDate;
use lorekeep::inputs::{Hash, Inputs, Options, TextFile};
use lorekeep::text::Source;

/// Files by path: `site.toml`, and pages and YAML files below `content/`.
pub(crate) type Files = Vec<(String, String)>;

/// The inputs made from files.
pub(crate) fn inputs(files: &Files) -> Inputs {
    let today = PartialDate::parse("2026-11-21").expect("a date");
    let mut inputs = Inputs::empty(Options {
        today,
        drafts: false,
        base_url: None,
        strict: false,
        without_spoilers: None,
    });
    for (path, text) in files {
        let source = Source::new(format!("content/{path}"), text.as_str());
        let file = TextFile { source, hash: Hash::of(text.as_bytes()), diagnostics: Vec::new() };
        match path.as_str() {
            "site.toml" => inputs.settings = Source::new("site.toml", text.as_str()),
            yaml if yaml.ends_with(".yaml") => drop(inputs.sources.insert(yaml.into(), Arc::new(file))),
            page => drop(inputs.pages.insert(page.into(), Arc::new(file))),
        }
    }
    inputs
}

/// CPU time of this thread in seconds; elapsed time on systems that do not report it.
pub(crate) fn thread_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: Option<f64> = told.split(' ').next().and_then(|number| number.parse().ok());
    nanoseconds.map_or_else(seconds_passed, |nanoseconds| nanoseconds / 1e9)
}

fn seconds_passed() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
