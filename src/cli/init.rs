//! `lorekeep init`: starts a wiki in a folder.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Failure, Outcome, output};
use crate::disk::DiskError;
use crate::page::compose::{self, FrontMatter};

/// The settings that a new wiki begins with.
const SETTINGS: &str = r#"title = "My wiki"
base_url = "https://example.org/"
language = "en"

[checks]
level = "normal"

[types.person]
folder = "people"
label = "Person"
plural = "People"

[types.person.fields]
born = { type = "date", label = "Born" }
"#;
/// The text of its first page.
const WELCOME: &str = "Welcome. Write pages below `content/` and link them with `[[double brackets]]`.\n";

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the new wiki
    #[arg(default_value = ".")]
    folder: Utf8PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let root = &arguments.folder;
    if root.join("site.toml").exists() {
        return Err(Failure(format!("`{root}` is a wiki already: it has a site.toml")));
    }
    let mut front = FrontMatter::default();
    front.set("title", "My wiki").set("description", "A wiki made with Lorekeep.");
    let files = [("site.toml", SETTINGS), ("content/index.md", &compose::page(&front, WELCOME))];
    for (path, text) in files {
        let path = root.join(path);
        if !path.exists() {
            write(&path, text)?;
        }
    }
    output::note(&format!("a wiki was started in `{root}`; run `lorekeep serve` there"));
    Ok(Outcome::Fine)
}

fn write(path: &Utf8Path, text: &str) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    fs::write(path, text).map_err(|error| DiskError::new("cannot write", path, &error))
}
