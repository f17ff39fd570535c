//! Options of images, `[[File:a.png|thumb|300px|caption]]`.

use super::tree::{File, Node};

/// Localized names of position and frame options, with their meaning.
const WORDS: [(&str, &str); 52] = [
    ("thumb", "thumb"),
    ("thumbnail", "thumb"),
    ("mini", "thumb"),
    ("miniatur", "thumb"),
    ("vignette", "thumb"),
    ("miniaturadeimagen", "thumb"),
    ("miniatura", "thumb"),
    ("мини", "thumb"),
    ("サムネイル", "thumb"),
    ("缩略图", "thumb"),
    ("縮圖", "thumb"),
    ("frame", "thumb"),
    ("framed", "thumb"),
    ("enframed", "thumb"),
    ("gerahmt", "thumb"),
    ("frameless", "frameless"),
    ("rahmenlos", "frameless"),
    ("sans_cadre", "frameless"),
    ("border", "plain"),
    ("rand", "plain"),
    ("bordure", "plain"),
    ("left", "left"),
    ("links", "left"),
    ("gauche", "left"),
    ("izquierda", "left"),
    ("sinistra", "left"),
    ("esquerda", "left"),
    ("слева", "left"),
    ("左", "left"),
    ("right", "right"),
    ("rechts", "right"),
    ("droite", "right"),
    ("derecha", "right"),
    ("destra", "right"),
    ("direita", "right"),
    ("справа", "right"),
    ("右", "right"),
    ("center", "center"),
    ("centre", "center"),
    ("zentriert", "center"),
    ("centré", "center"),
    ("centro", "center"),
    ("none", "none"),
    ("ohne", "none"),
    ("baseline", "plain"),
    ("middle", "plain"),
    ("sub", "plain"),
    ("super", "plain"),
    ("top", "plain"),
    ("text-top", "plain"),
    ("bottom", "plain"),
    ("text-bottom", "plain"),
];

/// Applies an option to an image. Returns false if it is the caption.
pub(super) fn option(file: &mut File, option: &str) -> bool {
    let lower = option.to_lowercase();
    if let Some((_, meaning)) = WORDS.iter().find(|(word, _)| *word == lower) {
        match *meaning {
            // Of several formats, the first one holds.
            "thumb" | "frameless" if file.has_format => {}
            "thumb" | "frameless" => {
                file.has_format = true;
                file.framed = *meaning == "thumb";
            }
            "plain" => {}
            place => file.place = Some(place.to_owned()),
        }
        return true;
    }
    if let Some((name, value)) = option.split_once('=') {
        let value = value.trim().to_owned();
        match name.trim().to_lowercase().as_str() {
            "alt" | "alternativtext" => file.alt = Some(value),
            "link" | "verweis" | "lien" | "enlace" => file.link = Some(value),
            // An image of its own for the frame.
            "thumb" | "thumbnail" | "mini" | "miniatur" | "vignette" if !file.has_format => {
                file.has_format = true;
                file.framed = true;
            }
            "class" | "lang" | "page" | "seite" | "thumbtime" | "start" | "loop" | "muted" | "upright"
            | "hochkant" => {}
            _ => return false,
        }
        return true;
    }
    if matches!(lower.as_str(), "upright" | "hochkant" | "") {
        return true;
    }
    if let Some(size) = lower.strip_suffix("px").map(|size| size.strip_suffix("px").unwrap_or(size).trim())
        && size.contains(|c: char| c.is_ascii_digit())
        && size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
    {
        file.size = Some(size.to_owned());
        return true;
    }
    false
}

/// Appends the images in nodes.
pub(super) fn collect(nodes: &[Node], found: &mut Vec<File>) {
    for node in nodes {
        match node {
            Node::File(file) => found.push((**file).clone()),
            Node::Element(element) => collect(&element.children, found),
            Node::Link(link) => collect(&link.label, found),
            Node::External(_, label) => collect(label, found),
            Node::Text(_) | Node::Tag(_) => {}
        }
    }
}
