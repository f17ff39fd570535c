//! Galleries: fenced blocks `gallery` with a picture on each line, `quay.jpg | The quay of [[Neil]]`.

use std::ops::Range;

use super::frames::{Frame, OpenFold};
use super::layout::{Layout, parts};
use super::pictures::Caption;
use super::writer::Writer;
use crate::diag::{Diagnostic, codes};
use crate::page::links::{self, Link, LinkKind};
use crate::page::node::Origin;

/// Height of the pictures of a packed gallery, in CSS pixels.
const ROW: u32 = 176;

/// The word for galleries that show one picture at a time.
const SLIDESHOW: &str = "slideshow";

/// The words after `gallery` in the first line of a block, if it is one.
pub(super) fn words_of_gallery(language: &str) -> Option<&str> {
    let words = language.strip_prefix("gallery")?;
    (words.is_empty() || words.starts_with(' ')).then(|| words.trim())
}

impl<'w> Writer<'w> {
    /// Writes a gallery. `around` is the fold of its label.
    pub(super) fn gallery(&mut self, words: &str, lines: &str, origin: &Origin, around: Option<OpenFold>) {
        let is_slideshow = words == SLIDESHOW;
        if !is_slideshow && !words.is_empty() && words != "packed" {
            let message = format!("`{words}` is not a kind of gallery");
            self.fault_in_file(origin.in_file(0..0), message, "write `gallery` or `gallery slideshow`");
        }
        // The pictures belong to the fold, whose frame has ended.
        self.frames.push(Frame::Paragraph { text_start: self.plain_text.len(), open: false, fold: around });
        if is_slideshow {
            self.out.html.tag("<div class=\"image-slides\" role=\"group\" tabindex=\"0\"");
            self.out.html.attribute("aria-label", self.request.words.gallery()).tag(">");
        }
        self.out.html.tag("<ul class=\"image-gallery\">\n");
        let mut at = 0;
        for line in lines.split_inclusive('\n') {
            let start = at + line.len() - line.trim_start().len();
            let end = start + line.trim().len();
            at += line.len();
            if start < end {
                self.gallery_line((lines, start..end), origin, is_slideshow);
            }
        }
        self.out.html.tag(if is_slideshow { "</ul></div>\n" } else { "</ul>\n" });
        self.frames.pop();
        self.text_break();
    }

    fn gallery_line(&mut self, (lines, range): (&str, Range<usize>), origin: &Origin, is_slideshow: bool) {
        let text: &'w str = self.text;
        let mut file = origin.in_file(range.clone());
        let mut within = Some(file.start - self.request.start..file.end - self.request.start);
        if self.spelled.is_some() {
            within = self.in_block(&lines[range.clone()], range.start);
            file = within.clone().map_or(file, |range| self.file_range(range));
        }
        let Some(line) = within.and_then(|range| text.get(range)) else { return };
        let parts = parts(line);
        let Some((name, rest)) = parts.split_first() else { return };
        let (target, fragment) = links::split_wikilink(name);
        if !links::is_file_name(&target) {
            let message = format!("`{target}` is not the name of a file");
            return self.fault_in_file(file, message, "write a picture on each line: `quay.jpg | The quay`");
        }
        let link = Link::new(LinkKind::WikiFile, target, fragment, (file.start as u32, file.end as u32));
        let mut layout = Layout::of(rest.iter().copied());
        self.report_texts(&layout);
        layout.put_in_gallery(if is_slideshow { (0, 0) } else { (0, ROW) });
        let caption = layout.caption().map(|text| self.range_of(text));
        self.out.html.tag("<li>");
        self.write_picture(link, &layout, (true, false), (caption.map(Caption::At), String::new()));
        self.out.html.tag("</li>\n");
    }

    fn fault_in_file(&mut self, file: Range<usize>, message: String, help: &str) {
        let place = self.source.place(file);
        self.faults.push(Diagnostic::new(&codes::PICTURE_OPTION, place, message).help(help));
    }
}
