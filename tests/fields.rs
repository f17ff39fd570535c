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
