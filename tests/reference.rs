//! The reference pages say what the program does.

use std::process::Command;

#[test]
fn the_reference_of_template_values_is_up_to_date() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_lorekeep")).args(["schema", "--templates"]).output().unwrap();
    assert!(output.status.success());
    let written = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/templates.md")).unwrap();
    assert_eq!(
        written.replace("\r\n", "\n"),
        String::from_utf8(output.stdout).unwrap(),
        "run `lorekeep schema --templates > docs/templates.md`"
    );
}

#[test]
fn every_code_is_explained_here_and_in_the_documentation() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_lorekeep")).args(["check", "--explain", "all"]).output().unwrap();
    let explained = String::from_utf8(output.stdout).unwrap();
    let documented =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics.md")).unwrap();
    let codes: Vec<&str> = explained
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(codes.len() > 50, "{codes:?}");
    for code in codes.into_iter().filter(|code| !code.is_empty()) {
        assert!(documented.contains(&format!("`{code}`")), "`{code}` is missing in docs/diagnostics.md");
    }
}
