//! Counts words, in scripts with and without spaces.

/// Role of a byte of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// An ASCII letter or digit.
    Word,
    /// ASCII white space.
    Space,
    /// Another ASCII character.
    Sign,
    /// Part of a character that is not ASCII.
    Foreign,
}

static BYTES: [Byte; 256] = {
    let mut table = [Byte::Foreign; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Byte::Word,
            b'\t'..=b'\r' | b' ' => Byte::Space,
            _ => Byte::Sign,
        };
        byte += 1;
    }
    table
};

/// Counts the words of a text: runs without white space, and each character of scripts without spaces between words.
pub(in crate::page) fn count_words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut words, mut in_word) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        match BYTES[usize::from(byte)] {
            Byte::Word => {
                words += u32::from(!in_word);
                in_word = true;
                let rest = bytes[at..].iter();
                at += rest.take_while(|byte| BYTES[usize::from(**byte)] == Byte::Word).count();
            }
            Byte::Space => {
                in_word = false;
                at += 1;
            }
            Byte::Sign => at += 1,
            Byte::Foreign => {
                let Some(character) = text[at..].chars().next() else { break };
                at += character.len_utf8();
                if is_unspaced(character) {
                    words += 1;
                    in_word = false;
                } else if character.is_whitespace() {
                    in_word = false;
                } else if !in_word && character.is_alphanumeric() {
                    words += 1;
                    in_word = true;
                }
            }
        }
    }
    words
}

/// True for Han, kana and similar scripts.
fn is_unspaced(character: char) -> bool {
    character >= '\u{3040}'
        && matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
