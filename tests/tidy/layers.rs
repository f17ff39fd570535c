//! Layers of the code: no file depends on itself through others, and folders are imported along the flow only.

use std::collections::BTreeSet;

use crate::source::sources;
use crate::ties::{Modules, circles};

/// Folders that only some others may import. Folders and files below `src/` that are not listed may be imported by all others.
const IMPORTERS: [(&str, &[&str]); 13] = [
    ("cli", &["main"]),
    ("build", &["cli"]),
    ("serve", &["cli"]),
    ("external", &["cli"]),
    ("start", &["cli"]),
    ("import", &["cli"]),
    ("cache", &["build"]),
    ("pipeline", &["build", "cli", "serve"]),
    ("render", &["cli", "pipeline", "serve"]),
    ("check", &["build", "cli", "pipeline"]),
    ("wiki", &["check", "cli", "external", "pipeline", "render", "serve"]),
    ("disk", &["build", "cli", "external", "serve"]),
    ("page", &["cache", "check", "cli", "external", "import", "pipeline", "render", "wiki"]),
];

#[test]
fn no_file_depends_on_itself_through_others() {
    let sources = sources();
    let modules = Modules::new(&sources);
    let circles = circles(&modules.ties());
    assert!(circles.is_empty(), "move what these files share into a file below them: {circles:#?}");
}

#[test]
fn folders_are_imported_along_the_flow() {
    let sources = sources();
    let modules = Modules::new(&sources);
    let mut wrong = BTreeSet::new();
    for (file, targets) in modules.ties() {
        for target in targets {
            let (of, to) = (folder(file), folder(target));
            let listed = IMPORTERS.iter().find(|(known, _)| *known == to);
            if of != to && listed.is_some_and(|(_, importers)| !importers.contains(&of)) {
                wrong.insert(format!("{file} -> {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the flow: {wrong:#?}");
}

/// The folder of a file, or its name if it is in `src/` itself.
fn folder(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}
