//! Decodes the bytes of a text file into a [`TextFile`], with diagnostics for encoding errors.
//!
//! Whatever the bytes, the text contains no control characters that are invalid in a page or a feed.

use std::sync::Arc;

use super::{Hash, TextFile};
use crate::diag::{Diagnostic, codes};
use crate::text::{Place, Source, find_forbidden, is_forbidden};

/// The replacement for invalid bytes and characters, as in `String::from_utf8_lossy`.
const REPLACEMENT: &str = "\u{fffd}";
/// Number of bytes examined to recognise UTF-16 without a byte order mark.
const SAMPLE: usize = 1024;

impl TextFile {
    /// Decodes the file at a path from the root of the wiki.
    pub fn decode(path: &str, bytes: Vec<u8>) -> Self {
        let hash = Hash::of(&bytes);
        let mut diagnostics = Vec::new();
        let mut text = match Wide::of(&bytes) {
            Some(wide) => {
                diagnostics.push(wide.fault(path));
                wide.text(&bytes)
            }
            None => utf8(path, bytes, &mut diagnostics),
        };
        if let Some(first) = find_forbidden(&text) {
            diagnostics.push(control_character(path, &text, first));
            text = text.replace(is_forbidden, REPLACEMENT);
        }
        Self { source: Source::new(path, with_line_feeds(text)), hash, diagnostics }
    }

    /// A file that cannot be used, with the diagnostic that says why.
    pub fn unusable(path: &str, fault: Diagnostic) -> Self {
        Self { source: Source::new(path, ""), hash: Hash::of(b""), diagnostics: vec![fault] }
    }
}

/// Replaces each carriage return that no line feed follows, which ends lines in old files, by a line feed. Every byte keeps its offset.
fn with_line_feeds(text: String) -> String {
    let is_lone = |at: &usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let lone: Vec<usize> = memchr::memchr_iter(b'\r', text.as_bytes()).filter(is_lone).collect();
    if lone.is_empty() {
        return text;
    }
    let mut bytes = text.into_bytes();
    lone.into_iter().for_each(|at| bytes[at] = b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

fn utf8(path: &str, mut bytes: Vec<u8>, faults: &mut Vec<Diagnostic>) -> String {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let at = error.utf8_error().valid_up_to();
        let place = Place { path: path.into(), range: (at..at + REPLACEMENT.len()).into() };
        let message = format!("this file is not UTF-8: invalid byte {}", at + 1);
        faults.push(Diagnostic::new(&codes::INVALID_UTF8, place, message).help("save it as UTF-8"));
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    })
}

fn control_character(path: &str, text: &str, at: usize) -> Diagnostic {
    let what = match text.as_bytes()[at] {
        0 => "a NUL byte".to_owned(),
        byte => format!("the control character U+{byte:04X}"),
    };
    let place = Place { path: Arc::from(path), range: (at..at + REPLACEMENT.len()).into() };
    Diagnostic::new(&codes::NUL_BYTE, place, format!("the text contains {what}"))
        .help("remove all control characters; if the file is not text, give it another extension")
}

/// UTF-16 and UTF-32, in which some editors save files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wide {
    /// Size of a code unit in bytes: 2 or 4.
    unit: usize,
    /// True if the last byte of a unit is the most significant.
    little_endian: bool,
}

impl Wide {
    /// The encoding of a text that starts with a byte order mark other than that of UTF-8, or in which every second
    /// byte is NUL.
    fn of(bytes: &[u8]) -> Option<Self> {
        let (unit, little_endian) = match bytes {
            [0xff, 0xfe, 0, 0, ..] => (4, true),
            [0, 0, 0xfe, 0xff, ..] => (4, false),
            [0xff, 0xfe, ..] => (2, true),
            [0xfe, 0xff, ..] => (2, false),
            _ => (2, Self::without_mark(bytes)?),
        };
        Some(Self { unit, little_endian })
    }

    /// Returns whether UTF-16 without a byte order mark is little-endian. `None` if the bytes are something else.
    fn without_mark(bytes: &[u8]) -> Option<bool> {
        let pairs = || bytes[..bytes.len().min(SAMPLE)].chunks_exact(2);
        let all = pairs().count();
        let ascii =
            |high: usize, low: usize| pairs().filter(|pair| pair[high] == 0 && pair[low] != 0).count();
        // Letters of other scripts contain no NUL bytes, but spaces, line ends and Markdown syntax do.
        let (little, big) = (ascii(1, 0), ascii(0, 1));
        match all {
            0 => None,
            _ if little * 2 > all && big == 0 => Some(true),
            _ if big * 2 > all && little == 0 => Some(false),
            _ => None,
        }
    }

    fn fault(self, path: &str) -> Diagnostic {
        let message = format!("this file is saved as UTF-{}", self.unit * 8);
        Diagnostic::new(&codes::INVALID_UTF8, Place::file(path), message).help("save it as UTF-8")
    }

    fn text(self, bytes: &[u8]) -> String {
        let units = bytes.chunks(self.unit).map(|unit| self.number(unit));
        let text: String = if self.unit == 4 {
            units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        } else {
            let units = units.map(|unit| u16::try_from(unit).unwrap_or(u16::MAX));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        };
        text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
    }

    /// The value of a code unit; an invalid value for one that is cut off at the end of the file.
    fn number(self, unit: &[u8]) -> u32 {
        if unit.len() < self.unit {
            return u32::from(char::REPLACEMENT_CHARACTER);
        }
        let add = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        if self.little_endian { unit.iter().rev().fold(0, add) } else { unit.iter().fold(0, add) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_of(bytes: &[u8]) -> (String, Vec<&'static str>) {
        let file = TextFile::decode("content/a.md", bytes.to_vec());
        (file.source.text.to_string(), file.diagnostics.iter().map(|fault| fault.code.name).collect())
    }

    #[test]
    fn texts_of_other_encodings_are_read_and_reported_once() {
        let text = "# Heat 𝄞\r\n\r\nÄ — [[Hanna]]\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let utf32 = |bytes: fn(u32) -> [u8; 4]| {
            text.chars().flat_map(|character| bytes(character.into())).collect::<Vec<u8>>()
        };
        for bytes in [
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(),
            [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat(),
            [b"\xff\xfe\0\0".to_vec(), utf32(u32::to_le_bytes)].concat(),
            [b"\0\0\xfe\xff".to_vec(), utf32(u32::to_be_bytes)].concat(),
        ] {
            assert_eq!(codes_of(&bytes), (text.to_owned(), vec!["invalid-utf8"]));
        }
    }

    #[test]
    fn control_characters_are_reported_and_replaced() {
        assert_eq!(codes_of(b"a\0b\x1bc\td\n"), ("a\u{fffd}b\u{fffd}c\td\n".to_owned(), vec!["nul-byte"]));
        assert_eq!(codes_of(b"a\xff\0"), ("a\u{fffd}\u{fffd}".to_owned(), vec!["invalid-utf8", "nul-byte"]));
        assert_eq!(codes_of("\u{feff}é".as_bytes()), ("é".to_owned(), vec![]));
        assert_eq!(codes_of(b""), (String::new(), vec![]));
        assert_eq!(codes_of(b"\xff\xfe"), (String::new(), vec!["invalid-utf8"]));
        assert_eq!(codes_of(b"\xff\xfea"), ("\u{fffd}".to_owned(), vec!["invalid-utf8"]));
    }
}
