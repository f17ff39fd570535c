//! `site.toml` as written: values with positions, not interpreted.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::reader::{Spanned, TableReader};
use super::syntax;
use super::type_queries::TypeQuery;
use crate::diag::Diagnostic;
use crate::text::Source;

/// The whole file.
#[derive(Debug, Default)]
pub(super) struct Site {
    pub(super) title: Option<Spanned<String>>,
    pub(super) tagline: Option<Spanned<String>>,
    pub(super) description: Option<Spanned<String>>,
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) language: Option<Spanned<String>>,
    pub(super) direction: Option<Spanned<String>>,
    pub(super) author: Option<Spanned<String>>,
    pub(super) edit_url: Option<Spanned<String>>,
    pub(super) new_url: Option<Spanned<String>>,
    pub(super) footer: Option<Spanned<String>>,
    pub(super) nav: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) interwiki: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) content: Content,
    pub(super) checks: Checks,
    pub(super) types: Vec<PageType>,
    pub(super) components: Vec<Component>,
    pub(super) categories: Vec<(Spanned<String>, Shared)>,
    pub(super) properties: Vec<Property>,
    pub(super) calendars: Vec<super::calendars::Written>,
    pub(super) spoilers: Vec<(Spanned<String>, Spoilers)>,
    pub(super) allowed: Vec<Allowed>,
    pub(super) theme: Theme,
    pub(super) output: Output,
    pub(super) origin: Origins,
    pub(super) images: Option<Images>,
}

#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) ignore: Vec<Spanned<String>>,
    pub(super) active: Vec<Spanned<String>>,
    pub(super) smart_punctuation: Option<bool>,
    pub(super) math: Option<bool>,
    pub(super) inline_tags: Option<bool>,
    pub(super) video: Option<Vec<Spanned<String>>>,
}

#[derive(Debug, Default)]
pub(super) struct Origins {
    pub(super) url: Option<Spanned<String>>,
    pub(super) licence: Option<Spanned<String>>,
}

#[derive(Debug, Default)]
pub(super) struct Checks {
    pub(super) level: Option<Spanned<String>>,
    pub(super) codes: Vec<(Spanned<String>, Spanned<String>)>,
}

#[derive(Debug)]
pub(super) struct PageType {
    pub(super) id: Spanned<String>,
    pub(super) label: Option<Spanned<String>>,
    pub(super) plural: Option<Spanned<String>>,
    pub(super) folder: Option<Spanned<String>>,
    pub(super) base: Option<Spanned<String>>,
    pub(super) schema: Option<Spanned<String>>,
    pub(super) template: Option<Spanned<String>>,
    pub(super) role: Option<Spanned<String>>,
    pub(super) sort_by: Option<Spanned<String>>,
    pub(super) categories: Vec<Spanned<String>>,
    pub(super) queries: Vec<TypeQuery>,
    pub(super) shared: Shared,
    pub(super) accent: Option<Spanned<String>>,
    pub(super) accent_dark: Option<Spanned<String>>,
    pub(super) fields: Vec<Field>,
}

/// Texts for all pages of a type or category.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub(super) before: Vec<Spanned<String>>,
    pub(super) after: Vec<Spanned<String>>,
    pub(super) foot: Vec<Spanned<String>>,
}

#[derive(Debug)]
pub(super) struct Component {
    pub(super) name: Spanned<String>,
    pub(super) template: Option<Spanned<String>>,
    pub(super) markdown: Option<Spanned<String>>,
    pub(super) inline: Option<bool>,
    pub(super) help: Option<Spanned<String>>,
    pub(super) parameters: Vec<Field>,
}

#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: Spanned<String>,
    pub(super) kind: Option<Spanned<String>>,
    pub(super) label: Option<Spanned<String>>,
    pub(super) help: Option<Spanned<String>>,
    pub(super) group: Option<Spanned<String>>,
    pub(super) many: Option<bool>,
    pub(super) required: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) may_be_unwritten: Option<bool>,
    pub(super) default: Option<Spanned<String>>,
    pub(super) unit: Option<Spanned<String>>,
    pub(super) schema: Option<Spanned<String>>,
    pub(super) to: Vec<Spanned<String>>,
    pub(super) values: Vec<Spanned<String>>,
    pub(super) calendar: Option<Spanned<String>>,
    pub(super) inverse: Option<Spanned<String>>,
    pub(super) inverse_label: Option<Spanned<String>>,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: Spanned<String>,
    pub(super) label: Option<Spanned<String>>,
    pub(super) many: Option<bool>,
    pub(super) unit: Option<Spanned<String>>,
}

/// An entry of `[spoilers]`.
#[derive(Debug)]
pub(super) enum Spoilers {
    Scope(SpoilerScope),
    /// A list of scopes, each of which comes after the one before it.
    Series(Vec<Spanned<String>>),
}

#[derive(Debug, Default)]
pub(super) struct SpoilerScope {
    pub(super) label: Option<Spanned<String>>,
    pub(super) work: Option<Spanned<String>>,
    pub(super) after: Vec<Spanned<String>>,
    pub(super) parts: Vec<Spanned<String>>,
}

/// The key of `[spoilers]` that lists phrases.
const ALLOW: &str = "allow";

/// An entry of `allow` in `[spoilers]`.
#[derive(Debug)]
pub(super) struct Allowed {
    pub(super) phrase: Option<Spanned<String>>,
    pub(super) reason: Option<Spanned<String>>,
    /// Position of the entry.
    pub(super) at: Range<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Theme {
    pub(super) logo: Option<Spanned<String>>,
    pub(super) favicon: Option<Spanned<String>>,
    pub(super) card: Option<Spanned<String>>,
    pub(super) sticky_header: Option<bool>,
    pub(super) monograms: Option<bool>,
    pub(super) edit_sections: Option<bool>,
    pub(super) infobox: Option<Spanned<String>>,
    pub(super) infobox_title: Option<bool>,
    pub(super) title_cards: Option<bool>,
    pub(super) width: Option<Spanned<String>>,
    pub(super) fonts: Vec<(&'static str, Spanned<String>)>,
    pub(super) both: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) light: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) dark: Vec<(Spanned<String>, Spanned<String>)>,
}

#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) search: Option<bool>,
    pub(super) api: Option<bool>,
    pub(super) special: Option<bool>,
    pub(super) backlinks: Option<bool>,
    pub(super) feed_entries: Option<usize>,
    pub(super) csp: Option<bool>,
    pub(super) headers: Option<bool>,
    pub(super) host: Option<Spanned<String>>,
    pub(super) cname: Option<Spanned<String>>,
    pub(super) max_size: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Images {
    /// Position of the table's start.
    pub(super) at: Range<usize>,
    pub(super) widths: Option<Vec<Spanned<usize>>>,
    pub(super) format: Option<Spanned<String>>,
    pub(super) quality: Option<Spanned<usize>>,
}

/// Reads the file. Invalid parts are reported, and the rest is used.
pub(super) fn read(source: &Source, faults: &mut Vec<Diagnostic>) -> Site {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    faults.extend(errors.iter().map(|error| syntax::fault(error, source)));
    site(TableReader::new(table.get_ref(), source), source, faults)
}

fn site<'t>(mut table: TableReader<'t>, source: &'t Source, faults: &mut Vec<Diagnostic>) -> Site {
    let (spoilers, allowed) = spoilers(&mut table, source, faults);
    let site = Site {
        title: table.text("title", faults),
        tagline: table.text("tagline", faults),
        description: table.text("description", faults),
        base_url: table.text("base_url", faults),
        language: table.text("language", faults),
        direction: table.text("direction", faults),
        author: table.text("author", faults),
        edit_url: table.text("edit_url", faults),
        new_url: table.text("new_url", faults),
        footer: table.text("footer", faults),
        nav: table.tables("nav", faults).into_iter().filter_map(|t| nav(t, source, faults)).collect(),
        interwiki: names(&mut table, "interwiki", source, faults),
        content: section(&mut table, "content", source, faults, content),
        checks: section(&mut table, "checks", source, faults, checks),
        types: named(&mut table, "types", source, faults, page_type),
        components: named(&mut table, "components", source, faults, component),
        categories: named(&mut table, "categories", source, faults, |name, table, _, faults| {
            (name, shared(table, faults))
        }),
        properties: named(&mut table, "properties", source, faults, property),
        calendars: named(&mut table, "calendars", source, faults, super::calendars::read),
        spoilers,
        allowed,
        theme: section(&mut table, "theme", source, faults, theme),
        output: section(&mut table, "output", source, faults, output),
        origin: section(&mut table, "origin", source, faults, origins),
        images: images(&mut table, source, faults),
    };
    table.finish(faults);
    site
}

/// Reads a table with fixed keys; a missing table counts as empty.
fn section<'t, T: Default>(
    parent: &mut TableReader<'t>,
    key: &'static str,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
    read: impl Fn(&mut TableReader<'t>, &'t Source, &mut Vec<Diagnostic>) -> T,
) -> T {
    let Some(table) = parent.table(key, faults) else { return T::default() };
    let mut table = TableReader::new(table, source);
    let value = read(&mut table, source, faults);
    table.finish(faults);
    value
}

/// Reads a table of tables with names of the wiki's own choice.
fn named<'t, T>(
    parent: &mut TableReader<'t>,
    key: &'static str,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
    read: impl Fn(Spanned<String>, &mut TableReader<'t>, &'t Source, &mut Vec<Diagnostic>) -> T,
) -> Vec<T> {
    let Some(table) = parent.table(key, faults) else { return Vec::new() };
    let tables = TableReader::new(table, source).named_tables(key, faults);
    let read_one = |(name, table)| {
        let mut table = TableReader::new(table, source);
        let value = read(name, &mut table, source, faults);
        table.finish(faults);
        value
    };
    tables.into_iter().map(read_one).collect()
}

fn names(
    parent: &mut TableReader<'_>,
    key: &'static str,
    source: &Source,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(Spanned<String>, Spanned<String>)> {
    let table = parent.table(key, faults);
    table.map(|table| TableReader::new(table, source).named_texts(faults)).unwrap_or_default()
}

/// A scope is a label or a table; a series is a list.
fn spoilers(
    parent: &mut TableReader<'_>,
    source: &Source,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<(Spanned<String>, Spoilers)>, Vec<Allowed>) {
    let Some(table) = parent.table("spoilers", faults) else { return Default::default() };
    let mut table = TableReader::new(table, source);
    let mut read = Vec::new();
    let key = table.place_of(ALLOW).unwrap_or_default();
    let allowed = table.tables(ALLOW, faults).into_iter();
    let allowed =
        allowed.map(|entry| allowed_phrase(TableReader::new(entry, source), &key, faults)).collect();
    for (name, value) in table.entries().filter(|(name, _)| name.value != ALLOW) {
        let entry = match value.get_ref() {
            DeValue::Array(_) => Some(Spoilers::Series(table.as_texts(&name.value, value, faults))),
            DeValue::Table(inner) => {
                Some(Spoilers::Scope(spoiler_scope(TableReader::new(inner, source), faults)))
            }
            _ => table
                .as_text(&name.value, value, faults)
                .map(|label| Spoilers::Scope(SpoilerScope { label: Some(label), ..SpoilerScope::default() })),
        };
        read.extend(entry.map(|entry| (name, entry)));
    }
    (read, allowed)
}

fn allowed_phrase(mut table: TableReader<'_>, key: &Range<usize>, faults: &mut Vec<Diagnostic>) -> Allowed {
    let at = table.place_of("phrase").or_else(|| table.place_of("reason")).unwrap_or_else(|| key.clone());
    let allowed = Allowed { phrase: table.text("phrase", faults), reason: table.text("reason", faults), at };
    table.finish(faults);
    allowed
}

fn spoiler_scope(mut table: TableReader<'_>, faults: &mut Vec<Diagnostic>) -> SpoilerScope {
    let scope = SpoilerScope {
        label: table.text("label", faults),
        work: table.text("work", faults),
        after: table.texts("after", faults),
        parts: table.texts("parts", faults),
    };
    table.finish(faults);
    scope
}

fn nav(
    table: &DeTable<'_>,
    source: &Source,
    faults: &mut Vec<Diagnostic>,
) -> Option<(Spanned<String>, Spanned<String>)> {
    let mut table = TableReader::new(table, source);
    let item = (table.text("title", faults), table.text("url", faults));
    table.finish(faults);
    Some((item.0?, item.1?))
}

fn content(table: &mut TableReader<'_>, _: &Source, faults: &mut Vec<Diagnostic>) -> Content {
    Content {
        ignore: table.texts("ignore", faults),
        active: table.texts("active", faults),
        smart_punctuation: table.boolean("smart_punctuation", faults),
        math: table.boolean("math", faults),
        inline_tags: table.boolean("inline_tags", faults),
        video: table.texts_if_any("video", faults),
    }
}

fn checks(table: &mut TableReader<'_>, _: &Source, faults: &mut Vec<Diagnostic>) -> Checks {
    let level = table.text("level", faults);
    Checks { level, codes: table.other_texts(faults) }
}

fn origins(table: &mut TableReader<'_>, _: &Source, faults: &mut Vec<Diagnostic>) -> Origins {
    Origins { url: table.text("url", faults), licence: table.text("licence", faults) }
}

fn page_type<'t>(
    id: Spanned<String>,
    table: &mut TableReader<'t>,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
) -> PageType {
    PageType {
        id,
        label: table.text("label", faults),
        plural: table.text("plural", faults),
        folder: table.text("folder", faults),
        base: table.text("base", faults),
        schema: table.text("schema", faults),
        template: table.text("template", faults),
        role: table.text("role", faults),
        sort_by: table.text("sort_by", faults),
        categories: table.texts("categories", faults),
        queries: table.tables("queries", faults).into_iter().map(TypeQuery::new).collect(),
        shared: shared(table, faults),
        accent: table.text("accent", faults),
        accent_dark: table.text("accent_dark", faults),
        fields: named(table, "fields", source, faults, field),
    }
}

fn shared(table: &mut TableReader<'_>, faults: &mut Vec<Diagnostic>) -> Shared {
    Shared {
        before: table.texts("before", faults),
        after: table.texts("after", faults),
        foot: table.texts("foot", faults),
    }
}

fn component<'t>(
    name: Spanned<String>,
    table: &mut TableReader<'t>,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
) -> Component {
    Component {
        name,
        template: table.text("template", faults),
        markdown: table.text("markdown", faults),
        inline: table.boolean("inline", faults),
        help: table.text("help", faults),
        parameters: named(table, "parameters", source, faults, field),
    }
}

fn field<'t>(
    name: Spanned<String>,
    table: &mut TableReader<'t>,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
) -> Field {
    Field {
        name,
        kind: table.text("type", faults),
        label: table.text("label", faults),
        help: table.text("help", faults),
        group: table.text("group", faults),
        many: table.boolean("many", faults),
        required: table.boolean("required", faults),
        hidden: table.boolean("hidden", faults),
        may_be_unwritten: table.boolean("may_be_unwritten", faults),
        default: table.value("default", faults),
        unit: table.text("unit", faults),
        schema: table.text("schema", faults),
        to: table.texts("to", faults),
        values: table.values("values", faults),
        calendar: table.text("calendar", faults),
        inverse: table.text("inverse", faults),
        inverse_label: table.text("inverse_label", faults),
        fields: named(table, "fields", source, faults, field),
    }
}

fn property(
    name: Spanned<String>,
    table: &mut TableReader<'_>,
    _: &Source,
    faults: &mut Vec<Diagnostic>,
) -> Property {
    Property {
        name,
        label: table.text("label", faults),
        many: table.boolean("many", faults),
        unit: table.text("unit", faults),
    }
}

/// Keys for fonts and the custom properties that they set.
const FONTS: [(&str, &str); 4] = [
    ("font_text", "font-text"),
    ("font_heading", "font-heading"),
    ("font_ui", "font-ui"),
    ("font_mono", "font-mono"),
];

fn theme(table: &mut TableReader<'_>, source: &Source, faults: &mut Vec<Diagnostic>) -> Theme {
    let [both, light, dark] = ["variables", "light", "dark"].map(|key| names(table, key, source, faults));
    let fonts = FONTS.into_iter().filter_map(|(key, property)| Some((property, table.text(key, faults)?)));
    Theme {
        both,
        light,
        dark,
        fonts: fonts.collect(),
        sticky_header: table.boolean("sticky_header", faults),
        monograms: table.boolean("monograms", faults),
        edit_sections: table.boolean("edit_sections", faults),
        infobox: table.text("infobox", faults),
        infobox_title: table.boolean("infobox_title", faults),
        title_cards: table.boolean("title_cards", faults),
        width: table.text("width", faults),
        logo: table.text("logo", faults),
        favicon: table.text("favicon", faults),
        card: table.text("card", faults),
    }
}

fn output(table: &mut TableReader<'_>, _: &Source, faults: &mut Vec<Diagnostic>) -> Output {
    Output {
        search: table.boolean("search", faults),
        api: table.boolean("api", faults),
        special: table.boolean("special", faults),
        backlinks: table.boolean("backlinks", faults),
        feed_entries: table.number("feed_entries", faults),
        csp: table.boolean("csp", faults),
        headers: table.boolean("headers", faults),
        host: table.text("host", faults),
        cname: table.text("cname", faults),
        max_size: table.number("max_size", faults),
    }
}

/// The mere presence of `[images]` switches variants on.
fn images<'t>(
    parent: &mut TableReader<'t>,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
) -> Option<Images> {
    let at = parent.place_of("images");
    let images = section(parent, "images", source, faults, |table, _, faults| Images {
        at: Range::default(),
        widths: table.numbers("widths", faults),
        format: table.text("format", faults),
        quality: table.number_at("quality", faults),
    });
    at.map(|at| Images { at, ..images })
}
