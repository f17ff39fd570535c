//! Calendars of stories: years in eras, months of any length, or plain numbers such as stardates.

use super::moment::{Moment, ends, without_about};

/// Positions between the starts of two eras.
const ERA: i64 = 1_000_000_000_000_000;
/// Largest year.
const MAX_YEAR: f64 = 1_000_000_000.0;
/// Positions of a year without months: its decimals.
const FINE: i64 = 1_000;

/// A calendar that `[calendars.NAME]` declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Its name in `site.toml`.
    pub name: String,
    /// A word that is shown before each date, such as *Stardate*.
    pub prefix: Option<String>,
    /// Eras, earliest first.
    pub eras: Vec<Era>,
    /// Months, in order.
    pub months: Vec<Month>,
}

/// An era of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Era {
    /// Its name, such as `NE`.
    pub name: String,
    /// True if its years count down to the next era, as those before Christ do.
    pub counts_down: bool,
}

/// A month of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// Its name.
    pub name: String,
    /// Number of its days.
    pub days: u16,
}

/// A year, month or day.
struct Point {
    text: String,
    from: i64,
    to: i64,
}

impl Calendar {
    /// Parses a date: a year, a month or a day, `c.` one of them, a decade, or two of them with a dash between.
    pub fn parse(&self, text: &str) -> Option<Moment> {
        let text = self.without_prefix(text.trim());
        if let Some(rest) = without_about(text) {
            let point = self.point(rest)?;
            return Some(self.moment(format!("c. {}", point.text), (point.from, point.to)));
        }
        if let Some(point) = self.point(text) {
            return Some(self.moment(point.text, (point.from, point.to)));
        }
        ends(text).find_map(|(from, to)| self.range(from, to))
    }

    /// Dates of this calendar, as messages name them.
    pub fn example(&self) -> String {
        let year = match (self.eras.last(), self.months.is_empty()) {
            (Some(era), _) => format!("978 {}", era.name),
            (None, true) => "41153.7".to_owned(),
            (None, false) => "978".to_owned(),
        };
        let mut examples = vec![format!("`{year}`")];
        if let Some(month) = self.months.first() {
            examples.push(format!("`3 {} {year}`", month.name));
        }
        examples.push(format!("`c. {year}`"));
        let more = if self.eras.is_empty() {
            String::new()
        } else {
            format!(", with one of the eras {}", self.names_of_eras())
        };
        format!("write a date such as {}{more}", examples.join(" or "))
    }

    fn names_of_eras(&self) -> String {
        self.eras.iter().take(12).map(|era| era.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn moment(&self, text: String, positions: (i64, i64)) -> Moment {
        let text = match &self.prefix {
            Some(prefix) => format!("{prefix} {text}"),
            None => text,
        };
        Moment::story(text, positions)
    }

    fn without_prefix<'t>(&self, text: &'t str) -> &'t str {
        let prefix = self.prefix.as_deref().unwrap_or_default();
        let head = text.get(..prefix.len()).filter(|head| !head.is_empty() && same(head, prefix));
        head.map_or(text, |head| text[head.len()..].trim_start())
    }

    /// From one date to another. What the first lacks, such as the era, is that of the second.
    fn range(&self, from: &str, to: &str) -> Option<Moment> {
        let end = self.point(to)?;
        let mut tails = to.match_indices(' ').map(|(at, _)| &to[at..]);
        let completed = tails.find_map(|tail| self.point(&format!("{from}{tail}")));
        let start = completed.or_else(|| self.point(from))?;
        (start.from <= end.to)
            .then(|| self.moment(format!("{} – {}", start.text, end.text), (start.from, end.to)))
    }

    /// A year, a decade, a month or a day.
    fn point(&self, text: &str) -> Option<Point> {
        let (era, rest) = self.era(text)?;
        let words: Vec<&str> = rest.split_whitespace().collect();
        let (year, before) = words.split_last()?;
        let mut point = self.year(year, era, before.is_empty())?;
        if let Some((day, month)) = self.day_and_month(before)? {
            let start =
                point.from + self.months[..month].iter().map(|month| i64::from(month.days)).sum::<i64>();
            let name = &self.months[month];
            let length = i64::from(name.days);
            if day > length {
                return None;
            }
            point.from = if day > 0 { start + day - 1 } else { start };
            point.to = if day > 0 { point.from } else { start + length - 1 };
            let day = if day > 0 { format!("{day} ") } else { String::new() };
            point.text = format!("{day}{} {}", name.name, point.text);
        }
        if let Some(era) = era {
            point.text = format!("{} {}", point.text, self.eras[era].name);
        }
        Some(point)
    }

    /// The era of a date, written after or before it, and the rest.
    fn era<'t>(&self, text: &'t str) -> Option<(Option<usize>, &'t str)> {
        if self.eras.is_empty() {
            return Some((None, text));
        }
        let split = |name: &str| {
            let end = text.len().checked_sub(name.len()).filter(|at| text.is_char_boundary(*at));
            let after =
                end.map(|at| text.split_at(at)).filter(|(_, era)| same(era, name)).map(|(rest, _)| rest);
            let before = text.get(..name.len()).filter(|era| same(era, name)).map(|era| &text[era.len()..]);
            after.filter(|rest| rest.ends_with(' ')).or_else(|| before.filter(|rest| rest.starts_with(' ')))
        };
        let found = self.eras.iter().enumerate().filter_map(|(at, era)| Some((at, split(&era.name)?)));
        // Of `NE` and `Old NE`, the longer name is meant.
        let (at, rest) = found.max_by_key(|(at, _)| self.eras[*at].name.len())?;
        Some((Some(at), rest.trim()))
    }

    /// A year such as `978`, `-500` or `41153.7`, or, on its own, a decade such as `970s`.
    fn year(&self, text: &str, era: Option<usize>, is_alone: bool) -> Option<Point> {
        let decade = text.strip_suffix('s').filter(|_| is_alone);
        let digits = decade.unwrap_or(text);
        let plain = digits.strip_prefix('-').unwrap_or(digits);
        let has_decimals = plain.contains('.');
        let is_number = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && plain.starts_with(|c: char| c.is_ascii_digit());
        let number: f64 = digits.parse().ok().filter(|number: &f64| is_number && number.abs() <= MAX_YEAR)?;
        let negative_era = era.is_some() && number < 0.0;
        if negative_era || (has_decimals && (!self.months.is_empty() || decade.is_some())) {
            return None;
        }
        if decade.is_some() && number % 10.0 != 0.0 {
            return None;
        }
        let length = self.days_of_year();
        let counts_down = era.is_some_and(|era| self.eras[era].counts_down);
        let at = |year: f64| {
            let year = if counts_down { -year } else { year };
            (year * length as f64).round() as i64 + era.map_or(0, |era| era as i64 * ERA)
        };
        let last = if decade.is_some() { number + 9.0 } else { number };
        let (from, until) = (at(number).min(at(last)), at(number).max(at(last)));
        let to = if has_decimals { until } else { until + length - 1 };
        Some(Point { text: text.to_owned(), from, to })
    }

    /// Day, or 0, and month of the words before a year. None if they are neither.
    fn day_and_month(&self, words: &[&str]) -> Option<Option<(i64, usize)>> {
        if words.is_empty() {
            return Some(None);
        }
        let month = |words: &[&str]| {
            let name = words.join(" ");
            self.months.iter().position(|month| same(&month.name, name.trim_end_matches(',')))
        };
        let day = |word: &str| word.trim_end_matches([',', '.']).parse().ok().filter(|day: &i64| *day > 0);
        if let Some(month) = month(words) {
            return Some(Some((0, month)));
        }
        let (first, rest) = words.split_first()?;
        let (last, start) = words.split_last()?;
        let european = || Some((day(first)?, month(rest)?));
        let american = || Some((day(last)?, month(start)?));
        european().or_else(american).map(Some)
    }

    fn days_of_year(&self) -> i64 {
        match self.months.iter().map(|month| i64::from(month.days)).sum() {
            0 => FINE,
            days => days,
        }
    }
}

/// True for two names that differ in letter case at most.
fn same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wheel() -> Calendar {
        let era = |name: &str, counts_down| Era { name: name.to_owned(), counts_down };
        Calendar { eras: vec![era("AB", true), era("FY", false), era("NE", false)], ..Calendar::default() }
    }

    fn realms() -> Calendar {
        let month = |name: &str| Month { name: name.to_owned(), days: 30 };
        Calendar { months: vec![month("Hammer"), month("Claw of Winter")], ..Calendar::default() }
    }

    /// Asserts that dates are read in ascending order.
    #[track_caller]
    fn ascend(calendar: &Calendar, dates: &[&str]) {
        let read: Vec<Moment> =
            dates.iter().map(|date| calendar.parse(date).unwrap_or_else(|| panic!("{date}"))).collect();
        for pair in read.windows(2) {
            assert!(
                (pair[0].from, -pair[0].to) < (pair[1].from, -pair[1].to),
                "{} and {}",
                pair[0].text,
                pair[1].text
            );
        }
    }

    #[test]
    fn eras_follow_each_other_and_may_count_down() {
        ascend(
            &wheel(),
            &["500 AB", "c. 200 ab", "1 AB", "FY 1", "990 FY", "970s NE", "970–975 NE", "978 NE", "1000 NE"],
        );
        assert_eq!(wheel().parse("ne 978").map(|date| date.text).as_deref(), Some("978 NE"));
        assert_eq!(wheel().parse("978-980 NE").map(|date| date.text).as_deref(), Some("978 NE – 980 NE"));
        for bad in
            ["978", "978 XE", "-3 NE", "NE", "980–978 NE", "975s NE", "978.5.1 NE", "3 Hammer 978 NE", ""]
        {
            assert_eq!(wheel().parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_have_names_and_lengths() {
        ascend(
            &realms(),
            &[
                "-500",
                "1491",
                "1492",
                "Hammer 1492",
                "3 Hammer 1492",
                "hammer 4, 1492",
                "1 claw of winter 1492",
            ],
        );
        assert_eq!(
            realms().parse("3–5 Hammer 1492").map(|date| date.text).as_deref(),
            Some("3 Hammer 1492 – 5 Hammer 1492")
        );
        for bad in ["31 Hammer 1492", "0 Hammer 1492", "3 Hamer 1492", "1492.5", "3 1492"] {
            assert_eq!(realms().parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn plain_numbers_may_have_a_word_before_them() {
        let calendar = Calendar { prefix: Some("Stardate".to_owned()), ..Calendar::default() };
        ascend(&calendar, &["-3", "1312.4", "Stardate 41153.7", "41153.8", "c. 41154", "stardate 41986.0"]);
        assert_eq!(calendar.parse("41153.7").map(|date| date.text).as_deref(), Some("Stardate 41153.7"));
        for bad in ["1e9", "99999999999", "41153.7.1", "Stardate", "nan"] {
            assert_eq!(calendar.parse(bad), None, "{bad}");
        }
    }
}
