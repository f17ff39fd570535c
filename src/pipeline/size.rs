//! The limit on the size of a site: a multiple of the size of its sources, plus a constant per page.
//!
//! Without it, pages that list or embed each other would make a site grow with the square of its sources. Files that
//! are published unchanged do not count on either side.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::Site;
use crate::diag::{Diagnostic, codes};
use crate::output::Rendered;
use crate::render::{Artifact, Renderer};

/// Bytes of output per byte of pages and data files.
const PER_BYTE: u64 = 64;
/// Bytes per page, besides what the theme adds to every page.
const PER_PAGE: u64 = 16 * 1024;
/// Pages that any site may have besides its sources: lists, the search, the home page.
const FREE_PAGES: u64 = 100;
/// Number of paths rendered at once in the search for those that are too large.
const AT_ONCE: usize = 64;
/// Maximum number of files named when a site is too large.
const NAMED: usize = 5;

/// Adds up the size of a site while its paths are rendered, in any order.
#[derive(Debug)]
pub struct Meter {
    limit: u64,
    used: AtomicU64,
    /// Total size of everything published, including authors' files.
    published: AtomicU64,
    /// Files that are larger than the host allows.
    large: Mutex<BTreeMap<String, u64>>,
}

impl Meter {
    /// Returns whether the site is larger than allowed. Once true, it stays true.
    pub fn is_exceeded(&self) -> bool {
        self.used.load(Ordering::Relaxed) > self.limit
    }

    /// Adds a file of the site.
    pub fn add(&self, bytes: u64) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Site {
    /// A new meter.
    pub fn meter(&self, renderer: &Renderer<'_>) -> Meter {
        Meter {
            limit: self.size_limit(renderer),
            used: AtomicU64::new(0),
            published: AtomicU64::new(0),
            large: Mutex::default(),
        }
    }

    /// Size of pages and data files and of their names, in bytes.
    fn source_bytes(&self) -> u64 {
        let pages = self.checked.0.pages.iter().map(|page| page.size + page.path().len());
        pages.sum::<usize>() as u64 + self.data_bytes
    }

    fn size_limit(&self, renderer: &Renderer<'_>) -> u64 {
        let pages = self.wiki.pages.len() as u64 + FREE_PAGES;
        let own = PER_BYTE * self.source_bytes() + (PER_PAGE + renderer.frame_size()) * pages;
        self.wiki.config.output.max_size.unwrap_or(own)
    }

    /// The content of a path as in [`Site::render`], added to the meter. `None` once the site is too large.
    pub fn render_within(
        &self,
        path: &str,
        renderer: &Renderer<'_>,
        meter: &Meter,
    ) -> Option<Result<Rendered, Vec<Diagnostic>>> {
        if meter.is_exceeded() {
            return None;
        }
        let rendered = self.render(path, renderer);
        if let Some(Ok(rendered)) = &rendered {
            meter.add(self.counted(path, rendered));
            self.weigh(path, rendered, meter);
        }
        rendered
    }

    /// Counts a file towards the limits of the host.
    fn weigh(&self, path: &str, rendered: &Rendered, meter: &Meter) {
        let bytes = match rendered {
            Rendered::Bytes(bytes) => bytes.len() as u64,
            Rendered::File(asset) => asset.length(),
        };
        meter.published.fetch_add(bytes, Ordering::Relaxed);
        let is_large = self.wiki.config.output.host.limits().file_bytes.is_some_and(|limit| bytes > limit);
        if is_large && let Ok(mut large) = meter.large.lock() {
            large.insert(path.to_owned(), bytes);
            while large.len() > NAMED {
                large.pop_last();
            }
        }
    }

    /// Reports where the site exceeds the limits of its host.
    pub fn faults_of_host(&self, meter: &Meter) -> Vec<Diagnostic> {
        let output = &self.wiki.config.output;
        let limits = output.host.limits();
        let fault = |message: String| Diagnostic::new(&codes::HOST_LIMIT, output.host_at.place(), message);
        let mut faults = Vec::new();
        let files = limits.files.map(|limit| (self.paths().len() as u64, limit));
        if let Some((files, limit)) = files.filter(|(files, limit)| files > limit) {
            let message = format!(
                "the site has {files} files, more than the limit of {limit} on `{}`",
                output.host.name()
            );
            faults.push(fault(message).help("switch off `special`, `backlinks` or `api` under `[output]`"));
        }
        let bytes = meter.published.load(Ordering::Relaxed);
        if let Some(limit) = limits.bytes.filter(|limit| bytes > *limit) {
            let (bytes, limit) = (in_words(bytes), in_words(limit));
            faults.push(fault(format!(
                "the site has {bytes}, more than the limit of {limit} on `{}`",
                output.host.name()
            )));
        }
        let large = meter.large.lock().map(|large| large.clone()).unwrap_or_default();
        for (path, bytes) in large {
            let limit = in_words(limits.file_bytes.unwrap_or_default());
            let message = format!(
                "`{path}` has {}, more than the limit per file of {limit} on `{}`",
                in_words(bytes),
                output.host.name()
            );
            let place = self.plan.author_place(&self.wiki, &path).unwrap_or_else(|| output.host_at.place());
            faults.push(Diagnostic::new(&codes::HOST_LIMIT, place, message));
        }
        faults
    }

    /// The part of a file's size that counts.
    fn counted(&self, path: &str, rendered: &Rendered) -> u64 {
        match (rendered, self.plan.get(path)) {
            (Rendered::File(_), _) => 0,
            (_, Some(Artifact::Asset(_) | Artifact::Variant(..) | Artifact::ThemeFile)) => 0,
            (Rendered::Bytes(bytes), _) => bytes.len() as u64,
        }
    }

    /// For a site that is too large, the diagnostics of its paths up to the one that exceeds the limit, and the one
    /// about the limit. Paths are processed in order, so that the number of threads makes no difference.
    pub fn faults_of_size(&self) -> Vec<Diagnostic> {
        let renderer = self.renderer();
        let limit = self.size_limit(&renderer);
        let (mut faults, mut files, mut used) = (Vec::new(), Vec::new(), 0);
        for paths in self.paths().chunks(AT_ONCE) {
            let rendered: Vec<_> = paths.par_iter().map(|path| self.measured(path, &renderer)).collect();
            for (path, result) in paths.iter().zip(rendered) {
                match result {
                    Ok(bytes) => files.push((bytes, path.clone())),
                    Err(found) => faults.extend(found),
                }
            }
            used = files.iter().map(|(bytes, _)| bytes).sum();
            if used > limit {
                break;
            }
        }
        debug_assert!(used > limit, "the meter has counted the same files");
        faults.extend(renderer.take_faults());
        faults.push(self.size_fault(limit, files));
        faults
    }

    fn measured(&self, path: &str, renderer: &Renderer<'_>) -> Result<u64, Vec<Diagnostic>> {
        let rendered = self.render(path, renderer).transpose()?;
        Ok(rendered.map_or(0, |rendered| self.counted(path, &rendered)))
    }

    /// Names the largest files, on the pages by authors that they come from.
    fn size_fault(&self, limit: u64, mut files: Vec<(u64, String)>) -> Diagnostic {
        files.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
        files.truncate(NAMED);
        let message = format!(
            "the site would be larger than {}, the limit for {} with {} in total",
            in_words(limit),
            crate::text::counted(self.wiki.pages.len(), "page"),
            in_words(self.source_bytes())
        );
        let mut fault = Diagnostic::of_wiki(&codes::OUTPUT_SIZE, message);
        for (bytes, path) in files {
            let note = format!("`{path}` has {}", in_words(bytes));
            match self.plan.author_place(&self.wiki, &path) {
                Some(place) if fault.place.is_none() => {
                    fault = Diagnostic { place: Some(place), ..fault }.label(note);
                }
                Some(place) => fault = fault.related(place, note),
                None => fault = fault.help(note),
            }
        }
        fault
            .help(
                "show less of other pages: use a lower `limit` and fewer `show` fields in queries, and \
                   embed sections instead of whole pages",
            )
            .help("if the site has to be so large, set `max_size` under `[output]` in `site.toml`")
    }
}

/// A number of bytes for people.
fn in_words(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
