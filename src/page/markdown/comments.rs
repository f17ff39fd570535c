//! `%%comments%%`, as in Obsidian: blanked out before parsing, so that every other byte keeps its offset.

use std::borrow::Cow;

use crate::text::{contains, find_forbidden, is_forbidden};

/// Replaces comments by spaces, keeping line breaks. Code is left alone. As in Obsidian, a `%%` that is never closed comments out the rest
/// only if it is on its own line.
pub(super) fn blank_out(text: &str) -> Cow<'_, str> {
    if !contains(text, "%%") {
        return Cow::Borrowed(text);
    }
    let mut out = text.as_bytes().to_vec();
    let mut open = None;
    for (at, code) in marks(text) {
        match open {
            None if !code => open = Some(at),
            Some(start) => {
                blank(&mut out, start, at + 2);
                open = None;
            }
            None => {}
        }
    }
    if let Some(start) = open
        && alone_on_its_line(text, start)
    {
        let end = out.len();
        blank(&mut out, start, end);
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn blank(out: &mut [u8], start: usize, end: usize) {
    for byte in &mut out[start..end] {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn alone_on_its_line(text: &str, at: usize) -> bool {
    let before = text[..at].rsplit('\n').next().unwrap_or_default();
    let after = text[at + 2..].split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}

/// Every `%%`, and true if it is in a code block or code span.
fn marks(text: &str) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start_matches([' ', '>', '\t']);
        let marker = ["```", "~~~"].into_iter().find(|marker| trimmed.starts_with(marker));
        match (fence, marker) {
            (Some(open), Some(marker)) if open == marker => fence = None,
            (None, Some(marker)) => fence = Some(marker),
            _ => {}
        }
        let mut in_span = false;
        let mut previous = 0;
        for (offset, _) in line.match_indices("%%") {
            if offset < previous {
                continue;
            }
            in_span ^= line[previous..offset].matches('`').count() % 2 == 1;
            found.push((at + offset, fence.is_some() || in_span));
            previous = offset + 2;
        }
        at += line.len();
    }
    found
}

/// Replaces comments and control characters in a body by spaces, so that every other byte keeps its offset.
pub(in crate::page) fn readable(body: &str) -> Cow<'_, str> {
    without_controls(blank_out(body))
}

/// Replaces control characters that HTML cannot contain by spaces, so that every other byte keeps its offset.
fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    if find_forbidden(&text).is_some() { text.replace(is_forbidden, " ").into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_offsets_stay() {
        assert_eq!(blank_out("a %%é%% b"), "a        b");
        assert_eq!(blank_out("a\n%%\nx\n%%\nb"), "a\n  \n \n  \nb");
        assert_eq!(blank_out("`%%` and 100%%"), "`%%` and 100%%");
        assert_eq!(blank_out("```\n%% x %%\n```\n"), "```\n%% x %%\n```\n");
    }
}
