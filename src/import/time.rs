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
            character => match part(character) {
                Some(directive) => out.push_str(&moment.strftime(directive).to_string()),
                None => out.push(character),
            },
        }
    }
    out
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
        'z' => "%-j",
        _ => return None,
    })
}

fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim().trim_end_matches('Z');
    if let Ok(moment) = text.parse::<DateTime>() {
        return Some(moment);
    }
    const FORMATS: [&str; 8] = [
        "%Y-%m-%d",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%d %b %Y",
        "%b %d, %Y",
        "%m/%d/%Y",
    ];
    FORMATS.iter().find_map(|format| {
        let broken = jiff::fmt::strtime::parse(format, text).ok()?;
        broken.to_datetime().or_else(|_| broken.to_date().map(|date| date.at(0, 0, 0, 0))).ok()
    })
}
