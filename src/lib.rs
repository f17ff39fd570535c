//! Lorekeep makes fan wikis into static sites.
//!
//! *A wiki is a pure map from output path to bytes, evaluated lazily.* The stages, in the order of the flow:
//!
//! 1. [`disk::read`] turns folders into [`inputs::Inputs`]; [`asset`] says which files may be published as they are.
//! 2. [`config`] turns `site.toml` into settings, [`page`] each file into a page, with all positions kept.
//! 3. [`wiki`] links pages into a wiki; [`check`] looks for what no stage can see alone.
//! 4. [`render`] plans every path of the site and renders any of them; [`search`] makes the reader's index.
//! 5. [`disk::write`] writes what is rendered.
//!
//! [`picture`] says which smaller variants a picture can have, and makes them where the feature `images` is built in.
//! `external` asks other sites, when `lorekeep check --external` says so, whether they still have what is linked to.
//!
//! [`pipeline`] puts the stages together. [`build`] runs them for an output folder, and keeps in [`cache`] what the next
//! build can use; `serve` runs them for browsers; [`cli`] parses arguments and prints. [`text`] and [`diag`] serve all
//! stages: places in files, and diagnostics with their printers. Dependencies point one way, along this flow.

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
