//! Views: an edition enters, what a browser gets for an address leaves.
//!
//! The edition of a view never changes. After a save there is a new view, and requests that began with the old one end
//! with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use axum::http::StatusCode;

use super::address::{self, Route};
use super::answer::Content;
use super::edition::Edition;
use super::media;
use super::mended::Mended;
use super::past::Past;
use super::variants::Variants;
use super::version::PageVersion;
use crate::diag::{Diagnostic, Findings};
use crate::lock::lock;
use crate::output::Rendered;
use crate::pipeline::Memo;

/// Bytes of answers that a view keeps, so that a page that ten browsers ask for is rendered once.
const KEPT_BYTES: usize = 16 * 1024 * 1024;
/// Path of the page for addresses where nothing is.
const NOT_FOUND: &str = "404.html";

/// An edition as it is served.
pub(super) struct View {
    /// The newest edition.
    pub edition: Arc<Edition>,
    /// The same with the last good versions of files.
    site: Arc<Mended>,
    /// Editions from before, until this one has been tried.
    past: Mutex<Past>,
    /// Paths that could not be rendered, once all have been tried.
    failed: OnceLock<Arc<BTreeSet<String>>>,
    /// What has been found in the edition so far.
    findings: Mutex<Arc<Findings>>,
    /// What has been found in pictures that browsers have asked for.
    of_pictures: Mutex<Vec<Diagnostic>>,
    variants: Arc<Variants>,
    sent: Mutex<Sent>,
}

/// What is sent for an address.
pub(super) enum Answer {
    /// A page or a file.
    Content(StatusCode, Arc<Item>),
    /// The same address with a slash at its end.
    Slash,
}

/// Content, with what the server knows of it.
pub(super) struct Item {
    /// What is sent.
    pub content: Content,
    /// What tells it from its other versions; `None` for what is not a page.
    pub version: Option<PageVersion>,
    /// Whether it is the last good version and not the newest.
    pub is_old: bool,
    /// Whether it only stands in for a page that cannot be rendered.
    pub is_bare: bool,
    /// What was found while it was rendered.
    pub faults: Vec<Diagnostic>,
}

impl Item {
    /// The item as an answer: with the status that its address has, unless there is nothing to show.
    fn with(self: Arc<Self>, status: StatusCode) -> Answer {
        Answer::Content(if self.is_bare { StatusCode::INTERNAL_SERVER_ERROR } else { status }, self)
    }
}

/// What has been sent already.
#[derive(Default)]
struct Sent {
    items: BTreeMap<String, Arc<Item>>,
    bytes: usize,
}

impl View {
    /// A view of an edition that comes after another one, and was made with some memo.
    pub(super) fn new(edition: Edition, before: Option<&Self>, memo: &Memo, variants: Arc<Variants>) -> Self {
        let site = Arc::new(Mended::new(edition, before.map(|before| before.site.as_ref()), memo));
        Self {
            edition: Arc::clone(&site.newest),
            past: Mutex::new(before.map(Self::with_past).unwrap_or_default()),
            failed: OnceLock::new(),
            findings: Mutex::new(Arc::new(site.newest.findings.clone())),
            of_pictures: Mutex::default(),
            variants,
            sent: Mutex::default(),
            site,
        }
    }

    /// The past of the view that comes after this one.
    fn with_past(&self) -> Past {
        lock(&self.past).with(Arc::clone(&self.site), self.failed.get().cloned())
    }

    /// What is sent for an address below the root of the site.
    pub(super) fn at(&self, address: &str) -> Answer {
        match address::find(address, |path| self.has(path)) {
            Route::File(path) => self.file(&path, StatusCode::OK),
            Route::Slash => Answer::Slash,
            Route::Nothing => self.file(NOT_FOUND, StatusCode::NOT_FOUND),
        }
    }

    /// What has been found in the edition so far.
    pub(super) fn findings(&self) -> Arc<Findings> {
        let found = Arc::clone(&lock(&self.findings));
        let of_pictures = lock(&self.of_pictures).clone();
        if of_pictures.is_empty() { found } else { Arc::new(found.with(&self.edition.levelled(of_pictures))) }
    }

    /// Takes what was found when every path had been rendered, and the paths that could not be.
    pub(super) fn complete(&self, findings: Arc<Findings>, failed: BTreeSet<String>) {
        *lock(&self.findings) = findings;
        if !self.site.hides_all() {
            lock(&self.past).keep_for(&failed);
        }
        // Nobody else completes a view.
        let _ = self.failed.set(Arc::new(failed));
    }

    /// Path of the site's root, with a slash at both ends.
    pub(super) fn base_path(&self) -> &str {
        &self.site.base_path
    }

    /// The edition that an address is shown from: the newest one, or the last good one.
    pub(super) fn edition_at(&self, address: &str) -> Arc<Edition> {
        self.site.old(&format!("{address}index.html")).unwrap_or_else(|| Arc::clone(&self.edition))
    }

    fn has(&self, path: &str) -> bool {
        self.edition.has(path) || self.site.old(path).is_some()
    }

    fn file(&self, path: &str, status: StatusCode) -> Answer {
        let known = lock(&self.sent).items.get(path).cloned();
        if let Some(item) = known {
            return item.with(status);
        }
        let old = self.site.old(path);
        let edition = old.as_ref().unwrap_or(&self.edition);
        if let Some(variant) = self.variants.at(edition, path) {
            lock(&self.of_pictures).extend(variant.fault);
            return self.send(
                path,
                status,
                self.item(&variant.file.path, Rendered::File(Arc::clone(&variant.file))),
            );
        }
        let item = match edition.render(path) {
            (Some(rendered), faults) => {
                let item = self.item(path, rendered);
                Item { is_old: old.is_some(), faults, ..item }
            }
            (None, faults) => self.broken(path, old.is_some(), faults),
        };
        self.send(path, status, item)
    }

    /// What is sent in the place of a path that cannot be rendered: its last good version, else a bare page. What is
    /// wrong is shown over it in the browser. If it was an old version that failed, the newest one is tried before others.
    fn broken(&self, path: &str, was_old: bool, faults: Vec<Diagnostic>) -> Item {
        let newest = if was_old { self.edition.render(path).0 } else { None };
        let old = newest.or_else(|| lock(&self.past).render(path)).map(|rendered| self.item(path, rendered));
        let is_old = old.is_some();
        let item = old.unwrap_or_else(|| self.item(path, Rendered::Bytes(BARE_PAGE.into())));
        Item { is_old, is_bare: !is_old, faults, ..item }
    }

    fn item(&self, path: &str, rendered: Rendered) -> Item {
        let media = media::type_of(path);
        let item =
            |content, version| Item { content, version, is_old: false, is_bare: false, faults: Vec::new() };
        match rendered {
            Rendered::File(asset) => item(Content::of_file(&asset, media), None),
            Rendered::Bytes(bytes) if media::is_page(media) => {
                let html = String::from_utf8_lossy(&bytes);
                let version = PageVersion::of(&html, |address| self.tag_at(address));
                item(Content::new(with_client(&html, &version), media), Some(version))
            }
            Rendered::Bytes(bytes) => item(Content::new(bytes, media), None),
        }
    }

    fn send(&self, path: &str, status: StatusCode, item: Item) -> Answer {
        let item = Arc::new(item);
        let mut sent = lock(&self.sent);
        sent.bytes += item.content.size_in_memory();
        if sent.bytes > KEPT_BYTES {
            *sent = Sent { items: BTreeMap::new(), bytes: item.content.size_in_memory() };
        }
        sent.items.insert(path.to_owned(), Arc::clone(&item));
        item.with(status)
    }

    /// The hash of what stands at an address, as pages write it; `None` when that is another page or elsewhere.
    fn tag_at(&self, address: &str) -> Option<String> {
        let path = address.split(['?', '#']).next()?.strip_prefix(self.base_path())?;
        let path = address::decode(path)?;
        let path = path.as_str();
        if media::is_page(media::type_of(path)) || !self.has(path) {
            return None;
        }
        match self.file(path, StatusCode::OK) {
            Answer::Content(_, item) => Some(item.content.tag.clone()),
            Answer::Slash => None,
        }
    }
}

/// A page for when there is nothing to show.
const BARE_PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>This page has a fault</title>\n\
    </head>\n<body>\n<h1>This page cannot be shown</h1>\n<p>It will come back when its fault is mended.</p>\n\
    </body>\n</html>\n";

/// Adds the script that keeps a page fresh. The page itself says which version it is.
fn with_client(html: &str, version: &PageVersion) -> String {
    let script =
        format!("<script defer src=\"{}\" data-version=\"{}\"></script>\n", super::CLIENT, version.label());
    let end = html.rfind("</body>").or_else(|| html.rfind("</BODY>")).unwrap_or(html.len());
    format!("{}{script}{}", &html[..end], &html[end..])
}
