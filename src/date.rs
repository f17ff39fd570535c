//! Dates with the precision of their sources: a year, a month or a day.

use std::cmp::Ordering;
pub mod calendar;
mod moment;

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use moment::ends;
pub use moment::{Moment, MomentForm, compare};

/// Names of the months in English.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of the month with an English name, or with its first three letters, in any case.
pub(crate) fn month_named(word: &str) -> Option<usize> {
    let is_named = |name: &&str| {
        name.eq_ignore_ascii_case(word) || word.len() == 3 && name[..3].eq_ignore_ascii_case(word)
    };
    MONTHS.iter().position(is_named).map(|at| at + 1)
}

/// A date in the proleptic Gregorian calendar, as precise as its source (ISO 8601: `1995`, `1995-12`, `1995-12-15`).
///
/// Dates are ordered by their last possible day; of two with the same last day, the more exact one is first. So a month follows its days,
/// and a year follows its months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    year: i16,
    month: u8,
    day: u8,
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |date: &Self| {
            let or_last = |part: u8| if part == 0 { u8::MAX } else { part };
            (date.year, or_last(date.month), or_last(date.day))
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialDate {
    /// A date with day precision.
    pub fn of_day(date: Date) -> Self {
        Self { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    }

    /// A date with year precision.
    pub(crate) const fn of_year(year: i16) -> Self {
        Self { year, month: 0, day: 0 }
    }

    /// Parses a date; a time after a full date (`1995-12-15 10:00`, `1995-12-15T10:00:00Z`) is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = match text.split_once(['T', ' ']) {
            Some((date, time)) if date.len() == 10 && time.starts_with(|c: char| c.is_ascii_digit()) => date,
            Some(_) => return None,
            None => text,
        };
        let mut parts = date.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|part| number(part, 2));
        let day = parts.next().map(|part| number(part, 2));
        if parts.next().is_some() || matches!((month, day), (Some(None), _) | (_, Some(None))) {
            return None;
        }
        let (month, day) = (month.flatten().unwrap_or(0), day.flatten().unwrap_or(0));
        let written_month = text.len() > 4;
        if written_month && !(1..=12).contains(&month) {
            return None;
        }
        let year = i16::try_from(year).ok()?;
        if date.len() == 10 {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        }
        Some(Self { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
    }

    /// Start of its first day and end of its last one in years, with months of equal length: `1995-07` from 1995.5 to 1995.583.
    pub fn years(self) -> (f64, f64) {
        let at =
            |months: u8, days: u8| f64::from(self.year) + (f64::from(months) + f64::from(days) / 31.0) / 12.0;
        match (self.month, self.day) {
            (0, _) => (at(0, 0), at(12, 0)),
            (month, 0) => (at(month - 1, 0), at(month, 0)),
            (month, day) => (at(month - 1, day - 1), at(month - 1, day)),
        }
    }

    /// Number of days since 1 January 1970; of a year or a month, that of its first day.
    pub fn day_number(self) -> i64 {
        let first =
            jiff::civil::date(self.year, self.month.max(1).cast_signed(), self.day.max(1).cast_signed());
        first.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
    }

    /// The year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month from 1 to 12, if known.
    pub const fn month(self) -> Option<u8> {
        if self.month > 0 { Some(self.month) } else { None }
    }

    /// The day of the month, if known.
    pub const fn day(self) -> Option<u8> {
        if self.day > 0 { Some(self.day) } else { None }
    }

    /// ISO 8601: `1995`, `1995-12` or `1995-12-15`.
    pub fn iso(self) -> String {
        match (self.month, self.day) {
            (0, _) => format!("{:04}", self.year),
            (month, 0) => format!("{:04}-{month:02}", self.year),
            (month, day) => format!("{:04}-{month:02}-{day:02}", self.year),
        }
    }

    /// The earliest possible day, as a full ISO date.
    pub fn first_day(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month.max(1), self.day.max(1))
    }

    /// Returns whether even the earliest possible day comes after a day.
    pub fn is_after(self, day: Self) -> bool {
        let prefix = |other: Self| match (self.month, self.day) {
            (0, _) => Self { month: 0, day: 0, ..other },
            (_, 0) => Self { day: 0, ..other },
            _ => other,
        };
        self > prefix(day)
    }

    /// Returns whether the date is certainly before another one: earlier in the parts that both have.
    pub fn is_surely_before(self, other: Self) -> bool {
        if self.year != other.year {
            return self.year < other.year;
        }
        if self.month == 0 || other.month == 0 || self.month == other.month {
            let same_month = self.month == other.month && self.month != 0;
            return same_month && self.day != 0 && other.day != 0 && self.day < other.day;
        }
        self.month < other.month
    }
}

/// Formats the date for people: `1995`, `December 1995`, `15 December 1995`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.day > 0 {
            write!(f, "{} ", self.day)?;
        }
        if self.month > 0 {
            write!(f, "{} ", MONTHS[usize::from(self.month) - 1])?;
        }
        write!(f, "{}", self.year)
    }
}

fn number(text: &str, digits: usize) -> Option<u16> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn reads_exact_and_partial_dates() {
        assert_eq!(date("1995-12-15").to_string(), "15 December 1995");
        assert_eq!(date("1995-12").to_string(), "December 1995");
        assert_eq!(date("1995").iso(), "1995");
        assert_eq!(date("2024-01-02 10:00").iso(), "2024-01-02");
        for bad in ["1995-13", "1995-02-30", "95", "1995-1-1", "1995-00", "1995-12-15-1", "next year", ""] {
            assert_eq!(PartialDate::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn partial_dates_follow_the_exact_ones_within_them() {
        let mut dates =
            ["2025-12", "2026", "2025", "2026-01-01", "2025-12-31", "2025-12-05", "2025-11"].map(date);
        dates.sort_unstable();
        let sorted = dates.map(PartialDate::iso);
        assert_eq!(
            sorted,
            ["2025-11", "2025-12-05", "2025-12-31", "2025-12", "2025", "2026-01-01", "2026"]
                .map(str::to_owned)
        );
    }

    #[test]
    fn partial_dates_compare_only_by_what_they_say() {
        assert!(date("2026").is_after(date("2025-12-31")));
        assert!(!date("2026").is_after(date("2026-03-01")));
        assert!(date("2026-04").is_after(date("2026-03-31")));
        assert!(date("2024-01").is_surely_before(date("2024-02-01")));
        assert!(!date("2024").is_surely_before(date("2024-02-01")));
    }
}
