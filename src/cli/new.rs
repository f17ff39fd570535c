//! `lorekeep new`: starts a page with the front matter of its type.

use std::fs;
use std::io::Write as _;

use super::{Failure, Outcome, WikiArguments, output};
use crate::config::{self, Config};
use crate::disk::{DiskError, read};
use crate::page::compose::{self, FrontMatterBuilder, Yaml};
use crate::page::path_slug;
use crate::text::choose;

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    wiki: WikiArguments,
    /// Title of the page
    title: String,
    /// Type of the page, which determines its folder and fields
    #[arg(long = "type", value_name = "TYPE")]
    page_type: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.title.trim().is_empty() {
        return Err(Failure("the title is empty".to_owned()));
    }
    let root = arguments.wiki.root()?;
    let inputs = read::read(&root, arguments.wiki.options()?)?;
    let (config, _) = config::load(&inputs.settings);
    let (folder, text) = page(&config, arguments)?;
    let name = path_slug(&arguments.title);
    let path = root.join("content").join(folder).join(format!("{name}.md"));
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| DiskError::new("cannot create", parent, &error))?;
    }
    let mut file =
        fs::File::create_new(&path).map_err(|error| DiskError::new("cannot create", &path, &error))?;
    file.write_all(text.as_bytes()).map_err(|error| DiskError::new("cannot write", &path, &error))?;
    output::result(&format!("{path}\n"));
    Ok(Outcome::Fine)
}

/// The folder and the content of a new page.
fn page(config: &Config, arguments: &Arguments) -> Result<(String, String), Failure> {
    let mut front = FrontMatterBuilder::default();
    let mut folder = String::new();
    front.set("title", arguments.title.trim()).set("description", "").set("sources", Yaml::List(Vec::new()));
    if let Some(name) = &arguments.page_type {
        let Some(id) = config.types.named(name) else {
            let names: Vec<&str> = config.types.iter().map(|(_, page_type)| page_type.id.as_str()).collect();
            return Err(Failure(format!("unknown type `{name}`; {}", choose(name, names))));
        };
        let page_type = config.types.get(id);
        match &page_type.folder {
            Some(own) => folder.clone_from(own),
            None => {
                front.set("type", name.as_str());
            }
        }
        for field in page_type.fields.iter().filter(|field| field.required) {
            front.ask(&field.name, field.kind.hint().as_deref());
        }
    }
    Ok((folder, compose::page(&front, "")))
}
