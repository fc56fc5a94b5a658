"""Proofs of the tests themselves: which branches they take (``cover``) and which small bugs they see (``mutants``)."""
