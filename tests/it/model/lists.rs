//! Categories, long lists and backlinks.

use super::*;

// Categories.

#[test]
fn categories_have_pages_parents_and_members_by_letter() {
    let run = Wiki::new()
        .file(
            "content/categories/films.md",
            "---\ntitle: Films\ncategories: [Works]\n---\nAll the *films*.\n",
        )
        .file("content/a.md", "---\ntitle: Heat\ncategories: [Films]\n---\n")
        .file("content/b.md", "---\ntitle: ali\ncategories: [Films, Works]\n---\n")
        .file("content/c.md", "---\ntitle: \"1941\"\ncategories: [films]\n---\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let films = run.html("categories/films/index.html");
    films.find("article").says("All the films.");
    assert_eq!(films.href("Works"), "/categories/works/");
    let letters: Vec<String> =
        films.all("section.letter").iter().map(|section| section.find("h2").text()).collect();
    assert_eq!(letters.len(), 3, "{letters:?}");
    assert!(letters.contains(&"A".to_owned()) && letters.contains(&"H".to_owned()), "{letters:?}");
    assert_eq!(films.href("Heat"), "/a/");
    let all = run.html("categories/index.html");
    let counts: Vec<String> = all.all(".text li").iter().map(|item| item.text()).collect();
    assert_eq!(counts, ["Films 3", "Works 3"], "a category counts what is in those below it, each page once");
    let works = run.html("categories/works/index.html");
    assert_eq!((works.href("Films").as_str(), works.href("ali").as_str()), ("/categories/films/", "/b/"));
    assert!(
        !works.all("article a").iter().any(|a| a.text() == "Heat"),
        "a member of a subcategory is no member"
    );
}

#[test]
fn categories_that_are_each_others_parents_are_reported() {
    let run = Wiki::new()
        .file("content/categories/a.md", "---\ntitle: A\ncategories: [B]\n---\n")
        .file("content/categories/b.md", "---\ntitle: B\ncategories:\n  - X\n  - C\n---\n")
        .file("content/categories/c.md", "---\ntitle: C\ncategories: [A]\n---\n")
        .build();
    run.is_refused();
    let cycles = run.coded("category-cycle");
    assert!(!cycles.is_empty(), "{run}");
    for cycle in cycles {
        let place = (cycle.file.as_str(), cycle.start);
        let known = [
            ("content/categories/a.md", (3, 14)),
            ("content/categories/b.md", (5, 5)),
            ("content/categories/c.md", (3, 14)),
        ];
        assert!(known.contains(&place), "{cycle:#?}");
    }
}

/// Seven hundred pages in one category that all link to one page.
fn large() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let mut wiki = Wiki::new().settings("[output]\nsearch = false\napi = false\n").file("content/hub.md", "# The Hub\n\ntext\n");
        for at in 0..700 {
            let letter = char::from(b'A' + u8::try_from(at % 26).expect("a letter"));
            let text = format!("---\ntitle: {letter} page {at:03}\ncategories: [Everything]\n---\nSome words about [[The Hub]] number {at}.\n");
            wiki = wiki.file(&format!("content/p/page{at}.md"), text);
        }
        wiki.build()
    })
}

/// Follows a paginated list and returns all its pages.
fn split_list(site: &Site, first: &str) -> Vec<Page> {
    let mut pages = vec![site.html(first)];
    while let Some(next) = pages[pages.len() - 1].all("a[rel=next]").first().map(|a| a.get("href").to_owned())
    {
        pages.push(site.html(&site.target(&next).unwrap_or_else(|| panic!("{next} leads nowhere"))));
        assert!(pages.len() < 100, "the pages go round");
    }
    pages
}

#[track_caller]
fn lists_all_pages(pages: &[Page], per_page: usize) {
    let mut found: Vec<String> = Vec::new();
    for page in pages {
        let members: Vec<&str> = page
            .all("main a")
            .iter()
            .filter_map(|a| a.attribute("href"))
            .filter(|href| href.starts_with("/p/page"))
            .collect();
        assert!(members.len() <= per_page, "{} entries on {}", members.len(), page.name());
        found.extend(members.into_iter().map(str::to_owned));
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 700);
}

#[test]
fn a_category_of_many_members_is_split_into_pages() {
    let run = large();
    run.is_clean();
    let pages = split_list(&run.site, "categories/everything/index.html");
    assert!(pages.len() >= 4, "{} pages", pages.len());
    lists_all_pages(&pages, 200);
}

#[test]
fn a_page_that_many_link_to_stays_small_and_leads_to_the_whole_list() {
    let run = large();
    let hub = run.html("hub/index.html");
    let shown = hub.find("section.backlinks").all("li").len();
    assert!((1..=100).contains(&shown), "{shown} backlinks on the page");
    assert!(hub.source().len() < 40_000, "{} bytes", hub.source().len());
    let all = hub
        .all("section.backlinks a")
        .into_iter()
        .find(|a| a.text().contains("700"))
        .expect("a link to all of them");
    let first = run.site.target(all.get("href")).expect("the list is there");
    lists_all_pages(&split_list(&run.site, &first), 1000);
}

#[test]
fn a_page_lists_what_fits_so_that_a_wiki_has_fewer_files() {
    for (links, has_list) in [(100, false), (101, true)] {
        let mut wiki = Wiki::new().file("content/hub.md", "# The Hub\n\ntext\n");
        for at in 0..links {
            wiki = wiki.file(&format!("content/p/page{at}.md"), format!("# Page {at}\n\n[[The Hub]]\n"));
        }
        let run = wiki.build();
        let hub = run.html("hub/index.html");
        assert_eq!(run.site.has("special/links-to/hub/index.html"), has_list, "{links}");
        let shown = hub.find("section.backlinks").all("li").len();
        assert_eq!(shown, if has_list { 40 } else { links }, "{links}");
    }
}

#[test]
fn no_page_grows_with_the_wiki() {
    let run = large();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        let size = run.site.bytes(path).len();
        assert!(size < 100_000, "{path} has {size} bytes");
    }
}

// Backlinks.

#[test]
fn backlinks_show_the_sentence_and_are_grouped_by_type() {
    let run = wiki()
        .file("content/works/heat.md", HEAT)
        .file("content/people/kilmer.md", "# Val Kilmer\n\nWith [[Al Pacino]].\n")
        .file(
            "content/a.md",
            "# An article\n\nFirst words. Here [[Al Pacino]] drinks coffee with <b>them</b>. Last words.\n",
        )
        .build();
    run.is_clean();
    let backlinks = run.html("people/pacino/index.html");
    let section = backlinks.find("section.backlinks");
    section.says("Here Al Pacino drinks coffee").says("An article");
    let groups = section.texts("h3");
    assert!(groups.len() >= 2, "{groups:?}");
    let from_field = section.all("a").iter().filter(|a| a.get("href") == "/works/heat/").count();
    assert_eq!(from_field, 0, "the infobox says it");
    backlinks.find("aside.infobox a[href=/works/heat/]");
}

#[test]
fn a_page_that_nobody_links_to_has_no_backlinks() {
    let run = Wiki::new().file("content/a.md", "# A\n\n[[A]]\n").build();
    assert!(run.html("a/index.html").all("section.backlinks").is_empty(), "a link to itself counts");
}
