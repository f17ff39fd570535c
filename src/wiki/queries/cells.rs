//! Cells of query rows: values of pages and claims by field.

use super::{COMMON, Cell, Row};
use crate::config::Field;
use crate::labels::{Known, Labelled};
use crate::page::links;
use crate::page::value::{FieldValue, FieldValues, Value, inner_values};
use crate::text::yes_or_no;
use crate::wiki::{ClaimDetails, ClaimState, Linking, PageId, Relation, Wiki};

/// A value with its field.
#[derive(Debug, Clone, Copy)]
pub struct TypedValue<'w> {
    /// The field.
    pub field: &'w Field,
    /// The value.
    pub value: &'w FieldValue,
}

/// The values of some fields.
fn values_in<'w>(
    values: &'w [FieldValues],
    fields: &'w [Field],
) -> impl Iterator<Item = Labelled<TypedValue<'w>>> {
    values.iter().flat_map(move |values| {
        let field = &fields[usize::from(values.field)];
        values.values.iter().map(move |value| value.as_ref().map(|value| TypedValue { field, value }))
    })
}

/// The values of a record.
fn values_of_record(record: Labelled<TypedValue<'_>>) -> impl Iterator<Item = Labelled<TypedValue<'_>>> {
    let TypedValue { field, .. } = *record.ignoring_label(Linking);
    inner_values(record.map(|record| record.value)).map(|(index, value)| {
        value.map(|value| TypedValue { field: &field.inner()[usize::from(index)], value })
    })
}

impl Wiki {
    /// A cell as plain text.
    pub fn cell_text(&self, cell: &Cell) -> String {
        match cell {
            Cell::Text(text) | Cell::Number(_, text) => text.clone(),
            Cell::Date(date) => date.to_string(),
            Cell::Moment(moment) => self.config.words.moment(moment),
            Cell::Page(id) => self.page(*id).title.clone(),
        }
    }

    pub(super) fn known_cells(&self, row: Row, field: &str, known: Known<'_>) -> Vec<Cell> {
        let cells = self.cells(row, field);
        cells.into_iter().filter_map(|cell| cell.open_to(known).cloned()).collect()
    }

    /// The values of a field of a row: its own fields, common fields, and inverse relations.
    pub fn cells(&self, row: Row, field: &str) -> Vec<Labelled<Cell>> {
        let id = match row {
            Row::Page(id) => id,
            Row::Claim(number) => return self.claim_cells(number, field),
        };
        let own = self.field_cells(id, field);
        if !own.is_empty() {
            return own;
        }
        let common = self.common_cells(id, field);
        if !common.is_empty() || COMMON.contains(&field) {
            return common;
        }
        self.inverse_pages(id, field).into_iter().map(|page| page.map(Cell::Page)).collect()
    }

    fn common_cells(&self, id: PageId, field: &str) -> Vec<Labelled<Cell>> {
        let page = self.page(id);
        let open = |cell| vec![Labelled::unlabelled(cell)];
        let number = |number: u32| open(Cell::Number(f64::from(number), number.to_string()));
        match field {
            "title" => open(Cell::Text(page.title.clone())),
            "type" => match page.page_type {
                Some(id) => open(Cell::Text(self.config.types.get(id).id.clone())),
                None => Vec::new(),
            },
            "category" | "categories" | "tags" => {
                let names = page.matter.categories.iter().map(Labelled::as_ref);
                names.map(|name| name.map(|name| Cell::Text(self.categories.title(&name.text)))).collect()
            }
            "date" => page.matter.date.iter().map(|date| date.map(Cell::Date)).collect(),
            "updated" => page.matter.updated.map(Cell::Date).map(Labelled::unlabelled).into_iter().collect(),
            "description" => open(Cell::Text(page.summary().into_inner())),
            "words" => number(page.body.words),
            "image" => {
                let image = page.matter.images().into_iter().next();
                image
                    .map(|image| image.map(|(image, _)| Cell::Text(image.path.clone())))
                    .into_iter()
                    .collect()
            }
            "language" => {
                let language = page.matter.language.as_ref().unwrap_or(&self.config.language);
                open(Cell::Text(language.clone()))
            }
            "folder" => open(Cell::Text(page.folder().to_owned())),
            "links" => number(self.texts.backlinks.count(id) as u32),
            _ => Vec::new(),
        }
    }

    /// The values of a page for a field of its type, or for a field of its records (`cast.actor`).
    pub fn values_of(&self, id: PageId, path: &str) -> Vec<Labelled<TypedValue<'_>>> {
        let page = self.page(id);
        let Some(page_type) = page.page_type else { return Vec::new() };
        let fields = &self.config.types.get(page_type).fields;
        let (name, inner) = path.split_once('.').map_or((path, None), |(name, inner)| (name, Some(inner)));
        let is_of =
            |value: &Labelled<TypedValue<'_>>, name: &str| value.ignoring_label(Linking).field.name == name;
        let values = values_in(&page.matter.fields, fields).filter(|value| is_of(value, name));
        match inner {
            None => values.collect(),
            Some(inner) => values.flat_map(values_of_record).filter(|value| is_of(value, inner)).collect(),
        }
    }

    fn field_cells(&self, id: PageId, path: &str) -> Vec<Labelled<Cell>> {
        let cell = |value: Labelled<TypedValue<'_>>| {
            value.filter_map(|TypedValue { value, .. }| self.cell(id, &value.value, value.at))
        };
        let mut cells = Vec::new();
        for value in self.values_of(id, path) {
            match cell(value) {
                Some(cell) => cells.push(cell),
                // A record matches by any of its values.
                None => cells.extend(values_of_record(value).filter_map(cell)),
            }
        }
        cells
    }

    fn cell(&self, id: PageId, value: &Value, at: crate::page::node::YamlPath) -> Option<Cell> {
        Some(match value {
            Value::Text(text) => Cell::Text(links::without_links(text).into_owned()),
            Value::Url(url) => Cell::Text(url.clone()),
            Value::Number(number, text) => Cell::Number(*number, text.clone()),
            Value::Boolean(value) => Cell::Text(yes_or_no(*value).to_owned()),
            Value::Date(date) => Cell::Date(*date),
            Value::Moment(moment) => Cell::Moment((**moment).clone()),
            Value::Image(image) => Cell::Text(image.path.clone()),
            Value::Reference(name) => match self.relations.target(id, at) {
                Some(page) => Cell::Page(page),
                None => Cell::Text(name.text.clone()),
            },
            Value::Record(_) => return None,
        })
    }

    /// Relations that lead to a page, by their inverse name.
    pub fn inverse_relations<'w>(
        &'w self,
        id: PageId,
        name: &str,
    ) -> impl Iterator<Item = Labelled<&'w Relation>> {
        self.relations.incoming(id).filter(move |relation| {
            let inverse = relation.ignoring_label(Linking).field(&self.config.types).inverse();
            inverse.is_some_and(|inverse| inverse.name == name)
        })
    }

    /// Pages whose fields refer to a page, by the relation's inverse name.
    pub fn inverse_pages(&self, id: PageId, name: &str) -> Vec<Labelled<PageId>> {
        let relations = self.inverse_relations(id, name);
        let mut pages: Vec<_> = relations.map(|relation| relation.map(|relation| relation.from)).collect();
        pages.dedup();
        pages
    }

    /// Pages that a field of a page refers to.
    pub fn field_pages(&self, id: PageId, name: &str) -> Vec<Labelled<PageId>> {
        let page = |cell: Cell| if let Cell::Page(id) = cell { Some(id) } else { None };
        self.field_cells(id, name).into_iter().filter_map(|cell| cell.filter_map(page)).collect()
    }

    /// The values of a field of a claim. Its subject and property are labelled by the list that contains it.
    fn claim_cells(&self, number: u32, field: &str) -> Vec<Labelled<Cell>> {
        let statement = self.claims.get(number);
        let told = self.claims.told(number, &self.pages);
        let open = |cell| vec![Labelled::unlabelled(cell)];
        let text = |text: &str| Cell::Text(text.to_owned());
        let cell =
            |make: &dyn Fn(ClaimDetails<'_>) -> Option<Cell>| told.filter_map(make).into_iter().collect();
        match field {
            "subject" => open(Cell::Page(statement.subject)),
            "page" => open(Cell::Page(statement.page)),
            // Declared properties are public.
            "property" => match self.config.properties.get(&told.ignoring_label(Linking).claim.property.text)
            {
                Some(property) => open(text(&property.label)),
                None => cell(&|told| Some(text(&told.claim.property.text))),
            },
            "value" => cell(&|told| Some(told.value_page.map_or(text(&told.claim.value.text), Cell::Page))),
            "said" => cell(&|told| told.claim.said.map(|(date, _)| Cell::Date(date))),
            "by" => cell(&|told| match (told.by_page, &told.claim.by) {
                (Some(page), _) => Some(Cell::Page(page)),
                (None, by) => by.as_ref().map(|by| text(&by.text)),
            }),
            "status" => cell(&|told| Some(text(told.claim.status.name()))),
            "state" => cell(&|_| Some(text(statement.state.name()))),
            _ => Vec::new(),
        }
    }

    /// True if a claim has not been superseded.
    pub fn stands(&self, number: u32) -> bool {
        self.claims.get(number).state != ClaimState::Superseded
    }
}
