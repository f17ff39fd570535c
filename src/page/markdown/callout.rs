//! The first line of a callout: `> [!kind|scope]+ Title`, after GitHub's alerts and Obsidian's callouts.

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    /// Kind, lower case, such as `note`.
    pub(super) kind: String,
    /// What stands after `|` in the brackets: the scope of a spoiler.
    pub(super) scope: Option<String>,
    /// `Some(true)` when it can be folded and is open, `Some(false)` when it is folded.
    pub(super) open: Option<bool>,
    /// Byte after the marker.
    pub(super) end: usize,
    /// Byte at which the line ends.
    pub(super) line_end: usize,
}

/// Reads the marker of the block quote that starts at a byte, if it has one.
pub(super) fn marker(text: &str, quote: std::ops::Range<usize>) -> Option<Marker> {
    let quoted = &text[quote.clone()];
    let inner = quoted.trim_start().strip_prefix('>')?.trim_start_matches([' ', '\t']);
    let inside = inner.strip_prefix("[!")?;
    let close = inside.find([']', '\n'])?;
    let head = inside[..close].trim();
    let after = inside[close..].strip_prefix(']')?;
    let (kind, scope) = match head.split_once('|') {
        Some((kind, scope)) => (kind.trim(), Some(scope.trim().to_owned())),
        None => (head, None),
    };
    if kind.is_empty() || !kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')) {
        return None;
    }
    let (open, after) = match after.chars().next() {
        Some('+') => (Some(true), &after[1..]),
        Some('-') => (Some(false), &after[1..]),
        _ => (None, after),
    };
    let end = quote.end - after.len();
    let end = end + after.len() - after.trim_start_matches([' ', '\t']).len();
    let line_end = text[end..quote.end].find(['\n', '\r']).map_or(quote.end, |length| end + length);
    Some(Marker {
        kind: kind.to_lowercase(),
        scope: scope.filter(|scope| !scope.is_empty()),
        open,
        end,
        line_end,
    })
}

/// The title of a callout that has none: its kind, as a word.
pub(super) fn default_title(kind: &str) -> String {
    let words = kind.replace(['-', '_'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_in_full() {
        let text = "> [!Spoiler|novel]- The end\n> Text";
        let marker = marker(text, 0..text.len()).unwrap();
        assert_eq!(
            (marker.kind.as_str(), marker.scope.as_deref(), marker.open),
            ("spoiler", Some("novel"), Some(false))
        );
        assert_eq!(&text[marker.end..marker.line_end], "The end");
    }

    #[test]
    fn ordinary_quotes_are_none() {
        assert_eq!(marker("> [not] one", 0..11), None);
        assert_eq!(marker("> [!note", 0..8), None);
    }
}
