"""The rent subsidies (租赁补贴)."""
