//! Smaller variants of pictures.
//!
//! A file's head and the settings enter: which variants a picture can have and what they are called leaves. With the
//! feature `images`, `make` turns bytes into the bytes of a variant. Nothing here knows where bytes come
//! from, where they go, or which page shows them.

mod head;
#[cfg(feature = "images")]
pub mod make;

use crate::config::Images;
use crate::inputs::{Asset, Hash};

pub use head::Head;

/// Most pixels of a picture that is decoded. It may take eight bytes for each of them.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Longest side of a WebP picture, in pixels.
const MAX_SIDE: u32 = 16_383;
/// Number of the recipe. Another one makes other bytes of the same original.
const RECIPE: u8 = 1;
/// Bytes of an original's name that its variants bear, so that theirs is not too long for any file system.
const MAX_STEM: usize = 120;
/// Media type of variants.
pub const MEDIA_TYPE: &str = "image/webp";

/// Width and height in pixels.
pub type Size = (u32, u32);

/// The sizes of a picture's variants, smallest first: those that have been made, else all that are worth making.
///
/// No variant is larger than its original. An original that is not wider than the widest variant also gets one of its
/// own size, for the sake of the format.
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

/// Whether a picture has more pixels than are decoded.
pub fn is_too_large((width, height): Size) -> bool {
    u64::from(width) * u64::from(height) > MAX_PIXELS
}

/// The address of a variant, by that of its original.
pub fn address(original: &str, key: Hash, width: u32) -> String {
    let (folder, name) = original.rsplit_once('/').map_or(("", original), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = &stem[..stem.floor_char_boundary(MAX_STEM)];
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{stem}.{}.{width}.webp", key.short())
}

/// A hash of all that the bytes of a variant depend on.
pub fn key(original: Hash, width: u32, images: &Images) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&original.0).update(&width.to_le_bytes()).update(&[images.quality, RECIPE]);
    Hash::cut(&hasher.finalize())
}
