from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gzf_desk.documents.proof import parse_proof, proof_text
from gzf_desk.errors import DeviceTrouble, Refused
from gzf_desk.services.printing import lp
from tests.support.desks import DeskUnderTest, card, fill_in, sign_all, submitted


def test_every_paper_of_a_sealed_case_prints_with_the_offline_mark(at_work: DeskUnderTest) -> None:
    case = submitted(at_work.desk)
    printing = at_work.desk.services.printing
    assert [item.document for item in printing.available(case) if item.ready] == ["D01", "D02", "D03", "D06"]
    for document in ("D01", "D02", "D03", "D06"):
        printed = printing.render(document, case)
        assert printed.pdf.startswith(b"%PDF-")
        assert printed.pages >= 1
        assert "离线" in printed.watermark
        assert "⟦" not in printed.number
    with at_work.desk.workspace.store.reading() as unit:
        journal = unit.prints.of(case)
    assert [line.document for line in journal] == ["D01", "D02", "D03", "D06"]
    assert all(line.operator == "op-street_window" for line in journal)


def test_a_draft_is_marked_and_what_is_not_due_says_why(at_work: DeskUnderTest) -> None:
    view = fill_in(at_work.desk)
    printing = at_work.desk.services.printing
    assert "DRAFT" in printing.render("D01", view.case_id).watermark
    why = {item.document: item.why_not for item in printing.available(view.case_id)}
    assert why["D06"]
    assert why["D21"]
    for document in ("D06", "D21", "D99"):
        with pytest.raises(Refused) as refused:
            printing.render(document, view.case_id)
        assert "⟦" not in refused.value.what


def test_the_same_case_prints_the_same_content_and_signatures_do_not_change_it(at_work: DeskUnderTest) -> None:
    view = fill_in(at_work.desk)
    printing = at_work.desk.services.printing
    first = printing.render("D01", view.case_id).content_sha256
    assert printing.render("D01", view.case_id).content_sha256 == first
    sign_all(at_work.desk, view.case_id)
    assert printing.render("D01", view.case_id).content_sha256 == first


def test_the_proof_on_paper_is_signed_by_the_device(at_work: DeskUnderTest) -> None:
    from gzf_desk.documents import PaperState
    from gzf_desk.services.paper_content import PaperSource, application_form
    from gzf_desk.services.paper_press import DeviceSigner
    from sync.seal.signing import public_key, verify

    case = fill_in(at_work.desk).case_id
    device = at_work.desk.workspace.device()
    casebook = at_work.desk.services.intake._casebook  # type: ignore[attr-defined]
    rules = at_work.desk.workspace.rulebook
    policy, workdays = rules.current(at_work.clock.today()), rules.calendar.workdays
    source = PaperSource(casebook.get(case), policy, at_work.clock.now(), at_work.clock.today(), "office", workdays)
    signer = DeviceSigner(device.device[:8], device.private_key)
    proof = parse_proof(proof_text(application_form(source), PaperState.DRAFT, signer))
    assert proof is not None
    verify(public_key(device.private_key), "paper", proof.signed, proof.signature)


def test_paper_goes_to_the_printer_by_standard_input(at_work: DeskUnderTest, tmp_path: Path) -> None:
    case = at_work.desk.services.intake.begin(card()).case_id
    printing = at_work.desk.services.printing
    printed = printing.render("D01", case)
    printing.send(printed)
    assert at_work.printed == [printed.pdf]
    printing.save(printed, tmp_path / "d01.pdf")
    assert (tmp_path / "d01.pdf").read_bytes() == printed.pdf
    with pytest.raises(DeviceTrouble):
        printing.save(printed, tmp_path / "no" / "such" / "folder.pdf")


def test_lp_gets_the_bytes_and_a_title_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real process stands in for CUPS: the command line and standard input are what count."""
    fake = tmp_path / "lp"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\ncat > {tmp_path}/input\n', "utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    lp("window")(b"%PDF-1.4", "D01")
    assert (tmp_path / "arguments").read_text() == "-t D01 -d window -\n"
    assert (tmp_path / "input").read_bytes() == b"%PDF-1.4"
    fake.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        lp("")(b"%PDF-1.4", "D01")
