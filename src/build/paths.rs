//! Every path of a site to the writer: rendered, or kept as it stands in the output folder when its rendering would see
//! nothing new.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::cache::Rendered;
use crate::diag::Diagnostic;
use crate::disk::{DiskError, write::SiteWriter};
use crate::inputs::Hash;
use crate::pipeline::{Meter, Site};
use crate::render::{Artifact, Renderer, Sights};

/// What came of all paths.
pub(super) struct Written {
    /// Faults of single paths.
    pub(super) faults: Vec<Diagnostic>,
    /// What was rendered from what.
    pub(super) rendered: Rendered,
}

/// What came of one path: what it saw and its file, when it can tell; its faults.
type Outcome = (Option<(String, Hash, Hash)>, Vec<Diagnostic>);

/// Hands every path to the writer, on all threads. `ground` is what all paths see; without it nothing is kept.
pub(super) fn write_all(
    site: &Site,
    writer: &SiteWriter,
    known: &Rendered,
    ground: Option<Hash>,
) -> Result<Written, DiskError> {
    let renderer = site.renderer();
    let sights = ground.map(|ground| Sights::new(&renderer, ground));
    let meter = site.meter(&renderer);
    let scene = Scene { site, renderer: &renderer, sights, known, writer, meter: &meter };
    let paths = site.paths();
    let outcomes: Result<Vec<Outcome>, DiskError> =
        paths.par_iter().with_max_len(64).map(|path| scene.write(path)).collect();
    let (told, faults): (Vec<_>, Vec<_>) = outcomes?.into_iter().unzip();
    if meter.is_exceeded() {
        return Ok(Written { faults: site.faults_of_size(), rendered: Rendered::default() });
    }
    let of_pages = renderer.take_faults_of_pages();
    // What has faults is rendered every time, so that they are said every time.
    let faulty: BTreeSet<_> = of_pages.iter().map(|(page, _)| *page).collect();
    let is_faulty =
        |path: &str| matches!(site.plan.get(path), Some(Artifact::Page(id, _)) if faulty.contains(id));
    let rendered = told.into_iter().flatten().filter(|(path, ..)| !is_faulty(path)).collect();
    let faults = faults.into_iter().flatten().chain(of_pages.into_iter().map(|(_, fault)| fault)).collect();
    Ok(Written { faults, rendered })
}

struct Scene<'s> {
    site: &'s Site,
    renderer: &'s Renderer<'s>,
    sights: Option<Sights<'s>>,
    known: &'s Rendered,
    writer: &'s SiteWriter,
    meter: &'s Meter,
}

impl Scene<'_> {
    fn write(&self, path: &str) -> Result<Outcome, DiskError> {
        let seen = self.sights.as_ref().and_then(|sights| self.site.sight(path, sights));
        let told = |file: Hash| seen.map(|seen| (path.to_owned(), seen, file));
        let again = seen.and_then(|seen| self.known.again(path, seen));
        if let Some((file, length)) = again.and_then(|file| Some((file, self.writer.keep(path, file)?))) {
            self.meter.add(length);
            return Ok((told(file), Vec::new()));
        }
        Ok(match self.site.render_within(path, self.renderer, self.meter) {
            Some(Ok(rendered)) => (told(self.writer.put(path, &rendered)?), Vec::new()),
            Some(Err(faults)) => (None, faults),
            None => (None, Vec::new()),
        })
    }
}
