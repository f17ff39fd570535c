//! Counts words, in scripts with and without spaces.

/// Counts the words of a text: runs without white space, and each character of scripts without spaces between words.
pub(in crate::page) fn count_words(text: &str) -> u32 {
    let mut words = 0;
    let mut in_word = false;
    for character in text.chars() {
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
