"""The desk's way to ``resources/``; reading itself lives in :mod:`sync.assets`, once for both ends."""

from sync.assets import names, path, read_text

__all__ = ["names", "path", "read_text"]
