//! Colour spaces, converted from and to sRGB by the formulas of CSS Color Module Level 4, sections 10 and 11, and the
//! sample code of its appendix. Those of Oklab are by Björn Ottosson.

/// A colour by its components in a space.
pub(super) type Components = [f64; 3];

/// A colour space in which colours are written or mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Red, green and blue.
    Srgb,
    /// The same by the intensity of light. Mixing in XYZ gives the same result.
    SrgbLinear,
    /// Hue in degrees, saturation, lightness.
    Hsl,
    /// Hue in degrees, whiteness, blackness.
    Hwb,
    /// CIE Lab.
    Lab,
    /// CIE Lab with chroma and hue.
    Lch,
    /// Oklab.
    Oklab,
    /// Oklab with chroma and hue.
    Oklch,
}

/// White of CIE Lab (D50).
const WHITE: Components = [0.964_295_676_4, 1.0, 0.825_104_602_5];
/// Constants of CIE Lab.
const EPSILON: f64 = 216.0 / 24389.0;
const KAPPA: f64 = 24389.0 / 27.0;
/// Chroma or saturation below which a colour has no hue.
const GREY: f64 = 1e-4;

/// Linear sRGB to XYZ with the white D50.
const TO_XYZ: [Components; 3] = [
    [0.436_065_742_8, 0.385_151_498_9, 0.143_078_434_7],
    [0.222_493_176_5, 0.716_887_010_5, 0.060_619_812_9],
    [0.013_923_922_6, 0.097_081_240_1, 0.714_099_438_1],
];
/// XYZ with the white D50 to linear sRGB.
const FROM_XYZ: [Components; 3] = [
    [3.134_135_852_9, -1.617_386_028_0, -0.490_662_249_1],
    [-0.978_795_575_9, 1.916_254_567_2, 0.033_442_732_4],
    [0.071_976_974_0, -0.228_967_532_6, 1.405_386_029_4],
];

impl Space {
    /// The space with a name in CSS.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "srgb" => Self::Srgb,
            "srgb-linear" | "xyz" | "xyz-d50" | "xyz-d65" => Self::SrgbLinear,
            "hsl" => Self::Hsl,
            "hwb" => Self::Hwb,
            "lab" => Self::Lab,
            "lch" => Self::Lch,
            "oklab" => Self::Oklab,
            "oklch" => Self::Oklch,
            _ => return None,
        })
    }

    pub(super) fn to_rgb(self, components: Components) -> Components {
        match self {
            Self::Srgb => components,
            Self::SrgbLinear => from_linear(components),
            Self::Hsl => hsl_to_rgb(components),
            Self::Hwb => hwb_to_rgb(components),
            Self::Lab => lab_to_rgb(components),
            Self::Lch => lab_to_rgb(to_axes(components)),
            Self::Oklab => oklab_to_rgb(components),
            Self::Oklch => oklab_to_rgb(to_axes(components)),
        }
    }

    fn of_rgb(self, rgb: Components) -> Components {
        match self {
            Self::Srgb => rgb,
            Self::SrgbLinear => to_linear(rgb),
            Self::Hsl => rgb_to_hsl(rgb),
            Self::Hwb => {
                let least = rgb[0].min(rgb[1]).min(rgb[2]);
                let most = rgb[0].max(rgb[1]).max(rgb[2]);
                [rgb_to_hsl(rgb)[0], least, 1.0 - most]
            }
            Self::Lab => rgb_to_lab(rgb),
            Self::Lch => to_hue(rgb_to_lab(rgb)),
            Self::Oklab => rgb_to_oklab(rgb),
            Self::Oklch => to_hue(rgb_to_oklab(rgb)),
        }
    }

    /// The position of the hue among the components.
    fn hue(self) -> Option<usize> {
        match self {
            Self::Hsl | Self::Hwb => Some(0),
            Self::Lch | Self::Oklch => Some(2),
            Self::Srgb | Self::SrgbLinear | Self::Lab | Self::Oklab => None,
        }
    }

    /// True if a colour has no hue of its own, and takes that of the other.
    fn is_grey(self, components: Components) -> bool {
        match self {
            Self::Hwb => components[1] + components[2] >= 1.0 - GREY,
            Self::Lch => components[1] < 100.0 * GREY,
            _ => components[1] < GREY,
        }
    }

    /// Mixes two sRGB colours; `share` is that of the second. Hues take the shorter way.
    pub(super) fn mix(self, one: Components, two: Components, share: f64) -> Components {
        let (mut one, mut two) = (self.of_rgb(one), self.of_rgb(two));
        if let Some(hue) = self.hue() {
            match (self.is_grey(one), self.is_grey(two)) {
                (true, _) => one[hue] = two[hue],
                (_, true) => two[hue] = one[hue],
                _ if two[hue] - one[hue] > 180.0 => one[hue] += 360.0,
                _ if two[hue] - one[hue] < -180.0 => two[hue] += 360.0,
                _ => {}
            }
        }
        self.to_rgb(std::array::from_fn(|at| one[at] + (two[at] - one[at]) * share))
    }
}

/// The intensity of light of each channel.
pub(super) fn to_linear(channels: Components) -> Components {
    channels.map(|channel| {
        let size = channel.abs();
        let linear = if size <= 0.040_45 { size / 12.92 } else { ((size + 0.055) / 1.055).powf(2.4) };
        linear.copysign(channel)
    })
}

/// The channels of an intensity of light.
pub(super) fn from_linear(channels: Components) -> Components {
    channels.map(|channel| {
        let size = channel.abs();
        let encoded = if size <= 0.003_130_8 { size * 12.92 } else { 1.055 * size.powf(1.0 / 2.4) - 0.055 };
        encoded.copysign(channel)
    })
}

fn times(matrix: [Components; 3], vector: Components) -> Components {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

/// Lightness, chroma and hue to lightness and two axes.
fn to_axes([lightness, chroma, hue]: Components) -> Components {
    let (sine, cosine) = hue.to_radians().sin_cos();
    [lightness, chroma * cosine, chroma * sine]
}

fn to_hue([lightness, a, b]: Components) -> Components {
    [lightness, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0)]
}

fn hsl_to_rgb([hue, saturation, lightness]: Components) -> Components {
    let amplitude = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset: f64| {
        let k = (offset + hue / 30.0).rem_euclid(12.0);
        lightness - amplitude * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

fn hwb_to_rgb([hue, white, black]: Components) -> Components {
    if white + black >= 1.0 {
        return [white / (white + black); 3];
    }
    hsl_to_rgb([hue, 1.0, 0.5]).map(|channel| channel * (1.0 - white - black) + white)
}

fn rgb_to_hsl([red, green, blue]: Components) -> Components {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let (lightness, range) = (f64::midpoint(most, least), most - least);
    if range < f64::EPSILON {
        return [0.0, 0.0, lightness];
    }
    let sector = if most <= red {
        (green - blue) / range
    } else if most <= green {
        (blue - red) / range + 2.0
    } else {
        (red - green) / range + 4.0
    };
    let saturation = (most - lightness) / lightness.min(1.0 - lightness);
    [(sector * 60.0).rem_euclid(360.0), saturation, lightness]
}

fn lab_to_rgb([lightness, a, b]: Components) -> Components {
    let y = (lightness + 16.0) / 116.0;
    let [x, z] = [y + a / 500.0, y - b / 200.0].map(|f| {
        let cube = f.powi(3);
        if cube > EPSILON { cube } else { (116.0 * f - 16.0) / KAPPA }
    });
    let y = if lightness > KAPPA * EPSILON { y.powi(3) } else { lightness / KAPPA };
    from_linear(times(FROM_XYZ, [x * WHITE[0], y * WHITE[1], z * WHITE[2]]))
}

fn rgb_to_lab(rgb: Components) -> Components {
    let xyz = times(TO_XYZ, to_linear(rgb));
    let [x, y, z] = std::array::from_fn(|at| {
        let part = xyz[at] / WHITE[at];
        if part > EPSILON { part.cbrt() } else { (KAPPA * part + 16.0) / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn oklab_to_rgb([lightness, a, b]: Components) -> Components {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    from_linear([
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ])
}

fn rgb_to_oklab(rgb: Components) -> Components {
    let [red, green, blue] = to_linear(rgb);
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short,
        1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short,
        0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short,
    ]
}
