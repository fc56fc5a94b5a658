"""Places one can go to, and who takes one there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from gzf_desk.i18n import Language
from gzf_desk.ui.theme.look import SCALES, Scale
from gzf_desk.ui.theme.tokens import ThemeName


class PlaceName(StrEnum):
    """The pages; the value is the last part of the title's key ``ui_common.title.<value>``."""

    UNLOCK = "unlock"
    TODAY = "today"
    NEW = "new"
    CASES = "cases"
    REVIEW = "review"
    CASE = "case"
    HOMES = "homes"
    SYNC = "sync"


RAIL: tuple[tuple[PlaceName, str], ...] = (
    (PlaceName.TODAY, "today"),
    (PlaceName.NEW, "plus"),
    (PlaceName.CASES, "list"),
    (PlaceName.REVIEW, "review"),
    (PlaceName.HOMES, "building"),
    (PlaceName.SYNC, "syncing"),
)
"""Main pages with their icons; Ctrl + digit in this order."""


@dataclass(frozen=True)
class Place:
    """A page, and the case it is about. ``with_card`` starts reading at once."""

    name: PlaceName
    case_id: str = ""
    with_card: bool = False


@dataclass(frozen=True)
class Preferences:
    """What each operator sets for the eyes."""

    theme: ThemeName = ThemeName.LIGHT
    scale: Scale = 100
    language: Language = "zh_CN"

    def larger(self, steps: int) -> Preferences:
        """The next text size, or the one before; stays at the ends."""
        now = SCALES.index(self.scale)
        return replace(self, scale=SCALES[max(0, min(len(SCALES) - 1, now + steps))])

    def contrast_switched(self) -> Preferences:
        """High contrast on or off."""
        high = self.theme is ThemeName.CONTRAST
        return replace(self, theme=ThemeName.LIGHT if high else ThemeName.CONTRAST)


class Navigator(Protocol):
    """What a page may ask of the window."""

    def go(self, place: Place) -> None:
        """Show another page; what was typed is saved first."""
        ...

    def toast(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Say a short word at the foot."""
        ...

    def large_words(self, words: str, more: str) -> None:
        """Show sentences large, to be read out to the person at the desk."""
        ...

    def show_settings(self) -> None:
        """Open the settings over the page."""
        ...

    def refresh_sync(self) -> None:
        """Ask anew how many pieces of work are where."""
        ...

    def rebuild(self) -> None:
        """Build the page anew from its presenter, e.g. because it went to another step."""
        ...

    def page_changed(self) -> None:
        """The keys or the title of the page changed."""
        ...
