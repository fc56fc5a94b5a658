"""Drives one exchange: push what is pending, then pull what has changed. Runs off the window's thread."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace

from sync.client import core
from sync.client.core import Next, Pace
from sync.client.ports import ProgressListener, PullState, SyncOutcome, SyncProgress, SyncStorePort
from sync.errors import ProtocolError, TransportError
from sync.protocol.api import SyncApi
from sync.protocol.messages import PullReply

MAX_ATTEMPTS = 5
"""Failures in a row before a run gives up; what was done so far stays done."""


class Cancellation:
    """Stops a run from another thread, between two requests or in the midst of a wait."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the run to stop."""
        self._event.set()

    @property
    def asked(self) -> bool:
        """Whether the run was asked to stop."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Wait, but not longer than until the run is asked to stop."""
        self._event.wait(seconds)


@dataclass(frozen=True)
class _Coming:
    """A page on its way.

    Attributes:
        cursor: that it was asked for with.
        reply: when it is here.
    """

    cursor: str
    reply: Future[PullReply]


class SyncEngine:
    """One desk's exchange with the province.

    Args:
        api: HTTP, a file, or the service itself.
        store: the desk's outbox and mirror.
        chance: gives 0 ≤ x < 1, for the jitter.
        wait: waits some seconds; by default on the cancellation, so that cancelling does not wait.
        progress: told after each batch.
        max_attempts: failures in a row before giving up.
        ahead: fetches the next page while the last one is written; None = one after the other.
    """

    def __init__(
        self,
        api: SyncApi,
        store: SyncStorePort,
        *,
        chance: Callable[[], float] = random.random,
        wait: Callable[[float], None] | None = None,
        progress: ProgressListener | None = None,
        max_attempts: int = MAX_ATTEMPTS,
        ahead: Executor | None = None,
    ) -> None:
        self._api = api
        self._store = store
        self._chance = chance
        self._wait = wait
        self._progress = progress
        self._max_attempts = max_attempts
        self._ahead = ahead
        self._coming: _Coming | None = None
        self._pace = Pace()
        self._failures = 0

    def run_once(self, cancellation: Cancellation | None = None) -> SyncOutcome:
        """Push everything pending, then pull everything new.

        Returns:
            What was done; ``cancelled`` when the caller stopped it.

        Raises:
            TransportError: the province could not be reached; what was done so far stays done.
            ProtocolError: the province said no, e.g. ``fork``, ``unknown_device``; see its code.
        """
        stop = cancellation or Cancellation()
        self._failures = 0
        outcome = SyncOutcome()
        try:
            for step in (self._push_step, self._pull_step):
                more = True
                while more and not stop.asked:
                    outcome, more = self._guarded(step, outcome, stop)
        finally:
            self._drop_coming()
        return replace(outcome, pending=self._store.push_state().pending, cancelled=stop.asked)

    def _guarded(
        self, step: Callable[[SyncOutcome], tuple[SyncOutcome, bool]], outcome: SyncOutcome, stop: Cancellation
    ) -> tuple[SyncOutcome, bool]:
        try:
            result = step(outcome)
        except ProtocolError as error:
            self._recover(error, pushing=step == self._push_step, stop=stop)
            return outcome, True
        self._failures = 0
        self._pace = self._pace.faster()
        return result

    def _push_step(self, outcome: SyncOutcome) -> tuple[SyncOutcome, bool]:
        state = self._store.push_state()
        if state.pending == 0:
            return outcome, False
        ops = self._store.next_ops(self._pace.ops, self._pace.size)
        if not ops:
            return outcome, False
        reply = self._api.push(core.push_request(state, ops))
        self._store.acknowledge(core.acknowledgement(state, ops, reply))
        self._pace = self._pace.within(reply.limits)
        accepted, refused, conflicts = core.count(reply.verdicts)
        odd = tuple(verdict for verdict in reply.verdicts if verdict.verdict not in core.ACCEPTED)
        outcome = replace(
            outcome,
            pushed=outcome.pushed + len(ops),
            accepted=outcome.accepted + accepted,
            refused=outcome.refused + refused,
            conflicts=outcome.conflicts + conflicts,
            verdicts=outcome.verdicts + odd,
        )
        self._tell("push", outcome)
        return outcome, True

    def _pull_step(self, outcome: SyncOutcome) -> tuple[SyncOutcome, bool]:
        state = self._store.pull_state()
        reply = self._page_after(state)
        page = core.mirror_page(state, reply)
        if self._ahead is not None and reply.more:
            request = core.pull_request(PullState(cursor=reply.cursor), self._pace)
            self._coming = _Coming(reply.cursor, self._ahead.submit(self._api.pull, request))
        self._store.apply_page(page)
        outcome = replace(outcome, pulled=outcome.pulled + len(reply.rows))
        self._tell("pull", outcome)
        return outcome, reply.more

    def _page_after(self, state: PullState) -> PullReply:
        """The next page: the one that is on its way when it is the one, else asked for now."""
        coming, self._coming = self._coming, None
        if coming is None:
            return self._api.pull(core.pull_request(state, self._pace))
        reply = coming.reply.result()  # always awaited: the API answers one request at a time
        return reply if coming.cursor == state.cursor else self._api.pull(core.pull_request(state, self._pace))

    def _drop_coming(self) -> None:
        """A page that nobody waits for any more: what was not written is fetched again."""
        coming, self._coming = self._coming, None
        if coming is not None and not coming.reply.cancel():
            wait([coming.reply])

    def _recover(self, error: ProtocolError, *, pushing: bool, stop: Cancellation) -> None:
        """Put right what can be put right, wait where that helps, and give up where it does not.

        Raises:
            ProtocolError: the same error.
        """
        self._failures += 1
        if self._failures >= self._max_attempts:
            raise error
        match core.judge(error, pushing=pushing):
            case Next.RETRY:
                self._pace = self._pace.slower()
                asked = error.retry_after_s if isinstance(error, TransportError) else None
                (self._wait or stop.wait)(core.delay_s(self._failures, asked, self._chance))
            case Next.SMALLER:
                self._pace = core.smaller(self._pace, error.details)
            case Next.NEW_HISTORY:
                details = error.details
                self._store.begin_history(
                    str(details["history_id"]), int(details["last_n"]), str(details["fork_token"])
                )
            case Next.FROM_START:
                self._store.forget_cursor()
            case Next.STOP:
                raise error

    def _tell(self, phase: str, outcome: SyncOutcome) -> None:
        if self._progress is not None:
            pending = self._store.push_state().pending
            self._progress(SyncProgress(phase=phase, pushed=outcome.pushed, pulled=outcome.pulled, pending=pending))
