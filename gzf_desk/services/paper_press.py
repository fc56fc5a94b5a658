"""The press: content, circumstances and signatures to a PDF. Loads the drawing library: import when first used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gzf_desk.clock import CHINA
from gzf_desk.documents import DocumentData, PaperState, PrintContext, Signature, content_hash, render
from gzf_desk.documents.registry import watermarks
from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.paper_content import PaperSource, application_form, authorization, receipt, undertaking
from gzf_desk.services.paper_lease import lease
from gzf_desk.services.paper_words import paper_terms
from gzf_desk.services.views import PrintedView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.rows import PrintRow
from sync.model.application import ApplicationDraft, UndertakingSignature
from sync.model.promise import is_about, standing_signatures
from sync.model.states import CaseState, StorageState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.policy import Policy
from sync.policy.people import live_consents
from sync.seal.signing import sign


@dataclass(frozen=True)
class DeviceSigner:
    """Signs QR codes with the device's key."""

    key_id: str
    private: bytes

    def sign(self, content: bytes) -> bytes:
        """See ``ContentSigner``."""
        return sign(self.private, "paper", content.decode())


@dataclass(frozen=True)
class Press:
    """Prints the papers of one case.

    Attributes:
        workspace: shared state.
        file: the case.
        policy: that it keeps.
        tenancy: of the case, if there is one.
        unit: the home of the tenancy.
    """

    workspace: Workspace
    file: CaseFile
    policy: Policy
    tenancy: Tenancy | None
    unit: Unit | None

    def print(self, document: str) -> PrintedView:
        """One paper.

        Raises:
            BadInput: a character has no glyph, or the content contradicts itself; nothing was printed.
        """
        data, context = self._content(document), self._context(document)
        printed = render(data, context)
        return PrintedView(
            document=document,
            pdf=printed.pdf,
            pages=printed.pages,
            number=data.number,
            content_sha256=printed.content_hash,
            watermark=" · ".join(watermarks(context)),
        )

    def made_before(self, line: PrintRow) -> datetime | None:
        """When the journal's ``line`` is about this very paper: same content, same mark, no signature since."""
        made = datetime.fromisoformat(line.printed_at)
        data, context = self._content(line.document), self._context(line.document)
        same = line.content_sha256 == content_hash(data) and line.watermark == " · ".join(watermarks(context))
        return made if same and not _signed_after(line.document, self.file, made) else None

    def _content(self, document: str) -> DocumentData:
        source = PaperSource(
            file=self.file,
            policy=self.policy,
            now=self.workspace.clock.now(),
            today=self.workspace.clock.today(),
            office=self.workspace.device().site_name,
            workdays=self.workspace.rulebook.calendar.workdays,
            accepted_by=self._accepted_by(),
        )
        if document == "D21":
            if self.tenancy is None or self.unit is None:
                raise ValueError("there is no contract")
            return lease(source, self.tenancy, self.unit)
        makers = {"D01": application_form, "D02": authorization, "D03": undertaking, "D06": receipt}
        return makers[document](source)

    def _accepted_by(self) -> str:
        operator = self.file.confirmed.accepted_by
        grant = None if operator is None else self.workspace.grant_of(operator)
        return "" if grant is None else grant.name

    def _context(self, document: str) -> PrintContext:
        device = self.workspace.device()
        return PrintContext(
            printed_at=self.workspace.clock.now(),
            station=device.site_name,
            operator=self.workspace.operator().name,
            hotline=paper_terms().office.hotline,
            state=_state(document, self.file),
            signatures=self._signatures(document),
            signer=DeviceSigner(device.device[:8], device.private_key),
            language=self.workspace.words.language,
        )

    def _signatures(self, document: str) -> tuple[Signature, ...]:
        """(member, signature) of what was signed on the pad."""
        wanted: list[tuple[str, str, Signature]] = []
        draft = self.file.draft
        if document == "D02":
            for key, consent in live_consents(draft).items():
                if key not in draft.members or not is_about(consent, draft.members[key]):
                    continue
                day = consent.signed_at.astimezone(CHINA).date()
                wanted.append((key, consent.signature_sha256, Signature(signer_key=key, signed_on=day)))
        elif document in {"D01", "D03"}:
            for key, promised in _promised(document, draft).items():
                day = promised.signed_at.astimezone(CHINA).date()
                wanted.append((key, promised.signature_sha256, Signature(signer_key=key, signed_on=day)))
        elif document == "D21":
            tenancy = self.tenancy
            applicant_id = draft.applicant_id()
            if tenancy is not None and tenancy.signed_at is not None and applicant_id is not None:
                day = tenancy.signed_at.astimezone(CHINA).date()
                signature = Signature(signer_key=applicant_id, signed_on=day)
                wanted.append((applicant_id, tenancy.signature_sha256 or "", signature))
        return self._with_images(wanted)

    def _with_images(self, wanted: list[tuple[str, str, Signature]]) -> tuple[Signature, ...]:
        found: list[Signature] = []
        with self.workspace.store.reading() as unit:
            for key, sha256, bare in wanted:
                image = unit.attachments.get(sha256)
                if image is not None:
                    found.append(Signature(signer_key=key, signed_on=bare.signed_on, image=image))
        return tuple(found)


def _signed_after(document: str, file: CaseFile, moment: datetime) -> bool:
    """Whether somebody signed the paper after ``moment``."""
    if document == "D02":
        return any(consent.signed_at > moment for consent in live_consents(file.draft).values())
    return document in {"D01", "D03"} and any(
        promised.signed_at > moment for promised in _promised(document, file.draft).values()
    )


def _promised(document: str, draft: ApplicationDraft) -> dict[str, UndertakingSignature]:
    """Signatures under the promise that stand. The form shows only those that were given for exactly its facts."""
    standing = standing_signatures(draft)
    if document == "D03":
        return standing
    return {key: one for key, one in standing.items() if one.content_sha256}


def _state(document: str, file: CaseFile) -> PaperState:
    if document == "D21":
        return PaperState.CONFIRMED
    if document == "D06":
        return PaperState.CONFIRMED if file.confirmed.number is not None else PaperState.OFFLINE
    if document == "D01" and file.process.state is CaseState.DRAFT:
        return PaperState.DRAFT
    received = file.storage is StorageState.RECEIVED and file.confirmed.state is not CaseState.DRAFT
    return PaperState.CONFIRMED if received else PaperState.OFFLINE
