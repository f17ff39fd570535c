//! Fields and relations, and their faults.

use super::*;

// Fields and relations.

#[test]
fn the_infobox_shows_fields_in_their_declared_order_for_people_to_read() {
    let run = with_heat(HEAT);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("works/heat/index.html");
    let labels: Vec<String> = rows(&page).into_iter().map(|(label, _)| label).collect();
    let declared = ["Kind", "Released", "Direction", "Cast", "Running time", "Colour", "Site"];
    assert_eq!(labels[..7], declared);
    assert!(labels.contains(&"Budget".to_owned()) && labels.contains(&"Characters".to_owned()), "{labels:?}");
    assert_eq!(row(&page, "Released"), ["15 December 1995"]);
    assert_eq!(row(&page, "Running time"), ["170 minutes"]);
    assert_eq!(page.href("Michael Mann"), "/people/mann/");
    assert!(page.all("aside.infobox a").iter().any(|a| a.get("href") == "https://example.com/heat?a=1&b=2"));
    page.find("aside.infobox").omits("never shown");
    assert_eq!(row(&run.html("people/pacino/index.html"), "Born"), ["April 1940"]);
}

#[test]
fn a_relation_is_written_once_and_shown_at_both_ends() {
    let run = with_heat(HEAT);
    let mann = run.html("people/mann/index.html");
    assert_eq!(row(&mann, "Directed"), ["Heat"]);
    assert_eq!(mann.find("aside.infobox dd a").get("href"), "/works/heat/");
    assert_eq!(row(&run.html("works/heat/index.html"), "Characters"), ["Vincent Hanna"]);
}

#[test]
fn a_record_gives_each_of_its_pages_a_row() {
    let run = with_heat(HEAT);
    let heat = row(&run.html("works/heat/index.html"), "Cast").join(" ");
    for part in ["Al Pacino", "Vincent Hanna", "top billing"] {
        assert!(heat.contains(part), "{heat}");
    }
    let pacino = run.html("people/pacino/index.html");
    let roles = row(&pacino, "Roles").join(" ");
    assert!(roles.contains("Heat") && roles.contains("Vincent Hanna"), "{roles}");
    let hanna = run.html("characters/hanna/index.html");
    let players = row(&hanna, "Played by").join(" ");
    assert!(players.contains("Al Pacino") && players.contains("Heat"), "{players}");
    let links: Vec<&str> = pacino.all("aside.infobox a").iter().map(|a| a.get("href")).collect();
    assert!(links.contains(&"/works/heat/") && links.contains(&"/characters/hanna/"), "{links:?}");
}

#[test]
fn references_can_be_in_brackets_quoted_or_not_and_by_any_name() {
    for reference in [
        "[[Michael Mann]]",
        "\"[[Michael Mann]]\"",
        "michael_mann",
        "people/mann",
        "\"[[Michael Mann|M. M.]]\"",
        "[\"[[Michael Mann]]\"]",
        "\n  - [[Michael Mann]]",
    ] {
        let run = with_heat(&HEAT.replace("directed_by: Michael Mann", &format!("directed_by: {reference}")));
        run.is_clean();
        assert_eq!(run.html("works/heat/index.html").href("Michael Mann"), "/people/mann/", "{reference}");
        assert_eq!(row(&run.html("people/mann/index.html"), "Directed"), ["Heat"], "{reference}");
    }
}

#[test]
fn types_build_on_one_another() {
    let run = wiki()
        .file("content/works/heat.md", HEAT)
        .file(
            "content/films/thief.md",
            "---\ntitle: Thief\nkind: film\ndirected_by: Michael Mann\nratio: \"1.85:1\"\ncolour: no\n---\n",
        )
        .file("content/films/manhunter.md", "---\ntitle: Manhunter\nkind: film\nfollows: Thief\n---\n")
        .build();
    run.is_clean();
    let thief = run.html("films/thief/index.html");
    assert_eq!(
        (row(&thief, "Direction"), row(&thief, "Aspect ratio")),
        (vec!["Michael Mann".to_owned()], vec!["1.85:1".to_owned()])
    );
    assert_eq!(row(&thief, "Followed by"), ["Manhunter"], "a film is a work");
    let mut directed = row(&run.html("people/mann/index.html"), "Directed");
    directed.sort();
    assert_eq!(directed, ["Heat", "Thief"]);
}

#[test]
fn a_default_fills_a_field_that_is_not_written() {
    let run = with_heat(HEAT);
    let default = row(&run.html("works/heat/index.html"), "Colour");
    let run = with_heat(&HEAT.replace("running_time: 170\n", "colour: false\n"));
    run.is_clean();
    assert_ne!(row(&run.html("works/heat/index.html"), "Colour"), default);
}

#[test]
fn a_page_can_name_its_own_type() {
    let run = wiki()
        .file("content/elsewhere/heat.md", HEAT.replace("title: Heat", "title: Heat\ntype: film"))
        .file("content/other.md", "---\ntype: persn\n---\n")
        .build();
    run.is_refused().reports(&[("unknown-type", "content/other.md", 2, 7)]);
    run.diagnostic("unknown-type", "content/other.md", 2, 7).says("did you mean `person`?");
    // The fields of a type that is mistyped are no faults of their own; other keys are.
    let film = HEAT.replace("title: Heat", "title: Heat\ntype: flim\ndirectr: x");
    let run = wiki().file("content/elsewhere/heat.md", film).build();
    run.is_refused().diagnostic("unknown-type", "content/elsewhere/heat.md", 3, 7);
    assert_eq!(run.coded("unknown-key").len(), 1, "{run}");
    run.diagnostic("unknown-key", "content/elsewhere/heat.md", 4, 1);
}

// Faults of fields.

#[test]
fn a_required_field_that_is_left_empty_is_missing() {
    for empty in ["", " ~", " \"\"", " []", " [~]", " {value: ~}"] {
        let run =
            with_heat(&format!("---\ntitle: Heat\nkind:{empty}\ncast:\n  - {{actor: \"\", note: x}}\n---\n"));
        run.is_refused().diagnostic("missing-field", "content/works/heat.md", 3, 1).says("`kind`");
        run.diagnostic("missing-field", "content/works/heat.md", 5, 5).says("`actor`");
    }
}

#[test]
fn both_ends_of_a_relation_must_agree() {
    let types = "[types.person]\nfolder = \"people\"\n[types.person.fields.directed]\ntype = \"page\"\nto = [\"work\"]\nmany = true\ninverse = \"directed_by\"\n\
                 [types.work]\nfolder = \"works\"\n[types.work.fields.directed_by]\ntype = \"page\"\nto = [\"person\"]\nmany = true\ninverse = \"directed\"\n";
    let build = |directed: &str| {
        Wiki::new()
            .settings(types)
            .file("content/people/mann.md", format!("---\ntitle: Michael Mann\ndirected: {directed}\n---\n"))
            .file("content/people/other.md", "---\ntitle: Somebody Else\n---\n")
            .file("content/works/heat.md", "---\ntitle: Heat\ndirected_by: Michael Mann\n---\n")
            .file("content/works/thief.md", "---\ntitle: Thief\ndirected_by: Somebody Else\n---\n")
            .build()
    };
    let agree = build("[Heat]");
    agree.is_clean();
    assert_eq!(row(&agree.html("people/mann/index.html"), "Directed"), ["Heat"], "shown once");
    let disagree = build("[Heat, Thief]");
    disagree.is_refused().reports(&[("relation-conflict", "content/people/mann.md", 3, 18)]);
    disagree.diagnostic("relation-conflict", "content/people/mann.md", 3, 18).names("content/works/thief.md");
}

#[test]
fn places_in_front_matter_count_characters_and_carriage_returns() {
    let run = with_heat(
        "---\r\ntitle: Hëat 🎬\r\nkind: film\r\ninfo: {Ümläut: 日本}\r\ncast: [{note: ünï, actor: Nöbody}]\r\n---\r\n",
    );
    run.succeeds().reports(&[("unknown-reference", "content/works/heat.md", 5, 27)]);
    run.diagnostic("unknown-reference", "content/works/heat.md", 5, 27).ends(5, 33);
}
