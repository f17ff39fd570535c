//! The control with which readers say how far they are.

use crate::harness::Wiki;

#[test]
fn only_pages_with_folds_have_the_control_and_its_script() {
    let run = Wiki::new()
        .settings("[spoilers]\nbooks = [\"book-1\", \"book-2\"]\nfilm = \"Film\"\n[types.hero]\nfolder = \"heroes\"\n[types.hero.fields.fate]\ntype = \"text\"\n")
        .file("content/text.md", "# Text\n\n> [!spoiler|book-1] Title\n> Words.\n")
        .file("content/heroes/value.md", "---\ntitle: Value\nfate: {value: x, spoiler: film}\n---\n")
        .file("content/host.md", "# Host\n\n![[Text]]\n")
        .file("content/plain.md", "# Plain `data-scope=\"film\"`\n\n`<details class=\"spoiler\" data-scope=\"film\">`\n")
        .build();
    run.succeeds();
    for (path, has_folds) in
        [("text", true), ("heroes/value", true), ("host", true), ("plain", false), ("special", false)]
    {
        let page = run.html(&format!("{path}/index.html"));
        assert_eq!(page.all(".reach").len(), usize::from(has_folds), "control on {path}");
        assert_eq!(page.all("script[data-base]").len(), usize::from(has_folds), "script on {path}");
    }
    let page = run.html("text/index.html");
    let books: Vec<String> = page.all(".reach option").iter().map(|option| option.text()).collect();
    assert_eq!(books, ["Not begun", "Book 1", "Book 2"]);
    assert_eq!(page.find(".reach option[value=book-2]").get("data-after"), "book-1");
}

#[test]
fn a_work_without_a_page_and_a_series_without_scopes_are_reported() {
    let run = Wiki::new()
        .settings("[spoilers]\nbooks = []\nfilm = { label = \"The film\", work = \"Haet\" }\nnovel = { label = \"The novel\", work = \"wiki/heat\" }\n")
        .file("content/wiki/heat.md", "# Heat\n\nA film.\n")
        .build();
    run.reports(&[("invalid-config", "site.toml", 4, 1), ("broken-link", "site.toml", 5, 37)]);
    run.diagnostic("broken-link", "site.toml", 5, 37).says("did you mean `Heat`?");
}
