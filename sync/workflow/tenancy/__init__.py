"""The tenancies (租约)."""
