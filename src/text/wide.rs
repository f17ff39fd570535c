//! Finds ASCII words in sixteen bytes at a time.

/// Each byte of a [`Wide`] set to `byte`.
const fn all(byte: u8) -> u128 {
    u128::from_ne_bytes([byte; Wide::BYTES])
}

/// Sixteen bytes of a text in little-endian order, padded with zeros. The highest bit of each byte is its truth value: see "Determine if a
/// word has a byte between m and n" in Anderson's "Bit Twiddling Hacks".
#[derive(Debug, Clone, Copy)]
pub struct Wide {
    bytes: u128,
    alphanumeric: u128,
}

impl Wide {
    /// Number of bytes processed together.
    pub const BYTES: usize = 16;

    /// The bytes of a text from an offset.
    #[inline]
    pub fn at(text: &[u8], at: usize) -> Self {
        let bytes = match text[at..].first_chunk() {
            Some(chunk) => u128::from_le_bytes(*chunk),
            None => {
                let mut chunk = [0; Self::BYTES];
                chunk[..text.len() - at].copy_from_slice(&text[at..]);
                u128::from_le_bytes(chunk)
            }
        };
        let low = bytes & all(0x7f);
        let lower = low | all(0x20);
        let letter = (lower + all(0x80 - b'a')) & !(lower + all(0x7f - b'z'));
        let digit = (low + all(0x80 - b'0')) & !(low + all(0x7f - b'9'));
        Self { bytes, alphanumeric: (letter | digit) & !bytes & all(0x80) }
    }

    /// Number of leading ASCII letters and digits.
    #[inline]
    pub const fn word_length(self) -> usize {
        (!self.alphanumeric & all(0x80)).trailing_zeros() as usize / 8
    }

    /// Number of leading ASCII characters that are neither.
    #[inline]
    pub const fn gap_length(self) -> usize {
        (self.alphanumeric | self.bytes & all(0x80)).trailing_zeros() as usize / 8
    }

    /// The leading letters and digits in lower case; there must be fewer than [`Self::BYTES`]. The bit that makes letters lower case is
    /// always set in digits.
    #[inline]
    pub const fn lower_case(self, length: usize) -> u128 {
        (self.bytes | all(0x20)) & ((1 << (length * 8)) - 1)
    }
}
