//! Everything that a site is made from, as one hash.

use crate::inputs::{Asset, Hash, Inputs, TextFile};

/// A hash of all that a build can see. Inputs with the same one make the same site and the same diagnostics.
pub fn fingerprint(inputs: &Inputs) -> Hash {
    // Taken apart, so that a new kind of input cannot be forgotten here.
    let Inputs { settings, pages, sources, assets, templates, statics, diagnostics, options } = inputs;
    let mut hasher = Fingerprint::default();
    hasher.text(&format!("{options:?}{diagnostics:?}"));
    hasher.text(&settings.text);
    for files in [pages, sources, templates] {
        hasher.count(files.len());
        files.iter().for_each(|(path, file)| hasher.file(path, file));
    }
    for files in [assets, statics] {
        hasher.count(files.len());
        files.iter().for_each(|(path, asset)| hasher.asset(path, asset));
    }
    hasher.finish()
}

/// A hash that grows. Each part goes in with its length, so that no two lists of parts are alike.
#[derive(Debug, Default)]
struct Fingerprint(blake3::Hasher);

impl Fingerprint {
    fn count(&mut self, count: usize) {
        self.0.update(&(count as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text.as_bytes());
    }

    fn file(&mut self, path: &str, file: &TextFile) {
        self.text(path);
        self.0.update(&file.hash.0);
        self.count(file.diagnostics.len());
        if !file.diagnostics.is_empty() {
            self.text(&format!("{:?}", file.diagnostics));
        }
    }

    /// The size of a picture is worked out from its bytes.
    fn asset(&mut self, path: &str, asset: &Asset) {
        self.text(path);
        self.0.update(&asset.hash.0);
    }

    fn finish(&self) -> Hash {
        Hash::cut(&self.0.finalize())
    }
}
