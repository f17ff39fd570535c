//! Modules run as Scribunto runs them, and cannot leave their limits.

use std::sync::OnceLock;
use std::thread;

use super::super::dump::{Dump, DumpPage, Names};
use super::super::expand::expand;
use super::super::expansion::Expanded;
use super::super::pages::Pages;

/// The expansion of a page of a wiki with other pages, on a stack as large as that of the import.
fn expanded(others: &[(&str, &str)], text: &str) -> Expanded {
    thread::scope(|scope| {
        let own = thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, || on_stack(others, text));
        own.expect("a thread").join().expect("an expansion")
    })
}

fn on_stack(others: &[(&str, &str)], text: &str) -> Expanded {
    let page = |title: &str, text: &str| DumpPage {
        title: title.to_owned(),
        text: text.to_owned(),
        timestamp: "2021-08-01T10:00:00Z".to_owned(),
        ..DumpPage::default()
    };
    let mut pages: Vec<DumpPage> = others.iter().map(|(title, text)| page(title, text)).collect();
    pages.push(page("Kaga", text));
    let dump = Dump {
        name: "Old Wiki".to_owned(),
        base: "https://old.example.org/wiki/Main_Page".to_owned(),
        language: "en".to_owned(),
        namespaces: vec![(10, "Template".to_owned()), (828, "Module".to_owned())],
        pages,
        ..Dump::default()
    };
    let names = Names::new(&dump);
    let texts: Vec<OnceLock<String>> = dump.pages.iter().map(|_| OnceLock::new()).collect();
    let pages = Pages::new(&dump, &names, &texts);
    expand(&pages, None, &names.title("Kaga", 0), text)
}

/// The text that a function's body returns.
fn returned(body: &str) -> String {
    let module = format!("local p = {{}}\nfunction p.main(frame)\n{body}\nend\nreturn p");
    let expanded = expanded(&[("Module:Test", &module)], "{{#invoke:Test|main|one|two = 2 }}");
    assert!(expanded.unconverted.is_empty(), "{:?}", expanded.unconverted);
    expanded.text
}

/// What the report says of a function that fails.
fn problem(body: &str) -> String {
    let module = format!("local p = {{}}\nfunction p.main(frame)\n{body}\nend\nreturn p");
    let mut expanded = expanded(&[("Module:Test", &module)], "{{#invoke:Test|main}}");
    assert_eq!((expanded.modules.calls, expanded.modules.failed), (1, 1), "{}", expanded.text);
    expanded.unconverted.pop().expect("a problem")
}

#[test]
fn a_function_gets_its_arguments_and_those_of_the_template() {
    let module = "local p = {}
        function p.main(frame)
            local parent = frame:getParent()
            return frame.args[1], '/', frame.args.two, '/', parent.args.name, '/', parent:getTitle(), '/', #frame.args
        end
        return p";
    let pages = [("Module:Test", module), ("Template:Box", "{{#invoke:Test|main|{{{1}}}|two= x }}")];
    assert_eq!(expanded(&pages, "A {{Box| a |name=N}}.").text, "A  a /x/N/Template:Box/0.");
    let computed =
        [("Module:Test", module), ("Template:Box", "{{{{{|safesubst:}}}#invoke:Test|main|a|two=b}}")];
    assert_eq!(expanded(&computed, "{{Box|name=N}}").text, "a/b/N/Template:Box/0");
}

#[test]
fn a_frame_expands_wikitext_templates_functions_and_tags() {
    let module = "local p = {}
        function p.main(frame)
            return frame:preprocess('{{{x}}} {{Hi|you}}'), ';', frame:expandTemplate{ title = 'Hi', args = { '{{x}}' } }, ';',
                frame:callParserFunction('#if', 'x', 'yes', 'no'), ';', frame:extensionTag('nowiki', 'raw'), ';',
                frame:newChild{ title = 'Child', args = { a = 'b' } }:preprocess('{{{a}}}')
        end
        return p";
    let pages = [("Module:Test", module), ("Template:Hi", "Hello, {{{1}}}")];
    let expanded = expanded(&pages, "{{#invoke:Test|main|x=X}}");
    assert_eq!(expanded.text, "X Hello, you;Hello, {{x}};yes;\u{1}0\u{1};b");
    assert_eq!(expanded.tags[0].inner, "raw");
}

#[test]
fn calls_see_nothing_of_each_other() {
    let module = "local p = {}
        function p.set() leaked = 1; string.len = nil; mw.text.trim = nil; math.pi = 3 return 'set' end
        function p.get() return tostring(leaked), ' ', #('x'):rep(2), ' ', type(mw.text.trim), ' ', math.floor(math.pi * 100) end
        return p";
    let text = "{{#invoke:Test|set}} {{#invoke:Test|get}}";
    assert_eq!(expanded(&[("Module:Test", module)], text).text, "set nil 2 function 314");
    assert_eq!(returned("return tostring(getmetatable('')), tostring(rawequal(_G, _G))"), "niltrue");
}

#[test]
fn libraries_answer_as_those_of_scribunto() {
    for (body, wanted) in [
        ("return ('abc'):find('', 10)", "43"),
        ("return table.getn({ 1, 2 })", "2"),
        ("return os.date('!%c|%x|%X|%%c', 1e9)", "Sun Sep  9 01:46:40 2001|09/09/01|01:46:40|%c"),
        ("return mw.text.nowiki('a\\n; b\\n\\nc')", "a\n&#59; b\n&#10;c"),
        ("return mw.text.jsonDecode('[1, \"a,]\", ]', mw.text.JSON_TRY_FIXING)[2]", "a,]"),
        ("return tostring(pcall(function() mw.html.create('b'):attr('a b', 'c') end))", "false"),
        ("return tostring(mw.title.new('A%20B')), tostring(mw.title.new('A/B').file)", "nilfalse"),
        ("return mw.title.new('File:A/B').subpageText, mw.title.new('A/B').subpageText", "A/BB"),
        ("return mw.title.new('Module:Nope').contentModel", "Scribunto"),
        (
            "return mw.uri.parseQueryString('a=1&a=2').a[2], mw.uri.new('http://u:p@h:8/x?y=1').relativePath",
            "2/x?y=1",
        ),
        ("return tostring(mw.uri.new('http://u:p@h:8/'):extend{ a = 'b' })", "http://u:p@h:8/?a=b"),
        ("return mw.message.new('parentheses', 'x'):plain(), mw.message.new('may'):plain()", "(x)May"),
        ("return mw.message.newRawMessage('$1 of $2', 'a'):numParams(1234):plain()", "a of 1,234"),
        ("return frame:newChild{ title = 'Child' }:getTitle()", "Child"),
        ("return tostring(frame:newChild{}:getParent() == frame)", "true"),
        ("return mw.getContentLanguage():formatDate('j F Y', 'Feb 3 2020 +1 day')", "4 February 2020"),
        ("return mw.site.namespaces.Image.id, mw.language.new():gender('female', 'he', 'she')", "6she"),
        ("return 'a<!-- b -->c\\n<!-- d -->\\ne <!-- f'", "ac\ne <!-- f"),
    ] {
        assert_eq!(returned(body), wanted, "{body}");
    }
}

#[test]
fn what_the_dump_does_not_contain_is_a_problem_even_if_the_module_goes_on() {
    for (body, wanted) in [
        (
            "return mw.site.stats.pagesInCategory('Ships')",
            "category `Ships`: the number of its members is not in the dump",
        ),
        (
            "pcall(frame.callParserFunction, frame, '#nope', 'x')",
            "frame:callParserFunction: unknown function `#nope`",
        ),
        (
            "return frame:preprocess('{{int:nope}}{{NUMBEROFEDITS}}')",
            "{{NUMBEROFEDITS}}: the number is not in the dump",
        ),
    ] {
        let module = format!("return {{ main = function(frame) {body} end }}");
        let mut expanded = expanded(&[("Module:Test", &module)], "{{#invoke:Test|main}}");
        assert_eq!(expanded.unconverted.pop().as_deref(), Some(wanted));
        assert_eq!(expanded.modules.failed, 0);
    }
}

#[test]
fn nothing_outside_can_be_reached() {
    let names = "io debug.getinfo os.execute os.getenv loadstring load dofile loadfile collectgarbage coroutine \
                 newproxy setfenv getfenv module print string.dump package.loadlib package.path";
    for name in names.split(' ') {
        assert_eq!(returned(&format!("return tostring({name})")), "nil", "{name}");
    }
    assert!(problem("return require('Module:Binary')").contains("not found"));
    let binary = expanded(&[("Module:Binary", "\u{1b}Lua")], "{{#invoke:Binary|main}}");
    assert_eq!(binary.unconverted, ["Module:Binary: Module:Binary is not text in {{#invoke:Binary|main}}"]);
}

#[test]
fn the_time_is_that_of_the_dump_and_chance_is_fixed() {
    assert_eq!(returned("return os.date('%Y-%m-%d %H', os.time()), ' ', os.clock()"), "2021-08-01 10 0");
    let numbers = "local t = {} for i = 1, 5 do t[i] = math.random(6) end return table.concat(t)";
    assert_eq!(returned(numbers), returned(numbers));
    assert_eq!(returned("return tostring({}), tostring(print), tostring(pairs)"), "tablenilfunction");
}

#[test]
fn endless_and_huge_work_ends_with_a_problem() {
    for body in [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local function f() return pcall(f) end while true do f() end",
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
        "for i = 1, 1e9 do ('x'):rep(1e6) end",
        "return ('x'):rep(1e9)",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 1e9 do t[i] = {} end",
        "local t = {} for i = 1, 1e9 do table.insert(t, 1, i) end",
        "local t = {} for i = 1, 3e5 do t[i] = i end while true do table.sort(t, function() return true end) end",
        "local function f() return 1 + f() end return f()",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k .. 'x'] end return t.a",
        "return ('a'):rep(300):find(('.-'):rep(30) .. 'b')",
        "return mw.ustring.find(('ä'):rep(300), ('.-'):rep(30) .. 'b')",
        "return ('a'):rep(1e5):match(('a?'):rep(5e4))",
        "return ('a'):rep(1e5):gsub('a', ('b'):rep(1e6))",
        "return ('x'):rep(1e6, 1), ('%s'):rep(100):format(unpack({}))",
        "while true do mw.text.split(('a,'):rep(1000), ',') end",
        "while true do frame:preprocess('{{PAGENAME}}') end",
        "error({ code = 1 })",
        "error(setmetatable({}, { __tostring = function() while true do end end }))",
        "local t = {} t[1] = t return mw.text.jsonEncode(t)",
        "local d = mw.html.create('div') d:node(d) return tostring(d)",
        "local t = {} for i = 1, 3e5 do t = { t } end return mw.text.jsonEncode(mw.clone(t))",
        "return mw.text.jsonDecode(('['):rep(1e5))",
        "local t = {} for i = 1, 90 do t = { t, t } end return mw.text.jsonEncode(t)",
        "local t, s = {}, ('x'):rep(1e6) for i = 1, 1e4 do t[i] = s end return mw.text.jsonEncode(t)",
        "local s = '[' .. ('[],'):rep(1e7) .. '[]]' while true do mw.text.jsonDecode(s) end",
        "local s = ('&amp;'):rep(1e6) while true do mw.text.decode(s) end",
        "return mw.ustring.toNFKD(('\u{fdfa}'):rep(1e7))",
        "local s = ('x'):rep(1e6) while true do frame:newChild { args = { s } } end",
        "local s = ('x'):rep(1e6) while true do pcall(frame.newChild, frame, { title = s }) end",
        "local s = ('x'):rep(1e6) for i = 1, 1e9 do frame:callParserFunction('#vardefine:' .. i .. s, 'x') end",
        "local s = ('x'):rep(1e6) while true do frame:extensionTag('nowiki', s) end",
        "local s = '<nowiki>' .. ('x'):rep(1e6) .. '</nowiki>' while true do frame:preprocess(s) end",
        "error(('\\27[31m'):rep(1e6))",
        "return mw.html.create('div'):node(setmetatable({}, { __tostring = function() error('no') end }))",
    ] {
        let said = problem(body);
        let is_known = said.contains("Module:Test") || said.ends_with("its templates produce too much text");
        assert!(is_known && said.chars().count() < 700, "{body}: {said}");
    }
}

#[test]
fn a_page_keeps_no_more_than_its_share() {
    let text = format!("<nowiki>{}</nowiki>", "x".repeat(100_000));
    let pages = [("Template:T", text.as_str()), ("Template:U", &"{{T}}".repeat(1000))];
    let expanded = expanded(&pages, &"{{U}}".repeat(100));
    let kept: usize = expanded.tags.iter().map(|tag| tag.inner.len()).sum();
    assert!(kept < 20 << 20, "{kept}");
    assert_eq!(expanded.unconverted, ["the rest of the page: its templates produce too much text"]);
}

#[test]
fn a_module_that_calls_itself_through_wikitext_ends_with_a_problem() {
    let module =
        "return { main = function(frame) return 'x' .. frame:preprocess('{{#invoke:Test|main}}') end }";
    let expanded = expanded(&[("Module:Test", module)], "{{#invoke:Test|main}}");
    assert!(expanded.text.starts_with("xxxxx"));
    assert_eq!((expanded.unconverted.len(), expanded.modules.failed), (1, 1));
    assert!(expanded.unconverted[0].contains("too deeply"), "{:?}", expanded.unconverted);
}

#[test]
fn a_problem_names_the_module_the_line_and_the_reason() {
    let said = problem("local x\nreturn x.y");
    assert_eq!(
        said,
        "Module:Test, line 4: attempt to index local 'x' (a nil value) in {{#invoke:Test|main}}"
    );
    for body in ["return mw.ustring.find('a', '(')", "table.sort({ 1, 'x' })"] {
        let said = problem(body);
        assert!(said.starts_with("Module:Test, line 3: "), "{said}");
    }
    let missing = expanded(&[], "{{#invoke:Gone|main}}").unconverted;
    assert_eq!(missing, ["Module:Gone: the dump does not contain this module in {{#invoke:Gone|main}}"]);
    let syntax = expanded(&[("Module:Test", "return {\n}}")], "{{#invoke:Test|main}}").unconverted;
    assert!(syntax[0].starts_with("Module:Test, line 2: "), "{syntax:?}");
}

#[test]
fn modules_that_require_each_other_are_a_problem() {
    let pages = [
        ("Module:A", "local b = require('Module:B') return { main = function() return b end }"),
        ("Module:B", "return require('Module:A')"),
    ];
    let said = expanded(&pages, "{{#invoke:A|main}} {{#invoke:B|main}}").unconverted;
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|said| said.contains("loop or previous error")), "{said:?}");
}

#[test]
fn one_page_cannot_use_more_than_its_share() {
    let module =
        "return { main = function() for i = 1, 1e6 do end end, fine = function() return 'fine' end }";
    let text = "{{#invoke:Test|fine}}".to_owned() + &"{{#invoke:Test|main}}".repeat(40);
    let expanded = expanded(&[("Module:Test", module)], &text);
    assert!(expanded.text.starts_with("fine"));
    assert!(
        expanded
            .unconverted
            .last()
            .is_some_and(|said| said.contains("the calls of this page take more than"))
    );
}

#[test]
fn data_can_only_be_read() {
    let pages = [
        ("Module:Data", "return { one = { 1, 2, 3 }, two = 'x' }"),
        (
            "Module:Test",
            "local data = mw.loadData('Module:Data')
            return { main = function()
                local ok = pcall(function() data.one[1] = 5 end)
                local keys = {}
                for key in pairs(data) do keys[#keys + 1] = key end
                table.sort(keys)
                return tostring(ok), data.one[1], table.concat(keys), #mw.clone(data).one
            end }",
        ),
        ("Module:Wrong", "return { f = function() end }"),
        ("Module:Keys", "return { [{}] = 1 }"),
    ];
    assert_eq!(
        expanded(&pages, "{{#invoke:Test|main}}{{#invoke:Test|main}}").text,
        "false1onetwo3false1onetwo3"
    );
    let wrong =
        [pages[2], ("Module:Test", "return { main = function() return mw.loadData('Module:Wrong') end }")];
    assert!(expanded(&wrong, "{{#invoke:Test|main}}").unconverted[0].contains("unsupported data type"));
    let keys =
        [pages[3], ("Module:Test", "return { main = function() return mw.loadData('Module:Keys') end }")];
    assert!(expanded(&keys, "{{#invoke:Test|main}}").unconverted[0].contains("a table as a key"));
}

#[test]
fn text_of_a_module_cannot_forge_markers_or_controls() {
    assert_eq!(returned("return 'a\\0b\\1' .. '7\\1c\\255'"), "a\u{fffd}b\u{fffd}7\u{fffd}c\u{fffd}");
    let forged = "local own = frame:extensionTag('ref', '\\0011\\001') return own .. frame:extensionTag('ref', own .. own)";
    let module = format!("return {{ main = function(frame) {forged} end }}");
    let expanded = expanded(&[("Module:Test", &module)], "{{#invoke:Test|main}}");
    assert_eq!(expanded.tags[0].inner, "\u{fffd}1\u{fffd}");
    assert_eq!(expanded.tags[1].inner, "\u{1}0\u{1}\u{1}0\u{1}");
}

#[test]
fn a_failed_call_is_an_error_for_iferror() {
    let text = "{{#iferror:{{#invoke:Gone|main}}|caught|fine}}";
    assert_eq!(expanded(&[], text).text, "caught");
}
