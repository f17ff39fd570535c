//! Pictures and other files among the text of a page, with what is around them: figures, credits, boxes for missing ones.

use super::Renderer;
use super::body::BodyWriter;
use super::files::{other_file, picture};
use super::markup::{external_link, join, red_link};
use crate::inputs::is_picture_name;
use crate::page::inline_text;
use crate::page::links::{ImageText, Link, LinkKind};
use crate::page::picture_facts::PictureEntry;
use crate::text::escape::Html;
use crate::wiki::Target;

/// Size of the box for a missing picture whose size is not given, in CSS pixels.
const BOX: (u32, u32) = (300, 200);
/// Largest side of such a box.
const MAX_BOX: u32 = 2000;

impl BodyWriter<'_, '_> {
    /// Writes an element for a file: an image, a player or a link.
    pub(super) fn file(&self, target: &Target, link: &Link, text: &ImageText, out: &mut Html) {
        if *target == Target::Absent {
            return;
        }
        let is_elsewhere = link.kind == LinkKind::External;
        let url = if is_elsewhere { Some(link.target.clone()) } else { self.renderer.target_url(target) };
        match url {
            Some(url) if is_elsewhere || is_picture_name(&link.target) => {
                self.framed(text, self.credit(target), out, |out| {
                    let name = link.target.rsplit('/').next().unwrap_or(&link.target);
                    let label = text.alt.is_empty().then(|| self.renderer.words().view_picture(name));
                    viewed((&url, label), text, out, |out| {
                        picture(self.renderer, target, &url, text, out);
                    });
                });
            }
            None if is_picture_name(&link.target) => {
                self.framed(text, None, out, |out| self.missing_picture(link, text, out));
            }
            Some(url) => other_file(link, &url, text, out),
            None => self.missing_file(link, text, out),
        }
    }

    /// Writes a picture in what is around it: a figure with its credit, a paragraph, or nothing.
    fn framed(&self, text: &ImageText, credit: Option<Html>, out: &mut Html, inside: impl FnOnce(&mut Html)) {
        if !text.alone || text.is_captioned {
            return inside(out);
        }
        if text.position.is_none() && credit.is_none() {
            out.tag("<p>");
            inside(out);
            out.tag("</p>\n");
            return;
        }
        out.tag("<figure").attribute("class", text.class()).tag(">");
        inside(out);
        if let Some(credit) = credit {
            out.tag("<figcaption>").html(&credit).tag("</figcaption>");
        }
        out.tag("</figure>\n");
    }

    /// The creator, the licence and the original of a picture, if a data file states them.
    pub(super) fn credit(&self, target: &Target) -> Option<Html> {
        let Target::Asset(index, _) = target else { return None };
        let facts = self.renderer.wiki.pictures.of(*index)?;
        Some(facts.folded(self.folds, |facts| credit(self.renderer, facts))).filter(|html| !html.is_empty())
    }

    /// A grey box with the name and the size of a picture that does not exist.
    fn missing_picture(&self, link: &Link, text: &ImageText, out: &mut Html) {
        let (width, height) = match text.size {
            (0, 0) => BOX,
            (width, 0) => (width, width * BOX.1 / BOX.0),
            (0, height) => (height * BOX.0 / BOX.1, height),
            size => size,
        };
        let (width, height) = (width.clamp(1, MAX_BOX), height.clamp(1, MAX_BOX));
        let name = link.target.rsplit('/').next().unwrap_or(&link.target);
        // The style sheet shows the name, which is not a part of the text.
        out.tag("<span class=\"image-missing\" role=\"img\"").attribute("data-name", name);
        out.attribute("aria-label", &self.renderer.words().file_not_found(name)).tag("><svg width=\"");
        out.number(u64::from(width)).tag("\" height=\"").number(u64::from(height)).tag("\"></svg></span>");
    }

    fn missing_file(&self, link: &Link, text: &ImageText, out: &mut Html) {
        let label = if text.alt.is_empty() { &link.target } else { &text.alt };
        if text.linked {
            out.tag("<span class=\"red-link\"")
                .attribute("title", &self.renderer.words().file_not_found(&link.target))
                .tag(">")
                .text(label)
                .tag("</span>");
        } else {
            red_link(&link.target, self.renderer.words().not_found(), out);
            out.text(label).tag("</a>");
        }
    }
}

/// Writes a picture in a link to its file, where one can stand. The label is that of a picture without a text alternative.
fn viewed(
    (url, label): (&str, Option<String>),
    text: &ImageText,
    out: &mut Html,
    picture: impl FnOnce(&mut Html),
) {
    let is_link = text.alone && !text.linked;
    if is_link {
        out.tag("<a class=\"image-view\"").attribute("href", url);
        if let Some(label) = label {
            out.attribute("aria-label", &label);
        }
        out.tag(">");
    }
    picture(out);
    out.tag(if is_link { "</a>" } else { "" });
}

fn credit(renderer: &Renderer<'_>, facts: &PictureEntry) -> Html {
    let mut parts: Vec<Html> = Vec::new();
    if let Some(credit) = &facts.credit {
        parts.push(inline_text::html(credit, |_, link, html| match link.link.kind {
            LinkKind::External => external_link(link, html),
            _ => drop(html.text(&link.label)),
        }));
    }
    parts.extend(facts.licence.as_deref().map(Html::from_text));
    if let Some(source) = &facts.source {
        let mut html = Html::new();
        html.tag("<a class=\"external\"").attribute("href", source).tag(">");
        html.text(renderer.words().original_picture()).tag("</a>");
        parts.push(html);
    }
    let mut html = Html::new();
    if !parts.is_empty() {
        html.tag(" <span class=\"credit\">");
        join(&parts, " · ", &mut html);
        html.tag("</span>");
    }
    html
}
