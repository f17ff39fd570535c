//! Reads a template as parts that a component can show: text, parameters, and choices between texts by a parameter.
//!
//! A template whose calls depend on anything but their arguments cannot be read.

use std::collections::BTreeMap;

use super::built_in;
use super::dump::Title;
use super::expand;
use super::pages::Pages;
use super::preprocess::{Argument, Call, Piece};

/// Maximum number of parts of a template, those of the templates that it calls included.
const MAX_PARTS: usize = 400;
/// The same for a template that makes pages.
const MAX_PARTS_OF_PAGE: usize = 6000;
/// Maximum depth of the templates that it calls.
const MAX_DEPTH: usize = 6;

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// Wikitext.
    Text(String),
    /// A parameter, and what stands for it if a call lacks it.
    Value(String, Option<Vec<Part>>),
    /// A parameter in lower or upper case, which only tests can use.
    Cased(Case, String, Option<Vec<Part>>),
    /// The first branch whose test holds. The last one may have none.
    Choice(Vec<(Option<Test>, Vec<Part>)>),
    /// The title of the page.
    Title,
    /// The call of a template that most wikis have: its name, its arguments, and its own parts.
    BuiltIn(String, Vec<(String, Vec<Part>)>, Vec<Part>),
    /// What cannot be read.
    Unknown,
}

/// A function that changes letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    LowerFirst,
    UpperFirst,
}

/// A test of a choice.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// One of the parameters is given.
    Given(Vec<String>),
    /// A parameter is equal to one of the values.
    Equals {
        /// The parameter.
        parameter: String,
        /// The function applied to it.
        case: Option<Case>,
        /// The values.
        values: Vec<String>,
        /// True if the test holds as well without the parameter.
        or_missing: bool,
    },
}

/// The parameter that a choice depends on.
struct Subject {
    parameter: String,
    case: Option<Case>,
    /// Its value in calls without it.
    default: String,
}

/// The arguments of the template that is being read; `None` for the outermost one, whose arguments are not known.
type Scope<'s> = Option<&'s BTreeMap<String, Vec<Part>>>;

/// The parts of a template; `None` if it does not only depend on its arguments.
pub(super) fn read(pages: &Pages<'_>, name: &str) -> Option<Vec<Part>> {
    let (_, pieces) = pages.template(&Title { namespace: 10, name: name.to_owned() })?;
    let mut reader = Reader { pages, left: MAX_PARTS, depth: 0, of_page: false };
    reader.parts(pieces, None)
}

/// The parts of a template that makes pages, by their titles and its arguments. Some may be unknown.
pub(super) fn read_page(pages: &Pages<'_>, name: &str) -> Option<Vec<Part>> {
    let (_, pieces) = pages.template(&Title { namespace: 10, name: name.to_owned() })?;
    let mut reader = Reader { pages, left: MAX_PARTS_OF_PAGE, depth: 0, of_page: true };
    reader.parts(pieces, None)
}

struct Reader<'p, 'd> {
    pages: &'p Pages<'d>,
    left: usize,
    depth: usize,
    /// True if it makes pages.
    of_page: bool,
}

impl Reader<'_, '_> {
    fn parts(&mut self, pieces: &[Piece<'_>], scope: Scope<'_>) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        for piece in pieces {
            self.left = self.left.checked_sub(1)?;
            match piece {
                Piece::Text(text) => push(&mut parts, Part::Text((*text).to_owned())),
                Piece::Parameter(call) => {
                    let found = self.parameter(call, scope);
                    let found = self.known(found)?;
                    found.into_iter().for_each(|part| push(&mut parts, part));
                }
                Piece::Call(call) => {
                    let found = self.call(call, scope).or_else(|| self.constant(call));
                    let found = self.known(found)?;
                    found.into_iter().for_each(|part| push(&mut parts, part));
                }
                Piece::Tag(tag) if tag.name == "templatestyles" => {}
                Piece::Tag(_) if self.of_page => push(&mut parts, Part::Unknown),
                Piece::Tag(_) => return None,
            }
        }
        Some(parts)
    }

    /// Parts, of which a template that makes pages may lack some.
    fn known(&self, found: Option<Vec<Part>>) -> Option<Vec<Part>> {
        found.or_else(|| (self.of_page && self.left > 0).then(|| vec![Part::Unknown]))
    }

    /// The text of a call that is the same on all pages and in all calls.
    fn constant(&self, call: &Call<'_>) -> Option<Vec<Part>> {
        if !self.of_page || call.source.contains("{{{") {
            return None;
        }
        let on_page = |name: &str| {
            let page = Title { namespace: 0, name: name.to_owned() };
            let found = expand::expand(self.pages, None, &page, call.source);
            (found.tags.is_empty() && found.unconverted.is_empty()).then_some(found.text)
        };
        let text = on_page("Page")?;
        (on_page("Other page")? == text).then(|| vec![Part::Text(text)])
    }

    /// Parts that are only text.
    fn fixed(&mut self, pieces: &[Piece<'_>], scope: Scope<'_>) -> Option<String> {
        fixed(&self.parts(pieces, scope)?)
    }

    fn parameter(&mut self, call: &Call<'_>, scope: Scope<'_>) -> Option<Vec<Part>> {
        let name = self.fixed(&call.name, scope)?.trim().to_owned();
        let default = match call.arguments.first() {
            Some(default) => Some(self.parts(&default.pieces, scope)?),
            None => None,
        };
        let Some(arguments) = scope else { return Some(vec![Part::Value(name, default)]) };
        match (arguments.get(&name), default) {
            (Some(value), _) => Some(value.clone()),
            (None, Some(default)) => Some(default),
            (None, None) => Some(vec![Part::Text(call.source.to_owned())]),
        }
    }

    fn call(&mut self, call: &Call<'_>, scope: Scope<'_>) -> Option<Vec<Part>> {
        let (first, rest) = call.name.split_first()?;
        let Piece::Text(start) = first else { return None };
        if let Some((function, text)) = start.split_once(':') {
            let mut pieces = vec![Piece::Text(text)];
            pieces.extend(rest.iter().cloned());
            let first = trimmed(self.parts(&pieces, scope)?);
            return self.function(&function.trim().to_lowercase(), &first, &call.arguments, scope);
        }
        let name = self.fixed(&call.name, scope)?;
        match name.trim() {
            "!" => return Some(vec![Part::Text("|".to_owned())]),
            "=" => return Some(vec![Part::Text("=".to_owned())]),
            "PAGENAME" | "FULLPAGENAME" if self.of_page => return Some(vec![Part::Title]),
            "SITENAME" => return Some(vec![Part::Text(self.pages.dump.name.clone())]),
            _ => {}
        }
        self.template(name.trim(), call, scope)
    }

    /// The parts of a template that this one calls.
    fn template(&mut self, name: &str, call: &Call<'_>, scope: Scope<'_>) -> Option<Vec<Part>> {
        let pages = self.pages;
        let title = pages.names.title(name, 10);
        let is_variable = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if title.namespace != 10 || is_variable || self.depth >= MAX_DEPTH {
            return None;
        }
        let (_, pieces) = pages.template(&title)?;
        let (mut arguments, mut number) = (BTreeMap::new(), 0);
        for argument in &call.arguments {
            let (name, value) = match argument.equals {
                Some(at) => {
                    let name = self.fixed(&argument.pieces[..at], scope)?.trim().to_owned();
                    (name, trimmed(self.parts(&argument.pieces[at + 1..], scope)?))
                }
                None => {
                    number += 1;
                    (number.to_string(), self.parts(&argument.pieces, scope)?)
                }
            };
            arguments.insert(name, value);
        }
        self.depth += 1;
        let parts = self.parts(pieces, Some(&arguments));
        self.depth -= 1;
        match self.of_page && built_in::has(&title.name) {
            true => Some(vec![Part::BuiltIn(title.name, arguments.into_iter().collect(), parts?)]),
            false => parts,
        }
    }

    fn function(
        &mut self,
        name: &str,
        first: &[Part],
        arguments: &[Argument<'_>],
        scope: Scope<'_>,
    ) -> Option<Vec<Part>> {
        let case = match name {
            "lc" => Some(Case::Lower),
            "uc" => Some(Case::Upper),
            "lcfirst" => Some(Case::LowerFirst),
            "ucfirst" => Some(Case::UpperFirst),
            _ => None,
        };
        match (name, case) {
            (_, Some(case)) => match first {
                [Part::Value(name, default)] => Some(vec![Part::Cased(case, name.clone(), default.clone())]),
                parts => Some(vec![Part::Text(case.of(&fixed(parts)?))]),
            },
            ("#if", _) => {
                let branch = |reader: &mut Self, at| reader.argument(arguments, at, scope);
                let (then, otherwise) = (branch(self, 0)?, branch(self, 1)?);
                match given(first, self.of_page)? {
                    Given::Always => Some(then),
                    Given::Never => Some(otherwise),
                    Given::By(parameters) => Some(choice(vec![(Test::Given(parameters), then)], otherwise)),
                }
            }
            ("#ifeq", _) => {
                let other = self.argument(arguments, 0, scope)?;
                let (then, otherwise) =
                    (self.argument(arguments, 1, scope)?, self.argument(arguments, 2, scope)?);
                let (subject, value) = match (fixed(first), fixed(&other)) {
                    (Some(one), Some(other)) => return Some(if one == other { then } else { otherwise }),
                    (None, Some(value)) => (subject(first)?, value),
                    (Some(value), None) => (subject(&other)?, value),
                    (None, None) => return None,
                };
                Some(choice(vec![(subject.equals(vec![value]), then)], otherwise))
            }
            ("#switch", _) => self.switch(first, arguments, scope),
            _ => None,
        }
    }

    fn argument(&mut self, arguments: &[Argument<'_>], at: usize, scope: Scope<'_>) -> Option<Vec<Part>> {
        match arguments.get(at) {
            Some(argument) => Some(trimmed(self.parts(&argument.pieces, scope)?)),
            None => Some(Vec::new()),
        }
    }

    fn switch(&mut self, first: &[Part], arguments: &[Argument<'_>], scope: Scope<'_>) -> Option<Vec<Part>> {
        let (mut cases, mut default, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for (at, argument) in arguments.iter().enumerate() {
            let Some(equals) = argument.equals else {
                let value = trimmed(self.parts(&argument.pieces, scope)?);
                match at + 1 == arguments.len() {
                    true => default = value,
                    false => waiting.push(fixed(&value)?),
                }
                continue;
            };
            let value = self.fixed(&argument.pieces[..equals], scope)?.trim().to_owned();
            let result = trimmed(self.parts(&argument.pieces[equals + 1..], scope)?);
            waiting.push(value);
            if waiting.iter().any(|value| value == "#default") {
                default.clone_from(&result);
            }
            cases.push((std::mem::take(&mut waiting), result));
        }
        if let Some(value) = fixed(first) {
            let found = cases.into_iter().find(|(values, _)| values.contains(&value));
            return Some(found.map_or(default, |(_, result)| result));
        }
        let subject = subject(first)?;
        let mut tests = Vec::new();
        for (mut values, result) in cases {
            values.retain(|value| value != "#default");
            if !values.is_empty() {
                tests.push((subject.equals(values), result));
            }
        }
        Some(choice(tests, default))
    }
}

impl Case {
    /// The text with its letters changed.
    pub(super) fn of(self, text: &str) -> String {
        let first = |change: fn(char) -> String| {
            let mut characters = text.chars();
            characters.next().map(|first| change(first) + characters.as_str()).unwrap_or_default()
        };
        match self {
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::LowerFirst => first(|c| c.to_lowercase().collect()),
            Self::UpperFirst => first(|c| c.to_uppercase().collect()),
        }
    }
}

impl Subject {
    fn equals(&self, values: Vec<String>) -> Test {
        let default = self.case.map_or_else(|| self.default.clone(), |case| case.of(&self.default));
        Test::Equals {
            parameter: self.parameter.clone(),
            case: self.case,
            or_missing: values.contains(&default),
            values,
        }
    }
}

/// Decides `#if`.
enum Given {
    Always,
    Never,
    By(Vec<String>),
}

fn given(parts: &[Part], of_page: bool) -> Option<Given> {
    let mut parameters = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) if text.trim().is_empty() => {}
            Part::Text(_) => return Some(Given::Always),
            Part::Title => return Some(Given::Always),
            // Without a default, the braces of the parameter are the text.
            Part::Value(name, None) if of_page => parameters.push(name.clone()),
            Part::Value(_, None) => return None,
            Part::Value(name, Some(default)) => {
                parameters.push(name.clone());
                match given(default, of_page)? {
                    Given::Always => return Some(Given::Always),
                    Given::Never => {}
                    Given::By(others) => parameters.extend(others),
                }
            }
            Part::Cased(..) | Part::Choice(_) | Part::BuiltIn(..) | Part::Unknown => return None,
        }
    }
    Some(if parameters.is_empty() { Given::Never } else { Given::By(parameters) })
}

fn subject(parts: &[Part]) -> Option<Subject> {
    let (case, parameter, default) = match parts {
        [Part::Value(name, default)] => (None, name, default),
        [Part::Cased(case, name, default)] => (Some(*case), name, default),
        _ => return None,
    };
    let default = default.as_deref().map_or_else(|| Some(String::new()), fixed)?;
    Some(Subject { parameter: parameter.clone(), case, default: default.trim().to_owned() })
}

fn choice(tests: Vec<(Test, Vec<Part>)>, otherwise: Vec<Part>) -> Vec<Part> {
    let mut branches: Vec<(Option<Test>, Vec<Part>)> =
        tests.into_iter().map(|(test, parts)| (Some(test), parts)).collect();
    if branches.is_empty() {
        return otherwise;
    }
    if !otherwise.is_empty() {
        branches.push((None, otherwise));
    }
    vec![Part::Choice(branches)]
}

fn push(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), &part) {
        (Some(Part::Text(last)), Part::Text(text)) => last.push_str(text),
        _ => parts.push(part),
    }
}

/// The text of parts that are only text.
fn fixed(parts: &[Part]) -> Option<String> {
    match parts {
        [] => Some(String::new()),
        [Part::Text(text)] => Some(text.clone()),
        _ => None,
    }
}

fn trimmed(mut parts: Vec<Part>) -> Vec<Part> {
    if let Some(Part::Text(text)) = parts.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Part::Text(text)) = parts.last_mut() {
        text.truncate(text.trim_end().len());
    }
    parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
    parts
}
