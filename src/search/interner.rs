//! Interns terms: assigns each a number, from 0 up in order of first occurrence.
//!
//! A term of at most 16 bytes, as nearly all are, is packed into one integer, so that looking it up allocates nothing and hashes and
//! compares no strings. Nothing here knows what a term means.

use super::hash::{STEP, hash, mix};

/// Longer terms are not packed.
const PACKED: usize = STEP;

/// Lookup key of a term.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key<'a> {
    /// Its bytes in little-endian order, padded with zeros.
    Packed(u128),
    /// A term that is too long to pack.
    Long(&'a [u8]),
}

impl<'a> Key<'a> {
    /// The key of the term in `bytes` from `start` to `end`. Reading is faster if more bytes follow.
    #[inline]
    pub(super) fn of(bytes: &'a [u8], start: usize, end: usize) -> Self {
        let length = end - start;
        if length > PACKED {
            return Self::Long(&bytes[start..end]);
        }
        let wide = match bytes[start..].first_chunk::<PACKED>() {
            Some(chunk) => u128::from_le_bytes(*chunk),
            None => {
                let mut chunk = [0; PACKED];
                chunk[..length].copy_from_slice(&bytes[start..end]);
                u128::from_le_bytes(chunk)
            }
        };
        Self::Packed(if length == PACKED { wide } else { wide & ((1 << (length * 8)) - 1) })
    }

    /// The key of a whole term.
    pub(super) fn whole(term: &'a [u8]) -> Self {
        Self::of(term, 0, term.len())
    }

    /// Calls `each` with the bytes of the term.
    pub(super) fn with_bytes<R>(self, each: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            Self::Packed(packed) => each(&packed.to_le_bytes()[..packed_length(packed)]),
            Self::Long(term) => each(term),
        }
    }
}

fn packed_length(packed: u128) -> usize {
    PACKED - packed.leading_zeros() as usize / 8
}

/// A hash table with open addressing, at most half full.
#[derive(Debug)]
pub(super) struct Interner {
    text: Vec<u8>,
    ends: Vec<u32>,
    packed: Vec<u128>,
    slots: Vec<Slot>,
}

/// A part of the hash, to reject most other terms early, and the number of the term.
#[derive(Debug, Clone, Copy)]
struct Slot {
    tag: u32,
    number: u32,
}

const EMPTY: Slot = Slot { tag: 0, number: u32::MAX };

impl Interner {
    /// Creates a table with room for `terms` terms.
    pub(super) fn with_capacity(terms: usize) -> Self {
        Self {
            text: Vec::with_capacity(terms * 8),
            ends: Vec::with_capacity(terms),
            packed: Vec::with_capacity(terms),
            slots: vec![EMPTY; (terms * 2).next_power_of_two().max(16)],
        }
    }

    /// Number of terms.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The term with the given number.
    pub(super) fn term(&self, number: usize) -> &[u8] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// The numbers of all terms, sorted by their bytes. Most terms differ in the first ones, which are compared as one integer.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let beginning = |number: usize| match self.packed[number] {
            0 => self.term(number).first_chunk().map_or(0, |chunk| u128::from_be_bytes(*chunk)),
            packed => packed.swap_bytes(),
        };
        let mut sorted: Vec<(u128, u32)> =
            (0..self.len()).map(|number| (beginning(number), number as u32)).collect();
        let rest = |&(_, number): &(u128, u32)| self.term(number as usize);
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a).cmp(rest(b))));
        sorted.into_iter().map(|(_, number)| number).collect()
    }

    /// All terms in the order of their numbers, concatenated, and the end of each.
    pub(super) fn into_parts(self) -> (Vec<u8>, Vec<u32>) {
        (self.text, self.ends)
    }

    /// The number of a term; a new term gets the next free number.
    #[inline]
    pub(super) fn intern(&mut self, key: Key<'_>) -> usize {
        match key {
            Key::Packed(packed) => self.intern_packed(packed),
            Key::Long(term) => self.intern_long(term),
        }
    }

    #[inline]
    fn intern_packed(&mut self, packed: u128) -> usize {
        let hash = mix(packed, 0);
        match self.find(hash, |table, number| table.packed[number] == packed) {
            Ok(number) => number,
            Err(slot) => {
                // Copying all bytes and truncating is faster than copying some.
                let end = self.text.len() + packed_length(packed);
                self.text.extend_from_slice(&packed.to_le_bytes());
                self.text.truncate(end);
                self.fill(slot, hash, packed)
            }
        }
    }

    fn intern_long(&mut self, term: &[u8]) -> usize {
        let hash = hash(term);
        match self.find(hash, |table, number| table.packed[number] == 0 && table.term(number) == term) {
            Ok(number) => number,
            Err(slot) => {
                self.text.extend_from_slice(term);
                self.fill(slot, hash, 0)
            }
        }
    }

    /// The number of the term with this hash that satisfies `is_sought`; otherwise the free slot for it.
    #[inline]
    fn find(&self, hash: u64, is_sought: impl Fn(&Self, usize) -> bool) -> Result<usize, usize> {
        let tag = (hash >> 32) as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.number == EMPTY.number {
                return Err(at);
            }
            if slot.tag == tag && is_sought(self, slot.number as usize) {
                return Ok(slot.number as usize);
            }
            at = (at + 1) & mask;
        }
    }

    /// Fills a slot with the term that was just appended to the text.
    fn fill(&mut self, slot: usize, hash: u64, packed: u128) -> usize {
        let number = self.len();
        self.slots[slot] = Slot { tag: (hash >> 32) as u32, number: number as u32 };
        self.ends.push(self.text.len() as u32);
        self.packed.push(packed);
        if self.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    #[cold]
    fn grow(&mut self) {
        self.slots = vec![EMPTY; self.slots.len() * 2];
        for number in 0..self.len() {
            let hash = match self.packed[number] {
                0 => hash(self.term(number)),
                packed => mix(packed, 0),
            };
            if let Err(slot) = self.find(hash, |_, _| false) {
                self.slots[slot] = Slot { tag: (hash >> 32) as u32, number: number as u32 };
            }
        }
    }
}
