"""Which protocol is spoken."""

PROTOCOL = 1
"""First version. The server speaks ``PROTOCOL_MIN``…``PROTOCOL``; from the second on, vectors of each are kept."""
PROTOCOL_MIN = 1
MEDIA_TYPE = "application/x-gzf-msgpack"
"""msgpack body; ``Content-Encoding: zstd`` where it is worth it."""
