//! The settings of the new wiki.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::component::Component;
use super::dump::Dump;
use super::kinds::Kind;
use super::model::{Field, PageType};
use super::toml_text::{key, list, quoted};
use crate::config::languages;

/// `site.toml`.
pub(super) fn settings(
    dump: &Dump,
    options: &Options,
    types: &BTreeMap<String, PageType>,
    components: (&BTreeSet<&str>, &[&Component]),
) -> String {
    let (components, own) = components;
    // MediaWiki has codes of its own, such as `simple`.
    let general = dump.language.split('-').next().unwrap_or_default();
    let known = [dump.language.as_str(), general].into_iter().find(|tag| languages::is_known(tag));
    let language = known.unwrap_or("en");
    let name = if dump.name.is_empty() { "Wiki" } else { &dump.name };
    let has_math = dump.pages.iter().any(|page| page.text.contains("<math"));
    let mut out = format!(
        "title = {}\nbase_url = \"https://example.org/\"\nlanguage = {}\n",
        quoted(name),
        quoted(language)
    );
    out.push_str(&format!("footer = {}\n", quoted(&super::origin::footer(dump, options.licence.as_deref()))));
    out.push_str("\n[content]\n# Text is shown as it was in the old wiki.\nsmart_punctuation = false\n");
    out.push_str(&format!("math = {has_math}\n"));
    out.push_str(
        "\n[checks]\n# An imported wiki has old problems. Raise this level when they are \
                  fixed.\nlevel = \"lenient\"\n",
    );
    out.push_str(&super::origin::settings(dump, options.licence.as_deref()));
    if !types.is_empty() {
        out.push_str("\n[theme]\ninfobox_title = true\n");
    }
    if !components.is_empty() {
        out.push('\n');
    }
    components.iter().for_each(|name| out.push_str(&format!("[components.{name}]\n")));
    own.iter().for_each(|component| out.push_str(&component.declaration()));
    types.values().for_each(|page_type| declare(page_type, &mut out));
    out
}

/// Appends the declaration of a type.
fn declare(page_type: &PageType, out: &mut String) {
    let (id, folder) = (key(&page_type.id), quoted(&page_type.id));
    out.push_str(&format!("\n[types.{id}]\nlabel = {}\nfolder = {folder}\n", quoted(&page_type.label)));
    if !page_type.categories.is_empty() {
        out.push_str(&format!("categories = {}\n", list(&page_type.categories)));
    }
    out.push_str(&format!("\n[types.{id}.fields]\n"));
    let (shown, hidden): (Vec<&Field>, Vec<&Field>) =
        page_type.fields.iter().filter(|field| !field.is_stated).partition(|field| !field.is_hidden());
    shown.into_iter().for_each(|field| out.push_str(&declared(field)));
    if !hidden.is_empty() {
        out.push_str("# The text of the page states these; the infobox did not show them.\n");
    }
    hidden.into_iter().for_each(|field| out.push_str(&declared(field)));
}

fn declared(field: &Field) -> String {
    let mut keys = vec![format!("type = \"{}\"", field.kind.name())];
    keys.extend(field.label.as_ref().map(|label| format!("label = {}", quoted(label))));
    keys.extend(field.group.as_ref().map(|group| format!("group = {}", quoted(group))));
    if let Kind::Choice(values) = &field.kind {
        keys.push(format!("values = {}", list(values)));
    }
    keys.extend(field.to.as_ref().map(|to| format!("to = [{}]", quoted(to))));
    keys.extend(field.many.then(|| "many = true".to_owned()));
    keys.extend(field.is_hidden().then(|| "hidden = true".to_owned()));
    format!("{} = {{ {} }}\n", key(&field.key), keys.join(", "))
}

/// The category in which MediaWiki lists pages with missing images.
pub(super) fn broken_files(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or(language) {
        "de" => "Seiten mit defekten Dateilinks",
        "es" => "Páginas con enlaces a archivos rotos",
        "fr" => "Page avec des liens de fichiers brisés",
        "it" => "Pagine con collegamenti a file interrotti",
        _ => "Pages with broken file links",
    }
}
