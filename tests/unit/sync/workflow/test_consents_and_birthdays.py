"""Which day decides who had to sign a consent."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from sync.model.states import CaseState, Role
from sync.workflow.application.commands import Accept, LaunchChecks
from tests.support.households import consent_for, family, person
from tests.support.road import NUMBER, POLICY, Road

WINDOW = Role.STREET_WINDOW


@pytest.mark.parametrize("signer", ["m1", "m3"])
def test_a_birthday_between_submission_and_checks_does_not_void_a_consent(signer: str) -> None:
    """Born 2008-03-03: a child on the day of submission, of age on the day of acceptance."""
    child = person("陈小样", date(2008, 3, 3), "22", male=True, serial=3)
    draft = family(members={**family().members, "m3": child})
    road = Road()
    road.case = msgspec.structs.replace(road.case, draft=draft)
    road.submit()
    consents = {**draft.consents, "c3": consent_for("m3", signer)}
    road.case = msgspec.structs.replace(road.case, draft=msgspec.structs.replace(draft, consents=consents))
    road.now += timedelta(days=1)
    road.accept()
    road.do(WINDOW, LaunchChecks())
    assert road.case.process.state is CaseState.REVIEW


def test_a_consent_that_nobody_gave_still_holds_the_checks_up() -> None:
    road = Road()
    road.submit()
    consents = {key: kept for key, kept in road.case.draft.consents.items() if key != "c2"}
    draft = msgspec.structs.replace(road.case.draft, consents=consents)
    road.case = msgspec.structs.replace(road.case, draft=draft)
    assert road.refused(WINDOW, Accept(number=NUMBER)) == "consent_missing", "an element of the acceptance"
    accepted = tuple(
        msgspec.structs.replace(stage, elements=()) if stage.code == "ACCEPT" else stage for stage in POLICY.stages
    )
    road.policy = msgspec.structs.replace(POLICY, stages=accepted)
    road.accept()
    assert road.refused(WINDOW, LaunchChecks()) == "consent_missing"
