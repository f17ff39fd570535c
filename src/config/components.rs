//! Components: boxes and words with parameters, which pages call and templates render.
//!
//! A component of the theme needs only its name in `site.toml`; its parameters are in `components.toml`.

use std::collections::BTreeMap;

use super::fields::{Field, FieldKind, TypeId};
use super::markdown_template::MarkdownTemplate;
use super::reader::{Span, Spanned};
use super::resolver::{Resolver, text};
use super::types::Types;
use super::written::{self, Component as Written};
use crate::diag::{Diagnostic, codes};
use crate::text::Source;

/// The parameters of the theme's components.
const SHIPPED: &str = include_str!("components.toml");
/// The names of the theme's components, which a wiki has if it declares them.
const OF_THEME: [&str; 14] = [
    "quote",
    "main",
    "see-also",
    "notice",
    "tooltip",
    "foreign",
    "icon",
    "navbox",
    "portals",
    "did-you-know",
    "audio",
    "video",
    "infobox",
    "family-tree",
];
/// Maximum number of components in a wiki.
const MAX_COMPONENTS: usize = 500;
/// Maximum number of parameters of a component.
const MAX_PARAMETERS: usize = 50;
/// Info strings of fenced blocks with a meaning of their own.
const RESERVED: [&str; 3] = ["query", "gallery", "tabs"];
/// The key of a fenced block that labels it as a spoiler.
pub const SPOILER: &str = "spoiler";

/// The components of a wiki, in the order of `site.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Components {
    list: Vec<Component>,
    by_name: BTreeMap<String, u16>,
}

impl Components {
    /// True if the wiki declares none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A component.
    pub fn get(&self, index: u16) -> &Component {
        &self.list[usize::from(index)]
    }

    /// The component with a name.
    pub fn named(&self, name: &str) -> Option<u16> {
        self.by_name.get(name).copied()
    }

    /// True if the theme has a component with a name that the wiki does not declare.
    pub fn lacks(&self, name: &str) -> bool {
        OF_THEME.contains(&name) && self.named(name).is_none()
    }

    /// All components, in the order of `site.toml`.
    pub fn iter(&self) -> impl Iterator<Item = &Component> + Clone {
        self.list.iter()
    }
}

/// A component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Name in calls.
    pub name: String,
    /// Position of the name, or of the template's name, in `site.toml`.
    pub at: Span,
    /// Name of its template, such as `components/quote.html`.
    pub template: String,
    /// The Markdown that it writes into the text of pages, instead of a template for HTML.
    pub markdown: Option<MarkdownTemplate>,
    /// True if it is a part of a sentence rather than a block.
    pub inline: bool,
    /// Help text for editors.
    pub help: Option<String>,
    /// Its parameters; positional arguments have this order.
    pub parameters: Vec<Parameter>,
}

impl Component {
    /// The index of the parameter with a name.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.field.name == name)
    }
}

/// A parameter of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its declaration, as for a field of a type.
    pub field: Field,
    /// Reading of its values.
    pub reading: Reading,
}

impl Parameter {
    /// True if its values are texts, which templates see as HTML.
    pub fn is_text(&self) -> bool {
        match self.reading {
            Reading::Markdown => true,
            Reading::Query | Reading::Plain => false,
            Reading::Field => self.field.kind == FieldKind::Text,
        }
    }
}

/// Reading of the values of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// By the kind of the field; a text is inline Markdown.
    Field,
    /// Markdown with blocks.
    Markdown,
    /// Text without marks, for attributes.
    Plain,
    /// A query.
    Query,
}

/// Returns whether a name has only letters that names of components can have.
pub fn has_component_letters(name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
    name.starts_with(char::is_alphanumeric) && name.chars().all(is_plain)
}

/// Returns whether a name means a component of the theme, or something that is no component.
pub fn is_taken_component_name(name: &str) -> bool {
    OF_THEME.contains(&name) || RESERVED.contains(&name)
}

impl Resolver<'_> {
    /// The components of a wiki.
    pub(super) fn components(&mut self, written: Vec<Written>, types: &Types) -> Components {
        let ids: BTreeMap<String, TypeId> =
            types.iter().map(|(id, page_type)| (page_type.id.clone(), id)).collect();
        let mut shipped = None;
        let mut components = Components::default();
        for component in written {
            if components.list.len() >= MAX_COMPONENTS {
                let message = format!("more than {MAX_COMPONENTS} components");
                self.fault(&codes::INVALID_CONFIG, &component.name, message);
                break;
            }
            if self.is_component_name(&component.name) {
                let shipped = shipped.get_or_insert_with(shipped_components);
                let component = self.component(component, shipped, &ids);
                components.by_name.insert(component.name.clone(), components.list.len() as u16);
                components.list.push(component);
            }
        }
        components
    }

    /// Returns whether pages can call a component by a name. Others are reported.
    fn is_component_name(&mut self, name: &Spanned<String>) -> bool {
        if RESERVED.contains(&name.value.as_str()) {
            let message = format!("`{}` is a reserved name and cannot be a component", name.value);
            self.fault(&codes::INVALID_CONFIG, name, message);
            return false;
        }
        let is_valid = has_component_letters(&name.value);
        if !is_valid {
            let message = format!("invalid component name `{}`", name.value);
            let fault = self.fault(&codes::INVALID_CONFIG, name, message);
            fault.help.push("use lower-case letters, digits, hyphens and underscores".to_owned());
        }
        is_valid
    }

    /// A component; without parameters of its own, it has those of the theme's component with its name.
    fn component(
        &mut self,
        mut written: Written,
        shipped: &[Written],
        ids: &BTreeMap<String, TypeId>,
    ) -> Component {
        let of_theme = shipped.iter().find(|known| known.name.value == written.name.value);
        let is_of_theme = written.parameters.is_empty();
        if let Some(known) = of_theme.filter(|_| is_of_theme) {
            written.parameters.clone_from(&known.parameters);
            written.inline = written.inline.or(known.inline);
            written.help = written.help.or_else(|| known.help.clone());
        }
        if let Some(beyond) = written.parameters.get(MAX_PARAMETERS) {
            let name = beyond.name.clone();
            self.fault(&codes::INVALID_CONFIG, &name, format!("more than {MAX_PARAMETERS} parameters"));
            written.parameters.truncate(MAX_PARAMETERS);
        }
        let markdown = self.markdown(&written);
        let name = written.name;
        let template = written.template.filter(|template| !template.value.trim().is_empty());
        let at = Span(template.as_ref().map_or(&name.range, |template| &template.range).clone());
        let stem = template.map_or_else(|| name.value.clone(), |template| template.value);
        let stem = stem.strip_prefix("components/").unwrap_or(&stem);
        Component {
            template: format!("components/{}.html", stem.strip_suffix(".html").unwrap_or(stem)),
            at,
            markdown,
            inline: written.inline.unwrap_or(false),
            help: text(written.help),
            parameters: written
                .parameters
                .into_iter()
                .filter_map(|parameter| self.parameter(parameter, ids))
                .collect(),
            name: name.value,
        }
    }

    /// The Markdown of a component that writes it into the text of pages.
    fn markdown(&mut self, written: &Written) -> Option<MarkdownTemplate> {
        let markdown = written.markdown.clone()?;
        if !written.parameters.is_empty() {
            let message =
                format!("the component `{}` has `markdown` and cannot have parameters", written.name.value);
            let fault = self.fault(&codes::INVALID_CONFIG, &markdown, message);
            fault.help.push("its Markdown reads the fields of the page: `{{ fields.NAME }}`".to_owned());
        }
        match MarkdownTemplate::new(markdown.value.clone()) {
            Ok(template) => Some(template),
            Err(error) => {
                let message = format!("the Markdown of the component `{}`: {error}", written.name.value);
                self.fault(&codes::INVALID_CONFIG, &markdown, message);
                None
            }
        }
    }

    fn parameter(
        &mut self,
        mut written: written::Field,
        ids: &BTreeMap<String, TypeId>,
    ) -> Option<Parameter> {
        if written.name.value == SPOILER || written.name.value.contains(['|', '=', '{', '}']) {
            let message = format!("`{}` cannot be the name of a parameter", written.name.value);
            self.fault(&codes::INVALID_CONFIG, &written.name, message);
            return None;
        }
        let reading = match written.kind.as_ref().map(|kind| kind.value.as_str()) {
            Some("markdown") => Reading::Markdown,
            Some("plain") => Reading::Plain,
            Some("query") => Reading::Query,
            _ => Reading::Field,
        };
        // Unlike a page, a component may have an image that all its calls show.
        let is_image = written.kind.as_ref().is_some_and(|kind| kind.value == "image");
        let image = written.default.take_if(|_| is_image);
        if reading != Reading::Field {
            written.kind = None;
        }
        let mut field = self.field(written, ids);
        field.default = field.default.or(image.map(|image| image.value));
        Some(Parameter { field, reading })
    }
}

/// The components of the theme, as declared in `components.toml`.
fn shipped_components() -> Vec<Written> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    let source = Source::new("components.toml", SHIPPED);
    let components = written::read(&source, &mut faults).components;
    debug_assert!(faults.is_empty(), "{faults:?}");
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_of_the_theme_is_known_by_name() {
        let names: Vec<String> = shipped_components().into_iter().map(|known| known.name.value).collect();
        assert_eq!(names, OF_THEME);
    }
}
