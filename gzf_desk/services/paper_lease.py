"""From a tenancy to the content of its lease, D21."""

from __future__ import annotations

from gzf_desk.clock import CHINA
from gzf_desk.documents import CoResident, Home, LeaseData, Organisation, Tenant
from gzf_desk.services.paper_content import PaperSource
from gzf_desk.services.paper_words import ZH, PartyWords, document_word, kinship_word, paper_terms
from sync.model.application import ApplicationDraft
from sync.model.household import Member, MemberRole
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.workflow.numbering import display


def lease(source: PaperSource, tenancy: Tenancy, unit: Unit) -> LeaseData:
    """D21 of an issued contract.

    Raises:
        ValueError: the contract has no term yet.
    """
    draft, terms = source.file.draft, paper_terms()
    applicant_id = draft.applicant_id()
    if tenancy.term_from is None or tenancy.term_to is None or applicant_id is None:
        raise ValueError("the contract was not issued")
    applicant = draft.members[applicant_id]
    percent = tenancy.rent_tier_permille / 10
    return LeaseData(
        number=display(tenancy.contract_number or ""),
        case_number=source.case_number,
        region=source.region,
        lessor=_party(terms.lessor, source.policy.lessor),
        operator=_party(terms.operator, terms.operator.name),
        tenant=_tenant(applicant_id, applicant),
        home=_home(source, unit),
        category=ZH(f"services.category.{draft.category or 'none'}"),
        form=ZH("services.form.unit"),
        qualification_number=display(source.file.process.number or source.case_number),
        term_from=tenancy.term_from,
        term_to=tenancy.term_to,
        standard_fen=unit.rent_standard_fen_m2,
        tier=f"{percent:g}%",
        monthly_rent_fen=tenancy.monthly_rent_fen,
        pay_cycle=terms.lease.pay_cycle,
        due=terms.lease.due,
        method=terms.lease.method,
        late_fee=terms.lease.late_fee,
        deposit_fen=tenancy.deposit_fen,
        deposit_days=terms.lease.deposit_days,
        property_fee=terms.lease.property_fee,
        notice_days=terms.lease.notice_days,
        transition_months=terms.lease.transition_months,
        transition_rent=terms.lease.transition_rent,
        vacancy_months=terms.lease.vacancy_months,
        arrears_months=terms.lease.arrears_months,
        dispute=terms.lease.dispute,
        signed_place=source.office,
        co_residents=_co_residents(draft, applicant_id),
        assumed=terms.lease.assumed,
        explained_on=tenancy.signed_at.astimezone(CHINA).date() if tenancy.explained and tenancy.signed_at else None,
    )


def counted(number: str, word: str) -> str:
    """``3`` as ``3幢``; what is not a bare number stays as it is."""
    return f"{number}{word}" if number.isdigit() else number


def _tenant(key: str, applicant: Member) -> Tenant:
    return Tenant(
        key=key,
        name=applicant.name or "",
        id_type=document_word(applicant),
        id_number=applicant.document_number or "",
        phone=applicant.phone or "",
        address=applicant.card_address or "",
    )


def _home(source: PaperSource, unit: Unit) -> Home:
    return Home(
        address=source.region,
        project=unit.project,
        building=counted(unit.building, "幢"),
        unit="",
        room=counted(unit.room, "室"),
        floor="",
        structure=paper_terms().lease.structure,
        layout=unit.layout,
        build_area100=unit.area100,
        inner_area100=unit.area100,
    )


def _co_residents(draft: ApplicationDraft, applicant_id: str) -> tuple[CoResident, ...]:
    return tuple(
        CoResident(
            name=member.name or "",
            relation=kinship_word(member),
            id_number=member.document_number or "",
            phone=member.phone or "",
        )
        for key, member in draft.members.items()
        if key != applicant_id and member.role is not MemberRole.COUNTED_ONLY
    )


def _party(words: PartyWords, name: str) -> Organisation:
    return Organisation(
        key=words.key,
        name=name,
        credit_code=words.credit_code,
        address=words.address,
        phone=words.phone,
        representative=words.representative,
    )
