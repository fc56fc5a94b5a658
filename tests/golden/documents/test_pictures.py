"""The papers look as they did when a person looked at them; small differences between drawing programs are let pass."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.golden.documents.make import HERE, picture
from tests.support.papers import PAPERS

BLOCK = 6
"""Pixels a side that are averaged before comparing: 2.5 mm of paper."""


def coarse(image: Image.Image) -> Image.Image:
    return image.convert("L").resize((image.width // BLOCK, image.height // BLOCK), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Mean and largest difference of the averaged blocks, in grey levels of 255."""
    stat = ImageStat.Stat(ImageChops.difference(coarse(one), coarse(other)))
    return stat.mean[0], float(stat.extrema[0][1])


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_the_paper_looks_the_same(name: str) -> None:
    kept = Image.open(HERE / f"{name}.png")
    now = picture(name)
    assert now.size == kept.size
    mean, largest = difference(now, kept)
    assert mean < 1.5
    assert largest < 60


def test_a_moved_block_would_be_seen() -> None:
    kept = Image.open(HERE / "D02.png").convert("L")
    moved = ImageChops.offset(kept, 0, 6)
    mean, largest = difference(moved, kept)
    assert mean > 1.5
    assert largest > 60


def test_every_picture_belongs_to_a_paper() -> None:
    assert {path.stem for path in HERE.glob("*.png")} == set(PAPERS)
