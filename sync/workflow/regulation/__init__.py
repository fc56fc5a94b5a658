"""New versions of the rules: proposed by one, confirmed by another (政策变更)."""
