//! Queries.

use super::*;

// Queries.

fn library() -> Wiki {
    let work = |title: &str, kind: &str, year: &str, time: u32| {
        format!(
            "---\ntitle: {title}\nkind: {kind}\nreleased: \"{year}\"\ndirected_by: Michael Mann\nrunning_time: {time}\n---\n"
        )
    };
    wiki()
        .file("content/works/heat.md", HEAT)
        .file("content/works/thief.md", work("Thief", "film", "1981", 122))
        .file("content/works/ali.md", work("Ali", "film", "2001-12-25", 157))
        .file("content/works/vice.md", work("Miami Vice", "series", "1984", 48))
}

/// The titles that a query in a page finds, in order.
#[track_caller]
fn found(query: &str) -> Vec<String> {
    let run = library().file("content/page.md", format!("# Page\n\n```query\n{query}\n```\n")).build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("page/index.html");
    page.content()
        .find(".query")
        .all("a")
        .iter()
        .filter(|a| a.get("href").starts_with("/works/"))
        .map(|a| a.text())
        .collect()
}

#[test]
fn queries_filter_sort_and_limit() {
    assert_eq!(found("type: work\nsort: title"), ["Ali", "Heat", "Miami Vice", "Thief"]);
    assert_eq!(found("type: work\nkind: film\nsort: -released"), ["Ali", "Heat", "Thief"]);
    assert_eq!(found("type: work\nsort: released\nlimit: 2"), ["Thief", "Miami Vice"]);
    assert_eq!(found("type: work\nkind: \"!=film\""), ["Miami Vice"]);
    assert_eq!(found("type: work\nreleased: \">=1995\"\nsort: released"), ["Heat", "Ali"]);
    assert_eq!(found("type: work\nrunning_time: \"<150\"\nsort: running_time"), ["Miami Vice", "Thief"]);
    assert_eq!(found("type: work\nkind: [novel, series]"), ["Miami Vice"]);
    assert_eq!(
        found("type: work\ndirected_by: Michael Mann\nkind: film\nsort: -running_time\nlimit: 1"),
        ["Heat"]
    );
    assert_eq!(found("type: work\ncharacters: Vincent Hanna"), ["Heat"]);
    assert_eq!(found("type: work\nkind: novel"), [""; 0]);
}

#[test]
fn each_value_of_a_condition_has_its_own_sign() {
    assert_eq!(
        found("type: work\nreleased: [\"< 1990\", \"> 2000\"]\nsort: title"),
        ["Ali", "Miami Vice", "Thief"]
    );
    assert_eq!(found("type: work\ndirected_by: \"!= [[Michael Mann]]\""), [""; 0]);
    assert_eq!(found("type: work\nkind: [film, \"!= film\"]"), [""; 0]);
    assert_eq!(found("type: work\ncolour: true\nkind: series"), ["Miami Vice"]);
}

#[test]
fn a_row_is_listed_under_each_of_its_values() {
    let run = wiki()
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\nkind: film\ndirected_by: [Michael Mann, Al Pacino]\n---\n",
        )
        .file(
            "content/page.md",
            "```query\ntype: work\nview: table\ncaption: All of them\ngroup: directed_by\n```\n",
        )
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.content().texts("caption"), ["Al Pacino", "Michael Mann"]);
    assert_eq!(page.content().all("tbody a").len(), 2);
    page.content().says("All of them");
}

#[test]
fn values_that_nothing_can_have_are_errors_at_their_place() {
    let text = "```query\ntype: work\nreleased: \"> soon\"\nrunning_time: long\ncolour: perhaps\nwords: \"> many\"\nupdated: 1995-13\ncast.acter: x\ncast.actor: Nobody\ncharacters: Nobody\n```\n\n```query\ntype: claim\nstate: curent\nstatus: anounced\nproperty: x\nsubject: Nobody\n```\n";
    let run = library().file("content/page.md", text).build();
    let lines: Vec<u64> = run.coded("query").iter().map(|fault| fault.start.0).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 18], "{run}");
    run.diagnostic("query", "content/page.md", 15, 8).says("did you mean `current`?");
}

/// Content with a spoiler scope stays folded wherever it is shown.
#[test]
fn spoilers_are_folded_in_every_view() {
    let run = wiki()
        .settings(&format!("{TYPES}\n[spoilers]\nnovel = \"Heat 2\"\n"))
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\nkind: {value: film, spoiler: novel}\ndirected_by: {value: Michael Mann, spoiler: novel}\ncast:\n  - {actor: {value: Al Pacino, spoiler: novel}, note: {value: dies, spoiler: novel}}\n---\n> [!spoiler|novel]- How it ends\n> Neil McCauley dies at the airport in the end.\n\nThe ordinary text of this page follows here.\n",
        )
        .file("content/secret.md", "---\ntitle: Secret\nspoiler: novel\n---\nHere [[Al Pacino]] turns out to be the murderer.\n")
        .file("content/page.md", "```query\ntype: work\nview: table\nshow: [kind, directed_by, description]\ngroup: kind\n```\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    for path in
        ["works/heat/index.html", "people/mann/index.html", "people/pacino/index.html", "page/index.html"]
    {
        let page = run.html(path);
        let facts = page.all(".infobox dd, .query td, .query caption");
        for fact in facts.iter().filter(|fact| fact.all("details.spoiler").is_empty()) {
            for word in ["Heat", "film", "Michael Mann", "Al Pacino", "dies"] {
                assert!(!fact.text().contains(word), "{path}: {}", fact.outer());
            }
        }
        assert!(!page.all("details.spoiler[data-scope=novel]").is_empty(), "{path}");
    }
    run.html("people/pacino/index.html").lacks("murderer");
    let heat = run.site.text("api/works/heat.json");
    assert!(!heat.contains("airport") && heat.contains("The ordinary text"), "{heat}");
    assert!(!run.site.text("works/heat/index.html").contains("content=\"Neil"));
    let mann: Value = serde_json::from_str(run.site.text("api/people/mann.json")).expect("JSON");
    assert_eq!(mann["relations"]["directed"][0]["spoiler"], "novel");
    let mut secret: Value = serde_json::from_str(run.site.text("api/secret.json")).expect("JSON");
    assert_eq!(secret["labelled_excerpt"].take()["spoiler"], "novel");
    assert!(!secret.to_string().contains("murderer"), "{secret}");
}

#[test]
fn queries_have_five_views_and_show_fields() {
    for view in ["list", "table", "cards", "timeline", "gallery"] {
        let works = found(&format!("type: work\nkind: film\nsort: released\nview: {view}"));
        assert_eq!(works, ["Thief", "Heat", "Ali"], "{view}");
    }
    let run = library().file("content/page.md", "```query\ntype: work\nsort: released\nview: table\nshow: [released, directed_by]\ngroup: kind\n```\n").build();
    run.is_clean();
    let content = run.html("page/index.html");
    let content = content.content();
    content.says("15 December 1995").says("Michael Mann").says("series");
    assert!(
        content.all("table").len() == 2 || content.all(".query-group").len() == 2,
        "two groups: {}",
        content.outer()
    );
}

#[test]
fn dates_in_the_tables_of_queries_are_dates_for_machines_as_well() {
    let run = library()
        .file("content/page.md", "```query\ntype: work\nview: table\nshow: [released]\n```\n")
        .build();
    let page = run.html("page/index.html");
    page.find("td time[datetime=1995-12-15]").says("15 December 1995");
}

#[test]
fn a_duplicate_key_in_a_query_is_an_error() {
    let run = library()
        .file("content/page.md", "# Page\n\n```query\ntype: work\nlimit: 1\ntype: person\n```\n")
        .build();
    run.diagnostic("duplicate-key", "content/page.md", 6, 1).says("type");
}

#[test]
fn a_query_in_front_matter_works_and_its_view_can_be_overridden() {
    let run = library()
        .file("content/page.md", "---\ntitle: Page\nquery:\n  type: work\n  kind: series\n---\nText above.\n")
        .file("templates/views/list.html", "<ul id=\"mine\">{% for group in query.groups %}{% for item in group.items %}<li><a href=\"{{ item.url }}\">{{ item.title }}</a></li>{% endfor %}{% endfor %}</ul>")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.find("#mine").texts("a"), ["Miami Vice"]);
}

#[test]
fn queries_for_what_does_not_exist_are_errors_at_their_place() {
    let text = "# Page\n\n```query\ntype: wrok\n```\n\n> ```query\n> type: work\n> kindd: film\n> sort: relaesed\n> view: grid\n> show: [title, colr]\n> ```\n\n```query\ntype: work\nkind: flim\ndirected_by: Nobody\nlimit: many\n```\n";
    let run = library().file("content/page.md", text).build();
    run.is_refused();
    let mut places: Vec<(u64, u64)> = run.diagnostics.iter().map(|fault| fault.start).collect();
    places.sort_unstable();
    assert_eq!(places, [(4, 7), (9, 3), (10, 9), (11, 9), (12, 17), (17, 7), (18, 14), (19, 8)], "{run}");
    run.diagnostic("query", "content/page.md", 4, 7).says("did you mean `work`?");
    run.diagnostic("query", "content/page.md", 9, 3).says("did you mean `kind`?");
}

#[test]
fn texts_are_compared_in_the_order_of_the_language() {
    let mut wiki = Wiki::new().settings("[types.song.fields]\nfirst = { type = \"text\" }\n");
    for (title, first) in [("A", "Åkesson"), ("B", "Zimmer"), ("C", "abel"), ("D", "Björk")] {
        let text = format!("---\ntitle: {title}\ntype: song\nfirst: {first}\n---\n");
        wiki = wiki.file(&format!("content/{title}.md"), text);
    }
    let query = "# Page\n\n```query\ntype: song\nfirst: '<C'\nsort: first\n```\n";
    let run = wiki.file("content/page.md", query).build();
    run.is_clean();
    assert_eq!(run.html("page/index.html").find(".query").texts("a"), ["C", "A", "D"]);
}
