//! Templates and files of the theme: the defaults and the wiki's own in one namespace, where the wiki's take precedence.
//!
//! A [`Theme`] renders template values and knows the fingerprinted names of files. A template of the wiki that cannot be used is reported
//! and replaced by the default one.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Context, Error, ErrorKind, Kwargs, ReportError, State, Tera, Value};

use super::scripts::{self, Script};
use super::sheets::Sheets;
use super::{contrast, filters, fonts, palette, search_words, template_tags};
use crate::config::{Component, Components, Config, Types};
use crate::diag::{Diagnostic, codes};
use crate::inputs::{Asset, AssetData, Hash, Inputs};
use crate::picture::Head;
use crate::text::escape::write_html;
use crate::text::{Place, choose, closest, did_you_mean};

/// The files of the default theme: path from the root of a wiki, bytes.
pub fn default_files() -> impl Iterator<Item = (String, &'static [u8])> {
    let templates = defaults::TEMPLATES.iter().map(|(name, bytes)| (format!("templates/{name}"), *bytes));
    templates.chain(defaults::STATICS.iter().map(|(name, bytes)| (format!("static/{name}"), *bytes)))
}

mod defaults {
    include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));
}

/// Prefix by which a wiki's template refers to the default one: `{% extends "default/page.html" %}`.
const DEFAULT_PREFIX: &str = "default/";
/// Theme templates for pages of `content/`.
const FOR_PAGES: [&str; 4] = ["page.html", "home.html", "section.html", "category.html"];
/// Folder in which files of the theme are published.
const FOLDER: &str = "assets";

/// Templates and files of the theme.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// Published files by path on the site.
    files: BTreeMap<String, Arc<Asset>>,
    /// Published path of each theme file, by its path in `static/`.
    published: Arc<BTreeMap<String, String>>,
    /// Texts of the wiki's own templates.
    own: BTreeMap<String, Arc<str>>,
    /// Diagnostics of the templates.
    pub diagnostics: Vec<Diagnostic>,
}

impl Theme {
    /// Assembles the theme of a wiki.
    pub fn new(inputs: &Inputs, config: &Config) -> Self {
        let mut diagnostics = Vec::new();
        let (files, published) = publish(inputs, config, &mut diagnostics);
        let published = Arc::new(published);
        let tera = templates(inputs, config, &published, &mut diagnostics);
        let texts = inputs.templates.iter();
        let own = texts.map(|(name, file)| (name.to_string(), Arc::clone(&file.source.text))).collect();
        Self { tera, files, published, own, diagnostics }
    }

    fn texts(&self) -> BTreeMap<&str, &str> {
        self.own.iter().map(|(name, text)| (name.as_str(), text.as_ref())).collect()
    }

    /// True if a template exists.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// True if a template is one of the wiki's own that has an error, which is reported there.
    pub(super) fn is_broken(&self, template: &str) -> bool {
        !self.has(template) && self.own.contains_key(template)
    }

    fn is_missing(&self, template: &str) -> bool {
        !self.has(template) && !self.is_broken(template)
    }

    /// Reports missing templates of types, each once.
    pub(super) fn check_types(&self, types: &Types, faults: &mut Vec<Diagnostic>) {
        let mut places: Vec<Place> = Vec::new();
        for (_, page_type) in types.iter() {
            let place = page_type.template_at.place();
            if let Some(file) = page_type.template.as_ref().filter(|file| self.is_missing(file))
                && !places.contains(&place)
            {
                faults.push(self.unknown_template(file, place.clone()));
                places.push(place);
            }
        }
    }

    /// Reports missing templates of components.
    pub(super) fn check_components(&self, components: &Components, faults: &mut Vec<Diagnostic>) {
        for component in components
            .iter()
            .filter(|component| component.markdown.is_none() && self.is_missing(&component.template))
        {
            let Component { name, template, at, .. } = component;
            let message = format!("the template `{template}` of the component `{name}` was not found");
            let fault = Diagnostic::new(&codes::UNKNOWN_TEMPLATE, at.place(), message);
            let names = self.names();
            let meant = closest(
                template,
                names.iter().map(String::as_str).filter(|name| name.starts_with("components/")),
            );
            faults.push(match meant {
                Some(_) => fault.suggest(meant),
                None => fault.help(format!("write `templates/{template}`")),
            });
        }
    }

    /// A diagnostic for an unknown template, with a suggestion.
    fn unknown_template(&self, file: &str, place: Place) -> Diagnostic {
        let fault = Diagnostic::new(&codes::UNKNOWN_TEMPLATE, place, format!("template `{file}` not found"));
        let names = self.names();
        fault.suggest(closest(file, names.iter().map(String::as_str)))
    }

    /// True if a page may use a template: one of the theme's page templates, or the wiki's own.
    pub(super) fn is_for_pages(&self, file: &str) -> bool {
        FOR_PAGES.contains(&file) || self.is_own_for_pages(file)
    }

    /// True if a template is the wiki's own and complete: partials are in folders or begin with `_`, and one named like a theme template
    /// overrides it.
    pub(super) fn is_own_for_pages(&self, file: &str) -> bool {
        let is_part = file.contains('/') || file.starts_with('_');
        !is_part
            && self.own.contains_key(file)
            && self.has(file)
            && defaults::TEMPLATES.iter().all(|(name, _)| *name != file)
    }

    /// A diagnostic for a template that pages cannot use, with those they can.
    pub(super) fn not_for_pages(&self, file: &str, place: Place) -> Diagnostic {
        let message = if self.has(file) {
            format!("the template `{file}` is not a page template")
        } else {
            format!("template `{file}` not found")
        };
        let own = self.own.keys().map(String::as_str).filter(|name| self.is_own_for_pages(name));
        let names: Vec<&str> = FOR_PAGES.into_iter().chain(own).collect();
        let fault = Diagnostic::new(&codes::UNKNOWN_TEMPLATE, place, message);
        fault.help(choose(file, names))
    }

    /// Names of all templates in order, without the prefix of default ones.
    pub fn names(&self) -> Vec<String> {
        let names = self.tera.get_template_names();
        let mut names: Vec<String> =
            names.map(|name| name.trim_start_matches(DEFAULT_PREFIX).to_owned()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Renders a template. An error gives the template's line and the page being rendered.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        subject: Option<Place>,
    ) -> Result<String, Box<Diagnostic>> {
        self.tera.render(template, context).map_err(|error| {
            let fault = diagnostic(&error, template, &self.texts());
            Box::new(match subject {
                Some(subject) => fault.related(subject, "while this page was rendered"),
                None => fault,
            })
        })
    }

    /// Files of the theme with their published paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Arc<Asset>)> {
        self.files.iter().map(|(path, asset)| (path.as_str(), asset))
    }

    /// A published file.
    pub fn file(&self, path: &str) -> Option<&Arc<Asset>> {
        self.files.get(path)
    }

    /// Paths of theme files below `static/`.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.published.keys().map(String::as_str)
    }

    /// Published path of a theme file.
    pub fn published(&self, path: &str) -> Option<&str> {
        self.published.get(path).map(String::as_str)
    }
}

/// Adds a content hash to every file name. Style sheets are joined, and the main one includes the wiki's own colours.
fn publish(
    inputs: &Inputs,
    config: &Config,
    faults: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, Arc<Asset>>, BTreeMap<String, String>) {
    let mut all: BTreeMap<&str, Arc<Asset>> = BTreeMap::new();
    for (path, bytes) in defaults::STATICS {
        all.insert(path, Arc::new(memory_asset(path, bytes)));
    }
    if config.output.search {
        let words = search_words::json(&config.words, &config.language);
        all.insert(search_words::PATH, Arc::new(memory_asset(search_words::PATH, words.as_bytes())));
    }
    let own = |path: &str| !defaults::STATICS.iter().any(|(known, _)| *known == path);
    let mut files = BTreeMap::new();
    for (path, asset) in inputs.statics.iter() {
        all.insert(path, Arc::clone(asset));
        if own(path) {
            files.insert(path.to_string(), Arc::clone(asset));
        }
    }
    all.retain(|path, _| fonts::is_published(path, &config.theme));
    let mut published = BTreeMap::new();
    let (sheets, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(path, _)| path.ends_with(".css"));
    let (scripts, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|(path, _)| path.ends_with(".js") && !own(path));
    for (path, asset) in others {
        enter(path, asset, &mut files, &mut published);
    }
    for (path, asset) in sheets.iter().filter(|(_, asset)| !matches!(asset.data, AssetData::Memory(_))) {
        enter(path, Arc::clone(asset), &mut files, &mut published);
    }
    let joined: Vec<_> = Sheets::new(&sheets, &published).joined().collect();
    let are_all_known = sheets.iter().all(|(_, asset)| matches!(asset.data, AssetData::Memory(_)));
    let texts = joined.iter().map(|(_, sheet)| sheet.as_str());
    let texts: Vec<&str> =
        texts.chain(inputs.templates.iter().map(|(_, file)| file.source.text.as_ref())).collect();
    faults.extend(palette::faults(&texts, are_all_known, &config.theme));
    for (path, mut sheet) in joined {
        if path == "css/main.css" {
            faults.extend(contrast::faults(&sheet, &config.theme, &config.types));
            palette::set(&mut sheet, &config.theme);
            sheet.push_str(&palette::layout(&config.theme, &config.types));
            sheet.push_str(&fonts::rules(&config.theme, &published));
            if config.content.edit_url.is_some() {
                sheet.push_str(palette::EDIT_SECTION);
            }
        }
        enter(path, Arc::new(memory_asset(path, sheet.as_bytes())), &mut files, &mut published);
    }
    let scripts = scripts.into_iter().map(|(path, asset)| Script::new(path, asset));
    for script in scripts::in_order(scripts.collect()) {
        let text = script.published(&published);
        let asset = text.map_or(script.asset, |text| Arc::new(memory_asset(script.path, text.as_bytes())));
        enter(script.path, asset, &mut files, &mut published);
    }
    (files, published)
}

fn memory_asset(path: &str, bytes: &[u8]) -> Asset {
    Asset {
        path: format!("static/{path}").into(),
        data: AssetData::Memory(bytes.into()),
        hash: Hash::of(bytes),
        size: Head::of(path, bytes).size,
        still: false,
        variants: None,
    }
}

fn enter(
    path: &str,
    asset: Arc<Asset>,
    files: &mut BTreeMap<String, Arc<Asset>>,
    published: &mut BTreeMap<String, String>,
) {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let dot = if extension.is_empty() { "" } else { "." };
    let name = format!("{FOLDER}/{stem}.{}{dot}{extension}", asset.hash.short());
    files.insert(name.clone(), asset);
    published.insert(path.to_owned(), name);
}

/// Adds all templates; those of the wiki that cannot be used are reported and left out, one at a time.
fn templates(
    inputs: &Inputs,
    config: &Config,
    published: &Arc<BTreeMap<String, String>>,
    faults: &mut Vec<Diagnostic>,
) -> Tera {
    let mut own: BTreeMap<&str, &str> =
        inputs.templates.iter().map(|(name, file)| (name.as_ref(), file.source.text.as_ref())).collect();
    own.retain(|name, text| !is_default(name, text));
    loop {
        let mut tera = empty(config, published);
        let defaults = defaults::TEMPLATES.iter().map(|(name, bytes)| {
            (
                format!("{DEFAULT_PREFIX}{name}"),
                std::str::from_utf8(bytes).expect("the default templates are UTF-8"),
            )
        });
        let all: Vec<(String, &str)> =
            defaults.chain(own.iter().map(|(name, text)| ((*name).to_owned(), *text))).collect();
        let Err(error) = tera.add_raw_templates(all) else { return tera };
        let fault = diagnostic(&error, "", &own);
        let guilty = guilty(&error, &own);
        faults.push(fault);
        match guilty {
            Some(name) => {
                own.remove(name.as_str());
            }
            // No single template can be blamed, so all of the wiki's are left out.
            None if !own.is_empty() => own.clear(),
            None => return empty(config, published),
        }
    }
}

/// True for a copy of a default template, as in Lorekeep's own repository.
fn is_default(name: &str, text: &str) -> bool {
    defaults::TEMPLATES.iter().any(|(known, bytes)| *known == name && *bytes == text.as_bytes())
}

fn empty(config: &Config, published: &Arc<BTreeMap<String, String>>) -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes([DEFAULT_PREFIX]).expect("there are no templates yet");
    tera.set_escape_fn(|text, out| write_html(out, text));
    let published = Arc::clone(published);
    let base_path = config.base_url.path.clone();
    filters::register(&mut tera, config);
    tera.global_context().insert_value("words", filters::value(&config.words));
    tera.register_function("asset", move |arguments: Kwargs, _: &State| -> tera::TeraResult<Value> {
        let path: String = arguments.must_get("path")?;
        match published.get(&path) {
            Some(name) => Ok(Value::from(format!("{base_path}{name}"))),
            None => {
                let meant = closest(&path, published.keys().map(String::as_str));
                let meant = meant.map(|name| format!("; {}", did_you_mean(name))).unwrap_or_default();
                Err(Error::message(format!("file `{path}` not found below `static/`{meant}")))
            }
        }
    });
    tera
}

/// The wiki's template that caused an error.
fn guilty(error: &Error, own: &BTreeMap<&str, &str>) -> Option<String> {
    let named = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            Some(report.filename().to_owned())
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
        | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            own_of_circle(tpl, chain, own).map(str::to_owned)
        }
        ErrorKind::MissingParent { current, .. } => Some(current.clone()),
        _ => None,
    };
    let text = error.to_string();
    named
        .filter(|name| own.contains_key(name.as_str()))
        .or_else(|| {
            own.keys()
                .find(|name| text.contains(&format!("`{name}`")) || text.contains(&format!("'{name}'")))
                .map(|name| (*name).to_owned())
        })
        .or_else(|| own.keys().find(|name| text.contains(**name)).map(|name| (*name).to_owned()))
}

/// Converts a template error to a diagnostic. If the engine gives no position, it is searched for in the template's text.
fn diagnostic(error: &Error, rendered: &str, texts: &BTreeMap<&str, &str>) -> Diagnostic {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let text = texts.get(report.filename()).copied().unwrap_or_default();
            unclosed_tag(report, text).unwrap_or_else(|| reported(report))
        }
        ErrorKind::RenderingError(report) => reported(report),
        kind => {
            let (name, message) = match kind {
                ErrorKind::Msg(text) => {
                    if let Some(fault) = located_message(text, texts) {
                        return fault;
                    }
                    (rendered, text.clone())
                }
                ErrorKind::CircularExtend { tpl, inheritance_chain } => (
                    own_of_circle(tpl, inheritance_chain, texts).unwrap_or(tpl),
                    format!("templates extend each other in a cycle: {}", inheritance_chain.join(", ")),
                ),
                ErrorKind::CircularInclude { tpl, include_chain } => (
                    own_of_circle(tpl, include_chain, texts).unwrap_or(tpl),
                    format!("templates include each other in a cycle: {}", include_chain.join(", ")),
                ),
                ErrorKind::MissingParent { current, parent } => {
                    (current.as_str(), format!("this template extends `{parent}`, which does not exist"))
                }
                ErrorKind::TemplateNotFound(name) => (rendered, format!("template `{name}` not found")),
                _ => (rendered, error.to_string()),
            };
            let place =
                Place { path: template_path(name).into(), range: first_reference(name, texts).into() };
            Diagnostic::new(&codes::TEMPLATE, place, sentence(&message))
        }
    }
}

/// The wiki's own template in a cycle: the engine may have found the cycle through a default one.
fn own_of_circle<'t>(first: &'t str, chain: &'t [String], own: &BTreeMap<&str, &str>) -> Option<&'t str> {
    [first].into_iter().chain(chain.iter().map(String::as_str)).find(|name| own.contains_key(name))
}

/// Parses a report formatted by the engine: `error: message`, then a line `--> name:line:column`.
fn located_message(text: &str, texts: &BTreeMap<&str, &str>) -> Option<Diagnostic> {
    let what = text.lines().find(|line| !line.trim().is_empty())?.trim();
    let what = what.strip_prefix("error:").unwrap_or(what).trim();
    let arrow = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let mut parts = arrow.trim().trim_matches(['[', ']']).rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let range = texts.get(name).map_or(0..0, |text| {
        let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let row = text[start..].lines().next().unwrap_or_default();
        let at = row.char_indices().nth(column.saturating_sub(1)).map_or(row.len(), |(at, _)| at);
        let word =
            row[at..].find([' ', '%', '}', '|']).filter(|length| *length > 0).unwrap_or(row.len() - at);
        start + at..start + at + word
    });
    let place = Place { path: template_path(name).into(), range: range.into() };
    Some(Diagnostic::new(&codes::TEMPLATE, place, sentence(what)))
}

/// Range of the tag that includes or extends another template and causes a cycle or leads to a missing one.
fn first_reference(name: &str, texts: &BTreeMap<&str, &str>) -> std::ops::Range<usize> {
    let Some(text) = texts.get(name) else { return 0..0 };
    let tags = ["{% extends", "{%- extends", "{% include", "{%- include"];
    let Some(start) = tags.iter().filter_map(|tag| text.find(tag)).min() else { return 0..0 };
    start..text[start..].find("%}").map_or(text.len(), |length| start + length + 2)
}

/// A tag that is not closed, of which the engine complains at a later one.
fn unclosed_tag(report: &ReportError, text: &str) -> Option<Diagnostic> {
    let tag = template_tags::unclosed(text).filter(|tag| tag.range.start <= report.span().range.start)?;
    let place = Place { path: template_path(report.filename()).into(), range: tag.range.into() };
    let fault = Diagnostic::new(&codes::TEMPLATE, place, format!("this `{}` is not closed", tag.name));
    Some(fault.help(format!("end it with `{{% end{} %}}`", tag.name)))
}

fn reported(report: &ReportError) -> Diagnostic {
    let place =
        Place { path: template_path(report.filename()).into(), range: report.span().range.clone().into() };
    let fault = Diagnostic::new(&codes::TEMPLATE, place, sentence(report.message()));
    if report.message().contains("Unknown tag") {
        return fault.help("in Tera 2, use components instead of macros and imports");
    }
    fault
}

fn template_path(name: &str) -> String {
    match name.strip_prefix(DEFAULT_PREFIX) {
        Some(name) => format!("(default theme)/templates/{name}"),
        None => format!("templates/{name}"),
    }
}

/// Formats a message like our own: lower case, one line, no final period.
fn sentence(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    let mut characters = line.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
