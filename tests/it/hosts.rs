//! `host` under `[output]`: the files for a host are written, and its limits are reported before a deployment.

use crate::harness::Wiki;

/// A wiki with redirects for a host.
fn wiki(host: &str, base: &str) -> Wiki {
    let settings =
        format!("title = \"W\"\nbase_url = \"https://wiki.test{base}\"\n[output]\nhost = \"{host}\"\n");
    Wiki::new().file("site.toml", settings).file(
        "content/people/al.md",
        "---\ntitle: Al\naliases: [Pacino, /old/al.html, /a b/, /é/]\n---\nText.\n",
    )
}

#[test]
fn redirects_are_rules_where_the_host_reads_them() {
    for (host, base) in [("cloudflare", "/"), ("netlify", "/"), ("gitlab-pages", "/wiki/")] {
        let run = wiki(host, base).build();
        let rules = run.succeeds().site.text("_redirects").to_owned();
        assert!(rules.contains(&format!("{base}people/pacino/ {base}people/al/ 301\n")), "{host}: {rules}");
        assert!(!run.site.has("people/pacino/index.html"), "{host}");
        for line in rules.lines() {
            assert_eq!(line.split(' ').count(), 3, "{host}: {line}");
            assert!(!line.contains(['*', ':']), "{host}: {line}");
        }
        // An address that hosts may interpret differently stays a page.
        assert!(run.site.has("é/index.html"), "{host}: {:?}", run.site.paths());
    }
}

#[test]
fn redirects_are_pages_everywhere_else() {
    for (host, base) in [("plain", "/"), ("github-pages", "/"), ("cloudflare", "/wiki/")] {
        let run = wiki(host, base).build();
        run.succeeds();
        assert!(run.site.has("people/pacino/index.html") && !run.site.has("_redirects"), "{host}");
    }
}

#[test]
fn a_file_of_redirects_of_ones_own_stays() {
    let run = wiki("netlify", "/").file("static/_redirects", "/mine /yours 302\n").build();
    assert_eq!(run.succeeds().site.text("_redirects"), "/mine /yours 302\n");
    assert!(run.site.has("people/pacino/index.html"));
}

#[test]
fn headers_are_written_where_the_host_reads_them() {
    for (host, expected) in
        [("cloudflare", true), ("netlify", true), ("github-pages", false), ("plain", false)]
    {
        assert_eq!(wiki(host, "/").build().succeeds().site.has("_headers"), expected, "{host}");
    }
}

#[test]
fn a_file_that_the_host_does_not_take_is_an_error_before_the_deploy() {
    let large = vec![b' '; (25 << 20) + 1];
    let run = wiki("cloudflare", "/").file("content/notes.pdf", &large).check();
    run.is_refused().diagnostic("host-limit", "content/notes.pdf", 1, 1).says("26 MB");
    assert_eq!(run.coded("host-limit").len(), 1);
    wiki("netlify", "/").file("content/notes.pdf", &large).check().succeeds();
}

#[test]
fn a_mistyped_host_is_reported() {
    wiki("cloudfare", "/")
        .check()
        .is_refused()
        .diagnostic("invalid-config", "site.toml", 4, 8)
        .says("cloudflare");
}

#[test]
fn a_build_says_that_a_site_names_no_address() {
    let wiki = Wiki::new().file("site.toml", "title = \"Quays\"\n").file("content/a.md", "# A\n");
    for _ in 0..2 {
        let run = wiki.run(&["build"]);
        assert!(run.succeeds().stderr.contains("`base_url` in `site.toml` is not set"), "{run}");
    }
    for address in ["https://wiki.test/", "http://localhost/"] {
        let run = wiki.run(&["build", "--base-url", address]);
        assert!(!run.succeeds().stderr.contains("base_url"), "{run}");
    }
}
