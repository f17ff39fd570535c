//! Numbers, booleans and web addresses as people write them.

/// Parses a number, with optional commas between groups of three digits (`1,500`) and `_` between digits.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let whole = text.split('.').next().unwrap_or(text);
    let is_decimal_comma = !whole.split(',').skip(1).all(|group| group.len() == 3);
    let stray = text[whole.len()..].contains(',');
    let plain = text.replace(['_', ','], "");
    plain.parse().ok().filter(|number: &f64| number.is_finite() && !is_decimal_comma && !stray)
}

/// Parses a boolean.
pub fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// A boolean for readers.
pub const fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// True if a text is an absolute address with a safe scheme.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control()))
}
