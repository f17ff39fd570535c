//! Converts extension tags to Markdown.

use super::expansion::{COMPONENT, MARK};
use super::notes::LIST;
use super::references::attribute;
use super::write::{Writer, fenced};
use super::{entity, escape};

impl Writer<'_> {
    /// An inline tag.
    pub(super) fn inline_tag(&mut self, number: usize, out: &mut String) {
        let Some(tag) = self.stripped(number) else { return };
        match tag.name {
            "nowiki" => escape::text(out, &entity::decode(&tag.inner)),
            "ref" => self.reference(number, out),
            "math" => out.push_str(&format!("${}$", tag.inner.trim().replace('\n', " ").replace('$', "\\$"))),
            "section"
            | "templatestyles"
            | "templatedata"
            | "mainpage-leftcolumn-start"
            | "mainpage-endcolumn" => {}
            "pre" | "source" | "syntaxhighlight" => {
                out.push_str("<code>");
                escape::text(out, &entity::decode(tag.preformatted().trim()));
                out.push_str("</code>");
            }
            "poem" => {
                let lines: Vec<String> = tag.inner.trim().lines().map(|line| self.inner_line(line)).collect();
                out.push_str(&lines.join("<br>"));
            }
            COMPONENT => match self.call_of_component(tag).filter(|(_, is_inline)| *is_inline) {
                Some((call, _)) => out.push_str(&call),
                None => out.push_str(&self.inner_line(&tag.inner)),
            },
            "quote" | "notice" | "main" | "see-also" => {
                let text = self.inner_line(&tag.inner);
                out.push_str(&text);
            }
            "tabber" | "tabview" => {
                let text = self.tab_lines(tag);
                out.push_str(&text);
            }
            "references" => {}
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

    /// A block tag.
    pub(super) fn block_tag(&mut self, number: usize) -> String {
        let Some(tag) = self.stripped(number) else { return String::new() };
        match tag.name {
            "pre" => fenced(&entity::decode(&tag.preformatted()), ""),
            "source" | "syntaxhighlight" => {
                let language: String =
                    attribute(tag, "lang").chars().filter(char::is_ascii_alphanumeric).collect();
                fenced(&tag.inner, &language)
            }
            "poem" => {
                let lines: Vec<String> = tag.inner.trim().lines().map(|line| self.inner_line(line)).collect();
                escape::paragraph(&lines.join("<br>"))
            }
            "references" => LIST.to_owned(),
            "youtube" => self.video(tag),
            "quote" | "notice" | "main" | "see-also" => self.component(tag),
            COMPONENT => match self.call_of_component(tag) {
                Some((call, _)) => call,
                None => self.inner_blocks(&tag.inner),
            },
            "gallery" => self.gallery(tag),
            "imagemap" => self.image_map(&tag.inner),
            _ => self.tabs(tag),
        }
    }
}
