//! Templates and files of the theme.

use super::*;

// Templates and assets.

#[test]
fn own_templates_win_and_may_build_on_the_default_ones() {
    let own = "{% extends \"base.html\" %}{% block main %}<article><h1>{{ page.title }}</h1><p id=\"mine\">{{ site.title }}</p>{{ page.content | safe }}</article>{% endblock %}";
    let run = Wiki::new()
        .file("templates/page.html", own)
        .file("templates/parts/footer.html", "<footer>My own foot</footer>")
        .file("content/a.md", "# T\n\ntext\n")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.find("#mine").text(), "Test Wiki");
    assert_eq!(page.find("footer").text(), "My own foot");
    page.find("header.site-header");
}

#[test]
fn an_own_template_may_build_on_the_default_one_of_its_name() {
    let run = Wiki::new()
        .file(
            "templates/page.html",
            "{% extends \"default/page.html\" %}{% block title %}Mine: {{ page.title }}{% endblock %}",
        )
        .file("content/a.md", "# T\n\nSome text.\n")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.find("title").text(), "Mine: T");
    page.content().says("Some text.");
}

#[test]
fn a_page_and_a_type_can_have_templates_of_their_own() {
    let template = |name: &str| {
        format!("<!DOCTYPE html><html lang=en><body><h1>{name}: {{{{ page.title }}}}</h1></body></html>")
    };
    let run = Wiki::new()
        .settings("[types.work]\nfolder = \"works\"\n[types.person]\nfolder = \"people\"\ntemplate = \"human.html\"\n")
        .file("templates/work.html", template("work"))
        .file("templates/human.html", template("human"))
        .file("templates/special-one.html", template("one"))
        .file("content/works/heat.md", "# Heat\n")
        .file("content/people/al.md", "# Al\n")
        .file("content/x.md", "---\ntemplate: special-one.html\n---\n# X\n")
        .build();
    run.is_clean();
    assert_eq!(run.html("works/heat/index.html").find("h1").text(), "work: Heat");
    assert_eq!(run.html("people/al/index.html").find("h1").text(), "human: Al");
    assert_eq!(run.html("x/index.html").find("h1").text(), "one: X");
}

#[test]
fn a_template_that_is_not_there_is_reported_where_it_is_asked_for() {
    let run = faulty("---\ntitle: A\ntemplate: pgae.html\n---\ntext\n");
    run.is_refused().reports(&[("unknown-template", "content/page.md", 3, 11)]);
    run.diagnostic("unknown-template", "content/page.md", 3, 11).says("page.html");
}

#[test]
fn a_page_names_only_templates_that_are_meant_for_pages() {
    let own = "<!DOCTYPE html><html lang=en><body><h1>{{ page.title }}</h1></body></html>";
    let wiki = |name: &str| {
        Wiki::new()
            .file("templates/wide.html", own)
            .file("templates/_part.html", own)
            .file("templates/cast/part.html", own)
            .file("templates/search.html", "{% extends \"default/search.html\" %}")
            .file("content/a.md", format!("---\ntitle: A\ntemplate: {name}\n---\nx\n"))
    };
    for name in ["wide", "wide.html", "page", "home", "section", "category"] {
        wiki(name).build().is_clean().html("a/index.html").find("h1");
    }
    for name in [
        "base",
        "redirect",
        "search",
        "404",
        "special",
        "random",
        "timeline",
        "sources",
        "disambiguation",
        "_part",
        "parts/head",
        "views/list.html",
        "cast/part",
        "default/page.html",
        "default/base",
        "../page",
        "/page",
    ] {
        let run = wiki(name).build();
        run.is_refused().reports(&[("unknown-template", "content/a.md", 3, 11)]);
        let help = run.diagnostic("unknown-template", "content/a.md", 3, 11).help.join("");
        let named: Vec<&str> = match help.strip_prefix("use one of: ") {
            Some(listed) => listed.split(", ").collect(),
            None => help.split('`').skip(1).step_by(2).collect(),
        };
        let known = ["wide.html", "page.html", "home.html", "section.html", "category.html"];
        assert!(!named.is_empty() && named.iter().all(|name| known.contains(name)), "{name}: {help}");
    }
    let typed = wiki("page")
        .settings("[types.random]\nfolder = \"r\"\n[types.x]\nfolder = \"x\"\ntemplate = \"cast/part\"\n");
    let run = typed.file("content/r/b.md", "# B\n\ntext\n").file("content/x/c.md", "# C\n").build();
    run.is_clean().html("r/b/index.html").find("main").says("text");
    assert_eq!(run.html("x/c/index.html").find("h1").text(), "C");
}

#[test]
fn assets_carry_the_hash_of_their_content_and_own_ones_win() {
    let wiki = Wiki::new()
        .file("content/index.md", "# Home\n")
        .file("static/css/main.css", "body { color: red }\n")
        .file("static/own.txt", "mine");
    let first = wiki.build();
    let sheet = |run: &crate::harness::Run| {
        run.html("index.html").find("link[rel=stylesheet]").get("href").to_owned()
    };
    let url = sheet(&first);
    let css = first.site.target(&url).expect("the style sheet is published");
    assert!(first.site.text(&css).contains("body{color:red}"));
    assert_ne!(url, "/css/main.css", "the name of the sheet carries no hash");
    wiki.write("static/css/main.css", "body { color: blue }\n");
    let second = wiki.build();
    assert_ne!(sheet(&second), url, "another content needs another name");
    assert!(!second.site.has(&css), "the old sheet is left behind");
    assert!(first.site.paths().iter().any(|path| path.contains("own") && path.ends_with(".txt")));
}

#[test]
fn escaping_templates_escape_what_pages_say() {
    let own = "<!DOCTYPE html><html lang=en><body><h1>{{ page.title }}</h1><p title=\"{{ page.description }}\"></p></body></html>";
    let run = Wiki::new()
        .file("templates/page.html", own)
        .file("content/a.md", "---\ntitle: \"<b>\"\ndescription: \"\\\"><script>\"\n---\n")
        .build();
    let page = run.html("a/index.html");
    assert_eq!(page.find("h1").text(), "<b>");
    assert_eq!(page.find("p").get("title"), "“><script>");
}
