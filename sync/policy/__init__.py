"""What a city may decide, and the pure reading of a household against it.

A policy is data: ``resources/policies/<city>/<version>.toml``, texts come in as strings. Adding a figure: a field in
``records.py``, its line (with source and confidence) in every policy file, the reading in the module of its subject
(``conditions``, ``scoring``, ``rent``), and a case in its test.
"""

from __future__ import annotations

from sync.policy.parsing import parse_policy
from sync.policy.records import Policy

__all__ = ["Policy", "parse_policy"]
