//! Formats dates for `#time` and for variables such as `CURRENTYEAR`.

use jiff::civil::DateTime;

/// The format of a variable.
pub(super) fn variable(name: &str) -> Option<&'static str> {
    let part = name
        .strip_prefix("CURRENT")
        .or_else(|| name.strip_prefix("LOCAL"))
        .or_else(|| name.strip_prefix("REVISION"))?;
    Some(match part {
        "YEAR" => "Y",
        "MONTH" | "MONTH2" => "m",
        "MONTH1" => "n",
        "MONTHNAME" | "MONTHNAMEGEN" => "F",
        "MONTHABBREV" => "M",
        "DAY" | "DAY1" => "j",
        "DAY2" => "d",
        "DAYNAME" => "l",
        "DOW" => "w",
        "TIME" => "H:i",
        "HOUR" => "H",
        "TIMESTAMP" => "YmdHis",
        "WEEK" => "W",
        _ => return None,
    })
}

/// Formats a date in the format of `#time`. An invalid date gives an error message.
pub(super) fn format(format: &str, when: &str) -> String {
    let Some(moment) = parse(when) else {
        return "<strong class=\"error\">Error: Invalid time.</strong>".to_owned();
    };
    let mut out = String::new();
    let mut characters = format.chars();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            character if quoted => out.push(character),
            '\\' => out.extend(characters.next()),
            // `xn` and `xN` keep digits as they are, which they are here anyway.
            'x' if characters.clone().next().is_some_and(|next| matches!(next, 'n' | 'N')) => {
                characters.next();
            }
            // The genitive of a month, which is another word in some languages only.
            'x' if characters.clone().next() == Some('g') => {
                characters.next();
                out.push_str(&moment.strftime("%B").to_string());
            }
            character => match part(character) {
                Some(directive) => out.push_str(&moment.strftime(directive).to_string()),
                None => match count(character, moment) {
                    Some(count) => out.push_str(&count.to_string()),
                    None => out.push(character),
                },
            },
        }
    }
    out
}

/// A date in another order, for `#dateformat`. Text that is no date is unchanged.
pub(super) fn reordered(date: &str, order: &str) -> String {
    let format = match order {
        "dmy" => "%-d %B %Y",
        "mdy" => "%B %-d, %Y",
        "ymd" => "%Y %B %-d",
        "ISO 8601" => "%Y-%m-%d",
        _ => return date.to_owned(),
    };
    moment(date).map_or_else(|| date.to_owned(), |moment| moment.strftime(format).to_string())
}

fn part(character: char) -> Option<&'static str> {
    Some(match character {
        'Y' => "%Y",
        'y' => "%y",
        'm' => "%m",
        'n' => "%-m",
        'F' => "%B",
        'M' => "%b",
        'd' => "%d",
        'j' => "%-d",
        'l' => "%A",
        'D' => "%a",
        'w' => "%w",
        'H' => "%H",
        'G' => "%-H",
        'h' => "%I",
        'g' => "%-I",
        'i' => "%M",
        's' => "%S",
        'A' => "%p",
        'a' => "%P",
        'W' => "%V",
        'N' => "%u",
        'c' => "%Y-%m-%dT%H:%M:%S+00:00",
        'r' => "%a, %d %b %Y %H:%M:%S +0000",
        'e' | 'T' => "UTC",
        'P' => "+00:00",
        'O' => "+0000",
        _ => return None,
    })
}

/// Formats that are numbers without a directive.
fn count(character: char, moment: DateTime) -> Option<i64> {
    Some(match character {
        'z' => i64::from(moment.day_of_year()) - 1,
        't' => i64::from(moment.days_in_month()),
        'L' => i64::from(moment.in_leap_year()),
        'U' => moment.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second(),
        _ => return None,
    })
}

/// A date, also with a time after it.
fn parse(text: &str) -> Option<DateTime> {
    moment(text).or_else(|| {
        let (date, time) = text.trim().rsplit_once(' ')?;
        Some(moment(date)?.date().to_datetime(time.parse::<jiff::civil::Time>().ok()?))
    })
}

/// Forms of dates besides those of ISO 8601.
const FORMATS: [&str; 8] =
    ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%m/%d/%Y"];

fn moment(text: &str) -> Option<DateTime> {
    let text = text.trim().trim_end_matches('Z');
    if let Some(seconds) = text.strip_prefix('@') {
        let moment = jiff::Timestamp::from_second(seconds.parse().ok()?).ok()?;
        return Some(moment.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    }
    if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let parts = [&text[..4], &text[4..6], &text[6..8], &text[8..10], &text[10..12], &text[12..]];
        let [year, month, day, hour, minute, second] = parts;
        return format!("{year}-{month}-{day}T{hour}:{minute}:{second}").parse().ok();
    }
    if let Ok(moment) = text.parse::<DateTime>() {
        return Some(moment);
    }
    FORMATS.iter().find_map(|format| {
        let broken = jiff::fmt::strtime::parse(format, text).ok()?;
        broken.to_datetime().or_else(|_| broken.to_date().map(|date| date.at(0, 0, 0, 0))).ok()
    })
}
