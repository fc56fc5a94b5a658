"""The province's database: SQLite embedded in one process, or PostgreSQL. Bodies are sealed before they come here."""
