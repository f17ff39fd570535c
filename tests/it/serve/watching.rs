//! The served pages match the files after any kind of change.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::harness::{Server, Wiki, until};

const AL: &str = "content/people/al.md";

fn page(text: &str) -> String {
    format!("---\ntitle: Al\n---\n{text}\n")
}

#[test]
fn a_plain_write() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version");
    wiki.write(AL, page("Second version."));
    server.shows("/people/al/", "Second version");
}

#[test]
fn an_atomic_save_by_rename() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for version in 0..5 {
        wiki.write("content/people/.al.md.tmp", page(&format!("Version {version}.")));
        wiki.rename("content/people/.al.md.tmp", AL);
        server.shows("/people/al/", &format!("Version {version}."));
    }
}

#[test]
fn a_save_of_vim_with_a_backup() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    wiki.write("content/people/4913", "").remove("content/people/4913");
    wiki.rename(AL, "content/people/al.md~");
    wiki.write(AL, page("By vim."));
    wiki.remove("content/people/al.md~");
    server.shows("/people/al/", "By vim.");
}

#[test]
fn a_file_is_created_and_deleted() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.is_gone("/people/bo/");
    wiki.write("content/people/bo.md", "# Bo\n\nHello.\n");
    server.shows("/people/bo/", "Hello.");
    wiki.remove("content/people/bo.md");
    server.is_gone("/people/bo/");
    server.shows("/people/al/", "First version");
}

#[test]
fn a_file_is_renamed() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    wiki.rename(AL, "content/people/alfredo.md");
    server.shows("/people/alfredo/", "First version");
    server.is_gone("/people/al/");
}

#[test]
fn a_folder_is_renamed_and_moved_and_still_followed() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    wiki.rename("content/people", "content/cast");
    server.shows("/cast/al/", "First version");
    server.is_gone("/people/al/");
    fs::create_dir(wiki.path("content/deep")).unwrap();
    wiki.rename("content/cast", "content/deep/cast");
    server.shows("/deep/cast/al/", "First version");
    wiki.write("content/deep/cast/al.md", page("Followed."));
    server.shows("/deep/cast/al/", "Followed.");
    server.is_gone("/cast/al/");
}

#[test]
fn a_folder_moves_in_from_outside_and_out_again() {
    let wiki = Wiki::new();
    wiki.write("elsewhere/a/b/page.md", "# Moved\n\nFrom outside.\n");
    let server = wiki.serve();
    server.is_gone("/in/a/b/page/");
    wiki.rename("elsewhere", "content/in");
    server.shows("/in/a/b/page/", "From outside.");
    wiki.write("content/in/a/b/page.md", "# Moved\n\nChanged inside.\n");
    server.shows("/in/a/b/page/", "Changed inside.");
    wiki.rename("content/in", "elsewhere");
    server.is_gone("/in/a/b/page/");
}

#[test]
fn a_folder_is_created_with_its_files_at_once() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for round in 0..10 {
        for file in 0..5 {
            wiki.write(
                &format!("content/new{round}/a/b{file}/c.md"),
                format!("# C\n\nText {round} {file}.\n"),
            );
        }
    }
    for round in 0..10 {
        for file in 0..5 {
            server.shows(&format!("/new{round}/a/b{file}/c/"), &format!("Text {round} {file}."));
        }
    }
}

#[test]
fn a_checkout_touches_a_thousand_files() {
    let wiki = Wiki::new();
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "core.autocrlf=false"];
        let status = Command::new("git")
            .arg("-C")
            .arg(wiki.root())
            .args(who)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.expect("git is installed").success(), "git {arguments:?}");
    };
    let write_all = |version: &str| {
        for number in 0..1000 {
            wiki.write(
                &format!("content/many/p{number}.md"),
                format!("# P{number}\n\nPage {number}, {version}.\n"),
            );
        }
    };
    git(&["init", "-q", "-b", "main"]);
    write_all("old");
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "old"]);
    git(&["checkout", "-q", "-b", "other"]);
    write_all("new");
    wiki.remove("content/many/p0.md");
    wiki.write("content/many/extra.md", "# Extra\n\nOnly new.\n");
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "new"]);
    let server = wiki.serve();
    server.shows("/many/p999/", "Page 999, new.");
    git(&["checkout", "-q", "main"]);
    for number in (0..1000).rev().step_by(37) {
        server.shows(&format!("/many/p{number}/"), &format!("Page {number}, old."));
    }
    server.shows("/many/p0/", "Page 0, old.");
    server.is_gone("/many/extra/");
}

#[test]
fn a_burst_of_a_hundred_saves() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for version in 1..=100 {
        wiki.write(AL, page(&format!("Save {version}.")));
    }
    server.shows("/people/al/", "Save 100.");
}

#[test]
fn a_file_is_emptied_and_then_written() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    wiki.write(AL, "");
    wiki.write(AL, page("Written at last."));
    server.shows("/people/al/", "Written at last.");
    wiki.write(AL, "");
    server.becomes("/people/al/", "empty", |reply| {
        reply.status == 200 && !reply.text().contains("Written at last.")
    });
    wiki.write(AL, page("Again."));
    server.shows("/people/al/", "Again.");
}

#[test]
fn the_same_size_within_the_same_tick_of_the_clock() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for round in 0..20 {
        wiki.write(AL, page(&format!("one {round:03}")));
        server.shows("/people/al/", &format!("one {round:03}"));
        wiki.write(AL, page(&format!("two {round:03}")));
        server.shows("/people/al/", &format!("two {round:03}"));
    }
}

/// Settings under which the targets of links are not pages themselves.
#[cfg(unix)]
const LINKED: &str =
    "title = \"Test\"\nbase_url = \"https://wiki.test\"\n[content]\nignore = [\"shared\", \"notes\"]\n";

#[cfg(unix)]
#[test]
fn a_symbolic_link_changes() {
    use std::os::unix::fs::symlink;
    let wiki = Wiki::new();
    wiki.write("site.toml", LINKED)
        .write("content/shared/one.md", "# Linked\n\nFirst target.\n")
        .write("content/shared/two.md", "# Linked\n\nSecond target.\n");
    wiki.write("content/shared/folder/inner.md", "# Inner\n\nInner text.\n");
    symlink("shared/one.md", wiki.path("content/linked.md")).unwrap();
    symlink("shared/folder", wiki.path("content/folder")).unwrap();
    let server = wiki.serve();
    server.shows("/linked/", "First target.");
    server.shows("/folder/inner/", "Inner text.");
    wiki.write("content/shared/one.md", "# Linked\n\nFirst target, changed.\n");
    server.shows("/linked/", "First target, changed.");
    wiki.write("content/shared/folder/inner.md", "# Inner\n\nInner, changed.\n");
    server.shows("/folder/inner/", "Inner, changed.");
    wiki.remove("content/linked.md");
    symlink("shared/two.md", wiki.path("content/linked.md")).unwrap();
    server.shows("/linked/", "Second target.");
    wiki.write("secret.md", "# Linked\n\nA secret.\n").remove("content/linked.md");
    symlink("../secret.md", wiki.path("content/linked.md")).unwrap();
    server.is_gone("/linked/");
    wiki.write("content/folder.md", "# Folder\n").remove("content/folder");
    symlink("../..", wiki.path("content/folder")).unwrap();
    server.is_gone("/folder/inner/");
}

#[test]
fn the_content_folder_is_removed_and_put_back() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    wiki.rename("content", "away");
    server.is_gone("/people/al/");
    wiki.rename("away", "content");
    server.shows("/people/al/", "First version");
    wiki.write(AL, page("Followed again."));
    server.shows("/people/al/", "Followed again.");
    fs::remove_dir_all(wiki.path("content")).unwrap();
    server.is_gone("/people/al/");
    wiki.write(AL, page("Made anew."));
    server.shows("/people/al/", "Made anew.");
    wiki.write(AL, page("And followed."));
    server.shows("/people/al/", "And followed.");
}

#[test]
fn the_whole_wiki_is_moved_away_and_back() {
    let outer = Wiki::new();
    let wiki = outer.path("wiki");
    fs::create_dir(&wiki).unwrap();
    for name in ["content", "site.toml"] {
        outer.rename(name, &format!("wiki/{name}"));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_lorekeep"));
    command.args(["serve", "--port", "0", "--root"]).arg(&wiki);
    let server = Server::start(command);
    server.shows("/people/al/", "First version");
    outer.rename("wiki", "away");
    outer.write("away/content/people/al.md", page("While away."));
    outer.rename("away", "wiki");
    server.shows("/people/al/", "While away.");
    outer.write("wiki/content/people/al.md", page("And back."));
    server.shows("/people/al/", "And back.");
}

#[test]
fn templates_static_files_and_settings_are_followed() {
    let wiki = Wiki::new();
    wiki.write("static/note.txt", "one");
    let server = wiki.serve();
    server.shows("/note.txt", "one");
    wiki.write("static/note.txt", "two");
    server.shows("/note.txt", "two");
    wiki.write("templates/page.html", "<!DOCTYPE html><html><head><title>T</title></head><body>Own template: {{ page.title }}</body></html>");
    server.shows("/people/al/", "Own template");
    wiki.remove("templates/page.html");
    server.becomes("/people/al/", "plain", |reply| !reply.text().contains("Own template"));
    wiki.write("site.toml", "title = \"Test\"\nbase_url = \"https://wiki.test/sub/\"\n");
    server.shows("/sub/people/al/", "First version");
}

#[cfg(unix)]
#[test]
fn lost_events_are_recovered() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version");
    // While the server is stopped, the system's event queue overflows: it holds 16,384 events by default.
    let stop = |signal: &str| {
        assert!(Command::new("kill").args([signal, &server.id().to_string()]).status().unwrap().success());
    };
    stop("-STOP");
    for round in 0..9000 {
        fs::write(wiki.path("content/people/noise.txt"), round.to_string()).unwrap();
    }
    wiki.write("content/late/page.md", "# Late\n\nNoticed.\n");
    wiki.write(AL, page("Changed unseen."));
    stop("-CONT");
    server.shows("/people/al/", "Changed unseen.");
    server.shows("/late/page/", "Noticed.");
    wiki.write("content/late/page.md", "# Late\n\nFollowed.\n");
    server.shows("/late/page/", "Followed.");
}

#[cfg(target_os = "linux")]
#[test]
fn too_few_watches_are_reported_and_polling_continues() {
    let wiki = Wiki::new();
    for number in 0..8 {
        wiki.write(&format!("content/folder{number}/page.md"), "# Page\n");
    }
    // In its own user namespace, a process may lower the limit for itself.
    let lowered = |then: &str| {
        let mut command = Command::new("unshare");
        command
            .args(["-Ur", "sh", "-c"])
            .arg(format!("echo 4 > /proc/sys/user/max_inotify_watches && {then}"));
        command
    };
    if !lowered("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return; // This system lets nobody lower a limit, so that it cannot be reached here.
    }
    let program = format!(
        "exec '{}' serve --port 0 --root '{}'",
        env!("CARGO_BIN_EXE_lorekeep"),
        wiki.root().display()
    );
    let server = Server::start(lowered(&program));
    server.says("max_user_watches");
    wiki.write(AL, page("Found by looking."));
    server.shows("/people/al/", "Found by looking.");
}

#[test]
fn polling_needs_no_events() {
    let wiki = Wiki::new();
    let server = wiki.serve_with(&["--poll"]);
    wiki.write(AL, page("Found by looking."));
    server.shows("/people/al/", "Found by looking.");
    wiki.rename("content/people", "content/cast");
    server.shows("/cast/al/", "Found by looking.");
    server.is_gone("/people/al/");
}

/// CPU time of a server, in ticks.
#[cfg(target_os = "linux")]
fn ticks(server: &Server) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.id())).expect("a running server");
    let fields = stat.rsplit(')').next().expect("fields after the name").split_whitespace();
    fields.skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number")).sum()
}

/// Waits until a server is idle: its background scans end by themselves.
#[cfg(target_os = "linux")]
fn at_rest(server: &Server) {
    let used = || {
        let before = ticks(server);
        thread::sleep(Duration::from_millis(700));
        ticks(server) - before
    };
    until("the server comes to rest", used, |used| *used == 0);
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_server_sleeps_and_reads_trigger_nothing() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version");
    wiki.write(AL, page("Changed."));
    server.shows("/people/al/", "Changed.");
    at_rest(&server);
    let ticks = || ticks(&server);
    let (before, lines) = (ticks(), server.said().lines().count());
    for _ in 0..50 {
        fs::read(wiki.path(AL)).unwrap();
    }
    thread::sleep(Duration::from_secs(1));
    assert!(ticks() - before <= 1, "an idle server used {} ticks", ticks() - before);
    assert_eq!(server.said().lines().count(), lines, "nothing was rebuilt");
}

#[test]
fn temporary_files_of_editors_and_builds_change_nothing() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version");
    wiki.write("content/.#al.md", "x")
        .write("content/al.md~", "x")
        .write("content/.al.md.swp", "x")
        .write("public/index.html", "x");
    wiki.write(".git/index", "x").write("content/people/al.md", page("The sign that all was read."));
    server.shows("/people/al/", "The sign that all was read.");
    server.says("content/people/al.md");
    let lines: Vec<String> =
        server.said().lines().filter(|line| line.contains(" ms ")).map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[1].contains("content/people/al.md") && !lines[1].contains("more"), "{lines:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_target_of_a_symbolic_link_appears() {
    use std::os::unix::fs::symlink;
    let wiki = Wiki::new();
    wiki.write("site.toml", LINKED).write("content/shared/here.md", "# Here\n");
    symlink("shared/one.md", wiki.path("content/one.md")).unwrap();
    symlink("notes/deep/two.md", wiki.path("content/two.md")).unwrap();
    symlink("notes/folder", wiki.path("content/folder")).unwrap();
    let server = wiki.serve();
    let home = server.listen("/");
    home.state_becomes(|state| state["errors"] == 3);
    at_rest(&server);
    wiki.write("content/shared/one.md", "# One\n\nIn a folder that was there.\n");
    server.shows("/one/", "In a folder that was there.");
    at_rest(&server);
    wiki.write("content/notes/deep/two.md", "# Two\n\nIn a new folder.\n");
    server.shows("/two/", "In a new folder.");
    at_rest(&server);
    wiki.write("content/notes/folder/three.md", "# Three\n\nIn a linked folder.\n");
    server.shows("/folder/three/", "In a linked folder.");
    at_rest(&server);
    wiki.write("content/notes/folder/three.md", "# Three\n\nStill followed.\n");
    server.shows("/folder/three/", "Still followed.");
    home.state_becomes(|state| state["errors"] == 0);
    fs::remove_dir_all(wiki.path("content/notes")).unwrap();
    home.state_becomes(|state| state["errors"] == 2);
    at_rest(&server);
    wiki.write("content/notes/folder/three.md", "# Three\n\nBack again.\n");
    server.shows("/folder/three/", "Back again.");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_come_and_go() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let wiki = Wiki::new();
    let server = wiki.serve();
    let home = server.listen("/");
    home.state_becomes(|state| state["errors"] == 0);
    let odd = wiki.path("content").join(OsStr::from_bytes(b"caf\xe9.md"));
    fs::write(&odd, "# Odd\n").unwrap();
    home.state_becomes(|state| state["errors"] == 1);
    fs::remove_file(&odd).unwrap();
    home.state_becomes(|state| state["errors"] == 0);
}

#[test]
fn folders_that_are_too_deep_come_and_go() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let home = server.listen("/");
    home.state_becomes(|state| state["errors"] == 0);
    let deep = format!("content{}/page.md", "/d".repeat(66));
    wiki.write(&deep, "# Deep\n");
    home.state_becomes(|state| state["errors"] == 1);
    wiki.write(&deep, "# Deep\n\nAgain.\n").write(AL, page("The sign that all was read."));
    server.shows("/people/al/", "The sign that all was read.");
    server.is_gone(&format!("{}/page/", "/d".repeat(66)));
    fs::remove_dir_all(wiki.path("content/d")).unwrap();
    home.state_becomes(|state| state["errors"] == 0);
}

/// A server without access to a folder that is closed to others: it runs as the owner of the wiki, who is not root.
/// That user may not have access to the program's folder either, so the program is copied to the returned folder.
#[cfg(target_os = "linux")]
fn serve_as_nobody(wiki: &Wiki) -> (Server, tempfile::TempDir) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    let place = tempfile::TempDir::new().expect("a folder for temporary files");
    let command = wiki.command(0, &[]);
    if fs::metadata(wiki.root()).expect("a folder").uid() != 0 {
        return (Server::start(command), place);
    }
    for entry in walkdir::WalkDir::new(wiki.root()) {
        chown(entry.expect("a file").path(), Some(65534), None).expect("root may do this");
    }
    let copy = place.path().join("lorekeep");
    // Copied by another process: a program that this process has open for writing cannot be started.
    let copied = std::process::Command::new("cp").arg(command.get_program()).arg(&copy).status();
    assert!(copied.expect("a program to copy with").success());
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).expect("root may do this");
    let mut own = std::process::Command::new(copy);
    own.args(command.get_args()).uid(65534);
    (Server::start(own), place)
}

#[cfg(target_os = "linux")]
fn close(wiki: &Wiki, path: &str, is_closed: bool) {
    use std::os::unix::fs::PermissionsExt;
    let mode = if is_closed { 0 } else { 0o755 };
    fs::set_permissions(wiki.path(path), fs::Permissions::from_mode(mode)).expect("the owner may do this");
}

#[cfg(target_os = "linux")]
#[test]
fn unreadable_folders_do_not_stop_other_folders_from_being_watched() {
    let wiki = Wiki::new();
    wiki.write("content/.trash/page.md", "# Trash\n").write("content/works/heat.md", "# Heat\n");
    close(&wiki, "content/.trash", true);
    let (server, _program) = serve_as_nobody(&wiki);
    let home = server.listen("/");
    assert_eq!(home.state()["errors"], 0);
    server.shows("/people/al/", "First version");
    close(&wiki, "content/people", true);
    home.state_becomes(|state| state["errors"] == 1);
    server.says("content/people");
    assert!(server.get("/people/al/").text().contains("First version"), "the last good page stays");
    wiki.write("content/works/heat.md", "# Heat\n\nStill followed.\n");
    server.shows("/works/heat/", "Still followed.");
    close(&wiki, "content/people", false);
    home.state_becomes(|state| state["errors"] == 0);
    wiki.write(AL, page("Followed again."));
    server.shows("/people/al/", "Followed again.");
    assert!(!server.said().contains("looking for"), "{}", server.said());
    close(&wiki, "content/.trash", false);
}

#[test]
fn a_template_of_a_component() {
    let wiki = Wiki::new();
    wiki.write(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://wiki.test\"\n[components.box.parameters]\ntext = {}\n",
    );
    wiki.write("templates/components/box.html", "<p>Old box: {{ args.text }}</p>\n");
    wiki.write(AL, page("{{box|one}}")).write("content/people/bo.md", "{{box|two}}\n");
    let server = wiki.serve();
    server.shows("/people/al/", "Old box: one");
    wiki.write("templates/components/box.html", "<p>New box: {{ args.text }}</p>\n");
    server.shows("/people/al/", "New box: one");
    server.shows("/people/bo/", "New box: two");
    wiki.write("templates/components/box.html", "{{ args.text }}{% broken %}");
    server.says("templates/components/box.html:");
}
