//! Makes the smaller variants of images, each once, and keeps them in `.lorekeep/images/`.
//!
//! The name of a kept file contains everything that its bytes depend on, and a hash of the bytes, so that a damaged
//! or planted file is not used. [`crate::picture`] determines which variants exist and how they are made.

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

/// Maximum size of an image file that is decoded, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Number of pixels from which an image is decoded alone, so that several images that fill the memory are never
/// decoded at once.
const LARGE: u64 = 16_000_000;
/// Stands in for the hash if the original is the smaller file.
const NOT_WORTH_IT: &str = "original";

/// Makes and keeps image variants.
#[derive(Debug)]
pub struct Pictures {
    /// The folder for variants; `None` if they are not kept.
    kept: Option<CacheDir>,
    /// The kept files: names without extension, by the key that they begin with.
    known: Mutex<BTreeMap<String, String>>,
    /// Held while a large image is decoded.
    large: Mutex<()>,
    /// The first error in keeping a variant.
    first_error: Mutex<Option<DiskError>>,
}

/// The file of a variant; `None` if the original is the smaller file.
type VariantFile = Option<Arc<Asset>>;

/// The reason why no variants of an image could be made.
#[derive(Debug)]
enum Fault {
    Broken(Broken),
    TooLarge(String),
    /// The file has changed since it was read. The next run reads it again.
    Changed,
}

/// A decoded image and the size of its file in bytes.
struct Original {
    picture: Picture,
    length: usize,
}

impl Pictures {
    /// Lists the kept variants of a wiki's images.
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

    /// Makes every variant again and keeps none.
    pub fn keeping_none() -> Self {
        Self { kept: None, known: Mutex::default(), large: Mutex::default(), first_error: Mutex::default() }
    }

    /// Makes all variants of all images, and adds them and any diagnostics to the inputs. `None` if the settings ask
    /// for no variants. `progress` receives the number of images done and the number of all images.
    pub fn complete(&self, inputs: &Inputs, progress: &(dyn Fn(usize, usize) + Sync)) -> Option<Inputs> {
        let images = config::load(&inputs.settings).0.images?;
        let mut inputs = inputs.clone();
        // Files with the same bytes share their variants.
        let pictures = inputs.assets.values().filter(|asset| asset.still);
        let pictures: BTreeMap<Hash, &Arc<Asset>> = pictures.map(|asset| (asset.hash, asset)).collect();
        let pictures: Vec<(Hash, &Arc<Asset>)> = pictures.into_iter().collect();
        let (all, done) = (pictures.len(), AtomicUsize::new(0));
        let make = |(hash, asset): (Hash, &Arc<Asset>)| {
            let made = self.all(asset, &images);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
            (hash, made)
        };
        // Small work items balance best: a cached image costs almost nothing, a new one a lot.
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

    /// Makes one variant of an image and holds it in memory: it may be requested again after it has been removed from
    /// the cache.
    ///
    /// # Errors If the image cannot be decoded. The diagnostic is `None` if the file has just changed.
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

    /// Takes the error in keeping variants, if there was one.
    pub fn take_error(&self) -> Option<DiskError> {
        lock(&self.first_error).take()
    }

    /// All variants of an image that are smaller files than the original.
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
            // An image is decoded once for all of its variants.
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

    /// A kept variant; `None` if it has to be made.
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

    /// Makes and keeps a variant.
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

    /// Keeps a file and returns its location.
    fn keep(&self, name: &str, bytes: &[u8]) -> Option<FilePlace> {
        let kept = self.kept.as_ref()?;
        match kept.write(name, bytes) {
            Ok(()) => Some(kept.place(name)),
            Err(error) => {
                lock(&self.first_error).get_or_insert(error);
                None
            }
        }
    }

    /// Runs a function on an image's pixels.
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
                let message = format!("no smaller variants of this image can be made: {reason}");
                Some(Diagnostic::new(&codes::BROKEN_IMAGE, place, message))
            }
            Self::TooLarge(what) => {
                let message = format!("this image has {what}; variants are made of at most 64");
                Some(Diagnostic::new(&codes::IMAGE_TOO_LARGE, place, message))
            }
            Self::Changed => None,
        }
    }
}

/// The bytes of an image, if they are unchanged since they were read.
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

/// The bytes of a file, up to one more than may be decoded.
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
