//! Editions: an evaluated site together with the inputs that it was made from.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::config::Config;
use crate::diag::{Diagnostic, Findings, Trait};
#[cfg(feature = "images")]
use crate::inputs::Asset;
use crate::inputs::Inputs;
use crate::labels::ShowsNothing;
use crate::output::Rendered;
#[cfg(feature = "images")]
use crate::picture::{self, Size};
use crate::pipeline::{self, Memo, Site};
use crate::render::Artifact;
use crate::text::escape::encode_url_path;
use crate::wiki::PageId;

/// The output goes to the editor only, never to a reader.
#[derive(Debug, Clone, Copy)]
struct Editing;

impl ShowsNothing for Editing {}

/// Maximum number of linking pages that are listed; the rest are only counted.
const LINKS_NAMED: usize = 100;

/// An evaluated site and its inputs. Immutable.
pub struct Edition {
    /// The files.
    pub inputs: Arc<Inputs>,
    /// The findings that are there as soon as the site is.
    pub findings: Findings,
    site: Site,
}

impl Edition {
    /// Evaluates a wiki.
    pub(super) fn new(inputs: Arc<Inputs>, memo: &mut Memo) -> Self {
        let site = pipeline::evaluate(&inputs, memo);
        Self { findings: site.first_findings().without(Trait::Published), inputs, site }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.site.wiki.config
    }

    /// Number of pages, as the site counts them.
    pub fn page_count(&self) -> usize {
        self.site.wiki.page_count()
    }

    /// Returns whether the site has a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.site.has(path)
    }

    /// Paths rendered with templates. Rendering them can produce diagnostics.
    pub(super) fn paths_with_templates(&self) -> impl Iterator<Item = &str> {
        self.site.plan.iter().filter(|(_, artifact)| artifact.has_template()).map(|(path, _)| path)
    }

    /// Returns whether a path is rendered with a template.
    pub(super) fn is_made_with_template(&self, path: &str) -> bool {
        self.site.plan.get(path).is_some_and(Artifact::has_template)
    }

    /// Renders a path. Also returns its diagnostics.
    pub(super) fn render(&self, path: &str) -> (Option<Rendered>, Vec<Diagnostic>) {
        let renderer = self.site.renderer();
        match self.site.render(path, &renderer) {
            Some(Ok(rendered)) => (Some(rendered), renderer.take_faults()),
            Some(Err(faults)) => (None, faults),
            None => (None, Vec::new()),
        }
    }

    /// All findings, including those of rendering.
    pub(super) fn findings_with(&self, of_paths: Vec<Diagnostic>) -> Findings {
        self.site.findings(of_paths).without(Trait::Published)
    }

    /// Applies the levels in the settings to diagnostics.
    pub(super) fn levelled(&self, faults: Vec<Diagnostic>) -> Findings {
        self.site.levelled(faults)
    }

    /// The source file of a path, relative to the root, if the path has exactly one.
    pub(super) fn file_behind(&self, path: &str) -> Option<&str> {
        let wiki = &self.site.wiki;
        match self.site.plan.get(path)? {
            Artifact::Page(id, _) => Some(&wiki.page(*id).source.path),
            Artifact::Asset(index) | Artifact::Variant(index, _) => Some(&wiki.assets.asset(*index).path),
            _ => None,
        }
    }

    /// The image and the size of the variant at a path.
    #[cfg(feature = "images")]
    pub(super) fn variant_at(&self, path: &str) -> Option<(&Arc<Asset>, Size)> {
        let Artifact::Variant(index, width) = self.site.plan.get(path)? else { return None };
        let original = self.site.wiki.assets.asset(*index);
        let sizes = picture::sizes(original, self.config().images.as_ref()?);
        Some((original, sizes.into_iter().find(|size| size.0 == *width)?))
    }

    /// Data about the page at an address for the editors' strip, besides its diagnostics.
    pub(super) fn about(&self, address: &str) -> Value {
        let order = &self.config().spoilers;
        let scopes = order.published().map(|scope| {
            let after: Vec<&str> = scope.after.iter().map(|id| order.name(*id)).collect();
            json!({ "id": scope.id, "label": scope.label, "after": after })
        });
        let mut about = json!({ "scopes": scopes.collect::<Value>() });
        if let Some(Artifact::Page(id, _)) = self.site.plan.get(&format!("{address}index.html")) {
            let page = self.site.wiki.page(*id);
            about["words"] = page.body.words.into();
            about["updated"] = page.matter.updated.map(|date| date.iso()).into();
            about["links"] = self.links_to(*id);
        }
        about
    }

    fn links_to(&self, id: PageId) -> Value {
        let wiki = &self.site.wiki;
        let links = wiki.texts.backlinks.to(id);
        let pages = links.iter().take(LINKS_NAMED).map(|link| {
            let page = wiki.page(link.ignoring_label(Editing).from);
            let mut url = wiki.config.base_url.path.clone();
            encode_url_path(&mut url, &page.address);
            json!({ "title": page.title, "url": url })
        });
        json!({ "total": links.len(), "pages": pages.collect::<Value>() })
    }
}
