//! The pages that show each picture.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Linking, PageId, Target, Wiki};
use crate::inputs::is_picture_name;

impl Wiki {
    /// Number of published pictures.
    pub fn picture_count(&self) -> usize {
        self.assets.published().filter(|(path, _)| is_picture_name(path)).count()
    }

    /// All published pictures, in order of their paths, with the pages that show them to all readers. Those that only labelled facts show
    /// are left out.
    pub fn picture_uses(&self) -> Vec<(u32, Vec<PageId>)> {
        let mut shown: FxHashMap<u32, Vec<PageId>> = FxHashMap::default();
        let mut labelled: FxHashSet<u32> = FxHashSet::default();
        for (id, page) in self.iter() {
            let images = page.matter.images().into_iter();
            let declared = images
                .filter_map(|image| image.filter_map(|(image, _)| self.assets.declared(page, &image.path)));
            let linked = self.targets(id).filter_map(|target| target.filter_map(asset));
            for used in declared.chain(linked).map(|used| used.within(page.matter.spoiler)) {
                let index = *used.ignoring_label(Linking);
                if !used.is_open() {
                    labelled.insert(index);
                    continue;
                }
                let pages = shown.entry(index).or_default();
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
        let files =
            self.assets.iter().filter(|(_, path, asset)| !asset.is_refused() && is_picture_name(path));
        let listed = files.filter_map(|(index, ..)| {
            let pages = shown.remove(&index).unwrap_or_default();
            (!pages.is_empty() || !labelled.contains(&index)).then_some((index, pages))
        });
        listed.collect()
    }
}

const fn asset(target: &Target) -> Option<u32> {
    match target {
        Target::Asset(index, _) => Some(*index),
        _ => None,
    }
}
