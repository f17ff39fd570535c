//! From file names to addresses. Paths enter, addresses leave; nothing is looked up.

use std::fmt::Write;

use crate::text::slug;

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

/// A slug that is never empty: names without letters and digits are spelt by their code points.
pub fn path_slug(name: &str) -> String {
    let slug = slug(name);
    if !slug.is_empty() {
        return slug;
    }
    let mut spelt = String::new();
    for character in name.chars() {
        let _ = write!(spelt, "{}u{:x}", if spelt.is_empty() { "" } else { "-" }, character as u32);
    }
    if spelt.is_empty() { "page".to_owned() } else { spelt }
}

/// An address with another last part. `None` when the slug is none.
pub(super) fn with_slug(address: &str, slug_text: &str) -> Option<String> {
    if slug_text.contains(['/', '\\']) || slug_text.contains("..") || slug(slug_text).is_empty() {
        return None;
    }
    let parent = address.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    let slash = if parent.is_empty() { "" } else { "/" };
    Some(format!("{parent}{slash}{}/", slug(slug_text)))
}

/// A whole address as the author wants it. `None` when it would not be one inside the site.
pub(super) fn permalink(text: &str) -> Option<String> {
    let path = text.trim().trim_matches('/');
    let plain = path.split('/').all(|part| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.len() <= 255
            && !part.chars().any(|c| c.is_control() || "\\?#%\"<>|:*".contains(c))
    });
    if path.is_empty() {
        return (text.trim() == "/").then(String::new);
    }
    plain.then(|| format!("{path}/"))
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
    fn addresses_stay_inside() {
        assert_eq!(permalink("/a/../b"), None);
        assert_eq!(permalink("a/b"), Some("a/b/".into()));
        assert_eq!(permalink("%2e%2e/x"), None);
        assert_eq!(with_slug("cast/al/", "../x"), None);
        assert_eq!(with_slug("cast/al/", "Pacino"), Some("cast/pacino/".into()));
    }
}
