"""Finds drivers by their manifests. A driver's code is loaded only when somebody opens it."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Mapping
from functools import cache
from typing import cast

from gzf_desk.devices.base import CardReader, Code, DriverContext, Manifest, NotConnected

_DRIVERS = "gzf_desk.devices.drivers"


@cache
def manifests() -> Mapping[str, Manifest]:
    """All drivers of this installation by name."""
    package = importlib.import_module(_DRIVERS)
    found = {}
    for entry in pkgutil.iter_modules(package.__path__):
        manifest: Manifest = importlib.import_module(f"{_DRIVERS}.{entry.name}").MANIFEST
        found[manifest.name] = manifest
    return found


def usable(manifest: Manifest) -> bool:
    """Whether the driver's platform and library are here; nothing is loaded."""
    if sys.platform not in manifest.platforms:
        return False
    return not manifest.library or importlib.util.find_spec(manifest.library) is not None


def open_driver(name: str, port: str, context: DriverContext) -> CardReader | NotConnected:
    """A reader of the driver ``name``; no hardware is touched yet.

    Args:
        name: a key of :func:`manifests`.
        port: what the driver takes as a port; "" lets it look for itself.
        context: time and places.

    Raises:
        KeyError: no such driver.
    """
    manifest = manifests()[name]
    if not usable(manifest):
        return NotConnected(Code.LIBRARY_MISSING)
    module = importlib.import_module(f"{_DRIVERS}.{name}.reader")
    return cast("CardReader", module.open_device(port, context))
