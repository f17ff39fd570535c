//! Finds unsafe content in SVG images.
//!
//! Browsers run scripts in an SVG that is opened by its own address. An accepted file contains no script and loads
//! nothing external. SVG elements are checked against an allow list. Elements in vocabularies that browsers do not
//! know, in which drawing programs keep their data, are inert. Files that an XML parser rejects are rejected.

use std::fmt;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use super::style;

/// Maximum nesting depth of elements.
const MAX_DEPTH: usize = 256;
const SVG: &str = "http://www.w3.org/2000/svg";
/// Vocabularies besides SVG that browsers act on.
const ACTIVE_NAMESPACES: [&str; 5] = [
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.w3.org/2001/xml-events",
    "http://www.mozilla.org/keymaster/gatekeeper/there.is.only.xul",
];
/// ASCII-compatible encodings.
const ASCII_ENCODINGS: [&str; 8] =
    ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252"];
/// Elements of SVG 1.1 and 2, and those of SVG 1.2 that Inkscape writes, without `script`, `foreignObject`,
/// `handler`, `listener`, `cursor`, and those that play or embed files.
const ELEMENTS: &[&str] = &[
    "a",
    "altGlyph",
    "altGlyphDef",
    "altGlyphItem",
    "animate",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "color-profile",
    "defs",
    "desc",
    "discard",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "flowDiv",
    "flowLine",
    "flowPara",
    "flowRegion",
    "flowRegionExclude",
    "flowRoot",
    "flowSpan",
    "font",
    "font-face",
    "font-face-format",
    "font-face-name",
    "font-face-src",
    "g",
    "glyph",
    "glyphRef",
    "hatch",
    "hatchpath",
    "hkern",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mesh",
    "meshgradient",
    "meshpatch",
    "meshrow",
    "metadata",
    "missing-glyph",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "solidcolor",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tref",
    "tspan",
    "unknown",
    "use",
    "view",
    "vkern",
];

/// Unsafe content and its position.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsafe {
    what: String,
    line: usize,
}

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on line {}", self.what, self.line)
    }
}

/// Returns an error for the first unsafe content.
pub(super) fn check(bytes: &[u8]) -> Result<(), Unsafe> {
    let text = decoded(bytes)?;
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut checker = Checker { depth: 0, seen_root: false, styles: Vec::new() };
    loop {
        let event = reader.read_event();
        let at = if event.is_ok() { reader.buffer_position() } else { reader.error_position() };
        let found = match event {
            Ok(Event::Eof) => return checker.finish().map_err(|what| located(what, text, at)),
            Ok(event) => checker.event(&event, &reader),
            Err(error) => Err(malformed(&error)),
        };
        found.map_err(|what| located(what, text, at))?;
    }
}

/// The text of an image, if it is UTF-8 and contains only characters valid in XML.
fn decoded(bytes: &[u8]) -> Result<&str, Unsafe> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text =
        std::str::from_utf8(bytes).map_err(|_| Unsafe { what: "it is not UTF-8, as".to_owned(), line: 1 })?;
    let control = text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    match control {
        Some(at) => Err(located("a control character".to_owned(), text, at as u64)),
        None => Ok(text),
    }
}

fn located(what: String, text: &str, at: u64) -> Unsafe {
    let end = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    Unsafe { what, line: text.as_bytes()[..end].iter().filter(|&&byte| byte == b'\n').count() + 1 }
}

fn malformed(error: &dyn fmt::Display) -> String {
    format!("it is not well-formed XML ({error})")
}

/// A browser's treatment of a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    Svg,
    Inert,
}

/// The state of the checker.
struct Checker {
    depth: usize,
    seen_root: bool,
    /// The open `style` elements, each with its depth.
    styles: Vec<(usize, String)>,
}

impl Checker {
    fn event(&mut self, event: &Event<'_>, reader: &NsReader<&[u8]>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(start, reader),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(reference) => self.text(resolved(reference)?.encode_utf8(&mut [0; 4])),
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !ASCII_ENCODINGS.contains(&name.to_ascii_lowercase().as_str()) => {
                    Err(format!("the encoding `{name}` instead of UTF-8"))
                }
                Some(Err(error)) => Err(malformed(&error)),
                _ => Ok(()),
            },
            Event::PI(instruction) if instruction.target().to_ascii_lowercase().starts_with("xml") => {
                Err(format!("the instruction `{}`", instruction.target()))
            }
            Event::DocType(text) => doctype(text),
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, reader: &NsReader<&[u8]>) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} nested elements"));
        }
        let (namespace, local) = reader.resolver().resolve_element(start.name());
        let (vocabulary, local) = (vocabulary(&namespace, start.name())?, local.into_inner());
        if vocabulary == Vocabulary::Svg && !ELEMENTS.contains(&local) {
            return Err(format!("the element `{local}`"));
        }
        if !self.seen_root && (vocabulary, local) != (Vocabulary::Svg, "svg") {
            return Err("the root element is not `svg`".to_owned());
        }
        self.seen_root = true;
        let mut attributes = start.attributes();
        // Duplicate attributes are checked twice. Comparing each attribute with all others could take minutes.
        for attribute in attributes.with_checks(false) {
            attribute_of(local, vocabulary, &attribute.map_err(|error| malformed(&error))?)?;
        }
        if vocabulary == Vocabulary::Svg && local == "style" {
            self.styles.push((self.depth, String::new()));
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let style = self.styles.pop_if(|(depth, _)| *depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
        style.map_or(Ok(()), |(_, text)| harmless_style(&text))
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        if let Some((_, style)) = self.styles.last_mut() {
            style.push_str(text);
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), String> {
        match (self.seen_root, self.depth) {
            (false, _) => Err("it has no `svg` element".to_owned()),
            (true, 0) => Ok(()),
            (true, _) => Err("an element is not closed".to_owned()),
        }
    }
}

fn vocabulary(namespace: &ResolveResult<'_>, name: QName<'_>) -> Result<Vocabulary, String> {
    match namespace {
        ResolveResult::Unbound | ResolveResult::Bound(Namespace(SVG)) => Ok(Vocabulary::Svg),
        ResolveResult::Bound(Namespace(other)) if ACTIVE_NAMESPACES.contains(other) => {
            Err(format!("the element `{}` of {other}", name.into_inner()))
        }
        ResolveResult::Bound(_) => Ok(Vocabulary::Inert),
        ResolveResult::Unknown(prefix) => Err(format!("the prefix `{prefix}` without a declaration")),
    }
}

fn attribute_of(element: &str, vocabulary: Vocabulary, attribute: &Attribute<'_>) -> Result<(), String> {
    let name = attribute.key.into_inner();
    let (local, prefix) = attribute.key.decompose();
    let (local, prefix) = (local.into_inner(), prefix.map(|prefix| prefix.into_inner()));
    if attribute.key.as_namespace_binding().is_some() {
        // Namespace names are compared as written.
        let is_plain = !attribute.value.contains('&');
        return if is_plain { Ok(()) } else { Err(format!("a reference in `{name}`")) };
    }
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| malformed(&error))?;
    let is_handler = prefix.is_none() && local.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
    if is_handler || local == "ping" || (prefix, local) == (Some("xml"), "base") {
        return Err(format!("the attribute `{name}`"));
    }
    if vocabulary == Vocabulary::Inert {
        return Ok(());
    }
    match local {
        "href" | "src" => address(element, name, &value),
        "attributeName" => animated(&value),
        _ if prefix.is_some() || is_text(local) => Ok(()),
        _ => harmless_style(&value),
    }
}

/// Returns whether an attribute is plain text and not part of a style.
fn is_text(name: &str) -> bool {
    ["id", "class", "lang"].contains(&name) || name.starts_with("aria-") || name.starts_with("data-")
}

/// Checks the target of an element's link.
fn address(element: &str, name: &str, value: &str) -> Result<(), String> {
    let takes_data = ["image", "feImage"].contains(&element);
    if style::is_internal(value) || takes_data && style::is_data(value) {
        return Ok(());
    }
    let shown: String = value.chars().take(60).collect();
    Err(format!("`{name}` leads to `{shown}`"))
}

/// Checks the name of the attribute that an animation changes.
fn animated(value: &str) -> Result<(), String> {
    let name = value.trim().to_ascii_lowercase();
    let local = name.rsplit(':').next().unwrap_or(&name);
    let is_active =
        ["href", "src", "style", "class", "base", "ping"].contains(&local) || local.starts_with("on");
    if is_active { Err(format!("an animation of `{value}`")) } else { Ok(()) }
}

fn harmless_style(text: &str) -> Result<(), String> {
    style::loads(text).map_or(Ok(()), |what| Err(format!("a style with `{what}`")))
}

/// The character of a reference. Entities declared by the file itself are not resolved.
fn resolved(reference: &BytesRef<'_>) -> Result<char, String> {
    let unknown = || format!("the entity `{}`", &**reference);
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => reference.resolve_char_ref().ok().flatten().ok_or_else(unknown),
    }
}

/// Accepts a document type that declares nothing.
fn doctype(text: &str) -> Result<(), String> {
    let is_plain =
        !text.contains(['[', ']', '<', '>', '%', '&']) && text.matches('"').count().is_multiple_of(2);
    if is_plain { Ok(()) } else { Err("a document type with declarations".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An image with this content.
    fn picture(inside: &str) -> String {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' \
             xmlns:xlink='http://www.w3.org/1999/xlink'>\n{inside}\n</svg>"
        )
    }

    #[test]
    fn output_of_drawing_programs_is_accepted() {
        for inside in [
            "<a href='#part'><text>to a part, url(https://example.org) and &lt;script&gt;</text></a>",
            "<image xlink:href='data:image/png;base64,iVBORw0KGgo='/><use href='#a'/><use xlink:href=''/>",
            "<style type='text/css'><![CDATA[ .a > .b { fill: url(#gradient); } ]]></style>",
            "<path style='fill:url(#a);-inkscape-stroke:none' clip-path='url(#b)' d='M0-1'/>",
            "<animate attributeName='fill' values='red;blue'/><!-- <script/> -->",
            "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:cc='http://creativecommons.org/ns#'>\
             <cc:Work rdf:about='https://example.org'><cc:license rdf:resource='https://example.org'/></cc:Work></rdf:RDF></metadata>",
            "<sodipodi:namedview xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' \
             id='base'/>",
            "<g aria-label='an image(1) of @import'/>",
        ] {
            assert_eq!(check(picture(inside).as_bytes()), Ok(()), "{inside}");
        }
        let head = "\u{feff}<?xml version='1.0' encoding='UTF-8' standalone='no'?><?xpacket begin='x'?>\
            <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \
                                   \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n";
        assert_eq!(check(format!("{head}{}", picture("")).as_bytes()), Ok(()));
        assert_eq!(check(b"<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:g/></s:svg>"), Ok(()));
    }

    #[test]
    fn active_content_is_reported_with_its_line() {
        for (inside, what) in [
            ("<script>alert(1)</script>", "the element `script` on line 2"),
            ("<x:script xmlns:x='http://www.w3.org/2000/svg'/>", "the element `script`"),
            ("<h:script xmlns:h='http://www.w3.org/1999/xhtml'/>", "h:script"),
            ("<h:script xmlns:h='http://www.w3.org/1999/xht&#109;l'/>", "a reference in `xmlns:h`"),
            ("<math xmlns='http://www.w3.org/1998/Math/MathML' href='javascript:x'/>", "math"),
            ("<g><foreignObject/></g>", "foreignObject"),
            ("<SCRIPT/>", "SCRIPT"),
            ("<g onload='alert(1)'/>", "`onload`"),
            ("<g ONLOAD='alert(1)'/>", "`ONLOAD`"),
            ("<y:g xmlns:y='urn:y' onclick='x'/>", "`onclick`"),
            ("<a href='javascript:alert(1)'/>", "leads to `javascript:alert(1)`"),
            ("<a xlink:href='&#106;avascript:alert(1)'/>", "leads to `javascript"),
            ("<a xmlns:l='http://www.w3.org/1999/xlink' l:href='https://evil.example'/>", "l:href"),
            ("<a href='data:image/png;base64,AA'/>", "data:image"),
            ("<image href='https://evil.example/x.png'/>", "https://evil"),
            ("<image href='data:image/svg+xml;base64,AA'/>", "data:image/svg"),
            ("<use href='other.svg#a'/>", "other.svg"),
            ("<feImage href='//evil.example/x'/>", "//evil"),
            ("<set attributeName='href' to='javascript:x'/>", "an animation of `href`"),
            ("<animate attributeName=' xlink:href '/>", "an animation"),
            ("<style>@import 'x'</style>", "@import"),
            ("<style>@<![CDATA[imp]]>ort 'x'</style>", "@import"),
            ("<style>&#64;import 'x'</style>", "@import"),
            ("<rect fill='url(https://evil.example/#a)'/>", "url(https://evil"),
            ("<rect style='fill:u\\72l(//evil.example)'/>", "//evil"),
            ("<g xml:base='https://evil.example/'><use href='#a'/></g>", "xml:base"),
            ("<?xml-stylesheet href='x.xsl' type='text/xsl'?>", "xml-stylesheet"),
            ("<g>&evil;</g>", "the entity `evil`"),
            ("<p:g/>", "the prefix `p`"),
            ("<g", "not well-formed"),
            ("<g>", "not well-formed"),
        ] {
            let found = check(picture(inside).as_bytes()).expect_err(inside).to_string();
            assert!(found.contains(what), "{inside}: {found}");
        }
    }

    #[test]
    fn files_with_invalid_structure_are_refused() {
        let utf_16: Vec<u8> = picture("").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entity = "<!DOCTYPE svg [<!ENTITY x '<script/>'>]>";
        for (bytes, what) in [
            (utf_16, "control character"),
            (b"\x1f\x8b\x08\0\0".to_vec(), "not UTF-8"),
            (b"<?xml version='1.0' encoding='utf-7'?><svg/>".to_vec(), "the encoding `utf-7`"),
            (format!("{entity}{}", picture("&x;")).into_bytes(), "a document type"),
            (b"<html xmlns='http://www.w3.org/1999/xhtml'/>".to_vec(), "html"),
            (b"<g/>".to_vec(), "root element"),
            (Vec::new(), "no `svg` element"),
            (picture(&"<g>".repeat(300)).into_bytes(), "nested"),
        ] {
            let found = check(&bytes).expect_err(what).to_string();
            assert!(found.contains(what), "{found}");
        }
        let names: String = (0..5000).map(|number| format!(" xmlns:a{number}='urn:x'")).collect();
        assert!(check(format!("<svg{names}/>").as_bytes()).is_err());
    }
}
