//! The inputs of a site as values: everything that `disk` reads, unprocessed.

mod by_path;
mod decode;

use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::date::PartialDate;
use crate::diag::Diagnostic;
use crate::text::Source;

pub use by_path::{ByPath, Difference};

/// The settings file, in the root of a wiki.
pub const SITE_TOML: &str = "site.toml";
/// The wiki's own wording for readers, in the root of a wiki.
pub const WORDS_TOML: &str = "words.toml";

/// The file about all pictures, in `content/`.
const PICTURES: [&str; 2] = ["pictures.yaml", "pictures.yml"];

/// True if a file of `content/` states facts about pictures.
pub fn is_about_pictures(path: &str) -> bool {
    PICTURES.contains(&path) || described_picture(path).is_some()
}

/// The picture that a file is about, `quay.jpg` of `quay.jpg.yaml`.
pub fn described_picture(path: &str) -> Option<&str> {
    let lower = path.to_ascii_lowercase();
    let picture = lower.strip_suffix(".yaml").or_else(|| lower.strip_suffix(".yml"))?;
    is_picture_name(picture).then(|| &path[..picture.len()])
}

/// True if a name is that of a picture, by its extension.
pub fn is_picture_name(name: &str) -> bool {
    const EXTENSIONS: [&str; 11] =
        ["avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"];
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
    })
}

/// The files of a wiki and the options that its site depends on.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// `site.toml`; empty if there is none.
    pub settings: Source,
    /// `words.toml`, the wiki's own wording; empty if there is none.
    pub words: Source,
    /// Pages below `content/`, by path relative to it.
    pub pages: ByPath<TextFile>,
    /// YAML files of sources below `content/sources/`, and those about pictures, by path relative to `content/`.
    pub sources: ByPath<TextFile>,
    /// All other files below `content/`, by path relative to it.
    pub assets: ByPath<Asset>,
    /// The wiki's own templates, by path relative to `templates/`.
    pub templates: ByPath<TextFile>,
    /// The wiki's own theme files, by path relative to `static/`.
    pub statics: ByPath<Asset>,
    /// Diagnostics of reading.
    pub diagnostics: Vec<Diagnostic>,
    /// Command-line options.
    pub options: Options,
}

/// Settings of a run besides the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Today's date, which decides when claims become stale.
    pub today: PartialDate,
    /// If true, draft pages are part of the site.
    pub drafts: bool,
    /// Overrides `base_url`.
    pub base_url: Option<String>,
    /// If true, warnings are errors.
    pub strict: bool,
    /// The spoiler scopes whose facts are left out of the site. None of a list: all of them.
    pub without_spoilers: Option<Vec<String>>,
}

/// A text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Path from the root of the wiki, and the text.
    pub source: Source,
    /// Hash of the text.
    pub hash: Hash,
    /// Diagnostics of reading it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that is published unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path from the root of the wiki.
    pub path: Arc<str>,
    /// The location of its bytes.
    pub data: AssetData,
    /// Hash of the bytes.
    pub hash: Hash,
    /// Width and height of an image as displayed, in pixels.
    pub size: Option<(u32, u32)>,
    /// True if smaller variants of it can be made.
    pub still: bool,
    /// Its variants; `None` before any were made, which stands for all possible ones.
    pub variants: Option<Arc<[Variant]>>,
}

/// A smaller variant of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The file.
    pub file: Arc<Asset>,
}

/// The location of an asset's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetData {
    /// In memory.
    Memory(Arc<[u8]>),
    /// In a file, which is copied without loading it into memory as a whole.
    File(FilePlace),
    /// Nowhere: the file may not be published and was not read. Its address stays reserved.
    Refused,
}

impl Asset {
    /// A file that may not be published, by its path from the root of the wiki.
    pub fn refused(path: &str) -> Self {
        let data = AssetData::Refused;
        Self { path: path.into(), data, hash: Hash::default(), size: None, still: false, variants: None }
    }

    /// The length of the file, if known.
    pub fn length(&self) -> u64 {
        match &self.data {
            AssetData::Memory(bytes) => bytes.len() as u64,
            AssetData::File(place) => place.length,
            AssetData::Refused => 0,
        }
    }

    /// Returns whether the file may not be published.
    pub fn is_refused(&self) -> bool {
        matches!(self.data, AssetData::Refused)
    }
}

/// The location of a file and the folder that it must not leave: symbolic links in the path may have changed by the
/// time it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The real path of the folder.
    pub folder: Utf8PathBuf,
    /// The path relative to the folder, with `/` as separator.
    pub path: String,
    /// The length of the file; 0 if it is unknown.
    pub length: u64,
}

impl std::fmt::Display for FilePlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.folder.join(&self.path))
    }
}

/// A BLAKE3 hash, truncated to 16 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The hash of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::cut(&blake3::hash(bytes))
    }

    /// Truncates a full hash.
    pub fn cut(hash: &blake3::Hash) -> Self {
        let mut cut = [0; 16];
        cut.copy_from_slice(&hash.as_bytes()[..16]);
        Self(cut)
    }

    /// The first hexadecimal digits, for file names.
    pub fn short(&self) -> String {
        self.0[..5].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// All hexadecimal digits.
    pub fn long(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An incremental hash. Each part is added with its length, so that different lists of parts have different hashes.
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

    /// The hash of everything added.
    pub fn finish(&self) -> Hash {
        Hash::cut(&self.0.finalize())
    }
}

impl Inputs {
    /// Inputs without files.
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
