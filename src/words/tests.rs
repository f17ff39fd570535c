//! Tests of phrases, plurals, dates and numbers.

use super::*;

fn words(tag: &str) -> Words {
    let (words, faults) = Words::load(tag, None);
    assert!(faults.is_empty(), "{faults:?}");
    words
}

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

#[test]
fn every_language_has_every_phrase_with_all_its_plural_forms() {
    for (tag, _) in LANGUAGES {
        let words = words(tag);
        let english = Words::load("en", None).0;
        for (key, phrase) in words.iter() {
            for n in [0, 1, 2, 3, 5, 11, 21, 100, 1000] {
                assert!(phrase.has_form(words.plural_category(n)), "{tag}: {key} for {n}");
            }
        }
        assert_eq!(words.iter().count(), english.iter().count());
        assert_eq!(words.months().split(',').count(), 12, "{tag}");
    }
}

#[test]
fn numbers_choose_the_plural_form() {
    assert_eq!(words("en").pages_count(1), "1 page");
    assert_eq!(words("en").pages_count(12_500), "12,500 pages");
    assert_eq!(words("de").pages_count(1), "1 Seite");
    assert_eq!(words("de-AT").pages_count(12_500), "12.500 Seiten");
}

#[test]
fn dates_and_lists_follow_the_language() {
    assert_eq!(words("en").date(date("1995-12-15")), "15 December 1995");
    assert_eq!(words("de").date(date("1995-12-15")), "15. Dezember 1995");
    assert_eq!(words("de").date(date("1995-12")), "Dezember 1995");
    assert_eq!(words("en").date(date("1995")), "1995");
    let names: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
    assert_eq!(words("en").list(&names), "a, b, c and d");
    assert_eq!(words("de").list(&names[..2]), "a und b");
}

#[test]
fn a_wiki_overrides_single_words_and_unknown_ones_are_reported() {
    let own = Source::new(
        "words.toml",
        "history = \"Chronicle\"\nhistroy = \"x\"\nsearch_site = \"Find in {sight}\"\npages_count = 3\n\
         [wanted_by]\nother = \"missing from {n} pages\"\n",
    );
    let (words, faults) = Words::load("en", Some(&own));
    assert_eq!(words.history(), "Chronicle");
    assert_eq!(words.search_site("Heat"), "Search Heat");
    assert_eq!(words.pages_count(2), "2 pages");
    assert_eq!(words.wanted_by(2), "missing from 2 pages");
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "unknown key `histroy`",
            "`search_site` has no value `sight`",
            "`pages_count` expects a table of plural forms, found an integer",
        ]
    );
}

#[test]
fn a_language_without_a_catalogue_has_the_english_words() {
    assert_eq!(words("fi").pages_count(1), "1 page");
    assert_eq!(words("ar").pages_count(3), "3 pages");
}
