//! Untrusted files under `content/`, one row each with its path and the expected result.

use crate::harness::{Run, TODAY, Wiki, png};

/// A wiki with one page and one more file.
fn with_file(path: &str, bytes: impl AsRef<[u8]>) -> Wiki {
    Wiki::new().file("content/index.md", "# Home\n").file(path, bytes)
}

/// Asserts that the file is an error with this code and that nothing is published.
#[track_caller]
fn refused(code: &str, path: &str, bytes: impl AsRef<[u8]>) -> Run {
    let run = with_file(path, bytes).build();
    run.is_refused();
    assert_eq!(run.coded(code).iter().map(|fault| &*fault.file).collect::<Vec<_>>(), [path], "{run}");
    assert!(run.site.is_empty(), "{path} was published: {run}");
    run
}

/// Asserts that the file is published unchanged.
#[track_caller]
fn published(path: &str, bytes: impl AsRef<[u8]>) {
    let run = with_file(path, &bytes).build();
    run.is_clean();
    assert_eq!(run.site.bytes(path.trim_start_matches("content/")), bytes.as_ref(), "{path}");
}

#[test]
fn files_that_browsers_or_hosts_run_are_refused() {
    let mut names: Vec<String> =
        "html htm xhtml xht shtml xml xsl xslt js mjs cjs css wasm webmanifest mht mhtml hta \
        htc php php5 phtml cgi pl asp aspx jsp swf svgz appcache atom rss rdf gpx kml manifest"
            .split_whitespace()
            .map(|extension| format!("x.{extension}"))
            .collect();
    let tricks = [
        "sw.js",
        "X.HTML",
        "x.Js",
        "x.html.",
        "x.html ",
        "x.html.en",
        "x.html.gz",
        "x.svg.gz",
        "x.php.jpg",
        "x.asp;.png",
        "x.html.dds",
        "deep/in/folders/x.html",
        "sources/x.html",
    ];
    names.extend(tricks.map(str::to_owned));
    for name in names {
        refused("active-file", &format!("content/{name}"), "<script>alert(1)</script>");
    }
}

#[test]
fn files_of_unknown_type_are_not_markup() {
    for name in ["x.dds", "x.canvas", "x.py", "x.yaml", "x.glb"] {
        let path = format!("content/{name}");
        refused("active-file", &path, " \n<!DOCTYPE html><script>alert(1)</script>");
        published(&path, "{\"nodes\": [\"<script>\"]}");
    }
}

#[test]
fn harmless_kinds_are_published() {
    let names = "a.png a.JPG a.gif a.webp a.avif a.ico a.mp3 a.ogg a.mp4 a.webm a.vtt a.srt a.woff2 a.ttf a.pdf a.txt \
        a.csv a.tsv a.json a.geojson a.zip a.tar.gz a.7z a.docx a.odt a.pptx a.epub a.ics a.bib a.canvas a.base \
        a.excalidraw a.heic a.mid a.stl a.psd Vue.js.png a.pl.txt notes.html.txt";
    let wiki =
        names.split_whitespace().fold(Wiki::new().file("content/index.md", "# Home\n"), |wiki, name| {
            wiki.file(&format!("content/{name}"), "bytes")
        });
    let run = wiki.build();
    run.is_clean();
    names.split_whitespace().for_each(|name| assert_eq!(run.site.bytes(name), b"bytes", "{name}"));
    // Files that hosts serve as text are harmless, whatever their content.
    published("content/x.txt", "<script>alert(1)</script>");
}

#[test]
fn unknown_kinds_are_left_out_with_a_warning() {
    for name in ["LICENSE", "a.exe", "a.whatever", "a.png.", "a.ｈｔｍｌ", "x%2ehtml"] {
        let run = with_file(&format!("content/{name}"), "bytes").build();
        run.succeeds().reports(&[("unknown-file", &format!("content/{name}"), 1, 1)]);
        assert!(!run.site.has(name), "{name}");
        assert_eq!(with_file(&format!("content/{name}"), "x").flag("--strict").build().status, 1);
    }
    let linked =
        with_file("content/LICENSE", "x").file("content/a.md", "[terms](LICENSE) ![[LICENSE]]\n").build();
    linked.is_refused();
    linked.diagnostic("broken-link", "content/a.md", 1, 1).says("the file `LICENSE` is not published");
    for name in [".DS_Store", "Thumbs.db", "desktop.ini", "a/.git/config", ".obsidian/app.json", "x.md~"] {
        with_file(&format!("content/{name}"), "bytes").build().is_clean();
    }
}

#[test]
fn settings_allow_kinds() {
    let opened = |globs: &str, path: &str| {
        let settings = format!("[content]\nactive = {globs}\n");
        with_file(path, "<svg><script/></svg>").settings(&settings).build()
    };
    for path in ["demos/a.html", "demos/deep/a.js", "demos/a.svg", "demos/LICENSE"] {
        let run = opened("[\"demos/**\"]", &format!("content/{path}"));
        run.is_clean();
        assert!(run.site.has(path), "{path}: {run}");
        opened("[\"demos\"]", &format!("content/{path}")).is_clean();
    }
    opened("\"*.html\"", "content/a.html").is_clean();
    opened("[\"demos/**\"]", "content/other/a.html").is_refused();
    opened("[\"**\"]", "content/_headers").is_refused();
    let bad = opened("[\"a[\"]", "content/a.png");
    bad.is_refused().diagnostic("invalid-config", "site.toml", 4, 11).says("invalid pattern");
    let other = Wiki::new().file("content/a.md", "x\n").settings("[content]\nactive = 3\n").build();
    other.is_refused().diagnostic("invalid-config", "site.toml", 4, 10);
    // No level of checks permits a file.
    for checks in ["level = \"lenient\"", "active-file = \"off\"", "active-file = \"warning\""] {
        let run = with_file("content/a.html", "x").settings(&format!("[checks]\n{checks}\n")).build();
        assert!(run.is_refused().site.is_empty(), "{checks}: {run}");
    }
}

#[test]
fn host_configuration_files_belong_in_static() {
    for name in [
        "_headers",
        "_redirects",
        "_HEADERS",
        "deep/_headers",
        "_worker.js",
        "_routes.json",
        "functions/api.js",
        "functions/[[path]].ts",
        "CNAME",
        "cname",
        "netlify.toml",
        "vercel.json",
        "now.json",
        "web.config",
        "Web.Config",
        "staticwebapp.config.json",
        "firebase.json",
        "wrangler.toml",
        "_config.yml",
        "php.ini",
        "ads.txt",
        ".htaccess",
        ".user.ini",
        "a/.htaccess",
    ] {
        let run = refused("host-file", &format!("content/{name}"), "x");
        run.coded("host-file")[0].says("static/");
    }
    let run = with_file("content/.well-known/security.txt", "x").build();
    run.is_refused().diagnostic("host-file", "content/.well-known", 1, 1);
    let trusted = [
        ".htaccess",
        ".well-known/security.txt",
        "_headers",
        "_redirects",
        "functions/a.js",
        "CNAME",
        "x.html",
    ];
    for name in trusted {
        let run = with_file(&format!("static/{name}"), "x").build();
        run.is_clean();
        assert_eq!(run.site.text(name), "x");
    }
    let pages = Wiki::new()
        .file("content/functions/sine.md", "# Sine\n")
        .file("content/functions/sine.png", png(1, 1));
    pages.build().is_clean();
}

/// An SVG image with this content.
fn picture(inside: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='http://www.w3.org/1999/xlink'>\n{inside}\n</svg>\n"
    )
}

#[test]
fn pictures_with_scripts_are_refused() {
    for (inside, what) in [
        ("<script>alert(1)</script>", "`script` on line 2"),
        ("<g onload='alert(1)'/>", "`onload`"),
        ("<foreignObject><p/></foreignObject>", "`foreignObject`"),
        ("<a l:href='javascript:alert(1)'/>", "javascript:"),
        ("<image href='https://evil.example/x.png'/>", "https://evil.example/x.png"),
        ("<style>@import 'x.css'</style>", "@import"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "animation of `href`"),
        ("<g>&x;</g>", "entity `x`"),
        ("<g>", "not well-formed"),
    ] {
        let run = refused("active-file", "content/x.svg", picture(inside));
        run.coded("active-file")[0].says(what);
    }
    refused("active-file", "content/a/X.SVG", picture("<script/>"));
    refused("active-file", "content/x.svg", b"\x1f\x8b\x08\0\0");
    let huge = format!("{}<script/>", "<g/>\n".repeat(80_000));
    refused("active-file", "content/x.svg", picture(&huge)).coded("active-file")[0].says("on line 80002");
    let run = refused("active-file", "content/x.svg", picture(&" ".repeat(17 << 20)));
    run.coded("active-file")[0].says("16 MiB");
}

#[test]
fn pictures_of_drawing_programs_are_published() {
    published("content/x.svg", crate::harness::svg(4, 3));
    published("content/large.svg", picture(&"<path d='M0 0h9'/>\n".repeat(30_000)));
    let inkscape = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!-- Created with Inkscape -->\n\
        <svg width=\"9\" height=\"9\" version=\"1.1\" inkscape:version=\"1.3\" sodipodi:docname=\"a.svg\"\n\
        xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"\n\
        xmlns:sodipodi=\"http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd\"\n\
        xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns=\"http://www.w3.org/2000/svg\"\n\
        xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:cc=\"http://creativecommons.org/ns#\">\n\
        <sodipodi:namedview id=\"base\" pagecolor=\"#fff\"/><defs><linearGradient id=\"a\" xlink:href=\"#b\"/></defs>\n\
        <metadata><rdf:RDF><cc:Work rdf:about=\"\"><cc:license rdf:resource=\"https://wiki.test/\"/></cc:Work></rdf:RDF></metadata>\n\
        <g inkscape:label=\"Layer\" style=\"fill:url(#a);-inkscape-stroke:none\"><path d=\"m0 0\" sodipodi:nodetypes=\"cc\"/>\n\
        <image xlink:href=\"data:image/png;base64,iVBORw0KGgo=\"/></g></svg>\n";
    published("content/inkscape.svg", inkscape);
}

#[test]
fn hosts_get_a_policy_against_scripts_in_pictures() {
    let run =
        with_file("content/a.svg", crate::harness::svg(1, 1)).settings("[output]\nheaders = true\n").build();
    let headers = run.site.text("_headers");
    assert!(headers.contains("/*.svg\n  Content-Security-Policy: sandbox; script-src 'none'\n"), "{headers}");
}

#[test]
fn an_empty_wiki_does_not_remove_a_site() {
    let wiki = with_file("content/a.png", png(1, 1));
    wiki.build().is_clean();
    let before = wiki.published();
    std::fs::rename(wiki.root().join("content"), wiki.root().join("away")).expect("a folder");
    for arguments in [&["build"][..], &["build", "--allow-empty"], &["build", "--no-cache"]] {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--format", "json", "--today", TODAY]);
        let run = wiki.run(&arguments);
        run.is_refused();
        assert_eq!(run.coded("empty-wiki").len(), 1, "{run}");
        wiki.published().equals(&before);
    }
    assert_eq!(wiki.check().is_refused().coded("empty-wiki").len(), 1);
    std::fs::create_dir(wiki.root().join("content")).expect("a folder");
    wiki.build().is_refused();
    for left_out in ["---\ndraft: true\n---\n", "x\n"] {
        wiki.write("site.toml", "title = \"T\"\n[content]\nignore = [\"b.md\"]\n");
        wiki.write(if left_out == "x\n" { "content/b.md" } else { "content/a.md" }, left_out);
        assert_eq!(wiki.build().is_refused().coded("empty-wiki").len(), 1);
        wiki.published().equals(&before);
    }
    wiki.write("content/index.md", "# Back\n");
    wiki.build().is_clean();
}

#[test]
fn a_new_wiki_may_be_empty_on_request() {
    let wiki = Wiki::new();
    let run = wiki.build();
    run.is_refused();
    assert!(run.coded("empty-wiki")[0].says("--allow-empty").help.len() == 1 && run.site.is_empty(), "{run}");
    let run = Wiki::new().flag("--allow-empty").build();
    run.is_clean();
    assert!(run.site.has("404.html"), "{run}");
    // Another error is reported alone.
    let run = Wiki::new().file("content/a.html", "x").build();
    run.is_refused().reports(&[("active-file", "content/a.html", 1, 1)]);
}

#[cfg(unix)]
mod links {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn link(wiki: &Wiki, target: impl AsRef<Path>, name: &str) {
        fs::create_dir_all(wiki.root().join(name).parent().expect("in a folder")).expect("folders");
        symlink(target, wiki.root().join(name)).expect("a link");
    }

    fn wiki() -> Wiki {
        with_file("content/real/page.md", "# Page\n\nThe secret of the page.\n")
            .file("content/real/a.png", png(2, 1))
            .file("content/.hidden/x.md", "a secret\n")
            .file("content/.hidden/x.png", "a secret")
            .file(".git/config", "a secret\n")
            .file(".env", "a secret\n")
            .file("other/x.md", "a secret\n")
            .file("other/x.txt", "a secret\n")
            .file("static/own.txt", "own\n")
    }

    #[test]
    fn nothing_outside_a_folder_is_published() {
        for (target, name) in [
            ("../.git/config", "content/l"),
            ("../.git/config", "content/l.txt"),
            ("../.env", "content/l.txt"),
            ("../site.toml", "content/l.toml"),
            ("../site.toml", "content/l.md"),
            ("../other/x.md", "content/l.md"),
            ("../other", "content/folder"),
            ("..", "content/up"),
            ("../static/own.txt", "content/l.txt"),
            ("../../other/x.txt", "content/real/l.txt"),
            (".hidden/x.md", "content/l.md"),
            (".hidden", "content/folder"),
            ("real/../.hidden/x.png", "content/l.png"),
            ("/etc/passwd", "content/l.txt"),
            ("../content/real/a.png", "static/l.png"),
            ("../other/x.txt", "static/l.txt"),
            ("../other/x.md", "templates/page.html"),
        ] {
            let wiki = wiki();
            link(&wiki, target, name);
            let run = wiki.build();
            run.is_refused();
            assert!(run.coded("unsafe-path").iter().any(|fault| fault.file == name), "{name}: {run}");
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("a secret"), "{run}");
            assert!(run.site.is_empty(), "{run}");
        }
    }

    #[test]
    fn links_inside_a_folder_are_followed() {
        let wiki = wiki();
        link(&wiki, "real/a.png", "content/b.png");
        link(&wiki, "b.png", "content/chain.png");
        link(&wiki, "real", "content/folder");
        link(&wiki, "../real/page.md", "content/deep/linked.md");
        link(&wiki, wiki.root().join("content/real/a.png"), "content/absolute.png");
        link(&wiki, "own.txt", "static/linked.txt");
        link(&wiki, "a.png", "content/real/inner.png");
        let run = wiki.build();
        run.succeeds();
        for path in ["b.png", "chain.png", "folder/a.png", "folder/inner.png", "absolute.png"] {
            assert_eq!(run.site.bytes(path), png(2, 1), "{path}: {run}");
        }
        assert_eq!(run.site.text("linked.txt"), "own\n");
        assert!(run.site.has("deep/linked/index.html") && run.site.has("folder/page/index.html"));
    }

    #[test]
    fn a_folder_may_itself_be_a_link_within_the_wiki() {
        let wiki = Wiki::new().file("vault/index.md", "# Home\n").file("vault/a.png", png(1, 1));
        link(&wiki, "vault", "content");
        link(&wiki, "a.png", "vault/b.png");
        let run = wiki.build();
        run.is_clean();
        assert_eq!(run.site.bytes("b.png"), png(1, 1));
        link(&wiki, "../site.toml", "vault/c.toml");
        wiki.build().is_refused().diagnostic("unsafe-path", "content/c.toml", 1, 1);
        for target in ["/etc", ".git", "gone"] {
            let wiki = Wiki::new().file(".git/index.md", "a secret\n");
            link(&wiki, target, "content");
            let run = wiki.build();
            run.is_refused();
            assert!(run.diagnostics.iter().any(|fault| fault.file == "content"), "{target}: {run}");
        }
    }

    #[test]
    fn settings_may_not_come_from_elsewhere() {
        let outside = Wiki::empty().file("x.toml", "title = \"a secret\"\n");
        for target in [outside.root().join("x.toml"), ".git/config".into()] {
            let wiki =
                Wiki::empty().file("content/index.md", "x\n").file(".git/config", "title = \"a secret\"\n");
            link(&wiki, target, "site.toml");
            let run = wiki.build();
            run.is_refused().diagnostic("unsafe-path", "site.toml", 1, 1);
            assert!(!format!("{}{}", run.stdout, run.stderr).contains("a secret"), "{run}");
        }
        let wiki = Wiki::empty().file("content/index.md", "x\n").file("settings.toml", "title = \"T\"\n");
        link(&wiki, "settings.toml", "site.toml");
        wiki.build().succeeds();
    }

    #[test]
    fn dangling_lock_files_of_editors_are_ignored() {
        let wiki = wiki();
        link(&wiki, "somebody@host.1234:5678", "content/real/.#page.md");
        wiki.build().is_clean();
    }

    #[test]
    fn names_with_backslashes_are_reported() {
        for name in [
            "content/a\\b.md",
            "content/a\\b.png",
            "content/a\\b/c.md",
            "static/a\\b.txt",
            "templates/a\\b.html",
        ] {
            let wiki = wiki().file(name, "x\n");
            let reported = name.trim_end_matches("/c.md");
            wiki.build().is_refused().reports(&[("unsafe-path", reported, 1, 1)]);
        }
    }
}
