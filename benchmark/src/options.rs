//! The command line.

use std::path::PathBuf;

use lorekeep_benchmark::generate::Flavour;

/// The text of `--help`.
pub(crate) const USAGE: &str = "\
Usage: lorekeep-benchmark [OPTIONS]
       lorekeep-benchmark generate FLAVOUR FOLDER [--pages N]

Writes the same synthetic wiki for Lorekeep, Hugo and Zola, builds and serves it
with those that are on the PATH, and prints the measurements.

Options:
  --pages N      pages of the wiki (default 10000)
  --runs N       runs of each build, of which the median counts (default 5)
  --edits N      edits while serving (default 50); 0 skips serving
  --tools LIST   flavours to measure, comma-separated (default all):
                 lorekeep, lorekeep-slim, hugo, zola
  --binary PATH  the `lorekeep` to measure (default: built from this workspace)
  --folder PATH  working folder (default: a temporary folder)
  --keep         keep the wikis
  --markdown     print Markdown tables";

/// The requested action.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Help,
    Generate { flavour: Flavour, folder: PathBuf, pages: usize },
    Measure(Measuring),
}

/// Options of a measurement.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Measuring {
    pub(crate) pages: usize,
    pub(crate) runs: usize,
    pub(crate) edits: usize,
    pub(crate) flavours: Vec<Flavour>,
    pub(crate) binary: Option<PathBuf>,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) keep: bool,
    pub(crate) style: Style,
}

/// The style of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Markdown,
}

/// Parses the arguments without the program's name.
pub(crate) fn parse(arguments: &[String]) -> Result<Action, String> {
    let mut measuring = Measuring {
        pages: 10_000,
        runs: 5,
        edits: 50,
        flavours: Flavour::ALL.to_vec(),
        binary: None,
        folder: None,
        keep: false,
        style: Style::Plain,
    };
    let mut words = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} expects a value"));
        match argument.as_str() {
            "--help" | "-h" => return Ok(Action::Help),
            "--pages" => measuring.pages = number(argument, value()?)?,
            "--runs" => measuring.runs = number(argument, value()?)?.max(1),
            "--edits" => measuring.edits = number(argument, value()?)?,
            "--tools" => measuring.flavours = value()?.split(',').map(flavour).collect::<Result<_, _>>()?,
            "--binary" => measuring.binary = Some(value()?.into()),
            "--folder" => measuring.folder = Some(value()?.into()),
            "--keep" => measuring.keep = true,
            "--markdown" => measuring.style = Style::Markdown,
            option if option.starts_with('-') => return Err(format!("unknown option {option}")),
            word => words.push(word),
        }
    }
    match words.as_slice() {
        [] => Ok(Action::Measure(measuring)),
        ["generate", name, folder] => {
            Ok(Action::Generate { flavour: flavour(name)?, folder: folder.into(), pages: measuring.pages })
        }
        _ => Err(format!("unknown command {}", words.join(" "))),
    }
}

fn number(option: &str, text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("{option} expects a number, found `{text}`"))
}

fn flavour(name: &str) -> Result<Flavour, String> {
    Flavour::named(name).ok_or_else(|| format!("unknown flavour `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Action, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_and_commands_are_read() {
        let Ok(Action::Measure(measuring)) = parsed("--pages 500 --tools hugo,lorekeep --markdown") else {
            panic!("the line measures")
        };
        assert_eq!((measuring.pages, measuring.style), (500, Style::Markdown));
        assert_eq!(measuring.flavours, [Flavour::Hugo, Flavour::Lorekeep]);
        let generate = Action::Generate { flavour: Flavour::Zola, folder: "out".into(), pages: 30 };
        assert_eq!(parsed("generate zola out --pages 30"), Ok(generate));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(parsed("--pags 5"), Err("unknown option --pags".to_owned()));
        assert_eq!(parsed("--pages many"), Err("--pages expects a number, found `many`".to_owned()));
        assert_eq!(parsed("--runs"), Err("--runs expects a value".to_owned()));
        assert_eq!(parsed("--tools jekyll"), Err("unknown flavour `jekyll`".to_owned()));
    }
}
