//! Writes what an infobox template shows below its infobox as the Markdown of a component, which reads the fields of the page.

use std::collections::BTreeSet;

use super::built_in;
use super::component::{Body, Component};
use super::free::Free;
use super::infobox;
use super::kinds::Kind;
use super::model::{Field, PageType};
use super::pages::Pages;
use super::parse;
use super::plan::Plan;
use super::templates::{self, Case, Part, Test};
use super::tree::unwrapped;
use super::write::Writer;
use crate::config::{has_component_letters, is_taken_component_name};
use crate::page::compose::markdown;

/// Maximum number of values and choices of a template.
const MAX_HOLES: usize = 4000;
/// Character that stands for the first value or choice while the wikitext around it is converted.
const HOLE: u32 = 0xE000;
/// Maximum size of the Markdown, in bytes.
const MAX_TEXT: usize = 50_000;

/// The component that writes the text of the pages of a type; `None` if there is no such text.
pub(super) fn made(
    template: &str,
    page_type: &PageType,
    pages: &Pages<'_>,
    plan: &Plan<'_>,
    names: &mut Free,
) -> Option<Component> {
    let parts = templates::read_page(pages, template)?;
    let mut maker = Maker { plan, page_type, holes: Vec::new(), uses: BTreeSet::new() };
    let wikitext = maker.wikitext(&parts)?;
    let text = maker.written(&wikitext, true).text;
    if text.trim().is_empty() || text.len() > MAX_TEXT {
        return None;
    }
    let name = names.numbered(&component_name(page_type), '-');
    has_component_letters(&name).then(|| Component {
        name,
        of: template.to_owned(),
        inline: false,
        parameters: Vec::new(),
        body: Body::Markdown(format!("{}\n", text.trim()), maker.uses),
    })
}

/// The name of the type, unless it has a meaning of its own.
fn component_name(page_type: &PageType) -> String {
    let slug = page_type.id.replace('/', "-");
    if is_taken_component_name(&slug) { format!("{slug}-text") } else { slug }
}

/// Markdown with template tags.
#[derive(Clone, Default)]
struct Written {
    text: String,
    /// True if it cannot be a part of a sentence.
    is_block: bool,
}

impl Written {
    const fn inline(text: String) -> Self {
        Self { text, is_block: false }
    }
}

/// The result of a test.
enum Holds {
    Never,
    Always,
    If(String),
}

struct Maker<'a> {
    plan: &'a Plan<'a>,
    page_type: &'a PageType,
    /// What the characters in wikitext stand for.
    holes: Vec<Written>,
    /// Components of the theme.
    uses: BTreeSet<&'static str>,
}

impl<'a> Maker<'a> {
    /// Parts as wikitext with a character for each value and choice.
    fn wikitext(&mut self, parts: &[Part]) -> Option<String> {
        let mut out = String::new();
        for part in parts {
            let written = match part {
                Part::Text(text) if text.chars().any(is_hole) => return None,
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::BuiltIn(name, arguments, parts) => match self.built_in(name, arguments, parts)? {
                    Ok(written) => written,
                    Err(wikitext) => {
                        out.push_str(&wikitext);
                        continue;
                    }
                },
                part => self.part(part)?,
            };
            self.add(written, &mut out)?;
        }
        Some(out)
    }

    /// Appends the character that stands for a value or choice.
    fn add(&mut self, written: Written, out: &mut String) -> Option<()> {
        if written.text.is_empty() {
            return Some(());
        }
        let sign = char::from_u32(HOLE + self.holes.len() as u32)?;
        let space = if written.is_block { "\n\n" } else { "" };
        out.extend([space, sign.encode_utf8(&mut [0; 4]), space]);
        self.holes.push(written);
        (self.holes.len() <= MAX_HOLES).then_some(())
    }

    /// Parts as Markdown.
    fn fragment(&mut self, parts: &[Part]) -> Option<Written> {
        let wikitext = self.wikitext(parts)?;
        Some(self.written(&wikitext, false))
    }

    /// Wikitext as Markdown. The whole text lacks its infobox.
    fn written(&mut self, wikitext: &str, is_whole: bool) -> Written {
        let mut nodes = parse::parse(wikitext, self.plan.names).nodes;
        if is_whole {
            infobox::take(&mut nodes);
        }
        let page = super::dump::Title { namespace: 0, name: String::new() };
        let mut writer = Writer::new(self.plan, &page, &[]);
        let inline = unwrapped(&nodes);
        let has_block_holes = wikitext.chars().any(|c| is_hole(c) && self.hole(c).is_block);
        let is_block = is_whole || has_block_holes || inline.iter().any(|node| writer.is_block(node));
        let text = if is_block { writer.blocks(&nodes) } else { writer.line(inline) };
        Written { text: self.filled(&text), is_block }
    }

    fn hole(&self, sign: char) -> Written {
        self.holes.get((sign as u32 - HOLE) as usize).cloned().unwrap_or_default()
    }

    /// Markdown with tags in place of characters.
    fn filled(&self, text: &str) -> String {
        let mut fixed = text.replace("{{", "{{ \"{{\" }}");
        for sign in ["{%", "{#"] {
            fixed = fixed.replace(sign, &format!("{{{{ \"{sign}\" }}}}"));
        }
        let mut out = String::with_capacity(fixed.len());
        for character in fixed.chars() {
            match is_hole(character) {
                true => out.push_str(&self.hole(character).text),
                false => out.push(character),
            }
        }
        out
    }

    fn part(&mut self, part: &Part) -> Option<Written> {
        Some(match part {
            Part::Title => Written::inline("{{ title }}".to_owned()),
            Part::Value(name, default) => self.value(name, default.as_deref())?,
            Part::Cased(case, name, _) => {
                let filter = match case {
                    Case::Lower => "lower",
                    Case::Upper => "upper",
                    Case::LowerFirst | Case::UpperFirst => return Some(Written::default()),
                };
                let field = self.field(name).map(|field| format!("{{{{ {} | {filter} }}}}", shown(field)));
                Written::inline(field.unwrap_or_default())
            }
            Part::Choice(branches) => self.choice(branches)?,
            Part::Text(_) | Part::BuiltIn(..) | Part::Unknown => Written::default(),
        })
    }

    /// A parameter, or what stands for it.
    fn value(&mut self, name: &str, default: Option<&[Part]>) -> Option<Written> {
        let Some(field) = self.field(name) else {
            let is_title = self.stated(name).is_some_and(|field| field.kind != Kind::Image);
            return match default {
                Some(default) => self.fragment(default),
                None if is_title => Some(Written::inline("{{ title }}".to_owned())),
                None => Some(Written::default()),
            };
        };
        let value = format!("{{{{ {} }}}}", shown(field));
        let test = name_of(field);
        let default = match default {
            Some(default) => Some(self.fragment(default)?),
            None => None,
        };
        Some(match default.filter(|default| !default.text.is_empty()) {
            None => Written::inline(value),
            Some(default) => Written {
                text: format!("{{% if {test} %}}{value}{{% else %}}{}{{% endif %}}", default.text),
                is_block: default.is_block,
            },
        })
    }

    fn choice(&mut self, branches: &[(Option<Test>, Vec<Part>)]) -> Option<Written> {
        let mut kept: Vec<(Option<String>, Written)> = Vec::new();
        for (test, parts) in branches {
            let test = match test.as_ref().map_or(Some(Holds::Always), |test| self.test(test)) {
                None => return Some(Written::default()),
                Some(Holds::Never) => continue,
                Some(Holds::Always) => None,
                Some(Holds::If(test)) => Some(test),
            };
            let is_last = test.is_none();
            kept.push((test, self.fragment(parts)?));
            if is_last {
                break;
            }
        }
        // Branches without text at the end are not needed.
        while kept.last().is_some_and(|(_, written)| written.text.is_empty()) {
            kept.pop();
        }
        Some(chosen(&kept))
    }

    /// The expression of a test; `None` if there is none.
    fn test(&self, test: &Test) -> Option<Holds> {
        match test {
            Test::Given(names) => {
                let fields: Vec<String> =
                    names.iter().filter_map(|name| self.field(name)).map(name_of).collect();
                Some(if fields.is_empty() { Holds::Never } else { Holds::If(fields.join(" or ")) })
            }
            Test::Equals { parameter, case, values, or_missing } => {
                let Some(field) = self.field(parameter) else {
                    return Some(if *or_missing { Holds::Always } else { Holds::Never });
                };
                let mut tests = equal(field, *case, values)?;
                tests.extend(or_missing.then(|| format!("not {}", name_of(field))));
                Some(if tests.is_empty() { Holds::Never } else { Holds::If(tests.join(" or ")) })
            }
        }
    }

    /// A template that most wikis have: a component of the theme, or else its wikitext.
    fn built_in(
        &mut self,
        name: &str,
        arguments: &[(String, Vec<Part>)],
        parts: &[Part],
    ) -> Option<Result<Written, String>> {
        let made = self.wikitext(parts)?;
        let mut values = Vec::new();
        for (name, parts) in arguments {
            values.push((name.clone(), self.wikitext(parts)?));
        }
        let found = built_in::component(name, &values, &made, self.plan.names);
        let Some(found) = found.filter(|found| matches!(found.name, "quote" | "notice")) else {
            return Some(Err(made));
        };
        let mut block = format!("```{}\n", found.name);
        for (key, value) in &found.arguments {
            let value = self.written(value, false);
            if value.is_block || value.text.contains('\n') {
                return Some(Err(made));
            }
            block.push_str(&format!("{key}: |-\n  {}\n", value.text));
        }
        block.push_str("```");
        self.uses.insert(found.name);
        Some(Ok(Written { text: block, is_block: true }))
    }

    /// The field of a parameter whose values are in the front matter.
    fn field(&self, parameter: &str) -> Option<&'a Field> {
        self.of_parameter(parameter).filter(|field| !field.is_stated)
    }

    /// The field of a parameter that states the title or the image of the page.
    fn stated(&self, parameter: &str) -> Option<&'a Field> {
        self.of_parameter(parameter).filter(|field| field.is_stated)
    }

    fn of_parameter(&self, parameter: &str) -> Option<&'a Field> {
        self.page_type.places.get(parameter).map(|place| &self.page_type.fields[*place])
    }
}

/// A choice between texts by their tests.
fn chosen(branches: &[(Option<String>, Written)]) -> Written {
    if let [] | [(None, _)] = branches {
        return branches.first().map(|(_, written)| written.clone()).unwrap_or_default();
    }
    let is_block = branches.iter().any(|(_, written)| written.is_block);
    let line = if is_block { "\n" } else { "" };
    let mut out = String::new();
    for (at, (test, written)) in branches.iter().enumerate() {
        match test {
            Some(test) if at == 0 => out.push_str(&format!("{{% if {test} %}}")),
            Some(test) => out.push_str(&format!("{{% elif {test} %}}")),
            None => out.push_str("{% else %}"),
        }
        out.extend([line, &written.text, line]);
    }
    out.push_str("{% endif %}");
    Written { text: out, is_block }
}

/// The tests for values of a field; `None` if there is no such test.
fn equal(field: &Field, case: Option<Case>, values: &[String]) -> Option<Vec<String>> {
    let (name, value) = (name_of(field), shown(field));
    let filter = match case {
        None => "",
        Some(Case::Lower) => " | lower",
        Some(Case::Upper) => " | upper",
        Some(Case::LowerFirst | Case::UpperFirst) => return None,
    };
    let test = |wanted: &String| {
        let wanted = if field.kind == Kind::Text { markdown::text(wanted) } else { wanted.clone() };
        let wanted = quoted(&wanted)?;
        Some(match (filter, field.many) {
            ("", false) => format!("{name} == {wanted}"),
            _ => format!("({name} and ({value}{filter}) == {wanted})"),
        })
    };
    values.iter().filter(|wanted| !wanted.is_empty()).map(test).collect()
}

/// The field in an expression.
fn name_of(field: &Field) -> String {
    let key = &field.key;
    match key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        true => format!("fields.{key}"),
        false => format!("fields[\"{key}\"]"),
    }
}

/// The value of a field as an expression.
fn shown(field: &Field) -> String {
    let separator = if field.kind == Kind::Text { "<br>" } else { ", " };
    match field.many {
        true => format!("{} | join(sep=\"{separator}\")", name_of(field)),
        false => name_of(field),
    }
}

/// A string of an expression.
fn quoted(text: &str) -> Option<String> {
    let quote = if text.contains('"') { '\'' } else { '"' };
    (!text.contains(['\\', '\n', quote])).then(|| format!("{quote}{text}{quote}"))
}

fn is_hole(character: char) -> bool {
    (HOLE..=HOLE + MAX_HOLES as u32).contains(&(character as u32))
}
