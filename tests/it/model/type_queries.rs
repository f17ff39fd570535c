//! Queries that a type declares for all of its pages.

use crate::harness::{Run, Wiki};

const SETTINGS: &str = "\
[types.work]
folder = \"works\"

[types.work.fields.length]
type = \"number\"

[[types.work.queries]]
type = \"person\"
\"cast\" = \"this\"
caption = \"Who plays\"
view = \"table\"
show = [\"born\"]

[types.film]
base = \"work\"
folder = \"films\"
queries = [{ type = \"film\", length = \">100\", sort = \"-length\", caption = \"Long films\", empty = \"None.\" }]

[types.person]
[types.person.fields.cast]
type = \"page\"
many = true
[types.person.fields.born]
type = \"date\"
";

fn wiki() -> Wiki {
    Wiki::new()
        .settings(SETTINGS)
        .file("content/al.md", "---\ntitle: Al\ntype: person\ncast: [Heat]\nborn: 1940\n---\nText.\n")
        .file(
            "content/films/heat.md",
            "---\ntitle: Heat\nlength: 170\nquery: {type: person, caption: All}\n---\nText.\n",
        )
        .file("content/works/thief.md", "---\ntitle: Thief\n---\n# Thief\n\nText.\n")
}

fn captions(run: &Run, path: &str) -> Vec<String> {
    run.html(path).all(".query").iter().map(|query| query.text()).collect()
}

#[test]
fn every_page_of_a_type_shows_its_queries_and_those_of_its_base() {
    let run = wiki().build();
    run.is_clean();
    run.site.is_sound();
    let heat = captions(&run, "films/heat/index.html");
    assert_eq!(heat.len(), 3, "{heat:?}");
    assert!(heat[0].contains("All"), "the page's own query is first: {heat:?}");
    assert!(heat[1].contains("Who plays") && heat[1].contains("Al") && heat[1].contains("1940"), "{heat:?}");
    assert!(heat[2].contains("Long films") && heat[2].contains("Heat"), "{heat:?}");
    // Nobody plays in it, and the query has no text for that.
    assert_eq!(captions(&run, "works/thief/index.html").len(), 0);
    assert_eq!(captions(&run, "al/index.html").len(), 0);
}

#[test]
fn a_page_without_rows_shows_the_text_for_that() {
    let wiki = wiki().file("content/films/heat.md", "---\ntitle: Heat\nlength: 90\n---\nText.\n");
    let run = wiki.build();
    let heat = captions(&run, "films/heat/index.html");
    assert!(heat.last().is_some_and(|text| text.contains("None.")), "{heat:?}");
}

#[test]
fn mistakes_are_reported_in_the_settings_once() {
    let settings = "[types.film]\nfolder = \"films\"\n[[types.film.queries]]\ntype = \"person\"\nborm = 1940\nview = \"cloud\"\n\
        [[types.film.queries]]\nlimit = \"many\"\n[types.person.fields.born]\ntype = \"date\"\n";
    let run = Wiki::new()
        .settings(settings)
        .file("content/films/heat.md", "Text.\n")
        .file("content/films/thief.md", "Text.\n")
        .build();
    run.is_refused();
    assert_eq!(run.diagnostics.len(), 3, "{run}");
    run.diagnostic("query", "site.toml", 7, 1).says("did you mean `born`?");
    run.diagnostic("query", "site.toml", 8, 8).says("unknown view `cloud`");
    run.diagnostic("wrong-type", "site.toml", 10, 9);
}

#[test]
fn a_query_with_a_label_is_folded_and_can_be_left_out() {
    let settings = "[spoilers]\nend = \"The end\"\n[types.film]\nfolder = \"films\"\n\
        [[types.film.queries]]\ntype = \"film\"\ncaption = \"MARK\"\nspoiler = \"end\"\n";
    let wiki = Wiki::new().settings(settings).file("content/films/heat.md", "---\ntitle: Heat\n---\nText.\n");
    let run = wiki.build();
    run.is_clean();
    run.html("films/heat/index.html").find("details[data-scope=end] .query").says("MARK");
    let run = wiki.run(&["build", "--without-spoilers", "--format", "json"]);
    run.is_clean();
    assert!(!run.html("films/heat/index.html").source().contains("MARK"));
}
