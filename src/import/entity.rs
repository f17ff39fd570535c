//! HTML character references.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// Maximum length of a reference, in bytes.
const LONGEST: usize = 32;

/// The character reference `&…;` at the start of a text: its value and its length.
pub(super) fn at_start(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
    if !is_name {
        return None;
    }
    if let Some(number) = name.strip_prefix('#') {
        return Some((numbered(number)?, end + 1));
    }
    let known = match name {
        "nbsp" => Some("\u{a0}"),
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        _ => None,
    };
    let meaning = known.map(str::to_owned).or_else(|| by_parser(&text[..=end]))?;
    Some((meaning, end + 1))
}

/// The character with a number, in which any number of zeros may come first.
fn numbered(number: &str) -> Option<String> {
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
    let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok().filter(|_| is_number)?)?;
    match character {
        // A line break or tab in text is a space.
        '\t' | '\n' => Some(" ".to_owned()),
        '\u{fffe}' | '\u{ffff}' => None,
        character => (!character.is_control()).then(|| character.to_string()),
    }
}

/// The value of a rarer reference, from the Markdown parser's table.
fn by_parser(reference: &str) -> Option<String> {
    let mut meaning = String::new();
    for event in Parser::new(reference) {
        if let Event::Text(text) = event {
            meaning.push_str(&text);
        }
    }
    let is_harmless = !meaning.is_empty() && meaning != reference && !meaning.contains(char::is_control);
    is_harmless.then_some(meaning)
}

/// A text with its references decoded.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (meaning, length) = at_start(rest).unwrap_or_else(|| ("&".to_owned(), 1));
        out.push_str(&meaning);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}
