//! The WebP container (RFC 9649): adds a colour profile to an encoded image.

use super::Size;

/// Flag of the extended header for a colour profile; the other flag is for transparency.
const PROFILE: u8 = 0x20;
const ALPHA: u8 = 0x10;

/// Inserts a colour profile before the image data of a WebP file.
pub(super) fn with_profile(webp: &[u8], size: Size, profile: &[u8]) -> Vec<u8> {
    const FILE_HEADER: usize = 12;
    let chunks = webp.get(FILE_HEADER..).unwrap_or_default();
    let (flags, pixels) = match chunks.strip_prefix(b"VP8X\x0a\0\0\0") {
        Some([flags, _, _, _, _, _, _, _, _, _, pixels @ ..]) => (*flags, pixels),
        _ => (if has_alpha(chunks) { ALPHA } else { 0 }, chunks),
    };
    let mut body = b"WEBP".to_vec();
    let side = |pixels: u32| (pixels - 1).to_le_bytes();
    let (width, height) = (side(size.0), side(size.1));
    let header = [&[flags | PROFILE, 0, 0, 0], &width[..3], &height[..3]].concat();
    append(&mut body, *b"VP8X", &header);
    append(&mut body, *b"ICCP", profile);
    body.extend_from_slice(pixels);
    let mut file = Vec::with_capacity(body.len() + 8);
    append(&mut file, *b"RIFF", &body);
    file
}

/// Returns whether a lossless image has transparency: a bit after width and height.
fn has_alpha(chunks: &[u8]) -> bool {
    let data = chunks.strip_prefix(b"VP8L").and_then(|chunk| chunk.get(5..9));
    data.is_some_and(|data| data[3] & 0x10 != 0)
}

/// Appends a chunk, padded to an even number of bytes.
fn append(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a variant is smaller than its original");
    file.extend_from_slice(&kind);
    file.extend_from_slice(&length.to_le_bytes());
    file.extend_from_slice(data);
    if data.len() % 2 == 1 {
        file.push(0);
    }
}
