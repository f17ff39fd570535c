//! Addresses of licences, by their names.

/// The address of a Creative Commons licence such as `CC BY-SA 3.0`; an address is its own.
pub fn licence_address(name: &str) -> Option<String> {
    if super::is_web_address(name) {
        return Some(name.to_owned());
    }
    let words: Vec<String> = name
        .trim()
        .to_ascii_lowercase()
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let (first, rest) = words.split_first()?;
    if first == "cc0" {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let (version, terms) = rest.split_last()?;
    let is_version = matches!(version.as_str(), "1.0" | "2.0" | "2.5" | "3.0" | "4.0");
    let is_term = |term: &String| matches!(term.as_str(), "by" | "sa" | "nc" | "nd");
    let is_known = first == "cc" && is_version && terms.first().is_some_and(|term| term == "by");
    (is_known && terms.len() <= 3 && terms.iter().all(is_term))
        .then(|| format!("https://creativecommons.org/licenses/{}/{version}/", terms.join("-")))
}

#[cfg(test)]
mod tests {
    use super::licence_address;

    #[test]
    fn licences_have_addresses() {
        for (name, address) in [
            ("CC BY-SA 3.0", Some("https://creativecommons.org/licenses/by-sa/3.0/")),
            ("cc-by-nc-sa-4.0", Some("https://creativecommons.org/licenses/by-nc-sa/4.0/")),
            ("CC0 1.0", Some("https://creativecommons.org/publicdomain/zero/1.0/")),
            ("https://example.org/terms", Some("https://example.org/terms")),
            ("CC BY", None),
            ("GFDL", None),
            ("CC 3.0", None),
        ] {
            assert_eq!(licence_address(name).as_deref(), address, "{name}");
        }
    }
}
