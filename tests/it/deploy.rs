//! `build --manifest`: the list of files for programs that upload a site.

use crate::harness::{Site, Wiki};
use serde_json::Value;

fn manifest(wiki: &Wiki, arguments: &[&str]) -> Vec<Value> {
    let run = wiki.run(
        &[&["build", "--today", crate::harness::TODAY, "--manifest", "deploy.json"], arguments].concat(),
    );
    run.succeeds();
    let text = std::fs::read_to_string(wiki.root().join("deploy.json")).expect("a manifest");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["version"], 1);
    value["files"].as_array().expect("files").clone()
}

fn wiki() -> Wiki {
    Wiki::new()
        .file("content/a.md", "---\naliases: [Other]\n---\nText. ![Al](img/al.svg)\n")
        .file("content/img/al.svg", crate::harness::svg(40, 30))
        .file("static/own.css", "p { color: red }\n")
}

#[test]
fn every_file_is_listed_with_what_an_upload_needs() {
    let wiki = wiki();
    let files = manifest(&wiki, &[]);
    let site = Site::as_files(&wiki.out());
    let listed: Vec<&str> = files.iter().filter_map(|file| file["path"].as_str()).collect();
    for path in site.paths().into_iter().filter(|path| *path != ".lorekeep-manifest") {
        assert!(listed.contains(&path), "{path} is not listed");
    }
    let of = |path: &str| files.iter().find(|file| file["path"] == path).expect(path);
    assert_eq!(of("a/index.html")["content_type"], "text/html; charset=utf-8");
    assert_eq!(of("a/index.html")["cache_control"], "no-cache");
    assert_eq!(of("a/index.html")["size"], site.bytes("a/index.html").len());
    assert_eq!(of("img/al.svg")["cache_control"], "no-cache", "its address does not change with it");
    let style = listed.iter().find(|path| path.starts_with("assets/css/main.")).expect("a stylesheet");
    assert_eq!(of(style)["cache_control"], "public, max-age=31536000, immutable");
}

#[test]
fn assets_come_before_pages() {
    let files = manifest(&wiki(), &[]);
    let phases: Vec<&str> = files.iter().filter_map(|file| file["phase"].as_str()).collect();
    assert!(phases.is_sorted(), "{phases:?}");
    for file in &files {
        let is_page = file["path"].as_str().is_some_and(|path| path.ends_with(".html"));
        assert!(!is_page || file["phase"] == "pages", "{file}");
    }
}

#[test]
fn the_same_site_has_the_same_manifest_and_an_edit_changes_its_own_lines_only() {
    let wiki = wiki().file("content/b.md", "Other text.\n");
    let first = manifest(&wiki, &["--threads", "1"]);
    assert_eq!(manifest(&wiki, &["--no-cache", "--threads", "2"]), first);
    wiki.write("content/b.md", "Other texts.\n");
    let second = manifest(&wiki, &[]);
    let same = |path: &str| first.iter().any(|file| file["path"] == path && second.contains(file));
    assert!(same("a/index.html") && same("img/al.svg") && !same("b/index.html"));
    wiki.remove("content/b.md");
    assert!(manifest(&wiki, &[]).iter().all(|file| file["path"] != "b/index.html"));
}

#[test]
fn a_file_that_lorekeep_did_not_write_is_not_listed() {
    let wiki = wiki();
    manifest(&wiki, &[]);
    wiki.write("public/secret.txt", "mine\n");
    assert!(manifest(&wiki, &[]).iter().all(|file| file["path"] != "secret.txt"));
}

#[test]
fn a_manifest_that_would_be_published_is_refused() {
    let wiki = wiki();
    wiki.run(&["build", "--manifest", "public/deploy.json"]).gives_up(&["it would be published"]);
    manifest(&wiki, &[]);
    wiki.run(&["build", "--manifest", "./public/a/../deploy.json"]).gives_up(&["it would be published"]);
}
