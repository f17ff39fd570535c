//! The layout of a picture in words between bars: `right|300|Caption`.

use super::triggers::has_bars;
use crate::page::links::{self, Position};
use crate::text::closest;

/// Longest `![[…]]` with a caption, in bytes.
pub(super) const MAX_PICTURE: usize = 4000;
/// Width of a picture with `upright`, in CSS pixels.
const UPRIGHT: u32 = 190;
/// Width of a picture with `upright=1`, in CSS pixels.
const THUMB: f32 = 250.0;

/// Words that place a picture, or change nothing here.
pub(super) const WORDS: [&str; 13] = [
    "left",
    "right",
    "center",
    "centre",
    "none",
    "thumb",
    "thumbnail",
    "frame",
    "framed",
    "frameless",
    "border",
    "upright",
    "middle",
];

/// A part of a picture's text behind a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part<'t> {
    Place(Position),
    Thumb,
    Frameless,
    Size(u32, u32),
    Alt(&'t str),
    Link(&'t str),
    /// A word without an effect.
    Idle,
    Text,
}

impl<'t> Part<'t> {
    fn of(part: &'t str) -> Self {
        let value = |key: &str| part.strip_prefix(key)?.trim_start().strip_prefix('=').map(str::trim);
        match part {
            "left" => Self::Place(Position::Left),
            "right" => Self::Place(Position::Right),
            "center" | "centre" => Self::Place(Position::Center),
            "none" => Self::Place(Position::Block),
            "thumb" | "thumbnail" | "frame" | "framed" => Self::Thumb,
            "frameless" => Self::Frameless,
            "upright" => Self::Size(UPRIGHT, 0),
            "border" | "middle" => Self::Idle,
            _ => None
                .or_else(|| value("alt").map(Self::Alt))
                .or_else(|| value("link").map(Self::Link))
                .or_else(|| value("upright").and_then(upright))
                .or_else(|| size(part).map(|(width, height)| Self::Size(width, height)))
                .unwrap_or(Self::Text),
        }
    }
}

fn upright<'t>(factor: &str) -> Option<Part<'t>> {
    let factor: f32 = factor.parse().ok().filter(|factor| (0.1..=8.0).contains(factor))?;
    Some(Part::Size((factor * THUMB) as u32, 0))
}

/// A size as written: `300`, `300px`, `300x200`, `x200px`.
fn size(part: &str) -> Option<(u32, u32)> {
    let digits = part.strip_suffix("px").unwrap_or(part);
    let (width, height) = digits.split_once('x').unwrap_or((digits, ""));
    let number = |digits: &str| match digits {
        "" => Some(0),
        _ => digits.parse().ok().filter(|_| digits.len() <= 5 && !digits.starts_with('+')),
    };
    Some((number(width)?, number(height)?)).filter(|size| *size != (0, 0))
}

/// The words, size and texts of a picture.
#[derive(Debug, Default)]
pub(super) struct Layout<'t> {
    pub(super) position: Option<Position>,
    pub(super) is_frameless: bool,
    pub(super) size: (u32, u32),
    pub(super) alt: Option<&'t str>,
    pub(super) link: Option<&'t str>,
    /// Parts that are text.
    pub(super) texts: Vec<&'t str>,
}

impl<'t> Layout<'t> {
    /// Reads the parts between bars.
    pub(super) fn of(parts: impl Iterator<Item = &'t str>) -> Self {
        let mut layout = Self::default();
        for part in parts {
            let trimmed = part.trim_matches([' ', '\t']);
            match Part::of(trimmed) {
                Part::Place(position) => layout.position = Some(position),
                Part::Thumb => layout.position = layout.position.or(Some(Position::Aside)),
                Part::Frameless => layout.is_frameless = true,
                Part::Size(width, height) => layout.size = (width, height),
                Part::Alt(alt) => layout.alt = Some(alt),
                Part::Link(link) => layout.link = Some(link),
                Part::Idle => {}
                Part::Text => layout.texts.push(trimmed),
            }
        }
        layout
    }

    /// The parts that are text, joined again.
    pub(super) fn text(&self) -> String {
        self.texts.join("|").trim().to_owned()
    }

    /// The part that is the caption.
    pub(super) fn caption(&self) -> Option<&'t str> {
        self.texts.last().copied().filter(|text| !self.is_frameless && !text.is_empty())
    }

    /// True if it has a word other than a size.
    pub(super) fn has_words(&self) -> bool {
        self.position.is_some() || self.is_frameless || self.alt.is_some() || self.link.is_some()
    }
}

/// True if a picture has a layout or a link in its text, given the inside of `![[…]]`.
pub(super) fn has_layout(inside: &str) -> bool {
    let Some((name, rest)) = inside.split_once('|') else { return false };
    let is_text = |part: &&str| matches!(Part::of(part), Part::Text) && size(part).is_none();
    let is_word = |part: &str| !matches!(Part::of(part), Part::Text) && size(part).is_none();
    let mut parts = rest.split('|').map(|part| part.trim().trim_end_matches('\\'));
    // A text in front of another one can only be a mistyped word.
    let mut texts = parts.clone().filter(is_text).rev().skip(1);
    links::is_file_name(name.trim_end_matches('\\').trim())
        && (rest.contains('[') || parts.any(is_word) || texts.any(|text| closest(text, WORDS).is_some()))
}

/// The parts between bars, without the bars of links, of calls of components and of spoilers in them.
pub(super) fn parts(inside: &str) -> Vec<&str> {
    let (bytes, pairs) = (inside.as_bytes(), has_bars(inside));
    let (mut found, mut start, mut nested, mut at) = (Vec::new(), 0, 0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => nested += 1,
            b']' | b'}' => nested = nested.saturating_sub(1),
            b'|' if pairs && bytes.get(at + 1) == Some(&b'|') => at += 1,
            b'|' if nested == 0 => {
                found.push(inside[start..at].trim_end_matches('\\'));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(&inside[start..]);
    found
}

impl Layout<'_> {
    /// Makes it a figure of a gallery, which decides about places, of this size unless it has its own.
    pub(super) fn put_in_gallery(&mut self, size: (u32, u32)) {
        self.position = Some(Position::Block);
        if self.size == (0, 0) {
            self.size = size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_told_from_plain_texts() {
        for inside in ["a.jpg|right", "a.jpg|A [[b]]", "a.jpg|300px|thumb|A", "a.jpg\\|left", "a.jpg|link=|x"]
        {
            assert!(has_layout(inside), "{inside}");
        }
        for inside in ["a.jpg", "a.jpg|A", "a.jpg|A|300", "a.jpg|300x200", "Page|right", "a.jpg|Right"] {
            assert!(!has_layout(inside), "{inside}");
        }
    }

    #[test]
    fn bars_of_links_and_spoilers_divide_nothing() {
        assert_eq!(
            parts("a.jpg|right|See [[b|c]] ||film: d||"),
            ["a.jpg", "right", "See [[b|c]] ||film: d||"]
        );
        assert_eq!(parts("a.jpg||300"), ["a.jpg", "", "300"]);
        assert_eq!(parts("a.jpg\\|300"), ["a.jpg", "300"]);
    }

    #[test]
    fn sizes_are_read_in_every_form() {
        for (text, expected) in [("300", (300, 0)), ("300px", (300, 0)), ("3x2", (3, 2)), ("x20px", (0, 20))]
        {
            assert_eq!(size(text), Some(expected));
        }
        for text in ["", "x", "0", "123456", "+3", "a", "px", "1x2x3"] {
            assert_eq!(size(text), None, "{text}");
        }
    }
}
