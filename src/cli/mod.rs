//! The command line: parses arguments, calls the library, and prints.

mod build;
mod check;
#[cfg(feature = "external")]
mod external;
mod import;
mod imported;
mod init;
mod new;
mod output;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod theme;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::BaseUrl;
use crate::date::PartialDate;
use crate::diag::print::Format;
use crate::disk::DiskError;
use crate::disk::read::find_root;
use crate::disk::tracked::folder_in_repository;
use crate::inputs::Options;

/// The result of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Success.
    Fine,
    /// The content has errors; nothing was published.
    ContentErrors,
}

/// A failure of the machine or of the command line.
#[derive(Debug)]
pub struct Failure(pub String);

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        Self(error.to_string())
    }
}

/// Runs the program with the arguments of the process and returns its exit status: 0 for success, 1 for errors in the
/// content, 2 for wrong usage or a failure of the machine.
pub fn run() -> u8 {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    let outcome = match arguments.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Theme(arguments) => theme::run(&arguments),
    };
    match outcome {
        Ok(Outcome::Fine) => 0,
        Ok(Outcome::ContentErrors) => 1,
        Err(Failure(message)) => {
            output::error(&message);
            2
        }
    }
}

/// A static site generator for fan wikis.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    Build(build::Arguments),
    /// Serve the wiki locally and update it after every save
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    /// Report problems without writing anything
    Check(check::Arguments),
    /// Start a new page
    New(new::Arguments),
    /// Start a new wiki
    Init(init::Arguments),
    /// Convert a MediaWiki or Fandom dump to a wiki
    Import(import::Arguments),
    /// Print the schema of front matter or the reference for templates
    Schema(schema::Arguments),
    /// List, copy and compare the files of the default theme
    Theme(theme::Arguments),
}

/// Options of all commands that read a wiki.
#[derive(Debug, Args)]
struct WikiArguments {
    /// Folder of the wiki [default: the nearest one upwards that has a site.toml]
    #[arg(long, value_name = "DIR")]
    root: Option<Utf8PathBuf>,
    /// Override `base_url` in site.toml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Use this date as today, such as 2026-11-21
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    today: Option<PartialDate>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Leave what is labelled as a spoiler out of the site, where it would be folded [default: of all scopes]
    ///
    /// With a scope goes whatever comes after it. The findings are those of the whole wiki.
    #[arg(long, value_name = "SCOPES", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    without_spoilers: Option<String>,
    /// Number of threads [default: one per processor]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl WikiArguments {
    /// The root of the wiki.
    fn root(&self) -> Result<Utf8PathBuf, Failure> {
        Self::root_of(self.root.as_ref())
    }

    /// The given root, otherwise the nearest one.
    fn root_of(given: Option<&Utf8PathBuf>) -> Result<Utf8PathBuf, Failure> {
        if let Some(root) = given {
            if !root.is_dir() {
                return Err(Failure(format!("folder `{root}` not found")));
            }
            return Ok(root.clone());
        }
        let here = std::env::current_dir()
            .map_err(|error| Failure(format!("cannot find the current folder: {error}")))?;
        let here = Utf8PathBuf::try_from(here)
            .map_err(|_| Failure("the current folder's name is not UTF-8".into()))?;
        find_root(&here).ok_or_else(|| {
            Failure(format!(
                "no `site.toml` in `{here}` or above it\n  run `lorekeep init` to create a wiki here"
            ))
        })
    }

    fn options(&self) -> Result<Options, Failure> {
        if let Some(url) = self.base_url.as_deref().filter(|url| BaseUrl::parse(url).is_none()) {
            return Err(Failure(format!(
                "invalid address `{url}`; write one such as https://example.org/wiki/"
            )));
        }
        Ok(Options {
            today: self.today.unwrap_or_else(today),
            drafts: self.drafts,
            base_url: self.base_url.clone(),
            strict: self.strict,
            without_spoilers: self.without_spoilers.as_deref().map(names),
        })
    }

    /// The options, computed again at each call, for commands that run for more than one day.
    #[cfg(feature = "serve")]
    fn options_now(&self) -> Result<crate::serve::follow::OptionsNow, Failure> {
        let (options, given) = (self.options()?, self.today);
        Ok(Box::new(move || Options { today: given.unwrap_or_else(today), ..options.clone() }))
    }

    /// Starts the worker threads. Their large stacks are a second line of defence behind the limits on nesting.
    fn start_workers(&self) -> Result<(), Failure> {
        avoid_huge_pages();
        let threads = self.threads.unwrap_or(0);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(16 * 1024 * 1024);
        pool.build_global().map_err(|error| Failure(format!("cannot start threads: {error}")))
    }
}

/// Options of commands that only read what a wiki declares.
fn plain_options() -> Options {
    Options { today: today(), drafts: false, base_url: None, strict: false, without_spoilers: None }
}

/// The option for a wiki without content.
#[derive(Debug, Args)]
struct EmptyArguments {
    /// Allow a site without pages if content/ is missing or empty and no site has been built yet
    #[arg(long)]
    allow_empty: bool,
}

/// Options for printing findings.
#[derive(Debug, Args)]
struct FormatArguments {
    /// Output format of the findings
    #[arg(long, value_enum, default_value_t = FormatName::Human)]
    format: FormatName,
}

impl FormatArguments {
    /// The format, with the folder of the wiki in its repository if the format has paths for a service.
    fn printing(&self, root: &Utf8Path) -> output::Printing {
        let format = self.format.into();
        let for_service = matches!(format, Format::Github | Format::Sarif);
        let folder = if for_service { folder_in_repository(root) } else { String::new() };
        output::Printing { format, folder }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// For people, with excerpts
    Human,
    /// One line each
    Short,
    /// One JSON object
    Json,
    /// GitHub annotations
    Github,
    /// SARIF 2.1.0
    Sarif,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Short => Self::Short,
            FormatName::Json => Self::Json,
            FormatName::Github => Self::Github,
            FormatName::Sarif => Self::Sarif,
        }
    }
}

/// Names with commas or spaces between them.
fn names(list: &str) -> Vec<String> {
    list.split([',', ' ']).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn today() -> PartialDate {
    PartialDate::of_day(jiff::Zoned::now().date())
}

fn parse_date(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text)
        .filter(|_| text.len() == 10)
        .ok_or_else(|| "write a full date such as 2026-11-21".to_owned())
}

/// Turns off huge pages. Here they use a sixth more memory, and clearing them takes longer than they save.
fn avoid_huge_pages() {
    // Nothing to do on systems without this setting.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::error::ErrorKind;

    use super::*;

    /// The texts that show commands to users.
    fn documents() -> Vec<(String, String)> {
        let root = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let folder = root.join("docs/content");
        let pages = folder.read_dir_utf8().expect("the documentation").flatten();
        let pages = pages.map(|page| page.into_path()).filter(|path| path.extension() == Some("md"));
        let others = ["README.md", "CONTRIBUTING.md", "action.yml"].map(|name| root.join(name));
        let read = |path: Utf8PathBuf| (path.to_string(), fs::read_to_string(&path).expect("a text file"));
        pages.chain(others).map(read).collect()
    }

    /// The commands of a text: lines that begin with the program, and code in sentences.
    fn commands(text: &str) -> Vec<&str> {
        let lines = text.lines().map(|line| line.trim().trim_start_matches("$ "));
        let spans = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
        lines.chain(spans).filter(|code| code.starts_with("lorekeep ")).collect()
    }

    /// The words of a command, up to what the shell does with it.
    fn words(command: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        for c in command.chars() {
            match (c, quote) {
                ('|' | '&' | ';' | '>' | '#', None) => break,
                ('"' | '\'', None) => quote = Some(c),
                (' ', None) => words.push(String::new()),
                (c, Some(open)) if c == open => quote = None,
                (c, _) => words.last_mut().expect("never empty").push(c),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }

    /// The name of a command or an option in a sentence, without its values.
    fn is_a_name(words: &[String], error: &clap::Error) -> bool {
        match error.kind() {
            ErrorKind::InvalidValue => words.last().is_some_and(|word| word.starts_with("--")),
            ErrorKind::MissingRequiredArgument => words.len() == 2,
            _ => false,
        }
    }

    #[test]
    fn every_command_of_the_documentation_can_be_parsed() {
        let (mut seen, mut wrong) = (0, Vec::new());
        for (document, text) in documents() {
            for command in commands(&text) {
                // A placeholder in tables of options.
                let words = words(&command.replace("DATE", "2026-11-21"));
                let error = Arguments::try_parse_from(&words).err().filter(clap::Error::use_stderr);
                if let Some(error) = error.filter(|error| !is_a_name(&words, error)) {
                    wrong.push(format!("{document}: `{command}`: {error}"));
                }
                seen += 1;
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(seen > 50, "only {seen} commands were found");
    }
}
