//! Smaller variants of pictures for the commands that look at a whole site.

use super::output;
use crate::disk::pictures::Pictures;
use crate::inputs::Inputs;

/// The inputs with all variants of their pictures; `None` when they ask for none.
pub(super) fn complete(pictures: &Pictures, inputs: &Inputs) -> Option<Inputs> {
    let completed = pictures.complete(inputs, &|done, all| {
        output::progress(&format!("{done} of {all} pictures"));
    })?;
    output::progress("");
    if let Some(error) = pictures.take_trouble() {
        output::warning(&format!("smaller pictures are not kept for the next run: {error}"));
    }
    Some(completed)
}
