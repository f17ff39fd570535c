//! The bytes of a picture and a size enter, the bytes of a variant leave: the same ones each time, on any thread.

mod container;

use std::fmt;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use webp::{Encoder, WebPConfig};

use super::{Head, Size, is_too_large};

/// Most bytes that a decoder may take for itself and its pixels.
const MAX_MEMORY: u64 = 640 << 20;
/// Largest colour profile that is kept, in bytes.
const MAX_PROFILE: usize = 64 * 1024;

/// Why there are no variants of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(String);

impl Broken {
    fn because(reason: &dyn fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A decoded picture.
pub struct Picture {
    /// As the file stores them, before they are turned.
    pixels: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Whether it may be drawn rather than photographed, and so smaller without any loss.
    drawn: bool,
}

impl Picture {
    /// Decodes a picture that is shown in a size.
    ///
    /// # Errors
    /// When the bytes are no such picture.
    pub fn decode(bytes: &[u8], shown: Size) -> Result<Self, Broken> {
        // A decoder that fails where it should not must not take the build of a whole wiki with it.
        catch_unwind(AssertUnwindSafe(|| decode(bytes, shown)))
            .unwrap_or_else(|_| Err(Broken::because(&"it makes the decoder fail")))
    }

    /// The bytes of a variant of a size.
    ///
    /// # Errors
    /// When the picture cannot be encoded.
    pub fn variant(&self, size: Size, quality: u8) -> Result<Vec<u8>, Broken> {
        let turned = is_on_its_side(self.orientation);
        let (width, height) = if turned { (size.1, size.0) } else { size };
        let mut small = resized(&self.pixels, width, height)?;
        small.apply_orientation(self.orientation);
        let mut bytes = encoded(&small, f32::from(quality), false)?;
        if self.drawn {
            let lossless = encoded(&small, f32::from(quality), true)?;
            bytes = if lossless.len() < bytes.len() { lossless } else { bytes };
        }
        Ok(match &self.profile {
            Some(profile) => container::with_profile(&bytes, size, profile),
            None => bytes,
        })
    }
}

fn decode(bytes: &[u8], shown: Size) -> Result<Picture, Broken> {
    let failed = |error: image::ImageError| Broken::because(&error);
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| Broken::because(&e))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let drawn = reader.format() == Some(ImageFormat::Png);
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let orientation =
        Orientation::from_exif(Head::of("", bytes).orientation).unwrap_or(Orientation::NoTransforms);
    let (width, height) = decoder.dimensions();
    let size = if is_on_its_side(orientation) { (height, width) } else { (width, height) };
    if size != shown || is_too_large(size) {
        return Err(Broken::because(&"its parts do not agree on its size"));
    }
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_worth_keeping(profile));
    let pixels = DynamicImage::from_decoder(decoder).map_err(failed)?;
    let pixels =
        if pixels.color().has_alpha() { pixels.into_rgba8().into() } else { pixels.into_rgb8().into() };
    Ok(Picture { pixels, orientation, profile, drawn })
}

fn is_on_its_side(orientation: Orientation) -> bool {
    orientation.to_exif() > 4
}

/// Whether a colour profile is one of screens, and says more than what is taken for granted: sRGB.
fn is_worth_keeping(profile: &[u8]) -> bool {
    let says = |text: &[u8]| profile.windows(text.len()).any(|part| part == text);
    let of_screens = profile.get(16..20) == Some(b"RGB ");
    of_screens && profile.len() <= MAX_PROFILE && !says(b"sRGB") && !says(b"\0s\0R\0G\0B")
}

fn resized(pixels: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage, Broken> {
    if (width, height) == (pixels.width(), pixels.height()) {
        return Ok(pixels.clone());
    }
    let kind = if pixels.color().has_alpha() { PixelType::U8x4 } else { PixelType::U8x3 };
    let source = ImageRef::new(pixels.width(), pixels.height(), pixels.as_bytes(), kind)
        .map_err(|error| Broken::because(&error))?;
    let mut target = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| Broken::because(&error))?;
    let buffer = target.into_vec();
    let resized = match kind {
        PixelType::U8x4 => RgbaImage::from_raw(width, height, buffer).map(DynamicImage::from),
        _ => RgbImage::from_raw(width, height, buffer).map(DynamicImage::from),
    };
    Ok(resized.expect("a resized picture has as many bytes as its size asks for"))
}

fn encoded(pixels: &DynamicImage, quality: f32, lossless: bool) -> Result<Vec<u8>, Broken> {
    let refused = || Broken::because(&"it cannot be written as WebP");
    let (width, height) = (pixels.width(), pixels.height());
    let encoder = if pixels.color().has_alpha() {
        Encoder::from_rgba(pixels.as_bytes(), width, height)
    } else {
        Encoder::from_rgb(pixels.as_bytes(), width, height)
    };
    let mut config = WebPConfig::new().map_err(|()| refused())?;
    config.lossless = i32::from(lossless);
    // Without loss, quality is the time that is spent.
    config.quality = if lossless { 75.0 } else { quality };
    let bytes = encoder.encode_advanced(&config).map_err(|_| refused())?;
    Ok(bytes.to_vec())
}
