//! Tests of the rules on small wikis.

use crate::fixture::check;

#[test]
fn a_declared_picture_needs_a_text_and_a_licence() {
    check(
        "
--- content/boat.png
x
--- content/a.md
---
title: A
image: boat.png
       ^^^^^^^^ image-alt
       ^^^^^^^^ image-licence
---
",
    );
}

#[test]
fn a_declared_picture_must_be_there() {
    check(
        "
--- content/a.md
---
title: A
image: gone.png
       ^^^^^^^^ missing-image
---
",
    );
}

#[test]
fn disabled_rules_are_not_reported() {
    check(
        "
--- site.toml
[checks]
red-link = \"off\"
--- content/a.md
[[Nowhere]]
",
    );
}
