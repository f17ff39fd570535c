//! The origins of pages that were copied from another site: what they have in common.

use super::resolver::{Resolver, text};
use super::written;
use crate::diag::codes;
use crate::text::is_web_address;

/// The place of the revision in an address.
const REVISION: &str = "{revision}";

/// What the origins of all pages have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// Address of a revision; `{revision}` stands for its id.
    url: Option<String>,
    /// Licence of the texts.
    pub licence: Option<String>,
}

impl Origins {
    /// The address of a revision.
    pub fn address(&self, revision: &str) -> Option<String> {
        let is_plain = revision.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        self.url.as_ref().filter(|_| is_plain).map(|url| url.replace(REVISION, revision))
    }
}

pub(super) fn resolve(resolver: &mut Resolver<'_>, written: written::Origins) -> Origins {
    let url = written.url.filter(|url| {
        let is_valid = is_web_address(&url.value) && url.value.contains(REVISION);
        if !is_valid {
            let message = format!("invalid address `{}`", url.value);
            let fault = resolver.fault(&codes::INVALID_CONFIG, url, message);
            fault.help.push(format!(
                "write an address that begins with `https://` and contains `{REVISION}`, such as \
                 `https://old.example.org/wiki/Special:PermanentLink/{REVISION}`"
            ));
        }
        is_valid
    });
    Origins { url: url.map(|url| url.value), licence: text(written.licence) }
}
