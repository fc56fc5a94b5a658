"""What every command is: the root struct. The commands themselves live in the room of their machine."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Root of all commands: what a person, or the province itself, intends. The tag is the name on the wire."""
