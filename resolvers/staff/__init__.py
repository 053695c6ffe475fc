"""Use cases of staff accounts: create the first administrator, list."""
