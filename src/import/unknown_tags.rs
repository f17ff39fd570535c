//! Finds tags that neither HTML nor this program knows. They are those of an extension, and stay in the page as text.

use std::collections::BTreeSet;

use super::expansion::Expanded;
use super::tree::is_known;

/// Maximum length of the name of a tag.
const MAX_NAME: usize = 40;

/// The problems of an expanded page, one for each name.
pub(super) fn find(page: &Expanded) -> Vec<String> {
    let mut names = BTreeSet::new();
    let is_wikitext = |name: &str| matches!(name, "ref" | "poem" | "gallery" | "tabber" | "tabview");
    let inner = page.tags.iter().filter(|tag| is_wikitext(tag.name)).map(|tag| tag.inner.as_str());
    for text in inner.chain([page.text.as_str()]) {
        names.extend(text.split('<').skip(1).filter_map(unknown));
    }
    names.into_iter().map(|name| format!("<{name}>: unknown tag, shown as text")).collect()
}

/// The name of an unknown tag that a text after `<` closes, as `/name>` or `name … />`.
fn unknown(text: &str) -> Option<String> {
    let (closes, text) = text.strip_prefix('/').map_or((false, text), |text| (true, text));
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let length = text.bytes().take(MAX_NAME).take_while(|byte| is_of_name(char::from(*byte))).count();
    let name = text[..length].to_ascii_lowercase();
    let rest = &text[length..];
    let ends = match closes {
        true => rest.trim_start().starts_with('>'),
        false => rest.split('>').next().is_some_and(|rest| rest.ends_with('/')) && rest.contains('>'),
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (ends && is_name && !is_known(&name) && !is_ignored(&name)).then_some(name)
}

/// Tags that wikitext reads before, or that show nothing.
fn is_ignored(name: &str) -> bool {
    matches!(name, "includeonly" | "noinclude" | "onlyinclude" | "nowiki" | "meta" | "link")
}

#[cfg(test)]
mod tests {
    use super::{Expanded, find};

    #[test]
    fn tags_of_extensions_are_found_and_html_is_not() {
        let text = "<b>x</b> a < b <i/> <slides width=\"3\">File:A.png</slides> <rss url='x' /> 1</2> <Slides>y</Slides> <open>";
        let page = Expanded { text: text.to_owned(), ..Expanded::default() };
        assert_eq!(
            find(&page),
            ["<rss>: unknown tag, shown as text", "<slides>: unknown tag, shown as text"]
        );
    }
}
