//! The deploy manifest: a list of the files of a built site for programs that upload them, in the order in which they
//! have to be sent.

use std::fs;

use camino::Utf8Path;
use serde::Serialize;

use super::DiskError;
use super::manifest::Manifest;
use super::write::resolve;
use crate::asset::media;
use crate::inputs::Hash;

/// Digits of the fingerprint in a file name.
const FINGERPRINT: usize = 10;

/// When a file has to be sent: every page needs its assets first. Files that a site no longer has are deleted last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Phase {
    Assets,
    Pages,
}

/// A file to upload.
#[derive(Debug, Serialize)]
struct Entry<'f> {
    phase: Phase,
    path: &'f str,
    hash: String,
    size: u64,
    content_type: &'static str,
    cache_control: &'static str,
}

/// Writes the deploy manifest of the site in a folder, as JSON with one file per line.
///
/// # Errors If the folder has no site, the file would be published with it, or a file operation fails.
pub fn write(out: &Utf8Path, file: &Utf8Path) -> Result<(), DiskError> {
    let manifest = Manifest::read(out)?;
    let mut files: Vec<_> =
        manifest.files.iter().map(|(path, file)| entry(path, file.hash, file.length)).collect();
    files.sort_by_key(order);
    let lines: Vec<String> = files.iter().filter_map(|file| serde_json::to_string(file).ok()).collect();
    let site = manifest.fingerprint().long();
    let text = format!("{{\"version\":1,\"site\":\"{site}\",\"files\":[\n{}\n]}}\n", lines.join(",\n"));
    fs::write(file, text).map_err(|error| DiskError::new("cannot write", file, &error))
}

/// Refuses a manifest inside the output folder, where it would be published.
///
/// # Errors If the file is in the folder.
pub fn refuse_inside(out: &Utf8Path, file: &Utf8Path) -> Result<(), DiskError> {
    if resolve(file)?.starts_with(resolve(out)?) {
        return Err(DiskError::refused("cannot write", file, "it would be published with the site"));
    }
    Ok(())
}

/// The order of upload. Files with the same phase, type and header are neighbours. Indexes such as that of the search
/// come after the files with fingerprints that they name, and feeds after the pages that they announce.
fn order<'f>(entry: &Entry<'f>) -> (Phase, bool, bool, &'static str, &'f str) {
    let is_page = media::is_page(entry.content_type);
    (entry.phase, entry.cache_control != IMMUTABLE, !is_page, entry.content_type, entry.path)
}

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATED: &str = "no-cache";

fn entry(path: &str, hash: Hash, size: u64) -> Entry<'_> {
    let hash = hash.long();
    let content_type = media::type_of(path);
    let cache_control = if is_immutable(path, &hash) { IMMUTABLE } else { REVALIDATED };
    Entry { phase: phase(path, content_type), path, hash, size, content_type, cache_control }
}

/// The phase of a file. Pages are what readers, search engines and feed readers open; the rules of a host can lead to
/// a new page too.
fn phase(path: &str, content_type: &str) -> Phase {
    let is_document = media::is_page(content_type) || content_type.ends_with("xml");
    let is_for_host = !path.contains('/') && (!path.contains('.') || path == "robots.txt");
    if is_document && content_type != media::SVG || is_for_host { Phase::Pages } else { Phase::Assets }
}

/// Returns whether a file's address changes with its content: it contains the fingerprint of the file, or one by which
/// the search or `[images]` names its files.
fn is_immutable(path: &str, hash: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts: Vec<&str> = name.split(['.', '-']).collect();
    let is_fingerprint = |part: &&str| part.len() == FINGERPRINT && is_hexadecimal(part);
    let is_variant = |parts: &[&str]| match parts {
        [.., print, width, "webp"] => {
            is_fingerprint(print) && width.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    };
    parts.iter().any(|part| is_fingerprint(part) && hash.starts_with(part))
        || path.starts_with("search/") && parts.iter().any(is_fingerprint)
        || is_variant(&parts)
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_whose_address_changes_with_them_are_immutable() {
        let hash = "124d9a19e3d17e8203123bf8d54e45a0";
        for path in [
            "assets/css/main.124d9a19e3.css",
            "search/texts-c39e6bd8ba-0.json",
            "search/scopes-a/terms-0a909af97e.txt",
            "img/al.0a909af97e.480.webp",
        ] {
            assert!(is_immutable(path, hash), "{path}");
        }
        for path in [
            "assets/own.css",
            "assets/own.0a909af97e.css",
            "img/photo-1234567890.jpg",
            "search/index.json",
            "a/index.html",
            "img/al.480.webp",
        ] {
            assert!(!is_immutable(path, hash), "{path}");
        }
    }

    #[test]
    fn what_is_opened_comes_after_what_it_loads() {
        for (path, expected) in [
            ("index.html", Phase::Pages),
            ("feed.xml", Phase::Pages),
            ("_redirects", Phase::Pages),
            ("robots.txt", Phase::Pages),
            ("img/al.svg", Phase::Assets),
            ("api/pages/0.json", Phase::Assets),
            ("search/terms-0a909af97e.txt", Phase::Assets),
            ("files/letter.pdf", Phase::Assets),
        ] {
            assert_eq!(phase(path, media::type_of(path)), expected, "{path}");
        }
    }
}
