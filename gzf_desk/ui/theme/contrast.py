"""Contrast by the WCAG formula, and the list of colour pairs that the window uses.

Source: WCAG 2.2, "relative luminance" and "contrast ratio"; floors 4.5 for text, 3.0 for controls and symbols.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gzf_desk.ui.theme.tokens import Tokens

TEXT_FLOOR = 4.5
CONTROL_FLOOR = 3.0


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    a, b = luminance(one), luminance(other)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


@dataclass(frozen=True)
class Pair:
    """A foreground token on a background token, and what it must at least be."""

    ink: str
    ground: str
    kind: Literal["text", "control"]

    def floor(self) -> float:
        """The least ratio allowed."""
        return TEXT_FLOOR if self.kind == "text" else CONTROL_FLOOR

    def measured(self, tokens: Tokens) -> float:
        """The ratio in one theme."""
        return ratio(getattr(tokens, self.ink), getattr(tokens, self.ground))


_GROUNDS = ("surface", "surface2", "canvas")
_STATES = ("ok", "near", "bad", "unknown", "info", "waiting")

USED_PAIRS: tuple[Pair, ...] = (
    *(Pair(ink, ground, "text") for ink in ("ink", "ink2", "ink3", "brand", "brand7") for ground in _GROUNDS),
    *(Pair("line2", ground, "control") for ground in _GROUNDS),
    *(Pair(state, ground, "text") for state in _STATES for ground in _GROUNDS),
    *(Pair(state, f"{state}_tint", "text") for state in _STATES),
    *(Pair(ink, f"{state}_tint", "text") for ink in ("ink", "ink2") for state in _STATES),
    *(Pair(ink, ground, "text") for ink in ("ink", "ink2", "ink3", "brand7") for ground in ("brand0", "brand1")),
    Pair("bad", "brand0", "text"),
    Pair("near", "brand0", "text"),
    Pair("ok", "brand0", "text"),
    Pair("info", "brand0", "text"),
    Pair("unknown", "brand0", "text"),
    Pair("on_brand", "brand", "text"),
    Pair("on_brand", "brand7", "text"),
    Pair("on_top", "top", "text"),
    Pair("on_top2", "top", "text"),
    Pair("on_top", "top2", "text"),
    Pair("on_top2", "top2", "text"),
    Pair("focus", "top", "text"),
    Pair("focus", "stage_now", "control"),
    Pair("on_stage_now", "stage_now", "text"),
    Pair("ring_line", "focus", "control"),
    Pair("top_far", "top2", "text"),
    Pair("top_one", "top2", "text"),
    Pair("top_two", "top2", "text"),
    Pair("pen", "pad", "text"),
)
"""Every pair that a style sheet or a painter puts together. A new pair goes here before it goes on the screen."""


def ring_is_visible(tokens: Tokens, ground: str) -> bool:
    """Whether the focus ring shows on ``ground``: its line or its halo reaches the floor for controls there."""
    under = getattr(tokens, ground)
    return max(ratio(tokens.ring_line, under), ratio(tokens.focus, under)) >= CONTROL_FLOOR
