"""Which protocol is spoken."""

PROTOCOL = 1
"""First version. The server speaks ``PROTOCOL_MIN``…``PROTOCOL``; each release keeps its vectors from the second on."""
PROTOCOL_MIN = 1
MEDIA_TYPE = "application/x-gzf-msgpack"
"""msgpack body; ``Content-Encoding: zstd`` where it is worth it."""
NONCE_HEADER = "GZF-Nonce"
"""Names the nonce of a request, also of an unsigned one; a reply that tells the time is bound to it."""
TIME_PURPOSE = "time"
"""Purpose of the platform's signature over ``{"at", "nonce"}``."""
APP_VERSION = "0.1.0"
"""Of both ends; equals the version in ``pyproject.toml``."""
