//! Maps the path of a request to the path of a file in the site.
//!
//! Nothing here reads the disk. A path is decoded once and refused unless the result is a plain path below the site's
//! root. It is then only a key into the site's list of paths.

/// The target of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// A path of the site, whether or not it exists, without the base path: `people/al-pacino/`.
    Site(String),
    /// The root of the host, or the site's base path without its last slash.
    Above,
    /// Any other path that does not lie below the site's base path.
    Outside,
    /// A path that is not valid.
    Malformed,
}

/// Path of the server's own scripts, styles and answers, from the root of the host.
pub(super) const OWN: &str = "/_lorekeep/";
/// A path that no site can have.
pub(super) const NOWHERE: &str = "\0";

/// Reads the path of a request, given the path of the site's root (`/` at both ends).
pub(super) fn read(path: &str, base_path: &str) -> Address {
    let Some(decoded) = decode(path) else { return Address::Malformed };
    if !is_plain(&decoded) {
        return Address::Malformed;
    }
    let base = decode(base_path).unwrap_or_else(|| base_path.to_owned());
    match decoded.strip_prefix(base.as_str()) {
        Some(rest) => Address::Site(rest.to_owned()),
        None if decoded == "/" || base.strip_suffix('/') == Some(&decoded) => Address::Above,
        None => Address::Outside,
    }
}

/// A value in a query, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    decode(value?)
}

/// Percent-decodes text, once. `None` for an incomplete escape and for bytes that are not UTF-8.
pub(super) fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Returns whether a decoded path is plain: no `..`, no empty segment, no backslash, no control character.
fn is_plain(path: &str) -> bool {
    let Some(below) = path.strip_prefix('/') else { return false };
    let steps = below.strip_suffix('/').unwrap_or(below);
    let good = |step: &str| !step.is_empty() && step != "." && step != "..";
    (steps.is_empty() && below.is_empty() || steps.split('/').all(good))
        && !path.contains(|c: char| c == '\\' || c.is_control())
}

/// The file behind a path of the site.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The file with this path.
    File(String),
    /// A folder's page, requested without the trailing slash of its address.
    Slash,
    /// Nothing.
    Nothing,
}

/// Finds the file behind a path of the site. `is_file` returns whether the site has a file.
pub(super) fn find(path: &str, is_file: impl Fn(&str) -> bool) -> Route {
    if path.is_empty() || path.ends_with('/') {
        let index = format!("{path}index.html");
        return if is_file(&index) { Route::File(index) } else { Route::Nothing };
    }
    if is_file(path) {
        return Route::File(path.to_owned());
    }
    if is_file(&format!("{path}/index.html")) { Route::Slash } else { Route::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(path: &str) -> Address {
        Address::Site(path.to_owned())
    }

    #[test]
    fn paths_are_decoded_once_and_the_base_is_removed() {
        assert_eq!(read("/", "/"), site(""));
        assert_eq!(read("/people/al-pacino/", "/"), site("people/al-pacino/"));
        assert_eq!(read("/caf%C3%A9/", "/"), site("café/"));
        assert_eq!(read("/100%2525/", "/"), site("100%25/"));
        assert_eq!(read("/wiki/people/", "/wiki/"), site("people/"));
        assert_eq!(read("/wiki", "/wiki/"), Address::Above);
        assert_eq!(read("/", "/wiki/"), Address::Above);
        assert_eq!(read("/people/", "/wiki/"), Address::Outside);
        assert_eq!(read("/wikipedia/", "/wiki/"), Address::Outside);
    }

    #[test]
    fn nothing_leads_out_of_the_site() {
        for path in [
            "/../etc/passwd",
            "/a/../b",
            "/%2e%2e/etc",
            "/..%2fetc",
            "/a%5c..%5cb",
            "//host/",
            "/a//b",
            "/%00",
            "/a%",
            "/%ff",
            "/./a",
            "*",
            "",
        ] {
            assert_eq!(read(path, "/"), Address::Malformed, "{path}");
        }
        assert_eq!(read("/%252e%252e/etc", "/"), site("%2e%2e/etc"), "a name like any other, of no file");
    }

    #[test]
    fn parameters_are_found_by_name() {
        assert_eq!(parameter("apage=1&page=%2Fa%2520b%2F&x", "page").as_deref(), Some("/a%20b/"));
        assert_eq!(parameter("page", "page"), None);
    }

    #[test]
    fn folders_have_their_page_behind_a_slash() {
        let is_file = |path: &str| ["index.html", "a/index.html", "a/b.png"].contains(&path);
        assert_eq!(find("", is_file), Route::File("index.html".into()));
        assert_eq!(find("a/", is_file), Route::File("a/index.html".into()));
        assert_eq!(find("a", is_file), Route::Slash);
        assert_eq!(find("a/b.png", is_file), Route::File("a/b.png".into()));
        assert_eq!(find("a/b.png/", is_file), Route::Nothing);
    }
}
