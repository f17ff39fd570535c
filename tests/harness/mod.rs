//! The one door of the black-box tests: a wiki is written into a folder, the program runs on it, and what a user would
//! notice is looked at: exit status, diagnostics, published files.
//!
//! Nothing here knows the code of the program. Each test file uses its own part of what is offered.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part of the harness")]

mod html;
mod run;
mod samples;
mod site;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

pub(crate) use html::{Element, Page};
pub(crate) use run::{Diagnostic, Run};
pub(crate) use samples::{heading_levels, png, svg};
pub(crate) use site::Site;

/// The day that the tests take for today.
pub(crate) const TODAY: &str = "2026-11-21";
/// The time after which a run counts as hanging.
const LIMIT: Duration = Duration::from_secs(60);
/// What every wiki of the tests starts with, unless it brings a `site.toml` of its own.
const SETTINGS: &str = "title = \"Test Wiki\"\nbase_url = \"https://example.org/\"\n";

/// The folder of a wiki.
pub(crate) struct Wiki {
    folder: TempDir,
    flags: Vec<String>,
}

impl Wiki {
    /// A wiki with nothing but a title and an address.
    pub(crate) fn new() -> Self {
        Self::empty().file("site.toml", SETTINGS)
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a folder for temporary files"), flags: Vec::new() }
    }

    /// Appends settings to the title and the address.
    pub(crate) fn settings(self, toml: &str) -> Self {
        self.file("site.toml", format!("{SETTINGS}{toml}"))
    }

    /// Adds a file, or replaces it.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Adds a flag to every later run.
    pub(crate) fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// Writes a file into the folder of the wiki.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("folders can be made");
        fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Removes a file from the folder of the wiki.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// The folder of the wiki.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Where the site is written.
    pub(crate) fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    /// The site as it stands on the disk.
    pub(crate) fn published(&self) -> Site {
        Site::read(&self.out())
    }

    /// Builds, with diagnostics as JSON and a fixed today.
    #[track_caller]
    pub(crate) fn build(&self) -> Run {
        self.run(&["build", "--format", "json", "--today", TODAY])
    }

    /// Checks, with diagnostics as JSON and a fixed today.
    #[track_caller]
    pub(crate) fn check(&self) -> Run {
        self.run(&["check", "--format", "json", "--today", TODAY])
    }

    /// Runs a command on this wiki to its end.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments), LIMIT, &self.out())
    }

    /// A command on this wiki, not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.args(arguments).arg("--root").arg(self.root()).args(&self.flags).current_dir(self.root());
        command
    }
}

/// The program, in an environment that says nothing.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lorekeep"));
    command.env("NO_COLOR", "1").env_remove("SOURCE_DATE_EPOCH").env_remove("GITHUB_ACTIONS");
    command
}

/// Runs the program outside any wiki.
#[track_caller]
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = program();
    command.args(arguments).current_dir(folder);
    Run::of(command, LIMIT, &folder.join("public"))
}

/// Publishes one page, `content/page.md`, that must be without any fault.
#[track_caller]
pub(crate) fn page(markdown: &str) -> Page {
    let run = Wiki::new().file("content/page.md", markdown).build();
    run.is_clean();
    run.html("page/index.html")
}

/// The HTML that one faultless page's text becomes.
#[track_caller]
pub(crate) fn body(markdown: &str) -> String {
    page(markdown).content().inner().to_owned()
}

/// Publishes one page that has faults.
#[track_caller]
pub(crate) fn faulty(markdown: &str) -> Run {
    Wiki::new().file("content/page.md", markdown).build()
}
