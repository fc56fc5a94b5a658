"""The re-checks (资格复核)."""
