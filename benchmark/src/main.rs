//! The benchmark's command.
//!
//! `generate` only writes a synthetic wiki. Otherwise the wikis are written, built and served by each installed site
//! generator, and the measurements are printed.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use lorekeep_benchmark::generate::{self, Flavour};

use builds::Builds;
use contender::Contender;
use edits::Edits;
use options::{Action, Measuring};
use serving::Serving;

mod builds;
mod child;
mod contender;
mod edits;
mod options;
mod report;
mod serving;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let action = match options::parse(&arguments) {
        Ok(action) => action,
        Err(message) => return fail(&format!("{message}\n\n{}", options::USAGE)),
    };
    let result = match action {
        Action::Help => {
            print(options::USAGE);
            Ok(())
        }
        Action::Generate { flavour, folder, pages } => generate::write(&folder, flavour, pages),
        Action::Measure(measuring) => measure(&measuring),
    };
    result.map_or_else(|error| fail(&error.to_string()), |()| ExitCode::SUCCESS)
}

/// All measurements of a contender.
struct Figures {
    contender: Contender,
    builds: Builds,
    serving: Option<Serving>,
}

fn measure(measuring: &Measuring) -> io::Result<()> {
    let lorekeep = measuring.binary.clone().map_or_else(build_lorekeep, Ok)?;
    let folder = measuring
        .folder
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("lorekeep-benchmark-{}", std::process::id())));
    let figures = measure_in(&folder, &lorekeep, measuring);
    if !measuring.keep {
        std::fs::remove_dir_all(&folder).ok();
    }
    let figures = figures?;
    print(&report::report(measuring, &figures));
    Ok(())
}

fn measure_in(folder: &Path, lorekeep: &Path, measuring: &Measuring) -> io::Result<Vec<Figures>> {
    let mut all = Vec::new();
    for &flavour in &measuring.flavours {
        let root = folder.join(flavour.name());
        let Some(contender) = Contender::find(flavour, lorekeep, root) else {
            note(&format!("{}: does not start, left out", flavour.name()));
            continue;
        };
        all.push(measure_one(contender, measuring)?);
    }
    Ok(all)
}

fn measure_one(contender: Contender, measuring: &Measuring) -> io::Result<Figures> {
    let name = contender.name();
    note(&format!("{name}: writing {} pages", measuring.pages));
    generate_apart(contender.flavour(), contender.root(), measuring.pages)?;
    let mut edits = Edits::of(contender.root())?;
    note(&format!("{name}: building"));
    let builds = builds::measure(&contender, measuring.runs, &mut edits)?;
    let mut serving = None;
    if measuring.edits > 0 {
        note(&format!("{name}: serving"));
        serving = Some(serving::measure(&contender, measuring.edits, &mut edits)?);
    }
    Ok(Figures { contender, builds, serving })
}

/// Writes a wiki in a separate process: the peak memory of this one would count for the processes that it starts.
fn generate_apart(flavour: Flavour, folder: &Path, pages: usize) -> io::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["generate", flavour.name()]).arg(folder).args(["--pages", &pages.to_string()]);
    child::run(&mut command).map(drop)
}

/// Builds the measured program, unless this one was not started by Cargo.
fn build_lorekeep() -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let name = format!("lorekeep{}", std::env::consts::EXE_SUFFIX);
    let mut binary = own.with_file_name(&name);
    if let Some(cargo) = std::env::var_os("CARGO") {
        let status =
            Command::new(cargo).args(["build", "--profile", "dist", "--package", "lorekeep"]).status()?;
        if !status.success() {
            return Err(io::Error::other("`cargo build --profile dist --package lorekeep` failed"));
        }
        binary = own.with_file_name("..").join("dist").join(name);
    }
    if binary.is_file() {
        return Ok(binary);
    }
    Err(io::Error::other(format!("{} is not there: name the program with --binary", binary.display())))
}

#[expect(clippy::print_stdout, reason = "the one place that prints results")]
fn print(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "the one place that prints progress")]
fn note(text: &str) {
    eprintln!("{text}");
}

fn fail(text: &str) -> ExitCode {
    note(&format!("error: {text}"));
    ExitCode::from(2)
}
