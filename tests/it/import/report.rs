//! The report compares the old pages with those that Lorekeep builds.

use super::{Imported, page, template};

const BOX: &str = "{| class=\"infobox\"\n! colspan=2 | Facts\n|-\n! Crew\n| {{{crew}}}\n|}";

#[test]
fn words_are_compared_with_the_page_that_readers_see() {
    let ship = |crew: &str| {
        page(&format!("Ship {crew}"), 0, &format!("{{{{Infobox ship|crew={crew}|x=1|y=2}}}} Words."))
    };
    let mut pages: Vec<String> = (10..30).map(|at| ship(&at.to_string())).collect();
    pages.push(template("Infobox ship", BOX));
    let report = Imported::of(&pages).file("import-report.md");
    assert!(report.contains("| words | 80 | 80 | 0 | 0 |"), "{report}");
    assert!(!report.contains("## Pages that lost words"), "{report}");
    // The value fits no field, so no field is below the heading, and readers do not see it.
    pages.push(ship("many"));
    let report = Imported::of(&pages).file("import-report.md");
    assert!(report.contains("| words | 84 | 83 | 0 | 1 |"), "{report}");
    assert!(report.contains("## Pages that lost words\n\n- Ship many: 1 of 4 words\n"), "{report}");
}

#[test]
fn text_in_tags_is_kept_inside_of_lines_and_counts() {
    let text = "* <poem>one\ntwo</poem>\n* <pre>three [[four]]</pre>\n* <tabber>Five=six|-|Seven=eight</tabber>\n\
                <gallery>\nA.png|nine\n</gallery><ref>ten</ref> <nowiki>eleven</nowiki>";
    let imported = Imported::of(&[page("One", 0, text)]);
    imported.site().html("one/index.html").has("three [[four]]").has("Seven").has("nine");
    let report = imported.file("import-report.md");
    assert!(report.contains("| words | 11 | 11 | 0 | 0 |"), "{report}");
}

#[test]
fn tags_that_repeat_each_other_are_bounded_and_reported() {
    let text = format!("{}x{}", "{{N|".repeat(30), "}}".repeat(30));
    let imported = Imported::of(&[
        page("One", 0, &text),
        page("Two", 0, "Other."),
        template("N", "<tabber>a={{{1}}}|-|b={{{1}}}</tabber>"),
    ]);
    assert!(
        imported
            .file("import-report.md")
            .contains("- One: `the rest of the page: its tags contain too much text`")
    );
    assert!(imported.file("content/two.md").contains("Other."));
}

#[test]
fn what_a_page_shows_in_another_form_is_named() {
    let imported = Imported::of(&[
        page("Counts", 0, "{{NUMBEROFARTICLES}} in {{CURRENTYEAR}}, {{#time:Y|3 May 1995}}"),
        page("Notes", 0, "a<ref name=x>Text.</ref> b<ref name=x /> c<ref group=n>Other.</ref>"),
        page("Shots", 0, "<gallery>\nA.png|Caption\nB.png\n</gallery>"),
        page("Plain", 0, "Words<ref>Text.</ref>"),
    ]);
    let report = imported.file("import-report.md");
    let wanted = "## In another form\n\n- Counts: {{CURRENTYEAR}} stays 2021; {{NUMBEROFARTICLES}} stays 4\n\
                  - Notes: the names of groups of references; the numbers of references that are used more than once\n\
                  - Shots: the names of 2 missing images in galleries\n";
    assert!(report.contains(wanted), "{report}");
    assert!(!report.contains("- Plain"), "{report}");
}

#[test]
fn tags_and_values_that_the_dump_cannot_explain_are_named() {
    let imported = Imported::of(&[
        page("Slides", 0, "<slides width=3>File:A.png</slides> <ref>in <rss/> a note</ref> a < b <b>c</b>"),
        page("Numbers", 0, "{{PAGESINCATEGORY:Ships}} {{int:no-such-message}} {{int:and}} {{#loop:x|y}}"),
    ]);
    let report = imported.file("import-report.md");
    for line in [
        "- Slides: `<rss>: unknown tag, shown as text`\n- Slides: `<slides>: unknown tag, shown as text`\n",
        "- Numbers: `{{#loop:}}: unknown function, shown as text`\n",
        "- Numbers: `{{PAGESINCATEGORY:Ships}}: the number is not in the dump`\n",
        "- Numbers: `{{int:no-such-message}}: the message is not in the dump`\n",
    ] {
        assert!(report.contains(line), "{report}");
    }
}
