"""One use of a connection to the province; closed afterwards, whatever kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync.protocol.api import SyncApi


@contextmanager
def used(api: SyncApi) -> Iterator[SyncApi]:
    """The connection, given back at the end when it is one that must be (HTTP)."""
    try:
        yield api
    finally:
        close: Callable[[], None] | None = getattr(api, "close", None)
        if close is not None:
            close()
