//! Edits of a page's front matter that preserve every other byte.
//!
//! Takes the text of a file, with or without a byte order mark, and returns an [`Edit`]. Each edit is parsed again before it is returned: a
//! change that would affect anything else is refused.

use std::fmt;
use std::ops::Range;

use super::yaml::{self, Setting, Yaml};
use super::{rank, yaml::scalar};
use crate::page::brackets::reference;
use crate::page::front;
use crate::page::node::spelling::{Form, Spelled, Spelling, Style};
use crate::page::node::{self, Entry, Node};
use crate::text::{Edit, Source, fold_name};

/// Reason for refusing an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The front matter cannot be parsed, with the reason.
    Unreadable(String),
    /// The front matter is not a map of keys.
    NotAMap,
    /// The value is not a list and cannot become one.
    NotAList,
    /// Other values would change as well, because they share one through `&name` and `*name`.
    Shared,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the front matter cannot be read: {why}"),
            Self::NotAMap => f.write_str("the front matter is not a map of `key: value` lines"),
            Self::NotAList => f.write_str("the value is a map, not a list"),
            Self::Shared => f.write_str("the value cannot be changed without changing other values"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Sets a key of the front matter. A new key is added in its usual place; front matter is added to a page without any.
///
/// # Errors
/// If the front matter cannot be parsed or is not a map, or if other values depend on the one being replaced.
pub fn set(text: &str, key: &str, value: &Yaml) -> Result<Edit, Refusal> {
    let front = Front::of(text)?;
    if front.yaml.is_none() {
        let mut entry = String::new();
        yaml::entry(&mut entry, key, value, 0);
        return Ok(Edit::insert(front.start, front.lines(&format!("---\n{entry}---\n\n"))));
    }
    let mut written = String::new();
    yaml::entry(&mut written, key, value, 0);
    let written = node::parse(&written).map_err(|fault| Refusal::Unreadable(fault.message))?;
    let read = map_of(&written.root)?.iter().map(|entry| entry.value.clone()).next();
    let place = front.place_of(key)?;
    let attempt = |layout| {
        let edit = match &place {
            Some(place) => front.replace(place, value, layout),
            None => front.insert(key, value, layout),
        };
        front.checked(edit, key, read.clone())
    };
    // A block scalar that keeps trailing blank lines would also absorb those that follow it.
    attempt(Layout::Usual).or_else(|_| attempt(Layout::Line))
}

/// Layout of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// On as many lines as a person would use.
    Usual,
    /// On one line.
    Line,
}

/// Removes a key from the front matter, with the lines of its value. Returns `None` if the key is missing.
///
/// # Errors
/// If the front matter cannot be parsed or is not a map, or if other values depend on the one being removed.
pub fn remove(text: &str, key: &str) -> Result<Option<Edit>, Refusal> {
    let front = Front::of(text)?;
    let Some(place) = front.place_of(key)? else { return Ok(None) };
    let range = if place.in_flow { front.flow_entry(&place) } else { front.lines_of(&place) };
    front.checked(Edit { range, text: String::new() }, key, None).map(Some)
}

/// Adds a text to the list of a key, such as an alias. A single value becomes the first item of a list. Returns `None` if the list already
/// contains the text, compared as a name.
///
/// # Errors
/// If the front matter cannot be parsed or is not a map, if the value is a map, or if other values depend on it.
pub fn add(text: &str, key: &str, item: &str) -> Result<Option<Edit>, Refusal> {
    let front = Front::of(text)?;
    let Some(place) = front.place_of(key)? else { return set(text, key, &vec![item].into()).map(Some) };
    let value = front.value(key).unwrap_or_default();
    let mut items = match value {
        Node::Null => Vec::new(),
        Node::Map(_) => return Err(Refusal::NotAList),
        Node::List(items) if reference(&Node::List(items.clone())).is_none() => items,
        Node::Text(words) if key == "tags" && (words.contains(',') || words.starts_with('#')) => {
            return front.add_tag(&place, &words, item);
        }
        single => vec![single],
    };
    let is_item = |node: &Node| match node {
        Node::Text(text) => fold_name(text) == fold_name(item),
        _ => false,
    };
    if items.iter().any(is_item) {
        return Ok(None);
    }
    let edit = front.append(&place, item);
    items.push(Node::Text(item.to_owned()));
    let whole = || set(text, key, &Node::List(items.clone()).into());
    match edit.map(|edit| front.checked(edit, key, Some(Node::List(items.clone())))) {
        Some(Ok(edit)) => Ok(Some(edit)),
        _ => whole().map(Some),
    }
}

/// The front matter of a file.
struct Front<'t> {
    text: &'t str,
    /// Offset after the byte order mark, if there is one.
    start: usize,
    /// Byte range of the YAML in the file; `None` without front matter.
    yaml: Option<Range<usize>>,
    body: usize,
    root: Node,
    spelling: Option<Spelling>,
}

/// The map of the front matter, with its spelling.
struct Map<'f> {
    spelling: &'f Spelling,
    /// True if it is written in braces.
    in_flow: bool,
    /// Keys and values, as indices of their spellings.
    entries: &'f [(usize, usize)],
}

/// Position of an entry, in bytes of the file.
struct EntryRange {
    /// Index of the key in the map.
    number: usize,
    key: Range<usize>,
    /// Offset after the colon.
    colon: usize,
    /// The value; for a block scalar, with its header and without trailing blank lines. If none is written, an empty range after the colon.
    value: Range<usize>,
    /// Index of the value's spelling.
    index: usize,
    /// Offset after everything that belongs to the value.
    end: usize,
    /// True if the map is written in braces.
    in_flow: bool,
}

impl<'t> Front<'t> {
    fn of(text: &'t str) -> Result<Self, Refusal> {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut faults = Vec::new();
        let (yaml, body) = front::split(&Source::new("", &text[start..]), &mut faults);
        if let Some(fault) = faults.pop() {
            return Err(Refusal::Unreadable(fault.message));
        }
        let yaml = yaml.map(|yaml| yaml.start + start..yaml.end + start);
        let written = yaml.clone().map_or("", |yaml| &text[yaml]);
        let document = node::parse(written).map_err(|fault| Refusal::Unreadable(fault.message))?;
        let spelling = Spelling::of(written);
        Ok(Self { text, start, yaml, body: body + start, root: document.root, spelling })
    }

    /// Converts a text to the line endings of the file.
    fn lines(&self, text: &str) -> String {
        let first = self.text.find('\n').unwrap_or(0);
        if self.text[..first].ends_with('\r') { text.replace('\n', "\r\n") } else { text.to_owned() }
    }

    fn value(&self, key: &str) -> Option<Node> {
        let entries = map_of(&self.root).ok()?;
        entries.iter().find(|entry| entry.key == key).map(|entry| entry.value.clone())
    }

    /// The map, with its spelling.
    fn map(&self) -> Result<Map<'_>, Refusal> {
        let Some(spelling) = &self.spelling else { return Err(Refusal::NotAMap) };
        match &spelling.get(0).form {
            Form::Map(in_flow, entries) => Ok(Map { spelling, in_flow: *in_flow, entries }),
            _ => Err(Refusal::NotAMap),
        }
    }

    fn place_of(&self, key: &str) -> Result<Option<EntryRange>, Refusal> {
        let Some(entry) = map_of(&self.root)?.iter().find(|entry| entry.key == key) else { return Ok(None) };
        let Map { spelling, entries, .. } = self.map()?;
        let number = usize::from(entry.ordinal);
        let Some(&(spelled, _)) = entries.get(number) else { return Err(Refusal::Shared) };
        // Entries merged by `<<` are written elsewhere.
        let is_own = matches!(&spelling.get(spelled).form, Form::Scalar(_, text) if text != "<<");
        if is_own { self.place(number).map(Some) } else { Ok(None) }
    }

    fn place(&self, number: usize) -> Result<EntryRange, Refusal> {
        let Map { spelling, in_flow, entries } = self.map()?;
        let shift = self.yaml.clone().unwrap_or_default().start;
        let in_file = |spelled: &Spelled| spelled.range.start + shift..spelled.range.end + shift;
        let (key, index) = entries[number];
        let (key, spelled) = (in_file(spelling.get(key)), spelling.get(index));
        let value = in_file(spelled);
        let colon = self.text[key.end..].find(':').map_or(key.end, |colon| key.end + colon + 1);
        let end = value.end.max(colon);
        let last = (value.start + self.text[value.clone()].trim_end().len()).max(colon);
        let value = match &spelled.form {
            Form::Scalar(Style::Literal | Style::Folded, _) => header(self.text, colon)..last,
            _ if value.is_empty() => colon..colon,
            _ => value.start..last,
        };
        Ok(EntryRange { number, key, colon, value, index, end, in_flow })
    }

    /// The start of the next line, or `at` itself if it is at the start of a line.
    fn next_line(&self, at: usize) -> usize {
        if self.text[..at].ends_with('\n') {
            return at;
        }
        self.text[at..].find('\n').map_or(self.text.len(), |length| at + length + 1)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(self.start, |end| end + 1)
    }

    /// Number of bytes between the start of the line and an offset.
    fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    /// Replaces a value.
    fn replace(&self, place: &EntryRange, value: &Yaml, layout: Layout) -> Edit {
        let between = &self.text[place.colon..place.value.start];
        let rest = self.text[place.value.end..].split('\n').next().unwrap_or_default();
        let mut block = String::new();
        match value {
            _ if place.in_flow || layout == Layout::Line => {}
            // At the position of the old list, with its indentation.
            Yaml::List(items) if !items.is_empty() && between.contains('\n') => {
                yaml::list(&mut block, items, self.column(place.value.start));
                let text = self.lines(without_end(block.trim_start_matches(' ')));
                return Edit { range: place.value.clone(), text };
            }
            _ if !between.contains('#') && rest.trim().is_empty() => {
                yaml::after_key(&mut block, value, self.column(place.key.start));
                return Edit { range: place.colon..place.value.end, text: self.lines(without_end(&block)) };
            }
            _ => {}
        }
        let line = match value {
            Yaml::Text(text) if !place.in_flow => scalar(text, Setting::Block),
            value => yaml::flow(value),
        };
        let comment = if between.contains('#') { between.trim() } else { "" };
        let gap = if comment.is_empty() { "" } else { " " };
        Edit { range: place.colon..place.value.end, text: format!(" {line}{gap}{comment}") }
    }

    /// Inserts a key in its usual place.
    fn insert(&self, key: &str, value: &Yaml, layout: Layout) -> Edit {
        let yaml = self.yaml.clone().unwrap_or_default();
        let entry = |indent| {
            let mut entry = String::new();
            match layout {
                Layout::Usual => yaml::entry(&mut entry, key, value, indent),
                Layout::Line => {
                    let (key, value) = (scalar(key, Setting::Key), yaml::flow(value));
                    entry = format!("{}{key}: {value}\n", " ".repeat(indent));
                }
            }
            self.lines(&entry)
        };
        let Ok(Map { spelling, in_flow, entries }) = self.map() else {
            return Edit::insert(yaml.end, entry(0));
        };
        if in_flow {
            let entry = format!("{}: {}", scalar(key, Setting::Flow), yaml::flow(value));
            let items: Vec<usize> = entries.iter().map(|&(_, value)| value).collect();
            return self.append_in_flow(spelling.get(0), &items, &entry);
        }
        let rank_of = |number: usize| match &spelling.get(entries[number].0).form {
            Form::Scalar(_, text) => rank(text),
            _ => 0,
        };
        let before = (0..entries.len()).rev().find(|&number| rank_of(number) <= rank(key));
        let before = before.and_then(|number| self.place(number).ok());
        let at = before.map_or(yaml.start, |place| self.next_line(place.end));
        let first = spelling.get(entries[0].0).range.start + yaml.start;
        Edit::insert(at, entry(self.column(first)))
    }

    /// Appends an item to the value of a key. `None` if the whole value has to be rewritten.
    fn append(&self, place: &EntryRange, item: &str) -> Option<Edit> {
        let spelled = self.spelling.as_ref()?.get(place.index);
        let written = &self.text[place.value.clone()];
        let in_flow = scalar(item, Setting::Flow);
        match &spelled.form {
            Form::List(..) if written.starts_with("[[") && reference(&self.node_of(place)?).is_some() => {
                Some(Edit { range: place.value.clone(), text: format!("[{written}, {in_flow}]") })
            }
            Form::List(true, items) => Some(self.append_in_flow(spelled, items, &in_flow)),
            Form::List(false, _) => {
                let mut line = String::new();
                yaml::list(&mut line, &[item.into()], self.column(place.value.start));
                Some(Edit::insert(self.next_line(place.end), self.lines(&line)))
            }
            Form::Scalar(Style::Plain, text) if text == written && yaml::is_plain(text, Setting::Flow) => {
                Some(Edit { range: place.value.clone(), text: format!("[{written}, {in_flow}]") })
            }
            Form::Scalar(Style::Single | Style::Double, _) if !written.contains('\n') => {
                Some(Edit { range: place.value.clone(), text: format!("[{written}, {in_flow}]") })
            }
            _ => None,
        }
    }

    fn node_of(&self, place: &EntryRange) -> Option<Node> {
        let entries = map_of(&self.root).ok()?;
        entries
            .iter()
            .find(|entry| usize::from(entry.ordinal) == place.number)
            .map(|entry| entry.value.clone())
    }

    /// Inserts an item before the closing bracket of a list or map.
    fn append_in_flow(&self, list: &Spelled, items: &[usize], item: &str) -> Edit {
        let shift = self.yaml.clone().unwrap_or_default().start;
        let open = list.range.start + shift;
        let last = items.last().and_then(|&last| Some(&self.spelling.as_ref()?.get(last).range));
        let Some(last) = last else { return Edit::insert(open + 1, item) };
        let (start, end) = (last.start + shift, last.end + shift);
        let own_line =
            self.line_start(start) > open && self.text[self.line_start(start)..start].trim().is_empty();
        let gap = if own_line {
            self.lines(&format!("\n{}", " ".repeat(self.column(start))))
        } else {
            " ".to_owned()
        };
        match comma(&self.text[end..list.range.end + shift]) {
            Some(comma) => Edit::insert(end + comma + 1, format!("{gap}{item},")),
            None => Edit::insert(end, format!(",{gap}{item}")),
        }
    }

    /// Adds a tag to tags written as one text, with commas or with `#`.
    fn add_tag(&self, place: &EntryRange, words: &str, item: &str) -> Result<Option<Edit>, Refusal> {
        let (gap, sign) = if words.contains(',') { (", ", "") } else { (" ", "#") };
        let known = words.split([',', '#']).any(|word| fold_name(word) == fold_name(item));
        if known {
            return Ok(None);
        }
        if item.contains([',', '#']) || sign == "#" && item.contains(char::is_whitespace) {
            return Err(Refusal::NotAList);
        }
        let text = format!("{words}{gap}{sign}{item}");
        let edit = self.replace(place, &text.as_str().into(), Layout::Usual);
        self.checked(edit, "tags", Some(Node::Text(text))).map(Some)
    }

    /// The lines of an entry.
    fn lines_of(&self, place: &EntryRange) -> Range<usize> {
        self.line_start(place.key.start)..self.next_line(place.value.end.max(place.colon))
    }

    /// An entry of a map in braces, with the comma after or before it.
    fn flow_entry(&self, place: &EntryRange) -> Range<usize> {
        if let Ok(next) = self.neighbour(place.number + 1) {
            return place.key.start..next.key.start;
        }
        let end = place.value.end.max(place.key.end);
        match place.number.checked_sub(1).and_then(|number| self.neighbour(number).ok()) {
            Some(before) => before.value.end.max(before.key.end)..end,
            None => place.key.start..end,
        }
    }

    fn neighbour(&self, number: usize) -> Result<EntryRange, Refusal> {
        if number < self.map()?.entries.len() { self.place(number) } else { Err(Refusal::NotAMap) }
    }

    /// Returns the edit if it has the intended effect and no other.
    fn checked(&self, edit: Edit, key: &str, value: Option<Node>) -> Result<Edit, Refusal> {
        let after = Edit::apply(self.text, std::slice::from_ref(&edit));
        let front = Front::of(&after).map_err(|_| Refusal::Shared)?;
        let mut wanted: Vec<Entry> = map_of(&self.root)?.to_vec();
        match (wanted.iter_mut().find(|entry| entry.key == key), value) {
            (Some(entry), Some(value)) => entry.value = value,
            (None, Some(value)) => wanted.push(Entry { key: key.to_owned(), ordinal: 0, value }),
            (_, None) => wanted.retain(|entry| entry.key != key),
        }
        let is_same =
            are_alike(map_of(&front.root)?, &wanted) && self.text[self.body..] == after[front.body..];
        if is_same { Ok(edit) } else { Err(Refusal::Shared) }
    }
}

fn map_of(root: &Node) -> Result<&[Entry], Refusal> {
    match root {
        Node::Map(entries) => Ok(entries),
        Node::Null => Ok(&[]),
        _ => Err(Refusal::NotAMap),
    }
}

/// Lines without the last line ending.
fn without_end(lines: &str) -> &str {
    lines.strip_suffix('\n').unwrap_or(lines)
}

/// Offset at which the header of a block scalar begins, after any tag or anchor.
fn header(text: &str, colon: usize) -> usize {
    let line = text[colon..].split('\n').next().unwrap_or_default();
    let mut at = 0;
    while let Some(word) = line[at..].split_whitespace().next() {
        at += line[at..].find(word).unwrap_or(0);
        if word.starts_with(['|', '>']) {
            break;
        }
        at += word.len();
    }
    colon + at
}

/// The comma between the last item of a list in brackets and the bracket, outside comments.
fn comma(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        if let Some(comma) = code.find(',') {
            return Some(at + comma);
        }
        at += line.len();
    }
    None
}

/// True if two maps have the same entries in any order.
fn are_alike(one: &[Entry], other: &[Entry]) -> bool {
    let same = |entry: &Entry| other.iter().find(|known| known.key == entry.key);
    one.len() == other.len()
        && one.iter().all(|entry| same(entry).is_some_and(|known| is_alike(&entry.value, &known.value)))
}

fn is_alike(one: &Node, other: &Node) -> bool {
    match (one, other) {
        (Node::Map(one), Node::Map(other)) => are_alike(one, other),
        (Node::List(one), Node::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_alike(one, other))
        }
        (Node::Float(one), Node::Float(other)) => {
            one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, edit: Result<Edit, Refusal>) -> String {
        Edit::apply(text, &[edit.unwrap_or_else(|refusal| panic!("{refusal}: {text}"))])
    }

    fn added(text: &str) -> String {
        after(text, add(text, "aliases", "B: b").map(Option::unwrap))
    }

    #[test]
    fn an_alias_is_added_to_every_kind_of_value() {
        for (before, expected) in [
            ("---\naliases: A # c\n---\n", "---\naliases: [A, \"B: b\"] # c\n---\n"),
            ("---\naliases: 'A'\n---\n", "---\naliases: ['A', \"B: b\"]\n---\n"),
            ("---\naliases: a, b\n---\n", "---\naliases: [\"a, b\", \"B: b\"]\n---\n"),
            ("---\naliases: [[A]]\n---\n", "---\naliases: [[[A]], \"B: b\"]\n---\n"),
            ("---\naliases: []\nx: y\n---\n", "---\naliases: [\"B: b\"]\nx: y\n---\n"),
            ("---\naliases: [A, ] # c\n---\n", "---\naliases: [A, \"B: b\", ] # c\n---\n"),
            (
                "---\naliases: [\n    A, # a, b\n    C # c\n  ]\n---\n",
                "---\naliases: [\n    A, # a, b\n    C,\n    \"B: b\" # c\n  ]\n---\n",
            ),
            ("---\naliases:\n- A # a\n# b\n---\n", "---\naliases:\n- A # a\n- \"B: b\"\n# b\n---\n"),
            (
                "---\r\naliases:\r\n     - A\r\nx: y\r\n---\r\n",
                "---\r\naliases:\r\n     - A\r\n     - \"B: b\"\r\nx: y\r\n---\r\n",
            ),
            ("---\naliases: # none\ntitle: x\n---\n", "---\naliases: [\"B: b\"] # none\ntitle: x\n---\n"),
            (
                "---\ntitle: x\ninfo:\n  A: b\n---\n",
                "---\ntitle: x\naliases: [\"B: b\"]\ninfo:\n  A: b\n---\n",
            ),
            (
                "---\n  # c\n  x: |\n    a\n\n---\n",
                "---\n  aliases: [\"B: b\"]\n  # c\n  x: |\n    a\n\n---\n",
            ),
            ("---\n{title: x}\n---\n", "---\n{title: x, aliases: [\"B: b\"]}\n---\n"),
            ("---\n# none\n---\nText\n", "---\n# none\naliases: [\"B: b\"]\n---\nText\n"),
            ("---\na: &a [A]\naliases: *a\n---\n", "---\na: &a [A]\naliases: [A, \"B: b\"]\n---\n"),
            ("\u{feff}Text\n", "\u{feff}---\naliases: [\"B: b\"]\n---\n\nText\n"),
            ("\u{feff}---\naliases: A\n---\n", "\u{feff}---\naliases: [A, \"B: b\"]\n---\n"),
        ] {
            assert_eq!(added(before), expected, "{before}");
        }
        assert_eq!(add("---\naliases: [b_ B, 1]\n---\n", "aliases", "B b"), Ok(None));
        assert_eq!(add("---\naliases: {a: b}\n---\n", "aliases", "B"), Err(Refusal::NotAList));
        let shared = "---\naliases: &a [A]\nb: *a\n---\n";
        assert_eq!(add(shared, "aliases", "B"), Err(Refusal::Shared));
    }

    #[test]
    fn tags_in_one_string_stay_one_string() {
        let add = |text: &str| after(text, super::add(text, "tags", "new").map(Option::unwrap));
        assert_eq!(add("---\ntags: a, b\n---\n"), "---\ntags: a, b, new\n---\n");
        assert_eq!(add("---\ntags: '#a #b'\n---\n"), "---\ntags: \"#a #b #new\"\n---\n");
        assert_eq!(add("---\ntags: a\n---\n"), "---\ntags: [a, new]\n---\n");
    }

    #[test]
    fn a_key_is_set_and_removed() {
        let set = |text: &str, value: Yaml| after(text, set(text, "k", &value));
        assert_eq!(set("---\nk: old # c\nz: 1\n---\n", "new".into()), "---\nk: new # c\nz: 1\n---\n");
        assert_eq!(
            set("---\nk: |\n  old\n  lines\n\nz: 1\n---\n", "new".into()),
            "---\nk: new\n\nz: 1\n---\n"
        );
        assert_eq!(set("---\nk:\n  - a # c\n  - b\nz: 1\n---\n", "new".into()), "---\nk: new\nz: 1\n---\n");
        assert_eq!(set("---\nk: # c\n- a\nz: 1\n---\n", "new".into()), "---\nk: new # c\nz: 1\n---\n");
        assert_eq!(
            set("---\nk: # c\n    - a\nz: 1\n---\n", vec!["b", "c"].into()),
            "---\nk: # c\n    - b\n    - c\nz: 1\n---\n"
        );
        assert_eq!(set("---\nk:\nz: 1\n---\n", "a\nb\n\n".into()), "---\nk: |+\n  a\n  b\n\nz: 1\n---\n");
        assert_eq!(set("---\nk: a # c\n---\n", "a\nb".into()), "---\nk: \"a\\nb\" # c\n---\n");
        assert_eq!(set("---\n{k: a, z: 1}\n---\n", "a, b".into()), "---\n{k: \"a, b\", z: 1}\n---\n");
        let remove = |text: &str| after(text, remove(text, "k").map(Option::unwrap));
        assert_eq!(
            remove("---\na: 1\n# of k\nk: |\n  x\n\nz: 1\n---\nT"),
            "---\na: 1\n# of k\n\nz: 1\n---\nT"
        );
        assert_eq!(remove("---\nk: [a,\n  b] # c\n---\n"), "---\n---\n");
        assert_eq!(remove("---\n{a: 1, k: 2}\n---\n"), "---\n{a: 1}\n---\n");
        assert_eq!(remove("---\n{k: 2, a: 1}\n---\n"), "---\n{a: 1}\n---\n");
        assert_eq!(super::remove("---\nk: &a x\nb: *a\n---\n", "k").map_err(|_| ()), Err(()));
        assert_eq!(super::remove("text", "k"), Ok(None));
    }

    #[test]
    fn text_without_front_matter_is_refused() {
        assert!(matches!(set("---\ntitle: x\n", "k", &Yaml::Empty), Err(Refusal::Unreadable(_))));
        assert!(matches!(set("---\na: [\n---\n", "k", &Yaml::Empty), Err(Refusal::Unreadable(_))));
        assert_eq!(set("---\n- a: x\n---\n", "k", &Yaml::Empty), Err(Refusal::NotAMap));
        assert!(matches!(set("---\n- a\n---\n", "k", &Yaml::Empty), Err(Refusal::Unreadable(_))));
    }
}
