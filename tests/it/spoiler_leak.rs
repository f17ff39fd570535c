//! `spoiler-leak`: what is folded in one place and told openly in another; and `check --as`.

use crate::harness::{Run, Wiki};

const SETTINGS: &str = r#"
[spoilers]
books = ["b1", "b2", "b3"]
[types.hero]
folder = "heroes"
[types.hero.fields]
fate = { type = "text" }
killer = { type = "page" }
height = { type = "number", unit = "feet" }
died = { type = "date" }
"#;

fn wiki(files: &[(&str, &str)]) -> Wiki {
    files.iter().fold(Wiki::new().settings(SETTINGS), |wiki, (path, text)| {
        wiki.file(&format!("content/{path}"), text)
    })
}

fn leaks(files: &[(&str, &str)]) -> Run {
    wiki(files).check()
}

const CHRIS: (&str, &str) = ("heroes/chris.md", "---\ntitle: Chris Shiherlis\n---\nA thief.\n");

#[test]
fn text_folded_on_six_pages_and_open_on_a_seventh_is_found() {
    let fold = "Words.\n\n> [!spoiler|b2] End\n> Shiherlis survives it.\n";
    let names: Vec<String> = (1..=6).map(|number| format!("page-{number}.md")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), fold)).collect();
    files.extend([CHRIS, ("seventh.md", "Shiherlis survives, as all know.\n")]);
    let run = leaks(&files);
    run.reports(&[("spoiler-leak", "content/seventh.md", 1, 1)]);
    let fault = run.diagnostic("spoiler-leak", "content/seventh.md", 1, 1);
    fault.is("warning").says("b2");
    let related: Vec<_> =
        fault.related.iter().map(|(_, file, line, column)| (file.as_str(), *line, *column)).collect();
    assert_eq!(related, [("content/page-1.md", 4, 3)]);
}

#[test]
fn a_whole_sentence_that_names_a_page_is_found_even_if_it_is_folded_once() {
    let fold = "Words.\n\n> [!spoiler|b2] End\n> The night is long. Shiherlis survives it. Sirens wail.\n";
    let told = |text| leaks(&[CHRIS, ("fold.md", fold), ("told.md", text)]);
    told("Later. Shiherlis survives it.\n").reports(&[("spoiler-leak", "content/told.md", 1, 8)]);
    // Part of a sentence, and sentences without a name, may mean something else.
    told("Shiherlis survives the summer.\n\nThe night is long. Sirens wail.\n").is_clean();
}

#[test]
fn values_and_aliases_are_compared_with_texts_and_descriptions() {
    let run = leaks(&[
        CHRIS,
        (
            "heroes/neil.md",
            "---\ntitle: Neil McCauley\nfate: {value: Neil is shot beside the runway, spoiler: b1}\n---\nWords.\n",
        ),
        ("a.md", "---\ndescription: How Neil is shot beside a runway.\n---\n\nWords.\n"),
        ("b.md", "# B\n\nNeil flies away. The runway is long. Shot by shot.\n"),
    ]);
    run.reports(&[("spoiler-leak", "content/a.md", 2, 18)]);
}

#[test]
fn names_and_common_phrases_are_not_leaks() {
    let fold = "# Page\n\nChris Shiherlis robs the bank.\n\n> [!spoiler|b1] End\n> Chris Shiherlis robs the bank again.\n";
    leaks(&[CHRIS, ("a.md", fold), ("b.md", "# Other\n\nOnce Chris Shiherlis robs the bank.\n")]).is_clean();
}

#[test]
fn the_name_of_a_page_that_is_not_written_yet_is_no_leak_but_a_name_without_a_link_is() {
    let neil = "---\ntitle: Neil\nkiller: {value: Walter Nemo, spoiler: b1}\n---\nHe drinks with";
    let told = |text: &str| {
        let run = leaks(&[("heroes/neil.md", &format!("{neil} {text} in a bar.\n"))]);
        run.coded("spoiler-leak").len()
    };
    assert_eq!(told("[[Walter Nemo]]"), 0);
    assert_eq!(told("Walter Nemo"), 1);
}

#[test]
fn the_rule_can_be_switched_off() {
    let off = SETTINGS.replace("[types.hero]", "[checks]\nspoiler-leak = \"off\"\n[types.hero]");
    let text = "# A\n\nChris Shiherlis leaves town forever.\n\n> [!spoiler|b1] End\n> Chris Shiherlis leaves town forever.\n";
    let wiki = |settings: &str| Wiki::new().settings(settings).file("content/a.md", text);
    wiki(&off).check().is_clean();
}

/// What `heroes/king.md` has with a label.
const KING: (&str, &str) = (
    "heroes/king.md",
    "---\ntitle: {value: Arn Velgard, spoiler: b2, public: The King}\naliases: [{value: Grimhelm, spoiler: b1}]\n\
     fate: {value: Beheaded, spoiler: b1}\nheight: {value: 1234, spoiler: b1}\ndied: {value: 1871-02-03, spoiler: b1}\n---\n\
     A man.\n\n## The burning monastery {spoiler=b2}\n\n![Three broken lances through his breastplate](a.png)\n\n\
     | a |\n|---|\n| poisoned goblet from Rovigo |\n",
);

/// Findings of the king's wiki with one more page, as lines and columns in it.
fn told(text: &str) -> Vec<(u64, u64)> {
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/heroes/king.md", KING.1)
        .file("content/heroes/a.png", crate::harness::png(3, 2))
        .file("content/open.md", format!("# Open\n\n{text}\n"))
        .check();
    let found = run.diagnostics.iter().filter(|fault| fault.code == "spoiler-leak");
    found.map(|fault| fault.start).collect()
}

#[test]
fn labelled_names_are_found_wherever_they_are_told() {
    assert_eq!(told("They bow to Arn Velgard here."), [(3, 13)]);
    assert_eq!(told("They bow to Grimhelm here."), [(3, 13)]);
    assert_eq!(told("A grim helm, and a velgard of arn."), []);
}

#[test]
fn short_values_are_found_if_the_sentence_is_about_their_page() {
    assert_eq!(told("The King is beheaded at dawn."), [(3, 13)]);
    assert_eq!(told("The King, an old man, is beheaded."), [(3, 26)]);
    assert_eq!(told("The statue is beheaded by vandals."), []);
    assert_eq!(told("The King is 1,234 feet tall."), [(3, 13)]);
    assert_eq!(told("The King left in 1871."), [(3, 18)]);
    assert_eq!(told("The bridge of 1871 is 1,234 feet long."), []);
}

#[test]
fn headings_cells_and_alternative_texts_are_compared() {
    assert_eq!(told("The King sees the burning monastery."), [(3, 19)]);
    assert_eq!(told("There are three broken lances through his breastplate."), [(3, 11)]);
    assert_eq!(told("A poisoned goblet from Rovigo is shown."), [(3, 3)]);
}

#[test]
fn texts_of_the_settings_and_templates_are_compared() {
    let told = "Beware of Grimhelm";
    let settings = format!("tagline = \"{told}\"\n{SETTINGS}");
    let run = Wiki::new()
        .settings(&settings)
        .file("content/heroes/king.md", KING.1.replace("![Three", "[Three"))
        .check();
    assert!(run.diagnostics.iter().any(|it| it.code == "spoiler-leak" && it.file == "site.toml"), "{run}");
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/heroes/king.md", KING.1.replace("![Three", "[Three"))
        .file("templates/parts/footer-extra.html", format!("<p class=\"x\">{told}</p>\n"))
        .check();
    run.diagnostic("spoiler-leak", "templates/parts/footer-extra.html", 1, 24);
}

#[test]
fn a_phrase_is_allowed_with_a_reason() {
    let allow = |entry: &str| {
        let settings = SETTINGS.replace("[spoilers]", &format!("[spoilers]\nallow = [{entry}]"));
        let king = KING.1.replace("![Three", "[Three").replace("(a.png)", "");
        let files = [
            ("content/heroes/king.md", king.as_str()),
            ("content/open.md", "# Open\n\nBeware of Grimhelm.\n"),
        ];
        files
            .iter()
            .fold(Wiki::new().settings(&settings), |wiki, (path, text)| wiki.file(path, *text))
            .check()
    };
    allow("{ phrase = \"Grimhelm\", reason = \"also a place\" }").is_clean();
    let run = allow(
        "{ phrase = \"Grimhelm\", reason = \"also a place\" }, { phrase = \"Rovigo\", reason = \"x\" }",
    );
    let unused: Vec<_> = run.diagnostics.iter().map(|it| (it.code.as_str(), it.file.as_str())).collect();
    assert_eq!(unused, [("spoiler-leak", "site.toml")], "{run}");
    let run = allow("{ phrase = \"Grimhelm\" }");
    assert!(run.diagnostics.iter().any(|it| it.code == "invalid-config"), "{run}");
}

#[test]
fn a_reader_of_book_1_still_sees_what_is_told_of_book_2() {
    let wiki = wiki(&[
        CHRIS,
        ("first.md", "---\ntitle: First\nspoiler: b1\n---\nWords.\n"),
        ("second.md", "---\ntitle: Second\nspoiler: b2\n---\nShiherlis leaves town forever.\n"),
        ("open.md", "# Open\n\nAnd Shiherlis leaves town.\n"),
    ]);
    let listed = |scope: &str| {
        let run = wiki.run(&["check", "--format", "short", "--as", scope]);
        assert_eq!(run.status, 0, "{run}");
        ["first.md", "second.md:2", "open.md:3:5"]
            .map(|place| run.stdout.contains(place) || run.stderr.contains(place))
    };
    assert_eq!(listed("b1"), [false, true, true]);
    assert_eq!(listed("b3"), [false; 3]);
    let run = wiki.run(&["check", "--as", "b4"]);
    assert!(run.status == 2 && run.stderr.contains("no spoiler scope is called `b4`"), "{run}");
}

#[test]
fn what_is_folded_for_a_reader_who_knows_it_is_read_as_well() {
    let fold =
        |scope: &str| format!("Words.\n\n> [!spoiler|{scope}] End\n> Shiherlis leaves town forever.\n");
    let wiki = wiki(&[CHRIS, ("told.md", &fold("b1")), ("secret.md", &fold("b2"))]);
    wiki.check().is_clean();
    for (scope, is_listed) in [("b1", true), ("b2", false), ("b3", false)] {
        let run = wiki.run(&["check", "--as", scope]);
        let place = "content/told.md:4:3";
        assert_eq!(run.stdout.contains(place) || run.stderr.contains(place), is_listed, "{scope}: {run}");
    }
}
