//! Markdown, one extension after the other.

use super::*;

// Markdown, one extension after the other.

#[test]
fn tables_keep_their_alignment_and_can_be_scrolled_by_keyboard() {
    let page = page("| Film | Year | Gross |\n|:-----|:----:|------:|\n| Heat | 1995 | **187** |\n");
    let scroll = page.content().find(".table-scroll[tabindex=0]");
    assert_eq!(scroll.texts("thead th"), ["Film", "Year", "Gross"]);
    assert_eq!(scroll.texts("tbody td"), ["Heat", "1995", "187"]);
    assert!(
        scroll.find("td.align-center").text() == "1995"
            && scroll.find("td.align-right strong").text() == "187"
    );
    page.lacks("style=");
}

#[test]
fn footnotes_are_numbered_by_first_use_and_lead_back_to_each_use() {
    let page = page("One[^b] two[^a] again[^b].\n\n[^a]: Note A.\n[^b]: Note *B*.\n\n    More of B.\n");
    let notes = page.find("section.footnotes").all("li");
    assert_eq!(notes.len(), 2);
    notes[0].says("Note B.").says("More of B.");
    notes[1].says("Note A.");
    let references = page.content().all("sup.footnote-ref a");
    assert_eq!(references.iter().map(|a| a.text()).collect::<Vec<_>>(), ["[1]", "[2]", "[1]"]);
    for reference in &references {
        let note = page.find(reference.get("href"));
        let back = note.all("a").into_iter().filter(|a| a.get("href") == format!("#{}", reference.get("id")));
        assert_eq!(back.count(), 1, "a way back to {}", reference.get("id"));
    }
    assert_eq!(page.faults(), [""; 0]);
}

#[test]
fn unused_footnotes_are_reported() {
    let run = faulty("Text[^a].\n\n[^a]: used\n[^b]: not used\n");
    run.succeeds().reports(&[("unused-footnote", "content/page.md", 4, 1)]);
}

#[test]
fn task_lists_become_check_boxes_that_nobody_can_press() {
    let page = page("- [x] draft\n- [ ] shoot\n- plain\n");
    let boxes = page.content().all("li input[type=checkbox]");
    assert_eq!(boxes.len(), 2);
    assert!(boxes.iter().all(|input| input.attribute("disabled").is_some()));
    assert!(boxes[0].attribute("checked").is_some() && boxes[1].attribute("checked").is_none());
}

#[test]
fn struck_and_marked_text() {
    assert!(body("~~gone~~ text\n").contains("<del>gone</del>"));
    assert!(body("==very *new*== text\n").contains("<mark>very <em>new</em></mark>"));
    let code = body("`==code==` and a == b == c\n");
    assert!(code.contains("==code==") && code.contains("a == b == c") && !code.contains("<mark>"), "{code}");
}

#[test]
fn definition_lists() {
    let page = page("Hanna\n: A detective.\n: A husband.\n\nMcCauley\n: A *thief*.\n");
    let list = page.content().find("dl");
    assert_eq!(list.texts("dt"), ["Hanna", "McCauley"]);
    assert_eq!(list.texts("dd"), ["A detective.", "A husband.", "A thief."]);
    page.content().find("dd em");
}

#[test]
fn alerts_of_github_are_callouts() {
    for kind in ["note", "tip", "important", "warning", "caution"] {
        let page = page(&format!("> [!{}]\n> Mind the *gap*.\n", kind.to_uppercase()));
        let callout = page.content().find(&format!(".callout.callout-{kind}"));
        callout.find("em");
        callout.find(".callout-title").says(&(kind[..1].to_uppercase() + &kind[1..]));
        callout.says("Mind the gap.").omits("[!");
    }
}

#[test]
fn callouts_take_any_kind_a_title_and_a_fold() {
    let page = page(
        "> [!quote] Hanna to *McCauley*\n> Brother.\n\n> [!my-Kind]- Folded\n> Hidden text.\n\n> [!example]+ Open\n> Seen.\n> > [!tip] Inner\n> > Deep.\n",
    );
    let quote = page.content().find(".callout.callout-quote");
    assert_eq!(quote.find(".callout-title").text(), "Hanna to McCauley");
    quote.find(".callout-title em");
    let folded = page.content().find("details.callout.callout-my-kind");
    assert_eq!(folded.find("summary").text(), "Folded");
    assert_eq!(folded.attribute("open"), None);
    let open = page.content().find("details.callout.callout-example");
    assert!(open.attribute("open").is_some());
    open.find(".callout.callout-tip").says("Inner").says("Deep.");
}

#[test]
fn a_callout_with_a_title_alone_and_a_plain_quotation_stay_what_they_are() {
    let page = page("> [!info] Only a title\n\n> Just a quotation with [!note] inside.\n");
    page.count(".callout", 1).find(".callout.callout-info").says("Only a title");
    page.content().find("blockquote").says("Just a quotation with [!note] inside.");
}

#[test]
fn spoilers_are_folded_and_carry_their_scope() {
    let run = Wiki::new()
        .settings("[spoilers]\nfilm = \"Heat (1995)\"\nnovel = \"Heat 2\"\n")
        .file("content/page.md", "> [!spoiler|novel]- How it ends\n> Everybody leaves.\n")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    let spoiler = page.find("details.spoiler[data-scope=novel]");
    assert_eq!(spoiler.attribute("open"), None);
    assert_eq!(spoiler.find("summary").text(), "Heat 2 · How it ends");
    spoiler.says("Everybody leaves.");
}

#[test]
fn heading_ids_are_given_stable_and_unique() {
    let page = page(
        "## The Plan\n\n### The Plan\n\n## Über *alles*\n\n## Own name {#own}\n\n## ???\n\n## The Plan 2\n",
    );
    let ids: Vec<String> = page.content().all("h2").iter().map(|h| h.get("id").to_owned()).collect();
    assert_eq!(ids[..3], ["the-plan", "über-alles", "own"]);
    assert_eq!(page.faults(), [""; 0]);
    assert!(!page.content().texts("h2")[2].contains('{'), "the id is shown");
    let contents = page.find("nav.toc");
    assert_eq!(contents.all("a").iter().filter(|a| a.get("href") == "#own").count(), 1);
}

#[test]
fn ids_with_percent_signs_are_reached() {
    let run = Wiki::new()
        .file("content/a.md", "# A\n\n## Half off {#50%}\n\n## Next\n")
        .file("content/b.md", "# B\n\n[[A#50%]] [x](a.md#50%25)\n")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.content().find("h2").get("id"), "50%");
    assert_eq!(page.content().find("h2 a.anchor").get("href"), "#50%25");
    assert_eq!(page.find("nav.toc ol a").get("href"), "#50%25");
    for link in run.html("b/index.html").content().all("p a") {
        assert_eq!(link.get("href"), "/a/#50%25");
    }
}

#[test]
fn a_heading_with_an_id_of_its_own_keeps_its_words_together() {
    let run = Wiki::new().file("content/a.md", "# A\n\nFirst.\n\n## Own name {#own}\n\nSecond.\n").build();
    let sections = &run.site.json("api/a.json")["sections"];
    assert_eq!(
        *sections,
        serde_json::json!([["", "", "First.\n"], ["own", "Own name", "Second.\n"]]),
        "{sections}"
    );
}

#[test]
fn formulas_in_headings_are_read_in_the_contents_and_keep_their_ids() {
    let run = Wiki::new()
        .file(
            "content/a.md",
            "# A\n\n## On $E = mc^2$\n\n## $\\alpha$ [[A|and]] more\n\n[[#On $E = mc^2$]]\n",
        )
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(
        page.all("nav.toc ol a").iter().map(|a| a.text()).collect::<Vec<_>>()[..2],
        ["On E = mc²", "α and more"]
    );
    let ids: Vec<String> = page.content().all("h2").iter().map(|h| h.get("id").to_owned()).collect();
    assert_eq!(ids, ["on-e-mc-2", "alpha-and-more"]);
}

#[test]
fn the_description_defaults_to_the_first_paragraph() {
    let said = |text: &str| {
        let run = Wiki::new().file("content/a.md", format!("# A\n\n{text}")).build();
        run.html("a/index.html").find("meta[name=description]").get("content").to_owned()
    };
    assert_eq!(said("He died.\n\nThis is a second paragraph.\n"), "He died.");
    assert_eq!(said("## A heading of more than twenty letters\n\nHe died.\n"), "He died.");
    assert_eq!(said("| Year |\n|--|\n| 1995 |\n\nThis is what it is about.\n"), "This is what it is about.");
    assert_eq!(said("> [!spoiler]- End\n> He dies.\n\nHe lives.\n"), "He lives.");
    assert_eq!(said("## Only this\n"), "Only this");
}

#[test]
fn headings_leave_the_ids_alone_that_the_page_needs_itself() {
    let headings = [
        "Main",
        "References",
        "Linked from",
        "How this was reported",
        "fn-1",
        "fnref-1",
        "ref-1",
        "cite-1-1",
    ];
    let text: String = headings.iter().map(|heading| format!("## {heading}\n\ntext\n\n")).collect();
    let run = Wiki::new()
        .file("content/sources/s.yaml", "one:\n  title: One\n")
        .file("content/a.md", format!("# A\n\nNote[^1] and source.[@one]\n\n[^1]: text\n\n{text}"))
        .file("content/b.md", "[[A]] [[A#References]] [[A#Main]]\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    assert_eq!(page.find("main").get("id"), "main", "the skip link needs it");
    let target = run.html("b/index.html").content().all("a")[1].get("href").to_owned();
    let id = target.rsplit_once('#').expect("a link to the heading").1.to_owned();
    assert_eq!(page.find(&format!("#{id}")).name(), "h2");
}

#[test]
fn a_heading_takes_nothing_but_an_id() {
    let html = body("## Quiet {#safe onclick=alert(1) .wide style=color:red}\n\ntext\n");
    assert!(
        !html.contains("onclick=\"") && !html.contains("style=\"") && !html.contains("<h2 onclick"),
        "{html}"
    );
}

#[test]
fn punctuation_is_smart_unless_switched_off_and_never_in_code() {
    let text = "\"Brother,\" he said -- it's late... `\"a\" -- b...`\n";
    let smart = body(text);
    assert!(smart.contains("“Brother,” he said – it’s late…"), "{smart}");
    let run =
        Wiki::new().settings("[content]\nsmart_punctuation = false\n").file("content/page.md", text).build();
    let plain = run.html("page/index.html");
    plain.content().says("\"Brother,\" he said -- it's late... \"a\" -- b...");
    assert!(page(text).content().find("code").text() == "\"a\" -- b...");
}

#[test]
fn bare_addresses_become_links_without_the_punctuation_behind_them() {
    let page = page(
        "See https://example.com/a_b_c?d=1&e=2. (Also http://example.com/x_(y)) and `https://code.example` and \
         [https://label.example](https://target.example).\n",
    );
    let links: Vec<(String, String)> =
        page.content().all("a").iter().map(|a| (a.get("href").to_owned(), a.text())).collect();
    let same = |url: &str| (url.to_owned(), url.to_owned());
    assert_eq!(
        links,
        [
            same("https://example.com/a_b_c?d=1&e=2"),
            same("http://example.com/x_(y)"),
            ("https://target.example".to_owned(), "https://label.example".to_owned()),
        ]
    );
}

#[test]
fn comments_are_removed_and_what_they_hold_is_not_looked_at() {
    let html = body(
        "Before %%inline [[Nobody]]%% after.\n\n%%\nA block.\n\nWith [broken](nowhere.md).\n%%\n\nEnd, `%%kept%%`, 100% and 50%.\n",
    );
    assert!(html.contains("Before") && html.contains("after.") && html.contains("%%kept%%"), "{html}");
    assert!(html.contains("100% and 50%."), "{html}");
    for word in ["inline", "Nobody", "block", "broken"] {
        assert!(!html.contains(word), "`{word}` in {html}");
    }
}

#[test]
fn formulas_become_mathml() {
    let page = page("Inline $x^2 + y_1$ and\n\n$$\n\\frac{a}{b} = \\sqrt{c}\n$$\n\nCode `$z$`.\n");
    let maths = page.content().all("math");
    assert_eq!(maths.len(), 2);
    maths[0].find("msup");
    maths[1].find("mfrac");
    maths[1].find("msqrt");
    assert_eq!(maths[1].attribute("display"), Some("block"));
    assert_eq!(page.content().find("code").text(), "$z$");
    page.content().omits("\\frac");
}

#[test]
fn formulas_have_no_styles_that_the_policy_forbids() {
    let page = page("$$\n\\begin{cases} a & {\\color{red} b} \\\\ c & d \\end{cases}\n$$\n");
    let math = page.content().find("math");
    math.find("mtd.math-start");
    math.find("[mathcolor]");
    assert!(math.all("[style]").is_empty());
    let html = body("$x$ and $a_1 + a_2 + a_3 + a_4 + a_5 + a_6$\n");
    assert_eq!(html.matches("<span class=\"math\">").count(), 1, "long formulas scroll: {html}");
}

#[test]
fn money_is_not_a_formula_and_formulas_can_be_disabled() {
    let html = body("It cost $60 million and made $187 million.\n");
    assert!(html.contains("$60 million and made $187 million") && !html.contains("<math"), "{html}");
    let run =
        Wiki::new().settings("[content]\nmath = false\n").file("content/page.md", "An $x^2$ here.\n").build();
    run.is_clean();
    run.html("page/index.html").content().says("An $x^2$ here.");
}

#[test]
fn a_formula_that_cannot_be_read_is_pointed_out_and_shown_as_written() {
    let run = faulty("First line.\n\nä $\\nosuchthing x$ end.\n");
    run.succeeds().reports(&[("math", "content/page.md", 3, 3)]);
    run.html("page/index.html").content().says("\\nosuchthing x");
}

#[test]
fn fenced_code_names_its_language_and_nothing_else() {
    let page = page("```rust\nfn main() { \"<b>\"; }\n```\n\n~~~\nplain\n~~~\n\n    indented\n");
    let code = page.content().find("pre code.language-rust");
    assert_eq!(code.text(), "fn main() { \"<b>\"; }");
    page.count("article .content pre", 3);
    let hostile = body("```x\"onmouseover=alert(1) y\ncode\n```\n");
    assert!(!hostile.contains("\"onmouseover") && !hostile.contains(" onmouseover"), "{hostile}");
}

#[test]
fn images_load_lazily_and_reserve_their_space() {
    let run = Wiki::new()
        .file("content/a.md", "# A\n\n![A still](img/still.png \"Its title\")\n\n![Map](map.svg)\n")
        .file("content/img/still.png", png(1280, 544))
        .file("content/map.svg", svg(300, 150))
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    let images = page.content().all("img");
    assert_eq!(images.len(), 2);
    for (image, alt, width, height) in
        [(images[0], "A still", "1280", "544"), (images[1], "Map", "300", "150")]
    {
        assert_eq!((image.get("alt"), image.get("width"), image.get("height")), (alt, width, height));
        assert_eq!(image.get("loading"), "lazy");
        assert!(run.site.target(image.get("src")).is_some(), "{} is not there", image.get("src"));
    }
}

#[test]
fn there_is_no_space_before_a_citation_mark() {
    let html = crossed("Heat 2. [@s1] Then *more* [@s1]\n\n## Head [@s1]\n");
    assert!(
        html.contains("Heat 2.<sup class=\"cite\">") && html.contains("</em><sup class=\"cite\">"),
        "{html}"
    );
    assert!(html.contains("</sup> Then") && html.contains(">Head<sup"), "{html}");
}

#[test]
fn paragraphs_lists_and_line_breaks_are_commonmark() {
    let html = body("One  \ntwo\\\nthree\n\n1. a\n2. b\n   - c\n\n***\n\n> q\n");
    for part in ["One<br>", "two<br>", "<ol>", "<ul>", "<hr>", "<blockquote>"] {
        assert!(html.contains(part), "`{part}` in {html}");
    }
}
