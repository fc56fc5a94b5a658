"""Makes ``resources/fonts`` from the public originals, the same bytes every time.

    python installers/fonts/build_fonts.py --noto DIR --hanazono DIR --out resources/fonts

``--noto`` is the unpacked npm package ``@expo-google-fonts/noto-sans-sc`` 0.4.3 (its folder ``package``),
``--hanazono`` the unpacked Debian package ``fonts-hanazono`` 20170904-2.1. Needs ``fonttools`` 4.68.0.

Noto Sans SC is copied unchanged. Of Hanazono only the ideographs and radicals that Noto Sans SC lacks are kept,
without hinting and vertical metrics; the results are modified versions, so they carry names of their own ("GZF Rare
A", "GZF Rare B"): the reserved font names of the Hanazono fonts may not be used by them.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ORIGINALS = {
    "400Regular/NotoSansSC_400Regular.ttf": "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    "500Medium/NotoSansSC_500Medium.ttf": "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
    "700Bold/NotoSansSC_700Bold.ttf": "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    "HanaMinA.ttf": "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7",
    "HanaMinB.ttf": "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
}
NOTO = {
    "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "500Medium/NotoSansSC_500Medium.ttf": "NotoSansSC-Medium.ttf",
    "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
IDEOGRAPHS = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # 々〆〇
    (0x3021, 0x3029),
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),  # extensions B and later, compatibility supplement
)
MODIFIED = 3589142400  # 2017-09-26 in seconds since 1904: the same bytes on every run


def checked(folder: Path, name: str) -> Path:
    """The original ``name`` below ``folder``; stops the program when it is not the expected file."""
    path = folder / name
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != ORIGINALS[name]:
        sys.exit(f"{path}: another version (SHA-256 {found})")
    return path


def ideographs(font: TTFont) -> set[int]:
    """Code points of ``font`` that are ideographs or radicals."""
    return {code for code in font.getBestCmap() if any(low <= code <= high for low, high in IDEOGRAPHS)}


def rename(font: TTFont, family: str, source: str) -> None:
    """Give a modified font its own name, with the origin and the licence beside it."""
    names = font["name"]
    names.names = []
    compact = family.replace(" ", "")
    texts = {
        0: "Copyright (c) 2008-2017 GlyphWiki Project. A subset of a font of the GlyphWiki Project.",
        1: family,
        2: "Regular",
        3: f"{compact}-1.0",
        4: family,
        5: f"Version 1.0, made from {source} (2017-09-04) by GZF Desk",
        6: compact,
        13: "SIL Open Font License, Version 1.1",
        14: "https://scripts.sil.org/OFL",
    }
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)


def rare(original: Path, wanted: set[int], family: str, target: Path) -> int:
    """Write the part of ``original`` that holds ``wanted`` and return the number of its characters."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["FFTM", "prop", "vhea", "vmtx", "BASE", "GSUB", "GDEF"]
    options.name_IDs = []
    options.notdef_outline = True
    font = TTFont(original, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font["post"].formatType = 3.0
    font["head"].modified = MODIFIED
    rename(font, family, original.name)
    font.save(target)
    return len(wanted)


def main() -> int:
    """Build everything; print one line per file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--noto", type=Path, required=True)
    parser.add_argument("--hanazono", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    have: set[int] = set()
    for name, short in NOTO.items():
        original = checked(given.noto, name)
        shutil.copyfile(original, given.out / short)
        covered = ideographs(TTFont(original, lazy=True))
        have = have & covered if have else covered
        print(short, len(covered))
    for name, family in (("HanaMinA.ttf", "GZF Rare A"), ("HanaMinB.ttf", "GZF Rare B")):
        original = checked(given.hanazono, name)
        wanted = ideographs(TTFont(original, lazy=True)) - have
        have |= wanted
        target = given.out / f"{family.replace(' ', '', 1).replace(' ', '-')}.ttf"
        print(target.name, rare(original, wanted, family, target), target.stat().st_size)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
