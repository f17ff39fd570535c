//! Watching: folders enter, word of where to look again leaves.
//!
//! What happened there is not said, because no system says it reliably: kinds of events differ between systems and
//! editors, events are lost, and some file systems send none. Whoever is told compares what is there with what was.

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

/// A change is over when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(10);
/// A change that goes on for longer is acted on anyway.
const LONGEST: Duration = Duration::from_millis(500);
/// The same, when a file is gone or empty: it may be about to come back.
const UNFINISHED: Duration = Duration::from_millis(50);
/// After this much quiet everything is looked at once more, for what the system may have kept to itself.
const SETTLED: Duration = Duration::from_millis(500);
/// How often everything is looked at when nobody tells us.
const POLL: Duration = Duration::from_millis(400);

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The system tells.
    Events,
    /// By looking, again and again: for network mounts and containers, whose systems do not tell.
    Polling,
}

/// Where to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// At these paths from the root and what lies below them.
    At(Vec<Utf8PathBuf>),
    /// Everywhere.
    Everywhere,
    /// Everywhere, unless something happens meanwhile: nothing is known to have changed.
    InPassing,
}

/// Watches the folders of a wiki.
pub(super) struct Watcher {
    places: Places,
    system: Option<System>,
    /// What was heard while everything was looked at in passing.
    heard: Option<Signal>,
    /// Whether everything has been looked at since the last change.
    settled: bool,
}

/// The places where a change matters.
struct Places {
    root: Utf8PathBuf,
    /// Where symbolic links lead. What happens there is seen by looking everywhere.
    linked: BTreeSet<Utf8PathBuf>,
}

impl Places {
    /// Whether a folder is watched because a symbolic link leads to one that it lies in.
    fn is_in_linked_folder(&self, folder: &Utf8Path) -> bool {
        self.linked.iter().any(|target| folder.starts_with(target) && target.is_dir())
    }
}

/// The system's own way of telling.
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
    /// Begins to watch. It looks at everything once it is quiet. When the system tells nothing, the watcher polls, and
    /// says why.
    pub(super) fn start(root: &Utf8Path, mode: Mode) -> (Self, Option<String>) {
        let places = Places { root: root.to_owned(), linked: BTreeSet::new() };
        let mut watcher = Self { places, system: None, heard: None, settled: false };
        let trouble = match mode {
            Mode::Polling => None,
            Mode::Events => watcher.listen().err().map(|error| explain(&error)),
        };
        (watcher, trouble)
    }

    /// Waits until something may have changed. A sentence comes along when from now on the watcher polls.
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

    /// Whether something has happened since the last wait. Then everything has yet to be looked at.
    pub(super) fn is_disturbed(&mut self) -> bool {
        let signals = self.system.as_ref().map(|system| &system.signals);
        self.heard = self.heard.take().or_else(|| signals?.try_recv().ok());
        self.settled &= self.heard.is_none();
        self.heard.is_some()
    }

    /// Watches where symbolic links lead as well.
    pub(super) fn follow_links<'p>(&mut self, targets: impl Iterator<Item = &'p Utf8Path>) {
        let is_watched = |target: &Utf8Path| target.strip_prefix(&self.places.root).is_ok_and(is_ours);
        let linked: BTreeSet<Utf8PathBuf> =
            targets.filter(|target| !is_watched(target)).map(Utf8Path::to_owned).collect();
        let known = std::mem::replace(&mut self.places.linked, linked);
        let new: Vec<Utf8PathBuf> = self.places.linked.difference(&known).cloned().collect();
        new.iter().for_each(|target| self.watch_target(target));
    }

    /// Watches where a symbolic link leads, or the folder in which the next step to there is missing.
    fn watch_target(&mut self, target: &Utf8Path) {
        let Some(system) = &mut self.system else { return };
        let Some(folder) = target.ancestors().find(|folder| folder.is_dir()) else { return };
        let is_watched = folder == self.places.root || self.places.is_in_linked_folder(folder);
        // What cannot be watched is still seen whenever everything is looked at.
        let _ = match folder == target {
            true => watch_below(&mut system.watcher, folder.as_std_path()),
            false if is_watched => Ok(()),
            false => system.watcher.watch(folder.as_std_path(), RecursiveMode::NonRecursive),
        };
    }

    /// Sees to it that new folders are watched before anybody looks into them.
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

    /// Watches everything, from the beginning. While the root is away, it is waited for.
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

/// Whether a file may be in the middle of being written: it is gone, or empty.
fn is_unfinished(path: &Utf8Path) -> bool {
    fs::metadata(path).map_or(true, |metadata| metadata.is_file() && metadata.len() == 0)
}

/// Watches a folder and what lies below it, if it is one and as long as it is.
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

/// Watches a folder and those below it one by one, but for those that may not be looked into. What is in them is not
/// read either, which is a finding by itself.
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

/// Whether the system lets nobody look there who runs as this process does.
fn is_refused(error: &notify::Error) -> bool {
    is_of_kind(error, io::ErrorKind::PermissionDenied)
}

fn is_of_kind(error: &notify::Error, kind: io::ErrorKind) -> bool {
    matches!(&error.kind, notify::ErrorKind::Io(error) if error.kind() == kind)
}

/// What was heard of one change.
#[derive(Default)]
struct Heard {
    paths: BTreeSet<Utf8PathBuf>,
    /// The root itself was moved or removed.
    root: bool,
    /// Something happened where a symbolic link leads.
    linked: bool,
    /// Where links lead over what came or went.
    targets: BTreeSet<Utf8PathBuf>,
    lost: bool,
    exhausted: bool,
}

impl Heard {
    /// Listens until nothing has been heard for a while.
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
    // The receiver is gone only when a new watcher has taken this one's place.
    let _ = signals.send(signal);
}

/// Our own reading raises events too, and must not set us off again.
fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

/// Whether the system has no more watches to give.
fn is_exhausted(error: &notify::Error) -> bool {
    /// "No space left on device" and "too many open files", which is how Linux says it.
    const LIMITS: [i32; 2] = [28, 24];
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => error.raw_os_error().is_some_and(|code| LIMITS.contains(&code)),
        _ => false,
    }
}

/// Says why the watcher polls and what can be done about it.
fn explain(error: &notify::Error) -> String {
    if !is_exhausted(error) {
        let reason = match &error.kind {
            notify::ErrorKind::Io(error) => error.to_string(),
            notify::ErrorKind::Generic(reason) => reason.clone(),
            _ => "it gives no reason".to_owned(),
        };
        return format!("the system does not tell of changes here ({reason}); looking for them instead");
    }
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").unwrap_or_default();
    let limit = limit.trim().parse::<u64>().unwrap_or(0);
    let more = limit.max(131_072) * 4;
    format!(
        "the system's limit of watched folders is reached; looking for changes instead\n\
         to raise it: sudo sysctl fs.inotify.max_user_watches={more} fs.inotify.max_user_instances=1024"
    )
}
