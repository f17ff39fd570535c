//! Damaged dumps, pages that cannot be imported, and titles that cannot be files: nothing is lost without a message, and no
//! other page is affected.

use super::{Imported, Wiki, dump, import, page, template};

/// A dump with a damaged page before one that must survive.
fn before_another(xml: &str) -> Imported {
    Imported::from_bytes(dump(&[xml.to_owned(), page("Last", 0, "The last page.")]).as_bytes(), &[])
}

/// XML of a page whose text is not escaped.
fn raw(title: &str, text: &str) -> String {
    page(title, 0, "TEXT").replace("TEXT", text)
}

#[test]
fn faults_of_the_xml_are_repaired_in_their_page_alone() {
    for (text, shown) in [
        ("AT&T & co", "AT&amp;T &amp; co"),
        ("one <b>two</b> three <br> four <i>five</i>", "three<br>four"),
        ("1 < 2 <", "1 &lt; 2 &lt;"),
        ("<![CDATA[one '''two''']]> three", "<strong>two</strong> three"),
        ("one &unknown; &#0; two", "one &amp;unknown; &amp;#0; two"),
        ("one\u{0}two\u{b}three", "one\u{fffd}two\u{fffd}three"),
    ] {
        let imported = before_another(&raw("Bad", text));
        let site = imported.site();
        let html = site.text("bad/index.html").replace(" <br>", "<br>").replace("<br> ", "<br>");
        assert!(html.contains(shown), "{shown}: {html}");
        site.html("last/index.html").has("The last page.");
    }
}

#[test]
fn invalid_bytes_are_replaced_and_counted() {
    let text = dump(&[page("Bad", 0, "caf@ text"), page("Last", 0, "The last page.")]);
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'@' { 0xe9 } else { byte }).collect();
    let imported = Imported::from_bytes(&bytes, &[]);
    imported.says("repaired in 1 place").site().html("last/index.html").has("The last page.");
    assert!(imported.file("import-report.md").contains("- Bad: 1"));
}

#[test]
fn control_characters_anywhere_in_the_dump_reach_no_file() {
    let text = dump(&[page("A\u{1}B", 0, "x\u{1}y [[C]]"), page("C\nD", 0, "#REDIRECT [[A\u{1}B]]")])
        .replace("Old Wiki", "Old\u{1b}[31m Wiki")
        .replace("old.example.org", "old\0.example.org")
        .replace("\"en\"", "\"e\u{7}n\"")
        .replace("2021-08-01T", "2021-08-01\u{8}T")
        .replace("<id>7", "<id>7\u{1}")
        .replace("Ann", "An\u{c}n");
    let imported = Imported::from_bytes(text.as_bytes(), &["--old-path", "/wiki/"]);
    assert!(imported.output.status.success());
    for entry in walkdir::WalkDir::new(imported.wiki.root().join("new")).into_iter().flatten() {
        if entry.file_type().is_file() {
            let text = std::fs::read_to_string(entry.path()).expect("text");
            let is_control = |c: char| c.is_control() && c != '\n';
            assert!(
                !text.contains(is_control) && !text.contains("\\x"),
                "{}: {text}",
                entry.path().display()
            );
        }
    }
    imported.site();
}

#[test]
fn a_text_or_page_without_its_end_takes_no_other_page_with_it() {
    for xml in [
        page("Bad", 0, "one").replace("</text></revision>", "\n"),
        page("Bad", 0, "one").replace("</revision></page>", "\n"),
        page("Bad", 0, "one") + "</revision></page></foo>",
        page("Bad", 0, "one") + "some & <garbage/> between pages",
    ] {
        before_another(&xml).site().html("last/index.html").has("The last page.");
    }
    let imported = before_another(&page("Bad", 0, "one").replace("</text></revision></page>", "\n"));
    assert_eq!(imported.output.status.code(), Some(1));
    imported.says("the page `Bad` has no end").site().html("last/index.html").has("The last page.");
}

#[test]
fn pages_that_cannot_be_imported_are_in_the_report() {
    let model = |name: &str| {
        page("Data", 0, "{\"a\": \"[[Last]]\"}").replace("<model>wikitext", &format!("<model>{name}"))
    };
    for (xml, line) in [
        (model("json"), "- Data"),
        (model("Scribunto"), "- Data"),
        (model("flow-board"), "- Data"),
        (page("Gone", 0, "").replace("<text>", "<text deleted=\"deleted\">"), "- Gone"),
        (page("", 0, "x"), "- a page without a title (revision 7)"),
        (page("Twice", 0, "x") + &page("Twice", 0, "y"), "- `Twice` is in the dump twice"),
        (page("Case", 0, "x") + &page("case", 0, "y"), "is the same title as `Case`"),
    ] {
        let imported = before_another(&xml);
        let report = imported.file("import-report.md");
        assert!(report.contains(line), "{line} in {report}");
        imported.site().html("last/index.html").has("The last page.");
    }
}

#[test]
fn people_who_are_hidden_or_have_no_name_are_not_authors() {
    let contributor = "<contributor><username>Ann</username></contributor>";
    for hidden in ["<contributor deleted=\"deleted\"/>", "<contributor><ip>192.0.2.7</ip></contributor>"] {
        let imported = before_another(&page("Bad", 0, "x").replace(contributor, hidden));
        assert!(!imported.file("content/bad.md").contains("authors"));
    }
}

#[test]
fn titles_that_no_file_may_have_get_safe_files() {
    let titles = [
        ".",
        "..",
        "!!!",
        "???",
        "Con",
        "CON",
        "nul",
        "com1",
        "LPT9",
        "aux",
        "A\\B",
        "A/../../B",
        "/absolute",
        "A/",
        "Foo",
        "FOO",
        "FoO",
        "\u{202e}evil",
        ".git",
        ".htaccess",
        "Index",
        "x.md",
        "-",
        "--help",
        "~",
        "$HOME",
        "%2e%2e",
        "😀",
        "a|b",
        "a<b>c",
        "a#b",
        "a\"b",
        "a*b",
        "Search",
        "Categories",
    ];
    let long = [
        "ä".repeat(150),
        "word ".repeat(80),
        "folder/".repeat(50),
        "한".repeat(100) + "/" + &"글".repeat(100),
    ];
    let titles: Vec<&str> = titles.into_iter().chain(long.iter().map(String::as_str)).collect();
    let pages: Vec<String> =
        titles.iter().enumerate().map(|(at, title)| page(title, 0, &format!("Text number {at}."))).collect();
    let imported = Imported::of(&pages);
    assert!(imported.output.status.success());
    let site = imported.site();
    let all: String = site
        .paths()
        .into_iter()
        .filter(|path| path.ends_with("index.html"))
        .map(|path| site.text(path))
        .collect();
    for (at, title) in titles.iter().enumerate() {
        assert!(all.contains(&format!("Text number {at}.")), "{title}");
    }
}

#[test]
fn redirects_that_cannot_be_addresses_still_lead_links() {
    let long = "Name ".repeat(60);
    let pages = [
        page("Ship", 0, "A ship."),
        page(&long, 0, "#REDIRECT [[Ship]]"),
        page("../x", 0, "#REDIRECT [[Ship]]"),
        page("One", 0, &format!("[[{long}|by a long name]] and [[../x|by a path]]")),
    ];
    let imported = Imported::of(&pages);
    assert!(imported.file("import-report.md").contains("## Redirects without an address of their own"));
    let site = imported.site();
    let page = site.html("one/index.html");
    assert_eq!((page.href("by a long name"), page.href("by a path")), ("/ship/".into(), "/ship/".into()));
}

#[test]
fn namespaces_have_the_names_of_the_language() {
    let pages = [
        page("Eins", 0, "Text. [[Datei:A.png|mini|links|Das Bild]] [[Kategorie:Schiffe]]"),
        page("Kategorie:Schiffe", 14, "Alle Schiffe."),
        page("Vorlage:V", 10, "Aus der Vorlage."),
        page("Zwei", 0, "{{V}} {{Vorlage:V}} {{Template:V}}"),
    ];
    let names = [("File", "Datei"), ("Template", "Vorlage"), ("Category", "Kategorie")];
    let text = names.iter().fold(dump(&pages), |text, (english, german)| {
        text.replace(&format!("\">{english}</namespace>"), &format!("\">{german}</namespace>"))
    });
    let imported = Imported::from_bytes(text.as_bytes(), &[]);
    let one = imported.file("content/eins.md");
    assert!(one.contains("![[A.png|left|Das Bild]]") && one.contains("categories: [Schiffe"), "{one}");
    assert_eq!(imported.file("content/zwei.md").matches("Aus der Vorlage.").count(), 3);
}

#[test]
fn functions_and_switches_have_the_names_of_the_language() {
    let text = "{{SORTIERUNG:x}}__KEIN_INHALTSVERZEICHNIS__{{SEITENNAME}}, {{PAGENAME}}, {{JETZIGES_JAHR}}. \
                [[Bild:A.png|mini|Das Bild]] {{SEITENTITEL:Zwei}} {{NOMPAGE}} __word__";
    let german = dump(&[page("Eins", 0, text)]).replace("xml:lang=\"en\"", "xml:lang=\"de\"");
    let one = Imported::from_bytes(german.as_bytes(), &[]).file("content/eins.md");
    assert!(one.contains("Eins, Eins, 2021."), "{one}");
    assert!(one.contains("![[A.png|thumb|Das Bild]]") && one.contains("NOMPAGE"), "{one}");
    assert!(!one.contains("SORTIERUNG") && !one.contains("INHALT") && !one.contains("SEITENTITEL"), "{one}");
}

#[test]
fn a_dump_without_a_page_to_import_is_refused_with_the_reason() {
    for (text, reason) in [
        (dump(&[template("Box", "{{{1}}}")]), "the dump has 1 page, but no article or category with text"),
        (dump(&[]), "the dump has no pages"),
        (
            dump(&[page("One", 0, "Text.")]).split("</page>").next().unwrap_or_default().to_owned(),
            "no complete page",
        ),
    ] {
        let wiki = Wiki::empty().file("dump.xml", text);
        let output = import(&wiki, &[]).output().expect("the program runs");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(reason), "{message}");
        assert!(!wiki.root().join("new").exists());
    }
}

#[test]
fn wikitext_of_any_kind_keeps_its_words_and_the_pages_beside_it() {
    let texts = [
        "{{ word1 [[ word2 {| word3",
        "word1 ''word2 '''word3",
        "<div><b>word1<table><tr><td>word2</b>word3",
        "{|\n| word1 || {{small|word2\n|-\n! word3",
        "<ref>word1 <gallery>word2 <nowiki>word3",
        "[http://x word1 [[A|word2 ]]word3",
        "{{{a|word1}} {{{{word2}} }}}word3",
        "== word1\nword2 ==\n= word3",
        ";word1:word2\n::*#word3",
        "</div></b>|}word1|-\n|word2\n}}]]word3",
        "<!-- x -->word1<!---->word2<!-- --> word3",
        "\u{202e}word1\u{200f} word2 \u{fffe}word3",
        "word1<br/ word2 <span title=\"x>word3",
        "__NOTOC__word1 __WORD__ word2 ~~~~ word3",
        "%%word1%% {{word2} ```word3",
        "---\nword1: x\n---\nword2 <script>word3</script>",
        "> [!spoiler] word1\n\n![[word2]] [@word3]",
        "#word1\n# word2\n1. word3",
        "C:\\word1\\word2 \\word3",
    ];
    let mut pages: Vec<String> =
        texts.iter().enumerate().map(|(at, text)| page(&format!("T{at}"), 0, text)).collect();
    pages.push(template("Open", "{{"));
    pages.push(page("Last", 0, "The last page."));
    let imported = Imported::of(&pages);
    let site = imported.site();
    let report = imported.file("import-report.md");
    for (at, text) in texts.iter().enumerate() {
        let html = site.text(&format!("t{at}/index.html"));
        let is_reported = report.contains(&format!("- T{at}: "));
        for word in ["word1", "word2", "word3"] {
            assert!(html.contains(word) || is_reported, "{word} of {text:?}");
        }
    }
    site.html("last/index.html").has("The last page.");
}
