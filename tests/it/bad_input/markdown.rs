//! Markdown, HTML and formulas: deep, long, many and random.

use super::*;

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
fn footnote_cycles() {
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
fn exceeded_limits_are_reported_at_their_position() {
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
fn formerly_slow_inputs_take_seconds() {
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
