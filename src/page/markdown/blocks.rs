//! Blocks: paragraphs, headings, quotes and callouts, lists, tables, code and definitions.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Tag};

use super::frames::{Frame, HeadingDigits, OpenFold, Output, Starts};
use super::gallery::words_of_gallery;
use super::marks::Part;
use super::writer::Writer;
use crate::diag::codes;
use crate::labels::{Labelled, Scopes};
use crate::page::body::{Fill, Heading, Hole, Title};
use crate::page::data;
use crate::page::fields::{MAX_NAME, too_long};
use crate::page::node::Origin;
use crate::text::OpenQuotes;
use crate::text::escape::Html;

impl Writer<'_> {
    pub(super) fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if !matches!(tag, Tag::HtmlBlock | Tag::FootnoteDefinition(_)) {
            self.end_elements_of_text();
        }
        self.break_bars();
        self.quotes = OpenQuotes::default();
        let at = self.out.html.len();
        let is_block = !matches!(tag, Tag::HtmlBlock | Tag::Heading { .. } | Tag::FootnoteDefinition(_));
        let frame = match tag {
            Tag::Paragraph => {
                self.report_broken_table(range.clone());
                let fold = self.fold_of(Part::Block, range.start);
                Frame::Paragraph { text_start: self.plain_text.len(), open: false, fold }
            }
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(_) => self.start_quote(range),
            Tag::CodeBlock(kind) => {
                self.block_start = range.start;
                let origin = Origin::at(self.file_range(range.clone()).start);
                start_code(&kind, origin, self.fold_of(Part::Block, range.start))
            }
            Tag::HtmlBlock => {
                self.block_start = range.start;
                Frame::Html { html: String::new(), origin: Origin::default() }
            }
            Tag::List(start) => self.start_list(start),
            Tag::Item => {
                self.out.html.tag("<li>");
                Frame::Item(self.fold_of(Part::Item, range.start))
            }
            Tag::Table(columns) => self.start_table(columns, &range),
            Tag::TableHead => {
                self.report_bars_of_row(range);
                self.start_table_head()
            }
            Tag::TableRow => {
                self.report_bars_of_row(range.clone());
                self.start_row(range.start)
            }
            Tag::TableCell => self.start_cell(range),
            Tag::DefinitionList => self.open_tag("<dl>\n", Frame::Definitions),
            Tag::DefinitionListTitle => self.start_term(range.start),
            Tag::DefinitionListDefinition => self.start_definition(range.start),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label, range),
            _ => Frame::Nothing,
        };
        self.frames.push(frame);
        if is_block {
            self.blocks.begin(self.frames.len(), at);
        }
    }

    pub(super) fn end_block(&mut self, frame: Frame) {
        let depth = self.frames.len() + 1;
        let is_table = matches!(frame, Frame::Table { .. });
        self.end_frame(frame);
        self.blocks.end(depth, self.out.html.len());
        if is_table {
            self.name_table();
        }
    }

    fn end_frame(&mut self, frame: Frame) {
        match frame {
            Frame::Paragraph { text_start, open, fold } => {
                self.end_paragraph(text_start, open);
                self.end_any_fold(fold);
            }
            Frame::Heading { level, starts, range } => self.end_heading(level, starts, range),
            Frame::Quote => self.close("</blockquote>\n"),
            Frame::Callout { foldable, spoiler } => {
                self.out.html.tag(if foldable { "</details>" } else { "</div>" });
                if let Some(fold) = spoiler {
                    self.close_fold(fold);
                }
                self.close("\n");
            }
            Frame::Code { language, text, origin, fold } => {
                self.end_code(language.as_deref(), &text, (origin, fold));
                self.end_any_fold(fold);
            }
            Frame::Html { html, origin } => self.raw_html(&html, &origin),
            Frame::List { ordered } => self.close(if ordered { "</ol>\n" } else { "</ul>\n" }),
            Frame::Item(fold) => {
                self.block_id(0);
                self.end_any_fold(fold);
                self.close("</li>\n");
            }
            Frame::Table { fold, folded, .. } => {
                self.close(if folded {
                    "</tbody></table></div></details>\n"
                } else {
                    "</tbody></table></div>\n"
                });
                self.end_any_fold(fold);
            }
            Frame::Row(fold) => {
                self.out.html.tag("</tr>\n");
                self.close_fold(fold);
            }
            Frame::Definitions => self.close("</dl>\n"),
            Frame::DefinitionTitle(fold) => {
                self.end_any_fold(fold);
                self.close("</dt>\n");
            }
            Frame::Definition(fold) => {
                self.end_any_fold(fold);
                self.close("</dd>\n");
            }
            Frame::Footnote { label, parts } => self.end_footnote(&label, parts),
            Frame::Cell(closing, fold) => {
                self.end_any_fold(fold);
                self.out.html.tag(closing);
            }
            Frame::Title | Frame::Argument | Frame::Part(_) | Frame::Element(_) | Frame::Section { .. } => {}
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

    /// Opens the paragraph's `<p>` when its first content is written, so that an embed can omit it.
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

    /// Closes `<p>` before something that is not allowed in a paragraph. Returns false if inline marks are open around it.
    pub(super) fn leave_paragraph(&mut self) -> bool {
        if self.highlight.is_some() || self.bars.is_some() || self.note.is_some() || self.in_link() {
            return false;
        }
        self.make_room();
        match self.frames.last() {
            None => true,
            Some(Frame::Cell(..)) => false,
            Some(frame) if frame.holds_blocks() => {
                self.end_open_paragraph();
                true
            }
            _ => false,
        }
    }

    /// Closes the `<p>` if it is the innermost open element.
    pub(super) fn end_open_paragraph(&mut self) {
        if let Some(Frame::Paragraph { open, .. }) = self.frames.last_mut()
            && std::mem::take(open)
        {
            self.out.html.tag("</p>\n");
        }
    }

    fn end_paragraph(&mut self, text_start: usize, open: bool) {
        if open && !self.block_id(text_start) {
            self.out.html.tag("</p>\n");
        }
        self.text_break();
    }

    fn start_heading(&mut self, level: u8, range: Range<usize>) -> Frame {
        self.begin_section(level, range.start);
        self.text_break();
        self.formulas.clear();
        Frame::Heading { level, starts: self.starts(), range }
    }

    fn end_heading(&mut self, level: u8, starts: Starts, range: Range<usize>) {
        let Starts { html: html_start, holes: hole_start, text: text_start, anchors } = starts;
        let text = self.plain_text[text_start..].trim_end().to_owned();
        let html = &self.out.html.as_str()[html_start..];
        let found = split_heading_id(&text).filter(|(mark, _)| html.trim_end().ends_with(mark.as_str()));
        let (id_mark, own_id) = found.unzip();
        if own_id.as_deref() == Some("") && self.foreign.is_first_class() {
            self.fault(&codes::FOREIGN_SYNTAX, range.clone(), "the class of a heading is ignored");
            self.help("write `{#id}` to set an id; the theme decides how headings look");
        }
        let id_mark = id_mark.unwrap_or_default();
        self.out.trim_end(html_start);
        let text_end = text[..text.len() - id_mark.len()].trim_end().len();
        self.plain_text.truncate(text_start + text_end);
        let as_written = self.with_formulas_as_written(text_start);
        let text = self.plain_text[text_start..].trim_start().to_owned();
        if self.is_title(level, &text) {
            let removed = self.out.html.split_off(html_start);
            self.forget_ids(&removed, anchors);
            let holes = self.out.holes.split_off(hole_start).into_iter();
            let holes = holes.map(|hole| Hole { at: hole.at - html_start as u32, ..hole }).collect();
            self.plain_text.truncate(text_start);
            self.body.title = Title::new(removed, holes);
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
            self.out.append(Output { html: content, holes: holes.collect(), folds: Vec::new() });
            self.out.html.tag("</p>\n");
            return;
        }
        let id = match own_id.filter(|id| !id.is_empty()) {
            Some(id) => self.claim_id(&id),
            None => self.unique_id(&as_written),
        };
        let range = self.file_span(range);
        self.write_heading(level, &id, (&content, hole_start), range.0 as usize);
        self.text_break();
        let heading = Heading {
            level,
            id,
            text,
            text_start: self.plain_text.len() as u32,
            html_start: html_start as u32,
            range,
        };
        self.body.headings.push(Labelled::new(heading, self.scopes()));
    }

    fn set_title(&mut self, mut title: String, range: Range<usize>) {
        if let Some((end, _)) = title.char_indices().nth(MAX_NAME) {
            title.truncate(end);
            self.fault(&codes::TEXT_TOO_LONG, range, too_long(MAX_NAME));
        }
        self.title.get_or_insert(title);
    }

    fn write_heading(&mut self, level: u8, id: &str, content: (&Html, usize), offset: usize) {
        let (content, hole_start) = content;
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
        self.edit_link(offset);
        let close = self.out.html.len() + 3;
        self.out.html.tag("</h2>\n");
        self.levels.push(HeadingDigits { written: level, open, close, heading: self.body.headings.len() });
    }

    /// True if a heading is the page's title: the first `#` heading if the front matter has no title, or one at the start that repeats it.
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
            Some(marker) => self.start_callout(&marker, range.end),
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

    /// A checkbox at the start of a list item.
    pub(super) fn task(&mut self, done: bool) {
        let html = self.out.html.as_str();
        // A heading that starts here has recorded its start.
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

    fn start_table(&mut self, columns: Vec<Alignment>, range: &Range<usize>) -> Frame {
        let fold = self.fold_of(Part::Table, range.start);
        let words = self.words_of_table(range);
        self.text_break();
        if words.folded {
            self.out.html.tag("<details class=\"table-fold\"><summary>");
            match &words.caption {
                Some(caption) => self.inline_part(caption.clone(), false),
                None => drop(self.out.html.text(self.request.words.table())),
            }
            self.out.html.tag("</summary>\n");
        }
        self.out
            .html
            .tag("<div class=\"table-scroll\" role=\"group\"")
            .attribute("aria-label", self.request.words.table())
            .tag(" tabindex=\"0\"><table")
            .tag(if words.sortable { " class=\"sortable\">\n" } else { ">\n" });
        if let Some(caption) = words.caption.filter(|_| !words.folded) {
            self.out.html.tag("<caption>");
            self.inline_part(caption, false);
            self.out.html.tag("</caption>\n");
            self.text_break();
        }
        Frame::Table { columns, column: 0, head: true, folded: words.folded, fold }
    }

    /// Reports tables that are left as text.
    pub(super) fn report_wide_tables(&mut self, lines: Vec<Range<usize>>) {
        for line in lines {
            let message = "this table has too many empty cells and stays text";
            self.fault(&codes::TABLE_TOO_WIDE, line, message);
            self.help("fill the cells, or use smaller tables");
        }
    }

    fn start_table_head(&mut self) -> Frame {
        self.out.html.tag("<thead><tr>");
        self.set_column(0);
        Frame::Mark("</tr></thead>\n<tbody>\n")
    }

    pub(super) fn set_column(&mut self, next: usize) {
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
        let Some(Frame::Table { columns, column, head, .. }) = table else { return Frame::Nothing };
        let alignment = columns.get(*column).copied().unwrap_or(Alignment::None);
        *column += 1;
        let is_first = *column == 1;
        // An empty cell in the header names nothing.
        let start = range.start;
        let names = *head && !self.text[range].trim_matches(['|', ' ', '\t']).is_empty();
        let (open, close) = if names { ("<th scope=\"col\"", "</th>") } else { ("<td", "</td>") };
        self.out.html.tag(open);
        match alignment {
            Alignment::Right => self.out.html.tag(" class=\"align-right\">"),
            Alignment::Center => self.out.html.tag(" class=\"align-center\">"),
            Alignment::Left | Alignment::None => self.out.html.tag(">"),
        };
        if !self.plain_text.ends_with([' ', '\n', '\t']) {
            self.plain_text.push('\t');
        }
        if let Some(Frame::Row(fold)) = self.frames.last() {
            let scopes = fold.scopes;
            self.begin_hidden_cell(scopes, is_first);
            return Frame::Cell("</div></td>", self.fold_of(Part::Cell, start));
        }
        Frame::Cell(close, self.fold_of(Part::Cell, start))
    }

    /// Reports a wikilink that is split because a `|` inside `[[…]]` ends the table cell.
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

    fn end_code(&mut self, language: Option<&str>, text: &str, (origin, fold): (Origin, Option<OpenFold>)) {
        if language == Some("query") {
            return self.query(text, origin, fold);
        }
        if let Some(words) = language.and_then(words_of_gallery) {
            return self.gallery(words, text, &origin, fold);
        }
        if let Some(component) = language.and_then(|name| self.request.components.named(name)) {
            return self.component_block(component, text, (origin, fold));
        }
        if let Some(name) = language {
            self.report_undeclared(name, &origin);
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

    /// A fenced `query` block.
    fn query(&mut self, yaml: &str, origin: Origin, around: Option<OpenFold>) {
        self.report_idle_bars_of(yaml, &origin, &[]);
        let query = data::query(self.source, (yaml, origin), self.request.scopes, self.faults);
        let fold = (!query.spoiler.is_empty()).then(|| self.begin_fold(query.spoiler, None));
        self.block_hole(Fill::Query(self.body.queries.len() as u32));
        let around = around.map_or(Scopes::NONE, |fold| fold.scopes);
        let scopes = self.scopes().and(around).and(query.spoiler);
        self.body.queries.push(Labelled::new(query, scopes));
        if let Some(fold) = fold {
            self.end_fold(fold);
        }
    }

    pub(super) fn rule(&mut self) {
        self.end_elements_of_text();
        self.out.html.tag("<hr>\n");
        self.text_break();
    }
}

fn start_code(kind: &CodeBlockKind<'_>, origin: Origin, fold: Option<OpenFold>) -> Frame {
    let language = match kind {
        CodeBlockKind::Fenced(info) if words_of_gallery(info).is_some() => Some(info.trim()),
        CodeBlockKind::Fenced(info) => {
            info.split([' ', ',', '{', '\t']).next().filter(|word| !word.is_empty())
        }
        CodeBlockKind::Indented => None,
    };
    let plain = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || "+#-_. ".contains(c));
    Frame::Code { language: language.filter(plain).map(str::to_owned), text: String::new(), origin, fold }
}

/// Splits off `{#id}` at the end of a heading, as spelled, and its id, which is empty if there are only classes; classes and other
/// attributes in the braces are ignored.
fn split_heading_id(text: &str) -> Option<(String, String)> {
    let open = text.rfind('{').filter(|_| text.ends_with('}'))?;
    let inside = &text[open + 1..text.len() - 1];
    let mut words = inside.split_whitespace().skip_while(|word| word.starts_with('.'));
    let id = words.next().map_or(Some(""), |word| word.strip_prefix('#').filter(|id| !id.is_empty()))?;
    let is_plain = |c: char| !c.is_control() && !"\"'<>&#{}".contains(c);
    let plain = !inside.trim().is_empty() && inside.replacen('#', "", 1).chars().all(is_plain);
    plain.then(|| (text[open..].to_owned(), id.to_owned()))
}
