"""The desk's way to its words; reading itself lives in :mod:`sync.words`, once for both ends."""

from sync.words import LANGUAGES, Language, Translator, catalogue

__all__ = ["LANGUAGES", "Language", "Translator", "catalogue"]
