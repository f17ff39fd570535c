//! Claims as text: their values, dates and fragment ids.

use super::Renderer;
use crate::labels::Labelled;
use crate::page::path_slug;
use crate::page::value::{Claim, Status};
use crate::wiki::ClaimDetails;
use crate::words::Words;

/// The date of a statement for people, or the day on which it was read.
pub(super) fn said_text(words: &Words, claim: &Claim) -> Option<String> {
    match (claim.said, claim.read) {
        (Some((date, _)), _) => Some(words.date(date)),
        (None, Some((date, _))) => Some(words.undated_read(&words.date(date))),
        (None, None) => None,
    }
}

impl Renderer<'_> {
    /// The day up to which nothing newer was found than a claim whose date has passed.
    pub(super) fn checked(&self, number: u32) -> Option<crate::date::PartialDate> {
        self.wiki.claims.checked(number, &self.wiki.pages, self.wiki.today)
    }

    /// The contents of a claim.
    pub(super) fn told(&self, number: u32) -> Labelled<ClaimDetails<'_>> {
        self.wiki.claims.told(number, &self.wiki.pages)
    }
}

/// Fragment id of a claim: its own id if that is open to all readers, otherwise the page's name and its index there.
pub(super) fn fragment(renderer: &Renderer<'_>, number: u32) -> String {
    let statement = renderer.wiki.claims.get(number);
    match renderer.told(number).open().and_then(|told| told.claim.id.as_ref()) {
        Some(id) => format!("claim-{}", path_slug(&id.text)),
        None => {
            let page = renderer.wiki.page(statement.page);
            format!("claim-{}-{}", path_slug(page.stem()), statement.index + 1)
        }
    }
}

/// The claimed value as text.
pub(super) fn value_text(words: &Words, claim: &Claim) -> String {
    let text = plain_value(words, claim);
    if claim.status == Status::Denied { words.not_value(&text) } else { text }
}

/// The claimed or denied value as text.
pub(super) fn plain_value(words: &Words, claim: &Claim) -> String {
    let text = &claim.value.text;
    match crate::date::PartialDate::parse(text).filter(|_| text.len() > 4) {
        Some(date) => words.date(date),
        None => text.clone(),
    }
}
