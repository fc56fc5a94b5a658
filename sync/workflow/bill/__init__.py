"""The rent bills (租金账单)."""
