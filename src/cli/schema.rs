//! `lorekeep schema`: the schema of front matter and the reference for templates.

use super::{Failure, Outcome, WikiArguments, output};
use crate::config::{self, Config};
use crate::disk::read;
use crate::page::KEYS;
use crate::render::context;
use serde_json::{Map, Value, json};

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    wiki: WikiArguments,
    /// Print the reference for templates, as Markdown
    #[arg(long)]
    templates: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.templates {
        output::result(&context::reference());
        return Ok(Outcome::Fine);
    }
    let inputs = read::read(&arguments.wiki.root()?, arguments.wiki.options()?)?;
    let (config, _) = config::load(&inputs.settings);
    output::result(&front_matter_text(&config));
    Ok(Outcome::Fine)
}

/// The result of [`front_matter`] as text.
pub(super) fn front_matter_text(config: &Config) -> String {
    format!("{:#}\n", front_matter(config))
}

/// A JSON Schema (2020-12) of front matter, for completion in editors.
fn front_matter(config: &Config) -> Value {
    let mut properties = Map::new();
    for key in KEYS {
        properties.insert(key.to_owned(), json!({}));
    }
    let types: Vec<&str> = config.types.iter().map(|(_, page_type)| page_type.id.as_str()).collect();
    properties.insert("type".to_owned(), json!({ "enum": types }));
    for (_, page_type) in config.types.iter() {
        for field in &page_type.fields {
            properties.entry(field.name.clone()).or_insert_with(|| field.json_schema());
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Front matter of {}", config.title),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}
