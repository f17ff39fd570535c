//! Tests of pages rendered from small wikis.

use crate::fixture::rendered;

#[test]
fn text_of_authors_is_escaped_wherever_it_stands() {
    let page = rendered(
        "
--- content/a.md
---
title: <b>A</b> & \"B\"
info: {Label: <script>alert(1)</script>}
---
x
",
        "a/index.html",
    );
    assert!(page.contains("<h1 dir=\"auto\">&lt;b&gt;A&lt;/b&gt; &amp; “B”</h1>"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
}

#[test]
fn pages_that_link_here_are_listed_with_the_sentence_around_the_link() {
    let page = rendered(
        "
--- content/a.md
# A
--- content/b.md
One. Then he meets [[A]] again. Two.
",
        "a/index.html",
    );
    assert!(page.contains("Then he meets <b>A</b> again."), "{page}");
}

#[test]
fn an_embedded_section_begins_with_its_heading() {
    let page = rendered(
        "
--- content/a.md
# A

```query
type: claim
caption: Before
```

## Plot

He leaves.

![[c]]

## Cast

Nobody.

```query
type: claim
caption: Last
```
--- content/c.md
Embedded in A.
--- content/b.md
![[A#Plot]]

![[A#Cast]]
",
        "b/index.html",
    );
    assert!(page.contains("He leaves.") && page.contains("Last"), "{page}");
    assert!(!page.contains("Before"), "{page}");
    assert_eq!(page.matches("Embedded in A.").count(), 1, "{page}");
}

#[test]
fn an_embed_shows_a_section_of_another_page() {
    let page = rendered(
        "
--- content/a.md
# A

Intro.

## Plot

He leaves.

## Cast

Nobody.
--- content/b.md
![[A#Plot]]
",
        "b/index.html",
    );
    assert!(page.contains("He leaves.") && !page.contains("Nobody."), "{page}");
}

#[test]
fn words_of_the_theme_are_in_the_language_of_the_wiki() {
    let page = rendered(
        "
--- site.toml
language = \"de\"
--- content/a.md
# A
--- content/b.md
[[A]]
",
        "a/index.html",
    );
    assert!(page.contains("Links hierher") && !page.contains("Linked from"), "{page}");
}
