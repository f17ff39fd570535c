//! Values on a scale: a number or a date as the span that it covers.

use crate::date::{Moment, MomentForm, PartialDate, ends};
use crate::text::number;

/// A scale. Values on different scales cannot be drawn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Numbers.
    Numbers,
    /// Real dates, in years.
    Dates,
    /// Dates in the calendar of a story, as positions.
    Story,
}

/// The span from one value to another, which are equal for a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Its scale.
    pub scale: Scale,
    /// Start.
    pub from: f64,
    /// End.
    pub to: f64,
}

impl Extent {
    /// A number.
    pub const fn of_number(number: f64) -> Self {
        Self { scale: Scale::Numbers, from: number, to: number }
    }

    /// A date, from the start of its first day to the end of its last one.
    pub fn of_date(date: PartialDate) -> Self {
        let (from, to) = date.years();
        Self { scale: Scale::Dates, from, to }
    }

    /// A date that is not exact, or one of a story.
    pub fn of_moment(moment: &Moment) -> Self {
        match moment.form {
            MomentForm::Story => {
                Self { scale: Scale::Story, from: moment.from as f64, to: moment.to as f64 + 1.0 }
            }
            MomentForm::About(date) => Self::of_date(date),
            MomentForm::Decade(year) => {
                Self::between(PartialDate::of_year(year), PartialDate::of_year(year.saturating_add(9)))
            }
            MomentForm::Range(from, to) => Self::between(from, to),
        }
    }

    /// Parses a date, a number, or two of them with a dash or `to` between. Four digits are a year, unless numbers are asked for.
    pub fn parse(text: &str, is_number: bool) -> Option<Self> {
        let of_date = || {
            PartialDate::parse(text)
                .map(Self::of_date)
                .or_else(|| Some(Self::of_moment(&Moment::parse(text)?)))
        };
        of_date().filter(|_| !is_number).or_else(|| Self::numbers(text))
    }

    fn numbers(text: &str) -> Option<Self> {
        if let Some(number) = number(text) {
            return Some(Self::of_number(number));
        }
        let (from, to) = ends(text).find_map(|(from, to)| Some((number(from)?, number(to)?)))?;
        (from <= to).then_some(Self { scale: Scale::Numbers, from, to })
    }

    fn between(from: PartialDate, to: PartialDate) -> Self {
        Self { scale: Scale::Dates, from: from.years().0, to: to.years().1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_cover_spans() {
        for (text, is_number, scale, from, to) in [
            ("2024", false, Scale::Dates, 2024.0, 2025.0),
            ("2024", true, Scale::Numbers, 2024.0, 2024.0),
            ("2024-07", false, Scale::Dates, 2024.5, 2024.583),
            ("2024-10 to 2024-11", false, Scale::Dates, 2024.75, 2024.917),
            ("1990s", false, Scale::Dates, 1990.0, 2000.0),
            ("135 to 230", false, Scale::Numbers, 135.0, 230.0),
            ("1.5", false, Scale::Numbers, 1.5, 1.5),
        ] {
            let extent = Extent::parse(text, is_number).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(extent.scale, scale, "{text}");
            assert!(
                (extent.from - from).abs() < 0.001 && (extent.to - to).abs() < 0.001,
                "{text}: {extent:?}"
            );
        }
        for bad in ["", "about 150 million", "230 to 135", "summer 2026", "2025 to 2024"] {
            assert_eq!(Extent::parse(bad, false), None, "{bad}");
        }
    }
}
