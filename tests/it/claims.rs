//! Sources, claims that age, and events: current, replaced and disputed claims, and their diagnostics.

use crate::harness::{Element, Page, Run, TODAY, Wiki};

/// The types and properties of a wiki about a film in the making.
const SETTINGS: &str = r#"
[types.work]
folder = "works"
[types.work.fields.pages]
type = "number"
[types.work.fields.released]
type = "date"
[types.person]
folder = "people"
[types.event]
folder = "events"
role = "event"
[types.event.fields.date]
type = "date"
required = true
[types.event.fields.status]
type = "choice"
values = ["rumoured", "reported", "announced", "confirmed", "denied", "released"]
required = true
[types.event.fields.people]
type = "page"
to = ["person"]
many = true
[types.event.fields.works]
type = "page"
to = ["work"]
many = true
[types.event.fields.supersedes]
type = "page"
to = ["event"]
many = true
inverse = "superseded_by"
[properties.start-of-filming]
label = "Start of filming"
[properties.screenplay]
[properties.budget]
unit = "dollars"
[properties.confirmed-cast]
many = true
"#;

const SOURCES: &str = "\
shoot-2024:
  title: Mann to shoot sequel in 2024
  publisher: Press
  date: \"2023-10-10\"
  kind: news
  url: https://example.com/shoot?a=1&b=2
  archive: https://archive.example/shoot
first-draft:
  title: The first draft is finished
  author: A. Reporter
  date: \"2025-03-28\"
  kind: news
august:
  title: Start date set
  date: \"2025-12\"
  kind: interview
  url: https://example.com/august
  dead: true
  archive: https://archive.example/august
";

/// A work, a person and the sources, without claims.
fn wiki() -> Wiki {
    Wiki::new().settings(SETTINGS).file("content/sources/news.yaml", SOURCES).file(
        "content/people/mann.md",
        "---\ntitle: Michael Mann\nsources: [shoot-2024, first-draft, august]\n---\nA director.\n",
    )
}

/// Builds the wiki with a page of claims, whose front matter continues on line 3.
fn claiming(claims: &str) -> Run {
    wiki().file("content/works/heat-2.md", format!("---\ntitle: Heat 2\n{claims}---\nA film.\n")).build()
}

/// The location of a diagnostic in that page.
fn at(code: &str, line: u64, column: u64) -> (&str, &str, u64, u64) {
    (code, "content/works/heat-2.md", line, column)
}

/// Claims about the start of filming and about the screenplay.
const HISTORY: &str = "\
claims:
  - id: august-2026
    property: start-of-filming
    value: August 2026
    said: \"2025-12\"
    by: Michael Mann
    sources: [august]
    status: announced
    supersedes: [start-2024]
  - id: start-2024
    property: start-of-filming
    value: \"2024\"
    said: \"2023-10-10\"
    by: Michael Mann
    sources: [shoot-2024]
    status: announced
    note: Said in London.
  - id: first-draft
    property: screenplay
    value: First draft handed in
    said: \"2025-03-28\"
    by: Michael Mann
    sources: [first-draft]
    status: confirmed
";

// Citations.

/// A page with citations that is published without diagnostics.
#[track_caller]
fn citing(text: &str) -> Page {
    let run = wiki().file("content/page.md", text).build();
    run.is_clean();
    run.site.is_sound();
    run.html("page/index.html")
}

#[test]
fn citations_are_numbered_by_first_use_and_lead_there_and_back() {
    let page = citing(
        "# Page\n\nOne.[@august] Two.[@shoot-2024, ch. V] Three.[@august; @first-draft] Note[^1].\n\n[^1]: A note.[@shoot-2024]\n",
    );
    let references = page.find("section.references").all("li");
    assert_eq!(references.len(), 3);
    references[0].says("Start date set");
    references[1].says("Mann to shoot sequel in 2024").says("Press").says("10 October 2023");
    references[2].says("The first draft is finished").says("A. Reporter");
    let citations = page.content().all("sup.cite a");
    let numbers: String = citations.iter().take(4).map(Element::text).collect();
    assert_eq!(numbers.chars().filter(char::is_ascii_digit).collect::<String>(), "1213", "{numbers}");
    for citation in &citations {
        let reference = page.find(citation.get("href"));
        let back = format!("#{}", citation.get("id"));
        assert!(reference.all("a").iter().any(|a| a.get("href") == back), "no way back to {back}");
    }
    page.find("article").says("ch. V");
    page.find("section.footnotes").says("A note.");
}

#[test]
fn references_show_the_address_and_the_archive_first_where_the_address_is_dead() {
    let page = citing("# Page\n\nOne.[@shoot-2024] Two.[@august]\n");
    let references = page.find("section.references").all("li");
    let first: Vec<&str> = references[0]
        .all("a")
        .iter()
        .filter_map(|a| a.attribute("href"))
        .filter(|href| href.starts_with("http"))
        .collect();
    assert_eq!(first[..2], ["https://example.com/shoot?a=1&b=2", "https://archive.example/shoot"]);
    let dead: Vec<&str> = references[1]
        .all("a")
        .iter()
        .filter_map(|a| a.attribute("href"))
        .filter(|href| href.starts_with("http"))
        .collect();
    assert_eq!(dead.first(), Some(&"https://archive.example/august"));
}

#[test]
fn fields_can_cite_as_well() {
    let run = wiki()
        .file("content/works/novel.md", "---\ntitle: Novel\npages: {value: 480, source: shoot-2024}\ninfo: {Editions: {value: three, source: august}}\n---\nText.[@august]\n")
        .build();
    run.is_clean();
    let page = run.html("works/novel/index.html");
    page.find("aside.infobox").says("480").says("three");
    assert_eq!(
        page.find("aside.infobox")
            .all("a")
            .iter()
            .filter(|a| a.attribute("href").is_some_and(|h| h.starts_with('#')))
            .count(),
        2
    );
    page.find("section.references").says("Mann to shoot sequel in 2024").says("Start date set");
    run.site.is_sound();
}

#[test]
fn citations_in_hidden_rows_leave_no_dangling_backlinks() {
    let settings = format!("{SETTINGS}[properties.released]\n[types.work.fields.secret]\nhidden = true\n");
    let front = "title: Novel\nsecret: {value: x, source: first-draft}\nreleased: {value: \"2022\", source: shoot-2024}\n\
                 claims:\n  - {property: released, value: \"2023\", said: \"2023\", sources: [shoot-2024]}\n";
    let run = wiki()
        .settings(&settings)
        .file("content/works/novel.md", format!("---\n{front}---\nText.[@august]\n"))
        .build();
    run.is_clean();
    run.site.is_sound();
    run.html("works/novel/index.html").find("aside.infobox").says("2023");
}

#[test]
fn sources_of_the_page_as_a_whole_are_references_too() {
    let page = citing("---\ntitle: Page\nsources: [first-draft]\n---\nText.\n");
    page.find("section.references").says("The first draft is finished");
}

#[test]
fn addresses_and_words_with_an_at_sign_are_not_citations() {
    let html = citing("Mail a@example.com, [@ nobody], `[@august]`, \\[@august] and @august.\n");
    assert_eq!(html.all("sup.cite").len(), 0);
    html.content().says("[@august] and @august.");
}

#[test]
fn the_page_of_sources_lists_who_cites_each() {
    let run = wiki().file("content/page.md", "# Citing page\n\nOne.[@august]\n").build();
    let page = run.html("index.html");
    let sources =
        page.all("footer a").into_iter().find(|a| a.text() == "Sources").expect("a link to the sources");
    let sources = run.html(&run.site.target(sources.get("href")).expect("the page of sources"));
    let entry = sources.find("#august");
    entry.says("Start date set");
    assert!(entry.all("a").iter().any(|a| a.text() == "Citing page" && a.get("href") == "/page/"));
    assert!(!sources.find("#first-draft").text().contains("Citing page"));
}

#[test]
fn a_page_can_be_a_source() {
    let run = wiki()
        .settings(&format!("{SETTINGS}[types.source]\nfolder = \"books\"\nrole = \"source\"\n[types.source.fields.author]\n[types.source.fields.published]\ntype = \"date\"\n"))
        .file("content/books/heat-2-novel.md", "---\ntitle: Heat 2, the book\nauthor: Mann and Gardiner\n---\nProse about it.\n")
        .file("content/page.md", "# Page\n\nText.[@heat-2-novel, p. 3]\n")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    let reference = page.find("section.references li");
    reference.says("Heat 2, the book").says("Mann and Gardiner");
    assert!(reference.all("a").iter().any(|a| a.get("href") == "/books/heat-2-novel/"));
}

#[test]
fn an_unknown_source_is_an_error_at_its_id() {
    let run = wiki()
        .file("content/page.md", "---\ntitle: P\nsources: [august, agust]\n---\nä.[@august; @frst-draft, p. 1]\n\nText.[@nobody-knows]\n")
        .file("content/works/novel.md", "---\ntitle: N\npages: {value: 480, source: shoot-2042}\n---\n")
        .build();
    run.is_refused().reports(&[
        ("unknown-source", "content/page.md", 3, 19),
        ("unknown-source", "content/page.md", 5, 13),
        ("unknown-source", "content/page.md", 7, 7),
        ("unknown-source", "content/works/novel.md", 3, 29),
    ]);
    run.diagnostic("unknown-source", "content/page.md", 3, 19).says("did you mean `august`?");
    run.diagnostic("unknown-source", "content/page.md", 5, 13)
        .ends(5, 24)
        .says("did you mean `first-draft`?");
}

#[test]
fn an_unused_source_is_a_warning_at_its_declaration() {
    let run = Wiki::new()
        .file("content/sources/a.yaml", "# note\nused:\n  title: Used\nunused:\n  title: Not used\n")
        .file("content/page.md", "Text.[@used]\n")
        .build();
    run.succeeds().reports(&[("unused-source", "content/sources/a.yaml", 4, 1)]);
}

#[test]
fn sources_with_faults_are_reported_at_them() {
    let run = Wiki::new()
        .file("content/sources/a.yaml", "one:\n  title: One\n  publsher: x\n  date: \"2025-13\"\n  url: nowhere\n  kind: nwes\ntwo: text\nthree:\n  date: \"2020\"\n")
        .file("content/sources/b.yaml", "- id: one\n  title: Again\n- title: No id\n")
        .file("content/page.md", "Text.[@one; @three]\n")
        .build();
    let a = |code, line, column| (code, "content/sources/a.yaml", line, column);
    run.is_refused().reports(&[
        a("unknown-key", 3, 3),
        a("invalid-date", 4, 9),
        a("wrong-type", 5, 8),
        a("invalid-choice", 6, 9),
        a("wrong-type", 7, 6),
        a("missing-field", 8, 1),
        ("duplicate-source", "content/sources/b.yaml", 1, 7),
        ("missing-field", "content/sources/b.yaml", 3, 3),
    ]);
    run.diagnostic("duplicate-source", "content/sources/b.yaml", 1, 7).names("content/sources/a.yaml");
    run.diagnostic("unknown-key", "content/sources/a.yaml", 3, 3).says("did you mean `publisher`?");
}

#[test]
fn optional_rules_ask_for_archives_and_citations() {
    let wiki = |checks: &str| {
        Wiki::new()
            .settings(checks)
            .file(
                "content/sources/a.yaml",
                "one:\n  title: One\n  url: https://example.com\ntwo:\n  title: Two\n",
            )
            .file("content/page.md", "Text.[@one; @two]\n")
            .file("content/prose.md", format!("# Prose\n\n{}\n", "Words without a source. ".repeat(20)))
            .build()
    };
    wiki("").is_clean();
    let run = wiki("[checks]\nsource-archive = \"warning\"\nuncited-page = \"warning\"\n");
    run.succeeds().diagnostic("source-archive", "content/sources/a.yaml", 1, 1);
    assert_eq!(run.coded("source-archive").len(), 1);
    let uncited: Vec<&str> = run.coded("uncited-page").iter().map(|fault| fault.file.as_str()).collect();
    assert_eq!(uncited, ["content/prose.md"]);
}

// Valid claims.

/// The claims in the infobox row with this label.
fn claims<'p>(page: &'p Page, label: &str) -> Element<'p> {
    let claims = page.all("aside.infobox .claim");
    let found = claims.iter().find(|claim| claim.find("dt").text().starts_with(label)).copied();
    found.unwrap_or_else(|| panic!("no claim `{label}` in {}", page.find("aside.infobox").outer()))
}

/// The claims of the history, in order: text and state.
fn history(page: &Page) -> Vec<(String, String)> {
    let entries = page.all("section.claims .claim");
    entries.iter().map(|entry| (entry.text(), entry.get("data-state").to_owned())).collect()
}

#[test]
fn the_real_contradictions_give_the_current_value_the_chain_and_its_order() {
    let run = claiming(HISTORY);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("works/heat-2/index.html");
    let start = claims(&page, "Start of filming");
    start.says("August 2026").says("December 2025").says("Michael Mann").omits("2024");
    assert!(start.all("a").iter().any(|a| a.get("href").starts_with("#ref")), "no source beside the value");
    claims(&page, "Screenplay").says("First draft handed in").says("28 March 2025");
    let history = history(&page);
    assert_eq!(history.len(), 3, "{history:#?}");
    let position = |text: &str| {
        history
            .iter()
            .position(|(entry, _)| entry.contains(text))
            .unwrap_or_else(|| panic!("{text}: {history:#?}"))
    };
    let (old, new) = (position("10 October 2023"), position("December 2025"));
    assert!(old < new, "the chain runs from the oldest to the newest: {history:#?}");
    assert!(
        history[old].0.contains("2024") && history[old].0.contains("uperseded by August 2026"),
        "{history:#?}"
    );
    assert!(history[old].0.contains("Said in London."), "{history:#?}");
    let states: Vec<&str> = [old, new, position("First draft")].map(|at| history[at].1.as_str()).to_vec();
    assert_eq!(states, ["superseded", "current", "current"]);
}

#[test]
fn disputed_values_stand_side_by_side() {
    let run = claiming(
        "claims:\n  - {id: a, property: budget, value: 150 million, said: \"2025-12\", sources: [august], status: reported}\n  \
         - {id: b, property: budget, value: 230 million, said: \"2025-12\", sources: [august], status: reported, disputes: [a]}\n",
    );
    run.is_clean();
    let page = run.html("works/heat-2/index.html");
    let budget = claims(&page, "Budget");
    budget.says("150 million").says("230 million").says("disputed");
    assert!(history(&page).iter().all(|(_, state)| state == "disputed"));
}

#[test]
fn a_property_of_many_values_shows_them_all() {
    let run = claiming(
        "claims:\n  - {id: a, property: confirmed-cast, value: \"[[Michael Mann]]\", said: \"2025-12\", sources: [august], status: confirmed}\n  \
         - {id: b, property: confirmed-cast, value: Somebody, said: \"2025-12\", sources: [august], status: confirmed}\n",
    );
    run.is_clean();
    let page = run.html("works/heat-2/index.html");
    claims(&page, "Confirmed cast").says("Michael Mann").says("Somebody").omits("disputed");
    assert!(
        page.all("aside.infobox .claim a").iter().any(|a| a.get("href") == "/people/mann/"),
        "a page as a value is a link"
    );
}

#[test]
fn claims_are_shown_on_the_page_they_are_about() {
    let run = wiki()
        .file("content/works/heat-2.md", "---\ntitle: Heat 2\n---\nA film.\n")
        .file("content/report.md", "---\ntitle: Report\nclaims:\n  - {id: a, subject: Heat 2, property: budget, value: \"1\", said: \"2025\", sources: [august], status: denied}\n---\nProse.\n")
        .build();
    run.is_clean();
    claims(&run.html("works/heat-2/index.html"), "Budget").says("1").says("enied");
    assert!(run.html("report/index.html").all("aside.infobox .claim").is_empty());
}

#[test]
fn two_claims_with_the_same_value_do_not_conflict() {
    let run = claiming(
        "claims:\n  - {property: budget, value: 150 million, said: \"2024\", sources: [august], status: reported}\n  \
         - {property: budget, value: 150 Million, said: \"2025\", sources: [august], status: reported}\n",
    );
    run.is_clean();
}

// Invalid claims.

#[test]
fn two_current_values_without_an_order_are_an_error_that_names_both_places() {
    let run = claiming(&HISTORY.replace("    supersedes: [start-2024]\n", ""));
    run.is_refused();
    let faults = run.coded("conflicting-claims");
    assert_eq!(faults.len(), 1, "{run}");
    let mut places = vec![faults[0].start];
    places.extend(faults[0].related.iter().map(|(_, _, line, column)| (*line, *column)));
    places.sort_unstable();
    assert_eq!(places, [(6, 12), (13, 12)], "{run}");
    faults[0].names("August 2026").names("2024");
}

#[test]
fn conflicts_are_found_across_pages() {
    let claim = |value: &str| {
        format!(
            "claims:\n  - {{subject: Heat 2, property: budget, value: {value}, said: \"2025\", sources: [august]}}\n"
        )
    };
    let run = wiki()
        .file("content/works/heat-2.md", format!("---\ntitle: Heat 2\n{}---\n", claim("one")))
        .file("content/people/other.md", format!("---\ntitle: Other\n{}---\n", claim("two")))
        .build();
    run.is_refused();
    let fault = run.coded("conflicting-claims");
    assert_eq!(fault.len(), 1, "{run}");
    fault[0].names("content/works/heat-2.md").names("content/people/other.md");
}

#[test]
fn claims_that_supersede_each_other_form_a_cycle() {
    let run = claiming(&HISTORY.replace("    note: Said in London.\n", "    supersedes: [august-2026]\n"));
    run.is_refused();
    let cycles = run.coded("supersession-cycle");
    assert_eq!(cycles.len(), 1, "{run}");
    assert!([(11, 18), (19, 18)].contains(&cycles[0].start), "{run}");
    cycles[0].names("content/works/heat-2.md");
    let own = claiming(
        "claims:\n  - {id: a, property: budget, value: x, said: \"2025\", sources: [august], supersedes: [a]}\n",
    );
    own.is_refused();
    assert_eq!(own.coded("supersession-cycle").len(), 1, "{own}");
}

#[test]
fn an_older_statement_cannot_supersede_a_newer_one() {
    let run = claiming(
        &HISTORY
            .replace("said: \"2025-12\"", "said: \"2022-12\"")
            .replace("sources: [august]", "sources: [shoot-2024]"),
    );
    run.is_refused().reports(&[at("superseded-by-older", 11, 18)]);
}

#[test]
fn partial_dates_do_not_prove_an_order() {
    claiming(
        &HISTORY
            .replace("said: \"2023-10-10\"", "said: \"2025\"")
            .replace("sources: [shoot-2024]", "sources: [august]"),
    )
    .is_clean();
}

#[test]
fn ids_must_exist_and_be_unique() {
    let run = claiming(
        "claims:\n  - id: one\n    property: budget\n    value: x\n    said: \"2025\"\n    sources: [august]\n    supersedes: [onee]\n    disputes:\n      - two\n      - zzzzzz\n  \
         - id: one\n    property: screenplay\n    value: y\n    said: \"2025\"\n    sources: [august]\n  \
         - id: two\n    property: budgt\n    value: z\n    said: \"2025\"\n    sources: [august]\n",
    );
    run.is_refused().reports(&[
        at("unknown-claim", 9, 18),
        at("unknown-claim", 12, 9),
        at("duplicate-claim", 13, 9),
        at("unknown-property", 19, 15),
    ]);
    run.diagnostic("unknown-claim", "content/works/heat-2.md", 9, 18).says("did you mean `one`?");
    run.diagnostic("unknown-property", "content/works/heat-2.md", 19, 15).says("did you mean `budget`?");
}

#[test]
fn claims_that_are_incomplete_or_mistyped_are_reported_at_their_keys() {
    let run = claiming(
        "claims:\n  - propery: budget\n    value: x\n    sources: [august]\n  - property: budget\n    value: x\n    said: soon\n    status: maybe\n    recheck: 2027-13\n    sources: [august]\n  - just text\n",
    );
    run.is_refused();
    for (code, line, column) in [
        ("unknown-key", 4, 5),
        ("missing-field", 4, 5),
        ("invalid-date", 9, 11),
        ("invalid-choice", 10, 13),
        ("invalid-date", 11, 14),
        ("wrong-type", 13, 5),
    ] {
        run.diagnostic(code, "content/works/heat-2.md", line, column);
    }
    assert_eq!(run.diagnostics.len(), 6, "{run}");
}

#[test]
fn a_subject_that_is_not_there_is_an_error() {
    let run = claiming(
        "claims:\n  - {subject: Heat 3, property: budget, value: x, said: \"2025\", sources: [august]}\n",
    );
    run.is_refused().reports(&[at("unknown-subject", 4, 15)]);
}

#[test]
fn claims_and_events_without_a_source_are_warnings() {
    let run = wiki()
        .file(
            "content/works/heat-2.md",
            "---\ntitle: Heat 2\nclaims:\n  - property: budget\n    value: x\n    said: \"2025\"\n---\n",
        )
        .file(
            "content/events/e.md",
            "---\ntitle: An event\ndate: \"2025\"\nstatus: reported\n---\nIt happened.\n",
        )
        .build();
    run.succeeds().reports(&[
        ("unsourced", "content/events/e.md", 2, 8),
        ("unsourced", "content/works/heat-2.md", 4, 5),
    ]);
}

#[test]
fn a_released_event_cannot_be_in_the_future() {
    let wiki = wiki()
        .file("content/events/e.md", "---\ntitle: Premiere\nstatus: released\ndate: \"2027-08-01\"\nsources: [august]\n---\n")
        .file("content/works/heat-2.md", "---\ntitle: Heat 2\nclaims:\n  - property: start-of-filming\n    value: \"2027-08-03\"\n    said: \"2025\"\n    status: released\n    sources: [august]\n---\n");
    wiki.build().succeeds().reports(&[
        ("premature-status", "content/events/e.md", 4, 7),
        ("premature-status", "content/works/heat-2.md", 5, 12),
    ]);
    wiki.run(&["build", "--format", "json", "--today", "2028-01-01"]).is_clean();
}

#[test]
fn a_value_is_not_a_page_just_because_a_file_has_its_name() {
    let run = wiki()
        .file("content/2024.md", "---\ntitle: The year of promises\n---\n")
        .file(
            "content/works/heat-2.md",
            "---\ntitle: Heat 2\nclaims:\n  - {property: budget, value: \"2024\", said: \"2025\", sources: [august]}\n---\n",
        )
        .build();
    let page = run.html("works/heat-2/index.html");
    let fact = page.find(".infobox").text();
    assert!(fact.contains("2024") && !fact.contains("promises"), "{fact}");
}

#[test]
fn a_claim_with_a_month_asks_when_the_month_has_passed() {
    let wiki = wiki().file(
        "content/works/heat-2.md",
        "---\ntitle: Heat 2\nclaims:\n  - {property: budget, value: x, said: \"2025\", sources: [august], recheck: \"2026-11\"}\n---\n",
    );
    let on = |day: &str| wiki.run(&["check", "--format", "json", "--today", day]);
    on("2026-11-30").is_clean();
    assert_eq!(on("2026-12-01").coded("recheck").len(), 1);
}

#[test]
fn a_claim_is_due_for_review_on_its_day_and_not_before() {
    let run = claiming(
        "claims:\n  - property: budget\n    value: x\n    said: \"2025\"\n    sources: [august]\n    recheck: \"2026-11-20\"\n",
    );
    run.succeeds().reports(&[at("recheck", 8, 14)]);
    let wiki = wiki().file(
        "content/works/heat-2.md",
        "---\ntitle: Heat 2\nclaims:\n  - {property: budget, value: x, said: \"2025\", sources: [august], recheck: \"2026-12-15\"}\n---\n",
    );
    let on = |day: &str| wiki.run(&["check", "--format", "json", "--today", day]);
    on(TODAY).is_clean();
    on("2026-12-14").is_clean();
    assert_eq!(on("2026-12-16").coded("recheck").len(), 1);
    assert!(
        claiming(&HISTORY.replace("    note: Said", "    recheck: \"2024-01-01\"\n    note: Said"))
            .diagnostics
            .is_empty(),
        "what is superseded needs no second look"
    );
}

#[test]
fn a_source_older_than_the_statement_cannot_prove_it() {
    let run = claiming(
        "claims:\n  - property: budget\n    value: x\n    said: \"2025-12-12\"\n    sources: [august, shoot-2024]\n",
    );
    run.succeeds().reports(&[at("source-date", 7, 23)]);
}

// Events and the timeline.

fn events() -> Wiki {
    let event = |title: &str, date: &str, status: &str, more: &str| {
        format!(
            "---\ntitle: {title}\ndescription: What is known of it.\ndate: \"{date}\"\nstatus: {status}\nworks: [Heat 2]\nsources: [august]\n{more}---\nText.\n"
        )
    };
    wiki()
        .file("content/works/heat-2.md", "---\ntitle: Heat 2\n---\n")
        .file("content/works/ferrari.md", "---\ntitle: Ferrari\n---\n")
        .file("content/events/a.md", event("Shooting promised for 2024", "2023-10-10", "announced", "people: [Michael Mann]\n"))
        .file("content/events/b.md", event("First draft handed in", "2025-03-28", "confirmed", ""))
        .file("content/events/c.md", event("Target of August 2026", "2025-12", "announced", "supersedes: [Shooting promised for 2024]\npeople: [Michael Mann]\n"))
        .file("content/events/d.md", "---\ntitle: Ferrari opens\ndate: \"2023\"\nstatus: released\nworks: [Ferrari]\nsources: [august]\n---\nText.\n")
}

#[test]
fn the_history_shows_events_by_year_with_what_replaced_what() {
    let run = events().build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("history/index.html");
    let timeline = page.find(".timeline");
    let years = timeline.texts("h2");
    assert_eq!(years, ["2023", "2025"]);
    let titles = timeline.texts("h3");
    let position = |title: &str| {
        titles.iter().position(|known| known == title).unwrap_or_else(|| panic!("{title}: {titles:?}"))
    };
    assert!(position("Shooting promised for 2024") < position("First draft handed in"));
    assert!(position("First draft handed in") < position("Target of August 2026"));
    let old = timeline.find("li.superseded");
    old.says("Shooting promised for 2024")
        .says("10 October 2023")
        .says("nnouncement")
        .says("Superseded by Target of August 2026");
    assert!(old.all("a").iter().any(|a| a.get("href") == "/events/c/"));
    assert_eq!(timeline.all("li.superseded").len(), 1);
    page.find("svg");
}

#[test]
fn the_history_is_filtered_without_scripts() {
    let run = events().build();
    let page = run.html("history/index.html");
    let filter = |name: &str| {
        let links = page.all("nav a");
        let link = links.iter().find(|a| a.text() == name).unwrap_or_else(|| panic!("no filter `{name}`"));
        run.html(&run.site.target(link.get("href")).expect("a page for the filter"))
            .find(".timeline")
            .texts("h3")
    };
    assert_eq!(filter("Michael Mann"), ["Shooting promised for 2024", "Target of August 2026"]);
    assert_eq!(filter("Ferrari"), ["Ferrari opens"]);
    assert_eq!(filter("On record"), ["First draft handed in"]);
}

#[test]
fn the_overview_has_a_text_alternative() {
    let run = events().build();
    let page = run.html("history/index.html");
    let overview =
        page.all("svg").into_iter().find(|svg| svg.attribute("role") == Some("img")).expect("an overview");
    let named = overview.attribute("aria-label").is_some()
        || !overview.all("title").is_empty()
        || overview.attribute("aria-labelledby").is_some();
    assert!(named, "{}", overview.outer());
    // On a narrow screen, the readable text is below.
    assert_eq!(overview.attribute("preserveaspectratio"), Some("none"));
    assert!(overview.all("text").is_empty(), "{}", overview.outer());
    assert_eq!(page.find("figure .ends").texts("small"), ["2023", "", "2025"]);
}

#[test]
fn any_page_can_show_its_slice_of_the_timeline() {
    let run = events()
        .file("content/page.md", "```query\ntype: event\nworks: Heat 2\nsort: date\nview: timeline\n```\n")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    let entries = page.content().find(".timeline").all("li");
    let titles: Vec<String> = entries.iter().map(|entry| entry.find("a").text()).collect();
    assert_eq!(titles, ["Shooting promised for 2024", "First draft handed in", "Target of August 2026"]);
    assert_eq!(entries[0].attribute("class"), Some("superseded"));
}

#[test]
fn a_feed_follows_events_and_claims() {
    let run = events().file("content/works/heat-2.md", format!("---\ntitle: Heat 2\n{HISTORY}---\n")).build();
    run.is_clean();
    let feeds: Vec<&str> = run
        .site
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".xml") && run.site.text(path).contains("2005/Atom"))
        .collect();
    let follows = |feed: &&&str| {
        let text = run.site.text(feed);
        text.contains("Target of August 2026")
            && text.contains("Start of filming")
            && text.contains("August 2026")
    };
    assert!(feeds.iter().any(|feed| follows(&feed)), "none of {feeds:?} follows events and claims");
}

#[test]
fn a_wiki_without_events_has_no_history() {
    let run = Wiki::new().file("content/a.md", "text\n").build();
    assert!(!run.site.has("history/index.html"));
}

#[test]
fn events_in_a_cycle_or_in_reverse_order_are_errors() {
    let event = |date: &str, supersedes: &str| {
        format!(
            "---\ntitle: T {date}\ndate: \"{date}\"\nstatus: reported\nsources: [august]\nsupersedes:\n  - {supersedes}\n---\n"
        )
    };
    let run = wiki()
        .file("content/events/a.md", event("2024", "T 2025"))
        .file("content/events/b.md", event("2025", "T 2024"))
        .build();
    run.is_refused();
    assert_eq!(run.coded("supersession-cycle").len(), 1, "{run}");
    let older = run.coded("superseded-by-older");
    assert_eq!(older.len(), 1, "{run}");
    assert_eq!((older[0].file.as_str(), older[0].start.0), ("content/events/a.md", 7), "{run}");
}

#[test]
fn a_claim_about_nobody_is_checked_all_the_same_and_known_to_others() {
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/a.md", "---\ntitle: A\nclaims:\n  - {id: one, subject: Nobody, property: strat, value: x}\n  - {id: two, property: start-of-filming, value: y, supersedes: [gone, one]}\n---\n")
        .build();
    let mut found: Vec<(&str, u64)> =
        run.diagnostics.iter().map(|fault| (fault.code.as_str(), fault.start.0)).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("unknown-claim", 5),
            ("unknown-property", 4),
            ("unknown-subject", 4),
            ("unsourced", 4),
            ("unsourced", 5)
        ],
        "{run}"
    );
}

#[test]
fn an_older_claim_cannot_supersede_even_after_an_unknown_one() {
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/a.md", "---\ntitle: A\nclaims:\n  - {id: new, property: start-of-filming, value: x, said: 2020}\n  - {id: old, property: start-of-filming, value: y, said: 2010, supersedes: [gone, new]}\n---\n")
        .build();
    run.diagnostic("superseded-by-older", "content/a.md", 5, 84).says("`new` of 2020");
}
