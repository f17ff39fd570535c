//! Writes the infobox of a page as front matter. Values that fit no field become rows of `info:`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::draft::Draft;
use super::files;
use super::infobox::{Argument, Row, norm, norm_of};
use super::kinds::{self, Kind};
use super::model::{Field, PageType};
use super::plan::Plan;
use super::tree::{File, Node};
use super::values::{self, Part};
use crate::page::compose::{FrontMatterBuilder, Yaml};
use crate::text::capitalised;

/// Statistics of the parameters of a page.
#[derive(Debug, Default, Clone, Copy)]
pub struct Parameters {
    /// Number of parameters with a value.
    pub found: usize,
    /// Number of those that are fields.
    pub fields: usize,
    /// Number of those that became rows of `info:`.
    pub rows: usize,
    /// Number of those that the title or the image of the page states.
    pub stated: usize,
}

/// The front matter of an infobox.
pub(super) struct Filled {
    /// The rows that no field shows, which belong to the text.
    pub rest: Vec<Node>,
    /// Images that the infobox shows.
    pub images: Vec<File>,
    /// Images beside text in the infobox, which its fields do not show.
    pub icons: Vec<File>,
    /// Its parameters.
    pub parameters: Parameters,
}

/// Sets the keys of a page with an infobox.
pub(super) fn fill(
    front: &mut FrontMatterBuilder,
    page_type: &PageType,
    draft: &Draft,
    plan: &Plan<'_>,
) -> Filled {
    let mut filled =
        Filled { rest: Vec::new(), images: Vec::new(), icons: Vec::new(), parameters: Parameters::default() };
    let Some(infobox) = &draft.infobox else { return filled };
    let images = infobox.images();
    let headings = infobox.headings();
    let mut filler =
        Filler { draft, plan, images, headings, info: Rows::default(), shown: FxHashSet::default() };
    filled.parameters.found = infobox.arguments.len();
    for (field, argument) in page_type.filled(infobox) {
        filler.field(front, field, argument, &mut filled.parameters);
    }
    for row in &infobox.rows {
        match row {
            Row::Pair { label, value, .. } => {
                files::collect(value, &mut filled.icons);
                filler.pair(label, value);
            }
            Row::Images(nodes) => files::collect(nodes, &mut filled.images),
            Row::Other(nodes) => filled.rest.extend(nodes.iter().cloned()),
            Row::Heading(_) => {}
        }
    }
    if !filler.info.rows.is_empty() {
        front.set("info", Yaml::Map(filler.info.rows));
    }
    filled
}

struct Filler<'a> {
    draft: &'a Draft,
    plan: &'a Plan<'a>,
    /// Normalized names of the images that the infobox shows.
    images: FxHashSet<String>,
    /// Normalized headings of the infobox.
    headings: FxHashSet<String>,
    info: Rows,
    /// Labels and values that the fields show.
    shown: FxHashSet<(String, String)>,
}

/// Rows of `info:`.
#[derive(Default)]
struct Rows {
    rows: Vec<(String, Yaml)>,
    /// Indices of rows, by label.
    by_label: FxHashMap<String, usize>,
}

impl Filler<'_> {
    fn field(
        &mut self,
        front: &mut FrontMatterBuilder,
        field: &Field,
        argument: &Argument,
        counts: &mut Parameters,
    ) {
        let is_same = argument.norm == norm(&self.draft.title.name) || argument.is_image(&self.images);
        if field.is_stated && is_same {
            counts.stated += 1;
            return;
        }
        let parts = values::parts(&argument.nodes, &self.draft.expanded.tags, self.plan);
        let is_heading = self.headings.contains(&argument.norm);
        if field.is_stated || field.label.is_none() && !is_same && is_heading {
            counts.rows += 1;
            return self.row(&capitalised(&field.parameter), &parts);
        }
        let fits =
            parts.iter().all(|part| field.kind.fits(part, self.plan)) && (field.many || parts.len() < 2);
        match (fits, parts.is_empty()) {
            (_, true) => {
                counts.stated += 1;
            }
            (true, _) => {
                counts.fields += 1;
                let is_list = field.many && parts.len() > 1;
                let values =
                    parts.iter().map(|part| sourced(value(part, &field.kind, self.plan), part)).collect();
                front.set(&field.key, list(values, is_list));
                self.shown.extend(field.row.clone().map(|row| (row, argument.norm.clone())));
            }
            (false, _) => {
                counts.rows += 1;
                let label = field.label.clone().unwrap_or_else(|| field.parameter.clone());
                self.row(&label, &parts);
                self.shown.insert((field.row.clone().unwrap_or(label), argument.norm.clone()));
            }
        }
    }

    /// Adds a row that no field shows.
    fn pair(&mut self, label: &str, value: &[Node]) {
        if self.shown.contains(&(label.to_owned(), norm_of(value))) {
            return;
        }
        let parts = values::parts(value, &self.draft.expanded.tags, self.plan);
        self.row(label, &parts);
    }

    fn row(&mut self, label: &str, parts: &[Part]) {
        let values: Vec<Yaml> = parts.iter().map(|part| sourced(text_of(part).into(), part)).collect();
        if values.is_empty() {
            return;
        }
        let Some(at) = self.info.by_label.get(label) else {
            let is_list = values.len() > 1;
            self.info.by_label.insert(label.to_owned(), self.info.rows.len());
            return self.info.rows.push((label.to_owned(), list(values, is_list)));
        };
        match &mut self.info.rows[*at].1 {
            Yaml::List(known) => known.extend(values),
            known => {
                let first = std::mem::take(known);
                *known = Yaml::List(std::iter::once(first).chain(values).collect());
            }
        }
    }
}

/// A value with its sources.
fn sourced(value: Yaml, part: &Part) -> Yaml {
    let sources: Vec<Yaml> = part.sources.iter().map(|id| id.as_str().into()).collect();
    match sources.is_empty() {
        true => value,
        false => Yaml::Map(vec![
            ("value".to_owned(), value),
            ("source".to_owned(), list(sources.clone(), sources.len() > 1)),
        ]),
    }
}

/// The text of a part; of an image, its name.
fn text_of(part: &Part) -> &str {
    match (part.text.is_empty(), &part.file) {
        (true, Some(name)) => name,
        _ => &part.text,
    }
}

fn list(mut values: Vec<Yaml>, is_list: bool) -> Yaml {
    match is_list {
        true => Yaml::List(values),
        false if values.len() == 1 => values.remove(0),
        false => Yaml::List(values),
    }
}

fn value(part: &Part, kind: &Kind, plan: &Plan<'_>) -> Yaml {
    match kind {
        Kind::Number => part.plain.parse().map_or_else(|_| part.plain.as_str().into(), Yaml::Integer),
        Kind::Date => kinds::date(&part.plain).map_or_else(|| part.plain.as_str().into(), Yaml::Date),
        Kind::Image => kinds::image(part)
            .map(|name| plan.picture(name).unwrap_or(name).to_owned())
            .unwrap_or_default()
            .into(),
        Kind::Page => {
            let name = part.page.as_ref().and_then(|page| plan.link_name(page));
            name.unwrap_or_else(|| part.plain.clone()).into()
        }
        Kind::Text | Kind::Url | Kind::Choice(_) => text_of(part).into(),
    }
}
