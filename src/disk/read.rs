//! Reads a wiki's folders into [`Inputs`].
//!
//! A problem with a file becomes a diagnostic that names it; only a root that cannot be opened is an error. Nothing
//! is parsed here.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobSet;
use rayon::prelude::*;
use walkdir::WalkDir;

use super::DiskError;
use super::beneath::{Denied, Folder};
use super::tracked::{self, Tracked};
use crate::asset::{self, Kind};
use crate::diag::{Code, Diagnostic, codes};
use crate::inputs::{
    Asset, AssetData, FilePlace, Hash, Inputs, Options, SITE_TOML, TextFile, WORDS_TOML, is_about_pictures,
};
use crate::picture::Head;
use crate::text::Place;

/// Maximum size of a text file, in bytes.
const MAX_TEXT: u64 = 16 * 1024 * 1024;
/// Maximum size of an asset that is kept in memory, in bytes.
const MAX_IN_MEMORY: u64 = 256 * 1024;
/// Maximum size of a settings file of Obsidian, in bytes.
const MAX_OBSIDIAN: u64 = 64 * 1024;
/// Maximum nesting depth of folders.
pub const MAX_DEPTH: usize = 64;
/// Number of bytes read to detect the type and size of an image.
const PICTURE_HEADER: usize = 256 * 1024;

/// Finds the root of the wiki: the nearest folder, from `start` upwards, that contains a `site.toml`.
pub fn find_root(start: &Utf8Path) -> Option<Utf8PathBuf> {
    start.ancestors().find(|folder| folder.join(SITE_TOML).is_file()).map(Utf8Path::to_path_buf)
}

/// Reads everything below a root.
///
/// # Errors If the root is not a folder that can be opened.
pub fn read(root: &Utf8Path, options: Options) -> Result<Inputs, DiskError> {
    let canonical = root.canonicalize_utf8().map_err(|error| DiskError::new("cannot open", root, &error))?;
    let mut inputs = Inputs::empty(options);
    read_settings(&canonical, &mut inputs);
    inputs.diagnostics.extend(tracked_cache(&canonical));
    let rules = Rules::of(&canonical, &inputs);
    for area in Area::ALL {
        let Some(reader) = open_area(&canonical, area, &rules, &mut inputs.diagnostics) else { continue };
        let found = reader.files(&mut inputs.diagnostics);
        let read: Vec<(Arc<str>, Loaded)> =
            found.into_par_iter().filter_map(|path| Some((path.clone(), reader.load(&path)?))).collect();
        for (path, loaded) in read {
            file_away(&mut inputs, area, path, loaded);
        }
    }
    Ok(inputs)
}

/// The diagnostic for a cache tracked by git.
fn tracked_cache(root: &Utf8Path) -> Option<Diagnostic> {
    let Tracked::File(path) = tracked::cache_of(root) else { return None };
    let message = format!("git tracks `{path}`, so anyone who can commit could control what is published");
    let fault = Diagnostic::new(&codes::TRACKED_CACHE, Place::file(path), message);
    Some(fault.help("run `git rm -r --cached .lorekeep` and commit the change"))
}

/// The settings for files of `content/`, matched by path relative to it.
#[derive(Debug)]
pub struct Rules {
    /// Files to leave out.
    ignore: GlobSet,
    /// Files to publish whatever their kind.
    active: GlobSet,
    /// Obsidian's folder of templates, which are not published.
    templates: Option<String>,
}

impl Rules {
    /// The rules in the settings of some inputs, and in those of Obsidian in `content/`.
    pub fn of(root: &Utf8Path, inputs: &Inputs) -> Self {
        let content = crate::config::load(&inputs.settings).0.content;
        Self { ignore: content.ignore, active: content.active, templates: obsidian_templates(root) }
    }

    fn ignore(&self, path: &str) -> bool {
        is_private(path)
            || self.is_template(path)
            || Utf8Path::new(path).ancestors().any(|part| self.ignore.is_match(part))
    }

    /// Returns whether a path is Obsidian's folder of templates, or lies in it.
    fn is_template(&self, path: &str) -> bool {
        let inside = self.templates.as_deref().and_then(|folder| path.strip_prefix(folder));
        inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn open(&self, path: &str) -> bool {
        !self.active.is_empty() && Utf8Path::new(path).ancestors().any(|part| self.active.is_match(part))
    }
}

/// The folder of templates in the settings of Obsidian's core plugin, `.obsidian/templates.json`.
fn obsidian_templates(root: &Utf8Path) -> Option<String> {
    let content = Folder::of_wiki(root, Area::Content.folder()).ok()??;
    let settings = content.file(".obsidian/templates.json").ok()?;
    let settings: serde_json::Value = serde_json::from_reader(settings.take(MAX_OBSIDIAN)).ok()?;
    let folder = settings.get("folder")?.as_str()?.trim_matches('/');
    (!folder.is_empty()).then(|| folder.to_owned())
}

/// Opens one of the wiki's folders. `None` if it does not exist or cannot be read; the latter is reported.
fn open_area<'r>(
    root: &Utf8Path,
    area: Area,
    rules: &'r Rules,
    faults: &mut Vec<Diagnostic>,
) -> Option<Reader<'r>> {
    match Folder::of_wiki(root, area.folder()) {
        Ok(folder) => folder.map(|folder| Reader { folder, area, rules }),
        Err(denied) => {
            faults.push(denied_at(area.folder(), &denied));
            None
        }
    }
}

/// Reads the files at these paths from the root again, and takes everything else from earlier inputs.
///
/// A file may be removed or new. `None` if only a complete scan gives the right result.
pub fn refresh(root: &Utf8Path, earlier: &Inputs, rules: &Rules, changed: &[Utf8PathBuf]) -> Option<Inputs> {
    let mut inputs = earlier.clone();
    for path in changed {
        let (folder, rest) = path.as_str().split_once('/')?;
        let area = Area::ALL.into_iter().find(|area| area.folder() == folder)?;
        if rest.contains(char::REPLACEMENT_CHARACTER) {
            // The actual name of this file may be another one that is not UTF-8.
            return None;
        }
        match fs::symlink_metadata(root.join(path)) {
            Ok(metadata) if !metadata.is_file() || !is_plain(rest) => return None,
            Ok(_) if area == Area::Content && rules.ignore(rest) => {}
            Ok(_) => {
                remove(&mut inputs, area, rest);
                let reader = Reader { folder: Folder::of_wiki(root, folder).ok()??, area, rules };
                if let Some(loaded) = reader.load(rest) {
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

/// Returns whether a path of `content/` belongs to a page or lies in a folder whose name begins with `_`: these are
/// not published. `_index.md` is the page of a folder.
fn is_private(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let lower = name.to_ascii_lowercase();
    let is_page = lower.ends_with(".md") || lower.ends_with(".markdown");
    let is_index = lower.starts_with("_index.");
    folder.split('/').any(|folder| folder.starts_with('_')) || lower.starts_with('_') && is_page && !is_index
}

/// Returns whether a path can be handled without a full scan.
fn is_plain(path: &str) -> bool {
    !path.split('/').any(|name| name.starts_with('.') || is_ignored_name(name))
        && !path.chars().any(|c| c.is_control() || c == '\\')
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
    /// A file that may not be published.
    Refused(Diagnostic),
    Fault(Diagnostic),
}

fn file_away(inputs: &mut Inputs, area: Area, path: Arc<str>, loaded: Loaded) {
    match loaded {
        Loaded::Page(file) => drop(inputs.pages.insert(path, Arc::new(file))),
        Loaded::Sources(file) => drop(inputs.sources.insert(path, Arc::new(file))),
        Loaded::Template(file) => drop(inputs.templates.insert(path, Arc::new(file))),
        Loaded::Asset(asset) if area == Area::Statics => drop(inputs.statics.insert(path, Arc::new(asset))),
        Loaded::Asset(asset) => drop(inputs.assets.insert(path, Arc::new(asset))),
        Loaded::Refused(fault) => {
            let asset = Asset::refused(&format!("{}/{path}", area.folder()));
            inputs.assets.insert(path, Arc::new(asset));
            inputs.diagnostics.push(fault);
        }
        Loaded::Fault(fault) => inputs.diagnostics.push(fault),
    }
}

fn read_settings(root: &Utf8Path, inputs: &mut Inputs) {
    match file_of_root(root, SITE_TOML) {
        Ok(file) => {
            inputs.settings = file.source;
            inputs.diagnostics.extend(file.diagnostics);
        }
        Err(denied) if denied.is_missing() => {
            let fault =
                Diagnostic::new(&codes::INVALID_CONFIG, Place::file(SITE_TOML), "`site.toml` not found");
            inputs
                .diagnostics
                .push(fault.help("run `lorekeep init`, or pass the wiki's folder with `--root`"));
        }
        Err(denied) => inputs.diagnostics.push(denied_at(SITE_TOML, &denied)),
    }
    match file_of_root(root, WORDS_TOML) {
        Ok(file) => {
            inputs.words = file.source;
            inputs.diagnostics.extend(file.diagnostics);
        }
        Err(denied) if denied.is_missing() => {}
        Err(denied) => inputs.diagnostics.push(denied_at(WORDS_TOML, &denied)),
    }
}

/// A file in the root of the wiki.
fn file_of_root(root: &Utf8Path, name: &str) -> Result<TextFile, Denied> {
    let file = Folder::open(root)?.file(name)?;
    Ok(read_text(file, name)?)
}

/// Reads the files of one of the wiki's folders.
struct Reader<'r> {
    folder: Folder,
    area: Area,
    rules: &'r Rules,
}

impl Reader<'_> {
    /// Paths of the files to read, relative to the folder, sorted.
    fn files(&self, faults: &mut Vec<Diagnostic>) -> Vec<Arc<str>> {
        let mut found = Vec::new();
        let walk =
            WalkDir::new(self.folder.path()).follow_links(true).sort_by_file_name().max_depth(MAX_DEPTH);
        let mut entries = walk.into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    faults.extend(self.walk_fault(&error));
                    continue;
                }
            };
            match self.judge(&entry) {
                Judgement::Read(path) => found.push(path),
                Judgement::Descend => continue,
                Judgement::Skip => {}
                Judgement::Fault(fault) => faults.push(*fault),
            }
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        }
        found
    }

    fn judge(&self, entry: &walkdir::DirEntry) -> Judgement {
        let name = entry.file_name().to_str().filter(|_| entry.depth() > 0);
        if name.is_some_and(is_ignored_name) {
            return Judgement::Skip;
        }
        let inner = entry.path().strip_prefix(self.folder.path()).unwrap_or(entry.path());
        match Utf8Path::from_path(inner).map(with_slashes) {
            None => {
                let shown = inner.to_string_lossy();
                self.fault(&codes::UNSAFE_PATH, &shown, "the name of this file is not UTF-8")
            }
            Some(path) if path.is_empty() => Judgement::Descend,
            Some(path) if self.area == Area::Content && self.leaves_out(entry, &path) => Judgement::Skip,
            Some(path) => self.name_fault(&path).unwrap_or_else(|| self.judge_kind(entry, path)),
        }
    }

    /// Returns whether a file or folder of `content/` is not published.
    fn leaves_out(&self, entry: &walkdir::DirEntry, path: &str) -> bool {
        let is_private_folder =
            entry.file_type().is_dir() && entry.file_name().to_string_lossy().starts_with('_');
        is_private_folder
            || is_private(path)
            || self.rules.is_template(path)
            || self.rules.ignore.is_match(path)
    }

    /// The problem with a file or folder name, if any.
    fn name_fault(&self, path: &str) -> Option<Judgement> {
        let is_hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
        match self.area {
            Area::Content if is_hidden => return Some(Judgement::Fault(Box::new(asset::host_file(path)))),
            Area::Templates if is_hidden => return Some(Judgement::Skip),
            _ => {}
        }
        let letter = path.chars().find(|&c| c.is_control() || c == '\\')?;
        let what = if letter == '\\' { "a backslash" } else { "a control character" };
        Some(self.fault(&codes::UNSAFE_PATH, path, &format!("this name contains {what}")))
    }

    fn judge_kind(&self, entry: &walkdir::DirEntry, path: String) -> Judgement {
        if entry.path_is_symlink()
            && let Err(denied) = self.folder.check_link(&path)
        {
            return self.fault(denied.code(), &path, &denied.to_string());
        }
        match entry.file_type() {
            kind if kind.is_dir() && entry.depth() == MAX_DEPTH => {
                self.fault(&codes::UNSAFE_PATH, &path, "folders are nested too deeply here")
            }
            kind if kind.is_dir() => Judgement::Descend,
            kind if !kind.is_file() => self.fault(&codes::UNREADABLE, &path, "this is not a regular file"),
            _ => Judgement::Read(path.into()),
        }
    }

    fn fault(&self, code: &'static Code, path: &str, message: &str) -> Judgement {
        Judgement::Fault(Box::new(Diagnostic::new(code, Place::file(self.shown(path)), message)))
    }

    /// A path as shown to the user: relative to the root of the wiki.
    fn shown(&self, path: &str) -> String {
        let slash = if path.is_empty() { "" } else { "/" };
        format!("{}{slash}{path}", self.area.folder())
    }

    fn walk_fault(&self, error: &walkdir::Error) -> Option<Diagnostic> {
        let inner = error.path().map(|path| path.strip_prefix(self.folder.path()).unwrap_or(path));
        let inner = inner.unwrap_or(Path::new("")).to_string_lossy();
        // Some editors lock a file with a dangling link whose name is never read.
        if inner.rsplit('/').next().is_some_and(is_ignored_name) {
            return None;
        }
        let place = Place::file(self.shown(&inner));
        if error.loop_ancestor().is_some() {
            return Some(Diagnostic::new(&codes::UNSAFE_PATH, place, "this symbolic link leads to itself"));
        }
        let reason = error.io_error()?;
        if reason.kind() == io::ErrorKind::NotFound {
            let full = error.path()?;
            let dangling = fs::symlink_metadata(full).is_ok_and(|metadata| metadata.file_type().is_symlink());
            return dangling.then(|| {
                Diagnostic::new(
                    &codes::UNREADABLE,
                    place,
                    "the target of this symbolic link \
                                                                     does not exist",
                )
            });
        }
        Some(Diagnostic::new(&codes::UNREADABLE, place, format!("cannot read this file: {reason}")))
    }

    /// Reads a file by its path relative to the folder. `None` if it has vanished since the scan, as if it had never
    /// existed.
    fn load(&self, path: &str) -> Option<Loaded> {
        let lower = path.to_ascii_lowercase();
        let is_page = lower.ends_with(".md") || lower.ends_with(".markdown");
        let is_source =
            lower.starts_with("sources/") && (lower.ends_with(".yaml") || lower.ends_with(".yml"));
        let loaded = match self.area {
            Area::Content if is_page => self.text(path).map(Loaded::Page),
            Area::Content if is_source || is_about_pictures(path) => self.text(path).map(Loaded::Sources),
            Area::Templates => self.text(path).map(Loaded::Template),
            Area::Content => self.untrusted_asset(path),
            Area::Statics => self.asset(path, Kind::Known),
        };
        match loaded {
            Ok(loaded) => Some(loaded),
            Err(denied) if denied.is_missing() => None,
            Err(denied) => Some(Loaded::Fault(denied_at(&self.shown(path), &denied))),
        }
    }

    fn text(&self, path: &str) -> Result<TextFile, Denied> {
        Ok(read_text(self.folder.file(path)?, &self.shown(path))?)
    }

    /// Reads a file of `content/`, if it may be published.
    fn untrusted_asset(&self, path: &str) -> Result<Loaded, Denied> {
        match asset::judge_name(path, self.rules.open(path)) {
            Ok(kind) => self.asset(path, kind),
            Err(fault) => Ok(Loaded::Refused(*fault)),
        }
    }

    fn asset(&self, path: &str, kind: Kind) -> Result<Loaded, Denied> {
        let mut file = self.folder.file(path)?;
        let limit = if kind == Kind::Svg { asset::MAX_SVG } else { MAX_IN_MEMORY };
        let mut bytes = Vec::new();
        file.by_ref().take(limit + 1).read_to_end(&mut bytes)?;
        if kind == Kind::Svg && bytes.len() as u64 > asset::MAX_SVG {
            return Ok(Loaded::Refused(asset::too_large(path)));
        }
        if let Some(fault) = asset::judge_content(path, kind, &bytes) {
            return Ok(Loaded::Refused(fault));
        }
        let head = Head::of(path, &bytes[..bytes.len().min(PICTURE_HEADER)]);
        let (data, hash) = if bytes.len() as u64 > MAX_IN_MEMORY {
            let place = FilePlace { length: file.metadata()?.len(), ..self.folder.place(path) };
            (AssetData::File(place), hash_of_all(file, &bytes)?)
        } else {
            (AssetData::Memory(bytes.as_slice().into()), Hash::of(&bytes))
        };
        let Head { size, still, .. } = head;
        Ok(Loaded::Asset(Asset { path: self.shown(path).into(), data, hash, size, still, variants: None }))
    }
}

/// The hash of a file whose first bytes have been read already.
fn hash_of_all(rest: File, first: &[u8]) -> io::Result<Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(first);
    hasher.update_reader(rest)?;
    Ok(Hash::cut(&hasher.finalize()))
}

/// A path with `/` as separator.
fn with_slashes(path: &Utf8Path) -> String {
    if std::path::MAIN_SEPARATOR == '/' { path.to_string() } else { path.as_str().replace('\\', "/") }
}

enum Judgement {
    Read(Arc<str>),
    Descend,
    Skip,
    Fault(Box<Diagnostic>),
}

/// Returns whether a file is never read: dot files, except those that configure hosts, swap and backup files of
/// editors, and metadata of file managers.
pub fn is_ignored_name(name: &str) -> bool {
    (name.starts_with('.') && !asset::is_hidden_host_file(name))
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".swx", ".bak", ".tmp", ".orig"].iter().any(|ending| name.ends_with(ending))
        || ["4913", "Thumbs.db", "ehthumbs.db", "desktop.ini"].contains(&name)
}

fn denied_at(path: &str, denied: &Denied) -> Diagnostic {
    Diagnostic::new(denied.code(), Place::file(path), denied.to_string())
}

fn read_text(mut file: File, shown: &str) -> io::Result<TextFile> {
    let length = file.metadata()?.len();
    if length > MAX_TEXT {
        let size = length as f64 / (1024.0 * 1024.0);
        let message = format!("this text file has {size:.1} MiB; the limit is 16 MiB");
        let fault = Diagnostic::new(&codes::FILE_TOO_LARGE, Place::file(shown), message);
        return Ok(TextFile::unusable(shown, fault));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.by_ref().take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
    Ok(TextFile::decode(shown, bytes))
}

/// The current text of a file, by its path relative to the root.
pub fn text(root: &Utf8Path, path: &str) -> Option<Arc<str>> {
    let (folder, rest) = path.split_once('/')?;
    let folder = Folder::of_wiki(&root.canonicalize_utf8().ok()?, folder).ok()??;
    read_text(folder.file(rest).ok()?, path).ok().map(|file| file.source.text)
}

/// The folders in the root that are read, to be watched.
pub const FOLDERS: [&str; 3] = ["content", "templates", "static"];
