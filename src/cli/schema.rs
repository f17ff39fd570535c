//! `lorekeep schema`: the schema of front matter and the reference for templates.

use super::new::type_named;
use super::{Failure, Outcome, WikiArguments, output, plain_options};
use camino::Utf8PathBuf;

use crate::config::{self, Config, TypeId};
use crate::disk::read;
use crate::page;
use crate::render::context;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the wiki [default: the nearest one upwards that has a site.toml]
    #[arg(long, value_name = "DIR")]
    root: Option<Utf8PathBuf>,
    /// Print the reference for templates, as Markdown
    #[arg(long)]
    templates: bool,
    /// Describe the pages of the folder of this type: those that have it without `type:`
    #[arg(long = "type", value_name = "TYPE", conflicts_with = "templates")]
    page_type: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.templates {
        output::result(&context::reference());
        return Ok(Outcome::Fine);
    }
    let inputs = read::read(&WikiArguments::root_of(arguments.root.as_ref())?, plain_options())?;
    let (config, _) = config::load(&inputs.settings);
    let of_folder = arguments.page_type.as_deref().map(|name| type_named(&config, name)).transpose()?;
    output::result(&front_matter_text(&config, of_folder));
    Ok(Outcome::Fine)
}

/// The schema of front matter as text.
pub(super) fn front_matter_text(config: &Config, of_folder: Option<TypeId>) -> String {
    format!("{:#}\n", page::schema(config, of_folder))
}
