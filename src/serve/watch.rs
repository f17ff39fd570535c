//! Watches folders and reports paths that may have changed.
//!
//! The kind of a change is not reported, because no system reports it reliably: kinds of events differ between
//! systems and editors, events get lost, and some file systems send none. The caller compares the files with their
//! earlier state.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use walkdir::{DirEntry, WalkDir};

use crate::disk::read::{FOLDERS, MAX_DEPTH, is_ignored_name};
use crate::disk::stamp::is_ours;

/// A change has ended when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(10);
/// A change that lasts longer than this is handled before it ends.
const LONGEST: Duration = Duration::from_millis(500);
/// Like `QUIET`, for a missing or empty file, which its editor may be about to write.
const UNFINISHED: Duration = Duration::from_millis(50);
/// After this much quiet, everything is scanned once more for changes that the system did not report.
const SETTLED: Duration = Duration::from_millis(500);
/// Interval of polling.
const POLL: Duration = Duration::from_millis(400);

/// The way to detect changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By events from the system.
    Events,
    /// By polling, for network mounts and containers without file events.
    Polling,
}

/// The extent of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// These paths relative to the root, and everything below them.
    At(Vec<Utf8PathBuf>),
    /// Everywhere.
    Everywhere,
    /// Everything, in the background: no change is known, and the next event takes priority.
    InPassing,
}

/// Watches the folders of a wiki.
pub(super) struct Watcher {
    places: Places,
    system: Option<System>,
    /// An event received during a background scan.
    heard: Option<Signal>,
    /// True if everything has been scanned since the last change.
    settled: bool,
}

/// The places where a change matters.
struct Places {
    root: Utf8PathBuf,
    /// Targets of symbolic links. Changes there are found by scanning everything.
    linked: BTreeSet<Utf8PathBuf>,
}

impl Places {
    /// Returns whether a folder lies in the target of a symbolic link and is therefore watched.
    fn is_in_linked_folder(&self, folder: &Utf8Path) -> bool {
        self.linked.iter().any(|target| folder.starts_with(target) && target.is_dir())
    }
}

/// The system's file events.
struct System {
    watcher: RecommendedWatcher,
    signals: Receiver<Signal>,
}

enum Signal {
    Touched(Vec<PathBuf>),
    Lost,
    Exhausted,
}

impl Watcher {
    /// Starts watching. Everything is scanned after the first quiet period. If the system sends no events, the
    /// watcher polls and returns the reason.
    pub(super) fn start(root: &Utf8Path, mode: Mode) -> (Self, Option<String>) {
        let places = Places { root: root.to_owned(), linked: BTreeSet::new() };
        let mut watcher = Self { places, system: None, heard: None, settled: false };
        let reason = match mode {
            Mode::Polling => None,
            Mode::Events => watcher.listen().err().map(|error| explain(&error)),
        };
        (watcher, reason)
    }

    /// Waits until something may have changed. The string says why the watcher polls from now on.
    pub(super) fn wait(&mut self) -> (Look, Option<String>) {
        let Some(system) = &self.system else {
            thread::sleep(POLL);
            return (Look::Everywhere, None);
        };
        let patience = if self.settled { Duration::MAX } else { SETTLED };
        let first = match self.heard.take().map_or_else(|| system.signals.recv_timeout(patience), Ok) {
            Ok(signal) => signal,
            Err(RecvTimeoutError::Timeout) => {
                self.settled = true;
                return (Look::InPassing, None);
            }
            Err(RecvTimeoutError::Disconnected) => Signal::Lost,
        };
        let mut heard = Heard::default();
        heard.add(first, &self.places);
        heard.listen(system, &self.places, QUIET);
        if heard.paths.iter().any(|path| is_unfinished(&self.places.root.join(path))) {
            heard.listen(system, &self.places, UNFINISHED);
        }
        self.act(heard)
    }

    /// Returns whether an event has arrived since the last wait. If so, a full scan is still due.
    pub(super) fn is_disturbed(&mut self) -> bool {
        let signals = self.system.as_ref().map(|system| &system.signals);
        self.heard = self.heard.take().or_else(|| signals?.try_recv().ok());
        self.settled &= self.heard.is_none();
        self.heard.is_some()
    }

    /// Watches the targets of symbolic links as well.
    pub(super) fn follow_links<'p>(&mut self, targets: impl Iterator<Item = &'p Utf8Path>) {
        let is_watched = |target: &Utf8Path| target.strip_prefix(&self.places.root).is_ok_and(is_ours);
        let linked: BTreeSet<Utf8PathBuf> =
            targets.filter(|target| !is_watched(target)).map(Utf8Path::to_owned).collect();
        let known = std::mem::replace(&mut self.places.linked, linked);
        let new: Vec<Utf8PathBuf> = self.places.linked.difference(&known).cloned().collect();
        new.iter().for_each(|target| self.watch_target(target));
    }

    /// Watches the target of a symbolic link, or the deepest folder above it that exists.
    fn watch_target(&mut self, target: &Utf8Path) {
        let Some(system) = &mut self.system else { return };
        let Some(folder) = target.ancestors().find(|folder| folder.is_dir()) else { return };
        let is_watched = folder == self.places.root || self.places.is_in_linked_folder(folder);
        // Full scans still find changes in folders that cannot be watched.
        let _ = match folder == target {
            true => watch_below(&mut system.watcher, folder.as_std_path()),
            false if is_watched => Ok(()),
            false => system.watcher.watch(folder.as_std_path(), RecursiveMode::NonRecursive),
        };
    }

    /// Watches new folders before their content is read.
    fn act(&mut self, heard: Heard) -> (Look, Option<String>) {
        self.settled &= heard.is_nothing();
        let again = heard.lost || heard.root;
        let result = if again { self.listen() } else { self.watch_folders(&heard.paths) };
        let exhausted = heard.exhausted.then(|| notify::Error::new(notify::ErrorKind::MaxFilesWatch));
        if let Some(error) = result.err().or(exhausted) {
            self.system = None;
            return (Look::Everywhere, Some(explain(&error)));
        }
        for target in heard.targets {
            self.watch_target(&target);
        }
        let everywhere = again || heard.linked;
        let look = if everywhere { Look::Everywhere } else { Look::At(heard.paths.into_iter().collect()) };
        (look, None)
    }

    /// Starts to watch everything again. Waits while the root is missing.
    fn listen(&mut self) -> notify::Result<()> {
        let root = &self.places.root;
        while !root.is_dir() {
            thread::sleep(POLL);
        }
        let (sender, signals) = mpsc::channel();
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(move |event| pass_on(event, &sender), config)?;
        watcher.watch(root.as_std_path(), RecursiveMode::NonRecursive)?;
        for folder in FOLDERS {
            watch_below(&mut watcher, root.join(folder).as_std_path())?;
        }
        self.system = Some(System { watcher, signals });
        self.places.linked.clear();
        Ok(())
    }

    fn watch_folders(&mut self, paths: &BTreeSet<Utf8PathBuf>) -> notify::Result<()> {
        let Some(system) = &mut self.system else { return Ok(()) };
        let folders = paths.iter().map(|path| self.places.root.join(path)).filter(|path| !path.is_symlink());
        folders.into_iter().try_for_each(|folder| watch_below(&mut system.watcher, folder.as_std_path()))
    }
}

/// Returns whether a file may be in the middle of being written: it is missing or empty.
fn is_unfinished(path: &Utf8Path) -> bool {
    fs::metadata(path).map_or(true, |metadata| metadata.is_file() && metadata.len() == 0)
}

/// Watches a folder and everything below it. Does nothing for other paths.
fn watch_below(watcher: &mut RecommendedWatcher, path: &Path) -> notify::Result<()> {
    if !path.is_dir() {
        return Ok(());
    }
    match watcher.watch(path, RecursiveMode::Recursive) {
        Err(error) if is_gone(&error) => Ok(()),
        Err(error) if is_refused(&error) => watch_one_by_one(watcher, path),
        result => result,
    }
}

/// Watches a folder and its subfolders one by one, except those without read permission. The reader reports those
/// separately.
fn watch_one_by_one(watcher: &mut RecommendedWatcher, path: &Path) -> notify::Result<()> {
    let is_ours =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().to_str().is_some_and(is_ignored_name);
    let folders = WalkDir::new(path).max_depth(MAX_DEPTH).into_iter().filter_entry(is_ours).flatten();
    let mut folders = folders.filter(|entry| entry.file_type().is_dir());
    folders.try_for_each(|folder| match watcher.watch(folder.path(), RecursiveMode::NonRecursive) {
        Err(error) if is_gone(&error) || is_refused(&error) => Ok(()),
        result => result,
    })
}

fn is_gone(error: &notify::Error) -> bool {
    matches!(error.kind, notify::ErrorKind::PathNotFound) || is_of_kind(error, io::ErrorKind::NotFound)
}

/// Returns whether this process lacks the permission.
fn is_refused(error: &notify::Error) -> bool {
    is_of_kind(error, io::ErrorKind::PermissionDenied)
}

fn is_of_kind(error: &notify::Error, kind: io::ErrorKind) -> bool {
    matches!(&error.kind, notify::ErrorKind::Io(error) if error.kind() == kind)
}

/// The events of one change.
#[derive(Default)]
struct Heard {
    paths: BTreeSet<Utf8PathBuf>,
    /// True if the root itself was moved or removed.
    root: bool,
    /// True if something happened at the target of a symbolic link.
    linked: bool,
    /// Targets of links below a path that appeared or disappeared.
    targets: BTreeSet<Utf8PathBuf>,
    lost: bool,
    exhausted: bool,
}

impl Heard {
    /// Receives events until nothing has happened for `quiet`.
    fn listen(&mut self, system: &System, places: &Places, quiet: Duration) {
        let began = Instant::now();
        while began.elapsed() < LONGEST
            && let Ok(signal) = system.signals.recv_timeout(quiet)
        {
            self.add(signal, places);
        }
    }

    fn add(&mut self, signal: Signal, places: &Places) {
        match signal {
            Signal::Touched(paths) => paths.iter().for_each(|path| self.touch(path, places)),
            Signal::Lost => self.lost = true,
            Signal::Exhausted => self.exhausted = true,
        }
    }

    fn touch(&mut self, path: &Path, places: &Places) {
        let over_it = places.linked.iter().filter(|target| target.as_std_path().starts_with(path));
        self.targets.extend(over_it.cloned());
        self.linked |=
            !self.targets.is_empty() || places.linked.iter().any(|target| path.starts_with(target));
        let Ok(below) = path.strip_prefix(&places.root) else { return };
        match Utf8Path::from_path(below) {
            Some(below) if below.as_str().is_empty() => self.root = true,
            Some(below) if is_ours(below) => drop(self.paths.insert(below.to_owned())),
            Some(_) => {}
            None => self.lost = true,
        }
    }

    fn is_nothing(&self) -> bool {
        self.paths.is_empty() && !(self.root || self.linked || self.lost || self.exhausted)
    }
}

fn pass_on(event: notify::Result<Event>, signals: &Sender<Signal>) {
    let signal = match event {
        Ok(event) if event.need_rescan() => Signal::Lost,
        Ok(event) if is_reading(event.kind) => return,
        Ok(event) => Signal::Touched(event.paths),
        Err(error) if is_exhausted(&error) => Signal::Exhausted,
        Err(_) => Signal::Lost,
    };
    // The receiver is gone only after a new watcher has replaced this one.
    let _ = signals.send(signal);
}

/// Returns whether an event reports a read, such as our own.
fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

/// Returns whether the system's limit on watches is reached.
fn is_exhausted(error: &notify::Error) -> bool {
    /// ENOSPC and EMFILE, which Linux returns for its two limits.
    const LIMITS: [i32; 2] = [28, 24];
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => error.raw_os_error().is_some_and(|code| LIMITS.contains(&code)),
        _ => false,
    }
}

/// A message with the reason for polling and the remedy.
fn explain(error: &notify::Error) -> String {
    if !is_exhausted(error) {
        let reason = match &error.kind {
            notify::ErrorKind::Io(error) => error.to_string(),
            notify::ErrorKind::Generic(reason) => reason.clone(),
            _ => "no reason given".to_owned(),
        };
        return format!("the system sends no file events here ({reason}); polling instead");
    }
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").unwrap_or_default();
    let limit = limit.trim().parse::<u64>().unwrap_or(0);
    let more = limit.max(131_072) * 4;
    format!(
        "the system's limit of watched folders is reached; polling instead\n\
         to raise it: sudo sysctl fs.inotify.max_user_watches={more} fs.inotify.max_user_instances=1024"
    )
}
