"""Use cases for staff accounts: create the first administrator, list."""
