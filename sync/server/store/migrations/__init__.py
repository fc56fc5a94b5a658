"""Alembic's scripts of the province's database; linear, one after the other."""
