//! The text that an infobox template makes below its infobox becomes a component, which reads the fields of the page.

use super::{Imported, page, template};

const CARD: &str = "{| class=\"infobox\"\n! {{{name|{{PAGENAME}}}}}\n|-\n| Cost || {{{cost}}}\n|-\n| Kind || {{{kind}}}\n|}\n\
    {{#if:{{{quote|}}}|{{Quote|{{{quote}}}}}}}\n\
    '''{{{name|{{PAGENAME}}}}}''' is {{#if:{{{cost|}}}|a {{{cost}}}-cost|a free}} [[:Category:{{{kind}}} cards|{{{kind}}}]] card of {{Game}}\
    {{#ifeq:{{{kind}}}|Attack| for [[Sal]]}}.\n\
    {{#if:{{{effect|}}}|\n== Effect ==\n{{{effect}}}\n}}\n\
    {{#if:{{{parent|}}}|\n== Parent ==\nIt comes from [[{{{parent}}}]]:<br>[[File:{{{parent}}}.png|link={{{parent}}}]]\n}}\
    [[Category:Cards]]<noinclude>Docs</noinclude>";

fn cards() -> Vec<String> {
    let mut pages: Vec<String> = (0..6)
        .map(|at| {
            let kind = if at % 2 == 0 { "Attack" } else { "Skill" };
            let text = format!(
                "{{{{Card|cost={at}|kind={kind}|quote=Take that: no. {at}!|effect=Deals {at} and [[Sal|heals him]].|parent=Card 0}}}}\n"
            );
            page(&format!("Card {at}"), 0, &text)
        })
        .collect();
    pages.extend([
        page("Sal", 0, "A man. See [[Card 1#Effect]].\n"),
        page(
            "Strange",
            0,
            "Before.\n{{Card|cost=9|kind=Skill|effect=A list:\n* one\n* two}}\n== More ==\nOwn words.\n",
        ),
        page("Odd", 0, "{{Card|cost=8|kind=Attack|effect=Deals ''much''.}}"),
        template("Card", CARD),
        template("Quote", "{|\n| “ || ''{{{1}}}'' || „\n|}"),
        template("Game", "{{#replace:{{SITENAME}}| Wiki}}"),
    ]);
    pages
}

#[test]
fn pages_call_a_component_and_show_the_same_as_before() {
    let imported = Imported::of(&cards());
    let text = imported.file("content/card/card-1.md");
    assert!(text.ends_with("---\n\n{{card}}\n"), "{text}");
    assert!(text.contains("cost: 1\n") && !text.contains("## Effect"), "{text}");
    let settings = imported.file("site.toml");
    assert!(settings.contains("a {{ fields.cost }}-cost") && settings.contains("## Effect"), "{settings}");
    assert!(settings.contains("card of Old") && settings.contains("[components.quote]"), "{settings}");
    assert!(!settings.contains("Docs"), "{settings}");
    assert!(imported.file("import.toml").contains("text = \"component\""));
    let site = imported.site();
    let html = site.html("card/card-1/index.html");
    html.has("<strong>Card 1</strong> is a 1-cost").has("Skill</a> card of Old").has("Take that: no. 1!");
    html.has("<h2 id=\"effect\"").has("It comes from <a href=\"/card/card-0/\">Card 0</a>").lacks("for <a");
    html.has("<a href=\"/sal/\">heals him</a>");
    site.html("card/card-2/index.html").has("card of Old for <a href=\"/sal/\">Sal</a>");
    // Headings and links are those of the page.
    site.html("sal/index.html").has("href=\"/card/card-1/#effect\"").has("/card/card-2/");
}

#[test]
fn a_page_whose_fields_do_not_say_it_all_keeps_its_text() {
    let imported = Imported::of(&cards());
    for title in ["strange", "odd"] {
        let text = imported.file(&format!("content/card/{title}.md"));
        assert!(text.contains("card of Old") && !text.contains("{{card}}"), "{text}");
    }
    let report = imported.file("import-report.md");
    assert!(!report.contains("lost words"), "{report}");
}

#[test]
fn a_decision_keeps_the_text_on_the_pages_or_takes_it_from_a_few() {
    let map = "[templates.Card]\nas = \"fields\"\ntext = \"expand\"\n";
    let imported = Imported::with_map(&cards(), map);
    let text = imported.file("content/card/card-1.md");
    assert!(text.contains("is a 1-cost") && !text.contains("{{card}}"), "{text}");
    assert!(imported.file("import.toml").contains("text = \"expand\""));
    let mut few = cards();
    few.drain(2..6);
    let imported = Imported::with_map(&few, "[templates.Card]\nas = \"fields\"\ntext = \"component\"\n");
    assert!(imported.file("content/card/card-1.md").contains("{{card}}"));
}

#[test]
fn the_result_is_the_same_on_any_number_of_threads() {
    let read = |threads: &str| {
        let wiki = crate::harness::Wiki::empty().file("dump.xml", super::dump(&cards()));
        let output = super::import(&wiki, &[]).env("RAYON_NUM_THREADS", threads).output();
        assert!(output.expect("the program runs").status.success());
        let files = ["site.toml", "import.toml", "content/card/card-1.md", "content/card/odd.md"];
        files.map(|file| std::fs::read_to_string(wiki.root().join("new").join(file)).expect("a file"))
    };
    assert_eq!(read("1"), read("8"));
}
