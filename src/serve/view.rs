//! Views: an edition enters, what a browser gets for an address leaves.
//!
//! The edition of a view never changes. After a save there is a new view, and requests that began with the old one end
//! with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;

use super::address::{self, Found};
use super::answer::Content;
use super::darkroom::Darkroom;
use super::edition::Edition;
use super::media;
use super::print::Print;
use crate::diag::{Code, Diagnostic, Findings, Severity, codes};
use crate::render::Rendered;
use crate::text::Place;

/// Bytes of answers that a view keeps, so that a page that ten browsers ask for is rendered once.
const KEPT_BYTES: usize = 16 * 1024 * 1024;
/// Path of the page for addresses where nothing is.
const NOT_FOUND: &str = "404.html";
/// Faults for which a file cannot be shown as it was meant.
static HIDING: [&Code; 10] = [
    &codes::INVALID_CONFIG,
    &codes::INVALID_UTF8,
    &codes::NUL_BYTE,
    &codes::FILE_TOO_LARGE,
    &codes::UNREADABLE,
    &codes::FRONT_MATTER,
    &codes::DUPLICATE_KEY,
    &codes::NESTING_TOO_DEEP,
    &codes::PARSER_PANIC,
    &codes::TEMPLATE,
];

/// An edition as it is served.
pub(super) struct View {
    /// The newest edition.
    pub edition: Arc<Edition>,
    /// The last edition that could be shown as it was meant, until this one has proved that it can.
    good: Mutex<Option<Arc<Edition>>>,
    /// Files that cannot be shown as they were meant, by path from the root.
    hidden: BTreeSet<Arc<str>>,
    /// Whether a page could not be rendered.
    failed: AtomicBool,
    /// What has been found in the edition so far.
    findings: Mutex<Arc<Findings>>,
    /// What has been found in pictures that browsers have asked for.
    of_pictures: Mutex<Vec<Diagnostic>>,
    darkroom: Arc<Darkroom>,
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
    pub print: Option<Print>,
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
    /// A view of an edition that comes after another one.
    pub(super) fn new(edition: Edition, before: Option<&Self>, darkroom: Arc<Darkroom>) -> Self {
        Self {
            hidden: hidden_files(&edition.findings),
            good: Mutex::new(before.and_then(Self::last_good)),
            failed: AtomicBool::new(false),
            findings: Mutex::new(Arc::new(edition.findings.clone())),
            of_pictures: Mutex::default(),
            darkroom,
            sent: Mutex::default(),
            edition: Arc::new(edition),
        }
    }

    /// What is sent for an address below the root of the site.
    pub(super) fn at(&self, address: &str) -> Answer {
        match address::find(address, |path| self.has(path)) {
            Found::File(path) => self.file(&path, StatusCode::OK),
            Found::Slash => Answer::Slash,
            Found::Nothing => self.file(NOT_FOUND, StatusCode::NOT_FOUND),
        }
    }

    /// What has been found in the edition so far.
    pub(super) fn findings(&self) -> Arc<Findings> {
        let found = Arc::clone(&lock(&self.findings));
        let of_pictures = lock(&self.of_pictures).clone();
        if of_pictures.is_empty() { found } else { Arc::new(found.with(&self.edition.levelled(of_pictures))) }
    }

    /// Takes what was found when every path had been rendered. If all of them can be shown, the last good edition is not
    /// needed any more.
    pub(super) fn complete(&self, findings: Arc<Findings>) {
        *lock(&self.findings) = findings;
        if self.is_good() {
            *lock(&self.good) = None;
        }
    }

    /// Renders a path for its faults only.
    pub(super) fn inspect(&self, path: &str) -> Vec<Diagnostic> {
        let (rendered, faults) = self.edition.render(path);
        self.failed.fetch_or(rendered.is_none(), Ordering::Relaxed);
        faults
    }

    fn is_good(&self) -> bool {
        self.hidden.is_empty() && !self.failed.load(Ordering::Relaxed)
    }

    fn last_good(&self) -> Option<Arc<Edition>> {
        if self.is_good() { Some(Arc::clone(&self.edition)) } else { lock(&self.good).clone() }
    }

    /// Path of the site's root, with a slash at both ends.
    pub(super) fn base_path(&self) -> String {
        let edition = self.old_for_all().unwrap_or_else(|| Arc::clone(&self.edition));
        edition.config().base_url.path.clone()
    }

    /// The edition that an address is shown from: the newest one, or the last good one.
    pub(super) fn edition_at(&self, address: &str) -> Arc<Edition> {
        self.old(&format!("{address}index.html")).unwrap_or_else(|| Arc::clone(&self.edition))
    }

    fn has(&self, path: &str) -> bool {
        self.edition.has(path) || self.old(path).is_some()
    }

    /// The last good edition, for a path whose file cannot be shown as it was meant.
    fn old(&self, path: &str) -> Option<Arc<Edition>> {
        if self.hidden.is_empty() {
            return None;
        }
        let by_file = || {
            let good = lock(&self.good).clone()?;
            let is_hidden = good.file_behind(path).is_some_and(|file| self.hidden.contains(file));
            is_hidden.then_some(good)
        };
        self.old_for_all().or_else(by_file).filter(|good| good.has(path))
    }

    /// The last good edition, while a fault of the settings or of a template makes every page what it was not meant to be.
    fn old_for_all(&self) -> Option<Arc<Edition>> {
        let shared = self.hidden.iter().any(|file| !file.starts_with("content/"));
        if shared { lock(&self.good).clone() } else { None }
    }

    fn file(&self, path: &str, status: StatusCode) -> Answer {
        let known = lock(&self.sent).items.get(path).cloned();
        if let Some(item) = known {
            return item.with(status);
        }
        let old = self.old(path);
        let edition = old.as_ref().unwrap_or(&self.edition);
        if let Some(print) = self.darkroom.print(edition, path) {
            lock(&self.of_pictures).extend(print.fault);
            return self.send(
                path,
                status,
                self.item(&print.file.path, Rendered::File(Arc::clone(&print.file))),
            );
        }
        let item = match edition.render(path) {
            (Some(rendered), faults) => {
                let item = self.item(path, rendered);
                Item { is_old: old.is_some(), faults, ..item }
            }
            (None, faults) => self.broken(path, faults),
        };
        self.send(path, status, item)
    }

    /// What is sent in the place of a path that cannot be rendered: its last good version, else a bare page. What is
    /// wrong is shown over it in the browser.
    fn broken(&self, path: &str, faults: Vec<Diagnostic>) -> Item {
        self.failed.store(true, Ordering::Relaxed);
        let good = lock(&self.good).clone();
        let old = good.and_then(|good| good.render(path).0).map(|rendered| self.item(path, rendered));
        let is_old = old.is_some();
        let item = old.unwrap_or_else(|| self.item(path, Rendered::Bytes(BARE_PAGE.into())));
        Item { is_old, is_bare: !is_old, faults, ..item }
    }

    fn item(&self, path: &str, rendered: Rendered) -> Item {
        let media = media::type_of(path);
        let item =
            |content, print| Item { content, print, is_old: false, is_bare: false, faults: Vec::new() };
        match rendered {
            Rendered::File(asset) => item(Content::of_file(&asset, media), None),
            Rendered::Bytes(bytes) if media::is_page(media) => {
                let html = String::from_utf8_lossy(&bytes);
                let print = Print::of(&html, |address| self.tag_at(address));
                item(Content::new(with_client(&html, &print), media), Some(print))
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
        let path = address.split(['?', '#']).next()?.strip_prefix(&self.base_path())?;
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
fn with_client(html: &str, print: &Print) -> String {
    let script =
        format!("<script defer src=\"{}\" data-print=\"{}\"></script>\n", super::CLIENT, print.word());
    let end = html.rfind("</body>").or_else(|| html.rfind("</BODY>")).unwrap_or(html.len());
    format!("{}{script}{}", &html[..end], &html[end..])
}

/// The files that cannot be shown as they were meant.
fn hidden_files(findings: &Findings) -> BTreeSet<Arc<str>> {
    let hiding = findings.iter().filter(|finding| {
        finding.severity == Severity::Error
            && HIDING.iter().any(|code| code.name == finding.diagnostic.code.name)
    });
    let places = hiding.flat_map(|finding| {
        let related = finding.diagnostic.related.iter().map(|related| &related.place);
        finding.diagnostic.place.iter().chain(related)
    });
    places.map(|place: &Place| Arc::clone(&place.path)).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
