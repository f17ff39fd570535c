//! Hostile words in every place that takes text.

use super::*;

#[test]
fn hostile_words_stay_words_in_html_xml_and_json() {
    let evil =
        "</script></title></h1>]]><script>alert(1)</script><img src=x onerror=alert(2)> & ' \u{2028} --><!--";
    let quoted =
        |text: String| serde_json::to_string(&text).expect("a text is JSON").replace('\u{2028}', "\\u2028");
    let word = |n: u32| quoted(format!("{n} {evil}"));
    let front = format!(
        "title: {}\ndescription: {}\naliases: [{}]\ncategories: [{}]\ndate: 2020-01-01\ninfo: {{{}: {}}}\nimage: {{src: i.png, alt: {}, caption: {}, credit: {}, licence: {}}}\n",
        word(1),
        word(2),
        word(3),
        word(4),
        word(5),
        word(6),
        word(7),
        word(8),
        word(9),
        word(10)
    );
    let escaped = evil.replace('<', "\\<").replace('&', "\\&");
    let body = format!(
        "## {escaped}\n\n[[{}]] {escaped}[@s]\n\n> [!x] {escaped}\n> text\n\n![{escaped}](i.png)\n",
        "Nobody < & \""
    );
    let run = Wiki::new()
        .settings("[checks]\nlevel = \"lenient\"\n[content]\nsmart_punctuation = false\n")
        .file(
            "content/sources/s.yaml",
            format!("s:\n  title: {}\n  author: {}\n  note: {}\n", word(11), word(12), word(13)),
        )
        .file("content/i.png", png(2, 2))
        .file("content/a.md", format!("---\n{front}---\n{body}"))
        .file("content/b.md", "# B\n\n[[a]] is linked here.\n")
        .build();
    run.succeeds();
    assert!(run.coded("front-matter").is_empty(), "{run}");
    run.site.is_sound();
    for path in run.site.paths() {
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "json" => drop(run.site.json(path)),
            "xml" => assert_eq!(Page::parse(path, run.site.text(path)).not_closed(), [""; 0]),
            "html" => {
                let page = run.html(path);
                assert!(
                    page.all("[onerror]").is_empty() && page.all("img[src=x]").is_empty(),
                    "{path}: {}",
                    page.source()
                );
                for script in page.all("script") {
                    assert!(
                        !script.inner().contains("alert(1)") || script.attribute("type").is_some(),
                        "{path}"
                    );
                }
                for data in page.all("script[type=application/ld+json]") {
                    serde_json::from_str::<serde_json::Value>(data.inner())
                        .unwrap_or_else(|e| panic!("{path}: {e}"));
                }
            }
            _ => {}
        }
    }
    let page = run.html("a/index.html");
    assert_eq!(page.find("h1").text(), format!("1 {evil}").split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(page.find("article img").get("alt"), format!("7 {evil}"));
}
