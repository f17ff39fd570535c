//! Serializes values that one build keeps for the next. No IO: `disk` stores the bytes.
//!
//! Bytes are sealed with a hash of the program that wrote them and a hash of themselves. Bytes of another program and
//! damaged bytes are rejected, so an opened value is always well-formed.

mod inputs;
mod last;
mod pages;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::inputs::Hash;

pub use inputs::fingerprint;
pub use last::LastBuild;
pub use pages::{Parsed, SHARDS, Shard, shards};

/// The start of every file: its kind, and the version of the seal.
const MARK: &[u8] = b"lorekeep 1\n";

/// Serializes a value. `None` if it cannot be serialized.
pub fn seal<T: Serialize>(value: &T, program: Hash) -> Option<Vec<u8>> {
    let mut sealed = [MARK, &program.0, &[0; 16]].concat();
    let start = sealed.len();
    sealed = postcard::to_extend(value, sealed).ok()?;
    let hash = Hash::of(&sealed[start..]);
    sealed[start - hash.0.len()..start].copy_from_slice(&hash.0);
    Some(sealed)
}

/// Opens a value sealed by the same program. `None` for all other bytes.
pub fn open<T: DeserializeOwned>(sealed: &[u8], program: Hash) -> Option<T> {
    let sealed = sealed.strip_prefix(MARK)?.strip_prefix(&program.0)?;
    let (hash, bytes) = sealed.split_at_checked(program.0.len())?;
    (hash == Hash::of(bytes).0).then(|| postcard::from_bytes(bytes).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_same_program_wrote_whole_is_opened() {
        let value = vec![String::from("a"), "b".repeat(300)];
        let (ours, other) = (Hash::of(b"ours"), Hash::of(b"other"));
        let sealed = seal(&value, ours).expect("texts have a form in bytes");
        assert_eq!(open(&sealed, ours), Some(value));
        assert_eq!(open::<Vec<String>>(&sealed, other), None);
        for length in 0..sealed.len() {
            assert_eq!(open::<Vec<String>>(&sealed[..length], ours), None, "{length} bytes");
        }
        for at in 0..sealed.len() {
            let mut spoilt = sealed.clone();
            spoilt[at] ^= 1;
            assert_eq!(open::<Vec<String>>(&spoilt, ours), None, "byte {at}");
        }
    }
}
