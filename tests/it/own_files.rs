//! The site's own files take priority: content cannot replace generated files, except pages at the addresses listed
//! in `docs/content/writing.md`. No address leads out of the site or to a hidden path.

use crate::harness::{Run, Wiki, png};

/// A wiki with everything that can be generated.
fn full() -> Wiki {
    Wiki::new()
        .settings(concat!(
            "[output]\nheaders = true\ncname = \"example.org\"\n",
            "[types.event]\nfolder = \"events\"\nrole = \"event\"\n",
            "[types.event.fields.people]\ntype = \"page\"\nmany = true\n",
        ))
        .file("content/index.md", "---\ntitle: Home\n---\nSee [[One]] [@s1].\n")
        .file("content/notes/one.md", "---\ntitle: One\ncategories: [Crew]\n---\nText.\n")
        .file(
            "content/events/first.md",
            "---\ntitle: First\ndate: 1995-12-15\npeople: [One]\nsources: [s1]\n---\nText.\n",
        )
        .file("content/jobs/heat-film.md", "---\ntitle: Job (film)\n---\nText.\n")
        .file("content/jobs/heat-novel.md", "---\ntitle: Job (novel)\n---\nText.\n")
        .file("content/sources/s.yaml", "s1:\n  title: A source\n  date: 1995-12-15\n")
        .file("static/own/logo.png", png(2, 2))
}

/// Asserts that the wiki is refused with exactly these collisions, each located at the file or key to change.
#[track_caller]
fn collide(run: &Run, expected: &[(&str, u64)]) {
    run.is_refused();
    let found = run.coded("url-collision");
    let mut places: Vec<(&str, u64)> =
        found.iter().map(|fault| (fault.file.as_str(), fault.start.0)).collect();
    let mut expected = expected.to_vec();
    places.sort_unstable();
    expected.sort_unstable();
    assert_eq!(places, expected, "{run}");
    assert!(found.iter().all(|fault| !fault.help.is_empty()), "{run}");
}

/// Like `collide`, for files that must not exist at all; some may not be published anywhere.
#[track_caller]
fn refused(wiki: Wiki, files: &[&str]) {
    let files: Vec<String> = files.iter().map(|path| format!("content/{path}")).collect();
    let run = files.iter().fold(wiki, |wiki, file| wiki.file(file, "mine")).build();
    run.is_refused();
    for file in &files {
        let is_refused = |code: &&str| run.coded(code).iter().any(|fault| fault.file == *file);
        assert!(["url-collision", "active-file", "host-file"].iter().any(is_refused), "{file}: {run}");
    }
}

/// Every generated file that is not a page.
fn made() -> Vec<String> {
    let wiki = full();
    wiki.build().is_clean();
    let site = crate::harness::Site::as_files(&wiki.out());
    let is_made = |path: &&str| !path.ends_with("index.html") && !path.starts_with(".lorekeep");
    site.paths().into_iter().filter(is_made).map(str::to_owned).collect()
}

#[test]
fn content_files_cannot_replace_site_files() {
    let made = made();
    for kind in
        ["assets/js/main.", "own/logo.png", "search/names-", "search/index.json", "feed.xml", "api/pages/"]
    {
        assert!(made.iter().any(|path| path.starts_with(kind)), "{kind}: {made:#?}");
    }
    let visible = made.iter().map(String::as_str).filter(|path| !path.starts_with('.'));
    refused(full(), &visible.collect::<Vec<_>>());
}

#[test]
fn letter_case_and_unicode_form_do_not_make_another_path() {
    let wiki = || full().file("static/caf\u{e9}.png", png(2, 2));
    wiki().build().is_clean();
    refused(
        wiki(),
        &[
            "ROBOTS.txt",
            "Search/Index.json",
            "API/pages.json",
            "404.HTML",
            "Own/LOGO.png",
            "cname",
            "cafe\u{301}.png",
        ],
    );
}

#[test]
fn content_folders_cannot_replace_site_files() {
    let own =
        ["robots.txt", "feed.xml", "search/index.json", "api/pages.json", "404.html", "history/feed.xml"];
    refused(full(), &own.map(|path| format!("{path}/x.png")).each_ref().map(String::as_str));
    for path in own {
        let page = format!("---\ntitle: X\npermalink: /{path}/below/\n---\nText.\n");
        collide(&full().file("content/x.md", page).build(), &[("content/x.md", 3)]);
    }
}

#[test]
fn content_files_cannot_replace_site_folders() {
    refused(full(), &["search", "api", "assets", "special", "history", "notes/ONE"]);
}

/// Addresses of generated pages and files.
const OWN: [&str; 15] = [
    "/Search",
    "/special/",
    "/special/all-pages/",
    "/history/",
    "/history/person/one/",
    "/sources/",
    "/categories/",
    "/categories/crew/",
    "/notes/",
    "/job/",
    "/robots.txt",
    "/api/pages.json",
    "/search/index.json",
    "/sitemap.xml",
    "/own/logo.png",
];

#[test]
fn aliases_cannot_replace_generated_files() {
    let aliases: String = OWN.iter().map(|address| format!("  - {address}\n")).collect();
    let page = format!("---\ntitle: Mine\naliases:\n{aliases}---\nText.\n");
    let lines: Vec<_> = (4..).take(OWN.len()).map(|line| ("content/mine.md", line)).collect();
    collide(&full().file("content/mine.md", page).build(), &lines);
    let page = "---\ntitle: Mine\naliases:\n- Search\n- special\n- Notes\n- history\n- fine\n---\nText.\n";
    let lines = [4, 5, 6, 7].map(|line| ("content/mine.md", line));
    collide(&full().file("content/mine.md", page).build(), &lines);
}

#[test]
fn slugs_and_permalinks_cannot_replace_generated_files() {
    let slugs = ["search", "Special", "notes", "history", "job"].map(|name| format!("slug: {name}"));
    let permalinks = OWN.map(|address| format!("permalink: {address}"));
    for keys in [slugs.as_slice(), &permalinks] {
        let files: Vec<String> = (0..keys.len()).map(|at| format!("content/mine{at}.md")).collect();
        let page = |at: usize| format!("---\ntitle: Mine {at}\n{}\n---\nText.\n", keys[at]);
        let all = files.iter().enumerate().fold(full(), |wiki, (at, file)| wiki.file(file, page(at)));
        collide(&all.build(), &files.iter().map(|file| (file.as_str(), 3)).collect::<Vec<_>>());
    }
}

#[test]
fn a_page_takes_the_place_of_a_generated_one_by_its_file() {
    for (file, path) in [
        ("search.md", "search/index.html"),
        ("search/index.md", "search/index.html"),
        ("special/index.md", "special/index.html"),
        ("special/all-pages.md", "special/all-pages/index.html"),
        ("history/index.md", "history/index.html"),
        ("sources/index.md", "sources/index.html"),
        ("categories/index.md", "categories/index.html"),
        ("categories/Crew.md", "categories/crew/index.html"),
        ("notes.md", "notes/index.html"),
        ("notes/index.md", "notes/index.html"),
        ("job.md", "job/index.html"),
    ] {
        let title = if file == "categories/Crew.md" { "Crew" } else { "Mine" };
        let run =
            full().file(&format!("content/{file}"), format!("---\ntitle: {title}\n---\nMy words.\n")).build();
        run.is_clean();
        run.html(path).find("main").says("My words.");
    }
    let home =
        Wiki::new().file("content/start.md", "---\ntitle: Start\npermalink: /\n---\nMy words.\n").build();
    home.is_clean().html("index.html").find("main").says("My words.");
}

#[test]
fn pages_in_a_folder_do_not_hide_what_the_site_makes_there() {
    let folders = ["search", "special", "history", "sources"];
    let page = |folder: &str| format!("---\ntitle: In {folder}\n---\nText.\n");
    let plain = full().build();
    let wiki = full();
    folders.iter().for_each(|folder| wiki.write(&format!("content/{folder}/x.md"), page(folder)));
    let run = wiki.build();
    run.is_clean();
    run.site.is_sound();
    for folder in folders {
        let path = format!("{folder}/index.html");
        assert_eq!(run.html(&path).find("h1").text(), plain.html(&path).find("h1").text());
        assert!(!run.html(&path).find("main").text().contains(&format!("In {folder}")), "{folder}");
    }
}

#[test]
fn pictures_in_folders_of_such_names_are_published() {
    let run = full()
        .file("content/assets/heat.png", png(2, 2))
        .file("content/assets/js/old.0123456789.png", png(2, 2))
        .file("content/search/heat.png", png(2, 2))
        .file("content/api/heat.png", png(2, 2))
        .build();
    run.is_clean();
    for path in ["assets/heat.png", "assets/js/old.0123456789.png", "search/heat.png", "api/heat.png"] {
        assert!(run.site.has(path), "{path}");
    }
}

#[test]
fn files_of_static_take_the_place_of_what_the_site_makes() {
    let own = ["robots.txt", "404.html", "CNAME", "_headers", "search/index.html", "notes/index.html"];
    let wiki = || own.iter().fold(full(), |wiki, path| wiki.file(&format!("static/{path}"), "mine"));
    let run = wiki().build();
    run.is_clean();
    own.iter().for_each(|path| assert_eq!(run.site.text(path), "mine", "{path}"));
    refused(wiki(), &own);
}

#[test]
fn addresses_that_are_not_safe_everywhere_are_refused_where_they_are_written() {
    let paths = [
        "/.git/config",
        "/.well-known/x",
        "/a/.hidden/",
        "/a/../b",
        "/..",
        "/./a",
        "/%2e%2e/x",
        "/a\\..\\b",
        "//example.org",
        "/a//b",
        "/a./b",
        "/a /b",
        "/NUL",
        "/aux.txt/x",
        "/a\u{202e}b",
        "/a\u{1}b",
        "/a?b",
    ];
    let names = ["../a", "..", ".", ".git/config", "a/.git", "%2e%2e/a", "a\\..\\b"];
    let slugs = ["..", ".git", "%2e%2e", "a/b", "a%2fb", "a\\b", "con", "a\u{202e}b"];
    let aliases = paths.iter().chain(&names).map(|text| ("aliases", text));
    let permalinks = paths.iter().map(|text| ("permalink", text));
    for (key, text) in aliases.chain(permalinks).chain(slugs.iter().map(|text| ("slug", text))) {
        let quoted = serde_json::to_string(text).expect("JSON");
        let run =
            Wiki::new().file("content/a.md", format!("---\ntitle: A\n{key}: {quoted}\n---\nx\n")).build();
        run.is_refused();
        let place = run.coded("unsafe-path").first().map(|fault| (fault.file.as_str(), fault.start.0));
        // A control character is removed from the text and reported as such.
        let found = place.or(run.coded("nul-byte").first().map(|fault| (fault.file.as_str(), fault.start.0)));
        assert_eq!(found, Some(("content/a.md", 3)), "{key}: {text:?}: {run}");
    }
}

#[test]
fn names_with_dots_and_signs_are_fine_as_aliases() {
    let aliases =
        r#"[".hack", "S.H.I.E.L.D.", "AC/DC", "...", "Con", "Al: a life", "100%", "What?", "/u/al.b/"]"#;
    let run =
        Wiki::new().file("content/a.md", format!("---\ntitle: A\naliases: {aliases}\n---\nx\n")).build();
    run.is_clean();
    let hidden = |path: &&str| path.split('/').any(|part| part.starts_with('.') && part != ".nojekyll");
    let hidden: Vec<&str> = run.site.paths().into_iter().filter(hidden).collect();
    assert!(hidden.iter().all(|path| path.starts_with(".lorekeep")), "{hidden:?}");
}

#[test]
fn a_wiki_in_which_nothing_has_a_date_has_no_feed() {
    let wiki = Wiki::new().file("content/index.md", "Home.\n").file("content/a.md", "Text.\n");
    let run = wiki.build();
    assert!(!run.is_clean().site.has("feed.xml"));
    assert!(!run.site.text("index.html").contains("feed.xml"));
    wiki.write("content/a.md", "---\nupdated: 2024-05-06\n---\nText.\n");
    let run = wiki.build();
    assert!(run.site.text("feed.xml").contains("<updated>2024-05-06T00:00:00Z</updated>"));
    assert!(run.site.text("index.html").contains("feed.xml"));
}
