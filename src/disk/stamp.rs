//! Metadata of files, to find changed files without opening any.
//!
//! Two sets of [`Stamps`] give the paths that are worth reading again. A different stamp does not prove that the text
//! differs; an equal stamp means that the file need not be read.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::read::{FOLDERS, MAX_DEPTH, is_ignored_name};
use crate::inputs::{SITE_TOML, WORDS_TOML};

/// Clock resolution of file systems: a younger file may change again and keep the same time.
const TICK: Duration = Duration::from_millis(50);

/// The stamps of all files of a wiki.
#[derive(Debug, Clone, Default)]
pub struct Stamps {
    /// By path from the root, as strings: they compare many times faster than paths.
    files: BTreeMap<String, Stamp>,
    /// Symbolic links by path from the root, each with its target if that lies in the wiki. The target need not
    /// exist.
    links: BTreeMap<String, Option<Utf8PathBuf>>,
}

/// Metadata that changes when the content of a file changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: Identity,
    /// True if the file was too young to be distinguished from its next version.
    young: bool,
    /// True if the path is a symbolic link, whose target can change anywhere.
    link: bool,
}

impl Stamp {
    /// The stamp of the file at a path; `None` if nothing exists there.
    fn of(path: &Path) -> Option<Self> {
        let own = fs::symlink_metadata(path).ok()?;
        let link = own.file_type().is_symlink();
        let metadata = if link { fs::metadata(path).unwrap_or(own) } else { own };
        let modified = metadata.modified().ok();
        let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        let young = age.is_none_or(|age| age < TICK);
        Some(Self { length: metadata.len(), modified, identity: Identity::of(&metadata), young, link })
    }

    fn tells(&self, now: &Self) -> bool {
        self == now && !self.young
    }
}

/// The file's identity and the time of its last inode change, where the system provides them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    inode: u64,
    changed: (i64, i64),
}

impl Identity {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { inode: metadata.ino(), changed: (metadata.ctime(), metadata.ctime_nsec()) }
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Self {
        Self { inode: 0, changed: (0, 0) }
    }
}

impl Stamps {
    /// The stamps of everything below a root, taken while a reader that started at `began` is running. Files changed
    /// since then count as too young: they may have been read before the change.
    pub fn take_beside(root: &Utf8Path, began: SystemTime) -> Self {
        let mut stamps = Self::default();
        stamps.refresh(root);
        for stamp in stamps.files.values_mut() {
            stamp.young |= stamp.modified.is_none_or(|modified| modified + TICK > began);
        }
        stamps
    }

    /// Stamps everything again; returns the paths that may have changed, sorted.
    pub fn refresh(&mut self, root: &Utf8Path) -> Vec<Utf8PathBuf> {
        self.refresh_unless(root, &mut || false).unwrap_or_default()
    }

    /// Like `refresh`, unless it is interrupted. Then it returns `None` and changes nothing.
    pub fn refresh_unless(
        &mut self,
        root: &Utf8Path,
        is_stopped: &mut dyn FnMut() -> bool,
    ) -> Option<Vec<Utf8PathBuf>> {
        let mut now = Self::default();
        for top in FOLDERS.iter().copied().chain([SITE_TOML, WORDS_TOML]) {
            now.collect(root, &root.join(top), is_stopped)?;
        }
        let changed = self.differences(&now);
        *self = now;
        Some(changed)
    }

    /// Stamps some paths again, everything below them, and all symbolic links. A path given here counts as changed
    /// even if its stamp is equal.
    pub fn refresh_at(&mut self, root: &Utf8Path, paths: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
        let linked: Vec<Utf8PathBuf> = self.links.keys().map(Utf8PathBuf::from).collect();
        let mut changed = Vec::new();
        for path in paths.iter().chain(&linked).filter(|path| is_ours(path)) {
            let before = self.split_off(path);
            let mut now = Self::default();
            now.collect(root, &root.join(path), &mut || false);
            changed.extend(before.differences(&now));
            self.files.extend(now.files);
            self.links.extend(now.links);
        }
        changed.extend(paths.iter().filter(|path| self.files.contains_key(path.as_str())).cloned());
        changed.sort();
        changed.dedup();
        changed
    }

    /// Targets of the symbolic links.
    pub fn targets(&self) -> impl Iterator<Item = &Utf8Path> {
        self.links.values().flatten().map(Utf8PathBuf::as_path)
    }

    /// Removes and returns the stamps of a path and of everything below it.
    fn split_off(&mut self, path: &Utf8Path) -> Self {
        fn cut<V>(map: &mut BTreeMap<String, V>, path: &Utf8Path) -> BTreeMap<String, V> {
            let folder = format!("{path}{}", std::path::MAIN_SEPARATOR);
            let below = map.range(folder.clone()..).map(|(below, _)| below);
            let below: Vec<String> = below.take_while(|below| below.starts_with(&folder)).cloned().collect();
            let own = map.remove_entry(path.as_str());
            below.into_iter().filter_map(|below| map.remove_entry(&below)).chain(own).collect()
        }
        Self { files: cut(&mut self.files, path), links: cut(&mut self.links, path) }
    }

    /// Paths whose stamps do not prove that they are unchanged.
    fn differences(&self, now: &Self) -> Vec<Utf8PathBuf> {
        let unchanged = |path: &str, stamp| self.files.get(path).is_some_and(|before| before.tells(stamp));
        let gone = self.files.keys().filter(|path| !now.files.contains_key(*path));
        let other = now.files.iter().filter(|(path, stamp)| !unchanged(path, stamp)).map(|(path, _)| path);
        gone.chain(other).map(Utf8PathBuf::from).collect()
    }

    /// Stamps all files at and below a path, and everything that cannot be read. `None` if it is interrupted.
    fn collect(
        &mut self,
        root: &Utf8Path,
        start: &Utf8Path,
        is_stopped: &mut dyn FnMut() -> bool,
    ) -> Option<()> {
        let Some(left) = MAX_DEPTH.checked_sub(depth(root, start)) else { return Some(()) };
        let mut walk = WalkDir::new(start).follow_links(true).max_depth(left).into_iter();
        while let Some(entry) = walk.next() {
            if is_stopped() {
                return None;
            }
            let path = match &entry {
                Ok(entry) => entry.path(),
                Err(error) => error.path().unwrap_or(start.as_std_path()),
            };
            let is_folder = entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir());
            let is_left_aside = |path: &Utf8Path| path != start && is_ignored(path);
            let followed = match Utf8Path::from_path(path) {
                Some(path) => !is_left_aside(path) && self.note(root, path, is_folder),
                None => self.note_unreadable_name(root, path),
            };
            if is_folder && !followed {
                walk.skip_current_dir();
            }
        }
        Some(())
    }

    /// Adds a path; if it is a folder, returns whether the walk may enter it.
    fn note(&mut self, root: &Utf8Path, path: &Utf8Path, is_folder: bool) -> bool {
        let (Ok(below), Some(stamp)) = (path.strip_prefix(root), Stamp::of(path.as_std_path())) else {
            return false;
        };
        let target = || leads_to(path).filter(|target| may_lead_to(root, below, target));
        let target = if stamp.link { target() } else { None };
        let inside = !stamp.link || target.is_some();
        if stamp.link {
            self.links.insert(below.to_string(), target);
        }
        let is_followed = is_folder && inside && depth(root, path) < MAX_DEPTH;
        if !is_followed {
            self.files.insert(below.to_string(), stamp);
        }
        is_followed
    }

    /// Adds a path that is not UTF-8, under a replacement name. The walk does not enter it.
    fn note_unreadable_name(&mut self, root: &Utf8Path, path: &Path) -> bool {
        if let (Ok(below), Some(stamp)) = (path.strip_prefix(root), Stamp::of(path)) {
            self.files.insert(below.to_string_lossy().into_owned(), stamp);
        }
        false
    }
}

/// Depth of a path below its top-level folder.
fn depth(root: &Utf8Path, path: &Utf8Path) -> usize {
    path.strip_prefix(root).map_or(0, |below| below.components().count().saturating_sub(1))
}

/// Returns whether a symbolic link may be followed to its target: a link inside one of the wiki's folders must stay
/// in that folder, and the folder itself in the wiki.
fn may_lead_to(root: &Utf8Path, below: &Utf8Path, target: &Utf8Path) -> bool {
    let folder = below.components().next().filter(|_| below.components().count() > 1);
    match folder.map(|folder| root.join(folder.as_str()).canonicalize_utf8()) {
        Some(Ok(folder)) => target.starts_with(folder),
        Some(Err(_)) => false,
        None => target.starts_with(root),
    }
}

/// The target of a symbolic link, even if nothing exists there.
fn leads_to(link: &Utf8Path) -> Option<Utf8PathBuf> {
    if let Ok(target) = link.canonicalize_utf8() {
        return Some(target);
    }
    let mut target = link.parent()?.canonicalize_utf8().ok()?;
    for step in link.read_link_utf8().ok()?.components() {
        match step {
            Utf8Component::ParentDir => drop(target.pop()),
            Utf8Component::CurDir => {}
            step => target.push(step),
        }
        target = target.canonicalize_utf8().unwrap_or(target);
    }
    Some(target)
}

/// Returns whether a file is an auxiliary file of an editor or file manager.
fn is_ignored(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(is_ignored_name)
}

/// Time of a file's last change, in milliseconds since the Unix epoch.
pub fn last_change(path: &Utf8Path) -> Option<u64> {
    let modified = fs::metadata(path).ok()?.modified().ok()?;
    u64::try_from(modified.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// Returns whether a path from the root is one that is read, and not an auxiliary file beside it.
pub fn is_ours(path: &Utf8Path) -> bool {
    let mut names = path.iter();
    let top = names.next();
    let below = top.is_some_and(|top| FOLDERS.contains(&top)) && !names.any(is_ignored_name);
    below || path == SITE_TOML || path == WORDS_TOML
}
