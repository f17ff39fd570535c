//! The format for people: the layout of rustc, through `annotate-snippets`.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::{Files, Lines, RELATED_SHOWN, also_at, repeats_and_others};
use crate::diag::{Finding, Findings, Related, Severity};
use crate::text::Place;
use crate::text::escape::{is_unprintable, printable, push_escape};

/// Maximum length of an excerpt, in bytes; longer lines are cut around the marked text.
const EXCERPT_WIDTH: usize = 400;

pub(super) fn print(findings: &Findings, files: &Files, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(DEFAULT_TERM_WIDTH.max(160));
    let mut out = String::new();
    let lines = files.lines();
    for finding in findings.iter() {
        let _ = writeln!(out, "{}\n", renderer.render(&[group(finding, &lines)]));
    }
    out
}

fn group<'f>(finding: &'f Finding, lines: &'f Lines<'_>) -> Group<'f> {
    let diagnostic = &finding.diagnostic;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code.name)
        .elements(None::<Message<'_>>);
    let (repeats, others) = repeats_and_others(diagnostic);
    if let Some(place) = &diagnostic.place {
        let label = label(diagnostic.label.as_deref(), repeats.len());
        group = excerpt(group, place, label.as_deref(), lines);
    }
    for related in others.iter().take(RELATED_SHOWN) {
        group = excerpt(group, &related.place, Some(related.message.as_str()), lines);
    }
    for message in footers(diagnostic.help.as_slice(), &repeats, lines) {
        group = group.element(message);
    }
    group
}

fn label(label: Option<&str>, repeats: usize) -> Option<String> {
    let also = match repeats {
        0 => None,
        1 => Some("here and in 1 other place".to_owned()),
        n => Some(format!("here and in {n} other places")),
    };
    match (label, also) {
        (Some(label), Some(also)) => Some(format!("{label}; {also}")),
        (label, also) => label.map(str::to_owned).or(also),
    }
}

fn footers<'f>(help: &'f [String], repeats: &[&Related], lines: &Lines<'_>) -> Vec<Message<'f>> {
    let mut messages: Vec<Message<'f>> =
        help.iter().map(|help| Level::HELP.message(printable(help))).collect();
    if let Some(also) = also_at(repeats, lines) {
        messages.insert(0, Level::NOTE.message(also));
    }
    messages
}

fn excerpt<'f>(group: Group<'f>, place: &'f Place, label: Option<&str>, lines: &'f Lines<'_>) -> Group<'f> {
    let path = printable(&place.path);
    let Some(index) = lines.of(&place.path) else { return group.element(Origin::path(path)) };
    let start = index.position(place.range.start);
    let (line_start, line) = index.line(start.line);
    let from = (place.range.start - line_start).min(line.len());
    let to = (place.range.end.max(place.range.start) - line_start).clamp(from, line.len());
    let part = window(line, from..to);
    let marked = from - part.start..to.min(part.end) - part.start;
    let (text, marked) = shown(&line[part], &marked);
    let label = label.map(|label| printable(label).into_owned());
    let is_column_seen = text[..marked.start].chars().count() + 1 == start.column;
    let annotation = AnnotationKind::Primary.span(marked).label(label);
    let snippet = Snippet::source(text).line_start(start.line).annotation(annotation);
    if is_column_seen {
        group.element(snippet.path(path))
    } else {
        group.element(Origin::path(path).line(start.line).char_column(start.column)).element(snippet)
    }
}

/// The part of a line to show: all of it, or a window around the marked text if the line is long.
fn window(line: &str, fault: Range<usize>) -> Range<usize> {
    if line.len() <= EXCERPT_WIDTH {
        return 0..line.len();
    }
    let boundary = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(fault.start.saturating_sub(60));
    let start = if fault.start < EXCERPT_WIDTH / 2 { 0 } else { start };
    start..boundary((start + EXCERPT_WIDTH).min(line.len())).max(start)
}

/// A line as shown on a terminal, and its marked range. Unprintable characters are escaped.
///
/// Only tabs are left for `annotate-snippets` to replace: it panics on some of the other characters that it replaces.
fn shown(line: &str, marked: &Range<usize>) -> (String, Range<usize>) {
    let mut out = String::with_capacity(line.len());
    let (mut from, mut to) = (0, 0);
    for (at, character) in line.char_indices() {
        if at <= marked.start {
            from = out.len();
        }
        match character {
            '\t' => out.push('\t'),
            // The zero-width joiner of emoji. Terminals show the joined emoji separately.
            '\u{200d}' => {}
            _ if is_unprintable(character) => push_escape(&mut out, character),
            _ => out.push(character),
        }
        if at < marked.end {
            to = out.len();
        }
    }
    if marked.start >= line.len() {
        from = out.len();
    }
    (out, from..to.max(from))
}
