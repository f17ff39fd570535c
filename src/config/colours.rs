//! Colours as CSS writes them: names, hexadecimal digits and functions.

mod functions;
mod spaces;

/// Named colours and their values (CSS Color Module Level 4).
const NAMES: [(&str, u32); 148] = [
    ("aliceblue", 0xf0_f8ff),
    ("antiquewhite", 0xfa_ebd7),
    ("aqua", 0x00_ffff),
    ("aquamarine", 0x7f_ffd4),
    ("azure", 0xf0_ffff),
    ("beige", 0xf5_f5dc),
    ("bisque", 0xff_e4c4),
    ("black", 0x00_0000),
    ("blanchedalmond", 0xff_ebcd),
    ("blue", 0x00_00ff),
    ("blueviolet", 0x8a_2be2),
    ("brown", 0xa5_2a2a),
    ("burlywood", 0xde_b887),
    ("cadetblue", 0x5f_9ea0),
    ("chartreuse", 0x7f_ff00),
    ("chocolate", 0xd2_691e),
    ("coral", 0xff_7f50),
    ("cornflowerblue", 0x64_95ed),
    ("cornsilk", 0xff_f8dc),
    ("crimson", 0xdc_143c),
    ("cyan", 0x00_ffff),
    ("darkblue", 0x00_008b),
    ("darkcyan", 0x00_8b8b),
    ("darkgoldenrod", 0xb8_860b),
    ("darkgray", 0xa9_a9a9),
    ("darkgreen", 0x00_6400),
    ("darkgrey", 0xa9_a9a9),
    ("darkkhaki", 0xbd_b76b),
    ("darkmagenta", 0x8b_008b),
    ("darkolivegreen", 0x55_6b2f),
    ("darkorange", 0xff_8c00),
    ("darkorchid", 0x99_32cc),
    ("darkred", 0x8b_0000),
    ("darksalmon", 0xe9_967a),
    ("darkseagreen", 0x8f_bc8f),
    ("darkslateblue", 0x48_3d8b),
    ("darkslategray", 0x2f_4f4f),
    ("darkslategrey", 0x2f_4f4f),
    ("darkturquoise", 0x00_ced1),
    ("darkviolet", 0x94_00d3),
    ("deeppink", 0xff_1493),
    ("deepskyblue", 0x00_bfff),
    ("dimgray", 0x69_6969),
    ("dimgrey", 0x69_6969),
    ("dodgerblue", 0x1e_90ff),
    ("firebrick", 0xb2_2222),
    ("floralwhite", 0xff_faf0),
    ("forestgreen", 0x22_8b22),
    ("fuchsia", 0xff_00ff),
    ("gainsboro", 0xdc_dcdc),
    ("ghostwhite", 0xf8_f8ff),
    ("gold", 0xff_d700),
    ("goldenrod", 0xda_a520),
    ("gray", 0x80_8080),
    ("green", 0x00_8000),
    ("greenyellow", 0xad_ff2f),
    ("grey", 0x80_8080),
    ("honeydew", 0xf0_fff0),
    ("hotpink", 0xff_69b4),
    ("indianred", 0xcd_5c5c),
    ("indigo", 0x4b_0082),
    ("ivory", 0xff_fff0),
    ("khaki", 0xf0_e68c),
    ("lavender", 0xe6_e6fa),
    ("lavenderblush", 0xff_f0f5),
    ("lawngreen", 0x7c_fc00),
    ("lemonchiffon", 0xff_facd),
    ("lightblue", 0xad_d8e6),
    ("lightcoral", 0xf0_8080),
    ("lightcyan", 0xe0_ffff),
    ("lightgoldenrodyellow", 0xfa_fad2),
    ("lightgray", 0xd3_d3d3),
    ("lightgreen", 0x90_ee90),
    ("lightgrey", 0xd3_d3d3),
    ("lightpink", 0xff_b6c1),
    ("lightsalmon", 0xff_a07a),
    ("lightseagreen", 0x20_b2aa),
    ("lightskyblue", 0x87_cefa),
    ("lightslategray", 0x77_8899),
    ("lightslategrey", 0x77_8899),
    ("lightsteelblue", 0xb0_c4de),
    ("lightyellow", 0xff_ffe0),
    ("lime", 0x00_ff00),
    ("limegreen", 0x32_cd32),
    ("linen", 0xfa_f0e6),
    ("magenta", 0xff_00ff),
    ("maroon", 0x80_0000),
    ("mediumaquamarine", 0x66_cdaa),
    ("mediumblue", 0x00_00cd),
    ("mediumorchid", 0xba_55d3),
    ("mediumpurple", 0x93_70db),
    ("mediumseagreen", 0x3c_b371),
    ("mediumslateblue", 0x7b_68ee),
    ("mediumspringgreen", 0x00_fa9a),
    ("mediumturquoise", 0x48_d1cc),
    ("mediumvioletred", 0xc7_1585),
    ("midnightblue", 0x19_1970),
    ("mintcream", 0xf5_fffa),
    ("mistyrose", 0xff_e4e1),
    ("moccasin", 0xff_e4b5),
    ("navajowhite", 0xff_dead),
    ("navy", 0x00_0080),
    ("oldlace", 0xfd_f5e6),
    ("olive", 0x80_8000),
    ("olivedrab", 0x6b_8e23),
    ("orange", 0xff_a500),
    ("orangered", 0xff_4500),
    ("orchid", 0xda_70d6),
    ("palegoldenrod", 0xee_e8aa),
    ("palegreen", 0x98_fb98),
    ("paleturquoise", 0xaf_eeee),
    ("palevioletred", 0xdb_7093),
    ("papayawhip", 0xff_efd5),
    ("peachpuff", 0xff_dab9),
    ("peru", 0xcd_853f),
    ("pink", 0xff_c0cb),
    ("plum", 0xdd_a0dd),
    ("powderblue", 0xb0_e0e6),
    ("purple", 0x80_0080),
    ("rebeccapurple", 0x66_3399),
    ("red", 0xff_0000),
    ("rosybrown", 0xbc_8f8f),
    ("royalblue", 0x41_69e1),
    ("saddlebrown", 0x8b_4513),
    ("salmon", 0xfa_8072),
    ("sandybrown", 0xf4_a460),
    ("seagreen", 0x2e_8b57),
    ("seashell", 0xff_f5ee),
    ("sienna", 0xa0_522d),
    ("silver", 0xc0_c0c0),
    ("skyblue", 0x87_ceeb),
    ("slateblue", 0x6a_5acd),
    ("slategray", 0x70_8090),
    ("slategrey", 0x70_8090),
    ("snow", 0xff_fafa),
    ("springgreen", 0x00_ff7f),
    ("steelblue", 0x46_82b4),
    ("tan", 0xd2_b48c),
    ("teal", 0x00_8080),
    ("thistle", 0xd8_bfd8),
    ("tomato", 0xff_6347),
    ("turquoise", 0x40_e0d0),
    ("violet", 0xee_82ee),
    ("wheat", 0xf5_deb3),
    ("white", 0xff_ffff),
    ("whitesmoke", 0xf5_f5f5),
    ("yellow", 0xff_ff00),
    ("yellowgreen", 0x9a_cd32),
];

/// Keywords that stand for a colour.
const KEYWORDS: [&str; 6] = ["transparent", "currentcolor", "inherit", "initial", "unset", "revert"];

/// Functions that return a colour.
const FUNCTIONS: [&str; 14] = [
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "hwb",
    "lab",
    "lch",
    "oklab",
    "oklch",
    "color",
    "color-mix",
    "light-dark",
    "var",
    "env",
];

/// Returns whether a value can be a colour.
pub fn is_colour(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    if let Some(digits) = value.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    match value.split_once('(') {
        Some((function, rest)) => FUNCTIONS.contains(&function) && rest.ends_with(')'),
        None => KEYWORDS.contains(&value.as_str()) || NAMES.iter().any(|(name, _)| *name == value),
    }
}

/// The red, green and blue of a colour, each from 0 to 255. `None` if the value is translucent, or can only be
/// computed by a browser.
pub fn channels(value: &str) -> Option<[f64; 3]> {
    let rgb = rgb(&value.trim().to_ascii_lowercase(), 0)?;
    Some(rgb.map(|channel| (channel * 255.0).round()))
}

/// The channels from 0 to 1. `depth` is the number of functions around the value, which is in lower case.
fn rgb(value: &str, depth: usize) -> Option<[f64; 3]> {
    if let Some(digits) = value.strip_prefix('#') {
        return of_digits(digits);
    }
    let named = NAMES.iter().find(|(name, _)| *name == value).map(|(_, number)| of_number(*number));
    named.or_else(|| functions::value(value, &rgb, depth))
}

fn of_digits(digits: &str) -> Option<[f64; 3]> {
    let doubled = |digits: &str| digits.chars().flat_map(|digit| [digit, digit]).collect();
    let long: String = if digits.len() < 5 { doubled(digits) } else { digits.to_owned() };
    let opaque = long.get(..6).filter(|colour| matches!(long.strip_prefix(colour), Some("" | "ff")))?;
    u32::from_str_radix(opaque, 16).ok().map(of_number)
}

fn of_number(number: u32) -> [f64; 3] {
    let [_, red, green, blue] = number.to_be_bytes();
    [red, green, blue].map(|channel| f64::from(channel) / 255.0)
}

/// The names of colours, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().map(|(name, _)| name).chain(KEYWORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opaque_colours_have_channels() {
        let expected = Some([18.0, 171.0, 255.0]);
        for value in ["#12abff", "#12ABFFff", "rgb(18, 171, 255)", "rgb(18 171 255)"] {
            assert_eq!(channels(value), expected, "{value}");
        }
        assert_eq!(channels("#fa0"), channels("#ffaa00"));
        assert_eq!(channels(" Navy "), Some([0.0, 0.0, 128.0]));
        for value in ["#12abff80", "#ff", "#é12345", "rgb(1 2 3 / 0.5)", "rgb(1 2)", "var(--link)", "inherit"]
        {
            assert_eq!(channels(value), None, "{value}");
        }
    }

    /// Most values are those of the examples in the specification and of its tests, at most one step away.
    #[test]
    fn functions_have_channels() {
        for (value, expected) in [
            ("rgb(50% 0% 100%)", [128, 0, 255]),
            ("rgba(1, 2, 300, 100%)", [1, 2, 255]),
            ("hsl(120deg 100% 25%)", [0, 128, 0]),
            ("hsl(0.5turn, 50%, 50%)", [64, 191, 191]),
            ("hwb(60 20% 40%)", [153, 153, 51]),
            ("hwb(none 80% 60%)", [146, 146, 146]),
            ("lab(46.2775% -47.5621 48.5837)", [0, 128, 0]),
            ("lab(100 0 0)", [255, 255, 255]),
            ("lch(52.2345% 72.2 56.2)", [198, 93, 6]),
            ("oklab(59.686% 0.1009 0.1192)", [198, 93, 6]),
            ("oklch(51.975% 0.17686 142.495)", [0, 128, 0]),
            ("oklch(0.7 0.4 150)", [0, 214, 0]),
            ("color(srgb 0 0.5 1)", [0, 128, 255]),
            ("color(srgb-linear 0 0.5 1 / 1)", [0, 188, 255]),
            ("color(display-p3 0.26374 0.59085 0.16434)", [0, 154, 0]),
            ("color-mix(in srgb, red, blue)", [128, 0, 128]),
            ("color-mix(in srgb, red 25%, #00f)", [64, 0, 191]),
            ("color-mix(in srgb-linear, white, black)", [188, 188, 188]),
            ("color-mix(in oklab, white 30%, black)", [46, 46, 46]),
            ("color-mix(in hsl, 20% red, white)", [235, 224, 224]),
            ("color-mix(in oklch, color-mix(in srgb, white, black), rgb(128 128 128))", [128, 128, 128]),
        ] {
            let found = channels(value).unwrap_or_else(|| panic!("{value}"));
            let is_near =
                found.iter().zip(expected).all(|(found, wanted)| (found - f64::from(wanted)).abs() <= 1.0);
            assert!(is_near, "{value}: {found:?}");
        }
        for value in [
            "hsl(120 100% 25% / 0.9)",
            "oklch(0.5 0.1)",
            "oklch(a b c)",
            "color-mix(in srgb, red, var(--link))",
            "color-mix(in srgb, red 20%, blue 20%)",
            "color-mix(red, blue)",
            "light-dark(red, blue)",
            "lab(NaN 0 0)",
            "oklch(from red l c h)",
        ] {
            assert_eq!(channels(value), None, "{value}");
        }
        let nested = (0..40).fold("red".to_owned(), |inner, _| format!("color-mix(in srgb, {inner}, red)"));
        assert_eq!(channels(&nested), None);
    }

    #[test]
    fn colours_are_told_from_other_values() {
        for value in
            ["#fff", "#A1B2C3", "#a1b2c3d4", " Red ", "rgb(1 2 3)", "oklch(0.5 0.1 20)", "var(--accent)"]
        {
            assert!(is_colour(value), "{value}");
        }
        for value in ["#ff", "#ggg", "redd", "1rem", "", "rgb 1", "url(x)", "rgb(1"] {
            assert!(!is_colour(value), "{value}");
        }
    }
}
