"""The errors of the desk, one tree::

    UserFacingError(code, what, advice)     something to tell a person; exit code by class
    ├── BadInput          exit 2   the input is unreadable, or the command was used wrongly
    ├── DeviceTrouble     exit 3   a device or the network failed
    ├── Refused           exit 4   no right to do this, locked, or not allowed now
    └── StoreTrouble      exit 3   the local store cannot be used safely

Expected outcomes (no card on the reader, a refused command, a conflict) are values, not errors.
"""

from __future__ import annotations


class UserFacingError(Exception):
    """Something that a person must be told.

    Args:
        code: stable, e.g. ``reader.not_connected``; never shown alone.
        what: what happened, one sentence in the operator's language, without personal data.
        advice: what is safe and what to do next.
    """

    exit_code = 70

    def __init__(self, code: str, what: str, advice: str = "") -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = what
        self.advice = advice


class BadInput(UserFacingError):
    """The input is unreadable, or a command was used wrongly."""

    exit_code = 2


class DeviceTrouble(UserFacingError):
    """A device or the network failed."""

    exit_code = 3


class Refused(UserFacingError):
    """No right to do this, locked, or not allowed now."""

    exit_code = 4


class StoreTrouble(UserFacingError):
    """The local store cannot be used safely; nothing was written."""

    exit_code = 3
