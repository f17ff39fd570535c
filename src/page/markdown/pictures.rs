//! Pictures with a layout: `![[quay.jpg|right|300|Caption with [[links]]]]`, and the same words in `![Text|right](quay.jpg "Caption")`.
//!
//! The Markdown parser cannot read links inside `![[…]]`. Such pictures are hidden from it (see [`super::signs`]) and read here.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::frames::{Frame, OpenImage};
use super::layout::{Layout, WORDS, parts};
use super::parser::{Definitions, events};
use super::signs;
use super::triggers::has_bars;
use super::writer::Writer;
use crate::diag::codes;
use crate::page::body::Fill;
use crate::page::inline_text;
use crate::page::links::{self, ImageText, Link, LinkKind};
use crate::text::closest;

/// The caption of a picture.
pub(super) enum Caption {
    /// Markdown, as bytes of the text.
    At(Range<usize>),
    /// A title that is written in another way than it is read.
    Text(String),
}

impl<'w> Writer<'w> {
    /// Writes the `![[…]]` that the parser reads as text, and returns its end.
    pub(super) fn own_picture(&mut self, at: usize, limit: usize) -> Option<usize> {
        let text: &'w str = self.text;
        let end = signs::end_of_picture(text, at).filter(|&end| end <= limit)?;
        let parts = parts(&text[at + 3..end - 2]);
        let (name, rest) = parts.split_first()?;
        let (target, fragment) = links::split_wikilink(name);
        let kind = if links::is_file_name(&target) { LinkKind::WikiFile } else { LinkKind::Embed };
        let link = Link::new(kind, target, fragment, self.file_span(at..end));
        let layout = Layout::of(rest.iter().copied());
        if kind == LinkKind::Embed {
            let (alt, depth) = (layout.text(), self.frames.len());
            self.end_image(&OpenImage {
                alt,
                title: String::new(),
                link,
                range: at..end,
                alone: false,
                depth,
            });
            self.skip_until = end;
            return Some(end);
        }
        self.report_texts(&layout);
        let caption = layout.caption().map(|text| self.range_of(text));
        let is_alone =
            self.stands_alone(&(at..end)) && caption.clone().is_some_and(|range| text[range].contains('['));
        let is_figure = layout.position.is_some() || is_alone;
        let caption = caption.filter(|_| is_figure);
        if caption.is_none() {
            self.report_bars(&text[at..end], at..end);
        }
        self.write_picture(link, &layout, (is_figure, false), (caption.map(Caption::At), String::new()));
        self.skip_until = end;
        Some(end)
    }

    /// The bytes of a part of the text.
    pub(super) fn range_of(&self, part: &str) -> Range<usize> {
        let start = part.as_ptr().addr() - self.text.as_ptr().addr();
        start..start + part.len()
    }

    /// Reports bars in a text that cannot hide words.
    pub(super) fn report_bars(&mut self, text: &str, range: Range<usize>) {
        if has_bars(text) {
            self.fault(&codes::OPEN_SPOILER, range, "bars hide nothing in the text of a picture");
            self.help("put the bars around the picture: `||scope: ![[file.png|text]]||`");
        }
    }

    /// Reports parts that are neither words nor the caption.
    pub(super) fn report_texts(&mut self, layout: &Layout<'_>) {
        let Some((_, others)) = layout.texts.split_last() else { return };
        for other in others {
            let near = closest(other, WORDS);
            if near.is_none() && !layout.has_words() || other.is_empty() {
                continue;
            }
            let shown: String = other.chars().take(60).collect();
            self.fault(
                &codes::PICTURE_OPTION,
                self.range_of(other),
                format!("`{shown}` is not an option of pictures"),
            );
            self.help(match near {
                Some(word) => format!("did you mean `{word}`?"),
                None => "write the caption as the last part; a bar in it is `&#124;`".to_owned(),
            });
        }
    }

    /// Writes a picture of `![Text|right](file "Caption")`, whose text and title the parser has read.
    pub(super) fn markdown_picture(&mut self, image: &OpenImage, link: Link) {
        let written: &'w str = &self.text[image.range.clone()];
        let inside = written.find(image.alt.as_str()).map(|at| &written[at..at + image.alt.len()]);
        // A link needs a place in the text, which a text with marks does not have.
        let layout = match inside {
            Some(inside) => Layout::of(inside.split('|')),
            None => Layout { link: None, ..Layout::of(image.alt.split('|')) },
        };
        let is_figure = layout.position.is_some() || image.alone && !image.title.is_empty();
        let caption = (is_figure && !image.title.is_empty()).then(|| match self.range_of_title(image) {
            Some(range) => Caption::At(range),
            None => Caption::Text(image.title.clone()),
        });
        let alt = layout.text();
        let layout = Layout { alt: layout.alt.or(Some(&alt)), ..layout };
        self.write_picture(link, &layout, (is_figure, image.alone), (caption, image.title.clone()));
    }

    /// The title of an image in the text, if it is written as it is read.
    pub(super) fn range_of_title(&self, image: &OpenImage) -> Option<Range<usize>> {
        let written = &self.text[image.range.clone()];
        let at = written.rfind(&image.title).filter(|_| !image.title.is_empty())?;
        let is_quoted = written[..at].ends_with(['"', '\'', '(']);
        is_quoted.then(|| image.range.start + at..image.range.start + at + image.title.len())
    }

    /// Writes a picture: a figure if it is one and can stand here, otherwise a part of the sentence.
    pub(super) fn write_picture(
        &mut self,
        link: Link,
        layout: &Layout<'_>,
        (is_figure, is_alone): (bool, bool),
        (caption, title): (Option<Caption>, String),
    ) {
        let is_block = (is_figure || is_alone) && self.leave_paragraph();
        if !is_block {
            self.open_paragraph();
        }
        let position = if is_figure { layout.position } else { None };
        let caption = caption.filter(|_| is_block);
        let text = ImageText {
            title: if caption.is_none() { title } else { String::new() },
            size: layout.size,
            alone: is_block,
            position: position.filter(|_| is_block),
            ..ImageText::default()
        };
        // A link to something else than the file is inside the figure.
        let is_linked = is_block && layout.link.is_some_and(|link| !link.is_empty());
        let has_caption = caption.is_some();
        if has_caption || is_linked {
            self.out.html.tag("<figure").attribute("class", text.class()).tag(">");
        }
        let number = self.body.images.len();
        let file =
            self.linked_file(link, layout.link, ImageText { is_captioned: has_caption || is_linked, ..text });
        let caption_text = caption.map(|caption| self.caption(caption, file));
        if is_linked && !has_caption {
            self.hole(Fill::Credit(file));
        }
        self.out.html.tag(if has_caption || is_linked { "</figure>\n" } else { "" });
        let plain = || inline_text::plain(layout.texts.last().copied().unwrap_or_default()).into_owned();
        let alt = layout.alt.map(str::to_owned).filter(|alt| !alt.is_empty() || caption_text.is_none());
        self.body.images[number].alt = alt.or(caption_text).unwrap_or_else(plain);
    }

    /// Writes the hole of a file, in the link that the author has chosen. Returns the index of the file's own link.
    fn linked_file(&mut self, file: Link, link: Option<&str>, text: ImageText) -> u32 {
        let wanted = link.filter(|_| !self.in_link());
        let target = wanted.filter(|target| !target.is_empty());
        if let Some(target) = target {
            self.open_target(target, self.range_of(target));
        }
        let at = self.plain_text.len() as u32;
        let file = self.add_link(Link { label: (at, at), ..file });
        let linked = wanted.is_some() || self.in_link();
        self.hole(Fill::File(file, self.body.images.len() as u32));
        self.body.images.push(ImageText { linked, ..text });
        if target.is_some() {
            self.out.html.tag("</a>");
        }
        file
    }

    /// Opens the link to the target of `link=`.
    fn open_target(&mut self, target: &str, range: Range<usize>) {
        let address = links::split_address(target);
        let link = match address.kind {
            LinkKind::Markdown => {
                let (name, fragment) = links::split_wikilink(target);
                Link::new(LinkKind::Wiki, name, fragment, (0, 0))
            }
            _ => address,
        };
        self.report_scheme(link.kind, &link.target, &range);
        let at = self.plain_text.len() as u32;
        let link = Link { range: self.file_span(range), label: (at, at), ..link };
        self.write_link_start(link.kind, &link.target, "");
        self.add_link(link);
    }

    /// Writes a caption, and returns it as plain text without its spoilers.
    fn caption(&mut self, caption: Caption, file: u32) -> String {
        self.out.html.tag("<figcaption>");
        let (start, hidden) = (self.plain_text.len(), self.spoilers.len());
        match caption {
            Caption::At(range) => self.inline_part(range, false),
            Caption::Text(text) => {
                self.frames.push(Frame::Part(false));
                self.plain(&text);
                self.frames.pop();
            }
        }
        let mut plain = String::new();
        let mut at = start;
        for spoiler in &self.spoilers[hidden..] {
            let range = spoiler.ignoring_label(crate::page::Parsing);
            plain.push_str(self.plain_text.get(at..range.start).unwrap_or_default());
            at = at.max(range.end);
        }
        plain.push_str(&self.plain_text[at..]);
        self.hole(Fill::Credit(file));
        self.out.html.tag("</figcaption>");
        self.text_break();
        plain.trim().to_owned()
    }

    /// Parses a part of the text on its own, as inline Markdown.
    pub(super) fn inline_part(&mut self, range: Range<usize>, holds_blocks: bool) {
        let Some(start) = range.start.checked_sub(1).filter(|at| self.text.is_char_boundary(*at)) else {
            return;
        };
        let (whole, outer_start) = (self.text, self.request.start);
        let skipped = std::mem::replace(&mut self.skip_until, 0);
        let ahead = std::mem::take(&mut self.ahead);
        // One character in front of the part, so that nothing in it can begin a list or heading.
        self.text = &whole[start..range.end];
        self.request.start += start;
        self.frames.push(Frame::Part(holds_blocks));
        let depth = self.frames.len();
        let hidden = signs::hide(self.text.into(), self.request.content.math);
        let text =
            format!(".{}{}", hidden[1..].replace(['\n', '\r'], " "), self.footnotes_in(range.start - start));
        let definitions = Definitions { known: self.definitions, left: self.definitions_left() };
        let mut events = events(&text, self.request.content, Some(definitions));
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Paragraph) => {}
                Event::End(TagEnd::Paragraph) => break,
                Event::Text(text) if range.start == 0 => {
                    let rest = text.get(1..).unwrap_or_default().to_owned();
                    self.event(Event::Text(rest.into()), 1..range.end, &mut events);
                }
                event => self.event(event, range, &mut events),
            }
        }
        while self.frames.len() >= depth {
            self.end();
        }
        (self.text, self.request.start, self.skip_until) = (whole, outer_start, skipped);
        self.ahead = ahead;
    }

    /// Definitions of the footnotes that the text refers to, without which the parser does not read the references.
    fn footnotes_in(&self, from: usize) -> String {
        let labels = self.text[from..].split("[^").skip(1).filter_map(|rest| rest.split(']').next());
        let defined = labels.filter(|label| self.footnote_labels.contains(*label));
        let mut found: Vec<&str> = defined.collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|label| format!("\n\n[^{label}]: note")).collect()
    }
}
