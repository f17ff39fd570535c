//! The names by which lists sort pages.

use super::Page;
use super::value::Value;
use crate::config::{Config, SortBy};
use crate::labels::Labelled;
use crate::words::without_article;

/// Words that may follow a last name.
const SUFFIXES: [&str; 8] = ["jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "v"];
/// Words that belong to the last name if they begin with a capital letter, as in `Robert De Niro`.
const PARTICLES: [&str; 22] = [
    "al", "ben", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la",
    "le", "st.", "ter", "van", "von", "zu",
];

/// The name by which lists sort a page; `None` for its title.
pub(super) fn of(page: &Page, config: &Config) -> Option<Box<str>> {
    let name = match &page.matter.sort_title {
        Some(name) => name.clone(),
        None => by_type(page, config).unwrap_or_else(|| without_its_article(page, config).to_owned()),
    };
    (name != page.title).then(|| name.into())
}

fn without_its_article<'p>(page: &'p Page, config: &Config) -> &'p str {
    let language = page.matter.language.as_deref().unwrap_or(&config.language);
    without_article(&page.title, config.words.articles_in(language))
}

/// The name that the type of a page asks for. `None` if it asks for none, or the page lacks the field.
fn by_type(page: &Page, config: &Config) -> Option<String> {
    let page_type = config.types.get(page.page_type?);
    match page_type.sort_by.as_ref()? {
        SortBy::Title => None,
        SortBy::LastName => Some(last_name_first(&page.title)),
        SortBy::Field(name) => {
            let at = page_type.fields.iter().position(|field| field.name == *name)?;
            let mut values = page.matter.fields.iter().filter(|values| usize::from(values.field) == at);
            let value = values.find_map(|values| values.values.iter().find_map(Labelled::open))?;
            text_of(&value.value)
        }
    }
}

/// The value as a part of a name.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Number(_, text) => Some(super::links::without_links(text).into_owned()),
        Value::Date(date) => Some(date.iso()),
        Value::Reference(name) => Some(name.text.clone()),
        _ => None,
    }
}

/// A person's name with the last name first: `Pacino, Al`. A disambiguation in parentheses is kept at the end.
fn last_name_first(title: &str) -> String {
    let (name, rest) = title.split_once(" (").map_or((title, None), |(name, rest)| (name, Some(rest)));
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_suffix = |word: &&&str| SUFFIXES.contains(&word.to_lowercase().as_str());
    let end = words.len() - words.iter().skip(1).rev().take_while(is_suffix).count();
    let is_particle = |word: &&&str| {
        word.starts_with(char::is_uppercase) && PARTICLES.contains(&word.to_lowercase().as_str())
    };
    let last = end.saturating_sub(1);
    let start = last - words[..last].iter().skip(1).rev().take_while(is_particle).count();
    if start == 0 || name.contains(',') {
        return title.to_owned();
    }
    let mut sorted = format!("{}, {}", words[start..end].join(" "), words[..start].join(" "));
    for suffix in &words[end..] {
        sorted.push(' ');
        sorted.push_str(suffix);
    }
    if let Some(rest) = rest {
        sorted.push_str(" (");
        sorted.push_str(rest);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::last_name_first;

    #[test]
    fn last_names_come_first() {
        for (title, sorted) in [
            ("Al Pacino", "Pacino, Al"),
            ("Robert De Niro", "De Niro, Robert"),
            ("Robert Downey Jr.", "Downey, Robert Jr."),
            ("Vincent van Gogh", "Gogh, Vincent van"),
            ("Michael Mann (director)", "Mann, Michael (director)"),
            ("Cher", "Cher"),
            ("Jr.", "Jr."),
            ("Pacino, Al", "Pacino, Al"),
            ("", ""),
            (" (film)", " (film)"),
        ] {
            assert_eq!(last_name_first(title), sorted);
        }
    }
}
