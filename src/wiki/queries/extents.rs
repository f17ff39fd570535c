//! Values of query rows on a scale, for charts.

use super::{Cell, Row};
use crate::labels::Labelled;
use crate::page::extent::Extent;
use crate::page::value::Status;
use crate::wiki::Wiki;

impl Wiki {
    /// The numbers and dates of a field of a row. A denied value is none.
    pub fn extents(&self, row: Row, field: &str) -> Vec<Labelled<Extent>> {
        match row {
            Row::Claim(number) if field == "value" => self.claim_extent(number).into_iter().collect(),
            _ => self
                .cells(row, field)
                .into_iter()
                .filter_map(|cell| cell.filter_map(|cell| extent(&cell)))
                .collect(),
        }
    }

    fn claim_extent(&self, number: u32) -> Option<Labelled<Extent>> {
        self.claims.told(number, &self.pages).filter_map(|told| {
            let claim = told.claim;
            let property = self.config.properties.get(&claim.property.text);
            let is_number = property.is_some_and(|property| property.unit.is_some());
            let text = claim.means.as_ref().unwrap_or(&claim.value.text);
            Extent::parse(text, is_number).filter(|_| claim.status != Status::Denied)
        })
    }
}

fn extent(cell: &Cell) -> Option<Extent> {
    match cell {
        Cell::Number(number, _) => Some(Extent::of_number(*number)),
        Cell::Date(date) => Some(Extent::of_date(*date)),
        Cell::Moment(moment) => Some(Extent::of_moment(moment)),
        Cell::Text(_) | Cell::Page(_) => None,
    }
}
