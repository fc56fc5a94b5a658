"""The conditions C01 to C18, one small function each. UNKNOWN never counts as PASS; a contradiction is UNKNOWN by name.

Adding a condition: its function in the file of its subject, a line in ``table.CONDITIONS``, its basis in the province's
layer, its sentences ``rules.<code>.<reason>`` in both languages, and cases in its test.
"""
