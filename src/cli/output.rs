//! The only module that prints: results to stdout, everything else to stderr.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use crate::build::Notice;
use crate::diag::print::{self, Format, Style};
use crate::diag::{Findings, Severity};
use crate::text::counted;
#[cfg(feature = "serve")]
use crate::text::escape::printable;
use crate::text::escape::printable_lines;

/// Prints a failure of the machine or of the command line.
pub(super) fn error(message: &str) {
    note(&format!("error: {message}"));
}

/// Prints a progress message.
pub(super) fn note(message: &str) {
    tell(&format!("{}\n", printable_lines(message)));
}

/// Prints a warning.
pub(super) fn warning(message: &str) {
    note(&format!("warning: {message}"));
}

/// Shows progress on a line that the next message overwrites. Prints nothing unless stderr is a terminal.
pub(super) fn progress(message: &str) {
    if std::io::stderr().is_terminal() {
        tell(&format!("\r\x1b[K{}", printable_lines(message)));
    }
}

/// Prints to stderr. A closed terminal is not an error and ends neither a build nor a server.
fn tell(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Prints a result. A closed pipe, as with `head`, is not an error.
pub(super) fn result(text: &str) {
    let _ = std::io::stdout().write_all(printable_lines(text).as_bytes());
}

/// The format of findings, and the folder of the wiki in its repository.
#[derive(Debug, Default)]
pub(super) struct Printing {
    pub(super) format: Format,
    pub(super) folder: String,
}

/// Prints findings: for people to stderr, for programs to stdout. `text` returns the text of a file, for excerpts.
pub(super) fn findings(findings: &Findings, text: &dyn Fn(&str) -> Option<Arc<str>>, how: &Printing) {
    let colour =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let text = print::print(findings, text, Style { format: how.format, colour, folder: &how.folder });
    match how.format {
        Format::Human | Format::Short => tell(&text),
        Format::Json | Format::Github | Format::Sarif => result(&text),
    }
}

/// Prints a notice of a build.
pub(super) fn notice(notice: &Notice<'_>, how: &Printing) {
    match notice {
        Notice::Pictures { done, all } => progress(&format!("{done} of {}", counted(*all, "image"))),
        Notice::PicturesDone => progress(""),
        Notice::Warning(message) => warning(message),
        Notice::Found { findings: found, text } => findings(found, text, how),
    }
}

/// Names one file and the number of the others.
#[cfg(feature = "serve")]
pub(super) fn name_files(files: &[String]) -> String {
    match files {
        [file, _, ..] => format!("{} and {} more", printable(file), files.len() - 1),
        files => printable(&files.concat()).into_owned(),
    }
}

/// `2 errors and 1 warning`.
pub(super) fn count(findings: &Findings) -> String {
    let errors = findings.count(Severity::Error);
    let warnings = findings.count(Severity::Warning);
    match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (_, 0) => counted(errors, "error"),
        (0, _) => counted(warnings, "warning"),
        _ => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
    }
}
