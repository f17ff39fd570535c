//! Front pages: rows that rotate by date, and sections side by side.

use crate::harness::Wiki;

fn shown(rotate: &str, today: &str) -> String {
    let query = format!("```query\nfolder: p\nlimit: 1\nrotate: {rotate}\n```\n");
    let mut wiki = Wiki::new().file("content/index.md", query);
    for name in ["a", "b", "c"] {
        wiki = wiki.file(&format!("content/p/{name}.md"), "Text.\n");
    }
    let run = wiki.run(&["build", "--format", "json", "--today", today]);
    run.is_clean();
    run.html("index.html").find(".query a").text()
}

#[test]
fn rows_move_on_by_the_date_of_the_build() {
    for (rotate, days) in [
        ("day", ["2026-11-21", "2026-11-22", "2026-11-23"]),
        ("week", ["2026-11-22", "2026-11-23", "2026-11-30"]),
        ("month", ["2026-10-31", "2026-11-01", "2026-12-01"]),
    ] {
        let pages = days.map(|day| shown(rotate, day));
        assert!(pages[0] != pages[1] && pages[1] != pages[2] && pages[0] != pages[2], "{rotate}: {pages:?}");
        assert_eq!(shown(rotate, days[0]), pages[0], "the same on the same day");
    }
    assert_eq!(shown("week", "2026-11-23"), shown("week", "2026-11-29"), "a week begins on Monday");
}

#[test]
fn other_periods_are_reported() {
    let run = Wiki::new().file("content/a.md", "```query\nrotate: hourly\n```\n").build();
    run.diagnostic("wrong-type", "content/a.md", 2, 9).says("`day`, `week` or `month`");
}

#[test]
fn sections_stand_side_by_side() {
    let text = "<div class=\"columns\">\n<section>\n\n## One\n\nText.\n\n</section>\n<section>\n\n## Two\n\n</section>\n</div>\n";
    let run = Wiki::new().file("content/index.md", text).build();
    run.is_clean();
    assert_eq!(run.html("index.html").all(".columns section h2").len(), 2);
}

#[test]
fn groups_of_a_query_have_headings() {
    let settings = "[types.person]\nfolder = \"p\"\n[types.person.fields.team]\ntype = \"text\"\n";
    for view in ["cards", "gallery"] {
        let run = Wiki::new()
            .settings(settings)
            .file("content/p/a.md", "---\nteam: Red\n---\n")
            .file(
                "content/b.md",
                format!("## Teams\n\n```query\ntype: person\ngroup: team\nview: {view}\n```\n"),
            )
            .build();
        assert_eq!(run.html("b/index.html").find("h3.query-group").text(), "Red", "{view}");
    }
}
