//! Writes the template of a component: HTML with the values of its parameters, as an editor would write it.

use super::component::{Kind, Parameter};
use super::parse;
use super::plan::Plan;
use super::templates::{Case, Part, Test};
use super::tree::{Element, File, Link, Node, is_inline, is_known, plain, unwrapped};
use crate::page::links::is_file_name;
use crate::text::escape::escape_html;
use crate::text::is_web_address;

/// Maximum number of values and choices of a template.
const MAX_HOLES: usize = 1000;
/// Character that stands for the first value or choice while the wikitext around it is parsed.
const HOLE: u32 = 0xE000;

/// Writes the template of a component.
pub(super) struct TeraWriter<'a> {
    pub(super) plan: &'a Plan<'a>,
    /// The parameters; only their uses are collected as long as there are none.
    pub(super) parameters: &'a [Parameter],
    /// The uses of each parameter of the template, in the order of their first use.
    pub(super) uses: Vec<(String, Vec<Kind>)>,
    /// Pages and images that the template names.
    pub(super) constants: Vec<(Kind, String)>,
    /// True if it has elements that cannot be a part of a sentence.
    pub(super) has_blocks: bool,
    /// True if it shows more than the values of its parameters.
    pub(super) adds: bool,
    /// Parameters that calls need.
    pub(super) required: Vec<String>,
    holes: Vec<Part>,
    /// Parameters that are given in the branch that is being written.
    given: Vec<String>,
}

impl<'a> TeraWriter<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, parameters: &'a [Parameter]) -> Self {
        Self {
            plan,
            parameters,
            uses: Vec::new(),
            constants: Vec::new(),
            has_blocks: false,
            adds: false,
            required: Vec::new(),
            holes: Vec::new(),
            given: Vec::new(),
        }
    }

    /// The HTML of parts.
    pub(super) fn fragment(&mut self, parts: &[Part]) -> Option<String> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(part) if part.chars().any(is_hole) => return None,
                Part::Text(part) => text.push_str(part),
                part => {
                    text.extend(char::from_u32(HOLE + self.holes.len() as u32));
                    self.holes.push(part.clone());
                }
            }
        }
        if self.holes.len() > MAX_HOLES || !is_balanced(&text) {
            return None;
        }
        let nodes = parse::parse(&text, self.plan.names).nodes;
        self.nodes(unwrapped(&nodes))
    }

    fn nodes(&mut self, nodes: &[Node]) -> Option<String> {
        let mut out = String::new();
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(&self.text(text)?),
                Node::Element(element) => out.push_str(&self.element(element)?),
                Node::Link(link) => out.push_str(&self.link(link)?),
                Node::External(address, label) => out.push_str(&self.external(address, label)?),
                Node::File(file) => out.push_str(&self.file(file)?),
                Node::Tag(_) => return None,
            }
        }
        Some(out)
    }

    fn text(&mut self, text: &str) -> Option<String> {
        let mut out = String::new();
        for piece in text.split_inclusive(is_hole) {
            let hole = piece.chars().next_back().filter(|c| is_hole(*c));
            let fixed = &piece[..piece.len() - hole.map_or(0, char::len_utf8)];
            self.adds |= fixed.chars().any(char::is_alphanumeric);
            out.push_str(&escaped(fixed));
            if let Some(hole) = hole {
                let part = self.hole(hole)?;
                out.push_str(&self.part(&part)?);
            }
        }
        Some(out)
    }

    fn hole(&self, character: char) -> Option<Part> {
        self.holes.get((character as u32 - HOLE) as usize).cloned()
    }

    /// A value or a choice in running text.
    fn part(&mut self, part: &Part) -> Option<String> {
        match part {
            Part::Text(_) | Part::Cased(..) | Part::Title | Part::BuiltIn(..) | Part::Unknown => None,
            Part::Value(name, default) => {
                let value = self.value(name, Kind::Text);
                let is_given = self.given.contains(name);
                match default {
                    None if !is_given => self.require(name),
                    Some(default) if !is_given && !default.is_empty() => {
                        let default = self.fragment(default)?;
                        self.adds = true;
                        let test = self.name(name);
                        return Some(format!(
                            "{{% if {test} %}}{{{{ {value} }}}}{{% else %}}{default}{{% endif %}}"
                        ));
                    }
                    Some(_) if !is_given => {
                        let test = self.name(name);
                        return Some(format!("{{% if {test} %}}{{{{ {value} }}}}{{% endif %}}"));
                    }
                    _ => {}
                }
                Some(format!("{{{{ {value} }}}}"))
            }
            Part::Choice(branches) => self.choice(branches, Self::fragment),
        }
    }

    fn require(&mut self, name: &str) {
        if !self.required.iter().any(|known| known == name) {
            self.required.push(name.to_owned());
        }
    }

    fn choice(
        &mut self,
        branches: &[(Option<Test>, Vec<Part>)],
        write: fn(&mut Self, &[Part]) -> Option<String>,
    ) -> Option<String> {
        self.adds = true;
        let mut out = String::new();
        for (at, (test, parts)) in branches.iter().enumerate() {
            // Branches begin and end without white space, so each may have a line.
            let start = if at == 0 { "{% if" } else { "\n{%- elif" };
            match test {
                Some(test) => {
                    let test = self.test(test)?;
                    out.push_str(&format!("{start} {test} %}}"));
                }
                None => out.push_str("\n{%- else %}"),
            }
            let known = self.given.len();
            self.given.extend(test.as_ref().and_then(given_by).cloned());
            let text = write(self, parts);
            self.given.truncate(known);
            out.push_str(&text?);
        }
        out.push_str(if branches.len() > 1 { "\n{%- endif %}" } else { "{% endif %}" });
        Some(out)
    }

    fn test(&mut self, test: &Test) -> Option<String> {
        match test {
            Test::Given(names) => {
                let tests: Vec<String> = names
                    .iter()
                    .map(|name| {
                        self.mention(name);
                        self.name(name)
                    })
                    .collect();
                Some(tests.join(" or "))
            }
            Test::Equals { parameter, case, values, or_missing } => {
                self.note(parameter, Kind::Plain);
                let name = self.name(parameter);
                let mut tests = Vec::new();
                for value in values.iter().filter(|value| !value.is_empty()) {
                    match case {
                        None => tests.push(format!("{name} == {}", quoted(value)?)),
                        Some(Case::Lower) => {
                            tests.push(format!("{name} and ({name} | lower) == {}", quoted(value)?));
                        }
                        Some(Case::Upper) => {
                            tests.push(format!("{name} and ({name} | upper) == {}", quoted(value)?));
                        }
                        Some(case) => {
                            let other = match case {
                                Case::LowerFirst => Case::UpperFirst,
                                _ => Case::LowerFirst,
                            };
                            tests.extend((case.of(value) == *value).then_some(()).map(|()| {
                                let quoted = |text: &str| quoted(text).unwrap_or_default();
                                format!(
                                    "{name} == {} or {name} == {}",
                                    quoted(value),
                                    quoted(&other.of(value))
                                )
                            }));
                            quoted(value)?;
                        }
                    }
                }
                tests.extend(or_missing.then(|| format!("not {name}")));
                (!tests.is_empty()).then(|| tests.join(" or "))
            }
        }
    }

    fn element(&mut self, element: &Element) -> Option<String> {
        let name = match element.name.as_str() {
            "br" => return Some("<br>".to_owned()),
            "hr" => "hr",
            "font" | "nobr" | "big" | "bdi" | "bdo" | "time" | "data" => "span",
            "center" => "div",
            "tt" => "code",
            "b" => "strong",
            "i" => "em",
            // Belongs to the table of contents of the page.
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return None,
            "strike" => "s",
            name => name,
        };
        let is_block = !is_inline(name);
        self.has_blocks |= is_block;
        let mut attributes = String::new();
        for (key, value) in &element.attributes {
            match key.as_str() {
                "title" => {
                    let value = self.attribute(value)?;
                    self.adds = true;
                    attributes.push_str(&format!(" title=\"{value}\""));
                }
                "colspan" | "rowspan"
                    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) =>
                {
                    attributes.push_str(&format!(" {key}=\"{value}\""));
                }
                // Layout and colours; the parameters remain in calls.
                _ => value.chars().filter(|c| is_hole(*c)).for_each(|hole| {
                    if let Some(part) = self.hole(hole) {
                        self.mention_all(&part);
                    }
                }),
            }
        }
        self.adds |= name != "span" && name != "div" && name != "p";
        if name == "hr" {
            return Some("<hr>".to_owned());
        }
        let inner = self.nodes(&element.children)?;
        Some(match name == "span" && attributes.is_empty() {
            true => inner,
            false => format!("<{name}{attributes}>{inner}</{name}>"),
        })
    }

    /// The value of an attribute.
    fn attribute(&mut self, text: &str) -> Option<String> {
        let mut out = String::new();
        for character in text.chars() {
            match is_hole(character) {
                true => {
                    let part = self.hole(character)?;
                    out.push_str(&self.plain_part(&part)?);
                }
                false => out.push_str(&escaped(character.encode_utf8(&mut [0; 4]))),
            }
        }
        Some(out)
    }

    fn plain_part(&mut self, part: &Part) -> Option<String> {
        match part {
            Part::Text(text) if text.contains(['[', '<', '\'']) => None,
            Part::Text(text) => Some(escaped(text)),
            Part::Value(name, default) => {
                let value = self.value(name, Kind::Plain);
                match default.as_deref() {
                    None => {
                        self.require(name);
                        Some(format!("{{{{ {value} }}}}"))
                    }
                    Some(default) => {
                        let default = self.plain_parts(default)?;
                        let middle = match default.is_empty() {
                            true => String::new(),
                            false => format!("{{% else %}}{default}"),
                        };
                        Some(format!("{{% if {value} %}}{{{{ {value} }}}}{middle}{{% endif %}}"))
                    }
                }
            }
            Part::Choice(branches) => self.choice(branches, Self::plain_parts),
            Part::Cased(..) | Part::Title | Part::BuiltIn(..) | Part::Unknown => None,
        }
    }

    fn plain_parts(&mut self, parts: &[Part]) -> Option<String> {
        parts.iter().map(|part| self.plain_part(part)).collect()
    }

    fn link(&mut self, link: &Link) -> Option<String> {
        self.adds = true;
        let name = link.target.name.as_str();
        if let Some(prefix) = &link.interwiki {
            let address = super::interwiki::address(prefix, name).filter(|_| !name.contains(is_hole));
            return self.to(&quoted_address(&address?)?, &link.label);
        }
        if link.fragment.is_some() {
            return None;
        }
        let page = match self.single(name, Kind::Page) {
            Some(page) => page,
            None if name.contains(is_hole) || name.is_empty() => return None,
            None => match self.plan.link_name(&link.target) {
                Some(found) => self.constant(Kind::Page, found),
                None => return self.nodes(&link.label),
            },
        };
        let is_title = matches!(link.label.as_slice(), [Node::Text(text)] if text == name);
        if is_title {
            return Some(format!("{{{{ {page}.html }}}}"));
        }
        let label = self.nodes(&link.label)?;
        Some(format!(
            "{{% if {page}.url %}}<a href=\"{{{{ {page}.url }}}}\">{label}</a>{{% else %}}{label}{{% endif %}}"
        ))
    }

    /// The expression for the only value in a name, which calls need.
    fn single(&mut self, text: &str, kind: Kind) -> Option<String> {
        let mut characters = text.chars();
        let (Some(hole), None) = (characters.next().filter(|c| is_hole(*c)), characters.next()) else {
            return None;
        };
        let Some(Part::Value(name, default)) = self.hole(hole) else { return None };
        if !self.given.contains(&name) {
            self.require(&name);
        }
        let has_default = default.is_some_and(|default| !default.is_empty());
        self.note(&name, kind);
        (!has_default).then(|| self.name(&name))
    }

    fn constant(&mut self, kind: Kind, name: String) -> String {
        let entry = (kind, name);
        if !self.constants.contains(&entry) {
            self.constants.push(entry.clone());
        }
        let found = self.parameters.iter().find(|parameter| {
            parameter.source.is_none()
                && parameter.kind == entry.0
                && parameter.default.as_ref() == Some(&entry.1)
        });
        found.map(|parameter| format!("args.{}", parameter.name)).unwrap_or_default()
    }

    fn external(&mut self, address: &str, label: &[Node]) -> Option<String> {
        self.adds = true;
        // The number of a link depends on the page.
        if address.contains(is_hole) || label.is_empty() {
            return None;
        }
        self.to(&quoted_address(address)?, label)
    }

    fn to(&mut self, address: &str, label: &[Node]) -> Option<String> {
        let label = self.nodes(label)?;
        Some(format!("<a href=\"{address}\">{label}</a>"))
    }

    fn file(&mut self, file: &File) -> Option<String> {
        self.adds = true;
        if file.framed || file.place.is_some() {
            return None;
        }
        let image = match self.single(&file.name, Kind::Image) {
            Some(image) => image,
            None if !is_file_name(&file.name) || file.name.contains(is_hole) => return None,
            None => {
                let name = self.plan.picture(&file.name).unwrap_or(&file.name).to_owned();
                self.constant(Kind::Image, name)
            }
        };
        let alt = file.alt.clone().unwrap_or_else(|| plain(&file.caption));
        let alt = self.attribute(&alt).unwrap_or_default();
        let width = file.size.as_deref().and_then(|size| size.split('x').next()?.parse::<u32>().ok());
        let width = width.map(|width| format!(" width=\"{width}\"")).unwrap_or_default();
        let shown = format!(
            "<img src=\"{{{{ {image}.small or {image}.url }}}}\" alt=\"{alt}\"{width} loading=\"lazy\">"
        );
        let shown = match file.link.as_deref().map(str::trim) {
            None | Some("") => shown,
            Some(link) => {
                let target = self.plan.names.title(link, 0);
                let page = match self.single(link, Kind::Page) {
                    Some(page) => page,
                    None if link.contains(['#', '/']) || link.contains(is_hole) => return None,
                    None => {
                        let name = self.plan.link_name(&target)?;
                        self.constant(Kind::Page, name)
                    }
                };
                format!(
                    "{{% if {page}.url %}}<a href=\"{{{{ {page}.url }}}}\">{shown}</a>{{% else %}}{shown}{{% endif %}}"
                )
            }
        };
        Some(format!("{{% if {image} %}}{shown}{{% endif %}}"))
    }

    /// The expression for a value in text or in an attribute.
    fn value(&mut self, name: &str, kind: Kind) -> String {
        self.note(name, kind);
        let of_page = self.parameter(name).is_some_and(|parameter| parameter.kind == Kind::Page);
        let expression = self.name(name);
        if of_page { format!("{expression}.title") } else { expression }
    }

    fn parameter(&self, source: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.source.as_deref() == Some(source))
    }

    fn name(&self, source: &str) -> String {
        self.parameter(source).map(|parameter| format!("args.{}", parameter.name)).unwrap_or_default()
    }

    fn note(&mut self, name: &str, kind: Kind) {
        self.mention(name);
        let found = self.uses.iter_mut().find(|(known, _)| known == name);
        if let Some((_, kinds)) = found.filter(|(_, kinds)| !kinds.contains(&kind)) {
            kinds.push(kind);
        }
    }

    fn mention(&mut self, name: &str) {
        if !self.uses.iter().any(|(known, _)| known == name) {
            self.uses.push((name.to_owned(), Vec::new()));
        }
    }

    fn mention_all(&mut self, part: &Part) {
        match part {
            Part::Text(_) | Part::Title | Part::BuiltIn(..) | Part::Unknown => {}
            Part::Value(name, default) | Part::Cased(_, name, default) => {
                self.mention(name);
                default.iter().flatten().for_each(|part| self.mention_all(part));
            }
            Part::Choice(branches) => {
                for (test, parts) in branches {
                    match test {
                        Some(Test::Given(names)) => names.iter().for_each(|name| self.mention(name)),
                        Some(Test::Equals { parameter, .. }) => self.mention(parameter),
                        None => {}
                    }
                    parts.iter().for_each(|part| self.mention_all(part));
                }
            }
        }
    }
}

/// Returns whether everything that wikitext opens is closed in it.
fn is_balanced(text: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1) {
        let (closes, rest) = tag.strip_prefix('/').map_or((false, tag), |rest| (true, rest));
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
        let is_single = matches!(name, "br" | "wbr" | "hr")
            || rest.split('>').next().is_some_and(|tag| tag.ends_with('/'));
        match (is_known(name) && !is_single, closes) {
            (true, false) => open.push(name),
            (true, true) if open.pop() != Some(name) => return false,
            _ => {}
        }
    }
    open.is_empty() && text.matches("{|").count() == text.matches("|}").count()
}

fn is_hole(character: char) -> bool {
    (HOLE..=HOLE + MAX_HOLES as u32).contains(&(character as u32))
}

/// Text as HTML, without the signs of templates.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape_html(&mut out, text);
    out.replace('{', "&#123;").replace('\u{a0}', "&nbsp;")
}

/// A string of an expression.
fn quoted(text: &str) -> Option<String> {
    let quote = if text.contains('"') { '\'' } else { '"' };
    (!text.contains(['\\', '\n', quote])).then(|| format!("{quote}{text}{quote}"))
}

fn quoted_address(address: &str) -> Option<String> {
    is_web_address(address).then(|| escaped(address))
}

/// The parameter that a test, if it holds, shows to be given.
fn given_by(test: &Test) -> Option<&String> {
    match test {
        Test::Given(names) if names.len() == 1 => names.first(),
        Test::Equals { parameter, or_missing: false, .. } => Some(parameter),
        _ => None,
    }
}
