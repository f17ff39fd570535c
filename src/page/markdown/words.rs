//! Counts words, in scripts with and without spaces.

/// Counts the words of a text: runs without white space, and each character of scripts without spaces between words.
pub(in crate::page) fn count_words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut words, mut in_word) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        // Nearly all bytes of most texts, so there is no branch for each kind.
        if byte.is_ascii() {
            let is_word = byte.is_ascii_alphanumeric();
            words += u32::from(is_word & !in_word);
            in_word = is_word | in_word & !char::from(byte).is_whitespace();
            at += 1;
            continue;
        }
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
    words
}

/// True for Han, kana and similar scripts.
fn is_unspaced(character: char) -> bool {
    character >= '\u{3040}'
        && matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
