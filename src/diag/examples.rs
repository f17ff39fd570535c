//! Examples of codes: files that are reported, and the same without the problem. `check --explain` prints them, and a test builds them.
//!
//! `examples.txt` has a section per code: the files that are reported, a line `+++`, and files that are not. A file begins with a line
//! `--- PATH`, and a command for the shell with `$`. Codes without such files have a line that begins with `?`.

use super::codes::{Code, Level, Trait};

/// All examples.
const EXAMPLES: &str = include_str!("examples.txt");

/// The example of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// Files that are reported, and files that are not.
    Files(&'static str, &'static str),
    /// A description, because files cannot show the problem.
    Told(&'static str),
}

/// The example of a code.
pub fn of(code: &Code) -> Option<Example> {
    let mut sections = EXAMPLES.split("=== ").filter_map(|section| section.split_once('\n'));
    let (_, text) = sections.find(|(name, _)| *name == code.name)?;
    match text.strip_prefix("? ") {
        Some(told) => Some(Example::Told(told.trim_end())),
        None => text.split_once("+++\n").map(|(bad, good)| Example::Files(bad, good)),
    }
}

/// A code for people: meaning, remedy, examples and how to silence it. Only the first line is not indented.
pub fn explanation(code: &Code) -> String {
    let level = match code.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Off => "off; enable it in `[checks]`",
    };
    let mut text = format!("{} ({level})\n  {}\n  {}\n", code.name, code.meaning, code.remedy);
    match of(code) {
        Some(Example::Files(bad, good)) => {
            text.push_str(&format!("\n  Reported:\n{}\n  Not reported:\n{}", indented(bad), indented(good)));
        }
        Some(Example::Told(told)) => text.push_str(&format!("\n  Example: {told}\n")),
        None => {}
    }
    text.push_str(&format!("\n  {}\n\n", silencing(code)));
    text
}

fn indented(files: &str) -> String {
    let lines = files.lines().map(|line| format!("    {line}"));
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

fn silencing(code: &Code) -> String {
    let name = code.name;
    match code.level {
        _ if code.is(Trait::Fatal) => "It cannot be silenced: the site cannot be built with it.".to_owned(),
        Level::Off => {
            format!("It is off. To enable it, write `{name} = \"warning\"` under `[checks]` in `site.toml`.")
        }
        Level::Warning => format!("To silence it, write `{name} = \"off\"` under `[checks]` in `site.toml`."),
        Level::Error => format!(
            "To silence it, write `{name} = \"off\"` under `[checks]` in `site.toml`, or `\"warning\"` to publish nevertheless."
        ),
    }
}
