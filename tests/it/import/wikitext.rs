//! Wikitext shows the words that MediaWiki shows.

use super::{Imported, page, template};

/// Wikitext, and the words that readers see.
const CASES: [(&str, &str); 65] = [
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
    // Links to other sites.
    ("[http://a.org] b [http://c.org]", "1 b 2"),
    ("[HTTP://a.org up] [tel:1 call] [nope://a b]", "up call nope a b"),
    ("[http://a.org/b[c] d", "c d"),
    ("[http://a.org ''i'' '''b''' [[Target]] e]", "i b Target e"),
    ("http://a.org/b&nbsp;c http://a.org/d&amp;e;", "http a org b c http a org d e"),
    ("http://a.org\\ http:// x", "http a org http x"),
    ("[[File:A.png|thumb|[http://a.org b]] [http://c.org d]", "http a org b d"),
    ("* [http://a.org b\n* c]", "http a org b c"),
    ("[[//a.org b]]", "b"),
    ("a</div>b</li>c", "abc"),
    ("{{urlencode:a<nowiki/>b}} {{formatnum:1<nowiki/>2}} {{#len:<nowiki>a</nowiki>}}", "ab 12 0"),
    // Links to pages.
    ("[[Target|''i'' '''b''' <span>x</span>]]", "i b x"),
    ("[[Target|[http://a.org b]]]", "http a org b"),
    ("[[Target|a [[Target|b]] c]]", "Target a b c"),
    ("[[Tar%67et]] [[A_page]]", "Target A_page"),
    ("[[a/.|b]] [[./c|d]] [[e~~~f|g]] [[Help:]]", "a b c d e f g Help"),
    ("__UNKNOWN__ __INDEX__x", "__UNKNOWN__ x"),
    ("&#0; &#65; &#x0000000042; &#0000000067;", "0 A B C"),
    ("<html>a</html>", "lt html gt a lt html gt"),
    (" a <poem>b</poem> c", "a b c"),
    ("<pre><nowiki>''a''</nowiki> b</pre>", "a b"),
    ("<ruby><rb>a</rb><rtc>b</rtc></ruby>", "ab"),
    ("{|\n|+ a\n|+ b\n|-\n| c\n|}", "a b c"),
    (" a <div>b</div> ''c''", "a b c"),
    ("[[[Target|a]]] [[[[Target]]]]", "Target a Target"),
    ("[[7%2525|a]] [[7%25|b]]", "7 2525 a b"),
    ("a[[File:A.png|right]]b [[File:A.png|thumb|x px]]", "x px a b"),
    ("{{lc:{{Echo {{!}} A }} }}", "echo a"),
    // Pictures: the first format holds.
    ("[[File:A.png|frameless|thumb|a]]b", "b"),
    ("[[File:A.png|thumb=B.png|a]]", "a"),
    ("[[File:A.png|thumb|a [http://b.org/?c=|left|d e] f]]", "a e f"),
    // Names that no template has, and loops.
    ("{{a<b>c</b>|{{Echo|d}}}} {{#nothing:e}}", "ac d nothing e"),
    ("{{Loop}}", "Template loop detected Template Loop"),
    ("{{#switch:a|b=c|a|d}} {{#switch:a|#default|b=c}}", "d c"),
    ("{{#expr:1/3}} {{#expr:0.00001}} {{#expr:1e-6}}", "0 33333333333333 1 0E 5 1 0E 6"),
    ("{{localurl:A b}} {{fullurl:A|b=c}}", "wiki A_b https old example org index php title A b c"),
    ("{{#urldecode:a%20b}} {{gender:x|he|she|they}} {{grammar:x|y}}", "a b they y"),
    ("{{#dateformat:2020-02-03|mdy}} {{#time:xg|2020-02-03}}", "February 3 2020 February"),
    ("{{server}} {{SERVERNAME}}", "https old example org old example org"),
    // The space before a category belongs to it.
    ("a [[Category:B]]c d [[Category:E]] f", "ac d f"),
    ("<div itemscope><meta itemprop=a content=b>c</div>", "c"),
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
    let mut pages = vec![page("Target", 0, "t"), template("Echo", "{{{1}}}"), template("Loop", "{{Loop}}")];
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
