//! Images and other files in a page's text.

use super::markup::red_link;
use super::pictures::TEXT_WIDTH;
use super::{Renderer, pictures};
use crate::page::links::{ImageText, Link};
use crate::picture::MEDIA_TYPE;
use crate::text::escape::Html;
use crate::wiki::Target;

/// Writes an element for a file: an image, a player or a link.
pub(super) fn file(renderer: &Renderer<'_>, target: &Target, link: &Link, text: &ImageText, out: &mut Html) {
    if *target == Target::Absent {
        return;
    }
    let Some(url) = renderer.target_url(target) else {
        let label = if text.alt.is_empty() { &link.target } else { &text.alt };
        if text.linked {
            out.tag("<span class=\"red-link\"")
                .attribute("title", &renderer.words().file_not_found(&link.target))
                .tag(">")
                .text(label)
                .tag("</span>");
        } else {
            red_link(&link.target, renderer.words().not_found(), out);
            out.text(label).tag("</a>");
        }
        return;
    };
    let extension = link.target.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "mp3" | "wav" | "ogg" | "oga" | "m4a" | "flac" | "opus" | "weba" | "3gp" => {
            out.tag("<audio controls preload=\"none\"").attribute("src", &url).tag("></audio>");
        }
        "mp4" | "webm" | "ogv" | "mov" | "mkv" | "m4v" => {
            out.tag("<video controls preload=\"none\"").attribute("src", &url).tag("></video>");
        }
        "avif" | "bmp" | "gif" | "ico" | "jpeg" | "jpg" | "png" | "svg" | "tif" | "tiff" | "webp" => {
            picture(renderer, target, &url, text, out);
        }
        _ => {
            let name = link.target.rsplit('/').next().unwrap_or(&link.target);
            let label = if text.alt.is_empty() { name } else { &text.alt };
            if text.linked {
                out.text(label);
            } else {
                out.tag("<a").attribute("href", &url).tag(">").text(label).tag("</a>");
            }
        }
    }
}

/// Writes an image with all of its variants.
pub(super) fn picture(renderer: &Renderer<'_>, target: &Target, url: &str, text: &ImageText, out: &mut Html) {
    let figure = text.alone && !text.title.is_empty();
    if figure {
        out.tag("<figure class=\"image\">");
    } else if text.alone {
        out.tag("<p>");
    }
    let index = if let Target::Asset(index, _) = target { Some(*index) } else { None };
    let variants = index.map(|index| pictures::variants(renderer.wiki, index)).unwrap_or_default();
    if let Some(srcset) = renderer.srcset(&variants) {
        out.tag("<picture><source").attribute("type", MEDIA_TYPE).attribute("srcset", &srcset);
        out.attribute("sizes", &sizes(text.size.0)).tag(">");
    }
    out.tag("<img loading=\"lazy\" decoding=\"async\"").attribute("src", url).attribute("alt", &text.alt);
    if let Some((width, height)) = size(renderer, target, text.size) {
        out.tag(" width=\"").number(width).tag("\" height=\"").number(height).tag("\"");
    } else if text.size.0 > 0 {
        out.tag(" width=\"").number(text.size.0).tag("\"");
    }
    if !figure && !text.title.is_empty() {
        out.attribute("title", &text.title);
    }
    out.tag(if variants.is_empty() { ">" } else { "></picture>" });
    if figure {
        out.tag("<figcaption>").text(&text.title).tag("</figcaption></figure>\n");
    } else if text.alone {
        out.tag("</p>\n");
    }
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
    match asked {
        (0, _) => Some((width, height)),
        (asked_width, 0) => {
            let scaled = u64::from(height) * u64::from(asked_width) / u64::from(width.max(1));
            Some((asked_width, u32::try_from(scaled).unwrap_or(height).max(1)))
        }
        asked => Some(asked),
    }
}
