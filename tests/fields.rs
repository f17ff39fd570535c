//! Values of fields from the editor's chair: what is read, what is refused and where, and that every view shows a value
//! alike.

mod harness;

use harness::{Run, Wiki, png};

const TYPES: &str = r#"
[types.work]
folder = "works"
[types.work.fields.runtime]
type = "number"
unit = "minutes"
[types.work.fields.site]
type = "url"
[types.work.fields.poster]
type = "image"
[types.work.fields.still]
type = "image"
[types.work.fields.cast]
type = "record"
many = true
[types.work.fields.cast.fields.actor]
type = "page"
[types.work.fields.cast.fields.part]
type = "text"
"#;

const QUIET: &str = "[checks]\nimage-alt = \"off\"\nimage-licence = \"off\"\n";

fn works() -> Wiki {
    Wiki::new().settings(&format!("{TYPES}{QUIET}")).file("content/al-pacino.md", "# Al Pacino\n")
}

fn with_heat(fields: &str) -> Run {
    works().file("content/works/heat.md", format!("---\ntitle: Heat\n{fields}---\n")).build()
}

#[test]
fn a_table_shows_values_as_the_infobox_does() {
    let run = works()
        .file("content/works/a.png", png(30, 20))
        .file("content/works/b.png", png(40, 20))
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\nruntime: 170\nsite: https://example.com/heat/\nposter: a.png\nstill: {src: b.png, alt: A coffee}\ncast:\n  - {actor: Al Pacino, part: lead}\n---\n",
        )
        .file("content/table.md", "# Table\n\n```query\ntype: work\nview: table\nshow: [runtime, site, still, cast, cast.part]\n```\n")
        .build();
    run.succeeds();
    let page = run.html("table/index.html");
    let cells = page.all("td");
    let infobox = run.html("works/heat/index.html");
    for (cell, label) in cells.iter().zip(["Runtime", "Site", "Still", "Cast"]) {
        let row = infobox.all("aside.infobox dt").iter().position(|term| term.text() == label);
        let row = row.unwrap_or_else(|| panic!("no row {label}"));
        assert_eq!(cell.inner(), infobox.all("aside.infobox dd")[row].inner(), "{label}");
    }
    assert_eq!(cells[0].text(), "170 minutes");
    assert_eq!(cells[2].find("img").get("alt"), "A coffee");
    assert_eq!(cells[4].text(), "lead");
}

#[test]
fn a_comma_in_a_number_groups_digits_and_is_no_point() {
    let run = with_heat("runtime: 1,5\n");
    run.diagnostic("wrong-type", "content/works/heat.md", 3, 10);
    let run = with_heat("runtime: \"1,500\"\n");
    run.is_clean();
    assert_eq!(run.site.json("api/works/heat.json")["fields"]["runtime"], 1500);
}

#[test]
fn letters_with_marks_stand_with_their_letter_on_every_page_of_a_long_list() {
    let mut wiki = Wiki::new();
    for number in 0..210 {
        let title = match number {
            0 => "Échelon".to_owned(),
            1 => "“Quoted” name".to_owned(),
            2 => "1995".to_owned(),
            _ => format!("{} name {number}", if number % 2 == 0 { "Early" } else { "Zebra" }),
        };
        wiki = wiki.file(
            &format!("content/p{number}.md"),
            format!("---\ntitle: {title}\ncategories: [All]\n---\nText.\n"),
        );
    }
    let run = wiki.build();
    run.succeeds();
    let page = run.html("categories/all/index.html");
    let letters: Vec<String> = page.all("main h2").iter().map(|heading| heading.text()).collect();
    assert_eq!(&letters[..4], ["#", "E", "Q", "Z"], "{letters:?}");
    page.find("main").says("Échelon");
    let last = run.html("categories/all/2/index.html");
    assert!(!last.find("main").text().contains("Échelon"));
}

// Names of pages, wherever they stand.

#[test]
fn a_name_in_brackets_is_a_link_in_every_text_of_the_front_matter() {
    let run = works()
        .settings(&format!("{TYPES}\n[types.work.fields.tagline]\ntype = \"text\"\n[properties.star]\nlabel = \"Star\"\n"))
        .file("content/other.md", "# Other\n\n## Part\n")
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\ntagline: With [[Al Pacino|Al]] and [[Nobody]]\ninfo:\n  Seen by: [[Other#Part]]\n  Row: [\"[[Missing]]\", plain]\nclaims:\n  - {property: star, value: \"[[Somebody Else]]\", by: \"[[A Paper]]\", said: 1994}\n---\n",
        )
        .file("content/table.md", "# Table\n\n```query\ntype: work\nview: table\nshow: [tagline]\n```\n")
        .build();
    run.succeeds();
    let mut red: Vec<(u64, u64)> = run.coded("red-link").iter().map(|fault| fault.start).collect();
    red.sort_unstable();
    assert_eq!(red, [(3, 10), (6, 9), (8, 29), (8, 54)], "{run}");
    let page = run.html("works/heat/index.html");
    let infobox = page.find("aside.infobox");
    infobox.says("With Al and Nobody");
    let hrefs: Vec<&str> = infobox.all("dd a").iter().filter_map(|link| link.attribute("href")).collect();
    assert!(hrefs.contains(&"/al-pacino/") && hrefs.contains(&"/other/#part"), "{hrefs:?}");
    let names: Vec<String> = infobox.all("a.red-link").iter().map(|link| link.text()).collect();
    assert_eq!(names, ["Nobody", "Missing", "Somebody Else", "A Paper"]);
    assert_eq!(run.html("table/index.html").find("td").text(), "With Al and Nobody");
    let wanted = run.html("special/wanted/index.html");
    for name in ["Nobody", "Missing", "Somebody Else", "A Paper"] {
        wanted.find("main").says(name);
    }
    let data = run.site.json("api/works/heat.json");
    assert_eq!(data["fields"]["tagline"], "With Al and Nobody");
    assert!(data["links"].to_string().contains("/al-pacino/"), "{data}");
    assert!(run.site.json("api/al-pacino.json")["backlinks"].to_string().contains("/works/heat/"));
}

#[test]
fn the_links_of_fields_are_links_for_machines_too() {
    let run = with_heat("cast:\n  - {actor: \"[[Al Pacino#Early life]]\"}\n");
    run.is_clean();
    let data = run.site.json("api/works/heat.json");
    assert_eq!(data["links"], serde_json::json!(["/al-pacino/"]));
    let run = with_heat("cast:\n  - actor: [[Al: Pacino]]\n");
    run.diagnostic("unknown-reference", "content/works/heat.md", 4, 12).says("Al: Pacino");
    let run = with_heat("runtime:\n");
    assert!(run.site.json("api/works/heat.json")["fields"]["runtime"].is_null());
}

#[test]
fn a_name_that_several_pages_share_is_told_apart_by_the_type_or_reported_with_all_of_them() {
    let wiki = |to: &str| {
        Wiki::new()
            .settings(&format!("[types.film]\n[types.novel]\n[types.talk]\n[types.talk.fields.of]\ntype = \"page\"\nto = {to}\n"))
            .file("content/a.md", "---\ntitle: Heat (film)\ntype: film\n---\n")
            .file("content/b.md", "---\ntitle: Heat (novel)\ntype: novel\n---\n")
            .file("content/talk.md", "---\ntitle: Talk\ntype: talk\nof: Heat\n---\n")
            .build()
    };
    let told = wiki("[\"novel\"]");
    told.reports(&[]);
    assert_eq!(told.site.json("api/talk.json")["fields"]["of"]["title"], "Heat (novel)");
    let open = wiki("[\"film\", \"novel\"]");
    open.diagnostic("ambiguous-link", "content/talk.md", 4, 5).says("2 pages").says("`b`");
}

// Sources and scopes sit on any value.

#[test]
fn sources_keep_their_marks_in_records_and_may_stand_once_for_a_list() {
    let run = works()
        .settings(&format!("{TYPES}\n[types.work.fields.genres]\ntype = \"text\"\nmany = true\n"))
        .file("content/sources/all.yaml", "paper:\n  title: The Paper\nbook:\n  title: The Book\n")
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\ngenres: {value: [Crime, Drama], source: paper}\ncast: {value: [{actor: Al Pacino, part: {value: lead, source: book}}], source: paper}\n---\n",
        )
        .build();
    run.succeeds();
    let page = run.html("works/heat/index.html");
    let rows: Vec<String> = page.all("aside.infobox dd").iter().map(|row| row.text()).collect();
    assert!(rows.iter().any(|row| row == "Crime[2]"), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("lead[1][2]")), "{rows:?}");
}
