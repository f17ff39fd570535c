//! The views `chart`, `bands` and `matrix`: drawings of a wiki's data, each with a table as its text.

use crate::harness::{Element, Page, Run, Wiki};

const SETTINGS: &str = r#"
[spoilers]
novel = "the novel"
[types.work]
folder = "works"
[types.work.fields.released]
type = "date"
[types.work.fields.length]
type = "number"
[types.work.fields.cast]
type = "page"
to = ["person"]
many = true
inverse = "roles"
[types.person]
folder = "people"
[types.person.fields.years]
type = "date"
many = true
[types.person.fields.side]
type = "text"
[properties.start]
label = "Start"
[properties.cost]
label = "Cost"
many = true
[properties.pages]
label = "Pages"
many = true
unit = "pages"
"#;

fn wiki() -> Wiki {
    Wiki::new().settings(SETTINGS)
}

/// A wiki with a page that has these claims, each a flow map without braces, and a page with a query.
fn claiming(claims: &[&str], query: &str) -> Wiki {
    let claims: String = claims.iter().map(|claim| format!("  - {{{claim}, source: s}}\n")).collect();
    wiki()
        .file("content/sources/s.yaml", "s: {title: Source}\n")
        .file("content/works/heat-2.md", format!("---\ntitle: Heat 2\nclaims:\n{claims}---\nA film.\n"))
        .file("content/list.md", format!("```query\ntype: claim\n{query}\n```\n"))
}

/// Builds a wiki without faults and returns the page with the query.
fn page(wiki: &Wiki) -> Page {
    let run = wiki.run(&["build", "--format", "json", "--today", "2026-11-27"]);
    run.is_clean();
    run.site.is_sound();
    run.html("list/index.html")
}

/// Horizontal positions of the bars, in percent.
fn bars(page: &Page) -> Vec<(f64, f64)> {
    let at = |bar: &Element<'_>, name: &str| bar.get(name).trim_end_matches('%').parse().expect("a position");
    page.all("svg.query-drawing line.query-bar").iter().map(|bar| (at(bar, "x1"), at(bar, "x2"))).collect()
}

const STARTS: [&str; 3] = [
    "id: a, property: start, value: \"2024\", said: 2023-10-10, by: Ada",
    "id: b, property: start, value: October or November 2024, means: 2024-10 to 2024-11, said: 2024-01, by: Bob, supersedes: [a]",
    "id: c, property: start, value: 2026-08-03, said: 2025-12, by: Cy, supersedes: [b], checked: 2026-11-21",
];

#[test]
fn a_chart_of_claims_shows_the_day_said_against_the_day_promised() {
    let page = page(&claiming(&STARTS, "property: start\nview: chart\ncaption: How the start slipped"));
    let figure = page.find("figure.query");
    assert!(
        figure.inner().trim_start().starts_with("<figcaption>"),
        "a caption is the first or last part of a figure"
    );
    figure.find("figcaption").says("How the start slipped");
    let svg = figure.find("svg.query-drawing");
    assert_eq!(svg.get("aria-hidden"), "true");
    let texts = svg.texts("text");
    for expected in
        ["2024", "October or November 2024", "3 August 2026", "Ada, 10 October 2023", "27 November 2026"]
    {
        assert!(texts.iter().any(|text| text == expected), "{expected}: {texts:?}");
    }
    assert_eq!(svg.all("circle").len(), 3, "the day on which it was said");
    let bars = bars(&page);
    assert!(bars[0].0 < bars[1].0 && bars[1].1 <= bars[0].1 + 0.1, "the autumn is within the year: {bars:?}");
    assert!(bars[2].0 > bars[0].1 && bars[2].1 - bars[2].0 < 1.0, "a day is almost a dot: {bars:?}");
    assert_eq!(svg.all(".query-past").len(), 2, "what was superseded");
    figure.find(".query-key").says("Said").says("Start");
}

#[test]
fn a_long_name_beside_a_lane_is_cut_and_the_date_is_whole() {
    let claim = "property: start, value: \"2030\", said: 2023-10-10, by: The newspaper that reported on the shoot for years";
    let page = page(&claiming(&[claim], "property: start\nview: chart"));
    let texts = page.find("figure.query").texts(".query-note");
    assert!(texts[0].starts_with("The newspaper") && texts[0].ends_with("…, 10 October 2023"), "{texts:?}");
}

#[test]
fn the_table_of_a_chart_has_everything_as_text() {
    let page = page(&claiming(&STARTS, "property: start\nview: chart"));
    let table = page.find("figure.query details").find("table");
    table.says("October or November 2024").says("10 October 2023").says("Ada").says("3 August 2026");
    assert_eq!(table.all("tbody tr").len(), 3);
    assert!(!table.all("a").is_empty(), "its names and sources are links");
}

#[test]
fn ranges_of_numbers_are_bars_and_single_numbers_dots() {
    let claims = [
        "property: cost, value: From 135 to 230 million, means: 135 to 230",
        "property: cost, value: 150 million, means: \"150\"",
        "property: cost, value: Nobody knows",
        "property: cost, value: 170, status: denied",
    ];
    let page = page(&claiming(&claims, "property: cost\nview: chart"));
    let bars = bars(&page);
    assert_eq!(bars.len(), 2, "words and denials are only in the table: {bars:?}");
    assert!(bars[0].0 < bars[1].0 && bars[1].1 < bars[0].1, "{bars:?}");
    assert!((bars[1].0 - bars[1].1).abs() < 0.01, "{bars:?}");
    page.find("figure table").says("Nobody knows").says("170");
    page.find("svg.query-drawing").omits("Nobody").omits("27 November");
}

#[test]
fn four_digits_are_a_number_where_the_property_has_a_unit() {
    let page = page(&claiming(
        &["property: pages, value: \"1470\"", "property: pages, value: \"480\""],
        "view: chart",
    ));
    assert_eq!(bars(&page).len(), 2);
    assert!(
        page.find("svg.query-drawing .query-grid").text().contains("400"),
        "{}",
        page.find("svg.query-drawing .query-grid").text()
    );
}

#[test]
fn pages_are_drawn_by_their_fields() {
    let wiki = wiki()
        .file("content/works/a.md", "---\ntitle: Heat\nreleased: 1995-12-15\nlength: 170\n---\n")
        .file("content/works/b.md", "---\ntitle: Thief\nreleased: \"1981\"\nlength: 12500\n---\n")
        .file("content/works/c.md", "---\ntitle: Unmade\n---\n")
        .file(
            "content/list.md",
            "```query\ntype: work\nview: chart\nshow: [released, length]\nsort: released\n```\n",
        );
    let page = page(&wiki);
    let svg = page.find("svg.query-drawing");
    svg.says("Heat").says("12,500").omits("Unmade");
    assert_eq!(
        (bars(&page).len(), svg.all("circle").len()),
        (2, 0),
        "dates are on another scale than numbers"
    );
    page.find("figure table").says("Unmade").says("15 December 1995");
}

#[test]
fn bands_are_spans_of_dates_side_by_side() {
    let person = |title: &str, side: &str, years: &str| {
        format!("---\ntitle: {title}\nside: {side}\nyears: {years}\n---\n")
    };
    let people = wiki()
        .file("content/people/a.md", person("Hanna", "Police", "[\"1988\", \"1995–1996\"]"))
        .file("content/people/b.md", person("McCauley", "Crew", "[\"1988\", \"1995\"]"))
        .file("content/people/c.md", person("Nate", "Crew", "[\"1990s\"]"));
    let query = "```query\ntype: person\nview: bands\ndate_field: years\n";
    let people = people
        .file("content/list.md", format!("{query}```\n"))
        .file("content/groups.md", format!("{query}group: side\n```\n"));
    let page = page(&people);
    assert_eq!(bars(&page).len(), 5);
    let run = people.build();
    let groups = run.html("groups/index.html");
    let svg = groups.find("svg.query-drawing");
    for name in ["Police", "Crew", "Hanna", "McCauley", "Nate"] {
        svg.says(name);
    }
    assert_eq!(bars(&groups).len(), 5);
    let rows: std::collections::BTreeSet<&str> =
        svg.all("line.query-bar").iter().map(|bar| bar.get("y1")).collect();
    assert!(rows.len() > 2, "bars in one lane do not cover each other's names: {rows:?}");
}

#[test]
fn a_matrix_sets_rows_against_the_values_of_a_field() {
    let wiki = wiki()
        .file("content/people/a.md", "---\ntitle: Al Pacino\n---\n")
        .file("content/people/b.md", "---\ntitle: Val Kilmer\n---\n")
        .file("content/works/a.md", "---\ntitle: Heat\ncast: [Al Pacino, Val Kilmer]\n---\n")
        .file("content/works/b.md", "---\ntitle: The Insider\ncast: [Al Pacino]\n---\n")
        .file(
            "content/list.md",
            "```query\ntype: work\nview: matrix\nshow: [cast]\ncaption: Who is in it\n```\n",
        );
    let page = page(&wiki);
    let table = page.find(".query-matrix table");
    assert_eq!(table.texts("thead th"), ["Page", "Al Pacino", "Val Kilmer"]);
    assert_eq!(table.texts("tbody th"), ["Heat", "The Insider"]);
    assert_eq!(table.all("td .query-dot").len(), 3);
    assert_eq!(table.all(".query-dot")[0].get("aria-label"), "yes");
}

#[test]
fn a_matrix_of_claims_has_a_line_for_each_property() {
    let claims = [
        "id: a, property: start, value: Driver, said: 2023, status: rumoured",
        "property: start, value: Butler, said: 2024, status: reported, supersedes: [a]",
        "property: cost, value: Butler, said: 2024, status: announced",
    ];
    let page = page(&claiming(&claims, "view: matrix\nshow: [value, status]"));
    let table = page.find(".query-matrix table");
    assert_eq!(table.texts("thead th")[1..], ["Driver", "Butler"]);
    assert_eq!(table.texts("tbody th"), ["Start", "Cost"]);
    assert_eq!(table.texts("td"), ["Rumoured", "Reported", "", "Announced"]);
    assert_eq!(table.find("td .query-past").text(), "Rumoured");
}

#[test]
fn what_is_labelled_is_drawn_only_within_its_fold() {
    let claims = [
        "property: cost, value: Secret, means: \"987\", spoiler: novel",
        "property: cost, value: Open, means: \"1\"",
    ];
    let query = "type: claim\nview: chart";
    let wiki = claiming(&claims, "view: chart").file(
        "content/inside.md",
        format!("> [!spoiler|novel]- Title\n> ```query\n> {}\n> ```\n", query.replace('\n', "\n> ")),
    );
    let page = page(&wiki);
    page.find("svg.query-drawing").says("Open").omits("Secret").omits("9");
    assert_eq!(bars(&page).len(), 1);
    page.find("figure table details[data-scope=novel]").says("Secret");
    let inside = wiki.build().html("inside/index.html");
    inside.find("details[data-scope=novel] svg.query-drawing").says("Secret").says("Open");
}

#[test]
fn the_scale_runs_from_right_to_left_where_the_text_does() {
    let wiki = claiming(&STARTS, "property: start\nview: chart");
    let ltr = bars(&page(&wiki));
    wiki.write(
        "content/list.md",
        "---\nlanguage: ar\n---\n```query\ntype: claim\nproperty: start\nview: chart\n```\n",
    );
    let rtl = bars(&page(&wiki));
    for (left, right) in ltr.iter().zip(&rtl) {
        assert!((100.0 - left.0 - right.0).abs() < 0.11, "{ltr:?} {rtl:?}");
    }
    let page = page(&wiki);
    let note = page.find("svg .query-note").text();
    assert!(
        note.starts_with("\u{200f}\u{2068}") && note.ends_with('\u{2069}'),
        "a name and a date: {note:?}"
    );
}

#[test]
fn extreme_values_give_a_drawing_or_a_table() {
    for (a, b) in [
        ("1e308", "-1e308"),
        ("0", "0"),
        ("1e-300", "2e-300"),
        ("5e307", "1"),
        ("-3", "-2"),
        ("0.1", "0.30000001"),
    ] {
        let wiki = wiki()
            .file("content/works/a.md", format!("---\ntitle: A\nlength: {a}\n---\n"))
            .file("content/works/b.md", format!("---\ntitle: B\nlength: {b}\n---\n"))
            .file("content/list.md", "```query\ntype: work\nview: chart\nshow: [length]\n```\n");
        let page = page(&wiki);
        page.find(".query table").says("A").says("B");
        assert!(!page.source().contains("NaN") && !page.source().contains("inf%"), "{a} {b}");
    }
    for (a, b) in [("0001", "9999"), ("2024-02-29", "2024-02-29")] {
        let wiki = wiki()
            .file("content/works/a.md", format!("---\ntitle: A\nreleased: \"{a}\"\n---\n"))
            .file("content/works/b.md", format!("---\ntitle: B\nreleased: \"{b}\"\n---\n"))
            .file("content/list.md", "```query\ntype: work\nview: bands\ndate_field: released\n```\n");
        assert_eq!(bars(&page(&wiki)).len(), 2, "{a} {b}");
    }
}

#[test]
fn drawings_are_bounded() {
    let mut wiki = wiki().file(
        "content/list.md",
        "```query\ntype: work\nview: chart\nshow: [length]\n```\n\n```query\ntype: work\nview: matrix\nshow: [length]\n```\n",
    );
    for number in 0..200 {
        wiki = wiki.file(
            &format!("content/works/w{number}.md"),
            format!("---\ntitle: Work {number} {}\nlength: {number}\n---\n", "long ".repeat(100)),
        );
    }
    let page = page(&wiki);
    assert_eq!(bars(&page).len(), 60);
    assert!(page.find("svg.query-drawing").texts("text").iter().all(|text| text.chars().count() < 50));
    assert_eq!(page.all(".query-matrix thead th").len(), 25);
}

#[test]
fn markup_in_names_is_text() {
    let page = page(&claiming(
        &["property: cost, value: \"<b>x</b>\", means: \"1\", by: \"<script>y\""],
        "view: chart",
    ));
    assert!(page.all("svg.query-drawing b").is_empty() && page.all("svg.query-drawing script").is_empty());
    page.find("svg.query-drawing").says("<b>x</b>").says("<script>y");
}

#[test]
fn faults_of_drawings_are_reported_where_they_are() {
    let faulty = |file: &str, text: &str| -> Run { wiki().file(file, text).build() };
    let chart = faulty("content/list.md", "```query\ntype: work\nview: chart\n```\n");
    chart
        .reports(&[("query", "content/list.md", 3, 7)])
        .diagnostic("query", "content/list.md", 3, 7)
        .says("needs fields to show");
    let matrix = faulty("content/list.md", "```query\ntype: claim\nview: matrix\n```\n");
    matrix.reports(&[("query", "content/list.md", 3, 7)]);
    let bands = faulty("content/list.md", "```query\ntype: work\nview: bands\ndate_field: length\n```\n");
    bands.reports(&[("query", "content/list.md", 4, 13)]);
    let means = claiming(&["property: cost, value: Much, means: quite a lot"], "view: table").build();
    means.reports(&[("wrong-type", "content/works/heat-2.md", 4, 42)]);
}

#[test]
fn a_date_in_words_passes_like_one_in_figures() {
    let claim =
        "property: start, value: Summer 2026, means: 2026-06 to 2026-08, said: 2025, status: announced";
    let wiki = claiming(&[claim], "view: list");
    let on = |day: &str| wiki.run(&["check", "--format", "json", "--today", day]).coded("overdue").len();
    assert_eq!((on("2026-08-31"), on("2026-09-01")), (0, 1));
}

#[test]
fn only_pages_with_drawings_load_their_styles() {
    let run = wiki()
        .file("content/works/a.md", "---\nlength: 170\n---\nA text.\n")
        .file("content/drawn.md", "```query\ntype: work\nshow: [length]\nview: chart\n```\n")
        .build();
    run.is_clean();
    assert!(run.site.text("drawn/index.html").contains("css/charts."));
    for path in ["index.html", "works/a/index.html", "special/index.html"] {
        assert!(!run.site.text(path).contains("css/charts."), "{path}");
    }
}
