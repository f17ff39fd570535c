//! The cases: wikis of variable size.

#![expect(clippy::too_many_lines, reason = "tables")]

use crate::in_memory::Files;

/// A generator of wikis of any size.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The size of the smaller wiki.
    pub(crate) size: usize,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    /// The text of a page.
    Body(fn(usize) -> String),
    /// The front matter of a page.
    Matter(fn(usize) -> String),
    /// All files.
    Wiki(fn(usize) -> Files),
    /// A dump of MediaWiki.
    Dump(fn(usize) -> Files),
}

use Kind::{Body, Dump, Matter, Wiki};

impl Case {
    /// An almost empty wiki or dump.
    pub(crate) fn smallest(&self) -> Files {
        match self.kind {
            Dump(_) => crate::dumps::smallest(),
            _ => Case { name: "", size: 0, kind: Body(|_| "Text".to_owned()) }.wiki(0),
        }
    }

    pub(crate) fn wiki(&self, n: usize) -> Files {
        let mut files = match self.kind {
            Body(text) => vec![page("a.md", format!("---\ntitle: A\n---\n{}\n", text(n)))],
            Matter(yaml) => vec![page("works/a.md", format!("---\n{}\n---\nText [[A]].\n", yaml(n)))],
            Wiki(files) => files(n),
            Dump(files) => return files(n),
        };
        if !files.iter().any(|(path, _)| path == "site.toml") {
            files.push(page("site.toml", SETTINGS.to_owned()));
        }
        files
    }
}

const SETTINGS: &str = r#"
title = "A"
base_url = "https://wiki.test"

[checks]
double-link = "warning"
self-link = "warning"
orphan = "warning"
first-mention = "warning"
uncited-page = "warning"
source-archive = "warning"

[spoilers]
ending = "How it ends"

[components.tooltip]
[components.quote]

[properties]
start = { label = "Start" }
budget = { label = "Budget", unit = "dollars", many = true }

[types.work]
folder = "works"
label = "Work"
schema = "CreativeWork"

[types.work.fields]
text = { type = "text", many = true }
number = { type = "number", many = true }
day = { type = "date", many = true }
site = { type = "url", many = true }
portrait = { type = "image", many = true }
sort = { type = "choice", values = ["one", "two"], many = true }
based_on = { type = "page", many = true, inverse = "basis_of" }

[types.work.fields.cast]
type = "record"
many = true

[types.work.fields.cast.fields]
actor = { type = "page", inverse = "roles" }
note = { type = "text" }

[types.event]
folder = "events"
role = "event"

[types.event.fields]
date = { type = "date" }
status = { type = "choice", values = ["reported", "confirmed", "released"] }
supersedes = { type = "page", to = "event", many = true, inverse = "superseded_by" }

[types.paper]
folder = "papers"
role = "source"
"#;

fn page(path: impl Into<String>, text: impl Into<String>) -> (String, String) {
    (path.into(), text.into())
}

/// `n` pieces, each made from its number.
fn each(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

/// A page for each number.
fn pages(n: usize, folder: &str, text: impl Fn(usize) -> String) -> Files {
    (0..n).map(|at| page(format!("{folder}/p{at}.md"), text(at))).collect()
}

/// A text repeated many times on one line.
macro_rules! repeated {
    ($($name:literal $size:literal $text:expr;)*) => {
        [$(Case { name: $name, size: $size, kind: Body(|n| $text.repeat(n)) }),*]
    };
}

macro_rules! cases {
    ($($kind:ident $name:literal $size:literal $make:expr;)*) => {
        [$(Case { name: $name, size: $size, kind: $kind($make) }),*]
    };
}

pub(crate) fn titles() -> impl IntoIterator<Item = Case> {
    cases![
        Matter "title of one word" 5000 |n| format!("title: {}", "a".repeat(n));
        Matter "title of words" 1250 |n| format!("title: {}", "a word ".repeat(n));
        Matter "title of quotes" 2500 |n| format!("title: '{}'", "\"".repeat(n));
        Matter "title of apostrophes" 2500 |n| format!("title: \"{}\"", "'".repeat(n));
        Matter "title of hyphens" 2500 |n| format!("title: '{}'", "-".repeat(n));
        Matter "title of dots" 2500 |n| format!("title: '{}'", ".".repeat(n));
        Matter "title of slashes" 2500 |n| format!("title: '{}'", "a/".repeat(n));
        Matter "title of parentheses" 2500 |n| format!("title: '{}{}'", " (".repeat(n), ")".repeat(n));
        Matter "title of marks" 2500 |n| format!("title: 'a{}'", "\u{301}".repeat(n));
        Matter "title of cjk" 2500 |n| format!("title: '{}'", "漢".repeat(n));
        Matter "title of brackets" 2500 |n| format!("title: '{}'", "[[".repeat(n));
        Matter "title of colons" 2500 |n| format!("title: '{}'", "Category:".repeat(n));
        Matter "title of hashes" 2500 |n| format!("title: '{}'", "#".repeat(n));
        Matter "title of angle brackets" 2500 |n| format!("title: '{}'", "<b>".repeat(n));
        Matter "title of controls" 2500 |n| format!("title: \"{}\"", "\\x01".repeat(n));
        Matter "description" 5000 |n| format!("description: {}", "a word ".repeat(n));
        Matter "description of quotes" 2500 |n| format!("description: '{}'", "\"".repeat(n));
        Wiki "heading as title" 5000 |n| vec![page("a.md", format!("# {}\n\nText\n", "a".repeat(n)))];
        Wiki "heading of quotes as title" 2500 |n| vec![page("a.md", format!("# {}\n\nText\n", "\"".repeat(n)))];
        Wiki "setext title" 1250 |n| vec![page("a.md", format!("{}\n===\n\nText\n", "a word\n".repeat(n)))];
        Wiki "long title and a link that nearly is it" 1250 |n| vec![
            page("a.md", format!("---\ntitle: {}a\n---\n", "word ".repeat(n))),
            page("b.md", format!("See [[{}b]].\n", "word ".repeat(n))),
        ];
        Wiki "long title linked often" 600 |n| vec![
            page("a.md", format!("---\ntitle: {}\n---\n", "w".repeat(n))),
            page("b.md", "[[a]] ".repeat(n)),
        ];
        Wiki "long titles each linked from all" 45 |n| (0..n).map(|at| page(format!("p{at}.md"),
            format!("---\ntitle: {}{at}\n---\n{}", "w".repeat(1_000), each(n, |to| format!("[[p{to}]] "))))).collect();
        Wiki "category page of a long title" 5000 |n| vec![
            page("categories/a.md", format!("---\ntitle: {}\n---\n", "w".repeat(n))),
            page("b.md", format!("---\ncategories: [{}]\n---\n", "w".repeat(n)))];
        Wiki "long file name" 5000 |n| vec![page(format!("{}.md", "a-b".repeat(n)), "Text")];
        Wiki "deep folders" 125 |n| vec![page(format!("{}a.md", "f/".repeat(n)), "Text")];
        Wiki "deep folders, each with a page" 25 |n| (1..n).map(|at| page(format!("{}a{at}.md", "f/".repeat(at)), "Text")).collect();
    ]
}

pub(crate) fn front_matter() -> impl IntoIterator<Item = Case> {
    cases![
        Matter "aliases" 1250 |n| format!("title: A\naliases: [{}]", each(n, |at| format!("a{at}, ")));
        Matter "aliases of an address" 500 |n| format!("title: A\naliases: [{}]", each(n, |at| format!("/x/a{at}, ")));
        Matter "aliases all alike" 1250 |n| format!("title: A\naliases: [{}]", "b, ".repeat(n));
        Matter "aliases that are the title" 1250 |n| format!("title: A\naliases: [{}]", "a, ".repeat(n));
        Matter "aliases deep" 150 |n| format!("title: A\naliases: ['/{}']", "a/".repeat(n));
        Matter "alias long" 5000 |n| format!("title: A\naliases: ['{}']", "a".repeat(n));
        Matter "alias of quotes" 5000 |n| format!("title: A\naliases: ['{}']", "\"".repeat(n));
        Matter "anchors without a heading" 625 |n| format!("title: A\nanchors:\n{}", each(n, |at| format!("  a{at}: b{at}\n")));
        Matter "anchors in a chain" 625 |n| format!("title: A\nanchors:\n{}", each(n, |at| format!("  a{at}: a{}\n", at + 1)));
        Matter "anchors in a circle" 625 |n| format!("title: A\nanchors:\n{}", each(n, |at| format!("  a{at}: a{}\n", (at + 1) % n)));
        Wiki "anchors to headings" 625 |n| vec![page("a.md", format!("---\nanchors:\n{}---\n{}",
            each(n, |at| format!("  a{at}: Heading {at}\n")), each(n, |at| format!("## Heading {at}\n\n"))))];
        Wiki "anchors to missing headings of many" 375 |n| vec![page("a.md", format!("---\nanchors:\n{}---\n{}",
            each(n, |at| format!("  a{at}: Hading {at}\n")), each(n, |at| format!("## Heading {at}\n\n"))))];
        Matter "categories" 750 |n| format!("title: A\ncategories: [{}]", each(n, |at| format!("c{at}, ")));
        Matter "categories all alike" 1250 |n| format!("title: A\ncategories: [{}]", "b, ".repeat(n));
        Matter "categories of signs" 750 |n| format!("title: A\ncategories: [{}]", each(n, |at| format!("'C{}', ", "+".repeat(at % 200 + 1))));
        Matter "tags" 1250 |n| format!("title: A\ntags: '{}'", each(n, |at| format!("#c{at},")));
        Matter "category long" 5000 |n| format!("title: A\ncategories: ['{}']", "a".repeat(n));
        Matter "authors of an origin" 1250 |n| format!("title: A\norigin:\n  url: https://a.example.org/A\n  authors: [{}]", each(n, |at| format!("a{at}, ")));
        Matter "origin long" 5000 |n| format!("title: A\norigin:\n  licence: {}", "v ".repeat(n));
        Matter "info rows" 1250 |n| format!("title: A\ninfo:\n{}", each(n, |at| format!("  r{at}: v\n")));
        Matter "info values" 1250 |n| format!("title: A\ninfo:\n  r: [{}]", "v, ".repeat(n));
        Matter "info value long" 5000 |n| format!("title: A\ninfo:\n  r: {}", "v ".repeat(n));
        Matter "info links" 1250 |n| format!("title: A\ninfo:\n  r: '{}'", "[[A]] ".repeat(n));
        Matter "info brackets" 1250 |n| format!("title: A\ninfo:\n  r: '{}'", "[[A ".repeat(n));
        Matter "info bars" 1250 |n| format!("title: A\ninfo:\n  r: '[[{}]]'", "A|".repeat(n));
        Matter "info red links" 750 |n| format!("title: A\ninfo:\n  r: '{}'", each(n, |at| format!("[[x{at}]] ")));
        Matter "info nested" 125 |n| format!("title: A\ninfo:\n  r: {}{}", "[".repeat(n), "]".repeat(n));
        Matter "info maps nested" 125 |n| format!("title: A\ninfo:\n  r: {}{}", "{a: ".repeat(n), "}".repeat(n));
        Matter "field of texts" 1250 |n| format!("title: A\ntext: [{}]", "v, ".repeat(n));
        Matter "field of numbers" 1250 |n| format!("title: A\nnumber: [{}]", "1, ".repeat(n));
        Matter "field of wrong numbers" 1250 |n| format!("title: A\nnumber: [{}]", "x, ".repeat(n));
        Matter "field of a long number" 5000 |n| format!("title: A\nnumber: {}", "1".repeat(n));
        Matter "field of a number of commas" 1250 |n| format!("title: A\nnumber: '1{}'", ",000".repeat(n));
        Matter "field of a long fraction" 5000 |n| format!("title: A\nnumber: 0.{}", "1".repeat(n));
        Matter "field of dates" 1250 |n| format!("title: A\nday: [{}]", "1995-12-15, ".repeat(n));
        Matter "field of wrong dates" 1250 |n| format!("title: A\nday: [{}]", "1995-13-15, ".repeat(n));
        Matter "field of a long date" 5000 |n| format!("title: A\nday: {}", "1".repeat(n));
        Matter "field of addresses" 1250 |n| format!("title: A\nsite: [{}]", "'https://a.example', ".repeat(n));
        Matter "field of choices" 1250 |n| format!("title: A\nsort: [{}]", "one, ".repeat(n));
        Matter "field of wrong choices" 1250 |n| format!("title: A\nsort: [{}]", "ones, ".repeat(n));
        Matter "field of images" 1250 |n| format!("title: A\nportrait: [{}]", "x.png, ".repeat(n));
        Matter "field of image maps" 250 |n| format!("title: A\nportrait: [{}]", "{src: x.png, alt: y}, ".repeat(n));
        Matter "field of pages" 1250 |n| format!("title: A\nbased_on: [{}]", "A, ".repeat(n));
        Matter "field of missing pages" 750 |n| format!("title: A\nbased_on: [{}]", each(n, |at| format!("x{at}, ")));
        Matter "field of records" 500 |n| format!("title: A\ncast: [{}]", "{actor: A, note: x}, ".repeat(n));
        Matter "field of wrapped values" 500 |n| format!("title: A\ntext: [{}]", "{value: A, source: x, \
                                                                                  spoiler: ending}, ".repeat(n));
        Matter "sources of one value" 750 |n| format!("title: A\ntext: {{value: A, sources: [{}]}}", each(n, |at| format!("s{at}, ")));
        Matter "unknown keys" 750 |n| format!("title: A\n{}", each(n, |at| format!("k{at}: v\n")));
        Matter "unknown keys of records" 750 |n| format!("title: A\ncast: {{{}}}", each(n, |at| format!("k{at}: v, ")));
        Matter "unknown key long" 5000 |n| format!("title: A\n{}: v", "k".repeat(n));
        Matter "duplicate keys" 750 |n| format!("title: A\ninfo:\n{}", "  k: v\n".repeat(n));
        Matter "unknown spoilers" 750 |n| format!("title: A\ntext: [{}]", each(n, |at| format!("{{value: A, spoiler: e{at}}}, ")));
        Matter "unknown type long" 5000 |n| format!("title: A\ntype: {}", "k".repeat(n));
        Matter "slug long" 5000 |n| format!("title: A\nslug: {}", "k".repeat(n));
        Matter "permalink long" 5000 |n| format!("title: A\npermalink: {}", "k/".repeat(n));
        Matter "language long" 5000 |n| format!("title: A\nlanguage: {}", "en-".repeat(n));
        Matter "template long" 5000 |n| format!("title: A\ntemplate: {}", "k".repeat(n));
        Matter "order long" 5000 |n| format!("title: A\norder: {}", "1".repeat(n));
        Matter "date long" 5000 |n| format!("title: A\ndate: {}", "1".repeat(n));
        Matter "image long" 5000 |n| format!("title: A\nimage: {{src: {}, alt: {}}}", "k".repeat(n), "k".repeat(n));
        Matter "sources cited by the page" 750 |n| format!("title: A\nsources: [{}]", each(n, |at| format!("s{at}, ")));
        Matter "query of filters" 500 |n| format!("title: A\nquery:\n{}", each(n, |at| format!("  f{at}: v\n")));
        Matter "query of values" 750 |n| format!("title: A\nquery:\n  type: work\n  title: [{}]", each(n, |at| format!("v{at}, ")));
        Matter "query of columns" 500 |n| format!("title: A\nquery:\n  type: work\n  view: table\n  show: \
                                                   [{}]", "title, ".repeat(n));
        Matter "query of unknown columns" 500 |n| format!("title: A\nquery:\n  type: work\n  view: \
                                                           table\n  show: [{}]", each(n, |at| format!("c{at}, ")));
        Matter "query of types" 500 |n| format!("title: A\nquery:\n  type: [{}]", "work, ".repeat(n));
        Matter "query of unknown types" 500 |n| format!("title: A\nquery:\n  type: [{}]", each(n, |at| format!("t{at}, ")));
        Matter "yaml flow sequence nested" 125 |n| format!("title: {}{}", "[".repeat(n), "]".repeat(n));
        Matter "yaml block sequence nested" 125 |n| format!("title:\n{}a", "- ".repeat(n));
        Matter "yaml aliases" 750 |n| format!("title: A\ninfo:\n  a: &a x\n  b: [{}]", "*a, ".repeat(n));
        Matter "yaml anchors" 750 |n| format!("title: A\ninfo:\n  b: [{}]", each(n, |at| format!("&a{at} x, ")));
        Matter "yaml anchors and aliases" 250 |n| format!("title: A\ninfo:\n  b: [{}{}]", each(n, |at| format!("&a{at} x, ")), each(n, |at| format!("*a{at}, ")));
        Matter "yaml alias of a long text" 125 |n| format!("title: A\ninfo:\n  a: &a {}\n  b: [{}]", "x".repeat(n * 10), "*a, ".repeat(n));
        Matter "yaml merges" 125 |n| format!("title: A\ninfo:\n  a: &a {{x: y}}\n{}", each(n, |at| format!("  b{at}: {{<<: *a}}\n")));
        Matter "yaml tags" 750 |n| format!("title: A\ninfo:\n  b: [{}]", "!x y, ".repeat(n));
        Matter "yaml comments" 1250 |n| format!("title: A\n{}", "# comment\n".repeat(n));
        Matter "yaml escapes" 1250 |n| format!("title: A\ndescription: \"{}\"", "\\u0041".repeat(n));
        Matter "yaml folded" 1250 |n| format!("title: A\ndescription: >\n{}", "  line\n".repeat(n));
        Matter "yaml folded blank lines" 1250 |n| format!("title: A\ndescription: >\n{}", "  line\n\n".repeat(n));
        Matter "yaml literal" 1250 |n| format!("title: A\ndescription: |\n{}", "  line\n".repeat(n));
        Matter "yaml plain of many lines" 1250 |n| format!("title: A\ndescription:\n{}", "  line\n".repeat(n));
        Matter "yaml quoted of many lines" 1250 |n| format!("title: A\ndescription: \"\n{}\"", "  line\n".repeat(n));
        Matter "yaml question marks" 250 |n| format!("title: A\ninfo:\n{}", each(n, |at| format!("  ? k{at}\n  : v\n")));
        Matter "yaml long key" 5000 |n| format!("title: A\ninfo:\n  {}: v", "k".repeat(n));
        Matter "yaml unclosed brackets" 1250 |n| format!("title: A\ninfo: {}", "[a, ".repeat(n));
        Matter "yaml documents" 750 |n| format!("title: A\n{}", "...\n".repeat(n));
        Matter "yaml percent" 750 |n| "%YAML 1.2\n".repeat(n);
        Matter "yaml indented ladder" 75 |n| format!("info:\n{}", each(n, |at| format!("{}k:\n", " ".repeat(at + 1))));
        Matter "yaml quotes unclosed" 1250 |n| format!("title: A\ninfo: \"{}", "a\n".repeat(n));
        Matter "yaml controls" 1250 |n| format!("title: A\ninfo: \"{}\"", "\\0".repeat(n));
        Matter "yaml controls in many values" 750 |n| format!("title: A\ninfo: [{}]", "\"\\0\", ".repeat(n));
    ]
}

pub(crate) fn delimiters() -> impl IntoIterator<Item = Case> {
    repeated![
        "==a" 2000 "==a ";
        "calls" 500 "{{tooltip|a|b [[A]]}} ";
        "calls without end" 2000 "{{tooltip|a ";
        "calls with one argument" 1000 "{{tooltip|a ==b}} ";
        "ends of calls" 2000 "}} ";
        "misspelled calls" 500 "{{tooltp|a}} ";
        "==" 2000 "==";
        "== " 2000 "== ";
        "a==" 2000 "a==";
        " ==a==" 2000 " ==a==";
        "==*a" 2000 "==*a ";
        "*a" 2000 "*a ";
        "* a" 2000 "a* ";
        "**a" 2000 "**a ";
        "*" 2000 "*";
        "*_" 2000 "*_";
        "*a_" 2000 "*a _b ";
        "a**b" 2000 "a**b";
        "***a" 2000 "***a ";
        "_a" 2000 "_a ";
        "__a" 2000 "__a ";
        "~a" 2000 "~a ";
        "~~a" 2000 "~~a ";
        "~~" 2000 "~~";
        "~~~" 2000 "~~~ ";
        "^a" 2000 "^a ";
        " ^a newline" 2000 "x ^a\n";
        " ^a paragraphs" 1000 "x ^a\n\n";
        "$a" 2000 "$a ";
        "$" 2000 "$";
        "$$" 2000 "$$";
        "$a$" 1000 "$a$ ";
        "$$a$$" 500 "$$a$$ ";
        "$${}" 750 "$${";
        "$\\frac" 250 "$\\frac{a}{b}$ ";
        "{ in math" 2000 "${";
        "`a" 2000 "`a ";
        "`" 2000 "`";
        "`` `" 2000 "`` ` ";
        "\\`" 2000 "\\`";
        "[" 2000 "[";
        "[a" 2000 "[a ";
        "[a]" 2000 "[a] ";
        "]" 2000 "]";
        "[]" 2000 "[]";
        "[](" 2000 "[](";
        "[a](b" 2000 "[a](b";
        "[a](<b" 2000 "[a](<b";
        "[a](b \"" 1000 "[a](b \"";
        "[a](b)" 2000 "[a](b) ";
        "[a][b]" 2000 "[a][b] ";
        "[a](" 2000 "[a](((";
        "![" 2000 "![";
        "![a](b" 2000 "![a](b";
        "![a](b.png)" 1000 "![a](b.png) ";
        "![a](b.png) lines" 1000 "![a](b.png)\n";
        "![a](b.png) paragraphs" 1000 "![a](b.png)\n\n";
        "![a](https)" 1000 "![a](https://a.example/b.png) ";
        "![[a" 2000 "![[a ";
        "![[x.png]]" 1000 "![[x.png]] ";
        "![[x.png]] no spaces" 1000 "![[x.png]]";
        "![[x.png]] lines" 1000 "![[x.png]]\n";
        "![[B]] missing" 500 "![[B]] ";
        "![[B]] missing no spaces" 500 "![[B]]";
        "![[A]] itself" 500 "![[A]]";
        "[[a" 2000 "[[a ";
        "[[" 2000 "[[";
        "[[a|" 2000 "[[a|";
        "[[a]]" 2000 "[[a]] ";
        "[[a|b]]" 2000 "[[a|b]] ";
        "[[a|[[b]]" 2000 "[[a|[[b]] ";
        "]]" 2000 "]]";
        "[[]]" 2000 "[[]]";
        "[[a]] red" 1000 "[[nobody]] ";
        "[^" 2000 "[^";
        "[^a" 2000 "[^a ";
        "[^a]" 2000 "[^a] ";
        "[^a]:" 1000 "[^a]: x\n";
        "[^a]: paragraphs" 1000 "[^a]: x\n\n";
        "[@" 2000 "[@";
        "[@a" 2000 "[@a ";
        "[@a]" 1000 "[@a] ";
        "[@a;" 2000 "[@a;";
        "[@a, " 2000 "[@a, ";
        "(((" 2000 "(";
        "{#" 2000 "{#";
        "{#a}" 2000 "{#a} ";
        "# {#a}" 1000 "# x {#a}\n";
        "# {#" 1000 "# x {#\n";
        "#" 2000 "#";
        "# " 2000 "# ";
        "#\\n" 2000 "#\n";
        "%%" 2000 "%%";
        "%%a" 2000 "%%a ";
        "%%\\n" 2000 "%%\n";
        "`%%" 2000 "`%%";
        "%%%" 2000 "%%%\n";
        "<!--" 2000 "<!--";
        "<!-- a -->" 1000 "<!-- a -->";
        "<!--\\n" 2000 "<!--\n";
        "<!-- -- " 2000 "<!-- -- ";
        "<![CDATA[" 2000 "<![CDATA[";
        "a <![CDATA[" 2000 "a <![CDATA[";
        "<?" 2000 "<?";
        "a <?" 2000 "a <?";
        "<!A" 2000 "<!A";
        "a <!A" 2000 "a <!A ";
        "a <!--" 2000 "a <!-- ";
        "<" 2000 "<";
        "a <" 2000 "a <";
        "<b>" 2000 "<b>";
        "a <b>" 2000 "a <b> ";
        "a <b" 2000 "a <b ";
        "a <b c=\"" 2000 "a <b c=\"";
        "a <b c='" 2000 "a <b c='";
        "a <b c" 2000 "a <b c ";
        "<b attributes" 1000 "<b a=1 class='x'>x</b> ";
        "</b>" 2000 "</b>";
        "a </b>" 2000 "a </b> ";
        "<div>" 1000 "<div>";
        "<div> lines" 1000 "<div>\n";
        "<div> paragraphs" 1000 "<div>\n\n";
        "</div> paragraphs" 1000 "</div>\n\n";
        "<div>x</div> paragraphs" 500 "<div>x</div>\n\n";
        "<p>" 1000 "<p>";
        "<p> paragraphs" 1000 "<p>\n\n";
        "<table>" 1000 "<table>";
        "<table><tr><td>" 500 "<table><tr><td>";
        "<tr>" 1000 "<tr>\n\n";
        "<li>" 1000 "<li>\n\n";
        "<ul><li>" 1000 "<ul><li>";
        "<span>" 1000 "x <span> ";
        "<a href>" 1000 "x <a href=\"b\">y ";
        "<a href></a>" 1000 "x <a href=\"b\">y</a> ";
        "<a id>" 1000 "x <a id=\"b\">y</a> ";
        "<span id>" 1000 "x <span id=\"b\">y</span> ";
        "<img>" 1000 "x <img src=\"b.png\" alt=\"x\"> ";
        "<script>" 1000 "<script>";
        "<script> lines" 1000 "<script>\n\n";
        "<script></script>" 1000 "x <script>y</script> ";
        "<style>" 1000 "<style>\n";
        "<textarea>" 1000 "<textarea>\n";
        "<svg>" 1000 "<svg>\n\n";
        "<math>" 1000 "<math>";
        "<details>" 1000 "<details>\n<summary>x</summary>\n\n";
        "<template>" 1000 "<template>\n\n";
        "<select>" 1000 "<select><option>";
        "<form>" 1000 "<form>\n\n";
        "<iframe>" 1000 "<iframe>\n\n";
        "<b><i>" 1000 "<b><i></b></i>";
        "a <b><i>" 1000 "a <b><i></b></i> ";
        "<font><p>" 1000 "<font><p>\n\n";
        "<a><table>" 1000 "<a href=x><table>\n\n";
        "<br>" 1000 "<br>";
        "&amp;" 2000 "&amp;";
        "&" 2000 "&";
        "&#" 2000 "&#";
        "&#9" 2000 "&#99999999;";
        "&a" 2000 "&a";
        "<a@" 2000 "<a@";
        "<http:" 2000 "<http:";
        "http://" 2000 "http://";
        "http://a.b" 2000 "http://a.b ";
        "www." 2000 "www.";
        "www. " 2000 "www. ";
        "www.a)" 1000 "www.a.b) ";
        "https://a.b/((" 2000 "(";
        "://" 2000 "://";
        "h://" 2000 "https:// ";
        "'" 2000 "'";
        "\"" 2000 "\"";
        "\"a" 2000 "\"a ";
        "'a" 2000 "'a ";
        "a\"" 2000 "a\" ";
        "\"a\"" 2000 "\"a\" ";
        "--" 2000 "--";
        "-- " 2000 "a -- b ";
        "..." 2000 "...";
        "\\" 2000 "\\";
        "\\\\n" 2000 "a\\\n";
        "  n" 2000 "a  \n";
        "n" 2000 "\n";
        "nn" 2000 "a\n\n";
        "n a" 2000 "a\n";
        "r" 2000 "a\r";
        "rn" 2000 "a\r\n\r\n";
        "tabs" 2000 "\t";
        "spaces" 2000 " ";
        "nbsp" 2000 "\u{a0}";
        "rlo" 2000 "\u{202e}";
        "controls" 2000 "\u{1}";
        "marks" 2000 "\u{301}";
        "emoji" 1000 "👩‍👩‍👧‍👦";
        "cjk" 2000 "漢字";
        "capital dotted i" 2000 "İ";
        "eszett" 2000 "ẞ";
        "ligatures" 2000 "ﷺ";
        "|" 2000 "|";
        "| a" 2000 "| a ";
        "|-" 2000 "|-";
        "|||" 2000 "||a||";
        "- " 750 "- ";
        "-n" 2000 "-\n";
        "- a" 2000 "- a\n";
        "- a nn" 1000 "- a\n\n";
        "- [ ]" 1000 "- [ ] a\n";
        "- [x] nested" 100 "- [x] ";
        "1. " 750 "1. ";
        "1. a" 2000 "1. a\n";
        "1) -" 1000 "1) a\n- b\n";
        "999999999." 1000 "999999999. a\n\n<!-- -->\n\n";
        "> " 750 "> ";
        ">n" 2000 ">\n";
        "> a" 2000 "> a\n";
        "> a nn" 1000 "> a\n\n";
        "> [!note]" 500 "> [!note] a\n> b\n\n";
        "> [!note]n" 1000 "> [!note]\n";
        "> > [!note]" 100 "> [!note] ";
        "bars" 500 "a ||ending: b|| c\n";
        "bars without end" 500 "a ||b\n\n";
        "bars in one paragraph" 500 "a ||b c ";
        "labels that are told" 500 "Page sees towers burn.\n\nPage sees towers burn. {spoiler=ending}\n\n";
        "labels of paragraphs" 500 "a {spoiler=ending}\n\n";
        "labels of items" 500 "- a {spoiler=ending}\n";
        "labels of headings" 500 "## a {spoiler=ending}\n\nb\n\n";
        "labels of nothing" 500 "a {spoiler=ending} b\n";
        "labels that begin" 500 "{spoiler=a ";
        "> [!spoiler]" 500 "> [!spoiler|ending] a\n> b\n\n";
        "> [!spoiler|x]" 500 "> [!spoiler|x] a\n> b\n\n";
        "[!" 2000 "[!";
        "> [!" 2000 "> [!\n\n";
        ": " 2000 ": ";
        "a: b" 1000 "a\n: b\n\n";
        ":n" 2000 ":\n";
        "a:n" 1000 "a\n: \n";
        "***n" 2000 "***\n";
        "---n" 2000 "---\n";
        "===n" 2000 "===\n";
        "a===n" 1000 "a\n===\n";
        "```" 2000 "```\n";
        "```a" 1000 "```a\nx\n```\n";
        "~~~n" 2000 "~~~\n";
        "    code" 2000 "    a\n";
        "```query" 250 "```query\ntype: work\n```\n\n";
        "```query bad" 250 "```query\n[\n```\n\n";
        "```query empty" 250 "```query\n```\n\n";
        "[a]: b" 2000 "[a]: b\n";
        "[a]:" 2000 "[a]:\n";
        "[a]: <" 2000 "[a]: <\n";
        "[a]: b \"" 2000 "[a]: b \"\n";
        "+++" 2000 "+";
        "!" 2000 "!";
        "@" 2000 "@a ";
        "a@b.c" 2000 "a@b.c ";
        "long words" 1000 "abcdefghijklmnop";
        "{{" 2000 "{{ x }}";
    ]
}

pub(crate) fn markdown() -> impl IntoIterator<Item = Case> {
    cases![
        Body "components" 300 |n| "```quote\ntext: a [[A]]\nby: |\n  b *c*\n```\n\n".repeat(n);
        Body "arguments of a component" 2000 |n| format!("{{{{tooltip{}}}}}", "|a".repeat(n));
        Body "text of a component" 500 |n| format!("```quote\ntext: |\n{}```\n", "  a [[A]] b\n\n".repeat(n));
        Body "nested components" 100 |n| "{{tooltip|{{tooltip|{{tooltip|a|b}}|c}}|d}}\n\n".repeat(n);
        Body "highlight before text" 2000 |n| format!("==a {}", "b == c ".repeat(n));
        Body "highlights in paragraphs" 1000 |n| "==a b\n\n".repeat(n);
        Body "highlights over lines" 1000 |n| "==a\n".repeat(n);
        Body "one line" 5000 |n| "word ".repeat(n);
        Body "one word" 25000 |n| "w".repeat(n);
        Body "table of columns" 125 |n| format!("{}\n{}\n{}\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n));
        Body "table of columns and short rows" 150 |n| format!("{}\n{}\n{}\n", "|a".repeat(n), "|-".repeat(n), "|b\n".repeat(n));
        Body "table of rows" 750 |n| format!("|a|b|\n|-|-|\n{}", "|a|b|\n".repeat(n));
        Body "table head alone" 750 |n| "|a|b|\n|-|-|\n\n".repeat(n);
        Body "table of cut links" 750 |n| format!("|a|b|\n|-|-|\n{}", "|[[a|b]]|\n".repeat(n));
        Body "table row of cut links" 125 |n| format!("{}\n{}\n{}]]\n", "|a".repeat(n), "|-".repeat(n), "| [[b ".repeat(n));
        Body "table rows of open brackets" 750 |n| format!("|a|b|\n|-|-|\n{}", "|[[a|[[b|\n".repeat(n));
        Body "table of code" 750 |n| format!("|a|b|\n|-|-|\n{}", "|`a|b`|\n".repeat(n));
        Body "table of pipes escaped" 750 |n| format!("|a|b|\n|-|-|\n{}", "|[[a\\|b]]|c|\n".repeat(n));
        Body "list nested" 150 |n| each(n, |at| format!("{}- a\n", "  ".repeat(at)));
        Body "list nested and back" 50 |n| format!("{}{}", each(n, |at| format!("{}- a\n", "  ".repeat(at))), "- b\n".repeat(n * 10));
        Body "list loose" 750 |n| "- a\n\n  b\n\n".repeat(n);
        Body "list of links" 750 |n| "- [[A]]\n".repeat(n);
        Body "list of block ids" 750 |n| each(n, |at| format!("- a ^b{at}\n"));
        Body "list of one block id" 750 |n| "- a ^b\n".repeat(n);
        Body "block ids" 750 |n| each(n, |at| format!("a ^b{at}\n\n"));
        Body "block ids behind code" 750 |n| each(n, |at| format!("`a` ^b{at}\n\n"));
        Body "block ids escaped" 750 |n| "a \\^b\n\n".repeat(n);
        Body "block ids behind math" 250 |n| "$a$ ^b\n\n".repeat(n);
        Body "quotes nested with text" 150 |n| each(n, |at| format!("{} a\n", ">".repeat(at + 1)));
        Body "callouts nested" 30 |n| each(n, |at| format!("{} [!note] t\n", "> ".repeat(at + 1)));
        Body "callout long title" 1250 |n| format!("> [!note] {}\n", "word ".repeat(n));
        Body "callout title of marks" 1250 |n| format!("> [!note] {}\n", "==a *b ".repeat(n));
        Body "callout title of definitions" 125 |n| format!("> [!note] {}\n\n{}", each(n, |at| format!("[x{at}] ")), each(n, |at| format!("[x{at}]: /b\n")));
        Body "callout titles of one definition" 50 |n| format!("{}[x]: /{}\n", "> [!note] [x]\n\n".repeat(n), "b".repeat(n * 10));
        Body "callout title of one definition" 150 |n| format!("> [!note] {}\n\n[x]: /{}\n", "[x] ".repeat(n), "b".repeat(n * 10));
        Body "callout titles of one footnote" 250 |n| format!("{}[^x]: b\n", "> [!note] [^x]\n\n".repeat(n));
        Body "callout kind long" 5000 |n| format!("> [!{}]\n", "n".repeat(n));
        Body "callout scope long" 5000 |n| format!("> [!spoiler|{}]\n", "n".repeat(n));
        Body "definitions used" 150 |n| format!("[x]: /{}\n\n{}", "b".repeat(n * 10), "[x] ".repeat(n));
        Body "definitions used collapsed" 150 |n| format!("[x]: /{}\n\n{}", "b".repeat(n * 10), "[x][] ".repeat(n));
        Body "definitions with titles" 150 |n| format!("[x]: /b '{}'\n\n{}", "b".repeat(n * 10), "[x] ".repeat(n));
        Body "definitions of pictures" 150 |n| format!("[x]: /{}.png\n\n{}", "b".repeat(n * 10), "![x] ".repeat(n));
        Body "definitions of pictures elsewhere" 150 |n| format!("[x]: https://a.example/{}.png\n\n{}", "b".repeat(n * 10), "![x] ".repeat(n));
        Body "definitions elsewhere" 150 |n| format!("[x]: https://a.example/{}\n\n{}", "b".repeat(n * 10), "[x] ".repeat(n));
        Body "definitions unsafe" 150 |n| format!("[x]: javascript:{}\n\n{}", "b".repeat(n * 10), "[x] ".repeat(n));
        Body "definitions in headings" 150 |n| format!("[x]: /{}\n\n{}", "b".repeat(n * 10), "## [x]\n\n".repeat(n));
        Body "definitions in items" 150 |n| format!("[x]: /{}\n\n{}", "b".repeat(n * 10), "- [x]\n".repeat(n));
        Body "definitions in cells" 150 |n| format!("[x]: /{}\n\n|a|\n|-|\n{}", "b".repeat(n * 10), "|[x]|\n".repeat(n));
        Body "definitions in footnotes" 150 |n| format!("[x]: /{}\n\n{}{}", "b".repeat(n * 10), each(n, |at| format!("[^{at}] ")), each(n, |at| format!("\n[^{at}]: [x]\n")));
        Body "definitions of many names" 750 |n| format!("{}\n{}", each(n, |at| format!("[x{at}]: /b\n")), each(n, |at| format!("[x{at}] ")));
        Body "definition label long" 225 |n| format!("[{0}]: /b\n\n[{0}]", "x".repeat(n));
        Body "definition to a heading" 150 |n| format!("[x]: #{}\n\n{}", "b".repeat(n * 10), "[x] ".repeat(n));
        Body "link title long used" 150 |n| "[x](y 'title title title') ".repeat(n);
        Body "footnote used often" 750 |n| format!("{}\n\n[^a]: x\n", "[^a] ".repeat(n));
        Body "footnotes" 500 |n| format!("{}\n\n{}", each(n, |at| format!("[^{at}] ")), each(n, |at| format!("[^{at}]: x\n\n")));
        Body "footnotes that refer to the next" 500 |n| format!("[^0]\n\n{}", each(n, |at| format!("[^{at}]: x [^{}]\n\n", at + 1)));
        Body "footnotes unused" 500 |n| each(n, |at| format!("[^{at}]: x\n\n"));
        Body "footnotes defined again" 500 |n| format!("{}[^a]", "[^a]: x <i id=b></i> y ^c\n\n".repeat(n));
        Body "footnotes defined again with refs" 250 |n| format!("{}[^a] [^b]\n\n[^b]: x", "[^a]: x [^b]\n\n".repeat(n));
        Body "footnotes nested" 150 |n| each(n, |at| format!("{}[^{at}]: x\n\n", "    ".repeat(at)));
        Body "footnote label long" 225 |n| format!("[^{0}]\n\n[^{0}]: x", "x".repeat(n));
        Body "footnotes of blocks" 250 |n| format!("{}\n\n{}", each(n, |at| format!("[^{at}] ")), each(n, |at| format!("[^{at}]: x\n\n    ## y\n\n    z\n\n")));
        Body "headings of one name" 1000 |n| "## Same\n\n".repeat(n);
        Body "headings of one name and its numbers" 500 |n| format!("{}{}", each(n, |at| format!("## Same {at}\n\n")), "## Same\n\n".repeat(n));
        Body "headings without words" 1000 |n| "## ???\n\n".repeat(n);
        Body "headings empty" 1000 |n| "##\n\n".repeat(n);
        Body "headings of other names" 1000 |n| each(n, |at| format!("## Heading {at}\n\n"));
        Body "headings of one id" 750 |n| "## Same {#id}\n\n".repeat(n);
        Body "headings of ids with numbers" 750 |n| each(n, |at| format!("## Same {{#id-{at}}}\n\n## Same \
                                                                          {{#id}}\n\n"));
        Body "headings reserved" 750 |n| "## Main {#main}\n\n".repeat(n);
        Body "headings of levels" 250 |n| each(n, |at| format!("{} Heading\n\n", "#".repeat(at % 6 + 1)));
        Body "headings of math" 125 |n| "## $a^2$\n\n".repeat(n);
        Body "headings of links" 500 |n| "## [[A]]\n\n".repeat(n);
        Body "heading long" 2500 |n| format!("## {}\n", "word ".repeat(n));
        Body "heading of quotes" 2500 |n| format!("## {}\n", "\"".repeat(n));
        Body "heading of braces" 2500 |n| format!("## {}}}\n", "{#".repeat(n));
        Body "headings that are the title" 750 |n| "# A\n\n".repeat(n);
        Body "headings in quotes" 750 |n| "> ## A\n\n".repeat(n);
        Body "headings in items" 750 |n| "- ## A\n".repeat(n);
        Body "spoilers and headings" 250 |n| "> [!spoiler|ending] a\n> b\n\n## c\n\n".repeat(n);
        Body "labels of rows" 500 |n| format!("| a | b |\n|---|---|\n{}", "| c | d | {spoiler=ending}\n".repeat(n));
        Body "links to labelled headings" 250 |n| "## a {spoiler=ending}\n\n[[#a]]\n\n".repeat(n);
        Body "spoilers nested" 30 |n| each(n, |at| format!("{} [!spoiler|ending] t\n", "> ".repeat(at + 1)));
        Body "spoilers and links" 250 |n| "> [!spoiler|ending] a\n> [[A]]\n\nx\n\n".repeat(n);
        Body "code blocks" 500 |n| "```rust\nfn main() {}\n```\n\n".repeat(n);
        Body "code block long" 1250 |n| format!("```\n{}```\n", "line\n".repeat(n));
        Body "code block language long" 5000 |n| format!("```{}\nx\n```\n", "a".repeat(n));
        Body "code in list" 750 |n| "- `a`\n".repeat(n);
        Body "query blocks of tables" 150 |n| "```query\ntype: work\nview: table\nshow: [title]\n```\n\n".repeat(n);
        Body "query yaml long" 750 |n| format!("```query\ntype: work\ntitle: [{}]\n```\n", "x, ".repeat(n));
        Body "definition list" 750 |n| "a\n: b\n\n".repeat(n);
        Body "definition list of many meanings" 750 |n| format!("a\n{}", ": b\n".repeat(n));
        Body "definition list of many terms" 750 |n| format!("{}: b\n", "a\n".repeat(n));
        Body "definition list nested" 150 |n| format!("a\n{}b", ": a\n".repeat(n));
        Body "definition list deep" 100 |n| each(n, |at| format!("{0}a\n{0}: b\n", "  ".repeat(at)));
        Body "html attributes" 1250 |n| format!("<div {}>x</div>\n", each(n, |at| format!("a{at}=b ")));
        Body "html attribute long" 5000 |n| format!("<div title='{}'>x</div>\n", "a".repeat(n));
        Body "html class long" 5000 |n| format!("<div class='{}'>x</div>\n", "a ".repeat(n));
        Body "html attributes allowed" 1250 |n| format!("<div {}>x</div>\n", "class=b ".repeat(n));
        Body "html block of lines" 1250 |n| format!("<div>\n{}</div>\n", "x\n".repeat(n));
        Body "html block of tags" 1000 |n| format!("<div>\n{}</div>\n", "<b>x</b>\n".repeat(n));
        Body "html ids alike" 750 |n| "<span id='x'>y</span>\n\n".repeat(n);
        Body "html ids" 750 |n| each(n, |at| format!("<span id='x{at}'>y</span>\n\n"));
        Body "html ids in the title" 500 |n| format!("# A {}\n", each(n, |at| format!("<span id='x{at}'>y</span>")));
        Body "html nested closed" 250 |n| format!("{}{}", "<div>".repeat(n), "</div>".repeat(n));
        Body "html nested inline" 250 |n| format!("x {}{}", "<b>".repeat(n), "</b>".repeat(n));
        Body "html nested kinds" 125 |n| format!("x {}{}", "<b><i><em>".repeat(n), "</b></i></em>".repeat(n));
        Body "html removed" 750 |n| "<blink>x</blink>\n\n".repeat(n);
        Body "html removed inline" 750 |n| "x <blink onclick=y>x</blink> ".repeat(n);
        Body "html links" 750 |n| "x <a href='/b'>x</a> ".repeat(n);
        Body "html srcset" 750 |n| format!("<img src='a.png' srcset='{}'>", "a.png 1x, ".repeat(n));
        Body "html style" 750 |n| format!("<p style='{}'>x</p>", "color: red; ".repeat(n));
        Body "html table" 750 |n| format!("<table>{}</table>", "<tr><td>x</td></tr>\n".repeat(n));
        Body "html comment unclosed" 5000 |n| format!("a\n\n<!-- {}", "x ".repeat(n));
        Body "html cdata" 2500 |n| format!("x <![CDATA[{}", "]] ".repeat(n));
        Body "html unclosed quote" 5000 |n| format!("x <a href=\"{}", "y ".repeat(n));
        Body "math long" 750 |n| format!("${}a$", "a+".repeat(n));
        Body "math nested" 30 |n| format!("${}{}$", "\\frac{a}{".repeat(n), "}".repeat(n));
        Body "math nested groups" 150 |n| format!("${}{}$", "{".repeat(n), "}".repeat(n));
        Body "math powers" 150 |n| format!("${}a{}$", "a^{".repeat(n), "}".repeat(n));
        Body "math roots" 150 |n| format!("${}a{}$", "\\sqrt{".repeat(n), "}".repeat(n));
        Body "math left" 150 |n| format!("${}a{}$", "\\left(".repeat(n), "\\right)".repeat(n));
        Body "math array" 125 |n| format!("$$\\begin{{array}}{{l}}{}\\end{{array}}$$", "a \\\\ ".repeat(n));
        Body "math array columns" 125 |n| format!("$$\\begin{{array}}{{{}}}a\\end{{array}}$$", "l|".repeat(n));
        Body "math array of both" 30 |n| format!("$$\\begin{{matrix}}{}\\end{{matrix}}$$", format!("{}\\\\ ", "a&".repeat(n)).repeat(n));
        Body "math errors" 500 |n| "$\\nope$ ".repeat(n);
        Body "math error long" 750 |n| format!("${}\\nope$", "a+".repeat(n));
        Body "math text" 750 |n| format!("$\\text{{{}}}$", "word ".repeat(n));
        Body "math definitions" 50 |n| format!("${}$", "\\def\\a{bb}\\a ".repeat(n));
        Body "math newcommand" 5 |n| format!("${}\\x$", each(n, |at| format!("\\newcommand{{\\y{at}}}{{xx}}")));
        Body "math primes" 750 |n| format!("$a{}$", "'".repeat(n));
        Body "math accents" 30 |n| format!("${}a{}$", "\\hat{".repeat(n), "}".repeat(n));
        Body "math operators" 750 |n| format!("${}$", "\\sum_a^b ".repeat(n));
        Body "math spaces" 750 |n| format!("$a{}$", "\\,".repeat(n));
        Body "comments" 750 |n| "a %%b%% c\n\n".repeat(n);
        Body "comment across code" 750 |n| "`%%` %%b%%\n".repeat(n);
        Body "escapes" 2000 |n| "\\*".repeat(n);
        Body "escaped citations" 1250 |n| format!("{}[@a]", "\\".repeat(n));
        Body "escaped citations often" 750 |n| "\\\\\\[@a]".repeat(n);
        Body "citations" 500 |n| each(n, |at| format!("a [@s{at}] "));
        Body "citation of many" 500 |n| format!("a [{}]", each(n, |at| format!("@s{at}; ")));
        Body "citation locator long" 5000 |n| format!("a [@s, {}]", "p ".repeat(n));
        Body "citation locators" 500 |n| each(n, |at| format!("a [@s, p. {at}] "));
        Body "bare address long" 5000 |n| format!("https://a.example/{}", "a".repeat(n));
        Body "bare address of parentheses" 2500 |n| format!("https://a.example/{}", ")".repeat(n));
        Body "bare address of open parentheses" 2500 |n| format!("https://a.example/{}{}", "(".repeat(n), ")".repeat(n));
        Body "bare address of dots" 2500 |n| format!("https://a.example/{}", ".".repeat(n));
        Body "bare address of entities" 2500 |n| format!("https://a.example/{}", "&amp;".repeat(n));
        Body "bare addresses of marks" 750 |n| "https://a.example/*a_ ".repeat(n);
        Body "bare addresses of brackets" 750 |n| "https://a.example/[a ".repeat(n);
        Body "bare addresses of smart signs" 750 |n| format!("https://a.example/{}", "a'b--c".repeat(n));
        Body "link destination long" 5000 |n| format!("[a](/{})", "a".repeat(n));
        Body "link destination of escapes" 2500 |n| format!("[a](/{})", "%20".repeat(n));
        Body "link destination of dots" 2500 |n| format!("[a]({}b.md)", "../".repeat(n));
        Body "link destination of slashes" 2500 |n| format!("[a]({}b.md)", "a/".repeat(n));
        Body "link label long" 2500 |n| format!("[{}](/b)", "word ".repeat(n));
        Body "link label of images" 750 |n| format!("[{}](/b)", "![x](y.png)".repeat(n));
        Body "link label of links" 750 |n| format!("[{}](/b)", "[x](y) ".repeat(n));
        Body "link label of citations" 750 |n| format!("[{}](/b)", "x [@a] ".repeat(n));
        Body "link label of footnotes" 750 |n| format!("[{}](/b)\n\n[^a]: x", "x [^a] ".repeat(n));
        Body "link label of addresses" 750 |n| format!("[{}](/b)", "http://a.b ".repeat(n));
        Body "wikilink target long" 2500 |n| format!("[[{}]]", "word ".repeat(n));
        Body "wikilink label long" 2500 |n| format!("[[A|{}]]", "word ".repeat(n));
        Body "wikilink label of marks" 1250 |n| format!("[[A|{}]]", "*a ".repeat(n));
        Body "wikilink fragment long" 2500 |n| format!("[[A#{}]]", "word ".repeat(n));
        Body "wikilink fragments" 2500 |n| format!("[[A{}]]", "#a".repeat(n));
        Body "wikilink of slashes" 2500 |n| format!("[[{}]]", "a/".repeat(n));
        Body "wikilink of colons" 2500 |n| format!("[[{}]]", "a:".repeat(n));
        Body "image alt of images" 750 |n| format!("![{}](a.png)", "![x](y.png)".repeat(n));
        Body "image alt nested" 250 |n| format!("{}a{}", "![".repeat(n), "](a.png)".repeat(n));
        Body "image alt long" 2500 |n| format!("![{}](a.png)", "word ".repeat(n));
        Body "image sizes" 750 |n| format!("![[a.png|{}]]", "3|".repeat(n));
        Body "emphasis nested" 250 |n| format!("{}a{}", "*a ".repeat(n), " b*".repeat(n));
        Body "emphasis of links" 750 |n| "*[[A]]* ".repeat(n);
        Body "links in links" 750 |n| "[a [[A]] b](c) ".repeat(n);
    ]
}

pub(crate) fn links() -> impl IntoIterator<Item = Case> {
    cases![
        Body "pictures with captions" 200 |n| "![[a.jpg|right|300|A [[b]] *c*]]\n\n".repeat(n);
        Body "pictures with captions in a line" 200 |n| "![[a.jpg|right|A [[b]]]] ".repeat(n);
        Body "pictures without an end" 500 |n| "![[a.gif|".repeat(n);
        Body "pictures without an end and with brackets" 500 |n| "![[a.gif|[[".repeat(n);
        Body "picture of many options" 200 |n| format!("![[a.gif|{}]]", "right|".repeat(n));
        Body "picture of many texts" 200 |n| format!("![[a.gif|right|{}]]", "rigth|".repeat(n));
        Body "captions that refer to footnotes" 200 |n| format!("{}\n\n[^1]: x", "![[a.gif|right|x [^1]]]\n\n".repeat(n));
        Wiki "facts about pictures" 200 |n| vec![page("pictures.yaml", each(n, |at| format!("a{at}.jpg: {{credit: '[x](https://x.y)'}}\n")))];
        Body "cells of HTML with Markdown" 200 |n| format!("<table>{}</table>", "<tr><td>[[b]] *c*</td></tr>\n".repeat(n));
        Body "cells of HTML without an end" 200 |n| "<td>*a* ".repeat(n);
        Body "cell of HTML with many tags" 200 |n| format!("<table><tr><td>*a* {}</td></tr></table>", "<b>[[b]]</b>\n".repeat(n));
        Body "cells of HTML with open marks" 200 |n| format!("<table>{}</table>", "<td>||a ==b *c [d</td>\n".repeat(n));
        Body "galleries" 200 |n| format!("```gallery\n{}```", "a.jpg | right | A [[b]]\n".repeat(n));
        Body "galleries of one picture" 200 |n| "```gallery slideshow\na.jpg | A\n```\n\n".repeat(n);
        Body "tabs" 200 |n| each(n, |at| format!("> [!tab] Title *{at}*\n> Text\n\n"));
        Body "tabs of one title" 200 |n| "> [!tab] Title\n> Text\n\n".repeat(n);
        Body "tables with words" 100 |n| "| a |\n| - |\n| b |\n{sortable caption=\"Of [[b]]\"}\n\n".repeat(n);
        Body "videos" 200 |n| "![A](https://youtu.be/dQw4w9WgXcQ \"[[b]]\")\n\n".repeat(n);
        Wiki "links to one page" 750 |n| vec![page("a.md", "[[b]] ".repeat(n)), page("b.md", "Text")];
        Wiki "links to one page by path" 750 |n| vec![page("a.md", "[x](b.md) ".repeat(n)), page("b.md", "Text")];
        Wiki "links with labels to one page" 750 |n| vec![page("a.md", each(n, |at| format!("[[b|label {at}]] "))), page("b.md", "Text")];
        Wiki "links to an ambiguous name" 150 |n| { let mut files = pages(n, "f", |_| "---\ntitle: \
                                                                                       Same\n---\n".into()); files.push(page("a.md", "[[Same]] ".repeat(n))); files };
        Wiki "ambiguous links in many pages" 75 |n| pages(n, "f", |_| "---\ntitle: Same\n---\n[[Same]]\n".into());
        Wiki "ambiguous links in many folders" 75 |n| (0..n).flat_map(|at| [page(format!("f{at}/x.md"), "---\ntitle: Same\n---\n[[Same]]\n"), page(format!("g{at}.md"), "[[Same]]\n")]).collect();
        Wiki "red links alike" 750 |n| vec![page("a.md", "[[nobody]] ".repeat(n))];
        Wiki "red links" 500 |n| vec![page("a.md", each(n, |at| format!("[[nobody {at}]] ")))];
        Wiki "red links in many pages" 125 |n| pages(n, "f", |at| format!("[[nobody {at}]]\n"));
        Wiki "red links near titles" 125 |n| pages(n, "f", |at| format!("---\ntitle: Some title \
                                                                         {at}\n---\n[[Some titel {at}]]\n"));
        Wiki "red links near titles of one length" 100 |n| pages(n, "f", |at| format!("---\ntitle: Some \
                                                                                       title number {at:06}\n---\n[[Some titel nunber {at:06}]]\n"));
        Wiki "red links of letters of titles" 100 |n| pages(n, "f", |at| format!("---\ntitle: abcdefgh \
                                                                                  {at:06}\n---\n[[hgfedcba {at:06}]]\n"));
        Wiki "red links to one name in many pages" 250 |n| pages(n, "f", |_| "[[nobody]]\n".into());
        Wiki "links to headings" 375 |n| vec![page("a.md", each(n, |at| format!("[[b#Heading {at}]] "))), page("b.md", each(n, |at| format!("## Heading {at}\n\n")))];
        Wiki "links to ids of headings" 375 |n| vec![page("a.md", each(n, |at| format!("[x](b.md#heading-{at}) "))), page("b.md", each(n, |at| format!("## Heading {at}\n\n")))];
        Wiki "links to one heading of many" 375 |n| vec![page("a.md", "[[b#Heading 0]] ".repeat(n)), page("b.md", each(n, |at| format!("## Heading {at}\n\n")))];
        Wiki "links to missing headings" 250 |n| vec![page("a.md", each(n, |at| format!("[[b#Hading \
                                                                                         {at}]] "))), page("b.md", each(n, |at| format!("## Heading {at}\n\n")))];
        Wiki "links to one missing heading" 250 |n| vec![page("a.md", "[[b#Hading]] ".repeat(n)), page("b.md", each(n, |at| format!("## Heading {at}\n\n")))];
        Wiki "links to missing headings from pages" 150 |n| { let mut files = pages(n, "f", |at| format!("[[b#Hading {at}]]")); files.push(page("b.md", each(n, |at| format!("## Heading {at}\n\n")))); files };
        Wiki "links to headings of own page" 375 |n| vec![page("a.md", each(n, |at| format!("## Heading {at}\n\n[[#Heading {at}]]\n\n")))];
        Wiki "links to block ids" 375 |n| vec![page("a.md", each(n, |at| format!("[[b#^b{at}]] "))), page("b.md", each(n, |at| format!("Text ^b{at}\n\n")))];
        Wiki "links to old anchors" 250 |n| vec![page("a.md", each(n, |at| format!("[[b#old {at}]] "))), page("b.md", format!("---\nanchors:\n{}---\n## Life\n", each(n, |at| format!("  old {at}: Life\n"))))];
        Wiki "links to long fragments" 100 |n| vec![page("a.md", format!("[[b#{}]] ", "w".repeat(n)).repeat(n)), page("b.md", "Text")];
        Wiki "long red links" 100 |n| vec![page("a.md", each(n, |at| format!("[[{}{at}]] ", "w".repeat(n))))];
        Wiki "broken paths" 500 |n| vec![page("a.md", each(n, |at| format!("[x](none{at}.md) ")))];
        Wiki "broken assets" 500 |n| vec![page("a.md", each(n, |at| format!("![x](none{at}.png) ")))];
        Wiki "broken addresses" 500 |n| vec![page("a.md", each(n, |at| format!("[x](/none{at}/) ")))];
        Wiki "links of pages in a chain" 250 |n| pages(n, "f", |at| format!("[[p{}]]\n", at + 1));
        Wiki "links to all pages" 30 |n| pages(n, "f", |_| each(n, |at| format!("[[p{at}]] ")));
        Wiki "links to a category" 500 |n| vec![page("a.md", "[[Category:Films]] ".repeat(n)), page("b.md", "---\ncategories: Films\n---\n")];
        Wiki "mentions without links" 250 |n| vec![page("a.md", "Somebody came. ".repeat(n)), page("b.md", "---\ntitle: Somebody\n---\n")];
        Wiki "mentions of many titles" 100 |n| { let mut files = pages(n, "f", |at| format!("---\ntitle: Somebody {at}\n---\n")); files.push(page("a.md", each(n, |at| format!("Somebody {at} came. ")))); files };
        Wiki "mentions of one title from all" 100 |n| pages(n, "f", |at| format!("---\ntitle: Some Body \
                                                                                  {at}\n---\nSome Body 0 came. Some Body 1 too.\n"));
        Wiki "titles that begin each other" 50 |n| pages(n, "f", |at| format!("---\ntitle: {}\n---\n{}\n", "a ".repeat(at + 1), "a ".repeat(n)));
        Wiki "embeds of a page" 150 |n| vec![page("a.md", "![[b]]\n\n".repeat(n)), page("b.md", "Text")];
        Wiki "embeds of blocks" 100 |n| vec![page("a.md", each(n, |at| format!("![[b#^b{at}]]\n\n"))), page("b.md", each(n, |at| format!("Text ^b{at}\n\n")))];
        Wiki "embed sections" 100 |n| vec![page("a.md", each(n, |at| format!("![[b#Heading {at}]]\n\n"))), page("b.md", each(n, |at| format!("## Heading {at}\n\nText\n\n")))];
        Wiki "embed of a long page" 750 |n| vec![page("a.md", "![[b]]"), page("b.md", "<b id=x>Text</b> \
                                                                                       [[b#x]]\n\n".repeat(n))];
        Wiki "pictures not there" 500 |n| vec![page("a.md", each(n, |at| format!("![[p{at}.png]]\n\n")))];
    ]
}

pub(crate) fn many_pages() -> impl IntoIterator<Item = Case> {
    cases![
        Wiki "pages" 125 |n| pages(n, "f", |at| format!("Text {at} [[p0]]\n"));
        Wiki "pages of one title" 125 |n| pages(n, "f", |_| "---\ntitle: Same\n---\nText\n".into());
        Wiki "pages of one title in folders" 125 |n| (0..n).map(|at| page(format!("f{at}/x.md"), "---\ntitle: Same\n---\nText\n")).collect();
        Wiki "pages of one alias" 125 |n| pages(n, "f", |at| format!("---\ntitle: T{at}\naliases: \
                                                                      [Same]\n---\nText\n"));
        Wiki "pages whose aliases are titles" 125 |n| pages(n, "f", |at| format!("---\ntitle: \
                                                                                  T{at}\naliases: [T{}]\n---\nText\n", (at + 1) % n));
        Wiki "pages of one permalink" 125 |n| pages(n, "f", |_| "---\npermalink: /same/\n---\nText\n".into());
        Wiki "pages of one slug" 125 |n| pages(n, "f", |_| "---\nslug: same\n---\nText\n".into());
        Wiki "pages of one address alias" 125 |n| pages(n, "f", |_| "---\naliases: [/same]\n---\nText\n".into());
        Wiki "pages of one qualified name" 125 |n| pages(n, "f", |at| format!("---\ntitle: Same \
                                                                               ({at})\n---\nText [[Same]]\n"));
        Wiki "pages of qualified names" 125 |n| pages(n, "f", |at| format!("---\ntitle: Same {at} \
                                                                            (film)\n---\nText\n"));
        Wiki "pages of one category" 125 |n| pages(n, "f", |_| "---\ncategories: Films\n---\nText\n".into());
        Wiki "pages of own categories" 125 |n| pages(n, "f", |at| format!("---\ncategories: \
                                                                           C{at}\n---\nText\n"));
        Wiki "pages of one description" 125 |n| pages(n, "f", |_| "---\ndescription: Same\n---\nText\n".into());
        Wiki "pages of own types unknown" 125 |n| pages(n, "f", |at| format!("---\ntype: t{at}\n---\nText\n"));
        Wiki "pages of one date" 125 |n| pages(n, "f", |_| "---\ndate: 1995-12-15\n---\nText\n".into());
        Wiki "pages of one order" 125 |n| pages(n, "f", |_| "---\norder: 1\n---\nText\n".into());
        Wiki "pages in an order" 125 |n| pages(n, "f", |at| format!("---\norder: {at}\n---\nText\n"));
        Wiki "pages of one field" 125 |n| pages(n, "works", |_| "---\ntext: x\nbased_on: p0\n---\nText\n".into());
        Wiki "pages of a chain of fields" 125 |n| pages(n, "works", |at| format!("---\nbased_on: \
                                                                                  p{}\n---\nText\n", (at + 1) % n));
        Wiki "pages each with a fault" 125 |n| pages(n, "f", |_| "---\nnope: x\n---\n[[nobody]] \
                                                                  <blink>\n".into());
        Wiki "categories in a chain" 125 |n| pages(n, "categories", |at| format!("---\ncategories: \
                                                                                  [p{}]\n---\n", at + 1));
        Wiki "categories in a circle" 125 |n| pages(n, "categories", |at| format!("---\ncategories: \
                                                                                   [p{}]\n---\n", (at + 1) % n));
        Wiki "categories in pairs" 125 |n| pages(n, "categories", |at| format!("---\ncategories: \
                                                                                [p{}]\n---\n", at ^ 1));
        Wiki "categories in one" 125 |n| pages(n, "categories", |_| "---\ncategories: [p0]\n---\n".into());
        Wiki "categories in all" 30 |n| pages(n, "categories", |_| format!("---\ncategories: [{}]\n---\n", each(n, |at| format!("p{at}, "))));
        Wiki "categories in all before" 30 |n| pages(n, "categories", |at| format!("---\ncategories: \
                                                                                    [{}]\n---\n", each(at, |at| format!("p{at}, "))));
        Wiki "categories in two each" 125 |n| pages(n, "categories", |at| format!("---\ncategories: [p{}, \
                                                                                   p{}]\n---\n", at + 1, at + 2));
        Wiki "category in many" 250 |n| vec![page("categories/a.md", format!("---\ncategories: \
                                                                              [{}]\n---\n", each(n, |at| format!("p{at}, "))))];
        Wiki "folders" 125 |n| (0..n).map(|at| page(format!("f{at}/x.md"), "Text\n")).collect();
        Wiki "folders of index pages" 125 |n| (0..n).map(|at| page(format!("f{at}/index.md"), "Text\n")).collect();
        Wiki "events in a chain" 125 |n| pages(n, "events", |at| format!("---\ndate: 1995\nsupersedes: \
                                                                          [p{}]\n---\n", at + 1));
        Wiki "events in a circle" 125 |n| pages(n, "events", |at| format!("---\ndate: 1995\nsupersedes: \
                                                                           [p{}]\n---\n", (at + 1) % n));
        Wiki "events that supersede one" 125 |n| pages(n, "events", |_| "---\ndate: 1995\nsupersedes: \
                                                                         [p0]\n---\n".into());
        Wiki "events that supersede all before" 30 |n| pages(n, "events", |at| format!("---\ndate: \
                                                                                        1995\nsupersedes: [{}]\n---\n", each(at, |at| format!("p{at}, "))));
        Wiki "events of one day" 125 |n| pages(n, "events", |_| "---\ndate: 1995-12-15\n---\n".into());
        Wiki "events without a date" 125 |n| pages(n, "events", |_| "Text\n".into());
        Wiki "pages of sources" 150 |n| pages(n, "papers", |_| "Text\n".into());
        Wiki "query of all pages" 125 |n| { let mut files = pages(n, "works", |_| "Text\n".into()); files.push(page("a.md", "```query\ntype: work\nview: table\nshow: [title, words, links, basis_of]\ngroup: folder\nsort: title\n```\n")); files };
        Wiki "query of many filters of all pages" 15 |n| { let mut files = pages(n, "works", |_| "---\ntext: y\n---\n".into()); files.push(page("a.md", format!("```query\ntype: work\ntext: [{}]\n```\n", each(n, |at| format!("x{at}, "))))); files };
        Wiki "titles alike at the start" 150 |n| pages(n, "f", |at| format!("---\ntitle: The very same \
                                                                             beginning of all titles {at}\n---\n"));
        Wiki "search words alike at the start" 150 |n| vec![page("a.md", each(n, |at| format!("theverysamebeginning{at} ")))];
        Wiki "search words" 750 |n| vec![page("a.md", each(n, |at| format!("w{at} ")))];
        Wiki "search words of one page each" 125 |n| pages(n, "f", |at| format!("w{at}\n"));
    ]
}

fn site(settings: impl AsRef<str>) -> (String, String) {
    page("site.toml", format!("title = \"A\"\n{}", settings.as_ref()))
}

pub(crate) fn settings() -> impl IntoIterator<Item = Case> {
    cases![
        Wiki "settings of types" 150 |n| vec![site(each(n, |at| format!("[types.t{at}]\nfolder = \
                                                                         \"f{at}\"\n"))), page("f1/a.md", "Text")];
        Wiki "settings of types of one folder" 150 |n| vec![site(each(n, |at| format!("[types.t{at}]\nfolder = \"f\"\n"))), page("f/a.md", "Text")];
        Wiki "settings of a chain of bases" 100 |n| vec![site(each(n, |at| format!("[types.t{at}]\nbase = \
                                                                                    \"t{}\"\n[types.t{at}.fields]\nf{at} = {{ type = \"text\" }}\n", at + 1)))];
        Wiki "settings of a circle of bases" 100 |n| vec![site(each(n, |at| format!("[types.t{at}]\nbase \
                                                                                     = \"t{}\"\n", (at + 1) % n)))];
        Wiki "settings of unknown bases" 300 |n| vec![site(each(n, |at| format!("[types.t{at}]\nbase = \
                                                                                 \"u{at}\"\n")))];
        Wiki "settings of fields" 125 |n| vec![site(format!("[types.t]\nfolder = \
                                                             \"f\"\n[types.t.fields]\n{}", each(n, |at| format!("f{at} = {{ type = \"text\" }}\n")))), page("f/a.md", format!("---\n{}---\n", each(n, |at| format!("f{at}: x\n"))))];
        Wiki "settings of fields that pages have wrong" 320 |n| vec![site(format!("[types.t]\nfolder = \
                                                                                   \"f\"\n[types.t.fields]\n{}", each(n, |at| format!("f{at} = {{ type = \"text\" }}\n")))), page("f/a.md", format!("---\n{}---\n", each(n, |at| format!("g{at}: x\n"))))];
        Wiki "settings of required fields" 125 |n| vec![site(format!("[types.t]\nfolder = \
                                                                      \"f\"\n[types.t.fields]\n{}", each(n, |at| format!("f{at} = {{ type = \"text\", required = true }}\n")))), page("f/a.md", "Text")];
        Wiki "settings of choices" 320 |n| vec![site(format!("[types.t]\nfolder = \
                                                              \"f\"\n[types.t.fields]\nf = {{ type = \"choice\", many = true, values = [{}] }}\n", each(n, |at| format!("\"c{at}\", ")))), page("f/a.md", format!("---\nf: [{}]\n---\n", each(n, |at| format!("d{at}, "))))];
        Wiki "settings of targets" 100 |n| vec![site(format!("{}[types.t]\nfolder = \
                                                              \"f\"\n[types.t.fields]\nf = {{ type = \"page\", to = [{}] }}\n", each(n, |at| format!("[types.t{at}]\n")), each(n, |at| format!("\"t{at}\", ")))), page("f/a.md", "---\nf: a\n---\n")];
        Wiki "settings of inverses" 100 |n| vec![site(format!("[types.t]\nfolder = \
                                                               \"f\"\n[types.t.fields]\n{}", each(n, |at| format!("f{at} = {{ type = \"page\", inverse = \"i{at}\" }}\n")))), page("f/a.md", format!("---\n{}---\n", each(n, |at| format!("f{at}: a\n"))))];
        Wiki "settings of properties" 125 |n| vec![site(each(n, |at| format!("[properties.p{at}]\nlabel = \
                                                                              \"x\"\n")))];
        Wiki "settings of spoilers" 125 |n| vec![site(format!("[spoilers]\n{}", each(n, |at| format!("s{at} = \"x\"\n"))))];
        Wiki "settings of spoilers and wrong scopes" 320 |n| vec![site(format!("[spoilers]\n{}", each(n, |at| format!("s{at} = \"x\"\n")))), page("a.md", each(n, |at| format!("> [!spoiler|z{at}] x\n\n")))];
        Wiki "settings of nav" 150 |n| vec![site(format!("nav = [{}]\n", each(n, |at| format!("{{ title = \"N{at}\", url = \"/a/\" }}, ")))), page("a.md", "Text")];
        Wiki "settings of unknown keys" 125 |n| vec![site(each(n, |at| format!("k{at} = 1\n")))];
        Wiki "settings of unknown checks" 125 |n| vec![site(format!("[checks]\n{}", each(n, |at| format!("k{at} = \"warning\"\n"))))];
        Wiki "settings of ignored files" 100 |n| vec![site(format!("[content]\nignore = [{}]\n", each(n, |at| format!("\"**/x{at}*.md\", "))))];
        Wiki "settings of a long glob" 250 |n| vec![site(format!("[content]\nignore = [\"{}\"]\n", "**/".repeat(n)))];
        Wiki "settings of globs of alternatives" 125 |n| vec![site(format!("[content]\nignore = \
                                                                            [\"{}\"]\n", "{a,b}".repeat(n)))];
        Wiki "settings of globs nested" 50 |n| vec![site(format!("[content]\nignore = [\"{}{}\"]\n", "{a,".repeat(n), "}".repeat(n)))];
        Wiki "settings of globs of stars" 125 |n| vec![site(format!("[content]\nignore = [\"{}\"]\n", "*a".repeat(n))), page(format!("{}.md", "a".repeat(n.min(240))), "x")];
        Wiki "settings of a long title" 2500 |n| vec![site(format!("description = \"{}\"\n", "a".repeat(n)))];
        Wiki "settings of colours" 125 |n| vec![site(format!("[theme.light]\n{}", each(n, |at| format!("c{at} = \"#fff\"\n"))))];
        Wiki "settings broken" 750 |n| vec![site("[[[\n".repeat(n))];
        Wiki "settings nested" 150 |n| vec![site(format!("x = {}{}\n", "[".repeat(n), "]".repeat(n)))];
        Wiki "settings of dotted keys" 125 |n| vec![site(format!("{}x = 1\n", "a.".repeat(n)))];
    ]
}

pub(crate) fn claims_and_sources() -> impl IntoIterator<Item = Case> {
    fn claims(n: usize, claim: impl Fn(usize) -> String) -> String {
        format!("title: A\nclaims:\n{}", each(n, |at| format!("  - {{property: start, {}}}\n", claim(at))))
    }
    fn sources(text: String) -> (String, String) {
        page("sources/all.yaml", text)
    }
    cases![
        Matter "claims" 125 |n| claims(n, |at| format!("id: c{at}, value: x"));
        Matter "claims that conflict" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}"));
        Matter "claims that conflict on one day" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}, \
                                                                                 said: 1995-12-15"));
        Matter "claims of many properties" 125 |n| format!("title: A\nclaims:\n{}", each(n, |at| format!("  - {{property: budget, value: x{at}}}\n")));
        Matter "claims of unknown properties" 125 |n| format!("title: A\nclaims:\n{}", each(n, |at| format!("  - {{property: p{at}, value: x{at}}}\n")));
        Matter "claims in a chain" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}, supersedes: \
                                                                   c{}", at + 1));
        Matter "claims in a chain backwards" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}, \
                                                                             supersedes: c{}", at.saturating_sub(1)));
        Matter "claims in a circle" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}, supersedes: \
                                                                    c{}", (at + 1) % n));
        Matter "claims that supersede one" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}, \
                                                                           supersedes: c0"));
        Matter "claims that supersede all before" 30 |n| claims(n, |at| format!("id: c{at}, value: x{at}, \
                                                                                 supersedes: [{}]", each(at, |at| format!("c{at}, "))));
        Matter "claims that dispute one" 125 |n| claims(n, |at| format!("id: c{at}, value: x{at}, \
                                                                         disputes: c0"));
        Matter "claims that dispute all" 30 |n| claims(n, |at| format!("id: c{at}, value: x{at}, \
                                                                        disputes: [{}]", each(n, |at| format!("c{at}, "))));
        Matter "claims of one id" 125 |n| claims(n, |at| format!("id: c, value: x{at}"));
        Matter "claims that name unknown ones" 100 |n| claims(n, |at| format!("id: c{at}, value: x, \
                                                                               supersedes: d{at}"));
        Matter "claims about nobody" 125 |n| claims(n, |at| format!("id: c{at}, value: x, subject: nobody \
                                                                     {at}, supersedes: c{}", at + 1));
        Matter "claims of sources" 125 |n| claims(n, |at| format!("value: x, sources: [s{at}]"));
        Matter "claim of many sources" 250 |n| claims(1, |_| format!("value: x, sources: [{}]", each(n, |at| format!("s{at}, "))));
        Matter "claim of a long value" 5000 |n| claims(1, |_| format!("value: {}", "x".repeat(n)));
        Matter "claim of a long note" 5000 |n| claims(1, |_| format!("value: x, note: {}", "x ".repeat(n)));
        Matter "claim that supersedes often" 250 |n| claims(2, |at| format!("id: c{at}, value: x, \
                                                                             supersedes: [{}]", "c0, ".repeat(n)));
        Wiki "claims about one page" 100 |n| pages(n, "f", |at| format!("---\nclaims:\n  - {{id: c{at}, \
                                                                         subject: p0, property: start, value: x{at}}}\n---\n"));
        Wiki "claims with a value that is a page" 150 |n| pages(n, "f", |_| "---\nclaims:\n  - {property: \
                                                                             start, value: '[[p0]]', by: p1}\n---\n".to_owned());
        Wiki "claims of pages of one name" 50 |n| pages(n, "f", |_| "---\ntitle: Same\nclaims:\n  - \
                                                                     {property: start, value: Same, by: Same}\n---\n".to_owned());
        Wiki "value that is a page of many aliases" 150 |n| vec![page("a.md", format!("---\ntitle: \
                                                                                       A\nclaims:\n{}---\n", "  - {property: budget, value: b}\n".repeat(n))), page("b.md", format!("---\naliases: [{}]\n---\n", each(n, |at| format!("a{at}, "))))];
        Wiki "sources" 250 |n| vec![sources(each(n, |at| format!("s{at}: {{title: T}}\n")))];
        Wiki "sources as a list" 250 |n| vec![sources(each(n, |at| format!("- {{id: s{at}, title: T}}\n")))];
        Wiki "sources of one id" 250 |n| vec![sources("- {id: s, title: T}\n".repeat(n))];
        Wiki "sources without an id" 250 |n| vec![sources("- {title: T}\n".repeat(n))];
        Wiki "sources without a title" 250 |n| vec![sources(each(n, |at| format!("s{at}: {{}}\n")))];
        Wiki "sources of unknown keys" 250 |n| vec![sources(each(n, |at| format!("s{at}: {{title: T, \
                                                                                  nope: x}}\n")))];
        Wiki "sources cited" 175 |n| vec![sources(each(n, |at| format!("s{at}: {{title: T}}\n"))), page("a.md", each(n, |at| format!("x [@s{at}] ")))];
        Wiki "sources cited wrongly" 125 |n| vec![sources(each(n, |at| format!("source{at}: {{title: \
                                                                                T}}\n"))), page("a.md", each(n, |at| format!("x [@sorce{at}] ")))];
        Wiki "sources cited wrongly in many pages" 150 |n| { let mut files = pages(n, "f", |at| format!("x [@sorce{at}]")); files.push(sources(each(n, |at| format!("source{at}: {{title: T}}\n")))); files };
        Wiki "source cited often" 375 |n| vec![sources("s: {title: T}\n".to_owned()), page("a.md", each(n, |at| format!("x [@s, p. {at}] ")))];
        Wiki "source cited by many pages" 125 |n| { let mut files = pages(n, "f", |_| "x [@s]".to_owned()); files.push(sources("s: {title: T}\n".to_owned())); files };
        Wiki "source of a long title cited often" 100 |n| vec![sources(format!("s: {{title: {}}}\n", "T".repeat(n * 10))), page("a.md", "x [@s] ".repeat(n))];
        Wiki "source of a long title cited by many pages" 30 |n| { let mut files = pages(n, "f", |_| "x [@s]".to_owned()); files.push(sources(format!("s: {{title: {}}}\n", "T".repeat(n * 10)))); files };
        Wiki "citations of a source of many locators" 250 |n| vec![sources("s: {title: T}\n".to_owned()), page("a.md", format!("x [{}] ", each(n, |at| format!("@s, p. {at}; "))))];
        Wiki "uncited sources in files" 100 |n| (0..n).map(|at| page(format!("sources/f{at}.yaml"), format!("s{at}: {{title: T}}\n"))).collect();
    ]
}
