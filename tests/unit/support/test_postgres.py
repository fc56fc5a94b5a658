from __future__ import annotations

import sqlalchemy as sa


def test_each_test_gets_an_empty_database_on_a_server_without_tcp(postgres_database: str, postgres_url: str) -> None:
    engine = sa.create_engine(postgres_database)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE kept (n int)"))
        assert connection.scalar(sa.text("SHOW listen_addresses")) == ""
        assert connection.scalar(sa.text("SHOW server_encoding")) == "UTF8"
    engine.dispose()
    shared = sa.create_engine(postgres_url)
    with shared.connect() as connection:
        assert connection.scalar(sa.text("SELECT to_regclass('kept')")) is None
    shared.dispose()
