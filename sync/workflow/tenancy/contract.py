"""The content of a lease that is hashed when it is issued and signed unchanged.

The hash is over plain data, not over a PDF: both ends compute it, any window can print it.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from sync.model.application import ApplicationDraft
from sync.model.household import Member, MemberRole
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.policy.records import Policy

CONTENT_VERSION = 1
_ENCODER = msgspec.json.Encoder(order="sorted")


def contract_content(tenancy: Tenancy, unit: Unit, draft: ApplicationDraft, policy: Policy) -> dict[str, Any]:
    """Everything that the parties agree on, as plain data.

    Args:
        tenancy: with number, rent and term; its state and signature do not take part.
        unit: the home; its state does not take part.
        draft: for tenant and co-residents; once the keys are handed over, the tenancy says which of its members.
        policy: for the lessor.
    """
    tenant, co_residents = _people(tenancy, draft)
    return {
        "content_version": CONTENT_VERSION,
        "policy": {"id": policy.id, "version": policy.version},
        "number": tenancy.contract_number,
        "lessor": policy.lessor,
        "tenant": tenant,
        "co_residents": co_residents,
        "unit": {
            "code": unit.code,
            "project": unit.project,
            "building": unit.building,
            "room": unit.room,
            "layout": unit.layout,
            "area100": unit.area100,
        },
        "term": {
            "from": tenancy.term_from.isoformat() if tenancy.term_from else None,
            "to": tenancy.term_to.isoformat() if tenancy.term_to else None,
        },
        "rent": {
            "standard_fen_m2": unit.rent_standard_fen_m2,
            "tier_permille": tenancy.rent_tier_permille,
            "monthly_fen": tenancy.monthly_rent_fen,
        },
        "deposit_fen": tenancy.deposit_fen,
    }


def content_sha256(content: dict[str, Any]) -> str:
    """SHA-256, hex, of the canonical bytes: sorted-key JSON without spaces, UTF-8."""
    return hashlib.sha256(_ENCODER.encode(content)).hexdigest()


def _people(tenancy: Tenancy, draft: ApplicationDraft) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    tenant = tenancy.tenant or draft.applicant_id()
    others = [
        _person(member)
        for member_id, member in sorted(draft.members.items())
        if member_id != tenant and _lives_there(tenancy, member_id, member)
    ]
    return (_person(draft.members[tenant]) if tenant in draft.members else None), others


def _lives_there(tenancy: Tenancy, member_id: str, member: Member) -> bool:
    if tenancy.tenant is None:
        return member.role is not MemberRole.COUNTED_ONLY
    return member_id in tenancy.co_residents


def _person(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "document_type": member.document_type,
        "document_number": member.document_number,
        "kinship": member.kinship,
    }
