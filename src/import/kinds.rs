//! Infers the kind of a field from its values.

use std::collections::BTreeSet;

use super::plan::Plan;
use super::values::Part;
use crate::date::{PartialDate, month_named};
use crate::inputs::is_picture_name;
use crate::text::number;

/// Extensions of images.
const IMAGES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"];
/// Words in the name of a parameter whose four-digit numbers are years.
const YEARS: [&str; 12] = [
    "date",
    "year",
    "born",
    "birth",
    "died",
    "death",
    "release",
    "published",
    "founded",
    "premiere",
    "aired",
    "jahr",
];
/// A kind is inferred if this share of the values agrees; other values are kept as text.
pub(super) const AGREEMENT: f64 = 0.9;
/// Maximum number of choices, and minimum number of values, of a choice.
const CHOICES: (usize, usize) = (12, 20);
/// Maximum length of a choice, in characters.
const LONG: usize = 40;

/// The kind of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Text.
    #[default]
    Text,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// Addresses.
    Url,
    /// Images.
    Image,
    /// One of these texts.
    Choice(Vec<String>),
    /// Pages.
    Page,
}

impl Kind {
    /// Its name in `site.toml`.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Url => "url",
            Self::Image => "image",
            Self::Choice(_) => "choice",
            Self::Page => "page",
        }
    }

    /// Returns whether a part of a value is of this kind.
    pub(super) fn fits(&self, part: &Part, plan: &Plan<'_>) -> bool {
        match self {
            Self::Text => true,
            Self::Number => !part.is_linked && is_number(&part.plain),
            Self::Date => !part.is_linked && date(&part.plain).is_some(),
            Self::Url => !part.is_linked && crate::text::is_web_address(&part.plain),
            Self::Image => image(part).is_some_and(is_picture_name),
            Self::Choice(choices) => !part.is_linked && choices.contains(&part.plain),
            Self::Page => {
                part.page.as_ref().is_some_and(|page| part.is_linked || plan.resolve(page).is_some())
            }
        }
    }
}

/// The kind that `agreement` of the values have. `name` is that of the parameter.
pub(super) fn infer(values: &[&Vec<Part>], name: &str, agreement: f64, plan: &Plan<'_>) -> Kind {
    let agree = |kind: &Kind| {
        let fitting = values.iter().filter(|value| value.iter().all(|part| kind.fits(part, plan))).count();
        !values.is_empty() && fitting as f64 >= agreement * values.len() as f64
    };
    let lower = name.to_lowercase();
    let is_year = YEARS.iter().any(|word| lower.contains(word));
    let first = if is_year { [Kind::Date, Kind::Number] } else { [Kind::Number, Kind::Date] };
    let pages = resolved(values, plan);
    let kinds = [Kind::Image].into_iter().chain(first).chain([Kind::Url]).chain(choice(values));
    kinds
        .into_iter()
        .find(agree)
        .or_else(|| (pages >= agreement).then_some(Kind::Page).filter(agree))
        .unwrap_or_default()
}

/// The share of parts that are imported pages.
fn resolved(values: &[&Vec<Part>], plan: &Plan<'_>) -> f64 {
    let parts = values.iter().flat_map(|value| value.iter());
    let (mut all, mut found) = (0usize, 0usize);
    for part in parts {
        all += 1;
        found += usize::from(part.page.as_ref().is_some_and(|page| plan.resolve(page).is_some()));
    }
    found as f64 / all.max(1) as f64
}

/// The choice that all values are of, if there are few different ones.
fn choice(values: &[&Vec<Part>]) -> Option<Kind> {
    let mut choices = BTreeSet::new();
    for value in values {
        let [part] = value.as_slice() else { return None };
        if part.is_linked || part.plain.is_empty() || part.plain.chars().count() > LONG {
            return None;
        }
        choices.insert(part.plain.as_str());
        if choices.len() > CHOICES.0 {
            return None;
        }
    }
    let is_choice = values.len() >= CHOICES.1 && choices.len() > 1;
    is_choice.then(|| Kind::Choice(choices.into_iter().map(str::to_owned).collect()))
}

/// The file name of a part that is an image.
pub(super) fn image(part: &Part) -> Option<&str> {
    let is_image = |name: &str| IMAGES.iter().any(|end| name.to_lowercase().ends_with(end));
    match &part.file {
        Some(name) => Some(name.as_str()).filter(|_| part.plain.is_empty()),
        None => Some(part.plain.as_str()).filter(|name| !part.is_linked && is_image(name)),
    }
}

fn is_number(text: &str) -> bool {
    let is_padded = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | ','));
    is_plain && !is_padded && number(text).is_some()
}

/// A date as Lorekeep writes it: `2020-01-05` for `January 5, 2020`.
pub(super) fn date(text: &str) -> Option<PartialDate> {
    if let Some(date) = PartialDate::parse(text) {
        return Some(date);
    }
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| month_named(word.trim_end_matches('.'));
    let written = match words.as_slice() {
        [name, year] => format!("{year}-{:02}", month(name)?),
        [name, day, year] if month(name).is_some() => {
            format!("{year}-{:02}-{:0>2}", month(name)?, ordinal(day))
        }
        [day, name, year] => format!("{year}-{:02}-{:0>2}", month(name)?, ordinal(day)),
        _ => return None,
    };
    PartialDate::parse(&written)
}

fn ordinal(day: &str) -> &str {
    day.trim_end_matches(|c: char| c.is_ascii_alphabetic())
}
