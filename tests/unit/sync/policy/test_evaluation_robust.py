"""Nothing that fits the types can crash the reading, and nothing unknown passes."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from gzf_desk.i18n import LANGUAGES, Translator
from sync.errors import InvalidRecord
from sync.model.application import Category
from sync.model.case import VerificationFact
from sync.model.fields import COLLECTIONS, SCALARS, to_draft
from sync.model.household import (
    AssetItem,
    AssetKind,
    HousingFact,
    IncomeItem,
    IncomeKind,
    SpecialGroup,
    Tenure,
    Vehicle,
    VehicleUse,
)
from sync.model.states import Outcome
from sync.model.work import Business, BusinessKind, Contribution, Employment, FundKind
from sync.policy.draft_checks import missing_for_submit
from sync.policy.evaluation import evaluate
from sync.policy.explain import explain, explain_problem, readable
from sync.policy.materials import material_matrix
from tests.support.households import all_policies, example_policy, family

POLICY = example_policy()
POLICIES = all_policies()
DAYS = st.none() | st.dates()
MONTHS = st.none() | st.integers(-(10**6), 10**6)
TODAY = date(2026, 3, 2)
PASS, UNKNOWN, NA = Outcome.PASS, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def fact(data_class: str, member: str, outcome: str, verified: str | None = None) -> VerificationFact:
    return VerificationFact(
        data_class=data_class, member=member, outcome=outcome, verified=verified, source="d", as_of=TODAY
    )


SCALAR = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=5) | st.dates()
NAMES = st.sampled_from(sorted({*COLLECTIONS, *SCALARS}))


@settings(max_examples=40)
@given(st.data())
def test_nothing_that_fits_the_types_can_crash_the_reading(data: st.DataObject) -> None:
    """Any draft that passes the types: reading, checking and explaining it never raises, in either language."""
    members = st.dictionaries(st.sampled_from(["m1", "m2", "m3"]), _entry("members"), max_size=3)
    draft = family(
        members=data.draw(members),
        housing=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("housing"))),
        income=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("income"))),
        assets=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("assets"))),
        vehicles=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("vehicles"))),
        category=data.draw(st.sampled_from([None, *Category])),
        home_disposed_on=data.draw(st.none() | st.dates(date(1, 1, 1), date(9990, 1, 1))),
        no_home_disposed=data.draw(st.sampled_from([None, True, False])),
    )
    draft = msgspec.structs.replace(
        draft,
        businesses=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("businesses"))),
        employments=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("employments"))),
        contributions=data.draw(st.dictionaries(st.sampled_from("ab"), _entry("contributions"))),
    )
    policy = data.draw(st.sampled_from(POLICIES))
    checks = tuple(data.draw(st.lists(_facts(), max_size=4)))
    reading = evaluate(draft, policy, today=TODAY, checks=checks, banned=False, duplicate=False)
    material_matrix(draft, policy, TODAY, checks)
    problems = (*reading.problems, *missing_for_submit(draft, policy, TODAY))
    for language in LANGUAGES:
        words = Translator(language)
        sentences = [explain(result, words) for result in reading.conditions]
        sentences += [explain_problem(problem, words) for problem in problems]
        sentences += [words(flag.reason_key, **readable(flag.figures)) for flag in reading.flags]
        assert not [sentence for sentence in sentences if "⟦" in sentence]
    if reading.outcome is PASS:
        assert all(result.outcome in {PASS, NA} for result in reading.conditions)
        assert not [problem for problem in reading.problems if problem.path.startswith(("members", "category"))]


def _entry(collection: str) -> st.SearchStrategy[Any]:
    member = st.sampled_from([None, "m1", "m2", "ghost"])
    amount = st.none() | st.integers(-(10**15), 10**15)
    match collection:
        case "members":
            return st.builds(
                lambda base, **changes: msgspec.structs.replace(family().members[base], **changes),
                st.sampled_from(["m1", "m2", "m3"]),
                birth_date=st.none() | st.dates(date(1, 1, 1), date(2100, 1, 1)),
                kinship=st.sampled_from([None, "01", "10", "51", "22", "zz"]),
                special_groups=st.lists(st.sampled_from(SpecialGroup), max_size=3).map(tuple),
                document_number=st.none() | st.text(max_size=20),
                insurance_months=st.none() | st.integers(-5, 500),
                special_since=st.dictionaries(st.sampled_from(SpecialGroup), st.dates(), max_size=2),
                hukou_since=DAYS,
                graduated_on=DAYS,
                residence_permit_from=DAYS,
                residence_permit_to=DAYS,
                legal_capacity=st.sampled_from([None, True, False]),
            )
        case "housing":
            return st.builds(
                HousingFact,
                member=member,
                tenure=st.none() | st.sampled_from(Tenure),
                area100=amount,
                share_num=st.integers(-3, 5),
                share_den=st.integers(-3, 5),
                local=st.sampled_from([None, True, False]),
                disposed_on=st.none() | st.dates(date(1, 1, 1), date(9990, 1, 1)),
            )
        case "income":
            return st.builds(IncomeItem, member=member, kind=st.sampled_from(IncomeKind), amount_fen=amount)
        case "businesses":
            return st.builds(Business, member=member, kind=st.sampled_from([None, *BusinessKind]), closed_on=DAYS)
        case "employments":
            return st.builds(Employment, member=member, starts_on=DAYS, ends_on=DAYS, open_ended=st.booleans())
        case "contributions":
            return st.builds(Contribution, member=member, kind=st.sampled_from(FundKind), months_total=MONTHS)
        case "assets":
            return st.builds(AssetItem, member=member, kind=st.none() | st.sampled_from(AssetKind), value_fen=amount)
        case _:
            use = st.none() | st.sampled_from(VehicleUse)
            return st.builds(Vehicle, member=member, use=use, price_fen=amount)


def _facts() -> st.SearchStrategy[VerificationFact]:
    return st.builds(
        fact,
        st.sampled_from(["V01", "V03", "V04", "V06", "V21", "V24", "V28", "V32", "V99"]),
        st.sampled_from(["m1", "m2", "ghost"]),
        st.sampled_from(["match", "mismatch", "found", "not_found", "unavailable"]),
        st.sampled_from([None, "", "12", "3000000", "-4", "٣", "9" * 40]),
    )


@given(NAMES, SCALAR)
def test_a_wrong_type_is_refused_before_it_is_read(name: str, value: Any) -> None:
    plain = value.isoformat() if isinstance(value, date) else value
    try:
        draft = to_draft({name: plain})
    except InvalidRecord:
        return
    assert evaluate(draft, POLICY, today=TODAY).outcome is UNKNOWN
