"""Which papers a family brings, and why it need not bring the others."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.application import ApplicationDraft, Category, Material
from sync.model.case import VerificationFact
from sync.model.household import HousingFact, SpecialGroup, Tenure
from sync.model.states import DataClass
from sync.policy import Policy
from sync.policy.materials import MaterialLine, MaterialStatus, material_matrix
from sync.policy.records import MaterialRule
from tests.support.households import consent_for, example_policy, family, with_member

TODAY = date(2026, 3, 2)
POLICY = example_policy()
PRESENT, NOT_NEEDED, TO_FOLLOW, NEEDED = MaterialStatus


def asking(**changes: Any) -> Policy:
    """A policy that asks for one paper."""
    rule = MaterialRule(**{"kind": "33", "who": "case", "exempt": ("network_check", "by_promise"), **changes})
    return msgspec.structs.replace(POLICY, materials=(rule,))


def lines(draft: ApplicationDraft, policy: Policy = POLICY, checks: Any = ()) -> tuple[MaterialLine, ...]:
    return material_matrix(draft, policy, TODAY, checks)


def one(draft: ApplicationDraft, policy: Policy, checks: Any = ()) -> MaterialLine:
    (line,) = lines(draft, policy, checks)
    return line


def fact(kind: str, member: str, outcome: str, **more: Any) -> VerificationFact:
    return VerificationFact(data_class=kind, member=member, outcome=outcome, source="d", as_of=TODAY, **more)


def without_consent(draft: ApplicationDraft) -> ApplicationDraft:
    return msgspec.structs.replace(draft, consents={})


def having(*materials: Material, draft: ApplicationDraft | None = None) -> ApplicationDraft:
    return msgspec.structs.replace(draft or family(), materials={str(n): one for n, one in enumerate(materials)})


def test_a_family_that_consented_need_not_bring_what_departments_know() -> None:
    by_kind = {(line.kind, line.member): line for line in lines(family())}
    for key in (("02", "m1"), ("02", "m2"), ("02", "m3"), ("03", None), ("06", "m1"), ("30", "m1"), ("33", None)):
        assert by_kind[key].status is NOT_NEEDED, key
        assert by_kind[key].because == "network_check"
    assert by_kind["02", "m1"].shown_by == ("V01",)
    assert by_kind["30", "m2"].shown_by == ("V24", "V28")
    assert by_kind["34", None].status is TO_FOLLOW
    assert ("30", "m3") not in by_kind  # a child earns nothing
    assert not {"31", "32"} & {kind for kind, _ in by_kind}  # of other categories


def test_without_consent_everything_is_asked_for() -> None:
    assert {line.status for line in lines(without_consent(family()))} == {TO_FOLLOW}


def test_one_consent_that_is_missing_keeps_the_paper_of_the_case() -> None:
    policy = asking(checked_by=(DataClass.REAL_ESTATE,))
    assert one(family(), policy).because == "network_check"
    consents = {key: consent for key, consent in family().consents.items() if key != "c2"}
    partly = msgspec.structs.replace(family(), consents=consents)
    assert one(partly, policy).status is TO_FOLLOW
    other = msgspec.structs.replace(family(), consents={**consents, "c2": consent_for("m2", classes=())})
    assert one(other, policy).status is TO_FOLLOW
    answered = [fact("V21", "m2", "not_found")]
    assert one(other, policy, answered).because == "network_check"
    assert one(msgspec.structs.replace(family(), members={}), policy).status is TO_FOLLOW


def test_a_department_that_cannot_answer_makes_the_paper_needed_again() -> None:
    policy = asking(checked_by=(DataClass.REAL_ESTATE,))
    line = one(family(), policy, [fact("V21", "m2", "unavailable")])
    assert (line.status, line.open_answer) == (TO_FOLLOW, True)
    by_hand = fact("V21", "m2", "unavailable", manual_by="op", manual_note="看过不动产登记簿")
    assert one(family(), policy, [by_hand]).because == "network_check"
    two = asking(checked_by=(DataClass.REAL_ESTATE, DataClass.ECON_CHECK))
    line = one(family(), two, [fact("V21", "m2", "unavailable")])
    assert (line.because, line.shown_by) == ("network_check", ("V28",))
    assert not one(family(), policy).open_answer


def test_a_check_stands_in_only_where_the_policy_says_so() -> None:
    assert one(family(), asking(checked_by=(DataClass.REAL_ESTATE,), exempt=("by_promise",))).status is TO_FOLLOW


def test_a_promise_stands_in() -> None:
    policy = asking()
    promised = msgspec.structs.replace(
        family(), undertaking=msgspec.structs.replace(family().undertaking, replaces=("33",))
    )
    assert one(promised, policy).because == "by_promise"
    assert one(family(), policy).status is TO_FOLLOW
    assert one(promised, asking(exempt=())).status is TO_FOLLOW
    assert one(msgspec.structs.replace(promised, undertaking=None), policy).status is TO_FOLLOW


def test_another_paper_shows_the_same() -> None:
    policy = asking(kind="06", who="applicant", exempt=("other_material",), instead=("03", "23"))
    both = having(Material(kind="23", member="m1", status="present"), Material(kind="03", status="present"))
    line = one(both, policy)
    assert (line.because, line.shown_by) == ("other_material", ("03", "23"))
    assert one(having(Material(kind="03", status="to_follow")), policy).status is TO_FOLLOW
    assert one(both, asking(kind="06", who="applicant", exempt=(), instead=("03",))).status is TO_FOLLOW


def test_what_is_there_is_there_and_a_reason_must_be_one_of_the_policy() -> None:
    policy = asking(checked_by=(DataClass.REAL_ESTATE,))
    there = having(Material(kind="33", status="present"))
    assert one(there, policy) == MaterialLine(kind="33", member=None, status=PRESENT, because="", shown_by=())
    exempt = having(Material(kind="33", status="exempt", exempt_reason="by_promise"), draft=without_consent(family()))
    assert one(exempt, policy).because == "by_promise"
    wrong = having(Material(kind="33", status="exempt", exempt_reason="other"), draft=without_consent(family()))
    assert one(wrong, policy).status is TO_FOLLOW
    own = having(
        Material(kind="33", status="present"), Material(kind="33", member="m1"), draft=without_consent(family())
    )
    assert one(own, asking(who="applicant")).status is TO_FOLLOW
    assert one(having(Material(kind="33", status="present")), asking(who="applicant")).status is PRESENT


def test_papers_that_cannot_wait() -> None:
    assert one(without_consent(family()), asking(may_follow=False)).status is NEEDED


@pytest.mark.parametrize(
    ("when", "member", "asked"),
    [
        ("married", {"marital": "20"}, True),
        ("married", {"marital": "10"}, False),
        ("married", {"marital": None}, True),
        ("divorced", {"marital": "40"}, True),
        ("divorced", {"marital": "20"}, False),
        ("widowed", {"marital": "30"}, True),
        ("widowed", {"marital": "40"}, False),
        ("disabled", {"special_groups": (SpecialGroup.DISABLED,)}, True),
        ("disabled", {}, False),
        ("rented", {}, True),
        ("always", {"marital": None}, True),
    ],
)
@pytest.mark.parametrize("who", ["applicant", "case", "adults"])
def test_of_whom_a_paper_is_asked(who: str, when: str, member: dict[str, Any], asked: bool) -> None:
    draft = with_member(family(), "m1", **member)
    found = {line.member for line in lines(draft, asking(who=who, when=when))}
    assert (found & {"m1", None} != set()) is asked


def test_who_rents_nothing_has_no_lease() -> None:
    own = msgspec.structs.replace(family(), housing={"h": HousingFact(member="m1", tenure=Tenure.OWN)})
    assert lines(own, asking(when="rented")) == ()


def test_without_an_applicant_there_is_nobody_to_ask() -> None:
    nobody = msgspec.structs.replace(family(), members={})
    assert lines(nobody, asking(who="applicant")) == ()
    assert lines(nobody, asking(when="divorced")) == ()
    assert len(lines(nobody, asking(when="married"))) == 1


def test_papers_belong_to_categories() -> None:
    policy = asking(categories=(Category.MIGRANT,))
    assert lines(family(), policy) == ()
    assert len(lines(msgspec.structs.replace(family(), category=Category.MIGRANT), policy)) == 1


def test_a_consent_that_has_ended_shows_nothing_any_more() -> None:
    policy = asking(kind="02", who="applicant", checked_by=(DataClass.HUKOU,))
    for ends, because in ((TODAY, "network_check"), (date(2026, 3, 1), "")):
        consents = {**family().consents, "c1": msgspec.structs.replace(family().consents["c1"], valid_to=ends)}
        assert one(msgspec.structs.replace(family(), consents=consents), policy).because == because
