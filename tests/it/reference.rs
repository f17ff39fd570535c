//! The reference pages match the program.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::harness::faulty;

#[test]
fn the_reference_of_template_values_is_up_to_date() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_lorekeep")).args(["schema", "--templates"]).output().unwrap();
    assert!(output.status.success());
    let written =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/content/templates.md")).unwrap();
    assert_eq!(
        written.replace("\r\n", "\n"),
        String::from_utf8(output.stdout).unwrap(),
        "run `lorekeep schema --templates > docs/content/templates.md`"
    );
}

#[test]
fn every_code_is_explained_here_and_in_the_documentation() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_lorekeep")).args(["check", "--explain", "all"]).output().unwrap();
    let explained = String::from_utf8(output.stdout).unwrap();
    let documented =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/content/diagnostics.md")).unwrap();
    let codes: Vec<&str> = explained
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(codes.len() > 50, "{codes:?}");
    for code in codes.into_iter().filter(|code| !code.is_empty()) {
        assert!(
            documented.contains(&format!("`{code}`")),
            "`{code}` is missing in docs/content/diagnostics.md"
        );
    }
}

/// The classes in the default theme's style sheets and templates, except those made from a value.
fn classes_of_the_theme() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut classes = BTreeSet::new();
    for folder in ["static/css", "static/css/parts", "templates", "templates/parts", "templates/views"] {
        for file in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let Ok(text) = std::fs::read_to_string(file.expect("a file").path()) else { continue };
            let found = if folder.starts_with("static/css") { of_styles(&text) } else { of_templates(&text) };
            classes.extend(found.into_iter().map(str::to_owned));
        }
    }
    classes
}

fn of_styles(css: &str) -> Vec<&str> {
    let without_comments = css.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest));
    let rules = without_comments.filter(|part| !part.trim_start().starts_with("@import"));
    let names = rules.flat_map(|part| part.split('.').skip(1));
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    names
        .filter_map(|part| part.split(ends).next())
        .filter(|name| name.starts_with(char::is_alphabetic))
        .collect()
}

fn of_templates(html: &str) -> Vec<&str> {
    let values = html.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    values.flat_map(|value| value.split_whitespace().take_while(|word| !word.contains('{'))).collect()
}

#[test]
fn content_may_use_documented_theme_classes_only() {
    let documented =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/content/writing.md")).unwrap();
    let list = documented.split("### Classes").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let is_free = |class: &str| list.contains(&format!("`{class}`")) || class.starts_with("callout-");
    let mut classes = classes_of_the_theme();
    // It makes a fold, which a `<b>` cannot span.
    assert!(classes.remove("spoiler"));
    assert!(classes.len() > 130 && classes.contains("toc") && classes.contains("hero-text"), "{classes:?}");
    let text: String =
        classes.iter().map(|class| format!("<b class=\"{class} mine\">{class}</b>\n")).collect();
    let run = faulty(&text);
    let page = run.html("page/index.html");
    let marks = page.content().all("b");
    assert_eq!(marks.len(), classes.len());
    for mark in marks {
        let class = mark.text();
        let expected = if is_free(&class) { format!("{class} mine") } else { "mine".to_owned() };
        assert_eq!(mark.get("class"), expected, "`{class}`");
    }
}

/// The value of a `Cargo.toml` key at the start of a line.
fn manifest(key: &str) -> String {
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a manifest");
    let line = manifest.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
    line.and_then(|line| line.strip_suffix('"')).expect("a text").to_owned()
}

/// Files that contain the repository's address or the version, by path from the root.
const NAMING: [&str; 4] =
    ["README.md", "docs/content/install.md", "docs/content/deploying.md", "docs/content/getting-started.md"];

#[test]
fn documents_name_the_repository_and_the_version_of_the_manifest() {
    let (repository, version) = (manifest("repository"), manifest("version"));
    let name = repository.trim_start_matches("https://github.com/");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in NAMING {
        let text = std::fs::read_to_string(root.join(path)).expect("a document");
        for (at, _) in text.match_indices("github.com/") {
            let rest = &text[at..];
            let is_own = rest.split(['/', ')', '`', ' ']).nth(2).is_some_and(|part| part == "lorekeep");
            assert!(!is_own || rest.starts_with(&format!("github.com/{name}")), "{path}: {}", &rest[..40]);
        }
        for rest in text.split("uses: lorekeep").skip(1) {
            assert!(
                format!("lorekeep{rest}").starts_with(&format!("{name}@v{version}")),
                "{path}: {}",
                &rest[..20]
            );
        }
        for rest in text.split("lorekeep==").skip(1) {
            assert!(rest.starts_with(&version), "{path}: lorekeep=={}", &rest[..8]);
        }
        assert!(!text.contains("OWNER/lorekeep"), "{path}");
    }
}

#[test]
fn the_recipes_of_hosts_are_those_that_new_wikis_get() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
    let (deploying, repository) = (read("docs/content/deploying.md"), manifest("repository"));
    let action = repository.trim_start_matches("https://github.com/");
    for path in [
        "github/dot-github/workflows/wiki.yml",
        "gitlab/dot-gitlab-ci.yml",
        "netlify/netlify.toml",
        "cloudflare/wrangler.toml",
    ] {
        let text = read(&format!("starters/hosts/{path}"));
        let text = text.replace("%action%", action).replace("%version%", &manifest("version"));
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.contains("%slug%")) {
            let is_told = deploying.lines().any(|told| told == line);
            assert!(
                is_told || line.starts_with("variables:"),
                "docs/content/deploying.md lacks `{line}` of {path}"
            );
        }
    }
}
