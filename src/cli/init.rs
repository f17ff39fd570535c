//! `lorekeep init`: starts a wiki in a folder.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Failure, Outcome, output};
use crate::disk::DiskError;

/// What a new wiki begins with: path and text.
const FILES: [(&str, &str); 2] = [
    (
        "site.toml",
        "title = \"My wiki\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n\n[checks]\nlevel = \"normal\"\n\n[types.person]\nfolder = \"people\"\nlabel = \"Person\"\nplural = \"People\"\n\n[types.person.fields]\nborn = { type = \"date\", label = \"Born\" }\n",
    ),
    (
        "content/index.md",
        "---\ntitle: My wiki\ndescription: A wiki made with Lorekeep.\n---\n\nWelcome. Write pages below `content/` and link them with `[[double brackets]]`.\n",
    ),
];

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
    for (path, text) in FILES {
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
