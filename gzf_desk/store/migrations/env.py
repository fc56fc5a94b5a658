"""Run by Alembic: migrates the connection that the store hands over, inside the transaction that it opened."""

from __future__ import annotations

from alembic import context

from gzf_desk.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
