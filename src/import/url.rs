//! URLs in wikitext.

use super::entity;
use super::expansion::MARK;

/// Schemes of linkable URLs, with `//`, which is one in brackets only.
const SCHEMES: [&str; 27] = [
    "https://",
    "http://",
    "//",
    "ftp://",
    "ftps://",
    "git://",
    "gopher://",
    "irc://",
    "ircs://",
    "mms://",
    "nntp://",
    "redis://",
    "sftp://",
    "ssh://",
    "svn://",
    "telnet://",
    "worldwind://",
    "mailto:",
    "news:",
    "bitcoin:",
    "geo:",
    "magnet:",
    "sip:",
    "sms:",
    "tel:",
    "urn:",
    "xmpp:",
];
/// Maximum length of the name of a scheme.
const MAX_SCHEME: usize = 12;

/// Returns whether bytes begin with letters and a colon.
pub(super) fn begins_scheme(bytes: &[u8]) -> bool {
    let length = bytes.iter().take(MAX_SCHEME).take_while(|byte| byte.is_ascii_alphabetic()).count();
    bytes.get(length) == Some(&b':')
}

/// The length of the scheme of a URL at the start of a text.
pub(super) fn scheme(text: &str) -> Option<usize> {
    let begins = |scheme: &&str| {
        text.as_bytes().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    SCHEMES.into_iter().find(begins).map(str::len)
}

/// The length of the URL at the start of a text.
pub(super) fn address_length(text: &str) -> usize {
    let is_end = |c: char| c.is_whitespace() || c.is_control() || "<>[]\"".contains(c) || c == MARK;
    let length = text.find(is_end).unwrap_or(text.len());
    // Signs that end it, written as references.
    let mut searched = 0;
    while let Some(at) = text[searched..length].find('&').map(|at| searched + at) {
        let meaning = entity::at_start(&text[at..length]).map(|(meaning, _)| meaning);
        if meaning.is_some_and(|meaning| matches!(meaning.as_str(), "<" | ">" | "\u{a0}")) {
            return at;
        }
        searched = at + 1;
    }
    length
}

/// A URL as its scheme with host, and its path.
pub(super) fn split(url: &str) -> (&str, &str) {
    let host = url.find("//").map_or(0, |at| at + 2);
    url.split_at(url[host..].find('/').map_or(url.len(), |at| host + at))
}

/// A URL in running text without the punctuation behind it.
pub(super) fn without_punctuation(address: &str) -> &str {
    let is_mark = |c: char| ",;.:!?\\".contains(c) || c == ')' && !address.contains('(');
    let trimmed = address.trim_end_matches(is_mark);
    // The semicolon of a reference belongs to it.
    let reference = trimmed.rfind('&').and_then(|at| Some(at + entity::at_start(&address[at..])?.1));
    &address[..reference.filter(|end| *end == trimmed.len() + 1).unwrap_or(trimmed.len())]
}
