//! Decisions of an import, as `import.toml`: what becomes of each template, and the fields of infoboxes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::action::Action;
use super::component::Components;
use super::draft::Draft;
use super::kinds::Kind;
use super::model::{Field, PageType};
use super::toml_text::{key, list, quoted};

/// Decisions by people, which take precedence over those of the import.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Templates, by name without namespace.
    #[serde(default)]
    pub(super) templates: BTreeMap<String, Template>,
}

/// What becomes of a template.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Template {
    /// The result of its calls.
    #[serde(rename = "as")]
    pub action: Action,
    /// Name of the type of pages that call it.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// Name of the type for readers.
    pub label: Option<String>,
    /// What becomes of the text that it makes below the infobox: a component, or its expansion on each page.
    text: Option<Action>,
    /// Number of pages that call it, for information.
    #[serde(rename = "pages")]
    _pages: Option<usize>,
    /// Names of the categories that the type states; the pages state the others. `None` for all that are found.
    categories: Option<Vec<String>>,
    /// Its fields, by parameter.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldDecision>,
}

/// A decision about a field.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldDecision {
    key: Option<String>,
    label: Option<String>,
    group: Option<String>,
    #[serde(rename = "type")]
    kind: Option<KindName>,
    #[serde(default)]
    values: Vec<String>,
    to: Option<String>,
    many: Option<bool>,
    hidden: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Text,
    Number,
    Date,
    Url,
    Image,
    Choice,
    Page,
}

impl Decisions {
    /// Reads `import.toml`.
    ///
    /// # Errors
    /// If the text is not TOML, or has unknown keys or values; the message has line and column.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The decisions about templates, by name.
    pub(super) fn actions(&self) -> FxHashMap<String, Action> {
        self.templates.iter().map(|(name, decision)| (name.clone(), decision.action)).collect()
    }

    /// The decision about a template.
    pub(super) fn action(&self, template: &str) -> Option<Action> {
        self.templates.get(template).map(|decision| decision.action)
    }

    /// The decision about the text below the infobox of a template.
    pub(super) fn text(&self, template: &str) -> Option<Action> {
        self.templates.get(template)?.text
    }

    /// The categories that the type of a template may state, if they are given.
    fn categories(&self, template: &str) -> Option<&[String]> {
        self.templates.get(template)?.categories.as_deref()
    }

    /// Returns whether the type of a template may state a category, named as in `site.toml`.
    pub(super) fn may_state(&self, template: &str, category: &str) -> bool {
        self.categories(template).is_none_or(|names| names.iter().any(|name| name == category))
    }

    /// Applies the names of types.
    pub(super) fn name_types(&self, types: &mut BTreeMap<String, PageType>) {
        let mut taken: BTreeSet<String> = types.values().map(|page_type| page_type.id.clone()).collect();
        for (template, page_type) in types {
            let Some(decision) = self.templates.get(template) else { continue };
            let id = decision.type_name.as_ref().map(|name| crate::page::path_slug(name));
            if let Some(id) = id.filter(|id| !id.is_empty() && taken.insert(id.clone())) {
                page_type.id = id;
            }
            page_type.label = decision.label.clone().unwrap_or_else(|| std::mem::take(&mut page_type.label));
        }
    }

    /// Applies the decisions about fields.
    pub(super) fn set_fields(&self, types: &mut BTreeMap<String, PageType>) {
        for (template, page_type) in types {
            let Some(decision) = self.templates.get(template) else { continue };
            for field in &mut page_type.fields {
                if let Some(decision) = decision.fields.get(&field.parameter) {
                    decision.apply(field);
                }
            }
        }
    }
}

impl FieldDecision {
    fn apply(&self, field: &mut Field) {
        field.key = self.key.clone().unwrap_or_else(|| std::mem::take(&mut field.key));
        field.group = self.group.clone().or(field.group.take());
        field.many = self.many.unwrap_or(field.many);
        field.label = self.label.clone().or(field.label.take());
        if self.hidden == Some(false) {
            field.label.get_or_insert_with(|| field.parameter.clone());
        }
        field.hidden = self.hidden == Some(true);
        if let Some(kind) = self.kind {
            field.kind = match kind {
                KindName::Text => Kind::Text,
                KindName::Number => Kind::Number,
                KindName::Date => Kind::Date,
                KindName::Url => Kind::Url,
                KindName::Image => Kind::Image,
                KindName::Choice => Kind::Choice(self.values.clone()),
                KindName::Page => Kind::Page,
            };
            field.to = self.to.clone().filter(|to| !to.is_empty());
        }
    }
}

/// The decisions of an import as `import.toml`.
pub(super) fn text(
    drafts: &[Draft],
    types: &BTreeMap<String, PageType>,
    own: &Components,
    given: &Decisions,
) -> String {
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    let mut components: BTreeSet<&str> = BTreeSet::new();
    for draft in drafts {
        let mut here: Vec<&str> = draft.expanded.calls.iter().map(|call| call.name.as_str()).collect();
        here.sort_unstable();
        here.dedup();
        components.extend(draft.expanded.components.iter().map(String::as_str));
        here.into_iter().for_each(|name| *pages.entry(name).or_default() += 1);
    }
    let mut out = String::from(
        "# What became of each template. Change it, and import again with `--map import.toml`.\n\
         # as = \"fields\" (front matter with the fields of a type), \"expand\" (the text that it produces),\n\
         # \"component\" (a component, in calls for which it shows the same words and links), \"drop\", or \"unconverted\" (a comment with its source).\n",
    );
    // Templates that only others call.
    for name in &components {
        pages.entry(name).or_default();
    }
    for (name, pages) in pages {
        let page_type = types.get(name);
        let action = match (page_type, given.action(name)) {
            (Some(_), _) => "fields",
            (None, Some(Action::Drop)) => "drop",
            (None, Some(Action::Unconverted)) => "unconverted",
            (None, Some(Action::Expand)) => "expand",
            (None, _) if components.contains(name) || own.has(name) => "component",
            (None, _) => "expand",
        };
        let _ = write!(out, "\n[templates.{}]\nas = \"{action}\"\npages = {pages}\n", key(name));
        if let Some(page_type) = page_type {
            let _ = write!(out, "type = {}\nlabel = {}\n", quoted(&page_type.id), quoted(&page_type.label));
            let text = if own.has(name) { "component" } else { "expand" };
            let _ = writeln!(out, "text = \"{text}\"");
            if !page_type.categories.is_empty() || given.categories(name).is_some() {
                let _ = writeln!(out, "categories = {}", list(&page_type.categories));
            }
            let _ = write!(out, "\n[templates.{}.fields]\n", key(name));
            page_type.fields.iter().for_each(|field| decided(field, &mut out));
        }
    }
    out
}

fn decided(field: &Field, out: &mut String) {
    let mut keys = vec![format!("key = {}", quoted(&field.key)), format!("type = \"{}\"", field.kind.name())];
    keys.extend(field.label.as_ref().map(|label| format!("label = {}", quoted(label))));
    keys.extend(field.group.as_ref().map(|group| format!("group = {}", quoted(group))));
    if let Kind::Choice(values) = &field.kind {
        keys.push(format!("values = {}", list(values)));
    }
    keys.extend(field.to.as_ref().map(|to| format!("to = {}", quoted(to))));
    keys.extend(field.many.then(|| "many = true".to_owned()));
    keys.extend(field.is_hidden().then(|| "hidden = true".to_owned()));
    let _ = writeln!(out, "{} = {{ {} }}", key(&field.parameter), keys.join(", "));
}
