//! Special pages and optional rules.

use super::*;

// Special pages.

/// A wiki with something for each special page.
fn varied() -> Wiki {
    wiki()
        .settings(&format!("{TYPES}\n[checks]\nunsourced = \"off\"\n"))
        .file("content/works/heat.md", HEAT)
        .file("content/index.md", "# Home\n\n[[Heat]] [[Al Pacino]] [[Wanted Person]]\n")
        .file(
            "content/lonely.md",
            format!(
                "# Lonely\n\n{} [[Wanted Person]] [[Other Wish]]\n\nVincent Hanna walks by.\n",
                "Many words. ".repeat(300)
            ),
        )
        .file("content/end.md", "---\ntitle: Dead end\ncategories: [Some]\n---\nNo way out.\n")
        .file("content/hub.md", "# Hub\n\n[[Dead end]] [[Heat]]\n")
}

/// The special page whose link on the index contains one of these words.
#[track_caller]
fn special(run: &Run, words: &[&str]) -> Page {
    let index = run.html("special/index.html");
    let links = index.all("main a");
    let found = links.iter().find(|a| words.iter().any(|word| a.text().to_lowercase().contains(word)));
    let link = found.unwrap_or_else(|| {
        panic!("no special page `{words:?}`: {:?}", links.iter().map(|a| a.text()).collect::<Vec<_>>())
    });
    run.site.html(&run.site.target(link.get("href")).expect("the special page is there"))
}

/// Link texts in the main part of a special page.
fn listed(page: &Page) -> Vec<String> {
    page.find("main .text").texts("a")
}

#[track_caller]
fn lists(page: &Page, some: &[&str], none: &[&str]) {
    let found = listed(page);
    for name in some {
        assert!(found.iter().any(|known| known == name), "`{name}` is not on {}: {found:?}", page.name());
    }
    for name in none {
        assert!(!found.iter().any(|known| known == name), "`{name}` is on {}: {found:?}", page.name());
    }
}

#[test]
fn special_pages_show_the_state_of_the_wiki() {
    let run = varied().build();
    run.succeeds();
    run.site.is_sound();
    lists(&special(&run, &["all pages"]), &["Heat", "Lonely", "Al Pacino", "Dead end"], &[]);
    let works = special(&run, &["type"]).href("Works");
    lists(&run.html(&run.site.target(&works).expect("a list of works")), &["Heat"], &["Al Pacino"]);
    lists(&special(&run, &["orphan"]), &["Lonely", "Hub"], &["Heat", "Al Pacino", "Dead end"]);
    lists(&special(&run, &["dead end", "dead-end"]), &["Dead end"], &["Hub", "Heat"]);
    lists(&special(&run, &["uncategorised"]), &["Heat", "Lonely"], &["Dead end"]);
    lists(&special(&run, &["source"]), &["Lonely"], &[]);
    let longest = listed(&special(&run, &["longest"]));
    assert_eq!(longest[0], "Lonely");
    let most = listed(&special(&run, &["most linked", "most-linked"]));
    assert!(most[0] == "Heat" || most[0] == "Al Pacino", "{most:?}");
    let short = listed(&special(&run, &["short", "stub"]));
    assert!(short.iter().any(|name| name == "Dead end"), "{short:?}");
}

#[test]
fn wanted_pages_are_sorted_by_demand_and_list_the_pages_that_link_to_them() {
    let run = varied().build();
    let wanted = special(&run, &["wanted"]);
    let text = wanted.find("main").text();
    let (first, second) = (text.find("Wanted Person"), text.find("Other Wish"));
    assert!(first.is_some() && first < second, "{text}");
    lists(&wanted, &["Home", "Lonely"], &["Hub"]);
}

#[test]
fn names_without_a_link_are_found_with_their_lines() {
    let run = varied().build();
    let mentions = special(&run, &["unlinked", "mention"]);
    mentions.find("main").says("Vincent Hanna walks by");
    lists(&mentions, &["Vincent Hanna", "Lonely"], &[]);
}

#[test]
fn statistics_count_and_the_random_page_leads_to_a_page() {
    let run = varied().build();
    let numbers = |run: &Run| special(run, &["statistic"]).find("main").texts("dd");
    let more = varied().file("content/more.md", "# More\n\ntext\n").build();
    let (before, after): (u32, u32) = (number(&numbers(&run)[0]), number(&numbers(&more)[0]));
    assert_eq!(after, before + 1, "one page more");
    let random = special(&run, &["random"]);
    let leads = !random.all("main a").is_empty() || !random.all("script[src]").is_empty();
    assert!(leads, "{}", random.source());
}

#[test]
fn large_counts_are_grouped_all_alike() {
    let links = "[[B]] ".repeat(1_200);
    let run =
        Wiki::new().file("content/a.md", format!("# A\n\n{links}\n")).file("content/b.md", "# B\n").build();
    assert!(special(&run, &["statistic"]).find("main").texts("dd").contains(&"1,200".to_owned()), "{run}");
}

/// Parses a formatted number.
fn number(text: &str) -> u32 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("`{text}` is no count"))
}

// Optional rules.

#[test]
fn unlinked_mentions_repeated_links_and_self_links_are_opt_in() {
    let wiki = |checks: &str| {
        Wiki::new()
            .settings(checks)
            .file("content/pacino.md", "# Al Pacino\n\nHe is [[Al Pacino]].\n")
            .file("content/a.md", "---\ntitle: A\ndescription: Of Al Pacino.\n---\n`Al Pacino` is code.\n\nAl Pacino came first.\n\n[[B]] and é [[B|again]].\n")
            .file("content/b.md", "# B\n\n[[Al Pacino]]\n")
            .build()
    };
    wiki("").is_clean();
    wiki("[checks]\nfirst-mention = \"warning\"\ndouble-link = \"warning\"\nself-link = \"warning\"\n")
        .succeeds()
        .reports(&[
            ("first-mention", "content/a.md", 7, 1),
            ("double-link", "content/a.md", 9, 13),
            ("self-link", "content/pacino.md", 3, 7),
        ]);
    let orphans = wiki("[checks]\norphan = \"warning\"\n");
    assert!(orphans.coded("orphan").iter().any(|fault| fault.file == "content/a.md"), "{orphans}");
    assert!(!orphans.coded("orphan").iter().any(|fault| fault.file == "content/b.md"), "{orphans}");
}

#[test]
fn a_title_inside_a_word_hides_no_mention_behind_it() {
    let run = Wiki::new()
        .settings("[checks]\nfirst-mention = \"warning\"\n")
        .file("content/a.md", "# art of war\n\ntext\n")
        .file("content/b.md", "# war paint\n\ntext\n")
        .file("content/c.md", "# C\n\nA cart of war paint, and art of wars.\n")
        .build();
    run.reports(&[("first-mention", "content/c.md", 3, 11)]);
}
