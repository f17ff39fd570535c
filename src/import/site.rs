//! The settings of the new wiki.

use std::collections::BTreeSet;

use super::dump::{Dump, Title};
use super::{Options, is_imported};
use crate::page::compose::{self, FrontMatterBuilder};

/// `site.toml`.
pub(super) fn settings(dump: &Dump, options: &Options) -> String {
    let language = if dump.language.is_empty() { "en" } else { &dump.language };
    let name = if dump.name.is_empty() { "Wiki" } else { &dump.name };
    let has_math = dump.pages.iter().any(|page| page.text.contains("<math"));
    let mut out = format!(
        "title = {}\nbase_url = \"https://example.org/\"\nlanguage = {}\n",
        quoted(name),
        quoted(language)
    );
    if let Some(licence) = &options.licence {
        out.push_str(&format!(
            "footer = {}\n",
            quoted(&format!("Text: {licence}, by the authors of {name}."))
        ));
    }
    out.push_str("\n[content]\n# Text is shown as it was in the old wiki.\nsmart_punctuation = false\n");
    out.push_str(&format!("math = {has_math}\n"));
    out.push_str(
        "\n[checks]\n# An imported wiki has old problems. Raise this level when they are \
                  fixed.\nlevel = \"lenient\"\n",
    );
    out
}

/// The page that credits the origin and the authors of the text.
pub(super) fn credits(
    dump: &Dump,
    options: &Options,
    titles: &[(Title, String)],
) -> Option<(String, String)> {
    let title = ["Credits", "Credits of the wiki", "Credits of the imported wiki"]
        .into_iter()
        .find(|title| !titles.iter().any(|(known, _)| known.name == *title))?;
    let pages = dump.pages.iter().filter(|page| is_imported(page.namespace));
    let authors: BTreeSet<&str> = pages.flat_map(|page| &page.authors).map(String::as_str).collect();
    let mut text = String::from("The text of this wiki comes from ");
    match dump.base.starts_with("http") {
        true => text.push_str(&format!("[{}]({})", escaped(&dump.name), super::escape::address(&dump.base))),
        false => text.push_str(&escaped(&dump.name)),
    }
    text.push_str(", converted to another format.");
    if let Some(licence) = &options.licence {
        text.push_str(&format!(" It is published under {}.", escaped(licence)));
    }
    if !authors.is_empty() {
        text.push_str("\n\nAuthors named in the dump:\n\n");
        authors.iter().for_each(|name| text.push_str(&format!("- {}\n", escaped(name))));
    }
    let mut front = FrontMatterBuilder::default();
    front.set("title", title);
    let path = format!("content/{}.md", crate::page::path_slug(title));
    Some((path, compose::page(&front, &format!("{}\n", text.trim_end()))))
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    super::escape::text(&mut out, text);
    super::escape::paragraph(&out)
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
