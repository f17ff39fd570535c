//! Inline marks, links, images and embeds.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::frames::{Frame, OpenImage};
use super::parser::Events;
use super::writer::Writer;
use crate::diag::codes;
use crate::page::body::{Fill, Hole};
use crate::page::links::{self, Link, LinkKind};
use crate::page::video::Video;

impl Writer<'_> {
    pub(super) fn mark(&mut self, tag: &Tag<'_>) {
        let (open, close) = match tag {
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Superscript => ("<sup>", "</sup>"),
            Tag::Subscript => ("<sub>", "</sub>"),
            _ => ("<del>", "</del>"),
        };
        if self.open_image().is_some() {
            self.frames.push(Frame::Nothing);
            return;
        }
        self.open_paragraph();
        self.out.html.tag(open);
        self.frames.push(Frame::Mark(close));
    }

    pub(super) fn open_image(&mut self) -> Option<&mut OpenImage> {
        let frame = self.frames.iter_mut().rev().find(|frame| !matches!(frame, Frame::Nothing))?;
        if let Frame::Image(image) = frame { Some(image) } else { None }
    }

    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        address: &CowStr<'_>,
        title: &str,
        range: Range<usize>,
    ) {
        if self.open_image().is_some() || range.end <= self.skip_until {
            self.frames.push(Frame::Nothing);
            return;
        }
        self.close_raw_link();
        if self.in_link() {
            self.frames.push(Frame::Nothing);
            return;
        }
        self.open_paragraph();
        let file_range = self.file_span(range.clone());
        if matches!(link_type, LinkType::WikiLink { .. }) && names_nothing(address) {
            return self.empty_link(range);
        }
        let entry = match link_type {
            LinkType::WikiLink { .. } => {
                let written = &self.text[range.clone()];
                if let Some((message, help)) = self.foreign.namespace(address.trim(), written) {
                    self.fault(&codes::FOREIGN_SYNTAX, range.clone(), message);
                    self.help(help);
                }
                let (target, fragment) = links::split_wikilink(address);
                Link::new(LinkKind::Wiki, target, fragment, file_range)
            }
            LinkType::Email => Link::new(LinkKind::External, format!("mailto:{address}"), None, file_range),
            _ => Link { range: file_range, ..links::split_address(address) },
        };
        let own_label = matches!(link_type, LinkType::WikiLink { has_pothole: false });
        let start = self.plain_text.len();
        self.write_link_start(entry.kind, &entry.target, title);
        self.report_scheme(entry.kind, &entry.target, &range);
        if own_label {
            let label = links::label_of(&entry.target, entry.fragment.as_deref());
            let in_print = self.request.content.smart_punctuation;
            self.plain(&if in_print {
                crate::text::smart(&label, self.request.quotes)
            } else {
                label.as_str().into()
            });
        }
        let title = (!title.is_empty()).then(|| title.into());
        let link = self.add_link(Link { title, ..entry }) as usize;
        self.frames.push(Frame::Link { link, own_label, start });
    }

    /// Writes a link or an embed without a name as text.
    fn empty_link(&mut self, range: Range<usize>) {
        self.fault(&codes::RED_LINK, range.clone(), "this link has no page name and stays text");
        self.help("write `[[Page]]`, or `\\[[` for brackets");
        self.plain(&self.text[range.clone()]);
        self.skip_until = range.end;
        self.frames.push(Frame::Nothing);
    }

    pub(super) fn write_link_start(&mut self, kind: LinkKind, target: &str, title: &str) {
        match kind {
            LinkKind::External => {
                self.out.html.tag("<a class=\"external\"").attribute("href", target);
                if !title.is_empty() {
                    self.out.html.attribute("title", title);
                }
                self.out.html.tag(">");
            }
            LinkKind::Unsafe => {
                self.out.html.tag("<a>");
            }
            _ => self.hole(Fill::Link(self.body.links.len() as u32)),
        }
    }

    pub(super) fn report_scheme(&mut self, kind: LinkKind, target: &str, range: &Range<usize>) {
        if kind == LinkKind::Unsafe {
            let shown: String = target.chars().take(60).collect();
            self.fault(&codes::UNSAFE_URL, range.clone(), format!("`{shown}` is not a safe address"));
            self.help("use http, https, mailto or tel");
        }
    }

    pub(super) fn end_link(&mut self, link: usize, own_label: bool, start: usize) {
        let is_bare = !own_label
            && self.plain_text.len() == start
            && matches!(self.out.holes.last(), Some(Hole { fill: Fill::Link(_), .. }));
        if is_bare && self.link_mut(link).kind == LinkKind::Wiki {
            let Link { target, fragment, .. } = self.link_mut(link).clone();
            let label = match fragment {
                Some(fragment) if target.is_empty() => fragment,
                _ => links::pipe_trick(&target).to_owned(),
            };
            self.plain(&label);
        }
        self.out.html.tag("</a>");
        self.write_deferred();
        self.link_mut(link).label = (start as u32, self.plain_text.len() as u32);
    }

    pub(super) fn start_image(
        &mut self,
        link_type: LinkType,
        address: &CowStr<'_>,
        title: &str,
        range: Range<usize>,
        events: &mut Events<'_>,
    ) {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        if wiki && names_nothing(address) {
            return self.empty_link(range);
        }
        let mut link = if wiki {
            let (target, fragment) = links::split_wikilink(address);
            let kind = if links::is_file_name(&target) { LinkKind::WikiFile } else { LinkKind::Embed };
            Link::new(kind, target, fragment, (0, 0))
        } else {
            links::split_address(address)
        };
        if link.kind == LinkKind::Markdown {
            link.kind = LinkKind::Image;
        }
        link.range = self.file_span(range.clone());
        self.report_scheme(link.kind, &link.target, &range);
        let alone = link.kind != LinkKind::Embed && self.stands_alone(&range);
        let image = OpenImage {
            alt: String::new(),
            title: title.to_owned(),
            link,
            range,
            alone,
            depth: self.frames.len(),
        };
        self.frames.push(Frame::Image(Box::new(image)));
        if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
            // The label is the target itself, which does not describe the image.
            while !matches!(events.peek(), Some((Event::End(TagEnd::Image), _)) | None) {
                events.next();
            }
        }
    }

    /// True if an image is the only content of its paragraph.
    pub(super) fn stands_alone(&self, range: &Range<usize>) -> bool {
        matches!(self.frames.last(), Some(Frame::Paragraph { open: false, .. }))
            && self.rest_of_line_is_empty(range)
    }

    /// True if nothing follows the image in its paragraph.
    fn rest_of_line_is_empty(&self, range: &Range<usize>) -> bool {
        let rest = &self.text[range.end..];
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let next = after.split('\n').next().unwrap_or_default();
        line.trim().is_empty() && next.trim().trim_start_matches('>').trim().is_empty()
    }

    pub(super) fn end_image(&mut self, image: &OpenImage) {
        if self.frames.len() != image.depth || image.range.end <= self.skip_until {
            return;
        }
        self.report_bars(&image.alt, image.range.clone());
        let at = self.plain_text.len() as u32;
        let mut link = image.link.clone();
        link.label = (at, at);
        match link.kind {
            LinkKind::Embed => {
                link.title = (!image.alt.is_empty()).then(|| image.alt.as_str().into());
                self.embed(link);
            }
            LinkKind::Unsafe => {
                self.open_paragraph();
                self.plain(&image.alt);
            }
            LinkKind::External if self.is_video(&link.target) => self.video_page(image, link),
            _ => self.markdown_picture(image, link),
        }
    }

    fn is_video(&self, address: &str) -> bool {
        links::is_video_page(address) || Video::at(address, &self.request.content.video).is_some()
    }

    /// Writes a link to the page of a video on another site, because it is not a picture.
    fn video_page(&mut self, image: &OpenImage, link: Link) {
        let video = Video::at(&link.target, &self.request.content.video);
        if let Some(video) = video.filter(|_| self.leave_paragraph()) {
            return self.video(image, link, video);
        }
        if self.foreign.is_first_video() {
            let message = "the page of a video is not a picture; readers see a link";
            self.fault(&codes::FOREIGN_SYNTAX, image.range.clone(), message);
            self.help("write a link, `[The trailer](https://…)`, or embed a file, `![[trailer.mp4]]`");
        }
        let (alt, _) = split_size(&image.alt);
        let label = if alt.is_empty() { link.target.clone() } else { alt };
        self.close_raw_link();
        self.open_paragraph();
        if self.in_link() {
            return self.plain(&label);
        }
        let start = self.plain_text.len() as u32;
        self.write_link_start(LinkKind::External, &link.target, &image.title);
        self.plain(&label);
        self.out.html.tag("</a>");
        self.add_link(Link { label: (start, self.plain_text.len() as u32), ..link });
    }

    /// Writes a link to a video, which a script replaces by a frame once it is pressed.
    fn video(&mut self, image: &OpenImage, link: Link, video: Video) {
        let (alt, _) = split_size(&image.alt);
        let host = video.origin.trim_start_matches("https://").trim_start_matches("www.");
        let label = if alt.is_empty() { self.request.words.video_on(host) } else { alt };
        let start = self.plain_text.len() as u32;
        self.out.html.tag("<figure class=\"video\"><a class=\"external video-play\"");
        self.out.html.attribute("href", &link.target).attribute("data-frame", &video.frame).tag(">");
        self.out.html.tag("<span>").text(&label).tag("</span></a>");
        self.plain_text.push_str(&label);
        self.add_link(Link { label: (start, self.plain_text.len() as u32), ..link });
        if let Some(caption) = self.range_of_title(image) {
            self.out.html.tag("<figcaption>");
            self.inline_part(caption, false);
            self.out.html.tag("</figcaption>");
        }
        self.out.html.tag("</figure>\n");
        self.text_break();
        self.body.add_frame(video);
    }

    /// Writes an embed, which must be outside paragraphs; inside a mark, heading or cell it is shown as a link.
    fn embed(&mut self, link: Link) {
        let label = links::label_of(&link.target, link.fragment.as_deref());
        let index = self.add_link(link);
        if self.leave_paragraph() {
            self.block_hole(Fill::Embed(index));
            self.text_break();
        } else {
            let link = self.link_mut(index as usize);
            (link.kind, link.title) = (LinkKind::Wiki, None);
            self.close_raw_link();
            if self.in_link() {
                return self.plain(&label);
            }
            self.open_paragraph();
            self.hole(Fill::Link(index));
            self.plain(&label);
            self.out.html.tag("</a>");
        }
    }
}

/// True if the inside of `[[…]]`, without its label, has neither a page nor a heading.
fn names_nothing(inside: &str) -> bool {
    let (target, fragment) = links::split_wikilink(inside);
    target.is_empty() && fragment.is_none()
}

/// Splits off the size of an embedded image: `300` or `300x200` after the last `|`. The text before it is the label.
fn split_size(label: &str) -> (String, (u32, u32)) {
    let (before, last) = label.rsplit_once('|').unwrap_or(("", label));
    let (width, height) = last.trim().split_once('x').unwrap_or((last.trim(), "0"));
    match (width.parse(), height.parse()) {
        (Ok(width), Ok(height)) => (before.trim().to_owned(), (width, height)),
        _ => (label.trim().to_owned(), (0, 0)),
    }
}
