//! Infers the types of a wiki from its infoboxes: fields, labels, groups, and the kinds of values.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::draft::Draft;
use super::dump::Title;
use super::free::Free;
use super::infobox::{Argument, Infobox, Row, norm, norm_of, one_line};
use super::kinds::{self, AGREEMENT, Kind};
use super::pages::Pages;
use super::plan::{self, Plan};
use super::tree::Node;
use super::values::{self, Part};

/// Minimum number of pages with three named parameters that make a template an infobox by its shape.
const MIN_PAGES: usize = 5;
/// Share of pages with several values that makes a field accept a list.
const MANY: f64 = 0.02;
/// Maximum number of parameters with the same value that a row may show.
const MAX_SAME: usize = 8;
/// Share of targets that makes a field lead to one type.
const ONE_TYPE: f64 = 0.95;

/// A type inferred from an infobox template.
#[derive(Debug, Default)]
pub(super) struct PageType {
    /// Name in `site.toml`.
    pub id: String,
    /// Name for readers.
    pub label: String,
    /// Number of pages.
    pub pages: usize,
    /// Fields in the order in which the infobox shows them, hidden ones last.
    pub fields: Vec<Field>,
    /// Categories of all of its pages; `{key}` stands for the values of a field.
    pub categories: Vec<String>,
    /// Indices of the fields, by parameter.
    pub places: FxHashMap<String, usize>,
}

impl PageType {
    fn set_fields(&mut self, fields: Vec<Field>) {
        let places = fields.iter().enumerate().map(|(at, field)| (field.parameter.clone(), at));
        self.places = places.collect();
        self.fields = fields;
    }

    /// The parameters of an infobox with their fields, in the order of the fields.
    pub(super) fn filled<'t>(&'t self, infobox: &'t Infobox) -> Vec<(&'t Field, &'t Argument)> {
        let place = |argument: &'t Argument| Some((*self.places.get(&argument.name)?, argument));
        let mut found: Vec<(usize, &Argument)> = infobox.arguments.iter().filter_map(place).collect();
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(place, argument)| (&self.fields[place], argument)).collect()
    }
}

/// A field of a type.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The parameter of the template.
    pub parameter: String,
    /// Key in front matter.
    pub key: String,
    /// The label of the row of the old infobox that shows it.
    pub row: Option<String>,
    /// Label in the infobox; `None` if the infobox does not show the parameter.
    pub label: Option<String>,
    /// Heading above it.
    pub group: Option<String>,
    /// Kind of its values.
    pub kind: Kind,
    /// True if it accepts a list.
    pub many: bool,
    /// Type of the pages that it names.
    pub to: Option<String>,
    /// True if people decided that the infobox does not show it.
    pub hidden: bool,
    /// True if the title or the image of most pages states its value.
    pub is_stated: bool,
}

impl Field {
    /// Returns whether the infobox does not show it.
    pub(super) const fn is_hidden(&self) -> bool {
        self.hidden || self.label.is_none()
    }
}

#[derive(Default)]
struct Use {
    calls: usize,
    boxes: usize,
    pages: usize,
    rich: usize,
}

/// The templates that are infoboxes, by their use on all pages.
pub(super) fn infoboxes(pages: &Pages<'_>, drafts: &[Draft]) -> BTreeSet<String> {
    let mut uses: BTreeMap<&str, Use> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.title.namespace == 0) {
        let mut here: BTreeSet<&str> = BTreeSet::new();
        for call in &draft.expanded.calls {
            let entry = uses.entry(&call.name).or_default();
            let is_first = here.insert(&call.name);
            let named = call
                .arguments
                .iter()
                .filter(|(name, value)| !value.trim().is_empty() && name.parse::<usize>().is_err());
            entry.calls += 1;
            entry.boxes += usize::from(call.makes_infobox);
            entry.pages += usize::from(is_first);
            entry.rich += usize::from(is_first && named.count() >= 3);
        }
    }
    let is_infobox = |name: &str, used: &Use| {
        let title = Title { namespace: 10, name: name.to_owned() };
        let is_portable = pages.get(&title).is_some_and(|page| page.text.contains("<infobox"));
        let is_named = is_portable || name.to_lowercase().contains("infobox");
        let is_single = used.calls * 20 <= used.pages * 21;
        used.boxes * 10 >= used.calls * 9
            && used.boxes > 0
            && (is_named || is_single && used.rich >= MIN_PAGES)
    };
    uses.into_iter().filter(|(name, used)| is_infobox(name, used)).map(|(name, _)| name.to_owned()).collect()
}

/// Names of types, by template. Two templates never get the same name.
pub(super) fn type_names(templates: &BTreeSet<String>) -> BTreeMap<String, PageType> {
    let mut taken = Free::default();
    let mut types = BTreeMap::new();
    for template in templates {
        let label = type_label(template);
        let id = taken.numbered(&plan::folder(&label), '-');
        types.insert(template.clone(), PageType { id, label, ..PageType::default() });
    }
    types
}

/// The name of a template without `Infobox`, as words.
fn type_label(template: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for character in template.chars() {
        if character.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(if matches!(character, '_' | '/' | '-') { ' ' } else { character });
        before = character;
    }
    let kept: Vec<String> = words
        .split_whitespace()
        .map(str::to_lowercase)
        .filter(|word| !matches!(word.as_str(), "infobox" | "infobox:" | "template"))
        .collect();
    match kept.is_empty() {
        true => "Infobox".to_owned(),
        false => crate::text::capitalised(&kept.join(" ")),
    }
}

/// What the pages of a type show of a parameter.
#[derive(Default)]
struct Seen {
    uses: usize,
    stated: usize,
    order: usize,
    labels: BTreeMap<String, usize>,
}

/// The rows with a label, by label.
#[derive(Default)]
struct Shown {
    rows: usize,
    order: usize,
    groups: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Survey {
    parameters: BTreeMap<String, Seen>,
    labels: BTreeMap<String, Shown>,
    pages: usize,
}

impl Survey {
    /// Counts that an argument stands in a row with a label.
    fn label(&mut self, argument: &str, label: &str) {
        if let Some(seen) = self.parameters.get_mut(argument) {
            *seen.labels.entry(label.to_owned()).or_default() += 1;
        }
    }
}

/// Infers the fields of all types.
pub(super) fn infer(types: &mut BTreeMap<String, PageType>, drafts: &[Draft], plan: &Plan<'_>) {
    let mut surveys: BTreeMap<&str, Survey> = BTreeMap::new();
    let mut by_template: FxHashMap<&str, Vec<&Draft>> = FxHashMap::default();
    for draft in drafts {
        if let Some(infobox) = &draft.infobox {
            by_template.entry(&infobox.template).or_default().push(draft);
            survey(surveys.entry(&infobox.template).or_default(), infobox, &draft.title);
        }
    }
    for (template, survey) in surveys {
        let Some(page_type) = types.get_mut(template) else { continue };
        page_type.pages = survey.pages;
        page_type.set_fields(fields(&survey, &page_type.id));
    }
    let owners: FxHashMap<&Title, &str> = drafts
        .iter()
        .filter_map(|draft| Some((&draft.title, draft.infobox.as_ref()?.template.as_str())))
        .collect();
    let ids: BTreeMap<String, String> =
        types.iter().map(|(template, page_type)| (template.clone(), page_type.id.clone())).collect();
    for (template, page_type) in types.iter_mut() {
        let values =
            values_of(by_template.get(template.as_str()).map(Vec::as_slice).unwrap_or_default(), plan);
        for field in &mut page_type.fields {
            let values = values.get(field.parameter.as_str()).map(Vec::as_slice).unwrap_or_default();
            set_kind(field, values, plan);
            if field.kind == Kind::Page {
                field.to = target_type(values, plan, &owners).and_then(|template| ids.get(template).cloned());
            }
        }
    }
}

fn survey(survey: &mut Survey, infobox: &Infobox, title: &Title) {
    survey.pages += 1;
    let (title, images) = (norm(&title.name), infobox.images());
    for (at, argument) in infobox.arguments.iter().enumerate() {
        let seen = survey.parameters.entry(argument.name.clone()).or_default();
        seen.uses += 1;
        seen.order += at;
        seen.stated += usize::from(argument.norm == title || argument.is_image(&images));
    }
    let arguments = Values::of(infobox);
    let mut group = None;
    for (at, row) in infobox.rows.iter().enumerate() {
        match row {
            Row::Heading(text) => group = Some(text).filter(|text| norm(text) != title),
            Row::Pair { label, value, source } => {
                let shown = survey.labels.entry(label.clone()).or_default();
                shown.rows += 1;
                shown.order += at;
                *shown.groups.entry(group.cloned().unwrap_or_default()).or_default() += 1;
                let named = arguments.shown(label, value, source.as_deref());
                named.into_iter().for_each(|argument| survey.label(argument, label));
            }
            Row::Images(_) | Row::Other(_) => {}
        }
    }
}

/// The parameters of an infobox on a page, by name and by value.
struct Values<'i> {
    names: FxHashMap<&'i str, &'i str>,
    values: FxHashMap<&'i str, Vec<&'i str>>,
}

impl<'i> Values<'i> {
    fn of(infobox: &'i Infobox) -> Self {
        let names = infobox.arguments.iter().map(|argument| (argument.name.as_str(), argument.name.as_str()));
        let mut found = Self { names: names.collect(), values: FxHashMap::default() };
        for argument in &infobox.arguments {
            let same = found.values.entry(argument.norm.as_str()).or_default();
            same.extend((same.len() < MAX_SAME).then_some(argument.name.as_str()));
        }
        found
    }

    /// The parameters whose value a row may show.
    fn shown(&self, label: &str, value: &[Node], source: Option<&str>) -> Vec<&'i str> {
        if let Some(source) = source {
            return self.names.get(source).copied().into_iter().collect();
        }
        let value = norm_of(value);
        match value.is_empty() || self.values.contains_key(norm(label).as_str()) {
            true => Vec::new(),
            false => self.values.get(value.as_str()).cloned().unwrap_or_default(),
        }
    }
}

/// The fields of a type, in order, without their kinds.
fn fields(survey: &Survey, id: &str) -> Vec<Field> {
    let labels = labels(survey);
    let mut order: Vec<(bool, f64, &String)> = survey
        .parameters
        .iter()
        .map(|(parameter, seen)| match labels.get(parameter).and_then(|label| survey.labels.get(*label)) {
            Some(shown) => (false, shown.order as f64 / shown.rows as f64, parameter),
            None => (true, seen.order as f64 / seen.uses as f64, parameter),
        })
        .collect();
    order.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(one.2.cmp(other.2)));
    let mut taken = Free::default();
    let mut fields = Vec::new();
    for (_, _, parameter) in order {
        let label = labels.get(parameter).map(|label| (*label).clone());
        let seen = &survey.parameters[parameter];
        let group = label.as_ref().and_then(|label| group(&survey.labels[label]));
        let key = free_key(parameter, id, &mut taken);
        let is_stated = label.is_none() && seen.stated * 2 > seen.uses;
        let (parameter, row) = (parameter.clone(), label.clone());
        fields.push(Field { parameter, key, row, label, group, is_stated, ..Field::default() });
    }
    fields
}

/// The heading that is above most of the rows with a label.
fn group(shown: &Shown) -> Option<String> {
    let most = shown.groups.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)))?;
    Some(most.0.clone()).filter(|name| !name.is_empty() && most.1 * 2 > shown.rows)
}

/// The label of each parameter that the infobox shows as it is, on at least half of the pages that have it.
fn labels(survey: &Survey) -> BTreeMap<&String, &String> {
    let mut votes: Vec<(usize, bool, &String, &String)> = Vec::new();
    for (parameter, seen) in &survey.parameters {
        for (label, count) in seen.labels.iter().filter(|(_, count)| *count * 2 >= seen.uses) {
            votes.push((*count, norm(label) == norm(parameter), parameter, label));
        }
    }
    votes.sort_by(|one, other| {
        (other.0, other.1).cmp(&(one.0, one.1)).then((one.2, one.3).cmp(&(other.2, other.3)))
    });
    let mut found: BTreeMap<&String, &String> = BTreeMap::new();
    let mut taken: BTreeSet<&String> = BTreeSet::new();
    for (_, _, parameter, label) in votes {
        if !found.contains_key(parameter) && taken.insert(label) {
            found.insert(parameter, label);
        }
    }
    found
}

/// A key for a parameter that no other field and no page has.
fn free_key(parameter: &str, id: &str, taken: &mut Free) -> String {
    let plain: String = one_line(parameter)
        .to_lowercase()
        .chars()
        .map(|character| if character.is_alphanumeric() { character } else { '_' })
        .collect();
    let plain = plain.trim_matches('_').to_owned();
    let is_key = plain.starts_with(char::is_alphabetic);
    let is_reserved = crate::page::front_matter::KEYS.contains(&plain.as_str());
    let base = match is_key && !is_reserved {
        true => plain,
        false => format!("{}_{plain}", id.replace('-', "_")).trim_end_matches('_').to_owned(),
    };
    taken.numbered(&base, '_')
}

/// The values of each parameter on pages with one template.
fn values_of<'d>(drafts: &[&'d Draft], plan: &Plan<'_>) -> FxHashMap<&'d str, Vec<Vec<Part>>> {
    let mut found: FxHashMap<&str, Vec<Vec<Part>>> = FxHashMap::default();
    let read = drafts.par_iter().map(|draft| {
        let arguments = draft.infobox.iter().flat_map(|infobox| &infobox.arguments);
        let parts = |argument: &'d Argument| values::parts(&argument.nodes, &draft.expanded.tags, plan);
        arguments.map(|argument| (argument.name.as_str(), parts(argument))).collect::<Vec<_>>()
    });
    for (name, parts) in read.collect::<Vec<_>>().into_iter().flatten() {
        found.entry(name).or_default().push(parts);
    }
    found
}

fn set_kind(field: &mut Field, values: &[Vec<Part>], plan: &Plan<'_>) {
    let values: Vec<&Vec<Part>> = values.iter().filter(|parts| !parts.is_empty()).collect();
    // A value of a hidden field that does not fit would become visible in `info:`.
    let agreement = if field.label.is_some() { AGREEMENT } else { 1.0 };
    field.kind = kinds::infer(&values, &field.parameter, agreement, plan);
    let several = values.iter().filter(|parts| parts.len() > 1).count();
    field.many = match field.kind {
        Kind::Text => several > 0,
        _ if field.label.is_none() => several > 0,
        _ => several as f64 >= MANY * values.len() as f64 && several > 0,
    };
}

/// The template of nearly all pages that a field names.
fn target_type<'d>(
    values: &[Vec<Part>],
    plan: &Plan<'_>,
    owners: &FxHashMap<&Title, &'d str>,
) -> Option<&'d str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for page in values.iter().flatten().filter_map(|part| part.page.as_ref()) {
        if let Some(target) = plan.resolve(page) {
            all += 1;
            if let Some(template) = owners.get(target) {
                *counts.entry(*template).or_default() += 1;
            }
        }
    }
    let (template, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count as f64 >= ONE_TYPE * all as f64).then_some(template)
}
