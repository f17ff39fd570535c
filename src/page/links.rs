//! Links as written in a page: split into their parts, not yet resolved.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::path::without_ending;
use crate::text::escape::{decode_percent, encode_url_path};
pub use crate::text::is_web_address;
use crate::text::{NameKey, fold_name};

/// A link, an image or an embed, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Kind of link.
    pub kind: LinkKind,
    /// The page, path or address part, without `#…`; empty for a link within the page.
    pub target: String,
    /// The target, normalized for comparison.
    pub key: NameKey,
    /// The part after `#`, decoded.
    pub fragment: Option<String>,
    /// The query of an address, from `?` up to `#`, undecoded and with its `?`.
    pub query: Option<Box<str>>,
    /// Byte range in the file; for front matter, an index into [`super::Body::stated`].
    pub range: (u32, u32),
    /// Byte range of its label in the page's plain text.
    pub label: (u32, u32),
    /// Title given by the author, as in `[text](page.md "title")`.
    pub title: Option<Box<str>>,
}

impl Link {
    /// Creates a link whose label has no position yet.
    pub fn new(kind: LinkKind, target: String, fragment: Option<String>, range: (u32, u32)) -> Self {
        let by_name =
            matches!(kind, LinkKind::Wiki | LinkKind::WikiFile | LinkKind::Embed | LinkKind::Stated);
        let key = if by_name { NameKey::of_folded(&name_key(&target)) } else { NameKey::default() };
        Self { kind, target, key, fragment, query: None, range, label: (0, 0), title: None }
    }
}

impl Link {
    /// The query and fragment, encoded as in an address: `?q=rope#letter-b`.
    pub fn suffix(&self) -> Option<Box<str>> {
        let mut suffix = String::new();
        // Escapes in a query must stay: `%26` and `&` differ there.
        for (number, part) in self.query.iter().flat_map(|query| query.split('%')).enumerate() {
            suffix.push_str(if number > 0 { "%" } else { "" });
            let (mark, rest) = part.split_at(usize::from(part.starts_with('?')));
            suffix.push_str(mark);
            encode_url_path(&mut suffix, rest);
        }
        if let Some(fragment) = &self.fragment {
            suffix.push('#');
            encode_url_path(&mut suffix, fragment);
        }
        (!suffix.is_empty()).then(|| suffix.into())
    }
}

/// The name of a page as used by an author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageName {
    /// The name as spelled.
    pub text: String,
    /// The name, normalized for comparison.
    pub key: NameKey,
}

impl PageName {
    /// Creates a page name from its spelling.
    pub fn new(text: String) -> Self {
        let key = NameKey::of_folded(&name_key(&text));
        Self { text, key }
    }
}

/// Normalizes a page's name or path for comparison: folded, without a Markdown extension and without leading `../`.
pub fn name_key(name: &str) -> String {
    let mut name = name.trim_start_matches('/');
    while let Some(rest) = name.strip_prefix("../").or_else(|| name.strip_prefix("./")) {
        name = rest;
    }
    let name = name.trim_end().trim_end_matches('/');
    fold_name(without_ending(name))
}

/// Kinds of links, by how they are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// `[[Page]]`: by name.
    Wiki,
    /// `[text](path)`: by path.
    Markdown,
    /// `<a href>` and `<img src>` in raw HTML: by path, and only the address is filled in.
    RawUrl,
    /// `![alt](path)`: a file, by path.
    Image,
    /// `![[file.png]]`: a file, by name.
    WikiFile,
    /// `![[Page]]`: the text of another page.
    Embed,
    /// `[[Page]]` in a value of the front matter: by name.
    Stated,
    /// `[text](path)` in a value of the front matter: by path.
    StatedPath,
    /// An address on another site, with a scheme known to be safe.
    External,
    /// An address with an unsafe scheme; it is not published.
    Unsafe,
    /// Left out of the site with the spoilers that it stands in or leads to.
    Absent,
}

impl LinkKind {
    /// True for links in front matter.
    pub const fn is_stated(self) -> bool {
        matches!(self, Self::Stated | Self::StatedPath)
    }
}

/// Properties of an image other than its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageText {
    /// Alternative text.
    pub alt: String,
    /// Text of an image without a caption that is shown when one points at it.
    pub title: String,
    /// Requested width and height in CSS pixels; 0 if not given.
    pub size: (u32, u32),
    /// True if it is a block of its own, in no paragraph with other content.
    pub alone: bool,
    /// Its place beside the text, if it is a figure.
    pub position: Option<Position>,
    /// True if the body has a figure with a caption around it.
    pub is_captioned: bool,
    /// True if it is inside a link, or must not be one.
    pub linked: bool,
}

/// Place of a figure beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Position {
    /// At the left edge.
    Left,
    /// At the right edge.
    Right,
    /// At the end of the lines, as a small picture.
    Aside,
    /// In the middle, with no text beside it.
    Center,
    /// At the start of the lines, with no text beside it.
    Block,
}

impl Position {
    /// True if text stands beside the figure.
    pub const fn floats(self) -> bool {
        matches!(self, Self::Left | Self::Right | Self::Aside)
    }
}

impl ImageText {
    /// The classes of its figure.
    pub const fn class(&self) -> &'static str {
        match self.position {
            None | Some(Position::Block) => "image",
            Some(Position::Left) => "image image-left",
            Some(Position::Right) => "image image-right",
            Some(Position::Aside) => "image image-aside",
            Some(Position::Center) => "image image-center",
        }
    }
}

/// A link in a text outside the body: `[[Page]]` or `[text](address)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLink<'t> {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Byte range of the inside of `[[ ]]`, or of the address.
    pub inside: Range<usize>,
    /// Its target.
    pub link: Link,
    /// The text shown.
    pub label: Cow<'t, str>,
}

/// The links of a text outside the body, in order.
pub fn text_links(text: &str) -> Vec<TextLink<'_>> {
    let mut links = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|open| at + open) {
        let found = match text[open..].starts_with("[[") {
            true => wikilink(text, open),
            false => inline_link(text, open),
        };
        at = found.as_ref().map_or(open + 1, |link| link.range.end);
        links.extend(found);
    }
    links
}

fn wikilink(text: &str, open: usize) -> Option<TextLink<'_>> {
    let length =
        text[open + 2..].find(['[', ']', '\n']).filter(|&at| text[open + 2 + at..].starts_with("]]"))?;
    let range = open..open + 2 + length + 2;
    let inside = &text[open + 2..range.end - 2];
    let (name, label) = inside.split_once('|').map_or((inside, None), |(name, label)| (name, Some(label)));
    let (target, fragment) = split_wikilink(name);
    let label = match label.map(str::trim) {
        Some("") => Cow::Borrowed(pipe_trick(name)),
        Some(label) => Cow::Borrowed(label),
        None => Cow::Owned(label_of(&target, fragment.as_deref())),
    };
    let inside = open + 2..range.end - 2;
    let is_named = !target.is_empty();
    let link = Link::new(LinkKind::Stated, target, fragment, (0, 0));
    is_named.then_some(TextLink { range, inside, link, label })
}

/// Maximum length of the label and of the address of a link in such a text, in bytes.
const MAX_INLINE: usize = 2_000;

fn inline_link(text: &str, open: usize) -> Option<TextLink<'_>> {
    if text[..open].ends_with(['!', '\\']) {
        return None;
    }
    let limit = text.floor_char_boundary((open + MAX_INLINE).min(text.len()));
    let length = text[open + 1..limit].find(['[', ']', '\n']).filter(|&length| length > 0)?;
    let start = open + 1 + length + 2;
    let rest = text[open + 1 + length..].strip_prefix("](")?;
    let limit = rest.floor_char_boundary(MAX_INLINE.min(rest.len()));
    let mut nested = 0_i32;
    let close = rest[..limit].find(|character| {
        nested += i32::from(character == '(') - i32::from(character == ')');
        nested < 0 || character == '\n'
    })?;
    let inside = rest[..close].trim();
    let address = match inside.strip_prefix('<') {
        Some(address) => address.split('>').next()?,
        None => inside.split_whitespace().next()?,
    };
    if !rest[close..].starts_with(')') || address.is_empty() {
        return None;
    }
    let at = start + (address.as_ptr().addr() - rest.as_ptr().addr());
    let link = split_address(address);
    let kind = if link.kind == LinkKind::Markdown { LinkKind::StatedPath } else { link.kind };
    let label = Cow::Borrowed(&text[open + 1..open + 1 + length]);
    let link = Link { kind, ..link };
    Some(TextLink { range: open..start + close + 1, inside: at..at + address.len(), link, label })
}

/// A text in which each link is replaced by its label.
pub fn without_links(text: &str) -> Cow<'_, str> {
    let links = text_links(text);
    let mut plain = String::new();
    let mut at = 0;
    for link in &links {
        plain.push_str(&text[at..link.range.start]);
        plain.push_str(&link.label);
        at = link.range.end;
    }
    if links.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(plain + &text[at..]) }
}

/// Splits the inside of `[[…]]`, without its label, into page and heading.
pub fn split_wikilink(inside: &str) -> (String, Option<String>) {
    let (target, fragment) = wikilink_parts(inside);
    let words: Vec<&str> = target.split_whitespace().collect();
    (words.join(" "), fragment.map(str::to_owned))
}

/// The page and heading in the inside of `[[…]]`, without its label, as spelled.
pub fn wikilink_parts(inside: &str) -> (&str, Option<&str>) {
    let inside = inside.strip_suffix('\\').unwrap_or(inside);
    let (target, fragment) = match inside.split_once('#') {
        Some((target, fragment)) => (target, Some(fragment.trim())),
        None => (inside, None),
    };
    let target = target.trim();
    let target = target.strip_prefix(':').unwrap_or(target).trim_start();
    let target = namespaced_file(target).unwrap_or(target);
    (target, fragment.filter(|fragment| !fragment.is_empty()))
}

/// Namespaces of files in MediaWiki, in English, German, French, Spanish, Italian and Dutch.
const FILE_NAMESPACES: [&str; 8] =
    ["file", "image", "media", "datei", "bild", "fichier", "archivo", "bestand"];

/// The file in `File:quay.jpg`, as MediaWiki names files.
pub fn namespaced_file(target: &str) -> Option<&str> {
    let (namespace, file) = target.split_once(':')?;
    let namespace = namespace.trim().to_lowercase();
    let file = file.trim();
    (FILE_NAMESPACES.contains(&namespace.as_str()) && is_file_name(file)).then_some(file)
}

/// The text shown for a wikilink without a label.
pub fn label_of(target: &str, fragment: Option<&str>) -> String {
    let fragment = fragment.map(|fragment| spoken(fragment.trim_start_matches('^')));
    match fragment {
        Some(fragment) if target.is_empty() => fragment,
        Some(fragment) => format!("{target} > {fragment}"),
        None => target.strip_suffix(".md").unwrap_or(target).to_owned(),
    }
}

/// The headings of a fragment as text: `Plot#Ending` is one below another, and `C# basics` is one.
fn spoken(fragment: &str) -> String {
    let is_between = |at: usize| {
        let (before, after) = (fragment[..at].chars().next_back(), fragment[at + 1..].chars().next());
        before.is_some_and(char::is_whitespace) || after.is_some_and(|c| !c.is_whitespace() && c != '#')
    };
    let mut text = String::with_capacity(fragment.len());
    for (at, character) in fragment.char_indices() {
        match character {
            '#' if is_between(at) => {
                text.truncate(text.trim_end().len());
                text.push_str(" > ");
            }
            ' ' if text.ends_with(' ') => {}
            character => text.push(character),
        }
    }
    text
}

/// The label of `[[Page (film)|]]`: the name without its namespace, its parentheses and anything after a comma (MediaWiki's "pipe trick").
pub fn pipe_trick(target: &str) -> &str {
    let name = target.split_once(':').map_or(target, |(_, name)| name).trim();
    let name = match name.rfind('(') {
        Some(open) if name.ends_with(')') && open > 0 => name[..open].trim_end(),
        _ => match name.split_once(", ") {
            Some((name, _)) => name,
            None => name,
        },
    };
    if name.is_empty() { target } else { name }
}

/// Splits the address of a Markdown link into the parts of a link without a position.
pub fn split_address(address: &str) -> Link {
    let whole = |kind| Link::new(kind, address.to_owned(), None, (0, 0));
    match scheme(address) {
        Some(scheme) if is_safe_scheme(&scheme) => whole(LinkKind::External),
        Some(_) => whole(LinkKind::Unsafe),
        None if address.starts_with("//") => whole(LinkKind::External),
        None => {
            let (path, fragment) = address_parts(address);
            let fragment = fragment.map(|fragment| decode_percent(fragment).into_owned());
            let before = address.split('#').next().unwrap_or(address);
            let query = &before[before.find('?').unwrap_or(before.len())..];
            let link = Link::new(LinkKind::Markdown, decode_percent(path).into_owned(), fragment, (0, 0));
            Link { query: (query.len() > 1).then(|| query.into()), ..link }
        }
    }
}

/// The path and fragment of an address on the site, as spelled. A query between them is dropped.
pub fn address_parts(address: &str) -> (&str, Option<&str>) {
    let (path, fragment) = match address.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (address, None),
    };
    let path = path.split('?').next().unwrap_or(path);
    (path, fragment.filter(|fragment| !fragment.is_empty()))
}

/// Hosts whose pages show a video or a post.
const VIDEO_HOSTS: [&str; 10] = [
    "youtube.com",
    "youtu.be",
    "youtube-nocookie.com",
    "vimeo.com",
    "dailymotion.com",
    "twitch.tv",
    "tiktok.com",
    "bilibili.com",
    "twitter.com",
    "x.com",
];

/// True if an address is the page of a video or a post on another site, and not that of a picture.
pub fn is_video_page(address: &str) -> bool {
    let rest = address.split_once("//").map_or("", |(_, rest)| rest);
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let is_at = |known: &&str| {
        host.strip_suffix(*known).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    VIDEO_HOSTS.iter().any(is_at) && !is_file_name(address_parts(path).0)
}

/// True if a name in `![[…]]` is a file rather than a page.
pub fn is_file_name(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    FILE_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
}

/// Extensions of files that can be embedded or published by name.
const FILE_EXTENSIONS: [&str; 32] = [
    "3gp", "avif", "bmp", "canvas", "csv", "flac", "gif", "ico", "jpeg", "jpg", "json", "m4a", "m4v", "mkv",
    "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "pdf", "png", "svg", "tif", "tiff", "txt", "wav",
    "weba", "webm", "webp", "zip",
];

/// The scheme of an address in lower case, found as browsers do: ignoring control characters and white space.
fn scheme(address: &str) -> Option<String> {
    let mut scheme = String::new();
    for character in address.chars() {
        match character {
            ':' if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => return Some(scheme),
            c if c.is_control() || (c.is_whitespace()) => {}
            c if c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.') => {
                scheme.push(c.to_ascii_lowercase());
            }
            _ => return None,
        }
    }
    None
}

fn is_safe_scheme(scheme: &str) -> bool {
    matches!(
        scheme,
        "http" | "https" | "mailto" | "tel" | "ftp" | "irc" | "ircs" | "xmpp" | "magnet" | "geo" | "sms"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguised_schemes_are_recognized() {
        assert_eq!(split_address("java\tscript:alert(1)").kind, LinkKind::Unsafe);
        assert_eq!(split_address(" JavaScript:alert(1)").kind, LinkKind::Unsafe);
        assert_eq!(split_address("https://example.org").kind, LinkKind::External);
        assert_eq!(split_address("a/b:c").kind, LinkKind::Markdown);
    }

    #[test]
    fn the_pipe_trick_drops_the_qualifier() {
        assert_eq!(pipe_trick("Heat (1995 film)"), "Heat");
        assert_eq!(pipe_trick("Category:Films"), "Films");
        assert_eq!(pipe_trick("Boston, Massachusetts"), "Boston");
        assert_eq!(pipe_trick("(untitled)"), "(untitled)");
    }

    #[test]
    fn video_pages_are_distinguished_from_images() {
        for address in [
            "https://www.youtube.com/watch?v=x",
            "https://youtu.be/x",
            "//player.vimeo.com/video/1",
            "http://X.com/a/status/1",
        ] {
            assert!(is_video_page(address), "{address}");
        }
        for address in [
            "https://img.youtube.com/vi/x/0.jpg",
            "https://netx.com/a",
            "https://a.example/youtube.com/",
            "https://x.com/a.png?v=1",
        ] {
            assert!(!is_video_page(address), "{address}");
        }
    }

    #[test]
    fn queries_and_fragments_stay_behind_addresses() {
        let suffix = |address: &str| split_address(address).suffix().unwrap_or_default();
        assert_eq!(&*suffix("/search/?q=a%26b#Top part"), "?q=a%26b#Top%20part");
        assert_eq!((&*suffix("a.pdf#page=3"), &*suffix("a?"), &*suffix("a#")), ("#page=3", "", ""));
    }

    #[test]
    fn wikilinks_split_at_the_first_hash() {
        assert_eq!(split_wikilink(" Foo_Bar\n baz#Part \\"), ("Foo_Bar baz".into(), Some("Part".into())));
        assert_eq!(split_wikilink("#Local"), (String::new(), Some("Local".into())));
    }

    #[test]
    fn labels_name_headings_as_they_are_written() {
        for (fragment, label) in [
            ("Plot#Ending", "a > Plot > Ending"),
            ("C# basics", "a > C# basics"),
            ("Languages#C# basics", "a > Languages > C# basics"),
            ("C#", "a > C#"),
            ("Plot # Ending", "a > Plot > Ending"),
            ("^block", "a > block"),
        ] {
            assert_eq!(label_of("a", Some(fragment)), label);
        }
    }
}
