//! The words that readers see: those of the expansion of a page, and those of the page that Lorekeep builds.

use rustc_hash::FxHashMap;

use super::dump::Names;
use super::entity;
use super::expansion::{COMPONENT, Stripped};
use super::parse;
use super::tree::{Node, is_inline, unwrapped};

/// Maximum size of the text that is read inside the tags of a page, in bytes. Tags can repeat each other.
pub(super) const MAX_INSIDE: usize = 1 << 20;
/// Elements of a built page that are not its text.
const CHROME: [&str; 6] = ["nav", "header", "footer", "script", "style", "template"];

/// The words of a page, and what became of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Number of words in the expansion.
    pub found: usize,
    /// Number of those that the built page shows.
    pub kept: usize,
    /// Number of those that only the front matter states, such as dates that are shown in another form.
    pub changed: usize,
}

impl Words {
    /// Compares the text of an expansion with that of the built page and with the front matter.
    pub(super) fn compare(expansion: &str, built: &str, front: &str) -> Self {
        let (mut shown, mut stated) = (counts(built), counts(front));
        let take = |counts: &mut FxHashMap<&str, usize>, word: &str| {
            counts.get_mut(word).filter(|count| **count > 0).map(|count| *count -= 1).is_some()
        };
        let mut words = Self::default();
        for word in split(expansion) {
            words.found += 1;
            if take(&mut shown, word) {
                words.kept += 1;
            } else if take(&mut stated, word) {
                words.changed += 1;
            }
        }
        words
    }

    /// Number of words that are nowhere.
    pub const fn lost(self) -> usize {
        self.found - self.kept - self.changed
    }
}

fn counts(text: &str) -> FxHashMap<&str, usize> {
    let mut counts = FxHashMap::default();
    split(text).for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

/// The words of a text.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The text of a tree and of its tags that readers see.
pub(super) fn text(nodes: &[Node], tags: &[Stripped], names: &Names) -> String {
    let mut reader =
        Reader { tags, names, left: MAX_INSIDE, numbered: 0, in_reference: false, out: String::new() };
    reader.nodes(nodes);
    reader.out
}

struct Reader<'a> {
    tags: &'a [Stripped],
    names: &'a Names,
    left: usize,
    /// Number of external links without a text so far.
    numbered: usize,
    /// True in references, whose list shows the URL instead.
    in_reference: bool,
    out: String,
}

impl Reader<'_> {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.out.push_str(text),
                Node::Element(element) => {
                    let sign = if is_inline(&element.name) && element.name != "br" { "" } else { " " };
                    self.out.push_str(sign);
                    self.nodes(&element.children);
                    self.out.push_str(sign);
                }
                Node::Link(link) => self.nodes(&link.label),
                Node::External(_, label) if label.is_empty() && self.in_reference => {}
                Node::External(_, label) if label.is_empty() => {
                    self.numbered += 1;
                    self.out.push_str(&format!("[{}]", self.numbered));
                }
                Node::External(_, label) => self.nodes(label),
                Node::File(file) if file.framed => self.apart(|reader| reader.nodes(&file.caption)),
                Node::File(_) => {}
                // A part of the sentence around it.
                Node::Tag(number) if self.tags.get(*number).is_some_and(|tag| tag.name == COMPONENT) => {
                    let parsed = parse::parse(&self.tags[*number].inner, self.names);
                    self.nodes(unwrapped(&parsed.nodes));
                }
                Node::Tag(number) => self.apart(|reader| reader.tag(*number)),
            }
        }
    }

    fn apart(&mut self, read: impl FnOnce(&mut Self)) {
        self.out.push(' ');
        read(self);
        self.out.push(' ');
    }

    fn tag(&mut self, number: usize) {
        let Some(tag) = self.tags.get(number).filter(|tag| tag.inner.len() <= self.left) else { return };
        self.left -= tag.inner.len();
        match tag.name {
            "nowiki" => self.out.push_str(&entity::decode(&tag.inner)),
            "pre" => self.out.push_str(&entity::decode(&tag.preformatted())),
            "source" | "syntaxhighlight" => self.out.push_str(&tag.inner),
            "ref" if !tag.cite.is_empty() => {
                let title = tag.cite.iter().find(|(name, _)| name.eq_ignore_ascii_case("title"));
                title.into_iter().for_each(|(_, title)| self.wikitext(title));
            }
            "ref" => {
                let around = std::mem::replace(&mut self.in_reference, true);
                self.wikitext(&tag.inner);
                self.in_reference = around;
            }
            "poem" | "quote" | "notice" | "main" | "see-also" => self.wikitext(&tag.inner),
            "tabber" | "tabview" => self.wikitext(&tag.inner.replace("|-|", "\n").replace('=', " ")),
            "gallery" => {
                tag.inner.lines().filter_map(|line| line.split_once('|')).for_each(|(_, caption)| {
                    let caption = caption.split('|').filter(|part| !part.contains('='));
                    self.wikitext(&caption.collect::<Vec<_>>().join(" "));
                });
            }
            _ => {}
        }
    }

    fn wikitext(&mut self, text: &str) {
        let parsed = parse::parse(text, self.names);
        self.apart(|reader| reader.nodes(&parsed.nodes));
    }
}

/// The text of the `main` element of a page that Lorekeep has built, without what surrounds its text.
pub fn visible(html: &str) -> String {
    let start = html.find("<main").unwrap_or_default();
    let mut rest = &html[start..html.rfind("</main>").unwrap_or(html.len()).max(start)];
    let (mut out, mut hidden) = (String::with_capacity(rest.len() / 4), 0usize);
    while let Some(at) = rest.find('<') {
        push(&mut out, &rest[..at], hidden);
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or(rest.len());
        let (tag, after) = (&rest[..end], rest.get(end + 1..).unwrap_or_default());
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
        let is_chrome = CHROME.contains(&name);
        match (closes, hidden > 0) {
            (true, true) if is_chrome || name == "section" => hidden -= 1,
            (false, true) if is_chrome || name == "section" => hidden += 1,
            (false, false) if is_chrome || name == "section" && tag.contains("backlinks") => hidden = 1,
            _ => {}
        }
        out.push_str(if is_inline(name) && name != "br" { "" } else { " " });
        rest = after;
    }
    push(&mut out, rest, hidden);
    out
}

fn push(out: &mut String, text: &str, hidden: usize) {
    if hidden == 0 {
        out.push_str(&entity::decode(text));
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, visible};

    #[test]
    fn only_the_text_of_a_page_counts() {
        let html = "<nav>menu</nav><main id=\"main\"><header><h1>Title</h1></header><p>One <b>t</b>wo &amp; t&#233;n<br>x</p>\
                    <section class=\"backlinks\"><section>links</section></section><section>three</section></main>end";
        assert_eq!(visible(html).split_whitespace().collect::<Vec<_>>().join(" "), "One two & tén x three");
    }

    #[test]
    fn words_of_the_front_matter_are_changed_not_lost() {
        let words = Words::compare(
            "Born 1995-12-15, twice twice gone",
            "Born 15 December 1995 twice",
            "born: 1995-12-15",
        );
        assert_eq!((words.found, words.kept, words.changed, words.lost()), (7, 4, 1, 2));
    }
}
