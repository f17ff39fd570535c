//! Text that is not valid, and front matter.

use super::*;

// Text that is not valid.

#[test]
fn invalid_utf8_is_reported_at_its_byte() {
    let run = hostile(b"---\ntitle: x\n---\nok\na\xc3\xa4\xffcd\n");
    run.is_refused().diagnostic("invalid-utf8", "content/bad.md", 5, 3).is("error");
}

#[test]
fn nul_bytes_and_controls_are_reported_at_their_place() {
    hostile(b"one\ntw\0o\n").is_refused().diagnostic("nul-byte", "content/bad.md", 2, 3);
    let run = hostile(b"---\ntitle: \"a\\0b\"\n---\nok\n");
    assert!(
        run.site.paths().iter().all(|path| !run.site.bytes(path).contains(&0) || path.ends_with(".png")),
        "{run}"
    );
}

#[test]
fn utf16_is_reported_and_not_published_as_rubbish() {
    let text: Vec<u8> = "\u{feff}# Heat\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let run = hostile(text);
    run.is_refused();
    assert!(
        run.diagnostics
            .iter()
            .any(|f| f.file == "content/bad.md" && ["invalid-utf8", "nul-byte"].contains(&f.code.as_str()))
    );
}

#[test]
fn bad_bytes_in_templates_are_reported() {
    let run = Wiki::new().file("templates/page.html", b"<p>\n\xff</p>").file("content/a.md", "x\n").build();
    run.is_refused().diagnostic("invalid-utf8", "templates/page.html", 2, 1);
}

// Front matter.

#[test]
fn front_matter_that_is_not_closed() {
    hostile("---\ntitle: x\n\ntext\n").is_refused().diagnostic("front-matter", "content/bad.md", 1, 1);
}

#[test]
fn front_matter_that_is_not_a_map() {
    hostile("---\n- a\n- b\n---\ntext\n").is_refused().diagnostic("front-matter", "content/bad.md", 2, 1);
    hostile("---\njust a text\n---\ntext\n").is_refused().diagnostic("front-matter", "content/bad.md", 2, 1);
}

#[test]
fn front_matter_that_does_not_parse() {
    refused("---\ntitle: ok\nopen: [a, b\nmore: x\n---\ntext\n", "front-matter", 3);
    refused("---\ntitle: a: b\n---\ntext\n", "front-matter", 2);
    refused("---\ntitle: *nowhere\n---\ntext\n", "front-matter", 2);
    refused("---\ninfo:\n\ta: b\n---\ntext\n", "front-matter", 3);
}

#[test]
fn empty_front_matter_is_fine() {
    let run = hostile("---\n---\ntext\n");
    run.succeeds().reports(&[("broken-link", "content/good.md", 3, 1)]);
}

#[test]
fn duplicate_keys() {
    let run = hostile("---\ntitle: a\ninfo:\n  x: 1\n  x: 2\ntitle: b\n---\ntext\n");
    run.is_refused().diagnostic("duplicate-key", "content/bad.md", 5, 3);
    run.diagnostic("duplicate-key", "content/bad.md", 6, 1);
}

#[test]
fn bombs_of_aliases() {
    let mut yaml = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (at, name) in ('b'..='k').enumerate() {
        let before = char::from(b'a' + u8::try_from(at).expect("few letters"));
        yaml += &format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(","));
    }
    let run = hostile(format!("---\n{yaml}---\ntext\n"));
    run.is_refused();
    assert!(run.diagnostics.iter().any(|f| f.code == "front-matter" && f.file == "content/bad.md"), "{run}");
    let many = format!("---\ninfo: &a {{x: y}}\naliases: [{}]\n---\ntext\n", vec!["*a"; 20_000].join(","));
    hostile(many).is_refused();
}

#[test]
fn maps_of_very_many_keys() {
    let keys = |prefix: &str| (0..20_000).map(|at| format!("{prefix}k{at}: v\n")).collect::<String>();
    hostile(format!("---\ninfo:\n{}---\ntext\n", keys("  "))).succeeds();
    let unknown = hostile(format!("---\n{}---\ntext\n", keys("")));
    unknown.is_refused().diagnostic("unknown-key", "content/bad.md", 2, 1);
}

#[test]
fn front_matter_of_very_many_links() {
    for name in ["Bad", "Nobody"] {
        let link = format!("[[{name}]]");
        let run = hostile(format!("---\ninfo: {{Row: \"{}\"}}\n---\ntext\n", link.repeat(100_000)));
        run.is_refused().stays_within(SECONDS, MEMORY);
        assert!(!run.coded("front-matter").is_empty(), "{run}");
        let list = |count| vec![format!("\"{link}\""); count].join(", ");
        let run = hostile(format!("---\ninfo: {{Row: [{}]}}\n---\ntext\n", list(50_000)));
        run.is_refused().stays_within(SECONDS, MEMORY);
        hostile(format!("---\ninfo: {{Row: [{}]}}\n---\ntext\n", list(10_000)))
            .succeeds()
            .stays_within(SECONDS, MEMORY);
    }
}

#[test]
fn yaml_nested_ten_thousand_deep() {
    for yaml in [
        "[".repeat(10_000),
        "- ".repeat(10_000),
        "{a: ".repeat(10_000),
        format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
    ] {
        refused(
            format!("---\ninfo: {yaml}\n---\ntext\n").replace("info: -", "info:\n  -"),
            "front-matter",
            if yaml.starts_with('-') { 3 } else { 2 },
        );
    }
    let indented: String = (0..2_000).map(|at| format!("{}a:\n", " ".repeat(at))).collect();
    let run = hostile(format!("---\n{indented}---\ntext\n"));
    run.is_refused();
}

#[test]
fn a_query_and_a_data_file_are_read_as_carefully() {
    let run = hostile(format!("```query\ntype: {}\n```\n", "[".repeat(10_000)));
    run.is_refused();
    assert!(run.diagnostics.iter().any(|f| f.code == "query" && f.file == "content/bad.md"), "{run}");
    let data = Wiki::new().file("content/sources/s.yaml", format!("a: {}\n", "[".repeat(10_000))).build();
    data.is_refused().stays_within(SECONDS, MEMORY);
    assert!(data.diagnostics.iter().all(|f| f.file == "content/sources/s.yaml"), "{data}");
}

#[test]
fn settings_nested_ten_thousand_deep() {
    let run = Wiki::empty().file("site.toml", format!("title = {}\n", "[".repeat(10_000))).build();
    run.is_refused().stays_within(SECONDS, MEMORY);
    assert!(run.diagnostics.iter().all(|f| f.file == "site.toml" && f.code == "invalid-config"), "{run}");
    Wiki::empty().file("site.toml", format!("{} = 1\n", vec!["a"; 10_000].join("."))).build().is_refused();
}
