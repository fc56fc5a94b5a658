"""Benchmarks: modules with ``run() -> list[Row]``; ``python3 dev.py bench`` runs them. They are no tests."""
