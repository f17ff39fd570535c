//! Blocks: paragraphs, headings, quotes and callouts, lists, tables, code, definitions, footnotes.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Tag};

use super::callout::{self, Marker};
use super::writer::{Frame, HeadingDigits, Output, TitleLine, Writer};
use crate::diag::codes;
use crate::page::body::{Fill, Heading};
use crate::page::data;
use crate::page::node::Origin;
use crate::text::escape::Html;

impl Writer<'_> {
    pub(super) fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let frame = match tag {
            Tag::Paragraph => Frame::Paragraph { text_start: self.body.text.len(), open: false },
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(_) => self.start_quote(range),
            Tag::CodeBlock(kind) => start_code(&kind),
            Tag::List(start) => self.start_list(start),
            Tag::Item => self.open_tag("<li>", Frame::Item),
            Tag::Table(columns) => self.start_table(columns),
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => {
                self.out.html.tag("<tr>");
                self.set_column(0);
                Frame::Mark("</tr>\n")
            }
            Tag::TableCell => self.start_cell(range),
            Tag::DefinitionList => self.open_tag("<dl>\n", Frame::Definitions),
            Tag::DefinitionListTitle => self.open_tag("<dt>", Frame::DefinitionTitle),
            Tag::DefinitionListDefinition => self.open_tag("<dd>", Frame::Definition),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label, range),
            _ => Frame::Nothing,
        };
        self.frames.push(frame);
    }

    pub(super) fn end_block(&mut self, frame: Frame, range: Range<usize>) {
        match frame {
            Frame::Paragraph { text_start, open } => self.end_paragraph(text_start, open),
            Frame::Heading { level, html_start, hole_start, text_start, range } => {
                self.end_heading(level, (html_start, hole_start, text_start), range);
            }
            Frame::Quote => self.close("</blockquote>\n"),
            Frame::Callout { foldable, spoiler } => {
                self.end_title_line(usize::MAX);
                if let Some(start) = spoiler {
                    self.body.spoilers.push((start as u32, self.body.text.len() as u32));
                }
                self.close(if foldable { "</details>\n" } else { "</div>\n" });
            }
            Frame::Code { language, text, origin } => self.end_code(language.as_deref(), &text, origin),
            Frame::List { ordered } => self.close(if ordered { "</ol>\n" } else { "</ul>\n" }),
            Frame::Item => {
                self.block_id(0);
                self.close("</li>\n");
            }
            Frame::Table { .. } => self.close("</tbody></table></div>\n"),
            Frame::Definitions => self.close("</dl>\n"),
            Frame::DefinitionTitle => self.close("</dt>\n"),
            Frame::Definition => self.close("</dd>\n"),
            Frame::Footnote { label } => self.end_footnote(&label, range),
            Frame::Mark(_) | Frame::Link { .. } | Frame::Image(_) | Frame::Nothing => {}
        }
    }

    fn open_tag(&mut self, tag: &'static str, frame: Frame) -> Frame {
        self.out.html.tag(tag);
        frame
    }

    fn close(&mut self, tag: &'static str) {
        self.out.html.tag(tag);
        self.text_break();
    }

    /// Opens the paragraph's `<p>` when the first thing is written in it, so that an embed can do without.
    pub(super) fn open_paragraph(&mut self) {
        if self.title_line.is_some() {
            return;
        }
        if let Some(Frame::Paragraph { open, .. }) = self.frames.iter_mut().rev().find(|frame| {
            !matches!(frame, Frame::Mark(_) | Frame::Link { .. } | Frame::Image(_) | Frame::Nothing)
        }) && !*open
        {
            *open = true;
            self.out.html.tag("<p>");
        }
    }

    /// Closes `<p>` in front of something that may not stand in a paragraph. False when marks are open around it.
    pub(super) fn leave_paragraph(&mut self) -> bool {
        if self.title_line.is_some() {
            return false;
        }
        match self.frames.last_mut() {
            Some(Frame::Paragraph { open, .. }) => {
                if *open {
                    *open = false;
                    self.out.html.tag("</p>\n");
                }
                true
            }
            Some(Frame::Item | Frame::Definition | Frame::Quote | Frame::Callout { .. }) | None => true,
            _ => false,
        }
    }

    fn end_paragraph(&mut self, text_start: usize, open: bool) {
        if open {
            self.block_id(text_start);
            self.out.html.tag("</p>\n");
        }
        self.text_break();
    }

    /// Makes an anchor of a block id, ` ^name` at the end of a block, as in Obsidian.
    fn block_id(&mut self, text_start: usize) {
        let html = self.out.html.as_str();
        let tail_start = html.rfind(['>', '\n']).map_or(0, |at| at + 1);
        let tail = html[tail_start..].trim_end();
        let (before, id) = match tail.rsplit_once(" ^") {
            Some((before, id)) => (before.len(), id),
            None => match tail.strip_prefix('^') {
                Some(id) => (0, id),
                None => return,
            },
        };
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return;
        }
        let mark = format!("^{id}");
        let id = id.to_owned();
        self.out.html.truncate(tail_start + before);
        if let Some(at) = self.body.text.rfind(&mark)
            && at >= text_start
        {
            self.body.text.truncate(at);
        }
        let id = self.claim_id(&id);
        self.out.html.tag("<span class=\"block-anchor\"");
        self.id_attribute(&id);
        self.out.html.tag("></span>");
        self.body.anchors.push(id);
    }

    fn start_heading(&mut self, level: u8, range: Range<usize>) -> Frame {
        self.text_break();
        Frame::Heading {
            level,
            html_start: self.out.html.len(),
            hole_start: self.out.holes.len(),
            text_start: self.body.text.len(),
            range,
        }
    }

    fn end_heading(&mut self, level: u8, starts: (usize, usize, usize), range: Range<usize>) {
        let (html_start, hole_start, text_start) = starts;
        let text = self.body.text[text_start..].trim().to_owned();
        let (text, own_id) = split_heading_id(&text);
        let text = text.to_owned();
        if self.is_title(level, &text) {
            self.out.html.truncate(html_start);
            self.out.holes.truncate(hole_start);
            self.body.text.truncate(text_start);
            self.title.get_or_insert(text);
            return;
        }
        let mut content = self.out.html.split_off(html_start);
        if own_id.is_some() {
            let kept = content
                .as_str()
                .rfind("{#")
                .map_or(content.len(), |at| content.as_str()[..at].trim_end().len());
            content.truncate(kept);
        }
        if !self.outer.is_empty() {
            self.out.html.tag("<p>").html(&content).tag("</p>\n");
            return;
        }
        let id = match own_id {
            Some(id) => self.claim_id(id),
            None => self.unique_id(&text),
        };
        self.write_heading(level, &id, &content, hole_start);
        self.text_break();
        self.body.headings.push(Heading {
            level,
            id,
            text,
            text_start: self.body.text.len() as u32,
            html_start: html_start as u32,
            range: self.file_span(range),
        });
    }

    fn write_heading(&mut self, level: u8, id: &str, content: &Html, hole_start: usize) {
        let before = self.out.html.len();
        let open = before + 2;
        self.out.html.tag("<h2");
        self.id_attribute(id);
        self.out.html.tag(">");
        let shift = (self.out.html.len() - before) as u32;
        self.out.html.html(content);
        for hole in &mut self.out.holes[hole_start..] {
            hole.at += shift;
        }
        self.out.html.tag("<a class=\"anchor\" aria-label=\"Link to this section\"");
        self.own_href(id);
        self.out.html.tag("></a>");
        let close = self.out.html.len() + 3;
        self.out.html.tag("</h2>\n");
        self.levels.push(HeadingDigits { written: level, open, close, heading: self.body.headings.len() });
    }

    /// Whether a heading is the page's title: the first `#` heading where the front matter has none, or one at the
    /// start that repeats it.
    fn is_title(&self, level: u8, text: &str) -> bool {
        let first = self.body.headings.is_empty() && self.title.is_none() && self.outer.is_empty();
        let shallow = self.frames.is_empty();
        match self.request.title {
            _ if level != 1 || !first || !shallow || text.is_empty() => false,
            Some(title) => crate::text::fold_name(title) == crate::text::fold_name(text),
            None => true,
        }
    }

    fn start_quote(&mut self, range: Range<usize>) -> Frame {
        match callout::marker(self.text, range) {
            Some(marker) => self.start_callout(&marker),
            None => self.open_tag("<blockquote>\n", Frame::Quote),
        }
    }

    fn start_callout(&mut self, marker: &Marker) -> Frame {
        let spoiler = marker.kind == "spoiler";
        let foldable = marker.open.is_some() || spoiler;
        let class = format!("callout callout-{}", crate::text::slug(&marker.kind));
        let class = if spoiler { format!("{class} spoiler") } else { class };
        self.out.html.tag(if foldable { "<details" } else { "<div" }).attribute("class", &class);
        if spoiler {
            self.out.html.attribute("data-scope", marker.scope.as_deref().unwrap_or("all"));
        }
        if marker.open == Some(true) {
            self.out.html.tag(" open");
        }
        self.out.html.tag(if foldable {
            "><summary class=\"callout-title\">"
        } else {
            "><p class=\"callout-title\">"
        });
        self.skip_until = marker.end;
        self.title_line = Some(TitleLine {
            line_end: marker.line_end,
            closing: if foldable { "</summary>\n" } else { "</p>\n" },
            default: callout::default_title(&marker.kind),
            start: self.out.html.len(),
        });
        Frame::Callout { foldable, spoiler: spoiler.then_some(self.body.text.len()) }
    }

    /// Closes a callout's title when the next thing stands behind its line.
    pub(super) fn end_title_line(&mut self, next: usize) {
        let Some(line) = self.title_line.take_if(|line| next >= line.line_end) else { return };
        if self.out.html.len() == line.start {
            self.out.html.text(&line.default);
            self.body.text.push_str(&line.default);
        }
        self.out.html.tag(line.closing);
        self.text_break();
    }

    fn start_list(&mut self, start: Option<u64>) -> Frame {
        self.text_break();
        match start {
            None => self.out.html.tag("<ul>\n"),
            Some(1) => self.out.html.tag("<ol>\n"),
            Some(number) => self.out.html.tag("<ol start=\"").number(number).tag("\">\n"),
        };
        Frame::List { ordered: start.is_some() }
    }

    /// A check box at the start of a list item.
    pub(super) fn task(&mut self, done: bool) {
        let html = self.out.html.as_str();
        if let Some(before) = html.strip_suffix("<li>") {
            let length = before.len();
            self.out.html.truncate(length);
            self.out.html.tag("<li class=\"task\">");
        }
        self.open_paragraph();
        self.out.html.tag(if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"done\"> "
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"to do\"> "
        });
    }

    fn start_table(&mut self, columns: Vec<Alignment>) -> Frame {
        self.text_break();
        self.out
            .html
            .tag("<div class=\"table-scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n");
        Frame::Table { columns, column: 0, head: true }
    }

    fn start_table_head(&mut self) -> Frame {
        self.out.html.tag("<thead><tr>");
        self.set_column(0);
        Frame::Mark("</tr></thead>\n<tbody>\n")
    }

    fn set_column(&mut self, next: usize) {
        let in_head = self.out.html.as_str().ends_with("<thead><tr>");
        if let Some(Frame::Table { column, head, .. }) =
            self.frames.iter_mut().rev().find(|f| matches!(f, Frame::Table { .. }))
        {
            *column = next;
            *head = in_head;
        }
    }

    fn start_cell(&mut self, range: Range<usize>) -> Frame {
        self.report_cut_wikilink(range.clone());
        let table = self.frames.iter_mut().rev().find(|frame| matches!(frame, Frame::Table { .. }));
        let Some(Frame::Table { columns, column, head }) = table else { return Frame::Nothing };
        let alignment = columns.get(*column).copied().unwrap_or(Alignment::None);
        *column += 1;
        // An empty cell in the head names nothing.
        let names = *head && !self.text[range].trim_matches(['|', ' ', '\t']).is_empty();
        let (open, close) = if names { ("<th scope=\"col\"", "</th>") } else { ("<td", "</td>") };
        self.out.html.tag(open);
        match alignment {
            Alignment::Right => self.out.html.tag(" class=\"align-right\">"),
            Alignment::Center => self.out.html.tag(" class=\"align-center\">"),
            Alignment::Left | Alignment::None => self.out.html.tag(">"),
        };
        if !self.body.text.ends_with([' ', '\n']) {
            self.body.text.push(' ');
        }
        Frame::Mark(close)
    }

    /// A `|` inside `[[…]]` ends the cell, so that neither half is a link.
    fn report_cut_wikilink(&mut self, range: Range<usize>) {
        let cell = &self.text[range.clone()];
        if let Some(open) = cell.rfind("[[")
            && !cell[open..].contains("]]")
            && self.text[range.end..].split('\n').next().is_some_and(|rest| rest.contains("]]"))
        {
            let at = range.start + open..range.end;
            self.fault(&codes::WIKILINK_IN_TABLE, at, "the `|` in this link ends the table cell");
            self.help("write `\\|` inside tables: `[[Page\\|label]]`");
        }
    }

    fn end_code(&mut self, language: Option<&str>, text: &str, origin: Origin) {
        if language == Some("query") {
            return self.query(text, origin);
        }
        self.text_break();
        self.out.html.tag("<pre tabindex=\"0\"><code");
        if let Some(language) = language {
            let class = format!("language-{}", language.to_lowercase());
            self.out.html.attribute("class", &class);
        }
        self.out.html.tag(">").text(text).tag("</code></pre>\n");
        self.code_text(text);
        self.text_break();
    }

    /// A fenced block `query`: a list made from the wiki.
    fn query(&mut self, yaml: &str, origin: Origin) {
        let query = data::query(self.source, yaml, origin, self.faults);
        self.leave_paragraph();
        self.hole(Fill::Query(self.body.queries.len() as u32));
        self.body.queries.push(query);
    }

    pub(super) fn rule(&mut self) {
        self.out.html.tag("<hr>\n");
        self.text_break();
    }

    fn start_footnote(&mut self, label: &str, range: Range<usize>) -> Frame {
        self.outer.push(std::mem::take(&mut self.out));
        let label = label.to_owned();
        self.footnotes.entry(label.clone()).or_default().range = range;
        Frame::Footnote { label }
    }

    fn end_footnote(&mut self, label: &str, _: Range<usize>) {
        let outer = self.outer.pop().unwrap_or_default();
        let output = std::mem::replace(&mut self.out, outer);
        if let Some(footnote) = self.footnotes.get_mut(label)
            && footnote.output.is_none()
        {
            footnote.output = Some(output);
        }
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        self.open_paragraph();
        let count = self.footnote_order.len();
        let footnote = self.footnotes.entry(label.to_owned()).or_default();
        if footnote.references == 0 {
            footnote.number = count + 1;
            self.footnote_order.push(label.to_owned());
        }
        footnote.references += 1;
        let (number, reference) = (footnote.number as u64, footnote.references);
        let id = reference_id(footnote.number, reference);
        self.out.html.tag("<sup class=\"footnote-ref\"><a");
        self.id_attribute(&id);
        self.own_href(&format!("fn-{number}"));
        self.out.html.tag(">").number(number).tag("</a></sup>");
    }

    /// The footnotes at the end, in the order of their first references, each with links back.
    pub(super) fn write_footnotes(&mut self) {
        for (label, footnote) in &self.footnotes {
            if footnote.references == 0 {
                let range = footnote.range.start..footnote.range.end;
                let end =
                    self.text[range.clone()].find('\n').map_or(range.end, |length| range.start + length);
                let place = self.source.place(self.file_range(range.start..end));
                let message = format!("footnote `{label}` is never referred to");
                self.faults.push(crate::diag::Diagnostic::new(&codes::UNUSED_FOOTNOTE, place, message));
            }
        }
        // A note that nothing refers to may still refer to others, whose ways back lead into it.
        let mut order = std::mem::take(&mut self.footnote_order);
        let unused = self.footnotes.iter().filter(|(_, footnote)| footnote.references == 0);
        order.extend(unused.map(|(label, _)| label.clone()).collect::<Vec<_>>());
        if order.is_empty() {
            return;
        }
        self.out.html.tag("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (at, label) in order.into_iter().enumerate() {
            let footnote = self.footnotes.remove(&label).unwrap_or_default();
            self.write_footnote(footnote.output.unwrap_or_default(), at + 1, footnote.references);
        }
        self.out.html.tag("</ol></section>\n");
    }

    fn write_footnote(&mut self, output: Output, number: usize, references: usize) {
        self.out.html.tag("<li");
        self.id_attribute(&format!("fn-{number}"));
        self.out.html.tag(">");
        let shift = self.out.html.len() as u32;
        let text = output.html.as_str().trim_end();
        let inside_paragraph = text.strip_suffix("</p>").map(str::len);
        let cut = inside_paragraph.unwrap_or(text.len());
        self.out.html.html_part(&output.html, 0..cut);
        self.out.holes.extend(output.holes.into_iter().map(|mut hole| {
            hole.at += shift;
            hole
        }));
        for reference in 1..=references {
            self.out.html.tag(" <a class=\"footnote-back\" aria-label=\"Back to the text\"");
            self.own_href(&reference_id(number, reference));
            self.out.html.tag(">↩</a>");
        }
        self.out.html.tag(if inside_paragraph.is_some() { "</p></li>\n" } else { "</li>\n" });
    }
}

fn start_code(kind: &CodeBlockKind<'_>) -> Frame {
    let language = match kind {
        CodeBlockKind::Fenced(info) => {
            info.split([' ', ',', '{', '\t']).next().filter(|word| !word.is_empty())
        }
        CodeBlockKind::Indented => None,
    };
    let plain = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || "+#-_.".contains(c));
    Frame::Code {
        language: language.filter(plain).map(str::to_owned),
        text: String::new(),
        origin: Origin::default(),
    }
}

fn reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{reference}"),
    }
}

/// Takes `{#id}` off the end of a heading; classes and other attributes in the braces are left out.
fn split_heading_id(text: &str) -> (&str, Option<&str>) {
    let Some(open) = text.rfind("{#").filter(|_| text.ends_with('}')) else { return (text, None) };
    let inside = &text[open + 2..text.len() - 1];
    let id = inside.split_whitespace().next().unwrap_or_default();
    let plain = !id.is_empty() && !id.chars().any(|c| c.is_control() || "\"'<>&#{}".contains(c));
    if plain { (text[..open].trim_end(), Some(id)) } else { (text, None) }
}
