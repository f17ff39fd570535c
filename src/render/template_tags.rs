//! The tags of a template that enclose others: finds one that is not closed.

use std::ops::Range;

/// Tags that are closed by one that begins with `end`.
const ENCLOSING: [&str; 6] = ["if", "for", "block", "filter", "component", "macro"];

/// A tag such as `{% if page.title %}`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Its first word.
    pub(super) name: &'t str,
    /// Byte range in the template.
    pub(super) range: Range<usize>,
}

/// The first tag that is not closed before the one around it ends.
pub(super) fn unclosed(text: &str) -> Option<Tag<'_>> {
    let mut open: Vec<Tag<'_>> = Vec::new();
    for tag in tags(text) {
        match tag.name.strip_prefix("end") {
            Some(name) if ENCLOSING.contains(&name) => match open.pop() {
                Some(opened) if opened.name != name => return Some(opened),
                _ => {}
            },
            _ if ENCLOSING.contains(&tag.name) => open.push(tag),
            _ => {}
        }
    }
    open.pop()
}

/// The tags of a template, without those in comments and raw text.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find('{')?;
            if text[start..].starts_with("{#") {
                at = start + text[start..].find("#}")? + 2;
                continue;
            }
            if !text[start..].starts_with("{%") {
                at = start + 1;
                continue;
            }
            let end = start + text[start..].find("%}")? + 2;
            let inside = text[start + 2..end - 2].trim_matches('-').trim_start();
            let name = inside.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            at = end;
            if name == "raw" {
                at += text[at..].find("endraw")?;
                at += text[at..].find("%}")? + 2;
                continue;
            }
            return Some(Tag { name, range: start..end });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_tag_is_found_where_it_opens() {
        let name = |text| unclosed(text).map(|tag| (tag.name, tag.range.start));
        assert_eq!(name("{% block a %}{% if x %}y{% endblock %}"), Some(("if", 13)));
        assert_eq!(name("{%- for a in b -%}x"), Some(("for", 0)));
        for closed in [
            "{% if x %}{% elif y %}{% else %}{% endif %}",
            "{# {% if x %} #}{% raw %}{% if x %}{% endraw %}",
            "{% set a = 1 %}{% include \"a\" %} {# x",
            "{{ a }}{% endif %}",
        ] {
            assert_eq!(unclosed(closed), None, "{closed}");
        }
    }
}
