"""Makes the fonts of printed documents from the variable font of Inter.

    python3 make.py Inter.var.ttf        (needs fonttools)

Takes the two weights that a document has, the letters of Latin, Greek and Cyrillic, and
writes figures as wide as each other: a program that prints follows no font features.
"""
import sys
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), 0x2C6, 0x2C7, *range(0x2D8, 0x2DE),
    *range(0x370, 0x400), *range(0x400, 0x500), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070),
    *range(0x20A0, 0x20C0), 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2215, 0x2260, 0x2264, 0x2265, 0xFFFD,
]
FIGURES = [*range(ord("0"), ord("9") + 1), ord("+"), 0x2212]


def widths(font):
    """The glyphs that the font has for figures of one width, by those they stand for."""
    gsub = font["GSUB"].table
    lookups = {n for r in gsub.FeatureList.FeatureRecord if r.FeatureTag == "tnum" for n in r.Feature.LookupListIndex}
    return {a: b for n in lookups for s in gsub.LookupList.Lookup[n].SubTable for a, b in getattr(s, "ExtSubTable", s).mapping.items()}


def make(source, weight, name):
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    even = widths(font)
    for table in font["cmap"].tables:
        for letter in FIGURES:
            if letter in table.cmap:
                table.cmap[letter] = even.get(table.cmap[letter], table.cmap[letter])
    digits = [font.getBestCmap()[letter] for letter in FIGURES[:10]]
    width = max(font["hmtx"][glyph][0] for glyph in digits)
    for glyph in digits:  # between two weights they were rounded
        font["hmtx"][glyph] = (width, font["hmtx"][glyph][1])
    options = Options()
    options.layout_features, options.hinting, options.name_IDs = [], False, [0, 1, 2, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG", "MVAR", "HVAR"]
    subset = Subsetter(options)
    subset.populate(unicodes=LETTERS)
    subset.subset(font)
    font.recalcTimestamp = False
    font.save(name)


make(sys.argv[1], 400, "regular.ttf")
make(sys.argv[1], 600, "bold.ttf")
