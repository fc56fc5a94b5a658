from __future__ import annotations

from datetime import date

from gzf_desk.i18n import Translator
from gzf_desk.services.papers import grouped, standings
from gzf_desk.services.review_page import _Compared
from gzf_desk.services.rulebook import Rulebook
from gzf_desk.services.views import PreviewView
from sync.model.application import Material
from sync.model.case import VerificationFact
from sync.model.states import Outcome
from tests.support.desks import DeskUnderTest, fill_in, sign_all, submitted
from tests.support.households import family

DAY = date(2026, 3, 2)


def test_papers_are_exempt_when_an_office_looks_them_up_and_follow_otherwise() -> None:
    words = Translator("zh_CN")
    policy = Rulebook(words).current(DAY)
    papers = standings(family(), policy, DAY)
    assert dict(grouped(papers, "exempt", words))["身份证件 ×3"] == "联网能查到"
    assert grouped(papers, "to_follow", words) == (("租房或借住的合同", ""),)
    assert grouped(papers, "present", words) == ()
    noted = family(
        materials={
            "a": Material(kind="34", status="exempt", exempt_reason="by_promise"),
            "b": Material(kind="02", member="m1", status="present"),
        }
    )
    papers = standings(noted, policy, DAY)
    assert grouped(papers, "to_follow", words) == ()
    assert grouped(papers, "present", words) == (("身份证件", ""),)
    exempt = dict(grouped(papers, "exempt", words))
    assert exempt["租房或借住的合同"] == "可以承诺代替"
    assert "身份证件 ×2" in exempt


def test_the_first_line_of_the_reading_says_what_is_left(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = fill_in(at_work.desk).case_id

    def read() -> PreviewView:
        return services.preview.evaluate(case)

    view = read()
    assert view.todo == () or not any(problem.blocking for problem in view.todo)
    assert view.headline == "Looks as if it fits; departments will check 4"
    assert "None of" in view.subline
    assert view.follow == ("lease or lending agreement",)
    applicant = next(iter(services.intake.draft(case).draft.members))
    services.intake.set(case, f"members/{applicant}.phone", None)
    assert read().headline == "Looks as if it fits; 1 still to do"
    services.intake.set(case, "other_benefit", None)
    assert read().headline.startswith("Cannot tell yet; 1")
    services.intake.set(case, "other_benefit", True)
    view = read()
    assert view.failed
    assert view.headline.startswith(f"{view.failed} not met: ")
    assert next(c for c in view.conditions if c.outcome is Outcome.FAIL).name in view.headline
    assert "None of" not in view.subline


def test_the_reading_does_not_ask_for_the_signatures_of_the_next_step(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = fill_in(at_work.desk).case_id
    before = services.preview.evaluate(case)
    assert any(p.path.startswith("consents") for p in services.intake.draft(case).problems)
    sign_all(at_work.desk, case)
    assert services.preview.evaluate(case).headline == before.headline


def test_the_reviewer_sees_every_paper_with_its_standing(at_work: DeskUnderTest) -> None:
    page = at_work.desk.services.review.page(submitted(at_work.desk))
    names = [name for name, _, _ in page.materials]
    assert "identity document ×3" in names
    assert page.materials[0] == ("lease or lending agreement", "to follow", "near")
    exempt = {name: (word, tone) for name, word, tone in page.materials}
    assert exempt["identity document ×3"] == ("exempt: looked up online", "ok")


def test_a_row_is_near_when_declared_and_found_differ(at_work: DeskUnderTest) -> None:
    services = at_work.desk.services
    case = submitted(at_work.desk)
    file = services.intake._casebook.get(case)  # type: ignore[attr-defined]  # the facts come from the province only
    reading = services.preview.evaluate(case)
    first, second, *_ = file.draft.members
    facts = tuple(
        VerificationFact(data_class="V21", member=member, outcome=outcome, source="d", as_of=DAY)
        for member, outcome in ((first, "not_found"), (second, "match"))
    )
    words = at_work.desk.workspace.words
    row = _Compared(file, facts, reading, frozenset({"V21"}), words).row("home", "33", ("V21",), "")
    assert row.verified.count("(") == 2
    assert row.tone == "ok"
    near = next(c for c in reading.conditions if c.near)
    assert _Compared(file, facts, reading, frozenset(), words).row("home", "33", ("V21",), near.code).tone == "near"
    silent = _Compared(file, (), reading, frozenset(), words).row("marital", "married", ("V22",), "")
    assert (silent.verified, silent.tone) == ("not asked", "not_applicable")
