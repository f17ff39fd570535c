//! Infers the types of a wiki from its infoboxes: fields, labels, groups, and the kinds of values.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::draft::Draft;
use super::dump::Title;
use super::infobox::{Infobox, Row, norm, norm_of, one_line};
use super::kinds::{self, AGREEMENT, Kind};
use super::pages::Pages;
use super::plan::{self, Plan};
use super::tree::Node;
use super::values::{self, Part};
use crate::page::path_slug;

/// Minimum number of pages with three named parameters that make a template an infobox by its shape.
const MIN_PAGES: usize = 5;
/// Share of pages with several values that makes a field accept a list.
const MANY: f64 = 0.02;
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
}

/// A field of a type.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The parameter of the template.
    pub parameter: String,
    /// Key in front matter.
    pub key: String,
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
    /// True if the title or the image of most pages states its value.
    pub is_stated: bool,
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
    let mut taken = BTreeSet::new();
    let mut types = BTreeMap::new();
    for template in templates {
        let label = type_label(template);
        let base = plan::safe(path_slug(&label));
        let mut id = base.clone();
        let mut number = 1;
        while !taken.insert(id.clone()) {
            number += 1;
            id = format!("{base}-{number}");
        }
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

/// Infers the fields of all types.
pub(super) fn infer(types: &mut BTreeMap<String, PageType>, drafts: &[Draft], plan: &Plan<'_>) {
    let mut surveys: BTreeMap<&str, Survey> = BTreeMap::new();
    for draft in drafts {
        if let Some(infobox) = &draft.infobox {
            survey(surveys.entry(&infobox.template).or_default(), infobox, &draft.title);
        }
    }
    for (template, survey) in surveys {
        let Some(page_type) = types.get_mut(template) else { continue };
        page_type.pages = survey.pages;
        page_type.fields = fields(&survey, &page_type.id);
    }
    let owners: FxHashMap<&Title, &str> = drafts
        .iter()
        .filter_map(|draft| Some((&draft.title, draft.infobox.as_ref()?.template.as_str())))
        .collect();
    let ids: BTreeMap<String, String> =
        types.iter().map(|(template, page_type)| (template.clone(), page_type.id.clone())).collect();
    for (template, page_type) in types.iter_mut() {
        for field in &mut page_type.fields {
            let values = values_of(template, &field.parameter, drafts, plan);
            set_kind(field, &values, plan);
            if field.kind == Kind::Page {
                field.to =
                    target_type(&values, plan, &owners).and_then(|template| ids.get(template).cloned());
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
    let mut group = None;
    for (at, row) in infobox.rows.iter().enumerate() {
        match row {
            Row::Heading(text) => group = Some(text).filter(|text| norm(text) != title),
            Row::Pair { label, value, source } => {
                let shown = survey.labels.entry(label.clone()).or_default();
                shown.rows += 1;
                shown.order += at;
                *shown.groups.entry(group.cloned().unwrap_or_default()).or_default() += 1;
                vote(survey, infobox, (label, value, source.as_deref()));
            }
            Row::Images(_) | Row::Other(_) => {}
        }
    }
}

/// Counts the parameters whose value a row may show.
fn vote(survey: &mut Survey, infobox: &Infobox, (label, value, source): (&str, &[Node], Option<&str>)) {
    let value = norm_of(value);
    let is_value = infobox.arguments.iter().any(|argument| argument.norm == norm(label));
    for argument in &infobox.arguments {
        let fits = match source {
            Some(source) => argument.name == source,
            None => !is_value && argument.norm == value && !value.is_empty(),
        };
        if fits && let Some(seen) = survey.parameters.get_mut(&argument.name) {
            *seen.labels.entry(label.to_owned()).or_default() += 1;
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
    let mut taken = BTreeSet::new();
    let mut fields = Vec::new();
    for (_, _, parameter) in order {
        let label = labels.get(parameter).map(|label| (*label).clone());
        let seen = &survey.parameters[parameter];
        let group = label.as_ref().and_then(|label| group(&survey.labels[label]));
        let key = free_key(parameter, id, &mut taken);
        let is_stated = label.is_none() && seen.stated * 2 > seen.uses;
        fields.push(Field { parameter: parameter.clone(), key, label, group, is_stated, ..Field::default() });
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
    for (_, _, parameter, label) in votes {
        if !found.contains_key(parameter) && !found.values().any(|known| *known == label) {
            found.insert(parameter, label);
        }
    }
    found
}

/// A key for a parameter that no other field and no page has.
fn free_key(parameter: &str, id: &str, taken: &mut BTreeSet<String>) -> String {
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
    let mut key = base.clone();
    let mut number = 1;
    while !taken.insert(key.clone()) {
        number += 1;
        key = format!("{base}_{number}");
    }
    key
}

/// The values of a parameter on all pages.
fn values_of(template: &str, parameter: &str, drafts: &[Draft], plan: &Plan<'_>) -> Vec<Vec<Part>> {
    let mut found = Vec::new();
    for draft in drafts {
        let Some(infobox) = draft.infobox.as_ref().filter(|infobox| infobox.template == template) else {
            continue;
        };
        if let Some(argument) = infobox.arguments.iter().find(|argument| argument.name == parameter) {
            found.push(values::parts(&argument.nodes, &draft.expanded.tags, plan));
        }
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
