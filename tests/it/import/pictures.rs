//! Images and galleries keep their places, captions and links, whether their files are available or not.

use super::{Imported, dump, page, template};
use crate::harness::png;

#[test]
fn missing_images_stay_in_the_text_without_words_of_their_own() {
    let text = "A [[File:Badge of honour.png|48px|link=Two#Life]] here.\n\n\
                [[File:Boat.jpg|thumb|left|200x100px|The ''boat'' of [[Two]], 1 &#124; 2 [sic].]]\nBeside it.\n\n\
                [[File:Alone.png|300px|Only an alternative]]\n\n[[File:Out.png|link=https://example.org/a b]]\n\n\
                [[File:Note|thumb|Kept.]]";
    let imported = Imported::of(&[page("One", 0, text), page("Two", 0, "== Life ==\nText.")]);
    let markdown = imported.file("content/one.md");
    for line in [
        "A ![[Badge of honour.png|48|link=Two#Life]] here.",
        "![[Boat.jpg|left|200x100|The *boat* of [[Two]], 1 &#124; 2 &#91;sic&#93;.]]\n\nBeside it.",
        "![[Alone.png|300|alt=Only an alternative]]",
        "![[Out.png|link=https://example.org/a%20b]]",
        "Kept.",
    ] {
        assert!(markdown.contains(line), "{line} in {markdown}");
    }
    let site = imported.site();
    let page = site.html("one/index.html");
    assert_eq!(page.find("a .image-missing").get("data-name"), "Badge of honour.png");
    page.has("href=\"/two/#life\"");
    page.find("figure.image-left figcaption").says("The boat of Two, 1 | 2 [sic].");
    page.find("figure.image-left figcaption a");
    page.lacks(">Badge of honour.png").lacks(">Only an alternative");
    assert!(imported.file("import-pictures.txt").contains("Badge_of_honour.png"));
}

#[test]
fn a_gallery_stays_one() {
    let text = "<gallery mode=\"slideshow\" caption=\"The fleet\">\nFile:A.png|''One'' of [[Two]]\n\nb.jpg\n\
                C.png|alt=Sea|link=Two|Third\nD.png|left=[[Two]]\n[[File:E.png|thumb|link=:Category:X|Fifth]]\n</gallery>";
    let imported = Imported::of(&[page("One", 0, text), page("Two", 0, "2")]);
    let markdown = imported.file("content/one.md");
    let gallery = "The fleet\n\n```gallery slideshow\nA.png | *One* of [[Two]]\nB.jpg\n\
                   C.png | alt=Sea | link=Two | Third\nD.png | left=[[Two]]\nE.png | link=:Category:X | Fifth\n```";
    assert!(markdown.contains(gallery), "{markdown}");
    let site = imported.site();
    let page = site.html("one/index.html");
    page.count(".image-slides li", 5);
    assert_eq!(page.find(".image-slides figcaption a").get("href"), "/two/");
}

#[test]
fn the_addresses_of_missing_images_on_fandom_follow_from_their_names() {
    let text = dump(&[page("One", 0, "[[File:wiki.png]] [[File:A b.jpg]]")])
        .replace("old.example.org", "ships.fandom.com")
        .replace("</sitename>", "</sitename><dbname>ships_en</dbname>");
    let imported = Imported::from_bytes(text.as_bytes(), &[]);
    let list = imported.file("import-pictures.txt");
    let folder = "https://static.wikia.nocookie.net/ships_en/images";
    assert!(list.contains(&format!("{folder}/b/bc/Wiki.png/revision/latest\n")), "{list}");
    imported.change("dump.xml", &text);
    let name = "images/static.wikia.nocookie.net/ships_en/images/b/bc/Wiki.png/revision";
    std::fs::create_dir_all(imported.wiki.root().join(name)).expect("a folder of the test");
    imported.change(&format!("{name}/latest"), "PNG");
    let images = imported.wiki.root().join("images");
    let flags = ["--update", "--images", images.to_str().expect("a path of the test")];
    let output = super::import(&imported.wiki, &flags).output().expect("the program runs");
    assert!(output.status.success());
    assert!(imported.has("content/images/Wiki.png"));
    assert!(!imported.file("import-pictures.txt").contains("Wiki.png"));
}

#[test]
fn the_pages_of_files_name_creators_and_licences() {
    let file = |name: &str, text: &str| page(&format!("File:{name}"), 6, text);
    let pages = [
        page(
            "One",
            0,
            "[[File:Boat.jpg|thumb|A boat.]]\n\n[[File:Cap.png|thumb|A cap.]]\n\n[[File:Bell.png]]\n\n[[File:Free.png|20px]]",
        ),
        file(
            "Boat.jpg",
            "== Summary ==\n{{Information|description=A boat|author=[https://example.org/ann Ann] and [[User:Bob|Bob]]\n\
             |source=from [https://example.org/boat here]|permission={{Cc-by-sa-3.0}}}}",
        ),
        file("Cap.png", "== Licensing ==\n{{Fairuse}}"),
        file("Bell.png", "{{Own licence|4.0}}"),
        file("Free.png", "{{Self|GFDL|cc-by-2.0}}"),
        file("Unused.png", "{{PD}}"),
        file("Silent.png", "A picture of {{PAGENAME}}."),
        template("Own licence", "#REDIRECT [[Template:CC-BY]]"),
        template("CC-BY", "Under a licence."),
    ];
    let imported = Imported::of(&pages);
    let facts = imported.file("content/pictures.yaml");
    assert_eq!(
        facts,
        "Bell.png:\n  licence: CC BY 4.0\nBoat.jpg:\n  credit: \"[Ann](https://example.org/ann) and Bob\"\n  licence: CC BY-SA 3.0\n  \
         source: https://example.org/boat\nCap.png:\n  licence: Fair use\nFree.png:\n  licence: GFDL, CC BY 2.0\n"
    );
    assert!(
        imported.file("import-report.md").contains("| images with a creator or licence | 5 | 4 | 0 | 1 |")
    );
    let folder = imported.wiki.root().join("new/content/images");
    std::fs::create_dir_all(&folder).expect("a folder of the test");
    for name in ["Boat.jpg", "Cap.png", "Bell.png", "Free.png"] {
        std::fs::write(folder.join(name), png(40, 30)).expect("a file of the test");
    }
    let site = imported.site();
    let page = site.html("one/index.html");
    let captions = page.all("figcaption");
    let expected =
        ["A boat. Ann and Bob · CC BY-SA 3.0 · original", "A cap. Fair use", "CC BY 4.0", "GFDL, CC BY 2.0"];
    assert_eq!(captions.len(), expected.len());
    for (caption, expected) in captions.iter().zip(expected) {
        caption.says(expected);
    }
    site.html("special/pictures/index.html").has("GFDL, CC BY 2.0");
}
