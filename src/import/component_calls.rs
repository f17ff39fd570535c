//! Makes components of templates, and writes their calls.

use std::collections::BTreeSet;

use super::component::{Body, Component, Kind, Parameter};
use super::expansion::Stripped;
use super::files;
use super::free::Free;
use super::infobox::{self, one_line};
use super::pages::Pages;
use super::parse;
use super::plan::Plan;
use super::templates;
use super::tera::TeraWriter;
use super::tree::{Node, is_inline, unwrapped};
use super::write::Writer;
use crate::config::{has_component_letters, is_taken_component_name};
use crate::page::links::is_file_name;
use crate::page::path_slug;

/// Maximum number of parameters.
const MAX_PARAMETERS: usize = 20;
/// Maximum size of a template, in bytes. A longer one is a part of a page.
const MAX_BODY: usize = 20_000;
/// Words of template expressions, which cannot be the names of parameters.
const WORDS: [&str; 16] = [
    "and", "or", "not", "in", "is", "if", "elif", "else", "for", "true", "false", "none", "null", "with",
    "set", "spoiler",
];

/// The component that shows what a template shows. `None` if it is not pure, not balanced, or only shows its arguments.
pub(super) fn made(
    template: &str,
    pages: &Pages<'_>,
    plan: &Plan<'_>,
    names: &mut Free,
) -> Option<Component> {
    let parts = templates::read(pages, template)?;
    let mut survey = TeraWriter::new(plan, &[]);
    survey.fragment(&parts)?;
    if !survey.adds || survey.uses.is_empty() {
        return None;
    }
    let parameters = parameters(survey)?;
    let mut writer = TeraWriter::new(plan, &parameters);
    let html = writer.fragment(&parts)?;
    let inline = !writer.has_blocks;
    let slug: String = path_slug(template).replace('/', "-");
    let base = if is_taken_component_name(&slug) { format!("wiki-{slug}") } else { slug };
    let name = names.numbered(&base, '-');
    let element = if inline { "span" } else { "div" };
    let body = format!("<{element} class=\"component-{name}\">{}</{element}>\n", html.trim());
    let body = if inline { body.trim_end().to_owned() } else { body };
    (has_component_letters(&name) && body.len() <= MAX_BODY).then(|| Component {
        name,
        of: template.to_owned(),
        inline,
        parameters,
        body: Body::Html(body),
    })
}

/// The parameters of a component by their uses; `None` if they contradict each other.
fn parameters(survey: TeraWriter<'_>) -> Option<Vec<Parameter>> {
    let mut uses = survey.uses;
    // Those with numbers have their order, and come first.
    uses.sort_by_key(|(name, _)| name.parse::<u32>().unwrap_or(u32::MAX));
    let mut names = Free::default();
    WORDS.iter().for_each(|word| drop(names.numbered(word, '_')));
    let mut found = Vec::new();
    for (source, kinds) in uses {
        let has = |kind| kinds.contains(&kind);
        let kind = match () {
            () if has(Kind::Image) => Kind::Image,
            () if has(Kind::Page) => Kind::Page,
            () if has(Kind::Plain) || kinds.is_empty() => Kind::Plain,
            () => Kind::Text,
        };
        let contradicts = match kind {
            Kind::Image => kinds.len() > 1,
            Kind::Page => has(Kind::Plain),
            Kind::Plain | Kind::Text => false,
        };
        if contradicts {
            return None;
        }
        let name = names.numbered(&parameter_name(&source, kind), '_');
        let required = survey.required.contains(&source);
        found.push(Parameter { name, source: Some(source), kind, required, default: None });
    }
    for (kind, default) in survey.constants {
        let base = if kind == Kind::Image { "icon" } else { "link" };
        let name = names.numbered(base, '_');
        found.push(Parameter { name, source: None, kind, required: false, default: Some(default) });
    }
    (found.len() <= MAX_PARAMETERS).then_some(found)
}

fn parameter_name(source: &str, kind: Kind) -> String {
    let name: String = one_line(source)
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let name = name.trim_matches('_');
    match name.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => name.to_owned(),
        false => kind.usual_name().to_owned(),
    }
}

impl Writer<'_> {
    /// Returns whether a tag stands for a component that is a block.
    pub(super) fn is_block_component(&self, tag: &Stripped) -> bool {
        let index = tag.attributes.parse::<usize>().ok();
        index
            .and_then(|index| self.plan.components.list.get(index))
            .is_some_and(|component| !component.inline)
    }

    /// The call of a component that stands for a tag, and whether it is a part of a sentence.
    pub(super) fn call_of_component(&mut self, tag: &Stripped) -> Option<(String, bool)> {
        let plan = self.plan;
        let component = plan.components.list.get(tag.attributes.parse::<usize>().ok()?)?;
        let mut nodes = parse::parse(&tag.inner, plan.names).nodes;
        let call = match component.is_of_page() {
            true => {
                infobox::take(&mut nodes);
                self.met.components.extend(component.of_theme());
                format!("{{{{{}}}}}", component.name)
            }
            false => self.component_call(component, &tag.cite)?,
        };
        self.met.calls += 1;
        let mut images = Vec::new();
        files::collect(&nodes, &mut images);
        self.note_icons(&images);
        Some((call, component.inline))
    }

    /// The call of a component; `None` if its arguments cannot be written on one line.
    pub(super) fn component_call(
        &mut self,
        component: &Component,
        arguments: &[(String, String)],
    ) -> Option<String> {
        let known: BTreeSet<&str> =
            component.parameters.iter().filter_map(|parameter| parameter.source.as_deref()).collect();
        let is_unknown =
            |(name, value): &&(String, String)| !known.contains(name.as_str()) && !value.trim().is_empty();
        if arguments.iter().any(|argument| is_unknown(&argument)) {
            return None;
        }
        let mut out = format!("{{{{{}", component.name);
        let mut in_order = true;
        for parameter in &component.parameters {
            let source = parameter.source.as_deref();
            let given = arguments.iter().rev().find(|(name, _)| Some(name.as_str()) == source);
            let value = given.map(|(_, value)| value.trim()).unwrap_or_default();
            if value.is_empty() {
                if parameter.required {
                    return None;
                }
                in_order = false;
                continue;
            }
            let value = self.component_value(parameter.kind, value)?;
            out.push('|');
            if !in_order || begins_like_a_key(&value) {
                out.push_str(&format!("{}=", parameter.name));
            }
            out.push_str(&value);
        }
        out.push_str("}}");
        Some(out)
    }

    fn component_value(&mut self, kind: Kind, value: &str) -> Option<String> {
        let written = match kind {
            Kind::Page => {
                let title = self.plan.names.title(value, 0);
                self.plan.resolve(&title)?;
                self.plan.link_name(&title)?
            }
            Kind::Image => {
                let title = self.plan.names.title(value, 6);
                let name = self.plan.picture(&title.name).unwrap_or(&title.name).to_owned();
                is_file_name(&name).then_some(name)?
            }
            Kind::Text | Kind::Plain => {
                let nodes = parse::parse(value, self.plan.names).nodes;
                let nodes = unwrapped(&nodes);
                let is_plain = nodes.iter().all(|node| matches!(node, Node::Text(_)));
                if !is_line(nodes) || kind == Kind::Plain && !is_plain {
                    return None;
                }
                self.line(nodes)
            }
        };
        let is_simple =
            !written.contains("}}") && !written.contains(['\n', '%']) && !written.trim().is_empty();
        let has_bar = !matches!(kind, Kind::Text) && written.contains(['|', '{', '[', '<', '\\']);
        (is_simple && !has_bar).then_some(written)
    }
}

/// Returns whether nodes are text, links and images on one line.
fn is_line(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(_) | Node::Link(_) | Node::External(..) => true,
        Node::Element(element) => is_inline(&element.name) && is_line(&element.children),
        Node::File(_) | Node::Tag(_) => false,
    })
}

/// Returns whether a value begins like an argument with a key.
fn begins_like_a_key(value: &str) -> bool {
    let end = value.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(value.len());
    value.starts_with(char::is_lowercase) && value[end..].trim_start().starts_with('=')
}
