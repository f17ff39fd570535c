//! The state and the result of parsing wikitext.

use super::builder::Builder;
use super::dump::Names;
use super::tree::Node;

/// The result of parsing a page.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The tree.
    pub nodes: Vec<Node>,
    /// Categories with their sort keys.
    pub categories: Vec<(String, String)>,
    /// Number of links to the page in other languages, which are dropped.
    pub languages: usize,
}

/// The state of the parser.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) names: &'t Names,
    /// The matching `]]` of each `[[`.
    pub(super) brackets: &'t Brackets,
    pub(super) builder: Builder,
    pub(super) found: Parsed,
    /// True if bold or italic text is open.
    pub(super) quotes: (bool, bool),
    /// Position of the quotes of the line that are an apostrophe and two quotes.
    pub(super) odd_quote: Option<usize>,
    /// Current nesting of links.
    pub(super) depth: usize,
    /// True in the text of a link to a page, in which no other link begins.
    pub(super) in_link: bool,
    /// Position of the next `]` or line break, if known.
    pub(super) next_bracket: usize,
}

/// The position of the matching `]]` for each closed `[[`.
pub(super) struct Brackets {
    pairs: Vec<(usize, usize)>,
}

impl Brackets {
    pub(super) fn close_of(&self, open: usize) -> Option<usize> {
        self.pairs.binary_search_by_key(&open, |(open, _)| *open).ok().map(|at| self.pairs[at].1)
    }
}

/// Finds the pairs of `[[` and `]]` in a text.
pub(super) fn brackets(text: &str) -> Brackets {
    let bytes = text.as_bytes();
    let (mut pairs, mut open, mut at) = (Vec::new(), Vec::<(usize, usize)>::new(), 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"[[" => {
                open.push((at, 0));
                at += 2;
            }
            // The first of three closes a bracket in the text of the link.
            b"]]"
                if bytes.get(at + 2) == Some(&b']') && open.last().is_some_and(|(_, single)| *single > 0) =>
            {
                open.last_mut().into_iter().for_each(|(_, single)| *single -= 1);
                at += 1;
            }
            b"]]" => {
                pairs.extend(open.pop().map(|(start, _)| (start, at)));
                at += 2;
            }
            [sign, _] => {
                if let Some((_, single)) = open.last_mut() {
                    match sign {
                        b'[' => *single += 1,
                        b']' => *single = single.saturating_sub(1),
                        _ => {}
                    }
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    pairs.sort_unstable();
    Brackets { pairs }
}
