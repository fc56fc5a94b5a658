from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gzf_desk.errors import BadInput, Refused
from sync.model.states import CaseState, Role, SourceMark, StorageState
from tests.support.desks import PNG, DeskUnderTest, card, fill_in, sign_all, submitted


def test_a_card_becomes_the_applicant_with_marks_of_its_source(at_work: DeskUnderTest) -> None:
    view = at_work.desk.services.intake.begin(card())
    (member,) = view.draft.members.values()
    assert (member.name, member.kinship, member.sex, member.document_type) == ("林秀例", "01", "2", "resident")
    assert member.sources["name"] is SourceMark.CARD
    assert "phone_missing" in {problem.code for problem in view.problems}
    assert view.storage is StorageState.ON_THIS_PC
    assert view.process.state is CaseState.DRAFT


def test_every_edit_is_there_after_a_restart(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    case = intake.begin(card()).case_id
    member = next(iter(intake.draft(case).draft.members))
    intake.set(case, f"members/{member}.phone", "19900000001")
    intake.set(case, "category", "migrant")
    at_work.reopen()
    draft = at_work.desk.services.intake.draft(case).draft
    assert draft.members[member].phone == "19900000001"
    assert draft.category == "migrant"
    assert [row.case_id for row in at_work.desk.services.intake.drafts()] == [case]


def test_edits_go_into_one_op_until_a_sync_takes_it(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    case = intake.begin(card()).case_id
    for category in ("migrant", "new_employee", "hukou_lowinc"):
        intake.set(case, "category", category)
    assert at_work.desk.services.sync.view().on_this_pc == 1
    at_work.province.online = False
    at_work.desk.services.sync.sync_once()
    intake.set(case, "category", "migrant")
    assert at_work.desk.services.sync.view().on_this_pc == 1, "refresh failed first, nothing was handed out"
    at_work.province.online = True
    at_work.desk.services.sync.sync_once()
    intake.set(case, "category", "hukou_midlow")
    with at_work.desk.workspace.store.reading() as unit:
        assert [stored.op.kind for stored in unit.outbox.of_record(case)] == ["put", "patch"]
        assert unit.outbox.of_record(case)[0].op.fields["category"] == "migrant"


def test_undo_and_redo_walk_through_the_changes(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    case = intake.begin(card()).case_id
    intake.set(case, "category", "migrant")
    added, _ = intake.add(case, "income")
    intake.set(case, f"income/{added}.amount_fen", 120_000)
    assert intake.undo(case).draft.income[added].amount_fen is None
    assert intake.undo(case).draft.income == {}
    at_work.reopen()
    intake = at_work.desk.services.intake
    assert intake.undo(case).draft.category is None
    view = intake.undo(case)
    assert not view.can_undo
    assert view.can_redo
    for _ in range(3):
        view = intake.redo(case)
    assert view.draft.income[added].amount_fen == 120_000
    assert view.draft.category == "migrant"
    assert not view.can_redo


def test_removing_a_person_takes_what_belongs_to_them_and_undo_brings_it_back(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    view = fill_in(at_work.desk)
    second = next(key for key, member in view.draft.members.items() if member.kinship == "11")
    without = intake.remove(view.case_id, f"members/{second}")
    assert second not in without.draft.members
    assert all(entry.member != second for entry in without.draft.income.values())
    assert intake.undo(view.case_id).draft == view.draft


def test_the_same_card_again_updates_the_member(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    case = intake.begin(card()).case_id
    key, view = intake.add_member_from_card(case, card(name="林秀例"))
    assert list(view.draft.members) == [key]


def test_a_renewed_card_replaces_the_old_validity(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    dated = replace(card(), valid_from=date(2006, 3, 2), valid_to=date(2026, 3, 2))
    for_life = replace(card(), valid_from=date(2026, 3, 2), valid_to=None)
    case = intake.begin(dated).case_id
    key, view = intake.add_member_from_card(case, for_life)
    member = view.draft.members[key]
    assert (member.document_valid_to, member.document_long_term) == (None, True)
    assert "document_valid_to" not in member.sources
    _, view = intake.add_member_from_card(case, dated)
    member = view.draft.members[key]
    assert (member.document_valid_to, member.document_long_term) == (date(2026, 3, 2), None)


def test_a_typed_number_says_birth_and_sex(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    case = intake.begin().case_id
    key, _ = intake.add(case, "members")
    number = card().number
    view = intake.set(case, f"members/{key}.document_number", number)
    member = view.draft.members[key]
    assert (str(member.birth_date), member.sex, member.document_type) == ("1979-05-04", "2", "resident")
    assert member.sources["birth_date"] is SourceMark.DECLARED


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("category", "royal"),
        ("members/mx.phone", "1"),
        ("nothing", 1),
        ("members", {}),
        ("process", {"state": "qualified"}),
        ("income/i1.member", 7),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(at_work: DeskUnderTest, path: str, value: object) -> None:
    intake = at_work.desk.services.intake
    before = intake.begin(card())
    with pytest.raises(BadInput) as bad:
        intake.set(before.case_id, path, value)
    assert bad.value.code == "draft.bad_value"
    assert intake.draft(before.case_id) == before


def test_who_does_not_take_applications_is_told_so(at_work: DeskUnderTest) -> None:
    at_work.work_as(Role.STREET_REVIEWER)
    with pytest.raises(Refused):
        at_work.desk.services.intake.begin(card())


def test_the_road_from_draft_to_sealed(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    view = fill_in(at_work.desk)
    assert {problem.code for problem in view.problems if problem.blocking} <= {
        "consent_missing",
        "consent_of_guardian_missing",
        "undertaking_missing",
    }
    plan = services.signing.plan(view.case_id)
    assert plan.missing == 5
    refused = services.submission.submit(view.case_id)
    assert not refused.sealed
    assert refused.problems
    sign_all(at_work.desk, view.case_id)
    assert services.signing.plan(view.case_id).missing == 0
    done = services.submission.submit(view.case_id)
    assert done.sealed
    assert done.local_number
    assert done.local_number.startswith("SQ990101")
    after = services.intake.draft(view.case_id)
    assert after.process.state is CaseState.SUBMITTED, "the preview of the waiting command"
    assert not after.editable
    assert not after.can_undo
    with pytest.raises(Refused):
        services.intake.set(view.case_id, "category", "migrant")
    with pytest.raises(Refused):
        services.submission.submit(view.case_id)


def test_signatures_are_kept_sealed_and_by_their_hash(at_work: DeskUnderTest) -> None:
    case = submitted(at_work.desk)
    consent = next(iter(at_work.desk.services.intake.draft(case).draft.consents.values()))
    with at_work.desk.workspace.store.reading() as unit:
        assert unit.attachments.get(consent.signature_sha256) == PNG
    assert consent.text_sha256 == at_work.desk.services.signing.plan(case).consent_sha256
    assert consent.witness == "op-street_window"


def test_only_the_right_person_signs(at_work: DeskUnderTest) -> None:
    from sync.model.states import SignatureMethod

    view = fill_in(at_work.desk)
    applicant, spouse, child = view.draft.members
    signing = at_work.desk.services.signing
    for member, signer in ((spouse, applicant), (child, child)):
        with pytest.raises(Refused) as wrong:
            signing.sign_consent(
                view.case_id, member, signer_id=signer, method=SignatureMethod.PAD, image_png=PNG, sensitive=True
            )
        assert wrong.value.code == "signing.wrong_signer"
    with pytest.raises(BadInput):
        signing.sign_consent(
            view.case_id, applicant, signer_id=applicant, method=SignatureMethod.PAD, image_png=b"GIF", sensitive=True
        )


def test_the_pre_review_speaks_in_sentences(at_work: DeskUnderTest) -> None:
    view = at_work.desk.services.preview.evaluate(fill_in(at_work.desk).case_id)
    assert view.conditions
    assert all(condition.sentence and "⟦" not in condition.sentence for condition in view.conditions)
    assert view.passed + view.near + view.failed + view.unknown == len(view.conditions)
    assert "⟦" not in view.headline + view.subline + view.note
