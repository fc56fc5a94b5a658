"""What services return about the devices of this PC."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ReaderView:
    """A kind of card reader that this PC can be told to use."""

    driver: str
    """Name in the settings, e.g. ``sdt``."""
    name: str
    """In words."""
    usable: bool
    """Whether this PC has what the driver needs."""
    chosen: bool
    port: str
    """The port that is set; empty = look for the reader."""
