"""Runs the application under uvicorn and says in one line where it listens."""

from __future__ import annotations

import gc
import socket
import sys

import uvicorn

from sync.server.app import create_app
from sync.server.settings import Settings

_BACKLOG = 512
_GC = (50_000, 20, 20)
"""A batch makes many small objects that die by themselves; looking for cycles at the default rate costs a tenth."""


class _Server(uvicorn.Server):
    """Says when it is ready: who started it waits for this line."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"listening on {self._address}\n")
            sys.stdout.flush()


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until a signal ends it.

    Args:
        settings: where the data is.
        host: address to listen on; keep 127.0.0.1 behind a proxy that does TLS.
        port: 0 takes a free one.
    """
    app = create_app(settings)
    gc.freeze()
    gc.set_threshold(*_GC)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=30, proxy_headers=False)
        _Server(config, f"http://{shown}:{bound}").run(sockets=[listener])
