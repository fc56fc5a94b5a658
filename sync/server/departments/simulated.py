"""A simulated registry: fictional data in the platform's own table, put there by ``gzf-platform seed``.

It answers like departments do: what a person declared is confirmed or contradicted, what is not registered is not
found, and what it does not serve is unavailable. Who was not put in gets the clean answer of the class, but only under
a fictional document number (region 99): about real people it knows nothing. Its answers are marked with their source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sync.model.case import VerificationFact
from sync.model.states import DataClass
from sync.server.departments.base import Question
from sync.server.keys import PlatformKeys
from sync.server.store import tables as t
from sync.server.store.engine import Database

SOURCE = "simulated-registry"
FICTIONAL_REGION = "99"
"""No region of China begins so. Source: GB/T 2260."""
CLEAN: Mapping[DataClass, str] = {
    DataClass.HUKOU: "match",
    DataClass.RESIDENCE_PERMIT: "match",
    DataClass.VEHICLE: "not_found",
    DataClass.LOWSEC: "not_found",
    DataClass.DESTITUTE: "not_found",
    DataClass.LOWINC: "not_found",
    DataClass.REAL_ESTATE: "not_found",
    DataClass.MARRIAGE: "match",
    DataClass.SOCIAL_INSURANCE: "match",
    DataClass.TAX: "match",
    DataClass.ECON_CHECK: "match",
    DataClass.DEATH: "not_found",
    DataClass.OTHER_HOUSING_BENEFIT: "not_found",
}
"""The clean answer of each class that the registry serves."""


class SimulatedRegistry:
    """See the module.

    Args:
        database: of the platform.
        keys: to look up and open.
    """

    classes = frozenset(CLEAN)

    def __init__(self, database: Database, keys: PlatformKeys) -> None:
        self._database = database
        self._keys = keys

    def ask(self, question: Question) -> VerificationFact:
        """See ``DepartmentAdapter``."""
        number = question.member.document_number
        if number is None:
            return _fact(question, {"outcome": "unavailable"})
        with self._database.read() as connection:
            entry = find(connection, self._keys, number, question.data_class)
        if entry is None:
            entry = {"outcome": _clean(question) if number.startswith(FICTIONAL_REGION) else "unavailable"}
        return _fact(question, entry)


def _clean(question: Question) -> str:
    """The clean answer: what was declared is registered, and nothing else."""
    answer = CLEAN[question.data_class]
    return "match" if answer == "not_found" and question.declares else answer


def find(connection: Connection, keys: PlatformKeys, number: str, data_class: DataClass) -> dict[str, Any] | None:
    """What is registered about a person, or None."""
    key = _key(keys, number)
    where = (t.registry.c.key == key, t.registry.c.data_class == data_class.value)
    row = connection.execute(select(t.registry.c.body).where(*where)).first()
    if row is None:
        return None
    found: dict[str, Any] = keys.open("registry", f"{key}/{data_class.value}", row.body)
    return found


def register(
    connection: Connection, keys: PlatformKeys, number: str, data_class: DataClass, answer: Mapping[str, Any]
) -> None:
    """Put a fictional person's data in: ``outcome`` and, where it differs, ``declared`` and ``verified``."""
    key = _key(keys, number)
    body = keys.seal("registry", f"{key}/{data_class.value}", dict(answer))
    make = sqlite_insert if connection.dialect.name == "sqlite" else pg_insert
    row = make(t.registry).values(key=key, data_class=data_class.value, body=body)
    connection.execute(row.on_conflict_do_update(index_elements=["key", "data_class"], set_={"body": body}))


def _key(keys: PlatformKeys, number: str) -> str:
    return keys.index("registry", number.strip().upper())


def _fact(question: Question, answer: Mapping[str, Any]) -> VerificationFact:
    as_of: date = question.as_of
    return VerificationFact(
        data_class=question.data_class.value,
        member=question.member_id,
        outcome=str(answer["outcome"]),
        source=SOURCE,
        as_of=as_of,
        declared=answer.get("declared"),
        verified=answer.get("verified"),
    )
