//! Tables: Markdown in the cells of HTML tables, and words for tables.

use crate::harness::{Run, Wiki};

/// The run of a wiki with a page and a page to link to.
fn built(markdown: &str) -> Run {
    Wiki::new()
        .settings("[spoilers]\nfilm = \"The film\"\n")
        .file("content/a.md", format!("---\ntitle: A\n---\n{markdown}\n"))
        .file("content/neil.md", "---\ntitle: Neil\n---\nA thief.\n")
        .build()
}

/// The text of a page, without a fault.
fn content(markdown: &str) -> String {
    let run = built(markdown);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    page.content().inner().to_owned()
}

#[test]
fn cells_of_html_tables_contain_markdown() {
    let html = content(
        "<table>\n<caption>Of *all* [[Neil]]</caption>\n<tr><th colspan=2>**Who**</th><th>x</th></tr>\n\
         <tr><td rowspan=2>[[Neil|him]]<br>and *he*</td><td>[by path](neil.md)</td>\n\
         <td>\n  two **lines\n  of** text\n</td></tr>\n</table>",
    );
    for part in [
        "<caption>Of <em>all</em> <a href=\"/neil/\">Neil</a></caption>",
        "<th colspan=\"2\"><strong>Who</strong></th>",
        "<td rowspan=\"2\"><a href=\"/neil/\">him</a><br>and <em>he</em></td>",
        "<td><a href=\"/neil/\">by path</a></td>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(html.contains("<strong>lines\n  of</strong>"), "{html}");
}

#[test]
fn links_in_cells_are_links_like_others() {
    let run = built("<table><tr><td>[[Neil]]</td><td>[[Niel]]</td></tr></table>");
    run.html("neil/index.html").find("section.backlinks").says("A");
    run.diagnostic("red-link", "content/a.md", 4, 33).says("did you mean `Neil`?");
    let broken = built("<table><tr><td>[x](gone.md)</td></tr></table>");
    broken.is_refused().diagnostic("broken-link", "content/a.md", 4, 16);
}

#[test]
fn cells_in_quotes_and_lists_contain_markdown() {
    for text in [
        "> <table><tr><td>\n> [[Neil]] *a*\n> </td></tr></table>",
        "- <table><tr><td>[[Neil]]\n  *a*</td></tr></table>",
        "> [!note]\n> <table><tr><td>[[Neil]] *a*</td></tr></table>",
    ] {
        let html = content(text);
        assert!(html.contains("href=\"/neil/\"") && html.contains("<em>a</em>"), "{html}");
    }
}

#[test]
fn elements_in_cells_stay_as_they_are() {
    let html = content(
        "<table><tr><td><ul><li>[[Neil]]</li><li>b</li></ul></td>\
         <td><table><tr><td>*inner*</td></tr></table> and *after*</td></tr>\n\
         <tr><td>- no list</td><td># no heading</td><td>1. x</td><td>a * b * c</td><td>5 &lt; 6 &amp; 7</td></tr></table>",
    );
    for part in [
        "<td><ul><li><a href=\"/neil/\">Neil</a></li><li>b</li></ul></td>",
        "<td><em>inner</em></td>",
        "and <em>after</em></td>",
        "<td>- no list</td><td># no heading</td><td>1. x</td><td>a * b * c</td><td>5 &lt; 6 &amp; 7</td>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn marks_do_not_reach_into_other_cells() {
    let html = content("<table><tr><td>*a</td><td>b*</td><td>`y</td><td>z`</td></tr></table>");
    assert!(html.contains("<td>*a</td><td>b*</td>"), "{html}");
    assert!(html.contains("<td>`y</td><td>z`</td>"), "{html}");
}

#[test]
fn cells_hide_spoilers_and_refer_to_footnotes() {
    let run = built("<table><tr><td>He ||film: dies|| so.[^1]</td></tr></table>\n\n[^1]: Said so.");
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    page.find("td .spoiler-words").says("dies");
    page.find("td sup.footnote-ref");
}

#[test]
fn cells_let_no_script_in() {
    let run = built("<table><tr><td>*a* <script>alert(1)</script> <b onclick=\"x\">y</b></td></tr></table>");
    let page = run.html("a/index.html");
    page.lacks("alert(1)").lacks("onclick");
    assert!(page.not_closed().is_empty());
    built("<table><tr><td>[y](javascript:z)</td></tr></table>").is_refused();
}

#[test]
fn words_after_a_table_make_it_sortable_and_give_it_a_caption() {
    let html = content("| a | b |\n| --- | ---: |\n| 1 | 2 |\n{sortable caption=\"Of [[Neil]]\"}\n\nText.");
    assert!(
        html.contains("<table class=\"sortable\">\n<caption>Of <a href=\"/neil/\">Neil</a></caption>"),
        "{html}"
    );
    assert!(html.contains("<td class=\"align-right\">2</td>") && !html.contains('{'), "{html}");
    let folded = content("> | a |\n> | --- |\n> | 1 |\n> {folded}\n\nText.");
    assert!(folded.contains("<details class=\"table-fold\"><summary>Table</summary>"), "{folded}");
    assert!(folded.contains("</table></div></details>"), "{folded}");
    let named = built("| a |\n| --- |\n| 1 |\n| {sortable} |\n^name\n\n[[#^name]]");
    named.is_clean();
    named.site.is_sound();
}

#[test]
fn only_pages_with_such_tables_load_the_script() {
    let run = built("| a |\n| --- |\n| 1 |\n{sortable}\n\n```query\nview: table\nsortable: true\n```");
    run.is_clean();
    let page = run.html("a/index.html");
    page.has("js/tables.").has("css/tables.").count("table.sortable", 2);
    run.html("neil/index.html").lacks("js/tables.").lacks("css/tables.");
}

#[test]
fn tables_that_are_text_are_reported_with_the_reason() {
    for (text, line, column, words) in [
        ("| a | b |\n|---|\n| c | d |", 4, 1, "2 cells in its first line, and 1"),
        (
            "Text.\n\n> | [[Neil|him]] | c |\n> |---|---|\n> | d | e |",
            6,
            3,
            "3 cells in its first line, and 2",
        ),
    ] {
        let run = built(text);
        run.succeeds().diagnostic("broken-table", "content/a.md", line, column).says(words);
    }
    for text in [
        "| a | b |\n|---|---|\n| c |",
        "Text.\n| a |\n|---|\n| b |",
        "a | b\n\n---\n\nc | d",
        "```\n| a | b |\n|---|\n```",
    ] {
        assert!(built(text).coded("broken-table").is_empty(), "{text}");
    }
}
