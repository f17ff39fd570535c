//! The hash function of the index: fast, portable, and not resistant to adversaries.
//!
//! It multiplies the halves of 16 bytes and folds the product, as wyhash does.

/// Number of bytes per step.
pub(super) const STEP: usize = 16;

/// The hash of some bytes.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<STEP>();
    let hash = chunks.iter().fold(bytes.len() as u64, |hash, chunk| mix(u128::from_le_bytes(*chunk), hash));
    let mut last = [0; STEP];
    last[..rest.len()].copy_from_slice(rest);
    mix(u128::from_le_bytes(last), hash)
}

/// One step: adds 16 bytes to a hash.
#[inline]
pub(super) fn mix(wide: u128, seed: u64) -> u64 {
    let low = u128::from(wide as u64 ^ seed ^ 0x2d35_8dcc_aa6c_78a5);
    let high = u128::from((wide >> 64) as u64 ^ 0x8bb8_4b93_962e_acc9);
    let product = low * high;
    product as u64 ^ (product >> 64) as u64
}
