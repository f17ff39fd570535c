//! Components in place of small templates, as data.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::toml_text::{key, lines, quoted};

/// Names and values of the arguments of a call.
pub(super) type Arguments = Vec<(String, String)>;

/// The components of a wiki, and the calls of templates that became calls of components.
#[derive(Debug, Default)]
pub(super) struct Components {
    /// The components, by name.
    pub list: Vec<Component>,
    /// Indices of the components and the calls that show the same as their templates, by template.
    verified: FxHashMap<String, (usize, FxHashSet<Arguments>)>,
}

impl Components {
    /// Adds a component, and the calls for which it shows the same as its template.
    pub(super) fn add(&mut self, component: Component, calls: FxHashSet<Arguments>) {
        self.verified.insert(component.of.clone(), (self.list.len(), calls));
        self.list.push(component);
    }

    /// The index of the component for a call.
    pub(super) fn of_call(&self, template: &str, arguments: &[(String, String)]) -> Option<usize> {
        let (index, calls) = self.verified.get(template)?;
        calls.contains(arguments).then_some(*index)
    }

    /// Keeps the component that makes the text of pages in some calls; without any, removes it. Indices remain.
    pub(super) fn keep(&mut self, template: &str, is_kept: impl Fn(&Arguments) -> bool) {
        let Some((_, calls)) = self.verified.get_mut(template) else { return };
        calls.retain(|arguments| is_kept(arguments));
        if calls.is_empty() {
            self.verified.remove(template);
        }
    }

    /// The components that have calls.
    pub(super) fn used(&self) -> Vec<&Component> {
        self.list.iter().filter(|component| self.has(&component.of)).collect()
    }

    /// Returns whether a template became a component.
    pub(super) fn has(&self, template: &str) -> bool {
        self.verified.contains_key(template)
    }
}

/// A component made from a template.
#[derive(Debug, Clone)]
pub(super) struct Component {
    /// Its name.
    pub name: String,
    /// The name of the template in the dump.
    pub of: String,
    /// True if it is a part of a sentence.
    pub inline: bool,
    /// Its parameters; those of the template come first.
    pub parameters: Vec<Parameter>,
    /// Its template.
    pub body: Body,
}

/// The template of a component.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// HTML, with the values of its parameters.
    Html(String),
    /// Markdown with the values of the fields of a page, and the components of the theme in it.
    Markdown(String, BTreeSet<&'static str>),
}

/// A parameter of a component.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    /// Its name.
    pub name: String,
    /// The parameter of the template in the dump; `None` for a page or an image that the template names itself.
    pub source: Option<String>,
    /// The kind of its values.
    pub kind: Kind,
    /// True if calls need it.
    pub required: bool,
    /// Its value in calls without it.
    pub default: Option<String>,
}

/// The kind of a parameter, by its use in the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text with marks and links.
    Text,
    /// Text that is compared, or belongs to an attribute.
    Plain,
    /// The target of a link.
    Page,
    /// A file.
    Image,
}

impl Kind {
    /// Its name in `site.toml`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Plain => "plain",
            Self::Page => "page",
            Self::Image => "image",
        }
    }

    /// The name of parameters that only have a number in the template.
    pub(super) const fn usual_name(self) -> &'static str {
        match self {
            Self::Plain => "value",
            kind => kind.name(),
        }
    }
}

impl Component {
    /// The file of its template, if it has one.
    pub(super) fn file(&self) -> Option<(String, String)> {
        match &self.body {
            Body::Html(body) => Some((format!("templates/components/{}.html", self.name), body.clone())),
            Body::Markdown(..) => None,
        }
    }

    /// The components of the theme that its Markdown calls.
    pub(super) fn of_theme(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        let names = match &self.body {
            Body::Html(_) => None,
            Body::Markdown(_, names) => Some(names),
        };
        names.into_iter().flatten().copied()
    }

    /// Returns whether it writes the text of pages from their fields.
    pub(super) const fn is_of_page(&self) -> bool {
        matches!(self.body, Body::Markdown(..))
    }

    /// Its declaration in `site.toml`.
    pub(super) fn declaration(&self) -> String {
        let mut out = format!(
            "\n[components.{}]\nhelp = {}\n",
            key(&self.name),
            quoted(&format!("Template:{}", self.of))
        );
        if self.inline {
            out.push_str("inline = true\n");
        }
        if let Body::Markdown(text, _) = &self.body {
            out.push_str(&format!("markdown = {}\n", lines(text)));
            return out;
        }
        out.push_str(&format!("[components.{}.parameters]\n", key(&self.name)));
        for parameter in &self.parameters {
            let mut keys = vec![format!("type = \"{}\"", parameter.kind.name())];
            keys.extend(parameter.required.then(|| "required = true".to_owned()));
            keys.extend(parameter.default.as_ref().map(|default| format!("default = {}", quoted(default))));
            out.push_str(&format!("{} = {{ {} }}\n", key(&parameter.name), keys.join(", ")));
        }
        out
    }
}
