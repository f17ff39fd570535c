//! The theme's own fonts. They are published, and loaded early, only if the wiki names them among its fonts.

use std::collections::BTreeMap;

use crate::config::Theme;

/// Folder of the files, from `static/`.
const FOLDER: &str = "fonts/theme/";
/// The licence, which is published beside them.
const LICENCE: &str = "OFL.txt";
/// Names in style sheets, and file names. `packaging/fonts.py` makes the files.
const FONTS: [(&str, &str); 2] = [("Fraunces", "fraunces"), ("Oswald", "oswald")];
/// Letters of Central European languages and Turkish, which have a file of their own.
const EXTENDED: &str = "U+100-130,U+132-151,U+154-17F,U+1E6-1E7,U+218-21B,U+1E80-1E85,U+1E9E,U+1EF2-1EF3";

/// Returns whether a file of the theme is to be published: any that is not a font, and the fonts that the wiki uses.
pub(super) fn is_published(path: &str, theme: &Theme) -> bool {
    path.strip_prefix(FOLDER).is_none_or(|file| {
        used(theme).any(|(_, stem)| file == LICENCE || path == latin(stem) || path == extended(stem))
    })
}

/// Paths of the fonts that every page needs.
pub(super) fn early(theme: &Theme) -> impl Iterator<Item = String> {
    used(theme).map(|(_, stem)| latin(stem))
}

/// Rules for the fonts that the wiki uses, to append to the main sheet. A font that arrives late is used on the next
/// page, so that no text moves.
pub(super) fn rules(theme: &Theme, published: &BTreeMap<String, String>) -> String {
    let faces = used(theme).flat_map(|(name, stem)| {
        [(name, latin(stem), String::new()), (name, extended(stem), format!(";unicode-range:{EXTENDED}"))]
    });
    let rule = |(name, path, range): (&str, String, String)| {
        // The sheet is at `assets/css/`.
        let address = published.get(&path)?;
        Some(format!(
            "\n@font-face{{font-family:{name};font-weight:400 700;font-display:optional;\
             src:url(../../{address}) format(\"woff2\"){range}}}"
        ))
    };
    faces.filter_map(rule).collect()
}

/// The fonts that occur in `font_text`, `font_heading`, `font_ui` or `font_mono`.
fn used(theme: &Theme) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lists = theme.both.iter().filter(|(property, _)| property.starts_with("font-"));
    let families: Vec<&str> = lists
        .flat_map(|(_, list)| list.split(','))
        .map(|family| family.trim().trim_matches(['"', '\'']))
        .collect();
    FONTS.into_iter().filter(move |(name, _)| families.iter().any(|family| family.eq_ignore_ascii_case(name)))
}

fn latin(stem: &str) -> String {
    format!("{FOLDER}{stem}.woff2")
}

fn extended(stem: &str) -> String {
    format!("{FOLDER}{stem}-extended.woff2")
}
