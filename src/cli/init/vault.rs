//! The place of a vault of Obsidian in a new wiki. A vault is never changed: its folder is used as it is, or copied.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Failure, is_empty, real_path};
use crate::disk::{DiskError, vault};
use crate::page::{self, KEYS};
use crate::start::{Note, Vault};
use crate::text::counted;

/// A vault and the way it becomes the `content/` of a wiki.
pub(super) struct Placed {
    vault: Utf8PathBuf,
    way: Way,
}

enum Way {
    /// It is that folder.
    Content,
    /// It lies in the folder of the wiki, and a link leads to it by this path.
    Link(Utf8PathBuf),
    /// It lies elsewhere.
    Copy,
}

impl Placed {
    /// Finds the way for a vault.
    pub(super) fn new(root: &Utf8Path, folder: &Utf8Path) -> Result<Self, Failure> {
        if !vault::is_vault(folder) {
            return Err(Failure(format!(
                "`{folder}` is not a vault of Obsidian: it has no folder `.obsidian`\n  for other folders of \
                 Markdown, put the pages into `content/` and run `lorekeep init`"
            )));
        }
        let (root, vault) = (real_path(root)?, real_path(folder)?);
        let content = root.join("content");
        if root.starts_with(&vault) {
            return Err(Failure(format!(
                "the wiki cannot be inside of the vault, where Obsidian would show its files among the notes\n  \
                 give it a folder of its own: lorekeep init ../{}-wiki --from-obsidian .",
                crate::text::slug(vault.file_name().unwrap_or("my"))
            )));
        }
        let way = match vault.strip_prefix(&root) {
            Ok(path) if path == "content" => Way::Content,
            Ok(path) => Way::Link(path.to_owned()),
            Err(_) => Way::Copy,
        };
        if !matches!(way, Way::Content) && (content.is_symlink() || !is_empty(&content)) {
            return Err(Failure(format!("`{content}` already exists; give the wiki another folder")));
        }
        Ok(Self { vault, way })
    }

    /// The folder whose name is the title of the wiki. `None` for that of the wiki itself.
    pub(super) fn named_folder(&self) -> Option<&Utf8Path> {
        (!matches!(self.way, Way::Content)).then_some(self.vault.as_path())
    }

    /// Reads the settings and the properties of the notes.
    pub(super) fn read(&self) -> Result<Vault, Failure> {
        let settings = |name| vault::settings(&self.vault, name).unwrap_or_default();
        let refused = vault::refused(&self.vault)?.into_iter().map(pattern);
        Ok(Vault {
            app: settings("app"),
            templates: settings("templates"),
            daily_notes: settings("daily-notes"),
            types: settings("types"),
            templater: settings("plugins/templater-obsidian/data"),
            linked: matches!(self.way, Way::Link(_)),
            notes: vault::notes(&self.vault)?.into_iter().map(note).collect(),
            refused: refused.collect(),
            known_keys: KEYS.map(str::to_owned).to_vec(),
        })
    }

    /// Makes the vault the content of the wiki, and returns a report.
    pub(super) fn bring(&self, root: &Utf8Path) -> Result<String, Failure> {
        let content = root.join("content");
        match &self.way {
            Way::Content => Ok(format!("the notes stay in `{content}`")),
            Way::Link(path) => {
                link(path, &content)?;
                Ok(format!("the notes stay in `{}`; `{content}` is a link to them", self.vault))
            }
            Way::Copy => {
                let count = vault::copy(&self.vault, &content)?;
                Ok(format!(
                    "copied {} to `{content}`; `{}` is unchanged\n  go on writing in the copy: open it as a vault \
                     in Obsidian",
                    counted(count, "file"),
                    self.vault
                ))
            }
        }
    }
}

fn note(note: vault::NoteHead) -> Note {
    let properties = page::properties(&note.text);
    let is_of_folder = Utf8Path::new(&note.path).file_stem().is_some_and(|stem| {
        ["index", "readme", "_index"].iter().any(|known| stem.eq_ignore_ascii_case(known))
    });
    let has_own = is_of_folder || properties.iter().any(|(key, _)| key == "slug" || key == "permalink");
    let address = (!has_own).then(|| page::page_address(&note.path));
    Note { path: note.path, address, properties }
}

/// The pattern that leaves out a file, and others with its extension if they are not published either.
fn pattern(file: vault::RefusedFile) -> String {
    match file.extension {
        Some(extension) => format!("*.{}", globset::escape(&extension)),
        None => globset::escape(&file.path),
    }
}

/// Makes `content` a symbolic link.
fn link(path: &Utf8Path, content: &Utf8Path) -> Result<(), Failure> {
    if content.is_dir() {
        fs::remove_dir(content).map_err(|error| DiskError::new("cannot replace", content, &error))?;
    }
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(path, content);
    #[cfg(windows)]
    let made = std::os::windows::fs::symlink_dir(path, content);
    made.map_err(|error| {
        Failure(format!(
            "cannot make the link `{content}` to `{path}`: {error}\n  rename the vault to `content`, or give the \
             wiki a folder outside of `{path}`"
        ))
    })
}
