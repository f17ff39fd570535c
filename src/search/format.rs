//! The small formats that the files of the index are written in.
//!
//! What enters: numbers, text, sorted terms. What leaves: JSON strings, numbers as letters, front-coded lines, and the
//! hash in a file's name. All text of pages goes through [`push_json`], the one sink for JSON here; the text formats
//! hold terms only, and those have no character that could end a line or a field.

use super::hash::hash;

/// What has to be escaped, by its byte: 1 where it must be, 2 where the bytes after it decide.
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

/// The first two bytes of U+2028 and U+2029, at which JavaScript once ended a line.
const LINE_SEPARATOR: [u8; 2] = [0xe2, 0x80];

/// Appends a JSON string. What has a meaning in HTML or JavaScript is escaped too, so that the file could stand in a
/// `script` element unharmed.
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

/// Appends a JSON array, its elements written by `element`.
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

/// Appends a number in base 26: the last digit in lower case, those before it in upper case.
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

/// Appends ascending page numbers, each as the count of pages left out before it.
pub(super) fn push_ascending(out: &mut Vec<u8>, pages: impl IntoIterator<Item = u32>) {
    let mut next = 0;
    for page in pages {
        push_number(out, page - next);
        next = page + 1;
    }
}

/// Writes sorted terms, each as the length of what it shares with the one before it and the rest.
#[derive(Debug, Default)]
pub(super) struct FrontCoder {
    previous: String,
}

impl FrontCoder {
    /// Appends a term. Lengths are in UTF-16 units, which are what JavaScript cuts strings by.
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

    /// Forgets the last term, at the beginning of a file.
    pub(super) fn restart(&mut self) {
        self.previous.clear();
    }
}

/// Decides where a run of sorted entries is cut into files: after `at_least` bytes at an entry whose hash says so,
/// and at the latest after twice as many. So cuts stay where they are when something before them changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Bytes that a file has before it may end.
    pub(super) at_least: usize,
    /// One entry in so many may begin a file.
    pub(super) one_in: u64,
}

impl Cut {
    /// Whether a file of `bytes` bytes ends before the entry with this key.
    pub(super) fn before(self, key: &str, bytes: usize) -> bool {
        bytes >= self.at_least * 2
            || (bytes >= self.at_least && hash(key.as_bytes()).is_multiple_of(self.one_in))
    }
}

/// The hash of a file's content for its name: 40 bits in hexadecimal digits.
pub(super) fn content_hash(content: &[u8]) -> String {
    format!("{:010x}", hash(content) >> 24)
}
