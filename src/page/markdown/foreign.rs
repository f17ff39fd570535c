//! Markup of other programs, which is left as text: each kind is reported once per page, with a replacement.

use std::ops::Range;

use super::layout::WORDS;
use super::triggers::is_escaped;
use crate::page::links;
use crate::text::contains;

/// Kinds of foreign markup still to be reported. Those that do not occur in the text, and those already reported, are skipped.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Foreign([bool; MARKS.len()], Namespaces);

/// Links to namespaces of MediaWiki, videos as pictures, and classes of headings that have been reported.
#[derive(Debug, Clone, Copy, Default)]
struct Namespaces {
    category: bool,
    file: bool,
    video: bool,
    class: bool,
}

/// A marker, its description, and the replacement to suggest.
pub(super) type Mark = (&'static str, &'static str, &'static str);

/// The mark of a link to a file, such as `[[File:quay.jpg|thumb|The quay of [[Port Royal]]]]`. With a link in it, it is text.
const FILE_LINK: &str = "[[";
/// The start of such a link.
const NAMESPACES: [&str; 6] = ["File:", "Image:", "Datei:", "Bild:", "file:", "image:"];

/// In the order in which they are tried: longer ones first.
const MARKS: [Mark; 6] = [
    (
        "{{<",
        "a Hugo shortcode",
        "write Markdown: `![[file.mp4]]` for a file, `[text](https://…)` for another site",
    ),
    ("{{%", "a Hugo shortcode", "write Markdown: `> [!note]` for a box, `![[Page]]` for reused text"),
    (
        "{{",
        "a MediaWiki template",
        "put facts into the front matter, boxes into callouts (`> [!note]`), and reused text into pages \
         (`![[Page]]`)",
    ),
    ("'''", "MediaWiki bold text", "write `**bold**`, and `*italic*` for `''italic''`"),
    ("==", "a MediaWiki heading", "write `## Heading`, with one more `#` for each level"),
    (
        FILE_LINK,
        "a MediaWiki picture",
        "write `!` before it: `![[quay.jpg|thumb|right|The quay of [[Port Royal]]]]`",
    ),
];

/// Maximum length of such markup, in bytes.
const MAX_MARK: usize = 200;

impl Foreign {
    /// The kinds that may occur in a text.
    pub(super) fn of(text: &str) -> Self {
        let has_braces = contains(text, "{{");
        let has = |mark: &str| match mark {
            FILE_LINK => has_file_link(text),
            _ if mark.starts_with("{{") => has_braces && contains(text, mark),
            _ => contains(text, mark),
        };
        Self(MARKS.map(|(mark, _, _)| has(mark)), Namespaces::default())
    }

    fn is_empty(self) -> bool {
        !self.0.contains(&true)
    }

    /// Foreign markup that begins in a range of the text. Each kind is found once.
    pub(super) fn find(
        &mut self,
        text: &str,
        range: &Range<usize>,
        is_call: impl Fn(&str) -> bool,
    ) -> Vec<(Range<usize>, Mark)> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        for (index, mark) in MARKS.into_iter().enumerate() {
            if !self.0[index] {
                continue;
            }
            let Some(place) = place_of(mark.0, text, range, &is_call) else { continue };
            found.push((place, mark));
            self.0[index] = false;
            if mark.0.starts_with("{{") {
                break;
            }
        }
        found
    }

    /// True for the first page of a video that is written as a picture.
    pub(super) fn is_first_video(&mut self) -> bool {
        !std::mem::replace(&mut self.1.video, true)
    }

    /// True for the first heading with classes.
    pub(super) fn is_first_class(&mut self) -> bool {
        !std::mem::replace(&mut self.1.class, true)
    }

    /// Reports once each that `[[Category:…]]` and `[[File:…]]` mean something else in MediaWiki than a link: the message, and the help.
    pub(super) fn namespace(&mut self, target: &str, written: &str) -> Option<(&'static str, String)> {
        let (namespace, name) = target.split_once(':').filter(|(namespace, _)| !namespace.is_empty())?;
        if matches!(namespace.trim().to_lowercase().as_str(), "category" | "kategorie") {
            let name = name.split(['#', '|']).next().unwrap_or_default().trim();
            let message = "`[[Category:…]]` is a link, and puts no page into a category";
            let help = format!(
                "write `categories: [{name}]` in the front matter, or `[[:Category:{name}]]` for a link"
            );
            return (!std::mem::replace(&mut self.1.category, true)).then_some((message, help));
        }
        let help = format!("write `{}`", embed_of(links::namespaced_file(target)?, written));
        let message = "`[[File:…]]` is a link, and shows no picture";
        (!std::mem::replace(&mut self.1.file, true)).then_some((message, help))
    }
}

/// True if a text may have a link to a file.
fn has_file_link(text: &str) -> bool {
    let links = memchr::memmem::find_iter(text.as_bytes(), FILE_LINK);
    let mut inside = links.map(|at| &text[at + FILE_LINK.len()..]);
    inside.any(|inside| NAMESPACES.iter().any(|namespace| inside.starts_with(namespace)))
}

/// The position of foreign markup in a range of the text, unless it is escaped or means something else.
fn place_of(
    mark: &str,
    text: &str,
    range: &Range<usize>,
    is_call: impl Fn(&str) -> bool,
) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((range.end + 2).min(text.len()));
    let piece = text.get(range.start..limit)?;
    // Nearly all pieces are short and have no such mark. To search for its first byte is cheapest.
    memchr::memchr(mark.as_bytes()[0], piece.as_bytes())?;
    let mut starts = piece.match_indices(mark).map(|(at, _)| range.start + at);
    starts.find_map(|start| {
        let end = text.floor_char_boundary((start + MAX_MARK).min(text.len()));
        let line = text[start..end].split(['\n', '\r']).next().unwrap_or_default();
        let length = match mark {
            "==" => begins_line(text, start).then(|| heading(line)).flatten(),
            "'''" => line[3..].find("'''").filter(|length| *length > 0).map(|length| length + 6),
            FILE_LINK => file_link(line),
            "{{" => template(line).filter(|_| !is_call(line)),
            _ => Some(line.find("}}").map_or(line.len(), |end| end + 2)),
        }?;
        (start < range.end && !is_escaped(text, start)).then_some(start..start + length)
    })
}

fn begins_line(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|sign| sign == '\n')
}

/// Options of pictures in the German MediaWiki, and those of Lorekeep.
const GERMAN_WORDS: [(&str, &str); 9] = [
    ("mini", "thumb"),
    ("miniatur", "thumb"),
    ("rechts", "right"),
    ("links", "left"),
    ("zentriert", "center"),
    ("ohne", "none"),
    ("gerahmt", "framed"),
    ("rahmenlos", "frameless"),
    ("hochkant", "upright"),
];

/// The embed of a file with the options and the caption of `[[File:quay.jpg|thumb|300px|The quay]]`.
fn embed_of(file: &str, written: &str) -> String {
    let (mut words, mut caption) = (Vec::new(), None);
    for part in
        written.trim_end_matches(']').split('|').skip(1).map(|part| part.trim().trim_end_matches('\\'))
    {
        let word = GERMAN_WORDS.iter().find(|(german, _)| *german == part).map_or(part, |(_, word)| word);
        let is_size =
            part.strip_suffix("px").is_some_and(|size| size.starts_with(|c: char| c.is_ascii_digit()));
        match is_size || WORDS.contains(&word) || word.contains('=') {
            true => words.push(word),
            false => caption = Some(part),
        }
    }
    let parts = [file].into_iter().chain(words).chain(caption.filter(|text| !text.is_empty()));
    format!("![[{}]]", parts.collect::<Vec<_>>().join("|"))
}

/// The length of `== Heading ==`. `==text==` is a highlight.
fn heading(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let level = line.len() - line.trim_start_matches('=').len();
    let inside = line[level..].strip_suffix(line.get(..level)?)?;
    let is_spaced = inside.starts_with(' ') && inside.ends_with(' ');
    let is_heading = (2..=6).contains(&level) && !inside.trim().is_empty() && !inside.contains("==");
    (is_heading && (is_spaced || level > 2) && !inside.ends_with('=')).then_some(line.len())
}

/// The length of a link to a file, up to the first link in it.
fn file_link(line: &str) -> Option<usize> {
    let inside = line.strip_prefix(FILE_LINK)?;
    let target = inside.split(['|', '#', ']']).next()?;
    links::namespaced_file(target)?;
    Some(inside.find("[[").map_or(line.len(), |at| at + FILE_LINK.len()))
}

/// The length of `{{Name` and the rest of its line. Code and formulas use braces otherwise.
fn template(line: &str) -> Option<usize> {
    let inside = line.strip_prefix("{{")?.trim_start();
    let named = inside.starts_with(|sign: char| sign.is_alphabetic() || matches!(sign, '#' | ':' | '!'));
    named.then(|| line.find("}}").map_or(line.len(), |end| end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mediawiki_headings_are_distinguished_from_highlights() {
        for line in ["== Life ==", "=== Life ===", "===Life===", "== Life == "] {
            assert!(heading(line).is_some(), "{line}");
        }
        for line in ["==Life==", "====", "== a", "==a== and ==b==", "== a ===", "=="] {
            assert!(heading(line).is_none(), "{line}");
        }
    }
}
