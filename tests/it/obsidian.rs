//! An Obsidian vault, published unchanged and set up by `init --from-obsidian`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::{Run, Site, TODAY, Wiki, png, run_in};
use tempfile::TempDir;

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
fn the_first_heading_of_a_note_leads_to_the_page_that_it_names() {
    let run = Wiki::new()
        .file(
            "content/One.md",
            "# The first\n\n[[#The first]] [[Two#The second|two]] [three](Three.md#three)\n",
        )
        .file("content/Two.md", "# The second\n\n![[One#The first]]\n")
        // A heading of the text has precedence.
        .file("content/Three.md", "[[#Three]]\n\n# Other\n\n## Three\n\n[[Two]]\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let targets = |path: &str| -> Vec<String> {
        run.html(path).content().all("p a").iter().map(|a| a.get("href").to_owned()).collect()
    };
    assert_eq!(targets("one/index.html"), ["/one/", "/two/", "/three/#three"]);
    assert_eq!(targets("three/index.html")[0], "#three");
    run.html("two/index.html").content().find(".embed").says("two");
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

/// A small vault with settings of Obsidian and notes that use them.
fn small_vault(folder: &Path) {
    for (path, text) in [
        (
            ".obsidian/app.json",
            r#"{"attachmentFolderPath": "Files", "newLinkFormat": "relative", "useMarkdownLinks": true}"#,
        ),
        (".obsidian/templates.json", r#"{"folder": "Templates"}"#),
        (".obsidian/daily-notes.json", r#"{"folder": "Daily [log]", "template": "Templates/Note"}"#),
        (".obsidian/types.json", r#"{"types": {"age": "number", "friends": "multitext"}}"#),
        (".obsidian/hotkeys.json", "not JSON"),
        (".obsidian/workspace.json", "{}"),
        (".trash/Old.md", "[[gone]]"),
        ("Templates/Note.md", "---\ntitle: {{title}}\ndate: {{date}}\n---\n"),
        ("Daily [log]/2024-01-01.md", "A secret about [[Ann]].\n"),
        (
            "People/Ann.md",
            "---\nborn: 1990-05-01\nage: 34\nfriends:\n  - \"[[Bob]]\"\nalive: true\nEye colour: blue\ncssclasses: wide\n\
             tags: [person/main]\n---\n\nAnn knows [Bob](Bob.md). ![[quay.png|200]] #cast\n",
        ),
        (
            "People/Bob.md",
            "---\nborn: 1991-05-01\nage: 33\nfriends: [\"[[Ann]]\"]\n---\n\nBob, of [the town](../Town.md).\n",
        ),
        ("Town.md", "---\nstatus: old\n---\n\nHome of [Ann](People/Ann.md).\n"),
        ("Plan.excalidraw.md", "---\nexcalidraw-plugin: parsed\n---\n%%\n# Drawing\n%%\n"),
    ] {
        write(&folder.join(path), text.as_bytes());
    }
    write(&folder.join("Files/quay.png"), &png(800, 600));
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders can be made");
    fs::write(path, bytes).expect("a file can be written");
}

/// All files of a folder, with their bytes.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((path.clone(), fs::read(&path).expect("a file"))),
        }
    }
    found.sort();
    found
}

fn build_strictly(root: &Path) -> Run {
    run_in(root, &["build", "--format", "json", "--strict", "--today", TODAY])
}

/// The wiki of a small vault in a folder of its own, and the folder that contains both.
fn set_up(arguments: &[&str], vault: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    small_vault(&folder.path().join(vault));
    let before = files(&folder.path().join(vault));
    run_in(folder.path(), arguments).succeeds();
    let after = files(&folder.path().join(vault));
    assert_eq!(before, after, "the vault has changed");
    folder
}

/// The site of the small vault.
fn shows_the_vault(run: &Run) {
    run.is_clean();
    run.site.is_sound();
    let ann = run.html("people/ann/index.html");
    assert_eq!(ann.href("Bob"), "/people/bob/");
    assert_eq!(run.html("people/bob/index.html").href("the town"), "/town/");
    assert_eq!(ann.content().find("img").get("width"), "200");
    let categories = ann.find("nav.categories").texts("a");
    assert_eq!(categories.len(), 2, "{categories:?}");
    for hidden in ["templates", "daily", "obsidian", "trash", "excalidraw", "2024-01-01"] {
        assert!(
            run.site.paths().iter().all(|path| !path.contains(hidden)),
            "{hidden}: {:?}",
            run.site.paths()
        );
    }
}

#[test]
fn a_vault_elsewhere_is_copied_with_its_settings_and_builds_without_a_finding() {
    let folder = set_up(&["init", "wiki", "--from-obsidian", "My World", "--host", "none"], "My World");
    let root = folder.path().join("wiki");
    shows_the_vault(&build_strictly(&root));
    let settings = fs::read_to_string(root.join("site.toml")).expect("settings");
    for expected in ["title = \"My World\"", "\"Templates\"", "\"Daily [[]log[]]\"", "inline_tags = true"] {
        assert!(settings.contains(expected), "{expected} in {settings}");
    }
    assert!(root.join("content/.obsidian/app.json").is_file() && !root.join("content/.trash").exists());
    assert!(fs::read_to_string(root.join("README.md")).expect("a text").contains("`content/Files/`"));
    let ignored = fs::read_to_string(root.join(".gitignore")).expect("a text");
    for expected in ["/public/", ".obsidian/workspace*.json", ".obsidian/plugins/*/data.json"] {
        assert!(ignored.contains(expected), "{expected} in {ignored}");
    }
}

#[test]
fn suggested_types_fit_the_notes() {
    let folder = set_up(&["init", "wiki", "--from-obsidian", "vault", "--host", "none"], "vault");
    let root = folder.path().join("wiki");
    let settings = fs::read_to_string(root.join("site.toml")).expect("settings");
    for expected in [
        "# born = { type = \"date\" }",
        "# age = { type = \"number\" }",
        "# friends = { type = \"page\", many = true }",
        "# alive = { type = \"boolean\" }",
        "# \"Eye colour\" = { type = \"text\" }",
        "# status = { type = \"text\" }",
    ] {
        assert!(settings.contains(expected), "{expected} in {settings}");
    }
    assert!(!settings.contains("cssclasses") && !settings.contains("\n# tags ="), "{settings}");
    let (own, suggested) = settings.split_once("# Properties of the notes").expect("suggestions");
    let declared = suggested.lines().skip(2).map(|line| line.strip_prefix("# ").unwrap_or_default());
    fs::write(root.join("site.toml"), format!("{own}{}\n", declared.collect::<Vec<_>>().join("\n")))
        .expect("a file");
    let run = build_strictly(&root);
    shows_the_vault(&run);
    let infobox = run.html("people/ann/index.html").find(".infobox").text();
    assert!(infobox.contains("34") && infobox.contains("Bob") && infobox.contains("blue"), "{infobox}");
}

#[cfg(unix)]
#[test]
fn a_vault_in_the_folder_of_the_wiki_is_used_where_it_is() {
    let folder = set_up(&["init", "--from-obsidian", "vault", "--host", "none"], "vault");
    shows_the_vault(&build_strictly(folder.path()));
    assert_eq!(fs::read_link(folder.path().join("content")).expect("a link"), Path::new("vault"));

    let folder = set_up(&["init", "--from-obsidian", "content", "--host", "none"], "content");
    shows_the_vault(&build_strictly(folder.path()));
}

#[test]
fn no_folder_is_replaced_and_each_refusal_says_what_to_do() {
    let folder = set_up(&["init", "wiki", "--from-obsidian", "vault"], "vault");
    let vault = folder.path().join("vault");
    run_in(folder.path(), &["init", "wiki", "--from-obsidian", "vault"])
        .gives_up(&["already contains a wiki"]);
    run_in(&vault, &["init", "--from-obsidian", "."]).gives_up(&["init ../vault-wiki --from-obsidian ."]);
    run_in(&vault, &["init", "sub", "--from-obsidian", "."]).gives_up(&["folder of its own"]);
    run_in(folder.path(), &["init", "other", "--from-obsidian", "vault/People"]).gives_up(&[".obsidian"]);
    run_in(folder.path(), &["init", "other", "--from-obsidian", "vault", "--kind", "show"])
        .gives_up(&["cannot be used"]);
    write(&folder.path().join("full/content/page.md"), b"mine");
    run_in(folder.path(), &["init", "full", "--from-obsidian", "vault"]).gives_up(&["already exists"]);
    assert_eq!(files(&folder.path().join("full")).len(), 1);
    assert!(!vault.join("site.toml").exists() && !folder.path().join("other").exists());
}

/// Notes with what other programs and people put into them.
const STRANGE: [(&str, &str); 15] = [
    ("Broken YAML.md", "---\nkey: : x\n  bad\n---\ntext\n"),
    ("Tab.md", "---\n\tkey: tab\n---\ntext\n"),
    ("Template.md", "---\ntitle: {{title}}\ndate: {{date}}\ntags: [{{tags}}]\n---\n<% tp.file.title %>\n"),
    ("List.md", "---\n- a\n- b\n---\ntext\n"),
    (
        "Keys.md",
        "---\ntype: book\nimage: \"[[missing.png]]\"\ndescription: [a, b]\nlanguage: English\norder: first\ndate: yesterday\n\
         updated: 2024-01-02T10:00\ngroup: x\nlist: [a]\nsort: up\nsources: [https://x.test/, \"[[Ann]]\"]\ntemplate: book\n\
         slug: \"My Slug!\"\npermalink: a b\nclaims: none\nquery: what?\nspoiler: true\ninfo: text\nanchors: x\nlisted: maybe\n\
         indexed: 3\ntitle: 2024\naliases:\ntags: [null, a b, \"#x/y\", 2024]\ncategories: {a: b}\ndraft: \"no\"\n---\ntext\n",
    ),
    (
        "Syntax & more.md",
        "key:: value\n\n```dataview\nTABLE x\n```\n\n[[Note|]] [[]] [[|x]] ![[none.pdf#page=3]] ![[Ann#None]] [[Ann#^nope]]\n\n\
         > [!custom]- T\n> > [!a]\n\n$$\n\\begin{foo} x\n$$\n\n<iframe src=\"https://x.test\"></iframe><script>1</script>\n\n\
         [x](obsidian://open?vault=v) [y](file:///etc/passwd) [z](missing%20note) [q](../../outside.md)\n\n%% open\n",
    ),
    ("Empty.md", ""),
    ("empty.MD", "the same name in other letters\n"),
    ("#hash^caret.md", "# One\n\n# One\n\n## ^\n"),
    ("Board.canvas", "{\"nodes\": [], \"edges\": []}"),
    ("C.md", "the language\n"),
    ("C#.md", "another language\n"),
    ("Notes.base", "filters:\n  and: []\n"),
    ("Files/page.html", "<script>1</script>"),
    ("Files/bad.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>"),
];

#[test]
fn a_vault_of_strange_notes_builds_without_an_error() {
    let folder = TempDir::new().expect("a temporary folder");
    let vault = folder.path().join("vault");
    small_vault(&vault);
    for (path, text) in STRANGE {
        write(&vault.join(path), text.as_bytes());
    }
    for (path, bytes) in [
        ("Latin.md", &b"\xff\xfe\x00bad"[..]),
        ("_headers", b"x"),
        ("Files/noext", b"x"),
        ("Files/a.psd", b"x"),
        ("Files/a.js", b"x"),
    ] {
        write(&vault.join(path), bytes);
    }
    run_in(folder.path(), &["init", "wiki", "--from-obsidian", "vault", "--host", "none"]).succeeds();
    let run = run_in(&folder.path().join("wiki"), &["build", "--format", "json", "--today", TODAY]);
    run.succeeds();
    let errors = run.diagnostics.iter().filter(|found| found.severity == "error").count();
    assert_eq!(errors, 0, "{run}");
    run.site.is_sound();
    for page in ["tab/index.html", "broken-yaml/index.html", "people/ann/index.html"] {
        assert!(run.site.has(page), "{page} in {:?}", run.site.paths());
    }
}
