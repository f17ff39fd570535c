//! `[calendars.NAME]`: calendars of stories, as written and resolved.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeTable;

use super::reader::{Spanned, TableReader};
use super::resolver::{Resolver, text};
use crate::date::calendar::{Calendar, Era, Month};
use crate::diag::{Diagnostic, codes};
use crate::text::Source;

/// Maximum number of calendars of a wiki, and of eras and months of a calendar.
const MAX: usize = 400;
/// Maximum number of days of a month.
const MAX_DAYS: usize = 1_000;
/// Days of a month without a number of its own.
const DAYS: u16 = 30;

/// A calendar as written.
#[derive(Debug)]
pub(super) struct Written {
    name: Spanned<String>,
    prefix: Option<Spanned<String>>,
    eras: Vec<Part>,
    months: Vec<Part>,
    days: Option<Spanned<usize>>,
}

/// An era or a month: a name, or a table with `name`.
#[derive(Debug)]
struct Part {
    name: Spanned<String>,
    days: Option<Spanned<usize>>,
    counts_down: bool,
}

/// Reads a calendar.
pub(super) fn read<'t>(
    name: Spanned<String>,
    table: &mut TableReader<'t>,
    source: &'t Source,
    faults: &mut Vec<Diagnostic>,
) -> Written {
    Written {
        name,
        prefix: table.text("prefix", faults),
        eras: table.texts_or_tables("eras", faults, |name, table, faults| part(name, table, source, faults)),
        months: table
            .texts_or_tables("months", faults, |name, table, faults| part(name, table, source, faults)),
        days: table.number_at("days", faults),
    }
}

fn part(
    name: Option<Spanned<String>>,
    table: Option<&DeTable<'_>>,
    source: &Source,
    faults: &mut Vec<Diagnostic>,
) -> Option<Part> {
    let Some(table) = table else { return Some(Part { name: name?, days: None, counts_down: false }) };
    let mut table = TableReader::new(table, source);
    let name = table.text("name", faults);
    let (days, counts_down) = (table.number_at("days", faults), table.boolean("counts_down", faults));
    if name.is_none() {
        let at = table.place_of("days").or(table.place_of("counts_down")).unwrap_or(0..0);
        faults.push(Diagnostic::new(&codes::INVALID_CONFIG, source.place(at), "this table has no `name`"));
    }
    table.finish(faults);
    Some(Part { name: name?, days, counts_down: counts_down.unwrap_or(false) })
}

/// Resolves all calendars.
pub(super) fn resolve(resolver: &mut Resolver<'_>, written: Vec<Written>) -> BTreeMap<String, Arc<Calendar>> {
    let mut calendars = BTreeMap::new();
    for calendar in written.into_iter().take(MAX) {
        let resolved = calendar_of(resolver, calendar);
        calendars.insert(resolved.name.clone(), Arc::new(resolved));
    }
    calendars
}

fn calendar_of(resolver: &mut Resolver<'_>, written: Written) -> Calendar {
    report_parts(resolver, &written.eras, "era");
    report_parts(resolver, &written.months, "month");
    let common = written.days.map_or(DAYS, |days| days_of(resolver, &days));
    let era = |part: Part| Era { name: part.name.value.trim().to_owned(), counts_down: part.counts_down };
    let mut months = Vec::new();
    for part in written.months.into_iter().take(MAX) {
        let days = part.days.map_or(common, |days| days_of(resolver, &days));
        months.push(Month { name: part.name.value.trim().to_owned(), days });
    }
    Calendar {
        name: written.name.value,
        prefix: text(written.prefix).map(|prefix| prefix.trim().to_owned()),
        eras: written.eras.into_iter().take(MAX).map(era).collect(),
        months,
    }
}

/// Reports names that are empty or occur twice, and more parts than a calendar can have.
fn report_parts(resolver: &mut Resolver<'_>, parts: &[Part], what: &str) {
    let mut known = std::collections::BTreeSet::new();
    for (count, part) in parts.iter().enumerate() {
        let name = part.name.value.trim();
        let message = if name.is_empty() {
            format!("this {what} has no name")
        } else if !known.insert(name.to_lowercase()) {
            format!("the {what} `{name}` is declared twice")
        } else if count == MAX {
            format!("a calendar can have at most {MAX} {what}s")
        } else {
            continue;
        };
        resolver.fault_at(part.name.range.clone(), message);
    }
}

fn days_of(resolver: &mut Resolver<'_>, days: &Spanned<usize>) -> u16 {
    let fitting = u16::try_from(days.value).ok().filter(|days| (1..=MAX_DAYS as u16).contains(days));
    fitting.unwrap_or_else(|| {
        resolver.fault_at(days.range.clone(), format!("a month has between 1 and {MAX_DAYS} days"));
        DAYS
    })
}
