//! Formats dates for `#time` and for variables such as `CURRENTYEAR`.

use jiff::civil::DateTime;

use super::moment;

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

/// Formats a date in the format of `#time`, or that of the dump if it is empty. An invalid date gives an error message.
pub(super) fn format(format: &str, when: &str, newest: &str) -> String {
    let now = moment::parse(newest, DateTime::default()).unwrap_or_default();
    let moment = if when.trim().is_empty() { Some(now) } else { moment::parse(when, now) };
    let Some(moment) = moment else {
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
    let has_year = date.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    let moment = moment::parse(date, DateTime::default()).filter(|_| has_year);
    moment.map_or_else(|| date.to_owned(), |moment| moment.strftime(format).to_string())
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
        'o' => "%G",
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
