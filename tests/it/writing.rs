//! Writing: the output folder always contains a complete site, and foreign files are never changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use crate::harness::{Run, Site, TODAY, Wiki, png};

/// A wiki of some pages that all contain a word.
fn wiki(pages: usize, word: &str) -> Wiki {
    let wiki = Wiki::new().file("content/img/still.png", png(9, 9));
    fill(&wiki, pages, word);
    wiki
}

/// Rewrites all pages of [`wiki`].
fn fill(wiki: &Wiki, pages: usize, word: &str) {
    for at in 0..pages {
        let text = format!(
            "---\ntitle: Page {at}\naliases: [Number {at}]\ncategories: [C{}]\n---\n{word} [[Page {}]] {}\n",
            at % 7,
            (at + 1) % pages,
            "words and more words ".repeat(20)
        );
        wiki.write(&format!("content/f{}/p{at}.md", at % 5), text);
    }
}

/// Identifies a version of a file: modification time and inode.
type Stamp = (SystemTime, u64);

fn stamps(folder: &Path) -> BTreeMap<String, Stamp> {
    Site::as_files(folder)
        .paths()
        .into_iter()
        .map(|path| {
            let metadata = fs::metadata(folder.join(path)).expect("a published file is there");
            (path.to_owned(), (metadata.modified().expect("files have times"), identity(&metadata)))
        })
        .collect()
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> u64 {
    0
}

// Rewritten files.

#[test]
fn a_second_build_rewrites_no_file() {
    let wiki = wiki(30, "same");
    wiki.build().is_clean();
    let before = stamps(&wiki.out());
    wiki.build().is_clean();
    let after = stamps(&wiki.out());
    let changed: Vec<&String> = before.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(changed.is_empty() && before.len() == after.len(), "written again: {changed:#?}");
}

#[test]
fn one_edit_rewrites_few_files() {
    let wiki = wiki(30, "same");
    wiki.build().is_clean();
    let before = stamps(&wiki.out());
    wiki.write(
        "content/f3/p3.md",
        "---\ntitle: Page 3\naliases: [Number 3]\ncategories: [C3]\n---\nAnother text [[Page 4]]\n",
    );
    let run = wiki.build();
    run.is_clean();
    run.html("f3/p3/index.html").has("Another text");
    let after = stamps(&wiki.out());
    let far = ["f0/p10/index.html", "f2/p22/index.html", "f4/p19/index.html", "img/still.png"];
    for path in far.iter().filter(|path| before.contains_key(**path)) {
        assert_eq!(before[*path], after[*path], "{path} was written again");
    }
}

#[test]
fn deleted_sources_are_removed_from_the_site() {
    let wiki = wiki(5, "x").file("content/extra/gone.md", "text\n").file("content/extra/gone.pdf", "pdf");
    wiki.build().is_clean();
    assert!(wiki.published().has("extra/gone/index.html"));
    wiki.remove("content/extra/gone.md");
    wiki.remove("content/extra/gone.pdf");
    let run = wiki.build();
    run.is_clean();
    assert_eq!(run.site.paths().into_iter().find(|path| path.contains("extra")), None);
    assert!(!wiki.out().join("extra").exists(), "an empty folder is left behind");
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let wiki = Wiki::new().file("content/a.txt", "file").file("content/b.txt/c.txt", "file");
    wiki.build().is_clean();
    wiki.remove("content/a.txt");
    fs::remove_dir_all(wiki.root().join("content/b.txt")).expect("a folder can be removed");
    let wiki = wiki.file("content/a.txt/d.txt", "file").file("content/b.txt", "file");
    let run = wiki.build();
    run.is_clean();
    assert!(wiki.out().join("b.txt").is_file() && wiki.out().join("a.txt").is_dir());
}

// Foreign files.

#[test]
fn foreign_files_survive_or_stop_the_build() {
    let wiki = wiki(3, "x");
    let foreign = [
        (".git/HEAD", "ref: x"),
        ("CNAME", "wiki.example.org"),
        ("own/notes.txt", "mine"),
        ("f0/p0/extra.txt", "mine"),
    ];
    for (path, text) in foreign {
        wiki.write(&format!("public/{path}"), text);
    }
    for round in 0..3 {
        let run = wiki.build();
        assert!(run.status == 0 || run.status == 2, "{run}");
        for (path, text) in foreign {
            assert_eq!(run.site.text(path), text, "round {round}");
        }
        fill(&wiki, 3, "y");
    }
}

#[test]
fn foreign_files_put_in_later_survive_or_stop_the_build() {
    let wiki = wiki(3, "x");
    wiki.build().is_clean();
    wiki.write("public/.git/HEAD", "ref: x");
    wiki.write("public/f0/mine.html", "mine");
    fill(&wiki, 2, "y");
    wiki.remove("content/f2/p2.md");
    let run = wiki.build();
    assert!(run.status == 0 || run.status == 2, "{run}");
    assert_eq!((run.site.text(".git/HEAD"), run.site.text("f0/mine.html")), ("ref: x", "mine"));
}

#[test]
fn a_foreign_file_in_the_place_of_a_page_is_not_overwritten() {
    let wiki = wiki(3, "x").file("public/f0/p0/index.html", "somebody's own work");
    let run = wiki.build();
    assert_eq!(run.site.text("f0/p0/index.html"), "somebody's own work");
    run.gives_up(&["f0/p0/index.html"]);
}

#[test]
fn a_page_that_somebody_edited_in_the_output_is_not_lost_silently() {
    let wiki = wiki(3, "x");
    wiki.build().is_clean();
    wiki.write("public/f0/p0/index.html", "edited by hand");
    let run = wiki.build();
    if run.status == 0 {
        assert_ne!(
            run.site.text("f0/p0/index.html"),
            "edited by hand",
            "a build that succeeds gives the whole site"
        );
    } else {
        run.gives_up(&["f0/p0/index.html"]);
    }
}

#[test]
fn output_folders_that_touch_the_sources_are_refused() {
    let wiki =
        wiki(3, "x").file("templates/x.html", "x").file("static/x.txt", "x").file("public/keep.txt", "x");
    let parent = wiki
        .root()
        .parent()
        .expect("a temporary folder has a parent")
        .to_str()
        .expect("its path is UTF-8")
        .to_owned();
    let root = wiki.root().to_str().expect("its path is UTF-8").to_owned();
    let before = Site::read(wiki.root());
    let refused = [
        ".",
        "content",
        "content/deep/er",
        "templates",
        "static",
        "static/x",
        "./content/../content",
        &parent,
        &root,
        "/",
    ];
    for out in refused {
        let run = wiki.run(&["build", "--today", TODAY, "--out", out]);
        run.gives_up(&[]);
        Site::read(wiki.root()).equals(&before);
    }
}

#[cfg(unix)]
#[test]
fn output_folders_that_are_links_to_the_sources_are_refused() {
    let wiki = wiki(3, "x");
    std::os::unix::fs::symlink(wiki.root().join("content"), wiki.root().join("public"))
        .expect("links can be made");
    let before = Site::read(&wiki.root().join("content"));
    wiki.build().gives_up(&[]);
    Site::read(&wiki.root().join("content")).equals(&before);
}

#[test]
fn an_output_folder_that_is_a_file_is_refused() {
    let wiki = wiki(3, "x").file("public", "a file");
    wiki.build().gives_up(&["public"]);
    assert_eq!(fs::read_to_string(wiki.out()).expect("the file is there"), "a file");
}

#[test]
fn a_site_can_be_written_elsewhere() {
    let wiki = wiki(3, "x");
    let elsewhere = tempfile::TempDir::new().expect("a temporary folder");
    let out = elsewhere.path().join("deep/er/site");
    let run = wiki.run(&["build", "--today", TODAY, "--out", out.to_str().expect("its path is UTF-8")]);
    run.succeeds();
    assert!(Site::read(&out).has("f0/p0/index.html"));
    assert!(!wiki.out().exists(), "the default folder was written as well");
}

// Failures.

#[test]
fn a_failed_build_leaves_the_old_site_as_it_was() {
    let wiki = wiki(5, "old");
    wiki.build().is_clean();
    let old = wiki.published();
    let before = stamps(&wiki.out());
    wiki.write("content/f0/p0.md", "new [x](nowhere.md)\n");
    wiki.build().is_refused();
    wiki.published().equals(&old);
    wiki.write("content/f0/p0.md", "new\n");
    wiki.write("templates/page.html", "{{ page.nothing.at.all }}");
    wiki.build().is_refused();
    wiki.published().equals(&old);
    assert_eq!(stamps(&wiki.out()), before);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_site_unchanged() {
    let wiki = wiki(20, "old");
    wiki.build().is_clean();
    let old = wiki.published();
    fill(&wiki, 20, "new");
    wiki.write("content/large.bin", vec![7; 3 << 20]);
    // A limit on file size makes a write fail halfway, like a full disk.
    let script = "ulimit -f 1024; trap '' XFSZ; exec \"$0\" \"$@\"";
    let command = wiki.command(&["build", "--today", TODAY]);
    let mut limited = std::process::Command::new("sh");
    limited
        .arg("-c")
        .arg(script)
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(wiki.root());
    Run::of(limited, Duration::from_secs(60), &wiki.out()).gives_up(&[]);
    wiki.published().equals(&old);
    let run = wiki.build();
    run.is_clean();
    run.html("f0/p0/index.html").content().says("new Page 1");
    no_litter(&wiki);
}

/// Builds with two contents, and the site of each.
struct TwoSites {
    wiki: Wiki,
    sites: [Site; 2],
}

impl TwoSites {
    const WORDS: [&str; 2] = ["alpha", "omega"];

    fn new(pages: usize) -> Self {
        let sites = Self::WORDS.map(|word| {
            let fresh = wiki(pages, word);
            fresh.build().is_clean();
            fresh.published()
        });
        let wiki = wiki(pages, Self::WORDS[0]);
        wiki.build().is_clean();
        Self { wiki, sites }
    }

    #[track_caller]
    fn is_whole(&self, when: &str) {
        let now = self.wiki.published();
        let [a, b] = self.sites.each_ref().map(|site| now.differences(site));
        assert!(a.is_empty() || b.is_empty(), "{when}, the site is neither: {a:#?} {b:#?}");
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_site() {
    let pages = 60;
    let two = TwoSites::new(pages);
    let start = Instant::now();
    two.wiki.build().is_clean();
    let whole = start.elapsed();
    for round in 0..24_u32 {
        fill(&two.wiki, pages, TwoSites::WORDS[(round as usize + 1) % 2]);
        let mut child = two
            .wiki
            .command(&["build", "--today", TODAY])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        // The later part, in which files are written, is sampled more densely.
        let part = if round < 6 { f64::from(round) / 6.0 } else { 0.4 + 0.65 * f64::from(round - 6) / 18.0 };
        std::thread::sleep(whole.mul_f64(part));
        child.kill().and_then(|()| child.wait()).expect("a child can be ended");
        two.is_whole(&format!("killed after {part:.2} of a build"));
    }
    fill(&two.wiki, pages, TwoSites::WORDS[1]);
    two.wiki.build().is_clean();
    two.wiki.published().equals(&two.sites[1]);
    no_litter(&two.wiki);
}

/// Asserts that the root contains only the sources and the site.
#[track_caller]
fn no_litter(wiki: &Wiki) {
    let known = ["content", "templates", "static", "site.toml", "public"];
    let entries = fs::read_dir(wiki.root()).expect("the folder can be read").filter_map(Result::ok);
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let litter: Vec<&String> = names
        .iter()
        .filter(|name| !known.contains(&name.as_str()) && !name.starts_with(".lorekeep"))
        .collect();
    assert!(litter.is_empty(), "left behind: {litter:?}");
}

#[test]
fn two_builds_at_once_do_not_corrupt() {
    let pages = 60;
    let two = TwoSites::new(pages);
    for round in 0..4 {
        fill(&two.wiki, pages, TwoSites::WORDS[(round + 1) % 2]);
        let spawn = || {
            let mut command = two.wiki.command(&["build", "--today", TODAY]);
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts")
        };
        let children = [spawn(), spawn(), spawn()];
        for child in children {
            let output = child.wait_with_output().expect("a child can be waited for");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => {}
                Some(2) => assert!(!said.trim().is_empty(), "it gave up without a word"),
                status => panic!("exit status {status:?}: {said}"),
            }
        }
        two.is_whole("after three builds at once");
        two.wiki.build().is_clean();
        two.wiki.published().equals(&two.sites[(round + 1) % 2]);
    }
    no_litter(&two.wiki);
}

#[test]
fn builds_are_the_same_on_any_number_of_threads_and_every_time() {
    let build = |threads: &str| {
        let run = wiki(40, "same").flag("--threads").flag(threads).build();
        run.is_clean();
        run.site
    };
    let one = build("1");
    one.equals(&build("2"));
    one.equals(&build("2"));
    one.equals(&build("7"));
    one.is_sound();
}

#[test]
fn a_build_over_another_site_equals_a_fresh_one() {
    let wiki = wiki(20, "first");
    wiki.build().is_clean();
    fill(&wiki, 12, "second");
    for at in 12..20 {
        wiki.remove(&format!("content/f{}/p{at}.md", at % 5));
    }
    wiki.build().is_clean();
    let over = wiki.published();
    fs::remove_dir_all(wiki.out()).expect("a folder can be removed");
    wiki.build().is_clean();
    wiki.published().equals(&over);
}

#[test]
fn the_day_matters_only_where_the_content_asks_for_it() {
    let wiki = wiki(5, "x");
    let on = |day: &str| {
        wiki.run(&["build", "--today", day]).succeeds();
        wiki.published()
    };
    on("2020-01-01").equals(&on("2030-12-31"));
}

#[test]
fn an_alias_of_a_category_means_the_category() {
    let run = Wiki::new()
        .file(
            "content/Categories/ships.md",
            "---\naliases: [Vessels, \"Crew's boats\"]\ncategories: [Transport]\n---\n# Ships\n",
        )
        .file("content/Categories/tugs.md", "---\ncategories: [vessels]\n---\n# Tugs\n")
        .file("content/x.md", "---\ncategories: [vessels, Ships]\n---\nText.\n")
        .file(
            "content/y.md",
            "---\ntags: [Crew’s boats]\n---\n[[Category:Vessels|all]] [[:Category:Vessels|here]]\n",
        )
        .file("content/z.md", "```query\ncategory: Vessels\n```\n")
        .build();
    run.succeeds();
    assert!(run.coded("url-collision").is_empty(), "{run}");
    let ships = run.html("categories/ships/index.html");
    for address in ["/x/", "/y/", "/categories/tugs/"] {
        assert!(ships.addresses().contains(&address.to_owned()), "{address}");
    }
    assert_eq!(run.html("x/index.html").all("nav.categories a").len(), 1);
    assert_eq!(run.html("z/index.html").content().all("a").len(), 2);
    assert!(run.html("categories/vessels/index.html").source().contains("/categories/ships/"));
}
