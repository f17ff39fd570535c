//! Inline markup beyond Markdown: the marks that begin it, and the extent of citations and bare addresses.

use crate::text::contains;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    Highlight,
    Bars,
    Citation,
    Address,
    Note,
    Bracket,
    Picture,
    Tag,
    Component,
    Separator,
    EndOfComponent,
}

/// For each byte, whether a [`Trigger`] may begin with it in a text. `None` if the text has none.
pub(super) fn first_bytes(text: &str, tags: bool) -> Option<Box<[bool; 256]>> {
    let has = |mark: &str| contains(text, mark);
    // Letters are frequent, unlike signs.
    let letters = [(b'h', "://"), (b'w', "www.")].map(|(byte, mark)| (byte, has(mark)));
    let has_signs =
        ["==", "||", "\\|\\|", "[@", "^[", "![[", "{{"].into_iter().any(has) || tags && text.contains('#');
    if !has_signs && letters.iter().all(|(_, is_there)| !is_there) {
        return None;
    }
    let signs = b"=[^]#|{}!".map(|byte| (byte, true));
    let mut bytes = Box::new([false; 256]);
    signs.into_iter().chain(letters).for_each(|(byte, is_there)| bytes[usize::from(byte)] = is_there);
    Some(bytes)
}

/// True if the inside of a citation begins with the id of a source.
pub(super) fn starts_citation(inside: &str) -> bool {
    let rest = inside.trim_start().strip_prefix('@').unwrap_or_default();
    let after = rest.trim_start_matches(is_of_source_id);
    after.len() < rest.len()
        && (after.is_empty() || after.trim_start().starts_with([',', ';']) || after.trim_start().is_empty())
}

pub(super) fn is_of_source_id(character: char) -> bool {
    character.is_alphanumeric() || "-_.:/".contains(character)
}

/// True if a bare address at the start of a text contains a host.
pub(super) fn has_host(address: &str) -> bool {
    let host =
        address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    let host = host.split(|c: char| c.is_whitespace() || "/?#<|".contains(c)).next().unwrap_or_default();
    (host.contains('.') || host.starts_with("localhost")) && !host.starts_with('.')
}

/// An address without trailing punctuation of the surrounding sentence.
pub(super) fn without_trailing_signs(address: &str) -> &str {
    let count = |sign: char| address.matches(sign).count();
    let mut unopened = count(')').saturating_sub(count('('));
    let is_trailing = |last: char| match last {
        ')' if unopened > 0 => {
            unopened -= 1;
            true
        }
        _ => "?!.,:;*_~'\"’”]}".contains(last),
    };
    address.trim_end_matches(is_trailing)
}

/// True if the byte at `at` is preceded by an odd number of backslashes.
pub(super) fn is_escaped(text: &str, at: usize) -> bool {
    let before = &text[..at];
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// True if a text holds two pairs of bars with something between them.
pub(super) fn has_bars(text: &str) -> bool {
    let mut marks = text.match_indices("||").map(|(at, _)| at).filter(|at| !is_escaped(text, *at));
    marks.next().zip(marks.last()).is_some_and(|(first, last)| last > first + 2)
}
