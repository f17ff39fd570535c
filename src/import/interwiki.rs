//! Links to other wikis and to the page in other languages.

use super::dump::Names;

/// Prefixes known to every Fandom wiki and most others, with their URL templates, in which `{}` is the title.
pub(super) const WIKIS: [(&str, &str); 12] = [
    ("w", "https://community.fandom.com/wiki/{}"),
    ("wikia", "https://community.fandom.com/wiki/{}"),
    ("c", "https://{}"),
    ("community", "https://community.fandom.com/wiki/{}"),
    ("wikipedia", "https://en.wikipedia.org/wiki/{}"),
    ("wp", "https://en.wikipedia.org/wiki/{}"),
    ("commons", "https://commons.wikimedia.org/wiki/{}"),
    ("wiktionary", "https://en.wiktionary.org/wiki/{}"),
    ("mw", "https://www.mediawiki.org/wiki/{}"),
    ("mediawikiwiki", "https://www.mediawiki.org/wiki/{}"),
    ("meta", "https://meta.wikimedia.org/wiki/{}"),
    ("google", "https://www.google.com/search?q={}"),
];

const LANGUAGES: [&str; 46] = [
    "ar", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "fa", "fi", "fr", "gl",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "pt-br",
    "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh", "zh-tw",
];

/// Returns whether a prefix is a language code.
pub(super) fn is_language(prefix: &str) -> bool {
    LANGUAGES.contains(&prefix)
}

/// Splits an interwiki title into prefix and rest.
pub(super) fn split(name: &str, names: &Names) -> Option<(String, String)> {
    let (prefix, rest) = name.trim().trim_start_matches(':').split_once(':')?;
    let prefix = prefix.trim().to_lowercase();
    let is_known = WIKIS.iter().any(|(known, _)| *known == prefix) || is_language(&prefix);
    (is_known && names.number(&prefix).is_none()).then(|| (prefix, rest.trim().to_owned()))
}

/// The URL of a page in another wiki.
pub(super) fn address(prefix: &str, title: &str) -> Option<String> {
    let title = title.trim();
    if prefix == "c" {
        let (wiki, page) = title.split_once(':').unwrap_or((title, ""));
        return Some(format!("https://{}.fandom.com/wiki/{}", wiki.trim(), encoded(page)));
    }
    let (_, pattern) = WIKIS.iter().find(|(known, _)| *known == prefix)?;
    Some(pattern.replace("{}", &encoded(title)))
}

/// A title, percent-encoded for a URL.
pub(super) fn encoded(title: &str) -> String {
    let mut out = String::new();
    crate::text::escape::encode_url_path(&mut out, &title.replace(' ', "_"));
    out.replace('(', "%28").replace(')', "%29")
}
