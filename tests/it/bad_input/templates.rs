//! Faults of templates, and all faults in one run.

use super::*;

// Templates.

/// Builds two pages with a custom template that has an error on this line.
#[track_caller]
fn template(name: &str, text: &str, line: u64) -> Run {
    let run = Wiki::new()
        .file(&format!("templates/{name}"), text)
        .file("content/a.md", "# A\n")
        .file("content/b.md", "# B\n\n[x](nowhere.md)\n")
        .build();
    run.is_refused().stays_within(SECONDS, MEMORY);
    let file = format!("templates/{name}");
    let found = run.diagnostics.iter().any(|f| f.code == "template" && f.file == file && f.start.0 == line);
    assert!(found, "expected a fault on line {line} of {file}: {run}");
    run.diagnostic("broken-link", "content/b.md", 3, 1);
    run
}

#[test]
fn a_template_with_a_fault_of_syntax() {
    template("page.html", "<p>\n{% if page.title %}\n</p>\n", 2);
    template("page.html", "<p>\n{{ page.title | }}\n</p>\n", 2);
    template("page.html", "<p>\n\n{% macro x() %}{% endmacro %}\n", 3);
    template("page.html", "a\n{{ page.title | shout }}\n", 2);
}

#[test]
fn a_template_that_needs_one_that_is_not_there() {
    template("page.html", "<p>\n{% include \"nowhere.html\" %}\n</p>\n", 2);
    template("page.html", "{% extends \"nowhere.html\" %}\n", 1);
}

#[test]
fn a_variable_that_is_not_there_names_template_and_page_once() {
    let run = template("page.html", "<h1>{{ page.title }}</h1>\n<p>{{ page.titel }}</p>\n", 2);
    let faults = run.coded("template");
    assert_eq!(faults.len(), 1, "one fault that hits two pages is one finding: {run}");
    faults[0].names("titel").names("content/a.md");
}

#[test]
fn templates_that_call_themselves_end() {
    template("page.html", "x\n{% include \"page.html\" %}\n", 2);
    template("page.html", "{% extends \"page.html\" %}\n", 1);
    let run = Wiki::new()
        .file("templates/page.html", "{{ <round/> }}\n")
        .file(
            "templates/parts/round.html",
            "{% component round() %}\n{{ <round/> }}\n{% endcomponent round %}\n",
        )
        .file("content/a.md", "# A\n")
        .build();
    run.is_refused().stays_within(SECONDS, MEMORY);
    assert!(run.coded("template").iter().any(|fault| fault.file.starts_with("templates/")), "{run}");
    let two = Wiki::new()
        .file("templates/page.html", "{% extends \"other.html\" %}\n")
        .file("templates/other.html", "{% extends \"page.html\" %}\n")
        .file("content/a.md", "# A\n")
        .build();
    two.is_refused().stays_within(SECONDS, MEMORY);
    assert!(!two.coded("template").is_empty(), "{two}");
}

#[test]
fn all_faults_of_all_kinds_come_in_one_run_and_nothing_is_published() {
    let wiki = Wiki::new().file("content/a.md", "# A\n").file("content/old.md", "# Old\n");
    wiki.build().is_clean();
    let old = wiki.published();
    let run = wiki
        .file("content/a.md", "---\ntitel: x\n---\n[x](nowhere.md)\n\n[[Nobody]]\n")
        .file("content/b.md", b"bad \xff byte\n")
        .file("content/c.md", "---\nopen: [\n---\n")
        .file("content/d.md", "> ".repeat(100) + "x\n")
        .file("content/e.md", "---\naliases: [Old]\n---\n")
        .file("templates/page.html", "{{ page.titel }}\n")
        .settings("[checks]\nlevle = \"x\"\n")
        .build();
    run.is_refused();
    let codes: std::collections::BTreeSet<&str> =
        run.diagnostics.iter().map(|fault| fault.code.as_str()).collect();
    for code in [
        "unknown-key",
        "broken-link",
        "red-link",
        "invalid-utf8",
        "front-matter",
        "nesting-too-deep",
        "alias-collision",
        "template",
    ] {
        assert!(codes.contains(code), "{code} is missing: {run}");
    }
    run.site.equals(&old);
}
