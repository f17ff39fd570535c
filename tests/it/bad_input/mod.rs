//! Bad input: each case gives one clear finding at its location, or a clear message and status 2, in bounded time and
//! memory.

mod addresses;
mod files;
mod hostile_words;
mod markdown;
mod templates;
mod text;

use std::fs;

use crate::harness::{Page, Run, Site, TODAY, Wiki, png};

/// Maximum time for a hostile page, in seconds, with the slow build that tests use.
const SECONDS: u64 = 20;
/// Maximum memory for a hostile page, in MiB.
const MEMORY: u64 = 1024;

/// Builds a wiki of a hostile page and a good one, within the limits.
#[track_caller]
fn hostile(page: impl AsRef<[u8]>) -> Run {
    let wiki =
        Wiki::new().file("content/bad.md", page).file("content/good.md", "# Good\n\n[x](nowhere.md)\n");
    let run = wiki.settings("[checks]\nbroken-link = \"warning\"\n").build();
    run.stays_within(SECONDS, MEMORY);
    run.diagnostic("broken-link", "content/good.md", 3, 1);
    run
}

/// A hostile page is refused with an error of this code on this line.
#[track_caller]
fn refused(page: impl AsRef<[u8]>, code: &str, line: u64) {
    let run = hostile(page);
    run.is_refused();
    let found =
        run.diagnostics.iter().any(|f| f.code == code && f.file == "content/bad.md" && f.start.0 == line);
    assert!(found, "expected {code} on line {line}: {run}");
}

/// A hostile page has a finding of this code on this line, whether it is published or not.
#[track_caller]
fn limited(page: impl AsRef<[u8]>, code: &str, line: u64) {
    let run = hostile(page);
    let found =
        run.diagnostics.iter().any(|f| f.code == code && f.file == "content/bad.md" && f.start.0 == line);
    assert!(found, "expected {code} on line {line}: {run}");
}

/// A hostile page is either published, or refused with findings on the page itself.
#[track_caller]
fn survived(page: impl AsRef<[u8]>) {
    let run = hostile(page);
    let published = run.site.has("bad/index.html");
    assert!((run.status == 0) == published, "{run}");
    assert!(published || run.diagnostics.iter().any(|fault| fault.file == "content/bad.md"), "{run}");
}
