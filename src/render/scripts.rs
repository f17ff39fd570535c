//! Prepares the theme's scripts for publishing: removes lines of comments and indentation, which are a fifth of them, and replaces the
//! names of files by the published ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::inputs::{Asset, AssetData};
use crate::text::join_path;

/// A script of the theme before it is published.
pub(super) struct Script<'a> {
    /// Path from `static/`.
    pub(super) path: &'a str,
    pub(super) asset: Arc<Asset>,
    /// Its text to publish; `None` if it is published as it is.
    text: Option<String>,
}

impl<'a> Script<'a> {
    pub(super) fn new(path: &'a str, asset: Arc<Asset>) -> Self {
        let text = match &asset.data {
            AssetData::Memory(bytes) => std::str::from_utf8(bytes).ok().and_then(without_comments),
            _ => None,
        };
        Self { path, asset, text }
    }

    /// The text to publish, with the published names of the files that it names in quotes: `"./later.js"`, `"../css/later.css"`.
    pub(super) fn published(&self, published: &BTreeMap<String, String>) -> Option<String> {
        let mut text = self.text.clone()?;
        for (path, quoted) in self.named().collect::<Vec<_>>() {
            let Some(name) = published.get(&path) else { continue };
            let Some((_, file)) = name.rsplit_once('/') else { continue };
            let folder = quoted.rfind('/').map_or("", |end| &quoted[..=end]);
            text = text.replace(&format!("\"{quoted}\""), &format!("\"{folder}{file}\""));
        }
        Some(text)
    }

    /// The files that the script names: their path from `static/`, and the text between the quotes.
    fn named(&self) -> impl Iterator<Item = (String, &str)> {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let quoted = self.text.as_deref().unwrap_or_default().split('"').skip(1).step_by(2);
        let relative = quoted.filter(|text| text.starts_with("./") || text.starts_with("../"));
        relative.filter_map(move |text| Some((join_path(folder, text)?, text)))
    }

    /// True if the script names one of some others, which then is published first.
    fn waits_for(&self, others: &[Script<'_>]) -> bool {
        self.named().any(|(path, _)| others.iter().any(|other| other.path == path))
    }
}

/// The scripts in an order in which each comes after those that it names, except in cycles.
pub(super) fn in_order(mut scripts: Vec<Script<'_>>) -> Vec<Script<'_>> {
    let mut ordered = Vec::with_capacity(scripts.len());
    while !scripts.is_empty() {
        let next = scripts.iter().position(|script| !script.waits_for(&scripts)).unwrap_or(0);
        ordered.push(scripts.remove(next));
    }
    ordered
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
    use super::*;

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

    #[test]
    fn scripts_name_published_files() {
        let asset = |text: &str| {
            let data = AssetData::Memory(text.as_bytes().into());
            let hash = crate::inputs::Hash::of(text.as_bytes());
            Arc::new(Asset { path: "x".into(), data, hash, size: None, still: false, variants: None })
        };
        let script = |path, text| Script::new(path, asset(text));
        let ordered = in_order(vec![
            script("js/a.js", "import(\"./b.js\" + retry);\n"),
            script("js/b.js", "const x = [\"../css/c.css\", \"./gone.js\"];\n"),
        ]);
        assert_eq!(ordered.iter().map(|script| script.path).collect::<Vec<_>>(), ["js/b.js", "js/a.js"]);
        let names = [("js/b.js", "assets/js/b.12.js"), ("css/c.css", "assets/css/c.34.css")];
        let names = names.map(|(path, name)| (path.to_owned(), name.to_owned())).into();
        let texts: Vec<_> = ordered.iter().map(|script| script.published(&names).expect("a text")).collect();
        assert_eq!(texts[0], "const x = [\"../css/c.34.css\", \"./gone.js\"];\n");
        assert_eq!(texts[1], "import(\"./b.12.js\" + retry);\n");
    }
}
