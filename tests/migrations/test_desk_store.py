"""The desk's migrations: head equals the tables, every kept store upgrades, a newer one is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.store import migrations, tables
from gzf_desk.store.engine import open_engine


def script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return ScriptDirectory.from_config(config)


def test_there_is_one_line_of_revisions_and_the_program_knows_it() -> None:
    revisions = [revision.revision for revision in script().walk_revisions()]
    assert tuple(reversed(revisions)) == migrations.KNOWN
    assert script().get_heads() == [migrations.HEAD]


def test_an_upgraded_store_has_exactly_the_tables_of_the_program(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "desk.db")
    with engine.connect() as connection:
        migrations.upgrade(connection, Translator("en"))
        assert migrations.current(connection) == migrations.HEAD
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        migrations.upgrade(connection, Translator("en"))
    engine.dispose()


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    engine.dispose()
    before = file.read_bytes()
    opened = open_engine(file)
    with opened.connect() as connection, pytest.raises(StoreTrouble) as refused:
        migrations.upgrade(connection, Translator("en"))
    opened.dispose()
    assert refused.value.code == "store.newer_schema"
    assert "newer version" in refused.value.what
    assert file.read_bytes() == before


def test_an_upgrade_that_is_cut_off_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "desk.db")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE log (seq INTEGER)"))  # in the way of the first revision
        connection.commit()
        with pytest.raises(Exception, match="log"):
            migrations.upgrade(connection, Translator("en"))
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    engine.dispose()
    assert names == ["log"]
