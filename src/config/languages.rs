//! Language tags: the two-letter codes that exist, and what people write for them.

use crate::text::did_you_mean;

/// Codes of ISO 639-1.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu iw ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Names of languages and codes of countries, with the code that is meant.
const MEANT: [(&str, &str); 44] = [
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("francais", "fr"),
    ("spanish", "es"),
    ("espanol", "es"),
    ("italian", "it"),
    ("italiano", "it"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("russian", "ru"),
    ("japanese", "ja"),
    ("chinese", "zh"),
    ("korean", "ko"),
    ("arabic", "ar"),
    ("hebrew", "he"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("swedish", "sv"),
    ("svenska", "sv"),
    ("danish", "da"),
    ("dansk", "da"),
    ("finnish", "fi"),
    ("suomi", "fi"),
    ("greek", "el"),
    ("turkish", "tr"),
    ("czech", "cs"),
    ("brazil", "pt-BR"),
    ("latin", "la"),
    ("norsk", "nb"),
    ("hindi", "hi"),
    ("thai", "th"),
    ("jp", "ja"),
    ("jap", "ja"),
    ("gr", "el"),
    ("cz", "cs"),
    ("dk", "da"),
    ("cn", "zh"),
    ("ua", "uk"),
    ("us", "en-US"),
    ("gb", "en-GB"),
    ("eng", "en"),
];

/// Returns whether a language tag is well-formed and its language exists. Codes of three letters are not looked up: there are thousands.
pub fn is_known(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_plain =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_code = match primary.len() {
        2 => codes().any(|code| code == primary),
        3 => primary.bytes().all(|byte| byte.is_ascii_alphabetic()) && meant(&primary).is_none(),
        _ => false,
    };
    is_code && parts.all(is_plain)
}

/// The tag that a mistyped one, or the name of a language, means.
fn meant(tag: &str) -> Option<&'static str> {
    let name = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    MEANT.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}

/// The remedy for an unknown tag.
pub fn help(tag: &str) -> String {
    meant(tag).map_or_else(|| "write a tag such as `en` or `pt-BR`".to_owned(), did_you_mean)
}

/// The codes of two letters.
fn codes() -> impl Iterator<Item = &'static str> {
    CODES.split(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_other_words() {
        for tag in ["en", "pt-BR", "zh-Hant-TW", "hsb", "DE", "tlh", "sr-Latn"] {
            assert!(is_known(tag), "{tag}");
        }
        for tag in ["", "xx", "german", "en_US", "e", "jp", "de-", "12", "eng"] {
            assert!(!is_known(tag), "{tag}");
        }
        assert_eq!((meant("German"), meant("jp"), meant("xx")), (Some("de"), Some("ja"), None));
    }
}
