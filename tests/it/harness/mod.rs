//! The interface of the black-box tests: writes a wiki into a folder, runs the program on it, and checks what a user
//! would notice: exit status, diagnostics, published files.
//!
//! This module does not use the program's code. Each test file uses only a part of it.
mod html;
pub(crate) mod planted;
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
pub(crate) use samples::{png, svg};
pub(crate) use site::Site;

/// Today's date in the tests.
pub(crate) const TODAY: &str = "2026-11-21";
/// Time limit of a run.
const LIMIT: Duration = Duration::from_secs(60);
/// The settings of every test wiki, unless it has its own `site.toml`.
const SETTINGS: &str = "title = \"Test Wiki\"\nbase_url = \"https://wiki.test/\"\n";

/// The folder of a wiki.
pub(crate) struct Wiki {
    folder: TempDir,
    flags: Vec<String>,
}

impl Wiki {
    /// A wiki with a title and an address.
    pub(crate) fn new() -> Self {
        Self::empty().file("site.toml", SETTINGS)
    }

    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a folder for temporary files"), flags: Vec::new() }
    }

    /// Appends settings to the title and the address.
    pub(crate) fn settings(self, toml: &str) -> Self {
        self.file("site.toml", format!("{SETTINGS}{toml}"))
    }

    /// Adds or replaces a file.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Adds a flag to all later runs.
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

    /// The output folder.
    pub(crate) fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    /// The site in the output folder.
    pub(crate) fn published(&self) -> Site {
        Site::read(&self.out())
    }

    /// Builds with JSON diagnostics and a fixed date.
    #[track_caller]
    pub(crate) fn build(&self) -> Run {
        self.run(&["build", "--format", "json", "--today", TODAY])
    }

    /// Checks with JSON diagnostics and a fixed date.
    #[track_caller]
    pub(crate) fn check(&self) -> Run {
        self.run(&["check", "--format", "json", "--today", TODAY])
    }

    /// Runs a command on this wiki to its end.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments), LIMIT, &self.out())
    }

    /// A command on this wiki that has not been started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.args(arguments).arg("--root").arg(self.root()).args(&self.flags).current_dir(self.root());
        command
    }
}

/// The program with an empty environment.
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

/// Publishes one page, `content/page.md`, which must have no diagnostics.
#[track_caller]
pub(crate) fn page(markdown: &str) -> Page {
    let run = Wiki::new().file("content/page.md", markdown).build();
    run.is_clean();
    run.html("page/index.html")
}

/// The HTML of one valid page's text.
#[track_caller]
pub(crate) fn body(markdown: &str) -> String {
    page(markdown).content().inner().to_owned()
}

/// Publishes one page with diagnostics.
#[track_caller]
pub(crate) fn faulty(markdown: &str) -> Run {
    Wiki::new().file("content/page.md", markdown).build()
}
