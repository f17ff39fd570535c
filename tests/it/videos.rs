//! Videos of other sites: links that a script replaces by frames.

use crate::harness::{Run, Wiki};

fn built(settings: &str, markdown: &str) -> Run {
    Wiki::new()
        .settings(settings)
        .file("content/a.md", format!("---\ntitle: A\n---\n{markdown}\n"))
        .file("content/b.md", "---\ntitle: B\n---\nText.\n")
        .build()
}

#[test]
fn a_video_is_a_link_with_the_address_of_its_frame() {
    let text = "![The trailer](https://youtu.be/dQw4w9WgXcQ \"Of [[B]]\")\n\n![](https://vimeo.com/1)";
    let run = built("[output]\ncsp = true\nheaders = true\n", text);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    let link = page.find("figure.video a.video-play");
    link.says("The trailer");
    assert_eq!(link.get("href"), "https://youtu.be/dQw4w9WgXcQ");
    assert_eq!(link.get("data-frame"), "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ");
    assert_eq!(page.find("figure.video figcaption a").get("href"), "/b/");
    page.has("Video on player.vimeo.com").lacks("<iframe");
    page.has("js/videos.");
    run.html("b/index.html").lacks("js/videos.");
    let policy = "frame-src https://player.vimeo.com https://www.youtube-nocookie.com";
    page.has(policy);
    assert!(run.site.text("_headers").contains(policy));
}

#[test]
fn only_sites_that_are_used_and_allowed_are_framed() {
    let text = "![T](https://youtu.be/dQw4w9WgXcQ)\n\n![P](https://tube.example/w/abc)";
    let run = built("[output]\nheaders = true\n[content]\nvideo = [\"tube.example\"]\n", text);
    run.succeeds().reports(&[("foreign-syntax", "content/a.md", 4, 1)]);
    let page = run.html("a/index.html");
    page.count("figure.video", 1).has("https://tube.example/videos/embed/abc");
    assert!(run.site.text("_headers").contains("frame-src https://tube.example\n"));
    let none = built("[output]\nheaders = true\n", "No video.");
    assert!(!none.site.text("_headers").contains("frame-src"));
    let wrong = built("[content]\nvideo = [\"yotube\"]\n", "x");
    assert_eq!(wrong.coded("invalid-config").len(), 1, "{wrong}");
}
