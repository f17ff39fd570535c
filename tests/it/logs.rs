//! Terminals and logs show printed text without interpreting anything in a file or its name.

use crate::harness::{Run, TODAY, Wiki, png, run_in};

/// Characters that a terminal or a log interprets, or that change the direction of text.
const OBEYED: [char; 10] = [
    '\u{1b}', '\u{7}', '\u{8}', '\u{7f}', '\u{85}', '\u{9b}', '\u{200f}', '\u{202e}', '\u{2028}', '\u{2066}',
];
const FORMATS: [&str; 5] = ["human", "short", "json", "github", "sarif"];

#[track_caller]
fn is_harmless(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        let found = text.chars().find(|character| {
            (character.is_control() || OBEYED.contains(character)) && !matches!(character, '\n' | '\t')
        });
        assert_eq!(found, None, "{text:?}");
    }
    let commands = run.stderr.lines().chain(run.stdout.lines()).filter(|line| line.starts_with("::"));
    for command in commands {
        assert!(command.starts_with("::error file=") || command.starts_with("::warning file="), "{command}");
    }
}

/// A wiki with diagnostics that quote everything that an author can write: titles, links, keys, file names.
fn hostile(signs: &str) -> Wiki {
    let quoted = serde_json::to_string(signs).expect("JSON");
    let page = format!(
        "---\ntitle: {quoted}\n{quoted}: x\naliases: [{quoted}, {quoted}]\ntype: {quoted}\ntemplate: {quoted}\ndate: {quoted}\nslug: {quoted}\n---\n\
         [[No {signs}]] ![[{signs}.png]] [x]({signs}.md) [@no{signs}] <{signs} onclick=x>\n\n```query\n{signs}: 1\n```\n"
    );
    Wiki::new()
        .settings(&format!(
            "[checks]\nlevel = \"lenient\"\n[theme]\n{} = 1\n",
            quoted.replace("\\b", "\\u0008")
        ))
        .file("content/a.md", page)
        .file("content/sources/s.yaml", format!("s:\n  {quoted}: x\n"))
        .file("templates/page.html", format!("{{% extends \"{signs}.html\" %}}"))
}

#[test]
fn every_format_shows_what_could_be_obeyed() {
    let all: String = OBEYED.iter().map(|sign| format!("{sign}[31m")).collect();
    for format in FORMATS {
        let run = hostile(&all).run(&["check", "--format", format, "--today", TODAY]);
        is_harmless(&run);
        let expected = if ["json", "sarif"].contains(&format) { "\\u202e" } else { "\\u{202e}" };
        assert!(run.stdout.contains(expected) || run.stderr.contains(expected), "{run}");
    }
}

#[test]
fn a_message_is_one_line_of_a_log() {
    let wiki = || {
        let page = "---\ntitle: \"a\\n::error::b\\r::warning file=x::%0A\"\n---\n[[x%0A::error::y]]\n";
        Wiki::new()
            .file("content/a.md", page)
            .file("content/b.md", "---\naliases: [\"a\\n::error::b\\r::warning file=x::%0A\"]\n---\n")
    };
    for format in ["short", "github"] {
        let run = wiki().run(&["check", "--format", format, "--today", TODAY]);
        is_harmless(&run);
        assert!(
            run.stdout.lines().chain(run.stderr.lines()).all(|line| !line.starts_with("::error::")),
            "{run}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn file_names_keep_their_spelling_in_messages() {
    let signs: Vec<char> = OBEYED.into_iter().chain(['\n', '\r', '\t']).collect();
    let wiki = signs.iter().fold(Wiki::new(), |wiki, sign| {
        wiki.file(&format!("content/a{sign}::error::.md"), "[[Nobody]]\n")
            .file(&format!("content/a{sign}.png"), png(1, 1))
            .file(&format!("content/f{sign}/x.md"), "[[Nobody]]\n")
            .file(&format!("templates/a{sign}.html"), "{% if %}")
    });
    for format in FORMATS {
        let run = wiki.run(&["build", "--format", format, "--today", TODAY]);
        is_harmless(&run);
        for sign in &signs {
            let file = format!("a{}", sign.escape_unicode())
                .replace("\\u{a}", "\\n")
                .replace("\\u{d}", "\\r")
                .replace("\\u{9}", "\\t");
            let shown = run.stdout.contains(&file) || run.stderr.contains(&file);
            assert!(shown || ["json", "sarif"].contains(&format), "{file}: {run}");
        }
    }
}

#[test]
fn arguments_are_repeated_only_as_text() {
    let wiki = Wiki::new().file("content/a.md", "x\n");
    for arguments in [
        ["check", "--explain", "a\u{1b}[2J\u{202e}"],
        ["check", "--base-url", "a\u{1b}[2J\u{202e}"],
        ["new", "--type=a\u{1b}[2J\u{202e}", "Title"],
    ] {
        let run = wiki.run(&arguments);
        run.gives_up(&["\\u{1b}[2J\\u{202e}"]);
        is_harmless(&run);
    }
    let missing = run_in(wiki.root(), &["check", "--root", "no\u{1b}[2J\u{202e}"]);
    missing.gives_up(&["no\\u{1b}[2J\\u{202e}"]);
    is_harmless(&missing);
}

#[test]
fn paths_for_services_begin_at_the_repository() {
    let top = tempfile::tempdir().expect("a folder");
    let run = |format: &str| {
        let command =
            ["check", "--today", crate::harness::TODAY, "--root", "a wiki/site", "--format", format];
        crate::harness::run_in(top.path(), &command).stdout
    };
    std::fs::create_dir_all(top.path().join("a wiki/site/content")).expect("a folder");
    std::fs::write(top.path().join("a wiki/site/site.toml"), "title = \"W\"\n").expect("a file");
    std::fs::write(top.path().join("a wiki/site/content/a.md"), "[[Nobody]]\n").expect("a file");
    assert!(run("github").contains("file=content/a.md,"), "without a repository");
    std::fs::create_dir(top.path().join(".git")).expect("a folder");
    assert!(run("github").contains("file=a wiki/site/content/a.md,"));
    assert!(run("sarif").contains("\"a%20wiki/site/content/a.md\""));
    assert!(run("json").contains("\"content/a.md\""), "editors know the wiki");
    // A wiki that is its own repository, as a submodule.
    std::fs::write(top.path().join("a wiki/site/.git"), "gitdir: ../../.git/modules/site\n").expect("a file");
    assert!(run("github").contains("file=content/a.md,"));
}
