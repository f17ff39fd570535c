//! Bad input: each case gives one clear finding at its location, or a clear message and status 2, in bounded time and
//! memory.

mod harness;

use std::fs;

use harness::{Page, Run, Site, TODAY, Wiki, png};

/// Maximum time for a hostile page, in seconds, with the slow build that tests use.
const SECONDS: u64 = 20;
/// Maximum memory for a hostile page, in MiB.
const MEMORY: u64 = 1024;

/// Builds a wiki of a hostile page and a good one, within the limits.
#[track_caller]
fn hostile(page: impl AsRef<[u8]>) -> Run {
    let wiki =
        Wiki::new().file("content/bad.md", page).file("content/good.md", "# Good\n\n[x](nowhere.md)\n");
    let run = wiki.settings("[checks]\nbroken-link = \"warning\"\n").build();
    run.stays_within(SECONDS, MEMORY);
    run.diagnostic("broken-link", "content/good.md", 3, 1);
    run
}

/// A hostile page is refused with an error of this code on this line.
#[track_caller]
fn refused(page: impl AsRef<[u8]>, code: &str, line: u64) {
    let run = hostile(page);
    run.is_refused();
    let found =
        run.diagnostics.iter().any(|f| f.code == code && f.file == "content/bad.md" && f.start.0 == line);
    assert!(found, "expected {code} on line {line}: {run}");
}

/// A hostile page has a finding of this code on this line, whether it is published or not.
#[track_caller]
fn limited(page: impl AsRef<[u8]>, code: &str, line: u64) {
    let run = hostile(page);
    let found =
        run.diagnostics.iter().any(|f| f.code == code && f.file == "content/bad.md" && f.start.0 == line);
    assert!(found, "expected {code} on line {line}: {run}");
}

/// A hostile page is either published, or refused with findings on the page itself.
#[track_caller]
fn survived(page: impl AsRef<[u8]>) {
    let run = hostile(page);
    let published = run.site.has("bad/index.html");
    assert!((run.status == 0) == published, "{run}");
    assert!(published || run.diagnostics.iter().any(|fault| fault.file == "content/bad.md"), "{run}");
}

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
fn front_matter_that_is_no_map() {
    hostile("---\n- a\n- b\n---\ntext\n").is_refused().diagnostic("front-matter", "content/bad.md", 2, 1);
    hostile("---\njust a text\n---\ntext\n").is_refused().diagnostic("front-matter", "content/bad.md", 2, 1);
}

#[test]
fn front_matter_that_does_not_parse() {
    refused("---\ntitle: ok\nopen: [a, b\nmore: x\n---\ntext\n", "front-matter", 4);
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
fn keys_that_stand_twice() {
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

// Markdown.

#[test]
fn quotes_and_lists_nested_ten_thousand_deep() {
    refused("> ".repeat(10_000) + "x\n", "nesting-too-deep", 1);
    refused("- ".repeat(10_000) + "x\n", "nesting-too-deep", 1);
    refused("text\n\n".to_owned() + &">".repeat(10_000) + "x\n", "nesting-too-deep", 3);
    survived("1. ".repeat(10_000) + "x\n");
    survived("> - ".repeat(5_000) + "x\n");
}

#[test]
fn brackets_and_emphasis_nested_ten_thousand_deep() {
    for unit in [
        "[",
        "![",
        "[[",
        "![[",
        "(",
        "*",
        "**",
        "_",
        "~~",
        "==",
        "[^",
        "`",
        "<",
        "$",
        "{",
        "%%",
        "\\",
        "](",
        "<a href=\"",
        "<!--",
        "&",
        "|",
        ":",
        "[x](<",
    ] {
        survived(unit.repeat(10_000) + "x\n");
    }
    survived("*a **b ".repeat(5_000) + &"c** d*".repeat(5_000));
    survived("[".repeat(10_000) + &"](x)".repeat(10_000));
    survived("[a".repeat(5_000) + &"](heat.md) ".repeat(5_000));
}

#[test]
fn blocks_by_the_thousand() {
    survived("[^a]: x\n".repeat(5_000) + "\ny[^a]\n");
    survived("x[^a]\n\n".repeat(3_000) + "[^a]: x\n");
    survived("| a ".repeat(3_000) + "\n" + &"|---".repeat(3_000) + "\n| x\n| y\n| z\n");
    survived((0..5_000).map(|at| format!("[r{at}]: x{at}.md\n")).collect::<String>());
    survived("Term\n: text\n\n".repeat(3_000));
    survived("> [!note]\n".repeat(3_000));
    survived("x\n===\n".repeat(5_000));
}

#[test]
fn twenty_thousand_headings_of_one_name_have_ids_of_their_own() {
    let run = hostile("## Same\n\n".repeat(20_000));
    run.succeeds();
    let page = run.html("bad/index.html");
    assert_eq!(page.faults(), [""; 0]);
}

#[test]
fn html_nested_ten_thousand_deep() {
    survived("<div>".repeat(10_000) + "x\n");
    survived("<b>".repeat(10_000) + "x" + &"</b>".repeat(10_000));
    survived("x <table><tr><td>".repeat(3_000));
    survived("</div></p></article>".repeat(1_000));
}

#[test]
fn html_of_very_many_tags_takes_seconds_and_is_reported_in_part() {
    let run = hostile("<div>".to_owned() + &"<x>".repeat(50_000));
    run.succeeds().stays_within(SECONDS, MEMORY);
    let faults = run.coded("removed-html");
    assert_eq!(faults.len(), 101);
    faults[100].says("49900 more");
    for tag in ["<b>", "<script>", "<a href=\"a&amp;b\">x</a>"] {
        let run = hostile("<div>".to_owned() + &tag.repeat(100_000));
        run.stays_within(SECONDS, MEMORY);
    }
}

#[test]
fn html_cannot_break_out_of_its_place() {
    let text = "before\n\n</div></div></article></main>\n\nafter <b>bold\n\n<!-- open\n";
    let run = hostile(text);
    run.succeeds();
    let page = run.html("bad/index.html");
    assert_eq!(page.faults(), [""; 0]);
    page.content().says("after");
    page.find("footer.site-footer");
}

#[test]
fn a_page_has_one_main_heading_whatever_it_writes() {
    let run = hostile("---\ntitle: Mine\n---\n# One\n\n# Two\n\n<h1>Three</h1>\n\nFour\n====\n");
    run.succeeds();
    let page = run.html("bad/index.html");
    assert_eq!(page.faults(), [""; 0]);
    page.content().says("One").says("Two").says("Three").says("Four");
}

#[test]
fn footnotes_that_go_round() {
    let run = hostile("x[^a]\n\n[^a]: see [^b] and [^a]\n[^b]: see [^a]\n");
    run.succeeds();
    assert_eq!(run.html("bad/index.html").faults(), [""; 0]);
}

#[test]
fn formulas_nested_ten_thousand_deep() {
    survived(format!("${}x{}$\n", "{".repeat(10_000), "}".repeat(10_000)));
    survived(format!("$$\n{}x{}\n$$\n", "\\sqrt{".repeat(10_000), "}".repeat(10_000)));
    survived(format!("$x{}$\n", "^{x".repeat(5_000)));
    survived(format!("${}$\n", "\\left(".repeat(5_000)));
    survived("$x$ ".repeat(5_000));
    survived("$\\def\\a{\\a\\a}\\a$ and $\\newcommand{\\b}{\\b\\b}\\b$\n");
}

#[test]
fn inputs_that_have_broken_the_parser_before() {
    survived("aa  2\n:<\n  {}\n -\n");
    survived("- [ ] \\\n  ===\n");
    survived("<!--\n```\n%%\n$$\n> [!x]-\n---\n");
    survived("\u{feff}\u{feff}---\ntitle: x\n---\n");
    survived("# {#} {#a b} {#a\n## {}\n");
    survived("[[#]] [[|]] [[]] [[ ]] ![[]] ![[|]] [[|x]] [[#|x]] [[.]] [[..]] [[/]] [[a/../b]]\n");
    survived("[](%zz) [](%ff) [](#%ff) [](?) [](..) [](/..) [](../../../../x.md)\n");
    survived(
        "\u{202e}rtl \u{2028} \u{fffd} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} e\u{301}\u{301}\u{301}\n",
    );
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_unless_it_is_an_asset() {
    let wiki =
        Wiki::new().file("content/bad.md", vec![b'x'; 50 << 20]).file("content/film.bin", vec![0; 50 << 20]);
    let run = wiki.build();
    run.is_refused().reports(&[("file-too-large", "content/bad.md", 1, 1)]).stays_within(SECONDS, MEMORY);
    wiki.remove("content/bad.md");
    let run = wiki.build();
    run.is_clean().stays_within(SECONDS, MEMORY);
    let file = run.site.target("/film.bin").expect("the asset is published");
    assert_eq!(run.site.bytes(&file).len(), 50 << 20);
}

#[test]
fn a_line_of_a_megabyte_is_published_and_its_faults_are_shown_in_part() {
    let line = "word ".repeat(100_000) + "[[Nobody]] " + &"word ".repeat(100_000);
    let wiki = Wiki::new().file("content/a.md", line + "\n");
    let run = wiki.build();
    run.succeeds().reports(&[("red-link", "content/a.md", 1, 500_001)]).stays_within(SECONDS, MEMORY);
    let human = wiki.run(&["build", "--today", TODAY]);
    assert!(
        human.stderr.contains("[[Nobody]]") && human.stderr.len() < 5_000,
        "{} bytes",
        human.stderr.len()
    );
}

#[test]
fn what_goes_beyond_a_limit_is_reported_at_its_place() {
    let matter = |yaml: String| format!("---\n{yaml}\n---\ntext\n");
    limited(matter(format!("title: {}", "w".repeat(250_000))), "text-too-long", 2);
    limited(matter(format!("title: '{}'", "\"".repeat(80_000))), "text-too-long", 2);
    limited(matter(format!("a: &a x\naliases: [b, {}]", "c".repeat(2_000))), "text-too-long", 3);
    limited(matter(format!("description: {}", "word ".repeat(500))), "text-too-long", 2);
    limited(format!("\n# {}\n", "\"".repeat(80_000)), "text-too-long", 2);
    let titles = format!("{}[x]: /{}\n", "> [!note] [x]\n\n".repeat(100), "b".repeat(50_000));
    limited(titles, "definitions-too-large", 3);
    let table = format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|b\n".repeat(1_000));
    limited(table, "table-too-wide", 2);
    let bomb = format!("info:\n  a: &a {}\n  b: [{}]", "x".repeat(10_000), "*a, ".repeat(1_000));
    limited(matter(bomb), "front-matter", 3);
    limited(matter(format!("info: {}", "[a, ".repeat(20_000))), "front-matter", 2);
    limited(format!("```query\ntitle: [{}]\n```\n", "a, ".repeat(200)), "query", 2);
}

#[test]
fn what_once_took_minutes_takes_seconds() {
    survived("==a ".repeat(80_000));
    survived("[@a, ".repeat(80_000));
    let anchors: String = (0..20_000).map(|at| format!("  a{at}: a{}\n", at + 1)).collect();
    limited(format!("---\nanchors:\n{anchors}---\n## Life\n"), "broken-link", 3);
    let attributes: String = (0..20_000).map(|at| format!("a{at} ")).collect();
    survived(format!("<div {attributes}>\ntext\n</div>\n"));
    let wiki = (0..2_000).fold(Wiki::new(), |wiki, at| {
        wiki.file(&format!("content/f/p{at}.md"), "---\ntitle: Same\n---\n[[Same]]\n")
    });
    let run = wiki.check();
    run.is_refused().stays_within(SECONDS, MEMORY);
    assert_eq!(run.coded("ambiguous-link").len(), 1, "{run}");
}

#[test]
fn thousands_of_red_links_take_seconds() {
    let wiki = (0..200).fold(Wiki::new(), |wiki, at| {
        wiki.file(&format!("content/p{at}.md"), format!("# Person number {at}\n"))
    });
    let links: String = (0..2_000).map(|at| format!("[[Preson numbr {at}]]\n\n")).collect();
    let run = wiki.file("content/bad.md", links).build();
    run.succeeds().stays_within(SECONDS, MEMORY);
    assert_eq!(run.coded("red-link").len(), 2_000);
}

/// Fragments of pages, well-formed or not.
const PIECES: [&str; 118] = [
    "word ",
    "two words ",
    "é日本 ",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\n\n",
    "    ",
    "  ",
    "\t",
    "> ",
    "> > ",
    ">",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "# ",
    "## ",
    "### Same\n\n",
    "## Main\n\n",
    "{#id}",
    "{#id}\n\n",
    "===\n",
    "---\n",
    "***\n",
    "```\n",
    "~~~\n",
    "```query\ntype: x\n```\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "==",
    "==",
    "%%",
    "%%\n",
    "$",
    "$$",
    "$x^2$ ",
    "\\(",
    "\\",
    "[",
    "]",
    "(",
    ")",
    "[[",
    "]]",
    "[[p1]] ",
    "[[p2|label]] ",
    "[[p3#Same]] ",
    "[[Nobody]] ",
    "![[p4]]",
    "![[p5#Same]]\n\n",
    "![[i.png|30]] ",
    "![",
    "![a](i.png) ",
    "[a](p6.md) ",
    "[b](https://example.com) ",
    "https://example.com/x_y ",
    "<https://example.com> ",
    "[r][s] ",
    "[s]: p7.md\n",
    "[^1]",
    "[^1]: note\n",
    "[^a]",
    "[^a]: x [^1]\n\n    more\n",
    "[@s1] ",
    "[@s1; @s2, p. 3]",
    "[@no] ",
    "> [!note] ",
    "> [!x]- T\n> ",
    "> [!spoiler|z]+\n",
    "| a | b |\n|---|--:|\n",
    "| c ",
    "| d |\n",
    "|",
    "Term\n: ",
    ": def\n",
    "<b>",
    "</b>",
    "<div>",
    "</div>\n",
    "<p>",
    "<table><tr><td>",
    "<a href=\"p8.md\">",
    "</a>",
    "<!--",
    "-->",
    "<script>",
    "&amp;",
    "^block\n",
    "<ul><li>",
    "<li>",
    "<td>",
    "</table>\n",
    "<svg>",
    "<textarea>",
    "<style>",
    "<details>\n\n",
    "<summary>",
    "<ins>",
    "<b id=\"same\">",
    "<h2 id=\"main\">",
    "<p id=\"x\">\n\n",
    "<div><a href=\"p9.md\">\n\n",
    "<img src=\"i.png\">",
    "[a [@s1] [^1] b](p3.md)",
    "[![i](gone.png)](p3.md)",
    "[==](p3.md)",
    "> : def\n",
    "> ===\n",
    "![[p6#^block]]\n\n",
    "[[p7#x]] ",
];

/// A page of random fragments, the same for the same seed.
fn random_page(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).expect("a small number")
    };
    let length = 5 + next(60);
    (0..length).map(|_| PIECES[next(PIECES.len())]).collect()
}

#[test]
fn random_pages_are_published_sound_and_in_bounded_time() {
    let first: u64 = std::env::var("LOREKEEP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let wiki = Wiki::new()
        .settings("[checks]\nlevel = \"lenient\"\n[output]\nsearch = false\napi = false\nspecial = false\n")
        .file("content/i.png", png(3, 2))
        .file("content/sources/s.yaml", "s1:\n  title: One\ns2:\n  title: Two\n");
    let wiki = (0..400)
        .fold(wiki, |wiki, at| wiki.file(&format!("content/p{at}.md"), random_page(first * 1000 + at)));
    let run = wiki.build();
    run.succeeds().stays_within(SECONDS, MEMORY);
    assert!(run.coded("parser-panic").is_empty(), "{run}");
    assert_eq!(
        run.site.paths().iter().filter(|path| path.starts_with('p') && path.ends_with("/index.html")).count(),
        400
    );
    run.site.is_sound();
}

// Addresses.

#[test]
fn two_pages_with_one_address_are_an_error_that_names_both() {
    let two = |first: &str, second: &str| {
        let run = Wiki::new().file(first, "# A\n").file(second, "# B\n").build();
        run.is_refused();
        let collisions = run.coded("url-collision");
        assert_eq!(collisions.len(), 1, "{first} and {second}: {run}");
        collisions[0].names(first).names(second);
    };
    two("content/a b.md", "content/a-b.md");
    two("content/a.md", "content/a/index.md");
    two("content/a.md", "content/a/index.html");
    #[cfg(target_os = "linux")]
    {
        two("content/a.md", "content/A.md");
        two("content/caf\u{e9}.md", "content/cafe\u{301}.md");
        two("content/A/x.md", "content/a/x.md");
    }
}

#[test]
fn nothing_stands_where_a_long_list_goes_on() {
    let people = || {
        (0..250).fold(Wiki::new().settings("[output]\nsearch = false\n"), |wiki, at| {
            wiki.file(&format!("content/people/p{at}.md"), format!("# Person {at}\n"))
        })
    };
    people().build().is_clean();
    for (file, text) in [
        ("content/people/2.md", "# Two\n"),
        ("content/people/2/index.html", "mine"),
        ("content/people/2/x.md", "# A section\n"),
        ("content/z.md", "---\naliases: [/people/2/]\n---\n"),
        ("content/z.md", "---\npermalink: /special/orphans/2/\n---\n"),
    ] {
        let run = people().file(file, text).build();
        run.is_refused();
        assert_eq!(run.coded("url-collision").len(), 1, "{file}: {run}");
    }
    #[cfg(target_os = "linux")]
    people().file("content/people/2/Index.html", "mine").build().is_refused();
    let own = people().file("content/special/orphans.md", "# Mine\n").build();
    own.is_clean();
    assert!(!own.site.has("special/orphans/2/index.html"));
}

#[test]
fn slugs_and_permalinks_that_collide_are_an_error_whatever_their_case() {
    let run = Wiki::new()
        .file("content/a.md", "# A\n")
        .file("content/b.md", "---\nslug: A\n---\n")
        .file("content/c.md", "---\npermalink: /A/\n---\n")
        .build();
    run.is_refused();
    assert!(!run.coded("url-collision").is_empty(), "{run}");
    let all = format!("{:?}", run.diagnostics);
    assert!(["content/a.md", "content/b.md", "content/c.md"].iter().all(|file| all.contains(file)), "{run}");
}

#[test]
fn a_file_in_the_place_of_a_folder_is_an_error() {
    let run = Wiki::new()
        .file("content/b", "a file")
        .file("content/a.md", "---\npermalink: /b/c/\n---\nx\n")
        .build();
    run.is_refused();
    assert!(!run.coded("url-collision").is_empty(), "{run}");
}

#[test]
fn files_in_the_place_of_what_lorekeep_makes_are_published_or_refused_but_never_lost() {
    for path in ["404.html", "sitemap.xml", "robots.txt", "api/pages.json", "search/index.html", ".nojekyll"]
    {
        let run = Wiki::new().file(&format!("content/{path}"), "my own").file("content/a.md", "x\n").build();
        if path.starts_with('.') {
            run.is_clean();
        } else if run.status == 0 {
            assert_eq!(run.site.text(path), "my own");
        } else {
            run.is_refused();
            assert!(
                run.diagnostics.iter().any(|fault| {
                    ["url-collision", "active-file"].contains(&&*fault.code) && fault.file.ends_with(path)
                }),
                "{path}: {run}"
            );
        }
    }
}

#[test]
fn categories_with_names_that_differ_in_signs_alone_are_told_apart_or_refused() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: First\ncategories: [C++]\n---\n")
        .file("content/b.md", "---\ntitle: Second\ncategories: [\"C#\"]\n---\n")
        .build();
    if run.status == 1 {
        assert!(!run.coded("url-collision").is_empty(), "{run}");
        return;
    }
    for (page, other) in [("a/index.html", "Second"), ("b/index.html", "First")] {
        let page = run.html(page);
        let category =
            run.site.target(page.find("nav.categories a").get("href")).expect("the category has a page");
        let category = run.html(&category);
        category.link(&page.find("h1").text());
        category.find("main").omits(other);
    }
}

#[test]
fn addresses_that_lead_out_are_refused() {
    for address in [
        "/../../x/",
        "../x",
        "/a/../../../x/",
        "/%2e%2e/x/",
        "/a\\..\\..\\x/",
        "//example.org/",
        "/a//b/",
        "/./x/",
        "/nul\u{1}/",
    ] {
        let run = hostile(format!(
            "---\npermalink: {}\n---\nx\n",
            serde_json::to_string(address).expect("a text is JSON")
        ));
        if run.status == 1 {
            assert!(
                run.diagnostics.iter().any(|f| f.file == "content/bad.md" && f.start.0 == 2),
                "{address}: {run}"
            );
        } else {
            assert!(run.site.paths().iter().all(|path| !path.contains("..")), "{address}: {run}");
        }
    }
    let long = hostile(format!("---\nslug: {}\n---\nx\n", "a".repeat(300)));
    long.is_refused().diagnostic("unsafe-path", "content/bad.md", 2, 7);
    let slash = hostile("---\nslug: ../../a\n---\nx\n");
    assert!(
        slash.status == 1 || slash.site.paths().iter().any(|path| path.ends_with("a/index.html")),
        "{slash}"
    );
}

#[test]
fn an_alias_that_is_another_page_is_an_error_at_the_alias() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: A\naliases: [x, B]\n---\n")
        .file("content/b.md", "---\ntitle: B\n---\n")
        .build();
    run.is_refused().reports(&[("alias-collision", "content/a.md", 3, 14)]);
    run.diagnostic("alias-collision", "content/a.md", 3, 14).names("content/b.md");
}

// Names of files.

#[test]
fn odd_names_of_files_are_published_and_reached() {
    let names = [
        "two words",
        "🎬",
        "100%",
        "a#b",
        "what?",
        "it's \"quoted\"",
        "a&b<c>",
        "semi;colon",
        "plus+and=",
        "tilde~x",
        "comma,dot.x",
        "日本語",
        "עברית",
        "ﬁ-ligature",
        "ß",
        "u__v--w",
    ];
    let windows = |name: &&str| cfg!(not(windows)) || !name.contains(['?', '"', '<', '>']);
    let names: Vec<&str> = names.into_iter().filter(windows).collect();
    let wiki = names.iter().fold(Wiki::new(), |wiki, name| {
        wiki.file(&format!("content/p {name}.md"), "text\n").file(&format!("content/{name}.png"), png(2, 2))
    });
    let run = wiki.build();
    run.is_clean();
    run.site.is_sound();
    let pages =
        run.site.paths().iter().filter(|path| path.starts_with('p') && path.ends_with("/index.html")).count();
    assert_eq!(pages, names.len(), "{:#?}", run.site.paths());
    let images = run.site.paths().iter().filter(|path| run.site.bytes(path) == png(2, 2)).count();
    assert_eq!(images, names.len());
}

#[test]
fn a_name_without_letters_or_digits_is_published_or_refused_but_never_lost() {
    let run = Wiki::new().file("content/!!!.md", "first\n").file("content/---.md", "second\n").build();
    if run.status == 0 {
        let all: String = run
            .site
            .paths()
            .iter()
            .filter(|path| path.ends_with(".html"))
            .map(|path| run.site.text(path))
            .collect();
        assert!(all.contains("first") && all.contains("second"), "{run}");
    } else {
        let files: Vec<&str> = run.diagnostics.iter().map(|fault| fault.file.as_str()).collect();
        assert!(files.iter().any(|file| ["content/!!!.md", "content/---.md"].contains(file)), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn names_of_250_bytes_are_published_and_longer_addresses_refused() {
    let long = "x".repeat(247);
    let run = Wiki::new().file(&format!("content/{long}.md"), "text\n").build();
    run.is_clean();
    run.html(&format!("{long}/index.html"));
    // Lower case can be longer than upper case, which makes the address longer than the file name.
    let growing = Wiki::new().file(&format!("content/{}.md", "İ".repeat(120)), "text\n").build();
    growing.is_refused();
    assert!(growing.diagnostics.iter().all(|fault| fault.code == "unsafe-path"), "{growing}");
}

#[cfg(unix)]
#[test]
fn a_line_feed_in_a_name_is_refused_or_published_and_never_splits_a_message() {
    let wiki = Wiki::new().file("content/a\nb.md", "[[Nobody]]\n").file("content/ok.md", "text\n");
    let run = wiki.build();
    assert!(run.status == 1 || run.site.has("a-b/index.html"), "{run}");
    let short = wiki.run(&["build", "--today", TODAY, "--format", "short"]);
    assert!(short.stderr.lines().all(|line| !line.starts_with("b.md")), "{short}");
    let github = wiki.run(&["build", "--today", TODAY, "--format", "github"]);
    assert!(github.stdout.lines().all(|line| !line.starts_with("b.md")), "{github}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n");
    fs::write(wiki.root().join("content").join(std::ffi::OsStr::from_bytes(b"caf\xe9.md")), "text\n")
        .expect("Linux takes any name");
    let run = wiki.build();
    run.is_refused();
    assert!(
        run.diagnostics.iter().any(|fault| fault.code == "unsafe-path" && fault.file.contains("caf")),
        "{run}"
    );
    run.diagnostic("broken-link", "content/ok.md", 1, 1);
}

#[test]
fn folders_in_folders_in_folders_are_published_or_refused_but_never_lost() {
    let path = format!("content/{}page.md", "d/".repeat(100));
    let run = Wiki::new().file(&path, "# Deep down\n").build();
    let published = run.site.has(&format!("{}page/index.html", "d/".repeat(100)));
    assert!(
        published || (run.status == 1 && run.diagnostics.iter().any(|f| f.file.starts_with("content/d/"))),
        "{run}"
    );
}

#[test]
fn a_folder_with_the_name_of_a_page_is_a_folder() {
    let run = Wiki::new().file("content/a.md/b.md", "# B\n").file("content/c.md", "[[B]]\n").build();
    run.is_clean();
    run.site.is_sound();
}

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

// Files that are not regular files.

#[cfg(unix)]
mod special_files {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    #[track_caller]
    fn link(wiki: &Wiki, target: impl AsRef<std::path::Path>, name: &str) {
        fs::create_dir_all(wiki.root().join(name).parent().expect("in a folder"))
            .expect("folders can be made");
        symlink(target, wiki.root().join(name)).expect("links can be made");
    }

    #[test]
    fn links_that_go_round_end() {
        let wiki = Wiki::new().file("content/a/b/page.md", "text\n");
        link(&wiki, ".", "content/a/loop");
        link(&wiki, "../..", "content/a/b/up");
        link(&wiki, "two", "content/one");
        link(&wiki, "one", "content/two");
        let run = wiki.build();
        run.stays_within(SECONDS, MEMORY);
        assert!(run.site.paths().len() < 100, "{:#?}", run.site.paths());
        if run.status == 1 {
            let known = ["content/a/loop", "content/a/b/up", "content/one", "content/two"];
            assert!(run.diagnostics.iter().all(|fault| known.contains(&fault.file.as_str())), "{run}");
        }
    }

    #[test]
    fn links_out_of_the_wiki_are_refused() {
        let outside = Wiki::empty().file("secret.md", "a secret\n").file("secret.png", "a secret");
        for (target, name) in [
            ("secret.md", "content/page.md"),
            ("secret.png", "content/image.png"),
            ("", "content/folder"),
            ("secret.md", "templates/page.html"),
            ("secret.png", "static/image.png"),
        ] {
            let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n");
            link(&wiki, outside.root().join(target), name);
            let run = wiki.build();
            run.is_refused();
            assert!(run.coded("unsafe-path").iter().any(|fault| fault.file == name), "{name}: {run}");
            run.diagnostic("broken-link", "content/ok.md", 1, 1);
            let told = format!("{}{}", run.stdout, run.stderr);
            assert!(!told.contains("a secret"), "{told}");
        }
        let settings = Wiki::empty().file("content/a.md", "x\n");
        link(&settings, outside.root().join("secret.md"), "site.toml");
        let run = settings.run(&["build", "--today", TODAY]);
        assert!(
            run.status != 0 && !run.stdout.contains("a secret") && !run.stderr.contains("a secret"),
            "{run}"
        );
        assert!(run.stderr.contains("site.toml"), "{run}");
    }

    #[test]
    fn settings_that_are_a_pipe_are_not_waited_for() {
        let wiki = Wiki::empty().file("content/a.md", "x\n");
        let made = Command::new("mkfifo").arg(wiki.root().join("site.toml")).status().expect("mkfifo runs");
        assert!(made.success());
        let run = wiki.build();
        assert!(run.status != 0, "{run}");
    }

    #[test]
    fn links_inside_the_wiki_are_followed_or_refused_but_not_passed_over_silently() {
        let wiki = Wiki::new().file("content/real.md", "# Real\n").file("content/p.png", png(1, 1));
        link(&wiki, "p.png", "content/q.png");
        let run = wiki.build();
        if run.status == 0 {
            assert_eq!(run.site.bytes(&run.site.target("/q.png").expect("the link is published")), png(1, 1));
        } else {
            assert!(run.diagnostics.iter().any(|fault| fault.file == "content/q.png"), "{run}");
        }
    }

    #[test]
    fn a_link_to_nothing_is_reported() {
        let wiki = Wiki::new().file("content/ok.md", "x\n");
        link(&wiki, "gone.md", "content/dangling.md");
        let run = wiki.build();
        run.is_refused();
        assert!(run.diagnostics.iter().all(|fault| fault.file == "content/dangling.md"), "{run}");
    }

    #[test]
    fn pipes_and_sockets_are_reported_and_never_opened() {
        for name in [
            "content/pipe.md",
            "content/pipe.png",
            "content/pipe.yaml",
            "templates/page.html",
            "static/pipe.css",
        ] {
            let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n");
            fs::create_dir_all(wiki.root().join(name).parent().expect("in a folder"))
                .expect("folders can be made");
            let made = Command::new("mkfifo").arg(wiki.root().join(name)).status().expect("mkfifo runs");
            assert!(made.success());
            let run = wiki.build();
            run.is_refused().diagnostic("broken-link", "content/ok.md", 1, 1);
            assert!(run.coded("unreadable").iter().any(|fault| fault.file == name), "{name}: {run}");
        }
        let wiki = Wiki::new().file("content/ok.md", "x\n");
        let _socket =
            std::os::unix::net::UnixListener::bind(wiki.root().join("content/s.md")).expect("a socket");
        let run = wiki.build();
        assert!(
            run.is_refused().coded("unreadable").iter().any(|fault| fault.file == "content/s.md"),
            "{run}"
        );
    }

    /// Runs a build as a user without access to files owned by root.
    fn build_as_nobody(wiki: &Wiki, more: &[&str]) -> Run {
        use std::os::unix::process::CommandExt;
        let program = wiki.root().join("lorekeep");
        // `cp` instead of `fs::copy`: a handle open for writing, inherited by another test's child process, would
        // make the file busy.
        let copied =
            Command::new("cp").arg(env!("CARGO_BIN_EXE_lorekeep")).arg(&program).status().expect("cp runs");
        assert!(copied.success());
        fs::set_permissions(wiki.root(), fs::Permissions::from_mode(0o777)).expect("rights can be given");
        let mut command = Command::new(program);
        command.args(["build", "--format", "json", "--today", TODAY]).args(more);
        command.arg("--root").arg(wiki.root()).current_dir(wiki.root());
        if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            command.uid(65534);
        }
        Run::of(command, std::time::Duration::from_secs(60), &wiki.out())
    }

    #[test]
    fn a_file_that_may_not_be_read_is_reported() {
        for name in ["content/closed.md", "content/closed.png", "templates/page.html", "static/closed.css"] {
            let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n").file(name, "x\n");
            fs::set_permissions(wiki.root().join(name), fs::Permissions::from_mode(0o000))
                .expect("rights can be taken");
            let run = build_as_nobody(&wiki, &[]);
            run.is_refused().diagnostic("broken-link", "content/ok.md", 1, 1);
            assert!(run.coded("unreadable").iter().any(|fault| fault.file == name), "{name}: {run}");
        }
    }

    #[test]
    fn a_folder_that_may_not_be_read_is_reported() {
        let wiki = Wiki::new().file("content/closed/a.md", "x\n");
        let folder = wiki.root().join("content/closed");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).expect("rights can be taken");
        let run = build_as_nobody(&wiki, &[]);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("rights can be given");
        run.is_refused();
        assert!(
            run.coded("unreadable").iter().any(|fault| fault.file.starts_with("content/closed")),
            "{run}"
        );
    }

    #[test]
    fn an_output_that_may_not_be_written_is_a_failure_of_the_machine() {
        let wiki = Wiki::new().file("content/a.md", "x\n").file("locked/x", "x");
        let locked = wiki.root().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("rights can be taken");
        let run = build_as_nobody(&wiki, &["--out", "locked/site"]);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("rights can be given");
        run.gives_up(&["locked"]);
        assert_eq!(Site::read(&locked).paths(), ["x"]);
    }
}

#[test]
fn files_that_come_and_go_while_they_are_read_break_nothing() {
    let wiki = (0..100).fold(Wiki::new(), |wiki, at| wiki.file(&format!("content/p{at}.md"), "text\n"));
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let folder = wiki.root().join("content");
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for at in 0..50 {
                    let _ = fs::remove_file(folder.join(format!("p{at}.md")));
                }
                for at in 0..50 {
                    let _ = fs::write(folder.join(format!("p{at}.md")), "text\n");
                }
            }
        });
        for _ in 0..8 {
            let run = wiki.build();
            assert!(run.status < 2, "{run}");
            let known = |fault: &harness::Diagnostic| {
                fault.code == "unreadable" && fault.file.starts_with("content/p")
            };
            assert!(run.diagnostics.iter().all(known), "{run}");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    wiki.build().is_clean();
}

// Templates.

/// Builds two pages with a custom template that has an error on this line.
#[track_caller]
fn template(name: &str, text: &str, line: u64) -> Run {
    let run = Wiki::new()
        .file(&format!("templates/{name}"), text)
        .file("content/a.md", "# A\n")
        .file("content/b.md", "# B\n\n[x](nowhere.md)\n")
        .build();
    run.is_refused().stays_within(SECONDS, MEMORY);
    let file = format!("templates/{name}");
    let found = run.diagnostics.iter().any(|f| f.code == "template" && f.file == file && f.start.0 == line);
    assert!(found, "expected a fault on line {line} of {file}: {run}");
    run.diagnostic("broken-link", "content/b.md", 3, 1);
    run
}

#[test]
fn a_template_with_a_fault_of_syntax() {
    template("page.html", "<p>\n{% if page.title %}\n</p>\n", 2);
    template("page.html", "<p>\n{{ page.title | }}\n</p>\n", 2);
    template("page.html", "<p>\n\n{% macro x() %}{% endmacro %}\n", 3);
    template("page.html", "a\n{{ page.title | shout }}\n", 2);
}

#[test]
fn a_template_that_needs_one_that_is_not_there() {
    template("page.html", "<p>\n{% include \"nowhere.html\" %}\n</p>\n", 2);
    template("page.html", "{% extends \"nowhere.html\" %}\n", 1);
}

#[test]
fn a_variable_that_is_not_there_names_template_and_page_once() {
    let run = template("page.html", "<h1>{{ page.title }}</h1>\n<p>{{ page.titel }}</p>\n", 2);
    let faults = run.coded("template");
    assert_eq!(faults.len(), 1, "one fault that hits two pages is one finding: {run}");
    faults[0].names("titel").names("content/a.md");
}

#[test]
fn templates_that_call_themselves_end() {
    template("page.html", "x\n{% include \"page.html\" %}\n", 2);
    template("page.html", "{% extends \"page.html\" %}\n", 1);
    let run = Wiki::new()
        .file("templates/page.html", "{{ <round/> }}\n")
        .file(
            "templates/parts/round.html",
            "{% component round() %}\n{{ <round/> }}\n{% endcomponent round %}\n",
        )
        .file("content/a.md", "# A\n")
        .build();
    run.is_refused().stays_within(SECONDS, MEMORY);
    assert!(run.coded("template").iter().any(|fault| fault.file.starts_with("templates/")), "{run}");
    let two = Wiki::new()
        .file("templates/page.html", "{% extends \"other.html\" %}\n")
        .file("templates/other.html", "{% extends \"page.html\" %}\n")
        .file("content/a.md", "# A\n")
        .build();
    two.is_refused().stays_within(SECONDS, MEMORY);
    assert!(!two.coded("template").is_empty(), "{two}");
}

#[test]
fn all_faults_of_all_kinds_come_in_one_run_and_nothing_is_published() {
    let wiki = Wiki::new().file("content/a.md", "# A\n").file("content/old.md", "# Old\n");
    wiki.build().is_clean();
    let old = wiki.published();
    let run = wiki
        .file("content/a.md", "---\ntitel: x\n---\n[x](nowhere.md)\n\n[[Nobody]]\n")
        .file("content/b.md", b"bad \xff byte\n")
        .file("content/c.md", "---\nopen: [\n---\n")
        .file("content/d.md", "> ".repeat(100) + "x\n")
        .file("content/e.md", "---\naliases: [Old]\n---\n")
        .file("templates/page.html", "{{ page.titel }}\n")
        .settings("[checks]\nlevle = \"x\"\n")
        .build();
    run.is_refused();
    let codes: std::collections::BTreeSet<&str> =
        run.diagnostics.iter().map(|fault| fault.code.as_str()).collect();
    for code in [
        "unknown-key",
        "broken-link",
        "red-link",
        "invalid-utf8",
        "front-matter",
        "nesting-too-deep",
        "alias-collision",
        "template",
    ] {
        assert!(codes.contains(code), "{code} is missing: {run}");
    }
    run.site.equals(&old);
}
