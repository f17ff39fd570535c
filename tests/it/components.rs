//! Components: declared in `site.toml`, called in pages, rendered by templates.

use crate::harness::{Run, Wiki, png};

const SETTINGS: &str = r#"
[checks]
orphan = "off"

[spoilers]
ending = "How it ends"

[types.person]
folder = "people"
[types.person.fields.children]
type = "page"
to = ["person"]
many = true

[types.film]
folder = "films"
[types.film.fields]
cast = { type = "page", many = true }

[components.quote]
[components.main]
[components.tooltip]
[components.foreign]
[components.icon]
[components.notice]
[components.navbox]
[components.family-tree]
[components.see-also]

[components.card]
[components.card.parameters]
title = { required = true }
year = { type = "number" }
shown = { type = "boolean" }
when = { type = "date" }
kind = { type = "choice", values = ["film", "novel"] }
site = { type = "url" }
of = { type = "page", to = ["film"] }
class = { type = "plain", default = "none" }
tags = { many = true }
[components.card.parameters.parts]
type = "record"
many = true
[components.card.parameters.parts.fields]
name = { type = "text", required = true }
actor = { type = "page" }
"#;

const CARD: &str = "<div class=\"card\" title=\"{{ args.class }}\">{{ args.title }}\
    {% if args.year %}|year {{ args.year + 1 }}{% endif %}{% if args.shown %}|shown{% endif %}\
    {% if args.when %}|{{ args.when.text }}{% endif %}{% if args.kind %}|{{ args.kind }}{% endif %}\
    {% if args.site %}|{{ args.site }}{% endif %}{% if args.of %}|of {{ args.of.html }} {{ args.of.title }}{% endif %}\
    {% for tag in args.tags %}|tag {{ tag }}{% endfor %}\
    {% for part in args.parts %}|part {{ part.name }}{% if part.actor %} by {{ part.actor.html }}{% endif %}{% endfor %}\
    |on {{ page.title }} of {{ site.title }}</div>\n";

fn wiki() -> Wiki {
    Wiki::new()
        .settings(SETTINGS)
        .file("templates/components/card.html", CARD)
        .file("content/films/heat.md", "---\ntitle: Heat\n---\nA film.\n")
        .file("content/people/neil.md", "---\ntitle: Neil McCauley\n---\nA thief.\n")
        .file("content/icon.png", png(16, 16))
}

fn built(text: &str) -> Run {
    wiki().file("content/page.md", format!("---\ntitle: Page\n---\n{text}\n")).build()
}

#[track_caller]
fn shown(text: &str) -> String {
    let run = built(text);
    run.is_clean().site.is_sound();
    run.html("page/index.html").content().inner().trim().to_owned()
}

#[track_caller]
fn reports(text: &str, code: &str, line: u64, column: u64, words: &[&str]) {
    let run = built(text);
    let found = run.diagnostic(code, "content/page.md", line + 3, column);
    for word in words {
        let told = format!("{} {}", found.message, found.help.join(" "));
        assert!(told.contains(word), "expected `{word}` in `{told}`");
    }
    assert_eq!(run.diagnostics.len(), 1, "{run}");
}

#[test]
fn a_block_has_typed_arguments() {
    let html = shown(
        "Before.\n\n```card\ntitle: The *great* [[Heat]]\nyear: 1995\nshown: true\nwhen: 1995-12\nkind: film\n\
         site: https://heat.test/\nof: Heat\nclass: 'a\"><b>'\ntags: [one, '**two**']\nparts:\n  - name: Lead\n    actor: '[[Neil McCauley]]'\n  - name: Rest\n```\n\nAfter.",
    );
    let expected = "<p>Before.</p>\n<div class=\"card\" title=\"a&quot;&gt;&lt;b&gt;\">\
        The <em>great</em> <a href=\"/films/heat/\">Heat</a>|year 1996|shown|December 1995|film|https://heat.test/\
        |of <a href=\"/films/heat/\">Heat</a> Heat|tag one|tag <strong>two</strong>\
        |part Lead by <a href=\"/people/neil/\">Neil McCauley</a>|part Rest|on Page of Test Wiki</div>";
    let html = html.replace("&#x2F;", "/");
    assert!(html.contains(expected), "{html}");
}

#[test]
fn calls_in_a_sentence_have_positional_and_named_arguments() {
    let html = shown("The {{tooltip|CIA|note=the *Agency* of [[Heat|the film]]}} knows.");
    assert!(html.starts_with("<p>The <span class=\"component-tooltip\""), "{html}");
    assert!(html.contains("(the <em>Agency</em> of <a href=\"/films/heat/\">the film</a>)"), "{html}");
    assert!(html.ends_with("</span></span> knows.</p>"), "{html}");
    // Over several lines, with blanks.
    let html = shown("A {{ tooltip\n| CIA\n| note = Agency\n}} b.");
    assert!(
        html.contains(">CIA <span class=\"component-tooltip-note\" role=\"note\">(Agency)</span></span> b."),
        "{html}"
    );
    let html = shown("| a | b |\n|---|---|\n| {{tooltip\\|CIA\\|Agency}} | c |");
    assert!(
        html.contains(
            ">CIA <span class=\"component-tooltip-note\" role=\"note\">(Agency)</span></span></td>"
        ),
        "{html}"
    );
}

#[test]
fn a_block_component_divides_its_paragraph() {
    let html = shown("{{main|Heat|Neil McCauley}}\n\nText {{quote|Never.|by=Neil}} on.");
    assert!(
        html.starts_with("<p class=\"hatnote\">Main articles: <a href=\"/films/heat/\">Heat</a>, <a"),
        "{html}"
    );
    assert!(
        html.contains("<p>Text </p>\n<figure class=\"component-quote\">") || html.contains("<p>Text</p>"),
        "{html}"
    );
    assert!(html.contains("<p>on.</p>"), "{html}");
    let html = shown("Text {{quote|Never.}}\n  on.\n\n{{quote|Ever.}}  \n\nNext.");
    assert!(html.contains("<p>on.</p>") && html.contains("<p>Next.</p>"), "no blanks are left: {html}");
    reports("**Text {{main|Heat}}**", "component", 1, 8, &["is a block"]);
    reports("# A\n\n## B {{main|Heat}}", "component", 3, 6, &["is a block"]);
}

#[test]
fn markdown_in_a_block_has_paragraphs_lists_and_nested_components() {
    let html = shown(
        "````quote\ntext: |\n  I *never* do.\n\n  - One\n  - {{tooltip|CIA|Agency}}\n\n  ```quote\n  text: Inner [[Heat]]\n  ```\nby: '[[Neil McCauley]]'\n````",
    );
    assert!(html.contains("<p>I <em>never</em> do.</p>"), "{html}");
    assert!(html.contains("<li>One</li>") && html.contains("(Agency)</span></span></li>"), "{html}");
    assert!(html.contains("<blockquote><p>Inner <a href=\"/films/heat/\">Heat</a></p>"), "{html}");
    assert!(html.contains("<b><a href=\"/people/neil/\">Neil McCauley</a></b>"), "{html}");
}

#[test]
fn undeclared_names_code_and_escapes_stay_text() {
    for text in ["{{something|else}}", "\\{{tooltip|a|b}}", "{{TOOLTIP}}", "{{ }}"] {
        let html = built(text).html("page/index.html").content().inner().to_owned();
        assert!(html.contains("{{"), "{html}");
    }
    for text in ["`{{tooltip|a|b}}`", "```\n{{tooltip|a|b}}\n```", "    {{tooltip|a|b}}"] {
        assert!(shown(text).contains("{{tooltip|a|b}}"));
    }
    assert!(shown("{{tooltip|a\\|b|note\\=c}}").contains(">a|b <span"));
    let plain = Wiki::new().file("content/page.md", "A {{quote|x}} and\n\n```quote\ntext: x\n```\n").build();
    plain.html("page/index.html").has("{{quote|x}}").has("language-quote");
}

#[test]
fn faults_have_their_place_and_a_suggestion() {
    reports("A {{tooltp|a|b}}.", "unknown-component", 1, 5, &["tooltp", "did you mean `tooltip`?"]);
    reports("A {{tooltip|a|nota=b}}.", "component", 1, 15, &["nota", "did you mean `note`?"]);
    reports("A {{tooltip|a}}.", "missing-field", 1, 3, &["`tooltip` needs `note`"]);
    reports("A {{tooltip|a|b|c}}.", "component", 1, 17, &["has only 2 parameters"]);
    reports("A {{tooltip|a|note=b|note=c}}.", "component", 1, 22, &["twice"]);
    reports("A {{tooltip|a|b.", "component", 1, 3, &["has no end"]);
    reports("{{notice|stubb}}", "invalid-choice", 1, 10, &["did you mean `stub`?"]);
    reports("{{card|t|year=many}}", "wrong-type", 1, 15, &["a number"]);
    reports("{{card|t|site=heat.test}}", "wrong-type", 1, 15, &["a web address"]);
    reports("{{main|Heet}}", "red-link", 1, 8, &["did you mean `Heat`?"]);
    reports("{{main|[[Heet]]}}", "red-link", 1, 8, &["did you mean `Heat`?"]);
    reports("{{card|t|of=Neil McCauley}}", "wrong-reference", 1, 13, &["expects `film`"]);
    reports("```card\ntitel: x\n```", "component", 2, 1, &["titel", "did you mean `title`?"]);
}

#[test]
fn faults_in_blocks_have_their_place() {
    reports("Text.\n\n```quote\nby: Neil\n```", "missing-field", 3, 1, &["needs `text`"]);
    reports("```card\ntitle: t\nyear: many\n```", "wrong-type", 3, 7, &["a number"]);
    reports("```card\ntitle: t\nof: Heet\n```", "red-link", 3, 5, &["did you mean `Heat`?"]);
    reports("```quote\ntext: |\n  One\n  [[Heet]]\n```", "red-link", 4, 3, &["did you mean `Heat`?"]);
    reports(
        "> ```quote\n> text: |\n>   One\n>   [[Heet]]\n> ```",
        "red-link",
        4,
        5,
        &["did you mean `Heat`?"],
    );
    reports("```quote\ntext: \"see [[Heet]]\"\n```", "red-link", 2, 12, &["did you mean `Heat`?"]);
    reports("```quote\ntext: x\ntext: y\n```", "duplicate-key", 3, 1, &["text"]);
    reports("```quote\n- x\n```", "wrong-type", 2, 1, &["a map of arguments"]);
}

#[test]
fn links_in_arguments_are_backlinks() {
    let run = built("{{main|Heat}}\n\n```quote\ntext: By [[Neil McCauley]]\n```");
    run.is_clean();
    run.html("films/heat/index.html").find("section.backlinks").says("Page");
    run.html("people/neil/index.html").find("section.backlinks").says("Page");
}

#[test]
fn spoilers_hold_in_and_around_arguments() {
    let html = shown("A {{tooltip|man|He ||ending: dies at the end||}}.");
    assert!(html.contains("<span class=\"spoiler\" data-scope=\"ending\">"), "{html}");
    let html = shown("||ending: A {{tooltip|man|He dies}}||.");
    assert!(html.starts_with("<p><span class=\"spoiler\""), "{html}");
    let html = shown("```quote\ntext: I die\nspoiler: ending\n```");
    assert!(html.starts_with("<details class=\"spoiler\" data-scope=\"ending\">"), "{html}");
    assert!(html.find("I die") < html.find("</details>"), "{html}");
    let run = built("{{tooltip|man|He ||ending: dies||}} {{tooltip|b|c}}");
    run.is_clean();
    let without = wiki()
        .file("content/page.md", "---\ntitle: Page\n---\nA {{tooltip|man|He ||ending: dies||}} {{tooltip|b|c}}\n\n```quote\ntext: I die\nspoiler: ending\n```\n")
        .run(&["build", "--without-spoilers"]);
    without.succeeds();
    without.html("page/index.html").lacks("dies").lacks("I die").has("(c)");
}

#[test]
fn content_cannot_inject_html_through_arguments() {
    let run = built("```card\ntitle: '<script>alert(1)</script><b>x</b>'\nclass: '\" onclick=\"x'\n```");
    run.reports(&[("removed-html", "content/page.md", 5, 9)]);
    let html = run.html("page/index.html").content().inner().replace("&#x2F;", "/");
    assert!(!html.contains("<script") && !html.contains("\" onclick") && html.contains("<b>x</b>"), "{html}");
    let run = built("{{card|[x](javascript:alert)}}");
    run.diagnostic("unsafe-url", "content/page.md", 4, 8);
}

#[test]
fn template_faults_name_the_component_and_the_place() {
    let run = wiki()
        .file("templates/components/card.html", "{{ args.title }}{{ args.nothing.at }}\n")
        .file("content/page.md", "Text.\n\n{{card|x}}\n")
        .build();
    run.is_refused();
    let fault = run.coded("template")[0];
    assert!(fault.message.starts_with("component `card`:"), "{}", fault.message);
    assert!(format!("{run}").contains("card"), "{run}");
    let run = Wiki::new().settings("[components.box]\n").file("content/page.md", "{{box}}\n").build();
    let fault = run.diagnostic("unknown-template", "site.toml", 3, 13);
    assert!(fault.message.contains("component `box`"), "{}", fault.message);
}

#[test]
fn a_template_with_an_error_is_not_reported_as_missing_too() {
    let run = Wiki::new()
        .settings("[components.box]\n[types.book]\nfolder = \"books\"\ntemplate = \"tome.html\"\n")
        .file("templates/components/box.html", "{% if x %}\n")
        .file("templates/tome.html", "{% for %}\n")
        .file("templates/own.html", "{{\n")
        .file("content/page.md", "---\ntemplate: own\n---\n{{box}}\n")
        .build();
    run.is_refused();
    assert!(run.coded("unknown-template").is_empty(), "{run}");
    assert_eq!(run.coded("template").len(), 3, "{run}");
}

#[test]
fn settings_are_checked() {
    let run = Wiki::new()
        .settings("[components.Box]\n[components.query]\n[components.quote.parameters.a]\ntype = \"nmber\"\n[components.main]\nname = 1\n")
        .file("content/page.md", "Text.\n")
        .build();
    run.diagnostic("invalid-config", "site.toml", 3, 13);
    run.diagnostic("invalid-config", "site.toml", 4, 13);
    run.diagnostic("invalid-config", "site.toml", 6, 8);
    run.diagnostic("unknown-key", "site.toml", 8, 1);
}

#[test]
fn a_component_may_have_the_template_of_another() {
    let run = wiki()
        .settings("[components.nihongo]\ntemplate = \"foreign\"\ninline = true\n[components.nihongo.parameters]\ntext = {}\nscript = {}\nromanised = {}\nmeaning = {}\nlang = { type = \"plain\", default = \"ja\" }\n")
        .file("content/page.md", "{{nihongo|Sword|剣|ken}}\n")
        .build();
    run.is_clean();
    run.html("page/index.html")
        .has("Sword (<span lang=\"ja\" dir=\"auto\">剣</span>, <i lang=\"ja-Latn\">ken</i>)");
}

#[test]
fn the_components_of_the_theme() {
    let html = shown(
        "{{notice|stub}}\n\n{{see-also|Heat}}\n\n{{icon|icon.png|Heat}} and {{foreign|Sword|剣|ken|lang=ja}}",
    );
    assert!(
        html.contains(
            "<div class=\"component-notice\" data-kind=\"stub\" role=\"note\"><p>This page is a stub."
        ),
        "{html}"
    );
    assert!(html.contains("See also: <a href=\"/films/heat/\">Heat</a>"), "{html}");
    assert!(html.contains("<span class=\"component-icon\"><img src=\"/icon.png\" alt=\"\""), "{html}");
    assert!(html.contains("<span lang=\"ja\" dir=\"auto\">剣</span>"), "{html}");
    let html = shown("```navbox\ntitle: Films\nquery:\n  type: film\ntext: '- [[Neil McCauley]]'\n```");
    assert!(
        html.contains(
            "<nav class=\"component-navbox\" aria-label=\"Films\"><details><summary>Films</summary>"
        ),
        "{html}"
    );
    assert!(html.contains("<li><a href=\"/films/heat/\">Heat</a></li>"), "{html}");
    let run = built("{{notice|stub}}");
    run.html("page/index.html").has("/assets/css/components.");
    run.html("films/heat/index.html").lacks("/assets/css/components.");
}

#[test]
fn nesting_and_size_are_bounded() {
    let deep = "{{tooltip|a|".repeat(8) + &"}}".repeat(8);
    let run = built(&deep);
    assert!(run.coded("component").iter().any(|fault| fault.message.contains("nested deeper")), "{run}");
    let run = wiki()
        .file("templates/components/card.html", "x".repeat(60_000))
        .file("content/page.md", "{{card|a}}\n\n".repeat(400))
        .build();
    assert!(!run.coded("output-size").is_empty(), "{run}");
}

#[test]
fn a_family_tree_needs_only_a_page_or_a_relation() {
    let tree = |of: &str| {
        let text = format!("```family-tree\nof: {of}\ntitle: The family\n```\n");
        let run = wiki()
            .file("content/people/ada.md", "---\ntitle: Ada\nchildren: [Bob]\n---\n")
            .file("content/people/bob.md", "---\ntitle: Bob\n---\n```family-tree\nof: this\n```\n")
            .file("content/tree.md", text)
            .build();
        let page = run.html("tree/index.html");
        assert_eq!(run.html("people/bob/index.html").find(".query-tree").texts("a"), ["Ada", "Bob"]);
        page.find("figure.component-family-tree figcaption").says("The family");
        page.find("figure.component-family-tree .query-tree").texts("a")
    };
    assert_eq!(tree("Bob"), ["Ada", "Bob"]);
    assert_eq!(tree("children"), ["Ada", "Bob"]);
    let nobody = ["neither a page nor a field", "write the title of a page"];
    reports("```family-tree\nof: Nobody At All\n```", "query", 2, 5, &nobody);
    reports("```family-tree\nof: Heat\n```", "query", 2, 5, &["no field", "declare such a field"]);
}

#[test]
fn titles_of_navboxes_have_the_apostrophes_of_texts() {
    let html = shown("```navbox\ntitle: Neil's crew\ntext: x\n```");
    assert_eq!(html.matches("Neil’s crew").count(), 2, "the summary and its name: {html}");
}

#[test]
fn components_of_the_theme_that_are_not_declared_are_reported_with_the_line_to_write() {
    let text = "A {{tooltip|boat|A white one}}, {{main article}}.\n\n```quote\ntext: One last thing.\n```\n\n```text\nquote\n```\n";
    let run = Wiki::new().file("content/a.md", text).build();
    run.succeeds();
    run.diagnostic("unknown-component", "content/a.md", 1, 5).says("`[components.tooltip]`");
    run.diagnostic("unknown-component", "content/a.md", 3, 1).says("`[components.quote]`");
    assert_eq!(run.coded("unknown-component").len(), 2, "{run}");
    assert_eq!(run.coded("foreign-syntax").len(), 1, "{run}");
}

#[test]
fn a_component_in_a_sentence_adds_no_space() {
    let run = wiki()
        .settings(
            "[components.stat]\ninline = true\n[components.stat.parameters]\nname = {}\nvalue = { type = \"number\", default = 5 }\nsince = { type = \"date\", default = 1999-03-01 }\nof = { type = \"choice\", values = [1, 2], default = 2 }\n",
        )
        .file(
            "templates/components/stat.html",
            "\n<b>{{ args.name }} {{ args.value }} {{ args.since.text }} {{ args.of }}</b>\n\n",
        )
        .file("content/page.md", "Has {{stat|Power}}, and {{stat|Luck|value=7}}.\n\n![[icon.png|right|A {{stat|Wit|1}} [[Heat]]]]\n")
        .build();
    run.is_clean();
    let html = run.html("page/index.html");
    html.has("<p>Has <b>Power 5 1 March 1999 2</b>, and <b>Luck 7 1 March 1999 2</b>.</p>");
    html.has("<figcaption>A <b>Wit 1 1 March 1999 2</b> <a href=\"/films/heat/\">Heat</a></figcaption>");
}
