//! `lorekeep init` makes complete wikis: each kind is built, and each host's commands are run.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::{Run, TODAY, run_in};
use tempfile::TempDir;

const KINDS: [&[&str]; 5] =
    [&[], &["--kind", "novels"], &["--kind", "show"], &["--kind", "game"], &["--kind", "tabletop"]];

/// Starts a wiki in a folder with this name and returns the folder.
fn start(name: &str, arguments: &[&str]) -> (TempDir, std::path::PathBuf) {
    let parent = TempDir::new().expect("a temporary folder");
    let mut command = vec!["init", name];
    command.extend(arguments);
    run_in(parent.path(), &command).succeeds();
    let folder = parent.path().join(name);
    (parent, folder)
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn build(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = vec!["build", "--format", "json", "--strict", "--today", TODAY];
    command.extend(arguments);
    run_in(folder, &command)
}

#[test]
fn every_kind_builds_without_a_finding() {
    for kind in KINDS {
        let (_parent, folder) = start("wheel-of-time", kind);
        let run = build(&folder, &[]);
        run.is_clean();
        run.site.is_sound();
        let home = run.html("index.html");
        assert_eq!(home.find("h1").text(), "Wheel of time", "{kind:?}");
        assert!(home.all("h2").len() >= 3, "{kind:?}: a home page has sections");
        let shown = home.content().inner().to_owned();
        assert!(!shown.contains("query-empty"), "{kind:?}: {shown}");
    }
}

#[test]
fn the_address_that_nobody_has_chosen_is_a_comment_and_reported_once_it_counts() {
    let (_parent, folder) = start("wiki", &[]);
    run_in(&folder, &["build", "--format", "json", "--strict", "--today", TODAY]).is_clean();
    let settings = text(&folder, "site.toml");
    let placeholder = settings.replace("# base_url", "base_url");
    assert_ne!(settings, placeholder);
    fs::write(folder.join("site.toml"), &placeholder).expect("written settings");
    let run = run_in(&folder, &["build", "--format", "json", "--today", TODAY]);
    run.succeeds();
    let at = placeholder.lines().position(|line| line.starts_with("base_url")).expect("a line");
    run.reports(&[("placeholder-address", "site.toml", at as u64 + 1, 12)]);
}

#[test]
fn what_a_founder_changes_first_is_explained_where_it_fails() {
    let (_parent, folder) = start("wiki", &[]);
    fs::remove_dir_all(folder.join("content/works")).expect("the examples");
    let settings = text(&folder, "site.toml");
    fs::write(folder.join("site.toml"), format!("{settings}\n[theme.light]\naccent = \"#8a1538\"\n"))
        .expect("settings");
    let run = run_in(&folder, &["check", "--format", "json", "--today", TODAY]);
    let says = |message: &str, help: &str| {
        let found =
            run.diagnostics.iter().find(|found| found.file == "site.toml" && found.message.contains(message));
        found.unwrap_or_else(|| panic!("{message}: {run}")).says(help);
    };
    says("no page or file at `/works/`", "write a page in `content/works/`, or remove this item of the menu");
    says("duplicate key", "write each table and each key once");
}

#[test]
fn the_example_builds_without_a_finding_and_needs_a_folder_of_its_own() {
    let (_parent, folder) = start("detective", &["--example", "--host", "gitlab"]);
    assert!(folder.join(".gitlab-ci.yml").is_file() && folder.join(".vscode/front-matter.json").is_file());
    let run = build(&folder, &[]);
    run.is_clean();
    run.site.is_sound();
    assert!(run.html("index.html").content().text().contains("Sherlock Holmes"));

    let (_parent, folder) = start("pages", &[]);
    fs::remove_file(folder.join("site.toml")).expect("the settings of a new wiki");
    run_in(&folder, &["init", "--example"]).gives_up(&["already contains pages"]);
    assert!(!folder.join("site.toml").exists());
    run_in(&folder, &["init", "--example", "--kind", "show"]).gives_up(&["cannot be used with"]);
}

#[test]
fn every_kind_has_types_colours_and_a_spoiler_scope_of_its_own() {
    let mut settings = Vec::new();
    for kind in KINDS {
        let (_parent, folder) = start("wiki", kind);
        let own = text(&folder, "site.toml");
        for table in ["[types.", "[spoilers]", "[theme.light]", "[theme.dark]", "language = \"en\""] {
            assert!(own.contains(table), "{kind:?}: {table}");
        }
        assert!(!settings.contains(&own), "{kind:?} is another kind over again");
        settings.push(own);
    }
}

#[test]
fn the_output_and_the_cache_stay_out_of_git() {
    let (_parent, folder) = start("wiki", &[]);
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(&folder).output().expect("git runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    git(&["init", "--quiet"]);
    build(&folder, &[]).is_clean();
    git(&["add", "--all"]);
    let tracked = git(&["ls-files"]);
    for path in ["site.toml", ".gitignore", "README.md", "content/index.md", ".github/workflows/wiki.yml"] {
        assert!(tracked.lines().any(|line| line == path), "{path} in {tracked}");
    }
    assert!(!tracked.contains("public/") && !tracked.contains(".lorekeep/"), "{tracked}");
}

#[test]
fn a_title_that_needs_quoting_is_kept() {
    for title in ["A \"wiki\": one\\two", "# [x] %name% {{ y }}", "--- 'it''s' @ home"] {
        let (_parent, folder) = start("wiki", &[&format!("--title={title}")]);
        let run = build(&folder, &[]);
        run.is_clean();
        // Names have the quotation marks of their language, and dashes.
        let shown = run.site.json("api/pages.json")["title"].as_str().unwrap_or_default().to_owned();
        let plain = shown.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace('—', "---");
        assert_eq!(plain, title);
    }
}

#[test]
fn the_remote_of_the_repository_decides_host_and_addresses() {
    for (remote, file, settings) in [
        ("git@github.com:ann/heat.git", ".github/workflows/wiki.yml", "https://ann.github.io/heat/"),
        ("https://gitlab.com/ann/heat", ".gitlab-ci.yml", "https://gitlab.com/ann/heat/-/edit/main/"),
        ("https://codeberg.org/ann/heat", ".forgejo/workflows/wiki.yml", "https://ann.codeberg.page/heat/"),
    ] {
        let parent = TempDir::new().expect("a temporary folder");
        fs::create_dir(parent.path().join(".git")).expect("a folder");
        let config = format!("[remote \"origin\"]\n\turl = {remote}\n");
        fs::write(parent.path().join(".git/config"), config).expect("a file");
        run_in(parent.path(), &["init"]).succeeds();
        assert!(parent.path().join(file).is_file(), "{remote}: {file}");
        assert!(text(parent.path(), "site.toml").contains(settings), "{remote}");
        fs::remove_dir_all(parent.path().join(".git")).expect("a folder can be removed");
        build(parent.path(), &[]).is_clean();
    }
}

#[test]
fn a_host_without_the_repository_has_an_address_of_its_own() {
    let parent = TempDir::new().expect("a temporary folder");
    fs::create_dir(parent.path().join(".git")).expect("a folder");
    let config = "[remote \"origin\"]\n\turl = https://codeberg.org/ann/heat\n";
    fs::write(parent.path().join(".git/config"), config).expect("a file");
    run_in(parent.path(), &["init", "--host", "netlify"]).succeeds();
    let settings = text(parent.path(), "site.toml");
    assert!(settings.contains("\n# base_url = "), "{settings}");
    assert!(settings.contains("https://codeberg.org/ann/heat/_edit/main/"), "{settings}");
}

#[test]
fn existing_pages_get_no_examples() {
    let parent = TempDir::new().expect("a temporary folder");
    fs::create_dir(parent.path().join("content")).expect("a folder");
    fs::write(parent.path().join("content/index.md"), "# Mine\n").expect("a file");
    run_in(parent.path(), &["init", "--kind", "show"]).succeeds();
    assert_eq!(text(parent.path(), "content/index.md"), "# Mine\n");
    assert!(!parent.path().join("content/episodes").exists());
    build(parent.path(), &[]).is_clean();
}

/// The commands in a host's file that run Lorekeep: quoted strings, or the rest of a line.
fn commands(text: &str) -> Vec<String> {
    let starts = text.match_indices("lorekeep ").filter_map(|(at, _)| {
        let rest = &text[at..];
        let is_command = rest.starts_with("lorekeep build") || rest.starts_with("lorekeep check");
        is_command.then_some(if text[..at].ends_with('"') { &text[at - 1..] } else { rest })
    });
    starts.map(command).collect()
}

fn command(rest: &str) -> String {
    let quoted = serde_json::Deserializer::from_str(rest).into_iter::<String>().next();
    match quoted.filter(|_| rest.starts_with('"')) {
        Some(text) => text.expect("a text in quotation marks"),
        None => rest.lines().next().unwrap_or_default().to_owned(),
    }
}

/// The program under its own name, for shells.
fn on_the_path(folder: &Path) -> std::ffi::OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_lorekeep"));
    let mut folders = vec![program.parent().expect("a folder").to_owned(), folder.to_owned()];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    std::env::join_paths(folders).expect("folders without colons")
}

#[cfg(unix)]
#[test]
fn the_commands_of_every_host_run() {
    for (host, file, expected) in [
        ("gitlab", ".gitlab-ci.yml", 2),
        ("forgejo", ".forgejo/workflows/wiki.yml", 2),
        ("netlify", "netlify.toml", 2),
        ("cloudflare", "package.json", 2),
    ] {
        let (_parent, folder) = start("wiki", &["--host", host]);
        let commands = commands(&text(&folder, file));
        assert!(commands.len() >= expected, "{host}: {commands:?}");
        for line in commands {
            let mut shell = Command::new("sh");
            shell.args(["-euc", &line]).current_dir(&folder);
            shell.env("PATH", on_the_path(&folder)).env("NO_COLOR", "1");
            shell.env("URL", "https://wiki.example.org").env("CI_PAGES_URL", "https://wiki.example.org");
            let run = Run::of(shell, std::time::Duration::from_secs(60), &folder.join("public"));
            run.succeeds();
        }
        assert!(folder.join("public/index.html").is_file(), "{host}");
    }
    let (_parent, folder) = start("wiki", &["--host", "none"]);
    assert!(!folder.join(".github").exists());
    assert!(!text(&folder, "README.md").contains("Publishing"));
}

#[test]
fn requirements_of_hosts_are_explained_and_wrong_values_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    run_in(folder.path(), &["init", "--host", "githup"]).gives_up(&["github"]);
    run_in(folder.path(), &["init", "--kind", "novel"]).gives_up(&["novels"]);
    run_in(folder.path(), &["init", "--language", "english"]).gives_up(&["language tag"]);
    run_in(folder.path(), &["init", "--language", "de"]).succeeds();
    let run = build(folder.path(), &[]);
    run.is_clean();
    assert_eq!(run.html("index.html").find("html").get("lang"), "de");
}
