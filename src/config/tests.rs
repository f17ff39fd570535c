//! Tests of `site.toml` and `words.toml` on small wikis.

use crate::fixture::{check, rendered};

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
