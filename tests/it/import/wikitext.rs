//! Wikitext shows the words that MediaWiki shows.

use super::{Imported, page, template};

/// Wikitext, and the words that readers see.
const CASES: [(&str, &str); 24] = [
    ("{|\ntext\n| a\n|}", "text a"),
    ("http://x.org'''b'''", "http x orgb"),
    ("[[http://x.org text]] c", "text c"),
    ("[http://x.org see [[Target]]] c", "see Target c"),
    ("d'''être'' x", "d être x"),
    ("l'''amour''' et d''être''", "lamour et dêtre"),
    ("<section>a</section> b", "a b"),
    ("a<section begin=x />b", "ab"),
    ("<pre>a", "a"),
    ("__notoc__x", "x"),
    ("{{#expr:1/0}}", "Division by zero"),
    ("{{#expr:1E20}}", "1 0E 20"),
    ("{{#titleparts:a/b/c|2}}", "A b"),
    ("{{urlencode:a b&c}} {{urlencode:a b|WIKI}} {{urlencode:a b|PATH}}", "a b 26c a_b a 20b"),
    ("{{PAGENAMEE:A page}}", "A_page"),
    ("{{#rel2abs:../x|a/b}}", "a x"),
    ("[[Target|[x]]]", "x"),
    ("2020<ref>b</ref> x", "2020 1 x b"),
    ("* a\n*# b\n*# c\n* d", "a b c d"),
    ("; t : d\n: e", "t d e"),
    ("{{Echo|1=a=b}} {{Echo|a=b}}", "a b 1"),
    ("x{{Echo|1=* a}}", "x a"),
    ("''a\nb''", "a b"),
    ("{|\n! h1 !! h2\n|-\n| a || b\n|}", "h1 h2 a b"),
];

/// The text of HTML, in which block elements are apart.
fn text(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        let is_inline = matches!(name, "a" | "b" | "strong" | "i" | "em" | "sup" | "span");
        out.push_str(if is_inline { "" } else { " " });
        out.push_str(text);
    }
    out.replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn odd_wikitext_shows_the_words_that_mediawiki_shows() {
    let mut pages = vec![page("Target", 0, "t"), template("Echo", "{{{1}}}")];
    let cases = CASES.iter().enumerate();
    pages.extend(cases.map(|(number, (wikitext, _))| page(&format!("Case {number}"), 0, wikitext)));
    let site = Imported::of(&pages).site();
    for (number, (wikitext, words)) in CASES.into_iter().enumerate() {
        let page = site.html(&format!("case-{number}/index.html"));
        let text = text(page.find(".content").outer());
        let found: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
        assert_eq!(found.join(" "), words, "{wikitext:?}");
    }
}

#[test]
fn brackets_in_the_text_of_a_link_are_shown_without_a_backslash() {
    let imported = Imported::of(&[page("A page", 0, "[[Target|[x]]]"), page("Target", 0, "t")]);
    imported.site().html("a-page/index.html").has(">[x]</a>");
}

#[test]
fn a_loop_of_templates_is_reported_with_its_chain() {
    let imported = Imported::of(&[
        page("A page", 0, "before {{One}} after"),
        template("One", "1 {{Two}}"),
        template("Two", "2 {{One}}"),
    ]);
    imported.site().html("a-page/index.html").has("before 1 2").has("after");
    assert!(imported.file("import-report.md").contains("template loop: One → Two → One"));
}
