//! Parses the Markdown of one page into a [`Body`](super::body::Body): HTML with holes, and the facts that other stages read.
//!
//! This module knows nothing of other pages: whatever depends on them becomes a [`Hole`](super::body::Hole).

mod ahead;
mod bars;
mod block_ids;
mod blocks;
mod broken_tables;
mod callout;
mod cells;
mod classes;
mod comments;
mod component_blocks;
mod components;
mod destinations;
mod edit_links;
mod elements;
mod events;
mod folds;
mod footnotes;
mod foreign;
mod frames;
mod gallery;
mod hashtags;
mod idle_bars;
mod inline;
mod inner;
mod latex;
mod layout;
mod markers;
mod marks;
mod math;
mod notes;
mod parser;
mod pictures;
mod raw_html;
mod raw_spoilers;
mod request;
mod signs;
mod spans;
mod spelled;
mod table_words;
mod tables;
mod tags;
mod triggers;
mod words;
mod writer;
mod written_out;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::Parser;

use crate::diag::{Diagnostic, codes};
use crate::page::decoded::Decoded;
use crate::page::node::Origin;
use crate::text::{Source, contains};
pub(super) use comments::readable;
pub(super) use component_blocks::read_names as read_names_in_block;
pub(super) use destinations::{Destination, destination_alone, destinations};
pub(super) use idle_bars::report_idle_bars;
pub(super) use marks::is_mark;
pub use request::{Facts, Parsed, Request};
use spelled::Spelled;
pub(super) use tags::attribute_text;
pub(super) use words::count_words;
use writer::Writer;
pub(crate) use writer::is_reserved as is_reserved_id;

/// Parses a body. No fault stops it, not even a panic of the Markdown parser.
pub fn parse(source: &Source, request: Request<'_>, faults: &mut Vec<Diagnostic>) -> Parsed {
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let mut found = Vec::new();
        let parsed = run(source, request, &mut found);
        (parsed, found)
    }));
    match attempt {
        Ok((parsed, found)) => {
            faults.extend(found);
            parsed
        }
        Err(_) => {
            let message = "the Markdown parser failed on this page";
            faults.push(Diagnostic::new(
                &codes::PARSER_PANIC,
                source.place(request.start..request.start),
                message,
            ));
            Parsed::default()
        }
    }
}

/// Parses a text of the settings, which a string of TOML spells.
pub(super) fn parse_string(
    source: &Source,
    request: Request<'_>,
    decoded: Decoded,
    faults: &mut Vec<Diagnostic>,
) -> Parsed {
    let spelled = Spelled::new(decoded, Origin::at(0));
    run_on(source, request, Cow::Borrowed(spelled.decoded.text.as_str()), Some(&spelled), faults)
}

fn run(source: &Source, request: Request<'_>, faults: &mut Vec<Diagnostic>) -> Parsed {
    let text = readable(&source.text[request.start..]);
    match written_out::written_out(source, &text, request, faults) {
        Some(spelled) => {
            let request = Request { start: 0, ..request };
            run_on(source, request, Cow::Borrowed(spelled.decoded.text.as_str()), Some(&spelled), faults)
        }
        None => run_on(source, request, text, None, faults),
    }
}

fn run_on(
    source: &Source,
    request: Request<'_>,
    text: Cow<'_, str>,
    spelled: Option<&Spelled>,
    faults: &mut Vec<Diagnostic>,
) -> Parsed {
    let (text, wide_tables) = tables::without_wide_ones(text);
    let options = parser::options(request.content);
    let signed = signs::hide(Cow::Borrowed(text.as_ref()), request.content.math);
    let has_callouts = markers::may_have_callouts(&text);
    let has_parts = contains(&text, "![") || contains(&text, "<t") || contains(&text, "caption=\"");
    let mut scan = (has_callouts || has_parts).then(|| Parser::new_ext(&signed, options).into_offset_iter());
    let with_markers = scan.as_mut().filter(|_| has_callouts);
    let callouts = with_markers.map(|scan| markers::markers(&text, scan)).unwrap_or_default();
    let (labelled, marks) = marks::take(&text, (&signed, &callouts), options);
    let text = labelled.as_deref().unwrap_or(&text);
    let unlabelled = labelled.as_deref().map(|text| signs::hide(Cow::Borrowed(text), request.content.math));
    let parsed = markers::without_titles(unlabelled.as_deref().unwrap_or(&signed), &callouts);
    let mut writer = Writer::new(source, text, request, faults, callouts);
    writer.spelled = spelled;
    writer.report_wide_tables(wide_tables);
    writer.marks = marks;
    if has_parts {
        writer.footnote_labels = footnotes::labels(text);
    }
    writer.definitions = scan.as_ref().map(|scan| scan.reference_definitions());
    let mut events = parser::events(&parsed, request.content, None);
    while let Some((event, range)) = events.next() {
        writer.event(event, range, &mut events);
    }
    writer.finish()
}
