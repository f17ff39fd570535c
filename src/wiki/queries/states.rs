//! The readers for whom a query has other rows than for everybody.
//!
//! Facts with a label neither select nor sort the rows that everybody sees. Readers who know their scopes see another list, made for
//! what they know.

use std::collections::BTreeSet;

use super::{QueryResult, ResolvedQuery};
use crate::labels::Scopes;
use crate::wiki::Wiki;

/// Maximum number of lists for one query besides that for everybody.
const MAX_STATES: usize = 16;
/// Maximum number of rows in all of these.
const MAX_ROWS: usize = 1000;

impl Wiki {
    /// The states of knowledge for which a query in a fold of the scopes `around` has rows of its own, largest first.
    pub fn query_states(&self, query: &ResolvedQuery, around: Scopes) -> Vec<Scopes> {
        let deciding = self.deciding_scopes(query, around);
        if deciding.is_empty() {
            return Vec::new();
        }
        let order = &self.config.spoilers;
        let mut lists = vec![(Scopes::NONE, self.answer(query, order.known(around)))];
        let mut rows = 0;
        for scopes in deciding {
            let known = order.known(around.and(scopes));
            let answer = self.answer(query, known);
            // What these readers would see otherwise.
            let other = lists.iter().rev().find(|(scopes, _)| scopes.is_within(known));
            if other.is_some_and(|(_, other)| *other == answer) {
                continue;
            }
            rows += answer.rows();
            if rows > MAX_ROWS || lists.len() > MAX_STATES {
                break;
            }
            lists.push((scopes, answer));
        }
        lists.into_iter().skip(1).rev().map(|(scopes, _)| scopes).collect()
    }

    /// The scopes of the labelled facts that could select, sort or group the rows, and those of readers who know several of them;
    /// those of readers who know least are first.
    fn deciding_scopes(&self, query: &ResolvedQuery, around: Scopes) -> Vec<Scopes> {
        let order = &self.config.spoilers;
        if order.iter().next().is_none() {
            return Vec::new();
        }
        let fields = query.deciding_fields();
        let mut found: BTreeSet<Scopes> = BTreeSet::new();
        for row in self.candidates(query) {
            let cells = fields.iter().flat_map(|field| self.cells(row, field));
            found.extend(cells.filter(|cell| !cell.is_open()).map(|cell| order.last(cell.scopes())));
        }
        let around = order.known(around);
        found.retain(|scopes| !scopes.is_within(around));
        order.readers(found, MAX_STATES)
    }
}

impl ResolvedQuery {
    /// Fields whose values select, sort or group rows.
    fn deciding_fields(&self) -> BTreeSet<String> {
        let filters = self.filters.iter().map(|filter| filter.field.clone());
        let sort = self.sort_keys().into_owned().into_iter().map(|(field, _)| field);
        // Titles in lists have no label.
        let sort = sort.filter(|field| field != "title");
        filters.chain(sort).chain(self.group.clone()).collect()
    }
}

impl QueryResult {
    fn rows(&self) -> usize {
        self.groups.iter().map(|(_, rows)| rows.len()).sum()
    }
}
