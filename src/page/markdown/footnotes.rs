//! Footnotes: parsed where they are defined, and written at the end in the order of their first references.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::frames::{FootnoteParts, Frame, Output};
use super::marks::Part;
use super::writer::Writer;
use crate::diag::codes;
use crate::labels::{Labelled, Scopes};
use crate::page::Parsing;
use crate::text::escape::Html;
use crate::text::letters;

/// The labels at the starts of lines that can define a footnote, `[^label]:`.
pub(super) fn labels(text: &str) -> BTreeSet<&str> {
    fn label(line: &str) -> Option<&str> {
        let (label, after) = line.trim_start_matches([' ', '>']).strip_prefix("[^")?.split_once(']')?;
        after.starts_with(':').then_some(label)
    }
    text.lines().filter_map(label).collect()
}

impl Writer<'_> {
    pub(super) fn start_footnote(&mut self, label: &str, range: Range<usize>) -> Frame {
        self.outer.push(std::mem::take(&mut self.out));
        let start = range.start;
        let label = label.to_owned();
        self.footnotes.entry(label.clone()).or_default().range = range;
        let mut parts = self.parts_from_here();
        let own = self.label_of(Part::Footnote, start);
        parts.scopes = parts.scopes.and(own.map_or(Scopes::NONE, |own| own.scopes));
        Frame::Footnote { label, parts }
    }

    /// Parts of a footnote that begins here: empty, with the current scopes.
    pub(super) fn parts_from_here(&self) -> FootnoteParts {
        let from = |length: usize| length..length;
        FootnoteParts {
            text: from(self.plain_text.len()),
            links: from(self.body.links.len()),
            citations: from(self.body.citations.len()),
            queries: from(self.body.queries.len()),
            components: from(self.body.components.len()),
            anchors: self.body.anchors.len(),
            scopes: self.scopes(),
        }
    }

    pub(super) fn end_footnote(&mut self, label: &str, parts: FootnoteParts) {
        let outer = self.outer.pop().unwrap_or_default();
        let output = std::mem::replace(&mut self.out, outer);
        let end = self.parts_from_here();
        match self.footnotes.get_mut(label) {
            Some(footnote) if footnote.output.is_none() => {
                footnote.output = Some(output);
                footnote.parts = parts.to(&end);
            }
            _ => self.forget_ids(&output.html, parts.anchors),
        }
    }

    /// Removes the references and anchors of content that is not published after all; its anchors are among those from `first` on.
    pub(super) fn forget_ids(&mut self, html: &Html, first: usize) {
        let mut forgotten = BTreeSet::new();
        for (at, mark) in html.as_str().match_indices(" id=\"") {
            let id = html.as_str()[at + mark.len()..].split('"').next().unwrap_or_default();
            match id.strip_prefix("fnref-") {
                Some(reference) => self.forget_reference(reference),
                None => drop(forgotten.insert(id)),
            }
        }
        if !forgotten.is_empty() {
            let kept = |anchor: &Labelled<String>| {
                !forgotten.contains(Html::from_text(anchor.ignoring_label(Parsing)).as_str())
            };
            let later = self.body.anchors.split_off(first);
            self.body.anchors.extend(later.into_iter().filter(kept));
            let is_kept = |id: &str| !forgotten.contains(Html::from_text(id).as_str());
            self.body.blocks.retain(|(_, id)| is_kept(id));
        }
    }

    /// Removes a reference to a footnote, `3` or `3-2`.
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
        let (number, met) = (footnote.number, footnote.met);
        let id = reference_id(number, met);
        self.note_reference(label);
        let html = if self.in_link() { &mut self.deferred.html } else { &mut self.out.html };
        html.tag("<sup class=\"footnote-ref\"><a").attribute("id", &id);
        let mark = if self.has_citations { letters(number) } else { number.to_string() };
        html.attribute("href", &format!("#fn-{number}")).tag(">[").text(&mark).tag("]</a></sup>");
    }

    /// Records a reference to a footnote, with the spoilers and the footnote that contain it.
    fn note_reference(&mut self, label: &str) {
        let of_footnote = |frame: &Frame| matches!(frame, Frame::Footnote { .. });
        let inside = self.frames.iter().rfind(|frame| of_footnote(frame)).and_then(|frame| match frame {
            Frame::Footnote { label, .. } => Some(label.clone()),
            _ => None,
        });
        let place = Labelled::new(inside, self.scopes());
        if let Some(footnote) = self.footnotes.get_mut(label) {
            footnote.referred.push(place);
        }
    }

    /// Writes the footnotes in the order of their first references, each with links back.
    pub(super) fn write_footnotes(&mut self) {
        for (label, footnote) in &self.footnotes {
            if footnote.references.is_empty() && !label.starts_with(']') {
                let range = footnote.range.start..footnote.range.end;
                let end =
                    self.text[range.clone()].find('\n').map_or(range.end, |length| range.start + length);
                let place = self.source.place(self.file_range(range.start..end));
                let message = format!("footnote `{label}` is never referenced");
                self.faults.push(crate::diag::Diagnostic::new(&codes::UNUSED_FOOTNOTE, place, message));
            }
        }
        let scopes = self.label_footnotes();
        // A footnote without references may still refer to others, whose links back lead into it.
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
            .tag(if self.has_citations { "><ol type=\"a\">\n" } else { "><ol>\n" });
        for (at, label) in order.into_iter().enumerate() {
            let mut footnote = self.footnotes.remove(&label).unwrap_or_default();
            let scopes = scopes.get(&label).copied().unwrap_or_default();
            let text = footnote.output.take().unwrap_or_default();
            self.write_footnote(Labelled::new(text, scopes), at + 1, &footnote.references);
        }
        self.out.html.tag("</ol></section>\n");
    }

    /// Computes the scopes of each footnote, and labels its contents with them: the scopes around its definition, and those of its
    /// reference with the fewest.
    fn label_footnotes(&mut self) -> BTreeMap<String, Scopes> {
        let mut inside: BTreeMap<&str, Vec<(&str, Scopes)>> = BTreeMap::new();
        // Fewest scopes first, so that each footnote is settled by its reference with the fewest.
        let mut next: BTreeSet<(usize, Scopes, &str)> = BTreeSet::new();
        for (label, footnote) in &self.footnotes {
            for place in &footnote.referred {
                match place.ignoring_label(Parsing) {
                    Some(other) => inside.entry(other).or_default().push((label, place.scopes())),
                    None => drop(next.insert((place.scopes().len(), place.scopes(), label))),
                }
            }
        }
        let mut found: BTreeMap<String, Scopes> = BTreeMap::new();
        while let Some((_, scopes, label)) = next.pop_first() {
            if found.contains_key(label) {
                continue;
            }
            let scopes =
                self.footnotes.get(label).map_or(scopes, |footnote| scopes.and(footnote.parts.scopes));
            found.insert(label.to_owned(), scopes);
            for (other, place) in inside.get(label).into_iter().flatten() {
                let scopes = scopes.and(*place);
                next.insert((scopes.len(), scopes, other));
            }
        }
        for (label, footnote) in &self.footnotes {
            let scopes = *found.entry(label.clone()).or_insert(footnote.parts.scopes);
            if !scopes.is_empty() {
                footnote.parts.label(scopes, &mut self.body);
                self.spoilers.push(Labelled::new(footnote.parts.text.clone(), scopes));
            }
        }
        found
    }

    /// Writes a footnote. If all of its references are in spoilers, it is folded like them.
    fn write_footnote(&mut self, output: Labelled<Output>, number: usize, references: &BTreeSet<usize>) {
        let scopes = output.scopes();
        self.out.html.tag("<li");
        self.id_attribute(&format!("fn-{number}"));
        self.out.html.tag(">");
        let fold = (!scopes.is_empty()).then(|| self.begin_fold(scopes, None));
        output.map(|mut output| {
            output.trim_end(0);
            let inside_paragraph = output.html.as_str().strip_suffix("</p>").map(str::len);
            if let Some(length) = inside_paragraph {
                output.html.truncate(length);
            }
            self.out.append(output);
            self.write_ways_back(number, references);
            self.out.html.tag(if inside_paragraph.is_some() { "</p>" } else { "" });
        });
        if let Some(fold) = fold {
            self.end_fold(fold);
        }
        self.out.html.tag("</li>\n");
    }

    fn write_ways_back(&mut self, number: usize, references: &BTreeSet<usize>) {
        for &reference in references {
            self.out
                .html
                .tag(" <a class=\"footnote-back\"")
                .attribute("aria-label", self.request.words.back_to_text());
            self.own_href(&reference_id(number, reference));
            self.out.html.tag(">↩</a>");
        }
    }
}

fn reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{reference}"),
    }
}
