//! Raw HTML in Markdown: allowed tags are written anew, all others are removed and reported.
//!
//! HTML is tokenized as in browsers, one tag or Markdown block at a time: an unclosed comment or `<script>` cannot swallow the rest of the
//! page. Every open element is a frame among those of Markdown, and ends with the frame around it at the latest. Whatever tags an author
//! writes, the elements of the page are therefore properly nested.

use std::ops::Range;

use html5ever::tokenizer::{Tag, TagKind, Token};

use super::classes::is_reserved_class;
use super::elements::{Element, Holds, instead_of};
use super::frames::{Frame, OpenElement};
use super::raw_spoilers::is_spoiler;
use super::tags::{MAX_TAG, Piece, is_of_table, tokens, without_long_comments};
use super::writer::{Writer, is_reserved};
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Scopes};
use crate::page::body::{Fill, UrlAttribute};
use crate::page::links::{self, Link, LinkKind};
use crate::page::node::Origin;

/// Roles that content may use. Landmarks, alerts and controls are reserved for the page itself: screen readers present them apart from the
/// text.
const ROLES: [&str; 22] = [
    "blockquote",
    "caption",
    "cell",
    "code",
    "columnheader",
    "definition",
    "figure",
    "group",
    "img",
    "list",
    "listitem",
    "math",
    "none",
    "note",
    "paragraph",
    "presentation",
    "row",
    "rowgroup",
    "rowheader",
    "separator",
    "table",
    "term",
];

/// Maximum number of findings per page that are reported one by one.
const MAX_REPORTED: usize = 100;

impl Writer<'_> {
    /// Writes a tag or comment in running text.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if self.open_image().is_none() && range.end > self.skip_until {
            self.raw_html(html, &Origin::at(self.file_range(range).start));
        }
    }

    /// Writes a line of an HTML block.
    pub(super) fn html_line(&mut self, line: &str, range: Range<usize>) {
        let file = self.file_range(range).start;
        if let Some(Frame::Html { html, origin }) = self.frames.last_mut() {
            origin.piece(html.len(), file);
            html.push_str(line);
        }
    }

    /// Writes the allowed parts of a piece of HTML.
    pub(super) fn raw_html(&mut self, html: &str, origin: &Origin) {
        let html = &*without_long_comments(html);
        let (tokens, read) = tokens(html);
        if read < html.len() {
            let place = origin.in_file(read..html.len());
            self.report_removed(&place, format!("this tag is longer than {MAX_TAG} bytes"));
        }
        let mut piece = Piece::new(html, origin);
        let is_end = |at: &usize| is_program(&tokens[*at], TagKind::EndTag);
        let program_ends: Vec<usize> = (0..tokens.len()).filter(is_end).collect();
        let mut next = 0;
        // Offset up to which the content of a cell has been read as Markdown.
        let mut done = 0;
        let mut cells = Vec::new();
        while let Some(token) = tokens.get(next) {
            next += 1;
            match token {
                Token::CharacterTokens(_) if piece.end() < done => {}
                Token::CharacterTokens(text) => self.raw_text(text),
                Token::TagToken(tag) => {
                    piece.advance(tag);
                    if piece.start() < done {
                        continue;
                    }
                    match tag.kind {
                        TagKind::StartTag => self.raw_start(tag, &piece),
                        TagKind::EndTag => self.raw_end(&tag.name),
                    }
                    if is_program(token, TagKind::StartTag) {
                        let end = program_ends.get(program_ends.partition_point(|&end| end < next));
                        let skipped = next..end.map_or(next, |end| end + 1);
                        next = skipped.end;
                        tokens[skipped].iter().for_each(|token| piece.pass(token));
                    }
                    if is_of_table(&tag.name) {
                        done = self.cell_content(html, &piece, origin);
                        cells.push(piece.after_tag().start..done);
                    }
                }
                _ => {}
            }
        }
        self.report_idle_bars_of(html, origin, &cells);
    }

    fn raw_text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.open_paragraph();
        }
        self.out.html.text(text);
    }

    fn raw_start(&mut self, tag: &Tag, piece: &Piece<'_>) {
        let place = piece.place();
        let Some(element) = Element::named(&tag.name) else {
            if is_spoiler(tag) || tag.name.starts_with("spoiler") {
                return self.report_unknown_spoiler(tag, &place);
            }
            self.report_removed(&place, format!("`<{}>` is not allowed", tag.name));
            if let (Some(help), Some(fault)) = (instead_of(&tag.name), self.faults.last_mut())
                && self.removed.len() <= MAX_REPORTED
            {
                fault.help.push(help.to_owned());
            }
            return;
        };
        if self.is_too_deep() {
            return self.report_depth(self.in_body(&place));
        }
        if element.name == "a" {
            self.close_raw_link();
        }
        let spoiler = is_spoiler(tag).then(|| self.raw_scopes(tag, &place));
        let is_folded = match spoiler {
            Some(scopes) if element.name != "details" => self.fold_around(element, scopes, &place),
            _ => false,
        };
        if element.name == "img" && !has_safe_source(tag) || !self.make_room_for(element, &place) {
            return self.report_removed(&place, format!("`<{}>` is not allowed here", element.name));
        }
        let fold = spoiler.filter(|_| element.name == "details").map(|scopes| self.open_fold(scopes));
        self.write_start(element, tag, piece, spoiler);
        if element.name == "summary" {
            self.name_scopes_in_summary();
        }
        if element.holds != Holds::Nothing {
            let open = OpenElement { summarised: false, fold, is_folded, ..OpenElement::new(element, place) };
            self.frames.push(Frame::Element(open));
        } else if is_folded {
            self.close_elements(self.frames.len() - 1);
        }
    }

    fn write_start(
        &mut self,
        element: &'static Element,
        tag: &Tag,
        piece: &Piece<'_>,
        scopes: Option<Scopes>,
    ) {
        let center = element.name == "center";
        self.out.html.tag("<").tag(if center { "div class=\"align-center\"" } else { element.name });
        if matches!(element.name, "audio" | "video") {
            self.out.html.tag(" controls preload=\"none\"");
        }
        let classes = self.free_classes(tag, piece, scopes.is_some() || center);
        let mut classes = classes.filter(|classes| !classes.is_empty());
        for attribute in &tag.attrs {
            let name = &*attribute.name.local;
            match element.attribute(name) {
                Some("class") => {}
                // These attributes of a spoiler are written below, and it is never open.
                Some("data-scope" | "open") if scopes.is_some() => {}
                Some("href") => {
                    let of = (UrlAttribute::Href, UrlAttribute::ClassedHref);
                    self.raw_address(of, &attribute.value, piece, &mut classes);
                }
                Some("src") => {
                    let of = (UrlAttribute::Src, UrlAttribute::ClassedSrc);
                    self.raw_address(of, &attribute.value, piece, &mut classes);
                }
                Some(known) => self.raw_attribute(known, &attribute.value, piece),
                None => {
                    let message = format!("the attribute `{name}` of `<{}>` is not allowed", element.name);
                    self.report_removed(&piece.place(), message);
                }
            }
        }
        if let Some(classes) = classes {
            self.out.html.attribute("class", &classes);
        }
        if let Some(scopes) = scopes.filter(|_| element.name == "details") {
            let names = self.request.scopes.names(scopes);
            self.out.html.attribute("class", "spoiler").attribute("data-scope", &names);
        }
        let described = tag.attrs.iter().any(|attribute| &*attribute.name.local == "alt");
        self.out.html.tag(if element.name == "img" && !described { " alt=\"\">" } else { ">" });
    }

    fn raw_attribute(&mut self, name: &'static str, value: &str, piece: &Piece<'_>) {
        match name {
            "id" => self.raw_id(value, piece),
            "cite" => self.raw_address((UrlAttribute::Cite, UrlAttribute::Cite), value, piece, &mut None),
            // A player always has its controls.
            "controls" => {}
            "loop" | "muted" | "playsinline" => {
                self.out.html.tag(" ").tag(name);
            }
            "open" | "reversed" => {
                self.out.html.tag(" ").tag(name);
            }
            // A link cannot contain another focusable element.
            "tabindex" if self.in_link() => {}
            _ if is_value(name, value) => {
                self.out.html.attribute(name, value);
            }
            _ => {
                let message = format!("invalid value `{value}` for `{name}`");
                self.report_removed(&piece.place(), message);
            }
        }
    }

    fn raw_id(&mut self, id: &str, piece: &Piece<'_>) {
        if is_reserved(id) {
            return self.report_removed(&piece.place(), format!("the id `{id}` is reserved for the theme"));
        }
        let plain = !id.is_empty() && !id.contains(char::is_whitespace);
        if plain && self.claim_free_id(id) {
            self.body.anchors.push(Labelled::new(id.to_owned(), self.scopes()));
            self.out.html.attribute("id", id);
        }
    }

    /// The classes of a tag that are not reserved; `None` if it has no class, or `are_set` by its element.
    fn free_classes(&mut self, tag: &Tag, piece: &Piece<'_>, are_set: bool) -> Option<String> {
        let attribute = tag.attrs.iter().find(|attribute| &*attribute.name.local == "class" && !are_set)?;
        let (reserved, free): (Vec<&str>, Vec<&str>) =
            attribute.value.split_ascii_whitespace().partition(|class| is_reserved_class(class));
        for class in reserved {
            let message = format!("the class `{class}` is reserved for the theme");
            self.report_removed(&piece.place(), message);
        }
        Some(free.join(" "))
    }

    /// Writes an address. A hole for it takes the classes of the tag, if there are any, and is then the second of two attributes.
    fn raw_address(
        &mut self,
        (alone, classed): (UrlAttribute, UrlAttribute),
        address: &str,
        piece: &Piece<'_>,
        classes: &mut Option<String>,
    ) {
        let place = piece.place_of(alone.name());
        let link = links::split_address(address);
        match link.kind {
            LinkKind::Markdown => {
                let range = (place.start as u32, place.end as u32);
                let link = self.add_link(Link { kind: LinkKind::RawUrl, range, ..link });
                let classes = classes.take();
                self.hole(Fill::Url(link, if classes.is_some() { classed } else { alone }));
                if let Some(classes) = classes {
                    self.out.html.text(&classes).tag("\"");
                }
            }
            LinkKind::External => {
                self.out.html.attribute(alone.name(), address);
            }
            kind => {
                self.report_scheme(kind, address, &self.in_body(&place));
            }
        }
    }

    fn raw_end(&mut self, name: &str) {
        for (at, frame) in self.frames.iter().enumerate().rev() {
            // A section with a label ends with the element around it.
            if matches!(frame, Frame::Section { .. }) {
                continue;
            }
            let Frame::Element(open) = frame else { return };
            if open.element.name == name {
                return self.close_elements(at);
            }
            if open.element.is_bound() && Element::named(name).is_none_or(|element| !element.block) {
                return;
            }
        }
    }

    /// Closes elements that must end before an element, and opens those it must be in. Returns false if it is not allowed here.
    pub(super) fn make_room_for(&mut self, element: &'static Element, place: &Range<usize>) -> bool {
        if matches!(element.name, "a" | "details") && self.in_link() {
            return false;
        }
        if !element.wholes.is_empty() {
            return self.make_room_for_part(element, place);
        }
        if element.block {
            return self.make_room_for_block();
        }
        self.open_paragraph();
        true
    }

    fn make_room_for_part(&mut self, part: &'static Element, place: &Range<usize>) -> bool {
        for (at, frame) in self.frames.iter_mut().enumerate().rev() {
            let Frame::Element(open) = frame else { break };
            if part.wholes.contains(&open.element.name) {
                let second = part.name == "summary" && std::mem::replace(&mut open.summarised, true);
                self.close_elements(at + 1);
                return !second;
            }
            if open.element.is_bound() {
                break;
            }
        }
        let whole = match part.name {
            "td" | "th" => Element::named("tr"),
            "col" => Element::named("colgroup"),
            _ => None,
        };
        let Some(whole) = whole.filter(|whole| self.make_room_for_part(whole, place)) else { return false };
        self.open_element(whole, place.clone());
        true
    }

    /// Ends paragraphs before a block. Returns false in any other frame with only inline content.
    fn make_room_for_block(&mut self) -> bool {
        let mut keep = self.frames.len();
        let mut kept_inline = false;
        for (at, frame) in self.frames.iter().enumerate().rev() {
            match frame {
                Frame::Element(open) if open.element.name == "p" => (keep, kept_inline) = (at, false),
                Frame::Element(open) if open.element.holds == Holds::Same => kept_inline = true,
                Frame::Paragraph { .. } if kept_inline => return false,
                frame if frame.holds_blocks() => break,
                _ => return false,
            }
        }
        if self.note.is_some() || self.bars.is_some() || self.highlight.is_some_and(|depth| depth <= keep) {
            return false;
        }
        self.close_elements(keep);
        self.make_room();
        self.end_open_paragraph();
        true
    }

    /// Ensures that the innermost element can contain text: adds a cell to a row, an item to a list.
    pub(super) fn make_room(&mut self) {
        while let Some(Frame::Element(open)) = self.frames.last_mut() {
            let (element, place) = (open.element, open.place.clone());
            match element.holds {
                Holds::Parts(part) => match Element::named(part) {
                    Some(part) => self.open_element(part, place),
                    None => self.close_elements(self.frames.len() - 1),
                },
                Holds::Blocks if element.name == "details" && !open.summarised => {
                    open.summarised = true;
                    let fold = open.fold;
                    self.write_summary(fold);
                }
                _ => return,
            }
        }
    }

    /// Ends inline elements before a Markdown block. A link could contain one, but not everything inside the link could.
    pub(super) fn end_elements_of_text(&mut self) {
        let mut keep = self.frames.len();
        let mut bound = false;
        for (at, frame) in self.frames.iter().enumerate().rev() {
            let Frame::Element(open) = frame else { break };
            bound |= open.element.is_bound();
            if open.element.name == "a" || open.element.holds == Holds::Text && !bound {
                keep = at;
            }
        }
        if keep == self.frames.len() && !matches!(self.frames.last(), Some(Frame::Element(_))) {
            return;
        }
        if let Some(Frame::Element(open)) = self.frames.get(keep)
            && open.element.name != "p"
        {
            let message =
                format!("`<{}>` ends here, because it cannot contain what follows", open.element.name);
            self.report_removed(&open.place.clone(), message);
        }
        self.close_elements(keep);
        self.make_room();
    }

    /// Closes a raw link before another one, as browsers do.
    pub(super) fn close_raw_link(&mut self) {
        for (at, frame) in self.frames.iter().enumerate().rev() {
            match frame {
                Frame::Element(open) if open.element.name == "a" => return self.close_elements(at),
                Frame::Element(open) if open.is_inline() => {}
                _ => return,
            }
        }
    }

    /// True if the next output is inside a link, so that no other link can start.
    pub(super) fn in_link(&self) -> bool {
        self.frames.iter().rev().take_while(|frame| !matches!(frame, Frame::Footnote { .. })).any(|frame| {
            match frame {
                Frame::Link { .. } => true,
                Frame::Element(open) => open.element.name == "a",
                _ => false,
            }
        })
    }

    fn open_element(&mut self, element: &'static Element, place: Range<usize>) {
        self.out.html.tag("<").tag(element.name).tag(">");
        self.frames.push(Frame::Element(OpenElement::new(element, place)));
    }

    /// Closes the elements at a frame depth and deeper.
    pub(super) fn close_elements(&mut self, depth: usize) {
        while self.frames.len() > depth {
            if self.end_section() {
                continue;
            }
            let Some(Frame::Element(open)) = self.frames.pop_if(|frame| matches!(frame, Frame::Element(_)))
            else {
                return;
            };
            self.end_bars();
            self.end_highlight();
            self.end_note();
            let tag = if open.element.name == "center" { "div" } else { open.element.name };
            if open.element.name == "details" && !open.summarised {
                self.write_summary(open.fold);
            }
            self.out.html.tag("</").tag(tag).tag(">");
            if let Some(fold) = open.fold {
                self.close_fold(fold);
            }
            if open.element.block {
                self.text_break();
            }
            self.write_deferred();
            if open.is_folded && self.frames.len() == depth {
                self.close_elements(depth.saturating_sub(1));
            }
        }
    }

    fn report_removed(&mut self, place: &Range<usize>, message: String) {
        self.removed.push(place.clone());
        if self.removed.len() <= MAX_REPORTED {
            self.faults.push(Diagnostic::new(
                &codes::REMOVED_HTML,
                self.source.place(place.clone()),
                message,
            ));
        }
    }

    /// Reports how many more removals there were than those reported one by one.
    pub(super) fn report_more_removed(&mut self) {
        if let Some(place) = self.removed.get(MAX_REPORTED) {
            let more = self.removed.len() - MAX_REPORTED;
            let message = format!("{more} more elements or attributes below are not allowed");
            self.faults.push(Diagnostic::new(
                &codes::REMOVED_HTML,
                self.source.place(place.clone()),
                message,
            ));
        }
    }
}

/// True if an image has an address from which it can be loaded.
fn has_safe_source(tag: &Tag) -> bool {
    let source = tag.attrs.iter().find(|attribute| &*attribute.name.local == "src");
    source.is_some_and(|source| links::split_address(&source.value).kind != LinkKind::Unsafe)
}

/// True if a value is allowed for an attribute whose values are restricted.
fn is_value(name: &str, value: &str) -> bool {
    let number = || !value.is_empty() && value.len() <= 5 && value.bytes().all(|byte| byte.is_ascii_digit());
    match name {
        "tabindex" => value == "0",
        "rowspan" | "start" => number(),
        "width" | "height" | "colspan" | "span" => number() && value.bytes().any(|byte| byte != b'0'),
        "dir" => ["ltr", "rtl", "auto"].contains(&value),
        "loading" => ["lazy", "eager"].contains(&value),
        "scope" => ["row", "col", "rowgroup", "colgroup"].contains(&value),
        "type" => ["1", "a", "A", "i", "I"].contains(&value) || is_media_type(value),
        "aria-hidden" => ["true", "false"].contains(&value),
        "role" => ROLES.contains(&value),
        _ => true,
    }
}

/// True for a type of recordings, such as `video/webm`.
fn is_media_type(value: &str) -> bool {
    let rest = value.strip_prefix("video/").or_else(|| value.strip_prefix("audio/"));
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.+".contains(&byte)))
}

/// True if a tag starts or ends a script or style sheet, whose text is not meant for readers.
fn is_program(token: &Token, kind: TagKind) -> bool {
    matches!(token, Token::TagToken(tag) if tag.kind == kind && matches!(&*tag.name, "script" | "style"))
}
