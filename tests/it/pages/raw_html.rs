//! Raw HTML, and what ends with the block around it.

use super::*;

#[test]
fn text_becomes_text_and_never_markup() {
    let page = page(
        "---\ntitle: \"<script>alert(1)</script> & \\\"co\\\"\"\ndescription: \"<img src=x onerror=alert(2)>\"\n---\n`<i>` & < > \"\n",
    );
    page.lacks("<script>alert").lacks("<img src=x");
    assert_eq!(page.find("h1").text(), "<script>alert(1)</script> & “co”");
    assert_eq!(page.content().find("code").text(), "<i>");
}

#[test]
fn raw_html_is_kept_when_safe_and_removed_with_a_warning_when_not() {
    let text = "A <kbd>key</kbd> and <abbr title=\"x\">y</abbr>.\n\n<div onclick=\"alert(1)\">div</div>\n\n<script>alert(2)</script>\n";
    let run = faulty(text);
    run.succeeds()
        .reports(&[("removed-html", "content/page.md", 3, 1), ("removed-html", "content/page.md", 5, 1)]);
    let page = run.html("page/index.html");
    page.content().find("kbd");
    page.content().find("abbr").says("y");
    page.content().says("div").omits("alert");
    page.lacks("onclick");
}

#[test]
fn names_of_the_theme_are_left_out_with_a_warning() {
    let run = faulty(
        "<div class=\"Toc mine\">a</div>\n\n<p id=\"main\">b</p>\n\n<b role=\"navigation\">c</b> <b role=\"note\" class=\"toc\">d</b>\n",
    );
    run.succeeds().reports(&[
        ("removed-html", "content/page.md", 1, 1),
        ("removed-html", "content/page.md", 3, 1),
        ("removed-html", "content/page.md", 5, 1),
        ("removed-html", "content/page.md", 5, 28),
    ]);
    run.diagnostic("removed-html", "content/page.md", 1, 1).says("the class `Toc` is reserved for the theme");
    run.diagnostic("removed-html", "content/page.md", 3, 1).says("the id `main` is reserved for the theme");
    let html = run.html("page/index.html").content().inner().to_owned();
    assert!(html.contains("<div class=\"mine\">a</div>") && html.contains("<p>b</p>"), "{html}");
    assert!(html.contains("<b>c</b> <b role=\"note\">d</b>"), "{html}");
}

#[test]
fn ids_of_the_page_are_reserved() {
    let run = Wiki::new()
        .file("content/page.md", "# Page\n\n## Main\n\n## Link preview\n\n## Y1995 {#y1995}\n\n## List {#search-list-1}\n\nText ^references\n")
        .file("content/sources/s.yaml", "main:\n  title: One\n")
        .build();
    run.succeeds();
    run.site.is_sound();
    let page = run.html("page/index.html");
    for id in [
        "section-main",
        "section-link-preview",
        "section-y1995",
        "section-search-list-1",
        "section-references",
    ] {
        assert!(page.has_id(id), "{id}");
    }
    assert!(run.html("sources/index.html").has_id("source-main"));
}

#[test]
fn unclosed_elements_end_with_their_block() {
    for open in
        ["<script>", "<style>", "<!--", "<textarea>", "<svg>", "<b>", "<a href=\"other.md\">", "<div>"]
    {
        for text in
            [format!("a {open}\n\n## Kept\n\nb[^1]\n\n[^1]: c\n"), format!("- {open} x\n\n## Kept\n\ny\n")]
        {
            let html = crossed(&text);
            assert!(html.contains("Kept"), "{open}: {html}");
        }
    }
    assert!(crossed("a <b>x\n\ny\n").contains("<p>a <b>x</b></p>\n<p>y</p>"));
}

#[test]
fn links_do_not_nest() {
    let html = crossed("<a href=\"other.md\">raw [[Other]] end\n");
    assert!(html.contains("<a href=\"/other/\">raw </a><a href=\"/other/\">Other</a> end"), "{html}");
    let html = crossed("[label [@s1] end](other.md) after\n");
    let (link, behind) = html.split_once("end</a>").expect("the label ends with the link");
    assert!(!link.contains("<sup") && behind.contains("class=\"cite\""), "{html}");
    crossed("<a href=\"other.md\">[@s1]</a> <a href=\"other.md\">![[Other]]\n");
}

#[test]
fn blocks_of_raw_html_end_paragraphs_and_their_parts_have_wholes() {
    let html = crossed("one <div>two</div> three\n");
    assert!(html.contains("<p>one </p>\n<div>two</div><p> three</p>"), "{html}");
    let html = crossed("| a |\n|---|\n| <ul><li>x<li>y</ul> |\n");
    assert!(html.contains("<ul><li>x</li><li>y</li></ul>"), "{html}");
    let html = crossed("<table>\n<td>a<td>b<tr><td>c</table>\n");
    assert!(html.contains("<tr><td>a</td><td>b</td></tr><tr><td>c"), "{html}");
    assert!(!crossed("<li>a <tr>b\n").contains("<li>"));
    crossed("<p>\n\n```query\nlimit: 3\n```\n\n<p>\n\n![[Other]]\n\n</p>\n");
}

#[test]
fn details_have_a_summary_and_centred_text_is_a_class() {
    assert!(crossed("<details>\n\ntext\n\n</details>\n").contains("<details>\n<summary>"));
    assert!(crossed("<center>x</center>\n").contains("<div class=\"align-center\">x</div>"));
}

#[test]
fn an_embedded_section_ends_with_the_quote_around_it() {
    let html = crossed("![[Other#Part]]\n\nend\n");
    assert!(html.contains("inside") && !html.contains("behind"), "{html}");
}

#[test]
fn the_title_of_a_callout_is_separate_from_its_text() {
    let html = crossed("> [!note] Title\n> ===\n\n> [!x]- Other\n> : def\n\n> [!tip] *open\n> text*\n");
    assert!(html.contains("<p class=\"callout-title\">Title</p>"), "{html}");
    assert!(html.contains("<summary class=\"callout-title\">Other</summary>"), "{html}");
    assert!(html.contains("<p class=\"callout-title\">*open</p>\n<p>text*</p>"), "{html}");
    let html = crossed("> [!note] 1. [r] ![[Other]] [^1]\n> text\n\n[r]: other.md\n[^1]: n\n");
    assert!(
        html.contains("<p class=\"callout-title\">1. <a href=\"/other/\">r</a> <a href=\"/other/\">"),
        "{html}"
    );
    assert!(crossed("```\n> [!note] code\n```\n").contains("&gt; [!note] code"));
}

#[test]
fn a_footnote_can_contain_an_embed_and_be_used_twice() {
    crossed("a[^1]\n\n[^1]: note\n![[Other]]\n");
    crossed("a[^1] b[^2]\n\n[^1]: x\n\n[^2]: y\n\n[^1]: again [^2]\n");
    crossed("# Page[^1]\n\ntext\n\n[^1]: n\n");
}
