//! SVG drawings of values on one scale: lanes one below the other, each with a name and marks.
//!
//! Horizontal positions are percentages and everything else is in pixels, so a drawing fits any width and its text keeps its size.
//! Colours are those of the theme's style sheet. Drawings are hidden from screen readers, which get the table beside them.

use crate::date::PartialDate;
use crate::page::extent::{Extent, Scale};
use crate::text::escape::Html;
use crate::words::Words;

/// Margin of the scale on either side, in percent.
const MARGIN: f64 = 2.0;
/// Width of a character in percent, in a drawing of the smallest width.
const CHARACTER: f64 = 2.3;
/// Height of the scale's labels.
const AXIS: u32 = 24;
/// Height of the name of a lane.
const HEAD: u32 = 24;
/// Height of a row of marks.
const TRACK: u32 = 20;
/// Maximum number of rows of marks in a lane.
const MAX_TRACKS: usize = 24;
/// Maximum number of divisions of a scale.
const MAX_TICKS: f64 = 6.0;
/// The same if their labels name months.
const MAX_MONTHS: f64 = 3.0;

/// A drawing.
pub(super) struct Drawing<'d> {
    /// The scale.
    pub(super) scale: Scale,
    /// The lanes.
    pub(super) lanes: Vec<Lane>,
    /// A date to mark, usually today.
    pub(super) now: Option<PartialDate>,
    /// True if the scale runs from right to left.
    pub(super) right_to_left: bool,
    /// The words of the site.
    pub(super) words: &'d Words,
}

/// A lane with its marks.
#[derive(Default)]
pub(super) struct Lane {
    /// Name.
    pub(super) head: String,
    /// A remark, left out where there is no room.
    pub(super) note: String,
    /// True if what it shows no longer stands.
    pub(super) is_past: bool,
    /// The marks.
    pub(super) marks: Vec<Mark>,
}

/// A mark in a lane.
pub(super) struct Mark {
    /// The span that it covers.
    pub(super) extent: Extent,
    /// Its form.
    pub(super) shape: Shape,
    /// Text beside it; may be empty.
    pub(super) label: String,
}

/// Form of a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A ring, for a value to compare with.
    Ring,
    /// A bar over the span; a dot if that is a single value.
    Bar,
}

/// A scale with its divisions.
struct Axis {
    from: f64,
    to: f64,
    /// Distance of the divisions; none for the calendar of a story.
    step: Option<f64>,
}

impl Drawing<'_> {
    /// The drawing as SVG; empty if there is nothing to draw.
    pub(super) fn svg(&self) -> Html {
        let mut svg = Html::new();
        let Some(axis) = self.axis() else { return svg };
        let layout: Vec<(u32, Vec<usize>)> = self.lanes.iter().map(|lane| self.tracks(lane, &axis)).collect();
        let bottom = AXIS + layout.iter().map(|(height, _)| height).sum::<u32>();
        let height = bottom + if self.now.is_some() { AXIS } else { 4 };
        svg.tag("<svg class=\"query-drawing\" width=\"100%\"").attribute("height", &height.to_string());
        svg.tag(" aria-hidden=\"true\" focusable=\"false\">\n");
        self.grid(&axis, bottom, &mut svg);
        let mut top = AXIS;
        for (lane, (height, tracks)) in self.lanes.iter().zip(&layout) {
            self.lane(lane, (top, tracks), &axis, &mut svg);
            top += height;
        }
        svg.tag("</svg>\n");
        svg
    }

    /// The scale around all marks.
    fn axis(&self) -> Option<Axis> {
        let marks = || self.lanes.iter().flat_map(|lane| &lane.marks);
        let now = self.now.map(|date| date.years());
        let from = marks().map(|mark| mark.extent.from).chain(now.map(|(from, _)| from)).reduce(f64::min)?;
        let to = marks().map(|mark| mark.extent.to).chain(now.map(|(_, to)| to)).reduce(f64::max)?;
        marks().next()?;
        Axis::around(self.scale, from, to)
    }

    /// Position of a value, in percent from the left.
    fn x(&self, axis: &Axis, value: f64) -> f64 {
        let x = MARGIN + (100.0 - 2.0 * MARGIN) * ((value - axis.from) / (axis.to - axis.from));
        if self.right_to_left { 100.0 - x } else { x }
    }

    /// The divisions of the scale with their labels, and the marked date.
    fn grid(&self, axis: &Axis, bottom: u32, svg: &mut Html) {
        let ticks = axis.ticks();
        svg.tag("<g class=\"query-grid\">");
        for (at, value) in ticks.iter().enumerate() {
            let x = percent(self.x(axis, *value));
            vertical(&x, (AXIS - 6, bottom), svg);
            let anchor = match at {
                0 => Some("start"),
                at if at + 1 == ticks.len() => Some("end"),
                _ => None,
            };
            text(&x, 12, anchor, svg);
            svg.text(&self.label(axis, *value)).tag("</text>");
        }
        svg.tag("</g>\n");
        if let Some(now) = self.now {
            let at = now.years().0;
            let x = percent(self.x(axis, at));
            svg.tag("<g class=\"query-now\">");
            vertical(&x, (AXIS - 6, bottom + 6), svg);
            let share = (at - axis.from) / (axis.to - axis.from);
            let anchor = if share > 0.7 {
                Some("end")
            } else if share < 0.3 {
                Some("start")
            } else {
                None
            };
            text(&x, bottom + 18, anchor, svg);
            svg.text(&self.words.date(now)).tag("</text></g>\n");
        }
    }

    /// A division in words.
    fn label(&self, axis: &Axis, value: f64) -> String {
        let step = axis.step.unwrap_or(1.0);
        if self.scale == Scale::Numbers {
            return number(self.words, value, step);
        }
        let months = (value * 12.0).round() as i64;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let month = format!("{year:04}-{month:02}");
        match PartialDate::parse(&month).filter(|_| step < 1.0) {
            Some(date) => self.words.date(date),
            None => year.to_string(),
        }
    }

    /// Height of a lane, and the row of each of its marks, so that no label covers another mark.
    fn tracks(&self, lane: &Lane, axis: &Axis) -> (u32, Vec<usize>) {
        let has_labels = lane.marks.iter().any(|mark| !mark.label.is_empty());
        let mut ends: Vec<f64> = Vec::new();
        let place = |mark: &Mark| {
            if !has_labels {
                return 0;
            }
            let (from, to, _) = self.reach(mark, axis);
            let free = ends.iter().position(|end| *end <= from).unwrap_or(ends.len()).min(MAX_TRACKS - 1);
            match ends.get_mut(free) {
                Some(end) => *end = to,
                None => ends.push(to),
            }
            free
        };
        let tracks: Vec<usize> = lane.marks.iter().map(place).collect();
        let rows = if lane.marks.is_empty() { 0 } else { ends.len().max(1) as u32 };
        (HEAD + rows * TRACK, tracks)
    }

    /// The part of the scale that a mark covers with its label, from the start of the scale in percent, and true if the label is before it.
    fn reach(&self, mark: &Mark, axis: &Axis) -> (f64, f64, bool) {
        let at = |value: f64| MARGIN + (100.0 - 2.0 * MARGIN) * ((value - axis.from) / (axis.to - axis.from));
        let width = CHARACTER * (mark.label.chars().count() as f64 + 2.0);
        let (from, to) = (at(mark.extent.from), at(mark.extent.to));
        let is_before = to + width > 100.0 && from > width;
        if is_before { (from - width, to + 2.0, true) } else { (from - 2.0, to + width, false) }
    }

    fn lane(&self, lane: &Lane, (top, tracks): (u32, &[usize]), axis: &Axis, svg: &mut Html) {
        svg.tag(if lane.is_past { "<g class=\"query-past\">" } else { "<g>" });
        let (start, end) = if self.right_to_left { ("100%", "0") } else { ("0", "100%") };
        text(start, top + 15, Some("start"), svg);
        svg.text(&lane.head).tag("</text>");
        if !lane.note.is_empty() {
            svg.tag("<text class=\"query-note\"").attribute("x", end).attribute("y", &(top + 15).to_string());
            svg.tag(" text-anchor=\"end\">").text(&lane.note).tag("</text>");
        }
        self.connector(lane, top + HEAD + 5, axis, svg);
        for (mark, track) in lane.marks.iter().zip(tracks) {
            self.mark(mark, top + HEAD + 5 + *track as u32 * TRACK, axis, svg);
        }
        svg.tag("</g>\n");
    }

    /// The line from the ring of a lane to its bar.
    fn connector(&self, lane: &Lane, y: u32, axis: &Axis, svg: &mut Html) {
        if lane.marks.iter().any(|mark| mark.shape == Shape::Ring) {
            let ends = lane.marks.iter().flat_map(|mark| match mark.shape {
                Shape::Ring => [middle(mark.extent); 2],
                Shape::Bar => [mark.extent.from, mark.extent.to],
            });
            let from = ends.clone().fold(f64::INFINITY, f64::min);
            let to = ends.fold(f64::NEG_INFINITY, f64::max);
            self.line((from, to), y, axis, svg);
            svg.tag("/>");
        }
    }

    fn line(&self, (from, to): (f64, f64), y: u32, axis: &Axis, svg: &mut Html) {
        let y = y.to_string();
        svg.tag("<line")
            .attribute("x1", &percent(self.x(axis, from)))
            .attribute("x2", &percent(self.x(axis, to)));
        svg.attribute("y1", &y).attribute("y2", &y);
    }

    fn mark(&self, mark: &Mark, y: u32, axis: &Axis, svg: &mut Html) {
        if mark.shape == Shape::Ring {
            let x = percent(self.x(axis, middle(mark.extent)));
            svg.tag("<circle").attribute("cx", &x).attribute("cy", &y.to_string()).tag(" r=\"5\"/>");
            return;
        }
        self.line((mark.extent.from, mark.extent.to), y, axis, svg);
        svg.tag(" class=\"query-bar\"/>");
        if !mark.label.is_empty() {
            let (_, _, is_before) = self.reach(mark, axis);
            let (value, away) = if is_before { (mark.extent.from, -2.5) } else { (mark.extent.to, 2.5) };
            let away = if self.right_to_left { -away } else { away };
            let x = percent(self.x(axis, value) + away);
            text(&x, y + 5, Some(if is_before { "end" } else { "start" }), svg);
            svg.text(&mark.label).tag("</text>");
        }
    }
}

impl Axis {
    /// A scale around some values, from one division to another. `None` if they are too far apart.
    fn around(scale: Scale, from: f64, to: f64) -> Option<Self> {
        let (from, to) = if from < to { (from, to) } else { (from - 1.0, to + 1.0) };
        let span = to - from;
        if !span.is_finite() || span <= 0.0 {
            return None;
        }
        let step = match scale {
            Scale::Story => None,
            Scale::Numbers => Some(round_step(span)),
            Scale::Dates => Some(date_step(span)),
        };
        let Some(step) = step else { return Some(Self { from, to, step: None }) };
        let (from, to) = ((from / step + 1e-9).floor() * step, (to / step - 1e-9).ceil() * step);
        (from < to).then_some(Self { from, to, step: Some(step) })
    }

    fn ticks(&self) -> Vec<f64> {
        let Some(step) = self.step else { return Vec::new() };
        let count = ((self.to - self.from) / step).round().clamp(0.0, 2.0 * MAX_TICKS) as u32;
        (0..=count).map(|at| self.from + f64::from(at) * step).collect()
    }
}

/// The distance of divisions in years.
fn date_step(span: f64) -> f64 {
    let months = [1.0, 2.0, 3.0, 6.0].map(|months: f64| months / 12.0);
    if let Some(step) = months.into_iter().find(|step| span / step <= MAX_MONTHS) {
        return step;
    }
    round_step(span).max(1.0)
}

/// The smallest 1, 2 or 5 with zeros that divides a span into few parts.
fn round_step(span: f64) -> f64 {
    let unit = 10_f64.powi((span / MAX_TICKS).log10().floor() as i32);
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * unit)
        .into_iter()
        .find(|step| span / step <= MAX_TICKS)
        .unwrap_or(10.0 * unit)
}

/// A number with as many decimals as the distance of the divisions has.
fn number(words: &Words, value: f64, step: f64) -> String {
    let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits.as_str(), String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let whole = if whole.len() > 15 {
        format!("{:e}", value.abs())
    } else if whole.len() > 4 {
        words.grouped(whole)
    } else {
        whole.to_owned()
    };
    format!("{}{whole}{rest}", if value < 0.0 { "−" } else { "" })
}

fn middle(extent: Extent) -> f64 {
    extent.from + (extent.to - extent.from) / 2.0
}

fn percent(value: f64) -> String {
    format!("{value:.1}%")
}

fn vertical(x: &str, (from, to): (u32, u32), svg: &mut Html) {
    svg.tag("<line").attribute("x1", x).attribute("x2", x);
    svg.attribute("y1", &from.to_string()).attribute("y2", &to.to_string()).tag("/>");
}

fn text(x: &str, y: u32, anchor: Option<&'static str>, svg: &mut Html) {
    svg.tag("<text").attribute("x", x).attribute("y", &y.to_string());
    svg.attribute("text-anchor", anchor.unwrap_or("middle")).tag(">");
}
