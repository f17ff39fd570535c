//! Replaces names in a file, quoted and escaped as their context requires.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::{Held, Holder, Parts, Reference, Referent, Syntax, references};
use crate::config::Config;
use crate::page::compose::{Setting, escaped, is_plain, is_printable, quoted};
use crate::page::links::{LinkKind, split_address};
use crate::page::node::spelling::Style;
use crate::text::escape::encode_url_path;
use crate::text::{Edit, Source};

/// The part of a reference to replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name.
    Name,
    /// The heading after the name.
    Fragment,
}

/// Replacement of a name or heading.
#[derive(Debug, Clone, Copy)]
pub struct Change<'c> {
    /// The reference to change.
    pub reference: &'c Reference,
    /// The part of it to change.
    pub part: Part,
    /// The new text as looked up: unescaped.
    pub to: &'c str,
}

/// A name that cannot be written in its context: `C#` in a wikilink, where `#` starts a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// The name.
    pub name: String,
    /// Byte range of the old name in the file.
    pub range: Range<usize>,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be written here", self.name)
    }
}

impl std::error::Error for Unwritable {}

/// Replaces names; the edits are in rising order and preserve every other byte.
///
/// A name that does not change keeps its spelling. Pass all changes of a file in one call, since two names in one text may have to be
/// quoted together; of changes of the same range, the first applies. The edited file is parsed again, to verify that it has the new names
/// and all of the others.
///
/// # Errors
/// If a name cannot be written in its context.
pub fn rewrite(source: &Source, config: &Config, changes: &[Change<'_>]) -> Result<Vec<Edit>, Unwritable> {
    let mut texts: BTreeMap<(usize, usize), Vec<&Change<'_>>> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.is_needed()) {
        let whole = &change.reference.held.whole;
        let same = texts.entry((whole.start, whole.end)).or_default();
        if same.iter().all(|known| known.range() != change.range()) {
            same.push(change);
        }
    }
    let mut edits = Vec::new();
    for changes in texts.values_mut() {
        changes.sort_by_key(|change| change.range().map(|range| range.start));
        edits.extend(edits_of(&source.text, changes)?);
    }
    check(source, config, changes, &edits)?;
    Ok(edits)
}

impl Change<'_> {
    /// The byte range in the file to change.
    fn range(&self) -> Option<Range<usize>> {
        match self.part {
            Part::Name => Some(self.reference.name.clone()),
            Part::Fragment => self.reference.fragment.clone(),
        }
    }

    fn is_needed(&self) -> bool {
        match self.part {
            Part::Name => self.reference.text != self.to,
            Part::Fragment => self.reference.heading.as_deref().is_some_and(|heading| heading != self.to),
        }
    }

    /// True if the text is decoded as the new name.
    fn reads(&self, written: &str) -> bool {
        let syntax = self.reference.held.syntax;
        match self.part {
            Part::Name => syntax.name(written) == self.wanted(),
            Part::Fragment => syntax.fragment(written) == self.to,
        }
    }

    /// The name as it will be looked up.
    fn wanted(&self) -> String {
        match self.reference.held.syntax {
            Syntax::Address => self.to.to_owned(),
            syntax => syntax.name(self.to),
        }
    }

    fn unwritable(&self) -> Unwritable {
        Unwritable { name: self.to.to_owned(), range: self.range().unwrap_or_default() }
    }

    fn part_of<'p>(&self, parts: &'p Parts) -> Option<&'p Range<usize>> {
        match self.part {
            Part::Name => Some(&parts.name),
            Part::Fragment => parts.fragment.as_ref(),
        }
    }
}

/// The edits of one text, whose changes are in rising order.
fn edits_of(file: &str, changes: &[&Change<'_>]) -> Result<Vec<Edit>, Unwritable> {
    let Some(first) = changes.first() else { return Ok(Vec::new()) };
    let held = &*first.reference.held;
    let mut text = String::new();
    let mut written = Vec::new();
    let mut at = 0;
    for change in changes {
        let parts = change.reference.held.syntax.parts(&held.decoded.text);
        let range = parts.get(change.reference.number).and_then(|parts| change.part_of(parts));
        let encoded = range.and_then(|range| encoded(file, change, range));
        let (Some(range), Some(encoded)) = (range, encoded) else { return Err(change.unwritable()) };
        text.push_str(&held.decoded.text[at..range.start]);
        text.push_str(&encoded);
        at = range.end;
        written.push((held.in_file(range.clone()), encoded));
    }
    text.push_str(&held.decoded.text[at..]);
    for change in changes {
        let parts = change.reference.held.syntax.parts(&text);
        let range = parts.get(change.reference.number).and_then(|parts| change.part_of(parts));
        if range.is_none_or(|range| !change.reads(&text[range.clone()])) {
            return Err(change.unwritable());
        }
    }
    held.edits(&text, written).ok_or_else(|| first.unwritable())
}

/// Escapes a name for its syntax, before the text around it is quoted. `None` for a name that cannot be expressed.
fn encoded(file: &str, change: &Change<'_>, range: &Range<usize>) -> Option<String> {
    let held = &*change.reference.held;
    if change.to.trim() != change.to || !change.to.chars().all(is_printable) {
        return None;
    }
    match held.syntax {
        Syntax::Address => Some(encoded_address(held, change.to, &file[held.in_file(range.clone())])),
        // Readers drop a colon before a name in brackets.
        Syntax::Wikilink if change.to.starts_with(':') => Some(format!(":{}", change.to)),
        _ => Some(change.to.to_owned()),
    }
}

/// Percent-encodes a path or fragment; spaces and parentheses only if the current spelling encodes them.
fn encoded_address(held: &Held, to: &str, spelled: &str) -> String {
    let mut address = String::new();
    encode_url_path(&mut address, to);
    let mut address = address.replace('&', "%26").replace('\'', "%27");
    let keeps_spaces = matches!(held.holder, Holder::Address(true) | Holder::Attribute(Some(_)));
    if keeps_spaces && spelled.contains(' ') && !spelled.contains("%20") {
        address = address.replace("%20", " ");
    }
    let is_balanced = address.matches('(').count() == address.matches(')').count() && !address.contains(")(");
    if !is_balanced || spelled.contains("%28") || spelled.contains("%29") {
        address = address.replace('(', "%28").replace(')', "%29");
    }
    // The text before a colon could be a scheme.
    if split_address(&address).kind == LinkKind::Markdown { address } else { address.replace(':', "%3A") }
}

impl Held {
    /// The edits that turn this text into another: of its parts if they are known, otherwise of the whole.
    fn edits(&self, text: &str, parts: Vec<(Range<usize>, String)>) -> Option<Vec<Edit>> {
        let in_parts = |encode: fn(&str) -> String| {
            let edit = |(range, part): (Range<usize>, String)| Edit { range, text: encode(&part) };
            Some(parts.into_iter().map(edit).collect())
        };
        let whole = |text: String| Some(vec![Edit { range: self.whole.clone(), text }]);
        let divides = !self.decoded.is_whole();
        match self.holder {
            Holder::Text | Holder::Address(_) | Holder::Attribute(_) => {
                in_parts(str::to_owned).filter(|_| divides)
            }
            Holder::Yaml(Style::Literal | Style::Folded, _) => in_parts(str::to_owned).filter(|_| divides),
            Holder::Yaml(Style::Single, _) if divides => in_parts(|part| part.replace('\'', "''")),
            Holder::Yaml(Style::Double, _) if divides => in_parts(escaped),
            Holder::Yaml(Style::Plain, setting) if divides && is_plain(text, setting) => {
                in_parts(str::to_owned)
            }
            Holder::Unquoted if is_plain(inside(text), Setting::Flow) => in_parts(str::to_owned),
            Holder::Yaml(..) | Holder::Unquoted => whole(quoted(text)),
            Holder::Toml => whole(format!("\"{}\"", escaped(text))),
        }
    }
}

/// The text in the brackets of an unquoted name.
fn inside(text: &str) -> &str {
    text.strip_prefix("[[").and_then(|text| text.strip_suffix("]]")).unwrap_or(text)
}

/// Parses the edited file again.
fn check(source: &Source, config: &Config, changes: &[Change<'_>], edits: &[Edit]) -> Result<(), Unwritable> {
    // Renaming a type or a field changes the meaning of other names in the file.
    let is_meaning =
        |change: &Change<'_>| matches!(change.reference.referent, Referent::Type | Referent::Field);
    let Some(first) = changes.iter().find(|change| change.is_needed()) else { return Ok(()) };
    if changes.iter().any(is_meaning) {
        return Ok(());
    }
    let after = Source::new(source.path.clone(), Edit::apply(&source.text, edits));
    let (before, after) = (references(source, config), references(&after, config));
    let needed: Vec<&Change<'_>> = changes.iter().filter(|change| change.is_needed()).collect();
    let change_of = |part: Part, range: Option<Range<usize>>| {
        needed.iter().find(|change| change.part == part && change.range() == range)
    };
    let is_right = |(before, after): (&Reference, &Reference)| {
        let name = change_of(Part::Name, Some(before.name.clone())).map(|change| change.wanted());
        let heading = before.fragment.clone().and_then(|range| change_of(Part::Fragment, Some(range)));
        let heading = heading.map(|change| change.to).or(before.heading.as_deref());
        before.referent == after.referent
            && name.as_ref().unwrap_or(&before.text) == &after.text
            && heading == after.heading.as_deref()
    };
    let is_same = before.len() == after.len() && before.iter().zip(&after).all(is_right);
    if is_same { Ok(()) } else { Err(first.unwritable()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config;
    use crate::page::compose::{self, FrontMatterBuilder, Yaml};

    /// Names with single spaces between words.
    fn name() -> impl Strategy<Value = String> {
        "[A-Za-z0-9é:'\"#&,.\\\\(){}!?|-]{1,6}( [A-Za-z0-9:'\"#&,.-]{1,5})?"
    }

    /// A page as composed, with the same names in all quotation styles.
    fn page(name: &str, other: &str) -> String {
        let mut front = FrontMatterBuilder::default();
        let text = format!("A [[{name}]] and [[{other}|x]].");
        let claim =
            [("subject", format!("[[{name}]]")), ("property", other.to_owned()), ("value", text.clone())];
        let claim = claim.map(|(key, value)| (key.to_owned(), Yaml::from(value)));
        front.set("title", name).set("aliases", vec![name, other]).set("template", other);
        front.set("info", Yaml::Map(vec![("Row".to_owned(), text.into())]));
        front.set("claims", Yaml::List(vec![Yaml::Map(claim.into())]));
        let single = name.replace('\'', "''");
        let quotes = format!("image: '{single}'\ncategories: ['{single}', \"{}\"]\n", escaped(other));
        let links = [
            compose::markdown::wikilink(name, Some(other), Some("x")),
            compose::markdown::wikilink(other, None, None),
            compose::markdown::link("x", name.replace(['#', ':', '?'], "").trim()),
            compose::markdown::citation(&[("a-b", "p. 3"), ("c", "")]),
        ];
        let body = links.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        compose::page(&front, &body).replacen("---\n\n", &format!("{quotes}---\n\n"), 1)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Names that [`rewrite`] would leave alone, because they do not change, are written as they are spelled.
        #[test]
        fn every_name_is_written_as_it_is_spelled(name in name(), other in name()) {
            let (config, _) = config::load(&Source::new("site.toml", ""));
            let text = page(&name, &other);
            let found = references(&Source::new("content/a.md", text.as_str()), &config);
            prop_assert!(found.len() > 8, "{}", text);
            for reference in &found {
                let change = Change { reference, part: Part::Name, to: &reference.text };
                let edits = edits_of(&text, &[&change]);
                let edits = edits.map_err(|fault| TestCaseError::fail(format!("{fault} {reference:?}\n{text}")))?;
                prop_assert_eq!(Edit::apply(&text, &edits), text.clone());
            }
        }
    }
}
