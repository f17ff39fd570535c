//! Keys, strings and lists of TOML.

/// A key of TOML, in quotation marks if necessary.
pub(super) fn key(name: &str) -> String {
    let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A list of TOML strings.
pub(super) fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// A text of several lines as a TOML string.
pub(super) fn lines(text: &str) -> String {
    let is_plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    match !text.contains("'''") && !text.ends_with('\'') && text.chars().all(is_plain) {
        true => format!("'''\n{text}'''"),
        false => quoted(text),
    }
}
