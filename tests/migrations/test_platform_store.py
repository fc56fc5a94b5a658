"""The province's schema: migrations make what the tables say, and a newer database is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync.server.store.engine import Database, SchemaTooNew, migration_config, sqlite_url
from sync.server.store.tables import metadata


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    postgres = request.param == "postgres"
    url = request.getfixturevalue("postgres_database") if postgres else sqlite_url(tmp_path / "p.db")
    opened = Database(url)
    yield opened
    opened.close()


def test_head_is_what_the_tables_say(database: Database) -> None:
    database.migrate()
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_newer_database_is_refused_and_untouched(database: Database) -> None:
    database.migrate()
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="9999"):
        database.migrate()


def test_down_and_up_again(database: Database) -> None:
    database.migrate()
    config = migration_config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
