"""Showing a full document number: only for a reason, written into the chained log, and not too often."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from gzf_desk.services.casebook import Casebook
from gzf_desk.services.workspace import Workspace

AT_MOST: Final = 10
WITHIN: Final = timedelta(minutes=10)
"""An operator sees at most this many full numbers in this time. A person at a counter is one; a list is many."""


class RevealReason(StrEnum):
    """Why somebody looks at a full number; the words have the key ``services.reveal.<value>``."""

    OWN_CASE = "own_case"
    COMPARE_PAPER = "compare_paper"
    ASKED_BY_PERSON = "asked_by_person"


class Disclosure:
    """Fits ``DisclosureService``.

    Args:
        workspace: shared state.
        casebook: cases.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._looks: deque[tuple[str, datetime]] = deque()

    def reasons(self) -> tuple[tuple[str, str], ...]:
        """See ``DisclosureService``."""
        return tuple((reason.value, self._workspace.words(f"services.reveal.{reason}")) for reason in RevealReason)

    def reveal(self, case_id: str, member_id: str, reason: str) -> str:
        """See ``DisclosureService``."""
        workspace = self._workspace
        operator, device = workspace.operator().operator, workspace.device().device
        if reason not in set(RevealReason):
            raise workspace.refused("reveal.reason", "services.reveal_reason")
        member = self._casebook.get(case_id).draft.members.get(member_id)
        if member is None or not member.document_number:
            raise workspace.refused("reveal.nothing", "services.reveal_nothing")
        self._count(operator)
        with workspace.store.unit() as unit:
            what, content = f"number.revealed.{reason}", {"member": member_id}
            unit.log.write(who=operator, dev=device, what=what, obj=case_id, content=content)
        return member.document_number

    def _count(self, operator: str) -> None:
        now = self._workspace.clock.now()
        while self._looks and self._looks[0][1] <= now - WITHIN:
            self._looks.popleft()
        if sum(who == operator for who, _ in self._looks) >= AT_MOST:
            raise self._workspace.refused("reveal.too_many", "services.reveal_too_many", n=AT_MOST)
        self._looks.append((operator, now))
