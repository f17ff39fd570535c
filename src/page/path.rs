//! Computes addresses from file names, without looking anything up.

use super::{CATEGORIES, Page};
use crate::config::{Config, TypeId};
use crate::diag::{Diagnostic, codes};
use crate::inputs::Hash;
use crate::text::escape::{decode_percent, is_unprintable};
use crate::text::{NameKey, Place, fold_path, is_variation_selector, slug};

/// The folder of a path in `content/`; empty at the top.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// True if a path is that of the index page of its folder.
pub(super) fn is_index(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    folder_page_rank(without_ending(name)).is_some()
}

/// True if the page at a path lists others below its text: those of its folder, or of the category that it describes.
pub(super) fn lists_pages(path: &str) -> bool {
    let folder = folder_of(path);
    folder.eq_ignore_ascii_case(CATEGORIES) || is_index(path) && !folder.is_empty()
}

/// The type that a page has by its path: that of its folder, unless it is an index page.
pub(super) fn type_by_path(path: &str, config: &Config) -> Option<TypeId> {
    config.types.of_folder(folder_of(path)).filter(|_| !is_index(path))
}

/// Maximum length of one part of an address, in bytes. Common file systems allow 255, and `.json` is appended to a page's last part for the
/// API.
pub(super) const MAX_PART: usize = 250;
/// Message for a name that is longer.
pub const TOO_LONG: &str = "this is too long for an address: the limit is 250 bytes per segment";
/// Maximum length of an address, in bytes: together with the output folder, it must stay below the 1024 bytes that some systems allow for a
/// path.
const MAX_ADDRESS: usize = 800;

/// Maximum folder depth of a page: each folder has a page, which links to all folders above it.
pub(super) const MAX_FOLDERS: usize = 32;

/// The address of the page for a file of `content/`: no leading slash, a trailing one, empty for the home page.
pub fn page_address(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = without_ending(name);
    let mut address = String::with_capacity(path.len());
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        address.push_str(&path_slug(part));
        address.push('/');
    }
    if folder_page_rank(stem).is_none() {
        address.push_str(&path_slug(stem));
        address.push('/');
    }
    address
}

/// File names of the page of a folder, ignoring case; if a folder has several, the first is its page.
const FOLDER_PAGES: [&str; 3] = ["index", "readme", "_index"];

/// The rank of a file name without its extension among [`FOLDER_PAGES`]; `None` if it is another name.
pub(super) fn folder_page_rank(stem: &str) -> Option<usize> {
    FOLDER_PAGES.iter().position(|name| stem.eq_ignore_ascii_case(name))
}

/// The file name of a page without `.md` or `.markdown`, ignoring case.
pub(super) fn without_ending(name: &str) -> &str {
    let stem = |ending: &str| {
        let (stem, last) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
        last.eq_ignore_ascii_case(ending).then_some(stem)
    };
    stem(".md").or_else(|| stem(".markdown")).unwrap_or(name)
}

/// A slug that is valid as part of an address. It is never empty, because names without letters and digits are spelled by code point, and
/// never too long.
pub fn path_slug(name: &str) -> String {
    let slug = slug(name);
    if slug.is_empty() { spelt_slug(name) } else { bounded(slug) }
}

/// The same, for names with the same plain slug, such as `C++` and `C#`: signs are spelled by code point.
pub fn spelt_slug(name: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in name.chars() {
        let of_word = match word.is_empty() {
            true => !slug(character.encode_utf8(&mut [0; 4])).is_empty(),
            // Marks combine with the letter before them.
            false => slug(&format!("a{character}")) != "a",
        };
        if of_word {
            word.push(character);
            continue;
        }
        parts.extend((!word.is_empty()).then(|| slug(&std::mem::take(&mut word))));
        if !character.is_whitespace() && character != '_' && !is_variation_selector(character) {
            parts.push(format!("u{:x}", character as u32));
        }
    }
    parts.extend((!word.is_empty()).then(|| slug(&word)));
    bounded(parts.join("-"))
}

/// Replaces the end of a slug that is too long by a hash of the whole.
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

/// True if a name is too long to be part of an address.
pub fn is_too_long(name: &str) -> bool {
    // Lower-casing at most triples the bytes, so most names need no closer look.
    name.len() > MAX_PART / 3 && slug(name).len() > MAX_PART
}

/// True if the address of a file's path has to be truncated. With a `slug:`, the file name does not count.
pub(super) fn path_is_too_long(path: &str, has_slug: bool) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = if has_slug { "" } else { name };
    folder.split('/').chain([stem]).any(is_too_long) || page_address(path).len() > MAX_ADDRESS
}

/// Replaces the last part of an address.
///
/// # Errors
/// The reason, if the slug is empty, unsafe or too long.
pub(super) fn with_slug(address: &str, slug_text: &str) -> Result<String, &'static str> {
    let decoded = decode_percent(slug_text);
    let named = slug(slug_text);
    if decoded.contains(['/', '\\']) {
        return Err("a slug is a single segment; `permalink:` sets the whole address");
    }
    if named.is_empty() {
        return Err("it contains no letters or digits");
    }
    if is_too_long(slug_text) {
        return Err(TOO_LONG);
    }
    match unsafe_start(&decoded).or_else(|| unprintable(&decoded)).or_else(|| device(&named)) {
        Some(reason) => Err(reason),
        None => {
            let parent = address.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
            let slash = if parent.is_empty() { "" } else { "/" };
            Ok(format!("{parent}{slash}{named}/"))
        }
    }
}

/// Validates an address given by the author.
///
/// # Errors
/// The reason, if it leaves the site, or is not safe on every host and in every file system.
pub(super) fn permalink(text: &str) -> Result<String, &'static str> {
    let path = text.trim();
    if path == "/" {
        return Ok(String::new());
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    match path.split('/').find_map(unsafe_part) {
        Some(reason) => Err(reason),
        None if path.len() > MAX_ADDRESS => Err(TOO_LONG),
        None => Ok(format!("{path}/")),
    }
}

/// The address of a redirect to a page, next to the page.
///
/// # Errors
/// The reason, if the name is too long for an address, or is a path that is hidden or outside the site.
pub fn alias_address(page: &Page, alias: &str) -> Result<String, &'static str> {
    if alias.starts_with('/') {
        return permalink(alias);
    }
    if let Some(reason) = unsafe_alias(alias) {
        return Err(reason);
    }
    let own = page.address.trim_end_matches('/');
    let parent = if page.is_index() { own } else { own.rsplit_once('/').map_or("", |(parent, _)| parent) };
    let slash = if parent.is_empty() { "" } else { "/" };
    Ok(format!("{parent}{slash}{}/", path_slug(alias)))
}

/// The reason why a name cannot be an address next to a page.
pub fn unsafe_alias(alias: &str) -> Option<&'static str> {
    if alias.starts_with('/') {
        return permalink(alias).err();
    }
    // Any name is safe as a slug, but one that looks like a path was meant as a path.
    let decoded = decode_percent(alias);
    let parts: Vec<&str> = decoded.split(['/', '\\']).collect();
    let is_path = parts.len() > 1 && parts.iter().all(|part| !part.is_empty());
    let hidden = |part: &&str| unsafe_start(part).filter(|_| is_path || is_step(part));
    parts.iter().find_map(hidden).or_else(|| is_too_long(alias).then_some(TOO_LONG))
}

/// Reports an address that cannot be used, with the reason.
pub fn unsafe_address(place: Place, text: &str, reason: &str) -> Diagnostic {
    let message = match text.len() {
        ..=MAX_PART => format!("unsafe address `{text}`: {reason}"),
        _ if reason == TOO_LONG => TOO_LONG.to_owned(),
        _ => format!("unsafe address: {reason}"),
    };
    Diagnostic::new(&codes::UNSAFE_PATH, place, message)
}

/// The reason why a part of an address is not safe on every host and in every file system.
fn unsafe_part(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        return Some("a segment is empty");
    }
    if part.len() > MAX_PART {
        return Some(TOO_LONG);
    }
    if part.contains(|c| "\\?#%\"<>|:*".contains(c)) {
        return Some(r#"it contains one of `\`, `?`, `#`, `%`, `"`, `<`, `>`, `|`, `:`, `*`"#);
    }
    if part.trim() != part || part.ends_with('.') && !is_step(part) {
        return Some("a segment begins or ends with a space, or ends with a dot");
    }
    unsafe_start(part).or_else(|| unprintable(part)).or_else(|| device(part))
}

fn unsafe_start(part: &str) -> Option<&'static str> {
    if is_step(part) {
        return Some("`.` and `..` lead to other folders");
    }
    part.starts_with('.').then_some("a segment begins with a dot, like a hidden file")
}

fn is_step(part: &str) -> bool {
    matches!(part, "." | "..")
}

fn unprintable(part: &str) -> Option<&'static str> {
    part.contains(is_unprintable).then_some("it contains an invisible character")
}

/// The device name that a part uses, if any. Windows reserves these names with any extension.
fn device(part: &str) -> Option<&'static str> {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = |prefix| {
        let number = stem.strip_prefix(prefix);
        number.is_some_and(|number| {
            number.chars().count() == 1 && number.contains(|c| "0123456789¹²³".contains(c))
        })
    };
    let is_device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$");
    (is_device || numbered("com") || numbered("lpt"))
        .then_some("a segment is the name of a device on Windows")
}

/// The title of a page without one: its file name, or its folder's name for an index page.
pub(super) fn title_of(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = without_ending(name);
    if folder_page_rank(stem).is_some() {
        let folder = folder.rsplit('/').next().unwrap_or_default();
        if folder.is_empty() { "Home".to_owned() } else { folder.to_owned() }
    } else {
        stem.to_owned()
    }
}

/// Key of an address; two addresses with the same key cannot coexist. A folder and its `index.html` have the same key.
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
        assert_eq!(page_address("cast/Heat.MD"), "cast/heat/");
        assert_eq!(page_address("INDEX.Markdown"), "");
        assert_eq!(page_address("Cast/index.md"), "cast/");
        assert_eq!(page_address("🎬.md"), "u1f3ac/");
        assert_eq!(
            (page_address("⚙\u{fe0f}.md"), page_address("1\u{fe0f}\u{20e3}.md")),
            ("u2699/".into(), "1\u{20e3}/".into())
        );
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
    fn punctuation_distinguishes_names_with_equal_letters() {
        assert_eq!((spelt_slug("C++"), spelt_slug("C#")), ("c-u2b-u2b".into(), "c-u23".into()));
        assert_eq!(spelt_slug("Film noir"), slug("Film noir"));
        assert_ne!(path_slug("???"), path_slug("!!!"));
    }

    #[test]
    fn addresses_stay_inside_and_are_safe_everywhere() {
        for text in [
            "/a/../b",
            "..",
            ".",
            "/./a",
            "%2e%2e/x",
            "a%2fb",
            "/a\\b",
            "//a",
            "a//b",
            "/a//",
            "///",
            "/.git/config",
            "/a/.well-known",
            ".htaccess",
            "/a./b",
            "/a /b",
            "/ a",
            "/a...",
            "/nul",
            "/CON/x",
            "/aux.txt",
            "/com1",
            "/lpt²",
            "/a\u{1}",
            "/a\u{202e}b",
            "/a\u{9b}",
            "/a?b",
            "/a#b",
            "/C:/x",
            "/a*",
        ] {
            assert!(permalink(text).is_err(), "{text}");
        }
        assert!(permalink(&"a/".repeat(1000)).is_err() && permalink(&"a".repeat(251)).is_err());
        for (text, address) in [
            ("a/b", "a/b/"),
            ("/", ""),
            ("/a.b/c d/", "a.b/c d/"),
            ("/console/", "console/"),
            ("/com/", "com/"),
            ("/日本/é", "日本/é/"),
        ] {
            assert_eq!(permalink(text), Ok(address.into()));
        }
        for text in
            ["../x", "..", ".x", "%2e%2e", "%2E%2Fx", "a/b", "a\\b", "", "?", "nul", "a\u{202e}b", "a\0b"]
        {
            assert!(with_slug("cast/al/", text).is_err(), "{text}");
        }
        assert_eq!(with_slug("cast/al/", "Pacino Jr."), Ok("cast/pacino-jr/".into()));
    }
}
