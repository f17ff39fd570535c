//! Smart punctuation: quotation marks by language, apostrophes, primes, dashes and ellipses.

use std::borrow::Cow;

/// The quotation marks of a language: outer ones, inner ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotes([Cow<'static, str>; 4]);

/// Marks of languages that differ from English (CLDR, `delimiters`). French sets its marks off with no-break spaces.
const LANGUAGES: [(&[&str], [&str; 4]); 14] = [
    (&["de-ch", "de-li", "fr-ch", "it-ch"], ["«", "»", "‹", "›"]),
    (&["de", "cs", "sk", "sl", "is", "lt", "bg", "mk", "et", "ka", "sq", "hsb", "dsb"], ["„", "“", "‚", "‘"]),
    (&["fr", "br"], ["«\u{a0}", "\u{a0}»", "“", "”"]),
    (&["es", "it", "pt-pt", "ca", "gl", "el", "eu", "oc", "ast", "hy"], ["«", "»", "“", "”"]),
    (&["ru", "uk", "be", "kk", "ky", "tt"], ["«", "»", "„", "“"]),
    (&["pl", "ro"], ["„", "”", "«", "»"]),
    (&["hu"], ["„", "”", "»", "«"]),
    (&["hr", "sr", "bs"], ["„", "”", "‘", "’"]),
    (&["sv", "fi", "he"], ["”", "”", "’", "’"]),
    (&["da"], ["»", "«", "›", "‹"]),
    (&["nb", "nn", "no"], ["«", "»", "‘", "’"]),
    (&["fa", "ps"], ["«", "»", "‹", "›"]),
    (&["ar", "ur"], ["”", "“", "’", "‘"]),
    (&["ja", "zh-hant", "zh-tw", "zh-hk"], ["「", "」", "『", "』"]),
];

impl Default for Quotes {
    fn default() -> Self {
        Self(["“", "”", "‘", "’"].map(Cow::Borrowed))
    }
}

impl Quotes {
    /// The marks of a language, by its BCP 47 tag; those of English if they are not known.
    pub fn of_language(tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let is_prefix =
            |name: &str| tag.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let of = LANGUAGES.iter().find(|(tags, _)| tags.iter().any(|name| is_prefix(name)));
        of.map_or_else(Self::default, |(_, marks)| Self(marks.map(Cow::Borrowed)))
    }

    /// Marks separated by spaces, such as `„ “ ‚ ‘`. `None` if there are not four.
    pub fn parse(marks: &str) -> Option<Self> {
        let marks: Vec<Cow<'static, str>> = marks.split(' ').map(|mark| mark.to_owned().into()).collect();
        marks.try_into().ok().map(Self)
    }
}

/// Marks that have been opened and not closed yet in a piece of running text.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenQuotes {
    double: bool,
    single: bool,
}

impl OpenQuotes {
    /// The typographic character for a straight quotation mark between two texts.
    pub fn sign<'q>(&mut self, straight: char, around: (&str, &str), quotes: &'q Quotes) -> &'q str {
        let (before, after) = (around.0.chars().next_back(), around.1.chars().next());
        let starts = before.is_none_or(|c| c.is_whitespace() || c == '\u{a0}' || OPENING.contains(c));
        let opens = starts && after.is_some_and(|c| !c.is_whitespace());
        let [open, close, open_inner, close_inner] = &quotes.0;
        match straight {
            '"' if is_inch(around.0, self.double) => "″",
            '"' if opens && !(self.double && after.is_some_and(is_closing)) => {
                self.double = true;
                open
            }
            '"' => {
                self.double = false;
                close
            }
            _ if is_foot(around.0, around.1, self.single) => "′",
            _ if opens && !after.is_some_and(|c| c.is_ascii_digit()) && self.closes_later(around.1) => {
                self.single = true;
                open_inner
            }
            _ if self.single && !after.is_some_and(char::is_alphanumeric) => {
                self.single = false;
                close_inner
            }
            _ => "’",
        }
    }

    /// True if a single quotation mark that opens here is closed in the text behind it; otherwise it is an apostrophe, as in `'tis`.
    fn closes_later(self, after: &str) -> bool {
        let word = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if SHORTENED.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            return false;
        }
        let end = after.floor_char_boundary(MAX_INNER.min(after.len()));
        let after = after[..end].split("\n\n").next().unwrap_or_default();
        after.match_indices(['\'', '’']).any(|(at, mark)| {
            let ends_word = !after[..at].ends_with(char::is_whitespace);
            ends_word && !after[at + mark.len()..].starts_with(char::is_alphanumeric)
        })
    }
}

/// Characters after which a word may begin.
const OPENING: &str = "([{-–—‘“„‚«‹»›「『/*_~=|>¡¿";

/// English words that begin with an apostrophe.
const SHORTENED: [&str; 8] = ["tis", "twas", "twere", "em", "til", "cause", "bout", "n"];

/// Number of bytes in which the end of an inner quotation is looked for.
const MAX_INNER: usize = 500;

fn is_closing(character: char) -> bool {
    ".,;:!?)]}*_~=|<".contains(character)
}

/// True if a `"` behind a text stands for inches: `5'6"`, or `12"` where no quotation is open.
fn is_inch(before: &str, is_open: bool) -> bool {
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '½' | '¼' | '¾'));
    before.ends_with(|c: char| c.is_numeric())
        && (!is_open || number.trim_end_matches(' ').ends_with(['\'', '′', '’']))
        && !number.ends_with(char::is_alphabetic)
}

/// True if a `'` between two texts stands for feet: `5'6"`, `5' 6"`, or `6'` where no quotation is open.
fn is_foot(before: &str, after: &str, is_open: bool) -> bool {
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
    if number.len() == before.len()
        || before.len() - number.len() > 3
        || number.ends_with(char::is_alphabetic)
    {
        return false;
    }
    let inches = after
        .trim_start_matches(' ')
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '½'));
    let has_inches =
        inches.starts_with(['"', '″', '”']) && after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    has_inches || !is_open && !number.ends_with(['\'', '’']) && !after.starts_with(char::is_alphanumeric)
}

/// Replaces straight quotes by the marks of a language, and `--`, `---` and `...` by dashes and an ellipsis.
pub fn smart<'t>(text: &'t str, quotes: &Quotes) -> Cow<'t, str> {
    if !text.contains(['\'', '"']) && !text.contains("--") && !text.contains("...") {
        return Cow::Borrowed(text);
    }
    let mut open = OpenQuotes::default();
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match next {
            '-' if rest.starts_with("---") => 3,
            '-' if rest.starts_with("--") => 2,
            '.' if rest.starts_with("...") => 3,
            _ => next.len_utf8(),
        };
        match (next, length) {
            ('\'' | '"', _) => out.push_str(open.sign(next, (&text[..at], &text[at + 1..]), quotes)),
            ('-', 3) => out.push('—'),
            ('-', 2) => out.push('–'),
            ('.', 3) => out.push('…'),
            (other, _) => out.push(other),
        }
        at += length;
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(tag: &str, text: &str) -> String {
        smart(text, &Quotes::of_language(tag)).into_owned()
    }

    #[test]
    fn quotes_turn_to_their_words() {
        assert_eq!(set("en", "Mann's \"Heat\" ('95) -- 'yes'..."), "Mann’s “Heat” (’95) – ‘yes’…");
        assert_eq!(set("en", "plain - text."), "plain - text.");
        assert_eq!(set("en", "\"He said 'no'.\" 'Tis the dogs' park"), "“He said ‘no’.” ’Tis the dogs’ park");
        assert_eq!(set("en", "rock 'n' roll, O'Neil's, the 1990's"), "rock ’n’ roll, O’Neil’s, the 1990’s");
    }

    #[test]
    fn each_language_has_its_marks() {
        let text = "\"A 'b' c\" it's";
        for (tag, expected) in [
            ("en-GB", "“A ‘b’ c” it’s"),
            ("de", "„A ‚b‘ c“ it’s"),
            ("de-CH", "«A ‹b› c» it’s"),
            ("fr", "«\u{a0}A “b” c\u{a0}» it’s"),
            ("sv", "”A ’b’ c” it’s"),
            ("ru", "«A „b“ c» it’s"),
            ("pl-PL", "„A «b» c” it’s"),
            ("ja", "「A 『b』 c」 it’s"),
            ("tlh", "“A ‘b’ c” it’s"),
        ] {
            assert_eq!(set(tag, text), expected, "{tag}");
        }
    }

    #[test]
    fn heights_are_no_quotations() {
        for (text, expected) in [
            ("He is 5'6\" tall", "He is 5′6″ tall"),
            ("5' 11\"", "5′ 11″"),
            ("a 6' man, a 12\" disc", "a 6′ man, a 12″ disc"),
            ("\"He is 5'6\" tall\"", "“He is 5′6″ tall”"),
            ("\"in 1995\" and \"Room 12\"", "“in 1995” and “Room 12”"),
            ("'in 95' and the 90's", "‘in 95’ and the 90’s"),
        ] {
            assert_eq!(set("en", text), expected);
        }
    }
}
