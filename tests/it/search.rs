//! The search index through its public interface: tokens, files, and hostile text. `search.test.mjs` beside this file
//! reads the folders `index` and `split`, which `fixtures_are_current` maintains.
//!
//! After a change of the format: `UPDATE_SEARCH=1 cargo test --test it search::`, then `node --test tests/search/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lorekeep::search::{
    Document, Limits, MANIFEST, Section, build, excerpt_sections, fold, merge, tokens, words,
};
use serde_json::Value;

type Index = BTreeMap<String, Vec<u8>>;

const HOSTILE: &str =
    "<img src=x onerror=alert(1)> </script> \" ' \\ & \u{2028} \u{2029} \u{0} \u{7f} \u{202e}";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search")
}

fn page<'a>(url: &'a str, title: &'a str, text: &'a str) -> Document<'a> {
    Document {
        superseded_by: Vec::new(),
        url,
        title,
        aliases: Vec::new(),
        kind: "",
        categories: Vec::new(),
        links: 0,
        description: "",
        sections: vec![Section { id: "", heading: "", text }],
    }
}

fn json(index: &Index, name: &str) -> Value {
    serde_json::from_slice(&index[name]).expect("a file of JSON")
}

fn names_of(index: &Index, kind: &str) -> BTreeSet<String> {
    index.keys().filter(|name| name.starts_with(kind)).cloned().collect()
}

fn small() -> Limits {
    Limits { all_names: 0, names: 2_000, terms: 2_000, endings: 2_000, pages: 4, pages_of_term: 40 }
}

fn split(documents: &[Document<'_>]) -> Index {
    let terms: Vec<_> = documents.iter().map(tokens).collect();
    merge(documents, &terms.iter().collect::<Vec<_>>(), &[], small())
}

#[test]
fn words_are_cut_and_folded_as_the_table_says() {
    let table = fs::read_to_string(folder().join("fold.tsv")).expect("the table");
    for line in table.lines() {
        let (text, expected) = line.split_once('\t').expect("two columns");
        let text = unescape(text);
        assert_eq!(words(&text).join(" "), expected, "{text}");
        assert_eq!(words(&format!("(«{text}»)")).join(" "), expected, "{text} in marks");
    }
}

/// `\u0301` in the table stands for the character with that number, which would be invisible.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_at(4);
        out.extend(u32::from_str_radix(number, 16).ok().and_then(char::from_u32));
        out.push_str(rest);
    }
    out
}

#[test]
fn folding_twice_changes_nothing() {
    for text in ["Ærøskøbing İ ẞ", "Ｆｕｌｌ ｶﾞ", HOSTILE, "ΟΔΟΣ Tone Lōc"] {
        assert_eq!(fold(&fold(text)), fold(text));
    }
}

#[test]
fn text_without_spaces_takes_time_in_proportion() {
    for piece in ["a.bb.", "a.b.", "é.a.", "東京", "x", "\u{301}"] {
        words(&piece.repeat(300_000));
    }
}

#[test]
fn the_order_of_the_documents_does_not_matter() {
    let text: Vec<String> = (0..60).map(|n| format!("heist number {n} common {}", n % 7)).collect();
    let urls: Vec<String> = (0..60).map(|n| format!("/{}/", (n * 37) % 60)).collect();
    let mut documents: Vec<_> = urls.iter().zip(&text).map(|(url, text)| page(url, text, text)).collect();
    let (whole, parts) = (build(&documents), split(&documents));
    let terms: Vec<_> = documents.iter().map(tokens).collect();
    assert_eq!(merge(&documents, &terms.iter().collect::<Vec<_>>(), &[], Limits::default()), whole);
    documents.reverse();
    assert_eq!(build(&documents), whole);
    assert_eq!(split(&documents), parts);
}

#[test]
fn the_manifest_names_every_file() {
    let documents: Vec<_> = SAMPLE.iter().map(|(url, title, text)| page(url, title, text)).collect();
    for index in [build(&documents), split(&documents), build(&[])] {
        let manifest = json(&index, MANIFEST);
        let mut listed = BTreeSet::from([MANIFEST.to_owned()]);
        listed.insert(format!("filters-{}.json", manifest["filters"].as_str().expect("a hash")));
        for (kind, extension) in [("names", "json"), ("terms", "txt"), ("endings", "txt")] {
            let ranges = manifest[kind].as_array().expect("ranges");
            assert!(ranges.is_sorted_by_key(|range| range[0].as_str()), "{ranges:?}");
            listed.extend(
                ranges
                    .iter()
                    .map(|range| format!("{kind}-{}.{extension}", range[1].as_str().expect("a hash"))),
            );
        }
        let pages = names_of(&index, "pages-");
        assert!(pages.iter().all(|name| name.contains(manifest["pageHash"].as_str().expect("a hash"))));
        listed.extend(pages);
        assert_eq!(listed, index.keys().cloned().collect());
    }
}

const SAMPLE: [(&str, &str, &str); 5] = [
    ("/a/", "Al Pacino", "Plays Hanna in the coffee scene."),
    ("/b/", "Robert De Niro", "Plays McCauley in the coffee scene."),
    ("/c/", "東京", "東京都で撮影された。"),
    ("/d/", "The coffee scene", "Two men, one table."),
    ("/e/", "Elisa", "Only in the novel."),
];

#[test]
fn titles_come_with_address_type_aliases_and_headings() {
    let mut document = page("/wiki/cast/al-pacino/", "Al Pacino", "An actor.");
    document.kind = "person";
    document.links = 5;
    document.aliases = vec!["Alfredo Pacino"];
    document.sections.push(Section { id: "in-heat", heading: "In Heat", text: "He plays Hanna." });
    let index = build(&[document]);
    let [names] = &Vec::from_iter(names_of(&index, "names-"))[..] else { panic!("one file of names") };
    let expected =
        r#"[[0,"/wiki/cast/al-pacino/","Al Pacino","person",2,["Alfredo Pacino"],[["in-heat","In Heat"]]]]"#;
    assert_eq!(String::from_utf8_lossy(&index[names]), expected);
}

#[test]
fn headings_of_many_pages_are_left_to_the_full_text() {
    let urls: Vec<String> = (0..9).map(|n| format!("/{n}/")).collect();
    let documents: Vec<_> = urls
        .iter()
        .map(|url| {
            let mut document = page(url, "Page", "");
            document.sections.push(Section { id: "reception", heading: "Reception", text: "" });
            document
        })
        .collect();
    let text = |index: Index| {
        index.into_values().map(|file| String::from_utf8_lossy(&file).into_owned()).collect::<String>()
    };
    assert!(!text(build(&documents)).contains("Reception"));
    assert!(text(build(&documents[..8])).contains("Reception"));
}

#[test]
fn hostile_text_stays_text() {
    let mut document = page(HOSTILE, HOSTILE, HOSTILE);
    document.kind = HOSTILE;
    document.aliases = vec![HOSTILE];
    document.categories = vec![HOSTILE];
    document.description = HOSTILE;
    document.sections.push(Section { id: HOSTILE, heading: HOSTILE, text: HOSTILE });
    for index in [build(std::slice::from_ref(&document)), split(std::slice::from_ref(&document))] {
        for (name, content) in &index {
            let content = std::str::from_utf8(content).expect("UTF-8");
            let dangerous = |c: char| {
                matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') || (c.is_control() && c != '\n')
            };
            assert!(!content.contains(dangerous), "{name}: {content}");
            if name.ends_with(".json") {
                serde_json::from_str::<Value>(content).expect("JSON");
            }
        }
        let names = names_of(&index, "names-");
        let records = json(&index, names.first().expect("a file of names"));
        assert_eq!(records[0][2], HOSTILE);
        assert_eq!(records[0][6][0][1], HOSTILE);
    }
}

#[test]
fn an_edit_renames_few_files() {
    let words: Vec<String> =
        (0..4_000).map(|n| format!("{}{n}", ["alpha", "beta", "gamma", "delta"][n % 4])).collect();
    let text: Vec<String> = words.chunks(40).map(|words| words.join(" ")).collect();
    let urls: Vec<String> = (0..text.len()).map(|n| format!("/{n:04}/")).collect();
    let mut documents: Vec<_> = urls.iter().zip(&text).map(|(url, text)| page(url, url, text)).collect();
    let before = split(&documents);
    let edited = format!("{} alphabet", text[7]);
    documents[7].sections[0].text = &edited;
    let after = split(&documents);
    let terms = names_of(&before, "terms-");
    let renamed = terms.difference(&names_of(&after, "terms-")).count();
    assert!(terms.len() > 10 && renamed <= 4, "{renamed} of {}", terms.len());
    assert_eq!(names_of(&before, "names-"), names_of(&after, "names-"));
}

#[test]
fn excerpts_have_an_end() {
    let long = "é".repeat(20_000);
    let mut document = page("/", "Long", &long);
    document.sections.push(Section { id: "x", heading: "X", text: "more" });
    let sections = excerpt_sections(&document);
    assert!(sections[0][2].len() <= 16_000 && long.starts_with(sections[0][2]));
    assert_eq!(sections[1], ["x", "X", ""]);
}

#[test]
fn fixtures_are_current() {
    let source = fs::read_to_string(folder().join("documents.json")).expect("the documents");
    let source: Vec<Value> = serde_json::from_str(&source).expect("JSON");
    let documents: Vec<Document<'_>> = source.iter().map(document).collect();
    expect(&build(&documents), &folder().join("index"));
    expect(&split(&documents), &folder().join("split"));
}

fn document(value: &Value) -> Document<'_> {
    let text = |name: &str| value[name].as_str().unwrap_or_default();
    let list = |name: &str| value[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let sections = value["sections"].as_array().into_iter().flatten();
    Document {
        superseded_by: Vec::new(),
        url: text("url"),
        title: text("title"),
        aliases: list("aliases"),
        kind: text("kind"),
        categories: list("categories"),
        links: value["links"].as_u64().unwrap_or_default() as usize,
        description: text("description"),
        sections: sections
            .map(|section| {
                let part = |n: usize| section[n].as_str().unwrap_or_default();
                Section { id: part(0), heading: part(1), text: part(2) }
            })
            .collect(),
    }
}

/// Compares an index with a folder, or updates the folder on request.
fn expect(index: &Index, folder: &Path) {
    if std::env::var_os("UPDATE_SEARCH").is_some() {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).expect("a folder");
        index.iter().for_each(|(name, content)| fs::write(folder.join(name), content).expect("a file"));
    }
    let files =
        fs::read_dir(folder).expect("the folder of the fixture").map(|entry| entry.expect("an entry").path());
    let found: Index = files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(path).expect("a file"))
        })
        .collect();
    assert!(
        found == *index,
        "{} is out of date: UPDATE_SEARCH=1 cargo test --test it search::",
        folder.display()
    );
}
