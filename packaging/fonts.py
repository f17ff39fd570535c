#!/usr/bin/env python3
"""Makes the theme's fonts in static/fonts/theme/ from the npm packages @fontsource-variable/fraunces and …/oswald.

Usage: npm install @fontsource-variable/fraunces @fontsource-variable/oswald
       pip install 'fonttools[woff]'
       packaging/fonts.py node_modules
"""

import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LETTERS = {
    "latin": "U+20-7E,U+A0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2013-2014,U+2018-201A,U+201C-201E,"
    "U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212",
    # `EXTENDED` in src/render/fonts.rs.
    "latin-ext": "U+100-130,U+132-151,U+154-17F,U+1E6-1E7,U+218-21B,U+1E80-1E85,U+1E9E,U+1EF2-1EF3",
}
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
WEIGHTS = (400, 700)


def reduced(source: Path, letters: str) -> tuple[TTFont, subset.Options]:
    font = TTFont(source)
    default = min(max(font["fvar"].axes[0].defaultValue, WEIGHTS[0]), WEIGHTS[1])
    font = instancer.instantiateVariableFont(font, {"wght": (WEIGHTS[0], default, WEIGHTS[1])})
    font.flavor = None
    whole = io.BytesIO()
    font.save(whole)
    whole.seek(0)
    font = TTFont(whole)
    options = subset.Options(
        layout_features=["kern", "liga", "ccmp", "locl", "mark", "mkmk"], hinting=False, flavor="woff2",
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(letters))
    subsetter.subset(font)
    font["name"].setName(LICENCE, 13, 3, 1, 0x409)
    font["name"].setName("https://openfontlicense.org", 14, 3, 1, 0x409)
    return font, options


def main() -> None:
    folder = Path(__file__).resolve().parent.parent / "static/fonts/theme"
    for name in ("fraunces", "oswald"):
        for part, letters in LETTERS.items():
            source = Path(sys.argv[1]) / f"@fontsource-variable/{name}/files/{name}-{part}-wght-normal.woff2"
            font, options = reduced(source, letters)
            target = folder / f"{name}{'' if part == 'latin' else '-extended'}.woff2"
            subset.save_font(font, str(target), options)
            print(target.name, target.stat().st_size)


main()
