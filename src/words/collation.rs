//! The order of names in a language, by the Unicode Collation Algorithm with the tailorings of CLDR.

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

/// Makes sort keys for the names of one language.
pub struct Collation(CollatorBorrowed<'static>);

impl Collation {
    /// The order of a language; the root order of CLDR where the tag is unknown.
    ///
    /// Digits sort by their value, and signs before letters.
    pub fn new(tag: &str) -> Option<Self> {
        let locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        options.alternate_handling = Some(AlternateHandling::NonIgnorable);
        Collator::try_new(preferences, options).ok().map(Self)
    }

    /// Bytes that sort as the name does.
    pub fn sort_key(&self, name: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(name.len() * 2 + 8);
        match self.0.write_sort_key_to(name, &mut key) {
            Ok(()) => key,
            Err(never) => match never {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(tag: &str, names: &[&str]) -> Vec<String> {
        let order = Collation::new(tag).unwrap();
        let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort_by_key(|name| order.sort_key(name));
        names
    }

    #[test]
    fn names_sort_as_the_language_sorts_them() {
        assert_eq!(
            sorted("en", &["zebra", "Éric", "eric", "Zoe", "apple"]),
            ["apple", "eric", "Éric", "zebra", "Zoe"]
        );
        assert_eq!(sorted("sv", &["Öl", "Zebra", "Ål"]), ["Zebra", "Ål", "Öl"]);
        assert_eq!(sorted("de", &["Öl", "Zebra", "Olaf"]), ["Öl", "Olaf", "Zebra"]);
        assert_eq!(sorted("en", &["Part 10", "Part 9"]), ["Part 9", "Part 10"]);
    }
}
