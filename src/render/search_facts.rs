//! The facts of a page as text for the search: values of fields, rows of `info:`, captions, and claims about the page.

use super::connections::state_label;
use super::values::number_text;
use crate::config::Field;
use crate::labels::Labelled;
use crate::page::front_matter::InfoRow;
use crate::page::links::without_links;
use crate::page::value::{FieldValue, ImageValue, Value, inner_values};
use crate::wiki::{ClaimDetails, PageId, Wiki};

/// The facts of a page, one line each.
pub(super) fn of(wiki: &Wiki, id: PageId) -> Vec<Labelled<String>> {
    let facts = Facts { wiki, id };
    let mut lines = facts.fields();
    lines.extend(wiki.page(id).matter.info.iter().flat_map(|row| facts.row(row)));
    lines.extend(facts.picture());
    lines.extend(facts.claims());
    lines
}

struct Facts<'w> {
    wiki: &'w Wiki,
    id: PageId,
}

impl Facts<'_> {
    fn fields(&self) -> Vec<Labelled<String>> {
        let page = self.wiki.page(self.id);
        let Some(page_type) = page.page_type else { return Vec::new() };
        let fields = &self.wiki.config.types.get(page_type).fields;
        let shown =
            page.matter.fields.iter().map(|values| (&fields[usize::from(values.field)], &values.values));
        let shown = shown.filter(|(field, _)| !field.hidden);
        shown
            .flat_map(|(field, values)| {
                values.iter().flat_map(move |value| self.lines(field, value.as_ref()))
            })
            .collect()
    }

    /// The lines of a value: one for each value of a record, otherwise one.
    fn lines(&self, field: &Field, value: Labelled<&FieldValue>) -> Vec<Labelled<String>> {
        let inner = inner_values(value);
        let mut lines: Vec<_> =
            inner.flat_map(|(index, value)| self.lines(&field.inner()[usize::from(index)], value)).collect();
        let line = value.filter_map(|value| Some(format!("{}: {}", field.label, self.text(field, value)?)));
        lines.extend(line);
        lines
    }

    /// The text of a value. `None` for values that nobody looks for, and for records.
    fn text(&self, field: &Field, value: &FieldValue) -> Option<String> {
        Some(match &value.value {
            Value::Text(text) => without_links(text).into_owned(),
            Value::Number(number, spelling) => {
                let unit = field.unit.as_deref().unwrap_or_default();
                format!("{} {unit}", number_text(*number, spelling)).trim_end().to_owned()
            }
            Value::Date(date) => self.wiki.config.words.date(*date),
            Value::Moment(moment) => self.wiki.config.words.moment(moment),
            Value::Url(url) => url.clone(),
            Value::Image(image) => described(image)?,
            Value::Reference(name) => match self.wiki.relations.target(self.id, value.at) {
                Some(target) => self.wiki.page(target).title.clone(),
                None => name.text.clone(),
            },
            Value::Boolean(_) | Value::Record(_) => return None,
        })
    }

    fn row(&self, row: &InfoRow) -> Vec<Labelled<String>> {
        let text = Field::text();
        let line = |value: &Labelled<FieldValue>| {
            let line = row.label.as_ref().map(|label| {
                value
                    .as_ref()
                    .filter_map(|value| Some(format!("{}: {}", label.plain, self.text(&text, value)?)))
            });
            line.filter_map(|line| line).map(Labelled::flatten)
        };
        row.values.iter().filter_map(line).collect()
    }

    fn picture(&self) -> Option<Labelled<String>> {
        let image = self.wiki.page(self.id).matter.image.as_deref()?;
        image.as_ref().filter_map(|(image, _)| described(image))
    }

    /// The claims about the page. Those that no longer stand come last, and say why.
    fn claims(&self) -> Vec<Labelled<String>> {
        let about = self.wiki.claims.about(self.id).flat_map(|(_, numbers)| numbers);
        let state = |number: u32| self.wiki.claims.get(number).state;
        let (stand, fell): (Vec<u32>, Vec<u32>) = about.partition(|number| state(**number).stands());
        let line = |number: u32| {
            let label = self.wiki.property(number).label;
            let why = state_label(&self.wiki.config.words, state(number));
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            let claim = self.wiki.claims.told(number, &self.wiki.pages);
            claim.map(|claim| format!("{label}: {}{why}", self.claim(&claim)))
        };
        stand.into_iter().chain(fell).map(line).collect()
    }

    fn claim(&self, details: &ClaimDetails<'_>) -> String {
        let title = |id: PageId| self.wiki.page(id).title.clone();
        let value = super::claim_text::value_text(&self.wiki.config.words, details.claim);
        let by = details.claim.by.as_ref().map(|by| by.text.clone());
        let parts = [
            Some(details.value_page.map_or(value, title)),
            details.by_page.map(title).or(by),
            details.claim.note.clone(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The texts that a picture has. `None` if it has none.
fn described(image: &ImageValue) -> Option<String> {
    let parts: Vec<&str> = image.texts().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
