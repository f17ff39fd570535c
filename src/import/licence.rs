//! Licences of images, by the names of the templates that state them.

/// Other licences, by the start of the name of their template, without spaces and dashes.
const OTHERS: [(&str, &str); 16] = [
    ("pd", "Public domain"),
    ("publicdomain", "Public domain"),
    ("norightsreserved", "Public domain"),
    ("gemeinfrei", "Public domain"),
    ("fairuse", "Fair use"),
    ("nonfree", "Fair use"),
    ("unfree", "Fair use"),
    ("copyright", "Copyrighted"),
    ("allrightsreserved", "All rights reserved"),
    ("gfdl", "GFDL"),
    ("lgpl", "LGPL"),
    ("gpl", "GPL"),
    ("gnu", "GPL"),
    ("otherfree", "Free licence"),
    ("permission", "Used with permission"),
    ("attribution", "Attribution"),
];
/// Templates whose parameters are licences.
const LISTS: [&str; 8] = [
    "self",
    "license",
    "licence",
    "licensing",
    "multilicense",
    "dual license",
    "imagelicense",
    "image license",
];

/// The licences that a call of a template states, by its name and the texts of its unnamed parameters.
pub(super) fn of_template(name: &str, unnamed: &[String]) -> Vec<String> {
    let name = name.to_lowercase().replace('_', " ");
    if LISTS.contains(&name.as_str()) {
        return unnamed.iter().filter_map(|text| by_name(text)).collect();
    }
    let Some(licence) = by_name(&name) else { return Vec::new() };
    // The version may be a parameter: `{{CC-BY-SA|4.0}}`.
    let has_version = licence.ends_with(|c: char| c.is_ascii_digit());
    let version =
        unnamed.first().filter(|text| licence.starts_with("CC ") && !has_version && is_version(text));
    vec![version.map_or_else(|| licence.clone(), |version| format!("{licence} {version}"))]
}

/// The licence with a name, as templates and people write it.
pub(super) fn by_name(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let parts: Vec<&str> =
        name.split([' ', '-', '_', '/', ',', ':']).filter(|part| !part.is_empty()).collect();
    let parts = match parts.as_slice() {
        ["template" | "license" | "licence" | "bild" | "image" | "file", rest @ ..] => rest,
        parts => parts,
    };
    if let Some(licence) = creative_commons(parts) {
        return Some(licence);
    }
    let joined = parts.concat();
    // `pd` alone or as a word, since other names begin with it.
    let is =
        |known: &str| if known == "pd" { parts.first() == Some(&"pd") } else { joined.starts_with(known) };
    OTHERS.iter().find(|(known, _)| is(known)).map(|(_, licence)| (*licence).to_owned())
}

/// A licence of Creative Commons: `cc-by-sa-3.0`, `CC BY 4.0`, `ccbysa`, `Creative Commons Zero`.
fn creative_commons(parts: &[&str]) -> Option<String> {
    let rest = match parts {
        ["cc", rest @ ..] | ["creative", "commons", rest @ ..] => rest,
        ["cc0" | "cczero", ..] => return Some("CC0".to_owned()),
        ["ccbysa", rest @ ..] => return Some(versioned("CC BY-SA", rest)),
        ["ccby", rest @ ..] => return Some(versioned("CC BY", rest)),
        _ => return None,
    };
    if let ["zero" | "0", ..] = rest {
        return Some("CC0".to_owned());
    }
    let mut conditions: Vec<String> = Vec::new();
    let mut rest = rest;
    while let [part, after @ ..] = rest {
        let condition = match *part {
            "by" | "attribution" => "BY",
            "sa" | "sharealike" => "SA",
            "nc" | "noncommercial" => "NC",
            "nd" | "noderivatives" | "noderivs" => "ND",
            _ => break,
        };
        conditions.push(condition.to_owned());
        rest = after;
    }
    let name = format!("CC {}", conditions.join("-"));
    (!conditions.is_empty()).then(|| versioned(&name, rest))
}

fn versioned(name: &str, rest: &[&str]) -> String {
    match rest.iter().find(|part| is_version(part)) {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}

/// A version of a licence, such as `3.0`.
fn is_version(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{by_name, of_template};

    #[test]
    fn licences_have_names_in_one_form() {
        for (written, expected) in [
            ("cc-by-sa-3.0", "CC BY-SA 3.0"),
            ("Cc-by-sa-3.0,2.5,2.0", "CC BY-SA 3.0"),
            ("CC BY 4.0", "CC BY 4.0"),
            ("CC-BY-NC-ND-2.0-de", "CC BY-NC-ND 2.0"),
            ("Cc-zero", "CC0"),
            ("CC0 1.0", "CC0"),
            ("Creative Commons Attribution-ShareAlike 4.0", "CC BY-SA 4.0"),
            ("License/CC-BY-SA", "CC BY-SA"),
            ("PD", "Public domain"),
            ("PD-self", "Public domain"),
            ("Fairuse", "Fair use"),
            ("Fair use rationale", "Fair use"),
            ("Non-free game screenshot", "Fair use"),
            ("Bild-GFDL", "GFDL"),
            ("Copyrighted", "Copyrighted"),
        ] {
            assert_eq!(by_name(written).as_deref(), Some(expected), "{written}");
        }
        for other in ["PDF", "CC", "cc-screenshot", "Screenshot", "Information", ""] {
            assert_eq!(by_name(other), None, "{other}");
        }
    }

    #[test]
    fn licences_may_be_parameters() {
        let of = |name: &str, unnamed: &[&str]| {
            of_template(name, &unnamed.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(of("CC-BY-SA", &["4.0"]), ["CC BY-SA 4.0"]);
        assert_eq!(of("Self", &["GFDL", "cc-by-sa-3.0", "Ann"]), ["GFDL", "CC BY-SA 3.0"]);
        assert_eq!(of("Fairuse", &["3.0"]), ["Fair use"]);
        assert!(of("Infobox", &["PD"]).is_empty());
    }
}
