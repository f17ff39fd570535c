//! Sorting of names by language: the Unicode Collation Algorithm with the tailorings of CLDR.

use std::fmt;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use unicode_normalization::UnicodeNormalization;

/// Collation of one language.
pub struct Collation {
    /// Distinguishes all names.
    full: CollatorBorrowed<'static>,
    /// Distinguishes letters that the language lists under different headings.
    letters: CollatorBorrowed<'static>,
}

impl fmt::Debug for Collation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collation")
    }
}

impl Collation {
    /// The collation of a language; the root collation of CLDR for an unknown tag.
    ///
    /// Digits sort by value, and punctuation before letters.
    pub fn new(tag: &str) -> Self {
        let collator = |locale: &Locale, strength| {
            let mut preferences = CollatorPreferences::from(locale);
            preferences.numeric_ordering = Some(CollationNumericOrdering::True);
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            options.alternate_handling = Some(AlternateHandling::NonIgnorable);
            Collator::try_new(preferences, options)
        };
        let locale: Locale = tag.parse().unwrap_or(Locale::UNKNOWN);
        let made = |strength| {
            collator(&locale, strength)
                .or_else(|_| collator(&Locale::UNKNOWN, strength))
                .expect("the root collation is compiled in")
        };
        Self { full: made(Strength::Tertiary), letters: made(Strength::Primary) }
    }

    /// Sort key of a name in a list from A to Z: punctuation before its first letter or digit is ignored.
    pub fn sort_key(&self, name: &str) -> Vec<u8> {
        let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
        let mut key = Vec::with_capacity(name.len() * 2 + 8);
        match self.full.write_sort_key_to(name, &mut key) {
            Ok(()) => key,
            Err(never) => match never {},
        }
    }

    /// The heading that a name is listed under: its first letter in upper case, without diacritics unless the language treats the result as
    /// a separate letter; `#` for a name that does not begin with a letter.
    pub fn letter(&self, name: &str) -> String {
        let Some(first) = name.nfc().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic()) else {
            return "#".to_owned();
        };
        let plain = first.nfd().next().unwrap_or(first);
        let is_own =
            self.letters.compare(first.encode_utf8(&mut [0; 4]), plain.encode_utf8(&mut [0; 4])).is_ne();
        if is_own { first } else { plain }.to_uppercase().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(tag: &str, names: &[&str]) -> Vec<String> {
        let order = Collation::new(tag);
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
        assert_eq!(
            sorted("en", &["Part 10", "Part 9", "“Heat”", "Gold"]),
            ["Gold", "“Heat”", "Part 9", "Part 10"]
        );
    }

    #[test]
    fn letters_are_those_of_the_language() {
        assert_eq!(Collation::new("en").letter("Éric"), "E");
        assert_eq!(Collation::new("sv").letter("öl"), "Ö");
        assert_eq!(Collation::new("de").letter("öl"), "O");
        assert_eq!(Collation::new("en").letter("“Heat”"), "H");
        assert_eq!(Collation::new("en").letter("1995"), "#");
        assert_eq!(Collation::new("xx-invalid-tag").letter("a"), "A");
    }
}
