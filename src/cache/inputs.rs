//! The fingerprint of all inputs of a site.

use crate::inputs::{Asset, ByPath, Fingerprint, Hash, Inputs, TextFile};

/// Fingerprint of all inputs. Equal inputs give the same site and the same diagnostics.
pub fn fingerprint(inputs: &Inputs) -> Hash {
    // Destructured, so that a new field does not compile until it is handled here.
    let Inputs { settings, words, pages, sources, assets, templates, statics, diagnostics, options } = inputs;
    let mut seen = Fingerprint::default();
    seen.text(&format!("{options:?}{diagnostics:?}"));
    seen.text(&settings.text);
    seen.text(&words.text);
    [pages, sources, templates].into_iter().for_each(|files| texts(&mut seen, files));
    [assets, statics].into_iter().for_each(|files| bytes(&mut seen, files));
    seen.finish()
}

fn texts(seen: &mut Fingerprint, files: &ByPath<TextFile>) {
    seen.count(files.len());
    for (path, file) in files.iter() {
        seen.text(path);
        seen.hash(&file.hash);
        seen.count(file.diagnostics.len());
        if !file.diagnostics.is_empty() {
            seen.text(&format!("{:?}", file.diagnostics));
        }
    }
}

/// The size of an image is derived from its bytes.
fn bytes(seen: &mut Fingerprint, files: &ByPath<Asset>) {
    seen.count(files.len());
    for (path, asset) in files.iter() {
        seen.text(path);
        seen.hash(&asset.hash);
    }
}
