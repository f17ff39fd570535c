//! Pictures with their smaller variants: what a browser is told so that it takes the one that fits.

use std::sync::Arc;

use super::Renderer;
use crate::inputs::Asset;
use crate::picture::{self, Size};
use crate::wiki::Wiki;

/// Where the text of a page has its full width, and how much of a narrower window it fills.
pub(super) const TEXT_WIDTH: &str = "(min-width: 44rem) 42rem, 100vw";

/// A variant of a picture.
pub(super) struct Variant {
    /// Its path from the site's root.
    pub(super) address: String,
    /// Width and height in pixels.
    pub(super) size: Size,
}

/// The variants of a picture, smallest first.
pub(super) fn variants(wiki: &Wiki, index: u32) -> Vec<Variant> {
    let Some(images) = &wiki.config.images else { return Vec::new() };
    let (path, asset) = wiki.assets.get(index);
    let variant = |size: Size| {
        let address = picture::address(path, picture::key(asset.hash, size.0, images), size.0);
        Variant { address, size }
    };
    picture::sizes(asset, images).into_iter().map(variant).collect()
}

impl Renderer<'_> {
    /// Variants of a picture as a `srcset`, if there are any.
    pub(super) fn srcset(&self, variants: &[Variant]) -> Option<String> {
        let candidate = |variant: &Variant| format!("{} {}w", self.url(&variant.address), variant.size.0);
        let candidates: Vec<String> = variants.iter().map(candidate).collect();
        (!candidates.is_empty()).then(|| candidates.join(", "))
    }

    /// The file of a variant; that of the picture itself until the variant is made.
    pub(super) fn variant(&self, index: u32, width: u32) -> &Arc<Asset> {
        let asset = self.wiki.assets.asset(index);
        let mut made = asset.variants.iter().flat_map(|variants| variants.iter());
        made.find(|variant| variant.size.0 == width).map_or(asset, |variant| &variant.file)
    }
}
