"""Consent and undertaking: who signs, the exact text, the signatures."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from gzf_desk.clock import CHINA
from gzf_desk.errors import BadInput
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.intake import Intake
from gzf_desk.services.letters import consent_letter, undertaking_letter
from gzf_desk.services.numbers import next_number
from gzf_desk.services.pictures import is_png
from gzf_desk.services.views import SignerView, SigningView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.ids import new_entry_id
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.application import Consent, UndertakingSignature
from sync.model.household import Member, MemberRole
from sync.model.promise import (
    facts_sha256,
    is_about,
    person_sha256,
    signatures_of,
    standing_signatures,
    undertaking_of,
)
from sync.model.states import SENSITIVE_DATA_CLASSES, SignatureMethod
from sync.policy import Policy
from sync.policy.people import consent_gaps, is_adult, live_consents, signs_for_itself
from sync.workflow.numbering import NumberKind


class Signing:
    """Fits ``SigningService``.

    Args:
        workspace: shared state.
        casebook: cases.
        views: finds policies.
        intake: writes fields.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, views: DraftViews, intake: Intake) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._views = views
        self._intake = intake

    def plan(self, case_id: str) -> SigningView:
        """See ``SigningService``."""
        file = self._casebook.get(case_id)
        policy = self._views.policy(file)
        consent, undertaking = consent_letter(policy), undertaking_letter()
        signers, promising = self._consent_signers(file, policy), self._undertaking_signers(file, policy)
        return SigningView(
            consent_title=consent.title,
            consent_text=consent.text,
            consent_sha256=consent.sha256,
            classes=consent.classes,
            signers=signers,
            undertaking_text=undertaking.text,
            undertaking_sha256=undertaking.sha256,
            undertaking_signers=promising,
            missing=sum(not signer.done for signer in (*signers, *promising)),
        )

    def sign_consent(
        self,
        case_id: str,
        member_id: str,
        *,
        signer_id: str,
        method: SignatureMethod,
        image_png: bytes,
        sensitive: bool,
    ) -> SigningView:
        """See ``SigningService``."""
        with self._workspace.store.unit() as unit:
            file = self._casebook.get(case_id)
            policy = self._views.policy(file)
            member = self._member(file, member_id)
            self._check_signer(file, policy, member_id, member, signer_id)
            letter = consent_letter(policy)
            classes = tuple(kind for kind in policy.consent.classes if sensitive or kind not in SENSITIVE_DATA_CLASSES)
            record = Consent(
                member=member_id,
                signer=signer_id,
                classes=classes,
                method=method,
                signed_at=unit.clock.now(),
                text_version=letter.version,
                text_sha256=letter.sha256,
                signature_sha256=self._keep_image(unit, case_id, method, image_png),
                witness=self._workspace.operator().operator,
                number=next_number(unit, NumberKind.CONSENT, case_id),
                person_sha256=person_sha256(member),
            )
            self._write(unit, file, f"consents/{new_entry_id('c')}", record)
        return self.plan(case_id)

    def sign_undertaking(
        self, case_id: str, signer_id: str, *, method: SignatureMethod, image_png: bytes
    ) -> SigningView:
        """See ``SigningService``."""
        with self._workspace.store.unit() as unit:
            file = self._casebook.get(case_id)
            policy = self._views.policy(file)
            if signer_id not in self._promising(file, policy):
                raise self._workspace.refused("signing.wrong_signer", "services.wrong_signer")
            before, letter = file.draft.undertaking, undertaking_letter()
            signature = UndertakingSignature(
                signer=signer_id,
                method=method,
                signed_at=unit.clock.now(),
                text_version=letter.version,
                text_sha256=letter.sha256,
                signature_sha256=self._keep_image(unit, case_id, method, image_png),
                witness=self._workspace.operator().operator,
                content_sha256=facts_sha256(file.draft),
            )
            record = undertaking_of(
                {**({} if before is None else signatures_of(before)), signer_id: signature},
                replaces=() if before is None else before.replaces,
                number=before.number
                if before is not None and before.number
                else next_number(unit, NumberKind.UNDERTAKING, case_id),
            )
            self._write(unit, file, "undertaking", record)
        return self.plan(case_id)

    def _write(self, unit: UnitOfWork, file: CaseFile, path: str, record: msgspec.Struct) -> None:
        plain: dict[str, Any] = msgspec.to_builtins(record)
        self._intake.change(unit, file, {path: plain}, undoable=False)

    def _consent_signers(self, file: CaseFile, policy: Policy) -> tuple[SignerView, ...]:
        today = self._workspace.clock.today()
        open_paths = {gap.path for gap in consent_gaps(file.draft, policy, today)}
        signed = live_consents(file.draft)
        found: list[SignerView] = []
        for member_id, member in file.draft.members.items():
            adult = is_adult(member, today, policy.consent.adult_age.value)
            if not adult and not policy.consent.minors_by_guardian:
                continue
            signer_id = self._signer_of(file, policy, member_id, member)
            signer = file.draft.members[signer_id]
            given = signed.get(member_id)
            consent = given if f"consents/@{member_id}" not in open_paths else None
            changed = given is not None and not is_about(given, member)
            found.append(
                SignerView(
                    member_id=signer_id,
                    name=signer.name or "—",
                    signs_for=None if signer_id == member_id else member_id,
                    done=consent is not None,
                    line=self._line(member, signer_id == member_id, consent, changed=changed),
                    for_name="" if signer_id == member_id else member.name or "—",
                )
            )
        return tuple(found)

    def _undertaking_signers(self, file: CaseFile, policy: Policy) -> tuple[SignerView, ...]:
        promised = file.draft.undertaking
        signed = signatures_of(promised) if promised else {}
        standing = standing_signatures(file.draft)
        return tuple(
            SignerView(
                member_id=member_id,
                name=file.draft.members[member_id].name or "—",
                signs_for=None,
                done=member_id in standing,
                line=self._line(
                    file.draft.members[member_id], True, standing.get(member_id), changed=member_id in signed
                ),
            )
            for member_id in self._promising(file, policy)
        )

    def _promising(self, file: CaseFile, policy: Policy) -> tuple[str, ...]:
        today, adult_age = self._workspace.clock.today(), policy.consent.adult_age.value
        return tuple(
            member_id
            for member_id, member in file.draft.members.items()
            if member.role is not MemberRole.COUNTED_ONLY and signs_for_itself(member, today, adult_age)
        )

    def _signer_of(self, file: CaseFile, policy: Policy, member_id: str, member: Member) -> str:
        """Who signs for a member: the person, the named guardian, else the applicant."""
        today, adult_age = self._workspace.clock.today(), policy.consent.adult_age.value
        if signs_for_itself(member, today, adult_age):
            return member_id
        if member.guardian in file.draft.members:
            return str(member.guardian)
        return file.draft.applicant_id() or member_id

    def _check_signer(self, file: CaseFile, policy: Policy, member_id: str, member: Member, signer_id: str) -> None:
        today, adult_age = self._workspace.clock.today(), policy.consent.adult_age.value
        signer = self._member(file, signer_id)
        if signs_for_itself(member, today, adult_age):
            fits = signer_id == member_id
        else:
            fits = signs_for_itself(signer, today, adult_age) and member.guardian in {None, signer_id}
        if not fits:
            raise self._workspace.refused("signing.wrong_signer", "services.wrong_signer")

    def _member(self, file: CaseFile, member_id: str) -> Member:
        member = file.draft.members.get(member_id)
        if member is None:
            raise self._workspace.refused("signing.no_member", "services.no_member")
        return member

    def _keep_image(self, unit: UnitOfWork, case_id: str, method: SignatureMethod, image: bytes) -> str:
        """Keep the image, sealed; "" for a paper whose scan follows later."""
        words = self._workspace.words
        if not image and method is not SignatureMethod.PAD:
            return ""
        if not is_png(image):
            raise BadInput("signing.image", words("services.image_what"), words("services.image_advice"))
        return keep_image(unit, case_id, "signature", image)

    def _line(self, member: Member, own: bool, signed: Consent | UndertakingSignature | None, *, changed: bool) -> str:
        """What is said beside a name.

        Args:
            member: whom it is about.
            own: signs in person.
            signed: the signature that stands.
            changed: there is one that stands no longer.
        """
        words = self._workspace.words
        if signed is None and changed:
            return words("services.signer.changed")
        if signed is not None:
            witness = self._workspace.grant_of(signed.witness) if signed.witness else None
            how = words(f"services.signer.by_{signed.method.value}")
            when = signed.signed_at.astimezone(CHINA).strftime("%m-%d %H:%M")
            if witness is None:
                return words("services.signer.done_alone", how=how, when=when)
            return words("services.signer.done", how=how, when=when, witness=witness.name)
        return words("services.signer.own") if own else words("services.signer.guardian", name=member.name or "—")


def keep_image(unit: UnitOfWork, subject: str, kind: str, image: bytes) -> str:
    """Keep an image sealed under its subject; its SHA-256, hex. The same image for two subjects is kept with one."""
    name = hashlib.sha256(image).hexdigest()
    if unit.attachments.get(name) is None:
        unit.attachments.keep(subject, kind, image, unit.clock.now().isoformat())
    return name
