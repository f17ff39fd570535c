//! Finds categories that follow from the type of a page, or from a field, as those that an infobox template adds.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Written;
use super::decisions::Decisions;
use super::dump::Dump;
use super::kinds::Kind;
use super::model::PageType;
use crate::config::MAX_TYPE_CATEGORIES;
use crate::page::compose::Yaml;

/// Minimum number of pages that are in a category of the type, or in one of a field.
const MIN_PAGES: usize = 5;
/// Maximum number of categories and of values of a page that are compared.
const MAX_COMPARED: (usize, usize) = (100, 200);
/// Characters of text that is not the same in the name of a category.
const MARKS: [char; 15] = ['[', ']', '#', '|', '*', '_', '`', '<', '>', '\\', '{', '}', '&', '~', '\n'];

/// A category of a type: the text before the value of a field, the index of the field, and the text after it. Without a field, the
/// first is the whole name.
type Rule<'w> = (Option<usize>, &'w str, &'w str);

/// A page of a type.
struct Member<'w> {
    /// Index of the page.
    page: usize,
    categories: &'w [String],
    /// True for the categories that its own wikitext names.
    is_own: Vec<bool>,
    /// Indices of fields and their values.
    values: Vec<(usize, String)>,
}

#[derive(Default)]
struct Count {
    all: usize,
    /// Number of those that the wikitext of the page names.
    own: usize,
    /// The first value. A field with one value only states nothing.
    first: Option<String>,
    differs: bool,
}

/// Moves the categories that follow from types and fields from the pages to the types.
pub(super) fn state(
    types: &mut BTreeMap<String, PageType>,
    written: &mut [Written],
    dump: &Dump,
    given: &Decisions,
) {
    for (template, page_type) in types.iter_mut() {
        let of_type = written.iter().enumerate();
        let of_type = of_type.filter(|(_, page)| page.template.as_deref() == Some(template));
        let (members, unknown) = members(page_type, of_type, dump);
        let mut rules = rules(&members, &unknown);
        rules.retain(|rule| given.may_state(template, &spelled(*rule, page_type)));
        page_type.categories = rules.iter().map(|rule| spelled(*rule, page_type)).collect();
        let stated: Vec<(usize, FxHashSet<String>)> = members
            .iter()
            .map(|member| (member.page, rules.iter().flat_map(|rule| names(*rule, member)).collect()))
            .collect();
        for (page, names) in stated {
            written[page].categories.retain(|name| !names.contains(name));
        }
    }
}

/// The pages of a type, and the fields with values whose names are not known.
fn members<'w>(
    page_type: &PageType,
    pages: impl Iterator<Item = (usize, &'w Written)>,
    dump: &Dump,
) -> (Vec<Member<'w>>, FxHashSet<usize>) {
    let usable: Vec<(usize, &str)> = page_type
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.is_stated)
        .filter(|(_, field)| matches!(field.kind, Kind::Text | Kind::Number | Kind::Choice(_) | Kind::Page))
        .map(|(at, field)| (at, field.key.as_str()))
        .collect();
    let mut unknown = FxHashSet::default();
    let mut members = Vec::new();
    for (page, written) in pages {
        let text = &dump.pages[written.at].text;
        let is_own = written.categories.iter().map(|name| text.contains(&format!(":{name}"))).collect();
        let mut member = Member { page, categories: &written.categories, is_own, values: Vec::new() };
        for (at, key) in &usable {
            let Some(value) = written.front.get(key) else { continue };
            let values = match value {
                Yaml::List(values) => values.iter().map(name_of).collect(),
                value => name_of(value).map(|name| vec![name]),
            };
            match values {
                Some(values) => member.values.extend(values.into_iter().map(|value| (*at, value))),
                None => drop(unknown.insert(*at)),
            }
        }
        members.push(member);
    }
    (members, unknown)
}

/// A value as a part of the name of a category; `None` if it is not the same there.
fn name_of(value: &Yaml) -> Option<String> {
    match value {
        Yaml::Text(text) if !text.trim().is_empty() && !text.contains(MARKS) => Some(text.trim().to_owned()),
        Yaml::Integer(number) => Some(number.to_string()),
        Yaml::Map(entries) => {
            name_of(entries.iter().find_map(|(key, value)| (key == "value").then_some(value))?)
        }
        _ => None,
    }
}

/// The categories in which all pages are, and those in which all pages with a value of a field are.
fn rules<'w>(members: &[Member<'w>], unknown: &FxHashSet<usize>) -> Vec<Rule<'w>> {
    let mut counts: FxHashMap<Rule<'w>, Count> = FxHashMap::default();
    let mut uses: FxHashMap<Option<usize>, usize> = FxHashMap::default();
    uses.insert(None, members.len());
    for member in members {
        member.values.iter().for_each(|(field, _)| *uses.entry(Some(*field)).or_default() += 1);
        let named = member.categories.iter().zip(&member.is_own).take(MAX_COMPARED.0);
        for (category, is_own) in named.filter(|(name, _)| !name.contains(['{', '}'])) {
            counts.entry((None, category, "")).or_default().add(*is_own, "");
            for (field, value) in member.values.iter().take(MAX_COMPARED.1) {
                for (at, _) in category.match_indices(value.as_str()).take(2) {
                    let rule = (Some(*field), &category[..at], &category[at + value.len()..]);
                    counts.entry(rule).or_default().add(*is_own, value);
                }
            }
        }
    }
    let is_rule = |(rule, count): &(Rule<'w>, Count)| {
        uses.get(&rule.0) == Some(&count.all)
            && count.all >= MIN_PAGES
            && count.own * 10 <= count.all
            && rule.0.is_none_or(|field| count.differs && !unknown.contains(&field))
    };
    let mut found: Vec<(Rule<'w>, Count)> = counts.into_iter().filter(is_rule).collect();
    found.sort_by(|one, other| other.1.all.cmp(&one.1.all).then(one.0.cmp(&other.0)));
    found.truncate(MAX_TYPE_CATEGORIES * 4);
    let mut known: Vec<FxHashSet<String>> = members.iter().map(|_| FxHashSet::default()).collect();
    found.retain(|(rule, _)| {
        let new = members
            .iter()
            .zip(&known)
            .filter(|(m, known)| names(*rule, m).any(|name| !known.contains(&name)));
        let is_useful = new.count() >= MIN_PAGES;
        if is_useful {
            members.iter().zip(&mut known).for_each(|(member, known)| known.extend(names(*rule, member)));
        }
        is_useful
    });
    let mut rules: Vec<Rule<'w>> =
        found.into_iter().map(|(rule, _)| rule).take(MAX_TYPE_CATEGORIES).collect();
    rules.sort_unstable();
    rules
}

impl Count {
    fn add(&mut self, is_own: bool, value: &str) {
        self.all += 1;
        self.own += usize::from(is_own);
        match &self.first {
            Some(first) => self.differs |= first != value,
            None => self.first = Some(value.to_owned()),
        }
    }
}

/// The names of the categories that a page has by a rule.
fn names<'m>((field, before, after): Rule<'m>, member: &'m Member<'_>) -> impl Iterator<Item = String> + 'm {
    let whole = field.is_none().then(|| before.to_owned());
    let of_field = member.values.iter().filter(move |(at, _)| field == Some(*at));
    whole.into_iter().chain(of_field.map(move |(_, value)| format!("{before}{value}{after}")))
}

/// The rule as a name in `site.toml`.
fn spelled((field, before, after): Rule<'_>, page_type: &PageType) -> String {
    match field {
        Some(field) => format!("{before}{{{}}}{after}", page_type.fields[field].key),
        None => before.to_owned(),
    }
}
