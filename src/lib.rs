//! Lorekeep turns fan wikis into static sites.
//!
//! *A wiki is a pure map from output path to bytes, evaluated lazily.* The stages, in order:
//!
//! 1. [`disk::read`] turns folders into [`inputs::Inputs`]; [`asset`] decides which files may be published unchanged.
//! 2. [`config`] turns `site.toml` into settings, and [`page`] each file into a page with all positions kept.
//! 3. [`wiki`] links pages into a wiki; [`check`] applies the rules that need the whole wiki.
//! 4. [`render`] plans all paths of the site and renders any of them; [`search`] builds the search index.
//! 5. [`disk::write`] writes the rendered files.
//!
//! [`picture`] determines the smaller variants of an image and makes them if the feature `images` is enabled.
//! `external` checks external links for `lorekeep check --external`.
//!
//! [`pipeline`] connects the stages. [`build`] runs them for an output folder and keeps reusable results in
//! [`cache`]; `serve` runs them for browsers; [`cli`] parses arguments and prints. [`text`] and [`diag`] serve all
//! stages: positions in files, and diagnostics with their printers. Dependencies point in one direction, along this
//! flow.

pub mod asset;
pub mod build;
pub mod cache;
pub mod check;
pub mod cli;
pub mod config;
pub mod date;
pub mod diag;
pub mod disk;
#[cfg(feature = "external")]
pub mod external;
#[cfg(test)]
mod fixture;
pub mod import;
pub mod inputs;
pub mod labels;
mod lock;
pub mod output;
pub mod page;
pub mod picture;
pub mod pipeline;
pub mod render;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod start;
pub mod text;
pub mod wiki;
pub mod words;
