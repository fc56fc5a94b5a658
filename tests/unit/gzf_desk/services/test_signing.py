from __future__ import annotations

from datetime import timedelta

from sync.model.states import SignatureMethod
from tests.support.desks import PNG, DeskUnderTest, fill_in, sign_all


def test_a_signed_line_says_how_when_and_in_whose_presence(at_work: DeskUnderTest) -> None:
    case = fill_in(at_work.desk).case_id
    signing = at_work.desk.services.signing
    before = signing.plan(case).signers
    assert [line.for_name for line in before] == ["", "", "陈小样"]
    assert not any(line.done for line in before)
    sign_all(at_work.desk, case)
    after = signing.plan(case)
    witness = at_work.desk.services.session.operator()
    assert witness is not None
    for line in (*after.signers, *after.undertaking_signers):
        assert line.done
        assert witness.name in line.line
        assert "pad" in line.line
        assert ":" in line.line
    first = after.signers[0].member_id
    signing.sign_undertaking(case, first, method=SignatureMethod.FINGERPRINT, image_png=PNG)
    assert "fingerprint" in signing.plan(case).undertaking_signers[0].line


def test_the_print_list_knows_what_is_printed_until_it_changes(at_work: DeskUnderTest) -> None:
    view = fill_in(at_work.desk)
    services = at_work.desk.services

    def printed() -> set[str]:
        return {item.document for item in services.printing.available(view.case_id) if item.printed_at}

    assert printed() == set()
    services.printing.render("D01", view.case_id)
    services.printing.render("D02", view.case_id)
    assert printed() == {"D01", "D02"}
    at_work.clock.advance(timedelta(minutes=1))
    sign_all(at_work.desk, view.case_id)
    assert printed() == set()
    services.printing.render("D02", view.case_id)
    assert printed() == {"D02"}
    applicant = next(iter(view.draft.members))
    services.intake.set(view.case_id, f"members/{applicant}.phone", "19900000777")
    services.printing.render("D01", view.case_id)
    assert "D01" in printed()
    services.intake.set(view.case_id, f"members/{applicant}.phone", "19900000778")
    assert "D01" not in printed()
