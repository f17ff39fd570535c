//! Files that configure hosts: redirects in `_redirects`, headers in `_headers`.
//!
//! Whatever an author writes, a line consists of two addresses of this site and a status: addresses with characters that could be special
//! to a host remain redirect pages.

use std::collections::BTreeMap;

use crate::config::BaseUrl;
use crate::config::host::Rules;
use crate::text::escape::encode_url_path;

/// Path of the file with redirects.
pub(super) const FILE: &str = "_redirects";
/// The file of a page in its folder.
pub(super) const INDEX: &str = "index.html";
/// Maximum length of a line that every host accepts.
const MAX_LINE: usize = 900;

/// The headers that several hosts read from a file. If both rules match, a browser enforces both policies.
pub(super) fn headers(frame_policy: &str) -> String {
    let policy = "  Content-Security-Policy: ";
    format!(
        "/*\n{policy}{}{frame_policy}\n  X-Content-Type-Options: nosniff\n/*.svg\n{policy}{}\n",
        super::HOST_POLICY,
        super::SVG_POLICY
    )
}

/// Selects the redirects to write as rules: the text of the file, and the addresses that it covers.
pub(super) fn file<'a>(
    redirects: &BTreeMap<&'a str, &str>,
    base: &BaseUrl,
    rules: Rules,
) -> (String, Vec<&'a str>) {
    let (mut text, mut ruled) = (String::new(), Vec::new());
    if !rules.with_base && base.path != "/" {
        return (text, ruled);
    }
    for (from, to) in redirects {
        let mut target = String::new();
        encode_url_path(&mut target, to);
        let line = format!("{0}{from} {0}{target} 301\n", base.path);
        let fits = ruled.len() < rules.count && text.len() + line.len() <= rules.bytes;
        if fits && line.len() <= MAX_LINE && is_plain(from, false) && is_plain(&target, true) {
            text += &line;
            ruled.push(*from);
        }
    }
    (text, ruled)
}

/// True if an address is literal to every host: no wildcard, no placeholder, no ambiguous encoding.
fn is_plain(address: &str, is_target: bool) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c) || is_target && c == '%';
    (is_target || !address.is_empty()) && address.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { count: 3, bytes: 1000, with_base: false };

    fn base(path: &str) -> BaseUrl {
        BaseUrl { origin: "https://example.org".to_owned(), path: path.to_owned() }
    }

    #[test]
    fn only_plain_addresses_become_rules() {
        let all = BTreeMap::from([
            ("a*/", "x/"),
            ("b/:c/", "x/"),
            ("d e/", "x/"),
            ("é/", "x/"),
            ("old/", "é/"),
            ("past/", "x y/"),
        ]);
        let (text, ruled) = file(&all, &base("/"), RULES);
        assert_eq!(text, "/past/ /x%20y/ 301\n");
        assert_eq!(ruled, ["past/"]);
    }

    #[test]
    fn redirects_stay_within_the_limit_of_the_host() {
        let all = BTreeMap::from([("a/", "x/"), ("b/", "x/"), ("c/", "x/"), ("d/", "x/")]);
        assert_eq!(file(&all, &base("/"), RULES).1, ["a/", "b/", "c/"]);
        assert_eq!(file(&all, &base("/"), Rules { bytes: 20, ..RULES }).1, ["a/"]);
        assert!(file(&all, &base("/wiki/"), RULES).1.is_empty());
        let (text, _) = file(&all, &base("/wiki/"), Rules { with_base: true, ..RULES });
        assert!(text.starts_with("/wiki/a/ /wiki/x/ 301\n"), "{text}");
    }
}
