//! `lorekeep theme`: lists, copies and compares the files of the default theme.

use std::fs;
use std::io::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use diffy::DiffOptions;

use super::{Failure, Outcome, WikiArguments, output};
use crate::disk::DiskError;
use crate::render::default_files;
use crate::text::{closest, did_you_mean};

/// Arguments of `theme`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Folder of the wiki [default: the nearest one upwards that has a site.toml]
    #[arg(long, value_name = "DIR", global = true)]
    root: Option<Utf8PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the files of the theme, and mark those that the wiki replaces
    List,
    /// Copy a file of the theme into the wiki
    Eject {
        /// Path as `list` prints it, such as templates/parts/footer.html
        file: String,
        /// Print the file without writing it
        #[arg(long)]
        print: bool,
    },
    /// Show the differences between the theme and the wiki's own files
    Diff {
        /// Path of one file [default: all files]
        file: Option<String>,
    },
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.command {
        Command::List => list(arguments.root().ok().as_deref()),
        Command::Eject { file, print: true } => print(file)?,
        Command::Eject { file, print: false } => eject(&arguments.root()?, file)?,
        Command::Diff { file } => diff(&arguments.root()?, file.as_deref())?,
    }
    Ok(Outcome::Fine)
}

impl Arguments {
    fn root(&self) -> Result<Utf8PathBuf, Failure> {
        WikiArguments::root_of(self.root.as_ref())
    }
}

/// Lists all files, and marks those that the wiki replaces.
fn list(root: Option<&Utf8Path>) {
    let lines = default_files().map(|(path, bytes)| {
        let note = match root.and_then(|root| fs::read(root.join(&path)).ok()) {
            Some(own) if own == bytes => "  (copied, unchanged)",
            Some(_) => "  (replaced by the wiki)",
            None => "",
        };
        format!("{path}{note}\n")
    });
    output::result(&lines.collect::<String>());
}

/// Prints a file of text.
fn print(file: &str) -> Result<(), Failure> {
    let (path, bytes) = find(file)?;
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Failure(format!("`{path}` is not a text file; copy it without `--print`")))?;
    output::result(text);
    Ok(())
}

/// Copies a file, unless it already exists.
fn eject(root: &Utf8Path, file: &str) -> Result<(), Failure> {
    let (path, bytes) = find(file)?;
    let target = root.join(path);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    if target.exists() {
        return Err(Failure(format!(
            "`{target}` already exists; compare it with `lorekeep theme diff {file}`"
        )));
    }
    let mut copy =
        fs::File::create_new(&target).map_err(|error| DiskError::new("cannot create", &target, &error))?;
    copy.write_all(bytes).map_err(|error| DiskError::new("cannot write", &target, &error))?;
    output::result(&format!("{target}\n"));
    Ok(())
}

/// Prints unified diffs from the theme's files to the wiki's own.
fn diff(root: &Utf8Path, file: Option<&str>) -> Result<(), Failure> {
    let files: Vec<(String, &[u8])> = match file {
        Some(file) => vec![find(file)?],
        None => default_files().collect(),
    };
    for (path, bytes) in files {
        match fs::read(root.join(&path)) {
            Ok(own) if own != bytes => output::result(&difference(&path, bytes, &own)),
            Err(_) if file.is_some() => output::note(&format!("the wiki does not replace `{path}`")),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

fn difference(path: &str, ours: &[u8], own: &[u8]) -> String {
    let (Ok(ours), Ok(own)) = (std::str::from_utf8(ours), std::str::from_utf8(own)) else {
        return format!("{path} differs and is not a text file\n");
    };
    let mut options = DiffOptions::new();
    options.set_original_filename(format!("default/{path}")).set_modified_filename(path.to_owned());
    options.create_patch(ours, own).to_string()
}

/// A file by its path; the folder `templates/` may be omitted.
fn find(file: &str) -> Result<(String, &'static [u8]), Failure> {
    let wanted = file.replace('\\', "/");
    let is_wanted = |path: &str| path == wanted || path.strip_prefix("templates/") == Some(wanted.as_str());
    if let Some(found) = default_files().find(|(path, _)| is_wanted(path)) {
        return Ok(found);
    }
    let names: Vec<String> = default_files().map(|(path, _)| path).collect();
    let names = || names.iter().map(String::as_str);
    let is_named_so = |path: &&str| path.strip_suffix(&wanted).is_some_and(|folder| folder.ends_with('/'));
    let suggestion = names().find(is_named_so).or_else(|| closest(&wanted, names()));
    let hint = suggestion.map(|name| format!("\n  {}", did_you_mean(name))).unwrap_or_default();
    Err(Failure(format!("the theme has no file `{file}`; list all files with `lorekeep theme list`{hint}")))
}
