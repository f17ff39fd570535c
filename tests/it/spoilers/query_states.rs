//! Lists of queries for readers who know labelled facts.

use crate::harness::planted::SETTINGS;
use crate::harness::{Run, Wiki};

/// A wiki with a chain of three books and a film; each hero has a fate with a label.
fn heroes(fates: &[(&str, &str)], query: &str) -> Run {
    let settings =
        SETTINGS.replace("[spoilers]\n", "[spoilers]\nseries = [\"s1\", \"s2\", \"s3\"]\nfilm = \"Film\"\n");
    let wiki = Wiki::new()
        .settings(&settings)
        .file("content/list.md", format!("```query\ntype: hero\n{query}\n```\n"));
    fates
        .iter()
        .fold(wiki, |wiki, (name, matter)| {
            let path = format!("content/heroes/{}.md", name.to_lowercase());
            wiki.file(&path, format!("---\ntitle: {name}\n{matter}\n---\nWords.\n"))
        })
        .build()
}

/// The names listed for each reader: the scopes, and the names.
fn lists(run: &Run) -> Vec<(String, Vec<String>)> {
    run.is_clean();
    run.site.is_sound();
    let page = run.html("list/index.html");
    let names = |query: &str| page.all(query).iter().map(|link| link.text()).collect::<Vec<_>>();
    let folds = page.all(".spoiler-states .spoiler");
    let known = folds.iter().map(|fold| {
        let names = fold.all("a").iter().map(|link| link.text()).collect::<Vec<_>>();
        (fold.get("data-scope").to_owned(), names)
    });
    let mut known: Vec<(String, Vec<String>)> = known.collect();
    let count = known.iter().map(|(_, names)| names.len()).sum();
    known.push((String::new(), names(".query a").split_off(count)));
    known
}

fn shown(expected: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let owned = |names: &&[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    expected.iter().map(|(scopes, names)| ((*scopes).to_owned(), owned(names))).collect()
}

#[test]
fn readers_who_know_more_have_longer_lists_and_come_first() {
    let fates = [
        ("Ann", "fate: dead"),
        ("Bea", "fate: {value: dead, spoiler: s1}"),
        ("Cid", "fate: {value: dead, spoiler: s3}"),
        ("Dan", "fate: {value: dead, spoiler: film}"),
        ("Eve", "fate: {value: alive, spoiler: s2}"),
    ];
    let run = heroes(&fates, "fate: dead");
    let all: &[&str] = &["Ann", "Bea", "Cid", "Dan"];
    let expected = [
        ("s3 film", all),
        ("s3", &["Ann", "Bea", "Cid"]),
        ("s1 film", &["Ann", "Bea", "Dan"]),
        ("film", &["Ann", "Dan"]),
        ("s1", &["Ann", "Bea"]),
        ("", &["Ann"]),
    ];
    assert_eq!(lists(&run), shown(&expected));
}

#[test]
fn conditions_that_exclude_values_hold_for_what_readers_know() {
    let run =
        heroes(&[("Ann", "fate: {value: dead, spoiler: s2}"), ("Bea", "fate: alive")], "fate: '!= dead'");
    assert_eq!(lists(&run), shown(&[("s2", &["Bea"]), ("", &["Ann", "Bea"])]));
}

#[test]
fn limits_sorting_and_groups_follow_what_readers_know() {
    let heights = [("Ann", "height: {value: 9, spoiler: s1}"), ("Bea", "height: 5"), ("Cid", "height: 7")];
    let run = heroes(&heights, "sort: -height\nlimit: 2");
    assert_eq!(lists(&run), shown(&[("s1", &["Ann", "Cid"]), ("", &["Cid", "Bea"])]));
    let fates = [("Ann", "fate: {value: a, spoiler: s1}"), ("Bea", "fate: b")];
    let run = heroes(&fates, "group: fate");
    assert_eq!(lists(&run), shown(&[("s1", &["Ann", "Bea"]), ("", &["Bea", "Ann"])]));
    let page = run.html("list/index.html");
    page.find(".spoiler-states .spoiler").omits("Other");
}

#[test]
fn labels_that_decide_nothing_give_no_further_lists() {
    let run = heroes(&[("Ann", "fate: {value: dead, spoiler: s1}\nheight: 5")], "fate: dead\nheight: 6");
    assert_eq!(lists(&run), shown(&[("", &[])]));
    let run = heroes(&[("Ann", "fate: {value: dead, spoiler: s1}\nheight: 5")], "height: 5\nshow: fate");
    assert_eq!(lists(&run), shown(&[("", &["Ann"])]));
}

#[test]
fn many_readers_with_long_lists_stay_within_bounds() {
    let heights: Vec<(String, String)> = (0..400)
        .map(|n| {
            (
                format!("Hero{n}"),
                format!("height: {{value: {n}, spoiler: {}}}", ["s1", "s2", "s3", "film"][n % 4]),
            )
        })
        .collect();
    let heights: Vec<(&str, &str)> =
        heights.iter().map(|(name, matter)| (name.as_str(), matter.as_str())).collect();
    let run = heroes(&heights, "sort: height");
    let lists = lists(&run);
    assert!(
        lists.len() > 1
            && lists[..lists.len() - 1].iter().map(|(_, names)| names.len()).sum::<usize>() <= 1000
    );
}

#[test]
fn filters_of_the_timeline_list_and_count_labelled_events_for_readers_who_know_them() {
    let event = |matter: &str| {
        format!("---\ntitle: Event {}\ndate: 2001-02-03\n{matter}\n---\nWords.\n", matter.len())
    };
    let events = [
        "people: [Ann]",
        "people: [{value: Ann, spoiler: s1}]",
        "people: [{value: Ann, spoiler: s3}]\nstatus: denied",
        "people: [{value: Ann, spoiler: unknown-to-all}]",
    ];
    let settings = SETTINGS.replace("[spoilers]\n", "[spoilers]\nseries = [\"s1\", \"s2\", \"s3\"]\n");
    let wiki = Wiki::new().settings(&settings).file("content/ann.md", "# Ann\n\nWords.\n");
    let files = events.iter().enumerate();
    let run = files
        .fold(wiki, |wiki, (n, matter)| wiki.file(&format!("content/events/e{n}.md"), event(matter)))
        .build();
    run.site.is_sound();
    let page = run.html("history/person/ann/index.html");
    let link = page.all(".filters li").into_iter().find(|item| item.text().contains("Ann")).unwrap();
    let counts: Vec<(&str, &str)> =
        link.all("i").iter().map(|count| (count.get("data-scope"), count.get("data-title"))).collect();
    assert_eq!(
        (link.find("small span").text().as_str(), &counts[..]),
        ("1", &[("s1", "2"), ("s3", "3")][..])
    );
    let folds: Vec<(&str, String)> = page
        .all(".folded details")
        .iter()
        .map(|fold| (fold.get("data-scope"), fold.find("a").get("href").to_owned()))
        .collect();
    let folds: Vec<(&str, &str)> =
        folds.iter().map(|(scopes, address)| (*scopes, address.as_str())).collect();
    assert_eq!(folds, [("s1", "/events/e1/"), ("s3", "/events/e2/"), ("all", "/events/e3/")]);
    page.count(".reach", 1).count(".timeline li", 1);
}
