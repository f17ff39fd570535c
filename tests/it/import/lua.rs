//! Lua modules: their text becomes a part of pages if this build runs them, and is reported if it does not.

use super::{Imported, page, template};

const BOX: &str = "local p = {}
function p.box(frame)
    local args = frame:getParent().args
    local root = mw.html.create('table'):addClass('infobox')
    for _, name in ipairs{ 'class', 'crew' } do
        if args[name] then
            root:tag('tr'):tag('th'):wikitext(mw.language.getContentLanguage():ucfirst(name)):done():tag('td'):wikitext(args[name])
        end
    end
    return tostring(root) .. '[[Category:' .. args.class .. ' ships]]'
end
function p.wrong() local none; return none.x end
function p.endless() while true do end end
return p";

fn module(name: &str, text: &str) -> String {
    page(&format!("Module:{name}"), 828, text).replace("<model>wikitext", "<model>Scribunto")
}

fn pages() -> Vec<String> {
    vec![
        page("Kaga", 0, "{{Ship|class=Tosa|crew=1,708}} The ''Kaga'' has {{Half|84}} guns."),
        page("Akagi", 0, "Before {{#invoke:Ship|wrong}} between {{#invoke:Ship|endless}} after."),
        template("Ship", "{{{{{|safesubst:}}}#invoke:Ship|box}}"),
        template("Half", "{{#invoke:Math|half|{{{1}}}}}"),
        module("Ship", BOX),
        module("Math", "return { half = function(frame) return frame.args[1] / 2 end }"),
    ]
}

#[cfg(feature = "lua")]
#[test]
fn the_text_of_modules_is_part_of_pages() {
    let imported = Imported::of(&pages());
    let site = imported.site();
    site.html("kaga/index.html").has("1,708").has("42 guns.");
    assert!(site.has("categories/tosa-ships/index.html"));
    site.html("akagi/index.html").has("Before").has("between").has("after.");
    let report = imported.file("import-report.md");
    for said in [
        "| calls of Lua modules | 4 | 0 | 2 | 2 |",
        "- Akagi: `Module:Ship, line 12: attempt to index local 'none' (a nil value) in {{#invoke:Ship|wrong}}`",
        "- Akagi: `Module:Ship, line 13: the call takes more than 50 million instructions in {{#invoke:Ship|endless}}`",
    ] {
        assert!(report.contains(said), "{said}\n{report}");
    }
}

#[cfg(feature = "lua")]
#[test]
fn modules_give_the_same_files_on_any_number_of_threads() {
    let read = |threads: &str| {
        let wiki = crate::harness::Wiki::empty().file("dump.xml", super::dump(&pages()));
        let output = super::import(&wiki, &[]).env("RAYON_NUM_THREADS", threads).output();
        assert!(output.expect("the program runs").status.success());
        let files = ["content/kaga.md", "content/akagi.md", "import-report.md"];
        files.map(|file| std::fs::read_to_string(wiki.root().join("new").join(file)).expect("a file"))
    };
    assert_eq!(read("1"), read("8"));
}

#[cfg(not(feature = "lua"))]
#[test]
fn calls_of_modules_are_counted_and_the_report_names_the_feature() {
    let imported = Imported::of(&pages());
    let report = imported.file("import-report.md");
    assert!(report.contains("| calls of Lua modules | 4 | 0 | 0 | 4 |"), "{report}");
    assert!(report.contains("cargo install --locked --path . --features lua"), "{report}");
    assert!(report.contains("- Kaga: `{{#invoke:Math|half|{{{1}}}}}`"), "{report}");
}
