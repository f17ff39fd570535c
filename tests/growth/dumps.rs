//! The cases of the importer: dumps of variable size, with hostile wikitext and with many pages of one kind.

use crate::cases::{Case, Kind};
use crate::in_memory::Files;

/// Name of the file with a dump.
pub(crate) const DUMP: &str = "dump.xml";

/// A page of a dump.
fn page(title: &str, text: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let namespace = match title.split_once(':') {
        Some(("Template", _)) => 10,
        Some(("User", _)) => 2,
        _ => 0,
    };
    format!(
        "<page><title>{}</title><ns>{namespace}</ns><revision><id>7</id><timestamp>2021-08-01T10:00:00Z</timestamp>\
         <contributor><username>Ann</username></contributor><model>wikitext</model><text>{}</text></revision></page>\n",
        escape(title),
        escape(text)
    )
}

/// A dump with pages, and with templates for all cases.
fn dump(pages: &str) -> Files {
    let templates = [
        page("Template:T", "'''{{{1}}}'''"),
        page(
            "Template:Many",
            &(0..500).map(|at| format!("{{{{{{p{at}|}}}}}}<ref>a</ref>")).collect::<String>(),
        ),
        page("Template:Infobox x", "{| class=\"infobox\"\n! A\n| {{{a}}}\n|-\n! C\n| {{{c}}}\n|}"),
        page("Template:Quote", "\"{{{1}}}\" - {{{2}}}"),
    ];
    let text = format!(
        "<mediawiki xml:lang=\"en\"><siteinfo><sitename>Old</sitename>\
         <base>https://old.example.org/wiki/Main_Page</base><namespaces><namespace key=\"0\"/>\
         <namespace key=\"6\">File</namespace><namespace key=\"10\">Template</namespace>\
         <namespace key=\"14\">Category</namespace></namespaces></siteinfo>\n{pages}{}</mediawiki>\n",
        templates.concat()
    );
    vec![(DUMP.to_owned(), text)]
}

/// `n` pieces, each made from its number.
fn each(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

macro_rules! texts {
    ($($name:literal $size:literal $make:expr;)*) => {
        [$(Case {
            name: $name,
            size: $size,
            kind: Kind::Dump(|n| {
                let make: fn(usize) -> String = $make;
                dump(&page("A", &make(n)))
            }),
        }),*]
    };
}

macro_rules! wikis {
    ($($name:literal $size:literal $make:expr;)*) => {
        [$(Case {
            name: $name,
            size: $size,
            kind: Kind::Dump(|n| {
                let make: fn(usize) -> String = $make;
                dump(&make(n))
            }),
        }),*]
    };
}

/// The smallest dump.
pub(crate) fn smallest() -> Files {
    dump("")
}

/// Wikitext that is never closed, or closes what is not open.
pub(crate) fn unclosed() -> impl IntoIterator<Item = Case> {
    texts![
        "wikitext of {{" 8000 |n| "{{".repeat(n);
        "wikitext of [[" 8000 |n| "[[".repeat(n);
        "wikitext of {|" 2000 |n| "{|\n".repeat(n);
        "wikitext of }}" 8000 |n| "}}".repeat(n);
        "wikitext of {{[[{{{" 4000 |n| "{{[[{{{".repeat(n);
        "wikitext of {{{a|" 4000 |n| "{{{a|".repeat(n);
        "wikitext of templates in a table" 2000 |n| format!("{{|\n|{}", "{{small|".repeat(n));
        "wikitext of templates in rows" 1000 |n| "{|\n|{{small|".repeat(n);
        "wikitext of <ref>" 2000 |n| "<ref>".repeat(n);
        "wikitext of <nowiki>" 2000 |n| "<nowiki>".repeat(n);
        "wikitext of <!--" 8000 |n| "<!--".repeat(n);
        "wikitext of <noinclude>" 4000 |n| "<noinclude>".repeat(n);
        "wikitext of <div>" 1000 |n| "<div>".repeat(n);
        "wikitext of </div>" 2000 |n| "</div>".repeat(n);
        "wikitext of <b>" 500 |n| "<b>".repeat(n);
        "wikitext of <ul><li>" 500 |n| "<ul><li>".repeat(n);
        "wikitext of <table><tr><td>" 500 |n| "<table><tr><td>".repeat(n);
        "wikitext of <" 8000 |n| "<".repeat(n);
        "wikitext of &" 8000 |n| "&".repeat(n);
        "wikitext of quotes" 4000 |n| "'''''".repeat(n);
        "wikitext of crossed quotes" 1000 |n| "'''a''b'''c''".repeat(n);
        "wikitext of [http://x" 1000 |n| "[http://x ".repeat(n);
        "wikitext of http://" 4000 |n| "http://".repeat(n);
        "wikitext of |" 8000 |n| "|".repeat(n);
        "wikitext of =" 8000 |n| "=".repeat(n);
    ]
}

/// Wikitext that is nested, or that closes what it opens.
pub(crate) fn closed() -> impl IntoIterator<Item = Case> {
    texts![
        "wikitext of nested braces" 4000 |n| format!("{}x{}", "{".repeat(n), "}".repeat(n));
        "wikitext of nested brackets" 4000 |n| format!("{}x{}", "[".repeat(n), "]".repeat(n));
        "wikitext of nested functions" 1000 |n| format!("{}y{}", "{{#if:x|".repeat(n), "}}".repeat(n));
        "wikitext of nested images" 1000 |n| format!("{}{}", "[[File:A.png|thumb|".repeat(n), "]]".repeat(n));
        "wikitext of nested tables" 500 |n| format!("{}x{}", "{|\n|\n".repeat(n), "\n|}".repeat(n));
        "wikitext of nested tabs" 500 |n| format!("{}{}", "<tabber>a=".repeat(n), "</tabber>".repeat(n));
        "wikitext of a deep list" 4000 |n| format!("{} deep", "*".repeat(n));
        "wikitext of deep lists" 100 |n| format!("{} x\n", "*".repeat(30)).repeat(n);
        "wikitext of indented lines" 1000 |n| " indented\n".repeat(n);
        "wikitext of links" 500 |n| "[[A|b]] ".repeat(n);
        "wikitext of images" 300 |n| "[[File:A.png|thumb|b]] ".repeat(n);
        "wikitext of external links" 500 |n| "[http://x a]\n".repeat(n);
        "wikitext of references" 300 |n| each(n, |at| format!("<ref name=\"r{at}\">text {at}</ref><ref name=\"r{at}\"/>"));
        "wikitext of categories" 500 |n| each(n, |at| format!("[[Category:C{at}]]"));
        "wikitext of headings" 500 |n| each(n, |at| format!("== H{at} ==\n[[#H{at}]]\n"));
        "wikitext of rows" 300 |n| format!("{{|\n! a !! b\n{}|}}", "|-\n| 1 || 2\n".repeat(n));
        "wikitext of cells" 1000 |n| format!("{{|\n|{}\n|}}", "a||".repeat(n));
        "wikitext of headers" 2000 |n| format!("{{|\n!{}\n|}}", "a!!".repeat(n));
        "wikitext of spans" 200 |n| format!("{{|\n{}|}}", "|-\n| rowspan=900 | 1 || colspan=900 | 2\n".repeat(n));
        "wikitext of backticks" 4000 |n| format!("<pre>\n{}\n</pre>", "`".repeat(n));
        "wikitext of pictures in a gallery" 1000 |n| format!("<gallery>\n{}</gallery>", "A.png|b\n".repeat(n));
        "wikitext of areas" 300 |n| format!("<imagemap>\nA.png\n{}</imagemap>", "rect 0 0 1 1 [[B]]\n".repeat(n));
        "wikitext of definitions" 400 |n| ";a:b\n".repeat(n);
        "wikitext of marks of direction" 4000 |n| "\u{202e}\u{200f}".repeat(n);
    ]
}

/// Templates and functions.
pub(crate) fn calls() -> impl IntoIterator<Item = Case> {
    texts![
        "calls" 500 |n| "{{T|a}}".repeat(n);
        "calls of missing templates" 500 |n| "{{Nope}}".repeat(n);
        "calls that become components" 200 |n| "{{Quote|a|b}}\n".repeat(n);
        "arguments" 1000 |n| format!("{{{{T{}}}}}", each(n, |at| format!("|p{at}=x")));
        "arguments that are used" 200 |n| format!("{{{{Many{}}}}}", each(n, |at| format!("|p{at}=x")));
        "arguments of an infobox" 200 |n| format!("{{{{Infobox x|a=1|c=2{}}}}}", each(n, |at| format!("|p{at}=x")));
        "lines of an argument of an infobox" 300 |n| format!("{{{{Infobox x|a=1|c={}}}}}", "x<br>".repeat(n));
        "infoboxes on a page" 100 |n| "{{Infobox x|a=1|b=2|c=3}}\n".repeat(n);
        "cases of a switch" 1000 |n| format!("{{{{#switch:z{}}}}}", each(n, |at| format!("|a{at}=b")));
        "terms" 2000 |n| format!("{{{{#expr:{}1}}}}", "1+".repeat(n));
        "variables" 300 |n| each(n, |at| format!("{{{{#vardefine:a{at}|b}}}}{{{{#var:a{at}}}}}"));
        "replacements" 4000 |n| format!("{{{{#replace:{}|a|bb}}}}", "a".repeat(n));
    ]
}

/// A number as signs, none of which is in an address.
fn signs(number: usize) -> String {
    format!("{number:b}").replace('1', "!").replace('0', "?")
}

/// Dumps with many pages.
pub(crate) fn dumps() -> impl IntoIterator<Item = Case> {
    wikis![
        "pages of a dump" 100 |n| each(n, |at| page(&format!("P{at}"), &format!("[[P{}]] [[P{at}#S]]", at + 1)));
        "titles with the same address" 100 |n| each(n, |at| page(&format!("A{}", signs(at)), ""));
        "titles that are too long" 50 |n| each(n, |at| page(&format!("T{at} ").repeat(60), ""));
        "titles with many slashes" 100 |n| each(n, |at| page(&format!("{}{at}", "a/".repeat(50)), ""));
        "redirects of a dump" 300 |n| page("A", "x") + &each(n, |at| page(&format!("R{at}"), "#REDIRECT [[A]]"));
        "a chain of redirects" 300 |n| each(n, |at| page(&format!("R{at}"), &format!("#REDIRECT [[R{}]]", at + 1)));
        "infoboxes of a dump" 50 |n| each(n, |at| {
            page(&format!("P{at}"), &format!("{{{{Infobox t{at}|a=1|b=2|c=3}}}}"))
                + &page(&format!("Template:Infobox t{at}"), "{| class=\"infobox\"\n! A\n| {{{a}}}\n|}")
        });
        "parameters of an infobox" 60 |n| each(n, |at| page(&format!("P{at}"), &format!("{{{{Infobox x|a{at}={at}|b=[[P{at}]]|c=3}}}}")));
        "sources of a dump" 80 |n| each(n, |at| page(&format!("P{at}"), &format!("<ref>[http://a.org/{at} T]</ref>")));
        "a loop of templates" 30 |n| each(n, |at| {
            page(&format!("P{at}"), &format!("{{{{L{at}}}}}"))
                + &page(&format!("Template:L{at}"), &format!("{{{{L{}}}}}", (at + 1) % n))
        });
    ]
}
