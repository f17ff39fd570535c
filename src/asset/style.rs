//! Finds external resources in the styles and addresses of an image.

use std::borrow::Cow;

/// Ways to load a resource in CSS besides `url(…)`.
const LOADERS: [&str; 4] = ["@import", "image-set(", "src(", "image("];
/// Media types allowed in `data:` URLs of an image: other images and fonts. SVG is excluded because its content is
/// not checked there.
const DATA: [&str; 11] = [
    "image/png",
    "image/jpeg",
    "image/jpg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "application/vnd.ms-fontobject",
    "application/vnd.ms-opentype",
    "application/octet-stream",
    "binary/octet-stream",
];
const FONTS: [&str; 3] = ["font/", "application/font-", "application/x-font-"];

/// Returns whether an address refers to a part of the same file.
pub(super) fn is_internal(address: &str) -> bool {
    let address = as_read(address);
    address.is_empty() || address.starts_with('#')
}

/// Returns whether an address is an image or a font as a `data:` URL.
pub(super) fn is_data(address: &str) -> bool {
    let address = as_read(address).to_ascii_lowercase();
    let Some((head, _)) = address.strip_prefix("data:").and_then(|rest| rest.split_once(',')) else {
        return false;
    };
    let media = head.split(';').next().unwrap_or(head).trim();
    DATA.contains(&media) || FONTS.iter().any(|fonts| media.starts_with(fonts))
}

/// An address as browsers read it (WHATWG URL, section 4.4).
fn as_read(address: &str) -> Cow<'_, str> {
    let address = address.trim_matches(|c: char| c <= ' ');
    if address.contains(['\t', '\n', '\r']) {
        address.replace(['\t', '\n', '\r'], "").into()
    } else {
        address.into()
    }
}

/// The external resource that a style, or an attribute value that may contain CSS, loads.
pub(super) fn loads(style: &str) -> Option<String> {
    if !style.contains(['(', '@', '\\']) {
        return None;
    }
    let style = without_escapes(style).to_ascii_lowercase();
    if let Some(loader) = LOADERS.iter().find(|loader| style.contains(**loader)) {
        return Some(loader.trim_end_matches('(').to_owned());
    }
    let addresses = style.match_indices("url(").map(|(at, open)| argument(&style[at + open.len()..]));
    addresses.into_iter().find(|address| !is_internal(address) && !is_data(address)).map(|address| {
        let shown: String = address.chars().take(60).collect();
        format!("url({shown})")
    })
}

/// The address after `url(`.
fn argument(rest: &str) -> &str {
    let rest = rest.trim_start();
    let (rest, end) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => (&rest[1..], quote),
        _ => (rest, ')'),
    };
    rest.split(end).next().unwrap_or(rest)
}

/// A style with its escapes resolved (CSS Syntax, section 4.3.7).
fn without_escapes(style: &str) -> Cow<'_, str> {
    if !style.contains('\\') {
        return style.into();
    }
    let mut plain = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&after[..digits], 16).unwrap_or(0);
            plain.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            let end = &after[digits..];
            rest =
                end.strip_prefix("\r\n").or_else(|| end.strip_prefix([' ', '\t', '\n', '\r'])).unwrap_or(end);
        } else {
            // An escaped line break in a string is removed; any other character stands for itself.
            rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after);
            if let Some(character) = rest.chars().next().filter(|_| rest.len() == after.len()) {
                plain.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_of_the_file_and_data_are_loaded() {
        for style in [
            "fill:url(#a)",
            "fill: URL( '#a' ) red; font-family:'My \\\"Font'",
            "src: url(data:font/woff2;base64,AA==)",
            "@font-face{src:url(\"data:application/x-font-ttf;charset=utf-8;base64,AA\") format('truetype')}",
            "-inkscape-font-specification:'Sans, Normal'",
            "background:url()",
        ] {
            assert_eq!(loads(style), None, "{style}");
        }
        for style in [
            "fill:url(https://evil.example/#a)",
            "fill:u\\72l(//evil.example)",
            "fill:\\000075rl( \"/x.svg#a\" )",
            "@import 'x'",
            "@im\\port \"x\"",
            "background:image-set('https://evil.example/x' 1x)",
            "fill:url(#a) url(x.svg)",
            "x:url(data:image/svg+xml,<svg/>)",
            "x:url(data:text/html,x)",
            "x:url('\\68ttps://evil.example')",
        ] {
            assert!(loads(style).is_some(), "{style}");
        }
    }

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        assert!(is_internal(" \n#a") && is_internal("") && !is_internal("x#a") && !is_internal("//#a"));
        assert!(is_data(" da\nta:image/PNG;base64,AA") && is_data("data:image/png,") && !is_data("data:,x"));
        assert!(!is_data("data:image/svg+xml;base64,AA") && !is_data("java\tscript:alert(1)"));
    }
}
