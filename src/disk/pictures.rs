//! Files of pictures enter, files of their smaller variants leave, each made once and kept in `.lorekeep/images/`.
//!
//! A kept file is named by all that its bytes depend on, and by a hash of its bytes, so that one that was damaged or put
//! there by somebody else is not taken for what it is not. Which variants there are, and how they are made, is said in
//! [`crate::picture`].

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use camino::Utf8Path;
use rayon::prelude::*;

use super::DiskError;
use super::beneath;
use super::cache_dir::CacheDir;
use crate::config::{self, Images};
use crate::diag::{Diagnostic, codes};
use crate::inputs::{Asset, AssetData, FilePlace, Hash, Inputs, Variant};
use crate::lock::lock;
use crate::picture::make::{Broken, Picture};
use crate::picture::{self, Head, Size};
use crate::text::Place;

/// Largest file of a picture that is decoded, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Pixels from which on a picture is decoded alone, so that one that fills the memory does not meet others like it.
const LARGE: u64 = 16_000_000;
/// What stands in the place of a hash when the original is the smaller file.
const NOT_WORTH_IT: &str = "original";

/// Makes variants of pictures, and keeps them.
#[derive(Debug)]
pub struct Pictures {
    /// Where they are kept, if they are.
    kept: Option<CacheDir>,
    /// What is kept: names of files without their endings, by the key that they begin with.
    known: Mutex<BTreeMap<String, String>>,
    /// Held while a large picture is decoded.
    large: Mutex<()>,
    /// Why the first variant that could not be kept was not.
    trouble: Mutex<Option<DiskError>>,
}

/// The file of a variant; `None` when the original is the smaller file.
type VariantFile = Option<Arc<Asset>>;

/// Why no variants could be made of a picture.
#[derive(Debug)]
enum Fault {
    Broken(Broken),
    TooLarge(String),
    /// The file is not any more what it was when it was read. The next run reads it again.
    Changed,
}

/// A decoded picture, and how many bytes its file has.
struct Original {
    picture: Picture,
    length: usize,
}

impl Pictures {
    /// Looks what is kept of the pictures of a wiki.
    pub fn open(root: &Utf8Path) -> Self {
        let kept = CacheDir::of(root).folder("images");
        let names = kept.names();
        let known = names.iter().filter_map(|name| {
            let stem = name.strip_suffix(".webp")?;
            Some((stem.split_once('-')?.0.to_owned(), stem.to_owned()))
        });
        let known = Mutex::new(known.collect());
        Self { kept: Some(kept), known, ..Self::keeping_none() }
    }

    /// Makes every variant anew, and keeps none.
    pub fn keeping_none() -> Self {
        Self { kept: None, known: Mutex::default(), large: Mutex::default(), trouble: Mutex::default() }
    }

    /// Makes all variants of all pictures, and adds them to the inputs with what was found wrong on the way. `None` when
    /// the settings ask for no variants. `progress` is told how many pictures are done, of how many.
    pub fn complete(&self, inputs: &Inputs, progress: &(dyn Fn(usize, usize) + Sync)) -> Option<Inputs> {
        let images = config::load(&inputs.settings).0.images?;
        let mut inputs = inputs.clone();
        // Files with the same bytes have the same variants.
        let pictures = inputs.assets.values().filter(|asset| asset.still);
        let pictures: BTreeMap<Hash, &Arc<Asset>> = pictures.map(|asset| (asset.hash, asset)).collect();
        let pictures: Vec<(Hash, &Arc<Asset>)> = pictures.into_iter().collect();
        let (all, done) = (pictures.len(), AtomicUsize::new(0));
        let make = |(hash, asset): (Hash, &Arc<Asset>)| {
            let made = self.all(asset, &images);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
            (hash, made)
        };
        // One by one, since a picture that is known costs nothing, and one that is not much.
        let made: BTreeMap<Hash, Result<Arc<[Variant]>, Fault>> =
            pictures.into_par_iter().with_max_len(1).map(make).collect();
        let Inputs { assets, diagnostics, .. } = &mut inputs;
        assets.replace(|asset| {
            let variants = match made.get(&asset.hash).filter(|_| asset.still)? {
                Ok(variants) => Arc::clone(variants),
                Err(fault) => {
                    diagnostics.extend(fault.diagnostic(asset));
                    Arc::default()
                }
            };
            Some(Asset { variants: Some(variants), ..Asset::clone(asset) })
        });
        Some(inputs)
    }

    /// Makes one variant of a picture, and holds it in memory: it may be asked for again when it is not kept any more.
    ///
    /// # Errors
    /// When the picture cannot be decoded. There is nothing to report when it has just changed.
    pub fn one(
        &self,
        asset: &Asset,
        size: Size,
        images: &Images,
    ) -> Result<VariantFile, Option<Box<Diagnostic>>> {
        let made = match self.known(asset, size, images) {
            Some(file) => Ok(file),
            None => self.decoded(asset, |original| self.make(original, asset, size, images)),
        };
        let file = made.map_err(|fault| fault.diagnostic(asset).map(Box::new))?;
        Ok(file.and_then(|file| in_memory(&file)))
    }

    /// Why variants could not be kept, if that was so.
    pub fn take_trouble(&self) -> Option<DiskError> {
        lock(&self.trouble).take()
    }

    /// All variants of a picture that are smaller files than the original.
    fn all(&self, asset: &Asset, images: &Images) -> Result<Arc<[Variant]>, Fault> {
        if let Some(size) = asset.size.filter(|&size| picture::is_too_large(size)) {
            let pixels = u64::from(size.0) * u64::from(size.1) / 1_000_000;
            return Err(Fault::TooLarge(format!("{pixels} million pixels")));
        }
        let sizes = picture::sizes(asset, images);
        let known = sizes.iter().map(|&size| self.known(asset, size, images));
        let known: Option<Vec<VariantFile>> = known.collect();
        let files = match known {
            Some(known) => known,
            // A picture is decoded once for all of its variants.
            None => self.decoded(asset, |original| {
                let file = |&size: &Size| match self.known(asset, size, images) {
                    Some(file) => Ok(file),
                    None => self.make(original, asset, size, images),
                };
                sizes.iter().map(file).collect()
            })?,
        };
        let variants = sizes.into_iter().zip(files);
        Ok(variants.filter_map(|(size, file)| Some(Variant { size, file: file? })).collect())
    }

    /// What is kept of a variant; `None` when it has to be made.
    fn known(&self, asset: &Asset, size: Size, images: &Images) -> Option<VariantFile> {
        let kept = self.kept.as_ref()?;
        let key = picture::key(asset.hash, size.0, images).long();
        let stem = lock(&self.known).get(&key)?.clone();
        let hash = stem.split_once('-')?.1;
        if hash == NOT_WORTH_IT {
            return Some(None);
        }
        let name = format!("{stem}.webp");
        let bytes = kept.read(&name, MAX_FILE)?;
        let is_sound = Hash::of(&bytes).long() == hash
            && bytes.starts_with(b"RIFF")
            && Head::of(&name, &bytes).size == Some(size);
        is_sound.then(|| Some(variant_file(&name, AssetData::File(kept.place(&name)), &bytes, size)))
    }

    /// Makes a variant, and keeps it.
    fn make(
        &self,
        original: &Original,
        asset: &Asset,
        size: Size,
        images: &Images,
    ) -> Result<VariantFile, Fault> {
        let bytes = original.picture.variant(size, images.quality).map_err(Fault::Broken)?;
        let key = picture::key(asset.hash, size.0, images).long();
        let is_worth_it = bytes.len() < original.length;
        let hash = if is_worth_it { Hash::of(&bytes).long() } else { NOT_WORTH_IT.to_owned() };
        let stem = format!("{key}-{hash}");
        let name = format!("{stem}.webp");
        let data = match self.keep(&name, if is_worth_it { &bytes } else { b"" }) {
            Some(place) => {
                lock(&self.known).insert(key, stem);
                AssetData::File(place)
            }
            None => AssetData::Memory(bytes.as_slice().into()),
        };
        Ok(is_worth_it.then(|| variant_file(&name, data, &bytes, size)))
    }

    /// Keeps a file, and says where.
    fn keep(&self, name: &str, bytes: &[u8]) -> Option<FilePlace> {
        let kept = self.kept.as_ref()?;
        match kept.write(name, bytes) {
            Ok(()) => Some(kept.place(name)),
            Err(error) => {
                lock(&self.trouble).get_or_insert(error);
                None
            }
        }
    }

    /// Does something with a picture's pixels.
    fn decoded<T>(
        &self,
        asset: &Asset,
        use_it: impl FnOnce(&Original) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let size = asset.size.ok_or(Fault::Changed)?;
        let is_large = u64::from(size.0) * u64::from(size.1) > LARGE;
        let _alone = is_large.then(|| lock(&self.large));
        let bytes = bytes_of(asset)?;
        let picture = Picture::decode(&bytes, size).map_err(Fault::Broken)?;
        let original = Original { picture, length: bytes.len() };
        drop(bytes);
        use_it(&original)
    }
}

impl Fault {
    fn diagnostic(&self, asset: &Asset) -> Option<Diagnostic> {
        let place = Place::file(asset.path.as_ref());
        match self {
            Self::Broken(reason) => {
                let message = format!("no smaller variants can be made of this picture: {reason}");
                Some(Diagnostic::new(&codes::BROKEN_IMAGE, place, message))
            }
            Self::TooLarge(what) => {
                let message = format!("this picture has {what}, and variants are made of up to 64");
                Some(Diagnostic::new(&codes::IMAGE_TOO_LARGE, place, message))
            }
            Self::Changed => None,
        }
    }
}

/// The bytes of a picture, if they are still those that were read before.
fn bytes_of(asset: &Asset) -> Result<Vec<u8>, Fault> {
    let bytes = match &asset.data {
        AssetData::Memory(bytes) => bytes.to_vec(),
        AssetData::File(place) => read(place).map_err(|_| Fault::Changed)?,
        AssetData::Refused => return Err(Fault::Changed),
    };
    match bytes.len() as u64 {
        length if length > MAX_FILE => Err(Fault::TooLarge("more than 64 MiB".to_owned())),
        _ if Hash::of(&bytes) != asset.hash => Err(Fault::Changed),
        _ => Ok(bytes),
    }
}

/// The bytes of a file, or one more than are decoded.
fn read(place: &FilePlace) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    beneath::open(place)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn in_memory(file: &Arc<Asset>) -> VariantFile {
    let bytes = bytes_of(file).ok()?;
    Some(Arc::new(Asset { data: AssetData::Memory(bytes.into()), ..Asset::clone(file) }))
}

fn variant_file(name: &str, data: AssetData, bytes: &[u8], size: Size) -> Arc<Asset> {
    let hash = Hash::of(bytes);
    Arc::new(Asset { path: name.into(), data, hash, size: Some(size), still: false, variants: None })
}
