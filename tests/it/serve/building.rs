//! `build --watch`: the output folder is updated after every save.

use std::fs;
use std::process::{Child, Command, Stdio};

use super::harness::{Wiki, until};

struct Build(Child);

impl Build {
    fn start(wiki: &Wiki, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lorekeep"));
        command.args(["build", "--watch", "--root"]).arg(wiki.root()).args(arguments);
        let log = fs::File::create(wiki.path("log")).expect("a log");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        Self(command.spawn().expect("the program starts"))
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn holds(wiki: &Wiki, path: &str, text: &str) {
    let read = || fs::read_to_string(wiki.path(path)).unwrap_or_default();
    until(&format!("{path} holds {text:?}"), read, |found| found.contains(text));
}

#[test]
fn the_output_folder_follows_every_save() {
    let wiki = Wiki::new();
    for arguments in [&[][..], &["--poll"]] {
        let _build = Build::start(&wiki, arguments);
        holds(&wiki, "public/people/al/index.html", "First version.");
        wiki.write("content/people/al.md", "---\ntitle: Al\n---\nSecond version.\n");
        holds(&wiki, "public/people/al/index.html", "Second version.");
        wiki.write("content/people/bo.md", "# Bo\n\nNew.\n");
        holds(&wiki, "public/people/bo/index.html", "New.");
        wiki.remove("content/people/bo.md");
        until("the page is removed", || wiki.path("public/people/bo/index.html").exists(), |exists| !exists);
        wiki.write("content/people/al.md", "---\ntitle: Al\n---\nFirst version.\n");
        holds(&wiki, "public/people/al/index.html", "First version.");
    }
}

#[test]
fn faults_leave_the_old_site_and_do_not_end_it() {
    let wiki = Wiki::new();
    let _build = Build::start(&wiki, &[]);
    holds(&wiki, "public/people/al/index.html", "First version.");
    wiki.write("content/people/al.md", "---\ntitle: [\n---\nBroken.\n");
    holds(&wiki, "log", "nothing was published");
    assert!(
        !fs::read_to_string(wiki.path("public/people/al/index.html")).expect("a page").contains("Broken.")
    );
    wiki.write("content/people/al.md", "---\ntitle: Al\n---\nMended.\n");
    holds(&wiki, "public/people/al/index.html", "Mended.");
}
