//! Everything that a site is made from, as values: what `disk` reads, and nothing that anybody has worked out yet.

mod by_path;
mod decode;

use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::date::PartialDate;
use crate::diag::Diagnostic;
use crate::text::Source;

pub use by_path::{ByPath, Difference};

/// The file of the settings, at the root of a wiki.
pub const SITE_TOML: &str = "site.toml";
/// The file of a wiki's own words for readers, at the root of a wiki.
pub const WORDS_TOML: &str = "words.toml";

/// The files of a wiki, and what else its site depends on.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// `site.toml`; empty when there is none.
    pub settings: Source,
    /// `words.toml`, the wiki's own words; empty when there is none.
    pub words: Source,
    /// Pages below `content/`, by path from there.
    pub pages: ByPath<TextFile>,
    /// YAML files of sources below `content/sources/`, by path from `content/`.
    pub sources: ByPath<TextFile>,
    /// All other files below `content/`, by path from there.
    pub assets: ByPath<Asset>,
    /// The wiki's own templates, by path from `templates/`.
    pub templates: ByPath<TextFile>,
    /// The wiki's own files of the theme, by path from `static/`.
    pub statics: ByPath<Asset>,
    /// Faults met while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// What the command line says.
    pub options: Options,
}

/// What a run may set besides the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Today's date: claims grow stale by it.
    pub today: PartialDate,
    /// Whether pages marked as drafts are part of the site.
    pub drafts: bool,
    /// An address in the place of `base_url`.
    pub base_url: Option<String>,
    /// Whether warnings are errors.
    pub strict: bool,
}

/// A file of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Path from the root of the wiki, and the text.
    pub source: Source,
    /// Hash of the text.
    pub hash: Hash,
    /// Faults met while reading it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path from the root of the wiki.
    pub path: Arc<str>,
    /// Where its bytes are.
    pub data: AssetData,
    /// Hash of the bytes.
    pub hash: Hash,
    /// Width and height in pixels, of a picture, as it is shown.
    pub size: Option<(u32, u32)>,
    /// Whether it is a picture of which smaller variants can be made.
    pub still: bool,
    /// The variants that it has; `None` as long as none were made, so that all that are possible are.
    pub variants: Option<Arc<[Variant]>>,
}

/// A smaller variant of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The file.
    pub file: Arc<Asset>,
}

/// Where the bytes of an asset are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetData {
    /// Here.
    Memory(Arc<[u8]>),
    /// In a file, which is copied without passing through memory as a whole.
    File(FilePlace),
    /// Nowhere: the file may not be published, and was not read. It still keeps others from its address.
    Refused,
}

impl Asset {
    /// A file that may not be published, by its path from the root of the wiki.
    pub fn refused(path: &str) -> Self {
        let data = AssetData::Refused;
        Self { path: path.into(), data, hash: Hash::default(), size: None, still: false, variants: None }
    }

    /// The length of the file, where it is known.
    pub fn length(&self) -> u64 {
        match &self.data {
            AssetData::Memory(bytes) => bytes.len() as u64,
            AssetData::File(place) => place.length,
            AssetData::Refused => 0,
        }
    }

    /// Whether the file may not be published.
    pub fn is_refused(&self) -> bool {
        matches!(self.data, AssetData::Refused)
    }
}

/// Where a file is, and the folder that it must not leave: symbolic links on the way there may have changed when it is
/// opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The real path of the folder.
    pub folder: Utf8PathBuf,
    /// The path from the folder, with `/` between its parts.
    pub path: String,
    /// The length of the file; 0 where it has not been asked for.
    pub length: u64,
}

impl std::fmt::Display for FilePlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.folder.join(&self.path))
    }
}

/// A BLAKE3 hash, cut to 16 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::cut(&blake3::hash(bytes))
    }

    /// Cuts a whole hash.
    pub fn cut(hash: &blake3::Hash) -> Self {
        let mut cut = [0; 16];
        cut.copy_from_slice(&hash.as_bytes()[..16]);
        Self(cut)
    }

    /// The first digits, in hexadecimal, for names of files.
    pub fn short(&self) -> String {
        self.0[..5].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// All digits, in hexadecimal.
    pub fn long(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A hash that grows. Each part goes in with its length, so that no two lists of parts are alike.
#[derive(Debug, Clone, Default)]
pub struct Fingerprint(blake3::Hasher);

impl Fingerprint {
    /// Adds a number.
    pub fn count(&mut self, count: usize) {
        self.0.update(&(count as u64).to_le_bytes());
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text.as_bytes());
    }

    /// Adds a hash.
    pub fn hash(&mut self, hash: &Hash) {
        self.0.update(&hash.0);
    }

    /// The hash of everything that was added.
    pub fn finish(&self) -> Hash {
        Hash::cut(&self.0.finalize())
    }
}

impl Inputs {
    /// Inputs without any file.
    pub fn empty(options: Options) -> Self {
        Self {
            settings: Source::new(SITE_TOML, ""),
            words: Source::new(WORDS_TOML, ""),
            pages: ByPath::default(),
            sources: ByPath::default(),
            assets: ByPath::default(),
            templates: ByPath::default(),
            statics: ByPath::default(),
            diagnostics: Vec::new(),
            options,
        }
    }

    /// The text of a file, by its path from the root of the wiki, for the printers of diagnostics.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        if path == self.settings.path.as_ref() {
            return Some(Arc::clone(&self.settings.text));
        }
        if path == self.words.path.as_ref() {
            return Some(Arc::clone(&self.words.text));
        }
        let (folder, rest) = path.split_once('/')?;
        let file = match folder {
            "content" => self.pages.get(rest).or_else(|| self.sources.get(rest)),
            "templates" => self.templates.get(rest),
            _ => None,
        };
        file.map(|file| Arc::clone(&file.source.text))
    }
}
