"""The colours of the three themes. Token names are the contract; nobody else writes a colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class ThemeName(StrEnum):
    """The looks one can choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Colours as ``#RRGGBB``, and the width of operable borders in px."""

    name: ThemeName
    ink: str
    ink2: str
    ink3: str
    line: str
    line2: str
    canvas: str
    surface: str
    surface2: str
    brand: str
    brand7: str
    brand1: str
    brand0: str
    on_brand: str
    top: str
    top2: str
    on_top: str
    on_top2: str
    top_far: str
    top_one: str
    top_two: str
    stage_now: str
    on_stage_now: str
    track: str
    focus: str
    ring_line: str
    seal: str
    ok: str
    ok_tint: str
    near: str
    near_tint: str
    bad: str
    bad_tint: str
    unknown: str
    unknown_tint: str
    info: str
    info_tint: str
    waiting: str
    waiting_tint: str
    on_symbol: str
    pad: str
    pen: str
    border_px: int = 1
    focus_px: int = 3
    flat_states: bool = False
    """High contrast: no tints, a border in the state's colour instead."""


LIGHT = Tokens(
    name=ThemeName.LIGHT,
    ink="#14252F",
    ink2="#3B4C57",
    ink3="#566672",
    line="#DCE3E7",
    line2="#7C8B96",
    canvas="#EFF3F4",
    surface="#FFFFFF",
    surface2="#F7F9FA",
    brand="#12597A",
    brand7="#0D435D",
    brand1="#DCEBF2",
    brand0="#F0F7FA",
    on_brand="#FFFFFF",
    top="#0B3346",
    top2="#1D4456",
    on_top="#FFFFFF",
    on_top2="#D7E6ED",
    top_far="#8FE0B4",
    top_one="#FFC861",
    top_two="#9CCBFF",
    stage_now="#0B3346",
    on_stage_now="#FFFFFF",
    track="#D3DCE1",
    focus="#FFB81C",
    ring_line="#14252F",
    seal="#B5362B",
    ok="#1B6E43",
    ok_tint="#E3F3E9",
    near="#8A4F00",
    near_tint="#FDF0D9",
    bad="#B3261E",
    bad_tint="#FCE8E6",
    unknown="#51606B",
    unknown_tint="#EBEFF1",
    info="#1F5FA6",
    info_tint="#E5EFFA",
    waiting="#12597A",
    waiting_tint="#DCEBF2",
    on_symbol="#FFFFFF",
    pad="#FFFDF6",
    pen="#1B2A6B",
)

DARK = Tokens(
    name=ThemeName.DARK,
    ink="#E8EEF1",
    ink2="#BCC9D0",
    ink3="#9AABB5",
    line="#2E3D46",
    line2="#7D919D",
    canvas="#10181D",
    surface="#182329",
    surface2="#202D34",
    brand="#6FB8D9",
    brand7="#8CCBE8",
    brand1="#1F3A49",
    brand0="#1B2C35",
    on_brand="#0B1A22",
    top="#0A1115",
    top2="#1B2830",
    on_top="#E8EEF1",
    on_top2="#BCC9D0",
    top_far="#67C98F",
    top_one="#F0B45A",
    top_two="#83B6F2",
    stage_now="#0A1115",
    on_stage_now="#E8EEF1",
    track="#33434D",
    focus="#FFC84A",
    ring_line="#0A1115",
    seal="#FF8F85",
    ok="#67C98F",
    ok_tint="#16301F",
    near="#F0B45A",
    near_tint="#3A2A10",
    bad="#FF8F85",
    bad_tint="#3D1A17",
    unknown="#A9B8C1",
    unknown_tint="#26333A",
    info="#83B6F2",
    info_tint="#16293F",
    waiting="#6FB8D9",
    waiting_tint="#17303D",
    on_symbol="#10181D",
    pad="#FFFDF6",
    pen="#1B2A6B",
)

CONTRAST = replace(
    DARK,
    name=ThemeName.CONTRAST,
    ink="#FFFFFF",
    ink2="#FFFFFF",
    ink3="#FFFFFF",
    line="#FFFFFF",
    line2="#FFFFFF",
    canvas="#000000",
    surface="#000000",
    surface2="#000000",
    brand="#FFE14D",
    brand7="#FFE14D",
    brand1="#1F1F00",
    brand0="#1A1A1A",
    on_brand="#000000",
    top="#000000",
    top2="#000000",
    on_top="#FFFFFF",
    on_top2="#FFFFFF",
    top_far="#7CF2A8",
    top_one="#FFC24D",
    top_two="#A9D1FF",
    stage_now="#000000",
    on_stage_now="#FFFFFF",
    track="#6A6A6A",
    focus="#7FE3FF",
    ring_line="#000000",
    seal="#FFB3AC",
    ok="#7CF2A8",
    ok_tint="#000000",
    near="#FFC24D",
    near_tint="#000000",
    bad="#FFB3AC",
    bad_tint="#000000",
    unknown="#FFFFFF",
    unknown_tint="#000000",
    info="#A9D1FF",
    info_tint="#000000",
    waiting="#FFE14D",
    waiting_tint="#000000",
    on_symbol="#000000",
    border_px=2,
    focus_px=4,
    flat_states=True,
)

THEMES: dict[ThemeName, Tokens] = {t.name: t for t in (LIGHT, DARK, CONTRAST)}
