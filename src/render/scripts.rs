//! Prepares the theme's scripts for publishing: removes lines of comments and indentation, which are a fifth of them.

use std::sync::Arc;

use crate::inputs::{Asset, AssetData};

/// The published text of a script; `None` if it has texts of several lines, in which white space has a meaning.
pub(super) fn published(asset: &Arc<Asset>) -> Option<String> {
    let AssetData::Memory(bytes) = &asset.data else { return None };
    without_comments(std::str::from_utf8(bytes).ok()?)
}

fn without_comments(script: &str) -> Option<String> {
    let mut out = String::with_capacity(script.len());
    for line in script.lines() {
        let line = line.trim();
        let has_open_text = !line.matches('`').count().is_multiple_of(2) || line.ends_with('\\');
        if has_open_text {
            return None;
        }
        if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn scripts_lose_comments_and_indentation_but_no_meaning() {
        for (script, published) in [
            (
                "// Says hello.\nfunction f() {\n  // Here.\n  return `a ${b}`; // Why.\n}\n",
                "function f() {\nreturn `a ${b}`; // Why.\n}\n",
            ),
            ("const url = \"https://a\";\n", "const url = \"https://a\";\n"),
            ("let a = 1\n\n;[a].map(f)\n", "let a = 1\n;[a].map(f)\n"),
        ] {
            assert_eq!(without_comments(script).as_deref(), Some(published));
        }
        for kept in ["const a = `x\n  // y\n`;\n", "const a = \"x\\\n  y\";\n"] {
            assert_eq!(without_comments(kept), None, "{kept}");
        }
    }
}
