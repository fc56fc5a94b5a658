"""Lanes: order, results, cancelling, errors that nobody planned for, and an end that waits."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from gzf_desk.errors import Refused
from gzf_desk.tasks import Lanes, NetLane, ThreadLane, outcome


def test_a_lane_does_one_thing_after_the_other_in_one_thread() -> None:
    lane = ThreadLane("store")
    seen: list[tuple[int, str]] = []
    futures = [lane.submit(lambda n=n: seen.append((n, threading.current_thread().name))) for n in range(50)]
    for future in futures:
        future.result(5)
    lane.shutdown()
    assert [n for n, _ in seen] == list(range(50))
    assert len({name for _, name in seen}) == 1
    assert seen[0][1] != threading.current_thread().name


def test_waiting_work_can_be_cancelled_and_shutdown_drops_the_rest() -> None:
    lane = ThreadLane("reader")
    gate = threading.Event()
    running = lane.submit(gate.wait)
    second = lane.submit(lambda: 2)
    third = lane.submit(lambda: 3)
    assert second.cancel()
    gate_opener = threading.Timer(0.05, gate.set)
    gate_opener.start()
    lane.shutdown()
    gate_opener.join()
    assert running.result() is True
    assert isinstance(outcome(second), CancelledError)
    assert third.cancelled()


def test_an_expected_error_is_the_result_and_is_not_reported() -> None:
    told: list[str] = []
    lane = ThreadLane("store", lambda name, _: told.append(name))

    def refuse() -> None:
        raise Refused("session.locked", "锁着", "先开锁。")

    future = lane.submit(refuse)
    assert isinstance(future.exception(5), Refused)
    lane.shutdown()
    assert told == []


@pytest.mark.logs(r"lane store: ValueError at test_tasks.py:\d+ fall")
def test_an_unexpected_error_is_logged_by_type_and_place_without_its_message(watched_log: object) -> None:
    told: list[tuple[str, BaseException]] = []
    lane = ThreadLane("store", lambda name, error: told.append((name, error)))

    def fall() -> None:
        raise ValueError("林秀例 99010119540315002X")

    error = lane.submit(fall).exception(5)
    lane.shutdown()
    assert isinstance(error, ValueError)
    assert told == [("store", error)]


def test_the_net_lane_runs_coroutines_side_by_side() -> None:
    lane = NetLane()
    meeting = asyncio.Barrier(2)

    async def meet() -> str:
        await asyncio.wait_for(meeting.wait(), 5)
        return threading.current_thread().name

    names = {future.result(5) for future in (lane.spawn(meet), lane.spawn(meet))}
    assert lane.submit(lambda: 7).result(5) == 7
    lane.shutdown()
    assert names == {"lane-net"}


def test_the_net_lane_ends_a_coroutine_that_would_wait_for_ever() -> None:
    lane = NetLane()
    begun = threading.Event()

    async def wait_for_ever() -> None:
        begun.set()
        await asyncio.Event().wait()

    future = lane.spawn(wait_for_ever)
    assert begun.wait(5)
    lane.shutdown()
    assert isinstance(outcome(future), CancelledError)


@pytest.mark.logs("lane net: KeyError at")
def test_the_net_lane_reports_too() -> None:
    told: list[str] = []
    lane = NetLane(on_unexpected=lambda name, _: told.append(name))

    async def fall() -> None:
        raise KeyError("x")

    assert isinstance(lane.spawn(fall).exception(5), KeyError)
    lane.shutdown()
    assert told == ["net"]


def test_each_device_has_its_own_lane_and_the_store_ends_last() -> None:
    lanes = Lanes()
    assert lanes.device("reader") is lanes.device("reader")
    assert lanes.device("reader") is not lanes.device("printer")
    written: list[str] = []

    def last_words() -> None:
        lanes.store.submit(lambda: written.append("kept"))

    lanes.device("reader").submit(last_words).result(5)
    assert lanes.net.submit(lambda: 1).result(5) == 1
    lanes.store.submit(lambda: None).result(5)
    lanes.shutdown()
    assert written == ["kept"]
    with pytest.raises(RuntimeError):
        lanes.store.submit(lambda: None)
