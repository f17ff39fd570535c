//! `[interwiki]`: prefixes by which wikilinks lead to pages of other wikis.

use std::collections::BTreeMap;

use super::reader::Spanned;
use super::resolver::Resolver;
use crate::diag::codes;
use crate::text::escape::encode_url_path;
use crate::text::is_web_address;

/// Placeholders for the name of a page in a pattern.
const PLACEHOLDERS: [&str; 2] = ["$1", "{}"];
/// Namespaces that wikilinks already know.
const NAMESPACES: [&str; 3] = ["category", "file", "image"];

/// Patterns of addresses, by prefix in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interwiki(BTreeMap<String, String>);

impl Interwiki {
    /// The address of `prefix:Page#Section`. `None` if the prefix is unknown.
    pub fn address(&self, name: &str, fragment: Option<&str>) -> Option<String> {
        let (prefix, page) = name.split_once(':').filter(|_| !self.0.is_empty())?;
        let pattern = self.0.get(&prefix.trim().to_lowercase())?;
        let mut address = encoded(page.trim());
        address =
            PLACEHOLDERS.iter().fold(pattern.clone(), |pattern, place| pattern.replace(place, &address));
        if let Some(fragment) = fragment {
            address.push('#');
            encode_url_path(&mut address, &fragment.replace(' ', "_"));
        }
        Some(address)
    }
}

/// A page's name in an address, as MediaWiki writes it: blanks become `_`, and nothing in it ends the path or the query.
fn encoded(name: &str) -> String {
    let mut out = String::new();
    encode_url_path(&mut out, &name.replace(' ', "_"));
    out.replace('&', "%26").replace('+', "%2B").replace('$', "%24")
}

/// Checks the prefixes and their patterns. Entries with a fault are left out.
pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    entries: Vec<(Spanned<String>, Spanned<String>)>,
) -> Interwiki {
    let mut known = BTreeMap::new();
    for (prefix, pattern) in entries {
        let name = prefix.value.to_lowercase();
        if !is_prefix(&name) {
            let message = format!("invalid interwiki prefix `{}`", prefix.value);
            let help = "use letters, digits, `-` and `_`, and no namespace such as `category`";
            resolver.fault(&codes::INVALID_CONFIG, &prefix, message).help.push(help.into());
        } else if !is_pattern(&pattern.value) {
            let message = format!("invalid interwiki address `{}`", pattern.value);
            let help = "write an address with `$1` for the page: `https://en.wikipedia.org/wiki/$1`";
            resolver.fault(&codes::INVALID_CONFIG, &pattern, message).help.push(help.into());
        } else if known.insert(name, pattern.value).is_some() {
            let message = format!("the interwiki prefix `{}` is declared twice", prefix.value);
            resolver.fault(&codes::INVALID_CONFIG, &prefix, message);
        }
    }
    Interwiki(known)
}

fn is_prefix(name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty() && name.chars().all(is_plain) && !NAMESPACES.contains(&name)
}

fn is_pattern(pattern: &str) -> bool {
    let places: usize = PLACEHOLDERS.iter().map(|place| pattern.matches(place).count()).sum();
    places == 1 && is_web_address(pattern) && !pattern.contains(['"', '<', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_within_their_part_of_the_address() {
        let known = BTreeMap::from([("wp".to_owned(), "https://a.example/?t=$1&x=1".to_owned())]);
        let wikis = Interwiki(known);
        let address = |name: &str| wikis.address(name, None).unwrap_or_default();
        assert_eq!(address("WP: Al Pacino"), "https://a.example/?t=Al_Pacino&x=1");
        assert_eq!(address("wp:A&B?c#d%e$1{}"), "https://a.example/?t=A%26B%3Fc%23d%25e%241%7B%7D&x=1");
        assert_eq!(
            wikis.address("wp:Heat", Some("The plot")).unwrap_or_default(),
            "https://a.example/?t=Heat&x=1#The_plot"
        );
        assert_eq!(wikis.address("other:Heat", None), None);
        assert_eq!(wikis.address("Heat", None), None);
    }

    #[test]
    fn patterns_have_one_placeholder() {
        assert!(is_pattern("https://en.wikipedia.org/wiki/$1") && is_pattern("https://{}.example/"));
        for pattern in [
            "https://en.wikipedia.org/wiki/",
            "/wiki/$1",
            "javascript:$1",
            "https://a/$1/{}",
            "https://a/ $1",
        ] {
            assert!(!is_pattern(pattern), "{pattern}");
        }
    }
}
