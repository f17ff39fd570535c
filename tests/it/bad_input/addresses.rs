//! Addresses that collide or lead out, and odd names of files.

use super::*;

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
fn pages_cannot_take_the_address_of_a_continued_list() {
    let people = |count: u32| {
        (0..count).fold(Wiki::new().settings("[output]\nsearch = false\n"), |wiki, at| {
            wiki.file(&format!("content/people/p{at}.md"), format!("# Person {at}\n"))
        })
    };
    people(250).build().is_clean();
    for (count, file, text) in [
        (250, "content/people/2.md", "# Two\n"),
        (250, "content/people/2/index.html", "mine"),
        (250, "content/people/2/x.md", "# A section\n"),
        (250, "content/z.md", "---\naliases: [/people/2/]\n---\n"),
        // Lists of titles are longer than others.
        (1_000, "content/z.md", "---\npermalink: /special/orphans/2/\n---\n"),
    ] {
        let run = people(count).file(file, text).build();
        run.is_refused();
        assert_eq!(run.coded("url-collision").len(), 1, "{file}: {run}");
    }
    #[cfg(target_os = "linux")]
    people(250).file("content/people/2/Index.html", "mine").build().is_refused();
    let own = people(1_000).file("content/special/orphans.md", "# Mine\n").build();
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
fn addresses_outside_the_site_are_refused() {
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
