//! Views: answers for addresses, from one edition.
//!
//! The edition of a view never changes. Each save makes a new view; requests that started with the old view finish
//! with it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;

use super::address::{self, Route};
use super::answer::Content;
use super::edition::Edition;
use super::item::{Answer, Item};
use super::last_good::{Broken, LastGood};
use super::variants::Variants;
use super::version::PageVersion;
use crate::asset::media;
use crate::diag::{Diagnostic, Findings};
use crate::lock::lock;
use crate::output::Rendered;

/// Maximum size of the answers kept by a view, in bytes. A page that ten browsers request is rendered once.
const MAX_SENT: usize = 16 * 1024 * 1024;
/// Path of the page for addresses that do not exist.
const NOT_FOUND: &str = "404.html";

/// An edition as it is served.
pub(super) struct View {
    /// The edition.
    pub edition: Arc<Edition>,
    /// Path of the site's root, with a slash at both ends.
    base_path: String,
    broken: Broken,
    last_good: Arc<LastGood>,
    /// Findings so far.
    findings: Mutex<Arc<Findings>>,
    /// Diagnostics of the images that browsers have requested.
    of_pictures: Mutex<Vec<Diagnostic>>,
    variants: Arc<Variants>,
    sent: Mutex<Sent>,
}

/// Answers that have been sent.
#[derive(Default)]
struct Sent {
    items: BTreeMap<String, Arc<Item>>,
    bytes: usize,
}

impl View {
    /// A view of an edition that follows another view.
    pub(super) fn new(edition: Edition, before: Option<&Self>, variants: Arc<Variants>) -> Self {
        let broken = Broken::new(&edition.findings);
        // Broken settings do not change the site's base path.
        let before_breaking = before.filter(|_| broken.has(&edition.inputs.settings.path));
        let base_path = match before_breaking {
            Some(before) => before.base_path.clone(),
            None => edition.config().base_url.path.clone(),
        };
        Self {
            base_path,
            broken,
            last_good: before.map(|before| Arc::clone(&before.last_good)).unwrap_or_default(),
            findings: Mutex::new(Arc::new(edition.findings.clone())),
            of_pictures: Mutex::default(),
            variants,
            sent: Mutex::default(),
            edition: Arc::new(edition),
        }
    }

    /// The answer for an address below the root of the site.
    pub(super) fn at(&self, address: &str) -> Answer {
        match address::find(address, |path| self.has(path)) {
            Route::File(path) => self.file(&path).with(StatusCode::OK),
            Route::Slash => Answer::Slash,
            Route::Nothing => self.file(NOT_FOUND).with(StatusCode::NOT_FOUND),
        }
    }

    /// Findings so far.
    pub(super) fn findings(&self) -> Arc<Findings> {
        let found = Arc::clone(&lock(&self.findings));
        let of_pictures = lock(&self.of_pictures).clone();
        if of_pictures.is_empty() { found } else { Arc::new(found.with(&self.edition.levelled(of_pictures))) }
    }

    /// Stores the findings of all paths.
    pub(super) fn complete(&self, findings: Arc<Findings>) {
        *lock(&self.findings) = findings;
    }

    /// Path of the site's root, with a slash at both ends.
    pub(super) fn base_path(&self) -> &str {
        &self.base_path
    }

    fn has(&self, path: &str) -> bool {
        self.edition.has(path) || self.is_removed_by_fault(path)
    }

    fn is_removed_by_fault(&self, path: &str) -> bool {
        let last_good = self.last_good.get(path);
        last_good.is_some_and(|item| self.broken.may_have_removed(item.file.as_deref()))
    }

    /// Returns whether a path cannot be shown correctly, even if it can be rendered.
    fn is_broken(&self, path: &str) -> bool {
        let edition = &self.edition;
        edition.file_behind(path).is_some_and(|file| self.broken.has(file))
            || self.broken.is_shared() && edition.is_made_with_template(path)
            || !edition.has(path)
    }

    fn file(&self, path: &str) -> Arc<Item> {
        let sent = lock(&self.sent).items.get(path).cloned();
        sent.unwrap_or_else(|| {
            let item = self.find(path);
            self.remember(path, &item);
            item
        })
    }

    /// The item for a path: the last good answer if the path cannot be shown correctly.
    fn find(&self, path: &str) -> Arc<Item> {
        let old = |faults| {
            let item = self.last_good.get(path)?;
            Some(Arc::new(Item { is_old: true, faults, ..Item::clone(&item) }))
        };
        let is_broken = self.is_broken(path);
        if let Some(item) = is_broken.then(|| old(Vec::new())).flatten() {
            return item;
        }
        let (rendered, faults) = self.render(path);
        let Some(rendered) = rendered else {
            return old(faults.clone()).unwrap_or_else(|| self.bare(path, faults));
        };
        let item = Arc::new(Item { faults, ..self.item(path, rendered) });
        if !is_broken {
            self.last_good.keep(path, &item);
        }
        item
    }

    /// A rendered path, or an image variant.
    fn render(&self, path: &str) -> (Option<Rendered>, Vec<Diagnostic>) {
        match self.variants.at(&self.edition, path) {
            Some(variant) => {
                lock(&self.of_pictures).extend(variant.fault);
                (Some(Rendered::File(variant.file)), Vec::new())
            }
            None => self.edition.render(path),
        }
    }

    /// A placeholder for a page that cannot be rendered. The browser shows the diagnostics over it.
    fn bare(&self, path: &str, faults: Vec<Diagnostic>) -> Arc<Item> {
        let item = self.item(path, Rendered::Bytes(BARE_PAGE.into()));
        Arc::new(Item { is_bare: true, faults, ..item })
    }

    fn item(&self, path: &str, rendered: Rendered) -> Item {
        let media = match &rendered {
            Rendered::File(asset) => media::type_of(&asset.path),
            Rendered::Bytes(_) => media::type_of(path),
        };
        let (content, version) = match rendered {
            Rendered::File(asset) => (Content::of_file(&asset, media), None),
            Rendered::Bytes(bytes) if media::is_page(media) => {
                let html = String::from_utf8_lossy(&bytes);
                let version = PageVersion::of(&html, |address| self.tag_at(address));
                (Content::new(with_client(&html, &version), media), Some(version))
            }
            Rendered::Bytes(bytes) => (Content::new(bytes, media), None),
        };
        let file = self.edition.file_behind(path).map(str::to_owned);
        Item { content, version, file, is_old: false, is_bare: false, faults: Vec::new() }
    }

    fn remember(&self, path: &str, item: &Arc<Item>) {
        let mut sent = lock(&self.sent);
        sent.bytes += item.size(path);
        if sent.bytes > MAX_SENT {
            *sent = Sent { items: BTreeMap::new(), bytes: item.size(path) };
        }
        sent.items.insert(path.to_owned(), Arc::clone(item));
    }

    /// The hash of the file at an address as pages write it; `None` for pages and external addresses.
    fn tag_at(&self, address: &str) -> Option<String> {
        let path = address.split(['?', '#']).next()?.strip_prefix(self.base_path())?;
        let path = address::decode(path)?;
        let is_file = !media::is_page(media::type_of(&path)) && self.has(&path);
        is_file.then(|| self.file(&path).content.tag.clone())
    }
}

/// The page shown when there is no content.
const BARE_PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
                         name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>This page \
                         has an error</title>\n</head>\n<body>\n<h1>This page cannot be shown</h1>\n<p>It \
                         comes back when the error is fixed.</p>\n</body>\n</html>\n";

/// Adds the script that keeps a page up to date. The script element carries the version of the page.
fn with_client(html: &str, version: &PageVersion) -> String {
    let script =
        format!("<script defer src=\"{}\" data-version=\"{}\"></script>\n", super::CLIENT, version.label());
    let end = html.rfind("</body>").or_else(|| html.rfind("</BODY>")).unwrap_or(html.len());
    format!("{}{script}{}", &html[..end], &html[end..])
}
