//! Kinds of files, by name.
//!
//! Hosts derive the media type of a file from its extension. Apache reads all extensions of a name and skips unknown
//! ones (`mod_mime`). If no extension is known, a browser sniffs the content (WHATWG MIME Sniffing, section 7.1).

/// The risk of publishing a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A type that hosts know and browsers do not execute.
    Known,
    /// A harmless type that hosts may not know, so that browsers sniff its content.
    Guessed,
    /// An image that can contain scripts.
    Svg,
    /// A document, style sheet or program that browsers or hosts execute.
    Active,
    /// Unknown; it may be harmless or active.
    Unlisted,
}

/// Types that hosts know and browsers do not execute: images, audio, video, subtitles, fonts, documents, data,
/// archives.
const KNOWN: &str = "\
    png apng jpg jpeg jpe gif webp avif bmp ico tif tiff mp3 wav ogg oga opus spx m4a aac flac aif aiff mid midi \
    weba mp4 m4v webm ogv ogx mov avi mkv 3gp 3g2 mpg mpeg wmv vtt srt woff woff2 ttf otf eot pdf txt csv tsv \
    json rtf zip tar 7z rar doc docx xls xlsx ppt pptx odt ods odp odg epub mobi ics vcf eps ps psd bin";

/// Harmless types that hosts may not know.
const GUESSED: &str = "\
    heic heif jxl jp2 dds tga exr hdr xcf kra ora ai blend wma caf m3u8 ass ssa sub lrc ttc yaml yml toml ini \
    log tex bib ris jsonl ndjson geojson topojson jsonld canvas base excalidraw sql sqlite db parquet ipynb c h \
    cpp cs go java lua py r rb rs diff patch cbz cbr azw3 djvu pages numbers key kmz mxl stl obj mtl glb gltf \
    ply 3mf fbx usdz dat torrent jar";

/// Compression suffixes. Hosts may treat them as a content encoding of the type before them.
const COMPRESSION: &str = "gz br bz2 xz zst z lz";

/// Documents, style sheets and programs that browsers execute. XML counts, whatever its vocabulary, because scripts
/// can run in it.
const BROWSER: &str = "\
    html htm xhtml xhtm xht dhtml hta htc mht mhtml maff xml xsl xslt xsd dtd ent rdf rss atom opml svgz mml \
    mathml kml gpx dae x3d smi smil ttml dfxp xspf wsdl xul xbl owl tei fb2 musicxml css js mjs cjs jsx es6 ts \
    tsx mts cts vbs wasm webmanifest appcache manifest swf jnlp xap";

/// Programs that hosts execute. Some hosts look for these extensions anywhere in a name.
const HOST: &str = "\
    phtml pht phar cgi fcgi fpl pl plx shtml shtm stm ssi asp aspx asa asax ascx ashx asmx axd cshtml vbhtml jsp \
    jspx jspf jsw cfm cfml cfc htaccess htpasswd wsgi psgi rhtml";

impl Kind {
    /// The kind of the file at a path.
    pub fn of(path: &str) -> Self {
        let extensions = extensions(path);
        let Some((last, before)) = extensions.split_last() else { return Self::Unlisted };
        let is_whole = trimmed(path).len() == path.len();
        if is_active(last) || before.iter().any(|part| is_run_anywhere(part)) {
            return Self::Active;
        }
        // Hosts skip unknown extensions, so the extension before counts.
        let is_hidden = before.iter().any(|part| is_active(part) || part == "svg");
        match last.as_str() {
            "svg" if is_whole => Self::Svg,
            last if is_in(KNOWN, last) && is_whole => Self::Known,
            _ if is_hidden => Self::Active,
            _ if !is_whole => Self::Unlisted,
            last if is_in(COMPRESSION, last) || is_in(GUESSED, last) => Self::Guessed,
            _ => Self::Unlisted,
        }
    }
}

/// The last extension of a path, for messages.
pub(super) fn extension(path: &str) -> Option<String> {
    extensions(path).pop().filter(|extension| !extension.is_empty())
}

/// All extensions of a path's last segment, in lower case. Windows ignores trailing dots and spaces, and some of its
/// servers end a name at a semicolon or a colon.
fn extensions(path: &str) -> Vec<String> {
    let name = trimmed(path.rsplit('/').next().unwrap_or(path));
    name.split(['.', ';', ':']).skip(1).map(|part| part.trim().to_lowercase()).collect()
}

fn trimmed(path: &str) -> &str {
    path.trim_end_matches(|c: char| c == '.' || c.is_whitespace())
}

/// Returns whether a space-separated list contains a word.
fn is_in(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

fn is_active(extension: &str) -> bool {
    is_in(BROWSER, extension) || is_in(HOST, extension) || extension.starts_with("php")
}

/// Returns whether hosts execute a file with this extension anywhere in its name. `.pl` is excluded because it is
/// also the code of Polish.
fn is_run_anywhere(extension: &str) -> bool {
    extension != "pl" && (is_in(HOST, extension) || extension.starts_with("php"))
}

/// Returns whether a sniffing browser takes these first bytes for HTML or XML.
pub(super) fn is_markup(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_determine_kinds() {
        for (kind, names) in [
            (
                Kind::Known,
                "a.png A.JPG a.b.png x.html.png Vue.js.png a.pl.txt x.txt film.mp4 a.pdf data.json a.css.txt",
            ),
            (Kind::Guessed, "a.tar.gz a.canvas tool.py a.glb x.log.gz data.yaml"),
            (Kind::Svg, "a.svg A.SVG x.html.svg"),
            (
                Kind::Active,
                "a.html A.HTM a.html. a.xhtml a.js.gz a.svg.gz a.svgz a.html.en a.html.py a.php.png a.php7 a.PHP.txt",
            ),
            (
                Kind::Active,
                "x.cgi x.pl x.asp;.jpg x.html:a x.css x.xml x.gpx x.wasm a.html.unknown .htaccess",
            ),
            (Kind::Unlisted, "LICENSE a. a.png. a.unknown x.ht%6dl x.ｈｔｍｌ x.exe x%2ehtml"),
        ] {
            for name in names.split(' ') {
                assert_eq!(Kind::of(&format!("in a.html/{name}")), kind, "{name}");
            }
        }
        assert_eq!(Kind::of("x.html . "), Kind::Active);
        assert_eq!(Kind::of("x.html .png"), Kind::Known);
    }

    #[test]
    fn browsers_guess_markup_by_its_first_sign() {
        for text in ["<html>", " \n\t<!DOCTYPE html>", "\u{feff}<?xml?>", "<!-- -->"] {
            assert!(is_markup(text.as_bytes()), "{text}");
        }
        assert!(!is_markup(b"{\"a\": \"<b>\"}") && !is_markup(b""));
    }
}
