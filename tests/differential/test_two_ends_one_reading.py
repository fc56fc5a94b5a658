"""Desk and province read the same household alike: each by its own road, from its own rulebook.

The desk's road: fields typed by hand, packed and sealed in its store, opened again. The province's: an op on the wire,
merged into a stored record, sealed in its own way, opened and typed. Then both read it against every policy.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import Translator
from gzf_desk.services.rulebook import Rulebook as DeskRulebook
from sync.model.case import Case, VerificationFact
from sync.model.fields import PROCESS, to_draft, to_fields
from sync.model.ids import OperatorId, OpId, OrgCode, RecordId
from sync.policy import Policy
from sync.policy.draft_checks import missing_for_submit
from sync.policy.evaluation import evaluate
from sync.policy.materials import material_matrix
from sync.protocol.canonical import fields_digest
from sync.protocol.messages import Op, TimeClaim
from sync.seal.canonical import digest
from sync.seal.envelope import Sealer, context
from sync.server.merge import FieldVersion
from sync.server.rulebook import Rulebook as ProvinceRulebook
from sync.server.stored import StoredRecord
from sync.server.typed import to_typed
from tests.support.households import ORG, all_policies
from tests.support.random_households import TODAY, household
from tests.support.road import CALENDAR
from tests.support.supervised import at

_OP = msgspec.msgpack.Decoder(Op)
SHORT, LONG = 600, 100_000
SEED = 20260302


class TwoEnds:
    """Both ends with their stores' ways of keeping a case."""

    def __init__(self) -> None:
        self.province = ProvinceRulebook.from_resources()
        self.desk = DeskRulebook(Translator("zh_CN"))
        self.desk_sealer, self.province_sealer = Sealer(bytes(range(32))), Sealer(bytes(range(32, 64)))

    def at_the_desk(self, fields: dict[str, Any], facts: tuple[VerificationFact, ...]) -> Any:
        """Packed, sealed, opened: what the desk's store gives back."""
        where = context("mirror", "body", "case-1")
        kept = self.desk_sealer.seal(where, msgspec.msgpack.encode(fields))
        opened = msgspec.msgpack.decode(self.desk_sealer.unseal(where, kept))
        process = msgspec.json.decode(msgspec.json.encode(facts), type=tuple[VerificationFact, ...])
        return to_draft(opened), process, fields_digest(opened)

    def at_the_province(self, fields: dict[str, Any], facts: tuple[VerificationFact, ...]) -> Any:
        """Sent as an op, stored field by field with the process, sealed, opened and typed."""
        op = Op(
            op_id=OpId("op"), n=1, kind="put", record_kind="case", record_id=RecordId("case-1"), org=OrgCode(ORG),
            operator=OperatorId("op"), fields=fields, claim=TimeClaim(wall=at("2026-03-02")),
        )  # fmt: skip
        arrived = _OP.decode(msgspec.msgpack.encode(op))
        record = StoredRecord(id=op.record_id, kind="case", org=OrgCode(ORG))
        record = record.with_changes(arrived.fields, FieldVersion(1, "device", 1))
        process = {PROCESS: {"verification": msgspec.to_builtins(facts)}}
        record = record.with_changes(process, FieldVersion(2, "platform", 0))
        where = context("records", "body", "case-1")
        kept = self.province_sealer.seal(where, msgspec.msgpack.encode(dict(record.fields)))
        again = msgspec.msgpack.decode(self.province_sealer.unseal(where, kept))
        typed = to_typed(StoredRecord(id=op.record_id, kind="case", org=OrgCode(ORG), fields=again))
        assert isinstance(typed, Case)
        plain = {path: value for path, value in again.items() if path != PROCESS}
        return typed.draft, typed.process.verification, fields_digest(plain)


def reading(draft: Any, facts: Any, policy: Policy) -> str:
    """Everything that an end says about a household, as one digest."""
    found = evaluate(draft, policy, today=TODAY, checks=facts, banned=False, duplicate=None)
    missing = missing_for_submit(draft, policy, TODAY)
    papers = [
        (line.kind, line.member, line.status, line.because) for line in material_matrix(draft, policy, TODAY, facts)
    ]
    return digest([msgspec.to_builtins(found), msgspec.to_builtins(missing), msgspec.to_builtins(papers)])


def compare(count: int, seed: int) -> None:
    """So many households, read by both ends, each against one policy; any difference fails."""
    ends, chance = TwoEnds(), random.Random(seed)
    pairs = [
        (ends.desk.of(policy.id, policy.version, TODAY), ends.province.policy(policy.id, policy.version))
        for policy in all_policies()
    ]
    assert len(pairs) >= 6
    for n in range(count):
        draft, facts = household(chance)
        fields = to_fields(draft)
        desk_draft, desk_facts, desk_digest = ends.at_the_desk(fields, facts)
        province_draft, province_facts, province_digest = ends.at_the_province(fields, facts)
        assert desk_digest == province_digest
        at_desk, at_province = pairs[n % len(pairs)]
        assert at_province is not None
        one, two = reading(desk_draft, desk_facts, at_desk), reading(province_draft, province_facts, at_province)
        assert one == two, (seed, n)


def test_two_ends_read_alike() -> None:
    compare(SHORT, SEED)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_two_ends_read_a_hundred_thousand_households_alike() -> None:
    compare(LONG, SEED + 1)


def test_both_ends_count_the_same_working_days() -> None:
    ends = TwoEnds()
    for days in range(0, 60, 7):
        assert ends.desk.calendar.workdays(TODAY, days) == ends.province.workdays(TODAY, days)
        assert ends.province.workdays(TODAY, days) == CALENDAR.workdays(TODAY, days)


def test_the_households_are_of_all_sorts() -> None:
    chance, outcomes, categories, sizes = random.Random(SEED), set(), set(), set()
    policy = ProvinceRulebook.from_resources().policy("yichun2", None)
    assert policy is not None
    for _ in range(300):
        draft, facts = household(chance)
        found = evaluate(draft, policy, today=TODAY, checks=facts, banned=False, duplicate=False)
        outcomes |= {(result.code, result.outcome) for result in found.conditions}
        categories.add(draft.category)
        sizes.add(len(draft.members))
    assert len(outcomes) > 30
    assert len(categories) > 5
    assert sizes == {1, 2, 3, 4, 6}
