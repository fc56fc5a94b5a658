"""Database changes, linear. A store of every release upgrades; a newer one is refused in plain words.

Recipe: change ``tables.py``, write ``versions/NNNN_words.py`` with ``down_revision`` = the old head, set :data:`HEAD`
to it, append to :data:`KNOWN`; the tests compare the upgraded file with the tables and upgrade the kept files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator

HEAD: Final = "0001"
"""Revision of this program's tables."""
KNOWN: Final = ("0001",)
"""Every revision that this program can read, oldest first."""


def current(connection: Connection) -> str | None:
    """Revision of a store, None for an empty file."""
    try:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError:
        return None
    return None if found is None else str(found)


def upgrade(connection: Connection, words: Translator) -> None:
    """Bring the store to :data:`HEAD`, in one transaction.

    Raises:
        StoreTrouble: written by a newer program; nothing is touched.
    """
    found = current(connection)
    if found == HEAD:
        return
    if found is not None and found not in KNOWN:
        raise StoreTrouble("store.newer_schema", words("store.newer_schema_what"), words("store.newer_schema_advice"))
    from alembic import command  # only when there is something to do: it costs a tenth of a second
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    if connection.in_transaction():
        connection.commit()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        command.upgrade(config, HEAD)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
