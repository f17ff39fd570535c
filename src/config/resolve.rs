//! Resolves settings: fills in defaults, looks names up, and checks values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::fields::{Field, TypeId};
use super::reader::{Span, Spanned};
use super::resolver::{Resolver, text};
use super::spoilers::title_of;
use super::types::{PageType, Property, Role, SortBy, Types};
use super::{
    BaseUrl, Config, Content, Images, NavItem, Theme, Variable, Width, languages, shared_texts, spoilers,
    written,
};
use crate::diag::{Diagnostic, Level, Levels, Strictness, Trait, codes};
use crate::text::{Source, choose, closest, did_you_mean, is_web_address};
use crate::words::{Collation, Words};

/// Languages written from right to left, by primary subtag.
const RIGHT_TO_LEFT: [&str; 10] = ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ur", "yi"];
/// Maximum number of types in a chain of `base` types.
const MAX_BASES: usize = 16;
/// Maximum number of types in a wiki.
const MAX_TYPES: usize = 1000;
/// Default widths of image variants: a phone, a phone with a high-density screen or the text column of a page, and
/// the same at high density.
const WIDTHS: [u32; 3] = [480, 960, 1440];
/// Minimum and maximum width of an image variant, in pixels.
const WIDTH_BOUNDS: (usize, usize) = (16, 4096);
/// Maximum number of variants per image.
const MAX_WIDTHS: usize = 8;
/// Default quality of variants, at which most people see no difference.
const QUALITY: u8 = 80;

/// Resolves a whole file.
pub(super) fn resolve(site: written::Site, source: &Source, faults: &mut Vec<Diagnostic>) -> Config {
    let mut resolver = Resolver { source, faults, calendars: BTreeMap::new() };
    resolver.calendars = super::calendars::resolve(&mut resolver, site.calendars);
    let language = site.language.map_or_else(|| "en".to_owned(), |language| resolver.language(language));
    let shared_texts = shared_texts::resolve(&site.types, site.categories);
    let types = resolver.types(site.types);
    let edit_url = resolver.edit_url(site.edit_url);
    let sections = edit_url.clone().filter(|_| site.theme.edit_sections != Some(false));
    Config {
        title: site.title.map_or_else(|| "Wiki".to_owned(), |title| title.value),
        tagline: text(site.tagline).unwrap_or_default(),
        description: text(site.description).unwrap_or_default(),
        base_url: resolver.base_url(site.base_url),
        right_to_left: resolver.right_to_left(site.direction, &language),
        words: Arc::new(Words::load(&language, None).0),
        collation: Arc::new(Collation::new(&language)),
        language,
        author: text(site.author),
        edit_url,
        new_url: resolver.new_url(site.new_url),
        footer_at: Span(site.footer.as_ref().map(|footer| footer.range.clone()).unwrap_or_default()),
        footer: text(site.footer),
        nav: site
            .nav
            .into_iter()
            .map(|(title, url)| NavItem {
                title: title.value,
                place: source.place(url.range),
                url: url.value,
            })
            .collect(),
        interwiki: super::interwiki::resolve(&mut resolver, site.interwiki),
        content: Content { edit_url: sections, ..resolver.content(&site.content) },
        levels: resolver.levels(site.checks),
        components: resolver.components(site.components, &types),
        types,
        shared_texts,
        source: source.clone(),
        properties: site.properties.into_iter().map(property).collect(),
        spoilers: spoilers::resolve(&mut resolver, &site.spoilers),
        allowed_phrases: spoilers::allowed(&mut resolver, site.allowed),
        theme: resolver.theme(site.theme),
        output: super::output::resolve(&mut resolver, site.output),
        origins: super::origins::resolve(&mut resolver, site.origin),
        images: site.images.and_then(|images| resolver.images(images)),
    }
}

fn property(property: written::Property) -> (String, Property) {
    let (order, name) = (property.name.range.start, property.name.value);
    let label = text(property.label).unwrap_or_else(|| title_of(&name));
    (
        name.clone(),
        Property { name, label, many: property.many.unwrap_or(false), unit: text(property.unit), order },
    )
}

/// The file of a template, which may be named without its extension.
fn template_file(name: String) -> String {
    if name.ends_with(".html") { name } else { format!("{name}.html") }
}

/// Returns whether a language is written from right to left.
pub fn is_right_to_left(language: &str) -> bool {
    RIGHT_TO_LEFT.contains(&language.split('-').next().unwrap_or_default())
}

impl Resolver<'_> {
    fn language(&mut self, language: Spanned<String>) -> String {
        if languages::is_known(&language.value) {
            return language.value;
        }
        let message = format!("unknown language `{}`", language.value);
        let help = languages::help(&language.value);
        self.fault(&codes::INVALID_CONFIG, &language, message).help.push(help);
        "en".to_owned()
    }

    fn edit_url(&mut self, url: Option<Spanned<String>>) -> Option<String> {
        let url = url.filter(|url| !url.value.trim().is_empty())?;
        if is_web_address(&url.value) {
            return Some(url.value);
        }
        let message = format!("`edit_url` expects a web address, found `{}`", url.value);
        let fault = self.fault(&codes::INVALID_CONFIG, &url, message);
        fault
            .help
            .push("write the address of the folder in your repository, starting with `https://`".into());
        None
    }

    /// The pattern of the addresses of new pages, if it is an address with the name of a file in it.
    fn new_url(&mut self, url: Option<Spanned<String>>) -> Option<String> {
        const PLACEHOLDERS: [&str; 5] = ["path", "folder", "file", "title", "text"];
        let url = url.filter(|url| !url.value.trim().is_empty())?;
        let named =
            || url.value.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let (message, help) = if !is_web_address(&url.value) {
            let message = format!("`new_url` expects a web address, found `{}`", url.value);
            (
                message,
                "write the address at which your host creates files, starting with `https://`".to_owned(),
            )
        } else if let Some(unknown) = named().find(|name| !PLACEHOLDERS.contains(name)) {
            (format!("unknown placeholder `{{{unknown}}}` in `new_url`"), choose(unknown, PLACEHOLDERS))
        } else if named().next().is_none() {
            let message = "`new_url` has no placeholder for the new page".to_owned();
            (message, "write `{path}` where the path of the new file belongs".to_owned())
        } else {
            return Some(url.value);
        };
        self.fault(&codes::INVALID_CONFIG, &url, message).help.push(help);
        None
    }

    fn right_to_left(&mut self, direction: Option<Spanned<String>>, language: &str) -> bool {
        let of_language = is_right_to_left(language);
        match direction {
            Some(direction) if direction.value == "rtl" => true,
            Some(direction) if direction.value == "ltr" => false,
            Some(direction) => {
                self.not_one_of("direction", &direction, ["ltr", "rtl"]);
                of_language
            }
            None => of_language,
        }
    }

    fn base_url(&mut self, url: Option<Spanned<String>>) -> BaseUrl {
        let local = BaseUrl::local();
        let Some(url) = url else { return local };
        let Some(base_url) = BaseUrl::parse(&url.value) else {
            let message = format!("invalid address `{}`", url.value);
            let fault = self.fault(&codes::INVALID_CONFIG, &url, message);
            fault.help.push("write a full address such as `https://example.org/wiki/`".into());
            return local;
        };
        if base_url.is_placeholder() {
            let message = format!("`{}` is a placeholder for the address of the site", url.value);
            let fault = self.fault(&codes::PLACEHOLDER_ADDRESS, &url, message);
            fault.help.push("write the address where readers will find the wiki, or use `--base-url`".into());
        }
        base_url
    }

    fn content(&mut self, content: &written::Content) -> Content {
        Content {
            ignore: self.globs(&content.ignore),
            active: self.globs(&content.active),
            smart_punctuation: content.smart_punctuation.unwrap_or(true),
            math: content.math.unwrap_or(true),
            inline_tags: content.inline_tags.unwrap_or(false),
            video: self.video_sites(content.video.as_deref()),
            edit_url: None,
            drafts: false,
        }
    }

    fn globs(&mut self, patterns: &[Spanned<String>]) -> GlobSet {
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            match Glob::new(&pattern.value) {
                Ok(glob) => drop(globs.add(glob)),
                Err(error) => {
                    self.fault(&codes::INVALID_CONFIG, pattern, format!("invalid pattern: {}", error.kind()));
                }
            }
        }
        globs.build().unwrap_or_else(|_| GlobSet::empty())
    }

    fn levels(&mut self, checks: written::Checks) -> Levels {
        let strictness = match checks.level {
            None => Strictness::Normal,
            Some(level) => match level.value.as_str() {
                "strict" => Strictness::Strict,
                "normal" => Strictness::Normal,
                "lenient" => Strictness::Lenient,
                _ => {
                    self.not_one_of("level", &level, ["strict", "normal", "lenient"]);
                    Strictness::Normal
                }
            },
        };
        let mut single = BTreeMap::new();
        for (name, level) in checks.codes {
            if let Some((name, level)) = self.level_of(&name, &level) {
                single.insert(name, level);
            }
        }
        Levels { strictness, single }
    }

    fn level_of(&mut self, name: &Spanned<String>, level: &Spanned<String>) -> Option<(&'static str, Level)> {
        let code = codes::find(&name.value);
        let Some(code) = code else {
            let names = codes::ALL.iter().map(|code| code.name).chain(["level"]);
            let suggestion = closest(&name.value, names).map(did_you_mean);
            let fault = self.fault(&codes::UNKNOWN_KEY, name, format!("unknown code `{}`", name.value));
            let all = || "run `lorekeep check --explain all` for a list of them".to_owned();
            fault.help.push(suggestion.unwrap_or_else(all));
            return None;
        };
        let level = match level.value.as_str() {
            "error" => Level::Error,
            "warning" => Level::Warning,
            "off" => Level::Off,
            _ => {
                self.not_one_of("level", level, ["error", "warning", "off"]);
                return None;
            }
        };
        if code.is(Trait::Fatal) && level != Level::Error {
            let message = format!(
                "the level of `{}` cannot be lowered, because the site cannot be built \
                                   with it",
                code.name
            );
            self.fault(&codes::INVALID_CONFIG, name, message);
            return None;
        }
        Some((code.name, level))
    }

    fn theme(&mut self, theme: written::Theme) -> Theme {
        let fonts = theme.fonts.into_iter().map(|(property, value)| {
            (Spanned { value: property.to_owned(), range: value.range.clone() }, value)
        });
        let both = theme.both.into_iter().chain(fonts).collect();
        let files = [&theme.logo, &theme.favicon, &theme.card].into_iter().flatten();
        let files = files.filter(|file| !file.value.trim().is_empty());
        let mut written = Vec::new();
        const WIDTHS: [(&str, Width); 3] =
            [("narrow", Width::Narrow), ("normal", Width::Normal), ("wide", Width::Wide)];
        const SIDES: [(&str, bool); 2] = [("left", true), ("right", false)];
        Theme {
            sticky_header: theme.sticky_header.unwrap_or_default(),
            without_monograms: theme.monograms == Some(false),
            infobox_first: self.one_of("side of the infobox", theme.infobox.as_ref(), SIDES),
            infobox_title: theme.infobox_title.unwrap_or_default(),
            title_cards: theme.title_cards.unwrap_or_default(),
            width: self.one_of("width", theme.width.as_ref(), WIDTHS),
            files: files.map(|file| (file.value.clone(), Span(file.range.clone()))).collect(),
            logo: text(theme.logo),
            favicon: text(theme.favicon),
            card: text(theme.card),
            both: self.variables(both, &mut written),
            light: self.variables(theme.light, &mut written),
            dark: self.variables(theme.dark, &mut written),
            variables: written,
        }
    }

    /// The value of a name from a list. An unknown one is reported, and the default holds.
    fn one_of<T: Copy + Default, const N: usize>(
        &mut self,
        what: &str,
        name: Option<&Spanned<String>>,
        choices: [(&'static str, T); N],
    ) -> T {
        let Some(name) = name else { return T::default() };
        let found = choices.iter().find(|(known, _)| *known == name.value);
        if found.is_none() {
            self.not_one_of(what, name, choices.iter().map(|(known, _)| *known));
        }
        found.map(|(_, value)| *value).unwrap_or_default()
    }

    /// The colour of an accent.
    fn accent(&mut self, accent: Option<Spanned<String>>) -> Option<(String, Span)> {
        let accent = accent?;
        if super::colours::channels(&accent.value).is_none() {
            let message = format!("invalid colour `{}`", accent.value);
            let fault = self.fault(&codes::INVALID_CONFIG, &accent, message);
            fault.help.push("write a colour such as `#1f4e79`, `rgb(31 78 121)` or `navy`".to_owned());
            return None;
        }
        Some((accent.value.trim().to_owned(), Span(accent.range)))
    }

    /// Custom properties whose names and values cannot escape their declaration.
    fn variables(
        &mut self,
        variables: Vec<(Spanned<String>, Spanned<String>)>,
        written: &mut Vec<Variable>,
    ) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        for (name, value) in variables {
            let plain_name = name.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            let plain_value =
                !value.value.contains(['{', '}', ';', '<', '\\']) && !value.value.contains("*/");
            if !plain_name {
                self.fault(&codes::INVALID_CONFIG, &name, format!("invalid variable name `{}`", name.value));
            } else if !plain_value {
                self.fault(&codes::INVALID_CONFIG, &value, format!("invalid CSS value `{}`", value.value));
            } else {
                written.push(Variable {
                    name: name.value.clone(),
                    name_at: Span(name.range),
                    value: value.value.clone(),
                    value_at: Span(value.range),
                });
                kept.push((name.value, value.value));
            }
        }
        kept
    }

    fn images(&mut self, images: written::Images) -> Option<Images> {
        let resolved = Images {
            widths: images.widths.map_or_else(|| WIDTHS.to_vec(), |widths| self.widths(widths)),
            quality: images.quality.map_or(QUALITY, |quality| self.quality(&quality)),
        };
        if let Some(format) = images.format.filter(|format| format.value != "webp") {
            self.not_one_of("image format", &format, ["webp"]);
        }
        if !cfg!(feature = "images") {
            let message = "this Lorekeep was built without the feature `images`, so every image is published in one \
                 size only";
            let fault = Diagnostic::new(&codes::NO_IMAGES, self.source.place(images.at), message);
            self.faults.push(
                fault.help("use a Lorekeep with default features, or build it with `--features images`"),
            );
            return None;
        }
        Some(resolved).filter(|images| !images.widths.is_empty())
    }

    fn widths(&mut self, written: Vec<Spanned<usize>>) -> Vec<u32> {
        let (narrowest, widest) = WIDTH_BOUNDS;
        let mut widths = BTreeSet::new();
        for (count, width) in written.into_iter().enumerate() {
            let fits = (narrowest..=widest).contains(&width.value) && count < MAX_WIDTHS;
            match u32::try_from(width.value).ok().filter(|_| fits) {
                Some(width) => drop(widths.insert(width)),
                None if count < MAX_WIDTHS => {
                    let message = format!("widths must be between {narrowest} and {widest} pixels");
                    self.fault_at(width.range, message);
                }
                None => self.fault_at(width.range, format!("there can be at most {MAX_WIDTHS} widths")),
            }
        }
        widths.into_iter().collect()
    }

    fn quality(&mut self, quality: &Spanned<usize>) -> u8 {
        let value = u8::try_from(quality.value).ok().filter(|&value| value <= 100);
        value.unwrap_or_else(|| {
            self.fault_at(quality.range.clone(), "`quality` must be between 0 and 100".to_owned());
            QUALITY
        })
    }

    fn types(&mut self, mut types: Vec<written::PageType>) -> Types {
        if types.len() > MAX_TYPES {
            let at = types[MAX_TYPES].id.clone();
            self.fault(&codes::INVALID_CONFIG, &at, format!("more than {MAX_TYPES} types"));
            types.truncate(MAX_TYPES);
        }
        let ids: BTreeMap<String, TypeId> =
            types.iter().enumerate().map(|(at, t)| (t.id.value.clone(), TypeId(at as u16))).collect();
        let bases: Vec<Option<TypeId>> = types.iter().map(|t| self.base(t, &ids)).collect();
        let own: Vec<Vec<Field>> =
            types.iter_mut().map(|t| self.fields(std::mem::take(&mut t.fields), &ids)).collect();
        self.report_shared_folders(&types);
        let lineages: Vec<Vec<usize>> =
            types.iter().enumerate().map(|(at, written)| self.lineage(at, &bases, &written.id)).collect();
        let mut list = Vec::new();
        for lineage in &lineages {
            let above: Vec<&written::PageType> = lineage.iter().map(|&at| &types[at]).collect();
            let base = lineage.get(1).map(|&base| TypeId(base as u16));
            list.push(self.page_type(&above, base, inherit(lineage, &own)));
        }
        Types::new(list)
    }

    /// Reports folders that several types claim: a folder gives its pages one type.
    fn report_shared_folders(&mut self, types: &[written::PageType]) {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for page_type in types {
            let Some(folder) = &page_type.folder else { continue };
            let name = folder.value.trim_matches('/').to_owned();
            if let Some(owner) = owners.insert(name, &page_type.id.value) {
                let message = format!("the folder `{}` already belongs to the type `{owner}`", folder.value);
                self.fault(&codes::INVALID_CONFIG, folder, message);
            }
        }
    }

    fn base(&mut self, page_type: &written::PageType, ids: &BTreeMap<String, TypeId>) -> Option<TypeId> {
        let base = page_type.base.as_ref()?;
        let id = ids.get(&base.value).copied();
        if id.is_none() {
            self.not_one_of("type", base, ids.keys().map(String::as_str));
        }
        id
    }

    /// A type and its bases, nearest first; a cycle is cut.
    fn lineage(&mut self, start: usize, bases: &[Option<TypeId>], id: &Spanned<String>) -> Vec<usize> {
        let mut lineage = vec![start];
        let mut at = start;
        while let Some(base) = bases[at] {
            at = usize::from(base.0);
            if at == start {
                self.fault(&codes::INVALID_CONFIG, id, format!("type `{}` is based on itself", id.value));
                return vec![start];
            }
            if lineage.len() > MAX_BASES {
                let message = format!("type `{}` has more than {MAX_BASES} bases", id.value);
                self.fault(&codes::INVALID_CONFIG, id, message);
                return vec![start];
            }
            lineage.push(at);
        }
        lineage
    }

    /// Resolves a type from itself and its bases, nearest first. Schema, role and order are inherited.
    fn page_type(
        &mut self,
        lineage: &[&written::PageType],
        base: Option<TypeId>,
        fields: Vec<Field>,
    ) -> PageType {
        let written = lineage[0];
        let id = written.id.value.clone();
        let label = text(written.label.clone()).unwrap_or_else(|| title_of(&id));
        let said = |key: fn(&written::PageType) -> &Option<Spanned<String>>| {
            lineage
                .iter()
                .find_map(|written| key(written).clone().filter(|spanned| !spanned.value.trim().is_empty()))
        };
        let template = written.template.clone().filter(|spanned| !spanned.value.trim().is_empty());
        let categories: Vec<Spanned<String>> =
            lineage.iter().flat_map(|written| &written.categories).cloned().collect();
        PageType {
            plural: text(written.plural.clone()).unwrap_or_else(|| format!("{label}s")),
            folder: text(written.folder.clone()).map(|folder| folder.trim_matches('/').to_owned()),
            schema: text(said(|written| &written.schema)).unwrap_or_else(|| "Article".to_owned()),
            template_at: Span(template.as_ref().map(|spanned| spanned.range.clone()).unwrap_or_default()),
            template: template.map(|spanned| template_file(spanned.value)),
            role: self.role(said(|written| &written.role).as_ref(), written.role.is_some()),
            sort_by: self.sort_by(
                said(|written| &written.sort_by).as_ref(),
                &fields,
                written.sort_by.is_some(),
            ),
            categories: self.type_categories(&categories, written.categories.len(), &fields),
            queries: written.queries.clone(),
            accent: self.accent(said(|written| &written.accent)),
            accent_dark: self.accent(said(|written| &written.accent_dark)),
            id,
            label,
            base,
            fields,
        }
    }

    /// The role of a type. An unknown role is reported only where it is written, not where it is inherited.
    fn role(&mut self, role: Option<&Spanned<String>>, is_own: bool) -> Role {
        match role.map(|role| (role, role.value.as_str())) {
            None | Some((_, "page")) => Role::Page,
            Some((_, "event")) => Role::Event,
            Some((_, "source")) => Role::Source,
            Some((role, _)) => {
                if is_own {
                    self.not_one_of("role", role, ["page", "event", "source"]);
                }
                Role::Page
            }
        }
    }

    /// The name by which lists sort the pages of a type. A mistake is reported only where it is written.
    fn sort_by(&mut self, by: Option<&Spanned<String>>, fields: &[Field], is_own: bool) -> Option<SortBy> {
        let by = by?;
        let names = fields.iter().filter(|field| field.kind.names_pages()).map(|field| field.name.as_str());
        match by.value.as_str() {
            "title" => Some(SortBy::Title),
            "last-name" => Some(SortBy::LastName),
            name if names.clone().any(|known| known == name) => Some(SortBy::Field(name.to_owned())),
            _ => {
                if is_own {
                    self.not_one_of(
                        "value of `sort_by`",
                        by,
                        ["title", "last-name"].into_iter().chain(names),
                    );
                }
                None
            }
        }
    }
}

/// The fields of a type: inherited ones first, replaced by the type's own fields of the same name.
fn inherit(lineage: &[usize], own: &[Vec<Field>]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for &at in lineage.iter().rev() {
        for field in &own[at] {
            match fields.iter_mut().find(|inherited| inherited.name == field.name) {
                Some(inherited) => *inherited = field.clone(),
                None => fields.push(field.clone()),
            }
        }
    }
    fields
}
