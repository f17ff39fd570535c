//! Options of images, `[[File:a.png|thumb|300px|caption]]`.

use super::tree::{File, Node};

/// Localized names of position and frame options, with their meaning.
const WORDS: &[(&str, &str)] = &[
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
    ("섬네일", "thumb"),
    ("썸네일", "thumb"),
    ("miniatuur", "thumb"),
    ("mały", "thumb"),
    ("miniaturadaimagem", "thumb"),
    ("миниатюра", "thumb"),
    ("міні", "thumb"),
    ("мініатюра", "thumb"),
    ("frame", "thumb"),
    ("framed", "thumb"),
    ("enframed", "thumb"),
    ("gerahmt", "thumb"),
    ("enmarcado", "thumb"),
    ("enmarcada", "thumb"),
    ("encadré", "thumb"),
    ("incorniciato", "thumb"),
    ("riquadrato", "thumb"),
    ("フレーム", "thumb"),
    ("프레임", "thumb"),
    ("omkaderd", "thumb"),
    ("ramka", "thumb"),
    ("commoldura", "thumb"),
    ("comborda", "thumb"),
    ("обрамить", "thumb"),
    ("обрамити", "thumb"),
    ("有框", "thumb"),
    ("frameless", "frameless"),
    ("rahmenlos", "frameless"),
    ("sans_cadre", "frameless"),
    ("non_encadré", "frameless"),
    ("sinmarco", "frameless"),
    ("sin_enmarcar", "frameless"),
    ("senza_cornice", "frameless"),
    ("フレームなし", "frameless"),
    ("프레임없음", "frameless"),
    ("kaderloos", "frameless"),
    ("bezramki", "frameless"),
    ("bez_ramki", "frameless"),
    ("semmoldura", "frameless"),
    ("semborda", "frameless"),
    ("безрамки", "frameless"),
    ("无框", "frameless"),
    ("無框", "frameless"),
    ("border", "plain"),
    ("rand", "plain"),
    ("bordure", "plain"),
    ("ボーダー", "plain"),
    ("테두리", "plain"),
    ("边框", "plain"),
    ("邊框", "plain"),
    ("left", "left"),
    ("links", "left"),
    ("gauche", "left"),
    ("izquierda", "left"),
    ("sinistra", "left"),
    ("esquerda", "left"),
    ("слева", "left"),
    ("左", "left"),
    ("izda", "left"),
    ("왼쪽", "left"),
    ("lewo", "left"),
    ("ліворуч", "left"),
    ("right", "right"),
    ("rechts", "right"),
    ("droite", "right"),
    ("derecha", "right"),
    ("destra", "right"),
    ("direita", "right"),
    ("справа", "right"),
    ("右", "right"),
    ("dcha", "right"),
    ("오른쪽", "right"),
    ("prawo", "right"),
    ("праворуч", "right"),
    ("center", "center"),
    ("centre", "center"),
    ("zentriert", "center"),
    ("centré", "center"),
    ("centro", "center"),
    ("centrado", "center"),
    ("gecentreerd", "center"),
    ("centruj", "center"),
    ("中央", "center"),
    ("가운데", "center"),
    ("центр", "center"),
    ("居中", "center"),
    ("置中", "center"),
    ("none", "none"),
    ("ohne", "none"),
    ("nenhum", "none"),
    ("brak", "none"),
    ("なし", "none"),
    ("없음", "none"),
    ("无", "none"),
    ("無", "none"),
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
            "alt" | "alternativtext" | "代替文" | "альт" | "替代文本" | "대체글" => {
                file.alt = Some(value);
            }
            "link" | "verweis" | "lien" | "enlace" | "vínculo" | "ligação" | "koppeling" | "ссылка"
            | "посилання" | "リンク" | "링크" | "链接" | "連結" => file.link = Some(value),
            // An image of its own for the frame.
            "thumb" | "thumbnail" | "mini" | "miniatur" | "vignette" if !file.has_format => {
                file.has_format = true;
                file.framed = true;
            }
            "class" | "lang" | "page" | "seite" | "thumbtime" | "start" | "loop" | "muted" | "upright"
            | "hochkant" | "redresse" | "verticale" | "rechtop" | "右上" => {}
            _ => return false,
        }
        return true;
    }
    if matches!(lower.as_str(), "upright" | "hochkant" | "redresse" | "verticale" | "rechtop" | "右上" | "")
    {
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

#[cfg(test)]
mod tests {
    use super::{File, option};

    #[test]
    fn options_have_names_in_many_languages() {
        for (language, words) in [
            ("pl", "mały lewo"),
            ("pt", "miniaturadaimagem esquerda"),
            ("ru", "миниатюра слева"),
            ("ko", "섬네일 왼쪽"),
            ("nl", "miniatuur links"),
            ("es", "enmarcado izda"),
        ] {
            let mut file = File::default();
            assert!(words.split(' ').all(|word| option(&mut file, word)), "{language}");
            assert_eq!((file.framed, file.place.as_deref()), (true, Some("left")), "{language}");
        }
        assert!(!option(&mut File::default(), "Marco at the quay"));
    }
}
