//! Spoilers in raw HTML: `<details class="spoiler">`, `data-scope="…"`.

use std::ops::Range;

use html5ever::tokenizer::Tag;

use super::elements::Element;
use super::frames::{Frame, OpenElement, OpenFold};
use super::writer::Writer;
use crate::diag::{Diagnostic, codes};
use crate::labels::{ScopeId, Scopes};
use crate::page::fields::scope_named;
use crate::text::escape::Html;

impl Writer<'_> {
    /// The scopes in the attribute `data-scope` of an element.
    pub(super) fn raw_scopes(&mut self, tag: &Tag, place: &Range<usize>) -> Scopes {
        let written = tag.attrs.iter().find(|attribute| &*attribute.name.local == "data-scope");
        let names = written.map_or("", |attribute| &*attribute.value);
        let mut scopes = Scopes::NONE;
        for name in names.split([' ', ',']).filter(|name| !name.is_empty()) {
            let known = scope_named(name, self.request.scopes).unwrap_or_else(|[message, help]| {
                let place = self.source.place(place.clone());
                self.faults.push(Diagnostic::new(&codes::UNKNOWN_SPOILER, place, message).help(help));
                ScopeId::UNKNOWN
            });
            scopes = scopes.and(Scopes::of(known));
        }
        if scopes.is_empty() { Scopes::of(ScopeId::UNKNOWN) } else { scopes }
    }

    /// Opens a fold around an element marked as a spoiler, since only a fold hides anything. Reports a fault and returns false if a fold is
    /// not allowed here.
    pub(super) fn fold_around(
        &mut self,
        element: &'static Element,
        scopes: Scopes,
        place: &Range<usize>,
    ) -> bool {
        let details = Element::named("details").filter(|_| element.wholes.is_empty() && !self.is_too_deep());
        let Some(details) = details.filter(|details| self.make_room_for(details, place)) else {
            let message =
                format!("`<{}>` does not hide a spoiler, and it cannot be folded here", element.name);
            let fault = Diagnostic::new(&codes::OPEN_SPOILER, self.source.place(place.clone()), message);
            self.faults.push(fault.help("write a callout: `> [!spoiler|scope] Title`"));
            return false;
        };
        let fold = self.begin_fold(scopes, None);
        let open =
            OpenElement { summarised: true, fold: Some(fold), ..OpenElement::new(details, place.clone()) };
        self.frames.push(Frame::Element(open));
        true
    }

    /// Reports a spoiler whose element is not allowed, so that it hides nothing.
    pub(super) fn report_unknown_spoiler(&mut self, tag: &Tag, place: &Range<usize>) {
        let scope = tag.attrs.iter().find(|attribute| &*attribute.name.local == "data-scope");
        let scope = scope.map_or("scope", |scope| &*scope.value);
        let message = format!("`<{}>` is not allowed, and hides nothing", tag.name);
        let fault = Diagnostic::new(&codes::OPEN_SPOILER, self.source.place(place.clone()), message);
        let help = format!(
            "write `<details class=\"spoiler\" data-scope=\"{scope}\">`, or `||{scope}: words||` in a sentence"
        );
        self.faults.push(fault.help(help));
    }

    /// Writes the scopes of the spoiler at the start of the current summary.
    pub(super) fn name_scopes_in_summary(&mut self) {
        if let Some(Frame::Element(OpenElement { fold: Some(fold), .. })) = self.frames.last() {
            let labels = self.request.scopes.labels(fold.scopes);
            if !labels.is_empty() {
                self.out.html.text(&labels).tag(" · ");
            }
        }
    }

    /// Writes a summary for a `<details>` without one.
    pub(super) fn write_summary(&mut self, fold: Option<OpenFold>) {
        let summary = fold.map(|fold| self.request.scopes.summary(self.request.words, fold.scopes, None));
        self.out.html.tag("<summary>").html(&summary.unwrap_or_else(|| Html::from_text("Details")));
        self.out.html.tag("</summary>");
    }
}

/// True if an element is marked as a spoiler.
pub(super) fn is_spoiler(tag: &Tag) -> bool {
    tag.attrs.iter().any(|attribute| match &*attribute.name.local {
        "class" => attribute
            .value
            .split_ascii_whitespace()
            .any(|class| class.eq_ignore_ascii_case("spoiler") || class.eq_ignore_ascii_case("spoilers")),
        "data-scope" => true,
        _ => false,
    })
}
