//! Claims about a date to come that has passed since.

use rustc_hash::FxHashSet;

use super::name_resolver::NameResolver;
use super::statement::{Statement, ValueKey, claim_of, value_key};
use crate::date::{Moment, MomentForm, PartialDate};
use crate::page::value::{Claim, Status};

/// The date that a claim expects: its value, if that lay ahead when the claim was made.
fn expected(claim: &Claim, has_unit: bool) -> Option<PartialDate> {
    let date = last_date(claim).filter(|_| !has_unit)?;
    let said = claim.said.map(|(date, _)| date);
    let lay_ahead = match (claim.status, said) {
        (Status::Announced, None) => true,
        (Status::Announced, Some(said)) => date != said && !date.is_surely_before(said),
        (Status::Reported, Some(said)) => said.is_surely_before(date),
        _ => false,
    };
    lay_ahead.then_some(date)
}

/// The date that the value is, or the last one that it means.
fn last_date(claim: &Claim) -> Option<PartialDate> {
    let text = claim.means.as_ref().unwrap_or(&claim.value.text);
    PartialDate::parse(text).or_else(|| match Moment::parse(text)?.form {
        MomentForm::Range(_, to) => Some(to),
        MomentForm::About(date) => Some(date),
        MomentForm::Decade(year) => Some(PartialDate::of_year(year.saturating_add(9))),
        MomentForm::Story => None,
    })
}

/// Marks the claims of a group that stand, but whose date has passed without a claim that says that it came true.
pub(super) fn mark(list: &mut [Statement], resolver: &NameResolver<'_>, group: &[u32], today: PartialDate) {
    let stands = |number: &u32| list[*number as usize].state.stands();
    let has_happened = |number: &u32| {
        let status = claim_of(resolver, &list[*number as usize]).status;
        stands(number) && matches!(status, Status::Released | Status::Confirmed)
    };
    let happened = group.iter().filter(|number| has_happened(number));
    let happened: FxHashSet<ValueKey> =
        happened.map(|number| value_key(resolver, &list[*number as usize])).collect();
    let passed = |number: &u32| {
        let statement = &list[*number as usize];
        let claim = claim_of(resolver, statement);
        let property = resolver.config.properties.get(&claim.property.text);
        let has_unit = property.is_some_and(|property| property.unit.is_some());
        let date = expected(claim, has_unit)?;
        let is_open = stands(number) && !happened.contains(&value_key(resolver, statement));
        (is_open && date.is_surely_before(today)).then_some((*number, date))
    };
    let passed: Vec<(u32, PartialDate)> = group.iter().filter_map(passed).collect();
    for (number, date) in passed {
        list[number as usize].passed = Some(date);
    }
}

/// The day on which an editor found nothing newer than a claim whose date has passed.
pub(super) fn checked(claim: &Claim, passed: PartialDate, today: PartialDate) -> Option<PartialDate> {
    let (date, _) = claim.checked?;
    (passed.is_surely_before(date) && !date.is_after(today)).then_some(date)
}
