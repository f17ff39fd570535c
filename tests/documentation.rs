//! The documentation in `docs/` is a wiki of its own, and its examples work.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Checks a wiki with warnings as errors; returns the findings, or nothing if there are none.
fn findings(root: &Path) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lorekeep"));
    let output = command.args(["check", "--strict", "--root"]).arg(root).output().expect("a run");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then_some(text)
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn the_documentation_has_no_findings() {
    assert_eq!(findings(&docs()), None);
}
