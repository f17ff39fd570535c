//! Image variants, made when a browser requests them.

use std::sync::Arc;

use camino::Utf8Path;

use super::edition::Edition;
use crate::diag::Diagnostic;
#[cfg(feature = "images")]
use crate::disk::pictures::Pictures;
use crate::inputs::Asset;

/// Makes image variants. Without the feature `images` there are none.
pub(super) struct Variants {
    #[cfg(feature = "images")]
    pictures: Pictures,
}

/// The response for a variant: its file, or the original if no smaller file can be made.
pub(super) struct SentVariant {
    pub file: Arc<Asset>,
    /// The diagnostic of the original, if it cannot be decoded.
    pub fault: Option<Diagnostic>,
}

#[cfg(feature = "images")]
impl Variants {
    pub(super) fn new(root: &Utf8Path) -> Self {
        Self { pictures: Pictures::open(root) }
    }

    /// The variant at a path of an edition, if there is one.
    pub(super) fn at(&self, edition: &Edition, path: &str) -> Option<SentVariant> {
        let (original, size) = edition.variant_at(path)?;
        let images = edition.config().images.as_ref()?;
        let (file, fault) = match self.pictures.one(original, size, images) {
            Ok(file) => (file, None),
            Err(fault) => (None, fault.map(|fault| *fault)),
        };
        Some(SentVariant { file: file.unwrap_or_else(|| Arc::clone(original)), fault })
    }
}

#[cfg(not(feature = "images"))]
impl Variants {
    pub(super) fn new(_: &Utf8Path) -> Self {
        Self {}
    }

    /// `None`: editions have no variants.
    pub(super) fn at(&self, _: &Edition, _: &str) -> Option<SentVariant> {
        None
    }
}
