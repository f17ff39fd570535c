//! The messages of MediaWiki that texts and modules use: those that the dump changes, and a few of those that it does
//! not contain.

use std::borrow::Cow;

use super::dump::Title;
use super::pages::Pages;
use crate::date::MONTHS;

/// Messages by key, besides names of months and days.
const MESSAGES: [(&str, &str); 20] = [
    ("and", " and"),
    ("brackets", "[$1]"),
    ("categories", "Categories"),
    ("colon-separator", ": "),
    ("comma-separator", ", "),
    ("edit", "Edit"),
    ("ellipsis", "…"),
    ("hide", "hide"),
    ("lang", "en"),
    ("mainpage", "Main Page"),
    ("nstab-talk", "Discussion"),
    ("parentheses", "($1)"),
    ("percent", "$1%"),
    ("pipe-separator", " | "),
    ("quotation-marks", "\"$1\""),
    ("semicolon-separator", "; "),
    ("show", "show"),
    ("talk", "Discussion"),
    ("view", "View"),
    ("word-separator", " "),
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The text of a message, whose parameters are `$1` and so on.
pub(super) fn message<'p>(pages: &'p Pages<'_>, key: &str) -> Option<Cow<'p, str>> {
    let Title { name, .. } = pages.names.title(key, 8);
    let page = pages.get(&Title { namespace: 8, name }).filter(|page| !page.deleted);
    if let Some(page) = page {
        return Some(Cow::Borrowed(page.text.as_str()));
    }
    let key = key.trim().to_lowercase();
    let known = MESSAGES.iter().find(|(known, _)| *known == key).map(|(_, text)| *text);
    known.or_else(|| month_or_day(&key)).map(Cow::Borrowed)
}

/// The name of a month or of a day of the week, or its first three letters.
fn month_or_day(key: &str) -> Option<&'static str> {
    let key = key.strip_suffix("-gen").unwrap_or(key);
    let mut names = MONTHS.iter().chain(&DAYS).copied();
    names.find_map(|name| {
        let is_short = key.eq_ignore_ascii_case(&name[..3]);
        (is_short || key.eq_ignore_ascii_case(name)).then_some(if is_short { &name[..3] } else { name })
    })
}

/// A message with its parameters.
pub(super) fn filled(text: &str, mut parameter: impl FnMut(usize) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let value = part[..digits].parse::<usize>().ok().and_then(|at| parameter(at.checked_sub(1)?));
        match value {
            Some(value) => out.push_str(&value),
            None => out.extend(["$", &part[..digits]]),
        }
        out.push_str(&part[digits..]);
    }
    out
}
