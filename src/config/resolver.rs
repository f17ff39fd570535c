//! Reports faults in settings while they are resolved.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::reader::Spanned;
use crate::date::calendar::Calendar;
use crate::diag::{Code, Diagnostic, codes};
use crate::text::{Source, choose};

pub(super) struct Resolver<'r> {
    pub(super) source: &'r Source,
    pub(super) faults: &'r mut Vec<Diagnostic>,
    /// The calendars of the wiki, by name.
    pub(super) calendars: BTreeMap<String, Arc<Calendar>>,
}

impl Resolver<'_> {
    pub(super) fn fault(
        &mut self,
        code: &'static Code,
        at: &Spanned<String>,
        message: String,
    ) -> &mut Diagnostic {
        self.faults.push(Diagnostic::new(code, self.source.place(at.range.clone()), message));
        self.faults.last_mut().expect("a fault was just pushed")
    }

    /// Reports a value that is not in a list, with the likely intended ones.
    pub(super) fn not_one_of<'c, I>(&mut self, what: &str, at: &Spanned<String>, choices: I)
    where
        I: IntoIterator<Item = &'c str, IntoIter: Clone>,
    {
        let fault = self.fault(&codes::INVALID_CONFIG, at, format!("unknown {what} `{}`", at.value));
        fault.help.push(choose(&at.value, choices));
    }

    pub(super) fn fault_at(&mut self, range: Range<usize>, message: String) {
        self.faults.push(Diagnostic::new(&codes::INVALID_CONFIG, self.source.place(range), message));
    }
}

pub(super) fn text(spanned: Option<Spanned<String>>) -> Option<String> {
    spanned.map(|spanned| spanned.value).filter(|value| !value.trim().is_empty())
}
