//! Pages: from front matter and Markdown to the HTML that a reader sees.

mod frame;
mod front_matter;
mod markdown;
mod raw_html;
mod site;
mod templates;

use crate::harness::{Page, Wiki, body, faulty, page, png, svg};

/// The published text of a page in which raw HTML, markup and blocks cross; the rest of the page is valid.
fn crossed(text: &str) -> String {
    let run = Wiki::new()
        .file("content/page.md", format!("---\ntitle: Page\n---\n{text}"))
        .file("content/other.md", "# Other\n\nOf another page.\n\n> ## Part\n> inside\n\nbehind\n")
        .file("content/sources/s.yaml", "s1:\n  title: One\n")
        .build();
    run.succeeds();
    run.site.is_sound();
    run.html("page/index.html").content().inner().to_owned()
}
