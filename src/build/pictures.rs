//! Image variants for commands that process the whole site.

use super::{Notice, OnNotice};
use crate::disk::pictures::Pictures;
use crate::inputs::Inputs;

/// The inputs with all image variants; `None` if the settings ask for none.
pub fn complete(pictures: &Pictures, inputs: &Inputs, tell: OnNotice<'_>) -> Option<Inputs> {
    let completed = pictures.complete(inputs, &|done, all| tell(&Notice::Pictures { done, all }))?;
    tell(&Notice::PicturesDone);
    if let Some(error) = pictures.take_error() {
        tell(&Notice::Warning(format!("image variants cannot be cached for the next run: {error}")));
    }
    Some(completed)
}
