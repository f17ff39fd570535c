//! Lorekeep makes fan wikis into static sites.
#![allow(missing_docs)]
pub mod config;
pub mod diag;
pub mod page;
pub mod text;
