"""From a case to the content of its papers D01, D02, D03 and D06."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gzf_desk.clock import CHINA
from gzf_desk.documents import (
    ApplicantFacts,
    ApplicationFormData,
    AssetFacts,
    AuthorizationData,
    Authorizer,
    FormMaterial,
    Guardian,
    HousingFacts,
    IncomeFacts,
    Marked,
    MarkedMoney,
    MemberFacts,
    PromisedFact,
    ReceiptData,
    ReceivedMaterial,
    Signer,
    StatusFacts,
    UndertakingData,
    Wishes,
    undertaking_clauses,
)
from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.paper_words import (
    ZH,
    document_word,
    job_word,
    kinship_word,
    marital_word,
    marked,
    marked_area,
    marked_day,
    marked_money,
    nation_word,
    paper_terms,
    sex_word,
)
from sync.model.application import Material
from sync.model.household import Member, MemberRole
from sync.model.states import SENSITIVE_DATA_CLASSES
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.people import age_of, is_adult, live_consents, signs_for_itself
from sync.policy.periods import Workdays, end_of
from sync.policy.records import StageKind
from sync.workflow.numbering import display

UNNUMBERED = "提交后编号"
"""Printed in place of a number that is not given yet."""
_ZH_STAGES = {"street": "街道", "county": "县级", "city": "市级", "platform": "省级"}


@dataclass(frozen=True)
class PaperSource:
    """What papers are made of.

    Attributes:
        file: the case.
        policy: that it keeps.
        now: wall time.
        today: civil day.
        office: name of the service point.
        workdays: counts working days, as the province does.
        accepted_by: name of who accepted, "" when this desk does not know it.
    """

    file: CaseFile
    policy: Policy
    now: datetime
    today: date
    office: str
    workdays: Workdays
    accepted_by: str = ""

    @property
    def region(self) -> str:
        """Name of the region."""
        return paper_terms().region(self.file.org)

    @property
    def case_number(self) -> str:
        """The application's own number."""
        return display(self.file.draft.local_number) if self.file.draft.local_number else UNNUMBERED

    def name_of(self, member_id: str | None) -> str:
        """Name of a member, or nothing."""
        member = self.file.draft.members.get(member_id or "")
        return (member.name or "") if member else ""

    def adults(self) -> tuple[tuple[str, Member], ...]:
        """Members who sign for themselves and would be housed."""
        return tuple(
            (key, member)
            for key, member in self.file.draft.members.items()
            if member.role is not MemberRole.COUNTED_ONLY
            and signs_for_itself(member, self.today, self.policy.consent.adult_age.value)
        )

    def signers(self) -> tuple[Signer, ...]:
        """The applicant and every adult co-applicant."""
        return tuple(
            Signer(key=key, name=member.name or "", role="申请人" if member.kinship == "01" else "共同申请人")
            for key, member in self.adults()
        )


def application_form(source: PaperSource) -> ApplicationFormData:
    """D01."""
    draft, file = source.file.draft, source.file
    applicant_id = draft.applicant_id()
    submitted = file.process.submitted_at or source.now
    limits = source.policy.categories[draft.category].limits if draft.category in source.policy.categories else None
    disposed = limits.disposed_years.value if limits and limits.disposed_years else 5
    stages = (stage for stage in source.policy.stages if stage.kind is StageKind.REVIEW)
    return ApplicationFormData(
        number=source.case_number,
        case_number=source.case_number,
        region=source.region,
        category=ZH(f"services.category.{draft.category or 'none'}"),
        form=ZH(f"services.form.{draft.form}") if draft.form else "",
        channel=ZH(f"services.channel.{draft.channel}") if draft.channel else "",
        applied_on=submitted.astimezone(CHINA).date(),
        applicant=_applicant(source, draft.members[applicant_id]) if applicant_id else ApplicantFacts(name=Marked()),
        members=tuple(_member(source, key, one) for key, one in draft.members.items() if key != applicant_id),
        housing=_homes(source),
        income=tuple(
            IncomeFacts(
                person=source.name_of(one.member),
                kind=ZH(f"services.income.{one.kind}") if one.kind else "",
                amount=marked_money(one, "amount_fen"),
                period="申请前 12 个月",
            )
            for one in draft.income.values()
        ),
        assets=_assets(source),
        statuses=_statuses(source),
        other_benefits=_yes_no(draft.other_benefit),
        homes_disposed=_disposed(source),
        disposed_years=disposed,
        wishes=Wishes(
            areas="、".join(draft.wishes.areas) if draft.wishes else "",
            barrier_free=draft.wishes.barrier_free if draft.wishes else None,
            layout=(draft.wishes.note or "") if draft.wishes else "",
        ),
        materials=_form_materials(source),
        stages=tuple(f"{_ZH_STAGES[stage.org]}审核" for stage in stages),
        signers=source.signers(),
    )


def authorization(source: PaperSource) -> AuthorizationData:
    """D02: everybody whose data may be looked up, with the consent that stands."""
    draft, policy = source.file.draft, source.policy
    consents = live_consents(draft)
    people: list[Authorizer] = []
    for key, member in draft.members.items():
        adult = is_adult(member, source.today, policy.consent.adult_age.value)
        if not adult and not policy.consent.minors_by_guardian:
            continue
        consent = consents.get(key)
        said_yes = tuple(kind.value for kind in consent.classes if kind in SENSITIVE_DATA_CLASSES) if consent else ()
        alone = signs_for_itself(member, source.today, policy.consent.adult_age.value)
        people.append(
            Authorizer(
                key=key,
                name=member.name or "",
                id_type=document_word(member),
                id_number=member.document_number or "",
                relation=kinship_word(member),
                guardian=None if alone else _guardian(source, member, consent.signer if consent else None),
                sensitive_classes=said_yes,
            )
        )
    numbers = [consent.number for consent in consents.values() if consent.number]
    return AuthorizationData(
        number=display(numbers[0]) if numbers else source.case_number,
        case_number=source.case_number,
        region=source.region,
        authorizers=tuple(people),
        data_classes=tuple(kind.value for kind in policy.consent.classes),
        processor=policy.lessor,
    )


def undertaking(source: PaperSource) -> UndertakingData:
    """D03."""
    signed = source.file.draft.undertaking
    promised = (
        PromisedFact(fact=source.name_of(one.member), material=ZH(f"services.material.{one.kind}"))
        for one in source.file.draft.materials.values()
        if one.status == "exempt" and one.exempt_reason == "by_promise"
    )
    return UndertakingData(
        number=display(signed.number) if signed and signed.number else source.case_number,
        case_number=source.case_number,
        region=source.region,
        signers=source.signers(),
        ticked=tuple(range(1, len(undertaking_clauses()) + 1)) if signed else (),
        promised=tuple(promised),
    )


def receipt(source: PaperSource) -> ReceiptData:
    """D06: the formal notice when the province has accepted, else the receipt of the window."""
    file, terms = source.file, paper_terms()
    process = file.confirmed
    formal = process.number is not None
    total = source.policy.clocks.total
    applicant = file.applicant
    return ReceiptData(
        number=display(process.number) if process.number else source.case_number,
        case_number=source.case_number,
        region=source.region,
        formal=formal,
        applicant=(applicant.name or "") if applicant else "",
        category=ZH(f"services.category.{file.draft.category or 'none'}"),
        received_at=file.process.submitted_at or source.now,
        accepted_on=civil_day(process.accepted_at) if process.accepted_at else None,
        handler=source.accepted_by,
        materials=tuple(
            ReceivedMaterial(
                name=ZH(f"services.material.{one.kind}"),
                pages=one.pages,
                kind=_original(one),
            )
            for one in file.draft.materials.values()
            if one.status == "present"
        ),
        office=source.office,
        query_code=(file.draft.local_number or "")[-6:],
        supervision_phone=terms.office.supervision_phone,
        limit_date=_limit_day(source) if formal else None,
        limit_words=f"{total.value} {'个工作日' if total.unit == 'WD' else '天'}",
        limit_assumed=total.assumed,
        confirmation="" if formal else terms.office.confirmation,
    )


def _limit_day(source: PaperSource) -> date | None:
    """Last day of the whole road. Its clock goes with the decision, and a notice may be printed again after that."""
    process = source.file.confirmed
    running = next((clock.due for clock in process.deadlines if clock.name == "TOTAL"), None)
    if running is not None or process.accepted_at is None:
        return running
    return end_of(source.workdays, civil_day(process.accepted_at), source.policy.clocks.total)[0]


def _applicant(source: PaperSource, member: Member) -> ApplicantFacts:
    homes = [home for home in source.file.draft.housing.values() if home.lived_in] or list(
        source.file.draft.housing.values()
    )
    home = homes[0] if homes else None
    return ApplicantFacts(
        name=marked(member, "name"),
        sex=marked(member, "sex", sex_word(member)),
        nation=marked(member, "nation", nation_word(member)),
        birth_date=marked_day(member, "birth_date"),
        id_type=marked(member, "document_type", document_word(member)),
        id_number=marked(member, "document_number"),
        marital=marked(member, "marital", marital_word(member)),
        phone=marked(member, "phone"),
        hukou_address=marked(member, "card_address"),
        hukou_since=marked_day(member, "hukou_since"),
        present_address=marked(home, "address") if home else Marked(),
        tenure=marked(home, "tenure", ZH(f"services.tenure.{home.tenure}")) if home and home.tenure else Marked(),
        employer=marked(member, "employer"),
        job=marked(member, "work", job_word(member)),
        insurance_months=marked(member, "insurance_months"),
    )


def _member(source: PaperSource, key: str, member: Member) -> MemberFacts:
    groups = "、".join(ZH(f"services.group_of.{group}") for group in member.special_groups)
    incomes = [one.amount_fen for one in source.file.draft.income.values() if one.member == key]
    known = [amount for amount in incomes if amount is not None]
    monthly = sum(known) // 12 if known and len(known) == len(incomes) else None
    return MemberFacts(
        name=marked(member, "name"),
        kinship=marked(member, "kinship", kinship_word(member)),
        id_number=marked(member, "document_number"),
        age=age_of(member, source.today),
        role=Marked(text=ZH(f"services.member_role.{member.role}")),
        hukou=_yes_no(member.local_hukou),
        special=Marked(text=groups, source="d" if groups else ""),
        monthly_income=MarkedMoney(fen=monthly, source="" if monthly is None else "d"),
    )


def _homes(source: PaperSource) -> tuple[HousingFacts, ...]:
    return tuple(
        HousingFacts(
            address=marked(home, "address"),
            owner=Marked(text=source.name_of(home.member)),
            tenure=marked(home, "tenure", ZH(f"services.tenure.{home.tenure}") if home.tenure else ""),
            area=marked_area(home, "area100"),
            certificate=marked(home, "certificate"),
        )
        for home in source.file.draft.housing.values()
    )


def _assets(source: PaperSource) -> tuple[AssetFacts, ...]:
    draft = source.file.draft
    held = tuple(
        AssetFacts(
            person=source.name_of(one.member),
            kind=ZH(f"services.asset.{one.kind}") if one.kind else "",
            value=marked_money(one, "value_fen"),
        )
        for one in draft.assets.values()
    )
    driven = tuple(
        AssetFacts(
            person=source.name_of(one.member), kind="车辆", value=marked_money(one, "price_fen"), detail=one.plate or ""
        )
        for one in draft.vehicles.values()
    )
    return held + driven


def _statuses(source: PaperSource) -> tuple[StatusFacts, ...]:
    return tuple(
        StatusFacts(person=member.name or "", status=marked(member, "special_groups", ZH(f"services.group_of.{group}")))
        for member in source.file.draft.members.values()
        for group in member.special_groups
    )


def _form_materials(source: PaperSource) -> tuple[FormMaterial, ...]:
    return tuple(
        FormMaterial(
            name=ZH(f"services.material.{one.kind}"),
            pages=one.pages if one.status == "present" else 0,
            kind=_original(one) if one.status == "present" else "",
            exempt=ZH(f"services.exempt.{one.exempt_reason}") if one.exempt_reason else "",
        )
        for one in source.file.draft.materials.values()
    )


def _guardian(source: PaperSource, member: Member, signer_id: str | None) -> Guardian:
    key = signer_id or member.guardian or source.file.draft.applicant_id()
    signer = source.file.draft.members.get(key or "")
    return Guardian(
        name=(signer.name or "") if signer else "",
        relation=f"与被监护人同户，本人为申请人{kinship_word(signer)}"
        if signer and signer.kinship != "01"
        else "申请人本人",
        basis="",
        id_number=(signer.document_number or "") if signer else "",
    )


def _original(one: Material) -> str:
    return "" if one.original_seen is None else "原件" if one.original_seen else "复印件"


def _yes_no(value: bool | None) -> Marked:
    return Marked() if value is None else Marked(text="有" if value else "无", source="d")


def _disposed(source: PaperSource) -> Marked:
    draft = source.file.draft
    if draft.home_disposed_on is not None:
        return Marked(text=draft.home_disposed_on.isoformat(), source="d")
    return Marked(text="无", source="d") if draft.no_home_disposed else Marked()
