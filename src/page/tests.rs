//! Faults of fields and front matter, as the findings of small wikis.

use crate::fixture::check;

/// Settings with types, and pages of people, a character and a work.
const TYPES: &str = r#"
--- site.toml
[types.person]
folder = "people"
[types.character]
folder = "characters"
[types.work]
folder = "works"
[types.work.fields]
kind = { type = "choice", values = ["film", "novel"], required = true }
released = { type = "date" }
directed_by = { type = "page", to = "person", many = true }
follows = { type = "page", to = "work" }
running_time = { type = "number" }
colour = { type = "boolean" }
site = { type = "url" }
[types.work.fields.cast]
type = "record"
many = true
[types.work.fields.cast.fields]
actor = { type = "page", to = "person", required = true }
character = { type = "page", to = "character" }
note = { type = "text" }
--- content/people/mann.md
# Michael Mann
--- content/people/pacino.md
# Al Pacino
--- content/characters/hanna.md
# Vincent Hanna
--- content/works/heat.md
"#;

/// Checks a work.
#[track_caller]
fn check_work(page: &str) {
    check(&format!("{TYPES}{}", page.trim_start_matches('\n')));
}

#[test]
fn references_to_unwritten_pages_are_reported_at_their_value() {
    check_work(
        "
---
title: Heat
kind: film
directed_by: [Michael Mann, Micheal Man]
                            ^^^^^^^^^^^ unknown-reference: did you mean `Michael Mann`?
follows: Nothing at all
         ^^^^^^^^^^^^^^ unknown-reference
cast:
  - actor: Al Pacino
    character: Vincent Hana
               ^^^^^^^^^^^^ unknown-reference: did you mean `Vincent Hanna`?
---
",
    );
}

#[test]
fn references_to_pages_of_a_wrong_type_are_errors() {
    check_work(
        "
---
title: Heat
kind: film
directed_by: Vincent Hanna
             ^^^^^^^^^^^^^ wrong-reference: erson
cast:
  - {actor: Vincent Hanna}
            ^^^^^^^^^^^^^ wrong-reference
---
",
    );
}

#[test]
fn required_fields_that_are_missing_are_errors() {
    check_work(
        "
---
title: Heat
^^^^^ missing-field: `kind`
cast:
  - {character: Vincent Hanna}
    ^ missing-field: `actor`
---
",
    );
}

#[test]
fn a_page_without_front_matter_misses_its_required_fields_too() {
    check_work(
        "
# Heat
^ missing-field: `kind`
",
    );
}

#[test]
fn values_outside_their_field_are_errors_at_the_value() {
    check_work(
        "
---
title: Heat
kind: flim
      ^^^^ invalid-choice: did you mean `film`?
released: 1995-02-30
          ^^^^^^^^^^ invalid-date
running_time: long
              ^^^^ wrong-type
colour: perhaps
        ^^^^^^^ wrong-type
site: not a url
      ^^^^^^^^^ wrong-type
ratoi: x
^^^^^ unknown-field
relaesed: 1995
^^^^^^^^ unknown-field: did you mean `released`?
follows: [Heat, Heat]
         ^^^^^^^^^^^^ wrong-type
---
",
    );
}

#[test]
fn impossible_dates_are_errors() {
    for date in ["1995-13", "1995-00-10", "1995-2-3", "15 December 1995", "1995-12-15-1", "next year", "95"] {
        check_work(&format!(
            "---\ntitle: Heat\nkind: film\nreleased: \"{date}\"\n          ^ invalid-date\n---\n"
        ));
    }
}
