//! Dates in fields: exact ones, those that are not, and dates in the calendars of stories.

use super::fields::Reader;
use super::node::{Node, Part, YamlPath};
use super::value::Value;
use crate::date::calendar::Calendar;
use crate::diag::codes;

impl Reader<'_> {
    /// Reads a real date: exact, about, a decade or a range.
    pub(super) fn field_date(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<Value> {
        let text = self.text(key, node, at)?;
        let value = Value::of_date(&text);
        if value.is_none() {
            let help =
                "write `1995`, `1995-12` or `1995-12-15`; `c. 1995`, `1990s` or `1995–1997`".to_owned();
            self.invalid_date(&text, at, help);
        }
        value
    }

    /// Reads a date in the calendar of a story.
    pub(super) fn story_date(
        &mut self,
        key: &str,
        calendar: &Calendar,
        node: &Node,
        at: YamlPath,
    ) -> Option<Value> {
        let text = self.text(key, node, at)?;
        let moment = calendar.parse(&text);
        if moment.is_none() {
            self.invalid_date(&text, at, calendar.example());
        }
        moment.map(|moment| Value::Moment(Box::new(moment)))
    }

    fn invalid_date(&mut self, text: &str, at: YamlPath, help: String) {
        self.fault(&codes::INVALID_DATE, at, Part::Value, format!("invalid date `{text}`")).help.push(help);
    }
}
