//! `lorekeep new`: starts a page with the front matter of its type.

use std::fs;
use std::io::{ErrorKind, Write as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::{Failure, Outcome, WikiArguments, output, plain_options};
use crate::config::{Config, PageType, TypeId};
use crate::disk::{DiskError, read};
use crate::page::compose::{self, FrontMatterBuilder, Yaml};
use crate::page::path_slug;
use crate::pipeline::{self, Memo};
use crate::text::choose;
use crate::wiki::{NameRef, Wiki};

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Title of the page, in quotes if it has several words
    title: String,
    /// Folder of the wiki [default: the nearest one upwards that has a site.toml]
    #[arg(long, value_name = "DIR")]
    root: Option<Utf8PathBuf>,
    /// A type that site.toml declares, such as character; it gives the page its folder and its fields
    #[arg(long = "type", value_name = "TYPE")]
    page_type: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let title = arguments.title.trim();
    if title.is_empty() {
        return Err(Failure("the title is empty".to_owned()));
    }
    let root = WikiArguments::root_of(arguments.root.as_ref())?;
    let inputs = read::read(&root, plain_options())?;
    let wiki = pipeline::evaluate(&inputs, &mut Memo::default()).wiki;
    let (folder, text) = page(&wiki.config, title, arguments.page_type.as_deref())?;
    let path = Utf8Path::new("content").join(folder).join(format!("{}.md", path_slug(title)));
    create(&root.join(&path), &text)?;
    for other in namesakes(&wiki, title) {
        output::warning(&format!(
            "`{other}` has this name too; give one of the pages another title or alias, such as `{title} (…)`"
        ));
    }
    output::result(&format!("{}\n", root.join(path)));
    Ok(Outcome::Fine)
}

/// Writes a new file. An existing one is never replaced.
fn create(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| DiskError::new("cannot create", parent, &error))?;
    }
    let mut file = fs::File::create_new(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure(format!("`{path}` already exists\n  open that page, or choose another title"))
        }
        _ => DiskError::new("cannot create", path, &error).into(),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| DiskError::new("cannot write", path, &error))?;
    Ok(())
}

/// Paths of the pages that already have a title as their title, alias or file name, in any letter case.
fn namesakes<'w>(wiki: &'w Wiki, title: &str) -> impl Iterator<Item = &'w str> {
    let pages = &wiki.pages;
    wiki.names.pages_named(NameRef::new(title)).iter().map(|&id| pages[id as usize].path())
}

/// The type with a name.
pub(super) fn type_named(config: &Config, name: &str) -> Result<TypeId, Failure> {
    config.types.named(name).ok_or_else(|| {
        let names: Vec<&str> = config.types.iter().map(|(_, page_type)| page_type.id.as_str()).collect();
        Failure(format!("unknown type `{name}`; {}", choose(name, names)))
    })
}

/// The folder and the content of a new page.
fn page(config: &Config, title: &str, type_name: Option<&str>) -> Result<(String, String), Failure> {
    let mut front = FrontMatterBuilder::default();
    let mut folder = String::new();
    front.set("title", title).set("description", "").set("sources", Yaml::List(Vec::new()));
    if let Some(name) = type_name {
        let id = type_named(config, name)?;
        folder = folder_of(config, id);
        if config.types.of_folder(&folder) != Some(id) {
            front.set("type", name);
        }
        fields(&mut front, config.types.get(id));
    }
    Ok((folder, compose::page(&front, "")))
}

/// The folder of a type or of the nearest type that it is based on; empty if none has one.
fn folder_of(config: &Config, id: TypeId) -> String {
    config.types.lineage(id).find_map(|page_type| page_type.folder.clone()).unwrap_or_default()
}

/// Adds the fields of a type: required ones to fill in, the others as comments.
fn fields(front: &mut FrontMatterBuilder, page_type: &PageType) {
    for field in &page_type.fields {
        let hint = field.hint();
        if field.required && field.default.is_none() {
            front.ask(&field.name, hint.as_deref());
        } else {
            front.offer(&field.name, hint.as_deref());
        }
    }
}
