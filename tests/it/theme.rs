//! Theme files can be listed, copied, changed and compared, and hooks receive the wiki's additions.

use std::fs;

use crate::harness::{Wiki, run_in};
use tempfile::TempDir;

#[test]
fn every_file_is_listed_and_can_be_copied_without_changing_the_site() {
    let wiki = Wiki::new().file("content/page.md", "# Page\n\nText.\n");
    let before = wiki.build();
    let listed = wiki.run(&["theme", "list"]);
    let files: Vec<&str> = listed.succeeds().stdout.lines().collect();
    for expected in ["templates/base.html", "templates/parts/footer-extra.html", "static/css/main.css"] {
        assert!(files.contains(&expected), "{expected} in {files:?}");
    }
    for file in &files {
        wiki.run(&["theme", "eject", file]).succeeds();
    }
    let after = wiki.build();
    after.is_clean().site.equals(&before.is_clean().site);
    let listed = wiki.run(&["theme", "list"]);
    assert!(listed.stdout.lines().all(|line| line.ends_with("(copied, unchanged)")), "{}", listed.stdout);
    assert_eq!(wiki.run(&["theme", "diff"]).succeeds().stdout, "");
}

#[test]
fn changes_to_theme_files_are_shown() {
    let wiki = Wiki::new();
    wiki.run(&["theme", "eject", "parts/footer.html"]).succeeds();
    let path = wiki.root().join("templates/parts/footer.html");
    let text = fs::read_to_string(&path).expect("the copy is there");
    fs::write(&path, text.replacen("site-name", "my-name", 1)).expect("the copy can be written");
    let diff = wiki.run(&["theme", "diff"]);
    let shown = &diff.succeeds().stdout;
    assert!(
        shown.starts_with("--- default/templates/parts/footer.html\n+++ templates/parts/footer.html\n@@"),
        "{shown}"
    );
    assert!(
        shown.contains("\n-<p class=\"site-name\">") && shown.contains("\n+<p class=\"my-name\">"),
        "{shown}"
    );
    assert_eq!(wiki.run(&["theme", "diff", "base.html"]).succeeds().stdout, "");
}

#[test]
fn a_file_of_ones_own_is_never_replaced_and_a_mistyped_one_is_reported() {
    let wiki = Wiki::new().file("templates/base.html", "mine");
    wiki.run(&["theme", "eject", "base.html"]).gives_up(&["already exists"]);
    assert_eq!(fs::read_to_string(wiki.root().join("templates/base.html")).expect("a file"), "mine");
    for file in ["templates/bse.html", "../site.toml", "/etc/passwd", ""] {
        wiki.run(&["theme", "eject", file]).gives_up(&["theme list"]);
    }
    wiki.run(&["theme", "eject", "footer.html"]).gives_up(&["did you mean `templates/parts/footer.html`?"]);
    let shown = wiki.run(&["theme", "eject", "--print", "page.html"]);
    assert!(shown.succeeds().stdout.contains("{% extends"), "{}", shown.stdout);
    assert!(!wiki.root().join("templates/page.html").exists());
    let font = "static/fonts/theme/oswald.woff2";
    wiki.run(&["theme", "eject", "--print", font]).gives_up(&["not a text file"]);
    let nowhere = TempDir::new().expect("a temporary folder");
    run_in(nowhere.path(), &["theme", "list"]).succeeds();
    run_in(nowhere.path(), &["theme", "eject", "page.html"]).gives_up(&["site.toml"]);
}

#[test]
fn hooks_and_blocks_take_what_a_wiki_adds_to_every_page() {
    let run = Wiki::new()
        .file("content/page.md", "# Page\n\nText.\n")
        .file("templates/parts/head-extra.html", "<meta name=\"mine\" content=\"1\">\n")
        .file("templates/parts/footer-extra.html", "<p id=\"mine\">More</p>\n")
        .file(
            "templates/page.html",
            "{% extends \"default/page.html\" %}\n{% block before %}<p id=\"first\">A</p>{% endblock %}\n\
             {% block after %}<p id=\"last\">Z</p>{% endblock %}\n",
        )
        .build();
    run.is_clean();
    run.site.is_sound();
    for path in ["page/index.html", "404.html", "search/index.html"] {
        let html = run.site.text(path);
        let head = html.split("</head>").next().expect("a head");
        assert!(head.contains("name=\"mine\""), "{path}");
        assert!(html.rsplit("</footer>").next().expect("an end").contains("id=\"mine\""), "{path}");
    }
    let page = run.site.text("page/index.html");
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    assert!(at("<main") < at("id=\"first\"") && at("id=\"first\"") < at("<h1"), "{page}");
    assert!(at("Text.") < at("id=\"last\"") && at("id=\"last\"") < at("</main>"), "{page}");
}

#[test]
fn every_block_of_the_frame_takes_what_a_wiki_fills_it_with() {
    const BLOCKS: [&str; 8] = ["head", "header", "nav", "before", "after", "aside", "footer", "scripts"];
    let block = |name: &&str| match *name {
        "head" => {
            "{% block head %}{{ super() }}<meta name=\"x-head\" content=\"\">{% endblock %}\n".to_owned()
        }
        "scripts" => {
            "{% block scripts %}{{ super() }}<script type=\"x-scripts\"></script>{% endblock %}\n".to_owned()
        }
        name => format!("{{% block {name} %}}{{{{ super() }}}}<p>x-{name}</p>{{% endblock %}}\n"),
    };
    let blocks: String = BLOCKS.iter().map(block).collect();
    let run = Wiki::new()
        .file("content/index.md", "# Home\n")
        .file("content/page.md", "---\ncategories: [Places]\n---\n# Page\n\nText.\n")
        .file("templates/base.html", format!("{{% extends \"default/base.html\" %}}\n{blocks}"))
        .build();
    run.is_clean();
    for path in
        ["index.html", "page/index.html", "categories/places/index.html", "search/index.html", "404.html"]
    {
        let html = run.site.text(path);
        let at = |name: &str| {
            let marks: Vec<usize> = ["<", "\""]
                .iter()
                .flat_map(|end| {
                    html.match_indices(&format!("x-{name}{end}")).map(|(at, _)| at).collect::<Vec<_>>()
                })
                .collect();
            let [mark] = marks[..] else { panic!("`{name}` of {path}, {marks:?}: {html}") };
            mark
        };
        let places =
            [at("head"), at("nav"), at("header"), at("before"), at("after"), at("aside"), at("footer")];
        assert!(places.is_sorted(), "{path}: {places:?}");
        assert!(at("scripts") > at("aside"), "{path}");
        // What the blocks had before is still there.
        for kept in ["class=\"brand\"", "class=\"site-footer\"", "<main id=\"main\""] {
            assert!(html.contains(kept), "{kept} of {path}");
        }
        let nav = at("nav");
        let header = html[..nav].rfind("<header class=\"site-header\"").expect("a header");
        assert!(html[header..].find("</header>").is_some_and(|end| header + end > nav), "{path}");
    }
}

/// The one sheet of the site whose name begins with `name`.
fn sheet<'r>(run: &'r crate::harness::Run, name: &str) -> (&'r str, &'r str) {
    let sheets: Vec<&str> = run.site.paths().into_iter().filter(|path| path.contains(name)).collect();
    let [path] = sheets[..] else { panic!("{name} in {sheets:?}") };
    (path, run.site.text(path))
}

#[test]
fn the_style_sheet_is_published_as_one_file() {
    let run = Wiki::new().file("content/page.md", "# Page\n").build();
    run.is_clean();
    let (_, main) = sheet(&run, "/css/main.");
    assert!(!main.contains("@import"), "{main}");
    for rule in [":root{", ".site-header{", ".infobox{", "@media print{"] {
        assert!(main.contains(rule), "{rule} in {main}");
    }
    assert!(
        !run.site.paths().iter().any(|path| path.contains("css/parts")),
        "parts are published by themselves"
    );
}

#[test]
fn a_wiki_can_replace_a_part_of_the_style_sheet_and_use_parts_in_its_own() {
    let part = Wiki::new()
        .file("content/page.md", "# Page\n")
        .file("static/img/edge.png", crate::harness::png(2, 2))
        .file("static/css/parts/infobox.css", "aside.infobox { background: url(../../img/edge.png) }\n")
        .build();
    let (path, main) = sheet(part.is_clean(), "/css/main.");
    assert!(!main.contains(".infobox-title{") && main.contains(".toc{"), "{main}");
    let url = main.split("aside.infobox{background:url(").nth(1).and_then(|rest| rest.split(')').next());
    let image = path.rsplitn(3, '/').last().map(|assets| url.expect("the image").replace("../..", assets));
    let image = image.expect("a path").replace("assets/assets", "assets");
    assert!(part.site.has(&image), "{image} is not published: {:?}", part.site.paths());

    let own = Wiki::new()
        .file("content/page.md", "# Page\n")
        .file(
            "static/css/main.css",
            "/*! Mine */\n@import 'parts/palette.css';\n@import url(mine/a.css);\n@import \"mine/a.css\" print;\n\
             @import url(\"https://fonts.example/a;b.css\");\nmain { color: red }\n",
        )
        .file("static/css/mine/a.css", "@import \"../main.css\"; @import \"b.css\";\n.a { color: red }\n")
        .file("static/css/mine/b.css", ".b { color: red }\n")
        .build();
    let (_, main) = sheet(own.is_clean(), "/css/main.");
    let at = |text: &str| main.find(text).unwrap_or_else(|| panic!("{text} in {main}"));
    assert!(at("@import url(\"https://fonts.example/a;b.css\");") < at("/*! Mine */"), "{main}");
    assert!(at("/*! Mine */") < at("--background:") && at("--background:") < at(".b{"), "{main}");
    assert!(at(".b{") < at(".a{") && at(".a{") < at("main{"), "{main}");
    assert_eq!(main.matches(".a{").count(), 1, "{main}");
}

#[test]
fn the_colours_of_a_wiki_hold_in_the_scheme_for_which_they_are_set() {
    let settings = "[theme.variables]\nlink = \"#010101\"\n[theme.light]\naccent = \"#020202\"\nheader = \"#030303\"\n\
                    [theme.dark]\ntext = \"#040404\"\nheader-edge = \"none\"\n";
    let run = Wiki::new().settings(settings).file("content/page.md", "# Page\n").build();
    let (_, main) = sheet(run.succeeds(), "/css/main.");
    let own = main.rsplit_once("\n:root{").expect("a block of the wiki's own").1;
    assert!(own.starts_with(
        "--accent:light-dark(#020202,#d8a545);--header:#030303;--link:light-dark(#010101,#010101);--text:light-dark(#1d1f21,#040404);}"
    ), "{own}");
    assert_eq!(own.matches("{--header-edge:none;}").count(), 2, "{own}");
}

/// Published files of the theme's fonts.
fn fonts(run: &crate::harness::Run) -> Vec<&str> {
    run.site.paths().into_iter().filter(|path| path.contains("fonts/theme/")).collect()
}

#[test]
fn the_fonts_of_the_theme_are_published_only_if_the_wiki_names_them() {
    let page = || Wiki::new().file("content/page.md", "# Page\n");
    for settings in ["", "[theme]\nfont_heading = \"Georgia, Fraunces Mono, serif\"\n"] {
        let run = page().settings(settings).build();
        assert_eq!(fonts(run.is_clean()), [""; 0], "{settings}");
        assert!(!sheet(&run, "/css/main.").1.contains("@font-face"), "{settings}");
        assert!(run.html("page/index.html").all("link[rel=preload]").is_empty(), "{settings}");
    }
    for (settings, stem) in [
        ("[theme]\nfont_heading = \"Oswald, sans-serif\"\n", "oswald"),
        ("[theme]\nfont_text = \"'fraunces', serif\"\n", "fraunces"),
    ] {
        let run = page().settings(settings).build();
        let files = fonts(run.is_clean());
        assert_eq!(files.len(), 3, "letters of two kinds, and the licence: {files:?}");
        assert!(files.iter().all(|file| file.contains(stem) || file.contains("OFL.")), "{files:?}");
        assert!(files.iter().all(|file| run.site.bytes(file).len() < 32_000), "{files:?}");
        let (_, main) = sheet(&run, "/css/main.");
        assert_eq!(main.matches("font-display:optional").count(), 2, "{main}");
        for file in files.iter().filter(|file| file.ends_with(".woff2")) {
            assert!(main.contains(&format!("url(../../{file})")), "{file} in {main}");
        }
        let page = run.html("page/index.html");
        let [early] = &page.all("link[rel=preload]")[..] else { panic!("{}", page.source()) };
        assert!(early.get("href").contains(&format!("fonts/theme/{stem}.")), "{}", page.source());
        assert_eq!((early.get("as"), early.get("crossorigin")), ("font", ""));
        run.site.is_sound();
    }
}

#[test]
fn a_misspelled_value_is_an_error_in_front_of_filters_too() {
    for written in ["page.contnt", "page.contnt | safe", "page.contnt | upper", "page.image.urll | safe"] {
        let page =
            format!("{{% extends \"base.html\" %}}{{% block main %}}{{{{ {written} }}}}{{% endblock %}}");
        let run = Wiki::new().file("content/a.md", "# A\n").file("templates/page.html", &page).build();
        assert!(run.status == 1 && run.coded("template").len() == 1, "{written}: {run}");
    }
}
