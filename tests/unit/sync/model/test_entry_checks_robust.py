"""Whatever is filled in, the checks of an application's entries answer and never raise."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sync.model.application import ApplicationDraft
from sync.model.entrustment import Entrustment
from sync.model.entry_checks import check_entries
from sync.model.household import Household, IncomeItem, Vehicle
from sync.model.work import Business, Contribution, Employment
from tests.support.households import SIGNED, person

TEXTS = st.none() | st.text(max_size=12)
DAYS = st.none() | st.dates()
NUMBERS = st.none() | st.integers(-(10**6), 10**6)


@given(st.data())
def test_nothing_is_raised_whatever_is_filled_in(data: st.DataObject) -> None:
    built = {
        "contributions": st.builds(
            Contribution,
            member=TEXTS,
            months_total=NUMBERS,
            months_continuous=NUMBERS,
            base_fen=NUMBERS,
            first_month=TEXTS | st.just("2024-01"),
            last_month=TEXTS | st.just("2024-02"),
        ),
        "employments": st.builds(Employment, employer_code=TEXTS, starts_on=DAYS, ends_on=DAYS, signed_on=DAYS),
        "businesses": st.builds(Business, code=TEXTS, registered_on=DAYS, closed_on=DAYS, capital_fen=NUMBERS),
        "vehicles": st.builds(Vehicle, plate=TEXTS, vin=TEXTS, bought_on=DAYS),
        "income": st.builds(IncomeItem, period_from=DAYS, period_to=DAYS),
    }
    entries = {name: {"k": data.draw(strategy)} for name, strategy in built.items()}
    someone = person(
        "测试甲", date(1980, 1, 1), "01", male=True, education=data.draw(TEXTS), hukou_since=data.draw(DAYS)
    )
    draft = ApplicationDraft(
        members={"m1": someone},
        household=Household(region=data.draw(TEXTS), protected=data.draw(NUMBERS)),
        entrustment=data.draw(
            st.builds(
                Entrustment,
                powers=st.just(()),
                principal=st.text(max_size=3),
                agent_document_number=TEXTS,
                agent_phone=TEXTS,
                signed_at=st.none() | st.just(SIGNED),
            )
        ),
        **entries,
    )
    for problem in check_entries(draft, data.draw(st.dates())):
        assert problem.path.partition("/")[0] in {*built, "members", "household", "entrustment"}
