"""What a city may decide, and the pure reading of a household against it.

A policy is data: ``resources/policies/<id>/<version>.toml`` or a folder of that name, in layers (``layers``). Texts
come in as strings. Adding a section: see ``sections``. Adding a figure: a field in the struct of its subject, its line
(with source and confidence) in the province's layer or in the cities', the reading in the module of its subject
(``conditions``, ``scoring``, ``rent``), and a case in its test.
"""

from __future__ import annotations

from sync.policy.book import PolicyBook
from sync.policy.records import Policy

__all__ = ["Policy", "PolicyBook"]
