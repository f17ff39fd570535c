//! JSON and structured data for programs, and the wiki in this repository.

use super::*;

// JSON for programs.

#[test]
fn every_page_is_data_too() {
    let run = wiki()
        .file("content/works/heat.md", HEAT)
        .file("content/a.md", "---\ntitle: A\ncategories: [Some]\n---\n[[Heat]]\n")
        .build();
    let list = run.site.json("api/pages.json");
    assert!(list["version"].is_number() || list["version"].is_string(), "{list}");
    let pages = list["pages"].as_array().expect("a list of pages");
    let titles: Vec<&str> = pages.iter().filter_map(|page| page["title"].as_str()).collect();
    for title in ["Heat", "Al Pacino", "A"] {
        assert!(titles.contains(&title), "{titles:?}");
    }
    let section = run.site.json("api/works.json");
    assert_eq!((section["url"].as_str(), section["type"].as_str()), (Some("/works/"), Some("")), "{section}");
    for path in ["api/categories/some.json", "api/special/orphans.json", "api/special.json"] {
        assert!(!run.site.json(path)["title"].to_string().is_empty(), "{path}");
    }
    let heat = run.site.json("api/works/heat.json");
    assert_eq!((heat["title"].as_str(), heat["url"].as_str()), (Some("Heat"), Some("/works/heat/")));
    assert_eq!(heat["fields"]["kind"], Value::from("film"));
    assert_eq!(heat["fields"]["released"], Value::from("1995-12-15"));
    assert!(heat["fields"].to_string().contains("Michael Mann"), "{heat}");
    assert!(heat["backlinks"].to_string().contains("/a/"), "{heat}");
    assert!(run.site.json("api/a.json")["links"].to_string().contains("/works/heat/"));
    assert!(run.site.json("api/a.json")["categories"].to_string().contains("Some"));
    assert!(run.site.json("api/people/mann.json")["relations"].to_string().contains("Heat"));
}

#[test]
fn machines_are_told_the_type_and_properties_of_a_page() {
    let run = wiki().file("content/works/heat.md", HEAT).build();
    let data =
        |path: &str| -> String { run.html(path).find("script[type=application/ld+json]").inner().to_owned() };
    let mann = data("people/mann/index.html");
    assert!(
        mann.contains("\"Person\"") && mann.contains("birthDate") && mann.contains("1943-02-05"),
        "{mann}"
    );
    assert!(data("works/heat/index.html").contains("\"CreativeWork\""));
}

#[test]
fn an_image_field_is_the_picture_of_the_infobox() {
    let run = Wiki::new()
        .settings("[types.place]\nfolder = \"places\"\n[types.place.fields.view]\ntype = \"image\"\n")
        .file("content/places/la.md", "---\ntitle: LA\nview: {src: la.png, alt: The city, caption: At night, credit: A. Fan, licence: CC0}\n---\n")
        .file("content/places/x.md", "---\ntitle: X\nview: nowhere.png\n---\n")
        .file("content/places/la.png", png(30, 20))
        .settings("[types.place]\nfolder = \"places\"\n[types.place.fields.view]\ntype = \"image\"\n[checks]\nimage-alt = \"off\"\nimage-licence = \"off\"\n")
        .build();
    run.succeeds().reports(&[("missing-image", "content/places/x.md", 3, 7)]);
    let page = run.html("places/la/index.html");
    let infobox = page.find("aside.infobox");
    assert_eq!((infobox.find("img").get("alt"), infobox.find("img").get("width")), ("The city", "30"));
    infobox.says("At night").says("A. Fan");
}

// The wiki in this repository.

/// All addresses in a JSON value.
fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(entries) => {
            found.extend(entries.get("url").and_then(Value::as_str).map(str::to_owned));
            entries.values().for_each(|value| addresses(value, found));
        }
        _ => {}
    }
}

#[test]
fn the_heat_2_wiki_is_silent_sound_and_tells_each_relation_at_both_ends() {
    let out = tempfile::TempDir::new().expect("a temporary folder");
    let mut command = crate::harness::program();
    command.args([
        "build",
        "--format",
        "json",
        "--strict",
        "--today",
        crate::harness::TODAY,
        "--root",
        env!("CARGO_MANIFEST_DIR"),
    ]);
    command.arg("--out").arg(out.path().join("site"));
    let run = Run::of(command, std::time::Duration::from_secs(60), &out.path().join("site"));
    run.is_clean();
    run.site.is_sound();
    let works: Vec<&str> =
        run.site.paths().into_iter().filter(|path| path.starts_with("api/works/")).collect();
    assert!(works.len() >= 5, "{works:?}");
    for work in works {
        let data = run.site.json(work);
        let url = data["url"].as_str().expect("a page has an address");
        let mut ends = Vec::new();
        for field in ["directed_by", "written_by", "cast", "based_on", "follows"] {
            addresses(&data["fields"][field], &mut ends);
        }
        for end in ends {
            let page = run.html(&run.site.target(&end).unwrap_or_else(|| panic!("{end} leads nowhere")));
            let rows = page.all("aside.infobox dd a");
            assert!(rows.iter().any(|a| a.attribute("href") == Some(url)), "{end} does not show {url}");
        }
    }
}
