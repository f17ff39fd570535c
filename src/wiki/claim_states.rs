//! The states of claims: which ones stand, and which are replaced, denied or disputed.
//!
//! A state is that for readers who may know the claim: claims of other spoiler scopes do not count for it.

use rustc_hash::FxHashMap;

use super::name_resolver::NameResolver;
use super::statement::{ClaimState, Statement, ValueKey, claim_of, value_key};
use crate::date::PartialDate;
use crate::labels::Scopes;
use crate::page::value::{Connection, Status};

/// Connects each denial with what it denies, and sets the states. A group has the claims about one property of one subject.
pub(super) fn judge<'g>(
    list: &mut [Statement],
    resolver: &NameResolver<'_>,
    groups: impl Iterator<Item = &'g [u32]>,
) {
    let values: Vec<ValueKey> = list.iter().map(|statement| value_key(resolver, statement)).collect();
    let written = Judge { list, resolver }.replaced();
    let mut denied = Vec::new();
    for group in groups {
        Judge { list, resolver }.denials(group, &values, &written, &mut denied);
    }
    for (denial, claim) in denied {
        list[denial as usize].refers_to.push((Connection::Denies, claim));
        list[claim as usize].referred_by.push((Connection::Denies, denial));
    }
    let replaced = Judge { list, resolver }.replaced();
    let states: Vec<ClaimState> = (0..list.len() as u32)
        .map(|number| Judge { list, resolver }.state(number, &replaced, &values))
        .collect();
    for (statement, state) in list.iter_mut().zip(states) {
        statement.state = state;
    }
}

#[derive(Clone, Copy)]
struct Judge<'j, 's> {
    list: &'j [Statement],
    resolver: &'j NameResolver<'s>,
}

impl Judge<'_, '_> {
    fn scopes(self, number: u32) -> Scopes {
        self.list[number as usize].named.scopes()
    }

    /// True if readers who may know a claim may know another one too.
    fn is_known(self, other: u32, to: u32) -> bool {
        self.scopes(other).is_within(self.resolver.config.spoilers.known(self.scopes(to)))
    }

    fn is_denial(self, number: u32) -> bool {
        claim_of(self.resolver, &self.list[number as usize]).status == Status::Denied
    }

    /// For each claim, the state that other claims leave it in. `None` if it stands.
    fn replaced(self) -> Vec<Option<ClaimState>> {
        let of = |number: u32| {
            let known = self.list[number as usize].referred_by.iter();
            let known = known.filter(|(_, later)| self.is_known(*later, number));
            known.filter_map(|(connection, _)| ClaimState::after(*connection)).max()
        };
        (0..self.list.len() as u32).map(of).collect()
    }

    /// Adds the denials of a group that stand, each with the claims of its value that were not made surely after it.
    fn denials(
        self,
        group: &[u32],
        values: &[ValueKey],
        replaced: &[Option<ClaimState>],
        found: &mut Vec<(u32, u32)>,
    ) {
        let said = |number: u32| {
            Said(claim_of(self.resolver, &self.list[number as usize]).said.map(|(date, _)| date))
        };
        // The newest denial of a value for each set of scopes.
        let mut newest: FxHashMap<ValueKey, Vec<u32>> = FxHashMap::default();
        for &number in group.iter().filter(|number| self.is_denial(**number)) {
            if replaced[number as usize].is_none() {
                let denials = newest.entry(values[number as usize]).or_default();
                match denials.iter_mut().find(|known| self.scopes(**known) == self.scopes(number)) {
                    Some(known) if said(*known) > said(number) => {}
                    Some(known) => *known = number,
                    None => denials.push(number),
                }
            }
        }
        for &number in group.iter().filter(|number| !self.is_denial(**number)) {
            let denials = newest.get(&values[number as usize]).into_iter().flatten().copied();
            let denials = denials.filter(|denial| self.is_known(*denial, number));
            let ended = denials.filter(|denial| !said(*denial).is_surely_before(said(number)));
            found.extend(ended.max_by_key(|denial| said(*denial)).map(|denial| (denial, number)));
        }
    }

    fn state(self, number: u32, replaced: &[Option<ClaimState>], values: &[ValueKey]) -> ClaimState {
        if let Some(state) = replaced[number as usize] {
            return state;
        }
        if self.is_denial(number) {
            return ClaimState::Denied;
        }
        let contradicts = |&(connection, other): &(Connection, u32)| {
            connection == Connection::Disputes
                && replaced[other as usize].is_none()
                && self.is_known(other, number)
                && values[other as usize] != values[number as usize]
        };
        let Statement { refers_to, referred_by, .. } = &self.list[number as usize];
        let is_disputed = refers_to.iter().chain(referred_by).any(contradicts);
        if is_disputed { ClaimState::Disputed } else { ClaimState::Current }
    }
}

/// Date of a statement. One without a date may be as new as today.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Said(Option<PartialDate>);

impl Said {
    fn is_surely_before(self, other: Self) -> bool {
        matches!((self.0, other.0), (Some(date), Some(other)) if date.is_surely_before(other))
    }
}

impl PartialOrd for Said {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Said {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0.is_none(), self.0).cmp(&(other.0.is_none(), other.0))
    }
}

/// The date of a statement in the order of a history: undated ones are last, by the day on which they were read.
pub(super) fn age(resolver: &NameResolver<'_>, statement: &Statement) -> (bool, Option<PartialDate>) {
    let claim = claim_of(resolver, statement);
    (claim.said.is_none(), claim.said.or(claim.read).map(|(date, _)| date))
}
