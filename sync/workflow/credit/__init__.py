"""The credit files of people in housing (住房保障信用)."""
