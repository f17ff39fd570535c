//! Writes a site so that the output folder always contains either the complete old or the complete new site.
//!
//! A new tree is made beside the old one: changed files are written, unchanged files and foreign files are hard links
//! to the old ones. Then the two folders are exchanged in one step, and the old one is removed. Nothing is changed
//! until everything has been rendered. With a cache, the old folder is not removed but becomes the next new tree
//! ([`super::recycle`]). A manifest inside the folder lists the files that Lorekeep wrote; any other file is foreign
//! and never removed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::beneath;
use super::cache_dir::CacheDir;
use super::manifest::{MANIFEST, Manifest, fingerprint, write_manifest};
use super::published;
use super::recycle::{NewSite, Recycler};
use super::{DiskError, link_or_copy};
use crate::inputs::{Asset, AssetData, Hash};
use crate::output::Rendered;

/// Name of the recycled tree, beside the output folder, while it is being updated.
const BASE: &str = "base";
/// Maximum number of foreign files that are carried over.
const MAX_FOREIGN: usize = 50_000;

/// A site being written.
#[derive(Debug)]
pub struct SiteWriter {
    out: Utf8PathBuf,
    staging: Utf8PathBuf,
    old: Manifest,
    written: Mutex<BTreeMap<String, Hash>>,
    /// Paths of the new or changed files, which were written to the staging folder.
    staged: Mutex<BTreeSet<String>>,
    recycler: Option<Recycler>,
    /// Keeps stamps of the published files, to detect changed ones.
    cache: Option<CacheDir>,
    /// Time at which the writer was created.
    opened: SystemTime,
    /// Held until the site is published or abandoned, so that two builds never write at the same time.
    _lock: Option<File>,
}

/// The result of a finished write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Files of the site.
    pub files: usize,
    /// Files written because they are new or different.
    pub changed: usize,
    /// Files removed.
    pub removed: usize,
    /// Fingerprint of all paths and files.
    pub site: Hash,
}

impl SiteWriter {
    /// Prepares to write a wiki's site to a folder. Waits while another build is writing there.
    ///
    /// # Errors If the folder is, contains or lies in a source folder, or if a file operation fails.
    pub fn open(root: &Utf8Path, out: &Utf8Path) -> Result<Self, DiskError> {
        let opened = SystemTime::now();
        let out = resolve(out)?;
        refuse_sources(root, &out)?;
        let parent = out.parent().unwrap_or(Utf8Path::new("/")).to_path_buf();
        fs::create_dir_all(&parent).map_err(|error| DiskError::new("cannot create", &parent, &error))?;
        let lock = lock(&parent, &out)?;
        let staging = beside(&out, "new");
        recover(&out)?;
        remove_tree(&staging)?;
        if out.exists() && !out.is_dir() {
            return Err(DiskError::refused("cannot write to", &out, "it is a file, not a folder"));
        }
        remove_tree(&beside(&out, BASE))?;
        let old = Manifest::read(&out)?;
        let (written, staged) = (Mutex::default(), Mutex::default());
        Ok(Self { out, staging, old, written, staged, recycler: None, cache: None, opened, _lock: lock })
    }

    /// Makes the new tree from a recycled one, and keeps the replaced one for the next build. Files whose stamps have not
    /// changed are not read again.
    #[must_use]
    pub fn recycling(mut self, cache: &CacheDir) -> Self {
        let stamps = published::recall(cache, self.old.fingerprint(), self.old.files.len());
        for (file, stamp) in self.old.files.values_mut().zip(stamps) {
            file.stamp = stamp;
        }
        Self { recycler: Some(Recycler::new(cache)), cache: Some(cache.clone()), ..self }
    }

    /// Stores the stamps of a site's files, except those of files that may have changed after a time.
    fn remember<'f>(&self, site: Hash, paths: impl Iterator<Item = &'f String>, since: SystemTime) {
        if let Some(cache) = &self.cache {
            published::remember(cache, site, &self.out, &paths.collect::<Vec<_>>(), since);
        }
    }

    /// Stores the stamps of the old site, which stays, if some were missing.
    fn remember_old(&self, site: Hash) {
        if self.old.has_read.load(Ordering::Relaxed) {
            self.remember(site, self.old.files.keys(), self.opened);
        }
    }

    /// Returns whether the folder contains no site written by Lorekeep.
    pub fn is_new(&self) -> bool {
        self.old.files.is_empty()
    }

    /// The summary of the site with a fingerprint, if the folder already contains it unchanged.
    pub fn standing(&self, site: Hash) -> Option<Summary> {
        let files = &self.old.files;
        let is_same = self.old.fingerprint() == site;
        let stands = is_same
            && files
                .par_iter()
                .all(|(path, file)| self.old.still_holds(&self.out, path, file.hash, file.length));
        if stands {
            self.remember_old(site);
        }
        stands.then_some(Summary { files: files.len(), changed: 0, removed: 0, site })
    }

    /// Adds the file of one path. A file that already exists unchanged is kept with its modification time. May be
    /// called from several threads. Nothing is visible before [`SiteWriter::publish`].
    ///
    /// # Errors If a file cannot be written.
    pub fn put(&self, path: &str, rendered: &Rendered) -> Result<(), DiskError> {
        let (hash, length) = match rendered {
            Rendered::Bytes(bytes) => (Hash::of(bytes), bytes.len() as u64),
            Rendered::File(asset) => (asset.hash, file_length(asset)?),
        };
        if !self.old.still_holds(&self.out, path, hash, length) {
            self.write(path, rendered)?;
            crate::lock::lock(&self.staged).insert(path.to_owned());
        }
        crate::lock::lock(&self.written).insert(path.to_owned(), hash);
        Ok(())
    }

    fn write(&self, path: &str, rendered: &Rendered) -> Result<(), DiskError> {
        let target = self.staging.join(path);
        let fail = |error: io::Error| DiskError::new("cannot write", self.out.join(path), &error);
        let mut file = match File::create(&target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = target.parent().unwrap_or(&self.staging);
                fs::create_dir_all(folder).map_err(fail)?;
                File::create(&target).map_err(fail)?
            }
            other => other.map_err(fail)?,
        };
        match rendered {
            Rendered::Bytes(bytes) => file.write_all(bytes).map_err(fail),
            Rendered::File(asset) => copy(asset, &mut file),
        }
    }

    /// Abandons the new site. The old one stays.
    pub fn abandon(self) {
        let _ = fs::remove_dir_all(&self.staging);
    }

    /// Replaces the old site by the new one.
    ///
    /// # Errors If a foreign file is in the way, or a file operation fails. The old site then stays.
    pub fn publish(self) -> Result<Summary, DiskError> {
        let written = crate::lock::lock(&self.written);
        let changed = crate::lock::lock(&self.staged).len();
        let removed = self.old.files.keys().filter(|path| !written.contains_key(*path)).count();
        let summary = Summary { files: written.len(), changed, removed, site: fingerprint(written.iter()) };
        if changed == 0 && removed == 0 && self.old.exists {
            self.remember_old(summary.site);
            return Ok(summary);
        }
        match self.exchange(&written) {
            Ok(Some(old)) => self.clear(&old, &written)?,
            Ok(None) => {}
            Err(error) => {
                let _ = fs::remove_dir_all(&self.staging);
                let _ = fs::remove_dir_all(beside(&self.out, BASE));
                return Err(error);
            }
        }
        self.remember(summary.site, written.keys(), SystemTime::now());
        Ok(summary)
    }

    /// Completes the new site and exchanges it with the old one. Returns the folder that now contains the old one.
    fn exchange(&self, written: &BTreeMap<String, Hash>) -> Result<Option<Utf8PathBuf>, DiskError> {
        fs::create_dir_all(&self.staging)
            .map_err(|error| DiskError::new("cannot create", &self.staging, &error))?;
        let recycled = self.recycle(written);
        let site = recycled.as_deref().unwrap_or(&self.staging);
        if recycled.is_none() {
            self.link_unchanged(written)?;
        }
        if self.out.exists() {
            self.carry_over(site, written)?;
        }
        write_manifest(site, written)?;
        let old = swap(site, &self.out)?;
        if recycled.is_some() {
            let _ = fs::remove_dir_all(&self.staging);
        }
        Ok(old)
    }

    /// Turns the recycled site, if there is one, into the new site without its foreign files.
    fn recycle(&self, written: &BTreeMap<String, Hash>) -> Option<Utf8PathBuf> {
        let base = beside(&self.out, BASE);
        let staged = crate::lock::lock(&self.staged);
        // An old tree does not help if most files are new.
        let is_small_change = staged.len() * 2 < written.len();
        let recycler = self.recycler.as_ref().filter(|recycler| is_small_change && recycler.take(&base))?;
        let new = NewSite { out: &self.out, staging: &self.staging, written, staged: &staged };
        let renewed = recycler.renew(&base, &new);
        if renewed.is_err() {
            let _ = fs::remove_dir_all(&base);
        }
        renewed.ok().map(|()| base)
    }

    /// Removes or recycles the old site, after moving foreign files added since the new tree was made to the new
    /// site.
    fn clear(&self, old: &Utf8Path, written: &BTreeMap<String, Hash>) -> Result<(), DiskError> {
        for entry in walkdir::WalkDir::new(old).into_iter().flatten() {
            let Some(full) = Utf8Path::from_path(entry.path()) else { continue };
            let name = full.strip_prefix(old).unwrap_or(full).as_str().replace('\\', "/");
            let ours = name == MANIFEST || self.old.files.contains_key(&name) || written.contains_key(&name);
            if !entry.file_type().is_dir() && !ours {
                bring_along(full, &self.out.join(&name))?;
            }
        }
        if self.recycler.as_ref().is_none_or(|recycler| !recycler.put(old)) {
            let _ = fs::remove_dir_all(old);
        }
        Ok(())
    }

    fn link_unchanged(&self, written: &BTreeMap<String, Hash>) -> Result<(), DiskError> {
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for path in written.keys().filter(|path| self.old.files.contains_key(*path)) {
            let target = self.staging.join(path);
            if fs::symlink_metadata(&target).is_ok() {
                continue;
            }
            if let Some((folder, _)) = path.rsplit_once('/')
                && folders.insert(folder)
            {
                let folder = self.staging.join(folder);
                fs::create_dir_all(&folder)
                    .map_err(|error| DiskError::new("cannot create", &folder, &error))?;
            }
            link_or_copy(&self.out.join(path), &target)?;
        }
        Ok(())
    }

    /// Carries foreign files over to the new site.
    fn carry_over(&self, site: &Utf8Path, written: &BTreeMap<String, Hash>) -> Result<(), DiskError> {
        let mut carried = 0;
        for entry in walkdir::WalkDir::new(&self.out).min_depth(1).sort_by_file_name() {
            let entry =
                entry.map_err(|error| DiskError::refused("cannot read", &self.out, error.to_string()))?;
            let Some(path) =
                Utf8Path::from_path(entry.path()).and_then(|path| path.strip_prefix(&self.out).ok())
            else {
                return Err(DiskError::refused("cannot keep a file of", &self.out, "its name is not UTF-8"));
            };
            let name = path.as_str().replace('\\', "/");
            if name == MANIFEST || self.old.files.contains_key(&name) {
                continue;
            }
            let target = site.join(path);
            if entry.file_type().is_dir() {
                self.carry_folder(&name, &target)?;
                continue;
            }
            if written.contains_key(&name) || target.exists() {
                let same =
                    fs::read(entry.path()).ok().map(|bytes| Hash::of(&bytes)) == written.get(&name).copied();
                if same {
                    continue;
                }
                let reason = "this file was not written by Lorekeep, and the site contains a file with \
                              the same name; move it away";
                return Err(DiskError::refused("cannot replace", self.out.join(path), reason));
            }
            carried += 1;
            if carried > MAX_FOREIGN {
                return Err(DiskError::refused(
                    "cannot write to",
                    &self.out,
                    "it contains too many files that Lorekeep did not write",
                ));
            }
            carry_file(entry.path().try_into().unwrap_or(&self.out.join(path)), &target)?;
        }
        Ok(())
    }

    /// Foreign folders are kept even if empty; our own only while they contain a file.
    fn carry_folder(&self, name: &str, target: &Utf8Path) -> Result<(), DiskError> {
        let prefix = format!("{name}/");
        let ours =
            self.old.files.range(prefix.clone()..).next().is_some_and(|(path, _)| path.starts_with(&prefix));
        if ours {
            return Ok(());
        }
        if target.is_file() {
            let reason = "this folder was not written by Lorekeep, and the site contains a file with the \
                          same name";
            return Err(DiskError::refused("cannot replace", self.out.join(name), reason));
        }
        fs::create_dir_all(target).map_err(|error| DiskError::new("cannot create", target, &error))
    }
}

fn file_length(asset: &Asset) -> Result<u64, DiskError> {
    match &asset.data {
        AssetData::Memory(bytes) => Ok(bytes.len() as u64),
        AssetData::File(place) => {
            let metadata = beneath::open(place).and_then(|file| file.metadata());
            metadata
                .map(|metadata| metadata.len())
                .map_err(|error| DiskError::new("cannot read", place.to_string(), &error))
        }
        AssetData::Refused => Err(not_published(asset)),
    }
}

fn copy(asset: &Asset, file: &mut File) -> Result<(), DiskError> {
    match &asset.data {
        AssetData::Memory(bytes) => {
            file.write_all(bytes).map_err(|error| DiskError::new("cannot write", asset.path.as_ref(), &error))
        }
        AssetData::File(place) => {
            let fail = |error| DiskError::new("cannot copy", place.to_string(), &error);
            let mut source = beneath::open(place).map_err(fail)?;
            let mut copy = Hashing { file, hasher: blake3::Hasher::new() };
            io::copy(&mut source, &mut copy).map_err(fail)?;
            let is_same = Hash::cut(&copy.hasher.finalize()) == asset.hash;
            let changed =
                || DiskError::refused("cannot copy", place.to_string(), "it has changed; build again");
            if is_same { Ok(()) } else { Err(changed()) }
        }
        AssetData::Refused => Err(not_published(asset)),
    }
}

fn not_published(asset: &Asset) -> DiskError {
    DiskError::refused("cannot publish", asset.path.as_ref(), "files of this kind are not published")
}

/// Writes to a file everything that it hashes.
struct Hashing<'f> {
    file: &'f mut File,
    hasher: blake3::Hasher,
}

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn carry_file(from: &Utf8Path, to: &Utf8Path) -> Result<(), DiskError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    link_or_copy(from, to)
}

/// The folder's canonical path, as far as it exists.
pub(super) fn resolve(out: &Utf8Path) -> Result<Utf8PathBuf, DiskError> {
    let absolute = camino::absolute_utf8(out).map_err(|error| DiskError::new("cannot find", out, &error))?;
    let mut missing: Vec<&str> = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        if let Ok(real) = existing.canonicalize_utf8() {
            let mut real = real;
            for part in missing.iter().rev() {
                if *part == ".." {
                    real.pop();
                } else {
                    real.push(part);
                }
            }
            return Ok(real);
        }
        match (existing.parent(), existing.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name);
                existing = parent;
            }
            _ => return Ok(absolute.clone()),
        }
    }
}

fn refuse_sources(root: &Utf8Path, out: &Utf8Path) -> Result<(), DiskError> {
    let root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_path_buf());
    let mut sources: Vec<Utf8PathBuf> = super::read::FOLDERS.iter().map(|folder| root.join(folder)).collect();
    sources
        .extend(super::read::FOLDERS.iter().filter_map(|folder| root.join(folder).canonicalize_utf8().ok()));
    sources.push(root.join("site.toml"));
    for source in &sources {
        if source.starts_with(out) {
            let reason = format!("it is or contains the source folder `{source}`");
            return Err(DiskError::refused("refusing to write to", out, reason));
        }
        if out.starts_with(source) {
            let reason = format!("it is inside the source folder `{source}`");
            return Err(DiskError::refused("refusing to write to", out, reason));
        }
    }
    Ok(())
}

fn beside(out: &Utf8Path, what: &str) -> Utf8PathBuf {
    let name = out.file_name().unwrap_or("site");
    out.with_file_name(format!(".{name}.lorekeep-{what}"))
}

fn remove_tree(path: &Utf8Path) -> Result<(), DiskError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(DiskError::new("cannot remove", path, &error))
        }
        _ => Ok(()),
    }
}

/// Restores the old site if a build was killed between two renames, on systems that cannot exchange folders in one
/// step.
fn recover(out: &Utf8Path) -> Result<(), DiskError> {
    let old = beside(out, "old");
    if old.exists() && !out.exists() {
        return fs::rename(&old, out).map_err(|error| DiskError::new("cannot restore", out, &error));
    }
    remove_tree(&old)
}

/// Exchanges the staged folder with the old one, and returns the path that the old one now has.
fn swap(staging: &Utf8Path, out: &Utf8Path) -> Result<Option<Utf8PathBuf>, DiskError> {
    let fail = |error: &io::Error| match error.kind() {
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => {
            DiskError::refused("cannot replace", out, "it is a mount point; write to a folder inside it")
        }
        _ => DiskError::new("cannot replace", out, error),
    };
    if !out.exists() {
        return fs::rename(staging, out).map(|()| None).map_err(|error| fail(&error));
    }
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, staging.as_std_path(), CWD, out.as_std_path(), RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(Some(staging.to_path_buf())),
            Err(rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => {}
            Err(error) => return Err(fail(&error.into())),
        }
    }
    let old = beside(out, "old");
    fs::rename(out, &old).map_err(|error| fail(&error))?;
    fs::rename(staging, out).map_err(|error| fail(&error))?;
    Ok(Some(old))
}

/// Moves a file. If the target is a link to the same file, nothing happens.
fn bring_along(from: &Utf8Path, to: &Utf8Path) -> Result<(), DiskError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    fs::rename(from, to).map_err(|error| DiskError::new("cannot keep", from, &error))
}

/// Waits until no other build is writing to folders with the same parent. The lock is on the parent folder itself, so
/// that no lock file is left behind.
#[cfg(unix)]
fn lock(parent: &Utf8Path, _: &Utf8Path) -> Result<Option<File>, DiskError> {
    let folder = File::open(parent).map_err(|error| DiskError::new("cannot open", parent, &error))?;
    // On a file system without locks, no lock is taken.
    Ok(folder.lock().is_ok().then_some(folder))
}

#[cfg(not(unix))]
fn lock(_: &Utf8Path, out: &Utf8Path) -> Result<Option<File>, DiskError> {
    let name = format!("lorekeep-{}.lock", Hash::of(out.as_str().as_bytes()).short());
    let path = std::env::temp_dir().join(name);
    let file = File::create(&path).map_err(|error| DiskError::new("cannot open", out, &error))?;
    Ok(file.lock().is_ok().then_some(file))
}
