//! Values of CSS colour functions, by the formulas of CSS Color Module Level 4 (sections 4 to 10, 12 and 17, and the
//! sample code of its appendix) and, for `color-mix`, of Level 5 (section 2). Colours outside of sRGB are clipped.

use super::spaces::{Components, Space, from_linear, to_linear};

/// A colour in sRGB; each channel from 0 to 1.
pub(super) type Rgb = [f64; 3];

/// Maximum depth of `color-mix` in itself.
const MAX_DEPTH: usize = 8;

/// The value of a function. `None` if it is translucent, or can only be computed by a browser.
pub(super) fn value(text: &str, colour: &dyn Fn(&str, usize) -> Option<Rgb>, depth: usize) -> Option<Rgb> {
    let (name, rest) = text.split_once('(')?;
    let arguments = rest.strip_suffix(')')?;
    match name {
        "color-mix" if depth < MAX_DEPTH => mix(arguments, &|text| colour(text, depth + 1)),
        "color" => predefined(arguments),
        "rgb" | "rgba" => rgb(&Arguments::parse(arguments)?),
        _ => space(name, &Arguments::parse(arguments)?),
    }
}

/// The arguments of a function, without an opaque alpha.
struct Arguments<'t>([&'t str; 3]);

impl<'t> Arguments<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (colour, alpha) =
            text.split_once('/').map_or((text, None), |(colour, alpha)| (colour, Some(alpha)));
        let mut parts: Vec<&str> =
            colour.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()).collect();
        let legacy = (parts.len() == 4 && alpha.is_none()).then(|| parts.pop()).flatten();
        let is_opaque = |alpha: &str| number(alpha.trim(), 1.0).is_some_and(|alpha| alpha >= 1.0);
        if !alpha.or(legacy).is_none_or(is_opaque) {
            return None;
        }
        parts.try_into().ok().map(Self)
    }

    /// The arguments as numbers, where `100%` stands for these.
    fn numbers(&self, whole: [f64; 3]) -> Option<Components> {
        let [one, two, three] = self.0;
        Some([number(one, whole[0])?, number(two, whole[1])?, number(three, whole[2])?])
    }
}

fn rgb(arguments: &Arguments<'_>) -> Option<Rgb> {
    arguments.numbers([255.0; 3]).map(|channels| clip(channels.map(|channel| channel / 255.0)))
}

fn space(name: &str, arguments: &Arguments<'_>) -> Option<Rgb> {
    let [one, two, three] = arguments.0;
    let (space, components) = match name {
        // Lightness may be written without a percent sign.
        "hsl" | "hsla" => (Space::Hsl, [angle(one)?, percent(two)?, percent(three)?]),
        "hwb" => (Space::Hwb, [angle(one)?, percent(two)?, percent(three)?]),
        "lab" => (Space::Lab, arguments.numbers([100.0, 125.0, 125.0])?),
        "oklab" => (Space::Oklab, arguments.numbers([1.0, 0.4, 0.4])?),
        "lch" => (Space::Lch, [number(one, 100.0)?, number(two, 150.0)?, angle(three)?]),
        "oklch" => (Space::Oklch, [number(one, 1.0)?, number(two, 0.4)?, angle(three)?]),
        _ => return None,
    };
    Some(clip(space.to_rgb(components)))
}

/// The value of `color()` in one of the predefined RGB spaces.
fn predefined(arguments: &str) -> Option<Rgb> {
    let (space, channels) = arguments.trim().split_once(char::is_whitespace)?;
    let channels = Arguments::parse(channels)?.numbers([1.0; 3])?;
    match space {
        "srgb" => Some(clip(channels)),
        "srgb-linear" => Some(clip(from_linear(channels))),
        "display-p3" => {
            let [red, green, blue] = to_linear(channels);
            let linear = [
                1.224_940_176_3 * red - 0.224_940_176_3 * green,
                -0.042_056_954_7 * red + 1.042_056_954_7 * green,
                -0.019_637_554_6 * red - 0.078_636_045_6 * green + 1.098_273_600_1 * blue,
            ];
            Some(clip(from_linear(linear)))
        }
        _ => None,
    }
}

/// The value of `color-mix(in SPACE, COLOUR 40%, COLOUR)`.
fn mix(arguments: &str, colour: &dyn Fn(&str) -> Option<Rgb>) -> Option<Rgb> {
    let [method, one, two] = split(arguments)?;
    let space = Space::named(method.trim().strip_prefix("in ")?.trim())?;
    let ((one, first), (two, second)) = (part(one)?, part(two)?);
    let (first, second) = match (first, second) {
        (None, None) => (0.5, 0.5),
        (Some(first), None) => (first, 1.0 - first),
        (None, Some(second)) => (1.0 - second, second),
        // Shares below a whole make the result translucent.
        (Some(first), Some(second)) if first + second >= 1.0 => (first, second),
        _ => return None,
    };
    let share = second / (first + second);
    Some(clip(space.mix(colour(one)?, colour(two)?, share)))
}

/// A colour of `color-mix` and its share.
fn part(text: &str) -> Option<(&str, Option<f64>)> {
    let text = text.trim();
    let percentage = |text: &str| {
        let share = text.strip_suffix('%')?.parse::<f64>().ok()? / 100.0;
        (0.0..=1.0).contains(&share).then_some(share)
    };
    if let Some((share, colour)) = text.split_once(' ').filter(|(share, _)| share.ends_with('%')) {
        return Some((colour.trim(), Some(percentage(share)?)));
    }
    match text.rsplit_once(' ').filter(|(_, share)| share.ends_with('%')) {
        Some((colour, share)) => Some((colour.trim(), Some(percentage(share)?))),
        None => Some((text, None)),
    }
}

/// Three arguments, split at commas outside of brackets.
fn split(text: &str) -> Option<[&str; 3]> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.try_into().ok()
}

/// A number, or a percentage of `whole`.
fn number(text: &str, whole: f64) -> Option<f64> {
    let value: f64 = match text.strip_suffix('%') {
        _ if text == "none" => 0.0,
        Some(percentage) => percentage.parse::<f64>().ok()? / 100.0 * whole,
        None => text.parse().ok()?,
    };
    value.is_finite().then_some(value)
}

/// A percentage from 0 to 1; the sign may be left out.
fn percent(text: &str) -> Option<f64> {
    number(text, 100.0).map(|value| (value / 100.0).clamp(0.0, 1.0))
}

/// An angle in degrees.
fn angle(text: &str) -> Option<f64> {
    let units = [("grad", 0.9), ("deg", 1.0), ("rad", 180.0 / std::f64::consts::PI), ("turn", 360.0)];
    let with_unit = units.iter().find_map(|(unit, degrees)| Some((text.strip_suffix(unit)?, *degrees)));
    let (digits, degrees) = with_unit.unwrap_or((text, 1.0));
    number(digits, f64::NAN).map(|value| (value * degrees).rem_euclid(360.0))
}

fn clip(channels: Rgb) -> Rgb {
    channels.map(|channel| channel.clamp(0.0, 1.0))
}
