//! Rules for files of `content/` that are published unchanged. They return a diagnostic for a file that may not be
//! published.
//!
//! Content is untrusted. A file that a browser or a host executes could take over the site, so only listed types are
//! published, and images that can contain scripts are inspected. Nothing here touches the disk.

mod host;
mod kind;
pub mod media;
mod style;
mod svg;

use crate::diag::{Code, Diagnostic, codes};
use crate::text::Place;

pub use host::{is_hidden_host_file, steers_host};
pub use kind::Kind;

/// Maximum size of an SVG published from `content/`, in bytes.
pub const MAX_SVG: u64 = 16 * 1024 * 1024;

/// The kind of a file that may be published, by its path from `content/`. If `is_opened` is true, the settings allow
/// the file whatever its kind.
///
/// # Errors If the name alone shows that the file may not be published.
pub fn judge_name(path: &str, is_opened: bool) -> Result<Kind, Box<Diagnostic>> {
    if steers_host(path) {
        return Err(Box::new(host_file(path)));
    }
    match Kind::of(path) {
        _ if is_opened => Ok(Kind::Known),
        Kind::Active => Err(Box::new(active(path))),
        Kind::Unlisted => Err(Box::new(unlisted(path))),
        kind => Ok(kind),
    }
}

/// The diagnostic for a file's content, by its path from `content/`, its kind and its first bytes. For an SVG,
/// `bytes` is the whole file.
pub fn judge_content(path: &str, kind: Kind, bytes: &[u8]) -> Option<Diagnostic> {
    let help = "remove it from the file; \
                files of `static/`, and those listed under `active` in `[content]` of `site.toml`, are not checked";
    let message = match kind {
        Kind::Guessed if kind::is_markup(bytes) => {
            "hosts may not know this file type, and browsers would treat its content as a document".to_owned()
        }
        Kind::Svg => format!("this SVG is not safe to publish: {}", svg::check(bytes).err()?),
        _ => return None,
    };
    Some(fault(&codes::ACTIVE_FILE, path, message).help(help))
}

/// The diagnostic for an SVG too large to be checked.
pub fn too_large(path: &str) -> Diagnostic {
    let message = format!("this SVG is larger than the limit of {} MiB", MAX_SVG / (1024 * 1024));
    fault(&codes::ACTIVE_FILE, path, message)
        .help("publish it as a PNG or WebP image, or move it to `static/`")
}

/// The diagnostic for a file that configures the site's host.
pub fn host_file(path: &str) -> Diagnostic {
    let message = "hosts read settings or programs from a file with this name";
    fault(&codes::HOST_FILE, path, message).help("move it to `static/`, or rename it")
}

fn active(path: &str) -> Diagnostic {
    let message = match kind::extension(path) {
        Some(extension) => format!("browsers or hosts can execute a `.{extension}` file"),
        None => "browsers or hosts can execute a file with this name".to_owned(),
    };
    fault(&codes::ACTIVE_FILE, path, message).help(
        "move it to `static/`, or list it under `active` in `[content]` of `site.toml` if you trust everyone \
         who can write content",
    )
}

fn unlisted(path: &str) -> Diagnostic {
    let message = match kind::extension(path) {
        Some(extension) => format!("`.{extension}` is not on the list of published file types"),
        None => "the type of this file is unknown, because it has no extension".to_owned(),
    };
    fault(&codes::UNKNOWN_FILE, path, message).help(
        "to publish it, list it under `active` in `[content]` of `site.toml`; to exclude it, under `ignore`",
    )
}

fn fault(code: &'static Code, path: &str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Place::file(format!("content/{path}")), message)
}
