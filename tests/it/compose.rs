//! Written pages are parsed back to the same values, and edits of front matter change only one key.

use lorekeep::page::compose::{self, FrontMatterBuilder, Yaml};
use lorekeep::page::node::{self, Node};
use lorekeep::text::Edit;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Strings of every kind for which YAML has a rule.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 .,'é-]{0,12}",
        "[-?:,\\[\\]{}#&*!|>'\"%@` a~=<.]{0,6}",
        "[a-z \t]{0,5}(\n[a-z #-]{0,5}){0,4}\n{0,3}",
        "[0-9.:_eExXob+-]{1,8}",
        proptest::sample::select(vec![
            "yes",
            "NO",
            "null",
            "~",
            "true",
            ".inf",
            "---",
            "...",
            "1995-12-15",
            "12:30",
            "[[Heat]]",
            "<<",
            "=",
            "- a",
            "a: b",
            "a #b",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\r\n",
            "\u{1f3ac}",
            "日本語",
            " ",
            "\\",
            "c:\\dir",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn scalar() -> impl Strategy<Value = Yaml> {
    prop_oneof![
        1 => Just(Yaml::Empty),
        1 => any::<bool>().prop_map(Yaml::Boolean),
        1 => any::<i64>().prop_map(Yaml::Integer),
        1 => any::<f64>().prop_filter("equal to itself", |value| !value.is_nan()).prop_map(Yaml::Number),
        8 => text().prop_map(Yaml::Text),
    ]
}

fn value() -> impl Strategy<Value = Yaml> {
    let pair = |value| (key(), value);
    scalar().prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Yaml::List),
            proptest::collection::vec(pair(inner), 0..5).prop_map(|entries| Yaml::Map(unique(entries))),
        ]
    })
}

/// Keys other than the merge key.
fn key() -> impl Strategy<Value = String> {
    text().prop_filter("`<<` is no key of its own", |key| key != "<<")
}

fn unique(entries: Vec<(String, Yaml)>) -> Vec<(String, Yaml)> {
    let mut kept: Vec<(String, Yaml)> = Vec::new();
    for entry in entries {
        if !kept.iter().any(|(key, _)| readable(key) == readable(&entry.0)) {
            kept.push(entry);
        }
    }
    kept
}

/// A text without the characters that a page cannot contain.
fn readable(text: &str) -> String {
    text.chars().filter(|character| !lorekeep::text::is_forbidden(*character)).collect()
}

/// The same value as the parser returns it.
fn read(value: &Yaml) -> Node {
    match value {
        Yaml::Empty => Node::Null,
        Yaml::Boolean(value) => Node::Bool(*value),
        Yaml::Integer(value) => Node::Int(*value),
        Yaml::Number(value) => Node::Float(*value),
        Yaml::Date(date) => Node::Text(date.iso()),
        Yaml::Text(text) => Node::Text(readable(text)),
        Yaml::List(items) => Node::List(items.iter().map(read).collect()),
        Yaml::Map(entries) => Node::Map(
            entries
                .iter()
                .enumerate()
                .map(|(ordinal, (key, value))| node::Entry {
                    key: readable(key),
                    ordinal: u16::try_from(ordinal).expect("a small number"),
                    value: read(value),
                })
                .collect(),
        ),
    }
}

fn entries(text: &str) -> Vec<(String, Node)> {
    let text = text.trim_start_matches('\u{feff}');
    let Some(start) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return Vec::new();
    };
    let end =
        start.lines().take_while(|line| line.trim_end() != "---").map(|line| line.len() + 1).sum::<usize>();
    let end = if start.contains("\r\n") { start.find("\r\n---\r\n").map_or(0, |at| at + 2) } else { end };
    match node::parse(&start[..end]).unwrap_or_else(|fault| panic!("{}\n{text}", fault.message)).root {
        Node::Map(entries) => entries.into_iter().map(|entry| (entry.key, entry.value)).collect(),
        _ => Vec::new(),
    }
}

/// Front matter with keys in different styles, and with lines that must stay.
const PAGES: [&str; 7] = [
    "---\n# first\ntitle: Heat # the film\naliases:\n  - One # a\n  # b\n  - 'Two'\ncast:\n- {actor: Al, note: \"x: y\"}\n- actor: Bo\n  note: >-\n    folded\n    text\n\nnote: |\n  # no comment\n  text\n\n# last\n---\n\nBody --- [[x]]\n---\n",
    "---\n{title: Heat, aliases: [One, 'Two'], \"note\": x}\n---\nBody\n",
    "---\r\ntitle:   Heat\r\naliases: [\r\n    One,\r\n    Two, # two\r\n  ]\r\nnote:\r\n---\r\nBody\r\n",
    "\u{feff}---\n   title: &t Heat\n   aliases: One\n   note: plain\n     on two lines\n   other: *t\n---\nBody",
    "---\naliases:\n- One\n- [[Two]]\nsources: []\nclaims:\n    - id: x\n      value: >\n        a\n        b\n---\nBody\n",
    "---\nbase: &b {note: x, title: y}\n<<: *b\nsources: [a]\n---\nBody\n",
    "Only a body\r\n",
];

proptest! {
    #![proptest_config(Config { cases: 600, failure_persistence: None, ..Config::default() })]

    #[test]
    fn composed_pages_are_parsed_back(entries in proptest::collection::vec((key(), value()), 1..6)) {
        let mut front = FrontMatterBuilder::default();
        let entries = unique(entries);
        for (key, value) in &entries {
            front.set(key, value.clone());
        }
        let page = compose::page(&front, "Body\n");
        let found = self::entries(&page);
        prop_assert_eq!(found.len(), entries.len(), "{}", &page);
        for (key, value) in &entries {
            let found = found.iter().find(|(known, _)| *known == readable(key)).map(|(_, value)| value);
            prop_assert_eq!(found, Some(&read(value)), "{}", &page);
        }
    }

    #[test]
    fn setting_a_key_changes_that_key_alone(
        page in proptest::sample::select(PAGES.to_vec()),
        key in prop_oneof![
            proptest::sample::select(vec!["title", "aliases", "note", "cast", "description", "claims", "info"]).prop_map(str::to_owned),
            key()
        ],
        value in value(),
    ) {
        let edit = match compose::set(page, &key, &value) {
            Ok(edit) => edit,
            // The title's value has an anchor here and is also used by another key.
            Err(refusal) => {
                prop_assert!(page.contains("&t") && key == "title", "{} {}", refusal, key);
                return Ok(());
            }
        };
        let after = Edit::apply(page, &[edit]);
        let mut wanted = entries(page);
        wanted.retain(|(known, _)| *known != readable(&key));
        let mut found = entries(&after);
        let set = found.iter().position(|(known, _)| *known == readable(&key)).map(|at| found.remove(at).1);
        prop_assert_eq!(set, Some(read(&value)), "{}", &after);
        prop_assert_eq!(found, wanted, "{}", &after);
        for kept in ["# first", "# last", "# the film", "# no comment", "Body", "\u{feff}"] {
            let is_of_value = kept == "# no comment" && key == "note";
            prop_assert_eq!(after.contains(kept), page.contains(kept) && !is_of_value || after.contains(kept) && is_of_value, "{}", &after);
        }
        prop_assert!(!page.contains("\r\n") || !after.replace("\r\n", "").contains('\n'), "{:?}", after);
    }

    #[test]
    fn an_added_alias_leaves_all_other_bytes(page in proptest::sample::select(PAGES.to_vec()), alias in text()) {
        let Some(edit) = compose::add(page, "aliases", &alias).unwrap() else { return Ok(()) };
        let after = Edit::apply(page, std::slice::from_ref(&edit));
        let aliases = |text: &str| entries(text).into_iter().find(|(key, _)| key == "aliases").map(|(_, value)| value);
        let mut wanted = match aliases(page) {
            None => Vec::new(),
            Some(Node::List(items)) => items,
            Some(one) => vec![one],
        };
        wanted.push(Node::Text(readable(&alias)));
        prop_assert_eq!(aliases(&after), Some(Node::List(wanted)), "{}", &after);
        // Only a single value has to be put in brackets; otherwise the edit only inserts.
        prop_assert!(edit.range.is_empty() || page.contains("aliases: One"), "{:?}", edit);
    }

    #[test]
    fn a_removed_key_takes_its_lines_alone(page in proptest::sample::select(PAGES.to_vec()), number in 0_usize..8) {
        let before = entries(page);
        let Some((key, _)) = before.get(number) else { return Ok(()) };
        let Ok(Some(edit)) = compose::remove(page, key) else {
            // A merged map stays, and so does a nested one.
            prop_assert!(page.contains("&t") || page.contains("&b"), "{} {}", page, key);
            return Ok(());
        };
        let after = Edit::apply(page, &[edit]);
        let wanted: Vec<_> = before.iter().filter(|(known, _)| known != key).cloned().collect();
        prop_assert_eq!(entries(&after), wanted, "{}", &after);
    }
}
