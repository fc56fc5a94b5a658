"""The file of a household, a home or a matter: what lies in it, where, and for how long (档案)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec

from sync.model.case import Problem
from sync.model.household import Count
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.value_checks import not_an_identifier, out_of_order, out_of_range

_MOST_PAGES = 10_000
AFTER_EXIT_YEARS = 5
"""A household's file is kept at least so long after the exit. Source: 建保〔2012〕158号 (from memory)."""


class ArchiveKind(StrEnum):
    """What a file is about: one per household, one per home, one per matter."""

    HOUSEHOLD = "household"
    UNIT = "unit"
    MATTER = "matter"


class Retention(StrEnum):
    """How long a file is kept."""

    PERMANENT = "permanent"
    LONG = "long"
    AFTER_EXIT = "after_exit"
    """At least ``AFTER_EXIT_YEARS`` after the household has left."""


class CatalogueEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper of a file."""

    sequence: int
    """1, 2, 3 …"""
    title: str
    dated: date | None = None
    pages: Count = 1
    attachment: RecordId | None = None
    original_paper: bool = False
    """The signed original lies in the box."""


class Transfer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that went to another archive."""

    on: date
    to: str
    handed_over_by: OperatorId


class Loan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that somebody took out to read."""

    taken_on: date
    taken_by: str
    purpose: str
    due: date | None = None
    returned_on: date | None = None


class ArchiveFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of the archive."""

    id: RecordId
    org: OrgCode
    number: str
    kind: ArchiveKind
    subject_id: RecordId
    """Case, home or batch."""
    retention: Retention
    catalogue: tuple[CatalogueEntry, ...] = ()
    box: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    transfers: tuple[Transfer, ...] = ()
    loans: tuple[Loan, ...] = ()

    @property
    def is_out(self) -> bool:
        """Whether somebody has the file and has not brought it back."""
        return any(loan.returned_on is None for loan in self.loans)


def check_archive(file: ArchiveFile, today: date) -> tuple[Problem, ...]:
    """What cannot be right about a file; ``catalogue/1`` is the paper with that sequence."""
    found = list(not_an_identifier("number", file.number))
    found.extend(out_of_order("closed_on", file.opened_on, file.closed_on, today if file.closed_on else None))
    if [entry.sequence for entry in file.catalogue] != list(range(1, len(file.catalogue) + 1)):
        found.append(Problem(path="catalogue", code="sequence_gap"))
    for entry in file.catalogue:
        found.extend(_about_a_paper(f"catalogue/{entry.sequence}", entry))
    for number, loan in enumerate(file.loans):
        found.extend(out_of_order(f"loans/{number}", loan.taken_on, loan.returned_on or loan.due))
    if sum(loan.returned_on is None for loan in file.loans) > 1:
        found.append(Problem(path="loans", code="lent_twice"))
    return tuple(found)


def _about_a_paper(path: str, entry: CatalogueEntry) -> Iterator[Problem]:
    if not entry.title.strip():
        yield Problem(path=path, code="text_missing")
    yield from out_of_range(path, entry.pages, _MOST_PAGES)
    if entry.attachment is None and not entry.original_paper:
        yield Problem(path=path, code="pages_missing")
