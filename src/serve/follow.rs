//! Follows a wiki on disk and reads its inputs again when files change.
//!
//! [`Watcher`] reports paths, stamps narrow down the files to read, and only their content decides whether something
//! has changed. Nothing is evaluated here.

use std::sync::Arc;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use super::watch::{Look, Mode, Watcher};
use crate::disk::read::Rules;
use crate::disk::stamp::Stamps;
use crate::disk::{DiskError, read};
use crate::inputs::{ByPath, Inputs, Options};

/// Follows the files of a wiki.
pub struct Follower {
    watcher: Watcher,
    files: Files,
}

/// The files of a wiki as last read.
pub struct Files {
    root: Utf8PathBuf,
    stamps: Stamps,
    inputs: Arc<Inputs>,
    /// The rules that these settings set for files of `content/`.
    rules: Rules,
    options: OptionsNow,
}

/// The current command-line options. They are computed each time because today's date changes while a wiki is
/// followed.
pub type OptionsNow = Box<dyn Fn() -> Options + Send>;

/// The result of waiting.
#[derive(Debug)]
pub enum Event {
    /// Files changed; paths are relative to the root.
    Changed(Vec<String>),
    /// The watcher polls from now on, for this reason.
    Polling(String),
}

impl Follower {
    /// Reads a wiki and starts to follow it. The string says why the watcher polls, unless polling was requested.
    ///
    /// # Errors If the root cannot be opened.
    pub fn start(
        root: &Utf8Path,
        options: OptionsNow,
        mode: Mode,
    ) -> Result<(Self, Option<String>), DiskError> {
        let root = root.canonicalize_utf8().map_err(|error| DiskError::new("cannot open", root, &error))?;
        let files = Files::read(&root, options)?;
        // The watcher starts after reading, because the system would otherwise report each file that was opened. Its
        // first scan finds the changes made meanwhile.
        let (mut watcher, reason) = Watcher::start(&root, mode);
        watcher.follow_links(files.stamps.targets());
        Ok((Self { watcher, files }, reason))
    }

    /// The current inputs.
    pub fn inputs(&self) -> Arc<Inputs> {
        self.files.inputs()
    }

    /// Waits for the next event.
    pub fn wait(&mut self) -> Event {
        loop {
            let (look, reason) = self.watcher.wait();
            if let Some(reason) = reason {
                // A full scan follows automatically.
                return Event::Polling(reason);
            }
            let Self { watcher, files } = self;
            let changed = files.look_unless(&look, &mut || watcher.is_disturbed());
            if !changed.is_empty() {
                self.watcher.follow_links(self.files.stamps.targets());
                return Event::Changed(changed);
            }
        }
    }
}

impl Files {
    /// Reads the files of a wiki.
    ///
    /// # Errors If the root cannot be opened.
    pub fn read(root: &Utf8Path, options: OptionsNow) -> Result<Self, DiskError> {
        let (began, now) = (SystemTime::now(), options());
        let (stamps, inputs) = rayon::join(|| Stamps::take_beside(root, began), || read::read(root, now));
        let inputs = Arc::new(inputs?);
        let rules = Rules::of(root, &inputs);
        Ok(Self { root: root.to_owned(), stamps, inputs, rules, options })
    }

    /// The current inputs.
    pub fn inputs(&self) -> Arc<Inputs> {
        Arc::clone(&self.inputs)
    }

    /// Looks for changes. Returns the paths of the files that have changed.
    pub fn look(&mut self, look: &Look) -> Vec<String> {
        self.look_unless(look, &mut || false)
    }

    /// Like `look`, but abandons a background scan as soon as `is_disturbed` reports an event.
    fn look_unless(&mut self, look: &Look, is_disturbed: &mut dyn FnMut() -> bool) -> Vec<String> {
        let suspects = match look {
            Look::At(paths) => self.stamps.refresh_at(&self.root, paths),
            Look::Everywhere => self.stamps.refresh(&self.root),
            Look::InPassing => self.stamps.refresh_unless(&self.root, is_disturbed).unwrap_or_default(),
        };
        if suspects.is_empty() {
            return Vec::new();
        }
        let fresh = read::refresh(&self.root, &self.inputs, &self.rules, &suspects);
        let fresh = fresh.map_or_else(|| read::read(&self.root, (self.options)()), Ok);
        // There is nothing to read while the root is missing. The watcher waits for it.
        let Ok(mut fresh) = fresh else { return Vec::new() };
        fresh.options = (self.options)();
        let changed = differences(&self.inputs, &fresh);
        if !changed.is_empty() {
            if fresh.settings != self.inputs.settings {
                self.rules = Rules::of(&self.root, &fresh);
            }
            self.inputs = Arc::new(fresh);
        }
        changed
    }
}

/// Paths of the files that differ between two inputs, sorted.
fn differences(before: &Inputs, now: &Inputs) -> Vec<String> {
    let mut files = Vec::new();
    if before.settings != now.settings {
        files.push(now.settings.path.to_string());
    }
    if before.words != now.words {
        files.push(now.words.path.to_string());
    }
    compare("content", &before.pages, &now.pages, &mut files);
    compare("content", &before.sources, &now.sources, &mut files);
    compare("content", &before.assets, &now.assets, &mut files);
    compare("templates", &before.templates, &now.templates, &mut files);
    compare("static", &before.statics, &now.statics, &mut files);
    let places = |inputs: &Inputs| -> Vec<String> {
        inputs
            .diagnostics
            .iter()
            .map(|fault| fault.place.as_ref().map_or_else(String::new, |place| place.path.to_string()))
            .collect()
    };
    if before.diagnostics != now.diagnostics {
        files.extend(places(before));
        files.extend(places(now));
    }
    files.sort();
    files.dedup();
    files
}

fn compare<T: Eq>(folder: &str, before: &ByPath<T>, now: &ByPath<T>, differing: &mut Vec<String>) {
    let found = before.differences(now).into_iter();
    differing.extend(found.map(|difference| format!("{folder}/{}", difference.path)));
}
