//! The origin of a page that was copied from another site: address, revision, date, authors and licence.

use serde::{Deserialize, Serialize};

use super::fields::{Reader, Split};
use super::node::{Node, YamlPath};
use crate::config::Origins;
use crate::date::PartialDate;
use crate::diag::codes;
use crate::labels::{Labelled, Scopes};

/// Keys of an origin.
const KEYS: [&str; 8] = ["url", "revision", "date", "authors", "author", "licence", "license", "spoiler"];

/// The origin of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Address of the original page.
    pub url: Option<String>,
    /// Id of its revision.
    pub revision: Option<String>,
    /// Date of its revision.
    pub date: Option<PartialDate>,
    /// Names of its authors.
    pub authors: Vec<String>,
    /// Licence of its text.
    pub licence: Option<String>,
}

impl Origin {
    /// The host of its address, without `www.`.
    pub fn host(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
        Some(host.strip_prefix("www.").unwrap_or(host))
    }
}

impl Origin {
    /// Adds what all origins of the wiki have in common.
    pub(super) fn complete(mut self, shared: &Origins) -> Self {
        self.url = self.url.or_else(|| shared.address(self.revision.as_deref()?));
        self.licence = self.licence.or_else(|| shared.licence.clone());
        self
    }
}

impl Reader<'_> {
    /// Reads an origin: a map, or an address alone.
    pub(super) fn origin(&mut self, node: &Node, at: YamlPath) -> Option<Labelled<Origin>> {
        let mut origin = Origin::default();
        let mut scopes = Scopes::NONE;
        let entries = match node {
            Node::Null => return None,
            Node::Text(_) => {
                origin.url = self.web_address("origin", node, at);
                return origin.url.is_some().then(|| Labelled::unlabelled(origin));
            }
            Node::Map(entries) => entries,
            _ => {
                self.wrong_type("origin", "a map with `url`", node, at);
                return None;
            }
        };
        for entry in entries {
            let (key, value, at) = (entry.key.as_str(), &entry.value, at.child(entry.ordinal));
            match key {
                "url" => origin.url = self.web_address(key, value, at),
                "revision" => origin.revision = self.short_text(key, value, at),
                "date" => origin.date = self.date(key, value, at),
                "authors" | "author" => {
                    let names = self.names(key, value, at, Split::Never);
                    origin.authors.extend(names.into_iter().map(|name| name.text));
                }
                "licence" | "license" => origin.licence = self.short_text(key, value, at),
                "spoiler" => scopes = scopes.and(self.scopes(value, at)),
                _ => self.unknown(&codes::UNKNOWN_KEY, entry, at, KEYS),
            }
        }
        (origin != Origin::default()).then(|| Labelled::new(origin, scopes))
    }
}
