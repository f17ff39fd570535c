//! Smaller variants of images.
//!
//! Determines which variants an image can have and their names. With the feature `images`, `make` encodes a variant.
//! This module does not know where bytes come from, where they go, or which page shows them.

mod head;
#[cfg(feature = "images")]
pub mod make;

use crate::config::Images;
use crate::inputs::{Asset, Hash};

pub use head::Head;

/// Maximum number of pixels of an image that is decoded. Each may need eight bytes.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Maximum side length of a WebP image, in pixels.
const MAX_SIDE: u32 = 16_383;
/// Version of the encoding parameters. Another version gives other bytes for the same original.
const RECIPE: u8 = 1;
/// Maximum length of the original's name in the names of its variants, in bytes, so that they are not too long for
/// any file system.
const MAX_STEM: usize = 120;
/// Media type of variants.
pub const MEDIA_TYPE: &str = "image/webp";

/// Width and height in pixels.
pub type Size = (u32, u32);

/// The sizes of an image's variants, in ascending order: those that have been made, otherwise all that are useful.
///
/// No variant is larger than its original. An original that is not wider than the widest variant also gets one of its
/// own size, for the more efficient format.
pub fn sizes(asset: &Asset, images: &Images) -> Vec<Size> {
    let (true, Some((width, height))) = (asset.still, asset.size) else { return Vec::new() };
    if is_too_large((width, height)) || width == 0 || height == 0 {
        return Vec::new();
    }
    let narrower = images.widths.iter().copied().filter(|&variant| variant < width);
    let own = images.widths.last().is_some_and(|&widest| width <= widest).then_some(width);
    let scaled = |variant: u32| {
        let exact = u64::from(height) * u64::from(variant);
        let rounded = (exact + u64::from(width) / 2) / u64::from(width);
        (variant, u32::try_from(rounded).unwrap_or(u32::MAX).max(1))
    };
    let made =
        |size: &Size| asset.variants.as_ref().is_none_or(|made| made.iter().any(|one| one.size == *size));
    narrower
        .chain(own)
        .map(scaled)
        .filter(|size| size.1 <= MAX_SIDE && size.0 <= MAX_SIDE)
        .filter(made)
        .collect()
}

/// Returns whether an image has too many pixels to be decoded.
pub fn is_too_large((width, height): Size) -> bool {
    u64::from(width) * u64::from(height) > MAX_PIXELS
}

/// The address of a variant, derived from that of its original.
pub fn address(original: &str, key: Hash, width: u32) -> String {
    let (folder, name) = original.rsplit_once('/').map_or(("", original), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = &stem[..stem.floor_char_boundary(MAX_STEM)];
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{stem}.{}.{width}.webp", key.short())
}

/// A hash of everything that the bytes of a variant depend on.
pub fn key(original: Hash, width: u32, images: &Images) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&original.0).update(&width.to_le_bytes()).update(&[images.quality, RECIPE]);
    Hash::cut(&hasher.finalize())
}
