//! Lorekeep makes fan wikis into static sites.
#![allow(missing_docs)]
pub mod config;
pub mod diag;
pub mod disk;
pub mod inputs;
pub mod page;
pub mod text;
pub mod wiki;
