//! Folds around blocks that have a spoiler label.

use super::frames::{Frame, OpenFold};
use super::marks::{Label, Part};
use super::writer::Writer;
use crate::diag::codes;
use crate::labels::{ScopeId, Scopes};
use crate::text::escape::Html;

impl Writer<'_> {
    /// Opens a closed fold that names its scopes and, behind them, a title.
    pub(super) fn begin_fold(&mut self, scopes: Scopes, title: Option<&str>) -> OpenFold {
        let fold = self.open_fold(scopes);
        let title = title.map(Html::from_text);
        let summary = self.request.scopes.summary(self.request.words, scopes, title.as_ref());
        self.out.html.tag("<details class=\"spoiler\"");
        self.out.html.attribute("data-scope", &self.request.scopes.names(scopes));
        self.out.html.tag("><summary>").html(&summary).tag("</summary>");
        fold
    }

    /// Closes it.
    pub(super) fn end_fold(&mut self, fold: OpenFold) {
        self.out.html.tag("</details>");
        self.close_fold(fold);
        self.text_break();
    }

    /// Opens a fold around a part of the text that has a label.
    pub(super) fn fold_of(&mut self, part: Part, start: usize) -> Option<OpenFold> {
        let label = self.label_of(part, start)?;
        Some(self.begin_fold(label.scopes, label.title.as_deref()))
    }

    /// Closes a fold, if there is one.
    pub(super) fn end_any_fold(&mut self, fold: Option<OpenFold>) {
        if let Some(fold) = fold {
            self.end_fold(fold);
        }
    }

    /// Ends the sections that a heading of this level ends, and opens one if the heading has a label.
    pub(super) fn begin_section(&mut self, level: u8, start: usize) {
        while matches!(self.frames.last(), Some(Frame::Section { level: open, .. }) if *open >= level) {
            self.end_section();
        }
        if let Some(fold) = self.fold_of(Part::Heading, start) {
            self.frames.push(Frame::Section { level, fold });
        }
    }

    /// Ends the innermost frame if it is a section with a label.
    pub(super) fn end_section(&mut self) -> bool {
        let Some(Frame::Section { fold, .. }) =
            self.frames.pop_if(|frame| matches!(frame, Frame::Section { .. }))
        else {
            return false;
        };
        self.end_fold(fold);
        true
    }

    /// Opens a row. A row with a label is hidden cell by cell, since no element can be put around it.
    pub(super) fn start_row(&mut self, start: usize) -> Frame {
        let label = self.label_of(Part::Row, start);
        let html_start = self.out.html.len();
        self.out.html.tag("<tr");
        let frame = match label {
            Some(label) => {
                self.text_break();
                self.out.html.tag(" class=\"spoiler\"");
                self.out.html.attribute("data-scope", &self.request.scopes.names(label.scopes));
                Frame::Row(OpenFold { scopes: label.scopes, html_start, text_start: self.plain_text.len() })
            }
            None => Frame::Mark("</tr>\n"),
        };
        self.out.html.tag(">");
        self.set_column(0);
        frame
    }

    /// Hides the content of a cell in a row with a label. The first cell has the check box that shows the row.
    pub(super) fn begin_hidden_cell(&mut self, scopes: Scopes, is_first: bool) {
        if is_first {
            let summary = self.request.scopes.summary(self.request.words, scopes, None);
            self.out
                .html
                .tag("<label class=\"spoiler-mark\"><input type=\"checkbox\"> ")
                .html(&summary)
                .tag("</label>");
        }
        self.out.html.tag("<div class=\"spoiler-words\">");
    }

    pub(super) fn start_term(&mut self, start: usize) -> Frame {
        self.out.html.tag("<dt>");
        let label = self.label_of(Part::Term, start);
        self.term_scopes = label.as_ref().map_or(Scopes::NONE, |label| label.scopes);
        Frame::DefinitionTitle(label.map(|label| self.begin_fold(label.scopes, label.title.as_deref())))
    }

    /// Opens a definition, which belongs to the scopes of its term.
    pub(super) fn start_definition(&mut self, start: usize) -> Frame {
        self.out.html.tag("<dd>");
        let label = self.label_of(Part::Definition, start);
        let scopes = label.as_ref().map_or(Scopes::NONE, |label| label.scopes).and(self.term_scopes);
        let title = label.and_then(|label| label.title);
        Frame::Definition((!scopes.is_empty()).then(|| self.begin_fold(scopes, title.as_deref())))
    }

    /// The label of a part that starts at a byte.
    pub(super) fn label_of(&mut self, part: Part, start: usize) -> Option<Label> {
        if self.marks.of_parts.is_empty() {
            return None;
        }
        let mark = self.marks.of_parts.remove(&(part, start))?;
        let mut scopes = Scopes::NONE;
        for (name, place) in &mark.names {
            scopes = scopes.and(Scopes::of(self.declared_scope(name, place.clone())));
        }
        if mark.mistyped {
            let names: Vec<&str> = mark.names.iter().map(|(name, _)| name.as_str()).collect();
            let names = if names.is_empty() { "scope".to_owned() } else { names.join(",") };
            self.fault(&codes::UNKNOWN_SPOILER, mark.range.clone(), "this label of a spoiler is mistyped");
            self.help(format!("did you mean `{{spoiler={names}}}`?"));
        }
        self.report_idle_bars_in_title(mark.title.as_deref().unwrap_or_default(), &mark.range);
        let scopes = if scopes.is_empty() { Scopes::of(ScopeId::UNKNOWN) } else { scopes };
        Some(Label { scopes, title: mark.title })
    }

    /// Reports labels that belong to no part of the text.
    pub(super) fn report_misplaced_marks(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        for mark in marks.misplaced.into_iter().chain(marks.of_parts.into_values()) {
            let message = "this label of a spoiler stands at the end of nothing, and hides nothing";
            self.fault(&codes::OPEN_SPOILER, mark.range, message);
            self.help(
                "write it at the end of a heading, a paragraph, an item or a row; for words use `||scope: words||`",
            );
        }
    }
}
