//! Everything that a site is made from, as one hash.

use crate::inputs::{Asset, ByPath, Fingerprint, Hash, Inputs, TextFile};

/// A hash of all that a build can see. Inputs with the same one make the same site and the same diagnostics.
pub fn fingerprint(inputs: &Inputs) -> Hash {
    // Taken apart, so that a new kind of input cannot be forgotten here.
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

/// The size of a picture is worked out from its bytes.
fn bytes(seen: &mut Fingerprint, files: &ByPath<Asset>) {
    seen.count(files.len());
    for (path, asset) in files.iter() {
        seen.text(path);
        seen.hash(&asset.hash);
    }
}

/// A hash of what every path of a site can see of its inputs: the settings, the theme, and the options that count. Not
/// today's date: it makes claims due, and changes no page.
pub fn ground(inputs: &Inputs) -> Hash {
    let mut seen = Fingerprint::default();
    seen.text(&inputs.settings.text);
    seen.text(&inputs.words.text);
    seen.text(&format!("{:?}{:?}", inputs.options.base_url, inputs.options.drafts));
    texts(&mut seen, &inputs.templates);
    bytes(&mut seen, &inputs.statics);
    seen.finish()
}
