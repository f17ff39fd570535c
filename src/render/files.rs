//! Images and other files: elements for them.

use super::pictures::TEXT_WIDTH;
use super::{Renderer, pictures};
use crate::page::links::{ImageText, Link, Position};
use crate::picture::MEDIA_TYPE;
use crate::text::escape::Html;
use crate::wiki::Target;

/// Largest width of a small picture beside the text, in CSS pixels.
const SMALL: u32 = 250;

/// Writes a player, or a link to a file that is not shown.
pub(super) fn other_file(link: &Link, url: &str, text: &ImageText, out: &mut Html) {
    if element_of(&link.target).is_some() {
        return player(&link.target, url, out);
    }
    let name = link.target.rsplit('/').next().unwrap_or(&link.target);
    let label = if text.alt.is_empty() { name } else { &text.alt };
    if text.linked {
        out.text(label);
    } else {
        out.tag("<a").attribute("href", url).tag(">").text(label).tag("</a>");
    }
}

/// Writes the player of a recording.
pub(super) fn player(name: &str, url: &str, out: &mut Html) {
    match element_of(name) {
        Some("video") => {
            out.tag("<video controls preload=\"none\"").attribute("src", url).tag("></video>");
        }
        _ => {
            out.tag("<audio controls preload=\"none\"").attribute("src", url).tag("></audio>");
        }
    }
}

/// The element that plays a file.
fn element_of(name: &str) -> Option<&'static str> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "mp3" | "wav" | "ogg" | "oga" | "m4a" | "flac" | "opus" | "weba" | "3gp" => Some("audio"),
        "mp4" | "webm" | "ogv" | "mov" | "mkv" | "m4v" => Some("video"),
        _ => None,
    }
}

/// Writes an image with all of its variants.
pub(super) fn picture(renderer: &Renderer<'_>, target: &Target, url: &str, text: &ImageText, out: &mut Html) {
    let index = if let Target::Asset(index, _) = target { Some(*index) } else { None };
    let variants = index.map(|index| pictures::variants(renderer.wiki, index)).unwrap_or_default();
    let asked = asked_size(renderer, target, text);
    let (width, height) = size(renderer, target, asked).unwrap_or(asked);
    if let Some(srcset) = renderer.srcset(&variants) {
        out.tag("<picture><source").attribute("type", MEDIA_TYPE).attribute("srcset", &srcset);
        out.attribute("sizes", &sizes(if asked == (0, 0) { 0 } else { width })).tag(">");
    }
    out.tag("<img loading=\"lazy\" decoding=\"async\"").attribute("src", url).attribute("alt", &text.alt);
    if width > 0 {
        out.tag(" width=\"").number(u64::from(width)).tag("\"");
    }
    if height > 0 {
        out.tag(" height=\"").number(u64::from(height)).tag("\"");
    }
    if !text.title.is_empty() {
        out.attribute("title", &text.title);
    }
    out.tag(if variants.is_empty() { ">" } else { "></picture>" });
}

/// The size that the author requested. A picture beside the text is small without one.
fn asked_size(renderer: &Renderer<'_>, target: &Target, text: &ImageText) -> (u32, u32) {
    let is_small = text.size == (0, 0) && text.position.is_some_and(Position::floats);
    let natural = || match target {
        Target::Asset(index, _) => renderer.wiki.assets.get(*index).1.size,
        _ => None,
    };
    if is_small { (natural().map_or(SMALL, |(width, _)| width.min(SMALL)), 0) } else { text.size }
}

/// Display width of an image in the text.
fn sizes(asked: u32) -> String {
    match asked {
        0 => TEXT_WIDTH.to_owned(),
        asked => format!("(max-width: {asked}px) 100vw, {asked}px"),
    }
}

/// The file's own size, scaled to the size that the author requested.
fn size(renderer: &Renderer<'_>, target: &Target, asked: (u32, u32)) -> Option<(u32, u32)> {
    let Target::Asset(index, _) = target else { return None };
    let (width, height) = renderer.wiki.assets.get(*index).1.size?;
    let scaled = |asked: u32, (own, other): (u32, u32)| {
        let scaled = u64::from(other) * u64::from(asked) / u64::from(own.max(1));
        u32::try_from(scaled).unwrap_or(other).max(1)
    };
    match asked {
        (0, 0) => Some((width, height)),
        (asked, 0) => Some((asked, scaled(asked, (width, height)))),
        (0, asked) => Some((scaled(asked, (height, width)), asked)),
        asked => Some(asked),
    }
}
