//! `spoiler-leak`: what is folded in one place and told openly in another; and `check --as`.

mod harness;

use harness::{Run, Wiki};

const SETTINGS: &str = "[spoilers]\nbooks = [\"b1\", \"b2\", \"b3\"]\n[checks]\nspoiler-leak = \"warning\"\n[types.hero]\nfolder = \"heroes\"\n[types.hero.fields]\nfate = { type = \"text\" }\n";

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
fn what_is_folded_on_six_pages_and_told_on_a_seventh_is_found() {
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
fn names_and_common_phrases_give_nothing_away() {
    let fold = "# Page\n\nChris Shiherlis robs the bank.\n\n> [!spoiler|b1] End\n> Chris Shiherlis robs the bank again.\n";
    leaks(&[CHRIS, ("a.md", fold), ("b.md", "# Other\n\nOnce Chris Shiherlis robs the bank.\n")]).is_clean();
}

#[test]
fn the_rule_is_off_by_default() {
    let text = "# A\n\nChris Shiherlis leaves town.\n\n> [!spoiler|b1] End\n> Nothing.\n";
    let run = Wiki::new().settings("[spoilers]\nb1 = \"Book 1\"\n").file("content/a.md", text).check();
    run.is_clean();
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
    assert_eq!(listed("b3"), [false, false, false]);
    let run = wiki.run(&["check", "--as", "b4"]);
    assert!(run.status == 2 && run.stderr.contains("no spoiler scope is called `b4`"), "{run}");
}
