//! `lorekeep init`: starts a wiki in a folder.

mod vault;

use std::fs;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Failure, Outcome, output, schema};
use crate::config;
use crate::disk::DiskError;
use crate::start::{self, Remote, Start};
use crate::text::Source;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the new wiki
    #[arg(default_value = ".")]
    folder: Utf8PathBuf,
    /// Subject of the wiki [default: any story]
    #[arg(long, value_enum)]
    kind: Option<start::Kind>,
    /// Write a finished example wiki, on the first Sherlock Holmes stories, instead of an empty one
    #[arg(long, conflicts_with_all = ["kind", "title", "language"])]
    example: bool,
    /// Set up a wiki for a vault of Obsidian, whose notes stay as they are
    #[arg(long, value_name = "DIR", conflicts_with_all = ["kind", "example"])]
    from_obsidian: Option<Utf8PathBuf>,
    /// Host that will publish the wiki [default: that of the repository's remote, otherwise GitHub]
    #[arg(long, value_enum)]
    host: Option<start::Host>,
    /// Language of the theme, of dates and of sorting
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = parse_language)]
    language: String,
    /// Name of the wiki [default: derived from the folder]
    #[arg(long)]
    title: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let root = &arguments.folder;
    if root.join("site.toml").exists() {
        return Err(Failure(format!("`{root}` already contains a wiki: it has a site.toml")));
    }
    let placed =
        arguments.from_obsidian.as_deref().map(|vault| vault::Placed::new(root, vault)).transpose()?;
    let files = files(arguments, placed.as_ref())?;
    if let Some(placed) = &placed {
        output::note(&placed.bring(root)?);
    }
    let is_empty = is_empty(&root.join("content"));
    if arguments.example && !is_empty {
        return Err(Failure(format!(
            "`{root}` already contains pages; give the example a folder of its own"
        )));
    }
    for (path, text) in files {
        // A folder that already has pages needs no examples.
        let is_wanted = is_empty || !path.starts_with("content/");
        let text = if path == "site.toml" && !is_empty { without_dead_items(&text, root) } else { text };
        let path = root.join(path);
        if is_wanted && !path.exists() {
            write(&path, &text)?;
        }
    }
    output::note(&format!("created a wiki in `{root}`; run `lorekeep serve` there"));
    Ok(Outcome::Fine)
}

/// The settings without menu items that lead to folders without pages.
fn without_dead_items(settings: &str, root: &Utf8Path) -> String {
    let is_dead = |line: &str| {
        let folder = line.split_once("url = \"/").and_then(|(_, rest)| rest.split_once("/\""));
        folder.is_some_and(|(folder, _)| is_empty(&root.join("content").join(folder)))
    };
    settings.split_inclusive('\n').filter(|line| !is_dead(line)).collect()
}

/// All files, including the front matter schema derived from the settings.
fn files(arguments: &Arguments, placed: Option<&vault::Placed>) -> Result<Vec<(String, String)>, Failure> {
    let root = &arguments.folder;
    let start = Start {
        title: title(arguments, placed)?,
        language: arguments.language.clone(),
        kind: arguments.kind.unwrap_or_default(),
        host: arguments.host,
        remote: fs::read_to_string(root.join(".git/config")).ok().as_deref().and_then(Remote::of_config),
        vault: placed.map(vault::Placed::read).transpose()?,
    };
    let files = if arguments.example { start.example() } else { start.files() };
    let mut files: Vec<(String, String)> = files.into_iter().collect();
    if let Some((_, settings)) = files.iter().find(|(path, _)| path == "site.toml") {
        let (config, _) = config::load(&Source::new("site.toml", Arc::from(settings.as_str())));
        files.push((".vscode/front-matter.json".to_owned(), schema::front_matter_text(&config, None)));
    }
    Ok(files)
}

fn title(arguments: &Arguments, placed: Option<&vault::Placed>) -> Result<String, Failure> {
    if let Some(title) = arguments.title.as_deref().map(start::one_line).filter(|title| !title.is_empty()) {
        return Ok(title);
    }
    let folder = match placed.and_then(vault::Placed::named_folder) {
        Some(folder) => folder.to_owned(),
        None => real_path(&arguments.folder)?,
    };
    Ok(start::title_of_folder(folder.file_name().unwrap_or_default()))
}

/// The path of a folder from the top of the file system, without links as far as it exists.
fn real_path(folder: &Utf8Path) -> Result<Utf8PathBuf, Failure> {
    let here = std::env::current_dir()
        .map_err(|error| Failure(format!("cannot find the current folder: {error}")))?;
    let here = Utf8PathBuf::try_from(here)
        .map_err(|_| Failure("the current folder's name is not UTF-8".to_owned()))?;
    let full = here.join(folder);
    let real = full.ancestors().find_map(|ancestor| {
        let rest = full.strip_prefix(ancestor).ok()?;
        Some(ancestor.canonicalize_utf8().ok()?.join(rest))
    });
    Ok(real.unwrap_or(full))
}

/// Returns whether a folder is missing or empty.
fn is_empty(folder: &Utf8Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

fn parse_language(tag: &str) -> Result<String, String> {
    let is_part =
        |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    let primary = tag.split('-').next().unwrap_or_default();
    if tag.split('-').all(is_part) && (2..=3).contains(&primary.len()) {
        return Ok(tag.to_owned());
    }
    Err("write a language tag such as `en`, `de` or `pt-BR`".to_owned())
}

fn write(path: &Utf8Path, text: &str) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    fs::write(path, text).map_err(|error| DiskError::new("cannot write", path, &error))
}
