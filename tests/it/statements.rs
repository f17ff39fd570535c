//! Relations between statements: superseding, correcting, confirming, refining and denying; undated and partly dated ones.

use crate::harness::{Element, Run, Wiki};

const SETTINGS: &str = r#"
[spoilers]
novel = "the novel"
[types.work]
folder = "works"
[types.person]
folder = "people"
[types.event]
folder = "events"
role = "event"
[types.event.fields.date]
type = "date"
[types.event.fields.status]
type = "choice"
values = ["reported", "announced", "confirmed", "denied"]
[types.event.fields.supersedes]
type = "page"
to = ["event"]
many = true
inverse = "superseded_by"
[types.event.fields.corrects]
type = "page"
to = ["event"]
many = true
inverse = "corrected_by"
[types.event.fields.confirms]
type = "page"
to = ["event"]
many = true
inverse = "confirmed_by"
[types.event.fields.refines]
type = "page"
to = ["event"]
many = true
inverse = "refined_by"
[types.event.fields.disputes]
type = "page"
to = ["event"]
many = true
inverse = "disputed_by"
[properties.start]
label = "Start"
[properties.lead]
label = "Lead"
[properties.cast]
label = "Cast"
many = true
"#;

/// A wiki with a page `Heat 2` that has these claims, each a flow map without braces; the first one is on line 4.
fn wiki(claims: &[&str]) -> Wiki {
    let claims: String = claims.iter().map(|claim| format!("  - {{{claim}, source: s}}\n")).collect();
    Wiki::new()
        .settings(SETTINGS)
        .file("content/sources/s.yaml", "s: {title: Source}\n")
        .file("content/works/heat-2.md", format!("---\ntitle: Heat 2\nclaims:\n{claims}---\nA film.\n"))
        .file("content/people/pitt.md", "---\ntitle: Brad Pitt\naliases: [Pitt]\n---\n")
        .file("content/people/bale.md", "---\ntitle: Christian Bale\n---\n")
        .file("content/people/agent.md", "---\ntitle: The agent\nsources: [s]\n---\n")
}

fn claiming(claims: &[&str]) -> Run {
    wiki(claims).build()
}

/// State and text of each claim of the history.
fn thread(run: &Run) -> Vec<(String, String)> {
    let page = run.html("works/heat-2/index.html");
    let claims = page.all("section.claims .claim");
    claims
        .iter()
        .map(|claim| (claim.attribute("data-state").unwrap_or_default().to_owned(), claim.text()))
        .collect()
}

/// Asserts the states of the history.
#[track_caller]
fn states(run: &Run, expected: &[&str]) -> Vec<String> {
    let (states, texts): (Vec<String>, Vec<String>) = thread(run).into_iter().unzip();
    assert_eq!(states, expected, "{texts:#?}");
    texts
}

fn infobox(run: &Run) -> String {
    run.html("works/heat-2/index.html").find("aside.infobox").text()
}

fn json(run: &Run, page: &str) -> serde_json::Value {
    serde_json::from_str(run.site.text(&format!("api/{}.json", page.trim_end_matches('/')))).expect("JSON")
}

/// Each relation, with its words at the newer and at the older end, and the state in which it leaves the older one.
const RELATIONS: [(&str, &str, &str, &str); 5] = [
    ("supersedes", "supersedes OLD", "superseded by NEW", "superseded"),
    ("corrects", "corrects OLD", "corrected by NEW", "mistaken"),
    ("refines", "makes OLD more exact", "made more exact by NEW", "refined"),
    ("disputes", "disputes OLD", "disputed by NEW", "disputed"),
    ("confirms", "confirms Ada, 2020", "confirmed by Bob, 2021", "current"),
];

#[test]
fn each_relation_has_its_own_words_at_both_ends_in_claims_tables_feeds_and_json() {
    for (relation, newer, older, state) in RELATIONS {
        let value = if relation == "confirms" { "OLD" } else { "NEW" };
        let run = wiki(&[
            "id: old, property: start, value: OLD, said: 2020, by: Ada",
            &format!("id: new, property: start, value: {value}, said: 2021, by: Bob, {relation}: [old]"),
        ])
        .file("content/list.md", "```query\ntype: claim\nview: table\nshow: [value]\n```\n")
        .build();
        run.is_clean();
        run.site.is_sound();
        let second = if relation == "disputes" { "disputed" } else { "current" };
        let texts = states(&run, &[state, second]);
        assert!(texts[0].contains(older) && texts[1].contains(newer), "{texts:#?}");
        let list = run.html("list/index.html");
        list.content().says(older).says(newer);
        let feed = run.site.text("feed.xml");
        assert!(feed.contains(older) && feed.contains(newer), "{feed}");
        let claims = json(&run, "works/heat-2/")["claims"].clone();
        let inverse = match relation {
            "supersedes" => "superseded_by",
            "corrects" => "corrected_by",
            "refines" => "refined_by",
            "disputes" => "disputed_by",
            _ => "confirmed_by",
        };
        assert_eq!(claims[0]["state"], state);
        assert_eq!(claims[0][inverse][0]["id"], "new", "{claims:#}");
        assert_eq!(claims[1][relation][0]["id"], "old", "{claims:#}");
    }
}

#[test]
fn each_relation_of_events_has_its_own_words_at_both_ends() {
    for (relation, newer, older, state) in RELATIONS {
        let run = wiki(&[])
            .file("content/events/a.md", "---\ntitle: OLD\ndate: 2020\nstatus: reported\nsources: [s]\n---\nText.\n")
            .file(
                "content/events/b.md",
                format!("---\ntitle: NEW\ndate: 2021-05-06\nstatus: reported\nsources: [s]\n{relation}: [OLD]\n---\nText.\n"),
            )
            .build();
        run.is_clean();
        let page = run.html("history/index.html");
        let entries = page.find(".timeline").all("li");
        let says = |entry: &Element<'_>, words: &str| {
            let words = words.replace("Ada, 2020", "OLD").replace("Bob, 2021", "NEW");
            assert!(entry.text().to_lowercase().contains(&words.to_lowercase()), "{}", entry.text());
        };
        says(&entries[0], older);
        says(&entries[1], newer);
        let is_replaced = !["disputed", "current"].contains(&state);
        assert_eq!(entries[0].attribute("class") == Some("superseded"), is_replaced, "{relation}");
        let old = run.html("events/a/index.html");
        assert_eq!(old.all(".banner").len(), usize::from(is_replaced), "{relation}");
        let event = &json(&run, "events/a/")["event"];
        assert_eq!(event["state"], if is_replaced { state } else { "current" });
    }
}

#[test]
fn a_replaced_event_says_so_under_its_title_in_its_description_in_the_search_and_in_the_feed() {
    let run = wiki(&[])
        .file("content/events/a.md", "---\ntitle: Shooting in 2024\ndescription: Mann promises it.\ndate: 2020\nstatus: announced\nsources: [s]\n---\nText.\n")
        .file("content/events/b.md", "---\ntitle: Moved\ndate: 2021-05-06\nstatus: announced\nsources: [s]\nsupersedes: [Shooting in 2024]\n---\nText.\n")
        .build();
    run.is_clean();
    let page = run.html("events/a/index.html");
    let sentence = "Superseded by Moved on 6 May 2021.";
    page.find(".banner").says(sentence);
    assert_eq!(page.find("meta[name=description]").get("content"), format!("{sentence} Mann promises it."));
    assert!(run.site.text("feed.xml").contains(sentence));
    let page = json(&run, "events/a/");
    assert_eq!(page["sections"][0][2], sentence, "the excerpts of the search do not say so: {page:#}");
    assert!(page["description"].as_str().is_some_and(|text| text.starts_with(sentence)), "{page:#}");
}

#[test]
fn all_successors_are_shown() {
    let run = claiming(&[
        "id: a, property: start, value: one, said: 2020",
        "id: b, property: start, value: two, said: 2021, supersedes: [a]",
        "id: c, property: start, value: three, said: 2022, supersedes: [a, b]",
        "id: d, property: start, value: four, said: 2023, corrects: [a], supersedes: [c]",
    ]);
    run.is_clean();
    let texts = states(&run, &["mistaken", "superseded", "superseded", "current"]);
    for words in ["superseded by two", "superseded by three", "corrected by four"] {
        assert!(texts[0].contains(words), "{texts:#?}");
    }
}

#[test]
fn what_is_older_can_correct_and_refine_but_neither_supersede_nor_confirm() {
    for (relation, value, refused) in [
        ("corrects", "b", false),
        ("refines", "b", false),
        ("supersedes", "b", true),
        ("confirms", "a", true),
    ] {
        let run = claiming(&[
            "id: a, property: start, value: a, said: 2023",
            &format!("id: b, property: start, value: {value}, said: 2022, {relation}: [a]"),
        ]);
        assert_eq!(run.coded("superseded-by-older").len(), usize::from(refused), "{relation}: {run}");
    }
}

#[test]
fn a_claim_confirms_only_its_own_value() {
    let run = claiming(&[
        "id: a, property: start, value: '[[Brad Pitt]]', said: 2022",
        "id: b, property: start, value: Pitt, said: 2023, confirms: [a]",
    ]);
    run.is_clean();
    let run = claiming(&[
        "id: a, property: cast, value: Brad Pitt, said: 2022",
        "id: b, property: cast, value: Christian Bale, said: 2023, confirms: [a]",
    ]);
    run.succeeds().reports(&[("confirms-other-value", "content/works/heat-2.md", 5, 75)]);
}

#[test]
fn claims_that_follow_each_other_in_a_cycle_are_reported_whatever_the_relation() {
    for relation in ["supersedes", "corrects", "confirms", "refines"] {
        let run = claiming(&[
            "id: a, property: start, value: x, said: 2022, supersedes: [b]",
            &format!("id: b, property: start, value: x, said: 2022, {relation}: [a]"),
        ]);
        assert_eq!(run.coded("supersession-cycle").len(), 1, "{relation}: {run}");
    }
}

#[test]
fn what_is_said_again_stands_once() {
    let run = claiming(&[
        "id: a, property: cast, value: '[[Christian Bale]]', said: 2026-02-24, by: Bale",
        "id: b, property: cast, value: '[[Christian Bale]]', said: 2026-03-06, by: Bale, confirms: [a]",
    ]);
    run.is_clean();
    states(&run, &["current", "current"]);
    assert_eq!(infobox(&run).matches("as of").count(), 1, "{}", infobox(&run));
    assert!(infobox(&run).contains("6 March 2026"));
}

#[test]
fn a_property_of_many_values_takes_one_page_per_claim() {
    for value in ["Brad Pitt and Christian Bale", "Brad Pitt, Christian Bale", "Pitt & Christian Bale"] {
        let run = claiming(&[&format!("property: cast, value: '{value}', said: 2020")]);
        run.is_refused().reports(&[("several-values", "content/works/heat-2.md", 4, 29)]);
    }
    claiming(&["property: cast, value: Brad Pitt and company, said: 2020"]).is_clean();
    claiming(&["property: lead, value: Brad Pitt or Christian Bale, said: 2020"]).is_clean();
    wiki(&["property: cast, value: Brad Pitt and Christian Bale, said: 2020"])
        .file("content/people/duo.md", "---\ntitle: Brad Pitt and Christian Bale\n---\n")
        .build()
        .is_clean();
}

// Denials.

#[test]
fn a_denial_ends_what_it_denies_and_is_never_current() {
    let run = claiming(&[
        "property: lead, value: '[[Brad Pitt]]', said: 2024-05, by: A paper",
        "property: lead, value: Pitt, said: 2024-06-07, by: '[[The agent]]', status: denied",
    ]);
    run.is_clean();
    run.site.is_sound();
    let texts = states(&run, &["denied", "denied"]);
    assert!(texts[0].contains("denied by The agent, 7 June 2024"), "{texts:#?}");
    let reading = "Not Pitt (denied by The agent, 7 June 2024)";
    let reading = if infobox(&run).contains("Not Pitt") {
        reading
    } else {
        "Not Brad Pitt (denied by The agent, 7 June 2024)"
    };
    assert!(infobox(&run).contains(reading), "{}", infobox(&run));
    assert!(texts[1].contains(reading), "{texts:#?}");
    assert!(run.site.text("feed.xml").contains("(denied by The agent, 7 June 2024)"));
}

#[test]
fn a_denied_name_is_in_no_cast_list() {
    let run = claiming(&[
        "property: cast, value: '[[Brad Pitt]]', said: 2024, by: A paper",
        "property: cast, value: '[[Brad Pitt]]', said: 2025, by: The agent, status: denied",
        "property: cast, value: '[[Christian Bale]]', said: 2025",
    ]);
    run.is_clean();
    assert!(!infobox(&run).contains("Pitt") && infobox(&run).contains("Christian Bale"), "{}", infobox(&run));
    let query = wiki(&["property: cast, value: Brad Pitt, said: 2025, status: denied"])
        .file("content/list.md", "```query\ntype: claim\nstate: [current, disputed]\n```\n")
        .build();
    query.html("list/index.html").content().omits("Pitt");
}

#[test]
fn a_denial_ends_nothing_that_was_said_after_it() {
    let claims = [
        "id: no, property: lead, value: Brad Pitt, said: 2024-05, status: denied",
        "property: lead, value: Brad Pitt, said: 2025-01, by: Himself",
    ];
    let run = claiming(&claims);
    run.is_refused().diagnostic("conflicting-claims", "content/works/heat-2.md", 5, 29).says("denies");
    let run = claiming(&[claims[0], &format!("{}, supersedes: [no]", claims[1])]);
    run.is_clean();
    states(&run, &["superseded", "current"]);
}

#[test]
fn a_denial_in_a_spoiler_ends_nothing_for_readers_who_may_not_know_it() {
    let run = claiming(&[
        "property: lead, value: Brad Pitt, said: 2024",
        "property: lead, value: Brad Pitt, said: 2025, status: denied, by: The agent, spoiler: novel",
    ]);
    run.is_clean();
    assert_eq!(thread(&run)[0].0, "current");
    assert!(!run.site.text("feed.xml").contains("agent"));
}

// Dates.

#[test]
fn what_was_only_read_is_last_says_so_and_is_no_news() {
    let run =
        wiki(&["property: lead, value: read, read: 2026-11-21", "property: lead, value: read, said: 2025"])
            .file("content/list.md", "```query\ntype: claim\nview: table\nsort: -said\n```\n")
            .build();
    run.is_clean();
    let texts = states(&run, &["current", "current"]);
    assert!(texts[1].contains("undated, read 21 November 2026"), "{texts:#?}");
    assert!(infobox(&run).contains("undated, read 21 November 2026"));
    let rows = run.html("list/index.html");
    let rows = rows.content().all("tbody tr");
    rows[1].says("undated, read 21 November 2026");
    assert_eq!(run.site.text("feed.xml").matches("<entry>").count(), 1);
    let claims = json(&run, "works/heat-2/")["claims"].clone();
    assert_eq!((&claims[1]["read"], &claims[1]["said"]), (&"2026-11-21".into(), &serde_json::Value::Null));
}

#[test]
fn a_claim_with_a_date_of_its_own_needs_none_on_which_it_was_read() {
    let run = claiming(&["property: lead, value: x, said: 2025, read: 2026-11-21"]);
    run.succeeds().reports(&[("read-date", "content/works/heat-2.md", 4, 50)]);
}

#[test]
fn partial_dates_follow_the_exact_ones_within_them() {
    let run = wiki(&[
        "property: cast, value: A, said: 2025",
        "property: cast, value: B, said: 2025-12",
        "property: cast, value: C, said: 2025-12-12",
        "property: cast, value: D, said: 2026-01",
    ])
    .file("content/list.md", "```query\ntype: claim\nsort: -said\nview: table\nshow: [value]\n```\n")
    .file(
        "content/events/a.md",
        "---\ntitle: First on the list\ndate: 2022-08\nstatus: reported\nsources: [s]\n---\n",
    )
    .file(
        "content/events/b.md",
        "---\ntitle: Published\ndate: 2022-08-09\nstatus: reported\nsources: [s]\n---\n",
    )
    .build();
    let values: Vec<String> =
        thread(&run).into_iter().map(|(_, text)| text.chars().take(1).collect()).collect();
    assert_eq!(values, ["C", "B", "A", "D"]);
    let list = run.html("list/index.html");
    let cells: Vec<String> =
        list.content().all("tbody td").iter().map(|cell| cell.text().chars().take(1).collect()).collect();
    assert_eq!(cells, ["D", "A", "B", "C"]);
    assert_eq!(
        run.html("history/index.html").find(".timeline").texts("h3"),
        ["Published", "First on the list"]
    );
}

// Dates that have passed.

const PASSED: &str = "this date has passed; nothing newer is known here";

/// Codes and lines of the findings of `check` on a day.
fn findings(wiki: &Wiki, day: &str) -> Vec<(String, u64)> {
    let run = wiki.run(&["check", "--format", "json", "--today", day]);
    run.diagnostics.iter().map(|fault| (fault.code.clone(), fault.start.0)).collect()
}

#[test]
fn a_date_that_has_passed_is_a_finding_at_its_line_and_readers_see_it() {
    for value in ["2026-08-03", "2026-08", "2025"] {
        for status in ["announced", "reported"] {
            let wiki = wiki(&[&format!("property: start, value: {value}, said: 2024-12, status: {status}")]);
            assert_eq!(findings(&wiki, "2024-12-31"), []);
            assert_eq!(findings(&wiki, "2026-09-01"), [("overdue".to_owned(), 4)], "{value} {status}");
            let on = |day: &str| wiki.run(&["build", "--format", "json", "--today", day]);
            assert!(!infobox(&on("2024-12-31")).contains(PASSED));
            let run = on("2026-09-01");
            assert!(infobox(&run).contains(PASSED) && thread(&run)[0].1.contains(PASSED), "{value}");
            assert_eq!(json(&run, "works/heat-2/")["claims"][0]["passed"], true);
        }
    }
}

#[test]
fn the_day_itself_has_not_passed_nor_has_a_date_that_was_reported_afterwards() {
    let on_the_day = wiki(&["property: start, value: 2026-08-03, said: 2025-12, status: announced"]);
    assert_eq!(findings(&on_the_day, "2026-08-03"), []);
    assert_eq!(findings(&on_the_day, "2026-08-04").len(), 1);
    for claim in [
        "property: start, value: 1995-12-15, said: 2020, status: reported",
        "property: start, value: 2026-08-03, said: 2026-08-03, status: announced",
        "property: start, value: 2026-08-03, said: 2025, status: confirmed",
        "property: start, value: Summer 2026, said: 2025, status: announced",
    ] {
        assert_eq!(findings(&wiki(&[claim]), "2027-01-01"), [], "{claim}");
    }
}

#[test]
fn what_was_replaced_or_came_true_is_not_overdue() {
    let promise = "id: a, property: start, value: 2026-08-03, said: 2025, status: announced";
    for later in [
        "property: start, value: 2027-08-03, said: 2026, status: announced, supersedes: [a]",
        "property: start, value: 2026-08-03, said: 2026-08-04, status: released, confirms: [a]",
        "property: start, value: 2026-08-03, said: 2026-08-04, status: confirmed",
        "property: start, value: 2026-08-03, said: 2026-01, status: denied",
    ] {
        assert_eq!(findings(&wiki(&[promise, later]), "2027-01-01"), [], "{later}");
    }
}

#[test]
fn whoever_looked_and_found_nothing_newer_writes_the_day() {
    let wiki =
        wiki(&["property: start, value: 2026-08-03, said: 2025, status: announced, checked: 2026-11-21"]);
    assert_eq!(findings(&wiki, "2026-08-04").len(), 1, "nobody had looked by then");
    assert_eq!(findings(&wiki, "2026-11-21"), []);
    assert_eq!(findings(&wiki, "2026-11-27"), []);
    let run = wiki.run(&["build", "--format", "json", "--today", "2026-11-27"]);
    assert!(infobox(&run).contains("(as of 21 November 2026)"), "{}", infobox(&run));
}

#[test]
fn the_wiki_of_the_repository_has_these_findings_on_these_days() {
    let overdue = ("overdue", "value: \"2026-08-03\"");
    let film = include_str!("../../content/works/heat-2-film.md");
    for (day, expected) in [("2026-03-06", None), ("2026-08-04", Some(overdue)), ("2026-11-27", None)] {
        let root = env!("CARGO_MANIFEST_DIR");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_lorekeep"))
            .args(["check", "--format", "json", "--today", day, "--root", root])
            .output()
            .expect("the program runs");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let found: Vec<(String, String)> = report["diagnostics"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|fault| {
                assert_eq!(fault["file"], "content/works/heat-2-film.md", "{fault:#}");
                let line = fault["line"].as_u64().expect("a line") as usize;
                (
                    fault["code"].as_str().expect("a code").to_owned(),
                    film.lines().nth(line - 1).unwrap_or_default().trim().to_owned(),
                )
            })
            .collect();
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(code, line)| (code.to_owned(), line.to_owned())).collect();
        assert_eq!(found, expected, "on {day}");
    }
}

// Sources.

#[test]
fn a_reference_leads_to_its_remarks_and_names_the_reprint() {
    let run = wiki(&[])
        .file(
            "content/sources/more.yaml",
            "vulture: {title: A sequel, publisher: Vulture, reprinted_by: truemac.vn, date: 2016-03, url: 'https://truemac.vn/x', reliability: Known only from a reprint.}\n",
        )
        .file("content/page.md", "Text.[@vulture]\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("page/index.html");
    let reference = page.find("section.references li");
    reference.says("Vulture, as reprinted by truemac.vn, March 2016");
    let link = reference.find("a.about-source");
    assert_eq!(link.get("href"), "/sources/#vulture");
    run.html("sources/index.html")
        .find("#vulture")
        .says("as reprinted by truemac.vn")
        .says("Known only from a reprint.");
}

#[test]
fn references_find_their_entry_on_any_page_of_the_list_of_sources() {
    let many: String = (0..450).map(|at| format!("s{at}: {{title: Source {at}}}\n")).collect();
    let cites: String = (0..450).map(|at| format!("[@s{at}]\n")).collect();
    let run = wiki(&[]).file("content/sources/many.yaml", many).file("content/page.md", cites).build();
    run.is_clean();
    run.site.is_sound();
}

#[test]
fn the_json_of_a_role_names_the_character_and_the_work() {
    let settings = "[types.film]\n[types.film.fields.cast]\ntype = \"record\"\nmany = true\n[types.film.fields.cast.fields]\n\
        actor = { type = \"page\", inverse = \"roles\" }\ncharacter = { type = \"page\", inverse = \"played_by\" }\n";
    let run = Wiki::new()
        .settings(settings)
        .file(
            "content/heat.md",
            "---\ntitle: Heat\ntype: film\ncast:\n  - {actor: Al, character: Hanna}\n---\n",
        )
        .file("content/al.md", "# Al\n")
        .file("content/hanna.md", "# Hanna\n")
        .build();
    run.is_clean();
    let role = &json(&run, "al/")["relations"]["roles"][0];
    assert_eq!((&role["title"], &role["character"]["title"]), (&"Heat".into(), &"Hanna".into()), "{role:#}");
    let part = &json(&run, "hanna/")["relations"]["played_by"][0];
    assert_eq!(part["actor"]["url"], "/al/", "{part:#}");
}

// The timeline.

fn timeline() -> Wiki {
    let settings = format!(
        "{SETTINGS}[types.character]\n[types.event.fields.characters]\ntype = \"page\"\nmany = true\ninverse = \"events\"\n"
    );
    let event = |title: &str, date: &str, more: &str| {
        format!(
            "---\ntitle: {title}\n{date}status: confirmed\nsources: [s]\ncharacters: [Hanna]\n{more}---\nText.\n"
        )
    };
    wiki(&[])
        .settings(&settings)
        .file("content/hanna.md", "---\ntitle: Hanna\ntype: character\n---\n")
        .file("content/events/a.md", event("Moved", "date: 2021-05-06\n", "supersedes: [Promised]\n"))
        .file("content/events/b.md", event("Promised", "date: 2020\n", ""))
        .file("content/events/c.md", event("Undated", "", ""))
}

#[test]
fn the_timeline_can_be_read_newest_first() {
    let run = timeline().build();
    run.is_clean();
    run.site.is_sound();
    let titles = |path: &str| run.html(path).find(".timeline").texts("h3");
    assert_eq!(titles("history/index.html"), ["Promised", "Moved", "Undated"]);
    let page = run.html("history/index.html");
    let newest = page.all("a").into_iter().find(|a| a.text() == "Newest first").expect("a choice");
    assert_eq!(newest.get("href"), "/history/newest/");
    assert_eq!(titles("history/newest/index.html"), ["Moved", "Promised", "Undated"]);
    assert!(run.html("history/newest/index.html").all("a").iter().any(|a| a.text() == "Oldest first"));
}

#[test]
fn a_switch_without_scripts_leaves_what_stands_now() {
    let run = timeline().build();
    let page = run.html("history/index.html");
    assert_eq!(page.find("label.stands-now input").get("type"), "checkbox");
    page.find("label.stands-now").says("Only what stands now");
    assert_eq!(page.find(".timeline").all("li.superseded").len(), 1);
    let one = wiki(&[])
        .file("content/events/a.md", "---\ntitle: A\ndate: 2020\nstatus: reported\nsources: [s]\n---\n")
        .build();
    assert!(one.html("history/index.html").all("label.stands-now").is_empty(), "nothing to leave out");
}

#[test]
fn characters_have_their_timeline_and_their_events_in_order_of_dates() {
    let run = timeline().build();
    assert_eq!(run.html("history/character/hanna/index.html").find(".timeline").texts("h3").len(), 3);
    let facts = run.html("hanna/index.html").find("aside.infobox").text();
    let at = |title: &str| facts.find(title).expect("an event");
    assert!(at("Promised") < at("Moved") && at("Moved") < at("Undated"), "{facts}");
}

#[test]
fn the_status_of_an_event_has_other_words_than_that_of_a_claim() {
    let run = timeline()
        .file("content/works/heat-2.md", "---\ntitle: Heat 2\nclaims: [{property: start, value: x, said: 2020, status: confirmed, source: s}]\n---\n")
        .file("content/list.md", "```query\ntype: event\nview: timeline\n```\n")
        .build();
    assert!(infobox(&run).contains("Confirmed"));
    for page in ["history/index.html", "events/a/index.html", "list/index.html"] {
        let text = run.html(page).find("main").text();
        assert!(text.contains("On record") && !text.to_lowercase().contains("confirmed"), "{page}: {text}");
    }
}

// The state at a glance.

#[test]
fn a_view_shows_one_line_a_property_with_its_history_folded() {
    let run = wiki(&[
        "id: a, property: start, value: '2024', said: 2023, by: Mann, status: announced",
        "property: start, value: '2027', said: 2025, by: Mann, status: announced, supersedes: [a]",
        "id: b, property: cast, value: Bale, said: 2026-02-24, status: confirmed",
        "property: cast, value: Bale, said: 2026-03-06, by: Bale, status: confirmed, confirms: [b]",
    ])
    .file("content/list.md", "```query\ntype: claim\nsubject: Heat 2\nview: state\n```\n")
    .build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("list/index.html");
    let lines = page.content().all(".query-state .claim");
    assert_eq!(lines.len(), 2);
    lines[0].says("Start").says("2027").says("Announced").says("Mann").says("as of 2025");
    lines[0].find("details").says("1 earlier statement").says("2024").says("superseded by 2027");
    lines[1].says("Bale").says("Confirmed").says("since 24 February 2026").says("as of 6 March 2026");
}

#[test]
fn the_view_of_states_is_for_claims() {
    let run = wiki(&[]).file("content/list.md", "```query\ntype: work\nview: state\n```\n").build();
    run.is_refused().diagnostic("query", "content/list.md", 3, 7).says("add `type: claim`");
}

#[test]
fn the_infobox_begins_with_the_state_in_the_order_of_the_settings() {
    let run = wiki(&["property: cast, value: Bale, said: 2025", "property: start, value: soon, said: 2025"])
        .build();
    let text = infobox(&run);
    let at = |word: &str| text.find(word).expect("a fact");
    assert!(at("Start") < at("Cast"), "{text}");
    assert!(
        run.html("works/heat-2/index.html").all("aside.infobox details .claim").is_empty(),
        "state is behind a tap"
    );
}
