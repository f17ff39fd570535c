//! The contrast of a wiki's own colours (WCAG 2, 1.4.3 and 1.4.11), in both schemes.

use super::palette::defaults;
use crate::config::{Span, Theme, Types, colour_channels};
use crate::diag::{Diagnostic, codes};

/// A colour by its red, green and blue.
type Colour = [f64; 3];

/// What is drawn on what, and the least contrast.
const PAIRS: [(&str, &str, f64); 18] = [
    ("text", "background", 4.5),
    ("text", "surface", 4.5),
    ("text", "highlight", 4.5),
    ("muted", "background", 4.5),
    ("muted", "surface", 4.5),
    ("link", "background", 4.5),
    ("link", "surface", 4.5),
    ("visited", "background", 4.5),
    ("visited", "surface", 4.5),
    ("red-link", "background", 4.5),
    ("red-link", "surface", 4.5),
    ("accent", "background", 3.0),
    ("accent", "surface", 3.0),
    ("accent-text", "accent", 4.5),
    ("good", "background", 3.0),
    ("warning", "background", 3.0),
    ("header-text", "header", 4.5),
    ("header-accent", "header", 3.0),
];

/// Variables that have the value of another one unless they are set.
const ALIASES: [(&str, &str); 3] =
    [("header", "background"), ("header-text", "text"), ("header-accent", "accent")];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    const ALL: [Self; 2] = [Self::Light, Self::Dark];

    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Reports the wiki's own colours that cannot be read on their background. `sheet` has the colours of the theme.
pub(super) fn faults(sheet: &str, theme: &Theme, types: &Types) -> Vec<Diagnostic> {
    let has_accents = types.iter().any(|(_, page_type)| page_type.accent(false).is_some());
    if theme.variables.is_empty() && !has_accents {
        return Vec::new();
    }
    let palette = Palette { defaults: defaults(sheet), theme };
    let pairs = PAIRS.iter().flat_map(|pair| Scheme::ALL.map(|scheme| palette.fault(pair, scheme)));
    let mut faults: Vec<Diagnostic> = pairs.flatten().collect();
    for (_, page_type) in types.iter() {
        let accents = Scheme::ALL.map(|scheme| (page_type.accent(scheme == Scheme::Dark), scheme));
        let low = accents.into_iter().filter_map(|(accent, scheme)| {
            let (accent, at) = accent?;
            ["background", "surface"]
                .into_iter()
                .find_map(|ground| palette.fault_of(("accent", accent, at), (ground, 3.0), scheme))
        });
        faults.extend(low);
    }
    faults
}

struct Palette<'t> {
    defaults: std::collections::BTreeMap<&'t str, (&'t str, &'t str)>,
    theme: &'t Theme,
}

impl<'t> Palette<'t> {
    /// The value of a variable in a scheme that the wiki sets, if it does.
    fn own(&self, name: &str, scheme: Scheme) -> Option<&'t str> {
        let theme = self.theme;
        let find = |values: &'t [(String, String)]| {
            values.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let of_scheme = if scheme == Scheme::Dark { find(&theme.dark) } else { find(&theme.light) };
        // A variable without a dark default has its light value in both schemes.
        let light = || find(&theme.light).filter(|_| !self.defaults.contains_key(name));
        of_scheme.or_else(light).or_else(|| find(&theme.both))
    }

    fn value(&self, name: &str, scheme: Scheme) -> Option<&'t str> {
        self.own(name, scheme).or_else(|| {
            if let Some((light, dark)) = self.defaults.get(name) {
                return Some(if scheme == Scheme::Dark { dark } else { light });
            }
            let (_, other) = ALIASES.iter().find(|(alias, _)| *alias == name)?;
            self.value(other, scheme)
        })
    }

    /// The position of a variable's value.
    fn place(&self, name: &str, value: &str) -> Option<&'t Span> {
        let written = self.theme.variables.iter().rev();
        written.into_iter().find(|own| own.name == name && own.value == value).map(|own| &own.value_at)
    }

    fn fault(&self, pair: &(&'t str, &'t str, f64), scheme: Scheme) -> Option<Diagnostic> {
        let (name, ground, least) = *pair;
        let value = self.value(name, scheme)?;
        let own = |name: &'t str| self.own(name, scheme).and_then(|value| self.place(name, value));
        let at = own(name).or_else(|| own(ground))?;
        self.fault_of((name, value, at), (ground, least), scheme)
    }

    fn fault_of(
        &self,
        (name, value, at): (&str, &str, &Span),
        (ground, least): (&str, f64),
        scheme: Scheme,
    ) -> Option<Diagnostic> {
        let behind = colour_channels(self.value(ground, scheme)?)?;
        let colour = colour_channels(value)?;
        let found = contrast(colour, behind);
        if found >= least {
            return None;
        }
        let message = format!(
            "`{name}` on `{ground}` has a contrast of {:.1}:1 in the {} scheme, and needs {least}:1",
            (found * 10.0).floor() / 10.0,
            scheme.name()
        );
        let fault = Diagnostic::new(&codes::LOW_CONTRAST, at.place(), message);
        let grounds = PAIRS
            .iter()
            .filter(|pair| pair.0 == name)
            .filter_map(|(_, ground, least)| Some((colour_channels(self.value(ground, scheme)?)?, *least)));
        Some(fault.help(match nearest(colour, &grounds.collect::<Vec<_>>()) {
            Some(better) if self.place(name, value).is_some_and(|own| own.place() == at.place()) => {
                format!(
                    "the nearest that can be read: `{better}` for `{name}` under `[theme.{}]`",
                    scheme.name()
                )
            }
            Some(better) => format!("the nearest that can be read: `{better}` for `{name}`"),
            None => format!("make `{ground}` lighter or darker"),
        }))
    }
}

/// The colour mixed with white or black, whichever takes less, until it can be read on all backgrounds.
fn nearest(colour: Colour, grounds: &[(Colour, f64)]) -> Option<String> {
    let steps = (1..=100).flat_map(|step| [255.0, 0.0].map(|end| mix(colour, end, f64::from(step) / 100.0)));
    let is_read = |mixed: &Colour| grounds.iter().all(|(behind, least)| contrast(*mixed, *behind) >= *least);
    let [red, green, blue] = steps.into_iter().find(is_read)?;
    Some(format!("#{:02x}{:02x}{:02x}", red as u8, green as u8, blue as u8))
}

fn mix(colour: Colour, end: f64, part: f64) -> Colour {
    colour.map(|channel| (channel + (end - channel) * part).round())
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance (WCAG 2).
fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let part = channel / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 0.001);
        assert!((contrast([119.0; 3], [255.0; 3]) - 4.48).abs() < 0.01);
    }

    #[test]
    fn a_better_colour_is_found_on_every_background() {
        for ground in [0.0, 64.0, 118.0, 119.0, 128.0, 200.0, 255.0] {
            let better = nearest([ground; 3], &[([ground; 3], 4.5)]).expect("black or white can be read");
            let better = colour_channels(&better).expect("a colour");
            assert!(contrast(better, [ground; 3]) >= 4.5, "{ground}");
        }
    }
}
