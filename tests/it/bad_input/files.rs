//! Files that are not regular, or that change while they are read.

use super::*;

// Files that are not regular files.

#[cfg(unix)]
mod special_files {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    #[track_caller]
    fn link(wiki: &Wiki, target: impl AsRef<std::path::Path>, name: &str) {
        fs::create_dir_all(wiki.root().join(name).parent().expect("in a folder"))
            .expect("folders can be made");
        symlink(target, wiki.root().join(name)).expect("links can be made");
    }

    #[test]
    fn symbolic_link_cycles_end() {
        let wiki = Wiki::new().file("content/a/b/page.md", "text\n");
        link(&wiki, ".", "content/a/loop");
        link(&wiki, "../..", "content/a/b/up");
        link(&wiki, "two", "content/one");
        link(&wiki, "one", "content/two");
        let run = wiki.build();
        run.stays_within(SECONDS, MEMORY);
        assert!(run.site.paths().len() < 100, "{:#?}", run.site.paths());
        if run.status == 1 {
            let known = ["content/a/loop", "content/a/b/up", "content/one", "content/two"];
            assert!(run.diagnostics.iter().all(|fault| known.contains(&fault.file.as_str())), "{run}");
        }
    }

    #[test]
    fn links_out_of_the_wiki_are_refused() {
        let outside = Wiki::empty().file("secret.md", "a secret\n").file("secret.png", "a secret");
        for (target, name) in [
            ("secret.md", "content/page.md"),
            ("secret.png", "content/image.png"),
            ("", "content/folder"),
            ("secret.md", "templates/page.html"),
            ("secret.png", "static/image.png"),
        ] {
            let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n");
            link(&wiki, outside.root().join(target), name);
            let run = wiki.build();
            run.is_refused();
            assert!(run.coded("unsafe-path").iter().any(|fault| fault.file == name), "{name}: {run}");
            run.diagnostic("broken-link", "content/ok.md", 1, 1);
            let told = format!("{}{}", run.stdout, run.stderr);
            assert!(!told.contains("a secret"), "{told}");
        }
        let settings = Wiki::empty().file("content/a.md", "x\n");
        link(&settings, outside.root().join("secret.md"), "site.toml");
        let run = settings.run(&["build", "--today", TODAY]);
        assert!(
            run.status != 0 && !run.stdout.contains("a secret") && !run.stderr.contains("a secret"),
            "{run}"
        );
        assert!(run.stderr.contains("site.toml"), "{run}");
    }

    #[test]
    fn settings_that_are_a_pipe_are_not_waited_for() {
        let wiki = Wiki::empty().file("content/a.md", "x\n");
        let made = Command::new("mkfifo").arg(wiki.root().join("site.toml")).status().expect("mkfifo runs");
        assert!(made.success());
        let run = wiki.build();
        assert!(run.status != 0, "{run}");
    }

    #[test]
    fn links_inside_the_wiki_are_followed_or_refused_but_not_passed_over_silently() {
        let wiki = Wiki::new().file("content/real.md", "# Real\n").file("content/p.png", png(1, 1));
        link(&wiki, "p.png", "content/q.png");
        let run = wiki.build();
        if run.status == 0 {
            assert_eq!(run.site.bytes(&run.site.target("/q.png").expect("the link is published")), png(1, 1));
        } else {
            assert!(run.diagnostics.iter().any(|fault| fault.file == "content/q.png"), "{run}");
        }
    }

    #[test]
    fn a_link_to_nothing_is_reported() {
        let wiki = Wiki::new().file("content/ok.md", "x\n");
        link(&wiki, "gone.md", "content/dangling.md");
        let run = wiki.build();
        run.is_refused();
        assert!(run.diagnostics.iter().all(|fault| fault.file == "content/dangling.md"), "{run}");
    }

    #[test]
    fn pipes_and_sockets_are_reported_and_never_opened() {
        for name in [
            "content/pipe.md",
            "content/pipe.png",
            "content/pipe.yaml",
            "templates/page.html",
            "static/pipe.css",
        ] {
            let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n");
            fs::create_dir_all(wiki.root().join(name).parent().expect("in a folder"))
                .expect("folders can be made");
            let made = Command::new("mkfifo").arg(wiki.root().join(name)).status().expect("mkfifo runs");
            assert!(made.success());
            let run = wiki.build();
            run.is_refused().diagnostic("broken-link", "content/ok.md", 1, 1);
            assert!(run.coded("unreadable").iter().any(|fault| fault.file == name), "{name}: {run}");
        }
        let wiki = Wiki::new().file("content/ok.md", "x\n");
        let _socket =
            std::os::unix::net::UnixListener::bind(wiki.root().join("content/s.md")).expect("a socket");
        let run = wiki.build();
        assert!(
            run.is_refused().coded("unreadable").iter().any(|fault| fault.file == "content/s.md"),
            "{run}"
        );
    }

    /// Runs a build as a user without access to files owned by root.
    fn build_as_nobody(wiki: &Wiki, more: &[&str]) -> Run {
        use std::os::unix::process::CommandExt;
        let program = wiki.root().join("lorekeep");
        // `cp` instead of `fs::copy`: a handle open for writing, inherited by another test's child process, would
        // make the file busy.
        let copied =
            Command::new("cp").arg(env!("CARGO_BIN_EXE_lorekeep")).arg(&program).status().expect("cp runs");
        assert!(copied.success());
        fs::set_permissions(wiki.root(), fs::Permissions::from_mode(0o777)).expect("rights can be given");
        let mut command = Command::new(program);
        command.args(["build", "--format", "json", "--today", TODAY]).args(more);
        command.arg("--root").arg(wiki.root()).current_dir(wiki.root());
        if fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            command.uid(65534);
        }
        Run::of(command, std::time::Duration::from_secs(60), &wiki.out())
    }

    #[test]
    fn a_file_that_may_not_be_read_is_reported() {
        for name in ["content/closed.md", "content/closed.png", "templates/page.html", "static/closed.css"] {
            let wiki = Wiki::new().file("content/ok.md", "[x](nowhere.md)\n").file(name, "x\n");
            fs::set_permissions(wiki.root().join(name), fs::Permissions::from_mode(0o000))
                .expect("rights can be taken");
            let run = build_as_nobody(&wiki, &[]);
            run.is_refused().diagnostic("broken-link", "content/ok.md", 1, 1);
            assert!(run.coded("unreadable").iter().any(|fault| fault.file == name), "{name}: {run}");
        }
    }

    #[test]
    fn a_folder_that_may_not_be_read_is_reported() {
        let wiki = Wiki::new().file("content/closed/a.md", "x\n");
        let folder = wiki.root().join("content/closed");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).expect("rights can be taken");
        let run = build_as_nobody(&wiki, &[]);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("rights can be given");
        run.is_refused();
        assert!(
            run.coded("unreadable").iter().any(|fault| fault.file.starts_with("content/closed")),
            "{run}"
        );
    }

    #[test]
    fn an_output_that_may_not_be_written_is_a_failure_of_the_machine() {
        let wiki = Wiki::new().file("content/a.md", "x\n").file("locked/x", "x");
        let locked = wiki.root().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("rights can be taken");
        let run = build_as_nobody(&wiki, &["--out", "locked/site"]);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("rights can be given");
        run.gives_up(&["locked"]);
        assert_eq!(Site::read(&locked).paths(), ["x"]);
    }
}

#[test]
fn files_that_come_and_go_while_they_are_read_break_nothing() {
    let wiki = (0..100).fold(Wiki::new(), |wiki, at| wiki.file(&format!("content/p{at}.md"), "text\n"));
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let folder = wiki.root().join("content");
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for at in 0..50 {
                    let _ = fs::remove_file(folder.join(format!("p{at}.md")));
                }
                for at in 0..50 {
                    let _ = fs::write(folder.join(format!("p{at}.md")), "text\n");
                }
            }
        });
        for _ in 0..8 {
            let run = wiki.build();
            assert!(run.status < 2, "{run}");
            let known = |fault: &crate::harness::Diagnostic| {
                fault.code == "unreadable" && fault.file.starts_with("content/p")
            };
            assert!(run.diagnostics.iter().all(known), "{run}");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    wiki.build().is_clean();
}
