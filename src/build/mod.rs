//! Building: reads a wiki's folder and writes its site to an output folder.
//!
//! A [`Builder`] reads the cache of the last build, evaluates, renders and publishes. It prints nothing; progress and
//! findings go to a callback.

mod cache;
#[cfg(feature = "images")]
pub mod pictures;
mod timings;

use std::sync::Arc;

use camino::Utf8PathBuf;
use rayon::prelude::*;

use crate::diag::{Diagnostic, Findings};
use crate::disk::cache_dir::CacheDir;
#[cfg(feature = "images")]
use crate::disk::pictures::Pictures;
use crate::disk::write::{SiteWriter, Summary};
use crate::disk::{DiskError, read};
use crate::inputs::{Inputs, Options};
use crate::pipeline::{self, Memo, Site};
use cache::BuildCache;
pub use timings::Timings;

/// Settings of a build.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the wiki.
    pub root: Utf8PathBuf,
    /// Folder of the site.
    pub out: Utf8PathBuf,
    /// If true, results are read from and stored in `.lorekeep/`.
    pub cache: bool,
    /// If true, a wiki without pages may be published where no site exists yet.
    pub allow_empty: bool,
}

/// Progress and findings of a build.
pub enum Notice<'n> {
    /// Image variants are being made.
    Pictures {
        /// Number of images done.
        done: usize,
        /// Number of all images.
        all: usize,
    },
    /// All image variants are made.
    PicturesDone,
    /// A problem that only costs time.
    Warning(String),
    /// All findings.
    Found {
        /// The findings.
        findings: &'n Findings,
        /// Returns the text of a file by its path relative to the root, for excerpts.
        text: &'n dyn Fn(&str) -> Option<Arc<str>>,
    },
}

/// The callback for notices.
pub type OnNotice<'t> = &'t (dyn Fn(&Notice<'_>) + Sync);

/// The result of a build.
#[derive(Debug)]
pub struct Built {
    /// Number of pages.
    pub pages: usize,
    /// Address of the site, with a trailing slash.
    pub address: String,
    /// All findings.
    pub findings: Findings,
    /// Summary of the written files. `None` if the content has errors.
    pub summary: Option<Summary>,
    /// Duration of each stage.
    pub timings: Timings,
}

/// Builds a wiki, once or several times.
pub struct Builder<'t> {
    settings: Settings,
    tell: OnNotice<'t>,
    memo: Memo,
}

/// Adds an error to the findings of a site without pages, unless another error prevents publishing anyway. With
/// `--allow-empty`, such a site is allowed if it replaces none (`is_new`).
pub fn judge_emptiness(site: &Site, findings: Findings, allow_empty: bool, is_new: bool) -> Findings {
    let is_fine = findings.has_errors() || allow_empty && is_new;
    let Some(fault) = crate::check::emptiness(&site.wiki).filter(|_| !is_fine) else { return findings };
    let help = if allow_empty {
        "`--allow-empty` does not replace an existing site; remove it first"
    } else {
        "check that `content/` exists; for a new wiki without pages, use `--allow-empty`"
    };
    findings.with(&site.levelled(vec![fault.help(help)]))
}

impl<'t> Builder<'t> {
    /// A builder before its first build.
    pub fn new(settings: Settings, tell: OnNotice<'t>) -> Self {
        Self { settings, tell, memo: Memo::default() }
    }

    /// Reads and builds the wiki, unless the last build had the same inputs and its output is unchanged. The builder
    /// cannot build again afterwards, because it drops the pages' sources.
    ///
    /// # Errors If files cannot be read or written.
    pub fn build_once(&mut self, options: Options) -> Result<Built, DiskError> {
        let mut timings = Timings::start();
        let writer = self.writer()?;
        let inputs = read::read(&self.settings.root, options)?;
        timings.lap("read");
        let cache = if self.settings.cache { BuildCache::of(&self.settings.root, &inputs) } else { None };
        let last = cache.as_ref().and_then(|cache| cache.last_build(&writer));
        // The permission to publish a wiki without pages depends on more than its files.
        let last = last.filter(|(last, _)| last.pages > 0);
        timings.lap("compare");
        let mut built = match last {
            Some((last, summary)) => {
                self.tell_findings(&inputs, &last.findings);
                writer.abandon();
                Built { pages: last.pages, address: last.address, findings: last.findings, summary, timings }
            }
            None => self.build_with(cache, inputs, writer, timings)?,
        };
        built.timings.lap("keep");
        Ok(built)
    }

    /// Builds with the cached results and updates the cache.
    fn build_with(
        &mut self,
        mut cache: Option<BuildCache>,
        mut inputs: Inputs,
        writer: SiteWriter,
        mut timings: Timings,
    ) -> Result<Built, DiskError> {
        if let Some(cache) = &mut cache {
            self.memo = cache.memo(&inputs);
            timings.lap("load");
        }
        self.memo.parse_ahead(&mut inputs);
        timings.lap("parse");
        let built = self.publish(&inputs, writer, timings)?;
        if let Some(cache) = cache {
            self.memo.forget_site();
            self.remember(&cache, &built);
        }
        Ok(built)
    }

    /// Builds one of several successive versions of the wiki. Results are kept in memory only.
    ///
    /// # Errors If files cannot be written.
    pub fn build_again(&mut self, inputs: &Inputs) -> Result<Built, DiskError> {
        let timings = Timings::start();
        let writer = self.writer()?;
        self.publish(inputs, writer, timings)
    }

    fn writer(&self) -> Result<SiteWriter, DiskError> {
        let Settings { root, out, cache, .. } = &self.settings;
        let writer = SiteWriter::open(root, out)?;
        Ok(if *cache { writer.recycling(&CacheDir::of(root)) } else { writer })
    }

    /// Evaluates, renders and publishes.
    fn publish(
        &mut self,
        inputs: &Inputs,
        writer: SiteWriter,
        mut timings: Timings,
    ) -> Result<Built, DiskError> {
        #[cfg(feature = "images")]
        let completed = self.with_pictures(inputs);
        #[cfg(feature = "images")]
        let inputs = completed.as_ref().unwrap_or(inputs);
        timings.lap("pictures");
        let site = pipeline::evaluate_observed(inputs, &mut self.memo, &mut |stage| timings.lap(stage));
        let faults = match write_all(&site, &writer) {
            Ok(faults) => faults,
            Err(error) => {
                writer.abandon();
                return Err(error);
            }
        };
        timings.lap("render");
        let findings = site.findings(faults);
        let findings = judge_emptiness(&site, findings, self.settings.allow_empty, writer.is_new());
        let pages = site.wiki.page_count();
        let address = site.wiki.config.base_url.root();
        self.tell_findings(inputs, &findings);
        if findings.has_errors() {
            writer.abandon();
            return Ok(Built { pages, address, findings, summary: None, timings });
        }
        let summary = Some(writer.publish()?);
        timings.lap("publish");
        Ok(Built { pages, address, findings, summary, timings })
    }

    #[cfg(feature = "images")]
    fn with_pictures(&self, inputs: &Inputs) -> Option<Inputs> {
        let Settings { root, cache, .. } = &self.settings;
        let kept = if *cache { Pictures::open(root) } else { Pictures::keeping_none() };
        pictures::complete(&kept, inputs, self.tell)
    }

    /// Stores the results for the next build. If that fails, the next build merely takes longer.
    fn remember(&self, cache: &BuildCache, built: &Built) {
        let kept = cache.keep_memo(&self.memo).and_then(|()| cache.keep_build(built));
        if let Err(error) = kept {
            (self.tell)(&Notice::Warning(format!("the next build will be slower: {error}")));
        }
    }

    fn tell_findings(&self, inputs: &Inputs, findings: &Findings) {
        // Memory may hold only the front matter of a page, so its file is read again. Only pages are read again:
        // other files that were not read the first time were left out for a reason.
        let text = |path: &str| {
            let is_page = path.strip_prefix("content/").is_some_and(|path| inputs.pages.get(path).is_some());
            let again = is_page.then(|| read::text(&self.settings.root, path)).flatten();
            again.or_else(|| inputs.text(path))
        };
        (self.tell)(&Notice::Found { findings, text: &text });
    }
}

/// Renders every path for the writer, on all threads. Returns the diagnostics of rendering.
fn write_all(site: &Site, writer: &SiteWriter) -> Result<Vec<Diagnostic>, DiskError> {
    let renderer = site.renderer();
    let meter = site.meter(&renderer);
    let write = |path: &String| match site.render_within(path, &renderer, &meter) {
        Some(Ok(rendered)) => writer.put(path, &rendered).map(|()| Vec::new()),
        Some(Err(faults)) => Ok(faults),
        None => Ok(Vec::new()),
    };
    let paths = site.paths();
    let faults: Result<Vec<_>, DiskError> = paths.par_iter().with_max_len(64).map(write).collect();
    if meter.is_exceeded() {
        return Ok(site.faults_of_size());
    }
    let mut faults: Vec<Diagnostic> = faults?.into_iter().flatten().collect();
    faults.extend(renderer.take_faults());
    faults.extend(site.faults_of_host(&meter));
    Ok(faults)
}
