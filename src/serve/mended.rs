//! The last good versions: an edition enters, and beside it the same wiki leaves in which every file that cannot be
//! shown as it was meant has its last good version, whatever the state of all others.
//!
//! Of the past only those files are kept. The second wiki is made when somebody asks for what it alone can show.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock};

use super::edition::Edition;
use super::follow;
use crate::diag::{Code, Findings, Severity, codes};
use crate::inputs::Inputs;
use crate::lock::lock;
use crate::pipeline::Memo;
use crate::text::Place;

/// Faults for which a file cannot be shown as it was meant.
static HIDING: [&Code; 10] = [
    &codes::INVALID_CONFIG,
    &codes::INVALID_UTF8,
    &codes::NUL_BYTE,
    &codes::FILE_TOO_LARGE,
    &codes::UNREADABLE,
    &codes::FRONT_MATTER,
    &codes::DUPLICATE_KEY,
    &codes::NESTING_TOO_DEEP,
    &codes::PARSER_PANIC,
    &codes::TEMPLATE,
];

/// An edition, and what is shown in the place of its files that cannot be shown as they were meant.
pub(super) struct Mended {
    /// The edition as it is.
    pub newest: Arc<Edition>,
    /// Path of the site's root, with a slash at both ends.
    pub base_path: String,
    /// Files that cannot be shown as they were meant and once could, by path from the root.
    hidden: BTreeSet<Arc<str>>,
    /// What cannot be shown as it was meant, and never could.
    never_good: BTreeSet<Arc<str>>,
    /// The wiki with the last good versions of the hidden files; nothing as long as there are none.
    whole: Option<Arc<Whole>>,
}

/// A wiki with the last good versions of files, made when it is first asked for.
struct Whole {
    inputs: Arc<Inputs>,
    edition: OnceLock<Arc<Edition>>,
    /// What such wikis are made with, one after another.
    memo: Arc<Mutex<Memo>>,
}

impl Mended {
    /// An edition that comes after another one, and what it was made with.
    pub(super) fn new(newest: Edition, before: Option<&Self>, memo: &Memo) -> Self {
        let mut inputs = Inputs::clone(&newest.inputs);
        let (mut hidden, mut never_good) = (BTreeSet::new(), BTreeSet::new());
        for place in broken_places(&newest.findings) {
            let lent = before.map_or_else(Vec::new, |before| before.lend(&place, &mut inputs));
            if lent.is_empty() {
                never_good.insert(place);
            }
            hidden.extend(lent);
        }
        let keeps_settings = hidden.contains(&newest.inputs.settings.path);
        let base_path = match before.filter(|_| keeps_settings) {
            Some(before) => before.base_path.clone(),
            None => newest.config().base_url.path.clone(),
        };
        let whole = before.filter(|_| !hidden.is_empty()).map(|before| before.whole_of(inputs, memo));
        Self { newest: Arc::new(newest), base_path, hidden, never_good, whole }
    }

    /// The wiki of these files: this one's own, if they are its files.
    fn whole_of(&self, inputs: Inputs, memo: &Memo) -> Arc<Whole> {
        let is_same = follow::differences(self.good_inputs(), &inputs).is_empty();
        match &self.whole {
            Some(whole) if is_same => Arc::clone(whole),
            Some(whole) => Whole::new(inputs, Arc::clone(&whole.memo), OnceLock::new()),
            None => {
                let known = if is_same { Arc::clone(&self.newest).into() } else { OnceLock::new() };
                Whole::new(inputs, Arc::new(Mutex::new(memo.clone())), known)
            }
        }
    }

    /// Puts the last good version of a file among later files, or those of all files in a folder that cannot be looked
    /// into. The paths of the files.
    fn lend(&self, place: &Arc<str>, to: &mut Inputs) -> Vec<Arc<str>> {
        if self.never_good.contains(place) {
            return Vec::new();
        }
        let from = self.good_inputs();
        if to.take_over(place, from) {
            return vec![Arc::clone(place)];
        }
        from.below(place).into_iter().filter(|file| to.take_over(file, from)).collect()
    }

    fn good_inputs(&self) -> &Inputs {
        self.whole.as_ref().map_or(&self.newest.inputs, |whole| &whole.inputs)
    }

    /// The last good edition, for a path that the newest one cannot show as it was meant.
    pub(super) fn old(&self, path: &str) -> Option<Arc<Edition>> {
        let whole = self.whole.as_ref().filter(|_| self.may_hide(path))?.edition();
        let of_hidden = || whole.file_behind(path).is_some_and(|file| self.hidden.contains(file));
        let is_old = (self.hides_all() || of_hidden()) && whole.has(path);
        is_old.then_some(whole)
    }

    /// Whether a fault of the settings or of a template makes every page what it was not meant to be.
    pub(super) fn hides_all(&self) -> bool {
        self.hidden.iter().any(|file| !file.starts_with("content/"))
    }

    /// Whether a path can be that of a hidden file, as far as the newest edition tells: there it may have another one.
    fn may_hide(&self, path: &str) -> bool {
        let of_hidden = || match self.newest.file_behind(path) {
            Some(file) => self.hidden.contains(file),
            None => !self.newest.has(path),
        };
        self.hides_all() || of_hidden()
    }
}

impl Whole {
    fn new(inputs: Inputs, memo: Arc<Mutex<Memo>>, edition: OnceLock<Arc<Edition>>) -> Arc<Self> {
        Arc::new(Self { inputs: Arc::new(inputs), edition, memo })
    }

    fn edition(&self) -> Arc<Edition> {
        let make = || Arc::new(Edition::new(Arc::clone(&self.inputs), &mut lock(&self.memo)));
        Arc::clone(self.edition.get_or_init(make))
    }
}

/// The files that cannot be shown as they were meant, and the folders that cannot be looked into.
fn broken_places(findings: &Findings) -> BTreeSet<Arc<str>> {
    let hiding = findings.iter().filter(|finding| {
        finding.severity == Severity::Error
            && HIDING.iter().any(|code| code.name == finding.diagnostic.code.name)
    });
    let places = hiding.flat_map(|finding| {
        let related = finding.diagnostic.related.iter().map(|related| &related.place);
        finding.diagnostic.place.iter().chain(related)
    });
    places.map(|place: &Place| Arc::clone(&place.path)).collect()
}
