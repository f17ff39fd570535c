//! Encodings used in the files of the index: JSON strings, numbers as letters, front-coded lines, and the hash in file names.
//!
//! All text of pages goes through [`push_json`], the only sink for JSON here; the text formats contain only terms, which have no character
//! that could end a line or field.

use super::hash::hash;

/// Escaping by byte: 1 if always escaped, 2 if it depends on the following bytes.
const ESCAPED: [u8; 256] = {
    let mut escaped = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        escaped[byte] = 1;
        byte += 1;
    }
    let special = b"\"\\<>&\x7f";
    let mut n = 0;
    while n < special.len() {
        escaped[special[n] as usize] = 1;
        n += 1;
    }
    escaped[LINE_SEPARATOR[0] as usize] = 2;
    escaped
};

/// The first two bytes of U+2028 and U+2029, which once ended a line in JavaScript.
const LINE_SEPARATOR: [u8; 2] = [0xe2, 0x80];

/// Appends a JSON string. Characters with a meaning in HTML or JavaScript are escaped too, so that the file would be safe inside a `script`
/// element.
pub(super) fn push_json(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.push(b'"');
    let mut rest = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        match ESCAPED[byte as usize] {
            0 => continue,
            1 => {
                out.extend_from_slice(&bytes[rest..at]);
                push_escape(out, u32::from(byte));
                rest = at + 1;
            }
            _ => {
                if let Some(&[0xe2, 0x80, last @ 0xa8..=0xa9]) = bytes[at..].first_chunk::<3>() {
                    out.extend_from_slice(&bytes[rest..at]);
                    push_escape(out, 0x2000 | u32::from(last & 0x3f));
                    rest = at + 3;
                }
            }
        }
    }
    out.extend_from_slice(&bytes[rest..]);
    out.push(b'"');
}

fn push_escape(out: &mut Vec<u8>, character: u32) {
    out.extend_from_slice(format!("\\u{character:04x}").as_bytes());
}

/// Appends a JSON array; `element` writes each element.
pub(super) fn push_array<T>(
    out: &mut Vec<u8>,
    elements: impl IntoIterator<Item = T>,
    mut element: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (n, value) in elements.into_iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        element(out, value);
    }
    out.push(b']');
}

/// Appends a number in base 26: the last digit in lower case, earlier digits in upper case.
pub(super) fn push_number(out: &mut Vec<u8>, number: u32) {
    if number >= 26 {
        push_high_digits(out, number / 26);
    }
    out.push(b'a' + (number % 26) as u8);
}

fn push_high_digits(out: &mut Vec<u8>, number: u32) {
    if number >= 26 {
        push_high_digits(out, number / 26);
    }
    out.push(b'A' + (number % 26) as u8);
}

/// Appends ascending page numbers, each as the number of pages skipped before it.
pub(super) fn push_ascending(out: &mut Vec<u8>, pages: impl IntoIterator<Item = u32>) {
    let mut next = 0;
    for page in pages {
        push_number(out, page - next);
        next = page + 1;
    }
}

/// Encodes sorted terms, each as the length of the prefix shared with the one before it and the rest.
#[derive(Debug, Default)]
pub(super) struct FrontCoder {
    previous: String,
}

impl FrontCoder {
    /// Appends a term. Lengths are in UTF-16 units, like those of JavaScript strings.
    pub(super) fn push(&mut self, out: &mut Vec<u8>, term: &str) {
        let pairs = self.previous.chars().zip(term.chars());
        let shared = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a);
        let (bytes, units) = shared.fold((0, 0), |(bytes, units), character| {
            (bytes + character.len_utf8(), units + character.len_utf16() as u32)
        });
        push_number(out, units);
        out.extend_from_slice(&term.as_bytes()[bytes..]);
        self.previous.truncate(bytes);
        self.previous.push_str(&term[bytes..]);
    }

    /// Forgets the last term, at the start of a file.
    pub(super) fn restart(&mut self) {
        self.previous.clear();
    }
}

/// Splits a run of sorted entries into files: after `at_least` bytes at an entry selected by its hash, and at the latest after twice as
/// many. Splits therefore stay in place when something before them changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Minimum size of a file in bytes.
    pub(super) at_least: usize,
    /// One in this many entries may begin a file.
    pub(super) one_in: u64,
}

impl Cut {
    /// True if a file of `bytes` bytes ends before the entry with this key.
    pub(super) fn before(self, key: &str, bytes: usize) -> bool {
        bytes >= self.at_least * 2
            || (bytes >= self.at_least && hash(key.as_bytes()).is_multiple_of(self.one_in))
    }
}

/// The hash of a file's content for its name: 40 bits as hexadecimal digits.
pub(super) fn content_hash(content: &[u8]) -> String {
    format!("{:010x}", hash(content) >> 24)
}
