//! Titles, addresses and the other keys of front matter, and files that are read.

use super::*;

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
    assert!(shared.starts_with("https://wiki.test/"), "{shared}");
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
fn unknown_keys_are_reported_with_a_suggestion() {
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
