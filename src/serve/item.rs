//! Content of an address, with the server's metadata, and the answer that it makes.

use std::sync::Arc;

use axum::http::StatusCode;

use super::answer::Content;
use super::version::PageVersion;
use crate::diag::Diagnostic;

/// Content with the server's metadata.
#[derive(Clone)]
pub(super) struct Item {
    /// The content.
    pub content: Content,
    /// Version of the page; `None` for anything but a page.
    pub version: Option<PageVersion>,
    /// The only source file, by its path relative to the root, if there is exactly one.
    pub file: Option<String>,
    /// True if this is the last good answer instead of the newest.
    pub is_old: bool,
    /// True if this replaces a page that cannot be rendered.
    pub is_bare: bool,
    /// Diagnostics of its rendering.
    pub faults: Vec<Diagnostic>,
}

impl Item {
    /// Size in memory, with a path, in bytes.
    pub(super) fn size(&self, path: &str) -> usize {
        size_of::<Self>() + path.len() + self.content.size_in_memory()
    }

    /// The item as an answer. It has the status of its address, unless it replaces another item.
    pub(super) fn with(self: Arc<Self>, status: StatusCode) -> Answer {
        Answer::Content(if self.is_bare { StatusCode::INTERNAL_SERVER_ERROR } else { status }, self)
    }
}

/// The answer for an address.
pub(super) enum Answer {
    /// A page or a file.
    Content(StatusCode, Arc<Item>),
    /// A redirect to the same address with a trailing slash.
    Slash,
}
