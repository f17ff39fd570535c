//! `lorekeep import`: converts a MediaWiki or Fandom dump to a wiki.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;

use super::imported::{Manifest, write};
use super::{Failure, Outcome, output};
use crate::disk::DiskError;
use crate::import::decisions::Decisions;
use crate::import::{self, Imported, Options, dump};
use crate::inputs::{self, Hash, Inputs, TextFile};
use crate::output::Rendered;
use crate::page::page_address;
use crate::pipeline::{self, Memo, Site};
use crate::render::Renderer;
use crate::text::{Source, counted, fold_name};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The dump, as .xml or .xml.gz; - reads standard input
    #[arg(value_name = "DUMP")]
    dump: Utf8PathBuf,
    /// Folder of the new wiki
    #[arg(long, value_name = "DIR", default_value = ".")]
    into: Utf8PathBuf,
    /// Folder with the images of the wiki
    #[arg(long, value_name = "DIR")]
    images: Option<Utf8PathBuf>,
    /// Decisions of an earlier import, import.toml, as changed by hand
    #[arg(long, value_name = "FILE")]
    map: Option<Utf8PathBuf>,
    /// Licence of the text, such as "CC BY-SA 3.0"
    #[arg(long, value_name = "NAME", visible_alias = "license")]
    licence: Option<String>,
    /// Path of pages in the old wiki, such as /wiki/, to keep their old addresses as aliases
    #[arg(long, value_name = "PATH")]
    old_path: Option<String>,
    /// Write into the folder of an earlier import; files that were edited since are left and listed
    #[arg(long)]
    update: bool,
    /// Write the report to this file as well, even with --dry-run
    #[arg(long, value_name = "FILE")]
    report: Option<Utf8PathBuf>,
    /// Read and report without writing anything
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(16 * 1024 * 1024);
    pool.build_global().map_err(|error| Failure(format!("cannot start threads: {error}")))?;
    let manifest = earlier(arguments)?;
    let dump = read(&arguments.dump)?;
    if let Some(damage) = &dump.damage {
        let last = dump.pages.last().map(|page| page.title.as_str()).unwrap_or_default();
        output::note(&format!("the dump is damaged ({damage}); the last complete page is `{last}`"));
    }
    if !dump.problems.is_empty() || dump.repairs > 0 {
        output::note(&format!(
            "the dump has {}, and its XML was repaired in {}; `import-report.md` lists them",
            counted(dump.problems.len(), "problem"),
            counted(dump.repairs, "place")
        ));
    }
    let pictures = pictures(arguments.images.as_deref())?;
    let names = pictures
        .iter()
        .map(|(key, path)| (key.clone(), name_of(path).unwrap_or_default().to_owned()))
        .collect();
    let usual = import::origin::usual_licence(&dump);
    if let (None, Some(licence)) = (&arguments.licence, usual) {
        output::note(&format!(
            "the licence is taken to be {licence}, which is usual there; state another with `--licence`"
        ));
    }
    let options = Options {
        licence: arguments.licence.clone().or_else(|| usual.map(str::to_owned)),
        old_path: arguments.old_path.clone(),
        pictures: names,
        decisions: decisions(arguments.map.as_deref())?,
    };
    let mut imported = import::import(&dump, &options, &show);
    if imported.report.pages == 0 {
        return Err(without_pages(&dump));
    }
    let inputs = inputs_of(&imported.files);
    let site = pipeline::evaluate(&inputs, &mut Memo::default());
    let renderer = site.renderer();
    imported.measure(|path| html(&site, &renderer, path));
    // The process ends soon; freeing memory would only take time.
    drop(renderer);
    std::mem::forget((site, inputs));
    imported.report(&dump);
    if let Some(path) = &arguments.report {
        let report = imported.files.iter().find(|(path, _)| path == "import-report.md");
        write(path, report.map(|(_, text)| text.as_bytes()).unwrap_or_default())?;
    }
    if !arguments.dry_run {
        let outcome = manifest.write(&arguments.into, &imported.files)?;
        copy_pictures(&arguments.into, &pictures)?;
        outcome.edited.iter().for_each(|path| output::note(&format!("left as edited: `{path}`")));
    }
    tell(&imported, arguments);
    Ok(if dump.damage.is_some() { Outcome::ContentErrors } else { Outcome::Fine })
}

/// Why a dump would become a wiki without pages.
fn without_pages(dump: &import::dump::Dump) -> Failure {
    Failure(match (dump.pages.len(), &dump.damage) {
        (0, Some(damage)) => {
            format!("the dump has no complete page, because {damage}\n  download or export it again")
        }
        (0, None) => "the dump has no pages\n  export the pages of the wiki again".to_owned(),
        (count, _) => format!(
            "the dump has {}, but no article or category with text\n  export the articles as well, not only templates",
            counted(count, "page")
        ),
    })
}

/// The HTML of some pages of a wiki.
fn show(files: &[(String, String)], paths: &[String]) -> Vec<Option<String>> {
    let site = pipeline::evaluate(&inputs_of(files), &mut Memo::default());
    let renderer = site.renderer();
    paths.par_iter().map(|path| html(&site, &renderer, path)).collect()
}

/// The HTML of the page of a file.
fn html(site: &Site, renderer: &Renderer<'_>, path: &str) -> Option<String> {
    let address = format!("{}index.html", page_address(path));
    match site.render(&address, renderer)? {
        Ok(Rendered::Bytes(html)) => String::from_utf8(html).ok(),
        Ok(Rendered::File(_)) | Err(_) => None,
    }
}

/// The new wiki as inputs, so that it can be compared with the old one before it is written.
fn inputs_of(files: &[(String, String)]) -> Inputs {
    let mut inputs = Inputs::empty(super::plain_options());
    for (path, text) in files {
        let source = Source::new(path.as_str(), text.as_str());
        let file = Arc::new(TextFile {
            source: source.clone(),
            hash: Hash::of(text.as_bytes()),
            diagnostics: Vec::new(),
        });
        match path.strip_prefix("content/") {
            Some(page) if page.ends_with(".md") => drop(inputs.pages.insert(page.into(), file)),
            Some(yaml) => drop(inputs.sources.insert(yaml.into(), file)),
            None if path == inputs::SITE_TOML => inputs.settings = source,
            None => {
                if let Some(template) = path.strip_prefix("templates/") {
                    inputs.templates.insert(template.into(), file);
                }
            }
        }
    }
    inputs
}

/// The decisions in a file.
fn decisions(path: Option<&Utf8Path>) -> Result<Decisions, Failure> {
    let Some(path) = path else { return Ok(Decisions::default()) };
    let text = fs::read_to_string(path).map_err(|error| DiskError::new("cannot read", path, &error))?;
    Decisions::parse(&text).map_err(|message| Failure(format!("`{path}`: {message}")))
}

fn tell(imported: &Imported, arguments: &Arguments) {
    let report = &imported.report;
    let what = match (arguments.dry_run, report.pages) {
        (true, _) => "would be written",
        (false, 1) => "was written",
        (false, _) => "were written",
    };
    output::note(&format!(
        "{} {what} to `{}`, with {}; pages with content that could not be converted: {}",
        counted(report.pages, "page"),
        arguments.into,
        if report.aliases == 1 { "1 alias".to_owned() } else { format!("{} aliases", report.aliases) },
        report.unconverted.len()
    ));
}

/// The files of the earlier import in the folder.
fn earlier(arguments: &Arguments) -> Result<Manifest, Failure> {
    let folder = &arguments.into;
    match Manifest::read(folder) {
        _ if arguments.dry_run => Ok(Manifest::default()),
        Some(manifest) if arguments.update => Ok(manifest),
        Some(_) => Err(Failure(format!(
            "the folder `{folder}` has an earlier import\n  choose a new folder with `--into`, or write into it with \
             `--update`, which leaves files that were edited"
        ))),
        None => require_empty(folder).map(|()| Manifest::default()),
    }
}

fn require_empty(folder: &Utf8Path) -> Result<(), Failure> {
    let is_foreign = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => false,
    };
    if is_foreign {
        return Err(Failure(format!(
            "the folder `{folder}` is not empty\n  choose a new folder with \
                                    `--into`"
        )));
    }
    Ok(())
}

fn read(path: &Utf8Path) -> Result<dump::Dump, Failure> {
    let input: Box<dyn Read> = match path.as_str() {
        "-" => Box::new(io::stdin()),
        _ => Box::new(fs::File::open(path).map_err(|error| DiskError::new("cannot read", path, &error))?),
    };
    let mut input = BufReader::with_capacity(1 << 18, input);
    let start = input.fill_buf().map_err(|error| DiskError::new("cannot read", path, &error))?.to_vec();
    if let Some(message) = wrong_kind(&start, path) {
        return Err(Failure(message));
    }
    let dump = match start.starts_with(&[0x1f, 0x8b]) {
        true => dump::read(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(input))),
        false => dump::read(input),
    };
    dump.map_err(|message| Failure(format!("`{path}`: {message}")))
}

/// The message for a file that is not an XML dump, with the remedy.
fn wrong_kind(start: &[u8], path: &Utf8Path) -> Option<String> {
    let packed = [
        (&b"7z\xbc\xaf\x27\x1c"[..], "7z", "7z x"),
        (b"BZh", "bzip2", "bunzip2"),
        (b"\xfd7zXZ", "xz", "unxz"),
        (b"\x28\xb5\x2f\xfd", "zstd", "unzstd"),
        (b"PK\x03\x04", "zip", "unzip"),
    ];
    if let Some((_, kind, command)) = packed.iter().find(|(magic, ..)| start.starts_with(magic)) {
        return Some(format!(
            "`{path}` is compressed as {kind}\n  unpack it with `{command} {path}` and import the .xml file"
        ));
    }
    let text = String::from_utf8_lossy(&start[..start.len().min(4096)]).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let advice = "\n  export the wiki as XML: Special:Statistics on Fandom, Special:Export on other wikis";
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Some(format!(
            "`{path}` is encoded as UTF-16\n  convert it with `iconv -f UTF-16 -t UTF-8 {path}` and import the result"
        ));
    }
    let found = match text {
        "" if start.is_empty() => "is empty",
        _ if start.starts_with(&[0x1f, 0x8b]) => return None,
        text if text.starts_with("<!doctype html") || text.starts_with("<html") => {
            "is an HTML page, not a dump"
        }
        text if text.starts_with("--") || text.starts_with("create table") || text.starts_with("/*!") => {
            "is an SQL dump, not a dump of pages"
        }
        text if !text.starts_with('<') => "is not XML",
        _ => return None,
    };
    Some(format!("`{path}` {found}{advice}"))
}

/// The files of a folder and its subfolders, by folded name.
fn pictures(folder: Option<&Utf8Path>) -> Result<BTreeMap<String, Utf8PathBuf>, Failure> {
    let mut found = BTreeMap::new();
    let Some(folder) = folder else { return Ok(found) };
    if !folder.is_dir() {
        return Err(Failure(format!("folder `{folder}` not found")));
    }
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten() {
        let Ok(path) = Utf8PathBuf::try_from(entry.path().to_owned()) else { continue };
        if entry.file_type().is_file()
            && let Some(name) = name_of(&path)
        {
            found.entry(fold_name(&name.replace('_', " "))).or_insert(path);
        }
    }
    Ok(found)
}

/// The name of a file. Addresses on the file server of Fandom end with `NAME/revision/latest`.
fn name_of(path: &Utf8Path) -> Option<&str> {
    let of_fandom = path.as_str().strip_suffix("/revision/latest").map(Utf8Path::new);
    of_fandom.unwrap_or(path).file_name()
}

fn copy_pictures(into: &Utf8Path, pictures: &BTreeMap<String, Utf8PathBuf>) -> Result<(), DiskError> {
    for path in pictures.values() {
        let target = into.join("content/images").join(name_of(path).unwrap_or_default());
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
        }
        fs::copy(path, &target).map_err(|error| DiskError::new("cannot copy", path, &error))?;
    }
    Ok(())
}
