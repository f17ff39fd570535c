//! From folders to [`Inputs`].
//!
//! A root folder enters, values leave. What is wrong with a file is a diagnostic that names it; only a root that cannot
//! be opened at all is an error. Nothing is parsed here.

use std::fs::{self, File};
use std::io::{self, Read};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobSet;
use rayon::prelude::*;
use walkdir::WalkDir;

use super::DiskError;
use crate::diag::{Code, Diagnostic, codes};
use crate::inputs::{Asset, AssetData, Hash, Inputs, Options, SITE_TOML, TextFile, WORDS_TOML};
use crate::picture::Head;
use crate::text::{Place, Source};

/// Largest text file that is read, in bytes.
const MAX_TEXT: u64 = 16 * 1024 * 1024;
/// Largest asset that is kept in memory, in bytes.
const MAX_IN_MEMORY: u64 = 256 * 1024;
/// Deepest nesting of folders.
pub const MAX_DEPTH: usize = 64;
/// Bytes of a picture's header that are looked at for what it is.
const PICTURE_HEADER: usize = 256 * 1024;

/// Finds the root of the wiki: the nearest folder from `start` upwards that has a `site.toml`.
pub fn find_root(start: &Utf8Path) -> Option<Utf8PathBuf> {
    start.ancestors().find(|folder| folder.join(SITE_TOML).is_file()).map(Utf8Path::to_path_buf)
}

/// Reads everything below a root.
///
/// # Errors
/// When the root is not a folder that can be opened.
pub fn read(root: &Utf8Path, options: Options) -> Result<Inputs, DiskError> {
    let canonical = root.canonicalize_utf8().map_err(|error| DiskError::new("cannot open", root, &error))?;
    let mut inputs = Inputs::empty(options);
    read_settings(&canonical, &mut inputs);
    let ignore = ignored(&inputs);
    for (folder, area) in
        [("content", Area::Content), ("templates", Area::Templates), ("static", Area::Statics)]
    {
        let walk = Walk { root: &canonical, folder, ignore: &ignore };
        let found = walk.files(&mut inputs.diagnostics);
        let read: Vec<(Arc<str>, Loaded)> = found
            .into_par_iter()
            .filter_map(|path| Some((path.clone(), load(&canonical, folder, &path, area)?)))
            .collect();
        for (path, loaded) in read {
            file_away(&mut inputs, area, path, loaded);
        }
    }
    Ok(inputs)
}

/// Which files of `content/` are left aside, as the settings say.
pub fn ignored(inputs: &Inputs) -> GlobSet {
    crate::config::load(&inputs.settings).0.content.ignore
}

/// Reads again the files with these paths from the root, and takes everything else from earlier inputs.
///
/// A file may be gone or be new. `None` when only a complete reading will do.
pub fn refresh(
    root: &Utf8Path,
    earlier: &Inputs,
    ignore: &GlobSet,
    changed: &[Utf8PathBuf],
) -> Option<Inputs> {
    let mut inputs = earlier.clone();
    for path in changed {
        let (folder, rest) = path.as_str().split_once('/')?;
        let area = Area::ALL.into_iter().find(|area| area.folder() == folder)?;
        let is_ignored = || Utf8Path::new(rest).ancestors().any(|part| ignore.is_match(part));
        if rest.contains(char::REPLACEMENT_CHARACTER) {
            // The name of this file may be another one, which is not UTF-8.
            return None;
        }
        match fs::symlink_metadata(root.join(path)) {
            Ok(metadata) if !metadata.is_file() || !is_plain(rest) => return None,
            Ok(_) if area == Area::Content && is_ignored() => {}
            Ok(_) => {
                remove(&mut inputs, area, rest);
                if let Some(loaded) = load(root, folder, rest, area) {
                    file_away(&mut inputs, area, rest.into(), loaded);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => remove(&mut inputs, area, rest),
            Err(_) => return None,
        }
    }
    Some(inputs)
}

fn remove(inputs: &mut Inputs, area: Area, path: &str) {
    match area {
        Area::Content => {
            inputs.pages.remove(path);
            inputs.sources.remove(path);
            inputs.assets.remove(path);
        }
        Area::Templates => {
            inputs.templates.remove(path);
        }
        Area::Statics => {
            inputs.statics.remove(path);
        }
    }
    let full = format!("{}/{path}", area.folder());
    inputs.diagnostics.retain(|fault| fault.place.as_ref().is_none_or(|place| place.path.as_ref() != full));
}

/// Whether nothing about a path needs the care of a whole walk.
fn is_plain(path: &str) -> bool {
    !path.split('/').any(is_ignored_name) && !path.chars().any(char::is_control)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Area {
    Content,
    Templates,
    Statics,
}

impl Area {
    const ALL: [Self; 3] = [Self::Content, Self::Templates, Self::Statics];

    const fn folder(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Templates => "templates",
            Self::Statics => "static",
        }
    }
}

enum Loaded {
    Page(TextFile),
    Sources(TextFile),
    Template(TextFile),
    Asset(Asset),
    Fault(Diagnostic),
}

fn file_away(inputs: &mut Inputs, area: Area, path: Arc<str>, loaded: Loaded) {
    match loaded {
        Loaded::Page(file) => drop(inputs.pages.insert(path, Arc::new(file))),
        Loaded::Sources(file) => drop(inputs.sources.insert(path, Arc::new(file))),
        Loaded::Template(file) => drop(inputs.templates.insert(path, Arc::new(file))),
        Loaded::Asset(asset) if area == Area::Statics => drop(inputs.statics.insert(path, Arc::new(asset))),
        Loaded::Asset(asset) => drop(inputs.assets.insert(path, Arc::new(asset))),
        Loaded::Fault(fault) => inputs.diagnostics.push(fault),
    }
}

fn read_settings(root: &Utf8Path, inputs: &mut Inputs) {
    match file_of_root(root, SITE_TOML) {
        Ok(Some(file)) => {
            inputs.settings = file.source;
            inputs.diagnostics.extend(file.diagnostics);
        }
        Ok(None) => {
            let fault =
                Diagnostic::new(&codes::INVALID_CONFIG, Place::file(SITE_TOML), "there is no `site.toml`");
            inputs
                .diagnostics
                .push(fault.help("run `lorekeep init`, or name the wiki's folder with `--root`"));
        }
        Err(fault) => inputs.diagnostics.push(*fault),
    }
    match file_of_root(root, WORDS_TOML) {
        Ok(Some(file)) => {
            inputs.words = file.source;
            inputs.diagnostics.extend(file.diagnostics);
        }
        Ok(None) => {}
        Err(fault) => inputs.diagnostics.push(*fault),
    }
}

/// A file at the root of the wiki. `None` when there is none.
fn file_of_root(root: &Utf8Path, name: &str) -> Result<Option<TextFile>, Box<Diagnostic>> {
    let path = root.join(name);
    let fault = match &path.canonicalize_utf8() {
        Ok(real) if !real.starts_with(root) => {
            Some((&codes::UNSAFE_PATH, "this symbolic link leads out of the wiki"))
        }
        Ok(real) if !real.is_file() => Some((&codes::UNREADABLE, "this is not a regular file")),
        _ => None,
    };
    if let Some((code, message)) = fault {
        return Err(Box::new(Diagnostic::new(code, Place::file(name), message)));
    }
    match read_text(&path, name) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Box::new(unreadable(name, &error))),
    }
}

struct Walk<'w> {
    root: &'w Utf8Path,
    folder: &'w str,
    ignore: &'w GlobSet,
}

impl Walk<'_> {
    /// Paths of the files to read, from the folder, in order.
    fn files(&self, faults: &mut Vec<Diagnostic>) -> Vec<Arc<str>> {
        let base = self.root.join(self.folder);
        let mut found = Vec::new();
        if fs::symlink_metadata(&base).is_err() {
            return found;
        }
        let walk = WalkDir::new(&base).follow_links(true).sort_by_file_name().max_depth(MAX_DEPTH);
        let mut entries = walk.into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.depth() > 0 && entry.file_name().to_str().is_some_and(is_ignored_name) => {
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => match self.judge(&base, &entry) {
                    Judgement::Read(path) => found.push(path),
                    Judgement::Descend => {}
                    Judgement::Skip => {
                        if entry.file_type().is_dir() {
                            entries.skip_current_dir();
                        }
                    }
                    Judgement::Fault(fault) => {
                        faults.push(*fault);
                        if entry.file_type().is_dir() {
                            entries.skip_current_dir();
                        }
                    }
                },
                Err(error) => faults.extend(self.walk_fault(&base, &error)),
            }
        }
        found
    }

    fn judge(&self, base: &Utf8Path, entry: &walkdir::DirEntry) -> Judgement {
        let Some(full) = Utf8Path::from_path(entry.path()) else {
            let shown =
                entry.path().strip_prefix(base).unwrap_or(entry.path()).to_string_lossy().into_owned();
            return self.fault(&codes::UNSAFE_PATH, &shown, "the name of this file is not UTF-8");
        };
        let path = full.strip_prefix(base).unwrap_or(full).as_str().replace('\\', "/");
        if entry.path_is_symlink() && !self.stays_inside(full) {
            return self.fault(&codes::UNSAFE_PATH, &path, "this symbolic link leads out of the wiki");
        }
        if entry.file_type().is_dir() && entry.depth() == MAX_DEPTH {
            return self.fault(&codes::UNSAFE_PATH, &path, "folders are nested too deep here");
        }
        if entry.file_type().is_dir() {
            let ignored = !path.is_empty() && self.folder == "content" && self.ignore.is_match(&path);
            return if ignored { Judgement::Skip } else { Judgement::Descend };
        }
        if self.folder == "content" && self.ignore.is_match(&path) {
            return Judgement::Skip;
        }
        if path.chars().any(char::is_control) {
            return self.fault(&codes::UNSAFE_PATH, &path, "the name of this file holds a control character");
        }
        if !entry.file_type().is_file() {
            return self.fault(&codes::UNREADABLE, &path, "this is not a regular file");
        }
        Judgement::Read(path.into())
    }

    fn stays_inside(&self, path: &Utf8Path) -> bool {
        path.canonicalize_utf8().is_ok_and(|target| target.starts_with(self.root))
    }

    fn fault(&self, code: &'static Code, path: &str, message: &str) -> Judgement {
        let place = Place::file(format!("{}/{path}", self.folder));
        Judgement::Fault(Box::new(Diagnostic::new(code, place, message)))
    }

    fn walk_fault(&self, base: &Utf8Path, error: &walkdir::Error) -> Option<Diagnostic> {
        let path =
            error.path().map(|path| path.strip_prefix(base).unwrap_or(path).to_string_lossy().into_owned());
        let place = Place::file(format!("{}/{}", self.folder, path.unwrap_or_default()));
        if error.loop_ancestor().is_some() {
            return Some(Diagnostic::new(
                &codes::UNSAFE_PATH,
                place,
                "this symbolic link leads round in a circle",
            ));
        }
        let reason = error.io_error()?;
        if reason.kind() == io::ErrorKind::NotFound {
            let full = error.path()?;
            let dangling = fs::symlink_metadata(full).is_ok_and(|metadata| metadata.file_type().is_symlink());
            return dangling
                .then(|| Diagnostic::new(&codes::UNREADABLE, place, "this symbolic link leads to nothing"));
        }
        Some(Diagnostic::new(&codes::UNREADABLE, place, format!("this cannot be read: {reason}")))
    }
}

enum Judgement {
    Read(Arc<str>),
    Descend,
    Skip,
    Fault(Box<Diagnostic>),
}

/// Dot files, and the swap and backup files of editors.
pub fn is_ignored_name(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".swx", ".bak", ".tmp", ".orig"].iter().any(|ending| name.ends_with(ending))
        || name == "4913"
}

fn load(root: &Utf8Path, folder: &str, path: &str, area: Area) -> Option<Loaded> {
    let shown = format!("{folder}/{path}");
    let full = root.join(folder).join(path);
    let lower = path.to_ascii_lowercase();
    let is_page = lower.ends_with(".md") || lower.ends_with(".markdown");
    let is_source = lower.starts_with("sources/") && (lower.ends_with(".yaml") || lower.ends_with(".yml"));
    let loaded = match area {
        Area::Content if is_page => read_text(&full, &shown).map(Loaded::Page),
        Area::Content if is_source => read_text(&full, &shown).map(Loaded::Sources),
        Area::Templates => read_text(&full, &shown).map(Loaded::Template),
        Area::Content | Area::Statics => read_asset(&full, &shown).map(Loaded::Asset),
    };
    match loaded {
        Ok(loaded) => Some(loaded),
        // The file vanished between the walk and the reading: as if it had never been there.
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => Some(Loaded::Fault(unreadable(&shown, &error))),
    }
}

fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE, Place::file(path), format!("this file cannot be read: {error}"))
}

fn read_text(full: &Utf8Path, shown: &str) -> io::Result<TextFile> {
    let mut file = File::open(full)?;
    let length = file.metadata()?.len();
    if length > MAX_TEXT {
        let message = format!("this file has {} MiB, and a text may have 16", length / (1024 * 1024));
        let fault = Diagnostic::new(&codes::FILE_TOO_LARGE, Place::file(shown), message);
        return Ok(text_file(shown, String::new(), vec![fault]));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.by_ref().take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text_file(shown, text, Vec::new()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let place = Place { path: shown.into(), range: (at..at + 3).into() };
            let message = format!("this file is not UTF-8: byte {} does not fit", at + 1);
            text_file(shown, text, vec![Diagnostic::new(&codes::INVALID_UTF8, place, message)])
        }
    })
}

/// The text of a file, by its path from the root, as it is now.
pub fn text(root: &Utf8Path, path: &str) -> Option<Arc<str>> {
    read_text(&root.join(path), path).ok().map(|file| file.source.text)
}

fn text_file(shown: &str, text: String, diagnostics: Vec<Diagnostic>) -> TextFile {
    let hash = Hash::of(text.as_bytes());
    TextFile { source: Source::new(shown, text), hash, diagnostics }
}

fn read_asset(full: &Utf8Path, shown: &str) -> io::Result<Asset> {
    let mut file = File::open(full)?;
    let length = file.metadata()?.len();
    if length > MAX_IN_MEMORY {
        let mut header = Vec::new();
        file.by_ref().take(PICTURE_HEADER as u64).read_to_end(&mut header)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&header);
        io::copy(&mut file, &mut hasher)?;
        let head = Head::of(shown, &header);
        return Ok(Asset {
            path: shown.into(),
            data: AssetData::File(full.to_path_buf()),
            hash: Hash::cut(&hasher.finalize()),
            size: head.size,
            still: head.still,
            variants: None,
        });
    }
    let mut bytes = Vec::new();
    file.take(MAX_IN_MEMORY + 1).read_to_end(&mut bytes)?;
    let head = Head::of(shown, &bytes);
    Ok(Asset {
        path: shown.into(),
        hash: Hash::of(&bytes),
        size: head.size,
        still: head.still,
        variants: None,
        data: AssetData::Memory(bytes.into()),
    })
}

/// The root's folders that are read, for those who watch them.
pub const FOLDERS: [&str; 3] = ["content", "templates", "static"];
