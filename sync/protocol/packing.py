"""Bytes on the way: zstd, opened only as far as a limit allows.

The trap: the library ignores its own output limit when the frame *says* how long it is, so the header is asked first.
"""

from __future__ import annotations

import zstandard

from sync.errors import ProtocolError

WORTH_PACKING = 512
"""Bytes below which packing does not pay."""
_MAX_WINDOW = 8 * 1024 * 1024
_LEVEL = 1


def pack(raw: bytes) -> bytes:
    """One zstd frame that says its length."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(raw)


def unpack(packed: bytes, limit: int) -> bytes:
    """Open one frame.

    Args:
        limit: most bytes that may come out.

    Raises:
        ProtocolError: ``too_large`` (nothing was opened), or ``bad_body``.
    """
    try:
        size = zstandard.get_frame_parameters(packed).content_size
        if size > limit:  # an unknown size is a huge number
            raise ProtocolError("too_large", "the opened body is too long", {"max_bytes": limit})
        opener = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        return opener.decompress(packed, max_output_size=limit, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ProtocolError("bad_body", "the body is not one zstd frame") from error
