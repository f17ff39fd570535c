//! `site.toml` and the command line: every problem is reported at its location, with the likely intended name.

use std::fs;

use crate::harness::{Run, Site, TODAY, Wiki, run_in};

/// Builds a wiki with one valid page and this `site.toml`.
#[track_caller]
fn configured(toml: &str) -> Run {
    Wiki::empty().file("site.toml", toml).file("content/a.md", "text\n").build()
}

/// One problem in `site.toml`: its code, line and column, and words of the message or the help.
#[track_caller]
fn faulty(toml: &str, code: &str, place: (u64, u64), words: &str) {
    let run = configured(toml);
    run.is_refused().reports(&[(code, "site.toml", place.0, place.1)]);
    run.diagnostic(code, "site.toml", place.0, place.1).says(words);
    assert!(run.site.is_empty(), "published in spite of a fault: {run}");
}

#[test]
fn unknown_keys_are_reported_with_what_may_be_meant() {
    faulty("titel = \"x\"\n", "unknown-key", (1, 1), "did you mean `title`?");
    faulty(
        "title = \"x\"\n\n[content]\nsmart_punctuations = true\n",
        "unknown-key",
        (4, 1),
        "`smart_punctuation`",
    );
    faulty("[chekcs]\nlevel = \"strict\"\n", "unknown-key", (1, 2), "did you mean `checks`?");
    faulty("[types.person]\nfolders = \"people\"\n", "unknown-key", (2, 1), "did you mean `folder`?");
    faulty("[types.work.fields.year]\ntyp = \"date\"\n", "unknown-key", (2, 1), "did you mean `type`?");
    faulty("[properties.budget]\nlabl = \"Budget\"\n", "unknown-key", (2, 1), "did you mean `label`?");
    faulty("[theme]\nlogos = \"x.svg\"\n", "unknown-key", (2, 1), "did you mean `logo`?");
    faulty("[output]\nserach = true\n", "unknown-key", (2, 1), "did you mean `search`?");
    faulty("[[nav]]\ntitle = \"A\"\nurll = \"/\"\n", "unknown-key", (3, 1), "did you mean `url`?");
}

#[test]
fn values_of_a_wrong_type_are_reported_at_the_value() {
    faulty("title = 1995\n", "invalid-config", (1, 9), "`title`");
    faulty("title = [\"a\"]\n", "invalid-config", (1, 9), "`title`");
    faulty("[content]\nmath = \"yes\"\n", "invalid-config", (2, 8), "`true` or `false`");
    faulty("[content]\nignore = 3\n", "invalid-config", (2, 10), "`ignore`");
    faulty("[content]\nignore = [\"a\", 3]\n", "invalid-config", (2, 16), "`ignore`");
    faulty("content = \"folder\"\n", "invalid-config", (1, 11), "a table");
    faulty("[output]\nfeed_entries = \"many\"\n", "invalid-config", (2, 16), "an integer");
    faulty("[output]\nfeed_entries = -1\n", "invalid-config", (2, 16), "an integer");
    faulty("[types]\nperson = \"people\"\n", "invalid-config", (2, 10), "a table");
    faulty("nav = \"x\"\n", "invalid-config", (1, 7), "nav");
}

#[test]
fn values_outside_what_a_key_allows_are_reported_with_the_choices() {
    faulty("base_url = \"example.org\"\n", "invalid-config", (1, 12), "https://");
    faulty("base_url = \"https://wiki.test/?x\"\n", "invalid-config", (1, 12), "wiki.test/?x");
    faulty("language = \"not a tag\"\n", "invalid-config", (1, 12), "not a tag");
    faulty("direction = \"lrt\"\n", "invalid-config", (1, 13), "did you mean `ltr`?");
    faulty("[checks]\nlevel = \"lenint\"\n", "invalid-config", (2, 9), "did you mean `lenient`?");
    faulty("[checks]\nred-link = \"eror\"\n", "invalid-config", (2, 12), "did you mean `error`?");
    faulty("[checks]\nred-links = \"error\"\n", "unknown-key", (2, 1), "did you mean `red-link`?");
    faulty("[checks]\nurl-collision = \"off\"\n", "invalid-config", (2, 1), "url-collision");
    faulty("[content]\nignore = [\"a\", \"[\"]\n", "invalid-config", (2, 16), "pattern");
    faulty("[theme.light]\naccent = \"red; } body { display: none\"\n", "invalid-config", (2, 10), "CSS");
    faulty("[theme.dark]\n\"a b\" = \"red\"\n", "invalid-config", (2, 1), "a b");
}

#[test]
fn types_that_do_not_hang_together_are_reported() {
    faulty("[types.film]\nbase = \"wrok\"\n[types.work]\n", "invalid-config", (2, 8), "did you mean `work`?");
    faulty("[types.a.fields.x]\ntype = \"nubmer\"\n", "invalid-config", (2, 8), "did you mean `number`?");
    faulty(
        "[types.a.fields.x]\ntype = \"page\"\nto = [\"a\", \"persn\"]\n[types.person]\n",
        "invalid-config",
        (3, 12),
        "person",
    );
    faulty("[types.a]\nrole = \"evnt\"\n", "invalid-config", (2, 8), "did you mean `event`?");
    faulty(
        "[types.a.fields.c]\ntype = \"record\"\n[types.a.fields.c.fields.d]\ntype = \"dat\"\n",
        "invalid-config",
        (4, 8),
        "date",
    );
    let circle = configured("[types.a]\nbase = \"b\"\n[types.b]\nbase = \"a\"\n");
    circle.is_refused();
    assert!(
        circle
            .diagnostics
            .iter()
            .all(|fault| fault.code == "invalid-config" && [1, 2, 3, 4].contains(&fault.start.0)),
        "{circle}"
    );
}

#[test]
fn two_types_cannot_share_a_folder_or_a_field_a_reserved_key() {
    let run = configured("[types.a]\nfolder = \"x\"\n[types.b]\nfolder = \"x\"\n");
    run.is_refused().reports(&[("invalid-config", "site.toml", 4, 10)]);
    let run = configured("[types.a.fields.title]\ntype = \"number\"\n");
    run.is_refused().reports(&[("invalid-config", "site.toml", 1, 17)]);
}

#[test]
fn toml_that_does_not_parse_is_reported_at_its_line() {
    for (toml, line) in
        [("title = \"x\n", 1), ("title = \"x\"\nbase_url =\n", 2), ("title = \"x\"\n[checks\n", 2)]
    {
        let run = configured(toml);
        run.is_refused();
        assert!(
            run.diagnostics.iter().any(|fault| fault.code == "invalid-config" && fault.start.0 == line),
            "{toml}: {run}"
        );
    }
    let twice = configured("title = \"a\"\ntitle = \"b\"\n");
    twice.is_refused();
    assert!(twice.diagnostics.iter().any(|fault| fault.start.0 == 2), "{twice}");
}

#[test]
fn columns_count_characters_after_a_mark_and_with_carriage_returns() {
    faulty("\u{feff}title = \"ok\"\r\nlanguage = \"ü\"\r\n", "invalid-config", (2, 12), "ü");
    faulty("theme = { light = { \"ä🎬\" = \"x\" } }\n", "invalid-config", (1, 21), "ä🎬");
}

#[test]
fn all_faults_of_settings_and_pages_come_in_one_run() {
    let run = Wiki::empty()
        .file("site.toml", "titel = \"x\"\nlanguage = 3\n[checks]\nlevel = \"hard\"\n")
        .file("content/a.md", "[x](nowhere.md)\n")
        .file("content/b.md", "---\ndescripton: x\n---\n")
        .build();
    run.is_refused().reports(&[
        ("unknown-key", "site.toml", 1, 1),
        ("invalid-config", "site.toml", 2, 12),
        ("invalid-config", "site.toml", 4, 9),
        ("broken-link", "content/a.md", 1, 1),
        ("unknown-key", "content/b.md", 2, 1),
    ]);
}

#[test]
fn settings_that_are_not_text_are_reported() {
    let run = Wiki::empty()
        .file("site.toml", b"title = \"ok\"\nfooter = \"\xff\"\n")
        .file("content/a.md", "x\n")
        .build();
    run.is_refused();
    assert!(run.diagnostics.iter().all(|fault| fault.file == "site.toml"), "{run}");
    assert!(!run.coded("invalid-utf8").is_empty(), "{run}");
}

#[test]
fn empty_settings_are_enough() {
    let run = configured("");
    run.is_clean();
    run.html("a/index.html");
}

#[test]
fn the_settings_of_the_theme_reach_the_style_sheet() {
    let run = configured("[theme.light]\naccent = \"#123456\"\n[theme.dark]\naccent = \"#abcdef\"\n");
    run.is_clean();
    let sheets: String =
        run.site.paths().iter().filter(|p| p.ends_with(".css")).map(|p| run.site.text(p)).collect();
    assert!(sheets.contains("#123456") && sheets.contains("#abcdef"));
}

#[test]
fn disabled_outputs_are_not_written() {
    let run = configured("[output]\nsearch = false\napi = false\nspecial = false\n");
    run.is_clean();
    for folder in ["search/", "api/", "special/"] {
        assert!(!run.site.paths().iter().any(|path| path.starts_with(folder)), "{folder} was written: {run}");
    }
    run.site.is_sound();
    let domain = configured("[output]\ncname = \"wiki.example.org\"\n");
    assert_eq!(domain.site.text("CNAME").trim(), "wiki.example.org");
}

// The command line.

#[test]
fn wrong_usage_is_status_2_and_says_what_is_right() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let root = folder.path().to_str().expect("a temporary path is UTF-8");
    run_in(folder.path(), &["buidl"]).gives_up(&["build"]);
    run_in(folder.path(), &["build", "--stirct"]).gives_up(&["--strict"]);
    run_in(folder.path(), &["build", "--format", "jsno"]).gives_up(&["json"]);
    let empty = run_in(folder.path(), &["build", "--root", root]);
    assert!(empty.status != 0 && empty.stderr.contains("site.toml"), "{empty}");
    run_in(folder.path(), &["build", "--root", "no/such/folder"]).gives_up(&["no/such/folder"]);
    fs::write(folder.path().join("site.toml"), "").expect("a temporary folder can be written");
    run_in(folder.path(), &["build", "--today", "tomorrow"]).gives_up(&["tomorrow"]);
    run_in(folder.path(), &["build", "--base-url", "nonsense"]).gives_up(&["nonsense"]);
    run_in(folder.path(), &["build", "--threads", "many"]).gives_up(&["many"]);
    run_in(folder.path(), &["check", "--explain", "red-lnk"]).gives_up(&["red-link"]);
}

#[test]
fn help_and_version_are_results_on_stdout() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let help = run_in(folder.path(), &["--help"]);
    assert!(help.status == 0 && help.stdout.contains("build") && help.stdout.contains("serve"), "{help}");
    let version = run_in(folder.path(), &["--version"]);
    assert!(version.status == 0 && version.stdout.contains("lorekeep"), "{version}");
    let explained = run_in(folder.path(), &["check", "--explain", "red-link"]);
    assert!(explained.status == 0 && explained.stdout.contains("red link"), "{explained}");
}

#[test]
fn the_root_is_the_nearest_folder_upwards_with_settings() {
    let wiki = Wiki::new().file("content/deep/er/a.md", "text\n");
    let run = run_in(&wiki.root().join("content/deep/er"), &["build", "--format", "json", "--today", TODAY]);
    run.is_clean();
    assert!(wiki.published().has("deep/er/a/index.html"));
}

#[test]
fn check_says_what_build_says_and_writes_nothing() {
    let wiki = Wiki::new()
        .file("content/a.md", "[[Nobody]] [x](nowhere.md)\n")
        .file("templates/page.html", "{{ page.titel }}\n")
        .file("content/b.md", "---\ntitel: x\n---\n");
    let before = fs::read_dir(wiki.root()).expect("the folder can be read").count();
    let check = wiki.check();
    assert_eq!(
        fs::read_dir(wiki.root()).expect("the folder can be read").count(),
        before,
        "check wrote something"
    );
    let build = wiki.build();
    assert_eq!((check.status, &check.stdout), (build.status, &build.stdout));
    check.is_refused();
}

#[test]
fn each_format_says_the_same() {
    let wiki = Wiki::new().file("content/ä.md", "x [[Nobody]]\n");
    let run = |format: &str| wiki.run(&["build", "--today", TODAY, "--format", format]);
    let human = run("human");
    for part in ["warning[red-link]", "content/ä.md:1:3", "1 |", "x [[Nobody]]", "^^^^^^^^^^"] {
        assert!(human.stderr.contains(part), "`{part}`: {human}");
    }
    assert!(!human.stderr.contains('\u{1b}'), "colours in spite of NO_COLOR: {human}");
    assert!(run("short").stderr.contains("content/ä.md:1:3: warning[red-link]: "));
    let github = run("github");
    assert!(github.stdout.contains("::warning file=content/ä.md,line=1,col=3"), "{github}");
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif").stdout).expect("SARIF is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((result["ruleId"].as_str(), result["level"].as_str()), (Some("red-link"), Some("warning")));
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(1), Some(3)));
}

#[test]
fn formats_without_excerpts_name_the_related_places() {
    let wiki = (0..6)
        .fold(Wiki::new(), |wiki, n| wiki.file(&format!("content/{n}.md"), "[[Nobody]]\n"))
        .settings("[types.a]\n[types.a]\n");
    let run = |format: &str| wiki.run(&["check", "--today", TODAY, "--format", format]);
    let also = "also at content/1.md:1:1, content/2.md:1:1, content/3.md:1:1 and 2 more";
    let short = run("short").stderr;
    assert!(short.contains(&format!("no page named `Nobody`; {also}; write a page")), "{short}");
    assert!(short.contains("duplicate key; it is here already: site.toml:"), "{short}");
    let github = run("github").stdout;
    assert!(github.contains(&format!("no page named `Nobody`%0A{also}%0Ahelp: write a page")), "{github}");
    assert!(github.contains("duplicate key%0Ait is here already: site.toml:"), "{github}");
}

#[test]
fn json_has_every_key_even_when_there_is_nothing_to_say() {
    let clean = Wiki::new().file("content/a.md", "text\n").build();
    let value: serde_json::Value = serde_json::from_str(&clean.stdout).expect("JSON on stdout");
    assert_eq!(value["diagnostics"], serde_json::json!([]));
    let run = Wiki::new().file("content/a.md", "[[Nobody]]\n").build();
    let value: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON on stdout");
    let fault = value["diagnostics"][0].as_object().expect("an object for each diagnostic");
    for key in
        ["code", "severity", "message", "file", "line", "column", "end_line", "end_column", "help", "related"]
    {
        assert!(fault.contains_key(key), "`{key}` is missing in {value}");
    }
}

#[test]
fn a_started_wiki_builds_and_is_not_started_twice() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    assert_eq!(run_in(folder.path(), &["init"]).status, 0);
    let address = ["--base-url", "https://wiki.test/"];
    let arguments = [&["build", "--format", "json", "--today", TODAY][..], &address].concat();
    let build = run_in(folder.path(), &arguments);
    build.is_clean();
    build.site.is_sound();
    let settings = fs::read(folder.path().join("site.toml")).expect("the settings are there");
    run_in(folder.path(), &["init"]).gives_up(&["site.toml"]);
    assert_eq!(fs::read(folder.path().join("site.toml")).expect("the settings are there"), settings);
}

#[test]
fn a_new_page_is_in_its_folder_and_never_replaces_another() {
    let wiki = Wiki::new()
        .settings("[types.person]\nfolder = \"people\"\n[types.person.fields.born]\ntype = \"date\"\n");
    assert_eq!(wiki.run(&["new", "Vincent \"V\" Hanna: a life #1", "--type", "person"]).status, 0);
    let run = wiki.build();
    run.is_clean();
    let page = run.html("people/vincent-v-hanna-a-life-1/index.html");
    assert_eq!(page.find("h1").text(), "Vincent “V” Hanna: a life #1");
    let before = Site::read(wiki.root());
    wiki.run(&["new", "Vincent \"V\" Hanna: a life #1", "--type", "person"]).gives_up(&[]);
    wiki.run(&["new", "Somebody", "--type", "persn"]).gives_up(&["person"]);
    wiki.run(&["new", ""]).gives_up(&[]);
    Site::read(wiki.root()).equals(&before);
    wiki.run(&["new", "../../../outside"]);
    let outside = wiki.root().parent().expect("a temporary folder has a parent").join("outside.md");
    assert!(!outside.exists());
}

#[test]
fn the_schema_for_editors_knows_the_fields_of_the_wiki() {
    let wiki = Wiki::new()
        .settings("[types.person]\nfolder = \"people\"\n[types.person.fields.born]\ntype = \"date\"\n");
    let schema = wiki.run(&["schema"]);
    let value: serde_json::Value = serde_json::from_str(&schema.stdout).expect("a schema is JSON");
    assert!(schema.status == 0 && value["properties"]["title"].is_object(), "{schema}");
    assert!(schema.stdout.contains("\"born\"") && schema.stdout.contains("\"person\""), "{schema}");
}

#[test]
fn every_code_that_a_run_reports_is_explained() {
    let wiki = Wiki::new().file("content/a.md", "---\ntitel: x\n---\n[[Nobody]] [x](nowhere.md)\n");
    let run = wiki.build();
    let all = wiki.run(&["check", "--explain", "all"]);
    for fault in &run.diagnostics {
        assert!(all.stdout.contains(&fault.code), "{} is not explained: {all}", fault.code);
        let one = wiki.run(&["check", "--explain", &fault.code]);
        assert!(one.status == 0 && one.stdout.len() > 40, "{one}");
    }
}

#[test]
#[cfg(not(feature = "images"))]
fn variants_of_pictures_are_missed_where_they_are_not_built_in() {
    let run = Wiki::new().settings("[images]\nwidths = [480]\n").file("content/a.md", "text\n").build();
    run.succeeds().reports(&[("no-images", "site.toml", 3, 2)]);
    run.diagnostic("no-images", "site.toml", 3, 2).is("warning").says("--features images");
}

#[test]
fn the_order_of_spoiler_scopes_is_acyclic_and_names_existing_scopes() {
    let order = "[spoilers]\nseries = [\"b1\", \"b2\"]\nb1 = { label = \"Book 1\", after = [\"b2\"] }\n";
    faulty(order, "invalid-config", (3, 35), "`b1` cannot come after `b2`");
    let order = "[spoilers]\nseries = [\"b1\", \"b2\"]\nfilm = { after = [\"b3\"] }\n";
    faulty(order, "invalid-config", (3, 19), "unknown spoiler scope `b3`");
    faulty("[spoilers]\nall = \"All\"\n", "invalid-config", (2, 1), "stay folded for every reader");
    faulty("[spoilers]\n\"book 1\" = \"Book 1\"\n", "invalid-config", (2, 1), "as in `book-1`");
    faulty("[spoilers]\nseries = [\"b1, b2\"]\n", "invalid-config", (2, 11), "`b1, b2`");
    faulty("[spoilers]\nb1 = { lable = \"Book 1\" }\n", "unknown-key", (2, 8), "did you mean `label`?");
    configured(
        "[spoilers]\nshow = [\"s1\", \"s2\"]\ns2 = { label = \"Season 2\", parts = [\"e1\", \"e2\"] }\n",
    )
    .is_clean();
}

#[test]
fn an_address_at_which_nobody_can_publish_is_reported_where_something_is_published() {
    for address in [
        "https://example.org/",
        "https://EXAMPLE.com/wiki/",
        "http://www.example.net",
        "https://user@heat.example.org:8080/a/",
        "http://localhost:4321/",
        "http://wiki.localhost/",
        "http://127.0.0.1:8000/",
        "http://[::1]:80/",
    ] {
        let wiki = Wiki::empty().file("site.toml", format!("title = \"x\"\nbase_url = \"{address}\"\n"));
        let wiki = wiki.file("content/a.md", "text\n");
        for run in [wiki.build(), wiki.check()] {
            run.succeeds().reports(&[("placeholder-address", "site.toml", 2, 12)]);
        }
        let flags = ["build", "--format", "json", "--base-url", "https://heat2.wiki/"];
        wiki.run(&flags).is_clean();
        wiki.run(&["build", "--format", "json", "--strict"]).is_refused();
    }
    for address in ["https://example.organisation/", "https://myexample.org/", "https://127.0.0.1.wiki.test/"]
    {
        configured(&format!("base_url = \"{address}\"\n")).is_clean();
    }
}
