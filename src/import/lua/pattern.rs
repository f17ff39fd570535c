//! Matches Lua patterns on bytes and on code points.
//!
//! Lua's own functions have no limit: a pattern can take longer than anyone waits, and a long one overflows the stack.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory as Category;

/// Maximum number of captures.
const MAX_CAPTURES: usize = 32;
/// Maximum depth of the recursion of a match.
const MAX_DEPTH: usize = 200;

/// A character of a text: a byte or a code point.
pub(super) trait Symbol: Copy + Eq + Ord {
    /// Its code.
    fn code(self) -> u32;
    /// Returns whether it is in the class of a lower-case letter; `None` if there is no such class.
    fn is_in(self, class: u8) -> Option<bool>;
}

impl Symbol for u8 {
    fn code(self) -> u32 {
        u32::from(self)
    }

    fn is_in(self, class: u8) -> Option<bool> {
        Some(match class {
            b'a' => self.is_ascii_alphabetic(),
            b'c' => self.is_ascii_control(),
            b'd' => self.is_ascii_digit(),
            b'l' => self.is_ascii_lowercase(),
            b'p' => self.is_ascii_punctuation(),
            b's' => matches!(self, b'\t'..=b'\r' | b' '),
            b'u' => self.is_ascii_uppercase(),
            b'w' => self.is_ascii_alphanumeric(),
            b'x' => self.is_ascii_hexdigit(),
            b'z' => self == 0,
            _ => return None,
        })
    }
}

impl Symbol for char {
    fn code(self) -> u32 {
        u32::from(self)
    }

    fn is_in(self, class: u8) -> Option<bool> {
        let category = || CodePointMapData::<Category>::new().get(self);
        let is_letter = |category| {
            matches!(
                category,
                Category::UppercaseLetter
                    | Category::LowercaseLetter
                    | Category::TitlecaseLetter
                    | Category::ModifierLetter
                    | Category::OtherLetter
            )
        };
        Some(match class {
            b'a' => is_letter(category()),
            b'c' => category() == Category::Control,
            b'd' => category() == Category::DecimalNumber,
            b'l' => category() == Category::LowercaseLetter,
            b'p' => matches!(
                category(),
                Category::ConnectorPunctuation
                    | Category::DashPunctuation
                    | Category::OpenPunctuation
                    | Category::ClosePunctuation
                    | Category::InitialPunctuation
                    | Category::FinalPunctuation
                    | Category::OtherPunctuation
            ),
            b's' => {
                matches!(self, '\t'..='\r')
                    || matches!(
                        category(),
                        Category::SpaceSeparator | Category::LineSeparator | Category::ParagraphSeparator
                    )
            }
            b'u' => category() == Category::UppercaseLetter,
            b'w' => is_letter(category()) || category() == Category::DecimalNumber,
            b'x' => {
                self.is_ascii_hexdigit()
                    || matches!(self, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff26}' | '\u{ff41}'..='\u{ff46}')
            }
            b'z' => self == '\0',
            _ => return None,
        })
    }
}

/// A captured part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Capture {
    /// `(…)` with its range.
    Range(usize, usize),
    /// `()`, an offset.
    Place(usize),
    /// `(` that is not closed yet.
    Open(usize),
}

/// A match: its range and captures.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// First symbol.
    pub(super) start: usize,
    /// The symbol after the last one.
    pub(super) end: usize,
    /// The captures of the pattern, without the whole.
    pub(super) captures: Vec<Capture>,
}

/// Searches a text for a pattern.
pub(super) struct Matcher<'t, S> {
    text: &'t [S],
    pattern: &'t [S],
    captures: Vec<Capture>,
    depth: usize,
    /// Steps that are left.
    left: u64,
    /// Steps taken.
    pub(super) steps: u64,
}

type Step<T> = Result<T, String>;

impl<'t, S: Symbol> Matcher<'t, S> {
    /// A search with at most `left` steps.
    pub(super) fn new(text: &'t [S], pattern: &'t [S], left: u64) -> Self {
        Self { text, pattern, captures: Vec::new(), depth: 0, left, steps: 0 }
    }

    /// The first match at or after an offset. A `^` at the start of the pattern binds it to the offset.
    ///
    /// # Errors If the pattern is malformed or takes too many steps.
    pub(super) fn find(&mut self, from: usize, may_anchor: bool) -> Step<Option<Found>> {
        let is_anchored = may_anchor && self.sign(0) == Some(b'^');
        let mut start = from;
        while start <= self.text.len() {
            self.captures.clear();
            if let Some(end) = self.matches(start, usize::from(is_anchored))? {
                if self.captures.iter().any(|capture| matches!(capture, Capture::Open(_))) {
                    return Err("unfinished capture".to_owned());
                }
                return Ok(Some(Found { start, end, captures: std::mem::take(&mut self.captures) }));
            }
            if is_anchored {
                break;
            }
            start += 1;
        }
        Ok(None)
    }

    /// The sign of the pattern at an offset, if it is ASCII.
    fn sign(&self, at: usize) -> Option<u8> {
        self.pattern.get(at).and_then(|symbol| u8::try_from(symbol.code()).ok())
    }

    fn step(&mut self) -> Step<()> {
        self.steps += 1;
        if self.steps > self.left {
            return Err("the pattern takes too many steps".to_owned());
        }
        Ok(())
    }

    /// The end of a match of the pattern from `at` with the text from `place`.
    fn matches(&mut self, place: usize, at: usize) -> Step<Option<usize>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("pattern too complex".to_owned());
        }
        let result = self.sequence(place, at);
        self.depth -= 1;
        result
    }

    fn sequence(&mut self, mut place: usize, mut at: usize) -> Step<Option<usize>> {
        loop {
            self.step()?;
            let next = match (self.sign(at), self.sign(at + 1)) {
                _ if at >= self.pattern.len() => return Ok(Some(place)),
                (Some(b'('), _) => return self.open(place, at),
                (Some(b')'), _) => return self.close(place, at + 1),
                (Some(b'$'), _) if at + 1 == self.pattern.len() => {
                    return Ok((place == self.text.len()).then_some(place));
                }
                (Some(b'%'), Some(b'b')) => self.balanced(place, at + 2)?.map(|place| (place, at + 4)),
                (Some(b'%'), Some(b'f')) => self.frontier(place, at + 2)?.map(|end| (place, end)),
                (Some(b'%'), Some(digit @ b'0'..=b'9')) => {
                    self.again(place, digit)?.map(|place| (place, at + 2))
                }
                _ => {
                    let end = self.class_end(at)?;
                    if let Some(quantifier @ (b'?' | b'*' | b'+' | b'-')) = self.sign(end) {
                        return self.quantified(place, at..end, quantifier);
                    }
                    self.is_match(place, at, end).then_some((place + 1, end))
                }
            };
            let Some(next) = next else { return Ok(None) };
            (place, at) = next;
        }
    }

    /// `%f[…]`: a place where a set begins. Returns the offset after the set.
    fn frontier(&self, place: usize, set: usize) -> Step<Option<usize>> {
        if self.sign(set) != Some(b'[') {
            return Err("missing '[' after '%f' in pattern".to_owned());
        }
        let end = self.class_end(set)?;
        let before = place.checked_sub(1).map(|before| self.text[before]);
        let is_frontier =
            !self.set(before, set, end - 1) && self.set(self.text.get(place).copied(), set, end - 1);
        Ok(is_frontier.then_some(end))
    }

    /// A class with its quantifier, and what follows.
    fn quantified(&mut self, mut place: usize, class: Range<usize>, quantifier: u8) -> Step<Option<usize>> {
        let (at, end) = (class.start, class.end);
        match quantifier {
            b'?' => {
                if self.is_match(place, at, end)
                    && let Some(found) = self.matches(place + 1, end + 1)?
                {
                    return Ok(Some(found));
                }
                self.matches(place, end + 1)
            }
            b'-' => loop {
                if let Some(found) = self.matches(place, end + 1)? {
                    return Ok(Some(found));
                }
                if !self.is_match(place, at, end) {
                    return Ok(None);
                }
                place += 1;
            },
            _ => {
                let mut count = 0;
                while self.is_match(place + count, at, end) {
                    self.step()?;
                    count += 1;
                }
                let least = usize::from(quantifier == b'+');
                while count >= least {
                    if let Some(found) = self.matches(place + count, end + 1)? {
                        return Ok(Some(found));
                    }
                    if count == 0 {
                        break;
                    }
                    count -= 1;
                }
                Ok(None)
            }
        }
    }

    fn is_match(&self, place: usize, at: usize, end: usize) -> bool {
        let Some(symbol) = self.text.get(place).copied() else { return false };
        match self.sign(at) {
            Some(b'.') => true,
            Some(b'%') => self.class(symbol, at + 1),
            Some(b'[') => self.set(Some(symbol), at, end - 1),
            _ => self.pattern.get(at) == Some(&symbol),
        }
    }

    /// The class of a letter after `%`; any other symbol is itself.
    fn class(&self, symbol: S, at: usize) -> bool {
        let letter = self.sign(at).filter(u8::is_ascii_alphabetic);
        let found = letter.and_then(|letter| {
            symbol.is_in(letter.to_ascii_lowercase()).map(|is_in| is_in != letter.is_ascii_uppercase())
        });
        found.unwrap_or_else(|| self.pattern.get(at) == Some(&symbol))
    }

    /// Returns whether a symbol is in the set from `[` to `]`. Beside the text is NUL.
    fn set(&self, symbol: Option<S>, mut at: usize, end: usize) -> bool {
        let code = symbol.map_or(0, Symbol::code);
        let is_negated = self.sign(at + 1) == Some(b'^');
        at += 1 + usize::from(is_negated);
        let mut is_in = false;
        let mut is_first = true;
        while at < end || is_first {
            is_first = false;
            if self.sign(at) == Some(b'%') && at + 1 < end {
                is_in |= match symbol {
                    Some(symbol) => self.class(symbol, at + 1),
                    None => self.sign(at + 1).is_some_and(|letter| {
                        0u8.is_in(letter.to_ascii_lowercase())
                            .is_some_and(|is_in| is_in != letter.is_ascii_uppercase())
                    }),
                };
                at += 2;
            } else if self.sign(at + 1) == Some(b'-') && at + 2 < end {
                is_in |= (self.pattern[at].code()..=self.pattern[at + 2].code()).contains(&code);
                at += 3;
            } else {
                is_in |= self.pattern.get(at).is_some_and(|known| known.code() == code);
                at += 1;
            }
        }
        is_in != is_negated
    }

    /// The offset after a class of the pattern.
    fn class_end(&self, at: usize) -> Step<usize> {
        match self.sign(at) {
            Some(b'%') if at + 1 >= self.pattern.len() => Err("malformed pattern (ends with '%')".to_owned()),
            Some(b'%') => Ok(at + 2),
            Some(b'[') => {
                let mut end = at + 1 + usize::from(self.sign(at + 1) == Some(b'^'));
                loop {
                    match self.sign(end) {
                        _ if end >= self.pattern.len() => {
                            return Err("malformed pattern (missing ']')".to_owned());
                        }
                        Some(b'%') => end += 2,
                        _ => end += 1,
                    }
                    if self.sign(end) == Some(b']') {
                        return Ok(end + 1);
                    }
                }
            }
            _ => Ok(at + 1),
        }
    }

    fn open(&mut self, place: usize, at: usize) -> Step<Option<usize>> {
        if self.captures.len() >= MAX_CAPTURES {
            return Err("too many captures".to_owned());
        }
        let is_place = self.sign(at + 1) == Some(b')');
        self.captures.push(if is_place { Capture::Place(place) } else { Capture::Open(place) });
        let count = self.captures.len();
        let found = self.matches(place, at + 1 + usize::from(is_place))?;
        if found.is_none() {
            self.captures.truncate(count - 1);
        }
        Ok(found)
    }

    fn close(&mut self, place: usize, at: usize) -> Step<Option<usize>> {
        let open = self.captures.iter().rposition(|capture| matches!(capture, Capture::Open(_)));
        let Some(open) = open else { return Err("invalid pattern capture".to_owned()) };
        let before = self.captures[open];
        if let Capture::Open(start) = before {
            self.captures[open] = Capture::Range(start, place);
        }
        let found = self.matches(place, at)?;
        if found.is_none() {
            self.captures[open] = before;
        }
        Ok(found)
    }

    /// `%b()`: a balanced part.
    fn balanced(&mut self, place: usize, at: usize) -> Step<Option<usize>> {
        let (Some(opener), Some(closer)) = (self.pattern.get(at), self.pattern.get(at + 1)) else {
            return Err("unbalanced pattern".to_owned());
        };
        if self.text.get(place) != Some(opener) {
            return Ok(None);
        }
        let mut depth = 1;
        for next in place + 1..self.text.len() {
            self.step()?;
            if self.text[next] == *closer {
                depth -= 1;
                if depth == 0 {
                    return Ok(Some(next + 1));
                }
            } else if self.text[next] == *opener {
                depth += 1;
            }
        }
        Ok(None)
    }

    /// `%1`: the text of a capture once more.
    fn again(&mut self, place: usize, digit: u8) -> Step<Option<usize>> {
        let capture = usize::from(digit).checked_sub(usize::from(b'1')).and_then(|at| self.captures.get(at));
        let Some(Capture::Range(start, end)) = capture.copied() else {
            return Err("invalid capture index".to_owned());
        };
        self.steps += (end - start) as u64;
        self.step()?;
        let is_equal = self.text[place..].starts_with(&self.text[start..end]);
        Ok(is_equal.then_some(place + end - start))
    }
}

/// Returns whether a pattern has a sign with a meaning.
pub(super) fn is_plain<S: Symbol>(pattern: &[S]) -> bool {
    !pattern.iter().any(|symbol| u8::try_from(symbol.code()).is_ok_and(|sign| b"^$*+?.([%-".contains(&sign)))
}

#[cfg(test)]
mod tests {
    use super::{Capture, Found, Matcher};

    fn find(text: &str, pattern: &str) -> Result<Option<Found>, String> {
        Matcher::new(text.as_bytes(), pattern.as_bytes(), 100_000).find(0, true)
    }

    fn range(text: &str, pattern: &str) -> Option<(usize, usize)> {
        find(text, pattern).expect("a pattern").map(|found| (found.start, found.end))
    }

    #[test]
    fn patterns_match_as_in_lua() {
        for (text, pattern, expected) in [
            ("hello", "l+", Some((2, 4))),
            ("hello", "^l", None),
            ("hello", "lo$", Some((3, 5))),
            ("a,b", "[^,]*", Some((0, 1))),
            ("a]b", "[]]", Some((1, 2))),
            ("x-y", "[a%-]", Some((1, 2))),
            ("f(a(b)c)d", "%b()", Some((1, 8))),
            ("THE (quick) fox", "%f[%a]%a+%f[%A]", Some((0, 3))),
            ("aXb", "%u", Some((1, 2))),
            ("<b>x</b>", "<.->", Some((0, 3))),
            ("say \"hi\"", "([\"']).-%1", Some((4, 8))),
            ("ab", "ac?b", Some((0, 2))),
            ("", ".*", Some((0, 0))),
        ] {
            assert_eq!(range(text, pattern), expected, "{text} {pattern}");
        }
        let found = find("key = value", "(%w+)%s*=()%s*(%w+)").expect("a pattern").expect("a match");
        assert_eq!(found.captures, [Capture::Range(0, 3), Capture::Place(5), Capture::Range(6, 11)]);
        let text: Vec<char> = "Größe – 7".chars().collect();
        let pattern: Vec<char> = "%a+ %p".chars().collect();
        assert_eq!(
            Matcher::new(&text, &pattern, 1000).find(0, true).map(|found| found.map(|found| found.end)),
            Ok(Some(7))
        );
    }

    #[test]
    fn malformed_and_endless_patterns_are_errors() {
        for pattern in ["%", "[a", "(a", "a)", "%b", "%f", "%1"] {
            assert!(find("aaa", pattern).is_err(), "{pattern}");
        }
        let endless = ".-".repeat(30) + "x";
        assert!(find(&"a".repeat(200), &endless).is_err());
        assert!(find(&"a".repeat(100_000), &"a?".repeat(50_000)).is_err());
    }
}
