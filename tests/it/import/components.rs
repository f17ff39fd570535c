//! Small templates become components, in calls for which they show the same.

use super::{Imported, page, template};

/// A page that calls a template so often that it can become a component.
fn calls(call: &str, more: &str) -> String {
    let mut text: String = (0..6).map(|at| format!("* {}\n", call.replace('#', &at.to_string()))).collect();
    text.push_str(more);
    page("Calls", 0, &text)
}

fn of(pages: &[String]) -> Imported {
    let imported = Imported::of(pages);
    assert!(imported.output.status.success(), "{}", String::from_utf8_lossy(&imported.output.stderr));
    imported
}

#[test]
fn a_template_with_choices_becomes_a_component_that_shows_the_same() {
    let imported = of(&[
        calls("A {{Rank|rare}} card #", "{{Rank|common|of ''two'' [[Calls|links]]}}, {{Rank|odd}}."),
        template(
            "Rank",
            "<span style=\"color:red\">{{#switch:{{{1}}}|rare|scarce=Rare & good|common='''Common'''|#default=Unknown}}</span>\
             {{#if:{{{2|}}}| ({{{2}}})}}<noinclude>Docs</noinclude>",
        ),
    ]);
    let text = imported.file("content/calls.md");
    assert!(text.contains("- A {{rank|rare}} card 0\n"), "{text}");
    assert!(
        text.contains("{{rank|common|of *two* [[#|links]]}}")
            || text.contains("{{rank|common|of *two* links}}"),
        "{text}"
    );
    let body = imported.file("templates/components/rank.html");
    assert!(
        body.contains("{% if args.value == \"rare\" or args.value == \"scarce\" %}Rare &amp; good"),
        "{body}"
    );
    assert!(imported.file("site.toml").contains("[components.rank]"));
    assert!(imported.file("import.toml").contains("[templates.Rank]\nas = \"component\""));
    let site = imported.site();
    let html = site.html("calls/index.html");
    html.has("Rare &amp; good").has("<strong>Common</strong>").has("Unknown").lacks("Docs");
}

#[test]
fn components_lead_to_pages_and_keep_categories() {
    let imported = of(&[
        calls("{{Ship|Kaga}}", "\n{{Ship|Akagi|the ''Akagi''}} and {{Ship|Nowhere}}"),
        page("Kaga", 0, "A ship."),
        page("Akagi", 0, "Another one."),
        page("Navy", 0, "All ships."),
        template("Ship", "[[{{{1}}}|{{{2|{{{1}}}}}}]] of the [[Navy]][[Category:Pages with ships]]"),
    ]);
    let text = imported.file("content/calls.md");
    assert!(text.contains("- {{ship|Kaga}}\n"), "{text}");
    assert!(
        text.contains("[[Nowhere]] of the [[Navy]]"),
        "a page that does not exist is not an argument: {text}"
    );
    assert!(text.contains("categories: [Pages with ships]"), "{text}");
    let site = imported.site();
    let html = site.html("calls/index.html");
    assert_eq!(html.href("Kaga"), "/kaga/");
    assert_eq!(html.href("Navy"), "/navy/");
    html.has("the <em>Akagi</em></a> of the");
}

#[test]
fn images_that_a_template_names_are_parameters_with_a_default() {
    let wiki = Imported::of(&[
        calls("{{Price|3}}", "{{Price|4}} {{Face|Coin.png|a}}"),
        page("Faces", 0, &"{{Face|Coin.png|b}}\n\n".repeat(5)),
        page("Money", 0, "All coins."),
        template("Price", "{{{1}}} [[File:Coin.png|15px|link=Money|Coins]]"),
        template("Face", "[[File:{{{1}}}|20px]] the {{{2}}}"),
    ]);
    let text = wiki.file("content/calls.md");
    assert!(text.contains("{{price|4}} {{face|Coin.png|a}}"), "{text}");
    assert!(wiki.file("site.toml").contains("icon = { type = \"image\", default = \"Coin.png\" }"));
    wiki.site().html("calls/index.html").lacks("<img");
    wiki.change("new/content/Coin.png", "\u{89}PNG");
    let site = wiki.site();
    let html = site.text("calls/index.html");
    assert!(
        html.contains("alt=\"Coins\" width=\"15\"") && html.contains("<a href=\"/money/\"><img"),
        "{html}"
    );
}

#[test]
fn a_call_that_would_show_something_else_stays_expanded() {
    let imported = of(&[
        calls(
            "{{Tip|LAPD|police}}",
            "{{Tip|a|}} {{Tip|''b''|c}} [[{{Tip|Calls|x}}]]\n== {{Tip|Head|line}} ==",
        ),
        template("Tip", "<abbr title=\"{{{2|none}}}\">{{{1}}}</abbr>: yes"),
    ]);
    let text = imported.file("content/calls.md");
    assert!(text.contains("- {{tip|LAPD|police}}\n"), "{text}");
    assert!(
        text.contains("## Head: yes") || text.contains("<abbr title=\"line\">Head</abbr>: yes"),
        "{text}"
    );
    imported.site().html("calls/index.html").has("<abbr title=\"police\">LAPD</abbr>: yes");
}

#[test]
fn templates_that_are_not_pure_or_only_format_are_expanded() {
    let imported = of(&[
        calls("{{Here|a}} {{Red|b}} {{Open|c}}", ""),
        template("Here", "{{PAGENAME}} {{{1}}}"),
        template("Red", "<span style=\"color:red\">{{{1}}}</span>"),
        template("Open", "{| class=\"x\"\n| {{{1}}}"),
    ]);
    assert!(!imported.file("site.toml").contains("[components."), "{}", imported.file("site.toml"));
}

#[test]
fn a_decision_keeps_a_template_expanded_or_makes_it_a_component() {
    let pages = [
        calls("{{Often|a}} {{Rare|b}}", "").replace("{{Rare|b}}", ""),
        page("Once", 0, "{{Rare|b}}"),
        template("Often", "often {{{1}}}"),
        template("Rare", "rare {{{1}}}"),
    ];
    let imported = Imported::with_map(
        &pages,
        "[templates.Often]\nas = \"expand\"\n[templates.Rare]\nas = \"component\"\n",
    );
    assert!(imported.file("content/calls.md").contains("- often a"));
    assert!(imported.file("content/once.md").contains("{{rare|b}}"));
}

#[test]
fn components_work_in_cells_and_their_text_cannot_add_markup() {
    let imported = of(&[
        calls(
            "{{Note|x|y}}",
            "{| class=\"wikitable\"\n! A !! B\n|-\n| {{Note|one|two}} || {{Note|a=b|<nowiki>c</nowiki>}}\n|}\n",
        ),
        template("Note", "<div>{{ {{{1}}} {% note %} {{{2}}}: {# done</div>"),
        template("Kind", "{{{1}}} {{#ifeq:{{lc:{{{2|}}}}}|big|(large)|(small)}}"),
        page("Kinds", 0, &"{{Kind|a|BIG}} {{Kind|b}} {{Kind|<b>c</b>|<i>}}\n\n".repeat(5)),
    ]);
    let site = imported.site();
    let html = site.text("calls/index.html");
    assert!(html.contains("{% note %}") && html.contains("one"), "{html}");
    let text = imported.file("content/kinds.md");
    assert!(text.contains("{{kind|a|BIG}} {{kind|b}}"), "{text}");
    imported.site().html("kinds/index.html").has("(large)").has("(small)");
}

#[test]
fn calls_inside_of_other_things_keep_their_words() {
    let rank = "{{Rank|rare}}";
    let more = format!(
        "Argument {{{{Box|{rank} one|text={rank} two}}}}.\n\nReference.<ref>{rank} three</ref>\n\nExpanded {{{{Outer}}}}.\n\n\
         <tabber>First={rank} five|-|Second=* {rank} six</tabber>\n\n\
         {{{{#if:x|{rank} seven}}}} [[Calls|{rank} eight]] [https://example.org {rank} nine]\n\n\
         == {rank} ten ==\n<poem>{rank} eleven</poem>\n<gallery>\nA.png|{rank} twelve\n</gallery>\n\
         {{|\n| {rank} thirteen || <nowiki>{rank}</nowiki>\n|}}\n[[File:A.png|thumb|{rank} fourteen]]\n"
    );
    let imported = of(&[
        calls("A {{Rank|rare}} card #", &more),
        template("Rank", "{{#switch:{{{1}}}|rare='''Scarce'''|common=Usual}} rank"),
        template("Box", "{{#expr:1+1}} [{{{1}}}] <small>({{{text|}}})</small>"),
        template("Outer", "{{Rank|common}} four"),
    ]);
    let text = imported.file("content/calls.md");
    assert!(text.contains("- A {{rank|rare}} card 0\n"));
    assert!(text.contains("> [!tab] First\n> {{rank|rare}} five"), "{text}");
    assert!(!imported.file("import-report.md").contains("## Pages that lost words"));
    let site = imported.site();
    let html = site.html("calls/index.html");
    let text = html.find("main").text();
    let words = [
        "one", "two", "three", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    ];
    for word in words.into_iter().chain(["fourteen"]) {
        assert!(text.contains(&format!("Scarce rank {word}")), "{word}: {text}");
    }
    assert!(text.contains("Usual rank four") && text.contains(rank), "{text}");
}
