//! Folding: normalizes letters so that those of a page and of a query match.
//!
//! Converts text to lower case without diacritics, and classifies its characters. `search.js` implements the same rules;
//! `tests/search/fold.tsv` is the table of examples that both are tested against. Nothing here knows pages or files.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Class of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Separates words.
    Separator,
    /// Letter, digit or mark of a script with spaces between words.
    Spaced,
    /// Letter or mark of a script without spaces.
    Unspaced,
}

/// Folds a text: resolves compatibility forms (NFKD), drops diacritics, converts to lower case, and spells out letters without a
/// decomposition (`ß` as `ss`, `ø` as `o`). Vowel signs that are part of a word are kept.
pub fn fold(text: &str) -> String {
    if text.chars().all(is_plain) {
        return text.to_ascii_lowercase();
    }
    let kept = text.nfkd().filter(|&character| !is_dropped(character));
    let mut folded = String::with_capacity(text.len());
    for character in kept.nfc().flat_map(char::to_lowercase) {
        match spelling(character) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(character),
        }
    }
    folded
}

/// The class of a folded character.
pub(super) fn class(character: char) -> Class {
    match character {
        'a'..='z' | '0'..='9' => Class::Spaced,
        '\0'..='\x7f' => Class::Separator,
        _ if is_unspaced(character) => Class::Unspaced,
        _ if character.is_alphanumeric() || is_combining_mark(character) => Class::Spaced,
        _ => Class::Separator,
    }
}

/// True for ASCII, and for dashes and quotation marks that no rule below affects.
fn is_plain(character: char) -> bool {
    character.is_ascii() || matches!(character, '\u{2012}'..='\u{2016}' | '\u{2018}'..='\u{2023}')
}

/// True for diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic, and for invisible characters.
fn is_dropped(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}')
}

/// Spelling of a lower-case letter that Unicode does not decompose, as typed without that key.
fn spelling(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        'ς' => "σ",
        _ => return None,
    })
}

/// True for Thai, Lao, Myanmar, Khmer, Hangul, Kana, Bopomofo and Han. Korean uses spaces, but around phrases rather than words.
fn is_unspaced(character: char) -> bool {
    let written = matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}');
    written && (character.is_alphanumeric() || is_combining_mark(character))
}
