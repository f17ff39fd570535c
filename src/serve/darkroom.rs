//! Variants of pictures: an edition and a path enter, a file leaves, made at the moment when a browser asks for it.

use std::sync::Arc;

use camino::Utf8Path;

use super::edition::Edition;
use crate::diag::Diagnostic;
#[cfg(feature = "images")]
use crate::disk::pictures::Pictures;
use crate::inputs::Asset;

/// Makes variants of pictures, or nothing where that is not built in.
pub(super) struct Darkroom {
    #[cfg(feature = "images")]
    pictures: Pictures,
}

/// What is sent for a variant: its file, or that of the original where there is no smaller one.
pub(super) struct Print {
    pub file: Arc<Asset>,
    /// What is wrong with the original.
    pub fault: Option<Diagnostic>,
}

#[cfg(feature = "images")]
impl Darkroom {
    pub(super) fn new(root: &Utf8Path) -> Self {
        Self { pictures: Pictures::open(root) }
    }

    /// The variant at a path of an edition, if one stands there.
    pub(super) fn print(&self, edition: &Edition, path: &str) -> Option<Print> {
        let (original, size) = edition.variant_at(path)?;
        let images = edition.config().images.as_ref()?;
        let (file, fault) = match self.pictures.one(original, size, images) {
            Ok(file) => (file, None),
            Err(fault) => (None, fault.map(|fault| *fault)),
        };
        Some(Print { file: file.unwrap_or_else(|| Arc::clone(original)), fault })
    }
}

#[cfg(not(feature = "images"))]
impl Darkroom {
    pub(super) fn new(_: &Utf8Path) -> Self {
        Self {}
    }

    /// Nothing: no edition has a variant of any picture.
    pub(super) fn print(&self, _: &Edition, _: &str) -> Option<Print> {
        None
    }
}
