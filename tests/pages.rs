//! Pages: from front matter and Markdown to the HTML that a reader sees.

mod harness;

use harness::{Page, Wiki, body, faulty, page, png, svg};

// Titles, addresses and the other keys of front matter.

#[test]
fn the_title_comes_from_front_matter_then_the_first_heading_then_the_file() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: From the front matter\n---\n# A heading\n\ntext\n")
        .file("content/b.md", "# From the *heading*\n\ntext\n")
        .file("content/Al Pacino.md", "An actor.\n")
        .build();
    run.is_clean();
    assert_eq!(run.html("a/index.html").find("h1").text(), "From the front matter");
    assert_eq!(run.html("b/index.html").find("h1").text(), "From the heading");
    assert_eq!(run.html("al-pacino/index.html").find("h1").text(), "Al Pacino");
    run.site.is_sound();
}

#[test]
fn a_heading_that_gives_the_title_is_not_shown_twice() {
    let page = page("# The coffee scene\n\nThey talk.\n\n## Afterwards\n\nThey part.\n");
    page.count("h1", 1).content().omits("The coffee scene").says("They talk.");
    assert_eq!(page.content().texts("h2"), ["Afterwards"]);
}

#[test]
fn file_names_become_addresses_by_lower_case_and_hyphens_in_any_script() {
    let run = Wiki::new()
        .file("content/cast/Val_Kilmer (actor).md", "a\n")
        .file("content/Café Ünïcode.md", "b\n")
        .file("content/日本語.md", "c\n")
        .file("content/deep/er/est/page.md", "d\n")
        .build();
    run.is_clean();
    for path in ["cast/val-kilmer-actor", "café-ünïcode", "日本語", "deep/er/est/page"] {
        run.html(&format!("{path}/index.html"));
    }
}

#[test]
fn slug_and_permalink_move_a_page() {
    let run = Wiki::new()
        .file("content/people/a.md", "---\nslug: another-name\n---\ntext\n")
        .file("content/people/b.md", "---\npermalink: /far/away/\n---\ntext\n")
        .file("content/index.md", "[[a]] [[b]]\n")
        .build();
    run.is_clean();
    let home = run.html("index.html");
    assert_eq!((home.href("a").as_str(), home.href("b").as_str()), ("/people/another-name/", "/far/away/"));
    run.html("people/another-name/index.html");
    run.html("far/away/index.html");
    assert!(!run.site.has("people/a/index.html") && !run.site.has("people/b/index.html"));
}

#[test]
fn the_description_reaches_readers_and_search_engines() {
    let page = page("---\ndescription: Two men & a \"coffee\".\n---\ntext\n");
    assert_eq!(page.find("head meta[name=description]").get("content"), "Two men & a “coffee”.");
    assert_eq!(page.find("head meta[property=og:description]").get("content"), "Two men & a “coffee”.");
    page.find("article").says("Two men & a “coffee”.");
}

#[test]
fn drafts_are_published_only_when_asked_for() {
    let wiki = Wiki::new()
        .file("content/done.md", "---\ntitle: Done\n---\ntext\n")
        .file("content/secret.md", "---\ntitle: Secret\ndraft: true\n---\nhidden text\n");
    let run = wiki.build();
    run.is_clean();
    assert!(!run.site.has("secret/index.html"));
    let mentions = |path: &&str| String::from_utf8_lossy(run.site.bytes(path)).contains("ecret");
    assert_eq!(run.site.paths().into_iter().find(mentions), None, "a draft shows in the site");
    let with_drafts = wiki.flag("--drafts").build();
    with_drafts.is_clean();
    with_drafts.html("secret/index.html").has("hidden text");
}

#[test]
fn categories_and_tags_mean_the_same() {
    let run = Wiki::new()
        .file("content/a.md", "---\ncategories: [Films]\n---\ntext\n")
        .file("content/b.md", "---\ntags: [Films]\n---\ntext\n")
        .build();
    run.is_clean();
    let a = run.html("a/index.html");
    assert_eq!(a.find("nav.categories").texts("a"), ["Films"]);
    assert_eq!(run.html("b/index.html").find("nav.categories").texts("a"), ["Films"]);
    let category = run.site.target(a.find("nav.categories a").get("href")).expect("the category has a page");
    let members = run.html(&category);
    assert_eq!((members.href("a").as_str(), members.href("b").as_str()), ("/a/", "/b/"));
}

#[test]
fn free_rows_reach_the_infobox_in_their_order() {
    let page = page("---\ninfo:\n  Zoo: \"007\"\n  Aspect ratio: 2.39:1\n  Version: 1.10\n---\ntext\n");
    let infobox = page.find("aside.infobox");
    assert_eq!(infobox.texts("dt"), ["Zoo", "Aspect ratio", "Version"]);
    assert_eq!(infobox.texts("dd"), ["007", "2.39:1", "1.10"], "numbers keep their spelling");
}

#[test]
fn the_date_of_the_last_change_is_shown_for_people_and_for_machines() {
    let page = page("---\ndate: 2020-01-02\nupdated: 2021-03-04\n---\ntext\n");
    let time = page.find("article time[datetime=2021-03-04]");
    assert_eq!(time.text(), "4 March 2021");
}

#[test]
fn a_declared_image_is_shown_with_its_texts_and_shared() {
    let front = "---\nimage:\n  src: still.png\n  alt: Two men at a table\n  caption: The coffee scene\n  \
                 credit: A. Fan\n  licence: CC0\n---\ntext\n";
    let run = Wiki::new().file("content/a.md", front).file("content/still.png", png(640, 272)).build();
    run.is_clean();
    let page = run.html("a/index.html");
    let image = page.find("article figure img");
    assert_eq!(image.get("alt"), "Two men at a table");
    assert_eq!((image.get("width"), image.get("height")), ("640", "272"));
    page.find("article figure figcaption").says("The coffee scene").says("A. Fan").says("CC0");
    let file = run.site.target(image.get("src")).expect("the image is published");
    assert_eq!(run.site.bytes(&file), png(640, 272));
    let shared = page.find("head meta[property=og:image]").get("content");
    assert!(shared.starts_with("https://example.org/"), "{shared}");
}

#[test]
fn an_image_without_alternative_text_or_licence_is_pointed_out() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: A\nimage: {src: still.png, licence: CC0}\n---\ntext\n")
        .file("content/b.md", "---\ntitle: B\nimage: {src: still.png, alt: A still}\n---\ntext\n")
        .file("content/still.png", png(1, 1))
        .build();
    run.succeeds().reports(&[("image-alt", "content/a.md", 3, 8), ("image-licence", "content/b.md", 3, 8)]);
}

#[test]
fn keys_that_nobody_knows_are_reported_with_a_suggestion() {
    let run = faulty("---\ntitle: A\ndescripton: B\nzzzzzz: 1\n---\ntext\n");
    run.is_refused()
        .reports(&[("unknown-key", "content/page.md", 3, 1), ("unknown-key", "content/page.md", 4, 1)]);
    run.diagnostic("unknown-key", "content/page.md", 3, 1).ends(3, 11).says("did you mean `description`?");
}

#[test]
fn values_of_a_wrong_type_are_reported_at_the_value() {
    let run = faulty("---\ntitle: [a, b]\ndraft: maybe\ndate: 1995-02-30\ninfo: none\n---\ntext\n");
    run.is_refused().reports(&[
        ("wrong-type", "content/page.md", 2, 8),
        ("wrong-type", "content/page.md", 3, 8),
        ("invalid-date", "content/page.md", 4, 7),
        ("wrong-type", "content/page.md", 5, 7),
    ]);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let text = "---\ntitle: Heat\naliases: [The film]\n---\n\nOne\ntwo.\n\n- a\n- b\n\n```\ncode\n```\n";
    let plain = page(text);
    let windows = page(&format!("\u{feff}{}", text.replace('\n', "\r\n")));
    assert_eq!(plain.source(), windows.source());
}

#[test]
fn a_rule_at_the_top_is_not_front_matter() {
    let page = page("---\n\nA page that begins with a rule.\n");
    page.content().says("A page that begins with a rule.");
}

// Files that are read.

#[test]
fn hidden_files_backups_and_ignored_patterns_are_left_out() {
    let wiki = Wiki::new().settings("[content]\nignore = [\"notes/**\", \"*.psd\"]\n");
    let left_out =
        [".hidden.md", ".git/a.md", "a.md~", "#a.md#", ".#a.md", "a.md.swp", "a.bak", "notes/x.md", "b.psd"];
    let wiki = left_out.iter().fold(wiki, |wiki, path| wiki.file(&format!("content/{path}"), "[[nobody]]"));
    let run = wiki.file("content/a.md", "text\n").build();
    run.is_clean();
    for path in left_out {
        assert!(!run.site.has(path), "{path} was published");
    }
    assert!(!run.site.has("notes/x/index.html"));
}

#[test]
fn other_files_are_published_beside_their_page() {
    let run = Wiki::new()
        .file("content/film/index.md", "[script](script.pdf) and [notes](My%20notes%20100%25.txt)\n")
        .file("content/film/script.pdf", b"%PDF-1.7 \xff\xfe")
        .file("content/film/My notes 100%.txt", "notes")
        .build();
    run.is_clean();
    let page = run.html("film/index.html");
    let script = run.site.target(&page.href("script")).expect("the script is published");
    assert_eq!(run.site.bytes(&script), b"%PDF-1.7 \xff\xfe");
    let notes = run.site.target(&page.href("notes")).expect("the notes are published");
    assert_eq!(run.site.text(&notes), "notes");
}

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
    assert_eq!(references.iter().map(|a| a.text()).collect::<Vec<_>>(), ["1", "2", "1"]);
    for reference in &references {
        let note = page.find(reference.get("href"));
        let back = note.all("a").into_iter().filter(|a| a.get("href") == format!("#{}", reference.get("id")));
        assert_eq!(back.count(), 1, "a way back to {}", reference.get("id"));
    }
    assert_eq!(page.faults(), [""; 0]);
}

#[test]
fn footnotes_that_nobody_refers_to_are_pointed_out() {
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
fn ids_with_percent_signs_are_led_to() {
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
fn what_a_page_says_of_itself_is_its_first_paragraph() {
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
fn formulas_hold_no_styles_that_the_policy_forbids() {
    let page = page("$$\n\\begin{cases} a & {\\color{red} b} \\\\ c & d \\end{cases}\n$$\n");
    let math = page.content().find("math");
    math.find("mtd.math-start");
    math.find("[mathcolor]");
    assert!(math.all("[style]").is_empty());
    let html = body("$x$ and $a_1 + a_2 + a_3 + a_4 + a_5 + a_6$\n");
    assert_eq!(html.matches("<span class=\"math\">").count(), 1, "long formulas scroll: {html}");
}

#[test]
fn money_is_no_formula_and_formulas_can_be_switched_off() {
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
fn images_load_late_and_keep_their_place() {
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
fn ids_of_the_page_are_its_own_whoever_else_wants_them() {
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

/// The published text of a page in which raw HTML, markup and blocks cross; the rest of the page is valid.
fn crossed(text: &str) -> String {
    let run = Wiki::new()
        .file("content/page.md", format!("---\ntitle: Page\n---\n{text}"))
        .file("content/other.md", "# Other\n\nOf another page.\n\n> ## Part\n> inside\n\nbehind\n")
        .file("content/sources/s.yaml", "s1:\n  title: One\n")
        .build();
    run.succeeds();
    run.site.is_sound();
    run.html("page/index.html").content().inner().to_owned()
}

#[test]
fn what_is_never_closed_ends_with_the_block_around_it() {
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
fn links_do_not_stand_in_links() {
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
fn the_title_of_a_callout_is_no_part_of_what_follows() {
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
fn a_footnote_may_hold_an_embed_and_stand_twice() {
    crossed("a[^1]\n\n[^1]: note\n![[Other]]\n");
    crossed("a[^1] b[^2]\n\n[^1]: x\n\n[^2]: y\n\n[^1]: again [^2]\n");
    crossed("# Page[^1]\n\ntext\n\n[^1]: n\n");
}

#[test]
fn titles_and_descriptions_are_set_like_the_text_and_are_called_as_they_were_typed() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: Mann's \"Heat\" -- a life...\ndescription: It's '95.\n---\n")
        .file("content/b.md", "# Neil's house\n")
        .file("content/page.md", "[[Mann's \"Heat\" -- a life...]] [[Neil's house]] [[Neil’s house|typed]]\n")
        .build();
    run.is_clean();
    let a = run.html("a/index.html");
    assert_eq!(a.find("h1").text(), "Mann’s “Heat” – a life…");
    assert_eq!(a.find(".lede").text(), "It’s ’95.");
    let page = run.html("page/index.html");
    assert_eq!(page.href("Mann’s “Heat” – a life…"), "/a/");
    assert_eq!((page.href("Neil’s house"), page.href("typed")), ("/b/".to_owned(), "/b/".to_owned()));
    let plain = Wiki::new()
        .settings("[content]\nsmart_punctuation = false\n")
        .file("content/a.md", "---\ntitle: Mann's\n---\n")
        .build();
    assert_eq!(plain.html("a/index.html").find("h1").text(), "Mann's");
}

#[test]
fn the_line_under_the_title_is_what_somebody_says_of_the_page() {
    let run = Wiki::new()
        .file(
            "content/people/a.md",
            "---\ntitle: A\ncategories: [Some]\n---\nThe first sentence of the text.\n",
        )
        .file("content/people/b.md", "---\ntitle: B\ndescription: What B is.\n---\nText.\n")
        .file("content/works/index.md", "# Works\n\nAll of them.\n")
        .file("content/works/c.md", "# C\n")
        .build();
    run.is_clean();
    let lede = |path: &str| run.html(path).all(".lede").first().map(|line| line.text());
    assert_eq!(lede("people/a/index.html"), None);
    assert_eq!(lede("people/b/index.html").as_deref(), Some("What B is."));
    assert_eq!(lede("people/index.html").as_deref(), Some("2 pages"));
    assert_eq!(lede("works/index.html").as_deref(), Some("1 page"));
    assert_eq!(lede("categories/some/index.html").as_deref(), Some("1 page"));
    let special = lede("special/orphans/index.html").expect("a line that says what is listed");
    assert!(!special.contains("Test Wiki"), "{special}");
    assert!(
        run.html("special/orphans/index.html")
            .find("meta[name=description]")
            .get("content")
            .contains("Test Wiki")
    );
}

#[test]
fn the_frame_and_links_say_their_language_where_the_page_has_another() {
    let run = Wiki::new()
        .settings("language = \"de\"\n")
        .file("content/a.md", "# A\n\nSee [[B]].\n\n## Teil\n\n## Noch einer\n")
        .file("content/b.md", "---\ntitle: B\nlanguage: ar\n---\nSee [[A]].\n")
        .file("content/c.md", "---\ntitle: C\nlanguage: en-GB\n---\nSee [[A]].\n")
        .build();
    run.succeeds();
    let page = run.html("a/index.html");
    assert_eq!(page.find(".toc summary b").text(), "Inhalt");
    assert_eq!(page.find(".backlinks h2").text(), "Links hierher");
    for frame in [".skip-link", ".site-header", ".site-footer"] {
        assert_eq!(page.find(frame).attribute("lang"), None, "{frame}");
        let foreign = run.html("b/index.html");
        let frame = foreign.find(frame);
        assert_eq!((frame.attribute("lang"), frame.attribute("dir")), (Some("de"), Some("ltr")));
    }
    let links = page.all(".backlinks li");
    let spoken = links.iter().map(|item| (item.attribute("lang"), item.attribute("dir")));
    assert_eq!(spoken.collect::<Vec<_>>(), [(Some("ar"), Some("rtl")), (Some("en-GB"), Some("ltr"))]);
    assert_eq!(run.html("b/index.html").find(".backlinks li").attribute("lang"), Some("de"));
    let about = run.site.json("api/b.json");
    assert_eq!((&about["language"], &about["direction"]), (&"ar".into(), &"rtl".into()));
}

#[test]
fn pages_name_only_what_is_published() {
    let run = Wiki::new()
        .settings("[output]\napi = false\nspecial = false\n")
        .file("content/a.md", "text\n")
        .build();
    run.is_clean();
    let body = |page: &Page| {
        let body = page.find("body");
        ["data-api", "data-preview-js", "data-all-pages"].map(|name| body.attribute(name).is_some())
    };
    assert_eq!(body(&run.html("a/index.html")), [false; 3]);
    let search = run.html("search/index.html");
    assert!(search.all(".elsewhere a").is_empty(), "a link that leads nowhere");
    assert_eq!(body(&Wiki::new().file("content/a.md", "text\n").build().html("a/index.html")), [true; 3]);
}

#[test]
fn style_sheets_are_published_without_comments() {
    let sheet =
        "/*! Licence */\n/* why */\na::before { content: \"/* kept */\"; } /* end */\nb { color: red }\n";
    let run = Wiki::new().file("static/css/own.css", sheet).file("content/a.md", "x\n").build();
    run.is_clean();
    let sheets: Vec<&str> = run.site.paths().into_iter().filter(|path| path.ends_with(".css")).collect();
    let own = sheets.iter().find(|path| path.contains("/own.")).expect("the sheet is published");
    assert_eq!(
        run.site.text(own),
        "/*! Licence */\na::before { content: \"/* kept */\"; } \nb { color: red }\n"
    );
    let main = sheets.iter().find(|path| path.contains("/main.")).expect("the theme's sheet is published");
    assert!(!run.site.text(main).contains("/*"), "comments in {main}");
}

#[test]
fn no_space_stands_before_the_mark_of_a_citation() {
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

// The site around the pages.

fn small_site() -> Wiki {
    Wiki::empty()
        .file("site.toml", "title = \"Heat & Co\"\nbase_url = \"https://example.org/wiki/\"\ndescription = \"All of it\"\nlanguage = \"en-GB\"\n[[nav]]\ntitle = \"People\"\nurl = \"/people/\"\n")
        .file("content/index.md", "---\ntitle: Welcome\ndescription: The start.\ndate: 2020-01-01\n---\n[[Al Pacino]]\n")
        .file("content/people/al.md", "---\ntitle: Al Pacino\ndescription: An actor.\ndate: 2021-05-06\nimage: {src: al.png, alt: Al, licence: CC0}\naliases: [Pacino]\n---\ntext\n")
        .file("content/people/al.png", png(10, 20))
}

#[test]
fn every_address_of_the_site_honours_the_path_of_its_base() {
    let run = small_site().build();
    run.is_clean();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        for url in run.html(path).addresses() {
            let inside = url.starts_with('#') || url.starts_with("/wiki/") || url.starts_with("https://");
            assert!(inside, "{path}: {url}");
        }
    }
    assert_eq!(run.html("index.html").href("Al Pacino"), "/wiki/people/al/");
}

#[test]
fn the_base_url_can_be_given_on_the_command_line() {
    let run = small_site().flag("--base-url").flag("https://other.example/a/b").build();
    run.is_clean();
    let page = run.html("people/al/index.html");
    assert_eq!(page.find("link[rel=canonical]").get("href"), "https://other.example/a/b/people/al/");
    assert_eq!(run.html("index.html").href("Al Pacino"), "/a/b/people/al/");
}

#[test]
fn pages_say_what_they_are_to_machines() {
    let run = small_site().build();
    let page = run.html("people/al/index.html");
    assert_eq!(page.find("html").get("lang"), "en-GB");
    assert_eq!(page.find("title").text(), "Al Pacino · Heat & Co");
    assert_eq!(page.find("link[rel=canonical]").get("href"), "https://example.org/wiki/people/al/");
    let graph = |name: &str| page.find(&format!("meta[property=og:{name}]")).get("content").to_owned();
    assert_eq!(graph("title"), "Al Pacino");
    assert_eq!(graph("url"), "https://example.org/wiki/people/al/");
    assert_eq!(graph("description"), "An actor.");
    let script = page.find("script[type=application/ld+json]").inner();
    let data: serde_json::Value = serde_json::from_str(script).expect("JSON-LD is JSON");
    assert_eq!(data["@context"], "https://schema.org");
    assert!(
        script.contains("https://example.org/wiki/people/al/") && script.contains("Al Pacino"),
        "{script}"
    );
}

#[test]
fn a_sitemap_robots_a_feed_and_a_404_page_are_made() {
    let run = small_site().build();
    let sitemap = run.site.text("sitemap.xml");
    for url in ["https://example.org/wiki/", "https://example.org/wiki/people/al/"] {
        assert!(sitemap.contains(&format!("<loc>{url}</loc>")), "{sitemap}");
    }
    assert!(!sitemap.contains("404") && !sitemap.contains("/pacino/"), "{sitemap}");
    assert!(run.site.text("robots.txt").contains("Sitemap: https://example.org/wiki/sitemap.xml"));
    let lost = run.html("404.html");
    lost.find("a[href=/wiki/]");
    lost.find("meta[name=robots][content=noindex]");
    run.site.bytes(".nojekyll");
}

#[test]
fn the_feed_lists_pages_newest_first() {
    let older = "---\ntitle: Another page\ndate: 2020-01-01\n---\ntext\n";
    let run = small_site().file("content/another.md", older).build();
    let home = run.html("index.html");
    let feed = home.find("link[type=application/atom+xml]").get("href").to_owned();
    let feed = run.site.text(feed.trim_start_matches("https://example.org").trim_start_matches("/wiki/"));
    assert!(feed.starts_with("<?xml") && feed.contains("http://www.w3.org/2005/Atom"), "{feed}");
    assert!(feed.contains("Heat &amp; Co"), "{feed}");
    let (newer, older) = (feed.find("2021-05-06"), feed.find("2020-01-01"));
    assert!(newer.is_some() && newer < older, "{feed}");
}

#[test]
fn the_menu_leads_where_the_settings_say() {
    let run = small_site().build();
    let header = run.html("index.html");
    let item = header.find("header nav a");
    assert_eq!((item.text().as_str(), item.get("href")), ("People", "/wiki/people/"));
}

#[test]
fn a_folder_without_a_page_gets_one_that_lists_its_pages() {
    let run = small_site().build();
    let section = run.html("people/index.html");
    assert_eq!(section.href("Al Pacino"), "/wiki/people/al/");
    section.find("main").says("An actor.");
}

#[test]
fn a_folder_is_written_as_its_index_page() {
    let run = Wiki::new()
        .file("content/people/index.md", "---\ntitle: The people\n---\nWho is who.\n")
        .file("content/people/al.md", "---\ntitle: Al\n---\ntext\n")
        .build();
    run.is_clean();
    let page = run.html("people/index.html");
    assert_eq!(page.find("h1").text(), "The people");
    page.find("main").says("Who is who.");
    assert_eq!(page.href("Al"), "/people/al/");
}

#[test]
fn a_wiki_without_a_home_page_still_has_one() {
    let run = Wiki::new().file("content/a.md", "# Alone\n\ntext\n").build();
    run.is_clean();
    let home = run.html("index.html");
    assert_eq!(home.href("Alone"), "/a/");
}

#[test]
fn an_empty_wiki_is_a_site_on_request() {
    let run = Wiki::new().flag("--allow-empty").build();
    run.is_clean();
    run.html("index.html");
    run.site.is_sound();
}

#[test]
fn languages_written_from_the_right_say_so() {
    let run = Wiki::new().settings("language = \"he\"\n").file("content/עמוד.md", "טקסט\n").build();
    run.is_clean();
    let page = run.html("עמוד/index.html");
    assert_eq!((page.find("html").get("lang"), page.find("html").get("dir")), ("he", "rtl"));
}

#[test]
fn nothing_in_a_page_needs_a_lenient_content_security_policy() {
    let text = "---\ninfo: {a: b}\n---\n## h\n\n| a |\n|---|\n| b |\n\n$x$\n\n> [!note]- t\n> u\n";
    let run = Wiki::new().settings("[output]\ncsp = true\n").file("content/page.md", text).build();
    run.is_clean();
    let page = run.html("page/index.html");
    let policy = page.find("meta[http-equiv=Content-Security-Policy]").get("content");
    assert!(policy.contains("default-src 'self'"), "{policy}");
    page.lacks(" style=").lacks("<style").lacks("javascript:").lacks("data:");
    for handler in ["onclick=", "onload=", "onerror="] {
        page.lacks(handler);
    }
    for script in page.all("script") {
        let data = script.attribute("type") == Some("application/ld+json");
        assert!(data || script.attribute("src").is_some(), "an inline script: {}", script.outer());
    }
}

// Templates and assets.

#[test]
fn own_templates_win_and_may_build_on_the_default_ones() {
    let own = "{% extends \"base.html\" %}{% block main %}<article><h1>{{ page.title }}</h1><p id=\"mine\">{{ site.title }}</p>{{ page.content | safe }}</article>{% endblock %}";
    let run = Wiki::new()
        .file("templates/page.html", own)
        .file("templates/parts/footer.html", "<footer>My own foot</footer>")
        .file("content/a.md", "# T\n\ntext\n")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.find("#mine").text(), "Test Wiki");
    assert_eq!(page.find("footer").text(), "My own foot");
    page.find("header.site-header");
}

#[test]
fn an_own_template_may_build_on_the_default_one_of_its_name() {
    let run = Wiki::new()
        .file(
            "templates/page.html",
            "{% extends \"default/page.html\" %}{% block title %}Mine: {{ page.title }}{% endblock %}",
        )
        .file("content/a.md", "# T\n\nSome text.\n")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.find("title").text(), "Mine: T");
    page.content().says("Some text.");
}

#[test]
fn a_page_and_a_type_can_have_templates_of_their_own() {
    let template = |name: &str| {
        format!("<!DOCTYPE html><html lang=en><body><h1>{name}: {{{{ page.title }}}}</h1></body></html>")
    };
    let run = Wiki::new()
        .settings("[types.work]\nfolder = \"works\"\n[types.person]\nfolder = \"people\"\ntemplate = \"human.html\"\n")
        .file("templates/work.html", template("work"))
        .file("templates/human.html", template("human"))
        .file("templates/special-one.html", template("one"))
        .file("content/works/heat.md", "# Heat\n")
        .file("content/people/al.md", "# Al\n")
        .file("content/x.md", "---\ntemplate: special-one.html\n---\n# X\n")
        .build();
    run.is_clean();
    assert_eq!(run.html("works/heat/index.html").find("h1").text(), "work: Heat");
    assert_eq!(run.html("people/al/index.html").find("h1").text(), "human: Al");
    assert_eq!(run.html("x/index.html").find("h1").text(), "one: X");
}

#[test]
fn a_template_that_is_not_there_is_reported_where_it_is_asked_for() {
    let run = faulty("---\ntitle: A\ntemplate: pgae.html\n---\ntext\n");
    run.is_refused().reports(&[("unknown-template", "content/page.md", 3, 11)]);
    run.diagnostic("unknown-template", "content/page.md", 3, 11).says("page.html");
}

#[test]
fn a_page_names_only_templates_that_are_meant_for_pages() {
    let own = "<!DOCTYPE html><html lang=en><body><h1>{{ page.title }}</h1></body></html>";
    let wiki = |name: &str| {
        Wiki::new()
            .file("templates/wide.html", own)
            .file("templates/_part.html", own)
            .file("templates/cast/part.html", own)
            .file("templates/search.html", "{% extends \"default/search.html\" %}")
            .file("content/a.md", format!("---\ntitle: A\ntemplate: {name}\n---\nx\n"))
    };
    for name in ["wide", "wide.html", "page", "home", "section", "category"] {
        wiki(name).build().is_clean().html("a/index.html").find("h1");
    }
    for name in [
        "base",
        "redirect",
        "search",
        "404",
        "special",
        "random",
        "timeline",
        "sources",
        "disambiguation",
        "_part",
        "parts/head",
        "views/list.html",
        "cast/part",
        "default/page.html",
        "default/base",
        "../page",
        "/page",
    ] {
        let run = wiki(name).build();
        run.is_refused().reports(&[("unknown-template", "content/a.md", 3, 11)]);
        let help = run.diagnostic("unknown-template", "content/a.md", 3, 11).help.join("");
        let named: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
        let known = ["wide.html", "page.html", "home.html", "section.html", "category.html"];
        assert!(!named.is_empty() && named.iter().all(|name| known.contains(name)), "{name}: {help}");
    }
    let typed = wiki("page")
        .settings("[types.random]\nfolder = \"r\"\n[types.x]\nfolder = \"x\"\ntemplate = \"cast/part\"\n");
    let run = typed.file("content/r/b.md", "# B\n\ntext\n").file("content/x/c.md", "# C\n").build();
    run.is_clean().html("r/b/index.html").find("main").says("text");
    assert_eq!(run.html("x/c/index.html").find("h1").text(), "C");
}

#[test]
fn assets_carry_the_hash_of_their_content_and_own_ones_win() {
    let wiki = Wiki::new()
        .file("content/index.md", "# Home\n")
        .file("static/css/main.css", "body { color: red }\n")
        .file("static/own.txt", "mine");
    let first = wiki.build();
    let sheet =
        |run: &harness::Run| run.html("index.html").find("link[rel=stylesheet]").get("href").to_owned();
    let url = sheet(&first);
    let css = first.site.target(&url).expect("the style sheet is published");
    assert!(first.site.text(&css).contains("body { color: red }"));
    assert_ne!(url, "/css/main.css", "the name of the sheet carries no hash");
    wiki.write("static/css/main.css", "body { color: blue }\n");
    let second = wiki.build();
    assert_ne!(sheet(&second), url, "another content needs another name");
    assert!(!second.site.has(&css), "the old sheet is left behind");
    assert!(first.site.paths().iter().any(|path| path.contains("own") && path.ends_with(".txt")));
}

#[test]
fn escaping_templates_escape_what_pages_say() {
    let own = "<!DOCTYPE html><html lang=en><body><h1>{{ page.title }}</h1><p title=\"{{ page.description }}\"></p></body></html>";
    let run = Wiki::new()
        .file("templates/page.html", own)
        .file("content/a.md", "---\ntitle: \"<b>\"\ndescription: \"\\\"><script>\"\n---\n")
        .build();
    let page = run.html("a/index.html");
    assert_eq!(page.find("h1").text(), "<b>");
    assert_eq!(page.find("p").get("title"), "“><script>");
}
