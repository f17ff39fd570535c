//! The search index by scopes: what is labelled stands in files of its own, one folder for each set of scopes.

use std::collections::BTreeMap;

use crate::harness::{Element, Run, Site, Wiki};
use serde_json::{Value, json};

const SETTINGS: &str = "[spoilers]\nbooks = [\"b1\", \"b2\"]\nfilm = \"The film\"\n";

fn wiki(files: &[(&str, &str)]) -> Run {
    let wiki = files.iter().fold(Wiki::new().settings(SETTINGS), |wiki, (path, text)| {
        wiki.file(&format!("content/{path}"), text)
    });
    let run = wiki.build();
    assert!(!run.site.is_empty(), "{run}");
    run
}

/// The folder of each layer, by the scopes that the manifest gives it.
fn layers(site: &Site) -> BTreeMap<String, String> {
    let manifest = site.json("search/index.json");
    let list = manifest["layers"].as_array().cloned().unwrap_or_default();
    let entry = |layer: &Value| {
        let path = layer[1].as_str().expect("a path");
        assert!(site.has(&format!("search/{path}")), "{path}");
        (layer[0].as_str().expect("scopes").to_owned(), path.split('/').next().unwrap_or_default().to_owned())
    };
    list.iter().map(entry).collect()
}

/// All files of a folder of the index as one text.
fn text(site: &Site, folder: &str) -> String {
    let prefix = format!("search/{folder}/");
    site.paths().into_iter().filter(|path| path.starts_with(&prefix)).map(|path| site.text(path)).collect()
}

/// All files of the index that everybody loads.
fn open_text(site: &Site) -> String {
    let is_open = |path: &&str| path.starts_with("search/") && path.matches('/').count() == 1;
    site.paths().into_iter().filter(is_open).map(|path| site.text(path)).collect()
}

#[test]
fn each_set_of_scopes_has_an_index_of_its_own() {
    let run = wiki(&[(
        "ann.md",
        "# Ann\n\nOpen hearth.\n\n> [!spoiler|b1] Title\n> First lantern.\n\n> [!spoiler|b2, film] Title\n> Second anchor.\n\n> [!spoiler|b1, b2] Title\n> Third compass.\n\n> [!spoiler] Title\n> Fourth beacon.\n",
    )]);
    let layers = layers(&run.site);
    let folders: Vec<_> = layers.iter().map(|(scopes, folder)| (scopes.as_str(), folder.as_str())).collect();
    // Who knows the second book knows the first.
    let expected =
        [("all", "scopes-all"), ("b1", "scopes-b1"), ("b2", "scopes-b2"), ("b2 film", "scopes-b2+film")];
    assert_eq!(folders, expected);
    let words =
        [("", "hearth"), ("b1", "lantern"), ("b2 film", "anchor"), ("b2", "compass"), ("all", "beacon")];
    for (scopes, _) in words {
        let text = match layers.get(scopes) {
            Some(folder) => text(&run.site, folder),
            None => open_text(&run.site),
        };
        let text = text.to_lowercase();
        let found: Vec<&str> =
            words.iter().filter(|(_, word)| text.contains(word)).map(|(owner, _)| *owner).collect();
        assert_eq!(found, [scopes], "files of `{scopes}`");
    }
}

#[test]
fn a_layer_holds_names_headings_categories_and_texts_with_their_headings() {
    let page = "---\ntitle: Ann\nspoiler: b1\naliases: [Queen Ann]\ncategories: [Royals]\ndescription: About a queen.\n---\nWords of it.\n\n## The crown\n\nMore of it.\n";
    let under = "# Bob\n\n## Open heading\n\nOpen.\n\n> [!spoiler|b1] Title\n> Hidden words.\n";
    let run = wiki(&[("ann.md", page), ("bob.md", under), ("a.md", "# First\n\nWords.\n")]);
    let folder = format!("search/{}/", layers(&run.site)["b1"]);
    let files: Vec<&str> = run.site.paths().into_iter().filter(|path| path.starts_with(&folder)).collect();
    let file = |kind: &str| {
        let name = format!("{folder}{kind}");
        run.site.json(files.iter().find(|path| path.starts_with(&name)).expect("a file of this kind"))
    };
    // Pages have the numbers of the open index: `/a/`, `/ann/`, `/bob/`.
    assert_eq!(file("names-"), json!([[1, "", "", "", 0, ["Queen Ann"], [["the-crown", "The crown"]]]]));
    assert_eq!(file("filters-"), json!({ "kinds": [], "categories": [["Royals", "b"]] }));
    let texts = file("texts-");
    assert_eq!(
        texts[0],
        json!([
            1,
            [
                ["", "", "About a queen."],
                ["", "", "Words of it.\n"],
                ["the-crown", "The crown", "More of it.\n"]
            ]
        ])
    );
    assert_eq!(texts[1][0], 2);
    assert_eq!(texts[1][1][0][0], "open-heading");
    assert!(!open_text(&run.site).contains("crown") && !open_text(&run.site).contains("Queen"));
}

#[test]
fn a_wiki_without_spoilers_has_no_layers() {
    let run = wiki(&[("ann.md", "# Ann\n\nWords.\n")]);
    assert_eq!(run.site.json("search/index.json").get("layers"), None);
    assert!(run.site.paths().iter().all(|path| !path.starts_with("search/scopes-")));
}

#[test]
fn a_page_cannot_take_the_place_of_a_layer() {
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/search/scopes-b1/names-x.md", "# Names\n\nText.\n")
        .build();
    assert_eq!(run.coded("url-collision").len(), 1, "{run}");
}

const HERO: &str = "[types.hero]\nfolder = \"heroes\"\n[types.hero.fields]\nfate = { type = \"text\", many = true }\nheight = { type = \"number\" }\nborn = { type = \"date\" }\nfriend = { type = \"page\", many = true, inverse = \"friend_of\" }\n[types.hero.fields.roles]\ntype = \"record\"\nmany = true\n[types.hero.fields.roles.fields]\nwork = { type = \"page\", inverse = \"players\" }\nnote = { type = \"text\" }\n";

/// Values of a hero, each with a label.
const LABELLED: &str = "fate: {value: doomed, spoiler: b1}\nheight: {value: 1, spoiler: b1}\nborn: {value: 1990, spoiler: b1}\nfriend: {value: Adam, spoiler: b1}\nroles: [{work: Adam, note: killer, spoiler: b1}]\ncategories: [{value: Dead, spoiler: b1}]\ndate: {value: 2001-02-03, spoiler: b1}\ndescription: {value: About the end., spoiler: b1}\n";

const ASKS: [&str; 17] = [
    "fate: doomed",
    "fate: \"!= doomed\"",
    "fate: [doomed, saved]",
    "sort: fate",
    "sort: -height",
    "height: \"< 2\"",
    "born: 1990",
    "sort: born",
    "friend: Adam",
    "roles.note: killer",
    "roles.work: Adam",
    "category: Dead",
    "category: \"!= Dead\"",
    "date: \"> 1900\"",
    "sort: -date\nlimit: 1",
    "group: fate",
    "friend_of: Carl",
];

#[test]
fn a_query_lists_the_same_pages_whatever_a_label_hides() {
    let build = |values: &str| {
        let carl = format!("---\ntitle: Carl\n{values}---\nWords.\n");
        let mut wiki = Wiki::new()
            .settings(&format!("{SETTINGS}[checks]\nunknown-reference = \"off\"\n{HERO}"))
            .file("content/heroes/carl.md", carl)
            .file("content/heroes/adam.md", "---\ntitle: Adam\nheight: 2\nfate: saved\n---\nWords.\n")
            .file(
                "content/heroes/emil.md",
                "---\ntitle: Emil\ndate: 1999\ncategories: [Dead]\n---\nWords.\n",
            );
        for (number, ask) in ASKS.iter().enumerate() {
            let text = format!("# Asks {number}\n\n```query\ntype: hero\n{ask}\n```\n");
            wiki = wiki.file(&format!("content/asks-{number}.md"), text);
        }
        let run = wiki.build();
        assert!(!run.site.is_empty(), "{run}");
        run
    };
    let (labelled, without) = (build(LABELLED), build(""));
    for (number, ask) in ASKS.iter().enumerate() {
        let path = format!("asks-{number}/index.html");
        // The list of those who know a label is in a fold before the one for everybody.
        let rows = |run: &Run| run.html(&path).all(".query").last().map(Element::text).unwrap_or_default();
        let (shown, expected) = (rows(&labelled), rows(&without));
        assert_eq!(shown.replace("Other", ""), expected.replace("Other", ""), "{ask}");
    }
}
