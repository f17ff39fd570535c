//! Blocks: paragraphs, headings, quotes and callouts, lists, tables, code, definitions, footnotes.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Tag};

use super::writer::{Frame, HeadingDigits, Output, Starts, Writer};
use crate::diag::codes;
use crate::page::body::{Fill, Heading, Hole};
use crate::page::data;
use crate::page::fields::{MAX_NAME, too_long};
use crate::page::node::Origin;
use crate::text::escape::Html;

impl Writer<'_> {
    pub(super) fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if !matches!(tag, Tag::HtmlBlock | Tag::FootnoteDefinition(_)) {
            self.end_elements_of_text();
        }
        let frame = match tag {
            Tag::Paragraph => Frame::Paragraph { text_start: self.body.text.len(), open: false },
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(_) => self.start_quote(range),
            Tag::CodeBlock(kind) => start_code(&kind),
            Tag::HtmlBlock => Frame::Html { html: String::new(), origin: Origin::default() },
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

    pub(super) fn end_block(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph { text_start, open } => self.end_paragraph(text_start, open),
            Frame::Heading { level, starts, range } => self.end_heading(level, starts, range),
            Frame::Quote => self.close("</blockquote>\n"),
            Frame::Callout { foldable, spoiler } => {
                if let Some(start) = spoiler {
                    self.spoiler(start as u32..self.body.text.len() as u32);
                }
                self.close(if foldable { "</details>\n" } else { "</div>\n" });
            }
            Frame::Code { language, text, origin } => self.end_code(language.as_deref(), &text, origin),
            Frame::Html { html, origin } => self.raw_html(&html, &origin),
            Frame::List { ordered } => self.close(if ordered { "</ol>\n" } else { "</ul>\n" }),
            Frame::Item => {
                self.block_id(0);
                self.close("</li>\n");
            }
            Frame::Table { .. } => self.close("</tbody></table></div>\n"),
            Frame::Definitions => self.close("</dl>\n"),
            Frame::DefinitionTitle => self.close("</dt>\n"),
            Frame::Definition => self.close("</dd>\n"),
            Frame::Footnote { label, anchors } => self.end_footnote(&label, anchors),
            Frame::Cell(closing) => {
                self.out.html.tag(closing);
            }
            Frame::Title | Frame::Element(_) => {}
            Frame::Mark(_) | Frame::Link { .. } | Frame::Image(_) | Frame::Nothing => {}
        }
    }

    /// Notes that a part of the plain text stands in a spoiler. Spoilers in it are parts of it.
    fn spoiler(&mut self, text: Range<u32>) {
        while self.body.spoilers.last().is_some_and(|(start, _)| *start >= text.start) {
            self.body.spoilers.pop();
        }
        self.body.spoilers.push((text.start, text.end));
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
        self.make_room();
        if let Some(Frame::Paragraph { open, .. }) =
            self.frames.iter_mut().rev().find(|frame| !frame.is_inline())
            && !*open
        {
            *open = true;
            self.out.html.tag("<p>");
        }
    }

    /// Closes `<p>` in front of something that may not stand in a paragraph. False when marks are open around it.
    pub(super) fn leave_paragraph(&mut self) -> bool {
        if self.highlight.is_some() || self.in_link() {
            return false;
        }
        self.make_room();
        match self.frames.last() {
            None => true,
            Some(Frame::Cell(_)) => false,
            Some(frame) if frame.holds_blocks() => {
                self.end_open_paragraph();
                true
            }
            _ => false,
        }
    }

    /// Closes the `<p>` that is the innermost thing open.
    pub(super) fn end_open_paragraph(&mut self) {
        if let Some(Frame::Paragraph { open, .. }) = self.frames.last_mut()
            && std::mem::take(open)
        {
            self.out.html.tag("</p>\n");
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
        let before = tail.rfind(' ');
        let Some(id) = tail[before.map_or(0, |space| space + 1)..].strip_prefix('^') else { return };
        let before = before.unwrap_or(0);
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return;
        }
        let mark = format!("^{id}");
        let id = id.to_owned();
        let cut = tail_start + before;
        self.out.shorten(cut);
        let kept = self.body.text.trim_end().strip_suffix(mark.as_str()).map(str::len);
        if let Some(length) = kept.filter(|length| *length >= text_start) {
            self.body.text.truncate(length);
        }
        let id = self.claim_id(&id);
        self.out.html.tag("<span class=\"block-anchor\"");
        self.id_attribute(&id);
        self.out.html.tag("></span>");
        self.body.anchors.push(id);
    }

    fn start_heading(&mut self, level: u8, range: Range<usize>) -> Frame {
        self.text_break();
        self.formulas.clear();
        Frame::Heading { level, starts: self.starts(), range }
    }

    fn end_heading(&mut self, level: u8, starts: Starts, range: Range<usize>) {
        let Starts { html: html_start, holes: hole_start, text: text_start, anchors } = starts;
        let text = self.body.text[text_start..].trim_end().to_owned();
        let html = &self.out.html.as_str()[html_start..];
        let found = split_heading_id(&text).filter(|(mark, _)| html.trim_end().ends_with(mark.as_str()));
        let (id_mark, own_id) = found.unzip();
        let id_mark = id_mark.unwrap_or_default();
        self.out.trim_end(html_start);
        let text_end = text[..text.len() - id_mark.len()].trim_end().len();
        self.body.text.truncate(text_start + text_end);
        let as_written = self.with_formulas_as_written(text_start);
        let text = self.body.text[text_start..].trim_start().to_owned();
        if self.is_title(level, &text) {
            let removed = self.out.html.split_off(html_start);
            self.forget_ids(&removed, anchors);
            self.out.holes.truncate(hole_start);
            self.body.text.truncate(text_start);
            return self.set_title(text, range);
        }
        if own_id.is_some() {
            let length = self.out.html.len() - id_mark.len();
            self.out.shorten(length);
            self.out.trim_end(html_start);
        }
        let content = self.out.html.split_off(html_start);
        if !self.outer.is_empty() {
            let holes = self.out.holes.split_off(hole_start);
            let holes = holes.into_iter().map(|hole| Hole { at: hole.at - html_start as u32, ..hole });
            self.out.html.tag("<p>");
            self.out.append(Output { html: content, holes: holes.collect() });
            self.out.html.tag("</p>\n");
            return;
        }
        let id = match own_id {
            Some(id) => self.claim_id(&id),
            None => self.unique_id(&as_written),
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

    fn set_title(&mut self, mut title: String, range: Range<usize>) {
        if let Some((end, _)) = title.char_indices().nth(MAX_NAME) {
            title.truncate(end);
            self.fault(&codes::TEXT_TOO_LONG, range, too_long(MAX_NAME));
        }
        self.title.get_or_insert(title);
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
        self.out
            .html
            .tag("<a class=\"anchor\"")
            .attribute("aria-label", self.request.words.link_to_section());
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
        match self.callouts.remove(&range.start) {
            Some(marker) => self.start_callout(&marker),
            None => self.open_tag("<blockquote>\n", Frame::Quote),
        }
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
        // A heading that starts here has noted where.
        let in_heading = matches!(self.frames.last(), Some(Frame::Heading { .. }));
        if let Some(before) = html.strip_suffix("<li>").filter(|_| !in_heading) {
            let length = before.len();
            self.out.html.truncate(length);
            self.out.html.tag("<li class=\"task\">");
        }
        self.open_paragraph();
        let words = self.request.words;
        let label = if done { words.task_done() } else { words.task_to_do() };
        self.out
            .html
            .tag("<input type=\"checkbox\" disabled")
            .tag(if done { " checked" } else { "" })
            .attribute("aria-label", label)
            .tag("> ");
    }

    fn start_table(&mut self, columns: Vec<Alignment>) -> Frame {
        self.text_break();
        self.out
            .html
            .tag("<div class=\"table-scroll\" role=\"group\"")
            .attribute("aria-label", self.request.words.table())
            .tag(" tabindex=\"0\"><table>\n");
        Frame::Table { columns, column: 0, head: true }
    }

    /// Reports tables that stay text.
    pub(super) fn report_wide_tables(&mut self, lines: Vec<Range<usize>>) {
        for line in lines {
            let message = "this table has more columns than its rows fill, and stays text";
            self.fault(&codes::TABLE_TOO_WIDE, line, message);
            self.help("fill the rows, or make smaller tables");
        }
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
        Frame::Cell(close)
    }

    /// A `|` inside `[[…]]` ends the cell, so that neither half is a link.
    fn report_cut_wikilink(&mut self, range: Range<usize>) {
        let cell = &self.text[range.clone()];
        if let Some(open) = cell.rfind("[[")
            && !cell[open..].contains("]]")
            && self.ahead.has_end_of_wikilink(self.text, range.end)
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
        self.hole(Fill::Query(self.body.queries.len() as u32));
        self.body.queries.push(query);
    }

    pub(super) fn rule(&mut self) {
        self.end_elements_of_text();
        self.out.html.tag("<hr>\n");
        self.text_break();
    }

    fn start_footnote(&mut self, label: &str, range: Range<usize>) -> Frame {
        self.outer.push(std::mem::take(&mut self.out));
        let label = label.to_owned();
        self.footnotes.entry(label.clone()).or_default().range = range;
        Frame::Footnote { label, anchors: self.body.anchors.len() }
    }

    fn end_footnote(&mut self, label: &str, anchors: usize) {
        let outer = self.outer.pop().unwrap_or_default();
        let output = std::mem::replace(&mut self.out, outer);
        match self.footnotes.get_mut(label) {
            Some(footnote) if footnote.output.is_none() => footnote.output = Some(output),
            _ => self.forget_ids(&output.html, anchors),
        }
    }

    /// Takes back the references of what is not published after all, and its anchors, which are among those from `first` on.
    fn forget_ids(&mut self, html: &Html, first: usize) {
        let mut forgotten = BTreeSet::new();
        for (at, mark) in html.as_str().match_indices(" id=\"") {
            let id = html.as_str()[at + mark.len()..].split('"').next().unwrap_or_default();
            match id.strip_prefix("fnref-") {
                Some(reference) => self.forget_reference(reference),
                None => drop(forgotten.insert(id)),
            }
        }
        if !forgotten.is_empty() {
            let kept = |anchor: &String| !forgotten.contains(Html::from_text(anchor).as_str());
            let later = self.body.anchors.split_off(first);
            self.body.anchors.extend(later.into_iter().filter(kept));
        }
    }

    /// Takes back a reference to a footnote, `3` or `3-2`.
    fn forget_reference(&mut self, reference: &str) {
        let (number, nth) = reference.split_once('-').unwrap_or((reference, "1"));
        let number: usize = number.parse().unwrap_or_default();
        let label = number.checked_sub(1).and_then(|at| self.footnote_order.get(at));
        if let Some(footnote) = label.and_then(|label| self.footnotes.get_mut(label))
            && let Ok(nth) = nth.parse()
        {
            footnote.references.remove(&nth);
        }
    }

    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.open_image().is_some() {
            return;
        }
        self.open_paragraph();
        let count = self.footnote_order.len();
        let footnote = self.footnotes.entry(label.to_owned()).or_default();
        if footnote.number == 0 {
            footnote.number = count + 1;
            self.footnote_order.push(label.to_owned());
        }
        footnote.met += 1;
        footnote.references.insert(footnote.met);
        let number = footnote.number;
        let id = reference_id(number, footnote.met);
        let html = if self.in_link() { &mut self.deferred.html } else { &mut self.out.html };
        html.tag("<sup class=\"footnote-ref\"><a").attribute("id", &id);
        html.attribute("href", &format!("#fn-{number}")).tag(">").number(number as u64).tag("</a></sup>");
    }

    /// The footnotes at the end, in the order of their first references, each with links back.
    pub(super) fn write_footnotes(&mut self) {
        for (label, footnote) in &self.footnotes {
            if footnote.references.is_empty() {
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
        let unused = self.footnotes.iter().filter(|(_, footnote)| footnote.number == 0);
        order.extend(unused.map(|(label, _)| label.clone()).collect::<Vec<_>>());
        if order.is_empty() {
            return;
        }
        self.out
            .html
            .tag("<section class=\"footnotes\"")
            .attribute("aria-label", self.request.words.footnotes())
            .tag("><ol>\n");
        for (at, label) in order.into_iter().enumerate() {
            let footnote = self.footnotes.remove(&label).unwrap_or_default();
            self.write_footnote(footnote.output.unwrap_or_default(), at + 1, &footnote.references);
        }
        self.out.html.tag("</ol></section>\n");
    }

    fn write_footnote(&mut self, mut output: Output, number: usize, references: &BTreeSet<usize>) {
        self.out.html.tag("<li");
        self.id_attribute(&format!("fn-{number}"));
        self.out.html.tag(">");
        output.trim_end(0);
        let inside_paragraph = output.html.as_str().strip_suffix("</p>").map(str::len);
        if let Some(length) = inside_paragraph {
            output.html.truncate(length);
        }
        self.out.append(output);
        for &reference in references {
            self.out
                .html
                .tag(" <a class=\"footnote-back\"")
                .attribute("aria-label", self.request.words.back_to_text());
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

/// `{#id}` at the end of a heading, as it stands there, and the id in it; classes and other attributes in the braces
/// are left out.
fn split_heading_id(text: &str) -> Option<(String, String)> {
    let open = text.rfind("{#").filter(|_| text.ends_with('}'))?;
    let inside = &text[open + 2..text.len() - 1];
    let id = inside.split_whitespace().next().unwrap_or_default();
    let plain = !id.is_empty() && !inside.chars().any(|c| c.is_control() || "\"'<>&#{}".contains(c));
    plain.then(|| (text[open..].to_owned(), id.to_owned()))
}
