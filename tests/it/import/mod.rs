//! A MediaWiki dump is converted to a wiki, which is built and checked from a reader's point of view.

mod bad_input;
mod components;
mod lua;
mod page_texts;
mod pictures;
mod report;
mod types;
mod wikitext;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use crate::harness::{Site, Wiki, program};

/// A page of a dump.
fn page(title: &str, namespace: i32, text: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<page><title>{}</title><ns>{namespace}</ns><revision><id>7</id><timestamp>2021-08-01T10:00:00Z</timestamp>\
         <contributor><username>Ann</username></contributor><model>wikitext</model><text>{}</text></revision></page>\n",
        escape(title),
        escape(text)
    )
}

fn template(name: &str, text: &str) -> String {
    page(&format!("Template:{name}"), 10, text)
}

fn dump(pages: &[String]) -> String {
    format!(
        "<mediawiki xml:lang=\"en\"><siteinfo><sitename>Old Wiki</sitename>\
         <base>https://old.example.org/wiki/Main_Page</base><namespaces><namespace key=\"0\"/>\
         <namespace key=\"6\">File</namespace><namespace key=\"10\">Template</namespace>\
         <namespace key=\"14\">Category</namespace><namespace key=\"828\">Module</namespace></namespaces></siteinfo>\n{}</mediawiki>\n",
        pages.concat()
    )
}

/// A wiki converted from a dump.
struct Imported {
    wiki: Wiki,
    output: Output,
}

impl Imported {
    fn of(pages: &[String]) -> Self {
        Self::from_bytes(dump(pages).as_bytes(), &[])
    }

    fn from_bytes(bytes: &[u8], flags: &[&str]) -> Self {
        let wiki = Wiki::empty().file("dump.xml", bytes);
        let output = import(&wiki, flags).output().expect("the program runs");
        Self { wiki, output }
    }

    /// Converted with decisions.
    fn with_map(pages: &[String], map: &str) -> Self {
        let wiki = Wiki::empty().file("dump.xml", dump(pages)).file("import.toml", map);
        let path = wiki.root().join("import.toml");
        let path = path.to_str().expect("a path of the test");
        let output = import(&wiki, &["--map", path]).output().expect("the program runs");
        Self { wiki, output }
    }

    /// Imports another dump into the same folder.
    fn again(&self, pages: &[String], flags: &[&str]) -> Output {
        self.change("dump.xml", &dump(pages));
        import(&self.wiki, flags).output().expect("the program runs")
    }

    fn change(&self, path: &str, text: &str) {
        fs::write(self.wiki.root().join(path), text).expect("a file of the test can be written");
    }

    fn has(&self, path: &str) -> bool {
        self.wiki.root().join("new").join(path).exists()
    }

    fn file(&self, path: &str) -> String {
        let path = self.wiki.root().join("new").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn says(&self, text: &str) -> &Self {
        let said = String::from_utf8_lossy(&self.output.stderr);
        assert!(said.contains(text), "{said}");
        self
    }

    /// The site built from it.
    fn site(&self) -> Site {
        let root = self.wiki.root().join("new");
        let built = program().arg("build").arg("--root").arg(&root).output().expect("the program runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        Site::read(&root.join("public"))
    }
}

fn import(wiki: &Wiki, flags: &[&str]) -> Command {
    let mut command = program();
    command
        .arg("import")
        .arg(wiki.root().join("dump.xml"))
        .arg("--into")
        .arg(wiki.root().join("new"))
        .current_dir(wiki.root())
        .args(flags);
    command
}

#[test]
fn a_small_wiki_keeps_its_text_links_categories_and_redirects() {
    let imported = Imported::of(&[
        page("Main Page", 0, "Welcome to '''Old''' ''Wiki''. See [[Kaga]]."),
        page(
            "Kaga",
            0,
            "{{Ship|class=Tosa|Kaga}} [[Akagi\u{200e}|unmarked]]\n== Early life ==\nA [[ship]]s of [[Akagi|her sister]], [[Akagi#Fate|her fate]].\n\
             * one\n** two\n# three\n\nFact.<ref>A book.</ref>\n{| class=\"wikitable\"\n! A !! B\n|-\n| 1 || [[Akagi]]\n|}\n\
             [[Category:Carriers]]\n",
        ),
        page("Akagi", 0, "== Fate ==\nSunk <nowiki>[[not a link]]</nowiki> * 1 &amp; `x`."),
        page("Kagas", 0, "#REDIRECT [[Kaga]]"),
        page("Loss of the Akagi", 0, "#REDIRECT [[Akagi#Fate]]"),
        page("User:Ann", 2, "Me."),
        template(
            "Ship",
            "'''{{{1}}}''' is of the {{{class}}} class.<noinclude>Docs</noinclude>[[Category:{{{class}}} \
             ships]]",
        ),
    ]);
    assert!(imported.output.status.success());
    let site = imported.site();
    let kaga = site.html("kaga/index.html");
    kaga.has("is of the Tosa class.").has("Early life").has("her fate</a>.").has("A book.").lacks("Docs");
    assert_eq!(kaga.href("her sister"), "/akagi/");
    assert_eq!(kaga.href("her fate"), "/akagi/#fate");
    assert_eq!(kaga.href("unmarked"), "/akagi/");
    kaga.count("table", 1);
    site.html("akagi/index.html").has("[[not a link]] * 1 &amp; `x`.");
    assert!(site.has("categories/tosa-ships/index.html") && site.has("categories/carriers/index.html"));
    assert!(site.has("kagas/index.html"));
    let redirect = site.html("loss-of-the-akagi/index.html");
    assert_eq!(redirect.find("main a").get("href"), "/akagi/#fate");
    assert!(
        imported.file("import-report.md").contains("User: 1 page")
            || imported.file("import-report.md").contains("user: 1 page")
    );
}

#[test]
fn parser_functions_give_what_they_give_in_mediawiki() {
    let imported = Imported::of(&[
        template("Twice", "{{{1}}}{{{1}}}"),
        template("Named", "{{{a|none}}}-{{{b|}}}-{{{c}}}"),
        page(
            "Functions",
            0,
            "a1:{{#if: x | yes | no }}.\nb1:{{#ifeq: 1.0 | 1 | same | other}}.\nc1:{{#switch: b | a = A | b | c = BC | D }}.\n\
             d1:{{#switch: z | a = A | #default = Def }}.\ne1:{{#expr: 2 * (3 + 4) }}.\nf1:{{#ifexpr: 1 > 2 | y | n }}.\n\
             g1:{{uc:abc}}{{lc:ABC}}{{ucfirst:abc}}.\nh1:{{#ifexist: Functions | there | gone}}.\ni1:{{PAGENAME}}.\n\
             j1:{{#explode:a,b,c|,|1}}.\nk1:{{#titleparts:A/B/C|1|2}}.\nl1:{{padleft:7|3}}.\nm1:{{formatnum:1234567}}.\n\
             n1:{{#vardefine:v|5}}{{#var:v}}.\no1:{{Twice|{{Twice|z}}}}.\np1:{{Named|b=2}}.\nq1:{{#time:Y-m-d|1 May 2020}}.\n\
             r1:{{#replace:a-b|-|+}}{{#len:four}}{{#sub:abcdef|1|2}}.\ns1:{{{{#if:x|Twice}}|w}}.\n",
        ),
    ]);
    let page = imported.site();
    let page = page.html("functions/index.html");
    for shown in [
        "a1:yes.",
        "b1:same.",
        "c1:BC.",
        "d1:Def.",
        "e1:14.",
        "f1:n.",
        "g1:ABCabcAbc.",
        "h1:there.",
        "i1:Functions.",
        "j1:b.",
        "k1:B.",
        "l1:007.",
        "m1:1,234,567.",
        "n1:5.",
        "o1:zzzz.",
        "p1:none-2-{{{c}}}.",
        "q1:2020-05-01.",
        "r1:a+b4bc.",
        "s1:ww.",
    ] {
        page.has(shown);
    }
}

#[test]
fn each_page_states_its_origin_and_the_wiki_its_licence() {
    let pages = [page("One (ship)", 0, "Words."), page("Category:Ships", 14, "All ships.")];
    let imported = Imported::from_bytes(dump(&pages).as_bytes(), &["--licence", "CC BY-SA 3.0"]);
    let text = imported.file("content/one-ship.md");
    for line in ["origin:", "revision: 7", "date: 2021-08-01", "authors: [Ann]"] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("url:") && !text.contains("updated:"), "{text}");
    let site = imported.site();
    let page = site.html("one-ship/index.html");
    page.find(".page-footer").says("Based on old.example.org").says("revision of").says("by Ann");
    assert_eq!(
        page.find(".page-footer a[rel=license]").get("href"),
        "https://creativecommons.org/licenses/by-sa/3.0/"
    );
    page.has("\"isBasedOn\":\"https://old.example.org/wiki/Special:PermanentLink/7\"");
    let note = page.find(".site-note");
    note.says("Text: CC BY-SA 3.0, by the authors of Old Wiki.");
    assert_eq!(note.find("a").get("href"), "https://creativecommons.org/licenses/by-sa/3.0/");
    let credits = site.html("special/credits/index.html");
    assert_eq!(credits.href("One (ship)"), "/one-ship/");
    credits.has("old.example.org").has("by Ann");
    site.html("special/index.html").has("Credits");
}

#[test]
fn references_with_an_address_become_sources_that_pages_share() {
    let news = "<ref>[https://news.example.org/heat Heat is on], The News, 1995.</ref>";
    let pages = [
        page(
            "One",
            0,
            &format!(
                "First{news} and named<ref name=a>[https://a.example.org A]</ref>.<ref name=\"a\" />\n\
                 A remark<ref>See [[Two]].</ref>, a group<ref group=note>[https://b.example.org B]</ref>.\n\
                 Cited.<ref>{{{{cite web|url=https://c.example.org/x|title=''C'' of it|last=Doe|first=Jo|website=C News\
                 |date=May 3, 2020|access-date=2021-01-02|archive-url=https://archive.example.org/c|url-status=dead}}}}</ref>\n\
                 == References ==\n<references />\n[[Category:X]]"
            ),
        ),
        page("Two", 0, &format!("Second.{news}\n== Notes ==\n<references/>\n== More ==\nText.")),
        page("Three", 0, "Third.<ref>A book.</ref>\n== References ==\n<references/>"),
    ];
    let imported = Imported::of(&pages);
    let sources = imported.file("content/sources/imported.yaml");
    for line in [
        "heat-is-on-the-news-1995:",
        "title: Heat is on, The News, 1995.",
        "url: https://news.example.org/heat",
        "c-of-it:",
        "author: Jo Doe",
        "publisher: C News",
        "date: 2020-05-03",
        "dead: true",
        "accessed: 2021-01-02",
    ] {
        assert!(sources.contains(line), "{line} in {sources}");
    }
    let one = imported.file("content/one.md");
    for line in [
        "First[@heat-is-on-the-news-1995] and named[@a].[@a]",
        "remark[^1], a group[^2]",
        "[^1]: See [[Two]].",
        "[^2]: [B](",
    ] {
        assert!(one.contains(line), "{line} in {one}");
    }
    assert!(!one.contains("## References") && !imported.file("content/two.md").contains("## Notes"));
    assert!(imported.file("content/three.md").contains("## References"));
    let site = imported.site();
    site.html("one/index.html").find("section.references").says("Heat is on").says("C of it");
    site.html("sources/index.html").has("Heat is on");
}

#[test]
fn templates_that_show_the_same_as_a_component_become_it() {
    let pages = [
        template("Quote", "{|\n| “ || ''{{{1}}}'' || „\n|-\n|\n| ~ {{{2|}}}\n|}[[Category:Quoted]]"),
        template("Main", ":''Main article: [[{{{1}}}]]''"),
        template("Box", "{{Quote|{{{1}}}}}"),
        template("Citation", "{{{1}}} [[File:Mark.png]]"),
        page(
            "One",
            0,
            "{{Quote|Said to ''[[Two]]'' on day 1.|Jo}}\n{{Main|Two}}\n{{Box|Inside.}}\n{{Citation|Words.}}\n{{Main|Nowhere}}",
        ),
        page("Two", 0, "2"),
    ];
    let imported = Imported::of(&pages);
    let text = imported.file("content/one.md");
    for block in [
        "```quote\ntext: Said to *[[Two]]* on day 1.\nby: Jo\n```",
        "```main\npages: [Two]\n```",
        "```quote\ntext: Inside.\n```",
        "Words. ![[Mark.png]]",
        "Main article: [[Nowhere]]",
        "Quoted",
    ] {
        assert!(text.contains(block), "{block} in {text}");
    }
    assert!(imported.file("site.toml").contains("[components.main]\n[components.quote]\n"));
    let map = imported.file("import.toml");
    assert!(
        map.contains("[templates.Quote]\nas = \"component\"")
            && map.contains("[templates.Citation]\nas = \"expand\""),
        "{map}"
    );
    let site = imported.site();
    let page = site.html("one/index.html");
    page.count(".component-quote", 2).count(".hatnote", 1);
    assert_eq!(page.find(".component-quote a").get("href"), "/two/");
    let map = map.replacen("[templates.Quote]\nas = \"component\"", "[templates.Quote]\nas = \"expand\"", 1);
    assert!(!Imported::with_map(&pages, &map).file("content/one.md").contains("```quote"));
}

#[test]
fn notices_become_those_of_the_theme_with_their_words() {
    let pages = [
        template("Stub", "{| class=\"notice\"\n| This page is a '''[[Two|stub]]'''.\n|}[[Category:Stubs]]"),
        template("Outdated", "<div>[[File:Clock.png|44px]] Old.</div>"),
        page("One", 0, "{{Stub}}\nText.\n{{Outdated}}"),
        page("Two", 0, "2"),
    ];
    let imported = Imported::of(&pages);
    let text = imported.file("content/one.md");
    assert!(text.contains("```notice\nkind: stub\ntext: This page is a **[[Two|stub]]**.\n```"), "{text}");
    assert!(
        text.contains("Stubs")
            && text.contains("```notice\nkind: outdated\ntext: \"![[Clock.png|44]] Old.\""),
        "{text}"
    );
    assert!(imported.file("import.toml").contains("[templates.Stub]\nas = \"component\""));
    let site = imported.site();
    let page = site.html("one/index.html");
    page.count(".component-notice", 2).find(".component-notice").says("This page is a stub.");
    assert_eq!(page.find(".component-notice a").get("href"), "/two/");
}

#[test]
fn tabs_and_videos_become_those_of_lorekeep() {
    let text = "<tabber>\n|-|Film=Hanna [[Two|waits]].\n* a\n|-|Novel=Sleeps.\n</tabber>\n\
                <youtube>rOy-0Folet4</youtube>\n{{#ev:youtube|https://youtu.be/rOy-0Folet4|300|right|The trailer}}";
    let imported = Imported::of(&[page("One", 0, text), page("Two", 0, "2")]);
    let markdown = imported.file("content/one.md");
    for part in [
        "> [!tab] Film\n> Hanna [[Two|waits]].\n>\n> - a\n\n> [!tab] Novel\n> Sleeps.",
        "![](https://www.youtube.com/watch?v=rOy-0Folet4)",
        "![](https://www.youtube.com/watch?v=rOy-0Folet4 \"The trailer\")",
    ] {
        assert!(markdown.contains(part), "{part} in {markdown}");
    }
    let site = imported.site();
    site.html("one/index.html").has("class=\"tab\"").has("youtube-nocookie.com");
}

#[test]
fn the_usual_licence_of_a_host_is_named() {
    let text = dump(&[page("One", 0, "1")]).replace("old.example.org", "ships.fandom.com");
    let imported = Imported::from_bytes(text.as_bytes(), &[]);
    imported.says("the licence is taken to be CC BY-SA 3.0");
    let settings = imported.file("site.toml");
    let address = "https://ships.fandom.com/wiki/Special:PermanentLink/{revision}";
    assert!(
        settings.contains(&format!("[origin]\nurl = \"{address}\"\nlicence = \"CC BY-SA 3.0\"")),
        "{settings}"
    );
    let page = imported.file("content/one.md");
    assert!(page.contains("origin:\n  revision: 7\n  date: 2021-08-01\n  authors: [Ann]\n---"), "{page}");
    let site = imported.site();
    let page = site.html("one/index.html");
    page.has("href=\"https://ships.fandom.com/wiki/Special:PermanentLink/7\"")
        .has("by Ann")
        .has("CC BY-SA 3.0");
    page.has("Last changed").has("1 August 2021");
}

#[test]
fn a_truncated_dump_gives_its_whole_pages() {
    let whole = dump(&[page("One", 0, "First."), page("Two", 0, "Second.")]);
    let imported = Imported::from_bytes(&whole.as_bytes()[..whole.find("Second").unwrap()], &[]);
    assert_eq!(imported.output.status.code(), Some(1));
    imported.says("the last complete page is `One`");
    imported.site().html("one/index.html").has("First.");
}

#[test]
fn files_that_are_not_dumps_are_refused_with_a_remedy() {
    for (bytes, words) in [
        (&b""[..], "is empty"),
        (b"7z\xbc\xaf\x27\x1c", "7z x"),
        (b"BZh91AY", "bunzip2"),
        (b"<!DOCTYPE html><html></html>", "is an HTML page"),
        (b"-- MySQL dump", "is an SQL dump"),
        (b"<rss></rss>", "is not that of a MediaWiki dump"),
    ] {
        let imported = Imported::from_bytes(bytes, &[]);
        assert_eq!(imported.output.status.code(), Some(2));
        imported.says(words);
    }
}

#[test]
fn a_folder_with_files_is_left_alone() {
    let wiki = Wiki::empty().file("dump.xml", dump(&[page("One", 0, "First.")])).file("new/mine.txt", "mine");
    let output = import(&wiki, &[]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(!wiki.root().join("new/site.toml").exists());
}

#[test]
fn unconverted_content_is_reported_and_hidden_from_readers() {
    let imported = Imported::of(&[
        page("Lua", 0, "Before {{#invoke:Module|main}} after. {{Loop}} {{#ev:youtube|rOy-0Folet4|300}}"),
        template("Loop", "x{{Loop}}"),
    ]);
    imported.site().html("lua/index.html").has("Before").lacks("invoke").has("watch?v=rOy-0Folet4");
    let report = imported.file("import-report.md");
    assert!(
        report.contains("{{#invoke:Module|main}}") && report.contains("template loop: Loop → Loop"),
        "{report}"
    );
}

#[test]
fn titles_that_share_an_address_or_are_reserved_get_files_of_their_own() {
    let imported = Imported::of(&[
        page("Improvise", 0, "See [[Improvise+]] and [[C/D]]."),
        page("Improvise+", 0, "Better than [[Improvise]]."),
        page("Con", 0, "A trick."),
        page("Search", 0, "Looking."),
        page("C/D", 0, "Sub."),
    ]);
    let site = imported.site();
    let page = site.html("improvise/index.html");
    assert_eq!(page.href("Improvise+"), "/improvise-u2b/");
    assert_eq!(page.href("C/D"), "/c/d/");
    assert!(site.has("con-page/index.html") && site.has("search-page/index.html"));
}

#[test]
fn cells_span_only_columns_in_which_a_cell_begins() {
    let text = "{|\n! colspan=3 | Head\n|-\n| rowspan=2 | a || b\n|-\n| c\n|}";
    let imported = Imported::of(&[page("One", 0, text)]);
    let text = imported.file("content/one.md");
    assert!(text.contains("<th colspan=\"2\">") && text.contains("<td rowspan=\"2\">"), "{text}");
}

#[test]
fn indented_text_ends_before_headings_lists_and_paragraphs() {
    let text = " code\n== Head ==\nText of [[Two]].\n more\n* item\n last\nEnd.\n see [[Two|too]]\n b";
    let imported = Imported::of(&[page("One", 0, text), page("Two", 0, "2")]);
    let site = imported.site();
    let page = site.html("one/index.html");
    assert_eq!(page.href("Two"), "/two/");
    assert_eq!(page.href("too"), "/two/");
    page.count(".content pre", 3).count(".content h2", 1).count(".content li", 1);
}

#[test]
fn emphasis_beside_punctuation_has_marks_where_markdown_reads_them() {
    let text = "'''Alpha:''' first. ('''b!''') '''c.'''d ''e?'''''f''' x''(g)''";
    let imported = Imported::of(&[page("One", 0, text)]);
    let markdown = imported.file("content/one.md");
    assert!(
        markdown.contains("**Alpha:** first. (**b!**) <b>c.</b>d <i>e?</i>**f** x<i>(g)</i>"),
        "{markdown}"
    );
    let site = imported.site();
    site.html("one/index.html").count(".content strong", 3).count(".content b", 1).count(".content i", 2);
}

#[test]
fn a_wiki_without_a_name_is_called_like_its_main_page() {
    let pages = [
        page("Main Page", 0, "#REDIRECT [[Ships Wiki]]"),
        page("Ships Wiki", 0, "{{SITENAME}}/{{{{SITENAME}}/Top}}"),
        page("Template:Ships Wiki/Top", 10, "Above."),
    ];
    let named = dump(&pages).replace("<sitename>Old Wiki", "<sitename>Wiki");
    let imported = Imported::from_bytes(named.as_bytes(), &[]);
    assert!(imported.file("site.toml").starts_with("title = \"Ships Wiki\""));
    imported.site().html("index.html").has("Ships Wiki/Above.");
}

#[test]
fn imports_are_alike_to_the_byte_on_any_number_of_threads() {
    let text = |at: usize| {
        format!(
            "{{{{Infobox x|a={at}|b=[[Page {}]]|c=x}}}} {{{{T|{at}}}}} [[File:F{}.png]] [[Category:C{}]] \
             <ref>[http://a.example.org/{} T]</ref>",
            at + 1,
            at % 5,
            at % 3,
            at % 4
        )
    };
    let pages: Vec<String> = (0..60)
        .map(|at| page(&format!("Page {at}"), 0, &text(at)))
        .chain((0..9).map(|at| page(&format!("Old {at}"), 0, &format!("#REDIRECT [[Page {at}]]"))))
        .chain([template("T", "{{#if:{{{1}}}|'''{{{1}}}'''}}")])
        .chain([template("Infobox x", "{| class=\"infobox\"\n! A\n| {{{a}}}\n|-\n! B\n| {{{b}}}\n|}")])
        .collect();
    let on = |threads: &str| {
        let wiki = Wiki::empty().file("dump.xml", dump(&pages));
        let output = import(&wiki, &[]).env("RAYON_NUM_THREADS", threads).output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let site = Site::as_files(&wiki.root().join("new"));
        let files = site.paths().into_iter().map(|path| (path.to_owned(), site.bytes(path).to_vec()));
        files.collect::<BTreeMap<String, Vec<u8>>>()
    };
    let first = on("1");
    assert!(first.len() > 60 && first.contains_key("content/sources/imported.yaml"), "{:?}", first.keys());
    assert!(first == on("1") && first == on("8"));
}
