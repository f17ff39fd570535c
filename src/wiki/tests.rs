//! Tests of linking: names, relations, categories, claims and queries, as findings of small wikis.

use crate::fixture::{check, rendered};

#[test]
fn a_name_is_found_by_title_alias_and_path_in_any_case() {
    check(
        "
--- content/people/neil-mccauley.md
---
title: Neil McCauley
aliases: [Neil]
---
A thief.
--- content/index.md
# Home

[[neil mccauley]], [[NEIL]], [[people/neil-mccauley]] and [[Neil_McCauley]].
",
    );
}

#[test]
fn a_missing_page_is_reported_where_it_is_linked() {
    check(
        "
--- content/a.md
See [[Nowhere]] and [a file](gone.md).
    ^^^^^^^^^^^ red-link
                    ^^^^^^^^^^^^^^^^^ broken-link
",
    );
}

#[test]
fn a_name_of_two_pages_needs_a_folder() {
    check(
        "
--- content/films/heat.md
# Heat
--- content/novels/heat.md
# Heat
--- content/a.md
See [[Heat]] or [[films/heat]].
    ^^^^^^^^ ambiguous-link
",
    );
}

#[test]
fn a_relation_is_checked_at_its_value() {
    check(
        "
--- site.toml
[types.person]
folder = \"people\"
[types.film]
folder = \"films\"
[types.film.fields]
director = { type = \"page\", to = \"person\", inverse = \"films\" }
--- content/people/mann.md
# Michael Mann
--- content/films/heat.md
---
title: Heat
director: Michael Mann
---
--- content/films/thief.md
---
title: Thief
director: Heat
          ^^^^ wrong-reference
---
",
    );
}

#[test]
fn categories_that_contain_each_other_are_reported_once() {
    check(
        "
--- content/categories/a.md
---
title: A
categories: [B]
---
--- content/categories/b.md
---
title: B
categories: [A]
             ^ category-cycle
---
",
    );
}

#[test]
fn a_query_answers_with_the_pages_that_match() {
    let page = rendered(
        "
--- site.toml
[types.film]
folder = \"films\"
[types.film.fields]
year = { type = \"number\" }
--- content/films/heat.md
---
title: Heat
year: 1995
---
--- content/films/thief.md
---
title: Thief
year: 1981
---
--- content/index.md
# Home

```query
type: film
year: \"> 1990\"
```
",
        "index.html",
    );
    assert!(page.contains(">Heat<") && !page.contains(">Thief<"), "{page}");
}
