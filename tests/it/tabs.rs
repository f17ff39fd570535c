//! Tabs: callouts `[!tab]` in a row.

use crate::harness::{Run, Wiki};

fn built(markdown: &str) -> Run {
    Wiki::new()
        .settings("[spoilers]\nfilm = \"The film\"\n")
        .file("content/a.md", format!("---\ntitle: A\n---\n{markdown}\n"))
        .file("content/b.md", "---\ntitle: B\n---\n[[A#The novel]] and [x](a.md#the-novel)\n")
        .build()
}

#[test]
fn tabs_have_titles_and_addresses_without_a_script() {
    let run = built("> [!tab] The *film*\n> One [[B]].\n\n> [!tab] The novel\n> Two.");
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/index.html");
    let tabs = page.all("div.tab");
    assert_eq!(tabs.iter().map(|tab| tab.get("id")).collect::<Vec<_>>(), ["the-film", "the-novel"]);
    tabs[0].find("p.tab-title em").says("film");
    tabs[1].says("Two.");
    page.has("js/tabs.").has("css/tabs.");
    run.html("b/index.html").lacks("js/tabs.");
    assert_eq!(run.html("b/index.html").href("x"), "/a/#the-novel");
}

#[test]
fn tabs_without_a_title_and_with_markup_in_it_are_safe() {
    let run = built(
        "> [!tab]\n> One.\n\n> [!tab] <script>x</script> \"><b id=main>\n> Two.\n\n> [!tab] The novel\n> Three.",
    );
    run.site.is_sound();
    run.html("a/index.html").lacks("<script>x");
}
