//! Dates that are not exact, and dates in calendars of stories.

use crate::harness::{Page, Wiki};

const SETTINGS: &str = r#"
[calendars.wheel]
eras = [{ name = "AB", counts_down = true }, "FY", "NE"]
[calendars.stardate]
prefix = "Stardate"
[calendars.harptos]
eras = ["DR"]
months = ["Hammer", { name = "Midwinter", days = 1 }, "Alturiak"]
days = 30
[types.event]
folder = "events"
[types.event.fields]
when = { type = "story-date", calendar = "wheel" }
logged = { type = "story-date", calendar = "stardate", many = true }
campaign = { type = "story-date", calendar = "harptos" }
built = { type = "date" }
"#;

fn wiki(pages: &[(&str, &str)], query: &str) -> Wiki {
    let wiki = Wiki::new()
        .settings(SETTINGS)
        .file("content/list.md", format!("```query\ntype: event\n{query}\n```\n"));
    for (name, yaml) in pages {
        wiki.write(&format!("content/events/{name}.md"), format!("---\ntitle: {name}\n{yaml}\n---\nText.\n"));
    }
    wiki
}

/// The titles of pages in the order of a query's list.
#[track_caller]
fn listed(pages: &[(&str, &str)], query: &str) -> Vec<String> {
    let run = wiki(pages, query).build();
    run.is_clean();
    let text = run.html("list/index.html").content().inner().to_owned();
    let mut found: Vec<(usize, String)> = pages
        .iter()
        .filter_map(|(name, _)| {
            Some((text.find(&format!("/events/{}/", name.to_lowercase()))?, (*name).to_owned()))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

const WHEEL: [(&str, &str); 6] = [
    ("Now", "when: 978 NE"),
    ("Breaking", "when: 300 AB"),
    ("Later", "when: 999 ne"),
    ("Bore", "when: c. 500 AB"),
    ("Wars", "when: 970–990 NE"),
    ("Hawkwing", "when: FY 943"),
];

#[test]
fn eras_sort_in_their_order_and_may_count_down() {
    assert_eq!(listed(&WHEEL, "sort: when"), ["Bore", "Breaking", "Hawkwing", "Now", "Wars", "Later"]);
    assert_eq!(listed(&WHEEL, "sort: -when"), ["Later", "Wars", "Now", "Hawkwing", "Breaking", "Bore"]);
}

#[test]
fn queries_compare_dates_of_stories() {
    assert_eq!(listed(&WHEEL, "sort: when\nwhen: \"> 943 FY\""), ["Now", "Wars", "Later"]);
    assert_eq!(listed(&WHEEL, "sort: when\nwhen: \"< 1 FY\""), ["Bore", "Breaking"]);
    assert_eq!(listed(&WHEEL, "sort: when\nwhen: 970s NE"), ["Now"]);
    let run = wiki(&WHEEL, "when: \"> 943\"").check();
    let fault = &run.coded("query")[0];
    assert!(fault.message.contains("expects a date in the calendar `wheel`"), "{run}");
    assert!(fault.help[0].contains("eras AB, FY, NE"), "{run}");
}

#[test]
fn months_and_plain_numbers_sort_and_are_shown_as_declared() {
    let pages = [
        ("C", "campaign: 3 alturiak 1492 dr"),
        ("B", "campaign: Midwinter 1492 DR"),
        ("A", "campaign: hammer 1492 DR"),
        ("D", "campaign: 1490s DR\nlogged: [41153.7, \"stardate 41986\"]"),
    ];
    assert_eq!(listed(&pages, "sort: campaign"), ["A", "B", "C", "D"]);
    let run = wiki(&pages, "show: [campaign, logged]\nview: table").build();
    run.is_clean();
    let text = |page: &Page| page.find(".infobox").text();
    assert!(text(&run.html("events/c/index.html")).contains("3 Alturiak 1492 DR"));
    assert!(text(&run.html("events/d/index.html")).contains("Stardate 41153.7"));
    assert!(run.html("list/index.html").content().inner().contains("Stardate 41986"));
    assert!(run.site.json("api/events/d.json").to_string().contains("1490s DR"));
}

#[test]
fn a_wrong_date_names_what_is_expected() {
    for (yaml, expected) in [
        ("when: 978", "eras AB, FY, NE"),
        ("when: 978 XE", "`978 NE`"),
        ("campaign: 31 Hammer 1492 DR", "`3 Hammer 978 DR`"),
        ("campaign: 2 Midwinter 1492 DR", "`3 Hammer 978 DR`"),
        ("logged: soon", "`41153.7`"),
        ("built: soon", "`c. 1995`, `1990s` or `1995–1997`"),
        ("built: 1995–1990", "`1995–1997`"),
    ] {
        let run = wiki(&[("A", yaml)], "").check();
        let fault = run.coded("invalid-date");
        assert!(fault.len() == 1 && fault[0].help[0].contains(expected), "{yaml}: {run}");
    }
}

const BUILT: [(&str, &str); 6] = [
    ("Exact", "built: 1993-05-01"),
    ("Year", "built: 1993"),
    ("About", "built: c. 1991"),
    ("Decade", "built: 1990s"),
    ("Range", "built: 1992–1995"),
    ("Old", "built: 1989-12"),
];

#[test]
fn real_dates_that_are_not_exact_follow_what_is_within_them() {
    assert_eq!(listed(&BUILT, "sort: built"), ["Old", "About", "Exact", "Year", "Range", "Decade"]);
    assert_eq!(listed(&BUILT, "sort: built\nbuilt: 1990s"), ["About", "Exact", "Year", "Range", "Decade"]);
    assert_eq!(listed(&BUILT, "sort: built\nbuilt: \"> 1992\""), ["Exact", "Year", "Range"]);
    assert_eq!(listed(&BUILT, "sort: built\nbuilt: 1993"), ["Exact", "Year"]);
}

#[test]
fn dates_that_are_not_exact_are_shown_in_the_language_of_the_wiki() {
    let german = |yaml: &str| {
        let settings = format!("language = \"de\"\n{SETTINGS}");
        let wiki = Wiki::new()
            .settings(&settings)
            .file("content/events/a.md", format!("---\ntitle: A\n{yaml}\n---\nText.\n"));
        wiki.build().html("events/a/index.html").find(".infobox").text()
    };
    assert!(german("built: c. 1991").contains("um 1991"));
    assert!(german("built: 1990s").contains("1990er"));
    assert!(german("built: 1992-05 to 1995").contains("Mai 1992 – 1995"));
}

#[test]
fn faults_of_calendars_are_reported() {
    for (settings, expected) in [
        ("[types.a.fields]\nwhen = { type = \"story-date\" }\n", "names no calendar"),
        (
            "[calendars.x]\n[types.a.fields]\nwhen = { type = \"story-date\", calendar = \"y\" }\n",
            "unknown calendar `y`",
        ),
        ("[calendars.x]\n[types.a.fields]\nwhen = { type = \"date\", calendar = \"x\" }\n", "has no effect"),
        ("[calendars.x]\neras = [\"A\", \"a\"]\n", "the era `a` is declared twice"),
        ("[calendars.x]\nmonths = [{ name = \"A\", days = 0 }]\n", "between 1 and 1000 days"),
        ("[calendars.x]\nmonths = [{ days = 3, nam = \"B\" }]\n", "unknown key `nam`"),
        ("[calendars.x]\nmonths = [3]\n", "expects text"),
        (
            "[calendars.x]\n[types.a.fields]\nwhen = { type = \"story-date\", default = \"soon\" }\n",
            "invalid default",
        ),
    ] {
        let run = Wiki::new().settings(settings).file("content/a.md", "Text.\n").check();
        assert!(run.diagnostics.iter().any(|fault| fault.message.contains(expected)), "{expected}: {run}");
    }
}

#[test]
fn timelines_place_dates_of_a_story() {
    let pages = [
        ("Late", "when: 12 NE"),
        ("Early", "when: c. 300 AB"),
        ("Middle", "when: 1-20 FY"),
        ("Never", "built: 1990"),
    ];
    for query in ["view: timeline\ndate_field: when", "view: timeline\nsort: when", "view: timeline"] {
        let run = wiki(&pages, query).build();
        run.is_clean();
        let list = run.html("list/index.html");
        assert_eq!(list.find(".timeline").texts(".what"), ["Early", "Middle", "Late", "Never"], "{query}");
        let when = list.find(".timeline").texts(".when");
        assert_eq!((when[0].as_str(), when[2].as_str()), ("c. 300 AB", "12 NE"), "{query}");
    }
    let run = wiki(&pages, "view: timeline\ndate_field: built").build();
    assert_eq!(run.html("list/index.html").find(".timeline").texts("time"), ["1990"]);
}

#[test]
fn sortable_tables_have_the_position_of_dates() {
    let pages = [("Late", "when: 12 NE"), ("Early", "when: 300 AB"), ("Middle", "when: 20 FY")];
    let run = wiki(&pages, "view: table\nshow: when\nsortable: true").build();
    let list = run.html("list/index.html");
    let cells = list.all("td data");
    let mut placed: Vec<(i64, String)> =
        cells.iter().map(|cell| (cell.get("value").parse().expect("a number"), cell.text())).collect();
    placed.sort();
    assert_eq!(
        placed.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        ["300 AB", "20 FY", "12 NE"]
    );
}
