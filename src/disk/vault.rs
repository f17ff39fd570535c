//! Reads and copies a vault of Obsidian: a folder of notes with settings in `.obsidian/`.

use std::fs::{self, File};
use std::io::Read;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use walkdir::{DirEntry, WalkDir};

use super::DiskError;
use super::read::{MAX_DEPTH, is_ignored_name};
use crate::asset::{self, Kind};

/// The folder of settings in a vault.
const SETTINGS: &str = ".obsidian";
/// Maximum size of a settings file, in bytes.
const MAX_SETTINGS: u64 = 256 * 1024;
/// Number of bytes at the start of a note that are read for its properties.
const HEAD: u64 = 64 * 1024;

/// The start of a note.
#[derive(Debug)]
pub struct NoteHead {
    /// Path in the vault.
    pub path: String,
    /// The start of its text; empty if it is not UTF-8.
    pub text: String,
}

/// Returns whether a folder is a vault.
pub fn is_vault(folder: &Utf8Path) -> bool {
    folder.join(SETTINGS).is_dir()
}

/// A settings file of a vault by its name without extension. `None` if it does not exist or is not JSON.
pub fn settings(vault: &Utf8Path, name: &str) -> Option<Value> {
    let file = File::open(vault.join(SETTINGS).join(format!("{name}.json"))).ok()?;
    serde_json::from_reader(file.take(MAX_SETTINGS)).ok()
}

/// The starts of all notes, in the order of their paths.
///
/// # Errors If a folder or a note cannot be read.
pub fn notes(vault: &Utf8Path) -> Result<Vec<NoteHead>, DiskError> {
    let mut notes = Vec::new();
    for path in files(vault, false)? {
        if path.extension().is_some_and(is_of_notes) {
            let text = head(&vault.join(&path))?;
            notes.push(NoteHead { path: path.into_string().replace('\\', "/"), text });
        }
    }
    Ok(notes)
}

/// A file that a wiki does not publish.
#[derive(Debug, Clone)]
pub struct RefusedFile {
    /// Path in the vault.
    pub path: String,
    /// Its extension, if no file with it is published.
    pub extension: Option<String>,
}

/// The files that are not published because of their kind, their name or their content.
///
/// # Errors If a folder or a file cannot be read.
pub fn refused(vault: &Utf8Path) -> Result<Vec<RefusedFile>, DiskError> {
    let mut refused = Vec::new();
    for path in files(vault, false)? {
        let path = path.into_string().replace('\\', "/");
        let extension =
            path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_owned());
        if extension.as_deref().is_some_and(is_of_notes) {
            continue;
        }
        let is_refused = match asset::judge_name(&path, false) {
            Err(_) => true,
            Ok(kind @ (Kind::Svg | Kind::Guessed)) => is_active(&vault.join(&path), &path, kind)?,
            Ok(_) => false,
        };
        if is_refused {
            let of_all = |end: &String| asset::judge_name(&format!("file.{end}"), false).is_err();
            refused.push(RefusedFile { extension: extension.filter(of_all), path });
        }
    }
    Ok(refused)
}

fn is_of_notes(extension: &str) -> bool {
    ["md", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn is_active(file: &Utf8Path, path: &str, kind: Kind) -> Result<bool, DiskError> {
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(|error| DiskError::new("cannot read", file, &error))?;
    let read = opened.take(asset::MAX_SVG + 1).read_to_end(&mut bytes);
    read.map_err(|error| DiskError::new("cannot read", file, &error))?;
    Ok(bytes.len() as u64 > asset::MAX_SVG && kind == Kind::Svg
        || asset::judge_content(path, kind, &bytes).is_some())
}

fn head(path: &Utf8Path) -> Result<String, DiskError> {
    let failed = |error: &std::io::Error| DiskError::new("cannot read", path, error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| failed(&error))?;
    file.take(HEAD).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    // The last character may be cut.
    let end = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    bytes.truncate(end);
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// Copies a vault with its settings, and returns the number of files. Links, and other files that begin with a dot,
/// are left out. Copies keep the time of the last change.
///
/// # Errors If a file cannot be read or written, or exists at the new place.
pub fn copy(vault: &Utf8Path, to: &Utf8Path) -> Result<usize, DiskError> {
    let files = files(vault, true)?;
    for path in &files {
        copy_file(&vault.join(path), &to.join(path))?;
    }
    Ok(files.len())
}

fn copy_file(from: &Utf8Path, to: &Utf8Path) -> Result<(), DiskError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    let mut source = File::open(from).map_err(|error| DiskError::new("cannot read", from, &error))?;
    let failed = |error: &std::io::Error| DiskError::new("cannot write", to, error);
    let mut target = File::create_new(to).map_err(|error| failed(&error))?;
    std::io::copy(&mut source, &mut target).map_err(|error| failed(&error))?;
    // A copy without its time is still a copy.
    if let Ok(time) = source.metadata().and_then(|metadata| metadata.modified()) {
        let _ = target.set_modified(time);
    }
    Ok(())
}

/// Paths of all regular files, sorted.
fn files(vault: &Utf8Path, with_settings: bool) -> Result<Vec<Utf8PathBuf>, DiskError> {
    let is_wanted = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !is_ignored_name(&name) || with_settings && is_settings(entry, &name)
    };
    let mut files = Vec::new();
    let walk = WalkDir::new(vault).sort_by_file_name().max_depth(MAX_DEPTH).into_iter();
    for entry in walk.filter_entry(is_wanted) {
        let entry = entry.map_err(|error| DiskError::refused("cannot read", vault, error.to_string()))?;
        let path = entry.path().strip_prefix(vault).ok().and_then(Utf8Path::from_path);
        if let Some(path) = path.filter(|_| entry.file_type().is_file()) {
            files.push(path.to_owned());
        }
    }
    Ok(files)
}

/// Returns whether an entry is the folder of settings.
fn is_settings(entry: &DirEntry, name: &str) -> bool {
    entry.depth() == 1 && name == SETTINGS
}
