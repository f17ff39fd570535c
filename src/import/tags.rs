//! Converts extension tags to Markdown.

use super::expansion::{MARK, Stripped};
use super::tree::File;
use super::write::{Writer, fenced};
use super::{entity, escape, inline};

fn attribute(tag: &Stripped, name: &str) -> String {
    let found = inline::attributes(&tag.attributes).into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

impl Writer<'_> {
    /// An inline tag.
    pub(super) fn inline_tag(&mut self, number: usize, out: &mut String) {
        let Some(tag) = self.stripped(number) else { return };
        match tag.name {
            "nowiki" => escape::text(out, &entity::decode(&tag.inner)),
            "ref" => {
                let number = self.note(&attribute(tag, "name"), &tag.inner);
                out.push_str(&format!("[^{number}]"));
            }
            "references" => self.references(&tag.inner),
            "math" => out.push_str(&format!("${}$", tag.inner.trim().replace('\n', " ").replace('$', "\\$"))),
            "youtube" => self.video(tag, out),
            "section"
            | "templatestyles"
            | "templatedata"
            | "mainpage-leftcolumn-start"
            | "mainpage-endcolumn" => {}
            name => {
                if name != "unconverted" {
                    self.met.unconverted.push(format!("<{name}>"));
                }
                let source: String =
                    tag.inner.replace("%%", "% %").replace('\n', " ").chars().take(2000).collect();
                let source = source.replace(MARK, "");
                if !source.trim().is_empty() {
                    out.push_str(&format!("%%unconverted: {}%%", source.trim().trim_matches('%')));
                }
            }
        }
    }

    fn references(&mut self, inner: &str) {
        // References defined in the list and used above it.
        let mut rest = inner;
        while let Some(at) = rest.find(MARK) {
            let after = &rest[at + 1..];
            let Some(end) = after.find(MARK) else { return };
            if let Some(tag) = after[..end].parse().ok().and_then(|number| self.stripped(number))
                && tag.name == "ref"
            {
                self.note_text(&attribute(tag, "name"), &tag.inner);
            }
            rest = &after[end + 1..];
        }
    }

    fn video(&mut self, tag: &Stripped, out: &mut String) {
        let id: String = tag
            .inner
            .trim()
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect();
        if !id.is_empty() {
            out.push_str(&format!("<https://www.youtube.com/watch?v={id}>"));
        }
    }

    /// A block tag.
    pub(super) fn block_tag(&mut self, number: usize) -> String {
        let Some(tag) = self.stripped(number) else { return String::new() };
        match tag.name {
            "pre" => fenced(&entity::decode(&tag.inner), ""),
            "source" | "syntaxhighlight" => {
                let language: String =
                    attribute(tag, "lang").chars().filter(char::is_ascii_alphanumeric).collect();
                fenced(&tag.inner, &language)
            }
            "poem" => {
                let lines: Vec<String> = tag.inner.trim().lines().map(|line| self.inner_line(line)).collect();
                escape::paragraph(&lines.join("<br>"))
            }
            "gallery" => self.gallery(&tag.inner),
            "imagemap" => self.gallery(tag.inner.trim().lines().next().unwrap_or_default()),
            _ => self.tabs(tag),
        }
    }

    fn gallery(&mut self, text: &str) -> String {
        let mut items = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, caption) = line.split_once('|').unwrap_or((line, ""));
            let options: Vec<&str> = caption.split('|').collect();
            let is_option = |option: &&str| {
                ["alt=", "link=", "page=", "class="].iter().any(|word| option.trim_start().starts_with(word))
            };
            let link =
                options.iter().find_map(|option| option.trim().strip_prefix("link=")).map(str::to_owned);
            let caption: Vec<&str> = options.into_iter().filter(|option| !is_option(option)).collect();
            let parsed = self.inner_line(&caption.join("|"));
            let file = File { name: self.file_title(name), link, ..File::default() };
            let picture = self.picture(&file);
            let item = format!("{picture} {parsed}");
            if !item.trim().is_empty() {
                items.push(format!("- {}", item.trim()));
            }
        }
        items.join("\n")
    }

    /// Writes tabs one below the other, each under its name.
    fn tabs(&mut self, tag: &Stripped) -> String {
        let mut parts = Vec::new();
        for tab in tag.inner.split("|-|") {
            let (name, text) = match tab.split_once('=') {
                Some((name, text)) => (self.inner_line(name), text),
                None => (String::new(), tab),
            };
            if !name.is_empty() {
                parts.push(format!("<b>{name}</b>"));
            }
            let text = self.inner_blocks(text);
            if !text.is_empty() {
                parts.push(text);
            }
        }
        parts.join("\n\n")
    }
}
