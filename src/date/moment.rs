//! Dates that are not exact: about a year, a decade, or from one date to another; and dates in the calendar of a story.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::PartialDate;

/// Days of a year in positions: more than any year has, so that months and days do not overlap.
const YEAR: i64 = 400;
/// Days of a month in positions.
const MONTH: i64 = 32;
/// Signs between the two ends of a range.
const BETWEEN: [&str; 6] = ["–", "—", " - ", " to ", "/", " bis "];
/// Words before a date that is not exact.
const ABOUT: [&str; 6] = ["c. ", "ca. ", "c.", "circa ", "about ", "um "];

/// A time with its first and last possible position on a line, by which it is sorted and compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// As shown in English.
    pub text: String,
    /// First possible position.
    pub from: i64,
    /// Last possible position.
    pub to: i64,
    /// Its form, to show it in another language.
    pub form: MomentForm,
}

/// The form of a [`Moment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MomentForm {
    /// A date in the calendar of a story, which is shown as it is.
    Story,
    /// About a date.
    About(PartialDate),
    /// The ten years from this one.
    Decade(i16),
    /// From one date to another.
    Range(PartialDate, PartialDate),
}

impl PartialDate {
    /// First and last possible position on a line of days.
    pub fn positions(self) -> (i64, i64) {
        let at =
            |month: u8, day: u8| i64::from(self.year()) * YEAR + i64::from(month) * MONTH + i64::from(day);
        let month = self.month();
        (at(month.unwrap_or(1), self.day().unwrap_or(1)), at(month.unwrap_or(12), self.day().unwrap_or(31)))
    }
}

impl Moment {
    /// Parses a real date that is not exact: `c. 1990`, `1990s`, `1990–1995`, `1995-12 – 1996-02`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(date) = without_about(text) {
            let date = PartialDate::parse(date)?;
            return Some(Self::new(format!("c. {date}"), date.positions(), MomentForm::About(date)));
        }
        if let Some(year) = text.strip_suffix('s').and_then(PartialDate::parse) {
            let exact = year.month().is_none() && year.year() % 10 == 0;
            let (from, _) = year.positions();
            let span = (from, from + 10 * YEAR - 1);
            return exact.then(|| Self::new(format!("{year}s"), span, MomentForm::Decade(year.year())));
        }
        let (from, to) =
            ends(text).find_map(|(from, to)| Some((PartialDate::parse(from)?, PartialDate::parse(to)?)))?;
        let positions = (from.positions().0, to.positions().1);
        (positions.0 <= positions.1)
            .then(|| Self::new(format!("{from} – {to}"), positions, MomentForm::Range(from, to)))
    }

    /// Its first date; none for dates of a story.
    pub const fn date(&self) -> Option<PartialDate> {
        match self.form {
            MomentForm::Story => None,
            MomentForm::About(date) | MomentForm::Range(date, _) => Some(date),
            MomentForm::Decade(year) => Some(PartialDate::of_year(year)),
        }
    }

    /// A date in the calendar of a story.
    pub(super) fn story(text: String, positions: (i64, i64)) -> Self {
        Self::new(text, positions, MomentForm::Story)
    }

    fn new(text: String, (from, to): (i64, i64), form: MomentForm) -> Self {
        Self { text, from, to, form }
    }
}

/// The order of a time and a condition's, as first and last positions: equal within it, else by the first position.
pub fn compare((first, last): (i64, i64), wanted: Option<(i64, i64)>) -> Option<Ordering> {
    let (from, to) = wanted?;
    let is_within = from <= first && last <= to;
    Some(if is_within { Ordering::Equal } else { first.cmp(&from).then(Ordering::Greater) })
}

/// The date behind `c.`.
pub(super) fn without_about(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let word = ABOUT.iter().find(|word| lower.starts_with(*word))?;
    text.get(word.len()..).map(str::trim)
}

/// The possible pairs of ends of a range, with signs that can be nothing else first. A hyphen divides only years.
pub(crate) fn ends(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let signs = BETWEEN.iter().filter_map(move |sign| text.split_once(*sign));
    let hyphen =
        text.match_indices('-').filter(|(at, _)| *at > 0).map(move |(at, _)| (&text[..at], &text[at + 1..]));
    signs
        .chain(hyphen)
        .map(|(from, to)| (from.trim(), to.trim()))
        .filter(|(from, to)| !from.is_empty() && !to.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_are_not_exact_have_a_first_and_a_last_day() {
        for (text, shown, first, last) in [
            ("c. 1990", "c. 1990", "1990-01-01", "1990-12-31"),
            ("circa 1990-05", "c. May 1990", "1990-05-01", "1990-05-31"),
            ("1990s", "1990s", "1990-01-01", "1999-12-31"),
            ("1990–1995", "1990 – 1995", "1990-01-01", "1995-12-31"),
            ("1990-1995", "1990 – 1995", "1990-01-01", "1995-12-31"),
            ("1990-05-12 to 1990-06", "12 May 1990 – June 1990", "1990-05-12", "1990-06-30"),
        ] {
            let moment = Moment::parse(text).unwrap_or_else(|| panic!("{text}"));
            let day = |text: &str| PartialDate::parse(text).unwrap().positions().0;
            assert_eq!((moment.text.as_str(), moment.from), (shown, day(first)), "{text}");
            assert!(moment.to >= day(last) && moment.to < day(last) + 32, "{text}");
        }
        for bad in ["1995s", "1995–1990", "1990", "c. next year", "1990–", "–1990", "s", "1990-05s"] {
            assert_eq!(Moment::parse(bad), None, "{bad}");
        }
    }
}
