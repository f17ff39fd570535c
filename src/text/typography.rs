//! Smart punctuation, as the Markdown parser applies it to running text.

use std::borrow::Cow;

/// Replaces straight quotes by curly ones, and `--`, `---` and `...` by dashes and an ellipsis.
pub fn smart(text: &str) -> Cow<'_, str> {
    if !text.contains(['\'', '"']) && !text.contains("--") && !text.contains("...") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (sign, length) = match next {
            '-' if rest.starts_with("---") => ('—', 3),
            '-' if rest.starts_with("--") => ('–', 2),
            '.' if rest.starts_with("...") => ('…', 3),
            '\'' | '"' => (quote(next, out.chars().next_back(), rest.chars().nth(1)), 1),
            other => (other, other.len_utf8()),
        };
        out.push(sign);
        rest = &rest[length..];
    }
    Cow::Owned(out)
}

/// A quote opens where a word may begin. Before a number, `'` is an apostrophe.
fn quote(straight: char, before: Option<char>, after: Option<char>) -> char {
    let starts = before.is_none_or(|c| c.is_whitespace() || "([{-–—‘“/".contains(c));
    let opens = starts && after.is_some_and(|c| !c.is_whitespace());
    match straight {
        '"' if opens => '“',
        '"' => '”',
        _ if opens && !after.is_some_and(|c| c.is_ascii_digit()) => '‘',
        _ => '’',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_turn_to_their_words() {
        assert_eq!(smart("Mann's \"Heat\" ('95) -- 'yes'..."), "Mann’s “Heat” (’95) – ‘yes’…");
        assert_eq!(smart("plain - text."), "plain - text.");
    }
}
