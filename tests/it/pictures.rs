//! Pictures in the text: places, captions, credits, and boxes for missing ones.

use crate::harness::{Run, Wiki, png};

/// The run of a wiki with a page, two pictures and a page to link to.
fn built(markdown: &str, files: &[(&str, &str)]) -> Run {
    let mut wiki = Wiki::new()
        .settings("[spoilers]\nfilm = \"The film\"\n")
        .file("content/a.md", format!("---\ntitle: A\n---\n{markdown}\n"))
        .file("content/neil.md", "---\ntitle: Neil\n---\nA thief.\n")
        .file("content/img/quay.jpg", png(600, 400))
        .file("content/img/small.png", png(40, 30));
    for (path, text) in files {
        wiki = wiki.file(path, text);
    }
    wiki.build()
}

#[test]
fn words_behind_bars_place_a_picture_and_its_caption_has_links() {
    let run = built("![[quay.jpg|right|300|The quay of [[Neil|him]], *at night*]]\nText beside it.", &[]);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    let figure = page.find("figure.image-right");
    let image = figure.find("a.image-view img");
    assert_eq!((image.get("width"), image.get("height")), ("300", "200"));
    assert_eq!(image.get("alt"), "The quay of him, at night");
    figure.find("figcaption").says("The quay of him, at night");
    assert_eq!(figure.find("figcaption a").get("href"), "/neil/");
    assert_eq!(figure.find("a.image-view").get("href"), "/img/quay.jpg");
    page.find(".content p").says("Text beside it.");
    page.has("css/pictures.");
    run.html("neil/index.html").find("section.backlinks").says("A");
    run.html("neil/index.html").lacks("css/pictures.");
}

#[test]
fn all_words_of_mediawiki_have_an_effect() {
    let of = |words: &str| {
        let run = built(&format!("![[quay.jpg|{words}]]"), &[]);
        run.is_clean();
        run.site.is_sound();
        let page = run.html("a/index.html");
        page.content().inner().to_owned()
    };
    assert!(of("left|A").contains("<figure class=\"image image-left\">"));
    assert!(of("center|A").contains("<figure class=\"image image-center\">"));
    assert!(of("none|A").contains("<figure class=\"image\">"));
    assert!(of("thumb|A").contains("<figure class=\"image image-aside\">"));
    assert!(of("thumb|A").contains("width=\"250\" height=\"166\""));
    assert!(of("thumb|left|A").contains("image-left"));
    assert!(of("x200px").contains("width=\"300\" height=\"200\""));
    assert!(of("upright|right").contains("width=\"190\""));
    let frameless = of("frameless|right|A");
    assert!(frameless.contains("image-right") && !frameless.contains("figcaption"), "{frameless}");
    assert!(of("right|alt=The sea|A").contains("alt=\"The sea\""));
    let linked = of("right|link=Neil|A");
    assert!(linked.contains("<a href=\"/neil/\"><img") && !linked.contains("image-view"), "{linked}");
    assert!(!of("right|link=|A").contains("<a "), "an empty link is none");
    assert!(of("right|link=https://example.org/|A").contains("href=\"https://example.org/\""));
    let inline = of("link=Neil|20px");
    assert!(inline.contains("<p><a href=\"/neil/\"><img"), "{inline}");
}

#[test]
fn markdown_pictures_have_the_same_words_and_captions() {
    let run = built("![The quay|right|300](img/quay.jpg \"Home of [[Neil]]\")", &[]);
    run.is_clean();
    let page = run.html("a/index.html");
    let figure = page.find("figure.image-right");
    assert_eq!(figure.find("img").get("alt"), "The quay");
    assert_eq!(figure.find("figcaption a").get("href"), "/neil/");
    let linked = built("![Quay|link=Neil|right](img/quay.jpg)\n\n![*Q* \\* x|link=Neil](img/quay.jpg)", &[]);
    linked.is_clean();
    assert_eq!(linked.html("a/index.html").find("figure a").get("href"), "/neil/");
    let defined = built("![Quay][q]\n\n[q]: img/quay.jpg \"Of the *quay*\"", &[]);
    defined.html("a/index.html").find("figure figcaption").says("Of the *quay*");
    let outside = built("![Sea|left](https://example.org/sea.png?v=1 \"The sea\")", &[]);
    outside.html("a/index.html").find("figure.image-left figcaption").says("The sea");
}

#[test]
fn pictures_in_cells_links_and_headings_stay_in_the_line() {
    for text in [
        "| a |\n| --- |\n| ![[quay.jpg\\|right\\|See [[Neil]]]] |",
        "## ![[quay.jpg|right|See [[Neil]]]] Title",
        "[x ![[quay.jpg|right|Text]]](neil.md)",
        "*![[quay.jpg|right|See [[Neil]]]]*",
    ] {
        let run = built(text, &[]);
        run.site.is_sound();
        run.html("a/index.html").count("figure", 0).count(".content img", 1);
    }
}

#[test]
fn captions_have_elements_escapes_and_quotes() {
    let text = "![[quay.jpg|right|It's \"a\" <b>b</b> \\*c\\* `d` & <https://example.org/>]]";
    let run = built(text, &[]);
    run.succeeds();
    run.site.is_sound();
    let page = run.html("a/index.html");
    let caption = page.find("figcaption");
    caption.says("It’s “a” b *c*").find("b").says("b");
    caption.find("a.external");
}

#[test]
fn wrong_options_are_reported_and_old_pictures_stay_as_they_are() {
    let run = built("![[quay.jpg|rigth|right|A]]\n\n![[quay.jpg|A text|300]]", &[]);
    run.succeeds().reports(&[("picture-option", "content/a.md", 4, 13)]);
    run.diagnostic("picture-option", "content/a.md", 4, 13).says("`right`");
    let plain = run.html("a/index.html");
    assert_eq!(plain.find("p img").get("alt"), "A text");
    let run = built("![[quay.jpg|rigth|300|A man]]", &[]);
    run.succeeds().reports(&[("picture-option", "content/a.md", 4, 13)]);
    let red = built("![[quay.jpg|right|See [[Nobody]]]]", &[]);
    red.diagnostic("red-link", "content/a.md", 4, 23);
    let broken = built("![[quay.jpg|right|See [x](gone.md)]]", &[]);
    broken.is_refused().diagnostic("broken-link", "content/a.md", 4, 23);
}

#[test]
fn captions_cannot_inject_anything() {
    let run = built(
        "![[quay.jpg|right|<script>alert(1)</script> <b onclick=x>b</b> \"><img src=img/quay.jpg onerror=y>]]\n\n\
         ![[quay.jpg|right|alt=\"><script>|A]]",
        &[(
            "content/img/quay.jpg.yaml",
            "credit: '\"><script>x</script> [a](javascript:b)'\nlicence: '<b>'\n",
        )],
    );
    let page = run.html("a/index.html");
    page.lacks("<script>").lacks("onclick").lacks("onerror").lacks("javascript:").lacks("<b><");
    assert!(page.not_closed().is_empty());
    built("![[quay.jpg|right|link=javascript:alert(1)|A]]", &[]).is_refused();
}

#[test]
fn captions_hide_spoilers_also_from_the_text_alternative() {
    let run = built("![[quay.jpg|right|He ||film: drowns zqsecret|| here]]", &[]);
    let page = run.html("a/index.html");
    let image = page.find("figure img").get("alt").to_owned();
    assert!(!image.contains("zqsecret"), "{image}");
    page.find("figcaption .spoiler-words").says("zqsecret");
}

#[test]
fn credits_of_data_files_end_the_caption() {
    let all = "img/quay.jpg: {credit: '[A. Fan](https://example.org/fan)', licence: CC0, source: 'https://example.org/q'}\n\
               small.png: {credit: Second, spoiler: film}\n";
    let text = "![[quay.jpg|right|The quay]]\n\n![[quay.jpg]]\n\n![[small.png|left|Small]]";
    let run = built(text, &[("content/pictures.yaml", all)]);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    let figures = page.all("figure");
    assert_eq!(figures.len(), 3, "a picture with a credit is a figure");
    figures[0].find("figcaption").says("The quay").says("A. Fan · CC0 · original");
    assert_eq!(figures[0].find(".credit a").get("href"), "https://example.org/fan");
    figures[1].find("figcaption").says("A. Fan");
    figures[2].find("figcaption details[data-scope=film]").says("Second");
    assert!(!run.site.has("pictures.yaml"));
    let own = [("content/pictures.yaml", all), ("content/img/quay.jpg.yaml", "credit: Third\n")];
    built(text, &own).html("a/index.html").find("figure .credit").says("Third");
}

#[test]
fn faults_of_data_files_have_places() {
    let run = built(
        "![[quay.jpg]]",
        &[
            ("content/pictures.yaml", "quay.jpg: {credits: A}\ngone.jpg: {credit: B}\nsmall.png: x\n"),
            ("content/img/small.png.yaml", "licence: CC0\nspoiler: flim\n"),
        ],
    );
    run.diagnostic("unknown-key", "content/pictures.yaml", 1, 12).says("`credit`");
    run.diagnostic("missing-image", "content/pictures.yaml", 2, 1);
    run.diagnostic("wrong-type", "content/pictures.yaml", 3, 12);
    run.diagnostic("unknown-spoiler", "content/img/small.png.yaml", 2, 10);
}

#[test]
fn missing_pictures_are_boxes_and_publish() {
    let run = built("![[gone.jpg|right|300|Caption]]\n\n![A](img/quay.jpeg)\n\n![[lost.svg|40x30]]", &[]);
    run.succeeds();
    run.site.is_sound();
    run.diagnostic("missing-image", "content/a.md", 4, 1).is("warning");
    run.diagnostic("missing-image", "content/a.md", 6, 1).says("quay.jpg");
    let page = run.html("a/index.html");
    let boxes = page.all("span.image-missing");
    let sizes: Vec<_> =
        boxes.iter().map(|it| it.find("svg")).map(|it| (it.get("width"), it.get("height"))).collect();
    assert_eq!(sizes, [("300", "200"), ("300", "200"), ("40", "30")]);
    assert_eq!(boxes[0].get("data-name"), "gone.jpg");
    page.find("figure.image-right figcaption").says("Caption");
    page.has("css/pictures.");
}

#[test]
fn a_gallery_has_a_picture_on_each_line() {
    let run = built(
        "```gallery\nquay.jpg | The quay of [[Neil]]\n\nsmall.png\nimg/quay.jpg | alt=Sea | link=Neil | Second\n```\n\n\
         > ```gallery slideshow\n> quay.jpg | *One*\n> small.png | Two\n> ```",
        &[],
    );
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    let lists = page.all("ul.image-gallery");
    assert_eq!(lists.iter().map(|list| list.all("li").len()).collect::<Vec<_>>(), [3, 2]);
    let items = lists[0].all("li");
    assert_eq!(items[0].find("figcaption a").get("href"), "/neil/");
    assert_eq!(items[0].find("img").get("height"), "176");
    assert_eq!(items[1].find("a.image-view").get("aria-label"), "View small.png");
    assert_eq!(items[2].find("a").get("href"), "/neil/");
    page.find(".image-slides figcaption em").says("One");
    run.html("neil/index.html").find("section.backlinks").says("A");
}

#[test]
fn faults_of_galleries_have_places() {
    let run = built("```gallery slides\nquay.jpg | rigth | A\nquay\ngone.jpg | [[Nobody]]\n```", &[]);
    run.succeeds();
    run.diagnostic("picture-option", "content/a.md", 5, 12).says("`right`");
    run.diagnostic("picture-option", "content/a.md", 6, 1).says("`quay`");
    run.diagnostic("missing-image", "content/a.md", 7, 1);
    run.diagnostic("red-link", "content/a.md", 7, 12);
    assert_eq!(run.coded("picture-option").len(), 3, "{run}");
}

#[test]
fn a_label_folds_a_gallery() {
    let folded = built("> [!spoiler|film] Pictures\n> ```gallery\n> quay.jpg | Of [[Neil]]\n> ```", &[]);
    folded.is_clean();
    folded.html("a/index.html").find("details[data-scope=film] .image-gallery figcaption a");
}

#[test]
fn a_special_page_lists_pictures_with_credits_and_uses() {
    let text = "![[quay.jpg|right|The quay]]\n\n> [!spoiler|film]\n> ![[small.png]]";
    let data = "quay.jpg: {credit: '*A.* Fan', licence: CC0}\n";
    let wiki = Wiki::new()
        .settings("[spoilers]\nfilm = \"The film\"\n")
        .file("content/a.md", text)
        .file("content/img/quay.jpg", png(6, 4))
        .file("content/img/small.png", png(6, 4))
        .file("content/img/unused.png", png(6, 4))
        .file("content/pictures.yaml", data);
    let run = wiki.build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("special/pictures/index.html");
    page.find("section").says("img/quay.jpg").says("A. Fan · CC0").says("on no page");
    page.find("section").omits("small.png");
    assert_eq!(page.href("img/quay.jpg"), "/img/quay.jpg");
    run.html("special/index.html").find("main").says("Pictures");
    let without = Wiki::new().file("content/a.md", "x").build();
    assert!(!without.site.has("special/pictures/index.html"));
}

#[test]
fn cropped_pictures_keep_their_focus_in_sight() {
    let files = [
        ("content/pictures.yaml", "quay.jpg: {focus: 30% 20%}\n"),
        ("content/b.md", "---\nimage: quay.jpg\n---\n"),
    ];
    let run = built("```query\ntitle: b\nview: cards\n```\n\n![[quay.jpg]]", &files);
    let page = run.html("a/index.html");
    assert_eq!(page.find(".cards img").get("data-focus"), "3 2");
    assert_eq!(page.all("[data-focus]").len(), 1, "pictures in the text are whole");
    let wrong = built("Text.", &[("content/img/quay.jpg.yaml", "focus: face\n")]);
    wrong.diagnostic("wrong-type", "content/img/quay.jpg.yaml", 1, 8).says("`face`");
}
