//! Normalizes names for comparison: ignores case, spacing and Unicode form.
//!
//! Unicode normalization is NFC (Unicode Standard Annex 15).

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Folds a page's name for comparison: NFC, lower case, runs of white space and underscores collapsed to one space,
/// trimmed, typographic characters replaced by ASCII ones, without spaces around quotation marks.
pub fn fold_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut gap = false;
    for character in nfc(name).chars().filter(|character| !is_variation_selector(*character)) {
        if character.is_whitespace() || character == '_' {
            gap = true;
            continue;
        }
        // French sets quotation marks off with spaces, which other spellings of the name do not have.
        let is_double = matches!(character, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '″');
        if gap && !folded.is_empty() && !is_double && !folded.ends_with('"') {
            folded.push(' ');
        }
        gap = false;
        match character {
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            '‘' | '’' | '‚' | '‹' | '›' | '『' | '』' | '′' | 'ʼ' => folded.push('\''),
            _ if is_double => folded.push('"'),
            '…' => folded.push_str("..."),
            '–' => folded.push_str("--"),
            '—' => folded.push_str("---"),
            c => push_lowercase(&mut folded, c),
        }
    }
    folded
}

/// Folds a path like the most lenient file systems: NFC and lower case. Paths that fold to the same text cannot
/// coexist everywhere.
pub fn fold_path(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(path);
    }
    let mut folded = String::with_capacity(path.len());
    nfc(path).chars().for_each(|character| push_lowercase(&mut folded, character));
    Cow::Owned(folded)
}

/// A folded name as a number, so that names in a large wiki are looked up without accessing their text.
///
/// 64 bits of SipHash with fixed keys: among a million names, two collide in about one of forty million wikis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameKey(u64);

impl NameKey {
    /// The key of a folded name.
    pub fn of_folded(name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// Makes a URL segment or fragment from text: NFC, lower case, with letters and digits of every script kept and
/// everything else replaced by single hyphens. Empty if the text has no letters or digits.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for character in nfc(text).chars().filter(|character| !is_variation_selector(*character)) {
        let in_word = !gap && !out.is_empty();
        let joins = matches!(character, '\u{200c}' | '\u{200d}') && !out.is_empty();
        // A mark after a symbol belongs to the symbol.
        if character.is_alphanumeric() || in_word && is_mark(character) || joins {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            push_lowercase(&mut out, character);
        } else if !matches!(character, '\'' | '’' | '′' | 'ʼ') {
            gap = true;
        }
    }
    out
}

fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

fn push_lowercase(out: &mut String, character: char) {
    if character.is_ascii() {
        out.push(character.to_ascii_lowercase());
    } else {
        out.extend(character.to_lowercase());
    }
}

/// Returns whether a character is a variation selector, which is invisible.
pub fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Returns whether a character is a combining mark, which is part of a word in scripts such as Devanagari and Arabic.
fn is_mark(character: char) -> bool {
    !character.is_ascii() && unicode_normalization::char::is_combining_mark(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivalent_names_fold_to_the_same_key() {
        assert_eq!(fold_name("  Neil_McCauley "), fold_name("neil mccauley"));
        assert_eq!(fold_name("Cafe\u{301}"), fold_name("café"));
    }

    #[test]
    fn paths_fold_like_case_insensitive_file_systems() {
        assert_eq!(fold_path("A/Cafe\u{301}.png"), fold_path("a/café.png"));
        assert_ne!(fold_path("a_b.png"), fold_path("a b.png"));
    }

    #[test]
    fn slugs_keep_every_script() {
        assert_eq!(slug("Canter's: A Café!"), "canters-a-café");
        assert_eq!(slug("हिन्दी लेख"), "हिन्दी-लेख");
        assert_eq!(slug("???"), "");
        assert_eq!((slug("⚙\u{fe0f} Gear"), slug("⚙\u{fe0f}")), ("gear".into(), String::new()));
    }
}
