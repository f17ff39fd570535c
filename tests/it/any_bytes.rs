//! Arbitrary bytes in a wiki's files cause no panic, no finding is printed in a form that a terminal or log
//! interprets, and no control character reaches the site.

use std::ops::Range;
use std::sync::Arc;

use lorekeep::date::PartialDate;
use lorekeep::diag::print::{Format, Style, print};
use lorekeep::diag::{Diagnostic, Findings, Levels, codes};
use lorekeep::inputs::{Asset, AssetData, Hash, Inputs, Options, TextFile};
use lorekeep::output::Rendered;
use lorekeep::pipeline::{Memo, Site, evaluate};
use lorekeep::text::Place;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

const FORMATS: [Format; 5] = [Format::Human, Format::Short, Format::Json, Format::Github, Format::Sarif];

/// Returns whether a terminal would interpret a character instead of showing it.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Prints findings in every format and checks the output.
fn check_printed(findings: &Findings, text: &dyn Fn(&str) -> Option<Arc<str>>) {
    for format in FORMATS {
        for colour in [false, format == Format::Human] {
            let mut printed = print(findings, text, Style { format, colour, folder: "" });
            if colour {
                assert!(!printed.contains("\u{1b}[2J"), "{printed:?}");
                printed = printed.replace('\u{1b}', "");
            }
            let obeyed = printed.chars().find(|character| *character != '\n' && is_obeyed(*character));
            assert_eq!(obeyed, None, "{format:?}: {printed:?}");
            check_form(format, &printed, findings);
        }
    }
}

fn check_form(format: Format, printed: &str, findings: &Findings) {
    match format {
        Format::Json => {
            let value: serde_json::Value = serde_json::from_str(printed).expect("JSON");
            let list = value["diagnostics"].as_array().expect("a list");
            let messages: Vec<&str> = list.iter().filter_map(|fault| fault["message"].as_str()).collect();
            let expected: Vec<&str> =
                findings.iter().map(|finding| finding.diagnostic.message.as_str()).collect();
            assert_eq!(messages, expected);
        }
        Format::Sarif => drop(serde_json::from_str::<serde_json::Value>(printed).expect("JSON")),
        Format::Github => {
            assert_eq!(printed.lines().count(), findings.iter().count());
            for line in printed.lines() {
                let (command, _) = line[2..].split_once("::").expect("a command and a message");
                assert!(line.starts_with("::error ") || line.starts_with("::warning "), "{line}");
                let keys = command.split_once(' ').map(|(_, properties)| properties.split(','));
                let known = ["file", "line", "col", "endLine", "endColumn", "title"];
                assert!(
                    keys.into_iter()
                        .flatten()
                        .all(|pair| known.contains(&pair.split('=').next().unwrap_or_default())),
                    "{line}"
                );
            }
        }
        Format::Short => assert_eq!(printed.lines().count(), findings.iter().count()),
        Format::Human => {}
    }
}

/// Inputs without files.
fn nothing() -> Inputs {
    let today = PartialDate::parse("2026-11-21").expect("a date");
    Inputs::empty(Options { today, drafts: true, base_url: None, strict: false, without_spoilers: None })
}

const SETTINGS: &str = "title = \"T\"\nbase_url = \"https://wiki.test/wiki/\"\n[types.person]\nfolder = \"people\"\n[types.person.fields]\nborn = { type = \"date\" }\n[checks]\nlevel = \"lenient\"\n";

fn with_settings(bytes: &[u8]) -> Inputs {
    let mut inputs = nothing();
    let file = TextFile::decode("site.toml", bytes.to_vec());
    inputs.settings = file.source;
    inputs.diagnostics = file.diagnostics;
    inputs
}

fn text(path: &str, bytes: &[u8]) -> Arc<TextFile> {
    Arc::new(TextFile::decode(path, bytes.to_vec()))
}

fn asset(path: &str, bytes: &[u8]) -> Arc<Asset> {
    Arc::new(Asset {
        path: path.into(),
        data: AssetData::Memory(bytes.into()),
        hash: Hash::of(bytes),
        size: None,
        still: false,
        variants: None,
    })
}

/// Evaluates a wiki, renders and prints everything, and checks the output.
fn survives(inputs: &Inputs, memo: &mut Memo) -> Findings {
    let site = evaluate(inputs, memo);
    let mut faults = Vec::new();
    for path in site.paths() {
        faults.extend(rendered(&site, &path));
    }
    faults.extend(site.renderer().take_faults());
    let findings = site.findings(faults);
    check_printed(&findings, &|path| inputs.text(path));
    findings
}

/// Renders a path, checks that a text file contains no control characters, and returns the diagnostics.
fn rendered(site: &Site, path: &str) -> Vec<Diagnostic> {
    let renderer = site.renderer();
    match site.render(path, &renderer).expect("a path of the plan") {
        Ok(Rendered::Bytes(bytes)) if !path.starts_with("assets/") && !path.starts_with("static-") => {
            let text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
            let allowed = |character: char| matches!(character, '\t' | '\n' | '\r') || character >= ' ';
            let wrong = text.chars().find(|character| !allowed(*character));
            assert_eq!(wrong, None, "{path}: {text:?}");
            if path.ends_with(".json") {
                serde_json::from_str::<serde_json::Value>(&text)
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            renderer.take_faults()
        }
        Ok(_) => renderer.take_faults(),
        Err(faults) => [faults, renderer.take_faults()].concat(),
    }
}

/// Words with a meaning in some syntax.
const WORDS: [&str; 64] = [
    "---\n",
    "\n",
    "\n\n",
    "title: ",
    "aliases: [",
    "]",
    "\"",
    "\\0",
    "\\u001b",
    "\\x9b",
    ": ",
    "- ",
    "{",
    "}",
    "[[",
    "]]",
    "![[",
    "](",
    "`",
    "```query\n",
    "```\n",
    "# ",
    "==",
    "$",
    "$$",
    "> [!spoiler|x]- ",
    "|",
    "&#0;",
    "&#1;",
    "&#x9b;",
    "<b>",
    "</b>",
    "<!--",
    "%%",
    "[^1]",
    "[@",
    "\u{202e}",
    "\u{2066}",
    "\u{200d}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{9b}31m",
    "e\u{301}\u{301}",
    "👩\u{200d}🚒",
    "日本",
    "עברית",
    "\u{10ffff}",
    "\u{fffe}",
    "\t",
    "\r",
    "\r\n",
    "{{ page.title }}",
    "{% if page %}",
    "{% endif %}",
    "{% extends \"base.html\" %}",
    "[types.x]\n",
    "= ",
    "permalink: ",
    "slug: ",
    "template: ",
    "image: ",
    "@import \"x\";",
];

/// Pieces with a meaning in some syntax, and arbitrary bytes.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => prop::sample::select(WORDS.as_slice()).prop_map(|word| word.as_bytes().to_vec()),
        3 => "[a-zA-Z0-9 .,/%:;-]{1,6}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 1..6),
        1 => (0_u8..32).prop_map(|byte| vec![byte]),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let plain = || vec(piece(), 0..24).prop_map(|pieces| pieces.concat());
    let utf16 = |mark: &'static [u8], swap: bool| {
        plain().prop_map(move |bytes| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let units = text
                .encode_utf16()
                .flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() });
            mark.iter().copied().chain(units).collect()
        })
    };
    prop_oneof![
        8 => plain(),
        1 => utf16(b"\xff\xfe", false),
        1 => utf16(b"\xfe\xff", true),
        1 => utf16(b"", false),
    ]
}

/// A page: arbitrary bytes, with or without front matter around them.
fn page() -> impl Strategy<Value = Vec<u8>> {
    let keys = [
        "",
        "title: ",
        "title: \"",
        "aliases:\n- ",
        "info:\n  a: ",
        "description: \"",
        "categories: [",
        "type: person\nborn: ",
        "permalink: \"",
        "slug: \"",
        "template: ",
    ];
    let front = (prop::sample::select(keys.to_vec()), bytes(), bytes());
    prop_oneof![
        bytes(),
        front.prop_map(|(key, value, rest)| [b"---\n", key.as_bytes(), &value, b"\n---\n", &rest].concat()),
        front_of_signs(),
    ]
}

/// A page with a well-formed title that contains any character.
fn front_of_signs() -> impl Strategy<Value = Vec<u8>> {
    vec(
        prop_oneof![
            any::<char>(),
            prop::sample::select(vec![
                '\u{7f}', '\u{9b}', '\u{200d}', '\u{202e}', '\0', '\u{301}', '"', '\n'
            ])
        ],
        1..12,
    )
    .prop_map(|signs| {
        let title = serde_json::Value::String(signs.into_iter().collect());
        format!(
            "---\ntitle: {title}\naliases: [{title}]\ncategories: [{title}]\n---\n[[{title}]]\n\n# {title}\n"
        )
        .into_bytes()
    })
}

fn name() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![
            "[a-z]{1,3}",
            Just("\u{202e}".to_owned()),
            Just("%0A::error::".to_owned()),
            Just("\u{9b}".to_owned()),
            Just("é".to_owned())
        ],
        1..4,
    )
    .prop_map(|parts| parts.concat())
}

fn config(cases: u32) -> Config {
    Config { cases, max_shrink_iters: 400, failure_persistence: None, ..Config::default() }
}

thread_local! {
    /// The theme is read only once.
    static MEMO: std::cell::RefCell<Memo> = std::cell::RefCell::default();
}

fn remembering(inputs: &Inputs) -> Findings {
    MEMO.with_borrow_mut(|memo| survives(inputs, memo))
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn in_pages_and_data(pages in vec((name(), page()), 1..50), sources in vec(bytes(), 0..4)) {
        let mut inputs = with_settings(SETTINGS.as_bytes());
        for (at, (name, bytes)) in pages.iter().enumerate() {
            let folder = ["", "people/", "categories/"][at % 3];
            let path = format!("{folder}{at}{name}.md");
            inputs.pages.insert(path.as_str().into(), text(&format!("content/{path}"), bytes));
        }
        for (at, bytes) in sources.iter().enumerate() {
            let path = format!("sources/{at}.yaml");
            inputs.sources.insert(path.as_str().into(), text(&format!("content/{path}"), bytes));
        }
        remembering(&inputs);
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn in_settings(start in any::<bool>(), bytes in bytes()) {
        let start = if start { SETTINGS } else { "" };
        let mut inputs = with_settings(&[start.as_bytes(), &bytes].concat());
        inputs.pages.insert("a.md".into(), text("content/a.md", b"# A\n"));
        let site = evaluate(&inputs, &mut MEMO.take());
        check_printed(&site.findings(Vec::new()), &|path| inputs.text(path));
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn in_the_theme(template in bytes(), sheet in bytes(), script in bytes(), file in bytes()) {
        let mut inputs = with_settings(SETTINGS.as_bytes());
        inputs.pages.insert("a.md".into(), text("content/a.md", b"---\ntitle: A\ntemplate: own\n---\n"));
        inputs.templates.insert("own.html".into(), text("templates/own.html", &template));
        inputs.statics.insert("css/main.css".into(), asset("static/css/main.css", &sheet));
        inputs.statics.insert("static-own.js".into(), asset("static/static-own.js", &script));
        inputs.statics.insert("static-file".into(), asset("static/static-file", &file));
        remembering(&inputs);
    }
}

/// Text with everything that printers have to escape.
fn signs() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        prop::sample::select("ab \t\r\n\0\u{1b}\u{7f}\u{85}\u{200d}\u{200c}\u{202e}\u{2069}\u{feff}\u{301}日👩é%:,\u{fffd}\u{2028}".chars().collect::<Vec<_>>()),
        any::<char>(),
    ];
    prop_oneof![
        vec(sign, 0..12),
        vec(prop::sample::select(vec!['a', '\t', '日', '\u{301}', '\u{202e}', ' ']), 0..900)
    ]
    .prop_map(|signs| signs.into_iter().collect())
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn in_places_and_words_of_findings(text in signs(), at in (0_usize..900, 0_usize..900), words in (signs(), signs(), signs(), signs())) {
        let place = |range: Range<usize>| Place { path: format!("content/{}.md", words.0).into(), range: range.into() };
        let (start, end) = (at.0 % (text.len() + 3), at.1 % (text.len() + 3));
        let fault = Diagnostic::new(&codes::RED_LINK, place(start.min(end)..end), words.1.as_str());
        let fault = fault.help(words.2.as_str()).label(words.3.as_str()).related(place(end..end + 1), words.2.as_str());
        let levels = Levels::default();
        let text: Arc<str> = text.into();
        check_printed(&Findings::new(vec![fault], &levels), &|_| Some(Arc::clone(&text)));
    }
}

#[test]
fn utf_16_is_one_fault_of_each_file_and_read_all_the_same() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let mut inputs = with_settings(&wide(&SETTINGS.replace("\"T\"", "\"Wide\"")));
    inputs.pages.insert("a.md".into(), text("content/a.md", &wide("---\ntitle: Ä\n---\nText[@s].\n")));
    inputs.sources.insert("sources/s.yaml".into(), text("content/sources/s.yaml", &wide("s:\n  title: S\n")));
    inputs.templates.insert(
        "page.html".into(),
        text("templates/page.html", &wide("<h1>{{ page.title }}</h1>{{ site.title }}")),
    );
    let findings = survives(&inputs, &mut Memo::default());
    let found: Vec<(&str, String)> = findings
        .iter()
        .map(|finding| {
            (
                finding.diagnostic.code.name,
                finding.diagnostic.place.as_ref().map_or_else(String::new, |place| place.path.to_string()),
            )
        })
        .collect();
    let files = ["content/a.md", "content/sources/s.yaml", "site.toml", "templates/page.html"];
    assert_eq!(found, files.map(|file| ("invalid-utf8", file.to_owned())));
    let site = evaluate(&inputs, &mut Memo::default());
    let Some(Ok(Rendered::Bytes(html))) = site.render("a/index.html", &site.renderer()) else {
        panic!("no page")
    };
    assert_eq!(String::from_utf8_lossy(&html), "<h1>Ä</h1>Wide");
}

#[test]
fn a_control_character_is_reported_in_every_kind_of_text() {
    let mut inputs = with_settings(format!("{SETTINGS}# \u{1}\n").as_bytes());
    inputs.pages.insert("a.md".into(), text("content/a.md", b"a\n\0[@s]\n"));
    inputs
        .sources
        .insert("sources/s.yaml".into(), text("content/sources/s.yaml", b"s:\n  title: S # \x1b\n"));
    inputs.templates.insert("page.html".into(), text("templates/page.html", b"<p>\x02</p>\n"));
    let findings = survives(&inputs, &mut Memo::default());
    let short =
        print(&findings, &|path| inputs.text(path), Style { format: Format::Short, ..Style::default() });
    let lines: Vec<&str> =
        short.lines().filter_map(|line| Some(line.split_once(": warning[nul-byte]")?.0)).collect();
    assert_eq!(
        lines,
        ["content/a.md:2:1", "content/sources/s.yaml:2:14", "site.toml:9:3", "templates/page.html:1:4"]
    );
}
