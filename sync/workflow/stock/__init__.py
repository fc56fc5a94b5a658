"""The homes in stock (房源)."""
