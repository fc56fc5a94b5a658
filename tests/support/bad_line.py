"""A line between desk and province that fails when told to: answers get lost, requests arrive twice, half, or never.

Whole HTTP/1.1 messages go through, so that a mishap hits an exact moment of an exact call.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

_TIMEOUT_S = 20.0
_PIECE = 65_536


class Moment(Enum):
    """When something happens to a call."""

    HALF_SENT = auto()
    """Half of the request has reached the province."""
    HANDED_OVER = auto()
    """The province has the whole request; its answer is on nobody's mind yet."""
    ANSWERED = auto()
    """The province has answered; the desk has not heard it."""
    TWICE = auto()
    """The same request reaches the province a second time; the desk hears the first answer. Nothing is cut."""


@dataclass(frozen=True)
class Mishap:
    """What happens to the next call of a kind.

    Attributes:
        call: last part of the path, e.g. ``push``.
        moment: when; afterwards the line to the desk is cut (except :attr:`Moment.TWICE`).
        act: what else happens then, e.g. somebody loses power.
    """

    call: str
    moment: Moment
    act: Callable[[], object] = lambda: None


class _Cut(Exception):
    """The line to the desk goes dead."""


class BadLine:
    """A proxy on loopback. Give :attr:`url` to the desk, and tell :meth:`leads_to` where the province is."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._far = ("127.0.0.1", 0)
        self._plan: deque[Mishap] = deque()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self.calls: list[str] = []
        self.happened: list[Mishap] = []
        self._accepting = threading.Thread(target=self._accept, name="bad-line", daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def leads_to(self, url: str) -> None:
        self._far = ("127.0.0.1", int(url.rsplit(":", 1)[1]))

    def plan(self, *mishaps: Mishap) -> None:
        """These happen one after the other, each to the next call of its kind."""
        self._plan.extend(mishaps)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(_TIMEOUT_S)
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_TIMEOUT_S)

    # --- the line --------------------------------------------------------------------------------------------------

    def _accept(self) -> None:
        while True:
            try:
                desk, _ = self._listener.accept()
            except OSError:
                return
            desk.settimeout(_TIMEOUT_S)
            with self._lock:
                self._open.add(desk)
            thread = threading.Thread(target=self._serve, args=(desk,), name="bad-line-call", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, desk: socket.socket) -> None:
        with contextlib.suppress(OSError, _Cut), desk:
            while (request := read_message(desk)) is not None:
                desk.sendall(self._carry(request))
        with self._lock:
            self._open.discard(desk)

    def _mishap(self, call: str) -> Mishap | None:
        with self._lock:
            self.calls.append(call)
            if self._plan and self._plan[0].call == call:
                return self._plan.popleft()
        return None

    def _carry(self, request: bytes) -> bytes:
        """The province's answer to one request, with what was planned for it."""
        call = request.split(b" ", 2)[1].decode().rsplit("/", 1)[1]
        mishap = self._mishap(call)
        moment = mishap.moment if mishap else None
        with socket.create_connection(self._far, _TIMEOUT_S) as province:
            if moment is Moment.HALF_SENT:
                province.sendall(request[: len(request) // 2])
            else:
                province.sendall(request)
            if mishap and moment in (Moment.HALF_SENT, Moment.HANDED_OVER):
                self._happens(mishap)
            answer = b"" if moment is Moment.HALF_SENT else read_message(province)
            if mishap and moment is Moment.ANSWERED:
                self._happens(mishap)
        if mishap and moment is Moment.TWICE:
            with socket.create_connection(self._far, _TIMEOUT_S) as province:
                province.sendall(request)
                read_message(province)
            self._happens(mishap)
        if not answer or moment in (Moment.HALF_SENT, Moment.HANDED_OVER, Moment.ANSWERED):
            raise _Cut
        return answer

    def _happens(self, mishap: Mishap) -> None:
        mishap.act()
        self.happened.append(mishap)


def read_message(end: socket.socket) -> bytes | None:
    """One HTTP/1.1 message with a Content-Length (or without a body); None at the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = end.recv(_PIECE)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
    if b"transfer-encoding" in fields:
        raise OSError("this line carries no chunked messages")
    length = int(fields.get(b"content-length", b"0"))
    while len(body) < length:
        piece = end.recv(_PIECE)
        if not piece:
            return None
        body += piece
    return head + b"\r\n\r\n" + body
