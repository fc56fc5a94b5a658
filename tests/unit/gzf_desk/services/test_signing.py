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


def test_a_change_after_signing_asks_for_the_signatures_again(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = fill_in(at_work.desk).case_id
    sign_all(at_work.desk, case)
    assert services.signing.plan(case).missing == 0
    spouse = list(services.intake.draft(case).draft.members)[1]
    services.intake.set(case, f"members/{spouse}.name", "测试甲")
    plan = services.signing.plan(case)
    assert [line.done for line in plan.undertaking_signers] == [False, False]
    assert {line.line for line in plan.undertaking_signers} == {"the content was changed; to be signed again"}
    assert [(line.done, "again" in line.line) for line in plan.signers] == [(True, False), (False, True), (True, False)]
    refused = services.submission.submit(case)
    assert {problem.code for problem in refused.problems} == {"undertaking_changed", "consent_changed"}
    at_work.clock.advance(timedelta(minutes=1))
    sign_all(at_work.desk, case)
    services.intake.set(case, "wishes", {"note": "一楼"})
    assert services.signing.plan(case).missing == 0, "a wish is nothing that is promised"
    assert services.submission.submit(case).sealed


def test_each_signer_keeps_way_time_and_witness(at_work: DeskUnderTest) -> None:
    signing = at_work.desk.services.signing
    case = fill_in(at_work.desk).case_id
    first, second = (line.member_id for line in signing.plan(case).undertaking_signers)
    signing.sign_undertaking(case, first, method=SignatureMethod.PAD, image_png=PNG)
    at_work.clock.advance(timedelta(days=1))
    signing.sign_undertaking(case, second, method=SignatureMethod.FINGERPRINT, image_png=PNG)
    lines = [line.line for line in signing.plan(case).undertaking_signers]
    assert "signed on the pad · 03-02" in lines[0]
    assert "by fingerprint · 03-03" in lines[1]
    promise = at_work.desk.services.intake.draft(case).draft.undertaking
    assert promise is not None
    assert [one.method for one in promise.signatures] == [SignatureMethod.PAD, SignatureMethod.FINGERPRINT]


def test_papers_show_only_signatures_that_stand(at_work: DeskUnderTest) -> None:
    from gzf_desk.services.paper_press import Press

    services = at_work.desk.services
    case = fill_in(at_work.desk).case_id
    sign_all(at_work.desk, case)

    def shown(document: str) -> int:
        file = at_work.desk.workspace  # the press is what the printing service hands the case to
        view = services.intake.draft(case)
        policy = file.rulebook.of(view.draft.policy_id, view.draft.policy_version, file.clock.today())
        press = Press(file, services.printing._casebook.get(case), policy, None, None)  # type: ignore[attr-defined]
        return len(press._context(document).signatures)

    assert [shown(document) for document in ("D01", "D02", "D03")] == [2, 3, 2]
    spouse = list(services.intake.draft(case).draft.members)[1]
    services.intake.set(case, f"members/{spouse}.name", "测试甲")
    assert [shown(document) for document in ("D01", "D02", "D03")] == [0, 2, 0]
