//! Limits the instructions, the work of libraries and the time of the modules of a page.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Maximum number of instructions of a call from wikitext, nested calls included. Tests do not wait as long.
const CALL: u64 = if cfg!(test) { 2_000_000 } else { 50_000_000 };
/// Maximum number of instructions of all calls of a page.
const PAGE: u64 = 4 * CALL;
/// Maximum time of all calls of a page. Only copies of huge texts take that long within the other limits.
const TIME: Duration = Duration::from_secs(30);
/// Number of instructions between two checks.
pub(super) const INTERVAL: u32 = 1000;
/// Maximum memory of the modules of a page, in bytes.
pub(super) const MEMORY: usize = 100 << 20;
/// Maximum nesting of calls of modules within each other.
pub(super) const NESTING: usize = 20;

/// A limit.
#[derive(Debug, Clone, Copy)]
enum Limit {
    Call,
    Page,
    Time,
    Memory,
}

impl Limit {
    fn message(self) -> String {
        match self {
            Self::Call => format!("the call takes more than {} million instructions", CALL / 1_000_000),
            Self::Page => {
                format!("the calls of this page take more than {} million instructions", PAGE / 1_000_000)
            }
            Self::Memory => {
                format!("the calls of this page keep more than {} MiB of arguments", MEMORY >> 20)
            }
            Self::Time => format!("the calls of this page take more than {} seconds", TIME.as_secs()),
        }
    }
}

/// The resources that the modules of a page have used.
#[derive(Default)]
pub(super) struct Limits {
    /// Instructions of earlier calls.
    earlier: Cell<u64>,
    /// Instructions of this call.
    call: Cell<u64>,
    /// Bytes that are kept outside of the machine.
    kept: Cell<usize>,
    time: Cell<Duration>,
    began: Cell<Option<Instant>>,
    /// Current nesting of calls.
    pub(super) nesting: Cell<usize>,
    /// The limit that was exceeded.
    exceeded: Cell<Option<Limit>>,
}

impl Limits {
    /// Begins a call from wikitext.
    pub(super) fn begin(&self) {
        if self.nesting.get() == 0 {
            self.began.set(Some(Instant::now()));
        }
        self.nesting.set(self.nesting.get() + 1);
    }

    /// Ends a call from wikitext.
    pub(super) fn end(&self) {
        self.nesting.set(self.nesting.get().saturating_sub(1));
        if self.nesting.get() == 0 {
            self.earlier.set(self.earlier.get() + self.call.replace(0));
            self.time.set(self.elapsed());
            self.began.set(None);
            self.exceeded.set(None);
        }
    }

    fn elapsed(&self) -> Duration {
        self.time.get() + self.began.get().map(|began| began.elapsed()).unwrap_or_default()
    }

    /// Adds work, in instructions.
    ///
    /// # Errors If a limit is exceeded.
    pub(super) fn spend(&self, work: u64) -> Result<(), String> {
        self.call.set(self.call.get().saturating_add(work));
        self.check()
    }

    /// Adds work for text that is kept outside of the machine until the page ends.
    ///
    /// # Errors If a limit is exceeded.
    pub(super) fn keep(&self, bytes: usize) -> Result<(), String> {
        self.kept.set(self.kept.get().saturating_add(bytes));
        self.spend(bytes as u64 / 64)
    }

    /// Returns whether all limits are kept.
    ///
    /// # Errors If a limit is exceeded.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.exceeded.get().is_none() {
            self.exceeded.set(match () {
                () if self.call.get() > CALL => Some(Limit::Call),
                () if self.earlier.get() + self.call.get() > PAGE => Some(Limit::Page),
                () if self.kept.get() > MEMORY => Some(Limit::Memory),
                () if self.elapsed() > TIME => Some(Limit::Time),
                () => None,
            });
        }
        self.exceeded.get().map_or(Ok(()), |limit| Err(limit.message()))
    }

    /// The work that is left to this call.
    pub(super) fn left(&self) -> u64 {
        CALL.min(PAGE.saturating_sub(self.earlier.get())).saturating_sub(self.call.get())
    }
}
