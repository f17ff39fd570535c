//! An Obsidian vault, published unchanged.

mod harness;

use std::fmt::Write as _;

use harness::{Run, Site, Wiki, png};

/// All the settings that a vault needs.
const SETTINGS: &str =
    "title = \"My vault\"\nbase_url = \"https://vault.test/\"\n[checks]\nlevel = \"lenient\"\n";

/// Words in many languages and scripts, for names and text.
const WORDS: [&str; 20] = [
    "Coffee",
    "Übergröße",
    "Café noir",
    "Ночной город",
    "Αθήνα",
    "東京の夜",
    "深夜咖啡",
    "서울의 밤",
    "القهوة",
    "תל אביב",
    "हिन्दी लेख",
    "กรุงเทพ",
    "Đà Nẵng",
    "İstanbul",
    "naïve résumé",
    "Straße",
    "Łódź",
    "ქართული",
    "Հայաստան",
    "🎬 Movies & more",
];

/// A note of the vault and the expected targets of its links.
struct Note {
    path: String,
    title: String,
    text: String,
    /// Label and path of the note or file that each valid link refers to.
    links: Vec<(String, String)>,
}

/// A generated vault, in which each link's target is known.
struct Vault {
    notes: Vec<Note>,
    /// Number of names that links use and no note has.
    missing: usize,
}

impl Vault {
    const FOLDERS: [&'static str; 6] =
        ["Daily", "People", "Projects/Active", "Projects/Archive 2023", "Ideas & notes", "شخصيات"];

    fn new(count: usize) -> Self {
        let mut notes: Vec<Note> = (0..count).map(Self::empty_note).collect();
        let mut missing = 0;
        for at in 0..count {
            let others = [(at * 7 + 3) % count, (at * 13 + 5) % count, (at + 1) % count];
            let (text, links, red) = Self::text(&notes, at, others);
            missing += red;
            notes[at].text = text;
            notes[at].links = links;
        }
        Self { notes, missing }
    }

    fn empty_note(at: usize) -> Note {
        let title = format!("{} {at}", WORDS[at % WORDS.len()]);
        let folder = Self::FOLDERS[at % Self::FOLDERS.len()];
        // Every ninth note is at the top level, as in most vaults.
        let path = if at.is_multiple_of(9) { format!("{title}.md") } else { format!("{folder}/{title}.md") };
        Note { path, title, text: String::new(), links: Vec::new() }
    }

    fn text(notes: &[Note], at: usize, others: [usize; 3]) -> (String, Vec<(String, String)>, usize) {
        let mut text = Self::front_matter(at);
        let mut links = Vec::new();
        let mut link = |text: &mut String, target: &str, markup: &str| {
            let label = format!("L{at}x{}", links.len());
            let _ = write!(text, "{} ", markup.replace("LABEL", &label));
            links.push((label, target.to_owned()));
        };
        let [a, b, c] = others.map(|other| &notes[other]);
        let _ = writeln!(
            text,
            "# {}\n\nשלום عالم, {} #topic/sub-{}\n",
            notes[at].title,
            WORDS[(at + 4) % 20],
            at % 5
        );
        link(&mut text, &a.path, &format!("[[{}|LABEL]]", a.title));
        link(&mut text, &b.path, &format!("[[{}|LABEL]]", b.path.trim_end_matches(".md")));
        link(&mut text, &c.path, &format!("[[{}#Details|LABEL]]", c.title.to_lowercase().replace(' ', "_")));
        link(&mut text, &a.path, &format!("[[{}#^block-{}|LABEL]]", a.title, others[0]));
        link(&mut text, &b.path, &format!("[[Alias of {}|LABEL]]", others[1]));
        link(&mut text, &c.path, &format!("[[{}#Details#Deeper|LABEL]]", c.title));
        let up = "../".repeat(notes[at].path.matches('/').count());
        link(&mut text, &a.path, &format!("[LABEL](<{up}{}>)", a.path));
        link(&mut text, &b.path, &format!("[LABEL]({up}{}#details)", b.path.replace(' ', "%20")));
        link(&mut text, &b.path, &format!("[LABEL]({}#Details)", b.path.replace(' ', "%20")));
        link(&mut text, &c.path, &format!("[LABEL]({}.md)", c.title.replace(' ', "%20")));
        link(&mut text, &c.path, &format!("[[{}.md|LABEL]]", c.title));
        link(&mut text, "attachments/report.pdf", "[[report.pdf|LABEL]]");
        link(&mut text, "attachments/report.pdf", "[LABEL](attachments/report.pdf)");
        text.push_str("\n\n");
        let red = usize::from(at.is_multiple_of(10));
        if red == 1 {
            let _ = write!(text, "[[Nobody wrote {at}]]\n\n");
        }
        text.push_str(&Self::blocks(at, a));
        (text, links, red)
    }

    fn front_matter(at: usize) -> String {
        match at % 4 {
            0 => format!(
                "---\naliases:\n  - Alias of {at}\ntags: [note, area/sub-{}]\ncssclasses: wide\ncreated: 2024-01-0{}\n---\n\n",
                at % 3,
                at % 9 + 1
            ),
            1 => format!(
                "---\naliases: [\"Alias of {at}\", Another name {at}]\ntags: work, area/x\npublish: true\n---\n"
            ),
            2 => format!("---\nalias: Alias of {at}\nrating: 4.50\nrelated: \"[[{} 0]]\"\n---\n", WORDS[0]),
            _ => format!("---\r\naliases:\r\n- Alias of {at}\r\n---\r\n"),
        }
    }

    /// Other content of notes: callouts, embeds, tasks, tables, formulas, comments.
    fn blocks(at: usize, other: &Note) -> String {
        let mut text = String::new();
        let kind = ["note", "info", "todo", "abstract", "bug", "quote", "custom-one", "faq"][at % 8];
        let _ = write!(
            text,
            "> [!{kind}]{} Title **bold**\n> Body with ==mark== text.\n> > [!tip] Nested\n> > inner\n\n",
            ["", "+", "-"][at % 3]
        );
        let _ =
            write!(text, "- [ ] open task\n- [x] done %%hidden [[Nobody at all]]%%\n\t- nested by tab\n\n");
        let _ =
            write!(text, "| A | B |\n| --- | ---: |\n| [[{}\\|cell]] | $x_{{{at}}}^2$ |\n\n", other.title);
        let _ = write!(
            text,
            "![[still.png|200]] ![[still.png]] ![](<{}attachments/still.png>)\n\n",
            if at.is_multiple_of(9) { "" } else { "/" }
        );
        if at.is_multiple_of(5) {
            let _ = write!(text, "![[leaf {}#Details]]\n\n![[leaf {}]]\n\n", at % 3, (at + 1) % 3);
        }
        let _ = write!(
            text,
            "A footnote[^1] and an inline one^[here].\n\n[^1]: The note.\n\n```mermaid\ngraph TD\n  A[[x]] --> B\n```\n\n"
        );
        let _ = write!(
            text,
            "## Details\n\nA line to be named. ^block-{at}\n\n### Deeper\n\n- item ^item-{at}\n\n%%\nA comment\nover lines.\n%%\n"
        );
        text
    }

    fn wiki(&self) -> Wiki {
        let wiki = Wiki::empty()
            .file("site.toml", SETTINGS)
            .file("content/.obsidian/app.json", "{}")
            .file("content/.trash/old.md", "[[x]]")
            .file("content/attachments/still.png", png(800, 600))
            .file("content/attachments/report.pdf", "%PDF");
        let wiki = (0..3).fold(wiki, |wiki, at| {
            wiki.file(
                &format!("content/Leaves/leaf {at}.md"),
                format!("Leaf {at}.\n\n## Details\n\nThe details of leaf {at}.\n"),
            )
        });
        self.notes.iter().fold(wiki, |wiki, note| wiki.file(&format!("content/{}", note.path), &note.text))
    }
}

/// The file that shows a note.
fn address_of<'s>(site: &'s Site, addresses: &'s [(String, String)], path: &str) -> &'s str {
    let found = addresses.iter().find(|(known, _)| known == path).map(|(_, address)| address.as_str());
    found.unwrap_or_else(|| panic!("no address for {path} among {:#?}", site.paths()))
}

/// The path of the page for each note: the one whose main heading is the note's name.
fn addresses(vault: &Vault, run: &Run) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with("/index.html")) {
        let page = run.html(path);
        if page.all("article .content").iter().any(|content| content.text().contains("A line to be named.")) {
            pages.push((page.find("h1").text(), path.to_owned()));
        }
    }
    let page_of =
        |note: &Note| pages.iter().find(|(title, _)| *title == note.title).map(|(_, path)| path.clone());
    let paths = vault.notes.iter().map(|note| {
        (
            note.path.clone(),
            page_of(note).unwrap_or_else(|| panic!("no page is called `{}`: {pages:#?}", note.title)),
        )
    });
    paths.chain([("attachments/report.pdf".to_owned(), "attachments/report.pdf".to_owned())]).collect()
}

#[test]
fn a_vault_is_published_with_four_lines_of_settings_and_every_link_of_obsidian_resolved() {
    let vault = Vault::new(300);
    let run = vault.wiki().build();
    run.succeeds();
    let red: usize = run.coded("red-link").len();
    assert_eq!(red, vault.missing, "{run}");
    for code in [
        "broken-link",
        "ambiguous-link",
        "url-collision",
        "parser-panic",
        "nesting-too-deep",
        "math",
        "embed-cycle",
    ] {
        let found = run.coded(code);
        assert!(found.is_empty(), "{found:#?}");
    }
    run.site.is_sound();
    let addresses = addresses(&vault, &run);
    for note in &vault.notes {
        let page = run.html(address_of(&run.site, &addresses, &note.path));
        for (label, target) in &note.links {
            let href = page.href(label);
            let wanted = address_of(&run.site, &addresses, target);
            let found = run.site.target(&href).unwrap_or_else(|| panic!("{href} leads nowhere"));
            assert_eq!(found, wanted, "`{label}` of {}", note.path);
        }
    }
}

#[test]
fn obsidian_syntax_is_rendered_as_in_obsidian() {
    let vault = Vault::new(40);
    let run = vault.wiki().build();
    let addresses = addresses(&vault, &run);
    let page = run.html(address_of(&run.site, &addresses, &vault.notes[20].path));
    let content = page.content();
    content
        .says("שלום عالم")
        .omits("hidden")
        .omits("A comment")
        .omits("[!")
        .omits("==")
        .omits("^block")
        .omits("^item");
    content.find(".callout .callout").says("inner");
    assert_eq!(content.all("input[type=checkbox]").len(), 2);
    content.find("td math");
    content.find(".embed").says("The details of leaf");
    content.find("pre code.language-mermaid").says("A[[x]] --> B");
    assert_eq!(content.all("img")[0].get("width"), "200");
    assert!(page.has_id("block-20"), "the block has no id of its own");
    let categories = page.find("nav.categories").texts("a");
    assert!(categories.iter().any(|name| name.contains("note")), "{categories:?}");
    assert!(!run.site.paths().iter().any(|path| path.contains("obsidian") || path.contains("trash")));
}

#[test]
fn keys_of_other_programs_are_warnings_in_a_lenient_wiki() {
    let run = Wiki::empty()
        .file("site.toml", SETTINGS)
        .file("content/a.md", "---\ncssclasses: wide\nrating: 5\n---\ntext\n")
        .build();
    run.succeeds().reports(&[("unknown-key", "content/a.md", 2, 1), ("unknown-key", "content/a.md", 3, 1)]);
    run.diagnostic("unknown-key", "content/a.md", 2, 1).is("warning");
}

#[test]
fn a_shared_name_means_the_nearest_note_and_does_not_stop_a_lenient_wiki() {
    let run = Wiki::empty()
        .file("site.toml", SETTINGS)
        .file("content/A/Index note.md", "first\n")
        .file("content/B/Index note.md", "second\n")
        .file("content/B/x.md", "[[Index note|near]] [[A/Index note|far]]\n")
        .file("content/top.md", "[[Index note|either]]\n")
        .build();
    run.succeeds();
    let page = run.html("b/x/index.html");
    assert_eq!((page.href("near").as_str(), page.href("far").as_str()), ("/b/index-note/", "/a/index-note/"));
    assert_eq!(run.coded("ambiguous-link").len(), 1, "{run}");
    run.site.is_sound();
}
