//! Synthetic wikis for benchmarks. A number of pages and a flavour enter, a folder that a site generator can build leaves.
//!
//! Everything is drawn from a seed, so that the same call writes the same bytes. The crate knows nothing of Lorekeep's
//! code: what it writes is what an editor would.

pub mod generate;
