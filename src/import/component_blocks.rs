//! Writes components of the theme: quotations, lines that lead to other pages, tabs and videos.

use super::escape;
use super::expansion::Stripped;
use super::write::Writer;
use crate::page::compose::{FrontMatterBuilder, Yaml};

/// Maximum number of tabs inside each other.
const MAX_TABS: usize = 6;

impl Writer<'_> {
    /// A component; its expansion if an argument cannot be written.
    pub(super) fn component(&mut self, tag: &Stripped) -> String {
        let written = match tag.name {
            "main" | "see-also" => self.leading_line(tag),
            _ => self.box_with_text(tag),
        };
        match written {
            Some(text) => {
                self.met.components.insert(tag.name);
                text
            }
            None => self.inner_blocks(&tag.inner),
        }
    }

    /// A quotation or a notice.
    fn box_with_text(&mut self, tag: &Stripped) -> Option<String> {
        let mut arguments = FrontMatterBuilder::default();
        for (name, value) in &tag.cite {
            let value = match name.as_str() {
                "text" if tag.name == "quote" => self.inner_blocks(value),
                _ => self.inner_line(value),
            };
            if value.contains("```") {
                return None;
            }
            arguments.set(name, value);
        }
        Some(format!("```{}\n{}```", tag.name, arguments.yaml()))
    }

    fn leading_line(&mut self, tag: &Stripped) -> Option<String> {
        let titles = tag.cite.iter().map(|(_, title)| self.plan.names.title(title, 0));
        let titles: Vec<_> = titles.filter(|title| self.plan.resolve(title).is_some()).collect();
        if titles.len() < tag.cite.len() {
            return None;
        }
        let pages: Option<Vec<String>> = titles.iter().map(|title| self.plan.link_name(title)).collect();
        let pages = pages?;
        self.met.links += pages.len();
        let mut arguments = FrontMatterBuilder::default();
        arguments.set("pages", Yaml::List(pages.into_iter().map(Yaml::from).collect()));
        Some(format!("```{}\n{}```", tag.name, arguments.yaml()))
    }

    /// Tabs in a row, each with its content.
    pub(super) fn tabs(&mut self, tag: &Stripped) -> String {
        if self.tab_depth >= MAX_TABS {
            return escape::paragraph(&self.tab_lines(tag));
        }
        self.tab_depth += 1;
        let tabs = self.tab_blocks(tag);
        self.tab_depth -= 1;
        tabs
    }

    /// Tabs inside of a line or of too many others: a line each.
    pub(super) fn tab_lines(&mut self, tag: &Stripped) -> String {
        let tabs = tag.inner.split("|-|").map(|tab| self.inner_line(&tab.replacen('=', ": ", 1)));
        tabs.collect::<Vec<_>>().join("<br>")
    }

    fn tab_blocks(&mut self, tag: &Stripped) -> String {
        let mut tabs = Vec::new();
        for (number, tab) in tag.inner.split("|-|").enumerate() {
            let (name, text) = match tab.split_once('=') {
                Some((name, text)) => (self.inner_line(name), text),
                None => (String::new(), tab),
            };
            let text = self.inner_blocks(text);
            if text.is_empty() && name.is_empty() {
                continue;
            }
            let name = if name.is_empty() { (number + 1).to_string() } else { name };
            let mut out = format!("> [!tab] {name}");
            for line in text.lines() {
                out.push_str(if line.is_empty() { "\n>" } else { "\n> " });
                out.push_str(line);
            }
            tabs.push(out);
        }
        tabs.join("\n\n")
    }

    /// A video of YouTube by its id or address, with a caption.
    pub(super) fn video(&mut self, tag: &Stripped) -> String {
        let id =
            tag.inner.split(['|', '\n']).map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
        let id = id.rsplit(['/', '=']).next().unwrap_or(id);
        let id: String =
            id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(40).collect();
        if id.is_empty() {
            return String::new();
        }
        let caption = match tag.attributes.is_empty() {
            true => String::new(),
            false => format!(" \"{}\"", self.inner_line(&tag.attributes).replace('"', "&quot;")),
        };
        format!("![](https://www.youtube.com/watch?v={}{caption})", escape::address(&id))
    }
}
