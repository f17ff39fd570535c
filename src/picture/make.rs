//! Makes image variants. The result is deterministic.

mod container;

use std::fmt;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use pic_scale_safe::{
    ImageSize, ResamplingFunction, premultiplied_rgba8, resize_rgb8, resize_rgba8, unpremultiply_rgba8,
};
use webp::{Encoder, WebPConfig};

use super::{Head, Size, is_too_large};

/// Maximum memory of a decoder including the pixels, in bytes.
const MAX_MEMORY: u64 = 640 << 20;
/// Maximum size of a colour profile that is kept, in bytes.
const MAX_PROFILE: usize = 64 * 1024;

/// The reason why there are no variants of an image.
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

/// A decoded image.
pub struct Picture {
    /// The pixels as stored, before rotation.
    pixels: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// True if it is likely a drawing, for which lossless compression may give a smaller file.
    drawn: bool,
}

impl Picture {
    /// Decodes an image that is displayed at a size.
    ///
    /// # Errors If the bytes are not a valid image.
    pub fn decode(bytes: &[u8], shown: Size) -> Result<Self, Broken> {
        // A panicking decoder must not abort the build of the whole wiki.
        catch_unwind(AssertUnwindSafe(|| decode(bytes, shown)))
            .unwrap_or_else(|_| Err(Broken::because(&"the decoder failed")))
    }

    /// The bytes of a variant with a size.
    ///
    /// # Errors If the image cannot be encoded.
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
        return Err(Broken::because(&"its headers disagree about its size"));
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

/// Returns whether a colour profile is an RGB profile other than sRGB, the default.
fn is_worth_keeping(profile: &[u8]) -> bool {
    let says = |text: &[u8]| profile.windows(text.len()).any(|part| part == text);
    let of_screens = profile.get(16..20) == Some(b"RGB ");
    of_screens && profile.len() <= MAX_PROFILE && !says(b"sRGB") && !says(b"\0s\0R\0G\0B")
}

fn resized(pixels: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage, Broken> {
    if (width, height) == (pixels.width(), pixels.height()) {
        return Ok(pixels.clone());
    }
    let from = ImageSize::new(pixels.width() as usize, pixels.height() as usize);
    let to = ImageSize::new(width as usize, height as usize);
    let failed = |error: String| Broken::because(&error);
    let resized = if pixels.color().has_alpha() {
        // Transparent pixels must not lend their colour to their neighbours.
        let opaque = premultiplied_rgba8(pixels.as_bytes());
        let mut buffer = resize_rgba8(&opaque, from, to, ResamplingFunction::Lanczos3).map_err(failed)?;
        unpremultiply_rgba8(&mut buffer);
        RgbaImage::from_raw(width, height, buffer).map(DynamicImage::from)
    } else {
        let buffer =
            resize_rgb8(pixels.as_bytes(), from, to, ResamplingFunction::Lanczos3).map_err(failed)?;
        RgbImage::from_raw(width, height, buffer).map(DynamicImage::from)
    };
    Ok(resized.expect("a resized picture has as many bytes as its size asks for"))
}

fn encoded(pixels: &DynamicImage, quality: f32, lossless: bool) -> Result<Vec<u8>, Broken> {
    let refused = || Broken::because(&"it cannot be encoded as WebP");
    let (width, height) = (pixels.width(), pixels.height());
    let encoder = if pixels.color().has_alpha() {
        Encoder::from_rgba(pixels.as_bytes(), width, height)
    } else {
        Encoder::from_rgb(pixels.as_bytes(), width, height)
    };
    let mut config = WebPConfig::new().map_err(|()| refused())?;
    config.lossless = i32::from(lossless);
    // With lossless compression, quality is the encoding effort.
    config.quality = if lossless { 75.0 } else { quality };
    let bytes = encoder.encode_advanced(&config).map_err(|_| refused())?;
    Ok(bytes.to_vec())
}
