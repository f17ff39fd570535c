//! Postings: for each term in sorted order, the pages that contain it, best first. Nothing here knows how they are encoded.
//!
//! The score of a term on a page is the part of BM25 that does not depend on the query: the weighted count, dampened, and normalized by the
//! length of the page (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with the weights of the
//! fields in the count as in section 3.6 there). It is stored as a level from 0 to 9; the search multiplies it by the rarity of the term.

use super::interner::Interner;
use super::tokens::{Count, DocumentTerms};

/// BM25 parameters for term saturation and length normalization: the usual values.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// The best level. A level is one digit.
pub(super) const BEST: u32 = 9;

/// Number of bits of the page number in an entry. The higher bits store how far the level is below [`BEST`].
const PAGE_BITS: u32 = 28;

/// The inverted index.
#[derive(Debug)]
pub(super) struct Postings {
    terms: Interner,
    named: Vec<bool>,
    starts: Vec<u32>,
    entries: Vec<u32>,
    sorted: Vec<u32>,
}

/// A term and its pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<'a> {
    /// The term itself.
    pub(super) term: &'a str,
    /// True if it is part of a title, alias or heading of some page.
    pub(super) named: bool,
    entries: &'a [u32],
}

impl Postings {
    /// Inverts the terms of pages, each with its number; the numbers rise.
    pub(super) fn new(pages: &[(u32, &DocumentTerms)]) -> Self {
        let last = pages.last().map_or(0, |(number, _)| *number);
        assert!(last < 1 << PAGE_BITS, "a wiki has fewer than 268 million pages");
        let (terms, named, flat) = collect(pages);
        let (starts, entries) = invert(pages, terms.len(), &flat);
        let sorted = terms.sorted();
        Self { terms, named, starts, entries, sorted }
    }

    /// All terms in sorted order.
    pub(super) fn terms(&self) -> impl Iterator<Item = Term<'_>> {
        self.sorted.iter().map(|&number| {
            let number = number as usize;
            let range = self.starts[number] as usize..self.starts[number + 1] as usize;
            Term {
                term: std::str::from_utf8(self.terms.term(number)).expect("terms are cut between characters"),
                named: self.named[number],
                entries: &self.entries[range],
            }
        })
    }
}

impl Term<'_> {
    /// Number of pages that contain the term.
    pub(super) fn pages(&self) -> usize {
        self.entries.len()
    }

    /// The best pages, at most `limit`, each as level and page number: best level first, then by number.
    pub(super) fn best(&self, limit: usize) -> Vec<(u32, u32)> {
        let mut places = [0; BEST as usize + 2];
        for entry in self.entries {
            places[(entry >> PAGE_BITS) as usize + 1] += 1;
        }
        for n in 1..places.len() {
            places[n] += places[n - 1];
        }
        let mut best = vec![(0, 0); self.pages().min(limit)];
        for entry in self.entries {
            let below_best = entry >> PAGE_BITS;
            let place = &mut places[below_best as usize];
            if let Some(best) = best.get_mut(*place) {
                *best = (BEST - below_best, entry & ((1 << PAGE_BITS) - 1));
            }
            *place += 1;
        }
        best
    }
}

/// Numbers the terms of all pages. Returns the terms, which of them are in names, and the numbers page by page.
fn collect(pages: &[(u32, &DocumentTerms)]) -> (Interner, Vec<bool>, Vec<u32>) {
    let total = pages.iter().map(|(_, page)| page.len()).sum();
    let mut interner = Interner::with_capacity(1 << 12);
    let mut named = Vec::new();
    let mut flat = Vec::with_capacity(total);
    for (key, count) in pages.iter().flat_map(|(_, page)| page.iter()) {
        let number = interner.intern(key);
        if number == named.len() {
            named.push(false);
        }
        named[number] |= count.is_named();
        flat.push(number as u32);
    }
    (interner, named, flat)
}

/// Groups entries by term with a counting sort. Returns the start of each term's entries, and the entries.
fn invert(pages: &[(u32, &DocumentTerms)], terms: usize, flat: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; terms + 1];
    for &number in flat {
        starts[number as usize + 1] += 1;
    }
    for n in 0..terms {
        starts[n + 1] += starts[n];
    }
    let usual = usual_length(pages);
    let mut next = starts.clone();
    let mut entries = vec![0; flat.len()];
    let counts = pages.iter().flat_map(|&(number, page)| {
        let scale = length_scale(page.length, usual);
        page.counts().map(move |count| ((BEST - level(count, scale)) << PAGE_BITS) | number)
    });
    for (&number, entry) in flat.iter().zip(counts) {
        let at = &mut next[number as usize];
        entries[*at as usize] = entry;
        *at += 1;
    }
    (starts, entries)
}

/// The average length rounded to a power of two: every level depends on it, so it must not change with every edit.
fn usual_length(pages: &[(u32, &DocumentTerms)]) -> f64 {
    let total: u64 = pages.iter().map(|(_, page)| u64::from(page.length)).sum();
    let average = total / pages.len().max(1) as u64;
    (average * 3 / 4).max(1).next_power_of_two() as f64
}

fn length_scale(length: u32, usual: f64) -> f64 {
    K1 * (1.0 - B + B * f64::from(length) / usual)
}

fn level(count: Count, scale: f64) -> u32 {
    let weight = f64::from(count.weight());
    ((weight / (weight + scale) * 10.0) as u32).min(BEST)
}
