//! Escapes text so that Markdown shows it unchanged.

/// Appends text to a line, escaping everything that Markdown would interpret.
pub(super) fn text(line: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    let mut before = line.chars().next_back();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_read = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '$' | '^' | '~' | '{' => true,
            '_' => !(is_word(before) && is_word(after)),
            // A URL that MediaWiki shows as text would be a link.
            ':' if characters.clone().take(2).eq(['/', '/']) => is_word(before),
            '=' | '%' | ':' => before == Some(character) || after == Some(character),
            '#' => before.is_none_or(char::is_whitespace) || after.is_none(),
            '!' => false,
            _ => false,
        };
        match character {
            '&' if after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#') => line.push_str("&amp;"),
            '\u{a0}' => line.push_str("&nbsp;"),
            '\n' | '\t' => line.push(' '),
            character => {
                if is_read {
                    line.push('\\');
                }
                line.push(character);
            }
        }
        before = Some(character);
    }
}

/// Escapes a line so that Markdown reads it as a paragraph.
pub(super) fn paragraph(line: &str) -> String {
    let line = line.trim();
    let first = line.chars().next();
    if first.is_some_and(|c| matches!(c, '+' | '-' | '>' | ':' | '=' | '#')) {
        return format!("\\{line}");
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    line.to_owned()
}

/// A link destination for use in parentheses.
pub(super) fn address(address: &str) -> String {
    let clean: String = address
        .chars()
        .map(|c| match c {
            ' ' => "%20".to_owned(),
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            '|' => "%7C".to_owned(),
            c => c.to_string(),
        })
        .collect();
    if clean.contains(['(', ')']) { format!("<{clean}>") } else { clean }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser};

    #[test]
    fn escaped_text_is_displayed_unchanged() {
        for text in [
            "a * b_c _d_ [x] `y` <b> & &amp; #1 | ~~z~~ ==m== $1$ {{t}} ^n",
            "# no heading",
            "1. no list",
            "- no list",
            "> no quote",
            ": no meaning",
            "C:\\Users\\x",
            "---",
            "100%% %%sure%%",
            "http://example.org/?a=1&b=2",
        ] {
            let mut line = String::new();
            super::text(&mut line, text);
            let shown: String =
                Parser::new_ext(&super::paragraph(&line), Options::all() - Options::ENABLE_SMART_PUNCTUATION)
                    .filter_map(|event| match event {
                        Event::Text(text) => Some(text.to_string()),
                        Event::Start(_) | Event::End(_) => None,
                        event => panic!("{text:?} as {line:?} gives {event:?}"),
                    })
                    .collect();
            assert_eq!(shown, text);
        }
    }
}
