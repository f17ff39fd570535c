//! The documentation in `docs/` is a wiki of its own, and its examples work.
//!
//! A block of code that follows a line which ends in the path of a file, such as ``in `content/index.md`:``, is that
//! file. The files of a section are a wiki, which must have no findings. Every other block of settings must be valid, every
//! block of Markdown or YAML must build without an error, and the commands of shell blocks are run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::Wiki;

/// The pages with examples that readers copy, and how many wikis each makes at least.
const EXAMPLES: [(&str, usize); 4] =
    [("examples.md", 3), ("recipes.md", 7), ("sections.md", 3), ("theming.md", 4)];

/// Checks a wiki with warnings as errors; returns the findings, or nothing if there are none.
fn findings(root: &Path) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lorekeep"));
    let output = command
        .args(["check", "--strict", "--base-url", "https://wiki.test/", "--root"])
        .arg(root)
        .output()
        .expect("a run");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then_some(text)
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn pages() -> Vec<(String, String)> {
    let folder = fs::read_dir(docs().join("content")).expect("a folder");
    let paths = folder.map(|file| file.expect("a file").path());
    let pages = paths.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    pages.map(|path| (name(&path), fs::read_to_string(&path).expect("text"))).collect()
}

/// A fenced block of code.
struct Block {
    /// Number of second-level headings before it.
    section: usize,
    /// The last line of text before it.
    before: String,
    language: String,
    code: String,
}

impl Block {
    /// The file of a wiki that it is, by the line before it.
    fn path(&self) -> Option<&str> {
        let (_, path) = self.before.strip_suffix("`:")?.rsplit_once('`')?;
        let is_in_wiki = ["content/", "templates/", "static/"].iter().any(|folder| path.starts_with(folder));
        (is_in_wiki || path == "site.toml").then_some(path)
    }
}

fn blocks(markdown: &str) -> Vec<Block> {
    let (mut blocks, mut section, mut before) = (Vec::new(), 0, String::new());
    let mut open: Option<(String, Block)> = None;
    for line in markdown.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        open = match open.take() {
            Some((fence, block)) if line == fence => {
                blocks.push(block);
                None
            }
            Some((fence, mut block)) => {
                block.code.push_str(&format!("{line}\n"));
                Some((fence, block))
            }
            None if ticks >= 3 => {
                let language = line[ticks..].to_owned();
                let block = Block { section, before: before.clone(), language, code: String::new() };
                Some((line[..ticks].to_owned(), block))
            }
            None => {
                section += usize::from(line.starts_with("## "));
                if !line.is_empty() {
                    line.clone_into(&mut before);
                }
                None
            }
        };
    }
    blocks
}

/// Findings of a wiki with these files, to which settings and a home page are added if there are none.
fn findings_of(files: &BTreeMap<&str, String>) -> Option<String> {
    let wiki = Wiki::new().file("content/index.md", "---\ntitle: Home\n---\n\nA wiki.\n");
    for (path, text) in files {
        if *path == "site.toml" && !text.contains("base_url = ") {
            let settings = "title = \"Test Wiki\"\nbase_url = \"https://wiki.test/\"\n";
            wiki.write(path, format!("{settings}{text}"));
        } else {
            wiki.write(path, text);
        }
    }
    findings(wiki.root())
}

#[test]
fn the_documentation_has_no_findings() {
    assert_eq!(findings(&docs()), None);
}

#[test]
fn the_examples_are_wikis_without_findings() {
    for (name, minimum) in EXAMPLES {
        let text = fs::read_to_string(docs().join("content").join(name)).expect("a page");
        let mut wikis: BTreeMap<usize, BTreeMap<&str, String>> = BTreeMap::new();
        let blocks = blocks(&text);
        for block in &blocks {
            let Some(path) = block.path() else { continue };
            wikis.entry(block.section).or_default().entry(path).or_default().push_str(&block.code);
        }
        assert!(wikis.len() >= minimum, "{name}: {} wikis", wikis.len());
        for files in wikis.values() {
            assert_eq!(findings_of(files), None, "{name}: {:?}", files.keys());
        }
    }
}

#[test]
fn whole_settings_in_other_pages_have_no_findings() {
    let mut tried = 0;
    for (name, text) in pages().iter().filter(|(name, _)| EXAMPLES.iter().all(|(known, _)| known != name)) {
        let is_whole = |block: &Block| block.language == "toml" && block.code.contains("\nbase_url = ");
        for block in blocks(text).into_iter().filter(is_whole) {
            tried += 1;
            let files = BTreeMap::from([("site.toml", block.code)]);
            assert_eq!(findings_of(&files), None, "{name}");
        }
    }
    assert!(tried >= 2, "{tried} blocks");
}

/// The settings of other programs and the words of a wiki, which are TOML as well.
const OF_OTHERS: [&str; 4] =
    ["compatibility_date = ", "publish = \"public\"", "search_site = ", "[templates.\"Infobox"];

/// A wiki with parts of settings, in which every error that lets a page be shown is a warning.
fn lenient(settings: &str) -> Wiki {
    let head = "title = \"Test Wiki\"\nbase_url = \"https://wiki.test/\"\n";
    let head = if settings.contains("base_url = ") { "" } else { head };
    let checks = if settings.contains("[checks]") { "" } else { "[checks]\nlevel = \"lenient\"\n" };
    Wiki::empty()
        .file("site.toml", format!("{head}{settings}\n{checks}"))
        .file("content/index.md", "---\ntitle: Home\n---\n\nA wiki.\n")
}

/// The errors of a check, one line each.
fn errors(wiki: &Wiki) -> String {
    let run = wiki.check();
    let errors = run.diagnostics.iter().filter(|diagnostic| diagnostic.severity == "error");
    errors.map(|error| format!("  {}:{}: {}\n", error.file, error.start.0, error.message)).collect()
}

#[test]
fn every_block_of_settings_is_valid() {
    let (mut tried, mut wrong) = (0, String::new());
    for (name, text) in pages() {
        for block in blocks(&text).into_iter().filter(|block| block.language == "toml") {
            if OF_OTHERS.iter().any(|mark| block.code.contains(mark)) {
                continue;
            }
            tried += 1;
            let run = lenient(&block.code).check();
            let of_settings = run.diagnostics.iter().filter(|found| {
                // A block may go on from another one with its types.
                let is_of_others = found.message.starts_with("unknown type");
                let is_invalid = ["invalid-config", "unknown-key"].contains(&found.code.as_str());
                found.file == "site.toml" && is_invalid && !is_of_others
            });
            for found in of_settings {
                wrong.push_str(&format!("{name}: {}\n{}\n", found.message, block.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried >= 30, "only {tried} blocks");
}

#[test]
fn every_block_of_markdown_and_front_matter_builds() {
    let (mut tried, mut wrong) = (0, String::new());
    for (name, text) in pages() {
        let blocks = blocks(&text);
        for block in &blocks {
            let page = match block.language.as_str() {
                "markdown" => block.code.clone(),
                "yaml" if !block.code.contains("uses: ") && !block.code.contains("script:") => {
                    format!("---\n{}---\n", block.code)
                }
                _ => continue,
            };
            tried += 1;
            // The types of a page of the documentation are those of its blocks; the first that fits is enough.
            let settings =
                blocks.iter().filter(|other| other.language == "toml").map(|other| other.code.as_str());
            let tries: Vec<String> = std::iter::once("")
                .chain(settings)
                .map(|settings| errors(&lenient(settings).file("content/example.md", &page)))
                .collect();
            if tries.iter().all(|errors| !errors.is_empty()) {
                wrong.push_str(&format!("{name}, after `{}`:\n{}{page}\n", block.before, tries[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried >= 40, "only {tried} blocks");
}

/// Commands that do not end, that need a file or a network which is not there, or whose use a test of their own shows.
const NOT_RUN: [&str; 5] = [
    "lorekeep init my-wiki --from-obsidian",
    "lorekeep serve",
    "lorekeep import",
    "lorekeep check --external",
    "lorekeep build --manifest",
];

#[cfg(unix)]
#[test]
fn the_commands_of_shell_blocks_run() {
    let (mut tried, mut wrong) = (0, String::new());
    let program = Path::new(env!("CARGO_BIN_EXE_lorekeep")).parent().expect("a folder");
    let mut folders = vec![program.to_owned()];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let path = std::env::join_paths(folders).expect("folders without colons");
    let readme = fs::read_to_string(docs().join("../README.md")).expect("a text");
    for (name, text) in pages().into_iter().chain([("README.md".to_owned(), readme)]) {
        for block in
            blocks(&text).into_iter().filter(|block| ["sh", "console"].contains(&block.language.as_str()))
        {
            let lines = block.code.lines().map(|line| line.trim_start_matches("$ "));
            for line in lines.filter(|line| line.starts_with("lorekeep ")) {
                if NOT_RUN.iter().any(|command| line.starts_with(command)) {
                    continue;
                }
                tried += 1;
                let wiki = Wiki::empty();
                if !line.starts_with("lorekeep init") {
                    let setup =
                        crate::harness::run_in(wiki.root(), &["init", "--kind", "novels", "--host", "none"]);
                    setup.succeeds();
                    let settings = fs::read_to_string(wiki.root().join("site.toml")).expect("settings");
                    wiki.write(
                        "site.toml",
                        settings.replace("[spoilers]\n", "[spoilers]\nfilm = \"The film\"\n"),
                    );
                }
                let mut shell = Command::new("sh");
                shell.args(["-euc", line]).current_dir(wiki.root()).env("PATH", &path).env("NO_COLOR", "1");
                let output = shell.output().expect("a shell");
                if !output.status.success() {
                    wrong.push_str(&format!("{name}: {line}\n{}\n", String::from_utf8_lossy(&output.stderr)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried >= 8, "only {tried} commands");
}

#[test]
fn addresses_of_the_repository_are_those_of_the_package() {
    let repository = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
    let action = format!("{repository}@v{}", env!("CARGO_PKG_VERSION"));
    let mut texts = pages();
    for file in ["README.md", "docs/site.toml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        texts.push((file.to_owned(), fs::read_to_string(path).expect("text")));
    }
    for (file, text) in &texts {
        for address in text.split("https://github.com/").skip(1) {
            let is_other = address.split(['/', ')', '"', '>', '\n']).nth(1) != Some("lorekeep");
            assert!(is_other || address.starts_with(repository), "{file}: {address:.30}");
        }
        let is_action = |used: &&str| used.split('@').next().is_some_and(|name| name.ends_with("/lorekeep"));
        for used in text.split("uses: ").skip(1).filter(is_action) {
            assert!(used.starts_with(&action), "{file}: the action is {action}");
        }
    }
}
