"""The font chain: who has which character, what is missing, and the map for copying text out of the paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gzf_desk.documents import fonts

RARE = "𠮷䶮𬱖㐂龘燚𰻞𪚥"


def test_the_five_files_are_there_and_are_truetype() -> None:
    paths = fonts.font_paths()
    assert [path.name for path in paths] == [
        "NotoSansSC-Regular.ttf",
        "NotoSansSC-Medium.ttf",
        "NotoSansSC-Bold.ttf",
        "GZFRare-A.ttf",
        "GZFRare-B.ttf",
    ]
    for path in paths:
        assert path.read_bytes()[:4] == b"\0\1\0\0"


def test_licences_stand_beside_the_fonts() -> None:
    folder: Path = fonts.font_paths()[0].parent
    for name in ("NotoSansSC-LICENSE.txt", "GZFRare-LICENSE.txt"):
        assert "SIL OPEN FONT LICENSE" in (folder / name).read_text("utf-8")


def test_rare_fonts_do_not_use_the_reserved_names() -> None:
    for path in fonts.font_paths()[3:]:
        head = path.read_bytes()
        for reserved in ("HanaMin", "Hanazono Font"):
            for start in (match.start() for match in re.finditer(re.escape(reserved.encode("utf-16-be")), head)):
                said = head[max(0, start - 60) : start].decode("utf-16-be", "replace")
                assert said.endswith("made from ")  # the origin may be named, the font may not


def test_every_weight_has_every_rare_name_character() -> None:
    weights: tuple[fonts.Weight, ...] = ("regular", "medium", "bold")
    for weight in weights:
        for character in RARE:
            assert fonts.glyph(character, weight) is not None, f"U+{ord(character):X}"


def test_whole_blocks_are_covered() -> None:
    blocks = {"URO": (0x4E00, 0x9FEF), "A": (0x3400, 0x4DB5), "B": (0x20000, 0x2A6D6), "F": (0x2CEB0, 0x2EBE0)}
    for name, (first, last) in blocks.items():
        lacking = [code for code in range(first, last + 1) if fonts.glyph(chr(code)) is None]
        assert len(lacking) <= 12, (name, [f"U+{code:X}" for code in lacking[:20]])


def test_runs_change_the_font_only_where_needed() -> None:
    assert fonts.runs("林𠮷例", "bold") == [
        ("NotoSansSC-Bold", "林"),
        ("GZFRare-A", "𠮷"),
        ("NotoSansSC-Bold", "例"),
    ]
    assert fonts.runs("") == []


def test_width_counts_each_glyph_in_its_own_font() -> None:
    assert fonts.width("林𠮷", 10) == pytest.approx(20.0)
    assert 0 < fonts.width("i", 10) < fonts.width("W", 10) < 10


def test_missing_names_each_character_once_and_in_order() -> None:
    assert fonts.missing("林𠮷例·\n（第一行）") == []
    assert fonts.missing("a\U00031350b\ue000\U00031350\x07") == ["\U00031350", "\ue000", "\x07"]
    assert fonts.code_points(fonts.missing("\U00031350\ue000")) == "U+31350 U+E000"


def test_the_map_uses_surrogate_pairs_and_short_blocks() -> None:
    text = fonts.to_unicode_map("AAAAAA+Test", [0, 0x6797, 0x20BB7] + [0x4E00 + n for n in range(200)])
    assert "<01> <6797>" in text
    assert "<02> <D842DFB7>" in text
    counts = [int(found) for found in re.findall(r"(\d+) beginbfchar", text)]
    assert sum(counts) == 203
    assert max(counts) <= 100
