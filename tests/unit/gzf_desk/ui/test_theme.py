"""Colours that can be read, sizes that are never too small, fonts that draw the names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gzf_desk.i18n import Translator
from gzf_desk.ui.theme.contrast import CONTROL_FLOOR, USED_PAIRS, Pair, ratio, ring_is_visible
from gzf_desk.ui.theme.fonts import FontChain
from gzf_desk.ui.theme.look import SCALES, Role, Scale, make_kit, room_class
from gzf_desk.ui.theme.stylesheet import stylesheet
from gzf_desk.ui.theme.tokens import LIGHT, THEMES, ThemeName, Tokens

KNOWN = [  # computed with the WCAG formula in the design
    ("#14252F", "#FFFFFF", 15.73),
    ("#566672", "#EFF3F4", 5.31),
    ("#7C8B96", "#FFFFFF", 3.51),
    ("#12597A", "#FFFFFF", 7.68),
    ("#1B6E43", "#E3F3E9", 5.44),
    ("#8A4F00", "#FDF0D9", 5.83),
    ("#B3261E", "#FCE8E6", 5.55),
    ("#51606B", "#EBEFF1", 5.61),
    ("#FFE14D", "#000000", 16.13),
]


@pytest.mark.parametrize(("ink", "ground", "expected"), KNOWN)
def test_the_formula_gives_the_known_ratios(ink: str, ground: str, expected: float) -> None:
    assert ratio(ink, ground) == pytest.approx(expected, abs=0.01)
    assert ratio(ground, ink) == ratio(ink, ground)


@pytest.mark.parametrize("theme", list(THEMES.values()), ids=lambda t: t.name.value)
@pytest.mark.parametrize("pair", USED_PAIRS, ids=lambda p: f"{p.ink}-{p.ground}")
def test_every_pair_that_is_used_can_be_read(theme: Tokens, pair: Pair) -> None:
    assert pair.measured(theme) >= pair.floor()


@pytest.mark.parametrize("theme", list(THEMES.values()), ids=lambda t: t.name.value)
@pytest.mark.parametrize("ground", ["surface", "surface2", "canvas", "brand0", "brand"])
def test_the_focus_ring_shows_on_every_ground(theme: Tokens, ground: str) -> None:
    assert ring_is_visible(theme, ground)


def test_a_pale_pair_would_be_caught() -> None:
    assert Pair("line", "surface", "control").measured(LIGHT) < CONTROL_FLOOR


def rules(css: str) -> Iterator[tuple[str, str]]:
    for rule in re.finditer(r"([^{}]+)\{([^{}]*)\}", css):
        yield rule.group(1).strip(), rule.group(2)


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("scale", SCALES)
def test_the_style_sheet_is_filled_and_nothing_is_smaller_than_12_px(theme: ThemeName, scale: Scale) -> None:
    css = stylesheet(make_kit(Translator(), FontChain(("Noto Sans SC",)), theme, scale).look)
    assert "$" not in css
    sizes = [int(n) for n in re.findall(r"font-size: (\d+)px", css)]
    assert sizes
    assert min(sizes) >= 12 * scale // 100


def test_text_and_ground_that_the_style_sheet_sets_together_are_on_the_list_of_pairs() -> None:
    css = stylesheet(make_kit(Translator(), FontChain(("Noto Sans SC",))).look)
    by_colour = {value: name for name, value in vars(LIGHT).items() if isinstance(value, str)}
    listed = {(getattr(LIGHT, p.ink), getattr(LIGHT, p.ground)) for p in USED_PAIRS}
    for selector, body in rules(css):
        ink = re.search(r"(?<![-\w])color: (#\w+)", body)
        ground = re.search(r"(?<![-\w])background: (#\w+)", body)
        if ink and ground:
            pair = (ink.group(1), ground.group(1))
            assert pair in listed, f"{selector}: {by_colour[pair[0]]} on {by_colour[pair[1]]}"


@pytest.mark.parametrize("scale", SCALES)
def test_lengths_and_sizes_grow_with_the_scale(scale: Scale) -> None:
    look = make_kit(Translator(), FontChain(("Noto Sans SC",)), scale=scale).look
    assert look.px(100) == scale
    assert look.size_of(Role.BODY) == {100: 14, 125: 18, 150: 21}[scale]


@pytest.mark.parametrize(
    ("width", "scale", "columns"), [(1366, 100, 2), (1366, 125, 1), (1366, 150, 0), (1024, 100, 1)]
)
def test_room_is_width_by_text_size(width: int, scale: Scale, columns: int) -> None:
    kit = make_kit(Translator(), FontChain(()), scale=scale, width=width)
    assert room_class(kit.room) == columns
    assert (kit.medium, kit.full) == (columns >= 1, columns == 2)


def test_rare_characters_of_names_are_drawn_and_what_nobody_draws_is_a_code_point(chain: FontChain) -> None:
    assert chain.families[0] == "Noto Sans SC"
    assert all(chain.covers(character) for character in "林秀例𠮷𰻞䶮")
    assert chain.printable("林𠮷例") == "林𠮷例"
    assert chain.printable("林\U000e0100") == "林[U+E0100]"
