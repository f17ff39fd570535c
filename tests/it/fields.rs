//! Values of fields from the editor's point of view: valid and invalid values, the location of diagnostics, and
//! consistent display in every view.

use crate::harness::{Run, Wiki, png};

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
            "---\ntitle: Heat\nruntime: 170\nsite: https://example.com/heat/\nposter: a.png\nstill: {src: \
             b.png, alt: A coffee}\ncast:\n  - {actor: Al Pacino, part: lead}\n---\n",
        )
        .file(
            "content/table.md",
            "# Table\n\n```query\ntype: work\nview: table\nshow: [runtime, site, \
                                   still, cast, cast.part]\n```\n",
        )
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
fn a_comma_in_a_number_groups_digits() {
    let run = with_heat("runtime: 1,5\n");
    run.diagnostic("wrong-type", "content/works/heat.md", 3, 10);
    let run = with_heat("runtime: \"1,500\"\n");
    run.is_clean();
    assert_eq!(run.site.json("api/works/heat.json")["fields"]["runtime"], 1500);
}

#[test]
fn accented_letters_are_listed_under_their_base_letter() {
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
        .settings(&format!("{TYPES}\n[types.work.fields.tagline]\ntype = \
                            \"text\"\n[properties.star]\nlabel = \"Star\"\n"))
        .file("content/other.md", "# Other\n\n## Part\n")
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\ntagline: With [[Al Pacino|Al]] and [[Nobody]]\ninfo:\n  Seen by: \
             [[Other#Part]]\n  Row: [\"[[Missing]]\", plain]\nclaims:\n  - {property: star, value: \"[[Somebody Else]]\", by: \"[[A Paper]]\", said: 1994}\n---\n",
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
    assert_eq!(names, ["Somebody Else", "A Paper", "Nobody", "Missing"]);
    assert_eq!(run.html("table/index.html").find("td").text(), "With Al and Nobody");
    let wanted = run.html("special/wanted/index.html");
    for name in ["Somebody Else", "A Paper", "Nobody", "Missing"] {
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
            .settings(&format!(
                "[types.film]\n[types.novel]\n[types.talk]\n[types.talk.fields.of]\ntype = \
                                \"page\"\nto = {to}\n"
            ))
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

// Any value can have sources and scopes.

#[test]
fn sources_of_records_and_of_whole_lists_are_shown() {
    let run = works()
        .settings(&format!("{TYPES}\n[types.work.fields.genres]\ntype = \"text\"\nmany = true\n"))
        .file("content/sources/all.yaml", "paper:\n  title: The Paper\nbook:\n  title: The Book\n")
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\ngenres: {value: [Crime, Drama], source: paper}\ncast: {value: [{actor: Al \
             Pacino, part: {value: lead, source: book}}], source: paper}\n---\n",
        )
        .build();
    run.succeeds();
    let page = run.html("works/heat/index.html");
    let rows: Vec<String> = page.all("aside.infobox dd").iter().map(|row| row.text()).collect();
    assert!(rows.iter().any(|row| row == "Crime[2]"), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("lead[1][2]")), "{rows:?}");
}

#[test]
fn a_spoiler_scope_that_is_not_declared_is_reported_where_it_is_named() {
    let run = works()
        .settings(&format!("{TYPES}[spoilers]\nfilm = \"The film\"\n[properties.end]\nlabel = \"End\"\n"))
        .file("content/sources/all.yaml", "paper:\n  title: The Paper\n")
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\nspoiler: flim\nruntime: {value: 170, spoiler: novel}\nclaims:\n  - \
             {property: end, value: x, spoiler: fil, source: paper}\n---\n\n> [!spoiler|filmm] End\n> Text.\n\n> [!spoiler|film]\n> Text.\n\n> [!spoiler]\n> Text.\n",
        )
        .build();
    run.succeeds().reports(&[
        ("unknown-spoiler", "content/works/heat.md", 3, 10),
        ("unknown-spoiler", "content/works/heat.md", 4, 32),
        ("unknown-spoiler", "content/works/heat.md", 6, 40),
        ("unknown-spoiler", "content/works/heat.md", 9, 13),
    ]);
    run.diagnostic("unknown-spoiler", "content/works/heat.md", 3, 10).says("did you mean `film`?");
}

#[test]
fn a_value_that_is_left_empty_is_missing_and_nothing_else() {
    let wiki = |kind: &str| {
        Wiki::new()
            .settings(
                "[types.work]\nfolder = \"works\"\n[types.work.fields.kind]\ntype = \
                       \"choice\"\nvalues = [\"film\"]\nrequired = true\n",
            )
            .file("content/works/heat.md", format!("---\ntitle: Heat\nkind: {kind}\n---\n"))
            .build()
    };
    for empty in ["\"\"", "''", "[]", "~", "[\"\"]", "{value: \"\"}"] {
        wiki(empty).reports(&[("missing-field", "content/works/heat.md", 3, 1)]);
    }
}

// Types in `site.toml`.

#[test]
fn meaningless_settings_of_fields_are_errors_at_their_position() {
    let wiki = |field: &str| {
        Wiki::new()
            .settings(&format!("[types.work.fields.x]\n{field}\n"))
            .file("content/a.md", "# A\n")
            .build()
    };
    // Title and address are shown above.
    for (field, line, column) in [
        ("type = \"choice\"", 3, 20),
        ("type = \"record\"", 3, 20),
        ("type = \"text\"\nto = [\"work\"]", 5, 7),
        ("inverse = \"xs\"", 4, 11),
        ("type = \"page\"\nvalues = [\"a\"]", 5, 11),
        ("type = \"page\"\nunit = \"m\"", 5, 8),
        ("type = \"number\"\ndefault = \"many\"", 5, 11),
        ("type = \"date\"\ndefault = \"1995-13\"", 5, 11),
        ("type = \"url\"\ndefault = \"example\"", 5, 11),
        ("type = \"choice\"\nvalues = [\"film\"]\ndefault = \"flim\"", 6, 11),
        ("type = \"image\"\ndefault = \"a.png\"", 5, 11),
    ] {
        let run = wiki(field);
        run.diagnostic("invalid-config", "site.toml", line, column);
        assert_eq!(run.diagnostics.len(), 1, "{field}: {run}");
    }
    wiki("type = \"number\"\ndefault = \"1,500\"\nunit = \"m\"").is_clean();
}

#[test]
fn a_default_that_names_an_unsuitable_page_is_reported_once_in_the_settings() {
    let run = Wiki::new()
        .settings(
            "[types.person]\n[types.work]\nfolder = \"works\"\n[types.work.fields.by]\ntype = \
                   \"page\"\nto = [\"person\"]\ndefault = \"Michael Man\"\n",
        )
        .file("content/mann.md", "---\ntitle: Michael Mann\ntype: person\n---\n")
        .file("content/works/a.md", "# A\n")
        .file("content/works/b.md", "# B\n")
        .build();
    run.reports(&[("unknown-reference", "site.toml", 9, 11)]);
    run.diagnostic("unknown-reference", "site.toml", 9, 11).says("did you mean `Michael Mann`?");
}

#[test]
fn a_type_has_the_template_schema_and_role_of_the_type_that_it_builds_on() {
    let settings = "[types.work]\nfolder = \"works\"\nschema = \"CreativeWork\"\ntemplate = \
                    \"mine\"\n[types.film]\nbase = \"work\"\n[types.happening]\nrole = \"event\"\n[types.release]\nbase = \"happening\"\n";
    let wiki = || {
        Wiki::new()
            .settings(settings)
            .file("content/heat.md", "---\ntitle: Heat\ntype: film\n---\n")
            .file("content/day.md", "---\ntitle: Day\ntype: release\ndate: 1995-12-15\nsources: []\n---\n")
    };
    let run =
        wiki().file("templates/mine.html", "<p id=\"mine\">{{ page.title }}</p>{{ page.json_ld }}").build();
    let page = run.html("heat/index.html");
    assert_eq!(page.find("#mine").text(), "Heat");
    run.html("history/index.html").find("main").says("Day");
    let named =
        wiki().file("templates/mine.html", "").file("templates/film.html", "<p id=\"own\">Own</p>").build();
    assert_eq!(named.html("heat/index.html").find("#own").text(), "Own");
    let missing = wiki().build();
    missing.diagnostic("unknown-template", "site.toml", 6, 12).says("mine.html");
    assert_eq!(missing.coded("unknown-template").len(), 1, "{missing}");
}

// Renamed headings.

#[test]
fn old_anchors_are_followed_over_several_renamings_and_reported_when_they_lead_nowhere() {
    let wiki = |more: &str| {
        Wiki::new()
            .file(
                "content/a.md",
                format!(
                    "---\ntitle: A\nanchors:\n  Old Heading: Newer\n  Newer: Newest \
                                           Heading\n{more}---\n## Newest heading\n\nText.\n"
                ),
            )
            .file("content/b.md", "# B\n\n[[A#Old Heading]] and [[A#newer]]\n")
            .build()
    };
    wiki("  lost: nowhere\n  round: about\n  about: round\n").reports(&[
        ("broken-link", "content/a.md", 6, 9),
        ("broken-link", "content/a.md", 7, 10),
        ("broken-link", "content/a.md", 8, 10),
    ]);
    let run = wiki("");
    let page = run.html("a/index.html");
    for link in ["A > Old Heading", "A > newer"] {
        let href = run.html("b/index.html").href(link);
        let id = href.split_once('#').expect("a fragment").1.to_owned();
        assert!(page.has_id(&id), "{href}");
        let place = page.find(&format!("[id={id}]")).position();
        assert!(place > page.find("h2").position(), "{href}");
    }
}

// Front matter that cannot be read.

#[test]
fn invalid_yaml_in_front_matter_gives_one_diagnostic_with_a_remedy() {
    let wiki = |yaml: &str| {
        Wiki::new()
            .settings("[types.work]\nfolder = \"works\"\n[types.work.fields.kind]\nrequired = true\n")
            .file("content/works/heat.md", format!("---\n{yaml}\n---\n"))
            .build()
    };
    for (yaml, help) in [
        ("title: Heat 2: The Novel", "quote a value"),
        ("title: @heat", "in quotes"),
        ("title: *heat", "quote a value"),
        ("title: \"Heat", "end it with"),
        ("title: Heat\n\tkind: film", "indent with spaces"),
    ] {
        let run = wiki(yaml);
        assert_eq!(run.diagnostics.len(), 1, "{yaml}: {run}");
        let fault = run.coded("front-matter");
        assert!(fault[0].help.iter().any(|line| line.contains(help)), "{yaml}: {run}");
    }
}

// Small problems for readers, programs and editors.

#[test]
fn a_file_in_the_way_of_an_alias_is_reported_at_the_alias() {
    let run =
        Wiki::new().file("content/a.md", "---\ntitle: A\naliases:\n  - B\n  - /sitemap.xml\n---\n").build();
    run.diagnostic("url-collision", "content/a.md", 5, 5);
}

#[test]
fn the_list_of_categories_counts_categories() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: A\ncategories: [One, Two, Three]\n---\n")
        .file("content/categories/one.md", "# One\n")
        .build();
    run.html("categories/index.html").find("main").says("3 categories").omits("1 page");
}

#[test]
fn a_query_for_a_folder_that_is_not_there_is_an_error() {
    let run = works()
        .file("content/works/heat.md", "# Heat\n")
        .file("content/q.md", "# Q\n\n```query\nfolder: work\n```\n")
        .build();
    run.diagnostic("query", "content/q.md", 4, 9).says("did you mean `works`?");
}

#[test]
fn structured_data_has_absolute_image_addresses_and_no_language_for_people() {
    let run = Wiki::new()
        .settings(&format!(
            "[types.person]\nschema = \"Person\"\n[types.person.fields.face]\ntype = \
                            \"image\"\nschema = \"photo\"\n{QUIET}"
        ))
        .file("content/al.md", "---\ntitle: Al\ntype: person\nface: al.png\n---\n")
        .file("content/al.png", png(30, 20))
        .build();
    let page = run.html("al/index.html");
    let data = page.find("script[type=application/ld+json]").inner();
    assert!(data.contains("\"photo\":\"https://wiki.test/al.png\""), "{data}");
    assert!(!data.contains("inLanguage"), "{data}");
}

#[test]
fn a_page_names_its_origin_which_is_credited() {
    let origin = "{url: 'https://www.old.example.org/wiki/Heat', date: 2021-08-01, authors: ['Ann <b>', Ben], \
                  licence: CC BY-SA 3.0}";
    let run = works()
        .file("content/a.md", format!("---\ntitle: A\norigin: {origin}\n---\nText.\n"))
        .file("content/b.md", "---\ntitle: B\norigin: https://elsewhere.example.org/\n---\nText.\n")
        .file("content/c.md", "---\ntitle: C\norigin: {adress: x, url: ftp, licence: [1]}\n---\nText.\n")
        .file("content/d.md", "---\ntitle: D\norigin: [x]\n---\nText.\n")
        .build();
    run.diagnostic("unknown-key", "content/c.md", 3, 10).says("`adress`");
    run.diagnostic("wrong-type", "content/c.md", 3, 26).says("web address");
    run.diagnostic("wrong-type", "content/d.md", 3, 9);
    let run = works()
        .file("content/a.md", format!("---\ntitle: A\norigin: {origin}\n---\nText.\n"))
        .file("content/b.md", "---\ntitle: B\norigin: https://elsewhere.example.org/\n---\nText.\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    page.find(".page-footer").says("Based on old.example.org").says("by Ann <b>, Ben").says("CC BY-SA 3.0");
    page.has("\"license\":\"https://creativecommons.org/licenses/by-sa/3.0/\"");
    let credits = run.html("special/credits/index.html");
    assert_eq!(credits.href("A"), "/a/");
    assert_eq!(credits.href("B"), "/b/");
    let without = works().file("content/a.md", "# A\n").build();
    assert!(!without.site.has("special/credits/index.html"));
}
