//! The examples of `check --explain` show what they say: the bad one is reported with its code alone, the good one with none.

use std::process::Command;

use crate::harness::{Run, Wiki, run_in};
use lorekeep::diag::codes;
use lorekeep::diag::examples::{Example, of};

/// The settings of every example.
const SETTINGS: &str = "title = \"Test Wiki\"\nbase_url = \"https://wiki.test/\"\n";

/// Writes the files of an example, runs its commands and checks it.
fn check(files: &str) -> Run {
    let wiki = Wiki::empty().file("site.toml", SETTINGS).file("content/.keep", "");
    let mut parts: Vec<(&str, String)> = Vec::new();
    for line in files.lines() {
        match (line.strip_prefix("--- "), line.strip_prefix("$ "), parts.last_mut()) {
            (Some(path), ..) => parts.push((path, String::new())),
            (_, Some(command), _) => parts.push(("$", command.to_owned())),
            (None, None, Some((_, text))) => *text += &format!("{line}\n"),
            _ => panic!("`{line}` is in no file"),
        }
    }
    if parts.iter().all(|(path, _)| *path == "site.toml" || path.starts_with("templates/")) {
        wiki.write("content/index.md", "Text.\n");
    }
    for (path, text) in parts {
        match path {
            "$" => {
                let status = Command::new("sh").args(["-c", &text]).current_dir(wiki.root()).status();
                assert!(status.expect("a shell").success(), "{text}");
            }
            // An example may have an address of its own.
            "site.toml" if text.starts_with("base_url") => wiki.write(path, format!("title = \"W\"\n{text}")),
            "site.toml" => wiki.write(path, format!("{SETTINGS}{text}")),
            _ => wiki.write(path, text),
        }
    }
    wiki.check()
}

#[test]
#[cfg(all(unix, feature = "images"))]
fn bad_examples_have_their_code_alone_and_good_ones_none() {
    let mut faults = Vec::new();
    for code in codes::ALL {
        let Some(Example::Files(bad, good)) = of(code) else { continue };
        let run = check(bad);
        if run.diagnostics.is_empty() || run.diagnostics.iter().any(|found| found.code != code.name) {
            faults.push(format!("the bad example of `{}`: {run}", code.name));
        }
        if run.diagnostics.iter().any(|found| found.help.is_empty()) {
            faults.push(format!("the bad example of `{}` says nothing to do: {run}", code.name));
        }
        let run = check(good);
        if !run.diagnostics.is_empty() {
            faults.push(format!("the good example of `{}`: {run}", code.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_code_has_an_example_and_says_how_to_silence_it() {
    let folder = Wiki::empty();
    let told = codes::ALL.iter().filter(|code| matches!(of(code), Some(Example::Told(_)))).count();
    assert!(told < 15, "examples should be files where they can be");
    for code in codes::ALL {
        assert!(of(code).is_some(), "`{}` has no example in src/diag/examples.txt", code.name);
        let run = run_in(folder.root(), &["check", "--explain", code.name]);
        let says = run.stdout.contains("[checks]") || run.stdout.contains("cannot be silenced");
        assert!(says && run.stdout.contains("xample") || run.stdout.contains("Reported:"), "{run}");
    }
}
