"""The waiting list (轮候)."""
