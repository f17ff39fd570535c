//! Writes images and galleries. Images that are not available are written as well, so that they appear once their files
//! are added.

use super::dump::Title;
use super::expansion::Stripped;
use super::references::attribute;
use super::tree::{File, plain};
use super::write::Writer;
use super::{escape, files};
use crate::page::compose::FrontMatterBuilder;
use crate::page::links::is_file_name;

/// Longest `![[…]]` with a caption, in bytes; longer captions become text.
const MAX_PICTURE: usize = 3900;

impl Writer<'_> {
    /// Sets the image of a page with an infobox.
    pub(super) fn image(&mut self, front: &mut FrontMatterBuilder, images: &[File]) {
        let mut names: Vec<String> = Vec::new();
        for file in images {
            let name = self.file_name(&file.name);
            names.extend((is_file_name(&name) && !names.contains(&name)).then_some(name));
        }
        if let Some(name) = names.into_iter().next() {
            front.set("image", name);
        }
    }

    /// Records the images beside text in an infobox, which its fields do not show.
    pub(super) fn note_icons(&mut self, icons: &[File]) {
        icons.iter().for_each(|file| drop(self.file_name(&file.name)));
    }

    /// The name under which a file is embedded. Counts files, and lists those that are not available.
    pub(super) fn file_name(&mut self, name: &str) -> String {
        match self.plan.picture(name) {
            Some(name) => {
                self.met.files += 1;
                name.to_owned()
            }
            None => {
                self.met.missing_files.push(name.to_owned());
                name.to_owned()
            }
        }
    }

    /// Appends an image to a line.
    pub(super) fn file(&mut self, file: &File, out: &mut String) {
        let picture = self.picture(file);
        let space = if picture.is_empty() || out.is_empty() || out.ends_with([' ', '>']) { "" } else { " " };
        out.push_str(space);
        out.push_str(&picture);
    }

    /// Returns whether an image is placed beside or between paragraphs.
    pub(super) fn is_placed(file: &File) -> bool {
        file.framed || file.place.is_some()
    }

    /// The Markdown of an image.
    pub(super) fn picture(&mut self, file: &File) -> String {
        let name = self.file_name(&file.name);
        let caption = self.line(&file.caption);
        if !is_file_name(&name) || name.contains(['|', '[', ']']) {
            return if file.framed { caption } else { String::new() };
        }
        let mut parts = vec![name];
        parts.extend(file.place.clone().or_else(|| file.framed.then(|| "thumb".to_owned())));
        parts.extend(size(file));
        parts.extend(self.options(file));
        match file.framed {
            true if caption.len() < MAX_PICTURE => {
                parts.extend((!caption.is_empty()).then(|| bars(&caption)));
                format!("![[{}]]", parts.join("|"))
            }
            true => format!("![[{}]] {caption}", parts.join("|")),
            false => format!("![[{}]]", parts.join("|")),
        }
    }

    /// The parts for the text alternative and the target of an image.
    fn options(&mut self, file: &File) -> Vec<String> {
        let mut parts = Vec::new();
        // Without a frame, MediaWiki shows the caption only as a text alternative.
        let stated = file.alt.clone().or_else(|| (!file.framed).then(|| plain(&file.caption)));
        let alt: String = stated.unwrap_or_default().chars().filter(|c| !"[]|\n".contains(*c)).collect();
        if !alt.trim().is_empty() {
            parts.push(format!("alt={}", alt.trim()));
        }
        if let Some(link) = &file.link {
            parts.push(format!("link={}", self.link_target(link.trim())));
        }
        parts
    }

    /// The target of a `link=`; empty if it is not a page of the wiki.
    fn link_target(&mut self, link: &str) -> String {
        if ["http://", "https://"].iter().any(|scheme| link.starts_with(scheme)) {
            return escape::address(link).trim_matches(['<', '>']).to_owned();
        }
        if link.is_empty() || link.contains(['[', ']', '|', '{', '}', '<', '>']) {
            return String::new();
        }
        let (name, section) = link.split_once('#').map_or((link, None), |(name, part)| (name, Some(part)));
        let title = match name.is_empty() {
            true => self.page.clone(),
            false => self.plan.names.title(name, 0),
        };
        let Some(name) = self.plan.link_name(&title) else { return String::new() };
        self.met.links += 1;
        let section = section.map(|section| section.replace('_', " "));
        let section = section.filter(|section| self.plan.has_section(&title, section));
        // Without the colon a category looks like an address.
        let colon = if title.namespace == 14 { ":" } else { "" };
        format!("{colon}{name}{}", section.map(|section| format!("#{section}")).unwrap_or_default())
    }

    /// A gallery, with each image on its own line.
    pub(super) fn gallery(&mut self, tag: &Stripped) -> String {
        let lines: Vec<String> =
            tag.inner.lines().map(str::trim).filter_map(|line| self.gallery_line(line)).collect();
        let caption = self.inner_line(&attribute(tag, "caption"));
        let words = if attribute(tag, "mode") == "slideshow" { " slideshow" } else { "" };
        let (pictures, rest): (Vec<&String>, Vec<&String>) =
            lines.iter().partition(|line| is_file_name(line.split(" | ").next().unwrap_or(line)));
        let mut blocks = Vec::new();
        blocks.extend((!caption.is_empty()).then(|| escape::paragraph(&caption)));
        if !pictures.is_empty() {
            let pictures: Vec<&str> = pictures.iter().map(|line| line.as_str()).collect();
            blocks.push(format!("```gallery{words}\n{}\n```", pictures.join("\n")));
        }
        blocks.extend(rest.into_iter().map(|line| escape::paragraph(line)));
        blocks.join("\n\n")
    }

    fn gallery_line(&mut self, line: &str) -> Option<String> {
        // Some write links, which MediaWiki does not accept here.
        let link = line.strip_prefix("[[").map(|link| link.strip_suffix("]]").unwrap_or(link));
        let (name, rest) = link.unwrap_or(line).split_once('|').unwrap_or((link.unwrap_or(line), ""));
        let Title { name, .. } = self.plan.names.title(name, 6);
        if name.is_empty() {
            return None;
        }
        let mut file = File { name, ..File::default() };
        let mut caption: Vec<&str> = Vec::new();
        for option in rest.split('|') {
            match option.trim().split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
                Some(("alt", value)) => file.alt = Some(value.to_owned()),
                Some(("link", value)) => file.link = Some(value.to_owned()),
                Some(("page" | "class" | "lang", _)) => {}
                _ if link.is_some() && files::option(&mut file, option.trim()) => {}
                _ => caption.push(option),
            }
        }
        let caption = self.inner_line(&caption.join("|"));
        let missing = self.met.missing_files.len();
        let name = self.file_name(&file.name);
        self.met.missing_in_galleries += self.met.missing_files.len() - missing;
        if !is_file_name(&name) {
            return (!caption.is_empty()).then_some(caption);
        }
        let mut parts = vec![name];
        parts.extend(self.options(&file));
        parts.extend((!caption.is_empty()).then(|| bars(&caption)));
        Some(parts.join(" | "))
    }

    /// An image with areas that lead to pages: the image, and a list of the links.
    pub(super) fn image_map(&mut self, text: &str) -> String {
        let mut lines = text.trim().lines().map(str::trim);
        let first = lines.next().unwrap_or_default();
        let picture = self.inner_line(&format!("[[{first}]]"));
        let links: Vec<String> = lines
            .filter_map(|line| Some(&line[line.find('[')?..]))
            .map(|link| self.inner_line(link))
            .filter(|link| !link.is_empty())
            .map(|link| format!("- {link}"))
            .collect();
        if !links.is_empty() {
            self.met.unconverted.push("<imagemap>: its areas became a list of links".to_owned());
        }
        [picture, links.join("\n")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n\n")
    }
}

/// The size of an image as a part of its Markdown.
fn size(file: &File) -> Option<String> {
    let size = file.size.as_deref()?;
    let (width, height) = size.split_once('x').unwrap_or((size, ""));
    let is_number = |digits: &str| digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_size = is_number(width) && is_number(height) && !(width.is_empty() && height.is_empty());
    is_size.then(|| size.trim_end_matches('x').to_owned())
}

/// A caption without bars outside of its links.
fn bars(caption: &str) -> String {
    let mut out = String::with_capacity(caption.len());
    let mut depth = 0usize;
    let caption = caption.replace("\\|", "&#124;").replace("\\[", "&#91;").replace("\\]", "&#93;");
    for character in caption.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match character {
            '|' if depth == 0 => out.push_str("&#124;"),
            character => out.push(character),
        }
    }
    out
}
