//! Articles at the start of titles, which do not count when titles are sorted.

use std::sync::LazyLock;

use super::{LANGUAGES, Words};

/// The articles of the built-in languages.
static ARTICLES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let of = |tag: &'static str| (tag, Words::load(tag, None).0.articles().to_owned());
    LANGUAGES.iter().map(|(tag, _)| of(tag)).collect()
});

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

impl Words {
    /// The articles of a language, separated by spaces: those of these words if it is their language, or those of its catalogue. Empty for a
    /// language without a catalogue, unless the wiki has its own.
    pub fn articles_in(&self, tag: &str) -> &str {
        if primary(&self.language.tag).eq_ignore_ascii_case(primary(tag)) {
            return self.articles();
        }
        let known = ARTICLES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary(tag)));
        known.map_or("", |(_, articles)| articles)
    }
}

/// A title without the article at its start. An article that ends in an apostrophe needs no space after it.
pub fn without_article<'t>(title: &'t str, articles: &str) -> &'t str {
    let name = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = articles.split_whitespace().find_map(|article| {
        let (start, rest) = split_at_chars(name, article.chars().count())?;
        let is_article = start.to_lowercase().replace('’', "'") == article.to_lowercase().replace('’', "'");
        let ends = article.ends_with(['\'', '’']) || rest.starts_with(char::is_whitespace);
        let rest = rest.trim_start();
        (is_article && ends && rest.contains(char::is_alphanumeric)).then_some(rest)
    });
    rest.unwrap_or(title)
}

fn split_at_chars(text: &str, count: usize) -> Option<(&str, &str)> {
    let end = text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(count)?;
    text.split_at_checked(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_at_the_start_do_not_count() {
        let english = Words::load("en", None).0;
        for (title, sorted) in [
            ("The Insider", "Insider"),
            ("A Most Violent Year", "Most Violent Year"),
            ("“The Keep”", "Keep”"),
            ("The", "The"),
            ("The …", "The …"),
            ("A-Team", "A-Team"),
            ("Theatre", "Theatre"),
            ("Der Pate", "Der Pate"),
        ] {
            assert_eq!(without_article(title, english.articles_in("en-GB")), sorted);
        }
        assert_eq!(without_article("Der Pate", english.articles_in("de-AT")), "Pate");
        assert_eq!(without_article("L’Avventura", "l' la"), "Avventura");
    }

    #[test]
    fn a_language_without_a_catalogue_has_only_its_own_articles() {
        assert_eq!(Words::load("hu", None).0.articles_in("hu"), "");
        let own = crate::text::Source::new("words.toml", "articles = \"a az\"\n");
        assert_eq!(Words::load("hu", Some(&own)).0.articles_in("hu"), "a az");
        let other = crate::text::Source::new("words.toml", "history = \"x\"\n");
        assert_eq!(Words::load("hu", Some(&other)).0.articles_in("hu"), "");
    }
}
