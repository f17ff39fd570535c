//! Inline Markdown in short texts outside the body: descriptions, captions, credits and the footer.
//!
//! Links are found first, by [`text_links`]; placeholders stand for them while the Markdown parser reads the marks around them.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::links::{TextLink, text_links};
use crate::text::escape::Html;

/// Stands for a link. It is a character of the private use area, which the parser treats like a letter.
const PLACEHOLDER: char = '\u{e000}';

/// A text with its marks and links as HTML. `link` writes a link, by its position among those of the text.
pub fn html(text: &str, mut link: impl FnMut(usize, &TextLink<'_>, &mut Html)) -> Html {
    let links = text_links(text);
    let mut html = Html::new();
    let mut next = 0;
    for piece in pieces(&masked(text, &links)) {
        match piece {
            Piece::Tag(tag) => drop(html.tag(tag)),
            Piece::Text(text) => {
                for (number, part) in text.split(PLACEHOLDER).enumerate() {
                    if let Some(found) = links.get(next).filter(|_| number > 0) {
                        link(next, found, &mut html);
                        next += 1;
                    }
                    html.text(part);
                }
            }
        }
    }
    html
}

/// A text without its marks, in which each link is replaced by its label.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '_', '`', '[', '\\', '~', '&']) {
        return Cow::Borrowed(text);
    }
    let links = text_links(text);
    let mut labels = links.iter().map(|link| &*link.label);
    let mut plain = String::with_capacity(text.len());
    for piece in pieces(&masked(text, &links)) {
        let Piece::Text(text) = piece else { continue };
        for (number, part) in text.split(PLACEHOLDER).enumerate() {
            plain.push_str(labels.by_ref().take(usize::from(number > 0)).next().unwrap_or_default());
            plain.push_str(part);
        }
    }
    Cow::Owned(plain)
}

/// True if a name has links, or marks around whole words.
pub fn is_marked_name(name: &str) -> bool {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let is_in_word = |(at, sign): (usize, &str)| {
        is_word(name[..at].chars().next_back()) && is_word(name[at + sign.len()..].chars().next())
    };
    if !name.contains(['*', '_', '`', '[', '~']) {
        return false;
    }
    let links = text_links(name);
    let has_marks = || pieces(&masked(name, &links)).iter().any(|piece| matches!(piece, Piece::Tag(_)));
    !links.is_empty() || !name.match_indices(['*', '_', '~']).any(is_in_word) && has_marks()
}

/// The text on one line, with a placeholder for each link.
fn masked(text: &str, links: &[TextLink<'_>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    let plain = |text: &str| text.replace(['\n', '\r'], " ").replace(PLACEHOLDER, "");
    for link in links {
        masked.push_str(&plain(&text[at..link.range.start]));
        masked.push(PLACEHOLDER);
        at = link.range.end;
    }
    masked + &plain(&text[at..])
}

enum Piece {
    Tag(&'static str),
    Text(String),
}

/// Marks and texts in order. Only marks of running text have a meaning: a full stop before the text keeps blocks away.
fn pieces(text: &str) -> Vec<Piece> {
    let with_stop = format!(".{text}");
    let mut is_first = true;
    let mut found = Vec::new();
    for event in Parser::new_ext(&with_stop, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(tag) => found.extend(opening(&tag).map(Piece::Tag)),
            Event::End(tag) => found.extend(closing(tag).map(Piece::Tag)),
            Event::Code(code) => {
                found.extend([Piece::Tag("<code>"), Piece::Text(code.into_string()), Piece::Tag("</code>")]);
            }
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                let skipped = usize::from(std::mem::take(&mut is_first) && text.starts_with('.'));
                found.push(Piece::Text(text[skipped..].to_owned()));
            }
            Event::SoftBreak | Event::HardBreak => found.push(Piece::Text(" ".to_owned())),
            _ => {}
        }
    }
    found
}

const fn opening(tag: &Tag<'_>) -> Option<&'static str> {
    match tag {
        Tag::Emphasis => Some("<em>"),
        Tag::Strong => Some("<strong>"),
        Tag::Strikethrough => Some("<del>"),
        _ => None,
    }
}

const fn closing(tag: TagEnd) -> Option<&'static str> {
    match tag {
        TagEnd::Emphasis => Some("</em>"),
        TagEnd::Strong => Some("</strong>"),
        TagEnd::Strikethrough => Some("</del>"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        html(text, |number, link, html| {
            html.tag("<a>").number(number as u64).tag(":").text(&link.label).tag("</a>");
        })
        .into_string()
    }

    #[test]
    fn marks_and_links_become_html() {
        assert_eq!(
            shown("*[[Heat]]* is `a` **film** by [M](m.md)"),
            "<em><a>0:Heat</a></em> is <code>a</code> <strong>film</strong> by <a>1:M</a>"
        );
        assert_eq!(shown("# no - block\n> 1. <b>x</b>"), "# no - block &gt; 1. &lt;b&gt;x&lt;/b&gt;");
        assert_eq!(shown("_a_ a_b_c 2 * 3"), "<em>a</em> a_b_c 2 * 3");
    }

    #[test]
    fn plain_texts_have_neither() {
        for (text, expected) in [
            ("*[[Heat|The film]]* by [M](m.md \"t\")", "The film by M"),
            ("a **b** `c` ~~d~~", "a b c d"),
            (". *x*", ". x"),
            ("[not a link] [[]]", "[not a link] [[]]"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}
