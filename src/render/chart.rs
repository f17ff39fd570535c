//! The rows of a query as a drawing: the views `chart`, with a lane for each row, and `bands`, with one for each group.
//!
//! A drawing shows only what is open to readers inside the folds around the query. The table below it has everything, in folds.

use super::drawing::{Drawing, Lane, Mark, Shape};
use super::{Renderer, claim_text};
use crate::labels::Folds;
use crate::page::extent::{Extent, Scale};
use crate::page::value::Claim;
use crate::text::escape::Html;
use crate::wiki::{QueryKind, QueryResult, ResolvedQuery, Row, View};

/// Maximum number of lanes of a drawing.
const MAX_LANES: usize = 60;
/// Maximum number of marks in a lane.
const MAX_MARKS: usize = 60;
/// Maximum number of characters of a name.
const MAX_NAME: usize = 44;
/// Minimum number of characters of a speaker's name before a date.
const MIN_NAME: usize = 16;

/// Draws the rows of a query.
pub(super) struct Painter<'p, 'r> {
    pub(super) renderer: &'p Renderer<'r>,
    pub(super) query: &'p ResolvedQuery,
    /// The fields shown.
    pub(super) show: &'p [String],
    /// The folds open around the query.
    pub(super) folds: Folds<'p>,
    /// True if the page is written from right to left.
    pub(super) right_to_left: bool,
}

impl Painter<'_, '_> {
    /// The drawing, after a key to its marks if there are several kinds of them.
    pub(super) fn draw(&self, result: &QueryResult) -> Html {
        let rows: Vec<Row> = result.groups.iter().flat_map(|(_, rows)| rows).copied().collect();
        let fields = self.fields();
        let Some((main, scale)) = self.main(&rows, &fields) else { return Html::new() };
        let others: Vec<&str> = fields.iter().copied().filter(|field| *field != main).collect();
        let others = others.into_iter().filter(|field| self.scale(&rows, field) == Some(scale)).collect();
        let painted = Painted { main, others, scale };
        let is_grouped = self.query.view == View::Bands && self.query.is_grouped();
        let lanes = if is_grouped {
            let groups = result.groups.iter().take(MAX_LANES);
            groups.map(|(name, rows)| self.group(name, rows, &painted)).collect()
        } else {
            self.lanes(result, &painted)
        };
        let of_claims = matches!(self.query.kind, QueryKind::Claims);
        let now = (of_claims && scale == Scale::Dates).then_some(self.renderer.wiki.today);
        let lanes: Vec<Lane> = lanes;
        let words = self.renderer.words();
        let svg = Drawing { scale, lanes, now, right_to_left: self.right_to_left, words }.svg();
        let mut html = if svg.is_empty() { Html::new() } else { self.key(&rows, &painted) };
        html.html(&svg);
        html
    }

    /// The fields that can be drawn.
    fn fields(&self) -> Vec<&str> {
        if self.query.view == View::Bands {
            let usual = if matches!(self.query.kind, QueryKind::Claims) { "value" } else { "date" };
            return vec![self.query.date_field.as_deref().unwrap_or(usual)];
        }
        self.show.iter().map(String::as_str).collect()
    }

    /// The field drawn as bars, with its scale: the value of claims, otherwise the last field with numbers or dates.
    fn main<'f>(&self, rows: &[Row], fields: &[&'f str]) -> Option<(&'f str, Scale)> {
        let of_claims = matches!(self.query.kind, QueryKind::Claims);
        let first = fields.iter().filter(|field| of_claims && **field == "value");
        let mut candidates = first.chain(fields.iter().rev());
        candidates.find_map(|field| Some((*field, self.scale(rows, field)?)))
    }

    /// The scale of a field: that of its first value.
    fn scale(&self, rows: &[Row], field: &str) -> Option<Scale> {
        rows.iter().find_map(|row| self.extents(*row, field).first().map(|extent| extent.scale))
    }

    /// The values of a field that readers may know here.
    fn extents(&self, row: Row, field: &str) -> Vec<Extent> {
        let extents = self.renderer.wiki.extents(row, field).into_iter();
        extents.filter_map(|extent| extent.open_to(self.folds.around()).copied()).collect()
    }

    /// A lane for each row, after the names of groups.
    fn lanes(&self, result: &QueryResult, painted: &Painted<'_>) -> Vec<Lane> {
        let mut lanes = Vec::new();
        for (name, rows) in &result.groups {
            let of_rows: Vec<Lane> = rows.iter().filter_map(|row| self.lane(*row, painted)).collect();
            if !name.is_empty() && !of_rows.is_empty() {
                lanes.push(Lane { head: cut(name), ..Lane::default() });
            }
            lanes.extend(of_rows);
        }
        lanes.truncate(MAX_LANES);
        lanes
    }

    fn lane(&self, row: Row, painted: &Painted<'_>) -> Option<Lane> {
        let mut marks = Vec::new();
        let fields =
            painted.others.iter().map(|field| (*field, Shape::Ring)).chain([(painted.main, Shape::Bar)]);
        for (field, shape) in fields {
            let extents = self.extents(row, field).into_iter().filter(|extent| extent.scale == painted.scale);
            marks.extend(extents.map(|extent| Mark { extent, shape, label: String::new() }));
        }
        marks.truncate(MAX_MARKS);
        if !marks.iter().any(|mark| mark.shape == Shape::Bar) {
            return None;
        }
        match row {
            Row::Page(id) => {
                let head = cut(&self.renderer.wiki.page(id).title);
                let note = self.value_text(row, painted.main);
                Some(Lane { head, note, is_past: false, marks })
            }
            Row::Claim(number) => self.claim_lane(number, marks),
        }
    }

    fn claim_lane(&self, number: u32, marks: Vec<Mark>) -> Option<Lane> {
        let renderer = self.renderer;
        let told = renderer.told(number);
        let claim = told.open_to(self.folds.around())?.claim;
        let head = cut(&claim_text::value_text(renderer.words(), claim));
        let is_past = !renderer.wiki.claims.get(number).state.stands();
        Some(Lane { head, note: self.attribution(claim), is_past, marks })
    }

    /// The speaker and the date of a claim. A long name is cut, never the date.
    fn attribution(&self, claim: &Claim) -> String {
        let said = claim_text::said_text(self.renderer.words(), claim).unwrap_or_default();
        let room = MAX_NAME.saturating_sub(said.chars().count() + 2).max(MIN_NAME);
        let by = claim.by.as_ref().map(|by| shortened(&by.text, room));
        let parts: Vec<String> = by.into_iter().chain(Some(said).filter(|said| !said.is_empty())).collect();
        self.listed(&parts)
    }

    /// Texts as a list. On a page from right to left, each keeps its own direction: a date in Latin letters is not divided by the name
    /// before it, and the first text is at the right (Unicode Standard Annex #9, 2.4.2 and 2.6).
    fn listed(&self, parts: &[String]) -> String {
        if !self.right_to_left || parts.len() < 2 {
            return parts.join(", ");
        }
        let isolated: Vec<String> = parts.iter().map(|part| format!("\u{2068}{part}\u{2069}")).collect();
        format!("\u{200f}{}", isolated.join(", "))
    }

    /// The values of a field as text.
    fn value_text(&self, row: Row, field: &str) -> String {
        let wiki = self.renderer.wiki;
        let cells = wiki.cells(row, field);
        let known = cells.iter().filter_map(|cell| cell.open_to(self.folds.around()));
        let texts: Vec<String> = known.take(4).map(|cell| self.renderer.cell_text(cell)).collect();
        let joined = texts.join(", ");
        if joined.chars().count() > MAX_NAME { cut(&joined) } else { self.listed(&texts) }
    }

    /// A lane of bands: each row is a bar with its name.
    fn group(&self, name: &str, rows: &[Row], painted: &Painted<'_>) -> Lane {
        let marks = rows.iter().flat_map(|row| {
            let label = match row {
                Row::Page(id) => self.renderer.wiki.page(*id).title.clone(),
                Row::Claim(_) => self.value_text(*row, "value"),
            };
            let extents = self.extents(*row, painted.main).into_iter();
            let extents = extents.filter(|extent| extent.scale == painted.scale);
            extents.map(move |extent| Mark { extent, shape: Shape::Bar, label: cut(&label) })
        });
        Lane { head: cut(name), marks: marks.take(MAX_MARKS).collect(), ..Lane::default() }
    }

    /// A key to the marks, if there are rings as well as bars.
    fn key(&self, rows: &[Row], painted: &Painted<'_>) -> Html {
        let mut html = Html::new();
        if painted.others.is_empty() {
            return html;
        }
        let label = |field: &str| super::query_text::label(self.renderer, self.query, field);
        html.tag("<p class=\"query-key\" aria-hidden=\"true\">");
        for field in &painted.others {
            html.tag("<span class=\"query-ring\">").text(&label(field)).tag("</span> ");
        }
        let main = self.property(rows).unwrap_or_else(|| label(painted.main));
        html.tag("<span class=\"query-bar\">").text(&main).tag("</span></p>\n");
        html
    }

    /// The property of the claims, if all have the same.
    fn property(&self, rows: &[Row]) -> Option<String> {
        let label = |row: &Row| match row {
            Row::Claim(number) => Some(self.renderer.wiki.property(*number).label),
            Row::Page(_) => None,
        };
        let first = label(rows.first()?)?;
        rows.iter().all(|row| label(row).as_ref() == Some(&first)).then_some(first)
    }
}

/// The content of a drawing.
struct Painted<'f> {
    /// The field drawn as bars.
    main: &'f str,
    /// The fields drawn as rings.
    others: Vec<&'f str>,
    scale: Scale,
}

/// A name that fits.
fn cut(name: &str) -> String {
    shortened(name, MAX_NAME)
}

fn shortened(name: &str, max: usize) -> String {
    if name.chars().count() <= max {
        return name.to_owned();
    }
    let mut cut: String = name.chars().take(max - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut + "…"
}
