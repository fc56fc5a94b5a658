"""Where a device stands in the stream of changes: opaque to it, and signed, so that it can only be handed back."""

from __future__ import annotations

import base64
import binascii
import hmac

import msgspec

from sync.errors import ProtocolError
from sync.model.ids import OrgCode
from sync.server.keys import PlatformKeys


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a device stands in one prefecture.

    ``seen`` is the seq that its pages have reached. ``whole`` is the seq up to which its picture was complete when it
    last had everything: only a record that existed then is surely known to it. In the midst of several pages the two
    differ, because a record that changes meanwhile moves on to a later page.
    """

    seen: int
    whole: int


class Cursor(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a cursor holds.

    ``places`` are per prefecture; ``org`` and ``epoch`` are the scope that it was made for.
    """

    history_id: str
    org: OrgCode
    epoch: int
    places: dict[str, Place]


_DECODER = msgspec.msgpack.Decoder(Cursor)
_TAG = 16


def write_cursor(keys: PlatformKeys, cursor: Cursor) -> str:
    """The opaque text."""
    payload = msgspec.msgpack.encode(cursor)
    return base64.urlsafe_b64encode(keys.tag(payload) + payload).decode().rstrip("=")


def read_cursor(keys: PlatformKeys, text: str) -> Cursor:
    """The cursor of an opaque text.

    Raises:
        ProtocolError: ``cursor``: not made by this platform; start anew.
    """
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if not hmac.compare_digest(raw[:_TAG], keys.tag(raw[_TAG:])):
            raise ProtocolError("cursor", "not a cursor of this platform")
        return _DECODER.decode(raw[_TAG:])
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise ProtocolError("cursor", "not a cursor of this platform") from error
