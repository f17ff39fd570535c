//! The site around the pages.

use super::*;

// The site around the pages.

fn small_site() -> Wiki {
    Wiki::empty()
        .file("site.toml", "title = \"Heat & Co\"\nbase_url = \"https://wiki.test/wiki/\"\ndescription = \"All of it\"\nlanguage = \"en-GB\"\n[[nav]]\ntitle = \"People\"\nurl = \"/people/\"\n")
        .file("content/index.md", "---\ntitle: Welcome\ndescription: The start.\ndate: 2020-01-01\n---\n[[Al Pacino]]\n")
        .file("content/people/al.md", "---\ntitle: Al Pacino\ndescription: An actor.\ndate: 2021-05-06\nimage: {src: al.png, alt: Al, licence: CC0}\naliases: [Pacino]\n---\ntext\n")
        .file("content/people/al.png", png(10, 20))
}

#[test]
fn every_address_of_the_site_honours_the_path_of_its_base() {
    let run = small_site().build();
    run.is_clean();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        for url in run.html(path).addresses() {
            let inside = url.starts_with('#') || url.starts_with("/wiki/") || url.starts_with("https://");
            assert!(inside, "{path}: {url}");
        }
    }
    assert_eq!(run.html("index.html").href("Al Pacino"), "/wiki/people/al/");
}

#[test]
fn the_base_url_can_be_given_on_the_command_line() {
    let run = small_site().flag("--base-url").flag("https://other.example/a/b").build();
    run.is_clean();
    let page = run.html("people/al/index.html");
    assert_eq!(page.find("link[rel=canonical]").get("href"), "https://other.example/a/b/people/al/");
    assert_eq!(run.html("index.html").href("Al Pacino"), "/a/b/people/al/");
}

#[test]
fn pages_say_what_they_are_to_machines() {
    let run = small_site().build();
    let page = run.html("people/al/index.html");
    assert_eq!(page.find("html").get("lang"), "en-GB");
    assert_eq!(page.find("title").text(), "Al Pacino · Heat & Co");
    assert_eq!(page.find("link[rel=canonical]").get("href"), "https://wiki.test/wiki/people/al/");
    let graph = |name: &str| page.find(&format!("meta[property=og:{name}]")).get("content").to_owned();
    assert_eq!(graph("title"), "Al Pacino");
    assert_eq!(graph("url"), "https://wiki.test/wiki/people/al/");
    assert_eq!(graph("description"), "An actor.");
    let script = page.find("script[type=application/ld+json]").inner();
    let data: serde_json::Value = serde_json::from_str(script).expect("JSON-LD is JSON");
    assert_eq!(data["@context"], "https://schema.org");
    assert!(script.contains("https://wiki.test/wiki/people/al/") && script.contains("Al Pacino"), "{script}");
}

#[test]
fn a_sitemap_robots_a_feed_and_a_404_page_are_made() {
    let run = small_site().build();
    let sitemap = run.site.text("sitemap.xml");
    for url in ["https://wiki.test/wiki/", "https://wiki.test/wiki/people/al/"] {
        assert!(sitemap.contains(&format!("<loc>{url}</loc>")), "{sitemap}");
    }
    assert!(!sitemap.contains("404") && !sitemap.contains("/pacino/"), "{sitemap}");
    assert!(run.site.text("robots.txt").contains("Sitemap: https://wiki.test/wiki/sitemap.xml"));
    let lost = run.html("404.html");
    lost.find("a[href=/wiki/]");
    lost.find("meta[name=robots][content=noindex]");
    run.site.bytes(".nojekyll");
}

#[test]
fn the_feed_lists_pages_newest_first() {
    let older = "---\ntitle: Another page\ndate: 2020-01-01\n---\ntext\n";
    let run = small_site().file("content/another.md", older).build();
    let home = run.html("index.html");
    let feed = home.find("link[type=application/atom+xml]").get("href").to_owned();
    let feed = run.site.text(feed.trim_start_matches("https://wiki.test").trim_start_matches("/wiki/"));
    assert!(feed.starts_with("<?xml") && feed.contains("http://www.w3.org/2005/Atom"), "{feed}");
    assert!(feed.contains("Heat &amp; Co"), "{feed}");
    let (newer, older) = (feed.find("2021-05-06"), feed.find("2020-01-01"));
    assert!(newer.is_some() && newer < older, "{feed}");
}

#[test]
fn the_menu_leads_where_the_settings_say() {
    let run = small_site().build();
    let header = run.html("index.html");
    let item = header.find("header nav a");
    assert_eq!((item.text().as_str(), item.get("href")), ("People", "/wiki/people/"));
}

#[test]
fn a_folder_without_a_page_gets_one_that_lists_its_pages() {
    let run = small_site().build();
    let section = run.html("people/index.html");
    assert_eq!(section.href("Al Pacino"), "/wiki/people/al/");
    section.find("main").says("An actor.");
}

#[test]
fn a_folder_is_written_as_its_index_page() {
    let run = Wiki::new()
        .file("content/people/index.md", "---\ntitle: The people\n---\nWho is who.\n")
        .file("content/people/al.md", "---\ntitle: Al\n---\ntext\n")
        .build();
    run.is_clean();
    let page = run.html("people/index.html");
    assert_eq!(page.find("h1").text(), "The people");
    page.find("main").says("Who is who.");
    assert_eq!(page.href("Al"), "/people/al/");
}

#[test]
fn a_wiki_without_a_home_page_still_has_one() {
    let run = Wiki::new().file("content/a.md", "# Alone\n\ntext\n").build();
    run.is_clean();
    let home = run.html("index.html");
    assert_eq!(home.href("Alone"), "/a/");
}

#[test]
fn an_empty_wiki_is_a_site_on_request() {
    let run = Wiki::new().flag("--allow-empty").build();
    run.is_clean();
    run.html("index.html");
    run.site.is_sound();
}

#[test]
fn languages_written_from_the_right_say_so() {
    let run = Wiki::new().settings("language = \"he\"\n").file("content/עמוד.md", "טקסט\n").build();
    run.is_clean();
    let page = run.html("עמוד/index.html");
    assert_eq!((page.find("html").get("lang"), page.find("html").get("dir")), ("he", "rtl"));
}

#[test]
fn nothing_in_a_page_needs_a_lenient_content_security_policy() {
    let text = "---\ninfo: {a: b}\n---\n## h\n\n| a |\n|---|\n| b |\n\n$x$\n\n> [!note]- t\n> u\n";
    let run = Wiki::new().settings("[output]\ncsp = true\n").file("content/page.md", text).build();
    run.is_clean();
    let page = run.html("page/index.html");
    let policy = page.find("meta[http-equiv=Content-Security-Policy]").get("content");
    assert!(policy.contains("default-src 'self'"), "{policy}");
    page.lacks(" style=").lacks("<style").lacks("javascript:").lacks("data:");
    for handler in ["onclick=", "onload=", "onerror="] {
        page.lacks(handler);
    }
    for script in page.all("script") {
        let data = script.attribute("type") == Some("application/ld+json");
        assert!(data || script.attribute("src").is_some(), "an inline script: {}", script.outer());
    }
}
