//! One file of the site, as the stages that make it hand it to those that write or serve it.

use std::sync::Arc;

use crate::inputs::Asset;

/// What stands at a path of the site.
#[derive(Debug, Clone)]
pub enum Rendered {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file.
    File(Arc<Asset>),
}
