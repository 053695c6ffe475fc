"""Use cases of accounts: see, change data, open, manage, import."""
