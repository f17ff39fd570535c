//! Parses dates and times as people write them in wikitext, such as `3 Feb 2020 14:00 +2 days`.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};

use crate::date::month_named;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Maximum number of words of a date.
const MAX_WORDS: usize = 20;

/// The parts of a date that are written.
#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Time>,
    shift: Option<Span>,
    /// Days after the current one.
    days: Option<i64>,
}

/// A date, of which the parts that are not written are those of `now`.
pub(super) fn parse(text: &str, now: DateTime) -> Option<DateTime> {
    let text = text.trim();
    if let Some(moment) = exact(text) {
        return Some(moment);
    }
    let text = text.to_lowercase().replace(',', " ");
    let words: Vec<&str> = text.split_whitespace().take(MAX_WORDS).collect();
    let mut parts = Parts::default();
    let mut at = 0;
    while at < words.len() {
        at += parts.read(&words[at..])?;
    }
    (!words.is_empty()).then(|| parts.moment(now)).flatten()
}

/// A date in one of the forms that state all of its parts.
fn exact(text: &str) -> Option<DateTime> {
    if let Some(seconds) = text.strip_prefix('@') {
        let moment = jiff::Timestamp::from_second(seconds.parse().ok()?).ok()?;
        return Some(moment.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        14 if is_number => {
            let parts = [&text[..4], &text[4..6], &text[6..8], &text[8..10], &text[10..12], &text[12..]];
            let [year, month, day, hour, minute, second] = parts;
            format!("{year}-{month}-{day}T{hour}:{minute}:{second}").parse().ok()
        }
        8 if is_number => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).parse().ok(),
        _ => match text.parse::<jiff::Timestamp>() {
            Ok(moment) => Some(moment.to_zoned(jiff::tz::TimeZone::UTC).datetime()),
            Err(_) => text.trim_end_matches('Z').parse().ok(),
        },
    }
}

impl Parts {
    /// Reads the first of the words, and those that belong to it. Returns their number.
    fn read(&mut self, words: &[&str]) -> Option<usize> {
        let word = words[0].trim_end_matches('.');
        if let Some(used) = self.shift(words) {
            return Some(used);
        }
        if let Some(days) = named_day(word) {
            self.days = Some(days);
            self.time = self.time.or((word != "now").then_some(Time::midnight()));
        } else if let Some(month) = month(word) {
            self.month = Some(month);
        } else if let Some(time) = time(word, words.get(1).copied()) {
            self.time = Some(time);
            return Some(if matches!(words.get(1), Some(&"am" | &"pm")) { 2 } else { 1 });
        } else if let Some(date) = numeric(word) {
            (self.year, self.month, self.day) = (Some(date.year()), Some(date.month()), Some(date.day()));
        } else if word.len() == 4 && self.year.is_none() && word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.year = word.parse().ok();
        } else if let Some(day) = day(word).filter(|_| self.day.is_none()) {
            self.day = Some(day);
        } else if !(DAYS.iter().any(|known| word.starts_with(known))
            || matches!(word, "utc" | "gmt" | "z" | "of"))
        {
            return None;
        }
        Some(1)
    }

    /// Reads `+2 days`, `-1 week`, `3 hours ago`, `next month`.
    fn shift(&mut self, words: &[&str]) -> Option<usize> {
        let (number, rest, mut used) = match words[0] {
            "next" => (1, &words[1..], 2),
            "last" | "previous" => (-1, &words[1..], 2),
            word => {
                let digits = word.trim_start_matches(['+', '-']);
                let end = digits.bytes().take_while(u8::is_ascii_digit).count();
                let number: i64 = digits[..end].parse().ok()?;
                let number = if word.starts_with('-') { -number } else { number };
                match &digits[end..] {
                    "" => (number, &words[1..], 2),
                    _ => return self.add(number, &digits[end..]).map(|()| 1),
                }
            }
        };
        let is_ago = rest.get(1) == Some(&"ago");
        used += usize::from(is_ago);
        self.add(if is_ago { -number } else { number }, rest.first()?)?;
        Some(used)
    }

    fn add(&mut self, number: i64, unit: &str) -> Option<()> {
        let number = number.clamp(-100_000, 100_000);
        let span = match unit.strip_suffix('s').unwrap_or(unit) {
            "year" => number.clamp(-9000, 9000).years(),
            "month" => number.months(),
            "week" => number.weeks(),
            "fortnight" => (2 * number).weeks(),
            "day" => number.days(),
            "hour" => number.hours(),
            "minute" | "min" => number.minutes(),
            "second" | "sec" => number.seconds(),
            _ => return None,
        };
        self.shift = Some(match self.shift {
            Some(earlier) => earlier.checked_add((span, jiff::SpanRelativeTo::days_are_24_hours())).ok()?,
            None => span,
        });
        Some(())
    }

    fn moment(&self, now: DateTime) -> Option<DateTime> {
        let has_date = self.year.is_some() || self.month.is_some() || self.day.is_some();
        let first = if self.month.is_some() && self.year.is_some() { 1 } else { now.day() };
        let date = Date::new(
            self.year.unwrap_or(now.year()),
            self.month.unwrap_or(now.month()),
            self.day.unwrap_or(first),
        );
        let time = self.time.unwrap_or(if has_date { Time::midnight() } else { now.time() });
        let moment = date.ok()?.to_datetime(time).checked_add(self.days.unwrap_or_default().days()).ok()?;
        self.shift.map_or(Some(moment), |shift| moment.checked_add(shift).ok())
    }
}

fn named_day(word: &str) -> Option<i64> {
    Some(match word {
        "now" | "today" | "midnight" => 0,
        "yesterday" => -1,
        "tomorrow" => 1,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
    month_named(if word == "sept" { "sep" } else { word }).map(|month| month as i8)
}

/// `14:00`, `14:00:05`, `2:00pm`, `2pm`, or with `pm` in the next word.
fn time(word: &str, next: Option<&str>) -> Option<Time> {
    let half = ["am", "pm"].into_iter().find(|half| word.ends_with(half));
    let word = half.and_then(|half| word.strip_suffix(half)).unwrap_or(word);
    let half = half.or(next.filter(|next| matches!(*next, "am" | "pm")));
    if !word.contains(':') && half.is_none() {
        return None;
    }
    let mut parts = word.split(':').map(|part| part.parse::<i8>().ok());
    let hour = parts.next()??;
    let minute = parts.next().map_or(Some(0), |part| part)?;
    let second = parts.next().map_or(Some(0), |part| part)?;
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// `2020-2-3`, `2020/02/03`, `02/03/2020` with the month first, `03.02.2020` and `03-02-2020` with the day first.
fn numeric(word: &str) -> Option<Date> {
    let sign = ['-', '/', '.'].into_iter().find(|sign| word.contains(*sign))?;
    let parts: Vec<i16> = word.split(sign).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, second, third] = parts.as_slice() else { return None };
    let is_year_first = word.find(sign) == Some(4);
    let (year, month, day) = match (is_year_first, sign) {
        (true, _) => (*first, *second, *third),
        (false, '/') => (*third, *first, *second),
        (false, _) => (*third, *second, *first),
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `3`, `03`, `3rd`.
fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_day = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th") && digits.len() < 3;
    digits.parse().ok().filter(|day| is_day && (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parse;

    #[test]
    fn dates_are_read_in_the_forms_in_which_people_write_them() {
        let now = date(2021, 8, 15).at(10, 30, 0, 0);
        let cases = [
            ("2020-02-03", "2020-02-03T00:00:00"),
            ("20200203040506", "2020-02-03T04:05:06"),
            ("2020-02-03T04:05:06+09:00", "2020-02-02T19:05:06"),
            ("3 February 2020", "2020-02-03T00:00:00"),
            ("Feb 3 2020", "2020-02-03T00:00:00"),
            ("February 3rd, 2020 2:05 pm", "2020-02-03T14:05:00"),
            ("Mon, 3 Feb. 2020 14:05:06 UTC", "2020-02-03T14:05:06"),
            ("Feb 2020", "2020-02-01T00:00:00"),
            ("3 Feb", "2021-02-03T00:00:00"),
            ("2020", "2020-08-15T00:00:00"),
            ("2/3/2020", "2020-02-03T00:00:00"),
            ("3.2.2020", "2020-02-03T00:00:00"),
            ("2020-02-28 +2 days", "2020-03-01T00:00:00"),
            ("2020-03-31 -1 day 1 hour", "2020-03-30T01:00:00"),
            ("now", "2021-08-15T10:30:00"),
            ("tomorrow", "2021-08-16T00:00:00"),
            ("3 days ago", "2021-08-12T10:30:00"),
            ("next month", "2021-09-15T10:30:00"),
            ("@86400", "1970-01-02T00:00:00"),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse(text, now).map(|moment| moment.to_string()).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "garbage", "3 Foo 2020", "2020-13-40", "99999999999999999999 days"] {
            assert_eq!(parse(text, now), None, "{text}");
        }
    }
}
