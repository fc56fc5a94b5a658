"""Events survive the wire; an event of a newer program is kept as it is and changes nothing but the count."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from sync.errors import InvalidRecord
from sync.workflow import machines
from sync.workflow.event import UnknownEvent
from sync.workflow.events import KnownEvent, event_tag, parse_event, plain_event
from tests.support.road import Road


def test_every_event_of_a_whole_road_survives_json() -> None:
    road = Road()
    road.to_qualified()
    road.allocate()
    road.sign()
    assert len(road.history) > 20
    for _, _, event in road.history:
        wire = msgspec.json.encode(plain_event(event))
        assert parse_event(msgspec.json.decode(wire)) == event
        assert parse_event(msgspec.msgpack.decode(msgspec.msgpack.encode(plain_event(event)))) == event


def test_tags_are_unique() -> None:
    tags = [kind.__struct_config__.tag for kind in KnownEvent.__args__]
    assert len(set(tags)) == len(tags) >= 23


def test_an_event_of_a_newer_program_is_kept() -> None:
    plain = {"type": "moved_by_moon", "at": "2030-01-01T00:00:00Z", "by": "x", "why": {"deep": [1]}}
    event = parse_event(plain)
    assert isinstance(event, UnknownEvent)
    assert (event_tag(event), plain_event(event)) == ("moved_by_moon", plain)
    road = Road()
    after = machines.apply("case", road.case, event)
    process = msgspec.structs.replace(road.case.process, events=1)
    assert after == msgspec.structs.replace(road.case, process=process)
    road.to_qualified()
    road.allocate()
    for machine in ("waiting", "tenancy", "unit"):
        assert machines.apply(machine, road.record(machine), event) == road.record(machine)


@pytest.mark.parametrize(
    ("plain", "where"),
    [
        ({}, "type"),
        ({"type": 4}, "type"),
        ({"type": "withdrawn", "at": "2026-01-01T00:00:00Z", "by": "x"}, "withdrawn"),
        ({"type": "withdrawn", "at": "yesterday", "by": "x", "reason": "y"}, "at"),
    ],
)
def test_a_malformed_event_names_its_field(plain: dict[str, object], where: str) -> None:
    with pytest.raises(InvalidRecord) as error:
        parse_event(plain)
    assert error.value.where == where


def test_times_are_aware() -> None:
    plain = {"type": "withdrawn", "at": "2026-01-01T00:00:00Z", "by": "x", "reason": "y"}
    event = parse_event(plain)
    assert not isinstance(event, UnknownEvent)
    assert event.at == datetime(2026, 1, 1, tzinfo=UTC)
