"""What several machines ask before they decide, and the words of a table's refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sync.errors import InvalidRecord
from sync.model.ids import OrgCode, RecordId, is_record_id
from sync.model.states import Role, ServicePoint
from sync.workflow import machines
from sync.workflow.alert.commands import TakeAlert
from sync.workflow.application import commands
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import (
    bad_number,
    deadline,
    fact_missing,
    is_sha256,
    misshapen,
    not_lent,
    other_policy,
    out_of_reach,
    today,
)
from sync.workflow.machine import founded, nothing_due, nothing_needed, on, own_policy
from sync.workflow.numbering import NumberKind, make
from tests.support.road import NUMBER, POLICY, Road, actor, unit
from tests.support.supervised import at, with_process

STATE = "somewhere"
COUNTY, STREET = OrgCode("990101"), OrgCode("990101003")


def context(role: Role = Role.STREET_WINDOW, org: str | None = None, **facts: Any) -> Context:
    return Road().context(actor(role, org=org), **facts)


def refused(code: str, **details: str | int) -> Refusal:
    return Refusal(code=code, state=STATE, details=details)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("0f" * 32, True),
        ("0F" * 32, False),
        ("0f" * 31, False),
        ("0f" * 33, False),
        ("0g" * 32, False),
        ("", False),
        ("0f" * 32 + "\n", False),
        (" " + "0f" * 32, False),
    ],
)
def test_a_digest_is_64_small_hex_digits_and_nothing_more(text: str, good: bool) -> None:
    assert is_sha256(text) is good


def test_an_id_ends_with_its_last_digit() -> None:
    name = "0192f3a4-7c1d-7e00-8000-00000000abcd"
    assert is_record_id(name)
    for wrong in (f"{name}\n", f" {name}", name.upper(), name[:-1], f"{name}0"):
        assert not is_record_id(wrong)


def test_the_day_is_chinas_and_a_clock_begins_on_it() -> None:
    late = replace(context(), now=at("2026-03-02").replace(hour=23, minute=59))
    assert today(late) == date(2026, 3, 2)
    clock = deadline(late, "X", POLICY.stages[0].limit)
    assert (clock.name, clock.started) == ("X", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("role", "own", "org", "reached"),
    [
        (Role.STREET_WINDOW, STREET, STREET, True),
        (Role.STREET_WINDOW, STREET, COUNTY, False),
        (Role.STREET_WINDOW, STREET, OrgCode("990101004"), False),
        (Role.DISTRICT_REVIEWER, COUNTY, STREET, True),
        (Role.DISTRICT_REVIEWER, OrgCode("990102"), STREET, False),
        (Role.PLATFORM, OrgCode("990102"), STREET, True),
    ],
)
def test_everybody_reaches_the_own_part_of_the_tree(role: Role, own: str, org: OrgCode, reached: bool) -> None:
    wanted = None if reached else refused("out_of_scope", org=own)
    assert out_of_reach(org, STATE, context(role, own)) == wanted


@pytest.mark.parametrize(
    ("policy", "version", "other"),
    [
        (None, None, None),
        (None, "2020-01", None),
        (POLICY.id, POLICY.version, None),
        (POLICY.id, None, None),
        (POLICY.id, "2020-01", refused("wrong_policy", policy=POLICY.id, version="2020-01")),
        ("elsewhere", POLICY.version, refused("wrong_policy", policy="elsewhere", version=POLICY.version)),
        ("elsewhere", None, refused("wrong_policy", policy="elsewhere", version="")),
    ],
)
def test_a_record_is_judged_by_the_rules_that_it_keeps(
    policy: str | None, version: str | None, other: Refusal | None
) -> None:
    assert other_policy(policy, version, STATE, context()) == other


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (NUMBER, None),
        ("XC1", refused("number_invalid", reason="length")),
        (NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), refused("number_invalid", reason="check_digit")),
        (make(NumberKind.INSPECTION, "990101", "0003", 1), refused("number_kind", kind="XC", expected="SL")),
        (make(NumberKind.ACCEPTANCE, "990102", "0003", 1), refused("number_region", region="990102")),
    ],
)
def test_a_number_is_of_its_kind_and_region(number: str, refusal: Refusal | None) -> None:
    assert misshapen(number, NumberKind.ACCEPTANCE, STREET, STATE) == refusal
    assert bad_number(number, NumberKind.ACCEPTANCE, STREET, STATE, context()) == refusal


def test_a_number_comes_from_a_block_that_was_lent() -> None:
    for fact in ("number_in_block", "local_number_lent"):

        def asked(lent: bool | None, fact: str = fact, **facts: Any) -> Refusal | None:
            known: dict[str, Any] = {fact: lent, **facts}
            return not_lent(fact, STATE, context(**known))

        assert asked(True) is None
        assert asked(False) == asked(False, authoritative=False) == refused("number_not_in_block")
        assert asked(None) == fact_missing(fact, STATE)
        assert asked(None, authoritative=False) is None
    assert fact_missing("unit", STATE) == refused("fact_missing", fact="unit")
    lent_to_nobody = context(number_in_block=False)
    assert bad_number(NUMBER, NumberKind.ACCEPTANCE, STREET, STATE, lent_to_nobody) == refused("number_not_in_block")


# -------------------------------------------------------------------------------------- tables and machines


def test_a_tables_refusal_names_command_post_and_place() -> None:
    road = Road()
    accept = commands.Accept(number=NUMBER)

    def told(role: Role, command: Any, **who: Any) -> tuple[str, dict[str, str | int]]:
        answer = machines.decide("case", road.case, command, road.context(actor(role, **who)))
        assert isinstance(answer, Refusal)
        assert answer.state == road.case.process.state.value
        return answer.code, dict(answer.details)

    assert told(Role.STREET_WINDOW, TakeAlert()) == ("wrong_machine", {"command": "take_alert"})
    assert told(Role.STREET_WINDOW, accept) == ("wrong_state", {"command": "accept"})
    road.submit()
    assert told(Role.APPLICANT, accept) == ("wrong_role", {"command": "accept", "role": "applicant"})
    assert told(Role.STREET_WINDOW, accept, point=ServicePoint.KIOSK) == (
        "wrong_point",
        {"command": "accept", "point": "kiosk"},
    )


def test_what_reads_nothing_else_and_waits_for_people_only() -> None:
    assert nothing_needed(unit(), None) == ()
    assert nothing_due(unit(), POLICY, date(2026, 3, 2)) is None
    assert own_policy(unit()) == (None, None)
    kept = with_process(Road().case, policy_id="elsewhere", policy_version="2025-01")
    assert machines.policy_of("case", kept) == ("elsewhere", "2025-01")


def test_the_first_event_founds_and_the_others_follow() -> None:
    home = unit()
    road = Road()
    road.submit()
    event = road.history[0][2]
    assert on("unit", home, event, event) == Decision(
        effects=(Effect(machine="unit", object_id=home.id, event=event),) * 2
    )
    assert founded("unit", home, event, event) == Decision(
        effects=(
            Effect(machine="unit", object_id=home.id, event=event, creates={"id": home.id, "org": home.org}),
            Effect(machine="unit", object_id=home.id, event=event),
        )
    )


def test_a_machine_that_nobody_knows() -> None:
    with pytest.raises(ValueError, match="boat"):
        machines.create("boat", {})
    with pytest.raises(InvalidRecord) as broken:
        machines.create("unit", {"id": "u", "org": 7})
    assert broken.value.where == "unit"
    assert machines.blank("boat", RecordId("x"), STREET, commands.Accept(number=NUMBER)) is None
    assert machines.blank("case", RecordId("x"), STREET, commands.Accept(number=NUMBER)) is None
    assert machines.commands_for("boat", "new", Role.STREET_WINDOW, ServicePoint.STREET_WINDOW) == ()
