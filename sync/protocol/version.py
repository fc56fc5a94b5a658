"""Which protocol is spoken."""

PROTOCOL = 1
"""First version. The server speaks ``PROTOCOL_MIN``…``PROTOCOL``; vectors of each release are kept from the second on."""
PROTOCOL_MIN = 1
MEDIA_TYPE = "application/x-gzf-msgpack"
"""msgpack body; ``Content-Encoding: zstd`` where it is worth it."""
