//! What the file system says of files without opening them, to find those that changed.
//!
//! Folders enter, [`Stamps`] leave, and from two of them the paths that are worth reading again. A stamp that differs
//! proves nothing about the text; one that does not differ lets a file alone.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::read::{FOLDERS, MAX_DEPTH, is_ignored_name};
use crate::inputs::{SITE_TOML, WORDS_TOML};

/// Clocks of file systems tick this slowly: a file that is younger may change again and show the same time.
const TICK: Duration = Duration::from_millis(50);

/// The stamps of all files of a wiki.
#[derive(Debug, Clone, Default)]
pub struct Stamps {
    /// By path from the root. Texts are compared many times faster than paths are.
    files: BTreeMap<String, Stamp>,
    /// Symbolic links by path from the root, each with where it leads, if anywhere in the wiki; there may be nothing.
    links: BTreeMap<String, Option<Utf8PathBuf>>,
}

/// What a change of a file's content changes as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: Identity,
    /// Whether the file was too young to be told from its next version.
    young: bool,
    /// Whether the path is a symbolic link, whose target can change anywhere.
    link: bool,
}

impl Stamp {
    /// The stamp of the file at a path; `None` when there is nothing.
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

/// Which file it is, and when anything about it last changed, where the system says so.
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
    /// The stamps of everything below a root, while somebody who began at some time reads it. What has changed since then
    /// counts as too young: it may have been read before.
    pub fn take_beside(root: &Utf8Path, began: SystemTime) -> Self {
        let mut stamps = Self::default();
        stamps.refresh(root);
        for stamp in stamps.files.values_mut() {
            stamp.young |= stamp.modified.is_none_or(|modified| modified + TICK > began);
        }
        stamps
    }

    /// Looks at everything again; leaves the paths that may have changed, in order.
    pub fn refresh(&mut self, root: &Utf8Path) -> Vec<Utf8PathBuf> {
        self.refresh_unless(root, &mut || false).unwrap_or_default()
    }

    /// The same, unless it is stopped on the way. Then it leaves `None`, and nothing was looked at.
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

    /// Looks again at some paths, what lies below them, and all symbolic links. A path that is named here counts as
    /// changed even when its stamp does not differ.
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

    /// Where symbolic links lead.
    pub fn targets(&self) -> impl Iterator<Item = &Utf8Path> {
        self.links.values().flatten().map(Utf8PathBuf::as_path)
    }

    /// Takes out what is known of a path and of what lies below it.
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

    /// The paths whose stamps do not prove them unchanged.
    fn differences(&self, now: &Self) -> Vec<Utf8PathBuf> {
        let unchanged = |path: &str, stamp| self.files.get(path).is_some_and(|before| before.tells(stamp));
        let gone = self.files.keys().filter(|path| !now.files.contains_key(*path));
        let other = now.files.iter().filter(|(path, stamp)| !unchanged(path, stamp)).map(|(path, _)| path);
        gone.chain(other).map(Utf8PathBuf::from).collect()
    }

    /// Stamps all files at a path and below it, and what cannot be looked into. `None` when it is stopped on the way.
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

    /// Notes a path; whether the walk may go into it, if it is a folder.
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

    /// Notes a path that is not UTF-8, by a name that stands for it. The walk does not go into it.
    fn note_unreadable_name(&mut self, root: &Utf8Path, path: &Path) -> bool {
        if let (Ok(below), Some(stamp)) = (path.strip_prefix(root), Stamp::of(path)) {
            self.files.insert(below.to_string_lossy().into_owned(), stamp);
        }
        false
    }
}

/// How many folders deep a path lies in the folder of the root that it is in.
fn depth(root: &Utf8Path, path: &Utf8Path) -> usize {
    path.strip_prefix(root).map_or(0, |below| below.components().count().saturating_sub(1))
}

/// Whether a symbolic link at a path from the root may be followed to its target: one in a folder of the wiki stays in
/// that folder, and the folder itself in the wiki.
fn may_lead_to(root: &Utf8Path, below: &Utf8Path, target: &Utf8Path) -> bool {
    let folder = below.components().next().filter(|_| below.components().count() > 1);
    match folder.map(|folder| root.join(folder.as_str()).canonicalize_utf8()) {
        Some(Ok(folder)) => target.starts_with(folder),
        Some(Err(_)) => false,
        None => target.starts_with(root),
    }
}

/// Where a symbolic link leads, even if there is nothing.
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

/// Whether editors and systems leave such files beside others.
fn is_ignored(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(is_ignored_name)
}

/// When a file last changed, in milliseconds since the beginning of 1970.
pub fn last_change(path: &Utf8Path) -> Option<u64> {
    let modified = fs::metadata(path).ok()?.modified().ok()?;
    u64::try_from(modified.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// Whether a path from the root is one that is read, and none that editors leave beside it.
pub fn is_ours(path: &Utf8Path) -> bool {
    let mut names = path.iter();
    let top = names.next();
    let below = top.is_some_and(|top| FOLDERS.contains(&top)) && !names.any(is_ignored_name);
    below || path == SITE_TOML || path == WORDS_TOML
}
