"""What statuses bring: free for lone elders in need, a preferential rent for others, nothing for a mere word."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.billing import RentReason
from sync.model.case import VerificationFact
from sync.model.household import MemberRole, SpecialGroup
from sync.policy.concessions import confirmed_groups, with_concession
from sync.policy.rent import Concession, Rent, conceded, concession, rent
from tests.support.households import example_policy, family, with_member

POLICY = example_policy()
RULES = POLICY.billing
G = SpecialGroup
FULL = 5_000 * 3_000


def usual(income: int | None = None, tier: int = 400) -> Rent:
    return rent(area100=5_000, standard_fen_m2=3_000, tier_permille=tier, monthly_income_fen=income, rules=POLICY.rent)


@pytest.mark.parametrize(
    ("groups", "granted"),
    [
        ((), Concession.NONE),
        ((G.DISABLED,), Concession.NONE),
        ((G.LONE_ELDER,), Concession.NONE),
        ((G.LONE_ELDER, G.LOWSEC), Concession.FREE),
        ((G.LONE_ELDER, G.LOWSEC_EDGE), Concession.FREE),
        ((G.LONE_ELDER, G.DESTITUTE), Concession.FREE),
        ((G.LONE_ELDER, G.PREF), Concession.PREFERENTIAL),
        *(
            ((group,), Concession.PREFERENTIAL)
            for group in (
                G.LOWSEC, G.LOWSEC_EDGE, G.EXPEND, G.DESTITUTE, G.UNION_POOR, G.PREF, G.MARTYR_FAMILY, G.ORPHAN,
            )
        ),
    ],
)  # fmt: skip
def test_who_gets_what(groups: tuple[SpecialGroup, ...], granted: Concession) -> None:
    assert concession(groups, RULES) is granted


def test_free_and_preferential_rent() -> None:
    free = conceded(usual(), FULL, Concession.FREE, RULES)
    assert (free.monthly_fen, free.standard_fen, free.base_fen) == (0, 150_000, 60_000)
    assert (free.reason, free.concession) == (RentReason.FREE, Concession.FREE)
    lower = conceded(usual(), FULL, Concession.PREFERENTIAL, RULES)
    assert (lower.monthly_fen, lower.reason) == (15_000, RentReason.PREFERENTIAL)


def test_a_concession_never_makes_a_rent_higher() -> None:
    tier_of_ten = usual(tier=100)
    assert conceded(tier_of_ten, FULL, Concession.PREFERENTIAL, RULES) == tier_of_ten  # 150 yuan either way
    lowest = usual(tier=50)
    assert conceded(lowest, FULL, Concession.PREFERENTIAL, RULES) == lowest
    assert conceded(usual(), FULL, Concession.NONE, RULES) == usual()


def test_why_a_month_costs_what_it_costs() -> None:
    assert usual().reason is RentReason.TIER
    assert usual(income=300_000).reason is RentReason.INCOME_SHARE
    assert usual(income=80_000).reason is RentReason.FLOOR


def answer(group_class: str, outcome: str, member: str = "m1") -> VerificationFact:
    return VerificationFact(
        data_class=group_class, member=member, outcome=outcome, source="department", as_of=date(2026, 3, 3)
    )


@pytest.mark.parametrize(
    ("group", "department"),
    [
        (G.LOWSEC, "V04"),
        (G.DESTITUTE, "V05"),
        (G.LOWSEC_EDGE, "V06"),
        (G.LOWINC, "V06"),
        (G.PREF, "V12"),
    ],
)
def test_what_a_department_could_confirm_counts_only_confirmed(group: SpecialGroup, department: str) -> None:
    draft = with_member(family(), "m1", special_groups=(group,))
    assert confirmed_groups(draft, ()) == frozenset()
    for outcome in ("match", "found"):
        assert confirmed_groups(draft, (answer(department, outcome),)) == {group}
    for outcome in ("mismatch", "not_found", "unavailable"):
        assert confirmed_groups(draft, (answer(department, outcome),)) == frozenset()
    assert confirmed_groups(draft, (answer("V01", "match"),)) == frozenset()
    assert confirmed_groups(draft, (answer(department, "match", "m2"),)) == frozenset()


def test_what_no_department_answers_counts_as_reviewed_but_only_of_who_is_housed() -> None:
    draft = with_member(
        with_member(family(), "m1", special_groups=(G.ORPHAN,)), "m2", special_groups=(G.MARTYR_FAMILY,)
    )
    assert confirmed_groups(draft, ()) == {G.ORPHAN, G.MARTYR_FAMILY}
    beside = with_member(draft, "m2", role=MemberRole.COUNTED_ONLY)
    assert confirmed_groups(beside, ()) == {G.ORPHAN}
    assert with_concession(usual(), FULL, draft, (), RULES).reason is RentReason.PREFERENTIAL
    plain = with_member(family(), "m1", special_groups=())
    assert with_concession(usual(), FULL, plain, (), RULES) == usual()


@given(st.integers(1, 20_000), st.integers(1, 10_000), st.integers(1, 1_000), st.sampled_from(Concession))
def test_between_nothing_and_the_usual_rent(area: int, standard: int, tier: int, granted: Concession) -> None:
    before = rent(
        area100=area, standard_fen_m2=standard, tier_permille=tier, monthly_income_fen=None, rules=POLICY.rent
    )
    after = conceded(before, area * standard, granted, RULES)
    assert 0 <= after.monthly_fen <= before.monthly_fen
    assert (after.concession is granted) is (after.monthly_fen < before.monthly_fen or granted is Concession.NONE)
