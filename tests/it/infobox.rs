//! The infobox: versions of a picture, recordings in rows, and boxes for second subjects.

use crate::harness::{Wiki, png};

const PERSON: &str = "[types.person]\nfolder = \"people\"\n[types.person.fields.voice]\ntype = \"image\"\nlabel = \"Voice\"\n\
    [spoilers]\nend = \"The end\"\n";

fn picture(name: &str, more: &str) -> String {
    format!("{{src: {name}.png, alt: A, licence: CC0, label: \"{name}\"{more}}}")
}

fn people(front_matter: &str) -> Wiki {
    Wiki::new()
        .settings(PERSON)
        .file("content/people/a.md", format!("---\ntitle: A\n{front_matter}---\nText.\n"))
        .file("content/people/old.png", png(40, 60))
        .file("content/people/new.png", png(60, 40))
}

#[test]
fn readers_choose_among_versions_of_a_picture() {
    let images = format!("image:\n- {}\n- {}\n", picture("old", ""), picture("new", ""));
    let run = people(&images).build();
    run.is_clean();
    let page = run.html("people/a/index.html");
    let versions = page.find(".infobox .versions");
    assert_eq!(versions.texts("label").iter().map(|label| label.trim()).collect::<Vec<_>>(), ["old", "new"]);
    assert_eq!(versions.all("figure img").len(), 2);
    assert_eq!(versions.all("input[checked]").len(), 1);
    assert!(page.source().contains("css/versions."));
    assert!(run.site.text("people/a/index.html").contains("old"), "the first one stands for the page");
}

#[test]
fn one_picture_has_no_choice_and_no_sheet() {
    for images in [format!("image: {}\n", picture("old", "")), format!("image:\n- {}\n", picture("old", ""))]
    {
        let run = people(&images).build();
        run.is_clean();
        let page = run.html("people/a/index.html");
        assert!(page.all(".versions").is_empty());
        assert_eq!(page.all(".infobox figure img").len(), 1);
        assert!(!page.source().contains("css/versions."));
    }
}

#[test]
fn a_version_with_a_spoiler_label_is_folded_and_left_out() {
    let images = format!("image:\n- {}\n- {}\n", picture("old", ""), picture("new", ", spoiler: end"));
    let wiki = people(&images);
    let page = wiki.build();
    let page = page.html("people/a/index.html");
    assert!(page.all(".versions").is_empty());
    assert_eq!(page.all(".infobox .spoiler img").len(), 1);
    let run = wiki.flag("--without-spoilers").build();
    assert!(!run.site.text("people/a/index.html").contains("new.png"));
}

#[test]
fn a_missing_version_is_reported_at_its_place() {
    let run = people(&format!("image:\n- {}\n- {}\n", picture("old", ""), picture("lost", ""))).build();
    run.diagnostic("missing-image", "content/people/a.md", 5, 3);
}

#[test]
fn a_recording_is_played_in_its_row_and_is_not_the_picture() {
    let run = people("voice: {src: a.mp3, licence: CC0}\n").file("content/people/a.mp3", b"ID3").build();
    run.is_clean();
    let page = run.html("people/a/index.html");
    assert_eq!(page.find(".infobox dd audio").get("src"), "/people/a.mp3");
    assert!(page.all(".infobox img").is_empty());
}

#[test]
fn recordings_videos_and_second_infoboxes_are_components() {
    let settings = "[components.audio]\n[components.video]\n[components.infobox]\n";
    let text = "```audio\nfile: a.mp3\ntext: The *theme*\n```\n\n```video\nfile: https://youtu.be/dQw4w9WgXcQ\ntext: Trailer\n```\n\n\
        ```video\nfile: b.mp4\n```\n\n```infobox\ntitle: The ship\ntext: |\n  Captain\n  : [[B]]\n```\n";
    let run = Wiki::new()
        .settings(settings)
        .file("content/a.md", text)
        .file("content/b.md", "---\ntitle: B\n---\nText.\n")
        .file("content/a.mp3", b"ID3")
        .file("content/b.mp4", b"\0\0\0\x18ftypmp42")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.find(".component-audio audio").get("src"), "/a.mp3");
    assert_eq!(page.find(".component-audio em").text(), "theme");
    let frame = page.find("figure.video a").get("data-frame");
    assert!(frame.starts_with("https://www.youtube-nocookie.com/embed/"), "{frame}");
    assert_eq!(page.find(".component-video video").get("src"), "/b.mp4");
    assert_eq!(page.find(".component-infobox dd a").get("href"), "/b/");
    assert_eq!(run.html("b/index.html").all(".backlinks a").len(), 1);
}

#[test]
fn titles_of_second_infoboxes_can_have_marks_and_spoilers() {
    let settings = "[spoilers]\nb1 = \"Book 1\"\n[components.infobox]\n";
    let text = "```infobox\ntitle: \"The *ship* ||b1: sinks||\"\ntext: Afloat.\n```\n";
    let run = Wiki::new().settings(settings).file("content/a.md", text).build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.find(".infobox-title em").text(), "ship");
    let fold = page.find(".infobox-title .spoiler");
    assert_eq!(fold.get("data-scope"), "b1");
    fold.says("sinks");
    assert_eq!(page.source().matches("sinks").count(), 1);
}

#[test]
fn cards_of_type_and_title_stand_in_the_place_of_missing_pictures() {
    let person = |front_matter: &str, theme: &str| {
        people(front_matter).settings(&format!("{PERSON}[theme]\n{theme}")).build()
    };
    let picture = format!("image: {}\n", picture("old", ""));
    let run = person("info:\n  Born: here\n", "title_cards = true\n");
    let page = run.html("people/a/index.html");
    let card = page.find(".infobox .title-card");
    assert_eq!((card.get("data-type"), card.get("data-title")), ("Person", "A"));
    for without in [person(&picture, "title_cards = true\n"), person("info:\n  Born: here\n", "")] {
        without.html("people/a/index.html").lacks("title-card");
    }
}
