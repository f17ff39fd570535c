//! A file of the site, as passed from rendering to writing or serving.

use std::sync::Arc;

use crate::inputs::Asset;

/// The content of a path of the site.
#[derive(Debug, Clone)]
pub enum Rendered {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file.
    File(Arc<Asset>),
}
