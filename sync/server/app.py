"""The web application: routes from the protocol's table, bodies as bytes, everything else in ``gateway.py``."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.exc import SQLAlchemyError

from sync.errors import ProtocolError, SyncError
from sync.protocol.api import ENDPOINTS, Endpoint
from sync.protocol.version import MEDIA_TYPE
from sync.server.gateway import Answered, Asked, Gateway
from sync.server.openapi import document
from sync.server.platform import Platform
from sync.server.settings import Settings
from sync.server.timers import Timers
from sync.server.watching import Watching

log = logging.getLogger(__name__)
R = TypeVar("R")
_TOO_LARGE = 413


class Reception:
    """Lets a bounded number of requests in; the others are told to come back later.

    Args:
        platform: the province.
    """

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.gateway = Gateway(platform)
        self._timers = Timers(platform)
        self._watching = Watching(platform)
        self._threads = anyio.CapacityLimiter(platform.settings.workers)
        self._inside = 0
        self._work = anyio.Event()

    async def answer(self, endpoint: Endpoint, asked: Asked) -> Answered:
        """Answer in a worker thread."""
        if self._inside >= self.platform.settings.queue:
            return self.gateway.refuse(ProtocolError("busy", "too many requests"), asked)
        self._inside += 1
        try:
            answered = await self._in_thread(partial(self.gateway.answer, endpoint, asked))
        finally:
            self._inside -= 1
        if endpoint.name == "push":
            self._work.set()
        return answered

    async def run_timers(self) -> None:
        """The periodic task of a serving process: soon after each push, and at least every ``tick_s``.

        How the policies came about is looked at once: new versions come with a new start.
        """
        await self._safely(self._watching.judge_policies)
        while True:
            with anyio.move_on_after(self.platform.settings.tick_s):
                await self._work.wait()
            self._work = anyio.Event()
            await self._safely(self._timers.run)

    async def _safely(self, act: Callable[[], object]) -> None:
        try:
            await self._in_thread(act)
        except (SyncError, SQLAlchemyError) as error:
            log.warning("the timers stopped early and will try again: %s", type(error).__name__)

    async def _in_thread(self, act: Callable[[], R]) -> R:
        return await anyio.to_thread.run_sync(act, limiter=self._threads)


def create_app(settings: Settings | None = None, *, platform: Platform | None = None) -> Litestar:
    """The application of one province.

    Args:
        settings: where its data is; not needed when ``platform`` is given.
        platform: an open province; the application closes it at its end.

    Raises:
        ValueError: neither was given.
        SealError: the key file is no key file, or of another database.
    """
    if platform is None:
        if settings is None:
            raise ValueError("settings or an open platform are needed")
        platform = Platform.open(settings)
    reception = Reception(platform)
    return Litestar(
        route_handlers=[*(_route(reception, endpoint) for endpoint in ENDPOINTS.values()), health, openapi],
        lifespan=[partial(_running, reception)],
        openapi_config=None,
        request_max_body_size=reception.gateway.max_wire_bytes,
        exception_handlers={HTTPException: partial(_refused, reception), Exception: partial(_broken, reception)},
        logging_config=None,
    )


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@get("/openapi.json", sync_to_thread=False)
def openapi() -> dict[str, Any]:
    """All calls with their schemas."""
    return document()


@asynccontextmanager
async def _running(reception: Reception, _app: Litestar) -> AsyncIterator[None]:
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(reception.run_timers)
            yield
            tasks.cancel_scope.cancel()
    finally:
        reception.platform.close()


def _route(reception: Reception, endpoint: Endpoint) -> HTTPRouteHandler:
    async def call(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _response(await reception.answer(endpoint, _asked(request, await request.body())))

    return post(endpoint.path, name=endpoint.name, status_code=200, media_type=MEDIA_TYPE)(call)


def _asked(request: Request[Any, Any, Any], body: bytes) -> Asked:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Asked(url=str(request.url), headers=headers, body=body)


def _response(answered: Answered) -> Response[bytes]:
    return Response(answered.body, status_code=answered.status, headers=answered.headers, media_type=MEDIA_TYPE)


def _refused(reception: Reception, request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the web framework refused by itself: unknown paths, wrong methods, bodies beyond the limit."""
    code = "too_large" if error.status_code == _TOO_LARGE else "bad_request"
    answered = reception.gateway.refuse(ProtocolError(code, error.detail), _asked(request, b""))
    response = _response(answered)
    response.status_code = error.status_code
    return response


def _broken(reception: Reception, request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A bug: loud in the log, without anything personal in the answer."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    log.error("a request failed: %s at %s", type(error).__name__, where)
    return _response(reception.gateway.refuse(ProtocolError("internal", "a bug"), _asked(request, b"")))
