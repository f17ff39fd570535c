//! The cache makes builds faster and changes nothing else: with or without it, after any change to it, the same files
//! are published and the same diagnostics are reported.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Run, Wiki, png};

/// A wiki with warnings, a stale claim, a draft and a large file.
fn wiki() -> Wiki {
    Wiki::new()
        .settings("[properties]\nstart = { label = \"Start\" }\n")
        .file("content/index.md", "Front, with [[Al]] and [[Nobody]].\n")
        .file("content/al.md", "---\ntitle: Al\naliases: [Alfredo]\n---\n## Life\n\nText of [[Bo]].\n")
        .file(
            "content/bo.md",
            "---\nclaims:\n  - {property: start, value: x, recheck: 2027-01-01}\n---\nBo.\n",
        )
        .file("content/draft.md", "---\ndraft: true\n---\nNot yet.\n")
        .file("content/still.png", png(9, 9))
        .file("content/film.webm", vec![7; 400_000])
}

fn cache(wiki: &Wiki) -> PathBuf {
    wiki.root().join(".lorekeep")
}

/// A build that reports its stages.
#[track_caller]
fn build(wiki: &Wiki) -> Run {
    wiki.run(&["build", "--format", "json", "--today", "2026-11-21", "--timings"])
}

fn rendered(run: &Run) -> bool {
    run.stderr.contains("\"render\":")
}

/// Asserts that a build with the cache reports and publishes the same as one without.
#[track_caller]
fn equals_a_fresh_build(wiki: &Wiki, flags: &[&str], kept: &Run) {
    let fresh = wiki.root().join("fresh");
    let out = fresh.to_str().expect("UTF-8");
    let arguments = ["build", "--format", "json", "--today", "2026-11-21", "--no-cache", "--out", out];
    let run =
        Run::of(wiki.command(&[&arguments, flags].concat()), std::time::Duration::from_secs(60), &fresh);
    assert_eq!((kept.status, &kept.stdout), (run.status, &run.stdout), "{kept}");
    if run.status == 0 {
        kept.site
            .differences(&run.site)
            .iter()
            .for_each(|path| assert_eq!(path, ".lorekeep-manifest", "{path}"));
        assert_eq!(kept.site.paths(), run.site.paths());
    }
    let _ = fs::remove_dir_all(fresh);
}

#[test]
fn a_build_of_nothing_new_renders_nothing_and_says_the_same() {
    let wiki = wiki();
    let first = build(&wiki);
    let second = build(&wiki);
    assert!(rendered(&first) && !rendered(&second), "{first}{second}");
    assert_eq!((first.status, &first.stdout), (second.status, &second.stdout));
    let last_line = |run: &Run| run.stderr.lines().last().unwrap_or_default().to_owned();
    assert!(last_line(&second).contains("(nothing changed), 2 warnings, "), "{second}");
    second.site.equals(&first.site);
    equals_a_fresh_build(&wiki, &[], &second);
}

#[test]
fn every_change_is_detected() {
    let wiki = wiki();
    build(&wiki).succeeds();
    let changes: [(&str, &[u8]); 9] = [
        ("content/al.md", b"---\ntitle: Al\n---\n## Life\n\nText of [[Bo]]!\n"),
        ("content/film.webm", &[8; 400_000]),
        ("content/new.txt", b"new"),
        ("content/sources/all.yaml", b"- id: paper\n  title: The Paper\n"),
        ("templates/page.html", b"<!DOCTYPE html><title>x</title><main>{{ page.content | safe }}</main>"),
        ("static/css/main.css", b"main { color: red }"),
        ("site.toml", b"title = \"Other\"\nbase_url = \"https://wiki.test/\"\n"),
        ("content/bo.md", b"[[al#Nothing]]\n"),
        ("content/bad.md", b"\xff"),
    ];
    for (path, bytes) in changes {
        wiki.write(path, bytes);
        let run = build(&wiki);
        equals_a_fresh_build(&wiki, &[], &run);
        wiki.remove(path);
        equals_a_fresh_build(&wiki, &[], &build(&wiki));
        wiki.write(path, bytes);
        equals_a_fresh_build(&wiki, &[], &build(&wiki));
    }
}

#[test]
fn every_option_counts() {
    let wiki = wiki();
    let options: [&[&str]; 6] = [
        &[],
        &["--drafts"],
        &["--base-url", "https://wiki.test/sub/"],
        &["--strict"],
        &["--today", "2027-06-01"],
        &["--threads", "1"],
    ];
    for flags in options.into_iter().chain(options) {
        let day: &[&str] = if flags.contains(&"--today") { &[] } else { &["--today", "2026-11-21"] };
        let run = wiki.run(&[&["build", "--format", "json"], day, flags].concat());
        let fresh = wiki.root().join("fresh");
        let out = fresh.to_str().expect("UTF-8");
        let arguments = [&["build", "--format", "json", "--no-cache", "--out", out], day, flags].concat();
        let other = Run::of(wiki.command(&arguments), std::time::Duration::from_secs(60), &fresh);
        assert_eq!((run.status, &run.stdout), (other.status, &other.stdout), "{flags:?}");
        if run.status == 0 {
            run.site.equals(&other.site);
        }
        let _ = fs::remove_dir_all(fresh);
    }
}

#[test]
fn errors_are_reported_again_and_the_site_is_unchanged() {
    let wiki = wiki();
    build(&wiki).succeeds();
    let good = wiki.published();
    wiki.write("content/al.md", "---\ntitle: [broken\n---\n");
    let first = build(&wiki);
    let second = build(&wiki);
    first.is_refused();
    assert_eq!((first.status, &first.stdout), (second.status, &second.stdout));
    assert!(second.stderr.contains("nothing was published"), "{second}");
    wiki.published().equals(&good);
}

#[test]
fn changed_output_files_are_restored() {
    let wiki = wiki();
    build(&wiki).succeeds();
    let good = wiki.published();
    let out = wiki.out();
    let spoil: [&dyn Fn(); 5] = [
        &|| fs::write(out.join("al/index.html"), "spoilt").expect("a file"),
        &|| fs::remove_file(out.join("bo/index.html")).expect("a file"),
        &|| fs::remove_dir_all(out.join("al")).expect("a folder"),
        &|| fs::remove_dir_all(&out).expect("a folder"),
        &|| fs::write(out.join("film.webm"), vec![9; 400_000]).expect("a file"),
    ];
    for spoil in spoil {
        // File systems have a coarse clock.
        std::thread::sleep(std::time::Duration::from_millis(30));
        spoil();
        build(&wiki).succeeds();
        wiki.published().equals(&good);
    }
    fs::remove_file(out.join(".lorekeep-manifest")).expect("a file");
    assert!(build(&wiki).status != 1);
}

/// Changes a file so that its size and modification time stay the same.
fn spoil_secretly(path: &std::path::Path) {
    let (bytes, time) = (fs::read(path).expect("a file"), fs::metadata(path).expect("a file").modified());
    fs::write(path, vec![b'!'; bytes.len()]).expect("a file");
    let file = fs::File::options().write(true).open(path).expect("a file");
    file.set_modified(time.expect("a time")).expect("a time can be set");
}

#[test]
fn output_files_changed_with_equal_size_and_time_are_restored() {
    let wiki = wiki();
    let out = wiki.out();
    let swap = |one: &str, other: &str| {
        let aside = out.join("aside");
        fs::rename(out.join(one), &aside).expect("a file");
        fs::rename(out.join(other), out.join(one)).expect("a file");
        fs::rename(&aside, out.join(other)).expect("a file");
    };
    let spoil: [&dyn Fn(); 5] = [
        &|| spoil_secretly(&out.join("al/index.html")),
        &|| spoil_secretly(&out.join("film.webm")),
        &|| spoil_secretly(&out.join("api/pages/0.json")),
        &|| {
            let copy = out.join("copy.html");
            fs::copy(out.join("bo/index.html"), &copy).expect("a file");
            spoil_secretly(&copy);
            fs::rename(&copy, out.join("bo/index.html")).expect("a file");
        },
        &|| swap("al", "bo"),
    ];
    build(&wiki).succeeds();
    let good = wiki.published();
    for (at, spoil) in spoil.iter().enumerate() {
        // Right after a build, after a build that found nothing to do, and together with a page that changes.
        for round in ["written", "known", "edited"] {
            match round {
                "written" => wiki.write("content/bo.md", format!("Bo {at}.\n")),
                "known" => drop(build(&wiki).succeeds()),
                _ => {}
            }
            build(&wiki).succeeds();
            let now = wiki.published();
            spoil();
            if round == "edited" {
                wiki.write("content/index.md", format!("Front {at}.\n"));
            }
            let run = build(&wiki);
            run.succeeds();
            equals_a_fresh_build(&wiki, &[], &run);
            let differs = run.site.differences(&now).len();
            assert!(round == "edited" || differs == 0, "{round} {at}: {differs}");
        }
    }
    assert!(!good.is_empty());
}

#[test]
fn a_site_from_elsewhere_is_not_trusted() {
    let wiki = wiki();
    build(&wiki).succeeds();
    let good = wiki.published();
    // A planted manifest claims a foreign file as ours.
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    for path in ["al/index.html", "film.webm"] {
        let path = wiki.out().join(path);
        let length = fs::metadata(&path).expect("a file").len() as usize;
        fs::remove_file(&path).expect("a file");
        fs::write(&path, vec![b'!'; length]).expect("a file");
        fs::File::options().write(true).open(&path).expect("a file").set_modified(old).expect("a time");
    }
    fs::remove_dir_all(cache(&wiki)).expect("a folder");
    build(&wiki).succeeds().site.equals(&good);
}

#[test]
fn files_of_others_in_the_output_stay() {
    let wiki = wiki();
    build(&wiki).succeeds();
    fs::write(wiki.out().join("CNAME.txt"), "theirs").expect("a file");
    let run = build(&wiki);
    assert!(!rendered(&run), "{run}");
    assert_eq!(run.site.text("CNAME.txt"), "theirs");
}

#[test]
fn a_corrupt_cache_is_ignored() {
    let wiki = wiki();
    let first = build(&wiki);
    let files: Vec<PathBuf> =
        fs::read_dir(cache(&wiki)).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    let kept: Vec<PathBuf> = files.into_iter().filter(|path| !path.ends_with(".gitignore")).collect();
    assert!(!kept.is_empty());
    let spoil: [fn(Vec<u8>) -> Vec<u8>; 5] = [
        |_| Vec::new(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |_| b"rubbish \xff\0 \n".repeat(1000),
        |bytes| bytes.iter().enumerate().map(|(at, byte)| if at == 14 { !byte } else { *byte }).collect(),
        |bytes| [bytes, b"and more".to_vec()].concat(),
    ];
    for spoil in spoil {
        for path in &kept {
            fs::write(path, spoil(fs::read(path).expect("a file"))).expect("a file");
        }
        let run = build(&wiki);
        assert_eq!((first.status, &first.stdout), (run.status, &run.stdout));
        assert!(rendered(&run), "it was believed: {run}");
        run.site.equals(&first.site);
        assert!(!rendered(&build(&wiki)));
    }
    for path in kept {
        fs::remove_file(&path).expect("a file");
        fs::create_dir(&path).expect("a folder");
    }
    let run = build(&wiki);
    run.succeeds().site.equals(&first.site);
    assert!(run.stderr.contains("the next build will be slower"), "{run}");
}

#[test]
fn the_cache_can_be_deleted_and_left_out() {
    let wiki = wiki();
    let first = build(&wiki);
    assert_eq!(fs::read_to_string(cache(&wiki).join(".gitignore")).expect("a file"), "*\n");
    fs::remove_dir_all(cache(&wiki)).expect("a folder");
    build(&wiki).succeeds().site.equals(&first.site);
    fs::remove_dir_all(cache(&wiki)).expect("a folder");
    wiki.run(&["build", "--no-cache", "--today", "2026-11-21"]).succeeds().site.equals(&first.site);
    assert!(!cache(&wiki).exists());
}

#[cfg(unix)]
#[test]
fn a_cache_that_leads_elsewhere_is_neither_read_nor_written() {
    let wiki = wiki();
    let first = build(&wiki);
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::remove_dir_all(cache(&wiki)).expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), cache(&wiki)).expect("a link");
    let run = build(&wiki);
    run.succeeds().site.equals(&first.site);
    assert!(run.stderr.contains("the next build will be slower"), "{run}");
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
}

/// A change to a wiki: a path and its new content, if any.
type Step = (&'static str, Option<&'static str>);

const STEPS: [Step; 14] = [
    ("content/al.md", Some("---\ntitle: Al\ncategories: [Crew]\n---\nNothing of anybody.\n")),
    ("content/bo.md", Some("---\ntitle: Robert\naliases: [Bo]\n---\n![[Al]] and [[Al#Nowhere]]\n")),
    ("content/cy.md", Some("---\ncategories: [Crew]\n---\nCy sees [[Al]] and [[Robert]].\n")),
    ("content/draft.md", Some("---\ndraft: true\n---\nNot yet [[Al]].\n")),
    ("content/al.md", Some("---\ntitle: Alfred\naliases: [Al]\n---\n![[Bo]]\n")),
    ("content/cy.md", None),
    ("templates/page.html", Some("<!DOCTYPE html><title>x</title><main>{{ page.content | safe }}</main>")),
    ("content/al.md", Some("---\ntitle: [broken\n---\n")),
    ("templates/page.html", None),
    ("content/al.md", Some("---\ntitle: Al\ntemplate: nope\n---\n[[Robert]]\n")),
    ("content/index.md", Some("---\ntitle: Front\n---\n[[Al]]\n")),
    ("content/deep/al.md", Some("[[Al]] [[Robert]]\n")),
    ("content/still.png", None),
    ("content/al.md", None),
];

#[test]
fn one_change_after_another_gives_what_a_fresh_build_gives() {
    let wiki = wiki();
    build(&wiki).succeeds();
    for (at, (path, text)) in STEPS.iter().chain(&STEPS).enumerate() {
        match text {
            Some(text) => wiki.write(path, text),
            None => drop(fs::remove_file(wiki.root().join(path))),
        }
        let run = build(&wiki);
        equals_a_fresh_build(&wiki, &[], &run);
        // First with the cache and without the site, then the other way round.
        match at % 4 {
            1 => drop(fs::remove_dir_all(wiki.out())),
            2 => drop(fs::remove_dir_all(cache(&wiki))),
            _ => {}
        }
    }
}

// The site before the last one, which is recycled into the next one.

#[cfg(unix)]
#[test]
fn sites_built_from_older_ones_are_correct() {
    let wiki = wiki();
    let spare = cache(&wiki).join("spare");
    build(&wiki).succeeds();
    for round in 0..8 {
        wiki.write("content/al.md", format!("---\ntitle: Al\n---\n## Life\n\nRound {round}.\n"));
        // A page that becomes a folder and a file again, and a page that comes and goes.
        if round % 2 == 0 {
            wiki.write("content/x/y.md", "In a folder.\n");
            let _ = fs::remove_file(wiki.root().join("content/x.md"));
        } else {
            wiki.remove("content/x/y.md");
            wiki.write("content/x.md", "A page.\n");
        }
        fs::write(wiki.out().join("theirs.txt"), format!("{round}")).expect("a file");
        let run = build(&wiki);
        assert_eq!(run.site.text("theirs.txt"), format!("{round}"));
        fs::remove_file(wiki.out().join("theirs.txt")).expect("a file");
        equals_a_fresh_build(&wiki, &[], &build(&wiki));
        assert!(spare.join("bo/index.html").exists());
    }
}

#[cfg(unix)]
#[test]
fn foreign_files_in_place_of_the_previous_site_are_tolerated() {
    let wiki = wiki();
    let spare = cache(&wiki).join("spare");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("index.html"), "elsewhere").expect("a file");
    build(&wiki).succeeds();
    let replace = |path: &str, text: &str| {
        let _ = fs::remove_file(spare.join(path));
        fs::write(spare.join(path), text).expect("a file");
    };
    let spoil: [&dyn Fn(); 6] = [
        &|| replace("bo/index.html", "spoilt"),
        &|| replace("more.html", "more"),
        &|| replace(".lorekeep-manifest", "0 1 no manifest"),
        &|| {
            fs::remove_dir_all(spare.join("bo")).expect("a folder");
            std::os::unix::fs::symlink(elsewhere.path(), spare.join("bo")).expect("a link");
        },
        &|| {
            fs::remove_dir_all(&spare).expect("a folder");
            std::os::unix::fs::symlink(elsewhere.path(), &spare).expect("a link");
        },
        &|| {
            let _ = fs::remove_file(&spare);
            fs::write(&spare, "a file").expect("a file");
        },
    ];
    for (round, spoil) in spoil.into_iter().enumerate() {
        for text in ["One", "Two"] {
            wiki.write("content/al.md", format!("---\ntitle: Al\n---\n## Life\n\n{text} {round}.\n"));
            build(&wiki).succeeds();
        }
        spoil();
        wiki.write("content/al.md", format!("---\ntitle: Al\n---\n## Life\n\nThree {round}.\n"));
        equals_a_fresh_build(&wiki, &[], &build(&wiki));
        assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 1);
    }
}

#[test]
fn two_folders_are_written_in_turns() {
    let wiki = wiki();
    let other = wiki.root().join("other");
    for round in 0..6 {
        wiki.write("content/al.md", format!("---\ntitle: Al\n---\n## Life\n\nRound {round}.\n"));
        let out = if round % 2 == 0 { wiki.out() } else { other.clone() };
        let arguments = ["build", "--format", "json", "--today", "2026-11-21", "--out"];
        let arguments = [&arguments[..], &[out.to_str().expect("UTF-8")]].concat();
        let run = Run::of(wiki.command(&arguments), std::time::Duration::from_secs(60), &out);
        equals_a_fresh_build(&wiki, &[], &run);
    }
}

// A cache tracked by git.

/// Runs git in a folder with only the given settings.
#[track_caller]
fn git(folder: &std::path::Path, arguments: &[&str]) {
    let mut command = std::process::Command::new("git");
    let settings = ["user.name=T", "user.email=t@example.org", "commit.gpgsign=false"];
    for setting in settings {
        command.args(["-c", setting]);
    }
    command.args(arguments).current_dir(folder);
    for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(variable);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Asserts that the wiki is neither built nor checked, and that the cache is not used.
#[track_caller]
fn is_not_trusted(wiki: &Wiki, file: &str) {
    for command in ["build", "check"] {
        let run = wiki.run(&[command, "--format", "json", "--today", "2026-11-21"]);
        run.is_refused();
        let found = run.coded("tracked-cache");
        assert_eq!(found.len(), 1, "{run}");
        assert!(found[0].file.starts_with(file), "{run}");
        assert!(found[0].help.iter().any(|help| help.contains("git rm -r --cached .lorekeep")), "{run}");
    }
}

#[test]
fn a_cache_that_git_tracks_is_refused() {
    let indexes: [&[&[&str]]; 5] = [
        &[&["init"]],
        &[&["init"], &["update-index", "--index-version", "4"]],
        &[&["init", "--object-format=sha256"], &["update-index", "--index-version", "4"]],
        &[&["init", "--object-format=sha256"]],
        &[&["init", "--object-format=sha1"], &["update-index", "--index-version", "3"]],
    ];
    for commands in indexes {
        let wiki = wiki();
        build(&wiki).succeeds();
        git(wiki.root(), commands[0]);
        git(wiki.root(), &["add", "."]);
        build(&wiki).succeeds();
        assert!(!rendered(&build(&wiki)), "what git does not track is used");
        git(wiki.root(), &["add", "--force", ".lorekeep"]);
        commands[1..].iter().for_each(|command| git(wiki.root(), command));
        // Its index entry is longer than others, which version 3 introduced.
        fs::write(wiki.root().join("later.txt"), "later").expect("a file");
        git(wiki.root(), &["add", "--intent-to-add", "later.txt"]);
        is_not_trusted(&wiki, ".lorekeep/");
        git(wiki.root(), &["rm", "-r", "--quiet", "--cached", ".lorekeep"]);
        build(&wiki).succeeds();
        assert!(!rendered(&build(&wiki)), "it is used again");
    }
}

#[test]
fn a_cache_is_looked_for_in_repositories_of_all_kinds() {
    // In a linked worktree.
    let (main, wiki) = (wiki(), wiki());
    git(main.root(), &["init"]);
    git(main.root(), &["add", "."]);
    git(main.root(), &["commit", "--quiet", "--message", "x"]);
    let tree = main.root().join("tree");
    git(main.root(), &["worktree", "add", "--quiet", tree.to_str().expect("UTF-8")]);
    fs::copy(tree.join(".git"), wiki.root().join(".git")).expect("a file");
    build(&wiki).succeeds();
    git(wiki.root(), &["add", "--force", ".lorekeep/last-build"]);
    is_not_trusted(&wiki, ".lorekeep/last-build");

    // In a subfolder of a repository, under a name that some systems treat as equal.
    let top = tempfile::tempdir().expect("a folder");
    let root = top.path().join("wikis/heat");
    fs::create_dir_all(root.join(".LoreKeep")).expect("a folder");
    fs::write(root.join("site.toml"), "title = \"T\"\nbase_url = \"https://wiki.test/\"\n").expect("a file");
    fs::create_dir_all(root.join("content")).expect("a folder");
    fs::write(root.join("content/index.md"), "Front.\n").expect("a file");
    fs::write(root.join(".LoreKeep/x"), "x").expect("a file");
    git(top.path(), &["init"]);
    git(top.path(), &["add", "."]);
    let run = crate::harness::run_in(&root, &["build", "--format", "json"]);
    run.is_refused();
    assert_eq!(run.coded("tracked-cache").len(), 1, "{run}");
}

#[cfg(unix)]
#[test]
fn a_tracked_link_in_the_place_of_the_cache_is_refused() {
    let wiki = wiki();
    build(&wiki).succeeds();
    fs::rename(cache(&wiki), wiki.root().join("kept")).expect("a folder");
    std::os::unix::fs::symlink("kept", cache(&wiki)).expect("a link");
    git(wiki.root(), &["init"]);
    git(wiki.root(), &["add", "--force", ".lorekeep"]);
    is_not_trusted(&wiki, ".lorekeep");
}

#[test]
fn the_cache_is_not_used_if_changes_cannot_be_detected() {
    let wiki = wiki();
    let first = build(&wiki);
    git(wiki.root(), &["init"]);
    git(wiki.root(), &["add", "--force", "."]);
    git(wiki.root(), &["update-index", "--split-index"]);
    let index = wiki.root().join(".git/index");
    let split = fs::read(&index).expect("a file");
    let newer = [&b"DIRC\0\0\0\x09"[..], &split[8..]].concat();
    for bytes in [split.as_slice(), &newer, b"", b"rubbish", &split[..split.len() / 2]] {
        fs::write(&index, bytes).expect("a file");
        let run = wiki.run(&["build", "--format", "json", "--today", "2026-11-21", "--timings"]);
        assert_eq!((run.status, &run.stdout), (0, &first.stdout), "{run}");
        assert!(rendered(&run), "the cache was believed: {run}");
        assert!(run.stderr.contains("git may track it"), "{run}");
    }
    fs::write(wiki.root().join(".git/index"), split).expect("a file");
    git(wiki.root(), &["rm", "-r", "--quiet", "--cached", "."]);
    git(wiki.root(), &["update-index", "--no-split-index"]);
    build(&wiki).succeeds();
    assert!(!rendered(&build(&wiki)), "it is used again");
}
