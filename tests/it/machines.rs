//! JSON for programs: a small number of files, with each page in the one that its address determines.

use std::fs;

use crate::harness::Wiki;
use serde_json::Value;

#[test]
fn pages_share_files_and_each_is_in_the_one_that_is_told() {
    const PAGES: usize = 600;
    let wiki = (0..PAGES).fold(Wiki::new(), |wiki, n| {
        wiki.file(&format!("content/notes/n{n}.md"), format!("# Note {n}\n\nText.\n"))
    });
    wiki.build().succeeds();
    let read = |path: &str| fs::read_to_string(wiki.out().join(path)).expect("a file of the site");
    let list: Value = serde_json::from_str(&read("api/pages.json")).expect("JSON");
    assert_eq!(list["shards"], 32);
    assert_eq!(fs::read_dir(wiki.out().join("api/pages")).expect("a folder").count(), 32);
    for page in list["pages"].as_array().expect("a list") {
        let (url, file) = (page["url"].as_str().expect("text"), page["json"].as_str().expect("text"));
        let shard: Value = serde_json::from_str(&read(&file[1..])).expect("JSON");
        assert_eq!(shard["pages"][&url[1..]]["title"], page["title"], "{url}");
    }
    assert!(files(&wiki.out()) < PAGES * 5 / 4 + 60, "{} files", files(&wiki.out()));
}

fn files(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
