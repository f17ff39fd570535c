//! Colours and other custom properties that a wiki sets for its theme.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Theme, Types, Variable, Width, colour_names, is_colour};
use crate::diag::{Diagnostic, codes};
use crate::text::{closest, did_you_mean, one_of};

/// A colour for the light scheme and one for the dark scheme.
type Pair<'a> = (&'a str, &'a str);

/// Sets the wiki's own custom properties in a sheet, in place of the default ones. Properties that use `light-dark()` in the
/// sheet keep using it; others may not be colours, so their values for the dark scheme need separate rules.
pub(super) fn set(sheet: &mut String, theme: &Theme) {
    let Own { rules, replaced } = own(sheet, theme);
    for name in replaced {
        drop_default(sheet, &name);
    }
    sheet.push_str(&rules);
}

/// The custom properties of a wiki.
struct Own {
    /// Rules to append to a sheet.
    rules: String,
    /// Properties that they set in both schemes.
    replaced: Vec<String>,
}

fn own(sheet: &str, theme: &Theme) -> Own {
    let both = by_name(&theme.both);
    let light = by_name(&theme.light);
    let dark = by_name(&theme.dark);
    let defaults = pairs(sheet);
    let mut always = String::new();
    let mut in_dark = String::new();
    let mut replaced = Vec::new();
    let names = both.keys().chain(light.keys()).chain(dark.keys());
    for name in names.collect::<BTreeSet<_>>() {
        let [both, light, dark] = [&both, &light, &dark].map(|values| values.get(name).copied());
        let value = match defaults.get(name) {
            Some((default_light, default_dark)) => {
                let light = light.or(both).unwrap_or(default_light);
                let dark = dark.or(both).unwrap_or(default_dark);
                Some(format!("light-dark({light},{dark})"))
            }
            None => {
                in_dark.extend(dark.map(|value| format!("--{name}:{value};")));
                light.or(both).map(str::to_owned)
            }
        };
        if let Some(value) = value {
            always.push_str(&format!("--{name}:{value};"));
            replaced.push((*name).to_owned());
        }
    }
    Own { rules: rules(&always, &in_dark), replaced }
}

/// Removes a property from the first rule of a sheet if that is for `:root`: a later rule sets it anyway.
fn drop_default(sheet: &mut String, name: &str) {
    let Some(end) = sheet.find('}').filter(|_| sheet.starts_with(":root{")) else { return };
    let Some(at) = ["{", ";"].iter().find_map(|before| sheet[..end].find(&format!("{before}--{name}:")))
    else {
        return;
    };
    let Some(length) = super::sheets::end_of_statement(&sheet[at + 1..end]) else { return };
    sheet.replace_range(at + 1..at + 1 + length, "");
}

/// Reports variables that occur in no sheet, and values that are no colours although the theme has colours there.
pub(super) fn faults(sheets: &[&str], are_all_known: bool, theme: &Theme) -> Vec<Diagnostic> {
    if theme.variables.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<&str> = sheets.iter().flat_map(|sheet| properties(sheet)).collect();
    let colours: BTreeSet<&str> = sheets.iter().flat_map(|sheet| pairs(sheet).into_keys()).collect();
    let fault = |variable: &Variable| {
        let Variable { name, value, .. } = variable;
        if !known.contains(name.as_str()) {
            let message = format!("unknown variable `{name}` of the theme");
            let fault = Diagnostic::new(&codes::UNKNOWN_KEY, variable.name_at.place(), message);
            return are_all_known.then(|| {
                fault.help(match closest(name, known.iter().copied()) {
                    Some(name) => did_you_mean(name),
                    None => one_of(colours.iter().copied()),
                })
            });
        }
        let is_wrong = colours.contains(name.as_str()) && !is_colour(value);
        is_wrong.then(|| {
            let message = format!("invalid colour `{value}`");
            let fault = Diagnostic::new(&codes::INVALID_CONFIG, variable.value_at.place(), message);
            fault.help(match closest(value, colour_names()) {
                Some(name) => did_you_mean(name),
                None => "write a colour such as `#1f4e79`, `rgb(31 78 121)` or `navy`".to_owned(),
            })
        })
    };
    let mut faults: Vec<Diagnostic> = theme.variables.iter().filter_map(fault).collect();
    faults.extend(without_effect(theme, &colours));
    faults
}

/// Variables for both schemes whose value is used in neither. The light value of one that is not a colour of the theme is used in both
/// schemes.
fn without_effect(theme: &Theme, colours: &BTreeSet<&str>) -> impl Iterator<Item = Diagnostic> {
    let sets = |values: &[(String, String)], name: &str| values.iter().any(|(set, _)| set == name);
    let for_both = theme.variables.iter().take(theme.both.len());
    for_both.filter_map(move |Variable { name, name_at, .. }| {
        let is_unused =
            sets(&theme.light, name) && (sets(&theme.dark, name) || !colours.contains(name.as_str()));
        let place = is_unused.then(|| name_at.place())?;
        let message = format!("`{name}` has no effect here, because each scheme sets its own");
        let help = format!("remove it here, or `{name}` under `[theme.light]` and `[theme.dark]`");
        Some(Diagnostic::new(&codes::INVALID_CONFIG, place, message).help(help))
    })
}

/// The custom properties that a sheet sets or uses, without `--`.
fn properties(sheet: &str) -> impl Iterator<Item = &str> {
    sheet.match_indices("--").filter_map(|(at, mark)| {
        let rest = &sheet[at + mark.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let begins = !sheet[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        (begins && end > 0).then_some(&rest[..end])
    })
}

fn rules(always: &str, in_dark: &str) -> String {
    let mut rules = String::new();
    if !always.is_empty() {
        rules.push_str(&format!("\n:root{{{always}}}"));
    }
    if !in_dark.is_empty() {
        rules.push_str(&format!(
            "\n@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{in_dark}}}}}\n:root[data-theme=dark]{{{in_dark}}}"
        ));
    }
    rules
}

/// Values by property name. Of two with the same name, the later one applies.
fn by_name(variables: &[(String, String)]) -> BTreeMap<&str, &str> {
    variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The default colours of a sheet: name, value in the light scheme, value in the dark scheme.
pub(super) fn defaults(sheet: &str) -> BTreeMap<&str, Pair<'_>> {
    pairs(sheet)
}

/// Rules for the layout switches of `[theme]` and the accents of types, to append to the main sheet.
pub(super) fn layout(theme: &Theme, types: &Types) -> String {
    let mut rules = String::new();
    match theme.width {
        Width::Normal => {}
        Width::Narrow => rules.push_str("\n:root{--measure:36rem;--frame:76rem}"),
        Width::Wide => rules.push_str("\n:root{--measure:54rem;--frame:96rem}"),
    }
    if theme.sticky_header {
        rules.push_str(STICKY_HEADER);
    }
    if theme.infobox_first {
        rules.push_str(INFOBOX_FIRST);
    }
    for (_, page_type) in types.iter() {
        let Some((light, _)) = page_type.accent(false) else { continue };
        let dark = page_type.accent(true).map_or(light, |(dark, _)| dark);
        let id = page_type.id.replace(['\\', '"'], "");
        rules.push_str(&format!("\nmain[data-type=\"{id}\"]{{--accent:light-dark({light},{dark})}}"));
    }
    rules
}

/// Only where the window is high and has the table of contents at its side: elsewhere, that one is at the top.
const STICKY_HEADER: &str = "\n@media screen and (min-width:75rem) and (min-height:40rem){\
    html{--head:4rem;scroll-padding-top:calc(var(--head) + 1.5rem)}\
    .site-header{position:sticky;top:0;z-index:9}\
    .page>:is(.toc,.letters,.filters),.timeline>section>h2{top:calc(var(--head) + 1.25rem)}\
    .page>:is(.toc,.letters,.filters){max-height:calc(100vh - var(--head) - 2.5rem)}}";
/// The pencil by headings. Only where pages can be edited.
pub(super) const EDIT_SECTION: &str = "\n.edit-section{display:inline-block;min-width:1.5rem;color:var(--muted);\
    font:.75em var(--font-ui);text-align:center;text-decoration:none}\
    .edit-section::before{content:\"\\270e\" / \"\"}\
    .edit-section:hover{color:var(--link)}@media print{.edit-section{display:none}}";
const INFOBOX_FIRST: &str = "\n@media (min-width:48rem){\
    .page:has(>.infobox){grid-template-columns:18rem minmax(0,var(--measure))}\
    .page:has(>.infobox)>*{grid-column:2}\
    .page:has(>.infobox)>.infobox{grid-column:1}}\
    @media (min-width:75rem){\
    .page:has(>.infobox){grid-template-columns:19rem minmax(0,var(--measure)) var(--side)}\
    .page:has(>.infobox)>:is(.toc,.letters,.filters){grid-column:3}\
    main:has(>.page>.infobox)>:not(article){padding-inline-start:calc(var(--gutter) + 19rem + var(--gap))}}";

/// The custom properties of a sheet that are declared as `--name: light-dark(light, dark)`.
fn pairs(sheet: &str) -> BTreeMap<&str, Pair<'_>> {
    const FUNCTION: &str = "light-dark(";
    let uses = sheet.match_indices(FUNCTION);
    let declared = uses.filter_map(|(at, _)| {
        let name = sheet[..at].trim_end().strip_suffix(':')?.trim_end();
        let start = name.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(0, |at| at + 1);
        Some((name[start..].strip_prefix("--")?, pair(&sheet[at + FUNCTION.len()..])?))
    });
    declared.collect()
}

/// The two values that end with the parenthesis of `light-dark(`.
fn pair(text: &str) -> Option<Pair<'_>> {
    let mut depth = 0;
    let mut comma = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => {
                let comma = comma?;
                return Some((text[..comma].trim(), text[comma + 1..at].trim()));
            }
            b')' => depth -= 1,
            b',' if depth == 0 => comma = Some(at),
            b';' | b'}' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(sheet: &str, both: &[(&str, &str)], light: &[(&str, &str)], dark: &[(&str, &str)]) -> String {
        let owned = |all: &[(&str, &str)]| {
            all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        own(sheet, &Theme { both: owned(both), light: owned(light), dark: owned(dark), ..Theme::default() })
            .rules
    }

    const SHEET: &str = ":root {\n  --link: light-dark(rgb(1, 2, 3), #aaa);\n  --line: light-dark(#111, #222);\n  --header: var(--link);\n}\n";

    #[test]
    fn a_colour_of_one_scheme_leaves_the_other_scheme_as_it_is() {
        assert_eq!(declared(SHEET, &[], &[("link", "red")], &[]), "\n:root{--link:light-dark(red,#aaa);}");
        assert_eq!(
            declared(SHEET, &[], &[], &[("link", "red")]),
            "\n:root{--link:light-dark(rgb(1, 2, 3),red);}"
        );
        assert_eq!(
            declared(SHEET, &[("line", "blue")], &[], &[("line", "red")]),
            "\n:root{--line:light-dark(blue,red);}"
        );
    }

    #[test]
    fn a_property_without_a_dark_default_holds_in_both_schemes_unless_the_wiki_has_a_dark_value() {
        assert_eq!(declared(SHEET, &[], &[("header", "red")], &[]), "\n:root{--header:red;}");
        let own = declared(SHEET, &[], &[("edge", "url(a)")], &[("edge", "url(b)")]);
        assert!(own.starts_with("\n:root{--edge:url(a);}\n@media (prefers-color-scheme:dark)"), "{own}");
        assert!(own.ends_with(":root[data-theme=dark]{--edge:url(b);}"), "{own}");
        assert_eq!(declared(SHEET, &[], &[], &[]), "");
    }

    #[test]
    fn a_property_of_the_wiki_takes_the_place_of_the_default() {
        let theme = |light: &[(&str, &str)], dark: &[(&str, &str)]| {
            let owned = |all: &[(&str, &str)]| {
                all.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
            };
            Theme { light: owned(light), dark: owned(dark), ..Theme::default() }
        };
        let default = ":root{--link: light-dark(#111, #222);--font: \"a;b\", c;--link-line: red;}a {top: 0;}";
        for (light, dark, expected) in [
            (
                vec![("link", "red")],
                vec![],
                ":root{--font: \"a;b\", c;--link-line: red;}a {top: 0;}\n:root{--link:light-dark(red,#222);}",
            ),
            (
                vec![("font", "d")],
                vec![],
                ":root{--link: light-dark(#111, #222);--link-line: red;}a {top: 0;}\n:root{--font:d;}",
            ),
        ] {
            let mut sheet = default.to_owned();
            set(&mut sheet, &theme(&light, &dark));
            assert_eq!(sheet, expected);
        }
        let mut sheet = default.to_owned();
        set(&mut sheet, &theme(&[], &[("font", "d")]));
        assert!(sheet.starts_with(default), "the light scheme keeps its default: {sheet}");
        let mut sheet = format!("@font-face {{--link: 0;}}{default}");
        set(&mut sheet, &theme(&[("link", "red")], &[]));
        assert!(
            sheet.contains("--link: light-dark(#111, #222)"),
            "a sheet that begins differently is kept: {sheet}"
        );
    }
}
