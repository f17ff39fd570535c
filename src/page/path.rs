//! From file names to addresses. Paths enter, addresses leave; nothing is looked up.

use crate::inputs::Hash;
use crate::text::{NameKey, fold_path, slug};

/// Longest part of an address, in bytes. Common file systems take 255; `.json` is put behind a page's last part for
/// machines.
pub(super) const MAX_PART: usize = 250;
/// What to say of a name that is longer.
pub const TOO_LONG: &str = "this is too long for an address: a part of it may have 250 bytes";
/// Longest address, in bytes: with the folder that the site is written to, it must stay below the 1024 bytes that some
/// systems allow for a path.
const MAX_ADDRESS: usize = 800;

/// Most folders that a page may lie in: each of them is a page of its own, which leads to all those above it.
pub(super) const MAX_FOLDERS: usize = 32;

/// The address of the page made from a file of `content/`: no slash in front, one at the end, empty for the home page.
pub fn page_address(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).unwrap_or(name);
    let mut address = String::with_capacity(path.len());
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        address.push_str(&path_slug(part));
        address.push('/');
    }
    if !stem.eq_ignore_ascii_case("index") {
        address.push_str(&path_slug(stem));
        address.push('/');
    }
    address
}

/// A slug that can be a part of an address: never empty, because names without letters and digits are spelt by their
/// code points, and never too long.
pub fn path_slug(name: &str) -> String {
    let slug = slug(name);
    if slug.is_empty() { spelt_slug(name) } else { bounded(slug) }
}

/// The same for names whose plain slugs are alike, such as `C++` and `C#`: signs are spelt by their code points.
pub fn spelt_slug(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in name.chars() {
        let of_word = !slug(character.encode_utf8(&mut [0; 4])).is_empty();
        if of_word {
            word.push(character);
            continue;
        }
        parts.extend((!word.is_empty()).then(|| slug(&std::mem::take(&mut word))));
        if !character.is_whitespace() && character != '_' {
            parts.push(format!("u{:x}", character as u32));
        }
    }
    parts.extend((!word.is_empty()).then(|| slug(&word)));
    bounded(parts.join("-"))
}

/// The end of a slug that is too long gives way to a hash of the whole.
fn bounded(slug: String) -> String {
    match slug.len() {
        0 => "page".to_owned(),
        length if length <= MAX_PART => slug,
        _ => {
            let hash = Hash::of(slug.as_bytes()).short();
            format!("{}-{hash}", &slug[..slug.floor_char_boundary(MAX_PART - hash.len() - 1)])
        }
    }
}

/// Whether a name is too long to be a part of an address as it is.
pub fn is_too_long(name: &str) -> bool {
    // Lower case takes at most three times the bytes, so that most names need no closer look.
    name.len() > MAX_PART / 3 && slug(name).len() > MAX_PART
}

/// Whether a file's path gives an address that has to be cut. Its own name does not count when a `slug:` replaces it.
pub(super) fn path_is_too_long(path: &str, has_slug: bool) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = if has_slug { "" } else { name };
    folder.split('/').chain([stem]).any(is_too_long) || page_address(path).len() > MAX_ADDRESS
}

/// An address with another last part. `None` when the slug is none, or too long.
pub(super) fn with_slug(address: &str, slug_text: &str) -> Option<String> {
    let is_path = slug_text.contains(['/', '\\']) || slug_text.contains("..");
    if is_path || slug(slug_text).is_empty() || is_too_long(slug_text) {
        return None;
    }
    let parent = address.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    let slash = if parent.is_empty() { "" } else { "/" };
    Some(format!("{parent}{slash}{}/", slug(slug_text)))
}

/// A whole address as the author wants it. `None` when it would not be one inside the site.
pub fn permalink(text: &str) -> Option<String> {
    let path = text.trim().trim_matches('/');
    let plain = path.split('/').all(|part| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.len() <= MAX_PART
            && !part.chars().any(|c| c.is_control() || "\\?#%\"<>|:*".contains(c))
    });
    if path.is_empty() {
        return (text.trim() == "/").then(String::new);
    }
    (plain && path.len() <= MAX_ADDRESS).then(|| format!("{path}/"))
}

/// The title of a page that has none: its file's name, or its folder's for an index.
pub(super) fn title_of(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown")).unwrap_or(name);
    if stem.eq_ignore_ascii_case("index") {
        let folder = folder.rsplit('/').next().unwrap_or_default();
        if folder.is_empty() { "Home".to_owned() } else { folder.to_owned() }
    } else {
        stem.to_owned()
    }
}

/// What two addresses have in common that cannot stand side by side. A folder and its `index.html` are one.
pub fn address_key(address: &str) -> NameKey {
    let folded = fold_path(address);
    let folder =
        folded.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    NameKey::of_folded(folder.unwrap_or(&folded).trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_become_addresses() {
        assert_eq!(page_address("cast/Al Pacino.md"), "cast/al-pacino/");
        assert_eq!(page_address("index.md"), "");
        assert_eq!(page_address("Cast/index.md"), "cast/");
        assert_eq!(page_address("🎬.md"), "u1f3ac/");
        assert_eq!(page_address("Ünï/Café.md"), "ünï/café/");
    }

    #[test]
    fn parts_of_addresses_fit_into_file_systems() {
        assert_eq!(path_slug(&"a".repeat(250)), "a".repeat(250));
        let (one, other) = (path_slug(&"İ".repeat(120)), path_slug(&"İ".repeat(121)));
        assert!(one.len() <= MAX_PART && other.len() <= MAX_PART && one != other);
        assert!(is_too_long(&"İ".repeat(120)) && !is_too_long(&"a".repeat(250)));
    }

    #[test]
    fn signs_tell_names_apart_where_letters_do_not() {
        assert_eq!((spelt_slug("C++"), spelt_slug("C#")), ("c-u2b-u2b".into(), "c-u23".into()));
        assert_eq!(spelt_slug("Film noir"), slug("Film noir"));
        assert_ne!(path_slug("???"), path_slug("!!!"));
    }

    #[test]
    fn addresses_stay_inside() {
        assert_eq!(permalink("/a/../b"), None);
        assert_eq!(permalink("a/b"), Some("a/b/".into()));
        assert_eq!(permalink("%2e%2e/x"), None);
        assert_eq!(permalink(&"a/".repeat(1000)), None);
        assert_eq!(with_slug("cast/al/", "../x"), None);
        assert_eq!(with_slug("cast/al/", "Pacino"), Some("cast/pacino/".into()));
    }
}
