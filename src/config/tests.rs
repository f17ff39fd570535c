//! Tests of `site.toml` and `words.toml` on small wikis.

use super::load;
use super::misplaced::HOMES;
use crate::diag::codes;
use crate::fixture::{check, rendered};
use crate::text::Source;

#[test]
fn an_unknown_key_is_reported_at_the_key() {
    check(
        "
--- site.toml
tagine = \"A line\"
^^^^^^ unknown-key
--- content/a.md
x
",
    );
}

#[test]
fn a_value_of_another_type_is_reported_at_the_value() {
    check(
        "
--- site.toml
[output]
search = \"yes\"
         ^^^^^ invalid-config
--- content/a.md
x
",
    );
}

#[test]
fn a_wiki_has_words_of_its_own() {
    let fixture = "
--- words.toml
search = \"Find\"
serach = \"Find\"
^^^^^^ unknown-key
--- content/a.md
x
";
    check(fixture);
    assert!(rendered(fixture, "a/index.html").contains("placeholder=\"Find\""));
}

#[test]
fn keys_are_known_where_messages_say_that_they_belong() {
    for (place, keys) in HOMES {
        let tables = place.split('`').skip(1).step_by(2);
        let tables = tables.chain(place.starts_with("above").then_some(""));
        for (table, key) in tables.flat_map(|table| keys.iter().map(move |key| (table, key))) {
            let (_, faults) = load(&Source::new("site.toml", format!("{table}\n{key} = 1\n")));
            assert!(faults.iter().all(|fault| fault.code != &codes::UNKNOWN_KEY), "`{key}` {place}");
        }
    }
}
