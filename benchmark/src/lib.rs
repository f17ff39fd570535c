//! Synthetic wikis for benchmarks, written into folders that a site generator can build.
//!
//! Everything is drawn from a seed, so that the same call writes the same bytes. The crate does not use Lorekeep's
//! code: it writes files as an editor would.

pub mod generate;
