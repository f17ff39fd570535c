//! Credits and licences of pictures, from data files.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Assets, scopes_named};
use crate::config::Config;
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::page::picture_facts::PictureEntry;
use crate::text::Source;

/// Files about pictures, with the pictures that they describe.
pub type PictureFiles = Vec<(Source, Arc<Vec<PictureEntry>>)>;

/// Facts about pictures, by file.
#[derive(Debug, Default)]
pub struct Pictures {
    by_asset: FxHashMap<u32, Labelled<PictureEntry>>,
}

impl Pictures {
    pub(super) fn new(
        config: &Config,
        assets: &Assets,
        files: &PictureFiles,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut pictures = Self::default();
        for (file, entry) in files.iter().flat_map(|(file, entries)| entries.iter().map(move |it| (file, it)))
        {
            let is_only = entry.range == (0, 0);
            let by_name = || assets.named(&entry.file, "").filter(|_| !is_only);
            let scopes = scopes_named(&entry.spoiler, file, config, faults);
            let Some(asset) = assets.at(&entry.file).or_else(by_name) else {
                let place = file.place(entry.range.0 as usize..entry.range.1 as usize);
                let fault =
                    Diagnostic::new(&codes::MISSING_IMAGE, place, format!("file `{}` not found", entry.file));
                let name = entry.file.rsplit('/').next().unwrap_or(&entry.file);
                faults.push(fault.suggest(assets.closest_name(name)));
                continue;
            };
            let facts = Labelled::new(entry.clone(), scopes);
            // A file about a single picture has precedence.
            if is_only {
                pictures.by_asset.insert(asset, facts);
            } else {
                pictures.by_asset.entry(asset).or_insert(facts);
            }
        }
        pictures
    }

    /// The facts about a file.
    pub fn of(&self, asset: u32) -> Option<&Labelled<PictureEntry>> {
        self.by_asset.get(&asset)
    }
}
