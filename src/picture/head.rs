//! Reads the size of an image as displayed from the head of its file, and whether variants can be made of it.
//!
//! JPEG is parsed as in ITU-T T.81, PNG as in its third edition by the W3C, WebP as in RFC 9649, and the orientation
//! as in Exif 2.32: the tag 0x0112 of the first directory.

/// Metadata from the head of an image file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// Width and height in pixels, as browsers display the image.
    pub size: Option<(u32, u32)>,
    /// True for a JPEG, PNG or WebP image of which variants can be made: it is not animated and not in CMYK.
    pub still: bool,
    /// Exif orientation; 1 for none.
    pub orientation: u8,
}

/// Metadata found while parsing a file.
struct Found {
    orientation: u8,
    still: bool,
}

impl Head {
    /// Reads the head of a file. A file that is not an image has no size.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        if path.to_ascii_lowercase().ends_with(".svg") {
            let size = std::str::from_utf8(bytes).ok().and_then(svg_size);
            return Self { size, still: false, orientation: 1 };
        }
        let size = imagesize::blob_size(bytes).ok();
        let size = size.and_then(|size| Some((size.width.try_into().ok()?, size.height.try_into().ok()?)));
        let found = jpeg(bytes).or_else(|| png(bytes)).or_else(|| webp(bytes));
        let Found { orientation, still } = found.unwrap_or(Found { orientation: 1, still: false });
        // The last four values rotate the image by 90 degrees.
        let size =
            size.map(|(width, height)| if orientation > 4 { (height, width) } else { (width, height) });
        Self { size, still: still && size.is_some(), orientation }
    }
}

/// Parses the segments of a JPEG file up to its first scan.
fn jpeg(bytes: &[u8]) -> Option<Found> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let mut found = Found { orientation: 1, still: false };
    while let [0xff, marker, after @ ..] = rest {
        // Markers may be preceded by any number of fill bytes.
        if *marker == 0xff {
            rest = &rest[1..];
            continue;
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let Some(segment) = after.get(2..length) else { break };
        match marker {
            0xda => break,
            // Four components mean CMYK.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(marker) => {
                found.still = segment.get(5).is_some_and(|&components| components == 1 || components == 3);
            }
            0xe1 => found.orientation = segment.strip_prefix(b"Exif\0\0").map_or(found.orientation, turn),
            _ => {}
        }
        rest = &after[length..];
    }
    Some(found)
}

/// Parses the chunks of a PNG file up to the image data.
fn png(bytes: &[u8]) -> Option<Found> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut found = Found { orientation: 1, still: true };
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((kind, data)) = after.split_first_chunk::<4>() else { break };
        match kind {
            b"acTL" => found.still = false,
            b"IDAT" => break,
            b"eXIf" => found.orientation = data.get(..length).map_or(1, turn),
            _ => {}
        }
        // Each chunk ends with a checksum of four bytes.
        rest = data.get(length.saturating_add(4)..).unwrap_or_default();
    }
    Some(found)
}

/// Parses the chunks of a WebP file. Its Exif chunk follows the image data and may lie beyond what was read.
fn webp(bytes: &[u8]) -> Option<Found> {
    const EXIF: u8 = 0x08;
    const ANIMATION: u8 = 0x02;
    let mut rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let mut found = Found { orientation: 1, still: true };
    let mut awaited = false;
    while let Some((kind, after)) = rest.split_first_chunk::<4>() {
        let Some((length, data)) = after.split_first_chunk() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        match kind {
            b"VP8X" => {
                let flags = data.first().copied().unwrap_or_default();
                awaited = flags & EXIF != 0;
                found.still = flags & ANIMATION == 0;
            }
            b"EXIF" => {
                let exif = data.get(..length).unwrap_or_default();
                found.orientation = turn(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif));
                awaited = false;
            }
            _ => {}
        }
        rest = data.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    found.still &= !awaited;
    Some(found)
}

/// The orientation in an Exif block; 1 if it has no valid one.
fn turn(exif: &[u8]) -> u8 {
    const ORIENTATION: u16 = 0x0112;
    const SHORT: u16 = 3;
    let big = exif.starts_with(b"MM\0\x2a");
    let number = |at: usize| {
        let bytes = *exif.get(at..)?.first_chunk()?;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let find = || {
        let offset = *exif.get(4..)?.first_chunk()?;
        let offset = if big { u32::from_be_bytes(offset) } else { u32::from_le_bytes(offset) } as usize;
        let entries = (0..usize::from(number(offset)?)).map(|entry| offset + 2 + entry * 12);
        let mut orientations =
            entries.filter(|&at| number(at) == Some(ORIENTATION) && number(at + 2) == Some(SHORT));
        number(orientations.next()? + 8)
    };
    let known = big || exif.starts_with(b"II\x2a\0");
    let value = if known { find() } else { None };
    value.and_then(|value| u8::try_from(value).ok()).filter(|value| (1..=8).contains(value)).unwrap_or(1)
}

/// Width and height of an SVG from its attributes, otherwise from its `viewBox`.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[at..].split('"').next()
    };
    let number = |text: &str| {
        text.trim_end_matches("px").parse::<f64>().ok().map(|n| n.round() as u32).filter(|n| *n > 0)
    };
    let by_attributes = attribute("width").and_then(number).zip(attribute("height").and_then(number));
    by_attributes.or_else(|| {
        let mut sides =
            attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2).map(number);
        Some((sides.next()??, sides.next()??))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An Exif block with only an orientation.
    fn exif(orientation: u8) -> Vec<u8> {
        [b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(), &[orientation, 0, 0, 0, 0, 0, 0, 0]]
            .concat()
    }

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len() + 2).expect("a short segment").to_be_bytes();
        [&[0xff, marker], length.as_slice(), data].concat()
    }

    fn jpeg_of(components: u8, orientation: u8) -> Vec<u8> {
        let mut frame = vec![8, 0, 30, 0, 40, components];
        frame.extend([0; 12]);
        let exif = segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat());
        [b"\xff\xd8".as_slice(), &exif, &segment(0xc0, &frame), &segment(0xda, &[0; 10])].concat()
    }

    #[test]
    fn a_picture_on_its_side_is_measured_as_it_is_shown() {
        for (orientation, size) in
            [(0, (40, 30)), (1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40)), (9, (40, 30))]
        {
            let head = Head::of("a.jpg", &jpeg_of(3, orientation));
            assert_eq!((head.size, head.still), (Some(size), true), "orientation {orientation}");
        }
        let big = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
        assert_eq!((turn(big), turn(&exif(5))), (6, 5));
    }

    #[test]
    fn cmyk_and_animated_images_have_no_variants() {
        assert!(!Head::of("a.jpg", &jpeg_of(4, 1)).still);
        let png = |chunk: &[u8]| {
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x04\0\0\0\x03\x08\x06\0\0\0\0\0\0\0", chunk].concat()
        };
        assert!(Head::of("a.png", &png(b"\0\0\0\0IDAT")).still);
        assert!(!Head::of("a.png", &png(b"\0\0\0\x08acTL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0IDAT")).still);
        let webp = |flags: u8| {
            [b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0".as_slice(), &[flags, 0, 0, 0, 3, 0, 0, 2, 0, 0]].concat()
        };
        assert_eq!([0, 0x02, 0x08].map(|flags| Head::of("a.webp", &webp(flags)).still), [true, false, false]);
        assert!(!Head::of("a.gif", b"GIF89a\x04\0\x03\0\0\0\0").still);
    }

    #[test]
    fn malformed_image_headers_are_tolerated() {
        let whole = jpeg_of(3, 6);
        for end in 0..whole.len() {
            Head::of("a.jpg", &whole[..end]);
        }
        for odd in [
            b"\xff\xd8\xff\xe1\0\0".as_slice(),
            b"\xff\xd8\xff\xff\xff",
            b"RIFF\0\0\0\0WEBPEXIF\xff\xff\xff\xff",
        ] {
            assert_eq!(Head::of("a", odd).size, None);
        }
        assert_eq!(turn(b"II\x2a\0\xff\xff\xff\xff"), 1);
    }
}
