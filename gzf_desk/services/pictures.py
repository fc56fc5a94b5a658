"""Whether bytes are a whole picture, before they are kept: a broken one would only be noticed at the printer."""

from __future__ import annotations

import zlib
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = (b"\xff\xd8\xff", b"\xff\xd9")
MAX_BYTES: Final = 2 * 1024 * 1024
"""Largest signature, scan or photo."""
MAX_SIDE: Final = 8000
"""Pixels; more is no signature."""


def is_png(image: bytes) -> bool:
    """Whether ``image`` is a whole PNG of reasonable size: every chunk there and unharmed. Source: ISO/IEC 15948."""
    if not image.startswith(PNG) or len(image) > MAX_BYTES:
        return False
    at, kinds = len(PNG), []
    while at + 12 <= len(image):
        length = int.from_bytes(image[at : at + 4], "big")
        kind, end = image[at + 4 : at + 8], at + 8 + length
        if image[end : end + 4] != zlib.crc32(image[at + 4 : end]).to_bytes(4, "big"):
            return False
        if kind == b"IHDR" and not _fits(image[at + 8 : end]):
            return False
        kinds.append(kind)
        at = end + 4
    return at == len(image) and len(kinds) > 1 and (kinds[0], kinds[-1]) == (b"IHDR", b"IEND") and b"IDAT" in kinds


def is_photo(image: bytes) -> bool:
    """Whether ``image`` is a PNG or a JPEG from its first to its last bytes."""
    whole_jpeg = image.startswith(JPEG[0]) and image.rstrip(b"\x00").endswith(JPEG[1]) and len(image) <= MAX_BYTES
    return whole_jpeg or is_png(image)


def _fits(header: bytes) -> bool:
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    return 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE
