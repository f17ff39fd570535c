//! A run of the program: its exit status, output and files.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::html::Page;
use super::site::Site;

/// The result of a run.
pub(crate) struct Run {
    /// The exit status.
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The diagnostics, if requested as JSON.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The output folder after the run.
    pub(crate) site: Site,
    /// Peak memory of the program, in bytes; 0 on systems that do not report it.
    pub(crate) peak: u64,
    /// Elapsed time.
    pub(crate) took: Duration,
    /// CPU time; the elapsed time on systems that do not report it.
    pub(crate) worked: Duration,
    told: String,
}

impl Run {
    /// Runs a command to its end. It must exit by itself, in time and without a panic.
    #[track_caller]
    pub(crate) fn of(mut command: Command, limit: Duration, out: &Path) -> Self {
        let (mut stdout, mut stderr) = (scratch(), scratch());
        command.stdin(Stdio::null()).stdout(handle(&stdout)).stderr(handle(&stderr));
        let start = Instant::now();
        let mut child = command.spawn().expect("the program starts");
        let (status, Use { peak, worked }) = wait(&mut child, limit, start);
        let took = start.elapsed();
        let (stdout, stderr) = (read_back(&mut stdout), read_back(&mut stderr));
        let told = format!("{command:?}\nstdout: {}\nstderr: {}", shorten(&stdout), shorten(&stderr));
        let Some(status) = status else { panic!("still running after {limit:?}: {told}") };
        let code = status.code().unwrap_or_else(|| panic!("ended by a signal ({status}): {told}"));
        assert!((0..=2).contains(&code), "exit status {code} is none of the contract: {told}");
        assert!(!stderr.contains("panicked at"), "a panic was printed: {told}");
        let diagnostics = Diagnostic::all(&stdout);
        Self { status: code, diagnostics, stdout, stderr, site: Site::read(out), peak, took, worked, told }
    }

    /// Asserts exit status 0 and no diagnostics.
    #[track_caller]
    pub(crate) fn is_clean(&self) -> &Self {
        assert!(self.status == 0 && self.diagnostics.is_empty(), "expected a run without faults: {self}");
        self
    }

    /// Asserts exit status 0; there may be warnings.
    #[track_caller]
    pub(crate) fn succeeds(&self) -> &Self {
        assert!(self.status == 0, "expected exit status 0: {self}");
        self
    }

    /// Asserts exit status 1: the content has errors.
    #[track_caller]
    pub(crate) fn is_refused(&self) -> &Self {
        assert!(self.status == 1, "expected exit status 1: {self}");
        let error = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == "error");
        assert!(error, "expected an error among the diagnostics: {self}");
        self
    }

    /// Asserts exit status 2 and a message that contains these words.
    #[track_caller]
    pub(crate) fn gives_up(&self, words: &[&str]) -> &Self {
        assert!(self.status == 2, "expected exit status 2: {self}");
        assert!(!self.stderr.trim().is_empty(), "expected a message on stderr: {self}");
        for word in words {
            assert!(self.stderr.contains(word), "expected `{word}` on stderr: {self}");
        }
        self
    }

    /// Asserts exactly these diagnostics, as code, file, line and column. Repeated ones are listed one by one.
    #[track_caller]
    pub(crate) fn reports(&self, expected: &[(&str, &str, u64, u64)]) -> &Self {
        let mut expected: Vec<String> =
            expected.iter().map(|(c, f, l, k)| format!("{c} {f}:{l}:{k}")).collect();
        let mut found: Vec<String> = self.diagnostics.iter().flat_map(Diagnostic::places).collect();
        expected.sort();
        found.sort();
        assert!(expected == found, "expected exactly {expected:#?}\nfound {found:#?}\n{self}");
        self
    }

    /// The diagnostic with this code at this location.
    #[track_caller]
    pub(crate) fn diagnostic(&self, code: &str, file: &str, line: u64, column: u64) -> &Diagnostic {
        let place = format!("{code} {file}:{line}:{column}");
        let found = self.diagnostics.iter().find(|diagnostic| diagnostic.places().contains(&place));
        found.unwrap_or_else(|| panic!("expected {place}: {self}"))
    }

    /// All diagnostics with a code.
    pub(crate) fn coded(&self, code: &str) -> Vec<&Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).collect()
    }

    /// A published page.
    #[track_caller]
    pub(crate) fn html(&self, path: &str) -> Page {
        assert!(self.site.has(path), "no {path} was published; there are {:#?}\n{self}", self.site.paths());
        self.site.html(path)
    }

    /// Asserts that the run used less CPU time and memory than this, regardless of the load of the machine.
    #[track_caller]
    pub(crate) fn stays_within(&self, seconds: u64, mebibytes: u64) -> &Self {
        assert!(self.worked < Duration::from_secs(seconds), "worked for {:?}: {self}", self.worked);
        assert!(self.peak < mebibytes << 20, "held {} MiB: {self}", self.peak >> 20);
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "\nexit status {} after {:?}", self.status, self.took)?;
        for diagnostic in self.diagnostics.iter().take(40) {
            writeln!(
                f,
                "  {} {}: {}",
                diagnostic.severity,
                diagnostic.places().join(", "),
                diagnostic.message
            )?;
            diagnostic.help.iter().try_for_each(|help| writeln!(f, "    help: {help}"))?;
        }
        f.write_str(&self.told)
    }
}

/// A diagnostic in the JSON output.
#[derive(Debug, Clone)]
pub(crate) struct Diagnostic {
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) file: String,
    /// Line and column of the start, from 1; columns count characters.
    pub(crate) start: (u64, u64),
    /// Line and column after the last character.
    pub(crate) end: (u64, u64),
    pub(crate) help: Vec<String>,
    /// Related locations, as message, file, line and column.
    pub(crate) related: Vec<(String, String, u64, u64)>,
}

impl Diagnostic {
    fn all(stdout: &str) -> Vec<Self> {
        let Ok(value) = serde_json::from_str::<Value>(stdout) else { return Vec::new() };
        value["diagnostics"].as_array().map(|list| list.iter().map(Self::new).collect()).unwrap_or_default()
    }

    fn new(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let number = |key: &str| value[key].as_u64().unwrap_or_default();
        let list =
            |key: &str| value[key].as_array().cloned().unwrap_or_else(|| panic!("no `{key}` in {value}"));
        let related = list("related").into_iter().map(|place| {
            let text = |key: &str| place[key].as_str().unwrap_or_default().to_owned();
            let number = |key: &str| place[key].as_u64().unwrap_or_default();
            (text("message"), text("file"), number("line"), number("column"))
        });
        Self {
            code: text("code"),
            severity: text("severity"),
            message: text("message"),
            file: text("file"),
            start: (number("line"), number("column")),
            end: (number("end_line"), number("end_column")),
            help: list("help").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            related: related.collect(),
        }
    }

    /// Its location and those of the merged diagnostics.
    fn places(&self) -> Vec<String> {
        let mut places = vec![format!("{} {}:{}:{}", self.code, self.file, self.start.0, self.start.1)];
        for (message, file, line, column) in &self.related {
            if message == "also here" {
                places.push(format!("{} {file}:{line}:{column}", self.code));
            }
        }
        places
    }

    /// Asserts that the diagnostic has this severity.
    #[track_caller]
    pub(crate) fn is(&self, severity: &str) -> &Self {
        assert_eq!(self.severity, severity, "{self:#?}");
        self
    }

    /// Asserts that the marked text ends before this line and column.
    #[track_caller]
    pub(crate) fn ends(&self, line: u64, column: u64) -> &Self {
        assert_eq!(self.end, (line, column), "{self:#?}");
        self
    }

    /// Asserts that the message or the help contains a text.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let said = self.message.contains(text) || self.help.iter().any(|help| help.contains(text));
        assert!(said, "expected `{text}` in {self:#?}");
        self
    }

    /// Asserts that the message, the help or a related location names this file or candidate.
    #[track_caller]
    pub(crate) fn names(&self, text: &str) -> &Self {
        let related = self.related.iter().flat_map(|(message, file, ..)| [message, file]);
        let named = [&self.message, &self.file]
            .into_iter()
            .chain(&self.help)
            .chain(related)
            .any(|said| said.contains(text));
        assert!(named, "expected `{text}` in {self:#?}");
        self
    }
}

fn scratch() -> File {
    tempfile::tempfile().expect("a temporary file")
}

fn handle(file: &File) -> Stdio {
    Stdio::from(file.try_clone().expect("a second handle"))
}

fn read_back(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("a temporary file can be read");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Resource usage of a process so far.
#[derive(Default)]
struct Use {
    peak: u64,
    worked: Duration,
}

fn wait(child: &mut Child, limit: Duration, start: Instant) -> (Option<std::process::ExitStatus>, Use) {
    let mut taken = Use::default();
    loop {
        taken.peak = taken.peak.max(memory(child.id()));
        taken.worked = taken.worked.max(processor_time(child.id()).unwrap_or(start.elapsed()));
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return (Some(status), taken);
        }
        if start.elapsed() > limit {
            child.kill().and_then(|()| child.wait()).expect("a child can be ended");
            return (None, taken);
        }
        sleep(Duration::from_millis(if start.elapsed().as_millis() < 500 { 1 } else { 5 }));
    }
}

/// Peak memory of a process so far, on Linux.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) << 10
}

/// CPU time of a process, on Linux, in ticks of a hundredth of a second.
fn processor_time(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let numbers: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = numbers.get(11)?.parse::<u64>().ok()? + numbers.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// The start of a long text.
fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(3000).collect();
    if shown.len() < text.len() {
        let _ = write!(shown, "… ({} bytes)", text.len());
    }
    shown
}
